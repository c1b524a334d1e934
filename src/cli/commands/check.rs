//! `polcheck check`: everything that can be said of a workspace without data; mends what is certain, keeps quiet about
//! what is known.

use crate::base::date::Date;
use crate::base::text::Lang;
use crate::cli::args::{CheckArguments, FormatWord};
use crate::cli::baseline;
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::face::{Face, Loaded};
use crate::cli::files;
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;
use crate::diagnostic::render::render;
use crate::diagnostic::{Diagnostic, Severity};
use crate::lint;
use crate::workspace::mend::{Change, Wanted, mend};

pub(crate) fn run(face: &Face, arguments: &CheckArguments) -> Result<Report, Error> {
    if arguments.write_baseline && !arguments.paths.is_empty() {
        return Err(Error::usage(words::baseline_whole()));
    }
    let mut loaded = face.load()?;
    let selected = loaded.place.select(&face.environment.folder, &arguments.paths, &mut loaded.files)?;
    let is_selected = |name: &str| selected.as_ref().is_none_or(|names| names.iter().any(|own| own == name));
    let mended = if arguments.fix { fixed(face, &mut loaded, &is_selected)? } else { String::new() };

    let workspace = loaded.files.workspace();
    let settings = lint_settings(face.settings.as_of.value, &loaded.place.config);
    let mut diagnostics = workspace.findings(&workspace.analyse(), settings).into_sorted();
    if let Some(names) = &selected {
        let ids = files::ids(&workspace.sources, names);
        diagnostics.retain(|diagnostic| ids.contains(&diagnostic.span.source));
    }
    let diagnostics = leveled(diagnostics, &loaded.place.config, arguments.strict);

    let file = loaded.place.on_disk(baseline::FILE_NAME);
    if arguments.write_baseline {
        output::to_file(&file, baseline::write(&workspace.sources, &diagnostics))?;
        let line = words::baseline_written(baseline::FILE_NAME, diagnostics.len());
        return Ok(Report { result: mended, notes: face.about(&loaded), exit: Exit::Clean }.note(line.get(face.lang())));
    }
    let known = match std::fs::read_to_string(&file) {
        Ok(text) => baseline::parse(&text)?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(Error::unreadable(&file, &error)),
    };
    let sorted = baseline::sort(known, &workspace.sources, diagnostics, is_selected);
    let errors = sorted.new.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let shown = render(&workspace.sources, &sorted.new, &face.rendering());
    // A result for programs holds nothing else.
    let apart = matches!(face.format(), FormatWord::Json | FormatWord::Markdown);
    let (before, beside) = if apart { (String::new(), mended) } else { (mended, String::new()) };
    let notes = format!("{}{beside}{}", face.about(&loaded), about_baseline(&sorted, face.lang()));
    Ok(Report { result: format!("{before}{shown}"), notes, exit: Exit::findings(errors) })
}

/// Mends the selected files on disk; returns a line for each change.
fn fixed(face: &Face, loaded: &mut Loaded, is_selected: &dyn Fn(&str) -> bool) -> Result<String, Error> {
    let config = &loaded.place.config;
    let counts = |code| !config.levels.iter().any(|(own, level)| *own == code && level.is_none());
    let wanted = Wanted { text: is_selected, code: &counts, lint: lint_settings(face.settings.as_of.value, config) };
    let mended = mend(&loaded.files.texts, &wanted);
    for (name, text) in mended.texts {
        output::to_file(&loaded.place.on_disk(&name), &text)?;
        loaded.files.texts.insert(name, text);
    }
    let lang = face.lang();
    if mended.changes.is_empty() {
        return Ok(format!("{}\n", words::nothing_to_fix().get(lang)));
    }
    Ok(mended.changes.iter().map(|change| format!("{}\n", told(change, lang))).collect())
}

/// The day is never that of the clock: what was found yesterday is found today.
pub(super) fn lint_settings(as_of: Option<Date>, config: &Config) -> lint::Settings {
    let recheck_months = config.recheck_months.unwrap_or(lint::Settings::default().recheck_months);
    lint::Settings { as_of, recheck_months }
}

fn told(change: &Change, lang: Lang) -> String {
    let place = format!("{}:{}", change.file, change.line);
    let (old, new, rule) = (change.old.trim(), change.new.trim(), change.code.name());
    let line = match (old.is_empty(), new.is_empty()) {
        (true, _) => words::fixed_in(place, new, rule),
        (false, true) => words::fixed_away(place, old, rule),
        (false, false) => words::fixed(place, old, new, rule),
    };
    line.get(lang).to_owned()
}

/// Returns what is said of known findings: how many there are, and which are no longer found.
fn about_baseline(sorted: &baseline::Sorted, lang: Lang) -> String {
    let mut lines = Vec::new();
    if sorted.silent > 0 {
        lines.push(words::known_findings(sorted.silent, baseline::FILE_NAME));
    }
    lines.extend(sorted.unused.iter().map(|own| words::baseline_unused(&own.file, &own.code, own.message())));
    if !sorted.unused.is_empty() {
        lines.push(words::baseline_rewrite(baseline::FILE_NAME));
    }
    lines.iter().map(|line| format!("{}\n", line.get(lang))).collect()
}

/// Gives diagnostics the levels of the settings; strictly, every warning is an error.
pub(super) fn leveled(diagnostics: Vec<Diagnostic>, config: &Config, strict: bool) -> Vec<Diagnostic> {
    let level = |mut diagnostic: Diagnostic| {
        if let Some((_, level)) = config.levels.iter().find(|(code, _)| *code == diagnostic.code) {
            diagnostic.severity = (*level)?;
        }
        if strict && diagnostic.severity == Severity::Warning {
            diagnostic.severity = Severity::Error;
        }
        Some(diagnostic)
    };
    diagnostics.into_iter().filter_map(level).collect()
}
