//! Conditions on behaviour, each in its view: what must hold in, for whom it does not out.

use super::super::super::freeze::frozen;
use super::super::super::reads;
use super::super::super::shared::Side;
use super::super::super::standing::Standing;
use super::super::ground::{self, Ground, Judge, case};
use super::super::laws::{self, Reach, add};
use super::super::{Failure, Found, unequal, words};
use super::law::after_any;
use super::{Bills, LARGEST_HOUSEHOLD, MOST_BILLS, YEARS, over};
use crate::base::text::{Lang, Text};
use crate::interp::{Claim, Occurrence, Session, Subject};
use crate::ir::expr::{CompareOp, Expr, ExprKind};
use crate::ir::order::each_child;
use crate::ir::standard::{Requirement, RequirementBody};
use crate::ir::{BenefitId, Occasion, Program, Type, print, show, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Ask, Household, Scope, Settled, Space, What};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::space::Party;
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::syntax::ast::View;
use crate::value::Value;

/// One part of a condition.
pub(super) enum Check<'p> {
    /// The left is never below the right (or never at or below it).
    AtLeast {
        left: &'p Expr,
        right: &'p Expr,
        strict: bool,
    },
    AtMost {
        left: &'p Expr,
        right: &'p Expr,
        strict: bool,
    },
    Truth(&'p Expr),
}

pub(super) fn checks<'p>(own: &'p Expr, all: &mut Vec<Check<'p>>) {
    let is_number = |own: &Expr| own.ty.is_numeric();
    match &*own.kind {
        ExprKind::And(left, right) => {
            checks(left, all);
            checks(right, all);
        }
        ExprKind::Compare(op, left, right) if is_number(left) && is_number(right) => match op {
            CompareOp::GreaterOrEqual => all.push(Check::AtLeast { left, right, strict: false }),
            CompareOp::Greater => all.push(Check::AtLeast { left, right, strict: true }),
            CompareOp::LessOrEqual => all.push(Check::AtMost { left, right, strict: false }),
            CompareOp::Less => all.push(Check::AtMost { left, right, strict: true }),
            CompareOp::Equal => {
                all.push(Check::AtLeast { left, right, strict: false });
                all.push(Check::AtMost { left, right, strict: false });
            }
            CompareOp::NotEqual => all.push(Check::Truth(own)),
        },
        ExprKind::InBand { value, band, negated: false } if is_number(value) => {
            if let Some(edge) = &band.low {
                all.push(Check::AtLeast { left: value, right: &edge.value, strict: !edge.included });
            }
            if let Some(edge) = &band.high {
                all.push(Check::AtMost { left: value, right: &edge.value, strict: !edge.included });
            }
        }
        _ => all.push(Check::Truth(own)),
    }
}

/// Where a condition on what is paid fails: below what is asked, or above it.
pub(super) fn standing_of(condition: &Expr) -> Standing {
    let mut all = Vec::new();
    checks(condition, &mut all);
    let of = |own: &Check<'_>| match own {
        Check::AtLeast { left, right, .. } => {
            Some(if !pays(left) && pays(right) { Standing::Above } else { Standing::Below })
        }
        Check::AtMost { left, right, .. } => {
            Some(if !pays(left) && pays(right) { Standing::Below } else { Standing::Above })
        }
        Check::Truth(_) => None,
    };
    match all.as_slice() {
        [only] => of(only).unwrap_or(Standing::Below),
        _ => Standing::Below,
    }
}

/// Whether an expression speaks of what is paid.
pub(super) fn pays(own: &Expr) -> bool {
    if matches!(&*own.kind, ExprKind::Paid(_) | ExprKind::TotalPaid | ExprKind::PaidSoFar) {
        return true;
    }
    let mut found = false;
    each_child(own, &mut |child| found |= pays(child));
    found
}

