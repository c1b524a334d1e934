//! What is compared - benefits, and the lists, standards and formulas behind them - to headings, tables and sources.

use super::cells::{Cells, Notes};
use super::words;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::{
    JudgedBy, Leaning, Overall, Presence, Row, State, Stating, Subject, SubjectKind, ValueKind,
};
use crate::compare::{Both, Which};
use crate::report::grid::Align;
use crate::report::page::{Block, Cell, Table, TableRow, Tone};
use crate::report::sources::places;

/// Which column says what it is for the insured.
const INSURED: usize = 4;
/// How wide the columns of a table may be: item, two values, difference, insured, fund.
const WIDEST: [Option<usize>; 6] = [Some(28), None, None, Some(18), None, None];

pub(super) struct Clauses<'c> {
    pub cells: &'c Cells<'c>,
    pub sources: &'c SourceMap,
}

impl Clauses<'_> {
    fn say(&self, text: &Text) -> String {
        self.cells.say(text)
    }

    fn lang(&self) -> Lang {
        self.cells.lang
    }

    /// Sets the benefits that differ, then those that only one side has.
    pub(super) fn benefits(&self, subjects: &[Subject]) -> Vec<Block> {
        let benefits = || subjects.iter().filter(|own| own.kind == SubjectKind::Benefit);
        let mut blocks = Vec::new();
        for own in benefits().filter(|own| !matches!(own.overall, Overall::Same | Overall::Only(_))) {
            blocks.extend(self.subject(own));
        }
        for own in benefits().filter(|own| matches!(own.overall, Overall::Only(_))) {
            blocks.extend(self.alone(own));
        }
        blocks
    }

    /// Sets what the benefits read.
    pub(super) fn basis(&self, subjects: &[Subject]) -> Vec<Block> {
        let mut blocks = Vec::new();
        // A table that says the same stands here when it was asked for.
        let shown = |own: &&Subject| own.overall != Overall::Same || own.table.is_some();
        for own in subjects.iter().filter(|own| own.kind != SubjectKind::Benefit).filter(shown) {
            match own.overall {
                Overall::Only(_) => blocks.extend(self.alone(own)),
                _ if own.kind == SubjectKind::List => blocks.extend(self.list(own)),
                _ => blocks.extend(self.subject(own)),
            }
        }
        blocks
    }

    /// Returns the word for what a subject comes to.
    pub(super) fn overall(&self, subject: &Subject) -> String {
        let own = self.say(&match subject.overall {
            Overall::Same => words::same(),
            Overall::Better(which) => words::better(self.cells.label(which)),
            Overall::Mixed => words::mixed(),
            Overall::Unclear if subject.waits() => words::waits(),
            Overall::Unclear => words::unclear_short(),
            Overall::Awaited => words::awaited_both(),
            Overall::Alike => words::alike(),
            Overall::Only(which) => words::only(self.cells.label(which)),
        });
        match subject.judged {
            JudgedBy::Clauses => own,
            JudgedBy::Payments if subject.overall == Overall::Alike => own,
            JudgedBy::Payments => self.say(&words::by_payments(own)),
            JudgedBy::PaymentsWhereDecided => self.say(&words::by_payments_decided(own)),
        }
    }

    pub(super) fn kind(&self, kind: SubjectKind) -> Text {
        match kind {
            SubjectKind::Benefit => words::kind_benefit(),
            SubjectKind::List => words::kind_list(),
            SubjectKind::Param => words::kind_param(),
            SubjectKind::Define => words::kind_define(),
            SubjectKind::Group => words::kind_group(),
            SubjectKind::Account => words::kind_account(),
            SubjectKind::Table => words::kind_table(),
            SubjectKind::State => words::kind_state(),
            SubjectKind::Choice => words::kind_choice(),
        }
    }

    fn heading(&self, subject: &Subject) -> Vec<Block> {
        let title = match subject.kind {
            SubjectKind::Benefit => subject.name.clone(),
            kind => format!("{} {}", self.say(&self.kind(kind)), subject.name),
        };
        let mut blocks = vec![Block::Heading(title, self.overall(subject))];
        let names = subject.sides.map(|_, own| own.name());
        if let (Some(a), Some(b)) = (names.a, names.b)
            && (a != subject.name || b != subject.name)
        {
            let text = match a == b {
                true => words::called_by_both(a),
                false => words::called(self.cells.label(Which::A), a, self.cells.label(Which::B), b),
            };
            blocks.push(Block::Sentence(self.say(&text)));
        }
        for which in Which::BOTH {
            let name = self.cells.label(which);
            let text = match subject.sides.get(which) {
                Presence::Ended { until: Some(until), .. } => words::gone(name, until.to_string()),
                Presence::NotYet { from: Some(from), .. } => words::not_yet(name, from.to_string()),
                _ => continue,
            };
            blocks.push(Block::Sentence(self.say(&text)));
        }
        if !subject.read_by.is_empty() {
            blocks.push(Block::Sentence(self.say(&words::read_by(listed(&subject.read_by)))));
        }
        blocks
    }

    /// Sets a subject that both sides have.
    fn subject(&self, subject: &Subject) -> Vec<Block> {
        let mut blocks = self.heading(subject);
        blocks.extend(subject.table.iter().flat_map(|own| super::tables::blocks(self.cells, own)));
        let mut notes = Notes::default();
        let shown: Vec<&Row> = subject.rows.iter().filter(|row| row.differs() || row.note.is_some()).collect();
        if !shown.is_empty() {
            blocks.push(Block::Table(self.table(&shown, &mut notes)));
        }
        for (at, note) in notes.texts.iter().enumerate() {
            blocks.push(Block::Item { word: format!("[{}]", at + 1), text: note.clone() });
        }
        // A kind of clause that differs in part has been shown.
        let differing = self.items(shown.iter().copied());
        let mut same = self.items(subject.rows.iter().filter(|row| row.state == State::Same && row.note.is_none()));
        same.retain(|name| !differing.contains(name));
        if !same.is_empty() && subject.table.as_ref().is_none_or(|own| !own.is_equal()) {
            blocks.push(Block::Sentence(self.say(&words::same_items(listed(&same)))));
        }
        let awaited = self.items(subject.rows.iter().filter(|row| row.state == State::AwaitedBoth));
        if !awaited.is_empty() {
            blocks.push(Block::Sentence(self.say(&words::awaited_items(listed(&awaited)))));
        }
        blocks.extend(self.stated(&shown));
        blocks
    }

    /// Returns the kinds of clauses of some rows, each once.
    fn items<'r>(&self, rows: impl Iterator<Item = &'r Row>) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for row in rows {
            let text = match row.item.word {
                Some(word) => {
                    let (zh, en) = word.words();
                    if self.lang() == Lang::Zh { zh } else { en }.to_owned()
                }
                None => self.say(&row.item.text),
            };
            if !all.contains(&text) {
                all.push(text);
            }
        }
        all
    }

    fn table(&self, rows: &[&Row], notes: &mut Notes) -> Table {
        let label = |which| self.cells.label(which).to_owned();
        let header = vec![
            self.say(&words::item()),
            label(Which::A),
            label(Which::B),
            self.say(&words::difference()),
            self.say(&words::insured()),
            self.say(&words::fund()),
        ];
        let mut table = Table { header, align: vec![Align::Left; 6], rows: Vec::new(), widest: WIDEST.to_vec() };
        let mut lines: Vec<Vec<String>> = rows.iter().map(|row| self.path(row)).collect();
        // What stands alone under its heading stands on one line with it.
        for at in 0..lines.len() {
            let shares = |other: Option<&Vec<String>>, depth: usize| {
                other.is_some_and(|other| {
                    other.len() > depth && lines[at].len() > depth && other[..=depth] == lines[at][..=depth]
                })
            };
            let before = at.checked_sub(1).and_then(|at| lines.get(at));
            let shared = (0..lines[at].len())
                .take_while(|depth| shares(before, *depth) || shares(lines.get(at + 1), *depth))
                .count();
            let shared = shared.min(lines[at].len() - 1);
            let rest = lines[at][shared..].to_vec();
            let mut joined = lines[at][..shared].to_vec();
            joined.push(joined_line(&rest, shared == 0));
            lines[at] = joined;
        }
        let mut open: Vec<String> = Vec::new();
        for (row, line) in rows.iter().zip(&lines) {
            let (headings, last) = line.split_at(line.len() - 1);
            let common = headings.iter().zip(&open).take_while(|(own, known)| own == known).count();
            for (depth, heading) in headings.iter().enumerate().skip(common) {
                table.rows.push(TableRow::of(2 * depth, vec![heading.clone()]));
            }
            open = headings.to_vec();
            let mut cells: Vec<Cell> = last.iter().cloned().chain(self.cells.row(row, notes)).map(Cell::from).collect();
            let tone = match row.insured {
                Leaning::To(Which::A) => Tone::Bad,
                Leaning::To(Which::B) => Tone::Good,
                Leaning::Even | Leaning::Unknown => Tone::Plain,
            };
            if let Some(insured) = cells.get_mut(INSURED) {
                insured.tone = tone;
            }
            table.rows.push(TableRow::of(2 * headings.len(), cells));
        }
        table
    }

    /// Returns the item and its keys, the outermost first.
    fn path(&self, row: &Row) -> Vec<String> {
        let keys = row.keys.iter().map(|key| {
            let answers = key.answers.speak(self.lang());
            if key.plain { answers } else { format!("{} {answers}", key.question.speak(self.lang())) }
        });
        std::iter::once(self.item(row)).chain(keys).collect()
    }

    fn item(&self, row: &Row) -> String {
        let text = self.say(&row.item.text);
        match row.item.cases.is_empty() {
            true => text,
            false => format!("{} {text}", self.say(&words::case(row.item.cases.join(" ")))),
        }
    }

    /// Sets what only one side has, clause by clause.
    fn alone(&self, subject: &Subject) -> Vec<Block> {
        let mut blocks = self.heading(subject);
        let which = if let Overall::Only(which) = subject.overall { which } else { Which::A };
        let minor = |row: &&Row| row.item.word.is_some_and(crate::compare::is_minor_alone);
        let rows: Vec<&Row> = subject.rows.iter().filter(|row| !minor(row)).collect();
        for row in &rows {
            let Some(own) = row.values.get(which).stating() else { continue };
            blocks.push(Block::Item { word: joined_line(&self.path(row), true), text: own.text.speak(self.lang()) });
        }
        blocks.extend(self.stated(&rows));
        blocks
    }

    /// Sets two lists by what each has that the other lacks.
    fn list(&self, subject: &Subject) -> Vec<Block> {
        let mut blocks = self.heading(subject);
        let counts: Both<usize> = Both { a: Which::A, b: Which::B }
            .map(|which, _| subject.rows.iter().filter(|row| row.values.get(which).stating().is_some()).count());
        let (a, b) = (self.cells.label(Which::A), self.cells.label(Which::B));
        let text = words::list_counts(a, counts.a, b, counts.b, subject.same_rows);
        blocks.push(Block::Sentence(self.say(&text)));
        for which in Which::BOTH {
            let only: Vec<String> = subject
                .rows
                .iter()
                .filter(|row| row.state == State::Only(which))
                .map(|row| match &row.note {
                    Some(note) => format!("{}({})", self.say(&row.item.text), self.say(note)),
                    None => self.say(&row.item.text),
                })
                .collect();
            if !only.is_empty() {
                let text = words::list_only(self.cells.label(which), only.len(), listed(&only));
                blocks.push(Block::Sentence(self.say(&text)));
            }
        }
        for row in subject.rows.iter().filter(|row| row.state == State::Same) {
            if let Some(note) = &row.note {
                blocks.push(Block::Item { word: self.say(&row.item.text), text: self.say(note) });
            }
        }
        let rows: Vec<&Row> = subject.rows.iter().filter(|row| row.differs()).collect();
        blocks.extend(self.stated(&rows));
        blocks
    }

    /// Sets the documents and places that state some rows, for each side.
    fn stated(&self, rows: &[&Row]) -> Vec<Block> {
        let mut blocks = Vec::new();
        for which in Which::BOTH {
            // By document, in the order of the rows; under each the lines.
            let mut groups: Vec<(String, Vec<Span>)> = Vec::new();
            let statings = rows.iter().filter_map(|row| row.values.get(which).stating());
            for own in statings.filter(|own| shows_place(own)) {
                for origin in std::iter::once(&own.origin).chain(own.uses.iter().map(|used| &used.origin)) {
                    let cites: Vec<String> = origin.cites.iter().map(crate::compare::data::Cite::text).collect();
                    let cites = if cites.is_empty() { self.say(&words::no_source()) } else { cites.join("、") };
                    match groups.iter_mut().find(|(known, _)| *known == cites) {
                        Some((_, all)) => all.push(origin.span),
                        None => groups.push((cites, vec![origin.span])),
                    }
                }
            }
            if groups.is_empty() {
                continue;
            }
            let text: Vec<String> = groups
                .into_iter()
                .map(|(cites, spans)| format!("{cites} ({})", places(self.sources, &spans)))
                .collect();
            let word = words::sources(self.cells.label(which));
            let mark = if self.lang() == Lang::Zh { ";" } else { "; " };
            blocks.push(Block::Item { word: self.say(&word), text: text.join(mark) });
        }
        blocks
    }
}

/// `起付线 每年: 其余`; keys alone are parted by dots.
fn joined_line(parts: &[String], begins: bool) -> String {
    match parts {
        [item, keys @ ..] if begins && !keys.is_empty() => format!("{item}: {}", keys.join(" · ")),
        parts => parts.join(" · "),
    }
}

/// What the language itself says stands in no file.
fn shows_place(own: &Stating) -> bool {
    own.origin.how != crate::ir::Stated::Default || matches!(own.kind, ValueKind::Number(..))
}
