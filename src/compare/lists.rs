//! Two lists of diseases or other entries to rows: by code, with what stands below what, and by aliases. A new name is
//! no removal, and what an entry above covers is not missing.

use super::data::{Held, Item, Leaning, Origin, Row, State, Stating, ValueKind};
use super::shared::{Both, Shared, Which};
use super::values::origin;
use super::words;
use crate::base::text::Text;
use crate::ir::{List, ListId};
use std::collections::BTreeMap;

/// What two lists come to.
pub(crate) struct Listed {
    pub rows: Vec<Row>,
    /// The side that has all of the other and more.
    pub larger: Leaning,
    /// Entries in force on each side.
    pub counts: Both<usize>,
    /// Entries that only one side has.
    pub only: Both<usize>,
}

/// Compares lists entry by entry.
pub(crate) fn compared(shared: &Shared<'_>, ids: &Both<Option<ListId>>) -> Listed {
    let lists: Both<Option<&List>> = ids.map(|which, id| id.map(|id| shared.program(which).list(id)));
    let domain = Which::BOTH
        .into_iter()
        .find_map(|which| lists.get(which).map(|list| shared.domain(which, list.of)))
        .unwrap_or_default();
    let entries: Both<BTreeMap<usize, Origin>> = lists.map(|which, list| {
        let Some(list) = list else { return BTreeMap::new() };
        let live = list.entries.iter().filter(|own| own.range.contains(shared.date(which)));
        live.map(|own| (shared.entry(which, list.of, own.body), origin(shared.program(which), &own.origin))).collect()
    });
    let mut all: Vec<usize> = entries.a.keys().chain(entries.b.keys()).copied().collect();
    all.sort_unstable();
    all.dedup();
    let mut rows = Vec::new();
    let mut only = Both { a: 0, b: 0 };
    for entry in all {
        let row = row(shared, domain, entry, &entries);
        if let State::Only(which) = row.state {
            *only.get_mut(which) += 1;
        }
        rows.push(row);
    }
    let larger = match (only.a, only.b) {
        (0, 0) => Leaning::Even,
        (_, 0) => Leaning::To(Which::A),
        (0, _) => Leaning::To(Which::B),
        _ => Leaning::Unknown,
    };
    Listed { rows, larger, counts: entries.map(|_, own| own.len()), only }
}

fn row(shared: &Shared<'_>, domain: usize, entry: usize, entries: &Both<BTreeMap<usize, Origin>>) -> Row {
    let item = Item::of(Text::same(label(shared, Which::A, domain, entry)));
    let listed = entries.map(|_, own| own.get(&entry).cloned());
    let values = listed.map(|which, origin| match origin {
        Some(origin) => Held::Value(Stating {
            text: Text::same(label(shared, which, domain, entry)),
            formula: None,
            kind: ValueKind::Text,
            origin: origin.clone(),
            uses: Vec::new(),
        }),
        None => Held::Absent,
    });
    let (state, note) = match (&listed.a, &listed.b) {
        (Some(_), None) => alone(shared, domain, entry, Which::A, entries),
        (None, Some(_)) => alone(shared, domain, entry, Which::B, entries),
        _ => {
            let name = |which| shared.entry_as(which, domain, entry).name.as_str();
            let renamed = name(Which::A) != name(Which::B);
            (State::Same, renamed.then(|| words::called(name(Which::A), name(Which::B))))
        }
    };
    let insured = match state {
        State::Only(which) => Leaning::To(which),
        _ => Leaning::Even,
    };
    Row { item, keys: Vec::new(), state, values, change: None, insured, fund: insured, note }
}

/// What an entry is that only one list names: covered by one above it, the whole of parts, or missing.
fn alone(
    shared: &Shared<'_>,
    domain: usize,
    entry: usize,
    which: Which,
    entries: &Both<BTreeMap<usize, Origin>>,
) -> (State, Option<Text>) {
    let others = entries.get(which.other());
    let mut above = shared.parent_of(which.other(), domain, entry).or_else(|| shared.parent_of(which, domain, entry));
    while let Some(parent) = above {
        if others.contains_key(&parent) {
            let name = shared.entry_as(which.other(), domain, parent).name.as_str();
            return (State::Same, Some(words::covered_by(name)));
        }
        above = shared.parent_of(which, domain, parent).or_else(|| shared.parent_of(which.other(), domain, parent));
    }
    let is_below = |own: usize| {
        let mut at = shared.parent_of(which, domain, own).or_else(|| shared.parent_of(which.other(), domain, own));
        while let Some(parent) = at {
            if parent == entry {
                return true;
            }
            at = shared.parent_of(which, domain, parent).or_else(|| shared.parent_of(which.other(), domain, parent));
        }
        false
    };
    let parts: Vec<&str> = others
        .keys()
        .filter(|own| is_below(**own))
        .map(|own| shared.entry_as(which.other(), domain, *own).name.as_str())
        .collect();
    let note = (!parts.is_empty()).then(|| words::part_of(crate::base::text::listed(&parts)));
    (State::Only(which), note)
}

fn label(shared: &Shared<'_>, which: Which, domain: usize, entry: usize) -> String {
    let own = shared.entry_as(which, domain, entry);
    match &own.code {
        Some(code) => format!("{} {code}", own.name),
        None => own.name.clone(),
    }
}
