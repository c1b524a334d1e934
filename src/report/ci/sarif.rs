//! A review as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): rules, results, both places, marks.
//! Columns are counted in UTF-16 as its `columnKind` says; paths are escaped as URIs.

use super::build::{below, headline, message, verdict_and_people};
use super::{Page, people, words};
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::compare::changes::{Judged, Level, Review, Rule};
use serde_json::{Value, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn sarif(review: &Review, page: &Page<'_>) -> String {
    let mut rules: Vec<Rule> = review.findings.iter().map(|own| own.finding.rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let descriptors: Vec<Value> = rules
        .iter()
        .map(|rule| {
            let text = rule.text();
            json!({
                "id": rule.name(),
                "shortDescription": { "text": text.get(page.lang) },
                "help": { "text": format!("polcheck explain {}", rule.name()) },
            })
        })
        .collect();
    let results: Vec<Value> = review.findings.iter().map(|own| result(own, &rules, review, page)).collect();
    let mut out = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "polcheck",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": descriptors,
            } },
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": "the root of the repository" } } },
            "results": results,
        }],
    });
    let given = [("people", &review.people), ("people_by_month", &review.people_by_month)];
    if given.iter().any(|(_, own)| own.is_some()) {
        out["runs"][0]["properties"] = json!({
            "verdict": verdict_and_people(review).get(page.lang),
            "people_not_counted": people::uncounted_json(&review.uncounted),
        });
    }
    for (name, own) in given {
        if let Some(own) = own {
            out["runs"][0]["properties"][name] = people::json(own);
        }
    }
    let mut text = serde_json::to_string_pretty(&out).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

fn result(own: &Judged, rules: &[Rule], review: &Review, page: &Page<'_>) -> Value {
    let finding = &own.finding;
    let mut text = message(own).get(page.lang).to_owned();
    for more in below(own, review) {
        text.push_str(if page.lang == Lang::Zh { "。" } else { ". " });
        text.push_str(more.get(page.lang));
    }
    let place = |told: &Option<crate::compare::changes::Told>| {
        told.as_ref().and_then(|own| own.origin.as_ref()).map(|origin| origin.span)
    };
    let (old, new) = (place(&finding.sides.a), place(&finding.sides.b));
    let main = new.or(old);
    let mut result = json!({
        "ruleId": finding.rule.name(),
        "ruleIndex": rules.iter().position(|rule| *rule == finding.rule),
        "level": match own.level {
            Level::Error => "error",
            Level::Warn => "warning",
            Level::Note => "note",
            Level::Off => "none",
        },
        "message": { "text": text },
        "locations": main.iter().map(|span| json!({
            "physicalLocation": location(*span, page),
            "logicalLocations": [{ "fullyQualifiedName": headline(finding).get(page.lang) }],
        })).collect::<Vec<_>>(),
        "partialFingerprints": { "polcheck/v1": finding.fingerprint },
        "properties": {
            "effect": finding.effect.name(),
            "act": own.act.name(),
            "reaches": finding.reaches,
            "on": review.on.to_string(),
        },
    });
    let given =
        [("people", &own.people, &review.people), ("people_by_month", &own.people_by_month, &review.people_by_month)];
    for (name, affected, all) in given {
        if let (Some(affected), Some(all)) = (affected, all) {
            result["properties"][name] = people::of_finding_json(affected, all);
        }
    }
    if let (Some(old), true) = (old, new.is_some()) {
        let message = words::old();
        result["relatedLocations"] = json!([{
            "id": 1,
            "physicalLocation": location(old, page),
            "message": { "text": message.get(page.lang) },
        }]);
    }
    if let Some(accepted) = &own.accepted {
        let why = format!("{} {} {}", accepted.who, accepted.document, accepted.why);
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted", "justification": why }]);
    }
    result
}

fn location(span: Span, page: &Page<'_>) -> Value {
    let source = page.sources.get(span.source);
    let utf16 = |offset: usize| {
        let at = source.line_column(offset);
        let begin = source.text[..offset].rfind('\n').map_or(0, |at| at + 1);
        (at.line, source.text[begin..offset].encode_utf16().count() + 1)
    };
    let (line, column) = utf16(span.start as usize);
    let (end_line, end_column) = utf16(span.end as usize);
    json!({
        "artifactLocation": { "uri": uri(&format!("{}{}", page.prefix, source.name)), "uriBaseId": "%SRCROOT%" },
        "region": { "startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column },
    })
}

/// Escapes all but what a path of a URI may hold (RFC 3986, section 3.3).
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("policies/甲 县.pol"), "policies/%E7%94%B2%20%E5%8E%BF.pol");
    }
}
