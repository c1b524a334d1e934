//! A row of a comparison in the words of a table: values with the numbers of their notes, the difference, who gains.

use super::words;
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::{Change, Cite, Comparison, Held, Leaning, Row, State, Stating};
use crate::compare::{Both, Which};
use crate::ir::Stated;

/// Notes under a table, each with its number.
#[derive(Clone, Debug, Default)]
pub(super) struct Notes {
    pub texts: Vec<String>,
}

impl Notes {
    /// Returns the mark of a note; the same note has the same number.
    pub(super) fn mark(&mut self, text: String) -> String {
        let at = self.texts.iter().position(|known| *known == text).unwrap_or_else(|| {
            self.texts.push(text);
            self.texts.len() - 1
        });
        format!("[{}]", at + 1)
    }
}

/// What cells need to know.
pub(super) struct Cells<'c> {
    pub comparison: &'c Comparison,
    pub lang: Lang,
}

impl Cells<'_> {
    pub(super) fn say(&self, text: &Text) -> String {
        text.get(self.lang).to_owned()
    }

    pub(super) fn label(&self, which: Which) -> &str {
        &self.comparison.parties.get(which).label
    }

    /// Returns the cells of a row but the first: both values, the difference, for the insured, for the fund.
    pub(super) fn row(&self, row: &Row, notes: &mut Notes) -> Vec<String> {
        let mut cells: Vec<String> = Which::BOTH.iter().map(|which| self.value(row, *which, notes)).collect();
        cells.push(self.difference(row, notes));
        cells.push(self.insured(row.insured));
        cells.push(self.fund(row.fund));
        cells
    }

    fn value(&self, row: &Row, which: Which, notes: &mut Notes) -> String {
        let own = match row.values.get(which) {
            Held::Value(own) => own,
            Held::Absent => return self.say(&words::not_stated_here()),
        };
        let mut marks = Vec::new();
        if let Some(text) = self.inherited(row, which, own) {
            marks.push(notes.mark(text));
        }
        if let Some(formula) = &own.formula {
            marks.push(notes.mark(self.formula(which, formula, own)));
        }
        for text in self.disputes(which, own) {
            marks.push(notes.mark(text));
        }
        let text = self.say(&own.text);
        if marks.is_empty() { text } else { format!("{text} {}", marks.concat()) }
    }

    /// What stands above the side's own words.
    fn inherited(&self, row: &Row, which: Which, own: &Stating) -> Option<String> {
        if row.state != State::FromAbove(which) {
            return None;
        }
        let name = self.label(which);
        let text = match own.origin.how {
            Stated::Inherited => words::inherited(name, &own.origin.stated_by),
            Stated::EveryBenefit => words::every_benefit(name),
            Stated::Default => words::by_default(name),
            Stated::Own | Stated::Overridden | Stated::Amended => return None,
        };
        Some(self.say(&text))
    }

    fn formula(&self, which: Which, formula: &Text, own: &Stating) -> String {
        let known = own.uses.iter().filter_map(|used| {
            let text = used.text.as_ref()?;
            Some(Text { zh: format!("{} {}", used.name, text.zh), en: format!("{} {}", used.name, text.en) })
        });
        let known: Vec<Text> = known.collect();
        let text = if known.is_empty() { formula.clone() } else { words::with_values(formula, listed(&known)) };
        self.say(&words::formula(self.label(which), text))
    }

    fn disputes(&self, which: Which, own: &Stating) -> Vec<String> {
        let name = self.label(which);
        let source = |cites: &[Cite]| match cites.first() {
            Some(cite) => Text::same(cite.text()),
            None => words::another_source(),
        };
        let mut all: Vec<String> = own
            .origin
            .disputed
            .iter()
            .map(|dispute| self.say(&words::disputed(name, &dispute.value, source(&dispute.cites))))
            .collect();
        for used in &own.uses {
            for dispute in &used.origin.disputed {
                let text = words::disputed_param(name, &used.name, &dispute.value, source(&dispute.cites));
                all.push(self.say(&text));
            }
        }
        all
    }

    fn difference(&self, row: &Row, notes: &mut Notes) -> String {
        let noted = |text: String, notes: &mut Notes| match &row.note {
            Some(note) => {
                let mark = notes.mark(self.say(note));
                if text.is_empty() { mark } else { format!("{text} {mark}") }
            }
            None => text,
        };
        let text = match (&row.change, row.state) {
            (Some(change), _) => self.change(change),
            (None, State::NotComparable) => self.say(&words::not_comparable()),
            (None, State::Awaited(_) | State::AwaitedBoth) => self.say(&words::awaited()),
            (None, State::Same) => self.say(&words::same()),
            (None, State::Different | State::Only(_) | State::FromAbove(_)) => String::new(),
        };
        noted(text, notes)
    }

    fn change(&self, change: &Change) -> String {
        let text = match change {
            Change::Points(by) => words::points(signed(by, 100)),
            Change::Money { fen, percent, .. } => {
                let sign = if fen.is_positive() { "+" } else { "" };
                let money = crate::compare::money_text(fen);
                let text = Text { zh: format!("{sign}{}", money.zh), en: format!("{sign}{}", money.en) };
                let percent = percent.as_ref().and_then(|percent| percent.multiply(&Number::from(100)).ok());
                match percent {
                    Some(percent) => {
                        let sign = if percent.is_negative() { "" } else { "+" };
                        let percent = short(&percent);
                        Text {
                            zh: format!("{}({sign}{percent}%)", text.zh),
                            en: format!("{} ({sign}{percent}%)", text.en),
                        }
                    }
                    None => text,
                }
            }
            Change::Days(by) => words::days(signed(by, 1)),
            Change::Quantity(by, ty) => {
                let sign = if by.is_negative() { "" } else { "+" };
                let text = crate::ir::show::number(by, ty);
                Text { zh: format!("{sign}{}", text.zh), en: format!("{sign}{}", text.en) }
            }
            Change::Entries(Both { a: 0, b: 0 }) => words::same(),
            Change::Entries(Both { a: 0, b }) => words::more_entries(*b),
            Change::Entries(Both { a, b: 0 }) => words::fewer_entries(*a),
            Change::Entries(Both { a, b }) => words::more_and_fewer(*b, *a),
        };
        text.speak(self.lang)
    }

    /// How the second side stands to the first for the insured person.
    fn insured(&self, leaning: Leaning) -> String {
        self.say(&match leaning {
            Leaning::To(Which::B) => words::gains(),
            Leaning::To(Which::A) => words::loses(),
            Leaning::Even => words::even(),
            Leaning::Unknown => words::open(),
        })
    }

    fn fund(&self, leaning: Leaning) -> String {
        self.say(&match leaning {
            Leaning::To(Which::B) => words::pays_more(),
            Leaning::To(Which::A) => words::pays_less(),
            Leaning::Even => words::even(),
            Leaning::Unknown => words::open(),
        })
    }
}

/// Returns a number with its sign, times a factor.
fn signed(number: &Number, factor: i64) -> String {
    let number = number.multiply(&Number::from(factor)).unwrap_or_else(|_| number.clone());
    let sign = if number.is_negative() { "" } else { "+" };
    let text = number.decimal_text(4).unwrap_or_else(|| number.fixed_text(2));
    format!("{sign}{text}")
}

/// Returns a number with one place at most.
fn short(number: &Number) -> String {
    let text = number.fixed_text(1);
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}
