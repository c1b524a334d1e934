//! Rows until they are settled: in memory, or, when there are too many, in parts on disk, each with whole subjects.
//! Verdicts come out in the order of the input either way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use super::outputs::Scratch;
use crate::cli::error::Error;
use crate::data::settle::Verdict;
use crate::data::sheaf::settle::{Outcome, Paid, PaidRow};
use crate::data::sheaf::{Held, Sheaf};
use crate::data::spill::{self, RawBill, hash};

/// Into how many parts rows go; each must fit in memory. Some systems let a program open 256 files.
const PARTS: u64 = 224;
/// What a row takes while it is settled, as a multiple of what it takes while it waits.
const FACTOR: usize = 8;
/// Where verdicts on rows go that are no bills.
const REFUSED: &str = "refused.out";

/// Rows that wait to be settled.
pub(super) struct Store {
    held: Vec<(RawBill, u64)>,
    sheaf: Sheaf,
    /// Verdicts on rows that are no bills, in the order of the input.
    refused: Vec<Verdict>,
    bytes: usize,
    limit: usize,
    /// Where the parts go.
    beside: PathBuf,
    parts: Option<Parts>,
}

struct Parts {
    scratch: Scratch,
    files: Vec<BufWriter<File>>,
    refused: BufWriter<File>,
}

/// Rows that are settled together: those that are read cell by cell, and the others.
#[derive(Default)]
pub(super) struct Lot {
    pub(super) raw: Vec<RawBill>,
    pub(super) sheaf: Sheaf,
}

/// What became of them: verdicts in the order of the input, and what the rows of the sheaf pay that have none.
#[derive(Default)]
pub(super) struct Done {
    pub(super) verdicts: Vec<Verdict>,
    pub(super) sheaf: Sheaf,
    pub(super) outcome: Outcome,
}

/// What is done with rows when they have waited long enough.
pub(super) trait Work {
    /// Takes a row that was read at a glance once more into a sheaf; whether that can be done.
    fn again(&mut self, sheaf: &mut Sheaf, row: &Held<'_>) -> bool;
    fn settle(&mut self, lot: Lot) -> Done;
    fn hand_on(&mut self, verdict: Verdict) -> Result<(), Error>;
    fn pay(&mut self, row: &Paid<'_>) -> Result<(), Error>;
    /// Pays some rows of a sheaf; those that are settled cell by cell are not among what it pays.
    fn pay_rows(&mut self, sheaf: &Sheaf, outcome: &Outcome, rows: Range<usize>) -> Result<(), Error>;
}

/// Takes what became of one row, or of some of a sheaf.
enum Each<'e> {
    Verdict(Verdict),
    Paid(&'e Sheaf, &'e Outcome, Range<usize>),
}

impl Store {
    /// Returns an empty store that may take so many bytes of memory.
    pub(super) fn new(memory: usize, beside: &Path) -> Store {
        Store {
            held: Vec::new(),
            sheaf: Sheaf::default(),
            refused: Vec::new(),
            bytes: 0,
            limit: memory / FACTOR,
            beside: beside.to_owned(),
            parts: None,
        }
    }

    /// Takes in a row of a subject.
    pub(super) fn add(&mut self, raw: RawBill, subject: &str) -> Result<(), Error> {
        let part = hash(subject) % PARTS;
        if let Some(parts) = &mut self.parts {
            return parts.add(&raw, part);
        }
        self.bytes += raw.size();
        self.held.push((raw, part));
        if self.bytes <= self.limit { Ok(()) } else { self.spill() }
    }

    /// Takes in the verdict on a row that is no bill. `spills`: whether it may go to disk.
    pub(super) fn refuse(&mut self, verdict: Verdict, spills: bool) -> Result<(), Error> {
        if let Some(parts) = &mut self.parts {
            return parts.refuse(&verdict);
        }
        self.bytes += verdict.size();
        self.refused.push(verdict);
        if self.bytes <= self.limit || !spills { Ok(()) } else { self.spill() }
    }

    /// Returns the verdicts on rows that are no bills, and forgets them.
    pub(super) fn take_refused(&mut self) -> Vec<Verdict> {
        std::mem::take(&mut self.refused)
    }

    /// Returns where rows go that are read at a glance; [`Store::added`] is told of each.
    pub(super) fn sheaf(&mut self) -> &mut Sheaf {
        &mut self.sheaf
    }

    /// Notes that a row has come to the sheaf.
    pub(super) fn added(&mut self, length: usize) -> Result<(), Error> {
        if let Some(parts) = &mut self.parts {
            let last = self.sheaf.len() - 1;
            parts.add_held(&self.sheaf.held(last), self.sheaf.subject(last))?;
            self.sheaf.clear();
            return Ok(());
        }
        self.bytes += self.sheaf.size_of_row(length);
        if self.bytes <= self.limit { Ok(()) } else { self.spill() }
    }

