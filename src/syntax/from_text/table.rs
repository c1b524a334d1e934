//! Tables: dimensions, and rows whose entries are split into heads and cells by their number.

use super::expression::{broken, compare_op};
use super::{Builder, Node, Rule, child, only};
use crate::diagnostic::{Code, Diagnostic};
use crate::syntax::ast::{
    Cell, Dimension, DimensionKind, Expr, ExprKind, Head, HeadItem, Hit, Marks, Row, SegmentOrigin, Table, TableForm,
    Tail, Value,
};
use crate::syntax::keywords::Worded;
use crate::syntax::words;

/// How many dimensions a table of rows with `→` may have.
const MAX_DIMENSIONS: usize = 32;
/// How many dimensions a table with a header line may have.
const MAX_MATRIX_DIMENSIONS: usize = 4;

impl<'t> Builder<'t> {
    /// A table, with the marks and the tail that stand before its brace; the caller says whose they are.
    pub(super) fn table(&mut self, node: &Node<'t>) -> (Table, Marks, Tail) {
        let mut dimensions = Vec::new();
        let mut outputs = Vec::new();
        let mut hit = None;
        let mut each_further_hit_plus = None;
        let mut marks = Marks::default();
        let mut tail = Tail::default();
        let mut rows = None;
        for part in node.children() {
            match part.rule() {
                Rule::dimension => dimensions.push(self.dimension(&part)),
                Rule::outputs => outputs = child(&part, Rule::names).map_or_else(Vec::new, |names| self.names(&names)),
                Rule::hit => {
                    hit = child(&part, Rule::hit_word).and_then(|word| Hit::from_word(word.as_str()));
                    let further = child(&part, Rule::further_hit).and_then(|further| child(&further, Rule::sum));
                    each_further_hit_plus = further.map(|sum| self.expr(&sum));
                }
                Rule::mark => self.mark(&part, &mut marks),
                Rule::tail => self.tail(&part, &mut tail),
                Rule::rows => rows = Some(part),
                _ => {}
            }
        }
        let mut table = Table {
            dimensions,
            outputs,
            hit,
            each_further_hit_plus,
            form: TableForm::Lines,
            header: Vec::new(),
            rows: Vec::new(),
            broken: false,
            marks: Marks::default(),
            place: self.place(node),
        };
        if let Some(rows) = rows {
            self.rows(&rows, &mut table);
        }
        (table, marks, tail)
    }

    fn dimension(&mut self, node: &Node<'t>) -> Dimension {
        let inner = only(node);
        let kind = if inner.rule() == Rule::segment {
            let origin = child(&inner, Rule::segment_origin).and_then(|word| SegmentOrigin::from_word(word.as_str()));
            let of = child(&inner, Rule::sum).map(|sum| self.expr(&sum));
            DimensionKind::Segment { origin, of }
        } else {
            DimensionKind::Expr(self.expr(&inner))
        };
        Dimension { kind, place: self.place(node) }
    }

    fn rows(&mut self, node: &Node<'t>, table: &mut Table) {
        let mut rows = Vec::new();
        for row in node.children() {
            if row.rule() == Rule::row {
                rows.push(row);
            } else {
                table.broken = true;
                self.report_broken(&row, Rule::only_row, None);
            }
        }
        let dimensions = table.dimensions.len();
        let with_arrow = rows.iter().any(|row| child(row, Rule::arrow).is_some());
        table.form = match (with_arrow, dimensions) {
            (true, _) => TableForm::Rules,
            (false, 0 | 1) => TableForm::Lines,
            (false, _) => TableForm::Matrix,
        };
        let most = if with_arrow { MAX_DIMENSIONS } else { MAX_MATRIX_DIMENSIONS };
        if dimensions > most {
            table.broken = true;
            self.error(Code::TableShape, table.place.0, words::too_many_dimensions(dimensions, most));
            return;
        }
        let mut rows = rows.into_iter();
        if table.form == TableForm::Matrix {
            let Some(first) = rows.next() else { return };
            for entry in entries(&first).0 {
                let (head, good) = self.head(&entry);
                table.header.push(head);
                table.broken |= !good;
            }
        }
        for row in rows {
            match self.row(&row, table) {
                Some(row) => table.rows.push(row),
                None => table.broken = true,
            }
        }
    }

    /// A row of the table; `None` when its entries do not fit (reported).
    fn row(&mut self, node: &Node<'t>, table: &mut Table) -> Option<Row> {
        let (left, right) = entries(node);
        let (heads, cells) = self.split(node, table, left, right)?;
        let mut row = Row {
            heads: Vec::new(),
            default: heads.is_empty(),
            cells: Vec::new(),
            marks: Marks::default(),
            docs: self.docs(node),
            place: self.place(node),
        };
        for entry in heads {
            let (head, good) = self.head(&entry);
            row.heads.push(head);
            table.broken |= !good;
        }
        for entry in cells {
            row.cells.push(self.cell(&entry)?);
        }
        for mark in node.children().filter(|part| part.rule() == Rule::mark) {
            self.mark(&mark, &mut row.marks);
        }
        Some(row)
    }

