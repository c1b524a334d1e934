//! Rationals of 128 bits: fast enough for millions of them, and an answer of their own when one does not fit. Never
//! wraps, never rounds unless asked.

use crate::base::number::{Number, RoundingMode};
use std::cmp::Ordering;

/// A rational in lowest terms; the denominator is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    numerator: i128,
    denominator: i128,
}

/// A figure does not fit: the question is not decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// A figure, or that it does not fit.
pub type Figure<T = Exact> = Result<T, TooLarge>;

pub(crate) fn gcd(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.unsigned_abs(), b.unsigned_abs());
    while b != 0 {
        // Dividing 128 bits is many times as dear, and hardly ever needed for long.
        if let (Ok(short_a), Ok(short_b)) = (u64::try_from(a), u64::try_from(b)) {
            return i128::from(short_gcd(short_a, short_b));
        }
        (a, b) = (b, a % b);
    }
    // Both are below 2^127 in what follows; the one exception has no positive twin and is left out by `new`.
    i128::try_from(a).unwrap_or(i128::MAX)
}

/// Halves and subtracts (Knuth, The Art of Computer Programming 2, 4.5.2, algorithm B): no division.
fn short_gcd(mut a: u64, mut b: u64) -> u64 {
    if a == 0 || b == 0 {
        return a | b;
    }
    if a == 1 || b == 1 {
        return 1;
    }
    let twos = (a | b).trailing_zeros();
    a >>= a.trailing_zeros();
    loop {
        b >>= b.trailing_zeros();
        if a > b {
            std::mem::swap(&mut a, &mut b);
        }
        b -= a;
        if b == 0 {
            return a << twos;
        }
    }
}

/// Returns `a / by`, in 64 bits where both fit.
fn quotient(a: i128, by: i128) -> i128 {
    if by == 1 {
        return a;
    }
    match (i64::try_from(a), i64::try_from(by)) {
        (Ok(short), Ok(by)) if by > 0 => i128::from(short / by),
        _ => a / by,
    }
}

impl Exact {
    pub const ZERO: Exact = Exact { numerator: 0, denominator: 1 };
    pub const ONE: Exact = Exact { numerator: 1, denominator: 1 };

    /// Returns a whole number.
    pub const fn whole(value: i64) -> Exact {
        Exact { numerator: value as i128, denominator: 1 }
    }

    /// Returns a quotient in lowest terms; the denominator must not be 0.
    pub fn new(numerator: i128, denominator: i128) -> Figure {
        if denominator == 0 || numerator == i128::MIN || denominator == i128::MIN {
            return Err(TooLarge);
        }
        if denominator == 1 {
            return Ok(Exact { numerator, denominator });
        }
        let by = gcd(numerator, denominator);
        let sign = if denominator < 0 { -1 } else { 1 };
        Ok(Exact { numerator: quotient(numerator, by) * sign, denominator: quotient(denominator, by) * sign })
    }

    /// Returns numerator and denominator, where both fit 64 bits with room to spare.
    fn short(self) -> Option<(i64, u64)> {
        let numerator = i64::try_from(self.numerator).ok().filter(|own| *own != i64::MIN)?;
        i64::try_from(self.denominator).ok().map(|own| (numerator, own.unsigned_abs()))
    }

    /// The same for what has no common divisor; the denominator is above 0.
    fn checked(numerator: i128, denominator: i128) -> Figure {
        if numerator == 0 {
            return Ok(Exact::ZERO);
        }
        if numerator == i128::MIN || denominator == i128::MIN {
            Err(TooLarge)
        } else {
            Ok(Exact { numerator, denominator })
        }
    }

    pub fn numerator(self) -> i128 {
        self.numerator
    }

    pub fn denominator(self) -> i128 {
        self.denominator
    }

    pub fn from_number(number: &Number) -> Figure {
        let (numerator, denominator) = number.to_fraction().ok_or(TooLarge)?;
        Exact::new(numerator, denominator)
    }

    pub fn to_number(self) -> Number {
        Number::of_lowest_terms(self.numerator, self.denominator)
    }

