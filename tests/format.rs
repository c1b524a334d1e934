//! Holds the formatter to `tests/suite/format/*.md` and to every policy.
//!
//! In a document a `messy` block stands before the texts that it becomes: `formatted` keeps the tongue of the keywords,
//! `formatted zh` and `formatted en` change it. `UPDATE=1 cargo test format` fills them in.

use std::path::Path;

use polcheck::base::source::SourceId;
use polcheck::syntax::format::{FormatRefusal, KeywordStyle, format_text};
use polcheck::syntax::parse;

use crate::support::markdown::{Block, Document};
use crate::support::{files_below, updating, wanted_case};

const SOURCE: SourceId = SourceId(0);

#[test]
fn every_messy_text_becomes_the_canonical_one() {
    let mut failures = Vec::new();
    for path in files_below(Path::new("tests/suite/format"), "md") {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for section in &document.sections {
            if wanted_case().is_some_and(|wanted| wanted != section.name()) {
                continue;
            }
            let mut messy: Option<&Block> = None;
            for block in &section.blocks {
                match (block.language(), messy) {
                    ("messy", _) => messy = Some(block),
                    ("formatted", Some(messy)) => {
                        let place = document.place(block.document_line(0));
                        match formatted(&messy.text(), style_of(block)) {
                            Ok(text) if text == block.text() => {}
                            Ok(text) => {
                                failures.push(format!("{place}: {}\n{text}", section.name()));
                                changes.push((block.clone(), text.lines().map(str::to_owned).collect()));
                            }
                            Err(reason) => failures.push(format!("{place}: {}: {reason}", section.name())),
                        }
                    }
                    _ => {}
                }
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&document.path, document.with(changes)).expect("the document can be written");
            failures.clear();
        }
    }
    assert!(failures.is_empty(), "\n{}\n{} failures\n", failures.join("\n"), failures.len());
}

fn style_of(block: &Block) -> KeywordStyle {
    if block.has("zh") {
        KeywordStyle::Zh
    } else if block.has("en") {
        KeywordStyle::En
    } else {
        KeywordStyle::Keep
    }
}

/// Formats a text, and makes sure that formatting it again changes nothing.
fn formatted(text: &str, style: KeywordStyle) -> Result<String, String> {
    let once = format_text(SOURCE, text, style).map_err(|refusal| explain(&refusal, text, style))?;
    match format_text(SOURCE, &once, style) {
        Ok(twice) if twice == once => Ok(once),
        Ok(twice) => Err(format!("not the same when formatted again:\n{once}\n--- again\n{twice}")),
        Err(refusal) => Err(format!("the formatted text:\n{once}\n{}", explain(&refusal, &once, style))),
    }
}

fn explain(refusal: &FormatRefusal, text: &str, style: KeywordStyle) -> String {
    let reason = refusal.reason().en;
    match refusal {
        FormatRefusal::SyntaxErrors(problems) => {
            let list: Vec<String> = problems
                .iter()
                .map(|problem| format!("{}: {}", text.get(problem.span.range()).unwrap_or(""), problem.message.en))
                .collect();
            format!("{reason}\n{}", list.join("\n"))
        }
        FormatRefusal::TreeDiffers | FormatRefusal::CommentsDiffer => {
            let file = parse(SOURCE, text).file;
            format!("{reason}\n{}", polcheck::syntax::format::format(text, &file, style))
        }
    }
}

// Policies.

/// Every policy with its path.
fn policies() -> Vec<(String, String)> {
    let folders = ["policies", "tests/suite/examples"];
    let paths = folders.iter().flat_map(|folder| files_below(Path::new(folder), "pol"));
    paths
        .map(|path| (path.display().to_string(), std::fs::read_to_string(&path).expect("the policy can be read")))
        .collect()
}

/// Formats every policy, in its own words, in English, and the English in Chinese. `format_text` itself refuses a text
/// whose tree or comments would differ, so three passes show that nothing is lost on the way. Shipped policies stand
/// in their canonical form.
#[test]
fn every_policy_keeps_its_tree_and_its_comments() {
    let all = policies();
    let part = all.len().div_ceil(2);
    let failures: Vec<String> = std::thread::scope(|scope| {
        let halves: Vec<_> =
            all.chunks(part).map(|half| scope.spawn(|| half.iter().flat_map(losses).collect())).collect();
        halves.into_iter().flat_map(|half| half.join().unwrap_or_else(|_| vec!["panicked".to_owned()])).collect()
    });
    assert!(failures.is_empty(), "\n{}\n{} failures\n", failures.join("\n"), failures.len());
}

/// Returns what a policy loses on its way through the tongues.
fn losses((path, text): &(String, String)) -> Vec<String> {
    let to = |text: &str, style: KeywordStyle| {
        format_text(SOURCE, text, style)
            .map_err(|refusal| format!("{path} {style:?}: {}", explain(&refusal, text, style)))
    };
    let round_trip = || -> Result<(), String> {
        let once = to(text, KeywordStyle::Keep)?;
        if path.starts_with("policies") && once != *text {
            return Err(format!("{path}: not in canonical form; run `polcheck fmt {path}`"));
        }
        if to(&once, KeywordStyle::Keep)? != once {
            return Err(format!("{path}: not the same when formatted again"));
        }
        let back = to(&to(text, KeywordStyle::En)?, KeywordStyle::Zh)?;
        let same = parse(SOURCE, &back).file == parse(SOURCE, text).file;
        if same { Ok(()) } else { Err(format!("{path}: English and back differs:\n{back}")) }
    };
    round_trip().err().into_iter().collect()
}

#[test]
fn line_ends_stay_as_the_first_one_is() {
    let formatted = |text: &str| format_text(SOURCE, text, KeywordStyle::Keep).ok();
    let windows = "县 甲县\r\n\r\n参数 甲 = 1元\r\n";
    assert_eq!(formatted("县 甲县\r\n\r\n参数 甲=1元\n").as_deref(), Some(windows));
    assert_eq!(formatted(windows).as_deref(), Some(windows));
    assert_eq!(formatted("县 甲县\n\n参数 甲=1元\r\n").as_deref(), Some("县 甲县\n\n参数 甲 = 1元\n"));
}
