//! A batch as a county's plan sees it: for each fact where its values are, with what stands in for those that are
//! missing; digits and amounts of a row, or none where the evaluator must be asked.

use super::batch::{Batch, Cells, Values, day_of};
use super::from_ir::Fixed;
use super::plan::{Axis, Version};
use super::run::County;
use super::today::{LAST_DAY, Today};
use crate::base::number::Number;
use crate::ir::{ExprKind, FactId};
use crate::value::{EntryId, Value};
use std::ops::Range;

/// Amounts beyond this are left to the evaluator: 10^11 yuan in 分.
pub(super) const MAX_AMOUNT: i64 = 10_000_000_000_000;

/// Where the values of a fact are.
#[derive(Clone, Debug)]
pub(super) struct Source<'b> {
    pub cells: Option<&'b Cells>,
    /// What holds where a row has none.
    pub default: Otherwise<'b>,
    /// The county's entry for each code.
    entries: &'b [Option<u32>],
    /// The lowest and the highest whole number that the fact allows.
    pub low: i64,
    pub high: i64,
}

/// What holds where a row has no value.
#[derive(Clone, Debug)]
pub(super) enum Otherwise<'b> {
    /// Nothing.
    None,
    /// What must be worked out.
    Unknown,
    Number(i64),
    Truth(bool),
    Entry(u32),
    Fact(Box<Source<'b>>),
}

impl<'b> Source<'b> {
    pub(super) fn of(county: &'b County<'_>, batch: &'b Batch, fact: FactId) -> Source<'b> {
        Source::at_depth(county, batch, fact, 0)
    }

    fn at_depth(county: &'b County<'_>, batch: &'b Batch, id: FactId, depth: u32) -> Source<'b> {
        let fact = county.program.fact(id);
        let default = match fact.default.as_ref().map(|own| &*own.kind) {
            Some(ExprKind::Constant(Value::Number(number))) => {
                number.to_i64().map_or(Otherwise::Unknown, Otherwise::Number)
            }
            Some(ExprKind::Constant(Value::Bool(truth))) => Otherwise::Truth(*truth),
            Some(ExprKind::Constant(Value::Entry(_, entry))) => Otherwise::Entry(entry.0),
            Some(ExprKind::Constant(Value::Several(_, entries))) => match entries.as_slice() {
                [one] => Otherwise::Entry(one.0),
                _ => Otherwise::Unknown,
            },
            Some(ExprKind::Fact(other)) if depth < 4 => {
                Otherwise::Fact(Box::new(Source::at_depth(county, batch, *other, depth + 1)))
            }
            Some(_) => Otherwise::Unknown,
            None => Otherwise::None,
        };
        let domain = match fact.ty {
            crate::ir::Type::Entry(domain) | crate::ir::Type::Several(domain) => Some(domain.0 as usize),
            _ => None,
        };
        let entries = domain.map_or(&[][..], |own| county.entries[own].as_slice());
        let up = |number: &Number| number.round(crate::base::number::RoundingMode::Down, &Number::one());
        let low = fact.low.as_ref().map_or(-MAX_AMOUNT, |(edge, included)| {
            let whole = up(edge).to_i64().unwrap_or(MAX_AMOUNT);
            let reached = Number::from(whole) > *edge || (*included && Number::from(whole) == *edge);
            if reached { whole } else { whole + 1 }
        });
        let high = fact.high.as_ref().map_or(MAX_AMOUNT, |(edge, included)| {
            let whole = up(edge).to_i64().unwrap_or(-MAX_AMOUNT);
            let reached = Number::from(whole) < *edge || (*included && Number::from(whole) == *edge);
            if reached { whole } else { whole - 1 }
        });
        let (low, high) = (low.max(-MAX_AMOUNT), high.min(MAX_AMOUNT));
        Source { cells: batch.columns[county.fields[id.index()]].as_ref(), default, entries, low, high }
    }

    /// Returns a whole number within the declared range.
    pub(super) fn number(&self, row: usize) -> Option<i64> {
        let number = match self.cells.filter(|cells| !cells.is_missing(row)) {
            Some(cells) => match &cells.values {
                Values::Whole(own) => own[row],
                Values::Any(own) => own[row].as_number()?.to_i64()?,
                _ => return None,
            },
            None => match &self.default {
                Otherwise::Number(number) => *number,
                Otherwise::Fact(other) => other.number(row)?,
                _ => return None,
            },
        };
        (self.low <= number && number <= self.high).then_some(number)
    }

    /// Returns the number as it stands, whatever the range; for telling reversed bills.
    pub(super) fn is_negative(&self, row: usize) -> bool {
        match self.cells.filter(|cells| !cells.is_missing(row)) {
            Some(cells) => match &cells.values {
                Values::Whole(own) => own[row] < 0,
                Values::Any(own) => own[row].as_number().is_some_and(Number::is_negative),
                _ => false,
            },
            None => matches!(&self.default, Otherwise::Fact(other) if other.is_negative(row)),
        }
    }

    /// Whether one of the rows has a negative number.
    pub(super) fn has_negative(&self, rows: Range<usize>) -> bool {
        match self.whole() {
            Some(own) => own[rows].iter().fold(0, |all, own| all | *own) < 0,
            None if self.cells.is_none() => match &self.default {
                Otherwise::Fact(other) => other.has_negative(rows),
                _ => false,
            },
            None => rows.into_iter().any(|row| self.is_negative(row)),
        }
    }

    /// Whether its values are those of another fact, row by row.
    pub(super) fn is_same_as(&self, other: &Source<'_>) -> bool {
        match (self.whole(), other.whole(), &self.default) {
            (Some(own), Some(other), _) => std::ptr::eq(own, other),
            (None, Some(_), Otherwise::Fact(stand_in)) if self.cells.is_none() => stand_in.is_same_as(other),
            _ => false,
        }
    }

    /// Returns the column of whole numbers, where it has no gaps.
    pub(super) fn whole(&self) -> Option<&'b [i64]> {
        match self.cells {
            Some(Cells { values: Values::Whole(own), missing: None }) => Some(own),
            _ => None,
        }
    }

    /// Returns the column of codes, where it has no gaps, with the entry of each.
    pub(super) fn codes(&self) -> Option<(&'b [u8], &'b [Option<u32>])> {
        match self.cells {
            Some(Cells { values: Values::Code(own), missing: None }) => Some((own, self.entries)),
            _ => None,
        }
    }

    /// Returns the column of sets, where it has no gaps, with the entry of each bit.
    pub(super) fn sets(&self) -> Option<(&'b [u64], &'b [Option<u32>])> {
        match self.cells {
            Some(Cells { values: Values::Set(own), missing: None }) => Some((own, self.entries)),
            _ => None,
        }
    }

    /// Returns the column of days, where it has no gaps.
    pub(super) fn days(&self) -> Option<&'b [i32]> {
        match self.cells {
            Some(Cells { values: Values::Day(own), missing: None }) => Some(own),
            _ => None,
        }
    }

