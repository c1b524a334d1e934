//! Chinese and English keywords in one file.

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::lint::tree::Node;

crate::catalogue! {
    message(word) { zh: "这个文件里中英文关键词混用:`{word}`", en: "keywords of both tongues in one file: `{word}`" }
    there() { zh: "别处的写法", en: "elsewhere" }
    help() {
        zh: "统一成一种:`polcheck fmt --keywords zh`(或 en)",
        en: "make them one: `polcheck fmt --keywords en` (or zh)",
    }
}

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    let header = one.page.tree.header.iter().map(|header| header.place.0);
    let parts = one.parts.iter().flat_map(|(declaration, nodes)| {
        let clauses = nodes.iter().filter_map(|node| match node {
            Node::Clause(clause) => Some(clause.place.0),
            _ => None,
        });
        std::iter::once(declaration.place.0).chain(clauses)
    });
    let (mut english, mut chinese) = (Vec::new(), Vec::new());
    for span in header.chain(parts) {
        let word = one.written(span);
        let is_english = word.starts_with(|letter: char| letter.is_ascii_alphabetic());
        if is_english { english.push(span) } else { chinese.push(span) }
    }
    let (few, many) = if english.len() > chinese.len() { (chinese, english) } else { (english, chinese) };
    let (Some(odd), Some(usual)) = (few.first(), many.first()) else { return };
    let word = first_word(one, *odd);
    let problem = Diagnostic::new(Code::MixedTongues, word, message(one.written(word)));
    problems.push(problem.label(first_word(one, *usual), there()).help(help()));
}

fn first_word(one: &OneText<'_>, span: Span) -> Span {
    let word = one.written(span).split(|letter: char| letter.is_whitespace() || "({:".contains(letter)).next();
    Span { end: span.start + word.map_or(0, str::len) as u32, ..span }
}
