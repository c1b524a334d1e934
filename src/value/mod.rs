//! Values at work: what a fact holds and an expression yields. Units are known by the `ir`, not here.
//!
//! Numbers are in the base of their unit: money in 分, ratios and percentage points as fractions (80% is 4/5),
//! durations in days or in months, ages in years.

pub mod ops;
pub mod period;

use crate::base::date::Date;
use crate::base::number::Number;

/// An enum or catalogue of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DomainId(pub u32);

/// An entry of a domain, by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EntryId(pub u32);

/// A value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Value {
    Bool(bool),
    Number(Number),
    Date(Date),
    Text(String),
    /// An enum value, a catalogue entry, or the value of a state.
    Entry(DomainId, EntryId),
    /// Several entries held at once, in the order in which they were given.
    Several(DomainId, Vec<EntryId>),
    /// A list of records (plots, periods, bill lines): each its fields in the order of the type.
    Records(Vec<Vec<Value>>),
    /// `无`: no limit, nothing payable, no row of a table.
    Nothing,
}

impl Value {
    /// Returns the number it is.
    pub fn as_number(&self) -> Option<&Number> {
        if let Value::Number(number) = self { Some(number) } else { None }
    }

    /// Returns the truth value it is.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(truth) = self { Some(*truth) } else { None }
    }

    /// Returns the date it is.
    pub fn as_date(&self) -> Option<Date> {
        if let Value::Date(date) = self { Some(*date) } else { None }
    }
}

impl From<Number> for Value {
    fn from(number: Number) -> Value {
        Value::Number(number)
    }
}
