//! Answers about terms of one free number: equal or not, where which is larger, by how much at most, monotone, without
//! cliffs. Roundings are taken in full; nothing is sampled.

use super::exact::{Exact, Figure, TooLarge};
use super::explore::Space;
use super::inequality::Verdict;
use super::pieces::{Budget, Extreme, Inquiry, PiecesError, Sign, Store, Stretch};
use super::term::{Graph, InputId, Term};
use super::undecided::Undecided;
use std::rc::Rc;

/// A stretch of cost on which an amount keeps to a line, roundings aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Segment {
    pub low: i64,
    pub high: i64,
    pub slope: Exact,
    pub intercept: Exact,
}

/// An amount over cost, roundings aside: exact at every whole 分. Neighbours never keep to one line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Shape {
    pub segments: Vec<Segment>,
}

/// How two amounts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sameness {
    ToTheFen,
    /// Apart by so much at most, first shown at this cost.
    ButForRounding {
        at_most: Exact,
        at: i64,
    },
    Different,
}

/// Whether something holds for every cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Holds,
    /// A cost at which it does not.
    Fails(i64),
}

impl From<PiecesError> for Undecided {
    fn from(own: PiecesError) -> Undecided {
        match own {
            PiecesError::TooLarge => Undecided::FiguresTooLarge,
            PiecesError::TooManyPieces => Undecided::TooManyPieces,
            PiecesError::SeveralNumbers => Undecided::TooManyNumbers,
        }
    }
}

impl From<TooLarge> for Undecided {
    fn from(_: TooLarge) -> Undecided {
        Undecided::FiguresTooLarge
    }
}

type Decided<T> = Result<T, Undecided>;

impl Segment {
    /// Returns the amount at a cost.
    pub fn at(&self, cost: i64) -> Decided<Exact> {
        Ok(self.slope.times(Exact::whole(cost))?.plus(self.intercept)?)
    }
}

impl Shape {
    pub fn is_zero(&self) -> bool {
        self.segments.iter().all(|own| own.slope.is_zero() && own.intercept.is_zero())
    }

    /// Returns the segment of a cost.
    pub fn segment(&self, cost: i64) -> Option<&Segment> {
        self.segments.iter().find(|own| own.low <= cost && cost <= own.high)
    }

    /// Returns the shape with every amount turned round.
    pub fn negated(&self) -> Shape {
        let turned = |own: &Segment| Segment { slope: own.slope.negate(), intercept: own.intercept.negate(), ..*own };
        Shape { segments: self.segments.iter().map(turned).collect() }
    }

    /// Returns where the line of one segment meets that of the next; `None` where it jumps.
    pub fn meeting(&self, at: usize) -> Decided<Option<Exact>> {
        let (Some(left), Some(right)) = (self.segments.get(at), self.segments.get(at + 1)) else { return Ok(None) };
        if left.slope == right.slope {
            return Ok(None);
        }
        let point = right.intercept.minus(left.intercept)?.over(left.slope.minus(right.slope)?)?;
        let (low, high) = (Exact::whole(left.high), Exact::whole(right.low));
        Ok((low <= point && point <= high).then_some(point))
    }
}

/// Questions about terms of a graph and one free number.
pub struct Decider<'g> {
    graph: &'g Graph,
    store: &'g Store,
    number: InputId,
    points: u64,
}

impl<'g> Decider<'g> {
    pub fn new(graph: &'g Graph, store: &'g Store, number: InputId) -> Decider<'g> {
        Decider { graph, store, number, points: Budget::USUAL.points }
    }

    fn budget(&self) -> Budget {
        Budget { points: self.points }
    }

    fn inquiry(&self, term: Term) -> Decided<Inquiry<'g>> {
        Ok(Inquiry::new(self.graph, self.store, term, self.number)?)
    }

    fn range(&self) -> (i64, i64) {
        let input = self.graph.inputs()[self.number.0 as usize];
        (input.low, input.high)
    }

    /// Returns the sign at every cost, roundings included.
    pub fn signs(&self, term: Term) -> Decided<Vec<Stretch>> {
        Ok(self.inquiry(term)?.signs(&mut self.budget())?)
    }

    /// Returns the largest value.
    pub fn largest(&self, term: Term) -> Decided<Extreme> {
        let (low, high) = self.range();
        self.inquiry(term)?.largest(low, high, &mut self.budget())?.ok_or(Undecided::TooManyPoints)
    }

    /// Returns the smallest value.
    pub fn smallest(&self, term: Term) -> Decided<Extreme> {
        let (low, high) = self.range();
        self.inquiry(term)?.smallest(low, high, &mut self.budget())?.ok_or(Undecided::TooManyPoints)
    }

    /// Whether a term is at most 0 at every cost.
    pub fn never_above_zero(&self, term: Term) -> Decided<Answer> {
        let largest = self.largest(term)?;
        if largest.value.is_positive() {
            return Ok(Answer::Fails(largest.at));
        }
        if largest.bound.is_positive() { Err(Undecided::TooManyPoints) } else { Ok(Answer::Holds) }
    }

    /// Whether one 分 more of cost never changes a term by less than `least` or more than `most`.
    pub fn steps_within(&self, term: Term, least: Exact, most: Exact) -> Decided<Answer> {
        match self.inquiry(term)?.steps_within(least, most, &mut self.budget())? {
            None => Ok(Answer::Holds),
            Some(Ok(at)) => Ok(Answer::Fails(at)),
            Some(Err(())) => Err(Undecided::TooManyPoints),
        }
    }

    /// Returns the exact value at a cost.
    pub fn value_at(&self, term: Term, cost: i64) -> Decided<Exact> {
        if self.graph.inputs_of(term).iter().any(|own| *own != self.number) {
            return Err(Undecided::TooManyNumbers);
        }
        let mut inputs: Vec<i64> = self.graph.inputs().iter().map(|own| own.low).collect();
        inputs[self.number.0 as usize] = cost;
        Ok(self.graph.value_at(term, &inputs)?)
    }
}

