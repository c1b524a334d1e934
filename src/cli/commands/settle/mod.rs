//! `polcheck settle`: claims to payments, row by row or as totals; nothing that goes in is lost.

#[cfg(feature = "parquet")]
mod by_columns;
mod ending;
mod inputs;
mod outputs;
mod periods;
mod progress;
mod sorted;
mod store;
mod tally;
mod trace;
mod twice;
mod write;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::text::Text;
use crate::cli::args::{FormatWord, SettleArguments};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::column::{Counts, Run};
use crate::data::bill::{Places, Reading};
use crate::data::columns::{ByHand, Mapping, Meaning, Schema, key, unused_by_hand};
use crate::data::facts::Forms;
use crate::data::intake::Taken;
use crate::data::layout::Layout;
use crate::data::people::People;
use crate::data::reconcile::Reconciliation;
use crate::data::record::{self, InputRecord, PolicyRecord, ReasonRecord, RunRecord, SCHEMA_VERSION};
use crate::data::roll::Roll;
use crate::data::settle::{Fate, Verdict, Wish, settle_among};
use crate::data::sheaf::read::{Line, Reader, joined};
use crate::data::sheaf::settle::{Outcome, Paid};
use crate::data::sheaf::{self, Held, Sheaf, read as sheaf_read};
use crate::data::spill::{RawBill, hash};
use crate::data::table::{Flow, Row};
use crate::data::totals::{Dimension, Totals};
use crate::ir::Program;
use crate::report::settle::{self as report, Form, Page};
use crate::workspace::Target;
use inputs::{Table, Visitor};
pub(super) use outputs::Draft;
use progress::Progress;
use sorted::Finished;
use store::{Done, Lot, Store, Work};
use tally::{TOLD, Tally, told_of};
pub(super) use trace::MOST_WORKED;
pub(super) use twice::{Asked, Beside, affected};
pub(super) use write::REJECTS_IN_BOOK;
use write::Writer;
#[cfg(feature = "xlsx")]
pub(super) use write::sheets;

/// What stands in the names of files that we write beside those that we read.
pub(super) const RESULT: &str = "-结算结果";
/// How much memory rows may take unless `--memory` says otherwise.
const MEMORY: usize = 1 << 30;
/// With sorted input, so many rows are settled at once.
const CHUNK: usize = 50_000;

/// The counties of a run.
pub(super) struct Counties<'p> {
    pub(super) targets: Vec<Target>,
    pub(super) run: Run<'p>,
    pub(super) places: Places,
    pub(super) broken: Vec<String>,
}

pub(crate) fn run(face: &Face, arguments: &SettleArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let mut counties = counties(face, &policies, &arguments.counties)?;
    let months = periods::asked(arguments, &mut counties)?;
    if arguments.explain_plan {
        return Ok(Report::new(counties.run.plan_text(), Exit::Clean));
    }
    let schema = Schema::of(&counties.run);
    let by_hand = by_hand(face, &schema, &arguments.map)?;
    let mut job = Job::new(face, arguments, &policies, &counties, &schema, &by_hand)?;
    outputs::watch(format!("{}\n", words::stopped().get(face.lang())));
    job.read_people()?;
    match months {
        Some(months) => job.by_periods(months)?,
        None => job.read_claims()?,
    }
    if arguments.trace.is_some() {
        return trace::report(&job);
    }
    job.finish()
}

/// Returns what the settings and `--map` say of columns; the later wins.
fn by_hand(face: &Face, schema: &Schema, map: &[String]) -> Result<ByHand, Error> {
    let mut by_hand = ByHand::new();
    let place = face.place()?;
    for (heading, meaning) in &place.config.columns {
        let line = place.config.lines.get("columns").copied().unwrap_or(1);
        let meaning = meaning_of(schema, meaning).map_err(|message| Error::Config {
            file: crate::cli::config::FILE_NAME.to_owned(),
            line,
            message,
            hint: None,
        })?;
        by_hand.insert(heading.clone(), meaning);
    }
    for own in map {
        let (heading, meaning) = parted(own)?;
        by_hand.insert(heading.to_owned(), meaning_of(schema, meaning).map_err(Error::usage)?);
    }
    Ok(by_hand)
}

