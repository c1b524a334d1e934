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
pub(crate) mod names;
mod scenes;
mod standards;
mod tables;
mod values;
mod words;
mod writer;

use crate::base::source::SourceId;
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Problems, Severity};
use crate::syntax::ast::{Declaration, DeclarationKind, File};
use crate::syntax::parse;
use writer::Writer;

/// The tongue of the keywords.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeywordStyle {
    Zh,
    En,
    /// The tongue that most declarations and clauses of the file have.
    Keep,
}

/// Why a text is not formatted.
#[derive(Clone, Debug)]
pub enum FormatRefusal {
    /// It has syntax errors; what they hide would be lost.
    SyntaxErrors(Problems),
    /// The result would read as another tree: a fault of the formatter.
    TreeDiffers,
    /// The result would have other comments: a fault of the formatter.
    CommentsDiffer,
}

impl FormatRefusal {
    /// Returns the reason in one line.
    pub fn reason(&self) -> Text {
        match self {
            FormatRefusal::SyntaxErrors(problems) => {
                let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
                words::text_has_errors(errors)
            }
            FormatRefusal::TreeDiffers => words::tree_would_differ(),
            FormatRefusal::CommentsDiffer => words::comments_would_differ(),
        }
    }
}

/// Returns the canonical text of a text, with the line ends that its first line has; refuses where that would not mean the
/// same or would lose something.
pub fn format_text(source: SourceId, text: &str, keywords: KeywordStyle) -> Result<String, FormatRefusal> {
    let parsed = parse(source, text);
    if parsed.problems.has_errors() {
        return Err(FormatRefusal::SyntaxErrors(parsed.problems));
    }
    let mut formatted = format(text, &parsed.file, keywords);
    for _ in 0..MOST_MOVES {
        let again = parse(source, &formatted);
        if again.problems.has_errors() || again.file.header != parsed.file.header {
            return Err(FormatRefusal::TreeDiffers);
        }
        if again.file.declarations != parsed.file.declarations {
            return Err(FormatRefusal::TreeDiffers);
        }
        if again.file.comments != parsed.file.comments {
            return Err(FormatRefusal::CommentsDiffer);
        }
        if again.file.comments.is_empty() {
            break;
        }
        // A remark from the middle of a line goes to its end; only then it is known what stands below what.
        let settled = format(&formatted, &again.file, keywords);
        if settled == formatted {
            break;
        }
        formatted = settled;
    }
    let first = text.find('\n').map_or("", |at| &text[..at]);
    Ok(if first.ends_with('\r') { formatted.replace("\r\n", "\n").replace('\n', "\r\n") } else { formatted })
}

/// So often remarks may move before a text stands.
const MOST_MOVES: usize = 4;

/// Returns the canonical text of a tree that was read from `text`.
///
/// For a tree without syntax errors: of what could not be read only the stretches stand as they were that the tree
/// marks as broken.
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
