//! What a requirement says of behaviour, decided over all inputs: conditions and the four laws, each in its view.

use super::super::conform::{self, Decide, Decision};
use super::super::data::Origin;
use super::super::freeze::frozen;
use super::super::reads;
use super::super::shared::Side;
use super::super::standing::Standing;
use super::super::values::money_text;
use super::ground::{self, Failing, Ground, Judge, case, leave_open, looked_at};
use super::laws::{self, Reach, add, yuan};
use super::{Answered, Failure, Found, Question, orders, proof, unequal, words};
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::interp::{Claim, Occurrence, Session, Subject};
use crate::ir::expr::{CompareOp, Expr, ExprKind};
use crate::ir::order::each_child;
use crate::ir::standard::{Requirement, RequirementBody, Standard};
use crate::ir::{BenefitId, Occasion, Program, Type, print, show, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Ask, Household, Scope, Settled, Space, What, days_before, explore_asking};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::space::Party;
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::syntax::ast::{RequirementSeverity, View};
use crate::value::Value;

type Bills = crate::symbolic::explore::View;

/// So many equal bills of a year are looked at, where any bill is meant.
const MOST_BILLS: u32 = 4;
/// Households are looked at up to so many persons.
const LARGEST_HOUSEHOLD: i64 = 8;
/// Into so many equal bills a year is parted.
const YEARS: [u32; 2] = [1, MOST_BILLS];

/// Returns the lines of the assertions of a county: its own, and those of vocabularies that state no order.
pub(super) fn assertions<'p>(side: Side<'p>) -> impl Iterator<Item = (&'p Standard, usize, &'p Requirement)> {
    let own = &side.program.jurisdiction;
    let is_meant = move |standard: &&Standard| {
        standard.is_assert
            && standard.range.contains(side.date)
            && (standard.origin.stated_by == own.name || is_of_vocabulary(side, standard))
    };
    side.program.standards.iter().filter(is_meant).flat_map(move |standard| {
        let lines = standard.requirements.iter().enumerate();
        let lines = lines.filter(move |(_, line)| line.range.contains(side.date));
        // The orders of a vocabulary are asked by the catalogue.
        let lines = lines.filter(move |(_, line)| !(is_of_vocabulary(side, standard) && is_order(line)));
        lines.map(move |(number, line)| (standard, number, line))
    })
}

/// Returns the orders that vocabularies state.
pub(super) fn orders_of_vocabulary<'p>(side: Side<'p>) -> impl Iterator<Item = &'p Requirement> {
    let of_vocabulary = side
        .program
        .standards
        .iter()
        .filter(move |own| own.is_assert && own.range.contains(side.date) && is_of_vocabulary(side, own));
    of_vocabulary.flat_map(|own| &own.requirements).filter(move |own| is_order(own) && own.range.contains(side.date))
}

fn is_of_vocabulary(side: Side<'_>, standard: &Standard) -> bool {
    !side.program.jurisdiction.chain.contains(&standard.origin.stated_by)
}

fn is_order(own: &Requirement) -> bool {
    matches!(own.body, RequirementBody::NeverLessInOrder { .. })
}

/// Decides one line of an assertion.
pub(super) fn answered<'p>(
    ground: &Ground<'p>,
    standard: &'p Standard,
    number: usize,
    requirement: &'p Requirement,
) -> Answered {
    let side = ground.side();
    let mut behaviour = None;
    let findings = conform::findings(side, standard, number, requirement, &mut |own| {
        behaviour = Some(decided(ground, own).0);
        Decision::default()
    });
    let found = behaviour.unwrap_or_else(|| {
        let mut found = Found::over(words::clauses_only());
        for own in findings {
            let place = own.subject.clone().unwrap_or_default();
            let held = match &own.held {
                super::super::data::Held::Value(held) => Some((held.text.clone(), held.origin.span)),
                super::super::data::Held::Absent => None,
            };
            match own.standing {
                Standing::Meets => {}
                Standing::NotDecided => {
                    let reason = own.reason.unwrap_or_else(words::not_about_behaviour);
                    found.leave_open("clause_not_decided", words::at(place, reason), held.map(|(_, span)| span));
                }
                Standing::Below | Standing::Above | Standing::NotStated => {
                    let stated = held.as_ref().map(|(text, _)| text.clone()).or(own.reason);
                    found.failures.push(Failure {
                        what: words::at(place, stated.unwrap_or_else(|| Text::same("—"))),
                        by: own.by.map(words::differs_by),
                        kinds: None,
                        places: held.map(|(_, span)| span).into_iter().collect(),
                        cases: Vec::new(),
                    });
                }
            }
        }
        found
    });
    let mut asked: Origin = super::super::values::origin(side.program, &requirement.origin);
    asked.span = requirement.span;
    let question = Question::Assertion {
        name: standard.name.clone(),
        number,
        label: requirement.label.clone(),
        must: requirement.severity == RequirementSeverity::Must,
        asked,
    };
    Answered::of(question, found)
}

