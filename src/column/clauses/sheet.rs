//! A benefit on a row: whether it is due, and by which of its ways it pays most.

use super::figures::{divided, plus, round, times};
use super::totals::{FINEST, Note, Totals};
use super::{Counted, Halt, Paid, Room, Row};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::column::exact::Exact;
use crate::column::plan::{
    ABSENT, Axis, Benefit, Clauses, Method, NOTHING, PASSED, TROUBLE, Table, Version, Worth, is_number,
};
use crate::ir::{Stage, selection};
use num_integer::Integer;

/// A benefit on a row.
pub(super) struct Sheet<'r> {
    pub version: &'r Version,
    pub benefit: &'r Benefit,
    at: usize,
    pub totals: &'r Totals,
    /// What benefits pay on the row.
    pub rows: &'r mut [Paid],
    pub digits: &'r mut [u16],
    pub row: &'r Row<'r>,
    /// What the layers before paid, and their first pay, in 分.
    pub paid: i64,
    pub first_pay: Exact,
    /// Amounts are whole in this part of a 分.
    pub unit: i64,
    /// What the benefit changes in totals, if it counts.
    pub room: &'r mut Room,
}

/// A benefit that is worked, stage by stage; the amount is in fine parts: `unit × rates`.
#[derive(Default)]
pub(super) struct Progress {
    pub value: i64,
    pub base: i64,
    pub charged: i64,
    pub covered: Option<i64>,
    pub first_pay: i64,
    pub rated: bool,
    /// Whether a running base has been worked, rate and deductible with it.
    pub cumulated: bool,
    pub deducted: bool,
    pub rounded: bool,
    pub allowed: Option<i64>,
}

