//! The reference, the grammar, the table of keywords and the tests name the same: nothing undocumented, nothing untested.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use polcheck::base::source::SourceId;
use polcheck::base::text::Lang;
use polcheck::syntax::ast::Function;
use polcheck::syntax::keywords::{PERS, Spelling, UNITS, Word, Worded};
use polcheck::syntax::rules_used;

use super::pages::{good_examples, reference};
use crate::support::files_below;
use crate::support::markdown::Document;
use crate::support::updating;

/// Rules within words and numbers, which leave no node of their own.
const WITHIN: &[&str] = &["reserved", "known_unit", "known_per", "other_unit", "english_unit"];

/// What only English needs a blank for: `6 months`, `each household` in a path.
const ONLY_ENGLISH: &[&str] = &["spaced_unit", "path_each"];

/// `60周岁以上`; in English the bound stands before.
const ONLY_CHINESE: &[&str] = &["suffix"];

/// Rules that read only what is then said to be wrong.
const MISTAKES: &[&str] = &["rest", "slashed_date", "misplaced_month_day", "grouped_number"];

/// Returns the rules that may stand in a tree of what an author wrote rightly.
fn rules_of_the_grammar() -> BTreeSet<String> {
    let grammar = std::fs::read_to_string("grammar/pol.pest").expect("the grammar is there");
    let mut rules = BTreeSet::new();
    for line in grammar.lines() {
        let Some((name, body)) = line.split_once(" = ") else { continue };
        let plain = name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_' || letter.is_ascii_digit());
        let silent = body.starts_with('_');
        let mistake = name.starts_with("broken_") || name.starts_with("only_") || MISTAKES.contains(&name);
        if plain && !silent && !mistake && !WITHIN.contains(&name) && !name.starts_with("kw_") && !name.starts_with(' ')
        {
            rules.insert(name.to_owned());
        }
    }
    rules
}

/// Returns the rules, and for keywords that the grammar reads as names, the keywords that a text uses.
fn used(text: &str) -> BTreeSet<String> {
    let mut used = rules_used(SourceId(0), text);
    if used.contains("until") {
        // `until DATE` is read without the rule of its keyword.
        used.insert(Word::Until.rule_name());
    }
    for word in named_words() {
        let spelling = word.spelling();
        let called = [spelling.chinese, spelling.english].iter().any(|name| {
            let found = text.match_indices(name);
            found.into_iter().any(|(at, _)| text[at + name.len()..].starts_with(['(', '.']))
        });
        if called {
            used.insert(word.rule_name());
        }
    }
    used
}

/// The keywords that the grammar reads as names.
fn named_words() -> Vec<Word> {
    let functions = Function::WORDS.iter().map(|(_, word)| *word);
    functions.chain([Word::Previous]).collect()
}

fn uses_of(documents: &[(String, Document)]) -> BTreeSet<String> {
    let examples = documents.iter().flat_map(|(_, document)| good_examples(document));
    examples.flat_map(|block| used(&block.text())).collect()
}

#[test]
fn every_rule_of_the_grammar_has_an_example_in_both_tongues() {
    for lang in [Lang::Zh, Lang::En] {
        let used = uses_of(&reference(lang));
        let others = if lang == Lang::Zh { ONLY_ENGLISH } else { ONLY_CHINESE };
        let needless = |rule: &&String| others.contains(&rule.as_str());
        let rules = rules_of_the_grammar();
        let missing: Vec<&String> = rules.difference(&used).filter(|rule| !needless(rule)).collect();
        assert!(missing.is_empty(), "no example in the reference ({lang:?}) is read by: {missing:?}");
    }
}

#[test]
fn every_keyword_has_an_example_in_both_tongues() {
    for lang in [Lang::Zh, Lang::En] {
        let pages = reference(lang);
        let used = uses_of(&pages);
        let missing: Vec<&str> = Word::ALL
            .iter()
            .filter(|word| !used.contains(&word.rule_name()) && !word.get(lang).is_empty())
            .map(|word| word.get(lang))
            .collect();
        assert!(missing.is_empty(), "no example in the reference ({lang:?}) uses: {missing:?}");
    }
}

