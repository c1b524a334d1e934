//! A fact that a jurisdiction declares for itself and that no clause reads.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(name) { zh: "字段 `{name}` 没有一条规定用到", en: "no rule reads the fact `{name}`" }
    help() {
        zh: "要人填报却用不到的数据,请删去;漏写了条件的,补上",
        en: "do not ask people for what nothing needs; or add the condition that was forgotten",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    if !policies.complete {
        return;
    }
    for (file, declaration) in policies.declarations().filter(|(file, _)| !file.is_vocabulary) {
        let DeclarationKind::Fact(fact) = &declaration.kind else { continue };
        let is_used = |name: &crate::syntax::ast::Name| policies.uses(file.of, &name.text);
        if !is_used(&fact.name) && !fact.english.as_ref().is_some_and(is_used) {
            let problem = Diagnostic::new(Code::UnusedFact, fact.name.span(), message(&fact.name.text));
            problems.push(problem.help(help()));
        }
    }
}
