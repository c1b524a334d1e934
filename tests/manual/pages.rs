//! Runs the examples of the reference and of the page on evaluation, and holds both tongues to each other.
//!
//! A `pol` block without a name is a workspace, together with the blocks that have one (`pol file=province.pol`) in its
//! section and in those that enclose it; where all of a section have names they are one workspace. It is free of errors,
//! stands in canonical form (unless it is `loose`) in the tongue of its page, and its tests hold. A `pol bad` block has
//! errors; the `text` block behind it shows them. A `console` block runs in a folder with the named files of its section,
//! which may be `toml file=NAME`.

use std::path::{Path, PathBuf};

use polcheck::base::date::Date;
use polcheck::base::source::{SourceId, SourceMap};
use polcheck::base::text::Lang;
use polcheck::diagnostic::render::{Format, Options, render};
use polcheck::diagnostic::{Code, Diagnostic, Severity};
use polcheck::interp::run_scene;
use polcheck::syntax::format::{KeywordStyle, format_text};
use polcheck::workspace::Workspace;

use crate::support::check::check;
use crate::support::files_below;
use crate::support::markdown::{Block, Document, Section};
use crate::support::updating;

/// Returns the pages of the reference in a tongue, `(name, page)`; both tongues have the same names.
pub(crate) fn reference(lang: Lang) -> Vec<(String, Document)> {
    let ending = format!(".{}.md", code(lang));
    let mut paths: Vec<PathBuf> = files_below(Path::new("docs/language"), "md");
    paths.push(PathBuf::from(format!("docs/language{ending}")));
    paths.push(PathBuf::from(format!("docs/evaluation{ending}")));
    paths.push(PathBuf::from(format!("docs/import{ending}")));
    let named = paths.into_iter().filter_map(|path| {
        let name = path.to_string_lossy().strip_suffix(&ending)?.to_owned();
        Some((name, Document::read(&path)))
    });
    named.collect()
}

fn code(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    }
}

/// Returns the `pol` blocks of a page that are to be read without a mistake.
pub(crate) fn good_examples(document: &Document) -> impl Iterator<Item = &Block> {
    let blocks = document.sections.iter().flat_map(|section| &section.blocks);
    blocks.filter(|block| block.language() == "pol" && !block.has("bad"))
}

#[test]
fn the_examples_of_the_reference_run() {
    let mut failures = Vec::new();
    for lang in [Lang::Zh, Lang::En] {
        for (_, document) in reference(lang) {
            let mut changes = Vec::new();
            for index in 0..document.sections.len() {
                run_section(&document, index, lang, &mut failures, &mut changes);
            }
            if updating() && !changes.is_empty() {
                std::fs::write(&document.path, document.with(changes)).expect("the page can be written");
            }
        }
    }
    assert!(failures.is_empty(), "\n{}\nUPDATE=1 cargo test manual writes them anew\n", failures.join("\n"));
}

