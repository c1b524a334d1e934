//! Step 5 of a benefit, and 6 where the base is cumulative: what it would pay before its limits.

use super::adjusted::Worth;
use super::benefit::DeductibleTally;
use super::benefit::path_text;
use super::error::{Error, Fallible, at};
use super::segments::Segments;
use super::steps::Sheet;
use super::totals::Range;
use super::trace::{self, Money, SegmentLine, Stated, Work, mode_key, period_key};
use crate::base::date::Period;
use crate::base::number::Number;
use crate::ir::{ClauseBody, ClauseWord, Rounding, Type};
use crate::syntax::ast::SegmentOrigin;
use crate::value::{Value, ops};

impl<'p> Sheet<'_, 'p, '_> {
    pub(super) fn amount(&mut self) -> Fallible<()> {
        match self.method.body {
            ClauseBody::Rate { .. } => match self.cumulative {
                Some(period) => self.cumulated(period),
                None => self.rate(),
            },
            ClauseBody::Amount { rounding, .. } => self.fixed(rounding.as_ref()),
            ClauseBody::TopUpTo { .. } => self.top_up(),
            ClauseBody::OwnPayAtMost { period, .. } => self.own_pay(*period),
            _ => Err(Error::mistyped(self.method.origin.span)),
        }
    }

    pub(super) fn rate(&mut self) -> Fallible<()> {
        let own = self.method;
        let (worth, _, stated) = self.worth(&own)?;
        let of = self.value.clone();
        let (gives, work) = self.rated(&worth, stated, &self.charged, &of)?;
        if matches!(worth, Worth::Plain(Value::Nothing)) && of.is_positive() {
            self.limited_by = Some(own.clause.path.clone());
        }
        self.value = gives;
        self.note(Some(&own), work);
        Ok(())
    }

    /// Returns the rate of an amount, of which the deductible took `charged` before.
    pub(super) fn rated(
        &self,
        worth: &Worth<'p>,
        stated: Stated,
        charged: &Number,
        of: &Number,
    ) -> Fallible<(Number, Work)> {
        match worth {
            Worth::Plain(value) => {
                let rate = match value {
                    Value::Number(rate) => ops::held_ratio(rate),
                    Value::Nothing => Number::zero(),
                    other => return Err(self.session.unfit(other, self.method.origin.span)),
                };
                let gives = at(self.method.origin.span, of.multiply(&rate))?;
                let mut stated = stated;
                if stated.value.is_some() {
                    stated.value = Some(self.session.amount(&Value::Number(rate), &Type::Ratio));
                }
                Ok((gives.clone(), Work::Rate { stated, of: Money(of.clone()), gives: Money(gives) }))
            }
            Worth::Segments(segments) => {
                let (gives, lines, from, to) = self.cut(segments, charged, of)?;
                let origin = match segments.origin {
                    Some(SegmentOrigin::Deductible) => "deductible",
                    Some(SegmentOrigin::Zero) | None => "zero",
                };
                let work =
                    Work::Segments { origin, from: Money(from), to: Money(to), lines, gives: Money(gives.clone()) };
                Ok((gives, work))
            }
        }
    }

    pub(super) fn cut(
        &self,
        segments: &Segments<'p>,
        charged: &Number,
        of: &Number,
    ) -> Fallible<(Number, Vec<SegmentLine>, Number, Number)> {
        let from = match segments.origin {
            Some(SegmentOrigin::Deductible) => charged.clone(),
            Some(SegmentOrigin::Zero) | None => Number::zero(),
        };
        let to = self.sum(&from, of)?;
        let marginal = self.session.marginal(&self.ctx, segments, &from, &to, true);
        let (gives, lines) = marginal.map_err(|error| error.within(path_text(&self.method.clause.path)))?;
        Ok((gives, lines, from, to))
    }

