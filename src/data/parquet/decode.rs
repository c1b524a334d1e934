//! Columns to facts without cells in between: a column of values for each fact, as the column engine wants them, and the
//! rows that are unusual in some way and must be read cell by cell.
//!
//! What a text means is told by `data/fields.rs`.

use super::read::{cells_of, plain};
use crate::base::date::Date;
use crate::base::text::Text;
use crate::column::{Cells, Values, day_of};
use crate::data::bill::Reading;
use crate::data::columns::Meaning;
use crate::data::facts::Forms;
use crate::data::fields::{Column, Slot, Wants, empty, gathered, money, picked, simple_amount};
use crate::ir::Owner;
use arrow::array::{Array, ArrayRef, RecordBatch, cast::AsArray};
use arrow::datatypes::{DataType, Date32Type, Decimal128Type, Float64Type, Int64Type};

/// The columns that are read, and what has been read of a chunk of rows.
pub(super) struct Decoder<'r> {
    pub(super) date: Column<'r>,
    county: Option<Column<'r>>,
    usual: Option<u32>,
    facts: Vec<Column<'r>>,
    headings: Vec<String>,
    /// Rows that must be read cell by cell.
    pub(super) odd: Vec<bool>,
    /// [`UNSAID`] where tables of persons may say it.
    pub(super) counties: Vec<u32>,
    /// Whether there are such tables.
    beside: bool,
}

/// The county of a row that names none.
pub(super) const UNSAID: u32 = u32::MAX;

impl<'r> Decoder<'r> {
    /// Returns what reads a file; `None` where its columns ask for cells.
    pub(super) fn new(reading: &'r Reading<'_, '_>, file: u32) -> Option<Decoder<'r>> {
        let mapping = &reading.mappings[file as usize];
        let mut date = None;
        let mut county = None;
        let mut facts = Vec::new();
        for (at, own) in mapping.columns.iter().enumerate() {
            match &own.meaning {
                Some(Meaning::Date) => date = Some(Column::new(at, Wants::Date, Values::Day(Vec::new()))),
                Some(Meaning::County) => county = Some(Column::new(at, Wants::County, Values::WideCode(Vec::new()))),
                Some(Meaning::Fact(place)) => {
                    if own.times != 1 {
                        return None;
                    }
                    let fact = &reading.schema.facts[*place];
                    let wants = Wants::Fact { place: *place, schema: reading.schema, fact, money: money(fact) };
                    facts.push(Column::new(at, wants, empty(reading.schema, fact)?));
                }
                Some(Meaning::Household | Meaning::Paid(_) | Meaning::PaidInAll) => return None,
                Some(Meaning::Person | Meaning::Name | Meaning::Claim | Meaning::Since) | None => {}
            }
        }
        Some(Decoder {
            date: date?,
            county,
            usual: reading.places.usual,
            facts,
            headings: mapping.columns.iter().map(|own| own.heading.clone()).collect(),
            odd: Vec::new(),
            counties: Vec::new(),
            beside: reading.roll.is_some(),
        })
    }

    /// Forgets the rows that were read.
    pub(super) fn clear(&mut self) {
        self.odd.clear();
        self.counties.clear();
        for own in self.facts.iter_mut().chain([&mut self.date]).chain(self.county.as_mut()) {
            own.clear();
        }
    }

    /// Reads the rows of a batch behind those that have been read.
    pub(super) fn read(&mut self, reading: &Reading<'_, '_>, batch: &RecordBatch) -> Result<(), Text> {
        let from = self.odd.len();
        self.odd.resize(from + batch.num_rows(), false);
        self.date.read(reading, batch, &mut self.odd)?;
        for row in from..self.odd.len() {
            // A claim without a day is refused by name.
            self.odd[row] |= self.date.missing[row];
        }
        for own in &mut self.facts {
            own.read(reading, batch, &mut self.odd)?;
        }
        let usual = if self.beside { Some(UNSAID) } else { self.usual };
        match &mut self.county {
            Some(own) => {
                own.read(reading, batch, &mut self.odd)?;
                let Values::WideCode(codes) = &own.values else { return Ok(()) };
                for ((odd, missing), code) in self.odd.iter_mut().zip(&own.missing).zip(codes).skip(from) {
                    self.counties.push(if *missing { usual.unwrap_or(0) } else { *code });
                    *odd |= *missing && usual.is_none();
                }
            }
            None => {
                self.counties.resize(self.odd.len(), usual.unwrap_or(0));
                if usual.is_none() {
                    self.odd[from..].fill(true);
                }
            }
        }
        Ok(())
    }

    /// Returns the numbers of the fact by which claims of one day stand in order; where a row has none it is 0.
    pub(super) fn order(&self) -> Option<Vec<i64>> {
        let is_order = |own: &&Column<'_>| match &own.wants {
            Wants::Fact { fact, .. } => {
                fact.owner == Owner::Claim && fact.english.as_deref() == Some("settlement_order")
            }
            Wants::Date | Wants::County => false,
        };
        let own = self.facts.iter().find(is_order)?;
        let Values::Whole(numbers) = &own.values else { return None };
        Some(numbers.iter().zip(&own.missing).map(|(number, missing)| if *missing { 0 } else { *number }).collect())
    }

