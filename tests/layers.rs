//! The wall between the folders of `src`: who may name whom, who may print, and that the drawing in `docs` is the same.
//!
//! In one crate the compiler lets everything name everything; this table does not.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::files_below;

/// The drawing, row by row: a folder may name all of earlier rows, and nothing of its own row but itself.
const ROWS: &[&[&str]] = &[
    &["base"],
    &["diagnostic"],
    &["syntax"],
    &["model"],
    &["ir"],
    &["interp", "column", "symbolic"],
    &["lint", "compare", "coverage", "data"],
    &["report"],
    &["workspace"],
    &["cli"],
    &["lsp"],
    &["web"],
];

/// Folders beside the rows, with what they may name; rows from the one that is given may name them.
const BESIDE: &[(&str, &[&str], &str)] = &[("value", &["base", "diagnostic"], "ir")];

/// Faces do not know each other.
const FACES: &[&str] = &["cli", "lsp", "web"];

/// What a file may name beyond its folder's rights, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    // Replays its findings.
    ("src/symbolic/witness.rs", "interp"),
    // Settles what has no fast way.
    ("src/column/reference.rs", "interp"),
    // Starts the server, and reads files for it.
    ("src/cli/commands/lsp.rs", "lsp"),
];

/// The picture in `docs/architecture.md`.
const DRAWING: &str = " grammar/pol.pest
      |
 text --> syntax --> model --> ir --+--> interp      one case: the meaning
                                    +--> column      many cases
                                    +--> symbolic    all cases
                                            |
              lint, coverage, data, compare (diff, conformance, alignment, impact)
                                            |
                                          report     data, then text / json / html
                                            |
                                        workspace    texts in memory -> everything
                                            |
                                    cli  |  lsp  |  web
 under everything: base, diagnostic; under the engines: value
";

const LONGEST_FILE: usize = 1_000;

/// Returns what a folder may name, or `None` when the drawing does not know the folder.
fn allowed(folder: &str) -> Option<Vec<&'static str>> {
    if let Some((_, names, _)) = BESIDE.iter().find(|(name, _, _)| *name == folder) {
        return Some(names.to_vec());
    }
    let own = ROWS.iter().position(|row| row.contains(&folder))?;
    let mut names: Vec<&str> = Vec::new();
    for row in &ROWS[..=own] {
        for (name, _, from) in BESIDE {
            if row.contains(from) {
                names.push(name);
            }
        }
        names.extend(row.iter().filter(|name| !row.contains(&folder) && !FACES.contains(name)));
    }
    Some(names)
}

/// Returns what folder a file belongs to; the two roots belong to none.
fn folder_of(path: &Path) -> Option<String> {
    let inner = path.strip_prefix("src").expect("a file of src");
    let first = inner.iter().next().expect("a file has a name").to_string_lossy();
    let name = first.strip_suffix(".rs").unwrap_or(&first).to_owned();
    (name != "lib" && name != "main").then_some(name)
}

/// How many modules enclose the contents of a file: 1 for `src/a/mod.rs`, 2 for `src/a/b.rs`.
fn depth(path: &Path) -> usize {
    let parts = path.strip_prefix("src").expect("a file of src").iter().count();
    if path.file_name().is_some_and(|name| name == "mod.rs") { parts - 1 } else { parts }
}

/// Returns the folders that the code of a file names, each with its line (from 1).
fn named_folders(path: &Path, code: &str) -> BTreeSet<(usize, String)> {
    let mut out = BTreeSet::new();
    let mut add = |at: usize, rest: &str| {
        let line = code[..at].lines().count().max(1);
        let rest = rest.trim_start();
        let names = match rest.strip_prefix('{') {
            Some(group) => first_names(group),
            None => vec![leading_name(rest)],
        };
        out.extend(names.into_iter().filter(|name| !name.is_empty()).map(|name| (line, name.to_owned())));
    };
    for (at, found) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back().unwrap_or(' ');
        if !(before.is_alphanumeric() || before == '_') {
            add(at, &code[at + found.len()..]);
        }
    }
    for (at, _) in code.match_indices("super::") {
        if code[..at].ends_with("super::") {
            continue;
        }
        let rest = code[at..].trim_start_matches("super::");
        let up = (code.len() - at - rest.len()) / "super::".len();
        if up >= depth(path) {
            add(at, rest);
        }
    }
    out
}

