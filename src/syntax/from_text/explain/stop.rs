//! A stretch of text that could not be read to its end, and the words around the place where that stopped.

use crate::syntax::from_text::expected::Expected;
use std::ops::Range;

/// A stretch that stopped somewhere.
pub(super) struct Stop<'s> {
    /// The stretch that was tried, and where it begins in the normalised text.
    pub(super) text: &'s str,
    pub(super) base: usize,
    /// Where it stops, in `text`.
    pub(super) at: usize,
    pub(super) expected: Expected,
}

impl<'s> Stop<'s> {
    /// The same stretch, as if it had stopped before its last word.
    pub(super) fn at_previous(&self) -> Stop<'s> {
        Stop { text: self.text, base: self.base, at: self.previous().start, expected: Expected::default() }
    }

    pub(super) fn before(&self) -> &str {
        self.text[..self.at].trim_end()
    }

    /// The word, number or mark that stands last before the stop.
    pub(super) fn previous(&self) -> Range<usize> {
        let before = self.before();
        let quoted = [('"', '"'), ('」', '「'), ('\'', '\'')].into_iter().find(|(closer, _)| before.ends_with(*closer));
        if let Some((closer, opener)) = quoted
            && let Some(start) = before[..before.len() - closer.len_utf8()].rfind(opener)
        {
            return start..before.len();
        }
        let run = before.chars().rev().take_while(|letter| is_word(*letter)).map(char::len_utf8).sum::<usize>();
        let length = if run > 0 { run } else { before.chars().next_back().map_or(0, char::len_utf8) };
        before.len() - length..before.len()
    }

    /// The word, number or mark at the stop.
    pub(super) fn found(&self) -> Range<usize> {
        let run = word_at(self.text, self.at);
        if !run.is_empty() {
            return run;
        }
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        self.at..self.at + length
    }
}

pub(super) fn is_letter(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}

/// What belongs to a word or a number with its unit.
fn is_word(letter: char) -> bool {
    is_letter(letter) || matches!(letter, '.' | '%' | '‰' | '·')
}

/// Returns the run of letters at an offset.
pub(super) fn word_at(text: &str, at: usize) -> Range<usize> {
    let rest = &text[at..];
    let date = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'-').count();
    let length = rest.chars().take_while(|letter| is_word(*letter)).map(char::len_utf8).sum::<usize>();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 4 && date >= 6 { at..at + date } else { at..at + length }
}
