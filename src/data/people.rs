//! The tables of persons and households: rows to what is known of each, by the number that claims name. A row with a date
//! tells what is otherwise from that day on.

use super::cell::masked;
use super::columns::{Mapping, Meaning, Schema};
use super::facts::{self, Forms, Values};
use super::intake::Refusal;
use super::table::Row;
use super::words;
use crate::base::date::Date;
use crate::base::text::Text;
use crate::column::Run;
use crate::interp::{Change, Facts, Member, Subject};
use crate::ir::{FactId, Owner, Program};
use crate::value::{DomainId, EntryId, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known of persons and households.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub persons: HashMap<String, Person>,
    pub households: HashMap<String, Household>,
    /// Persons and households whose own row was refused.
    pub refused: BTreeSet<String>,
    /// The line of the first row of a person that was refused.
    pub refused_lines: BTreeMap<String, u64>,
    /// Whether there is a table of households: then a person's household must be in it.
    pub with_households: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    pub household: Option<String>,
    /// What the row says of the county, as written.
    pub county: Option<String>,
    /// Only handed on.
    pub name: Option<String>,
    pub known: Known,
}

#[derive(Clone, Debug, Default)]
pub struct Household {
    /// In the order of their numbers.
    pub members: BTreeSet<String>,
    pub county: Option<String>,
    pub known: Known,
}

/// Facts, and what becomes of them.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// What a row without a date says.
    base: Option<Values>,
    /// What rows with dates say, from their days on.
    changes: BTreeMap<Date, Values>,
    /// The line of the first row.
    pub line: u64,
}

impl Known {
    /// Whether a table has a row of it.
    pub fn has_row(&self) -> bool {
        self.line > 0
    }

    /// Returns the day before which nothing is known; `None`: there is no such day.
    pub fn since(&self) -> Option<Date> {
        if self.base.is_some() { None } else { self.changes.keys().next().copied() }
    }

    /// Returns the days on which something changes.
    pub(super) fn days(&self) -> impl Iterator<Item = Date> + '_ {
        self.changes.keys().copied()
    }

    /// Returns what holds on a day.
    pub fn on(&self, day: Date) -> Values {
        let mut values = self.base.clone().unwrap_or_default();
        for (_, own) in self.changes.range(..=day) {
            values.extend(own.iter().map(|(at, value)| (*at, value.clone())));
        }
        values
    }

    /// Returns what holds at first, and what changes later.
    pub fn courses(&self) -> (Values, impl Iterator<Item = (Date, &Values)>) {
        let first = self.since();
        let base = match (&self.base, first) {
            (Some(own), _) => own.clone(),
            (None, Some(day)) => self.changes[&day].clone(),
            (None, None) => Values::new(),
        };
        (base, self.changes.iter().map(|(day, own)| (*day, own)).filter(move |(day, _)| Some(*day) != first))
    }

    /// Takes in a row; says what is wrong where one like it was there before.
    fn add(&mut self, day: Option<Date>, values: Values, line: u64, twice: &dyn Fn() -> Text) -> Result<(), Text> {
        let known = match day {
            None => self.base.is_some(),
            Some(day) => self.changes.contains_key(&day),
        };
        if known {
            return Err(match day {
                None => twice(),
                Some(day) => words::change_twice(day.to_string()),
            });
        }
        match day {
            None => self.base = Some(values),
            Some(day) => drop(self.changes.insert(day, values)),
        }
        if self.line == 0 {
            self.line = line.max(1);
        }
        Ok(())
    }
}

/// Takes in what may not change; blank says nothing.
fn keep(own: &mut Option<String>, said: Option<String>, what: Text) -> Result<(), Text> {
    match (own.as_ref(), said) {
        (_, None) => Ok(()),
        (Some(own), Some(said)) if *own != said => Err(words::may_not_change(what)),
        (_, said) => {
            *own = said;
            Ok(())
        }
    }
}

