//! Rows of cells to columns that stand under each other: for a terminal, where Chinese characters take two columns, and
//! for Markdown. Knows nothing of what is in the cells.

use crate::base::columns::{Columns, rule};

use crate::base::wrap::wrap;

/// The blanks between two columns.
const GAP: usize = 2;
/// What a column keeps when the whole is too wide.
const NARROWEST: usize = 6;

/// On which side the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// A table of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grid {
    /// Empty: no header.
    header: Vec<String>,
    align: Vec<Align>,
    rows: Vec<Vec<String>>,
}

impl Grid {
    /// Returns an empty table with a column for each side.
    pub fn new(align: Vec<Align>) -> Grid {
        Grid { header: Vec::new(), align, rows: Vec::new() }
    }

    /// Names the columns.
    pub fn header(mut self, names: Vec<String>) -> Grid {
        self.header = names;
        self
    }

    /// Adds a row; cells that are missing at its end are empty.
    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Returns the lines of the table, no wider than `width` where that is possible. Columns that are too wide are
    /// wrapped, the widest first. Under the header stands a line where `line` is given.
    pub fn lines(&self, width: usize, line: Option<char>) -> Vec<String> {
        let widths = self.widths(width);
        let mut out = Vec::new();
        if !self.header.is_empty() {
            self.push_row(&mut out, &self.header, &widths);
            if let Some(line) = line {
                let total = widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1);
                out.push(rule(line, total));
            }
        }
        for row in &self.rows {
            self.push_row(&mut out, row, &widths);
        }
        out
    }

    /// Returns the table in Markdown; cells must be harmless there already, `|` is escaped here.
    pub fn markdown(&self) -> String {
        let cell = |text: &str| text.replace('|', "\\|").replace('\n', " ");
        let line = |cells: &[String]| {
            let cells: Vec<String> =
                (0..self.align.len()).map(|at| cell(cells.get(at).map_or("", String::as_str))).collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let rule = |align: &Align| match align {
            Align::Left => "---",
            Align::Right => "---:",
        };
        let rules: Vec<&str> = self.align.iter().map(rule).collect();
        let mut out = line(&self.header);
        out.push_str(&format!("| {} |\n", rules.join(" | ")));
        for row in &self.rows {
            out.push_str(&line(row));
        }
        out
    }

    fn widths(&self, width: usize) -> Vec<usize> {
        let columns = self.align.len();
        let wanted = |at: usize| {
            let rows = std::iter::once(&self.header).chain(&self.rows);
            rows.filter_map(|row| row.get(at)).map(|cell| cell.width()).max().unwrap_or(0)
        };
        let mut widths: Vec<usize> = (0..columns).map(wanted).collect();
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

    fn push_row(&self, out: &mut Vec<String>, row: &[String], widths: &[usize]) {
        let cells: Vec<Vec<String>> = widths
            .iter()
            .enumerate()
            .map(|(at, width)| match row.get(at) {
                Some(cell) if cell.width() > *width => wrap(cell, *width),
                Some(cell) => vec![cell.clone()],
                None => Vec::new(),
            })
            .collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for at in 0..height {
            let mut line = String::new();
            for (column, cell) in cells.iter().enumerate() {
                let text = cell.get(at).map_or("", String::as_str);
                let blanks = " ".repeat(widths[column].saturating_sub(text.width()));
                if column > 0 {
                    line.push_str(&" ".repeat(GAP));
                }
                match self.align[column] {
                    Align::Left => line.push_str(&format!("{text}{blanks}")),
                    Align::Right => line.push_str(&format!("{blanks}{text}")),
                }
            }
            out.push(line.trim_end().to_owned());
        }
    }
}

/// Returns a text that Markdown shows as it is.
pub fn plain_in_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '~' => {
                out.push('\\');
                out.push(character);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\n' | '\r' | '\t' => out.push(' '),
            other if other.is_control() => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn chinese_columns_stand_under_each_other() {
        let mut grid = Grid::new(vec![Align::Left, Align::Right]).header(cells(&["机构", "rate"]));
        grid.row(cells(&["一级、二级", "80%"]));
        grid.row(cells(&["clinic", "5%"]));
        let expected = ["机构        rate", "────────────────", "一级、二级   80%", "clinic        5%"];
        assert_eq!(grid.lines(80, Some('─')), expected);
        assert_eq!(grid.markdown().lines().nth(1), Some("| --- | ---: |"));
    }

    #[test]
    fn the_widest_column_gives_way() {
        let mut grid = Grid::new(vec![Align::Left, Align::Left]);
        grid.row(cells(&["起付线", "每年三百元,特困人员免,低保人员减半"]));
        let lines = grid.lines(24, None);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.width() <= 24), "{lines:?}");
        assert!(lines[0].starts_with("起付线  每年"), "{lines:?}");
    }
}
