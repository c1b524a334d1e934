//! A document number of another year than the day on which the document was issued.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(number, dated) {
        zh: "文号 `{number}` 与发文日期 {dated} 不是同一年",
        en: "the number `{number}` and the date {dated} are of different years",
    }
    help() { zh: "请对照原件,看文号和日期哪一个抄错了", en: "see in the original which of the two was copied wrongly" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for declaration in one.declarations() {
        let DeclarationKind::Document(own) = &declaration.kind else { continue };
        let (Some(year), Some(dated)) = (year(&own.number.text), own.dated) else { continue };
        // Numbered in December, sealed in the first days of the year.
        let late = i32::from(dated.year()) == year + 1 && dated.month() <= 2;
        if i32::from(dated.year()) != year && !late {
            let message = message(&own.number.text, dated.to_string());
            problems.push(Diagnostic::new(Code::DocumentYearDiffers, own.number.place.0, message).help(help()));
        }
    }
}

/// Returns the year in `青医保发〔2019〕12号`.
fn year(number: &str) -> Option<i32> {
    let (_, rest) = number.split_once(['〔', '[', '(', '（', '【'])?;
    let digits = rest.get(..4)?;
    let closed = rest[4..].starts_with(['〕', ']', ')', '）', '】']);
    digits.parse().ok().filter(|year| closed && (1949..=2999).contains(year))
}
