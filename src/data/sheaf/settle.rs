//! A sheaf to what its rows pay: subjects of whom all rows stand in the sheaf are settled as columns, the others are told
//! apart.

use super::groups::Groups;
use super::{Held, Sheaf};
use crate::base::text::Text;
use crate::column::{self, Batch, Beside, Counties, Counts, Options, Settlement, Values};
use crate::data::bill::Reading;
use crate::data::cell::Form;
use crate::data::facts::Forms;
use crate::data::fields::gathered;
use crate::data::reconcile::{Cause, Reconciliation};
use crate::data::roll::Households;
use crate::data::settle::{
    Fate, Verdict, Wish, both_remarks, each_unanswered, missing_from_sums, rejection, remark, unanswered,
};
use crate::data::spill;
use crate::data::totals::Totals;
use std::collections::{BTreeSet, HashMap, HashSet};
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
    /// Rows that are rejected, or cancelled.
    pub verdicts: Vec<Verdict>,
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
    records: Option<&mut Reconciliation>,
) -> Outcome {
    sheaf.pad();
    let rows = sheaf.len();
    let (run, schema) = (reading.run, reading.schema);
    let sheaf = &*sheaf;
    let mut out = Outcome {
        amounts: vec![vec![0; rows]; run.benefits.len()],
        remarks: vec![0; rows],
        told: vec![Text::same("")],
        careful: vec![false; rows],
        verdicts: Vec::new(),
        without: vec![false; rows],
        numbered: sheaf.rows.iter().any(|own| own.claim.1 > 0),
        counts: Counts::default(),
    };
    let mut groups = Groups::of(sheaf, reading, odd, out.numbered);
    let households = sheaf.roll.as_ref().map(|roll| {
        let rows = groups.ranges.iter().map(|own| groups.order[own.start] as usize);
        let subjects = rows.map(|row| Some((sheaf.persons[row], sheaf.counties[row]))).collect();
        Households { reading, roll, subjects }
    });
    if let Some(own) = &households {
        own.strangers().for_each(|at| groups.odd[at] = true);
    }
    let options = Options { threads: wish.threads, reasons: wish.reasons, reference_only: wish.reference_only };
    let mut settlement = Settlement::default();
    loop {
        let (batch, kept) = batch_of(sheaf, reading, &groups);
        let row_of = |at: usize| kept.as_ref().map_or(at, |own| own[at] as usize);
        if batch.rows() == 0 {
            break;
        }
        let beside = households.as_ref().filter(|_| batch.member.is_some()).map(|own| own as &dyn Beside);
        column::settle_beside(run, &batch, beside, &options, &mut settlement);
        // What a policy has no answer to leaves the other rows of the person as they are.
        let mut unusual = settlement.taken_out.iter().filter(|(_, own)| unanswered(own).is_none()).peekable();
        if unusual.peek().is_some() {
            unusual.for_each(|(at, _)| groups.odd[batch.subject[*at] as usize] = true);
            continue;
        }
        if records.is_some() {
            let others = unexplained(sheaf, &batch, &settlement, &row_of);
            if !others.is_empty() {
                others.into_iter().for_each(|at| groups.odd[at] = true);
                continue;
            }
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
    cancellations(sheaf, &groups, &mut out);
    if let Some(records) = records {
        reconcile(sheaf, &out, records);
    }
    for (row, column, mask) in sheaf.formed.iter().filter(|(row, ..)| !out.careful[*row as usize]) {
        let mapping = &reading.mappings[sheaf.rows[*row as usize].file as usize];
        let own: Vec<Form> = Form::ALL.into_iter().filter(|form| mask & super::read::bit(*form) != 0).collect();
        forms.note(&mapping.columns[usize::from(*column)].heading, &own);
    }
    out
}

/// Finds the subjects with a row of which the record says something else than is due: why is looked for cell by cell.
fn unexplained(
    sheaf: &Sheaf,
    batch: &Batch,
    settlement: &Settlement,
    row_of: &dyn Fn(usize) -> usize,
) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut out = settlement.taken_out.iter().map(|(at, _)| *at).peekable();
    for at in 0..batch.rows() {
        if out.next_if_eq(&at).is_some() {
            continue;
        }
        let row = row_of(at);
        let differs = |(benefit, recorded): (Option<usize>, i64)| {
            let computed = match benefit {
                Some(own) => settlement.amounts[own][at],
                None => settlement.amounts.iter().map(|own| own[at]).sum(),
            };
            Cause::plain(recorded, computed).is_none()
        };
        if sheaf.recorded(row).any(differs) {
            found.insert(batch.subject[at] as usize);
        }
    }
    found
}

/// Counts what records say of the rows that are settled, rejected or cancelled here.
fn reconcile(sheaf: &Sheaf, out: &Outcome, records: &mut Reconciliation) {
    let mut fates: HashMap<usize, Cause> = HashMap::new();
    for own in &out.verdicts {
        let cause = if let Fate::Cancelled(_) = own.fate { Cause::Cancelled } else { Cause::Rejected };
        fates.insert(sheaf.place_of(own.number), cause);
    }
    for row in (0..sheaf.len()).filter(|row| !out.careful[*row]) {
        let own = &sheaf.rows[row];
        let fate = if out.without[row] { fates.get(&row) } else { None };
        for (benefit, recorded) in sheaf.recorded(row) {
            let computed = match (fate, benefit) {
                (Some(_), _) => 0,
                (None, Some(benefit)) => out.amounts[benefit][row],
                (None, None) => out.amounts.iter().map(|own| own[row]).sum(),
            };
            if let Some(cause) = fate.cloned().or_else(|| Cause::plain(recorded, computed)) {
                records.note_row(benefit, cause, (own.number, own.file, own.line), (recorded, computed));
            }
        }
    }
}

impl Sheaf {
    /// Returns what records say was paid on a row, by benefit; `None`: in all.
    fn recorded(&self, row: usize) -> impl Iterator<Item = (Option<usize>, i64)> + '_ {
        let last = self.recorded.len().saturating_sub(1);
        let is_in_all = move |at: usize| at == last && self.records_in_all;
        self.recorded.iter().enumerate().filter_map(move |(at, own)| match own.as_ref().map(|own| &own.values) {
            Some(Values::Whole(fen)) if !own.as_ref().is_some_and(|own| own.missing[row]) => {
                Some(((!is_in_all(at)).then_some(at), fen[row]))
            }
            _ => None,
        })
    }
}

