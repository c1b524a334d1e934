//! Texts of a column to values as narrow columns hold them: what a text means is asked of the reader of cells, once for each
//! different text; so nothing is understood here that is not understood there.
//!
//! Knows nothing of where texts come from.

use super::bill::Places;
use super::cell::{self, Form};
use super::columns::{Schema, WantedFact};
use super::table::Cell;
use crate::base::date::Date;
use crate::column::{Cells, Kind, Values, day_of};
use crate::ir::Type;
use crate::value::Value;
use std::collections::HashMap;

/// The values of a fact, row by row.
#[derive(Clone, Debug)]
pub(super) struct Strip {
    pub(super) values: Values,
    pub(super) missing: Vec<bool>,
}

impl Strip {
    /// Returns one without rows for values of some form.
    pub(super) fn of(values: Values) -> Strip {
        Strip { values, missing: Vec::new() }
    }

    pub(super) fn truncate(&mut self, rows: usize) {
        self.missing.truncate(rows);
        self.values.truncate(rows);
    }

    /// Lets it have gaps up to a row.
    pub(super) fn pad(&mut self, rows: usize) {
        while self.missing.len() < rows {
            self.push(0, true);
        }
    }

    #[inline]
    pub(super) fn push(&mut self, value: i64, missing: bool) {
        self.missing.push(missing);
        self.values.push_packed(value);
    }

    /// Returns the values of some rows, in their order; `None`: there are none.
    pub(super) fn cells(&self, kept: Option<&[u32]>) -> Option<Cells> {
        let missing = gathered(&self.missing, kept);
        if missing.iter().all(|own| *own) {
            return None;
        }
        let gaps = missing.contains(&true);
        Some(Cells { values: picked(&self.values, kept), missing: gaps.then_some(missing) })
    }
}

/// So many different texts of a column are remembered.
const REMEMBERED: usize = 1 << 16;

/// A column of the input with what it means.
pub(super) struct Column<'r> {
    pub(super) at: usize,
    pub(super) wants: Wants<'r>,
    pub(super) values: Values,
    /// Whether a reversed bill may stand in it.
    pub(super) may_be_negative: bool,
    #[cfg(feature = "parquet")]
    pub(super) missing: Vec<bool>,
    pub(super) known: Known,
    /// Rows with an unusual form that was understood, each with its text.
    #[cfg(feature = "parquet")]
    pub(super) formed: Vec<(usize, u32)>,
}

pub(super) enum Wants<'r> {
    Date,
    County,
    Fact { place: usize, schema: &'r Schema, fact: &'r WantedFact, money: Option<(i64, i64)> },
}

/// What a text means.
#[derive(Clone, Debug)]
pub(super) enum Slot {
    Missing,
    Odd,
    /// As the narrow columns hold it.
    Held(i64, Vec<Form>),
}

pub(super) struct Known {
    places: HashMap<String, u32>,
    pub(super) slots: Vec<Slot>,
    /// Texts that were looked up lately, each with its slot, by a few of their bytes.
    lately: Vec<(String, u32)>,
}

/// So many texts are found without the table of all of them.
const LATELY: usize = 512;

impl Default for Known {
    fn default() -> Known {
        // An empty text is nobody's: what is told of it is looked up where it belongs.
        Known { places: HashMap::new(), slots: Vec::new(), lately: vec![(String::new(), 0); LATELY] }
    }
}

impl Known {
    /// Where a text stands among those that were looked up lately.
    #[inline]
    fn place_of(text: &str) -> usize {
        let bytes = text.as_bytes();
        // Words of a vocabulary differ in their first or their last bytes.
        let mut sum = bytes.len() as u64;
        for byte in bytes.iter().take(6).chain(bytes.iter().rev().take(4)) {
            sum = sum.wrapping_mul(31).wrapping_add(u64::from(*byte));
        }
        (sum ^ (sum >> 9)) as usize % LATELY
    }
}

