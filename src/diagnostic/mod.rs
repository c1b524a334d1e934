//! What is wrong with a policy: places, sentences in both tongues, fixes. Knows nothing of files or terminals.
//!
//! Passes write to [`Problems`]; `codes` holds the table of every diagnostic, `render` turns them into text.

pub mod codes;
pub mod pages;
pub mod render;
mod words;

pub use codes::Code;

use std::collections::HashMap;

use crate::base::span::Span;
use crate::base::text::Text;

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Note,
    Warning,
    Error,
}

/// A place with a word on the part it plays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub text: Text,
}

/// A replacement that mends the problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    pub span: Span,
    pub replacement: String,
    /// Whether this is surely what was meant; a name that is only near is not.
    pub certain: bool,
}

/// One problem of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    pub code: Code,
    pub severity: Severity,
    /// The culprit.
    pub span: Span,
    /// One line that makes sense alone.
    pub message: Text,
    /// A few words shown at the culprit itself, when the message needs them.
    pub at: Option<Text>,
    /// Other places: the reason, the other culprit.
    pub labels: Vec<Label>,
    /// What to do.
    pub help: Option<Text>,
    pub fixes: Vec<Fix>,
}

impl Diagnostic {
    /// Returns a diagnostic with the default severity of its code.
    pub fn new(code: Code, span: Span, message: Text) -> Diagnostic {
        let severity = code.severity();
        Diagnostic { code, severity, span, message, at: None, labels: Vec::new(), help: None, fixes: Vec::new() }
    }

    /// Adds a few words at the culprit.
    pub fn at(mut self, text: Text) -> Diagnostic {
        self.at = Some(text);
        self
    }

    /// Adds another place.
    pub fn label(mut self, span: Span, text: Text) -> Diagnostic {
        self.labels.push(Label { span, text });
        self
    }

    /// Says what to do.
    pub fn help(mut self, text: Text) -> Diagnostic {
        self.help = Some(text);
        self
    }

    /// Adds a replacement that mends the problem and is surely what was meant.
    pub fn fix(mut self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.fixes.push(Fix { span, replacement: replacement.into(), certain: true });
        self
    }

    /// Adds a replacement that may be what was meant.
    pub fn suggest(mut self, span: Span, replacement: impl Into<String>) -> Diagnostic {
        self.fixes.push(Fix { span, replacement: replacement.into(), certain: false });
        self
    }
}

/// The sink that passes write to; the same problem at the same place is kept once.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    list: Vec<Diagnostic>,
    /// Where in the list those of a code and place stand, so that the ten thousandth is as quick as the first.
    known: HashMap<(Code, Span), Vec<usize>>,
}

impl Problems {
    pub fn new() -> Problems {
        Problems::default()
    }

    /// Adds a diagnostic, unless the same code with the same message stands at the same place already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let same_place = self.known.entry((diagnostic.code, diagnostic.span)).or_default();
        if same_place.iter().all(|at| self.list[*at].message != diagnostic.message) {
            same_place.push(self.list.len());
            self.list.push(diagnostic);
        }
    }

    /// Adds all of another sink.
    pub fn extend(&mut self, other: Problems) {
        for diagnostic in other.list {
            self.push(diagnostic);
        }
    }

    /// Keeps those that fit.
    pub fn retain(&mut self, fits: impl Fn(&Diagnostic) -> bool) {
        let kept = std::mem::take(self).list.into_iter().filter(fits);
        kept.for_each(|diagnostic| self.push(diagnostic));
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    pub fn len(&self) -> usize {
        self.list.len()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.list.iter()
    }

    /// Returns all, ordered by source, place and code.
    pub fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by(|a, b| (a.span, a.code.name(), &a.message.en).cmp(&(b.span, b.code.name(), &b.message.en)));
        self.list
    }
}