    /// Returns the column of truth values, where it has no gaps.
    pub(super) fn truths(&self) -> Option<&'b [bool]> {
        match self.cells {
            Some(Cells { values: Values::Truth(own), missing: None }) => Some(own),
            _ => None,
        }
    }

    pub(super) fn entry(&self, row: usize) -> Option<usize> {
        let Some(cells) = self.cells.filter(|cells| !cells.is_missing(row)) else {
            return match &self.default {
                Otherwise::Entry(entry) => Some(*entry as usize),
                Otherwise::Fact(other) => other.entry(row),
                _ => None,
            };
        };
        let code = match &cells.values {
            Values::Code(own) => usize::from(own[row]),
            Values::WideCode(own) => own[row] as usize,
            Values::Set(own) if own[row].is_power_of_two() => own[row].trailing_zeros() as usize,
            Values::Any(own) => match &own[row] {
                Value::Entry(_, entry) => entry.0 as usize,
                Value::Several(_, entries) => match entries.as_slice() {
                    [one] => one.0 as usize,
                    _ => return None,
                },
                _ => return None,
            },
            _ => return None,
        };
        self.entries.get(code).copied().flatten().map(|own| own as usize)
    }

    /// Returns the class of each code of an axis of entries.
    fn classes(&self, axis: &Axis) -> Option<Box<[u16; 256]>> {
        let Axis::Entry(_, classes) = axis else { return None };
        let mut map = Box::new([NO_CLASS; 256]);
        for (own, entry) in map.iter_mut().zip(self.entries) {
            *own = entry.and_then(|entry| classes.get(entry as usize).copied()).unwrap_or(NO_CLASS);
        }
        Some(map)
    }

    /// Whether no row has a value.
    pub(super) fn is_unknown(&self) -> bool {
        self.cells.is_none() && matches!(self.default, Otherwise::None)
    }

    /// Returns a number that tells what [`Source::fixed`] says of a row from what it says of others; none where that takes
    /// more than the cell.
    pub(super) fn mark(&self, row: usize) -> Option<u64> {
        let Some(cells) = self.cells else {
            return (!matches!(self.default, Otherwise::Fact(_))).then_some(0);
        };
        if cells.is_missing(row) {
            return (!matches!(self.default, Otherwise::Fact(_))).then_some(1);
        }
        match &cells.values {
            // Neither 1 nor 2 is a set of several.
            Values::Set(own) => Some(match own[row] {
                0 => 2,
                one if one.is_power_of_two() => 0,
                several => several,
            }),
            Values::Any(_) => None,
            _ => Some(0),
        }
    }

    /// Returns what is known of the fact on a row beside one value: none, or several. Nothing where it has one, or where its
    /// value must be worked out.
    pub(super) fn fixed(&self, row: usize) -> Option<Fixed> {
        let Some(cells) = self.cells.filter(|cells| !cells.is_missing(row)) else {
            return match &self.default {
                Otherwise::None => Some(Fixed::Missing),
                Otherwise::Fact(other) => other.fixed(row).filter(|own| *own != Fixed::Missing),
                _ => None,
            };
        };
        let held: Vec<u32> = match &cells.values {
            Values::Set(own) => (0..64).filter(|bit| own[row] >> bit & 1 == 1).collect(),
            Values::Any(own) => match &own[row] {
                Value::Several(_, entries) => entries.iter().map(|own| own.0).collect(),
                _ => return None,
            },
            _ => return None,
        };
        let mut all: Vec<EntryId> = Vec::new();
        for code in held {
            let entry = EntryId(self.entries.get(code as usize).copied().flatten()?);
            // What is held twice is held once.
            if !all.contains(&entry) {
                all.push(entry);
            }
        }
        (all.len() != 1).then_some(Fixed::Held(all))
    }

    fn truth(&self, row: usize) -> Option<bool> {
        match self.cells.filter(|cells| !cells.is_missing(row)) {
            Some(cells) => match &cells.values {
                Values::Truth(own) => Some(own[row]),
                Values::Any(own) => own[row].as_bool(),
                _ => None,
            },
            None => match &self.default {
                Otherwise::Truth(truth) => Some(*truth),
                Otherwise::Fact(other) => other.truth(row),
                _ => None,
            },
        }
    }

    /// Returns a day of the years 1 to 9999, since 0001-01-01.
    pub(super) fn day(&self, row: usize) -> Option<i32> {
        match self.cells.filter(|cells| !cells.is_missing(row)) {
            Some(cells) => match &cells.values {
                Values::Day(own) => Some(own[row]).filter(|own| (0..=LAST_DAY).contains(own)),
                Values::Any(own) => own[row].as_date().map(day_of),
                _ => None,
            },
            None => match &self.default {
                Otherwise::Fact(other) => other.day(row),
                _ => None,
            },
        }
    }
}