    pub fn plus(self, other: Exact) -> Figure {
        if other.numerator == 0 {
            return Ok(self);
        }
        if self.numerator == 0 {
            return Ok(other);
        }
        if self.denominator == other.denominator {
            let sum = self.numerator.checked_add(other.numerator).ok_or(TooLarge)?;
            return Exact::new(sum, self.denominator);
        }
        if self.denominator == 1 || other.denominator == 1 {
            // Adding whole ones leaves nothing in common where there was nothing.
            let (whole, part) = if self.denominator == 1 { (self, other) } else { (other, self) };
            let scaled = whole.numerator.checked_mul(part.denominator).ok_or(TooLarge)?;
            return Exact::checked(scaled.checked_add(part.numerator).ok_or(TooLarge)?, part.denominator);
        }
        let by = gcd(self.denominator, other.denominator);
        let (left, right) = (quotient(other.denominator, by), quotient(self.denominator, by));
        let a = self.numerator.checked_mul(left).ok_or(TooLarge)?;
        let b = other.numerator.checked_mul(right).ok_or(TooLarge)?;
        Exact::new(a.checked_add(b).ok_or(TooLarge)?, self.denominator.checked_mul(left).ok_or(TooLarge)?)
    }

    pub fn negate(self) -> Exact {
        Exact { numerator: -self.numerator, denominator: self.denominator }
    }

    pub fn minus(self, other: Exact) -> Figure {
        self.plus(other.negate())
    }

    pub fn times(self, other: Exact) -> Figure {
        if self.denominator == 1 && other.denominator == 1 {
            return Exact::new(self.numerator.checked_mul(other.numerator).ok_or(TooLarge)?, 1);
        }
        if self.numerator == 0 || other.numerator == 0 {
            return Ok(Exact::ZERO);
        }
        if other.denominator == 1 && other.numerator.abs() == 1 {
            return Ok(if other.numerator == 1 { self } else { self.negate() });
        }
        if self.denominator == 1 && self.numerator.abs() == 1 {
            return Ok(if self.numerator == 1 { other } else { other.negate() });
        }
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            // Nothing in common is left, and products of two fit.
            let (one, two) = (short_gcd(a.unsigned_abs(), d), short_gcd(c.unsigned_abs(), b));
            let (one, two) = (one as i64, two as i64);
            let numerator = i128::from(a / one) * i128::from(c / two);
            let denominator = i128::from(b as i64 / two) * i128::from(d as i64 / one);
            return Ok(Exact { numerator, denominator });
        }
        let (a, b) = (gcd(self.numerator, other.denominator).max(1), gcd(other.numerator, self.denominator).max(1));
        let numerator = quotient(self.numerator, a).checked_mul(quotient(other.numerator, b)).ok_or(TooLarge)?;
        let denominator = quotient(self.denominator, b).checked_mul(quotient(other.denominator, a)).ok_or(TooLarge)?;
        // Nothing in common is left.
        Exact::checked(numerator, denominator)
    }

    /// Returns the quotient; dividing by 0 has none.
    pub fn over(self, other: Exact) -> Figure {
        let sign = if other.numerator < 0 { -1 } else { 1 };
        if other.numerator == 0 {
            return Err(TooLarge);
        }
        self.times(Exact { numerator: other.denominator * sign, denominator: other.numerator * sign })
    }

    pub fn is_zero(self) -> bool {
        self.numerator == 0
    }

    pub fn is_negative(self) -> bool {
        self.numerator < 0
    }

    pub fn is_positive(self) -> bool {
        self.numerator > 0
    }

    pub fn is_whole(self) -> bool {
        self.denominator == 1
    }

    /// Whether it is a whole multiple of another, which is not 0.
    pub fn is_multiple_of(self, of: Exact) -> bool {
        self.over(of).is_ok_and(Exact::is_whole)
    }

    /// Returns the largest whole number that is not above it.
    pub fn floor(self) -> i128 {
        if self.denominator == 1 {
            return self.numerator;
        }
        self.numerator.div_euclid(self.denominator)
    }

    /// Returns the smallest whole number that is not below it.
    pub fn ceiling(self) -> i128 {
        -self.negate().floor()
    }

    /// Returns the multiple of `unit` (above 0) that the mode names, as [`Number::round`] does.
    pub fn round(self, mode: RoundingMode, unit: Exact) -> Figure {
        if unit == Exact::ONE && self.is_whole() {
            return Ok(self);
        }
        let units = self.over(unit)?;
        let size = units.numerator.abs();
        let whole = quotient(size, units.denominator);
        let rest = size - whole * units.denominator;
        // `rest` is below the denominator, so its double is compared from the other side.
        let beyond_half = rest.cmp(&(units.denominator - rest));
        let up = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => rest != 0,
            RoundingMode::HalfUp => beyond_half != Ordering::Less,
            RoundingMode::HalfEven => {
                beyond_half == Ordering::Greater || beyond_half == Ordering::Equal && whole % 2 == 1
            }
        };
        let whole = whole + i128::from(up);
        let signed = if units.numerator < 0 { -whole } else { whole };
        Exact { numerator: signed, denominator: 1 }.times(unit)
    }

    /// Returns the largest number of which both are whole multiples; 0 counts for nothing.
    pub fn common_measure(self, other: Exact) -> Figure {
        if self.is_zero() {
            return Ok(other.absolute());
        }
        if other.is_zero() {
            return Ok(self.absolute());
        }
        // gcd(a/b, c/d) = gcd(ad, cb) / bd
        let a = self.numerator.checked_mul(other.denominator).ok_or(TooLarge)?;
        let b = other.numerator.checked_mul(self.denominator).ok_or(TooLarge)?;
        Exact::new(gcd(a, b), self.denominator.checked_mul(other.denominator).ok_or(TooLarge)?)
    }

    pub fn absolute(self) -> Exact {
        if self.is_negative() { self.negate() } else { self }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Exact) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Exact {
    /// Compares whole parts, then the turned-over rests: no product is formed that could be too large.
    fn cmp(&self, other: &Exact) -> Ordering {
        if self.denominator == other.denominator {
            return self.numerator.cmp(&other.numerator);
        }
        if let (Some(left), Some(right)) =
            (self.numerator.checked_mul(other.denominator), other.numerator.checked_mul(self.denominator))
        {
            return left.cmp(&right);
        }
        let (mut a, mut b) = ((self.numerator, self.denominator), (other.numerator, other.denominator));
        let mut turned = false;
        loop {
            let (whole_a, whole_b) = (a.0.div_euclid(a.1), b.0.div_euclid(b.1));
            let (rest_a, rest_b) = (a.0.rem_euclid(a.1), b.0.rem_euclid(b.1));
            let found = match whole_a.cmp(&whole_b) {
                Ordering::Equal => match (rest_a, rest_b) {
                    (0, 0) => Some(Ordering::Equal),
                    (0, _) => Some(Ordering::Less),
                    (_, 0) => Some(Ordering::Greater),
                    _ => None,
                },
                found => Some(found),
            };
            match found {
                Some(found) if turned => return found.reverse(),
                Some(found) => return found,
                None => {}
            }
            (a, b) = ((a.1, rest_a), (b.1, rest_b));
            turned = !turned;
        }
    }
}

