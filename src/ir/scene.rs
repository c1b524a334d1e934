//! Tests and typical cases, typed: what is known, what happens, what is expected. Dates may lack the year.

use super::expr::{Band, CompareOp, Expr};
use super::{BenefitId, ClausePath, Given};
use crate::base::date::{Date, Period};
use crate::base::span::Span;
use crate::syntax::ast::SceneDate;

/// A test or a typical case of one jurisdiction.
#[derive(Clone, Debug)]
pub struct Scene {
    pub title: String,
    pub span: Span,
    pub on: Option<Date>,
    /// What holds for all that follows: of the claim, the person, the household; params.
    pub given: Vec<Given>,
    /// The members of the household in order; empty: one person alone, who has no name.
    pub members: Vec<Member>,
    /// What happens, in the order written.
    pub events: Vec<Event>,
    /// `各例`: each row is a scene of its own beside `given`.
    pub cases: Vec<CaseRow>,
}

#[derive(Clone, Debug)]
pub struct Member {
    pub name: String,
    pub given: Vec<Given>,
}

#[derive(Clone, Debug)]
pub struct Event {
    pub kind: EventKind,
    pub expect: Vec<Expectation>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum EventKind {
    /// A claim of a member (by place; 0 when alone).
    Claim { date: SceneDate, member: usize, given: Vec<Given> },
    /// Periods in order, the same expected of each; facts of members by place.
    Periods { period: Period, from: SceneDate, to: Option<SceneDate>, given: Vec<(Option<usize>, Given)> },
    /// A bare `应得`: on the scene's own date.
    Now,
}

#[derive(Clone, Debug)]
pub struct Expectation {
    pub subject: Subject,
    pub outcome: Outcome,
    /// How far off a number may be.
    pub margin: Option<Expr>,
    pub span: Span,
}

#[derive(Clone, Debug)]
pub enum Subject {
    /// What a benefit pays, to a member when one is named (`分类施保[甲]`).
    Benefit { benefit: BenefitId, member: Option<usize> },
    /// What an expression is worth, of a member when one is named (`月收入[甲]`).
    Expr { expr: Expr, member: Option<usize> },
}

#[derive(Clone, Debug)]
pub enum Outcome {
    Equals(Expr),
    Compare(CompareOp, Expr),
    Band(Band),
    /// Pays 0; the reason, when one is named.
    Refused {
        because: Option<Because>,
    },
    /// Cannot be worked out, since a value is awaited (`待公布`).
    Pending,
    /// The subject itself is true.
    Holds,
}

/// Why a benefit is expected not to pay.
#[derive(Clone, Debug)]
pub enum Because {
    /// A clause of the benefit: a condition, a cap.
    Clause(ClausePath),
    /// Another benefit that excludes it.
    Benefit(BenefitId),
}

#[derive(Clone, Debug)]
pub struct CaseRow {
    pub given: Vec<Given>,
    pub expect: Vec<Expectation>,
    pub span: Span,
}
