//! Batches of columns, sorted by person, to what became of each row, without cells in between: memory holds a batch, and
//! the rows of one person that reach over its end.
//!
//! Where there is more than one thread, the next batch is unpacked and the last one packed while one is settled; memory then
//! holds a few of them. What is written does not depend on it.
//!
//! Whatever is unusual on a row (a form that has to be looked at, a reversed bill, claims of a person that are out of order) sends all rows of its person through the cells and the same code as any other table; so a row has
//! the same fate, to the fen and to the word, whichever way it went.

use super::decode::{Decoder, UNSAID};
use super::open::{Batches, broken};
use super::read::{cells_of, header, plain};
use super::write::Results;
use crate::base::text::{Lang, Text};
use crate::column::{self, Batch, Beside, Counties, Counts, Kind, Options, Settlement};
use crate::data::bill::Reading;
use crate::data::columns::{Column, Mapping, Meaning, Schema};
use crate::data::facts::Forms;
use crate::data::fields::{gathered, is_plain_number};
use crate::data::intake::{Intake, Refusal, Taken};
use crate::data::layout;
use crate::data::roll::Households;
use crate::data::settle::{
    Fate, Verdict, Wish, both_remarks, each_unanswered, missing_from_sums, rejection, remark, unanswered,
};
use crate::data::spill::{RawBill, hash};
use crate::data::table::{Flow, Item, Row};
use crate::data::totals::Totals;
use crate::data::words;
use arrow::array::{Array, ArrayRef, RecordBatch, StringArray, cast::AsArray};
use arrow::datatypes::DataType;
use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

/// The most rows that wait for the end of one person.
pub const MAX_WAITING: usize = 1_000_000;

/// How a file is settled.
pub struct Way<'w, 'r, 'p> {
    pub reading: &'w Reading<'r, 'p>,
    pub wish: Wish,
    /// The place of the file among the inputs.
    pub file: u32,
    /// Its name, where results tell it.
    pub name: Option<String>,
    /// Which part of the subjects, of how many.
    pub shard: Option<(u64, u64)>,
    pub lang: Lang,
    /// How many rows earlier files had.
    pub before: u64,
}

/// What is told while a file is settled.
pub trait Witness {
    /// Another subject begins at a line.
    fn subject(&mut self, subject: &str, line: u64) -> Result<(), Text>;
    /// A chunk of rows is done.
    fn done(&mut self, done: Done<'_>) -> Result<(), Text>;
}

/// Rows that are done.
pub struct Done<'d> {
    pub pieces: &'d [RecordBatch],
    pub results: &'d Results,
    /// The line of the first row.
    pub line: u64,
    /// How many rows count.
    pub rows: u64,
    /// Of these, rows of other shards.
    pub elsewhere: u64,
    /// Rows that were settled without leaving their columns.
    pub settled: u64,
    pub paid_rows: u64,
    pub paid: i128,
    pub counts: Counts,
    /// Rows that went through cells, and those that are rejected.
    pub verdicts: Vec<Verdict>,
}

/// Whether all columns of a file can stay columns.
pub fn fits(reading: &Reading<'_, '_>, file: u32) -> bool {
    let beside = reading.people.is_none() || reading.roll.is_some();
    beside && !reading.compare && Decoder::new(reading, file).is_some()
}

/// Returns the columns of a file that hold few different words.
pub fn words_of(mapping: &Mapping, schema: &Schema) -> Vec<usize> {
    let is_word = |own: &Column| match &own.meaning {
        Some(Meaning::County) => true,
        Some(Meaning::Fact(at)) => {
            matches!(schema.facts[*at].kind, Some(Kind::Entry(_) | Kind::Several(_) | Kind::Truth))
        }
        _ => false,
    };
    (0..mapping.columns.len()).filter(|at| is_word(&mapping.columns[*at])).collect()
}

