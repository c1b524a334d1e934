//! Tables over their own grid: a figure for everybody, no two rows at once, bands that touch, no row that never comes.

use super::super::benefit::{item, stated};
use super::super::boxes::merged;
use super::super::clauses::{Live, live};
use super::super::keys::keys;
use super::super::space::{Cond, Question, Space};
use super::super::values::{Body, Value};
use super::super::worth::{Lowering, Node, Worth};
use super::ground::{Ground, SIDE, case};
use super::{Failure, Found, words};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::ir::expr::{Adjusted, Source, Table};
use crate::ir::{BenefitId, ClauseBody, print, show, version_on};
use crate::symbolic::undecided::Undecided;
use crate::syntax::ast::Hit;

/// A table where it stands.
pub(super) struct Standing<'p> {
    pub(super) place: Text,
    pub(super) table: &'p Table,
    /// The benefit, with what must hold for it to be due.
    pub(super) benefit: Option<(BenefitId, Vec<Live<'p>>)>,
}

/// Returns the tables that are in force: of clauses, of params and definitions, and those that stand by themselves.
pub(super) fn tables<'p>(ground: &Ground<'p>) -> Vec<Standing<'p>> {
    let side = ground.side();
    let (shared, program) = (&ground.shared, side.program);
    let mut all = Vec::new();
    let mut seen: Vec<Span> = Vec::new();
    for at in 0..program.benefits.len() as u32 {
        let id = BenefitId(at);
        let benefit = program.benefit(id);
        if version_on(&benefit.alive, side.date).is_none() {
            continue;
        }
        let clauses = live(shared, SIDE, id);
        for own in &clauses {
            let Some(Value { body: Body::Adjusted(value), .. }) = stated(shared, SIDE, id, own, false) else { continue };
            let name = item(shared, SIDE, own, &own.path.cases).text;
            let place = words::place(&benefit.name, with_cases(&own.path.cases, name));
            for table in tables_in(value) {
                if !seen.contains(&table.span) {
                    seen.push(table.span);
                    all.push(Standing { place: place.clone(), table, benefit: Some((id, clauses.clone())) });
                }
            }
        }
    }
    for definition in &program.definitions {
        let Some(version) = version_on(&definition.versions, side.date) else { continue };
        for table in tables_in(&version.body) {
            all.push(Standing { place: Text::same(definition.name.clone()), table, benefit: None });
        }
    }
    for own in &program.tables {
        let Some(version) = version_on(&own.versions, side.date) else { continue };
        all.push(Standing { place: Text::same(own.name.clone()), table: &version.body, benefit: None });
    }
    all
}

fn with_cases(cases: &[String], name: Text) -> Text {
    if cases.is_empty() { name } else { words::in_case(cases.join("、"), name) }
}

fn tables_in(value: &Adjusted) -> Vec<&Table> {
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

/// A table laid out: its grid, whom it concerns, its rows.
struct Laid<'p> {
    space: Space<'p>,
    node: Node<'p>,
    conditions: Vec<Cond>,
}

fn lay_out<'p>(ground: &Ground<'p>, own: &Standing<'p>) -> Option<Laid<'p>> {
    let shared = &ground.shared;
    let mut space = Space::new();
    let node = Lowering { shared, side: SIDE, space: &mut space }.table(own.table, 0, true, false);
    space.close();
    let mut conditions = Vec::new();
    if let Some((_, clauses)) = &own.benefit {
        for clause in clauses.iter().filter(|own| own.branch.is_none()) {
            if let ClauseBody::Requires(condition) = clause.body {
                conditions.push(space.condition(shared, SIDE, condition));
            }
        }
    }
    space.divide(shared)?;
    Some(Laid { space, node, conditions })
}

impl Laid<'_> {
    fn occurs(&self, cell: &[usize]) -> bool {
        self.conditions.iter().all(|own| self.space.holds(own, cell) != Some(false))
    }

    fn rows(&self) -> Vec<(&Cond, bool, &Node<'_>)> {
        match &self.node {
            Node::Table(table) => table.rows().collect(),
            _ => Vec::new(),
        }
    }
}

