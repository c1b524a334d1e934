//! A year in two bills of any costs, the whole of both asked of at once: where something fails, at costs that a person would
//! name; and whether it matters over how many bills a year's cost is spread. Roundings are followed only where it fails.

use super::ground::{Ground, told_of};
use super::laws::Reach;
use super::{Failure, Found, words};
use crate::base::number::Number;
use crate::base::text::Text;
use crate::symbolic::cumulative::{Proved, Spread};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Ask, Scope, Settled, Space, View, explore_asking};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::space::Party;
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;

/// Costs of two bills that a person would name, in 分.
const ROUND: [i64; 12] = [
    10_000, 20_000, 50_000, 100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000,
];
/// So much work is done for it.
const MOST_STEPS: u64 = 2_000_000;

/// What a year in two bills shows.
pub(super) enum Shown {
    /// It fails; the failure has been added.
    Fails,
    /// It holds, roundings aside.
    Holds {
        /// Whether it is proved that the spread over bills does not matter, roundings aside.
        any_spread: bool,
    },
    Open,
}

/// A question to both bills together.
pub(super) struct Year<'a, 'p> {
    pub(super) asks: &'a [Ask<'p>],
    /// The ask that says whom it concerns.
    pub(super) concerned: Option<usize>,
    /// Above 0 where it fails.
    pub(super) delta: &'a dyn Fn(&Space<'p>, &Settled) -> Result<Option<Term>, Undecided>,
    /// What is said of a failure, from what terms are worth there.
    pub(super) what:
        &'a dyn Fn(&Space<'p>, &Settled, &dyn Fn(Term) -> Result<Exact, Undecided>) -> Result<Text, Undecided>,
}

/// Looks at a year in two bills.
pub(super) fn look<'p>(
    (notebook, party): (&Notebook<'p>, Party<'p>),
    ground: &Ground<'_>,
    year: &Year<'_, 'p>,
    found: &mut Found,
) -> Shown {
    let scope = ground.scope(View::History);
    let scope = Scope { max_steps: scope.max_steps.min(MOST_STEPS), ..scope };
    let Ok(space) = explore_asking(notebook, &[party], &scope, year.asks) else { return Shown::Open };
    look_in(&space, year, found).unwrap_or(Shown::Open)
}

fn look_in<'p>(space: &Space<'p>, year: &Year<'_, 'p>, found: &mut Found) -> Result<Shown, Undecided> {
    let reach = Reach { benefits: None, concerned: year.concerned };
    let mut proved = Proved::default();
    let (mut any_spread, mut count) = (true, 0);
    let mut failing: Vec<(&Settled, Term, [i64; 2])> = Vec::new();
    for own in &space.cells {
        let Some(term) = reach.guarded(space, own, &|own| (year.delta)(space, own))? else { continue };
        count += 1;
        any_spread &= space.spread(own, 0, &mut proved) == Ok(Spread::Cumulative);
        let Some((_, part)) = space.history_extremes(term)?[1].take() else { continue };
        let fails = |costs: &[i64; 2]| {
            let value = space.graph().value_at(term, costs);
            value.is_ok_and(Exact::is_positive)
        };
        let highest = space.scope.highest;
        let pairs = ROUND.iter().flat_map(|large| ROUND.iter().map(move |small| [*large, *small]));
        let mut pairs: Vec<[i64; 2]> = pairs.filter(|own| own[0] + own[1] <= highest).collect();
        pairs.sort_by_key(|own| own[0] + own[1]);
        let round = pairs.into_iter().find(|own| fails(own));
        let exact = || part.greatest_at().ok().flatten().and_then(|own| own.try_into().ok()).filter(fails);
        match round.or_else(exact) {
            Some(costs) => failing.push((own, term, costs)),
            // By less than what is rounded.
            None => return Ok(Shown::Open),
        }
    }
    let Some((own, _, costs)) = failing.first() else { return Ok(Shown::Holds { any_spread }) };
    let value = |term: Term| space.graph().value_at(term, costs).map_err(Undecided::from);
    let case = told_of(space, own, *costs)?;
    let what = words::of_two_bills(
        super::super::values::money_text(&Number::from(costs[0])),
        super::super::values::money_text(&Number::from(costs[1])),
        (year.what)(space, own, &value)?,
    );
    let kinds = Some((failing.len(), count));
    found.failures.push(Failure { what, by: None, kinds, places: Vec::new(), cases: vec![case] });
    Ok(Shown::Fails)
}

impl Shown {
    /// Returns what two questions show together.
    pub(super) fn and(self, other: Shown) -> Shown {
        match (self, other) {
            (Shown::Fails, _) | (_, Shown::Fails) => Shown::Fails,
            (Shown::Holds { any_spread: a }, Shown::Holds { any_spread: b }) => Shown::Holds { any_spread: a && b },
            (Shown::Open, _) | (_, Shown::Open) => Shown::Open,
        }
    }

    /// Leaves open what it does not decide.
    pub(super) fn leave_open(&self, found: &mut Found) {
        match self {
            Shown::Fails => {}
            Shown::Holds { any_spread: true } => {
                found.leave_open("roundings_of_spread", words::any_spread_but_roundings(), None);
            }
            Shown::Holds { any_spread: false } => {
                found.leave_open("unequal_bills", words::beyond_two_bills(), None);
            }
            Shown::Open => found.leave_open("unequal_bills", words::beyond_equal_years(), None),
        }
    }
}
