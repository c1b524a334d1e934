//! States from one period to the next, and benefits of a period.

use super::benefit::Outcome;
use super::context::{Context, Occurrence};
use super::error::{Error, ErrorKind, Fallible};
use super::session::Session;
use super::subject::Subject;
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{BenefitId, Occasion, Owner, Program, StateId};
use crate::value::period::{self, YearStart};
use crate::value::{EntryId, Value};
use std::rc::Rc;

/// Returns what a period benefit pays in the period of a day, to a member where it is paid to persons. For a run of
/// periods make a [`Session`] and ask it, so that each is worked once.
pub fn pay_period(
    program: &Program,
    subject: Subject,
    benefit: BenefitId,
    member: Option<usize>,
    date: Date,
) -> Fallible<Rc<Outcome>> {
    let (mut session, _) = Session::new(program, subject, Vec::new());
    session.ask_once(benefit, date);
    session.in_period(benefit, member, date)
}

impl<'p> Session<'p> {
    /// Says that a benefit paid once is asked for on a day: it is paid on the first such day on which it is due.
    pub fn ask_once(&mut self, benefit: BenefitId, date: Date) {
        self.asked_once.insert((benefit, date));
    }

    /// Returns what a period benefit pays in the period of a day.
    pub fn in_period(&self, id: BenefitId, member: Option<usize>, date: Date) -> Fallible<Rc<Outcome>> {
        let benefit = self.program.benefit(id);
        let date = self.period_start(id, date);
        let alone = (self.subject.person_count() == 1).then_some(0);
        let occurrence = match benefit.occasion {
            Occasion::EachClaim => {
                return Err(Error::new(ErrorKind::OutOfPlace, benefit.span, words::needs_claim()));
            }
            Occasion::PersonMonth | Occasion::PersonYear | Occasion::PersonOnce => match member.or(alone) {
                Some(member) if member < self.subject.person_count() => Occurrence::Period(date, Some(member)),
                _ => return Err(Error::new(ErrorKind::WhichMember, benefit.span, words::which_member(&benefit.name))),
            },
            Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce => {
                Occurrence::Period(date, None)
            }
        };
        self.outcome(id, occurrence)
    }

    /// Returns a state in the period of this day, or so many periods before.
    pub(super) fn state(&self, ctx: &Context<'_>, id: StateId, back: usize, span: Span) -> Fallible<Value> {
        let program: &'p Program = self.program;
        let state = &program.states[id.index()];
        let person = match state.owner {
            Owner::Household => None,
            Owner::Person | Owner::Claim => match ctx.person {
                Some(person) => Some(person),
                None => return Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_person(&state.name))),
            },
        };
        let first_of = |date| period::first_day(state.period, date, YearStart::CALENDAR).unwrap_or(date);
        let first = first_of(self.known_from(ctx.date));
        let present = first_of(ctx.date);
        let given = self.subject.states.iter().rev();
        let given = given.into_iter().find(|(of, own, _)| *own == id && (of.is_none() || *of == person));
        let start = given.map_or(state.start, |(_, _, entry)| *entry);
        // Where an earlier day is asked, the course begins there: nothing is known before.
        let course_key = (id, person, first);
        let mut date = first;
        let mut place = 0;
        let mut before: (EntryId, i64) = (start, 0);
        loop {
            if date > present {
                break;
            }
            if back == 1 && date == present {
                break;
            }
            let known = self.courses.borrow().get(&course_key).and_then(|course| course.get(place).cloned());
            let now = match known {
                Some(now) => now,
                None => {
                    self.step(state.span)?;
                    let now = self.transition(id, person, date, before);
                    let mut courses = self.courses.borrow_mut();
                    let course = courses.entry(course_key).or_default();
                    if course.len() == place && is_lasting(&now) {
                        course.push(now.clone());
                    }
                    now
                }
            };
            before = now?;
            place += 1;
            match period::later(state.period, date, 1) {
                Some(next) => date = next,
                None => break,
            }
        }
        Ok(Value::Entry(state.domain, before.0))
    }

    /// Returns the state in a period and for how many months it has been held, from those of the period before.
    fn transition(
        &self,
        id: StateId,
        person: Option<usize>,
        date: Date,
        before: (EntryId, i64),
    ) -> Fallible<(EntryId, i64)> {
        let program: &'p Program = self.program;
        let state = &program.states[id.index()];
        let months = period::later(state.period, date, 1).map_or(0, |next| period::months(date, next));
        let held = before.1 + months;
        // A state is seen from its period, whoever asks for it.
        let inner = Context { held_months: Some(held), ..self.context(Occurrence::Period(date, person), None) };
        if !self.busy.borrow_mut().insert((id, person, date)) {
            return Err(Error::new(ErrorKind::Circular, state.span, words::circular(&state.name)));
        }
        let mut found: Option<(EntryId, Span)> = None;
        let result = self.deeper(6, state.span, || {
            for transition in state.transitions.iter().filter(|own| own.range.contains(date)) {
                if !transition.body.from.contains(&before.0) || !self.truth(&inner, &transition.body.condition)? {
                    continue;
                }
                self.reach(transition.origin.span);
                match found {
                    Some((to, span)) if to != transition.body.to => {
                        let domain = program.domain(state.domain);
                        let from = domain.entry(before.0).name.clone();
                        let message = words::conflicting_transitions(&state.name, from);
                        let error = Error::new(ErrorKind::ConflictingTransitions, transition.origin.span, message);
                        return Err(error.other(span));
                    }
                    Some(_) => {}
                    None => found = Some((transition.body.to, transition.origin.span)),
                }
            }
            Ok(())
        });
        self.busy.borrow_mut().remove(&(id, person, date));
        result.map_err(|error| error.within(Text::same(state.name.clone())))?;
        Ok(match found {
            Some((to, _)) if to != before.0 => (to, 0),
            Some(_) | None => (before.0, held),
        })
    }

    /// Returns what a benefit paid one period earlier; 0 before the first period known.
    pub(super) fn previous_paid(&self, ctx: &Context<'_>, id: BenefitId) -> Fallible<Number> {
        let benefit = self.program.benefit(id);
        let present = self.period_start(id, ctx.date);
        let unit = match benefit.occasion {
            Occasion::PersonMonth | Occasion::HouseholdMonth => crate::base::date::Period::Month,
            Occasion::PersonYear | Occasion::HouseholdYear => crate::base::date::Period::Year,
            Occasion::EachClaim | Occasion::PersonOnce | Occasion::HouseholdOnce => {
                return Err(Error::new(ErrorKind::OutOfPlace, benefit.span, words::needs_claim()));
            }
        };
        let first = self.period_start(id, self.known_from(ctx.date));
        let Some(previous) = period::later(unit, present, -1).filter(|previous| *previous >= first) else {
            return Ok(Number::zero());
        };
        let mut paid = Number::zero();
        let mut next = Some(first);
        // From the first period on, so that none goes deeper than one period back.
        while let Some(date) = next.filter(|date| *date <= previous) {
            self.step(benefit.span)?;
            let seen = Context { date, occurrence: Occurrence::Period(date, ctx.person), ..*ctx };
            let of_period = self.paid_here(&seen, id);
            if date == previous {
                paid = of_period?;
            }
            next = period::later(unit, date, 1);
        }
        Ok(paid)
    }
}

fn is_lasting<T>(result: &Fallible<T>) -> bool {
    !result
        .as_ref()
        .is_err_and(|error| matches!(error.kind, ErrorKind::TooDeep | ErrorKind::TooManySteps | ErrorKind::Circular))
}
