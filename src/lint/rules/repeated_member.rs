//! A value that stands twice in one list of values: one of the two was meant to be another.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;
use crate::syntax::ast::{DeclarationKind, Expr, ExprKind, HeadItem, Name};

crate::catalogue! {
    message(value) { zh: "`{value}` 在这里列了两次", en: "`{value}` is listed twice here" }
    there() { zh: "已列在这里", en: "listed here already" }
    help() { zh: "若本想写另一个,请改正;否则删去", en: "if another was meant, write it; else delete this one" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (declaration, nodes) in &one.parts {
        if let DeclarationKind::List { entries, .. } | DeclarationKind::AddTo { entries, .. } = &declaration.kind {
            let names: Vec<&Name> = entries.iter().map(|own| &own.name).collect();
            report(one, &names, problems);
        }
        for node in nodes {
            match node {
                Node::Expr(own) => {
                    if let ExprKind::In { members, .. } = &*own.kind {
                        report(one, &named(members.iter()), problems);
                    }
                }
                Node::Table(table) => {
                    let rows = table.rows.iter().flat_map(|row| &row.heads);
                    for head in table.header.iter().chain(rows) {
                        let values = head.items.iter().filter_map(|item| match item {
                            HeadItem::Value(own) => Some(own),
                            _ => None,
                        });
                        let values: Vec<&Expr> = values.collect();
                        if values.len() == head.items.len() {
                            report(one, &named(values.into_iter()), problems);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

/// Returns the names among some values.
fn named<'e>(values: impl Iterator<Item = &'e Expr>) -> Vec<&'e Name> {
    let name = |own: &'e Expr| match &*own.kind {
        ExprKind::Name(name) => Some(name),
        _ => None,
    };
    values.filter_map(name).collect()
}

fn report(one: &OneText<'_>, names: &[&Name], problems: &mut Problems) {
    let mut known: std::collections::HashMap<&str, Span> = std::collections::HashMap::new();
    for (at, own) in names.iter().enumerate() {
        let Some(first) = known.insert(&own.text, own.span()) else { continue };
        let before = names[at - 1].span();
        let problem = Diagnostic::new(Code::RepeatedMember, own.span(), message(&own.text)).label(first, there());
        let between = Span { start: before.end, end: own.span().start, ..before };
        let plain = one.written(between).chars().all(|letter| letter == ' ' || [',', '，', '、'].contains(&letter));
        let problem = problem.help(help());
        problems.push(if plain { problem.fix(Span { start: before.end, ..own.span() }, "") } else { problem });
    }
}
