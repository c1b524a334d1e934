//! What records say was paid against what the policy pays: residuals to the fen, each with the cause that explains it
//! exactly, found by settling again as the record may have been.
//!
//! Nothing is put down to a cause that does not give the recorded amount to the fen (or, for rounding, within one).

use super::bill::{self, Bill, Reading};
use super::columns::{Meaning, Schema};
use super::facts::{self, Forms};
use super::settle::{Fate, batch_of};
use super::spill::RawBill;
use super::words;
use crate::base::text::Text;
use crate::column::{self, Kind, Options, Settlement};
use crate::value::{DomainId, EntryId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// The most subjects that are settled again to find causes.
pub const MAX_SUBJECTS: usize = 2_000;
/// The most values of a fact that are tried.
const MAX_VALUES: usize = 12;
/// How many rows are named as examples of a cause.
const EXAMPLES: usize = 3;

/// Why a recorded amount differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// It does not.
    Equal,
    /// By one fen.
    Rounding,
    /// As if it were the person's first bill.
    AsFirst,
    /// As if a fact (by its place in the schema) were this entry.
    AsOther {
        fact: usize,
        entry: u32,
    },
    /// As if the policy of the year before held.
    YearBefore,
    /// As if the policy of the year after held.
    YearAfter,
    /// The record pays where the policy does not.
    NotDue,
    /// The record pays nothing where the policy does.
    NotPaid,
    More,
    Less,
    /// A reversed bill or the one that it cancels.
    Cancelled,
    /// The row cannot be settled.
    Rejected,
    /// Not looked into: too many.
    NotTried,
}

/// The rows of one cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    pub rows: u64,
    pub recorded: i128,
    pub computed: i128,
    /// File and line of the first rows of the input.
    pub examples: BTreeSet<(u64, u32, u64)>,
}

/// Residuals by what was compared and the cause; `None`: all benefits together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    pub lines: BTreeMap<(Option<usize>, Cause), Line>,
    /// How many subjects have been settled again.
    tried: usize,
}

/// A comparison of one row: what was compared, what the record says, what the policy pays.
#[derive(Clone, Copy, Debug)]
struct Residual {
    row: usize,
    benefit: Option<usize>,
    recorded: i64,
    computed: i64,
}

impl Cause {
    /// Returns the cause that needs no search, if there is one.
    pub fn plain(recorded: i64, computed: i64) -> Option<Cause> {
        match recorded.abs_diff(computed) {
            0 => Some(Cause::Equal),
            1 => Some(Cause::Rounding),
            _ => None,
        }
    }

    /// Returns the stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Cause::Equal => "equal",
            Cause::Rounding => "rounding",
            Cause::AsFirst => "as_first_bill",
            Cause::AsOther { .. } => "as_other_value",
            Cause::YearBefore => "policy_of_year_before",
            Cause::YearAfter => "policy_of_year_after",
            Cause::NotDue => "not_due",
            Cause::NotPaid => "not_paid",
            Cause::More => "more",
            Cause::Less => "less",
            Cause::Cancelled => "cancelled",
            Cause::Rejected => "rejected",
            Cause::NotTried => "not_tried",
        }
    }

    /// Returns where a cause of such a name stands among all.
    pub fn rank(name: &str) -> usize {
        const FREE: Cause = Cause::AsOther { fact: 0, entry: 0 };
        const ALL: [Cause; 13] = [
            Cause::Equal,
            Cause::Rounding,
            Cause::AsFirst,
            FREE,
            Cause::YearBefore,
            Cause::YearAfter,
            Cause::NotDue,
            Cause::NotPaid,
            Cause::More,
            Cause::Less,
            Cause::Cancelled,
            Cause::Rejected,
            Cause::NotTried,
        ];
        ALL.iter().position(|own| own.name() == name).unwrap_or(ALL.len())
    }

    /// Returns what it is, for people.
    pub fn text(&self, schema: &Schema) -> Text {
        match self {
            Cause::Equal => words::cause_equal(),
            Cause::Rounding => words::cause_rounding(),
            Cause::AsFirst => words::cause_as_first(),
            Cause::AsOther { fact, entry } => {
                let name = schema.name(&Meaning::Fact(*fact));
                let vocabulary = match schema.facts[*fact].kind {
                    Some(Kind::Entry(at) | Kind::Several(at)) => schema.vocabularies[at].entries.get(*entry as usize),
                    _ => None,
                };
                words::cause_as_other(name, vocabulary.map_or("", |own| own.name.as_str()))
            }
            Cause::YearBefore => words::cause_year_before(),
            Cause::YearAfter => words::cause_year_after(),
            Cause::NotDue => words::cause_not_due(),
            Cause::NotPaid => words::cause_not_paid(),
            Cause::More => words::cause_more(),
            Cause::Less => words::cause_less(),
            Cause::Cancelled => words::cause_cancelled(),
            Cause::Rejected => words::cause_rejected(),
            Cause::NotTried => words::cause_not_tried(MAX_SUBJECTS),
        }
    }
}