/// Settles a file. `intake` has seen its header.
pub fn settle(
    way: &Way<'_, '_, '_>,
    from: Batches,
    intake: &mut Intake<'_>,
    totals: &mut [&mut Totals],
    forms: &mut Forms,
    witness: &mut dyn Witness,
) -> Result<(), Text> {
    let Some(decoder) = Decoder::new(way.reading, way.file) else { return Ok(()) };
    let mut from = if way.wish.threads > 1 { from.ahead() } else { from };
    let mapping = &way.reading.mappings[way.file as usize];
    let person = mapping.column(&Meaning::Person).unwrap_or(0);
    let mut desk = Desk {
        way,
        decoder,
        person,
        claim: mapping.column(&Meaning::Claim),
        settlement: Settlement::default(),
        people: Vec::new(),
        line: 1,
        rejected: Vec::new(),
    };
    let mut pieces: Vec<RecordBatch> = Vec::new();
    let mut waiting = 0;
    while let Some(batch) = from.batch()? {
        let cut = last_subject(way.reading, batch.column(person))?;
        waiting += batch.num_rows();
        if cut == 0 {
            pieces.push(batch);
            if waiting > MAX_WAITING {
                return Err(words::one_person_too_long(MAX_WAITING));
            }
            continue;
        }
        pieces.push(batch.slice(0, cut));
        desk.chunk(&pieces, intake, totals, forms, witness)?;
        pieces.clear();
        waiting = batch.num_rows() - cut;
        pieces.push(batch.slice(cut, waiting));
    }
    if !pieces.is_empty() {
        desk.chunk(&pieces, intake, totals, forms, witness)?;
    }
    Ok(())
}

/// Returns the header of a file as a row.
pub fn head(from: &Batches) -> Row {
    header(&from.types)
}

struct Desk<'d, 'w, 'r, 'p> {
    way: &'d Way<'w, 'r, 'p>,
    decoder: Decoder<'d>,
    person: usize,
    claim: Option<usize>,
    settlement: Settlement,
    /// The place of each row's person in what tables tell.
    people: Vec<u32>,
    line: u64,
    /// The rows of the chunk that a benefit has no answer for, with their counties and why.
    rejected: Vec<(usize, u32, Text)>,
}

/// The rows of one person, or of one household.
struct Stretch {
    rows: Range<usize>,
    plain: bool,
    odd: bool,
    elsewhere: bool,
    /// The rows as they are settled; `None`: as they stand.
    order: Option<Vec<u32>>,
}

impl Stretch {
    /// Returns its rows in the order in which they are settled.
    fn settled(&self) -> impl Iterator<Item = u32> + '_ {
        let (as_they_stand, order) = match &self.order {
            Some(order) => (0..0, order.as_slice()),
            None => (self.rows.start as u32..self.rows.end as u32, &[][..]),
        };
        as_they_stand.chain(order.iter().copied())
    }
}

