//! A value that a remark calls provisional (暂定) and that has been in force for more than a year.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(word, from) {
        zh: "说明里写着“{word}”,自 {from} 起已超过一年",
        en: "the remark says “{word}”, and it has been so since {from}, for more than a year",
    }
    help() {
        zh: "请查一查正式的标准;已经定下来的,改掉说明",
        en: "see whether a final value was set; if this one stands, mend the remark",
    }
}

const WORDS: &[&str] = &["暂定", "暂按", "暂以", "provisional", "tentative", "for the time being"];

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let Some(as_of) = one.settings.as_of else { return };
    let program = one.program;
    for (_, range, origin) in look::values(program).filter(|(_, range, _)| range.contains(as_of)) {
        let Some(from) = range.from.filter(|from| look::is_older(*from, 12, as_of)) else { continue };
        let remarks = one.remarks(origin);
        if let Some(word) = WORDS.iter().find(|word| remarks.contains(**word)) {
            let message = message(*word, from.to_string());
            problems.push(Diagnostic::new(Code::ProvisionalForLong, origin.span, message).help(help()));
        }
    }
}
