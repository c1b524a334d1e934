//! A node of one free number as lines, roundings aside: what is paid over cost as a person would draw it. Made straight from
//! the node and kept for all that share its parts; [`super::pieces`] follows the same with roundings.

use super::decide::{Segment, Shape};
use super::exact::{Exact, Figure};
use super::pieces::MAX_PIECES;
use super::term::{Graph, InputId, Node, Term};
use super::undecided::Undecided;
use crate::base::quick::QuickMap;
use std::rc::Rc;

/// Shapes of the nodes of one graph over one free number, each made once.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    made: QuickMap<Term, Rc<Shape>>,
    segments: usize,
}

/// So many segments are kept; then all are forgotten.
const MAX_KEPT: usize = 2_000_000;

type Making = Result<Shape, Undecided>;

impl Shapes {
    /// Returns the shape of a node.
    pub(super) fn of(&mut self, graph: &Graph, term: Term, number: InputId) -> Result<Rc<Shape>, Undecided> {
        if let Some(known) = self.made.get(&term) {
            return Ok(Rc::clone(known));
        }
        if self.segments > MAX_KEPT {
            *self = Shapes::default();
        }
        for own in graph.below_but(term, |own| self.made.contains_key(&own)) {
            let shape = match graph.node(own) {
                Node::Round { of, .. } => Rc::clone(&self.made[of]),
                node => Rc::new(self.make(graph, node, number)?),
            };
            self.segments += shape.segments.len();
            self.made.insert(own, shape);
        }
        Ok(Rc::clone(&self.made[&term]))
    }

    fn make(&self, graph: &Graph, node: &Node, number: InputId) -> Making {
        let input = graph.inputs()[number.0 as usize];
        let whole = |slope: Exact, intercept: Exact| Shape {
            segments: vec![Segment { low: input.low, high: input.high, slope, intercept }],
        };
        let at = |term: &Term| &*self.made[term];
        match node {
            Node::Input(id) if *id == number => Ok(whole(Exact::ONE, Exact::ZERO)),
            Node::Input(_) => Err(Undecided::TooManyNumbers),
            Node::Linear { terms, constant } if terms.is_empty() => Ok(whole(Exact::ZERO, *constant)),
            Node::Linear { terms, constant } => {
                let all: Vec<(&Shape, Exact)> = terms.iter().map(|(term, factor)| (at(term), *factor)).collect();
                Shape::sum(&all, *constant)
            }
            Node::Least(all) => folded(all.iter().map(at), false),
            Node::Greatest(all) => folded(all.iter().map(at), true),
            Node::Round { of, .. } => Ok(at(of).clone()),
            Node::Choose { test, then, otherwise } => chosen(at(test), at(then), at(otherwise)),
        }
    }
}

impl Shape {
    /// Returns the sum of shapes over one range, each taken so many times, and a constant.
    pub(super) fn sum(all: &[(&Shape, Exact)], constant: Exact) -> Making {
        let mut at = vec![0; all.len()];
        let mut sum = Shape::default();
        let Some(mut low) = all.first().and_then(|(own, _)| own.segments.first()).map(|own| own.low) else {
            return Ok(sum);
        };
        let (mut slope, mut intercept) = line_of_sum(all, &at, constant)?;
        loop {
            let ends = all.iter().zip(&at).filter_map(|((own, _), at)| own.segments.get(*at)).map(|own| own.high);
            let Some(high) = ends.min() else { return Ok(sum) };
            sum.push(Segment { low, high, slope, intercept })?;
            let mut moved = Ok((slope, intercept));
            for ((own, times), at) in all.iter().zip(&mut at) {
                let Some(before) = own.segments.get(*at).filter(|own| own.high == high) else { continue };
                *at += 1;
                if let Some(after) = own.segments.get(*at) {
                    moved = moved.and_then(|line| turned(line, before, after, *times));
                }
            }
            // Only what turns here is looked at, unless a figure on that way is too large.
            (slope, intercept) = moved.or_else(|_| line_of_sum(all, &at, constant))?;
            low = high.saturating_add(1);
        }
    }

    /// Adds a segment behind the others; one that goes on as the last did is joined with it.
    fn push(&mut self, own: Segment) -> Result<(), Undecided> {
        if let Some(last) = self.segments.last_mut()
            && last.slope == own.slope
            && last.intercept == own.intercept
        {
            last.high = own.high;
            return Ok(());
        }
        if self.segments.len() >= MAX_PIECES {
            return Err(Undecided::TooManyPieces);
        }
        self.segments.push(own);
        Ok(())
    }
}

/// Returns slope and intercept of a sum where each shape is at one of its segments.
fn line_of_sum(all: &[(&Shape, Exact)], at: &[usize], constant: Exact) -> Figure<(Exact, Exact)> {
    let (mut slope, mut intercept) = (Exact::ZERO, constant);
    for ((own, times), at) in all.iter().zip(at) {
        if let Some(own) = own.segments.get(*at) {
            slope = slope.plus(own.slope.times(*times)?)?;
            intercept = intercept.plus(own.intercept.times(*times)?)?;
        }
    }
    Ok((slope, intercept))
}

