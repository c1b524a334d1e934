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
    to: W,
    /// The lines that are being put together.
    bytes: Vec<u8>,
}

/// So many bytes are written at once.
const BLOCK: usize = 1 << 16;

impl<W: Write> Text<W> {
    /// Begins a text; with a mark of its encoding, spreadsheets read Chinese in it as such.
    pub fn new(mut to: W, with_mark: bool) -> io::Result<Text<W>> {
        if with_mark {
            to.write_all("\u{feff}".as_bytes())?;
        }
        Ok(Text { to, bytes: Vec::new() })
    }

    /// Ends the text.
    pub fn finish(mut self) -> io::Result<W> {
        self.to.write_all(&self.bytes)?;
        self.to.flush()?;
        Ok(self.to)
    }

    /// Writes lines that have been put together.
    pub fn lines(&mut self, lines: &[u8]) -> io::Result<()> {
        self.to.write_all(&self.bytes)?;
        self.bytes.clear();
        self.to.write_all(lines)
    }

    /// Writes a line whose cells are put together by `put`.
    pub fn line(&mut self, put: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        self.line_if(|to| {
            put(to);
            true
        })
        .map(|_| ())
    }

    /// The same, unless `put` says that nothing was put; returns what it says.
    pub fn line_if(&mut self, put: impl FnOnce(&mut Vec<u8>) -> bool) -> io::Result<bool> {
        if !put(&mut self.bytes) {
            return Ok(false);
        }
        self.bytes.push(b'\n');
        if self.bytes.len() >= BLOCK {
            self.to.write_all(&self.bytes)?;
            self.bytes.clear();
        }
        Ok(true)
    }
}

impl<W: Write> Sink for Text<W> {
    fn begin(&mut self, _: &str, headings: &[String]) -> io::Result<()> {
        self.line(|to| record(to, headings.iter().map(|own| harmless(own))))
    }

    fn row(&mut self, cells: &[Out]) -> io::Result<()> {
        self.line(|to| record(to, cells.iter().map(text)))
    }
}

/// Puts a row as a line of text, without its end.
pub fn put_record(to: &mut Vec<u8>, cells: &[Out]) {
    record(to, cells.iter().map(text));
}

fn record(to: &mut Vec<u8>, cells: impl Iterator<Item = String>) {
    let from = to.len();
    for (at, own) in cells.enumerate() {
        if at > 0 {
            to.push(b',');
        }
        put_text(to, &own);
    }
    // A line with nothing in it would be no row.
    if to.len() == from {
        to.extend_from_slice(b"\"\"");
    }
}

/// Puts a text that is no formula, between quotes where it needs them.
fn put_text(to: &mut Vec<u8>, text: &str) {
    if !text.bytes().any(|own| matches!(own, b',' | b'"' | b'\r' | b'\n')) {
        to.extend_from_slice(text.as_bytes());
        return;
    }
    to.push(b'"');
    for own in text.bytes() {
        if own == b'"' {
            to.push(b'"');
        }
        to.push(own);
    }
    to.push(b'"');
}

/// Returns a text as a cell of a table of text.
pub fn encoded(text: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    put_harmless(&mut bytes, text);
    bytes
}

/// Puts a text as a cell of a table of text.
pub fn put_harmless(to: &mut Vec<u8>, text: &str) {
    match text.starts_with(MARKS) {
        true => put_text(to, &harmless(text)),
        false => put_text(to, text),
    }
}

/// Puts an amount in 分 in yuan, as [`yuan`] has it.
pub fn put_yuan(to: &mut Vec<u8>, fen: i64) {
    if fen < 0 {
        to.push(b'-');
    }
    let size = fen.unsigned_abs();
    put_count(to, size / 100);
    let rest = (size % 100) as u8;
    to.extend_from_slice(&[b'.', b'0' + rest / 10, b'0' + rest % 10]);
}

pub fn put_count(to: &mut Vec<u8>, mut count: u64) {
    let mut digits = [0_u8; 20];
    let mut from = digits.len();
    loop {
        from -= 1;
        digits[from] = b'0' + (count % 10) as u8;
        count /= 10;
        if count == 0 {
            break;
        }
    }
    to.extend_from_slice(&digits[from..]);
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

/// A spreadsheet takes a text that begins with one of these marks for a formula.
const MARKS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Returns a text that is no formula; a number is none.
fn harmless(text: &str) -> String {
    let begins = text.starts_with(MARKS);
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