    /// Returns the columns of the facts of some rows, by their places in the schema.
    pub(super) fn cells(&self, kept: Option<&[u32]>) -> Vec<(usize, Option<Cells>)> {
        let of = |own: &Column<'_>| {
            let Wants::Fact { place, .. } = own.wants else { return None };
            let missing = gathered(&own.missing, kept);
            let gaps = missing.contains(&true);
            let nothing = missing.iter().all(|own| *own);
            let cells = Cells { values: picked(&own.values, kept), missing: gaps.then_some(missing) };
            Some((place, (!nothing).then_some(cells)))
        };
        self.facts.iter().filter_map(of).collect()
    }

    /// Counts the unusual forms of the rows that were not read cell by cell.
    pub(super) fn count_forms(&self, counted: &dyn Fn(usize) -> bool, forms: &mut Forms) {
        for own in self.facts.iter().chain([&self.date]).chain(self.county.as_ref()) {
            for (_, slot) in own.formed.iter().filter(|(row, _)| counted(*row)) {
                if let Slot::Held(_, own_forms) = &own.known.slots[*slot as usize] {
                    forms.note(&self.headings[own.at], own_forms);
                }
            }
        }
    }
}

impl Column<'_> {
    fn read(&mut self, reading: &Reading<'_, '_>, batch: &RecordBatch, odd: &mut [bool]) -> Result<(), Text> {
        let column = batch.column(self.at);
        let from = odd.len() - column.len();
        match column.nulls() {
            Some(nulls) => self.missing.extend(nulls.iter().map(|own| !own)),
            None => self.missing.resize(from + column.len(), false),
        }
        let money = match self.wants {
            Wants::Fact { money, .. } => money,
            Wants::Date | Wants::County => None,
        };
        match (column.data_type(), money, &mut self.values) {
            (DataType::Decimal128(_, scale), Some(range), Values::Whole(to)) if (0..=18).contains(scale) => {
                decimals(column, *scale as u32, range, to, &mut odd[from..]);
            }
            (DataType::Float64, Some(range), Values::Whole(to)) => floats(column, range, to, &mut odd[from..]),
            (DataType::Int8 | DataType::Int16 | DataType::Int32 | DataType::Int64, Some(range), Values::Whole(to)) => {
                wholes(column, range, to, &mut odd[from..])?;
            }
            (DataType::Date32, None, Values::Day(to)) => days(column, to, &mut odd[from..]),
            (DataType::Boolean, None, Values::Truth(to)) => {
                let own = column.as_boolean();
                to.extend((0..own.len()).map(|row| own.is_valid(row) && own.value(row)));
            }
            (DataType::Dictionary(..), ..) => self.keys(reading, column, from, odd)?,
            (DataType::Utf8, Some(range), Values::Whole(_)) => {
                let own = column.as_string::<i32>();
                for row in 0..own.len() {
                    let amount = if own.is_null(row) { Some(0) } else { simple_amount(own.value(row), range) };
                    match (amount, &mut self.values) {
                        (Some(fen), Values::Whole(to)) => to.push(fen),
                        _ => self.text(reading.places, own.value(row), from + row, odd),
                    }
                }
            }
            (DataType::Utf8, ..) => {
                let own = column.as_string::<i32>();
                for row in 0..own.len() {
                    match own.is_null(row) {
                        true => self.push(0),
                        false => self.text(reading.places, own.value(row), from + row, odd),
                    }
                }
            }
            _ => {
                let cells = batch.project(&[self.at]).map_err(|error| super::open::broken(&error))?;
                for (row, cells) in cells_of(&cells)?.into_iter().enumerate() {
                    let cell = cells.into_iter().next().unwrap_or_default();
                    let slot = self.slot(reading.places, &cell.text(), || cell);
                    self.take(slot, from + row, odd);
                }
            }
        }
        Ok(())
    }

    /// Takes what words mean on some rows, where all of them say something in a usual form. Returns whether that was so.
    fn extend(&mut self, slots: &[u32], keys: &[usize]) -> bool {
        let held = |slot: &u32| match &self.known.slots[*slot as usize] {
            Slot::Held(value, forms) if forms.is_empty() => Some(*value),
            Slot::Held(..) | Slot::Missing | Slot::Odd => None,
        };
        let Some(values) = slots.iter().map(held).collect::<Option<Vec<i64>>>() else { return false };
        match &mut self.values {
            Values::Code(to) => to.extend(keys.iter().map(|key| values[*key] as u8)),
            Values::WideCode(to) => to.extend(keys.iter().map(|key| values[*key] as u32)),
            Values::Truth(to) => to.extend(keys.iter().map(|key| values[*key] != 0)),
            Values::Set(to) => to.extend(keys.iter().map(|key| values[*key] as u64)),
            Values::Whole(_) | Values::Day(_) | Values::Any(_) => return false,
        }
        true
    }

    /// Reads a column with a dictionary: each word once.
    fn keys(
        &mut self,
        reading: &Reading<'_, '_>,
        column: &ArrayRef,
        from: usize,
        odd: &mut [bool],
    ) -> Result<(), Text> {
        let own = column.as_any_dictionary();
        let words = plain(own.values())?;
        let field = arrow::datatypes::Field::new("", words.data_type().clone(), true);
        let schema = std::sync::Arc::new(arrow::datatypes::Schema::new(vec![field]));
        let batch = RecordBatch::try_new(schema, vec![words]).map_err(|error| super::open::broken(&error))?;
        let mut slots = Vec::new();
        for cells in cells_of(&batch)? {
            let cell = cells.into_iter().next().unwrap_or_default();
            slots.push(self.slot(reading.places, &cell.text(), || cell));
        }
        if slots.is_empty() {
            (0..column.len()).for_each(|_| self.push(0));
            return Ok(());
        }
        let keys = own.normalized_keys();
        if own.nulls().is_none() && self.extend(&slots, &keys) {
            return Ok(());
        }
        for (row, key) in keys.into_iter().enumerate() {
            match column.is_null(row) {
                true => self.push(0),
                false => self.take(slots[key], from + row, odd),
            }
        }
        Ok(())
    }
}

