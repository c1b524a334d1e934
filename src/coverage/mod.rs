//! A program and what its tests reached in; what no test reaches out: clauses, versions, rows, cells, bands, cases,
//! effects. [`missing_tests`] proposes tests for it, worked out by the interpreter.
//!
//! Unlike `compare` it looks at one program at a time. Decides nothing about what a policy ought to say.

mod draft;
mod generate;
mod items;
mod wishes;
mod words;

pub use generate::{Proposal, missing_tests};
pub use items::{Item, Kind, Of, items};

use crate::base::source::SourceId;
use crate::base::span::Span;
use std::collections::BTreeSet;

/// What tests reach of a set of programs, by who states it.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// In the order of the programs; those that state nothing that can be reached are left out.
    pub parts: Vec<Part>,
}

/// What one jurisdiction, or a vocabulary, states.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    /// In the order of their places; what is stated once counts once, however many inherit it.
    pub items: Vec<Reached>,
}

/// An item, and whether a test reaches it.
#[derive(Clone, Debug)]
pub struct Reached {
    pub item: Item,
    pub reached: bool,
}

/// How many items there are, and how many are reached.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub reached: usize,
    pub all: usize,
}

impl Count {
    fn add(&mut self, reached: bool) {
        self.all += 1;
        self.reached += usize::from(reached);
    }

    /// Whether nothing is left out.
    pub fn is_whole(self) -> bool {
        self.reached == self.all
    }

    /// Returns the whole hundredths that are reached; 100 only when all are.
    pub fn percent(self) -> usize {
        (self.reached * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl Part {
    /// Returns the count of a kind, or of all.
    pub fn count(&self, kind: Option<Kind>) -> Count {
        let mut count = Count::default();
        for own in self.items.iter().filter(|own| kind.is_none_or(|kind| own.item.kind == kind)) {
            count.add(own.reached);
        }
        count
    }

    /// Returns what no test reaches. Of a row that no test reaches its cells are not told again.
    pub fn missing(&self) -> Vec<&Item> {
        let missing = || self.items.iter().filter(|own| !own.reached).map(|own| &own.item);
        let in_missing_row = |cell: &Item| missing().any(|row| row.kind != Kind::Cell && row.span.contains(cell.span));
        missing().filter(|item| item.kind != Kind::Cell || !in_missing_row(item)).collect()
    }
}

impl Coverage {
    /// Sorts out what programs state: `part` tells to which part a text belongs.
    pub fn new(
        names: &[String],
        all: impl IntoIterator<Item = Item>,
        reached: &BTreeSet<Span>,
        part: impl Fn(SourceId) -> Option<usize>,
    ) -> Coverage {
        let mut parts: Vec<Part> = names.iter().map(|name| Part { name: name.clone(), items: Vec::new() }).collect();
        let mut seen: BTreeSet<Span> = BTreeSet::new();
        for item in all {
            let Some(own) = part(item.span.source).and_then(|at| parts.get_mut(at)) else { continue };
            if seen.insert(item.span) {
                let reached = reached.contains(&item.span);
                own.items.push(Reached { item, reached });
            }
        }
        for own in &mut parts {
            own.items.sort_by_key(|own| (own.item.span, own.item.kind));
        }
        parts.retain(|own| !own.items.is_empty());
        Coverage { parts }
    }

    /// Keeps what a test of names and places wants to see.
    pub fn retain(&mut self, wanted: impl Fn(&str, &Item) -> bool) {
        for part in &mut self.parts {
            let name = part.name.clone();
            part.items.retain(|own| wanted(&name, &own.item));
        }
        self.parts.retain(|own| !own.items.is_empty());
    }

    /// Returns the count of a kind, or of all.
    pub fn count(&self, kind: Option<Kind>) -> Count {
        let counts = self.parts.iter().map(|part| part.count(kind));
        counts.fold(Count::default(), |sum, own| Count { reached: sum.reached + own.reached, all: sum.all + own.all })
    }
}
