//! Steps 3 to 9 of a benefit in a cell, as terms; in the usual order or the one that the policy states.

use super::super::exact::Exact;
use super::super::term::Term;
use super::super::undecided::Undecided;
use super::benefit::{DeductibleTally, Outcome};
use super::expr::mistyped;
use super::value::{Asked, Worth};
use super::{Context, Lowered, Lowering, Sym, words};
use crate::base::date::{Date, Period};
use crate::base::number::RoundingMode;
use crate::base::span::Span;
use crate::ir::selection::{Chosen, METHODS, STAGES, stages, value_of};
use crate::ir::{BenefitId, ClauseBody, ClauseWord, Rounding, Stage, Type};
use crate::syntax::ast::SegmentOrigin;
use crate::value::{Value, period};

/// A benefit being worked: the amount as it stands, and what has been noted.
struct Sheet<'s, 'a, 'p, 'c> {
    own: &'s Lowering<'a, 'p>,
    ctx: Context<'c>,
    id: BenefitId,
    method: Chosen<'p>,
    cumulative: Option<Period>,
    value: Term,
    charged: Term,
    covered: bool,
    deducted: bool,
    rated: bool,
    rounded: bool,
    /// What late caps and the total of the layers allow.
    allowed: Option<Term>,
    late: Vec<usize>,
    out: Outcome,
}

impl<'p> Lowering<'_, 'p> {
    /// Works steps 3 to 9.
    pub(super) fn perform(&self, ctx: &Context<'_>, id: BenefitId) -> Lowered<Outcome> {
        let benefit = self.program.benefit(id);
        let methods = self.select(ctx, id, METHODS)?;
        let method = match methods.as_slice() {
            [one] => *one,
            [] => return Err(Undecided::Policy(words::no_method(&benefit.name), benefit.span).into()),
            [_, second, ..] => {
                return Err(Undecided::Policy(words::conflicting_cases(&second.clause.path), second.origin.span).into());
            }
        };
        let zero = self.zero();
        let mut out = Outcome::nothing(zero);
        out.due = self.constant(Exact::ONE);
        let mut sheet = Sheet {
            own: self,
            ctx: *ctx,
            id,
            method,
            cumulative: None,
            value: zero,
            charged: zero,
            covered: false,
            deducted: false,
            rated: false,
            rounded: false,
            allowed: None,
            late: Vec::new(),
            out,
        };
        sheet.work()?;
        Ok(sheet.out)
    }
}

