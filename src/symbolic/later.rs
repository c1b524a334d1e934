//! Whether two programs that pay the same on a first bill do so on every later one, whoever had which bills before: taken
//! that both have come to the same running totals, whatever those are, they pay the same and add the same to each total
//! that anything asks for. Then those stay the same, bill by bill. What only one of them keeps may be anything.

use super::exact::Exact;
use super::explore::{History, Space};
use super::from_ir::Slot;
use super::term::{InputId, Term};
use super::undecided::Undecided;
use std::collections::BTreeSet;

/// What is known of bills after any others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Always {
    /// To the 分.
    Same,
    /// Not shown in this way; it may be so nevertheless.
    Open(Option<Undecided>),
}

impl Space<'_> {
    /// Returns whether the first two parties pay the same on every bill; the space must be of bills after others with
    /// the same totals.
    pub fn always_same(&self) -> Always {
        match self.shown_same() {
            Ok(true) => Always::Same,
            Ok(false) => Always::Open(None),
            Err(undecided) => Always::Open(Some(undecided)),
        }
    }

    fn shown_same(&self) -> Result<bool, Undecided> {
        let zero = self.make(|graph| Ok(graph.constant(Exact::ZERO)))?;
        let mut inputs: BTreeSet<InputId> = BTreeSet::new();
        let mut asks = |a: Term, b: Term| inputs.extend([a, b].iter().flat_map(|own| self.graph().inputs_of(*own)));
        for own in &self.cells {
            let [a, b] =
                [0, 1].map(|side: usize| own.sides[side].as_ref().map(|paid| paid.total).map_err(Clone::clone));
            let (a, b) = (a?, b?);
            if !self.shows_same(a, b)? {
                return Ok(false);
            }
            asks(a, b);
        }
        // What is asked for must stay the same, and what that hangs on.
        let mut done: BTreeSet<Slot> = BTreeSet::new();
        loop {
            let open =
                self.totals_of(&inputs).into_iter().find(|own| !done.contains(own) && self.twins().is_shared(*own));
            let Some(slot) = open else { return Ok(true) };
            done.insert(slot);
            for own in &self.cells {
                let [a, b] =
                    [0, 1].map(|side: usize| own.histories[side].as_ref().map(|own| self.added(own, slot, zero)));
                let (Some(a), Some(b)) = (a, b) else { return Ok(false) };
                if !self.shows_same(a, b)? {
                    return Ok(false);
                }
                inputs.extend([a, b].iter().flat_map(|own| self.graph().inputs_of(*own)));
            }
        }
    }

    /// Returns what a bill adds to a total; what is not worked adds nothing.
    fn added(&self, own: &History, slot: Slot, zero: Term) -> Term {
        own.added.iter().find(|(known, _)| self.twins().first_of(*known) == slot).map_or(zero, |(_, term)| *term)
    }

    fn shows_same(&self, a: Term, b: Term) -> Result<bool, Undecided> {
        if self.is_same_in_other_words(a, b) {
            return Ok(true);
        }
        let (apart, turned) = (self.difference(a, b)?, self.difference(b, a)?);
        Ok(self.is_never_above_zero(apart) && self.is_never_above_zero(turned))
    }
}
