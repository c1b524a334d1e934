//! One ordinary person and a bill in round numbers for an answer, replayed on the evaluator before anybody sees it. The
//! only file of its folder that knows the evaluator.

use super::exact::Exact;
use super::explore::Space;
use super::space::{Cell, Edge, Possible, QuantityId, day_number, day_of};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::interp::{Claim, Fallible, Member, Outcome, Session, Subject};
use crate::ir::scene::EventKind;
use crate::ir::{BenefitId, ExprKind, FactId, Given, Owner, Type};
use crate::value::Value;
use std::collections::BTreeMap;
use std::rc::Rc;

/// An invented patient with bills, and what each side pays.
#[derive(Clone, Debug)]
pub struct Witness {
    /// What was chosen for each question that matters, in the order of the vocabulary.
    pub chosen: Vec<(QuantityId, Possible)>,
    /// Of each bill, in 分.
    pub cost: i64,
    pub sides: Vec<Replayed>,
}

/// What the evaluator says of one side.
#[derive(Clone, Debug)]
pub struct Replayed {
    pub total: Result<Number, String>,
    /// Each benefit of claims on each bill.
    pub bills: Vec<OfBill>,
    /// The same of an earlier bill that is not paid for by the view.
    pub earlier: Vec<OfBill>,
    /// The facts as the side calls them.
    pub person: BTreeMap<FactId, Value>,
    pub claim: BTreeMap<FactId, Value>,
}

/// What each benefit comes to on a bill.
pub type OfBill = (Date, Vec<(BenefitId, Fallible<Rc<Outcome>>)>);

/// A typical person with a typical bill, as a side declares them.
#[derive(Clone, Debug)]
pub struct Usual {
    side: usize,
    answers: Vec<(QuantityId, Value)>,
    /// The eligible cost of the bill, in 分.
    pub cost: Option<i64>,
}

/// Amounts of which people think, in 分, coarsest first.
const ROUND: [i64; 19] = [
    1_000_000, 500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2,
    1,
];

/// Returns the roundest cost within a stretch, nearest to a usual one.
pub fn round_cost(low: i64, high: i64, usual: i64) -> i64 {
    for unit in ROUND {
        let (first, last) = (low.div_euclid(unit) + i64::from(low.rem_euclid(unit) != 0), high.div_euclid(unit));
        if first > last || last <= 0 && unit > 1 {
            continue;
        }
        let wanted = (usual + unit / 2).div_euclid(unit).clamp(first.max(i64::from(low > 0 || unit > 1)), last);
        return wanted * unit;
    }
    low
}

