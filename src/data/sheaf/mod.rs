//! Rows of text that need no thought, held as the columns that the engine wants beside the text they stood in: no cell
//! becomes a text of its own and no row a bill.
//!
//! [`read`] takes in rows in which every cell has a form that is read at a glance, [`settle`] settles those whose subject
//! has no other rows. Whatever is unusual on a row (a form that has to be looked at, a reversed bill) sends
//! all rows of its person the way of any other table; so a row has the same fate, to the fen and to the word, whichever
//! way it went. Opens no file.

mod groups;
pub mod read;
pub mod settle;

use super::fields::Strip;
use super::roll::Roll;
use super::spill::RawBill;
use super::table::{Cell, Row};
use std::sync::Arc;

/// Rows in the order in which they came.
#[derive(Clone, Debug, Default)]
pub struct Sheaf {
    text: String,
    rows: Vec<Place>,
    dates: Vec<i32>,
    counties: Vec<u32>,
    /// By the place of the fact; shorter than the rows where the last have no value.
    facts: Vec<Option<Strip>>,
    /// What records say was paid, by benefit, and behind the last benefit in all; a gap where a file does not say it.
    recorded: Vec<Option<Strip>>,
    /// Whether the last of these is in all.
    records_in_all: bool,
    /// Where there are tables of persons: what they say, and the place of each row's person.
    roll: Option<Arc<Roll>>,
    persons: Vec<u32>,
    /// Unusual forms that were understood: the row, the column of its file, and which forms, bit by bit.
    formed: Vec<(u32, u16, u16)>,
}

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
struct Place {
    number: u64,
    line: u64,
    start: usize,
    file: u32,
    length: u16,
    /// Where the number of the person stands within the row, and how long it is.
    person: (u16, u16),
    /// The same of the number of the claim; empty: it has none.
    claim: (u16, u16),
    /// The same of the number of the bill that it reverses, if it reverses one.
    original: (u16, u16),
    reverses: bool,
    mark: u8,
    guarded: bool,
}

/// A row as it is written again.
#[derive(Clone, Copy, Debug)]
pub struct Held<'s> {
    pub number: u64,
    pub file: u32,
    pub line: u64,
    pub text: &'s str,
    /// What stands between its cells.
    pub mark: u8,
    /// Whether cells may not be written as they stand: formulas, other marks.
    pub guarded: bool,
}

impl Held<'_> {
    /// Returns the row as cells.
    pub fn row(&self) -> Row {
        let cell = |own: &str| if own.is_empty() { Cell::Blank } else { Cell::Text(own.to_owned()) };
        Row { line: self.line, cells: self.text.split(char::from(self.mark)).map(cell).collect() }
    }

    /// Returns the row as one that is read cell by cell.
    pub fn raw(&self) -> RawBill {
        RawBill { number: self.number, file: self.file, row: self.row() }
    }
}

impl Sheaf {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns about how much memory a row with so much text takes.
    pub fn size_of_row(&self, length: usize) -> usize {
        let beside = self.roll.as_ref().map_or(0, |own| own.facts().len());
        size_of::<Place>() + length + 12 + 10 * (self.facts.iter().chain(&self.recorded).flatten().count() + beside)
    }

    /// Returns a row.
    pub fn held(&self, row: usize) -> Held<'_> {
        let own = &self.rows[row];
        let text = &self.text[own.start..own.start + usize::from(own.length)];
        Held { number: own.number, file: own.file, line: own.line, text, mark: own.mark, guarded: own.guarded }
    }

    /// Returns where rows from a number on begin.
    pub fn place_of(&self, number: u64) -> usize {
        self.rows.partition_point(|own| own.number < number)
    }

    /// Forgets all rows and keeps the room that they took.
    pub fn clear(&mut self) {
        self.text.clear();
        self.rows.clear();
        self.dates.clear();
        self.counties.clear();
        self.persons.clear();
        self.strips().for_each(|own| own.truncate(0));
        self.formed.clear();
    }

    /// Whether another row has room.
    pub fn has_room(&self) -> bool {
        u32::try_from(self.rows.len()).is_ok()
    }

    /// Returns who a row is settled with: the household, else the person.
    pub fn subject(&self, row: usize) -> &str {
        let household = self.roll.as_ref().and_then(|own| own.household(self.persons[row]));
        household.unwrap_or_else(|| {
            let own = &self.rows[row];
            let from = own.start + usize::from(own.person.0);
            &self.text[from..from + usize::from(own.person.1)]
        })
    }

    fn part(&self, row: usize, (from, length): (u16, u16)) -> &[u8] {
        let start = self.rows[row].start + usize::from(from);
        &self.text.as_bytes()[start..start + usize::from(length)]
    }

    fn person(&self, row: usize) -> &[u8] {
        self.part(row, self.rows[row].person)
    }

    fn claim(&self, row: usize) -> &[u8] {
        self.part(row, self.rows[row].claim)
    }

    /// Lets every column have a value or a gap for every row.
    fn pad(&mut self) {
        let rows = self.rows.len();
        self.strips().for_each(|own| own.pad(rows));
    }

    fn strips(&mut self) -> impl Iterator<Item = &mut Strip> {
        self.facts.iter_mut().chain(&mut self.recorded).flatten()
    }
}
