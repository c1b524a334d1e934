//! Cells to regions: how the two stand in each cell, and cells that stand alike brought together in as few boxes as a
//! person would name.

use super::super::classes::Grid;
use super::super::cover::{Mask, common, cover, joined, meets, without};
use super::super::data::Key;
use super::super::shared::{Both, Shared, Which};
use super::super::told::{Bands, gaps_by_band, runs, tells};
use super::{Compared, Counts, Everybody, Open, Region, Run, Standing, Views};
use crate::base::number::Number;
use crate::base::quick::QuickMap;
use crate::base::source::SourceMap;
use crate::ir::BenefitId;
use crate::symbolic::decide::{Sameness, Shape};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Settled, Space};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::Usual;

use indexmap::IndexMap;
use std::collections::HashSet;
use std::rc::Rc;

/// More shapes than this are told by their standing alone.
const MAX_SHAPES: usize = 12;

/// Two programs at work over one space.
pub(super) struct Work<'s, 'p> {
    pub(super) shared: &'s Shared<'p>,
    pub(super) space: &'s Space<'p>,
    pub(super) sources: Option<&'s SourceMap>,
    /// The places of the two among the parties of the space.
    pub(super) pair: [usize; 2],
    detailed: bool,
    pub(super) bands: Bands,
    /// What typical persons bring.
    pub(super) usual: Vec<Usual>,
    known: QuickMap<(Term, Term), Result<Rc<Stand>, Undecided>>,
}

/// How two terms stand to each other.
#[derive(Clone, Debug)]
pub(super) struct Stand {
    pub(super) standing: Standing,
    pub(super) runs: Vec<Run>,
    pub(super) fen: Option<Exact>,
    pub(super) shape: Shape,
}

/// What those of one region have in common.
#[derive(PartialEq, Eq, Hash)]
enum Label<'s> {
    /// All that is told of them; where everything is asked for, every amount. What roundings come to.
    Told(&'s [Run], Option<&'s Shape>, Option<Exact>),
    /// Who pays more, in turn.
    Order(Vec<Which>),
}

/// What is compared: an amount of a cell and a party.
pub(super) type Amount<'a> = &'a dyn Fn(&Settled, usize) -> Result<Term, Undecided>;

/// All layers together.
pub(super) fn total(own: &Settled, side: usize) -> Result<Term, Undecided> {
    own.sides[side].as_ref().map(|paid| paid.total).map_err(Clone::clone)
}

/// A cell with how the two stand in it.
pub(super) struct Stood {
    /// Its place among the cells.
    pub(super) at: usize,
    pub(super) stand: Rc<Stand>,
    pub(super) terms: (Term, Term),
}

/// A cell in which it is not decided how the two stand.
pub(super) struct NotDecided {
    at: usize,
    which: Which,
    both: bool,
    undecided: Undecided,
}

impl<'s, 'p> Work<'s, 'p> {
    pub(super) fn new(
        shared: &'s Shared<'p>,
        space: &'s Space<'p>,
        sources: Option<&'s SourceMap>,
        detailed: bool,
    ) -> Work<'s, 'p> {
        let (bands, usual) = (Bands::of(shared), space.usual_bills());
        Work { shared, space, sources, pair: [0, 1], detailed, bands, usual, known: QuickMap::default() }
    }

    /// Returns the place of a side among the parties of the space.
    pub(super) fn place(&self, which: Which) -> usize {
        self.pair[usize::from(which == Which::B)]
    }