pub(super) fn in_view<'p>(
    ground: &Ground<'p>,
    requirement: &'p Requirement,
    view: View,
    condition: &'p Expr,
    when: Option<&'p Expr>,
) -> Found {
    let mut found = Found::default();
    match view {
        View::FirstBill => {
            let asked = (ground.notebook(), ground.party());
            over(asked, ground.scope(Bills::FirstBill), condition, when, &[Some(0)], &mut found)
        }
        View::InAYear => {
            // A year is settled by the rules of the day.
            let program = frozen(ground.side().program, ground.side().date);
            let Some((condition, when)) = same_in(&program, requirement) else { return found };
            let notebook = Notebook::default();
            let asked = (&notebook, Party { program: &program, date: ground.side().date });
            for count in YEARS {
                let bills = if count == 1 { Bills::FirstBill } else { Bills::Bills(count) };
                over(asked, ground.scope(bills), condition, when, &[None], &mut found);
                if !found.failures.is_empty() {
                    return found;
                }
            }
            if found.open.is_empty() {
                in_two_bills(asked, ground, condition, when, &mut found);
            }
        }
        View::AnyBill => {
            let asked = (ground.notebook(), ground.party());
            over(asked, ground.scope(Bills::FirstBill), condition, when, &[Some(0)], &mut found);
            if found.failures.is_empty() && found.open.is_empty() {
                // What holds of all amounts needs no looking at equal bills.
                let all = parts_of(condition);
                let asks = |bill| asks_of(&all, bill, when);
                if after_any(ground, asks, |judge, found| {
                    each_check(judge, &all, 0, (condition, when, None), found);
                }) {
                    found.looked_at = vec![words::any_history()];
                    return found;
                }
            }
            if found.failures.is_empty() {
                let bills: Vec<Option<usize>> = (1..MOST_BILLS as usize).map(Some).collect();
                over(asked, ground.scope(Bills::Bills(MOST_BILLS)), condition, when, &bills, &mut found);
            }
            if found.failures.is_empty() && found.open.is_empty() {
                let bills = MOST_BILLS.to_string();
                found.leave_open("unequal_bills", words::beyond_equal_bills(bills), None);
            }
        }
        View::AnyHousehold => return any_household(ground, condition, when),
    }
    found
}

/// Asks a condition of a year in two bills of any costs; leaves open what that does not decide.
pub(super) fn in_two_bills<'p>(
    (notebook, party): (&Notebook<'p>, Party<'p>),
    ground: &Ground<'_>,
    condition: &'p Expr,
    when: Option<&'p Expr>,
    found: &mut Found,
) {
    let all = parts_of(condition);
    let mut shown = unequal::Shown::Holds { any_spread: true };
    for own in &all {
        let asks = asks_of(std::slice::from_ref(own), None, when);
        let year = unequal::Year {
            asks: &asks,
            concerned: Some(0),
            delta: &|space, settled| delta(space, settled, own, 0),
            what: &|_, settled, value| {
                let worth = |place: usize, of: &Expr| -> Result<Text, Undecided> {
                    let Some(term) = asked(settled, place)? else { return Ok(Text::same("—")) };
                    Ok(show::number(&value(term)?.to_number(), &of.ty))
                };
                failing_text(party.program, own, &worth)
            },
        };
        shown = shown.and(unequal::look((notebook, party), ground, &year, found));
        if !found.failures.is_empty() {
            return;
        }
    }
    shown.leave_open(found);
}

/// Asks a condition of households: of those in whom one may differ from the others, or of those who are alike.
pub(super) fn any_household<'p>(ground: &Ground<'p>, condition: &'p Expr, when: Option<&'p Expr>) -> Found {
    let (bills, benefits) = period_of(ground, condition);
    let named = benefits.iter().flatten().flatten().copied();
    let reads = named.map(|id| reads::of_benefit(&ground.shared, ground::SIDE, id));
    let Side { program, date } = ground.side();
    let asked = std::iter::once(condition).chain(when).map(|own| reads::of_expr(program, date, own));
    let mut all = reads::Reads::default();
    reads.chain(asked).for_each(|own| all.add(own));
    let most = LARGEST_HOUSEHOLD.to_string();
    let of = |household: Household| {
        let mut found = Found::default();
        let scope =
            Scope { benefits: benefits.clone(), household, most_members: LARGEST_HOUSEHOLD, ..ground.scope(bills) };
        over((ground.notebook(), ground.party()), scope, condition, when, &[Some(0)], &mut found);
        found
    };
    let mut found = of(Household::OneHasAll);
    let is_too_much = |own: &Found| own.open.iter().any(|own| own.kind == Undecided::TooManyCells(0).name());
    let (seen, left_over) = if found.failures.is_empty() && is_too_much(&found) {
        found = of(Household::Alike);
        (words::households_alike(&most), Some(words::households_alike_hold(&most)))
    } else if all.household.together_only() {
        (words::households_of_any(&most), None)
    } else {
        (words::households_of_others(&most), Some(words::households_of_others_hold(&most)))
    };
    if !found.looked_at.is_empty() {
        found.looked_at.push(seen);
    }
    if let Some(text) = left_over.filter(|_| found.failures.is_empty() && found.open.is_empty()) {
        found.leave_open("other_households", text, None);
    }
    found
}

