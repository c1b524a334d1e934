//! The exact answer: for which persons and which costs the two pay differently, and by how much. Over all persons and
//! costs, from the engine for all cases; every example has been settled by the evaluator.

use super::classes::Grid;
use super::cover::{Mask, cover, without};
use super::data::Key;
use super::freeze::frozen;
use super::keys::entries_text;
use super::shared::{Both, Shared, Which};
use super::told::{runs, telling_cost};
use super::values::money_text;
use super::words;
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::{Text, listed};
use crate::interp::record::{BenefitRecord, benefit_record};
use crate::ir::{Occasion, show};
use crate::symbolic::decide::{Sameness, Shape};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Paid, Scope, Settled, Space, View, explore};
use crate::symbolic::space::{Cell, Edge, Party, Possible, QuantityId};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What the two pay to everybody.
#[derive(Clone, Debug)]
pub struct Everybody {
    /// The costs looked at reach from 0 to this, in 分.
    pub highest: Number,
    /// How many kinds of persons and bills the two policies tell apart.
    pub cells: usize,
    /// What was taken for granted.
    pub assumptions: Vec<Text>,
    /// All layers together first, then each benefit that pays on a bill.
    pub subjects: Vec<Compared>,
    /// A year of four equal bills, all layers together; looked at where the first bill shows no difference, or where
    /// everything is asked for.
    pub year: Option<Compared>,
}

impl Everybody {
    /// Whether both pay the same to everybody, to the 分: on the first bill and over a year of equal bills.
    pub fn is_equal(&self) -> bool {
        self.subjects.iter().chain(&self.year).all(Compared::is_equal) && self.year.is_some()
    }

    /// Whether a benefit that both have pays the same to everybody; only said where everything does.
    pub fn knows(&self, benefit: &str) -> bool {
        self.subjects.iter().any(|own| own.benefit.as_deref() == Some(benefit))
    }
}

impl Compared {
    pub fn is_equal(&self) -> bool {
        let Counts { rounding, more, crossing, open, .. } = &self.counts;
        *rounding == 0 && more.a == 0 && more.b == 0 && *crossing == 0 && *open == 0
    }
}

/// All layers together, or one benefit.
#[derive(Clone, Debug)]
pub struct Compared {
    /// `None`: all layers together.
    pub benefit: Option<String>,
    pub counts: Counts,
    pub regions: Vec<Region>,
    pub open: Vec<Open>,
    /// What was taken for granted of this one alone.
    pub taken: Vec<Text>,
    /// Whether it is paid on a bill; else for a month, a year, or once.
    pub on_bills: bool,
}

/// How many kinds of persons and bills come out how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub same: usize,
    /// Equal but for rounding.
    pub rounding: usize,
    pub more: Both<usize>,
    pub crossing: usize,
    pub open: usize,
}

/// How the two stand to each other for some persons, over all costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// To the 分.
    Same,
    Rounding,
    /// This side pays as much or more at every cost.
    More(Which),
    /// Now one, now the other.
    Crossing,
}

/// Persons for whom the two stand alike.
#[derive(Clone, Debug)]
pub struct Region {
    pub standing: Standing,
    pub people: Vec<Key>,
    /// How many kinds of persons and bills it holds.
    pub cells: usize,
    /// Whether all of them differ by the same amounts; else `runs` are those of the largest gap.
    pub uniform: bool,
    pub runs: Vec<Run>,
    /// The largest gap of each kind: the least and the greatest of these, in 分.
    pub gaps: (Number, Number),
    /// Of rounding: so many 分 at most.
    pub fen: Option<Number>,
    pub example: Option<Example>,
}

/// A stretch of cost on which one side pays more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// In whole 分, both in it.
    pub from: i64,
    pub to: i64,
    /// `None`: the same.
    pub more: Option<Which>,
    /// Where it begins exactly, in 分, when that is no whole 分: where two lines cross.
    pub begins: Option<Number>,
    /// The largest gap in it and the cost at which it is reached first.
    pub gap: Number,
    pub at: i64,
    /// Whether the gap is the same all along.
    pub constant: bool,
    /// By so many hundredths of the cost, when that is the same all along from nothing on.
    pub share: Option<Number>,
}

