//! Laws over random years of bills on the shipped policies: what must hold whatever the amounts are.

use std::collections::BTreeMap;

use polcheck::base::number::Number;
use polcheck::interp::trace::{Amount, Money, Step, Work};
use polcheck::interp::{Claim, Member, Outcome, SettledClaim, Standing, Subject, settle, settle_by_benefit};
use polcheck::ir::{ClauseBody, EachKey, Owner, Program};
use polcheck::value::Value;

use crate::independent::{Bill, claim, jibei, load, shaanxi};
use crate::support::chance::Chance;

/// Calls a law with random years in every county of 陕西 and 吉北省.
fn for_all(years: usize, law: impl Fn(&Program, &[Bill], &mut Chance)) {
    let draws: [(&str, fn(&str, &mut Chance) -> Vec<Bill>); 2] =
        [("policies/shaanxi", shaanxi::year), ("policies/jibei", jibei::year)];
    for (folder, draw) in draws {
        let analysis = load(folder);
        let counties = analysis.jurisdictions.iter().enumerate().filter(|(_, own)| !own.program.benefits.is_empty());
        for (seed, own) in counties {
            let mut chance = Chance::new(seed as u64);
            for _ in 0..years {
                let bills = draw(&own.program.jurisdiction.name, &mut chance);
                law(&own.program, &bills, &mut chance);
            }
        }
    }
}

fn claims(program: &Program, bills: &[Bill]) -> Vec<Claim> {
    bills.iter().enumerate().map(|(at, bill)| claim(program, at, bill)).collect()
}

/// What became of a claim, to be compared: how it stands, and each benefit's payment, reason and steps.
fn said(own: &SettledClaim) -> String {
    let benefits: Vec<String> = own
        .benefits
        .iter()
        .map(|(id, outcome)| match outcome {
            Ok(outcome) => format!("{id:?} {} {:?} {:?}", outcome.payment, outcome.due, outcome.steps),
            Err(error) => format!("{id:?} {:?} {:?}", error.kind, error.within),
        })
        .collect();
    format!("{:?}\n{}", own.standing, benefits.join("\n"))
}

fn by_id(settled: &[SettledClaim]) -> BTreeMap<String, String> {
    settled.iter().map(|own| (own.claim.id.clone(), said(own))).collect()
}

#[test]
fn the_order_in_which_claims_come_in_has_no_influence() {
    for_all(6, |program, bills, chance| {
        let sorted = claims(program, bills);
        let mut shuffled = sorted.clone();
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, chance.below(at as u64 + 1) as usize);
        }
        let (one, other) = (settle(program, Subject::default(), sorted), settle(program, Subject::default(), shuffled));
        assert_eq!(by_id(&one.claims), by_id(&other.claims), "{bills:?}");
        let order = |of: &[SettledClaim]| of.iter().map(|own| own.claim.id.clone()).collect::<Vec<_>>();
        assert_eq!(order(&one.claims), order(&other.claims), "{bills:?}");
    });
}

#[test]
fn a_bill_and_its_reversal_change_nothing_else() {
    for_all(6, |program, bills, chance| {
        let alone = claims(program, bills);
        let model = &bills[chance.below(bills.len() as u64) as usize];
        // A cost that no other bill has, so that nothing else can be meant.
        let twin = Bill { eligible: 123_456_789, ..model.clone() };
        let reversal = Bill { eligible: -123_456_789, class_b: 0, imported: 0, ..model.clone() };
        let mut with_pair = alone.clone();
        let id = |at: usize, text: &str| format!("{at:06}{text}");
        with_pair.push(Claim { id: id(0, "twin"), ..claim(program, 0, &twin) });
        with_pair.push(Claim { id: id(9, "reversal"), ..claim(program, 0, &reversal) });
        let without = by_id(&settle_by_benefit(program, Subject::default(), alone).claims);
        let settled = settle_by_benefit(program, Subject::default(), with_pair);
        let mut with = by_id(&settled.claims);
        for own in settled.claims.iter().filter(|own| own.claim.id.len() > 6) {
            assert!(matches!(own.standing, Standing::Cancelled { .. }), "{:?}", own.standing);
            assert!(own.paid().is_zero());
            with.remove(&own.claim.id);
        }
        // The places of claims in the order of settling move; nothing else does.
        assert_eq!(without, with, "{} {bills:?}", program.jurisdiction.name);
    });
}

