//! Where verdicts go: a table of rows as CSV or workbook, rejects beside it, the record of the run; or standard output.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::RESULT;
use super::inputs;
use super::outputs::Draft;
use crate::base::text::Lang;
use crate::cli::args::{DocumentWord, SettleArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output;
use crate::cli::words;
use crate::data::layout::{Layout, reject_headings, reject_rows};
use crate::data::out::{Out, Sink, Text};
#[cfg(feature = "parquet")]
use crate::data::parquet::{
    open::{Batches, Form as ColumnsForm, Piece, Types},
    write::{Columns, Results},
};
use crate::data::record::OutputRecord;
use crate::data::settle::Verdict;
use crate::data::sheaf::Sheaf;
use crate::data::sheaf::settle::{Outcome, Paid};
#[cfg(feature = "xlsx")]
use crate::data::xlsx::write::Book;
use crate::report::page::Block;
use crate::report::settle::{self as report, Page};

/// The most rejected rows that stand in a workbook beside the others; the file of rejects has them all.
pub(in crate::cli::commands) const REJECTS_IN_BOOK: usize = 100_000;

/// So many rows are put together at once by a thread; fewer than some are not worth it.
const PIECE: usize = 8_192;
const FEW: usize = 64;

enum Form {
    /// Totals only.
    None,
    Csv,
    Workbook,
    Parquet,
    Arrow,
}

/// The outputs of a run.
pub(super) struct Writer {
    form: Form,
    target: Option<PathBuf>,
    lang: Lang,
    layout: Option<Layout>,
    rows: Option<Rows>,
    count: u64,
    rejects: Option<(Draft, Text<BufWriter<File>>)>,
    rejects_target: Option<PathBuf>,
    reject_count: u64,
    /// The first of them, for the workbook.
    reject_rows: Vec<Vec<Out>>,
    /// Of how many they are.
    reject_rows_of: u64,
    record_target: Option<PathBuf>,
    /// Whether there is a processor to write while the next rows are settled.
    #[cfg(feature = "parquet")]
    behind: bool,
    threads: usize,
}

enum Rows {
    File(Draft, Text<BufWriter<File>>),
    Stdout(Text<Quiet>),
    #[cfg(feature = "xlsx")]
    Book(Draft, BufWriter<File>, Box<Book>),
    #[cfg(feature = "parquet")]
    Columns(Draft, Box<Columns<BufWriter<File>>>),
    #[cfg(feature = "parquet")]
    Stream(Box<Columns<Quiet>>),
}

/// Standard output; whoever stopped listening is not told.
struct Quiet(BufWriter<io::Stdout>);

impl Write for Quiet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.0.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(bytes.len()),
            other => other,
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self.0.flush() {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }
}

impl Writer {
    pub(super) fn new(
        face: &Face,
        arguments: &SettleArguments,
        folder: &Path,
        files: &[PathBuf],
    ) -> Result<Writer, Error> {
        let mut target = face.global.output.as_ref().map(|own| folder.join(own));
        let totals_only = !arguments.by.is_empty() || arguments.compare || arguments.trace.is_some();
        let form = match (&target, face.document()) {
            (Some(_), Some(DocumentWord::Csv)) => Form::Csv,
            (Some(_), Some(DocumentWord::Xlsx)) => Form::Workbook,
            (Some(_), Some(DocumentWord::Parquet)) => Form::Parquet,
            (_, Some(DocumentWord::Arrow)) => Form::Arrow,
            (None, Some(DocumentWord::Parquet)) => return Err(Error::usage(words::parquet_needs_a_file())),
            // A page with the totals, in whatever form.
            (Some(_), _) => Form::None,
            (None, Some(DocumentWord::Csv)) => Form::Csv,
            (None, _) if totals_only => Form::None,
            (None, _) => match files {
                [only] if inputs::is_workbook(only) => {
                    let stem = only.file_stem().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
                    target = Some(folder.join(only.with_file_name(format!("{stem}{RESULT}.xlsx"))));
                    Form::Workbook
                }
                _ => Form::Csv,
            },
        };
        if !cfg!(feature = "xlsx") && matches!(form, Form::Workbook) {
            return Err(Error::usage(words::no_workbooks()));
        }
        if !cfg!(feature = "parquet") && matches!(form, Form::Parquet | Form::Arrow) {
            return Err(Error::usage(words::no_parquet()));
        }
        let file = target.as_ref().filter(|own| !output::is_device(own));
        let beside = |ending: &str| file.map(|own| own.with_extension(ending));
        let inputs: Vec<PathBuf> = files.iter().filter_map(|own| folder.join(own).canonicalize().ok()).collect();
        let overwrites = |own: &PathBuf| own.canonicalize().is_ok_and(|own| inputs.contains(&own));
        if let Some(own) = target.as_ref().filter(|own| overwrites(own)) {
            return Err(Error::usage(words::output_is_input(shown(own))));
        }
        let named = |own: &Option<PathBuf>| own.as_ref().map(|own| folder.join(own));
        Ok(Writer {
            form,
            lang: face.lang(),
            layout: None,
            rows: None,
            count: 0,
            rejects: None,
            rejects_target: named(&arguments.rejects).or_else(|| beside("rejects.csv")),
            reject_count: 0,
            reject_rows: Vec::new(),
            reject_rows_of: 0,
            record_target: named(&arguments.record).or_else(|| beside("run.json")),
            #[cfg(feature = "parquet")]
            behind: super::threads_of(arguments.threads) > 1,
            threads: super::threads_of(arguments.threads),
            target,
        })
    }

