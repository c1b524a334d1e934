//! A document that is declared and that nothing cites: a citation was forgotten, or the document is no longer needed.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::Policies;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(name, number) {
        zh: "文件 `{name}`({number})没有一处引用",
        en: "nothing cites the document `{name}` ({number})",
    }
    help(name) {
        zh: "在照它写的条款后面注明 `@ {name} 第…条`;确实用不到的,删去这一行",
        en: "cite it where it is followed, `@ {name} \"article …\"`, or delete this line",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    if !policies.complete {
        return;
    }
    for (file, declaration) in policies.declarations() {
        let DeclarationKind::Document(own) = &declaration.kind else { continue };
        if !policies.uses(file.of, &own.name.text) {
            let message = message(&own.name.text, &own.number.text);
            problems.push(Diagnostic::new(Code::UnusedDocument, own.name.span(), message).help(help(&own.name.text)));
        }
    }
}
