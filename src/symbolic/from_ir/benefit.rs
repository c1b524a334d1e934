//! A benefit on a bill in a cell: whether it is due, by which identity, and what it adds to the totals, as terms.

use super::super::exact::Exact;
use super::super::explore::WITHOUT_END;
use super::super::inequality::Verdict;
use super::super::pieces::{Budget, Inquiry};
use super::super::term::{InputId, Term};
use super::super::undecided::Undecided;
use super::recall::Asking;
use super::table::as_set;
use super::twins::{Part, Slot};
use super::{Context, Held, Kind, Lowered, Lowering, Run, Stop, Sym, words};
use crate::ir::{BenefitId, ChoiceMode, ClauseBody, ClauseWord, FactId, IdentityMode, Occasion, Owner, version_on};
use crate::value::{EntryId, Value};
use std::cell::Cell;
use std::rc::Rc;

/// What a benefit pays and adds to the running totals; clauses by their place in the benefit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Outcome {
    /// 1 where it is due, else 0.
    pub due: Term,
    pub payment: Term,
    pub first_pay: Term,
    pub covered: Term,
    pub deductibles: Vec<DeductibleTally>,
    /// Asked, and what is left after it.
    pub quantities: Vec<(usize, Term, Option<Term>)>,
    /// What counts against a cap, and what was left of it before.
    pub caps: Vec<(usize, Term, Option<Term>)>,
    pub own_costs: Vec<(usize, Term)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct DeductibleTally {
    pub at: usize,
    pub due: Term,
    pub charged: Term,
    pub continued: bool,
    pub left_after: Term,
}

impl Outcome {
    /// Returns what it adds to what later bills can ask for, in a fixed order: all that a total may sum.
    pub(crate) fn totals(&self) -> Vec<Term> {
        let mut all = vec![self.payment, self.first_pay, self.covered];
        all.extend(self.deductibles.iter().map(|own| own.charged));
        all.extend(self.quantities.iter().map(|(_, asked, _)| *asked));
        all.extend(self.caps.iter().map(|(_, amount, _)| *amount));
        all.extend(self.own_costs.iter().map(|(_, cost)| *cost));
        all
    }

    /// Returns the outcome of what is not due.
    pub(super) fn nothing(zero: Term) -> Outcome {
        Outcome {
            due: zero,
            payment: zero,
            first_pay: zero,
            covered: zero,
            deductibles: Vec::new(),
            quantities: Vec::new(),
            caps: Vec::new(),
            own_costs: Vec::new(),
        }
    }
}

/// The most ways in which several identities are combined.
const MAX_RUNS: usize = 256;

impl Lowering<'_, '_> {
    /// Returns what a benefit pays on a bill, after choices.
    pub(crate) fn outcome(&self, id: BenefitId, bill: usize) -> Lowered<Rc<Outcome>> {
        self.kept(id, bill, true)
    }

    pub(super) fn kept(&self, id: BenefitId, bill: usize, last: bool) -> Lowered<Rc<Outcome>> {
        let key = (id, bill, last);
        if let Some(known) = self.memory.borrow().outcomes.get(&key) {
            self.note(Asking::Benefit(key));
            return Ok(known.clone());
        }
        if self.bills[bill].unknown {
            return self.of_unknown(id, bill);
        }
        let benefit = self.program.benefit(id);
        if !self.is_paid_for(id, bill) {
            return Err(Undecided::History(benefit.span).into());
        }
        if self.busy.borrow().contains(&key) {
            return Err(Undecided::Policy(words::circular(&benefit.name), benefit.span).into());
        }
        self.busy.borrow_mut().push(key);
        // It is worked for all numbers, whatever is assumed on the way of those who ask.
        let ways = std::mem::take(&mut *self.ways.borrow_mut());
        let work =
            || self.deeper(benefit.span, || if last { self.in_all_ways(id, bill) } else { self.worked(id, bill) });
        let result = self.recalled(key, work);
        *self.ways.borrow_mut() = ways;
        self.busy.borrow_mut().pop();
        let outcome = result?;
        Rc::make_mut(&mut self.memory.borrow_mut()).outcomes.insert(key, Rc::clone(&outcome));
        self.note(Asking::Benefit(key));
        Ok(outcome)
    }

