//! An entry of a list that stands below another entry of it: the upper one holds for it already.

use std::collections::HashMap;

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::lint::tree::Node;
use crate::syntax::ast::Entry;

crate::catalogue! {
    message(name, list, above) {
        zh: "`{name}` 在清单 `{list}` 里多余:已有包含它的 `{above}`",
        en: "`{name}` is needless in the list `{list}`: it holds `{above}`, which contains it",
    }
    there() { zh: "在这里列入", en: "entered here" }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    let mut places: HashMap<Span, (&[Entry], usize)> = HashMap::new();
    for node in policies.nodes() {
        let Node::Entries(entries, None) = node else { continue };
        places.extend(entries.iter().enumerate().map(|(at, entry)| (entry.place.0, (entries, at))));
    }
    for (_, program) in policies.programs() {
        for list in &program.lists {
            let domain = program.domain(list.of);
            let mut entered = HashMap::new();
            for entry in &list.entries {
                entered.entry(entry.body).or_insert_with(Vec::new).push(entry);
            }
            for entry in &list.entries {
                let mut above = domain.entry(entry.body).parent;
                while let Some(id) = above {
                    above = domain.entry(id).parent;
                    let covers = |other: &&crate::ir::Dated<crate::value::EntryId>| {
                        let begins =
                            other.range.from.is_none_or(|from| entry.range.from.is_some_and(|own| from <= own));
                        let ends =
                            other.range.until.is_none_or(|until| entry.range.until.is_some_and(|own| own <= until));
                        begins && ends
                    };
                    let Some(other) = entered.get(&id).and_then(|all| all.iter().copied().find(|own| covers(own)))
                    else {
                        continue;
                    };
                    let span = entry.origin.span;
                    let text = message(&domain.entry(entry.body).name, &list.name, &domain.entry(id).name);
                    let problem = Diagnostic::new(Code::ListEntryCovered, span, text).label(other.origin.span, there());
                    problems.push(match places.get(&span).and_then(|(all, at)| removal(policies, all, *at)) {
                        Some(removed) => problem.fix(removed, ""),
                        None => problem,
                    });
                    break;
                }
            }
        }
    }
}

/// Returns what is to be deleted with an entry, when nothing but a comma parts it from its neighbour.
fn removal(policies: &Policies<'_>, entries: &[Entry], at: usize) -> Option<Span> {
    let own = entries[at].place.0;
    let (span, between) = match (at.checked_sub(1).map(|before| entries[before].place.0), entries.get(at + 1)) {
        (Some(before), _) => (Span { start: before.end, ..own }, Span { start: before.end, end: own.start, ..own }),
        (None, Some(next)) => {
            let next = next.place.0;
            (Span { end: next.start, ..own }, Span { start: own.end, end: next.start, ..own })
        }
        (None, None) => return None,
    };
    let plain = |letter: char| letter.is_whitespace() || [',', '，', '、', ';', '；'].contains(&letter);
    policies.written(between).chars().all(plain).then_some(span)
}
