//! The grammar and the table of keywords say the same.

use polcheck::syntax::keywords::{PERS, Spelling, UNITS, Word};
use std::collections::BTreeSet;

fn grammar() -> String {
    std::fs::read_to_string("grammar/pol.pest").expect("the grammar is there")
}

/// Returns what the rule of a word should be.
fn rule(word: Word) -> String {
    let spelling = word.spelling();
    let mut ways: Vec<String> = Vec::new();
    for text in [spelling.chinese, spelling.english].into_iter().chain(spelling.also.iter().copied()) {
        let way = if text.is_ascii() {
            let phrase: Vec<String> = text.split(' ').map(|part| format!("\"{part}\"")).collect();
            let end = if text.ends_with(char::is_alphanumeric) { " ~ word_end" } else { "" };
            phrase.join(" ~ blank ~ ") + end
        } else {
            format!("\"{text}\"")
        };
        if !text.is_empty() && !ways.contains(&way) {
            ways.push(way);
        }
    }
    format!("{} = @{{ {} }}", word.rule_name(), ways.join(" | "))
}

#[test]
fn rules_of_keywords_are_those_of_the_table() {
    let grammar = grammar();
    let written: BTreeSet<&str> = grammar.lines().filter(|line| line.starts_with("kw_")).collect();
    let known: BTreeSet<String> = Word::ALL.iter().map(|word| rule(*word)).collect();
    for line in &written {
        assert!(known.contains(*line), "not as in the table: {line}");
    }
    // The names of functions are read as names, and told apart by the bracket that follows.
    let called = |word: Word| {
        let function = <polcheck::syntax::ast::Function as polcheck::syntax::keywords::Worded>::WORDS;
        function.iter().any(|(_, known)| *known == word) || word == Word::Previous
    };
    for word in Word::ALL {
        assert!(written.contains(rule(*word).as_str()) || called(*word), "the grammar lacks: {}", rule(*word));
    }
}

/// Returns the texts in quotes of a rule and of the rules it names.
fn texts_of(grammar: &str, rule: &str) -> BTreeSet<String> {
    let start = grammar.find(&format!("\n{rule} = ")).expect("the rule is there");
    let body = &grammar[start + 1..];
    let body = &body[..body.find("\n}").or(body.find(" }\n")).expect("the rule ends")];
    let mut texts: BTreeSet<String> = body.split('"').skip(1).step_by(2).map(str::to_owned).collect();
    if body.contains("english_unit") && rule != "english_unit" {
        texts.extend(texts_of(grammar, "english_unit"));
    }
    texts
}

fn spelled(spellings: impl Iterator<Item = Spelling>) -> BTreeSet<String> {
    let mut texts = BTreeSet::new();
    for spelling in spellings {
        texts.extend(
            [spelling.chinese, spelling.english].into_iter().chain(spelling.also.iter().copied()).map(str::to_owned),
        );
    }
    texts
}

#[test]
fn units_of_the_grammar_are_those_of_the_tables() {
    let grammar = grammar();
    let mut units = texts_of(&grammar, "known_unit");
    units.remove("_");
    // Read only to say what it should be.
    units.remove("个点");
    assert_eq!(units, spelled(UNITS.iter().map(|(_, spelling)| *spelling)));
    let mut pers = texts_of(&grammar, "known_per");
    pers.remove("_");
    assert_eq!(pers, spelled(PERS.iter().map(|(_, spelling)| *spelling)));
}

#[test]
fn reserved_words_of_the_grammar_are_those_of_the_table() {
    // Phrases of several words cannot be names anyway.
    let known = spelled(Word::RESERVED.iter().map(|word| word.spelling()));
    let known: BTreeSet<String> = known.into_iter().filter(|text| !text.is_empty() && !text.contains(' ')).collect();
    assert_eq!(texts_of(&grammar(), "reserved"), known);
}
