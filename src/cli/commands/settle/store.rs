//! Rows until they are settled: in memory, or, when there are too many, in parts on disk, each with whole subjects.
//! Verdicts come out in the order of the input either way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::outputs::Scratch;
use crate::cli::error::Error;
use crate::data::settle::Verdict;
use crate::data::spill::{RawBill, hash};

/// Into how many parts rows go; each must fit in memory. Some systems let a program open 256 files.
const PARTS: u64 = 224;
/// What a row takes while it is settled, as a multiple of what it takes while it waits.
const FACTOR: usize = 4;

/// Rows that wait to be settled.
pub(super) struct Store {
    held: Vec<(RawBill, u64)>,
    bytes: usize,
    limit: usize,
    /// Where the parts go.
    beside: PathBuf,
    parts: Option<Parts>,
}

struct Parts {
    scratch: Scratch,
    files: Vec<BufWriter<File>>,
}

impl Store {
    /// Returns an empty store that may take so many bytes of memory.
    pub(super) fn new(memory: usize, beside: &Path) -> Store {
        Store { held: Vec::new(), bytes: 0, limit: memory / FACTOR, beside: beside.to_owned(), parts: None }
    }

    /// Takes in a row of a subject.
    pub(super) fn add(&mut self, raw: RawBill, subject: &str) -> Result<(), Error> {
        let part = hash(subject) % PARTS;
        if let Some(parts) = &mut self.parts {
            return parts.add(&raw, part);
        }
        self.bytes += raw.size();
        self.held.push((raw, part));
        if self.bytes <= self.limit {
            return Ok(());
        }
        let mut parts = Parts::new(&self.beside)?;
        for (raw, part) in self.held.drain(..) {
            parts.add(&raw, part)?;
        }
        self.held.shrink_to_fit();
        self.parts = Some(parts);
        Ok(())
    }

    /// Returns how many rows are held in memory.
    pub(super) fn rows(&self) -> usize {
        self.held.len()
    }

    /// Returns the rows that are held, and forgets them.
    pub(super) fn take(&mut self) -> Vec<RawBill> {
        self.bytes = 0;
        std::mem::take(&mut self.held).into_iter().map(|(raw, _)| raw).collect()
    }

    /// Hands everything on in parts of whole subjects, each no larger than memory allows.
    pub(super) fn drain(mut self, work: &mut dyn FnMut(Vec<RawBill>) -> Result<(), Error>) -> Result<(), Error> {
        let Some(parts) = self.parts.take() else { return work(self.take()) };
        let Parts { scratch, files } = parts;
        for (at, file) in files.into_iter().enumerate() {
            work(read_part(&scratch, at, file)?)?;
        }
        Ok(())
    }

    /// Settles everything and hands the verdicts on in the order of the input, `more` among them.
    pub(super) fn finish(
        mut self,
        more: Vec<Verdict>,
        settle: &mut dyn FnMut(Vec<RawBill>) -> Vec<Verdict>,
        hand_on: &mut dyn FnMut(Verdict) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let Some(parts) = self.parts.take() else {
            let mut verdicts = settle(self.take());
            verdicts.extend(more);
            verdicts.sort_by_key(|own| own.number);
            return verdicts.into_iter().try_for_each(hand_on);
        };
        let Parts { scratch, files } = parts;
        let fault = |error: &io::Error| Error::unwritable(&scratch.path, error);
        let mut streams: Vec<BufReader<File>> = Vec::new();
        for (at, file) in files.into_iter().enumerate() {
            let rows = read_part(&scratch, at, file)?;
            streams
                .push(written(&scratch.path.join(format!("{at}.out")), settle(rows)).map_err(|error| fault(&error))?);
        }
        streams.push(written(&scratch.path.join("more.out"), more).map_err(|error| fault(&error))?);
        // Each stream is in order; the first of all streams comes next.
        let mut heads: Vec<Option<Verdict>> = Vec::new();
        let mut heap = BinaryHeap::new();
        for (at, stream) in streams.iter_mut().enumerate() {
            let head = Verdict::read(stream).map_err(|error| fault(&error))?;
            heap.extend(head.as_ref().map(|own| Reverse((own.number, at))));
            heads.push(head);
        }
        while let Some(Reverse((_, at))) = heap.pop() {
            let next = Verdict::read(&mut streams[at]).map_err(|error| fault(&error))?;
            heap.extend(next.as_ref().map(|own| Reverse((own.number, at))));
            if let Some(own) = std::mem::replace(&mut heads[at], next) {
                hand_on(own)?;
            }
        }
        Ok(())
    }
}

/// Reads the rows of a part and removes it.
fn read_part(scratch: &Scratch, at: usize, mut file: BufWriter<File>) -> Result<Vec<RawBill>, Error> {
    let fault = |error: &io::Error| Error::unwritable(&scratch.path, error);
    file.flush().map_err(|error| fault(&error))?;
    drop(file);
    let path = scratch.path.join(format!("{at}.rows"));
    let mut from = BufReader::new(File::open(&path).map_err(|error| fault(&error))?);
    let mut rows = Vec::new();
    while let Some(raw) = RawBill::read(&mut from).map_err(|error| fault(&error))? {
        rows.push(raw);
    }
    drop(from);
    std::fs::remove_file(&path).map_err(|error| fault(&error))?;
    Ok(rows)
}

fn written(path: &Path, verdicts: Vec<Verdict>) -> io::Result<BufReader<File>> {
    let mut file = BufWriter::new(File::create(path)?);
    for own in &verdicts {
        own.write(&mut file)?;
    }
    file.flush()?;
    Ok(BufReader::new(File::open(path)?))
}

impl Parts {
    fn new(beside: &Path) -> Result<Parts, Error> {
        let scratch = Scratch::new(beside)?;
        let open = |at: u64| {
            let path = scratch.path.join(format!("{at}.rows"));
            let file = File::create(&path).map_err(|error| Error::unwritable(&path, &error))?;
            Ok(BufWriter::with_capacity(1 << 15, file))
        };
        let files: Result<Vec<_>, Error> = (0..PARTS).map(open).collect();
        Ok(Parts { files: files?, scratch })
    }

    fn add(&mut self, raw: &RawBill, part: u64) -> Result<(), Error> {
        let file = &mut self.files[part as usize];
        raw.write(file).map_err(|error| Error::unwritable(&self.scratch.path, &error))
    }
}
