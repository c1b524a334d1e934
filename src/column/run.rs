//! A run over the programs of its counties: programs in, a schema and what each county makes of it; then batches in,
//! cut into pieces of whole subjects for as many threads as are wanted.

use super::batch::{Batch, Kind, Schema, date_of, day_of};
use super::clauses::Outline;
use super::desk::settle_piece;
use super::from_ir::{self, Knowns, Problems};
use super::layout::{Layout, domain_size};
use super::levels::Level;
use super::plan::Version;
use super::reference::{self, Standing, Subject};
use super::refusal::Refusals;
use super::settlement::{Counts, NotDue, Settlement};
use super::shape::{self, Shape};
use crate::base::date::Date;
use crate::ir::{BenefitId, Occasion, Program};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Mutex};

/// The programs of a run, prepared.
#[derive(Debug)]
pub struct Run<'p> {
    pub schema: Schema,
    /// In the order in which the programs were given: what [`super::Counties`] counts.
    pub counties: Vec<County<'p>>,
    /// The benefits paid on claims, each name once, in the order of the layers of the first county that has it.
    pub benefits: Vec<BenefitSlot>,
}

/// A benefit of one or several counties, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenefitSlot {
    pub name: String,
    pub english: Option<String>,
    pub identity: Option<String>,
}

/// A program and how it sees the columns.
#[derive(Debug)]
pub struct County<'p> {
    pub program: &'p Program,
    /// The field of the schema for each fact.
    pub(super) fields: Vec<usize>,
    /// The kind of each fact's field.
    pub(super) kinds: Vec<Kind>,
    /// The program's domain for each vocabulary of the schema.
    pub(super) own_domains: Vec<Option<usize>>,
    /// For each domain of the program: its entry for each code of the vocabulary.
    pub(super) entries: Vec<Vec<Option<u32>>>,
    /// The benefits of claims in the order of the layers, each with its place among those of the run.
    pub(super) slots: Vec<(BenefitId, usize)>,
    pub(super) layout: Layout,
    /// What the policy is in each stretch of days between changes, for rows of which some facts are known beforehand;
    /// made when it is first asked for.
    versions: Mutex<BTreeMap<(usize, Knowns), Option<Arc<Planned>>>>,
}

/// The most plans of a county: more combinations of identities and gaps than data are likely to have.
const MAX_PLANS: usize = 2_000;

/// What the policy is in a stretch of days: claim by claim, and as kernels, or why it has none.
#[derive(Debug)]
pub(super) struct Planned {
    pub version: Version,
    pub outline: Outline,
    pub refusals: Refusals,
    pub shape: Result<Shape, String>,
}

/// How a batch is to be settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// At least 1; results do not depend on it.
    pub threads: usize,
    /// Whether to say why a benefit is not due.
    pub reasons: bool,
    /// Settle every subject by the reference evaluator: to find out what is slow, or to doubt the rest.
    pub reference_only: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options { threads: 1, reasons: false, reference_only: false }
    }
}

/// By which means subjects are settled; results do not depend on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Means {
    pub ways: Ways,
    /// What the kernels are compiled for.
    pub level: Level,
}

/// Ways of settling, from the fastest on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Kernels where they fit, else the plan claim by claim, else the evaluator.
    All,
    /// The plan claim by claim, else the evaluator.
    Clauses,
    /// The reference evaluator only.
    Reference,
}

impl Default for Means {
    fn default() -> Means {
        Means { ways: Ways::All, level: Level::best() }
    }
}

