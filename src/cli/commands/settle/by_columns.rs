//! Claims that come as columns, sorted by person, and go out as columns or as totals: they are settled without rows in
//! between. What comes of them is the same.

use std::fs::File;
use std::path::Path;

use super::inputs::{self, Table};
use super::{Finished, Job};
use crate::base::text::Text;
use crate::cli::error::{Error, shown};
use crate::cli::words;
use crate::data::columns::{Mapping, Meaning};
use crate::data::facts::Forms;
use crate::data::intake::Intake;
use crate::data::parquet::open::{Batches, differences};
use crate::data::parquet::settle::{Done, Way, Witness, fits, head, settle, words_of};
use crate::data::settle::Fate;
use crate::data::table::About;

/// A file that has been opened and looked at.
pub(super) struct Opened {
    batches: Batches,
    mapping: Mapping,
}

impl Job<'_> {
    /// Opens the inputs, where all of them can be settled by columns; the mappings are noted then.
    pub(super) fn as_columns(&mut self) -> Result<Option<Vec<Opened>>, Error> {
        let wanted = self.arguments.sorted
            && self.wanted.is_none()
            && !self.arguments.compare
            && (self.reading.people.is_none() || self.reading.roll.is_some())
            && self.writer.takes_columns()
            && self.files.iter().all(|own| inputs::is_columns(own) && own != Path::new("-"));
        if !wanted {
            return Ok(None);
        }
        let mut all: Vec<Opened> = Vec::new();
        for (at, path) in self.files.iter().enumerate() {
            let fault = |reason: Text| Error::file(words::table_fault(&self.names[at], reason));
            let file = File::open(self.folder.join(path)).map_err(|error| Error::unreadable(path, &error))?;
            let batches = Batches::open(file).map_err(fault)?;
            let mut intake = self.intake();
            intake.begin(&head(&batches)).map_err(fault)?;
            let mapping = intake.mapping.unwrap_or_default();
            // Of words the file keeps dictionaries: each is looked up once.
            let file = File::open(self.folder.join(path)).map_err(|error| Error::unreadable(path, &error))?;
            let batches = Batches::open_with(file, &words_of(&mapping, self.schema)).map_err(fault)?;
            all.push(Opened { batches, mapping });
        }
        let alike = all.windows(2).all(|pair| differences(&pair[0].batches.types, &pair[1].batches.types).is_none());
        self.reading.mappings = all.iter().map(|own| own.mapping.clone()).collect();
        let fit = alike && (0..all.len()).all(|at| fits(&self.reading, at as u32));
        if !fit {
            self.reading.mappings.clear();
            return Ok(None);
        }
        match all.iter().find_map(|own| self.no_county(&own.mapping)) {
            Some(error) => Err(error),
            None => Ok(Some(all)),
        }
    }

    fn intake(&self) -> Intake<'_> {
        let needed = vec![Meaning::Person, Meaning::Date];
        Intake::new(self.schema, self.by_hand, false, needed, false)
    }

    /// Settles all of them.
    pub(super) fn by_columns(&mut self, all: Vec<Opened>) -> Result<(), Error> {
        self.open()?;
        let mut finished = Finished::default();
        for (at, opened) in all.into_iter().enumerate() {
            let path = self.files[at].clone();
            let hash = inputs::hash_beside(&self.folder.join(&path));
            let mut intake = Intake::new(self.schema, self.by_hand, false, Vec::new(), false);
            let fault = |reason: Text| Error::file(words::table_fault(shown(&path), reason));
            intake.begin(&head(&opened.batches)).map_err(fault)?;
            intake.without_sums();
            let way = Way {
                reading: &self.reading,
                wish: self.wish,
                file: at as u32,
                name: (self.names.len() > 1).then(|| self.names[at].clone()),
                shard: self.shard,
                lang: self.face.lang(),
                before: self.tally.rows.read,
            };
            let about = About { encoding: opened.batches.form.name().to_owned(), ..About::default() };
            let read_before = self.tally.rows.read;
            let (mut forms, mut by_county) = (Forms::default(), std::mem::take(&mut self.tally.by_county));
            let mut by = self.tally.by.take();
            let mut totals: Vec<&mut _> = std::iter::once(&mut by_county).chain(by.as_mut()).collect();
            let mut watcher = Watcher {
                tally: &mut self.tally,
                writer: &mut self.writer,
                progress: &mut self.progress,
                finished: &mut finished,
                names: &self.names,
                name: &self.names[at],
                most: self.arguments.max_rejects,
                failed: None,
                share: (std::fs::metadata(self.folder.join(&path)).map_or(0, |own| own.len()), opened.batches.rows()),
                told: 0,
            };
            let done = settle(&way, opened.batches, &mut intake, &mut totals, &mut forms, &mut watcher);
            let failed = watcher.failed.take();
            self.tally.by_county = by_county;
            self.tally.by = by;
            self.tally.forms.add(&forms);
            match failed {
                Some(Failed::With(error)) => return Err(error),
                Some(Failed::TooMany(most)) => return Err(self.stopped(words::too_many_rejects(most.to_string()))),
                None => done.map_err(fault)?,
            }
            let (bytes, sha256) = hash.wait(&path)?;
            let Intake { left_out, wrong_totals, header_line, .. } = intake;
            let table = Table {
                about,
                left_out,
                wrong_totals,
                header_line,
                rows: self.tally.rows.read - read_before,
                mapping: opened.mapping,
                bytes,
                sha256,
            };
            let name = self.names[at].clone();
            self.note_input("claims", &name, &table, &Forms::default());
        }
        Ok(())
    }
}

