//! Whether linear conditions over several quantities can hold at once: Fourier–Motzkin elimination over exact rationals
//! (Schrijver, Theory of Linear and Integer Programming, 12.2); over whole numbers by tightening and bounded branching.

use super::exact::{Exact, Figure};
use super::undecided::Undecided;
use std::collections::BTreeMap;

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
    /// Returns the constraint over whole unknowns: whole factors without a common divisor, the constant rounded inwards.
    pub fn whole(&self) -> Figure<Constraint> {
        let mut by: i128 = self.constant.denominator();
        for own in &self.factors {
            by = super::exact::common_multiple(by, own.denominator())?;
        }
        let scaled = self.scaled(Exact::new(by, 1)?)?;
        // Σ ≤ −constant, and Σ < −constant is Σ ≤ −constant − 1 for whole ones.
        let bound = scaled.constant.negate().minus(if self.strict { Exact::ONE } else { Exact::ZERO })?;
        let divisor = scaled.factors.iter().fold(0, |known, own| super::exact::gcd(known, own.numerator()));
        if divisor == 0 {
            return Ok(Constraint { constant: bound.negate(), strict: false, ..scaled });
        }
        let bound = Exact::new(bound.over(Exact::new(divisor, 1)?)?.floor(), 1)?;
        let factors: Figure<Vec<Exact>> = scaled.factors.iter().map(|own| own.over(Exact::new(divisor, 1)?)).collect();
        Ok(Constraint { factors: factors?, constant: bound.negate(), strict: false })
    }

    /// Returns Σ factor × value + constant.
    pub fn at(&self, values: &[Exact]) -> Figure {
        let mut sum = self.constant;
        for (factor, value) in self.factors.iter().zip(values) {
            sum = sum.plus(factor.times(*value)?)?;
        }
        Ok(sum)
    }

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
        let next = without(stages.last().map_or(&[], Vec::as_slice), unknown)?;
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

/// Constraints of which those that say the same of the same direction are one, the tightest.
#[derive(Default)]
struct Tightest(BTreeMap<Vec<Exact>, (Exact, bool)>);

impl Tightest {
    /// Adds a constraint; one that always holds adds nothing.
    fn add(&mut self, own: &Constraint) -> Figure<()> {
        let Some(first) = own.factors.iter().find(|factor| !factor.is_zero()) else {
            if own.fails_alone() {
                self.0.insert(own.factors.clone(), (own.constant, own.strict));
            }
            return Ok(());
        };
        let own = own.scaled(Exact::ONE.over(first.absolute())?)?;
        let known = self.0.entry(own.factors).or_insert((own.constant, own.strict));
        if own.constant > known.0 || own.constant == known.0 && own.strict {
            *known = (own.constant, own.strict);
        }
        Ok(())
    }

    fn list(self) -> Vec<Constraint> {
        let constraint = |(factors, (constant, strict))| Constraint { factors, constant, strict };
        self.0.into_iter().map(constraint).collect()
    }
}

/// Returns what is left of constraints without an unknown.
fn without(current: &[Constraint], unknown: usize) -> Result<Vec<Constraint>, Undecided> {
    let mut next = Tightest::default();
    let (mut above, mut below) = (Vec::new(), Vec::new());
    for own in current {
        let factor = own.factors[unknown];
        if factor.is_zero() {
            next.add(own)?;
        } else {
            let scaled = own.scaled(Exact::ONE.over(factor.absolute())?)?;
            if factor.is_positive() { above.push(scaled) } else { below.push(scaled) }
        }
    }
    for high in &above {
        for low in &below {
            next.add(&high.with(low)?)?;
            if next.0.len() > MAX_CONSTRAINTS {
                return Err(Undecided::TooManyRegions);
            }
        }
    }
    Ok(next.list())
}

/// How often a fraction is branched at before a region counts as thin.
const MAX_BRANCHES: usize = 200;

