//! A param that is still used and whose last version has ended by the day of asking.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::DefinitionKind;
use crate::lint::{Policies, look};

crate::catalogue! {
    message(name, until, as_of) {
        zh: "参数 `{name}` 只到 {until},到 {as_of} 已没有规定",
        en: "the param `{name}` ends on {until}; nothing is stated for {as_of}",
    }
    help() {
        zh: "补上新的标准;还没有公布的,写 `待公布`",
        en: "add the new version; if it is not published yet, write `pending`",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    let Some(as_of) = policies.settings.as_of else { return };
    for (id, program) in policies.programs() {
        for own in program.definitions.iter().filter(|own| own.kind == DefinitionKind::Param) {
            let Some(last) = own.versions.iter().max_by_key(|version| version.range.from) else { continue };
            let Some(until) = last.range.until.filter(|until| *until < as_of) else { continue };
            if look::is_own(program, &last.origin) && policies.rules_use(id, &own.name) {
                let message = message(&own.name, until.to_string(), as_of.to_string());
                problems.push(Diagnostic::new(Code::ValueExpired, last.origin.span, message).help(help()));
            }
        }
    }
}
