//! One subject with its claims, and what has been worked out of it so far: each benefit once for each occurrence, and
//! only what is asked. Bounds the steps, the depth and the number of records.

use super::asked::{Answer, Question};
use super::benefit::{Due, Outcome, Reason};
use super::claims::Standing;
use super::context::{Context, Occurrence};
use super::error::{Error, ErrorKind, Fallible};
use super::subject::{Claim, Subject};
use super::trace::Use;
use super::words;
use crate::base::date::{Date, Period};
use crate::base::span::Span;
use crate::ir::{
    BenefitId, ChoiceMode, ClauseBody, ClauseWord, DefinitionId, Expr, FactId, Occasion, Owner, Program, StateId,
    version_on,
};
use crate::value::period::{self, YearStart};
use crate::value::{EntryId, Value};
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

/// The most expressions worked out for one answer.
pub const MAX_STEPS: u64 = 20_000_000;
/// The most claims of one household.
pub const MAX_CLAIMS: usize = 5_000;
/// The most answers kept of one household: claims and periods × benefits.
pub const MAX_OUTCOMES: usize = 200_000;
/// How deep expressions, definitions and benefits may use each other.
pub const MAX_DEPTH: u32 = 300;

/// What a definition gave in one context, with the params that it used, and whether it asked a tried identity.
type Remembered = (Fallible<Value>, Vec<Use>, bool);
/// A definition in its context: occurrence, day, person, benefit, tried identity.
pub(super) type MemoKey = (DefinitionId, Occurrence, Date, Option<usize>, Option<BenefitId>, u64);
/// The state of a person or household in each period from the first known, with the months since it was entered.
type Course = Vec<Fallible<(EntryId, i64)>>;

/// The facts that the language itself reads, where the vocabulary declares them.
#[derive(Clone, Copy, Debug)]
pub(super) struct KnownFacts {
    pub gross: Option<FactId>,
    pub eligible: Option<FactId>,
    pub order: Option<FactId>,
    pub original: Option<FactId>,
}

impl KnownFacts {
    fn of(program: &Program) -> KnownFacts {
        let find =
            |zh, en| program.find_fact(Some(Owner::Claim), zh).or_else(|| program.find_fact(Some(Owner::Claim), en));
        KnownFacts {
            gross: find("总费用", "gross_cost"),
            eligible: find("合规费用", "eligible_cost"),
            order: find("结算顺序", "settlement_order"),
            original: find("原结算号", "original_claim"),
        }
    }
}

/// One subject and its claims under one program; answers are worked out when asked, and kept.
pub struct Session<'p> {
    pub(super) program: &'p Program,
    pub(super) subject: Subject,
    pub(super) known: KnownFacts,
    /// In the order of settling.
    pub(super) claims: Vec<Claim>,
    pub(super) standings: RefCell<Vec<Standing>>,
    /// The days on which a benefit paid once is asked for.
    pub(super) asked_once: BTreeSet<(BenefitId, Date)>,
    /// Final outcomes, and those before a choice; `None` while being worked.
    outcomes: RefCell<HashMap<(BenefitId, Occurrence, bool), Option<Fallible<Rc<Outcome>>>>>,
    pub(super) courses: RefCell<HashMap<(StateId, Option<usize>, Date), Course>>,
    /// Taken in place of the number of earlier claims of the year, where one claim is asked by itself.
    pub(super) pretended_visits: Option<usize>,
    /// What some expressions are said to be worth, whatever they would be; `None`: they have no answer.
    pub(super) pretended: Vec<(&'p Expr, Option<Value>)>,
    /// States being worked.
    pub(super) busy: RefCell<BTreeSet<(StateId, Option<usize>, Date)>>,
    pub(super) memo: RefCell<HashMap<MemoKey, Remembered>>,
    /// Params read since the clause began.
    pub(super) uses: RefCell<Vec<Use>>,
    /// Clauses, rows, cells, cases and effects that have been reached; `None`: nobody wants to know.
    reached: RefCell<Option<BTreeSet<Span>>>,
    steps: Cell<u64>,
    depth: Cell<u32>,
    numbers: Cell<u64>,
    /// What has been asked of the subject; `None`: nobody wants to know.
    pub(super) asked: RefCell<Option<Vec<(Question, Answer)>>>,
    /// Whether the fact that is read next only tells an age on its day.
    pub(super) only_age: Cell<bool>,
}

/// What has been worked out of a subject.
pub(super) struct Kept {
    outcomes: HashMap<(BenefitId, Occurrence, bool), Option<Fallible<Rc<Outcome>>>>,
    courses: HashMap<(StateId, Option<usize>, Date), Course>,
    memo: HashMap<MemoKey, Remembered>,
}

