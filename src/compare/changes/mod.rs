//! What a change of policies does: two states of a workspace in, findings out, each with its rule, the days for which it
//! holds, old and new, whom it leaves worse off, and an invented patient. Computed from programs, never from texts: what
//! is renamed, moved, re-formatted or said in the other tongue is no change. Which findings matter is not decided here.

mod fingerprint;
mod pair;
pub mod people;
mod review;
mod rules;
mod slice;
mod spread;
mod standards;
mod steps;
mod untold;
mod witness;
mod words;

use super::data::{Item, Key, Origin, SubjectKind};
use super::shared::Both;
use crate::base::date::{Date, DateRange};
use crate::base::number::Number;
use crate::base::text::Text;

pub(crate) use fingerprint::mark;
pub(crate) use pair::of_pair;
pub use review::{Acceptance, Judged, Review, Revision, Verdict};
pub use rules::{Act, Effect, Kind, Level, Rule, What};
pub(crate) use spread::{Member, spread};
pub use untold::withhold;
pub(crate) use witness::show;

/// One thing that a change does.
#[derive(Clone, Debug)]
pub struct Finding {
    pub rule: Rule,
    pub effect: Effect,
    /// Where the change is made.
    pub home: Home,
    /// Other counties that it reaches, by name.
    pub reaches: Vec<String>,
    pub subject: Option<Subject>,
    pub item: Option<Item>,
    /// Of a table's cell: which answers to which questions.
    pub keys: Vec<Key>,
    /// The days on which old and new differ.
    pub days: DateRange,
    pub sides: Both<Option<Told>>,
    /// New less old.
    pub by: Option<Text>,
    pub note: Option<Text>,
    pub witness: Witness,
    /// The same for the same change, whatever its wording, its place and its file.
    pub fingerprint: String,
}

/// A jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Home {
    pub name: String,
    pub code: Option<String>,
}

/// What a finding is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject {
    pub kind: SubjectKind,
    /// As the newer side calls it.
    pub name: String,
    /// What both sides call it.
    pub key: String,
    /// The benefits in which it shows.
    pub benefits: Vec<String>,
}

/// What a side says.
#[derive(Clone, Debug)]
pub struct Told {
    pub text: Text,
    /// Without rounding and words, for fingerprints.
    pub exact: String,
    pub origin: Option<Origin>,
}

/// An invented patient or household that shows a change.
#[derive(Clone, Debug)]
pub enum Witness {
    /// The change pays nobody differently by itself: a citation, a standard.
    NotAsked,
    Found(Box<Case>),
    /// Somebody of a county for whom a requirement on results fails, settled by the new rules.
    Failing(String, Box<crate::compare::verify::Case>),
    /// None was found, with the reason.
    Missing(Text),
}

/// A case, settled by the old rules and by the new ones.
#[derive(Clone, Debug)]
pub struct Case {
    pub county: String,
    pub on: Date,
    /// The title of a typical case, or what is known of an invented one.
    pub who: Text,
    /// Whether the vocabulary declares it.
    pub typical: bool,
    pub benefit: String,
    /// In 分.
    pub paid: Both<Number>,
}

impl Finding {
    /// Whether the change begins to hold before a day.
    pub fn begins_before(&self, day: Date) -> bool {
        self.days.from.is_none_or(|from| from < day)
    }

    /// Whether all its days lie before a day.
    pub fn is_past(&self, day: Date) -> bool {
        self.days.until.is_some_and(|until| until < day)
    }

    /// Returns where it shows best: the new place, else the old one.
    pub fn origin(&self) -> Option<&Origin> {
        let of = |told: &'_ Option<Told>| told.as_ref().and_then(|own| own.origin.clone()).is_some();
        let side = if of(&self.sides.b) { &self.sides.b } else { &self.sides.a };
        side.as_ref().and_then(|own| own.origin.as_ref())
    }
}