impl Desk<'_, '_, '_, '_> {
    fn chunk(
        &mut self,
        pieces: &[RecordBatch],
        intake: &mut Intake<'_>,
        totals: &mut [&mut Totals],
        forms: &mut Forms,
        witness: &mut dyn Witness,
    ) -> Result<(), Text> {
        self.decoder.clear();
        for piece in pieces {
            self.decoder.read(self.way.reading, piece)?;
        }
        let rows = self.decoder.odd.len();
        let persons = Strings::of(pieces, self.person)?;
        let mut stretches = self.stretches(&persons, rows, pieces)?;
        let stretches = &mut stretches;
        let mut results = Results { told: vec![String::new()], file: self.way.name.clone(), ..Results::default() };
        let benefits = self.way.reading.run.benefits.len();
        results.amounts = vec![vec![0; rows]; benefits];
        results.paid = vec![0; rows];
        results.fates = vec![0; rows];
        results.remarks = vec![0; rows];
        let mut counts = Counts::default();
        let kept = self.by_columns(stretches, rows, &mut results, totals, &mut counts);
        let is_fast: Vec<bool> = {
            let mut own = vec![false; rows];
            stretches.iter().filter(|own| !own.odd && !own.elsewhere).for_each(|it| own[it.rows.clone()].fill(true));
            own
        };
        self.decoder.count_forms(&|row| is_fast[row], forms);
        let settled = (kept - self.rejected.len()) as u64;
        let paid_rows = is_fast.iter().zip(&results.paid).filter(|(fast, paid)| **fast && **paid != 0).count() as u64;
        let paid = results.paid.iter().map(|own| i128::from(*own)).sum();
        let mut done = Done {
            pieces,
            results: &Results::default(),
            line: self.line,
            rows: kept as u64,
            elsewhere: 0,
            settled,
            paid_rows,
            paid,
            counts,
            verdicts: Vec::new(),
        };
        for own in stretches.iter().filter(|own| own.elsewhere) {
            results.left_out.resize(rows, false);
            results.left_out[own.rows.clone()].fill(true);
            done.elsewhere += own.rows.len() as u64;
        }
        done.rows += done.elsewhere;
        // Subjects are told in order, those read as cells by what their cells say.
        let mut raw: Vec<RawBill> = Vec::new();
        for own in &*stretches {
            if own.odd {
                self.as_cells(pieces, own, intake, &mut results, &mut done, &mut raw, witness)?;
            } else {
                let subject = subject(self.way.reading, persons.get(own.rows.start));
                witness.subject(&subject, self.line + own.rows.start as u64)?;
            }
        }
        let has_claim = |own: &RecordBatch, at: usize| own.column(at).null_count() < own.num_rows();
        let numbered = self.claim.is_some_and(|at| pieces.iter().any(|own| has_claim(own, at)));
        self.by_cells(raw, numbered, totals, forms, &mut done);
        self.reject(pieces, &mut done)?;
        let mut fates: HashMap<String, u32> = HashMap::new();
        for verdict in &done.verdicts {
            let at = (verdict.number - self.way.before) as usize + 1 - self.line as usize;
            let (fate, remark) = layout::told(verdict);
            results.fates[at] = *fates.entry(fate.zh.clone()).or_insert_with(|| {
                results.told.push(fate.get(self.way.lang).to_owned());
                results.told.len() as u32 - 1
            });
            results.remarks[at] = remark.map_or(0, |own| {
                results.told.push(own.get(self.way.lang).to_owned());
                results.told.len() as u32 - 1
            });
            if verdict.fate == Fate::Settled {
                for (to, own) in results.amounts.iter_mut().zip(&verdict.amounts) {
                    to[at] = *own;
                }
                results.paid[at] = verdict.paid();
            } else {
                results.without.resize(rows, false);
                results.without[at] = true;
            }
        }
        done.results = &results;
        self.line += rows as u64;
        witness.done(done)
    }

    /// Cuts rows into those of one subject each, and finds those that must be read as cells.
    fn stretches(&mut self, persons: &Strings, rows: usize, pieces: &[RecordBatch]) -> Result<Vec<Stretch>, Text> {
        let mut all: Vec<Stretch> = Vec::new();
        let mut from = 0;
        let mut last = if rows > 0 { persons.get(0) } else { "" };
        for row in 1..=rows {
            if row < rows {
                let own = persons.get(row);
                if own == last {
                    continue;
                }
                last = own;
            }
            let plain = persons.is_plain(from);
            all.push(Stretch { rows: from..row, plain, odd: !plain, elsewhere: false, order: None });
            from = row;
        }
        let mut all = self.with_people(persons, all);
        // Who an odd number means is known only from its cells; it may be the person before or behind.
        for at in 0..all.len() {
            let beside = |other: Option<&Stretch>| other.is_some_and(|own| !own.plain);
            let odd = beside(at.checked_sub(1).and_then(|at| all.get(at))) || beside(all.get(at + 1));
            all[at].odd |= odd;
        }
        let dates = match &self.decoder.date.values {
            column::Values::Day(own) => own.as_slice(),
            _ => &[],
        };
        let order = self.decoder.order();
        let ids = self.claim.map(|claim| Strings::of(pieces, claim)).transpose()?;
        for own in all.iter_mut().filter(|own| !own.odd) {
            let rows = own.rows.clone();
            own.odd = self.decoder.odd[rows.clone()].contains(&true)
                || self.decoder.counties[rows.clone()].windows(2).any(|pair| pair[0] != pair[1]);
            if own.odd {
                continue;
            }
            match in_order(rows, dates, order.as_deref(), ids.as_ref()) {
                Some(order) => own.order = order,
                None => own.odd = true,
            }
        }
        if let Some((part, of)) = self.way.shard {
            for own in all.iter_mut().filter(|own| own.plain && !own.odd) {
                let subject = subject(self.way.reading, persons.get(own.rows.start));
                own.elsewhere = hash(&subject) % of != part;
            }
        }
        Ok(all)
    }

