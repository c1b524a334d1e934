//! Batches of columns to rows of cells: numbers and decimals digit by digit as they are, days as days, everything else as
//! text.

use super::open::{Batches, broken};
use crate::base::date::Date;
use crate::base::text::Text;
use crate::data::table::{About, Cell, Flow, Item, Row, Visit};
use arrow::array::{Array, ArrayRef, RecordBatch, TimestampSecondArray, cast::AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, DecimalType, Float32Type,
    Float64Type, SchemaRef, TimeUnit,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};

/// So many rows are cells at once.
const PIECE: usize = 4_096;

/// Reads all rows; the names of the columns stand above the first, as headings do. `read` is told how many there were.
pub fn rows(mut from: Batches, read: &dyn Fn(u64, Option<u64>), visit: &mut Visit<'_>) -> Result<About, Text> {
    let about = About { encoding: from.form.name().to_owned(), ..About::default() };
    if visit(Item::Row(header(&from.types)))? == Flow::Stop {
        return Ok(about);
    }
    let mut line = 0;
    while let Some(batch) = from.batch()? {
        // Cells take ten times what the columns do.
        for from in (0..batch.num_rows()).step_by(PIECE) {
            for cells in cells_of(&batch.slice(from, PIECE.min(batch.num_rows() - from)))? {
                line += 1;
                if visit(Item::Row(Row { line, cells }))? == Flow::Stop {
                    return Ok(about);
                }
            }
        }
        read(line, from.rows());
    }
    Ok(about)
}

/// Returns the names of the columns as a row.
pub(super) fn header(types: &SchemaRef) -> Row {
    Row { line: 0, cells: types.fields().iter().map(|own| Cell::Text(own.name().clone())).collect() }
}

/// Returns the rows of a batch.
pub(super) fn cells_of(batch: &RecordBatch) -> Result<Vec<Vec<Cell>>, Text> {
    let mut rows: Vec<Vec<Cell>> = vec![Vec::with_capacity(batch.num_columns()); batch.num_rows()];
    for column in batch.columns() {
        let mut add = |cell: &mut dyn FnMut(usize) -> Cell| {
            for (at, row) in rows.iter_mut().enumerate() {
                row.push(if column.is_null(at) { Cell::Blank } else { cell(at) });
            }
        };
        of_column(&plain(column)?, &mut add)?;
    }
    Ok(rows)
}

/// Returns a column without its dictionary.
pub(super) fn plain(column: &ArrayRef) -> Result<ArrayRef, Text> {
    match column.data_type() {
        DataType::Dictionary(_, values) => arrow::compute::cast(column, values).map_err(|error| broken(&error)),
        _ => Ok(ArrayRef::clone(column)),
    }
}

fn of_column(column: &ArrayRef, add: &mut dyn FnMut(&mut dyn FnMut(usize) -> Cell)) -> Result<(), Text> {
    match column.data_type() {
        DataType::Null => add(&mut |_| Cell::Blank),
        DataType::Boolean => {
            let own = column.as_boolean();
            add(&mut |at| Cell::Truth(own.value(at)));
        }
        DataType::Utf8 => {
            let own = column.as_string::<i32>();
            add(&mut |at| text(own.value(at)));
        }
        DataType::LargeUtf8 => {
            let own = column.as_string::<i64>();
            add(&mut |at| text(own.value(at)));
        }
        DataType::Utf8View => {
            let own = column.as_string_view();
            add(&mut |at| text(own.value(at)));
        }
        DataType::Date32 => {
            let own = column.as_primitive::<Date32Type>();
            add(&mut |at| day(i64::from(own.value(at))));
        }
        DataType::Date64 => {
            let own = column.as_primitive::<arrow::datatypes::Date64Type>();
            add(&mut |at| day(own.value(at).div_euclid(86_400_000)));
        }
        DataType::Float32 => {
            let own = column.as_primitive::<Float32Type>();
            add(&mut |at| number(own.value(at).is_finite(), own.value(at)));
        }
        DataType::Float64 => {
            let own = column.as_primitive::<Float64Type>();
            add(&mut |at| number(own.value(at).is_finite(), own.value(at)));
        }
        DataType::Decimal32(..) => decimals::<Decimal32Type>(column, add),
        DataType::Decimal64(..) => decimals::<Decimal64Type>(column, add),
        DataType::Decimal128(..) => decimals::<Decimal128Type>(column, add),
        DataType::Decimal256(..) => decimals::<Decimal256Type>(column, add),
        DataType::Timestamp(unit, _) => moments(column, *unit, add)?,
        _ => {
            let options = FormatOptions::new();
            let shown = ArrayFormatter::try_new(column, &options).map_err(|error| broken(&error))?;
            add(&mut |at| Cell::Number(shown.value(at).to_string()));
        }
    }
    Ok(())
}

fn text(own: &str) -> Cell {
    if own.is_empty() { Cell::Blank } else { Cell::Text(own.to_owned()) }
}

/// A binary number is its shortest decimal, as in a workbook.
fn number(is_finite: bool, own: impl std::fmt::Display) -> Cell {
    if is_finite { Cell::Number(own.to_string()) } else { Cell::Fault(own.to_string()) }
}

fn decimals<T: DecimalType>(column: &ArrayRef, add: &mut dyn FnMut(&mut dyn FnMut(usize) -> Cell)) {
    let own = column.as_primitive::<T>();
    add(&mut |at| Cell::Number(own.value_as_string(at)));
}

/// Midnight is a day; another time of day is told as text, so that nobody drops it unseen.
fn moments(column: &ArrayRef, unit: TimeUnit, add: &mut dyn FnMut(&mut dyn FnMut(usize) -> Cell)) -> Result<(), Text> {
    let whole = arrow::compute::cast(column, &DataType::Timestamp(TimeUnit::Second, None));
    let whole = whole.map_err(|error| broken(&error))?;
    let seconds: &TimestampSecondArray = whole.as_primitive();
    let back = arrow::compute::cast(&whole, &DataType::Timestamp(unit, None)).map_err(|error| broken(&error))?;
    let exact = arrow::compute::kernels::cmp::eq(&back, column).map_err(|error| broken(&error))?;
    let options = FormatOptions::new().with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));
    let shown = ArrayFormatter::try_new(column, &options).map_err(|error| broken(&error))?;
    add(&mut |at| {
        let own = seconds.value(at);
        if exact.value(at) && own.rem_euclid(86_400) == 0 {
            day(own.div_euclid(86_400))
        } else {
            Cell::Text(shown.value(at).to_string())
        }
    });
    Ok(())
}

/// Days since 1970-01-01.
fn day(days: i64) -> Cell {
    let date = Date::new(1970, 1, 1).and_then(|own| own.plus_days(days));
    date.map_or_else(|| Cell::Fault(days.to_string()), Cell::Date)
}
