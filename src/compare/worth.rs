//! The value of a clause or definition to what it is worth in each cell of the grid: an amount, a ratio, none, a
//! formula that needs the facts, or still awaited. Works with fixed values only; facts are never made up.

use super::meaning::{Depth, arithmetic};
use super::shared::{Shared, SideId};
use super::space::{Cond, Question, Space, question_key};
use crate::base::number::{Number, RoundingMode};
use crate::base::span::Span;
use crate::ir::breadth::breadth;
use crate::ir::expr::{
    Adjusted, ArithmeticOp, Cell, Dimension, Effect, EffectKind, Expr, ExprKind, HeadItem, Source, Table,
};
use crate::ir::types::Type;
use crate::ir::{DefinitionId, Origin, version_on};
use crate::syntax::ast::Hit;
use crate::value::{Value, ops};
use std::cmp::Ordering;

/// What a value is worth in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Worth {
    Number(Number),
    /// A fixed value that is no number: an entry, a date, a truth value, by its meaning.
    Fixed(Value, String),
    /// `无`: no limit, nothing payable.
    None,
    /// `未载`: the source does not say.
    Unstated,
    /// No row of a table fits.
    NoRow,
    Awaited,
    /// A definition that it reads is not in force.
    NotInForce,
    /// Needs the facts of a case; by its meaning. A share of something known by its meaning is told apart.
    Formula {
        meaning: String,
        wording: String,
        share: Option<(Number, String)>,
    },
    /// `同 住院报销`, by the name both sides know.
    Same(String),
}

/// What a value is worth in a cell, and where that is stated.
#[derive(Clone, Debug)]
pub(crate) struct Found<'p> {
    pub worth: Worth,
    /// The expression that says it; `None` for a word (`无`, `待公布`).
    pub expr: Option<&'p Expr>,
    pub span: Span,
    /// Of the cell, when it has marks of its own.
    pub origin: Option<&'p Origin>,
    /// Params and definitions that it reads.
    pub uses: Vec<DefinitionId>,
    /// The effects that made it.
    pub effects: Vec<&'p Effect>,
}

/// A value, ready to be asked in each cell.
#[derive(Debug)]
pub(crate) enum Node<'p> {
    Leaf(Leaf<'p>),
    Nothing(Span),
    Unstated(Span),
    /// `免`
    Zero(Span),
    Awaited(Span),
    Same(String, Span),
    Table(TableNode<'p>),
    Adjusted(Box<Node<'p>>, Vec<EffectNode<'p>>, bool),
}

#[derive(Debug)]
pub(crate) struct Leaf<'p> {
    expr: &'p Expr,
    number: Calc<'p>,
    meaning: String,
    wording: String,
    share: Option<(Number, String)>,
    uses: Vec<DefinitionId>,
}

