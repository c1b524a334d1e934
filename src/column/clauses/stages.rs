//! The stages of a benefit, each as the plan has it: base, first pays, quantities, deductible, rate, caps.

use super::figures::{divided, minus, plus, round, times};
use super::sheet::{Progress, Sheet};
use super::totals::{FINEST, Note};
use super::{Counted, Halt, key};
use crate::base::date::Period;
use crate::column::exact::Exact;
use crate::column::plan::{
    ABSENT, Base, Cap, Clauses, Deductible, FirstPay, Method, NOTHING, PASSED, Quantity, Segments, TROUBLE, Worth,
};
use num_integer::Integer;
use std::cmp::Ordering;

impl<'r> Sheet<'r> {
    /// Makes the parts in which the amount stands finer.
    fn refine(&mut self, by: i64, own: &mut Progress) -> Result<(), Halt> {
        let finer = |amount: i64| times(amount, by);
        self.unit = finer(self.unit).ok().filter(|own| *own <= FINEST).ok_or(Halt::Ask)?;
        own.value = finer(own.value)?;
        own.base = finer(own.base)?;
        own.charged = finer(own.charged)?;
        own.first_pay = finer(own.first_pay)?;
        own.covered = own.covered.map(finer).transpose()?;
        own.allowed = own.allowed.map(finer).transpose()?;
        for note in &mut self.room.notes {
            (note.scale, note.by) = (finer(note.scale)?, finer(note.by)?);
        }
        Ok(())
    }

    /// Takes the first pays off the base.
    pub(super) fn first_pays(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        let base = own.base;
        for FirstPay { worth, of_base } in &clauses.first_pays {
            let share = match worth {
                Worth::Table(table) if *of_base => match table.at(self.digits) {
                    TROUBLE => return Err(Halt::Unanswered),
                    PASSED => return Err(Halt::Passed),
                    ABSENT | NOTHING => continue,
                    ratio => match divided(times(base, ratio)?, table.den) {
                        (share, 0) => share,
                        _ => return Err(Halt::Ask),
                    },
                },
                Worth::Formula(..) | Worth::Choice(..) if *of_base => return Err(Halt::Ask),
                worth => match self.worth(clauses, worth)? {
                    None => continue,
                    Some(share) => share.unwrap_or(0),
                },
            };
            let taken = share.max(0).min(own.base);
            own.base -= taken;
            own.first_pay += taken;
        }
        Ok(())
    }

    /// Holds the base to the share of what is asked for that is left.
    pub(super) fn quantities(&mut self, clauses: &'r Clauses, own: &mut Progress) -> Result<(), Halt> {
        for Quantity { asked, allowed, period, total } in &clauses.quantities {
            let allowed = match allowed.presence().at(self.digits) {
                ABSENT => continue,
                TROUBLE => return Err(Halt::Unanswered),
                PASSED => return Err(Halt::Passed),
                NOTHING => None,
                number => Some(match allowed {
                    Worth::Table(table) => Exact::new(number, table.den).ok_or(Halt::Ask)?,
                    Worth::Formula(_, formula) => self.formula(formula)?,
                    Worth::Choice(..) => return Err(Halt::Ask),
                }),
            };
            let asked = self.formula(asked)?.at_least_zero();
            let asked_parts = asked.parts(1).ok_or(Halt::Ask)?;
            let stamp = self.stamp(*period);
            let used = if *period == Period::Visit { 0 } else { self.totals.get(*total, false, stamp, 1)? };
            if let Some(allowed) = allowed
                && asked_parts > 0
            {
                let left = allowed.minus(Exact::whole(used)).ok_or(Halt::Ask)?.at_least_zero();
                if left.order(asked) == Ordering::Less {
                    // S × left ÷ asked, in parts as fine as that needs.
                    let left = left.parts(1).ok_or(Halt::Ask)?;
                    let common = left.gcd(&asked_parts);
                    self.refine(asked_parts / common, own)?;
                    own.value = times(own.value / (asked_parts / common), left / common)?;
                }
            }
            if *period != Period::Visit {
                self.room.notes.push(Note::plain(*total, stamp, 1, asked_parts));
            }
        }
        Ok(())
    }

