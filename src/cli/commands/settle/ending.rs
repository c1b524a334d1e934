//! The end of a run: what waits is settled, the sums are checked, and what happened is written down and told.

use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use super::*;
use crate::data::columns::told_unused;

/// Says which tables of claims are the same under two names.
fn same_content(inputs: &[InputRecord]) -> Option<Text> {
    let claims: Vec<&InputRecord> = inputs.iter().filter(|own| own.role == "claims" && own.rows > 0).collect();
    claims.iter().enumerate().find_map(|(at, own)| {
        let first = claims[..at].iter().find(|first| first.sha256 == own.sha256)?;
        Some(words::same_content(&first.name, &own.name))
    })
}

impl Job<'_> {
    /// Settles what waits, checks the sums, writes what is to be written and reports.
    pub(super) fn finish(mut self) -> Result<Report, Error> {
        if let Some(message) = unused_by_hand(&self.by_flags(), self.reading.mappings.iter().chain(&self.beside)) {
            return Err(Error::usage(message));
        }
        self.progress.settle();
        let memory = std::mem::replace(&mut self.store, Store::new(0, Path::new("")));
        (self.early, self.first_early) = (0, Vec::new());
        memory.finish(&mut self)?;
        self.progress.done();
        if !self.writer.is_open() {
            self.open()?;
        }
        self.check()?;
        if self.arguments.strict && self.tally.rows.rejected > 0 {
            let kept = self.writer.keep_rejects()?;
            let error = self.stopped(words::strict(self.tally.rows.rejected.to_string()));
            let near = |own: PathBuf| shown(own.strip_prefix(&self.folder).unwrap_or(&own));
            return Err(match kept {
                Some(path) => error.with_hint(words::only_rejects_written(near(path))),
                None => error,
            });
        }
        let record = self.record();
        let page = Page {
            record: &record,
            form: match self.face.format() {
                FormatWord::Text => Form::Text,
                FormatWord::Plain => Form::Plain,
                FormatWord::Markdown => Form::Markdown,
                FormatWord::Json => Form::Json,
            },
            lang: self.face.lang(),
            width: self.face.width(),
            color: self.face.color(),
            show_few: self.arguments.show_few,
        };
        let blocks = report::blocks(&page);
        let worked = trace::sheet(&self);
        let (written, result) = self.writer.finish(self.face, &page, &blocks, worked.as_ref())?;
        if self.arguments.save_map {
            self.save_map()?;
        }
        let notes = self.notes(&record, &written);
        let dirty = !self.tally.told.is_empty() || self.tally.records.as_ref().is_some_and(|own| !own.is_clean());
        Ok(Report { result, notes, exit: Exit::findings(dirty) })
    }

    /// Every row has one fate, and the totals are the sum of what was written.
    fn check(&self) -> Result<(), Error> {
        let rows = &self.tally.rows;
        let all = rows.settled + rows.cancelled + rows.rejected + rows.elsewhere;
        let sums = self.tally.by_county.all();
        let by = self.tally.by.as_ref().filter(|own| !own.overflow).map(Totals::all);
        let agree = by.is_none_or(|own| own.paid() == sums.paid() && own.bills == sums.bills);
        if all == rows.read && sums.bills == rows.settled && sums.paid() == self.tally.written && agree {
            Ok(())
        } else {
            Err(Error::file(words::control_failed()))
        }
    }

    fn record(&self) -> RunRecord {
        let tally = &self.tally;
        let policy = |target: &Target| {
            let own = &self.policies.analysis.jurisdictions[target.jurisdiction];
            let texts = own.sources.iter().map(|source| self.policies.workspace.sources.get(*source));
            PolicyRecord {
                name: own.program.jurisdiction.name.clone(),
                code: own.program.jurisdiction.code.clone(),
                sha256: inputs::hash_of_texts(texts.map(|own| (own.name.as_str(), own.text.as_str()))),
            }
        };
        // Only those whose policy was asked.
        let used = self.counties.targets.iter().filter(|target| {
            let name = &self.policies.analysis.jurisdictions[target.jurisdiction].program.jurisdiction.name;
            tally.by_county.rows.keys().any(|own| own.first() == Some(name))
        });
        let mut policies: Vec<PolicyRecord> = used.map(policy).collect();
        policies.sort_by(|a, b| a.name.cmp(&b.name));
        let mut inputs = self.inputs.clone();
        if let Some(claims) = inputs.iter_mut().find(|own| own.role == "claims") {
            claims.set_forms(&tally.forms);
        }
        RunRecord {
            schema_version: SCHEMA_VERSION.to_owned(),
            polcheck: env!("CARGO_PKG_VERSION").to_owned(),
            shard: self.arguments.shard.clone(),
            policies,
            inputs,
            rows: tally.rows,
            engine: (&tally.counts).into(),
            benefits: self.counties.run.benefits.iter().map(|own| own.name.clone()).collect(),
            totals: record::sums_of(&tally.by_county, &self.counties.run),
            by: tally.by.as_ref().map(|own| record::ByRecord {
                dimensions: own.dimensions.iter().map(|own| own.text(self.schema).zh).collect(),
                rows: record::sums_of(own, &self.counties.run),
            }),
            compare: tally.records.as_ref().map(|own| record::causes_of(own, self.schema, &self.names)),
            rejected_because: tally
                .reasons
                .iter()
                .map(|((column, zh, en), rows)| ReasonRecord {
                    column: column.clone(),
                    reason: record::TextRecord { zh: zh.clone(), en: en.clone() },
                    rows: *rows,
                })
                .collect(),
            outputs: self.writer.outputs(),
        }
    }

    /// Where rows were rejected for want of a fact that no column holds: how to name the column.
    fn columns_wanted(&self) -> Vec<Text> {
        let mapped = |at: usize| self.reading.mappings.iter().any(|own| own.column(&Meaning::Fact(at)).is_some());
        let unused: Vec<&str> = self.reading.mappings.iter().flat_map(Mapping::unused).collect();
        let wanted = |at: &usize| !mapped(*at) && self.tally.wanting.contains(&self.schema.facts[*at].name);
        let facts = (0..self.schema.facts.len()).filter(wanted);
        facts
            .map(|at| {
                let meaning = Meaning::Fact(at);
                let usual = self.schema.usual_headings(&meaning);
                words::column_wanted(&self.schema.facts[at].name, usual, told_unused(&unused))
            })
            .collect()
    }

    /// Returns what `--map` says, without the settings.
    fn by_flags(&self) -> ByHand {
        let names: Vec<&str> = self.arguments.map.iter().filter_map(|own| parted(own).ok()).map(|own| own.0).collect();
        self.by_hand
            .iter()
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(a, b)| (a.clone(), b.clone()))
            .collect()
    }

    /// Writes what columns mean into the settings of the workspace.
    fn save_map(&self) -> Result<(), Error> {
        let mut columns: IndexMap<String, String> = IndexMap::new();
        for mapping in &self.reading.mappings {
            for own in mapping.columns.iter().filter(|own| !own.heading.is_empty()) {
                match &own.meaning {
                    Some(meaning) => drop(columns.insert(own.heading.clone(), self.schema.name(meaning).zh)),
                    None if own.by_hand => drop(columns.insert(own.heading.clone(), "不用".to_owned())),
                    None => {}
                }
            }
        }
        let place = self.face.place()?;
        crate::cli::config::save_columns(&place.real_root.join(crate::cli::config::FILE_NAME), &columns)
    }

    /// Returns what is said on standard error: counts, columns, odd forms, files written.
    fn notes(&self, record: &RunRecord, written: &[PathBuf]) -> String {
        let lang = self.face.lang();
        let mut lines: Vec<Text> = Vec::new();
        for input in &record.inputs {
            lines.extend(report::input_lines(input, self.face.global.verbose));
        }
        lines.push(report::rows_line(record));
        if record.of_claims() && record.rows.read == 0 {
            lines.push(words::no_rows());
        }
        lines.extend(self.oddities.iter().cloned());
        lines.extend(same_content(&record.inputs));
        let more = self.tally.rows.rejected.saturating_sub(self.tally.told.len() as u64);
        lines.extend(self.tally.told.iter().cloned());
        if more > 0 && !self.tally.told.is_empty() {
            lines.push(words::more_rejects(more.to_string()));
        }
        lines.extend(self.columns_wanted());
        if !self.tally.unknown.is_empty() {
            let unknown: Vec<&str> = self.tally.unknown.iter().map(String::as_str).collect();
            lines.push(words::words_unknown(crate::base::text::quoted(&unknown)));
        }
        if !self.counties.broken.is_empty() {
            let names = crate::base::text::listed(&self.counties.broken);
            lines.push(words::counties_with_errors(self.counties.broken.len(), names));
        }
        let near = |own: &PathBuf| shown(own.strip_prefix(&self.folder).unwrap_or(own));
        lines.extend(written.iter().map(|own| words::written_to(near(own))));
        if outputs::swept() > 0 {
            lines.push(words::swept(outputs::swept()));
        }
        if self.arguments.save_map {
            lines.push(words::map_saved(crate::cli::config::FILE_NAME));
        }
        let targets: Vec<&Target> = self.counties.targets.iter().collect();
        let mut out = self.policies.remarks(self.face, &targets);
        lines.iter().for_each(|own| out.push_str(&format!("{}\n", own.get(lang))));
        out
    }
}
