//! What may stand at a place: keywords by the grammar, names by what the words before the place ask for, units behind
//! numbers. Looks only at what stands before the place, so that a clause may break off there.

pub(super) mod tokens;

mod names;
mod snippets;
mod units;
mod wanted;
mod words;

use super::ground::{self, written_in};
use super::{Completion, CompletionKind, Completions, Snapshot, pinyin};
use crate::base::source::SourceId;
use crate::base::text::{Lang, Speak};
use crate::ir::{Level, Program};
use crate::syntax::keywords::Word;
use crate::syntax::{Block, Unfinished};
use std::collections::BTreeSet;
use tokens::is_letter;
pub(super) use wanted::{column, type_of_text};

/// The most that is listed at once.
const MOST: usize = 120;

/// The most words that a keyword consists of.
const MOST_WORDS: usize = 8;

/// Something that may stand at the place, before it is known how well it fits the letters.
pub(super) struct Offer {
    pub(super) label: String,
    pub(super) kind: CompletionKind,
    pub(super) detail: String,
    pub(super) documentation: String,
    pub(super) insert: String,
    /// By what else it is found: codes, aliases, a name in the other tongue.
    pub(super) also: Vec<String>,
    /// What fits the place best has the least.
    pub(super) rank: u32,
}

impl Offer {
    pub(super) fn new(label: impl Into<String>, kind: CompletionKind, rank: u32) -> Offer {
        let label = label.into();
        let insert = label.clone();
        let (detail, documentation) = Default::default();
        Offer { label, kind, detail, documentation, insert, also: Vec::new(), rank }
    }
}

pub(super) fn complete(snapshot: &Snapshot<'_>, source: SourceId, text: &str, offset: usize) -> Completions {
    let offset = super::floor(text, offset);
    let Some(place) = Place::of(text, offset) else { return Completions::default() };
    let lang = snapshot.lang.unwrap_or_else(|| written_in(text));
    let program = ground::owner(snapshot, source).map(|at| &snapshot.analysis.jurisdictions[at].program);
    let mut found = Found { text, offset, items: Vec::new(), seen: BTreeSet::new() };
    if let Some(number) = &place.number {
        let unfinished = Unfinished::of(&text[..number.start]);
        for offer in units::offers(unfinished.as_ref(), program, &text[number.digits.clone()], place.per, lang) {
            found.add(offer, place.start);
        }
        return found.ranked();
    }
    let Some(unfinished) = Unfinished::of(&text[..place.start]) else { return Completions::default() };
    for offer in keywords(&unfinished, program, &text[place.start..offset], lang) {
        found.add(offer, place.start);
    }
    if unfinished.text.is_empty() {
        for offer in snippets::offers(unfinished.block, lang) {
            found.add(offer, place.start);
        }
    }
    if unfinished.takes_name() {
        for offer in wanted::names(snapshot, program, &unfinished, lang) {
            found.add(offer, place.start);
        }
    }
    // English keywords of several words, of which the first ones are written.
    if lang == Lang::En {
        for start in &place.phrases {
            let Some(unfinished) = Unfinished::of(&text[..*start]) else { continue };
            let typed = &text[*start..offset];
            for offer in keywords(&unfinished, program, typed, lang) {
                if offer.label.starts_with(typed) {
                    found.add(offer, *start);
                }
            }
        }
    }
    found.ranked()
}

/// Where in its line an offset stands.
struct Place {
    /// Where the word begins that is being written.
    start: usize,
    /// Where the English words before it begin, the nearest first.
    phrases: Vec<usize>,
    number: Option<Digits>,
    /// Behind a number and its unit stands a `/`.
    per: bool,
}

struct Digits {
    /// Where the number begins.
    start: usize,
    digits: std::ops::Range<usize>,
}

