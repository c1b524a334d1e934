//! Laws along an answer, all else equal: a poorer group, a nearer facility, the retired; and cliffs where a threshold is
//! crossed. Which order is meant the vocabulary states, as an assertion.

use super::ground::{self, Ground, Hit, Judge, case, leave_open, paid_by, question_name};
use super::laws::{Reach, add, with_first, yuan};
use super::{Failure, Found, Property, requirement, words};
use crate::base::text::Text;
use crate::ir::expr::{Expr, ExprKind};
use crate::ir::standard::RequirementBody;
use crate::ir::{BenefitId, Type, show, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Settled, Space};
use crate::symbolic::space::{Cell, Edge, Possible, QuantityId};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::value::Value;

/// More cells than this are not held against each other.
const MOST_CELLS: usize = 4_000;
/// Nor more pairs of them.
const MOST_PAIRS: usize = 1_000_000;

pub(super) fn of_vocabulary(ground: &Ground<'_>, property: Property) -> Found {
    let Some((english, along_name)) = property.along() else { return Found::default() };
    let side = ground.side();
    let stated = requirement::orders_of_vocabulary(side).find_map(|requirement| match &requirement.body {
        RequirementBody::NeverLessInOrder { along, values, .. } => {
            let ExprKind::Fact(id) = &*along.kind else { return None };
            (side.program.fact(*id).english.as_deref() == Some(english)).then_some((along, values))
        }
        _ => None,
    });
    let Some((along, values)) = stated else {
        return Found::not_applicable(words::no_order_stated(along_name));
    };
    let (space, mut found) = match with_first(ground) {
        Ok(own) => own,
        Err(found) => return found,
    };
    let judge = Judge::new(space);
    if property == Property::PrimaryNeverLower {
        // Benefit by benefit, and only where both facilities are paid for: what one of them is not for is no ratio. A
        // later layer pays less where an earlier one pays more, and is left out.
        let first_layer = |id: &BenefitId| {
            let own = side.program.benefit(*id);
            own.layers_before.is_empty() && version_on(&own.alive, side.date).is_some()
        };
        for id in space.benefits(0).into_iter().filter(first_layer) {
            let reach = Reach { benefits: Some(vec![id]), concerned: None };
            along_values(&judge, along, values, &reach, true, &mut found);
        }
    } else {
        along_values(&judge, along, values, &Reach::default(), false, &mut found);
    }
    found
}

/// Never less for a later value, all else equal.
pub(super) fn along_values(
    judge: &Judge<'_, '_>,
    along: &Expr,
    values: &[Expr],
    reach: &Reach,
    both_paid: bool,
    found: &mut Found,
) {
    let space = judge.space;
    let program = space.parties[0].program;
    let ExprKind::Fact(fact) = &*along.kind else {
        found.leave_open("order_of_expression", words::order_of_expression(), Some(along.span));
        return;
    };
    let id = space.vocabulary.of_fact(0, *fact);
    let Some(everything) = space.vocabulary.everything(id) else {
        found.leave_open("order_of_expression", words::order_of_expression(), Some(along.span));
        return;
    };
    let Some(all) = space.vocabulary.values(0, &everything) else {
        found.leave_open("order_of_expression", words::order_of_expression(), Some(along.span));
        return;
    };
    let mut placed: Vec<(Text, Possible)> = Vec::new();
    for own in values {
        let ExprKind::Constant(value) = &*own.kind else { continue };
        let wanted = match (value, &program.fact(*fact).ty) {
            (Value::Entry(domain, entry), Type::Several(_)) => Value::Several(*domain, vec![*entry]),
            (value, _) => value.clone(),
        };
        let Some(at) = all.iter().position(|known| *known == wanted) else { continue };
        let name = match value {
            Value::Bool(truth) => {
                let name = question_name(space, id);
                if *truth { name } else { super::super::words::not(name) }
            }
            _ => show::value(program, value, &program.fact(*fact).ty),
        };
        placed.push((name, everything.at(&[at])));
    }
    for pair in placed.windows(2) {
        let (worse, better) = (&pair[0], &pair[1]);
        let of = |own: &Possible, wanted: &Possible| own.met(wanted);
        let fits = |low: &Possible, high: &Possible| Some((of(low, &worse.1)?, of(high, &better.1)?));
        let described = |_: &Space<'_>, paid: Exact, less: Exact, benefits: &Option<Vec<BenefitId>>| {
            let subject = match benefits.as_deref() {
                None => words::all_layers(),
                Some(all) => {
                    let names: Vec<&str> = all.iter().map(|id| program.benefit(*id).name.as_str()).collect();
                    crate::base::text::listed(&names)
                }
            };
            words::less_along(subject, &worse.0, &better.0, yuan(paid), yuan(less))
        };
        let delta = |first: Term, second: Term| space.difference(first, second).map(|own| vec![own]);
        pairs(judge, id, reach, both_paid, &fits, &delta, &described, found);
    }
}

