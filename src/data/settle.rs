//! Bills to verdicts: sorts them, lays them out as a batch of columns, has it settled, and says what became of each row.

use super::bill::{self, Bill, Reading};
use super::columns::{Meaning, Schema};
use super::facts::Forms;
use super::intake::Refusal;
use super::reconcile::Reconciliation;
use super::spill::{self, RawBill};
use super::table::Row;
use super::words;
use crate::base::date::Date;
use crate::base::text::{Text, listed};
use crate::column::{
    self, Batch, Cells, Counties, Counts, Kind, NotDue, Options, Run, Settlement, Standing, Values, day_of,
};
use crate::interp::{Claim, Facts, Rejection};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read, Write};

/// What became of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    Settled,
    /// Together with the bill at this line.
    Cancelled(u64),
    Rejected(Vec<Refusal>),
}

/// A row with what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    pub number: u64,
    pub file: u32,
    pub row: Row,
    pub county: Option<u32>,
    pub fate: Fate,
    /// What each benefit of the run pays, in 分; empty unless settled.
    pub amounts: Vec<i64>,
    /// What is to be said of a settled row: why nothing is paid, or that sums are not complete.
    pub remark: Option<Text>,
}

/// What a set of bills comes to.
#[derive(Debug, Default)]
pub struct Settled {
    /// In the order of the input.
    pub verdicts: Vec<Verdict>,
    pub forms: Forms,
    pub counts: Counts,
}

/// A settled bill, as totals and reconciliations want to see it.
pub struct Seen<'s> {
    pub bill: &'s Bill,
    pub fate: &'s Fate,
    pub amounts: &'s [i64],
    /// Whether this is the first row of its subject.
    pub first: bool,
}

impl Verdict {
    /// Returns the sum of all payments.
    pub fn paid(&self) -> i64 {
        self.amounts.iter().sum()
    }

    /// Returns the verdict on a row that is no bill.
    pub fn refused(raw: RawBill, refusals: Vec<Refusal>) -> Verdict {
        Verdict {
            number: raw.number,
            file: raw.file,
            row: raw.row,
            county: None,
            fate: Fate::Rejected(refusals),
            amounts: Vec::new(),
            remark: None,
        }
    }

    /// Returns about how much memory it takes.
    pub fn size(&self) -> usize {
        let refusals = if let Fate::Rejected(all) = &self.fate { all.as_slice() } else { &[] };
        let of_refusal = |own: &Refusal| {
            size_of::<Refusal>() + own.column.len() + own.value.len() + own.reason.zh.len() + own.reason.en.len()
        };
        self.row.size() + size_of::<Verdict>() + 8 * self.amounts.len() + refusals.iter().map(of_refusal).sum::<usize>()
    }

