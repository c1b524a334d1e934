//! What either side pays of a bill after others of the same year: free running totals. What a person has used of a
//! deductible or a cap is what his bills have made it, and the same bills make other totals on the other side; so the
//! bills are free, not the totals. Where both sides are proved to ask for no more than what the bills come to together
//! ([`crate::symbolic::cumulative`]), the share that each pays of a further yuan says it all. Elsewhere one earlier bill
//! stands for them, and both costs are free.

use super::super::data::Key;
use super::super::shared::{Both, Which};
use super::super::told::telling_cost;
use super::super::words;
use super::regions::{Work, order};
use super::several::Asked;
use super::{After, AfterRow, Next, Region, Running, Split, Stage, Standing, Total, Views};
use crate::base::date::Period;
use crate::base::number::Number;
use crate::base::quick::QuickMap;
use crate::base::text::{Lang, Text, listed};
use crate::interp::Used;
use crate::ir::{Benefit, ClauseBody, ClausePath, ClauseWord, version_on};
use crate::model::path::period_words;
use crate::symbolic::decide::Shape;
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::Settled;
use crate::symbolic::regions::Part;
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::{Replayed, round_cost};
use indexmap::IndexMap;

/// So many different differences of ordinary persons are followed over both costs.
const MOST_FOLLOWED: usize = 4;
/// For so many different differences the earlier bill's cost is tried: in brief, and where everything is asked for.
const MOST_AFTER: [usize; 2] = [1, 200];
/// A bill that shows a stage, in 分, where it has room.
const USUAL_BILL: i64 = 100_000;
/// The first of them: up to 3万元.
const EVERYDAY: &[i64] = ROUND.split_at(11).0;
/// A change of 10元, in 分, is worth telling.
const LEAST_TOLD: Exact = Exact::whole(1_000);
/// So many different ways in which a difference hangs on the split are followed.
const MOST_SPLITS: usize = 200;
/// No bill is tried in a stretch of less than 1元.
const NARROW: i64 = 100;
/// A small bill, in 分.
const SMALL_BILL: i64 = 10_000;
/// Costs of two bills that a person would name, in 分.
const ROUND: [i64; 13] = [
    10_000, 20_000, 30_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 5_000_000,
    10_000_000,
];

/// A [`Stage`] while it is found.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Draft {
    from: Exact,
    to: Exact,
    shares: [Exact; 2],
}

impl Draft {
    /// Returns the whole amounts in it.
    fn whole(&self) -> Option<(i64, i64)> {
        let (low, high) = (i64::try_from(self.from.ceiling()).ok()?, i64::try_from(self.to.floor()).ok()?);
        (low < high).then_some((low, high))
    }

    fn differs(&self) -> bool {
        self.shares[0] != self.shares[1]
    }
}

/// Where the difference hangs most on how a cost is split.
struct Widest {
    size: Exact,
    at: usize,
    term: Term,
    part: Part,
}

/// Adds people of whom the same is told already, each once.
fn join(known: (&mut Vec<Vec<Key>>, &mut usize), people: Vec<Vec<Key>>, cells: usize) {
    let (all, count) = known;
    *count += cells;
    for own in people {
        if !all.contains(&own) {
            all.push(own);
        }
    }
}