/// Never less as a number grows that only conditions ask; `least`: how much less is allowed.
pub(super) fn along_ranges(judge: &Judge<'_, '_>, id: QuantityId, reach: &Reach, found: &mut Found) {
    let space = judge.space;
    let described = |_: &Space<'_>, paid: Exact, less: Exact, _: &Option<Vec<BenefitId>>| {
        words::less_for_higher(question_name(space, id), yuan(paid), yuan(less))
    };
    let delta = |first: Term, second: Term| space.difference(first, second).map(|own| vec![own]);
    pairs(judge, id, reach, false, &touching, &delta, &described, found);
}

/// No difference above `most` where an amount of money crosses a threshold.
pub(super) fn cliffs(judge: &Judge<'_, '_>, most: Exact, found: &mut Found) {
    let space = judge.space;
    let mut asked: Vec<QuantityId> = space.cells.iter().flat_map(|own| own.cell.answers.keys().copied()).collect();
    asked.sort_unstable();
    asked.dedup();
    let is_money = |id: &QuantityId| match &space.vocabulary.quantity(*id).ty {
        Type::Quantity(unit) => unit.is_money(),
        _ => false,
    };
    for id in asked.into_iter().filter(is_money) {
        let delta = |first: Term, second: Term| -> Result<Vec<Term>, Undecided> {
            let shifted = |a: Term, b: Term| {
                space.make(|graph| graph.linear(&[(a, Exact::ONE), (b, Exact::ONE.negate())], most.negate()))
            };
            Ok(vec![shifted(first, second)?, shifted(second, first)?])
        };
        let described = |space: &Space<'_>, paid: Exact, then: Exact, _: &Option<Vec<BenefitId>>| {
            words::crosses(question_name(space, id), yuan(paid), yuan(then))
        };
        pairs(judge, id, &Reach::default(), false, &touching, &delta, &described, found);
    }
}

/// Whether one range ends where another begins.
fn touching(low: &Possible, high: &Possible) -> Option<(Possible, Possible)> {
    let (Possible::Range(first, Some(end)), Possible::Range(Some(begin), last)) = (low, high) else { return None };
    if end.0 != begin.0 || end.1 == begin.1 {
        return None;
    }
    let just = |edge: &(crate::base::number::Number, bool)| Possible::Range(Some(edge.clone()), Some(edge.clone()));
    // As near to the threshold as can be: at it, and beside it.
    let beside = |low: &Edge, high: &Edge| Possible::Range(low.clone(), high.clone());
    Some(if end.1 { (just(end), beside(high_low(high), last)) } else { (beside(first, low_high(low)), just(begin)) })
}

fn high_low(own: &Possible) -> &Edge {
    match own {
        Possible::Range(low, _) => low,
        _ => &None,
    }
}

fn low_high(own: &Possible) -> &Edge {
    match own {
        Possible::Range(_, high) => high,
        _ => &None,
    }
}

