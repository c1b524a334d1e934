//! Words, numbers and dates: names, texts, quantities with their units, dates in each of their forms.

use super::{Builder, Node, Rule, child};
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::span::Aside;
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{Name, Per, Quantity, Quoted, SceneDate, Unit};
use crate::syntax::keywords::Worded;
use crate::syntax::words;
use unicode_normalization::UnicodeNormalization as _;

/// Units that people write, with the ones that are meant.
const MISTAKEN_UNITS: &[(&str, Unit, &str)] = &[
    ("岁", Unit::YearsOfAge, "周岁"),
    ("块", Unit::Yuan, "元"),
    ("块钱", Unit::Yuan, "元"),
    ("圆", Unit::Yuan, "元"),
    ("毛", Unit::Jiao, "角"),
    ("月", Unit::Months, "个月"),
    ("个点", Unit::Points, "个百分点"),
    ("星期", Unit::Weeks, "周"),
    ("percent", Unit::Percent, "%"),
    ("yuan", Unit::Yuan, "元"),
    ("fen", Unit::Fen, "分"),
];

impl<'t> Builder<'t> {
    pub(super) fn name(&self, node: &Node<'t>) -> Name {
        Name { text: name_text(node.as_str()), place: self.place(node) }
    }

    /// Returns all children that are names.
    pub(super) fn names(&self, node: &Node<'t>) -> Vec<Name> {
        node.children().filter(|child| child.rule() == Rule::name).map(|child| self.name(&child)).collect()
    }

    /// Returns the first child that is a name; the grammar promises one.
    pub(super) fn child_name(&self, node: &Node<'t>) -> Name {
        let found = child(node, Rule::name).expect("the grammar gives this rule a name");
        self.name(&found)
    }

    pub(super) fn quoted(&self, node: &Node<'t>) -> Quoted {
        Quoted { text: unescape(node.as_str()), place: self.place(node) }
    }

    pub(super) fn strings(&self, node: &Node<'t>) -> Vec<Quoted> {
        let strings = node.children().filter(|child| child.rule() == Rule::string);
        strings.map(|child| self.quoted(&child)).collect()
    }

    pub(super) fn quantity(&mut self, node: &Node<'t>) -> Quantity {
        let mut digits = String::new();
        let mut unit = None;
        let mut per = Vec::new();
        for part in node.children() {
            match part.rule() {
                Rule::digits => digits = part.as_str().to_owned(),
                Rule::unit | Rule::spaced_unit => unit = Some(self.unit(&part)),
                Rule::pers => per = self.pers(&part),
                _ => {}
            }
        }
        let number = self.number(node, &digits);
        Quantity { digits, number, unit, per, place: self.place(node) }
    }

    fn number(&mut self, node: &Node<'t>, digits: &str) -> Number {
        Number::parse(digits).unwrap_or_else(|| {
            self.error(Code::NumberMalformed, self.span(node), words::number_too_long());
            Number::zero()
        })
    }

    pub(super) fn unit(&mut self, node: &Node<'t>) -> Unit {
        let text = node.as_str().trim();
        if let Some(unit) = Unit::from_word(text) {
            return unit;
        }
        let mistaken = MISTAKEN_UNITS.iter().find(|(written, ..)| *written == text);
        match mistaken {
            Some((_, unit, meant)) => {
                let span = self.span(node);
                let diagnostic = Diagnostic::new(Code::UnknownUnit, span, words::unknown_unit(text));
                self.problems.push(diagnostic.help(words::write_instead(*meant)).fix(span, *meant));
                unit.clone()
            }
            None => Unit::Declared(Name { text: name_text(text), place: self.place(node) }),
        }
    }

    /// `30,000元`: reported, and read as what was meant.
    pub(super) fn grouped_number(&mut self, node: &Node<'t>) -> Quantity {
        let text = node.as_str();
        let split = text.find(|character: char| !matches!(character, '0'..='9' | ',' | '.')).unwrap_or(text.len());
        let (written, unit_text) = text.split_at(split);
        let digits = written.replace(',', "");
        let (unit_word, per_word) = unit_text.split_once('/').unwrap_or((unit_text, ""));
        let number = self.number(node, &digits);
        let span = self.span(node);
        let plain = format!("{digits}{unit_text}");
        let diagnostic = Diagnostic::new(Code::NumberMalformed, span, words::grouped_number(text));
        let help = match in_ten_thousands(&number, unit_word) {
            Some(short) => words::write_either(plain.as_str(), format!("{short}{}", &unit_text[unit_word.len()..])),
            None => words::write_instead(plain.as_str()),
        };
        self.problems.push(diagnostic.help(help).fix(span, plain));
        let declared = || Per::Declared(Name { text: per_word.to_owned(), place: Aside(span) });
        let per =
            if per_word.is_empty() { Vec::new() } else { vec![Per::from_word(per_word).unwrap_or_else(declared)] };
        Quantity { digits, number, unit: Unit::from_word(unit_word), per, place: Aside(span) }
    }

