//! A state of a person or household in a cell. What it was before the first period known is a question like any other;
//! from there it goes on period by period, as the evaluator works it.

use super::super::undecided::Undecided;
use super::{Context, Kind, Lowered, Lowering, Stop, Sym, words};
use crate::base::date::Date;
use crate::base::span::Span;
use crate::ir::expr::{Dimension, EffectKind, HeadItem, Table};
use crate::ir::order::each_child;
use crate::ir::{DefinitionId, Expr, ExprKind, Owner, Source, StateId};
use crate::value::period::{YearStart, first_day, later, months};
use crate::value::{EntryId, Value};
use std::collections::BTreeSet;

impl<'p> Lowering<'_, 'p> {
    /// Returns a state in the period of this day, or in the one before.
    pub(super) fn state(&self, ctx: &Context<'_>, id: StateId, before: bool, span: Span) -> Lowered<Sym> {
        let state = &self.program.states[id.index()];
        if ctx.other && state.owner == Owner::Person {
            return Err(Undecided::Beyond(words::states_of_others(), span).into());
        }
        let question = self.vocabulary.of_state(self.side, id);
        let possible = self.possible(question);
        let values = possible.and_then(|own| self.vocabulary.values(self.side, own));
        let start = match values.as_deref() {
            Some([Value::Entry(_, start)]) => *start,
            Some([]) => return Err(Stop::Impossible),
            Some(_) => return Err(Stop::Open(question)),
            None => return Err(Undecided::History(span).into()),
        };
        let first_of = |date| first_day(state.period, date, YearStart::CALENDAR).unwrap_or(date);
        let known_from = match self.bills.iter().find(|own| !own.unknown) {
            Some(first) if first.kind == Kind::Claim => first.date.min(ctx.date),
            _ => ctx.date,
        };
        let (mut date, present) = (first_of(known_from), first_of(ctx.date));
        let mut now = (start, 0);
        while date < present || date == present && !before {
            self.step(state.span)?;
            now = self.deeper(state.span, || self.transition(ctx, id, date, now))?;
            match later(state.period, date, 1) {
                Some(next) => date = next,
                None => break,
            }
        }
        Ok(Sym::Known(Value::Entry(state.domain, now.0)))
    }

    /// Returns the state in a period and for how many months it has been held, from those of the period before.
    fn transition(
        &self,
        ctx: &Context<'_>,
        id: StateId,
        date: Date,
        before: (EntryId, i64),
    ) -> Lowered<(EntryId, i64)> {
        let state = &self.program.states[id.index()];
        let held = before.1 + later(state.period, date, 1).map_or(0, |next| months(date, next));
        // Seen from its period, whoever asks for it.
        let inner = Context { date, held_months: Some(held), ..self.context(ctx.bill, None) };
        let mut to: Option<EntryId> = None;
        for transition in state.transitions.iter().filter(|own| own.range.contains(date)) {
            let own = &transition.body;
            if !own.from.contains(&before.0) {
                continue;
            }
            if self.reads_bills(&own.condition) {
                return Err(Undecided::History(own.condition.span).into());
            }
            if self.truth(&inner, &own.condition)? && to.replace(own.to).is_some_and(|known| known != own.to) {
                let text = words::conflicting_transitions(&state.name);
                return Err(Undecided::Policy(text, transition.origin.span).into());
            }
        }
        Ok(match to {
            Some(to) if to != before.0 => (to, 0),
            Some(_) | None => (before.0, held),
        })
    }

    /// Whether an expression may hang on bills, not only on persons and households.
    pub(super) fn reads_bills(&self, expr: &Expr) -> bool {
        self.mentions_bills(expr, &mut BTreeSet::new())
    }

    fn mentions_bills(&self, expr: &Expr, seen: &mut BTreeSet<DefinitionId>) -> bool {
        let own = match &*expr.kind {
            ExprKind::Fact(id) => self.program.fact(*id).owner == Owner::Claim,
            ExprKind::Definition(id, _) => seen.insert(*id) && self.defined_by_bills(*id, seen),
            ExprKind::TableOutput(id, _) => {
                let versions = &self.program.tables[id.index()].versions;
                versions.iter().any(|own| self.tabled_by_bills(&own.body, seen))
            }
            ExprKind::Paid(_)
            | ExprKind::PreviousPaid(_)
            | ExprKind::PaidInPeriod(..)
            | ExprKind::Total(..)
            | ExprKind::Left(..)
            | ExprKind::EligibleLeft
            | ExprKind::OwnPay
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber
            | ExprKind::ClaimsThisYear
            | ExprKind::Rank { .. } => true,
            _ => false,
        };
        let mut found = own;
        each_child(expr, &mut |child| found = found || self.mentions_bills(child, seen));
        found
    }

    fn defined_by_bills(&self, id: DefinitionId, seen: &mut BTreeSet<DefinitionId>) -> bool {
        let mut versions = self.program.definition(id).versions.iter();
        versions.any(|version| {
            self.sourced_by_bills(&version.body.value, seen)
                || version.body.effects.iter().any(|effect| {
                    let by_kind = match &effect.kind {
                        EffectKind::Instead(own) => self.sourced_by_bills(own, seen),
                        EffectKind::Plus(by) | EffectKind::Minus(by) | EffectKind::Times(by) => {
                            self.mentions_bills(by, seen)
                        }
                        EffectKind::EachFurtherMinus { .. } | EffectKind::Continued => true,
                        EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted => false,
                    };
                    by_kind || effect.when.iter().any(|own| self.mentions_bills(own, seen))
                })
        })
    }

    fn sourced_by_bills(&self, own: &Source, seen: &mut BTreeSet<DefinitionId>) -> bool {
        match own {
            Source::Expr(own) => self.mentions_bills(own, seen),
            Source::Table(own) => self.tabled_by_bills(own, seen),
            // The rule of a benefit.
            Source::As(..) => true,
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => false,
        }
    }

    fn tabled_by_bills(&self, own: &Table, seen: &mut BTreeSet<DefinitionId>) -> bool {
        own.dimensions.iter().any(|own| match own {
            Dimension::Expr(own) => self.mentions_bills(own, seen),
            Dimension::Segment { .. } => true,
        }) || own.rows.iter().any(|row| {
            let heads = row.heads.iter().flat_map(|own| &own.items);
            heads.into_iter().any(|own| self.headed_by_bills(own, seen))
                || row.cells.iter().any(|own| self.sourced_by_bills(&own.value, seen))
        }) || own.each_further_hit_plus.iter().any(|own| self.mentions_bills(own, seen))
    }

    fn headed_by_bills(&self, own: &HeadItem, seen: &mut BTreeSet<DefinitionId>) -> bool {
        match own {
            HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => {
                self.mentions_bills(own, seen)
            }
            HeadItem::Band(own) => {
                [&own.low, &own.high].into_iter().flatten().any(|edge| self.mentions_bills(&edge.value, seen))
            }
            HeadItem::List(_) | HeadItem::Any | HeadItem::Else => false,
        }
    }
}
