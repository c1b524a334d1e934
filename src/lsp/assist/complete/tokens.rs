//! An unfinished stretch of normalised text as words, for a look at what stands before its end. Knows no grammar.

/// A word, a number, a text or a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::lsp::assist) enum Token<'t> {
    /// A name or a keyword, without the quotes of a name.
    Word(&'t str),
    /// A number with what is glued to it.
    Number(&'t str),
    Text,
    Mark(char),
}

impl<'t> Token<'t> {
    pub(in crate::lsp::assist) fn word(self) -> Option<&'t str> {
        if let Token::Word(word) = self { Some(word) } else { None }
    }

    pub(in crate::lsp::assist) fn is_mark(self, mark: char) -> bool {
        self == Token::Mark(mark)
    }
}

/// Returns the words of a stretch with the byte at which each begins.
pub(in crate::lsp::assist) fn tokens(text: &str) -> Vec<(usize, Token<'_>)> {
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let until =
            |close: char| rest[letter.len_utf8()..].find(close).map_or(rest.len(), |end| letter.len_utf8() + end);
        let length = if letter.is_whitespace() {
            at += letter.len_utf8();
            continue;
        } else if letter == '"' {
            let end = until('"');
            out.push((at, Token::Text));
            end + 1
        } else if letter == '「' || letter == '\'' {
            let close = if letter == '「' { '」' } else { '\'' };
            let end = until(close);
            out.push((at, Token::Word(&rest[letter.len_utf8()..end])));
            end + close.len_utf8()
        } else if letter.is_ascii_digit() {
            let end = rest.find(|own: char| !(is_letter(own) || ".%‰/·-".contains(own))).unwrap_or(rest.len());
            out.push((at, Token::Number(&rest[..end])));
            end
        } else if is_letter(letter) {
            let end = rest.find(|own: char| !is_letter(own)).unwrap_or(rest.len());
            out.push((at, Token::Word(&rest[..end])));
            end
        } else {
            out.push((at, Token::Mark(letter)));
            letter.len_utf8()
        };
        at = (at + length).min(text.len());
    }
    out
}

/// Whether a letter may stand in a name.
pub(in crate::lsp::assist) fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// The entries of a row, each as it stands: `村卫生室, 一级`, `70%`. A comma joins what stands around it.
pub(in crate::lsp::assist) fn entries(row: &str) -> Vec<&str> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    let mut joined = false;
    let mut depth = 0usize;
    let all = tokens(row);
    for (place, (at, token)) in all.iter().enumerate() {
        let end = all.get(place + 1).map_or(row.len(), |(next, _)| *next);
        let end = *at + row[*at..end].trim_end().len();
        if token.is_mark('(') || token.is_mark('[') || token.is_mark('{') {
            depth += 1;
        }
        let joins = token.is_mark(',') || is_bound(*token);
        let glue = joined || joins && !is_leading(*token, &out) || depth > 1 || token.is_mark(')');
        let closes = token.is_mark(')') || token.is_mark(']') || token.is_mark('}');
        if depth > 0 && closes {
            depth -= 1;
        }
        match out.last_mut().filter(|_| glue || depth > 0 && !token.is_mark('(')) {
            Some(last) => last.1 = end,
            None => out.push((*at, end)),
        }
        joined = joins && !is_suffix(*token) || depth > 0 || is_prefix(*token);
    }
    out.into_iter().map(|(start, end)| &row[start..end]).collect()
}

/// A word that stands between the edges of a band.
fn is_bound(token: Token<'_>) -> bool {
    matches!(token, Token::Word("至" | "to" | "以上" | "以下" | "以内"))
}

/// A word that ends a band: what follows is another entry.
fn is_suffix(token: Token<'_>) -> bool {
    matches!(token, Token::Word("以上" | "以下" | "以内"))
}

/// A word that begins an entry: what follows belongs to it.
fn is_prefix(token: Token<'_>) -> bool {
    let words =
        ["不超过", "低于", "不满", "不低于", "超过", "早于", "不早于", "晚于", "不晚于", "below", "over", "before"];
    matches!(token, Token::Mark('=' | '<' | '>' | '!')) || token.word().is_some_and(|word| words.contains(&word))
}

fn is_leading(token: Token<'_>, before: &[(usize, usize)]) -> bool {
    before.is_empty() && !token.is_mark(',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_falls_into_its_entries() {
        assert_eq!(entries("村卫生室, 一级    70%  80%"), ["村卫生室, 一级", "70%", "80%"]);
        assert_eq!(entries("不超过 5万元   60%"), ["不超过 5万元", "60%"]);
        assert_eq!(entries("80周岁 至 低于 90周岁  50元"), ["80周岁 至 低于 90周岁", "50元"]);
        assert_eq!(entries("= 1人  (居民参保缴费 × 60%)"), ["= 1人", "(居民参保缴费 × 60%)"]);
        assert_eq!(entries("60周岁 以上  5元"), ["60周岁 以上", "5元"]);
        assert_eq!(entries("「甲 乙」 \"丙\""), ["「甲 乙」", "\"丙\""]);
        assert!(entries("").is_empty());
    }
}
