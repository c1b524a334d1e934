//! What must hold of a typed program beyond its types: tables without gap or overlap, cases that do not contradict
//! each other, benefits that say what they pay. Decided by trying representative values; each finding has a witness.

mod benefits;
mod conflicts;
mod fits;
mod rows;
mod segments;
mod space;
mod tables;

use super::Program;
use crate::diagnostic::Problems;

/// Returns everything that is wrong with a program whose types are right.
pub(crate) fn check(program: &Program) -> Problems {
    let mut problems = Problems::new();
    benefits::check(program, &mut problems);
    tables::check(program, &mut problems);
    conflicts::check(program, &mut problems);
    problems
}
