//! A sheet of a workbook to rows, cell by cell: memory holds one row, whatever the sheet says its size is.
//!
//! Before anything is unpacked for good, the parts are measured: an archive that unpacks to more than the limits is
//! refused. Formulas are never calculated; what they last gave counts.

use crate::base::date::Date;
use crate::base::text::{Text, quoted};
use crate::data::intake::HEADER_WITHIN;
use crate::data::table::{About, Cell, Flow, Item, MAX_CELL, MAX_COLUMNS, Row, Visit};
use crate::data::words;
use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::io::{self, Read, Seek};

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
    measure(from, MAX_SHEET_BYTES, MAX_HELD_BYTES)?;
    from.rewind().map_err(|error| words::cannot_go_on(error.to_string()))?;
    let mut book: Xlsx<io::BufReader<&mut dyn Source>> =
        Xlsx::new(io::BufReader::new(from)).map_err(|error| fault(&error))?;
    if book.has_1904_epoch() {
        return Err(words::old_epoch());
    }
    let names: Vec<String> = book
        .sheets_metadata()
        .iter()
        .filter(|own| own.typ == SheetType::WorkSheet && own.visible == SheetVisible::Visible)
        .map(|own| own.name.clone())
        .collect();
    let chosen = match sheet {
        Some(name) => match names.iter().find(|own| own.as_str() == name) {
            Some(found) => found.clone(),
            None => return Err(words::no_sheet(name, quoted(&names))),
        },
        None => choose(&mut book, &names, score)?,
    };
    let other_sheets = names.into_iter().filter(|own| *own != chosen).collect();
    rows(&mut book, &chosen, visit)?;
    Ok(About { encoding: "XLSX".to_owned(), sheet: Some(chosen), other_sheets })
}

/// Reads sheets that a run has written, one after the other: those whose name is wanted. Nothing is guessed about them.
pub fn read_sheets(
    from: &mut dyn Source,
    wanted: &dyn Fn(&str) -> bool,
    visit: &mut dyn FnMut(&str, Item) -> Result<Flow, Text>,
) -> Result<(), Text> {
    measure(from, MAX_SHEET_BYTES, MAX_HELD_BYTES)?;
    from.rewind().map_err(|error| words::cannot_go_on(error.to_string()))?;
    let mut book: Xlsx<io::BufReader<&mut dyn Source>> =
        Xlsx::new(io::BufReader::new(from)).map_err(|error| fault(&error))?;
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
    let mut cells = book.worksheet_cells_reader(name).map_err(|error| fault(&error))?;
    let mut row = Row::default();
    loop {
        let next = cells.next_cell_with_formula_metadata().map_err(|error| fault(&error))?;
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
            if full.line > 0 && visit(Item::Row(full))? == Flow::Stop {
                return Ok(());
            }
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Blank);
        }
        row.cells[column] = own;
    }
    if row.line > 0 {
        visit(Item::Row(row))?;
    }
    Ok(())
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
            match date().filter(|_| own.is_datetime()) {
                Some(date) => Cell::Date(date),
                None => Cell::Number(own.as_f64().to_string()),
            }
        }
        DataRef::DateTimeIso(own) | DataRef::DurationIso(own) => text(own),
        DataRef::Error(own) => Cell::Fault(own.to_string()),
    }
}

/// Unpacks every part and counts, so that what a header of the archive claims does not matter.
pub(super) fn measure(from: &mut dyn Source, sheet_limit: u64, held_limit: u64) -> Result<(), Text> {
    let mut head = [0_u8; 8];
    let taken = from.read(&mut head).map_err(|error| words::cannot_go_on(error.to_string()))?;
    if head[..taken].starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(words::is_old_workbook());
    }
    if !head[..taken].starts_with(b"PK") {
        return Err(words::no_workbook());
    }
    from.rewind().map_err(|error| words::cannot_go_on(error.to_string()))?;
    let mut archive = zip::ZipArchive::new(from).map_err(|_| words::cut_off_workbook())?;
    if archive.len() > MAX_PARTS {
        return Err(words::too_many_parts(MAX_PARTS));
    }
    let mut held = 0_u64;
    let mut buffer = vec![0_u8; 1 << 16];
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(|_| words::cut_off_workbook())?;
        let name = part.name().map_err(|_| words::cut_off_workbook())?.into_owned();
        let is_sheet = name.contains("worksheets/");
        // Pictures and the like are never unpacked.
        if !is_sheet && !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut own = 0_u64;
        let limit = if is_sheet { sheet_limit } else { held_limit };
        loop {
            let count = part.read(&mut buffer).map_err(|_| words::cut_off_workbook())?;
            if count == 0 {
                break;
            }
            own += count as u64;
            if own > limit || (!is_sheet && held + own > held_limit) {
                return Err(words::unpacks_to_too_much((limit >> 20).to_string()));
            }
        }
        if !is_sheet {
            held += own;
        }
    }
    Ok(())
}

pub(super) fn fault(error: &XlsxError) -> Text {
    match error {
        XlsxError::Password => words::is_old_workbook(),
        XlsxError::Io(_) | XlsxError::Zip(_) | XlsxError::Xml(_) | XlsxError::XmlEof(_) => words::cut_off_workbook(),
        other => words::broken_workbook(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Cursor, Write};

    /// A part of a million zeros, packed to a thousandth.
    fn bomb(name: &str) -> Cursor<Vec<u8>> {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        archive.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        archive.write_all(&vec![b'0'; 1 << 20]).expect("memory takes it");
        let mut made = archive.finish().expect("the archive ends");
        made.set_position(0);
        made
    }

    #[test]
    fn what_unpacks_to_too_much_is_refused_before_it_is_held() {
        let told = |name: &str, sheet: u64, held: u64| measure(&mut bomb(name), sheet, held).map_err(|own| own.en);
        let sheet = "xl/worksheets/sheet1.xml";
        assert_eq!(told(sheet, 2 << 20, 10), Ok(()));
        let refused = Err("the workbook unpacks to more than 0 MiB; it is not read".to_owned());
        assert_eq!(told(sheet, 1 << 19, 1 << 30), refused);
        assert_eq!(told("xl/sharedStrings.xml", 1 << 30, 1 << 19), refused);
        assert_eq!(told("xl/media/image1.png", 10, 10), Ok(()), "what is never unpacked does not count");
        assert!(bomb(sheet).get_ref().len() < 4_000);
    }
}
