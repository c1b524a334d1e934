//! Findings as JSON: English keys, texts in both tongues, places with file and line, money in fen and in yuan. The shape
//! is published in `docs/schema/conform.schema.json` and only grows.

use crate::base::source::SourceMap;
use crate::compare::conform::requirement_text;
use crate::compare::{Conformance, Finding, Fix, Standing};
use crate::report::diff::json::{Writer, clause, party, text};
use serde_json::{Value, json};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

pub(super) fn json(all: &[Conformance], sources: &SourceMap) -> String {
    let writer = Writer { sources };
    let counties: Vec<Value> = all
        .iter()
        .map(|own| {
            let findings: Vec<Value> = own.findings.iter().map(|own| finding(&writer, own)).collect();
            json!({
                "county": party(&own.party),
                "conforms": !own.has_deviations() && !own.is_open(),
                "findings": findings,
            })
        })
        .collect();
    let out = json!({ "schema_version": SCHEMA_VERSION, "counties": counties });
    let mut text = serde_json::to_string_pretty(&out).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

fn finding(writer: &Writer<'_>, own: &Finding) -> Value {
    let keys: Vec<Value> =
        own.keys.iter().map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) })).collect();
    let fix = match &own.fix {
        Fix::None => Value::Null,
        Fix::Edit(edit) => json!({ "edit": crate::compare::conform::tidy(&edit.with_cites()), "by_hand": Value::Null }),
        Fix::ByHand(reason) => json!({ "edit": Value::Null, "by_hand": text(reason) }),
    };
    json!({
        "standard": own.standard,
        "requirement": own.number + 1,
        "label": own.label,
        "severity": if own.must { "must" } else { "should" },
        "asked": { "text": requirement_text(writer.sources, own), "origin": writer.origin(&own.asked) },
        "subject": own.subject,
        "item": own.item.as_ref().map(|item| text(&item.text)),
        "clause": own.item.as_ref().and_then(|item| item.word).map(clause),
        "keys": keys,
        "standing": match own.standing {
            Standing::Meets => "meets",
            Standing::Below => "below",
            Standing::Above => "above_without_authority",
            Standing::NotStated => "not_stated",
            Standing::NotDecided => "not_decided",
        },
        "held": writer.held(&own.held),
        "difference": own.by.as_ref().map(text),
        "reason": own.reason.as_ref().map(text),
        "looked_at": own.looked_at.iter().map(text).collect::<Vec<_>>(),
        "cases": own.cases.iter().map(crate::report::verify::case_json).collect::<Vec<_>>(),
        "exempt": own.exempt.map(|until| json!({ "until": until.map(|day| day.to_string()) })),
        "fix": fix,
    })
}
