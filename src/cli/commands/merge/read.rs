//! The rows of one table of results, from whatever it was written as, and a table of columns like those of the shards.

use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use super::Ending;
use super::rows::Hand;
use crate::base::text::Text;
use crate::cli::words;
use crate::data::table::Cell;

/// Reads a table; the first row is the headings.
pub(super) fn rows(ending: Ending, path: &Path, hand: &mut Hand) -> Result<(), Text> {
    let file = File::open(path).map_err(|error| words::reading_broke_off(error.to_string()))?;
    match ending {
        Ending::Csv => csv(file, hand),
        #[cfg(feature = "xlsx")]
        Ending::Workbook => super::book::rows(file, hand),
        #[cfg(not(feature = "xlsx"))]
        Ending::Workbook => Err(words::no_workbooks()),
        #[cfg(feature = "parquet")]
        Ending::Parquet | Ending::Arrow => {
            use crate::data::parquet::{open::Batches, read};
            read::rows(Batches::open(file)?, &|_, _| {}, &mut |item| Ok(hand.item(item))).map(drop)
        }
        #[cfg(not(feature = "parquet"))]
        Ending::Parquet | Ending::Arrow => Err(words::no_parquet()),
    }
}

/// As we wrote it: nothing is guessed about encodings, blanks or quotes.
fn csv(file: File, hand: &mut Hand) -> Result<(), Text> {
    let reader = BufReader::with_capacity(1 << 16, file);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reader);
    let mut record = csv::StringRecord::new();
    while reader.read_record(&mut record).map_err(|error| words::reading_broke_off(error.to_string()))? {
        let cell = |own: &str| if own.is_empty() { Cell::Blank } else { Cell::Text(own.to_owned()) };
        if !hand.row(record.iter().map(cell).collect()) {
            break;
        }
    }
    Ok(())
}

/// Writes columns of the types that the shards have.
#[cfg(feature = "parquet")]
pub(super) fn columns(
    joined: super::Joined<'_>,
    first: &Path,
    target: &Path,
    file: std::io::BufWriter<File>,
    fault: &dyn Fn(&std::io::Error) -> crate::cli::error::Error,
) -> Result<std::io::BufWriter<File>, crate::cli::error::Error> {
    use crate::cli::error::{Error, shown};
    use crate::data::parquet::{open::Batches, write::Columns};
    let broken = |reason: Text| Error::file(words::table_fault(shown(first), reason));
    let shard = File::open(first).map_err(|error| Error::unreadable(first, &error))?;
    let types = Batches::open(shard).map_err(broken)?.types;
    let form = crate::data::parquet::open::Form::of_name(target);
    let mut columns = Columns::new(file, form, &joined.headings, &joined.kinds, &[types]);
    joined.write(&mut columns, fault)?;
    columns.finish().map_err(|error| fault(&error))
}
