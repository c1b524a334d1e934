//! What all commands share: tongue, form, colour, width and day, from flags, environment, settings and the policies.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use super::args::{ColorWord, DocumentWord, FormatWord, Global, MarksWord, OutputWord};
use super::environment::Environment;
use super::error::{Error, shown};
use super::files::{Files, Place};
use super::settings::{self, Settings};
use super::words;
use crate::base::columns::{draw_wide_marks, marks_are_wide};
use crate::base::date::Date;
use crate::base::text::Lang;
use crate::diagnostic::render::{Drawing, Format, Options};
use crate::report::page::{self, Block};

/// The face that a command shows.
#[derive(Debug)]
pub(crate) struct Face {
    pub(crate) environment: Environment,
    pub(crate) global: Global,
    pub(crate) settings: Settings,
    lang: Cell<Lang>,
    width: usize,
    format: FormatWord,
    /// The workspace, or why there is none; only those complain who need it.
    place: Result<Place, Error>,
    document: Option<DocumentWord>,
    /// Whether the file of `-o` has been written already.
    written: Cell<bool>,
}

/// A workspace as read, before anything is parsed.
#[derive(Debug)]
pub(crate) struct Loaded {
    pub(crate) place: Place,
    pub(crate) files: Files,
}

impl Face {
    pub(crate) fn new(environment: Environment, global: Global, early: Lang) -> Result<Face, Error> {
        let named = global.workspace.clone().or_else(|| environment.variable("POLCHECK_WORKSPACE").map(PathBuf::from));
        let place = Place::find(&environment.folder, named.as_deref());
        let settings = settings::settled(&environment, &global, place.as_ref().ok())?;
        draw_wide_marks(settings.marks.value == MarksWord::Wide);
        let width = settings.width.value.unwrap_or_else(|| environment.width(global.output.is_none()));
        let (format, document) = format(&global, &settings)?.split();
        if document == Some(DocumentWord::Xlsx) && global.output.is_none() {
            return Err(Error::usage(words::workbook_needs_file()).with_hint(words::workbook_needs_file_hint()));
        }
        let lang = Cell::new(settings.lang.value.unwrap_or(early));
        Ok(Face { environment, global, settings, lang, width, format, document, written: Cell::new(false), place })
    }

    /// Returns the tongue; before a workspace is loaded that of the surroundings.
    pub(crate) fn lang(&self) -> Lang {
        self.lang.get()
    }

    pub(crate) fn format(&self) -> FormatWord {
        self.format
    }

    /// Returns the kind of document that is asked for instead of text.
    pub(crate) fn document(&self) -> Option<DocumentWord> {
        self.document
    }

    /// Returns the report as the document that is asked for, if one is; a workbook is written at once, since it is no
    /// text.
    pub(crate) fn as_document(&self, blocks: impl FnOnce() -> Vec<Block>) -> Result<Option<String>, Error> {
        let Some(document) = self.document else { return Ok(None) };
        let blocks = blocks();
        Ok(Some(match document {
            DocumentWord::Html => page::html(&blocks, self.lang()),
            // Tables of rows are no pages.
            DocumentWord::Csv | DocumentWord::Parquet | DocumentWord::Arrow => return Ok(None),
            DocumentWord::Svg => page::svg(&blocks).ok_or_else(|| Error::usage(words::no_chart()))?,
            DocumentWord::Sarif | DocumentWord::Junit | DocumentWord::Github | DocumentWord::Gitlab => return Ok(None),
            DocumentWord::Xlsx => {
                let Some(path) = &self.global.output else { return Ok(None) };
                let workbook = page::workbook(&blocks, self.lang());
                let workbook = workbook.map_err(|reason| Error::file(words::cannot_write(shown(path), reason)))?;
                super::output::to_file(path, workbook)?;
                self.written.set(true);
                String::new()
            }
        }))
    }

    /// Returns the file of `-o` that has been written already.
    pub(crate) fn has_written(&self) -> Option<&Path> {
        self.global.output.as_deref().filter(|_| self.written.get())
    }

    /// Returns the file that has yet to be written.
    pub(crate) fn output(&self) -> Option<&Path> {
        self.global.output.as_deref().filter(|_| !self.written.get())
    }