impl<'p> Sheet<'_, '_, 'p, '_> {
    fn work(&mut self) -> Lowered<()> {
        let by_rate = matches!(self.method.body, ClauseBody::Rate { .. });
        for stage in self.stages()? {
            match stage {
                Stage::Base if by_rate => self.base()?,
                Stage::FirstPay if by_rate => self.first_pay()?,
                Stage::Quantity if by_rate => self.quantity()?,
                Stage::Deductible if by_rate => {
                    self.cover();
                    if self.cumulative.is_none() {
                        self.deductible()?;
                    }
                    self.deducted = true;
                }
                Stage::Rate => {
                    self.cover();
                    self.amount()?;
                    (self.rated, self.deducted) = (true, self.deducted || !by_rate);
                }
                Stage::Cap => self.caps()?,
                Stage::TotalOfLayers => self.total_of_layers()?,
                Stage::Round => self.round()?,
                Stage::Base | Stage::FirstPay | Stage::Quantity | Stage::Deductible => {}
            }
        }
        if !self.rounded || !self.own.shop.graph.borrow().is_multiple_of(self.value, Exact::ONE) {
            self.round_to(RoundingMode::HalfUp, Exact::ONE)?;
        }
        for (at, amount, _) in &mut self.out.caps {
            if self.late.contains(at) {
                *amount = self.value;
            }
        }
        self.out.payment = self.value;
        Ok(())
    }

    fn stages(&self) -> Lowered<Vec<Stage>> {
        let Some(stated) = self.own.select_one(&self.ctx, self.id, ClauseWord::Order)? else {
            return Ok(STAGES.to_vec());
        };
        let ClauseBody::Order(stated) = stated.body else { return Ok(STAGES.to_vec()) };
        Ok(stages(stated))
    }

    fn cover(&mut self) {
        if !self.covered {
            self.out.covered = self.value;
            self.covered = true;
        }
    }

    fn chosen(&self, word: ClauseWord) -> Lowered<Vec<Chosen<'p>>> {
        self.own.select(&self.ctx, self.id, &[word])
    }

    fn span(&self) -> Span {
        self.own.program.benefit(self.id).span
    }

    fn holds(&self, when: &'p Option<crate::ir::Expr>) -> Lowered<bool> {
        when.as_ref().map_or(Ok(true), |when| self.own.truth(&self.ctx, when))
    }

    fn worth(&self, own: &Chosen<'p>) -> Lowered<(Worth<'p>, bool)> {
        let Some(value) = value_of(own.body) else { return Err(mistyped(own.origin.span)) };
        self.own.worth(&self.ctx, value, Asked::of(*own))
    }

    fn limit(&self, own: &Chosen<'p>) -> Lowered<(Option<Term>, bool)> {
        let (worth, continued) = self.worth(own)?;
        Ok((self.own.as_limit(worth, own.origin.span)?, continued))
    }

    fn sum(&self, a: Term, b: Term) -> Lowered<Term> {
        self.own.made(|graph| graph.plus(a, b))
    }

    fn less(&self, a: Term, b: Term) -> Lowered<Term> {
        self.own.made(|graph| graph.minus(a, b))
    }

    fn at_most(&self, a: Term, b: Term) -> Lowered<Term> {
        self.own.made(|graph| graph.least(&[a, b]))
    }

    fn not_negative(&self, a: Term) -> Lowered<Term> {
        self.own.made(|graph| graph.at_least_zero(a))
    }

    fn base(&mut self) -> Lowered<()> {
        match self.own.select_one(&self.ctx, self.id, ClauseWord::Base)? {
            Some(chosen) => {
                if let ClauseBody::Base { cumulative, .. } = chosen.body {
                    self.cumulative = *cumulative;
                }
                let (number, _) = self.limit(&chosen)?;
                let number = number.unwrap_or_else(|| self.own.zero());
                self.value = self.not_negative(number)?;
            }
            None => {
                let (paid, first_pay) = self.own.layers(&self.ctx)?;
                let eligible = self.own.eligible(&self.ctx, self.span())?;
                let left = self.less(eligible, first_pay)?;
                self.value = self.own.rest(left, paid)?;
            }
        }
        Ok(())
    }

    fn first_pay(&mut self) -> Lowered<()> {
        let base = self.value;
        for own in self.chosen(ClauseWord::FirstPay)? {
            let ClauseBody::FirstPay { value, when } = own.body else { continue };
            if !self.holds(when)? {
                continue;
            }
            let share = match self.worth(&own)?.0 {
                Worth::Plain(Sym::Known(Value::Nothing)) => self.own.zero(),
                Worth::Plain(amount) => {
                    let amount = self.own.as_number(amount, own.origin.span)?;
                    if value.ty == Type::Ratio { self.own.product(base, amount, own.origin.span)? } else { amount }
                }
                Worth::Segments(segments) => {
                    let zero = self.own.zero();
                    self.own.marginal(&self.ctx, &segments, zero, base, false)?
                }
            };
            let share = self.not_negative(share)?;
            let taken = self.at_most(share, self.value)?;
            self.value = self.less(self.value, taken)?;
            self.out.first_pay = self.sum(self.out.first_pay, taken)?;
        }
        Ok(())
    }

    fn quantity(&mut self) -> Lowered<()> {
        for own in self.chosen(ClauseWord::Quantity)? {
            let ClauseBody::Quantity { asked, period, .. } = own.body else { continue };
            let span = own.origin.span;
            let asked = self.own.number(&self.ctx, asked)?;
            let (allowed, _) = self.limit(&own)?;
            let used = self.own.asked_before(&self.ctx, self.id, &own, *period)?;
            let left = allowed.map(|allowed| self.own.rest(allowed, used)).transpose()?;
            let asked = self.not_negative(asked)?;
            if let Some(left) = left {
                let by = self.own.shop.graph.borrow().as_constant(asked);
                let Some(by) = by else { return Err(Undecided::NotLinear(span).into()) };
                if by.is_positive() {
                    let by = Exact::ONE.over(by)?;
                    let one = self.own.constant(Exact::ONE);
                    let share = self.own.made(|graph| {
                        let share = graph.times(left, by)?;
                        graph.least(&[share, one])
                    })?;
                    self.value = self.own.product(self.value, share, span)?;
                }
            }
            let left_after = left.map(|left| self.own.rest(left, asked)).transpose()?;
            self.out.quantities.push((own.at, asked, left_after));
        }
        Ok(())
    }

    fn deductible_due(&self) -> Lowered<Option<(Chosen<'p>, Term, bool)>> {
        let Some(own) = self.own.select_one(&self.ctx, self.id, ClauseWord::Deductible)? else { return Ok(None) };
        let ClauseBody::Deductible { when, .. } = own.body else { return Ok(None) };
        if !self.holds(when)? {
            return Ok(None);
        }
        let (due, continued) = self.limit(&own)?;
        due.map(|due| Ok((own, self.not_negative(due)?, continued))).transpose()
    }

    fn deductible(&mut self) -> Lowered<()> {
        let Some((own, due, continued)) = self.deductible_due()? else { return Ok(()) };
        let ClauseBody::Deductible { period, charged_at_most, .. } = own.body else { return Ok(()) };
        let now_due = if continued {
            let carried = self.carried_on()?;
            self.own.rest(due, carried)?
        } else {
            due
        };
        let before = self.own.charged_before(&self.ctx, self.id, &own, *period)?;
        let left = self.own.rest(now_due, before)?;
        let charged = if self.often_enough(&own, *period, charged_at_most)? {
            self.own.zero()
        } else {
            self.at_most(self.value, left)?
        };
        self.value = self.less(self.value, charged)?;
        self.charged = charged;
        let left_after = self.own.rest(left, charged)?;
        self.out.deductibles.push(DeductibleTally { at: own.at, due, charged, continued, left_after });
        Ok(())
    }

    fn carried_on(&self) -> Lowered<Term> {
        self.own.bills_are_counted(self.span())?;
        for bill in self.own.earlier(&self.ctx, Period::Year).into_iter().rev() {
            if self.own.is_due(self.id, bill)? {
                let outcome = self.own.outcome(self.id, bill)?;
                let of = |own: &DeductibleTally| if own.continued { own.due } else { own.charged };
                return Ok(outcome.deductibles.first().map_or_else(|| self.own.zero(), of));
            }
        }
        Ok(self.own.zero())
    }

    fn often_enough(&self, own: &Chosen<'p>, unit: Option<Period>, limits: &[(Period, u32)]) -> Lowered<bool> {
        let unit = unit.unwrap_or(Period::Visit);
        if !limits.is_empty() {
            self.own.bills_are_counted(self.span())?;
        }
        for (within, times) in limits {
            let year = self.own.year_start(Some(self.id), self.ctx.date);
            let first = |date: Date| period::first_day(unit, date, year);
            let mut begun: Vec<Option<Date>> = Vec::new();
            let mut visits: u32 = 0;
            for bill in self.own.earlier(&self.ctx, *within) {
                let outcome = self.own.outcome(self.id, bill)?;
                let Some(tally) = outcome.deductibles.iter().find(|tally| tally.at == own.at) else { continue };
                if !self.own.at_most_zero(tally.charged)? {
                    visits += 1;
                    let of = first(self.own.bills[bill].date);
                    if !begun.contains(&of) {
                        begun.push(of);
                    }
                }
            }
            let count = if unit == Period::Visit { visits } else { begun.len() as u32 };
            let open = unit != Period::Visit && begun.contains(&first(self.ctx.date));
            if count >= *times && !open {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn amount(&mut self) -> Lowered<()> {
        match self.method.body {
            ClauseBody::Rate { .. } => match self.cumulative {
                Some(period) => self.cumulated(period),
                None => {
                    let (worth, _) = self.worth(&self.method)?;
                    self.value = self.by_rate(&worth, self.charged, self.value)?;
                    Ok(())
                }
            },
            ClauseBody::Amount { rounding, .. } => self.fixed(rounding.as_ref()),
            ClauseBody::TopUpTo { .. } => {
                let (target, _) = self.limit(&self.method)?;
                let target = target.unwrap_or_else(|| self.own.zero());
                let (paid, _) = self.own.layers(&self.ctx)?;
                self.value = self.own.rest(target, paid)?;
                Ok(())
            }
            ClauseBody::OwnPayAtMost { period, .. } => self.own_pay(*period),
            _ => Err(mistyped(self.method.origin.span)),
        }
    }

    /// Returns the rate of an amount, of which the deductible took `charged` before.
    fn by_rate(&self, worth: &Worth<'p>, charged: Term, of: Term) -> Lowered<Term> {
        match worth {
            Worth::Plain(Sym::Known(Value::Nothing)) => Ok(self.own.zero()),
            Worth::Plain(rate) => {
                let rate = self.own.as_number(rate.clone(), self.method.origin.span)?;
                let rate = self.own.held_ratio(rate)?;
                self.own.product(of, rate, self.method.origin.span)
            }
            Worth::Segments(segments) => {
                let from = match segments.origin {
                    Some(SegmentOrigin::Deductible) => charged,
                    Some(SegmentOrigin::Zero) | None => self.own.zero(),
                };
                let to = self.sum(from, of)?;
                self.own.marginal(&self.ctx, segments, from, to, true)
            }
        }
    }

    fn cumulated(&mut self, period: Period) -> Lowered<()> {
        let mut before = self.own.zero();
        for bill in self.own.earlier(&self.ctx, period) {
            let outcome = self.own.outcome(self.id, bill)?;
            before = self.sum(before, outcome.covered)?;
        }
        let with_this = self.sum(before, self.value)?;
        let deductible = self.deductible_due()?;
        let due = deductible.as_ref().map_or_else(|| self.own.zero(), |(_, due, _)| *due);
        let (worth, _) = self.worth(&self.method)?;
        let of_base = |sheet: &Self, base: Term| {
            let charged = sheet.at_most(base, due)?;
            let of = sheet.less(base, charged)?;
            sheet.by_rate(&worth, charged, of)
        };
        let gave_before = of_base(self, before)?;
        let gives_with_this = of_base(self, with_this)?;
        if let Some((clause, due, continued)) = deductible {
            let (old, new) = (self.at_most(before, due)?, self.at_most(with_this, due)?);
            let charged = self.less(new, old)?;
            self.charged = charged;
            let left_after = self.own.rest(due, new)?;
            self.out.deductibles.push(DeductibleTally { at: clause.at, due, charged, continued, left_after });
        }
        self.value = self.own.rest(gives_with_this, gave_before)?;
        Ok(())
    }

    fn fixed(&mut self, rounding: Option<&Rounding>) -> Lowered<()> {
        let (amount, _) = self.limit(&self.method)?;
        let amount = amount.unwrap_or_else(|| self.own.zero());
        let mut value = self.not_negative(amount)?;
        if let Some(rounding) = rounding {
            value = self.own.rounded(value, rounding.mode, Exact::from_number(&rounding.unit)?, rounding.span)?;
        }
        self.value = value;
        Ok(())
    }

    fn own_pay(&mut self, period: Option<Period>) -> Lowered<()> {
        let own_now = match self.own.select_one(&self.ctx, self.id, ClauseWord::Base)? {
            Some(base) => self.limit(&base)?.0.unwrap_or_else(|| self.own.zero()),
            None => {
                let (paid, _) = self.own.layers(&self.ctx)?;
                let gross = self.own.gross(&self.ctx, self.span())?;
                self.less(gross, paid)?
            }
        };
        let own_now = self.not_negative(own_now)?;
        let (ceiling, _) = self.limit(&self.method)?;
        let at = self.method.at;
        let mut own_before = self.own.zero();
        if let Some(period) = period.filter(|period| *period != Period::Visit) {
            for bill in self.own.earlier(&self.ctx, period) {
                let outcome = self.own.outcome(self.id, bill)?;
                if let Some((_, cost)) = outcome.own_costs.iter().find(|(own, _)| *own == at) {
                    let kept = self.less(*cost, outcome.payment)?;
                    own_before = self.sum(own_before, kept)?;
                }
            }
        }
        self.value = match ceiling {
            Some(ceiling) => {
                let all = self.sum(own_before, own_now)?;
                let excess = self.own.rest(all, ceiling)?;
                self.at_most(own_now, excess)?
            }
            None => self.own.zero(),
        };
        self.out.own_costs.push((at, own_now));
        Ok(())
    }

    fn caps(&mut self) -> Lowered<()> {
        let late = self.rated && self.deducted;
        let mut all: Vec<Term> = Vec::new();
        let first = self.out.caps.len();
        for own in self.chosen(ClauseWord::Cap)? {
            let ClauseBody::Cap { period, joint, when, each, .. } = own.body else { continue };
            if !self.holds(when)? {
                continue;
            }
            let (limit, _) = self.limit(&own)?;
            self.own.keys(&self.ctx, each, own.origin.span)?;
            let period = period.unwrap_or(Period::Visit);
            let used = self.own.cap_used(&self.ctx, self.id, &own, period, joint)?;
            let left = limit.map(|limit| self.own.rest(limit, used)).transpose()?;
            all.extend(left);
            self.out.caps.push((own.at, self.own.zero(), left));
            if late {
                self.late.push(own.at);
            }
        }
        if !all.is_empty() {
            let least = self.own.made(|graph| graph.least(&all))?;
            self.hold(least, late)?;
        }
        if !late {
            for (_, amount, _) in &mut self.out.caps[first..] {
                *amount = self.value;
            }
        }
        Ok(())
    }

    fn hold(&mut self, left: Term, late: bool) -> Lowered<()> {
        self.value = self.at_most(self.value, left)?;
        if late {
            self.allowed = Some(match self.allowed {
                Some(known) => self.at_most(known, left)?,
                None => left,
            });
        }
        Ok(())
    }

    fn total_of_layers(&mut self) -> Lowered<()> {
        for own in self.chosen(ClauseWord::TotalOfLayersAtMost)? {
            let ClauseBody::TotalOfLayersAtMost { when, .. } = own.body else { continue };
            if !self.holds(when)? {
                continue;
            }
            let (limit, _) = self.limit(&own)?;
            if let Some(limit) = limit {
                let (paid, _) = self.own.layers(&self.ctx)?;
                let left = self.own.rest(limit, paid)?;
                self.hold(left, true)?;
            }
        }
        Ok(())
    }

    fn round(&mut self) -> Lowered<()> {
        self.rounded = true;
        match self.own.select_one(&self.ctx, self.id, ClauseWord::Round)? {
            Some(own) => {
                let ClauseBody::Round(rounding) = own.body else { return Ok(()) };
                if !rounding.unit.is_positive() {
                    return Err(Undecided::Policy(words::division_by_zero(), rounding.span).into());
                }
                self.round_to(rounding.mode, Exact::from_number(&rounding.unit)?)
            }
            None => self.round_to(RoundingMode::HalfUp, Exact::ONE),
        }
    }

    /// Rounds; what rounding lifts above what is allowed is that limit rounded down.
    fn round_to(&mut self, mode: RoundingMode, unit: Exact) -> Lowered<()> {
        let rounded = self.own.made(|graph| graph.round(self.value, mode, unit))?;
        self.value = match self.allowed {
            // A limit that is itself a multiple of the unit is never passed by rounding.
            Some(allowed) if !self.own.shop.graph.borrow().is_multiple_of(allowed, unit) => {
                let down = self.own.made(|graph| graph.round(allowed, RoundingMode::Down, unit))?;
                self.at_most(rounded, down)?
            }
            _ => rounded,
        };
        Ok(())
    }
}
