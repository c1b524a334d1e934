//! Reads `tests/suite/**/*.md` and holds polcheck to every block in them.
//!
//! A heading is a case. Its `pol` blocks without a name are a workspace each, in which the blocks that have one
//! (`pol file=province.pol`, also those of the enclosing headings) are files too; where all have names they are
//! one workspace. A line asserts what is said of it (`support/assertions.rs`), and every 测试 must hold. A `render` block pins everything that
//! is said of the workspace before it, as lines in Chinese; `render en` in English, `render text` as pictures.
//! Below `suite/lint`, a document that is named as a rule says what this rule finds, any other what all find.
//! `CASE=name cargo test suite` runs one case, `UPDATE=1 cargo test suite` fills in.

use std::collections::HashMap;
use std::path::Path;

use polcheck::base::text::Lang;
use polcheck::diagnostic::Code;
use polcheck::diagnostic::render::{Drawing, Format, Options, render};

use crate::support::check::{Checked, check, check_and_lint};
use crate::support::markdown::{Block, Document, Section};
use crate::support::{assertions, files_below, updating, wanted_case};

#[test]
fn every_document_holds() {
    let documents: Vec<Document> =
        files_below(Path::new("tests/suite"), "md").iter().map(|path| Document::read(path)).collect();
    let wanted = wanted_case();
    let mut failures = repeated_titles(&documents);
    let mut ran = 0;
    for document in &documents {
        let mut outcome = Outcome::default();
        let rule = rule_of(&document.path);
        let lint =
            move |files: &[(String, String)]| check_and_lint(files, &|code| rule.is_none_or(|rule| rule == code));
        let check: &Checker = if document.path.starts_with("tests/suite/lint") { &lint } else { &check };
        for index in 0..document.sections.len() {
            let name = document.sections[index].name();
            if wanted.as_ref().is_none_or(|wanted| *wanted == name) {
                run(document, index, check, &mut outcome);
                ran += 1;
            }
        }
        if updating() && !outcome.changes.is_empty() {
            std::fs::write(&document.path, document.with(outcome.changes)).expect("the document can be written");
        } else {
            failures.extend(outcome.failures);
        }
        failures.extend(outcome.faults);
    }
    assert!(wanted.is_none() || ran > 0, "no case is called {wanted:?}");
    assert!(failures.is_empty(), "\n{}\n{} failures\n", failures.join("\n"), failures.len());
}

/// Returns the rule that a document is about, by its name: only what that rule finds is said there.
fn rule_of(path: &Path) -> Option<Code> {
    path.file_stem().and_then(|name| Code::from_name(&name.to_string_lossy()))
}

/// What came out of the cases of a document.
#[derive(Default)]
struct Outcome {
    /// What does not agree, and can be filled in.
    failures: Vec<String>,
    changes: Vec<(Block, Vec<String>)>,
    /// What is wrong with the document itself.
    faults: Vec<String>,
}

type Checker = dyn Fn(&[(String, String)]) -> Checked;

fn run(document: &Document, index: usize, check: &Checker, outcome: &mut Outcome) {
    let section = &document.sections[index];
    let enclosing = document.enclosing(index);
    let inherited: Vec<&Block> =
        enclosing.iter().flat_map(|section| &section.blocks).filter(|block| is_named(block)).collect();
    let own: Vec<&Block> = section.blocks.iter().filter(|block| is_named(block)).collect();
    let shared: Vec<&Block> = inherited.into_iter().chain(own).collect();
    let only_named = !section.blocks.iter().any(|block| block.language() == "pol" && !is_named(block));

    let mut checked: Option<Checked> = None;
    if only_named && section.blocks.iter().any(is_named) {
        checked = Some(assert_workspace(document, section, &shared, check, outcome));
    }
    for block in &section.blocks {
        match block.language() {
            "pol" if is_named(block) => {}
            "pol" => {
                let files: Vec<&Block> = shared.iter().copied().chain([block]).collect();
                checked = Some(assert_workspace(document, section, &files, check, outcome));
            }
            "render" => match &checked {
                Some(checked) => assert_rendering(document, section, block, checked, outcome),
                None => outcome.faults.push(format!(
                    "{}: a `render` block before any `pol` block",
                    document.place(block.document_line(0))
                )),
            },
            // Read by `format.rs`, `counties.rs`, `verify.rs` and `everybody.rs`.
            "messy" | "formatted" | "conform" | "compare" | "verify" | "diff" | "behaviour" => {}
            other => outcome
                .faults
                .push(format!("{}: nobody reads blocks called `{other}`", document.place(block.document_line(0)))),
        }
    }
}

