//! Expressions to what they are worth in a cell: a value, a number that depends on the free ones, or an open answer.

use super::super::exact::Exact;
use super::super::space::{Edge, Possible, QuantityId, day_number, day_of, exact};
use super::super::term::Term;
use super::super::undecided::Undecided;
use super::date::{Derived, derived};
use super::{Context, Lowered, Lowering, Stop, Sym, words};
use crate::base::number::{Number, RoundingMode};
use crate::base::span::Span;
use crate::ir::expr::{AccountItem, ArithmeticOp, Band, CompareOp, InForceOf, Member};
use crate::ir::types::Base;
use crate::ir::{DefinitionId, Expr, ExprKind, FactId, Owner, Source, Type, standing_on, version_on};
use crate::value::ops::Comparison;
use crate::value::{Value, ops};
use std::cmp::Ordering;

impl<'p> Lowering<'_, 'p> {
    /// Returns what an expression is worth; where it asks a question with several answers, the same for each.
    pub(super) fn eval(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Sym> {
        self.step(expr.span)?;
        if ctx.together && self.is_of_bills(expr) {
            return self.sum_of_bills(ctx, expr);
        }
        self.deeper(expr.span, || match self.eval_kind(ctx, expr) {
            Err(Stop::Open(id)) if !matches!(&*expr.kind, ExprKind::Fact(_)) => {
                self.told_apart(ctx, id, &mut |ctx| self.eval_kind(ctx, expr))
            }
            other => other,
        })
    }

    /// Whether an expression is an amount of each bill, so that several bills have the sum of them.
    fn is_of_bills(&self, expr: &Expr) -> bool {
        match &*expr.kind {
            ExprKind::Fact(id) => {
                let fact = self.program.fact(*id);
                fact.owner == Owner::Claim && matches!(&fact.ty, Type::Quantity(unit) if unit.is_money())
            }
            ExprKind::Paid(_)
            | ExprKind::TotalPaid
            | ExprKind::PaidSoFar
            | ExprKind::OwnPay
            | ExprKind::EligibleLeft => true,
            _ => false,
        }
    }

    fn sum_of_bills(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Sym> {
        let mut sum = self.constant(Exact::ZERO);
        for bill in 0..self.bills.len() {
            let own = Context { held: ctx.held, ..self.context(bill, ctx.benefit) };
            let own = self.number(&own, expr)?;
            sum = self.made(|graph| graph.plus(sum, own))?;
        }
        Ok(self.sym(sum))
    }

    pub(super) fn truth(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<bool> {
        match &*expr.kind {
            ExprKind::And(left, right) => self.joined(ctx, left, right, false),
            ExprKind::Or(left, right) => self.joined(ctx, left, right, true),
            ExprKind::Not(own) => self.truth(ctx, own).map(|own| !own),
            _ => match self.eval(ctx, expr) {
                Ok(Sym::Known(Value::Bool(truth))) => Ok(truth),
                Ok(_) => Err(mistyped(expr.span)),
                // A question that is itself the condition.
                Err(Stop::Open(id)) => self.told_apart(ctx, id, &mut |ctx| match self.eval_kind(ctx, expr)? {
                    Sym::Known(Value::Bool(truth)) => Ok(truth),
                    _ => Err(mistyped(expr.span)),
                }),
                Err(stop) => Err(stop),
            },
        }
    }

    /// Either operand may decide, whatever stops the other; so that nothing is split or forked for nothing.
    fn joined(&self, ctx: &Context<'_>, left: &'p Expr, right: &'p Expr, decides: bool) -> Lowered<bool> {
        let first = self.truth(ctx, left);
        if first == Ok(decides) {
            return first;
        }
        // What has no answer at all is asked by the evaluator before the other operand.
        if let Err(Stop::Undecided(_)) = &first {
            return first;
        }
        let second = self.truth(ctx, right);
        match (first, second) {
            (_, Ok(own)) if own == decides => Ok(decides),
            (Err(stop), _) | (_, Err(stop)) => Err(stop),
            (Ok(_), Ok(_)) => Ok(!decides),
        }
    }

    pub(super) fn number(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Term> {
        let own = self.eval(ctx, expr)?;
        self.as_number(own, expr.span)
    }

    pub(super) fn as_number(&self, own: Sym, span: Span) -> Lowered<Term> {
        match own {
            Sym::Known(Value::Number(number)) => Ok(self.constant(exact(&number)?)),
            Sym::Number(term) => Ok(term),
            Sym::Open(id, _) if self.assumed.unanswered.contains(&id) => {
                Err(Undecided::NoAnswers(self.vocabulary.quantity(id).name.clone(), span).into())
            }
            Sym::Open(id, steps) if steps.is_empty() => Err(Stop::Pin(id)),
            Sym::Open(..) => Err(Undecided::NotLinear(span).into()),
            Sym::Known(Value::Nothing) => Err(Undecided::Policy(words::nothing_tested(), span).into()),
            Sym::Known(_) => Err(mistyped(span)),
        }
    }

    fn known_number(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Number> {
        let term = self.number(ctx, expr)?;
        match self.shop.graph.borrow().as_constant(term) {
            Some(own) => Ok(own.to_number()),
            None => Err(Undecided::NotLinear(expr.span).into()),
        }
    }

    pub(super) fn sym(&self, term: Term) -> Sym {
        match self.shop.graph.borrow().as_constant(term) {
            Some(value) => Sym::Known(Value::Number(value.to_number())),
            None => Sym::Number(term),
        }
    }

    fn eval_kind(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Sym> {
        let span = expr.span;
        let known = |value: Value| Ok(Sym::Known(value));
        match &*expr.kind {
            ExprKind::Constant(value) => known(value.clone()),
            ExprKind::Fact(id) => self.fact(ctx, *id, span),
            ExprKind::Definition(id, arguments) => {
                let values: Lowered<Vec<Sym>> = arguments.iter().map(|own| self.eval(ctx, own)).collect();
                self.definition(ctx, *id, &values?, span)
            }
            ExprKind::Argument(at) => ctx.arguments.get(*at).cloned().ok_or_else(|| mistyped(span)),
            ExprKind::TableOutput(id, output) => self.named_table(ctx, *id, *output, span),
            ExprKind::State(id) => self.state(ctx, *id, false, span),
            ExprKind::PreviousState(id) => self.state(ctx, *id, true, span),
            ExprKind::HeldFor { months } => match ctx.held_months {
                Some(held) => known(Value::Bool(held >= i64::from(*months))),
                None => Err(mistyped(span)),
            },
            ExprKind::PreviousPaid(_) => Err(Undecided::History(span).into()),
            ExprKind::Paid(_)
            | ExprKind::PaidInPeriod(..)
            | ExprKind::Total(..)
            | ExprKind::Left(..)
            | ExprKind::EligibleLeft
            | ExprKind::OwnPay
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber => self.total(ctx, expr),
            ExprKind::Today => known(Value::Date(ctx.date)),
            ExprKind::Negate(own) => {
                let own = self.number(ctx, own)?;
                self.made(|graph| graph.times(own, Exact::ONE.negate())).map(|own| self.sym(own))
            }
            ExprKind::Not(_) | ExprKind::And(..) | ExprKind::Or(..) => {
                self.truth(ctx, expr).map(|truth| Sym::Known(Value::Bool(truth)))
            }
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(ctx, *op, left, right, span),
            ExprKind::Scale(own, by) => match self.eval(ctx, own)? {
                Sym::Open(id, mut steps) if !steps.is_empty() => {
                    steps.push(Derived::Times(by.clone()));
                    Ok(Sym::Open(id, steps))
                }
                own => {
                    let own = self.as_number(own, span)?;
                    let by = exact(by)?;
                    self.made(|graph| graph.times(own, by)).map(|own| self.sym(own))
                }
            },
            ExprKind::Compare(op, left, right) => {
                self.compare(ctx, *op, left, right, span).map(|truth| Sym::Known(Value::Bool(truth)))
            }
            ExprKind::If(condition, then, otherwise) => {
                let branch = if self.truth(ctx, condition)? { then } else { otherwise };
                self.eval(ctx, branch)
            }
            ExprKind::In { value, members, negated } => {
                if let Some(found) = self.tried_among(ctx, value, members) {
                    return Ok(Sym::Known(Value::Bool(found != *negated)));
                }
                let value = self.eval(ctx, value)?;
                Ok(Sym::Known(Value::Bool(self.is_among(ctx, &value, members, span)? != *negated)))
            }
            ExprKind::InBand { value, band, negated } => {
                let value = self.eval(ctx, value)?;
                Ok(Sym::Known(Value::Bool(self.is_in_band(ctx, &value, band)? != *negated)))
            }
            ExprKind::At(own, date) => {
                let date = self.date(ctx, date)?;
                self.eval(&Context { date, ..*ctx }, own)
            }
            ExprKind::Rounded(own, mode, unit) => {
                let unit = exact(&self.known_number(ctx, unit)?)?;
                let own = self.number(ctx, own)?;
                self.rounded(own, *mode, unit, span).map(|own| self.sym(own))
            }
            ExprKind::Over { .. }
            | ExprKind::Members
            | ExprKind::ClaimsThisYear
            | ExprKind::Least(_)
            | ExprKind::Greatest(_)
            | ExprKind::Rank { .. }
            | ExprKind::ListCount(_) => self.list(ctx, expr),
            ExprKind::Age { birth, on } => {
                let on = self.date(ctx, on)?;
                let birth = self.eval(ctx, birth)?;
                if let Sym::Open(id, steps) = &birth
                    && steps.is_empty()
                    && let Some(&Possible::Days(low, high)) = self.possible(*id)
                {
                    // Nobody is asked who is not born yet.
                    let today = day_number(on);
                    if low > today {
                        return Err(Stop::Impossible);
                    }
                    if high > today {
                        let parts = vec![Possible::Days(low, today), Possible::Days(today + 1, high)];
                        return Err(Stop::Split(*id, parts));
                    }
                }
                self.derive(birth, Derived::AgeOn(on), span)
            }
            ExprKind::Year(own) => {
                let own = self.eval(ctx, own)?;
                self.derive(own, Derived::Year, span)
            }
            ExprKind::Month(own) => match self.eval(ctx, own)? {
                Sym::Known(Value::Date(day)) => known(Value::Number(i64::from(day.month()).into())),
                _ => Err(Undecided::NotLinear(span).into()),
            },
            ExprKind::Days(from, to) => self.between(ctx, from, to, span, Derived::DaysTo, Derived::DaysFrom),
            ExprKind::DateDifference(later, earlier) => {
                self.between(ctx, earlier, later, span, Derived::DaysTo, Derived::DaysFrom)
            }
            ExprKind::Months(from, to) => self.between(ctx, from, to, span, Derived::MonthsTo, Derived::MonthsFrom),
            ExprKind::NextMonth(own) => {
                let own = self.eval(ctx, own)?;
                self.derive(own, Derived::NextMonth, span)
            }
            ExprKind::MonthEnd(own) => {
                let own = self.eval(ctx, own)?;
                self.derive(own, Derived::MonthEnd, span)
            }
            ExprKind::InForce(of) => known(Value::Bool(self.in_force(ctx, of))),
            ExprKind::Account(items) => self.account(ctx, items).map(|sum| self.sym(sum)),
            ExprKind::DatePlus { date, duration, negated } => {
                let months = matches!(&duration.ty, Type::Quantity(unit) if unit.power_of(&Base::Month) == 1);
                let count = self.known_number(ctx, duration)?;
                let count = if *negated { count.negate() } else { count };
                let day = self.eval(ctx, date)?;
                self.derive(day, Derived::Later(count, months), span)
            }
            ExprKind::Field(_) | ExprKind::Hole => Err(mistyped(span)),
        }
    }

    fn derive(&self, own: Sym, step: Derived, span: Span) -> Lowered<Sym> {
        match own {
            Sym::Known(value) => step.of(&value).map(Sym::Known).ok_or_else(|| mistyped(span)),
            Sym::Open(id, mut steps) => {
                steps.push(step);
                Ok(Sym::Open(id, steps))
            }
            Sym::Number(_) => Err(mistyped(span)),
        }
    }

    fn between(
        &self,
        ctx: &Context<'_>,
        from: &'p Expr,
        to: &'p Expr,
        span: Span,
        to_known: fn(crate::base::date::Date) -> Derived,
        from_known: fn(crate::base::date::Date) -> Derived,
    ) -> Lowered<Sym> {
        match (self.eval(ctx, from)?, self.eval(ctx, to)?) {
            (from, Sym::Known(Value::Date(to))) => self.derive(from, to_known(to), span),
            (Sym::Known(Value::Date(from)), to) => self.derive(to, from_known(from), span),
            _ => Err(Undecided::NotLinear(span).into()),
        }
    }

    fn date(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<crate::base::date::Date> {
        match self.eval(ctx, expr)? {
            Sym::Known(Value::Date(date)) => Ok(date),
            _ => Err(Undecided::NotLinear(expr.span).into()),
        }
    }

    pub(super) fn rounded(&self, own: Term, mode: RoundingMode, unit: Exact, span: Span) -> Lowered<Term> {
        if !unit.is_positive() {
            return Err(Undecided::Policy(words::division_by_zero(), span).into());
        }
        self.made(|graph| graph.round(own, mode, unit))
    }

    fn arithmetic(
        &self,
        ctx: &Context<'_>,
        op: ArithmeticOp,
        left: &'p Expr,
        right: &'p Expr,
        span: Span,
    ) -> Lowered<Sym> {
        let (left_sym, right_sym) = (self.eval(ctx, left)?, self.eval(ctx, right)?);
        // A number of years or days, moved by a known one, is still told apart by comparisons only.
        if let (Sym::Open(id, steps), Sym::Known(Value::Number(by))) = (&left_sym, &right_sym)
            && !steps.is_empty()
            && matches!(op, ArithmeticOp::Add | ArithmeticOp::Subtract)
        {
            let by = if op == ArithmeticOp::Add { by.clone() } else { by.negate() };
            let steps = [steps.clone(), vec![Derived::Plus(by)]].concat();
            return Ok(Sym::Open(*id, steps));
        }
        let (a, b) = (self.as_number(left_sym, left.span)?, self.as_number(right_sym, right.span)?);
        let result = match op {
            ArithmeticOp::Add => self.made(|graph| graph.plus(a, b))?,
            ArithmeticOp::Subtract => self.made(|graph| graph.minus(a, b))?,
            ArithmeticOp::Multiply => self.product(a, b, span)?,
            ArithmeticOp::Divide => {
                let Some(by) = self.shop.graph.borrow().as_constant(b) else {
                    return Err(Undecided::NotLinear(span).into());
                };
                if by.is_zero() {
                    return Err(Undecided::Policy(words::division_by_zero(), span).into());
                }
                let by = Exact::ONE.over(by)?;
                self.made(|graph| graph.times(a, by))?
            }
            ArithmeticOp::Power => {
                let graph = self.shop.graph.borrow();
                let (Some(a), Some(b)) = (graph.as_constant(a), graph.as_constant(b)) else {
                    return Err(Undecided::NotLinear(span).into());
                };
                drop(graph);
                let power = ops::power(&a.to_number(), &b.to_number()).map_err(|_| Undecided::FiguresTooLarge)?;
                self.constant(exact(&power)?)
            }
        };
        Ok(self.sym(result))
    }

    /// Returns a product, one factor of which must be known.
    pub(super) fn product(&self, a: Term, b: Term, span: Span) -> Lowered<Term> {
        let (of_a, of_b) = {
            let graph = self.shop.graph.borrow();
            (graph.as_constant(a), graph.as_constant(b))
        };
        match (of_a, of_b) {
            (Some(by), _) => self.made(|graph| graph.times(b, by)),
            (_, Some(by)) => self.made(|graph| graph.times(a, by)),
            _ => Err(Undecided::NotLinear(span).into()),
        }
    }

    /// Returns what a fact is here.
    pub(super) fn fact(&self, ctx: &Context<'_>, id: FactId, span: Span) -> Lowered<Sym> {
        if let Some(run) = ctx.run.filter(|run| run.facts.contains(&id)) {
            run.asked.set(true);
        }
        let mut next = ctx.held;
        while let Some(own) = next {
            if own.fact == id {
                own.tried.into_iter().for_each(super::alike::Tried::is_seen);
                return Ok(Sym::Known(own.value.clone()));
            }
            next = own.outer;
        }
        let first = self.vocabulary.of_fact(self.side, id);
        let other = self.vocabulary.of_others(first).filter(|_| ctx.other);
        if other.is_none()
            && let Some(term) = self.bills.get(ctx.bill).and_then(|bill| bill.numbers.get(&id))
        {
            return Ok(self.sym(*term));
        }
        let quantity = other.unwrap_or(first);
        for own in [quantity, first] {
            if let Some(value) = self.assumed.pinned.get(&own) {
                self.note_pin(own);
                return Ok(Sym::Known(value.clone()));
            }
        }
        let fact = self.program.fact(id);
        let narrowed = self.is_narrowed(quantity);
        if let Some(default) = &fact.default
            && !narrowed
            && (!matches!(&*default.kind, ExprKind::Constant(_)) || self.vocabulary.everything(quantity).is_none())
        {
            self.note_pin(quantity);
            let value = self.eval(&Context { arguments: &[], ..*ctx }, default)?;
            return Ok(match (value, &fact.ty) {
                (Sym::Known(Value::Nothing), Type::Several(domain)) => Sym::Known(Value::Several(*domain, Vec::new())),
                (Sym::Known(Value::Nothing), Type::Records(_)) => Sym::Known(Value::Records(Vec::new())),
                (Sym::Known(Value::Entry(own, entry)), Type::Several(domain)) if own == *domain => {
                    Sym::Known(Value::Several(*domain, vec![entry]))
                }
                (value, _) => value,
            });
        }
        self.asked(quantity, span)
    }

    /// Returns the answer to a question as far as the cell knows it.
    fn asked(&self, id: QuantityId, span: Span) -> Lowered<Sym> {
        let Some(possible) = self.possible(id) else {
            return Err(Undecided::NoAnswers(self.vocabulary.quantity(id).name.clone(), span).into());
        };
        if possible.count().is_some_and(|count| count != 1) {
            return Err(Stop::Open(id));
        }
        match self.vocabulary.values(self.side, possible) {
            Some(values) => Ok(Sym::Known(values[0].clone())),
            None => Ok(Sym::Open(id, Vec::new())),
        }
    }

    fn compare(&self, ctx: &Context<'_>, op: CompareOp, left: &'p Expr, right: &'p Expr, span: Span) -> Lowered<bool> {
        if let Some(holds) = self.tried_against(ctx, left, op, right) {
            return Ok(holds);
        }
        let names_nothing = |expr: &Expr| matches!(&*expr.kind, ExprKind::Constant(Value::Nothing));
        let (left_sym, right_sym) = (self.eval(ctx, left)?, self.eval(ctx, right)?);
        if names_nothing(left) || names_nothing(right) {
            let nothing = Sym::Known(Value::Nothing);
            let both = left_sym == nothing && right_sym == nothing;
            return match op {
                CompareOp::Equal => Ok(both),
                CompareOp::NotEqual => Ok(!both),
                _ => Err(Undecided::Policy(words::nothing_tested(), span).into()),
            };
        }
        self.compared(op, &left_sym, &right_sym, span)
    }

    /// Compares two values; where numbers do not decide it, the work forks or the cell is cut.
    pub(super) fn compared(&self, op: CompareOp, left: &Sym, right: &Sym, span: Span) -> Lowered<bool> {
        match (left, right) {
            (Sym::Known(left), Sym::Known(right)) => {
                ops::compare(self.program, op.into(), left, right).map_err(|error| op_error(error, span))
            }
            (Sym::Open(id, steps), Sym::Known(value)) => self.cut(*id, steps, op, value, span),
            (Sym::Known(value), Sym::Open(id, steps)) => self.cut(*id, steps, op.mirrored(), value, span),
            _ => {
                let (a, b) = (self.as_number(left.clone(), span)?, self.as_number(right.clone(), span)?);
                let at_most = |a: Term, b: Term| -> Lowered<bool> {
                    let test = self.made(|graph| graph.minus(a, b))?;
                    self.at_most_zero(test)
                };
                match op {
                    CompareOp::LessOrEqual => at_most(a, b),
                    CompareOp::Greater => Ok(!at_most(a, b)?),
                    CompareOp::GreaterOrEqual => at_most(b, a),
                    CompareOp::Less => Ok(!at_most(b, a)?),
                    CompareOp::Equal => Ok(at_most(a, b)? && at_most(b, a)?),
                    CompareOp::NotEqual => Ok(!(at_most(a, b)? && at_most(b, a)?)),
                }
            }
        }
    }

    /// Compares an open answer with a value: the range is cut where the truth changes.
    fn cut(&self, id: QuantityId, steps: &[Derived], op: CompareOp, value: &Value, span: Span) -> Lowered<bool> {
        match self.possible(id).cloned() {
            Some(Possible::Days(low, high)) => {
                let order = |day: i64| -> Lowered<Ordering> {
                    let own = day_of(day).and_then(|day| derived(steps, Value::Date(day)));
                    let own = own.ok_or_else(|| mistyped(span))?;
                    ops::order(&own, value).map_err(|error| op_error(error, span))
                };
                let mut runs: Vec<(i64, i64, bool)> = Vec::new();
                let mut from = low;
                while from <= high {
                    let own = order(from)?;
                    // The last day with the same order: it changes once and never back.
                    let (mut last, mut beyond) = (from, high + 1);
                    while last + 1 < beyond {
                        let middle = last + (beyond - last) / 2;
                        if order(middle)? == own { last = middle } else { beyond = middle }
                    }
                    let truth = fits(op, own);
                    match runs.last_mut() {
                        Some(run) if run.2 == truth => run.1 = last,
                        _ => runs.push((from, last, truth)),
                    }
                    from = last + 1;
                }
                match runs.as_slice() {
                    [] => Err(Stop::Impossible),
                    [(_, _, truth)] => Ok(*truth),
                    _ => Err(Stop::Split(id, runs.iter().map(|(low, high, _)| Possible::Days(*low, *high)).collect())),
                }
            }
            Some(Possible::Range(low, high)) if steps.is_empty() => {
                let Value::Number(edge) = value else { return Err(mistyped(span)) };
                let below = |included: bool| (low.clone(), Some((edge.clone(), included)));
                let above = |included: bool| (Some((edge.clone(), included)), high.clone());
                let exactly = (Some((edge.clone(), true)), Some((edge.clone(), true)));
                let parts: Vec<((Edge, Edge), bool)> = match op {
                    CompareOp::Less => vec![(below(false), true), (above(true), false)],
                    CompareOp::LessOrEqual => vec![(below(true), true), (above(false), false)],
                    CompareOp::Greater => vec![(below(true), false), (above(false), true)],
                    CompareOp::GreaterOrEqual => vec![(below(false), false), (above(true), true)],
                    CompareOp::Equal => vec![(below(false), false), (exactly, true), (above(false), false)],
                    CompareOp::NotEqual => vec![(below(false), true), (exactly, false), (above(false), true)],
                };
                let whole = self.vocabulary.quantity(id).whole;
                let real: Vec<((Edge, Edge), bool)> =
                    parts.into_iter().filter(|((low, high), _)| !is_empty(low, high, whole)).collect();
                let all: Vec<((Edge, Edge), bool)> = real
                    .into_iter()
                    .filter(|((own_low, own_high), _)| {
                        // What the cell leaves out is no part.
                        !is_empty(own_low, &high, whole) && !is_empty(&low, own_high, whole)
                    })
                    .collect();
                match all.as_slice() {
                    [] => Err(Stop::Impossible),
                    [(_, truth)] => Ok(*truth),
                    _ => Err(Stop::Split(
                        id,
                        all.into_iter()
                            .map(|((own_low, own_high), _)| {
                                Possible::Range(higher(own_low, &low), lower(own_high, &high))
                            })
                            .collect(),
                    )),
                }
            }
            _ if self.assumed.unanswered.contains(&id) => {
                Err(Undecided::NoAnswers(self.vocabulary.quantity(id).name.clone(), span).into())
            }
            _ => Err(Stop::Pin(id)),
        }
    }

    pub(super) fn is_among(&self, ctx: &Context<'_>, value: &Sym, members: &'p [Member], span: Span) -> Lowered<bool> {
        if *value == Sym::Known(Value::Nothing) {
            return Err(Undecided::Policy(words::nothing_tested(), span).into());
        }
        for member in members {
            self.step(span)?;
            let found = match member {
                Member::Value(expr) => match self.eval(ctx, expr)? {
                    // A group named in the list.
                    Sym::Known(Value::Bool(truth)) if !matches!(value, Sym::Known(Value::Bool(_))) => truth,
                    other => self.compared(CompareOp::Equal, value, &other, expr.span)?,
                },
                Member::List(list) => self.is_listed(ctx, value, *list),
            };
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) fn is_listed(&self, ctx: &Context<'_>, value: &Sym, list: crate::ir::ListId) -> bool {
        let list = self.program.list(list);
        let domain = self.program.domain(list.of);
        let Sym::Known(value) = value else { return false };
        ops::one_by_one(value).iter().any(|own| match own {
            Value::Entry(of, entry) => *of == list.of && list.holds(domain, *entry, ctx.date),
            _ => false,
        })
    }

    pub(super) fn is_in_band(&self, ctx: &Context<'_>, value: &Sym, band: &'p Band) -> Lowered<bool> {
        let edge = |edge: &'p Option<crate::ir::expr::Edge>| match edge {
            Some(edge) => self.eval(ctx, &edge.value).map(|value| Some((value, edge.included))),
            None => Ok(None),
        };
        let (low, high) = (edge(&band.low)?, edge(&band.high)?);
        if let Sym::Known(value) = value {
            let known = |edge: &Option<(Sym, bool)>| match edge {
                Some((Sym::Known(value), included)) => Some(Some((value.clone(), *included))),
                Some(_) => None,
                None => Some(None),
            };
            if let (Some(low), Some(high)) = (known(&low), known(&high)) {
                let low = low.as_ref().map(|(value, included)| (value, *included));
                let high = high.as_ref().map(|(value, included)| (value, *included));
                return ops::in_band(value, low, high).map_err(|error| op_error(error, band.span));
            }
        }
        let above = low.map_or(Ok(true), |(edge, included)| {
            let op = if included { CompareOp::GreaterOrEqual } else { CompareOp::Greater };
            self.compared(op, value, &edge, band.span)
        });
        if above == Ok(false) {
            return above;
        }
        let below = high.map_or(Ok(true), |(edge, included)| {
            let op = if included { CompareOp::LessOrEqual } else { CompareOp::Less };
            self.compared(op, value, &edge, band.span)
        });
        if below == Ok(false) {
            return below;
        }
        above.and(below)
    }

    fn in_force(&self, ctx: &Context<'_>, of: &InForceOf) -> bool {
        match of {
            InForceOf::Definition(id) => version_on(&self.program.definition(*id).versions, ctx.date)
                .is_some_and(|version| !matches!(version.body.value, Source::Pending(_))),
            InForceOf::Benefit(id) => version_on(&self.program.benefit(*id).alive, ctx.date).is_some(),
        }
    }

    fn account(&self, ctx: &Context<'_>, items: &'p [AccountItem]) -> Lowered<Term> {
        let mut sum = self.zero();
        for item in items.iter().filter(|item| item.range.contains(ctx.date)) {
            let value = self.number(ctx, &item.value)?;
            sum = self.made(|graph| if item.deducted { graph.minus(sum, value) } else { graph.plus(sum, value) })?;
        }
        Ok(sum)
    }

    fn definition(&self, ctx: &Context<'_>, id: DefinitionId, arguments: &[Sym], span: Span) -> Lowered<Sym> {
        let definition = self.program.definition(id);
        let Some(version) = version_on(&definition.versions, ctx.date) else {
            let standing = standing_on(&definition.versions, ctx.date);
            return Err(Undecided::Policy(words::not_in_force(&definition.name, standing), span).into());
        };
        self.plain(&Context { arguments, ..*ctx }, &version.body)
    }
}

pub(super) fn mistyped(span: Span) -> Stop {
    Undecided::Beyond(words::no_value(), span).into()
}

pub(super) fn op_error(error: ops::OpError, span: Span) -> Stop {
    match error {
        ops::OpError::Nothing => Undecided::Policy(words::nothing_tested(), span).into(),
        ops::OpError::DivisionByZero => Undecided::Policy(words::division_by_zero(), span).into(),
        ops::OpError::TooLarge | ops::OpError::MoneyTooLarge => Undecided::FiguresTooLarge.into(),
        ops::OpError::NoSuchDate | ops::OpError::NotWhole | ops::OpError::Mistyped => mistyped(span),
    }
}

fn fits(op: CompareOp, order: Ordering) -> bool {
    match Comparison::from(op) {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }
}

/// Whether no number lies between two edges.
fn is_empty(low: &Edge, high: &Edge, whole: bool) -> bool {
    let (Some((low, in_low)), Some((high, in_high))) = (low, high) else { return false };
    if low > high || (low == high && !(*in_low && *in_high)) {
        return true;
    }
    if !whole {
        return false;
    }
    let one = Number::one();
    let step = |edge: &Number, up: bool| {
        let next = if up { edge.add(&one) } else { edge.subtract(&one) };
        next.unwrap_or_else(|_| edge.clone())
    };
    let first = if *in_low { low.clone() } else { step(low, true) };
    let last = if *in_high { high.clone() } else { step(high, false) };
    first > last
}

/// Returns the narrower of two lower edges.
fn higher(a: Edge, b: &Edge) -> Edge {
    match (a, b) {
        (Some((a, x)), Some((b, y))) if a < *b || (a == *b && x && !y) => Some((b.clone(), *y)),
        (None, b) => b.clone(),
        (a, _) => a,
    }
}

fn lower(a: Edge, b: &Edge) -> Edge {
    match (a, b) {
        (Some((a, x)), Some((b, y))) if a > *b || (a == *b && x && !y) => Some((b.clone(), *y)),
        (None, b) => b.clone(),
        (a, _) => a,
    }
}
