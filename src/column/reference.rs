//! The way of last resort: a subject with its rows in, settled by the reference evaluator. The only file of the folder
//! that knows it, so that reasons and rejections are its own and not copies.

use super::batch::{Batch, Kind, date_of};
use super::run::County;
use super::settlement::NotDue;
use crate::base::text::Text;
use crate::interp;
use crate::interp::{Claim, Due, Facts, Member, Outcome};
use crate::ir::{BenefitId, FactId};
use crate::value::{DomainId, EntryId, Value};
use std::collections::BTreeMap;
use std::ops::Range;

pub(super) use crate::interp::probe::{Probe, Worth as Clause};
pub(super) use crate::interp::{Error, ErrorKind};
pub use crate::interp::{Reason, Rejection, Standing, Subject};

/// Returns a reason without what the evaluator notes of the case at hand: the same for all rows that it concerns.
pub(super) fn without_values(reason: Reason) -> Reason {
    match reason {
        Reason::Condition { path, span, mut written } => {
            written.uses.clear();
            Reason::Condition { path, span, written }
        }
        other => other,
    }
}

/// Returns how many claims of one subject the evaluator takes.
pub(super) fn most_claims(program: &crate::ir::Program) -> usize {
    interp::MAX_CLAIMS.min(interp::MAX_OUTCOMES / program.benefits.len().max(1))
}

/// What became of one row: how it stands, and for each benefit of claims of the county what it pays or why it does not.
pub(super) struct SettledRow {
    pub row: usize,
    pub standing: Standing,
    pub benefits: Vec<(BenefitId, i64, Option<NotDue>)>,
}

/// Settles the rows of a subject; they come back in no particular order.
pub(super) fn settle_subject(
    county: &County<'_>,
    number: u32,
    batch: &Batch,
    rows: Range<usize>,
    known: Option<Subject>,
) -> Vec<SettledRow> {
    let mut subject = known.unwrap_or_default();
    let highest = batch.member.as_ref().map_or(0, |own| own[rows.clone()].iter().copied().max().unwrap_or(0));
    // Members that nothing is known of but their claims; more of them than a household has claims are refused there.
    if subject.members.is_empty() && highest > 0 && (highest as usize) < interp::MAX_CLAIMS {
        let named = |at: u32| Member { name: (at + 1).to_string(), ..Member::default() };
        subject.members = (0..=highest).map(named).collect();
    }
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut dateless = Vec::new();
    let mut claims = Vec::new();
    for row in rows.clone() {
        let id = match &batch.ids {
            Some(ids) => ids[row].clone(),
            None => format!("{:09}", row - rows.start),
        };
        let Some(date) = date_of(batch.date[row]) else {
            dateless.push(row);
            continue;
        };
        by_id.entry(id.clone()).or_default().push(row);
        let member = batch.member.as_ref().map_or(0, |own| own[row] as usize);
        claims.push(Claim { id, member, date, facts: facts_of(county, batch, row) });
    }
    // Of claims with one id the first is settled, and the others stand at the end as they came.
    by_id.values_mut().for_each(|own| own.reverse());
    let settlement = interp::settle(county.program, subject, claims);
    let mut settled: Vec<SettledRow> = Vec::new();
    for own in settlement.claims {
        let Some(row) = by_id.get_mut(&own.claim.id).and_then(Vec::pop) else { continue };
        let mut standing = own.standing;
        let mut benefits = Vec::new();
        for (id, outcome) in &own.benefits {
            let Ok(outcome) = outcome else { continue };
            match paid(county, number, outcome) {
                Ok((amount, reason)) => benefits.push((*id, amount, reason)),
                Err(rejection) => standing = Standing::Rejected(rejection),
            }
        }
        settled.push(SettledRow { row, standing, benefits });
    }
    settled.extend(dateless.into_iter().map(|row| {
        let message = Text::new("日期超出公元1年至9999年", "the date lies outside the years 1 to 9999");
        let rejection = Rejection::Error(beyond(county, ErrorKind::NoSuchDate, message).into());
        SettledRow { row, standing: Standing::Rejected(rejection), benefits: Vec::new() }
    }));
    settled
}

/// Returns what a benefit pays, with the reason where it is not due; refuses what no column of 分 can hold.
fn paid(county: &County<'_>, number: u32, outcome: &Outcome) -> Result<(i64, Option<NotDue>), Rejection> {
    let reason = match &outcome.due {
        Due::Due => None,
        Due::NotDue(reason) => Some(NotDue::Because { county: number, reason: without_values(reason.clone()) }),
    };
    let too_large = || {
        let message = Text::new("待遇金额超出可以记载的范围", "the payment is larger than can be recorded");
        Rejection::Error(beyond(county, ErrorKind::MoneyTooLarge, message).into())
    };
    outcome.payment.to_i64().map(|amount| (amount, reason)).ok_or_else(too_large)
}

fn beyond(county: &County<'_>, kind: ErrorKind, message: Text) -> Box<Error> {
    let documents = county.program.facts.first().map(|fact| fact.span);
    let span = documents.or_else(|| county.program.benefits.first().map(|own| own.span));
    let span = span.unwrap_or(crate::base::span::Span { source: crate::base::source::SourceId(0), start: 0, end: 0 });
    Box::new(Error { kind, span, other: None, message, within: Vec::new() })
}

/// Returns the facts of a row as the program numbers them.
fn facts_of(county: &County<'_>, batch: &Batch, row: usize) -> Facts {
    let mut facts = Facts::new();
    for (fact, field) in county.fields.iter().enumerate() {
        let Some(cells) = batch.columns.get(*field).and_then(Option::as_ref) else { continue };
        if !cells.is_missing(row) && !batch.is_lent(*field, row) {
            let value = cells.values.value(row, county.kinds[fact]);
            facts.insert(FactId(fact as u32), county.translated(value));
        }
    }
    facts
}

impl County<'_> {
    /// Returns a value of the schema as the program numbers it. An entry that the program lacks becomes one that fits no
    /// domain, which the evaluator refuses where it is asked.
    fn translated(&self, value: Value) -> Value {
        let entry = |domain: DomainId, entry: EntryId| {
            let own = self.own_domains.get(domain.0 as usize).copied().flatten();
            let place = own.and_then(|own| self.entries[own].get(entry.0 as usize).copied().flatten());
            (DomainId(own.map_or(u32::MAX, |own| own as u32)), place.map_or(EntryId(u32::MAX), EntryId))
        };
        match value {
            Value::Entry(domain, own) => {
                let (domain, own) = entry(domain, own);
                Value::Entry(domain, own)
            }
            Value::Several(domain, all) => {
                let own = self.own_domains.get(domain.0 as usize).copied().flatten();
                let all = all.into_iter().map(|own| entry(domain, own).1).collect();
                Value::Several(DomainId(own.map_or(u32::MAX, |own| own as u32)), all)
            }
            Value::Records(records) => {
                let record = |own: Vec<Value>| own.into_iter().map(|value| self.translated(value)).collect();
                Value::Records(records.into_iter().map(record).collect())
            }
            Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Nothing => value,
        }
    }
}

/// Returns the kind under which values of a fact stand in columns.
pub(super) fn kinds_of(fields: &[usize], schema: &super::batch::Schema) -> Vec<Kind> {
    fields.iter().map(|field| schema.fields[*field].kind).collect()
}