/// Looks at each table; says of those that are too large that they are left open.
fn each<'p>(ground: &Ground<'p>, look: &mut dyn FnMut(&Standing<'p>, &Laid<'p>, &mut Found)) -> Found {
    let mut found = Found::over(words::clauses_only());
    let all = tables(ground);
    if all.is_empty() {
        return Found::not_applicable(words::no_tables());
    }
    for own in all.iter().filter(|own| !own.table.broken) {
        match lay_out(ground, own) {
            Some(laid) => look(own, &laid, &mut found),
            None => found.leave_open("too_many_cells", words::too_many_cells(), Some(own.table.span)),
        }
    }
    found
}

/// Why somebody finds no figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lack {
    NoRow,
    Awaited,
}

/// Returns who finds no figure in a table, in words, with whether bands leave a hole there, and a number in it.
fn lacking(ground: &Ground<'_>, laid: &Laid<'_>) -> Vec<(Lack, Text, Option<(Text, Text)>)> {
    let rows = laid.rows();
    let boxes = merged(&laid.space, &mut |cell| {
        if !laid.occurs(cell) {
            return None;
        }
        let mut fitting = rows.iter().filter(|(condition, default, _)| {
            !default && laid.space.holds(condition, cell) != Some(false)
        });
        let first = fitting.next().or_else(|| rows.iter().find(|(_, default, _)| *default));
        Some(match first {
            None => Some(Lack::NoRow),
            Some((_, _, Node::Awaited(_))) => Some(Lack::Awaited),
            Some(_) => None,
        })
    });
    let mut all = Vec::new();
    for row in &boxes.rows {
        let Some(lack) = row.value else { continue };
        let who = keys(&ground.shared, &laid.space, &boxes, &row.classes);
        let who: Vec<Text> = who.into_iter().map(told).collect();
        let hole = boxes.order.iter().zip(&row.classes).find_map(|(at, classes)| {
            let own = &laid.space.dimensions[*at];
            let Question::Expr(_, asked) = own.question else { return None };
            let answers = super::super::boxes::answers(own, classes)?;
            let super::super::space::Answers::Stretches(stretches) = answers else { return None };
            let [only] = stretches.as_slice() else { return None };
            let (Some((low, _)), Some((high, _))) = (&only.low, &only.high) else { return None };
            let program = ground.side().program;
            Some((show::value(program, low, &asked.ty), show::value(program, high, &asked.ty)))
        });
        all.push((lack, words::joined(&who), hole));
    }
    all
}

fn told(key: super::super::data::Key) -> Text {
    if key.plain { key.answers } else { words::held_value(key.question, key.answers) }
}

pub(super) fn gaps(ground: &Ground<'_>) -> Found {
    each(ground, &mut |own, laid, found| {
        for (lack, who, _) in lacking(ground, laid) {
            let place = if who.zh.is_empty() { own.place.clone() } else { words::at(own.place.clone(), who) };
            let cases = match (lack, &own.benefit) {
                (Lack::Awaited, Some((id, _))) => awaiting(ground, *id).into_iter().collect(),
                _ => Vec::new(),
            };
            found.failures.push(Failure {
                what: match lack {
                    Lack::NoRow => words::gap_no_row(place),
                    Lack::Awaited => words::gap_awaited(place),
                },
                by: None,
                kinds: None,
                places: vec![own.table.span],
                cases,
            });
        }
    })
}

/// Returns somebody for whom a benefit has no answer, as the evaluator says.
fn awaiting(ground: &Ground<'_>, id: BenefitId) -> Option<super::Case> {
    let space = ground.first().ok()?;
    let name = &space.parties[0].program.benefit(id).name;
    let open = space.cells.iter().filter(|own| matches!(own.sides[0], Err(Undecided::Policy(..))));
    for own in open.take(MOST_TRIED) {
        // From small to large: 1,000元, 10,000元, …
        for cost in [100_000, 1_000_000, 10_000_000, 50_000_000] {
            let Ok(shown) = case(space, 0, &own.cell, cost, None) else { continue };
            let first = shown.paid.iter().find(|(_, paid)| paid.is_err());
            if first.is_some_and(|(known, _)| known == name) {
                return Some(shown);
            }
        }
    }
    None
}

