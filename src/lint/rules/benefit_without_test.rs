//! A benefit that no test names, in a jurisdiction that has tests.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::model::JurisdictionId;
use crate::syntax::ast::{ClauseKind, DeclarationKind};

crate::catalogue! {
    message(name) { zh: "待遇 `{name}` 没有测试", en: "no test names the benefit `{name}`" }
    help() {
        zh: "照文件手工算一例,写成测试;`polcheck test --generate` 会提出建议",
        en: "work out a case by hand from the document; `polcheck test --generate` proposes some",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    let mut with_tests: HashSet<JurisdictionId> = HashSet::new();
    for (id, program) in policies.programs() {
        if !program.tests.is_empty() {
            with_tests.extend(policies.model.chain(id));
        }
    }
    for (file, declaration) in policies.declarations() {
        let DeclarationKind::Benefit { name, english, clauses, .. } = &declaration.kind else { continue };
        if !file.of.is_some_and(|id| with_tests.contains(&id)) || file.is_vocabulary {
            continue;
        }
        let kinds = clauses.iter().filter_map(|clause| match &clause.kind {
            ClauseKind::MapsTo(kind) => Some(kind),
            _ => None,
        });
        let mut names = kinds.chain(english).chain([name]);
        if !names.any(|name| policies.tested.contains(name.text.as_str())) {
            let message = message(&name.text);
            problems.push(Diagnostic::new(Code::BenefitWithoutTest, name.span(), message).help(help()));
        }
    }
}
