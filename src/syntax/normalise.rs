//! Prepares a text for the grammar: full-width marks become ASCII, comments are cut out, brackets are balanced, and
//! the text is cut into slices at the lines that begin a declaration. Keeps a map back to the places of the original.
//!
//! Knows strings, quoted names and comments, whose content is not changed. Never looks at words, except to tell a
//! declaration in column one from an unindented line inside a block.

use super::ast::Comment;
use super::keywords::Word;
use super::words;
use crate::base::source::SourceId;
use crate::base::span::{Aside, Span};
use crate::diagnostic::{Code, Diagnostic};
use std::ops::Range;

/// The deepest nesting of brackets.
pub(crate) const MAX_NESTING: usize = 64;

/// A text as the grammar reads it.
#[derive(Clone, Debug)]
pub(crate) struct Normalised {
    pub(crate) text: String,
    /// The stretches of `text` that are read by themselves: a declaration each, when all begin in column one.
    pub(crate) slices: Vec<Slice>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) places: Places,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Slice {
    pub(crate) range: Range<usize>,
    /// Nested too deeply (reported): not to be read.
    pub(crate) refused: bool,
}

/// Where each part of the normalised text comes from.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    source: SourceId,
    /// In order; between two changes both texts are the same.
    changes: Vec<Change>,
}

/// A stretch whose length or content differs.
#[derive(Clone, Copy, Debug)]
struct Change {
    start: usize,
    length: usize,
    original: usize,
    original_length: usize,
}

impl Places {
    /// Returns the place in the original of `range` of the normalised text.
    pub(crate) fn span(&self, range: Range<usize>) -> Span {
        let start = self.original_start(range.start);
        let end = if range.is_empty() { start } else { self.original_end(range.end).max(start) };
        Span::new(self.source, start, end)
    }

    /// Returns where the character at `offset` begins in the original, after what was cut out before it.
    fn original_start(&self, offset: usize) -> usize {
        let index = self.changes.partition_point(|change| change.start <= offset);
        let Some(change) = index.checked_sub(1).map(|index| self.changes[index]) else { return offset };
        if offset < change.start + change.length {
            change.original
        } else {
            change.original + change.original_length + (offset - change.start - change.length)
        }
    }

    /// Returns where the character before `offset` ends in the original.
    pub(crate) fn original_end(&self, offset: usize) -> usize {
        let index = self.changes.partition_point(|change| change.start < offset);
        let Some(change) = index.checked_sub(1).map(|index| self.changes[index]) else { return offset };
        if offset <= change.start + change.length {
            change.original + change.original_length
        } else {
            change.original + change.original_length + (offset - change.start - change.length)
        }
    }
}

/// Normalises a text; brackets and quotation marks that do not match are reported and mended.
pub(crate) fn normalise(source: SourceId, original: &str) -> (Normalised, Vec<Diagnostic>) {
    let mut work = Work {
        source,
        original,
        at: 0,
        text: String::with_capacity(original.len() + 16),
        changes: Vec::new(),
        comments: Vec::new(),
        open: Vec::new(),
        indent: 0,
        only_blanks: true,
        slices: Vec::new(),
        slice_start: Mark::default(),
        refused: false,
        broken_quote: false,
        suspect: None,
        suspect_closer: None,
        stray_closer: false,
        repair: Repair::NotTried,
        problems: Vec::new(),
    };
    work.run();
    let places = Places { source, changes: work.changes };
    let normalised = Normalised { text: work.text, slices: work.slices, comments: work.comments, places };
    (normalised, work.problems)
}

/// An open bracket, its place in the original, and the indent of its line.
#[derive(Clone, Copy)]
struct Open {
    bracket: char,
    place: usize,
    indent: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Finished {
    Whole,
    ReadAgain,
}

/// How far everything was when a slice began.
#[derive(Clone, Copy, Default)]
struct Mark {
    at: usize,
    text: usize,
    changes: usize,
    comments: usize,
    problems: usize,
}

/// Whether a slice whose braces do not match is read again: with the suspect closed where its indentation ends, or
/// with a closing brace left out that is indented further than the opening one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Repair {
    NotTried,
    /// The place of the brace to close; it is `Done` once that has happened.
    Closing(usize),
    Done,
    /// The place of the closing brace to leave out, where one is too many.
    Dropping(usize),
    /// It did not make the brackets match: read as it stands.
    Failed,
}

