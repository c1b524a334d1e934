//! Holds the pages of `docs/diagnostics` to what polcheck does: the bad example gives the code of its page, the good
//! one no error.

use std::path::Path;

use polcheck::base::text::Lang;
use polcheck::diagnostic::render::{Format, Options, render};
use polcheck::diagnostic::{Code, Severity, pages};
use unicode_width::UnicodeWidthStr;

use crate::support::check::{Checked, check, check_and_lint, is_lint};
use crate::support::files_below;
use crate::support::markdown::{Block, Document, Section};

/// What no text of a page can show.
const WITHOUT_EXAMPLES: &[Code] = &[Code::TextTooLarge, Code::TextEncoding, Code::CheckIncomplete];

fn document(code: Code) -> Document {
    let path = format!("docs/diagnostics/{}.md", code.name());
    Document::parse(Path::new(&path), pages::page(code))
}

/// Returns the files of the bad or of the good example of a section.
fn example(section: &Section, kind: &str) -> Vec<(String, String)> {
    let blocks = section.blocks.iter().filter(|block| block.has(kind));
    blocks.map(|block| (file_name(block), block.text())).collect()
}

fn file_name(block: &Block) -> String {
    block.attribute("file").unwrap_or("example.pol").to_owned()
}

#[test]
fn every_code_has_a_page_in_both_tongues() {
    let mut problems = Vec::new();
    for code in Code::ALL.iter().copied() {
        let document = document(code);
        let titles: Vec<&str> = document.sections.iter().map(|section| section.title.as_str()).collect();
        if titles != [code.name(), "中文", "English"] {
            problems.push(format!("{}: the headings are {titles:?}", code.name()));
            continue;
        }
        for (lang, section) in [Lang::Zh, Lang::En].into_iter().zip(&document.sections[1..]) {
            let place = document.place(section.line);
            let text = pages::section(code, lang);
            if !text.starts_with(&format!("**{}**", code.summary().get(lang))) {
                problems.push(format!("{place}: does not begin with `{}`", code.summary().get(lang)));
            }
            for kind in ["bad", "good"] {
                if example(section, kind).is_empty() != WITHOUT_EXAMPLES.contains(&code) {
                    problems.push(format!("{place}: there should be a `pol {kind}` block"));
                }
            }
            let strange =
                section.blocks.iter().find(|block| block.language() != "pol" || block.has("bad") == block.has("good"));
            if let Some(block) = strange {
                problems.push(format!("{}: what is this block?", document.place(block.document_line(0))));
            }
        }
        for (at, line) in pages::page(code).lines().enumerate().filter(|(_, line)| line.width() > 80) {
            // 65 brackets do not fit.
            if code != Code::NestingTooDeep {
                problems.push(format!("{}: {} columns", document.place(at + 1), line.width()));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

#[test]
fn every_page_belongs_to_a_code() {
    for path in files_below(Path::new("docs/diagnostics"), "md") {
        let name = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        assert!(Code::from_name(&name).is_some(), "{} is the page of no code", path.display());
    }
}

#[test]
fn the_parts_of_a_page_are_of_one_tongue() {
    for code in Code::ALL.iter().copied() {
        let (chinese, english) = (pages::section(code, Lang::Zh), pages::section(code, Lang::En));
        let is_one = |section: &str| !section.contains("## 中文") && !section.contains("## English");
        assert!(is_one(chinese) && is_one(english), "{}", code.name());
        assert!(english.len() + chinese.len() < pages::page(code).len());
    }
}

/// Returns what is wrong with the examples of a page.
fn misbehaviour(code: Code) -> Vec<String> {
    let document = document(code);
    let mut problems = Vec::new();
    for section in &document.sections[1..] {
        let place = document.place(section.line);
        let check = |files: &[(String, String)]| {
            if is_lint(code) { check_and_lint(files, &|own| own == code) } else { check(files) }
        };
        let bad = check(&example(section, "bad"));
        let other = bad.diagnostics.iter().any(|diagnostic| {
            // The examples are short and cite nothing.
            diagnostic.code != code && diagnostic.code != Code::CitationMissing
        });
        if other || bad.diagnostics.iter().all(|diagnostic| diagnostic.code != code) {
            problems.push(format!("{place}: the bad example gives\n{}", shown(&bad)));
        }
        let good = check(&example(section, "good"));
        if good.diagnostics.iter().any(|diagnostic| diagnostic.code == code || diagnostic.severity == Severity::Error) {
            problems.push(format!("{place}: the good example gives\n{}", shown(&good)));
        }
    }
    problems
}

fn shown(checked: &Checked) -> String {
    render(&checked.sources, &checked.diagnostics, &Options::new(Format::Plain, Lang::Zh))
}

#[test]
fn examples_do_as_their_pages_say() {
    let known = Code::ALL.iter().copied().filter(|code| !WITHOUT_EXAMPLES.contains(code));
    let failures: Vec<String> = known.flat_map(misbehaviour).collect();
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}
