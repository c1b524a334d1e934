//! `polcheck merge`: the records of all shards of a run to one, and their tables of rows to one in the order of the
//! input.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::fs::File;
use std::path::{Path, PathBuf};

use super::settle::Draft;
use crate::base::text::{Text, quoted};
use crate::cli::args::{DocumentWord, FormatWord, MergeArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;
use crate::data::record::{CauseRecord, ReasonRecord, RunRecord, SumsRecord};
use crate::report::settle::{Form, Page, render, rows_line};

pub(crate) fn run(face: &Face, arguments: &MergeArguments) -> Result<Report, Error> {
    let folder = &face.environment.folder;
    let mut records: Vec<(PathBuf, RunRecord)> = Vec::new();
    for path in &arguments.records {
        let text = std::fs::read_to_string(folder.join(path)).map_err(|error| Error::unreadable(path, &error))?;
        let record = serde_json::from_str(&text).map_err(|_| Error::file(words::no_record(shown(path))))?;
        records.push((path.clone(), record));
    }
    let mut shards: Vec<(u64, u64, usize)> = Vec::new();
    for (at, (path, record)) in records.iter().enumerate() {
        let shard = record.shard.as_deref().and_then(|own| own.split_once('/'));
        let shard = shard.and_then(|(own, of)| Some((own.parse().ok()?, of.parse().ok()?)));
        let (own, of) = shard.ok_or_else(|| Error::file(words::no_shard_record(shown(path))))?;
        shards.push((own, of, at));
    }
    shards.sort_unstable();
    let of = shards[0].1;
    let wanted: Vec<u64> = (1..=of).collect();
    let found: Vec<u64> = shards.iter().map(|own| own.0).collect();
    if found != wanted || shards.iter().any(|own| own.1 != of) {
        let missing: Vec<String> =
            wanted.iter().filter(|own| !found.contains(own)).map(|own| format!("{own}/{of}")).collect();
        return Err(Error::usage(words::shards_do_not_fit(quoted(&missing))));
    }
    let first = &records[shards[0].2].1;
    for (path, record) in &records {
        if let Some(what) = differs(first, record) {
            return Err(Error::file(words::other_run(shown(path), what)));
        }
    }
    let mut all = RunRecord { shard: None, ..first.clone() };
    for (_, _, at) in &shards[1..] {
        add(&mut all, &records[*at].1);
    }
    all.rows.elsewhere = 0;
    let sums = all.rows.settled + all.rows.cancelled + all.rows.rejected;
    if sums != all.rows.read || all.totals.iter().map(|own| own.bills).sum::<u64>() != all.rows.settled {
        return Err(Error::file(words::control_failed()));
    }
    let mut notes = String::new();
    all.outputs.clear();
    if let (Some(target), Some(DocumentWord::Csv)) = (&face.global.output, face.document()) {
        let order: Vec<String> =
            all.inputs.iter().filter(|own| own.role == "claims").map(|own| own.name.clone()).collect();
        let tables: Vec<PathBuf> = shards
            .iter()
            .filter_map(|(_, _, at)| {
                let (path, record) = &records[*at];
                let rows = record.outputs.iter().find(|own| own.role == "payments")?;
                Some(folder.join(path).with_file_name(&rows.name))
            })
            .collect();
        let is_text = |own: &&PathBuf| own.extension().is_some_and(|own| own == "csv");
        if let Some(own) = tables.iter().find(|own| !is_text(own)) {
            return Err(Error::file(words::joins_only_text(shown(own))));
        }
        let target = folder.join(target);
        let rows = join(&tables, &order, &target)?;
        let name = target.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
        all.outputs.push(crate::data::record::OutputRecord { role: "payments".to_owned(), name, rows });
        let mut text = serde_json::to_string_pretty(&all).expect("a record holds texts, numbers and lists");
        text.push('\n');
        let record = target.with_extension("run.json");
        output::to_file(&record, text)?;
        face.mark_written();
        for own in [&target, &record] {
            notes.push_str(&format!(
                "{}\n",
                words::written_to(shown(own.strip_prefix(folder).unwrap_or(own))).get(face.lang())
            ));
        }
    }
    notes.insert_str(0, &format!("{}\n", rows_line(&all).get(face.lang())));
    let page = Page {
        record: &all,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang: face.lang(),
        width: face.width(),
        color: face.color(),
        show_few: arguments.show_few,
    };
    let result = if face.output().is_some() || face.global.output.is_none() { render(&page) } else { String::new() };
    Ok(Report { result, notes, exit: Exit::findings(all.rows.rejected > 0) })
}

/// Says what tells two records of one run apart.
fn differs(a: &RunRecord, b: &RunRecord) -> Option<Text> {
    let inputs = |own: &RunRecord| own.inputs.iter().map(|own| own.sha256.clone()).collect::<Vec<_>>();
    let policies = |own: &RunRecord| {
        own.policies.iter().map(|own| (own.name.clone(), own.sha256.clone())).collect::<BTreeMap<_, _>>()
    };
    let (own, other) = (policies(a), policies(b));
    let clash = own.iter().any(|(name, hash)| other.get(name).is_some_and(|more| more != hash));
    let dimensions = |own: &RunRecord| own.by.as_ref().map(|own| own.dimensions.clone());
    if a.polcheck != b.polcheck {
        Some(words::differs_in_version())
    } else if inputs(a) != inputs(b) || a.rows.read != b.rows.read {
        Some(words::differs_in_inputs())
    } else if clash || a.benefits != b.benefits {
        Some(words::differs_in_policies())
    } else if dimensions(a) != dimensions(b) || a.compare.is_some() != b.compare.is_some() {
        Some(words::differs_in_wishes())
    } else {
        None
    }
}

/// Adds another shard.
fn add(all: &mut RunRecord, more: &RunRecord) {
    all.rows.settled += more.rows.settled;
    all.rows.paid += more.rows.paid;
    all.rows.cancelled += more.rows.cancelled;
    all.rows.rejected += more.rows.rejected;
    all.engine.by_kernels += more.engine.by_kernels;
    all.engine.by_clauses += more.engine.by_clauses;
    all.engine.by_reference += more.engine.by_reference;
    for own in &more.policies {
        if !all.policies.iter().any(|known| known.name == own.name) {
            all.policies.push(own.clone());
        }
    }
    add_sums(&mut all.totals, &more.totals);
    if let (Some(own), Some(more)) = (&mut all.by, &more.by) {
        add_sums(&mut own.rows, &more.rows);
    }
    if let (Some(own), Some(more)) = (&mut all.compare, &more.compare) {
        add_causes(own, more);
    }
    for (own, more) in all.inputs.iter_mut().zip(&more.inputs) {
        for form in &more.forms {
            match own.forms.iter_mut().find(|known| known.column == form.column && known.form == form.form) {
                Some(known) => known.count += form.count,
                None => own.forms.push(form.clone()),
            }
        }
    }
    for own in &more.rejected_because {
        let same = |known: &&mut ReasonRecord| known.column == own.column && known.reason == own.reason;
        match all.rejected_because.iter_mut().find(same) {
            Some(known) => known.rows += own.rows,
            None => all.rejected_because.push(own.clone()),
        }
    }
}

/// A person stands in one shard only, so that persons add up too.
fn add_sums(all: &mut Vec<SumsRecord>, more: &[SumsRecord]) {
    for own in more {
        match all.iter_mut().find(|known| known.of == own.of) {
            Some(known) => known.add(own),
            None => all.push(own.clone()),
        }
    }
    all.sort_by(|a, b| a.of.cmp(&b.of));
}

fn add_causes(all: &mut Vec<CauseRecord>, more: &[CauseRecord]) {
    for own in more {
        match all.iter_mut().find(|known| known.benefit == own.benefit && known.text == own.text) {
            Some(known) => {
                known.rows += own.rows;
                known.recorded = (known.recorded.fen + own.recorded.fen).into();
                known.computed = (known.computed.fen + own.computed.fen).into();
                known.residual = (known.residual.fen + own.residual.fen).into();
                let place = |example: &String| {
                    let (file, line) = example.rsplit_once(':').unwrap_or((example, ""));
                    (file.to_owned(), line.parse::<u64>().unwrap_or(0))
                };
                known.examples.extend(own.examples.iter().cloned());
                known.examples.sort_by_key(place);
                known.examples.truncate(3);
            }
            None => all.push(own.clone()),
        }
    }
}

/// Joins tables whose last columns are the file (where there are several) and the line of each row.
fn join(tables: &[PathBuf], order: &[String], target: &Path) -> Result<u64, Error> {
    let mut streams = Vec::new();
    let mut headings: Option<csv::StringRecord> = None;
    for path in tables {
        let file = File::open(path).map_err(|error| Error::unreadable(path, &error))?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(std::io::BufReader::new(file));
        let own = reader.headers().map_err(|_| Error::file(words::no_result_table(shown(path))))?.clone();
        if headings.as_ref().is_some_and(|known| *known != own) {
            return Err(Error::file(words::no_result_table(shown(path))));
        }
        headings = Some(own);
        streams.push((path, reader.into_records()));
    }
    let key = |row: &csv::StringRecord| -> (usize, u64) {
        let line = row.iter().next_back().and_then(|own| own.parse().ok()).unwrap_or(0);
        let file = if order.len() > 1 { row.iter().nth_back(1) } else { None };
        (file.and_then(|file| order.iter().position(|own| own == file)).unwrap_or(0), line)
    };
    let mut heads: Vec<Option<csv::StringRecord>> = Vec::new();
    let mut heap = BinaryHeap::new();
    let mut next = |at: usize| -> Result<Option<csv::StringRecord>, Error> {
        let (path, stream) = &mut streams[at];
        stream.next().transpose().map_err(|_| Error::file(words::no_result_table(shown(path))))
    };
    for at in 0..tables.len() {
        let head = next(at)?;
        heap.extend(head.as_ref().map(|own| Reverse((key(own), at))));
        heads.push(head);
    }
    let (draft, file) = Draft::new(target)?;
    let fault = |error: csv::Error| Error::unwritable(target, &std::io::Error::from(error));
    let mut to = csv::WriterBuilder::new().flexible(true).from_writer(file);
    // The mark of the encoding stands in the first heading of each table.
    if let Some(headings) = &headings {
        to.write_record(headings).map_err(fault)?;
    }
    let mut rows = 0;
    while let Some(Reverse((_, at))) = heap.pop() {
        let row = next(at)?;
        heap.extend(row.as_ref().map(|own| Reverse((key(own), at))));
        if let Some(own) = std::mem::replace(&mut heads[at], row) {
            to.write_record(&own).map_err(fault)?;
            rows += 1;
        }
    }
    let file = to.into_inner().map_err(|error| Error::unwritable(target, error.error()))?;
    draft.finish(file)?;
    Ok(rows)
}