impl Space<'_> {
    /// Does something with questions about the cost.
    pub fn decide<T>(&self, work: impl FnOnce(&Decider<'_>) -> Decided<T>) -> Decided<T> {
        work(&Decider::new(&self.graph(), self.store(), self.cost))
    }

    /// The same, with so many points worked out for each answer at most.
    pub fn decide_within<T>(&self, points: u64, work: impl FnOnce(&Decider<'_>) -> Decided<T>) -> Decided<T> {
        work(&Decider { points, ..Decider::new(&self.graph(), self.store(), self.cost) })
    }

    /// Whether the way in which a term is made shows that it is nowhere above 0; no cost is looked at.
    pub fn is_never_above_zero(&self, term: Term) -> bool {
        self.verdict(term) == Verdict::Holds
    }

    /// Whether the way in which a term is made shows that one 分 more of cost never changes it by less than `least` or
    /// more than `most`.
    pub fn has_steps_within(&self, term: Term, least: Exact, most: Exact) -> bool {
        let apart = self.make(|graph| {
            let next = self.one_further(graph, term)?;
            let step = [(next, Exact::ONE), (term, Exact::ONE.negate())];
            let back = [(term, Exact::ONE), (next, Exact::ONE.negate())];
            Ok((graph.linear(&back, least)?, graph.linear(&step, most.negate())?))
        });
        apart.is_ok_and(|(falls, rises)| {
            let never_falls = self.is_never_above_zero(falls) || least.is_zero() && self.never_falls_by_layers(term);
            never_falls && self.is_never_above_zero(rises)
        })
    }

    /// Whether the parts of a term, one by one, show that it never falls as the cost rises.
    pub(super) fn never_falls_by_parts(&self, term: Term) -> bool {
        let falls = self.make(|graph| {
            let next = self.one_further(graph, term)?;
            graph.minus(term, next)
        });
        falls.is_ok_and(|own| self.is_never_above_zero(own))
    }

    /// Returns a term as it is at one 分 more of cost.
    fn one_further(&self, graph: &mut Graph, term: Term) -> Figure<Term> {
        let further = graph.linear(&[(self.cost_term, Exact::ONE)], Exact::ONE)?;
        graph.with_number(term, self.cost, further)
    }

    fn verdict(&self, term: Term) -> Verdict {
        self.proofs().never_above_zero(&self.graph(), term)
    }

    /// Returns `a − b`.
    pub fn difference(&self, a: Term, b: Term) -> Decided<Term> {
        self.make(|graph| graph.minus(a, b))
    }

    /// Returns a term over cost, roundings aside.
    pub fn shape(&self, term: Term) -> Decided<Rc<Shape>> {
        self.shapes().of(&self.graph(), term, self.cost)
    }

    /// Returns the shape of a sum of terms, each taken so many times. Many sums are made of few terms, so that it is put
    /// together from the shapes of what these add up; what they share is left out.
    pub fn shape_of_sum(&self, terms: &[(Term, Exact)]) -> Decided<Shape> {
        let put_together = || {
            let (terms, constant) = self.graph().collected(terms, Exact::ZERO)?;
            if terms.is_empty() {
                // A line has the range of whatever is a line.
                let line = self.make(|graph| Ok(graph.constant(constant)))?;
                return self.shape(line).map(|own| Shape::clone(&own));
            }
            let shapes = terms.iter().map(|(term, _)| self.shape(*term)).collect::<Decided<Vec<Rc<Shape>>>>()?;
            let all: Vec<(&Shape, Exact)> =
                shapes.iter().zip(&terms).map(|(own, (_, times))| (&**own, *times)).collect();
            Shape::sum(&all, constant)
        };
        put_together().or_else(|_: Undecided| {
            // One of them may be too much where the sum is not.
            let sum = self.make(|graph| graph.linear(terms, Exact::ZERO))?;
            self.shape(sum).map(|own| Shape::clone(&own))
        })
    }

    /// Returns the shape of `a − b`.
    pub fn shape_of_difference(&self, a: Term, b: Term) -> Decided<Shape> {
        self.shape_of_sum(&[(a, Exact::ONE), (b, Exact::ONE.negate())])
    }

    /// Returns how two amounts stand to each other over all costs.
    pub fn sameness(&self, a: Term, b: Term) -> Decided<Sameness> {
        if a == b {
            return Ok(Sameness::ToTheFen);
        }
        if !self.shape_of_difference(a, b)?.is_zero() {
            return Ok(Sameness::Different);
        }
        self.apart_by_rounding(a, b)
    }

    /// The same where roundings aside they are equal.
    pub fn apart_by_rounding(&self, a: Term, b: Term) -> Decided<Sameness> {
        if self.is_same_in_other_words(a, b) {
            return Ok(Sameness::ToTheFen);
        }
        let difference = self.difference(a, b)?;
        self.decide(|decider| {
            let signs = decider.signs(difference)?;
            if signs.iter().all(|own| own.sign == Sign::Zero) {
                return Ok(Sameness::ToTheFen);
            }
            let (largest, smallest) = (decider.largest(difference)?, decider.smallest(difference)?);
            let at_most = largest.bound.absolute().max(smallest.bound.absolute());
            let at = if largest.value.absolute() >= smallest.value.absolute() { largest.at } else { smallest.at };
            Ok(Sameness::ButForRounding { at_most, at })
        })
    }
}