    /// Looks up whose the rows of each stretch are, where there are tables of persons, and puts those of a household together.
    fn with_people(&mut self, persons: &Strings, stretches: Vec<Stretch>) -> Vec<Stretch> {
        let reading = self.way.reading;
        let Some(roll) = &reading.roll else { return stretches };
        let decoder = &mut self.decoder;
        let column::Values::Day(dates) = &decoder.date.values else { return stretches };
        self.people.clear();
        let mut all: Vec<Stretch> = Vec::new();
        let mut of_last: Option<Cow<'_, str>> = None;
        for mut own in stretches {
            let rows = own.rows.clone();
            let number = persons.get(rows.start);
            let person = roll.person(number).filter(|_| own.plain);
            self.people.resize(rows.end, person.unwrap_or(0));
            let county = person.and_then(|own| roll.county(own)).or(reading.places.usual);
            for row in rows.clone() {
                let is_known = person.is_some_and(|own| roll.is_known(own, dates[row]));
                let code = &mut decoder.counties[row];
                if *code == UNSAID {
                    *code = county.unwrap_or(UNSAID);
                }
                decoder.odd[row] |= !is_known || *code == UNSAID;
            }
            own.odd |= decoder.odd[rows.clone()].contains(&true);
            let subject = own.plain.then(|| subject(reading, number));
            match all.last_mut() {
                Some(last) if subject.is_some() && subject == of_last => {
                    last.rows.end = rows.end;
                    last.odd |= own.odd;
                }
                _ => all.push(own),
            }
            of_last = subject;
        }
        all
    }

    /// Settles what can stay in columns; subjects of which the engine takes a row out become odd. Returns the rows.
    fn by_columns(
        &mut self,
        stretches: &mut [Stretch],
        rows: usize,
        results: &mut Results,
        totals: &mut [&mut Totals],
        counts: &mut Counts,
    ) -> usize {
        let reading = self.way.reading;
        let households = reading.roll.as_ref().map(|roll| {
            let of = |own: &Stretch| {
                let row = own.rows.start;
                (!own.odd).then(|| (self.people[row], self.decoder.counties[row]))
            };
            let subjects = stretches.iter().map(of).collect();
            Households { reading, roll, subjects }
        });
        if let Some(own) = &households {
            let strangers: Vec<usize> = own.strangers().filter(|at| !stretches[*at].odd).collect();
            strangers.into_iter().for_each(|at| stretches[at].odd = true);
        }
        loop {
            let all_stay = stretches.iter().all(|own| !own.odd && !own.elsewhere && own.order.is_none());
            let stay = || stretches.iter().enumerate().filter(|(_, own)| !own.odd && !own.elsewhere);
            let kept: Option<Vec<u32>> = (!all_stay).then(|| stay().flat_map(|(_, own)| own.settled()).collect());
            let count = kept.as_ref().map_or(rows, Vec::len);
            if count == 0 {
                return 0;
            }
            let batch = self.batch(stay(), kept.as_deref());
            let wish = self.way.wish;
            let options = Options { threads: wish.threads, reasons: wish.reasons, reference_only: wish.reference_only };
            let beside = households.as_ref().filter(|_| batch.member.is_some()).map(|own| own as &dyn Beside);
            column::settle_beside(reading.run, &batch, beside, &options, &mut self.settlement);
            let row_of = |at: usize| kept.as_ref().map_or(at, |kept| kept[at] as usize);
            let taken_out = &self.settlement.taken_out;
            // What a policy has no answer to leaves the other rows of the person as they are.
            if taken_out.iter().any(|(_, own)| unanswered(own).is_none()) {
                for (at, _) in taken_out.iter().filter(|(_, own)| unanswered(own).is_none()) {
                    let row = row_of(*at);
                    let own = stretches.partition_point(|own| own.rows.end <= row);
                    stretches[own].odd = true;
                }
                continue;
            }
            counts.add(&self.settlement.counts);
            for own in totals.iter_mut() {
                own.see_rows(reading.run, reading.schema, &batch, &self.settlement);
            }
            results.told.push(words::fate_settled().get(self.way.lang).to_owned());
            let settled = results.told.len() as u32 - 1;
            match &kept {
                None => {
                    results.amounts.clone_from(&self.settlement.amounts);
                    results.fates.fill(settled);
                }
                Some(kept) => {
                    for (to, own) in results.amounts.iter_mut().zip(&self.settlement.amounts) {
                        kept.iter().zip(own).for_each(|(row, own)| to[*row as usize] = *own);
                    }
                    kept.iter().for_each(|row| results.fates[*row as usize] = settled);
                }
            }
            for own in &results.amounts {
                results.paid.iter_mut().zip(own).for_each(|(sum, own)| *sum += own);
            }
            self.remarks(kept.as_deref(), results);
            self.lacking(&batch, kept.as_deref(), results);
            return count;
        }
    }

