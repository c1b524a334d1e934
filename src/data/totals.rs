//! Settled bills to sums: per county and benefit, and by what somebody wants them broken down. Sums are exact and checked
//! against the rows that were written.

use super::columns::{Schema, key};
use super::settle::{Fate, Seen};
use super::words;
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::text::{Lang, Text, quoted};
use crate::column::{Batch, Cells, Counties, Kind, Run, Settlement, Values, date_of};
use crate::ir::{Owner, Program, fixed_value};
use crate::value::{DomainId, EntryId, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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
                Dimension::Month => month(bill.date),
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

    /// Counts the rows of a batch, all of which are settled; whole subjects.
    pub fn see_rows(&mut self, run: &Run<'_>, schema: &Schema, batch: &Batch, settlement: &Settlement) {
        let amounts = &settlement.amounts;
        let mut out = vec![false; if settlement.taken_out.is_empty() { 0 } else { batch.rows() }];
        settlement.taken_out.iter().for_each(|(row, _)| out[*row] = true);
        let counts = |row: &usize| !out.get(*row).is_some_and(|own| *own);
        let column = |at: Option<usize>| at.and_then(|at| batch.columns[at].as_ref());
        let (eligible, gross) = (column(self.eligible), column(self.gross));
        let number = |cells: Option<&Cells>, row: usize| match cells.map(|own| (&own.values, own.is_missing(row))) {
            Some((Values::Whole(own), false)) => Some(own[row]),
            _ => None,
        };
        let mut found: HashMap<Vec<i64>, usize> = HashMap::new();
        // One row of the table may have several keys: a value that is said and the same by default.
        let mut of_words: HashMap<Vec<String>, usize> = HashMap::new();
        let mut sums: Vec<Sums> = Vec::new();
        let mut key: Vec<i64> = Vec::new();
        let mut last: Option<(Vec<i64>, usize)> = None;
        // Where the persons of the present subject have been counted.
        let mut counted: HashSet<(usize, u32)> = HashSet::new();
        let mut last_counted: Option<(usize, u32)> = None;
        let member = |row: usize| batch.member.as_ref().map_or(0, |own| own[row]);
        let amount_on = |row: usize| {
            let cost = number(eligible, row).unwrap_or(0);
            let told = gross.is_some_and(|own| !own.is_missing(row));
            (cost, if told { number(gross, row).unwrap_or(0) } else { cost })
        };
        // All rows of one county that nothing else tells apart have one key.
        let alike = self.dimensions.iter().all(|own| *own == Dimension::County);
        let one = matches!(batch.counties, Counties::One(_)) && alike && batch.rows() > 0;
        if one {
            let mut own = Sums { bills: (batch.rows() - settlement.taken_out.len()) as u64, ..Sums::default() };
            // By member, the subject with which one was counted last.
            let mut last: Vec<Option<u64>> = vec![None];
            for row in (0..batch.rows()).filter(counts) {
                let (subject, member) = (batch.subject[row], member(row) as usize);
                if member >= last.len() {
                    last.resize(member + 1, None);
                }
                own.persons += u64::from(last[member] != Some(subject));
                last[member] = Some(subject);
                let (cost, gross) = amount_on(row);
                own.eligible += i128::from(cost);
                own.gross += i128::from(gross);
            }
            own.amounts = amounts.iter().map(|own| own.iter().map(|own| i128::from(*own)).sum()).collect();
            if own.bills > 0 {
                of_words.insert(self.words(run, schema, batch, 0), 0);
                sums.push(own);
            }
        }
        for row in 0..if one { 0 } else { batch.rows() } {
            if !batch.continues(row) && last_counted.take().is_some() {
                counted.clear();
            }
            if !counts(&row) {
                continue;
            }
            key.clear();
            key.extend(self.dimensions.iter().map(|own| code(*own, batch, row)));
            // What a default is depends on the county.
            key.push(batch.counties.of(row).into());
            let place = match &last {
                Some((known, place)) if *known == key => *place,
                _ => {
                    let place = *found.entry(key.clone()).or_insert_with(|| {
                        *of_words.entry(self.words(run, schema, batch, row)).or_insert_with(|| {
                            sums.push(Sums { amounts: vec![0; amounts.len()], ..Sums::default() });
                            sums.len() - 1
                        })
                    });
                    last = Some((key.clone(), place));
                    place
                }
            };
            let own = &mut sums[place];
            own.bills += 1;
            let person = (place, member(row));
            if last_counted != Some(person) {
                own.persons += u64::from(counted.insert(person));
                last_counted = Some(person);
            }
            let (cost, gross) = amount_on(row);
            own.eligible += i128::from(cost);
            own.gross += i128::from(gross);
            for (sum, own) in own.amounts.iter_mut().zip(amounts) {
                *sum += i128::from(own[row]);
            }
        }
        // In an order of its own, so that the first of too many are always the same.
        let mut all: Vec<(Vec<String>, usize)> = of_words.into_iter().collect();
        all.sort();
        for (words, place) in all {
            if !self.rows.contains_key(&words) && self.rows.len() >= MAX_ROWS {
                self.overflow = true;
                continue;
            }
            self.rows.entry(words).or_default().add(&sums[place]);
        }
    }

    /// Returns the values of the dimensions on a row.
    fn words(&self, run: &Run<'_>, schema: &Schema, batch: &Batch, row: usize) -> Vec<String> {
        let program = run.counties[batch.counties.of(row) as usize].program;
        let date = date_of(batch.date[row]);
        let word = |own: &Dimension| match own {
            Dimension::County => program.jurisdiction.name.clone(),
            Dimension::Month => date.map_or(String::new(), month),
            Dimension::Year => date.map_or(String::new(), |own| format!("{:04}", own.year())),
            Dimension::Fact(at) => {
                let cells = batch.columns[*at].as_ref().filter(|own| !own.is_missing(row));
                match cells.map(|own| &own.values) {
                    Some(values) => text_of(schema, *at, &value_of(values, row)),
                    None => by_default(schema, program, *at),
                }
            }
        };
        self.dimensions.iter().map(word).collect()
    }

    /// Returns the sum of all rows.
    pub fn all(&self) -> Sums {
        let mut all = Sums::default();
        self.rows.values().for_each(|own| all.add(own));
        all
    }
}

