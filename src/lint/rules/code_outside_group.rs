//! An entry of the disease catalogue that stands below one of another group of the national codes.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;

crate::catalogue! {
    message(name, code, above, other) {
        zh: "`{name}`({code})列在 `{above}`({other})之下,两者的代码不是一组",
        en: "`{name}` ({code}) stands below `{above}` ({other}), whose code is of another group",
    }
    help() {
        zh: "国家门诊慢特病代码前四位相同的才是一组;请核对代码,或移到该去的地方",
        en: "codes of one group have the first four characters in common; mend the code, or move the entry",
    }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for node in one.nodes() {
        let Node::Entries(entries, Some(above)) = node else { continue };
        let Some(other) = above.code.as_ref().and_then(|code| Some((group(&code.text)?, code))) else { continue };
        for entry in entries {
            let Some(code) = entry.code.as_ref() else { continue };
            if group(&code.text).is_some_and(|own| own != other.0) {
                let message = message(&entry.name.text, &code.text, &above.name.text, &other.1.text);
                problems.push(Diagnostic::new(Code::CodeOutsideGroup, code.span(), message).help(help()));
            }
        }
    }
}

/// Returns the group of a national code of chronic diseases: `M016` of `M01601`.
fn group(code: &str) -> Option<&str> {
    let digits = code.strip_prefix('M')?;
    (digits.len() == 5 && digits.bytes().all(|digit| digit.is_ascii_digit())).then(|| &code[..4])
}
