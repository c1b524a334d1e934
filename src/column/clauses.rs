//! The plan claim by claim: digits and amounts of a row in, what each benefit pays out; running totals are carried from
//! row to row. Exact: amounts are whole numbers of the parts that the plan names, in 128 bits.

use super::plan::{
    ABSENT, Base, Benefit, Cap, Deductible, FirstPay, Formula, Method, NOTHING, Segments, TROUBLE, Table, Version,
    Worth,
};
use crate::base::date::{Date, Period};
use crate::base::number::RoundingMode;
use crate::value::period::YearStart;

/// The evaluator must be asked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trouble;

/// The totals of the subject at hand.
#[derive(Debug, Default)]
pub(super) struct State {
    totals: Vec<Total>,
    subject: u64,
    pub rows: Vec<Paid>,
}

/// A running total, of the period and subject that the stamp tells.
#[derive(Clone, Copy, Debug, Default)]
struct Total {
    stamp: u64,
    scale: i64,
    sum: i128,
}

/// What a benefit pays on the row at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paid {
    pub amount: i64,
    /// 0: due; n: not due, by that reason.
    pub reason: i64,
    first_pay: i128,
    covered: i128,
    scale: i64,
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

impl State {
    pub(super) fn of(totals: usize) -> State {
        State { totals: vec![Total::default(); totals], subject: 0, rows: Vec::new() }
    }

    /// Begins a subject of whom nothing is known yet.
    pub(super) fn begin(&mut self) {
        self.subject += 1;
    }

    fn stamp(&self, today: Today, period: Period, year: YearStart) -> u64 {
        (self.subject << 24) | (today.key(period, year) + 1)
    }

    /// Returns a total in parts of a 分.
    fn get(&self, at: usize, stamp: u64, scale: i64) -> Result<i128, Trouble> {
        let total = &self.totals[at];
        if total.stamp != stamp || total.sum == 0 {
            return Ok(0);
        }
        if total.scale == scale {
            return Ok(total.sum);
        }
        let scaled = total.sum * i128::from(scale);
        if scaled % i128::from(total.scale) == 0 { Ok(scaled / i128::from(total.scale)) } else { Err(Trouble) }
    }

    fn add(&mut self, at: usize, stamp: u64, scale: i64, by: i128) -> Result<(), Trouble> {
        let before = self.get(at, stamp, scale)?;
        self.totals[at] = Total { stamp, scale, sum: before + by };
        Ok(())
    }

    /// Settles a row. Nothing but [`State::begin`] makes sense after an error.
    pub(super) fn settle(
        &mut self,
        version: &Version,
        digits: &mut [u16],
        amounts: &[i64],
        today: Today,
    ) -> Result<(), Trouble> {
        self.rows.clear();
        self.rows.resize(version.benefits.len(), Paid::default());
        for (axis, own) in version.axes.iter().enumerate() {
            if let super::plan::Axis::Visits(place, edges) = own {
                let benefit = &version.benefits[*place];
                let stamp = self.stamp(today, Period::Year, benefit.year);
                let visits = benefit.visits.map_or(Ok(0), |at| self.get(at, stamp, 1))?;
                digits[axis] = edges.iter().filter(|edge| visits >= i128::from(**edge)).count() as u16;
            }
        }
        for at in 0..version.benefits.len() {
            let benefit = &version.benefits[at];
            match benefit.due.at(digits) {
                0 => {}
                TROUBLE => return Err(Trouble),
                reason => {
                    self.rows[at] = Paid { reason, scale: 1, ..Paid::default() };
                    continue;
                }
            }
            let mut sheet = Sheet { benefit, state: self, digits, amounts, today, paid: 0, first_pay: 0 };
            let paid = sheet.work()?;
            self.rows[at] = paid;
        }
        for (at, benefit) in version.benefits.iter().enumerate() {
            let paid = self.rows[at];
            if paid.reason != 0 {
                continue;
            }
            let year = self.stamp(today, Period::Year, benefit.year);
            if let Some(visits) = benefit.visits {
                self.add(visits, year, 1, 1)?;
            }
            for (period, total) in &benefit.covered {
                let stamp = self.stamp(today, *period, benefit.year);
                self.add(*total, stamp, paid.scale, paid.covered)?;
            }
        }
        for joint in &version.joints {
            let paid: i128 = joint.others.iter().map(|other| i128::from(self.rows[*other].amount)).sum();
            if paid != 0 {
                let stamp = self.stamp(today, joint.period, joint.year);
                self.add(joint.total + key(&joint.keys, digits), stamp, 1, paid)?;
            }
        }
        Ok(())
    }
}