/// Says which rows take each other out.
fn cancellations(sheaf: &Sheaf, groups: &Groups, out: &mut Outcome) {
    for (at, row, other) in &groups.pairs {
        let row = *row as usize;
        out.without[row] = true;
        out.careful[row] = groups.odd[*at];
        if groups.odd[*at] {
            continue;
        }
        let held = sheaf.held(row);
        let fate = Fate::Cancelled(sheaf.rows[*other as usize].line);
        let county = Some(sheaf.counties[row]);
        out.verdicts.push(Verdict { county, fate, ..Verdict::refused(held.raw(), Vec::new()) });
        // The evaluator would have counted them among what it settles.
        out.counts.rows += 1;
        out.counts.by_clauses += 1;
        out.counts.cancelled += 1;
    }
    out.verdicts.sort_by_key(|own| own.number);
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
    let Outcome { verdicts, without, told, remarks, .. } = out;
    let mut known: HashMap<(u32, usize), u32> = HashMap::new();
    let mut reject = |at: usize, reason: &Text| {
        let row = row_of(at);
        let held = sheaf.held(row);
        without[row] = true;
        verdicts.push(rejection(reading, held.raw(), batch.counties.of(at), reason.clone()));
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
}

/// Lays the rows of all that are not odd out for the engine; returns also which they are, unless they are all rows as they
/// stand. The number of a subject is that of its group.
fn batch_of(sheaf: &Sheaf, reading: &Reading<'_, '_>, groups: &Groups) -> (Batch, Option<Vec<u32>>) {
    let mut batch = Batch::empty(&reading.run.schema);
    let stay = || groups.ranges.iter().enumerate().filter(|(at, _)| !groups.odd[*at]);
    let all = !groups.odd.contains(&true)
        && groups.pairs.is_empty()
        && groups.order.iter().enumerate().all(|(at, row)| at == *row as usize);
    let kept: Option<Vec<u32>> =
        (!all).then(|| stay().flat_map(|(_, range)| groups.order[range.clone()].iter().copied()).collect());
    for (at, range) in stay() {
        batch.subject.extend(std::iter::repeat_n(at as u64, range.len()));
    }
    let kept_rows = kept.as_deref();
    batch.date = gathered(&sheaf.dates, kept_rows);
    let counties = gathered(&sheaf.counties, kept_rows);
    batch.counties = match counties.first() {
        Some(first) if counties.iter().all(|own| own == first) => Counties::One(*first),
        _ => Counties::Each(counties),
    };
    for (place, strip) in sheaf.facts.iter().enumerate() {
        batch.columns[place] = strip.as_ref().and_then(|own| own.cells(kept_rows));
    }
    if let Some(roll) = &sheaf.roll {
        roll.tell(&gathered(&sheaf.persons, kept_rows), &mut batch);
    }
    (batch, kept)
}
