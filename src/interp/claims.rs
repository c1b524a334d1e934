//! Claims of a household: in which order they are settled, which ones are taken out as reversed, and the settlement
//! of all of them.

use super::benefit::Outcome;
use super::context::Occurrence;
use super::error::{Error, Fallible};
use super::session::{MAX_CLAIMS, MAX_OUTCOMES, Session};
use super::subject::{Claim, Subject};
use super::words;
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::text::Text;
use crate::ir::{BenefitId, Occasion, Program};
use crate::value::Value;
use crate::value::period::{self, YearStart};
use std::rc::Rc;
use std::sync::Arc;

/// How a claim stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// To be settled; it counts in the totals of later claims.
    Open,
    /// Taken out together with the claim of this id.
    Cancelled {
        with: String,
    },
    Rejected(Rejection),
}

/// Why a claim cannot be settled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejection {
    /// A reversed bill without the one it reverses.
    NoPartner,
    /// The bill that `原结算号` names does not exist, or is cancelled.
    NamedPartner(String),
    /// The household has no such member.
    NoSuchMember {
        member: usize,
        count: usize,
    },
    DuplicateId,
    TooMany,
    /// A benefit has no answer for it.
    Error(Arc<Error>),
}

impl Rejection {
    /// Returns the stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Rejection::NoPartner | Rejection::NamedPartner(_) => "no_partner",
            Rejection::NoSuchMember { .. } => "no_such_member",
            Rejection::DuplicateId => "duplicate_id",
            Rejection::TooMany => "too_many",
            Rejection::Error(error) => error.kind.name(),
        }
    }

    /// Returns the sentence.
    pub fn text(&self, claim: &Claim) -> Text {
        match self {
            Rejection::NoPartner => words::rejected_no_partner(),
            Rejection::NamedPartner(id) => words::rejected_named_partner(id),
            Rejection::NoSuchMember { member, count } => words::rejected_member(*member + 1, *count),
            Rejection::DuplicateId => words::rejected_duplicate(&claim.id),
            Rejection::TooMany => words::rejected_too_many(MAX_CLAIMS),
            Rejection::Error(error) => error.message.clone(),
        }
    }
}

/// Every claim with what became of it, in the order of settling; rejected ones that had no place in it at the end.
#[derive(Clone, Debug)]
pub struct Settlement {
    pub claims: Vec<SettledClaim>,
}

/// A claim with what became of it.
#[derive(Clone, Debug)]
pub struct SettledClaim {
    pub claim: Claim,
    pub member_name: String,
    pub standing: Standing,
    /// What each benefit of claims pays, in the order of the layers; none where the claim is taken out.
    pub benefits: Vec<(BenefitId, Fallible<Rc<Outcome>>)>,
}

impl SettledClaim {
    /// Returns the sum of all payments; 0 unless it is settled.
    pub fn paid(&self) -> Number {
        if self.standing != Standing::Open {
            return Number::zero();
        }
        let payments = self.benefits.iter().filter_map(|(_, outcome)| outcome.as_ref().ok());
        payments.fold(Number::zero(), |sum, own| sum.add(&own.payment).unwrap_or(sum))
    }

    /// Returns what a benefit pays.
    pub fn outcome(&self, id: BenefitId) -> Option<&Outcome> {
        let found = self.benefits.iter().find(|(own, _)| *own == id);
        found.and_then(|(_, outcome)| outcome.as_ref().ok()).map(Rc::as_ref)
    }
}

impl Settlement {
    /// Returns the claim of an id.
    pub fn claim(&self, id: &str) -> Option<&SettledClaim> {
        self.claims.iter().find(|own| own.claim.id == id)
    }
}

/// Settles claims of one household. A claim on which a benefit has no answer is rejected whole and changes no total.
pub fn settle(program: &Program, subject: Subject, claims: Vec<Claim>) -> Settlement {
    let (session, out) = Session::new(program, subject, claims);
    session.settle_all(out, false)
}

/// Settles claims benefit by benefit: where one has no answer, the others that do not need it still have theirs.
pub fn settle_by_benefit(program: &Program, subject: Subject, claims: Vec<Claim>) -> Settlement {
    let (session, out) = Session::new(program, subject, claims);
    session.settle_all(out, true)
}

/// Claims that have no place in the order of settling.
type LeftOut = Vec<(Claim, Rejection)>;

impl<'p> Session<'p> {
    /// Returns a session over claims, and those that it cannot take in.
    pub fn new(program: &'p Program, subject: Subject, claims: Vec<Claim>) -> (Session<'p>, LeftOut) {
        let mut out: LeftOut = Vec::new();
        let mut taken: Vec<Claim> = Vec::new();
        let mut ids = std::collections::BTreeSet::new();
        let limit = MAX_CLAIMS.min(MAX_OUTCOMES / program.benefits.len().max(1));
        let count = subject.person_count();
        for claim in claims {
            let rejection = if claim.member >= count {
                Some(Rejection::NoSuchMember { member: claim.member, count })
            } else if !ids.insert(claim.id.clone()) {
                Some(Rejection::DuplicateId)
            } else if taken.len() >= limit {
                Some(Rejection::TooMany)
            } else {
                None
            };
            match rejection {
                Some(rejection) => out.push((claim, rejection)),
                None => taken.push(claim),
            }
        }
        let unsorted = Session::of_sorted(program, subject, taken);
        let mut keyed: Vec<(Date, Number, Claim)> = (0..unsorted.claims.len())
            .map(|place| {
                let ctx = unsorted.context(Occurrence::Claim(place), None);
                let order = unsorted.known.order.and_then(|fact| unsorted.raw_number(&ctx, fact));
                (ctx.date, order.unwrap_or_default(), unsorted.claim(place).clone())
            })
            .collect();
        keyed.sort_by(|a, b| (a.0, &a.1, &a.2.id).cmp(&(b.0, &b.1, &b.2.id)));
        let claims = keyed.into_iter().map(|(_, _, claim)| claim).collect();
        let session = Session::of_sorted(program, unsorted.subject, claims);
        session.reverse_bills();
        (session, out)
    }