#[test]
fn two_persons_settled_together_are_settled_as_apart() {
    for_all(4, |program, bills, _| {
        let shared = |id: polcheck::ir::BenefitId| {
            let clauses = &program.benefit(id).clauses;
            clauses.iter().flat_map(|clause| &clause.versions).any(
                |version| matches!(&version.body, ClauseBody::Cap { each, .. } if each.contains(&EachKey::Household)),
            )
        };
        let members = ["甲", "乙"].map(|name| Member { name: name.to_owned(), ..Member::default() });
        let household = Subject { members: members.to_vec(), ..Subject::default() };
        let mut together = Vec::new();
        let mut apart: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let paid = |settled: &[SettledClaim]| -> BTreeMap<String, Vec<String>> {
            let of = |own: &SettledClaim| {
                let own_benefits = own.benefits.iter().filter(|(id, _)| !shared(*id));
                let payments = own_benefits.map(|(id, outcome)| match outcome {
                    Ok(outcome) => format!("{id:?} {} {:?}", outcome.payment, outcome.due),
                    Err(error) => format!("{id:?} {:?}", error.kind),
                });
                (own.claim.id.clone(), payments.collect())
            };
            settled.iter().map(of).collect()
        };
        for member in 0..2 {
            let own: Vec<Claim> = claims(program, bills)
                .into_iter()
                .enumerate()
                .filter(|(at, _)| at % 2 == member)
                .map(|(_, claim)| claim)
                .collect();
            together.extend(own.iter().map(|claim| Claim { member, ..claim.clone() }));
            apart.extend(paid(&settle_by_benefit(program, Subject::default(), own).claims));
        }
        assert_eq!(paid(&settle_by_benefit(program, household, together).claims), apart, "{bills:?}");
    });
}

#[test]
fn the_steps_of_a_worked_sum_lead_to_its_payment() {
    for_all(8, |program, bills, _| {
        let settled = settle_by_benefit(program, Subject::default(), claims(program, bills));
        for own in &settled.claims {
            for (id, outcome) in &own.benefits {
                let Ok(outcome) = outcome else { continue };
                let name = &program.benefit(*id).name;
                assert!(!outcome.payment.is_negative(), "{name} pays less than nothing");
                if outcome.is_due() {
                    replay(outcome).unwrap_or_else(|wrong| panic!("{name}: {wrong}\n{:#?}", outcome.steps));
                } else {
                    assert!(outcome.payment.is_zero(), "{name} is not due and pays");
                }
            }
        }
    });
}

/// Works a benefit out again from what its steps say, with nothing but the four operations.
fn replay(outcome: &Outcome) -> Result<(), String> {
    let mut now: Option<Number> = None;
    let mut allowed: Option<Number> = None;
    let mut left: Vec<(Number, Option<Number>)> = Vec::new();
    let mut paid = None;
    let cumulative = outcome.steps.iter().any(|step| matches!(step.work, Work::Cumulative { .. }));
    for (at, step) in outcome.steps.iter().enumerate() {
        let before = now.clone().unwrap_or_default();
        let gives = next(step, &before, cumulative, &mut allowed).map_err(|wrong| format!("step {at}: {wrong}"))?;
        if let Work::Cap { left: Some(own), left_after, .. } = &step.work {
            left.push((own.0.clone(), left_after.as_ref().map(|after| after.0.clone())));
        }
        if let Work::Payment { gives } = &step.work {
            paid = Some(gives.0.clone());
        }
        // A cumulative rate says what the whole year gives; the difference follows.
        now = gives.or(now);
    }
    let paid = paid.ok_or("no step says what is paid")?;
    same("the payment", &paid, &outcome.payment)?;
    same("the last step", now.as_ref().unwrap_or(&paid), &paid)?;
    for (left, after) in left {
        let after = after.ok_or("a cap does not say what is left")?;
        same("what is left of a cap", &after, &rest(&left, &paid))?;
    }
    Ok(())
}