/// Decides what standards ask of behaviour, over all inputs.
#[derive(Clone, Copy, Debug)]
pub struct Everything;

impl Decide for Everything {
    fn of<'p>(&self, side: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p> {
        let ground = Ground::new(side, Scope::default().highest);
        Box::new(move |requirement| decision(&ground, requirement))
    }
}

/// Decides the same with so much work for each view; what is left over is not decided.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Within {
    pub(crate) steps: u64,
}

impl Decide for Within {
    fn of<'p>(&self, side: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p> {
        let ground = Ground::new(side, Scope::default().highest).within(self.steps);
        Box::new(move |requirement| decision(&ground, requirement))
    }
}

fn decision<'p>(ground: &Ground<'p>, requirement: &'p Requirement) -> Decision {
    let (found, standing) = decided(ground, requirement);
    let view = found.looked_at.clone();
    match (found.failures.into_iter().next(), found.open.first()) {
        (Some(first), _) => Decision {
            standing,
            reason: Some(match first.kinds {
                Some((failing, all)) => words::with_kinds(first.what, words::of_kinds(failing, all)),
                None => first.what,
            }),
            by: first.by,
            looked_at: view,
            cases: first.cases,
        },
        (None, Some(open)) => Decision { reason: Some(open.reason.clone()), looked_at: view, ..Decision::default() },
        (None, None) => {
            Decision { standing: Standing::Meets, reason: found.why, looked_at: view, ..Decision::default() }
        }
    }
}

/// Decides a requirement on behaviour; the standing is meant where it fails.
fn decided<'p>(ground: &Ground<'p>, requirement: &'p Requirement) -> (Found, Standing) {
    let program = ground.side().program;
    let named = |subject: &Option<String>| {
        subject.as_ref().map(|name| {
            let all = program.benefits.iter().enumerate();
            let fits = all.filter(|(_, own)| own.name == *name || own.identity.as_ref() == Some(name));
            fits.map(|(at, _)| BenefitId(at as u32)).collect::<Vec<_>>()
        })
    };
    match &requirement.body {
        RequirementBody::Condition { view, condition, when } => {
            let found = in_view(ground, requirement, view.unwrap_or(View::FirstBill), condition, when.as_ref());
            (found, standing_of(condition))
        }
        RequirementBody::NeverAboveCost { view, subject, when } => {
            let found = above_cost(ground, view.unwrap_or(View::FirstBill), named(subject), when.as_ref());
            (found, Standing::Above)
        }
        RequirementBody::NeverLessAlong { view, subject, along, when } => {
            let law = Law { view: *view, benefits: named(subject), when: when.as_ref() };
            let found = law.over(ground, &mut |judge, reach, found| {
                if orders::is_free(judge.space, along) {
                    laws::steps(judge, reach, Exact::ZERO, laws::WITHOUT_END, found);
                } else if let Some(id) = orders::question_of(judge.space, along)
                    && !judge.space.held.contains_key(&id)
                {
                    orders::along_ranges(judge, id, reach, found);
                } else {
                    found.leave_open("along_other_number", words::along_other_number(), Some(along.span));
                }
            });
            (found, Standing::Below)
        }
        RequirementBody::NeverLessInOrder { view, subject, along, values, when } => {
            let law = Law { view: *view, benefits: named(subject), when: when.as_ref() };
            let found = law.over(ground, &mut |judge, reach, found| {
                orders::along_values(judge, along, values, reach, false, found);
            });
            (found, Standing::Below)
        }
        RequirementBody::NoCliffOver { view, subject, amount, when } => {
            let Some(Value::Number(most)) = ground.shared.constant(ground::SIDE, amount) else {
                let mut found = Found::default();
                found.leave_open("bounds_depend", words::clause_depends(words::the_cost()), Some(amount.span));
                return (found, Standing::NotDecided);
            };
            let Ok(most) = Exact::from_number(&most) else {
                let mut found = Found::default();
                leave_open(&mut found, &Undecided::FiguresTooLarge);
                return (found, Standing::NotDecided);
            };
            let law = Law { view: *view, benefits: named(subject), when: when.as_ref() };
            let found = law.over(ground, &mut |judge, reach, found| {
                laws::steps(judge, reach, most.negate(), most, found);
            });
            (found, Standing::Below)
        }
        // Asked of clauses; nobody comes here with them.
        RequirementBody::Clause { .. } | RequirementBody::Value { .. } | RequirementBody::Includes { .. } => {
            let mut found = Found::default();
            found.leave_open("not_behaviour", words::not_about_behaviour(), Some(requirement.span));
            (found, Standing::NotDecided)
        }
    }
}

