//! Some rows as a plan reads them claim by claim: their digits, amounts and days, row after row, and which rows lack one.

use super::batch::{Batch, Values};
use super::columns::Columns;
use super::plan::Version;
use super::today::LAST_DAY;
use std::ops::Range;

/// Room for some rows of a plan.
#[derive(Debug, Default)]
pub(super) struct Block {
    rows: Range<usize>,
    /// How many digits, amounts and days a row has.
    widths: (usize, usize, usize),
    digits: Vec<u16>,
    amounts: Vec<i64>,
    days: Vec<i32>,
    /// The rows that lack a value, or have several.
    odd: Vec<bool>,
}

/// What a row has.
pub(super) struct Read<'r> {
    pub digits: &'r mut [u16],
    pub amounts: &'r [i64],
    pub days: &'r [i32],
}

impl Block {
    pub(super) fn holds(&self, row: usize) -> bool {
        self.rows.contains(&row)
    }

    /// Returns what a row has, where it has all that the plan needs.
    pub(super) fn row(&mut self, row: usize) -> Option<Read<'_>> {
        let at = row.checked_sub(self.rows.start)?;
        if *self.odd.get(at)? {
            return None;
        }
        let (digits, amounts, days) = self.widths;
        Some(Read {
            digits: &mut self.digits[at * digits..(at + 1) * digits],
            amounts: &self.amounts[at * amounts..(at + 1) * amounts],
            days: &self.days[at * days..(at + 1) * days],
        })
    }

    /// Reads some rows, column by column; of the axes only some, where that is said.
    pub(super) fn read(
        &mut self,
        version: &Version,
        only: Option<&[usize]>,
        columns: &Columns<'_>,
        batch: &Batch,
        rows: Range<usize>,
    ) {
        let count = rows.len();
        self.rows = rows.clone();
        self.widths = (version.axes.len(), version.amounts.len(), version.days.len());
        let (digits, amounts, days) = self.widths;
        let odd = &mut self.odd;
        odd.clear();
        odd.extend(batch.date[rows.clone()].iter().map(|day| !(0..=LAST_DAY).contains(day)));
        self.digits.clear();
        self.digits.resize(count * digits, 0);
        for (at, axis) in version.axes.iter().enumerate().filter(|(at, _)| only.is_none_or(|own| own.contains(at))) {
            let all = &mut self.digits;
            columns.each_digit(axis, at, &batch.date, rows.clone(), |row, digit| match digit {
                Some(digit) => all[row * digits + at] = digit,
                None => odd[row] = true,
            });
        }
        self.amounts.clear();
        self.amounts.resize(count * amounts, 0);
        for (at, source) in columns.amounts.iter().enumerate() {
            let all = &mut self.amounts;
            let mut put = |row: usize, amount: Option<i64>| match amount {
                Some(amount) => all[row * amounts + at] = amount,
                None => odd[row] = true,
            };
            match source.cells.map(|own| (&own.values, &own.missing)) {
                Some((Values::Whole(own), None)) => {
                    for (row, own) in own[rows.clone()].iter().enumerate() {
                        put(row, (source.low <= *own && *own <= source.high).then_some(*own));
                    }
                }
                _ => rows.clone().enumerate().for_each(|(at, row)| put(at, source.number(row))),
            }
        }
        self.days.clear();
        self.days.resize(count * days, 0);
        for (at, source) in columns.days.iter().enumerate() {
            for (own, row) in rows.clone().enumerate() {
                match source.day(row) {
                    Some(day) => self.days[own * days + at] = day,
                    None => odd[own] = true,
                }
            }
        }
    }
}