/// Returns the amount after a step, or `None` where the step says something beside the amount.
fn next(
    step: &Step,
    before: &Number,
    cumulative: bool,
    allowed: &mut Option<Number>,
) -> Result<Option<Number>, String> {
    Ok(Some(match &step.work {
        Work::Base { usual, gives, .. } => {
            if let Some(usual) = usual {
                let less = rest(&minus(&usual.eligible.0, &usual.first_pay_before.0), &usual.paid_before.0);
                same("the usual base", &gives.0, &less)?;
            }
            gives.0.clone()
        }
        Work::FirstPay { taken, rest: after, .. } => expect("first pay", after, &minus(before, &taken.0))?,
        Work::Quantity { share, rest: after, .. } => expect("quantity", after, &times(before, &exact(share)?))?,
        Work::Deductible {
            due, carried_on, charged_before, charged, charged_after, often_enough, rest: after, ..
        } => {
            same("charged after", &charged_after.0, &plus(&charged_before.0, &charged.0))?;
            let due = carried_on.as_ref().map_or_else(|| due.0.clone(), |carried| rest(&due.0, &carried.0));
            let most = if often_enough.is_some() { Number::zero() } else { rest(&due, &charged_before.0) };
            if charged.0 > most {
                return Err(format!("charged {} of {most}", charged.0));
            }
            if cumulative {
                // The step speaks of the whole year.
                return Ok(None);
            }
            same("charged", &charged.0, &before.at_most(&most))?;
            expect("the rest after the deductible", after, &minus(before, &charged.0))?
        }
        Work::Rate { stated, of, gives } => {
            let rate = stated.value.as_ref().map_or(Ok(Number::zero()), exact)?;
            same("the rate", &gives.0, &times(&of.0, &rate))?;
            gives.0.clone()
        }
        Work::Segments { from, to, lines, gives, .. } => {
            let mut sum = Number::zero();
            let mut covered = Number::zero();
            for line in lines {
                let rate = line.rate.value.as_ref().map_or(Ok(Number::zero()), exact)?;
                same("a segment", &line.gives.0, &times(&line.part.0, &rate))?;
                sum = plus(&sum, &line.gives.0);
                covered = plus(&covered, &line.part.0);
            }
            same("all segments", &gives.0, &sum)?;
            same("what the segments cover", &covered, &minus(&to.0, &from.0))?;
            sum
        }
        Work::Cumulative { gave_before, gives_with_this, gives, .. } => {
            same("what the year gives", &gives_with_this.0, before)?;
            expect("the difference", gives, &rest(&gives_with_this.0, &gave_before.0))?
        }
        Work::Amount { stated, rounded, gives } => {
            if rounded.is_none() {
                let stated = stated.value.as_ref().map_or(Ok(Number::zero()), exact)?;
                same("the amount", &gives.0, &stated.at_least(&Number::zero()))?;
            }
            gives.0.clone()
        }
        Work::TopUp { target, paid_before, gives, .. } => {
            expect("topping up", gives, &rest(&target.0, &paid_before.0))?
        }
        Work::OwnPay { ceiling, own_before, own_now, gives, .. } => {
            let over = ceiling.as_ref().map_or(Number::zero(), |own| rest(&plus(&own_before.0, &own_now.0), &own.0));
            expect("what exceeds the ceiling", gives, &own_now.0.at_most(&over))?
        }
        Work::Cap { limit, used, left, reached, gives, .. } => {
            if let (Some(limit), Some(left)) = (limit, left) {
                same("what is left", &left.0, &rest(&limit.0, &used.0))?;
                *allowed = Some(allowed.as_ref().map_or_else(|| left.0.clone(), |old| old.at_most(&left.0)));
            }
            if !reached {
                return Ok(None);
            }
            // Of several caps each says what it would give by itself; the smallest holds.
            before.at_most(&gives.0)
        }
        Work::TotalOfLayers { limit, paid_before, left, gives, .. } => {
            if let (Some(limit), Some(left)) = (limit, left) {
                same("what is left of the total", &left.0, &rest(&limit.0, &paid_before.0))?;
                *allowed = Some(allowed.as_ref().map_or_else(|| left.0.clone(), |old| old.at_most(&left.0)));
            }
            gives.0.clone()
        }
        Work::Round { unit, of, gives, .. } => {
            same("what is rounded", &of.0, before)?;
            let off = minus(&gives.0, &of.0);
            if off >= unit.0 || off.negate() >= unit.0 {
                return Err(format!("rounding {} to {} goes too far", of.0, gives.0));
            }
            if allowed.as_ref().is_some_and(|allowed| gives.0 > *allowed) {
                return Err("rounding lifts the payment above a limit".to_owned());
            }
            gives.0.clone()
        }
        Work::Payment { gives } => expect("the payment", gives, before)?,
    }))
}