fn key(keys: &[(usize, usize)], digits: &[u16]) -> usize {
    keys.iter().map(|(axis, stride)| usize::from(digits[*axis]) * stride).sum()
}

/// A benefit on a row.
struct Sheet<'r> {
    benefit: &'r Benefit,
    state: &'r mut State,
    digits: &'r [u16],
    amounts: &'r [i64],
    today: Today,
    /// What the layers before paid, in 分, and their first pay in parts of this benefit.
    paid: i128,
    first_pay: i128,
}

impl<'r> Sheet<'r> {
    fn scale(&self) -> i128 {
        i128::from(self.benefit.scale)
    }

    fn stamp(&self, period: Period) -> u64 {
        self.state.stamp(self.today, period, self.benefit.year)
    }

    fn work(&mut self) -> Result<Paid, Trouble> {
        let scale = self.scale();
        for layer in &self.benefit.layers {
            let own = self.state.rows[*layer];
            self.paid += i128::from(own.amount);
            if own.first_pay != 0 {
                let scaled = own.first_pay * scale;
                if scaled % i128::from(own.scale) != 0 {
                    return Err(Trouble);
                }
                self.first_pay += scaled / i128::from(own.scale);
            }
        }
        let mut holding = None;
        for (method, _) in &self.benefit.methods {
            let table = match method {
                Method::Rate(table) => table,
                Method::Segments(own) => &own.rates[0],
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    worth.presence()
                }
            };
            match table.at(self.digits) {
                ABSENT => {}
                TROUBLE => return Err(Trouble),
                _ => holding = Some(method),
            }
        }
        // None is an error of the policy on that day.
        let method = holding.ok_or(Trouble)?;
        let rates = i128::from(self.benefit.rate_scale);
        let fine = scale * rates;
        let mut own = Paid { scale: self.benefit.scale, ..Paid::default() };
        let amount = match method {
            Method::Rate(_) | Method::Segments(_) => self.by_rate(method, &mut own)?,
            Method::Amount(worth, rounding) => {
                let amount = self.worth(worth)?.flatten().unwrap_or(0).max(0) * rates;
                match rounding {
                    Some((mode, unit)) => {
                        let unit = i128::from(*unit) * fine;
                        round(amount, *mode, unit) * unit
                    }
                    None => amount,
                }
            }
            Method::TopUp(worth) => {
                let target = self.worth(worth)?.flatten().unwrap_or(0);
                (target - self.paid * scale).max(0) * rates
            }
            Method::OwnPay { .. } => self.own_pay(method)? * rates,
        };
        self.limit(amount, method, &mut own)
    }

    /// Base, first pay, deductible, rate: the amount in fine parts.
    fn by_rate(&mut self, method: &Method, own: &mut Paid) -> Result<i128, Trouble> {
        let (base, cumulative) = self.base()?;
        let mut value = base;
        for first in &self.benefit.first_pays {
            let FirstPay { worth, of_base } = first;
            let share = match worth {
                Worth::Table(table) if *of_base => match table.at(self.digits) {
                    TROUBLE => return Err(Trouble),
                    ABSENT | NOTHING => continue,
                    ratio => base * i128::from(ratio) / i128::from(table.den),
                },
                Worth::Formula(..) if *of_base => return Err(Trouble),
                worth => match self.worth(worth)? {
                    None => continue,
                    Some(share) => share.unwrap_or(0),
                },
            };
            let taken = share.max(0).min(value);
            value -= taken;
            own.first_pay += taken;
        }
        own.covered = value;
        let deductible = self.deductible()?;
        let Some(period) = cumulative else {
            let mut charged = 0;
            if let Some((clause, due)) = deductible {
                let stamp = self.stamp(clause.period);
                let before = match clause.period {
                    Period::Visit => 0,
                    _ => self.state.get(clause.total, stamp, self.benefit.scale)?,
                };
                charged = value.min((due - before).max(0));
                self.state.add(clause.total, stamp, self.benefit.scale, charged)?;
            }
            return self.rated(method, charged, value - charged);
        };
        let covered = self.benefit.covered.iter().find(|(own, _)| *own == period).ok_or(Trouble)?;
        let before = self.state.get(covered.1, self.stamp(period), self.benefit.scale)?;
        let with_this = before + value;
        let due = deductible.map_or(0, |(_, due)| due);
        let mut gives = [0, 0];
        for (gives, base) in gives.iter_mut().zip([before, with_this]) {
            let charged = base.min(due);
            *gives = self.rated(method, charged, base - charged)?;
        }
        if let Some((clause, due)) = deductible {
            let stamp = self.stamp(clause.period);
            self.state.add(clause.total, stamp, self.benefit.scale, with_this.min(due) - before.min(due))?;
        }
        Ok((gives[1] - gives[0]).max(0))
    }

    /// Returns the base and whether it is cumulative.
    fn base(&self) -> Result<(i128, Option<Period>), Trouble> {
        for Base { worth, cumulative } in &self.benefit.bases {
            if let Some(base) = self.worth(worth)? {
                return Ok((base.unwrap_or(0).max(0), *cumulative));
            }
        }
        let eligible = self.benefit.eligible.ok_or(Trouble)?;
        Ok((self.eligible_left(eligible), None))
    }

    fn eligible_left(&self, eligible: usize) -> i128 {
        ((i128::from(self.amounts[eligible]) - self.paid) * self.scale() - self.first_pay).max(0)
    }

    /// Returns the deductible that holds with its amount.
    fn deductible(&self) -> Result<Option<(&'r Deductible, i128)>, Trouble> {
        for own in &self.benefit.deductibles {
            if let Some(due) = self.worth(&own.worth)? {
                return Ok(due.map(|due| (own, due.max(0))));
            }
        }
        Ok(None)
    }

    fn rated(&self, method: &Method, charged: i128, of: i128) -> Result<i128, Trouble> {
        match method {
            Method::Rate(table) => Ok(of * i128::from(self.rate(table)?)),
            Method::Segments(Segments { from_deductible, edges, rates, .. }) => {
                let from = if *from_deductible { charged } else { 0 };
                let to = from + of;
                let mut sum = 0;
                let mut low = 0;
                for (band, table) in rates.iter().enumerate() {
                    let high = edges.get(band).map_or(to, |edge| i128::from(*edge).min(to));
                    let part = (high - from.max(low)).max(0);
                    if part > 0 {
                        sum += part * i128::from(self.rate(table)?);
                    }
                    low = edges.get(band).map_or(low, |edge| i128::from(*edge));
                }
                Ok(sum)
            }
            Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. } => Err(Trouble),
        }
    }

    fn rate(&self, table: &Table) -> Result<i64, Trouble> {
        match table.at(self.digits) {
            TROUBLE | ABSENT => Err(Trouble),
            NOTHING => Ok(0),
            rate => Ok(rate),
        }
    }

    fn own_pay(&mut self, method: &Method) -> Result<i128, Trouble> {
        let Method::OwnPay { ceiling, period, total } = method else { return Err(Trouble) };
        let now = self.own_cost()?.ok_or(Trouble)?;
        let Some(ceiling) = self.worth(ceiling)? else { return Err(Trouble) };
        let before = match period {
            Period::Visit => 0,
            _ => self.state.get(*total, self.stamp(*period), self.benefit.scale)?,
        };
        Ok(ceiling.map_or(0, |ceiling| now.min((before + now - ceiling).max(0))))
    }

    /// Caps, the total of the layers, rounding; then what the totals gain.
    fn limit(&mut self, amount: i128, method: &Method, own: &mut Paid) -> Result<Paid, Trouble> {
        let (scale, rates) = (self.scale(), i128::from(self.benefit.rate_scale));
        let fine = scale * rates;
        let mut allowed: Option<i128> = None;
        let mut holding: [(usize, u64); MAX_CAPS] = [(0, 0); MAX_CAPS];
        let mut count = 0;
        for cap in &self.benefit.caps {
            let Some(limit) = self.worth(&cap.worth)? else { continue };
            let at = key(&cap.keys, self.digits);
            let stamp = self.stamp(cap.period);
            if cap.period != Period::Visit {
                *holding.get_mut(count).ok_or(Trouble)? = (cap.total + at, stamp);
                count += 1;
            }
            let Some(limit) = limit else { continue };
            let used = self.used(cap, at, stamp)?;
            let left = (limit - used * scale).max(0) * rates;
            allowed = Some(allowed.map_or(left, |own| own.min(left)));
        }
        let mut value = allowed.map_or(amount, |left| amount.min(left));
        for worth in &self.benefit.layer_totals {
            let Some(Some(limit)) = self.worth(worth)? else { continue };
            let left = (limit - self.paid * scale).max(0) * rates;
            value = value.min(left);
            allowed = Some(allowed.map_or(left, |own| own.min(left)));
        }
        let (mut mode, mut unit) = (RoundingMode::HalfUp, 1);
        for (table, own_mode, own_unit) in &self.benefit.roundings {
            match table.at(self.digits) {
                ABSENT => {}
                TROUBLE => return Err(Trouble),
                _ => (mode, unit) = (*own_mode, *own_unit),
            }
        }
        let whole = i128::from(unit);
        let mut rounded = round(value, mode, whole * fine) * whole;
        if let Some(allowed) = allowed
            && rounded * fine > allowed
        {
            rounded = round(allowed, RoundingMode::Down, whole * fine) * whole;
        }
        own.amount = i64::try_from(rounded).map_err(|_| Trouble)?;
        for (total, stamp) in &holding[..count] {
            self.state.add(*total, *stamp, 1, rounded)?;
        }
        if let Method::OwnPay { period, total, .. } = method {
            let now = self.own_cost()?.ok_or(Trouble)?;
            let stamp = self.stamp(*period);
            self.state.add(*total, stamp, self.benefit.scale, now - rounded * scale)?;
        }
        Ok(*own)
    }

    /// Returns the own cost that an own-pay ceiling counts.
    fn own_cost(&self) -> Result<Option<i128>, Trouble> {
        for base in &self.benefit.bases {
            if let Some(base) = self.worth(&base.worth)? {
                return Ok(Some(base.unwrap_or(0).max(0)));
            }
        }
        let gross = self.benefit.gross.map(|at| i128::from(self.amounts[at]));
        Ok(gross.map(|gross| ((gross - self.paid) * self.scale()).max(0)))
    }

    /// Returns what has been used of a cap, in 分.
    fn used(&self, cap: &Cap, at: usize, stamp: u64) -> Result<i128, Trouble> {
        let mut used: i128 = cap.joint_before.iter().map(|other| i128::from(self.state.rows[*other].amount)).sum();
        if cap.period != Period::Visit {
            used += self.state.get(cap.total + at, stamp, 1)?;
            if let Some(joint) = cap.joint_total {
                used += self.state.get(joint + at, stamp, 1)?;
            }
        }
        Ok(used)
    }

    /// Returns what a clause is worth in parts of a 分: `None` where it does not hold, `Some(None)` for `无`.
    fn worth(&self, worth: &Worth) -> Result<Option<Option<i128>>, Trouble> {
        match worth.presence().at(self.digits) {
            ABSENT => Ok(None),
            TROUBLE => Err(Trouble),
            NOTHING => Ok(Some(None)),
            number => Ok(Some(Some(match worth {
                Worth::Table(_) => i128::from(number),
                Worth::Formula(_, formula) => self.formula(formula)?,
            }))),
        }
    }

    fn formula(&self, formula: &Formula) -> Result<i128, Trouble> {
        let scale = self.scale();
        Ok(match formula {
            Formula::Amount(at) => i128::from(self.amounts[*at]) * scale,
            Formula::Constant(numerator, denominator) => i128::from(*numerator) * scale / i128::from(*denominator),
            Formula::EligibleLeft { eligible } => self.eligible_left(*eligible),
            Formula::OwnPay { gross } => ((i128::from(self.amounts[*gross]) - self.paid) * scale).max(0),
            Formula::PaidSoFar => self.paid * scale,
            Formula::Sum(all) => {
                let mut sum = 0;
                for own in all {
                    sum += self.formula(own)?;
                }
                sum
            }
            Formula::Scale(own, numerator, denominator) => {
                let scaled = self.formula(own)?.checked_mul(i128::from(*numerator)).ok_or(Trouble)?;
                if scaled % i128::from(*denominator) != 0 {
                    return Err(Trouble);
                }
                scaled / i128::from(*denominator)
            }
            Formula::Least(all) | Formula::Greatest(all) => {
                let mut best: Option<i128> = None;
                let least = matches!(formula, Formula::Least(_));
                for own in all {
                    let own = self.formula(own)?;
                    best = Some(best.map_or(own, |best| if least { best.min(own) } else { best.max(own) }));
                }
                best.ok_or(Trouble)?
            }
        })
    }
}

/// The most caps of one benefit that hold at once.
const MAX_CAPS: usize = 16;

/// Returns how many units a value, which is at least 0, is rounded to.
fn round(value: i128, mode: RoundingMode, unit: i128) -> i128 {
    // Most figures are small, and division in 64 bits is much faster.
    let (whole, rest) = match (i64::try_from(value), i64::try_from(unit)) {
        (Ok(value), Ok(unit)) => (i128::from(value / unit), i128::from(value % unit)),
        (_, _) => (value / unit, value % unit),
    };
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => rest != 0,
        RoundingMode::HalfUp => 2 * rest >= unit,
        RoundingMode::HalfEven => 2 * rest > unit || (2 * rest == unit && whole % 2 != 0),
    };
    whole + i128::from(up)
}
