//! Laws over the cost: never more than the cost, never below nothing, never less for more, no cliffs, not less than a
//! year ago.

use super::super::freeze::frozen_in;
use super::super::values::money_text;
use super::ground::{self, Failing, Ground, Judge, case, leave_open, looked_at, paid_by};
use super::{Failure, Found, orders, words};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{BenefitId, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Settled, Space, View, explore};
use crate::symbolic::space::Party;
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;

/// Beyond all amounts.
pub(super) const WITHOUT_END: Exact = Exact::whole(1_000_000_000_000_000);

/// Whom a law concerns and of which benefits it speaks.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// `None`: all layers together.
    pub(super) benefits: Option<Vec<BenefitId>>,
    /// The ask that says whom it concerns; `None`: everybody.
    pub(super) concerned: Option<usize>,
}

impl Reach {
    fn named(&self) -> Option<&[BenefitId]> {
        self.benefits.as_deref()
    }

    /// Whether a cell is concerned at all.
    fn concerns(&self, space: &Space<'_>, own: &Settled) -> Result<Option<Guard>, Undecided> {
        let Some(at) = self.concerned else { return Ok(Some(Guard::Always)) };
        match own.asked.get(at) {
            None | Some(Ok(None)) => Ok(None),
            Some(Err(undecided)) => Err(undecided.clone()),
            Some(Ok(Some(asked))) => {
                let constant = space.graph().as_constant(asked.concerned);
                Ok(Some(if constant.is_some() { Guard::Always } else { Guard::Where(asked.concerned) }))
            }
        }
    }

    /// Returns what is above 0 where it fails, in a cell, and below it where nobody is concerned; `None`: nobody is.
    pub(super) fn guarded(
        &self,
        space: &Space<'_>,
        own: &Settled,
        delta: &dyn Fn(&Settled) -> Result<Option<Term>, Undecided>,
    ) -> Result<Option<Term>, Undecided> {
        let Some(guard) = self.concerns(space, own)? else { return Ok(None) };
        let Some(term) = delta(own)? else { return Ok(None) };
        match guard {
            Guard::Always => Ok(Some(term)),
            Guard::Where(concerned) => space
                .make(|graph| {
                    let nothing = graph.constant(Exact::ONE.negate());
                    graph.choose(concerned, nothing, term)
                })
                .map(Some),
        }
    }

    /// Whether a cell is concerned, where a condition on the cost cannot be followed.
    pub(super) fn concerns_whole(&self, space: &Space<'_>, own: &Settled) -> Result<bool, Undecided> {
        match self.concerns(space, own)? {
            None => Ok(false),
            Some(Guard::Always) => Ok(true),
            Some(Guard::Where(_)) => {
                let span = space.parties[0].program.order.first().map(|id| space.parties[0].program.benefit(*id).span);
                Err(match span {
                    Some(span) => Undecided::Beyond(words::condition_on_cost(), span),
                    None => Undecided::TooManyRegions,
                })
            }
        }
    }
}

/// Where a cell is concerned.
#[derive(Clone, Copy)]
enum Guard {
    Always,
    /// Where this is 1.
    Where(Term),
}

/// Looks at every cell; `delta` is above 0 where it fails.
pub(super) fn each_cell<'c>(
    judge: &Judge<'c, '_>,
    reach: &Reach,
    found: &mut Found,
    delta: &dyn Fn(&Settled) -> Result<Option<Term>, Undecided>,
) -> (Vec<Failing<'c>>, usize) {
    let space = judge.space;
    let (mut failing, mut count) = (Vec::new(), 0);
    for own in &space.cells {
        let decided = || -> Result<Option<Option<ground::Hit>>, Undecided> {
            let Some(term) = reach.guarded(space, own, delta)? else { return Ok(None) };
            judge.above_zero(term).map(Some)
        };
        match decided() {
            Ok(None) => {}
            Ok(Some(None)) => count += 1,
            Ok(Some(Some(hit))) => {
                count += 1;
                failing.push(Failing { cell: own, hit });
            }
            Err(undecided) => leave_open(found, &undecided),
        }
    }
    (failing, count)
}