    /// Notes the rows that a benefit has no answer for, and says of which later rows the sums lack them.
    fn lacking(&mut self, batch: &Batch, kept: Option<&[u32]>, results: &mut Results) {
        let row_of = |at: usize| kept.map_or(at, |kept| kept[at] as usize);
        let (lang, rejected) = (self.way.lang, &mut self.rejected);
        let mut reject = |at: usize, why: &Text| rejected.push((row_of(at), batch.counties.of(at), why.clone()));
        let (told, remarks) = (&mut results.told, &mut results.remarks);
        let mut known: HashMap<(u32, usize), u32> = HashMap::new();
        let mut lack = |at: usize, count: usize| {
            let remark = &mut remarks[row_of(at)];
            let both = known.entry((*remark, count)).or_insert_with(|| {
                let why = (*remark > 0).then(|| Text::same(told[*remark as usize].clone()));
                told.extend(both_remarks(why, missing_from_sums(count)).map(|own| own.get(lang).to_owned()));
                told.len() as u32 - 1
            });
            *remark = *both;
        };
        each_unanswered(batch, &self.settlement, &mut reject, &mut lack);
    }

    /// Returns what became of them.
    fn reject(&mut self, pieces: &[RecordBatch], done: &mut Done<'_>) -> Result<(), Text> {
        if self.rejected.is_empty() {
            return Ok(());
        }
        self.rejected.sort_by_key(|own| own.0);
        let (mut start, mut of_piece) = (0, pieces.iter());
        let mut piece = of_piece.next();
        for (at, county, why) in self.rejected.drain(..) {
            while let Some(own) = piece.filter(|own| at >= start + own.num_rows()) {
                start += own.num_rows();
                piece = of_piece.next();
            }
            let Some(own) = piece else { break };
            let line = self.line + at as u64;
            let cells = cells_of(&own.slice(at - start, 1))?.into_iter().flatten().collect();
            let raw = RawBill { number: self.way.before + line - 1, file: self.way.file, row: Row { line, cells } };
            done.verdicts.push(rejection(self.way.reading, raw, county, why));
        }
        done.verdicts.sort_by_key(|own| own.number);
        Ok(())
    }

    /// Says why nothing is paid, where nothing is.
    fn remarks(&self, kept: Option<&[u32]>, results: &mut Results) {
        if !self.way.wish.reasons {
            return;
        }
        let lang = self.way.lang;
        let (told, remarks) = (&mut results.told, &mut results.remarks);
        let mut say = |text: Text| {
            told.push(text.get(lang).to_owned());
            told.len() as u32 - 1
        };
        remark(self.way.reading.run, &self.settlement, &mut say, &mut |at, text| {
            remarks[kept.map_or(at, |kept| kept[at] as usize)] = text;
        });
    }

