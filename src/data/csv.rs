//! Lines of text to rows of cells, by RFC 4180 to the letter: a quote that is never closed costs its own line and no
//! other.
//!
//! The reader of the `csv` crate takes such a quote as open until the next one, and so swallows the rows between.

use super::decode::{Line, Lines, MAX_LINE};
use super::sheaf::read as glance;
use super::table::{About, Cell, Flow, Item, MAX_CELL, MAX_COLUMNS, Row, Visit};
use super::words;
use crate::base::text::Text;
use encoding_rs::Encoding;
use std::collections::VecDeque;
use std::io::Read;

/// How many lines are looked at to tell the mark between cells.
const LOOK: usize = 20;
/// The most lines of one row: cells may hold line ends.
const MAX_LINES: usize = 50;
/// The marks that may stand between cells.
const MARKS: [char; 4] = [',', '\t', ';', '|'];

/// Takes what a reader finds.
pub trait Take {
    /// Is offered a line that parts into its cells at every mark; `None`: it is to come as a row.
    fn line(&mut self, line: &glance::Line<'_>) -> Result<Option<Flow>, Text>;
    fn item(&mut self, item: Item) -> Result<Flow, Text>;
}

/// Takes rows only.
struct Rows<'v, 'f>(&'v mut Visit<'f>);

impl Take for Rows<'_, '_> {
    fn line(&mut self, _: &glance::Line<'_>) -> Result<Option<Flow>, Text> {
        Ok(None)
    }

    fn item(&mut self, item: Item) -> Result<Flow, Text> {
        (self.0)(item)
    }
}

/// Reads a table as text, row by row.
pub fn read(
    from: Box<dyn std::io::Read + '_>,
    encoding: Option<&'static Encoding>,
    visit: &mut Visit<'_>,
) -> Result<About, Text> {
    read_lines(from, encoding, &mut Rows(visit))
}

/// Reads a table as text, line by line where a row is one.
pub fn read_lines(
    from: Box<dyn Read + '_>,
    encoding: Option<&'static Encoding>,
    take: &mut dyn Take,
) -> Result<About, Text> {
    let mut lines = Waiting { lines: Lines::new(from, encoding)?, waiting: VecDeque::new(), at_end: false };
    lines.fill(LOOK)?;
    let mark = mark_of(&lines.waiting);
    let mut width = 0;
    let mut rows = 0;
    let mut bytes: Vec<u8> = Vec::new();
    let mut ends: Vec<u16> = Vec::new();
    loop {
        let flow = if lines.waiting.is_empty() && !lines.at_end {
            match lines.lines.fetch(&mut bytes)? {
                None => {
                    lines.at_end = true;
                    continue;
                }
                Some(ended) => match offered(&lines.lines, &bytes, ended, mark, &mut ends, take)? {
                    Some(flow) => {
                        rows += 1;
                        width = width.max(ends.len());
                        flow
                    }
                    None => {
                        let line = lines.lines.line(std::mem::take(&mut bytes), ended);
                        lines.waiting.push_back(line);
                        continue;
                    }
                },
            }
        } else {
            match next_row(&mut lines, mark, &mut width, &mut rows)? {
                Some(item) => take.item(item)?,
                None => break,
            }
        };
        if flow == Flow::Stop {
            break;
        }
    }
    Ok(About { encoding: lines.lines.encoding(), ..About::default() })
}

/// Offers a line that is one row at a glance.
fn offered(
    lines: &Lines<'_>,
    bytes: &[u8],
    ended: bool,
    mark: char,
    ends: &mut Vec<u16>,
    take: &mut dyn Take,
) -> Result<Option<Flow>, Text> {
    if !ended || bytes.len() > MAX_CELL {
        return Ok(None);
    }
    let decoded;
    let text = if lines.is_text(bytes) {
        std::str::from_utf8(bytes).ok()
    } else {
        decoded = lines.line(bytes.to_vec(), ended).text.ok();
        decoded.as_deref()
    };
    let Some(text) = text else { return Ok(None) };
    // INVARIANT: all marks are ASCII.
    let mark = mark as u8;
    let Some(guarded) = glance::parted(text, mark, ends) else { return Ok(None) };
    take.line(&glance::Line { number: lines.number(), text, mark, ends, guarded })
}

/// Lines, some of which have been read ahead.
struct Waiting<'r> {
    lines: Lines<'r>,
    waiting: VecDeque<Line>,
    at_end: bool,
}

impl Waiting<'_> {
    /// Reads ahead as far as there are lines.
    fn fill(&mut self, count: usize) -> Result<(), Text> {
        while !self.at_end && self.waiting.len() < count {
            match self.lines.read_line()? {
                Some(line) => self.waiting.push_back(line),
                None => self.at_end = true,
            }
        }
        Ok(())
    }
}

/// Returns the mark that stands most often in the first lines; a comma where there is none.
fn mark_of(lines: &VecDeque<Line>) -> char {
    let count = |mark: char| -> usize {
        let texts = lines.iter().filter_map(|line| line.text.as_ref().ok());
        texts.map(|text| text.chars().filter(|own| *own == mark).count()).sum()
    };
    let mut best = (',', count(','));
    for mark in MARKS {
        let own = count(mark);
        if own > best.1 {
            best = (mark, own);
        }
    }
    best.0
}

