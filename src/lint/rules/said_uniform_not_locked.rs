//! What a province or city says is uniform or must not be changed, without the mark that forbids it.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;
use crate::syntax::ast::{DeclarationKind, Delegation, Openness};

crate::catalogue! {
    message(said) { zh: "说明里写着“{said}”,却没有锁定", en: "the remark says “{said}”, but nothing locks it" }
    help() {
        zh: "加上 `锁定`(清单写 `封闭`,允许幅度的写 `授权 …`),下级就改不动了",
        en: "add `lock` (`closed` for a list, `delegate …` for a range), so that nobody below can change it",
    }
}

const SAYINGS: &[&str] = &[
    "全省统一",
    "全市统一",
    "不得调整",
    "不得变动",
    "不得增减",
    "不得擅自",
    "不得提高",
    "不得降低",
    "uniform across the province",
    "must not be changed",
];

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    if !one.is_of_parent {
        return;
    }
    for (declaration, nodes) in &one.parts {
        let is_value = matches!(
            declaration.kind,
            DeclarationKind::Param { .. } | DeclarationKind::Benefit { .. } | DeclarationKind::List { .. }
        );
        let closed = matches!(declaration.kind, DeclarationKind::List { openness: Some(Openness::Closed), .. });
        if !is_value || closed {
            continue;
        }
        let locks = |span: Span| {
            nodes.iter().any(|node| match node {
                Node::Marks(marks) => {
                    marks.place.0.is_some_and(|place| span.contains(place))
                        && matches!(marks.delegation, Some(Delegation::Locked(_) | Delegation::Within(_)))
                }
                _ => false,
            })
        };
        let whole = matches!(declaration.marks.delegation, Some(Delegation::Locked(_) | Delegation::Within(_)));
        for node in nodes {
            let Node::Thing(span, docs) = node else { continue };
            let said = docs.iter().find_map(|text| SAYINGS.iter().find(|said| text.contains(**said)));
            if let Some(said) = said.filter(|_| !whole && !locks(*span)) {
                let first = first_line(one, *span);
                problems.push(Diagnostic::new(Code::SaidUniformNotLocked, first, message(*said)).help(help()));
            }
        }
    }
}

fn first_line(one: &OneText<'_>, span: Span) -> Span {
    let length = one.written(span).lines().next().map_or(0, |line| line.trim_end_matches([' ', '{']).len());
    Span { end: span.start + length as u32, ..span }
}