    /// Takes out every bill with negative cost and the one that it cancels, before anything is settled.
    fn reverse_bills(&self) {
        let costs: Vec<(Option<Number>, Option<Number>)> = (0..self.claims.len())
            .map(|place| {
                let ctx = self.context(Occurrence::Claim(place), None);
                let cost = |fact: Option<crate::ir::FactId>| fact.and_then(|fact| self.raw_number(&ctx, fact));
                (cost(self.known.gross), cost(self.known.eligible))
            })
            .collect();
        let negative = |cost: &Option<Number>| cost.as_ref().is_some_and(Number::is_negative);
        let reverses = |place: usize| negative(&costs[place].0) || negative(&costs[place].1);
        for place in (0..self.claims.len()).filter(|place| reverses(*place)) {
            let claim = self.claim(place);
            let open = |other: &usize| self.counts(*other) && !reverses(*other);
            let named = self.known.original.and_then(|fact| claim.facts.get(&fact));
            let partner = match named {
                Some(Value::Text(id)) => {
                    let of_person =
                        |other: &usize| self.claim(*other).id == *id && self.claim(*other).member == claim.member;
                    let found = (0..self.claims.len()).filter(open).find(of_person);
                    found.ok_or_else(|| Rejection::NamedPartner(id.clone()))
                }
                _ => {
                    let opposite = |a: &Option<Number>, b: &Option<Number>| match (a, b) {
                        (Some(a), Some(b)) => a.negate() == *b,
                        (None, None) => true,
                        (Some(_), None) | (None, Some(_)) => false,
                    };
                    let year = self.common_year(claim.date);
                    let fits = |other: &usize| {
                        let own = self.claim(*other);
                        own.member == claim.member
                            && period::same(Period::Year, own.date, claim.date, year)
                            && opposite(&costs[*other].0, &costs[place].0)
                            && opposite(&costs[*other].1, &costs[place].1)
                    };
                    (0..place).rev().filter(open).find(fits).ok_or(Rejection::NoPartner)
                }
            };
            let mut standings = self.standings.borrow_mut();
            match partner {
                Ok(other) => {
                    standings[place] = Standing::Cancelled { with: self.claim(other).id.clone() };
                    standings[other] = Standing::Cancelled { with: claim.id.clone() };
                }
                Err(rejection) => standings[place] = Standing::Rejected(rejection),
            }
        }
    }

    /// Returns where the benefit year begins that all benefits of claims share; else that of the calendar.
    fn common_year(&self, date: Date) -> YearStart {
        let of_claims = |id: &&BenefitId| self.program.benefit(**id).occasion == Occasion::EachClaim;
        let mut starts = self.program.order.iter().filter(of_claims).map(|id| self.year_start(Some(*id), date));
        let first = starts.next().unwrap_or(YearStart::CALENDAR);
        if starts.all(|own| own == first) { first } else { YearStart::CALENDAR }
    }

    /// Returns what a benefit pays on a claim, by its place in the order of settling.
    pub fn on_claim(&self, id: BenefitId, place: usize) -> Fallible<Rc<Outcome>> {
        self.outcome(id, Occurrence::Claim(place))
    }

    /// Returns what an expression is worth on an occurrence, seen from outside of every benefit.
    pub fn answer(&self, occurrence: Occurrence, expr: &'p crate::ir::Expr) -> Fallible<crate::value::Value> {
        let ctx = self.context(occurrence, None);
        self.eval(&ctx, expr)
    }

    /// Returns how a claim stands.
    pub fn standing(&self, place: usize) -> Standing {
        self.standings.borrow()[place].clone()
    }

    /// Settles every claim in order. Strictly: one that has no answer in some benefit is rejected; else it stays.
    fn settle_all(&self, out: LeftOut, by_benefit: bool) -> Settlement {
        let of_claims = |id: &&BenefitId| self.program.benefit(**id).occasion == Occasion::EachClaim;
        let benefits: Vec<BenefitId> = self.program.order.iter().filter(of_claims).copied().collect();
        let mut claims = Vec::new();
        for place in 0..self.claims.len() {
            let mut outcomes = Vec::new();
            if self.counts(place) {
                outcomes.extend(benefits.iter().map(|id| (*id, self.on_claim(*id, place))));
            }
            let error = outcomes.iter().find_map(|(_, outcome)| outcome.as_ref().err().cloned());
            if let Some(error) = error.filter(|_| !by_benefit) {
                self.standings.borrow_mut()[place] = Standing::Rejected(Rejection::Error(Arc::from(error)));
            }
            let claim = self.claim(place).clone();
            let member_name = self.subject.member_name(claim.member).to_owned();
            claims.push(SettledClaim { claim, member_name, standing: self.standing(place), benefits: outcomes });
        }
        claims.extend(out.into_iter().map(|(claim, rejection)| {
            let member_name = self.subject.member_name(claim.member).to_owned();
            SettledClaim { claim, member_name, standing: Standing::Rejected(rejection), benefits: Vec::new() }
        }));
        Settlement { claims }
    }
}