/// The same where one shape goes over to its next segment.
fn turned(
    (slope, intercept): (Exact, Exact),
    before: &Segment,
    after: &Segment,
    times: Exact,
) -> Figure<(Exact, Exact)> {
    let moved = |own: Exact, from: Exact, to: Exact| own.plus(to.minus(from)?.times(times)?);
    Ok((moved(slope, before.slope, after.slope)?, moved(intercept, before.intercept, after.intercept)?))
}

/// Visits the stretches on which both keep to one line.
fn both(
    left: &Shape,
    right: &Shape,
    visit: &mut dyn FnMut(&Segment, &Segment) -> Result<(), Undecided>,
) -> Result<(), Undecided> {
    let (mut a, mut b) = (0, 0);
    while let (Some(one), Some(other)) = (left.segments.get(a), right.segments.get(b)) {
        let (low, high) = (one.low.max(other.low), one.high.min(other.high));
        visit(&Segment { low, high, ..*one }, &Segment { low, high, ..*other })?;
        a += usize::from(one.high == high);
        b += usize::from(other.high == high);
    }
    Ok(())
}

/// The lowest or the highest of all.
fn folded<'s>(mut all: impl Iterator<Item = &'s Shape>, greatest: bool) -> Making {
    let mut result = all.next().cloned().unwrap_or_default();
    for other in all {
        let mut next = Shape::default();
        both(&result, other, &mut |one, other| {
            let slope = one.slope.minus(other.slope)?;
            let apart = one.intercept.minus(other.intercept)?;
            for (low, high, one_is_lower) in parted(slope, apart, one.low, one.high, true)? {
                let line = if one_is_lower != greatest { one } else { other };
                next.push(Segment { low, high, ..*line })?;
            }
            Ok(())
        })?;
        result = next;
    }
    Ok(result)
}

fn chosen(test: &Shape, then: &Shape, otherwise: &Shape) -> Making {
    let mut result = Shape::default();
    for own in &test.segments {
        for (low, high, holds) in parted(own.slope, own.intercept, own.low, own.high, false)? {
            let branch = if holds { then } else { otherwise };
            let from = branch.segments.partition_point(|own| own.high < low);
            for line in branch.segments[from..].iter().take_while(|own| own.low <= high) {
                result.push(Segment { low: line.low.max(low), high: line.high.min(high), ..*line })?;
            }
        }
    }
    Ok(result)
}

/// Parts a range by whether `slope·e + intercept ≤ 0`; a point at which it is 0 goes with the stretch before it where
/// there is one and `ties_are_free`, so that the order in which lines are held against each other has no influence.
fn parted(
    slope: Exact,
    intercept: Exact,
    low: i64,
    high: i64,
    ties_are_free: bool,
) -> Figure<impl Iterator<Item = (i64, i64, bool)>> {
    let parts = if slope.is_zero() {
        [(low, high, !intercept.is_positive()), (1, 0, false)]
    } else {
        let root = intercept.negate().over(slope)?;
        let within = |own: i128| i64::try_from(own.clamp(i128::from(low) - 1, i128::from(high))).unwrap_or(low);
        let floor = root.floor();
        let turns_after = match ties_are_free && root.is_whole() {
            true if floor == i128::from(low) => floor - 1,
            true => floor,
            false if slope.is_positive() => floor,
            false => root.ceiling() - 1,
        };
        let last = within(turns_after);
        [(low, last, slope.is_positive()), (last + 1, high, !slope.is_positive())]
    };
    Ok(parts.into_iter().filter(|(from, to, _)| from <= to))
}

#[cfg(test)]
mod tests {
    use super::super::term::Input;
    use super::*;
    use crate::base::number::RoundingMode;

    #[test]
    fn shapes_pass_through_all_points() {
        let mut graph = Graph::new();
        let cost = graph.input(Input { low: 0, high: 600 });
        let constant = |graph: &mut Graph, own| graph.constant(Exact::whole(own));
        // 30 up to 77, then min(½·max(e − 100, 0), 150), rounded on the way.
        let hundred = constant(&mut graph, 100);
        let above = graph.minus(cost, hundred).and_then(|own| graph.at_least_zero(own)).expect("fits");
        let paid = graph.times(above, Exact::new(1, 2).expect("fits")).expect("fits");
        let rounded = graph.round(paid, RoundingMode::HalfUp, Exact::ONE).expect("fits");
        let cap = constant(&mut graph, 150);
        let capped = graph.least(&[rounded, cap]).expect("fits");
        let (edge, thirty) = (constant(&mut graph, 77), constant(&mut graph, 30));
        let test = graph.minus(cost, edge).expect("fits");
        let term = graph.choose(test, thirty, capped).expect("fits");
        let shape = Shapes::default().of(&graph, term, InputId(0)).expect("one number");
        let bare = graph.unrounded(term).expect("fits");
        for point in 0..=600 {
            let value = shape.segment(point).expect("tiled").at(point).expect("fits");
            assert_eq!(value, graph.value_at(bare, &[point]).expect("fits"), "at {point}");
        }
        // Where two lines meet, the first has the point.
        let ends: Vec<(i64, i64)> = shape.segments.iter().map(|own| (own.low, own.high)).collect();
        assert_eq!(ends, [(0, 77), (78, 100), (101, 400), (401, 600)]);
    }
}
