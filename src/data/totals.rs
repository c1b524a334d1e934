//! Settled bills to sums: per county and benefit, and by what somebody wants them broken down. Sums are exact and checked
//! against the rows that were written.

use super::columns::{Schema, key};
use super::settle::{Fate, Seen};
use super::words;
use crate::base::nearest::nearest;
use crate::base::text::{Lang, Text, quoted};
use crate::column::{Kind, Run};
use crate::ir::{Owner, Program, fixed_value};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Below so many persons a row of a table shows no amounts unless asked to: it would tell of single persons.
pub const FEW: u64 = 5;
/// The most rows of a table of totals.
pub const MAX_ROWS: usize = 100_000;

/// By what sums are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    County,
    Month,
    Year,
    Fact(usize),
}

/// The sums of some bills, amounts in 分.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    pub bills: u64,
    pub persons: u64,
    pub gross: i128,
    pub eligible: i128,
    pub amounts: Vec<i128>,
}

/// Sums by the values of dimensions.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    pub dimensions: Vec<Dimension>,
    pub rows: BTreeMap<Vec<String>, Sums>,
    /// Whether there were more rows than a table may have.
    pub overflow: bool,
    gross: Option<usize>,
    eligible: Option<usize>,
    /// Rows of the present subject, with its members.
    seen: BTreeSet<(Vec<String>, String)>,
}

impl Sums {
    /// Returns what all benefits pay.
    pub fn paid(&self) -> i128 {
        self.amounts.iter().sum()
    }

    /// Adds other sums of other persons.
    pub fn add(&mut self, other: &Sums) {
        self.bills += other.bills;
        self.persons += other.persons;
        self.gross += other.gross;
        self.eligible += other.eligible;
        self.amounts.resize(self.amounts.len().max(other.amounts.len()), 0);
        for (own, more) in self.amounts.iter_mut().zip(&other.amounts) {
            *own += more;
        }
    }
}

impl Dimension {
    /// Finds what a name of `--by` means.
    pub fn named(schema: &Schema, name: &str) -> Result<Dimension, Text> {
        match key(name).as_str() {
            "县" | "县区" | "参保地" | "county" => return Ok(Dimension::County),
            "月" | "月份" | "month" => return Ok(Dimension::Month),
            "年" | "年度" | "year" => return Ok(Dimension::Year),
            _ => {}
        }
        let name = name.trim();
        let fits = |at: &usize| {
            let own = &schema.facts[*at];
            own.kind.is_some() && (own.name == name || own.english.as_deref() == Some(name))
        };
        let mut found: Vec<(Owner, usize)> =
            (0..schema.facts.len()).filter(fits).map(|at| (schema.facts[at].owner, at)).collect();
        found.sort();
        found.first().map(|(_, at)| Dimension::Fact(*at)).ok_or_else(|| {
            let names = schema.facts.iter().map(|own| own.name.as_str());
            let near = nearest(name, names.chain(["县", "月", "年"]));
            if near.is_empty() { words::no_dimension(name) } else { words::no_dimension_near(name, quoted(&near)) }
        })
    }

    /// Returns the heading.
    pub fn text(self, schema: &Schema) -> Text {
        match self {
            Dimension::County => Text::new("县", "county"),
            Dimension::Month => Text::new("月", "month"),
            Dimension::Year => Text::new("年", "year"),
            Dimension::Fact(at) => {
                let own = &schema.facts[at];
                Text::new(&own.name, own.english.as_deref().unwrap_or(&own.name))
            }
        }
    }
}

impl Totals {
    pub fn new(schema: &Schema, dimensions: Vec<Dimension>) -> Totals {
        Totals {
            dimensions,
            gross: schema.fact(Owner::Claim, "gross_cost"),
            eligible: schema.fact(Owner::Claim, "eligible_cost"),
            ..Totals::default()
        }
    }

    /// Counts a bill; those of one subject come one after the other.
    pub fn see(&mut self, run: &Run<'_>, schema: &Schema, seen: &Seen<'_>) {
        if seen.first {
            self.seen.clear();
        }
        if *seen.fate != Fate::Settled {
            return;
        }
        let bill = seen.bill;
        let program = run.counties[bill.county as usize].program;
        let words: Vec<String> = self
            .dimensions
            .iter()
            .map(|dimension| match dimension {
                Dimension::County => program.jurisdiction.name.clone(),
                Dimension::Month => format!("{:04}-{:02}", bill.date.year(), bill.date.month()),
                Dimension::Year => format!("{:04}", bill.date.year()),
                Dimension::Fact(at) => match bill.values.get(at) {
                    Some(value) => text_of(schema, *at, value),
                    None => by_default(schema, program, *at),
                },
            })
            .collect();
        if !self.rows.contains_key(&words) && self.rows.len() >= MAX_ROWS {
            self.overflow = true;
            return;
        }
        let number = |at: Option<usize>| {
            let value = at.and_then(|at| bill.values.get(&at));
            i128::from(value.and_then(Value::as_number).and_then(|own| own.to_i64()).unwrap_or(0))
        };
        let (eligible, gross) = (number(self.eligible), self.gross.filter(|at| bill.values.contains_key(at)));
        // Without a column of its own the gross cost is the eligible one, as the vocabulary has it.
        let gross = gross.map_or(eligible, |at| number(Some(at)));
        let new_person = self.seen.insert((words.clone(), bill.person.clone()));
        let sums = self.rows.entry(words).or_default();
        sums.bills += 1;
        sums.persons += u64::from(new_person);
        sums.gross += gross;
        sums.eligible += eligible;
        sums.amounts.resize(run.benefits.len(), 0);
        for (own, more) in sums.amounts.iter_mut().zip(seen.amounts) {
            *own += i128::from(*more);
        }
    }

    /// Returns the sum of all rows.
    pub fn all(&self) -> Sums {
        let mut all = Sums::default();
        self.rows.values().for_each(|own| all.add(own));
        all
    }
}

/// Returns a value as a table shows it.
fn text_of(schema: &Schema, at: usize, value: &Value) -> String {
    match (value, schema.facts[at].kind) {
        (Value::Entry(_, entry), Some(Kind::Entry(own))) => entry_name(schema, own, entry.0),
        (Value::Several(_, held), Some(Kind::Several(own))) => {
            held.iter().map(|entry| entry_name(schema, own, entry.0)).collect::<Vec<_>>().join("、")
        }
        (Value::Number(number), _) => number.to_string(),
        (Value::Bool(true), _) => "是".to_owned(),
        (Value::Bool(false), _) => "否".to_owned(),
        (Value::Date(date), _) => date.to_string(),
        (Value::Text(text), _) => text.clone(),
        (Value::Entry(..) | Value::Several(..) | Value::Records(_) | Value::Nothing, _) => String::new(),
    }
}

fn entry_name(schema: &Schema, vocabulary: usize, entry: u32) -> String {
    schema.vocabularies[vocabulary].entries.get(entry as usize).map_or(String::new(), |own| own.name.clone())
}

/// Returns what holds where a row says nothing.
fn by_default(schema: &Schema, program: &Program, at: usize) -> String {
    let own = &schema.facts[at];
    let fact = program.facts.iter().find(|fact| fact.owner == own.owner && fact.name == own.name);
    let default = fact.and_then(|fact| fact.default.as_ref()).and_then(fixed_value);
    match default {
        Some(Value::Entry(domain, entry)) => program.domain(domain).entry(entry).name.clone(),
        Some(Value::Bool(truth)) => if truth { "是" } else { "否" }.to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(_) | None => words::nothing_said().get(Lang::Zh).to_owned(),
    }
}
