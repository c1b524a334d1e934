//! `polcheck explain`: what a problem means, with examples.

use crate::base::text::Lang;
use crate::cli::args::{ExplainArguments, FormatWord};
use crate::cli::error::{Error, did_you_mean};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::words;
use crate::diagnostic::{Code, Severity, pages};
use crate::model::scope::nearest;
use crate::report::grid::{Align, Grid};

pub(crate) fn run(face: &Face, arguments: &ExplainArguments) -> Result<Report, Error> {
    let Some(name) = arguments.name.as_deref().filter(|_| !arguments.list) else {
        return Ok(Report::new(list(face), Exit::Clean));
    };
    // `error[unit-missing]` as copied from a result.
    let name = name.split_once('[').map_or(name, |(_, rest)| rest).trim_end_matches(['[', ']', ':']);
    match Code::from_name(name) {
        Some(code) => Ok(Report::new(page(face, code), Exit::Clean)),
        None => {
            let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
            let hint = if near.is_empty() { words::list_rules() } else { did_you_mean(&near) };
            Err(Error::usage(words::unknown_rule(name)).with_hint(hint))
        }
    }
}

fn page(face: &Face, code: Code) -> String {
    match face.format() {
        FormatWord::Json => {
            let page = serde_json::json!({
                "schema_version": "1.0",
                "code": code.name(),
                "severity": severity(code),
                "summary": code.summary(),
                "page": { "zh": pages::section(code, Lang::Zh), "en": pages::section(code, Lang::En) },
            });
            format!("{page:#}\n")
        }
        FormatWord::Text | FormatWord::Plain | FormatWord::Markdown => {
            format!("# {}\n\n{}\n", code.name(), pages::section(code, face.lang()))
        }
    }
}

fn list(face: &Face) -> String {
    let lang = face.lang();
    match face.format() {
        FormatWord::Json => {
            let entry = |code: &Code| serde_json::json!({ "code": code.name(), "severity": severity(*code), "summary": code.summary() });
            let list: Vec<_> = Code::ALL.iter().map(entry).collect();
            format!("{:#}\n", serde_json::json!({ "schema_version": "1.0", "codes": list }))
        }
        FormatWord::Markdown => {
            let row = |code: &Code| format!("| `{}` | {} |\n", code.name(), code.summary().get(lang));
            let head = words::list_head();
            format!("{}\n| --- | --- |\n{}", head.get(lang), Code::ALL.iter().map(row).collect::<String>())
        }
        FormatWord::Text => {
            let mut grid = Grid::new(vec![Align::Left; 2]);
            for code in Code::ALL {
                grid.row(vec![code.name().to_owned(), code.summary().get(lang).to_owned()]);
            }
            grid.lines(face.width(), None).iter().map(|line| format!("{line}\n")).collect()
        }
        FormatWord::Plain => {
            let width = Code::ALL.iter().map(|code| code.name().len()).max().unwrap_or(0);
            let line = |code: &Code| format!("{:width$}  {}\n", code.name(), code.summary().get(lang));
            Code::ALL.iter().map(line).collect()
        }
    }
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}
