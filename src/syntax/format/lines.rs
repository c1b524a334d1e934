//! Lines with cells and comments to the final text: columns line up, comments of neighbouring lines too.
//! Knows nothing of policies.

use super::layout::columns;

/// Lines longer than this do not pull the comments of their neighbours to the right.
const SHORT: usize = 84;

/// Cells line up with those of the other lines of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Alignment {
    /// The lines of one table have one number.
    pub(super) group: u32,
    /// Blanks between the columns, at least.
    pub(super) gap: usize,
    /// Only lines that follow each other directly line up, and of these only those whose cells go at most so many
    /// columns beyond the narrowest.
    pub(super) neighbours_within: Option<usize>,
}

#[derive(Clone, Debug)]
struct Line {
    indent: usize,
    cells: Vec<String>,
    alignment: Option<Alignment>,
    comment: Option<String>,
    blank_before: bool,
    /// Whether the line is a comment.
    remark: bool,
}

impl Line {
    /// Whether a comment stands at its end, and neither opens nor closes a block with it.
    fn may_align_comment(&self) -> bool {
        let begins = self.cells.first().is_some_and(|cell| cell.starts_with('}'));
        let ends = self.cells.last().is_some_and(|cell| cell.ends_with('{'));
        self.comment.is_some() && !begins && !ends
    }
}

/// The text in the making.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    lines: Vec<Line>,
    /// Whether an empty line comes before the next line.
    blank: bool,
    groups: u32,
}

/// The number of the first group that [`Lines::new_group`] gives; those below are for neighbours.
const FIRST_GROUP: u32 = 100;

impl Lines {
    pub(super) fn new() -> Lines {
        Lines { lines: Vec::new(), blank: false, groups: FIRST_GROUP }
    }

    /// Returns a number for the lines of a table.
    pub(super) fn new_group(&mut self) -> u32 {
        self.groups += 1;
        self.groups
    }

    /// An empty line comes before the next line, unless that is the first.
    pub(super) fn blank(&mut self) {
        self.blank = true;
    }

    /// No empty line comes before the next line.
    pub(super) fn no_blank(&mut self) {
        self.blank = false;
    }

    /// Adds a line of one cell or more.
    pub(super) fn push(&mut self, indent: usize, cells: Vec<String>, alignment: Option<Alignment>) {
        self.push_line(indent, cells, alignment, false);
    }

    /// Adds a comment on a line of its own.
    pub(super) fn push_remark(&mut self, indent: usize, text: String) {
        self.push_line(indent, vec![text], None, true);
    }

    fn push_line(&mut self, indent: usize, cells: Vec<String>, alignment: Option<Alignment>, remark: bool) {
        let blank_before = std::mem::take(&mut self.blank) && !self.lines.is_empty();
        self.lines.push(Line { indent, cells, alignment, comment: None, blank_before, remark });
    }

    /// Puts a comment at the end of the last line, when there is a line without one.
    pub(super) fn attach(&mut self, comment: &str) -> bool {
        match self.lines.last_mut() {
            Some(line) if !line.remark && line.comment.is_none() => {
                line.comment = Some(comment.to_owned());
                true
            }
            _ => false,
        }
    }

    /// Returns the whole text.
    pub(super) fn finish(mut self) -> String {
        self.align_neighbours();
        self.align_groups();
        self.align_comments();
        let mut text = String::new();
        for line in &self.lines {
            if line.blank_before {
                text.push('\n');
            }
            let mut full = " ".repeat(line.indent);
            full.push_str(&line.cells.concat());
            if let Some(comment) = &line.comment {
                full.push_str(comment);
            }
            text.push_str(full.trim_end());
            text.push('\n');
        }
        text
    }

    /// Gives each run of neighbours that line up a group of its own; the much longer ones among them stand for
    /// themselves.
    fn align_neighbours(&mut self) {
        let mut start = 0;
        while start < self.lines.len() {
            let Some(Alignment { group, gap, neighbours_within: Some(spread) }) = self.lines[start].alignment else {
                start += 1;
                continue;
            };
            let indent = self.lines[start].indent;
            let mut end = start + 1;
            while end < self.lines.len() {
                let line = &self.lines[end];
                let same = line.alignment.is_some_and(|alignment| alignment.group == group && alignment.gap == gap);
                if !same || line.indent != indent || line.blank_before {
                    break;
                }
                end += 1;
            }
            let own = self.new_group();
            let run = &mut self.lines[start..end];
            let least = narrowest(run);
            for line in run {
                let even = line.cells.iter().zip(&least).all(|(cell, least)| columns(cell) <= least + spread);
                if even {
                    line.alignment = Some(Alignment { group: own, gap, neighbours_within: None });
                } else {
                    let text = line.cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>();
                    line.cells = vec![text.join(&" ".repeat(gap))];
                    line.alignment = None;
                }
            }
            start = end;
        }
    }

