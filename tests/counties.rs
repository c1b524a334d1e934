//! Many counties at once: the `conform` and `compare` blocks of `tests/suite/compare/*.md`, the published shapes, and
//! laws on the shipped policies.
//!
//! A `conform on=DATE` block holds a line for each finding of each county of the workspace before it:
//! `county | standard number | what | value | standing`. A `compare on=DATE` block holds a line for each line of the
//! matrix that is not equal everywhere, `topic | what | a value for each county`, and the index of disparity. A
//! `behaviour on=DATE` block holds a line for each group of counties that pay everybody the same: who, how nearly, and
//! what tells them from the others.
//! `UPDATE=1 cargo test counties` fills in.

use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::compare::conform::{Conformance, Finding};
use polcheck::compare::data::{Held, Key};
use polcheck::compare::matrix::{Line, Matrix, Precision};
use polcheck::compare::{ClausesOnly, Side, Standing, conform, matrix};
use polcheck::report;
use polcheck::workspace::{Analysis, Workspace};
use serde_json::Value;

use crate::support::markdown::{Block, Document};
use crate::support::schema::misfits;
use crate::support::{assertions, files_below, updating, wanted_case};

#[test]
fn every_comparison_of_the_suite_holds() {
    let wanted = wanted_case();
    let mut failures = Vec::new();
    for path in files_below(Path::new("tests/suite/compare"), "md") {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            if wanted.as_ref().is_some_and(|wanted| *wanted != section.name()) {
                continue;
            }
            let enclosing: Vec<&Block> = document.enclosing(index).iter().flat_map(|own| &own.blocks).collect();
            let is_pol = |block: &&Block| block.language() == "pol";
            let files: Vec<(String, String)> = enclosing
                .into_iter()
                .chain(&section.blocks)
                .filter(is_pol)
                .map(|block| {
                    let name = block.attribute("file").expect("files of a comparison have names");
                    (name.to_owned(), assertions::stripped(&block.lines))
                })
                .collect();
            for block in &section.blocks {
                let on = block.attribute("on").map(|day| Date::parse(day).expect("a date"));
                let actual = match block.language() {
                    "conform" => findings(&files, on.expect("a day")),
                    "compare" => lines(&files, on.expect("a day")),
                    "behaviour" => alike(&files, on.expect("a day")),
                    _ => continue,
                };
                if actual != block.lines {
                    let place = document.place(block.document_line(0));
                    failures.push(format!("{place}: {}:\n{}\n", section.name(), actual.join("\n")));
                    changes.push((block.clone(), actual));
                }
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&path, document.with(changes)).expect("the document can be written");
            failures.clear();
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

fn analysed(files: &[(String, String)]) -> Analysis {
    Workspace::new(files.iter().cloned()).analyse()
}

/// The counties that stand above no other, by their codes.
fn sides(analysis: &Analysis, on: Date) -> Vec<Side<'_>> {
    let leaves = (0..analysis.parents.len()).filter(|at| !analysis.parents.contains(&Some(*at)));
    let mut sides: Vec<Side<'_>> =
        leaves.map(|at| Side { program: &analysis.jurisdictions[at].program, date: on }).collect();
    sides.sort_by_key(|side| side.program.jurisdiction.code.clone());
    sides
}

fn shown(held: &Held) -> String {
    held.stating().map_or(String::from("—"), |own| own.text.zh.clone())
}

fn with_keys(what: String, keys: &[Key]) -> String {
    let keys: Vec<&str> = keys.iter().map(|key| key.answers.zh.as_str()).collect();
    if keys.is_empty() { what } else { format!("{what}: {}", keys.join(" · ")) }
}

fn findings(files: &[(String, String)], on: Date) -> Vec<String> {
    let analysis = analysed(files);
    let finding = |county: &Conformance, own: &Finding| {
        let item = own.item.as_ref().map(|item| item.text.zh.as_str());
        let what: Vec<&str> = own.subject.iter().map(String::as_str).chain(item).collect();
        let mut standing = match own.standing {
            Standing::Meets => "达标",
            Standing::Below => "低于",
            Standing::Above => "超出",
            Standing::NotStated => "未定",
            Standing::NotDecided => "待判",
        }
        .to_owned();
        if own.exempt.is_some() {
            standing.push_str("(豁免)");
        }
        for more in own.by.iter().chain(&own.reason) {
            standing.push_str(&format!(" {}", more.zh));
        }
        let place = format!("{} {}", own.standard, own.number + 1);
        let what = with_keys(what.join(" "), &own.keys);
        format!("{} | {place} | {what} | {} | {standing}", county.party.name, shown(&own.held))
    };
    let all = sides(&analysis, on);
    all.iter()
        .map(|side| conform(*side, &ClausesOnly))
        .flat_map(|county| county.findings.iter().map(|own| finding(&county, own)).collect::<Vec<_>>())
        .collect()
}

fn lines(files: &[(String, String)], on: Date) -> Vec<String> {
    let analysis = analysed(files);
    let found = matrix(&sides(&analysis, on), false);
    let line = |topic: &str, own: &Line| {
        let cells: Vec<String> = own.cells.iter().map(shown).collect();
        let what = with_keys(own.item.text.zh.clone(), &own.keys);
        let mut text = format!("{topic} | {what} | {}", cells.join(" "));
        for norm in &own.norms {
            text.push_str(&format!(" | {}", norm.asked.zh));
        }
        text
    };
    let mut all: Vec<String> = Vec::new();
    for topic in &found.topics {
        let telling = topic.lines.iter().filter(|own| !own.is_uniform() || !own.norms.is_empty());
        all.extend(telling.map(|own| line(&topic.name, own)));
    }
    let clusters: Vec<String> = found
        .clusters
        .iter()
        .map(|own| own.members.iter().map(|at| found.parties[*at].name.as_str()).collect::<Vec<_>>().join("、"))
        .collect();
    all.push(format!("相同 | {}", clusters.join(" | ")));
    let index = found.disparity.index.as_ref().map_or(String::from("—"), ToString::to_string);
    all.push(format!("差距指数 | {index}"));
    all
}

fn alike(files: &[(String, String)], on: Date) -> Vec<String> {
    let analysis = analysed(files);
    let found = matrix(&sides(&analysis, on), true);
    let behaviour = found.behaviour.as_ref().expect("asked for");
    let name = |at: usize| found.parties[at].name.as_str();
    let line = |own: &(usize, usize)| {
        let topic = &found.topics[own.0];
        format!("{} {}", topic.name, with_keys(topic.lines[own.1].item.text.zh.clone(), &topic.lines[own.1].keys))
    };
    let mut all: Vec<String> = Vec::new();
    for own in &behaviour.clusters {
        let who: Vec<&str> = own.members.iter().map(|at| name(*at)).collect();
        let precision = match own.precision {
            Precision::ToTheFen => "逐分".to_owned(),
            Precision::ButForRounding(fen) => format!("至多差{fen}分"),
            Precision::Undecided => "未判定".to_owned(),
        };
        let apart: Vec<String> = own.apart.iter().map(line).collect();
        all.push(format!("{} | {precision} | {}", who.join("、"), apart.join("; ")));
    }
    for (county, benefit, reason) in &behaviour.open {
        let benefit = benefit.as_deref().unwrap_or("全部");
        all.push(format!("没有判定 | {} | {benefit} | {}", name(*county), reason.zh));
    }
    all
}

fn shipped(folder: &str) -> (Workspace, Analysis) {
    let files = files_below(Path::new(folder), "pol").into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).expect("a policy can be read");
        (path.to_string_lossy().into_owned(), text)
    });
    let workspace = Workspace::new(files.collect::<Vec<_>>());
    let analysis = workspace.analyse();
    (workspace, analysis)
}