/// Returns the next row. `width`: how many cells the widest row so far has.
fn next_row(lines: &mut Waiting<'_>, mark: char, width: &mut usize, rows: &mut u64) -> Result<Option<Item>, Text> {
    lines.fill(1)?;
    let Some(first) = lines.waiting.pop_front() else { return Ok(None) };
    let number = first.number;
    let text = match first.text {
        Ok(text) => text,
        Err(reason) => return Ok(Some(Item::Broken { line: number, text: String::new(), reason })),
    };
    let broken = |reason: Text| Ok(Some(Item::Broken { line: number, text: text.clone(), reason }));
    let mut whole = text.clone();
    let mut taken = 0;
    let cells = loop {
        match cells_of(&whole, mark) {
            Ok(cells) => break cells,
            // Behind further lines it is the next quotation mark, and the one that is missing stands before it.
            Err(Fault::Stray) if taken > 0 => return broken(words::open_quote()),
            Err(Fault::Stray) => return broken(words::stray_quote()),
            Err(Fault::TooMany) => return broken(words::too_many_columns(MAX_COLUMNS)),
            Err(Fault::TooLong) => return broken(words::cell_too_long(MAX_CELL)),
            Err(Fault::Open) => {
                lines.fill(taken + 1)?;
                let next = lines.waiting.get(taken).and_then(|line| line.text.as_ref().ok());
                match next {
                    Some(next) if taken + 1 < MAX_LINES && whole.len() + next.len() <= MAX_LINE => {
                        whole.push('\n');
                        whole.push_str(next);
                        taken += 1;
                    }
                    _ => return broken(words::open_quote()),
                }
            }
        }
    };
    // A row over several lines that does not have the cells of the others has a quote too few, not line ends.
    if taken > 0 && *rows > 0 && cells.len() != *width {
        return broken(words::open_quote());
    }
    let mut ended = first.ended;
    for _ in 0..taken {
        ended = lines.waiting.pop_front().is_some_and(|line| line.ended);
    }
    if !ended && *rows > 0 && cells.len() < *width && !whole.trim().is_empty() {
        return broken(words::cut_off());
    }
    *rows += 1;
    *width = (*width).max(cells.len());
    Ok(Some(Item::Row(Row { line: number, cells })))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// A quote is open at the end.
    Open,
    /// A quote stands where none may.
    Stray,
    TooMany,
    TooLong,
}

/// Returns the cells of a row.
fn cells_of(text: &str, mark: char) -> Result<Vec<Cell>, Fault> {
    let mut cells = Vec::new();
    let mut rest = text;
    loop {
        if cells.len() >= MAX_COLUMNS {
            return Err(Fault::TooMany);
        }
        let (cell, after) = match rest.strip_prefix('"') {
            Some(quoted) => quoted_cell(quoted)?,
            None => {
                let end = rest.find(mark).unwrap_or(rest.len());
                let own = &rest[..end];
                // Within a cell a quote is a mark of inches or of speech; at its beginning behind blanks a slip.
                if own.trim_start().starts_with('"') {
                    return Err(Fault::Stray);
                }
                (own.to_owned(), &rest[end..])
            }
        };
        if cell.chars().count() > MAX_CELL {
            return Err(Fault::TooLong);
        }
        cells.push(if cell.is_empty() { Cell::Blank } else { Cell::Text(cell) });
        match after.strip_prefix(mark) {
            Some(next) => rest = next,
            None if after.is_empty() => return Ok(cells),
            None => return Err(Fault::Stray),
        }
    }
}

/// Returns the text up to the closing quote, and what stands behind it.
fn quoted_cell(text: &str) -> Result<(String, &str), Fault> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let Some(end) = rest.find('"') else { return Err(Fault::Open) };
        cell.push_str(&rest[..end]);
        let after = &rest[end + 1..];
        match after.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Ok((cell, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(text: &str) -> Vec<Item> {
        let mut found = Vec::new();
        let visit = &mut |item| {
            found.push(item);
            Ok(Flow::GoOn)
        };
        read(Box::new(text.as_bytes()), None, visit).expect("it is text");
        found
    }

    fn told(item: &Item) -> String {
        match item {
            Item::Row(row) => {
                let cells: Vec<String> = row.cells.iter().map(Cell::text).collect();
                format!("{}: {}", row.line, cells.join("/"))
            }
            Item::Broken { line, reason, .. } => format!("{line}! {}", reason.en),
        }
    }

    fn all_told(text: &str) -> Vec<String> {
        items(text).iter().map(told).collect()
    }

    #[test]
    fn a_missing_quote_costs_one_row() {
        let found = all_told("a,b,c\n\"x,1,2\ny,3,4\n\"z\",5,6\n");
        assert_eq!(found, ["1: a/b/c", "2! a quotation mark is not closed", "3: y/3/4", "4: z/5/6"]);
        assert_eq!(all_told("a,b\n\"x,1\n")[1], "2! a quotation mark is not closed");
    }

    #[test]
    fn line_ends_may_stand_in_cells() {
        assert_eq!(all_told("a,b\n\"x\ny\",1\nz,\"2\"\"\"\n"), ["1: a/b", "2: x\ny/1", "4: z/2\""]);
    }

    #[test]
    fn a_file_that_is_cut_off_says_so() {
        assert_eq!(all_told("a,b,c\n1,2,3\n4,5")[2], "3! the file ends in the middle of this row");
        assert_eq!(all_told("a,b,c\n1,2,3")[1], "2: 1/2/3");
    }
}
