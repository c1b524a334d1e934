//! A county, to whether what it asserts of itself and what sensible rules have holds for everybody: *holds*, *fails* with
//! an example that the evaluator has settled, or *not decided* with the reason.
//!
//! Unlike `conform` it asks no standard; unlike `diff` it needs no second county. What is asked of behaviour is decided
//! over all inputs by the engine for all cases; what is asked of clauses and tables, over their own grid.

mod caps;
mod dead;
mod grid;
mod ground;
mod laws;
mod orders;
mod proof;
mod property;
mod requirement;
mod unequal;
mod words;

use super::data::{Key, Origin, Party};
use super::shared::Side;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic};
use crate::symbolic::explore::Scope;
use ground::Ground;

pub use property::Property;
pub use requirement::Everything;
pub(crate) use requirement::Within;
pub(crate) use words::of_kinds;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Options {
    /// Only these properties; empty: all of them.
    pub only: Vec<Property>,
    /// Whether the assertions of the files are decided, and only those of these names (empty: all).
    pub assertions: bool,
    pub named: Vec<String>,
    /// A larger difference from one step to the next is a cliff, in 分.
    pub cliff: i64,
    /// The highest cost of a bill, in 分.
    pub highest: i64,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            only: Vec::new(),
            assertions: true,
            named: Vec::new(),
            cliff: DEFAULT_CLIFF,
            highest: Scope::default().highest,
        }
    }
}

/// 500元, in 分.
pub const DEFAULT_CLIFF: i64 = 50_000;

/// A county with all answers.
#[derive(Clone, Debug)]
pub struct Verification {
    pub party: Party,
    pub answers: Vec<Answered>,
}

/// What was asked.
#[derive(Clone, Debug)]
pub enum Question {
    Property(Property),
    /// A line of an `assert`.
    Assertion {
        name: String,
        /// Its place in the assertion, from 0.
        number: usize,
        label: Option<String>,
        must: bool,
        asked: Origin,
    },
}

/// How the answer comes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Answer {
    Holds,
    Fails,
    NotDecided,
    /// There is nothing here of which it could be asked.
    NotApplicable,
}

/// A question with its answer.
#[derive(Clone, Debug)]
pub struct Answered {
    pub question: Question,
    pub answer: Answer,
    pub failures: Vec<Failure>,
    /// What is left open, and why.
    pub open: Vec<Open>,
    /// Over what it was decided, and what was taken for granted.
    pub looked_at: Vec<Text>,
    /// Why it does not apply.
    pub why: Option<Text>,
}

/// Something that is not as it should be.
#[derive(Clone, Debug)]
pub struct Failure {
    pub what: Text,
    /// How far it is off.
    pub by: Option<Text>,
    /// How many of how many kinds of people and bills it concerns.
    pub kinds: Option<(usize, usize)>,
    pub places: Vec<Span>,
    /// People with bills, settled by the evaluator; two where two are compared.
    pub cases: Vec<Case>,
}

/// An invented person with bills, and what is paid.
#[derive(Clone, Debug)]
pub struct Case {
    pub date: Date,
    pub person: Vec<Key>,
    /// What the free number is called, and its amount, in 分; `None`: no number decides what is paid.
    pub number: Option<Text>,
    pub amount: Number,
    /// How many such bills the year has; `None`: it is paid for a period.
    pub bills: Option<usize>,
    /// Where the year has two unequal bills, what the first of them costs.
    pub earlier: Option<Number>,
    /// What each benefit that is due pays, in 分, or why it has no answer.
    pub paid: Vec<(String, Result<Number, Text>)>,
    /// `None` where something has no answer.
    pub total: Option<Number>,
}

/// Something that is not decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The stable name of the reason.
    pub kind: &'static str,
    pub reason: Text,
    pub place: Option<Span>,
    /// How many kinds of people and bills it concerns.
    pub kinds: usize,
}

impl Answered {
    /// Whether it counts against the county: a `should` that fails is told and does not count.
    pub fn counts(&self) -> bool {
        match &self.question {
            Question::Property(_) => true,
            Question::Assertion { must, .. } => *must,
        }
    }

    fn of(question: Question, found: Found) -> Answered {
        let answer = match (&found.why, found.failures.is_empty(), found.open.is_empty()) {
            (Some(_), _, _) => Answer::NotApplicable,
            (None, false, _) => Answer::Fails,
            (None, true, false) => Answer::NotDecided,
            (None, true, true) => Answer::Holds,
        };
        Answered {
            question,
            answer,
            failures: found.failures,
            open: found.open,
            looked_at: found.looked_at,
            why: found.why,
        }
    }
}

