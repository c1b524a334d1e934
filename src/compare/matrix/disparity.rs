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
    /// For each county its mean deviation from the mean of all, with its sign, over the same persons.
    pub deviations: Vec<Option<Number>>,
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
    pub mean: Option<Number>,
    pub index: Option<Number>,
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
    let index = mean(ranked.iter().filter_map(|own| own.index.clone()));
    let deviation = |county: usize| -> Option<Number> {
        mean(ranked.iter().filter(|own| own.index.is_some()).filter_map(|own| {
            let mean = own.mean.as_ref()?;
            own.amounts[county].as_ref()?.subtract(mean).ok()?.divide(mean).ok()
        }))
    };
    Disparity {
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
    let (mean, index) = match index(&amounts, weights) {
        Some((mean, index)) => (Some(mean), index),
        None => (None, None),
    };
    Ranked { title: title.to_owned(), amounts, why_not, places, mean, index }
}

/// Returns the mean of the amounts and their mean deviation from it as a share; `None` where one is missing, no share
/// where nobody gets anything.
fn index(amounts: &[Option<Number>], weights: &[Number]) -> Option<(Number, Option<Number>)> {
    let mut weight = Number::zero();
    let mut sum = Number::zero();
    for (amount, own) in amounts.iter().zip(weights) {
        weight = weight.add(own).ok()?;
        sum = sum.add(&amount.as_ref()?.multiply(own).ok()?).ok()?;
    }
    let mean = sum.divide(&weight).ok()?;
    let mut apart = Number::zero();
    for (amount, own) in amounts.iter().zip(weights) {
        let by = amount.as_ref()?.subtract(&mean).ok()?;
        let by = if by.is_negative() { by.negate() } else { by };
        apart = apart.add(&by.multiply(own).ok()?).ok()?;
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
        index(&amounts, &weights)?.1
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