enum Failed {
    With(Error),
    TooMany(u64),
}

/// Counts and writes what is done.
struct Watcher<'w> {
    tally: &'w mut super::Tally,
    writer: &'w mut super::Writer,
    progress: &'w mut super::Progress,
    finished: &'w mut Finished,
    names: &'w [String],
    name: &'w str,
    most: Option<u64>,
    failed: Option<Failed>,
    /// The bytes of the file, and its rows.
    share: (u64, Option<u64>),
    /// How many of the bytes have been told of.
    told: u64,
}

impl Watcher<'_> {
    fn fail<T>(&mut self, failed: Failed) -> Result<T, Text> {
        self.failed = Some(failed);
        Err(Text::same(""))
    }
}

impl Witness for Watcher<'_> {
    fn subject(&mut self, subject: &str, line: u64) -> Result<(), Text> {
        match self.finished.next(subject) {
            Ok(_) => Ok(()),
            Err(trouble) => self.fail(Failed::With(trouble.error(self.name, line))),
        }
    }

    fn done(&mut self, done: Done<'_>) -> Result<(), Text> {
        let rows = &mut self.tally.rows;
        rows.read += done.rows;
        rows.elsewhere += done.elsewhere;
        rows.settled += done.settled;
        rows.paid += done.paid_rows;
        self.tally.written += done.paid;
        self.tally.counts.add(&done.counts);
        for verdict in &done.verdicts {
            self.tally.count(verdict);
            if let Fate::Rejected(_) = &verdict.fate {
                self.tally.tell(verdict, self.names);
                if let Err(error) = self.writer.reject(verdict, self.names) {
                    return self.fail(Failed::With(error));
                }
            }
        }
        if let Some(most) = self.most.filter(|most| self.tally.rows.rejected > *most) {
            return self.fail(Failed::TooMany(most));
        }
        let mut from = 0;
        for piece in done.pieces {
            if let Err(error) = self.writer.columns(piece, done.results, from, done.line + from as u64) {
                return self.fail(Failed::With(error));
            }
            from += piece.num_rows();
        }
        if let (bytes, Some(all)) = self.share {
            let read = (u128::from(done.line + from as u64 - 1) * u128::from(bytes)).checked_div(u128::from(all));
            let read = read.map_or(bytes, |own| own as u64);
            super::progress::READ.fetch_add(read.saturating_sub(self.told), std::sync::atomic::Ordering::Relaxed);
            self.told = read;
        }
        self.progress.now(self.tally.rows.read);
        Ok(())
    }
}