    /// Charges the deductible.
    pub(super) fn charge(&mut self, clauses: &'r Clauses, own: &mut Progress) -> Result<(), Halt> {
        let rates = clauses.rate_scale;
        let Some((clause, due)) = self.deductible(clauses)? else {
            self.carry_on(clauses, 0);
            return Ok(());
        };
        let continued = match &clause.continued {
            None => false,
            Some(table) => match table.at(self.digits) {
                0 => false,
                1 => true,
                PASSED => return Err(Halt::Passed),
                TROUBLE => return Err(Halt::Unanswered),
                _ => return Err(Halt::Ask),
            },
        };
        let mut left = due;
        if continued {
            let last = clauses.last.ok_or(Halt::Ask)?;
            left = (due - self.totals.get(last, false, self.stamp(Period::Year), self.unit)?).max(0);
        }
        let stamp = self.stamp(clause.period);
        if clause.period != Period::Visit {
            left = (left - self.totals.get(clause.total, false, stamp, self.unit)?).max(0);
        }
        for (period, often, total) in &clause.at_most {
            if self.totals.get(*total, false, self.stamp(*period), 1)? >= i64::from(*often) {
                left = 0;
            }
        }
        let open = times(left, rates)?;
        own.charged = if own.value < open {
            match divided(own.value, rates) {
                (whole, 0) => whole,
                _ => return Err(Halt::Ask),
            }
        } else {
            left
        };
        own.value = (own.value - open).max(0);
        self.charged(clause, own.charged);
        self.carry_on(clauses, if continued { due } else { own.charged });
        Ok(())
    }

    /// Notes what a deductible has been charged.
    fn charged(&mut self, clause: &Deductible, charged: i64) {
        if clause.period != Period::Visit {
            let note = Note::plain(clause.total, self.stamp(clause.period), self.unit, charged);
            self.room.notes.push(note);
        }
        if charged > 0 {
            for (period, _, total) in &clause.at_most {
                let note = Note::plain(*total, self.stamp(*period), 1, 1);
                self.room.notes.push(note);
            }
        }
    }

    /// Notes what a deductible that is carried on will begin with.
    fn carry_on(&mut self, clauses: &Clauses, amount: i64) {
        if let Some(at) = clauses.last {
            let note = Note { anew: true, ..Note::plain(at, self.stamp(Period::Year), self.unit, amount) };
            self.room.notes.push(note);
        }
    }

    /// What the running base gives with this claim, less what it gave without, in fine parts.
    pub(super) fn cumulated(
        &mut self,
        clauses: &'r Clauses,
        method: &Method,
        period: Period,
        own: &mut Progress,
    ) -> Result<i64, Halt> {
        if !clauses.quantities.is_empty() {
            return Err(Halt::Ask);
        }
        own.covered = Some(times(own.base, clauses.rate_scale)?);
        let covered = clauses.covered.iter().find(|(own, _)| *own == period).ok_or(Halt::Ask)?;
        let before = self.totals.get(covered.1, false, self.stamp(period), self.unit)?;
        let with_this = plus(before, own.base)?;
        let deductible = self.deductible(clauses)?;
        let due = deductible.map_or(0, |(_, due)| due);
        let mut gives = [0, 0];
        for (gives, base) in gives.iter_mut().zip([before, with_this]) {
            let charged = base.min(due);
            *gives = self.rated(clauses, method, charged, base - charged)?;
        }
        match deductible {
            Some((clause, due)) => {
                if clause.continued.is_some() {
                    return Err(Halt::Ask);
                }
                let charged = with_this.min(due) - before.min(due);
                own.charged = charged;
                self.charged(clause, charged);
                self.carry_on(clauses, charged);
            }
            None => self.carry_on(clauses, 0),
        }
        Ok(minus(gives[1], gives[0])?.max(0))
    }

    /// Returns the base and whether it is cumulative.
    pub(super) fn base(&self, clauses: &Clauses) -> Result<(i64, Option<Period>), Halt> {
        for Base { worth, cumulative } in &clauses.bases {
            if let Some(base) = self.worth(clauses, worth)? {
                return Ok((base.unwrap_or(0).max(0), *cumulative));
            }
        }
        let eligible = clauses.eligible.ok_or(Halt::Ask)?;
        Ok((self.eligible_left(eligible)?.parts(self.unit).ok_or(Halt::Ask)?, None))
    }

    /// Returns the deductible that holds with its amount.
    fn deductible(&self, clauses: &'r Clauses) -> Result<Option<(&'r Deductible, i64)>, Halt> {
        for own in &clauses.deductibles {
            if let Some(due) = self.worth(clauses, &own.worth)? {
                return Ok(due.map(|due| (own, due.max(0))));
            }
        }
        Ok(None)
    }

    /// Returns what the method gives of the amount at hand, in fine parts.
    pub(super) fn amount(&mut self, clauses: &'r Clauses, method: &Method, own: &Progress) -> Result<i64, Halt> {
        let rates = clauses.rate_scale;
        match method {
            Method::Rate(_) | Method::Segments(_) => {
                self.rated(clauses, method, own.charged, divided(own.value, rates).0)
            }
            Method::Amount(worth, rounding) => {
                let amount = times(self.worth(clauses, worth)?.flatten().unwrap_or(0).max(0), rates)?;
                match rounding {
                    Some((mode, unit)) => {
                        let unit = times(*unit, times(self.unit, rates)?)?;
                        times(round(amount, *mode, unit), unit)
                    }
                    None => Ok(amount),
                }
            }
            Method::TopUp(worth) => {
                let target = self.worth(clauses, worth)?.flatten().unwrap_or(0);
                times(minus(target, times(self.paid, self.unit)?)?.max(0), rates)
            }
            Method::OwnPay { ceiling, period, total } => {
                let now = self.own_cost(clauses)?.ok_or(Halt::Ask)?;
                let Some(ceiling) = self.worth(clauses, ceiling)? else { return Err(Halt::Ask) };
                let before = match period {
                    Period::Visit => 0,
                    _ => self.totals.get(*total, false, self.stamp(*period), self.unit)?,
                };
                let above = match ceiling {
                    None => 0,
                    Some(ceiling) => now.min(minus(plus(before, now)?, ceiling)?.max(0)),
                };
                times(above, rates)
            }
        }
    }

