//! Diagnostics with pictures of their places, for a terminal. The only file that draws with miette.
//!
//! miette draws the lines and the underlining; its own fixed English words (`help:`, `Error:`) never come in,
//! since headings, help and sums are written here.

use std::fmt;

use crate::base::columns::Columns;
use miette::{GraphicalReportHandler, GraphicalTheme, LabeledSpan, SourceCode, ThemeCharacters, ThemeStyles};

use super::snippet::{Mark, Snippet};
use super::stand_in::marks_back;
use super::{Drawing, Listing, advice, severity_word, visible};
use crate::base::source::{SourceId, SourceMap};
use crate::base::text::Lang;
use crate::base::wrap::wrap;
use crate::diagnostic::{Diagnostic, Severity, words};

pub(super) fn render(sources: &SourceMap, listing: &Listing<'_>, drawing: Drawing, lang: Lang) -> String {
    let handler = handler(drawing);
    let mut out = String::new();
    for diagnostic in &listing.shown {
        entry(&mut out, sources, diagnostic, &handler, drawing, lang);
        out.push('\n');
    }
    for line in listing.closing(lang) {
        out.push_str(&line);
        out.push('\n');
    }
    let gravest = listing.shown.iter().rev().max_by_key(|diagnostic| diagnostic.severity);
    if let Some(diagnostic) = gravest {
        out.push_str(words::explain(diagnostic.code.name()).get(lang));
        out.push('\n');
    }
    out
}

fn entry(
    out: &mut String,
    sources: &SourceMap,
    diagnostic: &Diagnostic,
    handler: &GraphicalReportHandler,
    drawing: Drawing,
    lang: Lang,
) {
    header(out, diagnostic, drawing, lang);
    let home = diagnostic.span.source;
    for (source, marks) in marks_by_source(diagnostic, lang) {
        if source != home {
            out.push_str(&format!("  {}:\n", paint(words::see_also().get(lang), CYAN, drawing)));
        }
        for snippet in Snippet::all(sources.get(source), &marks, drawing) {
            draw(out, &snippet, diagnostic.severity, handler);
        }
    }
    if let Some(advice) = advice(sources, diagnostic, lang) {
        let heading = format!("{}: ", words::help().get(lang));
        let indent = " ".repeat(heading.width() + 2);
        for (at, line) in wrap(&advice, drawing.width.saturating_sub(indent.len())).iter().enumerate() {
            let before = if at == 0 { format!("  {}", paint(&heading, CYAN, drawing)) } else { indent.clone() };
            out.push_str(&format!("{before}{line}\n"));
        }
    }
}

/// Writes `× error[name]: message`, wrapped.
fn header(out: &mut String, diagnostic: &Diagnostic, drawing: Drawing, lang: Lang) {
    let (icon, color) = match (diagnostic.severity, drawing.unicode) {
        (Severity::Error, true) => ("×", RED),
        (Severity::Error, false) => ("x", RED),
        (Severity::Warning, true) => ("⚠", YELLOW),
        (Severity::Warning, false) => ("!", YELLOW),
        (Severity::Note, true) => ("☞", CYAN),
        (Severity::Note, false) => (">", CYAN),
    };
    let bar = if drawing.unicode { "│" } else { "|" };
    let title = format!("{}[{}]:", severity_word(diagnostic.severity).get(lang), diagnostic.code.name());
    let message = format!("{title} {}", visible(diagnostic.message.get(lang)));
    for (at, line) in wrap(&message, drawing.width.saturating_sub(4)).iter().enumerate() {
        match line.strip_prefix(&title) {
            Some(rest) if at == 0 => {
                out.push_str(&format!("  {}{rest}\n", paint(&format!("{icon} {title}"), color, drawing)));
            }
            Some(_) | None => out.push_str(&format!("  {} {line}\n", paint(bar, color, drawing))),
        }
    }
}

/// Returns the marks of each source, the culprit's first.
fn marks_by_source(diagnostic: &Diagnostic, lang: Lang) -> Vec<(SourceId, Vec<Mark>)> {
    let culprit = Mark {
        range: diagnostic.span.range(),
        text: diagnostic.at.as_ref().map_or("", |at| at.get(lang)).to_owned(),
        primary: true,
    };
    let mut groups = vec![(diagnostic.span.source, vec![culprit])];
    for label in &diagnostic.labels {
        let mark = Mark { range: label.span.range(), text: label.text.get(lang).to_owned(), primary: false };
        match groups.iter_mut().find(|(source, _)| *source == label.span.source) {
            Some((_, marks)) => marks.push(mark),
            None => groups.push((label.span.source, vec![mark])),
        }
    }
    groups
}

fn draw(out: &mut String, snippet: &Snippet, severity: Severity, handler: &GraphicalReportHandler) {
    let mut picture = String::new();
    let report = Picture { snippet, severity };
    handler
        .render_report(&mut picture, &report)
        .expect("writing to a string never fails, and Snippet reads every span");
    // The first line is the message, which is empty here.
    out.push_str(&marks_back(picture.split_once('\n').map_or("", |(_, rest)| rest)));
}

/// What miette is given: lines and marks, no words of its own.
#[derive(Debug)]
struct Picture<'a> {
    snippet: &'a Snippet,
    severity: Severity,
}

impl fmt::Display for Picture<'_> {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Picture<'_> {}

impl miette::Diagnostic for Picture<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
            Severity::Note => miette::Severity::Advice,
        })
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self.snippet)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.snippet.labels().into_iter()))
    }
}

fn handler(drawing: Drawing) -> GraphicalReportHandler {
    let theme = GraphicalTheme {
        characters: if drawing.unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() },
        styles: if drawing.color { ThemeStyles::ansi() } else { ThemeStyles::none() },
    };
    GraphicalReportHandler::new_themed(theme)
        .with_links(false)
        .with_width(drawing.width)
        .with_wrap_lines(false)
        .with_context_lines(1)
        .without_syntax_highlighting()
}

const RED: &str = "1;31";
const YELLOW: &str = "1;33";
const CYAN: &str = "36";

fn paint(text: &str, color: &str, drawing: Drawing) -> String {
    if drawing.color { format!("\u{1b}[{color}m{text}\u{1b}[0m") } else { text.to_owned() }
}
