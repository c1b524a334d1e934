//! Both tongues are complete: no Chinese in what is said in English, no English sentence in what is said in Chinese.

use std::path::Path;

use crate::cli::{Request, start};
use crate::support::files_below;
use crate::support::folder::Folder;

fn is_chinese(letter: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&letter) || ('\u{3400}'..='\u{4dbf}').contains(&letter)
}

/// Words of the language and of amounts that are the same in both tongues.
const SAME: &[&str] = &["元", "分"];

/// Returns what the messages of a file are: name, Chinese, English.
fn messages(text: &str) -> Vec<(String, String, String)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("{ zh: \"").or_else(|| rest.find("zh: \"")) {
        let name_start = rest[..at].rfind('\n').map_or(0, |line| line + 1);
        let name = rest[name_start..at].trim().to_owned();
        let from = at + rest[at..].find('"').expect("it begins with a quote");
        let (zh, after) = literal(&rest[from..]);
        rest = after;
        let Some(en_at) = rest.find("en: \"").filter(|at| *at < 40) else { continue };
        let (en, after) = literal(&rest[en_at + 4..]);
        out.push((name, zh, en));
        rest = after;
    }
    out
}

/// Reads a string literal; returns it and what follows.
fn literal(text: &str) -> (String, &str) {
    let mut out = String::new();
    let mut characters = text.char_indices().skip(1);
    while let Some((at, own)) = characters.next() {
        match own {
            '"' => return (out, &text[at + 1..]),
            '\\' => {
                if let Some((_, escaped)) = characters.next() {
                    out.push(escaped);
                }
            }
            _ => out.push(own),
        }
    }
    (out, "")
}

/// Returns a message without what an author wrote or may write: backticks, examples behind `write`, placeholders.
fn without_quotes(text: &str) -> String {
    let mut out = String::new();
    let mut quoted = false;
    for own in text.chars() {
        match own {
            '`' => quoted = !quoted,
            _ if !quoted => out.push(own),
            _ => {}
        }
    }
    SAME.iter().fold(out, |text, same| text.replace(same, ""))
}

#[test]
fn messages_are_in_their_tongue() {
    let mut faults = Vec::new();
    let mut count = 0;
    for path in files_below(Path::new("src"), "rs") {
        let text = std::fs::read_to_string(&path).expect("sources are text");
        if !text.contains("catalogue!") {
            continue;
        }
        for (name, zh, en) in messages(&text) {
            count += 1;
            let words = without_quotes(&en);
            // An example of how to write is in the words of policies.
            let example =
                ["write", "such as", "like", "as in", "code ", "for example"].iter().any(|own| en.contains(own));
            if words.chars().any(is_chinese) && !example {
                faults.push(format!("{}: {name}: Chinese in the English: {en}", path.display()));
            }
            let letters = without_quotes(&zh);
            let letters: String = letters.split(['{', '}']).step_by(2).collect();
            let says = letters.chars().any(char::is_alphabetic);
            if says && !letters.chars().any(is_chinese) && letters.split_whitespace().count() > 2 {
                faults.push(format!("{}: {name}: no Chinese in the Chinese: {zh}", path.display()));
            }
        }
    }
    assert!(count > 300, "only {count} messages were found");
    assert!(faults.is_empty(), "\n{}\n{} of {count} messages", faults.join("\n"), faults.len());
}

/// A workspace without a Chinese word: its own vocabulary, its own names.
const ENGLISH: &[(&str, &str)] = &[
    (
        "words.pol",
        "vocabulary Words\nenum group { plain, poor }\nenum facility ordered { clinic < hospital }\n\
         fact claim.eligible_cost : money at least 0元\nfact person.group : group default plain\n\
         fact claim.facility : facility\n",
    ),
    (
        "a.pol",
        "county Aland\ndocument D1 = \"A 2020/1\" dated 2020-01-01\n\
         benefit clinic_care for each claim from 2020-01-01 @ D1 \"art. 1\" {\n    requires cost: eligible_cost over 0元\n\
         deductible 100元/year  when group = poor waived\n    rate by facility { clinic 80%; hospital 60% }\n\
         cap 3000元/year\n}\ntest \"one\" on 2020-02-01 {\n    given { facility clinic; eligible_cost 1100元 }\n\
         expect clinic_care = 801元\n}\n",
    ),
    ("b.pol", "county Bland\nbenefit clinic_care for each claim {\n    rate 80\n}\n"),
    ("c.pol", "county Cland\nbenefit clinic_care for each claim from 2020-01-01 {\n    rate 70%\n}\n"),
];

const COMMANDS: &[&str] = &[
    "polcheck",
    "polcheck --help",
    "polcheck check",
    "polcheck check --format plain",
    "polcheck fmt --check",
    "polcheck show Aland",
    "polcheck show Aland --history",
    "polcheck show Nowhere",
    "polcheck case Aland facility=clinic eligible_cost=1100元 --on 2020-02-01",
    "polcheck case Aland facility=clinic --on 2020-02-01",
    "polcheck test",
    "polcheck test --coverage",
    "polcheck test --generate --filter hospital",
    "polcheck diff Aland Cland",
    "polcheck explain --list",
    "polcheck config show --origin",
    "polcheck fly",
    "polcheck show",
];

#[test]
fn english_output_holds_no_chinese() {
    let folder = Folder::new();
    ENGLISH.iter().for_each(|(name, text)| folder.write(name, text));
    let mut faults = Vec::new();
    for command in COMMANDS {
        let request = Request::parse(&format!("{command} --lang en"));
        let output = start(&request, folder.path(), "en_US.UTF-8");
        for line in String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).lines() {
            let plain = SAME.iter().fold(line.to_owned(), |text, same| text.replace(same, ""));
            // Examples in the help are of the shipped policies.
            let example = line.trim_start().starts_with("polcheck ") || line.starts_with("  # ") || line.contains('`');
            if plain.chars().any(is_chinese) && !example {
                faults.push(format!("{command}: {line}"));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}
