//! Runs the sessions of `tests/cli/*.md` against the built program.
//!
//! A heading is a session in a folder of its own. Blocks with `file=NAME` are files of it; `folder=policies/jibei` in the
//! info line of a `console` block copies that folder into it first. Each `$ ` line of a `console` block is a command;
//! below it stand what it printed, what it complained of after `! `, and `? 1` when its exit code is not 0.
//! `CASE=name cargo test cli` runs one session, `UPDATE=1 cargo test cli` writes the outputs anew.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::folder::Folder;
use crate::support::markdown::{Block, Document, Section};
use crate::support::{files_below, updating, wanted_case};

#[test]
fn every_session_goes_as_written() {
    let wanted = wanted_case();
    let mut failures = Vec::new();
    let mut ran = 0;
    for path in files_below(Path::new("tests/cli"), "md") {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            if wanted.as_ref().is_some_and(|wanted| *wanted != section.name()) {
                continue;
            }
            ran += 1;
            let shared: Vec<&Block> = document.enclosing(index).iter().flat_map(|section| &section.blocks).collect();
            for (block, actual) in session(section, &shared) {
                let wanted: Vec<&str> = block.lines.iter().map(|line| line.trim_end()).collect();
                if wanted != actual {
                    let place = document.place(block.document_line(0));
                    failures.push(format!("{place}: {}:\n{}\n", section.name(), actual.join("\n")));
                    changes.push((block, actual));
                }
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&path, document.with(changes)).expect("the document can be written");
            failures.clear();
        }
    }
    assert!(wanted.is_none() || ran > 0, "no session is called {wanted:?}");
    assert!(failures.is_empty(), "\n{}\n{} blocks differ\n", failures.join("\n"), failures.len());
}

/// Runs the `console` blocks of a section; returns each with the lines that it should have.
fn session(section: &Section, shared: &[&Block]) -> Vec<(Block, Vec<String>)> {
    let folder = Folder::new();
    for block in shared.iter().copied().chain(&section.blocks) {
        if let Some(name) = block.attribute("file") {
            folder.write(name, &block.text());
        }
    }
    let consoles = section.blocks.iter().filter(|block| block.language() == "console");
    consoles
        .map(|block| {
            if let Some(from) = block.attribute("folder") {
                folder.copy(Path::new(from));
            }
            let commands = block.lines.iter().filter_map(|line| line.strip_prefix("$ "));
            let lines = commands.flat_map(|command| run(command, folder.path())).collect();
            (block.clone(), lines)
        })
        .collect()
}

/// Runs one command; returns its line and what came of it.
fn run(line: &str, folder: &Path) -> Vec<String> {
    let mut out = vec![format!("$ {line}")];
    let request = Request::parse(line);
    if request.program == "cat" {
        for name in &request.arguments {
            match std::fs::read_to_string(folder.join(name)) {
                Ok(text) => out.extend(text.lines().map(|line| line.trim_end().to_owned())),
                Err(_) => out.push(format!("! no file {name}")),
            }
        }
        return out;
    }
    let output = start(&request, folder, "zh_CN.UTF-8");
    let clean = |bytes: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(bytes).replace(&*folder.to_string_lossy(), "[folder]");
        text.lines().map(|line| line.trim_end().to_owned()).collect()
    };
    match request.output {
        Some(name) => std::fs::write(folder.join(name), &output.stdout).expect("the output file can be written"),
        None => out.extend(clean(&output.stdout)),
    }
    out.extend(clean(&output.stderr).iter().map(|line| format!("! {line}").trim_end().to_owned()));
    match output.status.code() {
        Some(0) => {}
        Some(code) => out.push(format!("? {code}")),
        None => out.push("? killed".to_owned()),
    }
    out
}

/// Runs polcheck in a folder and an environment of its own.
pub(crate) fn start(request: &Request, folder: &Path, locale: &str) -> Output {
    assert_eq!(request.program, "polcheck", "sessions know polcheck and cat");
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(&request.arguments).current_dir(folder).env_clear();
    // Windows programs do not start without it.
    command.envs(std::env::var_os("SystemRoot").map(|root| ("SystemRoot", root)));
    command.env("HOME", folder).env("LANG", locale).envs(request.variables.iter().cloned());
    command.stdin(match &request.input {
        Some(name) => Stdio::from(std::fs::File::open(folder.join(name)).expect("the input file is there")),
        None => Stdio::null(),
    });
    command.output().expect("polcheck starts")
}

/// A command line in the small part of the shell that sessions need: `NAME=value`, quotes, `< file`, `> file`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    variables: Vec<(String, String)>,
    program: String,
    arguments: Vec<String>,
    input: Option<String>,
    output: Option<String>,
}

impl Request {
    pub(crate) fn parse(line: &str) -> Request {
        let mut request = Request::default();
        let mut words = words(line).into_iter();
        while let Some(word) = words.next() {
            let variable = word.split_once('=').filter(|_| request.program.is_empty());
            match (word.as_str(), variable) {
                ("<", _) => request.input = words.next(),
                (">", _) => request.output = words.next(),
                (_, Some((name, value))) => request.variables.push((name.to_owned(), value.to_owned())),
                _ if request.program.is_empty() => request.program = word,
                _ => request.arguments.push(word),
            }
        }
        request
    }
}

/// Parts a line at blanks outside quotes.
fn words(line: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut word: Option<String> = None;
    let mut quote: Option<char> = None;
    for character in line.chars() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(character);
                word.get_or_insert_default();
            }
            (None, ' ') => out.extend(word.take()),
            (Some(_) | None, _) => word.get_or_insert_default().push(character),
        }
    }
    out.extend(word);
    out
}

#[test]
fn command_lines_are_read_as_a_shell_would() {
    let request = Request::parse("NO_COLOR=1 polcheck case 青山县 '人群=低保 户' \"\" a=b < in.txt > out.txt");
    assert_eq!(
        request,
        Request {
            variables: vec![("NO_COLOR".to_owned(), "1".to_owned())],
            program: "polcheck".to_owned(),
            arguments: ["case", "青山县", "人群=低保 户", "", "a=b"].map(str::to_owned).to_vec(),
            input: Some("in.txt".to_owned()),
            output: Some("out.txt".to_owned()),
        }
    );
}

#[test]
fn a_session_runs_in_a_folder_of_its_own() {
    let text =
        "# S\n\n```pol file=甲/a.pol\n县 甲县\n```\n\n```console\n$ cat 甲/a.pol b\nold\n$ polcheck > out.txt\n```\n";
    let document = Document::parse(Path::new("x.md"), text);
    let sessions = session(&document.sections[0], &[]);
    assert_eq!(sessions.len(), 1);
    assert_eq!(sessions[0].1[..4], ["$ cat 甲/a.pol b", "县 甲县", "! no file b", "$ polcheck > out.txt"]);
}
