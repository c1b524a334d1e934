//! A sheaf to what its rows pay: subjects of whom all rows stand in the sheaf are settled as columns, the others are told
//! apart.

use super::{Held, Sheaf};
use crate::base::text::Text;
use crate::column::{self, Batch, Counties, Counts, Options, Settlement, Values};
use crate::data::bill::Reading;
use crate::data::cell::Form;
use crate::data::facts::Forms;
use crate::data::settle::{
    Fate, Verdict, Wish, both_remarks, each_unanswered, missing_from_sums, rejection, remark, unanswered,
};
use crate::data::spill;
use crate::data::totals::Totals;
use crate::ir::Owner;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::io::{self, Read, Write};
use std::ops::Range;

/// What the rows of a sheaf come to, in its order.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What each benefit pays, in 分.
    pub amounts: Vec<Vec<i64>>,
    /// For each row a text of `told`; 0: nothing is remarked.
    pub remarks: Vec<u32>,
    /// The first is nobody's.
    pub told: Vec<Text>,
    /// Rows that must be settled cell by cell.
    pub careful: Vec<bool>,
    /// Rows that are rejected.
    pub rejected: Vec<Verdict>,
    /// Both of these: nothing is paid for them here.
    without: Vec<bool>,
    /// Whether one of the rows has a number.
    pub numbered: bool,
    pub counts: Counts,
}

/// A row with what it pays.
#[derive(Clone, Copy, Debug)]
pub struct Paid<'p> {
    pub held: Held<'p>,
    /// What each benefit pays, in 分.
    pub amounts: &'p [i64],
    pub remark: Option<&'p Text>,
}

impl Paid<'_> {
    /// Returns what all benefits pay.
    pub fn paid(&self) -> i64 {
        self.amounts.iter().sum()
    }

    /// Returns it as what is said of any row.
    pub fn verdict(&self) -> Verdict {
        Verdict {
            number: self.held.number,
            file: self.held.file,
            row: self.held.row(),
            county: None,
            fate: Fate::Settled,
            amounts: self.amounts.to_vec(),
            remark: self.remark.cloned(),
        }
    }

    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        spill::write_held(to, &self.held)?;
        spill::put(to, self.amounts.len() as u64)?;
        self.amounts.iter().try_for_each(|own| spill::put_signed(to, *own))?;
        spill::put_text(to, self.remark.map_or("", |own| &own.zh))?;
        spill::put_text(to, self.remark.map_or("", |own| &own.en))
    }
}

/// A row with what it pays, as it comes back from disk.
#[derive(Debug)]
pub struct PaidRow {
    pub row: spill::HeldRow,
    amounts: Vec<i64>,
    remark: Option<Text>,
}

impl PaidRow {
    pub fn read(from: &mut dyn Read) -> io::Result<PaidRow> {
        let row = spill::HeldRow::read(from)?;
        let mut amounts = Vec::new();
        for _ in 0..spill::get(from)? {
            amounts.push(spill::get_signed(from)?);
        }
        let remark = Text { zh: spill::get_text(from)?, en: spill::get_text(from)? };
        Ok(PaidRow { row, amounts, remark: (!remark.zh.is_empty()).then_some(remark) })
    }

    pub fn paid(&self) -> Paid<'_> {
        Paid { held: self.row.held(), amounts: &self.amounts, remark: self.remark.as_ref() }
    }
}

