//! The questions that may be asked of a person and a bill, with the answers still possible: a [`Cell`] is a set of
//! answers to each, and parts into smaller ones only where a policy tells answers apart. Several programs share one
//! vocabulary: facts by name, entries by code or name.

use super::exact::Exact;
use super::explore::Household;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::ir::types::Unit;
use crate::ir::{Entry, Fact, FactId, Owner, Program, StateId, Type, twin_among};
use crate::value::{DomainId, EntryId, Value};
use std::collections::BTreeMap;

/// A program on a day.
#[derive(Clone, Copy, Debug)]
pub struct Party<'p> {
    pub program: &'p Program,
    pub date: Date,
}

/// A question, by its place in the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct QuantityId(pub u32);

/// What can be asked.
#[derive(Clone, Debug)]
pub struct Quantity {
    pub name: String,
    pub english: Option<String>,
    pub owner: Owner,
    pub ty: Type,
    /// Whole numbers only (money in 分, days).
    pub whole: bool,
    /// What the fact or state is called in each program.
    facts: Vec<Option<FactId>>,
    states: Vec<Option<StateId>>,
    /// The shared domain of its answers.
    domain: Option<usize>,
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
    /// What is asked of the others in a household: the question that asks it of the first of them.
    base: Option<QuantityId>,
}

/// An enum or catalogue with what all programs know of it.
#[derive(Clone, Debug)]
pub struct SharedDomain {
    pub name: String,
    pub ordered: bool,
    pub catalogue: bool,
    pub entries: Vec<SharedEntry>,
}

#[derive(Clone, Debug)]
pub struct SharedEntry {
    /// As the first program that knows it declares it.
    pub entry: Entry,
    ids: Vec<Option<EntryId>>,
}

/// Facts and entries that several programs share.
#[derive(Clone, Debug)]
pub struct Vocabulary {
    pub quantities: Vec<Quantity>,
    pub domains: Vec<SharedDomain>,
    /// How many live together, all with the same answers. No fact says it.
    pub members: QuantityId,
    domain_of: Vec<Vec<usize>>,
    quantity_of: Vec<Vec<QuantityId>>,
    state_of: Vec<Vec<QuantityId>>,
    dates: Vec<Date>,
    /// Questions with those that ask the same of the others in a household; empty where all are alike.
    others: BTreeMap<QuantityId, QuantityId>,
    /// What is possible of each question before anything is asked.
    all: Vec<Option<Possible>>,
}

/// The answers that are still possible.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Possible {
    Truths(Vec<bool>),
    Entries(usize, Vec<usize>),
    /// Which entries are held at once.
    Sets(usize, Vec<Vec<usize>>),
    /// Small whole numbers.
    Numbers(Vec<i64>),
    /// From one edge to another, with whether each belongs.
    Range(Edge, Edge),
    /// Days by their distance from the first day of the year 1.
    Days(i64, i64),
}

/// The end of a range; `None`: none.
pub type Edge = Option<(Number, bool)>;

/// A set of answers to each question that has been narrowed; all others are as open as they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    pub answers: BTreeMap<QuantityId, Possible>,
}

/// The first day, from which days are counted.
fn origin() -> Date {
    Date::new(1, 1, 1).expect("the first day is a day")
}

pub(crate) fn day_number(date: Date) -> i64 {
    date.days_since(origin())
}

pub(crate) fn day_of(number: i64) -> Option<Date> {
    origin().plus_days(number)
}

/// More values held at once than this are not tried together.
const MAX_SET_DOMAIN: usize = 6;
/// Whole numbers with at most so many values are answers of their own.
const MAX_NUMBERS: i64 = 64;
/// Households are looked at up to so many persons, unless more are asked for.
pub const MOST_MEMBERS: i64 = 4;
/// How old anybody may be.
const YEARS_BACK: i64 = 120;
const YEARS_AHEAD: i64 = 20;

