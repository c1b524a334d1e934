//! Diagnostics as Markdown: a heading for each file, an entry with its source line for each diagnostic.

use super::{Listing, advice, severity_word, visible};
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::diagnostic::{Diagnostic, words};

/// A longer source line is cut; nobody reads more of it in a comment.
const LONGEST_LINE: usize = 200;

pub(super) fn render(sources: &SourceMap, listing: &Listing<'_>, lang: Lang) -> String {
    let mut out = format!("## {}\n", words::check_result(listing.counts.summary()).get(lang));
    let mut file = None;
    for diagnostic in &listing.shown {
        if file != Some(diagnostic.span.source) {
            file = Some(diagnostic.span.source);
            out.push_str(&format!("\n### {}\n", code(&visible(&sources.get(diagnostic.span.source).name))));
        }
        out.push('\n');
        out.push_str(&entry(sources, diagnostic, lang));
    }
    for line in listing.closing(lang).iter().skip(1) {
        out.push_str(&format!("\n{line}\n"));
    }
    out
}

fn entry(sources: &SourceMap, diagnostic: &Diagnostic, lang: Lang) -> String {
    let mut out = format!(
        "- **{}** {} {}: {}\n",
        severity_word(diagnostic.severity).get(lang),
        code(diagnostic.code.name()),
        line_column(sources, diagnostic.span, lang),
        escape(&visible(diagnostic.message.get(lang))),
    );
    out.push_str(&quote(sources, diagnostic.span));
    if let Some(at) = &diagnostic.at {
        out.push_str(&format!("  - {}: {}\n", code(&piece(sources, diagnostic.span)), escape(&visible(at.get(lang)))));
    }
    for label in &diagnostic.labels {
        let mut place = line_column(sources, label.span, lang);
        if label.span.source != diagnostic.span.source {
            place = format!("{} {place}", code(&visible(&sources.get(label.span.source).name)));
        }
        let text = escape(&visible(label.text.get(lang)));
        out.push_str(&format!("  - {} {}: {text}\n", place, code(&piece(sources, label.span))));
    }
    if let Some(advice) = advice(sources, diagnostic, lang) {
        out.push_str(&format!("  - {}: {}\n", words::help().get(lang), escape(&advice)));
    }
    out
}

fn line_column(sources: &SourceMap, span: Span, lang: Lang) -> String {
    let place = sources.get(span.source).line_column(span.start as usize);
    words::line_column(place.line, place.column).get(lang).to_owned()
}

/// Returns the line of a span as a block of code inside a list entry.
fn quote(sources: &SourceMap, span: Span) -> String {
    let source = sources.get(span.source);
    let line = source.line_column(span.start as usize).line;
    let text = visible(&cut(source.text.get(source.line_range(line)).unwrap_or("").trim()));
    let fence = "`".repeat(longest_run_of_backticks(&text).max(2) + 1);
    format!("  {fence}pol\n  {text}\n  {fence}\n")
}

/// Returns the first line of what stands at a span.
fn piece(sources: &SourceMap, span: Span) -> String {
    let first = sources.slice(span).lines().next().unwrap_or("");
    visible(&cut(first.trim()))
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(LONGEST_LINE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns a text as a span of code; an empty one shows as a blank.
fn code(text: &str) -> String {
    let text = if text.is_empty() { " " } else { text };
    let fence = "`".repeat(longest_run_of_backticks(text) + 1);
    let blank = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn longest_run_of_backticks(text: &str) -> usize {
    text.split(|character| character != '`').map(str::len).max().unwrap_or(0)
}

/// Returns a message with its pieces in backticks kept and all other marks of Markdown and HTML made harmless.
fn escape(message: &str) -> String {
    let balanced = message.matches('`').count().is_multiple_of(2);
    let mut inside = false;
    let mut out = String::with_capacity(message.len());
    for character in message.chars() {
        match character {
            '`' if balanced => {
                inside = !inside;
                out.push('`');
            }
            '<' if !inside => out.push_str("&lt;"),
            '&' if !inside => out.push_str("&amp;"),
            '`' | '*' | '_' | '[' | ']' | '|' | '~' | '\\' | '#' if !inside => {
                out.push('\\');
                out.push(character);
            }
            other => out.push(other),
        }
    }
    out
}
