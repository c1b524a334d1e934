//! A day as year, month and day, and which period it belongs to: without going through a calendar for each row.

use crate::base::date::Period;
use crate::value::period::YearStart;

/// 31 December 9999.
pub(super) const LAST_DAY: i32 = 3_652_058;

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
        // Days before and behind have no date; they are refused before anybody asks.
        let shifted = day.clamp(0, LAST_DAY).unsigned_abs() + 306;
        let (era, of_era) = (shifted / 146_097, shifted % 146_097);
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * of_year + 2) / 153;
        let day_of_month = of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + u32::from(month <= 2);
        Today { day, year: year as i32, month: month as u8, day_of_month: day_of_month as u8 }
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
            Period::Year if start == YearStart::CALENDAR => self.year,
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