// ---- laws

struct Law<'p> {
    view: Option<View>,
    benefits: Option<Vec<BenefitId>>,
    when: Option<&'p Expr>,
}

impl<'p> Law<'p> {
    /// Asks a law of bills, or of the periods for which its benefits are paid.
    fn over(&self, ground: &Ground<'p>, ask: &mut dyn FnMut(&Judge<'_, '_>, &Reach, &mut Found)) -> Found {
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
fn above_cost<'p>(ground: &Ground<'p>, view: View, benefits: Option<Vec<BenefitId>>, when: Option<&'p Expr>) -> Found {
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
fn after_any<'p>(
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
fn paid_over(judge: &Judge<'_, '_>, bill: Option<usize>, at: usize, found: &mut Found) {
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

// ---- conditions

/// One part of a condition.
enum Check<'p> {
    /// The left is never below the right (or never at or below it).
    AtLeast {
        left: &'p Expr,
        right: &'p Expr,
        strict: bool,
    },
    AtMost {
        left: &'p Expr,
        right: &'p Expr,
        strict: bool,
    },
    Truth(&'p Expr),
}

fn checks<'p>(own: &'p Expr, all: &mut Vec<Check<'p>>) {
    let is_number = |own: &Expr| own.ty.is_numeric();
    match &*own.kind {
        ExprKind::And(left, right) => {
            checks(left, all);
            checks(right, all);
        }
        ExprKind::Compare(op, left, right) if is_number(left) && is_number(right) => match op {
            CompareOp::GreaterOrEqual => all.push(Check::AtLeast { left, right, strict: false }),
            CompareOp::Greater => all.push(Check::AtLeast { left, right, strict: true }),
            CompareOp::LessOrEqual => all.push(Check::AtMost { left, right, strict: false }),
            CompareOp::Less => all.push(Check::AtMost { left, right, strict: true }),
            CompareOp::Equal => {
                all.push(Check::AtLeast { left, right, strict: false });
                all.push(Check::AtMost { left, right, strict: false });
            }
            CompareOp::NotEqual => all.push(Check::Truth(own)),
        },
        ExprKind::InBand { value, band, negated: false } if is_number(value) => {
            if let Some(edge) = &band.low {
                all.push(Check::AtLeast { left: value, right: &edge.value, strict: !edge.included });
            }
            if let Some(edge) = &band.high {
                all.push(Check::AtMost { left: value, right: &edge.value, strict: !edge.included });
            }
        }
        _ => all.push(Check::Truth(own)),
    }
}

/// Where a condition on what is paid fails: below what is asked, or above it.
fn standing_of(condition: &Expr) -> Standing {
    let mut all = Vec::new();
    checks(condition, &mut all);
    let of = |own: &Check<'_>| match own {
        Check::AtLeast { left, right, .. } => {
            Some(if !pays(left) && pays(right) { Standing::Above } else { Standing::Below })
        }
        Check::AtMost { left, right, .. } => {
            Some(if !pays(left) && pays(right) { Standing::Below } else { Standing::Above })
        }
        Check::Truth(_) => None,
    };
    match all.as_slice() {
        [only] => of(only).unwrap_or(Standing::Below),
        _ => Standing::Below,
    }
}

/// Whether an expression speaks of what is paid.
fn pays(own: &Expr) -> bool {
    if matches!(&*own.kind, ExprKind::Paid(_) | ExprKind::TotalPaid | ExprKind::PaidSoFar) {
        return true;
    }
    let mut found = false;
    each_child(own, &mut |child| found |= pays(child));
    found
}

fn in_view<'p>(
    ground: &Ground<'p>,
    requirement: &'p Requirement,
    view: View,
    condition: &'p Expr,
    when: Option<&'p Expr>,
) -> Found {
    let mut found = Found::default();
    match view {
        View::FirstBill => {
            let asked = (ground.notebook(), ground.party());
            over(asked, ground.scope(Bills::FirstBill), condition, when, &[Some(0)], &mut found)
        }
        View::InAYear => {
            // A year is settled by the rules of the day.
            let program = frozen(ground.side().program, ground.side().date);
            let Some((condition, when)) = same_in(&program, requirement) else { return found };
            let notebook = Notebook::default();
            let asked = (&notebook, Party { program: &program, date: ground.side().date });
            for count in YEARS {
                let bills = if count == 1 { Bills::FirstBill } else { Bills::Bills(count) };
                over(asked, ground.scope(bills), condition, when, &[None], &mut found);
                if !found.failures.is_empty() {
                    return found;
                }
            }
            if found.open.is_empty() {
                in_two_bills(asked, ground, condition, when, &mut found);
            }
        }
        View::AnyBill => {
            let asked = (ground.notebook(), ground.party());
            over(asked, ground.scope(Bills::FirstBill), condition, when, &[Some(0)], &mut found);
            if found.failures.is_empty() && found.open.is_empty() {
                // What holds of all amounts needs no looking at equal bills.
                let all = parts_of(condition);
                let asks = |bill| asks_of(&all, bill, when);
                if after_any(ground, asks, |judge, found| {
                    each_check(judge, &all, 0, (condition, when, None), found);
                }) {
                    found.looked_at = vec![words::any_history()];
                    return found;
                }
            }
            if found.failures.is_empty() {
                let bills: Vec<Option<usize>> = (1..MOST_BILLS as usize).map(Some).collect();
                over(asked, ground.scope(Bills::Bills(MOST_BILLS)), condition, when, &bills, &mut found);
            }
            if found.failures.is_empty() && found.open.is_empty() {
                let bills = MOST_BILLS.to_string();
                found.leave_open("unequal_bills", words::beyond_equal_bills(bills), None);
            }
        }
        View::AnyHousehold => return any_household(ground, condition, when),
    }
    found
}

