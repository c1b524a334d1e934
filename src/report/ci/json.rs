//! A review as JSON: English keys, texts in both tongues, places with file and line, money in fen and in yuan. The shape
//! is published in `docs/schema/ci.schema.json` and only grows.

use super::build::{message, verdict_and_people};
use super::people;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text};
use crate::compare::Both;
use crate::compare::changes::{Acceptance, Act, Judged, Review, Revision, Told, Witness};
use crate::report::diff::json::{Writer, cite, clause, kind, money, text};
use serde_json::{Value, json};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

pub(super) fn json(review: &Review, sources: &SourceMap) -> String {
    let writer = Writer { sources };
    let own = review.verdict();
    let missed: Vec<Value> =
        own.missed.iter().map(|(county, count)| json!({ "county": county, "requirements": count })).collect();
    let out = json!({
        "schema_version": SCHEMA_VERSION,
        "base": revision(&review.old),
        "head": revision(&review.new),
        "on": review.on.to_string(),
        "jurisdictions": review.jurisdictions,
        "touched": review.touched,
        "verdict": {
            "passes": !review.fails(),
            "text": text(&verdict_and_people(review)),
            "worse": own.worse,
            "better": own.better,
            "unclear": own.unclear,
            "errors": own.errors,
            "warnings": own.warnings,
            "notes": own.notes,
            "accepted": own.accepted,
            "not_decided": own.open,
            "acts": {
                "public_notice": own.public_notices,
                "filing": own.filings,
                "notice_period": own.notice_periods,
            },
            "standards_missed": missed,
        },
        "people": review.people.as_ref().map(people::json),
        "people_by_month": review.people_by_month.as_ref().map(people::json),
        "people_not_counted": people::uncounted_json(&review.uncounted),
        "findings": review.findings.iter().map(|own| finding(&writer, own, review)).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&out).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

fn revision(own: &Revision) -> Value {
    json!({ "revision": Some(&own.name).filter(|name| !name.is_empty()), "commit": own.commit })
}

fn finding(writer: &Writer<'_>, judged: &Judged, review: &Review) -> Value {
    let own = &judged.finding;
    let keys: Vec<Value> =
        own.keys.iter().map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) })).collect();
    let subject = own
        .subject
        .as_ref()
        .map(|own| json!({ "kind": kind(own.kind), "name": own.name, "identity": own.key, "benefits": own.benefits }));
    let item = own.item.as_ref().map(|item| {
        json!({ "text": text(&item.text), "clause": item.word.map(clause), "cases": item.cases, "label": item.label })
    });
    json!({
        "rule": own.rule.name(),
        "level": judged.level.name(),
        "message": text(&message(judged)),
        "effect": own.effect.name(),
        "act": act(judged.act, judged.is_short_notice(review.on)),
        "fingerprint": own.fingerprint,
        "accepted": judged.accepted.as_ref().map(acceptance),
        "jurisdiction": { "name": own.home.name, "code": own.home.code },
        "reaches": own.reaches,
        "subject": subject,
        "item": item,
        "keys": keys,
        "days": { "from": own.days.from.map(|day| day.to_string()), "until": own.days.until.map(|day| day.to_string()) },
        "old": told(writer, &own.sides.a),
        "new": told(writer, &own.sides.b),
        "change": own.by.as_ref().map(text),
        "note": own.note.as_ref().map(text),
        "witness": witness(&own.witness),
        "people": judged.people.as_ref().zip(review.people.as_ref()).map(|(own, all)| people::of_finding_json(own, all)),
        "people_by_month": judged
            .people_by_month
            .as_ref()
            .zip(review.people_by_month.as_ref())
            .map(|(own, all)| people::of_finding_json(own, all)),
    })
}

fn act(own: Act, short: Option<bool>) -> Value {
    let (name, days) = match own {
        Act::None => ("none", None),
        Act::PublicNotice => ("public_notice", None),
        Act::Filing => ("filing", None),
        Act::NoticePeriod(days) => ("notice_period", Some(days)),
    };
    json!({ "kind": name, "days": days, "too_late": short })
}

fn acceptance(own: &Acceptance) -> Value {
    json!({
        "who": own.who,
        "when": own.when.to_string(),
        "why": own.why,
        "document": own.document,
        "until": own.until.map(|day| day.to_string()),
    })
}

fn told(writer: &Writer<'_>, own: &Option<Told>) -> Value {
    let Some(own) = own else { return Value::Null };
    let place = own.origin.as_ref().map(|origin| writer.place(origin.span));
    let cites: Vec<Value> = own.origin.iter().flat_map(|origin| &origin.cites).map(cite).collect();
    json!({ "text": text(&own.text), "place": place, "cites": cites })
}

fn witness(own: &Witness) -> Value {
    match own {
        Witness::NotAsked => Value::Null,
        Witness::Missing(reason) => json!({ "missing": text(reason) }),
        Witness::Failing(county, case) => {
            let told = |lang| crate::report::verify::case_text(case, lang);
            let told = Text { zh: told(Lang::Zh), en: told(Lang::En) };
            json!({ "county": county, "on": case.date.to_string(), "failing": text(&told) })
        }
        Witness::Found(case) => {
            let Both { a, b } = &case.paid;
            json!({
                "county": case.county,
                "on": case.on.to_string(),
                "who": text(&case.who),
                "typical": case.typical,
                "benefit": case.benefit,
                "old": money(a),
                "new": money(b),
            })
        }
    }
}
