//! `polcheck show`: the policy of a county on a day, as the annex of a document.

use crate::cli::args::{DocumentWord, FormatWord, ShowArguments};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::report::show::{self, Drawing};

pub(crate) fn run(face: &Face, arguments: &ShowArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let target = policies.find(&arguments.county)?;
    let program = policies.program(face, &target)?;
    let day = policies.day(face, &target, &[program])?;
    let shown = show::show(program, &policies.workspace.sources, day.date, &arguments.names).map_err(|unknown| {
        let error = Error::usage(words::unknown_part(&program.jurisdiction.name, &unknown.name));
        match unknown.near.is_empty() {
            true => error,
            false => error.with_hint(did_you_mean(&unknown.near)),
        }
    })?;
    let lang = face.lang();
    let flat = face.document() == Some(DocumentWord::Xlsx);
    let document = face.as_document(|| show::blocks(&shown, lang, flat))?;
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
