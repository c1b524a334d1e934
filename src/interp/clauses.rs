//! Which clauses of a benefit hold on a day and in a case; conditions are answered in the context.

use super::context::Context;
use super::error::{Error, ErrorKind, Fallible};
use super::session::Session;
use super::words;
use crate::base::span::Span;
use crate::ir::selection::{Judge, Selection};
use crate::ir::{BenefitId, ClauseBody, ClauseWord, Expr};

pub(super) use crate::ir::selection::{Chosen, METHODS, value_of};

/// Answers conditions in a context.
struct Asking<'s, 'p, 'c> {
    session: &'s Session<'p>,
    ctx: &'s Context<'c>,
}

impl<'p> Judge<'p> for Asking<'_, 'p, '_> {
    type Error = Box<Error>;

    fn holds(&mut self, condition: &'p Expr) -> Fallible<bool> {
        self.session.truth(self.ctx, condition)
    }

    fn taken(&mut self, branch: Span) {
        self.session.reach(branch);
    }

    fn conflict(&mut self, first: &Chosen<'p>, second: &Chosen<'p>) -> Box<Error> {
        self.session.conflict(first, second)
    }
}

impl<'p> Session<'p> {
    /// Returns the clauses of some kinds that hold, in file order.
    pub(super) fn select(&self, ctx: &Context<'_>, id: BenefitId, kinds: &[ClauseWord]) -> Fallible<Vec<Chosen<'p>>> {
        let selection = Selection { program: self.program, benefit: id, date: ctx.date };
        let chosen = selection.select(kinds, &mut Asking { session: self, ctx })?;
        // A clause with a condition of its own is reached when that holds.
        for own in chosen.iter().filter(|own| !is_conditional(own.body)) {
            self.reach(own.origin.span);
        }
        Ok(chosen)
    }

    /// Returns the only clause of a kind that holds.
    pub(super) fn select_one(
        &self,
        ctx: &Context<'_>,
        id: BenefitId,
        kind: ClauseWord,
    ) -> Fallible<Option<Chosen<'p>>> {
        let chosen = self.select(ctx, id, &[kind])?;
        match chosen.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            [first, second, ..] => Err(self.conflict(first, second)),
        }
    }

    /// Returns the clauses of some kinds that no case can replace, whatever holds.
    pub(super) fn unconditional(&self, ctx: &Context<'_>, id: BenefitId, kind: ClauseWord) -> Vec<Chosen<'p>> {
        Selection { program: self.program, benefit: id, date: ctx.date }.unconditional(kind)
    }

    pub(super) fn conflict(&self, first: &Chosen<'p>, second: &Chosen<'p>) -> Box<Error> {
        let message = words::conflicting_cases(&second.clause.path);
        Error::new(ErrorKind::ConflictingCases, second.origin.span, message).other(first.origin.span)
    }
}

/// Whether a clause speaks only when a condition of its own, or another benefit, calls for it.
fn is_conditional(body: &ClauseBody) -> bool {
    match body {
        ClauseBody::FirstPay { when, .. }
        | ClauseBody::Deductible { when, .. }
        | ClauseBody::Cap { when, .. }
        | ClauseBody::TotalOfLayersAtMost { when, .. } => when.is_some(),
        ClauseBody::Refuse { .. } | ClauseBody::NotWith(_) => true,
        ClauseBody::MapsTo(_)
        | ClauseBody::After(_)
        | ClauseBody::StacksWith(_)
        | ClauseBody::Identities(_)
        | ClauseBody::Requires(_)
        | ClauseBody::Base { .. }
        | ClauseBody::Quantity { .. }
        | ClauseBody::Rate { .. }
        | ClauseBody::Amount { .. }
        | ClauseBody::TopUpTo { .. }
        | ClauseBody::OwnPayAtMost { .. }
        | ClauseBody::As(_)
        | ClauseBody::Round(_)
        | ClauseBody::Order(_)
        | ClauseBody::YearFrom { .. }
        | ClauseBody::InKind(_) => false,
    }
}
