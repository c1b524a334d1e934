//! Running totals that two programs keep alike: of benefits of one name, the same clauses with the same periods, keys and
//! joint caps. Taken to be equal before a bill, they are so after it where both add the same; so a pair of policies that
//! does that for any amounts does it for any bills in a row.

use super::super::space::Party;
use super::super::term::Term;
use super::benefit::Outcome;
use crate::base::date::Date;
use crate::ir::{Benefit, BenefitId, Clause, ClauseBody, ClauseWord, EachKey, Program, version_on};
use std::collections::BTreeMap;

/// One amount of what bills of which nothing is known have added to the totals of a benefit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub side: usize,
    pub benefit: BenefitId,
    /// The place of the clause; `None`: of the benefit itself.
    pub clause: Option<usize>,
    /// Which of its amounts.
    pub part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Part {
    Payment,
    FirstPay,
    Covered,
    Due,
    Charged,
    Left,
    Asked,
    Counted,
    OwnCost,
}

/// The benefits and clauses of further programs that the first one has too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Twins {
    of: BTreeMap<(usize, BenefitId), (BenefitId, BTreeMap<usize, usize>)>,
}

impl Twins {
    /// Returns the twins; `None` where their years begin on several days, so that sums over them are of other bills.
    pub(crate) fn of(parties: &[Party<'_>]) -> Option<Twins> {
        let (first, others) = parties.split_first()?;
        let starts: Vec<Option<(u8, u8)>> = parties
            .iter()
            .flat_map(|party| party.program.benefits.iter().map(|own| year_start(&own.clauses, party.date)))
            .collect();
        if starts.windows(2).any(|pair| pair[0] != pair[1]) {
            return None;
        }
        let mut twins = Twins::default();
        for (side, other) in (1..).zip(others) {
            for (at, benefit) in other.program.benefits.iter().enumerate() {
                let same = |own: &Benefit| own.name == benefit.name && own.occasion == benefit.occasion;
                let Some(twin) = first.program.benefits.iter().position(same) else { continue };
                let (twin, own) = (BenefitId(twin as u32), &first.program.benefits[twin]);
                let mut clauses = BTreeMap::new();
                for (place, clause) in benefit.clauses.iter().enumerate() {
                    let alike =
                        |known: &Clause| known.path == clause.path && totals_alike((first, known), (other, clause));
                    if let Some(known) = own.clauses.iter().position(alike) {
                        clauses.insert(place, known);
                    }
                }
                twins.of.insert((side, BenefitId(at as u32)), (twin, clauses));
            }
        }
        Some(twins)
    }

    /// Whether a total of the first program is one that another keeps too.
    pub(crate) fn is_shared(&self, own: Slot) -> bool {
        let kept = |(benefit, clauses): &(BenefitId, BTreeMap<usize, usize>)| {
            *benefit == own.benefit && own.clause.is_none_or(|at| clauses.values().any(|known| *known == at))
        };
        own.side == 0 && !matches!(own.part, Part::Due | Part::Left) && self.of.values().any(kept)
    }

    /// Returns the amount that stands for this one: the first program's, where it keeps the same total.
    pub(crate) fn first_of(&self, own: Slot) -> Slot {
        let Some((benefit, clauses)) = self.of.get(&(own.side, own.benefit)) else { return own };
        match own.clause {
            // What of one bill alone is asked of the next is no sum: nobody holds it against the other side's.
            _ if matches!(own.part, Part::Due | Part::Left) => own,
            None => Slot { side: 0, benefit: *benefit, ..own },
            Some(at) => match clauses.get(&at) {
                Some(first) => Slot { side: 0, benefit: *benefit, clause: Some(*first), ..own },
                None => own,
            },
        }
    }
}

impl Outcome {
    /// Returns all that later bills can ask of it, each amount under its name.
    pub(crate) fn slots(&self, side: usize, benefit: BenefitId) -> Vec<(Slot, Term)> {
        let whole = |part, term| (Slot { side, benefit, clause: None, part }, term);
        let of = |at: usize, part, term| (Slot { side, benefit, clause: Some(at), part }, term);
        let mut all = vec![
            whole(Part::Payment, self.payment),
            whole(Part::FirstPay, self.first_pay),
            whole(Part::Covered, self.covered),
        ];
        for own in &self.deductibles {
            all.push(of(own.at, Part::Charged, own.charged));
        }
        for (at, asked, _) in &self.quantities {
            all.push(of(*at, Part::Asked, *asked));
        }
        for (at, amount, _) in &self.caps {
            all.push(of(*at, Part::Counted, *amount));
        }
        for (at, cost) in &self.own_costs {
            all.push(of(*at, Part::OwnCost, *cost));
        }
        all
    }
}

fn year_start(clauses: &[Clause], on: Date) -> Option<(u8, u8)> {
    clauses.iter().filter(|own| own.path.word == ClauseWord::YearFrom).find_map(|own| {
        match version_on(&own.versions, on)?.body {
            ClauseBody::YearFrom { month, day } => Some((month, day)),
            _ => None,
        }
    })
}

/// Whether two clauses sum the same bills.
fn totals_alike((a_of, a): (&Party<'_>, &Clause), (b_of, b): (&Party<'_>, &Clause)) -> bool {
    let (Some(a), Some(b)) = (version_on(&a.versions, a_of.date), version_on(&b.versions, b_of.date)) else {
        return false;
    };
    let keys = |program: &Program, each: &[EachKey]| -> Option<Vec<String>> {
        each.iter()
            .map(|key| match key {
                EachKey::Fact(id) => Some(format!("fact {}", program.fact(*id).name)),
                EachKey::Person => Some("person".to_owned()),
                EachKey::Household => Some("household".to_owned()),
                // What it comes to may differ.
                EachKey::Definition(_) => None,
            })
            .collect()
    };
    let names = |program: &Program, joint: &[BenefitId]| -> Vec<String> {
        joint.iter().map(|id| program.benefit(*id).name.clone()).collect()
    };
    match (&a.body, &b.body) {
        (
            ClauseBody::Cap { period, each, joint, .. },
            ClauseBody::Cap { period: other, each: other_each, joint: other_joint, .. },
        ) => {
            period == other
                && keys(a_of.program, each).is_some_and(|own| Some(own) == keys(b_of.program, other_each))
                && names(a_of.program, joint) == names(b_of.program, other_joint)
        }
        (
            ClauseBody::Deductible { period, charged_at_most, .. },
            ClauseBody::Deductible { period: other, charged_at_most: other_most, .. },
        ) => period == other && charged_at_most == other_most,
        (ClauseBody::Quantity { period, .. }, ClauseBody::Quantity { period: other, .. }) => period == other,
        (ClauseBody::OwnPayAtMost { period, .. }, ClauseBody::OwnPayAtMost { period: other, .. }) => period == other,
        _ => false,
    }
}
