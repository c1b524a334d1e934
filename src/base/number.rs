//! Exact numbers: rationals without rounding; every rounding is named. Knows nothing of units.

use num_bigint::BigInt;
use num_integer::Integer;
use num_rational::BigRational;
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::fmt;

/// An exact rational number.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Number(BigRational);

/// How a rounding goes; `HalfUp` takes halves away from zero, `Up` and `Down` are away from and towards zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RoundingMode {
    HalfUp,
    HalfEven,
    Up,
    Down,
}

/// Why a computation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    DivisionByZero,
    /// More than [`Number::MAX_BITS`] in numerator or denominator, or a power outside -1000..=1000.
    TooLarge,
}

impl Number {
    /// 2000 decimal digits.
    pub const MAX_BITS: u64 = 6644;

    pub fn zero() -> Number {
        Number(BigRational::zero())
    }

    pub fn one() -> Number {
        Number(BigRational::one())
    }

    /// Returns `numerator / denominator`; the denominator must not be 0.
    pub fn ratio(numerator: i64, denominator: i64) -> Number {
        Number(BigRational::new(numerator.into(), denominator.into()))
    }

    /// Reads `12`, `-0.5`, `30000`: digits with at most one point.
    pub fn parse(text: &str) -> Option<Number> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) || whole.len() + fraction.len() > 2000 {
            return None;
        }
        let value = if fraction.is_empty() {
            BigRational::from_integer(whole.parse().ok()?)
        } else {
            let numerator: BigInt = format!("{whole}{fraction}").parse().ok()?;
            BigRational::new(numerator, num_traits::pow(BigInt::from(10), fraction.len()))
        };
        Some(Number(if negative { -value } else { value }))
    }

    fn checked(value: BigRational) -> Result<Number, NumberError> {
        let fits = value.numer().bits() <= Self::MAX_BITS && value.denom().bits() <= Self::MAX_BITS;
        if fits { Ok(Number(value)) } else { Err(NumberError::TooLarge) }
    }

    /// Returns numerator and denominator, where both fit 64 bits, as nearly all do: products of two then fit 128, and no
    /// memory is asked for on the way to a result.
    fn short(&self) -> Option<(i128, i128)> {
        Some((self.0.numer().to_i64()?.into(), self.0.denom().to_i64()?.into()))
    }

    /// Returns a quotient in lowest terms; the denominator must be above 0.
    fn of_short(numerator: i128, denominator: i128) -> Number {
        if denominator == 1 {
            return Number(BigRational::new_raw(numerator.into(), denominator.into()));
        }
        let by = numerator.gcd(&denominator);
        Number(BigRational::new_raw((numerator / by).into(), (denominator / by).into()))
    }

    pub fn add(&self, other: &Number) -> Result<Number, NumberError> {
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            // Two products of 2^126 at most are below 2^127 together.
            return Ok(if b == d { Self::of_short(a + c, b) } else { Self::of_short(a * d + c * b, b * d) });
        }
        Self::checked(&self.0 + &other.0)
    }

    pub fn subtract(&self, other: &Number) -> Result<Number, NumberError> {
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return Ok(if b == d { Self::of_short(a - c, b) } else { Self::of_short(a * d - c * b, b * d) });
        }
        Self::checked(&self.0 - &other.0)
    }

    pub fn multiply(&self, other: &Number) -> Result<Number, NumberError> {
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return Ok(Self::of_short(a * c, b * d));
        }
        Self::checked(&self.0 * &other.0)
    }

    pub fn divide(&self, other: &Number) -> Result<Number, NumberError> {
        if other.is_zero() {
            return Err(NumberError::DivisionByZero);
        }
        if let (Some((a, b)), Some((c, d))) = (self.short(), other.short()) {
            return Ok(Self::of_short(a * d * c.signum(), b * c.abs()));
        }
        Self::checked(&self.0 / &other.0)
    }

    /// Returns the power for a whole exponent from -1000 to 1000.
    pub fn power(&self, exponent: i64) -> Result<Number, NumberError> {
        let size = exponent.unsigned_abs();
        let bits = self.0.numer().bits().max(self.0.denom().bits());
        if size > 1000 || bits.saturating_mul(size) > 2 * Self::MAX_BITS {
            return Err(NumberError::TooLarge);
        }
        let base = if exponent < 0 { Number::one().divide(self)? } else { self.clone() };
        Self::checked(num_traits::pow(base.0, size as usize))
    }

    pub fn negate(&self) -> Number {
        Number(-&self.0)
    }

    /// Returns the multiple of `unit` (above 0) that the mode names.
    pub fn round(&self, mode: RoundingMode, unit: &Number) -> Number {
        if self.is_whole() && unit.0.numer().is_one() {
            // A whole number is a multiple of every part of one.
            return self.clone();
        }
        if let (Some((a, b)), Some((c, d))) = (self.short(), unit.short())
            && let Some(rounded) = Self::short_units(mode, a * d, b * c).checked_mul(c)
        {
            return Self::of_short(rounded, d);
        }
        let units = &self.0 / &unit.0;
        let size = units.abs();
        let (whole, rest) = size.numer().div_rem(size.denom());
        let twice: BigInt = rest.clone() * 2;
        let up = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => !rest.is_zero(),
            RoundingMode::HalfUp => &twice >= size.denom(),
            RoundingMode::HalfEven => &twice > size.denom() || (&twice == size.denom() && whole.is_odd()),
        };
        let whole = if up { whole + BigInt::one() } else { whole };
        let signed = if units.is_negative() { -whole } else { whole };
        Number(BigRational::from_integer(signed) * &unit.0)
    }

    /// Returns the whole number next to a quotient that a mode names; the denominator is above 0.
    fn short_units(mode: RoundingMode, numerator: i128, denominator: i128) -> i128 {
        let size = numerator.abs();
        let (whole, rest) = (size / denominator, size % denominator);
        // `rest` is below the denominator, so its double is compared from the other side.
        let beyond_half = rest.cmp(&(denominator - rest));
        let up = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => rest != 0,
            RoundingMode::HalfUp => beyond_half.is_ge(),
            RoundingMode::HalfEven => beyond_half.is_gt() || beyond_half.is_eq() && whole % 2 == 1,
        };
        (whole + i128::from(up)) * numerator.signum()
    }

    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    pub fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    pub fn is_whole(&self) -> bool {
        self.0.is_integer()
    }

    /// Returns the whole number it is, when it is one and fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.is_whole() { self.0.numer().to_i64() } else { None }
    }

    /// Returns numerator and denominator in lowest terms, when both fit.
    pub fn to_fraction(&self) -> Option<(i128, i128)> {
        Some((self.0.numer().to_i128()?, self.0.denom().to_i128()?))
    }

    /// Returns `numerator / denominator`; `None` where the denominator is 0.
    pub fn from_fraction(numerator: i128, denominator: i128) -> Option<Number> {
        (denominator != 0).then(|| Number(BigRational::new(numerator.into(), denominator.into())))
    }

    /// The same for what has no common divisor; the denominator must be above 0.
    pub(crate) fn of_lowest_terms(numerator: i128, denominator: i128) -> Number {
        debug_assert!(denominator > 0 && numerator.gcd(&denominator) == 1, "lowest terms: {numerator}/{denominator}");
        Number(BigRational::new_raw(numerator.into(), denominator.into()))
    }

    /// Returns numerator and denominator in lowest terms as text.
    pub fn fraction_text(&self) -> (String, String) {
        (self.0.numer().to_string(), self.0.denom().to_string())
    }

    /// Returns the decimal text with all its places, or `None` when it has no finite one within `places`.
    pub fn decimal_text(&self, places: usize) -> Option<String> {
        if let Some(text) = self.short_decimal(places) {
            return Some(text);
        }
        let scale = num_traits::pow(BigInt::from(10), places);
        let scaled = &self.0 * BigRational::from_integer(scale);
        if !scaled.is_integer() {
            return None;
        }
        let text = self.fixed_text(places);
        if text.contains('.') { Some(text.trim_end_matches('0').trim_end_matches('.').to_owned()) } else { Some(text) }
    }

    /// Returns the decimal text of a number that fits machine words, as nearly all do.
    fn short_decimal(&self, places: usize) -> Option<String> {
        let (numerator, denominator) = self.to_fraction()?;
        if denominator == 1 {
            return Some(numerator.to_string());
        }
        let (mut scale, mut width) = (1_i128, 0);
        while scale % denominator != 0 {
            if width == places || width == 18 {
                return None;
            }
            (scale, width) = (scale * 10, width + 1);
        }
        let digits = numerator.unsigned_abs().checked_mul((scale / denominator).unsigned_abs())?.to_string();
        let digits = format!("{digits:0>length$}", length = width + 1);
        let (whole, fraction) = digits.split_at(digits.len() - width);
        Some(format!("{}{whole}.{fraction}", if numerator < 0 { "-" } else { "" }))
    }

    /// Returns the decimal text with exactly `places` places, halves away from zero: for display only.
    pub fn fixed_text(&self, places: usize) -> String {
        if let (Some((numerator, denominator)), true) = (self.short(), places <= 18) {
            let scaled = numerator.checked_mul(10_i128.pow(places as u32));
            if let Some(scaled) = scaled {
                let units = Self::short_units(RoundingMode::HalfUp, scaled, denominator);
                return Self::fixed(units.unsigned_abs().to_string(), units < 0, places);
            }
        }
        let unit = Number(BigRational::new(BigInt::one(), num_traits::pow(BigInt::from(10), places)));
        let rounded = self.round(RoundingMode::HalfUp, &unit);
        let scaled = (&rounded.0 / &unit.0).to_integer();
        Self::fixed(scaled.abs().to_string(), scaled.is_negative(), places)
    }

    /// Returns digits with a point before so many places.
    fn fixed(digits: String, negative: bool, places: usize) -> String {
        let digits = format!("{digits:0>width$}", width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        let sign = if negative { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Returns the number, or `least` where it is below it.
    pub fn at_least(&self, least: &Number) -> Number {
        std::cmp::max(self, least).clone()
    }

    /// Returns the number, or `most` where it is above it.
    pub fn at_most(&self, most: &Number) -> Number {
        std::cmp::min(self, most).clone()
    }

    pub fn min(&self, other: &Number) -> Number {
        std::cmp::min(self, other).clone()
    }

    pub fn max(&self, other: &Number) -> Number {
        std::cmp::max(self, other).clone()
    }
}

/// 0
impl Default for Number {
    fn default() -> Number {
        Number::zero()
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Number {
        Number(BigRational::from_integer(value.into()))
    }
}

/// The shortest exact decimal, or a fraction `1/3` where there is none.
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decimal_text(30) {
            Some(text) => f.write_str(&text),
            None => write!(f, "{}/{}", self.0.numer(), self.0.denom()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Number {
        Number::parse(text).expect("a number")
    }

    #[test]
    fn rounds_by_name() {
        let rounded = |text: &str, mode| number(text).round(mode, &Number::one()).to_string();
        assert_eq!(rounded("2.5", RoundingMode::HalfUp), "3");
        assert_eq!(rounded("2.5", RoundingMode::HalfEven), "2");
        assert_eq!(rounded("3.5", RoundingMode::HalfEven), "4");
        assert_eq!(rounded("2.01", RoundingMode::Up), "3");
        assert_eq!(rounded("2.99", RoundingMode::Down), "2");
        assert_eq!(rounded("-2.5", RoundingMode::HalfUp), "-3");
    }

    #[test]
    fn words_and_longer_numbers_are_worked_alike() {
        // Beyond 64 bits the same sums are made by the long way, which is scaled back.
        let long = number(&format!("1{}", "0".repeat(30)));
        let all = ["0", "1", "-1", "2.5", "-2.5", "0.125", "-0.005", "7", "-12", "30000.55", "9223372036854775807"];
        let parts = [Number::ratio(1, 3), Number::ratio(-7, 6), Number::ratio(i64::MAX, i64::MAX - 1)];
        let all: Vec<Number> = all.into_iter().map(number).chain(parts).collect();
        let modes = [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down];
        for a in &all {
            let wide = Number(&a.0 * &long.0);
            for places in 0..5 {
                let unit = Number(BigRational::new(BigInt::one(), num_traits::pow(BigInt::from(10), places)));
                for unit in [unit, Number::from(3), Number::ratio(2, 7)] {
                    for mode in modes {
                        let rounded = wide.round(mode, &Number(&unit.0 * &long.0));
                        assert_eq!(a.round(mode, &unit), Number(&rounded.0 / &long.0), "{a} to {unit} {mode:?}");
                    }
                }
            }
            for b in &all {
                let scaled = |own: Result<Number, NumberError>, by: &BigRational| own.map(|own| Number(own.0 / by));
                let other = Number(&b.0 * &long.0);
                assert_eq!(a.add(b), scaled(wide.add(&other), &long.0), "{a} + {b}");
                assert_eq!(a.subtract(b), scaled(wide.subtract(&other), &long.0), "{a} - {b}");
                assert_eq!(a.multiply(b), scaled(wide.multiply(b), &long.0), "{a} * {b}");
                assert_eq!(a.divide(b), scaled(wide.divide(b), &long.0), "{a} / {b}");
            }
        }
    }

    #[test]
    fn shows_exactly() {
        assert_eq!(number("-0.004").fixed_text(2), "0.00");
        assert_eq!(number("12345678901234567890.125").fixed_text(2), "12345678901234567890.13");
        assert_eq!(number("30000.50").to_string(), "30000.5");
        assert_eq!(Number::ratio(1, 3).to_string(), "1/3");
        assert_eq!(number("0.005").fixed_text(2), "0.01");
        assert_eq!(number("-0.5").fixed_text(2), "-0.50");
    }

    #[test]
    fn growth_is_an_error() {
        assert_eq!(number("10").power(1000).and_then(|big| big.power(1000)), Err(NumberError::TooLarge));
        assert_eq!(Number::one().divide(&Number::zero()), Err(NumberError::DivisionByZero));
    }
}
