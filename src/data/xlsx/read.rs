//! A sheet of a workbook to rows, cell by cell: memory holds one row, whatever the sheet says its size is.
//!
//! Before anything is unpacked for good, the parts are measured: an archive that unpacks to more than the limits is
//! refused. Formulas are never calculated; what they last gave counts.

use super::measure::measure;
use super::sheets;
use crate::base::date::Date;
use crate::base::text::{Text, quoted};
use crate::data::intake::HEADER_WITHIN;
use crate::data::table::{About, Cell, Flow, Item, MAX_CELL, MAX_COLUMNS, Row, Visit};
use crate::data::words;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::io::{self, Read, Seek};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most that a sheet may unpack to.
pub const MAX_SHEET_BYTES: u64 = 4 << 30;
/// The most that all that is held in memory may unpack to: shared texts, formats, the list of sheets.
pub const MAX_HELD_BYTES: u64 = 512 << 20;
/// The most parts of a workbook.
pub const MAX_PARTS: usize = 10_000;

/// What a reader reads from: a file.
pub trait Source: Read + Seek {}
impl<T: Read + Seek> Source for T {}

/// Reads one sheet: the one that is named, else the only one with a header. `score`: how many headings a row has.
pub fn read(
    from: &mut dyn Source,
    sheet: Option<&str>,
    score: &dyn Fn(&Row) -> usize,
    visit: &mut Visit<'_>,
) -> Result<About, Text> {
    let broke = |error: io::Error| words::cannot_go_on(error.to_string());
    let hidden = measure(from, MAX_SHEET_BYTES, MAX_HELD_BYTES)?;
    from.rewind().map_err(broke)?;
    let mut parts = Vec::new();
    if !hidden.is_empty() {
        parts = zip::ZipArchive::new(&mut *from).ok().as_mut().and_then(sheets::parts).unwrap_or_default();
        from.rewind().map_err(broke)?;
    }
    let mut book: Book<'_> = guarded(|| Xlsx::new(io::BufReader::new(from)))?;
    if book.has_1904_epoch() {
        return Err(words::old_epoch());
    }
    let sheets = book.sheets_metadata().iter().filter(|own| own.typ == SheetType::WorkSheet);
    let (visible, out_of_sight): (Vec<_>, Vec<_>) = sheets.partition(|own| own.visible == SheetVisible::Visible);
    let names_of = |own: &[&calamine::Sheet]| own.iter().map(|own| own.name.clone()).collect::<Vec<String>>();
    let (visible, out_of_sight) = (names_of(&visible), names_of(&out_of_sight));
    let mut names: Vec<String> = visible.iter().chain(&out_of_sight).cloned().collect();
    let chosen = match sheet {
        Some(name) => match names.iter().find(|own| own.as_str() == name) {
            Some(found) => found.clone(),
            None => return Err(words::no_sheet(name, quoted(&names))),
        },
        // What is hidden is read only where somebody names it.
        None => choose(&mut book, &visible, score)?,
    };
    names.retain(|own| *own != chosen);
    rows(&mut book, &chosen, visit)?;
    let part = parts.iter().find(|(name, _)| *name == chosen);
    let hidden_rows = part.and_then(|(_, part)| hidden.get(part)).copied().unwrap_or_default();
    Ok(About { encoding: "XLSX".to_owned(), sheet: Some(chosen), other_sheets: names, hidden_rows })
}

/// Reads sheets that a run has written, one after the other: those whose name is wanted. Nothing is guessed about them.
pub fn read_sheets(
    from: &mut dyn Source,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut dyn FnMut(&str, Item) -> Result<Flow, Text>,
) -> Result<(), Text> {
    measure(from, MAX_SHEET_BYTES, MAX_HELD_BYTES)?;
    from.rewind().map_err(|error| words::cannot_go_on(error.to_string()))?;
    let mut book: Book<'_> = guarded(|| Xlsx::new(io::BufReader::new(from)))?;
    let names: Vec<String> = book.sheets_metadata().iter().map(|own| own.name.clone()).collect();
    for name in names.iter().filter(|own| wanted(own)) {
        rows(&mut book, name, &mut |item| visit(name, item))?;
    }
    Ok(())
}

pub(super) type Book<'b> = Xlsx<io::BufReader<&'b mut dyn Source>>;

/// How many headings make a header beyond doubt.
const HEADINGS: usize = 2;