    /// Splits the entries of a row into heads and cells; no heads for a default row.
    #[allow(clippy::type_complexity, reason = "two lists of the same kind need no name")]
    fn split(
        &mut self,
        node: &Node<'t>,
        table: &Table,
        left: Vec<Node<'t>>,
        right: Option<Vec<Node<'t>>>,
    ) -> Option<(Vec<Node<'t>>, Vec<Node<'t>>)> {
        let dimensions = table.dimensions.len();
        let outputs = table.outputs.len().max(1);
        match (table.form, right) {
            (TableForm::Rules, Some(cells)) => {
                let default = left.len() == 1 && is_else(&left[0]);
                let heads = if default { Vec::new() } else { left };
                let heads_fit = default || heads.len() == dimensions;
                // Without names of outputs, the cells say how many there are.
                let cells_fit = cells.len() == outputs || table.outputs.is_empty();
                if heads_fit && cells_fit {
                    return Some((heads, cells));
                }
                let message = if heads_fit {
                    words::row_results(cells.len(), outputs)
                } else {
                    words::row_conditions(heads.len(), dimensions)
                };
                self.error(Code::TableShape, self.span(node), message);
                None
            }
            (TableForm::Rules, None) => {
                self.error(Code::TableShape, self.span(node), words::row_without_arrow());
                None
            }
            (form, _) => {
                let cells = if form == TableForm::Matrix { table.header.len() } else { outputs };
                let heads = if form == TableForm::Matrix { dimensions - 1 } else { 1 };
                let default = heads > 1 && left.len() == cells + 1 && is_else(&left[0]);
                if default {
                    return Some((Vec::new(), left.into_iter().skip(1).collect()));
                }
                if left.len() == heads + cells {
                    let mut left = left;
                    let cells = left.split_off(heads);
                    return Some((left, cells));
                }
                let diagnostic =
                    Diagnostic::new(Code::TableShape, self.span(node), words::row_entries(left.len(), heads + cells));
                let written = self.written(node);
                self.problems.push(diagnostic.help(match dashed(written).or_else(|| inclusive(written)) {
                    Some(band) => words::write_instead(band),
                    None => words::row_entries_help(heads, cells),
                }));
                None
            }
        }
    }

    // ---- heads

    /// A header: the children of a row entry or of a key. The flag is false when an item is not a header (reported).
    pub(super) fn head(&mut self, node: &Node<'t>) -> (Head, bool) {
        let mut items = Vec::new();
        let mut good = true;
        for part in node.children() {
            match part.rule() {
                Rule::dash | Rule::anything => items.push(HeadItem::Any(self.place(&part))),
                Rule::else_head => items.push(HeadItem::Else(self.place(&part))),
                Rule::item => self.head_item(&only(&part), &mut items, &mut good),
                _ => {}
            }
        }
        (Head { items, place: self.place(node) }, good)
    }

    fn head_item(&mut self, node: &Node<'t>, items: &mut Vec<HeadItem>, good: &mut bool) {
        let is_band = child(node, Rule::band_rest).is_some();
        match node.rule() {
            Rule::bound_item => items.push(HeadItem::Band(self.band(node))),
            Rule::equal_item => {
                let op = child(node, Rule::equality).map_or("=", |op| op.as_str());
                let edge = child(node, Rule::edge).expect("`=` has an edge");
                items.push(HeadItem::Compare(compare_op(op), self.expr(&edge)));
            }
            _ if is_band => items.push(HeadItem::Band(self.band(node))),
            Rule::group_item => self.grouped_heads(node, items, good),
            _ => {
                let expr = self.expr(&only(node));
                match &*expr.kind {
                    ExprKind::Quantity(_) | ExprKind::Negate(_) => {
                        self.bare_number(node);
                        *good = false;
                        items.push(HeadItem::Value(broken(self.span(node))));
                    }
                    _ => items.push(HeadItem::Value(expr)),
                }
            }
        }
    }

    /// `(总费用 超过 3万元)` is a condition, `(低保、特困)` a list.
    fn grouped_heads(&mut self, node: &Node<'t>, items: &mut Vec<HeadItem>, good: &mut bool) {
        for part in node.children() {
            if part.rule() == Rule::mark {
                self.error(Code::SyntaxError, self.span(&part), words::marks_not_in_header());
                *good = false;
                continue;
            }
            let expr = self.expr(&part);
            let value =
                matches!(&*expr.kind, ExprKind::Name(_) | ExprKind::Ordinal(_) | ExprKind::Bool(_) | ExprKind::Text(_));
            items.push(if value { HeadItem::Value(expr) } else { HeadItem::Condition(expr) });
        }
    }

