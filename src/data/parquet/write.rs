//! Rows to Parquet: amounts as decimals in yuan, counts as whole numbers, everything else as text.

use crate::data::layout::Column;
use crate::data::out::{Out, Sink, text};
use arrow::array::{ArrayRef, Decimal128Builder, RecordBatch, StringBuilder, UInt64Builder};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use std::io::{self, Write};
use std::sync::Arc;

/// How many rows are held before they are written.
const BATCH: usize = 65_536;
/// Digits of an amount, and those behind the point.
const DIGITS: (u8, i8) = (18, 2);

/// A Parquet file in the making.
pub struct Columns<W: Write + Send> {
    to: ArrowWriter<W>,
    schema: SchemaRef,
    kinds: Vec<Column>,
    rows: Vec<Vec<Out>>,
}

impl<W: Write + Send> Columns<W> {
    pub fn new(to: W, headings: &[String], kinds: Vec<Column>) -> io::Result<Columns<W>> {
        let mut names: Vec<String> = Vec::new();
        let mut fields = Vec::new();
        for (heading, kind) in headings.iter().zip(&kinds) {
            let mut name = heading.clone();
            while names.contains(&name) {
                name.push('_');
            }
            names.push(name.clone());
            let ty = match kind {
                Column::Text => DataType::Utf8,
                Column::Yuan => DataType::Decimal128(DIGITS.0, DIGITS.1),
                Column::Count => DataType::UInt64,
            };
            fields.push(Field::new(name, ty, true));
        }
        let schema = Arc::new(Schema::new(fields));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by("polcheck".to_owned())
            .build();
        let to = ArrowWriter::try_new(to, Arc::clone(&schema), Some(properties)).map_err(io::Error::other)?;
        Ok(Columns { to, schema, kinds, rows: Vec::new() })
    }

    /// Ends the file.
    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.to.into_inner().map_err(io::Error::other)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let rows = std::mem::take(&mut self.rows);
        let columns: io::Result<Vec<ArrayRef>> =
            self.kinds.iter().enumerate().map(|(at, kind)| column(&rows, at, *kind)).collect();
        let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns?).map_err(io::Error::other)?;
        self.to.write(&batch).map_err(io::Error::other)
    }
}

fn column(rows: &[Vec<Out>], at: usize, kind: Column) -> io::Result<ArrayRef> {
    let cell = |row: &Vec<Out>| row.get(at).cloned().unwrap_or(Out::Blank);
    Ok(match kind {
        Column::Text => {
            let mut own = StringBuilder::new();
            for row in rows {
                match cell(row) {
                    Out::Blank => own.append_null(),
                    Out::Same(same) => own.append_value(same.text()),
                    other => own.append_value(text(&other)),
                }
            }
            Arc::new(own.finish())
        }
        Column::Yuan => {
            let mut own = Decimal128Builder::new();
            for row in rows {
                own.append_option(if let Out::Yuan(fen) = cell(row) { Some(fen) } else { None });
            }
            Arc::new(own.finish().with_precision_and_scale(DIGITS.0, DIGITS.1).map_err(io::Error::other)?)
        }
        Column::Count => {
            let mut own = UInt64Builder::new();
            for row in rows {
                own.append_option(if let Out::Count(count) = cell(row) { Some(count) } else { None });
            }
            Arc::new(own.finish())
        }
    })
}

impl<W: Write + Send> Sink for Columns<W> {
    fn begin(&mut self, _: &str, _: &[String]) -> io::Result<()> {
        Ok(())
    }

    fn row(&mut self, cells: &[Out]) -> io::Result<()> {
        self.rows.push(cells.to_vec());
        if self.rows.len() >= BATCH { self.flush() } else { Ok(()) }
    }
}