/// Returns the same requirement in the program as it is held still.
pub(super) fn same_in<'f>(program: &'f Program, requirement: &Requirement) -> Option<(&'f Expr, Option<&'f Expr>)> {
    let all = program.standards.iter().flat_map(|own| &own.requirements);
    all.filter(|own| own.span == requirement.span).find_map(|own| match &own.body {
        RequirementBody::Condition { condition, when, .. } => Some((condition, when.as_ref())),
        _ => None,
    })
}

/// Returns the period for which the benefits of a condition are paid.
pub(super) fn period_of(ground: &Ground<'_>, condition: &Expr) -> (Bills, Option<Vec<Vec<BenefitId>>>) {
    let program = ground.side().program;
    let mut named: Vec<BenefitId> = Vec::new();
    fn collect(own: &Expr, named: &mut Vec<BenefitId>) {
        if let ExprKind::Paid(ids) = &*own.kind {
            named.extend(ids);
        }
        each_child(own, &mut |child| collect(child, named));
    }
    collect(condition, &mut named);
    let alive = |id: &&BenefitId| version_on(&program.benefit(**id).alive, ground.side().date).is_some();
    let bills = match named.iter().find(alive).or(named.first()).map(|id| program.benefit(*id).occasion) {
        Some(Occasion::PersonMonth | Occasion::HouseholdMonth) => Bills::Month,
        Some(Occasion::PersonYear | Occasion::HouseholdYear) => Bills::Year,
        Some(Occasion::PersonOnce | Occasion::HouseholdOnce) => Bills::Once,
        Some(Occasion::EachClaim) | None => Bills::FirstBill,
    };
    (bills, if bills == Bills::FirstBill { None } else { Some(vec![named]) })
}

pub(super) fn parts_of(condition: &Expr) -> Vec<Check<'_>> {
    let mut all = Vec::new();
    checks(condition, &mut all);
    all
}

/// What has to be known of a bill for the parts of a condition.
pub(super) fn asks_of<'p>(all: &[Check<'p>], bill: Option<usize>, when: Option<&'p Expr>) -> Vec<Ask<'p>> {
    let sides = |own: &Check<'p>| match own {
        Check::AtLeast { left, right, .. } | Check::AtMost { left, right, .. } => vec![*left, *right],
        Check::Truth(own) => vec![*own],
    };
    let ask = |own| Ask { side: 0, bill, when, what: What::Expr(own) };
    all.iter().flat_map(sides).map(ask).collect()
}

/// Looks where a part of a condition fails, whose asks begin at a place; returns the place behind them.
pub(super) fn each_check<'p>(
    judge: &Judge<'_, 'p>,
    all: &[Check<'p>],
    mut at: usize,
    asked: (&'p Expr, Option<&'p Expr>, Option<usize>),
    found: &mut Found,
) -> usize {
    let program = judge.space.parties[0].program;
    for own in all {
        check(judge, program, own, at, asked, found);
        at += if matches!(own, Check::Truth(_)) { 1 } else { 2 };
    }
    at
}

/// Returns what is asked at a place, where it concerns anybody.
pub(super) fn asked(settled: &Settled, at: usize) -> Result<Option<Term>, Undecided> {
    Ok(settled.asked[at].clone()?.map(|own| own.worth))
}

/// Returns what is above 0 where one part of a condition, whose asks begin at a place, fails.
pub(super) fn delta(
    space: &Space<'_>,
    settled: &Settled,
    own: &Check<'_>,
    at: usize,
) -> Result<Option<Term>, Undecided> {
    let Some(left) = asked(settled, at)? else { return Ok(None) };
    let one = |graph: &mut crate::symbolic::term::Graph| (graph.constant(Exact::ONE), graph.constant(Exact::ZERO));
    let (low, high, strict) = match own {
        Check::Truth(_) => {
            return space.make(|graph| graph.linear(&[(left, Exact::ONE.negate())], Exact::ONE)).map(Some);
        }
        Check::AtLeast { strict, .. } => {
            let Some(right) = asked(settled, at + 1)? else { return Ok(None) };
            (left, right, *strict)
        }
        Check::AtMost { strict, .. } => {
            let Some(right) = asked(settled, at + 1)? else { return Ok(None) };
            (right, left, *strict)
        }
    };
    space
        .make(|graph| {
            if strict {
                let test = graph.minus(low, high)?;
                let (fails, holds) = one(graph);
                graph.choose(test, fails, holds)
            } else {
                graph.minus(high, low)
            }
        })
        .map(Some)
}

