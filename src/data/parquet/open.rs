//! A file or a stream to batches of columns: tells Parquet from Arrow IPC by the first bytes. What is cut off, what lies
//! about itself and what no cell can hold is refused by name.

use super::messages::Messages;
use crate::base::text::{Text, quoted};
use crate::data::table::MAX_COLUMNS;
use crate::data::words;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::ChunkReader;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

/// How many rows are unpacked at once.
pub const BATCH: usize = 65_536;
/// The most that a column of a group of rows may unpack to.
pub const MAX_UNPACKED_BYTES: i64 = 2 << 30;

const PARQUET: &[u8] = b"PAR1";
const ENCRYPTED: &[u8] = b"PARE";
const ARROW: &[u8] = b"ARROW1";
/// Where the stream in an Arrow file begins, or zeros that stand before it.
const ARROW_BEGINS: u64 = 8;
const MOST_PADDING: u64 = 128;
/// What each message of a stream begins with.
const STREAM: &[u8] = &[0xff; 4];

/// What a reader reads from: a file.
pub trait Source: ChunkReader + Read + Seek + Send + 'static {}
impl<T: ChunkReader + Read + Seek + Send + 'static> Source for T {}

/// The names and types of columns.
pub type Types = SchemaRef;
/// Some rows of all columns.
pub type Piece = RecordBatch;

/// Columns that are being read.
pub struct Batches {
    pub form: Form,
    pub types: SchemaRef,
    /// What the file says, where it says so.
    rows: Option<u64>,
    read: u64,
    /// What is left of a batch that was too long.
    rest: Option<RecordBatch>,
    next: Unpacked,
}

/// Where batches come from: a file may be unpacked on another thread, a stream stays where it is read.
enum Unpacked {
    File(Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>> + Send>),
    Stream(Box<dyn Iterator<Item = Result<RecordBatch, ArrowError>>>),
}

/// How many batches are unpacked before they are asked for.
const AHEAD: usize = 1;

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Parquet,
    ArrowFile,
    ArrowStream,
}

impl Form {
    /// Returns what it is called in the record of a run.
    pub fn name(self) -> &'static str {
        match self {
            Form::Parquet => "Parquet",
            Form::ArrowFile => "Arrow IPC",
            Form::ArrowStream => "Arrow IPC (stream)",
        }
    }

    /// Returns what a file of a name is written as.
    pub fn of_name(path: &std::path::Path) -> Form {
        match path.extension() {
            Some(own) if own == "parquet" => Form::Parquet,
            Some(own) if own == "arrows" => Form::ArrowStream,
            Some(_) | None => Form::ArrowFile,
        }
    }

    /// Tells a file by its first bytes.
    fn of(head: &[u8]) -> Result<Form, Text> {
        match head {
            [] => Err(words::empty_table()),
            own if own.starts_with(PARQUET) => Ok(Form::Parquet),
            own if own.starts_with(ENCRYPTED) => Err(words::encrypted_columns()),
            own if own.starts_with(ARROW) => Ok(Form::ArrowFile),
            own if own.starts_with(STREAM) => Ok(Form::ArrowStream),
            _ => Err(words::no_columns()),
        }
    }
}

impl Batches {
    /// Opens a file.
    pub fn open(from: impl Source) -> Result<Batches, Text> {
        Batches::open_with(from, &[])
    }

    /// Opens a file. Columns of text at some places come as the dictionaries that the file keeps, where it is Parquet;
    /// `types` are those of the file all the same.
    pub fn open_with(mut from: impl Source, words: &[usize]) -> Result<Batches, Text> {
        let size = from.len();
        let head = from.get_bytes(0, size.min(8) as usize).map_err(|error| broken(&error))?;
        let batches = match Form::of(&head)? {
            Form::Parquet => guarded(|| Batches::parquet(from, words))??,
            // A file is a stream between its marks, with a footer that tells the way about.
            Form::ArrowFile => Batches::arrow_file(from)?,
            Form::ArrowStream => {
                // Looking at the head may have moved on.
                from.seek(SeekFrom::Start(0)).map_err(|error| broken(&error))?;
                Batches::stream(Form::ArrowStream, BufReader::new(from))?
            }
        };
        batches.checked()
    }

    /// Opens what comes without end or beginning, as standard input does: only a stream can be read so.
    pub fn of_stream(mut from: BufReader<impl Read + 'static>) -> Result<Batches, Text> {
        use std::io::BufRead;
        let head = from.fill_buf().map_err(|error| words::cannot_go_on(error.to_string()))?;
        match Form::of(head)? {
            Form::ArrowStream => Batches::stream(Form::ArrowStream, from)?.checked(),
            own @ (Form::Parquet | Form::ArrowFile) => Err(words::needs_a_file(own.name())),
        }
    }

