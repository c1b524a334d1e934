//! A param, define, group, table, account or state that nothing uses.

use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::{Policies, look};
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(kind, name) { zh: "{kind} `{name}` 没有用到", en: "the {kind} `{name}` is not used" }
    help() {
        zh: "看看是否有条款本该用它,却写了别的;确实用不到的,删去",
        en: "see whether a clause that should use it says something else; else delete it",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    if !policies.complete {
        return;
    }
    for (file, declaration) in policies.declarations().filter(|(file, _)| !file.is_vocabulary) {
        let kind = match &declaration.kind {
            DeclarationKind::Param { .. } => Text::new("参数", "param"),
            DeclarationKind::Define { .. } => Text::new("定义", "define"),
            DeclarationKind::Group { .. } => Text::new("群体", "group"),
            DeclarationKind::Table { .. } => Text::new("表", "table"),
            DeclarationKind::Account { .. } => Text::new("账目", "account"),
            DeclarationKind::State { .. } => Text::new("状态", "state"),
            _ => continue,
        };
        let Some((name, english)) = look::declared(&declaration.kind) else { continue };
        let is_used = |name: &crate::syntax::ast::Name| policies.uses(file.of, &name.text);
        if !is_used(name) && !english.is_some_and(is_used) {
            let problem = Diagnostic::new(Code::UnusedDefinition, name.span(), message(kind, &name.text));
            problems.push(problem.help(help()));
        }
    }
}
