//! Tables in a cell: which rows fit, and what the hit policy makes of them.

use super::super::exact::Exact;
use super::super::undecided::Undecided;
use super::expr::{mistyped, op_error};
use super::{Context, Held, Lowered, Lowering, Stop, Sym, words};
use crate::base::span::Span;
use crate::ir::expr::{CompareOp, Dimension, Head, HeadItem};
use crate::ir::{ExprKind, FactId, Table, TableId, Type, standing_on, version_on};
use crate::syntax::ast::Hit;
use crate::value::{Value, ops};
use std::cmp::Ordering;

/// What a value is asked for, as the evaluator has it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    pub strict: bool,
    pub limit: bool,
    pub smallest: bool,
}

impl<'p> Lowering<'_, 'p> {
    pub(super) fn named_table(&self, ctx: &Context<'_>, id: TableId, output: usize, span: Span) -> Lowered<Sym> {
        let named = &self.program.tables[id.index()];
        let Some(version) = version_on(&named.versions, ctx.date) else {
            let standing = standing_on(&named.versions, ctx.date);
            return Err(Undecided::Policy(words::not_in_force(&named.name, standing), span).into());
        };
        self.table(&Context { arguments: &[], ..*ctx }, &version.body, output, Usage::default())
    }

    /// Returns an output of a table; where a dimension has several answers, the same for each.
    pub(super) fn table(&self, ctx: &Context<'_>, table: &'p Table, output: usize, usage: Usage) -> Lowered<Sym> {
        match self.looked_up(ctx, table, output, usage) {
            Err(Stop::Open(id)) => self.told_apart(ctx, id, &mut |ctx| self.table(ctx, table, output, usage)),
            other => other,
        }
    }

    fn looked_up(&self, ctx: &Context<'_>, table: &'p Table, output: usize, usage: Usage) -> Lowered<Sym> {
        let of_none = match table.hit {
            Hit::Number => Some(Value::Number(0.into())),
            Hit::ListAll | Hit::ListInOrder => Some(Value::Records(Vec::new())),
            Hit::Unique | Hit::Agree | Hit::First | Hit::Highest | Hit::Lowest | Hit::Sum | Hit::MostSpecific => None,
        };
        let rows = self.rows(ctx, table, Usage { strict: usage.strict && of_none.is_none(), ..usage })?;
        if rows.is_empty() {
            return Ok(Sym::Known(of_none.unwrap_or(Value::Nothing)));
        }
        self.pick(ctx, table, output, usage, &rows)
    }

    /// Returns the rows that fit, one for each value held.
    pub(super) fn rows(&self, ctx: &Context<'_>, table: &'p Table, usage: Usage) -> Lowered<Vec<usize>> {
        let before = ctx.run.map(|run| run.asked.replace(false));
        let candidates: Vec<usize> = (0..table.rows.len())
            .filter(|row| !table.rows[*row].default && table.rows[*row].range.contains(ctx.date))
            .collect();
        let mut rows = Vec::new();
        let found = self.narrow(ctx, table, 0, &candidates, &mut rows);
        let asked = ctx.run.is_some_and(|run| run.asked.get());
        if let (Some(run), Some(before)) = (ctx.run, before) {
            run.asked.set(before || asked);
        }
        found?;
        if rows.is_empty() {
            // Of several values held, one without a row does not bring in the default while another has a row.
            let default = |row: &usize| table.rows[*row].default && table.rows[*row].range.contains(ctx.date);
            rows.extend((0..table.rows.len()).find(default));
        }
        if rows.is_empty() && usage.strict {
            return Err(if asked {
                Stop::NoRowForIdentity(table.span)
            } else {
                Undecided::Policy(words::no_row(), table.span).into()
            });
        }
        Ok(rows)
    }

    fn narrow(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        dimension: usize,
        candidates: &[usize],
        rows: &mut Vec<usize>,
    ) -> Lowered<()> {
        self.step(table.span)?;
        if candidates.is_empty() || dimension == table.dimensions.len() {
            rows.extend(candidates);
            return Ok(());
        }
        let any = |row: &usize| is_any(table.rows[*row].heads.get(dimension));
        let expr = match &table.dimensions[dimension] {
            Dimension::Segment { .. } => return self.narrow(ctx, table, dimension + 1, candidates, rows),
            Dimension::Expr(_) if candidates.iter().all(any) => {
                return self.narrow(ctx, table, dimension + 1, candidates, rows);
            }
            Dimension::Expr(expr) => expr,
        };
        if let Some((entry, sorting)) = self.tried_rows(ctx, expr, table, dimension) {
            let fits = |row: &&usize| sorting.rows(entry).contains(*row);
            let fitting: Vec<usize> = candidates.iter().filter(fits).copied().collect();
            return self.narrow(ctx, table, dimension + 1, &fitting, rows);
        }
        let value = self.eval(ctx, expr)?;
        let Sym::Known(several @ Value::Several(..)) = &value else {
            let fitting = self.fitting_rows(ctx, table, dimension, candidates, &value)?;
            return self.narrow(ctx, table, dimension + 1, &fitting, rows);
        };
        let singles = ops::one_by_one(several);
        if singles.is_empty() {
            return self.narrow(ctx, table, dimension + 1, &[], rows);
        }
        let fact = if let ExprKind::Fact(id) = &*expr.kind { Some(*id) } else { None };
        for single in singles {
            let alone = as_set(&single);
            let held = fact.map(|fact: FactId| Held { fact, value: &alone, outer: ctx.held, tried: None });
            let inner = match &held {
                Some(own) => Context { held: Some(own), ..*ctx },
                None => *ctx,
            };
            let fitting = self.fitting_rows(&inner, table, dimension, candidates, &Sym::Known(single.clone()))?;
            self.narrow(&inner, table, dimension + 1, &fitting, rows)?;
        }
        Ok(())
    }

    fn fitting_rows(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        dimension: usize,
        candidates: &[usize],
        value: &Sym,
    ) -> Lowered<Vec<usize>> {
        let mut fitting = Vec::new();
        let mut otherwise = None;
        for row in candidates {
            let Some(head) = table.rows[*row].heads.get(dimension) else { continue };
            let mut fits = self.head_fits(ctx, head, value)?;
            if !fits && head.items.iter().any(|item| matches!(item, HeadItem::Else)) {
                fits = match otherwise {
                    Some(known) => known,
                    None => !self.is_covered(ctx, table, dimension, value)?,
                };
                otherwise = Some(fits);
            }
            if fits {
                fitting.push(*row);
            }
        }
        Ok(fitting)
    }

    fn is_covered(&self, ctx: &Context<'_>, table: &'p Table, dimension: usize, value: &Sym) -> Lowered<bool> {
        for row in table.rows.iter().filter(|row| !row.default && row.range.contains(ctx.date)) {
            if let Some(head) = row.heads.get(dimension).filter(|head| !is_any(Some(head)))
                && self.head_fits(ctx, head, value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn head_fits(&self, ctx: &Context<'_>, head: &'p Head, value: &Sym) -> Lowered<bool> {
        for item in &head.items {
            self.step(head.span)?;
            let fits = match item {
                HeadItem::Any => true,
                HeadItem::Else => false,
                HeadItem::Value(expr) => match self.eval(ctx, expr)? {
                    Sym::Known(Value::Bool(truth)) if !matches!(value, Sym::Known(Value::Bool(_))) => truth,
                    other => self.compared(CompareOp::Equal, value, &other, expr.span)?,
                },
                HeadItem::List(list) => self.is_listed(ctx, value, *list),
                HeadItem::Band(band) => self.is_in_band(ctx, value, band)?,
                HeadItem::Compare(op, expr) => {
                    let other = self.eval(ctx, expr)?;
                    self.compared(*op, value, &other, expr.span)?
                }
                HeadItem::Condition(expr) => self.truth(ctx, expr)?,
            };
            if fits {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn pick(&self, ctx: &Context<'_>, table: &'p Table, output: usize, usage: Usage, rows: &[usize]) -> Lowered<Sym> {
        let mut distinct = rows.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        let together = ctx.run.is_some_and(|run| run.together) && !table.hit_written;
        let hit = match table.hit {
            Hit::Unique if together && usage.smallest => Hit::Lowest,
            Hit::Unique if together => Hit::Highest,
            other => other,
        };
        let several = || Err(Undecided::Policy(words::several_rows(), table.span).into());
        let cell = |row: usize, output: usize| self.cell(ctx, table, row, output, usage);
        match hit {
            Hit::Unique if distinct.len() > 1 => several(),
            Hit::Unique | Hit::First => cell(distinct[0], output),
            Hit::Agree => {
                let first = cell(distinct[0], output)?;
                for row in &distinct[1..] {
                    if cell(*row, output)? != first {
                        return several();
                    }
                }
                Ok(first)
            }
            Hit::Highest | Hit::Lowest => {
                let sorted = self.sorted(ctx, table, usage, &distinct, hit == Hit::Highest)?;
                let value = cell(sorted[0], output)?;
                match (&table.each_further_hit_plus, &value) {
                    (Some(_), Sym::Known(Value::Nothing)) | (None, _) => Ok(value),
                    (Some(plus), _) => {
                        let own = self.as_number(value, plus.span)?;
                        let step = self.number(ctx, plus)?;
                        let further = Exact::whole(rows.len() as i64 - 1);
                        self.made(|graph| graph.linear(&[(own, Exact::ONE), (step, further)], Exact::ZERO))
                            .map(|sum| self.sym(sum))
                    }
                }
            }
            Hit::Sum => {
                let mut sum = self.zero();
                for row in rows {
                    let own = cell(*row, output)?;
                    let own = self.as_number(own, table.span)?;
                    sum = self.made(|graph| graph.plus(sum, own))?;
                }
                Ok(self.sym(sum))
            }
            Hit::Number => Ok(Sym::Known(Value::Number((rows.len() as i64).into()))),
            Hit::MostSpecific if distinct.len() == 1 => cell(distinct[0], output),
            Hit::MostSpecific => {
                let breadths: Vec<Vec<u64>> = distinct.iter().map(|row| self.breadth(ctx, table, *row)).collect();
                let least = breadths.iter().min().cloned().unwrap_or_default();
                let mut at = (0..distinct.len()).filter(|at| breadths[*at] == least);
                match (at.next(), at.next()) {
                    (Some(only), None) => cell(distinct[only], output),
                    _ => several(),
                }
            }
            Hit::ListAll | Hit::ListInOrder => {
                let order = if hit == Hit::ListAll {
                    distinct.clone()
                } else {
                    self.sorted(ctx, table, usage, &distinct, true)?
                };
                let mut values = Vec::new();
                for row in order {
                    match cell(row, output)? {
                        Sym::Known(value) => values.push(vec![value]),
                        _ => return Err(Undecided::Beyond(words::records(), table.span).into()),
                    }
                }
                Ok(Sym::Known(Value::Records(values)))
            }
        }
    }

    /// Returns rows by their outputs, the first that differs deciding; equal ones in row order.
    fn sorted(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        usage: Usage,
        rows: &[usize],
        highest_first: bool,
    ) -> Lowered<Vec<usize>> {
        if rows.len() == 1 {
            return Ok(rows.to_vec());
        }
        let mut keyed: Vec<(usize, Vec<Value>)> = Vec::new();
        for row in rows {
            let mut outputs = Vec::new();
            for output in 0..table.outputs.len() {
                match self.cell(ctx, table, *row, output, usage)? {
                    Sym::Known(value) => outputs.push(value),
                    _ => return Err(Undecided::Beyond(words::rows_of_formulas(), table.span).into()),
                }
            }
            keyed.push((*row, outputs));
        }
        let mut failed = None;
        keyed.sort_by(|(_, left), (_, right)| {
            let order = by_outputs(left, right, usage).unwrap_or_else(|error| {
                failed.get_or_insert(error);
                Ordering::Equal
            });
            if highest_first { order.reverse() } else { order }
        });
        match failed {
            Some(error) => Err(op_error(error, table.span)),
            None => Ok(keyed.into_iter().map(|(row, _)| row).collect()),
        }
    }

    fn cell(&self, ctx: &Context<'_>, table: &'p Table, row: usize, output: usize, usage: Usage) -> Lowered<Sym> {
        match table.rows[row].cells.get(output) {
            Some(cell) => self.source(ctx, &cell.value, usage),
            None => Err(mistyped(table.rows[row].span)),
        }
    }

    /// Returns how many values the heads of a row name; bands and conditions count as very many.
    fn breadth(&self, ctx: &Context<'_>, table: &'p Table, row: usize) -> Vec<u64> {
        let many = u64::from(u32::MAX);
        let below = |domain, entry| {
            let domain = self.program.domain(domain);
            let within = |own: &usize| domain.is_within(crate::value::EntryId(*own as u32), entry);
            (0..domain.entries.len()).filter(within).count() as u64
        };
        let of_item = |item: &'p HeadItem| match item {
            HeadItem::Any => 4 * many,
            HeadItem::Else => 2 * many,
            HeadItem::Band(_) | HeadItem::Condition(_) => many,
            HeadItem::Compare(CompareOp::Equal, _) => 1,
            HeadItem::Compare(..) => many,
            HeadItem::List(list) => {
                let list = self.program.list(*list);
                let held = list.entries.iter().filter(|own| own.range.contains(ctx.date));
                held.map(|own| below(list.of, own.body)).sum()
            }
            HeadItem::Value(expr) => match &*expr.kind {
                ExprKind::Constant(Value::Entry(domain, entry)) => below(*domain, *entry),
                ExprKind::Constant(_) => 1,
                _ if expr.ty == Type::Bool => many,
                _ => 1,
            },
        };
        table.rows[row].heads.iter().map(|head| head.items.iter().map(of_item).sum()).collect()
    }
}

fn by_outputs(left: &[Value], right: &[Value], usage: Usage) -> Result<Ordering, ops::OpError> {
    for (left, right) in left.iter().zip(right) {
        let nothing_first = if usage.limit { Ordering::Greater } else { Ordering::Less };
        let order = match (left, right) {
            (Value::Nothing, Value::Nothing) => Ordering::Equal,
            (Value::Nothing, _) => nothing_first,
            (_, Value::Nothing) => nothing_first.reverse(),
            (left, right) => ops::order(left, right)?,
        };
        if order != Ordering::Equal {
            return Ok(order);
        }
    }
    Ok(Ordering::Equal)
}

pub(super) fn as_set(value: &Value) -> Value {
    match value {
        Value::Entry(domain, entry) => Value::Several(*domain, vec![*entry]),
        other => other.clone(),
    }
}

pub(super) fn is_any(head: Option<&Head>) -> bool {
    head.is_some_and(|head| head.items.iter().any(|item| matches!(item, HeadItem::Any)))
}