    /// Puts everything into parts on disk.
    fn spill(&mut self) -> Result<(), Error> {
        let mut parts = Parts::new(&self.beside)?;
        for (raw, part) in self.held.drain(..) {
            parts.add(&raw, part)?;
        }
        self.held.shrink_to_fit();
        let sheaf = std::mem::take(&mut self.sheaf);
        for row in 0..sheaf.len() {
            parts.add_held(&sheaf.held(row), sheaf.subject(row))?;
        }
        for verdict in std::mem::take(&mut self.refused) {
            parts.refuse(&verdict)?;
        }
        self.parts = Some(parts);
        Ok(())
    }

    /// Whether so many rows are held, or all that may be without going to disk.
    pub(super) fn is_full(&self, rows: usize) -> bool {
        self.rows() + self.refused.len() >= rows || self.bytes > self.limit / 2
    }

    /// Returns how many rows are held in memory.
    pub(super) fn rows(&self) -> usize {
        self.held.len() + self.sheaf.len()
    }

    /// Returns the rows that are held, and forgets them; none is in a sheaf.
    pub(super) fn take(&mut self) -> Vec<RawBill> {
        self.take_lot().raw
    }

    /// Returns the rows that are held, and forgets them.
    pub(super) fn take_lot(&mut self) -> Lot {
        self.bytes = 0;
        let raw = std::mem::take(&mut self.held).into_iter().map(|(raw, _)| raw).collect();
        Lot { raw, sheaf: std::mem::take(&mut self.sheaf) }
    }

    /// Takes a sheaf back that is done with, for its room.
    pub(super) fn reuse(&mut self, mut sheaf: Sheaf) {
        if self.sheaf.is_empty() {
            sheaf.clear();
            self.sheaf = sheaf;
        }
    }

    /// Hands everything on in parts of whole subjects, each no larger than memory allows; none is in a sheaf.
    pub(super) fn drain(mut self, work: &mut dyn FnMut(Vec<RawBill>) -> Result<(), Error>) -> Result<(), Error> {
        let Some(parts) = self.parts.take() else { return work(self.take()) };
        let Parts { scratch, files, .. } = parts;
        for (at, file) in files.into_iter().enumerate() {
            work(read_part(&scratch, at, file, &mut |_, _| false)?.raw)?;
        }
        Ok(())
    }

    /// Settles everything and hands it on in the order of the input.
    pub(super) fn finish(mut self, work: &mut dyn Work) -> Result<(), Error> {
        let Some(parts) = self.parts.take() else {
            let refused = self.take_refused();
            let mut done = work.settle(self.take_lot());
            done.verdicts.extend(refused);
            done.verdicts.sort_by_key(|own| own.number);
            done.hand_on(work)?;
            return Ok(());
        };
        let Parts { scratch, files, mut refused } = parts;
        let fault = |error: &io::Error| Error::unwritable(&scratch.path, error);
        let mut streams: Vec<BufReader<File>> = Vec::new();
        for (at, file) in files.into_iter().enumerate() {
            let lot = read_part(&scratch, at, file, &mut |sheaf, row| work.again(sheaf, row))?;
            let done = work.settle(lot);
            streams.push(written(&scratch.path.join(format!("{at}.out")), done).map_err(|error| fault(&error))?);
        }
        let refused = refused.flush().and_then(|()| File::open(scratch.path.join(REFUSED)));
        streams.push(BufReader::new(refused.map_err(|error| fault(&error))?));
        // Each stream is in order; the first of all streams comes next.
        let mut heads: Vec<Option<Entry>> = Vec::new();
        let mut heap = BinaryHeap::new();
        for (at, stream) in streams.iter_mut().enumerate() {
            let head = Entry::read(stream).map_err(|error| fault(&error))?;
            heap.extend(head.as_ref().map(|own| Reverse((own.number(), at))));
            heads.push(head);
        }
        while let Some(Reverse((_, at))) = heap.pop() {
            let next = Entry::read(&mut streams[at]).map_err(|error| fault(&error))?;
            heap.extend(next.as_ref().map(|own| Reverse((own.number(), at))));
            match std::mem::replace(&mut heads[at], next) {
                Some(Entry::Verdict(own)) => work.hand_on(own)?,
                Some(Entry::Paid(own)) => work.pay(&own.paid())?,
                None => {}
            }
        }
        Ok(())
    }
}

impl Done {
    /// Hands everything on in the order of the input; returns the sheaf for its room.
    pub(super) fn hand_on(self, work: &mut dyn Work) -> Result<Sheaf, Error> {
        self.each(&mut |own| match own {
            Each::Verdict(own) => work.hand_on(own),
            Each::Paid(sheaf, outcome, rows) => work.pay_rows(sheaf, outcome, rows),
        })
    }

