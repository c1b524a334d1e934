//! What holds of every tree, on random ones: writing it and reading it again gives the same tree, and what is
//! written once is not written otherwise the second time. `TREES=5000 cargo test laws` tries more of them.

use polcheck::base::source::SourceId;
use polcheck::syntax::ast::File;
use polcheck::syntax::format::{KeywordStyle, format};
use polcheck::syntax::parse;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};

use crate::support::generate;

const TONGUES: [KeywordStyle; 2] = [KeywordStyle::Zh, KeywordStyle::En];

/// Holds a law to random files, the same in every run.
fn hold(law: impl Fn(&File) -> Result<(), TestCaseError>) {
    let cases = std::env::var("TREES").ok().and_then(|trees| trees.parse().ok()).unwrap_or(64);
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 1000, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    match runner.run(&generate::file(), |file| law(&file)) {
        Ok(()) => {}
        // The reason holds the text, which says more than the tree.
        Err(TestError::Fail(reason, _)) => panic!("{}", reason.message()),
        Err(TestError::Abort(reason)) => panic!("{}", reason.message()),
    }
}

/// Returns the tree that a text gives; fails where the text has problems.
fn read(text: &str) -> Result<File, TestCaseError> {
    let parsed = parse(SourceId(0), text);
    match parsed.problems.iter().next() {
        None => Ok(parsed.file),
        Some(problem) => {
            let place = text.get(problem.span.range()).unwrap_or("");
            Err(TestCaseError::fail(format!("`{place}`: {}\n{text}", problem.message.en)))
        }
    }
}

#[test]
fn what_is_written_reads_as_the_same_tree() {
    hold(|file| {
        for keywords in TONGUES {
            let text = format("", file, keywords);
            let again = read(&text)?;
            let same = again.header == file.header && again.declarations == file.declarations;
            prop_assert!(same, "{text}\n{}", difference(&again, file));
        }
        Ok(())
    });
}

#[test]
fn what_is_written_twice_is_written_the_same() {
    hold(|file| {
        for keywords in TONGUES {
            let once = format("", file, keywords);
            let twice = format(&once, &read(&once)?, keywords);
            prop_assert!(twice == once, "{once}\n---- again\n{twice}");
        }
        Ok(())
    });
}

/// Returns the first lines in which two trees differ, without what takes no part in comparing them.
fn difference(read: &File, written: &File) -> String {
    let (read, written) = (lines_of(read), lines_of(written));
    let at = read.iter().zip(&written).position(|(read, written)| read != written).unwrap_or(0);
    let part = |lines: &[String]| lines[at.saturating_sub(4)..(at + 8).min(lines.len())].join("\n");
    format!("---- read\n{}\n---- written\n{}", part(&read), part(&written))
}

fn lines_of(file: &File) -> Vec<String> {
    let text = format!("{:#?}", (&file.header, &file.declarations));
    let mut kept = Vec::new();
    // The end of the `Aside(…)` that is being left out.
    let mut aside: Option<String> = None;
    for line in text.lines() {
        let indent = line.len() - line.trim_start().len();
        match &aside {
            Some(end) if line.starts_with(end.as_str()) => aside = None,
            Some(_) => {}
            None if line.ends_with("Aside(") => aside = Some(format!("{})", " ".repeat(indent))),
            None => kept.push(line.trim().to_owned()),
        }
    }
    kept
}