/// Returns a whole point at which all constraints hold; `None` when there is none.
pub fn whole_point(constraints: &[Constraint], unknowns: usize) -> Result<Option<Vec<i64>>, Undecided> {
    let first: Figure<Vec<Constraint>> = constraints.iter().map(Constraint::whole).collect();
    let mut open: Vec<Vec<Constraint>> = vec![first?];
    let mut branches = 0;
    while let Some(own) = open.pop() {
        let Some(values) = point(&own, unknowns)? else { continue };
        let Some(at) = values.iter().position(|value| !value.is_whole()) else {
            let whole = |value: &Exact| i64::try_from(value.floor()).map_err(|_| Undecided::FiguresTooLarge);
            return values.iter().map(whole).collect::<Result<Vec<i64>, Undecided>>().map(Some);
        };
        branches += 1;
        if branches > MAX_BRANCHES {
            return Err(Undecided::ThinRegion);
        }
        let floor = Exact::new(values[at].floor(), 1)?;
        let mut factors = vec![Exact::ZERO; unknowns];
        factors[at] = Exact::ONE;
        let below = Constraint { factors: factors.clone(), constant: floor.negate(), strict: false };
        factors[at] = Exact::ONE.negate();
        let above = Constraint { factors, constant: floor.plus(Exact::ONE)?, strict: false };
        for cut in [above, below] {
            let mut part = own.clone();
            part.push(cut);
            open.push(part);
        }
    }
    Ok(None)
}

/// Returns the least and the greatest value of a sum where all constraints hold; `None` where it has no bound. Only
/// asked where something holds.
pub fn bounds(
    constraints: &[Constraint],
    factors: &[Exact],
    constant: Exact,
) -> Result<(Option<Exact>, Option<Exact>), Undecided> {
    let unknowns = factors.len();
    let mut current: Vec<Constraint> = Vec::new();
    for own in constraints {
        let mut wider = own.clone();
        wider.factors.push(Exact::ZERO);
        current.push(wider);
    }
    // z = Σ, as two constraints.
    let minus: Vec<Exact> = factors.iter().map(|own| own.negate()).collect();
    let with = |all: &[Exact], last: Exact| [all, &[last]].concat();
    current.push(Constraint { factors: with(factors, Exact::ONE.negate()), constant, strict: false });
    current.push(Constraint { factors: with(&minus, Exact::ONE), constant: constant.negate(), strict: false });
    for unknown in 0..unknowns {
        current = without(&current, unknown)?;
    }
    let (mut low, mut high): (Option<Exact>, Option<Exact>) = (None, None);
    for own in &current {
        let factor = own.factors[unknowns];
        if factor.is_zero() {
            continue;
        }
        let edge = own.constant.negate().over(factor)?;
        if factor.is_positive() {
            high = Some(high.map_or(edge, |known| known.min(edge)));
        } else {
            low = Some(low.map_or(edge, |known| known.max(edge)));
        }
    }
    Ok((low, high))
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
    fn between_two_whole_numbers_is_nobody() {
        // 3 < 2x < 5 has x = 2; 4 < 2x < 6 … none but x = 2.5; 1 < 3x + 3y < 3 none.
        let between = |factor: i128, low: i64, high: i64| {
            vec![
                constraint(&[(factor, 1), (factor, 1)], -high, true),
                constraint(&[(-factor, 1), (-factor, 1)], low, true),
                constraint(&[(-1, 1), (0, 1)], 0, false),
                constraint(&[(0, 1), (-1, 1)], 0, false),
            ]
        };
        assert_eq!(whole_point(&between(3, 1, 3), 2), Ok(None));
        let found = whole_point(&between(2, 3, 5), 2).expect("small").expect("there is one");
        assert_eq!(found.iter().sum::<i64>(), 2);
    }

    #[test]
    fn a_sum_has_bounds() {
        // x + y at most 10, both from 0: 2x + 3y + 1 lies from 1 to 31.
        let all = vec![
            constraint(&[(1, 1), (1, 1)], -10, false),
            constraint(&[(-1, 1), (0, 1)], 0, false),
            constraint(&[(0, 1), (-1, 1)], 0, false),
        ];
        let (low, high) = bounds(&all, &[Exact::whole(2), Exact::whole(3)], Exact::ONE).expect("small");
        assert_eq!((low, high), (Some(Exact::ONE), Some(Exact::whole(31))));
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
