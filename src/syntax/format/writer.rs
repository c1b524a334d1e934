//! Words, blocks and comments to lines: keeps the place in the sequence of comments. Knows no declaration.
//!
//! A statement is built as a phrase and laid out at its end. Whatever may stand on one line is first tried so,
//! by building it once more without line ends; blocks then read `{ a; b }`.

use super::layout::{Doc, INDENT, WIDTH, columns, flat, lay_out};
use super::lines::{Alignment, Lines};
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::syntax::ast::Comment;

pub(super) struct Writer<'a> {
    text: &'a str,
    comments: &'a [Comment],
    /// The first comment that is not yet printed.
    next: usize,
    pub(super) lang: Lang,
    lines: Lines,
    depth: usize,
    phrase: Vec<Doc>,
    separator: Separator,
    /// Whether nothing stands in the current block yet.
    fresh: bool,
    /// How the trial goes, when all is tried on one line.
    trial: Option<Trial>,
}

/// What comes before the next word of a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Separator {
    Nothing,
    Blanks(usize),
    Break(usize),
    Hard,
    Tab,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trial {
    Open,
    /// All stands on one line, come what may.
    Forced,
    /// Something must have lines of its own.
    Refused,
}

/// Whether the items of a block stand on lines of their own.
#[derive(Clone, Copy, Debug)]
pub(super) enum BlockForm {
    Always,
    /// As in the text: what began there stays on one line when it was on one line.
    AsWritten(usize),
}

impl BlockForm {
    /// As in the text, where this is the first item.
    pub(super) fn as_written(first: Span) -> BlockForm {
        BlockForm::AsWritten(first.start as usize)
    }
}

/// What an item is built by; it is built twice when it is tried on one line.
pub(super) type Build<'f, 'a> = &'f dyn Fn(&mut Writer<'a>);

