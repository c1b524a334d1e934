//! Runs everything that can be said of a workspace without data.

use polcheck::base::source::{SourceId, SourceMap};
use polcheck::diagnostic::Diagnostic;
use polcheck::workspace;

/// A workspace and what is wrong with it.
pub(crate) struct Checked {
    /// The texts, and the standard vocabulary where they have none of their own.
    pub(crate) sources: SourceMap,
    /// In the order of file and place.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Checked {
    /// Returns the id of a text.
    pub(crate) fn source(&self, name: &str) -> SourceId {
        let found = self.sources.iter().find(|(_, source)| source.name == name);
        found.unwrap_or_else(|| panic!("no text is called {name}")).0
    }
}

/// Checks texts, each with its file name, as one workspace.
pub(crate) fn check(files: &[(String, String)]) -> Checked {
    let (sources, problems) = workspace::check(files.iter().cloned());
    Checked { sources, diagnostics: problems.into_sorted() }
}
