//! Any text: it is read, checked, drawn in both tongues, its tests run and its counties are shown. Nothing may panic,
//! and every place of a problem lies on letters of the text.

#![no_main]

use libfuzzer_sys::fuzz_target;
use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::compare::{self, Side, diff};
use polcheck::diagnostic::render::{Format, Options, render};
use polcheck::interp::run_scene;
use polcheck::workspace::Workspace;

fuzz_target!(|text: &str| {
    // A line of `----` parts the texts of a workspace, so that parents, amendments and cycles come about.
    let files = text.split("\n----\n").enumerate().map(|(at, part)| (format!("{at}.pol"), part.to_owned()));
    let workspace = Workspace::new(files);
    let analysis = workspace.analyse();
    for problem in analysis.problems.iter() {
        let own = &workspace.sources.get(problem.span.source).text;
        assert!(own.get(problem.span.range()).is_some(), "a place between letters: {problem:?}");
    }
    let problems: Vec<_> = analysis.problems.iter().cloned().collect();
    for lang in [Lang::Zh, Lang::En] {
        for format in [Format::Plain, Format::Json, Format::Markdown] {
            let _ = render(&workspace.sources, &problems, &Options::new(format, lang));
        }
    }
    let today = Date::new(2024, 6, 1).expect("a day");
    let sound: Vec<_> = analysis.jurisdictions.iter().filter(|own| !own.has_errors).map(|own| &own.program).collect();
    for program in &sound {
        for scene in program.tests.iter().chain(&program.typical).take(20) {
            let _ = run_scene(program, scene, today);
        }
    }
    if let [first, second, ..] = sound.as_slice() {
        let sides = (Side { program: first, date: today }, Side { program: second, date: today });
        let _ = diff(sides.0, sides.1, &compare::Options::default());
    }
});
