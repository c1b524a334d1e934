//! A workbook to its sheets with merged cells, what is hidden, and formulas that were never worked out; filled cells
//! only, up to a limit. What the reader of cells does not tell (hidden rows) is looked up in the parts themselves.

use super::measure::measure;
use super::read::{self, MAX_HELD_BYTES, MAX_SHEET_BYTES, Source, cell_of, guarded};
use crate::base::text::Text;
use crate::data::sheets::{Area, Book, MAX_CELLS, Sheet};
use crate::data::words;
use calamine::{Reader, SheetType, SheetVisible, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Read, Seek};

/// The most merged areas of a sheet that are looked at.
const MAX_MERGES: usize = 20_000;
/// The last column that a sheet can have.
const LAST_COLUMN: u32 = 16_384;
/// The longest tag that is looked at.
const MAX_TAG: usize = 1 << 16;

/// Reads all sheets.
pub fn read_book(name: &str, from: &mut dyn Source) -> Result<Book, Text> {
    measure(from, MAX_SHEET_BYTES, MAX_HELD_BYTES)?;
    let broke = |error: io::Error| words::cannot_go_on(error.to_string());
    from.rewind().map_err(broke)?;
    let aspects = aspects(from).unwrap_or_default();
    from.rewind().map_err(broke)?;
    let mut book: read::Book<'_> = guarded(|| Xlsx::new(io::BufReader::new(from)))?;
    if book.has_1904_epoch() {
        return Err(words::old_epoch());
    }
    let listed: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|own| own.typ == SheetType::WorkSheet)
        .map(|own| (own.name.clone(), own.visible != SheetVisible::Visible))
        .collect();
    let mut sheets = Vec::new();
    let mut held = 0;
    for (sheet_name, hidden) in listed {
        let mut sheet = cells(&mut book, &sheet_name, &mut held)?;
        let merges = guarded(|| book.merge_cells_by_sheet_name(&sheet_name))?;
        if merges.len() > MAX_MERGES {
            return Err(words::too_many_cells(MAX_MERGES));
        }
        sheet.merges = merges
            .iter()
            .map(|own| Area { top: own.start.0, left: own.start.1, bottom: own.end.0, right: own.end.1 })
            .collect();
        if let Some(own) = aspects.sheets.get(&sheet_name) {
            sheet.hidden_rows = own.0.clone();
            sheet.hidden_columns = own.1.clone();
        }
        sheets.push(Sheet { name: sheet_name, hidden, ..sheet });
    }
    Ok(Book { name: name.to_owned(), sheets, has_comments: aspects.has_comments })
}

fn cells(book: &mut read::Book<'_>, name: &str, held: &mut usize) -> Result<Sheet, Text> {
    let mut sheet = Sheet::default();
    let mut reader = guarded(|| book.worksheet_cells_reader(name))?;
    while let Some(next) = guarded(|| reader.next_cell_with_formula_metadata())? {
        let (row, column) = next.pos;
        let own = cell_of(&next.value, next.formula.as_ref());
        if own.is_blank() {
            continue;
        }
        sheet.put(row, column, own);
        *held += 1;
        if *held > MAX_CELLS {
            return Err(words::too_many_cells(MAX_CELLS));
        }
    }
    Ok(sheet)
}

/// What the parts say beside their cells: hidden rows and columns by sheet.
#[derive(Default)]
struct Aspects {
    sheets: BTreeMap<String, (BTreeSet<u32>, BTreeSet<u32>)>,
    has_comments: bool,
}

fn aspects(from: &mut dyn Source) -> Option<Aspects> {
    let mut archive = zip::ZipArchive::new(from).ok()?;
    let has_comments = archive.file_names().any(|name| name.is_ok_and(|name| name.contains("comments")));
    let parts = parts(&mut archive)?;
    let mut sheets = BTreeMap::new();
    for (name, part) in parts {
        let Ok(part) = archive.by_name(&part) else { continue };
        let (mut rows, mut columns) = (BTreeSet::new(), BTreeSet::new());
        tags(part, |tag| {
            let hidden = || attribute(tag, "hidden").is_some_and(|own| own == "1" || own == "true");
            let number = |key: &str| attribute(tag, key).and_then(|own| own.parse::<u32>().ok());
            if tag.starts_with("row ") && hidden() {
                rows.extend(number("r").and_then(|row| row.checked_sub(1)));
            } else if tag.starts_with("col ")
                && hidden()
                && let (Some(first), Some(last)) = (number("min"), number("max"))
            {
                columns.extend(first.saturating_sub(1)..last.min(LAST_COLUMN));
            }
            rows.len() <= MAX_CELLS
        })?;
        sheets.insert(name, (rows, columns));
    }
    Some(Aspects { sheets, has_comments })
}

/// Returns the names of sheets, each with that of its part.
pub(super) fn parts<R: Read + Seek>(archive: &mut zip::ZipArchive<R>) -> Option<Vec<(String, String)>> {
    let mut targets: BTreeMap<String, String> = BTreeMap::new();
    tags(archive.by_name("xl/_rels/workbook.xml.rels").ok()?, |tag| {
        if let (Some(id), Some(target)) = (attribute(tag, "Id"), attribute(tag, "Target")) {
            targets.insert(id, target);
        }
        true
    })?;
    let mut parts: Vec<(String, String)> = Vec::new();
    tags(archive.by_name("xl/workbook.xml").ok()?, |tag| {
        if tag.starts_with("sheet ")
            && let (Some(name), Some(id)) = (attribute(tag, "name"), attribute(tag, "r:id"))
            && let Some(target) = targets.get(&id)
        {
            let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            parts.push((name, part));
        }
        true
    })?;
    Some(parts)
}

/// Hands every tag without its brackets to a visitor, until it wants no more.
fn tags(from: impl Read, mut visit: impl FnMut(&str) -> bool) -> Option<()> {
    let mut from = io::BufReader::new(from);
    let mut tag = Vec::new();
    loop {
        tag.clear();
        if skip_to(&mut from, b'<').ok()? == 0 {
            return Some(());
        }
        loop {
            let buffer = from.fill_buf().ok()?;
            if buffer.is_empty() {
                return Some(());
            }
            let end = buffer.iter().position(|own| *own == b'>');
            let taken = end.unwrap_or(buffer.len());
            if tag.len() < MAX_TAG {
                tag.extend_from_slice(&buffer[..taken]);
            }
            from.consume(end.map_or(taken, |at| at + 1));
            if end.is_some() {
                break;
            }
        }
        if let Ok(text) = std::str::from_utf8(&tag)
            && !visit(text)
        {
            return Some(());
        }
    }
}

fn skip_to(from: &mut impl BufRead, mark: u8) -> io::Result<usize> {
    loop {
        let buffer = from.fill_buf()?;
        if buffer.is_empty() {
            return Ok(0);
        }
        let length = buffer.len();
        match buffer.iter().position(|own| *own == mark) {
            Some(at) => {
                from.consume(at + 1);
                return Ok(1);
            }
            None => from.consume(length),
        }
    }
}

/// Returns what a tag says under a name.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let mut rest = tag;
    loop {
        let at = rest.find(name)?;
        let before = rest[..at].chars().next_back();
        let after = &rest[at + name.len()..];
        if before.is_some_and(char::is_whitespace)
            && let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start)
        {
            let quote = value.chars().next().filter(|own| matches!(own, '"' | '\''))?;
            let inner = &value[1..];
            let text = &inner[..inner.find(quote)?];
            let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&apos;", "'");
            return Some(text.replace("&amp;", "&"));
        }
        rest = after;
    }
}
