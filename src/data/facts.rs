//! A row under its mapping to facts; every cell that cannot be read is named.

use super::cell::{self, Form, Read, masked, shown};
use super::columns::{Mapping, Meaning, Schema};
use super::intake::Refusal;
use super::table::{Cell, Row};
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::ir::Type;
use crate::value::Value;
use std::collections::BTreeMap;

/// How often each unusual form was met under each heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Forms(BTreeMap<(String, Form), u64>);

impl Forms {
    /// Counts the forms of a cell.
    pub(super) fn note(&mut self, column: &str, forms: &[Form]) {
        for form in forms {
            *self.0.entry((column.to_owned(), *form)).or_default() += 1;
        }
    }

    /// Adds what another part of the rows had.
    pub fn add(&mut self, other: &Forms) {
        for (key, count) in &other.0 {
            *self.0.entry(key.clone()).or_default() += count;
        }
    }

    /// Returns heading, form and count.
    pub fn all(&self) -> impl Iterator<Item = (&str, Form, u64)> + '_ {
        self.0.iter().map(|((column, form), count)| (column.as_str(), *form, *count))
    }
}

/// Reads the cell of a meaning with a reader, under its heading.
pub fn read_as<T>(
    mapping: &Mapping,
    row: &Row,
    meaning: &Meaning,
    forms: &mut Forms,
    with: impl Fn(&Cell) -> Result<Read<T>, Text>,
) -> Result<Option<T>, Refusal> {
    let Some(at) = mapping.column(meaning) else { return Ok(None) };
    read_at(mapping, row, at, forms, with)
}

fn read_at<T>(
    mapping: &Mapping,
    row: &Row,
    at: usize,
    forms: &mut Forms,
    with: impl Fn(&Cell) -> Result<Read<T>, Text>,
) -> Result<Option<T>, Refusal> {
    let column = &mapping.columns[at].heading;
    let own = row.cell(at);
    match with(own) {
        Ok(read) => {
            forms.note(column, &read.forms);
            Ok(read.value)
        }
        Err(reason) => Err(Refusal { column: column.clone(), value: shown(&own.text()), reason }),
    }
}

/// The same; what is not filled in is refused too.
pub fn wanted<T>(
    mapping: &Mapping,
    row: &Row,
    meaning: &Meaning,
    forms: &mut Forms,
    with: impl Fn(&Cell) -> Result<Read<T>, Text>,
) -> Result<T, Refusal> {
    read_as(mapping, row, meaning, forms, with)?.ok_or_else(|| {
        let column = mapping.column(meaning).map_or(String::new(), |at| mapping.columns[at].heading.clone());
        Refusal { column, value: String::new(), reason: words::not_filled_in() }
    })
}

/// Values by the places of their facts in the schema, as the schema numbers entries.
pub type Values = BTreeMap<usize, Value>;

/// Reads all facts of a row.
pub fn values(schema: &Schema, mapping: &Mapping, row: &Row, forms: &mut Forms, refusals: &mut Vec<Refusal>) -> Values {
    let mut values = Values::new();
    for (at, fact) in mapping.facts() {
        let own = &schema.facts[fact];
        match read_at(mapping, row, at, forms, |cell| cell::value(schema, own, cell)) {
            Ok(Some(value)) => match in_unit(value, &own.ty, mapping.times(at)) {
                Some(value) => drop(values.insert(fact, value)),
                None => refusals.push(Refusal {
                    column: mapping.columns[at].heading.clone(),
                    value: shown(&row.cell(at).text()),
                    reason: words::amount_too_large(shown(&row.cell(at).text())),
                }),
            },
            Ok(None) => {}
            Err(refusal) => refusals.push(refusal),
        }
    }
    values
}

/// An amount under a heading with `(万元)` is ten thousand times what it says.
fn in_unit(value: Value, ty: &Type, times: Option<Number>) -> Option<Value> {
    match (value, times) {
        (Value::Number(number), Some(times)) if matches!(ty, Type::Quantity(unit) if unit.is_money()) => {
            number.multiply(&times).ok().filter(|own| own.to_i64().is_some()).map(Value::Number)
        }
        (value, _) => Some(value),
    }
}

/// Returns the amounts that a row says have been paid, by their places in the schema, and in all; not filled in is 0.
pub fn paid(mapping: &Mapping, row: &Row, forms: &mut Forms) -> Result<(Vec<(usize, i64)>, Option<i64>), Refusal> {
    let mut each = Vec::new();
    let mut in_all = None;
    for (at, column) in mapping.columns.iter().enumerate() {
        let meaning = match &column.meaning {
            Some(own @ (Meaning::Paid(_) | Meaning::PaidInAll)) => own,
            _ => continue,
        };
        let times = mapping.times(at).unwrap_or_else(Number::one);
        let own = read_at(mapping, row, at, forms, cell::amount)?.unwrap_or_default();
        let fen = own.multiply(&times).ok().and_then(|own| own.to_i64()).ok_or_else(|| Refusal {
            column: column.heading.clone(),
            value: shown(&row.cell(at).text()),
            reason: words::amount_too_large(shown(&row.cell(at).text())),
        })?;
        match meaning {
            Meaning::Paid(benefit) => each.push((*benefit, fen)),
            _ => in_all = Some(fen),
        }
    }
    Ok((each, in_all))
}

/// Reads a day that must be there.
pub fn day(mapping: &Mapping, row: &Row, forms: &mut Forms) -> Result<Date, Refusal> {
    wanted(mapping, row, &Meaning::Date, forms, cell::date).map(|day| mapping.later(day))
}

/// Reads what a person is known by.
pub fn person(mapping: &Mapping, row: &Row, forms: &mut Forms) -> Result<String, Refusal> {
    wanted(mapping, row, &Meaning::Person, forms, cell::person)
        .map_err(|refusal| Refusal { value: masked(&refusal.value), ..refusal })
}
