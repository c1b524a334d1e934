//! What the declared typical persons and households get in each county in a year, and how far the counties are apart, as
//! one number.
//!
//! The index of disparity is the mean deviation from the mean, as a share of it (J. N. Pearcy, K. G. Keppel, A Summary
//! Measure of Health Disparity, Public Health Reports 117, 2002), weighted by people where every county states how many
//! there are. It is 0 when every typical person gets the same everywhere; half of it is the share of the money that would
//! have to change places for that (E. M. Hoover, 1936). Each typical person counts alike, so that a dear hospital case
//! does not drown the rest.

use super::super::behaviour::settled;
use super::super::freeze::frozen;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::compare::shared::{Shared, SideId};
use crate::compare::words;
use crate::ir::{DefinitionKind, Program, Source, version_on};
use std::collections::BTreeSet;

/// The params that say how many people a county has, in both tongues.
const PEOPLE: [&str; 2] = ["参保人数", "insured_persons"];

/// How far the counties are apart.
#[derive(Clone, Debug, Default)]
pub struct Disparity {
    /// People of each county, where all state them.
    pub people: Option<Vec<Number>>,
    /// Counties that do not state how many people they have, when others do.
    pub without_people: Vec<usize>,
    pub ranked: Vec<Ranked>,
    /// Over the typical persons that every county settles and some county pays.
    pub index: Option<Number>,
    /// Where nobody can be settled in every county: the index of a part of them.
    pub part: Option<Part>,
    /// For each county its mean deviation from the mean of all, with its sign, over the same persons and counties.
    pub deviations: Vec<Option<Number>>,
}

/// Counties and typical persons all of whom can be settled in all of them: as large a part as there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub counties: Vec<usize>,
    /// By their places among the ranked.
    pub persons: Vec<usize>,
    pub index: Number,
}

/// A typical person or household in every county.
#[derive(Clone, Debug)]
pub struct Ranked {
    pub title: String,
    /// In 分; `None` where it could not be settled.
    pub amounts: Vec<Option<Number>>,
    pub why_not: Vec<Option<Text>>,
    /// The place of each county, from 1; the most is first, equal amounts share a place.
    pub places: Vec<Option<usize>>,
    /// Over the counties that settle it, where at least two do.
    pub mean: Option<Number>,
    pub index: Option<Number>,
    /// Whether every county settles it.
    pub whole: bool,
}

impl Ranked {
    /// Whether all counties pay the same.
    pub fn is_even(&self) -> bool {
        self.amounts.windows(2).all(|pair| pair[0] == pair[1])
    }

    /// Returns the counties from the most to the least.
    pub fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.amounts.len()).filter(|at| self.amounts[*at].is_some()).collect();
        order.sort_by(|left, right| self.amounts[*right].cmp(&self.amounts[*left]).then(left.cmp(right)));
        order
    }
}

pub(super) fn disparity(shared: &Shared<'_>) -> Disparity {
    let people: Vec<Option<Number>> = shared.side_ids().map(|side| people(shared, side)).collect();
    let without: Vec<usize> = (0..people.len()).filter(|at| people[*at].is_none()).collect();
    let all: Option<Vec<Number>> = people.iter().cloned().collect();
    let weights = all.clone().unwrap_or_else(|| vec![Number::one(); people.len()]);
    let programs: Vec<Program> = shared.sides.iter().map(|side| frozen(side.program, side.date)).collect();
    let mut titles: Vec<&str> = Vec::new();
    for side in &shared.sides {
        for scene in &side.program.typical {
            if !titles.contains(&scene.title.as_str()) {
                titles.push(&scene.title);
            }
        }
    }
    let ranked: Vec<Ranked> = titles.iter().map(|title| rank(shared, &programs, title, &weights)).collect();
    let index = mean(ranked.iter().filter(|own| own.whole).filter_map(|own| own.index.clone()));
    let part = if index.is_none() { part(&ranked, &weights) } else { None };
    let everywhere: Vec<usize> = (0..people.len()).collect();
    let counties = part.as_ref().map_or(everywhere, |own| own.counties.clone());
    let means: Vec<(usize, Number)> = (0..ranked.len())
        .filter(|at| part.as_ref().map_or(ranked[*at].whole, |own| own.persons.contains(at)))
        .filter_map(|at| {
            let (mean, index) = self::index(&ranked[at].amounts, &weights, &counties)?;
            index.map(|_| (at, mean))
        })
        .collect();
    let deviation = |county: usize| -> Option<Number> {
        if !counties.contains(&county) {
            return None;
        }
        self::mean(
            means
                .iter()
                .filter_map(|(at, mean)| ranked[*at].amounts[county].as_ref()?.subtract(mean).ok()?.divide(mean).ok()),
        )
    };
    Disparity {
        part,
        deviations: (0..people.len()).map(deviation).collect(),
        without_people: if without.len() == people.len() { Vec::new() } else { without },
        people: all,
        ranked,
        index,
    }
}