    // ---- cells

    fn cell(&mut self, node: &Node<'t>) -> Option<Cell> {
        let mut marks = Marks::default();
        let parts: Vec<_> = node.children().collect();
        let place = self.place(node);
        let value = match (parts.first(), parts.len()) {
            (Some(part), 1) => match part.rule() {
                Rule::dash => Some(Value::Nothing(self.place(part))),
                Rule::item => self.cell_item(&only(part), &mut marks),
                _ => None,
            },
            _ => None,
        };
        if value.is_none() {
            let list = parts.iter().any(|part| part.rule() == Rule::list_comma);
            let written = self.written(node);
            let message = if list { words::list_in_cell(written) } else { words::not_a_cell(written) };
            let diagnostic = Diagnostic::new(Code::TableShape, self.span(node), message);
            self.problems.push(if list { diagnostic.help(words::list_in_cell_help()) } else { diagnostic });
        }
        value.map(|value| Cell { value, marks, place })
    }

    fn cell_item(&mut self, node: &Node<'t>, marks: &mut Marks) -> Option<Value> {
        if child(node, Rule::band_rest).is_some() {
            return None;
        }
        match node.rule() {
            Rule::plain_item => Some(self.simple_value(&only(node))),
            Rule::group_item => {
                let mut values = Vec::new();
                for part in node.children() {
                    match part.rule() {
                        Rule::mark => self.mark(&part, marks),
                        _ => values.push(self.simple_value(&only(&part))),
                    }
                }
                if values.len() > 1 { None } else { values.pop() }
            }
            _ => None,
        }
    }

    /// A value that is an expression, `待公布` or `无`.
    pub(super) fn simple_value(&mut self, node: &Node<'t>) -> Value {
        if node.rule() == Rule::pending {
            return Value::Pending(self.place(node));
        }
        if node.rule() == Rule::unstated {
            return Value::Unstated(self.place(node));
        }
        let expr = self.expr(node);
        plain_value(expr)
    }

    // ---- rows of cases

    /// The values of an entry in the cases of a test: one, or several in brackets or in a list.
    pub(super) fn entry_values(&mut self, node: &Node<'t>) -> Option<Vec<Expr>> {
        let mut values = Vec::new();
        for part in node.children() {
            match part.rule() {
                Rule::item => {
                    let inner = only(&part);
                    if child(&inner, Rule::band_rest).is_some()
                        || child(&inner, Rule::pending).is_some()
                        || child(&inner, Rule::unstated).is_some()
                    {
                        return None;
                    }
                    match inner.rule() {
                        Rule::plain_item => values.push(self.expr(&only(&inner))),
                        Rule::group_item => {
                            let parts = inner.children().filter(|part| part.rule() == Rule::group_value);
                            values.extend(parts.map(|part| self.expr(&part)));
                        }
                        _ => return None,
                    }
                }
                Rule::list_comma => {}
                _ => return None,
            }
        }
        Some(values)
    }
}

/// `无` as a whole value is no value.
pub(super) fn plain_value(expr: Expr) -> Value {
    if matches!(&*expr.kind, ExprKind::None) { Value::Nothing(expr.place) } else { Value::Expr(expr) }
}

fn is_else(node: &Node<'_>) -> bool {
    child(node, Rule::else_head).is_some()
}

/// Returns the entries before and after the arrow.
fn entries<'t>(node: &Node<'t>) -> (Vec<Node<'t>>, Option<Vec<Node<'t>>>) {
    let mut left = Vec::new();
    let mut right = None;
    for part in node.children() {
        match part.rule() {
            Rule::arrow => right = Some(Vec::new()),
            Rule::row_entry => right.as_mut().unwrap_or(&mut left).push(part),
            _ => {}
        }
    }
    (left, right)
}

/// Returns the band that `3人及以上` or `2级 及以下` means, where a row begins with it: both words include the number.
fn inclusive(row: &str) -> Option<String> {
    let (at, meant) = [("及以上", "以上"), ("含以上", "以上"), ("及以下", "以下"), ("含以下", "以下")]
        .into_iter()
        .find_map(|(word, meant)| Some((row.find(word)?, meant)))?;
    let number = row[..at].trim_end();
    let plain = number.starts_with(|first: char| first.is_ascii_digit()) && !number.contains(char::is_whitespace);
    plain.then(|| format!("{number}{meant}"))
}

/// Returns `0元至5000元` for a row that begins with `0-5000元`.
fn dashed(row: &str) -> Option<String> {
    let (low, rest) = row.split_once('-')?;
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let high = rest.split_whitespace().next()?;
    let digits = high.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (high, unit) = high.split_at(digits);
    (number(low) && number(high) && !unit.is_empty()).then(|| format!("{low}{unit}至{high}{unit}"))
}
