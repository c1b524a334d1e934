//! `polcheck check`: everything that can be said of a workspace without data.

use crate::cli::args::CheckArguments;
use crate::cli::config::Config;
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::files;
use crate::cli::output::{Exit, Report};
use crate::diagnostic::render::render;
use crate::diagnostic::{Diagnostic, Severity};

pub(crate) fn run(face: &Face, arguments: &CheckArguments) -> Result<Report, Error> {
    let mut loaded = face.load()?;
    let selected = loaded.place.select(&face.environment.folder, &arguments.paths, &mut loaded.files)?;
    let workspace = loaded.files.workspace();
    let mut diagnostics = workspace.analyse().problems.into_sorted();
    if let Some(names) = selected {
        let ids = files::ids(&workspace.sources, &names);
        diagnostics.retain(|diagnostic| ids.contains(&diagnostic.span.source));
    }
    let diagnostics = leveled(diagnostics, &loaded.place.config, arguments.strict);
    let result = render(&workspace.sources, &diagnostics, &face.rendering());
    let errors = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(Report { result, notes: face.about(&loaded), exit: Exit::findings(errors) })
}

/// Gives diagnostics the levels of the settings; strictly, every warning is an error.
fn leveled(diagnostics: Vec<Diagnostic>, config: &Config, strict: bool) -> Vec<Diagnostic> {
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
