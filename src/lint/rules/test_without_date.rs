//! A test without a day: what it asks for is worked out as of the day on which it is run.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::{DeclarationKind, SceneItemKind};

crate::catalogue! {
    message(title) { zh: "测试“{title}”没有写日期", en: "the test “{title}” has no day" }
    help() {
        zh: "写上 `于 2024-06-01`,否则标准一变结果就跟着变",
        en: "add `on 2024-06-01`; else the result changes with the next version of a clause",
    }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for declaration in one.declarations() {
        let DeclarationKind::Test { title, scene } = &declaration.kind else { continue };
        let asks_now =
            scene.items.iter().any(|item| matches!(item.kind, SceneItemKind::Expect(_) | SceneItemKind::Cases { .. }));
        if scene.on.is_none() && asks_now {
            let message = message(&title.text);
            problems.push(Diagnostic::new(Code::TestWithoutDate, title.place.0, message).help(help()));
        }
    }
}
