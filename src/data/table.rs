//! What every reader of tables yields: rows of cells with their places, rows that cannot be read, and what stops a file.
//!
//! Knows nothing of headings or facts.

use crate::base::date::Date;
use crate::base::text::Text;

/// The most columns of a table.
pub const MAX_COLUMNS: usize = 2_000;
/// The most characters of a cell, as in a workbook.
pub const MAX_CELL: usize = 32_767;

/// A cell as the file has it, before anybody knows what it should hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Cell {
    #[default]
    Blank,
    Text(String),
    /// A number of a workbook or of Parquet, as its shortest decimal.
    Number(String),
    Date(Date),
    Truth(bool),
    /// `#N/A`, `#REF!`
    Fault(String),
}

/// A row with its place: the line of a text (from 1), the row of a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub line: u64,
    pub cells: Vec<Cell>,
}

/// What a reader finds next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    Row(Row),
    /// A row that is no row of cells: an open quote, bytes of another encoding.
    Broken {
        line: u64,
        text: String,
        reason: Text,
    },
}

/// Whether a reader is to go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    GoOn,
    Stop,
}

/// What is known of a table beside its rows, once it has been read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// `UTF-8`, `GB18030`; for a workbook the sheet.
    pub encoding: String,
    pub sheet: Option<String>,
    /// Sheets that were not read.
    pub other_sheets: Vec<String>,
    /// How many rows of the sheet are hidden; they are read like the others.
    pub hidden_rows: u64,
}

/// Takes what a reader finds.
pub type Visit<'v> = dyn FnMut(Item) -> Result<Flow, Text> + 'v;

impl Cell {
    /// Returns what the cell says, as a person would write it.
    pub fn text(&self) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Text(text) | Cell::Number(text) | Cell::Fault(text) => text.clone(),
            Cell::Date(date) => date.to_string(),
            Cell::Truth(true) => "是".to_owned(),
            Cell::Truth(false) => "否".to_owned(),
        }
    }

    /// Whether there is nothing in it to see.
    pub fn is_blank(&self) -> bool {
        match self {
            Cell::Blank => true,
            Cell::Text(text) => text.chars().all(|own| own.is_whitespace() || own == '\u{feff}'),
            Cell::Number(_) | Cell::Date(_) | Cell::Truth(_) | Cell::Fault(_) => false,
        }
    }
}

impl Row {
    /// Whether all cells are blank.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(Cell::is_blank)
    }

    /// Returns about how much memory its cells take.
    pub fn size(&self) -> usize {
        let held = |cell: &Cell| match cell {
            Cell::Text(text) | Cell::Number(text) | Cell::Fault(text) => text.capacity(),
            Cell::Blank | Cell::Date(_) | Cell::Truth(_) => 0,
        };
        self.cells.len() * size_of::<Cell>() + self.cells.iter().map(held).sum::<usize>()
    }

    /// Returns the cell of a column; blank beyond the last.
    pub fn cell(&self, column: usize) -> &Cell {
        const BLANK: &Cell = &Cell::Blank;
        self.cells.get(column).unwrap_or(BLANK)
    }
}

/// Returns a text without what a cell has only by accident: full-width digits and marks become ASCII, blanks of all
/// kinds one space, none at the ends.
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for own in text.chars() {
        let own = match own {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(own as u32 - 0xfee0).unwrap_or(own),
            '\u{2212}' | '\u{2013}' | '\u{2014}' | '\u{2010}' | '\u{2011}' => '-',
            '\u{feff}' | '\u{200b}' | '\u{200e}' | '\u{200f}' => continue,
            own if own.is_whitespace() => ' ',
            own => own,
        };
        if own == ' ' && out.ends_with(' ') {
            continue;
        }
        out.push(own);
    }
    out.trim().to_owned()
}