    /// Returns where results go, as far as that is a place on disk.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        let parent = self.target.as_ref().filter(|own| !output::is_device(own))?.parent()?.to_owned();
        Some(if parent.as_os_str().is_empty() { PathBuf::from(".") } else { parent })
    }

    pub(super) fn is_open(&self) -> bool {
        self.layout.is_some()
    }

    /// Begins the table of rows.
    #[cfg_attr(
        not(feature = "parquet"),
        expect(unused_variables, reason = "only columns keep the types of the inputs")
    )]
    pub(super) fn open(&mut self, layout: Layout, inputs: &[PathBuf]) -> Result<(), Error> {
        let headings = layout.headings();
        let name = words::sheet_rows().get(self.lang).to_owned();
        #[cfg(feature = "parquet")]
        let kinds = layout.kinds();
        self.layout = Some(layout);
        let mut rows = match (&self.form, &self.target) {
            (Form::None, _) => return Ok(()),
            (Form::Csv, Some(target)) => {
                let (draft, file) = Draft::new(target)?;
                let text = Text::new(file, true).map_err(|error| Error::unwritable(target, &error))?;
                Rows::File(draft, text)
            }
            #[cfg(feature = "xlsx")]
            (Form::Workbook, Some(target)) => {
                let (draft, file) = Draft::new(target)?;
                let beside = target.parent().filter(|own| !own.as_os_str().is_empty());
                let book = Book::new(words::sheet_rows().get(self.lang), beside);
                Rows::Book(draft, file, Box::new(book.map_err(|error| Error::unwritable(target, &error))?))
            }
            #[cfg(feature = "parquet")]
            (Form::Parquet | Form::Arrow, Some(target)) => {
                let (draft, file) = Draft::new(target)?;
                let form = match &self.form {
                    Form::Parquet => ColumnsForm::Parquet,
                    Form::None | Form::Csv | Form::Workbook | Form::Arrow => ColumnsForm::of_name(target),
                };
                let columns = Columns::new(file, form, &headings, &kinds, &types_of(inputs));
                Rows::Columns(draft, Box::new(if self.behind { columns.behind() } else { columns }))
            }
            #[cfg(feature = "parquet")]
            (Form::Arrow, None) => {
                let stdout = Quiet(BufWriter::new(io::stdout()));
                let types = types_of(inputs);
                Rows::Stream(Box::new(Columns::new(stdout, ColumnsForm::ArrowStream, &headings, &kinds, &types)))
            }
            _ => {
                let stdout = Quiet(BufWriter::new(io::stdout()));
                Rows::Stdout(Text::new(stdout, false).map_err(|error| Error::unwritable(Path::new("stdout"), &error))?)
            }
        };
        let begun = sink(&mut rows).begin(&name, &headings);
        begun.map_err(|error| self.fault(&error))?;
        self.rows = Some(rows);
        Ok(())
    }

    fn fault(&self, error: &io::Error) -> Error {
        Error::unwritable(self.target.as_deref().unwrap_or(Path::new("stdout")), error)
    }

    /// Writes a verdict.
    pub(super) fn row(&mut self, verdict: &Verdict) -> Result<(), Error> {
        let (Some(layout), Some(rows)) = (&self.layout, &mut self.rows) else { return Ok(()) };
        self.count += 1;
        #[cfg(feature = "xlsx")]
        let is_book = matches!(rows, Rows::Book(..));
        #[cfg(not(feature = "xlsx"))]
        let is_book = false;
        let cells = if is_book { layout.row_of_sheet(verdict) } else { layout.row(verdict) };
        let written = sink(rows).row(&cells);
        written.map_err(|error| self.fault(&error))
    }

    /// Writes a row that was read at a glance.
    pub(super) fn paid(&mut self, row: &Paid<'_>) -> Result<(), Error> {
        let (Some(layout), Some(rows)) = (&self.layout, &mut self.rows) else { return Ok(()) };
        let put = match rows {
            Rows::File(_, text) => text.line_if(|to| layout.put(to, row)),
            Rows::Stdout(text) => text.line_if(|to| layout.put(to, row)),
            #[cfg(feature = "xlsx")]
            Rows::Book(..) => Ok(false),
            #[cfg(feature = "parquet")]
            Rows::Columns(..) | Rows::Stream(_) => Ok(false),
        };
        match put {
            Ok(true) => self.count += 1,
            Ok(false) => return self.row(&row.verdict()),
            Err(error) => return Err(self.fault(&error)),
        }
        Ok(())
    }

    /// Writes rows of a sheaf; as text on several threads, where there are some.
    pub(super) fn paid_rows(&mut self, sheaf: &Sheaf, outcome: &Outcome, rows: Range<usize>) -> Result<(), Error> {
        let (Some(layout), Some(open)) = (&self.layout, &mut self.rows) else { return Ok(()) };
        let written = match open {
            _ if rows.len() < FEW => None,
            Rows::File(_, to) => Some(put_rows(layout, sheaf, outcome, rows.clone(), self.threads, to)),
            Rows::Stdout(to) => Some(put_rows(layout, sheaf, outcome, rows.clone(), self.threads, to)),
            #[cfg(feature = "xlsx")]
            Rows::Book(..) => None,
            #[cfg(feature = "parquet")]
            Rows::Columns(..) | Rows::Stream(_) => None,
        };
        match written {
            Some(Ok(count)) => self.count += count,
            Some(Err(error)) => return Err(self.fault(&error)),
            None => outcome.each(sheaf, rows, &mut |own| self.paid(own))?,
        }
        Ok(())
    }

    /// Whether a workbook is written, which has room for worked sums.
    pub(super) fn is_workbook(&self) -> bool {
        matches!(self.form, Form::Workbook)
    }

    /// Whether results can be written that never were rows.
    #[cfg(feature = "parquet")]
    pub(super) fn takes_columns(&self) -> bool {
        matches!(self.form, Form::None | Form::Parquet | Form::Arrow)
    }

    /// Writes rows that never were rows; see [`Columns::batch`].
    #[cfg(feature = "parquet")]
    pub(super) fn columns(&mut self, input: &Piece, results: &Results, from: usize, line: u64) -> Result<(), Error> {
        let left_out = results.left_out.get(from..from + input.num_rows());
        self.count += left_out.map_or(input.num_rows(), |own| own.iter().filter(|out| !**out).count()) as u64;
        let written = match &mut self.rows {
            Some(Rows::Columns(_, to)) => to.batch(input, results, from, line),
            Some(Rows::Stream(to)) => to.batch(input, results, from, line),
            _ => Ok(()),
        };
        written.map_err(|error| self.fault(&error))
    }

    /// Writes why a row was rejected.
    pub(super) fn reject(&mut self, verdict: &Verdict, names: &[String]) -> Result<(), Error> {
        let rows = reject_rows(verdict, names, self.lang);
        self.reject_count += 1;
        if matches!(self.form, Form::Workbook) && self.reject_rows.len() < REJECTS_IN_BOOK {
            self.reject_rows.extend(rows.iter().cloned());
            self.reject_rows_of += 1;
        }
        let Some(target) = &self.rejects_target else { return Ok(()) };
        let fault = |error: &io::Error| Error::unwritable(target, error);
        if self.rejects.is_none() {
            let (draft, file) = Draft::new(target)?;
            let mut text = Text::new(file, true).map_err(|error| fault(&error))?;
            text.begin("", &reject_headings(self.lang)).map_err(|error| fault(&error))?;
            self.rejects = Some((draft, text));
        }
        if let Some((_, text)) = &mut self.rejects {
            rows.iter().try_for_each(|own| text.row(own)).map_err(|error| fault(&error))?;
        }
        Ok(())
    }

    /// Puts the rejects in their place; returns where.
    pub(super) fn keep_rejects(&mut self) -> Result<Option<PathBuf>, Error> {
        let Some((draft, text)) = self.rejects.take() else { return Ok(None) };
        let target = self.rejects_target.clone().unwrap_or_default();
        let file = text.finish().map_err(|error| Error::unwritable(&target, &error))?;
        draft.finish(file)?;
        Ok(Some(target))
    }

    /// Returns what will have been written.
    pub(super) fn outputs(&self) -> Vec<OutputRecord> {
        let name = |own: &Path| own.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
        let rows = self.target.as_ref().filter(|_| self.rows.is_some());
        let rows = rows.map(|own| OutputRecord { role: "payments".to_owned(), name: name(own), rows: self.count });
        let rejects = self.rejects_target.as_ref().filter(|_| self.rejects.is_some());
        let rejects =
            rejects.map(|own| OutputRecord { role: "rejects".to_owned(), name: name(own), rows: self.reject_count });
        rows.into_iter().chain(rejects).collect()
    }

    /// Puts everything in its place; returns the files, and what goes to standard output.
    pub(super) fn finish(
        &mut self,
        face: &Face,
        page: &Page<'_>,
        blocks: &[Block],
        worked: Option<&report::Sheet>,
    ) -> Result<(Vec<PathBuf>, String), Error> {
        let mut written: Vec<PathBuf> = Vec::new();
        let mut result = String::new();
        match self.rows.take() {
            None => {
                result = match face.as_document(|| blocks.to_vec())? {
                    Some(document) => document,
                    None => report::render(page),
                };
            }
            Some(Rows::Stdout(text)) => {
                let mut stdout = text.finish().map_err(|error| self.fault(&error))?;
                stdout.flush().map_err(|error| self.fault(&error))?;
            }
            Some(Rows::File(draft, text)) => {
                let file = text.finish().map_err(|error| self.fault(&error))?;
                draft.finish(file)?;
                written.extend(self.target.clone());
                if page.record.by.is_some() || page.record.compare.is_some() {
                    result = report::render(page);
                }
                face.mark_written();
            }
            #[cfg(feature = "parquet")]
            Some(Rows::Columns(draft, columns)) => {
                let file = columns.finish().map_err(|error| self.fault(&error))?;
                draft.finish(file)?;
                written.extend(self.target.clone());
                face.mark_written();
            }
            #[cfg(feature = "parquet")]
            Some(Rows::Stream(columns)) => {
                let mut stdout = columns.finish().map_err(|error| self.fault(&error))?;
                stdout.flush().map_err(|error| self.fault(&error))?;
            }
            #[cfg(feature = "xlsx")]
            Some(Rows::Book(draft, mut file, mut book)) => {
                let are_all = self.reject_count <= self.reject_rows_of;
                let done = sheets(&mut book, page, worked, &self.reject_rows, are_all);
                let done = done.and_then(|()| book.finish(&mut file));
                done.map_err(|error| self.fault(&error))?;
                draft.finish(file)?;
                written.extend(self.target.clone());
                face.mark_written();
            }
        }
        written.extend(self.keep_rejects()?);
        if let Some(target) = &self.record_target {
            let mut text = serde_json::to_string_pretty(page.record).expect("a record holds texts, numbers and lists");
            text.push('\n');
            output::to_file(target, text)?;
            written.push(target.clone());
        }
        Ok((written, result))
    }
}

