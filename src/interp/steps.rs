//! Steps 3 to 9 of a benefit that is due: base, first pay, quantity, deductible, amount, caps, total of the layers,
//! rounding; in this order or the one that the policy states.

use super::adjusted::{Asked, Worth};
use super::benefit::{DeductibleTally, Due, Outcome, QuantityTally, Tally, path_text};
use super::clauses::{Chosen, METHODS, value_of};
use super::context::Context;
use super::error::{Error, ErrorKind, Fallible, at};
use super::session::Session;
use super::totals::Range;
use super::trace::{Money, Often, Stated, Step, UsualBase, Work, period_key};
use super::words;
use crate::base::date::{Date, Period};
use crate::base::number::{Number, RoundingMode};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{BenefitId, ClauseBody, ClausePath, ClauseWord, Program, Stage, Type, selection, standing_on};
use crate::value::{Value, period};

/// A benefit being worked: the amount as it stands, and what has been noted.
pub(super) struct Sheet<'s, 'p, 'c> {
    pub(super) session: &'s Session<'p>,
    pub(super) ctx: Context<'c>,
    pub(super) id: BenefitId,
    pub(super) method: Chosen<'p>,
    /// `按年累计`
    pub(super) cumulative: Option<Period>,
    pub(super) value: Number,
    /// What the deductible took on this claim: where segments from the deductible begin.
    pub(super) charged: Number,
    pub(super) covered: bool,
    pub(super) deducted: bool,
    pub(super) rated: bool,
    pub(super) rounded: bool,
    /// What late caps and the total of the layers allow.
    pub(super) allowed: Option<Number>,
    pub(super) limited_by: Option<ClausePath>,
    pub(super) tally: Tally,
    pub(super) steps: Vec<Step>,
}

impl<'p> Session<'p> {
    /// Works steps 3 to 9.
    pub(super) fn perform(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Outcome> {
        let program: &'p Program = self.program;
        let benefit = program.benefit(id);
        let named = |error: Box<Error>| error.within(Text::same(&*benefit.name));
        let methods = self.select(ctx, id, METHODS).map_err(named)?;
        let method = match methods.as_slice() {
            [one] => *one,
            [] => {
                let standing = standing_on(&benefit.alive, ctx.date);
                let what = ClausePath::of(ClauseWord::Rate);
                let message = words::clause_not_in_force(&benefit.name, &what, ctx.date.to_string());
                return Err(Error::new(ErrorKind::ClauseNotInForce(id, standing), benefit.span, message));
            }
            [first, second, ..] => return Err(named(self.conflict(first, second))),
        };
        let zero = Number::zero;
        let mut sheet = Sheet {
            session: self,
            ctx: *ctx,
            id,
            method,
            cumulative: None,
            value: zero(),
            charged: zero(),
            covered: false,
            deducted: false,
            rated: false,
            rounded: false,
            allowed: None,
            limited_by: None,
            tally: Tally::default(),
            steps: Vec::new(),
        };
        self.uses.borrow_mut().clear();
        sheet.work().map_err(named)?;
        let (payment, tally) = (sheet.value, sheet.tally);
        Ok(Outcome {
            benefit: id,
            occurrence: ctx.occurrence,
            payment,
            due: Due::Due,
            identities: Vec::new(),
            limited_by: sheet.limited_by,
            in_kind: None,
            steps: sheet.steps,
            tally,
        })
    }
}

impl<'p> Sheet<'_, 'p, '_> {
    pub(super) fn work(&mut self) -> Fallible<()> {
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
        if !self.rounded || !self.value.is_whole() {
            self.round_to(RoundingMode::HalfUp, &Number::one(), None);
        }
        for cap in self.tally.caps.iter_mut().filter(|cap| cap.late) {
            cap.amount = self.value.clone();
        }
        let tally = &self.tally;
        for step in &mut self.steps {
            if let (Work::Cap { left_after, .. }, Some(clause)) = (&mut step.work, &step.clause) {
                *left_after = tally.left_after(&clause.key).flatten().map(Money);
            }
        }
        let gives = Money(self.value.clone());
        self.steps.push(Step { work: Work::Payment { gives }, clause: None, uses: Vec::new() });
        Ok(())
    }