    /// Returns the rate of an amount, of which the deductible took off so much, in fine parts.
    fn rated(&self, clauses: &Clauses, method: &Method, charged: i64, of: i64) -> Result<i64, Halt> {
        match method {
            Method::Rate(table) => times(of, self.rate(table)?),
            Method::Segments(Segments { from_deductible, edges, rates: tables, .. }) => {
                let from = if *from_deductible { charged } else { 0 };
                let to = plus(from, of)?;
                let factor = divided(self.unit, clauses.scale).0;
                let mut sum = 0;
                let mut low = 0;
                for (band, table) in tables.iter().enumerate() {
                    let edge = edges.get(band).map(|edge| times(*edge, factor)).transpose()?;
                    let high = edge.map_or(to, |edge| edge.min(to));
                    let part = (high - from.max(low)).max(0);
                    if part > 0 {
                        // Which band is asked first, only the amounts tell.
                        let rate = self.rate(table).map_err(|halt| match halt {
                            Halt::Unanswered => Halt::Ask,
                            other => other,
                        });
                        sum = plus(sum, times(part, rate?)?)?;
                    }
                    low = edge.unwrap_or(low);
                }
                Ok(sum)
            }
            Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. } => Err(Halt::Ask),
        }
    }

    pub(super) fn caps(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        let late = own.rated && own.deducted;
        let scale = times(self.unit, clauses.rate_scale)?;
        let mut least: Option<i64> = None;
        let first = self.room.caps.len();
        for cap in &clauses.caps {
            let Some(limit) = self.worth(clauses, &cap.worth)? else { continue };
            let at = key(&cap.keys, self.digits);
            let stamp = self.stamp(cap.period);
            if cap.period != Period::Visit {
                self.room.caps.push(Counted { at: cap.total + at, household: cap.household, stamp });
            }
            let Some(limit) = limit else { continue };
            let used = self.used(cap, at, stamp)?;
            let left = times(minus(limit, used)?.max(0), clauses.rate_scale)?;
            least = Some(least.map_or(left, |own| own.min(left)));
        }
        if let Some(left) = least {
            own.hold(left, late);
        }
        if !late {
            // What an early cap counts is the amount of its stage.
            for Counted { at, household, stamp } in self.room.caps.drain(first..) {
                self.room.notes.push(Note { household, ..Note::plain(at, stamp, scale, own.value) });
            }
        }
        Ok(())
    }

    pub(super) fn total_of_layers(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        for worth in &clauses.layer_totals {
            let Some(Some(limit)) = self.worth(clauses, worth)? else { continue };
            let left = minus(limit, times(self.paid, self.unit)?)?.max(0);
            own.hold(times(left, clauses.rate_scale)?, true);
        }
        Ok(())
    }

    /// Returns the own cost that an own-pay ceiling counts.
    pub(super) fn own_cost(&self, clauses: &Clauses) -> Result<Option<i64>, Halt> {
        for base in &clauses.bases {
            if let Some(base) = self.worth(clauses, &base.worth)? {
                return Ok(Some(base.unwrap_or(0).max(0)));
            }
        }
        let gross = clauses.gross.map(|at| self.row.amounts[at]);
        gross.map(|gross| times(gross.saturating_sub(self.paid).max(0), self.unit)).transpose()
    }

    /// Returns what has been used of a cap.
    fn used(&self, cap: &Cap, at: usize, stamp: u64) -> Result<i64, Halt> {
        let mut used = 0;
        for other in &cap.joint_before {
            used = plus(used, times(self.rows[*other].amount, self.unit)?)?;
        }
        if cap.period != Period::Visit {
            used = plus(used, self.totals.get(cap.total + at, cap.household, stamp, self.unit)?)?;
            if let Some(joint) = cap.joint_total {
                used = plus(used, self.totals.get(joint + at, cap.household, stamp, self.unit)?)?;
            }
        }
        Ok(used)
    }
}

impl Progress {
    /// Holds the amount at a limit.
    fn hold(&mut self, left: i64, late: bool) {
        self.value = self.value.min(left);
        if late {
            self.allowed = Some(self.allowed.map_or(left, |own| own.min(left)));
        }
    }
}
