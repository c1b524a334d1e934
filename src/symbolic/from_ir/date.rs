//! What is made of a day that is not known but lies in a range: ages, days and months from and to it. Each is monotone,
//! so that a comparison cuts the range at one point.

use crate::base::date::Date;
use crate::base::number::Number;
use crate::value::{Value, ops};

/// A step from a day to a day or a number, never turning back on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Derived {
    /// Days or months later.
    Later(Number, bool),
    /// Completed years on a day, of somebody born on this one.
    AgeOn(Date),
    DaysTo(Date),
    DaysFrom(Date),
    MonthsTo(Date),
    MonthsFrom(Date),
    Year,
    NextMonth,
    MonthEnd,
    Plus(Number),
    Times(Number),
}

impl Derived {
    pub(super) fn of(&self, value: &Value) -> Option<Value> {
        let whole = |count: i64| Some(Value::Number(count.into()));
        match (self, value) {
            (Derived::Later(count, in_months), Value::Date(day)) => {
                ops::date_plus(*day, count, *in_months).ok().map(Value::Date)
            }
            (Derived::AgeOn(on), Value::Date(birth)) => whole(on.completed_years_since(*birth)),
            (Derived::DaysTo(to), Value::Date(day)) => whole(to.days_since(*day)),
            (Derived::DaysFrom(from), Value::Date(day)) => whole(day.days_since(*from)),
            (Derived::MonthsTo(to), Value::Date(day)) => whole(ops::months_between(*day, *to)),
            (Derived::MonthsFrom(from), Value::Date(day)) => whole(ops::months_between(*from, *day)),
            (Derived::Year, Value::Date(day)) => whole(i64::from(day.year())),
            (Derived::NextMonth, Value::Date(day)) => {
                ops::date_plus(day.first_of_month(), &Number::one(), true).ok().map(Value::Date)
            }
            (Derived::MonthEnd, Value::Date(day)) => Some(Value::Date(day.last_of_month())),
            (Derived::Plus(by), Value::Number(own)) => own.add(by).ok().map(Value::Number),
            (Derived::Times(by), Value::Number(own)) => own.multiply(by).ok().map(Value::Number),
            _ => None,
        }
    }
}

/// Returns what a chain of steps makes of a value.
pub(super) fn derived(steps: &[Derived], value: Value) -> Option<Value> {
    steps.iter().try_fold(value, |value, step| step.of(&value))
}