impl Space<'_> {
    /// Returns an ordinary person of a cell with bills of a cost, settled by the evaluator on every side.
    pub fn witness(&self, cell: &Cell, cost: i64) -> Witness {
        self.replay(self.ordinary_person(cell), cost)
    }

    /// Returns an ordinary person of a cell.
    pub fn ordinary_person(&self, cell: &Cell) -> Vec<(QuantityId, Possible)> {
        cell.answers.iter().filter_map(|(id, possible)| Some((*id, self.ordinary(*id, possible)?))).collect()
    }

    /// Returns the typical persons of all sides, once for each bill that they bring.
    pub fn usual_bills(&self) -> Vec<Usual> {
        let mut all: Vec<Usual> = Vec::new();
        for (side, party) in self.parties.iter().enumerate() {
            let (_, eligible) = super::from_ir::cost_facts(party.program);
            for scene in &party.program.typical {
                let alone = scene.members.len() <= 1;
                let of_member = scene.members.iter().filter(|_| alone).flat_map(|member| &member.given);
                let person: Vec<&Given> = scene.given.iter().chain(of_member).collect();
                for event in &scene.events {
                    let EventKind::Claim { given, member, .. } = &event.kind else { continue };
                    let of_claimant = scene.members.get(*member).filter(|_| !alone);
                    let of_claimant = of_claimant.iter().flat_map(|member| &member.given);
                    let mut own = Usual { side, answers: Vec::new(), cost: None };
                    for fact in person.iter().copied().chain(of_claimant).chain(given) {
                        let Given::Fact(id, value) = fact else { continue };
                        if Some(*id) == eligible {
                            own.cost = value.as_number().and_then(Number::to_i64);
                            continue;
                        }
                        let question = self.vocabulary.of_fact(side, *id);
                        own.answers.retain(|(known, _)| *known != question);
                        own.answers.push((question, value.clone()));
                    }
                    if !all.iter().any(|known| known.answers == own.answers && known.cost == own.cost) {
                        all.push(own);
                    }
                }
            }
        }
        all
    }

    /// Returns the part of the space in which a typical person is, as far as the person is described.
    pub fn cell_of(&self, usual: &Usual) -> Cell {
        let mut cell = Cell::default();
        for (id, value) in &usual.answers {
            let everything = self.vocabulary.everything(*id);
            if let Some(own) = everything.and_then(|everything| self.among(usual.side, value, &everything)) {
                cell.answers.insert(*id, own);
            }
        }
        cell
    }

    /// Whether a typical person is of a cell, as far as the person is described; what is not said follows its default.
    pub fn is_in(&self, usual: &Usual, cell: &Cell) -> bool {
        cell.answers.iter().all(|(id, possible)| self.answer_of(usual, *id, possible).is_some())
    }

    /// Returns a typical person as one of a cell; what the person does not bring is the ordinary answer.
    pub fn like(&self, usual: &Usual, cell: &Cell) -> Vec<(QuantityId, Possible)> {
        let answer = |(id, possible): (&QuantityId, &Possible)| {
            let own = self.answer_of(usual, *id, possible).or_else(|| self.ordinary(*id, possible))?;
            Some((*id, own))
        };
        cell.answers.iter().filter_map(answer).collect()
    }

    /// Returns how many answers of a cell are no typical person's.
    pub fn ordinariness(&self, cell: &Cell, all: &[Usual]) -> usize {
        let strange = |usual: &Usual| {
            cell.answers.iter().filter(|(id, possible)| self.answer_of(usual, **id, possible).is_none()).count()
        };
        all.iter().map(strange).min().unwrap_or(0)
    }

    fn answer_of(&self, usual: &Usual, id: QuantityId, possible: &Possible) -> Option<Possible> {
        let value =
            usual.answers.iter().find(|(known, _)| *known == id).map(|(_, value)| value.clone()).or_else(|| {
                let fact = self.vocabulary.fact(usual.side, id)?;
                match &*self.parties[usual.side].program.fact(fact).default.as_ref()?.kind {
                    ExprKind::Constant(value) => Some(value.clone()),
                    _ => None,
                }
            })?;
        self.among(usual.side, &value, possible)
    }

    /// Returns a value of a side as one of several answers, where it is one.
    fn among(&self, side: usize, value: &Value, possible: &Possible) -> Option<Possible> {
        match possible {
            Possible::Days(low, high) => {
                let day = value.as_date().map(day_number).filter(|day| low <= day && day <= high)?;
                Some(Possible::Days(day, day))
            }
            Possible::Range(low, high) => {
                let own = value.as_number().filter(|own| is_between(own, low, high))?;
                Some(Possible::Range(Some((own.clone(), true)), Some((own.clone(), true))))
            }
            Possible::Truths(_) | Possible::Entries(..) | Possible::Sets(..) | Possible::Numbers(_) => {
                let as_set = match (possible, value) {
                    (Possible::Sets(..), Value::Entry(domain, entry)) => Value::Several(*domain, vec![*entry]),
                    _ => value.clone(),
                };
                let values = self.vocabulary.values(side, possible)?;
                values.iter().position(|own| *own == as_set).map(|at| possible.at(&[at]))
            }
        }
    }

    /// Settles a person with given answers (each a set of one) and bills of a cost on every side.
    pub fn replay(&self, chosen: Vec<(QuantityId, Possible)>, cost: i64) -> Witness {
        self.replay_bills(chosen, &[cost])
    }

    /// Settles a person with given answers and bills of some costs, the last of which all further bills have; of a
    /// period, and of a bill with several, with these free numbers.
    pub fn replay_bills(&self, chosen: Vec<(QuantityId, Possible)>, costs: &[i64]) -> Witness {
        let all: Vec<usize> = (0..self.parties.len()).collect();
        self.replay_on(&all, chosen, costs)
    }

    /// The same on some sides only, in this order.
    pub fn replay_on(&self, sides: &[usize], chosen: Vec<(QuantityId, Possible)>, costs: &[i64]) -> Witness {
        let sides = sides.iter().map(|side| self.replayed(*side, &chosen, costs)).collect();
        Witness { chosen, cost: costs.last().copied().unwrap_or(0), sides }
    }

    /// What typical persons of all sides have for a question, in their order.
    fn usual(&self, id: QuantityId) -> Vec<(usize, Value)> {
        let mut found = Vec::new();
        for (side, party) in self.parties.iter().enumerate() {
            if let Some(state) = self.vocabulary.state(side, id) {
                // Everybody begins with it.
                let state = &party.program.states[state.index()];
                found.push((side, Value::Entry(state.domain, state.start)));
            }
            let Some(fact) = self.vocabulary.fact(side, id) else { continue };
            for scene in &party.program.typical {
                let members = scene.members.iter().flat_map(|member| &member.given);
                for own in scene.given.iter().chain(members) {
                    if let Given::Fact(given, value) = own
                        && *given == fact
                    {
                        found.push((side, value.clone()));
                    }
                }
            }
            if let Some(default) = &party.program.fact(fact).default
                && let ExprKind::Constant(value) = &*default.kind
            {
                found.push((side, value.clone()));
            }
        }
        found
    }

    /// Returns the most ordinary of several answers, as a set of one.
    fn ordinary(&self, id: QuantityId, possible: &Possible) -> Option<Possible> {
        let usual = self.usual(id);
        match possible {
            Possible::Days(low, high) => {
                let wanted = usual
                    .iter()
                    .find_map(|(_, value)| value.as_date().map(day_number).filter(|day| low <= day && day <= high));
                // Somebody of 45, or as near as can be.
                let on = self.parties.iter().map(|party| day_number(party.date)).max().unwrap_or(*high);
                let day = wanted.unwrap_or_else(|| (on - 45 * 365).clamp(*low, *high));
                Some(Possible::Days(day, day))
            }
            Possible::Range(low, high) => {
                let inside = |own: &Number| is_between(own, low, high);
                let wanted = usual.iter().filter_map(|(_, value)| value.as_number()).find(|own| inside(own)).cloned();
                let edges = || {
                    let edge =
                        |edge: &Edge| edge.as_ref().filter(|(_, included)| *included).map(|(own, _)| own.clone());
                    let next = || {
                        let (edge, _) = low.as_ref()?;
                        edge.add(&Number::one()).ok().filter(|own| inside(own))
                    };
                    let before = || {
                        let (edge, _) = high.as_ref()?;
                        edge.subtract(&Number::one()).ok().filter(|own| inside(own))
                    };
                    edge(low).or_else(|| edge(high)).or_else(next).or_else(before)
                };
                let middle = || {
                    let (low, high) = (low.as_ref()?, high.as_ref()?);
                    let sum = low.0.add(&high.0).ok()?;
                    sum.divide(&2.into()).ok().filter(|own| inside(own))
                };
                let own = wanted.or_else(edges).or_else(middle).unwrap_or_default();
                Some(Possible::Range(Some((own.clone(), true)), Some((own, true))))
            }
            _ => {
                let count = possible.count()?;
                let typical = usual.iter().find_map(|(side, value)| self.among(*side, value, possible));
                typical.or_else(|| (count > 0).then(|| possible.at(&[0])))
            }
        }
    }

    fn replayed(&self, side: usize, chosen: &[(QuantityId, Possible)], costs: &[i64]) -> Replayed {
        let party = self.parties[side];
        let program = party.program;
        let (mut person, mut claim) = (BTreeMap::new(), BTreeMap::new());
        for (at, fact) in program.facts.iter().enumerate() {
            let id = FactId(at as u32);
            let question = self.vocabulary.of_fact(side, id);
            let narrowed = chosen.iter().find(|(own, _)| *own == question).map(|(_, possible)| possible.clone());
            let of_cell = narrowed.and_then(|possible| self.vocabulary.values(side, &possible)?.into_iter().next());
            let value = of_cell.or_else(|| self.held.get(&question).cloned()).or_else(|| {
                // Not told apart: whatever an ordinary person has.
                let everything = self.vocabulary.everything(question).filter(|_| fact.default.is_none())?;
                let own = self.ordinary(question, &everything)?;
                self.vocabulary.values(side, &own)?.into_iter().next()
            });
            let Some(value) = value else { continue };
            let value = match (&fact.ty, value) {
                (Type::Several(_), Value::Entry(domain, entry)) => Value::Several(domain, vec![entry]),
                (_, value) => value,
            };
            match fact.owner {
                Owner::Claim => claim.insert(id, value),
                Owner::Person | Owner::Household => person.insert(id, value),
            };
        }
        let several = self.numbers.len() > 1 && self.scope.view.kind() == super::from_ir::Kind::Claim;
        let costs = if several {
            for ((question, ..), value) in self.numbers.iter().zip(costs).skip(1) {
                let Some(fact) = self.vocabulary.fact(side, *question) else { continue };
                match program.fact(fact).owner {
                    Owner::Claim => claim.insert(fact, Value::Number((*value).into())),
                    Owner::Person | Owner::Household => person.insert(fact, Value::Number((*value).into())),
                };
            }
            &costs[..costs.len().min(1)]
        } else {
            costs
        };
        let last = costs.last().copied().unwrap_or(0);
        let amount = Value::Number(last.into());
        if self.scope.view.kind() != super::from_ir::Kind::Claim {
            for (at, (question, ..)) in self.numbers.iter().enumerate() {
                if let Some(fact) = self.vocabulary.fact(side, *question) {
                    person.insert(fact, Value::Number(costs.get(at).copied().unwrap_or(last).into()));
                }
            }
            return self.replayed_period(side, chosen, person, claim);
        }
        let (gross, eligible) = super::from_ir::cost_facts(program);
        claim.extend(eligible.map(|fact| (fact, amount.clone())));
        match gross {
            Some(gross) if self.equal_costs => {
                claim.insert(gross, amount);
            }
            Some(gross) => {
                claim.remove(&gross);
            }
            None => {}
        }
        let dates = self.dates(side);
        let claims = dates.iter().enumerate().map(|(at, date)| {
            let mut facts = claim.clone();
            let own = Value::Number(costs.get(at).copied().unwrap_or(last).into());
            for fact in eligible.iter().chain(gross.iter().filter(|_| self.equal_costs)) {
                facts.insert(*fact, own.clone());
            }
            Claim { id: format!("{:02}", at + 1), member: 0, date: *date, facts }
        });
        let subject = self.household(side, chosen, &person);
        let (session, _) = Session::new(program, subject, claims.collect());
        let mut total = Ok(Number::zero());
        let (mut earlier, mut bills) = (Vec::new(), Vec::new());
        // After an earlier bill only the later one is paid for.
        let from = usize::from(self.later.is_some());
        for (place, date) in dates.into_iter().enumerate() {
            if place < from {
                let of = |id: &BenefitId| (*id, session.on_claim(*id, place));
                earlier.push((date, self.benefits(side).iter().map(of).collect()));
                continue;
            }
            let mut benefits = Vec::new();
            for id in &self.benefits(side) {
                let outcome = session.on_claim(*id, place);
                total = match (total, &outcome) {
                    (Ok(sum), Ok(own)) => sum.add(&own.payment).map_err(|_| "too large".to_owned()),
                    (Err(known), _) => Err(known),
                    (Ok(_), Err(error)) => Err(error.message.zh.clone()),
                };
                benefits.push((*id, outcome));
            }
            bills.push((date, benefits));
        }
        Replayed { total, bills, earlier, person, claim }
    }

    /// Returns those who live together, of each of whom the same is known, with the states they were in.
    fn household(&self, side: usize, chosen: &[(QuantityId, Possible)], facts: &BTreeMap<FactId, Value>) -> Subject {
        let mut subject = Subject { facts: facts.clone(), ..Subject::default() };
        for (id, possible) in chosen {
            if *id == self.vocabulary.members
                && let Possible::Numbers(size) = possible
                && let [size] = size.as_slice()
                && *size > 1
            {
                let others = self.facts_of_others(side, chosen);
                let member = |at: i64| {
                    let facts = if at > 1 { others.clone() } else { BTreeMap::new() };
                    Member { name: at.to_string(), facts, ..Member::default() }
                };
                subject.members = (1..=*size).map(member).collect();
            }
            if let Some(state) = self.vocabulary.state(side, *id)
                && let Some([Value::Entry(_, entry)]) = self.vocabulary.values(side, possible).as_deref()
            {
                subject.states.push((None, state, *entry));
            }
        }
        subject
    }

    /// Returns what is known of the others in a household, where it is not what is known of the first.
    fn facts_of_others(&self, side: usize, chosen: &[(QuantityId, Possible)]) -> BTreeMap<FactId, Value> {
        let program = self.parties[side].program;
        let fact_of =
            |id: QuantityId| self.vocabulary.asked_of_others(id).and_then(|base| self.vocabulary.fact(side, base));
        let held = self.held.iter().filter_map(|(id, value)| Some((fact_of(*id)?, value.clone())));
        let mut facts: BTreeMap<FactId, Value> = held.collect();
        for (id, possible) in chosen {
            let Some(fact) = fact_of(*id) else { continue };
            let Some(value) = self.vocabulary.values(side, possible).and_then(|all| all.into_iter().next()) else {
                continue;
            };
            let value = match (&program.fact(fact).ty, value) {
                (Type::Several(_), Value::Entry(domain, entry)) => Value::Several(domain, vec![entry]),
                (_, value) => value,
            };
            facts.insert(fact, value);
        }
        facts
    }

    /// Settles a period; of several who live together that of the first.
    fn replayed_period(
        &self,
        side: usize,
        chosen: &[(QuantityId, Possible)],
        person: BTreeMap<FactId, Value>,
        claim: BTreeMap<FactId, Value>,
    ) -> Replayed {
        let program = self.parties[side].program;
        let subject = self.household(side, chosen, &person);
        let (mut session, _) = Session::new(program, subject, Vec::new());
        let mut total = Ok(Number::zero());
        let mut bills = Vec::new();
        for date in self.dates(side) {
            let mut benefits = Vec::new();
            for id in self.benefits(side) {
                session.ask_once(id, date);
                let outcome = session.in_period(id, Some(0), date);
                total = match (total, &outcome) {
                    (Ok(sum), Ok(own)) => sum.add(&own.payment).map_err(|_| "too large".to_owned()),
                    (Err(known), _) => Err(known),
                    (Ok(_), Err(error)) => Err(error.message.zh.clone()),
                };
                benefits.push((id, outcome));
            }
            bills.push((date, benefits));
        }
        Replayed { total, bills, earlier: Vec::new(), person, claim }
    }
}

