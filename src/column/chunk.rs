//! Chunks of whole subjects made ready for the kernels: lanes, keys and turns from the columns of a batch, with every
//! proof that the kernels rely on. What does not fit is said before anything is written.

use super::batch::{Batch, Counties, date_of, day_of};
use super::block::Block;
use super::by_row::Rows;
use super::clauses::State;
use super::columns::{Columns, Source};
use super::kernels::{Job, Lanes, ROWS, Slots, add_up, run};
use super::plan::{Axis, Version};
use super::reference::Error;
use super::run::{County, Planned};
use super::shape::{MOST, Part, Shape};
use super::today::{LAST_DAY, Today};
use crate::base::date::Period;
use crate::value::period;
use std::ops::Range;
use std::sync::Arc;

/// Buffers of a thread, reused from chunk to chunk.
pub(super) struct Room {
    /// All ones where a row belongs to the same subject as the one before.
    same: Lanes,
    amounts: Vec<Lanes>,
    /// Their running sums, subject by subject, and the largest of each.
    totals: Vec<Lanes>,
    most: Vec<u32>,
    spare: Lanes,
    left: Lanes,
    sums: Lanes,
    rates: Lanes,
    limits: Lanes,
    slots: Slots,
    keeps: Vec<Lanes>,
    /// Which turns come within a subject too; the others are `same`.
    changes: Vec<bool>,
    bytes: Vec<[u8; ROWS]>,
    /// The digits that keys are made of.
    parts: Vec<[u8; ROWS]>,
    wide: Box<[u16; ROWS]>,
    pub paid: Vec<Lanes>,
    /// Where benefits are due that others ask about.
    pub dues: Vec<Lanes>,
    /// What was taken off as first pays that others ask about.
    first_pays: Vec<Lanes>,
    /// The first and the last day.
    pub days: (i32, i32),
    /// For benefits row by row: what rows have, running totals, and by benefit the code of its reason.
    block: Block,
    todays: Vec<Today>,
    state: State,
    pub reasons: Vec<[u16; ROWS]>,
    /// The rows that are rejected, by their places in the chunk.
    pub refused: Vec<(usize, Arc<Error>)>,
    /// Rows that the kernels cannot take, by their places in the chunk, as they are found; and their subjects.
    pub misfits: Vec<usize>,
    pub aside: Vec<Range<usize>>,
    /// Where there are such rows or subjects: 0 there, else all ones.
    counts: Lanes,
    is_masked: bool,
    /// Rows that may be, with whether the kernels cannot take them.
    pub odd: Vec<(usize, bool)>,
    /// What such rows have, and room to try them.
    pub looked: Block,
    pub tries: State,
    /// Keys that are made while loops are run.
    visit_keys: Vec<[u8; ROWS]>,
}

/// Where the key columns of a version come from in a batch.
#[derive(Debug)]
pub(super) struct KeySources<'b> {
    /// The digits that keys are made of, each once.
    parts: Vec<Digit<'b>>,
    keys: Vec<KeySource<'b>>,
}

#[derive(Debug)]
enum KeySource<'b> {
    /// A column of the batch as it is; codes must stay below the number.
    Column(&'b [u8], u8),
    /// Parts by their places, with strides.
    Made(Vec<(usize, u8)>),
    /// Of more than 256 values, with the code of each.
    Wide(Vec<(usize, u16)>, Vec<u8>),
}

/// What keeps a chunk from the kernels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    Chunk,
    /// A row, by its place in the batch: without its subject the chunk may fit.
    Row(usize),
}

