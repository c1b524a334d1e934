//! Two tests of one file with the same title.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(title) { zh: "有两个测试都叫“{title}”", en: "two tests are called “{title}”" }
    there() { zh: "另一个在这里", en: "the other one" }
    help() {
        zh: "失败时分不清是哪一个;请各起一个名称,或看看是否抄重了",
        en: "when one fails nobody sees which; give each its title, or see whether one is a copy",
    }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    let mut known = HashMap::new();
    for (declaration, _) in &one.parts {
        let DeclarationKind::Test { title, scene } = &declaration.kind else { continue };
        let jurisdictions: Vec<&str> = scene.jurisdictions.iter().map(|name| name.text.as_str()).collect();
        if let Some(first) = known.insert((title.text.as_str(), jurisdictions), title.place.0) {
            let problem = Diagnostic::new(Code::RepeatedTestTitle, title.place.0, message(&title.text));
            problems.push(problem.label(first, there()).help(help()));
        }
    }
}
