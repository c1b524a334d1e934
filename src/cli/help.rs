//! The help of every command, short and long, in both tongues. The texts stand in `pages`.

mod manual;
mod pages;

use crate::base::columns::Columns;

use crate::base::text::{Lang, Text};
use crate::base::wrap::wrap;
use crate::model::scope::nearest;

use pages::{GLOBAL, PAGES, guide};
pub(super) use pages::{Page, VALUES};

/// Where the second column begins, at most.
const WIDEST_FLAG: usize = 26;

/// An argument or a flag with what it does.
pub(super) struct Row {
    /// `--format text|plain|json|markdown`; value names as in [`VALUES`].
    pub(super) flag: &'static str,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
}

impl Row {
    fn text(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.zh,
            Lang::En => self.en,
        }
    }
}

/// Returns the five lines of `polcheck` alone.
pub(super) fn short_guide(lang: Lang) -> String {
    guide(lang).to_owned()
}

/// Returns the help of a command, or of polcheck itself.
pub(super) fn help(command: Option<&str>, long: bool, lang: Lang, width: usize) -> String {
    match command.and_then(page) {
        Some(page) => of_command(page, long, lang, width),
        None => of_all(long, lang, width),
    }
}

/// Returns the manual page of a command, or of polcheck itself.
pub(super) fn manual(command: Option<&str>, lang: Lang) -> Option<String> {
    match command {
        None => Some(manual::of_all(lang)),
        Some(name) => page(name).map(|page| manual::of_command(page, lang)),
    }
}

/// Returns the names of the commands.
pub(super) fn commands() -> impl Iterator<Item = &'static str> {
    PAGES.iter().map(|page| page.name)
}

/// Returns how a command is called.
pub(super) fn usage(command: &str) -> Text {
    match page(command) {
        Some(page) => Text::new(filled(page.usage, Lang::Zh), filled(page.usage, Lang::En)),
        None => Text::same("polcheck"),
    }
}

/// Returns the commands that a word may mean.
pub(super) fn commands_near(word: &str) -> Vec<String> {
    let chinese = PAGES.iter().find(|page| page.other_names.contains(&word));
    match chinese {
        Some(page) => vec![page.name.to_owned()],
        None => nearest(word, PAGES.iter().map(|page| page.name)),
    }
}

/// Returns the name of a value in both tongues: `COUNTY` is 地区.
pub(super) fn value_name(name: &str) -> Text {
    match VALUES.iter().find(|(own, _)| *own == name) {
        Some((own, zh)) => Text::new(*zh, *own),
        None => Text::same(name),
    }
}

/// Whether a word is a command.
pub(super) fn is_command(word: &str) -> bool {
    page(word).is_some()
}

fn page(name: &str) -> Option<&'static Page> {
    PAGES.iter().find(|page| page.name == name)
}

/// Returns a text with its value names in a tongue.
fn filled(text: &str, lang: Lang) -> String {
    match lang {
        Lang::En => text.to_owned(),
        Lang::Zh => VALUES.iter().fold(text.to_owned(), |text, (name, zh)| replace_word(&text, name, zh)),
    }
}

/// Replaces a word where it is no part of a longer one.
fn replace_word(text: &str, word: &str, by: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(word) {
        let (before, after) = (&rest[..at], &rest[at + word.len()..]);
        let inside = |next: Option<char>| next.is_some_and(|next| next.is_ascii_uppercase());
        let whole = !inside(before.chars().next_back()) && !inside(after.chars().next());
        out.push_str(before);
        out.push_str(if whole { by } else { word });
        rest = after;
    }
    out + rest
}

fn of_all(long: bool, lang: Lang, width: usize) -> String {
    let mut out = Writer::new(lang, width);
    out.paragraph(pages::about(lang));
    out.blank();
    out.line(&heading("用法: polcheck 命令 [参数…] [选项…]", "usage: polcheck COMMAND [ARGUMENT…] [OPTION…]", lang));
    out.blank();
    out.line(&heading("命令:", "commands:", lang));
    let commands: Vec<(String, String)> =
        PAGES.iter().map(|page| (page.name.to_owned(), page.about.get(lang).to_owned())).collect();
    out.table(&commands);
    out.blank();
    out.rows(&heading("选项(每个命令都有):", "options (of every command):", lang), GLOBAL);
    if long {
        out.blank();
        out.paragraph(pages::notes(lang));
        out.blank();
        out.examples(pages::EXAMPLES);
    }
    out.blank();
    out.paragraph(&heading(
        "每个命令的说明和例子: polcheck 命令 --help",
        "more on a command, with examples: polcheck COMMAND --help",
        lang,
    ));
    out.text
}

