//! The lint rules over everything that ships, and over the fixtures; each rule with its document; fixes that mend.
//!
//! What the rules find in the fixtures stands in `tests/lint.txt`; `UPDATE=1 cargo test lint` writes it anew.

use std::collections::BTreeMap;
use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::diagnostic::render::{Format, Options, render};
use polcheck::diagnostic::{Code, Diagnostic, Severity};
use polcheck::lint::{RULES, Settings};
use polcheck::workspace::Workspace;
use polcheck::workspace::mend::{Wanted, mend};

use crate::support::check::{is_lint, lint_day};
use crate::support::markdown::{Document, Section};
use crate::support::{files_below, updating};

/// Returns the texts below a folder, each under its path.
fn texts(folder: &str) -> Vec<(String, String)> {
    let read = |path: &Path| (path.display().to_string(), std::fs::read_to_string(path).expect("a policy can be read"));
    files_below(Path::new(folder), "pol").iter().map(|path| read(path)).collect()
}

/// Returns what rules find, as lines in Chinese.
fn found(texts: Vec<(String, String)>, as_of: Date) -> String {
    let workspace = Workspace::new(texts);
    let settings = Settings { as_of: Some(as_of), ..Settings::default() };
    let findings = workspace.findings(&workspace.analyse(), settings).into_sorted();
    let findings: Vec<Diagnostic> = findings.into_iter().filter(|own| is_lint(own.code)).collect();
    render(&workspace.sources, &findings, &Options::new(Format::Plain, Lang::Zh))
}

#[test]
fn nothing_is_found_in_what_ships() {
    for day in [Date::new(2020, 6, 1), Date::new(2024, 6, 1), Date::new(2026, 6, 1)] {
        let found = found(texts("policies"), day.expect("a day"));
        assert_eq!(
            found, "没有发现问题\n",
            "each is a fault to mend, or to allow with its reason, or a fault of the rule"
        );
    }
}

#[test]
fn what_is_found_in_the_fixtures_is_known() {
    let path = "tests/lint.txt";
    let actual = found(texts("tests/suite/examples"), lint_day());
    if updating() {
        std::fs::write(path, &actual).expect("the list can be written");
    }
    assert_eq!(actual, std::fs::read_to_string(path).unwrap_or_default(), "UPDATE=1 cargo test lint writes it anew");
}

#[test]
fn every_rule_has_a_document_with_a_finding_and_a_near_miss() {
    assert!(RULES.len() >= 40, "{} rules", RULES.len());
    for rule in RULES {
        assert!(rule.code.severity() < Severity::Error, "{} would stop a policy", rule.code.name());
        let path = format!("tests/suite/lint/{}.md", rule.code.name());
        let document = Document::read(Path::new(&path));
        let asserts = |section: &Section| {
            let wanted = format!("[{}]", rule.code.name());
            section.blocks.iter().any(|block| block.text().contains(&wanted))
        };
        let shows = |section: &&Section| !section.blocks.is_empty();
        let (with, without): (Vec<_>, Vec<_>) = document.sections.iter().filter(shows).partition(|own| asserts(own));
        assert!(!with.is_empty() && !without.is_empty(), "{path} needs a finding and a near miss");
    }
}

/// The rules that know for certain what to write instead.
const FIXED: &[Code] = &[
    Code::DocumentNumberBrackets,
    Code::RepeatedMember,
    Code::IdleEffect,
    Code::ListEntryCovered,
    Code::RedundantOverride,
    Code::UnusedSuppression,
];

#[test]
fn what_a_fix_leaves_has_the_finding_no_more() {
    for code in FIXED {
        let document = Document::read(Path::new(&format!("docs/diagnostics/{}.md", code.name())));
        for section in &document.sections[1..] {
            let blocks = section.blocks.iter().filter(|block| block.has("bad"));
            let name = |name: Option<&str>| name.unwrap_or("example.pol").to_owned();
            let before: BTreeMap<String, String> =
                blocks.map(|block| (name(block.attribute("file")), block.text())).collect();
            let lint = Settings { as_of: Some(lint_day()), ..Settings::default() };
            let counts = |own: Code| own == *code || !is_lint(own);
            let mended = mend(&before, &Wanted { text: &|_| true, code: &counts, lint });
            assert!(mended.changes.iter().any(|change| change.code == *code), "{}: nothing was mended", code.name());
            let mut after = before.clone();
            after.extend(mended.texts);
            let workspace = Workspace::new(after.clone());
            let left = workspace.findings(&workspace.analyse(), lint).into_sorted();
            let bad = left.iter().find(|own| own.code == *code || own.severity == Severity::Error);
            assert!(bad.is_none(), "{}: {bad:?} in {after:?}", code.name());
        }
    }
}

/// Returns the examples of a page of the reference in which a remark allows something.
fn allowing_examples(page: &str) -> Vec<String> {
    let document = Document::read(Path::new(page));
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let allows = |text: &String| text.contains("# 允许 ") || text.contains("# allow ");
    blocks.filter(|block| block.language() == "pol").map(|block| block.text()).filter(allows).collect()
}

#[test]
fn the_reference_shows_remarks_that_allow_what_is_there() {
    for page in ["docs/language/basics.zh.md", "docs/language/basics.en.md"] {
        let examples = allowing_examples(page);
        assert!(!examples.is_empty(), "{page} does not say how to allow something");
        for text in examples {
            let found = |text: &str| {
                let workspace = Workspace::new([("example.pol".to_owned(), text.to_owned())]);
                let settings = Settings { as_of: Some(lint_day()), ..Settings::default() };
                let all = workspace.findings(&workspace.analyse(), settings).into_sorted();
                all.into_iter().map(|own| own.code).collect::<Vec<Code>>()
            };
            let with = found(&text);
            assert!(with.iter().all(|code| !is_lint(*code)), "{page}: {with:?}");
            let bare: String =
                text.lines().map(|line| line.split('#').next().unwrap_or("").to_owned() + "\n").collect();
            assert!(found(&bare).iter().any(|code| is_lint(*code)), "{page}: there is nothing to allow");
        }
    }
}