/// An invented patient, settled on both sides.
#[derive(Clone, Debug)]
pub struct Example {
    /// In 分.
    pub cost: Number,
    pub person: Vec<Key>,
    pub totals: Both<Number>,
    /// What each benefit pays on each side.
    pub benefits: Vec<(String, Both<Number>)>,
    pub records: Both<Vec<BenefitRecord>>,
    /// Both payments over cost.
    pub curve: Vec<(i64, Both<Number>)>,
}

/// What is not decided, and why.
#[derive(Clone, Debug)]
pub struct Open {
    pub which: Which,
    pub kind: &'static str,
    pub reason: Text,
    pub place: Option<Span>,
    pub cells: usize,
    pub people: Vec<Key>,
}

/// More shapes than this are told by their standing alone.
const MAX_SHAPES: usize = 12;
/// So many bills has a year.
const YEAR: u32 = 4;
/// So many points has a curve.
const CURVE_POINTS: i64 = 56;

/// Works out what two programs pay to everybody.
pub(crate) fn compared(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    detailed: bool,
) -> Result<Everybody, Undecided> {
    let parties = [Which::A, Which::B].map(|which| Party { program: shared.program(which), date: shared.date(which) });
    let space = explore(&parties, &Scope::default())?;
    let work = |space| Work { shared, space, sources, detailed, known: HashMap::new() };
    let mut everybody = work(&space).all()?;
    if detailed || everybody.subjects.iter().all(Compared::is_equal) {
        // A year is settled by the rules of the day.
        let programs = shared.two().map(|_, side| frozen(side.program, side.date));
        let parties =
            [Which::A, Which::B].map(|which| Party { program: programs.get(which), date: shared.date(which) });
        let space = explore(&parties, &Scope { view: View::Bills(YEAR), ..Scope::default() })?;
        let cells: Vec<&Settled> = space.cells.iter().collect();
        everybody.year = Some(work(&space).subject(None, &cells, &|paid, _| paid.total)?);
    }
    periods(shared, sources, detailed, &mut everybody);
    Ok(everybody)
}

/// Adds the benefits that are paid for months, years, or once: each by itself.
fn periods(shared: &Shared<'_>, sources: Option<&SourceMap>, detailed: bool, everybody: &mut Everybody) {
    let parties = [Which::A, Which::B].map(|which| Party { program: shared.program(which), date: shared.date(which) });
    for pair in &shared.benefits {
        let occasions = pair.ids.map(|which, id| id.map(|id| shared.program(which).benefit(id).occasion));
        let view = match occasions.a.or(occasions.b) {
            Some(Occasion::PersonMonth | Occasion::HouseholdMonth) => View::Month,
            Some(Occasion::PersonYear | Occasion::HouseholdYear) => View::Year,
            Some(Occasion::PersonOnce | Occasion::HouseholdOnce) => View::Once,
            Some(Occasion::EachClaim) | None => continue,
        };
        let alike = match (occasions.a, occasions.b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        if !alike {
            // Not the same kind of payment: the clauses say so.
            continue;
        }
        let ids = [pair.ids.a, pair.ids.b].map(|id| id.into_iter().collect::<Vec<_>>());
        let scope = Scope { view, benefits: Some(ids.to_vec()), ..Scope::default() };
        let found = explore(&parties, &scope).and_then(|space| {
            let cells: Vec<&Settled> = space.cells.iter().collect();
            let mut work = Work { shared, space: &space, sources, detailed, known: HashMap::new() };
            let mut own = work.subject(Some(pair.key.clone()), &cells, &|paid, _| paid.total)?;
            own.taken = work.taken(occasions.a.or(occasions.b));
            own.on_bills = false;
            Ok(own)
        });
        match found {
            Ok(own) => everybody.subjects.push(own),
            Err(undecided) => everybody.subjects.push(Compared {
                benefit: Some(pair.key.clone()),
                counts: Counts { open: 1, ..Counts::default() },
                regions: Vec::new(),
                open: vec![Open {
                    which: Which::A,
                    kind: undecided.name(),
                    reason: undecided.text(),
                    place: undecided.span(),
                    cells: 1,
                    people: Vec::new(),
                }],
                taken: Vec::new(),
                on_bills: false,
            }),
        }
    }
}

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    space: &'s Space<'p>,
    sources: Option<&'s SourceMap>,
    detailed: bool,
    known: HashMap<(Term, Term), Result<Stand, Undecided>>,
}

