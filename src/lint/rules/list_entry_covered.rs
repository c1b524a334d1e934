//! An entry of a list that stands below another entry of it: the upper one holds for it already.

use std::collections::HashMap;

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneProgram;
use crate::lint::tree::{Node, nodes};

crate::catalogue! {
    message(name, list, above) {
        zh: "`{name}` 在清单 `{list}` 里多余:已有包含它的 `{above}`",
        en: "`{name}` is needless in the list `{list}`: it holds `{above}`, which contains it",
    }
    there() { zh: "在这里列入", en: "entered here" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
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
                    let begins = other.range.from.is_none_or(|from| entry.range.from.is_some_and(|own| from <= own));
                    let ends = other.range.until.is_none_or(|until| entry.range.until.is_some_and(|own| own <= until));
                    begins && ends
                };
                let Some(other) = entered.get(&id).and_then(|all| all.iter().copied().find(|own| covers(own))) else {
                    continue;
                };
                let span = entry.origin.span;
                let text = message(&domain.entry(entry.body).name, &list.name, &domain.entry(id).name);
                let problem = Diagnostic::new(Code::ListEntryCovered, span, text).label(other.origin.span, there());
                problems.push(match removal(one, span) {
                    Some(removed) => problem.fix(removed, ""),
                    None => problem,
                });
                break;
            }
        }
    }
}

/// Returns what is to be deleted with an entry, when nothing but a comma parts it from its neighbour.
fn removal(one: &OneProgram<'_>, span: Span) -> Option<Span> {
    let page = one.page(span.source)?;
    let declaration = page.tree.declarations.iter().find(|own| own.place.0.contains(span))?;
    let (entries, at) = nodes(declaration).into_iter().find_map(|node| match node {
        Node::Entries(entries, None) => Some((entries, entries.iter().position(|entry| entry.place.0 == span)?)),
        _ => None,
    })?;
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
    one.written(between).chars().all(plain).then_some(span)
}
