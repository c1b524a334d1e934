//! What is tried on a text from a stranger: shared by the targets of the fuzzer and by `tests/random.rs`.

use polcheck::base::date::Date;
use polcheck::base::source::SourceId;
use polcheck::base::text::Lang;
use polcheck::column::{Run, Ways};
use polcheck::compare::{self, Side, diff};
use polcheck::diagnostic::render::{Format, Options, render};
use polcheck::interp::run_scene;
use polcheck::syntax::first_letters_only_rule_out;
use polcheck::syntax::format::{FormatRefusal, KeywordStyle, format_text};
use polcheck::workspace::Workspace;

#[path = "../tests/support/random.rs"]
#[allow(dead_code, clippy::duplicate_mod, reason = "the tests use more of it, under a name of their own")]
mod random;
#[path = "rows.rs"]
#[allow(clippy::duplicate_mod, reason = "the tests have it too")]
mod rows;

const SOURCE: SourceId = SourceId(0);

/// Any text: it is read, checked, drawn in both tongues, its tests run and its counties are compared. Nothing may panic,
/// and every place of a problem lies on letters of the text.
pub(crate) fn text(text: &str) {
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
}

/// Any policy: what many claims are paid by plans and kernels is what the evaluator pays, row by row and to the reason.
pub(crate) fn columns(text: &str) {
    let files = text.split("\n----\n").enumerate().map(|(at, part)| (format!("{at}.pol"), part.to_owned()));
    let analysis = Workspace::new(files).analyse();
    let seed = text.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let mut random = random::Random::new(seed);
    for own in analysis.jurisdictions.iter().filter(|own| !own.has_errors) {
        let run = Run::new(&[&own.program]);
        let batch = rows::rows(&run, &mut random, 6, 5);
        let slow = rows::settled(&run, &batch, Ways::Reference);
        for ways in [Ways::Clauses, Ways::All] {
            let fast = rows::settled(&run, &batch, ways);
            let differs = rows::difference(&run, &batch, &slow, &fast);
            assert!(differs.is_none(), "{ways:?}: {}\n{}", differs.unwrap_or_default(), run.plan_text());
        }
    }
}

/// Any text: the grammar's look at first letters changes nothing. Any text that can be read: formatting keeps its tree and
/// its comments, in both tongues, and formatting again changes nothing.
pub(crate) fn format(text: &str) {
    assert!(first_letters_only_rule_out(SOURCE, text), "a first letter rules out what could be read");
    for style in [KeywordStyle::Keep, KeywordStyle::Zh, KeywordStyle::En] {
        match format_text(SOURCE, text, style) {
            Ok(once) => {
                let twice = format_text(SOURCE, &once, style);
                assert!(twice.as_ref().is_ok_and(|twice| *twice == once), "{style:?}: {twice:?}");
            }
            Err(FormatRefusal::SyntaxErrors(_)) => {}
            Err(refusal) => panic!("{style:?}: {}", refusal.reason().en),
        }
    }
}