impl Vocabulary {
    /// Brings together what programs call the same; households have up to so many members.
    pub fn new(parties: &[Party<'_>], most_members: i64) -> Vocabulary {
        let mut own = Vocabulary {
            quantities: Vec::new(),
            domains: Vec::new(),
            members: QuantityId(0),
            domain_of: Vec::new(),
            quantity_of: Vec::new(),
            state_of: Vec::new(),
            dates: parties.iter().map(|party| party.date).collect(),
            others: BTreeMap::new(),
            all: Vec::new(),
        };
        let count = parties.len();
        for (side, party) in parties.iter().enumerate() {
            own.add_domains(side, party.program, count);
        }
        for (side, party) in parties.iter().enumerate() {
            own.add_quantities(side, party.program, count);
        }
        own.members = QuantityId(own.quantities.len() as u32);
        own.quantities.push(Quantity {
            name: String::from("家庭人数"),
            english: Some(String::from("persons in the household")),
            owner: Owner::Household,
            ty: Type::Quantity(Unit::default()),
            whole: true,
            facts: vec![None; count],
            states: vec![None; count],
            domain: None,
            low: Some((Number::one(), true)),
            high: Some((most_members.into(), true)),
            base: None,
        });
        own.all = own.quantities.iter().map(|quantity| own.all_of(quantity)).collect();
        own
    }

    /// Asks of the others in a household what is asked of the first, as far as they may differ.
    pub(super) fn with_others(mut self, household: Household) -> Vocabulary {
        if household == Household::Alike {
            return self;
        }
        for at in 0..self.quantities.len() {
            let (id, own) = (QuantityId(at as u32), &self.quantities[at]);
            let told_one_by_one = match self.everything(id) {
                Some(Possible::Range(..)) | None => false,
                Some(_) => !matches!(&own.ty, Type::Quantity(unit) if unit.is_money()),
            };
            let differs = told_one_by_one || household == Household::OneHasAll;
            if own.owner != Owner::Person || self.is_state(id) || !differs {
                continue;
            }
            let sides = self.dates.len();
            let (facts, states) = (vec![None; sides], vec![None; sides]);
            let twin = Quantity { facts, states, base: Some(id), ..own.clone() };
            self.others.insert(id, QuantityId(self.quantities.len() as u32));
            self.quantities.push(twin);
            self.all.push(self.all[at].clone());
        }
        self
    }

    /// Whether those who live together may differ.
    pub fn has_others(&self) -> bool {
        !self.others.is_empty()
    }

    /// Returns the question that asks the same of the others in a household.
    pub(crate) fn of_others(&self, id: QuantityId) -> Option<QuantityId> {
        self.others.get(&id).copied()
    }

    /// Returns what a question about the others in a household asks of the first.
    pub fn asked_of_others(&self, id: QuantityId) -> Option<QuantityId> {
        self.quantity(id).base
    }

    /// Returns a question as it is asked of the first in a household.
    fn of_first(&self, id: QuantityId) -> &Quantity {
        let own = self.quantity(id);
        own.base.map_or(own, |base| self.quantity(base))
    }

    fn add_domains(&mut self, side: usize, program: &Program, count: usize) {
        let mut places = Vec::new();
        for domain in &program.domains {
            let known = self.domains.iter().position(|known| known.name == domain.name);
            let at = known.unwrap_or_else(|| {
                let (ordered, catalogue) = (domain.ordered, domain.catalogue);
                self.domains.push(SharedDomain { name: domain.name.clone(), ordered, catalogue, entries: Vec::new() });
                self.domains.len() - 1
            });
            places.push(at);
            let shared = &mut self.domains[at];
            for (place, entry) in domain.entries.iter().enumerate() {
                let id = EntryId(place as u32);
                let twin = twin_among(shared.entries.iter().map(|known| &known.entry), entry)
                    .filter(|twin| shared.entries[*twin].ids[side].is_none());
                let twin = twin.unwrap_or_else(|| {
                    shared.entries.push(SharedEntry { entry: entry.clone(), ids: vec![None; count] });
                    shared.entries.len() - 1
                });
                shared.entries[twin].ids[side] = Some(id);
            }
        }
        self.domain_of.push(places);
    }

    fn add_quantities(&mut self, side: usize, program: &Program, count: usize) {
        let domain = |ty: &Type| match ty {
            Type::Entry(id) | Type::Several(id) => Some(self.domain_of[side][id.0 as usize]),
            _ => None,
        };
        let facts: Vec<Quantity> = program
            .facts
            .iter()
            .map(|fact| Quantity {
                name: fact.name.clone(),
                english: fact.english.clone(),
                owner: fact.owner,
                ty: fact.ty.clone(),
                whole: is_whole(fact),
                facts: vec![None; count],
                states: vec![None; count],
                domain: domain(&fact.ty),
                low: fact.low.clone(),
                high: fact.high.clone(),
                base: None,
            })
            .collect();
        let states: Vec<Quantity> = program
            .states
            .iter()
            .map(|state| Quantity {
                name: state.name.clone(),
                english: state.english.clone(),
                owner: state.owner,
                ty: Type::Entry(state.domain),
                whole: false,
                facts: vec![None; count],
                states: vec![None; count],
                domain: Some(self.domain_of[side][state.domain.0 as usize]),
                low: None,
                high: None,
                base: None,
            })
            .collect();
        let mut places = Vec::new();
        for (at, own) in facts.into_iter().enumerate() {
            let place = self.place(own, false);
            self.quantities[place].facts[side] = Some(FactId(at as u32));
            places.push(QuantityId(place as u32));
        }
        self.quantity_of.push(places);
        let mut places = Vec::new();
        for (at, own) in states.into_iter().enumerate() {
            let place = self.place(own, true);
            self.quantities[place].states[side] = Some(StateId(at as u32));
            places.push(QuantityId(place as u32));
        }
        self.state_of.push(places);
    }

    fn place(&mut self, own: Quantity, state: bool) -> usize {
        let same = |known: &Quantity| {
            known.name == own.name
                && known.owner == own.owner
                && known.domain == own.domain
                && std::mem::discriminant(&known.ty) == std::mem::discriminant(&own.ty)
                && known.states.iter().any(Option::is_some) == state
        };
        self.quantities.iter().position(same).unwrap_or_else(|| {
            self.quantities.push(own);
            self.quantities.len() - 1
        })
    }

    /// Whether a question is what a state was before the first period known.
    pub fn is_state(&self, id: QuantityId) -> bool {
        self.quantity(id).states.iter().any(Option::is_some)
    }

    pub fn quantity(&self, id: QuantityId) -> &Quantity {
        &self.quantities[id.0 as usize]
    }

    /// Returns the question that a fact of a side answers.
    pub fn of_fact(&self, side: usize, id: FactId) -> QuantityId {
        self.quantity_of[side][id.index()]
    }

    pub fn of_state(&self, side: usize, id: StateId) -> QuantityId {
        self.state_of[side][id.index()]
    }

    /// Returns the fact of a side by which a question is answered there.
    pub fn fact(&self, side: usize, id: QuantityId) -> Option<FactId> {
        self.quantity(id).facts[side]
    }

    /// Returns the state of a side by which a question is answered there.
    pub fn state(&self, side: usize, id: QuantityId) -> Option<StateId> {
        self.quantity(id).states[side]
    }

    /// Returns what is possible before anything is asked; `None` where the answers cannot be told one by one.
    pub fn everything(&self, id: QuantityId) -> Option<Possible> {
        self.all[id.0 as usize].clone()
    }

    fn all_of(&self, own: &Quantity) -> Option<Possible> {
        match (&own.ty, own.domain) {
            (Type::Bool, _) => Some(Possible::Truths(vec![true, false])),
            (Type::Entry(_), Some(domain)) => Some(Possible::Entries(domain, self.shared_by_all(domain, own))),
            (Type::Several(_), Some(domain)) => Some(Possible::Sets(domain, sets(&self.shared_by_all(domain, own)))),
            (Type::Date, _) => {
                let (first, last) = (self.dates.iter().min()?, self.dates.iter().max()?);
                let low = first.plus_months(-12 * YEARS_BACK).unwrap_or(*first);
                let high = last.plus_months(12 * YEARS_AHEAD).unwrap_or(*last);
                Some(Possible::Days(day_number(low), day_number(high)))
            }
            (Type::Quantity(_) | Type::Ratio | Type::Points, _) => {
                let whole =
                    |edge: &Edge| edge.as_ref().filter(|(_, included)| *included).and_then(|(own, _)| own.to_i64());
                if own.whole
                    && let (Some(low), Some(high)) = (whole(&own.low), whole(&own.high))
                    && high - low < MAX_NUMBERS
                {
                    return Some(Possible::Numbers((low..=high).collect()));
                }
                Some(Possible::Range(own.low.clone(), own.high.clone()))
            }
            _ => None,
        }
    }

    /// Returns the whole numbers that may answer a question, up to a highest one where none is declared.
    pub(crate) fn range(&self, id: QuantityId, highest: i64) -> super::term::Input {
        let own = self.quantity(id);
        let edge = |edge: &Edge, inwards: i64| {
            let (value, included) = edge.as_ref()?;
            Some(value.to_i64()? + if *included { 0 } else { inwards })
        };
        let low = edge(&own.low, 1).unwrap_or(0);
        super::term::Input { low, high: edge(&own.high, -1).unwrap_or(highest).max(low) }
    }

    /// The entries that every side that knows the question knows.
    fn shared_by_all(&self, domain: usize, own: &Quantity) -> Vec<usize> {
        let asked = |side: usize| own.facts[side].is_some() || own.states[side].is_some();
        let entries = &self.domains[domain].entries;
        let all = |entry: &SharedEntry| entry.ids.iter().enumerate().all(|(side, id)| !asked(side) || id.is_some());
        (0..entries.len()).filter(|at| all(&entries[*at])).collect()
    }

    /// Returns the entries that one side knows and another does not, of a question.
    pub fn known_to_some(&self, id: QuantityId) -> Vec<&SharedEntry> {
        let own = self.of_first(id);
        let Some(domain) = own.domain else { return Vec::new() };
        let all = self.shared_by_all(domain, own);
        let entries = self.domains[domain].entries.iter().enumerate();
        entries.filter(|(at, _)| !all.contains(at)).map(|(_, entry)| entry).collect()
    }

    /// Returns the values of an open answer as a side has them, in order; `None` where they are too many.
    pub(crate) fn values(&self, side: usize, possible: &Possible) -> Option<Vec<Value>> {
        let entry = |domain: usize, at: &usize| self.domains[domain].entries[*at].ids[side];
        let own = |domain: usize| {
            let place = self.domain_of[side].iter().position(|own| *own == domain)?;
            Some(DomainId(place as u32))
        };
        match possible {
            Possible::Truths(all) => Some(all.iter().map(|own| Value::Bool(*own)).collect()),
            Possible::Numbers(all) => Some(all.iter().map(|own| Value::Number((*own).into())).collect()),
            Possible::Entries(domain, all) => {
                let id = own(*domain)?;
                all.iter().map(|at| Some(Value::Entry(id, entry(*domain, at)?))).collect()
            }
            Possible::Sets(domain, all) => {
                let id = own(*domain)?;
                let set = |set: &Vec<usize>| set.iter().map(|at| entry(*domain, at)).collect::<Option<Vec<EntryId>>>();
                all.iter().map(|own| Some(Value::Several(id, set(own)?))).collect()
            }
            Possible::Range(Some((low, true)), Some((high, true))) if low == high => {
                Some(vec![Value::Number(low.clone())])
            }
            Possible::Days(low, high) if low == high => day_of(*low).map(|day| vec![Value::Date(day)]),
            Possible::Range(..) | Possible::Days(..) => None,
        }
    }
}

fn is_whole(fact: &Fact) -> bool {
    let in_whole_units = match &fact.ty {
        Type::Quantity(unit) => unit.is_money() || unit.is_duration(),
        _ => false,
    };
    fact.whole || in_whole_units
}

/// Returns the sets that may be held at once: single ones first, then several.
fn sets(entries: &[usize]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = entries.iter().map(|own| vec![*own]).collect();
    if entries.len() <= MAX_SET_DOMAIN {
        for mask in 1u32..1 << entries.len() {
            if mask.count_ones() > 1 {
                all.push((0..entries.len()).filter(|at| mask >> at & 1 == 1).map(|at| entries[at]).collect());
            }
        }
    }
    let singles = entries.len();
    all[singles..].sort_by_key(|own| (own.len(), own.clone()));
    all
}

impl Possible {
    /// Returns how many answers there are; `None` for ranges.
    pub fn count(&self) -> Option<usize> {
        match self {
            Possible::Truths(all) => Some(all.len()),
            Possible::Entries(_, all) => Some(all.len()),
            Possible::Sets(_, all) => Some(all.len()),
            Possible::Numbers(all) => Some(all.len()),
            Possible::Range(Some((low, true)), Some((high, true))) if low == high => Some(1),
            Possible::Days(low, high) if low == high => Some(1),
            Possible::Range(..) | Possible::Days(..) => None,
        }
    }

