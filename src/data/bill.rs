//! A row of claims to a bill: whose it is, by which county's policy, on which day, with its facts; or why it is none.

use super::columns::{Mapping, Meaning, Schema, key};
use super::facts::{self, Forms, Values};
use super::intake::Refusal;
use super::people::People;
use super::roll::Roll;
use super::spill::RawBill;
use super::table::Row;
use super::words;
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::number::Number;
use crate::base::text::quoted;
use crate::column::Run;
use crate::ir::Owner;
use crate::value::Value;
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The counties that rows may name, and the one that holds where they name none.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Names, codes and aliases, each with the place in the run.
    pub names: IndexMap<String, u32>,
    pub usual: Option<u32>,
}

/// What rows are read with.
pub struct Reading<'r, 'p> {
    pub run: &'r Run<'p>,
    pub schema: &'r Schema,
    pub places: &'r Places,
    /// One for each input.
    pub mappings: Vec<Mapping>,
    pub people: Option<People>,
    /// The same, to be looked up at a glance; there may be none.
    pub roll: Option<Arc<Roll>>,
    /// Whether columns of what has been paid count.
    pub compare: bool,
}

/// A row that can be settled.
#[derive(Clone, Debug, PartialEq)]
pub struct Bill {
    pub raw: RawBill,
    pub county: u32,
    /// The household, else the person.
    pub subject: String,
    pub person: String,
    pub date: Date,
    pub id: Option<String>,
    pub values: Values,
    /// Which of them are known of the household on that day, and not said by the row.
    pub lent: BTreeSet<usize>,
    /// What the row says has been paid, by benefit, and in all.
    pub paid: Vec<(usize, i64)>,
    pub paid_in_all: Option<i64>,
}

impl Places {
    /// Finds the county of a name or code.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.names.get(&key(name)).copied()
    }
}

impl Reading<'_, '_> {
    /// Returns whose a row is, as far as that can be told.
    pub fn person(&self, file: u32, row: &Row) -> Option<String> {
        facts::person(&self.mappings[file as usize], row, &mut Forms::default()).ok()
    }

    /// Returns the day of a row, as far as that can be told.
    pub fn day(&self, file: u32, row: &Row) -> Option<Date> {
        facts::day(&self.mappings[file as usize], row, &mut Forms::default()).ok()
    }

    /// Returns who a row is settled with, as far as that can be told.
    pub fn subject(&self, file: u32, row: &Row) -> Option<String> {
        let mapping = &self.mappings[file as usize];
        let person = facts::person(mapping, row, &mut Forms::default()).ok()?;
        let of_people = self.people.as_ref().and_then(|own| own.subject_of(&person)).map(|own| format!("户{own}"));
        let of_row = || {
            let found = facts::read_as(mapping, row, &Meaning::Household, &mut Forms::default(), super::cell::person);
            found.ok().flatten().map(|own| format!("户{own}"))
        };
        Some(of_people.or_else(of_row).unwrap_or(person))
    }

    /// Returns the county of a row, as far as that can be told.
    pub fn county_of(&self, file: u32, row: &Row) -> Option<u32> {
        let mapping = &self.mappings[file as usize];
        let person = self.person(file, row).unwrap_or_default();
        self.county(mapping, row, &person, &mut Forms::default()).ok()
    }

