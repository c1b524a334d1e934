//! Follows the tutorials to the letter in an empty folder.
//!
//! A lesson is a whole page in one folder. A `pol file=NAME` block is typed as a file; with `append` it is added at the
//! end of it, with `old` it is found there (once) and what the next block, `new`, shows takes its place. Each `$ ` line
//! of a `console` block is a command; below it stands what the reader sees. A `whole` block
//! shows what has become of a file.

use std::path::Path;

use crate::cli::{Request, start};
use crate::support::folder::Folder;
use crate::support::markdown::{Block, Document};
use crate::support::updating;

#[test]
fn the_tutorials_work_to_the_letter() {
    let mut failures = Vec::new();
    for (name, locale) in [("docs/tutorial.zh.md", "zh_CN.UTF-8"), ("docs/tutorial.en.md", "en_US.UTF-8")] {
        let document = Document::read(Path::new(name));
        let changes = follow(&document, locale, &mut failures);
        if updating() && !changes.is_empty() {
            std::fs::write(name, document.with(changes)).expect("the page can be written");
            failures.clear();
        }
    }
    assert!(failures.is_empty(), "\n{}\nUPDATE=1 cargo test manual writes them anew\n", failures.join("\n"));
}

/// Does what a page says; returns the blocks that polcheck would write differently.
fn follow(document: &Document, locale: &str, failures: &mut Vec<String>) -> Vec<(Block, Vec<String>)> {
    let folder = Folder::new();
    let mut old: Option<Block> = None;
    let mut changes = Vec::new();
    for block in document.sections.iter().flat_map(|section| &section.blocks) {
        let place = document.place(block.document_line(0));
        match (block.language(), block.attribute("file")) {
            ("pol", Some(name)) => {
                let path = folder.path().join(name);
                let read = || std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("{place}: no {name} yet"));
                if block.has("append") {
                    folder.write(name, &(read() + "\n" + &block.text()));
                } else if block.has("old") {
                    assert_eq!(read().matches(&block.text()).count(), 1, "{place}: should stand in {name} once");
                    old = Some(block.clone());
                } else if block.has("new") {
                    let old = old.take().unwrap_or_else(|| panic!("{place}: what does this replace?"));
                    assert_eq!(old.attribute("file"), Some(name), "{place}: another file");
                    folder.write(name, &read().replacen(&old.text(), &block.text(), 1));
                } else if block.has("whole") {
                    let actual: Vec<String> = read().lines().map(str::to_owned).collect();
                    if block.lines != actual {
                        failures.push(format!("{place}: {name} is different by now"));
                        changes.push((block.clone(), actual));
                    }
                } else {
                    assert!(!path.exists(), "{place}: {name} is there already");
                    folder.write(name, &block.text());
                }
            }
            ("console", _) => {
                let commands = block.lines.iter().filter_map(|line| line.strip_prefix("$ "));
                let actual: Vec<String> = commands.flat_map(|command| answer(command, folder.path(), locale)).collect();
                if block.lines != actual {
                    failures.push(format!("{place}: polcheck says\n{}\n", actual.join("\n")));
                    changes.push((block.clone(), actual));
                }
            }
            ("text", None) => {}
            _ => panic!("{place}: what is this block?"),
        }
        assert!(old.is_none() || block.has("old"), "{place}: `new` should follow `old`");
    }
    changes
}

/// Returns a command and what its reader sees.
pub(crate) fn answer(command: &str, folder: &Path, locale: &str) -> Vec<String> {
    let output = start(&Request::parse(command), folder, locale);
    let mut lines = vec![format!("$ {command}")];
    for bytes in [&output.stdout, &output.stderr] {
        let text = String::from_utf8_lossy(bytes).replace(&*folder.to_string_lossy(), "…/polcheck");
        lines.extend(text.lines().map(|line| line.trim_end().to_owned()));
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines
}
