//! A typed table to rows and columns in words: as a matrix where it is one, else a row for each rule.

use super::{Mark, Table};
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::ir::expr::{Cell, Dimension, Head, Row};
use crate::ir::{self, Program, print};

/// The widest matrix; beyond it every cell stands in a row of its own.
const MOST_COLUMNS: usize = 8;

/// Makes tables of a program; cells that rest on something of their own get a note.
pub(super) struct Tables<'p> {
    pub(super) program: &'p Program,
    pub(super) date: Date,
    /// What a cell's own origin says.
    pub(super) mark: &'p dyn Fn(&ir::Origin) -> Mark,
}

impl Tables<'_> {
    /// Returns the table with its dimensions in words: `按 机构等级, 人群`.
    pub(super) fn table(&self, own: &ir::Table) -> (Text, Table) {
        let rows: Vec<&Row> = own.rows.iter().filter(|row| row.range.contains(self.date)).collect();
        let mut notes = Vec::new();
        let table = self.matrix(own, &rows, &mut notes).unwrap_or_else(|| self.rules(own, &rows, &mut notes));
        let dimensions: Vec<Text> = own.dimensions.iter().map(|dimension| self.dimension(dimension)).collect();
        let (dimensions, hit) = (listed(&dimensions), self.both(|lang| print::hit(self.program, own, lang)));
        let by = Text { zh: dimensions.zh + &hit.zh, en: dimensions.en + &hit.en };
        (by, Table { notes, ..table })
    }

    fn both(&self, print: impl Fn(Lang) -> String) -> Text {
        Text { zh: print(Lang::Zh), en: print(Lang::En) }
    }

    fn dimension(&self, own: &Dimension) -> Text {
        self.both(|lang| print::dimension(self.program, own, lang))
    }

    fn head(&self, own: &Head) -> Text {
        self.both(|lang| print::head(self.program, own, lang))
    }

    fn cell(&self, own: &Cell, notes: &mut Vec<Mark>) -> Text {
        let text = self.both(|lang| print::source(self.program, &own.value, lang));
        let Some(origin) = &own.origin else { return text };
        let mark = (self.mark)(origin);
        let number = match notes.iter().position(|known| *known == mark) {
            Some(at) => at + 1,
            None => {
                notes.push(mark);
                notes.len()
            }
        };
        Text { zh: format!("{} *{number}", text.zh), en: format!("{} *{number}", text.en) }
    }

    /// Returns the table with the heads of its last dimension as columns, when every cell has its place there once.
    fn matrix(&self, own: &ir::Table, rows: &[&Row], notes: &mut Vec<Mark>) -> Option<Table> {
        let last = own.dimensions.len().checked_sub(1).filter(|last| *last >= 1)?;
        if own.outputs.len() > 1 || own.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. })) {
            return None;
        }
        let mut columns: Vec<Text> = Vec::new();
        let mut lines: Vec<(Vec<Text>, Vec<Option<&Cell>>)> = Vec::new();
        let mut default = None;
        for row in rows {
            let cell = row.cells.first()?;
            if row.default {
                default = Some(cell);
                continue;
            }
            let head = self.head(row.heads.get(last)?);
            let column = columns.iter().position(|own| *own == head).unwrap_or_else(|| {
                columns.push(head);
                columns.len() - 1
            });
            let left: Vec<Text> = row.heads[..last].iter().map(|head| self.head(head)).collect();
            let line = match lines.iter().position(|(own, _)| *own == left) {
                Some(at) => at,
                None => {
                    lines.push((left, Vec::new()));
                    lines.len() - 1
                }
            };
            let cells = &mut lines[line].1;
            cells.resize(cells.len().max(column + 1), None);
            if cells[column].replace(cell).is_some() {
                return None;
            }
        }
        let full = lines.iter().all(|(_, cells)| cells.len() == columns.len() && cells.iter().all(Option::is_some));
        if !full || columns.len() > MOST_COLUMNS || columns.len() < 2 {
            return None;
        }
        let mut header: Vec<Text> = own.dimensions[..last].iter().map(|own| self.dimension(own)).collect();
        header.extend(columns.iter().cloned());
        let mut out = Table { header, rows: Vec::new(), heads: last, notes: Vec::new() };
        for (left, cells) in lines {
            let cells = cells.into_iter().flatten().map(|cell| self.cell(cell, notes));
            out.rows.push(left.into_iter().chain(cells).collect());
        }
        if let Some(cell) = default {
            let mut row = vec![super::words::otherwise_column()];
            row.resize(last, Text::same(""));
            row.push(self.cell(cell, notes));
            out.rows.push(row);
        }
        Some(out)
    }

    fn rules(&self, own: &ir::Table, rows: &[&Row], notes: &mut Vec<Mark>) -> Table {
        let heads = own.dimensions.len();
        let mut header: Vec<Text> = own.dimensions.iter().map(|own| self.dimension(own)).collect();
        header.extend(own.outputs.iter().map(|output| Text::same(&output.name)));
        let line = |row: &&Row, notes: &mut Vec<Mark>| {
            let mut out: Vec<Text> = row.heads.iter().map(|head| self.head(head)).collect();
            if row.default {
                out.push(super::words::otherwise_column());
            }
            out.resize(heads, Text::same(""));
            out.extend(row.cells.iter().map(|cell| self.cell(cell, notes)));
            out
        };
        let rows = rows.iter().map(|row| line(row, notes)).collect();
        Table { header, rows, heads, notes: Vec::new() }
    }
}