fn mean(numbers: impl Iterator<Item = Number>) -> Option<Number> {
    let (mut sum, mut count) = (Number::zero(), 0i64);
    for number in numbers {
        sum = sum.add(&number).ok()?;
        count += 1;
    }
    sum.divide(&Number::from(count)).ok()
}

/// Returns how many people a county states.
fn people(shared: &Shared<'_>, side: SideId) -> Option<Number> {
    let named = |own: &&crate::ir::Definition| {
        own.kind == DefinitionKind::Param
            && (PEOPLE.contains(&own.name.as_str())
                || own.english.as_deref().is_some_and(|name| PEOPLE.contains(&name)))
    };
    let own = shared.program(side).definitions.iter().find(named)?;
    let version = version_on(&own.versions, shared.date(side))?;
    let Source::Expr(value) = &version.body.value else { return None };
    let number = shared.constant(side, value)?.as_number().cloned()?;
    number.is_positive().then_some(number)
}

fn rank(shared: &Shared<'_>, programs: &[Program], title: &str, weights: &[Number]) -> Ranked {
    let mut amounts = Vec::new();
    let mut why_not = Vec::new();
    for side in shared.side_ids() {
        let program = &programs[side.0];
        let Some(scene) = program.typical.iter().find(|own| own.title == title) else {
            amounts.push(None);
            why_not.push(Some(words::not_declared_here()));
            continue;
        };
        let outcome = settled(shared, side, program, scene);
        let reason = outcome.failure.as_ref().map(|own| own.text.clone());
        let reason = reason.or_else(|| (!outcome.complete).then(words::a_benefit_fails));
        amounts.push(if reason.is_none() { Some(outcome.total) } else { None });
        why_not.push(reason);
    }
    let places = (0..amounts.len())
        .map(|county| {
            let own = amounts[county].as_ref()?;
            Some(1 + amounts.iter().flatten().filter(|other| *other > own).count())
        })
        .collect();
    let settled: Vec<usize> = (0..amounts.len()).filter(|at| amounts[*at].is_some()).collect();
    let whole = settled.len() == amounts.len();
    let (mean, index) = match index(&amounts, weights, &settled).filter(|_| whole || settled.len() > 1) {
        Some((mean, index)) => (Some(mean), index),
        None => (None, None),
    };
    Ranked { title: title.to_owned(), amounts, why_not, places, mean, index, whole }
}

/// So many sets of counties are tried.
const MOST_SETS: usize = 4_096;