/// Takes an amount that lies in its range; the row of any other is read as a cell.
fn fit(fen: Option<i64>, (low, high): (i64, i64), odd: &mut bool) -> i64 {
    match fen {
        Some(own) if low <= own && own <= high => own,
        _ => {
            *odd = true;
            0
        }
    }
}

fn decimals(column: &ArrayRef, scale: u32, range: (i64, i64), to: &mut Vec<i64>, odd: &mut [bool]) {
    let own = column.as_primitive::<Decimal128Type>();
    let (times, by) = (10_i128.pow(2_u32.saturating_sub(scale)), 10_i128.pow(scale.saturating_sub(2)));
    let fen = |amount: i128| {
        let whole = if by == 1 || amount % by == 0 { Some(amount / by) } else { None };
        whole.and_then(|own| own.checked_mul(times)).and_then(|own| i64::try_from(own).ok())
    };
    for (row, (amount, odd)) in own.values().iter().zip(odd).enumerate() {
        to.push(if own.is_null(row) { 0 } else { fit(fen(*amount), range, odd) });
    }
}

/// A binary number is taken here when it is the nearest to an amount in whole 分 of at most fifteen digits; its shortest
/// decimal is that amount then.
fn floats(column: &ArrayRef, range: (i64, i64), to: &mut Vec<i64>, odd: &mut [bool]) {
    const MOST: f64 = 1e15;
    let own = column.as_primitive::<Float64Type>();
    for (row, (amount, odd)) in own.values().iter().zip(odd).enumerate() {
        let fen = (amount * 100.0).round();
        #[expect(clippy::float_cmp, reason = "only what is exactly the nearest number is taken")]
        let exact = fen.abs() < MOST && fen / 100.0 == *amount;
        to.push(if own.is_null(row) { 0 } else { fit(exact.then_some(fen as i64), range, odd) });
    }
}

fn wholes(column: &ArrayRef, range: (i64, i64), to: &mut Vec<i64>, odd: &mut [bool]) -> Result<(), Text> {
    let wide = arrow::compute::cast(column, &DataType::Int64).map_err(|error| super::open::broken(&error))?;
    let own = wide.as_primitive::<Int64Type>();
    for (row, (amount, odd)) in own.values().iter().zip(odd).enumerate() {
        to.push(if own.is_null(row) { 0 } else { fit(amount.checked_mul(100), range, odd) });
    }
    Ok(())
}

fn days(column: &ArrayRef, to: &mut Vec<i32>, odd: &mut [bool]) {
    let own = column.as_primitive::<Date32Type>();
    let first = Date::new(1970, 1, 1).map_or(0, day_of);
    let last = Date::new(9999, 12, 31).map_or(0, day_of);
    for (row, (day, odd)) in own.values().iter().zip(odd).enumerate() {
        let day = day.checked_add(first).filter(|own| (0..=last).contains(own));
        *odd |= own.is_valid(row) && day.is_none();
        to.push(day.unwrap_or(0));
    }
}