    fn each<E>(self, work: &mut dyn FnMut(Each<'_>) -> Result<(), E>) -> Result<Sheaf, E> {
        let Done { verdicts, sheaf, outcome } = self;
        let mut from = 0;
        let mut pay = |to: usize, work: &mut dyn FnMut(Each<'_>) -> Result<(), E>| -> Result<(), E> {
            let rows = from..to.max(from);
            from = rows.end;
            if rows.is_empty() { Ok(()) } else { work(Each::Paid(&sheaf, &outcome, rows)) }
        };
        for own in verdicts {
            pay(sheaf.place_of(own.number), work)?;
            work(Each::Verdict(own))?;
        }
        pay(sheaf.len(), work)?;
        Ok(sheaf)
    }
}

/// What became of a row, on disk.
enum Entry {
    Verdict(Verdict),
    Paid(PaidRow),
}

impl Entry {
    fn number(&self) -> u64 {
        match self {
            Entry::Verdict(own) => own.number,
            Entry::Paid(own) => own.row.number,
        }
    }

    /// Reads the next one; `None` at the end.
    fn read(from: &mut dyn Read) -> io::Result<Option<Entry>> {
        match spill::get_or_end(from)? {
            None => Ok(None),
            Some(0) => Ok(Verdict::read(from)?.map(Entry::Verdict)),
            Some(_) => Ok(Some(Entry::Paid(PaidRow::read(from)?))),
        }
    }
}

/// Reads the rows of a part and removes it.
fn read_part(
    scratch: &Scratch,
    at: usize,
    mut file: BufWriter<File>,
    again: &mut dyn FnMut(&mut Sheaf, &Held<'_>) -> bool,
) -> Result<Lot, Error> {
    let fault = |error: &io::Error| Error::unwritable(&scratch.path, error);
    file.flush().map_err(|error| fault(&error))?;
    drop(file);
    let path = scratch.path.join(format!("{at}.rows"));
    let mut from = BufReader::with_capacity(1 << 16, File::open(&path).map_err(|error| fault(&error))?);
    let mut lot = Lot::default();
    let mut next = || -> io::Result<bool> {
        match spill::get_or_end(&mut from)? {
            None => return Ok(false),
            Some(0) => lot.raw.extend(RawBill::read(&mut from)?),
            Some(_) => {
                let row = spill::HeldRow::read(&mut from)?;
                let held = row.held();
                if !again(&mut lot.sheaf, &held) {
                    lot.raw.push(held.raw());
                }
            }
        }
        Ok(true)
    };
    while next().map_err(|error| fault(&error))? {}
    drop(from);
    std::fs::remove_file(&path).map_err(|error| fault(&error))?;
    Ok(lot)
}

fn written(path: &Path, done: Done) -> io::Result<BufReader<File>> {
    let mut file = BufWriter::new(File::create(path)?);
    done.each(&mut |own| match own {
        Each::Verdict(own) => file.write_all(&[0]).and_then(|()| own.write(&mut file)),
        Each::Paid(sheaf, outcome, rows) => outcome.each(sheaf, rows, &mut |own| {
            file.write_all(&[1])?;
            own.write(&mut file)
        }),
    })?;
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
        let refused = File::create(scratch.path.join(REFUSED));
        let refused = refused.map_err(|error| Error::unwritable(&scratch.path, &error))?;
        Ok(Parts { files: files?, refused: BufWriter::new(refused), scratch })
    }

    fn refuse(&mut self, verdict: &Verdict) -> Result<(), Error> {
        let written = self.refused.write_all(&[0]).and_then(|()| verdict.write(&mut self.refused));
        written.map_err(|error| Error::unwritable(&self.scratch.path, &error))
    }

    fn add(&mut self, raw: &RawBill, part: u64) -> Result<(), Error> {
        let file = &mut self.files[part as usize];
        let written = file.write_all(&[0]).and_then(|()| raw.write(file));
        written.map_err(|error| Error::unwritable(&self.scratch.path, &error))
    }

    fn add_held(&mut self, row: &Held<'_>, subject: &str) -> Result<(), Error> {
        let file = &mut self.files[(hash(subject) % PARTS) as usize];
        let written = file.write_all(&[1]).and_then(|()| spill::write_held(file, row));
        written.map_err(|error| Error::unwritable(&self.scratch.path, &error))
    }
}
