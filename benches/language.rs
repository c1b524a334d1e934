//! How fast texts are read, checked, formatted, compared and worked out, and how the time grows.
//!
//! `cargo bench --bench language` prints one table for each question; `-- growth` runs those whose heading contains the
//! word. Every figure is the median of several runs. What counts is the last column: how much longer twice the work
//! takes, inside one run on one machine. Linear work shows 2.0.

#![allow(clippy::print_stdout, reason = "a benchmark is read in the terminal")]

mod measure;
mod provinces;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::base::source::SourceId;
use polcheck::compare::{Options, Side, diff};
use polcheck::interp::{Claim, Facts, Subject, settle};
use polcheck::ir::Program;
use polcheck::lint;
use polcheck::syntax::format::{KeywordStyle, format_text};
use polcheck::syntax::parse;
use polcheck::value::Value;
use polcheck::workspace::again::{Content, Input, Memory, Stop};
use polcheck::workspace::{Analysis, Workspace};

use measure::{Growth, median, milliseconds};
use provinces::{Province, province};

fn main() {
    // `cargo bench` passes `--bench`; other words choose.
    let wanted: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let chosen = |heading: &str| wanted.is_empty() || wanted.iter().any(|word| heading.contains(word.as_str()));
    let all: [(&str, fn()); 8] = [
        ("one megabyte of policy", one_megabyte),
        ("growth with the clauses of a county", by_clauses),
        ("growth with the counties of a workspace", by_counties),
        ("growth with the amendments of a county", by_amendments),
        ("growth with broken clauses", by_mistakes),
        ("comparing and settling", by_use),
        ("starting the program", start_up),
        ("an edit in a county of 5,000 lines, beside the shipped policies", by_editing),
    ];
    for (heading, run) in all {
        if chosen(heading) {
            println!("\n{heading}");
            run();
        }
    }
}

// Questions.

/// Reading, formatting and checking 1 MB, as MB/s.
fn one_megabyte() {
    let texts = province(&Province { counties: 1, benefits: 700, ..Province::default() });
    let (_, text) = texts.iter().max_by_key(|(_, text)| text.len()).expect("there is a text");
    let megabytes = |bytes: usize, time: Duration| format!("{:.2} MB/s", bytes as f64 / 1e6 / time.as_secs_f64());
    let read = median(|| drop(black_box(parse(SourceId(0), text))));
    println!("{:>14} {:>12}  of {:.2} MB, one thread", "parse", megabytes(text.len(), read), text.len() as f64 / 1e6);
    let formatted = median(|| drop(black_box(format_text(SourceId(0), text, KeywordStyle::En))));
    println!("{:>14} {:>12}  (reads the result again)", "fmt", megabytes(text.len(), formatted));
    let whole = median(|| drop(black_box(analysed(&texts))));
    println!("{:>14} {:>12}  {} in all", "parse + check", megabytes(text.len(), whole), milliseconds(whole));
}

fn by_clauses() {
    let mut growth = Growth::new("benefits", &["parse", "check"]);
    for benefits in [25, 50, 100, 200, 400] {
        let texts = province(&Province { counties: 1, benefits, ..Province::default() });
        growth.row(benefits, &parse_and_check(&texts));
    }
}

fn by_counties() {
    let mut growth = Growth::new("counties", &["parse", "check"]);
    // 2,844: the county-level divisions of the nation.
    for counties in [100, 400, 1000, 2844] {
        let texts = province(&Province { counties, benefits: 4, amendments: 2, ..Province::default() });
        growth.row(counties, &parse_and_check(&texts));
    }
}

fn by_amendments() {
    let mut growth = Growth::new("amendments", &["parse", "check"]);
    for amendments in [10, 20, 40, 80, 160] {
        let texts = province(&Province { counties: 1, amendments, ..Province::default() });
        growth.row(amendments, &parse_and_check(&texts));
    }
}

fn by_mistakes() {
    let mut growth = Growth::new("mistakes", &["parse", "check"]);
    for mistakes in [250, 500, 1000, 2000, 4000] {
        let texts = province(&Province { counties: 1, mistakes, ..Province::default() });
        growth.row(mistakes, &parse_and_check(&texts));
    }
}

fn by_use() {
    let mut growth = Growth::new("benefits", &["diff", "100 claims"]);
    for benefits in [5, 10, 20, 40] {
        let texts = province(&Province { counties: 2, benefits, ..Province::default() });
        let (_, analysis) = analysed(&texts);
        let [a, b] = ["县1", "县2"].map(|name| program(&analysis, name));
        let date = Date::new(2020, 6, 1).expect("a day");
        let compared = median(|| {
            let sides = (Side { program: a, date }, Side { program: b, date });
            drop(black_box(diff(sides.0, sides.1, &Options::default())));
        });
        let settled = median(|| drop(black_box(settle(a, Subject::default(), claims(a)))));
        growth.row(benefits, &[compared, settled]);
    }
}

