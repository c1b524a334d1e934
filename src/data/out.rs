//! Rows with what became of them as tables again: what stands in each cell, and the table as text. Text never becomes a
//! formula, and amounts are exact.

use super::table::Cell;
use std::io::{self, Write};

/// A cell of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Out {
    Blank,
    Text(String),
    /// In 分.
    Yuan(i128),
    Count(u64),
    /// As it was in the input.
    Same(Cell),
}

/// What a table is written to: sheets of rows.
pub trait Sink {
    /// Begins a table with its headings.
    fn begin(&mut self, name: &str, headings: &[String]) -> io::Result<()>;
    fn row(&mut self, cells: &[Out]) -> io::Result<()>;
}

/// One table as text, by RFC 4180; further tables have no place in it.
pub struct Text<W: Write> {
    to: csv::Writer<W>,
}

impl<W: Write> Text<W> {
    /// Begins a text; with a mark of its encoding, spreadsheets read Chinese in it as such.
    pub fn new(mut to: W, with_mark: bool) -> io::Result<Text<W>> {
        if with_mark {
            to.write_all("\u{feff}".as_bytes())?;
        }
        let to = csv::WriterBuilder::new().flexible(true).from_writer(to);
        Ok(Text { to })
    }

    /// Ends the text.
    pub fn finish(self) -> io::Result<W> {
        self.to.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

impl<W: Write> Sink for Text<W> {
    fn begin(&mut self, _: &str, headings: &[String]) -> io::Result<()> {
        self.to.write_record(headings.iter().map(|own| harmless(own))).map_err(io::Error::from)
    }

    fn row(&mut self, cells: &[Out]) -> io::Result<()> {
        self.to.write_record(cells.iter().map(text)).map_err(io::Error::from)
    }
}

/// Returns a cell as text.
pub fn text(cell: &Out) -> String {
    match cell {
        Out::Blank => String::new(),
        Out::Text(text) => harmless(text),
        Out::Yuan(fen) => yuan(*fen),
        Out::Count(count) => count.to_string(),
        Out::Same(cell @ (Cell::Text(_) | Cell::Fault(_))) => harmless(&cell.text()),
        Out::Same(cell) => cell.text(),
    }
}

/// Returns an amount in yuan with two decimals.
pub fn yuan(fen: i128) -> String {
    let sign = if fen < 0 { "-" } else { "" };
    let size = fen.unsigned_abs();
    format!("{sign}{}.{:02}", size / 100, size % 100)
}

/// A spreadsheet takes a text that begins with one of these marks for a formula; a number is none.
fn harmless(text: &str) -> String {
    let begins = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let is_number = || {
        let digits = text.trim_start_matches(['+', '-']);
        !digits.is_empty() && digits.bytes().all(|own| own.is_ascii_digit() || own == b'.' || own == b',')
    };
    let is_dash = || text.chars().all(|own| own == '-');
    if begins && !is_number() && !is_dash() { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_a_formula() {
        let written = |own: &str| text(&Out::Same(Cell::Text(own.to_owned())));
        assert_eq!(written("=1+1"), "'=1+1");
        assert_eq!(written("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(written("-300.5"), "-300.5");
        assert_eq!(written("--"), "--");
        assert_eq!(written("高血压"), "高血压");
        assert_eq!((yuan(-5), yuan(123_456)), ("-0.05".to_owned(), "1234.56".to_owned()));
    }
}
