//! The inputs of a run: names, patterns, folders and standard input to open tables, with their size and hash.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use sha2::{Digest, Sha256};

use crate::base::text::{Text, quoted};
use crate::cli::error::{Error, shown};
use crate::cli::words;
use crate::data::columns::{ByHand, Mapping, Meaning, Schema};
use crate::data::csv::Take;
use crate::data::intake::{Intake, LeftOut, Taken, WrongTotal};
use crate::data::sheaf::read::Line;
use crate::data::table::{About, Flow, Item};
use crate::data::{csv, decode};

/// The longest record of a run that is looked at.
const MAX_RECORD: u64 = 64 << 20;
/// The endings of tables.
const ENDINGS: &[&str] = &["csv", "tsv", "txt", "xlsx", "xlsm", "parquet", "arrow", "feather", "arrows", "ipc"];

/// How tables are to be read.
pub(super) struct Reading<'s> {
    pub(super) schema: &'s Schema,
    pub(super) by_hand: &'s ByHand,
    pub(super) encoding: Option<&'s str>,
    pub(super) sheet: Option<&'s str>,
    pub(super) compare: bool,
    pub(super) needed: Vec<Meaning>,
}

/// A table that has been read.
pub(super) struct Table {
    pub(super) about: About,
    pub(super) left_out: LeftOut,
    pub(super) wrong_totals: Vec<WrongTotal>,
    pub(super) header_line: u64,
    pub(super) rows: u64,
    pub(super) mapping: Mapping,
    pub(super) bytes: u64,
    pub(super) sha256: String,
}

/// The tables of a run.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub(super) found: Vec<PathBuf>,
    /// What was named and is not read, or not as often.
    pub(super) oddities: Vec<Text>,
    /// Where the files are, whatever they are called.
    places: BTreeSet<PathBuf>,
}

/// Returns the files that arguments name: a folder is all tables in it, `*` and `?` stand for parts of a name. What earlier
/// runs have written there is no input, and no file is read twice.
pub(super) fn files(folder: &Path, arguments: &[PathBuf]) -> Result<Files, Error> {
    let mut files = Files::default();
    for argument in arguments {
        let path = folder.join(argument);
        if argument != Path::new("-") && path.is_dir() {
            files.listed(folder, argument, &|name| is_table(Path::new(name)))?;
            let within = folders_within(&path)?;
            if !within.is_empty() {
                files.oddities.push(words::folders_within(quoted(&within)));
            }
            continue;
        }
        let pattern = argument.file_name().map(|own| own.to_string_lossy().into_owned()).unwrap_or_default();
        if argument != Path::new("-") && !path.exists() && pattern.contains(['*', '?']) {
            files.listed(folder, argument, &|name| fits(&pattern, name))?;
            continue;
        }
        files.add(folder, argument.clone());
    }
    Ok(files)
}

impl Files {
    fn add(&mut self, folder: &Path, path: PathBuf) {
        let place = folder.join(&path).canonicalize().ok().filter(|_| path != Path::new("-"));
        if place.is_none_or(|own| self.places.insert(own)) {
            self.found.push(path);
        } else {
            self.oddities.push(words::named_twice(shown(&path)));
        }
    }

