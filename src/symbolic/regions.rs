//! An amount of several free numbers to the parts in which it is linear: at each least, greatest and choice both ways
//! that the numbers allow (symbolic regions, depth first). Without roundings, which are only bounded. Every number is
//! whole and within its range; what no whole numbers reach is no part. Two numbers are followed in [`super::plane`].

use super::exact::{Exact, Figure};
use super::linear::{Constraint, bounds, point, whole_point};
use super::plane;
use super::polygon::{Line, Polygon};
use super::term::{Graph, InputId, Node, Term};
use super::undecided::Undecided;
use crate::base::quick::QuickMap;
use std::ops::ControlFlow;
use std::rc::Rc;

/// A part of the space of free numbers, with what the amount is there: Σ factor × number + constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub constraints: Vec<Constraint>,
    pub factors: Vec<Exact>,
    pub constant: Exact,
}

/// The most parts that are followed.
pub const MAX_PARTS: usize = 20_000;
/// The most questions whether something is possible, each of them an elimination.
const MAX_QUESTIONS: usize = 5_000;

/// Σ factor × number + constant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Linear {
    factors: Vec<Exact>,
    constant: Exact,
}

impl Linear {
    fn add(&mut self, other: &Linear, by: Exact) -> Figure<()> {
        for (own, other) in self.factors.iter_mut().zip(&other.factors) {
            *own = own.plus(other.times(by)?)?;
        }
        self.constant = self.constant.plus(other.constant.times(by)?)?;
        Ok(())
    }

    /// `self ≤ 0`, or `self > 0`.
    fn constraint(&self, holds: bool) -> Figure<Constraint> {
        let own = Constraint { factors: self.factors.clone(), constant: self.constant, strict: false };
        if holds {
            return own.whole();
        }
        let factors = own.factors.iter().map(|own| own.negate()).collect();
        Constraint { factors, constant: own.constant.negate(), strict: true }.whole()
    }
}

enum Stop {
    /// Whether this is at most 0.
    Fork(Linear),
    Undecided(Undecided),
}

impl From<super::exact::TooLarge> for Stop {
    fn from(_: super::exact::TooLarge) -> Stop {
        Stop::Undecided(Undecided::FiguresTooLarge)
    }
}

impl From<Undecided> for Stop {
    fn from(own: Undecided) -> Stop {
        Stop::Undecided(own)
    }
}

struct Walk<'g> {
    graph: &'g Graph,
    numbers: &'g [InputId],
    parts: Vec<Part>,
    questions: usize,
    /// What holds on the way that is followed.
    constraints: Vec<Constraint>,
    /// What has been worked out on it, and in which order: it holds further down.
    known: QuickMap<Term, Rc<Linear>>,
    trail: Vec<Term>,
}

/// Returns what constraints on two numbers leave; `None` where the numbers have no ranges, or there are not two.
fn polygon(constraints: &[Constraint], unknowns: usize) -> Figure<Option<Polygon>> {
    if unknowns != 2 {
        return Ok(None);
    }
    let lines: Figure<Vec<Line>> = constraints.iter().map(Line::of).collect();
    let lines = lines?;
    let Some(mut polygon) = Polygon::of_ranges(&lines) else { return Ok(None) };
    for own in &lines {
        polygon = polygon.cut(own)?;
    }
    Ok(Some(polygon))
}

