//! Periods on the calendar: which one a day belongs to, the one before, the one after. No clock.

use crate::base::date::{Date, Period};

/// The first day of the benefit year: month and day (`年度自 07-01`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct YearStart {
    pub month: u8,
    pub day: u8,
}

impl YearStart {
    /// The calendar year.
    pub const CALENDAR: YearStart = YearStart { month: 1, day: 1 };

    /// Returns the first day of the year that begins in `year`; 29 February is the 28th in common years.
    fn in_year(self, year: i16) -> Option<Date> {
        let (month, day) = (i8::try_from(self.month).ok()?, i8::try_from(self.day).ok()?);
        Date::new(year, month, day).or_else(|| Date::new(year, month, 1).map(Date::last_of_month))
    }
}

/// Returns the first day of the period that a day belongs to; `None` for a life, which has none.
pub fn first_day(period: Period, date: Date, year: YearStart) -> Option<Date> {
    match period {
        Period::Visit | Period::Day => Some(date),
        Period::Month => Some(date.first_of_month()),
        Period::Quarter => Date::new(date.year(), (date.month() - 1) / 3 * 3 + 1, 1),
        Period::Year => {
            let own = year.in_year(date.year()).filter(|start| *start <= date);
            own.or_else(|| year.in_year(date.year().checked_sub(1)?)).or(Some(date.first_of_month()))
        }
        Period::Life => None,
    }
}

/// Whether two days belong to the same period.
pub fn same(period: Period, a: Date, b: Date, year: YearStart) -> bool {
    first_day(period, a, year) == first_day(period, b, year)
}

/// Returns the first day of the period `count` after the one that begins on `start`.
pub fn later(period: Period, start: Date, count: i64) -> Option<Date> {
    match period {
        Period::Visit | Period::Day => start.plus_days(count),
        Period::Month => start.plus_months(count),
        Period::Quarter => start.plus_months(count.checked_mul(3)?),
        Period::Year => start.plus_months(count.checked_mul(12)?),
        Period::Life => None,
    }
}

/// Returns how many whole months lie between the first days of two periods.
pub fn months(from: Date, to: Date) -> i64 {
    (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn policy_years_begin_where_they_are_said_to() {
        let july = YearStart { month: 7, day: 1 };
        assert_eq!(first_day(Period::Year, day("2020-06-30"), july), Some(day("2019-07-01")));
        assert_eq!(first_day(Period::Year, day("2020-07-01"), july), Some(day("2020-07-01")));
        assert_eq!(first_day(Period::Quarter, day("2020-08-15"), july), Some(day("2020-07-01")));
    }
}
