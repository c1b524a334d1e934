//! Tables: every case has a row, none has two that do not agree.

use super::Pass;
use super::fits::{Asked, Fits};
use super::rows;
use super::space::{Choice, Space};
use crate::base::date::Date;
use crate::base::text::Lang;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::breadth::breadth;
use crate::ir::expr::{Adjusted, Dimension, Expr, Row, Source, Table};
use crate::ir::{Benefit, Branch, Clause, ClauseBody, Program, Type, clause_value, print, words};
use crate::syntax::ast::Hit;

pub(super) const PASS: Pass = Pass { benefit: check_benefit, rest: check_rest };

fn check_benefit(program: &Program, benefit: &Benefit, problems: &mut Problems) {
    for clause in &benefit.clauses {
        let values = clause.versions.iter().filter_map(|version| clause_value(&version.body));
        let tables: Vec<&Table> = values.flat_map(tables_in).collect();
        if tables.is_empty() {
            continue;
        }
        let conditions = conditions_of(benefit, clause);
        for table in tables {
            check_table(program, table, &conditions, Place::Clause, problems);
        }
    }
}

fn check_rest(program: &Program, problems: &mut Problems) {
    let nobody = Conditions::default();
    for definition in &program.definitions {
        for version in &definition.versions {
            for table in tables_in(&version.body) {
                check_table(program, table, &nobody, Place::Definition, problems);
            }
        }
    }
    for table in &program.tables {
        for version in &table.versions {
            check_table(program, &version.body, &nobody, Place::Own, problems);
        }
    }
}

/// Where a table stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// In a clause of a benefit: every case that may occur needs a row.
    Clause,
    /// In a definition: every case needs a row.
    Definition,
    /// By itself: without a row its result is `无`.
    Own,
}

/// Returns the tables within a value.
pub(super) fn tables_in(value: &Adjusted) -> Vec<&Table> {
    let mut found = Vec::new();
    if let Source::Table(table) = &value.value {
        found.push(&**table);
    }
    for effect in &value.effects {
        if let crate::ir::expr::EffectKind::Instead(Source::Table(table)) = &effect.kind {
            found.push(table);
        }
    }
    found
}

/// What must hold for a clause to be asked, and what keeps it from being asked.
#[derive(Clone, Debug, Default)]
pub(super) struct Conditions<'p> {
    pub(super) all_true: Vec<&'p Expr>,
    pub(super) all_false: Vec<&'p Expr>,
}

impl Conditions<'_> {
    /// Whether a choice is certainly shut out.
    pub(super) fn shut_out(&self, space: &Space<'_>, choice: &Choice) -> bool {
        self.all_true.iter().any(|condition| space.truth(condition, choice) == Some(false))
            || self.all_false.iter().any(|condition| space.truth(condition, choice) == Some(true))
    }
}

/// Returns the conditions under which a clause of a benefit counts.
fn conditions_of<'p>(benefit: &'p Benefit, clause: &'p Clause) -> Conditions<'p> {
    let mut conditions = Conditions::default();
    for own in &benefit.clauses {
        for version in &own.versions {
            match &version.body {
                ClauseBody::Requires(condition) if own.branch.is_none() => conditions.all_true.push(condition),
                ClauseBody::Refuse { when: Some(when), .. } if own.branch.is_none() => conditions.all_false.push(when),
                ClauseBody::Refuse { when: None, .. } => {
                    if let Some(branch) = own.branch.map(|id| &benefit.branches[id.index()])
                        && branch.parent.is_none()
                        && let Some(when) = first_of_chain(benefit, branch)
                    {
                        conditions.all_false.push(when);
                    }
                }
                _ => {}
            }
        }
    }
    match clause.branch {
        Some(id) => branch_conditions(benefit, id.index(), &mut conditions),
        // A case that states the same kind replaces this clause.
        None => {
            for own in benefit.clauses.iter().filter(|own| own.path.word == clause.path.word) {
                let Some(branch) = own.branch.map(|id| &benefit.branches[id.index()]) else { continue };
                let replaces = own.path.period == clause.path.period || own.path.period.is_none();
                if branch.parent.is_none()
                    && replaces
                    && let Some(when) = first_of_chain(benefit, branch)
                {
                    conditions.all_false.push(when);
                }
            }
        }
    }
    conditions
}

