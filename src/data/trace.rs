//! Bills as the evaluator takes them, subject by subject, for worked sums line by line.

use super::bill::{self, Bill, Reading};
use super::facts::Forms;
use super::intake::Refusal;
use super::people::translated;
use super::spill::RawBill;
use crate::interp::{self, Claim, Facts, Member, Settlement, Subject};
use crate::ir::FactId;
use std::collections::BTreeMap;

/// What became of somebody's bills in one county.
pub struct Traced {
    pub county: u32,
    pub settlement: Settlement,
    /// By the number of a bill: its file, its line.
    pub places: BTreeMap<String, (u32, u64)>,
}

/// Settles bills by the evaluator, subject by subject; returns also the rows that are no bills.
pub fn settle(reading: &Reading<'_, '_>, raw: Vec<RawBill>) -> (Vec<Traced>, Vec<(RawBill, Vec<Refusal>)>) {
    let mut bills: Vec<Bill> = Vec::new();
    let mut refused = Vec::new();
    for own in raw {
        match reading.bill(own, &mut Forms::default()) {
            Ok(bill) => bills.push(bill),
            Err(own) => refused.push(own),
        }
    }
    bill::sort(&mut bills, reading.schema, false);
    let mut by_subject: BTreeMap<(u32, String), Vec<Bill>> = BTreeMap::new();
    for own in bills {
        by_subject.entry((own.county, own.subject.clone())).or_default().push(own);
    }
    let mut traced = Vec::new();
    for ((county, _), bills) in by_subject {
        let id = |(place, own): (usize, &Bill)| (number(place, own), (own.raw.file, own.raw.row.line));
        let places = bills.iter().enumerate().map(id).collect();
        match settled(reading, county, &bills) {
            Ok(settlement) => traced.push(Traced { county, settlement, places }),
            Err(reason) => {
                let refusal = || vec![Refusal::of_row(reason.clone())];
                refused.extend(bills.into_iter().map(|own| (own.raw, refusal())));
            }
        }
    }
    (traced, refused)
}

/// Settles the bills of one subject.
fn settled(reading: &Reading<'_, '_>, county: u32, bills: &[Bill]) -> Result<Settlement, crate::base::text::Text> {
    let program = reading.run.counties[county as usize].program;
    let household = bills[0].subject.strip_prefix('户').filter(|_| bills[0].subject != bills[0].person);
    let known = household.zip(reading.people.as_ref()).filter(|(own, people)| people.households.contains_key(*own));
    let mut persons: Vec<&String> = match known {
        Some((own, people)) => people.households[own].members.iter().collect(),
        None => bills.iter().map(|own| &own.person).collect(),
    };
    persons.sort();
    persons.dedup();
    let subject = match (known, household) {
        (Some((own, people)), _) => people.subject(reading.run, county, own)?,
        (None, Some(_)) if persons.len() > 1 => {
            let member = |at: usize| Member { name: (at + 1).to_string(), ..Member::default() };
            Subject { members: (0..persons.len()).map(member).collect(), ..Subject::default() }
        }
        (None, _) => Subject::default(),
    };
    let mut claims = Vec::new();
    for (place, own) in bills.iter().enumerate() {
        let mut facts = Facts::new();
        for (at, value) in own.values.iter().filter(|(at, _)| !own.lent.contains(at)) {
            let wanted = &reading.schema.facts[*at];
            let found = program.facts.iter().position(|fact| fact.owner == wanted.owner && fact.name == wanted.name);
            if let Some(found) = found {
                facts.insert(FactId(found as u32), translated(reading.run, program, value)?);
            }
        }
        let member = persons.iter().position(|name| **name == own.person).unwrap_or_default();
        claims.push(Claim { id: number(place, own), member, date: own.date, facts });
    }
    Ok(interp::settle(program, subject, claims))
}

/// Returns the number of a bill, or, where it has none, its place.
fn number(place: usize, bill: &Bill) -> String {
    bill.id.clone().unwrap_or_else(|| format!("{:09}", place + 1))
}
