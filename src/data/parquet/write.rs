//! Results to Parquet or Arrow IPC: the columns of the inputs with their types, amounts as decimals in yuan, counts as
//! whole numbers, days as days, everything else as text. Takes rows of cells, or batches that never were cells.

use super::behind::Behind;
use super::open::Form;
use super::read::plain as without_dictionary;
use crate::data::layout::Column;
use crate::data::out::{Out, Sink, text};
use crate::data::table::{Cell, plain};
use arrow::array::{
    Array, ArrayRef, BooleanArray, Date32Builder, Decimal128Array, Decimal128Builder, RecordBatch, StringArray,
    StringBuilder, UInt64Array, UInt64Builder, new_null_array,
};
use arrow::buffer::{NullBuffer, ScalarBuffer};
use arrow::compute::{CastOptions, cast_with_options, filter_record_batch};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use std::io::{self, Write};
use std::sync::Arc;

/// How many rows are held before they are written.
const BATCH: usize = 65_536;
/// Digits of an amount, and those behind the point.
const DIGITS: (u8, i8) = (18, 2);

/// What the columns of a file hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holds {
    Kind(Column),
    /// Days, in tables that say so by their cells.
    Day,
    /// What the inputs have.
    Same,
}

/// A file in the making.
pub struct Columns<W: Write + Send + 'static> {
    form: Form,
    to: To<W>,
    headings: Vec<String>,
    holds: Vec<Holds>,
    schema: SchemaRef,
    rows: Vec<Vec<Out>>,
    /// Whether a thread of its own writes.
    behind: bool,
}

enum To<W: Write + Send + 'static> {
    /// Nothing has been written.
    Waiting(W),
    Parquet(Box<ArrowWriter<W>>),
    Behind(Behind<W>),
    File(Box<FileWriter<W>>),
    Stream(Box<StreamWriter<W>>),
    /// Something could not be written.
    Broken,
}

/// What became of some rows, by columns.
#[derive(Clone, Debug, Default)]
pub struct Results {
    /// What each benefit pays, in 分.
    pub amounts: Vec<Vec<i64>>,
    pub paid: Vec<i64>,
    /// Rows without amounts; empty: there are none.
    pub without: Vec<bool>,
    /// For each row a word of `told`.
    pub fates: Vec<u32>,
    /// For each row a text of `told`; 0: nothing is remarked.
    pub remarks: Vec<u32>,
    /// The first is empty.
    pub told: Vec<String>,
    /// Rows that are no rows of the result; empty: there are none.
    pub left_out: Vec<bool>,
    /// The file, where there are several.
    pub file: Option<String>,
}