impl Outcome {
    /// Hands some rows on with what they pay, those left out for which nothing stands here.
    pub fn each<E>(
        &self,
        sheaf: &Sheaf,
        rows: Range<usize>,
        work: &mut dyn FnMut(&Paid<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut amounts: Vec<i64> = Vec::with_capacity(self.amounts.len());
        for row in rows.filter(|row| !self.without[*row]) {
            amounts.clear();
            amounts.extend(self.amounts.iter().map(|own| own[row]));
            let remark = self.remarks[row];
            let remark = (remark > 0).then(|| &self.told[remark as usize]);
            work(&Paid { held: sheaf.held(row), amounts: &amounts, remark })?;
        }
        Ok(())
    }

    /// Returns how many of some rows are paid for by it, how many of them something, and how much.
    pub fn sums(&self, rows: Range<usize>) -> (u64, u64, i128) {
        let mut sums = (0, 0, 0);
        for row in rows.filter(|row| !self.without[*row]) {
            let paid: i64 = self.amounts.iter().map(|own| own[row]).sum();
            sums = (sums.0 + 1, sums.1 + u64::from(paid != 0), sums.2 + i128::from(paid));
        }
        sums
    }
}

/// Settles a sheaf. `odd`: subjects that have other rows.
pub fn settle(
    sheaf: &mut Sheaf,
    reading: &Reading<'_, '_>,
    wish: Wish,
    odd: &HashSet<String>,
    totals: &mut [&mut Totals],
    forms: &mut Forms,
) -> Outcome {
    sheaf.pad();
    let rows = sheaf.len();
    let (run, schema) = (reading.run, reading.schema);
    let mut out = Outcome {
        amounts: vec![vec![0; rows]; run.benefits.len()],
        remarks: vec![0; rows],
        told: vec![Text::same("")],
        careful: vec![false; rows],
        rejected: Vec::new(),
        without: vec![false; rows],
        numbered: sheaf.rows.iter().any(|own| own.claim.1 > 0),
        counts: Counts::default(),
    };
    let order = schema.fact(Owner::Claim, "settlement_order").and_then(|at| sheaf.facts.get(at)?.as_ref());
    let order = order.and_then(|own| match &own.values {
        Values::Whole(numbers) => {
            Some(numbers.iter().zip(&own.missing).map(|(own, missing)| if *missing { 0 } else { *own }).collect())
        }
        _ => None,
    });
    let key = Key { sheaf, order };
    let mut groups = Groups::of(sheaf);
    for at in 0..groups.ranges.len() {
        let rows = &mut groups.order[groups.ranges[at].clone()];
        let person = sheaf.person(rows[0] as usize);
        let is_odd = std::str::from_utf8(person).is_ok_and(|own| odd.contains(own));
        groups.odd[at] = is_odd || !key.put_in_order(rows, out.numbered || !odd.is_empty());
    }
    let options = Options { threads: wish.threads, reasons: wish.reasons, reference_only: wish.reference_only };
    let mut settlement = Settlement::default();
    loop {
        let (batch, kept) = batch_of(sheaf, reading, &groups);
        let row_of = |at: usize| kept.as_ref().map_or(at, |own| own[at] as usize);
        if batch.rows() == 0 {
            break;
        }
        column::settle(run, &batch, &options, &mut settlement);
        // What a policy has no answer to leaves the other rows of the person as they are.
        let mut unusual = settlement.taken_out.iter().filter(|(_, own)| unanswered(own).is_none()).peekable();
        if unusual.peek().is_some() {
            unusual.for_each(|(at, _)| groups.odd[batch.subject[*at] as usize] = true);
            continue;
        }
        out.counts.add(&settlement.counts);
        totals.iter_mut().for_each(|own| own.see_rows(run, schema, &batch, &settlement));
        if wish.reasons {
            let (told, remarks) = (&mut out.told, &mut out.remarks);
            let mut say = |text: Text| {
                told.push(text);
                told.len() as u32 - 1
            };
            remark(run, &settlement, &mut say, &mut |at, text| remarks[row_of(at)] = text);
        }
        rejections(sheaf, reading, &batch, &settlement, &row_of, &mut out);
        match &kept {
            None => std::mem::swap(&mut out.amounts, &mut settlement.amounts),
            Some(kept) => {
                for (to, own) in out.amounts.iter_mut().zip(&settlement.amounts) {
                    kept.iter().zip(own).for_each(|(row, own)| to[*row as usize] = *own);
                }
            }
        }
        break;
    }
    for (range, _) in groups.ranges.iter().zip(&groups.odd).filter(|(_, odd)| **odd) {
        for row in &groups.order[range.clone()] {
            out.careful[*row as usize] = true;
            out.without[*row as usize] = true;
        }
    }
    for (row, column, mask) in sheaf.formed.iter().filter(|(row, ..)| !out.careful[*row as usize]) {
        let mapping = &reading.mappings[sheaf.rows[*row as usize].file as usize];
        let own: Vec<Form> = Form::ALL.into_iter().filter(|form| mask & super::read::bit(*form) != 0).collect();
        forms.note(&mapping.columns[usize::from(*column)].heading, &own);
    }
    out
}

/// Says what became of the rows that are rejected, and on the later rows of their persons that sums lack them.
fn rejections(
    sheaf: &Sheaf,
    reading: &Reading<'_, '_>,
    batch: &Batch,
    settlement: &Settlement,
    row_of: &dyn Fn(usize) -> usize,
    out: &mut Outcome,
) {
    let Outcome { rejected, without, told, remarks, .. } = out;
    let mut known: HashMap<(u32, usize), u32> = HashMap::new();
    let mut reject = |at: usize, reason: &Text| {
        let row = row_of(at);
        let held = sheaf.held(row);
        without[row] = true;
        rejected.push(rejection(reading, held.raw(), batch.counties.of(at), reason.clone()));
    };
    let mut lack = |at: usize, count: usize| {
        let remark = &mut remarks[row_of(at)];
        let both = known.entry((*remark, count)).or_insert_with(|| {
            let why = (*remark > 0).then(|| told[*remark as usize].clone());
            told.extend(both_remarks(why, missing_from_sums(count)));
            told.len() as u32 - 1
        });
        *remark = *both;
    };
    each_unanswered(batch, settlement, &mut reject, &mut lack);
    rejected.sort_by_key(|own| own.number);
}

/// The rows of each person.
struct Groups {
    /// Rows, those of a person together.
    order: Vec<u32>,
    /// The part of each person.
    ranges: Vec<Range<usize>>,
    /// Whether they must be settled cell by cell.
    odd: Vec<bool>,
}

impl Groups {
    fn of(sheaf: &Sheaf) -> Groups {
        let rows = sheaf.len();
        let mut known: HashMap<&[u8], u32> = HashMap::new();
        let mut of_row: Vec<u32> = Vec::with_capacity(rows);
        let mut sizes: Vec<usize> = Vec::new();
        let mut stretches = 0;
        for row in 0..rows {
            let person = sheaf.person(row);
            let group = match of_row.last() {
                Some(last) if sheaf.person(row - 1) == person => *last,
                _ => {
                    stretches += 1;
                    *known.entry(person).or_insert_with(|| {
                        sizes.push(0);
                        sizes.len() as u32 - 1
                    })
                }
            };
            sizes[group as usize] += 1;
            of_row.push(group);
        }
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(sizes.len());
        let mut from = 0;
        for size in &sizes {
            ranges.push(from..from + size);
            from += size;
        }
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if stretches > sizes.len() {
            let mut next: Vec<usize> = ranges.iter().map(|own| own.start).collect();
            for (row, group) in of_row.iter().enumerate() {
                order[next[*group as usize]] = row as u32;
                next[*group as usize] += 1;
            }
        }
        Groups { order, odd: vec![false; ranges.len()], ranges }
    }
}

/// By what claims of a person stand in order.
struct Key<'s> {
    sheaf: &'s Sheaf,
    order: Option<Vec<i64>>,
}

