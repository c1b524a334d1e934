//! Running totals of the subject at hand, of each member and of the household, each with the period that it is of.

use super::Halt;
use super::figures::{plus, times};
use crate::base::date::Period;
use crate::column::today::Today;
use crate::value::period::YearStart;
use num_integer::Integer;

/// The finest parts of a 分 that a total is kept in.
pub(super) const FINEST: i64 = 1_000_000_000_000;

#[derive(Debug, Default)]
pub(super) struct Totals {
    /// Those of the first member, then of the second, as far as there are any. Those of a household are the first's.
    all: Vec<Total>,
    /// How many a member has.
    width: usize,
    pub member: usize,
    subject: u64,
}

/// A running total, of the period and subject that the stamp tells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Total {
    stamp: u64,
    pub scale: i64,
    sum: i64,
}

/// What a benefit that is paid changes in a total.
#[derive(Clone, Copy, Debug)]
pub(super) struct Note {
    pub at: usize,
    pub household: bool,
    /// Whether it takes the place of what was there.
    pub anew: bool,
    pub stamp: u64,
    pub scale: i64,
    pub by: i64,
}

impl Note {
    /// Adds to a total of the member.
    pub(super) fn plain(at: usize, stamp: u64, scale: i64, by: i64) -> Note {
        Note { at, household: false, anew: false, stamp, scale, by }
    }
}

impl Totals {
    pub(super) fn of(width: usize) -> Totals {
        Totals { all: vec![Total::default(); width], width, ..Totals::default() }
    }

    /// Begins a subject: no stamp of another one is the same.
    pub(super) fn begin(&mut self) {
        self.subject += 1;
    }

    pub(super) fn stamp(&self, today: Today, period: Period, year: YearStart) -> u64 {
        (self.subject << 24) | (today.key(period, year) + 1)
    }

    /// Returns a total that is not 0.
    pub(super) fn total(&self, at: usize, household: bool, stamp: u64) -> Option<&Total> {
        let at = if household { at } else { self.member * self.width + at };
        self.all.get(at).filter(|own| own.stamp == stamp && own.sum != 0)
    }

    /// Returns a total in parts of a 分.
    pub(super) fn get(&self, at: usize, household: bool, stamp: u64, scale: i64) -> Result<i64, Halt> {
        let Some(total) = self.total(at, household, stamp) else { return Ok(0) };
        if total.scale == scale {
            return Ok(total.sum);
        }
        let scaled = times(total.sum, scale)?;
        if scaled % total.scale == 0 { Ok(scaled / total.scale) } else { Err(Halt::Ask) }
    }

    /// Changes a total; where it is kept in other parts, in parts that are fine enough for both.
    pub(super) fn take(&mut self, note: &Note) -> Result<(), Halt> {
        let place = if note.household { note.at } else { self.member * self.width + note.at };
        if place >= self.all.len() {
            self.all.resize((self.member + 1) * self.width, Total::default());
        }
        // Field by field: a whole total is not read until the processor has put it together.
        let own = &mut self.all[place];
        if note.anew || own.stamp != note.stamp || own.sum == 0 {
            (own.stamp, own.scale, own.sum) = (note.stamp, note.scale, note.by);
        } else if own.scale == note.scale {
            own.sum = plus(own.sum, note.by)?;
        } else {
            let common = times(own.scale, note.scale / own.scale.gcd(&note.scale))?;
            if common > FINEST {
                return Err(Halt::Ask);
            }
            own.sum = plus(times(own.sum, common / own.scale)?, times(note.by, common / note.scale)?)?;
            own.scale = common;
        }
        Ok(())
    }
}