fn day() -> Date {
    Date::new(2026, 1, 1).expect("a day")
}

#[test]
fn json_has_the_published_shapes() {
    let (workspace, analysis) = shipped("policies/jibei");
    let sides = sides(&analysis, day());
    let schema = |name: &str| -> Value {
        let text = std::fs::read_to_string(format!("docs/schema/{name}.schema.json")).expect("the schema is there");
        serde_json::from_str(&text).expect("the schema is JSON")
    };
    let found = matrix(&sides, false);
    let page = report::compare::Page {
        sources: &workspace.sources,
        form: report::compare::Form::Json,
        lang: Lang::Zh,
        width: None,
        color: false,
        full: false,
    };
    let json: Value = serde_json::from_str(&report::compare::render(&found, &page)).expect("JSON");
    assert_eq!(misfits(&schema("compare"), &json), Vec::<String>::new());
    let all: Vec<Conformance> = sides.iter().map(|side| conform(*side, &ClausesOnly)).collect();
    let page = report::conform::Page {
        sources: &workspace.sources,
        form: report::conform::Form::Json,
        lang: Lang::Zh,
        width: 80,
        color: false,
    };
    let json: Value = serde_json::from_str(&report::conform::render(&all, &page)).expect("JSON");
    assert_eq!(misfits(&schema("conform"), &json), Vec::<String>::new());

    the_order_of_counties_changes_nothing(&found, &sides);
    clusters_are_what_two_and_two_say(&found, &sides);
}

/// Every number of the matrix is found again when the counties come in another order.
fn the_order_of_counties_changes_nothing(found: &Matrix, sides: &[Side<'_>]) {
    let turned: Vec<Side<'_>> = sides.iter().rev().copied().collect();
    let other = matrix(&turned, false);
    assert_eq!(found.disparity.index, other.disparity.index);
    let figures = |matrix: &Matrix| {
        let mut all: Vec<String> = matrix
            .topics
            .iter()
            .flat_map(|topic| topic.lines.iter().map(move |line| (topic, line)))
            .filter_map(|(topic, line)| line.figures.as_ref().map(|own| (topic, line, own)))
            .map(|(topic, line, own)| {
                let item = &line.item.text.zh;
                format!("{} {item} {} {} {} {}", topic.name, own.counted, own.low, own.median, own.high)
            })
            .collect();
        all.sort();
        all
    };
    assert_eq!(figures(found), figures(&other));
    assert_eq!(found.clusters.len(), other.clusters.len());
}

/// A county beside itself is one cluster, without any gap.
fn clusters_are_what_two_and_two_say(found: &Matrix, sides: &[Side<'_>]) {
    let twice = matrix(&[sides[0], sides[0]], false);
    assert_eq!(twice.clusters.len(), 1);
    assert!(twice.is_uniform());
    assert!(found.clusters.len() > 1);
}