/// Returns the condition of a branch that stands first in its chain: it alone decides.
fn first_of_chain<'p>(benefit: &'p Benefit, branch: &'p Branch) -> Option<&'p Expr> {
    let first = benefit.branches.iter().find(|own| own.chain == branch.chain)?;
    if std::ptr::eq(first, branch) { branch.when.as_ref() } else { None }
}

/// Adds what must hold for a branch: its condition, those of what encloses it, and none of those before it.
pub(super) fn branch_conditions<'p>(benefit: &'p Benefit, at: usize, conditions: &mut Conditions<'p>) {
    let mut at = Some(at);
    while let Some(own) = at {
        let branch = &benefit.branches[own];
        conditions.all_true.extend(&branch.when);
        for earlier in benefit.branches[..own].iter().filter(|other| other.chain == branch.chain) {
            conditions.all_false.extend(&earlier.when);
        }
        at = branch.parent.map(|id| id.index());
    }
}

fn check_table(program: &Program, table: &Table, conditions: &Conditions<'_>, place: Place, problems: &mut Problems) {
    if table.broken {
        return;
    }
    let mut asked = Asked { table, dimensions: &table.dimensions, offset: 0 };
    if let Some(Dimension::Segment { .. }) = table.dimensions.first() {
        super::segments::check(program, table, problems);
        asked = Asked { dimensions: &table.dimensions[1..], offset: 1, ..asked };
        if asked.dimensions.is_empty() {
            return;
        }
    }
    if asked.dimensions.iter().any(|own| matches!(own, Dimension::Expr(own) if own.ty == Type::Unknown)) {
        return;
    }
    let days = days_of(table);
    let mut sound = true;
    for day in &days {
        sound &= check_on(program, asked, conditions, place, *day, problems);
    }
    // Rows that cannot be told apart yet are not told to go.
    if sound {
        rows::check(program, asked, &days, place == Place::Clause, problems);
    }
}

/// Returns days between which the rows of a table change; one without meaning when none is dated.
fn days_of(table: &Table) -> Vec<Option<Date>> {
    let mut days: Vec<Date> = Vec::new();
    for row in &table.rows {
        days.extend(row.range.from);
        days.extend(row.range.until.and_then(|until| until.plus_days(1)));
    }
    days.sort();
    days.dedup();
    if days.is_empty() {
        return vec![None];
    }
    let before = days.first().and_then(|first| first.previous_day());
    before.into_iter().chain(days).map(Some).collect()
}

/// Returns the rows in force on a day.
pub(super) fn rows_on(table: &Table, day: Option<Date>) -> Vec<usize> {
    (0..table.rows.len()).filter(|at| day.is_none_or(|day| table.rows[*at].range.contains(day))).collect()
}