fn month(date: Date) -> String {
    format!("{:04}-{:02}", date.year(), date.month())
}

/// Returns a number that tells the values of a dimension apart, within a county.
fn code(dimension: Dimension, batch: &Batch, row: usize) -> i64 {
    match dimension {
        // The county stands in the key anyway.
        Dimension::County => 0,
        Dimension::Month => {
            date_of(batch.date[row]).map_or(0, |own| i64::from(own.year()) * 12 + i64::from(own.month()))
        }
        Dimension::Year => date_of(batch.date[row]).map_or(0, |own| own.year().into()),
        Dimension::Fact(at) => match batch.columns[at].as_ref().filter(|own| !own.is_missing(row)) {
            Some(cells) => match &cells.values {
                Values::Whole(own) => own[row],
                Values::Truth(own) => own[row].into(),
                Values::Day(own) => own[row].into(),
                Values::Code(own) => own[row].into(),
                Values::WideCode(own) => own[row].into(),
                Values::Set(own) => own[row] as i64,
                Values::Any(_) => i64::MIN + 1,
            },
            None => i64::MIN,
        },
    }
}

/// Returns a value of a narrow column; the domain of an entry does not matter to whoever shows it.
fn value_of(values: &Values, row: usize) -> Value {
    match values {
        Values::Whole(own) => Value::Number(own[row].into()),
        Values::Truth(own) => Value::Bool(own[row]),
        Values::Day(own) => date_of(own[row]).map_or(Value::Nothing, Value::Date),
        Values::Code(own) => Value::Entry(DomainId(0), EntryId(own[row].into())),
        Values::WideCode(own) => Value::Entry(DomainId(0), EntryId(own[row])),
        Values::Set(own) => {
            Value::Several(DomainId(0), (0..64).filter(|bit| own[row] >> bit & 1 == 1).map(EntryId).collect())
        }
        Values::Any(own) => own[row].clone(),
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