impl<W: Write + Send + 'static> Columns<W> {
    /// Begins a table. `inputs`: the types of the inputs, where all have some.
    pub fn new(to: W, form: Form, headings: &[String], kinds: &[Column], inputs: &[SchemaRef]) -> Columns<W> {
        let mut holds = Vec::new();
        let mut fields = Vec::new();
        for (heading, kind) in headings.iter().zip(kinds) {
            let same = if *kind == Column::Input { same_type(heading, inputs) } else { None };
            let ty = match (&same, kind) {
                (Some(own), _) if form == Form::Parquet => own.clone(),
                (Some(own), _) => plain_type(own),
                (None, kind) => type_of(*kind),
            };
            holds.push(if same.is_some() { Holds::Same } else { Holds::Kind(*kind) });
            fields.push((heading.clone(), ty));
        }
        Columns {
            form,
            to: To::Waiting(to),
            headings: headings.to_vec(),
            holds,
            schema: schema(fields),
            rows: Vec::new(),
            behind: false,
        }
    }

    /// Lets a thread of its own pack and write Parquet.
    pub fn behind(mut self) -> Columns<W> {
        self.behind = true;
        self
    }

    /// Begins a table whose first rows tell what its columns hold.
    pub fn of_cells(to: W, form: Form) -> Columns<W> {
        let schema = Arc::new(Schema::empty());
        Columns {
            form,
            to: To::Waiting(to),
            headings: Vec::new(),
            holds: Vec::new(),
            schema,
            rows: Vec::new(),
            behind: false,
        }
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<W> {
        if self.rows.is_empty() && self.holds.is_empty() {
            self.settle_types();
        }
        self.flush()?;
        self.open()?;
        match self.to {
            To::Parquet(own) => own.into_inner().map_err(fault),
            To::Behind(own) => own.finish(),
            To::File(mut own) => own.finish().and_then(|()| own.into_inner()).map_err(fault),
            To::Stream(mut own) => own.finish().and_then(|()| own.into_inner()).map_err(fault),
            To::Waiting(_) | To::Broken => Err(io::Error::other("the file was not begun")),
        }
    }

    fn open(&mut self) -> io::Result<()> {
        if !matches!(self.to, To::Waiting(_)) {
            return Ok(());
        }
        let To::Waiting(to) = std::mem::replace(&mut self.to, To::Broken) else { return Ok(()) };
        let options = || IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME));
        self.to = match self.form {
            Form::Parquet => {
                let properties = self.properties();
                let own = ArrowWriter::try_new(to, Arc::clone(&self.schema), Some(properties));
                let own = own.map_err(fault)?;
                if self.behind { To::Behind(Behind::new(own)?) } else { To::Parquet(Box::new(own)) }
            }
            Form::ArrowFile => {
                let own = options().and_then(|options| FileWriter::try_new_with_options(to, &self.schema, options));
                To::File(Box::new(own.map_err(fault)?))
            }
            Form::ArrowStream => {
                let own = options().and_then(|options| StreamWriter::try_new_with_options(to, &self.schema, options));
                To::Stream(Box::new(own.map_err(fault)?))
            }
        };
        Ok(())
    }

    /// How the columns of Parquet are packed.
    fn properties(&self) -> WriterProperties {
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_created_by("polcheck".to_owned());
        for (own, holds) in self.schema.fields().iter().zip(&self.holds) {
            let path = ColumnPath::new(vec![own.name().clone()]);
            // Numbers differ little from their neighbours, and seldom repeat: differences are packed, and no dictionary is
            // looked for. That is quicker to write and smaller.
            if matches!(holds, Holds::Kind(Column::Count | Column::Yuan)) {
                properties = properties
                    .set_column_dictionary_enabled(path.clone(), false)
                    .set_column_encoding(path.clone(), Encoding::DELTA_BINARY_PACKED);
            }
            // The least and the greatest text help nobody, and would tell two persons' numbers in the footer.
            if matches!(own.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View) {
                properties = properties.set_column_statistics_enabled(path, EnabledStatistics::None);
            }
        }
        properties.build()
    }

    fn write(&mut self, batch: RecordBatch) -> io::Result<()> {
        self.open()?;
        match &mut self.to {
            To::Parquet(own) => own.write(&batch).map_err(fault),
            To::Behind(own) => own.write(batch),
            To::File(own) => own.write(&batch).map_err(fault),
            To::Stream(own) => own.write(&batch).map_err(fault),
            To::Waiting(_) | To::Broken => Err(io::Error::other("the file was not begun")),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        if self.holds.is_empty() {
            self.settle_types();
        }
        let rows = std::mem::take(&mut self.rows);
        let columns: io::Result<Vec<ArrayRef>> =
            self.holds.iter().enumerate().map(|(at, own)| column(&rows, at, *own, self.schema.field(at))).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns?).map_err(fault)?;
        self.write(batch)
    }

    /// Lets the rows that are held tell what the columns hold.
    fn settle_types(&mut self) {
        self.holds = (0..self.headings.len()).map(|at| told_by(&self.rows, at)).collect();
        let ty = |own: &Holds| match own {
            Holds::Day => DataType::Date32,
            Holds::Kind(kind) => type_of(*kind),
            Holds::Same => DataType::Utf8,
        };
        self.schema = schema(self.headings.iter().cloned().zip(self.holds.iter().map(ty)).collect());
    }

    /// Writes rows as they came, each with what became of it: the rows of `results` from `from` on. `line`: that of the
    /// first row.
    pub fn batch(&mut self, input: &RecordBatch, results: &Results, from: usize, line: u64) -> io::Result<()> {
        let rows = from..from + input.num_rows();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(self.schema.fields().len());
        for (own, field) in input.columns().iter().zip(self.schema.fields()) {
            columns.push(match own.data_type() == field.data_type() {
                true => Arc::clone(own),
                false => without_dictionary(own).map_err(|reason| io::Error::other(reason.en))?,
            });
        }
        let without = results.without.get(rows.clone()).filter(|own| own.contains(&true));
        let nulls = without.map(|own| NullBuffer::from_iter(own.iter().map(|own| !own)));
        for amounts in results.amounts.iter().chain([&results.paid]) {
            let own: ScalarBuffer<i128> = amounts[rows.clone()].iter().map(|own| i128::from(*own)).collect();
            let own = Decimal128Array::new(own, nulls.clone()).with_precision_and_scale(DIGITS.0, DIGITS.1);
            columns.push(Arc::new(own.map_err(fault)?));
        }
        let words = |codes: &[u32]| -> ArrayRef {
            let first = codes.first().copied().unwrap_or(0);
            if codes.iter().all(|code| *code == first) {
                return match first {
                    0 => new_null_array(&DataType::Utf8, codes.len()),
                    one => {
                        let word = results.told[one as usize].as_str();
                        Arc::new(StringArray::from_iter_values(std::iter::repeat_n(word, codes.len())))
                    }
                };
            }
            let word = |code: &u32| (*code > 0).then(|| results.told[*code as usize].as_str());
            Arc::new(codes.iter().map(word).collect::<StringArray>())
        };
        columns.push(words(&results.fates[rows.clone()]));
        columns.push(words(&results.remarks[rows.clone()]));
        if let Some(file) = &results.file {
            columns.push(Arc::new(StringArray::from_iter_values(std::iter::repeat_n(file, rows.len()))));
        }
        columns.push(Arc::new(UInt64Array::from_iter_values(line..line + rows.len() as u64)));
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(fault)?;
        match results.left_out.get(rows).filter(|own| own.contains(&true)) {
            Some(own) => {
                let kept: BooleanArray = own.iter().map(|own| Some(!own)).collect();
                self.write(filter_record_batch(&batch, &kept).map_err(fault)?)
            }
            None => self.write(batch),
        }
    }
}

