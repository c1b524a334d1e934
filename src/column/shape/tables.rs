//! Tables of a plan looked up by one byte: their keys, what is usual in them, and the rows that they shut out.

use super::from_version::Shaping;
use super::{Bytes, Guard, Key, NO_LIMIT, Part, VisitKey};
use crate::column::plan::{ABSENT, Axis, NOTHING, PASSED, TROUBLE, Table, Test, is_number, joined};
use crate::ir::FactId;

impl Shaping<'_> {
    /// Returns a table with `无` where the benefit is not due: there it is never asked.
    pub(super) fn where_due(&self, table: &Table) -> Table {
        if !table.values.iter().any(|own| matches!(*own, ABSENT | TROUBLE | PASSED)) || self.due.only() == Some(0) {
            return table.clone();
        }
        let due = self.joined(&[table, &self.due], |own| if own[1] == 0 { own[0] } else { NOTHING });
        // Too large: then rows are left to others that need not be.
        due.unwrap_or_else(|_| table.clone())
    }

    /// Works several tables into one over all their axes.
    pub(super) fn joined(&self, tables: &[&Table], of: impl Fn(&[i64]) -> i64) -> Result<Table, String> {
        joined(&self.version.axes, tables, MOST_ENTRIES, of).ok_or_else(|| "a table of too many entries".to_owned())
    }

    /// Returns a table looked up by a byte; rows whose entry has no value are left to others.
    pub(super) fn bytes<T: Copy + Default + PartialEq>(
        &mut self,
        table: &Table,
        of: impl Fn(i64) -> Option<T>,
    ) -> Result<Bytes<T>, String> {
        // Digits of entries become the entries themselves where there is room: then columns serve as keys.
        let wide = self.parts(table, false)?;
        let (parts, size) = if wide.1 > 256 { self.parts(table, true)? } else { wide };
        if size > MOST_ENTRIES {
            return Err(format!("a key of {size} values, more than {MOST_ENTRIES}"));
        }
        let mut digits = vec![0_u16; self.version.axes.len()];
        let mut found: Vec<Option<T>> = Vec::new();
        let mut codes = Vec::with_capacity(size);
        for key in 0..size {
            for (part, stride, at) in &parts {
                digits[*at] = match (part, &self.version.axes[*at]) {
                    (Part::Entry(_, entries), Axis::Entry(_, classes)) => classes[key / stride % entries],
                    (_, axis) => (key / stride % axis.size()) as u16,
                };
            }
            let value = of(table.at(&digits));
            if size <= 256 {
                found.push(value);
                continue;
            }
            let code = found.iter().position(|own| *own == value).unwrap_or_else(|| {
                found.push(value);
                found.len() - 1
            });
            codes.push(u8::try_from(code).map_err(|_| "a key of too many different values")?);
        }
        let mut key = Key {
            parts: parts.into_iter().map(|(part, stride, _)| (part, stride)).collect(),
            codes: (size > 256).then_some(codes),
        };
        key.parts.dedup();
        let visits = self.visits_in(&key, &found)?;
        let place = self.keys.iter().position(|own| *own == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        if let Some((stride, most)) = visits
            && !self.visit_keys.iter().any(|own| own.key == place)
        {
            let slot = self.visit_keys.len() + self.earlier_visit_keys;
            self.visit_keys.push(VisitKey { key: place, stride, most, slot });
        }
        let mut values = Box::new([T::default(); 256]);
        for (value, own) in values.iter_mut().zip(&found) {
            *value = own.unwrap_or_default();
        }
        if found.contains(&None) {
            let known = self.guards.iter().position(|own| own.key == place);
            let at = known.unwrap_or_else(|| {
                self.guards.push(Guard { key: place, shut: Box::new([false; 256]) });
                self.guards.len() - 1
            });
            for (shut, own) in self.guards[at].shut.iter_mut().zip(&found) {
                *shut |= own.is_none();
            }
        }
        // The first of those that are met most often, so that the same policy has the same plan.
        let times = |own: &Option<T>| found.iter().filter(|other| *other == own).count();
        let mut usual = found.first().copied().flatten().unwrap_or_default();
        let mut most = 0;
        for own in &found {
            if let (Some(value), true) = (own, times(own) > most) {
                (usual, most) = (*value, times(own));
            }
        }
        let mut others = Vec::new();
        for (code, own) in found.iter().enumerate() {
            if let (Some(value), Ok(code)) = (own.filter(|own| *own != usual), u8::try_from(code)) {
                others.push((code, value));
            }
        }
        let few = (others.len() <= FEW).then_some((usual, others));
        Ok(Bytes { key: place, values, few })
    }

    /// Returns the stride of the number of the visit in a key, and from which number on all are alike. Rows must be left to
    /// others whatever the number is, or not at all.
    fn visits_in<T>(&self, key: &Key, found: &[Option<T>]) -> Result<Option<(u8, u32)>, String> {
        let edges = |part: &Part| match part {
            Part::Digit(axis) => match &self.version.axes[*axis] {
                Axis::Visits(_, edges) => Some(edges.len()),
                _ => None,
            },
            Part::Entry(..) => None,
        };
        let mut visits = key.parts.iter().filter_map(|(part, stride)| Some((edges(part)?, *stride)));
        let Some((most, stride)) = visits.next() else { return Ok(None) };
        let is_left = |at: usize| found[at].is_none();
        let alike = |at: usize| is_left(at) == is_left(at - at / stride % (most + 1) * stride);
        let fits = visits.next().is_none() && key.codes.is_none() && (0..found.len()).all(alike);
        match (fits, u8::try_from(stride), u32::try_from(most)) {
            (true, Ok(stride), Ok(most)) => Ok(Some((stride, most))),
            _ => Err("depends on the number of the visit".to_owned()),
        }
    }

    /// Returns the digits of a key with their strides and axes, and how many values it has: of the entries themselves or
    /// of their classes.
    pub(super) fn parts(&self, table: &Table, classes: bool) -> Result<(Vec<(Part, usize, usize)>, usize), String> {
        let mut parts: Vec<(Part, usize, usize)> = Vec::new();
        let mut size: usize = 1;
        let mut facts: Vec<(FactId, usize)> = Vec::new();
        for (axis, _) in &table.axes {
            let own = &self.version.axes[*axis];
            match own {
                Axis::Entry(fact, _) if !classes => {
                    let entries = (self.entries)(*fact);
                    if let Some((_, stride)) = facts.iter().find(|(known, _)| known == fact) {
                        parts.push((Part::Entry(*fact, entries), *stride, *axis));
                        continue;
                    }
                    facts.push((*fact, size));
                    parts.push((Part::Entry(*fact, entries), size, *axis));
                    size = size.saturating_mul(entries.max(1));
                }
                // A loop counts its own rows.
                Axis::Visits(of, edges) if self.counts && *of == self.at => {
                    parts.push((Part::Digit(*axis), size, *axis));
                    size = size.saturating_mul(edges.len() + 1);
                }
                Axis::Visits(..) => return Err("depends on the number of the visit".to_owned()),
                Axis::Test(_, Test::Days(..)) => return Err("compares days row by row".to_owned()),
                Axis::Test(..) => return Err("compares amounts row by row".to_owned()),
                Axis::Entry(..) | Axis::Truth(_) | Axis::Number(..) | Axis::Day(..) | Axis::Age(..) => {
                    parts.push((Part::Digit(*axis), size, *axis));
                    size = size.saturating_mul(own.size());
                }
            }
        }
        Ok((parts, size))
    }
}