    // ---- dates

    pub(super) fn date(&mut self, node: &Node<'t>) -> Date {
        let (year, month, day) = match numbers(node.as_str())[..] {
            [year, month, day, ..] => (year, month, day),
            _ => (1, 1, 1),
        };
        self.known_date(node, year, month, day)
    }

    /// Returns the date; reports one that does not exist, and takes the nearest then.
    fn known_date(&mut self, node: &Node<'t>, year: u32, month: u32, day: u32) -> Date {
        let fit = |month: u32, day: u32| {
            Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
        };
        if let Some(date) = fit(month, day) {
            return date;
        }
        self.error(Code::DateImpossible, self.span(node), words::date_impossible(node.as_str()));
        let month = month.clamp(1, 12);
        let nearest = (28..=day.clamp(28, 31)).rev().find_map(|day| fit(month, day));
        nearest.or_else(|| Date::new(1, 1, 1)).expect("the first day of year 1 exists")
    }

    /// `2020/1/1`: reported, and read as what was meant.
    pub(super) fn slashed_date(&mut self, node: &Node<'t>) -> Date {
        let date = self.date(node);
        let span = self.span(node);
        let diagnostic = Diagnostic::new(Code::NumberMalformed, span, words::slashed_date(node.as_str()));
        let written = date.to_string();
        self.problems.push(diagnostic.help(words::write_instead(written.as_str())).fix(span, written));
        date
    }

    /// `07-01`, `7月1日`; 29 February is a day of the year.
    pub(super) fn month_day(&mut self, node: &Node<'t>) -> (u8, u8) {
        let (month, day) = match numbers(node.as_str())[..] {
            [month, day, ..] => (month, day),
            _ => (1, 1),
        };
        let date = self.known_date(node, 2000, month, day);
        (date.month().unsigned_abs(), date.day().unsigned_abs())
    }

    /// The date of a claim or a period of a scene.
    pub(super) fn scene_date(&mut self, node: &Node<'t>) -> SceneDate {
        let inner = super::only(node);
        let values = numbers(inner.as_str());
        let first = values.first().copied().unwrap_or(1);
        match inner.rule() {
            Rule::date => SceneDate::Day(self.date(&inner)),
            Rule::month_day => {
                let (month, day) = self.month_day(&inner);
                SceneDate::MonthDay(month, day)
            }
            Rule::year_month => {
                let month = values.get(1).copied().unwrap_or(1);
                SceneDate::Month(self.known_date(&inner, first, month, 1).first_of_month())
            }
            Rule::month_of_year => {
                let date = self.known_date(&inner, 2000, first, 1);
                SceneDate::MonthOfYear(date.month().unsigned_abs())
            }
            _ => SceneDate::Year(self.known_date(&inner, first, 1, 1).year()),
        }
    }

    /// Returns what the `/` of an amount names: `/人·月`.
    pub(super) fn pers(&self, node: &Node<'t>) -> Vec<Per> {
        let per = |part: Node<'t>| {
            let text = name_text(part.as_str());
            Per::from_word(&text).unwrap_or_else(|| Per::Declared(Name { text, place: self.place(&part) }))
        };
        node.children().map(per).collect()
    }

    pub(super) fn period(&self, node: &Node<'t>) -> Period {
        Period::from_word(node.as_str()).expect("the grammar knows the periods of the table")
    }
}

/// Returns the text of a name without its quotes, in NFC.
pub(super) fn name_text(written: &str) -> String {
    let quoted = |left: char, right: char| written.strip_prefix(left).and_then(|rest| rest.strip_suffix(right));
    let bare = quoted('「', '」').or_else(|| quoted('\'', '\'')).unwrap_or(written);
    if bare.is_ascii() { bare.to_owned() } else { bare.nfc().collect() }
}

fn unescape(written: &str) -> String {
    let content = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or(written);
    let mut text = String::with_capacity(content.len());
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        match character {
            // Only `\"` and `\\` are escapes.
            '\\' => match characters.next() {
                Some(next @ ('"' | '\\')) => text.push(next),
                Some(next) => text.extend(['\\', next]),
                None => text.push('\\'),
            },
            other => text.push(other),
        }
    }
    text
}

/// Returns the runs of digits of a date.
fn numbers(text: &str) -> Vec<u32> {
    let runs = text.split(|character: char| !character.is_ascii_digit());
    runs.filter(|run| !run.is_empty()).map(|run| run.parse().unwrap_or(u32::MAX)).collect()
}

/// `30000`, `元` → `3万元`, where that is shorter.
fn in_ten_thousands(number: &Number, unit: &str) -> Option<String> {
    if unit != "元" {
        return None;
    }
    let short = number.divide(&Number::from(10_000)).ok()?.decimal_text(4)?;
    Some(format!("{short}万元"))
}
