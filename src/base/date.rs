//! Civil dates and periods; no clock, no time zone.

use std::fmt;

/// A civil date, from year 1 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// Returns the date, or `None` when there is no such day.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Date> {
        if year < 1 {
            return None;
        }
        jiff::civil::Date::new(year, month, day).ok().map(Date)
    }

    /// Reads `2020-01-01`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let year = parts.next()?.parse().ok()?;
        let month = parts.next()?.parse().ok()?;
        let day = parts.next()?.parse().ok()?;
        Date::new(year, month, day)
    }

    pub fn year(self) -> i16 {
        self.0.year()
    }

    pub fn month(self) -> i8 {
        self.0.month()
    }

    pub fn day(self) -> i8 {
        self.0.day()
    }

    /// Returns the date `days` later (earlier when negative); `None` beyond year 9999 or before year 1.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let days = i32::try_from(days).ok().filter(|days| days.abs() < 4_000_000)?;
        let date = self.0.checked_add(jiff::Span::new().days(days)).ok()?;
        (date.year() >= 1).then_some(Date(date))
    }

    /// Returns the date `months` later, the day clamped to the month's last.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let months = i32::try_from(months).ok().filter(|months| months.abs() < 120_000)?;
        let date = self.0.checked_add(jiff::Span::new().months(months)).ok()?;
        (date.year() >= 1).then_some(Date(date))
    }

    /// Returns the whole days from `earlier` to this date.
    pub fn days_since(self, earlier: Date) -> i64 {
        i64::from(self.ordinal() - earlier.ordinal())
    }

    /// Returns the days since 0001-01-01.
    fn ordinal(self) -> i32 {
        let span = self.0.since(jiff::civil::Date::constant(1, 1, 1)).expect("both dates are in range");
        span.get_days()
    }

    /// Returns the completed years since `birth`: reached on the birthday, 29 February on 1 March in common years.
    pub fn completed_years_since(self, birth: Date) -> i64 {
        let years = i64::from(self.year()) - i64::from(birth.year());
        let reached = (self.month(), self.day()) >= (birth.month(), birth.day());
        if reached { years } else { years - 1 }
    }

    pub fn first_of_month(self) -> Date {
        Date(self.0.first_of_month())
    }

    pub fn last_of_month(self) -> Date {
        Date(self.0.last_of_month())
    }

    /// Returns the day before; `None` on 0001-01-01.
    pub fn previous_day(self) -> Option<Date> {
        self.plus_days(-1)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year(), self.month(), self.day())
    }
}

/// A stretch of days: from the first to the last, both in it; open where `None`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct DateRange {
    pub from: Option<Date>,
    pub until: Option<Date>,
}

impl DateRange {
    /// All days.
    pub const ALWAYS: DateRange = DateRange { from: None, until: None };

    pub fn contains(self, date: Date) -> bool {
        self.from.is_none_or(|from| from <= date) && self.until.is_none_or(|until| date <= until)
    }

    /// Returns the days in both; `None` when there are none.
    pub fn intersect(self, other: DateRange) -> Option<DateRange> {
        let from = match (self.from, other.from) {
            (Some(a), Some(b)) => Some(a.max(b)),
            (a, b) => a.or(b),
        };
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        match (from, until) {
            (Some(from), Some(until)) if until < from => None,
            _ => Some(DateRange { from, until }),
        }
    }
}

/// A period in which totals run or benefits are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    Visit,
    Day,
    Month,
    Quarter,
    Year,
    Life,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leap_birthdays_are_reached_on_the_first_of_march() {
        let birth = Date::new(2004, 2, 29).expect("a leap day");
        assert_eq!(Date::new(2021, 2, 28).map(|day| day.completed_years_since(birth)), Some(16));
        assert_eq!(Date::new(2021, 3, 1).map(|day| day.completed_years_since(birth)), Some(17));
        assert_eq!(Date::new(2024, 2, 29).map(|day| day.completed_years_since(birth)), Some(20));
    }

    #[test]
    fn months_are_clamped_to_the_last_day() {
        let day = Date::new(2023, 1, 31).expect("a day");
        assert_eq!(day.plus_months(1), Date::new(2023, 2, 28));
    }
}
