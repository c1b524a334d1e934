//! A list that no condition, table or standard asks for.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(name) { zh: "清单 `{name}` 没有用到", en: "the list `{name}` is not used" }
    help(name) {
        zh: "要按它判断的,写 `条件 病种 属于 {name}` 这样的条件;确实用不到的,删去",
        en: "ask for it, as in `requires disease in {name}`, or delete it",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    if !policies.complete {
        return;
    }
    for (file, declaration) in policies.declarations().filter(|(file, _)| !file.is_vocabulary) {
        let DeclarationKind::List { name, english, .. } = &declaration.kind else { continue };
        let is_used = |name: &crate::syntax::ast::Name| policies.uses(file.of, &name.text);
        if !is_used(name) && !english.as_ref().is_some_and(is_used) {
            let problem = Diagnostic::new(Code::UnusedList, name.span(), message(&name.text));
            problems.push(problem.help(help(&name.text)));
        }
    }
}