    pub fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        spill::put(to, self.number)?;
        spill::put(to, u64::from(self.file))?;
        spill::write_row(to, &self.row)?;
        spill::put(to, self.county.map_or(0, |own| u64::from(own) + 1))?;
        match &self.fate {
            Fate::Settled => spill::put(to, 0)?,
            Fate::Cancelled(with) => {
                spill::put(to, 1)?;
                spill::put(to, *with)?;
            }
            Fate::Rejected(refusals) => {
                spill::put(to, 2)?;
                spill::put(to, refusals.len() as u64)?;
                for own in refusals {
                    for text in [&own.column, &own.value, &own.reason.zh, &own.reason.en] {
                        spill::put_text(to, text)?;
                    }
                }
            }
        }
        spill::put(to, self.amounts.len() as u64)?;
        for amount in &self.amounts {
            spill::put_signed(to, *amount)?;
        }
        let remark = self.remark.as_ref();
        spill::put_text(to, remark.map_or("", |own| &own.zh))?;
        spill::put_text(to, remark.map_or("", |own| &own.en))
    }

    /// Reads the next one; `None` at the end.
    pub fn read(from: &mut dyn Read) -> io::Result<Option<Verdict>> {
        let broken = || io::Error::new(io::ErrorKind::InvalidData, "a temporary file is damaged");
        let Some(number) = spill::get_or_end(from)? else { return Ok(None) };
        let file = u32::try_from(spill::get(from)?).map_err(|_| broken())?;
        let row = spill::read_row(from)?;
        let county = spill::get(from)?.checked_sub(1).and_then(|own| u32::try_from(own).ok());
        let fate = match spill::get(from)? {
            0 => Fate::Settled,
            1 => Fate::Cancelled(spill::get(from)?),
            2 => {
                let mut refusals = Vec::new();
                for _ in 0..spill::get(from)? {
                    let (column, value) = (spill::get_text(from)?, spill::get_text(from)?);
                    let reason = Text { zh: spill::get_text(from)?, en: spill::get_text(from)? };
                    refusals.push(Refusal { column, value, reason });
                }
                Fate::Rejected(refusals)
            }
            _ => return Err(broken()),
        };
        let mut amounts = Vec::new();
        for _ in 0..spill::get(from)? {
            amounts.push(spill::get_signed(from)?);
        }
        let remark = Text { zh: spill::get_text(from)?, en: spill::get_text(from)? };
        let remark = (!remark.zh.is_empty()).then_some(remark);
        Ok(Some(Verdict { number, file, row, county, fate, amounts, remark }))
    }
}

/// How bills are to be settled.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    pub threads: usize,
    /// Whether to say why nothing is paid.
    pub reasons: bool,
    /// Settle everything by the evaluator.
    pub reference_only: bool,
}