/// Returns an empty column for a fact; `None`: it has no narrow one.
pub(super) fn empty(schema: &Schema, fact: &WantedFact) -> Option<Values> {
    Some(match fact.kind? {
        Kind::Number => Values::Whole(Vec::new()),
        Kind::Truth => Values::Truth(Vec::new()),
        Kind::Day => Values::Day(Vec::new()),
        Kind::Entry(own) if schema.vocabularies[own].entries.len() <= 256 => Values::Code(Vec::new()),
        Kind::Entry(_) => Values::WideCode(Vec::new()),
        Kind::Several(own) if schema.vocabularies[own].entries.len() <= 64 => Values::Set(Vec::new()),
        // Only rows that say nothing stay in columns.
        Kind::Text | Kind::Several(_) => Values::Whole(Vec::new()),
        Kind::Records => return None,
    })
}

/// Returns the least and the most of an amount that is no reversed bill, in 分.
pub(super) fn money(fact: &WantedFact) -> Option<(i64, i64)> {
    if !matches!(&fact.ty, Type::Quantity(unit) if unit.is_money()) {
        return None;
    }
    let low = match &fact.low {
        Some((own, within)) => own.to_i64()?.checked_add(i64::from(!within))?,
        None => 0,
    };
    let high = match &fact.high {
        Some((own, within)) => own.to_i64()?.checked_sub(i64::from(!within))?,
        None => i64::MAX,
    };
    Some((low.max(0), high))
}

pub(super) fn gathered<T: Copy>(all: &[T], kept: Option<&[u32]>) -> Vec<T> {
    match kept {
        Some(kept) => kept.iter().map(|row| all[*row as usize]).collect(),
        None => all.to_vec(),
    }
}

pub(super) fn picked(values: &Values, kept: Option<&[u32]>) -> Values {
    match values {
        Values::Whole(own) => Values::Whole(gathered(own, kept)),
        Values::Truth(own) => Values::Truth(gathered(own, kept)),
        Values::Day(own) => Values::Day(gathered(own, kept)),
        Values::Code(own) => Values::Code(gathered(own, kept)),
        Values::WideCode(own) => Values::WideCode(gathered(own, kept)),
        Values::Set(own) => Values::Set(gathered(own, kept)),
        Values::Any(own) => Values::Any(own.clone()),
    }
}

