//! A page to text: for a terminal, as plain lines, as Markdown.

use super::{Block, Cell, Setting, Table, TableRow, Tone};
use crate::base::columns::{Columns, rule};
use crate::base::wrap::wrap;
use crate::report::grid::{Align, plain_in_markdown};

/// Returns a page as text.
pub(crate) fn set(blocks: &[Block], setting: Setting) -> String {
    let mut out = String::new();
    let mut part = 0;
    for (at, block) in blocks.iter().enumerate() {
        if matches!(block, Block::Part(_) | Block::Appendix(_)) {
            part += 1;
        }
        let before = at.checked_sub(1).and_then(|at| blocks.get(at));
        match setting {
            Setting::Text { width, color } => text(&mut out, block, before, part, width, color),
            Setting::Plain => plain(&mut out, block, before, part),
            Setting::Markdown => markdown(&mut out, block, before, part),
        }
    }
    out
}

fn push(out: &mut String, line: &str) {
    out.push_str(line.trim_end());
    out.push('\n');
}

/// Colours of a terminal; words and signs say the same.
fn painted(text: &str, tone: Tone) -> String {
    let code = match tone {
        Tone::Plain => return text.to_owned(),
        Tone::Good => "32",
        Tone::Bad => "31",
        Tone::Warn => "33",
        Tone::Quiet => "2",
        Tone::Strong => "1",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

const NUMBERS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];

/// Returns the heading of a part with its number, Chinese ones for Chinese headings.
pub(super) fn numbered(part: usize, heading: &str) -> String {
    if heading.is_ascii() || !heading.starts_with(|first: char| first.width_is_two()) {
        return format!("{part}. {heading}");
    }
    let number = NUMBERS.get(part.saturating_sub(1)).map_or_else(|| part.to_string(), |number| (*number).to_owned());
    format!("{number}、{heading}")
}

trait Wide {
    fn width_is_two(self) -> bool;
}

impl Wide for char {
    fn width_is_two(self) -> bool {
        unicode_width::UnicodeWidthChar::width(self) == Some(2)
    }
}

fn text(out: &mut String, block: &Block, before: Option<&Block>, part: usize, width: usize, color: bool) {
    let bold = |text: &str| if color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let fill = |out: &mut String, indent: usize, further: usize, text: &str| {
        for (at, line) in wrap(text, width.saturating_sub(indent + further)).iter().enumerate() {
            let blanks = if at == 0 { indent } else { indent + further };
            push(out, &format!("{}{}", " ".repeat(blanks), line.trim_start()));
        }
    };
    match block {
        Block::Title(title) => {
            push(out, &bold(title));
            push(out, &rule('═', width));
        }
        Block::Part(heading) | Block::Appendix(heading) => {
            push(out, "");
            push(out, &bold(&numbered(part, heading)));
            push(out, &rule('─', width));
        }
        Block::Heading(left, right) => {
            if !matches!(before, Some(Block::Part(_) | Block::Appendix(_))) {
                push(out, "");
            }
            let lines = wrap(left, width.saturating_sub(right.width() + GAP).max(width / 2));
            for (at, line) in lines.iter().enumerate() {
                let right = if at == 0 { right.as_str() } else { "" };
                let gap = width.saturating_sub(line.width() + right.width()).max(GAP);
                push(out, &format!("{}{}{right}", bold(line), " ".repeat(gap)));
            }
        }
        Block::Sentence(sentence) => fill(out, 0, 0, sentence),
        Block::Item { word, text } => {
            let left = format!("{word}  ");
            for (at, line) in wrap(text, width.saturating_sub(2 + left.width())).iter().enumerate() {
                let begin = if at == 0 { left.clone() } else { " ".repeat(left.width()) };
                push(out, &format!("  {begin}{}", line.trim_start()));
            }
        }
        Block::Sheet(_) => {}
        Block::Table(table) | Block::Laid(table) => {
            let parted = match before {
                Some(Block::Sentence(own)) => !own.is_empty(),
                other => matches!(other, Some(Block::Item { .. } | Block::Laid(_))),
            };
            if parted {
                push(out, "");
            }
            table.text(out, width, color);
        }
        Block::Verbatim(own) => out.push_str(own),
        Block::Chart(chart) => chart.text(out, width),
        Block::Lines(lines) => lines.text(out, width),
    }
}

fn plain(out: &mut String, block: &Block, before: Option<&Block>, part: usize) {
    match block {
        Block::Title(title) => push(out, title),
        Block::Part(heading) | Block::Appendix(heading) => {
            push(out, "");
            push(out, &numbered(part, heading));
        }
        Block::Heading(left, right) => {
            if !matches!(before, Some(Block::Part(_) | Block::Appendix(_))) {
                push(out, "");
            }
            push(out, &if right.is_empty() { left.clone() } else { format!("{left}: {right}") });
        }
        Block::Sentence(sentence) => push(out, sentence),
        Block::Item { word, text } => {
            push(out, &if word.is_empty() { text.clone() } else { format!("{word}: {text}") })
        }
        Block::Sheet(_) => {}
        Block::Table(table) | Block::Laid(table) => table.plain(out),
        Block::Verbatim(own) => out.push_str(own),
        // Its numbers stand in a table beside it.
        Block::Chart(_) => {}
        Block::Lines(lines) => {
            push(out, &lines.title);
            lines.points.plain(out);
        }
    }
}

fn markdown(out: &mut String, block: &Block, before: Option<&Block>, part: usize) {
    let safe = plain_in_markdown;
    match block {
        Block::Title(title) => push(out, &format!("# {}", safe(title))),
        Block::Part(heading) | Block::Appendix(heading) => {
            push(out, &format!("\n## {}", safe(&numbered(part, heading))))
        }
        Block::Heading(left, right) if right.is_empty() => push(out, &format!("\n### {}", safe(left))),
        Block::Heading(left, right) => push(out, &format!("\n### {} — {}", safe(left), safe(right))),
        Block::Sentence(sentence) => push(out, &format!("\n{}", safe(sentence))),
        Block::Item { word, text } => {
            if !matches!(before, Some(Block::Item { .. })) {
                push(out, "");
            }
            let word = if word.is_empty() { String::new() } else { format!("**{}** ", safe(word)) };
            push(out, &format!("- {word}{}", safe(text)));
        }
        Block::Sheet(_) => {}
        Block::Table(table) | Block::Laid(table) => {
            push(out, "");
            table.markdown(out);
        }
        Block::Verbatim(own) => push(out, &format!("\n{}", own.trim_end())),
        Block::Chart(_) => {}
        Block::Lines(lines) => {
            push(out, &format!("\n{}\n", safe(&lines.title)));
            lines.points.markdown(out);
        }
    }
}

const GAP: usize = 2;
const NARROWEST: usize = 8;
/// The most of a brief cell.
const LONGEST: usize = 46;

/// Returns what a terminal shows of a cell.
fn shown(cell: &Cell) -> String {
    if !cell.brief || cell.text.width() <= LONGEST {
        return cell.text.clone();
    }
    let mut out = String::new();
    for character in cell.text.chars() {
        if out.width() + character.width() + '…'.width() > LONGEST {
            break;
        }
        out.push(character);
    }
    format!("{}…", out.trim_end())
}

impl Table {
    /// Returns the widths of the columns: what they need, held to what the page has.
    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.header.len();
        let mut widths: Vec<usize> = (0..columns)
            .map(|at| {
                let of_rows = self.rows.iter().filter(|row| at > 0 || !row.is_heading()).map(|row| {
                    let indent = if at == 0 { row.indent } else { 0 };
                    row.cells.get(at).map_or(0, |cell| shown(cell).width()) + indent
                });
                let wanted = of_rows.chain([self.header[at].width()]).max().unwrap_or(0);
                self.widest.get(at).copied().flatten().map_or(wanted, |widest| wanted.min(widest))
            })
            .collect();
        let room = width.saturating_sub(GAP * columns.saturating_sub(1));
        while widths.iter().sum::<usize>() > room {
            let Some(widest) = widths.iter_mut().max() else { break };
            if *widest <= NARROWEST {
                break;
            }
            *widest -= 1;
        }
        widths
    }

    fn text(&self, out: &mut String, width: usize, color: bool) {
        let widths = self.widths(width);
        let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
        if self.header.iter().any(|name| !name.is_empty()) {
            self.set_row(out, &TableRow::of(0, self.header.clone()), &widths, color);
            push(out, &rule('─', total));
        }
        for row in &self.rows {
            if row.is_heading() {
                let text = row.first();
                for line in wrap(text, width.saturating_sub(row.indent)) {
                    push(out, &format!("{}{line}", " ".repeat(row.indent)));
                }
                continue;
            }
            self.set_row(out, row, &widths, color);
        }
    }

    fn set_row(&self, out: &mut String, row: &TableRow, widths: &[usize], color: bool) {
        let cells: Vec<Vec<String>> = widths
            .iter()
            .enumerate()
            .map(|(at, width)| {
                let indent = if at == 0 { row.indent } else { 0 };
                let Some(cell) = row.cells.get(at) else { return Vec::new() };
                let text = shown(cell);
                let fits = text.width() + indent <= *width;
                let lines = if fits { vec![text] } else { wrap(&text, width.saturating_sub(indent)) };
                lines.into_iter().map(|line| format!("{}{}", " ".repeat(indent), line.trim())).collect()
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = String::new();
            for (column, cell) in cells.iter().enumerate() {
                let text = cell.get(at).map_or("", String::as_str);
                let blanks = " ".repeat(widths[column].saturating_sub(text.width()));
                let tone = row.cells.get(column).map_or(Tone::Plain, |cell| cell.tone);
                let text = if color { painted(text, tone) } else { text.to_owned() };
                if column > 0 {
                    line.push_str(&" ".repeat(GAP));
                }
                match self.align.get(column) {
                    Some(Align::Right) => line.push_str(&format!("{blanks}{text}")),
                    _ => line.push_str(&format!("{text}{blanks}")),
                }
            }
            push(out, &line);
        }
    }

    /// One line for each row, its heading before it.
    fn plain(&self, out: &mut String) {
        if self.header.iter().any(|name| !name.is_empty()) {
            push(out, &self.header.join(" | "));
        }
        for (row, above) in self.with_headings() {
            let begin = above.iter().copied().chain([row.first()]).collect::<Vec<_>>().join(" · ");
            let rest: Vec<&str> = row.cells.iter().skip(1).map(|cell| cell.text.as_str()).collect();
            push(out, &format!("{begin} | {}", rest.join(" | ")));
        }
    }

    fn markdown(&self, out: &mut String) {
        let safe = |text: &str| plain_in_markdown(text).replace('|', "\\|");
        let line = |cells: &[Cell]| {
            let cells: Vec<String> =
                (0..self.header.len()).map(|at| cells.get(at).map_or(String::new(), |cell| safe(&cell.text))).collect();
            format!("| {} |", cells.join(" | "))
        };
        push(out, &line(&TableRow::of(0, self.header.clone()).cells));
        let rule = |at: usize| if self.align.get(at) == Some(&Align::Right) { "---:" } else { "---" };
        let rules: Vec<&str> = (0..self.header.len()).map(rule).collect();
        push(out, &format!("| {} |", rules.join(" | ")));
        for (row, above) in self.with_headings() {
            let mut cells = row.cells.clone();
            if let Some(first) = cells.first_mut() {
                first.text = above.iter().copied().chain([first.text.as_str()]).collect::<Vec<_>>().join(" · ");
            }
            push(out, &line(&cells));
        }
    }
}