    fn batch<'s>(&self, stay: impl Iterator<Item = (usize, &'s Stretch)>, kept: Option<&[u32]>) -> Batch {
        let reading = self.way.reading;
        let mut batch = Batch::empty(&reading.run.schema);
        for (number, own) in stay {
            batch.subject.extend(own.rows.clone().map(|_| number as u64));
        }
        let pick = |all: &[i32]| match kept {
            Some(kept) => kept.iter().map(|row| all[*row as usize]).collect(),
            None => all.to_vec(),
        };
        if let column::Values::Day(dates) = &self.decoder.date.values {
            batch.date = pick(dates);
        }
        let counties: Vec<u32> = match kept {
            Some(kept) => kept.iter().map(|row| self.decoder.counties[*row as usize]).collect(),
            None => self.decoder.counties.clone(),
        };
        batch.counties = match counties.first() {
            Some(first) if counties.iter().all(|own| own == first) => Counties::One(*first),
            _ => Counties::Each(counties),
        };
        for (place, cells) in self.decoder.cells(kept) {
            batch.columns[place] = cells;
        }
        if let Some(roll) = &reading.roll {
            roll.tell(&gathered(&self.people, kept), &mut batch);
        }
        batch
    }

    /// Reads the rows of a stretch as cells, as any other table has them.
    #[expect(clippy::too_many_arguments, reason = "what is read goes to as many places")]
    fn as_cells(
        &self,
        pieces: &[RecordBatch],
        own: &Stretch,
        intake: &mut Intake<'_>,
        results: &mut Results,
        done: &mut Done<'_>,
        raw: &mut Vec<RawBill>,
        witness: &mut dyn Witness,
    ) -> Result<(), Text> {
        let (way, first) = (self.way, self.line);
        let rows = results.paid.len();
        let mut start = 0;
        for piece in pieces {
            let within = start..start + piece.num_rows();
            let (from, to) = (own.rows.start.max(within.start), own.rows.end.min(within.end));
            start = within.end;
            if from >= to {
                continue;
            }
            for (at, cells) in cells_of(&piece.slice(from - within.start, to - from))?.into_iter().enumerate() {
                let at = from + at;
                let line = first + at as u64;
                let number = way.before + line - 1;
                let mut taken: Option<Taken> = None;
                intake.take(Item::Row(Row { line, cells }), &mut |_, own| {
                    taken = Some(own);
                    Ok(Flow::GoOn)
                })?;
                let leave = |results: &mut Results| {
                    results.left_out.resize(rows, false);
                    results.left_out[at] = true;
                };
                let Some(taken) = taken else {
                    leave(results);
                    continue;
                };
                done.rows += 1;
                let (row, refusal) = match taken {
                    Taken::Row(row) => (row, None),
                    Taken::Refused { row, refusal } => (row, Some(refusal)),
                };
                let subject = refusal.is_none().then(|| way.reading.subject(way.file, &row)).flatten();
                if let Some((part, of)) = way.shard
                    && subject.as_ref().map_or(0, |own| hash(own) % of) != part
                {
                    done.elsewhere += 1;
                    leave(results);
                    continue;
                }
                let bill = RawBill { number, file: way.file, row };
                match (refusal, subject) {
                    (Some(refusal), _) => done.verdicts.push(refused(bill, refusal)),
                    (None, subject) => {
                        if let Some(subject) = &subject {
                            witness.subject(subject, line)?;
                        }
                        raw.push(bill);
                    }
                }
            }
        }
        Ok(())
    }

    /// `numbered`: whether claims of the chunk have numbers.
    fn by_cells(
        &self,
        raw: Vec<RawBill>,
        numbered: bool,
        totals: &mut [&mut Totals],
        forms: &mut Forms,
        done: &mut Done<'_>,
    ) {
        if raw.is_empty() {
            return;
        }
        let (run, schema) = (self.way.reading.run, self.way.reading.schema);
        let own =
            crate::data::settle::settle_among(self.way.reading, raw, self.way.wish, numbered, None, &mut |seen| {
                totals.iter_mut().for_each(|own| own.see(run, schema, &seen));
            });
        forms.add(&own.forms);
        done.counts.add(&own.counts);
        done.verdicts.extend(own.verdicts);
        done.verdicts.sort_by_key(|own| own.number);
    }
}

fn refused(bill: RawBill, refusal: Refusal) -> Verdict {
    Verdict::refused(bill, vec![refusal])
}