type Fits<'f> = dyn Fn(&Possible, &Possible) -> Option<(Possible, Possible)> + 'f;
type Delta<'f> = dyn Fn(Term, Term) -> Result<Vec<Term>, Undecided> + 'f;
type Described<'f> = dyn Fn(&Space<'_>, Exact, Exact, &Option<Vec<BenefitId>>) -> Text + 'f;

/// Holds every two cells against each other that differ in one answer alone; a difference above 0 fails.
#[allow(clippy::too_many_arguments, reason = "what two cells differ in, how far they may, and how that is told")]
fn pairs(
    judge: &Judge<'_, '_>,
    id: QuantityId,
    reach: &Reach,
    both_paid: bool,
    fits: &Fits<'_>,
    delta: &Delta<'_>,
    described: &Described<'_>,
    found: &mut Found,
) {
    let space = judge.space;
    if space.cells.len() > MOST_CELLS {
        leave_open(found, &Undecided::TooManyCells(MOST_CELLS));
        return;
    }
    let mut own: Vec<(&Settled, Possible, Term)> = Vec::new();
    for settled in &space.cells {
        let Some(possible) = settled.cell.possible(&space.vocabulary, id) else { continue };
        let term = || -> Result<Option<Term>, Undecided> {
            if !reach.concerns_whole(space, settled)? {
                return Ok(None);
            }
            let paid = settled.sides[0].as_ref().map_err(Clone::clone)?;
            paid_by(space, paid, reach.benefits.as_deref()).map(Some)
        };
        match term() {
            Ok(Some(term)) => own.push((settled, possible, term)),
            Ok(None) => {}
            Err(undecided) => leave_open(found, &undecided),
        }
    }
    let zero = space.make(|graph| Ok(graph.constant(Exact::ZERO)));
    let Ok(zero) = zero else { return };
    let (mut count, mut failing) = (0usize, 0usize);
    let mut first: Option<(Cell, Cell, Hit, Term, Term)> = None;
    let mut worst: Option<Hit> = None;
    // Few answers differ, however many the cells.
    let mut answers: Vec<(&Possible, Vec<usize>)> = Vec::new();
    for (at, (_, possible, _)) in own.iter().enumerate() {
        match answers.iter_mut().find(|(known, _)| *known == possible) {
            Some((_, places)) => places.push(at),
            None => answers.push((possible, vec![at])),
        }
    }
    let mut fitting: Vec<(usize, usize, (Possible, Possible))> = Vec::new();
    for (low, low_places) in &answers {
        for (high, high_places) in &answers {
            let Some(both) = fits(low, high) else { continue };
            for low in low_places {
                fitting.extend(high_places.iter().map(|high| (*low, *high, both.clone())));
            }
            if fitting.len() > MOST_PAIRS {
                leave_open(found, &Undecided::TooManyCells(MOST_PAIRS));
                return;
            }
        }
    }
    for (low, high, (low_own, high_own)) in fitting {
        let ((low, _, low_term), (high, _, high_term)) = (&own[low], &own[high]);
        if both_paid && (*low_term == zero || *high_term == zero) {
            continue;
        }
        let Some(common) = common(&low.cell, &high.cell, id) else { continue };
        count += 1;
        if low_term == high_term {
            continue;
        }
        let decided = delta(*low_term, *high_term).and_then(|all| {
            all.into_iter().map(|own| judge.above_zero(own)).find(|own| !matches!(own, Ok(None))).unwrap_or(Ok(None))
        });
        match decided {
            Ok(None) => {}
            Ok(Some(hit)) => {
                failing += 1;
                if worst.is_none_or(|known| hit.by > known.by) {
                    worst = Some(hit);
                }
                let plain = several_held(&common);
                if first.as_ref().is_none_or(|(known, ..)| plain < several_held(known)) {
                    let cells = (common.with(id, low_own), common.with(id, high_own));
                    first = Some((cells.0, cells.1, hit, *low_term, *high_term));
                }
            }
            Err(undecided) => leave_open(found, &undecided),
        }
    }
    let (Some((low, high, hit, low_term, high_term)), Some(worst)) = (first, worst) else { return };
    let made = || -> Result<Option<Failure>, Undecided> {
        let (paid, less) = (judge.value(low_term, hit.cost)?, judge.value(high_term, hit.cost)?);
        let named = reach.benefits.as_deref();
        let cases = vec![
            case(space, 0, &low, hit.cost, Some((paid, named)))?,
            case(space, 0, &high, hit.cost, Some((less, named)))?,
        ];
        let program = space.parties[0].program;
        let differing = differing(judge, &own, low_term, high_term, hit.cost);
        Ok(Some(Failure {
            what: described(space, paid, less, &reach.benefits),
            by: Some(ground::at_most(space, at_least(paid, less, worst.by), worst.worst)),
            kinds: Some((failing, count)),
            places: differing.into_iter().map(|id| program.benefit(id).span).collect(),
            cases,
        }))
    };
    add(found, made());
}

