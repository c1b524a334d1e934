//! `polcheck lsp`: starts the language server on standard input and output, and reads workspaces for it as every other
//! command does.

use std::io::{self, BufReader, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::check::{leveled, lint_settings};
use crate::base::source::SourceMap;
use crate::cli::args::{Global, LspArguments};
use crate::cli::baseline;
use crate::cli::config;
use crate::cli::environment::Environment;
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::files::Place;
use crate::cli::output::{self, Exit, Report};
use crate::cli::{settings, words};
use crate::diagnostic::Diagnostic;
use crate::lsp::{Disk, Fault, OnDisk, Settled, serve};
use crate::workspace::again::Content;

pub(crate) fn run(face: &Face, arguments: &LspArguments) -> Result<Report, Error> {
    // What editors add needs no answer.
    let LspArguments { stdio: _, client: _ } = arguments;
    if io::stdin().is_terminal() {
        output::to_stderr(&format!("{}\n", words::lsp_is_for_editors().get(face.lang())));
    }
    let disk = Folders { environment: face.environment.clone(), global: face.global.clone() };
    let clean = serve(BufReader::new(io::stdin()), io::stdout(), Arc::new(disk), face.lang())
        .map_err(|error| Error::file(words::cannot_start_server(error.to_string())))?;
    Ok(Report::new(String::new(), if clean { Exit::Clean } else { Exit::Findings }))
}

/// The folders of this computer, under the flags and variables of the command.
struct Folders {
    environment: Environment,
    global: Global,
}

impl Disk for Folders {
    fn root(&self, folder: &Path) -> Option<PathBuf> {
        let named = self.global.workspace.clone();
        let named = named.or_else(|| self.environment.variable("POLCHECK_WORKSPACE").map(PathBuf::from));
        if let Some(named) = named
            && let Ok(root) = self.environment.folder.join(named).canonicalize()
            && folder.starts_with(&root)
        {
            return Some(root);
        }
        folder.ancestors().find(|above| above.join(config::FILE_NAME).is_file()).map(Path::to_owned)
    }

    fn read(&self, root: &Path) -> OnDisk {
        let mut faults = Vec::new();
        let mut note = |error: &Error| {
            let (line, message) = error.fault();
            faults.push(Fault { file: config::FILE_NAME.to_owned(), line, message });
        };
        let place = Place::find(root, Some(Path::new("."))).unwrap_or_else(|error| {
            note(&error);
            Place::unsettled(root)
        });
        let settings = self.settled(&place).unwrap_or_else(|error| {
            note(&error);
            Settled::default()
        });
        let files = place.read_what_is_there().unwrap_or_else(|error| {
            note(&error);
            Default::default()
        });
        OnDisk { files: files.contents(), settings, faults }
    }

    fn file(&self, path: &Path) -> Option<Content> {
        let files = Place::unsettled(path.parent()?).read_one(path).ok()?;
        files.contents().into_values().next()
    }
}

impl Folders {
    fn settled(&self, place: &Place) -> Result<Settled, Error> {
        let settings = settings::settled(&self.environment, &self.global, Some(place))?;
        let known = match std::fs::read_to_string(place.on_disk(baseline::FILE_NAME)) {
            Ok(text) => baseline::parse(&text)?,
            Err(_) => Vec::new(),
        };
        let config = place.config.clone();
        let lint = lint_settings(settings.as_of.value, &config);
        let levels = move |sources: &SourceMap, found: Vec<Diagnostic>| {
            baseline::sort(known.clone(), sources, leveled(found, &config, false), |_| true).new
        };
        Ok(Settled { lang: settings.lang.value, lint, as_of: settings.as_of.value, levels: Arc::new(levels) })
    }
}
