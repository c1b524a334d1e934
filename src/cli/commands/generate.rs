//! `polcheck test --generate`: tests for what no test reaches, as policy text to be reviewed. Each has been read back,
//! checked and run in its place before it is shown.

use std::collections::BTreeSet;

use super::coverage::measure;
use crate::base::date::Date;
use crate::base::source::{SourceId, SourceMap};
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::cli::args::{FormatWord, TestArguments};
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::coverage::{Proposal, missing_tests};
use crate::interp::run_scene_reaching;
use crate::syntax::format::{KeywordStyle, format_text};
use crate::workspace::{Checked, Workspace, in_parallel};

/// Tests for one jurisdiction, with the file that they belong to.
struct Batch {
    jurisdiction: usize,
    file: SourceId,
    proposals: Vec<Proposal>,
}

pub(crate) fn run(face: &Face, arguments: &TestArguments) -> Result<Report, Error> {
    let format = face.format();
    if format == FormatWord::Json || format == FormatWord::Markdown {
        return Err(Error::usage(words::no_such_format("test --generate", format.name())));
    }
    let mut policies = Policies::load(face)?;
    let place = policies.loaded.place.clone();
    let selected = place.select(&face.environment.folder, &arguments.paths, &mut policies.loaded.files)?;
    let mut measured = measure(face, &policies)?;
    let sources = &policies.workspace.sources;
    measured.coverage.retain(|name, item| {
        let file = &sources.get(item.span.source).name;
        let fits = |text: &String| name.contains(text.as_str()) || item.path.zh.contains(text.as_str());
        selected.as_ref().is_none_or(|names| names.contains(file)) && arguments.filter.as_ref().is_none_or(fits)
    });
    let wanted: BTreeSet<Span> =
        measured.coverage.parts.iter().flat_map(|part| part.missing()).map(|item| item.span).collect();
    let mut notes = face.about(&policies.loaded);
    if wanted.is_empty() {
        notes.push_str(&format!("{}\n", words::nothing_to_generate().get(face.lang())));
        return Ok(Report { result: String::new(), notes, exit: Exit::Clean });
    }
    let fallback = face.as_of(&place)?;
    let batches = proposed(&policies, &measured.reached, &wanted, fallback);
    let mut result = String::new();
    let mut count = 0;
    let mut left = wanted;
    for batch in batches {
        let own = &policies.analysis.jurisdictions[batch.jurisdiction];
        let file = &sources.get(batch.file).name;
        let (text, reached, kept) = reviewed(&policies, &batch, fallback);
        if kept == 0 {
            continue;
        }
        count += kept;
        left.retain(|span| !reached.contains(span));
        let heading = words::generated_for(&own.program.jurisdiction.name, file);
        result.push_str(&format!(
            "{}# ---- {} ----\n\n{text}",
            if result.is_empty() { "" } else { "\n" },
            heading.get(face.lang())
        ));
    }
    let result = match face.lang() {
        Lang::Zh => result,
        Lang::En => formatted(&result, KeywordStyle::En).unwrap_or(result),
    };
    notes.push_str(&format!("{}\n", words::generated(count, left.len()).get(face.lang())));
    Ok(Report { result, notes, exit: Exit::findings(count > 0 || !left.is_empty()) })
}

/// Works out tests, each item in the program of the jurisdiction that states it, or of the first that inherits it.
fn proposed(
    policies: &Policies,
    reached: &BTreeSet<Span>,
    wanted: &BTreeSet<Span>,
    fallback: Option<Date>,
) -> Vec<Batch> {
    let analysis = &policies.analysis;
    let indices: Vec<usize> = (0..analysis.jurisdictions.len()).collect();
    let mut left = wanted.clone();
    let mut batches = Vec::new();
    // Those who state it first; then the others take what is still missing.
    for own_only in [true, false] {
        let round = in_parallel(&indices, |at| {
            let own = &analysis.jurisdictions[*at];
            if own.has_errors {
                return Vec::new();
            }
            let stated = &analysis.stated_in[*at];
            let here: BTreeSet<Span> = left
                .iter()
                .copied()
                .filter(|span| stated.contains(&span.source) == own_only && own.sources.contains(&span.source))
                .collect();
            if here.is_empty() {
                return Vec::new();
            }
            missing_tests(&own.program, reached, &here, day_of(own, fallback))
        });
        for (at, proposals) in round.into_iter().enumerate() {
            // What another program reached in this round needs no second test.
            let new: Vec<Proposal> =
                proposals.into_iter().filter(|own| own.reaches.iter().any(|span| left.contains(span))).collect();
            for proposal in &new {
                left.retain(|span| !proposal.reaches.contains(span));
            }
            if !new.is_empty() {
                batches.push(Batch { jurisdiction: at, file: analysis.declared_in[at], proposals: new });
            }
        }
    }
    batches.sort_by_key(|batch| batch.jurisdiction);
    batches
}