impl Reconciliation {
    /// Whether every amount is explained as it is.
    pub fn is_clean(&self) -> bool {
        self.lines.iter().all(|((_, cause), line)| match cause {
            Cause::Equal => true,
            Cause::Cancelled => line.recorded == 0,
            _ => line.rows == 0,
        })
    }

    /// Notes a row that is no bill: what it says was paid, as far as that can be read.
    pub fn refused(&mut self, reading: &Reading<'_, '_>, raw: &RawBill) {
        let Some(mapping) = reading.mappings.get(raw.file as usize) else { return };
        let (each, in_all) = facts::paid(mapping, &raw.row, &mut Forms::default()).unwrap_or_else(|_| {
            let paid = |own: &super::columns::Column| match own.meaning {
                Some(Meaning::Paid(benefit)) => Some((benefit, 0)),
                _ => None,
            };
            let in_all = mapping.column(&Meaning::PaidInAll).map(|_| 0);
            (mapping.columns.iter().filter_map(paid).collect(), in_all)
        });
        let each = each.into_iter().map(|(at, recorded)| (Some(at), recorded));
        for (benefit, recorded) in each.chain(in_all.map(|recorded| (None, recorded))) {
            self.note(benefit, Cause::Rejected, raw, recorded, 0);
        }
    }

    fn note(&mut self, benefit: Option<usize>, cause: Cause, raw: &RawBill, recorded: i64, computed: i64) {
        self.note_row(benefit, cause, (raw.number, raw.file, raw.row.line), (recorded, computed));
    }

    /// Counts a row that needs no explanation: its number, file and line; what was recorded, and what is due.
    pub fn note_row(
        &mut self,
        benefit: Option<usize>,
        cause: Cause,
        row: (u64, u32, u64),
        (recorded, computed): (i64, i64),
    ) {
        let line = self.lines.entry((benefit, cause)).or_default();
        line.rows += 1;
        line.recorded += i128::from(recorded);
        line.computed += i128::from(computed);
        if line.examples.len() == EXAMPLES && line.examples.last().is_some_and(|own| *own < row) {
            return;
        }
        line.examples.insert(row);
        while line.examples.len() > EXAMPLES {
            line.examples.pop_last();
        }
    }

    /// Compares settled bills with their records; `amounts` by bill, then by benefit.
    pub fn compare(&mut self, reading: &Reading<'_, '_>, bills: &[Bill], fates: &[Fate], amounts: &[Vec<i64>]) {
        let mut residuals: Vec<Residual> = Vec::new();
        for (row, bill) in bills.iter().enumerate() {
            let own = &amounts[row];
            let each =
                bill.paid.iter().map(|(at, recorded)| (Some(*at), *recorded, own.get(*at).copied().unwrap_or(0)));
            let in_all = bill.paid_in_all.map(|recorded| (None, recorded, own.iter().sum()));
            for (benefit, recorded, computed) in each.chain(in_all) {
                let cause = match &fates[row] {
                    Fate::Cancelled(_) => Some(Cause::Cancelled),
                    Fate::Rejected(_) => Some(Cause::Rejected),
                    Fate::Settled => Cause::plain(recorded, computed),
                };
                match cause {
                    Some(cause) => self.note(benefit, cause, &bill.raw, recorded, computed),
                    None => residuals.push(Residual { row, benefit, recorded, computed }),
                }
            }
        }
        if !residuals.is_empty() {
            self.explain(reading, bills, residuals);
        }
    }

