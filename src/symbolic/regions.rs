//! An amount of several free numbers to the parts in which it is linear: at each least, greatest and choice both ways
//! that the numbers allow (symbolic regions, depth first). Without roundings, which are only bounded. Every number is
//! whole and within its range; what no whole numbers reach is no part.

use super::exact::{Exact, Figure};
use super::linear::{Constraint, bounds, point, whole_point};
use super::polygon::Polygon;
use super::term::{Graph, InputId, Node, Term};
use super::undecided::Undecided;
use std::collections::HashMap;

/// A part of the space of free numbers, with what the amount is there: Σ factor × number + constant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub constraints: Vec<Constraint>,
    pub factors: Vec<Exact>,
    pub constant: Exact,
}

/// The most parts that are followed.
pub const MAX_PARTS: usize = 20_000;
/// The most questions whether something is possible.
const MAX_QUESTIONS: usize = 10_000;
/// Of those that need an elimination.
const MAX_HARD_QUESTIONS: usize = 5_000;

/// Σ factor × number + constant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Linear {
    factors: Vec<Exact>,
    constant: Exact,
}

impl Linear {
    fn plus(&self, other: &Linear, by: Exact) -> Figure<Linear> {
        let factors: Figure<Vec<Exact>> =
            self.factors.iter().zip(&other.factors).map(|(own, other)| own.plus(other.times(by)?)).collect();
        Ok(Linear { factors: factors?, constant: self.constant.plus(other.constant.times(by)?)? })
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
}

/// What has been worked out on a way, and holds further down it.
type Known = HashMap<Term, Linear>;

/// Where the numbers may lie.
#[derive(Clone)]
struct Area {
    constraints: Vec<Constraint>,
    /// The corners, of two numbers.
    corners: Option<Polygon>,
}

impl Area {
    fn new(constraints: Vec<Constraint>, unknowns: usize) -> Figure<Option<Area>> {
        if unknowns != 2 {
            return Ok(Some(Area { constraints, corners: None }));
        }
        let Some(mut polygon) = Polygon::of_ranges(&constraints)? else {
            return Ok(Some(Area { constraints, corners: None }));
        };
        for own in &constraints {
            polygon = polygon.cut(own)?;
        }
        Ok((!polygon.corners.is_empty()).then_some(Area { constraints, corners: Some(polygon) }))
    }

    /// Returns the part in which a constraint holds; `None` when there is none.
    fn with(&self, own: Constraint, unknowns: usize) -> Result<Option<Area>, Undecided> {
        let mut constraints = self.constraints.clone();
        let corners = match &self.corners {
            Some(polygon) => {
                let cut = polygon.cut(&own)?;
                if cut.corners.is_empty() {
                    return Ok(None);
                }
                Some(cut)
            }
            None => None,
        };
        constraints.push(own);
        if corners.is_none() && point(&constraints, unknowns)?.is_none() {
            return Ok(None);
        }
        Ok(Some(Area { constraints, corners }))
    }