/// The most entries of a table that several are worked into.
const MOST_ENTRIES: usize = 65_536;

/// So many values of a key that differ from the usual one are compared rather than looked up.
const FEW: usize = 4;

/// Returns a figure of a table, in parts of a 分, down to whole units.
pub(super) fn whole_in(value: i64, (part, unit): (i64, i64)) -> i64 {
    if !is_number(value) || (part, unit) == (1, 1) {
        return value;
    }
    let whole = value.div_euclid(part);
    whole - whole.rem_euclid(unit)
}

/// Returns the figure of the one that holds.
pub(super) fn one_that_holds(all: &[i64]) -> i64 {
    let mut holding = all.iter().filter(|own| **own != ABSENT);
    match (holding.next(), holding.next()) {
        (Some(one), None) => *one,
        _ => TROUBLE,
    }
}

/// Returns a figure of a table as a lane; `无` and absent as something else.
pub(super) fn lane(value: i64, nothing: i64) -> Option<u32> {
    match value {
        TROUBLE | PASSED => None,
        // What is absent is told apart by those who call; elsewhere it means the same as `无`.
        ABSENT | NOTHING => u32::try_from(nothing).ok(),
        number => u32::try_from(number.clamp(0, i64::from(NO_LIMIT))).ok(),
    }
}
