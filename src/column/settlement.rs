//! What became of the rows of a batch: amounts by benefit, and the rows that were taken out.

use super::reference::{Reason, Standing};

/// The result of a batch. Its buffers are reused from batch to batch.
#[derive(Clone, Debug, Default)]
pub struct Settlement {
    pub rows: usize,
    /// What each benefit of the run pays on each row, in 分: `amounts[benefit][row]`, in the order of `Run::benefits`. 0
    /// where the row's county has no such benefit, where it is not due, and on rows that are taken out.
    pub amounts: Vec<Vec<i64>>,
    /// The rows that are taken out, in order: cancelled by a reversed bill or reversing one, or rejected with the reason.
    pub taken_out: Vec<(usize, Standing)>,
    /// Where asked for: why benefits are not due, as codes: 0 is due, n is `told[n - 1]`. Empty unless asked for.
    pub reasons: Vec<Vec<u32>>,
    /// The reasons that `reasons` names, each once.
    pub told: Vec<NotDue>,
    pub counts: Counts,
}

/// Why a benefit is not due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotDue {
    /// The row's county has no such benefit.
    NoSuchBenefit,
    /// The row is cancelled or rejected; `taken_out` says why.
    TakenOut,
    /// What the evaluator says, with the county whose program its paths and spans belong to.
    Because { county: u32, reason: Reason },
}

/// How many rows went which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub rows: u64,
    /// Settled by kernels over batches.
    pub by_kernels: u64,
    /// Settled claim by claim from the tables of the plan.
    pub by_clauses: u64,
    /// Settled by the reference evaluator.
    pub by_reference: u64,
    pub cancelled: u64,
    pub rejected: u64,
}

impl Counts {
    /// Adds the counts of another batch.
    pub fn add(&mut self, other: &Counts) {
        self.rows += other.rows;
        self.by_kernels += other.by_kernels;
        self.by_clauses += other.by_clauses;
        self.by_reference += other.by_reference;
        self.cancelled += other.cancelled;
        self.rejected += other.rejected;
    }
}

impl Settlement {
    /// Makes room for a batch; amounts are not cleared where everything will be written anyway.
    pub(super) fn prepare(&mut self, rows: usize, benefits: usize, with_reasons: bool) {
        self.rows = rows;
        self.amounts.resize_with(benefits, Vec::new);
        self.amounts.iter_mut().for_each(|own| own.resize(rows, 0));
        self.reasons.resize_with(if with_reasons { benefits } else { 0 }, Vec::new);
        self.reasons.iter_mut().for_each(|own| own.resize(rows, 0));
        self.taken_out.clear();
        self.told.clear();
        self.counts = Counts { rows: rows as u64, ..Counts::default() };
    }

    /// Returns how a row stands, when it is taken out.
    pub fn taken_out(&self, row: usize) -> Option<&Standing> {
        self.taken_out.binary_search_by_key(&row, |(own, _)| *own).ok().map(|at| &self.taken_out[at].1)
    }
}