fn parted(own: &str) -> Result<(&str, &str), Error> {
    let parts = own.split_once('=').or_else(|| own.split_once('='));
    let (heading, meaning) = parts.ok_or_else(|| Error::usage(words::bad_map(own)))?;
    Ok((heading.trim(), meaning.trim()))
}

/// `不用` and nothing at all leave a column out.
fn meaning_of(schema: &Schema, name: &str) -> Result<Option<Meaning>, Text> {
    if matches!(name, "" | "不用" | "-" | "none") { Ok(None) } else { schema.named(name).map(Some) }
}

/// Returns the counties that are named, or all whose policies are sound.
pub(super) fn counties<'p>(face: &Face, policies: &'p Policies, names: &[String]) -> Result<Counties<'p>, Error> {
    let targets = policies.counties(names, true)?;
    // Those that are named must be sound; of all, one at least.
    let is_broken = |target: &Target| policies.analysis.jurisdictions[target.jurisdiction].has_errors;
    if !names.is_empty() || targets.iter().all(is_broken) {
        for target in &targets {
            policies.program(face, target)?;
        }
    }
    let (targets, broken) = policies.sound(targets);
    let programs: Vec<&Program> =
        targets.iter().map(|own| &policies.analysis.jurisdictions[own.jurisdiction].program).collect();
    let run = Run::new(&programs);
    let mut places = Places::default();
    for (at, target) in targets.iter().enumerate() {
        let own = &programs[at].jurisdiction;
        let aliases = &policies.analysis.aliases[target.jurisdiction];
        for name in std::iter::once(&own.name).chain(&own.code).chain(aliases) {
            places.names.entry(key(name)).or_insert(at as u32);
        }
    }
    places.usual = (targets.len() == 1).then_some(0);
    Ok(Counties { targets, run, places, broken })
}

/// One run.
pub(super) struct Job<'j> {
    pub(super) face: &'j Face,
    pub(super) arguments: &'j SettleArguments,
    pub(super) policies: &'j Policies,
    pub(super) counties: &'j Counties<'j>,
    pub(super) schema: &'j Schema,
    by_hand: &'j ByHand,
    folder: PathBuf,
    pub(super) reading: Reading<'j, 'j>,
    shard: Option<(u64, u64)>,
    wish: Wish,
    files: Vec<PathBuf>,
    /// What is to be said of the files.
    oddities: Vec<Text>,
    /// The inputs by their names.
    pub(super) names: Vec<String>,
    inputs: Vec<InputRecord>,
    /// What the columns of the tables of persons and households mean.
    beside: Vec<Mapping>,
    store: Store,
    /// What reads the lines of each input at a glance.
    readers: Vec<Option<Reader<'j>>>,
    /// How many rows are no bills whatever the policy and have not been written yet, and the first of them.
    early: u64,
    first_early: Vec<Verdict>,
    /// Whose bills are to be traced.
    wanted: Option<String>,
    /// The bills of the person that is traced; for a workbook the first of all.
    pub(super) traced: Vec<RawBill>,
    writer: Writer,
    tally: Tally,
    progress: Progress,
}

impl Work for Job<'_> {
    fn again(&mut self, to: &mut Sheaf, row: &Held<'_>) -> bool {
        let Some(Some(reader)) = self.readers.get_mut(row.file as usize) else { return false };
        let mut ends = Vec::new();
        let Some(guarded) = sheaf_read::parted(row.text, row.mark, &mut ends) else { return false };
        let line = Line { number: row.line, text: row.text, mark: row.mark, ends: &ends, guarded };
        to.has_room() && reader.read(&line) && reader.put(to, row.number, &line)
    }

    fn settle(&mut self, lot: Lot) -> Done {
        self.settled(lot)
    }

    fn hand_on(&mut self, verdict: Verdict) -> Result<(), Error> {
        self.write(verdict)
    }

    fn pay(&mut self, row: &Paid<'_>) -> Result<(), Error> {
        let paid = row.paid();
        self.tally.rows.settled += 1;
        self.tally.rows.paid += u64::from(paid != 0);
        self.tally.written += i128::from(paid);
        if !self.writer.is_open() {
            self.open()?;
        }
        self.writer.paid(row)
    }

    fn pay_rows(&mut self, sheaf: &Sheaf, outcome: &Outcome, rows: Range<usize>) -> Result<(), Error> {
        let (settled, paid, amount) = outcome.sums(rows.clone());
        self.tally.rows.settled += settled;
        self.tally.rows.paid += paid;
        self.tally.written += amount;
        if settled == 0 {
            return Ok(());
        }
        if !self.writer.is_open() {
            self.open()?;
        }
        self.writer.paid_rows(sheaf, outcome, rows)
    }
}