    fn explain(&mut self, reading: &Reading<'_, '_>, bills: &[Bill], residuals: Vec<Residual>) {
        let subject = |bill: &Bill| (bill.county, bill.subject.clone());
        let mut wanted: BTreeSet<(u32, String)> = BTreeSet::new();
        let mut open: Vec<Residual> = Vec::new();
        for own in residuals {
            let subject = subject(&bills[own.row]);
            if wanted.contains(&subject) || self.tried < MAX_SUBJECTS {
                self.tried += usize::from(wanted.insert(subject));
                open.push(own);
            } else {
                self.note(own.benefit, Cause::NotTried, &bills[own.row].raw, own.recorded, own.computed);
            }
        }
        let rows: Vec<usize> = (0..bills.len()).filter(|row| wanted.contains(&subject(&bills[*row]))).collect();
        let own_rows: BTreeSet<usize> = open.iter().map(|own| own.row).collect();
        // Each bill by itself.
        let alone: Vec<Bill> = own_rows
            .iter()
            .map(|row| Bill { subject: format!("{}\u{1f}{row:012}", bills[*row].subject), ..bills[*row].clone() })
            .collect();
        let is_alone = reading.people.is_none();
        if is_alone {
            let paid = self.again(reading, alone, &own_rows.iter().copied().collect::<Vec<_>>());
            self.explained(bills, &mut open, &paid, &Cause::AsFirst);
        }
        for (fact, wanted) in reading.schema.facts.iter().enumerate() {
            let (vocabulary, several) = match wanted.kind {
                Some(Kind::Entry(at)) => (at, false),
                Some(Kind::Several(at)) => (at, true),
                _ => continue,
            };
            let entries = reading.schema.vocabularies[vocabulary].entries.len();
            if entries > MAX_VALUES || !rows.iter().any(|row| bills[*row].values.contains_key(&fact)) {
                continue;
            }
            for entry in 0..entries as u32 {
                if open.is_empty() {
                    return;
                }
                let (domain, id) = (DomainId(vocabulary as u32), EntryId(entry));
                let value = if several { Value::Several(domain, vec![id]) } else { Value::Entry(domain, id) };
                let other = rows.iter().map(|row| {
                    let mut bill = bills[*row].clone();
                    bill.values.insert(fact, value.clone());
                    bill.lent.remove(&fact);
                    bill
                });
                let paid = self.again(reading, other.collect(), &rows);
                self.explained(bills, &mut open, &paid, &Cause::AsOther { fact, entry });
            }
        }
        for (months, cause) in [(-12, Cause::YearBefore), (12, Cause::YearAfter)] {
            let moved = rows.iter().map(|row| {
                let bill = bills[*row].clone();
                // With the facts of its own day.
                Bill { date: bill.date.plus_months(months).unwrap_or(bill.date), lent: BTreeSet::new(), ..bill }
            });
            let paid = self.again(reading, moved.collect(), &rows);
            self.explained(bills, &mut open, &paid, &cause);
        }
        for own in open {
            let cause = match (own.recorded, own.computed) {
                (0, _) => Cause::NotPaid,
                (_, 0) => Cause::NotDue,
                (recorded, computed) if recorded > computed => Cause::More,
                _ => Cause::Less,
            };
            self.note(own.benefit, cause, &bills[own.row].raw, own.recorded, own.computed);
        }
    }

    /// Settles bills as they may have been; returns what is paid on each, by the row that it stands for.
    fn again(&self, reading: &Reading<'_, '_>, bills: Vec<Bill>, rows: &[usize]) -> BTreeMap<usize, Vec<i64>> {
        let row_of: BTreeMap<u64, usize> = bills.iter().zip(rows).map(|(bill, row)| (bill.raw.number, *row)).collect();
        let mut bills = bills;
        bill::sort(&mut bills, reading.schema, false);
        let (batch, _) = batch_of(reading, &bills);
        let mut result = Settlement::default();
        column::settle(reading.run, &batch, &Options::default(), &mut result);
        let paid = |at: usize| result.amounts.iter().map(|own| own[at]).collect();
        bills
            .iter()
            .enumerate()
            .filter(|(at, _)| result.taken_out(*at).is_none())
            .filter_map(|(at, bill)| row_of.get(&bill.raw.number).map(|row| (*row, paid(at))))
            .collect()
    }

    /// Takes out what a hypothesis explains.
    fn explained(&mut self, bills: &[Bill], open: &mut Vec<Residual>, paid: &BTreeMap<usize, Vec<i64>>, cause: &Cause) {
        for own in std::mem::take(open) {
            let other: Option<i64> = paid.get(&own.row).map(|amounts| match own.benefit {
                Some(at) => amounts.get(at).copied().unwrap_or(0),
                None => amounts.iter().sum(),
            });
            // That nothing is paid has too many causes to name one.
            if other == Some(own.recorded) && own.recorded != 0 {
                self.note(own.benefit, cause.clone(), &bills[own.row].raw, own.recorded, own.computed);
            } else {
                open.push(own);
            }
        }
    }
}
