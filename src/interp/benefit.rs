//! A benefit on one occurrence: whether it is due and why not, by which of several identities, and the outcome.

use super::clauses::Chosen;
use super::context::{Context, Occurrence, Run};
use super::error::{Error, ErrorKind, Fallible, standing_text};
use super::session::Session;
use super::trace::{Money, Step, Tried, Work, Written};
use super::words;
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{
    BenefitId, ClauseBody, ClausePath, ClauseWord, FactId, IdentityMode, Occasion, Owner, Program, Standing,
    standing_on, version_on,
};
use crate::value::{EntryId, Value};
use std::cell::Cell;

/// What a benefit pays on a claim or for a period, and how that came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub benefit: BenefitId,
    pub occurrence: Occurrence,
    /// In 分, exact after rounding.
    pub payment: Number,
    pub due: Due,
    /// Each identity that was tried, where several are held or might be.
    pub identities: Vec<Tried>,
    /// The limit that kept the payment down, when one did.
    pub limited_by: Option<ClausePath>,
    /// What a service in kind is called; the payment is its value.
    pub in_kind: Option<String>,
    pub steps: Vec<Step>,
    pub(super) tally: Tally,
}

/// Whether a benefit is due; one that is may still pay nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    Due,
    NotDue(Reason),
}

/// Why a benefit is not due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The first condition in file order that is false.
    Condition {
        path: ClausePath,
        span: Span,
        written: Written,
    },
    Refused {
        path: ClausePath,
        text: Option<String>,
        span: Span,
    },
    /// `不与…兼得`: another benefit is due.
    Excluded {
        by: BenefitId,
        span: Span,
    },
    /// `择一`: another benefit is taken.
    SecondChoice {
        of: BenefitId,
        span: Span,
    },
    /// None of the values held (or none is held) has a row.
    NoIdentity {
        facts: Vec<FactId>,
    },
    NotInForce(Standing),
    /// Paid once, and it has been.
    PaidBefore {
        on: Date,
    },
    /// The claim is cancelled or rejected.
    TakenOut,
}