fn day_of(own: &Checked, fallback: Option<Date>) -> Date {
    let usual = Date::new(2020, 1, 1).expect("it is a day");
    fallback.or(own.program.newest_change()).unwrap_or(usual)
}

/// Puts the tests of a batch at the end of their file, and keeps those that check and pass there; with what they reach.
fn reviewed(policies: &Policies, batch: &Batch, fallback: Option<Date>) -> (String, BTreeSet<Span>, usize) {
    let file = &policies.workspace.sources.get(batch.file).name;
    let mut texts: Vec<&str> = batch.proposals.iter().map(|own| own.text.as_str()).collect();
    loop {
        let Some(formatted) = formatted(&texts.join("\n"), KeywordStyle::Zh) else { return Default::default() };
        let before = policies.loaded.files.texts.get(file).cloned().unwrap_or_default();
        let begin = before.len() + 1;
        let all = policies.loaded.files.texts.iter().map(|(name, text)| match name == file {
            true => (name.clone(), format!("{before}\n{formatted}")),
            false => (name.clone(), text.clone()),
        });
        let workspace = Workspace::new(all);
        let analysis = workspace.analyse();
        let Some(source) = source_named(&workspace.sources, file) else { return Default::default() };
        let is_new = |span: Span| span.source == source && span.start as usize >= begin;
        let own = &analysis.jurisdictions[batch.jurisdiction];
        let mut wrong: Vec<Span> =
            analysis.problems.iter().map(|problem| problem.span).filter(|span| is_new(*span)).collect();
        let mut reached = BTreeSet::new();
        for scene in own.program.tests.iter().filter(|scene| is_new(scene.span)) {
            let result = run_scene_reaching(&own.program, scene, super::test::day_of(&own.program, scene, fallback));
            if result.holds() {
                reached.extend(result.reached);
            } else {
                wrong.push(scene.span);
            }
        }
        if wrong.is_empty() {
            return (formatted, reached, texts.len());
        }
        // What does not stand up in its place is not shown.
        let starts: Vec<usize> = formatted
            .match_indices("测试 \"")
            .map(|(at, _)| at)
            .filter(|at| *at == 0 || formatted[..*at].ends_with('\n'))
            .collect();
        let number = |span: &Span| starts.iter().filter(|at| **at + begin <= span.start as usize).count();
        let bad: BTreeSet<usize> = wrong.iter().map(number).collect();
        let kept: Vec<&str> =
            texts.iter().enumerate().filter(|(at, _)| !bad.contains(&(at + 1))).map(|(_, text)| *text).collect();
        if kept.len() == texts.len() || kept.is_empty() {
            return Default::default();
        }
        texts = kept;
    }
}

fn source_named(sources: &SourceMap, name: &str) -> Option<SourceId> {
    sources.iter().find(|(_, source)| source.name == name).map(|(id, _)| id)
}

/// Returns tests in their canonical form.
fn formatted(tests: &str, style: KeywordStyle) -> Option<String> {
    // A file begins with what it is; that line is none of the tests'.
    let text = format!("省 某省\n\n{tests}");
    let mut sources = SourceMap::default();
    let source = sources.add("", text.as_str())?;
    let formatted = format_text(source, &text, style).ok()?;
    let (_, tests) = formatted.split_once('\n')?;
    Some(tests.trim_start_matches('\n').to_owned())
}
