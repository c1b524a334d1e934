//! A kind of benefits that no benefit is of: nothing can be compared by it.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(name) { zh: "没有哪项待遇属于待遇种类 `{name}`", en: "no benefit is of the kind `{name}`" }
    help(name) {
        zh: "在该种类的待遇里写 `对应 {name}`;确实没有的,删去",
        en: "write `maps to {name}` in the benefits of this kind, or delete it",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    if !policies.complete {
        return;
    }
    let mut kinds: HashSet<&str> = HashSet::new();
    for (_, program) in policies.programs() {
        for benefit in &program.benefits {
            kinds.extend(benefit.identity.as_deref());
            kinds.insert(&benefit.name);
        }
    }
    for (_, declaration) in policies.declarations().filter(|(file, _)| !file.is_vocabulary) {
        let DeclarationKind::Identity { name, .. } = &declaration.kind else { continue };
        if !kinds.contains(name.text.as_str()) {
            let problem = Diagnostic::new(Code::UnusedBenefitKind, name.span(), message(&name.text));
            problems.push(problem.help(help(&name.text)));
        }
    }
}