    /// Returns what bills of which nothing is known have added to the totals of a benefit: any amounts.
    fn of_unknown(&self, id: BenefitId, bill: usize) -> Lowered<Rc<Outcome>> {
        let key = (self.side, id, bill);
        if let Some(known) = self.shop.unknown.borrow().get(&key) {
            return Ok(Rc::clone(known));
        }
        let slot = |clause, part| self.shop.twins.first_of(Slot { side: self.side, benefit: id, clause, part });
        let amount = |slot: Slot| {
            let mut make = || match slot.part {
                // What is paid is always whole.
                Part::Payment => self.shop.graph.borrow_mut().input(WITHOUT_END),
                _ => self.shop.graph.borrow_mut().amount(WITHOUT_END),
            };
            *self.shop.amounts.borrow_mut().entry((slot, bill)).or_insert_with(&mut make)
        };
        let any = |part| amount(slot(None, part));
        let (payment, first_pay, covered) = (any(Part::Payment), any(Part::FirstPay), any(Part::Covered));
        let mut own = Outcome { payment, first_pay, covered, ..Outcome::nothing(self.zero()) };
        for (at, clause) in self.program.benefit(id).clauses.iter().enumerate() {
            let any = |part| amount(slot(Some(at), part));
            match clause.path.word {
                ClauseWord::Deductible => {
                    let (due, charged, left_after) = (any(Part::Due), any(Part::Charged), any(Part::Left));
                    own.deductibles.push(DeductibleTally { at, due, charged, continued: false, left_after });
                }
                ClauseWord::Quantity => own.quantities.push((at, any(Part::Asked), Some(any(Part::Left)))),
                ClauseWord::Cap => own.caps.push((at, any(Part::Counted), Some(any(Part::Left)))),
                ClauseWord::OwnPayAtMost => own.own_costs.push((at, any(Part::OwnCost))),
                _ => {}
            }
        }
        let own = Rc::new(own);
        self.shop.unknown.borrow_mut().insert(key, Rc::clone(&own));
        Ok(own)
    }

    fn in_all_ways(&self, id: BenefitId, bill: usize) -> Lowered<Outcome> {
        let mut work = || self.after_choices(id, bill);
        self.forked(&mut work, &|test, then, otherwise| self.either(test, &then, &otherwise))
    }

    fn worked(&self, id: BenefitId, bill: usize) -> Lowered<Outcome> {
        let ctx = self.context(bill, Some(id));
        self.for_each_answer(&ctx, id)
    }

    /// Works on every way; where a question is open, once for each answer.
    fn for_each_answer(&self, ctx: &Context<'_>, id: BenefitId) -> Lowered<Outcome> {
        let mut work = || self.work(ctx, id);
        match self.forked(&mut work, &|test, then, otherwise| self.either(test, &then, &otherwise)) {
            Err(Stop::Open(question)) => self.told_apart(ctx, question, &mut |ctx| self.for_each_answer(ctx, id)),
            other => other,
        }
    }

