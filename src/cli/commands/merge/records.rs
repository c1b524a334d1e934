//! The records of the shards of a run to the record of the whole, as one run would have written it.

use serde_json::Value;

use crate::data::record::{self, CauseRecord, ReasonRecord, RunRecord, SumsRecord};

/// The largest count that is believed, and the largest amount in 分: whatever is added up stays far from its end.
const MOST: u64 = 1 << 50;
const MOST_FEN: u64 = 1 << 62;

/// Reads a record; `None`: it is none, or has numbers that nothing comes to.
pub(super) fn parsed(text: &str) -> Option<RunRecord> {
    fn believed(own: &Value, most: u64) -> bool {
        match own {
            Value::Number(number) => number.as_i64().is_some_and(|own| own.unsigned_abs() <= most),
            Value::Array(all) => all.iter().all(|own| believed(own, most)),
            Value::Object(all) => {
                all.iter().all(|(key, own)| believed(own, if key == "fen" { MOST_FEN } else { MOST }))
            }
            Value::Null | Value::Bool(_) | Value::String(_) => true,
        }
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let record = believed(&value, MOST).then_some(value)?;
    serde_json::from_value(record).ok()
}

/// Adds another shard.
pub(super) fn add(all: &mut RunRecord, more: &RunRecord) {
    // Of months and years each shard knows only its own.
    if !all.of_claims() {
        all.rows.read += more.rows.read;
    }
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
    all.policies.sort_by(|a, b| a.name.cmp(&b.name));
    add_sums(&mut all.totals, &more.totals);
    if let (Some(own), Some(more)) = (&mut all.by, &more.by) {
        add_sums(&mut own.rows, &more.rows);
    }
    if let (Some(own), Some(more)) = (&mut all.compare, &more.compare) {
        let names: Vec<&str> = all.inputs.iter().map(|own| own.name.as_str()).collect();
        add_causes(own, more, &names);
        record::order_causes(own, &all.benefits);
    }
    // Tables of persons and households are read whole by every shard.
    for (own, more) in all.inputs.iter_mut().zip(&more.inputs).filter(|(own, _)| own.role == "claims") {
        for form in &more.forms {
            match own.forms.iter_mut().find(|known| known.column == form.column && known.form == form.form) {
                Some(known) => known.count += form.count,
                None => own.forms.push(form.clone()),
            }
        }
        record::order_forms(&mut own.forms);
    }
    for own in &more.rejected_because {
        let same = |known: &&mut ReasonRecord| known.column == own.column && known.reason == own.reason;
        match all.rejected_because.iter_mut().find(same) {
            Some(known) => known.rows += own.rows,
            None => all.rejected_because.push(own.clone()),
        }
    }
    all.rejected_because.sort_by(|a, b| {
        let key = |own: &ReasonRecord| (own.column.clone(), own.reason.zh.clone(), own.reason.en.clone());
        key(a).cmp(&key(b))
    });
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

/// `names`: the inputs, in order.
fn add_causes(all: &mut Vec<CauseRecord>, more: &[CauseRecord], names: &[&str]) {
    for own in more {
        match all.iter_mut().find(|known| known.benefit == own.benefit && known.text == own.text) {
            Some(known) => {
                known.rows += own.rows;
                known.recorded = (known.recorded.fen + own.recorded.fen).into();
                known.computed = (known.computed.fen + own.computed.fen).into();
                known.residual = (known.residual.fen + own.residual.fen).into();
                let place = |example: &String| {
                    let (file, line) = example.rsplit_once(':').unwrap_or((example, ""));
                    let file = names.iter().position(|own| *own == file);
                    (file, line.parse::<u64>().unwrap_or(0))
                };
                known.examples.extend(own.examples.iter().cloned());
                known.examples.sort_by_key(place);
                known.examples.truncate(3);
            }
            None => all.push(own.clone()),
        }
    }
}