/// Returns the order in which the claims of a subject are settled, each number once: as they stand, or another one. `None`:
/// they must be read as cells.
fn in_order(
    rows: Range<usize>,
    dates: &[i32],
    order: Option<&[i64]>,
    ids: Option<&Strings>,
) -> Option<Option<Vec<u32>>> {
    let mut ids_rise = true;
    let mut in_order = true;
    let key = |row: usize| (dates[row], order.map_or(0, |own| own[row]));
    for row in rows.start + 1..rows.end {
        let rising = ids.map(|own| own.get(row - 1) < own.get(row));
        ids_rise &= rising != Some(false);
        // Without numbers claims of one day stand in the order of what they say.
        in_order &= key(row - 1) < key(row) || (key(row - 1) == key(row) && rising == Some(true));
    }
    let Some(ids) = ids else { return in_order.then_some(None) };
    if !rows.clone().all(|row| ids.is_plain(row)) {
        return None;
    }
    if !ids_rise {
        let mut own: Vec<&str> = rows.clone().map(|row| ids.get(row)).collect();
        own.sort_unstable();
        if own.windows(2).any(|pair| pair[0] == pair[1]) {
            return None;
        }
    }
    Some((!in_order).then(|| {
        let mut own: Vec<u32> = rows.map(|row| row as u32).collect();
        own.sort_by_key(|row| (key(*row as usize), ids.get(*row as usize)));
        own
    }))
}

/// Returns who the claims of a person are settled with, given a number that means itself.
fn subject<'n>(reading: &Reading<'_, '_>, number: &'n str) -> Cow<'n, str> {
    let household = reading.people.as_ref().and_then(|own| own.subject_of(number));
    household.map_or(Cow::Borrowed(number), |own| Cow::Owned(format!("户{own}")))
}

/// Returns where the last subject of a batch begins beyond doubt; 0: nowhere behind the first row.
fn last_subject(reading: &Reading<'_, '_>, column: &ArrayRef) -> Result<usize, Text> {
    let own = Strings::of_column(column)?;
    let differ = |row: usize| {
        !own.same(row - 1, row)
            && own.is_plain(row - 1)
            && own.is_plain(row)
            && (reading.people.is_none() || subject(reading, own.get(row - 1)) != subject(reading, own.get(row)))
    };
    Ok((1..column.len()).rev().find(|row| differ(*row)).unwrap_or(0))
}

/// A column of texts over the pieces of a chunk.
struct Strings {
    parts: Vec<StringArray>,
    /// Where each part begins.
    starts: Vec<usize>,
    /// Whether the texts are those of numbers.
    numbers: bool,
}

impl Strings {
    fn of(pieces: &[RecordBatch], at: usize) -> Result<Strings, Text> {
        let mut all = Strings { parts: Vec::new(), starts: Vec::new(), numbers: false };
        let mut start = 0;
        for piece in pieces {
            let own = Strings::of_column(piece.column(at))?;
            all.numbers |= own.numbers;
            all.parts.extend(own.parts);
            all.starts.push(start);
            start += piece.num_rows();
        }
        Ok(all)
    }

    fn of_column(column: &ArrayRef) -> Result<Strings, Text> {
        let own = plain(column)?;
        let numbers = own.data_type().is_integer();
        let text = match own.data_type() {
            DataType::Utf8 => own,
            DataType::LargeUtf8 | DataType::Utf8View => {
                arrow::compute::cast(&own, &DataType::Utf8).map_err(|error| broken(&error))?
            }
            ty if ty.is_integer() => arrow::compute::cast(&own, &DataType::Utf8).map_err(|error| broken(&error))?,
            // Whatever else numbers a person is looked at as a cell.
            _ => arrow::array::new_null_array(&DataType::Utf8, own.len()),
        };
        Ok(Strings { parts: vec![text.as_string::<i32>().clone()], starts: vec![0], numbers })
    }

    #[inline]
    fn place(&self, row: usize) -> (usize, usize) {
        if self.parts.len() == 1 {
            return (0, row);
        }
        let part = self.starts.partition_point(|start| *start <= row) - 1;
        (part, row - self.starts[part])
    }

    #[inline]
    fn get(&self, row: usize) -> &str {
        let (part, at) = self.place(row);
        // An empty text stands where there is none.
        self.parts[part].value(at)
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.get(a) == self.get(b)
    }

    /// Whether the text is a number of a person or a claim as it stands, whatever form is looked for: letters and digits,
    /// a digit among them, and not of the length of a number of identity that a spreadsheet may have damaged.
    fn is_plain(&self, row: usize) -> bool {
        let (part, at) = self.place(row);
        if self.parts[part].is_null(at) {
            return false;
        }
        let bytes = self.parts[part].value(at).as_bytes();
        if self.numbers {
            return (1..=15).contains(&bytes.len()) && bytes[0] != b'-';
        }
        is_plain_number(bytes)
    }
}