fn of_command(page: &Page, long: bool, lang: Lang, width: usize) -> String {
    let mut out = Writer::new(lang, width);
    out.paragraph(page.about.get(lang));
    out.blank();
    let usage = filled(page.usage, lang);
    out.usage(&heading("用法: ", "usage: ", lang), &usage);
    if long {
        out.blank();
        out.paragraph(page.long.get(lang));
    }
    if !page.rows.is_empty() {
        out.blank();
        out.rows(&heading("参数和选项:", "arguments and options:", lang), page.rows);
    }
    if long {
        out.blank();
        out.rows(&heading("每个命令都有的选项:", "options of every command:", lang), GLOBAL);
    }
    out.blank();
    out.examples(page.examples);
    if !long {
        out.blank();
        let name = page.name;
        out.line(&heading(
            &format!("更多说明: polcheck {name} --help"),
            &format!("more: polcheck {name} --help"),
            lang,
        ));
    }
    out.text
}

fn heading(zh: &str, en: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => zh.to_owned(),
        Lang::En => en.to_owned(),
    }
}

/// Returns the words of a usage; what stands in brackets is one.
fn arguments(usage: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, character) in usage.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            ' ' if depth == 0 => {
                pieces.push(&usage[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    pieces.push(&usage[start..]);
    pieces
}

struct Writer {
    text: String,
    lang: Lang,
    width: usize,
}

impl Writer {
    fn new(lang: Lang, width: usize) -> Writer {
        Writer { text: String::new(), lang, width: width.min(100) }
    }

    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// Writes how a command is called; what does not fit goes below its first argument, each argument whole.
    fn usage(&mut self, heading: &str, usage: &str) {
        let (mut line, mut empty) = (heading.to_owned(), true);
        for piece in arguments(usage) {
            if !empty && line.width() + 1 + piece.width() > self.width {
                self.line(&line);
                (line, empty) = (" ".repeat(heading.width() + 2), true);
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(piece);
            empty = false;
        }
        self.line(&line);
    }

    fn blank(&mut self) {
        self.text.push('\n');
    }

    /// Writes paragraphs, parted by line ends.
    fn paragraph(&mut self, text: &str) {
        for part in text.lines() {
            for line in wrap(part, self.width) {
                self.line(&line);
            }
        }
    }

    fn rows(&mut self, heading: &str, rows: &[Row]) {
        self.line(heading);
        let rows: Vec<(String, String)> =
            rows.iter().map(|row| (filled(row.flag, self.lang), row.text(self.lang).to_owned())).collect();
        self.table(&rows);
    }

    /// Writes two columns; a long first entry stands on a line of its own.
    fn table(&mut self, rows: &[(String, String)]) {
        let fitting = rows.iter().map(|(flag, _)| flag.width()).filter(|width| *width <= WIDEST_FLAG);
        let column = fitting.max().unwrap_or(0);
        let indent = column + 4;
        for (flag, text) in rows {
            let lines = wrap(text, self.width.saturating_sub(indent));
            let mut lines = lines.iter();
            let first = if flag.width() <= column { lines.next().map_or("", String::as_str) } else { "" };
            let padding = " ".repeat(indent.saturating_sub(flag.width() + 2));
            self.line(format!("  {flag}{padding}{first}").trim_end());
            for line in lines {
                self.line(&format!("{}{line}", " ".repeat(indent)));
            }
        }
    }

    fn examples(&mut self, examples: &[Row]) {
        self.line(&heading("例子:", "examples:", self.lang));
        for example in examples {
            for line in wrap(example.text(self.lang), self.width.saturating_sub(4)) {
                self.line(&format!("  # {line}"));
            }
            self.line(&format!("  {}", example.flag));
        }
    }
}
