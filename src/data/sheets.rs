//! Whole tables with the places of their cells, for those who must account for every cell: sheets of a workbook, or a
//! text as one sheet. Filled cells only, so that one stray cell in the last row costs nothing; a limit ends the rest.

use super::csv;
use super::table::{Cell, Flow, Item};
use super::words;
use crate::base::text::Text;
use encoding_rs::Encoding;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

/// The most filled cells that are held at once.
pub const MAX_CELLS: usize = 300_000;

/// A file of tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// The name of the file, without folders.
    pub name: String,
    pub sheets: Vec<Sheet>,
    /// Whether cells carry remarks (批注), which are not read.
    pub has_comments: bool,
}

/// A sheet; rows and columns count from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Empty: the table is a text and has no sheets.
    pub name: String,
    pub hidden: bool,
    pub cells: BTreeMap<(u32, u32), Cell>,
    pub merges: Vec<Area>,
    pub hidden_rows: BTreeSet<u32>,
    pub hidden_columns: BTreeSet<u32>,
    /// Lines of a text that are no rows of cells, with the reason.
    pub broken: Vec<(u32, String, Text)>,
}

/// Cells from one corner to the other, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    pub top: u32,
    pub left: u32,
    pub bottom: u32,
    pub right: u32,
}

impl Area {
    pub fn holds(&self, row: u32, column: u32) -> bool {
        (self.top..=self.bottom).contains(&row) && (self.left..=self.right).contains(&column)
    }
}

impl Sheet {
    /// Returns a cell; blank where there is none.
    pub fn cell(&self, row: u32, column: u32) -> &Cell {
        const BLANK: &Cell = &Cell::Blank;
        self.cells.get(&(row, column)).unwrap_or(BLANK)
    }

    /// Returns the place whose cell stands for one: the corner of what it is merged into, else itself.
    pub fn corner(&self, row: u32, column: u32) -> (u32, u32) {
        let merged = self.merges.iter().find(|area| area.holds(row, column));
        merged.map_or((row, column), |area| (area.top, area.left))
    }

    /// Returns the rows that have a filled cell.
    pub fn rows(&self) -> Vec<u32> {
        let mut rows: Vec<u32> = self.cells.keys().map(|(row, _)| *row).collect();
        rows.dedup();
        rows
    }

    /// Returns the filled cells of a row.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Cell)> {
        self.cells.range((row, 0)..=(row, u32::MAX)).map(|((_, column), cell)| (*column, cell))
    }

    /// Adds a cell; blanks are left out.
    pub fn put(&mut self, row: u32, column: u32, cell: Cell) {
        if !cell.is_blank() {
            self.cells.insert((row, column), cell);
        }
    }
}

/// Returns the name of a cell, as a spreadsheet has it: `B5`.
pub fn cell_name(row: u32, column: u32) -> String {
    format!("{}{}", column_letters(column), row + 1)
}

/// Returns the letters of a column, as a spreadsheet shows them.
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(b'A' + ((rest - 1) % 26) as u8);
        rest = (rest - 1) / 26;
    }
    letters.reverse();
    String::from_utf8_lossy(&letters).into_owned()
}

/// Reads a table as text, as one sheet.
pub fn read_text(name: &str, from: Box<dyn Read + '_>, encoding: Option<&'static Encoding>) -> Result<Book, Text> {
    let mut sheet = Sheet::default();
    csv::read(from, encoding, &mut |item| {
        match item {
            Item::Row(row) => {
                let line = (row.line - 1) as u32;
                for (column, cell) in row.cells.into_iter().enumerate() {
                    sheet.put(line, column as u32, cell);
                }
            }
            Item::Broken { line, text, reason } => sheet.broken.push(((line - 1) as u32, text, reason)),
        }
        if sheet.cells.len() > MAX_CELLS { Err(words::too_many_cells(MAX_CELLS)) } else { Ok(Flow::GoOn) }
    })?;
    Ok(Book { name: name.to_owned(), sheets: vec![sheet], has_comments: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_have_the_names_that_spreadsheets_show() {
        let names =
            [(0, 0), (4, 25), (9, 26), (0, 701), (1_048_575, 16_383)].map(|(row, column)| cell_name(row, column));
        assert_eq!(names, ["A1", "Z5", "AA10", "ZZ1", "XFD1048576"]);
    }
}