impl People {
    /// Takes in a row of the table of persons.
    pub fn add_person(&mut self, schema: &Schema, mapping: &Mapping, row: &Row, forms: &mut Forms) -> Vec<Refusal> {
        let number = match facts::person(mapping, row, forms) {
            Ok(number) => number,
            Err(refusal) => return vec![refusal],
        };
        let mut refusals = Vec::new();
        let household = text(mapping, row, &Meaning::Household, forms, &mut refusals);
        let county = text(mapping, row, &Meaning::County, forms, &mut refusals);
        let name = mapping.column(&Meaning::Name).map(|at| row.cell(at).text()).filter(|own| !own.trim().is_empty());
        let day = day(mapping, row, forms, &mut refusals);
        let values = facts::values(schema, mapping, row, forms, &mut refusals);
        refusals.extend(of_others(schema, mapping, &values, Owner::Claim));
        let mut own = self.persons.get(&number).cloned().unwrap_or_default();
        let mut taken = vec![
            keep(&mut own.household, household, schema.name(&Meaning::Household)),
            keep(&mut own.county, county, schema.name(&Meaning::County)),
        ];
        own.name = own.name.or(name);
        taken.push(own.known.add(day, values, row.line, &|| words::person_twice(masked(&number))));
        refusals.extend(taken.into_iter().filter_map(Result::err).map(Refusal::of_row));
        // Of a household one of whom is not known nobody may think that he does not exist.
        if let Some(household) = &own.household {
            self.households.entry(household.clone()).or_default().members.insert(number.clone());
        }
        if !refusals.is_empty() {
            self.refused_lines.entry(number.clone()).or_insert(row.line);
            self.refused.insert(number);
            return refusals;
        }
        self.persons.insert(number, own);
        refusals
    }

    /// Takes in a row of the table of households.
    pub fn add_household(&mut self, schema: &Schema, mapping: &Mapping, row: &Row, forms: &mut Forms) -> Vec<Refusal> {
        self.with_households = true;
        let number = match facts::wanted(mapping, row, &Meaning::Household, forms, super::cell::person) {
            Ok(number) => number,
            Err(refusal) => return vec![refusal],
        };
        let mut refusals = Vec::new();
        let county = text(mapping, row, &Meaning::County, forms, &mut refusals);
        let day = day(mapping, row, forms, &mut refusals);
        let values = facts::values(schema, mapping, row, forms, &mut refusals);
        refusals.extend(of_others(schema, mapping, &values, Owner::Claim));
        refusals.extend(of_others(schema, mapping, &values, Owner::Person));
        let mut own = self.households.get(&number).cloned().unwrap_or_default();
        let taken = [
            keep(&mut own.county, county, schema.name(&Meaning::County)),
            own.known.add(day, values, row.line, &|| words::household_twice(&number)),
        ];
        refusals.extend(taken.into_iter().filter_map(Result::err).map(Refusal::of_row));
        if refusals.is_empty() {
            self.households.insert(number, own);
        } else {
            self.refused.insert(number);
        }
        refusals
    }

    /// Returns who a claim of a person is settled with: the household, else the person alone.
    pub fn subject_of(&self, person: &str) -> Option<&str> {
        self.persons.get(person).and_then(|own| own.household.as_deref())
    }

    /// Returns what holds of a member of a household on a day, as the evaluator sees it: the latest change, of the person
    /// before the household; else what held at first.
    pub fn on(&self, household: &str, person: &str, day: Date) -> Values {
        let mut latest: BTreeMap<usize, (Option<Date>, Value)> = BTreeMap::new();
        let of_household = self.households.get(household).map(|own| &own.known);
        let of_person = self.persons.get(person).map(|own| &own.known);
        for known in of_household.into_iter().chain(of_person) {
            let (base, changes) = known.courses();
            let base = base.into_iter().map(|(at, value)| (None, at, value));
            let changes = changes.filter(|(from, _)| *from <= day);
            let changes =
                changes.flat_map(|(from, own)| own.iter().map(move |(at, own)| (Some(from), *at, own.clone())));
            for (from, at, value) in base.chain(changes) {
                if latest.get(&at).is_none_or(|(known, _)| *known <= from) {
                    latest.insert(at, (from, value));
                }
            }
        }
        latest.into_iter().map(|(at, (_, value))| (at, value)).collect()
    }

    /// Returns what is known of a household, in the numbering of a county's program; the members stand in the order of
    /// their numbers.
    pub fn subject(&self, run: &Run<'_>, county: u32, household: &str) -> Result<Subject, Text> {
        let program = run.counties[county as usize].program;
        let Some(own) = self.households.get(household) else { return Ok(Subject::default()) };
        let mut subject = Subject::default();
        let (base, changes) = own.known.courses();
        subject.facts = facts_of(run, program, &base)?;
        for (from, values) in changes {
            let facts = facts_of(run, program, values)?;
            subject.changes.push(Change { from, member: None, facts, params: BTreeMap::new() });
        }
        for (at, number) in own.members.iter().enumerate() {
            let mut member = Member { name: masked(number), ..Member::default() };
            if let Some(person) = self.persons.get(number) {
                let (base, changes) = person.known.courses();
                member.facts = facts_of(run, program, &base)?;
                member.present.from = person.known.since();
                for (from, values) in changes {
                    let facts = facts_of(run, program, values)?;
                    subject.changes.push(Change { from, member: Some(at), facts, params: BTreeMap::new() });
                }
            }
            subject.members.push(member);
        }
        subject.changes.sort_by_key(|own| (own.from, own.member));
        Ok(subject)
    }