/// Returns the first name of each entry of a group in braces.
fn first_names(group: &str) -> Vec<&str> {
    let mut names = vec![leading_name(group.trim_start())];
    let mut open = 1;
    for (at, character) in group.char_indices() {
        match character {
            '{' => open += 1,
            '}' => open -= 1,
            ',' if open == 1 => names.push(leading_name(group[at + 1..].trim_start())),
            _ => {}
        }
        if open == 0 {
            break;
        }
    }
    names
}

fn leading_name(text: &str) -> &str {
    let end = text.find(|character: char| !(character.is_alphanumeric() || character == '_')).unwrap_or(text.len());
    &text[..end]
}

/// Returns Rust text with comments and the contents of literals blanked, lines kept.
fn code_of(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let blank = |piece: &str, out: &mut String| {
        out.extend(piece.chars().map(|character| if character == '\n' { '\n' } else { ' ' }));
    };
    while let Some(first) = rest.chars().next() {
        let after_word = out.chars().next_back().is_some_and(|last| last.is_alphanumeric() || last == '_');
        let end = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if first == '"' {
            end_of_string(rest, 1)
        } else if !after_word && (rest.starts_with("r\"") || rest.starts_with("r#")) {
            let marks = rest[1..].len() - rest[1..].trim_start_matches('#').len();
            let close = format!("\"{}", "#".repeat(marks));
            match rest[1 + marks..].strip_prefix('"') {
                Some(inner) => inner.find(&close).map_or(rest.len(), |at| 2 + marks + at + close.len()),
                None => 0,
            }
        } else if first == '\'' {
            let mut following = rest[1..].chars();
            match (following.next(), following.next()) {
                (Some('\\'), _) => rest[2..].find('\'').map_or(0, |at| at + 3),
                (Some(one), Some('\'')) => 2 + one.len_utf8(),
                _ => 0,
            }
        } else {
            0
        };
        if end == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        } else {
            blank(&rest[..end], &mut out);
            rest = &rest[end..];
        }
    }
    out
}

fn end_of_string(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, character) in text[start..].char_indices() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return start + at + 1,
            _ => {}
        }
    }
    text.len()
}

fn sources() -> Vec<(PathBuf, String)> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a source file can be read");
        (path, text)
    };
    files_below(Path::new("src"), "rs").into_iter().map(read).collect()
}

