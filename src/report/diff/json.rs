//! A comparison as JSON: English keys, texts in both tongues, money in 分 and in yuan.

use serde_json::{Value, json};

use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::compare::data::{
    Change, Comparison, Held, Leaning, Origin, Overall, Payment, Presence, Row, State, Subject, ValueKind,
};
use crate::compare::{Both, Which};

/// Returns a comparison as JSON; the schema is `docs/schema/diff.schema.json`.
pub fn json(comparison: &Comparison, sources: &SourceMap) -> String {
    let verdict = &comparison.verdict;
    let party = |which: Which| {
        let own = comparison.parties.get(which);
        json!({ "name": own.name, "code": own.code, "chain": own.chain, "date": own.date.to_string() })
    };
    let scenes: Vec<Value> = comparison
        .behaviour
        .scenes
        .iter()
        .map(|scene| {
            let side = |which: Which| {
                let own = scene.sides.get(which);
                json!({
                    "total": money(&own.total),
                    "complete": own.complete,
                    "failure": own.failure.as_ref().map(|reason| &reason.text),
                    "unknown_facts": own.unknown,
                    "worked": own.worked.iter().map(|worked| json!({
                        "date": worked.date.to_string(),
                        "member": worked.member,
                        "benefit": worked.record,
                    })).collect::<Vec<_>>(),
                })
            };
            let benefits: Vec<Value> = scene
                .benefits
                .iter()
                .map(|(name, both)| json!({ "name": name, "a": payment(&both.a), "b": payment(&both.b) }))
                .collect();
            json!({
                "title": scene.title,
                "a": side(Which::A),
                "b": side(Which::B),
                "benefits": benefits,
                "difference": scene.difference.as_ref().map(money),
                "better": leaning(scene.better),
            })
        })
        .collect();
    let value = json!({
        "schema_version": 1,
        "a": party(Which::A),
        "b": party(Which::B),
        "equal": comparison.is_equal(),
        "verdict": {
            "same": verdict.same,
            "better": both(&verdict.better),
            "mixed": verdict.mixed,
            "unclear": verdict.unclear,
            "only": both(&verdict.only),
            "typical_same": verdict.scenes_same,
            "typical_more": both(&verdict.scenes_more),
            "typical_open": verdict.scenes_open,
            "largest": verdict.largest.as_ref().map(|(at, amount)| json!({ "typical": at, "difference": money(amount) })),
        },
        "subjects": comparison.subjects.iter().map(|own| subject(own, sources)).collect::<Vec<_>>(),
        "typical": scenes,
        "exact": "not_computed",
    });
    format!("{value:#}\n")
}

fn both(counts: &Both<usize>) -> Value {
    json!({ "a": counts.a, "b": counts.b })
}

fn money(fen: &Number) -> Value {
    let yuan = fen.divide(&Number::from(100)).unwrap_or_else(|_| Number::zero());
    json!({ "fen": fen.to_i64(), "yuan": yuan.to_string() })
}

fn payment(own: &Option<Payment>) -> Value {
    own.as_ref().map_or(Value::Null, |own| {
        json!({
            "name": own.name,
            "amount": money(&own.amount),
            "asked": own.asked,
            "due": own.due,
            "failed": own.failed.as_ref().map(|reason| json!({ "kind": reason.kind, "text": reason.text })),
            "nothing_because": own.nothing,
        })
    })
}

fn side_name(which: Which) -> &'static str {
    match which {
        Which::A => "a",
        Which::B => "b",
    }
}

fn leaning(own: Leaning) -> &'static str {
    match own {
        Leaning::To(which) => side_name(which),
        Leaning::Even => "even",
        Leaning::Unknown => "unknown",
    }
}