impl<'a> Writer<'a> {
    pub(super) fn new(text: &'a str, comments: &'a [Comment], lang: Lang) -> Writer<'a> {
        Writer {
            text,
            comments,
            next: 0,
            lang,
            lines: Lines::new(),
            depth: 0,
            phrase: Vec::new(),
            separator: Separator::Nothing,
            fresh: true,
            trial: None,
        }
    }

    /// Prints the comments that are left and returns the whole text.
    pub(super) fn finish(mut self) -> String {
        self.fresh = false;
        self.lead(usize::MAX, false);
        self.lines.finish()
    }

    // Words.

    /// Adds a word, a blank before it.
    pub(super) fn word(&mut self, text: impl Into<String>) {
        self.doc(Doc::Text(text.into()));
    }

    /// Adds a word directly to what stands there.
    pub(super) fn glued(&mut self, text: impl Into<String>) {
        self.separator = Separator::Nothing;
        self.doc(Doc::Text(text.into()));
    }

    /// Adds a piece, a blank before it.
    pub(super) fn doc(&mut self, doc: Doc) {
        match self.separator {
            Separator::Nothing => {}
            Separator::Blanks(blanks) => self.phrase.push(Doc::Text(" ".repeat(blanks))),
            Separator::Break(blanks) => self.phrase.push(Doc::Break(blanks)),
            Separator::Hard => {
                self.phrase.push(if self.trial.is_some() { Doc::Text(" ".to_owned()) } else { Doc::Hard })
            }
            Separator::Tab => self.phrase.push(Doc::Tab),
        }
        self.separator = Separator::Blanks(1);
        self.phrase.push(doc);
    }

    /// The next word follows after so many blanks.
    pub(super) fn blanks(&mut self, blanks: usize) {
        self.separator = Separator::Blanks(blanks);
    }

    /// The next word follows after so many blanks, or on a new line when the statement is long.
    pub(super) fn breakable(&mut self, blanks: usize) {
        self.separator = Separator::Break(blanks);
    }

    /// The next word begins a new line, unless all stands on one line.
    pub(super) fn new_line(&mut self) {
        self.separator = Separator::Hard;
    }

    /// The next word lines up with that of neighbouring statements.
    pub(super) fn tab(&mut self) {
        self.separator = Separator::Tab;
    }

    /// Whether the next word begins a new line.
    pub(super) fn begins_new_line(&self) -> bool {
        self.separator == Separator::Hard
    }

    /// Whether all is being tried on one line.
    pub(super) fn tries_one_line(&self) -> bool {
        self.trial.is_some()
    }

    /// Whether the phrase goes on after a closing brace.
    pub(super) fn after_brace(&self) -> bool {
        self.trial.is_none() && matches!(self.phrase.first(), Some(Doc::Text(text)) if text == "}")
    }

    // Items and blocks.

    /// Adds what stands on a line of its own, or between `;`.
    pub(super) fn item(&mut self, place: Span, build: Build<'_, 'a>) {
        self.aligned_item(place, None, build);
    }

    /// Adds an item whose tabs line up with those of its neighbours.
    pub(super) fn aligned_item(&mut self, place: Span, alignment: Option<Alignment>, build: Build<'_, 'a>) {
        if self.trial.is_some() {
            self.separate("; ");
            return build(self);
        }
        self.lead(place.start as usize, false);
        self.fresh = false;
        if !self.comment_before(place.end as usize)
            && let Some(cells) = self.on_one_line(build)
        {
            return self.lines.push(self.depth * INDENT, cells, alignment);
        }
        build(self);
        self.end_statement();
    }

    /// Returns what is built, when it may stand on one line and fits.
    fn on_one_line(&self, build: Build<'_, 'a>) -> Option<Vec<String>> {
        let mut writer = self.trial(Trial::Open);
        build(&mut writer);
        if writer.trial == Some(Trial::Refused) {
            return None;
        }
        let cells = flat(&writer.phrase)?;
        let width: usize = cells.iter().map(|cell| columns(cell) + 1).sum();
        (self.depth * INDENT + width <= WIDTH + 1).then_some(cells)
    }

    /// Returns what is built, on one line.
    pub(super) fn text_of(&self, build: Build<'_, 'a>) -> String {
        let mut writer = self.trial(Trial::Forced);
        build(&mut writer);
        flat(&writer.phrase).map_or_else(String::new, |cells| cells.join(" "))
    }

    fn trial(&self, trial: Trial) -> Writer<'a> {
        let mut writer = Writer::new(self.text, self.comments, self.lang);
        writer.trial = Some(trial);
        writer
    }

    /// Adds `{ … }`; `end` is where the closing brace ends in the text.
    pub(super) fn block(&mut self, form: BlockForm, empty: bool, end: usize, build: Build<'_, 'a>) {
        if self.trial.is_some() {
            return self.block_on_one_line(form, empty, end, build);
        }
        if !self.comment_before(end)
            && let Some(block) = self.block_that_fits(form, empty, end, build)
        {
            return self.word(block);
        }
        self.word("{");
        self.end_statement();
        self.inside_block(end, build);
    }

    /// Returns a block on one line, when it may stand so and fits behind the phrase; the statement may go on after it.
    fn block_that_fits(&self, form: BlockForm, empty: bool, end: usize, build: Build<'_, 'a>) -> Option<String> {
        let mut writer = self.trial(Trial::Open);
        writer.block_on_one_line(form, empty, end, build);
        if writer.trial == Some(Trial::Refused) {
            return None;
        }
        let block = flat(&writer.phrase)?.concat();
        let lines = |phrase: Vec<Doc>| lay_out(&[Doc::Nest(INDENT, phrase)], self.depth * INDENT);
        let mut whole = self.phrase.clone();
        whole.push(Doc::Text(format!(" {block}")));
        let whole = lines(whole);
        let fits =
            whole.iter().all(|line| line.indent + line.cells.iter().map(|cell| columns(cell)).sum::<usize>() <= WIDTH);
        (fits && whole.len() == lines(self.phrase.clone()).len()).then_some(block)
    }

    /// Adds what stands between the braces, further in, and begins a phrase with the closing one.
    fn inside_block(&mut self, end: usize, build: Build<'_, 'a>) {
        self.depth += 1;
        self.fresh = true;
        build(self);
        self.lead(end, false);
        self.depth -= 1;
        self.fresh = false;
        self.lines.no_blank();
        self.separator = Separator::Nothing;
        self.word("}");
    }

    fn block_on_one_line(&mut self, form: BlockForm, empty: bool, end: usize, build: Build<'_, 'a>) {
        let refused = match form {
            BlockForm::Always => !empty,
            BlockForm::AsWritten(start) => self.text.get(start..end).is_some_and(|text| text.contains('\n')) && !empty,
        };
        if refused && self.trial != Some(Trial::Forced) {
            self.trial = Some(Trial::Refused);
        }
        if self.trial == Some(Trial::Refused) {
            return;
        }
        self.word("{");
        let fresh = std::mem::replace(&mut self.fresh, true);
        build(self);
        self.fresh = fresh;
        self.word("}");
    }

    /// On one line: parts this item from the one before it.
    fn separate(&mut self, mark: &str) {
        if std::mem::take(&mut self.fresh) {
            self.separator = Separator::Blanks(1);
        } else {
            self.glued(mark);
            self.separator = Separator::Nothing;
        }
    }

    /// Returns an alignment for the rows of a new table.
    pub(super) fn table_alignment(&mut self, gap: usize) -> Alignment {
        Alignment { group: self.lines.new_group(), gap, neighbours_within: None }
    }

    /// Adds the cells of a table row; on one line they are parted by single blanks.
    pub(super) fn row(&mut self, place: Span, cells: Vec<String>, alignment: Alignment) {
        if self.trial.is_some() {
            self.separate("; ");
            cells.into_iter().filter(|cell| !cell.is_empty()).for_each(|cell| self.word(cell));
            return;
        }
        self.lead(place.start as usize, false);
        self.fresh = false;
        self.lines.push(self.depth * INDENT, cells, Some(alignment));
    }

    /// Adds a row with a block of its own: `糖尿病 M01600 { … }`; never on one line.
    pub(super) fn row_with_block(
        &mut self,
        place: Span,
        cells: Vec<String>,
        alignment: Alignment,
        end: usize,
        build: Build<'_, 'a>,
    ) {
        if self.trial.is_some() {
            self.row(place, cells, alignment);
            return self.block_on_one_line(BlockForm::Always, false, end, build);
        }
        self.row(place, cells, alignment);
        self.inside_block(end, build);
        self.end_statement();
    }

    /// Lays out the phrase that was built and begins a new one.
    pub(super) fn end_statement(&mut self) {
        let nest = if self.after_brace() { 2 } else { INDENT };
        let phrase = std::mem::take(&mut self.phrase);
        self.separator = Separator::Nothing;
        for line in lay_out(&[Doc::Nest(nest, phrase)], self.depth * INDENT) {
            self.lines.push(line.indent, line.cells, None);
            if let Some(comment) = line.comment {
                self.lines.attach(&comment);
            }
        }
    }

    // Several items on a line.

    /// Adds items that are parted by a mark, as many on a line as stood on one in the text and fit.
    ///
    /// `mark` parts those on one line, `end` stands at the end of a line that others follow.
    pub(super) fn filled(&mut self, items: &[(Span, String)], mark: &str, end: &str) {
        if self.trial.is_some() {
            for (_, text) in items {
                self.separate(mark);
                self.word(text.clone());
            }
            return;
        }
        let mut line = String::new();
        for (at, (place, text)) in items.iter().enumerate() {
            let last = at + 1 == items.len();
            let full = self.depth * INDENT
                + columns(&line)
                + columns(mark)
                + columns(text)
                + if last { 0 } else { columns(end) };
            let parted = self.comment_before(place.start as usize) || self.begins_line(place.start as usize);
            if !line.is_empty() && !parted && full <= WIDTH {
                line.push_str(mark);
            } else if !line.is_empty() {
                line.push_str(end);
                self.lines.push(self.depth * INDENT, vec![std::mem::take(&mut line)], None);
            }
            if line.is_empty() {
                self.lead(place.start as usize, false);
                self.fresh = false;
            }
            line.push_str(text);
        }
        if !line.is_empty() {
            self.lines.push(self.depth * INDENT, vec![line], None);
        }
    }

    // Comments and empty lines.

    /// Prints the comments before a place, then an empty line if there is one in the text or `blank` asks for it.
    pub(super) fn lead(&mut self, start: usize, blank: bool) {
        let mut remarks: Vec<(bool, String)> = Vec::new();
        while let Some(comment) = self.take_comment(start) {
            let text = comment_text(comment);
            let attached = remarks.is_empty() && !comment.own_line.0 && self.lines.attach(&text);
            if !attached {
                remarks.push((self.blank_before(comment.place.0.start as usize), text));
            }
        }
        let mut blank_here = start != usize::MAX && self.blank_before(start);
        if blank && !blank_here {
            // The comments directly above belong to what follows; the empty line goes before them.
            match remarks.iter_mut().rev().find(|(before, _)| *before) {
                Some(_) => {}
                None => match remarks.first_mut() {
                    Some((before, _)) => *before = true,
                    None => blank_here = true,
                },
            }
        }
        for (before, text) in remarks {
            if before && !self.fresh {
                self.lines.blank();
            }
            self.lines.push_remark(self.depth * INDENT, text);
            self.fresh = false;
        }
        if blank_here && !self.fresh {
            self.lines.blank();
        }
    }

    /// Within a statement: the comments before a place become part of the phrase.
    pub(super) fn inner_comments(&mut self, start: usize) -> Vec<Doc> {
        let mut docs = Vec::new();
        if self.trial.is_none() {
            while let Some(comment) = self.take_comment(start) {
                docs.push(Doc::Comment { text: comment_text(comment), own_line: comment.own_line.0 });
            }
        }
        docs
    }

    /// Adds the comments before a place to the phrase; the next word then begins a new line.
    pub(super) fn comments_in_phrase(&mut self, start: usize) {
        let comments = self.inner_comments(start);
        if !comments.is_empty() {
            self.phrase.extend(comments);
            self.separator = Separator::Hard;
        }
    }

    fn take_comment(&mut self, before: usize) -> Option<&'a Comment> {
        let comment = self.comments.get(self.next).filter(|comment| (comment.place.0.start as usize) < before)?;
        self.next += 1;
        Some(comment)
    }

    /// Whether a comment that is not yet printed stands before a place.
    fn comment_before(&self, end: usize) -> bool {
        self.comments.get(self.next).is_some_and(|comment| (comment.place.0.start as usize) < end)
    }

    /// Whether an empty line stands directly before a place of the text.
    fn blank_before(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or("");
        let blanks = &before[before.trim_end().len()..];
        blanks.matches('\n').count() > 1
    }

    /// Whether a place of the text is the first of its line.
    fn begins_line(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or("");
        before[before.trim_end().len()..].contains('\n')
    }

    /// Returns where the brace ends that closes after the last item of a block: only blanks, separators and
    /// comments stand between.
    pub(super) fn closing_brace(&self, last: Span) -> usize {
        let mut at = last.end as usize;
        while let Some(letter) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            at += letter.len_utf8();
            match letter {
                '}' | '｝' => return at,
                '#' | '＃' => at += self.text[at..].find('\n').unwrap_or(self.text.len() - at),
                _ => {}
            }
        }
        last.end as usize
    }

    /// Returns what stands in the text.
    pub(super) fn source(&self, place: Span) -> &'a str {
        self.text.get(place.range()).unwrap_or("")
    }

    /// Adds what could not be read, line for line as it stands.
    pub(super) fn as_it_stands(&mut self, place: Span) {
        while self.trial.is_none() && self.take_comment(place.end as usize).is_some() {}
        for line in self.source(place).lines().map(str::trim).filter(|line| !line.is_empty()) {
            self.word(line);
            self.new_line();
        }
    }
}

fn comment_text(comment: &Comment) -> String {
    let marks = if comment.doc { "##" } else { "#" };
    if comment.text.is_empty() { marks.to_owned() } else { format!("{marks} {}", comment.text) }
}
