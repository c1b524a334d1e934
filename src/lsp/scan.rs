//! What in a text is no policy: texts and names in quotes, comments. Each ends with its line.

use std::ops::Range;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `"…"`, `“…”`
    Text,
    /// `「…」`, `'…'`
    Name,
    Comment,
}

/// Returns the stretches of a text that are no plain policy, in their order.
pub(super) fn stretches(text: &str) -> Vec<(Range<usize>, Kind)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let behind = at + letter.len_utf8();
        let line = text[behind..].split(['\n', '\r']).next().unwrap_or("");
        let (length, kind) = match letter {
            '#' | '＃' => (line.len(), Kind::Comment),
            '"' | '“' | '”' | '＂' => (quoted(line, letter), Kind::Text),
            '「' => (until(line, &['」']), Kind::Name),
            '\'' | '＇' => (until(line, &['\'', '＇']), Kind::Name),
            '‘' => (until(line, &['’']), Kind::Name),
            _ => {
                at = behind;
                continue;
            }
        };
        found.push((at..behind + length, kind));
        at = behind + length;
    }
    found
}

/// Whether a stretch has its closing mark.
pub(super) fn is_closed(written: &str, kind: Kind) -> bool {
    let mut letters = written.chars();
    let opener = letters.next();
    let closers: &[char] = match (kind, opener) {
        (Kind::Comment, _) => return false,
        (Kind::Text, _) => &['"', '”', '“', '＂'],
        (Kind::Name, Some('「')) => &['」'],
        (Kind::Name, Some('‘')) => &['’'],
        (Kind::Name, _) => &['\'', '＇'],
    };
    letters.next_back().is_some_and(|last| closers.contains(&last))
}

fn until(line: &str, closers: &[char]) -> usize {
    line.find(closers).map_or(line.len(), |at| at + line[at..].chars().next().map_or(0, char::len_utf8))
}

fn quoted(line: &str, opener: char) -> usize {
    let plain = opener == '"' && end_of(line, &['"']).is_some();
    let curly = opener == '“' && line.contains('”');
    let closers: &[char] = match (plain, curly) {
        (true, _) => &['"'],
        (_, true) => &['”'],
        _ => &['"', '”', '“', '＂'],
    };
    end_of(line, closers).unwrap_or(line.len())
}

fn end_of(line: &str, closers: &[char]) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in line.char_indices() {
        if !escaped && closers.contains(&letter) {
            return Some(at + letter.len_utf8());
        }
        escaped = letter == '\\' && !escaped;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_comments_are_found() {
        let text = "a \"b # \\\" c\" 「d{」 # e \" f\n'g' “h” \"i\nj";
        let found: Vec<(&str, Kind)> = stretches(text).into_iter().map(|(own, kind)| (&text[own], kind)).collect();
        let wanted = [
            ("\"b # \\\" c\"", Kind::Text),
            ("「d{」", Kind::Name),
            ("# e \" f", Kind::Comment),
            ("'g'", Kind::Name),
            ("“h”", Kind::Text),
            ("\"i", Kind::Text),
        ];
        assert_eq!(found, wanted);
    }
}