impl Work<'_, '_> {
    /// Adds what is paid after other bills; `proofs` say of each cell and side whether only what they come to together
    /// matters.
    pub(super) fn running(&self, proofs: &[[bool; 2]], detailed: bool, views: &mut Views) -> Result<(), Undecided> {
        let space = self.space;
        let mut known: IndexMap<Vec<Draft>, Vec<usize>> = IndexMap::new();
        let mut others: Vec<usize> = Vec::new();
        for (at, own) in space.cells.iter().enumerate() {
            let (Ok(a), Ok(b)) = (&own.sides[0], &own.sides[1]) else { continue };
            if a.total == b.total {
                continue;
            }
            let drafts = match proofs[at] {
                [true, true] => self.drafts(own)?,
                _ => None,
            };
            match drafts {
                Some(drafts) if !drafts.iter().any(Draft::differs) => {}
                Some(drafts) => known.entry(drafts).or_default().push(at),
                None => others.push(at),
            }
        }
        for (drafts, places) in known {
            let stages = self.stages(&drafts, &space.cells[self.most_ordinary(&places)])?;
            let (people, cells) = (self.who(&places, views.of_typical), places.len());
            let same = |own: &&mut Running| {
                own.stages.iter().zip(&stages).all(|(a, b)| a.is_like(b)) && own.stages.len() == stages.len()
            };
            match views.running.iter_mut().find(same) {
                Some(known) => join((&mut known.people, &mut known.cells), people, cells),
                None => views.running.push(Running { people, cells, stages }),
            }
        }
        let by_difference = self.by_difference(&others);
        self.after(&by_difference, detailed, views)?;
        let ordinary: Vec<usize> = by_difference.iter().take(MOST_FOLLOWED).flatten().copied().collect();
        if detailed && !ordinary.is_empty() {
            let bound = [space.both_bills_within()];
            let asked = Asked { cells: &ordinary, beside: 1, within: &bound, most: MOST_FOLLOWED };
            let of_typical = views.of_typical;
            views.areas = self.several_of(&asked, &|_, places, _| self.who(places, of_typical))?;
        }
        self.split(proofs, views)
    }

    /// Returns some cells by what both pay in them, those of ordinary persons first.
    fn by_difference(&self, cells: &[usize]) -> Vec<Vec<usize>> {
        let space = self.space;
        let mut known: IndexMap<(Term, Term), Vec<usize>> = IndexMap::new();
        for at in cells {
            if let (Ok(a), Ok(b)) = (&space.cells[*at].sides[0], &space.cells[*at].sides[1]) {
                known.entry((a.total, b.total)).or_default().push(*at);
            }
        }
        let mut all: Vec<Vec<usize>> = known.into_values().collect();
        all.sort_by_key(|places| space.ordinariness(&space.cells[places[0]].cell, &self.usual));
        all
    }

    /// Adds how the two stand on a bill after one other: for costs of that between which something bends.
    fn after(&self, all: &[Vec<usize>], detailed: bool, views: &mut Views) -> Result<(), Undecided> {
        let space = self.space;
        for places in all.iter().take(MOST_AFTER[usize::from(detailed)]) {
            let rows = self.rows_after(&space.cells[self.most_ordinary(places)])?;
            let same = |own: &AfterRow| matches!(own.region.standing, Standing::Same | Standing::Rounding);
            if rows.iter().all(same) {
                continue;
            }
            let (people, cells) = (self.who(places, views.of_typical), places.len());
            let alike = |own: &&mut After| {
                own.rows.len() == rows.len() && own.rows.iter().zip(&rows).all(|(a, b)| a.is_like(b))
            };
            match views.after.iter_mut().find(alike) {
                Some(known) => join((&mut known.people, &mut known.cells), people, cells),
                None => views.after.push(After { people, cells, rows }),
            }
        }
        Ok(())
    }

    fn rows_after(&self, own: &Settled) -> Result<Vec<AfterRow>, Undecided> {
        let space = self.space;
        let (Some((later, _)), Ok(a), Ok(b)) = (space.later, &own.sides[0], &own.sides[1]) else {
            return Ok(Vec::new());
        };
        let mut rows: Vec<AfterRow> = Vec::new();
        let mut known: Both<Vec<Total>> = Both::default();
        for earlier in self.telling_costs(own)? {
            // The later bill's cost takes the place of the only free number.
            let after = |term: Term| {
                space.make(|graph| {
                    let fixed = graph.constant(Exact::whole(earlier));
                    let term = graph.with_number(term, space.cost, fixed)?;
                    graph.with_number(term, later, space.cost_term)
                })
            };
            let stand = self.worked((after(a.total)?, after(b.total)?))?;
            let (gap, cost) = match stand.widest() {
                Some(run) => {
                    let cost = telling_cost(&stand.runs, run, &stand.shape, &self.bands);
                    (run.gap.clone(), cost.min(space.scope.highest - earlier).max(0))
                }
                None => (Number::zero(), USUAL_BILL),
            };
            let next = self.settled_next(own, earlier, cost)?;
            let totals = next.as_ref().map(|own| own.totals.clone()).unwrap_or_default();
            let spent = newly_spent(&totals, &known);
            known = totals;
            let region = Region {
                standing: stand.standing,
                people: Vec::new(),
                beside: false,
                cells: 1,
                uniform: true,
                order: Some(order(&stand.runs)),
                gaps: (gap.clone(), gap),
                bands: Vec::new(),
                fen: stand.fen.map(Exact::to_number),
                runs: stand.runs,
                example: None,
                peak: None,
            };
            let row = AfterRow { earlier: vec![earlier.into()], region, spent, example: next };
            match rows.last_mut() {
                Some(last) if last.is_like(&row) => last.earlier.extend(row.earlier),
                _ => rows.push(row),
            }
        }
        Ok(rows)
    }

