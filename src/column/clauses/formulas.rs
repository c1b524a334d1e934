//! Amounts and days worked out from the row, and comparisons of them.

use super::Halt;
use super::sheet::Sheet;
use crate::column::batch::{date_of, day_of};
use crate::column::exact::Exact;
use crate::column::plan::{DayFormula, Formula, PASSED, TROUBLE, Test, is_number};
use crate::column::today::LAST_DAY;
use crate::value::ops::Comparison;
use std::cmp::Ordering;

impl Sheet<'_> {
    pub(super) fn eligible_left(&self, eligible: usize) -> Result<Exact, Halt> {
        let left = Exact::whole(self.row.amounts[eligible].saturating_sub(self.paid));
        Ok(left.minus(self.first_pay).ok_or(Halt::Ask)?.at_least_zero())
    }

    pub(super) fn formula(&self, formula: &Formula) -> Result<Exact, Halt> {
        let exact = match formula {
            Formula::Amount(at) => Exact::whole(self.row.amounts[*at]),
            Formula::Constant(numerator, denominator) => Exact::new(*numerator, *denominator).ok_or(Halt::Ask)?,
            Formula::EligibleLeft { eligible } => self.eligible_left(*eligible)?,
            Formula::OwnPay { gross } => Exact::whole(self.row.amounts[*gross].saturating_sub(self.paid).max(0)),
            Formula::PaidSoFar => Exact::whole(self.paid),
            Formula::Paid(at) => Exact::whole(self.rows[*at].amount),
            Formula::PaidBefore(at) => {
                let own = &self.version.paid[*at];
                let stamp = self.totals.stamp(self.row.today, own.period, own.year);
                Exact::whole(self.totals.get(own.total, false, stamp, 1)?)
            }
            Formula::Times(own, table) => match table.at(self.digits) {
                PASSED => return Err(Halt::Passed),
                TROUBLE => return Err(Halt::Unanswered),
                number if is_number(number) => self.formula(own)?.times(number, table.den).ok_or(Halt::Ask)?,
                _ => return Err(Halt::Ask),
            },
            Formula::Sum(all) => {
                let mut sum = Exact::ZERO;
                for own in all {
                    sum = sum.plus(self.formula(own)?).ok_or(Halt::Ask)?;
                }
                sum
            }
            Formula::Scale(own, numerator, denominator) => {
                self.formula(own)?.times(*numerator, *denominator).ok_or(Halt::Ask)?
            }
            Formula::Least(all) | Formula::Greatest(all) => {
                let wanted = if matches!(formula, Formula::Least(_)) { Ordering::Less } else { Ordering::Greater };
                let mut best: Option<Exact> = None;
                for own in all {
                    let own = self.formula(own)?;
                    best = Some(match best {
                        Some(best) if own.order(best) != wanted => best,
                        _ => own,
                    });
                }
                best.ok_or(Halt::Ask)?
            }
        };
        Ok(exact)
    }

    /// Returns whether a comparison holds; `None`: the evaluator must be asked, if anybody asks.
    pub(super) fn test(&self, test: &Test) -> Option<bool> {
        match test {
            Test::Numbers(comparison, left, right) => {
                let (left, right) = (self.formula(left).ok()?, self.formula(right).ok()?);
                Some(holds(*comparison, left.order(right)))
            }
            Test::Days(comparison, left, right) => Some(holds(*comparison, self.day(left)?.cmp(&self.day(right)?))),
            Test::All(all, expected) => {
                let mut every = true;
                for own in all {
                    every &= self.test(own)?;
                }
                Some(every == *expected)
            }
        }
    }

    pub(super) fn day(&self, own: &DayFormula) -> Option<i32> {
        match own {
            DayFormula::Today => Some(self.row.today.day),
            DayFormula::Fact(at) => self.row.days.get(*at).copied(),
            DayFormula::Constant(day) => Some(*day),
            DayFormula::PlusDays(own, days) => {
                let day = i64::from(self.day(own)?).checked_add(*days)?;
                i32::try_from(day).ok().filter(|own| (0..=LAST_DAY).contains(own))
            }
            DayFormula::PlusMonths(own, months) => date_of(self.day(own)?)?.plus_months(*months).map(day_of),
        }
    }
}

fn holds(comparison: Comparison, order: Ordering) -> bool {
    match comparison {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}