impl<'p> Session<'p> {
    /// Returns a session over claims that stand in the order of settling.
    pub(super) fn of_sorted(program: &'p Program, subject: Subject, claims: Vec<Claim>) -> Session<'p> {
        let standings = vec![Standing::Open; claims.len()];
        Session {
            program,
            subject,
            known: KnownFacts::of(program),
            claims,
            standings: RefCell::new(standings),
            asked_once: BTreeSet::new(),
            outcomes: RefCell::default(),
            pretended_visits: None,
            pretended: Vec::new(),
            courses: RefCell::default(),
            busy: RefCell::default(),
            memo: RefCell::default(),
            uses: RefCell::default(),
            reached: RefCell::default(),
            steps: Cell::new(0),
            depth: Cell::new(0),
            numbers: Cell::new(0),
            asked: RefCell::default(),
            only_age: Cell::new(false),
        }
    }

    /// Forgets for a while what has been worked out.
    pub(super) fn put_aside(&self) -> Kept {
        Kept { outcomes: self.outcomes.take(), courses: self.courses.take(), memo: self.memo.take() }
    }

    pub(super) fn put_back(&self, kept: Kept) {
        self.outcomes.replace(kept.outcomes);
        self.courses.replace(kept.courses);
        self.memo.replace(kept.memo);
    }

    /// Returns the claim at a place in the order of settling.
    pub fn claim(&self, at: usize) -> &Claim {
        &self.claims[at]
    }

    /// Returns the place of a claim in the order of settling.
    pub fn find_claim(&self, id: &str) -> Option<usize> {
        self.claims.iter().position(|claim| claim.id == id)
    }

    pub fn program(&self) -> &'p Program {
        self.program
    }

    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// From here on notes what is reached in the policy.
    pub fn record_reached(&self) {
        self.reached.borrow_mut().get_or_insert_default();
    }

    /// Returns the places in the policy that have been reached while that was noted: versions of clauses and
    /// definitions, rows, cells, bands, cases, effects.
    pub fn reached(&self) -> BTreeSet<Span> {
        self.reached.borrow().clone().unwrap_or_default()
    }

    /// Notes that something stated at a place had a part in an answer.
    pub(super) fn reach(&self, span: Span) {
        if let Some(reached) = &mut *self.reached.borrow_mut() {
            reached.insert(span);
        }
    }

    /// Whether a claim counts in the totals of later ones.
    pub(super) fn counts(&self, at: usize) -> bool {
        matches!(self.standings.borrow()[at], Standing::Open)
    }

    /// Returns a number that no other override has.
    pub(super) fn fresh_number(&self) -> u64 {
        self.numbers.set(self.numbers.get() + 1);
        self.numbers.get()
    }