#[track_caller]
fn assert_none(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn code_names_only_what_stands_before_it() {
    let mut problems = Vec::new();
    for (path, text) in sources() {
        let Some(folder) = folder_of(&path) else { continue };
        let shown = path.to_string_lossy().replace('\\', "/");
        let Some(allowed) = allowed(&folder) else {
            problems.push(format!("{shown}: `{folder}` is not in the drawing"));
            continue;
        };
        for (line, name) in named_folders(&path, &code_of(&text)) {
            let known = self::allowed(&name).is_some();
            let excepted = EXCEPTIONS.contains(&(shown.as_str(), name.as_str()));
            if known && name != folder && !allowed.contains(&name.as_str()) && !excepted {
                problems.push(format!("{shown}:{line}: `{folder}` may not name `{name}`"));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn every_file_says_what_it_is() {
    let silent = sources().into_iter().filter(|(_, text)| !text.starts_with("//! "));
    assert_none(silent.map(|(path, _)| format!("{}: the first line is no `//!`", path.display())).collect());
}

#[test]
fn files_tell_one_story() {
    let long = sources().into_iter().filter(|(_, text)| text.lines().count() > LONGEST_FILE);
    assert_none(long.map(|(path, _)| format!("{}: over {LONGEST_FILE} lines", path.display())).collect());
}

#[test]
fn only_faces_touch_the_world() {
    let world = [
        "println!",
        "eprintln!",
        "print!",
        "eprint!",
        "dbg!",
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "env::var",
        "SystemTime",
        "Instant::now",
        "Zoned::now",
        "Timestamp::now",
        "stdin()",
        "stdout()",
        "stderr()",
    ];
    let mut problems = Vec::new();
    for (path, text) in sources() {
        let folder = folder_of(&path);
        let face = folder.as_ref().is_some_and(|folder| FACES.contains(&folder.as_str()));
        if face || path == Path::new("src/main.rs") {
            continue;
        }
        for (at, line) in code_of(&text).lines().enumerate() {
            for word in world.iter().filter(|word| names_word(line, word)) {
                problems.push(format!("{}:{}: `{word}` belongs to the faces", path.display(), at + 1));
            }
        }
    }
    assert_none(problems);
}

#[test]
fn only_from_text_names_pest_and_only_the_terminal_miette() {
    let homes: &[(&str, &[&str])] = &[
        ("pest", &["src/syntax/from_text"]),
        ("pest_derive", &["src/syntax/from_text"]),
        ("miette", &["src/diagnostic/render/terminal.rs", "src/diagnostic/render/snippet.rs"]),
    ];
    let mut problems = Vec::new();
    for (path, text) in sources() {
        let shown = path.to_string_lossy().replace('\\', "/");
        let code = code_of(&text);
        for (name, places) in homes {
            let at_home = places.iter().any(|place| shown.starts_with(place));
            let line = code.lines().position(|line| names_word(line, &format!("{name}::")));
            if let (false, Some(line)) = (at_home, line) {
                problems.push(format!("{shown}:{}: `{name}` is named outside its home", line + 1));
            }
        }
    }
    assert_none(problems);
}

/// Whether a word stands in a line, not as the end of a longer one.
fn names_word(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || before == '_'))
}

#[test]
fn the_page_shows_the_same_drawing() {
    let page = std::fs::read_to_string("docs/architecture.md").expect("the page is there");
    assert!(page.contains(&format!("```text\n{DRAWING}```\n")), "docs/architecture.md should show\n{DRAWING}");

    let all: Vec<&str> = ROWS.concat().into_iter().chain(BESIDE.iter().map(|(name, _, _)| *name)).collect();
    for name in &all {
        assert!(DRAWING.split(|c: char| !c.is_alphanumeric()).any(|word| word == *name), "`{name}` is not drawn");
        let (plain, sentence) = (format!("| `{name}` | "), row_of_the_page(name));
        let shown = page.lines().find(|line| line.starts_with(&plain));
        assert_eq!(shown, Some(sentence.as_str()), "docs/architecture.md should have the row");
        let heading = page.lines().any(|line| line.starts_with("### ") && line.contains(&format!("`{name}`")));
        assert!(heading, "docs/architecture.md has no paragraph on `{name}`");
    }
    assert!(page.matches("**Invariant:**").count() >= 10);
}

/// Returns the row of the table of `docs/architecture.md` for a folder.
fn row_of_the_page(folder: &str) -> String {
    let late = ["report", "workspace", "cli", "lsp", "web"];
    let names = if late.contains(&folder) {
        let unknown: Vec<&str> = FACES.iter().copied().take_while(|face| *face != folder).collect();
        match (FACES.contains(&folder), unknown.is_empty()) {
            (true, false) => format!("all of these but {}", quoted(&unknown)),
            (_, _) => "all of these".to_owned(),
        }
    } else {
        let names = allowed(folder).expect("a folder of the drawing");
        if names.is_empty() { "nothing".to_owned() } else { quoted(&names) }
    };
    format!("| `{folder}` | {names} |")
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[test]
fn the_drawing_allows_what_it_shows_and_no_more() {
    assert_eq!(allowed("base"), Some(vec![]));
    assert_eq!(allowed("value"), Some(vec!["base", "diagnostic"]));
    assert_eq!(allowed("model"), Some(vec!["base", "diagnostic", "syntax"]));
    assert_eq!(allowed("ir"), Some(vec!["base", "diagnostic", "syntax", "model", "value"]));
    assert!(!allowed("interp").expect("drawn").contains(&"column"));
    assert!(allowed("compare").expect("drawn").contains(&"column"));
    assert!(!allowed("compare").expect("drawn").contains(&"lint"));
    assert!(allowed("web").expect("drawn").contains(&"workspace"));
    assert!(!allowed("web").expect("drawn").contains(&"cli"));
    assert_eq!(allowed("nowhere"), None);
}

#[test]
fn imports_are_found_in_every_spelling() {
    let text = "\
use crate::base::{span::Span, text};
use crate::{ir::{self, Expr}, syntax, catalogue};
// use crate::cli;
const TEXT: &str = \"crate::lsp \\\" crate::web\"; const C: char = '\"';
const RAW: &str = r#\"crate::web\"#;
fn f<'a>(x: &'a crate::model::Model) { super::sibling(); super::super::value::f(); my_crate::report() }
";
    let names: Vec<(usize, String)> =
        named_folders(Path::new("src/interp/trace.rs"), &code_of(text)).into_iter().collect();
    let names: Vec<(usize, &str)> = names.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(names, [(1, "base"), (2, "catalogue"), (2, "ir"), (2, "syntax"), (6, "model"), (6, "value")]);
    let from_face: Vec<_> = named_folders(Path::new("src/interp/mod.rs"), "super::column::run()").into_iter().collect();
    assert_eq!(from_face, [(1, "column".to_owned())]);
}
