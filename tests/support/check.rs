//! Runs everything that can be said of a workspace without data, and the tests written in it.

use polcheck::base::date::Date;
use polcheck::base::source::{SourceId, SourceMap};
use polcheck::base::span::Span;
use polcheck::base::text::Text;
use polcheck::diagnostic::{Code, Diagnostic};
use polcheck::interp::run_scene;
use polcheck::lint;
use polcheck::workspace::Workspace;

/// A workspace and what is wrong with it.
pub(crate) struct Checked {
    /// The texts, and the standard vocabulary where they have none of their own.
    pub(crate) sources: SourceMap,
    /// In the order of file and place.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What each 应得 found, in the order of file and place; none of policies with errors.
    pub(crate) answers: Vec<Answer>,
}

/// What an expectation found.
pub(crate) struct Answer {
    pub(crate) span: Span,
    /// Why the expectation does not hold: `differs`, or the kind of the error; `None` when it holds.
    pub(crate) failure: Option<&'static str>,
    pub(crate) said: Text,
}

impl Checked {
    /// Returns the id of a text.
    pub(crate) fn source(&self, name: &str) -> SourceId {
        let found = self.sources.iter().find(|(_, source)| source.name == name);
        found.unwrap_or_else(|| panic!("no text is called {name}")).0
    }
}

/// Checks texts, each with its file name, as one workspace, and runs their tests.
pub(crate) fn check(files: &[(String, String)]) -> Checked {
    let workspace = Workspace::new(files.iter().cloned());
    let analysis = workspace.analyse();
    let mut answers = answers(&analysis);
    answers.sort_by_key(|answer| answer.span);
    Checked { diagnostics: analysis.problems.into_sorted(), sources: workspace.sources, answers }
}

/// The day as of which lint rules are asked in documents.
pub(crate) fn lint_day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

/// The codes that are found by lint rules, and those of the comments that allow them.
pub(crate) fn is_lint(code: Code) -> bool {
    let of_comments = [Code::UnusedSuppression, Code::UnknownSuppression, Code::SuppressionWithoutReason];
    of_comments.contains(&code) || lint::RULES.iter().any(|rule| rule.code == code)
}

/// Checks texts as `check`, and adds what lint rules find, of all their codes only `wanted` ones.
pub(crate) fn check_and_lint(files: &[(String, String)], wanted: &dyn Fn(Code) -> bool) -> Checked {
    let workspace = Workspace::new(files.iter().cloned());
    let analysis = workspace.analyse();
    let settings = lint::Settings { as_of: Some(lint_day()), ..lint::Settings::default() };
    let mut diagnostics = workspace.findings(&analysis, settings).into_sorted();
    diagnostics.retain(|own| !is_lint(own.code) || wanted(own.code));
    let mut answers = answers(&analysis);
    answers.sort_by_key(|answer| answer.span);
    Checked { diagnostics, sources: workspace.sources, answers }
}

fn answers(analysis: &polcheck::workspace::Analysis) -> Vec<Answer> {
    let today = lint_day();
    let mut answers = Vec::new();
    for checked in analysis.jurisdictions.iter().filter(|checked| !checked.has_errors) {
        for scene in &checked.program.tests {
            for check in run_scene(&checked.program, scene, today).checks {
                let (failure, said) = match &check.actual {
                    Ok(amount) => ((!check.holds).then_some("differs"), found(&amount.text, &check)),
                    Err(error) => ((!check.holds).then_some(error.kind.name()), error.message.clone()),
                };
                answers.push(Answer { span: check.span, failure, said });
            }
        }
    }
    answers
}

/// Returns what was found, and why a benefit pays nothing.
fn found(amount: &Text, check: &polcheck::interp::Check) -> Text {
    let limit = check.outcome.as_ref().map(|own| format!("{:?} {:?}", own.due, own.limited_by)).unwrap_or_default();
    let (date, expected) = (check.date, &check.expected);
    Text::new(
        format!("{date} 得 {},应得 {} {limit}", amount.zh, expected.zh),
        format!("{date} found {}, expected {}", amount.en, expected.en),
    )
}