/// Asks a condition of a year in two bills of any costs; leaves open what that does not decide.
fn in_two_bills<'p>(
    (notebook, party): (&Notebook<'p>, Party<'p>),
    ground: &Ground<'_>,
    condition: &'p Expr,
    when: Option<&'p Expr>,
    found: &mut Found,
) {
    let all = parts_of(condition);
    let mut shown = unequal::Shown::Holds { any_spread: true };
    for own in &all {
        let asks = asks_of(std::slice::from_ref(own), None, when);
        let year = unequal::Year {
            asks: &asks,
            concerned: Some(0),
            delta: &|space, settled| delta(space, settled, own, 0),
            what: &|_, settled, value| {
                let worth = |place: usize, of: &Expr| -> Result<Text, Undecided> {
                    let Some(term) = asked(settled, place)? else { return Ok(Text::same("—")) };
                    Ok(show::number(&value(term)?.to_number(), &of.ty))
                };
                failing_text(party.program, own, &worth)
            },
        };
        shown = shown.and(unequal::look((notebook, party), ground, &year, found));
        if !found.failures.is_empty() {
            return;
        }
    }
    shown.leave_open(found);
}

/// Asks a condition of households: of those in whom one may differ from the others, or of those who are alike.
fn any_household<'p>(ground: &Ground<'p>, condition: &'p Expr, when: Option<&'p Expr>) -> Found {
    let (bills, benefits) = period_of(ground, condition);
    let named = benefits.iter().flatten().flatten().copied();
    let reads = named.map(|id| reads::of_benefit(&ground.shared, ground::SIDE, id));
    let Side { program, date } = ground.side();
    let asked = std::iter::once(condition).chain(when).map(|own| reads::of_expr(program, date, own));
    let mut all = reads::Reads::default();
    reads.chain(asked).for_each(|own| all.add(own));
    let most = LARGEST_HOUSEHOLD.to_string();
    let of = |household: Household| {
        let mut found = Found::default();
        let scope =
            Scope { benefits: benefits.clone(), household, most_members: LARGEST_HOUSEHOLD, ..ground.scope(bills) };
        over((ground.notebook(), ground.party()), scope, condition, when, &[Some(0)], &mut found);
        found
    };
    let mut found = of(Household::OneHasAll);
    let is_too_much = |own: &Found| own.open.iter().any(|own| own.kind == Undecided::TooManyCells(0).name());
    let (seen, left_over) = if found.failures.is_empty() && is_too_much(&found) {
        found = of(Household::Alike);
        (words::households_alike(&most), Some(words::households_alike_hold(&most)))
    } else if all.household.together_only() {
        (words::households_of_any(&most), None)
    } else {
        (words::households_of_others(&most), Some(words::households_of_others_hold(&most)))
    };
    if !found.looked_at.is_empty() {
        found.looked_at.push(seen);
    }
    if let Some(text) = left_over.filter(|_| found.failures.is_empty() && found.open.is_empty()) {
        found.leave_open("other_households", text, None);
    }
    found
}

