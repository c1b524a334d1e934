//! Rows of statements to the tables of clauses: lines, a matrix, rules, segments of cost.

use super::{ELSE, Measure, Number, Place, Row, Writer, heads, name, words, written_money};
use crate::import::value::Band;
use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

impl Writer<'_> {
    /// Rows of a table with one dimension.
    pub(super) fn lines(
        &mut self,
        benefit: &str,
        measure: Measure,
        rows: Vec<Row>,
        fact: &str,
        cover: &IndexMap<String, Vec<String>>,
    ) -> (String, Vec<String>) {
        let overlaps = overlap(&rows, &[fact.to_owned()]);
        let required = cover.get(fact).cloned().unwrap_or_else(|| self.whole(fact));
        let named: BTreeSet<String> = rows.iter().filter_map(|own| own.at.get(fact)).flatten().cloned().collect();
        let has_else = rows.iter().any(|own| !own.at.contains_key(fact)) || named.contains(ELSE);
        let place = rows.first().and_then(|own| own.places.first().copied());
        let mut lines = Vec::new();
        let mut last = Vec::new();
        for row in rows {
            let cell = self.cell(&row, measure);
            let cite = self.cite(&row.places, &row.documents);
            match row.shown.get(fact).filter(|own| !own.iter().any(|value| value == ELSE)) {
                Some(values) => lines.push(format!("{} {cell}{cite}", heads(values))),
                None => last.push(format!("{ELSE} {cell}{cite}")),
            }
        }
        lines.extend(last);
        let missing: Vec<String> = required.into_iter().filter(|own| !named.contains(own)).collect();
        if !has_else && !missing.is_empty() && !self.parted {
            self.gap(benefit, measure, &missing, place);
            lines.push(format!("{ELSE} 待公布"));
        }
        (if overlaps { " 取最具体".to_owned() } else { String::new() }, lines)
    }

    /// Rows of a table with several dimensions: a matrix where the heads part the space, else rules.
    pub(super) fn grid(
        &mut self,
        benefit: &str,
        measure: Measure,
        rows: Vec<Row>,
        dims: &[String],
        cover: &IndexMap<String, Vec<String>>,
    ) -> (String, Vec<String>) {
        let (last, others) = dims.split_last().expect("a grid has several dimensions");
        let place = rows.first().and_then(|own| own.places.first().copied());
        let mut columns: Vec<Vec<String>> = Vec::new();
        let mut lines: IndexMap<Vec<Vec<String>>, BTreeMap<usize, Row>> = IndexMap::new();
        let mut fits = rows.iter().all(|own| dims.iter().all(|fact| own.shown.contains_key(fact)));
        if fits {
            for row in &rows {
                let column = &row.shown[last];
                let at = columns.iter().position(|own| own == column).unwrap_or_else(|| {
                    columns.push(column.clone());
                    columns.len() - 1
                });
                let key = others.iter().map(|fact| row.shown[fact].clone()).collect();
                lines.entry(key).or_default().insert(at, row.clone());
            }
            let parts = |sets: Vec<Vec<String>>| {
                let all: usize = sets.iter().map(Vec::len).sum();
                sets.into_iter().flatten().collect::<BTreeSet<_>>().len() == all
            };
            fits = parts(columns.clone());
            for (at, _) in others.iter().enumerate() {
                let mut sets: Vec<Vec<String>> = lines.keys().map(|key| key[at].clone()).collect();
                sets.sort();
                sets.dedup();
                fits &= parts(sets);
            }
        }
        if !fits {
            return self.rules(benefit, measure, rows, dims, place);
        }
        let mut out = vec![columns.iter().map(|own| heads(own)).collect::<Vec<_>>().join(" ")];
        let mut missing: Vec<String> = Vec::new();
        for (key, cells) in &lines {
            let mut line: Vec<String> = key.iter().map(|own| heads(own)).collect();
            let mut places = Vec::new();
            let mut documents = Vec::new();
            for (at, column) in columns.iter().enumerate() {
                match cells.get(&at) {
                    Some(row) => {
                        line.push(self.cell(row, measure));
                        places.extend(row.places.clone());
                        documents.extend(row.documents.clone());
                    }
                    None => {
                        line.push("待公布".to_owned());
                        missing.push(format!("{} {}", line[..key.len()].join(" "), heads(column)));
                    }
                }
            }
            let cite = self.cite(&places, &documents);
            out.push(format!("{}{cite}", line.join(" ")));
        }
        // Heads that no row has.
        for (at, fact) in dims.iter().enumerate() {
            let required = cover.get(fact).cloned().unwrap_or_else(|| self.whole(fact));
            let named: BTreeSet<&String> = match others.get(at) {
                Some(_) => lines.keys().flat_map(|key| &key[at]).collect(),
                None => columns.iter().flatten().collect(),
            };
            if self.parted || named.iter().any(|own| *own == ELSE) {
                continue;
            }
            let absent: Vec<String> = required.into_iter().filter(|own| !named.contains(own)).collect();
            if absent.is_empty() {
                continue;
            }
            missing.extend(absent);
            if others.get(at).is_some() {
                let any: Vec<&str> = (0..others.len()).map(|own| if own == at { ELSE } else { "任意" }).collect();
                let cells = vec!["待公布"; columns.len()];
                out.push(format!("{} {}", any.join(" "), cells.join(" ")));
            } else {
                out = out
                    .iter()
                    .enumerate()
                    .map(|(row, line)| {
                        let (cells, cite) = line
                            .split_once(" @")
                            .map_or((line.as_str(), String::new()), |(cells, cite)| (cells, format!(" @{cite}")));
                        format!("{cells} {}{cite}", if row == 0 { ELSE } else { "待公布" })
                    })
                    .collect();
            }
        }
        // Rows of heads that stand in no line: combinations of three and more dimensions.
        if others.len() > 1 {
            let sets: Vec<BTreeSet<Vec<String>>> =
                (0..others.len()).map(|at| lines.keys().map(|key| key[at].clone()).collect()).collect();
            let all: usize = sets.iter().map(BTreeSet::len).product();
            if all != lines.len() {
                return self.rules(benefit, measure, rows, dims, place);
            }
        }
        if !missing.is_empty() {
            self.gap(benefit, measure, &missing, place);
        }
        (String::new(), out)
    }

    pub(super) fn rules(
        &mut self,
        benefit: &str,
        measure: Measure,
        rows: Vec<Row>,
        dims: &[String],
        place: Option<Place>,
    ) -> (String, Vec<String>) {
        let overlaps = overlap(&rows, dims);
        let mut lines = Vec::new();
        let mut default = None;
        for row in rows {
            let cell = self.cell(&row, measure);
            let cite = self.cite(&row.places, &row.documents);
            if dims.iter().all(|fact| !row.shown.contains_key(fact)) {
                default = Some(format!("{ELSE} → {cell}{cite}"));
                continue;
            }
            let head = |fact: &String| {
                let values = row.shown.get(fact);
                values.map_or("任意".to_owned(), |own| heads(own))
            };
            let own: Vec<String> = dims.iter().map(head).collect();
            lines.push(format!("{} → {cell}{cite}", own.join(" ")));
        }
        match default {
            Some(own) => lines.push(own),
            None if self.parted => {}
            None => {
                self.gap(benefit, measure, &[ELSE.to_owned()], place);
                lines.push(format!("{ELSE} → 待公布"));
            }
        }
        (if overlaps { " 取最具体".to_owned() } else { String::new() }, lines)
    }

    /// A ratio by segments of cost.
    #[allow(clippy::too_many_arguments, reason = "a clause with all that shapes it")]
    pub(super) fn bands(
        &mut self,
        benefit: &str,
        measure: Measure,
        rows: Vec<Row>,
        dims: &[String],
        marks: &str,
        has_deductible: bool,
    ) -> Option<String> {
        let pending = Some(format!("{} 待公布{marks}", measure.word()));
        let said = self
            .import
            .statements
            .iter()
            .find(|own| own.benefit == benefit && own.region == self.region.name)
            .and_then(|own| own.origin.clone());
        let origin = match said.as_deref() {
            Some("零" | "从零起") => " 从零起",
            Some("起付线" | "从起付线起") => " 从起付线起",
            _ if has_deductible => {
                let (reason, advice) = (words::origin_unknown(benefit), words::advise_origin());
                self.open_rows(&rows, reason, advice);
                return pending;
            }
            _ => " 从零起",
        };
        let mut bands: Vec<Band> = rows.iter().filter_map(|own| own.band.clone()).collect();
        bands.sort();
        bands.dedup();
        let touching = bands.windows(2).all(|pair| pair[0].high.as_ref() == Some(&pair[1].low));
        let starts = bands.first().is_some_and(|own| own.low.is_zero());
        if !touching || !starts || dims.len() > 1 || rows.iter().any(|own| own.band.is_none()) {
            let late = bands.first().filter(|own| touching && !own.low.is_zero());
            let (reason, advice) = match late.map(|own| written_money(&own.low, None)) {
                Some(edge) => (words::begins_late(benefit, &edge), words::advise_begins_late(&edge)),
                None => (words::holes(benefit), words::advise_holes()),
            };
            self.open_rows(&rows, reason, advice);
            return pending;
        }
        let edge = |own: &Number| written_money(own, None);
        let head = |band: &Band| match &band.high {
            Some(high) if band.low.is_zero() => format!("不超过 {}", edge(high)),
            Some(high) => format!("超过 {} 至 {}", edge(&band.low), edge(high)),
            None if band.low.is_zero() => "任意".to_owned(),
            None => format!("超过 {}", edge(&band.low)),
        };
        let mut columns: Vec<Option<Vec<String>>> = Vec::new();
        for row in &rows {
            let own = dims.first().and_then(|fact| row.shown.get(fact).cloned());
            if !columns.contains(&own) {
                columns.push(own);
            }
        }
        let mut lines = Vec::new();
        if let Some(_fact) = dims.first() {
            let own: Vec<String> =
                columns.iter().map(|own| own.as_ref().map_or(ELSE.to_owned(), |own| heads(own))).collect();
            lines.push(own.join(" "));
        }
        for band in &bands {
            let mut line = vec![head(band)];
            let mut places = Vec::new();
            for column in &columns {
                let of = |own: &&Row| {
                    own.band.as_ref() == Some(band)
                        && dims.first().and_then(|fact| own.shown.get(fact)) == column.as_ref()
                };
                match rows.iter().find(of) {
                    Some(row) => {
                        line.push(self.cell(row, measure));
                        places.extend(row.places.clone());
                    }
                    None => line.push("待公布".to_owned()),
                }
            }
            let cite = self.cite(&places, &[]);
            lines.push(format!("{}{cite}", line.join(" ")));
        }
        let all: Vec<Place> = rows.iter().flat_map(|own| own.places.clone()).collect();
        let of_table = self.cite(&all, &[]);
        let more = dims.first().map_or(String::new(), |fact| format!(", {}", name(fact)));
        Some(format!("{} 按 分段{origin}{more}{marks}{of_table} {{\n{}\n}}", measure.word(), lines.join("\n")))
    }
}

fn overlap(rows: &[Row], dims: &[String]) -> bool {
    let meets = |a: &Row, b: &Row| {
        dims.iter().all(|fact| match (a.at.get(fact), b.at.get(fact)) {
            (Some(a), Some(b)) => !a.is_disjoint(b),
            _ => true,
        })
    };
    let is_default = |own: &Row| dims.iter().all(|fact| !own.at.contains_key(fact));
    rows.len() <= 2_000
        && rows
            .iter()
            .enumerate()
            .any(|(at, a)| rows[..at].iter().any(|b| !is_default(a) && !is_default(b) && meets(a, b)))
}