struct Work<'a> {
    source: SourceId,
    original: &'a str,
    at: usize,
    text: String,
    changes: Vec<Change>,
    comments: Vec<Comment>,
    open: Vec<Open>,
    /// By how many blanks the line is indented, and whether nothing else has stood on it yet.
    indent: usize,
    only_blanks: bool,
    slices: Vec<Slice>,
    slice_start: Mark,
    refused: bool,
    /// Whether a quotation mark of this slice was not closed: brackets are then not reported.
    broken_quote: bool,
    /// An opening brace whose closing one is indented as another brace is: perhaps that one is not closed.
    suspect: Option<usize>,
    /// A closing brace that is indented further than the one that it closes: perhaps it is one too many.
    suspect_closer: Option<usize>,
    /// Whether a closing bracket closed nothing in this slice.
    stray_closer: bool,
    repair: Repair,
    problems: Vec<Diagnostic>,
}

impl<'a> Work<'a> {
    fn run(&mut self) {
        if self.original.starts_with('\u{feff}') {
            self.replace('\u{feff}'.len_utf8(), "");
        }
        self.slice_start = self.mark_here();
        let mut line_start = true;
        loop {
            let next = self.peek();
            let ends = next.is_none_or(|character| line_start && self.begins_declaration(character));
            if ends && self.at > self.slice_start.at && self.finish_slice() == Finished::ReadAgain {
                line_start = true;
                continue;
            }
            let Some(character) = next else { return };
            if self.only_blanks && !character.is_whitespace() {
                self.close_the_suspect(character);
            }
            line_start = character == '\n';
            match character {
                '#' | '＃' => self.comment(),
                '"' | '“' | '”' | '＂' => self.string(character),
                '「' => self.quoted_name('「', "」", "「", "」"),
                '\'' | '＇' => self.quoted_name(character, "'＇", "'", "'"),
                '‘' => self.quoted_name('‘', "’", "'", "'"),
                _ => self.mark(character),
            }
            if line_start {
                self.indent = 0;
                self.only_blanks = true;
            } else if character.is_whitespace() {
                self.indent += usize::from(self.only_blanks);
            } else {
                self.only_blanks = false;
            }
        }
    }

    fn mark_here(&self) -> Mark {
        Mark {
            at: self.at,
            text: self.text.len(),
            changes: self.changes.len(),
            comments: self.comments.len(),
            problems: self.problems.len(),
        }
    }

    /// Goes back to where the slice began.
    fn read_slice_again(&mut self, repair: Repair) -> Finished {
        let start = self.slice_start;
        self.at = start.at;
        self.text.truncate(start.text);
        self.changes.truncate(start.changes);
        self.comments.truncate(start.comments);
        self.problems.truncate(start.problems);
        self.open.clear();
        (self.indent, self.only_blanks) = (0, true);
        self.forget_slice(repair);
        Finished::ReadAgain
    }

    fn forget_slice(&mut self, repair: Repair) {
        (self.refused, self.broken_quote, self.stray_closer) = (false, false, false);
        (self.suspect, self.suspect_closer, self.repair) = (None, None, repair);
    }

    /// Closes the brace that is suspected not to be closed, at the first line that is not indented further than it.
    fn close_the_suspect(&mut self, character: char) {
        let Repair::Closing(suspect) = self.repair else { return };
        let Some(Open { bracket, place, indent }) = self.open.last().copied() else { return };
        let ends = self.indent < indent || (self.indent == indent && !matches!(character, '}' | '｝'));
        if place == suspect && ends && self.at > place {
            let span = self.span(place, place + width_of_bracket(self.original, place));
            let here = self.span(self.at, self.at + character.len_utf8());
            self.problems
                .push(unclosed(bracket, span).label(here, words::close_before_this(closer(bracket).to_string())));
            self.open.pop();
            self.replace(0, closer(bracket).encode_utf8(&mut [0; 4]));
            self.repair = Repair::Done;
        }
    }

    fn peek(&self) -> Option<char> {
        self.original[self.at..].chars().next()
    }

