//! Steps 7 to 9 of a benefit: caps, the total of the layers, rounding.

use super::benefit::CapTally;
use super::clauses::Chosen;
use super::error::{Error, ErrorKind, Fallible};
use super::steps::Sheet;
use super::totals::CapTotal;
use super::trace::{Money, Work, mode_key, period_key};
use super::words;
use crate::base::date::Period;
use crate::base::number::{Number, RoundingMode};
use crate::ir::{ClauseBody, ClausePath, ClauseWord, EachKey, Type};

impl<'p> Sheet<'_, 'p, '_> {
    pub(super) fn caps(&mut self) -> Fallible<()> {
        let late = self.rated && self.deducted;
        let before = self.value.clone();
        let mut smallest: Option<(Number, ClausePath)> = None;
        for own in self.chosen(ClauseWord::Cap)? {
            let ClauseBody::Cap { period, each, joint, when, .. } = own.body else { continue };
            if !self.holds(&own, when)? {
                continue;
            }
            let (limit, _, stated) = self.limit(&own)?;
            let keys = self.session.keys(&self.ctx, each, own.origin.span)?;
            let total = CapTotal {
                path: &own.clause.path,
                period: period.unwrap_or(Period::Visit),
                household: each.contains(&EachKey::Household),
                keys: &keys,
                each,
                joint,
            };
            let used = self.session.cap_used(&self.ctx, self.id, &total, own.origin.span)?;
            let left = limit.as_ref().map(|limit| self.rest(limit, &used)).transpose()?;
            if let Some(left) = &left
                && smallest.as_ref().is_none_or(|(least, _)| left < least)
            {
                smallest = Some((left.clone(), own.clause.path.clone()));
            }
            let names = joint.iter().map(|id| self.session.program.benefit(*id).name.clone()).collect();
            let work = Work::Cap {
                stated,
                period: period_key(*period),
                each: keys.iter().map(|key| self.session.shown(key, &Type::Unknown)).collect(),
                joint: names,
                limit: limit.clone().map(Money),
                used: Money(used),
                reached: left.as_ref().is_some_and(|left| before > *left),
                gives: Money(left.as_ref().map_or_else(|| before.clone(), |left| before.at_most(left))),
                left: left.clone().map(Money),
                left_after: None,
            };
            let path = own.clause.path.clone();
            self.tally.caps.push(CapTally { path, keys, amount: Number::zero(), left, late });
            self.note(Some(&own), work);
        }
        if let Some((left, path)) = smallest {
            self.hold(&left, path, late);
        }
        for cap in self.tally.caps.iter_mut().filter(|cap| !cap.late) {
            cap.amount = self.value.clone();
        }
        Ok(())
    }

    /// Holds the amount at a limit and notes which one it was.
    pub(super) fn hold(&mut self, left: &Number, path: ClausePath, late: bool) {
        if self.value > *left {
            self.value = left.clone();
            self.limited_by = Some(path);
        }
        if late {
            self.allowed = Some(self.allowed.as_ref().map_or_else(|| left.clone(), |old| old.at_most(left)));
        }
    }

    pub(super) fn total_of_layers(&mut self) -> Fallible<()> {
        for own in self.chosen(ClauseWord::TotalOfLayersAtMost)? {
            let ClauseBody::TotalOfLayersAtMost { when, .. } = own.body else { continue };
            if !self.holds(&own, when)? {
                continue;
            }
            let (limit, _, stated) = self.limit(&own)?;
            let (paid, _) = self.session.layers(&self.ctx, self.span())?;
            let left = limit.as_ref().map(|limit| self.rest(limit, &paid)).transpose()?;
            let reached = left.as_ref().is_some_and(|left| self.value > *left);
            if let Some(left) = &left {
                self.hold(left, own.clause.path.clone(), true);
            }
            let work = Work::TotalOfLayers {
                stated,
                limit: limit.map(Money),
                paid_before: Money(paid),
                left: left.map(Money),
                reached,
                gives: Money(self.value.clone()),
            };
            self.note(Some(&own), work);
        }
        Ok(())
    }

    pub(super) fn round(&mut self) -> Fallible<()> {
        self.rounded = true;
        match self.session.select_one(&self.ctx, self.id, ClauseWord::Round)? {
            Some(own) => {
                let ClauseBody::Round(rounding) = own.body else { return Ok(()) };
                if !rounding.unit.is_positive() {
                    return Err(Error::new(ErrorKind::DivisionByZero, rounding.span, words::division_by_zero()));
                }
                self.round_to(rounding.mode, &rounding.unit, Some(&own));
            }
            None => self.round_to(RoundingMode::HalfUp, &Number::one(), None),
        }
        Ok(())
    }

    pub(super) fn round_to(&mut self, mode: RoundingMode, unit: &Number, own: Option<&Chosen<'p>>) {
        let of = Money(self.value.clone());
        let mut rounded = self.value.round(mode, unit);
        let over = self.allowed.as_ref().filter(|allowed| rounded > **allowed);
        let kept_below_limit = over.is_some();
        if let Some(allowed) = over {
            rounded = allowed.round(RoundingMode::Down, unit);
        }
        self.value = rounded;
        let gives = Money(self.value.clone());
        let work = Work::Round { mode: mode_key(mode), unit: Money(unit.clone()), of, gives, kept_below_limit };
        self.note(own, work);
    }
}