    fn arrow_file(mut from: impl Source) -> Result<Batches, Text> {
        let size = from.len();
        let count = ARROW.len() as u64;
        let tail = from.get_bytes(size.saturating_sub(count), size.min(count) as usize).map_err(|own| broken(&own))?;
        if size < 2 * ARROW_BEGINS || tail != ARROW {
            return Err(words::no_footer());
        }
        // Some pad the mark at the beginning with more zeros than others.
        let length = (size - ARROW_BEGINS).min(MOST_PADDING) as usize;
        let padding = from.get_bytes(ARROW_BEGINS, length).map_err(|error| broken(&error))?;
        let zeros = padding.iter().take_while(|own| **own == 0).count() as u64 / 8 * 8;
        from.seek(SeekFrom::Start(ARROW_BEGINS + zeros)).map_err(|error| broken(&error))?;
        Batches::stream(Form::ArrowFile, BufReader::new(from))
    }

    fn stream(form: Form, from: impl Read + 'static) -> Result<Batches, Text> {
        let reader = guarded(|| StreamReader::try_new(Messages::new(from), None))?.map_err(|error| broken(&error))?;
        Ok(Batches::new(form, reader.schema(), None, Unpacked::Stream(Box::new(reader))))
    }

    fn parquet(from: impl Source, words: &[usize]) -> Result<Batches, Text> {
        let size = from.len();
        let tail = from.get_bytes(size.saturating_sub(4), size.min(4) as usize).map_err(|error| broken(&error))?;
        if size < 12 || tail != PARQUET {
            return Err(words::no_footer());
        }
        let told = ArrowReaderMetadata::load(&from, ArrowReaderOptions::new()).map_err(|error| broken(&error))?;
        let rows = honest(told.metadata(), size)?;
        let types = SchemaRef::clone(told.schema());
        let told = match with_words(&types, words) {
            Some(schema) => {
                let options = ArrowReaderOptions::new().with_schema(schema);
                let metadata = Arc::clone(told.metadata());
                ArrowReaderMetadata::try_new(metadata, options).map_err(|error| broken(&error))?
            }
            None => told,
        };
        let builder = ParquetRecordBatchReaderBuilder::new_with_metadata(from, told);
        let reader = builder.with_batch_size(BATCH).build().map_err(|error| broken(&error))?;
        Ok(Batches::new(Form::Parquet, types, Some(rows), Unpacked::File(Box::new(reader))))
    }

    fn new(form: Form, types: SchemaRef, rows: Option<u64>, next: Unpacked) -> Batches {
        Batches { form, types, rows, read: 0, rest: None, next }
    }

    /// Unpacks a file on a thread of its own, a little ahead of whoever asks.
    pub(super) fn ahead(mut self) -> Batches {
        let mut next = match self.next {
            Unpacked::File(own) => own,
            own @ Unpacked::Stream(_) => return Batches { next: own, ..self },
        };
        let (to, from) = sync_channel(AHEAD);
        let unpack = move || {
            loop {
                let batch = catch_unwind(AssertUnwindSafe(|| next.next()));
                let goes_on = matches!(batch, Ok(Some(Ok(_))));
                if to.send(batch).is_err() || !goes_on {
                    return;
                }
            }
        };
        // Nobody waits for it: once nobody asks for batches any more it ends by itself.
        std::thread::Builder::new().spawn(unpack).expect("the system gives a thread");
        self.next = Unpacked::Stream(Box::new(std::iter::from_fn(move || match from.recv() {
            Ok(Ok(batch)) => batch,
            // A panic is told where batches are asked for.
            Ok(Err(panic)) => resume_unwind(panic),
            Err(_) => None,
        })));
        self
    }

    /// Refuses what no row of cells can hold.
    fn checked(self) -> Result<Batches, Text> {
        if self.types.fields().len() > MAX_COLUMNS {
            return Err(words::too_many_columns(MAX_COLUMNS));
        }
        match self.types.fields().iter().find(|own| !is_readable(own.data_type())) {
            Some(own) => Err(words::unreadable_type(own.name(), own.data_type().to_string())),
            None => Ok(self),
        }
    }

    /// Returns how many rows the file says it has, where it says so.
    pub fn rows(&self) -> Option<u64> {
        self.rows
    }

    /// Returns the next batch; at the end the rows must be as many as the file says.
    pub fn batch(&mut self) -> Result<Option<RecordBatch>, Text> {
        let whole = match self.rest.take() {
            Some(rest) => Some(rest),
            None => self.unpacked()?,
        };
        Ok(whole.map(|own| {
            let cut = own.num_rows().min(BATCH);
            self.rest = (cut < own.num_rows()).then(|| own.slice(cut, own.num_rows() - cut));
            own.slice(0, cut)
        }))
    }