    /// Takes `length` bytes of the original as `replacement`.
    fn replace(&mut self, length: usize, replacement: &str) {
        let start = self.text.len();
        self.text.push_str(replacement);
        let change = Change { start, length: replacement.len(), original: self.at, original_length: length };
        self.changes.push(change);
        self.at += length;
    }

    /// Takes `length` bytes of the original as they are.
    fn keep(&mut self, length: usize) {
        self.text.push_str(&self.original[self.at..self.at + length]);
        self.at += length;
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source, start, end)
    }

    /// The rest of the line in the original, without its end.
    fn rest_of_line(&self, from: usize) -> &'a str {
        let rest = &self.original[from..];
        let rest = &rest[..rest.find('\n').unwrap_or(rest.len())];
        rest.strip_suffix('\r').unwrap_or(rest)
    }

    /// Whether the line that begins here begins a declaration: outside brackets every line that begins with a
    /// letter, inside them only a line with the word of a declaration.
    fn begins_declaration(&self, character: char) -> bool {
        if character.is_whitespace()
            || matches!(character, '#' | '＃' | '}' | '｝' | ')' | '）' | ']' | '］' | '{' | '｛')
        {
            return false;
        }
        if self.open.is_empty() {
            return true;
        }
        let rest = &self.original[self.at..];
        let begins = |word: &str| {
            !word.is_empty()
                && rest.strip_prefix(word).is_some_and(|after| after.starts_with(|next: char| next.is_whitespace()))
        };
        Word::DECLARATIONS.iter().any(|word| begins(word.spelling().chinese) || begins(word.spelling().english))
    }

    fn finish_slice(&mut self) -> Finished {
        let told = !self.refused && !self.broken_quote;
        let mended = self.open.is_empty() && self.problems.len() == self.slice_start.problems + 1;
        match self.repair {
            Repair::NotTried if told && !self.open.is_empty() => {
                let outermost = self.open.first().map(|open| open.place);
                if let Some(suspect) = self.suspect.filter(|suspect| Some(*suspect) != outermost) {
                    return self.read_slice_again(Repair::Closing(suspect));
                }
            }
            Repair::NotTried if told && self.stray_closer => {
                if let Some(suspect) = self.suspect_closer {
                    return self.read_slice_again(Repair::Dropping(suspect));
                }
            }
            Repair::Closing(_) | Repair::Dropping(_) => return self.read_slice_again(Repair::Failed),
            Repair::Done if !mended => return self.read_slice_again(Repair::Failed),
            Repair::NotTried | Repair::Done | Repair::Failed => {}
        }
        if let Some(Open { bracket, place, .. }) = self.open.first().copied() {
            if told {
                let span = self.span(place, place + width_of_bracket(self.original, place));
                let suspect = self.suspect.filter(|suspect| *suspect != place);
                let suspect =
                    suspect.map(|suspect| self.span(suspect, suspect + width_of_bracket(self.original, suspect)));
                let next = self.peek().map(|next| self.span(self.at, self.at + next.len_utf8()));
                let diagnostic = unclosed(bracket, span);
                self.problems.push(match (suspect, next) {
                    (Some(suspect), _) => diagnostic.label(suspect, words::perhaps_this_brace()),
                    (None, Some(next)) => diagnostic.label(next, words::close_before_this(closer(bracket).to_string())),
                    (None, None) => diagnostic.help(words::close_at_the_end(closer(bracket).to_string())),
                });
            }
            let closers: String = self.open.drain(..).rev().map(|open| closer(open.bracket)).collect();
            self.replace(0, &closers);
        }
        let range = self.slice_start.text..self.text.len();
        if !self.text[range.clone()].trim().is_empty() {
            self.slices.push(Slice { range, refused: self.refused });
        }
        self.slice_start = self.mark_here();
        self.forget_slice(Repair::NotTried);
        Finished::Whole
    }

    fn comment(&mut self) {
        let line = self.rest_of_line(self.at);
        let marks = line.chars().take_while(|character| matches!(character, '#' | '＃')).count();
        let text = line.trim_start_matches(['#', '＃']).trim().to_owned();
        let length = line.len();
        let place = Aside(self.span(self.at, self.at + line.trim_end().len()));
        self.comments.push(Comment { text, doc: marks == 2, own_line: Aside(self.only_blanks), place });
        self.replace(length, "");
    }

    /// A text in double quotes: `"…"` with `\"` and `\\`, or `“…”`.
    fn string(&mut self, opener: char) {
        let start = self.at;
        let content = start + opener.len_utf8();
        let line = self.rest_of_line(content);
        let curly = opener == '“' && line.contains('”');
        let closes =
            |character: char| if curly { character == '”' } else { matches!(character, '"' | '”' | '“' | '＂') };
        // A plain text may hold curly marks, so it closes at a plain one where there is one.
        let plain = opener == '"' && find_unescaped(line, |character| character == '"').is_some();
        let closing = find_unescaped(line, |character| if plain { character == '"' } else { closes(character) });
        let (content_length, closer_length) = match closing {
            Some((offset, character)) => (offset, character.len_utf8()),
            None => {
                self.report_unclosed_quote(start, opener);
                (
                    line.trim_end_matches(|character: char| {
                        character.is_whitespace() || "{｛}｝;；,，。".contains(character)
                    })
                    .len(),
                    0,
                )
            }
        };
        let content_text = line[..content_length].to_owned();
        self.put(opener.len_utf8(), "\"");
        self.string_content(&content_text);
        self.put(closer_length, "\"");
    }

    /// Copies the content of a text; a bare `"` in it (between curly marks) is escaped, and so is a last `\`.
    fn string_content(&mut self, content: &str) {
        let mut escaped = false;
        for character in content.chars() {
            if character == '"' && !escaped {
                self.replace(1, "\\\"");
            } else {
                self.keep(character.len_utf8());
            }
            escaped = character == '\\' && !escaped;
        }
        if escaped {
            self.replace(0, "\\");
        }
    }

    fn quoted_name(&mut self, opener: char, closers: &str, left: &str, right: &str) {
        let start = self.at;
        let line = self.rest_of_line(start + opener.len_utf8());
        let closing = line.char_indices().find(|(_, character)| closers.contains(*character));
        let (content_length, closer_length) = match closing {
            Some((offset, character)) => (offset, character.len_utf8()),
            None => {
                self.report_unclosed_quote(start, opener);
                (
                    line.find(|character: char| character.is_whitespace() || "{｛}｝;；,，、。".contains(character))
                        .unwrap_or(line.len()),
                    0,
                )
            }
        };
        self.put(opener.len_utf8(), left);
        // An apostrophe inside `‘…’` would end the name.
        let content = self.original[self.at..self.at + content_length].to_owned();
        if right == "'" && content.contains('\'') {
            self.replace(content_length, &content.replace('\'', "’"));
        } else {
            self.keep(content_length);
        }
        self.put(closer_length, right);
    }

    fn report_unclosed_quote(&mut self, start: usize, opener: char) {
        let span = self.span(start, start + opener.len_utf8());
        let diagnostic = Diagnostic::new(Code::UnclosedQuote, span, words::unclosed_quote(opener.to_string()));
        self.problems.push(diagnostic.help(words::close_quote_on_the_line()));
        self.broken_quote = true;
    }

    /// Takes `length` bytes as `replacement`; as they are when they are the same.
    fn put(&mut self, length: usize, replacement: &str) {
        if self.original[self.at..self.at + length] == *replacement {
            self.keep(length);
        } else {
            self.replace(length, replacement);
        }
    }

    /// Any character outside quotes and comments.
    fn mark(&mut self, character: char) {
        let length = character.len_utf8();
        match character {
            '(' | '（' => self.open_bracket('(', length),
            '[' | '［' | '【' => self.open_bracket('[', length),
            '{' | '｛' => self.open_bracket('{', length),
            ')' | '）' => self.close_bracket('(', length),
            ']' | '］' | '】' => self.close_bracket('[', length),
            '}' | '｝' => self.close_bracket('{', length),
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' => self.replace(length, ""),
            _ => match ascii_twin(character) {
                Twin::Same => self.keep(length),
                Twin::Mark(twin) => self.replace(length, twin),
                Twin::Letter(twin) => self.replace(length, twin.encode_utf8(&mut [0; 4])),
            },
        }
    }

    fn open_bracket(&mut self, bracket: char, length: usize) {
        if self.open.len() >= MAX_NESTING && !self.refused {
            self.refused = true;
            let span = self.span(self.at, self.at + length);
            let diagnostic = Diagnostic::new(Code::NestingTooDeep, span, words::nesting_too_deep(MAX_NESTING));
            self.problems.push(diagnostic);
        }
        self.open.push(Open { bracket, place: self.at, indent: self.indent });
        self.put(length, bracket.encode_utf8(&mut [0; 4]));
    }

    /// Closes up to the matching bracket; what was left open inside it is reported (the outermost) and closed too.
    fn close_bracket(&mut self, bracket: char, length: usize) {
        let stops = |open: &Open| open.bracket == bracket || (open.bracket == '{' && bracket != '{');
        let matching = self.open.iter().rposition(stops).filter(|index| self.open[*index].bracket == bracket);
        if self.repair == Repair::Dropping(self.at) {
            self.repair = Repair::Done;
            return self.leave_out_closer(length);
        }
        let Some(index) = matching else {
            self.stray_closer = true;
            return self.leave_out_closer(length);
        };
        if let Some(Open { bracket: inner, place, .. }) = self.open.get(index + 1).copied()
            && !self.refused
            && !self.broken_quote
        {
            let span = self.span(place, place + width_of_bracket(self.original, place));
            self.problems.push(unclosed(inner, span));
        }
        let opener = self.open[index];
        if bracket == '{' && self.suspect_closer.is_none() && self.only_blanks && self.indent > opener.indent {
            self.suspect_closer = Some(self.at);
        }
        if bracket == '{' && self.suspect.is_none() && self.only_blanks && self.indent < opener.indent {
            self.suspect = Some(opener.place);
        }
        let missing: String = self.open.drain(index + 1..).rev().map(|open| closer(open.bracket)).collect();
        self.open.pop();
        if !missing.is_empty() {
            self.replace(0, &missing);
        }
        self.put(length, closer(bracket).encode_utf8(&mut [0; 4]));
    }

    /// Reports a closing bracket that is one too many.
    fn leave_out_closer(&mut self, length: usize) {
        if !self.refused && !self.broken_quote {
            let span = self.span(self.at, self.at + length);
            let written = self.original[self.at..self.at + length].to_owned();
            let diagnostic = Diagnostic::new(Code::StrayMark, span, words::stray_closer(written));
            self.problems.push(diagnostic.fix(span, ""));
        }
        self.replace(length, "");
    }
}

