//! The tables of persons and households: rows to what is known of each, by the number that claims name.

use super::cell::masked;
use super::columns::{Mapping, Meaning, Schema};
use super::facts::{self, Forms, Values};
use super::intake::Refusal;
use super::table::Row;
use super::words;
use crate::base::text::Text;
use crate::column::Run;
use crate::interp::{Facts, Member, Subject};
use crate::ir::{FactId, Owner, Program};
use crate::value::{DomainId, EntryId, Value};
use std::collections::{BTreeSet, HashMap};

/// What is known of persons and households.
#[derive(Clone, Debug, Default)]
pub struct People {
    pub persons: HashMap<String, Person>,
    pub households: HashMap<String, Household>,
    /// Persons and households whose own row was refused.
    pub refused: BTreeSet<String>,
    /// Whether there is a table of households: then a person's household must be in it.
    pub with_households: bool,
}

#[derive(Clone, Debug, Default)]
pub struct Person {
    pub household: Option<String>,
    /// What the row says of the county, as written.
    pub county: Option<String>,
    pub values: Values,
}

#[derive(Clone, Debug, Default)]
pub struct Household {
    /// In the order of their numbers.
    pub members: BTreeSet<String>,
    pub values: Values,
}

impl People {
    /// Takes in a row of the table of persons.
    pub fn add_person(&mut self, schema: &Schema, mapping: &Mapping, row: &Row, forms: &mut Forms) -> Vec<Refusal> {
        let number = match facts::person(mapping, row, forms) {
            Ok(number) => number,
            Err(refusal) => return vec![refusal],
        };
        let mut refusals = Vec::new();
        let text = |meaning: &Meaning, forms: &mut Forms, refusals: &mut Vec<Refusal>| match facts::read_as(
            mapping,
            row,
            meaning,
            forms,
            super::cell::person,
        ) {
            Ok(found) => found,
            Err(refusal) => {
                refusals.push(refusal);
                None
            }
        };
        let household = text(&Meaning::Household, forms, &mut refusals);
        let county = text(&Meaning::County, forms, &mut refusals);
        let values = facts::values(schema, mapping, row, forms, &mut refusals);
        refusals.extend(of_others(schema, mapping, &values, Owner::Claim));
        if self.persons.contains_key(&number) {
            refusals.push(Refusal::of_row(words::person_twice(masked(&number))));
        }
        if !refusals.is_empty() {
            self.refused.insert(number);
            return refusals;
        }
        if let Some(household) = &household {
            self.households.entry(household.clone()).or_default().members.insert(number.clone());
        }
        self.persons.insert(number, Person { household, county, values });
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
        let values = facts::values(schema, mapping, row, forms, &mut refusals);
        refusals.extend(of_others(schema, mapping, &values, Owner::Claim));
        refusals.extend(of_others(schema, mapping, &values, Owner::Person));
        let household = self.households.entry(number.clone()).or_default();
        if !household.values.is_empty() {
            refusals.push(Refusal::of_row(words::household_twice(&number)));
        }
        if refusals.is_empty() {
            household.values = values;
        } else {
            self.refused.insert(number);
        }
        refusals
    }

    /// Returns who a claim of a person is settled with: the household, else the person alone.
    pub fn subject_of(&self, person: &str) -> Option<&str> {
        self.persons.get(person).and_then(|own| own.household.as_deref())
    }

    /// Returns what is known of a household, in the numbering of a county's program; the members stand in the order of
    /// their numbers.
    pub fn subject(&self, run: &Run<'_>, county: u32, household: &str) -> Result<Subject, Text> {
        let program = run.counties[county as usize].program;
        let Some(own) = self.households.get(household) else { return Ok(Subject::default()) };
        let facts = |values: &Values| -> Result<Facts, Text> {
            let mut facts = Facts::new();
            for (at, value) in values {
                let field = &run.schema.fields[*at];
                let found = program.facts.iter().position(|fact| fact.owner == field.owner && fact.name == field.name);
                if let Some(found) = found {
                    facts.insert(FactId(found as u32), translated(run, program, value)?);
                }
            }
            Ok(facts)
        };
        let member = |number: &String| {
            let known = self.persons.get(number);
            let facts = known.map_or(Ok(Facts::new()), |own| facts(&own.values))?;
            Ok(Member { name: masked(number), facts, ..Member::default() })
        };
        let members: Result<Vec<Member>, Text> = own.members.iter().map(member).collect();
        Ok(Subject { facts: facts(&own.values)?, members: members?, ..Subject::default() })
    }
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
