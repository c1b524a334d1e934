//! A program to the program as if what holds on one day had held all year: so that a year of claims is settled by the
//! rules of that day. Other years are left as they are, since a rule may ask for last year's amount.

use crate::base::date::{Date, DateRange};
use crate::ir::expr::{Adjusted, Cell, EffectKind, ExprKind, Source, Table};
use crate::ir::{Dated, Program};

/// Returns the program with the versions of a day in force throughout its year.
pub(crate) fn frozen(program: &Program, on: Date) -> Program {
    let (Some(from), Some(until)) = (Date::new(on.year(), 1, 1), Date::new(on.year(), 12, 31)) else {
        return program.clone();
    };
    held(program, Freeze { on, year: DateRange { from: Some(from), until: Some(until) } })
}

/// Returns the program with the versions of a day in force at all times, whatever the day asked for.
pub(crate) fn timeless(program: &Program, on: Date) -> Program {
    held(program, Freeze { on, year: DateRange { from: None, until: None } })
}

fn held(program: &Program, freeze: Freeze) -> Program {
    let mut own = program.clone();
    for definition in &mut own.definitions {
        freeze.versions(&mut definition.versions);
        for version in &mut definition.versions {
            freeze.adjusted(&mut version.body);
        }
    }
    for table in &mut own.tables {
        freeze.versions(&mut table.versions);
        for version in &mut table.versions {
            freeze.table(&mut version.body);
        }
    }
    for list in &mut own.lists {
        freeze.versions(&mut list.entries);
    }
    for state in &mut own.states {
        freeze.versions(&mut state.transitions);
    }
    for benefit in &mut own.benefits {
        freeze.versions(&mut benefit.alive);
        for branch in &mut benefit.branches {
            branch.range = freeze.range(branch.range).first().copied().unwrap_or_else(never);
        }
        for clause in &mut benefit.clauses {
            freeze.versions(&mut clause.versions);
            for version in &mut clause.versions {
                if let Some(value) = crate::ir::clause_value_mut(&mut version.body) {
                    freeze.adjusted(value);
                }
            }
        }
    }
    for choice in &mut own.choices {
        choice.range = freeze.range(choice.range).first().copied().unwrap_or_else(never);
    }
    own
}

/// Returns a range that holds no day.
fn never() -> DateRange {
    DateRange { from: Date::new(9999, 12, 31), until: Date::new(1, 1, 1) }
}

struct Freeze {
    on: Date,
    year: DateRange,
}

impl Freeze {
    /// What holds on the day holds all year; what does not holds at no time of it.
    fn range(&self, range: DateRange) -> Vec<DateRange> {
        if !range.contains(self.on) {
            return crate::model::timeline::without(range, self.year);
        }
        let from = match (range.from, self.year.from) {
            (Some(own), Some(year)) => Some(own.min(year)),
            _ => None,
        };
        let until = match (range.until, self.year.until) {
            (Some(own), Some(year)) => Some(own.max(year)),
            _ => None,
        };
        vec![DateRange { from, until }]
    }

    fn versions<T: Clone>(&self, versions: &mut Vec<Dated<T>>) {
        let frozen = versions.drain(..).flat_map(|version| {
            let ranges = self.range(version.range);
            ranges.into_iter().map(move |range| Dated { range, ..version.clone() }).collect::<Vec<_>>()
        });
        *versions = frozen.collect();
    }

    fn adjusted(&self, own: &mut Adjusted) {
        self.source(&mut own.value);
        for effect in &mut own.effects {
            if let EffectKind::Instead(source) = &mut effect.kind {
                self.source(source);
            }
        }
    }

    fn source(&self, own: &mut Source) {
        match own {
            Source::Table(table) => self.table(table),
            Source::Expr(own) => {
                if let ExprKind::Account(items) = &mut *own.kind {
                    let frozen = items.drain(..).flat_map(|item| {
                        let ranges = self.range(item.range);
                        ranges
                            .into_iter()
                            .map(move |range| crate::ir::expr::AccountItem { range, ..item.clone() })
                            .collect::<Vec<_>>()
                    });
                    *items = frozen.collect();
                }
            }
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&self, own: &mut Table) {
        let rows = own.rows.drain(..).flat_map(|row| {
            let ranges = self.range(row.range);
            ranges.into_iter().map(move |range| crate::ir::expr::Row { range, ..row.clone() }).collect::<Vec<_>>()
        });
        own.rows = rows.collect();
        for cell in own.rows.iter_mut().flat_map(|row| &mut row.cells) {
            let Cell { value, .. } = cell;
            self.source(value);
        }
    }
}
