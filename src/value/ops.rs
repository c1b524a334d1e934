//! The meaning of each operator, once: values in, a value or the reason why there is none out. Knows no places, no
//! names and no units; who calls adds the place.

use super::{DomainId, EntryId, Value};
use crate::base::date::Date;
use crate::base::number::{Number, NumberError, RoundingMode};
use std::cmp::Ordering;

/// What stands below what in the catalogues of a program.
pub trait Entries {
    /// Whether `entry` is `ancestor` or stands below it.
    fn is_within(&self, domain: DomainId, entry: EntryId, ancestor: EntryId) -> bool;
}

/// How two values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Why an operation has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpError {
    DivisionByZero,
    /// A number beyond 2000 digits, an exponent that is not whole or beyond -1000..1000.
    TooLarge,
    /// Money over 10^15元.
    MoneyTooLarge,
    /// A day before year 1 or after 9999.
    NoSuchDate,
    /// A count of days or months that is not whole.
    NotWhole,
    /// `无` was tested, or worked with.
    Nothing,
    /// Values that do not go together; a checked program never does this.
    Mistyped,
}

impl From<NumberError> for OpError {
    fn from(error: NumberError) -> OpError {
        match error {
            NumberError::DivisionByZero => OpError::DivisionByZero,
            NumberError::TooLarge => OpError::TooLarge,
        }
    }
}

/// The largest amount of money in 分: 10^15元.
pub const MAX_MONEY_FEN: i64 = 100_000_000_000_000_000;

/// Returns `base` to the power of a whole number from -1000 to 1000.
pub fn power(base: &Number, exponent: &Number) -> Result<Number, OpError> {
    let exponent = exponent.to_i64().ok_or(OpError::TooLarge)?;
    Ok(base.power(exponent)?)
}

/// Refuses money beyond the largest amount.
pub fn check_money(amount: &Number) -> Result<(), OpError> {
    let most = Number::from(MAX_MONEY_FEN);
    if *amount > most || *amount < most.negate() { Err(OpError::MoneyTooLarge) } else { Ok(()) }
}

/// Compares two values. `Equal` holds of entries when the left one is the right one or stands below it; of several
/// entries when one of them does; `NotEqual` is its contrary. An order holds of several when it does of one of them.
pub fn compare(entries: &impl Entries, op: Comparison, left: &Value, right: &Value) -> Result<bool, OpError> {
    match op {
        Comparison::Equal => equals(entries, left, right),
        Comparison::NotEqual => Ok(!equals(entries, left, right)?),
        Comparison::Less => ordered(left, right, |order| order == Ordering::Less),
        Comparison::LessOrEqual => ordered(left, right, |order| order != Ordering::Greater),
        Comparison::Greater => ordered(left, right, |order| order == Ordering::Greater),
        Comparison::GreaterOrEqual => ordered(left, right, |order| order != Ordering::Less),
    }
}

/// Whether a value is another, hierarchy and several values included.
pub fn equals(entries: &impl Entries, left: &Value, right: &Value) -> Result<bool, OpError> {
    match (left, right) {
        (Value::Nothing, _) | (_, Value::Nothing) => Err(OpError::Nothing),
        (Value::Entry(domain, entry), Value::Entry(other, ancestor)) => {
            Ok(domain == other && entries.is_within(*domain, *entry, *ancestor))
        }
        (Value::Several(..), _) | (_, Value::Several(..)) => {
            let rights = one_by_one(right);
            for own in one_by_one(left) {
                for other in &rights {
                    if equals(entries, &own, other)? {
                        return Ok(true);
                    }
                }
            }
            Ok(false)
        }
        (Value::Bool(left), Value::Bool(right)) => Ok(left == right),
        (Value::Number(left), Value::Number(right)) => Ok(left == right),
        (Value::Date(left), Value::Date(right)) => Ok(left == right),
        (Value::Text(left), Value::Text(right)) => Ok(left == right),
        (Value::Records(left), Value::Records(right)) => Ok(left == right),
        (
            Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Entry(..) | Value::Records(_),
            _,
        ) => Err(OpError::Mistyped),
    }
}

