//! How many columns a text takes on a terminal.
//!
//! A Chinese character takes two. Marks such as `“`, `—`, `×`, `─`, `①`, `Ⅱ` are ambiguous (Unicode, UAX #11): one
//! column in most terminals, two in many Chinese consoles. Which of the two this terminal does is a property of the
//! terminal, as its colours are; it is told once, by [`draw_wide_marks`], and holds for the thread that draws. Canonical
//! texts (`fmt`) never ask here: their form is the same everywhere.

use std::cell::Cell;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

thread_local! {
    static WIDE_MARKS: Cell<bool> = const { Cell::new(false) };
}

/// Says whether ambiguous marks take two columns in what this thread draws from now on.
pub fn draw_wide_marks(wide: bool) {
    WIDE_MARKS.with(|own| own.set(wide));
}

/// Whether ambiguous marks take two columns.
pub fn marks_are_wide() -> bool {
    WIDE_MARKS.with(Cell::get)
}

/// What has a width on a terminal.
pub trait Columns {
    /// Returns the width in columns; what a terminal does not show has none.
    fn width(&self) -> usize;
}

impl Columns for str {
    fn width(&self) -> usize {
        if marks_are_wide() { self.width_cjk() } else { UnicodeWidthStr::width(self) }
    }
}

impl Columns for char {
    fn width(&self) -> usize {
        let width = if marks_are_wide() { self.width_cjk() } else { UnicodeWidthChar::width(*self) };
        width.unwrap_or(0)
    }
}

/// Whether a character takes one column on some terminals and two on others.
#[cfg(any(feature = "cli", test))]
pub(crate) fn is_ambiguous(character: char) -> bool {
    UnicodeWidthChar::width(character) != character.width_cjk()
}

/// Returns a line drawn with a mark, as wide as asked, or a column less where the mark takes two.
pub(crate) fn rule(mark: char, width: usize) -> String {
    mark.to_string().repeat(width / Columns::width(&mark).max(1))
}

#[cfg(test)]
mod tests {
    use super::{Columns, draw_wide_marks, is_ambiguous, rule};

    #[test]
    fn ambiguous_marks_take_what_the_terminal_gives_them() {
        assert_eq!(("“低保”—①".width(), '中'.width(), rule('─', 9).chars().count()), (8, 2, 9));
        assert!(is_ambiguous('“') && is_ambiguous('─') && !is_ambiguous('中') && !is_ambiguous('a'));
        draw_wide_marks(true);
        assert_eq!(("“低保”—①".width(), '中'.width(), rule('─', 9).chars().count()), (12, 2, 4));
        draw_wide_marks(false);
    }
}
