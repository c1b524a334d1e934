//! What questions about behaviour stand on: the space of people and bills of a county, laid out once; where a difference
//! is above nothing, and people with bills in round numbers to show it, settled by the evaluator.

use super::super::data::Key;
use super::super::shared::{Shared, Side, SideId};
use super::super::values::money_text;
use super::super::words as common;
use super::{Case, Found, words};
use crate::base::number::Number;
use crate::base::quick::QuickMap;
use crate::base::text::{Text, listed};
use crate::ir::{BenefitId, Occasion, Type, show, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Ask, Paid, Scope, Settled, Space, View, What, explore, explore_asking};
use crate::symbolic::notebook::Notebook;
use crate::symbolic::pieces::{Budget, Sign};
use crate::symbolic::space::{Cell, Party, Possible, QuantityId};
use crate::symbolic::term::Term;
use crate::symbolic::undecided::Undecided;
use crate::symbolic::witness::{Replayed, date_of, round_cost};
use std::cell::{OnceCell, RefCell};

pub(super) const SIDE: SideId = SideId(0);

/// More cells than this are not looked at for several bills.
const CELLS_OF_YEAR: usize = 1_000;
/// So many points are worked out for an answer about several bills, each of which takes several times as long.
const POINTS_OF_YEAR: u64 = 1_000;

/// A bill of which people think, in 分.
const USUAL_COST: i64 = 100_000;
/// Round bills from the most ordinary on: 1,000元, 500元, 2,000元 …, in 分.
const USUAL_COSTS: [i64; 12] = [
    100_000, 50_000, 200_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000, 50_000_000, 10_000,
    5_000,
];

/// A county with its spaces, each laid out when it is first asked for.
pub(super) struct Ground<'p> {
    pub(super) shared: Shared<'p>,
    highest: i64,
    /// So much work is done for each space.
    steps: u64,
    /// What all lines share that ask something of it.
    notebook: Notebook<'p>,
    first: OnceCell<Result<Space<'p>, Undecided>>,
    periods: OnceCell<Vec<(BenefitId, Result<Space<'p>, Undecided>)>>,
}

impl<'p> Ground<'p> {
    pub(super) fn new(side: Side<'p>, highest: i64) -> Ground<'p> {
        let mut shared = Shared::of_many(vec![side]);
        shared.open_lists = true;
        let (first, periods) = (OnceCell::new(), OnceCell::new());
        Ground { shared, highest, steps: u64::MAX, notebook: Notebook::default(), first, periods }
    }

    /// The same with so much work for each space: what is left over is not decided.
    pub(super) fn within(self, steps: u64) -> Ground<'p> {
        Ground { steps, ..self }
    }

    pub(super) fn side(&self) -> Side<'p> {
        self.shared.sides[0]
    }

    pub(super) fn scope(&self, view: View) -> Scope {
        let max_cells = if view.has_several_bills() { CELLS_OF_YEAR } else { Scope::default().max_cells };
        Scope { view, highest: self.highest, max_cells, max_steps: self.steps, ..Scope::default() }
    }

    pub(super) fn party(&self) -> Party<'p> {
        Party { program: self.side().program, date: self.side().date }
    }

    /// Lays out a space of the county in which something is asked.
    pub(super) fn explored(&self, scope: &Scope, asks: &[Ask<'p>]) -> Result<Space<'p>, Undecided> {
        explore_asking(&self.notebook, &[self.party()], scope, asks)
    }

    pub(super) fn notebook(&self) -> &Notebook<'p> {
        &self.notebook
    }

    /// Returns the first bill of a year, with its whole cost as what is asked first.
    pub(super) fn first(&self) -> Result<&Space<'p>, Undecided> {
        let made = || self.explored(&self.scope(View::FirstBill), &[cost_of(Some(0))]);
        self.first.get_or_init(made).as_ref().map_err(Clone::clone)
    }

    /// Returns the benefits that are paid for periods, each by itself.
    pub(super) fn periods(&self) -> &[(BenefitId, Result<Space<'p>, Undecided>)] {
        self.periods.get_or_init(|| {
            let program = self.side().program;
            let mut all = Vec::new();
            for id in &program.order {
                let benefit = program.benefit(*id);
                let view = match benefit.occasion {
                    Occasion::EachClaim => continue,
                    Occasion::PersonMonth | Occasion::HouseholdMonth => View::Month,
                    Occasion::PersonYear | Occasion::HouseholdYear => View::Year,
                    Occasion::PersonOnce | Occasion::HouseholdOnce => View::Once,
                };
                if version_on(&benefit.alive, self.side().date).is_some() {
                    let scope = Scope { benefits: Some(vec![vec![*id]]), ..self.scope(view) };
                    all.push((*id, explore(&[self.party()], &scope)));
                }
            }
            all
        })
    }

    /// Whether anything is paid on bills.
    pub(super) fn has_bills(&self) -> bool {
        let Side { program, date } = self.side();
        program.benefits.iter().any(|own| own.occasion == Occasion::EachClaim && version_on(&own.alive, date).is_some())
    }
}