    /// Adds the files in a folder, in order of their names.
    fn listed(&mut self, folder: &Path, argument: &Path, wanted: &dyn Fn(&str) -> bool) -> Result<(), Error> {
        let is_folder = folder.join(argument).is_dir();
        let within = if is_folder { argument } else { argument.parent().unwrap_or(Path::new("")) };
        let place = folder.join(within);
        let entries = fs::read_dir(&place).map_err(|error| Error::unreadable(&place, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| Error::unreadable(&place, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let ours = name.starts_with(['.', '~']) || name.contains(".rejects.") || name.contains(super::RESULT);
            if !ours && wanted(&name) && entry.path().is_file() {
                names.push(name);
            }
        }
        names.sort();
        let (results, names): (Vec<String>, Vec<String>) = names.into_iter().partition(|own| is_result(&place, own));
        if names.is_empty() {
            return Err(Error::file(words::no_tables(shown(argument))));
        }
        if !results.is_empty() {
            self.oddities.push(words::own_results(quoted(&results)));
        }
        names.into_iter().for_each(|name| self.add(folder, within.join(name)));
        Ok(())
    }
}

/// Whether the record of an earlier run beside a file says that the file is what it wrote.
fn is_result(folder: &Path, name: &str) -> bool {
    let record = folder.join(name).with_extension("run.json");
    let Ok(file) = File::open(record) else { return false };
    let record: Option<serde_json::Value> = serde_json::from_reader(io::BufReader::new(file.take(MAX_RECORD))).ok();
    let outputs = record.as_ref().and_then(|own| own.get("outputs")?.as_array());
    outputs.is_some_and(|own| own.iter().any(|own| own.get("name").and_then(|own| own.as_str()) == Some(name)))
}

/// Returns the names of folders in a folder, in order.
fn folders_within(folder: &Path) -> Result<Vec<String>, Error> {
    let entries = fs::read_dir(folder).map_err(|error| Error::unreadable(folder, &error))?;
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|own| own.path().is_dir())
        .map(|own| own.file_name().to_string_lossy().into_owned())
        .filter(|own| !own.starts_with('.'))
        .collect();
    names.sort();
    Ok(names)
}

fn ending(path: &Path) -> String {
    path.extension().map(|own| own.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
}

fn is_table(path: &Path) -> bool {
    ENDINGS.contains(&ending(path).as_str())
}

pub(super) fn is_workbook(path: &Path) -> bool {
    matches!(ending(path).as_str(), "xlsx" | "xlsm")
}

/// Whether cells of a file may be numbers and dates.
pub(super) fn has_types(path: &Path) -> bool {
    is_workbook(path) || is_columns(path)
}

pub(super) fn is_columns(path: &Path) -> bool {
    matches!(ending(path).as_str(), "parquet" | "arrow" | "feather" | "arrows" | "ipc")
}

/// Whether a name fits a pattern with `*` and `?`.
fn fits(pattern: &str, name: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(own) if *own == '?' || *own == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|own| *own == '*')
}

/// Why reading ends early: for what the table says, or for something else.
pub(super) enum Ended {
    Table(Text),
    Run(Error),
}

impl Ended {
    /// Ends the reading of a table: as its own fault, or with an error that is kept.
    pub(super) fn stop(self, failed: &mut Option<Error>) -> Result<Flow, Text> {
        match self {
            Ended::Table(reason) => Err(reason),
            Ended::Run(error) => {
                *failed = Some(error);
                Ok(Flow::Stop)
            }
        }
    }
}

impl From<Text> for Ended {
    fn from(reason: Text) -> Ended {
        Ended::Table(reason)
    }
}

impl From<Error> for Ended {
    fn from(error: Error) -> Ended {
        Ended::Run(error)
    }
}

/// Takes the rows of a table that count.
pub(super) trait Visitor {
    fn row(&mut self, mapping: &Mapping, taken: Taken) -> Result<Flow, Text>;

    /// Is offered a line of text that may be read at a glance. `None`: it is to come as a row; else what its columns of
    /// amounts hold is told by [`Visitor::amount`].
    fn line(&mut self, _: &Line<'_>) -> Result<Option<Flow>, Text> {
        Ok(None)
    }

    /// Returns the amount under a column of the line that was taken last, in 分.
    fn amount(&self, _: usize) -> i64 {
        0
    }
}

impl<F: FnMut(&Mapping, Taken) -> Result<Flow, Text>> Visitor for F {
    fn row(&mut self, mapping: &Mapping, taken: Taken) -> Result<Flow, Text> {
        self(mapping, taken)
    }
}

/// Hands lines and rows of a text on.
struct TextRows<'t, 's> {
    intake: &'t mut Intake<'s>,
    visitor: &'t mut dyn Visitor,
    /// Whether lines count beyond doubt; known once there is a header.
    lines: Option<bool>,
}

impl Take for TextRows<'_, '_> {
    fn line(&mut self, line: &Line<'_>) -> Result<Option<Flow>, Text> {
        if self.lines.is_none() && self.intake.mapping.is_some() {
            self.lines = Some(self.intake.tells_rows());
        }
        if self.lines != Some(true) {
            return Ok(None);
        }
        let flow = self.visitor.line(line)?;
        if flow.is_some() {
            self.intake.count(|at| self.visitor.amount(at));
        }
        Ok(flow)
    }

