//! Answers as JSON: English keys, texts in both tongues, places with file and line, money in fen and in yuan. The shape
//! is published in `docs/schema/verify.schema.json` and only grows.

use crate::base::source::SourceMap;
use crate::compare::conform::written_requirement;
use crate::compare::verify::{Answer, Answered, Case, Failure, Property, Question, Verification};
use crate::report::diff::json::{Writer, money, party, text};
use serde_json::{Value, json};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

pub(super) fn json(all: &[Verification], sources: &SourceMap) -> String {
    let writer = Writer { sources };
    let counties: Vec<Value> = all
        .iter()
        .map(|own| {
            let answers: Vec<Value> = own.answers.iter().map(|own| answered(&writer, own)).collect();
            json!({ "county": party(&own.party), "fails": own.fails(), "open": own.is_open(), "answers": answers })
        })
        .collect();
    printed(&json!({ "schema_version": SCHEMA_VERSION, "counties": counties }))
}

/// Returns the catalogue.
pub(super) fn list() -> String {
    let all = Property::ALL.map(|own| json!({ "name": own.name(), "title": text(&own.title()) }));
    printed(&json!({ "schema_version": SCHEMA_VERSION, "properties": all }))
}

fn printed(own: &Value) -> String {
    let mut text = serde_json::to_string_pretty(own).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

fn answered(writer: &Writer<'_>, own: &Answered) -> Value {
    let question = match &own.question {
        Question::Property(property) => json!({
            "kind": "property",
            "property": property.name(),
            "title": text(&property.title()),
        }),
        Question::Assertion { name, number, label, must, asked } => json!({
            "kind": "assertion",
            "assertion": name,
            "requirement": number + 1,
            "label": label,
            "severity": if *must { "must" } else { "should" },
            "asked": {
                "text": written_requirement(writer.sources, asked.span, label.as_deref()),
                "origin": writer.origin(asked),
            },
        }),
    };
    let open: Vec<Value> = own
        .open
        .iter()
        .map(|own| {
            json!({
                "kind": own.kind,
                "reason": text(&own.reason),
                "place": own.place.map(|span| writer.place(span)),
                "kinds_of_people": own.kinds,
            })
        })
        .collect();
    json!({
        "question": question,
        "answer": match own.answer {
            Answer::Holds => "holds",
            Answer::Fails => "fails",
            Answer::NotDecided => "not_decided",
            Answer::NotApplicable => "not_applicable",
        },
        "failures": own.failures.iter().map(|own| failure(writer, own)).collect::<Vec<_>>(),
        "open": open,
        "looked_at": own.looked_at.iter().map(text).collect::<Vec<_>>(),
        "why": own.why.as_ref().map(text),
    })
}

fn failure(writer: &Writer<'_>, own: &Failure) -> Value {
    json!({
        "what": text(&own.what),
        "difference": own.by.as_ref().map(text),
        "kinds_of_people": own.kinds.map(|(failing, all)| json!({ "failing": failing, "all": all })),
        "places": own.places.iter().map(|span| writer.place(*span)).collect::<Vec<_>>(),
        "cases": own.cases.iter().map(case).collect::<Vec<_>>(),
    })
}

/// Returns a person with bills and what is paid.
pub(crate) fn case(own: &Case) -> Value {
    let person: Vec<Value> = own
        .person
        .iter()
        .map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) }))
        .collect();
    let paid: Vec<Value> = own
        .paid
        .iter()
        .map(|(name, paid)| match paid {
            Ok(amount) => json!({ "benefit": name, "amount": money(amount), "error": Value::Null }),
            Err(reason) => json!({ "benefit": name, "amount": Value::Null, "error": text(reason) }),
        })
        .collect();
    json!({
        "date": own.date.to_string(),
        "person": person,
        "number": own.number.as_ref().map(text),
        "amount": own.number.is_some().then(|| money(&own.amount)),
        "bills": own.bills,
        "earlier": own.earlier.as_ref().map(money),
        "paid": paid,
        "total": own.total.as_ref().map(money),
    })
}