impl<'p> Run<'p> {
    /// Prepares programs that check: one for each county.
    pub fn new(programs: &[&'p Program]) -> Run<'p> {
        let mut schema = Schema::default();
        let taken: Vec<_> = programs.iter().map(|program| schema.take_in(program)).collect();
        let mut benefits: Vec<BenefitSlot> = Vec::new();
        let mut counties = Vec::new();
        for (program, (fields, domains)) in programs.iter().zip(taken) {
            let mut own_domains = vec![None; schema.vocabularies.len()];
            let mut entries = Vec::new();
            for (at, (vocabulary, places)) in domains.iter().enumerate() {
                own_domains[*vocabulary].get_or_insert(at);
                let mut own = vec![None; schema.vocabularies[*vocabulary].entries.len()];
                for (entry, place) in places.iter().enumerate() {
                    own[*place as usize] = Some(entry as u32);
                }
                entries.push(own);
            }
            let of_claims = program.order.iter().filter(|id| program.benefit(**id).occasion == Occasion::EachClaim);
            let slots = of_claims.map(|id| {
                let benefit = program.benefit(*id);
                let known = benefits.iter().position(|own| own.name == benefit.name);
                let slot = known.unwrap_or_else(|| {
                    let (name, english) = (benefit.name.clone(), benefit.english.clone());
                    benefits.push(BenefitSlot { name, english, identity: benefit.identity.clone() });
                    benefits.len() - 1
                });
                (*id, slot)
            });
            let slots = slots.collect();
            let kinds = reference::kinds_of(&fields, &schema);
            let layout = Layout::of(program);
            let versions = Mutex::default();
            counties.push(County { program, fields, kinds, own_domains, entries, slots, layout, versions });
        }
        Run { schema, counties, benefits }
    }

    /// Returns how each county is settled, as stable text: for each stretch of days between changes, clause by clause,
    /// how it is looked up; or why everything is left to the evaluator.
    pub fn plan_text(&self) -> String {
        let mut text = String::new();
        for county in &self.counties {
            text.push_str(&format!("county {}\n", county.program.jurisdiction.name));
            for stretch in 0..=county.layout.starts.len() {
                let from = stretch.checked_sub(1).and_then(|at| date_of(county.layout.starts[at]));
                let until = county.layout.starts.get(stretch).and_then(|day| date_of(*day - 1));
                let day = |date: Option<Date>| date.map_or("..".to_owned(), |date| date.to_string());
                text.push_str(&format!("  {} to {}\n", day(from), day(until)));
                match county.plan(stretch, &Knowns::new()) {
                    Ok(own) => {
                        text.push_str(&own.version.text(&|fact| county.program.fact(fact).name.clone()));
                        let names: Vec<String> = own.version.benefits.iter().map(|own| own.name.clone()).collect();
                        match &own.shape {
                            Ok(shape) => text.push_str(&shape.text(&names)),
                            Err(problem) => text.push_str(&format!("    claim by claim, no kernels: {problem}\n")),
                        }
                    }
                    Err(problems) => {
                        text.push_str("    everything by the reference evaluator, because of\n");
                        problems.iter().for_each(|own| text.push_str(&format!("      {own}\n")));
                    }
                }
            }
        }
        text
    }
}

impl Run<'_> {
    /// Returns in a few lines for each county by which way it is settled, and for each benefit what keeps it, wholly or in
    /// some cases, from that: over all stretches of days between changes.
    pub fn ways_text(&self) -> String {
        let mut text = String::new();
        for county in &self.counties {
            let mut ways: BTreeSet<String> = BTreeSet::new();
            let mut kept: BTreeSet<(usize, String)> = BTreeSet::new();
            for stretch in 0..=county.layout.starts.len() {
                match county.plan(stretch, &Knowns::new()) {
                    Ok(own) => {
                        ways.insert(match &own.shape {
                            Ok(shape) => {
                                let name = |at: usize| own.version.benefits[at].name.as_str();
                                let rows: Vec<String> =
                                    shape.by_row().map(|(at, why)| format!("{} ({why})", name(at))).collect();
                                if rows.is_empty() {
                                    "kernels".to_owned()
                                } else {
                                    format!("kernels and, row by row, {}", rows.join(", "))
                                }
                            }
                            Err(problem) => format!("claim by claim ({problem})"),
                        });
                        for (at, benefit) in own.version.benefits.iter().enumerate() {
                            kept.extend(benefit.notes.iter().map(|own| (at, format!("where asked: {own}"))));
                            kept.extend(benefit.blocked.iter().map(|own| (at, format!("where due: {own}"))));
                        }
                    }
                    Err(problems) => {
                        ways.insert(format!("by the reference evaluator ({})", problems.join("; ")));
                    }
                }
            }
            let ways: Vec<String> = ways.into_iter().collect();
            text.push_str(&format!("{}: {}\n", county.program.jurisdiction.name, ways.join(", ")));
            for (at, why) in kept {
                let name = &county.program.benefit(county.slots[at].0).name;
                text.push_str(&format!("    {name}: by the reference evaluator {why}\n"));
            }
        }
        text
    }
}

impl County<'_> {
    /// Returns the stretch of days that a day lies in.
    pub(super) fn stretch(&self, day: i32) -> usize {
        self.layout.starts.partition_point(|start| *start <= day)
    }

