//! `settle --months`: what persons and households are paid month by month and year by year, from their tables.

use super::{Counties, Job};
use crate::cli::args::SettleArguments;
use crate::cli::error::{Error, shown};
use crate::cli::words;
use crate::data::answers::Answers;
use crate::data::periods::{self, Months, Whose, Worked};
use crate::data::settle::{Fate, Seen};
use crate::data::spill::hash;

/// So many subjects are worked out at once.
pub(super) const CHUNK: usize = 2_048;
/// What the evaluator may need of a thread's stack.
const STACK_BYTES: usize = 64 << 20;

/// Returns the months that are asked for; the run pays the benefits of months and years then.
pub(super) fn asked(arguments: &SettleArguments, counties: &mut Counties<'_>) -> Result<Option<Months>, Error> {
    let Some(text) = &arguments.months else { return Ok(None) };
    let months = Months::parse(text).ok_or_else(|| Error::usage(words::no_months(text)))?;
    if arguments.persons.is_none() {
        return Err(Error::usage(words::months_need_persons()));
    }
    counties.run.benefits = periods::benefits(&counties.run);
    if counties.run.benefits.is_empty() {
        return Err(Error::usage(words::no_benefits_by_month()));
    }
    Ok(Some(months))
}

impl Job<'_> {
    /// Works out everybody's rows and writes them.
    pub(super) fn by_periods(&mut self, months: Months) -> Result<(), Error> {
        let tables = [&self.arguments.persons, &self.arguments.households];
        self.names = tables.into_iter().flatten().map(|own| shown(own)).collect();
        let columns = periods::columns(&self.reading, self.face.lang());
        self.reading.mappings = vec![columns; self.names.len()];
        // A household that only persons name has no row of its own.
        let files = self.names.len() as u32;
        let everybody: Vec<Whose<'_>> = periods::everybody(&self.reading);
        let part = |own: &Whose<'_>| match own {
            Whose::Household(name) => hash(&format!("户{name}")),
            Whose::Person(number) => hash(number),
        };
        let mine = |own: &&Whose<'_>| self.shard.is_none_or(|(part_wanted, of)| part(own) % of == part_wanted);
        let mine: Vec<Whose<'_>> = everybody.iter().filter(mine).copied().collect();
        let mut written: Vec<crate::data::settle::Verdict> = Vec::new();
        let (run, schema, reading) = (&self.counties.run, self.schema, &self.reading);
        let remembers = !self.wish.reference_only;
        let mut answers: Vec<Answers> = (0..self.wish.threads).map(|_| Answers::default()).collect();
        let work =
            |own: &mut Answers, whose: &Whose<'_>| periods::settle(reading, *whose, months, remembers.then_some(own));
        for chunk in mine.chunks(CHUNK) {
            for worked in in_threads(&mut answers, chunk, &work) {
                for (at, own) in worked.into_iter().enumerate() {
                    let Worked { mut verdict, bill, .. } = own;
                    let seen = Seen { bill: &bill, fate: &verdict.fate, amounts: &verdict.amounts, first: at == 0 };
                    self.tally.by_county.see(run, schema, &seen);
                    if let Some(by) = &mut self.tally.by {
                        by.see(run, schema, &seen);
                    }
                    // Who answers alike is worked out once, by the evaluator.
                    let counts = &mut self.tally.counts;
                    counts.rows += 1;
                    match &verdict.fate {
                        Fate::Settled => counts.by_reference += 1,
                        Fate::Cancelled(_) => counts.cancelled += 1,
                        Fate::Rejected(_) => counts.rejected += 1,
                    }
                    verdict.number = self.tally.rows.read;
                    verdict.file = verdict.file.min(files - 1);
                    self.tally.rows.read += 1;
                    written.push(verdict);
                }
            }
            self.progress.now(self.tally.rows.read);
            for verdict in written.drain(..) {
                self.tally.count(&verdict);
                if let Fate::Rejected(_) = &verdict.fate {
                    self.tally.tell(&verdict, &self.names);
                    self.writer.reject(&verdict, &self.names)?;
                }
                if !self.writer.is_open() {
                    let lang = self.face.lang();
                    let layout = crate::data::layout::Layout::new(schema, &reading.mappings, &self.names, lang);
                    self.writer.open(layout, &[])?;
                }
                self.writer.row(&verdict)?;
            }
            self.enough()?;
        }
        Ok(())
    }
}

/// Works on everything, on a thread for each of `own`; results come back in order.
pub(super) fn in_threads<O: Send, T: Sync, R: Send>(
    own: &mut [O],
    all: &[T],
    work: &(impl Fn(&mut O, &T) -> R + Sync),
) -> Vec<R> {
    let size = all.len().div_ceil(own.len().max(1)).max(1);
    std::thread::scope(|scope| {
        let mut handles = Vec::new();
        for (own, part) in own.iter_mut().zip(all.chunks(size)) {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            let each = move || part.iter().map(|one| work(own, one)).collect::<Vec<R>>();
            let handle = builder.spawn_scoped(scope, each);
            handles.push(handle.expect("the system gives a thread"));
        }
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<R>>| {
            handle.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        handles.into_iter().flat_map(join).collect()
    })
}