impl Replayed {
    /// Returns what a benefit pays over all bills.
    pub fn paid(&self, id: BenefitId) -> Option<Number> {
        let mut sum = Number::zero();
        for (_, benefits) in &self.bills {
            let (_, outcome) = benefits.iter().find(|(own, _)| *own == id)?;
            sum = sum.add(&outcome.as_ref().ok()?.payment).ok()?;
        }
        Some(sum)
    }

    /// Returns what all benefits pay on the earlier bill; `None` where one of them is not decided.
    pub fn paid_earlier(&self) -> Option<Number> {
        let outcomes = self.earlier.iter().flat_map(|(_, benefits)| benefits);
        let mut sum = Number::zero();
        for (_, outcome) in outcomes {
            sum = sum.add(&outcome.as_ref().ok()?.payment).ok()?;
        }
        Some(sum)
    }

    /// The same as [`Replayed::confirm`] of the earlier bill.
    pub fn confirm_earlier(&self, claimed: Exact, cost: i64) {
        let settled = self.paid_earlier();
        assert!(
            settled.as_ref() == Some(&claimed.to_number()),
            "an earlier bill of an example must be settled as claimed: cost {cost} fen, claimed {} fen, settled {settled:?}",
            claimed.to_number()
        );
    }

    /// Takes it that the evaluator pays just what the engine for all cases says: whatever is told of all cases rests
    /// on that, so that anything else is a fault of polcheck, and nothing may be told.
    pub fn confirm(&self, claimed: Exact, cost: i64) {
        let settled = self.total.as_ref().map_or_else(Clone::clone, Number::to_string);
        assert!(
            self.agrees(claimed),
            "an example for all cases must be settled as claimed: cost {cost} fen, claimed {} fen, settled {settled}",
            claimed.to_number()
        );
    }

    /// The same of one benefit.
    pub fn confirm_benefit(&self, id: BenefitId, claimed: Exact, cost: i64) {
        let settled = self.paid(id).unwrap_or_default();
        assert!(
            settled == claimed.to_number(),
            "a benefit of an example must be settled as claimed: cost {cost} fen, claimed {} fen, settled {settled}",
            claimed.to_number()
        );
    }

    /// Whether the evaluator pays just what the engine for all cases says.
    pub fn agrees(&self, claimed: Exact) -> bool {
        self.total.as_ref().is_ok_and(|own| *own == claimed.to_number())
    }
}

fn is_between(own: &Number, low: &Edge, high: &Edge) -> bool {
    low.as_ref().is_none_or(|(edge, included)| own > edge || *included && own == edge)
        && high.as_ref().is_none_or(|(edge, included)| own < edge || *included && own == edge)
}

/// Returns the day that an answer stands for.
pub fn date_of(possible: &Possible) -> Option<Date> {
    match possible {
        Possible::Days(low, high) if low == high => day_of(*low),
        _ => None,
    }
}