    /// Returns the plan of a stretch, if it has one, for rows of which some facts are known beforehand.
    pub(super) fn planned(&self, stretch: usize, knowns: &Knowns) -> Option<Arc<Planned>> {
        let mut versions = self.versions.lock().expect("no thread panics while it makes a plan");
        let key = (stretch, knowns.clone());
        if let Some(known) = versions.get(&key) {
            return known.clone();
        }
        if versions.len() >= MAX_PLANS {
            return None;
        }
        let planned = self.plan(stretch, knowns).ok().map(Arc::new);
        versions.insert(key, planned.clone());
        planned
    }

    fn plan(&self, stretch: usize, knowns: &Knowns) -> Result<Planned, Problems> {
        let starts = &self.layout.starts;
        let day = match stretch.checked_sub(1) {
            Some(before) => starts[before],
            None => starts.first().map_or(day_of_2000(), |first| first - 1),
        };
        let slots: Vec<BenefitId> = self.slots.iter().map(|(id, _)| *id).collect();
        let date = date_of(day).ok_or_else(|| vec!["no day lies before the first change".to_owned()])?;
        let version = from_ir::lower(self.program, &self.layout, &slots, date, knowns)?;
        let shape = shape::of(&version, &|fact| domain_size(self.program, fact).unwrap_or(0));
        let outline = Outline::of(&version, self.layout.counts_visits);
        let refusals = Refusals::of(&version, &outline);
        Ok(Planned { version, outline, refusals, shape })
    }
}

/// Any day will do where nothing ever changes.
fn day_of_2000() -> i32 {
    Date::new(2000, 1, 1).map_or(0, day_of)
}

/// The rows of some whole subjects, and where what becomes of them goes.
pub(super) struct Piece<'o> {
    pub rows: Range<usize>,
    /// By benefit of the run; the first is that of the first row.
    pub amounts: Vec<&'o mut [i64]>,
    pub reasons: Vec<&'o mut [u32]>,
    pub taken_out: Vec<(usize, Standing)>,
    pub told: Vec<NotDue>,
    pub counts: Counts,
}

/// Who tells what is known of subjects beside their claims, when that is asked.
pub trait Beside: Sync {
    /// Whether anything is known of a subject.
    fn knows(&self, subject: u64) -> bool;
    /// Returns it, as [`Batch::known`] has it.
    fn of(&self, subject: u64) -> Subject;
}

/// What is known of subjects beside their claims.
pub(super) struct Known<'b> {
    listed: BTreeMap<u64, &'b Subject>,
    beside: Option<&'b dyn Beside>,
}

impl Known<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.listed.is_empty() && self.beside.is_none()
    }

    pub(super) fn contains(&self, subject: u64) -> bool {
        self.listed.contains_key(&subject) || self.beside.is_some_and(|own| own.knows(subject))
    }

    pub(super) fn of(&self, subject: u64) -> Option<Subject> {
        let beside = || self.beside.filter(|own| own.knows(subject)).map(|own| own.of(subject));
        self.listed.get(&subject).map(|own| (*own).clone()).or_else(beside)
    }
}

/// Settles a batch of whole subjects. The buffers of `into` are reused.
///
/// The batch must fit the schema ([`Batch::fault`]) and name only counties of the run.
pub fn settle(run: &Run<'_>, batch: &Batch, options: &Options, into: &mut Settlement) {
    settle_beside(run, batch, None, options, into);
}

/// The same, with somebody who knows more of subjects than the batch holds.
pub fn settle_beside(
    run: &Run<'_>,
    batch: &Batch,
    beside: Option<&dyn Beside>,
    options: &Options,
    into: &mut Settlement,
) {
    let ways = if options.reference_only { Ways::Reference } else { Ways::All };
    settle_all(run, batch, beside, options, Means { ways, ..Means::default() }, into);
}

/// Settles a batch by chosen means: for tests and measurements.
pub fn settle_by(run: &Run<'_>, batch: &Batch, options: &Options, means: Means, into: &mut Settlement) {
    settle_all(run, batch, None, options, means, into);
}