    /// Returns round costs of an earlier bill, one for each stretch on which neither side bends.
    fn telling_costs(&self, own: &Settled) -> Result<Vec<i64>, Undecided> {
        let highest = self.space.scope.highest;
        let mut bends: Vec<i64> = vec![0];
        for side in [0, 1] {
            let Some(first) = self.space.paid_earlier(own, side)? else { return Ok(Vec::new()) };
            bends.extend(self.space.shape(first)?.segments.iter().map(|own| own.low));
        }
        bends.sort_unstable();
        bends.dedup();
        let mut all: Vec<i64> = Vec::new();
        for (at, low) in bends.iter().enumerate() {
            let high = bends.get(at + 1).map_or(highest, |next| next - 1);
            if high - low < NARROW && high < highest {
                continue;
            }
            // Not far from where it begins; the first bill itself has been told of.
            let (reach, usual) = if *low == 0 { (high, SMALL_BILL) } else { (high.min(low.saturating_mul(2)), *low) };
            let cost = round_cost((*low).max(1), reach.max(1), usual);
            if cost < highest && all.last().is_none_or(|last| *last < cost) {
                all.push(cost);
            }
        }
        Ok(all)
    }

    /// Returns the persons of some cells: of a typical person everything that matters, else what sets them apart.
    fn who(&self, places: &[usize], of_typical: bool) -> Vec<Vec<Key>> {
        let cells: Vec<&Settled> = self.space.cells.iter().collect();
        if !of_typical {
            let grid = super::super::classes::Grid::of(&self.space.vocabulary, &cells);
            return self.of_cells(&grid, places, &cells);
        }
        let keys = |at: &usize| {
            let person = self.space.ordinary_person(&cells[*at].cell);
            person.iter().filter_map(|(id, possible)| self.key(*id, possible)).collect()
        };
        places.iter().map(keys).collect()
    }

    fn most_ordinary(&self, places: &[usize]) -> usize {
        let strange = |at: &&usize| self.space.ordinariness(&self.space.cells[**at].cell, &self.usual);
        places.iter().min_by_key(strange).copied().unwrap_or_default()
    }

    /// Returns the stretches of the year's cost on which both shares stay the same; `None` where an amount jumps.
    fn drafts(&self, own: &Settled) -> Result<Option<Vec<Draft>>, Undecided> {
        let (Some(a), Some(b)) = (self.space.paid_earlier(own, 0)?, self.space.paid_earlier(own, 1)?) else {
            return Ok(None);
        };
        let shapes = [self.space.shape(a)?, self.space.shape(b)?];
        let (Some(a), Some(b)) = (bends_of(&shapes[0])?, bends_of(&shapes[1])?) else { return Ok(None) };
        let bends = [a, b];
        let highest = Exact::whole(self.space.scope.highest);
        let mut all: Vec<Draft> = Vec::new();
        let mut at = [0, 0];
        let mut from = Exact::ZERO;
        while from < highest {
            let ends = [0, 1].map(|side: usize| bends[side].get(at[side]).copied().unwrap_or(highest));
            let to = ends[0].min(ends[1]).min(highest);
            let shares =
                [0, 1].map(|side: usize| shapes[side].segments.get(at[side]).map_or(Exact::ZERO, |own| own.slope));
            for side in [0, 1] {
                at[side] += usize::from(ends[side] <= to);
            }
            match all.last_mut() {
                Some(last) if last.shares == shares => last.to = to,
                // What holds no two whole amounts is no stage: the next begins with it.
                _ if to.minus(from)? < Exact::ONE && to < highest => continue,
                _ => all.push(Draft { from, to, shares }),
            }
            from = to;
        }
        Ok(Some(all))
    }

