//! Tables to lines: heads and cells in columns, as in the annex of a document.

use super::bands::is_simple;
use super::expressions::{Context, Level};
use super::writer::{BlockForm, Writer};
use crate::base::text::Lang;
use crate::syntax::ast::{Cell, DimensionKind, Marks, Row, Table, TableForm, Tail, Value};
use crate::syntax::keywords::{Word, Worded};

/// Blanks between the columns of a table, and of one with `→`.
const GAP: usize = 4;
const GAP_OF_RULES: usize = 2;

impl<'a> Writer<'a> {
    /// Adds `按 机构等级, 人群 { … }`.
    pub(super) fn table(&mut self, table: &Table, tail: Option<&Tail>, marks: &Marks) {
        self.table_head(table);
        if let Some(tail) = tail {
            self.tail(tail, true);
        }
        self.marks(marks);
        self.marks(&table.marks);
        self.table_rows(table);
    }

    fn table_head(&mut self, table: &Table) {
        self.keyword(Word::By);
        for (at, dimension) in table.dimensions.iter().enumerate() {
            if at > 0 {
                self.glued(",");
            }
            match &dimension.kind {
                DimensionKind::Expr(expr) => self.push_expr_in(expr, Context::LISTED.at(Level::Sum)),
                DimensionKind::Segment { origin, of } => {
                    self.keyword(Word::Segment);
                    if let Some(origin) = origin {
                        self.keyword(origin.word());
                    }
                    if let Some(of) = of {
                        self.keyword(Word::Of);
                        self.push_expr_in(of, Context::LISTED.at(Level::Sum));
                    }
                }
            }
        }
        if !table.outputs.is_empty() {
            self.keyword(Word::Gives);
            self.word(self.names(&table.outputs));
        }
        if let Some(hit) = table.hit {
            match self.lang {
                Lang::Zh => self.word(format!("{}{}", Word::Hit.get(Lang::Zh), hit.word().get(Lang::Zh))),
                Lang::En => {
                    self.keyword(Word::Hit);
                    self.keyword(hit.word());
                }
            }
        }
        if let Some(amount) = &table.each_further_hit_plus {
            self.keyword(Word::EachFurtherHitPlus);
            self.push_expr_in(amount, Context::LISTED.at(Level::Sum));
        }
    }

    fn table_rows(&mut self, table: &Table) {
        // A matrix is one because its lines stand below each other.
        let form = match (table.form, table.rows.first()) {
            (TableForm::Matrix, _) | (_, None) => BlockForm::Always,
            (TableForm::Lines | TableForm::Rules, Some(first)) => BlockForm::as_written(first.place.0),
        };
        let end = match table.rows.last() {
            Some(last) => self.closing_brace(last.place.0),
            None => table.place.0.end as usize,
        };
        let gap = if table.form == TableForm::Rules { GAP_OF_RULES } else { GAP };
        let alignment = self.table_alignment(gap);
        let leading = table.dimensions.len().saturating_sub(1);
        self.block(form, table.rows.is_empty(), end, &|writer| {
            if table.form == TableForm::Matrix {
                let mut cells = vec![String::new(); leading];
                cells.extend(table.header.iter().map(|head| writer.head(head)));
                let place = table.header.first().map_or(table.place.0, |head| head.place.0);
                writer.row(place, cells, alignment);
            }
            for row in &table.rows {
                let cells = writer.row_cells(table, row);
                writer.row(row.place.0, cells, alignment);
            }
        });
    }

    fn row_cells(&self, table: &Table, row: &Row) -> Vec<String> {
        let heads = if table.form == TableForm::Matrix { table.dimensions.len() - 1 } else { table.dimensions.len() };
        let mut cells: Vec<String> = row.heads.iter().map(|head| self.head(head)).collect();
        if row.default {
            cells = vec![self.spell(Word::Else).to_owned()];
        }
        cells.resize(heads.max(cells.len()), String::new());
        if table.form == TableForm::Rules {
            cells.push(self.arrow().to_owned());
        }
        cells.extend(row.cells.iter().map(|cell| self.cell(cell)));
        let marks = self.text_of(&|writer| writer.marks(&row.marks));
        if !marks.is_empty()
            && let Some(last) = cells.last_mut()
        {
            last.push(' ');
            last.push_str(&marks);
        }
        cells
    }

    /// The arrow between conditions and results.
    pub(super) fn arrow(&self) -> &'static str {
        match self.lang {
            Lang::Zh => "→",
            Lang::En => "->",
        }
    }

    fn cell(&self, cell: &Cell) -> String {
        let text = self.text_of(&|writer| {
            writer.value(&cell.value);
            writer.marks(&cell.marks);
        });
        let plain = match &cell.value {
            Value::Expr(expr) => is_simple(expr),
            Value::Pending(_) | Value::Unstated(_) | Value::Nothing(_) => true,
            Value::Table(_) | Value::History(_) | Value::As(_) => false,
        };
        if plain && cell.marks == Default::default() { text } else { format!("({text})") }
    }
}