/// Adds the sheets behind the rows: totals, what was compared, rejects, how the tables were read.
#[cfg(feature = "xlsx")]
pub(in crate::cli::commands) fn sheets(
    book: &mut Book,
    page: &Page<'_>,
    worked: Option<&report::Sheet>,
    rejects: &[Vec<Out>],
    are_all: bool,
) -> io::Result<()> {
    for table in report::tables(page).iter().chain(worked) {
        book.begin(&table.name, &table.headings)?;
        table.rows.iter().try_for_each(|own| book.row(own))?;
    }
    if !rejects.is_empty() {
        book.begin(words::sheet_rejects().get(page.lang), &reject_headings(page.lang))?;
        rejects.iter().try_for_each(|own| book.row(own))?;
    }
    let mut about = report::about(page);
    if !are_all {
        about.note(&words::rejects_cut(REJECTS_IN_BOOK.to_string()), page.lang);
    }
    if page.record.rows.read > super::trace::MOST_WORKED as u64 && page.record.of_claims() {
        about.note(&words::no_worked_sums(super::trace::MOST_WORKED.to_string()), page.lang);
    }
    book.begin(&about.name, &about.headings)?;
    about.rows.iter().try_for_each(|own| book.row(own))
}

/// Puts rows of a sheaf as text, on so many threads; returns how many there were.
fn put_rows<W: Write>(
    layout: &Layout,
    sheaf: &Sheaf,
    outcome: &Outcome,
    rows: Range<usize>,
    threads: usize,
    to: &mut Text<W>,
) -> io::Result<u64> {
    let lines = |rows: Range<usize>| -> io::Result<(Vec<u8>, u64)> {
        let (mut bytes, mut count) = (Vec::new(), 0);
        outcome.each(sheaf, rows, &mut |own| -> io::Result<()> {
            layout.put_line(&mut bytes, own);
            count += 1;
            Ok(())
        })?;
        Ok((bytes, count))
    };
    let mut all = 0;
    let mut from = rows.start;
    while from < rows.end {
        let part = |at: usize| (from + at * PIECE).min(rows.end)..(from + (at + 1) * PIECE).min(rows.end);
        let parts: Vec<Range<usize>> = (0..threads).map(part).filter(|own| !own.is_empty()).collect();
        from = parts.last().map_or(rows.end, |own| own.end);
        let done: Vec<io::Result<(Vec<u8>, u64)>> = match parts.as_slice() {
            [one] => vec![lines(one.clone())],
            several => std::thread::scope(|scope| {
                let lines = &lines;
                let spawn = |own: &Range<usize>| {
                    let own = own.clone();
                    scope.spawn(move || lines(own))
                };
                let handles: Vec<_> = several.iter().map(spawn).collect();
                let join = |own: std::thread::ScopedJoinHandle<'_, _>| {
                    own.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                };
                handles.into_iter().map(join).collect()
            }),
        };
        for own in done {
            let (bytes, count) = own?;
            to.lines(&bytes)?;
            all += count;
        }
    }
    Ok(all)
}

fn sink(rows: &mut Rows) -> &mut dyn Sink {
    match rows {
        Rows::File(_, text) => text,
        Rows::Stdout(text) => text,
        #[cfg(feature = "xlsx")]
        Rows::Book(_, _, book) => book.as_mut(),
        #[cfg(feature = "parquet")]
        Rows::Columns(_, columns) => columns.as_mut(),
        #[cfg(feature = "parquet")]
        Rows::Stream(columns) => columns.as_mut(),
    }
}

/// Returns the types of the columns of the inputs; nothing where one of them has none.
#[cfg(feature = "parquet")]
fn types_of(inputs: &[PathBuf]) -> Vec<Types> {
    let of = |own: &PathBuf| {
        let file = File::open(own).ok().filter(|_| inputs::is_columns(own))?;
        Batches::open(file).ok().map(|own| own.types)
    };
    inputs.iter().map(of).collect::<Option<Vec<_>>>().unwrap_or_default()
}
