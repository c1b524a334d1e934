//! Standards and assertions, typed: what every county's policy must be.

use super::expr::{Band, CompareOp, Expr, Head, Member};
use super::{ClausePath, EntryId, ListId, Origin};
use crate::base::date::DateRange;
use crate::base::span::Span;
use crate::syntax::ast::{RequirementSeverity, View};

/// A standard, or an `assert` of one jurisdiction.
#[derive(Clone, Debug)]
pub struct Standard {
    pub name: String,
    pub is_assert: bool,
    pub range: DateRange,
    pub origin: Origin,
    pub requirements: Vec<Requirement>,
    /// Jurisdictions that are exempt, and when.
    pub exemptions: Vec<(String, DateRange)>,
}

#[derive(Clone, Debug)]
pub struct Requirement {
    pub severity: RequirementSeverity,
    pub label: Option<String>,
    pub body: RequirementBody,
    pub range: DateRange,
    pub origin: Origin,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum RequirementBody {
    /// A clause of every benefit of a name or identity.
    Clause {
        benefit: String,
        path: ClausePath,
        keys: Option<Vec<Key>>,
        test: Test,
    },
    /// A param or define that needs no claim, person or household.
    Value {
        value: Expr,
        test: Test,
    },
    Includes {
        list: ListId,
        members: Vec<EntryId>,
    },
    Condition {
        view: Option<View>,
        condition: Expr,
        when: Option<Expr>,
    },
    NeverAboveCost {
        view: Option<View>,
        subject: Option<String>,
        when: Option<Expr>,
    },
    NeverLessAlong {
        view: Option<View>,
        subject: Option<String>,
        along: Expr,
        when: Option<Expr>,
    },
    NeverLessInOrder {
        view: Option<View>,
        subject: Option<String>,
        along: Expr,
        values: Vec<Expr>,
        when: Option<Expr>,
    },
    NoCliffOver {
        view: Option<View>,
        subject: Option<String>,
        amount: Expr,
        when: Option<Expr>,
    },
}

#[derive(Clone, Debug)]
pub enum Key {
    Every,
    /// Typed when it meets a table; here as written.
    Head(Head),
}

#[derive(Clone, Debug)]
pub enum Test {
    Band { negated: bool, band: Band },
    Compare(CompareOp, Expr),
    In { negated: bool, members: Vec<Member> },
}