    fn item(&mut self, item: Item) -> Result<Flow, Text> {
        let visitor = &mut *self.visitor;
        self.intake.take(item, &mut |mapping, taken| visitor.row(mapping, taken))
    }
}

/// As [`read`]; whoever takes the rows may end the run.
pub(super) fn read_until(
    folder: &Path,
    path: &Path,
    reading: &Reading<'_>,
    visit: &mut dyn FnMut(&Mapping, Taken) -> Result<Flow, Ended>,
) -> Result<Table, Error> {
    let mut failed: Option<Error> = None;
    let table = read(folder, path, reading, &mut |mapping: &Mapping, taken| match visit(mapping, taken) {
        Ok(flow) => Ok(flow),
        Err(ended) => ended.stop(&mut failed),
    });
    failed.map_or(table, Err)
}

/// Reads a table; every row that counts is handed on.
pub(super) fn read(
    folder: &Path,
    path: &Path,
    reading: &Reading<'_>,
    visitor: &mut dyn Visitor,
) -> Result<Table, Error> {
    let name = if path == Path::new("-") { words::standard_input() } else { Text::same(shown(path)) };
    let fault = |reason: Text| Error::file(words::table_fault(&name, reason));
    let on_disk = folder.join(path);
    if matches!(ending(path).as_str(), "xls" | "et" | "ods") {
        let mut head = Vec::new();
        let file = File::open(&on_disk).map_err(|error| Error::unreadable(path, &error))?;
        file.take(512).read_to_end(&mut head).map_err(|error| Error::unreadable(path, &error))?;
        let is_workbook = head.starts_with(b"PK") && ending(path) != "ods";
        let told = is_workbook.then(words::renamed_workbook).or_else(|| decode::told_page(&head));
        return Err(fault(told.unwrap_or_else(words::old_table)));
    }
    let intake = |exact| Intake::new(reading.schema, reading.by_hand, reading.compare, reading.needed.clone(), exact);
    let (about, bytes, sha256, mut intake) = if is_workbook(path) || is_columns(path) {
        let mut intake = intake(false);
        let mut file = File::open(&on_disk).map_err(|error| Error::unreadable(path, &error))?;
        let hash = hash_beside(&on_disk);
        let take = &mut |item| intake.take(item, &mut |mapping, taken| visitor.row(mapping, taken));
        let about = match is_workbook(path) {
            true => workbook(&mut file, reading, take),
            false => columns(file, take),
        };
        let about = about.map_err(&fault)?;
        let (bytes, sha256) = hash.wait(path)?;
        (about, bytes, sha256, intake)
    } else {
        let encoding = reading.encoding.and_then(decode::named);
        let is_stream = path == Path::new("-");
        let hashing = if is_stream {
            Hashing::new(Box::new(io::stdin()))
        } else {
            if on_disk.is_dir() {
                return Err(Error::unreadable(path, &io::Error::from(io::ErrorKind::IsADirectory)));
            }
            Hashing::new(Box::new(File::open(&on_disk).map_err(|error| Error::unreadable(path, &error))?))
        };
        let shared = Shared(Rc::new(RefCell::new(hashing)));
        let mut from = io::BufReader::with_capacity(1 << 16, shared.clone());
        let head = from.fill_buf().map_err(|error| Error::unreadable(path, &error))?;
        // What a stream of columns begins with no text does.
        let of_columns = is_stream && [&b"PAR1"[..], b"ARROW1", &[0xff; 4]].iter().any(|own| head.starts_with(own));
        if is_stream && head.starts_with(b"PK\x03\x04") {
            return Err(fault(words::workbook_on_input()));
        }
        let mut intake = intake(!of_columns);
        let about = match of_columns {
            true => {
                let take = &mut |item| intake.take(item, &mut |mapping, taken| visitor.row(mapping, taken));
                streamed(from, take)
            }
            false => {
                let mut rows = TextRows { intake: &mut intake, visitor, lines: None };
                csv::read_lines(Box::new(from), encoding, &mut rows)
            }
        };
        let about = about.map_err(&fault)?;
        let hashing = shared.0.borrow();
        (about, hashing.bytes, hex(&hashing.hash.clone().finalize()), intake)
    };
    intake.finish(&mut |mapping, taken| visitor.row(mapping, taken)).map_err(&fault)?;
    let Intake { mapping, left_out, wrong_totals, header_line, rows, .. } = intake;
    let mapping = mapping.unwrap_or_default();
    Ok(Table { about, left_out, wrong_totals, header_line, rows, mapping, bytes, sha256 })
}

#[cfg(feature = "xlsx")]
fn workbook(
    file: &mut File,
    reading: &Reading<'_>,
    visit: &mut dyn FnMut(Item) -> Result<Flow, Text>,
) -> Result<About, Text> {
    let score = |row: &crate::data::table::Row| reading.schema.headings_in(row, reading.by_hand, reading.compare);
    crate::data::xlsx::read::read(file, reading.sheet, &score, visit)
}

#[cfg(not(feature = "xlsx"))]
fn workbook(_: &mut File, _: &Reading<'_>, _: &mut dyn FnMut(Item) -> Result<Flow, Text>) -> Result<About, Text> {
    Err(words::no_workbooks())
}

#[cfg(feature = "parquet")]
fn columns(file: File, visit: &mut dyn FnMut(Item) -> Result<Flow, Text>) -> Result<About, Text> {
    use crate::data::parquet::{open::Batches, read::rows};
    use std::sync::atomic::Ordering;
    let bytes = file.metadata().map_or(0, |own| own.len());
    let before = super::progress::READ.load(Ordering::Relaxed);
    let step = |rows: u64, all: Option<u64>| {
        if let Some(share) = all.and_then(|all| (u128::from(rows) * u128::from(bytes)).checked_div(u128::from(all))) {
            super::progress::READ.store(before + share as u64, Ordering::Relaxed);
        }
    };
    rows(Batches::open(file)?, &step, visit)
}

#[cfg(feature = "parquet")]
fn streamed(from: io::BufReader<Shared>, visit: &mut dyn FnMut(Item) -> Result<Flow, Text>) -> Result<About, Text> {
    use crate::data::parquet::{open::Batches, read::rows};
    rows(Batches::of_stream(from)?, &|_, _| {}, visit)
}

#[cfg(not(feature = "parquet"))]
fn columns(_: File, _: &mut dyn FnMut(Item) -> Result<Flow, Text>) -> Result<About, Text> {
    Err(words::no_parquet())
}

#[cfg(not(feature = "parquet"))]
fn streamed(_: io::BufReader<Shared>, _: &mut dyn FnMut(Item) -> Result<Flow, Text>) -> Result<About, Text> {
    Err(words::no_parquet())
}

/// What is read and hashed, in the hands of a reader and of whoever asks for the hash at the end.
#[derive(Clone)]
struct Shared(Rc<RefCell<Hashing>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.borrow_mut().read(buffer)
    }
}