fn is_named(block: &Block) -> bool {
    block.language() == "pol" && block.attribute("file").is_some()
}

/// Checks one workspace and compares every line.
fn assert_workspace(
    document: &Document,
    section: &Section,
    blocks: &[&Block],
    check: &Checker,
    outcome: &mut Outcome,
) -> Checked {
    let files: Vec<(String, String)> = blocks
        .iter()
        .map(|block| {
            let name = block.attribute("file").unwrap_or("test.pol");
            (name.to_owned(), assertions::stripped(&block.lines))
        })
        .collect();
    let mut checked = check(&files);
    if !blocks.iter().any(|block| block.has("cited")) {
        checked.diagnostics.retain(|diagnostic| diagnostic.code != Code::CitationMissing);
    }
    for (block, (name, _)) in blocks.iter().zip(&files) {
        let source = checked.source(name);
        let wrong = assertions::compare(&block.lines, &checked.sources, source, &checked.diagnostics);
        if !wrong.is_empty() {
            let new = assertions::filled_in(&block.lines, &checked.sources, source, &checked.diagnostics);
            outcome.changes.push(((*block).clone(), new));
        }
        for (line, sentence) in wrong {
            let place = document.place(block.document_line(line));
            outcome.failures.push(format!("{place}: {} : {sentence}", section.name()));
        }
        for (line, sentence) in assertions::compare_answers(&block.lines, &checked.sources, source, &checked.answers) {
            let place = document.place(block.document_line(line));
            outcome.faults.push(format!("{place}: {} : {sentence}", section.name()));
        }
    }
    checked
}

fn assert_rendering(document: &Document, section: &Section, block: &Block, checked: &Checked, outcome: &mut Outcome) {
    let format = if block.has("text") { Format::Text(Drawing::default()) } else { Format::Plain };
    let lang = if block.has("en") { Lang::En } else { Lang::Zh };
    let actual = render(&checked.sources, &checked.diagnostics, &Options::new(format, lang));
    // Editors cut blanks at line ends.
    let actual: Vec<String> = actual.lines().map(|line| line.trim_end().to_owned()).collect();
    let wanted: Vec<String> = block.lines.iter().map(|line| line.trim_end().to_owned()).collect();
    if actual != wanted {
        let place = document.place(block.document_line(0));
        outcome.failures.push(format!("{place}: {} : rendered\n{}\n", section.name(), actual.join("\n")));
        outcome.changes.push((block.clone(), actual));
    }
}

/// Headings name cases, so no two of the suite may be called the same.
fn repeated_titles(documents: &[Document]) -> Vec<String> {
    let mut first: HashMap<String, String> = HashMap::new();
    let mut out = Vec::new();
    for document in documents {
        for section in &document.sections {
            let place = document.place(section.line);
            match first.get(&section.name()) {
                Some(old) => out.push(format!("{place}: the heading `{}` stands at {old} too", section.title)),
                None => {
                    first.insert(section.name(), place);
                }
            }
        }
    }
    out
}

/// What no text of a document can show: bytes and sizes.
const NOT_IN_DOCUMENTS: &[Code] = &[Code::TextTooLarge, Code::TextEncoding, Code::CheckIncomplete];

