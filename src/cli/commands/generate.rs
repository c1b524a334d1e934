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
use crate::cli::policies::{Policies, day_of_test, usual_day};
use crate::cli::words;
use crate::coverage::{Proposal, missing_tests};
use crate::interp::run_scene_reaching;
use crate::syntax::format::{KeywordStyle, format_text};
use crate::workspace::{Workspace, in_parallel};

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
    let batches = proposed(&policies, &measured.reached, &wanted, fallback, face.lang());
    let reviewed = reviewed(&policies, batches, fallback);
    let count: usize = reviewed.batches.iter().map(|batch| batch.proposals.len()).sum();
    let mut result = String::new();
    for batch in &reviewed.batches {
        let own = &policies.analysis.jurisdictions[batch.jurisdiction];
        let heading = words::generated_for(&own.program.jurisdiction.name, &sources.get(batch.file).name);
        let blank = if result.is_empty() { "" } else { "\n" };
        result.push_str(&format!("{blank}# ---- {} ----\n\n{}", heading.get(face.lang()), batch.text()));
    }
    let mut left = wanted;
    left.retain(|span| !reviewed.reached.contains(span));
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
    lang: Lang,
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
            missing_tests(&own.program, reached, &here, usual_day(&own.program, fallback), lang)
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

/// Tests that stand up in their files, and what they reach.
#[derive(Default)]
struct Reviewed {
    batches: Vec<Batch>,
    reached: BTreeSet<Span>,
}

/// Puts tests at the end of their files, and keeps those that check and pass there.
fn reviewed(policies: &Policies, mut batches: Vec<Batch>, fallback: Option<Date>) -> Reviewed {
    loop {
        batches.retain(|batch| !batch.proposals.is_empty());
        let appended = |name: &str, text: &str| {
            let mut text = text.to_owned();
            for batch in batches.iter().filter(|batch| policies.workspace.sources.get(batch.file).name == name) {
                text.push('\n');
                text.push_str(&batch.text());
            }
            text
        };
        let texts = policies.loaded.files.texts.iter();
        let workspace = Workspace::new(texts.map(|(name, text)| (name.clone(), appended(name, text))));
        let analysis = workspace.analyse();
        let problems: Vec<Span> = analysis.problems.iter().map(|problem| problem.span).collect();
        let mut reached = BTreeSet::new();
        let mut wrong = false;
        for batch in &mut batches {
            let name = &policies.workspace.sources.get(batch.file).name;
            let Some(source) = source_named(&workspace.sources, name) else { return Reviewed::default() };
            let begin = policies.loaded.files.texts.get(name).map_or(0, String::len);
            let is_new = |span: Span| span.source == source && span.start as usize >= begin;
            let program = &analysis.jurisdictions[batch.jurisdiction].program;
            // The tests in their order, each until the next one begins.
            let new: Vec<_> = program.tests.iter().filter(|scene| is_new(scene.span)).collect();
            let clean = |at: usize| {
                let next = new.get(at + 1).map_or(u32::MAX, |scene| scene.span.start);
                let within = |span: &Span| is_new(*span) && span.start >= new[at].span.start && span.start < next;
                !problems.iter().any(within)
            };
            let mut stands: Vec<bool> = Vec::new();
            for (at, scene) in new.iter().enumerate() {
                let result = run_scene_reaching(program, scene, day_of_test(program, scene, fallback));
                stands.push(clean(at) && result.holds());
                reached.extend(result.reached);
            }
            let mut stands = stands.into_iter();
            let before = batch.proposals.len();
            batch.proposals.retain(|_| stands.next().unwrap_or(false));
            wrong |= batch.proposals.len() < before;
        }
        if !wrong {
            return Reviewed { batches, reached };
        }
    }
}

impl Batch {
    /// Returns the tests in their canonical form.
    fn text(&self) -> String {
        let texts: Vec<&str> = self.proposals.iter().map(|own| own.text.as_str()).collect();
        let text = texts.join("\n");
        formatted(&text, KeywordStyle::Zh).unwrap_or(text)
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
