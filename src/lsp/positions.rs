//! Byte offsets to the lines and columns of the protocol, and back. Columns count what was agreed on with the editor: bytes,
//! units of UTF-16, or characters.

use std::ops::Range;

use lsp_types::{Position, PositionEncodingKind};

/// What columns count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Utf16,
    Utf32,
}

impl Encoding {
    /// Returns the best of what an editor offers; without an offer the protocol means UTF-16.
    pub(super) fn agreed(offered: Option<&[PositionEncodingKind]>) -> Encoding {
        let offers = |kind| offered.is_some_and(|offered| offered.contains(&kind));
        if offers(PositionEncodingKind::UTF8) {
            Encoding::Utf8
        } else if offers(PositionEncodingKind::UTF32) && !offers(PositionEncodingKind::UTF16) {
            Encoding::Utf32
        } else {
            Encoding::Utf16
        }
    }

    pub(super) fn kind(self) -> PositionEncodingKind {
        match self {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    /// Returns how much a text counts.
    pub(super) fn width(self, text: &str) -> usize {
        match self {
            Encoding::Utf8 => text.len(),
            Encoding::Utf16 => text.chars().map(char::len_utf16).sum(),
            Encoding::Utf32 => text.chars().count(),
        }
    }

    fn of(self, letter: char) -> usize {
        match self {
            Encoding::Utf8 => letter.len_utf8(),
            Encoding::Utf16 => letter.len_utf16(),
            Encoding::Utf32 => 1,
        }
    }
}

/// Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    starts: Vec<usize>,
}

impl Lines {
    /// `with_mark`: whether the editor sees a byte order mark, when there is one; editors drop that of a file.
    pub(super) fn new(text: &str, with_mark: bool) -> Lines {
        let first = if with_mark || !text.starts_with('\u{feff}') { 0 } else { '\u{feff}'.len_utf8() };
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Lines { starts: std::iter::once(first).chain(ends.map(|(at, _)| at + 1)).collect() }
    }

    /// Returns the bytes of a line (from 0), without its end.
    pub(super) fn line(&self, text: &str, line: usize) -> Range<usize> {
        let Some(start) = self.starts.get(line).copied() else { return text.len()..text.len() };
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        start..start + text[start..end].trim_end_matches(['\r', '\n']).len()
    }

    /// Returns the line (from 0) of a byte offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset).saturating_sub(1)
    }

    pub(super) fn position(&self, text: &str, offset: usize, encoding: Encoding) -> Position {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.starts[line].min(offset);
        Position { line: line as u32, character: encoding.width(&text[start..offset]) as u32 }
    }

    pub(super) fn range(&self, text: &str, range: Range<usize>, encoding: Encoding) -> lsp_types::Range {
        let position = |offset| self.position(text, offset, encoding);
        lsp_types::Range { start: position(range.start), end: position(range.end) }
    }

    /// Returns the byte offset of a position: beyond the end of a line its end, within a character its beginning.
    pub(super) fn offset(&self, text: &str, position: Position, encoding: Encoding) -> usize {
        let line = self.line(text, position.line as usize);
        let (wanted, mut counted) = (position.character as usize, 0);
        for (at, letter) in text[line.clone()].char_indices() {
            counted += encoding.of(letter);
            if counted > wanted {
                return line.start + at;
            }
        }
        line.end
    }

    pub(super) fn bytes(&self, text: &str, range: lsp_types::Range, encoding: Encoding) -> Range<usize> {
        let (start, end) = (self.offset(text, range.start, encoding), self.offset(text, range.end, encoding));
        start..end.max(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_what_was_agreed() {
        let text = "县 𠮷县\r\n# a\r最后";
        let lines = Lines::new(text, true);
        assert_eq!(lines.line_of(text.len()), 2);
        // Behind 𠮷: 县 blank 𠮷.
        let behind = "县 𠮷".len();
        let columns = [(Encoding::Utf8, 8), (Encoding::Utf16, 4), (Encoding::Utf32, 3)];
        for (encoding, column) in columns {
            let position = Position::new(0, column);
            assert_eq!(lines.position(text, behind, encoding), position, "{encoding:?}");
            assert_eq!(lines.offset(text, position, encoding), behind, "{encoding:?}");
        }
        // Half of a pair is its beginning, beyond a line is its end, beyond the text is the end of that.
        assert_eq!(lines.offset(text, Position::new(0, 3), Encoding::Utf16), "县 ".len());
        assert_eq!(lines.offset(text, Position::new(0, 99), Encoding::Utf16), "县 𠮷县".len());
        assert_eq!(lines.offset(text, Position::new(9, 0), Encoding::Utf16), text.len());
        assert_eq!(lines.position(text, text.len(), Encoding::Utf16), Position::new(2, 2));
    }

    #[test]
    fn every_offset_comes_back() {
        let text = "\u{feff}县 青山县\n待遇 「𠮷」 {\r\n}\n";
        for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
            let lines = Lines::new(text, false);
            for (offset, letter) in text.char_indices().filter(|(_, letter)| !matches!(letter, '\n' | '\u{feff}')) {
                let back = lines.offset(text, lines.position(text, offset, encoding), encoding);
                assert_eq!(back, offset, "{letter} {encoding:?}");
            }
        }
        assert_eq!(Lines::new(text, false).position(text, 3, Encoding::Utf16), Position::new(0, 0));
        assert_eq!(Lines::new(text, true).position(text, 3, Encoding::Utf16), Position::new(0, 1));
    }
}