    pub(super) fn all(mut self) -> Result<Everybody, Undecided> {
        let cells: Vec<&Settled> = self.space.cells.iter().collect();
        let mut subjects = vec![self.subject(None, &cells, &total)?];
        let zero = self.space.make(|graph| Ok(graph.constant(Exact::ZERO)))?;
        let pairs: Vec<(String, Both<Option<BenefitId>>)> =
            self.shared.benefits.iter().map(|pair| (pair.key.clone(), pair.ids)).collect();
        let places = Both { a: self.place(Which::A), b: self.place(Which::B) };
        for (key, ids) in pairs {
            let of = |own: &Settled, side: usize| {
                let which = if side == places.a { Which::A } else { Which::B };
                ids.get(which).and_then(|id| own.benefit(side, id)).unwrap_or(Ok(zero))
            };
            let pays = cells.iter().any(|own| [places.a, places.b].iter().any(|side| of(own, *side) != Ok(zero)));
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
            causes: None,
            views: Ok(Views::default()),
            beyond: None,
        })
    }

    pub(super) fn subject(
        &mut self,
        benefit: Option<String>,
        cells: &[&Settled],
        of: Amount<'_>,
    ) -> Result<Compared, Undecided> {
        let (stands, open) = self.stands(cells, of);
        let mut counts = Counts { open: open.len(), ..Counts::default() };
        for own in &stands {
            match own.stand.standing {
                Standing::Same => counts.same += 1,
                Standing::Rounding => counts.rounding += 1,
                Standing::More(which) => *counts.more.get_mut(which) += 1,
                Standing::Crossing => counts.crossing += 1,
            }
        }
        let grid = Grid::of(&self.space.vocabulary, cells);
        let told: HashSet<&[Run]> = stands
            .iter()
            .filter(|own| !matches!(own.stand.standing, Standing::Same))
            .map(|own| own.stand.runs.as_slice())
            .collect();
        let by_runs = self.detailed || told.len() <= MAX_SHAPES;
        let mut labels: IndexMap<(Standing, Label<'_>), Vec<usize>> = IndexMap::new();
        for (place, own) in stands.iter().enumerate() {
            let stand = &own.stand;
            let label = match by_runs {
                true => Label::Told(&stand.runs, self.detailed.then_some(&stand.shape), stand.fen),
                false => Label::Order(order(&stand.runs)),
            };
            labels.entry((stand.standing, label)).or_default().push(place);
        }
        let mut regions = Vec::new();
        for ((standing, _), places) in labels {
            if standing == Standing::Same && !self.detailed {
                // Counted; who they are is told where everything is.
                continue;
            }
            let masks: Vec<(Mask, usize)> =
                places.iter().map(|place| (grid.mask(&cells[stands[*place].at].cell), *place)).collect();
            for own in shared_out(boxes(&grid, &masks), &masks) {
                let of_box: Vec<&Stood> = own.inner.iter().map(|place| &stands[*place]).collect();
                let people = self.people(&grid, &own.named);
                let mut region = self.region(standing, people, &of_box, cells)?;
                region.beside = !region.uniform && own.beside;
                regions.push(region);
            }
        }
        regions.sort_by(|a, b| {
            let rank = |own: &Region| matches!(own.standing, Standing::Same | Standing::Rounding);
            (rank(a), &b.gaps.1).cmp(&(rank(b), &a.gaps.1)).then(b.cells.cmp(&a.cells))
        });
        let open = self.open(open, &grid, cells);
        Ok(Compared { benefit, counts, regions, open, taken: Vec::new(), on_bills: true, free: None, several: None })
    }

    /// Returns how the two stand in each cell, and where that is not decided.
    pub(super) fn stands(&mut self, cells: &[&Settled], of: Amount<'_>) -> (Vec<Stood>, Vec<NotDecided>) {
        let (mut stands, mut open) = (Vec::new(), Vec::new());
        for (at, own) in cells.iter().enumerate() {
            match (of(own, self.place(Which::A)), of(own, self.place(Which::B))) {
                (Ok(a), Ok(b)) => match self.stand((a, b)) {
                    Ok(stand) => stands.push(Stood { at, stand, terms: (a, b) }),
                    Err(undecided) => open.push(NotDecided { at, which: Which::A, both: true, undecided }),
                },
                (Err(undecided), other) => {
                    let both = other.is_err_and(|other| other == undecided);
                    open.push(NotDecided { at, which: Which::A, both, undecided });
                }
                (_, Err(undecided)) => open.push(NotDecided { at, which: Which::B, both: false, undecided }),
            }
        }
        (stands, open)
    }

    fn stand(&mut self, terms: (Term, Term)) -> Result<Rc<Stand>, Undecided> {
        if let Some(known) = self.known.get(&terms) {
            return known.clone();
        }
        let result = self.worked(terms).map(Rc::new);
        self.known.insert(terms, result.clone());
        result
    }

    pub(super) fn worked(&self, (a, b): (Term, Term)) -> Result<Stand, Undecided> {
        let nothing = |standing, fen| Stand { standing, runs: Vec::new(), fen, shape: Shape::default() };
        if a == b {
            return Ok(nothing(Standing::Same, None));
        }
        let shape = self.space.shape_of_difference(b, a)?;
        if shape.is_zero() {
            match self.space.apart_by_rounding(a, b)? {
                Sameness::ToTheFen => return Ok(nothing(Standing::Same, None)),
                Sameness::ButForRounding { at_most, .. } => return Ok(nothing(Standing::Rounding, Some(at_most))),
                Sameness::Different => {}
            }
        }
        let runs = runs(&shape)?;
        let has = |which: Which| runs.iter().any(|own| own.more == Some(which));
        let standing = match (has(Which::A), has(Which::B)) {
            (true, true) => Standing::Crossing,
            (true, false) => Standing::More(Which::A),
            (false, true) => Standing::More(Which::B),
            (false, false) => Standing::Rounding,
        };
        let fen = if standing == Standing::Rounding {
            let difference = self.space.difference(b, a)?;
            let largest = self.space.decide(|decider| decider.largest(difference))?;
            let smallest = self.space.decide(|decider| decider.smallest(difference))?;
            Some(largest.bound.absolute().max(smallest.bound.absolute()))
        } else {
            None
        };
        Ok(Stand { standing, runs, fen, shape })
    }

    pub(super) fn region(
        &self,
        standing: Standing,
        people: Vec<Key>,
        inner: &[&Stood],
        cells: &[&Settled],
    ) -> Result<Region, Undecided> {
        let gaps: Vec<Number> = inner.iter().map(|own| own.stand.largest_gap()).collect();
        let uniform = inner.windows(2).all(|pair| pair[0].stand.runs == pair[1].stand.runs);
        let orders: HashSet<Vec<Which>> = inner.iter().map(|own| order(&own.stand.runs)).collect();
        let (least, largest) = (gaps.iter().min().cloned(), gaps.iter().max().cloned().unwrap_or_default());
        let at = gaps.iter().position(|own| *own == largest).unwrap_or(0);
        let fen = inner.iter().filter_map(|own| own.stand.fen).max().map(Exact::to_number);
        let runs = inner.get(at).map_or_else(Vec::new, |own| own.stand.runs.clone());
        let differs = !matches!(standing, Standing::Same | Standing::Rounding);
        let (example, peak) = match inner.get(at).filter(|_| differs) {
            Some(widest) => {
                let example = self.ordinary_example(inner, cells)?;
                let peak = self.peak(widest, cells, example.as_ref())?;
                (example, peak)
            }
            None => (None, None),
        };
        let gaps = (least.unwrap_or_default(), largest);
        let bands = match differs {
            true => gaps_by_band(inner.iter().map(|own| &own.stand.shape), &self.bands)?,
            false => Vec::new(),
        };
        Ok(Region {
            standing,
            people,
            beside: false,
            cells: inner.len(),
            uniform,
            order: if orders.len() == 1 { orders.into_iter().next() } else { None },
            runs,
            gaps,
            bands,
            fen,
            example,
            peak,
        })
    }

    /// What is not decided: for each reason and line of a policy as few boxes as a person would name.
    fn open(&self, open: Vec<NotDecided>, grid: &Grid, cells: &[&Settled]) -> Vec<Open> {
        let mut all: Vec<(_, NotDecided, Vec<Mask>)> = Vec::new();
        for own in open {
            let span = own.undecided.span();
            let line =
                span.zip(self.sources).map(|(span, all)| all.get(span.source).line_column(span.start as usize).line);
            let key = (own.which, own.both, own.undecided.text(), span.map(|own| own.source), line);
            let mask = grid.mask(&cells[own.at].cell);
            match all.iter_mut().find(|(known, ..)| *known == key) {
                Some((_, _, masks)) => masks.push(mask),
                None => all.push((key, own, vec![mask])),
            }
        }
        let mut told = Vec::new();
        for (_, NotDecided { which, both, undecided, .. }, masks) in all {
            let placed: Vec<(Mask, usize)> = masks.iter().cloned().zip(0..).collect();
            for own in boxes(grid, &placed) {
                told.push(Open {
                    which,
                    both,
                    kind: undecided.name(),
                    reason: undecided.text(),
                    place: undecided.span(),
                    cells: masks.iter().filter(|mask| meets(mask, &own)).count(),
                    people: self.people(grid, &own),
                });
            }
        }
        told
    }
}