/// Returns the same requirement in the program as it is held still.
fn same_in<'f>(program: &'f Program, requirement: &Requirement) -> Option<(&'f Expr, Option<&'f Expr>)> {
    let all = program.standards.iter().flat_map(|own| &own.requirements);
    all.filter(|own| own.span == requirement.span).find_map(|own| match &own.body {
        RequirementBody::Condition { condition, when, .. } => Some((condition, when.as_ref())),
        _ => None,
    })
}

/// Returns the period for which the benefits of a condition are paid.
fn period_of(ground: &Ground<'_>, condition: &Expr) -> (Bills, Option<Vec<Vec<BenefitId>>>) {
    let program = ground.side().program;
    let mut named: Vec<BenefitId> = Vec::new();
    fn collect(own: &Expr, named: &mut Vec<BenefitId>) {
        if let ExprKind::Paid(ids) = &*own.kind {
            named.extend(ids);
        }
        each_child(own, &mut |child| collect(child, named));
    }
    collect(condition, &mut named);
    let alive = |id: &&BenefitId| version_on(&program.benefit(**id).alive, ground.side().date).is_some();
    let bills = match named.iter().find(alive).or(named.first()).map(|id| program.benefit(*id).occasion) {
        Some(Occasion::PersonMonth | Occasion::HouseholdMonth) => Bills::Month,
        Some(Occasion::PersonYear | Occasion::HouseholdYear) => Bills::Year,
        Some(Occasion::PersonOnce | Occasion::HouseholdOnce) => Bills::Once,
        Some(Occasion::EachClaim) | None => Bills::FirstBill,
    };
    (bills, if bills == Bills::FirstBill { None } else { Some(vec![named]) })
}