    /// Whether there are whole numbers in it.
    fn holds_whole(&self, unknowns: usize) -> Result<bool, Undecided> {
        if self.corners.as_ref().is_some_and(|own| own.corners.iter().flatten().all(|at| at.is_whole())) {
            return Ok(true);
        }
        Ok(whole_point(&self.constraints, unknowns)?.is_some())
    }
}

/// Returns the parts of an amount without roundings, over whole numbers in their ranges for which `within` holds.
pub fn parts(graph: &Graph, term: Term, numbers: &[InputId], within: &[Constraint]) -> Result<Vec<Part>, Undecided> {
    if graph.inputs_of(term).iter().any(|own| !numbers.contains(own)) {
        return Err(Undecided::TooManyNumbers);
    }
    let mut walk = Walk { graph, numbers, parts: Vec::new(), questions: 0 };
    let mut all = ranges(graph, numbers);
    for own in within {
        all.push(own.whole()?);
    }
    if let Some(area) = Area::new(all, numbers.len())? {
        walk.follow(term, area, Known::new())?;
    }
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
    fn follow(&mut self, term: Term, area: Area, mut known: Known) -> Result<(), Undecided> {
        match self.linear(term, &area, &mut known) {
            Ok(own) => {
                if area.holds_whole(self.numbers.len())? {
                    let constraints = area.constraints;
                    self.parts.push(Part { constraints, factors: own.factors, constant: own.constant });
                }
                if self.parts.len() > MAX_PARTS { Err(Undecided::TooManyRegions) } else { Ok(()) }
            }
            Err(Stop::Fork(test)) => {
                for holds in [true, false] {
                    if let Some(part) = area.with(test.constraint(holds)?, self.numbers.len())? {
                        self.follow(term, part, known.clone())?;
                    }
                }
                Ok(())
            }
            Err(Stop::Undecided(own)) => Err(own),
        }
    }

    /// Whether `test ≤ 0` throughout; forks where both are possible.
    fn holds(&mut self, test: &Linear, area: &Area) -> Result<bool, Stop> {
        if test.factors.iter().all(|own| own.is_zero()) {
            return Ok(!test.constant.is_positive());
        }
        self.questions += 1;
        let most = if area.corners.is_some() { MAX_QUESTIONS } else { MAX_HARD_QUESTIONS };
        if self.questions > most {
            return Err(Undecided::TooManyRegions.into());
        }
        for holds in [true, false] {
            if area.with(test.constraint(holds)?, self.numbers.len())?.is_none() {
                return Ok(!holds);
            }
        }
        Err(Stop::Fork(test.clone()))
    }

    fn linear(&mut self, term: Term, area: &Area, known: &mut Known) -> Result<Linear, Stop> {
        if let Some(own) = known.get(&term) {
            return Ok(own.clone());
        }
        let made = match self.graph.node(term) {
            Node::Input(id) => {
                let mut factors = vec![Exact::ZERO; self.numbers.len()];
                if let Some(at) = self.numbers.iter().position(|own| own == id) {
                    factors[at] = Exact::ONE;
                }
                Linear { factors, constant: Exact::ZERO }
            }
            Node::Linear { terms, constant } => {
                let mut sum = Linear { factors: vec![Exact::ZERO; self.numbers.len()], constant: *constant };
                for (own, by) in terms {
                    let own = self.linear(*own, area, known)?;
                    sum = sum.plus(&own, *by)?;
                }
                sum
            }
            Node::Least(all) => self.extreme(all, true, area, known)?,
            Node::Greatest(all) => self.extreme(all, false, area, known)?,
            Node::Round { of, .. } => self.linear(*of, area, known)?,
            Node::Choose { test, then, otherwise } => {
                let test = self.linear(*test, area, known)?;
                let branch = if self.holds(&test, area)? { *then } else { *otherwise };
                self.linear(branch, area, known)?
            }
        };
        known.insert(term, made.clone());
        Ok(made)
    }

    fn extreme(&mut self, all: &[Term], least: bool, area: &Area, known: &mut Known) -> Result<Linear, Stop> {
        let mut best: Option<Linear> = None;
        for term in all {
            let own = self.linear(*term, area, known)?;
            best = Some(match best {
                None => own,
                Some(best) => {
                    let difference = own.plus(&best, Exact::ONE.negate())?;
                    if self.holds(&difference, area)? == least { own } else { best }
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
        if self.factors.len() == 2
            && let Some(area) = Area::new(self.constraints.clone(), 2)?
            && let Some(polygon) = &area.corners
        {
            let (low, high) = polygon.bounds(&self.factors, self.constant)?;
            return Ok((Some(low), Some(high)));
        }
        bounds(&self.constraints, &self.factors, self.constant)
    }

    /// Returns whole numbers at which the amount is the greatest, or as near to it as whole numbers come.
    pub fn greatest_at(&self) -> Result<Option<Vec<i64>>, Undecided> {
        let unknowns = self.factors.len();
        let Some(high) = self.bounds()?.1 else { return whole_point(&self.constraints, unknowns) };
        // Down from the bound in growing steps until whole numbers reach it.
        let mut slack = Exact::ZERO;
        for _ in 0..64 {
            let mut all = self.constraints.clone();
            let factors = self.factors.iter().map(|own| own.negate()).collect();
            all.push(Constraint { factors, constant: high.minus(slack)?.minus(self.constant)?, strict: false });
            if let Some(found) = whole_point(&all, unknowns)? {
                return Ok(Some(found));
            }
            slack = if slack.is_zero() { Exact::new(1, 100)? } else { slack.times(Exact::whole(2))? };
        }
        whole_point(&self.constraints, unknowns)
    }
}