fn start_up() {
    for words in [&["--version"][..], &["--help"], &["explain", "unit-missing"]] {
        let time = median(|| {
            let output = Command::new(env!("CARGO_BIN_EXE_polcheck")).args(words).output();
            assert!(output.is_ok_and(|output| output.status.success()), "{words:?} runs");
        });
        println!("{:>28}{:>14}", words.join(" "), milliseconds(time));
    }
}

/// A letter typed in the middle of a long county, up to its findings; beside it, the same from scratch.
fn by_editing() {
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    shipped(Path::new("policies"), &mut texts);
    let lines_before: usize = texts.values().map(|text| text.lines().count()).sum();
    let own = province(&Province { counties: 1, benefits: 225, ..Province::default() });
    texts.extend(own.into_iter().map(|(name, text)| (format!("policies/large/{name}"), text)));
    let name = "policies/large/county1.pol";
    let whole = texts[name].clone();
    println!("{:>14} lines, and {lines_before} in {} others", whole.lines().count(), texts.len() - 1);
    let files = |text: &str| -> BTreeMap<String, Input> {
        let input = |own: &String| {
            let content = if own == name { text } else { texts[own].as_str() };
            Input { content: Content::Text(content.into()), open: own == name }
        };
        texts.keys().map(|own| (own.clone(), input(own))).collect()
    };
    let at = whole.find("门诊待遇112 ").expect("the benefit is there");
    let at = at + whole[at..].find("元/年").expect("its deductible is there");
    let (mut memory, stop) = (Memory::default(), Stop::default());
    let mut all = Vec::new();
    for round in 0..40 {
        let mut text = whole.clone();
        text.insert_str(at, &(round % 10).to_string());
        let files = files(&text);
        let start = Instant::now();
        let workspace = Workspace::again(&mut memory, &files, &stop).expect("nobody stops it");
        let read = start.elapsed();
        let analysis = workspace.analyse_again(&mut memory, &stop).expect("nobody stops it");
        let checked = start.elapsed();
        drop(black_box(workspace.findings_again(&mut memory, &analysis, lint::Settings::default())));
        all.push([start.elapsed(), read, checked - read, start.elapsed() - checked]);
    }
    // The first round fills the memory.
    all.remove(0);
    all.sort();
    let [total, read, checked, linted] = all[all.len() / 2];
    let scratch = median(|| {
        let (workspace, analysis) = analysed(&texts.clone().into_iter().collect::<Vec<_>>());
        drop(black_box(workspace.findings(&analysis, lint::Settings::default())));
    });
    for (heading, time) in [("read", read), ("check", checked), ("lint", linted)] {
        println!("{heading:>14} {:>12}", milliseconds(time));
    }
    let quickest = all.first().map_or(total, |own| own[0]);
    println!("{:>14} {:>12}  (quickest {})", "after an edit", milliseconds(total), milliseconds(quickest));
    println!("{:>14} {:>12}", "from scratch", milliseconds(scratch));
}

// Parts.

/// Adds the policies of a folder, each under its path.
fn shipped(folder: &Path, texts: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            shipped(&path, texts);
        } else if path.extension().is_some_and(|ending| ending == "pol") {
            let text = std::fs::read_to_string(&path).expect("it can be read");
            texts.insert(path.display().to_string(), text);
        }
    }
}

fn analysed(texts: &[(String, String)]) -> (Workspace, Analysis) {
    let workspace = Workspace::new(texts.iter().cloned());
    let analysis = workspace.analyse();
    (workspace, analysis)
}

/// Times reading the texts, and all that comes after it.
fn parse_and_check(texts: &[(String, String)]) -> [Duration; 2] {
    let read = median(|| drop(black_box(Workspace::new(texts.iter().cloned()))));
    let workspace = Workspace::new(texts.iter().cloned());
    let checked = median(|| drop(black_box(workspace.analyse())));
    [read, checked]
}

fn program<'a>(analysis: &'a Analysis, name: &str) -> &'a Program {
    let found = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
    let found = found.expect("the county is there");
    assert!(!found.has_errors, "{name} has errors");
    &found.program
}

/// A hundred bills of one person in one year.
fn claims(program: &Program) -> Vec<Claim> {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let entry = |fact_name: &str, entry: &str| {
        let domain = program.domains.iter().position(|own| own.name == fact_name).expect("the vocabulary has it");
        let id = program.domains[domain].find(entry).expect("the vocabulary has it");
        Value::Entry(polcheck::value::DomainId(domain as u32), id)
    };
    let diseases = ["高血压", "糖尿病", "冠心病", "癫痫"];
    (0..100)
        .map(|at| {
            let fen = Number::from(10_000 + 1_237 * at);
            let facts: Facts = [
                (fact("病种"), entry("病种", diseases[at as usize % diseases.len()])),
                (fact("机构等级"), entry("机构等级", ["一级", "二级", "三级"][at as usize % 3])),
                (fact("合规费用"), Value::Number(fen.clone())),
                (fact("总费用"), Value::Number(fen)),
            ]
            .into_iter()
            .collect();
            let date = Date::new(2020, 1, 1).and_then(|day| day.plus_days(3 * at)).expect("a day");
            Claim { id: format!("{at:03}"), member: 0, date, facts }
        })
        .collect()
}
