//! A standard that requires nothing: empty, or with exemptions only.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::{DeclarationKind, RequirementSeverity};

crate::catalogue! {
    message(name) { zh: "标准 `{name}` 没有一条要求", en: "the standard `{name}` requires nothing" }
    help() { zh: "写上 `必须 …` 或 `应当 …`,或删去", en: "add `must …` or `should …`, or delete it" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for declaration in one.declarations() {
        let (DeclarationKind::Standard { name, items } | DeclarationKind::Assert { name, items }) = &declaration.kind
        else {
            continue;
        };
        if items.iter().all(|item| item.severity == RequirementSeverity::Exempt) {
            let message = message(&name.text);
            problems.push(Diagnostic::new(Code::StandardWithoutRequirement, name.span(), message).help(help()));
        }
    }
}