#[derive(Debug)]
enum Digit<'b> {
    Column(&'b [u8], u8),
    /// Entries of codes; 255 is none.
    Mapped(&'b [u8], Box<[u8; 256]>),
    /// The same of sets that hold one entry each.
    Sets(&'b [u64], Box<[u8; 256]>),
    Entry(Source<'b>),
    Axis(usize, Axis),
}

/// The rows of a chunk where subjects are short: few enough that columns are fetched ahead while the kernels work.
const USUAL: usize = 512;

/// Returns the end of a chunk of whole subjects of one county; the start where the first is too long.
pub(super) fn chunk_end(batch: &Batch, rows: Range<usize>) -> usize {
    let end = longest(batch, rows.start..rows.end.min(rows.start + USUAL), rows.end);
    if end > rows.start { end } else { longest(batch, rows.start..rows.end.min(rows.start + ROWS), rows.end) }
}

/// Returns the end of the last subject within some rows.
fn longest(batch: &Batch, rows: Range<usize>, last: usize) -> usize {
    let mut end = rows.end;
    if let Counties::Each(all) = &batch.counties {
        let other = all[rows.start..end].iter().position(|own| *own != all[rows.start]);
        end = other.map_or(end, |at| rows.start + at);
    }
    while end > rows.start && end < last && batch.continues(end) {
        end -= 1;
    }
    end
}

impl Room {
    /// Returns room for the chunks of a county with so many totals.
    pub(super) fn new(totals: usize) -> Room {
        let lanes = || Box::new([0; ROWS]);
        Room {
            same: lanes(),
            amounts: Vec::new(),
            totals: Vec::new(),
            most: Vec::new(),
            spare: lanes(),
            left: lanes(),
            sums: lanes(),
            rates: lanes(),
            limits: lanes(),
            slots: Slots::new(),
            keeps: Vec::new(),
            changes: Vec::new(),
            bytes: Vec::new(),
            parts: Vec::new(),
            wide: Box::new([0; ROWS]),
            paid: Vec::new(),
            dues: Vec::new(),
            first_pays: Vec::new(),
            days: (0, 0),
            block: Block::default(),
            todays: Vec::new(),
            state: State::of(totals),
            reasons: Vec::new(),
            refused: Vec::new(),
            misfits: Vec::new(),
            aside: Vec::new(),
            counts: lanes(),
            is_masked: false,
            odd: Vec::new(),
            looked: Block::default(),
            tries: State::of(totals),
            visit_keys: Vec::new(),
        }
    }

    /// Finds where subjects begin, and which are not in the order of their days; none where a day is none. Where there are
    /// no totals, the first two do not matter.
    #[inline(always)]
    pub(super) fn subjects(&mut self, batch: &Batch, rows: Range<usize>, shape: &Shape) -> Option<()> {
        let (subject, date) = (&batch.subject[rows.clone()], &batch.date[rows]);
        let mut disorder = 0;
        if !shape.turns.is_empty() || shape.is_by_row() {
            self.same[0] = 0;
            let pairs = subject.iter().zip(&subject[1..]).zip(date.iter().zip(&date[1..]));
            for (same, (subject, date)) in self.same[1..].iter_mut().zip(pairs) {
                *same = u32::from(subject.0 == subject.1).wrapping_neg();
                disorder |= *same & u32::from(date.0 > date.1);
            }
        }
        let first = date.iter().copied().min()?;
        let last = date.iter().copied().max()?;
        self.days = (first, last);
        if disorder != 0 {
            let before = |row: &usize| self.same[*row] != 0 && date[*row - 1] > date[*row];
            self.misfits.extend((1..date.len()).filter(before));
        }
        (date_of(first).is_some() && date_of(last).is_some()).then_some(())
    }

    /// Narrows the amounts to lanes, as far as they fit.
    #[inline(always)]
    pub(super) fn narrow(&mut self, columns: &Columns<'_>, rows: Range<usize>, shape: &Shape) -> Result<(), Misfit> {
        self.amounts.resize_with(shape.amounts.len().max(self.amounts.len()), || Box::new([0; ROWS]));
        for (lanes, at) in self.amounts.iter_mut().zip(&shape.amounts) {
            narrow(&columns.amounts[*at], rows.clone(), shape.top, &mut lanes[..rows.len()], &mut self.misfits)?;
        }
        for (at, most) in &shape.most {
            let source = &columns.amounts[*at];
            let fits = |row: usize| source.number(row).is_some_and(|own| own <= *most);
            self.misfits.extend((0..rows.len()).filter(|row| !fits(rows.start + row)));
        }
        Ok(())
    }

    /// Sets the subjects of misfits aside: in their rows, as in those that are rejected, there will be nothing. A misfit where
    /// they are most of the chunk.
    #[inline(always)]
    pub(super) fn set_aside(&mut self, batch: &Batch, rows: Range<usize>) -> Result<(), Misfit> {
        self.aside.clear();
        self.is_masked = !self.misfits.is_empty() || !self.refused.is_empty();
        if self.is_masked { self.mask(batch, rows) } else { Ok(()) }
    }

    #[inline(never)]
    fn mask(&mut self, batch: &Batch, rows: Range<usize>) -> Result<(), Misfit> {
        self.misfits.sort_unstable();
        let mut all = 0;
        for row in self.misfits.iter().map(|own| rows.start + own) {
            if self.aside.last().is_some_and(|own| own.contains(&row)) {
                continue;
            }
            let start = (rows.start..=row).rev().find(|row| !batch.continues(*row)).unwrap_or(rows.start);
            let end = (row + 1..rows.end).find(|row| !batch.continues(*row)).unwrap_or(rows.end);
            all += end - start;
            if all * 2 > rows.len() {
                return Err(Misfit::Row(rows.start + self.misfits[0]));
            }
            self.aside.push(start..end);
        }
        self.counts[..rows.len()].fill(u32::MAX);
        for own in &self.aside {
            self.counts[own.start - rows.start..own.end - rows.start].fill(0);
        }
        self.refused.retain(|(row, _)| self.counts[*row] != 0);
        self.refused.iter().for_each(|(row, _)| self.counts[*row] = 0);
        Ok(())
    }

    /// Sums up the amounts of each subject; returns a row where that is too large for lanes.
    #[inline(always)]
    pub(super) fn sum_up(&mut self, rows: usize, shape: &Shape) -> Result<(), usize> {
        self.totals.resize_with(self.amounts.len(), || Box::new([0; ROWS]));
        self.most.resize(self.amounts.len(), 0);
        let sums = self.totals.iter_mut().zip(&mut self.most);
        for (lanes, (totals, most)) in self.amounts[..shape.amounts.len()].iter_mut().zip(sums) {
            let lanes = &mut lanes[..rows];
            if self.is_masked {
                lanes.iter_mut().zip(self.counts.iter()).for_each(|(lane, counts)| *lane &= counts);
            }
            if shape.turns.is_empty() {
                continue;
            }
            // So few rows of 32 bits cannot overflow 64.
            let all = lanes.iter().fold(0_u64, |all, own| all.wrapping_add(u64::from(*own)));
            let more = shape.slack.wrapping_mul(lanes.len() as u64);
            if all.wrapping_add(more) > shape.top_sum {
                let mut sum: u64 = 0;
                for (at, (lane, same)) in lanes.iter().zip(self.same.iter()).enumerate() {
                    sum = if *same == 0 { 0 } else { sum } + u64::from(*lane) + shape.slack;
                    if sum > shape.top_sum {
                        return Err(at);
                    }
                }
            }
            let totals = &mut totals[..lanes.len()];
            add_up(lanes, &self.same[..lanes.len()], totals);
            *most = totals.iter().fold(0, |most, own| most.max(*own));
        }
        Ok(())
    }

    /// Finds where running totals begin anew.
    #[inline(always)]
    pub(super) fn turns(&mut self, shape: &Shape, batch: &Batch, rows: Range<usize>) {
        self.keeps.resize_with(shape.turns.len().max(self.keeps.len()), || Box::new([0; ROWS]));
        self.changes.clear();
        self.changes.resize(shape.turns.len(), false);
        let count = rows.len();
        let days = &batch.date[rows];
        for ((keep, turn), changes) in self.keeps.iter_mut().zip(&shape.turns).zip(&mut self.changes) {
            let key = |day: i32| Today::of(day).key(turn.period, turn.year);
            if key(self.days.0) == key(self.days.1) {
                continue;
            }
            *changes = true;
            keep[..count].copy_from_slice(&self.same[..count]);
            let edges = starts(turn.period, turn.year, self.days);
            match edges {
                Some(edges) => {
                    let place =
                        |day: i32| edges.iter().fold(0_u32, |sum, edge| sum.wrapping_add(u32::from(day >= *edge)));
                    for (keep, pair) in keep[1..count].iter_mut().zip(days.windows(2)) {
                        *keep &= u32::from(place(pair[0]) == place(pair[1])).wrapping_neg();
                    }
                }
                None => {
                    for (keep, pair) in keep[1..count].iter_mut().zip(days.windows(2)) {
                        *keep &= u32::from(key(pair[0]) == key(pair[1])).wrapping_neg();
                    }
                }
            }
        }
    }

    /// Makes the key columns, for rows that have all digits.
    #[inline(always)]
    pub(super) fn keys(&mut self, sources: &KeySources<'_>, columns: &Columns<'_>, batch: &Batch, rows: Range<usize>) {
        self.bytes.resize(sources.keys.len().max(self.bytes.len()), [0; ROWS]);
        let count = rows.len();
        self.parts.resize(sources.parts.len().max(self.parts.len()), [0; ROWS]);
        for (out, digit) in self.parts.iter_mut().zip(&sources.parts) {
            digit.fill(&mut out[..count], columns, batch, rows.clone(), &mut self.misfits);
        }
        let parts = &self.parts;
        for (bytes, key) in self.bytes.iter_mut().zip(&sources.keys) {
            let bytes = &mut bytes[..count];
            match key {
                KeySource::Column(column, size) => below(&column[rows.clone()], *size, &mut self.misfits),
                KeySource::Made(digits) => {
                    bytes.fill(0);
                    for (part, stride) in digits.iter().filter(|(_, stride)| *stride != 0) {
                        for (own, digit) in bytes.iter_mut().zip(&parts[*part][..count]) {
                            *own = own.plus(*digit, *stride);
                        }
                    }
                }
                KeySource::Wide(digits, codes) => {
                    let wide = &mut self.wide[..count];
                    wide.fill(0);
                    for (part, stride) in digits.iter().filter(|(_, stride)| *stride != 0) {
                        for (own, digit) in wide.iter_mut().zip(&parts[*part][..count]) {
                            *own = own.plus(*digit, *stride);
                        }
                    }
                    for (own, wide) in bytes.iter_mut().zip(wide.iter()) {
                        *own = codes.get(usize::from(*wide)).copied().unwrap_or_default();
                    }
                }
            }
        }
    }

    /// Finds the rows that may have no answer: those that the kernels cannot take, and those that may be rejected. Says
    /// whether there are any.
    #[inline(always)]
    pub(super) fn suspects(&mut self, shape: &Shape, sources: &KeySources<'_>, rows: Range<usize>) -> bool {
        self.refused.clear();
        let mut odd = std::mem::take(&mut self.odd);
        odd.clear();
        for guard in &shape.guards {
            let keys = self.key_column(sources, guard.key, rows.clone());
            if keys.iter().fold(false, |any, key| any | guard.shut[usize::from(*key)]) {
                let shut = keys.iter().enumerate().filter(|(_, key)| guard.shut[usize::from(**key)]);
                odd.extend(shut.map(|(row, _)| (row, true)));
            }
        }
        for row in rows.clone().filter(|_| !shape.suspects.is_empty()) {
            if let Some(read) = self.block.row(row)
                && shape.suspects.iter().any(|own| own.at(read.digits) != 0)
            {
                odd.push((row - rows.start, false));
            }
        }
        if !odd.is_empty() {
            // What is shut out and suspected is shut out.
            odd.sort_unstable_by_key(|(row, shut)| (*row, !shut));
            odd.dedup_by_key(|(row, _)| *row);
        }
        self.odd = odd;
        !self.odd.is_empty()
    }

    /// Returns a key column.
    pub(super) fn key_column<'r>(&'r self, sources: &KeySources<'r>, key: usize, rows: Range<usize>) -> &'r [u8] {
        match &sources.keys[key] {
            KeySource::Column(column, _) => &column[rows],
            KeySource::Made(_) | KeySource::Wide(..) => &self.bytes[key][..rows.len()],
        }
    }

    /// Returns the code of the reason why a benefit gives way on a row of the chunk that has been run; 0: it does not.
    pub(super) fn excluded(
        &self,
        shape: &Shape,
        sources: &KeySources<'_>,
        benefit: usize,
        row: usize,
        rows: Range<usize>,
    ) -> u16 {
        for (other, holds, reason) in &shape.benefits[benefit].exclusions {
            let mask = holds
                .as_ref()
                .map_or(u32::MAX, |own| own.values[usize::from(self.key_column(sources, own.key, rows.clone())[row])]);
            if self.dues[*other][row] & mask != 0 {
                return *reason;
            }
        }
        0
    }

    /// Reads what benefits without a kernel need.
    pub(super) fn read(
        &mut self,
        shape: &Shape,
        version: &Version,
        columns: &Columns<'_>,
        batch: &Batch,
        rows: Range<usize>,
    ) {
        if shape.is_by_row() {
            self.todays.clear();
            self.todays.extend(batch.date[rows.clone()].iter().map(|day| Today::of(*day)));
            self.block.read(version, Some(&shape.row_axes), columns, batch, rows);
            self.reasons.resize(shape.benefits.len().max(self.reasons.len()), [0; ROWS]);
        }
    }

    /// Runs the kernels of a version over the chunk that has been made ready; returns a row that they cannot take.
    #[inline(always)]
    pub(super) fn run(
        &mut self,
        shape: &Shape,
        planned: &Planned,
        sources: &KeySources<'_>,
        rows: Range<usize>,
    ) -> Result<(), usize> {
        self.paid.resize_with(shape.benefits.len().max(self.paid.len()), || Box::new([0; ROWS]));
        self.dues.resize_with(shape.benefits.len().max(self.dues.len()), || Box::new([0; ROWS]));
        self.first_pays.resize_with(shape.benefits.len().max(self.first_pays.len()), || Box::new([0; ROWS]));
        self.visit_keys.resize(shape.visit_keys.max(self.visit_keys.len()), [0; ROWS]);
        let mut keys: [&[u8]; MOST] = [&[]; MOST];
        for ((own, key), bytes) in keys.iter_mut().zip(&sources.keys).zip(&self.bytes) {
            *own = match key {
                KeySource::Column(column, _) => &column[rows.clone()],
                KeySource::Made(_) | KeySource::Wide(..) => &bytes[..rows.len()],
            };
        }
        let mut keeps: [&[u32; ROWS]; MOST] = [&self.same; MOST];
        for ((keep, own), changes) in keeps.iter_mut().zip(&self.keeps).zip(&self.changes) {
            *keep = if *changes { own } else { &self.same };
        }
        let mut job = Job {
            rows: rows.len(),
            loops: &shape.benefits,
            keys: &keys[..sources.keys.len()],
            visit_keys: &mut self.visit_keys,
            keeps: &keeps,
            amounts: &self.amounts,
            totals: &self.totals,
            most: &self.most,
            changes: &self.changes,
            counts: self.is_masked.then_some(&*self.counts),
            order: &shape.order,
            paid: &mut self.paid,
            dues: &mut self.dues,
            first_pays: &mut self.first_pays,
            spare: &mut self.spare,
            left: &mut self.left,
            sums: &mut self.sums,
            rates: &mut self.rates,
            limits: &mut self.limits,
            slots: &mut self.slots,
        };
        let start = rows.start;
        let Planned { version, outline, .. } = planned;
        let (days, same) = (self.todays.as_slice(), &*self.same);
        let counts = job.counts;
        let (block, state, reasons) = (&mut self.block, &mut self.state, self.reasons.as_mut_slice());
        let mut by_row = Rows { version, outline, shape, start, days, same, counts, block, state, reasons };
        run(&mut job, &mut by_row)
    }
}

/// Returns the days between a first and a last one on which a period begins, when they are few.
fn starts(period: Period, year: period::YearStart, (first, last): (i32, i32)) -> Option<Vec<i32>> {
    let mut edges = Vec::new();
    let mut start = period::first_day(period, date_of(first)?, year)?;
    loop {
        // The start is looked up anew, since a year from 29 February begins on the 28th in common years.
        let next = period::later(period, start, 1)?;
        start = period::first_day(period, next.plus_days(1)?, year)?;
        if day_of(start) > last {
            return Some(edges);
        }
        if edges.len() == 8 {
            return None;
        }
        edges.push(day_of(start));
    }
}

/// Notes the rows whose codes are not below a number.
#[inline(always)]
fn below(codes: &[u8], size: u8, misfits: &mut Vec<usize>) {
    let most = codes.iter().fold(0, |most, own| most.max(*own));
    if most >= size {
        misfits.extend(places(codes, |own| *own >= size));
    }
}

/// Returns the places of some values.
fn places<T>(all: &[T], wanted: impl Fn(&T) -> bool) -> impl Iterator<Item = usize> {
    all.iter().enumerate().filter(move |(_, own)| wanted(own)).map(|(at, _)| at)
}

/// Narrows an amount to lanes; notes the rows that have none that is at least 0 and not above the top.
#[inline(always)]
fn narrow(
    source: &Source<'_>,
    rows: Range<usize>,
    top: i64,
    lanes: &mut [u32],
    misfits: &mut Vec<usize>,
) -> Result<(), Misfit> {
    let (low, high) = (source.low.max(0), source.high.min(top));
    let span = high.checked_sub(low).and_then(|own| u64::try_from(own).ok()).ok_or(Misfit::Chunk)?;
    match source.whole() {
        Some(whole) => {
            let whole = &whole[rows];
            let mut beyond = false;
            for (lane, own) in lanes.iter_mut().zip(whole) {
                beyond |= own.wrapping_sub(low) as u64 > span;
                *lane = *own as u32;
            }
            if beyond {
                misfits.extend(places(whole, |own| own.wrapping_sub(low) as u64 > span));
            }
        }
        None => {
            for (at, (lane, row)) in lanes.iter_mut().zip(rows).enumerate() {
                match source.number(row).filter(|own| (low..=high).contains(own)) {
                    Some(own) => *lane = own as u32,
                    None => misfits.push(at),
                }
            }
        }
    }
    Ok(())
}

/// A key in the making.
trait Sum: Copy {
    fn plus(self, digit: u8, stride: Self) -> Self;
}

impl Sum for u8 {
    #[inline(always)]
    fn plus(self, digit: u8, stride: u8) -> u8 {
        self.wrapping_add(digit.wrapping_mul(stride))
    }
}

impl Sum for u16 {
    #[inline(always)]
    fn plus(self, digit: u8, stride: u16) -> u16 {
        self.wrapping_add(u16::from(digit).wrapping_mul(stride))
    }
}

impl<'b> KeySources<'b> {
    pub(super) fn of<'s>(
        county: &'b County<'_>,
        batch: &'b Batch,
        shape: &'s Shape,
        version: &Version,
    ) -> KeySources<'b> {
        let digit = |part: &Part| match part {
            Part::Entry(fact, size) => {
                let source = Source::of(county, batch, *fact);
                let bytes = |entries: &[Option<u32>]| {
                    let mut map = Box::new([255_u8; 256]);
                    for (own, entry) in map.iter_mut().zip(entries) {
                        *own = entry.and_then(|entry| u8::try_from(entry).ok()).unwrap_or(255);
                    }
                    map
                };
                if let Some((sets, entries)) = source.sets() {
                    return Digit::Sets(sets, bytes(entries));
                }
                let Some((codes, entries)) = source.codes() else { return Digit::Entry(source) };
                let same = |(code, entry): (usize, &Option<u32>)| *entry == Some(code as u32);
                match u8::try_from(*size) {
                    Ok(size) if entries.iter().enumerate().all(same) => Digit::Column(codes, size),
                    _ => Digit::Mapped(codes, bytes(entries)),
                }
            }
            Part::Digit(axis) => Digit::Axis(*axis, version.axes[*axis].clone()),
        };
        let mut known: Vec<&Part> = Vec::new();
        let mut place = |part: &'s Part| {
            known.iter().position(|own| *own == part).unwrap_or_else(|| {
                known.push(part);
                known.len() - 1
            })
        };
        let key = |own: &'s super::shape::Key| {
            if let Some(codes) = &own.codes {
                // A key has at most 65,536 values, so strides fit, but for the one of a part with a single value.
                let part = |(part, stride): &'s (Part, usize)| (place(part), u16::try_from(*stride).unwrap_or(0));
                return KeySource::Wide(own.parts.iter().map(part).collect(), codes.clone());
            }
            if let [(part, 1)] = own.parts.as_slice()
                && let Digit::Column(codes, size) = digit(part)
            {
                return KeySource::Column(codes, size);
            }
            // Here it has at most 256.
            let parts = own.parts.iter().map(|(part, stride)| (place(part), u8::try_from(*stride).unwrap_or(0)));
            KeySource::Made(parts.collect())
        };
        let keys = shape.keys.iter().map(key).collect();
        KeySources { parts: known.into_iter().map(digit).collect(), keys }
    }
}

