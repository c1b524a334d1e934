//! `polcheck test --coverage`: what the tests reach of the policies, and what no test reaches.

use std::collections::BTreeSet;

use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::cli::args::{FormatWord, TestArguments};
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::{Policies, day_of_test};
use crate::cli::words;
use crate::coverage::{Coverage, items};
use crate::interp::run_scene_reaching;
use crate::report::coverage::{self as report, Drawing};
use crate::workspace::{STANDARD_VOCABULARY, in_parallel};

pub(crate) fn run(face: &Face, arguments: &TestArguments) -> Result<Report, Error> {
    let mut policies = Policies::load(face)?;
    let place = policies.loaded.place.clone();
    let selected = place.select(&face.environment.folder, &arguments.paths, &mut policies.loaded.files)?;
    let found = measure(face, &policies)?;
    let mut coverage = found.coverage;
    let sources = &policies.workspace.sources;
    coverage.retain(|name, item| {
        let file = &sources.get(item.span.source).name;
        let fits = |text: &String| {
            name.contains(text.as_str()) || item.path.zh.contains(text.as_str()) || item.path.en.contains(text.as_str())
        };
        selected.as_ref().is_none_or(|names| names.contains(file)) && arguments.filter.as_ref().is_none_or(fits)
    });
    let lang = face.lang();
    let drawing = |lines| Drawing { lines, width: face.width() };
    let result = match face.format() {
        FormatWord::Text => report::text(&coverage, sources, lang, drawing(true)),
        FormatWord::Plain => report::plain(&coverage, sources, lang),
        FormatWord::Json => report::json(&coverage, sources),
        FormatWord::Markdown => report::markdown(&coverage, sources, lang),
    };
    let mut notes = face.about(&policies.loaded);
    for name in &found.broken {
        notes.push_str(&format!("{}\n", words::not_covered(name).get(lang)));
    }
    if found.failed > 0 {
        notes.push_str(&format!("{}\n", words::tests_fail(found.failed).get(lang)));
    }
    let whole = coverage.count(None).is_whole() && found.broken.is_empty() && found.failed == 0;
    Ok(Report { result, notes, exit: Exit::findings(!whole) })
}

/// What all tests of a workspace reach.
pub(super) struct Measured {
    pub(super) coverage: Coverage,
    pub(super) reached: BTreeSet<Span>,
    /// Jurisdictions whose policies have errors: nothing is known of them.
    broken: Vec<String>,
    /// How many tests fail.
    failed: usize,
}

/// Runs every test and sorts out what is reached, by the jurisdiction that states it.
pub(super) fn measure(face: &Face, policies: &Policies) -> Result<Measured, Error> {
    let fallback = face.as_of(&policies.loaded.place)?;
    let analysis = &policies.analysis;
    let (whole, broken): (Vec<_>, Vec<_>) = analysis.jurisdictions.iter().partition(|own| !own.has_errors);
    let tests: Vec<_> =
        whole.iter().flat_map(|own| own.program.tests.iter().map(|scene| (&own.program, scene))).collect();
    let results = in_parallel(&tests, |(program, scene)| {
        let result = run_scene_reaching(program, scene, day_of_test(program, scene, fallback));
        (result.holds(), result.reached)
    });
    let failed = results.iter().filter(|(holds, _)| !holds).count();
    let reached: BTreeSet<Span> = results.into_iter().flat_map(|(_, reached)| reached).collect();
    let mut names: Vec<String> =
        analysis.jurisdictions.iter().map(|own| own.program.jurisdiction.name.clone()).collect();
    names.push(words::vocabularies().get(face.lang()).to_owned());
    let shared = analysis.jurisdictions.len();
    let part = |source: SourceId| {
        // The vocabulary that ships with polcheck is not theirs to test.
        let theirs = policies.workspace.sources.get(source).name != STANDARD_VOCABULARY;
        theirs.then(|| analysis.stated_in.iter().position(|own| own.contains(&source)).unwrap_or(shared))
    };
    let all = whole.iter().flat_map(|own| items(&own.program));
    let coverage = Coverage::new(&names, all, &reached, part);
    let broken = broken.iter().map(|own| own.program.jurisdiction.name.clone()).collect();
    Ok(Measured { coverage, reached, broken, failed })
}
