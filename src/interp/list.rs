//! Lists at work: sums, counts and ranks over members, claims and records; inside, names are those of the element.

use super::context::{Context, Occurrence};
use super::error::{Error, ErrorKind, Fallible, at};
use super::session::Session;
use super::words;
use crate::base::date::Period;
use crate::base::number::Number;
use crate::ir::expr::ListFunction;
use crate::ir::{Expr, ExprKind};
use crate::value::{Value, ops, period};
use std::cmp::Ordering;

/// The elements of a list, each by what makes it the current one.
enum Elements {
    Persons(Vec<usize>),
    Claims(Vec<usize>),
    Records(Vec<Vec<Value>>),
}

impl Elements {
    fn len(&self) -> usize {
        match self {
            Elements::Persons(own) | Elements::Claims(own) => own.len(),
            Elements::Records(own) => own.len(),
        }
    }
}

impl<'p> Session<'p> {
    /// Returns what a list function is worth.
    pub(super) fn list(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Value> {
        match &*expr.kind {
            ExprKind::Over { function, list, filter, body } => {
                self.over(ctx, expr, *function, list, filter.as_ref(), body.as_ref())
            }
            ExprKind::Rank { list, filter, key } => self.rank(ctx, expr, list, filter.as_ref(), key),
            ExprKind::Least(arguments) => self.extreme_of(ctx, expr, arguments, Ordering::Less),
            ExprKind::Greatest(arguments) => self.extreme_of(ctx, expr, arguments, Ordering::Greater),
            ExprKind::ListCount(list) => {
                let held = self.program.list(*list).entries.iter().filter(|own| own.range.contains(ctx.date)).count();
                Ok(Value::Number((held as i64).into()))
            }
            // A list by itself is no value.
            _ => Err(Error::mistyped(expr.span)),
        }
    }

    fn extreme_of(
        &self,
        ctx: &Context<'_>,
        expr: &'p Expr,
        arguments: &'p [Expr],
        wanted: Ordering,
    ) -> Fallible<Value> {
        let values: Fallible<Vec<Value>> = arguments.iter().map(|own| self.eval(ctx, own)).collect();
        self.extreme(values?, expr, wanted)
    }

    fn extreme(&self, values: Vec<Value>, expr: &Expr, wanted: Ordering) -> Fallible<Value> {
        let mut best: Option<Value> = None;
        for value in values {
            let better = match &best {
                Some(best) => at(expr.span, ops::order(&value, best))? == wanted,
                None if value == Value::Nothing => return Err(self.unfit(&value, expr.span)),
                None => true,
            };
            if better {
                best = Some(value);
            }
        }
        best.ok_or_else(|| Error::new(ErrorKind::EmptyList, expr.span, words::empty_list()))
    }

    fn elements(&self, ctx: &Context<'_>, list: &'p Expr) -> Fallible<Elements> {
        match &*list.kind {
            ExprKind::Members => Ok(Elements::Persons(self.present(ctx.date))),
            ExprKind::ClaimsThisYear => Ok(Elements::Claims(self.claims_this_year(ctx))),
            _ => match self.eval(ctx, list)? {
                Value::Records(records) => Ok(Elements::Records(records)),
                other => Err(self.unfit(&other, list.span)),
            },
        }
    }

    /// Returns the claims of the person's year up to the present one; from a period, those before its day.
    fn claims_this_year(&self, ctx: &Context<'_>) -> Vec<usize> {
        let year = self.year_start(ctx.benefit, ctx.date);
        let fits = |at: &usize| {
            let claim = self.claim(*at);
            let until_now = match ctx.occurrence {
                Occurrence::Claim(present) => *at <= present,
                Occurrence::Period(date, _) => claim.date < date,
            };
            until_now
                && self.counts(*at)
                && ctx.person.is_none_or(|person| claim.member == person)
                && period::same(Period::Year, claim.date, ctx.date, year)
        };
        (0..self.claims.len()).filter(fits).collect()
    }

    /// Does something with each element as the current one; it says whether to go on.
    fn each(
        &self,
        ctx: &Context<'_>,
        elements: &Elements,
        list: &'p Expr,
        mut visit: impl FnMut(&Context<'_>, usize) -> Fallible<bool>,
    ) -> Fallible<()> {
        for place in 0..elements.len() {
            self.step(list.span)?;
            let go_on = match elements {
                Elements::Persons(own) => {
                    let inner = Context { person: Some(own[place]), element: Some(own[place]), record: None, ..*ctx };
                    visit(&inner, place)?
                }
                Elements::Claims(own) => {
                    let seen = self.seen_from(ctx, Occurrence::Claim(own[place]));
                    visit(&Context { element: Some(own[place]), arguments: ctx.arguments, ..seen }, place)?
                }
                Elements::Records(own) => {
                    visit(&Context { record: Some(&own[place]), element: Some(place), ..*ctx }, place)?
                }
            };
            if !go_on {
                break;
            }
        }
        Ok(())
    }

    fn over(
        &self,
        ctx: &Context<'_>,
        expr: &'p Expr,
        function: ListFunction,
        list: &'p Expr,
        filter: Option<&'p Expr>,
        body: Option<&'p Expr>,
    ) -> Fallible<Value> {
        let elements = self.elements(ctx, list)?;
        let passes = |inner: &Context<'_>| filter.map_or(Ok(true), |filter| self.truth(inner, filter));
        match function {
            ListFunction::Any | ListFunction::All => {
                // `全部(成员 其中 X)` without a body asks whether X holds of all.
                let decides = function == ListFunction::Any;
                let mut result = !decides;
                self.each(ctx, &elements, list, |inner, _| {
                    let holds = match body {
                        Some(body) => {
                            if !passes(inner)? {
                                return Ok(true);
                            }
                            self.truth(inner, body)?
                        }
                        None => passes(inner)?,
                    };
                    if holds == decides {
                        result = decides;
                    }
                    Ok(holds != decides)
                })?;
                Ok(Value::Bool(result))
            }
            ListFunction::Count => {
                let mut count: i64 = 0;
                self.each(ctx, &elements, list, |inner, _| {
                    let holds = passes(inner)? && body.map_or(Ok(true), |body| self.truth(inner, body))?;
                    count += i64::from(holds);
                    Ok(true)
                })?;
                Ok(Value::Number(count.into()))
            }
            ListFunction::Sum | ListFunction::Average | ListFunction::Min | ListFunction::Max => {
                let mut values = Vec::new();
                self.each(ctx, &elements, list, |inner, _| {
                    if passes(inner)? {
                        values.push(match (body, inner.record) {
                            (Some(body), _) => self.eval(inner, body)?,
                            // A plain list of values, as `全列` gives it.
                            (None, Some([one])) => one.clone(),
                            (None, _) => return Err(Error::mistyped(expr.span)),
                        });
                    }
                    Ok(true)
                })?;
                self.gather(expr, function, values)
            }
        }
    }

    fn gather(&self, expr: &'p Expr, function: ListFunction, values: Vec<Value>) -> Fallible<Value> {
        let count = Number::from(values.len() as i64);
        match function {
            ListFunction::Min => self.extreme(values, expr, Ordering::Less),
            ListFunction::Max => self.extreme(values, expr, Ordering::Greater),
            ListFunction::Sum | ListFunction::Average => {
                let mut sum = Number::zero();
                for value in &values {
                    let number = value.as_number().ok_or_else(|| self.unfit(value, expr.span))?;
                    sum = at(expr.span, sum.add(number))?;
                }
                if function == ListFunction::Average {
                    if values.is_empty() {
                        return Err(Error::new(ErrorKind::EmptyList, expr.span, words::empty_list()));
                    }
                    sum = at(expr.span, sum.divide(&count))?;
                }
                self.checked(sum, &expr.ty, expr.span)
            }
            ListFunction::Count | ListFunction::Any | ListFunction::All => Err(Error::mistyped(expr.span)),
        }
    }

    /// Returns the place of the current element by its key: 1 for the smallest, equal keys in list order.
    fn rank(
        &self,
        ctx: &Context<'_>,
        expr: &'p Expr,
        list: &'p Expr,
        filter: Option<&'p Expr>,
        key: &'p Expr,
    ) -> Fallible<Value> {
        let elements = self.elements(ctx, list)?;
        let current = match &elements {
            Elements::Persons(_) => ctx.person,
            Elements::Claims(_) => ctx.claim(),
            Elements::Records(_) => ctx.element.filter(|_| ctx.record.is_some()),
        };
        let mut keys: Vec<(bool, Value)> = Vec::new();
        self.each(ctx, &elements, list, |inner, _| {
            if filter.map_or(Ok(true), |filter| self.truth(inner, filter))? {
                keys.push((inner.element == current, self.eval(inner, key)?));
            }
            Ok(true)
        })?;
        let Some(own) = keys.iter().position(|(is_current, _)| *is_current) else {
            return Err(Error::new(ErrorKind::EmptyList, expr.span, words::not_in_list()));
        };
        let mut place: i64 = 1;
        for (other, (_, key)) in keys.iter().enumerate() {
            let order = at(expr.span, ops::order(key, &keys[own].1))?;
            if order == Ordering::Less || (order == Ordering::Equal && other < own) {
                place += 1;
            }
        }
        Ok(Value::Number(place.into()))
    }
}
