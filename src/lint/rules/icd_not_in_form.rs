//! What stands behind `icd` and is no code of ICD-10: often the national disease code, which looks much like one.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;

crate::catalogue! {
    message(code) { zh: "`{code}` 不是 ICD-10 编码的写法", en: "`{code}` is not written as a code of ICD-10" }
    help() {
        zh: "写法如 \"I10\"、\"E10-E14\"、\"B18.0\";国家门诊慢特病代码(如 M01600)写在名称后面",
        en: "as in \"I10\", \"E10-E14\", \"B18.0\"; the national disease code (M01600) stands behind the name",
    }
    order(code) { zh: "`{code}` 的起止颠倒了", en: "the range `{code}` ends before it starts" }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Entries(entries, _) = node else { continue };
        for icd in entries.iter().flat_map(|entry| &entry.icd) {
            for range in icd.text.split([',', '、', ';', ' ']).filter(|part| !part.is_empty()) {
                let (from, to) = range.split_once(['-', '–', '~']).unwrap_or((range, range));
                if !is_code(from) || !is_code(to) {
                    problems.push(Diagnostic::new(Code::IcdNotInForm, icd.place.0, message(range)).help(help()));
                } else if to < from && !from.starts_with(to) {
                    problems.push(Diagnostic::new(Code::IcdNotInForm, icd.place.0, order(range)));
                }
            }
        }
    }
}

/// A letter, two digits, and what follows a point.
fn is_code(text: &str) -> bool {
    let (category, rest) = text.split_once('.').map_or((text, None), |(category, rest)| (category, Some(rest)));
    let bytes = category.as_bytes();
    let whole = bytes.len() == 3 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit);
    let further = |rest: &str| {
        !rest.is_empty()
            && rest.len() <= 8
            && rest.chars().all(|letter| letter.is_ascii_alphanumeric() || "+*".contains(letter))
    };
    whole && rest.is_none_or(further)
}