    /// Notes that the file of `-o` has been written.
    pub(crate) fn mark_written(&self) {
        self.written.set(true);
    }

    pub(crate) fn width(&self) -> usize {
        self.width
    }

    pub(crate) fn color(&self) -> bool {
        match self.settings.color.value {
            ColorWord::Always => true,
            ColorWord::Never => false,
            ColorWord::Auto => self.environment.wants_color(self.global.output.is_none()),
        }
    }

    /// Returns how diagnostics are shown as the result.
    pub(crate) fn rendering(&self) -> Options {
        let form = match self.format {
            FormatWord::Text => Format::Text(self.drawing()),
            FormatWord::Plain => Format::Plain,
            FormatWord::Json => Format::Json,
            FormatWord::Markdown => Format::Markdown,
        };
        Options::new(form, self.lang())
    }

    /// Returns how diagnostics are shown beside a result, on standard error.
    pub(crate) fn pictures(&self) -> Options {
        let form = match self.format {
            FormatWord::Plain => Format::Plain,
            FormatWord::Text | FormatWord::Json | FormatWord::Markdown => Format::Text(self.drawing()),
        };
        Options::new(form, self.lang())
    }

    fn drawing(&self) -> Drawing {
        Drawing { color: self.color(), unicode: !self.environment.dumb && !marks_are_wide(), width: self.width }
    }

    /// Finds and reads the workspace; from here on its tongue is spoken.
    pub(crate) fn load(&self) -> Result<Loaded, Error> {
        let place = self.place()?.clone();
        let files = place.read()?;
        self.speak_as(&files);
        Ok(Loaded { place, files })
    }

    /// Speaks the tongue of some policies, unless another is settled.
    pub(crate) fn speak_as(&self, files: &Files) {
        let majority = files.lang().filter(|_| self.settings.lang.value.is_none());
        self.lang.set(majority.unwrap_or(self.lang()));
    }

    /// Returns where the workspace is, and what it has settled.
    pub(crate) fn place(&self) -> Result<&Place, Error> {
        self.place.as_ref().map_err(Error::clone)
    }

    /// Returns the day of `--as-of` or of the settings.
    pub(crate) fn as_of(&self, place: &Place) -> Result<Option<Date>, Error> {
        Ok(self.settings.as_of.value.or(place.config.as_of))
    }

    /// Returns what `-v` tells about a workspace.
    pub(crate) fn about(&self, loaded: &Loaded) -> String {
        if !self.global.verbose {
            return String::new();
        }
        let config = match &loaded.place.config_file {
            Some(file) => words::config_is(shown(file)),
            None => words::no_config(),
        };
        let lines = [words::workspace_is(shown(&loaded.place.root)), config, words::files_read(loaded.files.count())];
        lines.iter().map(|line| format!("{}\n", line.get(self.lang()))).collect()
    }
}

/// Returns the form: as a flag says, as the name of the output file says, as settings say.
fn format(global: &Global, settings: &Settings) -> Result<OutputWord, Error> {
    if let Some(format) = global.format {
        return Ok(format);
    }
    let settled = settings.format.value;
    let Some(path) = &global.output else { return Ok(settled.unwrap_or(OutputWord::Text)) };
    match ending(path).as_deref() {
        Some("txt" | "text") => Ok(OutputWord::Text),
        Some("json") => Ok(OutputWord::Json),
        Some("md" | "markdown") => Ok(OutputWord::Markdown),
        Some("html" | "htm") => Ok(OutputWord::Html),
        Some("xlsx") => Ok(OutputWord::Xlsx),
        Some("svg") => Ok(OutputWord::Svg),
        Some("csv") => Ok(OutputWord::Csv),
        Some("parquet") => Ok(OutputWord::Parquet),
        Some("arrow" | "arrows" | "feather" | "ipc") => Ok(OutputWord::Arrow),
        Some("sarif") => Ok(OutputWord::Sarif),
        Some("xml") => Ok(OutputWord::Junit),
        _ if settled.is_some() => Ok(settled.unwrap_or(OutputWord::Text)),
        _ => Err(Error::usage(words::unknown_ending(shown(path))).with_hint(words::unknown_ending_hint())),
    }
}

fn ending(path: &Path) -> Option<String> {
    path.extension().map(|ending| ending.to_string_lossy().to_ascii_lowercase())
}