    /// `按年累计`: what the period's base gives with this claim, less what it gave without.
    pub(super) fn cumulated(&mut self, period: Period) -> Fallible<()> {
        let own = self.method;
        let range = Range { period, household: false, inclusive: false };
        let mut before = Number::zero();
        for occurrence in self.session.earlier(&self.ctx, self.id, range)? {
            let outcome = self.session.outcome(self.id, occurrence)?;
            if outcome.is_due() {
                before = self.sum(&before, &outcome.tally.covered)?;
            }
        }
        let with_this = self.sum(&before, &self.value)?;
        let deductible = self.deductible_due()?;
        let due = deductible.as_ref().map_or_else(Number::zero, |(_, due, ..)| due.clone());
        let (worth, _, stated) = self.worth(&own)?;
        let of_base = |sheet: &Self, base: &Number| {
            let charged = base.at_most(&due);
            let of = sheet.less(base, &charged)?;
            sheet.rated(&worth, stated.clone(), &charged, &of)
        };
        let (gave_before, _) = of_base(self, &before)?;
        let (gives_with_this, work) = of_base(self, &with_this)?;
        let gives = self.rest(&gives_with_this, &gave_before)?;
        if let Some((clause, due, continued, stated_deductible)) = deductible {
            let (old, new) = (before.at_most(&due), with_this.at_most(&due));
            let charged = self.less(&new, &old)?;
            self.charged = charged.clone();
            self.tally.deductible = Some(DeductibleTally {
                path: clause.clause.path.clone(),
                due: due.clone(),
                charged: charged.clone(),
                continued,
                left_after: self.rest(&due, &new)?,
            });
            let rest = Money(self.less(&with_this, &new)?);
            let work = Work::Deductible {
                stated: stated_deductible,
                period: period_key(Some(period)),
                due: Money(due),
                carried_on: None,
                charged_before: Money(old),
                charged: Money(charged),
                charged_after: Money(new),
                often_enough: None,
                rest,
            };
            self.note(Some(&clause), work);
        }
        self.note(Some(&own), work);
        let work = Work::Cumulative {
            period: period_key(Some(period)),
            before: Money(before),
            with_this: Money(with_this),
            gave_before: Money(gave_before),
            gives_with_this: Money(gives_with_this),
            gives: Money(gives.clone()),
        };
        self.note(None, work);
        self.value = gives;
        Ok(())
    }

    pub(super) fn fixed(&mut self, rounding: Option<&Rounding>) -> Fallible<()> {
        let own = self.method;
        let (amount, _, stated) = self.limit(&own)?;
        if amount.is_none() {
            self.limited_by = Some(own.clause.path.clone());
        }
        let mut value = amount.unwrap_or_else(Number::zero).at_least(&Number::zero());
        if let Some(rounding) = rounding {
            value = at(rounding.span, ops::rounded(&value, rounding.mode, &rounding.unit))?;
        }
        self.value = value;
        let rounded = rounding.map(|own| trace::Rounding { mode: mode_key(own.mode), unit: Money(own.unit.clone()) });
        self.note(Some(&own), Work::Amount { stated, rounded, gives: Money(self.value.clone()) });
        Ok(())
    }

    pub(super) fn top_up(&mut self) -> Fallible<()> {
        let own = self.method;
        let (target, _, stated) = self.limit(&own)?;
        let target = target.unwrap_or_else(Number::zero);
        let (paid, _) = self.session.layers(&self.ctx, self.span())?;
        self.value = self.rest(&target, &paid)?;
        let (target, paid_before) = (Money(target), Money(paid));
        self.note(Some(&own), Work::TopUp { stated, target, paid_before, gives: Money(self.value.clone()) });
        Ok(())
    }

    pub(super) fn own_pay(&mut self, period: Option<Period>) -> Fallible<()> {
        let own = self.method;
        let own_now = match self.session.select_one(&self.ctx, self.id, ClauseWord::Base)? {
            Some(base) => self.limit(&base)?.0.unwrap_or_else(Number::zero),
            None => {
                let (paid, _) = self.session.layers(&self.ctx, self.span())?;
                self.less(&self.session.gross(&self.ctx, self.span())?, &paid)?
            }
        };
        let own_now = own_now.at_least(&Number::zero());
        self.session.uses.borrow_mut().clear();
        let (ceiling, _, stated) = self.limit(&own)?;
        let mut own_before = Number::zero();
        if let Some(period) = period.filter(|period| *period != Period::Visit) {
            let range = Range { period, household: false, inclusive: false };
            for occurrence in self.session.earlier(&self.ctx, self.id, range)? {
                let outcome = self.session.outcome(self.id, occurrence)?;
                if let Some((path, cost)) = &outcome.tally.own_cost
                    && *path == own.clause.path
                {
                    own_before = self.sum(&own_before, &self.less(cost, &outcome.payment)?)?;
                }
            }
        }
        self.value = match &ceiling {
            Some(ceiling) => {
                let all = self.sum(&own_before, &own_now)?;
                own_now.at_most(&self.rest(&all, ceiling)?)
            }
            None => Number::zero(),
        };
        self.tally.own_cost = Some((own.clause.path.clone(), own_now.clone()));
        let work = Work::OwnPay {
            stated,
            period: period_key(period),
            ceiling: ceiling.map(Money),
            own_before: Money(own_before),
            own_now: Money(own_now),
            gives: Money(self.value.clone()),
        };
        self.note(Some(&own), work);
        Ok(())
    }
}
