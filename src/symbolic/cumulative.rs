//! Whether it matters over how many bills a year's cost is spread: proved with two numbers, an earlier cost X and a later
//! one e. Where X pays with e after it what X + e pays at once, and so does every total that later bills can ask for,
//! any spread pays the same by induction, roundings aside.

use super::exact::Exact;
use super::explore::{History, Settled, Space};
use super::linear::Constraint;
use super::plane::{self, Leaf};
use super::regions::{Part, ranges};
use super::term::{InputId, Term};
use super::undecided::Undecided;
use crate::base::quick::QuickMap;
use crate::ir::BenefitId;
use std::ops::ControlFlow;

/// Whether the spread of a year's cost over bills matters in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Spread {
    /// It does not, roundings aside.
    Cumulative,
    /// These benefits pay or count otherwise when the cost is spread.
    Matters(Vec<BenefitId>),
    /// Something hangs on how many bills there were.
    CountsBills,
}

/// What has been proved of pairs of terms.
#[derive(Default)]
pub struct Proved {
    adds_up: QuickMap<(Term, Term), Result<bool, Undecided>>,
}

impl Space<'_> {
    /// Returns whether the spread matters in a cell, for a side; the space must be of bills after an earlier one.
    pub fn spread(&self, own: &Settled, side: usize, proved: &mut Proved) -> Result<Spread, Undecided> {
        let Some(History { tallies, counts_bills, .. }) = &own.histories[side] else {
            return Err(own.sides[side].as_ref().err().cloned().unwrap_or(Undecided::TooManyRegions));
        };
        if *counts_bills {
            return Ok(Spread::CountsBills);
        }
        let mut failing: Vec<BenefitId> = Vec::new();
        for (id, first, second) in tallies {
            if failing.contains(id) {
                continue;
            }
            let known = proved.adds_up.get(&(*first, *second)).cloned();
            let adds_up = known.unwrap_or_else(|| self.adds_up(*first, *second));
            proved.adds_up.insert((*first, *second), adds_up.clone());
            if !adds_up? {
                failing.push(*id);
            }
        }
        Ok(if failing.is_empty() { Spread::Cumulative } else { Spread::Matters(failing) })
    }

    fn adds_up(&self, first: Term, second: Term) -> Result<bool, Undecided> {
        let Some((_, later)) = self.later else { return Ok(true) };
        let rest = self.make(|graph| {
            let (first, second) = (graph.unrounded(first)?, graph.unrounded(second)?);
            let both = graph.plus(self.cost_term, later)?;
            let at_once = graph.with_number(first, self.cost, both)?;
            let sum = graph.plus(first, second)?;
            graph.minus(sum, at_once)
        })?;
        let mut adds_up = true;
        self.history_parts(rest, &mut |own| {
            // Most parts vanish; of the others one that whole numbers reach is enough.
            adds_up = own.vanishes()? || !own.is_reached()?;
            Ok(if adds_up { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(adds_up)
    }

    /// Returns that an earlier and a later cost together stay within the highest cost.
    pub fn both_bills_within(&self) -> Constraint {
        let factors = vec![Exact::ONE, Exact::ONE];
        Constraint { factors, constant: Exact::whole(-self.scope.highest), strict: false }
    }

    /// Returns what all benefits pay on the earlier bill, where that is decided; the space must be of bills after an
    /// earlier one.
    pub fn paid_earlier(&self, own: &Settled, side: usize) -> Result<Option<Term>, Undecided> {
        let Some(History { tallies, .. }) = &own.histories[side] else { return Ok(None) };
        let mut terms: Vec<(Term, Exact)> = Vec::new();
        let mut seen: Vec<BenefitId> = Vec::new();
        for (id, first, _) in tallies {
            // What a benefit pays stands first among its totals.
            if !seen.contains(id) {
                seen.push(*id);
                terms.push((*first, Exact::ONE));
            }
        }
        self.make(|graph| graph.linear(&terms, Exact::ZERO)).map(Some)
    }

    /// Returns by how much more two bills pay than both at once; negative: by how much less.
    pub fn gained_by_splitting(&self, own: &Settled, side: usize) -> Result<Option<Term>, Undecided> {
        let (Some((_, later)), Ok(paid)) = (self.later, &own.sides[side]) else { return Ok(None) };
        let Some(first) = self.paid_earlier(own, side)? else { return Ok(None) };
        self.make(|graph| {
            let both = graph.plus(self.cost_term, later)?;
            let at_once = graph.with_number(first, self.cost, both)?;
            let apart = graph.plus(first, paid.total)?;
            graph.minus(apart, at_once)
        })
        .map(Some)
    }

    /// Visits the parts of an amount of an earlier and a later cost, which together stay within the highest cost.
    fn history_parts(
        &self,
        term: Term,
        visit: &mut dyn FnMut(&Leaf<'_>) -> Result<ControlFlow<()>, Undecided>,
    ) -> Result<(), Undecided> {
        let bare = self.make(|graph| graph.unrounded(term))?;
        let graph = self.graph();
        if graph.as_constant(bare).is_some_and(Exact::is_zero) {
            return Ok(());
        }
        let numbers = [self.cost, InputId(1)];
        let mut given = ranges(&graph, &numbers);
        given.push(self.both_bills_within());
        plane::visit(&graph, bare, numbers, &given, visit)
    }

    /// Returns where an amount of an earlier and a later cost is the lowest below 0 and the highest above it: by how
    /// much, and the part in which it is.
    pub fn history_extremes(&self, term: Term) -> Result<[Option<(Exact, Part)>; 2], Undecided> {
        let mut best: [Option<(Exact, Part)>; 2] = [None, None];
        self.history_parts(term, &mut |own| {
            let (low, high) = own.bounds()?;
            let mut reached: Option<bool> = None;
            for (known, size) in best.iter_mut().zip([low.negate(), high]) {
                if !size.is_positive() || known.as_ref().is_some_and(|(known, _)| size <= *known) {
                    continue;
                }
                if reached.is_none() {
                    reached = Some(own.is_reached()?);
                }
                if reached == Some(true) {
                    *known = Some((size, own.part()?));
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(best)
    }
}
