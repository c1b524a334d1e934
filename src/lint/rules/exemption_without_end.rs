//! An exemption from a standard without a last day.

use crate::base::date::Date;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::{DeclarationKind, Requirement, RequirementBody};

crate::catalogue! {
    message() { zh: "豁免没有写到哪一天为止", en: "the exemption has no last day" }
    help() { zh: "加上期限,如 `至2026-12-31止`", en: "give it one, as in `until 2026-12-31`" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for (exemption, until) in exemptions(one) {
        if until.is_none() {
            problems.push(Diagnostic::new(Code::ExemptionWithoutEnd, exemption.place.0, message()).help(help()));
        }
    }
}

/// Returns every exemption with its last day.
pub(super) fn exemptions<'a>(one: &OneText<'a>) -> Vec<(&'a Requirement, Option<Date>)> {
    let mut found = Vec::new();
    for declaration in one.declarations() {
        let DeclarationKind::Standard { items, .. } = &declaration.kind else { continue };
        let exempt = items.iter().filter(|item| matches!(item.body, RequirementBody::Exempt { .. }));
        found.extend(exempt.map(|item| (item, item.marks.until.or(declaration.marks.until))));
    }
    found
}
