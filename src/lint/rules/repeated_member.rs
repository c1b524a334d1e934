//! A value that stands twice in one list of values: one of the two was meant to be another.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;
use crate::syntax::ast::{Expr, ExprKind, HeadItem};

crate::catalogue! {
    message(value) { zh: "`{value}` 在这里列了两次", en: "`{value}` is listed twice here" }
    there() { zh: "已列在这里", en: "listed here already" }
    help() { zh: "若本想写另一个,请改正;否则删去", en: "if another was meant, write it; else delete this one" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (_, nodes) in &one.parts {
        for node in nodes {
            match node {
                Node::Expr(own) => {
                    if let ExprKind::In { members, .. } = &*own.kind {
                        report(one, members, problems);
                    }
                }
                Node::Table(table) => {
                    let rows = table.rows.iter().flat_map(|row| &row.heads);
                    for head in table.header.iter().chain(rows) {
                        let values = head.items.iter().filter_map(|item| match item {
                            HeadItem::Value(own) => Some(own.clone()),
                            _ => None,
                        });
                        let values: Vec<Expr> = values.collect();
                        if values.len() == head.items.len() {
                            report(one, &values, problems);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}

fn report(one: &OneText<'_>, members: &[Expr], problems: &mut Problems) {
    let mut known: std::collections::HashMap<String, Span> = std::collections::HashMap::new();
    for (at, own) in members.iter().enumerate() {
        let ExprKind::Name(name) = &*own.kind else { continue };
        let Some(first) = known.insert(name.text.clone(), own.span()) else { continue };
        let before = members[at - 1].span();
        let problem = Diagnostic::new(Code::RepeatedMember, own.span(), message(&name.text)).label(first, there());
        let between = Span { start: before.end, end: own.span().start, ..before };
        let plain = one.written(between).chars().all(|letter| letter == ' ' || [',', '，', '、'].contains(&letter));
        let problem = problem.help(help());
        problems.push(if plain { problem.fix(Span { start: before.end, ..own.span() }, "") } else { problem });
    }
}
