//! Under which rule a difference falls, and whom it leaves worse off.

use super::super::rules::{Effect, Kind, Rule, What};
use super::line::Line;
use crate::compare::data::{Leaning, State, SubjectKind, ValueKind};
use crate::compare::shared::Which;
use crate::ir::ClauseWord;
use std::cmp::Ordering;

pub(super) fn effect_of(insured: Leaning, rule: Rule) -> Effect {
    match insured {
        Leaning::To(Which::A) => Effect::Worse,
        Leaning::To(Which::B) => Effect::Better,
        Leaning::Even => Effect::None,
        Leaning::Unknown if rule.kind == Kind::Rounding => Effect::None,
        Leaning::Unknown => Effect::Unclear,
    }
}

/// Returns the rule of a row that differs; `None`: it is no change by itself.
pub(super) fn rule_of(own: &Line) -> Option<Rule> {
    let row = &own.row;
    let only = match row.state {
        State::Only(Which::A) => Some(What::Removed),
        State::Only(Which::B) => Some(What::Added),
        _ => None,
    };
    if own.item.is_none() {
        let kind = match own.subject.kind {
            SubjectKind::Benefit => Kind::Benefit,
            SubjectKind::List => Kind::List,
            SubjectKind::Param => Kind::Param,
            SubjectKind::Define => Kind::Definition,
            SubjectKind::Group => Kind::Group,
            SubjectKind::Account => Kind::Account,
            SubjectKind::Table => Kind::Table,
            SubjectKind::State => Kind::State,
            SubjectKind::Choice => Kind::Exclusion,
        };
        return Some(Rule::new(kind, only.unwrap_or(What::Changed)));
    }
    let kinds = row.values.map(|_, held| held.stating().map(|own| &own.kind));
    match (kinds.a, kinds.b) {
        (Some(ValueKind::Awaited), Some(ValueKind::Awaited)) => {}
        (Some(ValueKind::Awaited), Some(_)) => return Some(Rule::new(Kind::Value, What::Published)),
        (Some(_), Some(ValueKind::Awaited)) => return Some(Rule::new(Kind::Value, What::Withdrawn)),
        _ => {}
    }
    let is =
        |kind: Option<&ValueKind>| kind.is_some_and(|own| !matches!(own, ValueKind::Nothing | ValueKind::NotInForce));
    let sized = match (kinds.a, kinds.b) {
        (Some(ValueKind::Number(a, _)), Some(ValueKind::Number(b, _))) => match b.cmp(a) {
            Ordering::Less => What::Lowered,
            Ordering::Greater => What::Raised,
            Ordering::Equal => What::Changed,
        },
        (a, b) if is(a) && !is(b) => What::Removed,
        (a, b) if !is(a) && is(b) => What::Added,
        _ => What::Changed,
    };
    let leaned = match (only, row.insured) {
        (Some(only), _) => only,
        (None, Leaning::To(Which::A)) => What::Tightened,
        (None, Leaning::To(Which::B)) => What::Relaxed,
        (None, Leaning::Even | Leaning::Unknown) => What::Changed,
    };
    let word = own.item.as_ref().and_then(|item| item.word);
    let (kind, what) = match (own.subject.kind, word) {
        (SubjectKind::List, _) => {
            (if own.is_disease { Kind::Disease } else { Kind::Entry }, only.unwrap_or(What::Added))
        }
        (SubjectKind::Param, _) => (Kind::Param, sized),
        (SubjectKind::Table, _) => (Kind::Table, sized),
        (SubjectKind::Define, _) => (Kind::Definition, What::Changed),
        (SubjectKind::Group, _) => (Kind::Group, leaned),
        (SubjectKind::Account, _) => (Kind::Account, What::Changed),
        (SubjectKind::State, _) => (Kind::State, What::Changed),
        (SubjectKind::Choice, _) => (Kind::Exclusion, What::Changed),
        (SubjectKind::Benefit, Some(word)) => match word {
            ClauseWord::Rate => (Kind::Ratio, sized),
            ClauseWord::Cap => (Kind::Cap, sized),
            ClauseWord::Deductible => (Kind::Deductible, sized),
            ClauseWord::Amount => (Kind::Amount, sized),
            ClauseWord::FirstPay => (Kind::FirstPay, sized),
            ClauseWord::TopUpTo => (Kind::TopUp, sized),
            ClauseWord::OwnPayAtMost => (Kind::OwnPayLimit, sized),
            ClauseWord::TotalOfLayersAtMost => (Kind::LayersLimit, sized),
            ClauseWord::Quantity => (Kind::Quantity, sized),
            ClauseWord::Requires | ClauseWord::Refuse => (Kind::Condition, leaned),
            ClauseWord::Base => (Kind::Base, What::Changed),
            ClauseWord::After => (Kind::LayerOrder, What::Changed),
            ClauseWord::NotWith | ClauseWord::StacksWith => (Kind::Exclusion, What::Changed),
            ClauseWord::Identities => (Kind::Identities, What::Changed),
            ClauseWord::Round => (Kind::Rounding, What::Changed),
            ClauseWord::Order => (Kind::Steps, What::Changed),
            ClauseWord::YearFrom => (Kind::BenefitYear, What::Changed),
            ClauseWord::InKind => (Kind::InKind, What::Changed),
            // Names only: a benefit that is called otherwise, or refers to another, is no change.
            ClauseWord::MapsTo | ClauseWord::As => return None,
        },
        (SubjectKind::Benefit, None) => {
            let item = own.item.as_ref().map(|item| item.text.en.as_str());
            match item {
                Some("paid") => (Kind::Occasion, What::Changed),
                Some("applies when") => (Kind::Case, only.unwrap_or(What::Changed)),
                _ => (Kind::Method, What::Changed),
            }
        }
    };
    Some(Rule::new(kind, what))
}
