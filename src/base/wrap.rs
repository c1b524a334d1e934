//! A sentence to lines no wider than asked, as Chinese and English are set.
//!
//! Breaks at blanks and between Chinese characters; never before a closing mark, after an opening one, between a
//! number and its unit, or inside a short piece in backticks.

use crate::base::columns::Columns;

/// A piece in backticks is kept on one line up to this width.
const LONGEST_QUOTE: usize = 40;

/// Returns the lines of a text; `width` is in columns.
pub(crate) fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    // The pieces of the line that is being filled, and their width.
    let mut line: Vec<&str> = Vec::new();
    let mut filled = 0;
    for (piece, piece_width) in pieces(text) {
        if filled + piece.trim_end().width() > width && filled > 0 {
            let rest = line.split_off(good_end(&line, width));
            lines.push(line.concat().trim_end().to_owned());
            filled = rest.iter().map(|piece| piece.width()).sum();
            line = rest;
        }
        if filled + piece.trim_end().width() <= width {
            line.push(piece);
            filled += piece_width;
            continue;
        }
        // Longer than a line: cut where it must be.
        let mut start = 0;
        for (at, character) in piece.char_indices() {
            let wide = character.width();
            if filled + wide > width {
                line.push(&piece[start..at]);
                lines.push(std::mem::take(&mut line).concat());
                (start, filled) = (at, 0);
            }
            filled += wide;
        }
        line.push(&piece[start..]);
    }
    let last = line.concat();
    if !last.trim_end().is_empty() || lines.is_empty() {
        lines.push(last.trim_end().to_owned());
    }
    lines
}

/// Returns how many pieces a full line keeps: up to a blank or a mark near its end, so that words stay whole.
fn good_end(line: &[&str], width: usize) -> usize {
    let mut reached: usize = line.iter().map(|piece| piece.width()).sum();
    for (at, piece) in line.iter().enumerate().rev() {
        if reached * 4 < width * 3 {
            break;
        }
        if piece.ends_with(|last| last == ' ' || CLOSING.contains(&last)) {
            return at + 1;
        }
        reached -= piece.width();
    }
    line.len()
}

/// Returns the pieces between which a line may break, blanks at their ends, each with its width.
fn pieces(text: &str) -> Vec<(&str, usize)> {
    let mut pieces = Vec::new();
    let mut start = 0;
    // Whether a piece in backticks is open, and whether it is to be kept together.
    let (mut quoted, mut kept) = (false, false);
    let mut characters = text.char_indices().peekable();
    // Whether the last character was wide: a mark after it ends a piece of Chinese.
    let mut after_wide = false;
    while let Some((here, character)) = characters.next() {
        // An opening backtick holds on to what follows, a closing one to what precedes.
        let opens = character == '`' && !quoted;
        if character == '`' {
            quoted = !quoted;
            kept = quoted && text[here + 1..].split('`').next().is_none_or(|quote| quote.width() <= LONGEST_QUOTE);
        }
        let Some((at, next)) = characters.peek().copied() else { break };
        let closes = next == '`' && quoted;
        let ends = after_wide && matches!(character, ',' | ';') && next != ' ' && !CLOSING.contains(&next);
        after_wide = character.width() == 2;
        if !kept && !opens && !closes && (ends || may_break(character, next)) {
            let piece = &text[start..at];
            pieces.push((piece, piece.width()));
            start = at;
        }
    }
    if start < text.len() {
        pieces.push((&text[start..], text[start..].width()));
    }
    pieces
}

fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ';
    }
    if after == ' ' || CLOSING.contains(&after) || OPENING.contains(&before) {
        return false;
    }
    let wide = |character: char| character.width() == 2;
    if before.is_ascii_digit() || before == '.' && after.is_ascii_digit() {
        return false;
    }
    wide(before) || wide(after)
}

const OPENING: &[char] = &['(', '[', '{', '“', '‘', '「', '『', '【', '《', '〔', '\u{ff08}'];

const CLOSING: &[char] = &[
    ',', '.', ':', ';', '!', '?', ')', ']', '}', '%', '‰', '”', '’', '」', '』', '】', '》', '〕', '、', '。', '…',
    // The full-width forms of `, : ; ! ? )`.
    '\u{ff0c}', '\u{ff1a}', '\u{ff1b}', '\u{ff01}', '\u{ff1f}', '\u{ff09}',
];

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn chinese_breaks_between_characters_but_not_before_a_mark() {
        assert_eq!(wrap("比例不能直接加比例,请写百分点", 20), ["比例不能直接加比例,", "请写百分点"]);
        assert_eq!(wrap("比例不能直接加比例,请写百分点", 18), ["比例不能直接加比", "例,请写百分点"]);
    }

    #[test]
    fn a_mark_after_chinese_ends_a_piece_even_before_a_number() {
        assert_eq!(wrap("绿水县多付,289461.54元时差得最多", 20), ["绿水县多付,", "289461.54元时差得最", "多"]);
        assert_eq!(wrap("at 1,250,000", 8), ["at", "1,250,00", "0"]);
    }

    #[test]
    fn a_number_keeps_its_unit() {
        assert_eq!(wrap("起付线应写三百元即300元每年", 20), ["起付线应写三百元即", "300元每年"]);
    }

    #[test]
    fn what_stands_in_backticks_stays_together() {
        assert_eq!(wrap("找不到 `青山县的名称` 这个名称", 16), ["找不到", "`青山县的名称`", "这个名称"]);
        assert_eq!(wrap("cannot find `old age grant` here", 20), ["cannot find", "`old age grant` here"]);
    }

    #[test]
    fn a_long_quotation_breaks_as_text_does() {
        let text = "看不懂 `限额 3000元/年 当 人群属于低保或特困 加 5个百分点`";
        assert_eq!(wrap(text, 40), ["看不懂 `限额 3000元/年 当 人群属于低保或", "特困 加 5个百分点`"]);
    }

    #[test]
    fn what_is_longer_than_a_line_is_cut() {
        assert_eq!(wrap("aaaaaaaaaabbbbbbbbbb", 10), ["aaaaaaaaaa", "bbbbbbbbbb"]);
        assert_eq!(wrap("", 10), [""]);
    }
}
