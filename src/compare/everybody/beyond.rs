//! Two that pay the same on a first bill and over a year of equal ones: whether they do so on every bill, whatever came
//! before. Proved by the running totals where that can be; else over one earlier bill of any cost. By the rules of the
//! day.

use super::super::freeze::timeless;
use super::super::reads::ground_of;
use super::super::shared::{Shared, Which};
use super::{Beyond, Everybody, year};
use crate::base::source::SourceMap;
use crate::ir::BenefitId;
use crate::symbolic::explore::{Scope, Space, View, explore};
use crate::symbolic::later::Always;
use crate::symbolic::space::Party;

/// Adds what is known of later bills.
pub(super) fn find(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    first: &Space<'_>,
    detailed: bool,
    everybody: &mut Everybody,
) {
    let always = always(shared);
    // Where it is not proved, later bills are looked at for everybody.
    let found = year::found(shared, sources, first, detailed || !always);
    everybody.beyond = Some(match &found {
        _ if always => Beyond::Always,
        Ok(views) if !views.later.is_empty() => Beyond::Apart,
        Ok(views) if views.open == 0 => Beyond::AfterOne,
        Ok(views) => Beyond::Open(views.reason.clone()),
        Err(undecided) => Beyond::Open(Some(undecided.text())),
    });
    everybody.views = found.map_err(|undecided| undecided.text());
}

/// Whether the running totals show it.
fn always(shared: &Shared<'_>) -> bool {
    let bases = shared.two().map(|_, side| timeless(side.program, side.date));
    let parties = [Which::A, Which::B].map(|which| Party { program: bases.get(which), date: shared.date(which) });
    // What is shown on one day holds of the others where the day itself is not asked for, and nobody moves between
    // states.
    let asks = |party: &Party<'_>| {
        (0..party.program.benefits.len()).any(|at| {
            let reads = ground_of(party.program, party.date, BenefitId(at as u32));
            reads.day || !reads.states.is_empty()
        })
    };
    if parties.iter().any(asks) || shared.date(Which::A) != shared.date(Which::B) {
        return false;
    }
    let space = explore(&parties, &Scope { view: View::SameTotals, ..Scope::default() });
    space.is_ok_and(|own| own.always_same() == Always::Same)
}