/// The most thresholds whose number fits a byte.
const MOST_EDGES: usize = 255;

/// Fills zeros with the classes of an axis for many rows at once, where its column has no gaps; says whether it did.
#[inline(always)]
fn steps(
    axis: &Axis,
    source: &Source<'_>,
    sums: &mut [u8],
    batch: &Batch,
    rows: Range<usize>,
    misfits: &mut Vec<usize>,
) -> bool {
    match (axis, source.whole(), source.days(), source.truths()) {
        (Axis::Number(_, edges), Some(numbers), ..) if edges.len() <= MOST_EDGES => {
            let numbers = &numbers[rows.clone()];
            let beyond = |own: &i64| !(source.low..=source.high).contains(own);
            if numbers.iter().fold(false, |any, own| any | beyond(own)) {
                misfits.extend(places(numbers, beyond));
            }
            for edge in edges {
                for (sum, number) in sums.iter_mut().zip(numbers) {
                    *sum = sum.wrapping_add(u8::from(*number >= *edge));
                }
            }
            true
        }
        (Axis::Age(_, edges), _, Some(births), _) if edges.len() <= MOST_EDGES => {
            let births = &births[rows.clone()];
            let beyond = |own: &i32| !(0..=LAST_DAY).contains(own);
            if births.iter().fold(false, |any, own| any | beyond(own)) {
                misfits.extend(places(births, beyond));
            }
            // Most rows are those of the person before.
            let mut last: Option<(i32, Today)> = None;
            for ((sum, birth), day) in sums.iter_mut().zip(births).zip(&batch.date[rows.clone()]) {
                let birth = match last {
                    Some((own, known)) if own == *birth => known,
                    _ => Today::of(*birth),
                };
                last = Some((birth.day, birth));
                let age = Today::of(*day).years_since(birth);
                let class = edges.iter().fold(0_u8, |sum, edge| sum.wrapping_add(u8::from(age >= *edge)));
                *sum = class;
            }
            true
        }
        (Axis::Day(_, edges), _, Some(days), _) if edges.len() <= MOST_EDGES => {
            let days = &days[rows.clone()];
            let beyond = |own: &i32| !(0..=LAST_DAY).contains(own);
            if days.iter().fold(false, |any, own| any | beyond(own)) {
                misfits.extend(places(days, beyond));
            }
            for edge in edges {
                for (sum, day) in sums.iter_mut().zip(days) {
                    *sum = sum.wrapping_add(u8::from(i64::from(*day) >= *edge));
                }
            }
            true
        }
        (Axis::Truth(_), _, _, Some(truths)) => {
            for (sum, truth) in sums.iter_mut().zip(&truths[rows]) {
                *sum = u8::from(*truth);
            }
            true
        }
        (
            Axis::Entry(..)
            | Axis::Truth(_)
            | Axis::Number(..)
            | Axis::Day(..)
            | Axis::Age(..)
            | Axis::Visits(..)
            | Axis::Test(..),
            ..,
        ) => false,
    }
}

