//! A code of a jurisdiction that is not the national one of six digits, of the level that it should be (GB/T 2260).

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::model::Role;
use crate::syntax::ast::Level;

crate::catalogue! {
    not_six(code) { zh: "行政区划代码是六位数字,`{code}` 不是", en: "a code of a jurisdiction has six digits, `{code}` has not" }
    not_level(code, name, form) {
        zh: "`{name}` 的代码 `{code}` 不像这一级的代码:应是 {form}",
        en: "the code `{code}` of `{name}` is not of its level: it should be like {form}",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    for file in &policies.files {
        let (Some(header), Some(id)) = (&file.tree.header, file.of) else { continue };
        let own = policies.model.jurisdiction(id);
        let is_header = policies
            .model
            .files
            .iter()
            .any(|other| other.source == file.source && matches!(other.role, Role::Jurisdiction(_)));
        let Some(code) = header.code.as_ref().filter(|_| is_header) else { continue };
        if code.text.len() != 6 || !code.text.bytes().all(|digit| digit.is_ascii_digit()) {
            problems.push(Diagnostic::new(Code::RegionCodeForm, code.span(), not_six(&code.text)));
            continue;
        }
        let (fits, form) = match own.level {
            Level::Province => (code.text.ends_with("0000"), "220000"),
            Level::City => (code.text.ends_with("00") && !code.text.ends_with("0000"), "222400"),
            Level::County | Level::District | Level::Banner | Level::CountyCity => {
                (!code.text.ends_with("00"), "222401")
            }
        };
        if !fits {
            let message = not_level(&code.text, &own.name, form);
            problems.push(Diagnostic::new(Code::RegionCodeForm, code.span(), message));
        }
    }
}
