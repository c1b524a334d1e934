//! A shown policy as text: for a terminal, or for paper.

use crate::base::columns::{Columns, rule};

use super::{Cite, Document, How, Line, Mark, Part, Section, Shown, Standing, Table, words};
use crate::base::text::{Lang, Speak, Text, listed};
use crate::base::wrap::wrap;
use crate::report::grid::{Align, Grid};

/// A table of one dimension that fits on a line of this width is written as a sentence.
const SENTENCE: usize = 60;

/// What the terminal can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Drawing {
    pub color: bool,
    /// Whether lines may be drawn.
    pub lines: bool,
    pub width: usize,
}

/// Returns the policy as text.
pub fn text(shown: &Shown, lang: Lang, drawing: Drawing) -> String {
    let mut writer = Writer { out: String::new(), lang, drawing };
    writer.head(shown);
    for (at, section) in shown.sections.iter().enumerate() {
        writer.section(at + 1, section, shown);
    }
    if shown.sections.is_empty() {
        writer.line(0, words::nothing().get(lang));
    }
    if !shown.documents.is_empty() {
        writer.title(shown.sections.len() + 1, &words::documents());
        for document in &shown.documents {
            writer.document(document);
        }
    }
    writer.out
}

/// Returns the name of the jurisdiction with its code and those above it.
pub(super) fn subject(shown: &Shown) -> Text {
    let mut remarks: Vec<Text> = shown.code.iter().map(words::code).collect();
    if !shown.parents.is_empty() {
        remarks.push(words::belongs_to(shown.parents.join(" ")));
    }
    listed(&remarks)
}

/// Returns a mark in words; nothing where a clause is just the jurisdiction's own.
pub(super) fn mark_words(mark: &Mark, jurisdiction: &str) -> Text {
    let mut parts: Vec<Text> = Vec::new();
    let here = mark.stated_by == jurisdiction;
    match mark.how {
        How::Own => {}
        How::Inherited => parts.push(words::inherited(&mark.stated_by)),
        How::Overridden if here => parts.push(words::overridden()),
        How::Overridden => parts.push(words::overridden_by(&mark.stated_by)),
        How::Amended if here || mark.stated_by.is_empty() => parts.push(words::amended()),
        How::Amended => parts.push(words::amended_by(&mark.stated_by)),
        How::EveryBenefit => parts.push(words::every_benefit()),
        How::Default => parts.push(words::by_default()),
    }
    if let Some(cites) = cite_words(&mark.cites) {
        parts.push(Text::same(cites));
    }
    parts.extend(mark.from.map(|day| words::from(day.0.to_string())));
    parts.extend(mark.until.map(|day| words::until(day.0.to_string())));
    for own in &mark.disputed {
        parts.push(match cite_words(&own.cites) {
            Some(cites) => words::disputed_cites(&own.value, cites),
            None => words::disputed(&own.value),
        });
    }
    parts.extend(mark.checked.map(|day| words::checked(day.0.to_string())));
    let join = |lang, between: &str| parts.iter().map(|part| part.speak(lang)).collect::<Vec<_>>().join(between);
    Text { zh: join(Lang::Zh, ";"), en: join(Lang::En, "; ") }
}

fn cite_words(cites: &[Cite]) -> Option<String> {
    let cite = |own: &Cite| match &own.article {
        Some(article) => format!("{} {article}", own.document),
        None => own.document.clone(),
    };
    let cites: Vec<String> = cites.iter().map(cite).collect();
    (!cites.is_empty()).then(|| cites.join(", "))
}

/// Returns what is not in force, in words.
pub(super) fn standing_words(part: &Part) -> Option<Text> {
    match part.standing {
        Standing::InForce => None,
        Standing::Repealed => Some(words::repealed()),
        Standing::NotYet => part.mark.from.map(|day| words::not_yet(day.0.to_string())),
    }
}

/// Whether a line says nothing new about where it comes from.
pub(super) fn same_source(line: &Mark, part: &Mark) -> bool {
    let dates = line.from.is_none() || line.from == part.from;
    let until = line.until.is_none() || line.until == part.until;
    let source =
        (line.how, &line.stated_by) == (part.how, &part.stated_by) || line.how == How::Own && part.how == How::Own;
    source && line.cites == part.cites && dates && until && line.disputed.is_empty() && line.checked == part.checked
}

struct Writer {
    out: String,
    lang: Lang,
    drawing: Drawing,
}