    /// Returns the stages in order: what `顺序` does not name stands where it usually does.
    pub(super) fn stages(&self) -> Fallible<Vec<Stage>> {
        let Some(stated) = self.session.select_one(&self.ctx, self.id, ClauseWord::Order)? else {
            return Ok(selection::STAGES.to_vec());
        };
        let ClauseBody::Order(stated) = stated.body else { return Ok(selection::STAGES.to_vec()) };
        Ok(selection::stages(stated))
    }

    /// Notes S, before the deductible or the rate, whichever comes first.
    pub(super) fn cover(&mut self) {
        if !self.covered {
            self.tally.covered = self.value.clone();
            self.covered = true;
        }
    }

    pub(super) fn chosen(&self, word: ClauseWord) -> Fallible<Vec<Chosen<'p>>> {
        self.session.select(&self.ctx, self.id, &[word])
    }

    pub(super) fn span(&self) -> Span {
        self.session.program.benefit(self.id).span
    }

    pub(super) fn holds(&self, own: &Chosen<'p>, when: &'p Option<crate::ir::Expr>) -> Fallible<bool> {
        let holds = when.as_ref().map_or(Ok(true), |when| self.session.truth(&self.ctx, when));
        let holds = holds.map_err(|error| error.within(path_text(&own.clause.path)))?;
        if holds {
            self.session.reach(own.origin.span);
        }
        Ok(holds)
    }

    /// Returns what the value of a clause is worth, and whether a deductible is carried on.
    pub(super) fn worth(&self, own: &Chosen<'p>) -> Fallible<(Worth<'p>, bool, Stated)> {
        let mut stated = Stated::default();
        let Some(value) = value_of(own.body) else { return Err(Error::mistyped(own.origin.span)) };
        let worth = self.session.worth(&self.ctx, value, Asked::of(*own), &mut stated);
        let (worth, continued) = worth.map_err(|error| error.within(path_text(&own.clause.path)))?;
        Ok((worth, continued, stated))
    }

    /// Returns a clause's value as a number; `None` for `无`.
    pub(super) fn limit(&self, own: &Chosen<'p>) -> Fallible<(Option<Number>, bool, Stated)> {
        let (worth, continued, stated) = self.worth(own)?;
        let number = match worth {
            Worth::Plain(Value::Number(number)) => Some(number),
            Worth::Plain(Value::Nothing) => None,
            Worth::Plain(other) => return Err(self.session.unfit(&other, own.origin.span)),
            Worth::Segments(segments) => return Err(Error::mistyped(segments.span)),
        };
        Ok((number, continued, stated))
    }

    pub(super) fn note(&mut self, own: Option<&Chosen<'p>>, work: Work) {
        let clause = own.map(|own| self.session.clause_ref(&own.clause.path, own.origin));
        let uses = std::mem::take(&mut *self.session.uses.borrow_mut());
        self.steps.push(Step { work, clause, uses });
    }

    pub(super) fn sum(&self, a: &Number, b: &Number) -> Fallible<Number> {
        at(self.span(), a.add(b))
    }

    pub(super) fn less(&self, a: &Number, b: &Number) -> Fallible<Number> {
        at(self.span(), a.subtract(b))
    }

    /// Returns `a - b`, at least 0.
    pub(super) fn rest(&self, a: &Number, b: &Number) -> Fallible<Number> {
        Ok(self.less(a, b)?.at_least(&Number::zero()))
    }

