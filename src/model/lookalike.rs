//! Names that look the same and are not: letters of other alphabets, other widths, other forms of a character.

use unicode_normalization::UnicodeNormalization;

/// Letters of the Cyrillic and Greek alphabets, with the Latin letter that they look like. The part of Unicode
/// Technical Standard 39, \"Confusable Detection\", that concerns letters on keyboards in use beside a Chinese one.
const LATIN_TWINS: &[(char, char)] = &[
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('У', 'Y'),
    ('Х', 'X'),
    ('а', 'a'),
    ('с', 'c'),
    ('е', 'e'),
    ('і', 'i'),
    ('ј', 'j'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('у', 'y'),
    ('х', 'x'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Ζ', 'Z'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('ν', 'v'),
    ('ο', 'o'),
];

/// Returns what two names have in common that look the same: the form without differences of width and style, with
/// Latin letters in place of their twins. `None` for a name that is its own form, as nearly all are.
pub(super) fn skeleton(name: &str) -> Option<String> {
    if name.is_ascii() {
        return None;
    }
    let twin = |letter: char| LATIN_TWINS.iter().find(|(own, _)| *own == letter).map_or(letter, |(_, latin)| *latin);
    let form: String = name.nfkc().map(twin).collect();
    if form == name { None } else { Some(form) }
}

#[cfg(test)]
mod tests {
    use super::skeleton;

    #[test]
    fn names_that_look_alike_have_one_form() {
        assert_eq!(skeleton("\u{410}类"), Some("A类".to_owned()));
        assert_eq!(skeleton("\u{2f08}群"), Some("人群".to_owned()));
        assert_eq!(skeleton("A类"), None);
        assert_eq!(skeleton("人群"), None);
        assert_eq!(skeleton("abc"), None);
    }
}