/// How two terms stand to each other.
#[derive(Clone, Debug)]
struct Stand {
    standing: Standing,
    runs: Vec<Run>,
    fen: Option<Exact>,
    shape: Shape,
}

impl Work<'_, '_> {
    fn all(mut self) -> Result<Everybody, Undecided> {
        let cells: Vec<&Settled> = self.space.cells.iter().collect();
        let mut subjects = vec![self.subject(None, &cells, &|paid, _| paid.total)?];
        let zero = self.space.make(|graph| Ok(graph.constant(Exact::ZERO)))?;
        let pairs: Vec<(String, Both<Option<crate::ir::BenefitId>>)> =
            self.shared.benefits.iter().map(|pair| (pair.key.clone(), pair.ids)).collect();
        for (key, ids) in pairs {
            let of = |paid: &Paid, which: Which| {
                let id = *ids.get(which);
                id.and_then(|id| paid.benefits.iter().find(|(own, _)| *own == id)).map_or(zero, |(_, term)| *term)
            };
            let pays = cells.iter().any(|own| {
                own.sides
                    .iter()
                    .zip(Which::BOTH)
                    .any(|(side, which)| side.as_ref().is_ok_and(|paid| of(paid, which) != zero))
            });
            if pays {
                subjects.push(self.subject(Some(key), &cells, &of)?);
            }
        }
        Ok(Everybody {
            highest: self.space.scope.highest.into(),
            cells: cells.len(),
            assumptions: self.assumptions(),
            subjects,
            year: None,
        })
    }

    fn subject(
        &mut self,
        benefit: Option<String>,
        cells: &[&Settled],
        of: &dyn Fn(&Paid, Which) -> Term,
    ) -> Result<Compared, Undecided> {
        let mut counts = Counts::default();
        let mut stands: Vec<(usize, Stand, (Term, Term))> = Vec::new();
        let mut open: Vec<(usize, Which, Undecided)> = Vec::new();
        for (at, own) in cells.iter().enumerate() {
            match (&own.sides[0], &own.sides[1]) {
                (Ok(a), Ok(b)) => {
                    let terms = (of(a, Which::A), of(b, Which::B));
                    match self.stand(terms) {
                        Ok(stand) => stands.push((at, stand, terms)),
                        Err(undecided) => open.push((at, Which::A, undecided)),
                    }
                }
                (Err(undecided), _) => open.push((at, Which::A, undecided.clone())),
                (_, Err(undecided)) => open.push((at, Which::B, undecided.clone())),
            }
        }
        counts.open = open.len();
        for (_, stand, _) in &stands {
            match stand.standing {
                Standing::Same => counts.same += 1,
                Standing::Rounding => counts.rounding += 1,
                Standing::More(which) => *counts.more.get_mut(which) += 1,
                Standing::Crossing => counts.crossing += 1,
            }
        }
        let grid = Grid::of(&self.space.vocabulary, cells);
        let shapes: BTreeSet<String> = stands
            .iter()
            .filter(|(_, own, _)| !matches!(own.standing, Standing::Same))
            .map(|(_, own, _)| format!("{:?}", own.shape))
            .collect();
        let by_shape = self.detailed || shapes.len() <= MAX_SHAPES;
        let mut labels: Vec<(Standing, String, Vec<usize>)> = Vec::new();
        for (place, (_, stand, _)) in stands.iter().enumerate() {
            let shape = if by_shape { format!("{:?}{:?}", stand.shape, stand.fen) } else { String::new() };
            match labels.iter_mut().find(|(standing, own, _)| *standing == stand.standing && *own == shape) {
                Some((_, _, places)) => places.push(place),
                None => labels.push((stand.standing, shape, vec![place])),
            }
        }
        let mut regions = Vec::new();
        for (standing, _, places) in labels {
            if standing == Standing::Same && !self.detailed {
                // Counted; who they are is told where everything is.
                continue;
            }
            let masks: Vec<(Mask, usize)> =
                places.iter().map(|place| (grid.mask(&cells[stands[*place].0].cell), *place)).collect();
            // First those with one identity; then those with several, where they are not as one of theirs.
            let singles: Vec<Mask> = masks.iter().filter_map(|(mask, _)| grid.singles(mask)).collect();
            let mut boxes = cover(&singles, &grid.full_of_singles());
            let apart: Vec<Mask> = masks
                .iter()
                .flat_map(|(mask, _)| grid.several(mask))
                .filter(|mask| !grid.follows(mask, &singles))
                .collect();
            boxes.extend(cover(&apart, &grid.full));
            // Boxes may overlap; each cell counts in the first that holds it.
            let mut left: Vec<(Mask, usize)> = masks.clone();
            for own in boxes {
                let mut inner: Vec<usize> = Vec::new();
                let mut rest: Vec<(Mask, usize)> = Vec::new();
                for (mask, place) in &left {
                    let outside = without(mask, &own);
                    if outside.as_slice() != std::slice::from_ref(mask) && !inner.contains(place) {
                        inner.push(*place);
                    }
                    rest.extend(outside.into_iter().map(|part| (part, *place)));
                }
                left = rest;
                if inner.is_empty() {
                    continue;
                }
                let of_box: Vec<&(usize, Stand, (Term, Term))> = inner.iter().map(|place| &stands[*place]).collect();
                let people = self.people(&grid, &own);
                regions.push(self.region(standing, people, &of_box, cells)?);
            }
        }
        regions.sort_by(|a, b| {
            let rank = |own: &Region| matches!(own.standing, Standing::Same | Standing::Rounding);
            (rank(a), &b.gaps.1).cmp(&(rank(b), &a.gaps.1)).then(b.cells.cmp(&a.cells))
        });
        let open = self.open(open, &grid, cells);
        Ok(Compared { benefit, counts, regions, open, taken: Vec::new(), on_bills: true })
    }

