//! The plan claim by claim: digits and amounts of a row in, what each benefit pays out; running totals are carried from
//! row to row. Exact: amounts are whole numbers of the parts that the plan names, in 128 bits.

use super::batch::{date_of, day_of};
use super::exact::Exact;
use super::plan::{
    ABSENT, Axis, Base, Benefit, Cap, Choice, Clauses, DayFormula, Deductible, FirstPay, Formula, Method, NOTHING,
    PASSED, Quantity, Segments, TROUBLE, Table, Test, Version, Worth, is_number,
};
use crate::base::date::{Date, Period};
use crate::base::number::RoundingMode;
use crate::ir::{Stage, selection};
use crate::value::ops::Comparison;
use crate::value::period::YearStart;
use num_integer::Integer;
use std::cmp::Ordering;

mod formulas;

/// The evaluator must be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble;

/// Why a benefit cannot be worked further.
#[derive(Debug, PartialEq, Eq)]
enum Halt {
    /// The evaluator must be asked.
    Ask,
    /// A table has no row for the value that is tried.
    Passed,
}

impl From<Halt> for Trouble {
    fn from(_: Halt) -> Trouble {
        Trouble
    }
}

/// The totals of the subject at hand.
#[derive(Debug, Default)]
pub(super) struct State {
    /// Those of the first member, then of the second, as far as there are any. Those of a household are the first's.
    totals: Vec<Total>,
    /// How many totals a member has.
    width: usize,
    member: usize,
    subject: u64,
    pub rows: Vec<Paid>,
    /// Benefits of choices that are not made yet.
    open: Vec<(usize, Paid, Vec<Note>)>,
    /// Room for notes, so that a benefit need not ask for it.
    spare: Vec<Note>,
}

/// A running total, of the period and subject that the stamp tells.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    stamp: u64,
    scale: i128,
    sum: i128,
}

/// What a benefit that is paid changes in a total.
#[derive(Clone, Copy, Debug)]
struct Note {
    at: usize,
    household: bool,
    stamp: u64,
    scale: i128,
    by: i128,
    /// Whether it takes the place of what was there.
    anew: bool,
}

/// What a benefit pays on the row at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paid {
    pub amount: i64,
    /// 0: due; n: not due, by that reason.
    pub reason: i64,
    first_pay: i128,
    first_scale: i128,
    covered: i128,
    scale: i128,
}

/// What the plan needs of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'r> {
    pub amounts: &'r [i64],
    pub days: &'r [i32],
    pub member: usize,
    pub today: Today,
}

/// The day of a row, and the keys of the periods that it belongs to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Today {
    pub day: i32,
    year: i32,
    month: u8,
    day_of_month: u8,
}

impl Today {
    /// Days since 0001-01-01 to year, month and day (Hinnant, chrono-compatible low-level date algorithms).
    pub(super) fn of(day: i32) -> Today {
        let shifted = i64::from(day) + 306;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Today { day, year: year as i32, month: month as u8, day_of_month: day_of_month as u8 }
    }

    /// Returns the date, where it lies in the years 1 to 9999.
    pub(super) fn date(self) -> Option<Date> {
        let (month, day) = (self.month as i8, self.day_of_month as i8);
        Date::new(i16::try_from(self.year).ok()?, month, day)
    }

    /// Returns the whole years since an earlier day; where it is later, they are below zero.
    pub(super) fn years_since(self, birth: Today) -> i64 {
        let early = (self.month, self.day_of_month) < (birth.month, birth.day_of_month);
        i64::from(self.year) - i64::from(birth.year) - i64::from(early)
    }

    /// Returns a number that tells the period from others of its kind; at most 2^23.
    pub(super) fn key(self, period: Period, start: YearStart) -> u64 {
        let key = match period {
            Period::Visit | Period::Life => 0,
            Period::Day => self.day,
            Period::Month => self.year * 12 + i32::from(self.month),
            Period::Quarter => self.year * 4 + (i32::from(self.month) - 1) / 3,
            Period::Year => {
                let leap = self.year % 4 == 0 && (self.year % 100 != 0 || self.year % 400 == 0);
                // 29 February is the 28th in common years.
                let first = if start.month == 2 && start.day == 29 && !leap { 28 } else { start.day };
                if (self.month, self.day_of_month) >= (start.month, first) { self.year } else { self.year - 1 }
            }
        };
        key.max(0) as u64
    }
}

