//! `polcheck config show`: what holds in this workspace, and where each value comes from.

use crate::base::text::Text;
use crate::cli::args::{ColorWord, ConfigAction, ConfigArguments, FormatWord};
use crate::cli::error::{Error, shown};
use crate::cli::face::Face;
use crate::cli::output::{Exit, Report};
use crate::cli::settings::Origin;
use crate::cli::words;
use crate::diagnostic::Severity;
use crate::report::grid::{Align, Grid};
use serde_json::{Value, json};

/// One setting as it holds.
struct Row {
    key: String,
    /// As it is written in a file; `None`: not set.
    value: Option<String>,
    /// What then holds.
    otherwise: Text,
    origin: Origin,
}

pub(crate) fn run(face: &Face, arguments: &ConfigArguments) -> Result<Report, Error> {
    let ConfigAction::Show = arguments.action;
    let rows = rows(face)?;
    let lang = face.lang();
    let value = |row: &Row| row.value.clone().unwrap_or_else(|| format!("({})", row.otherwise.get(lang)));
    let cells = |row: &Row| {
        let mut cells = vec![row.key.clone(), value(row)];
        if arguments.origin {
            cells.push(row.origin.text().get(lang).to_owned());
        }
        cells
    };
    let mut header = vec![words::setting().get(lang).to_owned(), words::value().get(lang).to_owned()];
    if arguments.origin {
        header.push(words::comes_from().get(lang).to_owned());
    }
    let mut grid = Grid::new(vec![Align::Left; header.len()]).header(header);
    rows.iter().for_each(|row| grid.row(cells(row)));
    let result = match face.format() {
        FormatWord::Text => grid.lines(face.width(), Some('─')).iter().map(|line| format!("{line}\n")).collect(),
        FormatWord::Plain => rows.iter().map(|row| format!("{}\n", cells(row).join("\t"))).collect(),
        FormatWord::Markdown => grid.markdown(),
        FormatWord::Json => {
            let settings: Vec<Value> = rows.iter().map(as_json).collect();
            format!("{:#}\n", json!({ "schema_version": "1.0", "settings": settings }))
        }
    };
    Ok(Report::new(result, Exit::Clean))
}

fn as_json(row: &Row) -> Value {
    let origin = match &row.origin {
        Origin::Default => json!({ "kind": "default" }),
        Origin::File(name, line) => json!({ "kind": "file", "file": name, "line": line }),
        Origin::Variable(name) => json!({ "kind": "variable", "name": name }),
        Origin::Flag(name) => json!({ "kind": "flag", "name": name }),
    };
    json!({ "key": row.key, "value": row.value, "origin": origin })
}

fn rows(face: &Face) -> Result<Vec<Row>, Error> {
    let place = face.place()?;
    let settings = &face.settings;
    let file = place.config_file.as_ref().map(|file| shown(file).trim_start_matches("./").to_owned());
    let of_file = |key: &str| match (&file, place.config.lines.get(key)) {
        (Some(file), Some(line)) => Origin::File(file.clone(), *line),
        _ => Origin::Default,
    };
    let row = |key: &str, value: Option<String>, otherwise: Text, origin: &Origin| Row {
        key: key.to_owned(),
        value,
        otherwise,
        origin: origin.clone(),
    };
    let workspace = match (&face.global.workspace, face.environment.variable("POLCHECK_WORKSPACE")) {
        (Some(_), _) => Origin::Flag("--workspace"),
        (None, Some(_)) => Origin::Variable("POLCHECK_WORKSPACE"),
        (None, None) => Origin::Default,
    };
    let folders: Vec<String> = place.config.policies.iter().map(|entry| format!("\"{}\"", entry.name)).collect();
    let folders = (!folders.is_empty()).then(|| format!("[{}]", folders.join(", ")));
    let color = match settings.color.value {
        ColorWord::Auto => "auto",
        ColorWord::Always => "always",
        ColorWord::Never => "never",
    };
    let lang = settings.lang.value.map(|lang| match lang {
        crate::base::text::Lang::Zh => "zh".to_owned(),
        crate::base::text::Lang::En => "en".to_owned(),
    });
    let mut rows = vec![
        row("workspace", Some(shown(&place.root)), words::not_set(), &workspace),
        row("policies", folders, words::usual_folder(), &of_file("policies")),
        row("as_of", settings.as_of.value.map(|day| day.to_string()), words::last_change(), &settings.as_of.origin),
        row(
            "recheck_months",
            place.config.recheck_months.map(|own| own.to_string()),
            Text::same("12"),
            &of_file("recheck_months"),
        ),
        row("lang", lang, words::by_locale(), &settings.lang.origin),
        row(
            "format",
            settings.format.value.map(|own| own.name().to_owned()),
            Text::same("text"),
            &settings.format.origin,
        ),
        row("color", Some(color.to_owned()), words::not_set(), &settings.color.origin),
        row("width", settings.width.value.map(|own| own.to_string()), words::by_terminal(), &settings.width.origin),
        row("marks", Some(settings.marks.value.name().to_owned()), words::not_set(), &settings.marks.origin),
    ];
    for (code, level) in &place.config.levels {
        let level = match level {
            None => "off",
            Some(Severity::Note) => "note",
            Some(Severity::Warning) => "warning",
            Some(Severity::Error) => "error",
        };
        rows.push(row(&format!("rules.{}", code.name()), Some(level.to_owned()), words::not_set(), &of_file("rules")));
    }
    Ok(rows)
}
