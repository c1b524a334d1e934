//! Findings in the form of the protocol.

use std::collections::BTreeMap;

use lsp_types::Uri;
use serde_json::{Value, json};

use super::capabilities::Client;
use super::disk::Fault;
use super::snapshot::Snapshot;
use super::words;
use crate::base::source::SourceId;
use crate::base::text::Lang;
use crate::diagnostic::{Code, Diagnostic, Severity};

/// Returns the findings of every text that has some, and of every open one, with its address and version.
pub(super) fn of_snapshot(snapshot: &Snapshot, client: &Client) -> Vec<(Uri, Option<i32>, Vec<Value>)> {
    let mut by_source: BTreeMap<SourceId, Vec<Value>> = BTreeMap::new();
    for name in snapshot.open.keys() {
        if let Some(id) = snapshot.find(name) {
            by_source.entry(id).or_default();
        }
    }
    for own in &snapshot.findings {
        by_source.entry(own.span.source).or_default().push(of_one(own, snapshot, client));
    }
    let with_uri = |(id, found): (SourceId, Vec<Value>)| {
        let version = snapshot.open.get(&snapshot.source(id).name).map(|(_, version)| *version);
        Some((snapshot.uri(id)?, version, found))
    };
    by_source.into_iter().filter_map(with_uri).collect()
}

/// Returns one finding.
pub(super) fn of_one(own: &Diagnostic, snapshot: &Snapshot, client: &Client) -> Value {
    let lang = snapshot.lang;
    let mut message = own.message.get(lang).to_owned();
    if let Some(at) = &own.at {
        message.push_str(&format!("\n{}", at.get(lang)));
    }
    if let Some(help) = &own.help {
        message.push_str(&format!("\n{}", words::help(help.get(lang)).get(lang)));
    }
    let mut related = Vec::new();
    for label in &own.labels {
        match snapshot.location(label.span, client.encoding).filter(|_| client.related) {
            Some(location) => related.push(json!({ "location": location, "message": label.text.get(lang) })),
            None => {
                let source = snapshot.source(label.span.source);
                let place = format!("{}:{}", source.name, source.line_column(label.span.start as usize).line);
                message.push_str(&format!("\n{}", words::see(place, label.text.get(lang)).get(lang)));
            }
        }
    }
    let mut value = json!({
        "range": snapshot.range(own.span, client.encoding),
        "severity": match own.severity { Severity::Error => 1, Severity::Warning => 2, Severity::Note => 3 },
        "code": own.code.name(),
        "source": "polcheck",
        "message": message,
    });
    if !related.is_empty() {
        value["relatedInformation"] = Value::Array(related);
    }
    if let Some(tag) = tag(own.code).filter(|_| client.tags) {
        value["tags"] = json!([tag]);
    }
    value
}

/// Returns something that is wrong beside the policies.
pub(super) fn of_fault(fault: &Fault, lang: Lang) -> Value {
    let line = fault.line.saturating_sub(1);
    json!({
        "range": { "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 1000 } },
        "severity": 1,
        "source": "polcheck",
        "message": fault.message.get(lang),
    })
}

/// 1: nobody needs it; 2: it has been replaced.
fn tag(code: Code) -> Option<u8> {
    match code {
        Code::UnusedDocument
        | Code::UnusedDefinition
        | Code::UnusedList
        | Code::UnusedFact
        | Code::UnusedBenefitKind
        | Code::UnusedSuppression
        | Code::MaskedRow
        | Code::RemovableRow
        | Code::IdleEffect
        | Code::RedundantOverride
        | Code::RepeatedMember
        | Code::RepeatedCondition
        | Code::ListEntryCovered => Some(1),
        Code::ValueExpired | Code::RepealedDocument | Code::ExemptionExpired => Some(2),
        _ => None,
    }
}
