//! Ambiguous marks for miette, where a terminal gives them two columns: miette knows one width only, so it is handed
//! characters without meaning that it takes for two columns wide, and they become the marks again in what it has drawn.

use crate::base::columns::{is_ambiguous, marks_are_wide};

/// Unassigned in Unicode, two columns wide; the marks stand here in their own order.
const FIRST: u32 = 0x3_4000;
/// Marks up to here have a stand-in of their own: Latin, Greek, Cyrillic, punctuation, arrows, lines, numbers in circles.
const MARKS: u32 = 0x3400;

/// Returns what stands for a character in what miette draws.
pub(super) fn stand_in(character: char) -> char {
    if !marks_are_wide() {
        return character;
    }
    match u32::from(character) {
        // Nothing of a policy may be taken for a stand-in.
        number if (FIRST..FIRST + MARKS).contains(&number) => '\u{303e}',
        number if number < MARKS && is_ambiguous(character) => char::from_u32(FIRST + number).unwrap_or(character),
        _ => character,
    }
}

/// Returns what has been drawn, with the marks themselves.
pub(super) fn marks_back(drawn: &str) -> String {
    let back = |character: char| match u32::from(character).checked_sub(FIRST) {
        Some(number) if number < MARKS => char::from_u32(number).unwrap_or(character),
        Some(_) | None => character,
    };
    drawn.chars().map(back).collect()
}