/// Says how one part of a condition fails, from what its sides are worth.
pub(super) fn failing_text(
    program: &Program,
    own: &Check<'_>,
    worth: &dyn Fn(usize, &Expr) -> Result<Text, Undecided>,
) -> Result<Text, Undecided> {
    let text = |own: &Expr| Text { zh: print::expr(program, own, Lang::Zh), en: print::expr(program, own, Lang::En) };
    let (left, right, strict) = match own {
        Check::Truth(own) => return Ok(words::misses(text(own))),
        Check::AtLeast { left, right, strict } | Check::AtMost { left, right, strict } => (left, right, *strict),
    };
    let (name, is, other) = (text(left), worth(0, left)?, worth(1, right)?);
    Ok(match own {
        _ if !matches!(&*right.kind, ExprKind::Constant(_)) => words::held_against(name, is, text(right), other),
        Check::AtLeast { .. } if strict => words::is_not_above(name, is, other),
        Check::AtLeast { .. } => words::is_below(name, is, other),
        _ if strict => words::is_not_below(name, is, other),
        _ => words::is_above(name, is, other),
    })
}

/// Looks where one part of a condition fails.
pub(super) fn check<'p>(
    judge: &Judge<'_, 'p>,
    program: &Program,
    own: &Check<'p>,
    at: usize,
    (condition, when, bill): (&'p Expr, Option<&'p Expr>, Option<usize>),
    found: &mut Found,
) {
    let space = judge.space;
    let delta = |settled: &Settled| delta(space, settled, own, at);
    let reach = Reach { benefits: None, concerned: Some(at) };
    let (failing, count) = laws::each_cell(judge, &reach, found, &delta);
    let Some(first) = failing.first() else { return };
    let made = || -> Result<Option<Failure>, Undecided> {
        let cost = first.hit.cost;
        let paid = first.cell.sides[0].as_ref().ok().map(|own| judge.value(own.total, cost)).transpose()?;
        let shown = case(space, 0, &first.cell.cell, cost, paid.map(|own| (own, None)))?;
        replayed(space, &first.cell.cell, cost, condition, when, bill)?;
        let worth = |place: usize, own: &Expr| -> Result<Text, Undecided> {
            let Some(term) = asked(first.cell, at + place)? else { return Ok(Text::same("—")) };
            let value = judge.value(term, cost)?;
            Ok(show::number(&value.to_number(), &own.ty))
        };
        let what = failing_text(program, own, &worth)?;
        let by = match own {
            Check::Truth(_) => None,
            Check::AtLeast { left, strict, .. } | Check::AtMost { left, strict, .. } => {
                let worst = failing.iter().max_by(|a, b| a.hit.by.cmp(&b.hit.by)).unwrap_or(first);
                let money = matches!(&left.ty, Type::Quantity(unit) if unit.is_money());
                (money && !strict).then(|| ground::at_most(space, worst.hit.by, worst.hit.worst))
            }
        };
        Ok(Some(Failure { what, by, kinds: Some((failing.len(), count)), places: Vec::new(), cases: vec![shown] }))
    };
    add(found, made());
}

/// Asks the evaluator the same of the same person; of a whole year its sums have been held against each other.
pub(super) fn replayed<'p>(
    space: &Space<'p>,
    cell: &crate::symbolic::space::Cell,
    cost: i64,
    condition: &'p Expr,
    when: Option<&'p Expr>,
    bill: Option<usize>,
) -> Result<(), Undecided> {
    let Some(bill) = bill.filter(|_| ground::on_bills(space)) else { return Ok(()) };
    let witness = space.witness(cell, cost);
    let own = &witness.sides[0];
    let claims = own.bills.iter().enumerate().map(|(at, (date, _))| Claim {
        id: format!("{:02}", at + 1),
        member: 0,
        date: *date,
        facts: own.claim.clone(),
    });
    let subject = Subject { facts: own.person.clone(), ..Subject::default() };
    let (session, _) = Session::new(space.parties[0].program, subject, claims.collect());
    let truth = |expr: &'p Expr| session.answer(Occurrence::Claim(bill), expr);
    let concerned = when.is_none_or(|when| matches!(truth(when), Ok(Value::Bool(true))));
    let fails = matches!(truth(condition), Ok(Value::Bool(false)));
    assert!(concerned && fails, "an example against a requirement must fail it: concerned {concerned}, fails {fails}");
    Ok(())
}
