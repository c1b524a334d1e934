//! Whether linear conditions over several quantities can hold at once: Fourier–Motzkin elimination over exact rationals
//! (Schrijver, Theory of Linear and Integer Programming, 12.2). Says nothing of whole numbers.

use super::exact::{Exact, Figure};
use super::undecided::Undecided;

/// `Σ factor × unknown + constant ≤ 0`, or `< 0` where it is strict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// One factor for each unknown.
    pub factors: Vec<Exact>,
    pub constant: Exact,
    pub strict: bool,
}

/// More constraints than this are not followed.
pub const MAX_CONSTRAINTS: usize = 5_000;

impl Constraint {
    fn scaled(&self, by: Exact) -> Figure<Constraint> {
        let factors: Figure<Vec<Exact>> = self.factors.iter().map(|own| own.times(by)).collect();
        Ok(Constraint { factors: factors?, constant: self.constant.times(by)?, strict: self.strict })
    }

    fn with(&self, other: &Constraint) -> Figure<Constraint> {
        let factors: Figure<Vec<Exact>> =
            self.factors.iter().zip(&other.factors).map(|(own, other)| own.plus(*other)).collect();
        let strict = self.strict || other.strict;
        Ok(Constraint { factors: factors?, constant: self.constant.plus(other.constant)?, strict })
    }

    fn fails_alone(&self) -> bool {
        self.factors.iter().all(|own| own.is_zero())
            && (self.constant.is_positive() || self.strict && self.constant.is_zero())
    }
}

/// Returns a point at which all constraints hold; `None` when there is none.
pub fn point(constraints: &[Constraint], unknowns: usize) -> Result<Option<Vec<Exact>>, Undecided> {
    let mut stages: Vec<Vec<Constraint>> = vec![constraints.to_vec()];
    for unknown in 0..unknowns {
        let current = stages.last().cloned().unwrap_or_default();
        let mut next: Vec<Constraint> = Vec::new();
        let (mut above, mut below) = (Vec::new(), Vec::new());
        for own in current {
            let factor = own.factors[unknown];
            if factor.is_zero() {
                next.push(own);
            } else {
                let scaled = own.scaled(Exact::ONE.over(factor.absolute())?)?;
                if factor.is_positive() { above.push(scaled) } else { below.push(scaled) }
            }
        }
        for high in &above {
            for low in &below {
                let joined = high.with(low)?;
                if !next.contains(&joined) {
                    next.push(joined);
                }
                if next.len() > MAX_CONSTRAINTS {
                    return Err(Undecided::TooManyRegions);
                }
            }
        }
        stages.push(next);
    }
    if stages.last().is_some_and(|last| last.iter().any(Constraint::fails_alone)) {
        return Ok(None);
    }
    // Back from the last unknown: each lies between what the stage before leaves it.
    let mut values = vec![Exact::ZERO; unknowns];
    for unknown in (0..unknowns).rev() {
        let (mut low, mut high): (Option<(Exact, bool)>, Option<(Exact, bool)>) = (None, None);
        for own in &stages[unknown] {
            let factor = own.factors[unknown];
            if factor.is_zero() {
                continue;
            }
            let mut rest = own.constant;
            for (at, value) in values.iter().enumerate().skip(unknown + 1) {
                rest = rest.plus(own.factors[at].times(*value)?)?;
            }
            let edge = rest.negate().over(factor)?;
            let tighter = |known: &Option<(Exact, bool)>, lower: bool| match known {
                None => true,
                Some((value, strict)) => {
                    if edge == *value {
                        own.strict && !strict
                    } else {
                        (edge > *value) == lower
                    }
                }
            };
            if factor.is_positive() {
                if tighter(&high, false) {
                    high = Some((edge, own.strict));
                }
            } else if tighter(&low, true) {
                low = Some((edge, own.strict));
            }
        }
        values[unknown] = match (low, high) {
            (None, None) => Exact::ZERO,
            (Some((low, strict)), None) => {
                if strict {
                    low.plus(Exact::ONE)?
                } else {
                    low
                }
            }
            (None, Some((high, strict))) => {
                if strict {
                    high.minus(Exact::ONE)?
                } else {
                    high
                }
            }
            (Some((low, false)), Some(_)) => low,
            (Some(_), Some((high, false))) => high,
            (Some((low, _)), Some((high, _))) => low.plus(high)?.over(Exact::whole(2))?,
        };
    }
    Ok(Some(values))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn constraint(factors: &[(i128, i128)], constant: i64, strict: bool) -> Constraint {
        let factors = factors.iter().map(|(a, b)| Exact::new(*a, *b).expect("fits")).collect();
        Constraint { factors, constant: Exact::whole(constant), strict }
    }

    /// A share s of income i above half of it and below 60%; income below twice the line, 1, and i − s at least 1.
    fn band(half: (i128, i128)) -> Vec<Constraint> {
        vec![
            constraint(&[(-1, 1), half], 0, true),
            constraint(&[(1, 1), (-3, 5)], 0, true),
            constraint(&[(0, 1), (1, 1)], -2, true),
            constraint(&[(1, 1), (-1, 1)], 1, false),
        ]
    }

    #[test]
    fn a_band_that_can_never_apply() {
        assert_eq!(point(&band((1, 2)), 2), Ok(None));
    }

    #[test]
    fn with_forty_percent_it_can() {
        let found = point(&band((2, 5)), 2).expect("small").expect("there is one");
        for own in band((2, 5)) {
            let mut sum = own.constant;
            for (factor, value) in own.factors.iter().zip(&found) {
                sum = sum.plus(factor.times(*value).expect("fits")).expect("fits");
            }
            assert!(sum.is_negative() || !own.strict && sum.is_zero());
        }
    }
}
