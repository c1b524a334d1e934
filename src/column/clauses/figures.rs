//! Whole figures in 64 bits; where one does not fit, the evaluator is asked.

use super::Halt;
use crate::base::number::RoundingMode;

pub(super) fn plus(a: i64, b: i64) -> Result<i64, Halt> {
    a.checked_add(b).ok_or(Halt::Ask)
}

pub(super) fn minus(a: i64, b: i64) -> Result<i64, Halt> {
    a.checked_sub(b).ok_or(Halt::Ask)
}

pub(super) fn times(a: i64, b: i64) -> Result<i64, Halt> {
    a.checked_mul(b).ok_or(Halt::Ask)
}

/// Returns the quotient by a figure above 0, and the rest.
pub(super) fn divided(value: i64, by: i64) -> (i64, i64) {
    if by == 1 { (value, 0) } else { (value / by, value % by) }
}

/// Returns how many units a value, which is at least 0, is rounded to.
pub(super) fn round(value: i64, mode: RoundingMode, unit: i64) -> i64 {
    let (whole, rest) = divided(value, unit);
    let up = match mode {
        RoundingMode::Down => false,
        RoundingMode::Up => rest != 0,
        RoundingMode::HalfUp => rest >= unit - rest,
        RoundingMode::HalfEven => rest > unit - rest || (rest == unit - rest && whole % 2 != 0),
    };
    whole + i64::from(up)
}
