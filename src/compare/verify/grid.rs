//! Tables over their own grid: a figure for everybody, no two rows at once, bands that touch, no row that never comes.

use super::super::benefit::{item, stated};
use super::super::boxes::merged;
use super::super::clauses::live;
use super::super::keys::keys;
use super::super::space::{Answers, Cond, Question, Space};
use super::super::values::{Body, Value};
use super::super::worth::{Lowering, Node, Worth};
use super::ground::{Ground, SIDE, case};
use super::{Case, Failure, Found, words};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::interp::{Claim, Facts, Occurrence, Session, Subject};
use crate::ir::expr::{Adjusted, Expr, ExprKind, Source, Table};
use crate::ir::{Benefit, BenefitId, BranchId, ClauseBody, Owner, TableId, print, show, version_on};
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::round_cost;
use crate::syntax::ast::Hit;
use crate::value::Value as Plain;

/// A table where it stands.
pub(super) struct Standing<'p> {
    pub(super) place: Text,
    pub(super) table: &'p Table,
    /// The benefit that asks it.
    pub(super) benefit: Option<BenefitId>,
    /// What must hold (or fail) for it to be asked.
    conditions: Vec<(&'p Expr, bool)>,
    /// Whether it stands by itself: then nobody has looked for gaps in it before.
    alone: bool,
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
            let Some(Value { body: Body::Adjusted(value), .. }) = stated(shared, SIDE, id, own, false) else {
                continue;
            };
            let name = item(shared, SIDE, own, &own.path.cases).text;
            let place = words::place(&benefit.name, with_cases(&own.path.cases, name));
            for table in tables_in(value) {
                if !seen.contains(&table.span) {
                    seen.push(table.span);
                    let mut conditions: Vec<(&Expr, bool)> = clauses
                        .iter()
                        .filter(|own| own.branch.is_none())
                        .filter_map(|own| match own.body {
                            ClauseBody::Requires(condition) => Some((condition, true)),
                            _ => None,
                        })
                        .collect();
                    conditions.extend(of_branch(benefit, own.branch));
                    all.push(Standing { place: place.clone(), table, benefit: Some(id), conditions, alone: false });
                }
            }
        }
    }
    for definition in &program.definitions {
        let Some(version) = version_on(&definition.versions, side.date) else { continue };
        for table in tables_in(&version.body) {
            let place = Text::same(definition.name.clone());
            all.push(Standing { place, table, benefit: None, conditions: Vec::new(), alone: false });
        }
    }
    for own in &program.tables {
        let Some(version) = version_on(&own.versions, side.date) else { continue };
        let (place, table) = (Text::same(own.name.clone()), &version.body);
        all.push(Standing { place, table, benefit: None, conditions: Vec::new(), alone: true });
    }
    all
}

/// Returns what must hold for a case: its condition, those of what encloses it, and none of those before it.
fn of_branch(benefit: &Benefit, branch: Option<BranchId>) -> Vec<(&Expr, bool)> {
    let mut all = Vec::new();
    let mut at = branch;
    while let Some(id) = at {
        let own = &benefit.branches[id.index()];
        all.extend(own.when.as_ref().map(|when| (when, true)));
        let earlier = benefit.branches[..id.index()].iter().filter(|other| other.chain == own.chain);
        all.extend(earlier.filter_map(|other| Some((other.when.as_ref()?, false))));
        at = own.parent;
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
    conditions: Vec<(Cond, bool)>,
}

fn lay_out<'p>(ground: &Ground<'p>, own: &Standing<'p>) -> Option<Laid<'p>> {
    let shared = &ground.shared;
    let mut space = Space::new();
    let node = Lowering { shared, side: SIDE, space: &mut space }.table(own.table, 0, true, false);
    space.close();
    let mut conditions = Vec::new();
    for (condition, holds) in &own.conditions {
        conditions.push((space.condition(shared, SIDE, condition), *holds));
    }
    space.divide(shared)?;
    Some(Laid { space, node, conditions })
}

impl Laid<'_> {
    fn occurs(&self, cell: &[usize]) -> bool {
        self.conditions.iter().all(|(own, holds)| self.space.holds(own, cell) != Some(!holds))
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

/// Some people who find no figure in a table.
struct Lacking<'p> {
    lack: Lack,
    who: Text,
    holes: Vec<Hole<'p>>,
}

/// A stretch of a quantity between two bands.
struct Hole<'p> {
    asked: &'p Expr,
    low: Number,
    high: Number,
}

