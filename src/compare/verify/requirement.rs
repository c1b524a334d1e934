//! What a requirement says of behaviour, decided over all inputs: conditions and the four laws, each in its view.

mod condition;
mod law;

use super::super::conform::{self, Decide, Decision};
use super::super::data::Origin;
use super::super::shared::Side;
use super::super::standing::Standing;
use super::super::values::money_text;
use super::ground::{self, Ground, Judge, leave_open, looked_at};
use super::laws;
use super::{Answered, Failure, Found, Question, orders, words};
use crate::base::text::Text;
use crate::ir::BenefitId;
use crate::ir::expr::Expr;
use crate::ir::standard::{Requirement, RequirementBody, Standard};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Ask, Scope, explore_asking};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::space::Party;
use crate::symbolic::undecided::Undecided;
use crate::syntax::ast::{RequirementSeverity, View};
use crate::value::Value;
use condition::{asks_of, each_check, in_view, parts_of, standing_of};
use law::{Law, above_cost};

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