/// The columns that a version of a plan asks for.
#[derive(Debug)]
pub(super) struct Columns<'b> {
    /// One for each axis; visits have none.
    pub axes: Vec<Option<Source<'b>>>,
    pub amounts: Vec<Source<'b>>,
    pub days: Vec<Source<'b>>,
    /// For axes of entries that stand as codes without gaps: the class of each code.
    classes: Vec<Option<Box<[u16; 256]>>>,
}

impl<'b> Columns<'b> {
    pub(super) fn of(county: &'b County<'_>, batch: &'b Batch, version: &Version) -> Columns<'b> {
        let source = |fact: FactId| Source::of(county, batch, fact);
        let axes: Vec<Option<Source<'b>>> = version.axes.iter().map(|own| own.fact().map(source)).collect();
        let classes = version.axes.iter().zip(&axes).map(|(axis, source)| source.as_ref()?.classes(axis)).collect();
        Columns {
            axes,
            classes,
            amounts: version.amounts.iter().map(|own| source(own.fact)).collect(),
            days: version.days.iter().map(|own| source(*own)).collect(),
        }
    }

    /// Calls `put` with the digit of an axis on each of some rows; all at once where its column has no gaps.
    pub(super) fn each_digit(
        &self,
        axis: &Axis,
        at: usize,
        days: &[i32],
        rows: Range<usize>,
        mut put: impl FnMut(usize, Option<u16>),
    ) {
        let Some(source) = &self.axes[at] else { return };
        let class = |map: &[u16; 256], code: u8| Some(map[usize::from(code)]).filter(|own| *own != NO_CLASS);
        match (axis, source.cells.map(|own| (&own.values, &own.missing))) {
            (Axis::Entry(..), Some((Values::Code(codes), None))) if self.classes[at].is_some() => {
                let Some(map) = &self.classes[at] else { return };
                codes[rows].iter().enumerate().for_each(|(row, code)| put(row, class(map, *code)));
            }
            (Axis::Entry(..), Some((Values::Set(sets), None))) if self.classes[at].is_some() => {
                let Some(map) = &self.classes[at] else { return };
                for (row, set) in sets[rows].iter().enumerate() {
                    let one = set.is_power_of_two().then(|| set.trailing_zeros() as u8);
                    put(row, one.and_then(|one| class(map, one)));
                }
            }
            (Axis::Truth(_), Some((Values::Truth(truths), None))) => {
                truths[rows].iter().enumerate().for_each(|(row, own)| put(row, Some(u16::from(*own))));
            }
            (Axis::Number(_, edges), Some((Values::Whole(numbers), None))) => {
                for (row, own) in numbers[rows].iter().enumerate() {
                    put(row, (source.low <= *own && *own <= source.high).then(|| reached(edges, *own)));
                }
            }
            (Axis::Day(_, edges), Some((Values::Day(own), None))) => {
                for (row, own) in own[rows].iter().enumerate() {
                    put(row, (0..=LAST_DAY).contains(own).then(|| reached(edges, i64::from(*own))));
                }
            }
            (Axis::Age(_, edges), Some((Values::Day(births), None))) => {
                // Most rows are those of the person before.
                let mut last: Option<(i32, Today)> = None;
                for (row, (birth, day)) in births[rows.clone()].iter().zip(&days[rows]).enumerate() {
                    let valid = (0..=LAST_DAY).contains(birth) && (0..=LAST_DAY).contains(day);
                    if !valid {
                        put(row, None);
                        continue;
                    }
                    let born = match last {
                        Some((own, known)) if own == *birth => known,
                        _ => Today::of(*birth),
                    };
                    last = Some((*birth, born));
                    put(row, Some(reached(edges, Today::of(*day).years_since(born))));
                }
            }
            (
                Axis::Entry(..)
                | Axis::Truth(_)
                | Axis::Number(..)
                | Axis::Day(..)
                | Axis::Age(..)
                | Axis::Visits(..)
                | Axis::Test(..),
                _,
            ) => {
                for (at_row, row) in rows.enumerate() {
                    put(at_row, self.digit(axis, at, row, days[row]));
                }
            }
        }
    }

    /// Returns the digit of an axis on a row; visits are told where they are counted.
    pub(super) fn digit(&self, axis: &Axis, at: usize, row: usize, day: i32) -> Option<u16> {
        let Some(source) = &self.axes[at] else { return Some(0) };
        match axis {
            Axis::Entry(_, classes) => classes.get(source.entry(row)?).copied(),
            Axis::Truth(_) => source.truth(row).map(u16::from),
            Axis::Number(_, edges) => Some(reached(edges, source.number(row)?)),
            Axis::Day(_, edges) => Some(reached(edges, i64::from(source.day(row)?))),
            Axis::Age(_, edges) => {
                let born = source.day(row)?;
                (0..=LAST_DAY).contains(&day).then(|| reached(edges, Today::of(day).years_since(Today::of(born))))
            }
            Axis::Visits(..) | Axis::Test(..) => Some(0),
        }
    }
}

/// No class of any axis.
const NO_CLASS: u16 = u16::MAX;

/// Returns how many thresholds a number reaches.
pub(super) fn reached(edges: &[i64], number: i64) -> u16 {
    edges.iter().filter(|edge| number >= **edge).count() as u16
}