/// The largest difference; of a cliff the allowed part is put back.
fn at_least(paid: Exact, less: Exact, by: Exact) -> Exact {
    paid.minus(less).map_or(by, |own| own.absolute().max(by))
}

/// Returns the benefits that pay differently in the two cells of which these are the terms.
fn differing(
    judge: &Judge<'_, '_>,
    own: &[(&Settled, Possible, Term)],
    low: Term,
    high: Term,
    cost: i64,
) -> Vec<BenefitId> {
    let of =
        |term: Term| own.iter().find(|(.., known)| *known == term).and_then(|(own, ..)| own.sides[0].as_ref().ok());
    let (Some(low), Some(high)) = (of(low), of(high)) else { return Vec::new() };
    let differs = |id: &BenefitId, term: Term| {
        let other = high.benefits.iter().find(|(own, _)| own == id).map(|(_, term)| *term);
        let value = |term: Option<Term>| term.and_then(|own| judge.value(own, cost).ok());
        value(Some(term)) != value(other)
    };
    low.benefits.iter().filter(|(id, term)| differs(id, *term)).map(|(id, _)| *id).collect()
}

/// Returns how many questions of a cell have only answers with several values at once: fewer are more ordinary.
pub(super) fn several_held(cell: &Cell) -> usize {
    let several = |own: &&Possible| matches!(own, Possible::Sets(_, all) if all.iter().all(|set| set.len() > 1));
    cell.answers.values().filter(several).count()
}

/// Returns what two cells have in common, one question aside; `None` where they have nobody in common.
fn common(a: &Cell, b: &Cell, but: QuantityId) -> Option<Cell> {
    let mut own = Cell::default();
    for (id, possible) in &a.answers {
        if *id == but {
            continue;
        }
        let met = match b.answers.get(id) {
            Some(other) => possible.met(other)?,
            None => possible.clone(),
        };
        own.answers.insert(*id, met);
    }
    for (id, possible) in &b.answers {
        if *id != but && !a.answers.contains_key(id) {
            own.answers.insert(*id, possible.clone());
        }
    }
    Some(own)
}

/// Returns the question that an expression asks, when it asks just one.
pub(super) fn question_of(space: &Space<'_>, along: &Expr) -> Option<QuantityId> {
    match &*along.kind {
        ExprKind::Fact(id) => Some(space.vocabulary.of_fact(0, *id)),
        _ => None,
    }
}

/// Whether an expression is what the free number of a space stands for.
pub(super) fn is_free(space: &Space<'_>, along: &Expr) -> bool {
    let ExprKind::Fact(id) = &*along.kind else { return false };
    let program = space.parties[0].program;
    let fact = program.fact(*id);
    let named = |zh: &str, en: &str| fact.name == zh || fact.english.as_deref() == Some(en);
    let is_cost = named("合规费用", "eligible_cost") || named("总费用", "gross_cost");
    match space.free {
        Some(free) => free == space.vocabulary.of_fact(0, *id),
        None => ground::on_bills(space) && is_cost,
    }
}