pub(super) fn cost_of<'p>(bill: Option<usize>) -> Ask<'p> {
    Ask { side: 0, bill, when: None, what: What::Cost }
}

/// Where a difference is above 0: a telling amount, and the largest difference with the amount at which it is reached.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) cost: i64,
    pub(super) by: Exact,
    pub(super) worst: i64,
}

/// A cell in which something fails.
pub(super) struct Failing<'c> {
    pub(super) cell: &'c Settled,
    pub(super) hit: Hit,
}

/// Asks terms of a space, each once.
pub(super) struct Judge<'s, 'p> {
    pub(super) space: &'s Space<'p>,
    points: u64,
    /// Whether only what the way in which terms are made shows is decided: no bills need lead to what fails.
    only_proofs: bool,
    known: RefCell<QuickMap<Term, Result<Option<Hit>, Undecided>>>,
    jumps: RefCell<QuickMap<(Term, Exact, Exact), Result<Option<i64>, Undecided>>>,
}

impl<'s, 'p> Judge<'s, 'p> {
    pub(super) fn new(space: &'s Space<'p>) -> Judge<'s, 'p> {
        let points = if space.scope.view.has_several_bills() { POINTS_OF_YEAR } else { Budget::USUAL.points };
        let only_proofs = space.scope.view == View::AnyBill;
        Judge { space, points, only_proofs, known: RefCell::default(), jumps: RefCell::default() }
    }

    /// Returns where a term is above 0; `None`: nowhere.
    pub(super) fn above_zero(&self, delta: Term) -> Result<Option<Hit>, Undecided> {
        if let Some(known) = self.known.borrow().get(&delta) {
            return known.clone();
        }
        let found = self.look(delta);
        self.known.borrow_mut().insert(delta, found.clone());
        found
    }

    fn look(&self, delta: Term) -> Result<Option<Hit>, Undecided> {
        if self.space.is_never_above_zero(delta) {
            return Ok(None);
        }
        if self.only_proofs {
            return Err(Undecided::TooManyNumbers);
        }
        self.space.decide_within(self.points, |decider| {
            let largest = decider.largest(delta)?;
            if !largest.value.is_positive() {
                return if largest.bound.is_positive() { Err(Undecided::TooManyPoints) } else { Ok(None) };
            }
            let fails = |cost: i64| self.value(delta, cost).is_ok_and(Exact::is_positive);
            let usual = USUAL_COSTS.iter().copied().find(|cost| *cost <= self.space.scope.highest && fails(*cost));
            let cost = usual.unwrap_or_else(|| {
                if self.space.scope.view.has_several_bills() {
                    return largest.at;
                }
                let signs = decider.signs(delta).unwrap_or_default();
                let positive = signs.iter().filter(|own| own.sign == Sign::Positive);
                let longest = positive.max_by_key(|own| own.high - own.low);
                let round = longest.map(|own| round_cost(own.low, own.high, USUAL_COST));
                round.filter(|cost| fails(*cost)).unwrap_or(largest.at)
            });
            Ok(Some(Hit { cost, by: largest.bound, worst: largest.at }))
        })
    }

    /// Returns where one 分 more changes a term by less than `least` or more than `most`.
    pub(super) fn jump(&self, term: Term, least: Exact, most: Exact) -> Result<Option<i64>, Undecided> {
        let key = (term, least, most);
        if let Some(known) = self.jumps.borrow().get(&key) {
            return known.clone();
        }
        let found =
            if self.space.has_steps_within(term, least, most) { Ok(None) } else { self.jumps_at(term, least, most) };
        self.jumps.borrow_mut().insert(key, found.clone());
        found
    }

