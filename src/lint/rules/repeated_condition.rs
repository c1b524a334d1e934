//! A condition that is joined with itself, or that a benefit requires twice: a copy in which something was to change.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;
use crate::syntax::ast::{Clause, ClauseKind, Expr, ExprKind};

crate::catalogue! {
    message(text) { zh: "条件 `{text}` 写了两次", en: "the condition `{text}` stands twice" }
    there() { zh: "先写在这里", en: "it stands here first" }
    help() { zh: "抄过来后是否忘了改?若没有,删去一个", en: "was it copied and not changed? If not, delete one" }
}

/// More operands in one condition are not compared with each other.
const MOST: usize = 200;

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (_, nodes) in &one.parts {
        let mut inner: Vec<crate::base::span::Span> = Vec::new();
        for node in nodes {
            match node {
                Node::Expr(own) => {
                    if inner.contains(&own.span()) {
                        continue;
                    }
                    let mut operands = Vec::new();
                    let is_and = match &*own.kind {
                        ExprKind::And(..) => true,
                        ExprKind::Or(..) => false,
                        _ => continue,
                    };
                    flatten(own, is_and, &mut operands, &mut inner);
                    report(one, &operands, problems);
                    if inner.len() > MOST {
                        inner.clear();
                    }
                }
                Node::Clauses(clauses) => report(one, &required(clauses), problems),
                _ => {}
            }
        }
    }
}

fn required(clauses: &[Clause]) -> Vec<&Expr> {
    let condition = |clause: &'_ Clause| -> bool { clause.marks.from.is_none() && clause.marks.until.is_none() };
    let conditions = clauses.iter().filter(|clause| condition(clause)).filter_map(|clause| match &clause.kind {
        ClauseKind::Requires { condition, .. } => Some(condition),
        _ => None,
    });
    conditions.collect()
}

/// Takes apart what one operator joins.
fn flatten<'a>(own: &'a Expr, is_and: bool, operands: &mut Vec<&'a Expr>, inner: &mut Vec<crate::base::span::Span>) {
    match (&*own.kind, is_and) {
        (ExprKind::And(a, b), true) | (ExprKind::Or(a, b), false) => {
            inner.push(own.span());
            flatten(a, is_and, operands, inner);
            flatten(b, is_and, operands, inner);
        }
        _ => operands.push(own),
    }
}

fn report(one: &OneText<'_>, operands: &[&Expr], problems: &mut Problems) {
    for (at, own) in operands.iter().enumerate().take(MOST) {
        if let Some(first) = operands[..at].iter().find(|other| ***other == **own) {
            let text = one.written(own.span()).split_whitespace().collect::<Vec<_>>().join(" ");
            let problem = Diagnostic::new(Code::RepeatedCondition, own.span(), message(text));
            problems.push(problem.label(first.span(), there()).help(help()));
        }
    }
}
