//! `polcheck verify`: what counties assert of themselves and the catalogue of properties, decided over all inputs.

use crate::base::number::Number;
use crate::base::text::listed;
use crate::cli::args::{FormatWord, VerifyArguments};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::compare::Side;
use crate::compare::verify::{self, Options, Property, Verification};
use crate::diagnostic::{Diagnostic, Severity};
use crate::model::scope::nearest;
use crate::report::verify::{Form, Page, blocks, catalogue, list, render};
use crate::workspace::in_parallel;

/// The name by which the assertions of the files are asked for alone.
const ASSERTIONS: &str = "assertions";

pub(crate) fn run(face: &Face, arguments: &VerifyArguments) -> Result<Report, Error> {
    if arguments.list {
        let empty = crate::base::source::SourceMap::default();
        let page = page(face, &empty);
        let result = match face.as_document(|| catalogue(face.lang()))? {
            Some(document) => document,
            None => list(&page),
        };
        return Ok(Report { result, notes: String::new(), exit: Exit::Clean });
    }
    let policies = Policies::load(face)?;
    let targets = policies.counties(&arguments.names, arguments.all)?;
    let analysis = &policies.analysis;
    let programs: Vec<_> = targets.iter().map(|own| &analysis.jurisdictions[own.jurisdiction].program).collect();
    let mut sides = Vec::new();
    let mut by_default = None;
    for (target, program) in targets.iter().zip(&programs) {
        let day = policies.day(face, target, &programs)?;
        by_default = by_default.or(day.by_default.then_some(day.date));
        sides.push((target.jurisdiction, Side { program, date: day.date }));
    }
    let mut options = Options { cliff: cliff(arguments)?, ..Options::default() };
    let known: Vec<String> = sides.iter().flat_map(|(_, side)| verify::assertions(*side)).collect();
    choose(&mut options, &arguments.only, &known)?;
    let mut notes = policies.remarks(face, &targets.iter().collect::<Vec<_>>());
    let broken: Vec<&str> = targets
        .iter()
        .filter(|own| analysis.jurisdictions[own.jurisdiction].has_errors)
        .map(|own| analysis.jurisdictions[own.jurisdiction].program.jurisdiction.name.as_str())
        .collect();
    if !broken.is_empty() {
        notes.push_str(&format!("{}\n", words::verified_with_errors(broken.len(), listed(&broken)).get(face.lang())));
    }
    if let Some(day) = by_default {
        notes.push_str(&format!("{}\n", words::by_last_change(day.to_string()).get(face.lang())));
    }
    let found: Vec<Verification> = in_parallel(&sides, |(at, side)| {
        let own = &analysis.jurisdictions[*at];
        if !own.has_errors {
            return verify::verify(*side, &options);
        }
        let is_own =
            |problem: &&Diagnostic| problem.severity == Severity::Error && own.sources.contains(&problem.span.source);
        let problems: Vec<Diagnostic> = analysis.problems.iter().filter(is_own).cloned().collect();
        verify::of_errors(*side, &problems, &options)
    });
    let page = page(face, &policies.workspace.sources);
    let result = match face.as_document(|| blocks(&found, &page))? {
        Some(document) => document,
        None => render(&found, &page),
    };
    let exit = if found.iter().any(Verification::fails) {
        Exit::Findings
    } else if found.iter().any(Verification::is_open) {
        Exit::Undecided
    } else {
        Exit::Clean
    };
    Ok(Report { result, notes, exit })
}

fn page<'s>(face: &Face, sources: &'s crate::base::source::SourceMap) -> Page<'s> {
    Page {
        sources,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang: face.lang(),
        width: face.width(),
        color: face.color(),
    }
}

/// Reads what `--only` asks for: properties by name, all assertions, or one of them.
fn choose(options: &mut Options, only: &[String], assertions: &[String]) -> Result<(), Error> {
    if only.is_empty() {
        return Ok(());
    }
    options.assertions = false;
    for name in only {
        if let Some(property) = Property::find(name) {
            options.only.push(property);
        } else if name == ASSERTIONS || name == "断言" {
            options.assertions = true;
            options.named = assertions.to_vec();
        } else if assertions.contains(name) {
            options.assertions = true;
            options.named.push(name.clone());
        } else {
            let mut known: Vec<&str> = Property::ALL.into_iter().map(Property::name).collect();
            known.push(ASSERTIONS);
            known.extend(assertions.iter().map(String::as_str));
            let near = nearest(name, known);
            let hint = if near.is_empty() { words::verify_list() } else { did_you_mean(&near) };
            return Err(Error::usage(words::unknown_property(name)).with_hint(hint));
        }
    }
    Ok(())
}

/// Reads `--cliff`: yuan, with or without `元`; in 分.
fn cliff(arguments: &VerifyArguments) -> Result<i64, Error> {
    let Some(text) = &arguments.cliff else { return Ok(verify::DEFAULT_CLIFF) };
    let digits = text.trim().trim_end_matches('元').trim_end_matches("yuan").trim();
    let fen =
        Number::parse(digits).and_then(|yuan| yuan.multiply(&Number::from(100)).ok()).and_then(|fen| fen.to_i64());
    fen.filter(|own| *own > 0).ok_or_else(|| Error::usage(words::bad_cliff(text)).with_hint(words::write_cliff()))
}
