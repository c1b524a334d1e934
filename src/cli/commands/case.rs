//! `polcheck case`: settles one case, or the person or household of a file, and prints the worked sum.
//!
//! The case is written as policy text (a typical case of the county) and added to the workspace, so that its names and
//! units are checked like everything else.

mod given;
mod values;

use crate::cli::args::{CaseArguments, FormatWord};
use crate::cli::error::{self, Error};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::report::worked_sum::{self, Form};
use crate::workspace::case;
use given::Described;

/// How many mistakes of a case are told at once.
const MOST_MISTAKES: usize = 20;

pub(crate) fn run(face: &Face, arguments: &CaseArguments) -> Result<Report, Error> {
    let plain = Policies::load(face)?;
    let target = plain.find(&arguments.county)?;
    let program = plain.program(face, &target)?;
    let day = match &arguments.on {
        Some(text) => Ok(error::day("--on", text)?),
        None => plain.day(face, &target, &[program]).map(|day| day.date),
    };
    let described = match &arguments.given {
        Some(path) => given::from_file(program, path, &arguments.facts, day.as_ref().ok().copied())?,
        None => given::from_words(program, &arguments.facts, day.clone()?)?,
    };
    // A file may name every day by itself.
    let day = day.or_else(|error| described.first.ok_or(error))?;
    let (text, head) = case::text(program, day, &described.text);
    let policies = Policies::load_with(face, Some((case::NAME.to_owned(), text)))?;
    if let Some(error) = mistakes(face, &policies, &described, head) {
        return Err(error);
    }
    let target = policies.find(&arguments.county)?;
    let program = policies.program(face, &target)?;
    let settled = case::settle(&policies.workspace, program, day, &described.ids, arguments.given.is_none());
    let Some(settled) = settled else { return Err(Error::usage(words::bad_command_line())) };
    let case = settled.map_err(|error| Error::usage(error.message))?;
    let form = match face.format() {
        FormatWord::Json => Form::Json,
        FormatWord::Markdown => Form::Markdown,
        FormatWord::Plain => Form::Plain,
        FormatWord::Text => Form::Text,
    };
    let result = worked_sum::case(&case, form, face.lang(), face.width());
    let exit = Exit::findings(!case.complete);
    Ok(Report { result, notes: policies.remarks(face, &[&target]), exit })
}

/// Returns what is wrong with the case, each with who says it.
fn mistakes(face: &Face, policies: &Policies, described: &Described, head: usize) -> Option<Error> {
    let lang = face.lang();
    let found = case::mistakes(&policies.workspace, &policies.analysis);
    if found.is_empty() {
        return None;
    }
    let mut told: Vec<String> = Vec::new();
    for problem in &found {
        let at = (problem.span.start as usize).saturating_sub(head);
        let what = match described.part(at) {
            Some(part) => words::in_part(part, &problem.message),
            None => problem.message.clone(),
        };
        let mut lines = words::mistake(what).get(lang).to_owned();
        if let Some(help) = &problem.help {
            lines.push('\n');
            lines.push_str(words::mistake_help(help).get(lang));
        }
        if !told.contains(&lines) {
            told.push(lines);
        }
    }
    let more = told.len().saturating_sub(MOST_MISTAKES);
    told.truncate(MOST_MISTAKES);
    if more > 0 {
        told.push(words::more_mistakes(more).get(lang).to_owned());
    }
    Some(Error::Policy { message: words::case_has_errors(), pictures: told.join("\n") + "\n", hint: None })
}