impl Place {
    /// Returns where an offset stands; `None` in remarks and texts.
    fn of(text: &str, offset: usize) -> Option<Place> {
        let line = text[..offset].rfind('\n').map_or(0, |end| end + 1);
        let before = &text[line..offset];
        let mut quote: Option<char> = None;
        for letter in before.chars() {
            quote = match (quote, letter) {
                (None, '#' | '＃') => return None,
                (None, '"' | '“' | '＂') => Some('"'),
                (Some(_), '"' | '”' | '＂') => None,
                (known, _) => known,
            };
        }
        if quote.is_some() {
            return None;
        }
        let begins = |until: usize| {
            let run = text[line..until].chars().rev().take_while(|letter| is_letter(*letter));
            until - run.map(char::len_utf8).sum::<usize>()
        };
        let start = begins(offset);
        let run = &text[start..offset];
        let mut place = Place { start, phrases: Vec::new(), number: None, per: false };
        // `300元/▮`: the unit stands before the word.
        let per = text[line..start].ends_with('/').then(|| begins(start - 1)).filter(|at| *at < start - 1);
        let number_start = per.unwrap_or(start);
        let number = &text[number_start..offset];
        if number.starts_with(|letter: char| letter.is_ascii_digit()) {
            let end = number.find(|letter: char| !(letter.is_ascii_digit() || letter == '.')).unwrap_or(number.len());
            // `1.5▮`: the dot is no letter.
            let whole = text[line..number_start].rfind(|letter: char| !(letter.is_ascii_digit() || letter == '.'));
            let first = whole.map_or(line, |at| line + at + text[line + at..].chars().next().map_or(0, char::len_utf8));
            place.number = Some(Digits { start: first, digits: number_start..number_start + end });
            place.per = per.is_some();
            place.start = if per.is_some() { start } else { number_start + end };
            return Some(place);
        }
        let mut at = start;
        for _ in 1..MOST_WORDS {
            if !run.is_ascii() || !text[line..at].ends_with(' ') {
                break;
            }
            let word = begins(at - 1);
            if word + 1 >= at || !text[word..at - 1].is_ascii() {
                break;
            }
            at = word;
            place.phrases.push(at);
        }
        Some(place)
    }
}

/// Returns the keywords that may stand behind what is written.
fn keywords(unfinished: &Unfinished, program: Option<&Program>, typed: &str, lang: Lang) -> Vec<Offer> {
    let fits = |word: &Word| {
        let spelling = word.spelling();
        let near = |spelled: &str| pinyin::matches(typed, spelled).is_some();
        !spelling.get(lang).is_empty() && (near(spelling.chinese) || near(spelling.english)) || closes(*word, lang)
    };
    let spelled = |word: Word| if closes(word, lang) { word.spelling().chinese } else { word.get(lang) };
    let starts = unfinished.text.is_empty();
    let asked = Word::ALL.iter().filter(|word| fits(word) && may_be_asked(**word, unfinished.block, starts, program));
    let mut taken = unfinished.taken(asked.map(|word| (*word, spelled(*word))));
    if taken.contains(&Word::TypeMoney) && unfinished.text.trim_end().ends_with(':') {
        // Types are read as names by the grammar.
        taken.extend(TYPES.iter().filter(|word| fits(word)).copied());
    }
    // Where a name may stand, names are what is mostly meant.
    let operand = unfinished.takes_name() && !starts;
    // `限额 ▮`: a whole value may stand there.
    let whole_value = unfinished.block == Block::Clause && tokens::tokens(&unfinished.text).len() == 1;
    taken
        .into_iter()
        .map(|word| {
            let rank = match () {
                () if is_rare(word) => 900,
                () if is_mark(word) => 600,
                () if operand && is_value(word) => 450,
                () if operand && !whole_value && is_absence(word) => 430,
                () => 100,
            };
            let label = spelled(word).to_owned();
            let also = [word.spelling().english, word.spelling().chinese];
            let also = also.iter().filter(|other| **other != label && !other.is_empty());
            Offer {
                detail: words::keyword(word).get(lang).to_owned(),
                also: also.map(|own| (*own).to_owned()).collect(),
                ..Offer::new(label, CompletionKind::Keyword, rank)
            }
        })
        .collect()
}

/// Whether a keyword says where something comes from and when it holds, and so may follow nearly everything.
fn is_mark(word: Word) -> bool {
    let marks =
        [Word::From, Word::Until, Word::Checked, Word::Lock, Word::Delegate, Word::Free, Word::NotBelowOwnLastYear];
    marks.contains(&word) || matches!(word, Word::AsOf | Word::On | Word::English)
}

/// Whether a keyword says that there is no value.
fn is_absence(word: Word) -> bool {
    matches!(word, Word::None | Word::Pending | Word::Unstated)
}

/// Whether a keyword is a value or begins one, as names do.
fn is_value(word: Word) -> bool {
    !matches!(word, Word::By | Word::Pending | Word::Unstated | Word::As | Word::None | Word::Else | Word::Anything)
}

/// The second half of a Chinese pair, and Chinese suffixes.
fn closes(word: Word, lang: Lang) -> bool {
    lang == Lang::Zh && word.spelling().english.is_empty()
}