/// The most members of a household that are told apart.
const MAX_MEMBERS: usize = 256;

impl State {
    pub(super) fn of(totals: usize) -> State {
        State { totals: vec![Total::default(); totals], width: totals, ..State::default() }
    }

    /// Begins a subject of whom nothing is known yet.
    pub(super) fn begin(&mut self) {
        self.subject += 1;
    }

    fn stamp(&self, today: Today, period: Period, year: YearStart) -> u64 {
        (self.subject << 24) | (today.key(period, year) + 1)
    }

    fn total(&self, at: usize, household: bool, stamp: u64) -> Option<&Total> {
        let at = if household { at } else { self.member * self.width + at };
        self.totals.get(at).filter(|own| own.stamp == stamp && own.sum != 0)
    }

    /// Returns a total in parts of a 分.
    fn get(&self, at: usize, household: bool, stamp: u64, scale: i128) -> Result<i128, Halt> {
        let Some(total) = self.total(at, household, stamp) else { return Ok(0) };
        if total.scale == scale {
            return Ok(total.sum);
        }
        let scaled = total.sum.checked_mul(scale).ok_or(Halt::Ask)?;
        if scaled % total.scale == 0 { Ok(scaled / total.scale) } else { Err(Halt::Ask) }
    }

    /// Changes a total; where it is kept in other parts, in parts that are fine enough for both.
    fn take(&mut self, note: Note) -> Result<(), Halt> {
        let Note { at, household, stamp, scale, by, anew } = note;
        let before = self.total(at, household, stamp).copied().filter(|_| !anew);
        let place = if household { at } else { self.member * self.width + at };
        if place >= self.totals.len() {
            self.totals.resize((self.member + 1) * self.width, Total::default());
        }
        self.totals[place] = match before {
            None => Total { stamp, scale, sum: by },
            Some(own) if own.scale == scale => Total { sum: own.sum + by, ..own },
            Some(own) => {
                let common = own.scale.lcm(&scale);
                if common > FINEST {
                    return Err(Halt::Ask);
                }
                let sum = own.sum.checked_mul(common / own.scale).ok_or(Halt::Ask)?;
                let by = by.checked_mul(common / scale).ok_or(Halt::Ask)?;
                Total { stamp, scale: common, sum: sum + by }
            }
        };
        Ok(())
    }

    /// Settles a row. Nothing but [`State::begin`] makes sense after an error.
    pub(super) fn settle(&mut self, version: &Version, digits: &mut [u16], row: Row<'_>) -> Result<(), Trouble> {
        if row.member >= MAX_MEMBERS {
            return Err(Trouble);
        }
        self.member = row.member;
        self.rows.clear();
        self.rows.resize(version.benefits.len(), Paid::default());
        self.open.clear();
        for (axis, own) in version.axes.iter().enumerate() {
            if let Axis::Visits(place, edges) = own {
                let benefit = &version.benefits[*place];
                let stamp = self.stamp(row.today, Period::Year, benefit.year);
                let visits = self.get(benefit.visits, false, stamp, 1)?;
                digits[axis] = edges.iter().filter(|edge| visits >= i128::from(**edge)).count() as u16;
            }
        }
        for at in &version.order {
            let benefit = &version.benefits[*at];
            let room = std::mem::take(&mut self.spare);
            let sheet = Sheet::of(version, benefit, self, digits, row, room)?;
            for (axis, own) in version.axes.iter().enumerate() {
                if let Axis::Test(place, test) = own
                    && place == at
                {
                    sheet.digits[axis] = sheet.test(test).map_or(2, u16::from);
                }
            }
            let (paid, mut notes) = sheet.outcome()?;
            self.rows[*at] = paid;
            let choice = version.choices.iter().find(|own| own.benefits.iter().any(|(own, _)| own == at));
            match choice {
                None => {
                    notes.drain(..).try_for_each(|note| self.take(note))?;
                    self.spare = notes;
                }
                Some(choice) => {
                    self.open.push((*at, paid, notes));
                    let of_choice = |own: &usize| choice.benefits.iter().any(|(other, _)| other == own);
                    if self.open.iter().filter(|(own, ..)| of_choice(own)).count() == choice.benefits.len() {
                        self.choose(choice)?;
                    }
                }
            }
        }
        for (at, benefit) in version.benefits.iter().enumerate() {
            let paid = self.rows[at];
            if paid.reason != 0 {
                continue;
            }
            let stamp = self.stamp(row.today, Period::Year, benefit.year);
            self.take(Note { at: benefit.visits, household: false, stamp, scale: 1, by: 1, anew: false })?;
            // Every way counts the same periods.
            let covered = benefit.ways.first().map_or(&[][..], |own| &own.clauses.covered);
            for (period, at) in covered {
                let stamp = self.stamp(row.today, *period, benefit.year);
                let (scale, by) = (paid.scale, paid.covered);
                self.take(Note { at: *at, household: false, stamp, scale, by, anew: false })?;
            }
        }
        for own in &version.paid {
            let by = i128::from(self.rows[own.benefit].amount);
            if by != 0 {
                let stamp = self.stamp(row.today, own.period, own.year);
                self.take(Note { at: own.total, household: false, stamp, scale: 1, by, anew: false })?;
            }
        }
        for joint in &version.joints {
            let by: i128 = joint.others.iter().map(|other| i128::from(self.rows[*other].amount)).sum();
            if by != 0 {
                let stamp = self.stamp(row.today, joint.period, joint.year);
                let at = joint.total + key(&joint.keys, digits);
                self.take(Note { at, household: joint.household, stamp, scale: 1, by, anew: false })?;
            }
        }
        Ok(())
    }