    fn stages(&self, drafts: &[Draft], own: &Settled) -> Result<Vec<Stage>, Undecided> {
        let mut stages = Vec::new();
        let mut known: Both<Vec<Total>> = Both::default();
        for draft in drafts {
            let next = self.next(draft, own)?;
            let totals = next.as_ref().map(|own| own.totals.clone()).unwrap_or_default();
            let spent = newly_spent(&totals, &known);
            if next.is_some() {
                known = totals;
            }
            let example = next.filter(|_| draft.differs() && draft.from.is_positive());
            let shares = Both { a: draft.shares[0].to_number(), b: draft.shares[1].to_number() };
            stages.push(Stage { from: draft.from.to_number(), to: draft.to.to_number(), shares, spent, example });
        }
        Ok(stages)
    }

    /// Settles a bill within a stage, after one that leads there.
    fn next(&self, draft: &Draft, own: &Settled) -> Result<Option<Next>, Undecided> {
        let Some((low, high)) = draft.whole() else { return Ok(None) };
        // In the first half, and not far from where it begins, so that a bill fits behind it.
        let reach = low.saturating_add((high - low) / 2).min(low.saturating_mul(2).max(low + 1)).min(high - 1);
        let earlier = round_cost(low.min(reach), reach, low);
        let room = (high - earlier).min(USUAL_BILL);
        let cost = round_cost(1, room, room);
        self.settled_next(own, earlier, cost)
    }

    fn settled_next(&self, own: &Settled, earlier: i64, cost: i64) -> Result<Option<Next>, Undecided> {
        let space = self.space;
        let witness = space.replay_bills(space.ordinary_person(&own.cell), &[earlier, cost]);
        let (mut paid, mut before): (Both<Number>, Both<Number>) = (Both::default(), Both::default());
        let mut totals: Both<Vec<Total>> = Both::default();
        for which in Which::BOTH {
            let side = self.place(which);
            let (Ok(total), Some(first)) = (&own.sides[side], space.paid_earlier(own, side)?) else { return Ok(None) };
            let replayed = &witness.sides[side];
            let value = |term| space.graph().value_at(term, &[earlier, cost]);
            replayed.confirm(value(total.total)?, cost);
            replayed.confirm_earlier(value(first)?, earlier);
            *paid.get_mut(which) = value(total.total)?.to_number();
            *before.get_mut(which) = value(first)?.to_number();
            *totals.get_mut(which) = self.totals(which, replayed);
        }
        let person = self.person(&witness);
        Ok(Some(Next { person, earlier: earlier.into(), cost: cost.into(), paid, paid_earlier: before, totals }))
    }

    /// Returns what the earlier bill has made of the running totals.
    fn totals(&self, which: Which, replayed: &Replayed) -> Vec<Total> {
        let program = self.shared.program(which);
        let mut all = Vec::new();
        for (id, outcome) in replayed.earlier.iter().flat_map(|(_, benefits)| benefits) {
            let benefit = program.benefit(*id);
            // A deductible of each visit is no total.
            let runs = |own: &Used| {
                let clause = benefit.clauses.iter().find(|clause| clause.path == own.path);
                let version = clause.and_then(|clause| version_on(&clause.versions, self.shared.date(which)));
                !version.is_some_and(|version| match version.body {
                    ClauseBody::Deductible { period, .. } => period.is_none_or(|own| own == Period::Visit),
                    _ => false,
                })
            };
            let used = outcome.iter().flat_map(|own| own.used()).filter(runs);
            all.extend(used.map(|own| Total {
                benefit: benefit.name.clone(),
                clause: self.total_name(which, benefit, &own.path),
                of_deductible: own.path.word == ClauseWord::Deductible,
                used: own.amount,
                left: own.left,
            }));
        }
        all
    }

