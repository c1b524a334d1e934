//! Batches of columns to rows of cells: decimals and whole numbers as they are, days as days, everything else as text.

use crate::base::date::Date;
use crate::base::text::Text;
use crate::data::table::{About, Cell, Flow, Item, MAX_COLUMNS, Row, Visit};
use crate::data::words;
use arrow::array::{Array, BooleanArray, Date32Array, RecordBatch, RecordBatchReader, cast::AsArray};
use arrow::datatypes::{DataType, Schema};
use arrow::error::ArrowError;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;
use std::io::{Read, Seek};

/// How many rows are unpacked at once.
const BATCH: usize = 8_192;

/// Reads a Parquet file.
pub fn parquet(from: impl ChunkReader + 'static, visit: &mut Visit<'_>) -> Result<About, Text> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(from).map_err(|error| broken(&error.to_string()))?;
    let reader = builder.with_batch_size(BATCH).build().map_err(|error| broken(&error.to_string()))?;
    let schema = reader.schema();
    batches(&schema, reader, visit)?;
    Ok(About { encoding: "Parquet".to_owned(), ..About::default() })
}

/// Reads an Arrow IPC file.
pub fn arrow(from: impl Read + Seek, visit: &mut Visit<'_>) -> Result<About, Text> {
    let reader = arrow::ipc::reader::FileReader::try_new(from, None).map_err(|error| broken(&error.to_string()))?;
    let schema = reader.schema();
    batches(&schema, reader, visit)?;
    Ok(About { encoding: "Arrow IPC".to_owned(), ..About::default() })
}

fn broken(reason: &str) -> Text {
    words::broken_columns(reason)
}

fn batches(
    schema: &Schema,
    all: impl Iterator<Item = Result<RecordBatch, ArrowError>>,
    visit: &mut Visit<'_>,
) -> Result<(), Text> {
    if schema.fields().len() > MAX_COLUMNS {
        return Err(words::too_many_columns(MAX_COLUMNS));
    }
    // The names of the columns stand above the first row, as headings do.
    let names = schema.fields().iter().map(|own| Cell::Text(own.name().clone())).collect();
    if visit(Item::Row(Row { line: 0, cells: names }))? == Flow::Stop {
        return Ok(());
    }
    let mut line = 0;
    for batch in all {
        let batch = batch.map_err(|error| broken(&error.to_string()))?;
        let columns: Result<Vec<Vec<Cell>>, ArrowError> = batch.columns().iter().map(|own| cells(own)).collect();
        let columns = columns.map_err(|error| broken(&error.to_string()))?;
        for row in 0..batch.num_rows() {
            line += 1;
            let cells = columns.iter().map(|own| own[row].clone()).collect();
            if visit(Item::Row(Row { line, cells }))? == Flow::Stop {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn cells(column: &dyn Array) -> Result<Vec<Cell>, ArrowError> {
    let rows = 0..column.len();
    if column.data_type().is_temporal()
        && !matches!(column.data_type(), DataType::Time32(_) | DataType::Time64(_) | DataType::Duration(_))
    {
        let days = arrow::compute::cast(column, &DataType::Date32)?;
        let days: &Date32Array = days.as_primitive();
        return Ok(rows.map(|at| if days.is_null(at) { Cell::Blank } else { day(days.value(at)) }).collect());
    }
    if let Some(truths) = column.as_any().downcast_ref::<BooleanArray>() {
        return Ok(rows
            .map(|at| if truths.is_null(at) { Cell::Blank } else { Cell::Truth(truths.value(at)) })
            .collect());
    }
    let is_number = column.data_type().is_numeric();
    let options = FormatOptions::new();
    let shown = ArrayFormatter::try_new(column, &options)?;
    rows.map(|at| {
        if column.is_null(at) {
            return Ok(Cell::Blank);
        }
        let text = shown.value(at).try_to_string()?;
        Ok(match (is_number, text.is_empty()) {
            (_, true) => Cell::Blank,
            (true, _) => Cell::Number(text),
            (false, _) => Cell::Text(text),
        })
    })
    .collect()
}

/// Days since 1970-01-01.
fn day(days: i32) -> Cell {
    let date = Date::new(1970, 1, 1).and_then(|own| own.plus_days(i64::from(days)));
    date.map_or_else(|| Cell::Fault(days.to_string()), Cell::Date)
}
