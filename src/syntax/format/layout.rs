//! A statement with its possible line ends, and a width, to lines of text. Knows nothing of policies.
//!
//! After P. Wadler, "A prettier printer": a group stands on one line when it fits, else all its own breaks
//! become line ends while the groups within are tried again.

use unicode_width::UnicodeWidthStr;

/// The columns a line should not go beyond.
pub(super) const WIDTH: usize = 100;

/// The columns of one level.
pub(super) const INDENT: usize = 4;

/// Returns the columns that a text takes on a screen; a Chinese character takes two.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// A piece of a statement.
#[derive(Clone, Debug)]
pub(super) enum Doc {
    Text(String),
    /// So many blanks, or a line end when the group around it is broken.
    Break(usize),
    /// A line end in any case: the group around it is broken.
    Hard,
    /// A blank at which neighbouring statements of a kind line up.
    Tab,
    /// Lines that begin within stand so many columns further in.
    Nest(usize, Vec<Doc>),
    Group(Vec<Doc>),
    /// A comment that stands within a statement; what follows begins a new line.
    Comment {
        text: String,
        own_line: bool,
    },
}

impl Doc {
    pub(super) fn text(text: impl Into<String>) -> Doc {
        Doc::Text(text.into())
    }
}

/// One line of a statement that was laid out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Laid {
    pub(super) indent: usize,
    /// The parts between tabs.
    pub(super) cells: Vec<String>,
    pub(super) comment: Option<String>,
}

/// Returns the text on one line, or `None` when something within forces a line end.
pub(super) fn flat(docs: &[Doc]) -> Option<Vec<String>> {
    let mut cells = vec![String::new()];
    flat_into(docs, &mut cells).then_some(cells)
}

fn flat_into(docs: &[Doc], cells: &mut Vec<String>) -> bool {
    docs.iter().all(|doc| match doc {
        Doc::Text(text) => {
            push(cells, text);
            true
        }
        Doc::Break(blanks) => {
            push(cells, &" ".repeat(*blanks));
            true
        }
        Doc::Tab => {
            cells.push(String::new());
            true
        }
        Doc::Nest(_, inner) | Doc::Group(inner) => flat_into(inner, cells),
        Doc::Hard | Doc::Comment { .. } => false,
    })
}

fn push(cells: &mut [String], text: &str) {
    if let Some(last) = cells.last_mut() {
        last.push_str(text);
    }
}

/// Lays a statement out at an indent.
pub(super) fn lay_out(docs: &[Doc], indent: usize) -> Vec<Laid> {
    let mut layout = Layout { lines: Vec::new(), current: String::new(), column: indent, indent, ended: false };
    let broken = !fits(docs, indent, &[]);
    let mut stack: Vec<(usize, bool, &Doc)> = docs.iter().rev().map(|doc| (indent, broken, doc)).collect();
    while let Some((indent, broken, doc)) = stack.pop() {
        match doc {
            Doc::Text(text) => layout.text(text, indent),
            Doc::Tab => layout.text(" ", indent),
            Doc::Break(_) if broken => layout.line_end(indent),
            Doc::Break(blanks) => layout.text(&" ".repeat(*blanks), indent),
            Doc::Hard => layout.line_end(indent),
            Doc::Comment { text, own_line } => layout.comment(text, *own_line, indent),
            Doc::Nest(by, inner) => stack.extend(inner.iter().rev().map(|doc| (indent + by, broken, doc))),
            Doc::Group(inner) => {
                let broken = !fits(inner, layout.column, &stack);
                stack.extend(inner.iter().rev().map(|doc| (indent, broken, doc)));
            }
        }
    }
    layout.finish()
}

