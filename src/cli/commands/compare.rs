//! `polcheck compare`: all counties in one matrix, with spread, ranking and the index of disparity.

use crate::cli::args::{CompareArguments, FormatWord};
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::policies::Policies;
use crate::cli::words;
use crate::compare::{Side, matrix};
use crate::report::compare::{Form, Page, blocks, render};

pub(crate) fn run(face: &Face, arguments: &CompareArguments) -> Result<Report, Error> {
    let policies = Policies::load(face)?;
    let (targets, broken) = policies.sound(policies.counties(&arguments.names, arguments.all)?);
    let programs: Vec<_> =
        targets.iter().map(|own| &policies.analysis.jurisdictions[own.jurisdiction].program).collect();
    let mut sides = Vec::new();
    let mut by_default = None;
    for (target, program) in targets.iter().zip(&programs) {
        let day = policies.day(face, target, &programs)?;
        by_default = by_default.or(day.by_default.then_some(day.date));
        sides.push(Side { program, date: day.date });
    }
    let mut notes = policies.remarks(face, &targets.iter().collect::<Vec<_>>());
    if !broken.is_empty() {
        let names = crate::base::text::listed(&broken);
        notes.push_str(&format!("{}\n", words::counties_with_errors(broken.len(), names).get(face.lang())));
    }
    if let Some(day) = by_default {
        notes.push_str(&format!("{}\n", words::by_last_change(day.to_string()).get(face.lang())));
    }
    let found = matrix(&sides, true);
    let page = Page {
        sources: &policies.workspace.sources,
        form: match face.format() {
            FormatWord::Text => Form::Text,
            FormatWord::Plain => Form::Plain,
            FormatWord::Markdown => Form::Markdown,
            FormatWord::Json => Form::Json,
        },
        lang: face.lang(),
        width: match face.format() {
            FormatWord::Text => Some(face.width()),
            // Lines without end may be as wide as they like.
            FormatWord::Plain | FormatWord::Markdown | FormatWord::Json => None,
        },
        color: face.color(),
        full: arguments.full,
    };
    let wide = Page { width: None, ..page };
    let result = match face.as_document(|| blocks(&found, &wide))? {
        Some(document) => document,
        None => render(&found, &page),
    };
    let exit = Exit::findings(!broken.is_empty() || !found.is_uniform());
    Ok(Report { result, notes, exit })
}