    pub(super) fn base(&mut self) -> Fallible<()> {
        let own = self.session.select_one(&self.ctx, self.id, ClauseWord::Base)?;
        let (mut stated, mut usual) = (None, None);
        match &own {
            Some(chosen) => {
                if let ClauseBody::Base { cumulative, .. } = chosen.body {
                    self.cumulative = *cumulative;
                }
                let (number, _, own_stated) = self.limit(chosen)?;
                self.value = number.unwrap_or_else(Number::zero).at_least(&Number::zero());
                stated = Some(own_stated);
            }
            None => {
                let (paid, first_pay) = self.session.layers(&self.ctx, self.span())?;
                let eligible = self.session.eligible(&self.ctx, self.span())?;
                self.value = self.rest(&self.less(&eligible, &first_pay)?, &paid)?;
                let (eligible, first_pay_before, paid_before) = (Money(eligible), Money(first_pay), Money(paid));
                usual = Some(UsualBase { eligible, first_pay_before, paid_before });
            }
        }
        let gives = Money(self.value.clone());
        let cumulative = self.cumulative.map(|period| period_key(Some(period)));
        self.note(own.as_ref(), Work::Base { stated, usual, cumulative, gives });
        Ok(())
    }

    pub(super) fn first_pay(&mut self) -> Fallible<()> {
        let base = self.value.clone();
        for own in self.chosen(ClauseWord::FirstPay)? {
            let ClauseBody::FirstPay { value, when } = own.body else { continue };
            if !self.holds(&own, when)? {
                continue;
            }
            let (worth, _, stated) = self.worth(&own)?;
            let share = match worth {
                Worth::Plain(Value::Nothing) => Number::zero(),
                Worth::Plain(Value::Number(ratio)) if value.ty == Type::Ratio => {
                    at(own.origin.span, base.multiply(&ratio))?
                }
                Worth::Plain(Value::Number(amount)) => amount,
                Worth::Plain(other) => return Err(self.session.unfit(&other, own.origin.span)),
                Worth::Segments(segments) => {
                    self.session.marginal(&self.ctx, &segments, &Number::zero(), &base, false)?.0
                }
            };
            let taken = share.at_least(&Number::zero()).at_most(&self.value);
            self.value = self.less(&self.value, &taken)?;
            self.tally.first_pay = self.sum(&self.tally.first_pay, &taken)?;
            let rest = Money(self.value.clone());
            self.note(Some(&own), Work::FirstPay { stated, taken: Money(taken), rest });
        }
        Ok(())
    }

    pub(super) fn quantity(&mut self) -> Fallible<()> {
        for own in self.chosen(ClauseWord::Quantity)? {
            let ClauseBody::Quantity { asked: asked_expr, period, .. } = own.body else { continue };
            let asked = self
                .session
                .number(&self.ctx, asked_expr)
                .map_err(|error| error.within(path_text(&own.clause.path)))?;
            let (allowed, _, stated) = self.limit(&own)?;
            let used = self.session.asked_before(&self.ctx, self.id, &own, *period, own.origin.span)?;
            let left = allowed.as_ref().map(|allowed| self.rest(allowed, &used)).transpose()?;
            let asked = asked.at_least(&Number::zero());
            let share = match &left {
                Some(left) if asked.is_positive() => at(own.origin.span, left.divide(&asked))?.at_most(&Number::one()),
                _ => Number::one(),
            };
            if share.is_zero() && self.value.is_positive() {
                self.limited_by = Some(own.clause.path.clone());
            }
            self.value = at(own.origin.span, self.value.multiply(&share))?;
            let left_after = left.as_ref().map(|left| self.rest(left, &asked)).transpose()?;
            self.tally.quantities.push(QuantityTally {
                path: own.clause.path.clone(),
                asked: asked.clone(),
                left_after,
            });
            let shown = |number: &Number| self.session.amount(&Value::Number(number.clone()), &asked_expr.ty);
            let work = Work::Quantity {
                asked: shown(&asked),
                allowed: stated,
                period: period_key(*period),
                used: shown(&used),
                left: left.as_ref().map(shown),
                share: self.session.amount(&Value::Number(share), &Type::Ratio),
                rest: Money(self.value.clone()),
            };
            self.note(Some(&own), work);
        }
        Ok(())
    }

    /// Returns the deductible that holds with its amount, if there is one.
    pub(super) fn deductible_due(&self) -> Fallible<Option<(Chosen<'p>, Number, bool, Stated)>> {
        let Some(own) = self.session.select_one(&self.ctx, self.id, ClauseWord::Deductible)? else { return Ok(None) };
        let ClauseBody::Deductible { when, .. } = own.body else { return Ok(None) };
        if !self.holds(&own, when)? {
            return Ok(None);
        }
        let (due, continued, stated) = self.limit(&own)?;
        Ok(due.map(|due| (own, due.at_least(&Number::zero()), continued, stated)))
    }