/// So many people are tried for an example.
const MOST_TRIED: usize = 40;

pub(super) fn bands(ground: &Ground<'_>) -> Found {
    each(ground, &mut |own, laid, found| {
        for (lack, who, hole) in lacking(ground, laid) {
            let (Lack::NoRow, Some((low, high))) = (lack, hole) else { continue };
            found.failures.push(Failure {
                what: words::bands_apart(words::at(own.place.clone(), who), low, high),
                by: None,
                kinds: None,
                places: vec![own.table.span],
                cases: Vec::new(),
            });
        }
    })
}

pub(super) fn overlaps(ground: &Ground<'_>) -> Found {
    each(ground, &mut |own, laid, found| {
        if own.table.hit != Hit::Unique {
            return;
        }
        let rows = laid.rows();
        let mut clash: Option<(usize, usize)> = None;
        laid.space.each_cell(&mut |cell| {
            if clash.is_some() || !laid.occurs(cell) {
                return;
            }
            let mut sure = rows.iter().enumerate().filter(|(_, (condition, default, _))| {
                !default && laid.space.holds(condition, cell) == Some(true)
            });
            if let (Some((first, _)), Some((second, _))) = (sure.next(), sure.next()) {
                clash = Some((first, second));
            }
        });
        if let Some((first, second)) = clash {
            let (first, second) = (row_text(ground, own.table, first), row_text(ground, own.table, second));
            found.failures.push(Failure {
                what: words::overlap(own.place.clone(), words::two_rows(first, second)),
                by: None,
                kinds: None,
                places: vec![own.table.span],
                cases: Vec::new(),
            });
        }
    })
}

pub(super) fn hidden(ground: &Ground<'_>) -> Found {
    each(ground, &mut |own, laid, found| {
        let rows = laid.rows();
        let mut reached = vec![false; rows.len()];
        laid.space.each_cell(&mut |cell| {
            if !laid.occurs(cell) {
                return;
            }
            let mut any = false;
            let mut covered = false;
            for (at, (condition, default, _)) in rows.iter().enumerate() {
                if *default {
                    continue;
                }
                match laid.space.holds(condition, cell) {
                    Some(false) => {}
                    fits => {
                        reached[at] |= !(covered && own.table.hit == Hit::First);
                        any = true;
                        covered |= fits == Some(true);
                    }
                }
            }
            if !covered || !any {
                for (at, (_, default, _)) in rows.iter().enumerate() {
                    reached[at] |= *default;
                }
            }
        });
        for at in (0..rows.len()).filter(|at| !reached[*at]) {
            // Nobody has this number: a matrix is filled in where nothing is payable.
            if matches!(rows[at].2, Node::Nothing(_)) {
                continue;
            }
            let row = row_text(ground, own.table, at);
            let span = in_force(ground, own.table).nth(at).map_or(own.table.span, |row| row.span);
            found.failures.push(Failure {
                what: words::hidden_row(own.place.clone(), row),
                by: None,
                kinds: None,
                places: vec![span],
                cases: Vec::new(),
            });
        }
    })
}

fn in_force<'t>(ground: &Ground<'_>, table: &'t Table) -> impl Iterator<Item = &'t crate::ir::expr::Row> + use<'t> {
    let on = ground.side().date;
    table.rows.iter().filter(move |row| row.range.contains(on))
}

/// Returns the heads of a row that is in force.
fn row_text(ground: &Ground<'_>, table: &Table, at: usize) -> Text {
    let program = ground.side().program;
    let Some(row) = in_force(ground, table).nth(at) else { return Text::same("—") };
    if row.heads.is_empty() {
        return super::super::words::rest();
    }
    let said = |lang: Lang| {
        row.heads.iter().map(|head| print::head(program, head, lang)).collect::<Vec<_>>().join(" · ")
    };
    Text { zh: said(Lang::Zh), en: said(Lang::En) }
}


/// Returns the number that something is worth.
pub(super) fn number(worth: &Worth) -> Option<&Number> {
    match worth {
        Worth::Number(own) => Some(own),
        _ => None,
    }
}

