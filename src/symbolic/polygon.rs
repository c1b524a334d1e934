//! Where two numbers may lie, as the corners of a convex polygon: half-planes are cut off one by one (Sutherland and
//! Hodgman, Reentrant polygon clipping). A line and a point are polygons too. Exact.

use super::exact::{Exact, Figure};
use super::linear::Constraint;

/// The corners in order; none: nothing is possible.
#[derive(Clone, Debug)]
pub(super) struct Polygon {
    pub(super) corners: Vec<[Exact; 2]>,
}

impl Polygon {
    /// Returns the rectangle of the ranges among some constraints; `None` where a range is missing.
    pub(super) fn of_ranges(constraints: &[Constraint]) -> Figure<Option<Polygon>> {
        let mut edges: [[Option<Exact>; 2]; 2] = Default::default();
        for own in constraints {
            for (at, range) in edges.iter_mut().enumerate() {
                if own.factors[at].is_zero() || !own.factors[1 - at].is_zero() {
                    continue;
                }
                let edge = own.constant.negate().over(own.factors[at])?;
                let high = own.factors[at].is_positive();
                let known = &mut range[usize::from(high)];
                *known = Some(known.map_or(edge, |known| if high { known.min(edge) } else { known.max(edge) }));
            }
        }
        let [[Some(left), Some(right)], [Some(low), Some(high)]] = edges else { return Ok(None) };
        let corners = if left > right || low > high {
            Vec::new()
        } else {
            vec![[left, low], [right, low], [right, high], [left, high]]
        };
        Ok(Some(Polygon { corners }))
    }

    /// Whether a constraint holds anywhere in it, its edge included.
    pub(super) fn meets(&self, own: &Constraint) -> Figure<bool> {
        for corner in &self.corners {
            if !own.at(corner)?.is_positive() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what of it lies where a constraint holds, its edge included.
    pub(super) fn cut(&self, own: &Constraint) -> Figure<Polygon> {
        let mut values = Vec::with_capacity(self.corners.len());
        for corner in &self.corners {
            values.push(own.at(corner)?);
        }
        if values.iter().all(|value| !value.is_positive()) {
            return Ok(self.clone());
        }
        let mut corners: Vec<[Exact; 2]> = Vec::new();
        for at in 0..values.len() {
            let next = (at + 1) % values.len();
            let (here, there) = (values[at], values[next]);
            if !here.is_positive() {
                corners.push(self.corners[at]);
            }
            if here.is_negative() && there.is_positive() || here.is_positive() && there.is_negative() {
                // The share of the way from here to where the edge is met.
                let share = here.over(here.minus(there)?)?;
                let (a, b) = (self.corners[at], self.corners[next]);
                let between = |from: Exact, to: Exact| from.plus(to.minus(from)?.times(share)?);
                corners.push([between(a[0], b[0])?, between(a[1], b[1])?]);
            }
        }
        corners.dedup();
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        Ok(Polygon { corners })
    }

    /// Returns the least and the greatest value of a sum; of nothing its constant.
    pub(super) fn bounds(&self, factors: &[Exact], constant: Exact) -> Figure<(Exact, Exact)> {
        let own = Constraint { factors: factors.to_vec(), constant, strict: false };
        let mut bounds: Option<(Exact, Exact)> = None;
        for corner in &self.corners {
            let value = own.at(corner)?;
            bounds = Some(bounds.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        }
        Ok(bounds.unwrap_or((constant, constant)))
    }
}