    /// Joins two outcomes by a condition on numbers.
    fn either(&self, test: Term, then: &Outcome, otherwise: &Outcome) -> Lowered<Outcome> {
        let zero = self.zero();
        let pick = |a: Term, b: Term| self.made(|graph| graph.choose(test, a, b));
        let mut out = Outcome {
            due: pick(then.due, otherwise.due)?,
            payment: pick(then.payment, otherwise.payment)?,
            first_pay: pick(then.first_pay, otherwise.first_pay)?,
            covered: pick(then.covered, otherwise.covered)?,
            ..Outcome::nothing(zero)
        };
        let places = |a: Vec<usize>, b: Vec<usize>| {
            let mut all = [a, b].concat();
            all.sort_unstable();
            all.dedup();
            all
        };
        let of = |own: &Outcome| own.deductibles.iter().map(|tally| tally.at).collect::<Vec<_>>();
        for at in places(of(then), of(otherwise)) {
            let find = |own: &Outcome| own.deductibles.iter().find(|tally| tally.at == at).cloned();
            let (a, b) = (find(then), find(otherwise));
            let charged = |own: &Option<DeductibleTally>| own.as_ref().map_or(zero, |own| own.charged);
            let due = |own: &Option<DeductibleTally>| own.as_ref().map_or(zero, |own| own.due);
            let left = |own: &Option<DeductibleTally>| own.as_ref().map_or(zero, |own| own.left_after);
            let continued = a.as_ref().or(b.as_ref()).is_some_and(|own| own.continued);
            out.deductibles.push(DeductibleTally {
                at,
                due: pick(due(&a), due(&b))?,
                charged: pick(charged(&a), charged(&b))?,
                continued,
                left_after: pick(left(&a), left(&b))?,
            });
        }
        let of = |own: &Outcome| own.quantities.iter().map(|(at, ..)| *at).collect::<Vec<_>>();
        for at in places(of(then), of(otherwise)) {
            let find = |own: &Outcome| own.quantities.iter().find(|(own, ..)| *own == at).copied();
            let (a, b) = (find(then), find(otherwise));
            let asked = pick(a.map_or(zero, |(_, asked, _)| asked), b.map_or(zero, |(_, asked, _)| asked))?;
            let left = self.either_left(test, a.map(|(_, _, left)| left), b.map(|(_, _, left)| left))?;
            out.quantities.push((at, asked, left));
        }
        let of = |own: &Outcome| own.caps.iter().map(|(at, ..)| *at).collect::<Vec<_>>();
        for at in places(of(then), of(otherwise)) {
            let find = |own: &Outcome| own.caps.iter().find(|(own, ..)| *own == at).copied();
            let (a, b) = (find(then), find(otherwise));
            let amount = pick(a.map_or(zero, |(_, amount, _)| amount), b.map_or(zero, |(_, amount, _)| amount))?;
            let left = self.either_left(test, a.map(|(_, _, left)| left), b.map(|(_, _, left)| left))?;
            out.caps.push((at, amount, left));
        }
        let of = |own: &Outcome| own.own_costs.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        for at in places(of(then), of(otherwise)) {
            let find = |own: &Outcome| own.own_costs.iter().find(|(own, _)| *own == at).map_or(zero, |(_, cost)| *cost);
            // Where the clause did not apply, its payment counts for nothing either.
            let paid =
                |own: &Outcome| if own.own_costs.iter().any(|(own, _)| *own == at) { None } else { Some(own.payment) };
            let (a, b) = (paid(then).unwrap_or_else(|| find(then)), paid(otherwise).unwrap_or_else(|| find(otherwise)));
            out.own_costs.push((at, pick(a, b)?));
        }
        Ok(out)
    }

    fn either_left(&self, test: Term, a: Option<Option<Term>>, b: Option<Option<Term>>) -> Lowered<Option<Term>> {
        match (a.flatten(), b.flatten()) {
            (Some(a), Some(b)) => self.made(|graph| graph.choose(test, a, b)).map(Some),
            (a, b) => Ok(a.or(b)),
        }
    }