impl Verification {
    /// Whether something that counts fails.
    pub fn fails(&self) -> bool {
        self.answers.iter().any(|own| own.answer == Answer::Fails && own.counts())
    }

    /// Whether something that counts is not decided.
    pub fn is_open(&self) -> bool {
        self.answers.iter().any(|own| own.answer == Answer::NotDecided && own.counts())
    }
}

/// What was found of one question.
#[derive(Clone, Debug, Default)]
struct Found {
    failures: Vec<Failure>,
    open: Vec<Open>,
    looked_at: Vec<Text>,
    why: Option<Text>,
}

impl Found {
    fn not_applicable(why: Text) -> Found {
        Found { why: Some(why), ..Found::default() }
    }

    fn over(looked_at: Text) -> Found {
        Found { looked_at: vec![looked_at], ..Found::default() }
    }

    fn leave_open(&mut self, kind: &'static str, reason: Text, place: Option<Span>) {
        match self.open.iter_mut().find(|own| own.kind == kind && own.reason == reason && own.place == place) {
            Some(known) => known.kinds += 1,
            None => self.open.push(Open { kind, reason, place, kinds: 1 }),
        }
    }
}

/// Decides everything that is asked of a county whose policy checks.
pub fn verify(side: Side<'_>, options: &Options) -> Verification {
    let ground = Ground::new(side, options.highest);
    let mut answers = Vec::new();
    for asked in requirement::assertions(side).filter(|_| options.assertions) {
        if !options.named.is_empty() && !options.named.contains(&asked.0.name) {
            continue;
        }
        answers.push(requirement::answered(&ground, asked.0, asked.1, asked.2));
    }
    for property in wanted(options) {
        answers.push(Answered::of(Question::Property(property), of_property(&ground, property, options)));
    }
    Verification { party: Party::of(side), answers }
}

/// Returns the names of the assertions of a county.
pub fn assertions(side: Side<'_>) -> Vec<String> {
    let mut names: Vec<String> = requirement::assertions(side).map(|(standard, ..)| standard.name.clone()).collect();
    names.dedup();
    names
}

/// Tells what the problems of a county with errors say of its tables; all else waits until they are mended.
pub fn of_errors(side: Side<'_>, problems: &[Diagnostic], options: &Options) -> Verification {
    let mut answers = Vec::new();
    for property in wanted(options) {
        let code = match property {
            Property::NoGap => Code::TableGap,
            Property::NoOverlap => Code::TableOverlap,
            Property::BandsTouch => Code::SegmentGap,
            _ => Code::SyntaxError,
        };
        let mut found = Found::default();
        for problem in problems.iter().filter(|own| own.code == code && code != Code::SyntaxError) {
            let mut places = vec![problem.span];
            places.extend(problem.labels.iter().map(|label| label.span));
            found.failures.push(Failure {
                what: problem.message.clone(),
                by: None,
                kinds: None,
                places,
                cases: Vec::new(),
            });
        }
        if found.failures.is_empty() {
            found.leave_open("policy_has_errors", words::has_errors(), None);
        }
        answers.push(Answered::of(Question::Property(property), found));
    }
    Verification { party: Party::of(side), answers }
}

fn wanted(options: &Options) -> impl Iterator<Item = Property> {
    let everything = options.only.is_empty() && options.named.is_empty();
    Property::ALL.into_iter().filter(move |own| everything || options.only.contains(own))
}

fn of_property(ground: &Ground<'_>, property: Property, options: &Options) -> Found {
    match property {
        Property::NoGap => grid::gaps(ground),
        Property::NoOverlap => grid::overlaps(ground),
        Property::BandsTouch => grid::bands(ground),
        Property::NoDeadRule => dead::rules(ground),
        Property::NoHiddenRow => grid::hidden(ground),
        Property::NeverAboveCost => laws::never_above_cost(ground),
        Property::NeverNegative => laws::never_negative(ground),
        Property::NeverLessForMoreCost => laws::never_less(ground),
        Property::NoCliff => laws::no_cliff(ground, options.cliff),
        Property::PoorerNeverLess | Property::PrimaryNeverLower | Property::RetiredNeverWorse => {
            orders::of_vocabulary(ground, property)
        }
        Property::NoInversion => caps::inversions(ground),
        Property::SingleCapWithinJoint => caps::single_within_joint(ground),
        Property::DeductibleWithinCap => caps::deductible_within_cap(ground),
        Property::NeverBelowLastYear => laws::never_below_last_year(ground),
    }
}
