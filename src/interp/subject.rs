//! Whose case it is and what is known: the household, its members, what changes from a day on, and claims.

use crate::base::date::{Date, DateRange};
use crate::ir::{DefinitionId, FactId, Given, StateId};
use crate::value::{EntryId, Value};
use std::collections::BTreeMap;

/// Values by fact.
pub type Facts = BTreeMap<FactId, Value>;

/// A person or household with what is known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Facts of the household, and what holds of each member or claim that says nothing else.
    pub facts: Facts,
    /// In order; empty: one person alone, who has no name.
    pub members: Vec<Member>,
    /// Params set in place of what the policy says.
    pub params: BTreeMap<DefinitionId, Value>,
    /// What a state was in the period before the first one known: of a member, or of all.
    pub states: Vec<(Option<usize>, StateId, EntryId)>,
    /// What becomes otherwise from a day on.
    pub changes: Vec<Change>,
    /// The first day known: states and totals of period benefits begin in its period. `None`: the earliest of the
    /// changes and claims, else the day asked.
    pub known_from: Option<Date>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    pub name: String,
    pub facts: Facts,
    /// When the person belongs to the household.
    pub present: DateRange,
}

/// Facts that hold from a day on, until the next change of the same fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub from: Date,
    /// Of one member; `None`: of all.
    pub member: Option<usize>,
    pub facts: Facts,
    pub params: BTreeMap<DefinitionId, Value>,
}

/// A bill to settle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    pub id: String,
    /// Whose, by place among the members (0 when alone).
    pub member: usize,
    pub date: Date,
    /// Facts of the claim, and those of the person or household as the record carries them.
    pub facts: Facts,
}

impl Subject {
    /// Returns how many persons there are: one, when no members are named.
    pub fn person_count(&self) -> usize {
        self.members.len().max(1)
    }

    /// Returns the name of a member; empty when alone.
    pub fn member_name(&self, at: usize) -> &str {
        self.members.get(at).map_or("", |member| member.name.as_str())
    }

    /// Returns the members present on a day.
    pub fn present(&self, on: Date) -> Vec<usize> {
        (0..self.person_count()).filter(|at| self.members.get(*at).is_none_or(|own| own.present.contains(on))).collect()
    }

    /// Returns what is given for a fact on a day: the latest change, of the member before all; else what the member has,
    /// else all.
    pub(super) fn value(&self, id: FactId, person: Option<usize>, on: Date) -> Option<&Value> {
        let mut latest: Option<(Date, bool, &Value)> = None;
        for change in &self.changes {
            let concerns = change.member.is_none() || change.member == person;
            if let Some(value) = change.facts.get(&id).filter(|_| concerns && change.from <= on) {
                let rank = (change.from, change.member.is_some());
                if latest.is_none_or(|(from, own, _)| (from, own) <= rank) {
                    latest = Some((rank.0, rank.1, value));
                }
            }
        }
        let of_member = || person.and_then(|at| self.members.get(at)).and_then(|own| own.facts.get(&id));
        latest.map(|(_, _, value)| value).or_else(of_member).or_else(|| self.facts.get(&id))
    }

    /// Returns the value set in place of a param on a day.
    pub fn param(&self, id: DefinitionId, on: Date) -> Option<&Value> {
        let changes = self.changes.iter().filter(|change| change.from <= on && change.params.contains_key(&id));
        let latest = changes.max_by_key(|change| change.from);
        latest.and_then(|change| change.params.get(&id)).or_else(|| self.params.get(&id))
    }

    /// Takes in what is given for all, or for a member.
    pub fn give(&mut self, member: Option<usize>, given: &[Given]) {
        for one in given {
            match one {
                Given::Fact(fact, value) => {
                    let facts = match member.and_then(|at| self.members.get_mut(at)) {
                        Some(member) => &mut member.facts,
                        None => &mut self.facts,
                    };
                    facts.insert(*fact, value.clone());
                }
                Given::Param(definition, value) => {
                    self.params.insert(*definition, value.clone());
                }
                Given::State(state, entry) => {
                    self.states.retain(|(of, own, _)| (*of, *own) != (member, *state));
                    self.states.push((member, *state, *entry));
                }
            }
        }
    }
}