fn settle_all(
    run: &Run<'_>,
    batch: &Batch,
    beside: Option<&dyn Beside>,
    options: &Options,
    means: Means,
    into: &mut Settlement,
) {
    let fault = batch.fault(&run.schema);
    assert!(fault.is_none(), "the columns of a batch are all as long as it: {fault:?}");
    into.prepare(batch.rows(), run.benefits.len(), options.reasons);
    let threads = options.threads.max(1);
    let cuts = cuts(batch, if threads == 1 { 1 } else { threads * 8 });
    let known = Known { listed: batch.known.iter().map(|(subject, own)| (*subject, own)).collect(), beside };
    let mut amounts: Vec<&mut [i64]> = into.amounts.iter_mut().map(Vec::as_mut_slice).collect();
    let mut reasons: Vec<&mut [u32]> = into.reasons.iter_mut().map(Vec::as_mut_slice).collect();
    let mut pieces: Vec<Piece<'_>> = Vec::new();
    for rows in cuts {
        let count = rows.len();
        pieces.push(Piece {
            rows,
            amounts: split_each(&mut amounts, count),
            reasons: split_each(&mut reasons, count),
            taken_out: Vec::new(),
            told: Vec::new(),
            counts: Counts::default(),
        });
    }
    if threads == 1 || pieces.len() < 2 {
        pieces.iter_mut().for_each(|piece| settle_piece(run, batch, &known, means, piece));
    } else {
        in_threads(threads, &mut pieces, &|piece| settle_piece(run, batch, &known, means, piece));
    }
    let mut told: Vec<NotDue> = Vec::new();
    for piece in &mut pieces {
        into.taken_out.append(&mut piece.taken_out);
        into.counts.add(&piece.counts);
        let codes: Vec<u32> = piece.told.drain(..).map(|own| code_of(&mut told, own)).collect();
        for code in piece.reasons.iter_mut().flat_map(|own| own.iter_mut()).filter(|code| **code > 0) {
            *code = codes[*code as usize - 1];
        }
    }
    into.told = told;
}

/// Returns the code of a reason in a list, to which it is added where it is new.
pub(super) fn code_of(told: &mut Vec<NotDue>, own: NotDue) -> u32 {
    let known = told.iter().position(|other| *other == own);
    let at = known.unwrap_or_else(|| {
        told.push(own);
        told.len() - 1
    });
    at as u32 + 1
}

/// Cuts the first rows off each column.
fn split_each<'o, T>(columns: &mut [&'o mut [T]], count: usize) -> Vec<&'o mut [T]> {
    let split = |own: &mut &'o mut [T]| {
        let (first, rest) = std::mem::take(own).split_at_mut(count);
        *own = rest;
        first
    };
    columns.iter_mut().map(split).collect()
}

/// Returns up to `wanted` stretches of whole subjects of about the same length.
fn cuts(batch: &Batch, wanted: usize) -> Vec<Range<usize>> {
    let rows = batch.rows();
    let length = rows.div_ceil(wanted.max(1)).max(1024);
    let mut cuts = Vec::new();
    let mut from = 0;
    while from < rows {
        let mut to = (from + length).min(rows);
        while to < rows && batch.continues(to) {
            to += 1;
        }
        cuts.push(from..to);
        from = to;
    }
    cuts
}

/// What the evaluator may need of a thread's stack.
const STACK_BYTES: usize = 64 << 20;

/// Works on every piece, on so many threads.
fn in_threads<'o>(threads: usize, pieces: &mut [Piece<'o>], work: &(impl Fn(&mut Piece<'o>) + Sync)) {
    let next = std::sync::Mutex::new(pieces.iter_mut());
    let next = &next;
    std::thread::scope(|scope| {
        let run = move || {
            loop {
                let piece = next.lock().expect("no thread panics while it takes a piece").next();
                match piece {
                    Some(piece) => work(piece),
                    None => return,
                }
            }
        };
        let spawn = |_| {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            builder.spawn_scoped(scope, run).expect("the system gives a thread")
        };
        let handles: Vec<_> = (0..threads).map(spawn).collect();
        for handle in handles {
            if let Err(panic) = handle.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}
