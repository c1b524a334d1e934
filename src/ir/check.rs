//! What must hold of a typed program beyond its types: tables without gap or overlap, cases that do not contradict
//! each other, benefits that say what they pay. Decided by trying representative values; each finding has a witness.

mod benefits;
mod conflicts;
mod fits;
mod rows;
mod segments;
mod space;
mod tables;

use super::same::same_ground;
use super::{Benefit, Program};
use crate::diagnostic::Problems;

/// What was searched of a program for cases without an answer or with two, and nothing was found.
#[derive(Clone, Debug, Default)]
pub(crate) struct Searched {
    /// By the places of the benefits.
    benefits: Vec<bool>,
    /// Definitions, named tables, states.
    rest: bool,
}

/// Returns everything that is wrong with a program whose types are right. Where everything that clauses can name is as
/// in the program `before`, benefits that say the same as there are not searched again.
pub(crate) fn check(program: &Program, before: Option<(&Program, &Searched)>) -> (Problems, Searched) {
    let known = known_of(program, before);
    let mut problems = Problems::new();
    benefits::check(program, &mut problems);
    let mut searched = Searched { benefits: vec![true; program.benefits.len()], rest: true };
    for pass in [tables::PASS, conflicts::PASS] {
        for (at, benefit) in program.benefits.iter().enumerate().filter(|(at, _)| !known.benefits[*at]) {
            let mut found = Problems::new();
            (pass.benefit)(program, benefit, &mut found);
            searched.benefits[at] &= found.is_empty();
            problems.extend(found);
        }
        if !known.rest {
            let mut found = Problems::new();
            (pass.rest)(program, &mut found);
            searched.rest &= found.is_empty();
            problems.extend(found);
        }
    }
    (problems, searched)
}

/// A search: of a benefit, and of what stands outside benefits.
struct Pass {
    benefit: fn(&Program, &Benefit, &mut Problems),
    rest: fn(&Program, &mut Problems),
}

fn known_of(program: &Program, before: Option<(&Program, &Searched)>) -> Searched {
    match before.filter(|(other, _)| same_ground(program, other)) {
        Some((other, searched)) => {
            let pairs = program.benefits.iter().zip(&other.benefits).zip(&searched.benefits);
            Searched {
                benefits: pairs.map(|((own, other), sound)| *sound && own == other).collect(),
                rest: searched.rest,
            }
        }
        None => Searched { benefits: vec![false; program.benefits.len()], rest: false },
    }
}