/// Returns the largest part that can be settled throughout, by the number of amounts in it; of equal ones that with
/// more counties, then the first.
fn part(ranked: &[Ranked], weights: &[Number]) -> Option<Part> {
    let settled = |own: &Ranked| (0..own.amounts.len()).filter(|at| own.amounts[*at].is_some()).collect::<Vec<usize>>();
    let all: Vec<Vec<usize>> = ranked.iter().map(settled).collect();
    // The counties that some persons have in common are found by meeting one person's after the other's.
    let mut sets: BTreeSet<Vec<usize>> = BTreeSet::new();
    for own in &all {
        let met: Vec<Vec<usize>> =
            sets.iter().map(|known| known.iter().copied().filter(|at| own.contains(at)).collect()).collect();
        sets.insert(own.clone());
        sets.extend(met);
        if sets.len() > MOST_SETS {
            break;
        }
    }
    let mut best: Option<Part> = None;
    for counties in sets.into_iter().filter(|own| own.len() > 1) {
        let fits = |at: &usize| counties.iter().all(|county| all[*at].contains(county));
        let indices: Vec<(usize, Number)> = (0..ranked.len())
            .filter(fits)
            .filter_map(|at| Some((at, index(&ranked[at].amounts, weights, &counties)?.1?)))
            .collect();
        let Some(own) = mean(indices.iter().map(|(_, index)| index.clone())) else { continue };
        let size = |counties: usize, persons: usize| (counties * persons, counties);
        if best
            .as_ref()
            .is_none_or(|known| size(counties.len(), indices.len()) > size(known.counties.len(), known.persons.len()))
        {
            best = Some(Part { counties, persons: indices.into_iter().map(|(at, _)| at).collect(), index: own });
        }
    }
    best
}

/// Returns the mean of the amounts of some counties and their mean deviation from it as a share; `None` where one is
/// missing, no share where nobody gets anything.
fn index(amounts: &[Option<Number>], weights: &[Number], counties: &[usize]) -> Option<(Number, Option<Number>)> {
    let mut weight = Number::zero();
    let mut sum = Number::zero();
    for at in counties {
        weight = weight.add(&weights[*at]).ok()?;
        sum = sum.add(&amounts[*at].as_ref()?.multiply(&weights[*at]).ok()?).ok()?;
    }
    let mean = sum.divide(&weight).ok()?;
    let mut apart = Number::zero();
    for at in counties {
        let by = amounts[*at].as_ref()?.subtract(&mean).ok()?;
        let by = if by.is_negative() { by.negate() } else { by };
        apart = apart.add(&by.multiply(&weights[*at]).ok()?).ok()?;
    }
    let index = apart.divide(&weight).ok()?.divide(&mean).ok();
    Some((mean, index))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(amounts: &[i64], weights: &[i64]) -> Option<Number> {
        let amounts: Vec<Option<Number>> = amounts.iter().map(|own| Some(Number::from(*own))).collect();
        let weights: Vec<Number> = weights.iter().map(|own| Number::from(*own)).collect();
        let all: Vec<usize> = (0..amounts.len()).collect();
        index(&amounts, &weights, &all)?.1
    }

    #[test]
    fn the_part_is_the_largest_that_can_be_settled() {
        let ranked = |amounts: &[Option<i64>]| Ranked {
            title: String::new(),
            amounts: amounts.iter().map(|own| own.map(Number::from)).collect(),
            why_not: Vec::new(),
            places: Vec::new(),
            mean: None,
            index: None,
            whole: false,
        };
        let ones = vec![Number::one(); 3];
        // Two counties share two persons (four amounts), other two share one (two amounts).
        let all = [
            ranked(&[Some(100), Some(300), None]),
            ranked(&[Some(100), Some(100), None]),
            ranked(&[None, Some(5), Some(5)]),
        ];
        let found = part(&all, &ones).expect("two counties and two persons");
        assert_eq!((found.counties, found.persons), (vec![0, 1], vec![0, 1]));
        // (1/2 + 0) / 2
        assert_eq!(found.index, Number::ratio(1, 4));
        assert_eq!(part(&[ranked(&[Some(1), None, None])], &ones), None);
    }

    #[test]
    fn the_index_is_the_mean_deviation_as_a_share() {
        assert_eq!(of(&[300, 300, 300], &[1, 1, 1]), Some(Number::zero()));
        // Mean 200, deviations 100 and 100.
        assert_eq!(of(&[100, 300], &[1, 1]), Some(Number::ratio(1, 2)));
        // Three times as many people get 300: mean 250, deviations 150 and 50.
        assert_eq!(of(&[100, 300], &[1, 3]), Some(Number::ratio(3, 10)));
        assert_eq!(of(&[0, 0], &[1, 1]), None);
    }
}