    /// `择一`: the outcome, or nothing where another benefit comes before it.
    fn after_choices(&self, id: BenefitId, bill: usize) -> Lowered<Outcome> {
        let own = self.kept(id, bill, false)?;
        let date = self.bills[bill].date;
        for choice in self.program.choices.iter().filter(|choice| choice.range.contains(date)) {
            if !choice.benefits.contains(&id) {
                continue;
            }
            if !self.due_now(own.due)? {
                return Ok((*own).clone());
            }
            let mut best: Option<(BenefitId, Rc<Outcome>)> = None;
            for other in &choice.benefits {
                let outcome = if *other == id { own.clone() } else { self.kept(*other, bill, false)? };
                if !self.due_now(outcome.due)? {
                    continue;
                }
                let better = match (&best, choice.how) {
                    (None, _) => true,
                    (Some(_), ChoiceMode::InOrder) => false,
                    (Some((_, first)), ChoiceMode::Highest) => {
                        let test = self.made(|graph| graph.minus(outcome.payment, first.payment))?;
                        !self.never_above_zero(test) && !self.at_most_zero(test)?
                    }
                };
                if better {
                    best = Some((*other, outcome));
                }
            }
            if best.is_some_and(|(winner, _)| winner != id) {
                return Ok(Outcome::nothing(self.zero()));
            }
        }
        Ok((*own).clone())
    }

    fn due_now(&self, due: Term) -> Lowered<bool> {
        let test = self.made(|graph| graph.linear(&[(due, Exact::ONE.negate())], Exact::ONE))?;
        self.at_most_zero(test)
    }

    /// Works a benefit out, choices aside.
    fn work(&self, ctx: &Context<'_>, id: BenefitId) -> Lowered<Outcome> {
        let benefit = self.program.benefit(id);
        if version_on(&benefit.alive, ctx.date).is_none() || self.is_hindered(ctx, id)? {
            return Ok(Outcome::nothing(self.zero()));
        }
        self.by_identity(ctx, id)
    }

    /// Whether something is certainly against the benefit. What is decides, even where something else is open.
    fn is_hindered(&self, ctx: &Context<'_>, id: BenefitId) -> Lowered<bool> {
        let mut open: Option<Stop> = None;
        let mut note = |stop: Stop| {
            // A gap in the policy is told only when nothing else stops the work.
            let is_gap = |own: &Stop| matches!(own, Stop::Undecided(_));
            if open.as_ref().is_none_or(|known| is_gap(known) && !is_gap(&stop)) {
                open = Some(stop);
            }
        };
        let conditions = self.select(ctx, id, &[ClauseWord::Requires]).unwrap_or_else(|stop| {
            note(stop);
            self.unconditional(ctx, id, ClauseWord::Requires)
        });
        for own in conditions {
            if let ClauseBody::Requires(condition) = own.body {
                match self.truth(ctx, condition) {
                    Ok(true) => {}
                    Ok(false) => return Ok(true),
                    Err(stop) => note(stop),
                }
            }
        }
        let refusals = self.select(ctx, id, &[ClauseWord::Refuse]).unwrap_or_else(|stop| {
            note(stop);
            self.unconditional(ctx, id, ClauseWord::Refuse)
        });
        for own in refusals {
            if let ClauseBody::Refuse { when, .. } = own.body {
                match when.as_ref().map_or(Ok(true), |when| self.truth(ctx, when)) {
                    Ok(true) => return Ok(true),
                    Ok(false) => {}
                    Err(stop) => note(stop),
                }
            }
        }
        let exclusions = self.select(ctx, id, &[ClauseWord::NotWith]).unwrap_or_else(|stop| {
            note(stop);
            self.unconditional(ctx, id, ClauseWord::NotWith)
        });
        for own in exclusions {
            if let ClauseBody::NotWith(others) = own.body {
                for other in others.iter().filter(|other| !self.program.is_choice_mate(id, **other, ctx.date)) {
                    // No bill is being settled while a period is worked.
                    if self.bills[ctx.bill].kind != Kind::Claim
                        && Kind::of(self.program.benefit(*other).occasion) == Kind::Claim
                    {
                        continue;
                    }
                    match self.is_due(*other, ctx.bill) {
                        Ok(true) => return Ok(true),
                        Ok(false) => {}
                        Err(stop) => note(stop),
                    }
                }
            }
        }
        open.map_or(Ok(false), Err)
    }