    /// Returns what is known of a person who belongs to no household.
    pub fn alone(&self, run: &Run<'_>, county: u32, person: &Person) -> Result<Subject, Text> {
        let program = run.counties[county as usize].program;
        let (base, changes) = person.known.courses();
        let mut subject = Subject { facts: facts_of(run, program, &base)?, ..Subject::default() };
        for (from, values) in changes {
            let facts = facts_of(run, program, values)?;
            subject.changes.push(Change { from, member: None, facts, params: BTreeMap::new() });
        }
        Ok(subject)
    }
}

/// Returns values as a program numbers facts and entries; facts that it does not have are left out.
fn facts_of(run: &Run<'_>, program: &Program, values: &Values) -> Result<Facts, Text> {
    let mut facts = Facts::new();
    for (at, value) in values {
        let field = &run.schema.fields[*at];
        let found = program.facts.iter().position(|fact| fact.owner == field.owner && fact.name == field.name);
        if let Some(found) = found {
            facts.insert(FactId(found as u32), translated(run, program, value)?);
        }
    }
    Ok(facts)
}

/// Reads what a row may say in words.
fn text(
    mapping: &Mapping,
    row: &Row,
    meaning: &Meaning,
    forms: &mut Forms,
    refusals: &mut Vec<Refusal>,
) -> Option<String> {
    let found = facts::read_as(mapping, row, meaning, forms, super::cell::person);
    found.unwrap_or_else(|refusal| {
        refusals.push(refusal);
        None
    })
}

/// Reads from when on a row holds.
fn day(mapping: &Mapping, row: &Row, forms: &mut Forms, refusals: &mut Vec<Refusal>) -> Option<Date> {
    let found = facts::read_as(mapping, row, &Meaning::Since, forms, super::cell::date);
    found.map(|own| own.map(|day| mapping.later(day))).unwrap_or_else(|refusal| {
        refusals.push(refusal);
        None
    })
}

/// A fact of a claim does not belong in a table of persons.
fn of_others(schema: &Schema, mapping: &Mapping, values: &Values, owner: Owner) -> Vec<Refusal> {
    let found = values.keys().filter(|at| schema.facts[**at].owner == owner);
    let refusal = |at: &usize| {
        let column =
            mapping.column(&Meaning::Fact(*at)).map_or(String::new(), |own| mapping.columns[own].heading.clone());
        Refusal { column, value: String::new(), reason: words::fact_of_others(schema.name(&Meaning::Fact(*at))) }
    };
    found.map(refusal).collect()
}

/// Returns a value of the schema as a program numbers it.
pub(super) fn translated(run: &Run<'_>, program: &Program, value: &Value) -> Result<Value, Text> {
    let entry = |domain: DomainId, entry: EntryId| -> Result<(DomainId, EntryId), Text> {
        let vocabulary = &run.schema.vocabularies[domain.0 as usize];
        let own = &vocabulary.entries[entry.0 as usize];
        let found = program.domains.iter().position(|other| other.name == vocabulary.name);
        let found = found.and_then(|at| program.domains[at].twin_of(own).map(|entry| (DomainId(at as u32), entry)));
        found.ok_or_else(|| words::not_in_county(&own.name, &vocabulary.name, &program.jurisdiction.name))
    };
    Ok(match value {
        Value::Entry(domain, own) => {
            let (domain, own) = entry(*domain, *own)?;
            Value::Entry(domain, own)
        }
        Value::Several(domain, all) => {
            let mut own_domain = None;
            let mut found = Vec::new();
            for own in all {
                let (of, own) = entry(*domain, *own)?;
                own_domain = Some(of);
                found.push(own);
            }
            match own_domain {
                Some(domain) => Value::Several(domain, found),
                None => Value::Nothing,
            }
        }
        other => other.clone(),
    })
}