fn subject(own: &Subject, sources: &SourceMap) -> Value {
    let overall = match own.overall {
        Overall::Same => "same".to_owned(),
        Overall::Better(which) => format!("better_in_{}", side_name(which)),
        Overall::Mixed => "mixed".to_owned(),
        Overall::Unclear => "different".to_owned(),
        Overall::Only(which) => format!("only_in_{}", side_name(which)),
    };
    let presence = |own: &Presence| match own {
        Presence::Present { name, english, origin: from } => {
            json!({ "state": "present", "name": name, "english": english, "origin": origin(from, sources) })
        }
        Presence::NotYet { name, from, origin: own } => json!({
            "state": "not_yet", "name": name, "from": from.map(|date| date.to_string()), "origin": origin(own, sources)
        }),
        Presence::Ended { name, until, origin: own } => json!({
            "state": "repealed", "name": name, "until": until.map(|date| date.to_string()), "origin": origin(own, sources)
        }),
        Presence::Absent => json!({ "state": "absent" }),
    };
    json!({
        "kind": format!("{:?}", own.kind).to_lowercase(),
        "name": own.name,
        "a": presence(&own.sides.a),
        "b": presence(&own.sides.b),
        "overall": overall,
        "rows": own.rows.iter().map(|own| row(own, sources)).collect::<Vec<_>>(),
        "read_by": own.read_by,
    })
}

fn row(own: &Row, sources: &SourceMap) -> Value {
    let state = match own.state {
        State::Same => "same".to_owned(),
        State::Different => "different".to_owned(),
        State::Only(which) => format!("only_in_{}", side_name(which)),
        State::FromAbove(which) => format!("inherited_in_{}", side_name(which)),
        State::NotComparable => "not_comparable".to_owned(),
        State::Awaited(which) => format!("awaited_in_{}", side_name(which)),
        State::AwaitedBoth => "awaited_in_both".to_owned(),
    };
    let keys: Vec<Value> =
        own.keys.iter().map(|key| json!({ "question": key.question, "answers": key.answers })).collect();
    json!({
        "item": own.item.text,
        "cases": own.item.cases,
        "label": own.item.label,
        "keys": keys,
        "state": state,
        "a": held(&own.values.a, sources),
        "b": held(&own.values.b, sources),
        "change": own.change.as_ref().map(change),
        "better_for_insured": leaning(own.insured),
        "dearer_for_fund": leaning(own.fund),
        "note": own.note,
    })
}

fn held(own: &Held, sources: &SourceMap) -> Value {
    let Some(own) = own.stating() else { return Value::Null };
    let (kind, number) = match &own.kind {
        ValueKind::Number(number, _) => ("number", Some(number.to_string())),
        ValueKind::Nothing => ("none", None),
        ValueKind::Unstated => ("not_stated", None),
        ValueKind::Awaited => ("awaited", None),
        ValueKind::NotInForce => ("not_in_force", None),
        ValueKind::Text => ("text", None),
    };
    json!({
        "kind": kind,
        "text": own.text,
        "formula": own.formula,
        "number": number,
        "origin": origin(&own.origin, sources),
    })
}

fn origin(own: &Origin, sources: &SourceMap) -> Value {
    let source = sources.get(own.span.source);
    let at = source.line_column(own.span.start as usize);
    let cites: Vec<Value> = own
        .cites
        .iter()
        .map(|cite| json!({ "name": cite.name, "number": cite.number, "title": cite.title, "article": cite.article }))
        .collect();
    let disputed: Vec<&str> = own.disputed.iter().map(|dispute| dispute.value.as_str()).collect();
    json!({
        "file": source.name,
        "line": at.line,
        "column": at.column,
        "stated_by": own.stated_by,
        "how": format!("{:?}", own.how).to_lowercase(),
        "documents": cites,
        "disputed": disputed,
    })
}

fn change(own: &Change) -> Value {
    match own {
        Change::Points(points) => {
            json!({ "kind": "points", "points": points.multiply(&Number::from(100)).ok().map(|own| own.to_string()) })
        }
        Change::Money { fen, percent, .. } => {
            json!({ "kind": "money", "amount": money(fen), "percent": percent.as_ref().map(|own| own.fixed_text(2)) })
        }
        Change::Days(days) => json!({ "kind": "days", "days": days.to_string() }),
        Change::Quantity(number, _) => json!({ "kind": "quantity", "quantity": number.to_string() }),
        Change::Entries(both) => json!({ "kind": "entries", "only_in_a": both.a, "only_in_b": both.b }),
    }
}
