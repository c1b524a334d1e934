//! Diagnostics as JSON in both tongues, in the shape of `docs/schema/diagnostics.schema.json`.
//!
//! Lines and columns count from 1, bytes from 0; a range ends before its end. Texts are given as they are.

use serde::Serialize;

use super::{Listing, SCHEMA_VERSION};
use crate::base::source::{Source, SourceMap};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Diagnostic, Severity};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: &'static str,
    diagnostics: Vec<Entry<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    listed: usize,
    left_out: usize,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    #[serde(flatten)]
    place: Place<'a>,
    message: &'a Text,
    at: Option<&'a Text>,
    labels: Vec<LabelEntry<'a>>,
    help: Option<&'a Text>,
    fixes: Vec<FixEntry<'a>>,
}

#[derive(Serialize)]
struct LabelEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a Text,
}

#[derive(Serialize)]
struct FixEntry<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    replacement: &'a str,
    certain: bool,
}

/// A span in every way in which programs count.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
    utf16_column: usize,
    end_utf16_column: usize,
    byte_start: usize,
    byte_end: usize,
}

pub(super) fn render(sources: &SourceMap, listing: &Listing<'_>) -> String {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        diagnostics: listing.shown.iter().map(|diagnostic| entry(sources, diagnostic)).collect(),
        summary: Summary {
            errors: listing.counts.errors,
            warnings: listing.counts.warnings,
            notes: listing.counts.notes,
            listed: listing.shown.len(),
            left_out: listing.left_out,
        },
    };
    let mut out =
        serde_json::to_string_pretty(&document).expect("texts and numbers under fixed names always serialize");
    out.push('\n');
    out
}

fn entry<'a>(sources: &'a SourceMap, diagnostic: &'a Diagnostic) -> Entry<'a> {
    Entry {
        code: diagnostic.code.name(),
        severity: severity_name(diagnostic.severity),
        place: place(sources, diagnostic.span),
        message: &diagnostic.message,
        at: diagnostic.at.as_ref(),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| LabelEntry { place: place(sources, label.span), text: &label.text })
            .collect(),
        help: diagnostic.help.as_ref(),
        fixes: diagnostic
            .fixes
            .iter()
            .map(|fix| FixEntry {
                place: place(sources, fix.span),
                replacement: &fix.replacement,
                certain: fix.certain,
            })
            .collect(),
    }
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn place(sources: &SourceMap, span: Span) -> Place<'_> {
    let source = sources.get(span.source);
    let (start, end) = (span.start as usize, span.end as usize);
    let (from, to) = (source.line_column(start), source.line_column(end));
    Place {
        file: &source.name,
        line: from.line,
        column: from.column,
        end_line: to.line,
        end_column: to.column,
        utf16_column: utf16_column(source, from.line, start),
        end_utf16_column: utf16_column(source, to.line, end),
        byte_start: start,
        byte_end: end,
    }
}

/// Counts from 1, as lines and columns do.
fn utf16_column(source: &Source, line: usize, offset: usize) -> usize {
    let start = source.line_range(line).start;
    let before = source.text.get(start..offset.min(source.text.len())).unwrap_or("");
    // Characters of four bytes are two units.
    before.chars().count() + before.bytes().filter(|byte| *byte >= 0xf0).count() + 1
}