/// Hashes what is read through it.
struct Hashing {
    from: Box<dyn Read>,
    hash: Sha256,
    bytes: u64,
}

impl Hashing {
    fn new(from: Box<dyn Read>) -> Hashing {
        Hashing { from, hash: Sha256::new(), bytes: 0 }
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(buffer)?;
        self.hash.update(&buffer[..count]);
        self.bytes += count as u64;
        super::progress::READ.fetch_add(count as u64, std::sync::atomic::Ordering::Relaxed);
        Ok(count)
    }
}

/// A hash that is made while the file is read.
pub(super) struct HashBeside(std::thread::JoinHandle<io::Result<(u64, String)>>);

/// Begins to hash a file.
pub(super) fn hash_beside(path: &Path) -> HashBeside {
    let path = path.to_owned();
    HashBeside(std::thread::spawn(move || hash_of(&mut File::open(path)?)))
}

impl HashBeside {
    /// Returns the bytes of the file, and the hash.
    pub(super) fn wait(self, path: &Path) -> Result<(u64, String), Error> {
        let found = self.0.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        found.map_err(|error| Error::unreadable(path, &error))
    }
}

fn hash_of(from: &mut dyn Read) -> io::Result<(u64, String)> {
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let count = from.read(&mut buffer)?;
        if count == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&buffer[..count]);
        bytes += count as u64;
    }
}

/// Returns the hash of texts, each with its name.
pub(super) fn hash_of_texts<'t>(texts: impl Iterator<Item = (&'t str, &'t str)>) -> String {
    let mut hash = Sha256::new();
    for (name, text) in texts {
        hash.update(name.as_bytes());
        hash.update([0]);
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stand_for_parts_of_names() {
        assert!(fits("*.csv", "结算.csv"));
        assert!(fits("结算-2020-??.csv", "结算-2020-01.csv"));
        assert!(!fits("*.csv", "结算.xlsx"));
        assert!(!fits("结算?.csv", "结算.csv"));
        assert!(fits("*a*b", "xaybzb"));
    }
}
