//! A document number whose year does not stand in 〔 〕, as GB/T 9704 on the layout of official documents wants it.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::DeclarationKind;

crate::catalogue! {
    message(number, right) {
        zh: "文号 `{number}` 的年份要用六角括号:`{right}`",
        en: "the year of the number `{number}` stands in 〔 〕: `{right}`",
    }
}

const PAIRS: &[(char, char)] =
    &[('[', ']'), ('(', ')'), ('【', '】'), ('（', '）'), ('［', '］'), ('{', '}'), ('<', '>'), ('《', '》')];

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    for declaration in one.declarations() {
        let DeclarationKind::Document(own) = &declaration.kind else { continue };
        let span = own.number.place.0;
        let written = one.written(span);
        let Some((open, close)) = brackets(written) else { continue };
        let mut right = written.to_owned();
        right.replace_range(close.clone(), "〕");
        right.replace_range(open.clone(), "〔");
        let trimmed = |text: &str| text.trim_matches(['"', '“', '”']).to_owned();
        let at = |range: std::ops::Range<usize>| {
            Span::new(span.source, span.start as usize + range.start, span.start as usize + range.end)
        };
        let problem = Diagnostic::new(Code::DocumentNumberBrackets, span, message(trimmed(written), trimmed(&right)));
        problems.push(problem.fix(at(open), "〔").fix(at(close), "〕"));
    }
}

/// Returns where the wrong brackets of `青医保发[2019]12号` stand.
fn brackets(written: &str) -> Option<(std::ops::Range<usize>, std::ops::Range<usize>)> {
    if !written.contains('号') || written.is_ascii() {
        return None;
    }
    for (at, letter) in written.char_indices() {
        let Some((_, closing)) = PAIRS.iter().find(|(open, _)| *open == letter) else { continue };
        let inner = at + letter.len_utf8();
        let Some(year) = written.get(inner..inner + 4).filter(|year| year.bytes().all(|digit| digit.is_ascii_digit()))
        else {
            continue;
        };
        let end = inner + year.len();
        let rest = &written[end..];
        let follows = rest
            .strip_prefix(*closing)
            .is_some_and(|rest| rest.trim_start().starts_with(|digit: char| digit.is_ascii_digit()));
        if follows && at > 0 && !written[..at].is_ascii() {
            return Some((at..inner, end..end + closing.len_utf8()));
        }
    }
    None
}
