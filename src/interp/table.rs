//! Tables: which rows fit, and what the hit policy makes of them. A dimension with several values is asked once for
//! each value held, as if it were the only one.

use super::context::{Context, Override};
use super::error::{Error, ErrorKind, Fallible, at, standing_text};
use super::session::Session;
use super::trace::{RowHit, Stated};
use super::words;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Text, listed};
use crate::ir::breadth::breadth;
use crate::ir::expr::{Dimension, Head, HeadItem, Output};
use crate::ir::{ExprKind, FactId, Owner, Table, TableId, standing_on, version_on};
use crate::syntax::ast::Hit;
use crate::value::{Value, ops};
use std::cmp::Ordering;

/// What a value is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Usage {
    /// Directly in a clause: a table without a fitting row is an error; elsewhere it is worth `无`.
    pub strict: bool,
    /// `无` means no limit, so it counts as the greatest.
    pub limit: bool,
    /// Of several hits under `并用` the smallest counts.
    pub smallest: bool,
}

/// The rows that fit, one for each value held, with what was asked.
pub(super) struct Rows {
    pub at: Vec<usize>,
    pub keys: Vec<Text>,
}

/// The most hits that are gathered of one table.
const MAX_HITS: usize = 100_000;

impl<'p> Session<'p> {
    /// Returns an output of a named table: `无` where no row fits.
    pub(super) fn named_table(&self, ctx: &Context<'_>, id: TableId, output: usize, span: Span) -> Fallible<Value> {
        let program: &'p crate::ir::Program = self.program;
        let named = &program.tables[id.index()];
        let Some(version) = version_on(&named.versions, ctx.date) else {
            let standing = standing_on(&named.versions, ctx.date);
            let message = words::not_in_force(&named.name, ctx.date.to_string(), standing_text(standing));
            return Err(Error::new(ErrorKind::TableNotInForce(id, standing), span, message).other(named.span));
        };
        self.reach(version.origin.span);
        let inner = Context { record: None, element: None, arguments: &[], held_months: None, ..*ctx };
        let value = self.table(&inner, &version.body, output, Usage::default(), &mut Stated::default());
        value.map_err(|error| error.within(Text::same(named.name.clone())))
    }

    /// Returns an output of a table and notes the row.
    pub(super) fn table(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        output: usize,
        usage: Usage,
        stated: &mut Stated,
    ) -> Fallible<Value> {
        // A count and a list have an answer even when no row fits.
        let of_none = match table.hit {
            Hit::Number => Some(Value::Number(Number::zero())),
            Hit::ListAll | Hit::ListInOrder => Some(Value::Records(Vec::new())),
            Hit::Unique | Hit::Agree | Hit::First | Hit::Highest | Hit::Lowest | Hit::Sum | Hit::MostSpecific => None,
        };
        let rows = self.rows(ctx, table, Usage { strict: usage.strict && of_none.is_none(), ..usage })?;
        if rows.at.is_empty() {
            return Ok(of_none.unwrap_or(Value::Nothing));
        }
        self.pick(ctx, table, output, usage, &rows, stated)
    }

    /// Returns the rows that fit. None at all is an error where the use is strict.
    pub(super) fn rows(&self, ctx: &Context<'_>, table: &'p Table, usage: Usage) -> Fallible<Rows> {
        let before = ctx.run.map(|run| run.asked.replace(false));
        let mut rows = Rows { at: Vec::new(), keys: Vec::new() };
        let candidates: Vec<usize> = (0..table.rows.len())
            .filter(|row| !table.rows[*row].default && table.rows[*row].range.contains(ctx.date))
            .collect();
        let found = self.narrow(ctx, table, 0, &candidates, &mut rows);
        let asked = ctx.run.is_some_and(|run| run.asked.get());
        if let (Some(run), Some(before)) = (ctx.run, before) {
            run.asked.set(before || asked);
        }
        found?;
        if rows.at.is_empty() {
            // Of several values held, one without a row does not bring in the default while another has a row.
            let default = |row: &usize| table.rows[*row].default && table.rows[*row].range.contains(ctx.date);
            rows.at.extend((0..table.rows.len()).find(default));
        }
        if rows.at.is_empty() && usage.strict {
            let kind = if asked { ErrorKind::NoRowForIdentity } else { ErrorKind::NoRow };
            return Err(Error::new(kind, table.span, words::no_row(listed(&rows.keys))));
        }
        Ok(rows)
    }

