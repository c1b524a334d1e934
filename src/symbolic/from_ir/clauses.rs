//! Which clauses of a benefit hold in a cell.

use super::super::undecided::Undecided;
use super::{Context, Lowered, Lowering, Stop, words};
use crate::base::span::Span;
use crate::ir::selection::{Chosen, Judge, Selection};
use crate::ir::{BenefitId, ClauseWord, Expr};

struct Asking<'s, 'a, 'p, 'c> {
    lowering: &'s Lowering<'a, 'p>,
    ctx: &'s Context<'c>,
}

impl<'p> Judge<'p> for Asking<'_, '_, 'p, '_> {
    type Error = Stop;

    fn holds(&mut self, condition: &'p Expr) -> Lowered<bool> {
        self.lowering.truth(self.ctx, condition)
    }

    fn taken(&mut self, _: Span) {}

    fn conflict(&mut self, _: &Chosen<'p>, second: &Chosen<'p>) -> Stop {
        Undecided::Policy(words::conflicting_cases(&second.clause.path), second.origin.span).into()
    }
}

impl<'p> Lowering<'_, 'p> {
    pub(super) fn select(&self, ctx: &Context<'_>, id: BenefitId, kinds: &[ClauseWord]) -> Lowered<Vec<Chosen<'p>>> {
        let selection = Selection { program: self.program, benefit: id, date: ctx.date };
        selection.select(kinds, &mut Asking { lowering: self, ctx })
    }

    pub(super) fn select_one(&self, ctx: &Context<'_>, id: BenefitId, kind: ClauseWord) -> Lowered<Option<Chosen<'p>>> {
        match self.select(ctx, id, &[kind])?.as_slice() {
            [] => Ok(None),
            [one] => Ok(Some(*one)),
            [_, second, ..] => {
                Err(Undecided::Policy(words::conflicting_cases(&second.clause.path), second.origin.span).into())
            }
        }
    }

    pub(super) fn unconditional(&self, ctx: &Context<'_>, id: BenefitId, kind: ClauseWord) -> Vec<Chosen<'p>> {
        Selection { program: self.program, benefit: id, date: ctx.date }.unconditional(kind)
    }
}
