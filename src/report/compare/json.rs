//! A matrix as JSON: English keys, texts in both tongues, exact numbers, money in fen and in yuan, places with file and
//! line. The shape is published in `docs/schema/compare.schema.json` and only grows.

use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::compare::matrix::{Basis, Behaviour, Line, Norm, Precision, Ranked, Topic};
use crate::compare::{Matrix, Standing};
use crate::report::diff::json::{Writer, clause, kind, money, party, text, typed};
use serde_json::{Map, Value, json};

/// The version of the shape.
pub const SCHEMA_VERSION: &str = "1.0";

pub(super) fn json(matrix: &Matrix, sources: &SourceMap) -> String {
    let writer = Writer { sources };
    let (lines, uniform) = matrix.agreement();
    let clusters: Vec<Value> = matrix
        .clusters
        .iter()
        .map(|own| {
            let apart: Vec<Value> =
                own.apart.iter().map(|(topic, line)| json!({ "topic": topic, "line": line })).collect();
            json!({
                "basis": match own.basis { Basis::Clauses => "clauses" },
                "counties": own.members,
                "apart": apart,
            })
        })
        .collect();
    let disparity = &matrix.disparity;
    let out = json!({
        "schema_version": SCHEMA_VERSION,
        "counties": matrix.parties.iter().map(party).collect::<Vec<_>>(),
        "agreement": { "lines": lines, "uniform": uniform },
        "disparity": {
            "measure": "index_of_disparity",
            "index": disparity.index.as_ref().map(share),
            "weighted_by_people": disparity.people.is_some(),
            "people": disparity.people.as_ref().map(|all| all.iter().map(Number::to_string).collect::<Vec<_>>()),
            "part": disparity.part.as_ref().map(|own| json!({
                "index": share(&own.index),
                "counties": own.counties,
                "typical": own.persons,
            })),
            "deviations": disparity.deviations.iter().map(|own| own.as_ref().map(share)).collect::<Vec<_>>(),
            "typical": disparity.ranked.iter().map(ranked).collect::<Vec<_>>(),
        },
        "clusters": clusters,
        "behaviour": matrix.behaviour.as_ref().map(behaviour),
        "topics": matrix.topics.iter().map(|own| topic(&writer, own)).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&out).expect("only texts, numbers and lists");
    text.push('\n');
    text
}

/// An exact fraction, and the same rounded for reading.
fn share(own: &Number) -> Value {
    json!({ "exact": own.to_string(), "decimal": own.fixed_text(6) })
}

fn ranked(own: &Ranked) -> Value {
    json!({
        "title": own.title,
        "amounts": own.amounts.iter().map(|own| own.as_ref().map(money)).collect::<Vec<_>>(),
        "not_settled_because": own.why_not.iter().map(|own| own.as_ref().map(text)).collect::<Vec<_>>(),
        "places": own.places,
        "mean": own.mean.as_ref().map(money),
        "index": own.index.as_ref().map(share),
        "settled_everywhere": own.whole,
    })
}

fn behaviour(own: &Behaviour) -> Value {
    let lines = |all: &[(usize, usize)]| {
        all.iter().map(|(topic, line)| json!({ "topic": topic, "line": line })).collect::<Vec<_>>()
    };
    let clusters: Vec<Value> = own
        .clusters
        .iter()
        .map(|own| {
            let (precision, fen) = match own.precision {
                Precision::ToTheFen => ("to_the_fen", Some(0)),
                Precision::ButForRounding(fen) => ("but_for_rounding", Some(fen)),
                Precision::Undecided => ("not_decided", None),
            };
            json!({ "counties": own.members, "equal": precision, "at_most_fen": fen, "apart": lines(&own.apart) })
        })
        .collect();
    let open: Vec<Value> = own
        .open
        .iter()
        .map(|(county, benefit, reason)| json!({ "county": county, "benefit": benefit, "reason": text(reason) }))
        .collect();
    json!({
        "views": ["first_bill", "year_of_four_bills"],
        "clusters": clusters,
        "not_decided": open,
    })
}

fn topic(writer: &Writer<'_>, own: &Topic) -> Value {
    json!({
        "kind": kind(own.kind),
        "name": own.name,
        "present": own.present,
        "classes": own.classes,
        "lines": own.lines.iter().map(|own| line(writer, own)).collect::<Vec<_>>(),
    })
}

fn line(writer: &Writer<'_>, own: &Line) -> Value {
    let keys: Vec<Value> =
        own.keys.iter().map(|key| json!({ "question": text(&key.question), "answers": text(&key.answers) })).collect();
    let figures = own.figures.as_ref().map(|figures| {
        let number = |number: &Number| {
            let fields = typed(number, &figures.ty).into_iter().map(|(key, value)| (key.to_owned(), value));
            Value::Object(fields.collect::<Map<String, Value>>())
        };
        json!({
            "counted": figures.counted,
            "least": number(&figures.low),
            "median": number(&figures.median),
            "most": number(&figures.high),
            "spread": number(&figures.spread),
            "least_in": figures.low_at,
            "most_in": figures.high_at,
            "outliers": figures.outliers,
        })
    });
    json!({
        "item": text(&own.item.text),
        "clause": own.item.word.map(clause),
        "cases": own.item.cases,
        "label": own.item.label,
        "keys": keys,
        "cells": own.cells.iter().map(|held| writer.held(held)).collect::<Vec<_>>(),
        "classes": own.classes,
        "figures": figures,
        "more_is_better": own.higher,
        "standards": own.norms.iter().map(|own| norm(writer, own)).collect::<Vec<_>>(),
        "note": own.note.as_ref().map(text),
        "detail": own.detail,
    })
}

fn norm(writer: &Writer<'_>, own: &Norm) -> Value {
    let standing = |own: &Option<Standing>| {
        own.map(|own| match own {
            Standing::Meets => "meets",
            Standing::Below => "below",
            Standing::Above => "above_without_authority",
            Standing::NotStated => "not_stated",
            Standing::NotDecided => "not_decided",
        })
    };
    json!({
        "standard": own.standard,
        "label": own.label,
        "severity": if own.must { "must" } else { "should" },
        "asked": text(&own.asked),
        "origin": writer.origin(&own.origin),
        "standings": own.standings.iter().map(standing).collect::<Vec<_>>(),
        "exempt": own.exempt,
    })
}