#[test]
fn every_code_is_asserted_somewhere() {
    let texts: Vec<String> = files_below(Path::new("tests/suite"), "md")
        .iter()
        .map(|path| std::fs::read_to_string(path).expect("a document can be read"))
        .collect();
    let asserted = |code: Code| {
        let severity = format!("{:?}: [{}]", code.severity(), code.name()).to_lowercase();
        texts.iter().any(|text| text.contains(&severity))
    };
    let silent = Code::ALL.iter().copied().filter(|code| !NOT_IN_DOCUMENTS.contains(code) && !asserted(*code));
    let silent: Vec<&str> = silent.map(Code::name).collect();
    assert!(silent.is_empty(), "no document asserts {silent:?}");
}

#[cfg(test)]
mod tests {
    use polcheck::base::source::SourceMap;
    use polcheck::base::span::Span;
    use polcheck::base::text::Text;
    use polcheck::diagnostic::Diagnostic;

    use super::*;

    /// Stands in for polcheck: complains of every `!`.
    fn complain(files: &[(String, String)]) -> Checked {
        let mut sources = SourceMap::default();
        let mut diagnostics = Vec::new();
        for (name, text) in files {
            let source = sources.add(name, text).expect("small");
            for (at, _) in text.match_indices('!') {
                let span = Span::new(source, at, at + 1);
                diagnostics.push(Diagnostic::new(Code::StrayMark, span, Text::new("多余", "stray")));
            }
        }
        Checked { sources, diagnostics, answers: Vec::new() }
    }

    fn outcome(text: &str) -> (Document, Outcome) {
        let document = Document::parse(Path::new("x.md"), text);
        let mut outcome = Outcome::default();
        for index in 0..document.sections.len() {
            run(&document, index, &complain, &mut outcome);
        }
        (document, outcome)
    }

    #[test]
    fn a_document_that_holds_is_silent() {
        let text = "\
# Outer

```pol file=province.pol
省
! # error: [stray-mark] \"多余\"
```

## Inner

```pol
县 ! # error: [stray-mark] \"stray\"
```

```render
province.pol:2:1: 错误[stray-mark]: 多余
test.pol:1:3: 错误[stray-mark]: 多余
2 个错误
```

```render en
province.pol:2:1: error[stray-mark]: stray
test.pol:1:3: error[stray-mark]: stray
2 errors
```
";
        let (_, outcome) = outcome(text);
        assert_eq!((outcome.failures, outcome.faults), (vec![], vec![]));
        assert!(outcome.changes.is_empty());
    }

    #[test]
    fn what_does_not_hold_is_told_and_filled_in() {
        let text = "# A\n\n```pol\n!\nx # error: [stray-mark]\n```\n\n```render en\n```\n\n```cases\n```\n";
        let (document, outcome) = outcome(text);
        assert_eq!(
            outcome.failures[..2],
            [
                "x.md:4: a : not asserted: error: [stray-mark] \"stray\" | 多余".to_owned(),
                "x.md:5: a : not said: error: [stray-mark]".to_owned(),
            ]
        );
        assert_eq!(outcome.faults, ["x.md:11: nobody reads blocks called `cases`"]);
        assert_eq!(
            document.with(outcome.changes),
            "# A\n\n```pol\n!        # error: [stray-mark] \"stray\"\nx\n```\n\n```render en\n\
             test.pol:1:1: error[stray-mark]: stray\n1 error\n```\n\n```cases\n```\n"
        );
    }

    #[test]
    fn no_two_headings_are_called_the_same() {
        let one = Document::parse(Path::new("one.md"), "# A b\n");
        let two = Document::parse(Path::new("two.md"), "\n# a, B\n");
        assert_eq!(repeated_titles(&[one, two]), ["two.md:2: the heading `a, B` stands at one.md:1 too"]);
    }
}
