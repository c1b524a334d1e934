//! Who is better off: for each kind of clause, what more of it means. The fund pays more where the insured person is
//! better off; what no kind decides is left unknown.

use super::data::{Leaning, ValueKind};
use super::shared::{Both, Which};
use crate::base::number::Number;
use crate::ir::ClauseWord;
use std::cmp::Ordering;

/// What more of a quantity means to the insured person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sense {
    /// More is better; what `无` and silence amount to.
    Higher {
        none: End,
        absent: End,
    },
    Lower {
        none: End,
        absent: End,
    },
    Unknown,
}

/// What the lack of a value amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Zero,
    Unlimited,
    Unknown,
}

impl Sense {
    /// Whether `无` is the best that there is for the insured person.
    pub(crate) fn none_is_best(self) -> bool {
        match self {
            Sense::Higher { none, .. } => none == End::Unlimited,
            Sense::Lower { none, .. } => none == End::Zero,
            Sense::Unknown => false,
        }
    }

    /// Whether silence amounts to that.
    pub(crate) fn absence_is_best(self) -> bool {
        match self {
            Sense::Higher { absent, .. } => absent == End::Unlimited,
            Sense::Lower { absent, .. } => absent == End::Zero,
            Sense::Unknown => false,
        }
    }
}

/// Returns what more of a clause's value means.
pub(crate) fn sense(word: ClauseWord) -> Sense {
    match word {
        ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo => {
            Sense::Higher { none: End::Zero, absent: End::Unknown }
        }
        ClauseWord::Cap | ClauseWord::TotalOfLayersAtMost | ClauseWord::Quantity => {
            Sense::Higher { none: End::Unlimited, absent: End::Unlimited }
        }
        ClauseWord::Deductible | ClauseWord::FirstPay => Sense::Lower { none: End::Zero, absent: End::Zero },
        ClauseWord::OwnPayAtMost => Sense::Lower { none: End::Unlimited, absent: End::Unlimited },
        ClauseWord::MapsTo
        | ClauseWord::After
        | ClauseWord::NotWith
        | ClauseWord::StacksWith
        | ClauseWord::Identities
        | ClauseWord::Requires
        | ClauseWord::Refuse
        | ClauseWord::Base
        | ClauseWord::As
        | ClauseWord::Round
        | ClauseWord::Order
        | ClauseWord::YearFrom
        | ClauseWord::InKind => Sense::Unknown,
    }
}

/// Whether a difference in a clause of this kind without direction leaves the benefit's direction as it is.
pub(crate) fn is_minor(word: ClauseWord) -> bool {
    matches!(
        word,
        ClauseWord::MapsTo
            | ClauseWord::After
            | ClauseWord::StacksWith
            | ClauseWord::As
            | ClauseWord::Round
            | ClauseWord::Order
            | ClauseWord::YearFrom
            | ClauseWord::InKind
    )
}

/// Returns the side on which the insured person is better off. `None`: the side states nothing of the kind.
pub(crate) fn leaning(sense: Sense, values: &Both<Option<&ValueKind>>) -> Leaning {
    let (higher, none, absent) = match sense {
        Sense::Higher { none, absent } => (true, none, absent),
        Sense::Lower { none, absent } => (false, none, absent),
        Sense::Unknown => return Leaning::Unknown,
    };
    let size = |value: &Option<&ValueKind>| match value {
        Some(ValueKind::Number(number, _)) => Some(Size::Number(number.clone())),
        Some(ValueKind::Nothing) => size_of(none),
        None => size_of(absent),
        Some(ValueKind::Awaited | ValueKind::Unstated | ValueKind::NotInForce | ValueKind::Text) => None,
    };
    let (Some(a), Some(b)) = (size(&values.a), size(&values.b)) else { return Leaning::Unknown };
    match (a.cmp(&b), higher) {
        (Ordering::Equal, _) => Leaning::Even,
        (Ordering::Greater, true) | (Ordering::Less, false) => Leaning::To(Which::A),
        (Ordering::Less, true) | (Ordering::Greater, false) => Leaning::To(Which::B),
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Size {
    Number(Number),
    Unlimited,
}

fn size_of(end: End) -> Option<Size> {
    match end {
        End::Zero => Some(Size::Number(Number::zero())),
        End::Unlimited => Some(Size::Unlimited),
        End::Unknown => None,
    }
}

/// Whether a clause of a benefit that only one side has says little about it.
pub(crate) fn is_minor_alone(word: ClauseWord) -> bool {
    is_minor(word) && word != ClauseWord::InKind || word == ClauseWord::Identities
}
