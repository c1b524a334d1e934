//! The text of a file that is TOML, for messages that tell the line.

use std::ops::Range;

use super::error::Error;
use super::words;
use crate::base::text::Text;

/// The name of a folder or file, and the line that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) line: usize,
}

/// A file of settings as it is shown and as it is written.
pub(super) struct Reader<'t> {
    pub(super) file: &'t str,
    pub(super) text: &'t str,
}

impl Reader<'_> {
    pub(super) fn error(&self, span: Range<usize>, message: Text, hint: Option<Text>) -> Error {
        Error::Config { file: self.file.to_owned(), line: self.line(span.start), message, hint }
    }

    /// Returns the line (from 1) of a place.
    pub(super) fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    pub(super) fn not_toml(&self, error: &toml::de::Error) -> Error {
        let span = error.span().unwrap_or(0..0);
        let written = self.text.lines().nth(self.line(span.start) - 1).unwrap_or("").trim();
        if error.message().starts_with("duplicate key") {
            let name = self.text.get(span.clone()).unwrap_or(written).to_owned();
            return self.error(span, words::toml_key_twice(name), None);
        }
        self.error(span, words::toml_broken(), Some(words::toml_line(format!("`{written}`"))))
    }
}