impl Writer {
    fn line(&mut self, indent: usize, text: &str) {
        let room = self.drawing.width.saturating_sub(indent).max(20);
        for (at, line) in wrap(text, room).iter().enumerate() {
            // What goes on stands a little further in, so that clauses can be told apart.
            let further = if at > 0 { 4 } else { 0 };
            let line = match at {
                0 => line.clone(),
                _ => line.trim_start().to_owned(),
            };
            self.out.push_str(&" ".repeat(indent + further));
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    /// Writes words with a mark behind them, on the next line when both do not fit.
    fn marked(&mut self, indent: usize, text: &str, mark: &Text) {
        let mark = mark.get(self.lang);
        if mark.is_empty() {
            return self.wrapped(indent, text);
        }
        let mark = match self.lang {
            Lang::Zh => format!("〔{mark}〕"),
            Lang::En => format!("[{mark}]"),
        };
        if text.is_empty() {
            return self.wrapped(indent, &mark);
        }
        if indent + text.width() + 2 + mark.width() <= self.drawing.width {
            self.out.push_str(&format!("{}{text}  {}\n", " ".repeat(indent), self.faint(&mark)));
        } else {
            self.wrapped(indent, text);
            self.wrapped(indent + 2, &mark);
        }
    }

    fn wrapped(&mut self, indent: usize, text: &str) {
        let room = self.drawing.width.saturating_sub(indent + 2).max(20);
        for (at, line) in wrap(text, room).iter().enumerate() {
            let further = if at > 0 { 2 } else { 0 };
            self.out.push_str(&format!("{}{}\n", " ".repeat(indent + further), line.trim_start()));
        }
    }

    fn faint(&self, text: &str) -> String {
        if self.drawing.color { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn bold(&self, text: &str) -> String {
        if self.drawing.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn head(&mut self, shown: &Shown) {
        let heading = words::heading(&shown.jurisdiction, shown.date.0.to_string());
        let heading = self.bold(heading.get(self.lang));
        self.out.push_str(&heading);
        self.out.push('\n');
        let subject = subject(shown);
        let subject = subject.get(self.lang);
        if !subject.is_empty() {
            self.line(0, subject);
        }
    }

    fn title(&mut self, number: usize, title: &Text) {
        let text = match self.lang {
            Lang::Zh => format!("{}、{}", chinese_number(number), title.zh),
            Lang::En => format!("{number}. {}", title.en),
        };
        let rule = if self.drawing.lines { rule('─', text.width()) } else { String::new() };
        let text = self.bold(&text);
        self.out.push_str(&format!("\n{text}\n"));
        if !rule.is_empty() {
            self.out.push_str(&format!("{rule}\n"));
        }
    }

    fn section(&mut self, number: usize, section: &Section, shown: &Shown) {
        self.title(number, &section.title);
        for part in &section.parts {
            self.part(part, shown);
        }
    }

    fn part(&mut self, part: &Part, shown: &Shown) {
        let headline = part.headline.as_ref().map_or("", |text| text.get(self.lang));
        let name = if headline.is_empty() { part.name.clone() } else { format!("{}  {headline}", part.name) };
        let spacious = !part.lines.is_empty();
        if spacious {
            self.out.push('\n');
        }
        if let Some(standing) = standing_words(part) {
            self.marked(2, &part.name, &standing);
            return;
        }
        self.marked(2, &name, &mark_words(&part.mark, &shown.jurisdiction));
        for remark in &part.remarks {
            self.line(4, &format!("# {remark}"));
        }
        for line in &part.lines {
            self.clause(line, part, shown);
        }
    }

    fn clause(&mut self, line: &Line, part: &Part, shown: &Shown) {
        let indent = 4 + 2 * line.depth;
        for remark in &line.remarks {
            if !part.remarks.contains(remark) {
                self.line(indent, &format!("# {remark}"));
            }
        }
        let mark = match same_source(&line.mark, &part.mark) {
            true => Text::same(""),
            false => mark_words(&line.mark, &shown.jurisdiction),
        };
        let text = line.text.get(self.lang);
        match line.table.as_ref().map(|table| (table, self.sentence(table, indent + text.width()))) {
            Some((_, Some(sentence))) => self.marked(indent, &format!("{text}: {sentence}"), &mark),
            Some((table, None)) => {
                if !text.is_empty() || !mark.get(self.lang).is_empty() {
                    self.marked(indent, text, &mark);
                }
                self.table(table, indent + 2);
            }
            None => self.marked(indent, text, &mark),
        }
        for text in &line.below {
            self.wrapped(indent + 2, text.get(self.lang));
        }
        if let Some(table) = &line.table {
            for (at, note) in table.notes.iter().enumerate() {
                let words = mark_words(note, &shown.jurisdiction);
                self.wrapped(indent + 2, &format!("*{} {}", at + 1, words.get(self.lang)));
            }
        }
    }

    /// Returns a small table of one dimension as a sentence: `一级 200元;二级 500元`.
    fn sentence(&self, table: &Table, used: usize) -> Option<String> {
        if table.heads != 1 || table.header.len() != 2 {
            return None;
        }
        let row = |row: &Vec<Text>| row.iter().map(|cell| cell.get(self.lang)).collect::<Vec<_>>().join(" ");
        let between = if self.lang == Lang::Zh { ";" } else { "; " };
        let sentence = table.rows.iter().map(row).collect::<Vec<_>>().join(between);
        (sentence.width() <= SENTENCE && used + sentence.width() + 2 <= self.drawing.width).then_some(sentence)
    }

    fn table(&mut self, table: &Table, indent: usize) {
        let columns = table.header.len();
        let align = (0..columns).map(|at| if at < table.heads { Align::Left } else { Align::Right }).collect();
        let cells = |row: &[Text]| row.iter().map(|cell| cell.get(self.lang).to_owned()).collect::<Vec<_>>();
        let mut grid = Grid::new(align).header(cells(&table.header));
        for row in &table.rows {
            grid.row(cells(row));
        }
        let line = if self.drawing.lines { '─' } else { '-' };
        for line in grid.lines(self.drawing.width.saturating_sub(indent), Some(line)) {
            self.out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
        }
    }

    fn document(&mut self, document: &Document) {
        let mut text = format!("{}  {}", document.name, document.number);
        for more in [&document.title, &document.issued_by, &document.url].into_iter().flatten() {
            text.push_str(&format!("  {more}"));
        }
        if let Some(day) = document.dated {
            text.push_str(&format!("  {}", day.0));
        }
        self.wrapped(2, &text);
    }
}

/// Returns a small number as documents write it: 一, 十二.
pub(super) fn chinese_number(number: usize) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    match number {
        1..=9 => DIGITS[number].to_owned(),
        10..=19 => format!("十{}", DIGITS[number - 10]),
        _ => number.to_string(),
    }
}