fn run_section(
    document: &Document,
    index: usize,
    lang: Lang,
    failures: &mut Vec<String>,
    changes: &mut Vec<(Block, Vec<String>)>,
) {
    let section = &document.sections[index];
    let enclosing = document.enclosing(index);
    let named =
        |section: &&Section| -> Vec<Block> { section.blocks.iter().filter(|own| is_named(own)).cloned().collect() };
    let shared: Vec<Block> = enclosing.iter().flat_map(named).chain(named(&section)).collect();
    let single = |block: &&Block| block.language() == "pol" && !is_named(block);
    if section.blocks.iter().any(is_named) && !section.blocks.iter().any(|block| single(&block) && !block.has("bad")) {
        run_workspace(document, &shared.iter().collect::<Vec<_>>(), lang, failures);
    }
    let mut mistaken: Option<Vec<(String, String)>> = None;
    for block in &section.blocks {
        let place = document.place(block.document_line(0));
        if block.language() == "pol" && !block.has("bad") {
            hold_to_form(&place, block, lang, failures, changes);
        }
        match block.language() {
            "pol" | "toml" if is_named(block) => {}
            "csv" if is_table(block) => {}
            "pol" => {
                let files: Vec<&Block> = shared.iter().chain([block]).collect();
                if block.has("bad") {
                    mistaken = Some(files.iter().map(|block| (file_name(block), block.text())).collect());
                } else {
                    run_workspace(document, &files, lang, failures);
                }
            }
            "text" => {
                let Some(files) = &mistaken else { continue };
                let lang = if block.has("en") { Lang::En } else { lang };
                let checked = check(files);
                let cites = |own: &&Diagnostic| own.code != Code::CitationMissing;
                let told: Vec<Diagnostic> = checked.diagnostics.iter().filter(cites).cloned().collect();
                if told.iter().all(|own| own.severity != Severity::Error) {
                    failures.push(format!("{place}: the example before it has no errors"));
                }
                let said = render(&checked.sources, &told, &Options::new(Format::Plain, lang));
                pin(&place, block, said.lines().map(|line| line.trim_end().to_owned()).collect(), failures, changes);
            }
            #[cfg(feature = "cli")]
            "console" => {
                let folder = crate::support::folder::Folder::new();
                // Tables stand in the section whose commands read them.
                let tables = section.blocks.iter().filter(|own| is_table(own));
                for own in shared.iter().chain(tables) {
                    folder.write(&file_name(own), &own.text());
                }
                if let Some(from) = block.attribute("folder") {
                    folder.copy(Path::new(from));
                }
                let locale = if lang == Lang::Zh { "zh_CN.UTF-8" } else { "en_US.UTF-8" };
                let commands = block.lines.iter().filter_map(|line| line.strip_prefix("$ "));
                let said = commands.flat_map(|command| super::lesson::answer(command, folder.path(), locale)).collect();
                pin(&place, block, said, failures, changes);
            }
            #[cfg(not(feature = "cli"))]
            "console" => {}
            _ => failures.push(format!("{place}: what is this block?")),
        }
    }
}

fn pin(
    place: &str,
    block: &Block,
    actual: Vec<String>,
    failures: &mut Vec<String>,
    changes: &mut Vec<(Block, Vec<String>)>,
) {
    if block.lines == actual {
        return;
    }
    if !updating() {
        failures.push(format!("{place}: should be\n{}\n", actual.join("\n")));
    }
    changes.push((block.clone(), actual));
}

fn is_named(block: &Block) -> bool {
    matches!(block.language(), "pol" | "toml") && block.attribute("file").is_some() && !block.has("bad")
}

fn is_table(block: &Block) -> bool {
    matches!(block.language(), "csv" | "text") && block.attribute("file").is_some()
}

fn file_name(block: &Block) -> String {
    block.attribute("file").unwrap_or("example.pol").to_owned()
}

/// Examples show the canonical form, with the keywords of their page.
fn hold_to_form(
    place: &str,
    block: &Block,
    lang: Lang,
    failures: &mut Vec<String>,
    changes: &mut Vec<(Block, Vec<String>)>,
) {
    if block.has("loose") {
        return;
    }
    let style = if lang == Lang::Zh { KeywordStyle::Zh } else { KeywordStyle::En };
    match format_text(SourceId(0), &block.text(), style) {
        Ok(formatted) if formatted == block.text() => {}
        Ok(formatted) => {
            pin(place, block, formatted.lines().map(str::to_owned).collect(), failures, changes);
        }
        Err(refusal) => failures.push(format!("{place}: {}", refusal.reason().zh)),
    }
}

/// Checks a workspace and runs its tests.
fn run_workspace(document: &Document, blocks: &[&Block], lang: Lang, failures: &mut Vec<String>) {
    if lang == Lang::En {
        // They are those of the Chinese page, which `both_tongues_show_the_same_examples` makes sure of.
        return;
    }
    let place = document.place(blocks.last().map_or(0, |block| block.document_line(0)));
    let policies = blocks.iter().filter(|block| block.language() == "pol");
    let workspace = Workspace::new(policies.map(|block| (file_name(block), block.text())));
    let analysis = workspace.analyse();
    let told: Vec<Diagnostic> = analysis
        .problems
        .into_sorted()
        .into_iter()
        // The examples are short and cite nothing.
        .filter(|own| own.code != Code::CitationMissing)
        .collect();
    if !told.is_empty() {
        failures.push(format!("{place}: {}", shown(&workspace.sources, &told)));
        return;
    }
    let today = Date::new(2020, 1, 1).expect("a day");
    for program in analysis.jurisdictions.iter().map(|own| &own.program) {
        for scene in &program.tests {
            let result = run_scene(program, scene, scene.on.unwrap_or(today));
            for check in result.checks.iter().filter(|check| !check.holds) {
                let found = match &check.actual {
                    Ok(amount) => amount.text.zh.clone(),
                    Err(error) => error.message.zh.clone(),
                };
                let (title, date, expected) = (&result.title, check.date, &check.expected.zh);
                failures.push(format!("{place}: \"{title}\" {date}: expected {expected}, found {found}"));
            }
        }
    }
}

