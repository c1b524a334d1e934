//! A place in a source text; lines and columns exist only in rendering.

/// The id of a source text in its `SourceMap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A stretch of one source text, as a half-open range of bytes.
///
/// Never crosses sources. Texts longer than `u32::MAX` bytes are refused by
/// `SourceMap::add`, so the offsets always fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    pub source: SourceId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    /// Returns the span of `start..end` in `source`.
    pub fn new(source: SourceId, start: usize, end: usize) -> Span {
        let fit = |offset: usize| u32::try_from(offset).expect("SourceMap refuses texts over u32::MAX bytes");
        Span { source, start: fit(start), end: fit(end) }
    }

    /// Returns the smallest span that holds both; `other` must be of the same source.
    pub fn to(self, other: Span) -> Span {
        Span { source: self.source, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Returns the empty span at the start of this one.
    pub fn at_start(self) -> Span {
        Span { end: self.start, ..self }
    }

    /// Returns the empty span at the end of this one.
    pub fn at_end(self) -> Span {
        Span { start: self.end, ..self }
    }

    /// Returns the byte range.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether `other` lies within this span.
    pub fn contains(self, other: Span) -> bool {
        self.source == other.source && self.start <= other.start && other.end <= self.end
    }
}

/// A value that takes no part in comparing trees: places, and hints on how something was spelled.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aside<T>(pub T);

impl<T> PartialEq for Aside<T> {
    fn eq(&self, _: &Aside<T>) -> bool {
        true
    }
}

impl<T> Eq for Aside<T> {}

impl<T> std::hash::Hash for Aside<T> {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// The place of a tree node; equality of trees ignores it.
pub type Place = Aside<Span>;

impl From<Span> for Place {
    fn from(span: Span) -> Place {
        Aside(span)
    }
}