/// Settles whole subjects. `see` is shown every bill that could be read, in the order of settling.
pub fn settle(
    reading: &Reading<'_, '_>,
    raw: Vec<RawBill>,
    wish: Wish,
    records: Option<&mut Reconciliation>,
    see: &mut dyn FnMut(Seen<'_>),
) -> Settled {
    settle_among(reading, raw, wish, false, records, see)
}

/// The same for some of the bills that are settled together. `numbered`: whether others of them have numbers.
pub fn settle_among(
    reading: &Reading<'_, '_>,
    raw: Vec<RawBill>,
    wish: Wish,
    numbered: bool,
    records: Option<&mut Reconciliation>,
    see: &mut dyn FnMut(Seen<'_>),
) -> Settled {
    let mut settled = Settled::default();
    let mut bills: Vec<Bill> = Vec::with_capacity(raw.len());
    let mut gaps = Gaps::default();
    for (found, forms) in read(reading, raw, wish.threads) {
        settled.forms.add(&forms);
        for own in found {
            match own {
                Ok(bill) => bills.push(bill),
                Err((raw, refusals)) => {
                    gaps.add(reading.subject(raw.file, &raw.row), reading.day(raw.file, &raw.row));
                    settled.verdicts.push(Verdict::refused(raw, refusals));
                }
            }
        }
    }
    bill::sort(&mut bills, reading.schema, numbered);
    let (batch, unknown) = batch_of(reading, &bills);
    let options = Options { threads: wish.threads, reasons: wish.reasons, reference_only: wish.reference_only };
    let mut result = Settlement::default();
    column::settle(reading.run, &batch, &options, &mut result);
    settled.counts.add(&result.counts);
    let mut fates: Vec<Fate> = Vec::with_capacity(bills.len());
    let mut amounts: Vec<Vec<i64>> = Vec::with_capacity(bills.len());
    for (at, bill) in bills.iter().enumerate() {
        let fate = match (unknown.get(&batch.subject[at]), result.taken_out(at)) {
            (Some(reason), _) => Fate::Rejected(vec![Refusal::of_row(reason.clone())]),
            (None, None | Some(Standing::Open)) => Fate::Settled,
            (None, Some(Standing::Cancelled { with })) => Fate::Cancelled(line_of(&batch, &bills, at, with)),
            (None, Some(Standing::Rejected(rejection))) => {
                let id = bill.id.clone().unwrap_or_default();
                let claim = Claim { id, member: 0, date: bill.date, facts: Facts::new() };
                gaps.add(Some(bill.subject.clone()), Some(bill.date));
                Fate::Rejected(vec![refusal(reading, bill.raw.file, &bill.raw.row, rejection.text(&claim))])
            }
        };
        let is_settled = fate == Fate::Settled;
        amounts.push(if is_settled { result.amounts.iter().map(|own| own[at]).collect() } else { Vec::new() });
        see(Seen { bill, fate: &fate, amounts: &amounts[at], first: !batch.continues(at) });
        fates.push(fate);
    }
    gaps.close();
    if let Some(records) = records {
        for own in &settled.verdicts {
            let raw = RawBill { number: own.number, file: own.file, row: own.row.clone() };
            records.refused(reading, &raw);
        }
        records.compare(reading, &bills, &fates, &amounts);
    }
    for (at, ((bill, fate), amounts)) in bills.into_iter().zip(fates).zip(amounts).enumerate() {
        let is_settled = fate == Fate::Settled;
        let nothing = is_settled && wish.reasons && amounts.iter().all(|own| *own == 0);
        let why = nothing.then(|| why_nothing(reading.run, &result, at));
        let gap = if is_settled { gaps.before(&bill) } else { None };
        settled.verdicts.push(Verdict {
            number: bill.raw.number,
            file: bill.raw.file,
            row: bill.raw.row,
            county: Some(bill.county),
            fate,
            amounts,
            remark: both_remarks(why, gap),
        });
    }
    settled.verdicts.sort_by_key(|own| own.number);
    settled
}

/// Rows that are not settled, by subject: what sums of later bills of the same subject lack.
#[derive(Default)]
struct Gaps {
    /// The days of the rows; `None`: it cannot be read.
    by_subject: BTreeMap<String, Vec<Option<Date>>>,
}

impl Gaps {
    fn add(&mut self, subject: Option<String>, day: Option<Date>) {
        if let Some(subject) = subject {
            self.by_subject.entry(subject).or_default().push(day);
        }
    }

    /// Ends adding: days that cannot be read come first, since their rows may belong before any bill.
    fn close(&mut self) {
        self.by_subject.values_mut().for_each(|own| own.sort_unstable());
    }

    /// Says how many rows may be missing from the sums that a bill is settled with.
    fn before(&self, bill: &Bill) -> Option<Text> {
        let days = self.by_subject.get(&bill.subject)?;
        missing_from_sums(days.partition_point(|day| *day <= Some(bill.date)))
    }
}

/// Says how many rows may be missing from the sums of a row, if there are any.
pub(super) fn missing_from_sums(count: usize) -> Option<Text> {
    (count > 0).then(|| words::rows_missing_from_sums(count))
}

/// Returns what is said of a settled row: why nothing is paid, and what its sums lack.
pub(super) fn both_remarks(why: Option<Text>, gap: Option<Text>) -> Option<Text> {
    match (why, gap) {
        (Some(why), Some(gap)) => Some(words::both_remarks(&why, &gap)),
        (why, gap) => why.or(gap),
    }
}

/// Returns why the evaluator rejects a bill, with the cell that does not hold what it needs.
fn refusal(reading: &Reading<'_, '_>, file: u32, row: &Row, reason: Text) -> Refusal {
    let own = Refusal::of_row(reason);
    let mapping = &reading.mappings[file as usize];
    let fact = own.wanted_fact().and_then(|name| reading.schema.facts.iter().position(|own| own.name == name));
    let column = fact.and_then(|at| mapping.column(&Meaning::Fact(at)));
    match column {
        Some(at) => Refusal {
            column: mapping.columns[at].heading.clone(),
            value: super::cell::shown(&row.cell(at).text()),
            ..own
        },
        None => own,
    }
}

/// What reading some rows gave.
type Found = (Vec<Result<Bill, (RawBill, Vec<Refusal>)>>, Forms);

/// So many rows are worth a thread.
const ROWS_OF_A_THREAD: usize = 1_024;

/// Reads rows, on so many threads; the parts come back in order.
fn read(reading: &Reading<'_, '_>, mut raw: Vec<RawBill>, threads: usize) -> Vec<Found> {
    let read_part = |part: Vec<RawBill>| -> Found {
        let mut forms = Forms::default();
        let found = part.into_iter().map(|own| reading.bill(own, &mut forms)).collect();
        (found, forms)
    };
    let size = raw.len().div_ceil(threads.max(1)).max(ROWS_OF_A_THREAD);
    let mut parts = Vec::new();
    while raw.len() > size {
        let rest = raw.split_off(size);
        parts.push(std::mem::replace(&mut raw, rest));
    }
    if parts.is_empty() {
        return vec![read_part(raw)];
    }
    parts.push(raw);
    std::thread::scope(|scope| {
        let read_part = &read_part;
        let spawn = |part| scope.spawn(move || read_part(part));
        let handles: Vec<_> = parts.into_iter().map(spawn).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Found>| match handle.join() {
            Ok(found) => found,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        handles.into_iter().map(join).collect()
    })
}

/// Returns the line of the bill that cancels another: by its id, or, where bills have none, by its place.
fn line_of(batch: &Batch, bills: &[Bill], at: usize, with: &str) -> u64 {
    let own = |row: &usize| batch.subject[*row] == batch.subject[at];
    let from = (0..=at).rev().take_while(own).last().unwrap_or(at);
    let place = with.parse::<usize>().ok().filter(|_| batch.ids.is_none()).map(|place| from + place);
    let partner =
        place.or_else(|| (from..bills.len()).take_while(own).find(|row| bills[*row].id.as_deref() == Some(with)));
    partner.and_then(|row| bills.get(row)).map_or(0, |own| own.raw.row.line)
}

/// Returns why a row is taken out, where that is for want of an answer.
pub(super) fn unanswered(standing: &Standing) -> Option<&Text> {
    match standing {
        Standing::Rejected(Rejection::Error(error)) => Some(&error.message),
        Standing::Rejected(_) | Standing::Cancelled { .. } | Standing::Open => None,
    }
}

/// Calls `reject` with each row that is taken out for want of an answer, and `lack` with each settled row of the same subject
/// on that day or later, and how many such rows its sums lack.
pub(super) fn each_unanswered(
    batch: &Batch,
    settlement: &Settlement,
    reject: &mut dyn FnMut(usize, &Text),
    lack: &mut dyn FnMut(usize, usize),
) {
    let mut out = settlement.taken_out.as_slice();
    while let Some((first, _)) = out.first() {
        let subject = batch.subject[*first];
        let of_subject = |row: &usize| batch.subject[*row] == subject;
        let start = (0..*first).rev().take_while(of_subject).last().unwrap_or(*first);
        let rows = start..(*first..batch.rows()).take_while(of_subject).last().unwrap_or(*first) + 1;
        let (own, rest) = out.split_at(out.iter().take_while(|(row, _)| rows.contains(row)).count());
        out = rest;
        own.iter().for_each(|(row, standing)| unanswered(standing).into_iter().for_each(|reason| reject(*row, reason)));
        for row in rows.filter(|row| own.iter().all(|(other, _)| other != row)) {
            let count = own.iter().filter(|(other, _)| batch.date[*other] <= batch.date[row]).count();
            if count > 0 {
                lack(row, count);
            }
        }
    }
}

/// Returns the verdict on a row for which a benefit has no answer.
pub(super) fn rejection(reading: &Reading<'_, '_>, raw: RawBill, county: u32, reason: Text) -> Verdict {
    let refusal = refusal(reading, raw.file, &raw.row, reason);
    Verdict { county: Some(county), ..Verdict::refused(raw, vec![refusal]) }
}

/// Returns the reasons why the benefits of a row's county are not due.
pub(super) fn why_nothing(run: &Run<'_>, result: &Settlement, row: usize) -> Text {
    let mut told: Vec<Text> = Vec::new();
    for (slot, codes) in run.benefits.iter().zip(&result.reasons) {
        let code = codes.get(row).copied().unwrap_or(0) as usize;
        match code.checked_sub(1).and_then(|at| result.told.get(at)) {
            Some(NotDue::Because { county, reason }) => {
                let reason = reason.text(run.counties[*county as usize].program);
                told.push(words::not_due(&slot.name, reason));
            }
            Some(NotDue::NoSuchBenefit | NotDue::TakenOut) => {}
            None => told.push(words::pays_nothing(&slot.name)),
        }
    }
    let all = listed(&told);
    Text { zh: all.zh.replace('、', ";"), en: all.en.replace(", ", "; ") }
}

/// Says for each row on which nothing is paid why. `say` numbers a text from 1, `put` is told the text of a row.
pub(super) fn remark(
    run: &Run<'_>,
    result: &Settlement,
    say: &mut dyn FnMut(Text) -> u32,
    put: &mut dyn FnMut(usize, u32),
) {
    let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut code: Vec<u32> = Vec::new();
    let mut last = 0;
    for at in 0..result.rows {
        if result.amounts.iter().any(|own| own[at] != 0) {
            continue;
        }
        let reasons = || result.reasons.iter().map(|own| own[at]);
        // Mostly it is what it was on the row before.
        if last == 0 || !reasons().eq(code.iter().copied()) {
            code.clear();
            code.extend(reasons());
            last = match known.get(&code) {
                Some(own) => *own,
                None => {
                    let own = say(why_nothing(run, result, at));
                    known.insert(code.clone(), own);
                    own
                }
            };
        }
        put(at, last);
    }
}

/// Lays bills out as columns; returns also the subjects of whom what is known does not fit their county.
pub(super) fn batch_of(reading: &Reading<'_, '_>, bills: &[Bill]) -> (Batch, BTreeMap<u64, Text>) {
    let mut batch = Batch::empty(&reading.run.schema);
    let mut unknown = BTreeMap::new();
    let mut subjects: Vec<(u64, usize)> = Vec::new();
    for (at, own) in bills.iter().enumerate() {
        let same = at > 0 && bills[at - 1].county == own.county && bills[at - 1].subject == own.subject;
        if !same {
            subjects.push((subjects.len() as u64, at));
        }
        batch.subject.push(subjects.len() as u64 - 1);
        batch.date.push(day_of(own.date));
    }
    let one = bills.first().map(|own| own.county).filter(|county| bills.iter().all(|own| own.county == *county));
    batch.counties = match one {
        Some(county) => Counties::One(county),
        None => Counties::Each(bills.iter().map(|own| own.county).collect()),
    };
    if bills.iter().any(|own| own.id.is_some()) {
        batch.ids = Some(bills.iter().map(|own| own.id.clone().unwrap_or_default()).collect());
    }
    if bills.iter().any(|own| own.subject != own.person) {
        let mut members = vec![0; bills.len()];
        for (place, (number, from)) in subjects.iter().enumerate() {
            let to = subjects.get(place + 1).map_or(bills.len(), |(_, next)| *next);
            let own = &bills[*from..to];
            let household = own[0].subject.strip_prefix('户').unwrap_or(&own[0].subject);
            let people = reading.people.as_ref().filter(|people| people.households.contains_key(household));
            let order: Vec<&String> = match people {
                Some(people) => people.households[household].members.iter().collect(),
                // Nothing is known of the household but its claims.
                None => {
                    let mut all: Vec<&String> = own.iter().map(|bill| &bill.person).collect();
                    all.sort();
                    all.dedup();
                    all
                }
            };
            for (at, bill) in own.iter().enumerate() {
                members[from + at] = order.iter().position(|name| **name == bill.person).unwrap_or(order.len()) as u32;
            }
            if let Some(people) = people.filter(|_| own[0].subject != own[0].person) {
                match people.subject(reading.run, own[0].county, household) {
                    Ok(subject) => batch.known.push((*number, subject)),
                    Err(reason) => drop(unknown.insert(*number, reason)),
                }
            }
        }
        batch.member = Some(members);
    }
    let known: BTreeSet<u64> = batch.known.iter().map(|(subject, _)| *subject).collect();
    for at in 0..reading.schema.facts.len() {
        if bills.iter().any(|own| own.values.contains_key(&at)) {
            batch.columns[at] = Some(cells(reading.schema, at, bills));
        }
        // Who is looked at apart from the household keeps what it has lent.
        let lent = |(row, own): (usize, &Bill)| own.lent.contains(&at) && known.contains(&batch.subject[row]);
        let lent: Vec<bool> = bills.iter().enumerate().map(lent).collect();
        if lent.contains(&true) {
            batch.lent.push((at, lent));
        }
    }
    (batch, unknown)
}

/// Returns the column of a fact, as narrow as its values allow.
fn cells(schema: &Schema, at: usize, bills: &[Bill]) -> Cells {
    let of = |bill: &Bill| bill.values.get(&at).cloned();
    let gaps = bills.iter().any(|own| !own.values.contains_key(&at));
    let missing = gaps.then(|| bills.iter().map(|own| !own.values.contains_key(&at)).collect());
    let narrow = match schema.facts[at].kind {
        Some(Kind::Number) => whole(bills, at),
        Some(Kind::Truth) => {
            let truth = |own: &Bill| own.values.get(&at).and_then(Value::as_bool).unwrap_or_default();
            Some(Values::Truth(bills.iter().map(truth).collect()))
        }
        Some(Kind::Day) => {
            let day = |own: &Bill| own.values.get(&at).and_then(Value::as_date).map_or(0, day_of);
            Some(Values::Day(bills.iter().map(day).collect()))
        }
        Some(Kind::Entry(vocabulary)) => {
            let code = |own: &Bill| match own.values.get(&at) {
                Some(Value::Entry(_, entry)) => entry.0,
                _ => 0,
            };
            let codes = bills.iter().map(code);
            Some(match schema.vocabularies[vocabulary].entries.len() <= 256 {
                true => Values::Code(codes.map(|own| own as u8).collect()),
                false => Values::WideCode(codes.collect()),
            })
        }
        Some(Kind::Several(vocabulary)) => set(schema.vocabularies[vocabulary].entries.len(), bills, at),
        Some(Kind::Text | Kind::Records) | None => None,
    };
    let any = || Values::Any(bills.iter().map(|own| of(own).unwrap_or(Value::Nothing)).collect());
    Cells { values: narrow.unwrap_or_else(any), missing }
}

fn whole(bills: &[Bill], at: usize) -> Option<Values> {
    let number = |own: &Bill| match own.values.get(&at) {
        Some(Value::Number(number)) => number.to_i64(),
        _ => Some(0),
    };
    bills.iter().map(number).collect::<Option<Vec<i64>>>().map(Values::Whole)
}

/// Sets keep no order; where one counts, the values stay as they are.
fn set(entries: usize, bills: &[Bill], at: usize) -> Option<Values> {
    let bits = |own: &Bill| match own.values.get(&at) {
        Some(Value::Several(_, held)) => {
            let in_order = held.windows(2).all(|pair| pair[0] < pair[1]);
            in_order.then(|| held.iter().fold(0_u64, |bits, entry| bits | 1 << entry.0))
        }
        _ => Some(0),
    };
    if entries > 64 {
        return None;
    }
    bills.iter().map(bits).collect::<Option<Vec<u64>>>().map(Values::Set)
}
