//! Lines of a worked sum to a page: columns by the width of the characters, Chinese ones being two wide.

use super::words;
use super::{Form, Line, Sheet};
use crate::base::columns::{Columns, rule};
use crate::base::text::{Lang, Text};
use crate::base::wrap;

/// The columns of a page.
pub(super) const WIDTH: usize = 80;
/// Less is not enough for three columns.
const NARROWEST: usize = 50;
/// The columns of amounts, at the right.
const AMOUNTS: usize = 18;
const INDENT: usize = 2;

/// A page being filled.
pub(super) struct Page {
    form: Form,
    pub lang: Lang,
    width: usize,
    out: String,
}

impl Page {
    pub(super) fn new(form: Form, lang: Lang, width: usize) -> Page {
        let width = width.max(NARROWEST);
        Page { form, lang, width, out: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.out
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    /// Leaves a line free; tables part themselves.
    pub(super) fn blank(&mut self) {
        if self.form != Form::Markdown {
            self.line("");
        }
    }

    /// Sets names with a sentence each, under a heading.
    pub(super) fn list(&mut self, head: &Text, rows: &[(String, Text)]) {
        let head = self.say(head).to_owned();
        let below_a_rule = self.form == Form::Text && self.out.ends_with("─\n");
        if !below_a_rule {
            self.line("");
        }
        match self.form {
            Form::Text => {
                self.line(&head);
                let names = rows.iter().map(|(name, _)| name.width()).max().unwrap_or(0).min(self.width / 3);
                for (name, sentence) in rows {
                    let sentence = self.say(sentence).to_owned();
                    self.columns(INDENT + names + 2, names, name, &sentence, None);
                }
            }
            Form::Plain | Form::Json => {
                self.line(&head);
                for (name, sentence) in rows {
                    let text = format!("  {name}: {}", self.say(sentence));
                    self.line(&text);
                }
            }
            Form::Markdown => {
                self.line(&format!("{}:", escaped(&head)));
                self.line("");
                for (name, sentence) in rows {
                    let text = format!("- {}: {}", escaped(name), escaped(self.say(sentence)));
                    self.line(&text);
                }
            }
        }
    }

    /// Sets rows of a name, a sentence and an amount.
    pub(super) fn rows(&mut self, rows: &[(String, Text, Text)]) {
        let names = rows.iter().map(|(name, ..)| name.width()).max().unwrap_or(0).min(self.width / 3);
        if self.form == Form::Markdown {
            self.line("");
            self.line("| | | |");
            self.line("| --- | --- | ---: |");
        }
        for (name, sentence, amount) in rows {
            let (sentence, amount) = (self.say(sentence).to_owned(), self.say(amount).to_owned());
            match self.form {
                Form::Text => self.columns(INDENT + names + 2, names, name, &sentence, Some(&amount)),
                Form::Plain | Form::Json => self.line(&format!("  {name}: {sentence} → {amount}")),
                Form::Markdown => {
                    self.line(&format!("| {} | {} | {} |", escaped(name), escaped(&sentence), escaped(&amount)));
                }
            }
        }
    }

    /// Sets the heading of a claim.
    pub(super) fn title(&mut self, title: &str) {
        if !self.out.is_empty() {
            self.line("");
        }
        match self.form {
            Form::Text => {
                self.line(title);
                self.line(&rule('─', self.width));
            }
            Form::Plain | Form::Json => self.line(title),
            Form::Markdown => self.line(&format!("## {}", escaped(title))),
        }
    }

    /// Sets a sentence about the whole claim.
    pub(super) fn note(&mut self, text: &Text) {
        let text = self.say(text).to_owned();
        match self.form {
            Form::Text => wrap::wrap(&text, self.width).iter().for_each(|line| self.line(line)),
            Form::Plain | Form::Json => self.line(&text),
            Form::Markdown => {
                self.line("");
                self.line(&escaped(&text));
            }
        }
    }

    /// Sets the sum of all benefits.
    pub(super) fn total(&mut self, word: &Text, amount: &Text) {
        let (word, amount) = (self.say(word).to_owned(), self.say(amount).to_owned());
        match self.form {
            Form::Text => {
                self.line(&rule('─', self.width));
                self.line(&spread(&word, &amount, self.width));
            }
            Form::Plain | Form::Json => self.line(&format!("{word}: {amount}")),
            Form::Markdown => {
                self.line("");
                self.line(&format!("**{}: {}**", escaped(&word), escaped(&amount)));
            }
        }
    }

    /// Sets the worked sum of a benefit.
    pub(super) fn sheet(&mut self, sheet: &Sheet) {
        match self.form {
            Form::Text => self.sheet_in_columns(sheet),
            Form::Plain | Form::Json => self.sheet_in_lines(sheet),
            Form::Markdown => self.sheet_as_table(sheet),
        }
    }

    fn sheet_in_columns(&mut self, sheet: &Sheet) {
        let mut head = sheet.name.clone();
        if !sheet.cites.is_empty() {
            head = format!("{head}  {}", sheet.cites.join("、"));
        }
        wrap::wrap(&head, self.width).iter().for_each(|line| self.line(line));
        let words = sheet.lines.iter().map(|line| self.say(&line.word).width()).max().unwrap_or(0);
        let words = words.max(self.say(&words::sources()).width());
        let left = INDENT + words + 2;
        let lines: Vec<(String, String, Option<String>)> = sheet
            .lines
            .iter()
            .map(|line| {
                let inner = if line.inner { "  " } else { "" };
                let sentence = format!("{inner}{}", self.say(&line.sentence));
                (self.say(&line.word).to_owned(), sentence, line.amount.as_ref().map(|own| self.say(own).to_owned()))
            })
            .collect();
        for (word, sentence, amount) in lines {
            self.columns(left, words, &word, &sentence, amount.as_deref());
        }
        // A line for each clause: its name, its document, its place.
        let names = sheet.sources.iter().map(|(name, _)| self.say(name).width()).max().unwrap_or(0);
        for (place, (name, source)) in sheet.sources.iter().enumerate() {
            let word = if place == 0 { self.say(&words::sources()).to_owned() } else { String::new() };
            let name = self.say(name).to_owned();
            let text = format!("{name}{}{source}", " ".repeat(names - name.width() + 2));
            self.columns(left, words, &word, &text, None);
        }
    }

    /// Sets a line in three columns; the amount stands beside the last part of the sentence.
    fn columns(&mut self, left: usize, words: usize, word: &str, sentence: &str, amount: Option<&str>) {
        let indent = " ".repeat(INDENT);
        let inner = sentence.len() - sentence.trim_start().len();
        let room = self.width.saturating_sub(left + if amount.is_some() { AMOUNTS } else { 0 } + inner).max(8);
        let wrapped = wrap::wrap(sentence.trim_start(), room);
        let last = wrapped.len().saturating_sub(1);
        for (place, part) in wrapped.iter().enumerate() {
            let word = if place == 0 { word } else { "" };
            let gap = " ".repeat(words.saturating_sub(word.width()) + 2 + inner);
            let text = format!("{indent}{word}{gap}{part}");
            match amount.filter(|_| place == last) {
                Some(amount) => self.line(&spread(&text, amount, self.width)),
                None => self.line(&text),
            }
        }
    }

    fn sheet_in_lines(&mut self, sheet: &Sheet) {
        let mut head = sheet.name.clone();
        if !sheet.cites.is_empty() {
            head = format!("{head} ({})", sheet.cites.join("、"));
        }
        self.line(&head);
        for line in &sheet.lines {
            let text = plain_line(line, self.lang);
            self.line(&format!("  {text}"));
        }
        for (name, source) in &sheet.sources {
            let text = format!("  {}: {} {source}", self.say(&words::sources()), self.say(name));
            self.line(&text);
        }
    }

    fn sheet_as_table(&mut self, sheet: &Sheet) {
        let head = escaped(&sheet.name);
        self.line("");
        self.line(&format!("### {head}"));
        if !sheet.cites.is_empty() {
            self.line("");
            self.line(&escaped(&sheet.cites.join("、")));
        }
        self.line("");
        self.line("| | | |");
        self.line("| --- | --- | ---: |");
        for line in &sheet.lines {
            let amount = line.amount.as_ref().map_or(String::new(), |own| escaped(self.say(own)));
            let row =
                format!("| {} | {} | {amount} |", escaped(self.say(&line.word)), escaped(self.say(&line.sentence)));
            self.line(&row);
        }
        if !sheet.sources.is_empty() {
            let all: Vec<String> = sheet
                .sources
                .iter()
                .map(|(name, source)| format!("{} {}", escaped(self.say(name)), escaped(source)))
                .collect();
            self.line("");
            let text = format!("{}: {}", self.say(&words::sources()), all.join("; "));
            self.line(&text);
        }
    }
}

fn plain_line(line: &Line, lang: Lang) -> String {
    let (word, sentence) = (line.word.get(lang), line.sentence.get(lang));
    let mut text = match (word.is_empty(), sentence.is_empty()) {
        (true, _) => format!("  {sentence}"),
        (false, true) => word.to_owned(),
        (false, false) => format!("{word}: {sentence}"),
    };
    if let Some(amount) = &line.amount {
        text = format!("{text} → {}", amount.get(lang));
    }
    text
}

/// Sets two texts at both ends of a line; where they do not fit, with two blanks between.
fn spread(left: &str, right: &str, width: usize) -> String {
    let gap = width.saturating_sub(left.width() + right.width()).max(2);
    if right.is_empty() { left.to_owned() } else { format!("{left}{}{right}", " ".repeat(gap)) }
}

/// Returns a text in which nothing means anything to Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '#' | '|' | '<' | '>' | '[' | ']' | '~' | '!') {
            out.push('\\');
        }
        if character == '\n' { out.push(' ') } else { out.push(character) }
    }
    out
}