    /// Works steps 3 to 9, once for each identity where that makes a difference.
    fn by_identity(&self, ctx: &Context<'_>, id: BenefitId) -> Lowered<Outcome> {
        let benefit = self.program.benefit(id);
        let of_household =
            matches!(benefit.occasion, Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce);
        // A household has no identity of its own, a period no bill.
        let asked = |fact: &&FactId| match self.program.fact(**fact).owner {
            Owner::Claim => self.bills[ctx.bill].kind == Kind::Claim,
            Owner::Person => !of_household,
            Owner::Household => true,
        };
        let facts: Vec<FactId> = benefit.identity_facts.iter().filter(asked).copied().collect();
        if facts.is_empty() {
            return self.perform(ctx, id);
        }
        let mode = match self.select_one(ctx, id, ClauseWord::Identities)?.map(|own| own.body) {
            Some(ClauseBody::Identities(mode)) => mode.clone(),
            _ => IdentityMode::Highest,
        };
        let run = Run { facts: facts.clone(), asked: Cell::new(false), together: mode == IdentityMode::Together };
        let ctx = Context { run: Some(&run), ..*ctx };
        if mode == IdentityMode::Together {
            return match self.perform(&ctx, id) {
                Err(Stop::NoRowForIdentity(_)) => Ok(Outcome::nothing(self.zero())),
                other => other,
            };
        }
        let mut ways: Vec<Vec<(FactId, Value)>> = vec![Vec::new()];
        for fact in &facts {
            let held = self.held(&ctx, *fact, &mode)?;
            let mut next = Vec::new();
            for value in held {
                next.extend(ways.iter().map(|way| {
                    let mut way = way.clone();
                    way.push((*fact, value.clone()));
                    way
                }));
            }
            if next.len() > MAX_RUNS {
                return Err(Undecided::Beyond(words::several_identities(), benefit.span).into());
            }
            ways = next;
        }
        let mut best: Option<(Vec<EntryId>, Outcome)> = None;
        for way in ways {
            let Some(outcome) = self.alone(&ctx, id, &way)? else { continue };
            if let IdentityMode::InOrder(_) = mode {
                return Ok((*outcome).clone());
            }
            let places: Vec<EntryId> = way.iter().filter_map(|(_, value)| entry_of(value)).collect();
            best = Some(match best {
                None => (places, (*outcome).clone()),
                Some(known) => self.higher(known, (places, (*outcome).clone()))?,
            });
        }
        Ok(best.map_or_else(|| Outcome::nothing(self.zero()), |(_, outcome)| outcome))
    }

    /// Returns the outcome with the higher payment; on a tie that of the value declared last.
    fn higher(
        &self,
        (old_places, old): (Vec<EntryId>, Outcome),
        (new_places, new): (Vec<EntryId>, Outcome),
    ) -> Lowered<(Vec<EntryId>, Outcome)> {
        // The later one wins where the earlier is not above it.
        let later_first = new_places > old_places;
        let (later, earlier) = if later_first { (&new, &old) } else { (&old, &new) };
        let places = if later_first { new_places.clone() } else { old_places.clone() };
        if later == earlier {
            return Ok((places, later.clone()));
        }
        let test = self.made(|graph| graph.minus(earlier.payment, later.payment))?;
        if self.never_above_zero(test) {
            return Ok((places, later.clone()));
        }
        let turned = self.made(|graph| graph.minus(later.payment, earlier.payment))?;
        let mut joined = self.either(test, later, earlier)?;
        if self.never_above_zero(turned) {
            // The payment is the earlier one's everywhere; only what a tie adds to the totals hangs on the numbers.
            joined.payment = earlier.payment;
        }
        Ok((places, joined))
    }