/// Looks for gaps and overlaps on a day. Returns whether the table has been searched and every case has one answer.
fn check_on(
    program: &Program,
    asked: Asked<'_>,
    conditions: &Conditions<'_>,
    place: Place,
    day: Option<Date>,
    problems: &mut Problems,
) -> bool {
    let table = asked.table;
    let mut space = Space::new(program);
    let mut interesting = asked.add_to(&mut space);
    // Edges that are not fixed (1.5 × 低保标准) cannot be tried; the interpreter says so when no row fits.
    if space.open_edges {
        return false;
    }
    let own_atoms: Vec<String> = space.atoms.keys().cloned().collect();
    for condition in conditions.all_true.iter().chain(&conditions.all_false) {
        let mut trial = space.clone();
        trial.add_condition(condition);
        // Conditions on other quantities shut nothing out here; they would only multiply the combinations.
        if trial.atoms.len() == space.atoms.len() || trial.atoms.keys().any(|name| own_atoms.contains(name)) {
            space = trial;
            interesting.push(condition);
        }
    }
    space.open_edges = false;
    let heads: Vec<Expr> = asked.tests();
    interesting.extend(heads.iter());
    let rows: Vec<&Row> = rows_on(table, day).into_iter().map(|at| &table.rows[at]).collect();
    let settled = space.settle(&interesting);
    let Some(fits) = settled.and_then(|_| Fits::new(&space, asked, &rows)) else {
        problems.push(too_large(table));
        return false;
    };
    let default = rows.iter().any(|row| row.default && row.heads.is_empty());
    let breadths: Vec<Vec<u64>> = match table.hit {
        Hit::MostSpecific => rows.iter().map(|row| breadth(program, row, day)).collect(),
        _ => Vec::new(),
    };
    // Segments of one scale fit together: only rows of the same segment can stand in each other's way.
    let segments: Vec<String> = rows
        .iter()
        .map(|row| match (asked.offset, row.heads.first()) {
            (1, Some(head)) => print::head(program, head, Lang::Zh),
            _ => String::new(),
        })
        .collect();
    // A count and a list have an answer even where no row fits.
    let answers_none = matches!(table.hit, Hit::Number | Hit::ListAll | Hit::ListInOrder);
    let mut missing = None;
    let mut hits = Vec::new();
    for choice in space.choices() {
        hits.clear();
        let mut maybe = false;
        let mut by_default = default;
        for (at, row) in rows.iter().enumerate() {
            match (row.default, fits.row(at, &choice)) {
                (false, Some(true)) => hits.push(at),
                (false, None) => maybe = true,
                (true, Some(true) | None) => by_default = true,
                (_, Some(false)) => {}
            }
        }
        let no_row = hits.is_empty() && !maybe && !by_default;
        if no_row && place != Place::Own && !conditions.shut_out(&space, &choice) {
            let witness = space.witness(&choice, &own_atoms);
            problems.push(
                Diagnostic::new(Code::TableGap, table.span, words::table_gap(witness)).help(words::add_row_or_else()),
            );
            return false;
        }
        if no_row && place == Place::Own && !answers_none && missing.is_none() {
            missing = Some(space.witness(&choice, &own_atoms));
        }
        let Some((first, second)) = clash(program, table.hit, &rows, &hits, &segments, &breadths) else { continue };
        if maybe && table.hit == Hit::MostSpecific || conditions.shut_out(&space, &choice) {
            continue;
        }
        let witness = space.witness(&choice, &own_atoms);
        let (first, second) = (rows[first], rows[second]);
        let (place, other) = if first.span == second.span {
            // Two columns of one line.
            (
                second.heads.last().map_or(second.span, |head| head.span),
                first.heads.last().map_or(first.span, |head| head.span),
            )
        } else {
            (second.span, first.span)
        };
        let (message, help) = match table.hit {
            Hit::MostSpecific => (words::table_tie(witness), words::make_more_specific()),
            _ => (words::table_overlap(witness), words::choose_hit()),
        };
        problems
            .push(Diagnostic::new(Code::TableOverlap, place, message).label(other, words::other_row_here()).help(help));
        return false;
    }
    if let Some(witness) = missing {
        problems.push(
            Diagnostic::new(Code::RowMissing, table.span, words::row_missing(witness)).help(words::add_default_row()),
        );
    }
    true
}

/// Returns two rows between which the hit policy cannot choose.
fn clash(
    program: &Program,
    hit: Hit,
    rows: &[&Row],
    hits: &[usize],
    segments: &[String],
    breadths: &[Vec<u64>],
) -> Option<(usize, usize)> {
    let hits: Vec<usize> = match hit {
        Hit::Unique | Hit::Agree => hits.to_vec(),
        Hit::MostSpecific => {
            let least = hits.iter().map(|at| &breadths[*at]).min()?;
            hits.iter().copied().filter(|at| breadths[*at] == *least).collect()
        }
        Hit::First | Hit::Highest | Hit::Lowest | Hit::Sum | Hit::Number | Hit::ListAll | Hit::ListInOrder => {
            return None;
        }
    };
    hits.iter().enumerate().find_map(|(place, first)| {
        let stands_in_the_way = |other: &&usize| {
            segments[**other] == segments[*first]
                && (hit != Hit::Agree || !same_cells(program, rows[*first], rows[**other]))
        };
        Some((*first, *hits[place + 1..].iter().find(stands_in_the_way)?))
    })
}

fn too_large(table: &Table) -> Diagnostic {
    Diagnostic::new(Code::CheckIncomplete, table.span, words::table_not_searched()).help(words::split_table())
}

fn same_cells(program: &Program, one: &Row, other: &Row) -> bool {
    let text = |row: &Row| -> Vec<String> {
        row.cells.iter().map(|cell| print::source(program, &cell.value, Lang::Zh)).collect()
    };
    text(one) == text(other)
}