/// Gives back what the system said where it was the system.
pub(super) fn fault(error: impl Into<Fault>) -> io::Error {
    match error.into() {
        Fault::Parquet(ParquetError::External(own)) => match own.downcast::<io::Error>() {
            Ok(own) => *own,
            Err(own) => io::Error::other(own),
        },
        Fault::Arrow(ArrowError::IoError(_, own)) => own,
        Fault::Parquet(own) => io::Error::other(own),
        Fault::Arrow(own) => io::Error::other(own),
    }
}

pub(super) enum Fault {
    Parquet(ParquetError),
    Arrow(ArrowError),
}

impl From<ParquetError> for Fault {
    fn from(own: ParquetError) -> Fault {
        Fault::Parquet(own)
    }
}

impl From<ArrowError> for Fault {
    fn from(own: ArrowError) -> Fault {
        Fault::Arrow(own)
    }
}

/// No two columns of a file have one name.
fn schema(columns: Vec<(String, DataType)>) -> SchemaRef {
    let mut fields: Vec<Field> = Vec::new();
    for (heading, ty) in columns {
        let mut name = heading;
        while fields.iter().any(|own| *own.name() == name) {
            name.push('_');
        }
        fields.push(Field::new(name, ty, true));
    }
    Arc::new(Schema::new(fields))
}

fn type_of(kind: Column) -> DataType {
    match kind {
        Column::Input | Column::Text => DataType::Utf8,
        Column::Yuan => DataType::Decimal128(DIGITS.0, DIGITS.1),
        Column::Count => DataType::UInt64,
    }
}

fn plain_type(ty: &DataType) -> DataType {
    match ty {
        DataType::Dictionary(_, values) => (**values).clone(),
        own => own.clone(),
    }
}

