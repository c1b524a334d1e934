//! Conditions that exclude each other: a group to which nobody can belong, a benefit or a case that never applies.

use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{Benefit, ClauseBody, DefinitionKind, Expr, Source, Type};
use crate::lint::conjunction::Conjunction;
use crate::lint::{OneProgram, look};

crate::catalogue! {
    group(name) { zh: "没有人能属于群体 `{name}`:条件互相矛盾", en: "nobody can belong to `{name}`: its conditions exclude each other" }
    benefit(name) { zh: "待遇 `{name}` 永远不会发放:条件互相矛盾", en: "`{name}` is never due: its conditions exclude each other" }
    case(name) { zh: "`{name}` 的这个情形永远不会出现:条件互相矛盾", en: "this case of `{name}` never applies: its conditions exclude each other" }
    help() {
        zh: "请对照文件,看“且”是否应为“或”,或数字、名称写错",
        en: "see in the document whether `and` should be `or`, or a number or name is wrong",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for definition in program.definitions.iter().filter(|own| own.kind != DefinitionKind::Param && own.ty == Type::Bool)
    {
        for version in definition.versions.iter().filter(|own| look::is_own(program, &own.origin)) {
            let Source::Expr(condition) = &version.body.value else { continue };
            if Conjunction::of(program, [condition]).is_impossible() {
                let message = group(&definition.name);
                problems.push(Diagnostic::new(Code::ConditionNeverHolds, condition.span, message).help(help()));
            }
        }
    }
    for own in &program.benefits {
        let required = required(own);
        let is_own = |span: crate::base::span::Span| own.span.source == span.source;
        let last = required.last().filter(|last| is_own(last.span));
        if let Some(last) = last.filter(|_| Conjunction::of(program, required.iter().copied()).is_impossible()) {
            let message: Text = benefit(&own.name);
            problems.push(Diagnostic::new(Code::ConditionNeverHolds, last.span, message).help(help()));
            continue;
        }
        for branch in own.branches.iter().filter(|branch| look::is_own(program, &branch.origin)) {
            let Some(when) = &branch.when else { continue };
            let mut conditions = required.clone();
            conditions.push(when);
            let mut above = branch.parent;
            while let Some(id) = above {
                let outer = &own.branches[id.index()];
                conditions.extend(&outer.when);
                above = outer.parent;
            }
            if Conjunction::of(program, conditions).is_impossible() {
                let message = case(&own.name);
                problems.push(Diagnostic::new(Code::ConditionNeverHolds, when.span, message).help(help()));
            }
        }
    }
}

/// Returns what a benefit requires whenever it is in force.
fn required(own: &Benefit) -> Vec<&Expr> {
    let clauses = own.clauses.iter().filter(|clause| clause.branch.is_none());
    let always = clauses.filter_map(|clause| match clause.versions.as_slice() {
        [only] => match &only.body {
            ClauseBody::Requires(condition) => Some(condition),
            _ => None,
        },
        _ => None,
    });
    always.collect()
}