    /// Reads a row.
    pub fn bill(&self, raw: RawBill, forms: &mut Forms) -> Result<Bill, (RawBill, Vec<Refusal>)> {
        let mapping = &self.mappings[raw.file as usize];
        let row = &raw.row;
        let mut refusals: Vec<Refusal> = Vec::new();
        let mut keep = |found: Result<(), Refusal>| refusals.extend(found.err());
        let mut person = String::new();
        keep(facts::person(mapping, row, forms).map(|own| person = own));
        let mut date = None;
        keep(facts::day(mapping, row, forms).map(|own| date = Some(own)));
        let mut id = None;
        keep(facts::read_as(mapping, row, &Meaning::Claim, forms, super::cell::person).map(|own| id = own));
        let mut paid = (Vec::new(), None);
        if self.compare {
            keep(facts::paid(mapping, row, forms).map(|own| paid = own));
        }
        let mut county = None;
        // Where the person is not known, nothing else is missing for want of the row.
        let is_known = self.people.as_ref().is_none_or(|own| own.persons.contains_key(&person));
        match self.county(mapping, row, &person, forms) {
            Ok(own) => county = Some(own),
            Err(refusal) if is_known || person.is_empty() || !refusal.value.is_empty() => refusals.push(refusal),
            Err(_) => {}
        }
        let mut values = facts::values(self.schema, mapping, row, forms, &mut refusals);
        let mut lent = BTreeSet::new();
        let mut subject = person.clone();
        if let Some(people) = &self.people
            && !person.is_empty()
        {
            match people.persons.get(&person).filter(|_| !people.refused.contains(&person)) {
                Some(own) if own.known.since().zip(date).is_some_and(|(since, date)| date < since) => {
                    let since = own.known.since().map_or(String::new(), |own| own.to_string());
                    refusals.push(Refusal::of_row(words::person_later(since)));
                }
                Some(own) => match &own.household {
                    Some(household) => {
                        subject = format!("户{household}");
                        let known = people.households.get(household).is_some_and(|own| own.known.has_row());
                        if people.refused.contains(household) {
                            refusals.push(Refusal::of_row(words::household_refused()));
                        } else if people.with_households && !known {
                            refusals.push(Refusal::of_row(words::household_unknown()));
                        } else if let Some(date) = date {
                            for (at, value) in people.on(household, &person, date) {
                                values.entry(at).or_insert_with(|| {
                                    lent.insert(at);
                                    value
                                });
                            }
                        }
                    }
                    // Alone: what is known of the person holds of each claim that says nothing else.
                    None => {
                        if let Some(date) = date {
                            for (at, value) in own.known.on(date) {
                                values.entry(at).or_insert(value);
                            }
                        }
                    }
                },
                None if people.refused.contains(&person) => {
                    refusals.push(Refusal::of_row(words::person_refused()));
                }
                None => refusals.push(Refusal::of_row(words::person_unknown())),
            }
        }
        if self.people.as_ref().is_none_or(|own| own.subject_of(&person).is_none()) {
            match facts::read_as(mapping, row, &Meaning::Household, forms, super::cell::person) {
                Ok(Some(household)) => subject = format!("户{household}"),
                Ok(None) => {}
                Err(refusal) => refusals.push(refusal),
            }
        }
        match (date, county) {
            (Some(date), Some(county)) if refusals.is_empty() => {
                let (paid, paid_in_all) = paid;
                Ok(Bill { raw, county, subject, person, date, id, values, lent, paid, paid_in_all })
            }
            _ => Err((raw, refusals)),
        }
    }

    fn county(&self, mapping: &Mapping, row: &Row, person: &str, forms: &mut Forms) -> Result<u32, Refusal> {
        let written = facts::read_as(mapping, row, &Meaning::County, forms, super::cell::person)?;
        let of_person = || self.people.as_ref()?.persons.get(person)?.county.clone();
        let column = mapping.column(&Meaning::County).map_or(String::new(), |at| mapping.columns[at].heading.clone());
        match written.or_else(of_person) {
            Some(name) => self.places.find(&name).ok_or_else(|| {
                let near = nearest(&name, self.places.names.keys().map(String::as_str));
                let reason = match near.is_empty() {
                    true => words::no_county(super::cell::shown(&name)),
                    false => words::no_county_near(super::cell::shown(&name), quoted(&near)),
                };
                Refusal { column, value: super::cell::shown(&name), reason }
            }),
            None => self.places.usual.ok_or_else(|| Refusal {
                column,
                value: String::new(),
                reason: words::county_not_filled_in(),
            }),
        }
    }
}

impl Bill {
    /// Returns what stands before other bills of the same day: the number that the record gives.
    fn order(&self, schema: &Schema) -> Number {
        let found = schema.fact(Owner::Claim, "settlement_order").and_then(|at| self.values.get(&at));
        found.and_then(Value::as_number).cloned().unwrap_or_default()
    }

    /// Returns what the row says, without its place: bills of one day without numbers stand in this order, so that the
    /// order of the rows does not matter.
    fn content(&self) -> String {
        self.raw.row.cells.iter().map(|own| own.text()).collect::<Vec<_>>().join("\u{1f}")
    }
}

/// Puts bills in the order in which they are settled, each subject together, and gives ids to those without where others
/// have them. `numbered`: whether bills that stand elsewhere have some.
pub fn sort(bills: &mut Vec<Bill>, schema: &Schema, numbered: bool) {
    if numbered || bills.iter().any(|own| own.id.is_some()) {
        for own in bills.iter_mut().filter(|own| own.id.is_none()) {
            own.id = Some(format!("~{}", own.content()));
        }
    }
    let mut keyed: Vec<(Number, String, Bill)> = std::mem::take(bills)
        .into_iter()
        .map(|own| {
            let last = own.id.clone().unwrap_or_else(|| own.content());
            (own.order(schema), last, own)
        })
        .collect();
    keyed.sort_by(|a, b| {
        let head = |own: &Bill| (own.county, own.date);
        (a.2.county, &a.2.subject)
            .cmp(&(b.2.county, &b.2.subject))
            .then_with(|| head(&a.2).cmp(&head(&b.2)))
            .then_with(|| (&a.0, &a.1, a.2.raw.number).cmp(&(&b.0, &b.1, b.2.raw.number)))
    });
    bills.extend(keyed.into_iter().map(|(_, _, own)| own));
}
