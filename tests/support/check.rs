//! Runs everything that can be said of a workspace without data. The one place that knows how far polcheck is built.

use polcheck::base::source::SourceMap;
use polcheck::diagnostic::{Diagnostic, Problems};

/// A workspace and what is wrong with it.
pub(crate) struct Checked {
    pub(crate) sources: SourceMap,
    /// In the order of file and place.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Checks texts, each with its file name, as one workspace.
pub(crate) fn check(files: &[(String, String)]) -> Checked {
    let mut sources = SourceMap::default();
    for (name, text) in files {
        sources.add(name, text).expect("test texts are small");
    }
    // Nothing is built yet that could complain.
    Checked { sources, diagnostics: Problems::new().into_sorted() }
}