    /// Takes one of the benefits of a choice; the others are not due.
    fn choose(&mut self, choice: &Choice) -> Result<(), Halt> {
        let mut best: Option<(usize, i64, i64)> = None;
        for (at, reason) in &choice.benefits {
            let paid = self.rows[*at];
            let better = best.is_none_or(|(_, amount, _)| choice.highest && paid.amount > amount);
            if paid.reason == 0 && better {
                best = Some((*at, paid.amount, *reason));
            }
        }
        let Some((taken, _, reason)) = best else { return Ok(()) };
        for (at, paid, notes) in std::mem::take(&mut self.open) {
            let of_choice = choice.benefits.iter().any(|(own, _)| *own == at);
            if !of_choice {
                self.open.push((at, paid, notes));
            } else if at == taken {
                notes.into_iter().try_for_each(|note| self.take(note))?;
            } else if paid.reason == 0 {
                self.rows[at] = Paid { reason, first_scale: 1, scale: 1, ..Paid::default() };
            }
        }
        Ok(())
    }
}

fn key(keys: &[(usize, usize)], digits: &[u16]) -> usize {
    keys.iter().map(|(axis, stride)| usize::from(digits[*axis]) * stride).sum()
}

/// The finest parts of a 分 that a total is kept in.
const FINEST: i128 = 1_000_000_000_000;

/// A benefit on a row.
struct Sheet<'r> {
    version: &'r Version,
    benefit: &'r Benefit,
    state: &'r State,
    digits: &'r mut [u16],
    row: Row<'r>,
    /// What the layers before paid, and their first pay, in 分.
    paid: i128,
    first_pay: Exact,
    /// Amounts are whole in this part of a 分.
    unit: i128,
    notes: Vec<Note>,
}

/// A benefit that is worked, stage by stage; the amount is in fine parts: `unit × rates`.
#[derive(Default)]
struct Progress {
    value: i128,
    base: i128,
    charged: i128,
    covered: Option<i128>,
    first_pay: i128,
    rated: bool,
    deducted: bool,
    rounded: bool,
    allowed: Option<i128>,
    caps: Vec<(usize, bool, u64, bool)>,
}