fn expect(what: &str, said: &Money, worked: &Number) -> Result<Number, String> {
    same(what, &said.0, worked)?;
    Ok(said.0.clone())
}

fn same(what: &str, said: &Number, worked: &Number) -> Result<(), String> {
    if said == worked { Ok(()) } else { Err(format!("{what} says {said}, worked out {worked}")) }
}

/// Reads `0.8` or `1/3`.
fn exact(amount: &Amount) -> Result<Number, String> {
    let number = |text: &str| Number::parse(text).ok_or_else(|| format!("`{text}` is no number"));
    match amount.exact.split_once('/') {
        Some((over, under)) => number(over)?.divide(&number(under)?).map_err(|error| format!("{error:?}")),
        None => number(&amount.exact),
    }
}

fn plus(a: &Number, b: &Number) -> Number {
    a.add(b).expect("small")
}

fn minus(a: &Number, b: &Number) -> Number {
    a.subtract(b).expect("small")
}

fn times(a: &Number, b: &Number) -> Number {
    a.multiply(b).expect("small")
}

/// `a - b`, at least 0.
fn rest(a: &Number, b: &Number) -> Number {
    minus(a, b).at_least(&Number::zero())
}

#[test]
fn totals_in_the_trace_go_on_where_the_claim_before_left_them() {
    for_all(8, |program, bills, _| {
        let settled = settle_by_benefit(program, Subject::default(), claims(program, bills));
        // What each deductible and cap of the year has used, by its path.
        let mut used: BTreeMap<(usize, String, i16), Number> = BTreeMap::new();
        for own in &settled.claims {
            let year = own.claim.date.year();
            for (id, outcome) in &own.benefits {
                let Ok(outcome) = outcome else { continue };
                let starts_in_january = !program.benefit(*id).clauses.iter().any(|clause| {
                    clause.versions.iter().any(|version| matches!(version.body, ClauseBody::YearFrom { .. }))
                });
                if !outcome.is_due() || !starts_in_january {
                    continue;
                }
                for step in &outcome.steps {
                    let Some(clause) = &step.clause else { continue };
                    let key = (id.index(), clause.path.zh.clone(), year);
                    match &step.work {
                        Work::Deductible { period: "year", charged_before, charged_after, .. } => {
                            let known = used.entry(key).or_default();
                            assert_eq!(*known, charged_before.0, "{} {}", program.jurisdiction.name, clause.path.zh);
                            *known = charged_after.0.clone();
                        }
                        Work::Cap { period: "year", each, joint, used: before, .. }
                            if each.is_empty() && joint.is_empty() =>
                        {
                            let known = used.entry(key).or_default();
                            assert_eq!(*known, before.0, "{} {}", program.jurisdiction.name, clause.path.zh);
                            *known = plus(known, &outcome.payment);
                        }
                        _ => {}
                    }
                }
            }
        }
    });
}

#[test]
fn what_a_bill_says_of_other_persons_facts_stays_with_it() {
    // A fact of the person on one record holds for that record alone.
    let analysis = load("policies/jibei");
    let found = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == "青山县");
    let program = &found.expect("it is there").program;
    let bills = jibei::year("青山县", &mut Chance::new(7));
    let mut claims = claims(program, &bills);
    let groups = program.find_fact(Some(Owner::Person), "人群").expect("the vocabulary has it");
    let first = settle_by_benefit(program, Subject::default(), claims.clone());
    let held = claims[0].facts.remove(&groups).expect("every bill says it");
    let mut subject = Subject::default();
    subject.facts.insert(groups, held);
    let again = settle_by_benefit(program, subject, claims);
    assert_eq!(by_id(&first.claims), by_id(&again.claims));
    assert!(matches!(first.claims[0].claim.facts[&groups], Value::Several(..)));
}