    /// Keeps the candidates whose head fits a dimension, and goes on with the next one.
    fn narrow(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        dimension: usize,
        candidates: &[usize],
        rows: &mut Rows,
    ) -> Fallible<()> {
        self.step(table.span)?;
        if candidates.is_empty() || dimension == table.dimensions.len() {
            rows.at.extend(candidates);
            if rows.at.len() > MAX_HITS {
                return Err(Error::new(ErrorKind::TooManySteps, table.span, words::too_many_steps()));
            }
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
        let value = self.eval(ctx, expr)?;
        rows.keys.push(self.shown(&value, &expr.ty));
        let fact = if let ExprKind::Fact(id) = &*expr.kind { Some(*id) } else { None };
        if !matches!(value, Value::Several(..)) {
            let fitting = self.fitting_rows(ctx, table, dimension, candidates, &value)?;
            return self.narrow(ctx, table, dimension + 1, &fitting, rows);
        }
        let singles = ops::one_by_one(&value);
        if singles.is_empty() {
            return self.narrow(ctx, table, dimension + 1, &[], rows);
        }
        for single in singles {
            // The other heads and dimensions, groups among them, see this value alone too.
            let alone = fact.map(|fact| self.alone(ctx, fact, &single));
            let inner = match &alone {
                Some(own) => Context { overrides: Some(own), ..*ctx },
                None => *ctx,
            };
            let fitting = self.fitting_rows(&inner, table, dimension, candidates, &single)?;
            self.narrow(&inner, table, dimension + 1, &fitting, rows)?;
        }
        Ok(())
    }

    /// Returns the override by which a fact has one of its values only.
    pub(super) fn alone<'a>(&self, ctx: &Context<'a>, fact: FactId, value: &Value) -> Override<'a> {
        let person = match self.program.fact(fact).owner {
            Owner::Person => ctx.person,
            Owner::Claim => ctx.claim().map(|at| self.claim(at).member).or(ctx.person),
            Owner::Household => None,
        };
        let value = match value {
            Value::Entry(domain, entry) => Value::Several(*domain, vec![*entry]),
            other => other.clone(),
        };
        Override { fact, person, value, number: self.fresh_number(), outer: ctx.overrides }
    }

    fn fitting_rows(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        dimension: usize,
        candidates: &[usize],
        value: &Value,
    ) -> Fallible<Vec<usize>> {
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

    /// Whether a head of the dimension, `任意` and `其余` aside, fits a value.
    fn is_covered(&self, ctx: &Context<'_>, table: &'p Table, dimension: usize, value: &Value) -> Fallible<bool> {
        for row in table.rows.iter().filter(|row| !row.default && row.range.contains(ctx.date)) {
            if let Some(head) = row.heads.get(dimension).filter(|head| !is_any(Some(head)))
                && self.head_fits(ctx, head, value)?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn head_fits(&self, ctx: &Context<'_>, head: &'p Head, value: &Value) -> Fallible<bool> {
        for item in &head.items {
            self.step(head.span)?;
            let fits = match item {
                HeadItem::Any => true,
                HeadItem::Else => false,
                HeadItem::Value(expr) => match self.eval(ctx, expr)? {
                    // A group as header.
                    Value::Bool(truth) if !matches!(value, Value::Bool(_)) => truth,
                    other => at(expr.span, ops::equals(self.program, value, &other))?,
                },
                HeadItem::List(list) => self.is_listed(ctx, value, *list),
                HeadItem::Band(band) => self.is_in_band(ctx, value, band)?,
                HeadItem::Compare(op, expr) => {
                    let other = self.eval(ctx, expr)?;
                    at(expr.span, ops::compare(self.program, (*op).into(), value, &other))?
                }
                HeadItem::Condition(expr) => self.truth(ctx, expr)?,
            };
            if fits {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Applies the hit policy.
    fn pick(
        &self,
        ctx: &Context<'_>,
        table: &'p Table,
        output: usize,
        usage: Usage,
        rows: &Rows,
        stated: &mut Stated,
    ) -> Fallible<Value> {
        let mut distinct: Vec<usize> = Vec::new();
        for row in &rows.at {
            if !distinct.contains(row) {
                distinct.push(*row);
            }
        }
        distinct.sort_unstable();
        let error = |kind, message: fn(Text) -> Text| Err(Error::new(kind, table.span, message(listed(&rows.keys))));
        // `并用`: a table that is hit several times gives the best, unless it says what to take.
        let together = ctx.run.is_some_and(|run| run.together) && !table.hit_written;
        let hit = match table.hit {
            Hit::Unique if together && usage.smallest => Hit::Lowest,
            Hit::Unique if together => Hit::Highest,
            other => other,
        };
        let cell = |row: usize, output: usize| self.cell(ctx, table, row, output, usage);
        let (row, value) = match hit {
            Hit::Unique if distinct.len() > 1 => return error(ErrorKind::SeveralRows, words::several_rows),
            Hit::Unique => (distinct[0], cell(distinct[0], output)?),
            Hit::First => (distinct[0], cell(distinct[0], output)?),
            Hit::Agree => {
                let first = cell(distinct[0], output)?;
                for row in &distinct[1..] {
                    if cell(*row, output)? != first {
                        return error(ErrorKind::RowsDisagree, words::rows_disagree);
                    }
                }
                (distinct[0], first)
            }
            Hit::Highest | Hit::Lowest => {
                let sorted = self.sorted(ctx, table, usage, &distinct, hit == Hit::Highest)?;
                let value = cell(sorted[0], output)?;
                (sorted[0], self.further_hits(ctx, table, &value, rows.at.len())?)
            }
            Hit::Sum => {
                let mut sum = Number::zero();
                for row in &rows.at {
                    let value = cell(*row, output)?;
                    let number = value.as_number().ok_or_else(|| self.unfit(&value, table.span))?;
                    sum = at(table.span, sum.add(number))?;
                }
                (rows.at[0], self.checked(sum, &output_of(table, output).ty, table.span)?)
            }
            Hit::Number => (rows.at[0], Value::Number((rows.at.len() as i64).into())),
            Hit::MostSpecific => {
                let mut best = distinct[0];
                let mut tie = false;
                let breadth = |row: usize| breadth(self.program, &table.rows[row], Some(ctx.date));
                for row in &distinct[1..] {
                    match breadth(*row).cmp(&breadth(best)) {
                        Ordering::Less => (best, tie) = (*row, false),
                        Ordering::Equal => tie = true,
                        Ordering::Greater => {}
                    }
                }
                if tie {
                    return error(ErrorKind::Tie, words::rows_tie);
                }
                (best, cell(best, output)?)
            }
            Hit::ListAll | Hit::ListInOrder => {
                let order = if hit == Hit::ListAll {
                    distinct.clone()
                } else {
                    self.sorted(ctx, table, usage, &distinct, true)?
                };
                let values: Fallible<Vec<Vec<Value>>> = order.iter().map(|row| Ok(vec![cell(*row, output)?])).collect();
                (order[0], Value::Records(values?))
            }
        };
        let counts: &[usize] = match hit {
            Hit::Sum | Hit::Number | Hit::ListAll | Hit::ListInOrder | Hit::Agree => &distinct,
            Hit::Unique | Hit::First | Hit::Highest | Hit::Lowest | Hit::MostSpecific => &[row],
        };
        for own in counts.iter().map(|row| &table.rows[*row]) {
            self.reach(own.span);
            own.cells.get(output).into_iter().for_each(|cell| self.reach(cell.span));
        }
        let ty = &output_of(table, output).ty;
        let own = &table.rows[row].cells.get(output);
        let cites = own.and_then(|cell| cell.origin.as_ref()).map_or_else(Vec::new, |origin| self.cites(origin));
        stated.row = Some(RowHit {
            keys: rows.keys.clone(),
            hits: rows.at.len(),
            cell: (value != Value::Nothing).then(|| self.amount(&value, ty)),
            place: table.rows[row].span.into(),
            cites,
        });
        Ok(value)
    }

    /// `每增一项加 500元`
    fn further_hits(&self, ctx: &Context<'_>, table: &'p Table, value: &Value, hits: usize) -> Fallible<Value> {
        match (&table.each_further_hit_plus, value) {
            (Some(plus), Value::Number(number)) => {
                let further = Number::from(hits as i64 - 1);
                let added = at(plus.span, self.number(ctx, plus)?.multiply(&further))?;
                let sum = at(plus.span, number.add(&added))?;
                self.checked(sum, &plus.ty, plus.span)
            }
            _ => Ok(value.clone()),
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
    ) -> Fallible<Vec<usize>> {
        if rows.len() < 2 {
            return Ok(rows.to_vec());
        }
        let mut keyed: Vec<(usize, Vec<Value>)> = Vec::new();
        for row in rows {
            let outputs: Fallible<Vec<Value>> =
                (0..table.rows[*row].cells.len()).map(|output| self.cell(ctx, table, *row, output, usage)).collect();
            keyed.push((*row, outputs?));
        }
        // An insertion sort, since comparing can fail.
        let mut sorted: Vec<(usize, Vec<Value>)> = Vec::new();
        for (row, outputs) in keyed {
            let mut place = sorted.len();
            for (before, (_, other)) in sorted.iter().enumerate() {
                let order = self.by_outputs(&outputs, other, usage, table.span)?;
                if order == if highest_first { Ordering::Greater } else { Ordering::Less } {
                    place = before;
                    break;
                }
            }
            sorted.insert(place, (row, outputs));
        }
        Ok(sorted.into_iter().map(|(row, _)| row).collect())
    }

    fn by_outputs(&self, left: &[Value], right: &[Value], usage: Usage, span: Span) -> Fallible<Ordering> {
        for (left, right) in left.iter().zip(right) {
            let nothing_first = if usage.limit { Ordering::Greater } else { Ordering::Less };
            let order = match (left, right) {
                (Value::Nothing, Value::Nothing) => Ordering::Equal,
                (Value::Nothing, _) => nothing_first,
                (_, Value::Nothing) => nothing_first.reverse(),
                (left, right) => at(span, ops::order(left, right))?,
            };
            if order != Ordering::Equal {
                return Ok(order);
            }
        }
        Ok(Ordering::Equal)
    }

    fn cell(&self, ctx: &Context<'_>, table: &'p Table, row: usize, output: usize, usage: Usage) -> Fallible<Value> {
        match table.rows[row].cells.get(output) {
            Some(cell) => self.source(ctx, &cell.value, usage),
            None => Err(Error::mistyped(table.rows[row].span)),
        }
    }
}

fn is_any(head: Option<&Head>) -> bool {
    head.is_some_and(|head| head.items.iter().any(|item| matches!(item, HeadItem::Any)))
}

fn output_of(table: &Table, output: usize) -> &Output {
    // A table has an output at least; one beyond the last is a mistake that `cell` reports.
    table.outputs.get(output).unwrap_or(&table.outputs[0])
}
