//! `polcheck conform`: counties held against the standards in force; `--fix` mends what the standards' own numbers can.

use crate::cli::args::{ConformArguments, FormatWord};
use crate::cli::commands::fmt::difference;
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{self, Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::compare::Fix;
use crate::compare::conform::requirement_text;
use crate::compare::{ClausesOnly, Conformance, Everything, Side, conform};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::conform::{Form, Page, blocks, render};
use crate::workspace::conform::mend;
use crate::workspace::{Target, in_parallel};

pub(crate) fn run(face: &Face, arguments: &ConformArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let asked = policies.counties(&arguments.names, arguments.all)?;
    let (targets, broken) = policies.sound(asked.clone());
    let (found, by_default) = judged(face, &policies, &targets)?;
    let mut notes = policies.remarks(face, &targets.iter().collect::<Vec<_>>());
    if !broken.is_empty() {
        let names = crate::base::text::listed(&broken);
        notes.push_str(&format!("{}\n", words::counties_with_errors(broken.len(), names).get(face.lang())));
        notes.push_str(&why_skipped(face, &policies, &asked));
    }
    if let (true, Some((_, first))) = (by_default, found.first()) {
        notes.push_str(&format!("{}\n", words::by_last_change(first.party.date.to_string()).get(face.lang())));
    }
    if arguments.fix {
        return fix(face, arguments, &policies, &found, (notes, !broken.is_empty()));
    }
    let all: Vec<Conformance> = found.into_iter().map(|(_, own)| own).collect();
    let exit = exit(&all, !broken.is_empty());
    let page = Page {
        sources: &policies.workspace.sources,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang: face.lang(),
        width: face.width(),
        color: face.color(),
    };
    let result = match face.as_document(|| blocks(&all, &page))? {
        Some(document) => document,
        None => render(&all, &page),
    };
    Ok(Report { result, notes, exit })
}

/// Tells of each county that was left out the first error, and where.
fn why_skipped(face: &Face, policies: &Policies, asked: &[Target]) -> String {
    let mut out = String::new();
    for target in asked {
        let own = &policies.analysis.jurisdictions[target.jurisdiction];
        if !own.has_errors {
            continue;
        }
        let problems = policies.analysis.problems.clone().into_sorted();
        let is_own =
            |problem: &&Diagnostic| problem.severity == Severity::Error && own.sources.contains(&problem.span.source);
        let Some(first) = problems.iter().find(is_own) else { continue };
        let source = policies.workspace.sources.get(first.span.source);
        let line = source.line_column(first.span.start as usize).line;
        let place = format!("{}:{line}", source.name);
        let name = &own.program.jurisdiction.name;
        out.push_str(&format!("{}\n", words::left_out(name, place, &first.message).get(face.lang())));
    }
    out
}

/// Holds every county against its standards, on its own day.
fn judged(face: &Face, policies: &Policies, targets: &[Target]) -> Result<(Vec<(usize, Conformance)>, bool), Error> {
    let mut sides = Vec::new();
    let mut by_default = false;
    let programs: Vec<_> =
        targets.iter().map(|own| &policies.analysis.jurisdictions[own.jurisdiction].program).collect();
    for (target, program) in targets.iter().zip(&programs) {
        let day = policies.day(face, target, &programs)?;
        by_default |= day.by_default;
        sides.push((target.jurisdiction, Side { program, date: day.date }));
    }
    let found = in_parallel(&sides, |(at, side)| (*at, conform(*side, &Everything)));
    Ok((found, by_default))
}

fn exit(all: &[Conformance], broken: bool) -> Exit {
    if broken || all.iter().any(Conformance::has_deviations) {
        Exit::Findings
    } else if all.iter().any(Conformance::is_open) {
        Exit::Undecided
    } else {
        Exit::Clean
    }
}

/// Shows the amendments that bring the counties into line, and writes them unless only `--diff` is asked for.
fn fix(
    face: &Face,
    arguments: &ConformArguments,
    policies: &Policies,
    found: &[(usize, Conformance)],
    (mut notes, broken): (String, bool),
) -> Result<Report, Error> {
    let files = &policies.loaded.files;
    let build = |extra| files.workspace_with(extra);
    let mended = mend(&policies.analysis, &policies.workspace, found, &ClausesOnly, face.lang(), &build);
    let result: String = mended.files.iter().map(|(name, text)| difference(name, "", text)).collect();
    for (county, edit, reason) in &mended.left {
        notes.push_str(&format!("{}\n", words::left_unfixed(county, edit, reason).get(face.lang())));
    }
    for (_, county) in found {
        for finding in county.findings.iter().filter(|own| own.is_deviation()) {
            if let Fix::ByHand(reason) = &finding.fix {
                let asked = requirement_text(&policies.workspace.sources, finding);
                let place = format!("{}: {asked}", finding.standard);
                notes.push_str(&format!(
                    "{}\n",
                    words::left_unfixed(&county.party.name, place, reason).get(face.lang())
                ));
            }
        }
    }
    let sum = match (mended.files.len(), arguments.diff) {
        (0, _) => words::nothing_to_mend(),
        (count, true) => words::would_fix(mended.edits, count),
        (count, false) => words::mended(mended.edits, count),
    };
    notes.push_str(&format!("{}\n", sum.get(face.lang())));
    if arguments.diff {
        return Ok(Report { result, notes, exit: Exit::findings(broken || !mended.files.is_empty()) });
    }
    for (name, text) in &mended.files {
        output::to_file(&policies.loaded.place.on_disk(name), text)?;
    }
    // What is left tells the exit code.
    let after = files.workspace_with(mended.files.clone());
    let analysis = after.analyse();
    let again: Vec<Conformance> = found
        .iter()
        .map(|(at, own)| {
            let program = &analysis.jurisdictions[*at].program;
            conform(Side { program, date: own.party.date }, &Everything)
        })
        .collect();
    Ok(Report { result, notes, exit: exit(&again, broken) })
}