    fn stand(&mut self, terms: (Term, Term)) -> Result<Stand, Undecided> {
        if let Some(known) = self.known.get(&terms) {
            return known.clone();
        }
        let result = self.worked(terms);
        self.known.insert(terms, result.clone());
        result
    }

    fn worked(&self, (a, b): (Term, Term)) -> Result<Stand, Undecided> {
        let nothing = |standing, fen| Stand { standing, runs: Vec::new(), fen, shape: Shape::default() };
        match self.space.sameness(a, b)? {
            Sameness::ToTheFen => return Ok(nothing(Standing::Same, None)),
            Sameness::ButForRounding { at_most, .. } => return Ok(nothing(Standing::Rounding, Some(at_most))),
            Sameness::Different => {}
        }
        let difference = self.space.difference(b, a)?;
        let shape = self.space.shape(difference)?;
        let runs = runs(&shape)?;
        let has = |which: Which| runs.iter().any(|own| own.more == Some(which));
        let standing = match (has(Which::A), has(Which::B)) {
            (true, true) => Standing::Crossing,
            (true, false) => Standing::More(Which::A),
            (false, true) => Standing::More(Which::B),
            (false, false) => Standing::Rounding,
        };
        let fen = if standing == Standing::Rounding {
            let largest = self.space.decide(|decider| decider.largest(difference))?;
            let smallest = self.space.decide(|decider| decider.smallest(difference))?;
            Some(largest.bound.absolute().max(smallest.bound.absolute()))
        } else {
            None
        };
        Ok(Stand { standing, runs, fen, shape })
    }