    fn jumps_at(&self, term: Term, least: Exact, most: Exact) -> Result<Option<i64>, Undecided> {
        if self.only_proofs {
            return Err(Undecided::TooManyNumbers);
        }
        self.space.decide_within(self.points, |decider| {
            Ok(match decider.steps_within(term, least, most)? {
                crate::symbolic::decide::Answer::Holds => None,
                crate::symbolic::decide::Answer::Fails(at) => Some(at),
            })
        })
    }

    pub(super) fn value(&self, term: Term, cost: i64) -> Result<Exact, Undecided> {
        // The cost is the only free number of a space.
        self.space.graph().value_at(term, &[cost]).map_err(Undecided::from)
    }
}

/// Returns what some benefits pay together; all that are paid, where none is named.
pub(super) fn paid_by(space: &Space<'_>, paid: &Paid, benefits: Option<&[BenefitId]>) -> Result<Term, Undecided> {
    let Some(benefits) = benefits else { return Ok(paid.total) };
    space.make(|graph| {
        let mut sum = graph.constant(Exact::ZERO);
        for (_, term) in paid.benefits.iter().filter(|(id, _)| benefits.contains(id)) {
            sum = graph.plus(sum, *term)?;
        }
        Ok(sum)
    })
}

/// Settles an ordinary person of a cell; fails where the evaluator pays otherwise than was claimed.
pub(super) fn case(
    space: &Space<'_>,
    side: usize,
    cell: &Cell,
    cost: i64,
    claimed: Option<(Exact, Option<&[BenefitId]>)>,
) -> Result<Case, Undecided> {
    let witness = space.witness(cell, cost);
    let settled = &witness.sides[side];
    if let Some((claimed, benefits)) = claimed {
        let paid = match benefits {
            None => settled.total.clone().ok(),
            Some(own) => own
                .iter()
                .filter(|id| space.benefits(side).contains(id))
                .try_fold(Number::zero(), |sum, id| sum.add(&settled.paid(*id)?).ok()),
        };
        // Whatever is told of all cases rests on this: anything else is a fault of polcheck.
        assert!(
            paid.as_ref() == Some(&claimed.to_number()),
            "an example for all cases must be settled as claimed: cost {cost} fen, claimed {} fen, settled {paid:?}",
            claimed.to_number()
        );
    }
    let person = witness.chosen.iter().filter_map(|(id, possible)| key(space, side, *id, possible)).collect();
    Ok(told(space, side, person, cost, settled))
}

/// Settles an ordinary person of a cell with two bills of a year.
pub(super) fn told_of(space: &Space<'_>, own: &Settled, costs: [i64; 2]) -> Result<Case, Undecided> {
    let witness = space.replay_bills(space.ordinary_person(&own.cell), &costs);
    let settled = &witness.sides[0];
    let value = |term| space.graph().value_at(term, &costs);
    if let (Ok(paid), Some(first)) = (&own.sides[0], space.paid_earlier(own, 0)?) {
        settled.confirm(value(paid.total)?, costs[1]);
        settled.confirm_earlier(value(first)?, costs[0]);
    }
    let person = witness.chosen.iter().filter_map(|(id, possible)| key(space, 0, *id, possible)).collect();
    let told = told(space, 0, person, costs[1], settled);
    Ok(Case { bills: Some(costs.len()), earlier: Some(costs[0].into()), ..told })
}

fn told(space: &Space<'_>, side: usize, person: Vec<Key>, cost: i64, settled: &Replayed) -> Case {
    let program = space.parties[side].program;
    let mut paid = Vec::new();
    let mut total = Some(Number::zero());
    for id in space.benefits(side) {
        let bills = settled.earlier.iter().chain(&settled.bills);
        let outcomes = bills.flat_map(|(_, own)| own).filter(|(own, _)| *own == id);
        let mut sum: Result<Number, Text> = Ok(Number::zero());
        for (_, outcome) in outcomes {
            sum = match (sum, outcome) {
                (Ok(sum), Ok(own)) => sum.add(&own.payment).map_err(|_| Text::same("…")),
                (Ok(_), Err(error)) => Err(error.message.clone()),
                (Err(known), _) => Err(known),
            };
        }
        total = match (&total, &sum) {
            (Some(total), Ok(sum)) => total.add(sum).ok(),
            _ => None,
        };
        if !sum.as_ref().is_ok_and(Number::is_zero) {
            paid.push((program.benefit(id).name.clone(), sum));
        }
    }
    let on_bills = on_bills(space);
    Case {
        date: settled.bills.first().map_or(space.parties[side].date, |(date, _)| *date),
        person,
        number: free_name(space),
        amount: cost.into(),
        bills: on_bills.then_some(settled.bills.len()),
        earlier: None,
        paid,
        total,
    }
}