const TYPES: [Word; 9] = [
    Word::TypeRatio,
    Word::TypePoints,
    Word::TypeInteger,
    Word::TypeNumber,
    Word::TypeDate,
    Word::TypeDuration,
    Word::TypeAge,
    Word::TypeBool,
    Word::TypeText,
];

/// Whether it is worth trying a keyword: most begin something that cannot begin here.
fn may_be_asked(word: Word, block: Block, starts: bool, program: Option<&Program>) -> bool {
    let begins_file = Word::HEADERS.contains(&word);
    let begins_declaration = Word::DECLARATIONS.contains(&word);
    match block {
        Block::Header if starts => begins_file,
        Block::Declaration if starts => begins_declaration,
        Block::Clause if starts => Word::CLAUSES.contains(&word),
        Block::SceneItem if starts => Word::SCENE.contains(&word),
        Block::Requirement if starts => Word::REQUIREMENTS.contains(&word),
        Block::AccountItem if starts => Word::ACCOUNT.contains(&word),
        Block::Assignment if starts => word == Word::Members,
        Block::Header
        | Block::Declaration
        | Block::Clause
        | Block::HistoryRow
        | Block::Row
        | Block::CaseRow
        | Block::Entry
        | Block::AccountItem
        | Block::StateItem
        | Block::Requirement
        | Block::SceneItem
        | Block::Assignment => {
            // What a parent lets its children do is said by parents.
            let lowest = program.is_none_or(|own| own.jurisdiction.level >= Level::County);
            let delegates = matches!(word, Word::Lock | Word::Delegate | Word::Free | Word::NotBelowOwnLastYear);
            let inner = Word::CLAUSES.contains(&word) || Word::SCENE.contains(&word) || word == Word::Table;
            (!begins_file || word == Word::Standards) && (!begins_declaration || inner) && !(delegates && lowest)
        }
    }
}

/// Whether a keyword is hardly ever what is meant.
fn is_rare(word: Word) -> bool {
    matches!(
        word,
        Word::Members
            | Word::Ordinal
            | Word::Disputed
            | Word::MonthEnd
            | Word::ThisMonth
            | Word::ThisYear
            | Word::HeldFor
    )
}

/// What has been found, once each.
struct Found<'t> {
    text: &'t str,
    offset: usize,
    /// With how well each fits: the letters, the place, the length.
    items: Vec<([u32; 3], Completion)>,
    seen: BTreeSet<(String, CompletionKind)>,
}

impl Found<'_> {
    /// Adds an offer in place of what stands from `start`, when it fits that.
    fn add(&mut self, offer: Offer, start: usize) {
        let typed = &self.text[start..self.offset];
        let names = std::iter::once(&offer.label).chain(&offer.also);
        let Some(score) = names
            .enumerate()
            .filter_map(|(at, name)| Some(pinyin::matches(typed, name)? + 10 * u32::from(at > 0)))
            .min()
        else {
            return;
        };
        if !self.seen.insert((offer.label.clone(), offer.kind)) {
            return;
        }
        // Editors compare what is typed with this text, and do so again with the next letter.
        let mut filter: Vec<String> = std::iter::once(&offer.label).chain(&offer.also).cloned().collect();
        for name in [&offer.label].into_iter().chain(&offer.also) {
            filter.extend(pinyin::spellings(name));
        }
        filter.dedup();
        let at = filter.iter().position(|own| own.to_lowercase().starts_with(&typed.to_lowercase())).unwrap_or(0);
        filter.swap(0, at);
        let item = Completion {
            label: offer.label,
            kind: offer.kind,
            detail: offer.detail,
            documentation: offer.documentation,
            insert: offer.insert,
            replace: start..self.offset,
            filter: filter.join(" "),
            sort: String::new(),
        };
        let (class, length) = if typed.is_empty() { (0, 0) } else { (score / 1000, score % 1000) };
        self.items.push(([class, offer.rank, length], item));
    }

    fn ranked(mut self) -> Completions {
        // Of what fits as well, in the order in which it is declared.
        self.items.sort_by_key(|(fit, _)| *fit);
        let incomplete = self.items.len() > MOST;
        self.items.truncate(MOST);
        let items = self.items.into_iter().enumerate();
        let items = items.map(|(at, (_, item))| Completion { sort: format!("{at:04}"), ..item }).collect();
        Completions { items, incomplete }
    }
}

/// Returns a word as it is written in a tongue.
pub(super) fn said(word: Word, lang: Lang) -> String {
    word.speak(lang)
}
