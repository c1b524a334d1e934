//! The parts of which the patterns of a TextMate grammar are made: words to regular expressions.

use serde_json::{Map, Value, json};

/// What a name goes on with.
pub(super) const LETTER: &str = "\\p{L}\\p{Nl}\\p{M}\\p{Nd}_";

/// Behind a word that ends where a number begins: `起付线300元`. English words are always by themselves.
pub(super) const GLUED: &str = "(?![\\p{L}\\p{Nl}\\p{M}_·]|(?<=[A-Za-z])[0-9])";

/// Returns the pattern of a bare or quoted name.
pub(super) fn name() -> String {
    format!("「[^」\\n]*」|'[^'\\n]*'|‘[^’\\n]*’|[\\p{{L}}\\p{{Nl}}][{LETTER}·]*")
}

/// Returns texts each once, the longest first.
pub(super) fn sorted<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = texts.collect();
    all.sort_unstable_by_key(|text| (std::cmp::Reverse(text.chars().count()), *text));
    all.dedup();
    all
}

/// Returns the pattern of a phrase, its blanks of any length.
pub(super) fn phrase(text: &str) -> String {
    text.split(' ').map(escaped).collect::<Vec<_>>().join("\\s+")
}

/// Returns what reads any of these.
pub(super) fn any_of<T: AsRef<str>>(texts: &[T]) -> String {
    let phrases = texts.iter().map(|text| {
        let text = text.as_ref();
        if text.contains('\\') { text.to_owned() } else { phrase(text) }
    });
    phrases.collect::<Vec<_>>().join("|")
}

/// Returns a phrase that is not read where a longer one of `all` begins.
pub(super) fn drop_longer(text: &str, all: &[&str]) -> String {
    let rests = all.iter().filter_map(|longer| longer.strip_prefix(text)?.strip_prefix(' '));
    let rests: Vec<String> = rests.map(|rest| format!("\\s+{}(?![{LETTER}])", phrase(rest))).collect();
    let read = phrase(text);
    if rests.is_empty() { read } else { format!("{read}(?!{})", rests.join("|")) }
}

/// Returns a pattern of words by themselves. A `glued` word of Chinese may have a number right behind it.
pub(super) fn whole_word(words: &str, glued: bool) -> String {
    let after = if glued { GLUED.to_owned() } else { format!("(?![{LETTER}·])") };
    format!("(?<![{LETTER}·.．])(?:{words}){after}")
}

/// Returns a pattern that begins where no name is going on.
pub(super) fn apart(pattern: &str) -> String {
    format!("(?<![{LETTER}·])(?:{pattern})")
}

/// Returns a rule of one pattern.
pub(super) fn matching(scope: &str, pattern: &str) -> Value {
    json!({ "match": pattern, "name": scope })
}

/// Returns a rule of a block, in which other rules hold.
pub(super) fn begin_end(scope: &str, begin: &str, end: &str, within: &[&str]) -> Value {
    let patterns: Vec<Value> = within.iter().map(|name| json!({ "include": name })).collect();
    json!({
        "name": scope, "begin": begin, "end": end, "patterns": patterns,
        "beginCaptures": captures(&[(0, "punctuation.section.block.begin.pol")]),
        "endCaptures": captures(&[(0, "punctuation.section.block.end.pol")]),
    })
}

/// Returns the scopes of the groups of a pattern.
pub(super) fn captures(scopes: &[(usize, &str)]) -> Value {
    let mut named = Map::new();
    for (group, scope) in scopes {
        named.insert(group.to_string(), json!({ "name": scope }));
    }
    Value::Object(named)
}

/// Returns a text with the marks of regular expressions made harmless.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        if ".%()[]{}*+?|^$\\".contains(letter) && letter != '%' {
            out.push('\\');
        }
        out.push(letter);
    }
    out
}