impl Stand {
    /// Returns the stretch with the largest gap; of equal ones the first.
    pub(super) fn widest(&self) -> Option<&Run> {
        let differing = self.runs.iter().filter(|own| own.more.is_some());
        differing.max_by(|a, b| a.gap.cmp(&b.gap).then(b.from.cmp(&a.from)))
    }

    /// Whether a bill of a cost shows a gap worth telling, on the side that has the largest one.
    pub(super) fn shows_at(&self, cost: i64) -> bool {
        let of_widest = self
            .widest()
            .is_some_and(|own| self.runs.iter().any(|run| run.more == own.more && run.from <= cost && cost <= run.to));
        of_widest && tells(&self.shape, cost)
    }

    fn largest_gap(&self) -> Number {
        self.runs.iter().map(|run| run.gap.clone()).max().unwrap_or_default()
    }
}

/// A box with the cells that count in it.
struct Share {
    inner: Vec<usize>,
    /// What they lie in.
    named: Mask,
    /// Whether cells that count elsewhere lie in it too.
    beside: bool,
}

/// Shares out cells among boxes that may overlap, each to the first that holds it: in the order in which the fewest boxes
/// are left with cells that no box of their own describes.
fn shared_out(boxes: Vec<Mask>, masks: &[(Mask, usize)]) -> Vec<Share> {
    let size = |own: &Mask| masks.iter().filter(|(mask, _)| meets(mask, own)).count();
    let mut by_size = boxes.clone();
    by_size.sort_by_key(|own| std::cmp::Reverse(size(own)));
    let mut turned = by_size.clone();
    turned.reverse();
    let ways = [boxes, by_size, turned].map(|order| in_turn(&order, masks));
    let unclear = |own: &Vec<Share>| own.iter().filter(|own| own.beside).count();
    ways.into_iter().min_by_key(unclear).unwrap_or_default()
}