    /// Returns what the total of a clause is called; of a cap, with the benefits that use it up too.
    fn total_name(&self, which: Which, benefit: &Benefit, path: &ClausePath) -> Text {
        let clause = benefit.clauses.iter().find(|own| own.path == *path);
        let version = clause.and_then(|own| version_on(&own.versions, self.shared.date(which)));
        let joint: Vec<&str> = match version.map(|own| &own.body) {
            Some(ClauseBody::Cap { joint, .. }) => {
                joint.iter().map(|id| self.shared.program(which).benefit(*id).name.as_str()).collect()
            }
            _ => Vec::new(),
        };
        total_name(path, &joint)
    }

    /// Looks for somebody for whom the difference of the year hangs on how its cost is split over two bills.
    fn split(&self, proofs: &[[bool; 2]], views: &mut Views) -> Result<(), Undecided> {
        let space = self.space;
        let mut widest: Option<Widest> = None;
        let (mut cells, mut open) = (0, 0);
        // What differs alike is followed once.
        let mut known: QuickMap<Term, Result<[Option<(Exact, Part)>; 2], Undecided>> = QuickMap::default();
        for (at, own) in space.cells.iter().enumerate() {
            if proofs[at] == [true, true] {
                continue;
            }
            let (Some(a), Some(b)) = (space.gained_by_splitting(own, 0)?, space.gained_by_splitting(own, 1)?) else {
                open += 1;
                continue;
            };
            let term = space.difference(b, a)?;
            let bare = space.make(|graph| graph.unrounded(term))?;
            let full = known.len() >= MOST_SPLITS;
            let found = known.entry(bare).or_insert_with(|| match full {
                true => Err(Undecided::TooManyRegions),
                false => space.history_extremes(bare),
            });
            let Ok(found) = found else {
                open += 1;
                continue;
            };
            cells += usize::from(found.iter().any(Option::is_some));
            for (turned, found) in [true, false].into_iter().zip(found) {
                let Some((size, part)) = found else { continue };
                if widest.as_ref().is_none_or(|known| *size > known.size) {
                    let part = if turned { part.negated() } else { part.clone() };
                    widest = Some(Widest { size: *size, at, term, part });
                }
            }
        }
        if let Some(known) = &mut views.split {
            known.open += open;
        }
        let Some(found) = widest else { return Ok(()) };
        if let Some(known) = &mut views.split {
            known.cells += cells;
            if known.most >= found.size.to_number() {
                return Ok(());
            }
        }
        let (cells, open) = views.split.as_ref().map_or((cells, open), |known| (known.cells, known.open));
        let own = &space.cells[found.at];
        let Some(costs) = self.telling_split(&found, own)? else { return Ok(()) };
        views.split =
            self.settled_split(own, costs)?.map(|own| Split { cells, open, most: found.size.to_number(), ..own });
        Ok(())
    }

    /// Returns two costs that show it: everyday round ones before larger ones, those at which the side that pays more
    /// turns before others; of these those at which the difference changes most.
    fn telling_split(&self, found: &Widest, own: &Settled) -> Result<Option<[i64; 2]>, Undecided> {
        let space = self.space;
        for costs in [EVERYDAY, &ROUND[..]] {
            let mut best: Option<(bool, Exact, [i64; 2])> = None;
            for large in costs {
                for small in costs.iter().filter(|small| *small <= large && **small + large <= space.scope.highest) {
                    for costs in [[*large, *small], [*small, *large]] {
                        let size = space.graph().value_at(found.term, &costs)?.absolute();
                        if size < LEAST_TOLD {
                            continue;
                        }
                        let turns = self.turns(own, costs)?;
                        if best.as_ref().is_none_or(|(known, most, _)| (turns, size) > (*known, *most)) {
                            best = Some((turns, size, costs));
                        }
                    }
                }
            }
            if let Some((_, _, costs)) = best {
                return Ok(Some(costs));
            }
        }
        Ok(found.part.greatest_at()?.and_then(|own| own.try_into().ok()))
    }

