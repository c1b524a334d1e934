//! Texts from strangers: pieces of the shipped policies and of the suite, put together and broken at random, the same in
//! every run. `FOR_SECONDS=60 SEED=7 cargo test random` tries others, for longer; `fuzz/run` looks for those that reach new code.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use polcheck::syntax::keywords::Word;

use crate::support::files_below;
use crate::support::random::Random;

#[path = "../fuzz/bodies.rs"]
mod bodies;

/// How many texts are tried where nothing else is asked for.
const TEXTS: usize = 25;

/// Marks and numbers that are easily in the wrong place.
const MARKS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ";",
    ",",
    ":",
    "=",
    "->",
    "|",
    "@",
    "\"",
    "「",
    "」",
    "'",
    "#",
    "\n",
    "  ",
    "\t",
    "-",
    "..",
    "70%",
    "300元",
    "3万元/年",
    "5pp",
    "30,000元",
    "2020-01-01",
    "1/3",
    "0",
    "60周岁",
    "第3条",
    "\u{feff}",
    "\r\n",
    "\u{200b}",
    "、",
    "；",
    "（",
    "｝",
    "×",
    "\n----\n",
    "\u{e9}",
    "𠮷",
    "e\u{301}",
];

#[test]
fn random_texts_do_no_harm() {
    try_texts(bodies::text);
}

#[test]
fn random_texts_are_formatted_as_they_mean() {
    try_texts(bodies::format);
}

#[test]
fn random_policies_pay_alike_by_every_way() {
    try_texts(bodies::columns);
}

fn try_texts(body: fn(&str)) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let (seed, seconds) = (number("SEED").unwrap_or(1), number("FOR_SECONDS"));
    let pieces = pieces();
    let mut random = Random::new(seed);
    let start = Instant::now();
    let more = |tried: usize| match seconds {
        Some(seconds) => start.elapsed() < Duration::from_secs(seconds),
        None => tried < TEXTS,
    };
    let mut tried = 0;
    while more(tried) {
        let text = random_text(&mut random, &pieces);
        if fails(body, &text) {
            let short = shortened(body, text);
            panic!("text {tried} of SEED={seed} fails; shortened:\n{short}\n---- as one line: {short:?}");
        }
        tried += 1;
    }
    assert!(tried > 0, "no text was tried");
}

fn fails(body: fn(&str), text: &str) -> bool {
    catch_unwind(AssertUnwindSafe(|| body(text))).is_err()
}

/// Leaves out lines as long as the text still fails.
fn shortened(body: fn(&str), text: String) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut size = lines.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at + size <= lines.len() {
            let mut fewer = lines.clone();
            fewer.drain(at..at + size);
            if fails(body, &fewer.join("\n")) { lines = fewer } else { at += size }
        }
        size /= 2;
    }
    lines.join("\n")
}

/// Returns whole examples, and declarations of the policies one by one.
pub(crate) fn pieces() -> Vec<String> {
    let mut pieces = Vec::new();
    for path in files_below(Path::new("tests/suite"), "md") {
        let text = std::fs::read_to_string(path).expect("a document can be read");
        let blocks = text.split("\n```pol").skip(1).filter_map(|rest| rest.split_once('\n'));
        pieces.extend(blocks.map(|(_, block)| block.split("\n```").next().unwrap_or(block).to_owned()));
    }
    for path in files_below(Path::new("policies"), "pol") {
        let text = std::fs::read_to_string(path).expect("a policy can be read");
        let mut declaration = String::new();
        for line in text.split_inclusive('\n') {
            let begins = line.starts_with(|first: char| first.is_alphabetic());
            if begins && !declaration.trim().is_empty() {
                pieces.push(std::mem::take(&mut declaration));
            }
            declaration.push_str(line);
        }
        pieces.push(declaration);
    }
    pieces
}

fn random_text(random: &mut Random, pieces: &[String]) -> String {
    let mut text = String::new();
    if random.chance(60) {
        text.push_str("县 甲 属于 乙\n\n");
    }
    for _ in 0..1 + random.below(3) {
        text.push_str(random.pick::<String>(pieces));
        text.push_str(if random.chance(15) { "\n----\n" } else { "\n" });
    }
    if random.chance(30) {
        text.push_str("\n----\n省 乙 代码 220000\n");
    }
    for _ in 0..random.below(6) {
        text = broken(random, &text);
    }
    text
}

/// Returns a text with one thing amiss.
fn broken(random: &mut Random, text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = random.below(letters.len() as u64) as usize;
    let some = (1 + random.below(12) as usize).min(letters.len() - at);
    let (before, rest) = letters.split_at(at);
    let (cut, behind) = rest.split_at(some);
    let join = |middle: String| before.iter().copied().chain(middle.chars()).chain(behind.iter().copied()).collect();
    let kept: String = cut.iter().collect();
    match random.below(7) {
        0 => join(String::new()),
        1 => join(format!("{kept}{kept}")),
        2 => join(cut.iter().rev().collect()),
        3 => join(format!("{}{kept}", random.pick(MARKS))),
        4 => {
            let spelling = random.pick(Word::ALL).spelling();
            let word = if random.chance(70) { spelling.chinese } else { spelling.english };
            join(format!("{word}{kept}"))
        }
        5 => {
            let mut lines: Vec<&str> = text.split('\n').collect();
            let [line, other] = [0; 2].map(|_| random.below(lines.len() as u64) as usize);
            match random.below(3) {
                0 => {
                    lines.remove(line);
                }
                1 => lines.insert(line, lines[line]),
                _ => lines.swap(line, other),
            }
            lines.join("\n")
        }
        _ => {
            let digits = ["0", "9", "99999999999999999999", "-1", "0.005", "1e3", "00"];
            match kept.find(|letter: char| letter.is_ascii_digit()) {
                Some(digit) => join(format!("{}{}{}", &kept[..digit], random.pick(&digits), &kept[digit + 1..])),
                None => join(kept),
            }
        }
    }
}
