//! The evaluator against policies: every 测试 written in a policy holds.

use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::interp::run_scene;
use polcheck::workspace::Workspace;

use crate::support::files_below;

/// Runs the tests of a folder of policies and returns what does not hold.
fn failures_below(folder: &str) -> (usize, Vec<String>) {
    let paths = files_below(Path::new(folder), "pol");
    let texts = paths
        .iter()
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).expect("a policy can be read")));
    let workspace = Workspace::new(texts);
    let analysis = workspace.analyse();
    let today = Date::new(2024, 6, 1).expect("a day");
    let mut failures = Vec::new();
    let mut ran = 0;
    for checked in &analysis.jurisdictions {
        let program = &checked.program;
        if checked.has_errors {
            // Said by the test of the policies themselves.
            continue;
        }
        for scene in &program.tests {
            ran += 1;
            let result = run_scene(program, scene, today);
            for check in result.checks.iter().filter(|check| !check.holds) {
                let at = workspace.sources.get(check.span.source);
                let line = at.line_column(check.span.start as usize).line;
                let benefit = check.benefit.map_or("", |id| program.benefit(id).name.as_str());
                let actual = match &check.actual {
                    Ok(amount) => amount.text.get(Lang::Zh).to_owned(),
                    Err(error) => {
                        let source = workspace.sources.get(error.span.source);
                        let line = source.line_column(error.span.start as usize).line;
                        format!(
                            "{} ({}:{line}) {:?}",
                            error.message.zh,
                            source.name,
                            error.within.iter().map(|own| &own.zh).collect::<Vec<_>>()
                        )
                    }
                };
                failures.push(format!(
                    "{}:{line} {} {}: {benefit} expected {}, found {actual} {:?}",
                    at.name,
                    result.title,
                    check.date,
                    check.expected.zh,
                    check.outcome.as_ref().map(|own| (&own.due, &own.limited_by))
                ));
            }
        }
    }
    (ran, failures)
}

#[test]
fn tests_of_the_examples_hold() {
    let (ran, failures) = failures_below("tests/suite/examples");
    assert!(failures.is_empty(), "{ran} tests\n{}", failures.join("\n"));
}

#[test]
fn tests_of_the_policies_hold() {
    let (ran, failures) = failures_below("policies");
    assert!(failures.is_empty(), "{ran} tests\n{}", failures.join("\n"));
}
