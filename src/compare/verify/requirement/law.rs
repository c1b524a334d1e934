//! The four laws of behaviour, each in its view: what a law says in, whom it fails out.

use super::super::ground::{Failing, Ground, Judge, leave_open, looked_at};
use super::super::laws::{self, Reach, add, yuan};
use super::super::{Found, proof, unequal, words};
use super::condition::asked;
use super::{Bills, MOST_BILLS, YEARS};
use crate::base::span::Span;
use crate::ir::expr::Expr;
use crate::ir::{BenefitId, Occasion};
use crate::symbolic::explore::{Ask, Settled, What, days_before};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::syntax::ast::View;

pub(super) struct Law<'p> {
    pub(super) view: Option<View>,
    pub(super) benefits: Option<Vec<BenefitId>>,
    pub(super) when: Option<&'p Expr>,
}

impl<'p> Law<'p> {
    /// Asks a law of bills, or of the periods for which its benefits are paid.
    pub(super) fn over(&self, ground: &Ground<'p>, ask: &mut dyn FnMut(&Judge<'_, '_>, &Reach, &mut Found)) -> Found {
        let program = ground.side().program;
        let of_bills = |id: &BenefitId| program.benefit(*id).occasion == Occasion::EachClaim;
        let mut found = Found::default();
        let bills: Option<Vec<BenefitId>> =
            self.benefits.as_ref().map(|own| own.iter().copied().filter(|id| of_bills(id)).collect());
        if bills.as_ref().is_none_or(|own| !own.is_empty()) {
            let reach = Reach { benefits: bills, concerned: self.when.map(|_| 0) };
            let views: &[u32] = match self.view {
                None | Some(View::FirstBill | View::AnyHousehold | View::AnyBill) => &YEARS[..1],
                Some(View::InAYear) => &YEARS,
            };
            for count in views {
                self.over_bills(ground, *count, &reach, ask, &mut found);
                if !found.failures.is_empty() {
                    return found;
                }
            }
            if found.open.is_empty() {
                match self.view {
                    Some(View::InAYear) => found.leave_open("unequal_bills", words::beyond_equal_years(), None),
                    Some(View::AnyBill) if self.holds_after_any(ground, &reach, ask) => {
                        found.looked_at = vec![words::any_history()];
                    }
                    Some(View::AnyBill) => found.leave_open("later_bills", words::beyond_first_bill(), None),
                    None | Some(View::FirstBill | View::AnyHousehold) => {}
                }
            }
        }
        for id in self.benefits.iter().flatten().filter(|id| !of_bills(id)) {
            let Some((_, space)) = ground.periods().iter().find(|(own, _)| own == id) else { continue };
            match space {
                Ok(space) => {
                    found.looked_at.extend(looked_at(space));
                    let reach = Reach { benefits: Some(vec![*id]), concerned: None };
                    ask(&Judge::new(space), &reach, &mut found);
                    if self.when.is_some() && !found.failures.is_empty() {
                        // Whom it concerns is not asked of periods.
                        found.failures.clear();
                        found.leave_open("condition_on_period", words::condition_on_cost(), None);
                    }
                }
                Err(undecided) => leave_open(&mut found, undecided),
            }
        }
        found
    }

    /// Whether a law is proved of any bill, whatever came before.
    fn holds_after_any(
        &self,
        ground: &Ground<'p>,
        reach: &Reach,
        ask: &mut dyn FnMut(&Judge<'_, '_>, &Reach, &mut Found),
    ) -> bool {
        let asks =
            |bill| self.when.iter().map(|when| Ask { side: 0, bill, when: Some(*when), what: What::Cost }).collect();
        after_any(ground, asks, |judge, found| ask(judge, reach, found))
    }

    fn over_bills(
        &self,
        ground: &Ground<'p>,
        count: u32,
        reach: &Reach,
        ask: &mut dyn FnMut(&Judge<'_, '_>, &Reach, &mut Found),
        found: &mut Found,
    ) {
        let asks: Vec<Ask<'p>> =
            self.when.iter().map(|when| Ask { side: 0, bill: Some(0), when: Some(when), what: What::Cost }).collect();
        let made;
        let space = if count == 1 && asks.is_empty() {
            ground.first()
        } else {
            let view = if count == 1 { Bills::FirstBill } else { Bills::Bills(count) };
            made = ground.explored(&ground.scope(view), &asks);
            made.as_ref().map_err(Clone::clone)
        };
        match space {
            Ok(space) => {
                found.looked_at = looked_at(space);
                ask(&Judge::new(space), reach, found);
            }
            Err(undecided) => leave_open(found, &undecided),
        }
    }
}

