//! What a failed test found, as data: each expectation that does not hold, with the worked sum behind it. The shape is
//! published in `docs/schema/test.schema.json`.

use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::interp::SceneResult;
use crate::interp::record::{BenefitRecord, ErrorRecord, SCHEMA_VERSION, benefit_record, error_record};
use crate::interp::trace::{Amount, Place};
use crate::ir::Program;
use serde::Serialize;

/// All tests that ran.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TestsRecord {
    pub schema_version: &'static str,
    pub passed: usize,
    pub failed: usize,
    /// Counties with errors.
    pub not_run: Vec<String>,
    pub failures: Vec<FailureRecord>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FailureRecord {
    pub jurisdiction: String,
    pub title: String,
    pub place: Place,
    pub checks: Vec<CheckRecord>,
}

/// An expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckRecord {
    pub place: Place,
    pub date: String,
    /// The row of a table of cases, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub benefit: Option<String>,
    pub expected: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Amount>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorRecord>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worked: Option<BenefitRecord>,
}

impl TestsRecord {
    pub fn new(passed: usize, failures: Vec<FailureRecord>, not_run: Vec<String>) -> TestsRecord {
        TestsRecord { schema_version: SCHEMA_VERSION, passed, failed: failures.len(), not_run, failures }
    }

    /// Returns the data as JSON with a line end.
    pub fn json(&self) -> String {
        super::worked_sum::json(self)
    }
}

/// Returns what a test found; `None`: every expectation holds.
pub fn failure(program: &Program, result: &SceneResult, sources: &SourceMap) -> Option<FailureRecord> {
    let place = |span: crate::base::span::Span| {
        let mut place = Place::from(span);
        place.locate(sources);
        place
    };
    let failed = result.checks.iter().filter(|check| !check.holds);
    let checks: Vec<CheckRecord> = failed
        .map(|check| {
            let worked = check.benefit.zip(check.outcome.as_ref());
            CheckRecord {
                place: place(check.span),
                date: check.date.to_string(),
                row: check.case.map(|row| row + 1),
                benefit: check.benefit.map(|id| program.benefit(id).name.clone()),
                expected: check.expected.clone(),
                found: check.actual.as_ref().ok().cloned(),
                error: check.actual.as_ref().err().map(|error| error_record(error, Some(sources))),
                worked: worked.map(|(id, outcome)| benefit_record(program, id, &Ok(outcome.clone()), Some(sources))),
            }
        })
        .collect();
    let jurisdiction = program.jurisdiction.name.clone();
    let failure = FailureRecord { jurisdiction, title: result.title.clone(), place: place(result.span), checks };
    (!failure.checks.is_empty()).then_some(failure)
}
