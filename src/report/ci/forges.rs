//! A review as annotations of GitHub (workflow commands) and as GitLab's report on code quality.

use super::Page;
use super::build::{below, message, verdict_and_people};
use crate::base::source::LineColumn;
use crate::compare::changes::{Judged, Level, Review};
use serde_json::{Value, json};

/// Returns a workflow command for each finding that is not accepted, and the verdict.
pub(super) fn github(review: &Review, page: &Page<'_>) -> String {
    let mut out = String::new();
    for own in review.findings.iter().filter(|own| own.accepted.is_none()) {
        let word = match own.level {
            Level::Error => "error",
            Level::Warn => "warning",
            Level::Note | Level::Off => "notice",
        };
        let mut properties: Vec<String> = Vec::new();
        if let Some((file, from, to)) = place(own, page) {
            properties.push(format!("file={}", property(&file)));
            properties.push(format!("line={}", from.line));
            properties.push(format!("endLine={}", to.line));
            if from.line == to.line {
                properties.push(format!("col={}", from.column));
                properties.push(format!("endColumn={}", to.column));
            }
        }
        properties.push(format!("title={}", property(&own.finding.rule.name())));
        let text = escaped(&full(own, review, page));
        out.push_str(&format!("::{word} {}::{text}\n", properties.join(",")));
    }
    out.push_str(&escaped(verdict_and_people(review).get(page.lang)));
    out.push('\n');
    out
}

/// Returns the list that GitLab shows in a merge request.
pub(super) fn gitlab(review: &Review, page: &Page<'_>) -> String {
    let all: Vec<Value> = review
        .findings
        .iter()
        .filter(|own| own.accepted.is_none())
        .map(|own| {
            let (path, line) = match place(own, page) {
                Some((file, from, _)) => (file, from.line),
                None => (format!("{}polcheck.toml", page.prefix), 1),
            };
            json!({
                "description": full(own, review, page),
                "check_name": own.finding.rule.name(),
                "fingerprint": own.finding.fingerprint,
                "severity": match own.level {
                    Level::Error => "critical",
                    Level::Warn => "minor",
                    Level::Note | Level::Off => "info",
                },
                "location": { "path": path, "lines": { "begin": line } },
            })
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&Value::Array(all)).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

fn full(own: &Judged, review: &Review, page: &Page<'_>) -> String {
    let mut text = message(own).get(page.lang).to_owned();
    for more in below(own, review) {
        text.push('\n');
        text.push_str(more.get(page.lang));
    }
    text
}

fn place(own: &Judged, page: &Page<'_>) -> Option<(String, LineColumn, LineColumn)> {
    let span = own.finding.origin()?.span;
    let source = page.sources.get(span.source);
    let file = format!("{}{}", page.prefix, source.name);
    Some((file, source.line_column(span.start as usize), source.line_column(span.end as usize)))
}

/// Escapes the text of a workflow command.
fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes a property of a workflow command.
fn property(text: &str) -> String {
    escaped(text).replace(':', "%3A").replace(',', "%2C")
}
