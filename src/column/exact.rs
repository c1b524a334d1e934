//! Exact fractions in 64 bits, for what no scale is known of in advance. Says so where a figure does not fit.

use num_integer::Integer;
use std::cmp::Ordering;

/// A fraction; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exact {
    numerator: i64,
    denominator: i64,
}

/// Denominators beyond this are brought to lowest terms.
const FINE: i64 = 1 << 20;

impl Exact {
    pub(super) const ZERO: Exact = Exact { numerator: 0, denominator: 1 };

    pub(super) fn whole(number: i64) -> Exact {
        Exact { numerator: number, denominator: 1 }
    }

    /// Returns a fraction; none over 0 or less.
    pub(super) fn new(numerator: i64, denominator: i64) -> Option<Exact> {
        (denominator > 0).then_some(Exact { numerator, denominator })
    }

    fn lowest(self) -> Exact {
        if self.denominator == 1 {
            return self;
        }
        let common = self.numerator.gcd(&self.denominator).max(1);
        Exact { numerator: self.numerator / common, denominator: self.denominator / common }
    }

    fn tidy(self) -> Exact {
        if self.denominator < FINE { self } else { self.lowest() }
    }

    pub(super) fn plus(self, other: Exact) -> Option<Exact> {
        if self.denominator == other.denominator {
            return Some(Exact { numerator: self.numerator.checked_add(other.numerator)?, ..self });
        }
        let sum = |own: Exact, other: Exact| {
            let left = own.numerator.checked_mul(other.denominator)?;
            let right = other.numerator.checked_mul(own.denominator)?;
            let denominator = own.denominator.checked_mul(other.denominator)?;
            Some(Exact { numerator: left.checked_add(right)?, denominator }.tidy())
        };
        sum(self, other).or_else(|| sum(self.lowest(), other.lowest()))
    }

    pub(super) fn minus(self, other: Exact) -> Option<Exact> {
        self.plus(Exact { numerator: other.numerator.checked_neg()?, ..other })
    }

    /// Returns the product with a fraction whose denominator is above 0.
    pub(super) fn times(self, numerator: i64, denominator: i64) -> Option<Exact> {
        let product = |own: Exact| {
            let denominator = own.denominator.checked_mul(denominator).filter(|own| *own > 0)?;
            Some(Exact { numerator: own.numerator.checked_mul(numerator)?, denominator }.tidy())
        };
        product(self).or_else(|| product(self.lowest()))
    }

    pub(super) fn at_least_zero(self) -> Exact {
        if self.numerator < 0 { Exact::ZERO } else { self }
    }

    /// Returns how two of them stand to each other.
    pub(super) fn order(self, other: Exact) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        let left = i128::from(self.numerator) * i128::from(other.denominator);
        left.cmp(&(i128::from(other.numerator) * i128::from(self.denominator)))
    }

    /// Returns how many such parts of 1 it is, when that is a whole number.
    pub(super) fn parts(self, of_one: i64) -> Option<i64> {
        if self.denominator == 1 {
            return self.numerator.checked_mul(of_one);
        }
        if self.denominator == of_one {
            return Some(self.numerator);
        }
        let own = match self.numerator.checked_mul(of_one) {
            Some(_) => self,
            None => self.lowest(),
        };
        let parts = own.numerator.checked_mul(of_one)?;
        (parts % own.denominator == 0).then(|| parts / own.denominator)
    }
}