/// Asks a condition in one view: of each of these bills, or of all together.
fn over<'p>(
    (notebook, party): (&Notebook<'p>, Party<'p>),
    scope: Scope,
    condition: &'p Expr,
    when: Option<&'p Expr>,
    bills: &[Option<usize>],
    found: &mut Found,
) {
    let all = parts_of(condition);
    let asks: Vec<Ask<'p>> = bills.iter().flat_map(|bill| asks_of(&all, *bill, when)).collect();
    let space = match explore_asking(notebook, &[party], &scope, &asks) {
        Ok(space) => space,
        Err(undecided) => {
            leave_open(found, &undecided);
            return;
        }
    };
    found.looked_at = looked_at(&space);
    if let (Bills::Bills(count), [Some(_), ..]) = (scope.view, bills) {
        let highest = money_text(&space.scope.highest.into());
        found.looked_at[0] = words::any_bill_of(count.to_string(), highest);
    }
    let judge = Judge::new(&space);
    let mut at = 0;
    for bill in bills {
        at = each_check(&judge, &all, at, (condition, when, *bill), found);
        if !found.failures.is_empty() {
            return;
        }
    }
}

fn parts_of(condition: &Expr) -> Vec<Check<'_>> {
    let mut all = Vec::new();
    checks(condition, &mut all);
    all
}

/// What has to be known of a bill for the parts of a condition.
fn asks_of<'p>(all: &[Check<'p>], bill: Option<usize>, when: Option<&'p Expr>) -> Vec<Ask<'p>> {
    let sides = |own: &Check<'p>| match own {
        Check::AtLeast { left, right, .. } | Check::AtMost { left, right, .. } => vec![*left, *right],
        Check::Truth(own) => vec![*own],
    };
    let ask = |own| Ask { side: 0, bill, when, what: What::Expr(own) };
    all.iter().flat_map(sides).map(ask).collect()
}

/// Looks where a part of a condition fails, whose asks begin at a place; returns the place behind them.
fn each_check<'p>(
    judge: &Judge<'_, 'p>,
    all: &[Check<'p>],
    mut at: usize,
    asked: (&'p Expr, Option<&'p Expr>, Option<usize>),
    found: &mut Found,
) -> usize {
    let program = judge.space.parties[0].program;
    for own in all {
        check(judge, program, own, at, asked, found);
        at += if matches!(own, Check::Truth(_)) { 1 } else { 2 };
    }
    at
}

/// Returns what is asked at a place, where it concerns anybody.
fn asked(settled: &Settled, at: usize) -> Result<Option<Term>, Undecided> {
    Ok(settled.asked[at].clone()?.map(|own| own.worth))
}

/// Returns what is above 0 where one part of a condition, whose asks begin at a place, fails.
fn delta(space: &Space<'_>, settled: &Settled, own: &Check<'_>, at: usize) -> Result<Option<Term>, Undecided> {
    let Some(left) = asked(settled, at)? else { return Ok(None) };
    let one = |graph: &mut crate::symbolic::term::Graph| (graph.constant(Exact::ONE), graph.constant(Exact::ZERO));
    let (low, high, strict) = match own {
        Check::Truth(_) => {
            return space.make(|graph| graph.linear(&[(left, Exact::ONE.negate())], Exact::ONE)).map(Some);
        }
        Check::AtLeast { strict, .. } => {
            let Some(right) = asked(settled, at + 1)? else { return Ok(None) };
            (left, right, *strict)
        }
        Check::AtMost { strict, .. } => {
            let Some(right) = asked(settled, at + 1)? else { return Ok(None) };
            (right, left, *strict)
        }
    };
    space
        .make(|graph| {
            if strict {
                let test = graph.minus(low, high)?;
                let (fails, holds) = one(graph);
                graph.choose(test, fails, holds)
            } else {
                graph.minus(high, low)
            }
        })
        .map(Some)
}

