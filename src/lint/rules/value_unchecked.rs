//! A value in force that was last checked too long ago, by its mark `核对`.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(checked, months) {
        zh: "上次核对是 {checked},到现在已超过 {months} 个月",
        en: "this was last checked on {checked}, more than {months} months ago",
    }
    help() {
        zh: "请对照原文再核对一次,并改 `核对` 的日期",
        en: "check it against the source again, and mend the date behind `checked`",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let Some(as_of) = one.settings.as_of else { return };
    let months = one.settings.recheck_months;
    let program = one.program;
    for (_, _, origin) in look::values(program).filter(|(_, range, _)| range.contains(as_of)) {
        if let Some(checked) = origin.checked.filter(|checked| look::is_older(*checked, months, as_of)) {
            let message = message(checked.to_string(), months as usize);
            problems.push(Diagnostic::new(Code::ValueUnchecked, origin.span, message).help(help()));
        }
    }
}
