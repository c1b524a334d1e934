//! `polcheck completions`: scripts for the shells, which ask the hidden command `complete` what may stand next. What it
//! offers it takes from the help and from the workspace; where it knows nothing, the shell offers files.

use clap::CommandFactory;

use crate::cli::args::{Arguments, CompleteArguments, CompletionsArguments, ShellWord};
use crate::cli::error::Error;
use crate::cli::face::Face;
use crate::cli::help;
use crate::cli::output::{Exit, Report};
use crate::compare::verify::Property;
use crate::diagnostic::Code;
use crate::ir::{Program, Type};
use crate::syntax::ast::HeaderKind;
use crate::workspace::Workspace;

pub(crate) fn run(arguments: &CompletionsArguments) -> Result<Report, Error> {
    let script = match arguments.shell {
        ShellWord::Bash => BASH,
        ShellWord::Zsh => ZSH,
        ShellWord::Fish => FISH,
        ShellWord::Powershell => POWERSHELL,
    };
    Ok(Report::new(script.to_owned(), Exit::Clean))
}

const BASH: &str = r#"# polcheck in bash
_polcheck() {
    local IFS=$'\n'
    COMPREPLY=($(polcheck complete bash -- "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
    [[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace
}
complete -o default -F _polcheck polcheck
"#;

const ZSH: &str = r#"#compdef polcheck
# polcheck in zsh
_polcheck() {
    local -a found
    found=("${(@f)$(polcheck complete zsh -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${found[1]}" ]]; then
        compadd -Q -S '' -- ${(M)found:#*=}
        compadd -- ${found:#*=}
    else
        _files
    fi
}
compdef _polcheck polcheck
"#;

const FISH: &str = r#"# polcheck in fish
function __polcheck_complete
    set -l before (commandline -opc)
    set -l found (polcheck complete fish -- $before[2..-1] (commandline -ct) 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\n' $found
    else
        __fish_complete_path (commandline -ct)
    end
end
complete -c polcheck -f -a '(__polcheck_complete)'
"#;

const POWERSHELL: &str = r#"# polcheck in PowerShell
Register-ArgumentCompleter -Native -CommandName polcheck -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
    if ($wordToComplete -eq '') { $words += '""' }
    polcheck complete powershell -- @words 2>$null | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
"#;

/// How many names are offered.
const MOST_OFFERS: usize = 2_000;

pub(crate) fn complete(face: &Face, arguments: &CompleteArguments) -> Result<Report, Error> {
    let mut words = match arguments.shell {
        ShellWord::Bash => rejoined(&arguments.words),
        ShellWord::Zsh | ShellWord::Fish | ShellWord::Powershell => arguments.words.clone(),
    };
    let current = words.pop().map(|word| if word == "\"\"" { String::new() } else { word }).unwrap_or_default();
    let offers = offers(face, &words, &current);
    // bash parts words at `=`, and only the last part is replaced.
    let cut = match (arguments.shell, current.rfind('=')) {
        (ShellWord::Bash, Some(at)) => at + 1,
        _ => 0,
    };
    let fitting = offers.iter().filter(|offer| offer.starts_with(&current));
    let mut result = String::new();
    for offer in fitting.take(MOST_OFFERS) {
        result.push_str(&offer[cut..]);
        result.push('\n');
    }
    Ok(Report::new(result, Exit::Clean))
}

/// Joins what bash has parted: `人群`, `=`, `低保`.
fn rejoined(parts: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut open = false;
    for part in parts {
        match words.last_mut() {
            Some(last) if part == "=" => {
                last.push('=');
                open = true;
            }
            Some(last) if open => {
                last.push_str(part);
                open = false;
            }
            _ => words.push(part.clone()),
        }
    }
    words
}

/// Returns what may stand next; empty: whatever the shell offers.
fn offers(face: &Face, before: &[String], current: &str) -> Vec<String> {
    let commands = || help::commands().map(str::to_owned).collect::<Vec<String>>();
    let Some(command) = before.iter().find(|word| help::is_command(word)) else {
        return if current.starts_with('-') { flags(None) } else { commands() };
    };
    if let Some(values) = before.last().and_then(|flag| values_of_flag(command, flag)) {
        return values;
    }
    if let Some((flag, _)) = current.split_once('=').filter(|_| current.starts_with("--")) {
        let values = values_of_flag(command, flag).unwrap_or_default();
        return values.into_iter().map(|value| format!("{flag}={value}")).collect();
    }
    if current.starts_with('-') {
        return flags(Some(command.as_str()));
    }
    let place = before.iter().position(|word| word == command).unwrap_or(0);
    let arguments: Vec<&String> = positional(command, &before[place + 1..]);
    match command.as_str() {
        "explain" => Code::ALL.iter().map(|code| code.name().to_owned()).collect(),
        "completions" => ["bash", "zsh", "fish", "powershell"].map(str::to_owned).to_vec(),
        "config" if arguments.is_empty() => vec!["show".to_owned()],
        "man" => commands(),
        "diff" | "compare" | "conform" | "verify" => counties(face),
        "show" | "case" => match arguments.first() {
            None => counties(face),
            Some(county) => of_county(face, county, command == "case", current),
        },
        _ => Vec::new(),
    }
}

fn clap_command(name: &str) -> Option<clap::Command> {
    Arguments::command().get_subcommands().find(|own| own.get_name() == name).cloned()
}

/// Returns the flags of a command, those of every command with them.
fn flags(command: Option<&str>) -> Vec<String> {
    let all = Arguments::command();
    let own = command.and_then(clap_command);
    let arguments = own.iter().flat_map(clap::Command::get_arguments).chain(all.get_arguments());
    let mut flags: Vec<String> = arguments.filter_map(|own| own.get_long()).map(|flag| format!("--{flag}")).collect();
    flags.push("--help".to_owned());
    if command.is_none() {
        flags.push("--version".to_owned());
    }
    flags.sort();
    flags.dedup();
    flags
}

/// Returns what may stand behind a flag; `None`: it takes no value; empty: a file, a date.
fn values_of_flag(command: &str, flag: &str) -> Option<Vec<String>> {
    let all = Arguments::command();
    let own = clap_command(command);
    let mut arguments = own.iter().flat_map(clap::Command::get_arguments).chain(all.get_arguments());
    let found = arguments.find(|own| {
        own.get_long().is_some_and(|long| flag.strip_prefix("--") == Some(long))
            || own.get_short().is_some_and(|short| flag.strip_prefix('-') == Some(&short.to_string()))
    })?;
    if !found.get_action().takes_values() {
        return None;
    }
    if command == "verify" && found.get_long() == Some("only") {
        return Some(Property::ALL.map(|own| own.name().to_owned()).to_vec());
    }
    let values = found.get_possible_values();
    Some(values.iter().map(|value| value.get_name().to_owned()).collect())
}

/// Returns the words that are no flags and no values of flags.
fn positional<'w>(command: &str, words: &'w [String]) -> Vec<&'w String> {
    let mut out = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word.starts_with('-') {
            if !word.contains('=') && values_of_flag(command, word).is_some() {
                words.next();
            }
        } else {
            out.push(word);
        }
    }
    out
}

fn workspace(face: &Face) -> Option<Workspace> {
    face.load().ok().map(|loaded| loaded.files.workspace())
}

/// Returns the names of all jurisdictions; only parses.
fn counties(face: &Face) -> Vec<String> {
    let Some(workspace) = workspace(face) else { return Vec::new() };
    let headers = workspace.trees().iter().filter_map(|(_, tree)| tree.header.as_ref());
    let named = headers.filter(|header| matches!(header.kind, HeaderKind::Jurisdiction(_)));
    named.filter_map(|header| header.name.as_ref()).map(|name| name.text.clone()).collect()
}

/// Returns the benefits of a county, or its facts with their values.
fn of_county(face: &Face, county: &str, facts: bool, current: &str) -> Vec<String> {
    let Some(workspace) = workspace(face) else { return Vec::new() };
    let analysis = workspace.analyse();
    let Ok(target) = analysis.find(&workspace.sources, county) else { return Vec::new() };
    let program = &analysis.jurisdictions[target.jurisdiction].program;
    if !facts {
        let tables = program.tables.iter().map(|own| &own.name).chain(program.lists.iter().map(|own| &own.name));
        let benefits = program.benefits.iter().map(|own| &own.name);
        return benefits.chain(tables).cloned().collect();
    }
    match current.split_once('=') {
        None => program.facts.iter().map(|fact| format!("{}=", fact.name)).collect(),
        Some((name, _)) => values(program, name).into_iter().map(|value| format!("{name}={value}")).collect(),
    }
}

/// Returns the values that a fact can have, where they have names.
fn values(program: &Program, name: &str) -> Vec<String> {
    let Some(id) = program.find_fact(None, name) else { return Vec::new() };
    match &program.fact(id).ty {
        Type::Bool => ["是", "否"].map(str::to_owned).to_vec(),
        Type::Entry(domain) | Type::Several(domain) => {
            program.domain(*domain).entries.iter().map(|entry| entry.name.clone()).collect()
        }
        _ => Vec::new(),
    }
}
