//! Tree and text to one canonical text: every comment kept, nothing reordered. Never looks up names.
//!
//! **Invariant:** the result reads as an equal tree with an equal sequence of comments; [`format_text`] reads it
//! again and refuses to give out anything else.

mod bands;
mod clauses;
mod declarations;
mod entries;
mod expressions;
mod layout;
mod lines;
mod names;
mod scenes;
mod standards;
mod tables;
mod values;
mod words;
mod writer;

use crate::base::text::Lang;
use crate::syntax::ast::{Declaration, DeclarationKind, File};
use writer::Writer;

/// The tongue of the keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeywordStyle {
    Zh,
    En,
    /// The tongue that most declarations and clauses of the file have.
    Keep,
}

/// Returns the canonical text of a tree that was read from `text`.
///
/// What could not be read stands as it was.
pub fn format(text: &str, file: &File, keywords: KeywordStyle) -> String {
    let lang = match keywords {
        KeywordStyle::Zh => Lang::Zh,
        KeywordStyle::En => Lang::En,
        KeywordStyle::Keep => written_tongue(text, file),
    };
    let mut writer = Writer::new(text, &file.comments, lang);
    if let Some(header) = &file.header {
        writer.header(header);
    }
    writer.declarations(&file.declarations, file.header.is_some());
    writer.finish()
}

/// Returns the tongue in which more of the declarations and clauses begin; Chinese when it is even.
fn written_tongue(text: &str, file: &File) -> Lang {
    let english = |start: u32| {
        let letter = text.get(start as usize..).and_then(|rest| rest.chars().next());
        letter.map_or(0, |letter| if letter.is_ascii_alphabetic() { 1 } else { -1 })
    };
    let header = file.header.as_ref().map_or(0, |header| english(header.place.0.start));
    let clauses = |declaration: &Declaration| match &declaration.kind {
        DeclarationKind::Benefit { clauses, .. } | DeclarationKind::EveryBenefit { clauses } => {
            clauses.iter().map(|clause| english(clause.place.0.start)).sum()
        }
        _ => 0,
    };
    let balance: i64 = file
        .declarations
        .iter()
        .map(|declaration| english(declaration.place.0.start) + clauses(declaration))
        .sum::<i64>()
        + header;
    if balance > 0 { Lang::En } else { Lang::Zh }
}
