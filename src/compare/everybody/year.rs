//! The year as a whole and bills late in it: whether it matters over how many bills a year's cost is spread, which
//! clauses make it matter, and the largest gap that a bill can show after an earlier one. By the rules of the day.

use super::super::freeze::timeless;
use super::super::shared::{Both, Shared, Which};
use super::regions::Work;
use super::{Later, Spread, Views};
use crate::base::date::Period;
use crate::base::number::Number;
use crate::base::quick::QuickMap;
use crate::base::source::SourceMap;
use crate::ir::{BenefitId, ClauseBody, Program, version_on};
use crate::symbolic::cumulative::{Proved, Spread as Proof};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Scope, Settled, Space, View, explore_asking};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::regions::Part;
use crate::symbolic::space::{Cell, Party};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;

/// More cells than this are not laid out for it.
const MAX_CELLS: usize = 6_000;
/// So many typical persons are looked at.
const MOST_TYPICAL: usize = 20;
/// So many expressions are worked out, and so many pairs of amounts followed over both costs: in brief, and where
/// everything is asked for. What is left over is not decided.
const WORK: [(u64, usize); 2] = [(400_000, 30), (10_000_000, 1_000)];

/// Works out the views beyond the first bill: in brief for the typical persons (`first` knows them) where there are
/// any, else for everybody.
pub(super) fn found(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    first: &Space<'_>,
    detailed: bool,
) -> Result<Views, Undecided> {
    let (max_steps, pairs) = WORK[usize::from(detailed)];
    let bases = shared.two().map(|_, side| timeless(side.program, side.date));
    let parties = [Which::A, Which::B].map(|which| Party { program: bases.get(which), date: shared.date(which) });
    let mut all: Vec<Cell> = Vec::new();
    if !detailed {
        for usual in first.usual_bills() {
            let cell = first.cell_of(&usual);
            if !all.contains(&cell) && all.len() < MOST_TYPICAL {
                all.push(cell);
            }
        }
    }
    let mut views = Views { of_typical: !all.is_empty(), ..Views::default() };
    if all.is_empty() {
        all.push(Cell::default());
    }
    let max_steps = max_steps / all.len() as u64;
    let mut largest: Both<Option<(Exact, Later)>> = Both::default();
    // All are of the same parties: what is known of one's terms holds of the others'.
    let (notebook, mut proved) = (Notebook::default(), Proved::default());
    for within in all {
        let scope = Scope { view: View::History, within, max_cells: MAX_CELLS, max_steps, ..Scope::default() };
        let space = explore_asking(&notebook, &parties, &scope, &[])?;
        let proofs = spreads(&space, &bases, shared, &mut proved, &mut views);
        let work = Work::new(shared, &space, sources, false);
        work.running(&proofs, detailed, &mut views)?;
        for (size, own) in later(&work, &proofs, pairs, &mut views)? {
            let known = largest.get_mut(own.more);
            if known.as_ref().is_none_or(|(known, _)| size > *known) {
                *known = Some((size, own));
            }
        }
    }
    views.later = [largest.a, largest.b].into_iter().flatten().map(|(_, own)| own).collect();
    Ok(views)
}

/// Notes whether the spread matters in each cell; returns for which sides it is proved not to.
fn spreads(
    space: &Space<'_>,
    bases: &Both<Program>,
    shared: &Shared<'_>,
    proved: &mut Proved,
    views: &mut Views,
) -> Vec<[bool; 2]> {
    let mut proofs: Vec<[bool; 2]> = Vec::new();
    for own in &space.cells {
        let mut both = [false; 2];
        for (side, which) in Which::BOTH.into_iter().enumerate() {
            let spread = views.spread.get_mut(which);
            match space.spread(own, side, proved) {
                Ok(Proof::Cumulative) => {
                    spread.alike += 1;
                    both[side] = true;
                }
                Ok(Proof::Matters(ids)) => {
                    spread.apart += 1;
                    for id in ids {
                        spread.note(bases.get(which), id, shared);
                    }
                }
                Ok(Proof::CountsBills) => spread.counted += 1,
                Err(undecided) => {
                    spread.open += 1;
                    spread.reason.get_or_insert(undecided.text());
                }
            }
        }
        proofs.push(both);
    }
    proofs
}

impl Views {
    fn leave_open(&mut self, undecided: Option<&Undecided>) {
        self.open += 1;
        if let Some(own) = undecided {
            self.reason.get_or_insert_with(|| own.text());
        }
    }
}

impl Spread {
    fn note(&mut self, program: &Program, id: BenefitId, shared: &Shared<'_>) {
        let benefit = program.benefit(id);
        if self.benefits.iter().any(|(name, _)| *name == benefit.name) {
            return;
        }
        let date = shared.two().a.date;
        let mut words = Vec::new();
        for clause in &benefit.clauses {
            let Some(version) = version_on(&clause.versions, date) else { continue };
            let each_bill = match &version.body {
                ClauseBody::Deductible { period, .. }
                | ClauseBody::Cap { period, .. }
                | ClauseBody::OwnPayAtMost { period, .. }
                | ClauseBody::Quantity { period, .. } => period.is_none_or(|own| own == Period::Visit),
                _ => false,
            };
            let word = clause.path.word;
            if each_bill && !words.contains(&word) {
                words.push(word);
            }
        }
        self.benefits.push((benefit.name.clone(), words));
    }
}