/// Returns the sheet that is meant: of those with a header the only one; of those with cells the only one.
fn choose(book: &mut Book<'_>, names: &[String], score: &dyn Fn(&Row) -> usize) -> Result<String, Text> {
    let mut filled: Vec<&String> = Vec::new();
    let mut headed: Vec<&String> = Vec::new();
    for name in names {
        let mut seen = 0;
        let mut best = 0;
        rows(book, name, &mut |item| {
            if let Item::Row(row) = &item {
                best = best.max(score(row));
            }
            seen += 1;
            Ok(if seen < HEADER_WITHIN { Flow::GoOn } else { Flow::Stop })
        })?;
        if seen > 0 {
            filled.push(name);
        }
        if best >= HEADINGS {
            headed.push(name);
        }
    }
    match (headed.as_slice(), filled.as_slice()) {
        ([only], _) => Ok((*only).clone()),
        ([], [only]) => Ok((*only).clone()),
        ([], []) => Err(words::empty_workbook()),
        ([], several) | (several, _) => Err(words::several_sheets(quoted(several))),
    }
}

fn rows(book: &mut Book<'_>, name: &str, visit: &mut Visit<'_>) -> Result<(), Text> {
    let mut cells = guarded(|| book.worksheet_cells_reader(name))?;
    let mut row = Row::default();
    let mut too_long = None;
    let item = |row: Row, too_long: &mut Option<u64>| match too_long.take() {
        Some(line) if line == row.line => {
            Item::Broken { line, text: String::new(), reason: words::cell_too_long(MAX_CELL) }
        }
        _ => Item::Row(row),
    };
    loop {
        let next = guarded(|| cells.next_cell_with_formula_metadata())?;
        let Some(next) = next else { break };
        let (line, column) = (u64::from(next.pos.0) + 1, next.pos.1 as usize);
        let own = cell_of(&next.value, next.formula.as_ref());
        if own == Cell::Blank {
            continue;
        }
        if column >= MAX_COLUMNS {
            return Err(words::too_many_columns(MAX_COLUMNS));
        }
        if line != row.line {
            if line < row.line {
                return Err(words::rows_out_of_order(line.to_string()));
            }
            let full = std::mem::replace(&mut row, Row { line, cells: Vec::with_capacity(16) });
            if full.line > 0 && visit(item(full, &mut too_long))? == Flow::Stop {
                return Ok(());
            }
        }
        if is_too_long(&next.value) {
            too_long = Some(line);
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Blank);
        }
        row.cells[column] = own;
    }
    if row.line > 0 {
        visit(item(row, &mut too_long))?;
    }
    Ok(())
}

/// Whether a text is longer than a cell may be.
fn is_too_long(value: &DataRef<'_>) -> bool {
    let long = |own: &str| own.len() > MAX_CELL && own.chars().count() > MAX_CELL;
    match value {
        DataRef::String(own) => long(own),
        DataRef::SharedString(own) => long(own),
        _ => false,
    }
}

/// Returns a cell; a formula that was never worked out is no blank.
pub(super) fn cell_of(value: &DataRef<'_>, formula: Option<&XlsxFormulaMetadata>) -> Cell {
    match (value, formula) {
        (DataRef::Empty, Some(formula)) => Cell::Fault(match formula {
            XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
                format!("={}", formula.chars().take(200).collect::<String>())
            }
            _ => "=…".to_owned(),
        }),
        (own, _) => cell(own),
    }
}

fn cell(value: &DataRef<'_>) -> Cell {
    let text = |own: &str| {
        if own.is_empty() { Cell::Blank } else { Cell::Text(own.chars().take(MAX_CELL).collect()) }
    };
    match value {
        DataRef::Empty => Cell::Blank,
        DataRef::Int(own) => Cell::Number(own.to_string()),
        // The shortest decimal that is this number is what was typed, up to fifteen digits.
        DataRef::Float(own) if own.is_finite() => Cell::Number(own.to_string()),
        DataRef::Float(own) => Cell::Fault(own.to_string()),
        DataRef::String(own) => text(own),
        DataRef::SharedString(own) => text(own),
        DataRef::Bool(own) => Cell::Truth(*own),
        DataRef::DateTime(own) => {
            let (year, month, day, ..) = own.to_ymd_hms_milli();
            let date = || Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
            // Before the first day stands a time of day.
            match date().filter(|_| own.is_datetime() && own.as_f64() >= 1.0) {
                Some(date) => Cell::Date(date),
                None => Cell::Number(own.as_f64().to_string()),
            }
        }
        DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => text(own),
        DataRef::Error(own) => Cell::Fault(own.to_string()),
    }
}

/// The library means to report every fault of a file; where it panics instead, that is the file's fault all the same.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Text> {
    let done = catch_unwind(AssertUnwindSafe(work));
    done.map_err(|_| words::cut_off_workbook())?.map_err(|error| fault(&error))
}

fn fault(error: &XlsxError) -> Text {
    match error {
        XlsxError::Password => words::is_old_workbook(),
        XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_) => words::cut_off_workbook(),
        other => words::broken_workbook(other.to_string()),
    }
}
