//! Names and texts to their spelling: quoted only where they would be misread.

use super::writer::Writer;
use crate::base::date::Period;
use crate::base::text::Lang;
use crate::syntax::ast::{Name, PathWord, Quoted};
use crate::syntax::keywords::{Word, Worded};

impl Writer<'_> {
    /// Returns a name, in quotes where it needs them.
    pub(super) fn name(&self, name: &Name) -> String {
        let written = self.source(name.place.0);
        // A name that equals a keyword stays as its author wrote it: whether it is misread depends on its place.
        let doubtful = Word::is_keyword(&name.text) || Word::is_reserved(&name.text);
        self.quoted_when(&name.text, doubtful && (written.is_empty() || is_quoted(written)))
    }

    /// Returns a name behind a dot: a clause word, a period and `各病种` would be misread there.
    pub(super) fn part_name(&self, name: &Name) -> String {
        let text = name.text.as_str();
        let word = PathWord::from_word(text).is_some() || Period::from_word(text).is_some();
        let tail = Word::JointWith.spelling().reads(text) || text.starts_with(Word::Each.get(Lang::Zh));
        self.quoted_when(text, word || tail || Word::is_reserved(text))
    }

    /// Returns a name behind `结算.`, where no keyword is looked for.
    pub(super) fn owned_name(&self, name: &Name) -> String {
        self.quoted_when(&name.text, Word::is_reserved(&name.text))
    }

    fn quoted_when(&self, name: &str, needed: bool) -> String {
        if is_plain(name) && !needed { name.to_owned() } else { self.in_quotes(name) }
    }

    fn in_quotes(&self, name: &str) -> String {
        let chinese = match self.lang {
            Lang::Zh => !name.contains('」'),
            Lang::En => name.contains('\''),
        };
        if chinese { format!("「{name}」") } else { format!("'{name}'") }
    }

    /// Returns names with a comma between them.
    pub(super) fn names(&self, names: &[Name]) -> String {
        names.iter().map(|name| self.name(name)).collect::<Vec<_>>().join(", ")
    }
}

/// Returns a text in double quotes.
pub(super) fn quoted(text: &Quoted) -> String {
    string(&text.text)
}

/// Returns a text in double quotes.
pub(super) fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Whether a name reads as one word without quotes.
fn is_plain(name: &str) -> bool {
    name.chars().next().is_some_and(begins_name) && name.chars().all(continues_name)
}

fn begins_name(letter: char) -> bool {
    // Full-width letters would become ASCII, circled ones are no letters of names.
    let odd = matches!(letter, '\u{FF00}'..='\u{FFEF}' | '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F189}');
    letter.is_alphabetic() && !odd
}

pub(super) fn continues_name(letter: char) -> bool {
    begins_name(letter) || letter.is_ascii_digit() || matches!(letter, '_' | '·')
}

fn is_quoted(written: &str) -> bool {
    written.starts_with(['「', '\''])
}

/// Returns a name as it is written where any word may stand: in quotes where it would be misread.
pub(crate) fn written_name(name: &str, lang: Lang) -> String {
    if is_plain(name) && !Word::is_keyword(name) && !Word::is_reserved(name) {
        return name.to_owned();
    }
    match lang {
        Lang::Zh if !name.contains('」') => format!("「{name}」"),
        Lang::En if name.contains('\'') => format!("「{name}」"),
        Lang::Zh | Lang::En => format!("'{name}'"),
    }
}