impl From<i64> for Exact {
    fn from(value: i64) -> Exact {
        Exact::whole(value)
    }
}

/// Returns the least common multiple, when it fits.
pub(crate) fn common_multiple(a: i128, b: i128) -> Figure<i128> {
    (a / gcd(a, b).max(1)).checked_mul(b).ok_or(TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_without_products() {
        let huge = Exact::new(i128::MAX / 2, 3).expect("fits");
        let huger = Exact::new(i128::MAX / 2, 2).expect("fits");
        assert!(huge < huger);
        assert!(huge.negate() > huger.negate());
        assert_eq!(huge.cmp(&huge), Ordering::Equal);
        assert_eq!(huge.times(huger), Err(TooLarge));
    }

    #[test]
    fn rounds_as_numbers_do() {
        for (numerator, denominator) in [(5, 2), (-5, 2), (7, 3), (-7, 3), (3, 1), (1, 2), (3, 2)] {
            let own = Exact::new(numerator, denominator).expect("fits");
            for mode in [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down] {
                for unit in [Exact::ONE, Exact::whole(10), Exact::new(1, 3).expect("fits")] {
                    let rounded = own.round(mode, unit).expect("fits");
                    assert_eq!(rounded.to_number(), own.to_number().round(mode, &unit.to_number()));
                }
            }
        }
    }

    #[test]
    fn floors_and_ceilings() {
        let own = Exact::new(-7, 2).expect("fits");
        assert_eq!((own.floor(), own.ceiling()), (-4, -3));
        assert_eq!((Exact::whole(3).floor(), Exact::whole(3).ceiling()), (3, 3));
    }
}