    /// Counts a step.
    pub(super) fn step(&self, span: Span) -> Fallible<()> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS {
            return Err(Error::new(ErrorKind::TooManySteps, span, words::too_many_steps()));
        }
        Ok(())
    }

    /// Works something out one level deeper; the first level begins a new answer.
    pub(super) fn deeper<T>(&self, by: u32, span: Span, work: impl FnOnce() -> Fallible<T>) -> Fallible<T> {
        let depth = self.depth.get();
        if depth == 0 {
            self.steps.set(0);
            self.memo.borrow_mut().clear();
        }
        if depth + by > MAX_DEPTH {
            return Err(Error::new(ErrorKind::TooDeep, span, words::too_deep()));
        }
        self.depth.set(depth + by);
        let result = work();
        self.depth.set(depth);
        result
    }

    /// Returns what a benefit pays on an occurrence, after choices.
    pub(super) fn outcome(&self, id: BenefitId, occurrence: Occurrence) -> Fallible<Rc<Outcome>> {
        self.kept(id, occurrence, true, || {
            let own = self.worked(id, occurrence)?;
            self.chosen(id, occurrence, own)
        })
    }

    /// Returns what a benefit would pay if no benefit of the same choice existed.
    fn worked(&self, id: BenefitId, occurrence: Occurrence) -> Fallible<Rc<Outcome>> {
        self.kept(id, occurrence, false, || self.work(id, occurrence).map(Rc::new))
    }

    fn kept(
        &self,
        id: BenefitId,
        occurrence: Occurrence,
        last: bool,
        work: impl FnOnce() -> Fallible<Rc<Outcome>>,
    ) -> Fallible<Rc<Outcome>> {
        let key = (id, occurrence, last);
        let benefit = self.program.benefit(id);
        let known = self.outcomes.borrow().get(&key).cloned();
        match known {
            Some(Some(result)) => return result,
            Some(None) => {
                return Err(Error::new(ErrorKind::Circular, benefit.span, words::circular(&benefit.name)));
            }
            None => {}
        }
        if self.outcomes.borrow().len() >= 2 * MAX_OUTCOMES {
            return Err(Error::new(ErrorKind::TooManySteps, benefit.span, words::too_many_steps()));
        }
        self.outcomes.borrow_mut().insert(key, None);
        let uses = std::mem::take(&mut *self.uses.borrow_mut());
        let result = self.deeper(6, benefit.span, work);
        *self.uses.borrow_mut() = uses;
        // What failed only because of where it was asked may well have an answer elsewhere.
        let passing =
            |error: &Error| matches!(error.kind, ErrorKind::TooDeep | ErrorKind::TooManySteps | ErrorKind::Circular);
        if result.as_ref().is_err_and(|error| passing(error)) {
            self.outcomes.borrow_mut().remove(&key);
        } else {
            self.outcomes.borrow_mut().insert(key, Some(result.clone()));
        }
        result
    }

    /// `择一`: keeps the outcome, or says which other benefit comes before it.
    fn chosen(&self, id: BenefitId, occurrence: Occurrence, own: Rc<Outcome>) -> Fallible<Rc<Outcome>> {
        let ctx = self.context(occurrence, Some(id));
        let choices = self.program.choices.iter().filter(|choice| choice.range.contains(ctx.date));
        for choice in choices.filter(|choice| choice.benefits.contains(&id)) {
            if own.due != Due::Due {
                return Ok(own);
            }
            let mut best: Option<(BenefitId, Rc<Outcome>)> = None;
            for other in &choice.benefits {
                let outcome =
                    if *other == id { own.clone() } else { self.worked(*other, self.occurrence_for(*other, &ctx)?)? };
                if outcome.due != Due::Due {
                    continue;
                }
                let better = match (&best, choice.how) {
                    (None, _) => true,
                    (Some(_), ChoiceMode::InOrder) => false,
                    (Some((_, first)), ChoiceMode::Highest) => outcome.payment > first.payment,
                };
                if better {
                    best = Some((*other, outcome));
                }
            }
            if let Some((winner, _)) = best.filter(|(winner, _)| *winner != id) {
                self.reach(choice.origin.span);
                let reason = Reason::SecondChoice { of: winner, span: choice.origin.span };
                return Ok(Rc::new(own.given_up(reason)));
            }
        }
        Ok(own)
    }

    /// Returns the occurrence of a benefit that is meant in a context: this claim, or the period of its day.
    pub(super) fn occurrence_for(&self, id: BenefitId, ctx: &Context<'_>) -> Fallible<Occurrence> {
        let benefit = self.program.benefit(id);
        let date = self.period_start(id, ctx.date);
        match benefit.occasion {
            Occasion::EachClaim => match ctx.occurrence {
                Occurrence::Claim(_) => Ok(ctx.occurrence),
                Occurrence::Period(..) => Err(Error::new(ErrorKind::OutOfPlace, benefit.span, words::needs_claim())),
            },
            Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => match ctx.person {
                Some(person) => Ok(Occurrence::Period(date, Some(person))),
                None => Err(Error::new(ErrorKind::WhichMember, benefit.span, words::which_member(&benefit.name))),
            },
            Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => {
                Ok(Occurrence::Period(date, None))
            }
        }
    }

    /// Returns the first day of a benefit's period that holds a day; for one paid once, the day itself.
    pub(super) fn period_start(&self, id: BenefitId, date: Date) -> Date {
        let first = |period| period::first_day(period, date, self.year_start(Some(id), date)).unwrap_or(date);
        match self.program.benefit(id).occasion {
            Occasion::EachClaim | Occasion::PersonOnce | Occasion::HouseholdOnce => date,
            Occasion::PersonMonth | Occasion::HouseholdMonth => first(Period::Month),
            Occasion::PersonYear | Occasion::HouseholdYear => first(Period::Year),
        }
    }

    /// Returns where the year of a benefit begins; asked from outside, that of the calendar.
    pub(super) fn year_start(&self, id: Option<BenefitId>, date: Date) -> YearStart {
        let clauses = id.map_or(&[][..], |id| self.program.benefit(id).clauses.as_slice());
        let stated =
            clauses.iter().filter(|clause| clause.path.word == ClauseWord::YearFrom && clause.branch.is_none());
        for clause in stated {
            if let Some(version) = version_on(&clause.versions, date)
                && let ClauseBody::YearFrom { month, day } = version.body
            {
                self.reach(version.origin.span);
                return YearStart { month, day };
            }
        }
        YearStart::CALENDAR
    }

    /// Returns who belongs to the household on a day.
    pub(super) fn present(&self, on: Date) -> Vec<usize> {
        self.asks(Question::Present(on));
        self.subject.present(on)
    }

    /// Returns the first day known of the subject, at the latest `date`.
    pub(super) fn known_from(&self, date: Date) -> Date {
        self.asks(Question::KnownFrom(date));
        let earliest = || {
            let changes = self.subject.changes.iter().map(|change| change.from);
            changes.chain(self.claims.iter().map(|claim| claim.date)).min()
        };
        self.subject.known_from.or_else(earliest).map_or(date, |from| from.min(date))
    }
}