    /// Returns the answers at some places.
    pub(crate) fn at(&self, places: &[usize]) -> Possible {
        fn pick<T: Clone>(all: &[T], places: &[usize]) -> Vec<T> {
            places.iter().map(|at| all[*at].clone()).collect()
        }
        match self {
            Possible::Truths(all) => Possible::Truths(pick(all, places)),
            Possible::Entries(domain, all) => Possible::Entries(*domain, pick(all, places)),
            Possible::Sets(domain, all) => Possible::Sets(*domain, pick(all, places)),
            Possible::Numbers(all) => Possible::Numbers(pick(all, places)),
            Possible::Range(..) | Possible::Days(..) => self.clone(),
        }
    }

    /// Returns the answers that both allow; `None`: there is none.
    pub fn met(&self, other: &Possible) -> Option<Possible> {
        fn both<T: Clone + PartialEq>(a: &[T], b: &[T]) -> Option<Vec<T>> {
            let both: Vec<T> = a.iter().filter(|own| b.contains(own)).cloned().collect();
            (!both.is_empty()).then_some(both)
        }
        match (self, other) {
            (Possible::Truths(a), Possible::Truths(b)) => both(a, b).map(Possible::Truths),
            (Possible::Entries(domain, a), Possible::Entries(_, b)) => {
                both(a, b).map(|b| Possible::Entries(*domain, b))
            }
            (Possible::Sets(domain, a), Possible::Sets(_, b)) => both(a, b).map(|b| Possible::Sets(*domain, b)),
            (Possible::Numbers(a), Possible::Numbers(b)) => both(a, b).map(Possible::Numbers),
            (Possible::Days(a, b), Possible::Days(c, d)) => {
                let (low, high) = (*a.max(c), *b.min(d));
                (low <= high).then_some(Possible::Days(low, high))
            }
            (Possible::Range(low, high), Possible::Range(other_low, other_high)) => {
                // The higher of two lower edges; of equal ones that which does not belong.
                let low = match (low, other_low) {
                    (Some(a), Some(b)) if a.0 == b.0 => Some(if a.1 { b } else { a }),
                    (Some(a), Some(b)) => Some(if a.0 > b.0 { a } else { b }),
                    (a, b) => a.as_ref().or(b.as_ref()),
                };
                let high = match (high, other_high) {
                    (Some(a), Some(b)) if a.0 == b.0 => Some(if a.1 { b } else { a }),
                    (Some(a), Some(b)) => Some(if a.0 < b.0 { a } else { b }),
                    (a, b) => a.as_ref().or(b.as_ref()),
                };
                let apart = match (low, high) {
                    (Some(low), Some(high)) => low.0 > high.0 || low.0 == high.0 && !(low.1 && high.1),
                    _ => false,
                };
                (!apart).then(|| Possible::Range(low.cloned(), high.cloned()))
            }
            _ => None,
        }
    }

