//! `polcheck test`: runs the tests in the policies; a failed one shows what was expected, what came out, and how.

use super::{coverage, generate};
use crate::base::text::Lang;
use crate::cli::args::{FormatWord, TestArguments};
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::{Policies, day_of_test};
use crate::cli::words;
use crate::interp::record::benefit_record;
use crate::interp::{Check, SceneResult, run_scene};
use crate::ir::{Program, Scene};
use crate::report::tests::{self, TestsRecord};
use crate::report::worked_sum;
use crate::workspace::in_parallel;

pub(crate) fn run(face: &Face, arguments: &TestArguments) -> Result<Report, Error> {
    if arguments.coverage {
        return coverage::run(face, arguments);
    }
    if arguments.generate {
        return generate::run(face, arguments);
    }
    let mut policies = Policies::load(face)?;
    let place = policies.loaded.place.clone();
    let selected = place.select(&face.environment.folder, &arguments.paths, &mut policies.loaded.files)?;
    let fallback = face.as_of(&place)?;
    let sources = &policies.workspace.sources;
    let mut broken = Vec::new();
    let mut wanted: Vec<(&Program, &Scene)> = Vec::new();
    for own in &policies.analysis.jurisdictions {
        let scenes: Vec<&Scene> = own
            .program
            .tests
            .iter()
            .filter(|scene| {
                let file = &sources.get(scene.span.source).name;
                selected.as_ref().is_none_or(|names| names.contains(file))
            })
            .filter(|scene| {
                let county = &own.program.jurisdiction.name;
                let fits = |text: &String| scene.title.contains(text.as_str()) || county.contains(text.as_str());
                arguments.filter.as_ref().is_none_or(fits)
            })
            .collect();
        if own.has_errors && !scenes.is_empty() {
            broken.push(own.program.jurisdiction.name.clone());
            continue;
        }
        wanted.extend(scenes.into_iter().map(|scene| (&own.program, scene)));
    }
    wanted.sort_by_key(|(_, scene)| scene.span);
    let lang = face.lang();
    let results = in_parallel(&wanted, |(program, scene)| {
        let result = run_scene(program, scene, day_of_test(program, scene, fallback));
        let data = tests::failure(program, &result, sources);
        data.map(|data| (written(lang, &policies, program, &result).unwrap_or_default(), data))
    });
    let passed = results.iter().filter(|own| own.is_none()).count();
    let failed = results.len() - passed;
    let (texts, failures): (Vec<String>, Vec<_>) = results.into_iter().flatten().unzip();
    let mut result = texts.concat();
    for name in &broken {
        result.push_str(words::tests_not_run(name).get(lang));
        result.push('\n');
    }
    if face.format() == FormatWord::Json {
        result = TestsRecord::new(passed, failures, broken.clone()).json();
    } else {
        result.push_str(&format!("{}\n", words::tests_done(passed, failed).get(lang)));
    }
    let exit = Exit::findings(failed > 0 || !broken.is_empty());
    Ok(Report { result, notes: face.about(&policies.loaded), exit })
}

/// Returns a failed test in words; `None`: every expectation holds.
fn written(lang: Lang, policies: &Policies, program: &Program, result: &SceneResult) -> Option<String> {
    if result.holds() {
        return None;
    }
    let sources = &policies.workspace.sources;
    let source = sources.get(result.span.source);
    let line = source.line_column(result.span.start as usize).line;
    let mut out = format!("{}\n", words::test_failed(&source.name, line, &result.title).get(lang));
    for check in result.checks.iter().filter(|check| !check.holds) {
        out.push_str(&check_text(policies, program, check, lang));
    }
    out.push('\n');
    Some(out)
}

fn check_text(policies: &Policies, program: &Program, check: &Check, lang: Lang) -> String {
    let sources = &policies.workspace.sources;
    let line = sources.get(check.span.source).line_column(check.span.start as usize).line;
    let name = check.benefit.map_or("…".to_owned(), |id| program.benefit(id).name.clone());
    let actual = match &check.actual {
        Ok(amount) => amount.text.clone(),
        Err(error) => error.message.clone(),
    };
    let mut out = format!(
        "{}\n",
        words::expectation_failed(line, check.date.to_string(), &name, &check.expected, &actual).get(lang)
    );
    if let (Some(id), Some(outcome)) = (check.benefit, &check.outcome) {
        let record = benefit_record(program, id, &Ok(outcome.clone()), Some(sources));
        for line in worked_sum::benefit_set_in(&record, 4, lang).lines() {
            out.push_str(&format!("    {line}\n"));
        }
    }
    out
}