/// What an outcome adds to the running totals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    pub first_pay: Number,
    /// S: the base less first pay, by quantity.
    pub covered: Number,
    pub deductible: Option<DeductibleTally>,
    pub quantities: Vec<QuantityTally>,
    pub caps: Vec<CapTally>,
    /// The own cost N of an own-pay ceiling.
    pub own_cost: Option<(ClausePath, Number)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DeductibleTally {
    pub path: ClausePath,
    /// Its own amount, nothing carried on.
    pub due: Number,
    pub charged: Number,
    pub continued: bool,
    pub left_after: Number,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct QuantityTally {
    pub path: ClausePath,
    pub asked: Number,
    pub left_after: Option<Number>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CapTally {
    pub path: ClausePath,
    pub keys: Vec<Value>,
    pub amount: Number,
    /// `None`: no limit.
    pub left: Option<Number>,
    /// Whether it limits the payment itself, not an earlier stage.
    pub late: bool,
}

impl Tally {
    /// Returns what is left of a cap, deductible or quantity after this outcome; `Some(None)` where it has no limit.
    pub(super) fn left_after(&self, path: &ClausePath) -> Option<Option<Number>> {
        let zero = Number::zero();
        let after = |left: &Number, amount: &Number| {
            left.subtract(amount).map_or_else(|_| zero.clone(), |rest| rest.at_least(&zero))
        };
        if let Some(cap) = self.caps.iter().find(|cap| cap.path == *path) {
            return Some(cap.left.as_ref().map(|left| after(left, &cap.amount)));
        }
        if let Some(deductible) = self.deductible.as_ref().filter(|own| own.path == *path) {
            return Some(Some(deductible.left_after.clone()));
        }
        self.quantities.iter().find(|own| own.path == *path).map(|own| own.left_after.clone())
    }
}

/// What an occurrence adds to a running total, and what is left of it then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    pub path: ClausePath,
    pub amount: Number,
    /// `None`: it has no limit.
    pub left: Option<Number>,
}

impl Outcome {
    /// Returns what it adds to the running totals of a deductible and of caps that run over several occurrences.
    pub fn used(&self) -> Vec<Used> {
        let deductible = self.tally.deductible.iter().filter(|own| own.due.is_positive()).map(|own| Used {
            path: own.path.clone(),
            amount: own.charged.clone(),
            left: Some(own.left_after.clone()),
        });
        let runs = |own: &&CapTally| own.path.period.is_some_and(|period| period != Period::Visit);
        let caps = self.tally.caps.iter().filter(runs).map(|own| Used {
            path: own.path.clone(),
            amount: own.amount.clone(),
            left: self.tally.left_after(&own.path).flatten(),
        });
        deductible.chain(caps).collect()
    }

    fn not_due(benefit: BenefitId, occurrence: Occurrence, reason: Reason) -> Outcome {
        Outcome {
            benefit,
            occurrence,
            payment: Number::zero(),
            due: Due::NotDue(reason),
            identities: Vec::new(),
            limited_by: None,
            in_kind: None,
            steps: Vec::new(),
            tally: Tally::default(),
        }
    }

    /// Returns the outcome that gives way: it pays nothing and changes no total, but shows how it was worked.
    pub(super) fn given_up(&self, reason: Reason) -> Outcome {
        let steps = self.steps.clone();
        Outcome {
            steps,
            identities: self.identities.clone(),
            ..Outcome::not_due(self.benefit, self.occurrence, reason)
        }
    }

    pub fn is_due(&self) -> bool {
        self.due == Due::Due
    }

    /// Returns why nothing is paid; `None` when something is, or when there was nothing to pay for.
    pub fn why_nothing(&self, program: &Program) -> Option<Text> {
        match &self.due {
            Due::NotDue(reason) => Some(reason.text(program)),
            Due::Due if self.payment.is_zero() => self
                .limited_by
                .as_ref()
                .map(|path| match path.word {
                    ClauseWord::Rate | ClauseWord::Amount => words::not_payable(path),
                    ClauseWord::TotalOfLayersAtMost => words::layers_used_up(path),
                    _ => words::cap_used_up(path),
                })
                .or_else(|| self.nothing_left()),
            Due::Due => None,
        }
    }

    /// Returns why nothing is left to pay for: no cost at all, or all of it below the deductible.
    fn nothing_left(&self) -> Option<Text> {
        let has_base = self.steps.iter().any(|step| matches!(step.work, Work::Base { .. }));
        let below = self.tally.deductible.as_ref();
        let below = below.filter(|own| own.charged == self.tally.covered || own.left_after.is_positive());
        match below {
            _ if has_base && self.tally.covered.is_zero() => Some(words::no_cost_left()),
            Some(own) => Some(words::below_deductible(&own.path)),
            None => None,
        }
    }

    /// Whether a clause of the benefit is the reason why nothing is paid.
    pub fn refused_because_of(&self, path: &ClausePath) -> bool {
        let fits = |own: &ClausePath| {
            own == path
                || (path.cases.is_empty()
                    && own.word == path.word
                    && own.each == path.each
                    && own.joint == path.joint
                    && (path.label.is_none() || own.label == path.label)
                    // A label names the clause whatever its period, which may stand in the unit of a param.
                    && (path.label.is_some() || path.period.is_none_or(|one| one == Period::Visit) || own.period == path.period))
        };
        match &self.due {
            Due::NotDue(Reason::Condition { path: own, .. } | Reason::Refused { path: own, .. }) => fits(own),
            Due::NotDue(_) => false,
            Due::Due => self.payment.is_zero() && self.limited_by.as_ref().is_some_and(fits),
        }
    }

    /// Whether another benefit is the reason why this one is not due.
    pub fn refused_for(&self, other: BenefitId) -> bool {
        match &self.due {
            Due::NotDue(Reason::Excluded { by: own, .. } | Reason::SecondChoice { of: own, .. }) => *own == other,
            Due::NotDue(_) | Due::Due => false,
        }
    }
}

impl Reason {
    /// Returns the stable name.
    pub fn name(&self) -> &'static str {
        match self {
            Reason::Condition { .. } => "condition",
            Reason::Refused { .. } => "refused",
            Reason::Excluded { .. } => "excluded",
            Reason::SecondChoice { .. } => "second_choice",
            Reason::NoIdentity { .. } => "no_identity",
            Reason::NotInForce(_) => "not_in_force",
            Reason::PaidBefore { .. } => "paid_before",
            Reason::TakenOut => "taken_out",
        }
    }

    /// Returns the sentence.
    pub fn text(&self, program: &Program) -> Text {
        match self {
            Reason::Condition { path, .. } => words::condition_failed(path),
            Reason::Refused { path, text: None, .. } => words::refused(path),
            Reason::Refused { path, text: Some(text), .. } => words::refused_saying(path, text),
            Reason::Excluded { by, .. } => words::excluded(&program.benefit(*by).name),
            Reason::SecondChoice { of, .. } => words::second_choice(&program.benefit(*of).name),
            Reason::NoIdentity { facts } => {
                let names: Vec<&str> = facts.iter().map(|fact| program.fact(*fact).name.as_str()).collect();
                words::no_identity(names.join("、"))
            }
            Reason::NotInForce(standing) => words::benefit_standing(standing_text(*standing)),
            Reason::PaidBefore { on } => words::paid_before(on.to_string()),
            Reason::TakenOut => words::taken_out(),
        }
    }

    /// Returns where it is stated.
    pub fn span(&self) -> Option<Span> {
        match self {
            Reason::Condition { span, .. }
            | Reason::Refused { span, .. }
            | Reason::Excluded { span, .. }
            | Reason::SecondChoice { span, .. } => Some(*span),
            Reason::NoIdentity { .. } | Reason::NotInForce(_) | Reason::PaidBefore { .. } | Reason::TakenOut => None,
        }
    }
}