fn shown(sources: &SourceMap, diagnostics: &[Diagnostic]) -> String {
    render(sources, diagnostics, &Options::new(Format::Plain, Lang::Zh))
}

#[test]
fn common_mistakes_get_one_useful_answer() {
    let document = Document::read(Path::new("docs/mistakes.md"));
    let (mut failures, mut changes, mut mistakes) = (Vec::new(), Vec::new(), 0);
    for (index, section) in document.sections.iter().enumerate() {
        run_section(&document, index, Lang::Zh, &mut failures, &mut changes);
        for block in section.blocks.iter().filter(|block| block.has("bad")) {
            mistakes += 1;
            let checked = check(&[(file_name(block), block.text())]);
            let errors: Vec<Diagnostic> =
                checked.diagnostics.iter().filter(|own| own.severity == Severity::Error).cloned().collect();
            if errors.len() != 1 {
                let place = document.place(block.document_line(0));
                failures.push(format!(
                    "{place}: one mistake, {} errors\n{}",
                    errors.len(),
                    shown(&checked.sources, &errors)
                ));
            }
        }
    }
    if updating() && !changes.is_empty() {
        std::fs::write(&document.path, document.with(changes)).expect("the page can be written");
    }
    assert!(mistakes >= 30, "{mistakes} mistakes");
    assert!(failures.is_empty(), "\n{}\nUPDATE=1 cargo test manual writes them anew\n", failures.join("\n"));
}

#[test]
fn the_examples_of_the_readme_run() {
    let document = Document::read(Path::new("README.md"));
    let mut failures = Vec::new();
    for block in good_examples(&document) {
        let place = document.place(block.document_line(0));
        hold_to_form(&place, block, Lang::Zh, &mut failures, &mut Vec::new());
        run_workspace(&document, &[block], Lang::Zh, &mut failures);
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

#[test]
fn both_tongues_show_the_same_examples() {
    let (chinese, english) = (reference(Lang::Zh), reference(Lang::En));
    let names = |pages: &[(String, Document)]| pages.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    assert_eq!(names(&chinese), names(&english));
    let mut failures = Vec::new();
    for ((_, chinese), (_, english)) in chinese.iter().zip(&english) {
        if chinese.sections.len() != english.sections.len() {
            failures.push(format!("{} has other sections", english.path.display()));
        }
        for (one, other) in chinese.sections.iter().zip(&english.sections) {
            let place = format!("{} and {}", chinese.place(one.line), english.place(other.line));
            let blocks = |section: &Section| -> Vec<Block> {
                section.blocks.iter().filter(|own| own.language() == "pol").cloned().collect()
            };
            let (one, other) = (blocks(one), blocks(other));
            if one.len() != other.len() {
                failures.push(format!("{place}: {} and {} examples", one.len(), other.len()));
            }
            for (one, other) in one.iter().zip(&other) {
                if one.info != other.info {
                    failures.push(format!("{place}: `{}` and `{}`", one.info, other.info));
                }
                if one.has("bad") || one.has("loose") {
                    continue;
                }
                let (one, other) = (meaning(&one.text()), meaning(&other.text()));
                if one != other {
                    failures.push(format!("{place}: these differ:\n{one}\n{other}"));
                }
            }
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

/// Returns an example in English keywords, in which bounds have one spelling only, without remarks and texts in quotes, which are of one tongue.
fn meaning(text: &str) -> String {
    let text = format_text(SourceId(0), text, KeywordStyle::En).unwrap_or_else(|_| text.to_owned());
    let mut out = String::new();
    for line in text.lines() {
        let mut quoted = false;
        for character in line.chars() {
            match character {
                '"' => {
                    quoted = !quoted;
                    out.push('"');
                }
                '#' if !quoted => break,
                _ if quoted => {}
                _ => out.push(character),
            }
        }
        out.push(' ');
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