    fn unpacked(&mut self) -> Result<Option<RecordBatch>, Text> {
        let next = guarded(|| match &mut self.next {
            Unpacked::File(own) => own.next(),
            Unpacked::Stream(own) => own.next(),
        });
        match next? {
            Some(Ok(batch)) => {
                self.read += batch.num_rows() as u64;
                Ok(Some(batch))
            }
            Some(Err(error)) => Err(broken(&error)),
            None => match self.rows {
                Some(said) if said != self.read => Err(words::rows_missing(said.to_string(), self.read.to_string())),
                _ => Ok(None),
            },
        }
    }
}

/// Returns types with dictionaries for texts at some places; `None`: there is none to be had.
fn with_words(types: &SchemaRef, words: &[usize]) -> Option<SchemaRef> {
    let is_word = |at: usize, own: &Field| words.contains(&at) && *own.data_type() == DataType::Utf8;
    let mut any = false;
    let field = |(at, own): (usize, &Arc<Field>)| match is_word(at, own) {
        true => {
            any = true;
            let ty = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
            Arc::new(own.as_ref().clone().with_data_type(ty))
        }
        false => Arc::clone(own),
    };
    let fields: Vec<Arc<Field>> = types.fields().iter().enumerate().map(field).collect();
    any.then(|| Arc::new(Schema::new_with_metadata(fields, types.metadata().clone())))
}

/// Holds what a footer says against the file: places within it, counts that agree, sizes that can be. Returns the rows.
fn honest(metadata: &ParquetMetaData, size: u64) -> Result<u64, Text> {
    let lies = |what: &str| Err(words::footer_lies(what));
    let mut rows = 0_i64;
    for group in metadata.row_groups() {
        if group.num_rows() < 0 {
            return lies("num_rows");
        }
        rows = rows.saturating_add(group.num_rows());
        for column in group.columns() {
            let from = column.dictionary_page_offset().unwrap_or_else(|| column.data_page_offset());
            let (from, data) = (u64::try_from(from), u64::try_from(column.data_page_offset()));
            let (Ok(from), Ok(_), Ok(length)) = (from, data, u64::try_from(column.compressed_size())) else {
                return lies(&column.column_path().string());
            };
            let unpacked = (0..=MAX_UNPACKED_BYTES).contains(&column.uncompressed_size());
            if from.checked_add(length).is_none_or(|end| end > size) || !unpacked {
                return lies(&column.column_path().string());
            }
        }
    }
    match u64::try_from(metadata.file_metadata().num_rows()) {
        Ok(said) if i64::try_from(said) == Ok(rows) => Ok(said),
        _ => lies("num_rows"),
    }
}

/// Whether a cell can hold what a column of a type holds.
fn is_readable(ty: &DataType) -> bool {
    match ty {
        DataType::Dictionary(_, values) => !matches!(**values, DataType::Dictionary(..)) && is_readable(values),
        DataType::Timestamp(_, zone) => zone.is_none(),
        own => {
            matches!(
                own,
                DataType::Null
                    | DataType::Boolean
                    | DataType::Date32
                    | DataType::Date64
                    | DataType::Float32
                    | DataType::Float64
                    | DataType::Utf8
                    | DataType::LargeUtf8
                    | DataType::Utf8View
            ) || own.is_integer()
                || own.is_decimal()
        }
    }
}

pub(super) fn broken(error: &impl std::fmt::Display) -> Text {
    let whole = error.to_string();
    let line = whole.lines().next().unwrap_or_default();
    words::broken_columns(line.chars().take(120).collect::<String>())
}

/// The libraries meant to report every fault of a file; where one panics instead, that is the file's fault all the same.
pub(super) fn guarded<T>(work: impl FnOnce() -> T) -> Result<T, Text> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        broken(&told.unwrap_or("?"))
    })
}

/// Returns the names of columns that two files do not have alike.
pub fn differences(a: &SchemaRef, b: &SchemaRef) -> Option<Text> {
    let field =
        |own: &SchemaRef, at: usize| own.fields().get(at).map(|own| (own.name().clone(), own.data_type().clone()));
    let count = a.fields().len().max(b.fields().len());
    let found: Vec<String> = (0..count)
        .filter(|at| field(a, *at) != field(b, *at))
        .filter_map(|at| field(a, at).or_else(|| field(b, at)).map(|(name, _)| name))
        .collect();
    if found.is_empty() { None } else { Some(quoted(&found)) }
}
