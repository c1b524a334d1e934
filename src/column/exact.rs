//! Exact fractions in 128 bits, for what no scale is known of in advance. Says so where a figure does not fit.

use num_integer::Integer;
use std::cmp::Ordering;

/// A fraction; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    numerator: i128,
    denominator: i128,
}

/// Denominators beyond this are brought to lowest terms.
const FINE: i128 = 1 << 40;

impl Exact {
    pub(super) const ZERO: Exact = Exact { numerator: 0, denominator: 1 };

    pub(super) fn whole(number: i128) -> Exact {
        Exact { numerator: number, denominator: 1 }
    }

    /// Returns a fraction; none over 0 or less.
    pub(super) fn new(numerator: i128, denominator: i128) -> Option<Exact> {
        (denominator > 0).then_some(Exact { numerator, denominator })
    }

    fn tidy(self) -> Exact {
        if self.denominator < FINE {
            return self;
        }
        let common = self.numerator.gcd(&self.denominator).max(1);
        Exact { numerator: self.numerator / common, denominator: self.denominator / common }
    }

    pub(super) fn plus(self, other: Exact) -> Option<Exact> {
        if self.denominator == other.denominator {
            return Some(Exact { numerator: self.numerator.checked_add(other.numerator)?, ..self });
        }
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        let denominator = self.denominator.checked_mul(other.denominator)?;
        Some(Exact { numerator: left.checked_add(right)?, denominator }.tidy())
    }

    pub(super) fn minus(self, other: Exact) -> Option<Exact> {
        self.plus(Exact { numerator: other.numerator.checked_neg()?, ..other })
    }

    pub(super) fn times(self, numerator: i64, denominator: i64) -> Option<Exact> {
        let denominator = self.denominator.checked_mul(i128::from(denominator)).filter(|own| *own > 0)?;
        Some(Exact { numerator: self.numerator.checked_mul(i128::from(numerator))?, denominator }.tidy())
    }

    pub(super) fn at_least_zero(self) -> Exact {
        if self.numerator < 0 { Exact::ZERO } else { self }
    }

    /// Returns how two of them stand to each other.
    pub(super) fn order(self, other: Exact) -> Option<Ordering> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Some(left.cmp(&right))
    }

    /// Returns how many such parts of 1 it is, when that is a whole number.
    pub(super) fn parts(self, of_one: i128) -> Option<i128> {
        let parts = self.numerator.checked_mul(of_one)?;
        if self.denominator == 1 {
            return Some(parts);
        }
        (parts % self.denominator == 0).then(|| parts / self.denominator)
    }
}