    /// Whether a term is nowhere above 0, as far as one free number can show it.
    pub(super) fn never_above_zero(&self, term: Term) -> bool {
        let graph = self.shop.graph.borrow();
        if let Some(settled) = graph.settled(term) {
            return settled;
        }
        if let Some(known) = self.shop.never_above_zero.borrow().get(&term) {
            return *known;
        }
        let inputs: Vec<InputId> = graph.inputs_of(term);
        let verdict = self.shop.proofs.borrow_mut().never_above_zero(&graph, term);
        let proved = match (verdict, inputs.as_slice()) {
            (Verdict::Holds, _) => true,
            (Verdict::Fails, _) => false,
            (Verdict::Open, [number]) => {
                let mut budget = Budget { points: 5_000 };
                let inquiry = Inquiry::new(&graph, &self.shop.store, term, *number).ok();
                inquiry.is_some_and(|mut own| own.never_above_zero(&mut budget) == Ok(true))
            }
            (Verdict::Open, _) => false,
        };
        self.shop.never_above_zero.borrow_mut().insert(term, proved);
        proved
    }

    /// Works steps 3 to 9 as if each fact had its one value only.
    fn alone(&self, ctx: &Context<'_>, id: BenefitId, way: &[(FactId, Value)]) -> Lowered<Option<Rc<Outcome>>> {
        let key = (id, ctx.bill, way.to_vec());
        // What is assumed beside these values must not be remembered.
        let mut plain = self.ways.borrow().is_empty();
        let mut held = ctx.held;
        while let Some(own) = held {
            plain &= way.iter().any(|(fact, _)| *fact == own.fact);
            held = own.outer;
        }
        let work = || match self.with_values(ctx, way, &mut |own| self.perform(own, id)) {
            Err(Stop::NoRowForIdentity(_)) => Ok(None),
            other => Ok(Some(Rc::new(other?))),
        };
        if !plain {
            return work();
        }
        let known = self.memory.borrow().alone.get(&key).cloned();
        if let Some(known) = known {
            self.taken(&known);
            return Ok(known.outcome.clone());
        }
        let own = self.recalled_way(&key, work)?;
        Rc::make_mut(&mut self.memory.borrow_mut()).alone.insert(key, Rc::clone(&own));
        Ok(own.outcome.clone())
    }

    fn with_values(
        &self,
        ctx: &Context<'_>,
        values: &[(FactId, Value)],
        work: &mut dyn FnMut(&Context<'_>) -> Lowered<Outcome>,
    ) -> Lowered<Outcome> {
        match values.split_first() {
            None => work(ctx),
            Some(((fact, value), rest)) => {
                let held = Held { fact: *fact, value, outer: ctx.held, tried: None };
                self.with_values(&Context { held: Some(&held), ..*ctx }, rest, work)
            }
        }
    }

    /// Returns the values held of a fact, in the order in which they are tried.
    fn held(&self, ctx: &Context<'_>, fact: FactId, mode: &IdentityMode) -> Lowered<Vec<Value>> {
        let span = self.program.fact(fact).span;
        let (domain, mut entries) = match self.fact(ctx, fact, span)? {
            Sym::Known(Value::Several(domain, entries)) => (domain, entries),
            Sym::Known(Value::Entry(domain, entry)) => (domain, vec![entry]),
            Sym::Known(Value::Nothing) => return Ok(Vec::new()),
            _ => return Err(super::expr::mistyped(span)),
        };
        if let IdentityMode::InOrder(order) = mode {
            entries.sort_by_key(|entry| order.iter().position(|own| own == entry).unwrap_or(order.len()));
        }
        Ok(entries.into_iter().map(|entry| as_set(&Value::Entry(domain, entry))).collect())
    }
}

fn entry_of(value: &Value) -> Option<EntryId> {
    match value {
        Value::Entry(_, entry) => Some(*entry),
        Value::Several(_, entries) => entries.first().copied(),
        _ => None,
    }
}
