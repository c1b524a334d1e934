//! What is asked of a subject while something is worked out of it, with the answers. The program is the same for all, so
//! whoever answers all questions alike gets the same result: that is what may be remembered instead of worked out.
//!
//! Holds for subjects without claims, given states and params; their facts, changes and members are asked only through
//! here.

use super::session::Session;
use super::subject::Subject;
use crate::base::date::Date;
use crate::ir::FactId;
use crate::value::Value;

/// Something that is asked of a subject.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// What a fact of a member (`None`: of the household) is on a day.
    Fact { fact: FactId, person: Option<usize>, day: Date },
    /// How many years have passed on a day since the day that a fact holds on it.
    Age { fact: FactId, person: Option<usize>, day: Date },
    /// Who belongs to the household on a day.
    Present(Date),
    /// From when on, up to a day, something is known.
    KnownFrom(Date),
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    /// Nothing is known.
    Nothing,
    Value(Value),
    Years(i64),
    Members(Vec<usize>),
    Day(Date),
}

/// Questions in the order in which they are asked, each once; more than these are not remembered.
const MOST: usize = 256;

impl Subject {
    /// Answers a question.
    pub fn answer(&self, question: &Question) -> Answer {
        match question {
            Question::Fact { fact, person, day } => {
                self.value(*fact, *person, *day).map_or(Answer::Nothing, |own| Answer::Value(own.clone()))
            }
            Question::Age { fact, person, day } => match self.value(*fact, *person, *day) {
                Some(Value::Date(birth)) => Answer::Years(day.completed_years_since(*birth)),
                Some(_) | None => Answer::Nothing,
            },
            Question::Present(day) => Answer::Members(self.present(*day)),
            Question::KnownFrom(day) => {
                let earliest = || self.changes.iter().map(|change| change.from).min();
                Answer::Day(self.known_from.or_else(earliest).map_or(*day, |from| from.min(*day)))
            }
        }
    }

    /// Whether all that decides about it can be asked.
    pub fn can_be_asked(&self) -> bool {
        let without_params = self.params.is_empty() && self.changes.iter().all(|own| own.params.is_empty());
        without_params && self.states.is_empty()
    }
}

impl Session<'_> {
    /// Works something out from the beginning, and returns what has been asked of the subject for it; `None`: too much.
    pub fn watched<T>(&self, work: impl FnOnce() -> T) -> (T, Option<Vec<(Question, Answer)>>) {
        // What was worked out before would not be asked for again.
        let kept = self.put_aside();
        let before = self.asked.replace(Some(Vec::new()));
        let done = work();
        let asked = self.asked.replace(before);
        self.put_back(kept);
        (done, asked.filter(|own| own.len() < MOST))
    }

    /// Notes a question with its answer.
    pub(super) fn asks(&self, question: Question) {
        if let Some(asked) = &mut *self.asked.borrow_mut()
            && asked.len() < MOST
            && !asked.iter().any(|(known, _)| *known == question)
        {
            let answer = self.subject.answer(&question);
            asked.push((question, answer));
        }
    }

    /// Whether questions are noted.
    pub(super) fn is_watched(&self) -> bool {
        self.asked.borrow().is_some()
    }
}