impl<'r> Sheet<'r> {
    fn of(
        version: &'r Version,
        benefit: &'r Benefit,
        state: &'r State,
        digits: &'r mut [u16],
        row: Row<'r>,
        notes: Vec<Note>,
    ) -> Result<Sheet<'r>, Halt> {
        let (mut paid, mut first_pay) = (0, Exact::ZERO);
        for layer in &benefit.layers {
            let own = state.rows[*layer];
            paid += i128::from(own.amount);
            if own.first_pay != 0 {
                let share = Exact::new(own.first_pay, own.first_scale).ok_or(Halt::Ask)?;
                first_pay = first_pay.plus(share).ok_or(Halt::Ask)?;
            }
        }
        Ok(Sheet { version, benefit, state, digits, row, paid, first_pay, unit: 1, notes })
    }

    fn stamp(&self, period: Period) -> u64 {
        self.state.stamp(self.row.today, period, self.benefit.year)
    }

    /// Returns what the benefit pays, or why it is not due, and what that changes in the totals.
    fn outcome(mut self) -> Result<(Paid, Vec<Note>), Halt> {
        let not_due = |reason: i64| Paid { reason, first_scale: 1, scale: 1, ..Paid::default() };
        let mut unanswered = false;
        for table in &self.benefit.due {
            match table.at(self.digits) {
                0 => {}
                reason if is_number(reason) => return Ok((not_due(reason), self.notes)),
                _ => unanswered = true,
            }
        }
        if unanswered {
            return Err(Halt::Ask);
        }
        for own in &self.benefit.exclusions {
            match own.holds.at(self.digits) {
                ABSENT => {}
                number if is_number(number) => {
                    if self.state.rows[own.other].reason == 0 {
                        return Ok((not_due(own.reason), self.notes));
                    }
                }
                _ => return Err(Halt::Ask),
            }
        }
        if self.benefit.blocked.is_some() {
            return Err(Halt::Ask);
        }
        let mut best: Option<(usize, Paid, Vec<Note>)> = None;
        let benefit = self.benefit;
        for way in &benefit.ways {
            self.notes.clear();
            let paid = match self.work(&way.clauses) {
                Ok(paid) => paid,
                // Only when nothing else of it can be in error is it certain that the value is passed over.
                Err(Halt::Passed) if !self.may_fail(&way.clauses) => continue,
                Err(_) => return Err(Halt::Ask),
            };
            let better = best.as_ref().is_none_or(|(rank, other, _)| {
                paid.amount > other.amount || (paid.amount == other.amount && way.rank > *rank)
            });
            if better {
                best = Some((way.rank, paid, std::mem::take(&mut self.notes)));
            }
            if self.benefit.first_way {
                break;
            }
        }
        Ok(match best {
            Some((_, paid, notes)) => (paid, notes),
            None => {
                self.notes.clear();
                (not_due(self.benefit.nobody), self.notes)
            }
        })
    }

    fn may_fail(&self, clauses: &Clauses) -> bool {
        clauses.tables().into_iter().any(|own| own.at(self.digits) == TROUBLE)
    }

    fn work(&mut self, clauses: &'r Clauses) -> Result<Paid, Halt> {
        self.unit = self.common_unit(clauses)?;
        let mut holding = None;
        for (method, _) in &clauses.methods {
            let table = match method {
                Method::Rate(table) => table,
                Method::Segments(own) => &own.rates[0],
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    worth.presence()
                }
            };
            match table.at(self.digits) {
                ABSENT => {}
                TROUBLE => return Err(Halt::Ask),
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
                    if let Some(period) = cumulative {
                        // Those that have one have no order of their own.
                        own.base = base;
                        self.first_pays(clauses, &mut own)?;
                        own.value = self.cumulated(clauses, method, period, &mut own)?;
                        (own.rated, own.deducted) = (true, true);
                    } else {
                        own.base = base;
                        own.value = self.fine(clauses, base)?;
                    }
                }
                Stage::FirstPay | Stage::Quantity | Stage::Deductible | Stage::Rate if by_rate && own.rated => {}
                Stage::FirstPay if by_rate => {
                    self.first_pays(clauses, &mut own)?;
                    own.value = self.fine(clauses, own.base)?;
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
                            TROUBLE => return Err(Halt::Ask),
                            PASSED => return Err(Halt::Passed),
                            _ => (mode, unit) = (*own_mode, *own_unit),
                        }
                    }
                    self.round(clauses, &mut own, mode, i128::from(unit))?;
                }
                Stage::Base | Stage::FirstPay | Stage::Quantity | Stage::Deductible => {}
            }
        }
        let fine = self.unit * i128::from(clauses.rate_scale);
        if !own.rounded || divided(own.value, fine).1 != 0 {
            self.round(clauses, &mut own, RoundingMode::HalfUp, 1)?;
        }
        self.paid_out(clauses, method, own)
    }

    /// The parts in which the clauses work, fine enough for what their totals hold.
    fn common_unit(&self, clauses: &Clauses) -> Result<i128, Halt> {
        let mut unit = i128::from(clauses.scale);
        let mut take = |at: usize, period: Period| {
            if period != Period::Visit
                && let Some(total) = self.state.total(at, false, self.stamp(period))
                && total.scale != unit
                && total.scale != 1
            {
                unit = unit.lcm(&total.scale);
            }
        };
        clauses.deductibles.iter().for_each(|own| take(own.total, own.period));
        clauses.covered.iter().for_each(|(period, total)| take(*total, *period));
        clauses.last.iter().for_each(|own| take(*own, Period::Year));
        for (method, _) in &clauses.methods {
            if let Method::OwnPay { period, total, .. } = method {
                take(*total, *period);
            }
        }
        if unit > FINEST { Err(Halt::Ask) } else { Ok(unit) }
    }

    /// Returns an amount in fine parts.
    fn fine(&self, clauses: &Clauses, amount: i128) -> Result<i128, Halt> {
        amount.checked_mul(i128::from(clauses.rate_scale)).ok_or(Halt::Ask)
    }

    /// Makes the parts in which the amount stands finer.
    fn refine(&mut self, by: i128, own: &mut Progress) -> Result<(), Halt> {
        let finer = |amount: i128| amount.checked_mul(by).ok_or(Halt::Ask);
        self.unit = finer(self.unit).ok().filter(|own| *own <= FINEST).ok_or(Halt::Ask)?;
        own.value = finer(own.value)?;
        own.base = finer(own.base)?;
        own.charged = finer(own.charged)?;
        own.first_pay = finer(own.first_pay)?;
        own.covered = own.covered.map(finer).transpose()?;
        own.allowed = own.allowed.map(finer).transpose()?;
        for note in &mut self.notes {
            (note.scale, note.by) = (finer(note.scale)?, finer(note.by)?);
        }
        Ok(())
    }

    /// Takes the first pays off the base.
    fn first_pays(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        let base = own.base;
        for FirstPay { worth, of_base } in &clauses.first_pays {
            let share = match worth {
                Worth::Table(table) if *of_base => match table.at(self.digits) {
                    TROUBLE => return Err(Halt::Ask),
                    PASSED => return Err(Halt::Passed),
                    ABSENT | NOTHING => continue,
                    ratio => {
                        let share = Exact::whole(base).times(ratio, table.den).ok_or(Halt::Ask)?;
                        share.parts(1).ok_or(Halt::Ask)?
                    }
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
    fn quantities(&mut self, clauses: &'r Clauses, own: &mut Progress) -> Result<(), Halt> {
        for Quantity { asked, allowed, period, total } in &clauses.quantities {
            let allowed = match allowed.presence().at(self.digits) {
                ABSENT => continue,
                TROUBLE => return Err(Halt::Ask),
                PASSED => return Err(Halt::Passed),
                NOTHING => None,
                number => Some(match allowed {
                    Worth::Table(table) => Exact::new(number.into(), table.den.into()).ok_or(Halt::Ask)?,
                    Worth::Formula(_, formula) => self.formula(formula)?,
                    Worth::Choice(..) => return Err(Halt::Ask),
                }),
            };
            let asked = self.formula(asked)?.at_least_zero();
            let asked_parts = asked.parts(1).ok_or(Halt::Ask)?;
            let stamp = self.stamp(*period);
            let used = if *period == Period::Visit { 0 } else { self.state.get(*total, false, stamp, 1)? };
            if let Some(allowed) = allowed
                && asked_parts > 0
            {
                let left = allowed.minus(Exact::whole(used)).ok_or(Halt::Ask)?.at_least_zero();
                if left.order(asked).ok_or(Halt::Ask)? == Ordering::Less {
                    // S × left ÷ asked, in parts as fine as that needs.
                    let left = left.parts(1).ok_or(Halt::Ask)?;
                    let common = left.gcd(&asked_parts);
                    self.refine(asked_parts / common, own)?;
                    own.value = (own.value / (asked_parts / common)).checked_mul(left / common).ok_or(Halt::Ask)?;
                }
            }
            if *period != Period::Visit {
                self.notes.push(Note { at: *total, household: false, stamp, scale: 1, by: asked_parts, anew: false });
            }
        }
        Ok(())
    }

    /// Charges the deductible.
    fn charge(&mut self, clauses: &'r Clauses, own: &mut Progress) -> Result<(), Halt> {
        let rates = i128::from(clauses.rate_scale);
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
                _ => return Err(Halt::Ask),
            },
        };
        let mut left = due;
        if continued {
            let last = clauses.last.ok_or(Halt::Ask)?;
            left = (due - self.state.get(last, false, self.stamp(Period::Year), self.unit)?).max(0);
        }
        let stamp = self.stamp(clause.period);
        if clause.period != Period::Visit {
            left = (left - self.state.get(clause.total, false, stamp, self.unit)?).max(0);
        }
        for (period, times, total) in &clause.at_most {
            if self.state.get(*total, false, self.stamp(*period), 1)? >= i128::from(*times) {
                left = 0;
            }
        }
        let charged = own.value.min(left * rates);
        own.value -= charged;
        let (whole, rest) = divided(charged, rates);
        if rest != 0 {
            return Err(Halt::Ask);
        }
        own.charged = whole;
        self.charged(clause, own.charged);
        self.carry_on(clauses, if continued { due } else { own.charged });
        Ok(())
    }

    /// Notes what a deductible has been charged.
    fn charged(&mut self, clause: &Deductible, charged: i128) {
        if clause.period != Period::Visit {
            let stamp = self.stamp(clause.period);
            let (at, scale) = (clause.total, self.unit);
            self.notes.push(Note { at, household: false, stamp, scale, by: charged, anew: false });
        }
        if charged > 0 {
            for (period, _, total) in &clause.at_most {
                let stamp = self.stamp(*period);
                self.notes.push(Note { at: *total, household: false, stamp, scale: 1, by: 1, anew: false });
            }
        }
    }

    /// Notes what a deductible that is carried on will begin with.
    fn carry_on(&mut self, clauses: &Clauses, amount: i128) {
        if let Some(at) = clauses.last {
            let stamp = self.stamp(Period::Year);
            self.notes.push(Note { at, household: false, stamp, scale: self.unit, by: amount, anew: true });
        }
    }

    /// What the running base gives with this claim, less what it gave without, in fine parts.
    fn cumulated(
        &mut self,
        clauses: &'r Clauses,
        method: &Method,
        period: Period,
        own: &mut Progress,
    ) -> Result<i128, Halt> {
        if !clauses.quantities.is_empty() {
            return Err(Halt::Ask);
        }
        own.covered = Some(self.fine(clauses, own.base)?);
        let covered = clauses.covered.iter().find(|(own, _)| *own == period).ok_or(Halt::Ask)?;
        let before = self.state.get(covered.1, false, self.stamp(period), self.unit)?;
        let with_this = before + own.base;
        let deductible = self.deductible(clauses)?;
        let due = deductible.map_or(0, |(_, due)| due);
        let mut gives = [0, 0];
        for (gives, base) in gives.iter_mut().zip([before, with_this]) {
            let charged = base.min(due);
            *gives = self.rated(clauses, method, charged, self.fine(clauses, base - charged)?)?;
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
        Ok((gives[1] - gives[0]).max(0))
    }

    /// Returns the base and whether it is cumulative.
    fn base(&self, clauses: &Clauses) -> Result<(i128, Option<Period>), Halt> {
        for Base { worth, cumulative } in &clauses.bases {
            if let Some(base) = self.worth(clauses, worth)? {
                return Ok((base.unwrap_or(0).max(0), *cumulative));
            }
        }
        let eligible = clauses.eligible.ok_or(Halt::Ask)?;
        Ok((self.eligible_left(eligible)?.parts(self.unit).ok_or(Halt::Ask)?, None))
    }

    /// Returns the deductible that holds with its amount.
    fn deductible(&self, clauses: &'r Clauses) -> Result<Option<(&'r Deductible, i128)>, Halt> {
        for own in &clauses.deductibles {
            if let Some(due) = self.worth(clauses, &own.worth)? {
                return Ok(due.map(|due| (own, due.max(0))));
            }
        }
        Ok(None)
    }

    /// Returns what the method gives of the amount at hand, in fine parts.
    fn amount(&mut self, clauses: &'r Clauses, method: &Method, own: &Progress) -> Result<i128, Halt> {
        let rates = i128::from(clauses.rate_scale);
        let fine = self.unit * rates;
        match method {
            Method::Rate(_) | Method::Segments(_) => self.rated(clauses, method, own.charged, own.value),
            Method::Amount(worth, rounding) => {
                let amount = self.fine(clauses, self.worth(clauses, worth)?.flatten().unwrap_or(0).max(0))?;
                Ok(match rounding {
                    Some((mode, unit)) => {
                        let unit = i128::from(*unit) * fine;
                        round(amount, *mode, unit) * unit
                    }
                    None => amount,
                })
            }
            Method::TopUp(worth) => {
                let target = self.worth(clauses, worth)?.flatten().unwrap_or(0);
                self.fine(clauses, (target - self.paid * self.unit).max(0))
            }
            Method::OwnPay { ceiling, period, total } => {
                let now = self.own_cost(clauses)?.ok_or(Halt::Ask)?;
                let Some(ceiling) = self.worth(clauses, ceiling)? else { return Err(Halt::Ask) };
                let before = match period {
                    Period::Visit => 0,
                    _ => self.state.get(*total, false, self.stamp(*period), self.unit)?,
                };
                self.fine(clauses, ceiling.map_or(0, |ceiling| now.min((before + now - ceiling).max(0))))
            }
        }
    }

    /// Returns the rate of an amount in fine parts, in fine parts.
    fn rated(&self, clauses: &Clauses, method: &Method, charged: i128, of: i128) -> Result<i128, Halt> {
        let rates = i128::from(clauses.rate_scale);
        match method {
            Method::Rate(table) => divided(of, rates).0.checked_mul(i128::from(self.rate(table)?)).ok_or(Halt::Ask),
            Method::Segments(Segments { from_deductible, edges, rates: tables, .. }) => {
                let from = if *from_deductible { charged } else { 0 };
                let to = from + divided(of, rates).0;
                let factor = divided(self.unit, i128::from(clauses.scale)).0;
                let mut sum: i128 = 0;
                let mut low = 0;
                for (band, table) in tables.iter().enumerate() {
                    let edge = edges.get(band).map(|edge| i128::from(*edge) * factor);
                    let high = edge.map_or(to, |edge| edge.min(to));
                    let part = (high - from.max(low)).max(0);
                    if part > 0 {
                        let gives = part.checked_mul(i128::from(self.rate(table)?)).ok_or(Halt::Ask)?;
                        sum = sum.checked_add(gives).ok_or(Halt::Ask)?;
                    }
                    low = edge.unwrap_or(low);
                }
                Ok(sum)
            }
            Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. } => Err(Halt::Ask),
        }
    }

    fn rate(&self, table: &Table) -> Result<i64, Halt> {
        match table.at(self.digits) {
            TROUBLE | ABSENT => Err(Halt::Ask),
            PASSED => Err(Halt::Passed),
            NOTHING => Ok(0),
            rate => Ok(rate),
        }
    }

    fn caps(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        let late = own.rated && own.deducted;
        let mut least: Option<i128> = None;
        let first = own.caps.len();
        for cap in &clauses.caps {
            let Some(limit) = self.worth(clauses, &cap.worth)? else { continue };
            let at = key(&cap.keys, self.digits);
            let stamp = self.stamp(cap.period);
            if cap.period != Period::Visit {
                own.caps.push((cap.total + at, cap.household, stamp, late));
            }
            let Some(limit) = limit else { continue };
            let used = self.used(cap, at, stamp)?;
            let left = self.fine(clauses, (limit - used).max(0))?;
            least = Some(least.map_or(left, |own| own.min(left)));
        }
        if let Some(left) = least {
            own.hold(left, late);
        }
        if !late {
            // What an early cap counts is the amount of its stage.
            let rates = i128::from(clauses.rate_scale);
            let scale = self.unit * rates;
            for (at, household, stamp, _) in own.caps.drain(first..) {
                self.notes.push(Note { at, household, stamp, scale, by: own.value, anew: false });
            }
        }
        Ok(())
    }

    fn total_of_layers(&mut self, clauses: &Clauses, own: &mut Progress) -> Result<(), Halt> {
        for worth in &clauses.layer_totals {
            let Some(Some(limit)) = self.worth(clauses, worth)? else { continue };
            own.hold(self.fine(clauses, (limit - self.paid * self.unit).max(0))?, true);
        }
        Ok(())
    }

    fn round(&self, clauses: &Clauses, own: &mut Progress, mode: RoundingMode, unit: i128) -> Result<(), Halt> {
        let fine = self.unit * i128::from(clauses.rate_scale);
        let unit = unit.checked_mul(fine).ok_or(Halt::Ask)?;
        let of = own.value;
        own.value = round(of, mode, unit) * unit;
        if let Some(allowed) = own.allowed.filter(|allowed| own.value > *allowed) {
            own.value = round(allowed, RoundingMode::Down, unit) * unit;
        }
        Ok(())
    }

    /// Notes what the totals gain, and returns what is paid.
    fn paid_out(&mut self, clauses: &Clauses, method: &Method, own: Progress) -> Result<Paid, Halt> {
        let rates = i128::from(clauses.rate_scale);
        let amount = divided(own.value, self.unit * rates).0;
        for (at, household, stamp, _) in &own.caps {
            let (at, household, stamp) = (*at, *household, *stamp);
            self.notes.push(Note { at, household, stamp, scale: 1, by: amount, anew: false });
        }
        if let Method::OwnPay { period, total, .. } = method
            && *period != Period::Visit
        {
            let now = self.own_cost(clauses)?.ok_or(Halt::Ask)?;
            let (stamp, scale) = (self.stamp(*period), self.unit);
            let by = now - amount * self.unit;
            self.notes.push(Note { at: *total, household: false, stamp, scale, by, anew: false });
        }
        let (covered, rest) = divided(own.covered.unwrap_or(0), rates);
        if rest != 0 {
            return Err(Halt::Ask);
        }
        Ok(Paid {
            amount: i64::try_from(amount).map_err(|_| Halt::Ask)?,
            reason: 0,
            first_pay: own.first_pay,
            first_scale: self.unit,
            covered,
            scale: self.unit,
        })
    }

    /// Returns the own cost that an own-pay ceiling counts.
    fn own_cost(&self, clauses: &Clauses) -> Result<Option<i128>, Halt> {
        for base in &clauses.bases {
            if let Some(base) = self.worth(clauses, &base.worth)? {
                return Ok(Some(base.unwrap_or(0).max(0)));
            }
        }
        let gross = clauses.gross.map(|at| i128::from(self.row.amounts[at]));
        Ok(gross.map(|gross| ((gross - self.paid) * self.unit).max(0)))
    }

    /// Returns what has been used of a cap.
    fn used(&self, cap: &Cap, at: usize, stamp: u64) -> Result<i128, Halt> {
        let before = cap.joint_before.iter().map(|other| i128::from(self.state.rows[*other].amount));
        let mut used = before.sum::<i128>() * self.unit;
        if cap.period != Period::Visit {
            used += self.state.get(cap.total + at, cap.household, stamp, self.unit)?;
            if let Some(joint) = cap.joint_total {
                used += self.state.get(joint + at, cap.household, stamp, self.unit)?;
            }
        }
        Ok(used)
    }

    /// Returns what a clause is worth in parts of a 分: `None` where it does not hold, `Some(None)` for `无`.
    fn worth(&self, clauses: &Clauses, worth: &Worth) -> Result<Option<Option<i128>>, Halt> {
        let number = match worth.presence().at(self.digits) {
            ABSENT => return Ok(None),
            TROUBLE => return Err(Halt::Ask),
            PASSED => return Err(Halt::Passed),
            NOTHING => return Ok(Some(None)),
            number => number,
        };
        let formula = match worth {
            Worth::Table(_) => {
                let factor = divided(self.unit, i128::from(clauses.scale)).0;
                return Ok(Some(Some(i128::from(number) * factor)));
            }
            Worth::Formula(_, formula) => formula,
            Worth::Choice(_, all) => usize::try_from(number).ok().and_then(|at| all.get(at)).ok_or(Halt::Ask)?,
        };
        let exact = self.formula(formula)?;
        exact.parts(self.unit).map(|own| Some(Some(own))).ok_or(Halt::Ask)
    }
}

impl Progress {
    /// Holds the amount at a limit.
    fn hold(&mut self, left: i128, late: bool) {
        self.value = self.value.min(left);
        if late {
            self.allowed = Some(self.allowed.map_or(left, |own| own.min(left)));
        }
    }
}

/// Returns how many units a value, which is at least 0, is rounded to.
fn round(value: i128, mode: RoundingMode, unit: i128) -> i128 {
    let (whole, rest) = divided(value, unit);
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => rest != 0,
        RoundingMode::HalfUp => 2 * rest >= unit,
        RoundingMode::HalfEven => 2 * rest > unit || (2 * rest == unit && whole % 2 != 0),
    };
    whole + i128::from(up)
}

/// Returns the quotient and the rest. Most figures are small, and division in 64 bits is much quicker.
fn divided(value: i128, by: i128) -> (i128, i128) {
    match (i64::try_from(value), i64::try_from(by)) {
        (_, Ok(1)) => (value, 0),
        (Ok(value), Ok(by)) if by > 0 => (i128::from(value / by), i128::from(value % by)),
        (_, _) => (value / by, value % by),
    }
}
