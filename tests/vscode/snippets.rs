//! Every snippet of the editor, put in as it is offered, reads and checks.

use std::collections::BTreeSet;

use polcheck::base::text::Lang;
use polcheck::syntax::keywords::Word;
use serde_json::Value;

use crate::support::check::check;

/// How the snippets begin that are a file by themselves.
const FILES: &[Word] = &[Word::County, Word::Amend, Word::Standards];

/// Returns the snippets of a tongue: their names and texts.
fn snippets(lang: Lang) -> Vec<(String, String)> {
    let lang = match lang {
        Lang::Zh => "zh",
        Lang::En => "en",
    };
    let path = format!("editors/vscode/snippets/pol.{lang}.json");
    let text = std::fs::read_to_string(&path).expect("the snippets of the editor are there");
    let all: Value = serde_json::from_str(&text).expect("snippets are JSON");
    let all = all.as_object().expect("snippets have names");
    let lines = |value: &Value| -> Vec<String> {
        value.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    for (name, one) in all {
        assert!(!lines(&one["prefix"]).is_empty() && one["description"].is_string(), "`{name}` can be found");
    }
    all.iter().map(|(name, one)| (name.clone(), lines(&one["body"]).join("\n"))).collect()
}

/// Returns a snippet as it stands before anything is typed: the text of each place to fill in, the first of a choice.
fn expanded(body: &str) -> String {
    let mut out = String::new();
    let mut seen: Vec<(String, String)> = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.find(['$', '\\']) {
        out.push_str(&rest[..at]);
        if let Some(escaped) = rest[at..].strip_prefix('\\') {
            let letter = escaped.chars().next().expect("something is escaped");
            out.push(letter);
            rest = &escaped[letter.len_utf8()..];
            continue;
        }
        let place = &rest[at + 1..];
        let Some(place) = place.strip_prefix('{') else {
            let digits = place.chars().take_while(char::is_ascii_digit).count();
            assert!(digits > 0, "a `$` without a number in {body}");
            if let Some((_, text)) = seen.iter().find(|(number, _)| *number == place[..digits]) {
                out.push_str(text);
            }
            rest = &place[digits..];
            continue;
        };
        let end = place.find('}').expect("a place ends");
        let (inner, after) = (&place[..end], &place[end + 1..]);
        let (number, text) = match (inner.split_once(':'), inner.split_once('|')) {
            (Some((number, text)), _) => (number, text),
            (None, Some((number, choices))) => {
                (number, choices.trim_end_matches('|').split(',').next().unwrap_or_default())
            }
            (None, None) => {
                (inner, seen.iter().find(|(number, _)| number == inner).map_or("", |(_, text)| text.as_str()))
            }
        };
        let text = text.to_owned();
        out.push_str(&text);
        seen.push((number.to_owned(), text));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[test]
fn every_snippet_reads_and_checks() {
    for lang in [Lang::Zh, Lang::En] {
        for (name, body) in snippets(lang) {
            let own = expanded(&body);
            let alone = FILES.iter().any(|word| own.starts_with(&format!("{} ", word.get(lang))));
            let header = format!("{} 青山县\n\n", Word::County.get(lang));
            let text = if alone { own } else { format!("{header}{}{own}", before(lang, &own)) };
            let mut files = vec![("written.pol".to_owned(), text.clone())];
            files.extend(beside(lang, &text));
            let checked = check(&files);
            let said: Vec<&str> = checked.diagnostics.iter().map(|one| one.message.zh.as_str()).collect();
            assert!(said.is_empty(), "the snippet `{name}` is wrong:\n{text}\n{}", said.join("\n"));
            let failed = checked.answers.iter().filter(|answer| answer.failure.is_some());
            let failed: Vec<&str> = failed.map(|answer| answer.said.zh.as_str()).collect();
            assert!(failed.is_empty(), "a test of the snippet `{name}` fails:\n{text}\n{}", failed.join("\n"));
        }
    }
}

/// Returns the declarations that an author has in the same file: the documents that are cited, what a test asks for.
fn before(lang: Lang, text: &str) -> String {
    let mut out = String::new();
    let cited = text.split("@ ").skip(1).filter_map(|rest| rest.split([' ', '\n']).next());
    for name in cited.collect::<BTreeSet<&str>>() {
        let declares = format!("{} {name} =", Word::Document.get(lang));
        if !text.contains(&declares) {
            out.push_str(&format!("{declares} \"青医保发〔2019〕12号·{name}\"\n"));
        }
    }
    if text.starts_with(Word::Test.get(lang)) {
        out.push_str(benefit(lang));
    }
    out
}

fn benefit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "文件 文1 = \"青医保发〔2018〕1号\"\n待遇 门诊慢病报销 每次结算 @ 文1 {\n    比例 70%\n}\n\n",
        Lang::En => {
            "document 文1 = \"青医保发〔2018〕1号\"\nbenefit 门诊慢病报销 for each claim @ 文1 {\n    rate 70%\n}\n\n"
        }
    }
}

/// Returns what an author has in other files: the province of a county, the county of an amendment.
fn beside(lang: Lang, text: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    if text.contains("吉北省") {
        files.push((
            "province.pol".to_owned(),
            format!("{} 吉北省 {} 220000\n", Word::Province.get(lang), Word::Code.get(lang)),
        ));
    }
    if text.starts_with(Word::Amend.get(lang)) {
        files.push(("county.pol".to_owned(), format!("{} 青山县\n\n{}", Word::County.get(lang), benefit(lang))));
    }
    files
}

/// Who writes Chinese has what who writes English has.
#[test]
fn both_tongues_have_the_same_snippets() {
    let chinese = snippets(Lang::Zh);
    let english = snippets(Lang::En);
    assert_eq!(chinese.len(), english.len());
    for ((name, in_chinese), (other, in_english)) in chinese.iter().zip(&english) {
        let places = |body: &str| body.matches("${").count();
        assert_eq!(places(in_chinese), places(in_english), "`{name}` and `{other}` have the same places to fill in");
    }
}