fn in_turn(order: &[Mask], masks: &[(Mask, usize)]) -> Vec<Share> {
    let mut shares = Vec::new();
    let mut left: Vec<(Mask, usize)> = masks.to_vec();
    for (at, own) in order.iter().enumerate() {
        let mut inner: Vec<usize> = Vec::new();
        let mut rest: Vec<(Mask, usize)> = Vec::new();
        let mut named: Option<Mask> = None;
        for (mask, place) in &left {
            let outside = without(mask, own);
            if let Some(both) = common(mask, own) {
                if !inner.contains(place) {
                    inner.push(*place);
                }
                named = Some(named.map_or_else(|| both.clone(), |known| joined(&known, &both)));
            }
            rest.extend(outside.into_iter().map(|part| (part, *place)));
        }
        left = rest;
        let Some(named) = named else { continue };
        let beside = order[..at].iter().any(|other| meets(&named, other));
        shares.push(Share { inner, named, beside });
    }
    shares
}

/// Returns who pays more, in turn.
pub(super) fn order(runs: &[Run]) -> Vec<Which> {
    let mut all: Vec<Which> = runs.iter().filter_map(|own| own.more).collect();
    all.dedup();
    all
}

/// Returns boxes for some cells: first those with one identity; then those with several, where they are not as one of
/// theirs.
pub(super) fn boxes(grid: &Grid, masks: &[(Mask, usize)]) -> Vec<Mask> {
    let singles: Vec<Mask> = masks.iter().filter_map(|(mask, _)| grid.singles(mask)).collect();
    let mut boxes = cover(&singles, &grid.full_of_singles());
    let apart: Vec<Mask> =
        masks.iter().flat_map(|(mask, _)| grid.several(mask)).filter(|mask| !grid.follows(mask, &singles)).collect();
    boxes.extend(cover(&apart, &grid.full));
    boxes
}
