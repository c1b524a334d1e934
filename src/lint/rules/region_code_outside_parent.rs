//! A code that does not begin as that of the province or city to which the jurisdiction belongs.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::syntax::ast::Level;

crate::catalogue! {
    message(name, code, parent, above) {
        zh: "`{name}` 的代码 `{code}` 不在 `{parent}` 的代码 {above} 之下",
        en: "the code `{code}` of `{name}` is not below the code {above} of `{parent}`",
    }
    help(begin) { zh: "它应以 {begin} 开头;也可能是写错了上级", en: "it should begin with {begin}; or the parent is the wrong one" }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    for own in &policies.model.jurisdictions {
        let Some(parent) = own.parent.map(|id| policies.model.jurisdiction(id)) else { continue };
        let (Some(code), Some(above)) = (&own.header.code, &parent.code) else { continue };
        let length = match parent.level {
            Level::Province => 2,
            Level::City => 4,
            Level::County | Level::District | Level::Banner | Level::CountyCity => continue,
        };
        let Some(begin) = above.get(..length) else { continue };
        if code.text.len() == 6 && above.len() == 6 && !code.text.starts_with(begin) {
            let message = message(&own.name, &code.text, &parent.name, above);
            problems.push(Diagnostic::new(Code::RegionCodeOutsideParent, code.span(), message).help(help(begin)));
        }
    }
}