/// Returns the parts of an amount without roundings, over whole numbers in their ranges for which `within` holds.
pub fn parts(graph: &Graph, term: Term, numbers: &[InputId], within: &[Constraint]) -> Result<Vec<Part>, Undecided> {
    if graph.inputs_of(term).iter().any(|own| !numbers.contains(own)) {
        return Err(Undecided::TooManyNumbers);
    }
    let mut constraints = ranges(graph, numbers);
    for own in within {
        constraints.push(own.whole()?);
    }
    if let [first, second] = numbers {
        let mut parts = Vec::new();
        plane::visit(graph, term, [*first, *second], &constraints, &mut |own| {
            if own.is_reached()? {
                parts.push(own.part()?);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        return Ok(parts);
    }
    let (known, trail) = (QuickMap::default(), Vec::new());
    let mut walk = Walk { graph, numbers, parts: Vec::new(), questions: 0, constraints, known, trail };
    walk.follow(term)?;
    Ok(walk.parts)
}

/// Returns the ranges of free numbers as constraints.
pub fn ranges(graph: &Graph, numbers: &[InputId]) -> Vec<Constraint> {
    let mut all = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let input = graph.inputs()[number.0 as usize];
        let mut factors = vec![Exact::ZERO; numbers.len()];
        factors[at] = Exact::ONE;
        all.push(Constraint { factors: factors.clone(), constant: Exact::whole(-input.high), strict: false });
        factors[at] = Exact::ONE.negate();
        all.push(Constraint { factors, constant: Exact::whole(input.low), strict: false });
    }
    all
}

impl Walk<'_> {
    fn follow(&mut self, term: Term) -> Result<(), Undecided> {
        let before = self.trail.len();
        let result = match self.linear(term) {
            Ok(own) => self.ends(&own),
            Err(Stop::Fork(test)) => self.forks(term, &test),
            Err(Stop::Undecided(own)) => Err(own),
        };
        for own in self.trail.drain(before..) {
            self.known.remove(&own);
        }
        result
    }

    /// Notes a part, where whole numbers reach it.
    fn ends(&mut self, own: &Linear) -> Result<(), Undecided> {
        if whole_point(&self.constraints, self.numbers.len())?.is_some() {
            let constraints = self.constraints.clone();
            self.parts.push(Part { constraints, factors: own.factors.clone(), constant: own.constant });
        }
        if self.parts.len() > MAX_PARTS { Err(Undecided::TooManyRegions) } else { Ok(()) }
    }

    /// Follows both ways; each of them is possible, or nobody would ask.
    fn forks(&mut self, term: Term, test: &Linear) -> Result<(), Undecided> {
        for holds in [true, false] {
            self.constraints.push(test.constraint(holds)?);
            let followed = self.follow(term);
            self.constraints.pop();
            followed?;
        }
        Ok(())
    }

    /// Whether a further constraint leaves anything.
    fn allows(&mut self, own: &Constraint) -> Result<bool, Undecided> {
        self.constraints.push(own.clone());
        let found = point(&self.constraints, self.numbers.len());
        self.constraints.pop();
        Ok(found?.is_some())
    }

    /// Whether `test ≤ 0` throughout; forks where both are possible.
    fn holds(&mut self, test: &Linear) -> Result<bool, Stop> {
        if test.factors.iter().all(|own| own.is_zero()) {
            return Ok(!test.constant.is_positive());
        }
        self.questions += 1;
        if self.questions > MAX_QUESTIONS {
            return Err(Undecided::TooManyRegions.into());
        }
        for holds in [true, false] {
            if !self.allows(&test.constraint(holds)?)? {
                return Ok(!holds);
            }
        }
        Err(Stop::Fork(test.clone()))
    }

    fn linear(&mut self, term: Term) -> Result<Rc<Linear>, Stop> {
        if let Some(own) = self.known.get(&term) {
            return Ok(Rc::clone(own));
        }
        let graph = self.graph;
        let made = match graph.node(term) {
            Node::Input(id) => {
                let mut factors = vec![Exact::ZERO; self.numbers.len()];
                if let Some(at) = self.numbers.iter().position(|own| own == id) {
                    factors[at] = Exact::ONE;
                }
                Rc::new(Linear { factors, constant: Exact::ZERO })
            }
            Node::Linear { terms, constant } => {
                let mut sum = Linear { factors: vec![Exact::ZERO; self.numbers.len()], constant: *constant };
                for (own, by) in terms {
                    let own = self.linear(*own)?;
                    sum.add(&own, *by)?;
                }
                Rc::new(sum)
            }
            Node::Least(all) => self.extreme(all, true)?,
            Node::Greatest(all) => self.extreme(all, false)?,
            Node::Round { of, .. } => self.linear(*of)?,
            Node::Choose { test, then, otherwise } => {
                let test = self.linear(*test)?;
                let branch = if self.holds(&test)? { *then } else { *otherwise };
                self.linear(branch)?
            }
        };
        self.known.insert(term, Rc::clone(&made));
        self.trail.push(term);
        Ok(made)
    }

    fn extreme(&mut self, all: &[Term], least: bool) -> Result<Rc<Linear>, Stop> {
        let mut best: Option<Rc<Linear>> = None;
        for term in all {
            let own = self.linear(*term)?;
            best = Some(match best {
                None => own,
                Some(best) => {
                    let mut difference = Linear::clone(&own);
                    difference.add(&best, Exact::ONE.negate())?;
                    if self.holds(&difference)? == least { own } else { best }
                }
            });
        }
        best.ok_or(Stop::Undecided(Undecided::TooManyRegions))
    }
}

impl Part {
    /// Returns the part of the amount turned round.
    pub fn negated(&self) -> Part {
        let factors = self.factors.iter().map(|own| own.negate()).collect();
        Part { constraints: self.constraints.clone(), factors, constant: self.constant.negate() }
    }

    /// Whether the amount is 0 throughout; on an edge it may be so without saying it.
    pub fn vanishes(&self) -> Result<bool, Undecided> {
        if self.constant.is_zero() && self.factors.iter().all(|own| own.is_zero()) {
            return Ok(true);
        }
        Ok(self.bounds()? == (Some(Exact::ZERO), Some(Exact::ZERO)))
    }

    /// Returns the least and the greatest amount, over all numbers of the part.
    pub fn bounds(&self) -> Result<(Option<Exact>, Option<Exact>), Undecided> {
        if let Some(own) = polygon(&self.constraints, self.factors.len())? {
            let (line, by) = Line::over(&self.factors, self.constant)?;
            let found = own.bounds(&line, by)?.unwrap_or((self.constant, self.constant));
            return Ok((Some(found.0), Some(found.1)));
        }
        bounds(&self.constraints, &self.factors, self.constant)
    }

    /// Returns whole numbers at which the amount is the greatest, or as near to it as whole numbers come.
    pub fn greatest_at(&self) -> Result<Option<Vec<i64>>, Undecided> {
        let unknowns = self.factors.len();
        let whole_point = |all: &[Constraint]| match polygon(all, unknowns)? {
            Some(own) => whole_of(own.whole_point()?),
            None => whole_point(all, unknowns),
        };
        let Some(high) = self.bounds()?.1 else { return whole_point(&self.constraints) };
        // Down from the bound in growing steps until whole numbers reach it.
        let mut slack = Exact::ZERO;
        for _ in 0..64 {
            let mut all = self.constraints.clone();
            let factors = self.factors.iter().map(|own| own.negate()).collect();
            all.push(Constraint { factors, constant: high.minus(slack)?.minus(self.constant)?, strict: false });
            if let Some(found) = whole_point(&all)? {
                return Ok(Some(found));
            }
            slack = if slack.is_zero() { Exact::new(1, 100)? } else { slack.times(Exact::whole(2))? };
        }
        whole_point(&self.constraints)
    }
}

fn whole_of(point: Option<[i128; 2]>) -> Result<Option<Vec<i64>>, Undecided> {
    let whole = |own: &i128| i64::try_from(*own).map_err(|_| Undecided::FiguresTooLarge);
    point.map(|own| own.iter().map(whole).collect()).transpose()
}
