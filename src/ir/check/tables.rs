//! Tables: every case has a row, none has two that do not agree.

use super::space::{Choice, Space};
use crate::base::date::Date;
use crate::base::text::Lang;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{Adjusted, Dimension, Expr, Head, HeadItem, Row, Source, Table};
use crate::ir::{Benefit, Branch, Clause, ClauseBody, Program, Type, clause_value, fixed_value, print, words};
use crate::syntax::ast::Hit;
use crate::value::Value;

pub(super) fn check(program: &Program, problems: &mut Problems) {
    for benefit in &program.benefits {
        for clause in &benefit.clauses {
            let values = clause.versions.iter().filter_map(|version| clause_value(&version.body));
            let tables: Vec<&Table> = values.flat_map(tables_in).collect();
            if tables.is_empty() {
                continue;
            }
            let conditions = conditions_of(benefit, clause);
            for table in tables {
                check_table(program, table, &conditions, true, problems);
            }
        }
    }
    let nobody = Conditions::default();
    for definition in &program.definitions {
        for version in &definition.versions {
            for table in tables_in(&version.body) {
                check_table(program, table, &nobody, true, problems);
            }
        }
    }
    for table in &program.tables {
        for version in &table.versions {
            check_table(program, &version.body, &nobody, false, problems);
        }
    }
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

fn check_table(
    program: &Program,
    table: &Table,
    conditions: &Conditions<'_>,
    needs_row: bool,
    problems: &mut Problems,
) {
    if table.broken {
        return;
    }
    let mut dimensions = table.dimensions.as_slice();
    let mut offset = 0;
    if let Some(Dimension::Segment { .. }) = dimensions.first() {
        super::segments::check(program, table, problems);
        dimensions = &dimensions[1..];
        offset = 1;
        if dimensions.is_empty() {
            return;
        }
    }
    if dimensions.iter().any(|own| matches!(own, Dimension::Expr(own) if own.ty == Type::Unknown)) {
        return;
    }
    for day in days_of(table) {
        check_on(program, table, dimensions, offset, conditions, needs_row, day, problems);
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

#[allow(clippy::too_many_arguments, reason = "one table on one day, with all that shuts cases out")]
fn check_on(
    program: &Program,
    table: &Table,
    dimensions: &[Dimension],
    offset: usize,
    conditions: &Conditions<'_>,
    needs_row: bool,
    day: Option<Date>,
    problems: &mut Problems,
) {
    let mut space = Space::new(program);
    let mut interesting: Vec<&Expr> = Vec::new();
    let mut own_names = Vec::new();
    for (at, dimension) in dimensions.iter().enumerate() {
        let Dimension::Expr(own) = dimension else { continue };
        space.add_atom(own);
        own_names.push(print::expr(program, own, Lang::Zh));
        for head in table.rows.iter().filter_map(|row| row.heads.get(at + offset)) {
            for item in &head.items {
                match item {
                    HeadItem::Band(band) => space.add_band(own, band),
                    HeadItem::Compare(_, value) | HeadItem::Value(value) => space.edge(own, value),
                    HeadItem::Condition(condition) => {
                        space.add_condition(condition);
                        interesting.push(condition);
                    }
                    HeadItem::Any | HeadItem::Else | HeadItem::List(_) => {}
                }
            }
        }
    }
    // Edges that are not fixed (1.5 × 低保标准) cannot be tried; the interpreter says so when no row fits.
    if space.open_edges {
        return;
    }
    let own_atoms: Vec<String> = space.atoms.keys().cloned().collect();
    let shut: Vec<&&Expr> = conditions.all_true.iter().chain(&conditions.all_false).collect();
    for condition in shut {
        let mut trial = space.clone();
        trial.add_condition(condition);
        // Conditions on other quantities shut nothing out here; they would only multiply the combinations.
        if trial.atoms.len() == space.atoms.len() || trial.atoms.keys().any(|name| own_atoms.contains(name)) {
            space = trial;
            interesting.push(condition);
        }
    }
    space.open_edges = false;
    let heads: Vec<Expr> = head_tests(table, dimensions, offset);
    interesting.extend(heads.iter());
    let rows: Vec<_> = table.rows.iter().filter(|row| day.is_none_or(|day| row.range.contains(day))).collect();
    let settled = space.settle(&interesting);
    let Some(fits) = settled.and_then(|_| Fits::new(&space, table, dimensions, offset, &rows)) else {
        problems.push(too_large(table));
        return;
    };
    let default = rows.iter().any(|row| row.default && row.heads.is_empty());
    let single = matches!(table.hit, Hit::Unique | Hit::Agree);
    // Segments of one scale fit together: only rows of the same segment can stand in each other's way.
    let segments: Vec<String> = rows
        .iter()
        .map(|row| match (offset, row.heads.first()) {
            (1, Some(head)) => print::head(program, head, Lang::Zh),
            _ => String::new(),
        })
        .collect();
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
        if hits.is_empty() && !maybe && !by_default && needs_row && !conditions.shut_out(&space, &choice) {
            let witness = space.witness(&choice, &own_atoms);
            problems.push(
                Diagnostic::new(Code::TableGap, table.span, words::table_gap(witness)).help(words::add_row_or_else()),
            );
            return;
        }
        if !single || hits.len() < 2 {
            continue;
        }
        let clash = hits.iter().enumerate().find_map(|(place, first)| {
            let second = hits[place + 1..].iter().find(|other| segments[**other] == segments[*first])?;
            Some((rows[*first], rows[*second]))
        });
        if let Some((first, second)) = clash {
            if table.hit == Hit::Agree && same_cells(program, first, second) || conditions.shut_out(&space, &choice) {
                continue;
            }
            let witness = space.witness(&choice, &own_atoms);
            let (place, other) = if first.span == second.span {
                // Two columns of one line.
                (
                    second.heads.last().map_or(second.span, |head| head.span),
                    first.heads.last().map_or(first.span, |head| head.span),
                )
            } else {
                (second.span, first.span)
            };
            problems.push(
                Diagnostic::new(Code::TableOverlap, place, words::table_overlap(witness))
                    .label(other, words::other_row_here())
                    .help(words::choose_hit()),
            );
            return;
        }
    }
}

fn too_large(table: &Table) -> Diagnostic {
    Diagnostic::new(Code::CheckIncomplete, table.span, words::table_not_searched()).help(words::split_table())
}

/// How many tests of a row against a value are made before a table counts as too large to be searched.
const MOST_TESTS: usize = 20_000_000;

/// Which rows fit which values, found once for each dimension, so that trying all combinations is only looking up.
struct Fits<'s, 'p> {
    space: &'s Space<'p>,
    table: &'s Table,
    dimensions: &'s [Dimension],
    offset: usize,
    rows: &'s [&'s Row],
    by_dimension: Vec<ByDimension>,
}

/// The answers of one dimension.
enum ByDimension {
    /// By row, then by value of the atom.
    Known { atom: usize, answers: Vec<Vec<Option<bool>>> },
    /// A condition stands in a head, so that other quantities decide too.
    Asked,
}

impl<'s, 'p> Fits<'s, 'p> {
    /// Returns `None` when it would take more than [`MOST_TESTS`].
    fn new(
        space: &'s Space<'p>,
        table: &'s Table,
        dimensions: &'s [Dimension],
        offset: usize,
        rows: &'s [&'s Row],
    ) -> Option<Fits<'s, 'p>> {
        let items: usize = rows.iter().flat_map(|row| &row.heads).map(|head| head.items.len().max(1)).sum();
        let values: usize = space.atoms.values().map(|atom| atom.values.len()).sum();
        let combinations: usize = space.atoms.values().map(|atom| atom.values.len().max(1)).product();
        items.checked_mul(values).filter(|tests| *tests <= MOST_TESTS)?;
        combinations.checked_mul(rows.len()).filter(|tests| *tests <= MOST_TESTS)?;
        let mut fits = Fits { space, table, dimensions, offset, rows, by_dimension: Vec::new() };
        for (at, dimension) in dimensions.iter().enumerate() {
            let own = fits.answers(at + offset, dimension);
            fits.by_dimension.push(own);
        }
        Some(fits)
    }

    fn answers(&self, at: usize, dimension: &Dimension) -> ByDimension {
        let Dimension::Expr(own) = dimension else { return ByDimension::Asked };
        let mut items = self.table.rows.iter().filter_map(|row| row.heads.get(at)).flat_map(|head| &head.items);
        if items.any(|item| matches!(item, HeadItem::Condition(_))) {
            return ByDimension::Asked;
        }
        let Some((atom, values)) = self.space.values_of(own) else { return ByDimension::Asked };
        let nobody = Vec::new();
        let covered: Vec<Option<bool>> = values.iter().map(|value| self.covered(at, Some(value), &nobody)).collect();
        let answer = |head: &Head, place: usize| self.head(head, Some(&values[place]), &nobody, || covered[place]);
        let of_row = |row: &&Row| match row.heads.get(at) {
            Some(head) => (0..values.len()).map(|place| answer(head, place)).collect(),
            None => vec![Some(true); values.len()],
        };
        ByDimension::Known { atom, answers: self.rows.iter().map(of_row).collect() }
    }

    /// Whether any item of a head fits; `covered` says whether another head of the dimension covers the value.
    fn head(
        &self,
        head: &Head,
        value: Option<&Value>,
        choice: &Choice,
        covered: impl Fn() -> Option<bool>,
    ) -> Option<bool> {
        let mut any = Some(false);
        for item in &head.items {
            let own = match item {
                HeadItem::Else => covered().map(|covered| !covered),
                other => item_fits(self.space, other, value, choice),
            };
            match own {
                Some(true) => return Some(true),
                Some(false) => {}
                None => any = None,
            }
        }
        any
    }

    /// Whether a head other than `其余` covers a value.
    fn covered(&self, at: usize, value: Option<&Value>, choice: &Choice) -> Option<bool> {
        let mut covered = Some(false);
        for item in self.table.rows.iter().filter_map(|row| row.heads.get(at)).flat_map(|head| &head.items) {
            if matches!(item, HeadItem::Else | HeadItem::Any) {
                continue;
            }
            match item_fits(self.space, item, value, choice) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => covered = None,
            }
        }
        covered
    }

    /// Whether all heads of a row fit a choice.
    fn row(&self, row: usize, choice: &Choice) -> Option<bool> {
        let mut all = Some(true);
        for (at, known) in self.by_dimension.iter().enumerate() {
            let own = match known {
                ByDimension::Known { atom, answers } => answers[row][choice[*atom]],
                ByDimension::Asked => self.ask(row, at, choice),
            };
            match own {
                Some(false) => return Some(false),
                Some(true) => {}
                None => all = None,
            }
        }
        all
    }

    fn ask(&self, row: usize, at: usize, choice: &Choice) -> Option<bool> {
        let Dimension::Expr(own) = &self.dimensions[at] else { return Some(true) };
        let Some(head) = self.rows[row].heads.get(at + self.offset) else { return Some(true) };
        let value = self.space.value_of(own, choice);
        self.head(head, value.as_ref(), choice, || self.covered(at + self.offset, value.as_ref(), choice))
    }
}