    /// Pads the cells of each group; the indent counts as part of the first cell.
    fn align_groups(&mut self) {
        let mut members: std::collections::BTreeMap<u32, Vec<usize>> = std::collections::BTreeMap::new();
        for (at, line) in self.lines.iter().enumerate() {
            if let Some(alignment) = line.alignment {
                members.entry(alignment.group).or_default().push(at);
            }
        }
        for lines in members.into_values() {
            self.align_group(&lines);
        }
    }

    fn align_group(&mut self, members: &[usize]) {
        let gap = members.iter().find_map(|at| self.lines[*at].alignment).map_or(1, |alignment| alignment.gap);
        let count = members.iter().map(|at| self.lines[*at].cells.len()).max().unwrap_or(0);
        let mut texts: Vec<String> = members.iter().map(|at| " ".repeat(self.lines[*at].indent)).collect();
        let mut widths: Vec<usize> = members.iter().map(|at| self.lines[*at].indent).collect();
        let mut start: usize = 0;
        for column in 0..count {
            let cell = |at: usize| self.lines[at].cells.get(column).map_or("", String::as_str);
            if members.iter().all(|at| cell(*at).is_empty()) {
                continue;
            }
            for (row, at) in members.iter().enumerate() {
                let text = cell(*at);
                if text.is_empty() {
                    continue;
                }
                if column > 0 {
                    let blanks = start.saturating_sub(widths[row]);
                    texts[row].push_str(&" ".repeat(blanks));
                    widths[row] += blanks;
                }
                texts[row].push_str(text);
                widths[row] += columns(text);
            }
            // The last cell of a line pushes nothing to the right.
            let more = |at: usize| self.lines[at].cells.iter().skip(column + 1).any(|cell| !cell.is_empty());
            let before = members.iter().zip(&widths).filter(|(at, _)| more(**at)).map(|(_, width)| *width);
            start = before.max().unwrap_or(0) + gap;
        }
        for (at, text) in members.iter().zip(texts) {
            let line = &mut self.lines[*at];
            line.cells = vec![text.get(line.indent..).unwrap_or("").to_owned()];
        }
    }

    /// Puts the comments of neighbouring lines of one depth into one column, two blanks after the longest line.
    fn align_comments(&mut self) {
        let width = |line: &Line| line.indent + line.cells.iter().map(|cell| columns(cell)).sum::<usize>();
        let mut start = 0;
        while start < self.lines.len() {
            let first = &self.lines[start];
            let mut end = start + 1;
            while end < self.lines.len() {
                let line = &self.lines[end];
                if !line.may_align_comment() || line.blank_before || line.indent != first.indent {
                    break;
                }
                end += 1;
            }
            if !first.may_align_comment() {
                end = start + 1;
            }
            let run = &mut self.lines[start..end];
            let column = run.iter().map(width).filter(|width| *width <= SHORT).max().unwrap_or(0) + 2;
            for line in run {
                let blanks = column.saturating_sub(width(line)).max(2);
                line.comment = line.comment.take().map(|comment| format!("{}{comment}", " ".repeat(blanks)));
            }
            start = end;
        }
    }
}

/// Returns the width of the narrowest cell of each column; the last cell of a line may be of any width.
fn narrowest(lines: &[Line]) -> Vec<usize> {
    let count = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0);
    let width =
        |line: &Line, column: usize| line.cells.get(column).map(|cell| columns(cell)).filter(|width| *width > 0);
    let least = |column| lines.iter().filter_map(|line| width(line, column)).min().unwrap_or(0);
    (0..count.saturating_sub(1)).map(least).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_cells_take_two_columns() {
        let mut lines = Lines::new();
        let alignment = Some(Alignment { group: lines.new_group(), gap: 2, neighbours_within: None });
        for cells in [["低保", "80%"], ["普通、特困", "5%"], ["a", "100%"]] {
            lines.push(4, cells.map(str::to_owned).to_vec(), alignment);
        }
        assert_eq!(lines.finish(), "    低保        80%\n    普通、特困  5%\n    a           100%\n");
    }

    #[test]
    fn comments_of_neighbours_line_up() {
        let mut lines = Lines::new();
        for (text, comment) in [("甲", "# 一"), ("甲乙", "# 二"), ("丙", ""), ("丁", "# 三")] {
            lines.push(0, vec![text.to_owned()], None);
            if !comment.is_empty() {
                lines.attach(comment);
            }
        }
        assert_eq!(lines.finish(), "甲    # 一\n甲乙  # 二\n丙\n丁  # 三\n");
    }
}