/// Takes the rows of a table of claims.
struct Claims<'c, 'j> {
    job: &'c mut Job<'j>,
    file: u32,
    finished: &'c mut Finished,
    failed: Option<Error>,
    /// What reads lines at a glance, where that is enough; known once there is a header.
    reader: Option<Option<Reader<'j>>>,
}

impl Claims<'_, '_> {
    fn begin(&mut self, mapping: &Mapping) -> Result<(), Error> {
        if self.job.reading.mappings.len() == self.file as usize {
            self.job.reading.mappings.push(mapping.clone());
            if let Some(error) = self.job.no_county(mapping) {
                return Err(error);
            }
        }
        if self.reader.is_none() {
            self.reader = Some(self.job.reader(self.file));
        }
        Ok(())
    }

    fn stop(&mut self, error: Error) -> Flow {
        self.failed = Some(error);
        Flow::Stop
    }
}

impl Visitor for Claims<'_, '_> {
    fn row(&mut self, mapping: &Mapping, taken: Taken) -> Result<Flow, Text> {
        let begun = self.begin(mapping);
        let reader = self.reader.as_mut().and_then(Option::as_mut);
        let taken = begun.and_then(|()| self.job.take(self.file, taken, reader, self.finished));
        Ok(taken.unwrap_or_else(|error| self.stop(error)))
    }

    fn line(&mut self, line: &Line<'_>) -> Result<Option<Flow>, Text> {
        let Some(Some(reader)) = &mut self.reader else { return Ok(None) };
        if !self.job.store.sheaf().has_room() || !reader.read(line) {
            return Ok(None);
        }
        let taken = self.job.take_line(reader, line, self.finished);
        Ok(Some(taken.unwrap_or_else(|error| self.stop(error))))
    }

    fn amount(&self, column: usize) -> i64 {
        self.reader.iter().flatten().next().map_or(0, |own| own.amount(column))
    }
}