fn same_cells(program: &Program, one: &Row, other: &Row) -> bool {
    let text = |row: &Row| -> Vec<String> {
        row.cells.iter().map(|cell| print::source(program, &cell.value, Lang::Zh)).collect()
    };
    text(one) == text(other)
}

/// Returns the tests of the headers as conditions, so that entries can be told apart by them.
fn head_tests(table: &Table, dimensions: &[Dimension], offset: usize) -> Vec<Expr> {
    use crate::ir::expr::{CompareOp, ExprKind, Member};
    let mut tests = Vec::new();
    for (at, dimension) in dimensions.iter().enumerate() {
        let Dimension::Expr(own) = dimension else { continue };
        for item in table.rows.iter().filter_map(|row| row.heads.get(at + offset)).flat_map(|head| &head.items) {
            let kind = match item {
                HeadItem::Value(value) => ExprKind::Compare(CompareOp::Equal, own.clone(), value.clone()),
                HeadItem::Band(band) => ExprKind::InBand { value: own.clone(), band: band.clone(), negated: false },
                HeadItem::List(list) => {
                    ExprKind::In { value: own.clone(), members: vec![Member::List(*list)], negated: false }
                }
                HeadItem::Compare(op, value) => ExprKind::Compare(*op, own.clone(), value.clone()),
                HeadItem::Any | HeadItem::Else | HeadItem::Condition(_) => continue,
            };
            tests.push(Expr { kind: Box::new(kind), ty: Type::Bool, span: own.span });
        }
    }
    tests
}

fn item_fits(space: &Space<'_>, item: &HeadItem, value: Option<&Value>, choice: &Choice) -> Option<bool> {
    match item {
        HeadItem::Any => Some(true),
        HeadItem::Else => None,
        HeadItem::Condition(condition) => space.truth(condition, choice),
        HeadItem::Value(own) => {
            let own = fixed_value(own)?;
            space.equal(value?, &own)
        }
        HeadItem::List(list) => space.in_list(value?, *list),
        HeadItem::Band(band) => space.in_band(value?, band, choice),
        HeadItem::Compare(op, own) => space.compares(*op, value?, &fixed_value(own)?),
    }
}
