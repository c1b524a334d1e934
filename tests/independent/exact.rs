//! Fractions of 分 for the second calculator: small, exact, and with overflow as a failed test.

use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, Mul, Sub};

/// A fraction in lowest terms, its denominator above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Exact {
    over: i128,
    under: i128,
}

impl Exact {
    pub(crate) const ZERO: Exact = Exact { over: 0, under: 1 };

    pub(crate) fn new(over: i128, under: i128) -> Exact {
        let divisor = divisor(over.abs(), under).max(1);
        Exact { over: over / divisor, under: under / divisor }
    }

    pub(crate) fn fen(fen: i64) -> Exact {
        Exact { over: fen.into(), under: 1 }
    }

    pub(crate) fn yuan(yuan: i64) -> Exact {
        Exact::fen(yuan * 100)
    }

    pub(crate) fn percent(percent: i64) -> Exact {
        Exact::new(percent.into(), 100)
    }

    pub(crate) fn or_zero(self) -> Exact {
        self.max(Exact::ZERO)
    }

    /// Halves up, to whole 分; of amounts at least 0.
    pub(crate) fn half_up(self) -> Exact {
        Exact { over: (2 * self.over + self.under) / (2 * self.under), under: 1 }
    }

    /// Halves to the even 分.
    pub(crate) fn half_even(self) -> Exact {
        let (whole, rest) = (self.over / self.under, self.over % self.under);
        let up = match (2 * rest).cmp(&self.under) {
            Ordering::Less => 0,
            Ordering::Equal => whole % 2,
            Ordering::Greater => 1,
        };
        Exact { over: whole + up, under: 1 }
    }

    /// How much of the stretch from `from` to `to` lies between two edges.
    pub(crate) fn between(from: Exact, to: Exact, low: Exact, high: Option<Exact>) -> Exact {
        (high.map_or(to, |high| to.min(high)) - from.max(low)).or_zero()
    }

    pub(crate) fn to_text(self) -> String {
        if self.under == 1 { self.over.to_string() } else { format!("{}/{}", self.over, self.under) }
    }
}

fn divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

impl Default for Exact {
    fn default() -> Exact {
        Exact::ZERO
    }
}

impl Add for Exact {
    type Output = Exact;

    fn add(self, other: Exact) -> Exact {
        Exact::new(self.over * other.under + other.over * self.under, self.under * other.under)
    }
}

impl Sub for Exact {
    type Output = Exact;

    fn sub(self, other: Exact) -> Exact {
        Exact::new(self.over * other.under - other.over * self.under, self.under * other.under)
    }
}

impl Mul for Exact {
    type Output = Exact;

    fn mul(self, other: Exact) -> Exact {
        Exact::new(self.over * other.over, self.under * other.under)
    }
}

impl Ord for Exact {
    fn cmp(&self, other: &Exact) -> Ordering {
        (self.over * other.under).cmp(&(other.over * self.under))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Sum for Exact {
    fn sum<I: Iterator<Item = Exact>>(all: I) -> Exact {
        all.fold(Exact::ZERO, |sum, own| sum + own)
    }
}