impl<'j> Job<'j> {
    fn new(
        face: &'j Face,
        arguments: &'j SettleArguments,
        policies: &'j Policies,
        counties: &'j Counties<'j>,
        schema: &'j Schema,
        by_hand: &'j ByHand,
    ) -> Result<Job<'j>, Error> {
        let folder = face.environment.folder.clone();
        if let Some(name) = &arguments.encoding
            && crate::data::decode::named(name).is_none()
        {
            return Err(Error::usage(words::no_encoding(name)));
        }
        let names = arguments.by.iter().flat_map(|own| own.split([',', ',', '、']));
        let dimensions: Result<Vec<Dimension>, Error> = names
            .filter(|own| !own.trim().is_empty())
            .map(|own| Dimension::named(schema, own).map_err(Error::usage))
            .collect();
        let dimensions = dimensions?;
        let threads = threads_of(arguments.threads);
        let inputs::Files { found: files, oddities, .. } = inputs::files(&folder, &arguments.files)?;
        let memory = match &arguments.memory {
            Some(text) => bytes_of(text).ok_or_else(|| Error::usage(words::no_memory(text)))?,
            None => MEMORY,
        };
        let writer = Writer::new(face, arguments, &folder, &files)?;
        let beside = writer.folder().unwrap_or_else(std::env::temp_dir);
        Ok(Job {
            face,
            arguments,
            policies,
            counties,
            schema,
            by_hand,
            reading: Reading {
                run: &counties.run,
                schema,
                places: &counties.places,
                mappings: Vec::new(),
                people: None,
                roll: None,
                compare: arguments.compare,
            },
            shard: arguments.shard.as_deref().map(shard).transpose()?,
            wish: Wish { threads, reasons: true, reference_only: arguments.reference },
            names: files.iter().map(|own| shown(own)).collect(),
            progress: Progress::new(&folder, &files, face),
            files,
            oddities,
            inputs: Vec::new(),
            beside: Vec::new(),
            store: Store::new(memory, &beside),
            readers: Vec::new(),
            early: 0,
            first_early: Vec::new(),
            wanted: arguments.trace.as_ref().map(|own| {
                let read = crate::data::cell::person(&crate::data::table::Cell::Text(own.clone()));
                read.ok().and_then(|own| own.value).unwrap_or_else(|| own.clone())
            }),
            traced: Vec::new(),
            writer,
            tally: Tally {
                rows: record::RowsRecord::default(),
                counts: Counts::default(),
                forms: Forms::default(),
                by_county: Totals::new(schema, vec![Dimension::County]),
                by: (!dimensions.is_empty()).then(|| Totals::new(schema, dimensions)),
                records: arguments.compare.then(Reconciliation::default),
                reasons: BTreeMap::new(),
                written: 0,
                told: Vec::new(),
                wanting: std::collections::BTreeSet::new(),
                unknown: std::collections::BTreeSet::new(),
            },
            folder,
        })
    }

    fn how(&self, needed: Vec<Meaning>) -> inputs::Reading<'j> {
        inputs::Reading {
            schema: self.schema,
            by_hand: self.by_hand,
            encoding: self.arguments.encoding.as_deref(),
            sheet: self.arguments.sheet.as_deref(),
            compare: self.arguments.compare,
            needed,
        }
    }

    /// Reads the tables of persons and households.
    fn read_people(&mut self) -> Result<(), Error> {
        let tables = [
            (&self.arguments.persons, "persons", Meaning::Person),
            (&self.arguments.households, "households", Meaning::Household),
        ];
        let mut people = People::default();
        let mut any = false;
        for (path, role, needed) in tables {
            let Some(path) = path else { continue };
            any = true;
            let name = shown(path);
            let mut forms = Forms::default();
            let mut refused: Vec<Verdict> = Vec::new();
            let (schema, folder) = (self.schema, self.folder.clone());
            let is_person = role == "persons";
            let table = inputs::read(&folder, path, &self.how(vec![needed]), &mut |mapping: &Mapping, taken| {
                let refusals = match &taken {
                    Taken::Row(row) if is_person => people.add_person(schema, mapping, row, &mut forms),
                    Taken::Row(row) => people.add_household(schema, mapping, row, &mut forms),
                    Taken::Refused { refusal, .. } => vec![refusal.clone()],
                };
                let (Taken::Row(row) | Taken::Refused { row, .. }) = taken;
                if !refusals.is_empty() {
                    refused.push(Verdict::refused(RawBill { row, ..RawBill::default() }, refusals));
                }
                Ok(Flow::GoOn)
            })?;
            // All shards read these tables; the first tells of their rows.
            let tells = self.shard.is_none_or(|(own, _)| own == 0);
            for own in refused.iter().filter(|_| tells) {
                self.writer.reject(own, std::slice::from_ref(&name))?;
                self.tally.tell(own, std::slice::from_ref(&name));
            }
            self.note_input(role, &name, &table, &forms);
            self.beside.push(table.mapping);
        }
        if any {
            let roll = || Roll::of(self.schema, self.reading.places, &people);
            self.reading.roll = if self.arguments.by_cells { None } else { roll().map(Arc::new) };
            self.reading.people = Some(people);
        }
        Ok(())
    }

    fn note_input(&mut self, role: &str, name: &str, table: &Table, forms: &Forms) {
        let mut own = InputRecord::new(role, name, &table.about, &table.left_out, self.schema, &table.mapping);
        own.bytes = table.bytes;
        own.sha256.clone_from(&table.sha256);
        own.header_line = table.header_line;
        own.rows = table.rows;
        own.set_wrong_totals(&table.wrong_totals);
        own.set_forms(forms);
        self.inputs.push(own);
    }

    /// Reads the claims; with sorted input they are settled on the way.
    fn read_claims(&mut self) -> Result<(), Error> {
        #[cfg(feature = "parquet")]
        if let Some(opened) = self.as_columns()? {
            return self.by_columns(opened);
        }
        let how = self.how(vec![Meaning::Person, Meaning::Date]);
        let mut finished = Finished::default();
        self.read_headers(&how)?;
        for (at, path) in self.files.clone().iter().enumerate() {
            let file = at as u32;
            let folder = self.folder.clone();
            let mut claims = Claims { job: self, file, finished: &mut finished, failed: None, reader: None };
            let table = inputs::read(&folder, path, &how, &mut claims);
            let Claims { failed, reader, .. } = claims;
            self.readers.push(reader.flatten());
            let table = failed.map_or(table, Err)?;
            if self.reading.mappings.len() == at {
                self.reading.mappings.push(table.mapping.clone());
            }
            let name = self.names[at].clone();
            self.note_input("claims", &name, &table, &Forms::default());
        }
        let is_paid = |own: &Meaning| matches!(own, Meaning::Paid(_) | Meaning::PaidInAll);
        let mut meanings =
            self.reading.mappings.iter().flat_map(|own| &own.columns).filter_map(|own| own.meaning.as_ref());
        if self.arguments.compare && !meanings.any(is_paid) {
            let names: Vec<&str> = self.schema.benefits.iter().map(|own| own.name.as_str()).collect();
            return Err(Error::usage(words::nothing_to_compare(crate::base::text::listed(&names))));
        }
        Ok(())
    }

    /// With sorted input the columns of all results must be known before the first is written: looks at every table.
    fn read_headers(&mut self, how: &inputs::Reading<'_>) -> Result<(), Error> {
        if !self.arguments.sorted || self.files.len() < 2 {
            return Ok(());
        }
        if self.files.iter().any(|own| own == Path::new("-")) {
            return Err(Error::usage(words::sorted_and_streamed()));
        }
        for path in &self.files {
            let mut found: Option<Mapping> = None;
            let table = inputs::read(&self.folder, path, how, &mut |mapping: &Mapping, _| {
                found = Some(mapping.clone());
                Ok(Flow::Stop)
            })?;
            let mapping = found.unwrap_or(table.mapping);
            if let Some(error) = self.no_county(&mapping) {
                return Err(error);
            }
            self.reading.mappings.push(mapping);
        }
        progress::READ.store(0, std::sync::atomic::Ordering::Relaxed);
        Ok(())
    }

    /// Says that nothing tells whose policy holds, where nothing does.
    fn no_county(&self, mapping: &Mapping) -> Option<Error> {
        let told = self.reading.places.usual.is_some()
            || self.reading.people.is_some()
            || mapping.column(&Meaning::County).is_some();
        let usual = self.schema.usual_headings(&Meaning::County);
        (!told).then(|| Error::usage(words::which_county(usual)).with_hint(words::which_county_hint()))
    }

    /// Returns what reads the lines of a file at a glance, where that is enough.
    fn reader(&self, file: u32) -> Option<Reader<'j>> {
        // Numbers and dates of a workbook stay what they are in another.
        let typed = self.writer.is_workbook() && inputs::has_types(&self.files[file as usize]);
        let all = self.arguments.by_cells || self.wanted.is_some() || typed;
        if all { None } else { Reader::new(&self.reading, file) }
    }

    /// Takes in a line that has been read at a glance.
    fn take_line(&mut self, reader: &Reader<'_>, line: &Line<'_>, finished: &mut Finished) -> Result<Flow, Error> {
        let number = self.tally.rows.read;
        self.tally.rows.read += 1;
        self.progress.step(self.tally.rows.read);
        let subject = reader.subject(line);
        if let Some((own, of)) = self.shard
            && hash(subject) % of != own
        {
            self.tally.rows.elsewhere += 1;
            return Ok(Flow::GoOn);
        }
        if self.arguments.sorted {
            self.begin(subject, reader.file(), line.number, finished)?;
        }
        if self.writer.is_workbook() && self.traced.len() <= trace::MOST_WORKED {
            let Line { number: at, text, mark, guarded, .. } = *line;
            self.traced.push(Held { number, file: reader.file(), line: at, text, mark, guarded }.raw());
        }
        reader.put(self.store.sheaf(), number, line);
        self.store.added(line.text.len())?;
        Ok(Flow::GoOn)
    }

    /// With sorted input: settles what is held where a subject begins.
    fn begin(&mut self, subject: &str, file: u32, line: u64, finished: &mut Finished) -> Result<(), Error> {
        match finished.next(subject) {
            Ok(begins) if begins && self.store.is_full(CHUNK) => self.settle_held(),
            Ok(_) => Ok(()),
            Err(trouble) => Err(trouble.error(&self.names[file as usize], line)),
        }
    }

    /// Takes in a row of claims.
    fn take(
        &mut self,
        file: u32,
        taken: Taken,
        reader: Option<&mut Reader<'_>>,
        finished: &mut Finished,
    ) -> Result<Flow, Error> {
        if let (Taken::Row(row), Some(reader)) = (&taken, reader) {
            let mut ends = Vec::new();
            if let Some((text, guarded)) = joined(row, reader.wide(), b',', &mut ends) {
                let line = Line { number: row.line, text: &text, mark: b',', ends: &ends, guarded };
                if self.store.sheaf().has_room() && reader.read(&line) {
                    return self.take_line(reader, &line, finished);
                }
            }
        }
        let number = self.tally.rows.read;
        self.tally.rows.read += 1;
        self.progress.step(self.tally.rows.read);
        let (row, refusal): (Row, _) = match taken {
            Taken::Row(row) => (row, None),
            Taken::Refused { row, refusal } => (row, Some(refusal)),
        };
        let subject = refusal.is_none().then(|| self.reading.subject(file, &row)).flatten();
        let raw = RawBill { number, file, row };
        if let Some((own, of)) = self.shard {
            // What belongs to nobody is told of once.
            let part = subject.as_ref().map_or(0, |subject| hash(subject) % of);
            if part != own {
                self.tally.rows.elsewhere += 1;
                return Ok(Flow::GoOn);
            }
        }
        if let Some(wanted) = &self.wanted {
            let of_wanted = || self.reading.people.as_ref().and_then(|own| own.subject_of(wanted));
            let fits = subject.as_ref().is_some_and(|own| {
                own == wanted || of_wanted().is_some_and(|household| *own == format!("户{household}"))
            });
            if fits || (subject.is_some() && self.reading.person(file, &raw.row).as_ref() == Some(wanted)) {
                self.traced.push(raw);
            }
            return Ok(Flow::GoOn);
        }
        if let Some(refusal) = refusal {
            if let Some(records) = &mut self.tally.records {
                records.refused(&self.reading, &raw);
            }
            let verdict = Verdict::refused(raw, vec![refusal]);
            self.early += 1;
            if self.first_early.len() < TOLD {
                self.first_early.push(verdict.clone());
            }
            self.store.refuse(verdict, !self.arguments.sorted)?;
            self.enough()?;
            // Where nothing waits to be settled with later rows, nothing waits for them.
            if self.arguments.sorted && self.store.rows() == 0 && self.store.is_full(CHUNK) {
                self.settle_held()?;
            }
            return Ok(Flow::GoOn);
        }
        let subject = subject.unwrap_or_default();
        if self.arguments.sorted && !subject.is_empty() {
            self.begin(&subject, file, raw.row.line, finished)?;
        }
        if self.writer.is_workbook() && self.traced.len() <= trace::MOST_WORKED {
            self.traced.push(raw.clone());
        }
        self.store.add(raw, &subject)?;
        Ok(Flow::GoOn)
    }

    /// Stops where there are more rejected rows than are allowed.
    fn enough(&self) -> Result<(), Error> {
        let rejected = self.tally.rows.rejected + self.early;
        match self.arguments.max_rejects {
            Some(most) if rejected > most => Err(self.stopped(words::too_many_rejects(most.to_string()))),
            _ => Ok(()),
        }
    }

    fn stopped(&self, message: Text) -> Error {
        let lang = self.face.lang();
        let told = self.tally.told.iter().chain(&[]).map(|own| format!("{}\n", own.get(lang)));
        let early = self.first_early.iter().map(|own| format!("{}\n", told_of(own, &self.names).get(lang)));
        let pictures: String = told.chain(early).take(TOLD).collect();
        Error::Policy { message, pictures, hint: Some(words::nothing_written()) }
    }

    /// With sorted input: settles what is held.
    fn settle_held(&mut self) -> Result<(), Error> {
        let lot = self.store.take_lot();
        let mut done = self.settled(lot);
        done.verdicts.extend(self.store.take_refused());
        (self.early, self.first_early) = (0, Vec::new());
        done.verdicts.sort_by_key(|own| own.number);
        let sheaf = done.hand_on(self)?;
        self.store.reuse(sheaf);
        Ok(())
    }

    fn settled(&mut self, lot: Lot) -> Done {
        let Lot { mut raw, mut sheaf } = lot;
        let (run, schema, tally) = (&self.counties.run, self.schema, &mut self.tally);
        let (by_county, by) = (&mut tally.by_county, &mut tally.by);
        let mut outcome = Outcome::default();
        if !sheaf.is_empty() {
            let odd: HashSet<String> = raw.iter().filter_map(|own| self.reading.subject(own.file, &own.row)).collect();
            let mut totals: Vec<&mut Totals> = std::iter::once(&mut *by_county).chain(by.as_mut()).collect();
            let records = tally.records.as_mut();
            outcome = sheaf::settle::settle(
                &mut sheaf,
                &self.reading,
                self.wish,
                &odd,
                &mut totals,
                &mut tally.forms,
                records,
            );
            tally.counts.add(&outcome.counts);
            let careful = outcome.careful.iter().enumerate().filter(|(_, own)| **own);
            raw.extend(careful.map(|(row, _)| sheaf.held(row).raw()));
        }
        let mut verdicts = std::mem::take(&mut outcome.verdicts);
        if raw.is_empty() {
            return Done { verdicts, sheaf, outcome };
        }
        let numbered = outcome.numbered;
        let done = settle_among(&self.reading, raw, self.wish, numbered, tally.records.as_mut(), &mut |seen| {
            by_county.see(run, schema, &seen);
            if let Some(by) = by {
                by.see(run, schema, &seen);
            }
        });
        tally.forms.add(&done.forms);
        tally.counts.add(&done.counts);
        verdicts.extend(done.verdicts);
        verdicts.sort_by_key(|own| own.number);
        Done { verdicts, sheaf, outcome }
    }

    /// Counts a verdict and writes it.
    fn write(&mut self, verdict: Verdict) -> Result<(), Error> {
        self.tally.count(&verdict);
        if let Fate::Rejected(_) = &verdict.fate {
            self.tally.tell(&verdict, &self.names);
            self.writer.reject(&verdict, &self.names)?;
            self.enough()?;
        }
        if !self.writer.is_open() {
            self.open()?;
        }
        self.writer.row(&verdict)
    }

    fn open(&mut self) -> Result<(), Error> {
        let layout = Layout::new(self.schema, &self.reading.mappings, &self.names, self.face.lang());
        let inputs: Vec<PathBuf> = self.files.iter().map(|own| self.folder.join(own)).collect();
        self.writer.open(layout, &inputs)
    }
}

/// Returns how many threads may work: as many as there are processors, unless told otherwise.
fn threads_of(wanted: Option<usize>) -> usize {
    wanted.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)).max(1)
}

/// `512MB`, `2G`
fn bytes_of(text: &str) -> Option<usize> {
    let text = text.trim().to_ascii_uppercase();
    let digits = text.trim_end_matches(|own: char| own.is_ascii_alphabetic());
    let times: usize = match &text[digits.len()..] {
        "" | "B" => 1,
        "K" | "KB" | "KIB" => 1 << 10,
        "M" | "MB" | "MIB" => 1 << 20,
        "G" | "GB" | "GIB" => 1 << 30,
        _ => return None,
    };
    digits.trim().parse::<usize>().ok()?.checked_mul(times).filter(|own| *own > 0)
}

/// `1/4`, from 1.
fn shard(text: &str) -> Result<(u64, u64), Error> {
    let parts = text.split_once('/').and_then(|(own, of)| Some((own.trim().parse().ok()?, of.trim().parse().ok()?)));
    parts
        .filter(|(own, of): &(u64, u64)| (1..=*of).contains(own))
        .map(|(own, of)| (own - 1, of))
        .ok_or_else(|| Error::usage(words::no_shard(text)))
}