fn lacking<'p>(ground: &Ground<'_>, laid: &Laid<'p>) -> Vec<Lacking<'p>> {
    let rows = laid.rows();
    let boxes = merged(&laid.space, &mut |cell| {
        if !laid.occurs(cell) {
            return None;
        }
        let mut fitting =
            rows.iter().filter(|(condition, default, _)| !default && laid.space.holds(condition, cell) != Some(false));
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
        let who: Vec<Text> = keys(&ground.shared, &laid.space, &boxes, &row.classes).into_iter().map(told).collect();
        let mut holes = Vec::new();
        for (at, classes) in boxes.order.iter().zip(&row.classes) {
            let own = &laid.space.dimensions[*at];
            let Question::Expr(_, asked) = own.question else { continue };
            let Some(Answers::Stretches(stretches)) = super::super::boxes::answers(own, classes) else { continue };
            for own in &stretches {
                if let (Some((Plain::Number(low), false)), Some((Plain::Number(high), false))) = (&own.low, &own.high) {
                    holes.push(Hole { asked, low: low.clone(), high: high.clone() });
                }
            }
        }
        all.push(Lacking { lack, who: words::joined(&who), holes });
    }
    all
}

fn told(key: super::super::data::Key) -> Text {
    if key.plain { key.answers } else { words::held_value(key.question, key.answers) }
}

pub(super) fn gaps(ground: &Ground<'_>) -> Found {
    each(ground, &mut |own, laid, found| {
        for Lacking { lack, who, holes } in lacking(ground, laid) {
            // A row that a clause lacks is an error of the policy, which would not be here.
            if lack == Lack::NoRow && !own.alone {
                continue;
            }
            let place = if who.zh.is_empty() { own.place.clone() } else { words::at(own.place.clone(), who) };
            let cases = match (lack, &own.benefit) {
                (Lack::Awaited, Some(id)) => awaiting(ground, *id).into_iter().collect(),
                (Lack::NoRow, _) => holes.first().and_then(|hole| within(ground, own, hole)).into_iter().collect(),
                (Lack::Awaited, None) => Vec::new(),
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

/// Returns a case in a hole of a table that stands by itself, when the evaluator finds nothing there.
fn within(ground: &Ground<'_>, own: &Standing<'_>, hole: &Hole<'_>) -> Option<Case> {
    let side = ground.side();
    let program = side.program;
    let ExprKind::Fact(fact) = &*hole.asked.kind else { return None };
    let place = program.tables.iter().position(|known| {
        version_on(&known.versions, side.date).is_some_and(|version| version.body.span == own.table.span)
    })?;
    let inside = inside(hole)?;
    let (mut person, mut claim) = (Facts::new(), Facts::new());
    match program.fact(*fact).owner {
        Owner::Claim => claim.insert(*fact, Plain::Number(inside.clone())),
        Owner::Person | Owner::Household => person.insert(*fact, Plain::Number(inside.clone())),
    };
    let asked = Expr {
        kind: Box::new(ExprKind::TableOutput(TableId(place as u32), 0)),
        ty: own.table.outputs.first()?.ty.clone(),
        span: own.table.span,
    };
    let claims = vec![Claim { id: "01".to_owned(), member: 0, date: side.date, facts: claim }];
    let (session, _) = Session::new(program, Subject { facts: person, ..Subject::default() }, claims);
    let nothing = matches!(session.answer(Occurrence::Claim(0), &asked), Ok(Plain::Nothing));
    nothing.then(|| Case {
        date: side.date,
        person: Vec::new(),
        number: Some(Text::same(program.fact(*fact).name.clone())),
        amount: inside,
        bills: None,
        earlier: None,
        paid: vec![(program.tables[place].name.clone(), Err(super::super::words::none()))],
        total: None,
    })
}

/// Returns a number in a hole: for money a round amount.
fn inside(hole: &Hole<'_>) -> Option<Number> {
    let middle = hole.low.add(&hole.high).ok()?.divide(&2.into()).ok()?;
    let (Some(low), Some(high)) = (hole.low.to_i64(), hole.high.to_i64()) else { return Some(middle) };
    if high - low < 2 {
        return Some(middle);
    }
    Some(round_cost(low + 1, high - 1, low + (high - low) / 2).into())
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
    let program = ground.side().program;
    each(ground, &mut |own, laid, found| {
        for Lacking { lack, holes, .. } in lacking(ground, laid) {
            if lack != Lack::NoRow || !own.alone {
                continue;
            }
            for hole in &holes {
                let edge = |own: &Number| show::value(program, &Plain::Number(own.clone()), &hole.asked.ty);
                found.failures.push(Failure {
                    what: words::bands_apart(own.place.clone(), edge(&hole.low), edge(&hole.high)),
                    by: None,
                    kinds: None,
                    places: vec![own.table.span],
                    cases: within(ground, own, hole).into_iter().collect(),
                });
            }
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
            let mut sure = rows
                .iter()
                .enumerate()
                .filter(|(_, (condition, default, _))| !default && laid.space.holds(condition, cell) == Some(true));
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
    let said =
        |lang: Lang| row.heads.iter().map(|head| print::head(program, head, lang)).collect::<Vec<_>>().join(" · ");
    Text { zh: said(Lang::Zh), en: said(Lang::En) }
}

/// Returns the number that something is worth.
pub(super) fn number(worth: &Worth) -> Option<&Number> {
    match worth {
        Worth::Number(own) => Some(own),
        _ => None,
    }
}
