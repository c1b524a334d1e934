//! One document declared under two names: what cites it is then told apart although it is the same.

use std::collections::HashMap;

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::Document;
use crate::lint::OneProgram;

crate::catalogue! {
    message(name, other, number) {
        zh: "文件 `{name}` 与 `{other}` 的文号都是 {number}",
        en: "the documents `{name}` and `{other}` have the same number {number}",
    }
    there() { zh: "先在这里声明", en: "declared here first" }
    help() {
        zh: "是同一个文件的,只留一个名称;文号抄错的,请改正",
        en: "keep one name for one document, or mend the number that was copied",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let mut known: HashMap<String, &Document> = HashMap::new();
    for own in &program.documents {
        let number = plain(&own.number);
        match known.get(&number) {
            Some(other) if other.span != own.span => {
                let problem =
                    Diagnostic::new(Code::DuplicateDocument, own.span, message(&own.name, &other.name, &own.number));
                problems.push(problem.label(other.span, there()).help(help()));
            }
            _ => {
                known.insert(number, own);
            }
        }
    }
}

/// Returns a number whatever the brackets around its year and the width of its figures.
fn plain(number: &str) -> String {
    let letter = |own: char| match own {
        '〔' | '（' | '(' | '[' | '【' | '［' | '﹝' => '(',
        '〕' | '）' | ')' | ']' | '】' | '］' | '﹞' => ')',
        '０'..='９' => char::from_u32(own as u32 - '０' as u32 + '0' as u32).unwrap_or(own),
        own => own,
    };
    number.chars().filter(|own| !own.is_whitespace()).map(letter).collect()
}