/// Where a gap is the largest.
#[derive(Clone, Debug)]
enum Place {
    /// The earlier and the later cost.
    At([i64; 2]),
    /// Somewhere in a part: looked for only where it is shown.
    In(Part),
}

/// Finds the largest gap of each direction.
fn later(
    work: &Work<'_, '_>,
    proofs: &[[bool; 2]],
    pairs: usize,
    views: &mut Views,
) -> Result<Vec<(Exact, Later)>, Undecided> {
    let space = work.space;
    let mut best: Both<Option<(Exact, usize, Place)>> = Both::default();
    // What differs alike is followed once, whoever pays what.
    let mut known: QuickMap<Term, Gaps> = QuickMap::default();
    let mut sums: QuickMap<(Term, Term), Gaps> = QuickMap::default();
    for (at, own) in space.cells.iter().enumerate() {
        let (Ok(a), Ok(b)) = (&own.sides[0], &own.sides[1]) else {
            let undecided = own.sides.iter().find_map(|side| side.as_ref().err());
            views.leave_open(undecided);
            continue;
        };
        let (a, b, sums_up) = (a.total, b.total, proofs[at] == [true, true]);
        if a == b {
            continue;
        }
        let full = known.len() >= pairs;
        let gaps = if sums_up {
            &*sums.entry((a, b)).or_insert_with(|| by_sums(space, own))
        } else {
            let difference = space.difference(b, a)?;
            let bare = space.make(|graph| graph.unrounded(difference))?;
            &*known.entry(bare).or_insert_with(|| match full {
                true => Err(Undecided::TooManyRegions),
                false => by_parts(space, bare),
            })
        };
        let gaps = match gaps {
            Ok(gaps) => gaps,
            Err(undecided) => {
                views.leave_open(Some(undecided));
                continue;
            }
        };
        for which in Which::BOTH {
            if let Some((size, place)) = gaps.get(which)
                && best.get(which).as_ref().is_none_or(|(known, ..)| size > known)
            {
                *best.get_mut(which) = Some((*size, at, place.clone()));
            }
        }
    }
    let mut found = Vec::new();
    for (which, gap) in [(Which::A, best.a), (Which::B, best.b)] {
        let Some((size, at, place)) = gap else { continue };
        let Some([earlier, cost]) = place.costs()? else { continue };
        let own = &space.cells[at];
        let witness = space.replay_bills(space.ordinary_person(&own.cell), &[earlier, cost]);
        let mut paid: Both<Number> = Both::default();
        for side in Which::BOTH {
            let place = work.place(side);
            let Ok(own) = &own.sides[place] else { continue };
            let claimed = space.graph().value_at(own.total, &[earlier, cost])?;
            witness.sides[place].confirm(claimed, cost);
            *paid.get_mut(side) = claimed.to_number();
        }
        let person = work.person(&witness);
        found.push((size, Later { more: which, person, earlier: earlier.into(), cost: cost.into(), paid }));
    }
    Ok(found)
}

/// The largest gap of each direction, roundings aside.
type Gaps = Result<Both<Option<(Exact, Place)>>, Undecided>;

/// Where every spread pays the same, a bill's gap is by how much the gap of the year grows: its deepest fall is the
/// most by which the first side can pay more, its highest rise the second.
fn by_sums(space: &Space<'_>, own: &Settled) -> Gaps {
    let (Some(a), Some(b)) = (space.paid_earlier(own, 0)?, space.paid_earlier(own, 1)?) else {
        return Err(Undecided::TooManyRegions);
    };
    let shape = space.shape_of_difference(b, a)?;
    let mut points: Vec<(i64, Exact)> = Vec::new();
    for own in &shape.segments {
        for cost in [own.low, own.high] {
            points.push((cost, own.at(cost)?));
        }
    }
    let mut gaps: Both<Option<(Exact, Place)>> = Both::default();
    let Some(first) = points.first().copied() else { return Ok(gaps) };
    let (mut lowest, mut highest) = (first, first);
    for (cost, value) in points {
        let mut keep = |which: Which, size: Exact, from: i64| {
            let known = gaps.get_mut(which);
            if size.is_positive() && cost > from && known.as_ref().is_none_or(|(own, _)| size > *own) {
                *known = Some((size, Place::At([from, cost - from])));
            }
        };
        keep(Which::B, value.minus(lowest.1)?, lowest.0);
        keep(Which::A, highest.1.minus(value)?, highest.0);
        if value < lowest.1 {
            lowest = (cost, value);
        }
        if value > highest.1 {
            highest = (cost, value);
        }
    }
    Ok(gaps)
}

/// Elsewhere the gap is followed over both costs.
fn by_parts(space: &Space<'_>, difference: Term) -> Gaps {
    let [lowest, highest] = space.history_extremes(difference)?;
    let found = |own: Option<(Exact, Part)>| own.map(|(size, part)| (size, Place::In(part)));
    Ok(Both { a: found(lowest.map(|(size, part)| (size, part.negated()))), b: found(highest) })
}

impl Place {
    /// Returns the earlier and the later cost; `None`: no whole numbers were found.
    fn costs(&self) -> Result<Option<[i64; 2]>, Undecided> {
        match self {
            Place::At(costs) => Ok(Some(*costs)),
            Place::In(part) => Ok(part.greatest_at()?.and_then(|own| own.try_into().ok())),
        }
    }
}
