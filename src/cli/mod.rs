//! The command line: words in, results on standard output, everything else on standard error, an exit code.
//!
//! Reads files, the environment and arguments, and hands texts to `workspace`; knows nothing of policies itself.

mod args;
mod baseline;
mod ci_settings;
mod ci_words;
mod commands;
mod config;
mod encoding;
mod environment;
mod error;
mod face;
mod files;
mod help;
mod output;
mod policies;
mod revisions;
mod settings;
mod toml_text;
mod usage;
mod words;

use std::ffi::OsString;
use std::panic;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};

use clap::Parser;

use crate::base::columns::draw_wide_marks;
use crate::base::text::Lang;
use args::{Arguments, Command, Global};
use environment::Environment;
use error::Error;
use face::Face;
use output::{Exit, Report};

/// Deep enough for every policy within the limits of nesting, in unoptimised builds too.
const STACK_BYTES: usize = 256 << 20;

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let environment = Environment::read();
    let lang = environment.early_lang(&arguments);
    let exit = match protected(move || run(&arguments, environment, lang)) {
        Ok(exit) => exit,
        Err(fault) => {
            output::to_stderr(&format!("{}\n", words::trouble(words::our_fault()).get(lang)));
            output::to_stderr(&format!("  {fault}\n"));
            let report = words::please_report(env!("CARGO_PKG_VERSION"));
            output::to_stderr(&format!("{}\n", words::hint(report).get(lang)));
            Exit::Fault
        }
    };
    ExitCode::from(exit.code())
}

/// Runs work on a stack that is deep enough; a panic comes back as its message and place.
fn protected(work: impl FnOnce() -> Exit + Send + 'static) -> Result<Exit, String> {
    let fault = Arc::new(Mutex::new(String::new()));
    let noted = Arc::clone(&fault);
    panic::set_hook(Box::new(move |panic| {
        let place = panic.location().map(|at| format!("{}:{}: ", at.file(), at.line())).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no message");
        if let Ok(mut noted) = noted.lock()
            && noted.is_empty()
        {
            *noted = format!("{place}{message}");
        }
    }));
    let message = || fault.lock().map(|fault| fault.clone()).unwrap_or_default();
    match std::thread::Builder::new().stack_size(STACK_BYTES).spawn(work) {
        Ok(thread) => thread.join().map_err(|_| message()),
        Err(error) => Err(error.to_string()),
    }
}

fn run(arguments: &[OsString], environment: Environment, early: Lang) -> Exit {
    let mut told = early;
    match perform(arguments, environment, &mut told) {
        Ok(exit) => exit,
        Err(error) => {
            output::to_stderr(&error.render(told));
            Exit::Trouble
        }
    }
}

/// Does what is asked; `told` becomes the tongue of the workspace.
fn perform(arguments: &[OsString], environment: Environment, told: &mut Lang) -> Result<Exit, Error> {
    if let Some(text) = asked_for_help(arguments, &environment, *told) {
        return deliver(&Global::default(), Report::new(text, Exit::Clean), *told);
    }
    let parsed = Arguments::try_parse_from(arguments)
        .map_err(|error| usage::error(&error, command_word(arguments).as_deref()))?;
    let Some(command) = parsed.command else {
        return deliver(&Global::default(), Report::new(help::short_guide(*told), Exit::Clean), *told);
    };
    let face = Face::new(environment, parsed.global, *told)?;
    if let Some(document) = face.document()
        && !command.makes(document)
    {
        let error = Error::usage(words::no_document(document.name()));
        return Err(error.with_hint(words::no_document_hint()));
    }
    let is_of_rows = matches!(command, Command::Settle(_) | Command::Merge(_) | Command::Generate(_));
    let report = match &command {
        Command::Check(arguments) => commands::check::run(&face, arguments),
        Command::Fmt(arguments) => commands::fmt::run(&face, arguments),
        Command::Show(arguments) => commands::show::run(&face, arguments),
        Command::Explain(arguments) => commands::explain::run(&face, arguments),
        Command::Case(arguments) => commands::case::run(&face, arguments),
        Command::Test(arguments) => commands::test::run(&face, arguments),
        Command::Diff(arguments) => commands::diff::run(&face, arguments),
        Command::Import(arguments) => commands::import::run(&face, arguments),
        Command::Init(arguments) => commands::init::run(&face, arguments),
        Command::Config(arguments) => commands::config::run(&face, arguments),
        Command::Completions(arguments) => commands::completions::run(arguments),
        Command::Man(arguments) => commands::man::run(&face, arguments),
        Command::Complete(arguments) => commands::completions::complete(&face, arguments),
        Command::Compare(arguments) => commands::compare::run(&face, arguments),
        Command::Conform(arguments) => commands::conform::run(&face, arguments),
        Command::Verify(arguments) => commands::verify::run(&face, arguments),
        Command::Settle(arguments) => commands::settle::run(&face, arguments),
        Command::Merge(arguments) => commands::merge::run(&face, arguments),
        Command::Generate(arguments) => commands::population::run(&face, arguments),
        Command::Ci(arguments) => commands::ci::run(&face, arguments),
        Command::GitDiffDriver(arguments) => commands::git_diff_driver::run(&face, arguments),
        #[cfg(feature = "lsp")]
        Command::Lsp(arguments) => commands::lsp::run(&face, arguments),
    };
    *told = face.lang();
    let mut report = report?;
    // Tables of rows tell of themselves what they have written.
    if let (Some(path), false) = (face.has_written(), is_of_rows) {
        report.notes.push_str(&format!("{}\n", words::written_to(error::shown(path)).get(face.lang())));
    }
    let global = Global { output: face.output().map(std::path::Path::to_owned), ..face.global.clone() };
    deliver(&global, report, *told)
}

/// Writes a report: the result where it belongs, the notes to standard error unless `-q`.
fn deliver(global: &Global, report: Report, lang: Lang) -> Result<Exit, Error> {
    let mut notes = report.notes;
    match &global.output {
        Some(path) => {
            output::to_file(path, &report.result)?;
            notes.push_str(&format!("{}\n", words::written_to(error::shown(path)).get(lang)));
        }
        None => {
            let stdout = std::path::Path::new("stdout");
            output::to_stdout(&report.result).map_err(|error| Error::unwritable(stdout, &error))?;
        }
    }
    if !global.quiet {
        output::to_stderr(&notes);
    }
    let advice = global.exit_zero && report.exit == Exit::Findings;
    Ok(if advice { Exit::Clean } else { report.exit })
}

/// Returns the help, or the version, where a word asks for it.
fn asked_for_help(arguments: &[OsString], environment: &Environment, lang: Lang) -> Option<String> {
    let words = || arguments.iter().skip(1).map(|word| word.to_string_lossy()).take_while(|word| word != "--");
    let long = words().any(|word| word == "--help") || words().next().is_some_and(|word| word == "help");
    let given = words().collect::<Vec<_>>();
    let width = environment.help_width(&given);
    draw_wide_marks(environment.help_marks_are_wide(&given));
    if long || words().any(|word| word == "-h") {
        return Some(help::help(command_word(arguments).as_deref(), long, lang, width));
    }
    if words().any(|word| word == "--version" || word == "-V") {
        return Some(format!("polcheck {}\n", env!("CARGO_PKG_VERSION")));
    }
    None
}

/// Returns the first word that is a command.
fn command_word(arguments: &[OsString]) -> Option<String> {
    let words = arguments.iter().skip(1).map(|word| word.to_string_lossy().into_owned());
    let mut words = words.take_while(|word| word != "--");
    words.find(|word| help::is_command(word))
}