/// Says how one part of a condition fails, from what its sides are worth.
fn failing_text(
    program: &Program,
    own: &Check<'_>,
    worth: &dyn Fn(usize, &Expr) -> Result<Text, Undecided>,
) -> Result<Text, Undecided> {
    let text = |own: &Expr| Text { zh: print::expr(program, own, Lang::Zh), en: print::expr(program, own, Lang::En) };
    let (left, right, strict) = match own {
        Check::Truth(own) => return Ok(words::misses(text(own))),
        Check::AtLeast { left, right, strict } | Check::AtMost { left, right, strict } => (left, right, *strict),
    };
    let (name, is, other) = (text(left), worth(0, left)?, worth(1, right)?);
    Ok(match own {
        _ if !matches!(&*right.kind, ExprKind::Constant(_)) => words::held_against(name, is, text(right), other),
        Check::AtLeast { .. } if strict => words::is_not_above(name, is, other),
        Check::AtLeast { .. } => words::is_below(name, is, other),
        _ if strict => words::is_not_below(name, is, other),
        _ => words::is_above(name, is, other),
    })
}

/// Looks where one part of a condition fails.
fn check<'p>(
    judge: &Judge<'_, 'p>,
    program: &Program,
    own: &Check<'p>,
    at: usize,
    (condition, when, bill): (&'p Expr, Option<&'p Expr>, Option<usize>),
    found: &mut Found,
) {
    let space = judge.space;
    let delta = |settled: &Settled| delta(space, settled, own, at);
    let reach = Reach { benefits: None, concerned: Some(at) };
    let (failing, count) = laws::each_cell(judge, &reach, found, &delta);
    let Some(first) = failing.first() else { return };
    let made = || -> Result<Option<Failure>, Undecided> {
        let cost = first.hit.cost;
        let paid = first.cell.sides[0].as_ref().ok().map(|own| judge.value(own.total, cost)).transpose()?;
        let shown = case(space, 0, &first.cell.cell, cost, paid.map(|own| (own, None)))?;
        replayed(space, &first.cell.cell, cost, condition, when, bill)?;
        let worth = |place: usize, own: &Expr| -> Result<Text, Undecided> {
            let Some(term) = asked(first.cell, at + place)? else { return Ok(Text::same("—")) };
            let value = judge.value(term, cost)?;
            Ok(show::number(&value.to_number(), &own.ty))
        };
        let what = failing_text(program, own, &worth)?;
        let by = match own {
            Check::Truth(_) => None,
            Check::AtLeast { left, strict, .. } | Check::AtMost { left, strict, .. } => {
                let worst = failing.iter().max_by(|a, b| a.hit.by.cmp(&b.hit.by)).unwrap_or(first);
                let money = matches!(&left.ty, Type::Quantity(unit) if unit.is_money());
                (money && !strict).then(|| ground::at_most(space, worst.hit.by, worst.hit.worst))
            }
        };
        Ok(Some(Failure { what, by, kinds: Some((failing.len(), count)), places: Vec::new(), cases: vec![shown] }))
    };
    add(found, made());
}

/// Asks the evaluator the same of the same person; of a whole year its sums have been held against each other.
fn replayed<'p>(
    space: &Space<'p>,
    cell: &crate::symbolic::space::Cell,
    cost: i64,
    condition: &'p Expr,
    when: Option<&'p Expr>,
    bill: Option<usize>,
) -> Result<(), Undecided> {
    let Some(bill) = bill.filter(|_| ground::on_bills(space)) else { return Ok(()) };
    let witness = space.witness(cell, cost);
    let own = &witness.sides[0];
    let claims = own.bills.iter().enumerate().map(|(at, (date, _))| Claim {
        id: format!("{:02}", at + 1),
        member: 0,
        date: *date,
        facts: own.claim.clone(),
    });
    let subject = Subject { facts: own.person.clone(), ..Subject::default() };
    let (session, _) = Session::new(space.parties[0].program, subject, claims.collect());
    let truth = |expr: &'p Expr| session.answer(Occurrence::Claim(bill), expr);
    let concerned = when.is_none_or(|when| matches!(truth(when), Ok(Value::Bool(true))));
    let fails = matches!(truth(condition), Ok(Value::Bool(false)));
    assert!(concerned && fails, "an example against a requirement must fail it: concerned {concerned}, fails {fails}");
    Ok(())
}
