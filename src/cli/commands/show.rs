//! `polcheck show`: the policy of a county on a day, as the annex of a document.

use crate::cli::args::{DocumentWord, FormatWord, ShowArguments};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::ir::Program;
use crate::report::history;
use crate::report::import as back;
use crate::report::show::{self, Drawing};
use crate::workspace::{Target, import};

pub(crate) fn run(face: &Face, arguments: &ShowArguments) -> Result<Report, Error> {
    let today = Policies::load(face)?;
    let (county, past) = today.at_revision(&arguments.county, &today.workspace.sources)?;
    let policies = past.unwrap_or(today);
    let target = policies.find(&county).map_err(|error| match county.split_once('.') {
        Some((own, part)) if policies.find(own).is_ok() => {
            Error::usage(words::unknown_county(&county)).with_hint(words::part_stands_apart(own, part))
        }
        _ => error,
    })?;
    let program = policies.program(face, &target)?;
    if arguments.history && arguments.names.is_empty() {
        return Ok(changes(face, &policies, &target, program, arguments));
    }
    let day = policies.day(face, &target, &[program])?;
    let shown = show::show(program, &policies.workspace.sources, day.date, &arguments.names).map_err(|unknown| {
        let error = Error::usage(words::unknown_part(&program.jurisdiction.name, &unknown.name));
        match unknown.near.is_empty() {
            true => error,
            false => error.with_hint(did_you_mean(&unknown.near)),
        }
    })?;
    if arguments.history {
        return Ok(changes(face, &policies, &target, program, arguments));
    }
    let lang = face.lang();
    let flat = face.document() == Some(DocumentWord::Xlsx);
    let document = face.as_document(|| {
        let mut blocks = show::blocks(&shown, lang, flat);
        if flat && arguments.names.is_empty() {
            let sheets = import::export(&policies.workspace, &policies.analysis, target.jurisdiction);
            blocks.extend(back::sheets(&sheets, lang));
        }
        blocks
    })?;
    let text = || match face.format() {
        FormatWord::Text => show::text(&shown, lang, Drawing { color: face.color(), lines: true, width: face.width() }),
        FormatWord::Plain => show::text(&shown, lang, Drawing { color: false, lines: false, width: face.width() }),
        FormatWord::Json => shown.json(),
        FormatWord::Markdown => show::markdown(&shown, lang),
    };
    let result = document.unwrap_or_else(text);
    let mut notes = policies.remarks(face, &[&target]);
    if day.by_default {
        notes.push_str(&format!("{}\n", words::by_last_change(day.date.to_string()).get(lang)));
    }
    Ok(Report { result, notes, exit: Exit::Clean })
}

/// Returns the changes by date.
fn changes(face: &Face, policies: &Policies, target: &Target, program: &Program, arguments: &ShowArguments) -> Report {
    let changes = history::history(program, &arguments.names);
    let lang = face.lang();
    let result = match face.format() {
        FormatWord::Text | FormatWord::Plain => history::text(&changes, lang, face.width()),
        FormatWord::Json => history::json(&changes, &policies.workspace.sources),
        FormatWord::Markdown => history::markdown(&changes, lang),
    };
    Report { result, notes: policies.remarks(face, &[target]), exit: Exit::Clean }
}