    pub(super) fn deductible(&mut self) -> Fallible<()> {
        let Some((own, due, continued, stated)) = self.deductible_due()? else { return Ok(()) };
        let ClauseBody::Deductible { period, charged_at_most, .. } = own.body else { return Ok(()) };
        let carried_on = if continued { Some(self.carried_on()?) } else { None };
        let now_due = match &carried_on {
            Some(carried) => self.rest(&due, carried)?,
            None => due.clone(),
        };
        let before = self.session.charged_before(&self.ctx, self.id, &own, *period, own.origin.span)?;
        let left = self.rest(&now_due, &before)?;
        let often_enough = self.often_enough(&own.clause.path, *period, charged_at_most)?;
        let charged = if often_enough.is_some() { Number::zero() } else { self.value.at_most(&left) };
        self.value = self.less(&self.value, &charged)?;
        self.charged = charged.clone();
        let after = self.sum(&before, &charged)?;
        self.tally.deductible = Some(DeductibleTally {
            path: own.clause.path.clone(),
            due: due.clone(),
            charged: charged.clone(),
            continued,
            left_after: self.rest(&left, &charged)?,
        });
        let work = Work::Deductible {
            stated,
            period: period_key(*period),
            due: Money(due),
            carried_on: carried_on.map(Money),
            charged_before: Money(before),
            charged: Money(charged),
            charged_after: Money(after),
            often_enough,
            rest: Money(self.value.clone()),
        };
        self.note(Some(&own), work);
        Ok(())
    }

    /// Returns what the claim before in the year was charged; its own deductible, if that was carried on too.
    pub(super) fn carried_on(&self) -> Fallible<Number> {
        let range = Range { period: Period::Year, household: false, inclusive: false };
        let earlier = self.session.earlier(&self.ctx, self.id, range)?;
        for occurrence in &earlier {
            // From the first on, so that none goes deeper than one claim back; what has no answer is asked again below.
            let _ = self.session.outcome(self.id, *occurrence);
        }
        for occurrence in earlier.into_iter().rev() {
            let outcome = self.session.outcome(self.id, occurrence)?;
            if outcome.is_due() {
                let of = |own: &DeductibleTally| if own.continued { own.due.clone() } else { own.charged.clone() };
                return Ok(outcome.tally.deductible.as_ref().map_or_else(Number::zero, of));
            }
        }
        Ok(Number::zero())
    }

    /// `每月至多1次`: whether that many visits (or months, of a monthly deductible) have been charged.
    pub(super) fn often_enough(
        &self,
        path: &ClausePath,
        unit: Option<Period>,
        limits: &[(Period, u32)],
    ) -> Fallible<Option<Often>> {
        let unit = unit.unwrap_or(Period::Visit);
        for (period, times) in limits {
            let range = Range { period: *period, household: false, inclusive: false };
            let mut begun: Vec<Option<Date>> = Vec::new();
            let mut visits: u32 = 0;
            let year = self.session.year_start(Some(self.id), self.ctx.date);
            let first = |date| period::first_day(unit, date, year);
            for occurrence in self.session.earlier(&self.ctx, self.id, range)? {
                let outcome = self.session.outcome(self.id, occurrence)?;
                let charged =
                    outcome.tally.deductible.as_ref().filter(|own| own.path == *path && own.charged.is_positive());
                if charged.is_some() {
                    visits += 1;
                    let of = first(self.session.context(occurrence, None).date);
                    if !begun.contains(&of) {
                        begun.push(of);
                    }
                }
            }
            let count = if unit == Period::Visit { visits } else { begun.len() as u32 };
            // A month begun is finished.
            let open = unit != Period::Visit && begun.contains(&first(self.ctx.date));
            if count >= *times && !open {
                return Ok(Some(Often { period: period_key(Some(*period)), times: *times }));
            }
        }
        Ok(None)
    }
}
