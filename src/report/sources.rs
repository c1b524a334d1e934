//! Documents and places in words: `青医保发〔2019〕12号 第三条`, `policies/a.pol:12,15-17`.

use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::compare::data::{Cite, Origin};

/// Returns the documents of an origin and its place; `nothing` where no document is cited.
pub(crate) fn origin_text(sources: &SourceMap, origin: &Origin, nothing: &str) -> String {
    let cites: Vec<String> = origin.cites.iter().map(Cite::text).collect();
    let cites = if cites.is_empty() { nothing.to_owned() } else { cites.join("、") };
    format!("{cites} ({})", places(sources, &[origin.span]))
}

/// Returns the lines of some places, file by file.
pub(crate) fn places(sources: &SourceMap, spans: &[Span]) -> String {
    let mut files: Vec<(&str, Vec<usize>)> = Vec::new();
    for span in spans {
        let source = sources.get(span.source);
        let line = source.line_column(span.start as usize).line;
        match files.iter_mut().find(|(name, _)| *name == source.name) {
            Some((_, lines)) => lines.push(line),
            None => files.push((&source.name, vec![line])),
        }
    }
    let all = files.into_iter().map(|(name, mut lines)| {
        lines.sort_unstable();
        lines.dedup();
        format!("{name}:{}", ranges(&lines))
    });
    all.collect::<Vec<_>>().join(" ")
}

/// `12,15-17`
fn ranges(lines: &[usize]) -> String {
    let mut parts: Vec<(usize, usize)> = Vec::new();
    for line in lines {
        match parts.last_mut() {
            Some((_, last)) if *last + 1 == *line => *last = *line,
            _ => parts.push((*line, *line)),
        }
    }
    let all = parts
        .into_iter()
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") });
    all.collect::<Vec<_>>().join(",")
}