/// The most ways in which several identities are combined.
const MAX_RUNS: usize = 1_000;

impl<'p> Session<'p> {
    /// Works a benefit out, choices aside.
    pub(super) fn work(&self, id: BenefitId, occurrence: Occurrence) -> Fallible<Outcome> {
        let program: &'p Program = self.program;
        let benefit = program.benefit(id);
        let ctx = self.context(occurrence, Some(id));
        let not_due = |reason| Ok(Outcome::not_due(id, occurrence, reason));
        if ctx.claim().is_some_and(|place| !self.counts(place)) {
            return not_due(Reason::TakenOut);
        }
        if version_on(&benefit.alive, ctx.date).is_none() {
            return not_due(Reason::NotInForce(standing_on(&benefit.alive, ctx.date)));
        }
        if let Some(on) = self.paid_before(&ctx, id)? {
            return not_due(Reason::PaidBefore { on });
        }
        if let Some(reason) = self.hindrance(&ctx, id).map_err(|error| error.within(Text::same(&*benefit.name)))? {
            return not_due(reason);
        }
        let mut outcome = self.by_identity(&ctx, id)?;
        if let Some(kind) = self.select_one(&ctx, id, ClauseWord::InKind)?
            && let ClauseBody::InKind(name) = kind.body
        {
            outcome.in_kind = Some(name.clone());
        }
        Ok(outcome)
    }

