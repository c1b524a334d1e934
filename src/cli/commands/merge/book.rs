//! The workbooks of shards to one: their rows in the order of the input, their worked sums and rejected rows likewise, and
//! the sheets of totals anew from the record of the whole.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::rows::{Feed, Hand, Joined, Order, join};
use crate::base::text::Text;
use crate::cli::commands::settle::{MOST_WORKED, REJECTS_IN_BOOK, sheets};
use crate::cli::error::Error;
use crate::cli::words;
use crate::data::layout::Column;
use crate::data::out::Out;
use crate::data::table::Flow;
use crate::data::xlsx::read::read_sheets;
use crate::data::xlsx::write::Book;
use crate::report::settle::{Page, Sheet, worked_name};

/// Reads the rows of a workbook: those of its first sheet, and of those that go on where it is full.
pub(super) fn rows(file: File, hand: &mut Hand) -> Result<(), Text> {
    sheet(file, words::sheet_rows(), hand)
}

/// Reads a table of a workbook; the headings that stand again on the next sheet are no rows.
fn sheet(mut file: File, name: Text, hand: &mut Hand) -> Result<(), Text> {
    let is = |own: &str, name: &str| {
        let more = own.strip_prefix(name).map(|rest| rest.strip_prefix(' ').unwrap_or(rest));
        more.is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let wanted = |own: &str| is(own, &name.zh) || is(own, &name.en);
    let mut last = String::new();
    read_sheets(&mut file, &wanted, &mut |sheet, item| {
        let again = !last.is_empty() && last != sheet;
        let is_first = last != sheet;
        if is_first {
            sheet.clone_into(&mut last);
        }
        Ok(if again && is_first { Flow::GoOn } else { hand.item(item) })
    })
}

/// Writes the workbook of the whole.
pub(super) fn write(
    joined: Joined<'_>,
    folder: &Path,
    shards: &[PathBuf],
    page: &Page<'_>,
    mut file: BufWriter<File>,
    fault: &dyn Fn(&io::Error) -> Error,
) -> Result<BufWriter<File>, Error> {
    let mut book = Book::new(words::sheet_rows().get(page.lang), Some(folder)).map_err(|error| fault(&error))?;
    let (files, several) = match &joined.order {
        Order::Lines { files, several } => (files.to_vec(), *several),
        Order::Rejects { .. } | Order::Steps { .. } | Order::Payees | Order::Shards => (Vec::new(), false),
    };
    let of_claims = page.record.of_claims();
    joined.write(&mut book, fault)?;
    let everything: Vec<String> = page.record.inputs.iter().map(|own| own.name.clone()).collect();
    let worked = match of_claims && page.record.rows.read <= MOST_WORKED as u64 {
        true => worked_sums((folder, shards), &files, several, page, fault)?,
        false => None,
    };
    let order = if of_claims { Order::Rejects { files: &everything } } else { Order::Shards };
    let kinds = [Column::Text, Column::Count, Column::Text, Column::Text, Column::Text];
    // As a run does: whole rows of the table until there are enough.
    let (mut rejects, mut last): (Vec<Vec<Out>>, Option<Vec<Out>>) = (Vec::new(), None);
    let mut are_all = true;
    let take = &mut |row: &[Out]| {
        let place = row[..2].to_vec();
        if rejects.len() < REJECTS_IN_BOOK || last.as_ref() == Some(&place) {
            last = Some(place);
            rejects.push(row.to_vec());
        } else {
            are_all = false;
        }
        Ok(())
    };
    join(&mut feeds_of((folder, shards), words::sheet_rejects)?, &order, &kinds, None, take, fault)?;
    let done = sheets(&mut book, page, worked.as_ref(), &rejects, are_all).and_then(|()| book.finish(&mut file));
    done.map_err(|error| fault(&error))?;
    Ok(file)
}

fn feeds_of((folder, shards): (&Path, &[PathBuf]), name: fn() -> Text) -> Result<Vec<Feed>, Error> {
    let read = move |path: &Path, hand: &mut Hand| {
        let file = File::open(path).map_err(|error| words::reading_broke_off(error.to_string()))?;
        sheet(file, name(), hand)
    };
    shards.iter().map(|path| Feed::new(folder, path, read)).collect()
}

fn worked_sums(
    shards: (&Path, &[PathBuf]),
    files: &[String],
    several: bool,
    page: &Page<'_>,
    fault: &dyn Fn(&io::Error) -> Error,
) -> Result<Option<Sheet>, Error> {
    let mut feeds = feeds_of(shards, worked_name)?;
    let Some(headings) = feeds.iter().map(|own| &own.headings).find(|own| !own.is_empty()).cloned() else {
        return Ok(None);
    };
    let mut kinds = vec![Column::Text; headings.len()];
    kinds[usize::from(several)] = Column::Count;
    let mut rows = Vec::new();
    let order = Order::Steps { files, several };
    join(
        &mut feeds,
        &order,
        &kinds,
        None,
        &mut |row| {
            rows.push(row.to_vec());
            Ok(())
        },
        fault,
    )?;
    Ok(Some(Sheet { name: worked_name().get(page.lang).to_owned(), headings, rows }))
}
