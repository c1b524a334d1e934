//! The days on which the answer can differ, as stretches of days within which nothing begins or ends on either side.

use crate::base::date::{Date, DateRange};
use crate::ir::expr::{ExprKind, Source, Table};
use crate::ir::{Adjusted, Program, clause_value};
use std::collections::BTreeSet;

/// Parts all days so that neither program changes within a part.
pub(super) fn stretches(programs: [&Program; 2]) -> Vec<DateRange> {
    let mut begins: BTreeSet<Date> = BTreeSet::new();
    for program in programs {
        for range in ranges(program) {
            begins.extend(range.from);
            begins.extend(range.until.and_then(|until| until.plus_days(1)));
        }
    }
    let mut all = Vec::with_capacity(begins.len() + 1);
    let mut from = None;
    for begin in begins {
        all.push(DateRange { from, until: begin.previous_day() });
        from = Some(begin);
    }
    all.push(DateRange { from, until: None });
    all
}

/// Returns a day that stands for a stretch.
pub(super) fn day_of(range: DateRange) -> Date {
    let any = || Date::new(2020, 1, 1).expect("it is a day");
    range.from.or(range.until).unwrap_or_else(any)
}

/// Returns the ranges of everything that is dated.
fn ranges(program: &Program) -> Vec<DateRange> {
    let mut all = program.ranges();
    let values = program.definitions.iter().flat_map(|own| &own.versions).map(|own| &own.body);
    let clauses = program.benefits.iter().flat_map(|own| &own.clauses).flat_map(|own| &own.versions);
    values.for_each(|own| add(own, &mut all));
    clauses.filter_map(|own| clause_value(&own.body)).for_each(|own| add(own, &mut all));
    for own in &program.standards {
        all.push(own.range);
        all.extend(own.requirements.iter().map(|own| own.range));
        all.extend(own.exemptions.iter().map(|(_, range)| *range));
    }
    all
}

fn add(own: &Adjusted, all: &mut Vec<DateRange>) {
    match &own.value {
        Source::Table(table) => all.extend(table.rows.iter().map(|row| row.range)),
        Source::Expr(own) => {
            if let ExprKind::Account(items) = &*own.kind {
                all.extend(items.iter().map(|item| item.range));
            }
        }
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
    }
}

/// Which rows of a table hold on a day: part of what the table says then.
pub(super) fn rows_on(table: &Table, on: Date) -> String {
    table.rows.iter().map(|row| if row.range.contains(on) { '1' } else { '0' }).collect()
}

/// Joins what is the same on neighbouring stretches: each with the first and the last place at which it stands.
pub(super) fn runs<T: Clone>(of: &[Vec<T>], same: impl Fn(&T, &T) -> bool) -> Vec<(T, usize, usize)> {
    let mut done: Vec<(T, usize, usize)> = Vec::new();
    let mut open: Vec<(T, usize, usize)> = Vec::new();
    for (at, found) in of.iter().enumerate() {
        let mut still: Vec<(T, usize, usize)> = Vec::new();
        let mut left: Vec<Option<&T>> = found.iter().map(Some).collect();
        for (own, from, to) in open {
            let twin = left.iter_mut().find(|other| other.is_some_and(|other| same(&own, other)));
            match twin {
                Some(twin) => {
                    *twin = None;
                    still.push((own, from, at));
                }
                None => done.push((own, from, to)),
            }
        }
        still.extend(left.into_iter().flatten().map(|own| (own.clone(), at, at)));
        open = still;
    }
    done.extend(open);
    done.sort_by_key(|(_, from, to)| (*from, *to));
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_on_is_one_run() {
        let of = [vec!['a'], vec!['a', 'b'], vec!['b'], vec![], vec!['b']];
        assert_eq!(runs(&of, |a, b| a == b), [('a', 0, 1), ('b', 1, 2), ('b', 4, 4)]);
    }
}