/// Never more than the cost: of the first bill, of a year, of any bill.
pub(super) fn above_cost<'p>(
    ground: &Ground<'p>,
    view: View,
    benefits: Option<Vec<BenefitId>>,
    when: Option<&'p Expr>,
) -> Found {
    let program = ground.side().program;
    if !ground.has_bills() {
        return Found::not_applicable(words::no_bills());
    }
    let reach = Reach { benefits, concerned: when.map(|_| 0) };
    let proved = matches!(view, View::AnyBill | View::InAYear)
        && when.is_none()
        && proof::never_above_cost(ground, reach.benefits.as_deref());
    let counts: &[u32] = match view {
        View::FirstBill | View::AnyHousehold => &YEARS[..1],
        // What holds after any history needs no looking at histories.
        View::InAYear | View::AnyBill if proved => &YEARS[..1],
        View::InAYear => &YEARS,
        View::AnyBill => &[1, MOST_BILLS],
    };
    let after_any = || {
        let asks = |bill| {
            let whats = [What::Cost, What::Paid(reach.benefits.clone())];
            whats.into_iter().map(|what| Ask { side: 0, bill, when, what }).collect()
        };
        after_any(ground, asks, |judge, found| paid_over(judge, None, 0, found))
    };
    let mut found = Found::default();
    for count in counts {
        // What holds of all amounts needs no looking at equal bills.
        if view == View::AnyBill && *count > 1 && found.open.is_empty() && after_any() {
            found.looked_at = vec![words::any_history()];
            return found;
        }
        let bills: Vec<Option<usize>> = match view {
            View::AnyBill => (0..*count as usize).map(Some).collect(),
            View::FirstBill | View::AnyHousehold | View::InAYear => vec![None],
        };
        let mut asks = Vec::new();
        for bill in &bills {
            asks.push(Ask { side: 0, bill: *bill, when, what: What::Cost });
            asks.push(Ask { side: 0, bill: *bill, when, what: What::Paid(reach.benefits.clone()) });
        }
        let view = if *count == 1 { Bills::FirstBill } else { Bills::Bills(*count) };
        let space = match ground.explored(&ground.scope(view), &asks) {
            Ok(space) => space,
            Err(undecided) => {
                leave_open(&mut found, &undecided);
                return found;
            }
        };
        found.looked_at = looked_at(&space);
        let judge = Judge::new(&space);
        for (place, bill) in bills.iter().enumerate() {
            paid_over(&judge, *bill, 2 * place, &mut found);
            if !found.failures.is_empty() {
                return found;
            }
        }
    }
    match view {
        View::FirstBill | View::AnyHousehold => {}
        View::AnyBill | View::InAYear if !found.open.is_empty() => {}
        View::AnyBill | View::InAYear if proved => {
            found.looked_at = vec![words::any_history()];
        }
        View::AnyBill => {
            let bills = MOST_BILLS.to_string();
            let place = program.order.first().map(|id| program.benefit(*id).span);
            found.leave_open("unequal_bills", words::beyond_equal_bills(bills), place);
        }
        View::InAYear => {
            let asks =
                [What::Cost, What::Paid(reach.benefits.clone())].map(|what| Ask { side: 0, bill: None, when, what });
            let parts =
                |own: &Settled| -> Result<Option<(Term, Term)>, Undecided> { Ok(asked(own, 1)?.zip(asked(own, 0)?)) };
            let year = unequal::Year {
                asks: &asks,
                concerned: Some(0),
                delta: &|space, own| match parts(own)? {
                    Some((paid, cost)) => space.difference(paid, cost).map(Some),
                    None => Ok(None),
                },
                what: &|_, own, value| {
                    let (paid, cost) = parts(own)?.ok_or(Undecided::TooManyRegions)?;
                    Ok(words::paid_above_cost(yuan(value(paid)?), yuan(value(cost)?)))
                },
            };
            unequal::look((ground.notebook(), ground.party()), ground, &year, &mut found).leave_open(&mut found);
        }
    }
    found
}

/// Whether something is proved of a bill after any others, by free totals: `asks` are put to that bill.
pub(super) fn after_any<'p>(
    ground: &Ground<'p>,
    asks: impl FnOnce(Option<usize>) -> Vec<Ask<'p>>,
    look: impl FnOnce(&Judge<'_, 'p>, &mut Found),
) -> bool {
    let scope = ground.scope(Bills::AnyBill);
    let Some(before) = days_before(&[ground.party()]) else { return false };
    let Ok(space) = ground.explored(&scope, &asks(Some(before.len()))) else { return false };
    let mut found = Found::default();
    look(&Judge::new(&space), &mut found);
    found.failures.is_empty() && found.open.is_empty()
}

/// What is paid, the ask behind one, is never above the cost, that one.
pub(super) fn paid_over(judge: &Judge<'_, '_>, bill: Option<usize>, at: usize, found: &mut Found) {
    let space = judge.space;
    let parts = |own: &Settled| -> Result<Option<(Term, Term)>, Undecided> {
        own.sides[0].as_ref().map_err(Clone::clone)?;
        match (own.asked[at].clone()?, own.asked[at + 1].clone()?) {
            (Some(cost), Some(paid)) => Ok(Some((paid.worth, cost.worth))),
            _ => Ok(None),
        }
    };
    let reach = Reach { benefits: None, concerned: Some(at) };
    let (failing, count) = laws::each_cell(judge, &reach, found, &|own| match parts(own)? {
        Some((paid, cost)) => space.difference(paid, cost).map(Some),
        None => Ok(None),
    });
    let what = |own: &Failing<'_>| {
        let (paid, cost) = parts(own.cell)?.ok_or(Undecided::TooManyRegions)?;
        let (paid, cost) = (judge.value(paid, own.hit.cost)?, judge.value(cost, own.hit.cost)?);
        let text = words::paid_above_cost(yuan(paid), yuan(cost));
        Ok(match bill.filter(|own| *own > 0) {
            Some(bill) => words::on_bill((bill + 1).to_string(), text),
            None => text,
        })
    };
    let places: Vec<Span> = Vec::new();
    let all = Reach::default();
    let failure = laws::failure(judge, &failing, count, &all, places, &what);
    add(found, failure);
}