#[test]
fn every_other_spelling_and_unit_is_named() {
    let chinese: String = reference(Lang::Zh).iter().map(|(_, page)| page.text()).collect();
    let english: String = reference(Lang::En).iter().map(|(_, page)| page.text()).collect();
    let mut missing = Vec::new();
    let mut want = |spelling: Spelling| {
        for text in spelling.also.iter().copied().chain([spelling.chinese, spelling.english]) {
            if !text.is_empty() && !chinese.contains(text) && !english.contains(text) {
                missing.push(text);
            }
        }
    };
    Word::ALL.iter().for_each(|word| want(word.spelling()));
    UNITS.iter().for_each(|(_, spelling)| want(*spelling));
    PERS.iter().for_each(|(_, spelling)| want(*spelling));
    assert!(missing.is_empty(), "the reference never says: {missing:?}");
}

#[test]
fn every_rule_and_keyword_is_tested() {
    let mut texts: Vec<String> = Vec::new();
    for path in files_below(Path::new("tests/suite"), "md") {
        let document = Document::read(&path);
        let blocks = document.sections.iter().flat_map(|section| &section.blocks);
        texts.extend(blocks.filter(|block| block.language() != "render").map(|block| block.text()));
    }
    for folder in ["tests/suite", "policies"] {
        let read = |path| std::fs::read_to_string(path).expect("a policy can be read");
        texts.extend(files_below(Path::new(folder), "pol").into_iter().map(read));
    }
    let used: BTreeSet<String> = texts.iter().flat_map(|text| used(text)).collect();
    let words = Word::ALL.iter().map(|word| word.rule_name());
    let wanted: BTreeSet<String> = rules_of_the_grammar().into_iter().chain(words).collect();
    let missing: Vec<&String> = wanted.difference(&used).collect();
    assert!(missing.is_empty(), "no document of the suite and no policy uses: {missing:?}");
}

/// Returns the page of all keywords: each in both spellings, with the pages whose examples use it.
fn index() -> String {
    let mut places: BTreeMap<String, BTreeSet<(String, String)>> = BTreeMap::new();
    for (name, page) in reference(Lang::Zh) {
        let title = page.sections.first().map_or(String::new(), |section| section.title.clone());
        for rule in good_examples(&page).flat_map(|block| used(&block.text())) {
            places.entry(rule).or_default().insert((name.clone(), title.clone()));
        }
    }
    let mut out = String::from(
        "# 全部关键词 / All keywords\n\n\
         由 `src/syntax/keywords.rs` 生成,`UPDATE=1 cargo test manual` 更新。一个词在哪几页有例子,写在最后一栏。 / Made from \
         `src/syntax/keywords.rs`; the last column names the pages with examples.\n\n\
         | 中文 | English | 也可以写 / also | 例子 / examples |\n| --- | --- | --- | --- |\n",
    );
    for word in Word::ALL {
        let Spelling { english, chinese, also } = word.spelling();
        let code = |text: &str| if text.is_empty() { String::new() } else { format!("`{text}`") };
        let also: Vec<String> = also.iter().map(|text| code(text)).collect();
        let link = |(name, _): &(String, String)| {
            let file = name.trim_start_matches("docs/language/");
            let (shown, path) = match name.strip_prefix("docs/language/") {
                Some(file) => (file, format!("{file}.zh.md")),
                None => (file.trim_start_matches("docs/"), format!("../{}.zh.md", file.trim_start_matches("docs/"))),
            };
            format!("[{shown}]({path})")
        };
        let seen = places.get(&word.rule_name());
        let links: Vec<String> = seen.into_iter().flatten().map(link).collect();
        out.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            code(chinese),
            code(english),
            also.join(" "),
            links.join(" ")
        ));
    }
    out
}

#[test]
fn the_index_of_keywords_is_fresh() {
    let path = "docs/language/keywords.md";
    let fresh = index();
    if updating() {
        std::fs::write(path, &fresh).expect("the page can be written");
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == fresh, "{path} is stale; UPDATE=1 cargo test manual writes it anew");
}
