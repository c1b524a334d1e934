//! `polcheck fmt`: policies into their one canonical form, or what would change.

use std::io::Read;
use std::path::Path;

use similar::TextDiff;

use crate::base::source::SourceMap;
use crate::cli::args::{FmtArguments, FormatWord};
use crate::cli::error::Error;
use crate::cli::face::{Face, Loaded};
use crate::cli::output::{self, Exit, Report};
use crate::cli::words;
use crate::diagnostic::Problems;
use crate::diagnostic::render::render;
use crate::syntax::format::{FormatRefusal, KeywordStyle, format_text};

pub(crate) fn run(face: &Face, arguments: &FmtArguments) -> Result<Report, Error> {
    let style = arguments.keywords.map_or(KeywordStyle::Keep, KeywordStyle::from);
    if arguments.paths.iter().any(|path| path == Path::new("-")) {
        return match arguments.paths.len() {
            1 => standard_input(face, arguments, style),
            _ => Err(Error::usage(words::input_alone())),
        };
    }
    if face.format() == FormatWord::Json || face.format() == FormatWord::Markdown {
        return Err(Error::usage(words::no_such_format("fmt", face.format().name())));
    }
    let mut loaded = face.load()?;
    let selected = loaded.place.select(&face.environment.folder, &arguments.paths, &mut loaded.files)?;
    let wanted = |name: &String| selected.as_ref().is_none_or(|selected| selected.contains(name));
    let mut outcome = Outcome::default();
    for (name, text) in loaded.files.texts.iter().filter(|(name, _)| wanted(name)) {
        match formatted(name, text, style) {
            Ok(new) if new == *text => outcome.same += 1,
            Ok(new) => {
                outcome.changed += 1;
                if arguments.diff {
                    outcome.result.push_str(&difference(name, text, &new));
                } else if arguments.check {
                    outcome.result.push_str(&format!("{name}\n"));
                } else {
                    output::to_file(&loaded.place.on_disk(name), &new)?;
                    outcome.result.push_str(&format!("{}\n", words::formatted(name).get(face.lang())));
                }
            }
            Err(refusal) => {
                outcome.refused += 1;
                outcome.notes.push_str(&refused(face, name, text, &refusal));
            }
        }
    }
    for (name, reason) in loaded.files.refusals().into_iter().filter(|(name, _)| wanted(name)) {
        outcome.refused += 1;
        outcome.notes.push_str(&format!("{}\n", words::not_formatted(name, reason).get(face.lang())));
    }
    Ok(outcome.report(face, &loaded, arguments))
}

#[derive(Default)]
struct Outcome {
    result: String,
    notes: String,
    changed: usize,
    same: usize,
    refused: usize,
}

impl Outcome {
    fn report(self, face: &Face, loaded: &Loaded, arguments: &FmtArguments) -> Report {
        let only_looked = arguments.check || arguments.diff;
        let sum = match only_looked {
            true => words::would_change(self.changed, self.same),
            false => words::have_changed(self.changed, self.same),
        };
        let findings = self.refused > 0 || (only_looked && self.changed > 0);
        let notes = format!("{}{}", face.about(loaded), self.notes);
        let report = Report { result: self.result, notes, exit: Exit::findings(findings) };
        let report = report.note(sum.get(face.lang()));
        match self.refused {
            0 => report,
            count => report.note(words::left_alone(count).get(face.lang())),
        }
    }
}

fn standard_input(face: &Face, arguments: &FmtArguments, style: KeywordStyle) -> Result<Report, Error> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Error::file(words::cannot_read_input(error.to_string())))?;
    let text = String::from_utf8(bytes).map_err(|_| Error::file(words::input_not_utf8()))?;
    let name = words::standard_input().get(face.lang()).to_owned();
    match formatted(&name, &text, style) {
        Ok(new) => {
            let only_looked = arguments.check || arguments.diff;
            let exit = Exit::findings(only_looked && new != text);
            let result = match (arguments.diff, arguments.check) {
                (true, _) => difference(&name, &text, &new),
                (false, true) => String::new(),
                (false, false) => new,
            };
            Ok(Report::new(result, exit))
        }
        Err(refusal) => {
            let notes = refused(face, &name, &text, &refusal);
            Ok(Report { result: String::new(), notes, exit: Exit::Findings })
        }
    }
}

fn formatted(name: &str, text: &str, style: KeywordStyle) -> Result<String, FormatRefusal> {
    let mut sources = SourceMap::default();
    match sources.add(name, text) {
        Some(source) => format_text(source, text, style),
        // Too large to be read at all.
        None => Err(FormatRefusal::SyntaxErrors(Problems::new())),
    }
}

/// Returns why a file is left alone: its mistakes, or a sentence.
fn refused(face: &Face, name: &str, text: &str, refusal: &FormatRefusal) -> String {
    let line = words::not_formatted(name, refusal.reason());
    let mut out = String::new();
    if let FormatRefusal::SyntaxErrors(problems) = refusal {
        let mut sources = SourceMap::default();
        if sources.add(name, text).is_some() {
            out.push_str(&render(&sources, &problems.clone().into_sorted(), &face.pictures()));
        }
    }
    out.push_str(line.get(face.lang()));
    out.push('\n');
    out
}

/// Returns the lines that differ, as `diff -u` shows them; nothing when none do.
pub(super) fn difference(name: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(3).header(name, name).to_string()
}