/// Returns the first character that fits and is not escaped by `\`, with its offset.
fn find_unescaped(line: &str, fits: impl Fn(char) -> bool) -> Option<(usize, char)> {
    let mut escaped = false;
    for (offset, character) in line.char_indices() {
        if !escaped && fits(character) {
            return Some((offset, character));
        }
        escaped = character == '\\' && !escaped;
    }
    None
}

fn closer(bracket: char) -> char {
    match bracket {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn width_of_bracket(original: &str, place: usize) -> usize {
    original[place..].chars().next().map_or(0, char::len_utf8)
}

fn unclosed(bracket: char, span: Span) -> Diagnostic {
    Diagnostic::new(
        Code::UnclosedBrace,
        span,
        words::unclosed_bracket(bracket.to_string(), closer(bracket).to_string()),
    )
}

enum Twin {
    Same,
    Mark(&'static str),
    Letter(char),
}

/// Returns what a character outside quotes and comments counts as.
fn ascii_twin(character: char) -> Twin {
    match character {
        '\u{0}'..='\u{7d}' => Twin::Same,
        '、' => Twin::Mark(","),
        '。' => Twin::Mark(";"),
        '≤' => Twin::Mark("<="),
        '≥' => Twin::Mark(">="),
        '≠' => Twin::Mark("!="),
        '×' => Twin::Mark("*"),
        // With blanks: a `/` glued to a unit would mean "per".
        '÷' => Twin::Mark(" / "),
        '→' => Twin::Mark("->"),
        '～' | '~' => Twin::Mark(".."),
        '−' => Twin::Mark("-"),
        '\u{3000}' | '\u{a0}' => Twin::Mark(" "),
        // The full-width forms stand in the order of ASCII.
        '！'..='｝' => char::from_u32(character as u32 - 0xfee0).map_or(Twin::Same, Twin::Letter),
        _ => Twin::Same,
    }
}