impl Digit<'_> {
    /// Fills in the digit of each row; notes those that have none.
    #[inline(always)]
    fn fill(&self, out: &mut [u8], columns: &Columns<'_>, batch: &Batch, rows: Range<usize>, misfits: &mut Vec<usize>) {
        match self {
            Digit::Column(codes, size) => {
                let codes = &codes[rows];
                below(codes, *size, misfits);
                out.copy_from_slice(codes);
            }
            Digit::Mapped(codes, map) => {
                let mut lacks = false;
                for (own, code) in out.iter_mut().zip(&codes[rows]) {
                    *own = map[usize::from(*code)];
                    lacks |= *own == 255;
                }
                if lacks {
                    misfits.extend(places(out, |own| *own == 255));
                }
            }
            Digit::Sets(sets, map) => {
                let mut lacks = false;
                for (own, set) in out.iter_mut().zip(&sets[rows]) {
                    let one = map[set.trailing_zeros() as usize % 256];
                    *own = if set.is_power_of_two() { one } else { 255 };
                    lacks |= *own == 255;
                }
                if lacks {
                    misfits.extend(places(out, |own| *own == 255));
                }
            }
            Digit::Entry(source) => {
                for (at, (own, row)) in out.iter_mut().zip(rows).enumerate() {
                    match source.entry(row).and_then(|own| u8::try_from(own).ok()) {
                        Some(entry) => *own = entry,
                        None => misfits.push(at),
                    }
                }
            }
            // That is known only while its loop is run.
            Digit::Axis(_, Axis::Visits(..)) => out.fill(0),
            Digit::Axis(at, axis) => {
                out.fill(0);
                if let Some(source) = &columns.axes[*at]
                    && steps(axis, source, out, batch, rows.clone(), misfits)
                {
                    return;
                }
                columns.each_digit(axis, *at, &batch.date, rows, |row, digit| {
                    match digit.and_then(|own| u8::try_from(own).ok()) {
                        Some(digit) => out[row] = digit,
                        None => misfits.push(row),
                    }
                });
            }
        }
    }
}
