//! Text to tree: what an author wrote, with its places. Never looks up names, never fails.
//!
//! [`parse`] goes through two steps: `normalise` mends the letters, `from_text` reads them by the grammar. The way back
//! is `format`.

pub mod ast;
pub mod format;
mod from_text;
pub mod keywords;
mod normalise;
mod words;

pub use from_text::unfinished::{Block, Unfinished};

use std::collections::BTreeSet;

use crate::base::source::{SourceId, SourceMap};
use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};

/// A text as a tree, and what is wrong with it; what could not be read is missing from the tree or marked there.
#[derive(Clone, Debug)]
pub struct Parsed {
    pub file: ast::File,
    pub problems: Problems,
}

/// What is remembered of a text, so that after an edit only the declarations are read that are other than before.
#[derive(Default)]
pub struct Slices(from_text::Slices);

impl std::fmt::Debug for Slices {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Slices")
    }
}

/// Reads a text of a policy. Never fails: every text gives a tree, in time linear in its length.
pub fn parse(source: SourceId, text: &str) -> Parsed {
    parse_with(source, text, None)
}

/// The same, quicker where most of the text is what was read before with these `slices`.
pub fn parse_again(source: SourceId, text: &str, slices: &mut Slices) -> Parsed {
    parse_with(source, text, Some(&mut slices.0))
}

fn parse_with(source: SourceId, text: &str, slices: Option<&mut from_text::Slices>) -> Parsed {
    if text.len() > SourceMap::MAX_BYTES {
        let mut problems = Problems::new();
        problems.push(Diagnostic::new(Code::TextTooLarge, Span::new(source, 0, 0), words::text_too_large()));
        let file = ast::File { header: None, declarations: Vec::new(), comments: Vec::new() };
        return Parsed { file, problems };
    }
    let (normalised, early) = normalise::normalise(source, text);
    let (file, problems) = from_text::file(text, &normalised, early, slices);
    Parsed { file, problems }
}

/// Returns the names of the grammar's rules by which a text is read; tests hold the manual to the grammar with it.
pub fn rules_used(source: SourceId, text: &str) -> BTreeSet<String> {
    from_text::rules_used(&normalise::normalise(source, text).0)
}

/// Whether a text is read as it would be if the grammar tried everything everywhere, without a look at the next letter.
pub fn first_letters_only_rule_out(source: SourceId, text: &str) -> bool {
    from_text::first_letters_only_rule_out(&normalise::normalise(source, text).0)
}
