//! One line for each diagnostic, `path:line:column: error[name]: message (help)`, for logs and editors.

use super::{Listing, advice, severity_word, visible};
use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::diagnostic::Diagnostic;

pub(super) fn render(sources: &SourceMap, listing: &Listing<'_>, lang: Lang) -> String {
    let mut out = String::new();
    for diagnostic in &listing.shown {
        out.push_str(&line(sources, diagnostic, lang));
        out.push('\n');
    }
    for line in listing.closing(lang) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

fn line(sources: &SourceMap, diagnostic: &Diagnostic, lang: Lang) -> String {
    let source = sources.get(diagnostic.span.source);
    let place = source.line_column(diagnostic.span.start as usize);
    let severity = severity_word(diagnostic.severity);
    let mut line = format!(
        "{}:{}:{}: {}[{}]: {}",
        visible(&source.name),
        place.line,
        place.column,
        severity.get(lang),
        diagnostic.code.name(),
        visible(diagnostic.message.get(lang)),
    );
    if let Some(advice) = advice(sources, diagnostic, lang) {
        line.push_str(&format!(" ({advice})"));
    }
    line
}
