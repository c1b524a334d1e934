//! A row of a comparison as a change sees it: what it is about, what it says, and what it cites.

use super::super::Subject;
use crate::base::span::Span;

use crate::compare::data::{Cite, Held, Item, Row, SubjectKind, ValueKind};
use crate::compare::shared::Which;

/// One row of a comparison on a day, with what it is about.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) subject: Subject,
    /// Of the presence of the subject itself: no item.
    pub(super) item: Option<Item>,
    pub(super) row: Row,
    pub(super) is_disease: bool,
}

impl Line {
    /// Whether two lines are about the same thing, in whatever cell.
    pub(super) fn is_about(&self, other: &Line) -> bool {
        let text = |own: &Line| {
            own.item.as_ref().map(|item| (item.text.zh.clone(), item.cases.clone(), item.label.clone(), item.word))
        };
        self.subject.kind == other.subject.kind && self.subject.key == other.subject.key && text(self) == text(other)
    }

    /// Whether they say the same on both sides.
    pub(super) fn says(&self, other: &Line) -> bool {
        let texts = |own: &Line| own.row.values.map(|_, held| exact(held));
        self.is_about(other)
            && self.row.state == other.row.state
            && self.row.keys == other.row.keys
            && texts(self) == texts(other)
    }

    pub(super) fn differs(&self) -> bool {
        self.row.differs()
    }

    pub(super) fn span(&self, which: Which) -> Option<Span> {
        self.row.values.get(which).stating().map(|own| own.origin.span)
    }
}

/// Whether a benefit says the same formula as before, and only what that reads has changed: that is told by itself.
pub(super) fn only_follows(own: &Line, lines: &[Line]) -> bool {
    let (Some(a), Some(b)) = (own.row.values.a.stating(), own.row.values.b.stating()) else { return false };
    if own.subject.kind != SubjectKind::Benefit || a.formula.is_none() || a.formula != b.formula {
        return false;
    }
    let uses = |name: &str| a.uses.iter().any(|own| own.name == name) && b.uses.iter().any(|own| own.name == name);
    lines.iter().any(|line| {
        let is_read = matches!(line.subject.kind, SubjectKind::Param | SubjectKind::Define | SubjectKind::Table);
        is_read && line.differs() && uses(&line.subject.key)
    })
}

/// Whether a side says on another day what it says in a line; cells of a table that is told whole are not looked into.
pub(super) fn says_then(own: &Line, which: Which, then: &[&Line]) -> bool {
    match then {
        [only] if only.row.keys == own.row.keys => {
            exact(only.row.values.get(which)) == exact(own.row.values.get(which))
        }
        _ => true,
    }
}

pub(super) fn exact(held: &Held) -> Option<String> {
    let own = held.stating()?;
    Some(match &own.kind {
        ValueKind::Number(number, ty) => {
            let (numerator, denominator) = number.fraction_text();
            format!("{numerator}/{denominator} {ty:?}")
        }
        ValueKind::Nothing => "nothing".to_owned(),
        ValueKind::Unstated => "unstated".to_owned(),
        ValueKind::Awaited => "awaited".to_owned(),
        ValueKind::NotInForce => "not in force".to_owned(),
        ValueKind::Text => own.text.zh.clone(),
    })
}

/// Returns what a side cites: a value that the language itself supplies rests on nothing.
pub(super) fn cited(own: &Line, which: Which) -> Option<&[Cite]> {
    let origin = &own.row.values.get(which).stating()?.origin;
    (origin.how != crate::ir::Stated::Default).then_some(origin.cites.as_slice())
}

pub(super) fn cites_differ(own: &Line) -> bool {
    let (Some(a), Some(b)) = (cited(own, Which::A), cited(own, Which::B)) else { return false };
    // A new value under a new document is as it should be; one that has lost its document is not.
    let keys = |all: &[Cite]| all.iter().map(Cite::text).collect::<Vec<_>>();
    keys(a) != keys(b) && (!own.differs() || !a.is_empty() && b.is_empty())
}

pub(super) fn same_cites(a: &Line, b: &Line) -> bool {
    let keys = |own: &Line| {
        own.row
            .values
            .map(|_, held| held.stating().map(|own| own.origin.cites.iter().map(Cite::text).collect::<Vec<_>>()))
    };
    keys(a) == keys(b)
}