    fn region(
        &self,
        standing: Standing,
        people: Vec<Key>,
        inner: &[&(usize, Stand, (Term, Term))],
        cells: &[&Settled],
    ) -> Result<Region, Undecided> {
        let gap = |own: &Stand| own.runs.iter().map(|run| run.gap.clone()).max().unwrap_or_default();
        let gaps: Vec<Number> = inner.iter().map(|(_, stand, _)| gap(stand)).collect();
        let uniform = inner.windows(2).all(|pair| pair[0].1.shape == pair[1].1.shape);
        let largest = gaps.iter().max().cloned().unwrap_or_default();
        let at = gaps.iter().position(|own| *own == largest).unwrap_or(0);
        let fen = inner.iter().filter_map(|(_, stand, _)| stand.fen).max().map(Exact::to_number);
        let (runs, example) = match inner.get(at) {
            Some((place, stand, terms)) => {
                let differs = !matches!(standing, Standing::Same | Standing::Rounding);
                let run = stand
                    .runs
                    .iter()
                    .filter(|own| own.more.is_some())
                    .max_by(|a, b| a.gap.cmp(&b.gap).then(b.from.cmp(&a.from)));
                let example = match run.filter(|_| differs) {
                    Some(run) => {
                        Some(self.example(&cells[*place].cell, &cells[*place].sides, run, &stand.shape, *terms)?)
                    }
                    None => None,
                };
                (stand.runs.clone(), example)
            }
            None => (Vec::new(), None),
        };
        let gaps = (gaps.iter().min().cloned().unwrap_or_default(), largest);
        Ok(Region { standing, people, cells: inner.len(), uniform, runs, gaps, fen, example })
    }

    /// An ordinary person with a bill in round numbers, settled by the evaluator.
    fn example(
        &self,
        cell: &Cell,
        sides: &[Result<Paid, Undecided>],
        run: &Run,
        shape: &Shape,
        (a, b): (Term, Term),
    ) -> Result<Example, Undecided> {
        let cost = telling_cost(run, shape);
        let witness = self.space.witness(cell, cost);
        let mut totals: Both<Number> = Both::default();
        for (side, which) in Which::BOTH.into_iter().enumerate() {
            let Ok(paid) = &sides[side] else { continue };
            let claimed = self.space.decide(|decider| decider.value_at(paid.total, cost))?;
            let own = &witness.sides[side];
            // INVARIANT: the engines agree; a witness that the evaluator settles otherwise is a fault of polcheck.
            assert!(
                own.agrees(claimed),
                "the evaluator pays {:?} where the engine for all cases says {:?}",
                own.total,
                claimed.to_number()
            );
            *totals.get_mut(which) = claimed.to_number();
        }
        let mut benefits = Vec::new();
        for pair in &self.shared.benefits {
            let paid = pair.ids.map(|which, id| {
                let side = &witness.sides[usize::from(which == Which::B)];
                id.and_then(|id| side.paid(id)).unwrap_or_default()
            });
            if !paid.a.is_zero() || !paid.b.is_zero() {
                benefits.push((pair.key.clone(), paid));
            }
        }
        let records = Both { a: &witness.sides[0], b: &witness.sides[1] }.map(|which, side| {
            let program = self.shared.program(which);
            let bills = side.bills.iter().flat_map(|(_, benefits)| benefits);
            let due = bills.filter(|(_, outcome)| outcome.as_ref().map_or(true, |own| own.is_due()));
            due.map(|(id, outcome)| benefit_record(program, *id, outcome, self.sources)).collect()
        });
        let last = (cost * 2).max(run.to.min(cost * 3)).min(self.space.scope.highest).max(1);
        let mut curve = Vec::new();
        for step in 0..=CURVE_POINTS {
            let point = i64::try_from(i128::from(last) * i128::from(step) / i128::from(CURVE_POINTS)).unwrap_or(last);
            let at = |term: Term| self.space.decide(|decider| decider.value_at(term, point)).map(Exact::to_number);
            curve.push((point, Both { a: at(a)?, b: at(b)? }));
        }
        let person = witness.chosen.iter().filter_map(|(id, possible)| self.key(*id, possible)).collect();
        Ok(Example { cost: cost.into(), person, totals, benefits, records, curve })
    }

    fn open(&self, open: Vec<(usize, Which, Undecided)>, grid: &Grid, cells: &[&Settled]) -> Vec<Open> {
        let mut all: Vec<(Which, Undecided, Vec<Mask>)> = Vec::new();
        for (at, which, undecided) in open {
            let mask = grid.mask(&cells[at].cell);
            match all.iter_mut().find(|(own, known, _)| *own == which && *known == undecided) {
                Some((_, _, masks)) => masks.push(mask),
                None => all.push((which, undecided, vec![mask])),
            }
        }
        all.into_iter()
            .map(|(which, undecided, masks)| {
                // What all of them have in common.
                let mut joined = masks[0].clone();
                for mask in &masks[1..] {
                    joined.iter_mut().zip(mask).for_each(|(own, other)| *own |= other);
                }
                Open {
                    which,
                    kind: undecided.name(),
                    reason: undecided.text(),
                    place: undecided.span(),
                    cells: masks.len(),
                    people: self.people(grid, &joined),
                }
            })
            .collect()
    }