/// Returns the type that all inputs give a column.
fn same_type(heading: &str, inputs: &[SchemaRef]) -> Option<DataType> {
    let of_input = |own: &SchemaRef| {
        let mut found = own.fields().iter().filter(|field| plain(field.name()) == heading);
        found.next().map(|field| field.data_type().clone())
    };
    let mut types = inputs.iter().filter_map(of_input);
    let first = types.next()?;
    types.all(|own| own == first).then_some(first)
}

/// Returns what a column holds by the cells of its first rows.
fn told_by(rows: &[Vec<Out>], at: usize) -> Holds {
    let mut cells = rows.iter().filter_map(|row| row.get(at)).filter(|own| **own != Out::Blank);
    match cells.next() {
        Some(Out::Yuan(_)) => Holds::Kind(Column::Yuan),
        Some(Out::Count(_)) => Holds::Kind(Column::Count),
        Some(Out::Same(Cell::Date(_))) => Holds::Day,
        Some(Out::Text(_) | Out::Same(_) | Out::Blank) | None => Holds::Kind(Column::Text),
    }
}

fn column(rows: &[Vec<Out>], at: usize, holds: Holds, field: &Field) -> io::Result<ArrayRef> {
    const BLANK: &Out = &Out::Blank;
    let cells = || rows.iter().map(|row| row.get(at).unwrap_or(BLANK));
    let misfit = |own: &Out| Err(io::Error::other(format!("`{}` does not hold {}", field.name(), text(own))));
    Ok(match holds {
        Holds::Kind(Column::Text | Column::Input) => {
            let mut own = StringBuilder::new();
            for cell in cells() {
                match cell {
                    Out::Blank => own.append_null(),
                    Out::Same(same) => own.append_value(same.text()),
                    Out::Text(same) => own.append_value(same),
                    other => own.append_value(text(other)),
                }
            }
            Arc::new(own.finish())
        }
        Holds::Kind(Column::Yuan) => {
            let mut own = Decimal128Builder::new();
            for cell in cells() {
                match cell {
                    Out::Yuan(fen) => own.append_value(*fen),
                    Out::Blank => own.append_null(),
                    other => return misfit(other),
                }
            }
            Arc::new(own.finish().with_precision_and_scale(DIGITS.0, DIGITS.1).map_err(fault)?)
        }
        Holds::Kind(Column::Count) => {
            let mut own = UInt64Builder::new();
            for cell in cells() {
                match cell {
                    Out::Count(count) => own.append_value(*count),
                    Out::Blank => own.append_null(),
                    other => return misfit(other),
                }
            }
            Arc::new(own.finish())
        }
        Holds::Day => {
            let mut own = Date32Builder::new();
            let first = crate::base::date::Date::new(1970, 1, 1);
            for cell in cells() {
                match (cell, first) {
                    (Out::Same(Cell::Date(date)), Some(first)) => own.append_value(date.days_since(first) as i32),
                    (Out::Blank, _) => own.append_null(),
                    (other, _) => return misfit(other),
                }
            }
            Arc::new(own.finish())
        }
        Holds::Same => {
            let mut own = StringBuilder::new();
            for cell in cells() {
                match cell {
                    Out::Blank | Out::Same(Cell::Blank) => own.append_null(),
                    Out::Same(Cell::Truth(truth)) => own.append_value(if *truth { "true" } else { "false" }),
                    Out::Same(same) => own.append_value(same.text()),
                    other => own.append_value(text(other)),
                }
            }
            let own: ArrayRef = Arc::new(own.finish());
            match field.data_type() {
                DataType::Null => new_null_array(&DataType::Null, own.len()),
                ty => {
                    let exact = CastOptions { safe: false, ..CastOptions::default() };
                    cast_with_options(&own, ty, &exact).map_err(fault)?
                }
            }
        }
    })
}

impl<W: Write + Send + 'static> Sink for Columns<W> {
    fn begin(&mut self, _: &str, headings: &[String]) -> io::Result<()> {
        if self.headings.is_empty() {
            self.headings = headings.to_vec();
        }
        Ok(())
    }

    fn row(&mut self, cells: &[Out]) -> io::Result<()> {
        self.rows.push(cells.to_vec());
        if self.rows.len() >= BATCH { self.flush() } else { Ok(()) }
    }
}