impl<'r> Column<'r> {
    pub(super) fn new(at: usize, wants: Wants<'r>, values: Values) -> Column<'r> {
        Column {
            at,
            wants,
            values,
            may_be_negative: false,
            known: Known::default(),
            #[cfg(feature = "parquet")]
            missing: Vec::new(),
            #[cfg(feature = "parquet")]
            formed: Vec::new(),
        }
    }

    #[cfg(feature = "parquet")]
    pub(super) fn clear(&mut self) {
        self.values.clear();
        self.missing.clear();
        self.formed.clear();
        self.forget();
    }

    /// Forgets texts where there are too many.
    pub(super) fn forget(&mut self) {
        if self.known.slots.len() > REMEMBERED {
            self.known = Known::default();
        }
    }

    #[cfg(feature = "parquet")]
    pub(super) fn text(&mut self, places: &Places, text: &str, row: usize, odd: &mut [bool]) {
        let slot = self.slot(places, text, || Cell::Text(text.to_owned()));
        self.take(slot, row, odd);
    }

    /// Takes what a text means for a row.
    #[cfg(feature = "parquet")]
    pub(super) fn take(&mut self, slot: u32, row: usize, odd: &mut [bool]) {
        let value = match &self.known.slots[slot as usize] {
            Slot::Missing => {
                self.missing[row] = true;
                0
            }
            Slot::Odd => {
                odd[row] = true;
                0
            }
            Slot::Held(value, forms) => {
                if !forms.is_empty() {
                    self.formed.push((row, slot));
                }
                *value
            }
        };
        self.push(value);
    }

    #[cfg(feature = "parquet")]
    pub(super) fn push(&mut self, value: i64) {
        self.values.push_packed(value);
    }

    pub(super) fn slot(&mut self, places: &Places, text: &str, cell: impl FnOnce() -> Cell) -> u32 {
        let lately = Known::place_of(text);
        match &self.known.lately[lately] {
            (own, slot) if own == text && !text.is_empty() => return *slot,
            _ => {}
        }
        let place = self.known.places.get(text).copied().unwrap_or_else(|| {
            let slot = self.meaning(places, &cell());
            self.known.slots.push(slot);
            let place = self.known.slots.len() as u32 - 1;
            self.known.places.insert(text.to_owned(), place);
            place
        });
        self.known.lately[lately] = (text.to_owned(), place);
        place
    }

    fn meaning(&self, places: &Places, cell: &Cell) -> Slot {
        match &self.wants {
            Wants::Date => match cell::date(cell) {
                Ok(read) => read.value.map_or(Slot::Missing, |own| Slot::Held(day_of(own).into(), read.forms)),
                Err(_) => Slot::Odd,
            },
            Wants::County => match cell::person(cell) {
                Ok(read) => match read.value {
                    None => Slot::Missing,
                    Some(name) => match places.find(&name) {
                        Some(county) => Slot::Held(county.into(), read.forms),
                        None => Slot::Odd,
                    },
                },
                Err(_) => Slot::Odd,
            },
            Wants::Fact { schema, fact, .. } => match cell::value(schema, fact, cell) {
                Ok(read) => match read.value.map(|own| narrow(&self.values, &own)) {
                    // That a dash means nothing is counted too; there it is read as a cell.
                    None if read.forms.is_empty() => Slot::Missing,
                    Some(Some(value)) if value >= 0 || !fact.is_money() || self.may_be_negative => {
                        Slot::Held(value, read.forms)
                    }
                    _ => Slot::Odd,
                },
                Err(_) => Slot::Odd,
            },
        }
    }
}

impl WantedFact {
    pub(super) fn is_money(&self) -> bool {
        matches!(&self.ty, Type::Quantity(unit) if unit.is_money())
    }
}

/// Returns a value as a narrow column holds it.
pub(super) fn narrow(column: &Values, value: &Value) -> Option<i64> {
    match (column, value) {
        (Values::Whole(_), Value::Number(number)) => number.to_i64(),
        (Values::Truth(_), Value::Bool(truth)) => Some(i64::from(*truth)),
        (Values::Day(_), Value::Date(date)) => Some(day_of(*date).into()),
        (Values::Code(_) | Values::WideCode(_), Value::Entry(_, entry)) => Some(entry.0.into()),
        (Values::Set(_), Value::Several(_, held)) => {
            let fits = held.windows(2).all(|pair| pair[0] < pair[1]) && held.iter().all(|own| own.0 < 64);
            fits.then(|| held.iter().fold(0_u64, |bits, own| bits | 1 << own.0) as i64)
        }
        (_, _) => None,
    }
}

/// Reads `1234` and `1234.5` and `1234.50`, the forms that need no thought.
pub(super) fn simple_amount(text: &str, (low, high): (i64, i64)) -> Option<i64> {
    let (whole, part) = text.split_once('.').unwrap_or((text, "00"));
    let digits = |own: &str| own.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 13 || !digits(whole) || !digits(part) {
        return None;
    }
    let part: i64 = match part.len() {
        1 => part.parse::<i64>().ok()? * 10,
        2 => part.parse().ok()?,
        _ => return None,
    };
    let fen = whole.parse::<i64>().ok()? * 100 + part;
    (low <= fen && fen <= high).then_some(fen)
}

/// Reads `2024-05-01`, the form that needs no thought.
pub(super) fn simple_day(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |from: usize, to: usize| {
        bytes[from..to]
            .iter()
            .try_fold(0_i32, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i32::from(byte - b'0')))
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    Date::new(year as i16, month as i8, day as i8).map(day_of)
}

const DIGIT: u8 = 1;
const OTHER: u8 = 2;
/// What each byte is in the number of a person or a claim.
const LETTERS: [u8; 256] = {
    let mut all = [OTHER; 256];
    let mut at = 0_u8;
    while at < 128 {
        if at.is_ascii_digit() {
            all[at as usize] = DIGIT;
        } else if at.is_ascii_alphabetic() || at == b'-' || at == b'_' {
            all[at as usize] = 0;
        }
        at += 1;
    }
    all
};

/// Whether a text is the number of a person or a claim as it stands, whatever form is looked for: letters, digits and
/// strokes, a digit among them, and no number of identity that a spreadsheet may have damaged.
pub(super) fn is_plain_number(bytes: &[u8]) -> bool {
    let told = bytes.iter().fold(0, |told, byte| told | LETTERS[usize::from(*byte)]);
    let identity = || bytes[17] != b'x' && !(bytes.ends_with(b"000") && bytes[..17].iter().all(u8::is_ascii_digit));
    told & (OTHER | DIGIT) == DIGIT && (bytes.len() != 18 || identity())
}
