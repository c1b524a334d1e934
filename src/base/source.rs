//! The texts of a workspace, each under an id, with line and column tables.

use std::ops::Range;
use std::sync::Arc;

pub use super::span::SourceId;
use super::span::Span;

/// One text with its name (a path relative to the workspace, with `/`) and the starts of its lines.
#[derive(Clone, Debug)]
pub struct Source {
    pub name: String,
    pub text: String,
    line_starts: Vec<usize>,
}

/// A line and a column, both from 1; columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    pub line: usize,
    pub column: usize,
}

impl Source {
    fn new(name: String, text: String) -> Source {
        let mut line_starts = vec![0];
        line_starts.extend(text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1));
        Source { name, text, line_starts }
    }

    /// Returns line and column of a byte offset; an offset beyond the text counts as its end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let offset = offset.min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let start = self.line_starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or("");
        LineColumn { line, column: before.chars().count() + 1 }
    }

    /// Returns the byte range of a line (from 1), without its line end.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let start = self.line_starts.get(line - 1).copied().unwrap_or(self.text.len());
        let end = self.line_starts.get(line).copied().unwrap_or(self.text.len());
        let text = self.text.get(start..end).unwrap_or("");
        start..start + text.trim_end_matches(['\n', '\r']).len()
    }

    /// Returns the number of lines.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }
}

/// All texts of a workspace in the order in which they were added.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    sources: Vec<Arc<Source>>,
}

impl SourceMap {
    /// The largest text in bytes that is accepted.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Adds a text; `None` when it is longer than `MAX_BYTES`.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> Option<SourceId> {
        let text = text.into();
        if text.len() > Self::MAX_BYTES {
            return None;
        }
        self.add_known(Arc::new(Source::new(name.into(), text)))
    }

    /// Adds a text of another map; `None` when there are too many.
    pub fn add_known(&mut self, source: Arc<Source>) -> Option<SourceId> {
        let id = SourceId(u32::try_from(self.sources.len()).ok()?);
        self.sources.push(source);
        Some(id)
    }

    /// Returns the text under an id of this map, for another map.
    pub fn shared(&self, id: SourceId) -> Arc<Source> {
        Arc::clone(&self.sources[id.0 as usize])
    }

    /// Returns the text under an id of this map.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// Returns every text with its id, in order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        self.sources.iter().enumerate().map(|(at, source)| (SourceId(at as u32), source.as_ref()))
    }

    /// Returns what stands at a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).text.get(span.range()).unwrap_or("")
    }
}