    /// Returns both as one, when nothing lies between them.
    pub fn joined(&self, other: &Possible) -> Option<Possible> {
        fn all<T: Clone + Ord>(a: &[T], b: &[T]) -> Vec<T> {
            let mut all = [a, b].concat();
            all.sort();
            all.dedup();
            all
        }
        match (self, other) {
            (Possible::Truths(a), Possible::Truths(b)) => {
                let mut both = all(a, b);
                both.reverse();
                Some(Possible::Truths(both))
            }
            (Possible::Entries(domain, a), Possible::Entries(_, b)) => Some(Possible::Entries(*domain, all(a, b))),
            (Possible::Sets(domain, a), Possible::Sets(_, b)) => {
                let mut both = all(a, b);
                both.sort_by_key(|own| (own.len(), own.clone()));
                Some(Possible::Sets(*domain, both))
            }
            (Possible::Numbers(a), Possible::Numbers(b)) => Some(Possible::Numbers(all(a, b))),
            (Possible::Days(a, b), Possible::Days(c, d)) if b + 1 == *c => Some(Possible::Days(*a, *d)),
            (Possible::Days(a, b), Possible::Days(c, d)) if d + 1 == *a => Some(Possible::Days(*c, *b)),
            (Possible::Range(low, Some((a, x))), Possible::Range(Some((b, y)), high)) if a == b && x != y => {
                Some(Possible::Range(low.clone(), high.clone()))
            }
            (Possible::Range(Some((b, y)), high), Possible::Range(low, Some((a, x)))) if a == b && x != y => {
                Some(Possible::Range(low.clone(), high.clone()))
            }
            _ => None,
        }
    }
}

impl Cell {
    /// Returns what is possible of a question here.
    pub fn possible(&self, vocabulary: &Vocabulary, id: QuantityId) -> Option<Possible> {
        self.still_possible(vocabulary, id).cloned()
    }

    pub(crate) fn still_possible<'c>(&'c self, vocabulary: &'c Vocabulary, id: QuantityId) -> Option<&'c Possible> {
        self.answers.get(&id).or(vocabulary.all[id.0 as usize].as_ref())
    }

    /// Returns the cell with fewer answers to a question.
    pub fn with(&self, id: QuantityId, possible: Possible) -> Cell {
        let mut own = self.clone();
        own.answers.insert(id, possible);
        own
    }
}

/// Returns a number within 128 bits.
pub(crate) fn exact(number: &Number) -> Result<Exact, super::exact::TooLarge> {
    Exact::from_number(number)
}