    /// Returns the day on which a benefit that is paid once was paid before.
    fn paid_before(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Option<Date>> {
        match self.program.benefit(id).occasion {
            Occasion::PersonOnce | Occasion::HouseholdOnce => {}
            Occasion::EachClaim
            | Occasion::PersonMonth
            | Occasion::PersonYear
            | Occasion::HouseholdMonth
            | Occasion::HouseholdYear => return Ok(None),
        }
        let days = self.asked_once.iter().filter(|(own, day)| *own == id && *day < ctx.date);
        for (_, day) in days {
            if self.outcome(id, Occurrence::Period(*day, ctx.person))?.payment.is_positive() {
                return Ok(Some(*day));
            }
        }
        Ok(None)
    }

    /// Returns why a benefit is not due, if it is not. Whatever is certainly against it decides, even where another
    /// condition has no answer; so the order of the clauses has no influence.
    pub(super) fn hindrance(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Option<Reason>> {
        let mut unanswered: Option<Box<Error>> = None;
        let conditions = self.select(ctx, id, &[ClauseWord::Requires]).unwrap_or_else(|error| {
            unanswered = Some(error);
            self.unconditional(ctx, id, ClauseWord::Requires)
        });
        for own in &conditions {
            match self.stands_against(ctx, own) {
                Ok(None) => {}
                Ok(Some(reason)) => return Ok(Some(reason)),
                Err(error) => {
                    unanswered.get_or_insert(error);
                }
            }
        }
        let refusals = self.select(ctx, id, &[ClauseWord::Refuse]).unwrap_or_else(|error| {
            unanswered.get_or_insert(error);
            self.unconditional(ctx, id, ClauseWord::Refuse)
        });
        for own in &refusals {
            match self.stands_against(ctx, own) {
                Ok(None) => {}
                Ok(Some(reason)) => return Ok(Some(reason)),
                Err(error) => {
                    unanswered.get_or_insert(error);
                }
            }
        }
        let exclusions = self.select(ctx, id, &[ClauseWord::NotWith]).unwrap_or_else(|error| {
            unanswered.get_or_insert(error);
            self.unconditional(ctx, id, ClauseWord::NotWith)
        });
        for own in exclusions {
            if let ClauseBody::NotWith(others) = own.body {
                for other in others.iter().filter(|other| !self.program.is_choice_mate(id, **other, ctx.date)) {
                    match self.is_due_here(ctx, *other) {
                        Ok(true) => {
                            self.reach(own.origin.span);
                            return Ok(Some(Reason::Excluded { by: *other, span: own.origin.span }));
                        }
                        Ok(false) => {}
                        Err(error) => {
                            unanswered.get_or_insert(error);
                        }
                    }
                }
            }
        }
        unanswered.map_or(Ok(None), Err)
    }

    /// Returns why a condition or a refusal that holds stands against a benefit, if it does.
    pub(super) fn stands_against(&self, ctx: &Context<'_>, own: &Chosen<'p>) -> Fallible<Option<Reason>> {
        let (path, span) = (&own.clause.path, own.origin.span);
        match own.body {
            ClauseBody::Requires(condition) => {
                if self.truth(ctx, condition).map_err(|error| error.within(path_text(path)))? {
                    return Ok(None);
                }
                let written = Written { uses: self.mentions(ctx, condition), ..condition.span.into() };
                Ok(Some(Reason::Condition { path: path.clone(), span, written }))
            }
            ClauseBody::Refuse { reason, when } => {
                let holds = when.as_ref().map_or(Ok(true), |when| self.truth(ctx, when));
                if !holds.map_err(|error| error.within(path_text(path)))? {
                    return Ok(None);
                }
                self.reach(span);
                Ok(Some(Reason::Refused { path: path.clone(), text: reason.clone(), span }))
            }
            _ => Ok(None),
        }
    }

    /// Whether a benefit is due on this claim or in this period; one of claims is not while a period is worked.
    fn is_due_here(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<bool> {
        if self.program.benefit(id).occasion == Occasion::EachClaim && ctx.claim().is_none() {
            return Ok(false);
        }
        for occurrence in self.here(ctx, id)? {
            if self.outcome(id, occurrence)?.is_due() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Works steps 3 to 9, once for each identity where that makes a difference.
    fn by_identity(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Outcome> {
        let program: &'p Program = self.program;
        let asked = |fact: &&FactId| match program.fact(**fact).owner {
            Owner::Claim => ctx.claim().is_some(),
            Owner::Person => ctx.person.is_some(),
            Owner::Household => true,
        };
        let facts: Vec<FactId> = program.benefit(id).identity_facts.iter().filter(asked).copied().collect();
        if facts.is_empty() {
            return self.perform(ctx, id);
        }
        let mode = match self.select_one(ctx, id, ClauseWord::Identities)?.map(|own| own.body) {
            Some(ClauseBody::Identities(mode)) => mode.clone(),
            _ => IdentityMode::Highest,
        };
        let run = Run {
            facts: facts.clone(),
            person: ctx.person,
            asked: Cell::new(false),
            together: mode == IdentityMode::Together,
        };
        let ctx = Context { run: Some(&run), ..*ctx };
        let nobody = || Outcome::not_due(id, ctx.occurrence, Reason::NoIdentity { facts: facts.clone() });
        let passed_over = |result: Fallible<Outcome>| match result {
            Err(error) if error.kind == ErrorKind::NoRowForIdentity => Ok(None),
            other => other.map(Some),
        };
        if mode == IdentityMode::Together {
            return Ok(passed_over(self.perform(&ctx, id))?.unwrap_or_else(nobody));
        }
        let mut ways: Vec<Vec<(FactId, Value)>> = vec![Vec::new()];
        for fact in &facts {
            let mut next = Vec::new();
            for value in self.held(&ctx, *fact, &mode)? {
                next.extend(ways.iter().map(|way| {
                    let mut way = way.clone();
                    way.push((*fact, value.clone()));
                    way
                }));
            }
            if next.len() > MAX_RUNS {
                let span = program.benefit(id).span;
                return Err(Error::new(ErrorKind::TooManySteps, span, words::too_many_steps()));
            }
            ways = next;
        }
        let mut tried: Vec<Tried> = Vec::new();
        let mut best: Option<(usize, Vec<EntryId>, Outcome)> = None;
        for way in ways {
            let outcome = passed_over(self.with_values(&ctx, &way, &mut |own| self.perform(own, id)))?;
            let names = way.iter().map(|(fact, value)| self.shown(value, &program.fact(*fact).ty)).collect();
            let payment = outcome.as_ref().map(|own| Money(own.payment.clone()));
            tried.push(Tried { values: names, payment, counts: false });
            let Some(outcome) = outcome else { continue };
            let places: Vec<EntryId> = way.iter().filter_map(|(_, value)| entry_of(value)).collect();
            // The highest counts; on a tie the value declared last.
            let better = best.as_ref().is_none_or(|(_, old, first)| {
                outcome.payment > first.payment || (outcome.payment == first.payment && places > *old)
            });
            if better {
                best = Some((tried.len() - 1, places, outcome));
            }
            if matches!(mode, IdentityMode::InOrder(_)) {
                break;
            }
        }
        Ok(match best {
            Some((place, _, mut outcome)) => {
                tried[place].counts = true;
                outcome.identities = tried;
                outcome
            }
            None => Outcome { identities: tried, ..nobody() },
        })
    }

    /// Returns the values held of a fact, in the order in which they are tried.
    pub(super) fn held(&self, ctx: &Context<'_>, fact: FactId, mode: &IdentityMode) -> Fallible<Vec<Value>> {
        let span = self.program.fact(fact).span;
        let (domain, mut entries) = match self.fact(ctx, fact, span)? {
            Value::Several(domain, entries) => (domain, entries),
            Value::Entry(domain, entry) => (domain, vec![entry]),
            Value::Nothing => return Ok(Vec::new()),
            other => return Err(self.unfit(&other, span)),
        };
        if let IdentityMode::InOrder(order) = mode {
            // What the order does not name comes after what it names.
            entries.sort_by_key(|entry| order.iter().position(|own| own == entry).unwrap_or(order.len()));
        }
        Ok(entries.into_iter().map(|entry| Value::Several(domain, vec![entry])).collect())
    }

    /// Does something as if each fact had its one value only.
    pub(super) fn with_values<T>(
        &self,
        ctx: &Context<'_>,
        values: &[(FactId, Value)],
        work: &mut dyn FnMut(&Context<'_>) -> Fallible<T>,
    ) -> Fallible<T> {
        match values.split_first() {
            None => work(ctx),
            Some(((fact, value), rest)) => {
                let alone = self.alone(ctx, *fact, value);
                self.with_values(&Context { overrides: Some(&alone), ..*ctx }, rest, work)
            }
        }
    }
}

fn entry_of(value: &Value) -> Option<EntryId> {
    match value {
        Value::Entry(_, entry) => Some(*entry),
        Value::Several(_, entries) => entries.first().copied(),
        Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Records(_) | Value::Nothing => {
            None
        }
    }
}

/// Returns a path in both tongues.
pub(super) fn path_text(path: &ClausePath) -> Text {
    use crate::base::text::{Lang, Speak};
    Text::new(path.speak(Lang::Zh), path.speak(Lang::En))
}