impl Key<'_> {
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let head = |row: usize| (self.sheaf.dates[row], self.order.as_ref().map_or(0, |own| own[row]));
        let (a, b) = (a as usize, b as usize);
        head(a).cmp(&head(b)).then_with(|| match self.sheaf.rows[a].claim.1 {
            0 => self.content(a).cmp(self.content(b)),
            _ => self.sheaf.claim(a).cmp(self.sheaf.claim(b)),
        })
    }

    /// What a row says, as it is compared: its cells parted by a mark of their own.
    fn content(&self, row: usize) -> impl Iterator<Item = u8> + '_ {
        let own = self.sheaf.held(row);
        own.text.bytes().map(move |byte| if byte == own.mark { 0x1f } else { byte })
    }

    /// Puts the rows of a person in the order in which they are settled. `false`: they must be looked at cell by cell.
    /// `numbered`: whether claims elsewhere have numbers; then those without are told apart by what they say.
    fn put_in_order(&self, rows: &mut [u32], numbered: bool) -> bool {
        let place = |row: u32| &self.sheaf.rows[row as usize];
        let with_claims = place(rows[0]).claim.1 > 0;
        let alike = |row: &u32| {
            self.sheaf.counties[*row as usize] == self.sheaf.counties[rows[0] as usize]
                && (place(*row).claim.1 > 0) == with_claims
        };
        if !rows.iter().all(alike) {
            return false;
        }
        if !rows.windows(2).all(|pair| self.compare(pair[0], pair[1]) == Ordering::Less) {
            rows.sort_by(|a, b| self.compare(*a, *b));
            let same = rows.windows(2).any(|pair| self.compare(pair[0], pair[1]) == Ordering::Equal);
            if same && (with_claims || numbered) {
                return false;
            }
        }
        if !with_claims {
            return true;
        }
        let claim = |row: &u32| self.sheaf.claim(*row as usize);
        if rows.windows(2).all(|pair| claim(&pair[0]) < claim(&pair[1])) {
            return true;
        }
        let mut claims: Vec<&[u8]> = rows.iter().map(claim).collect();
        claims.sort_unstable();
        claims.windows(2).all(|pair| pair[0] != pair[1])
    }
}

/// Lays the rows of all that are not odd out for the engine; returns also which they are, unless they are all rows as they
/// stand. The number of a subject is that of its group.
fn batch_of(sheaf: &Sheaf, reading: &Reading<'_, '_>, groups: &Groups) -> (Batch, Option<Vec<u32>>) {
    let mut batch = Batch::empty(&reading.run.schema);
    let stay = || groups.ranges.iter().enumerate().filter(|(at, _)| !groups.odd[*at]);
    let all = !groups.odd.contains(&true) && groups.order.iter().enumerate().all(|(at, row)| at == *row as usize);
    let kept: Option<Vec<u32>> =
        (!all).then(|| stay().flat_map(|(_, range)| groups.order[range.clone()].iter().copied()).collect());
    for (at, range) in stay() {
        batch.subject.extend(std::iter::repeat_n(at as u64, range.len()));
    }
    let kept_rows = kept.as_deref();
    batch.date = crate::data::fields::gathered(&sheaf.dates, kept_rows);
    let counties = crate::data::fields::gathered(&sheaf.counties, kept_rows);
    batch.counties = match counties.first() {
        Some(first) if counties.iter().all(|own| own == first) => Counties::One(*first),
        _ => Counties::Each(counties),
    };
    for (place, strip) in sheaf.facts.iter().enumerate() {
        batch.columns[place] = strip.as_ref().and_then(|own| own.cells(kept_rows));
    }
    (batch, kept)
}