/// Whether a space is of bills; else of a period.
pub(super) fn on_bills(space: &Space<'_>) -> bool {
    matches!(space.scope.view, View::FirstBill | View::Bills(_) | View::History | View::AnyBill | View::SameTotals)
}

/// Returns what the free number of a space is called; `None`: no number decides what is paid for the period.
pub(super) fn free_name(space: &Space<'_>) -> Option<Text> {
    if on_bills(space) { Some(words::the_cost()) } else { space.free.map(|id| question_name(space, id)) }
}

/// `最多 20元(费用 1000元)`: the largest difference, with the free number at which it is reached.
pub(super) fn at_most(space: &Space<'_>, by: Exact, worst: i64) -> Text {
    let by = money_text(&by.to_number());
    match free_name(space) {
        Some(number) => words::at_most_by(by, number, money_text(&worst.into())),
        None => words::at_most(by),
    }
}

pub(super) fn question_name(space: &Space<'_>, id: QuantityId) -> Text {
    let own = space.vocabulary.quantity(id);
    let name = Text { zh: own.name.clone(), en: own.english.clone().unwrap_or_else(|| own.name.clone()) };
    if space.vocabulary.asked_of_others(id).is_some() { words::of_others(name) } else { name }
}

/// Returns one answer in words.
pub(super) fn key(space: &Space<'_>, side: usize, id: QuantityId, possible: &Possible) -> Option<Key> {
    let own = space.vocabulary.quantity(id);
    let name = question_name(space, id);
    let party = space.parties[side];
    if let Some(day) = date_of(possible) {
        let born = own.name.contains("出生") || own.english.as_deref().is_some_and(|own| own.contains("birth"));
        return Some(if born {
            let years = party.date.completed_years_since(day);
            let years = Text::new(format!("{years}周岁"), format!("{years} years"));
            Key { question: common::age(), answers: years, plain: true }
        } else {
            Key { question: name, answers: Text::same(day.to_string()), plain: false }
        });
    }
    match possible {
        Possible::Numbers(all) if id == space.vocabulary.members => {
            let persons = all.first().map(|own| common::persons(own.to_string()))?;
            Some(Key { question: common::household_of(), answers: persons, plain: false })
        }
        Possible::Truths(all) if all == &[true] => Some(Key { question: name.clone(), answers: name, plain: true }),
        Possible::Truths(_) => Some(Key { question: name.clone(), answers: common::not(name), plain: true }),
        _ => {
            let value = space.vocabulary.values(side, possible)?.into_iter().next()?;
            let is_state = space.vocabulary.is_state(id);
            let name = if is_state { common::state_before(name) } else { name };
            let plain = matches!(own.ty, Type::Entry(_) | Type::Several(_)) && !is_state;
            Some(Key { question: name, answers: show::value(party.program, &value, &own.ty), plain })
        }
    }
}

/// Returns what was looked at, with what was taken for granted.
pub(super) fn looked_at(space: &Space<'_>) -> Vec<Text> {
    let highest = money_text(&space.scope.highest.into());
    let mut all = vec![match space.scope.view {
        View::FirstBill => words::first_bill(highest),
        View::Bills(count) => words::year_of(count as usize, highest),
        View::History => words::year_of(2, highest),
        View::AnyBill | View::SameTotals => words::any_history(),
        View::Month | View::Year | View::Once => match free_name(space) {
            Some(number) => words::periods(number, highest),
            None => words::periods_alone(),
        },
    }];
    let program = space.parties[0].program;
    let held: Vec<Text> = space
        .held
        .iter()
        .map(|(id, value)| {
            let ty = &space.vocabulary.quantity(*id).ty;
            words::held_value(question_name(space, *id), show::value(program, value, ty))
        })
        .collect();
    if !held.is_empty() {
        all.push(words::held_at(listed(&held)));
    }
    all
}

/// Adds what is not decided.
pub(super) fn leave_open(found: &mut Found, undecided: &Undecided) {
    found.leave_open(undecided.name(), undecided.text(), undecided.span());
}
