//! Parts of a difference to as few areas as a person would name: where it is above 0 and where below, each convex, with
//! the conditions that bound it. Parts that lie side by side with one sign become one area; what is implied is left
//! out. Roundings aside, over whole numbers.

use super::exact::{Exact, Figure};
use super::linear::{Constraint, point, whole_point};
use super::regions::Part;
use super::undecided::Undecided;

/// Where a difference has one sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// Above 0, else below.
    pub positive: bool,
    pub constraints: Vec<Constraint>,
    /// The size of the difference, Σ factor × number + constant, where it is the same throughout.
    pub size: Option<(Vec<Exact>, Exact)>,
    /// The largest size in it.
    pub largest: Exact,
}

/// More areas than this are not joined with each other.
const MAX_JOINED: usize = 40;

impl Constraint {
    /// Returns the constraint that holds at just the whole numbers at which this one does not.
    pub fn negated(&self) -> Figure<Constraint> {
        let factors = self.factors.iter().map(|own| own.negate()).collect();
        Constraint { factors, constant: self.constant.negate(), strict: !self.strict }.whole()
    }
}

impl Area {
    /// Whether it holds these numbers.
    pub fn holds(&self, numbers: &[Exact]) -> Figure<bool> {
        for own in &self.constraints {
            let value = own.at(numbers)?;
            if value.is_positive() || own.strict && value.is_zero() {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Returns the areas of a difference given by its parts, the largest difference first.
pub fn areas(parts: &[Part]) -> Result<Vec<Area>, Undecided> {
    let mut all: Vec<Area> = Vec::new();
    for part in parts {
        for positive in [true, false] {
            let part = if positive { part.clone() } else { part.negated() };
            let factors = part.factors.iter().map(|own| own.negate()).collect();
            let above = Constraint { factors, constant: part.constant.negate(), strict: true }.whole()?;
            let constraints = [part.constraints.as_slice(), &[above]].concat();
            if whole_point(&constraints, part.factors.len())?.is_none() {
                continue;
            }
            let Some(largest) = part.bounds()?.1 else { continue };
            all.push(Area {
                positive,
                constraints: needed(&constraints, part.factors.len())?,
                size: Some((part.factors, part.constant)),
                largest,
            });
        }
    }
    all.sort_by_key(|own| std::cmp::Reverse(own.largest));
    if all.len() <= MAX_JOINED {
        join(&mut all)?;
    }
    Ok(all)
}

fn join(all: &mut Vec<Area>) -> Result<(), Undecided> {
    let mut at = 0;
    while at < all.len() {
        let mut grown = false;
        let mut other = at + 1;
        while other < all.len() {
            match joined(&all[at], &all[other])? {
                Some(both) => {
                    all[at] = both;
                    all.remove(other);
                    grown = true;
                }
                None => other += 1,
            }
        }
        // What it has become may now lie beside one that it did not before.
        if !grown {
            at += 1;
        } else {
            at = 0;
        }
    }
    Ok(())
}

/// Returns both as one, where together they are convex.
fn joined(a: &Area, b: &Area) -> Result<Option<Area>, Undecided> {
    if a.positive != b.positive {
        return Ok(None);
    }
    let unknowns = a.constraints.first().map_or(0, |own| own.factors.len());
    let mut around: Vec<Constraint> = Vec::new();
    let mut cut: Vec<&Constraint> = Vec::new();
    for own in &a.constraints {
        if is_implied(&b.constraints, own, unknowns)? {
            around.push(own.clone());
        } else {
            cut.push(own);
        }
    }
    for own in &b.constraints {
        if !around.contains(own) && is_implied(&a.constraints, own, unknowns)? {
            around.push(own.clone());
        }
    }
    // What the hull holds beyond the first must all be of the second.
    for own in cut {
        let beyond = [around.as_slice(), &[own.negated()?]].concat();
        for of_other in &b.constraints {
            if !is_implied(&beyond, of_other, unknowns)? {
                return Ok(None);
            }
        }
    }
    let size = if a.size == b.size { a.size.clone() } else { None };
    let constraints = needed(&around, unknowns)?;
    Ok(Some(Area { positive: a.positive, constraints, size, largest: a.largest.max(b.largest) }))
}

/// Whether a constraint holds wherever the others do.
fn is_implied(others: &[Constraint], own: &Constraint, unknowns: usize) -> Result<bool, Undecided> {
    if others.contains(own) {
        return Ok(true);
    }
    let mut all = others.to_vec();
    all.push(own.negated()?);
    Ok(point(&all, unknowns)?.is_none())
}

/// Returns the constraints that no others imply.
fn needed(all: &[Constraint], unknowns: usize) -> Result<Vec<Constraint>, Undecided> {
    let mut kept: Vec<Constraint> = Vec::new();
    for own in all {
        let own = own.whole()?;
        if !kept.contains(&own) && own.factors.iter().any(|factor| !factor.is_zero()) {
            kept.push(own);
        }
    }
    let mut at = 0;
    while at < kept.len() {
        let own = kept.remove(at);
        if !is_implied(&kept, &own, unknowns)? {
            kept.insert(at, own);
            at += 1;
        }
    }
    Ok(kept)
}
