//! A mark `核对` with a day before the document was issued that the value cites: nobody can have checked it then.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(checked, name, dated) {
        zh: "核对日期 {checked} 早于依据的文件 `{name}` 的发文日期 {dated}",
        en: "it was checked on {checked}, before its document `{name}` was issued on {dated}",
    }
    help() {
        zh: "换了文件就要重新核对;也可能是写错了年份",
        en: "with a new document it has to be checked again; or a year is wrong",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for (_, _, origin) in look::values(program) {
        let Some(checked) = origin.checked else { continue };
        let documents = origin.cites.iter().map(|cite| &program.documents[cite.document.index()]);
        let newest = documents.filter_map(|own| Some((own.dated?, own))).max_by_key(|(dated, _)| *dated);
        if let Some((dated, document)) = newest.filter(|(dated, _)| checked < *dated) {
            let message = message(checked.to_string(), &document.name, dated.to_string());
            problems.push(Diagnostic::new(Code::CheckedBeforeIssued, origin.span, message).help(help()));
        }
    }
}