/// Returns the order of two numbers, dates, truth values or entries of one enum.
pub fn order(left: &Value, right: &Value) -> Result<Ordering, OpError> {
    match (left, right) {
        (Value::Nothing, _) | (_, Value::Nothing) => Err(OpError::Nothing),
        (Value::Number(left), Value::Number(right)) => Ok(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Ok(left.cmp(right)),
        (Value::Bool(left), Value::Bool(right)) => Ok(left.cmp(right)),
        (Value::Entry(domain, left), Value::Entry(other, right)) if domain == other => Ok(left.cmp(right)),
        (
            Value::Bool(_)
            | Value::Number(_)
            | Value::Date(_)
            | Value::Text(_)
            | Value::Entry(..)
            | Value::Several(..)
            | Value::Records(_),
            _,
        ) => Err(OpError::Mistyped),
    }
}

fn ordered(left: &Value, right: &Value, fits: impl Fn(Ordering) -> bool) -> Result<bool, OpError> {
    let rights = one_by_one(right);
    for own in one_by_one(left) {
        for other in &rights {
            if fits(order(&own, other)?) {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Returns several entries as single ones, any other value as itself.
pub fn one_by_one(value: &Value) -> Vec<Value> {
    match value {
        Value::Several(domain, entries) => entries.iter().map(|entry| Value::Entry(*domain, *entry)).collect(),
        Value::Bool(_)
        | Value::Number(_)
        | Value::Date(_)
        | Value::Text(_)
        | Value::Entry(..)
        | Value::Records(_)
        | Value::Nothing => vec![value.clone()],
    }
}

/// Whether a value lies between two edges, each with whether it belongs to the band; several: whether one of them does.
pub fn in_band(value: &Value, low: Option<(&Value, bool)>, high: Option<(&Value, bool)>) -> Result<bool, OpError> {
    if *value == Value::Nothing {
        return Err(OpError::Nothing);
    }
    for own in one_by_one(value) {
        let above = match low {
            Some((edge, included)) => {
                let order = order(&own, edge)?;
                order == Ordering::Greater || (included && order == Ordering::Equal)
            }
            None => true,
        };
        let below = match high {
            Some((edge, included)) => {
                let order = order(&own, edge)?;
                order == Ordering::Less || (included && order == Ordering::Equal)
            }
            None => true,
        };
        if above && below {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Rounds to a multiple of `unit`, which must be above 0.
pub fn rounded(value: &Number, mode: RoundingMode, unit: &Number) -> Result<Number, OpError> {
    if unit.is_positive() { Ok(value.round(mode, unit)) } else { Err(OpError::DivisionByZero) }
}

/// Returns the day so many days or months later (earlier when negative); months end on the month's last day at most.
pub fn date_plus(date: Date, count: &Number, in_months: bool) -> Result<Date, OpError> {
    let count =
        if count.is_whole() { count.to_i64().ok_or(OpError::NoSuchDate)? } else { return Err(OpError::NotWhole) };
    let later = if in_months { date.plus_months(count) } else { date.plus_days(count) };
    later.ok_or(OpError::NoSuchDate)
}

/// Returns the whole months from the first day to the second; negative when the second is earlier.
pub fn months_between(from: Date, to: Date) -> i64 {
    if to < from {
        return -months_between(to, from);
    }
    let months = (i64::from(to.year()) - i64::from(from.year())) * 12 + i64::from(to.month()) - i64::from(from.month());
    let reached = from.plus_months(months).is_some_and(|day| day <= to);
    if reached { months } else { months - 1 }
}

/// Returns the ratio held within 0..100%.
pub fn held_ratio(ratio: &Number) -> Number {
    ratio.at_least(&Number::zero()).at_most(&Number::one())
}

/// Returns how much of `from..to` lies within a band; the part is 0 where they do not meet.
pub fn part_in_band(
    from: &Number,
    to: &Number,
    low: Option<&Number>,
    high: Option<&Number>,
) -> Result<Number, OpError> {
    let from = low.map_or_else(|| from.clone(), |low| from.at_least(low));
    let to = high.map_or_else(|| to.clone(), |high| to.at_most(high));
    Ok(to.subtract(&from)?.at_least(&Number::zero()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::parse(text).expect("a date")
    }

    #[test]
    fn months_are_whole() {
        assert_eq!(months_between(day("2020-01-15"), day("2020-03-14")), 1);
        assert_eq!(months_between(day("2020-01-15"), day("2020-03-15")), 2);
        assert_eq!(months_between(day("2020-01-31"), day("2020-02-29")), 1);
        assert_eq!(months_between(day("2020-03-15"), day("2020-01-20")), -1);
    }

    #[test]
    fn parts_of_bands() {
        let part = |from: i64, to: i64, low: Option<i64>, high: Option<i64>| {
            let (low, high) = (low.map(Number::from), high.map(Number::from));
            part_in_band(&from.into(), &to.into(), low.as_ref(), high.as_ref()).map(|part| part.to_i64())
        };
        assert_eq!(part(0, 50, None, Some(30)), Ok(Some(30)));
        assert_eq!(part(12, 50, None, Some(30)), Ok(Some(18)));
        assert_eq!(part(0, 20, Some(30), None), Ok(Some(0)));
    }
}
