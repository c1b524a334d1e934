//! Lists in a cell: the members of a household are so many persons of whom the same is known; the claims are those of
//! the year.

use super::super::exact::Exact;
use super::super::space::Possible;
use super::super::undecided::Undecided;
use super::expr::{mistyped, op_error};
use super::{Context, Lowered, Lowering, Stop, Sym, words};
use crate::ir::expr::ListFunction;
use crate::ir::{Expr, ExprKind};
use crate::value::{Value, ops};
use std::cmp::Ordering;

impl<'p> Lowering<'_, 'p> {
    pub(super) fn list(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Sym> {
        match &*expr.kind {
            ExprKind::Over { function, list, filter, body } => {
                self.over(ctx, expr, *function, list, filter.as_ref(), body.as_ref())
            }
            ExprKind::Least(all) => self.extreme_of(ctx, expr, all, true),
            ExprKind::Greatest(all) => self.extreme_of(ctx, expr, all, false),
            ExprKind::ListCount(list) => {
                let held = self.program.list(*list).entries.iter().filter(|own| own.range.contains(ctx.date)).count();
                Ok(Sym::Known(Value::Number((held as i64).into())))
            }
            ExprKind::Rank { .. } => Err(Undecided::Beyond(words::records(), expr.span).into()),
            _ => Err(mistyped(expr.span)),
        }
    }

    fn extreme_of(&self, ctx: &Context<'_>, expr: &'p Expr, all: &'p [Expr], least: bool) -> Lowered<Sym> {
        let values: Lowered<Vec<Sym>> = all.iter().map(|own| self.eval(ctx, own)).collect();
        self.extreme(values?, expr, least)
    }

    fn extreme(&self, values: Vec<Sym>, expr: &Expr, least: bool) -> Lowered<Sym> {
        let known: Option<Vec<Value>> =
            values.iter().map(|own| if let Sym::Known(value) = own { Some(value.clone()) } else { None }).collect();
        if let Some(known) = known {
            let mut best: Option<Value> = None;
            for value in known {
                let better = match &best {
                    Some(best) => {
                        let order = ops::order(&value, best).map_err(|error| op_error(error, expr.span))?;
                        order == if least { Ordering::Less } else { Ordering::Greater }
                    }
                    None => true,
                };
                if better {
                    best = Some(value);
                }
            }
            return match best {
                Some(Value::Nothing) | None => Err(Undecided::Policy(words::nothing_tested(), expr.span).into()),
                Some(best) => Ok(Sym::Known(best)),
            };
        }
        let mut terms = Vec::new();
        for own in values {
            terms.push(self.as_number(own, expr.span)?);
        }
        let best = self.made(|graph| if least { graph.least(&terms) } else { graph.greatest(&terms) })?;
        Ok(self.sym(best))
    }

    fn over(
        &self,
        ctx: &Context<'_>,
        expr: &'p Expr,
        function: ListFunction,
        list: &'p Expr,
        filter: Option<&'p Expr>,
        body: Option<&'p Expr>,
    ) -> Lowered<Sym> {
        let bills: Vec<usize> = match &*list.kind {
            ExprKind::Members => {
                let asked: Vec<&Expr> = filter.into_iter().chain(body).collect();
                vec![ctx.bill; self.persons(expr, function, &asked)?]
            }
            ExprKind::ClaimsThisYear => self.claims_this_year(ctx, list.span)?,
            _ => return self.over_records(ctx, expr, function, list, filter, body),
        };
        let mut values: Vec<Sym> = Vec::new();
        let mut count: i64 = 0;
        let (mut any, mut all) = (false, true);
        let of_members = matches!(&*list.kind, ExprKind::Members);
        for (at, bill) in bills.into_iter().enumerate() {
            let own = if bill == ctx.bill { *ctx } else { Context { held: None, ..self.context(bill, ctx.benefit) } };
            let own = match of_members && self.vocabulary.has_others() {
                true if at > 0 => Context { other: true, held: None, run: None, ..own },
                true => Context { other: false, ..own },
                false => own,
            };
            let passes = filter.map_or(Ok(true), |filter| self.truth(&own, filter))?;
            let logical = matches!(function, ListFunction::Any | ListFunction::All | ListFunction::Count);
            if logical {
                let holds = match body {
                    Some(body) if passes => Some(self.truth(&own, body)?),
                    Some(_) => None,
                    None => Some(passes),
                };
                any |= holds == Some(true);
                all &= holds != Some(false);
                count += i64::from(holds == Some(true));
            } else if passes {
                let Some(body) = body else { return Err(mistyped(expr.span)) };
                values.push(self.eval(&own, body)?);
            }
        }
        match function {
            ListFunction::Any => Ok(Sym::Known(Value::Bool(any))),
            ListFunction::All => Ok(Sym::Known(Value::Bool(all))),
            ListFunction::Count => Ok(Sym::Known(Value::Number(count.into()))),
            ListFunction::Min => self.extreme(values, expr, true),
            ListFunction::Max => self.extreme(values, expr, false),
            ListFunction::Sum | ListFunction::Average => self.summed(expr, function, values),
        }
    }

    /// Returns how many members are to be looked at. Of all of them the same is known, so that one stands for all where
    /// they are not counted; of bills nothing is known but those of one person, so that nobody else may have any.
    fn persons(&self, expr: &Expr, function: ListFunction, asked: &[&Expr]) -> Lowered<usize> {
        let of_bills = asked.iter().any(|own| self.reads_bills(own));
        let counts = matches!(function, ListFunction::Count | ListFunction::Sum);
        let one_stands_for_all = !of_bills && !counts;
        if one_stands_for_all && !self.vocabulary.has_others() {
            return Ok(1);
        }
        let id = self.vocabulary.members;
        let Some(Possible::Numbers(sizes)) = self.possible(id) else { return Ok(1) };
        match sizes.as_slice() {
            [1] => Ok(1),
            // The first, and one who stands for all others; a mean weighs them.
            [first, ..] if one_stands_for_all && *first > 1 && function != ListFunction::Average => Ok(2),
            [first, rest @ ..] if one_stands_for_all && !rest.is_empty() && function != ListFunction::Average => {
                let parts = vec![Possible::Numbers(vec![*first]), Possible::Numbers(rest.to_vec())];
                Err(Stop::Split(id, parts))
            }
            [first, rest @ ..] if of_bills => {
                if *first > 1 {
                    return Err(Undecided::Beyond(words::several_persons_bills(), expr.span).into());
                }
                let parts = vec![Possible::Numbers(vec![*first]), Possible::Numbers(rest.to_vec())];
                Err(Stop::Split(id, parts))
            }
            [size] => Ok(usize::try_from(*size).unwrap_or(1)),
            _ => Err(Stop::Open(id)),
        }
    }

    fn summed(&self, expr: &Expr, function: ListFunction, values: Vec<Sym>) -> Lowered<Sym> {
        let count = values.len() as i64;
        let mut sum = self.zero();
        for own in values {
            let own = self.as_number(own, expr.span)?;
            sum = self.made(|graph| graph.plus(sum, own))?;
        }
        if function == ListFunction::Average {
            if count == 0 {
                return Err(Undecided::Policy(words::nothing_tested(), expr.span).into());
            }
            let by = Exact::new(1, i128::from(count))?;
            sum = self.made(|graph| graph.times(sum, by))?;
        }
        Ok(self.sym(sum))
    }

    /// Over the values that a table lists; records of facts are not followed.
    fn over_records(
        &self,
        ctx: &Context<'_>,
        expr: &'p Expr,
        function: ListFunction,
        list: &'p Expr,
        filter: Option<&'p Expr>,
        body: Option<&'p Expr>,
    ) -> Lowered<Sym> {
        let beyond = || Err(Undecided::Beyond(words::records(), expr.span).into());
        let Sym::Known(Value::Records(records)) = self.eval(ctx, list)? else { return beyond() };
        let mut values = Vec::new();
        for record in records {
            match record.as_slice() {
                [one] if filter.is_none() && body.is_none() => values.push(Sym::Known(one.clone())),
                _ => return beyond(),
            }
        }
        match function {
            ListFunction::Count => Ok(Sym::Known(Value::Number((values.len() as i64).into()))),
            ListFunction::Min => self.extreme(values, expr, true),
            ListFunction::Max => self.extreme(values, expr, false),
            ListFunction::Sum | ListFunction::Average => self.summed(expr, function, values),
            ListFunction::Any | ListFunction::All => beyond(),
        }
    }
}
