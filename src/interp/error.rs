//! Why something has no answer: what was asked, where, and in the course of what. Never turned into a zero.

use super::words;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::{BenefitId, DefinitionId, FactId, Standing, TableId};
use crate::value::ops::OpError;

/// A result, or the error that took its place.
pub type Fallible<T> = Result<T, Box<Error>>;

/// A question without an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    /// Where it was asked.
    pub span: Span,
    /// A second place: the other culprit, or the declaration.
    pub other: Option<Span>,
    pub message: Text,
    /// In the course of what, innermost first: `门诊慢病报销.比例`.
    pub within: Vec<Text>,
}

/// What kind of answer is missing; the engines agree on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorKind {
    /// A fact without value and without default.
    MissingFact(FactId),
    /// A value outside the range or type that the fact declares.
    OutOfRange(FactId),
    /// `待公布`
    Pending,
    /// A param, define or account outside its dates.
    NotInForce(DefinitionId, Standing),
    TableNotInForce(TableId, Standing),
    /// A clause that the benefit needs has no version on the day.
    ClauseNotInForce(BenefitId, Standing),
    DivisionByZero,
    TooLarge,
    MoneyTooLarge,
    NoSuchDate,
    NotWhole,
    /// `无` was tested or worked with.
    NothingTested,
    /// Least, greatest or average of nothing.
    EmptyList,
    /// No row of a table fits.
    NoRow,
    /// No row of a benefit's table fits the identity that is being tried.
    NoRowForIdentity,
    SeveralRows,
    RowsDisagree,
    Tie,
    SegmentGap,
    ConflictingCases,
    ConflictingEffects,
    ConflictingTransitions,
    /// Something that needs a claim, a person or a list was asked without one.
    OutOfPlace,
    /// A person's benefit was asked without saying whose.
    WhichMember,
    Circular,
    TooDeep,
    TooManySteps,
    /// The vocabulary lacks a fact that the language needs.
    FactNotDeclared,
    /// Values that do not go together; a checked program never does this.
    Mistyped,
}

impl ErrorKind {
    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::MissingFact(_) => "missing_fact",
            ErrorKind::OutOfRange(_) => "out_of_range",
            ErrorKind::Pending => "pending",
            ErrorKind::NotInForce(..) | ErrorKind::TableNotInForce(..) | ErrorKind::ClauseNotInForce(..) => {
                "not_in_force"
            }
            ErrorKind::DivisionByZero => "division_by_zero",
            ErrorKind::TooLarge => "too_large",
            ErrorKind::MoneyTooLarge => "money_too_large",
            ErrorKind::NoSuchDate => "no_such_date",
            ErrorKind::NotWhole => "not_whole",
            ErrorKind::NothingTested => "nothing_tested",
            ErrorKind::EmptyList => "empty_list",
            ErrorKind::NoRow | ErrorKind::NoRowForIdentity => "no_row",
            ErrorKind::SeveralRows => "several_rows",
            ErrorKind::RowsDisagree => "rows_disagree",
            ErrorKind::Tie => "tie",
            ErrorKind::SegmentGap => "segment_gap",
            ErrorKind::ConflictingCases => "conflicting_cases",
            ErrorKind::ConflictingEffects => "conflicting_effects",
            ErrorKind::ConflictingTransitions => "conflicting_transitions",
            ErrorKind::OutOfPlace => "out_of_place",
            ErrorKind::WhichMember => "which_member",
            ErrorKind::Circular => "circular",
            ErrorKind::TooDeep => "too_deep",
            ErrorKind::TooManySteps => "too_many_steps",
            ErrorKind::FactNotDeclared => "fact_not_declared",
            ErrorKind::Mistyped => "mistyped",
        }
    }
}

impl Error {
    pub(super) fn new(kind: ErrorKind, span: Span, message: Text) -> Box<Error> {
        Box::new(Error { kind, span, other: None, message, within: Vec::new() })
    }

    pub(super) fn other(mut self: Box<Error>, span: Span) -> Box<Error> {
        self.other = Some(span);
        self
    }

    /// Says in the course of what it happened; a step that is known already is not repeated.
    pub(super) fn within(mut self: Box<Error>, what: Text) -> Box<Error> {
        if self.within.len() < 8 && self.within.last() != Some(&what) {
            self.within.push(what);
        }
        self
    }

    pub(super) fn mistyped(span: Span) -> Box<Error> {
        Error::new(ErrorKind::Mistyped, span, words::mistyped())
    }

    pub(super) fn pending(span: Span) -> Box<Error> {
        Error::new(ErrorKind::Pending, span, words::pending())
    }
}

/// Gives the reason of an operation its place.
pub(super) fn at<T>(span: Span, result: Result<T, impl Into<OpError>>) -> Fallible<T> {
    result.map_err(|error| {
        let (kind, message) = match error.into() {
            OpError::DivisionByZero => (ErrorKind::DivisionByZero, words::division_by_zero()),
            OpError::TooLarge => (ErrorKind::TooLarge, words::too_large()),
            OpError::MoneyTooLarge => (ErrorKind::MoneyTooLarge, words::money_too_large()),
            OpError::NoSuchDate => (ErrorKind::NoSuchDate, words::no_such_date()),
            OpError::NotWhole => (ErrorKind::NotWhole, words::not_whole()),
            OpError::Nothing => (ErrorKind::NothingTested, words::nothing_tested()),
            OpError::Mistyped => (ErrorKind::Mistyped, words::mistyped()),
        };
        Error::new(kind, span, message)
    })
}

/// Returns how something stands, in words.
pub fn standing_text(standing: Standing) -> Text {
    match standing {
        Standing::NotYet => words::not_yet(),
        Standing::InForce => words::in_force(),
        Standing::Repealed => words::repealed(),
        Standing::Pending => words::awaiting(),
    }
}