/// A calculation with fixed numbers.
#[derive(Debug)]
enum Calc<'p> {
    Fixed(Value),
    Open,
    NotInForce,
    Node(Box<Node<'p>>),
    Negate(Box<Calc<'p>>),
    Scale(Box<Calc<'p>>, Number),
    Arithmetic(ArithmeticOp, Box<Calc<'p>>, Box<Calc<'p>>),
    If(Cond, Box<Calc<'p>>, Box<Calc<'p>>),
    Least(Vec<Calc<'p>>),
    Greatest(Vec<Calc<'p>>),
    Rounded(Box<Calc<'p>>, RoundingMode, Box<Calc<'p>>),
}

#[derive(Debug)]
pub(crate) struct TableNode<'p> {
    rows: Vec<RowNode<'p>>,
    hit: Hit,
    /// `每增一项加 500元`, where that is fixed.
    plus: Option<Option<Number>>,
    span: Span,
    meaning: String,
}

#[derive(Debug)]
struct RowNode<'p> {
    condition: Cond,
    default: bool,
    node: Node<'p>,
    /// All outputs of the row, where `就高` and the like go by the first that differs.
    ranks: Vec<Node<'p>>,
    /// How much the heads take in, for `最具体`.
    breadth: Vec<u64>,
    cell: &'p Cell,
    span: Span,
}

#[derive(Debug)]
pub(crate) struct EffectNode<'p> {
    when: Cond,
    kind: EffectCalc<'p>,
    effect: &'p Effect,
    meaning: String,
}

#[derive(Debug)]
enum EffectCalc<'p> {
    Instead(Node<'p>),
    Plus(Calc<'p>),
    Minus(Calc<'p>),
    Times(Calc<'p>),
}

/// Lowers values of one side into nodes over a grid.
pub(crate) struct Lowering<'s, 'p> {
    pub shared: &'s Shared<'p>,
    pub side: SideId,
    pub space: &'s mut Space<'p>,
}

impl<'p> Lowering<'_, 'p> {
    /// Lowers a value; with `effects`, those that depend on facts alone are worked into it.
    pub(crate) fn adjusted(&mut self, own: &'p Adjusted, effects: bool) -> Node<'p> {
        let base = self.source(&own.value, 0, effects);
        if !effects {
            return base;
        }
        let worked: Vec<EffectNode<'p>> = own.effects.iter().filter_map(|effect| self.effect(effect)).collect();
        if worked.is_empty() {
            return base;
        }
        Node::Adjusted(Box::new(base), worked, own.ty == Type::Ratio)
    }

    pub(crate) fn source(&mut self, own: &'p Source, output: usize, effects: bool) -> Node<'p> {
        match own {
            Source::Expr(own) => self.leaf(own, effects),
            Source::Table(table) => self.table(table, output, true, effects),
            Source::As(id, span) => Node::Same(self.shared.benefit_key(self.side, *id).to_owned(), *span),
            Source::Pending(span) => Node::Awaited(*span),
            Source::Unstated(span) => Node::Unstated(*span),
            Source::Nothing(span) => Node::Nothing(*span),
        }
    }

    fn leaf(&mut self, own: &'p Expr, effects: bool) -> Node<'p> {
        // A name alone stands for the value it names, tables and effects included.
        if let ExprKind::Definition(id, arguments) = &*own.kind
            && arguments.is_empty()
            && let Some(version) =
                version_on(&self.shared.program(self.side).definition(*id).versions, self.shared.date(self.side))
            && (!matches!(version.body.value, Source::Expr(_)) || !version.body.effects.is_empty())
        {
            let node = self.adjusted(&version.body, effects);
            if let Node::Awaited(_) | Node::Unstated(_) | Node::Nothing(_) | Node::Table(_) | Node::Adjusted(..) = node
            {
                return Node::Leaf(self.leaf_of(own, Calc::Node(Box::new(node))));
            }
        }
        if let ExprKind::TableOutput(table, output) = &*own.kind
            && let Some(version) =
                version_on(&self.shared.program(self.side).tables[table.index()].versions, self.shared.date(self.side))
        {
            let node = self.table(&version.body, *output, true, effects);
            return Node::Leaf(self.leaf_of(own, Calc::Node(Box::new(node))));
        }
        // Questions of a formula that needs the facts anyway would only split the grid.
        let number = if self.is_open(own, 0) { Calc::Open } else { self.calc(own) };
        Node::Leaf(self.leaf_of(own, number))
    }

    fn leaf_of(&self, own: &'p Expr, number: Calc<'p>) -> Leaf<'p> {
        Leaf {
            expr: own,
            number,
            meaning: self.shared.meaning(self.side, own),
            wording: self.shared.wording(self.side, own),
            share: self.share(own),
            uses: super::reads::definitions_in(own),
        }
    }

    /// `合规费用 的 95%`: the ratio, and what it is of.
    fn share(&self, own: &Expr) -> Option<(Number, String)> {
        let ExprKind::Arithmetic(ArithmeticOp::Multiply, left, right) = &*own.kind else { return None };
        let ratio = |part: &Expr| match self.shared.constant(self.side, part) {
            Some(Value::Number(number)) if part.ty == Type::Ratio => Some(number),
            _ => None,
        };
        match (ratio(left), ratio(right)) {
            (None, Some(number)) => Some((number, self.shared.meaning(self.side, left))),
            (Some(number), None) => Some((number, self.shared.meaning(self.side, right))),
            _ => None,
        }
    }

    /// Whether an expression needs facts in every case.
    fn is_open(&self, own: &Expr, depth: u32) -> bool {
        let program = self.shared.program(self.side);
        let on = self.shared.date(self.side);
        match &*own.kind {
            ExprKind::Constant(_) => false,
            ExprKind::Definition(id, arguments) => {
                let Some(version) = version_on(&program.definition(*id).versions, on) else { return false };
                match &version.body.value {
                    _ if !arguments.is_empty() || depth > 64 => true,
                    Source::Expr(body) => self.is_open(body, depth + 1),
                    Source::Table(table) => {
                        table.rows.iter().flat_map(|row| &row.cells).all(|cell| match &cell.value {
                            Source::Expr(body) => self.is_open(body, depth + 1),
                            Source::Table(_) | Source::As(..) => true,
                            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => false,
                        })
                    }
                    Source::As(..) => true,
                    Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => false,
                }
            }
            ExprKind::TableOutput(..) => false,
            ExprKind::Negate(inner) | ExprKind::Scale(inner, _) => self.is_open(inner, depth + 1),
            ExprKind::Arithmetic(_, left, right) | ExprKind::Rounded(left, _, right) => {
                self.is_open(left, depth + 1) || self.is_open(right, depth + 1)
            }
            ExprKind::If(_, then, otherwise) => self.is_open(then, depth + 1) && self.is_open(otherwise, depth + 1),
            ExprKind::Least(all) | ExprKind::Greatest(all) => all.iter().any(|own| self.is_open(own, depth + 1)),
            _ => true,
        }
    }

    fn calc(&mut self, own: &'p Expr) -> Calc<'p> {
        if let Some(value) = self.shared.constant(self.side, own) {
            return Calc::Fixed(value);
        }
        match &*own.kind {
            ExprKind::Constant(value) => Calc::Fixed(value.clone()),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                let definition = self.shared.program(self.side).definition(*id);
                match version_on(&definition.versions, self.shared.date(self.side)) {
                    Some(version) => match &version.body.value {
                        Source::Expr(body) if version.body.effects.is_empty() => self.calc(body),
                        _ => Calc::Node(Box::new(self.adjusted(&version.body, true))),
                    },
                    None => Calc::NotInForce,
                }
            }
            ExprKind::TableOutput(id, output) => {
                let table = &self.shared.program(self.side).tables[id.index()];
                match version_on(&table.versions, self.shared.date(self.side)) {
                    Some(version) => Calc::Node(Box::new(self.table(&version.body, *output, false, true))),
                    None => Calc::NotInForce,
                }
            }
            ExprKind::Negate(inner) => Calc::Negate(Box::new(self.calc(inner))),
            ExprKind::Scale(inner, factor) => Calc::Scale(Box::new(self.calc(inner)), factor.clone()),
            ExprKind::Arithmetic(op, left, right) => {
                Calc::Arithmetic(*op, Box::new(self.calc(left)), Box::new(self.calc(right)))
            }
            ExprKind::If(when, then, otherwise) => {
                let when = self.space.condition(self.shared, self.side, when);
                Calc::If(when, Box::new(self.calc(then)), Box::new(self.calc(otherwise)))
            }
            ExprKind::Least(all) => Calc::Least(all.iter().map(|own| self.calc(own)).collect()),
            ExprKind::Greatest(all) => Calc::Greatest(all.iter().map(|own| self.calc(own)).collect()),
            ExprKind::Rounded(inner, mode, unit) => {
                Calc::Rounded(Box::new(self.calc(inner)), *mode, Box::new(self.calc(unit)))
            }
            _ => Calc::Open,
        }
    }

    /// Lowers a table; marginal bands are a dimension of the grid only where the table is the clause itself.
    pub(crate) fn table(&mut self, own: &'p Table, output: usize, outermost: bool, effects: bool) -> Node<'p> {
        let on = self.shared.date(self.side);
        let rows: Vec<_> = own.rows.iter().filter(|row| row.range.contains(on)).collect();
        let mut nodes = Vec::new();
        for row in &rows {
            let mut parts = Vec::new();
            for (at, head) in row.heads.iter().enumerate() {
                let Some(dimension) = own.dimensions.get(at) else { continue };
                if matches!(dimension, Dimension::Segment { .. }) && !outermost {
                    parts.push(Cond::Open);
                    continue;
                }
                parts.push(self.head(dimension, at, &head.items, &rows));
            }
            let Some(cell) = row.cells.get(output) else { continue };
            let node = self.source(&cell.value, 0, effects);
            let ranked = own.outputs.len() > 1 && matches!(own.hit, Hit::Highest | Hit::Lowest | Hit::ListInOrder);
            let ranks = match ranked {
                true => row.cells.iter().map(|cell| self.source(&cell.value, 0, effects)).collect(),
                false => Vec::new(),
            };
            let breadth = match own.hit {
                Hit::MostSpecific => breadth(self.shared.program(self.side), row, Some(on)),
                _ => Vec::new(),
            };
            let condition = Cond::All(parts);
            nodes.push(RowNode { condition, default: row.default, node, ranks, breadth, cell, span: row.span });
        }
        let meaning = self.shared.table_text(self.side, own, Depth::Meaning);
        let plus = own.each_further_hit_plus.as_ref().map(|plus| match self.shared.constant(self.side, plus) {
            Some(Value::Number(number)) => Some(number),
            _ => None,
        });
        Node::Table(TableNode { rows: nodes, hit: own.hit, plus, span: own.span, meaning })
    }

    fn head(
        &mut self,
        dimension: &'p Dimension,
        at: usize,
        items: &'p [HeadItem],
        rows: &[&'p crate::ir::expr::Row],
    ) -> Cond {
        let mut any = Vec::new();
        for item in items {
            any.push(match item {
                HeadItem::Any => return Cond::TRUE,
                HeadItem::Condition(condition) => self.space.condition(self.shared, self.side, condition),
                HeadItem::Else => {
                    // A row of `其余` alone has no heads; here every other head of the dimension counts.
                    let others = rows.iter().filter_map(|row| row.heads.get(at));
                    let takes_all = |item: &HeadItem| matches!(item, HeadItem::Any | HeadItem::Else);
                    let others = others.filter(|head| !head.items.iter().any(takes_all));
                    let covered = others.map(|head| self.head(dimension, at, &head.items, rows)).collect();
                    Cond::Not(Box::new(Cond::Any(covered)))
                }
                HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Band(_) | HeadItem::Compare(..) => {
                    self.item(dimension, at, item)
                }
            });
        }
        Cond::Any(any)
    }

    fn item(&mut self, dimension: &'p Dimension, rank: usize, item: &'p HeadItem) -> Cond {
        let Some((contrary, test)) = self.shared.head_test(self.side, item) else { return Cond::Open };
        let (meaning, question) = match dimension {
            Dimension::Expr(own) => (self.shared.meaning(self.side, own), Question::Expr(self.side, own)),
            Dimension::Segment { origin, of, .. } => {
                let of = of.as_ref().map_or(String::new(), |of| self.shared.meaning(self.side, of));
                (format!("segment {origin:?} {of}"), Question::Segment(*origin))
            }
        };
        match self.space.dimension(question_key(&meaning, &test), question, rank) {
            Some(dimension) if contrary => Cond::Not(Box::new(self.space.test(dimension, test))),
            Some(dimension) => self.space.test(dimension, test),
            None => Cond::Open,
        }
    }

    /// Lowers an effect that facts alone decide; `None` for one that depends on earlier claims.
    fn effect(&mut self, own: &'p Effect) -> Option<EffectNode<'p>> {
        if !is_immediate(own) {
            return None;
        }
        let when = own.when.as_ref().map_or(Cond::TRUE, |when| self.space.condition(self.shared, self.side, when));
        let kind = match &own.kind {
            EffectKind::Instead(source) => EffectCalc::Instead(self.source(source, 0, true)),
            EffectKind::Plus(by) => EffectCalc::Plus(self.calc(by)),
            EffectKind::Minus(by) => EffectCalc::Minus(self.calc(by)),
            EffectKind::Times(by) => EffectCalc::Times(self.calc(by)),
            EffectKind::Halved => EffectCalc::Times(Calc::Fixed(Value::Number(Number::ratio(1, 2)))),
            EffectKind::Waived => EffectCalc::Instead(Node::Zero(own.span)),
            EffectKind::Lifted => EffectCalc::Instead(Node::Nothing(own.span)),
            EffectKind::EachFurtherMinus { .. } | EffectKind::Continued => return None,
        };
        Some(EffectNode { when, kind, effect: own, meaning: self.shared.effect_text(self.side, own) })
    }
}

/// Whether an effect is decided by the facts of the claim alone.
pub(crate) fn is_immediate(own: &Effect) -> bool {
    !matches!(own.kind, EffectKind::EachFurtherMinus { .. } | EffectKind::Continued)
}

impl<'p> Node<'p> {
    /// Returns what the value is worth in a cell of the grid.
    pub(crate) fn at(&self, space: &Space<'p>, cell: &[usize]) -> Found<'p> {
        match self {
            Node::Leaf(leaf) => leaf.at(space, cell),
            Node::Nothing(span) => Found::word(Worth::None, *span),
            Node::Unstated(span) => Found::word(Worth::Unstated, *span),
            Node::Zero(span) => Found::word(Worth::Number(Number::zero()), *span),
            Node::Awaited(span) => Found::word(Worth::Awaited, *span),
            Node::Same(key, span) => Found::word(Worth::Same(key.clone()), *span),
            Node::Table(table) => table.at(space, cell),
            Node::Adjusted(base, effects, ratio) => adjusted(base.at(space, cell), effects, *ratio, space, cell),
        }
    }
}

impl<'p> TableNode<'p> {
    /// Returns the rows in force: whom each is for, whether it is the default, what it is worth.
    pub(crate) fn rows(&self) -> impl Iterator<Item = (&Cond, bool, &Node<'p>)> {
        self.rows.iter().map(|row| (&row.condition, row.default, &row.node))
    }
}

impl<'p> Found<'p> {
    fn word(worth: Worth, span: Span) -> Found<'p> {
        Found { worth, expr: None, span, origin: None, uses: Vec::new(), effects: Vec::new() }
    }
}

impl<'p> Leaf<'p> {
    fn at(&self, space: &Space<'p>, cell: &[usize]) -> Found<'p> {
        let found = |worth| Found {
            worth,
            expr: Some(self.expr),
            span: self.expr.span,
            origin: None,
            uses: self.uses.clone(),
            effects: Vec::new(),
        };
        let formula = || Worth::Formula {
            meaning: self.meaning.clone(),
            wording: self.wording.clone(),
            share: self.share.clone(),
        };
        match self.number.at(space, cell) {
            Got::Value(Value::Number(number)) => found(Worth::Number(number)),
            Got::Value(Value::Nothing) => found(Worth::None),
            Got::Value(value) => found(Worth::Fixed(value, self.meaning.clone())),
            Got::Open => found(formula()),
            Got::NotInForce => found(Worth::NotInForce),
            // What a name alone stands for is stated where the definition is; it is read here.
            Got::Found(inner) => Found {
                worth: match inner.worth {
                    Worth::Formula { .. } => formula(),
                    other => other,
                },
                ..found(Worth::NoRow)
            },
        }
    }
}

/// What a calculation gives.
enum Got<'p> {
    Value(Value),
    Open,
    NotInForce,
    /// `无`, awaited, no row: passed on as they are.
    Found(Found<'p>),
}

impl<'p> Calc<'p> {
    fn at(&self, space: &Space<'p>, cell: &[usize]) -> Got<'p> {
        let number = |own: &Calc<'p>| match own.at(space, cell) {
            Got::Value(Value::Number(number)) => Ok(number),
            Got::Value(_) => Err(Got::Open),
            other => Err(other),
        };
        let result = || -> Result<Number, Got<'p>> {
            Ok(match self {
                Calc::Fixed(value) => return Err(Got::Value(value.clone())),
                Calc::Open => return Err(Got::Open),
                Calc::NotInForce => return Err(Got::NotInForce),
                Calc::Node(node) => {
                    let found = node.at(space, cell);
                    return Err(match found.worth {
                        Worth::Number(number) => Got::Value(Value::Number(number)),
                        Worth::Fixed(value, _) => Got::Value(value),
                        Worth::Formula { .. } | Worth::Same(_) => Got::Open,
                        Worth::None | Worth::Unstated | Worth::NoRow | Worth::Awaited | Worth::NotInForce => {
                            Got::Found(found)
                        }
                    });
                }
                Calc::If(when, then, otherwise) => match space.holds(when, cell) {
                    Some(true) => return Err(then.at(space, cell)),
                    Some(false) => return Err(otherwise.at(space, cell)),
                    None => return Err(Got::Open),
                },
                Calc::Negate(inner) => number(inner)?.negate(),
                Calc::Scale(inner, factor) => number(inner)?.multiply(factor).map_err(|_| Got::Open)?,
                Calc::Arithmetic(op, left, right) => {
                    arithmetic(*op, &number(left)?, &number(right)?).ok_or(Got::Open)?
                }
                Calc::Least(all) => {
                    all.iter().map(number).collect::<Result<Vec<_>, _>>()?.into_iter().min().ok_or(Got::Open)?
                }
                Calc::Greatest(all) => {
                    all.iter().map(number).collect::<Result<Vec<_>, _>>()?.into_iter().max().ok_or(Got::Open)?
                }
                Calc::Rounded(inner, mode, unit) => {
                    let unit = number(unit)?;
                    if !unit.is_positive() {
                        return Err(Got::Open);
                    }
                    number(inner)?.round(*mode, &unit)
                }
            })
        };
        match result() {
            Ok(number) => Got::Value(Value::Number(number)),
            Err(other) => other,
        }
    }
}

impl<'p> TableNode<'p> {
    fn at(&self, space: &Space<'p>, cell: &[usize]) -> Found<'p> {
        let mut hits: Vec<&RowNode<'p>> = Vec::new();
        for row in self.rows.iter().filter(|row| !row.default) {
            match space.holds(&row.condition, cell) {
                Some(true) => hits.push(row),
                Some(false) => {}
                None => return self.open(),
            }
        }
        if hits.is_empty() {
            // A matrix may have a default for each column.
            for row in self.rows.iter().filter(|row| row.default) {
                match space.holds(&row.condition, cell) {
                    Some(true) => hits.push(row),
                    Some(false) => {}
                    None => return self.open(),
                }
            }
        }
        let found = |row: &RowNode<'p>| {
            let found = row.node.at(space, cell);
            // A cell that another text has changed stands there.
            let elsewhere = found.expr.map(|own| own.span).filter(|own| own.source != row.span.source);
            Found { span: elsewhere.unwrap_or(row.span), origin: row.cell.origin.as_ref().or(found.origin), ..found }
        };
        let worth = |worth| Found::word(worth, self.span);
        let Some(first) = hits.first() else {
            return match self.hit {
                Hit::Number => worth(Worth::Number(Number::zero())),
                Hit::ListAll | Hit::ListInOrder => worth(listed(&[])),
                _ => worth(Worth::NoRow),
            };
        };
        match self.hit {
            Hit::Unique | Hit::Agree | Hit::First => found(first),
            Hit::Highest | Hit::Lowest => {
                let Some(sorted) = sorted(&hits, self.hit == Hit::Highest, space, cell) else { return self.open() };
                let best = found(sorted[0]);
                let further = Number::from(hits.len() as i64 - 1);
                match (&self.plus, &best.worth) {
                    (None, _) => best,
                    (Some(_), _) if hits.len() == 1 => best,
                    (Some(Some(plus)), Worth::Number(number)) => {
                        match plus.multiply(&further).and_then(|added| number.add(&added)) {
                            Ok(sum) => Found { worth: Worth::Number(sum), ..best },
                            Err(_) => self.open(),
                        }
                    }
                    _ => self.open(),
                }
            }
            Hit::Sum => {
                let number = |row: &&RowNode<'p>| match found(row).worth {
                    Worth::Number(number) => Some(number),
                    _ => None,
                };
                match hits.iter().try_fold(Number::zero(), |sum, row| sum.add(&number(row)?).ok()) {
                    Some(sum) => Found { worth: Worth::Number(sum), ..found(first) },
                    None if hits.len() == 1 => found(first),
                    None => self.open(),
                }
            }
            Hit::Number => Found { worth: Worth::Number(Number::from(hits.len() as i64)), ..found(first) },
            Hit::MostSpecific => {
                let least = hits.iter().map(|row| &row.breadth).min();
                let mut best = hits.iter().filter(|row| Some(&row.breadth) == least);
                match (best.next(), best.next()) {
                    (Some(only), None) => found(only),
                    _ => self.open(),
                }
            }
            Hit::ListAll | Hit::ListInOrder => {
                let order = match self.hit {
                    Hit::ListInOrder => sorted(&hits, true, space, cell),
                    _ => Some(hits.clone()),
                };
                let Some(order) = order else { return self.open() };
                let fixed = |row: &&RowNode<'p>| match found(row).worth {
                    Worth::Number(number) => Some(Value::Number(number)),
                    Worth::Fixed(value, _) => Some(value),
                    Worth::None => Some(Value::Nothing),
                    _ => None,
                };
                match order.iter().map(fixed).collect::<Option<Vec<Value>>>() {
                    Some(values) => Found { worth: listed(&values), ..found(first) },
                    None => self.open(),
                }
            }
        }
    }

    fn open(&self) -> Found<'p> {
        let meaning = self.meaning.clone();
        Found::word(Worth::Formula { wording: meaning.clone(), meaning, share: None }, self.span)
    }
}

/// Returns rows by their outputs, the first that differs deciding; `None` where that cannot be told.
fn sorted<'r, 'p>(
    hits: &[&'r RowNode<'p>],
    highest: bool,
    space: &Space<'p>,
    cell: &[usize],
) -> Option<Vec<&'r RowNode<'p>>> {
    if hits.len() == 1 {
        return Some(hits.to_vec());
    }
    let worth = |node: &Node<'p>| match node.at(space, cell).worth {
        Worth::Number(number) => Some(Value::Number(number)),
        Worth::Fixed(value, _) => Some(value),
        _ => None,
    };
    let key = |row: &'r RowNode<'p>| -> Vec<Option<Value>> {
        if row.ranks.is_empty() { vec![worth(&row.node)] } else { row.ranks.iter().map(worth).collect() }
    };
    let keyed: Vec<(Vec<Option<Value>>, &'r RowNode<'p>)> = hits.iter().map(|row| (key(row), *row)).collect();
    // An insertion sort, since comparing can fail; equal rows stay in their order.
    let mut sorted: Vec<&(Vec<Option<Value>>, &'r RowNode<'p>)> = Vec::new();
    for own in &keyed {
        let mut place = sorted.len();
        for (before, other) in sorted.iter().enumerate() {
            if by_outputs(&own.0, &other.0)? == if highest { Ordering::Greater } else { Ordering::Less } {
                place = before;
                break;
            }
        }
        sorted.insert(place, own);
    }
    Some(sorted.into_iter().map(|(_, row)| *row).collect())
}

fn by_outputs(left: &[Option<Value>], right: &[Option<Value>]) -> Option<Ordering> {
    for (left, right) in left.iter().zip(right) {
        match ops::order(left.as_ref()?, right.as_ref()?).ok()? {
            Ordering::Equal => {}
            order => return Some(order),
        }
    }
    Some(Ordering::Equal)
}

/// What `全列` gives: one record for each row.
fn listed(values: &[Value]) -> Worth {
    let records = values.iter().map(|value| vec![value.clone()]).collect();
    Worth::Fixed(Value::Records(records), format!("{values:?}"))
}

/// Applies effects as the language does: replacements, then sums, then products; held in range.
fn adjusted<'p>(
    base: Found<'p>,
    effects: &[EffectNode<'p>],
    ratio: bool,
    space: &Space<'p>,
    cell: &[usize],
) -> Found<'p> {
    let mut found = base;
    let mut plus = Number::zero();
    let mut times = Number::one();
    let mut applied = Vec::new();
    for own in effects {
        match space.holds(&own.when, cell) {
            Some(false) => continue,
            Some(true) => {}
            None => return open(found, effects),
        }
        applied.push(own.effect);
        let number = |calc: &Calc<'p>| match calc.at(space, cell) {
            Got::Value(Value::Number(number)) => Some(number),
            _ => None,
        };
        let done = match &own.kind {
            EffectCalc::Instead(node) => {
                let instead = node.at(space, cell);
                found = Found { origin: instead.origin.or(found.origin), ..instead };
                Some(())
            }
            EffectCalc::Plus(by) => number(by).and_then(|by| plus.add(&by).ok()).map(|sum| plus = sum),
            EffectCalc::Minus(by) => number(by).and_then(|by| plus.subtract(&by).ok()).map(|sum| plus = sum),
            EffectCalc::Times(by) => number(by).and_then(|by| times.multiply(&by).ok()).map(|product| times = product),
        };
        if done.is_none() {
            return open(found, effects);
        }
    }
    if applied.is_empty() {
        return found;
    }
    found.effects = applied;
    let changes = !plus.is_zero() || times != Number::one();
    match &found.worth {
        Worth::Number(number) if changes => {
            let Ok(sum) = number.add(&plus).and_then(|sum| sum.multiply(&times)) else { return open(found, effects) };
            let sum = sum.at_least(&Number::zero());
            found.worth = Worth::Number(if ratio { sum.at_most(&Number::one()) } else { sum });
            found
        }
        Worth::Formula { .. } if changes => open(found, effects),
        _ => found,
    }
}

/// What effects make of a value that needs the facts: a formula with their names in it.
fn open<'p>(found: Found<'p>, effects: &[EffectNode<'p>]) -> Found<'p> {
    let mut meanings: Vec<&str> = effects.iter().map(|own| own.meaning.as_str()).collect();
    meanings.sort_unstable();
    let meaning = format!("{:?} {}", found.worth, meanings.join(" "));
    let effects: Vec<&'p Effect> = effects.iter().map(|own| own.effect).collect();
    Found { worth: Worth::Formula { wording: meaning.clone(), meaning, share: None }, effects, ..found }
}