    /// Whether one side pays more as one bill, and the other as two.
    fn turns(&self, own: &Settled, costs: [i64; 2]) -> Result<bool, Undecided> {
        let mut signs = [Exact::ZERO; 2];
        for (side, sign) in [(0, Exact::ONE.negate()), (1, Exact::ONE)] {
            let (Ok(paid), Some(first)) = (&own.sides[side], self.space.paid_earlier(own, side)?) else {
                return Ok(false);
            };
            let graph = self.space.graph();
            let at_once = graph.value_at(first, &[costs[0] + costs[1], 0])?;
            let apart = graph.value_at(first, &costs)?.plus(graph.value_at(paid.total, &costs)?)?;
            signs = [signs[0].plus(at_once.times(sign)?)?, signs[1].plus(apart.times(sign)?)?];
        }
        Ok(signs[0].is_positive() && signs[1].is_negative() || signs[0].is_negative() && signs[1].is_positive())
    }

    fn settled_split(&self, own: &Settled, costs: [i64; 2]) -> Result<Option<Split>, Undecided> {
        let (Some(apart), Some(whole)) =
            (self.settled_next(own, costs[0], costs[1])?, self.settled_next(own, costs[0] + costs[1], 0)?)
        else {
            return Ok(None);
        };
        let sum = |which, a: &Number| a.add(apart.paid.get(which)).unwrap_or_default();
        Ok(Some(Split {
            person: apart.person.clone(),
            costs: costs.map(Number::from),
            at_once: whole.paid_earlier,
            apart: apart.paid_earlier.map(sum),
            cells: 0,
            open: 0,
            most: Number::zero(),
        }))
    }
}

/// Returns the totals that have run out since an earlier state.
fn newly_spent(now: &Both<Vec<Total>>, before: &Both<Vec<Total>>) -> Both<Vec<Total>> {
    now.map(|which, all| {
        let new = |own: &&Total| {
            let before = before.get(which).iter();
            let mut was = before.filter(|old| (&old.benefit, &old.clause) == (&own.benefit, &own.clause));
            own.is_spent() && !was.any(Total::is_spent)
        };
        all.iter().filter(new).cloned().collect()
    })
}

/// Returns what the total of a clause is called: `每年各病种限额`.
fn total_name(path: &ClausePath, joint: &[&str]) -> Text {
    let of = |lang: Lang| {
        let pick = |(zh, en): (&'static str, &'static str)| if lang == Lang::Zh { zh } else { en };
        let period = path.period.map_or("", |own| pick(period_words(own)));
        let label = path.label.as_deref().unwrap_or_default();
        let word = pick(path.word.words());
        match lang {
            Lang::Zh => {
                let each: String = path.each.iter().map(|own| format!("各{own}")).collect();
                format!("{period}{each}{label}{word}")
            }
            Lang::En => {
                let each: String = path.each.iter().map(|own| format!(", each {own}")).collect();
                let parts: Vec<&str> = [label, word, period].into_iter().filter(|own| !own.is_empty()).collect();
                format!("{}{each}", parts.join(" "))
            }
        }
    };
    let own = Text { zh: of(Lang::Zh), en: of(Lang::En) };
    let own = if joint.is_empty() { own } else { words::total_joint(own, listed(joint)) };
    match path.cases.last() {
        Some(case) => words::total_in_case(case, own),
        None => own,
    }
}

impl AfterRow {
    fn is_like(&self, other: &AfterRow) -> bool {
        self.region.standing == other.region.standing && self.region.runs == other.region.runs
    }
}

impl Running {
    /// Returns a bill in the stretch on which the shares lie furthest apart; of equal ones in the last, where most has
    /// run out.
    pub fn widest(&self) -> Option<&Next> {
        let apart = |own: &&Stage| {
            let apart = own.shares.a.subtract(&own.shares.b).unwrap_or_default();
            if apart.is_negative() { apart.negate() } else { apart }
        };
        self.stages.iter().filter(|own| own.example.is_some()).max_by_key(apart)?.example.as_ref()
    }
}

impl Stage {
    fn is_like(&self, other: &Stage) -> bool {
        (&self.from, &self.to, &self.shares) == (&other.from, &other.to, &other.shares)
    }
}

impl Total {
    /// Whether nothing is left of it.
    pub fn is_spent(&self) -> bool {
        self.left.as_ref().is_some_and(Number::is_zero)
    }
}

/// Returns where a shape bends; `None` where it jumps.
fn bends_of(shape: &Shape) -> Result<Option<Vec<Exact>>, Undecided> {
    (1..shape.segments.len()).map(|at| shape.meeting(at - 1)).collect()
}