impl<'r> Sheet<'r> {
    pub(super) fn of(
        version: &'r Version,
        at: usize,
        totals: &'r Totals,
        rows: &'r mut [Paid],
        digits: &'r mut [u16],
        row: &'r Row<'r>,
        room: &'r mut Room,
    ) -> Sheet<'r> {
        let benefit = &version.benefits[at];
        room.notes.clear();
        Sheet { version, benefit, at, totals, rows, digits, row, paid: 0, first_pay: Exact::ZERO, unit: 1, room }
    }

    pub(super) fn stamp(&self, period: Period) -> u64 {
        self.totals.stamp(self.row.today, period, self.benefit.year)
    }

    /// Finds what the benefit pays, or why it is not due; what that changes in the totals stands in the notes. `tests`: the
    /// axes of its comparisons.
    pub(super) fn settle(&mut self, tests: &[usize]) -> Result<(), Halt> {
        let version = self.version;
        if !tests.is_empty() {
            self.layers()?;
            for axis in tests {
                if let Axis::Test(_, test) = &version.axes[*axis] {
                    self.digits[*axis] = self.test(test).map_or(2, u16::from);
                }
            }
        }
        if let Some(reason) = self.against()? {
            self.not_due(reason);
            return Ok(());
        }
        if tests.is_empty() {
            self.layers()?;
        }
        let benefit = self.benefit;
        if let [way] = benefit.ways.as_slice() {
            return match self.work(&way.clauses) {
                Err(Halt::Passed) if !self.may_fail(&way.clauses) => {
                    self.nobody();
                    Ok(())
                }
                Err(Halt::Passed) => Err(Halt::Ask),
                other => other,
            };
        }
        let mut best: Option<(usize, Paid)> = None;
        for way in &benefit.ways {
            self.room.notes.clear();
            match self.work(&way.clauses) {
                Ok(()) => {}
                // Only when nothing else of it can be in error is it certain that the value is passed over.
                Err(Halt::Passed) if !self.may_fail(&way.clauses) => continue,
                Err(Halt::Passed) => return Err(Halt::Ask),
                Err(halt) => return Err(halt),
            }
            let paid = self.rows[self.at];
            let better = best.as_ref().is_none_or(|(rank, other)| {
                paid.amount > other.amount || (paid.amount == other.amount && way.rank > *rank)
            });
            if better {
                best = Some((way.rank, paid));
                std::mem::swap(&mut self.room.notes, &mut self.room.best);
            }
            if benefit.first_way {
                break;
            }
        }
        match best {
            Some((_, paid)) => {
                self.rows[self.at] = paid;
                std::mem::swap(&mut self.room.notes, &mut self.room.best);
            }
            None => self.nobody(),
        }
        Ok(())
    }

    /// No value held has a row.
    fn nobody(&mut self) {
        self.room.notes.clear();
        self.not_due(self.benefit.nobody);
    }

    fn not_due(&mut self, reason: i64) {
        self.rows[self.at] = Paid::not_due(reason);
    }

    /// Returns the reason why it is not due, if there is one.
    fn against(&self) -> Result<Option<i64>, Halt> {
        if let Some(reason) = self.benefit.against(self.digits) {
            return Ok(Some(reason));
        }
        // What is due besides stands against it even where its own conditions have no answer.
        let is_unanswered = self.benefit.due.iter().any(|own| own.at(self.digits) != 0);
        for own in &self.benefit.exclusions {
            match own.holds.at(self.digits) {
                ABSENT => {}
                number if is_number(number) => {
                    if self.rows[own.other].reason == 0 {
                        return Ok(Some(own.reason));
                    }
                }
                _ => return Err(Halt::Ask),
            }
        }
        match (is_unanswered, &self.benefit.blocked) {
            (true, _) => Err(Halt::Unanswered),
            (false, Some(_)) => Err(Halt::Ask),
            (false, None) => Ok(None),
        }
    }

    /// Sums up what the layers before paid.
    fn layers(&mut self) -> Result<(), Halt> {
        for layer in &self.benefit.layers {
            let own = &self.rows[*layer];
            self.paid = plus(self.paid, own.amount)?;
            if own.first_pay != 0 {
                let share = Exact::new(own.first_pay, own.first_scale).ok_or(Halt::Ask)?;
                self.first_pay = self.first_pay.plus(share).ok_or(Halt::Ask)?;
            }
        }
        Ok(())
    }

    fn may_fail(&self, clauses: &Clauses) -> bool {
        clauses.tables().into_iter().any(|own| own.at(self.digits) == TROUBLE)
    }

    fn work(&mut self, clauses: &'r Clauses) -> Result<(), Halt> {
        self.unit = self.common_unit(clauses)?;
        self.room.caps.clear();
        let mut holding = None;
        for (method, _) in &clauses.methods {
            let (table, unanswered) = match method {
                Method::Rate(table) => (table, Halt::Unanswered),
                // Of its bands only those are asked that an amount reaches.
                Method::Segments(own) => (&own.rates[0], Halt::Ask),
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    (worth.presence(), Halt::Unanswered)
                }
            };
            match table.at(self.digits) {
                ABSENT => {}
                TROUBLE => return Err(unanswered),
                PASSED => return Err(Halt::Passed),
                _ => holding = Some(method),
            }
        }
        // None is an error of the policy on that day.
        let method = holding.ok_or(Halt::Ask)?;
        let by_rate = matches!(method, Method::Rate(_) | Method::Segments(_));
        let mut own = Progress::default();
        for stage in clauses.order.as_deref().unwrap_or(&selection::STAGES) {
            match stage {
                Stage::Base if by_rate => {
                    let (base, cumulative) = self.base(clauses)?;
                    own.base = base;
                    if let Some(period) = cumulative {
                        // Those that have one have no order of their own.
                        self.first_pays(clauses, &mut own)?;
                        own.value = self.cumulated(clauses, method, period, &mut own)?;
                        (own.rated, own.deducted, own.cumulated) = (true, true, true);
                    } else {
                        own.value = times(base, clauses.rate_scale)?;
                    }
                }
                Stage::FirstPay | Stage::Quantity | Stage::Deductible | Stage::Rate if own.cumulated => {}
                Stage::FirstPay if by_rate && !clauses.first_pays.is_empty() => {
                    // Nothing but the base has been worked before it.
                    self.first_pays(clauses, &mut own)?;
                    own.value = times(own.base, clauses.rate_scale)?;
                }
                Stage::Quantity if by_rate => self.quantities(clauses, &mut own)?,
                Stage::Deductible if by_rate => {
                    own.covered.get_or_insert(own.value);
                    self.charge(clauses, &mut own)?;
                    own.deducted = true;
                }
                Stage::Rate => {
                    own.covered.get_or_insert(own.value);
                    own.value = self.amount(clauses, method, &own)?;
                    (own.rated, own.deducted) = (true, own.deducted || !by_rate);
                }
                Stage::Cap => self.caps(clauses, &mut own)?,
                Stage::TotalOfLayers => self.total_of_layers(clauses, &mut own)?,
                Stage::Round => {
                    own.rounded = true;
                    let (mut mode, mut unit) = (RoundingMode::HalfUp, 1);
                    for (table, own_mode, own_unit) in &clauses.roundings {
                        match table.at(self.digits) {
                            ABSENT => {}
                            TROUBLE => return Err(Halt::Unanswered),
                            PASSED => return Err(Halt::Passed),
                            _ => (mode, unit) = (*own_mode, *own_unit),
                        }
                    }
                    self.round(clauses, &mut own, mode, unit)?;
                }
                Stage::Base | Stage::FirstPay | Stage::Quantity | Stage::Deductible => {}
            }
        }
        let fine = times(self.unit, clauses.rate_scale)?;
        if !own.rounded || divided(own.value, fine).1 != 0 {
            self.round(clauses, &mut own, RoundingMode::HalfUp, 1)?;
        }
        self.paid_out(clauses, method, &own, fine)
    }

    /// The parts in which the clauses work, fine enough for what their totals hold.
    fn common_unit(&self, clauses: &Clauses) -> Result<i64, Halt> {
        let mut unit = clauses.scale;
        let mut take = |at: usize, period: Period| -> Result<(), Halt> {
            if period != Period::Visit
                && let Some(total) = self.totals.total(at, false, self.stamp(period))
                && total.scale != unit
                && total.scale != 1
            {
                unit = times(unit, total.scale / unit.gcd(&total.scale))?;
            }
            Ok(())
        };
        clauses.deductibles.iter().try_for_each(|own| take(own.total, own.period))?;
        clauses.covered.iter().try_for_each(|(period, total)| take(*total, *period))?;
        clauses.last.iter().try_for_each(|own| take(*own, Period::Year))?;
        for (method, _) in &clauses.methods {
            if let Method::OwnPay { period, total, .. } = method {
                take(*total, *period)?;
            }
        }
        if unit > FINEST { Err(Halt::Ask) } else { Ok(unit) }
    }

    fn round(&self, clauses: &Clauses, own: &mut Progress, mode: RoundingMode, unit: i64) -> Result<(), Halt> {
        let unit = times(unit, times(self.unit, clauses.rate_scale)?)?;
        own.value = times(round(own.value, mode, unit), unit)?;
        if let Some(allowed) = own.allowed.filter(|allowed| own.value > *allowed) {
            own.value = round(allowed, RoundingMode::Down, unit) * unit;
        }
        Ok(())
    }

    /// Notes what the totals gain, and what is paid.
    fn paid_out(&mut self, clauses: &Clauses, method: &Method, own: &Progress, fine: i64) -> Result<(), Halt> {
        let amount = divided(own.value, fine).0;
        let Room { notes, caps, .. } = &mut *self.room;
        notes.extend(caps.iter().map(|Counted { at, household, stamp }| Note {
            household: *household,
            ..Note::plain(*at, *stamp, 1, amount)
        }));
        if let Method::OwnPay { period, total, .. } = method
            && *period != Period::Visit
        {
            let now = self.own_cost(clauses)?.ok_or(Halt::Ask)?;
            let by = now - times(amount, self.unit)?;
            let note = Note::plain(*total, self.stamp(*period), self.unit, by);
            self.room.notes.push(note);
        }
        // Only what is summed up is asked for.
        let covered = match own.covered {
            Some(covered) if !clauses.covered.is_empty() => match divided(covered, clauses.rate_scale) {
                (covered, 0) => covered,
                _ => return Err(Halt::Ask),
            },
            _ => 0,
        };
        let (first_pay, scale) = (own.first_pay, self.unit);
        self.rows[self.at] = Paid { amount, reason: 0, first_pay, first_scale: scale, covered, scale };
        Ok(())
    }

    /// Returns what a clause is worth in parts of a 分: `None` where it does not hold, `Some(None)` for `无`.
    pub(super) fn worth(&self, clauses: &Clauses, worth: &Worth) -> Result<Option<Option<i64>>, Halt> {
        let number = match worth.presence().at(self.digits) {
            ABSENT => return Ok(None),
            TROUBLE => return Err(Halt::Unanswered),
            PASSED => return Err(Halt::Passed),
            NOTHING => return Ok(Some(None)),
            number => number,
        };
        let formula = match worth {
            Worth::Table(_) if self.unit == clauses.scale => return Ok(Some(Some(number))),
            Worth::Table(_) => return Ok(Some(Some(times(number, self.unit / clauses.scale)?))),
            Worth::Formula(_, formula) => formula,
            Worth::Choice(_, all) => usize::try_from(number).ok().and_then(|at| all.get(at)).ok_or(Halt::Ask)?,
        };
        let exact = self.formula(formula)?;
        exact.parts(self.unit).map(|own| Some(Some(own))).ok_or(Halt::Ask)
    }

    pub(super) fn rate(&self, table: &Table) -> Result<i64, Halt> {
        match table.at(self.digits) {
            TROUBLE => Err(Halt::Unanswered),
            ABSENT => Err(Halt::Ask),
            PASSED => Err(Halt::Passed),
            NOTHING => Ok(0),
            rate => Ok(rate),
        }
    }
}