    fn people(&self, grid: &Grid, own: &Mask) -> Vec<Key> {
        let mut keys = Vec::new();
        for (at, id) in grid.questions.iter().enumerate() {
            let singles = own[at] & grid.single[at];
            let (mask, full) = if singles != 0 { (singles, grid.single[at]) } else { (own[at], grid.full[at]) };
            if mask == full {
                continue;
            }
            let mut joined: Option<Possible> = None;
            let mut parts: Vec<Possible> = Vec::new();
            for (_, atom) in grid.atoms[at].iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
                match joined.as_ref().map(|own| own.joined(atom)) {
                    None => joined = Some(atom.clone()),
                    Some(Some(both)) => joined = Some(both),
                    Some(None) => {
                        parts.extend(joined.take());
                        joined = Some(atom.clone());
                    }
                }
            }
            parts.extend(joined);
            let texts: Vec<Key> = parts.iter().filter_map(|own| self.key(*id, own)).collect();
            if let Some(first) = texts.first() {
                let answers: Vec<Text> = texts.iter().map(|own| own.answers.clone()).collect();
                keys.push(Key { question: first.question.clone(), answers: listed(&answers), plain: first.plain });
            }
        }
        keys
    }

    /// Returns a question with some of its answers in words.
    fn key(&self, id: QuantityId, possible: &Possible) -> Option<Key> {
        let own = self.space.vocabulary.quantity(id);
        let name = Text { zh: own.name.clone(), en: own.english.clone().unwrap_or_else(|| own.name.clone()) };
        let entries = |domain: &usize, entries: &[usize]| self.entries(*domain, entries);
        let (question, answers, plain) = match possible {
            Possible::Truths(all) => match all.as_slice() {
                [true] => (name.clone(), name, true),
                [false] => (name.clone(), words::not(name), true),
                _ => return None,
            },
            Possible::Entries(domain, all) => (name, entries(domain, all), true),
            Possible::Sets(domain, all) => {
                let singles: Vec<usize> = all.iter().filter(|own| own.len() == 1).map(|own| own[0]).collect();
                if singles.is_empty() {
                    let sets: Vec<Text> = all.iter().take(3).map(|own| words::at_once(entries(domain, own))).collect();
                    (name, listed(&sets), true)
                } else {
                    (name, entries(domain, &singles), true)
                }
            }
            Possible::Numbers(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                (name, listed(&all), false)
            }
            Possible::Range(low, high) => (name, self.range(id, low, high), true),
            Possible::Days(low, high) => self.days(name, *low, *high),
        };
        Some(Key { question, answers, plain })
    }

    fn entries(&self, domain: usize, entries: &[usize]) -> Text {
        // The comparison has its own list of shared entries: found again by their names.
        let own = &self.space.vocabulary.domains[domain];
        let program = self.shared.program(Which::A);
        let place = program.domains.iter().position(|known| known.name == own.name);
        if let Some(place) = place {
            let id = crate::value::DomainId(place as u32);
            let shared: Option<Vec<usize>> = entries
                .iter()
                .map(|at| {
                    let entry = program.domains[place].twin_of(&own.entries[*at].entry)?;
                    Some(self.shared.entry(Which::A, id, entry))
                })
                .collect();
            if let Some(mut shared) = shared {
                shared.sort_unstable();
                return entries_text(self.shared, self.shared.domain(Which::A, id), &shared, false);
            }
        }
        let names: Vec<&str> = entries.iter().map(|at| own.entries[*at].entry.name.as_str()).collect();
        listed(&names)
    }

    fn range(&self, id: QuantityId, low: &Edge, high: &Edge) -> Text {
        let ty = &self.space.vocabulary.quantity(id).ty;
        let edge = |own: &Number| show::value(self.shared.program(Which::A), &Value::Number(own.clone()), ty);
        match (low, high) {
            (Some((low, _)), Some((high, _))) if low == high => edge(low),
            (Some((low, in_low)), Some((high, in_high))) => {
                let low = if *in_low { edge(low) } else { words::over(edge(low)) };
                let high = if *in_high { edge(high) } else { words::below(edge(high)) };
                words::from_to(low, high)
            }
            (Some((low, true)), None) => words::at_least(edge(low)),
            (Some((low, false)), None) => words::over(edge(low)),
            (None, Some((high, true))) => words::up_to(edge(high)),
            (None, Some((high, false))) => words::below(edge(high)),
            (None, None) => words::anything(),
        }
    }

    /// Days of birth are said as ages, other days as days.
    fn days(&self, name: Text, low: i64, high: i64) -> (Text, Text, bool) {
        let day = |own: i64| crate::base::date::Date::new(1, 1, 1).and_then(|first| first.plus_days(own));
        let (Some(first), Some(last)) = (day(low), day(high)) else { return (name, words::anything(), true) };
        let on = self.shared.date(Which::A);
        if name.zh.contains("出生") || name.en.contains("birth") {
            let (oldest, youngest) = (on.completed_years_since(first), on.completed_years_since(last));
            let years = |own: i64| Text::new(format!("{own}周岁"), format!("{own} years"));
            let text = if oldest == youngest {
                years(oldest)
            } else if oldest >= 119 {
                words::at_least(years(youngest))
            } else if youngest <= 0 {
                words::up_to(years(oldest))
            } else {
                words::from_to(years(youngest), years(oldest))
            };
            return (words::age(), text, true);
        }
        let text = if first == last {
            Text::same(first.to_string())
        } else {
            words::from_to(Text::same(first.to_string()), Text::same(last.to_string()))
        };
        (name, text, false)
    }

    /// What is taken for granted of a benefit of periods.
    fn taken(&self, occasion: Option<Occasion>) -> Vec<Text> {
        let mut all = Vec::new();
        if let Some(free) = self.space.free {
            all.push(words::free_number(self.name(free), money_text(&self.space.scope.highest.into())));
        }
        if matches!(occasion, Some(Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce)) {
            all.push(words::one_person_alone());
        }
        let held: Vec<Text> = self
            .space
            .held
            .iter()
            .map(|(id, value)| {
                let own = self.space.vocabulary.quantity(*id);
                words::held_at(self.name(*id), show::value(self.shared.program(Which::A), value, &own.ty))
            })
            .collect();
        if !held.is_empty() {
            all.push(words::held(listed(&held)));
        }
        all
    }

    fn assumptions(&self) -> Vec<Text> {
        let mut all = vec![words::first_bill(money_text(&self.space.scope.highest.into()))];
        let mut held: Vec<Text> = Vec::new();
        for (id, value) in &self.space.held {
            let own = self.space.vocabulary.quantity(*id);
            let value = show::value(self.shared.program(Which::A), value, &own.ty);
            held.push(words::held_at(self.name(*id), value));
        }
        let followed: Vec<QuantityId> = self.space.followed.iter().copied().collect();
        let is_gross = |id: &QuantityId| self.space.vocabulary.quantity(*id).name == "总费用";
        if self.space.equal_costs || followed.iter().any(is_gross) {
            all.push(words::equal_costs());
        }
        let rest: Vec<Text> = followed.iter().filter(|id| !is_gross(id)).map(|id| self.name(*id)).collect();
        if !held.is_empty() {
            all.push(words::held(listed(&held)));
        }
        if !rest.is_empty() {
            all.push(words::followed(listed(&rest)));
        }
        let mut alone: BTreeMap<String, usize> = BTreeMap::new();
        for at in 0..self.space.vocabulary.quantities.len() {
            let id = QuantityId(at as u32);
            let asked = self.space.cells.iter().any(|own| own.cell.answers.contains_key(&id));
            let some = self.space.vocabulary.known_to_some(id);
            if asked && !some.is_empty() {
                alone.insert(self.space.vocabulary.quantity(id).name.clone(), some.len());
            }
        }
        for (name, count) in alone {
            all.push(words::left_out(name, count));
        }
        all
    }

    fn name(&self, id: QuantityId) -> Text {
        let own = self.space.vocabulary.quantity(id);
        Text { zh: own.name.clone(), en: own.english.clone().unwrap_or_else(|| own.name.clone()) }
    }
}