/// Whether a group fits on the rest of the line, together with what follows up to the next line end.
fn fits(group: &[Doc], column: usize, rest: &[(usize, bool, &Doc)]) -> bool {
    let mut column = column;
    let mut inner: Vec<(bool, &Doc)> = group.iter().rev().map(|doc| (false, doc)).collect();
    let mut rest = rest.iter().rev();
    loop {
        let (broken, doc, within) = match inner.pop() {
            Some((broken, doc)) => (broken, doc, !broken),
            None => match rest.next() {
                Some((_, broken, doc)) => (*broken, *doc, false),
                None => return true,
            },
        };
        match doc {
            Doc::Text(text) => column += columns(text),
            Doc::Tab => column += 1,
            Doc::Break(_) if broken => return true,
            Doc::Break(blanks) => column += blanks,
            Doc::Hard | Doc::Comment { .. } => return !within,
            // What follows a group may break at its own first chance.
            Doc::Nest(_, docs) => inner.extend(docs.iter().rev().map(|doc| (broken, doc))),
            Doc::Group(docs) => inner.extend(docs.iter().rev().map(|doc| (!within, doc))),
        }
        if column > WIDTH {
            return false;
        }
    }
}

/// The lines made so far and the one being made.
struct Layout {
    lines: Vec<Laid>,
    current: String,
    column: usize,
    indent: usize,
    /// Whether the line in the making is over but for its line end: a comment stands at its end.
    ended: bool,
}

impl Layout {
    fn text(&mut self, text: &str, indent: usize) {
        if self.ended {
            self.line_end(indent);
        }
        // A line never begins with the blanks of a break.
        let text = if self.current.is_empty() { text.trim_start_matches(' ') } else { text };
        self.current.push_str(text);
        self.column += columns(text);
    }

    fn line_end(&mut self, indent: usize) {
        self.push(None);
        self.ended = false;
        self.indent = indent;
        self.column = indent;
    }

    fn comment(&mut self, text: &str, own_line: bool, indent: usize) {
        if !own_line && !self.ended && !self.current.is_empty() {
            self.push(Some(text.to_owned()));
        } else {
            self.push(None);
            self.lines.push(Laid { indent, cells: vec![text.to_owned()], comment: None });
        }
        self.ended = true;
    }

    fn push(&mut self, comment: Option<String>) {
        if !self.current.is_empty() {
            let text = std::mem::take(&mut self.current);
            self.lines.push(Laid { indent: self.indent, cells: vec![text.trim_end().to_owned()], comment });
        }
    }

    fn finish(mut self) -> Vec<Laid> {
        self.push(None);
        self.lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(parts: &[&str]) -> Vec<Doc> {
        let mut docs = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            if at > 0 {
                docs.push(Doc::Break(1));
            }
            docs.push(Doc::text(*part));
        }
        vec![Doc::Nest(4, vec![Doc::Group(docs)])]
    }

    fn texts(docs: &[Doc]) -> Vec<String> {
        lay_out(docs, 4).iter().map(|line| format!("{}{}", " ".repeat(line.indent), line.cells.concat())).collect()
    }

    #[test]
    fn breaks_only_what_does_not_fit() {
        assert_eq!(texts(&chain(&["条件 甲", "且 乙"])), ["    条件 甲 且 乙"]);
        let long = "长".repeat(40);
        assert_eq!(
            texts(&chain(&["条件 甲", &format!("且 {long}"), "且 丙丙丙丙丙丙丙"])),
            ["    条件 甲".to_owned(), format!("        且 {long}"), "        且 丙丙丙丙丙丙丙".to_owned(),]
        );
    }

    #[test]
    fn comments_within_break_the_group() {
        let docs = vec![Doc::Group(vec![
            Doc::text("甲"),
            Doc::Comment { text: "# 一".to_owned(), own_line: false },
            Doc::Break(1),
            Doc::text("且 乙"),
        ])];
        let lines = lay_out(&docs, 0);
        assert_eq!(lines.len(), 2);
        assert_eq!(lines[0].comment.as_deref(), Some("# 一"));
        assert_eq!(lines[1].cells, ["且 乙"]);
    }
}