/// Returns one failure for all cells that fail: the first of them shows it.
pub(super) fn failure(
    judge: &Judge<'_, '_>,
    failing: &[Failing<'_>],
    count: usize,
    reach: &Reach,
    places: Vec<Span>,
    what: &dyn Fn(&Failing<'_>) -> Result<Text, Undecided>,
) -> Result<Option<Failure>, Undecided> {
    let ordinary = |own: &&Failing<'_>| orders::several_held(&own.cell.cell);
    let Some(first) = failing.iter().min_by_key(ordinary) else { return Ok(None) };
    let worst = failing.iter().max_by(|a, b| a.hit.by.cmp(&b.hit.by)).unwrap_or(first);
    let paid = first.cell.sides[0].as_ref().map_err(Clone::clone)?;
    let term = paid_by(judge.space, paid, reach.named())?;
    let claimed = judge.value(term, first.hit.cost)?;
    let shown = case(judge.space, 0, &first.cell.cell, first.hit.cost, Some((claimed, reach.named())))?;
    Ok(Some(Failure {
        what: what(first)?,
        by: Some(ground::at_most(judge.space, worst.hit.by, worst.hit.worst)),
        kinds: Some((failing.len(), count)),
        places,
        cases: vec![shown],
    }))
}

pub(super) fn yuan(own: Exact) -> Text {
    money_text(&own.to_number())
}

/// Adds a failure, or why there is none.
pub(super) fn add(found: &mut Found, failure: Result<Option<Failure>, Undecided>) {
    match failure {
        Ok(own) => found.failures.extend(own),
        Err(undecided) => leave_open(found, &undecided),
    }
}

/// Returns the first bill of a year, or says that there is none.
pub(super) fn with_first<'g, 'p>(ground: &'g Ground<'p>) -> Result<(&'g Space<'p>, Found), Found> {
    if !ground.has_bills() {
        return Err(Found::not_applicable(words::no_bills()));
    }
    match ground.first() {
        Ok(space) => Ok((space, Found { looked_at: looked_at(space), ..Found::default() })),
        Err(undecided) => {
            let mut found = Found::default();
            leave_open(&mut found, &undecided);
            Err(found)
        }
    }
}

pub(super) fn never_above_cost(ground: &Ground<'_>) -> Found {
    let (space, mut found) = match with_first(ground) {
        Ok(own) => own,
        Err(found) => return found,
    };
    above_cost(&Judge::new(space), 0, &Reach::default(), &mut found);
    found
}

/// Never more than the cost, which is the ask of a place.
pub(super) fn above_cost(judge: &Judge<'_, '_>, cost: usize, reach: &Reach, found: &mut Found) {
    let space = judge.space;
    let parts = |own: &Settled| -> Result<Option<(Term, Term)>, Undecided> {
        let paid = own.sides[0].as_ref().map_err(Clone::clone)?;
        let Some(cost) = own.asked[cost].clone()? else { return Ok(None) };
        Ok(Some((paid_by(space, paid, reach.named())?, cost.worth)))
    };
    let (failing, count) = each_cell(judge, reach, found, &|own| match parts(own)? {
        Some((paid, cost)) => space.difference(paid, cost).map(Some),
        None => Ok(None),
    });
    let what = |own: &Failing<'_>| {
        let (paid, cost) = parts(own.cell)?.ok_or(Undecided::TooManyRegions)?;
        let (paid, cost) = (judge.value(paid, own.hit.cost)?, judge.value(cost, own.hit.cost)?);
        Ok(words::paid_above_cost(yuan(paid), yuan(cost)))
    };
    let places = paying(judge, &failing, reach);
    let failure = failure(judge, &failing, count, reach, places, &what);
    add(found, failure);
}

/// Returns the places of the benefits that pay in the first example.
fn paying(judge: &Judge<'_, '_>, failing: &[Failing<'_>], reach: &Reach) -> Vec<Span> {
    let Some(first) = failing.first() else { return Vec::new() };
    let Ok(paid) = &first.cell.sides[0] else { return Vec::new() };
    let program = judge.space.parties[0].program;
    let own = paid.benefits.iter().filter(|(id, _)| reach.named().is_none_or(|named| named.contains(id)));
    let pays = own.filter(|(_, term)| judge.value(*term, first.hit.cost).is_ok_and(|own| !own.is_zero()));
    pays.map(|(id, _)| program.benefit(*id).span).collect()
}

pub(super) fn never_negative(ground: &Ground<'_>) -> Found {
    let mut found = Found::default();
    if ground.has_bills() {
        match ground.first() {
            Ok(space) => {
                found.looked_at.extend(looked_at(space));
                negative(space, &mut found);
            }
            Err(undecided) => leave_open(&mut found, &undecided),
        }
    }
    for (_, space) in ground.periods() {
        match space {
            Ok(space) => negative(space, &mut found),
            Err(undecided) => leave_open(&mut found, undecided),
        }
    }
    found
}

fn negative(space: &Space<'_>, found: &mut Found) {
    let judge = Judge::new(space);
    for id in space.benefits(0) {
        let reach = Reach { benefits: Some(vec![id]), concerned: None };
        let term = |own: &Settled| -> Result<Term, Undecided> {
            let paid = own.sides[0].as_ref().map_err(Clone::clone)?;
            paid_by(space, paid, reach.named())
        };
        let (failing, count) = each_cell(&judge, &reach, found, &|own| {
            let own = term(own)?;
            space.make(|graph| graph.times(own, Exact::ONE.negate())).map(Some)
        });
        let benefit = space.parties[0].program.benefit(id);
        let what = |own: &Failing<'_>| {
            let paid = judge.value(term(own.cell)?, own.hit.cost)?;
            Ok(words::paid_negative(&benefit.name, yuan(paid)))
        };
        let failure = failure(&judge, &failing, count, &reach, vec![benefit.span], &what);
        add(found, failure);
    }
}

pub(super) fn never_less(ground: &Ground<'_>) -> Found {
    let (space, mut found) = match with_first(ground) {
        Ok(own) => own,
        Err(found) => return found,
    };
    steps(&Judge::new(space), &Reach::default(), Exact::ZERO, WITHOUT_END, &mut found);
    found
}

pub(super) fn no_cliff(ground: &Ground<'_>, most: i64) -> Found {
    let mut found = Found::default();
    let most = Exact::whole(most);
    if ground.has_bills() {
        match ground.first() {
            Ok(space) => {
                found.looked_at.extend(looked_at(space));
                let judge = Judge::new(space);
                steps(&judge, &Reach::default(), most.negate(), most, &mut found);
                orders::cliffs(&judge, most, &mut found);
            }
            Err(undecided) => leave_open(&mut found, &undecided),
        }
    }
    for (id, space) in ground.periods() {
        match space {
            Ok(space) => {
                let judge = Judge::new(space);
                let reach = Reach { benefits: Some(vec![*id]), concerned: None };
                if space.free.is_some() {
                    steps(&judge, &reach, most.negate(), most, &mut found);
                }
                orders::cliffs(&judge, most, &mut found);
            }
            Err(undecided) => leave_open(&mut found, undecided),
        }
    }
    found
}

/// One 分 more of the free number never changes what is paid by less than `least` or more than `most`.
pub(super) fn steps(judge: &Judge<'_, '_>, reach: &Reach, least: Exact, most: Exact, found: &mut Found) {
    let space = judge.space;
    let program = space.parties[0].program;
    let mut count = 0;
    // Cells that jump at the same point through the same benefits fail in the same way.
    let mut kinds: Vec<(i64, Vec<BenefitId>, Vec<(&Settled, Term)>)> = Vec::new();
    for own in &space.cells {
        let decided = || -> Result<Option<(Term, Option<i64>)>, Undecided> {
            if !reach.concerns_whole(space, own)? {
                return Ok(None);
            }
            let paid = own.sides[0].as_ref().map_err(Clone::clone)?;
            let term = paid_by(space, paid, reach.named())?;
            Ok(Some((term, judge.jump(term, least, most)?)))
        };
        match decided() {
            Ok(None) => {}
            Ok(Some((_, None))) => count += 1,
            Ok(Some((term, Some(at)))) => {
                count += 1;
                let jumping = jumping(judge, own, reach, at);
                match kinds.iter_mut().find(|(known, benefits, _)| *known == at && *benefits == jumping) {
                    Some((_, _, cells)) => cells.push((own, term)),
                    None => kinds.push((at, jumping, vec![(own, term)])),
                }
            }
            Err(undecided) => leave_open(found, &undecided),
        }
    }
    kinds.sort_by_key(|(at, _, cells)| (std::cmp::Reverse(cells.len()), *at));
    let more = kinds.len().saturating_sub(MOST_JUMPS);
    for (at, benefits, cells) in kinds.iter().take(MOST_JUMPS) {
        let made = || -> Result<Option<Failure>, Undecided> {
            let Some((first, term)) = cells.first() else { return Ok(None) };
            let (before, after) = (judge.value(*term, *at)?, judge.value(*term, at + 1)?);
            let settled = |cost: i64, claimed: Exact| case(space, 0, &first.cell, cost, Some((claimed, reach.named())));
            let cases = vec![settled(*at, before)?, settled(at + 1, after)?];
            let (from, to) = (money_text(&(*at).into()), money_text(&(at + 1).into()));
            let falls = least.is_zero();
            let number = ground::free_name(space).unwrap_or_else(words::the_cost);
            let what = if falls {
                words::less_for_more(number, from, to, yuan(before), yuan(after))
            } else {
                words::cliff(number, from, to, yuan(before), yuan(after))
            };
            Ok(Some(Failure {
                what,
                by: Some(words::differs_by(yuan(after.minus(before)?.absolute()))),
                kinds: Some((cells.len(), count)),
                places: benefits.iter().map(|id| program.benefit(*id).span).collect(),
                cases,
            }))
        };
        add(found, made());
    }
    if more > 0
        && let Some(last) = found.failures.last_mut()
    {
        last.by = last.by.take().map(|own| words::and_more(own, more));
    }
}

/// More jumps than this are counted only.
const MOST_JUMPS: usize = 5;

/// Returns the benefits that pay something else one 分 further, those that change most first.
fn jumping(judge: &Judge<'_, '_>, own: &Settled, reach: &Reach, at: i64) -> Vec<BenefitId> {
    let Ok(paid) = &own.sides[0] else { return Vec::new() };
    let mut all: Vec<(Exact, BenefitId)> = Vec::new();
    for (id, term) in paid.benefits.iter().filter(|(id, _)| reach.named().is_none_or(|named| named.contains(id))) {
        let (Ok(before), Ok(after)) = (judge.value(*term, at), judge.value(*term, at + 1)) else { continue };
        let Ok(by) = after.minus(before) else { continue };
        if by.absolute() > Exact::ONE {
            all.push((by.absolute(), *id));
        }
    }
    all.sort_by(|a, b| b.cmp(a));
    all.into_iter().map(|(_, id)| id).collect()
}

pub(super) fn never_below_last_year(ground: &Ground<'_>) -> Found {
    let side = ground.side();
    let Some(before) = side.date.plus_months(-12) else { return Found::default() };
    if !ground.has_bills() {
        return Found::not_applicable(words::no_bills());
    }
    let alive = |id: &BenefitId| {
        let own = side.program.benefit(*id);
        own.occasion == crate::ir::Occasion::EachClaim && version_on(&own.alive, before).is_some()
    };
    if !side.program.order.iter().any(alive) {
        return Found::not_applicable(words::nothing_a_year_before(before.to_string()));
    }
    // The same bills on the same day, once by the rules of today and once by those of a year ago.
    let old = frozen_in(side.program, before, side.date.year());
    let now = frozen_in(side.program, side.date, side.date.year());
    let parties = [Party { program: &now, date: side.date }, Party { program: &old, date: side.date }];
    let space = match explore(&parties, &ground.scope(View::FirstBill)) {
        Ok(space) => space,
        Err(undecided) => {
            let mut found = Found::default();
            leave_open(&mut found, &undecided);
            return found;
        }
    };
    let mut found = Found { looked_at: looked_at(&space), ..Found::default() };
    let judge = Judge::new(&space);
    let totals = |own: &Settled| -> Result<(Term, Term), Undecided> {
        let now = own.sides[0].as_ref().map_err(Clone::clone)?;
        let before = own.sides[1].as_ref().map_err(Clone::clone)?;
        Ok((now.total, before.total))
    };
    let (failing, count) = each_cell(&judge, &Reach::default(), &mut found, &|own| {
        let (now, before) = totals(own)?;
        space.difference(before, now).map(Some)
    });
    let made = || -> Result<Option<Failure>, Undecided> {
        let Some(first) = failing.first() else { return Ok(None) };
        let worst = failing.iter().max_by(|a, b| a.hit.by.cmp(&b.hit.by)).unwrap_or(first);
        let (now, before) = totals(first.cell)?;
        let (now, before) = (judge.value(now, first.hit.cost)?, judge.value(before, first.hit.cost)?);
        let cases = vec![
            case(&space, 1, &first.cell.cell, first.hit.cost, Some((before, None)))?,
            case(&space, 0, &first.cell.cell, first.hit.cost, Some((now, None)))?,
        ];
        Ok(Some(Failure {
            what: words::less_than_last_year(yuan(now), yuan(before)),
            by: Some(ground::at_most(&space, worst.hit.by, worst.hit.worst)),
            kinds: Some((failing.len(), count)),
            places: paying(&judge, &failing, &Reach::default()),
            cases,
        }))
    };
    let failure = made();
    add(&mut found, failure);
    found
}
