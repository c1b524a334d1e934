//! Expressions to values, in a context. Units have been checked and conversions are explicit, so numbers are worked
//! with as they are.

use super::context::{Context, Occurrence};
use super::error::{Error, ErrorKind, Fallible, at, standing_text};
use super::session::Session;
use super::trace::Use;
use super::words;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::expr::{AccountItem, ArithmeticOp, Band, CompareOp, InForceOf, Member};
use crate::ir::types::Base;
use crate::ir::{DefinitionId, DefinitionKind, Expr, ExprKind, Source, Standing, Type, standing_on, version_on};
use crate::value::{Value, ops};

impl<'p> Session<'p> {
    /// Returns what an expression is worth.
    pub(super) fn eval(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Value> {
        self.step(expr.span)?;
        if let Some((_, value)) = self.pretended.iter().find(|(own, _)| std::ptr::eq(*own, expr)) {
            return value.clone().ok_or_else(|| Error::mistyped(expr.span));
        }
        self.deeper(1, expr.span, || self.eval_kind(ctx, expr))
    }

    /// Returns whether a condition holds.
    pub(super) fn truth(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<bool> {
        match self.eval(ctx, expr)? {
            Value::Bool(truth) => Ok(truth),
            other => Err(self.unfit(&other, expr.span)),
        }
    }

    /// Returns the number that an expression is worth.
    pub(super) fn number(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Number> {
        match self.eval(ctx, expr)? {
            Value::Number(number) => Ok(number),
            other => Err(self.unfit(&other, expr.span)),
        }
    }

    pub(super) fn date(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<crate::base::date::Date> {
        match self.eval(ctx, expr)? {
            Value::Date(date) => Ok(date),
            other => Err(self.unfit(&other, expr.span)),
        }
    }

    /// A value of the wrong kind: `无`, or what a checked program never gives.
    pub(super) fn unfit(&self, value: &Value, span: Span) -> Box<Error> {
        match value {
            Value::Nothing => Error::new(ErrorKind::NothingTested, span, words::nothing_tested()),
            Value::Bool(_)
            | Value::Number(_)
            | Value::Date(_)
            | Value::Text(_)
            | Value::Entry(..)
            | Value::Several(..)
            | Value::Records(_) => Error::mistyped(span),
        }
    }

    fn eval_kind(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Value> {
        let span = expr.span;
        match &*expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Fact(id) => self.fact(ctx, *id, span),
            ExprKind::Field(at) => {
                let field = ctx.record.and_then(|record| record.get(*at)).cloned();
                field.ok_or_else(|| Error::new(ErrorKind::OutOfPlace, span, words::needs_element()))
            }
            ExprKind::Definition(id, arguments) => {
                let values: Fallible<Vec<Value>> = arguments.iter().map(|own| self.eval(ctx, own)).collect();
                self.definition(ctx, *id, &values?, span)
            }
            ExprKind::Argument(at) => ctx.arguments.get(*at).cloned().ok_or_else(|| Error::mistyped(span)),
            ExprKind::TableOutput(id, output) => self.named_table(ctx, *id, *output, span),
            ExprKind::State(id) => self.state(ctx, *id, 0, span),
            ExprKind::PreviousState(id) => self.state(ctx, *id, 1, span),
            ExprKind::PreviousPaid(id) => self.previous_paid(ctx, *id).map(Value::Number),
            ExprKind::HeldFor { months } => match ctx.held_months {
                Some(held) => Ok(Value::Bool(held >= i64::from(*months))),
                None => Err(Error::new(ErrorKind::OutOfPlace, span, words::needs_element())),
            },
            ExprKind::Paid(_)
            | ExprKind::PaidInPeriod(..)
            | ExprKind::Total(..)
            | ExprKind::Left(..)
            | ExprKind::EligibleLeft
            | ExprKind::OwnPay
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber => self.total(ctx, expr).map(|total| total.map_or(Value::Nothing, Value::Number)),
            ExprKind::Today => Ok(Value::Date(ctx.date)),
            ExprKind::Negate(own) => Ok(Value::Number(self.number(ctx, own)?.negate())),
            ExprKind::Not(own) => Ok(Value::Bool(!self.truth(ctx, own)?)),
            ExprKind::Arithmetic(..) => self.arithmetic(ctx, expr),
            ExprKind::Scale(own, by) => {
                let scaled = at(span, self.number(ctx, own)?.multiply(by))?;
                self.checked(scaled, &expr.ty, span)
            }
            ExprKind::Compare(op, left, right) => self.compare(ctx, *op, left, right, span).map(Value::Bool),
            ExprKind::And(..) => self.chain(ctx, expr, false),
            ExprKind::Or(..) => self.chain(ctx, expr, true),
            ExprKind::If(condition, then, otherwise) => {
                let branch = if self.truth(ctx, condition)? { then } else { otherwise };
                self.eval(ctx, branch)
            }
            ExprKind::In { value, members, negated } => {
                let value = self.eval(ctx, value)?;
                Ok(Value::Bool(self.is_among(ctx, &value, members, span)? != *negated))
            }
            ExprKind::InBand { value, band, negated } => {
                let value = self.eval(ctx, value)?;
                Ok(Value::Bool(self.is_in_band(ctx, &value, band)? != *negated))
            }
            ExprKind::At(own, date) => {
                let date = self.date(ctx, date)?;
                self.eval(&Context { date, ..*ctx }, own)
            }
            ExprKind::Rounded(own, mode, unit) => {
                let unit = self.number(ctx, unit)?;
                let rounded = at(span, ops::rounded(&self.number(ctx, own)?, *mode, &unit))?;
                self.checked(rounded, &expr.ty, span)
            }
            ExprKind::Over { .. }
            | ExprKind::Members
            | ExprKind::ClaimsThisYear
            | ExprKind::Least(_)
            | ExprKind::Greatest(_)
            | ExprKind::Rank { .. }
            | ExprKind::ListCount(_) => self.list(ctx, expr),
            ExprKind::Age { birth, on } => {
                // Only the years count of a day that stands for itself.
                let only_age = matches!((&*birth.kind, &*on.kind), (ExprKind::Fact(_), ExprKind::Today));
                self.only_age.set(only_age);
                let birth = self.date(ctx, birth);
                self.only_age.set(false);
                let (birth, on) = (birth?, self.date(ctx, on)?);
                Ok(Value::Number(on.completed_years_since(birth).into()))
            }
            ExprKind::Year(own) => Ok(Value::Number(i64::from(self.date(ctx, own)?.year()).into())),
            ExprKind::Month(own) => Ok(Value::Number(i64::from(self.date(ctx, own)?.month()).into())),
            ExprKind::Days(from, to) => {
                let (from, to) = (self.date(ctx, from)?, self.date(ctx, to)?);
                Ok(Value::Number(to.days_since(from).into()))
            }
            ExprKind::Months(from, to) => {
                let (from, to) = (self.date(ctx, from)?, self.date(ctx, to)?);
                Ok(Value::Number(ops::months_between(from, to).into()))
            }
            ExprKind::NextMonth(own) => {
                let first = self.date(ctx, own)?.first_of_month();
                at(span, ops::date_plus(first, &Number::one(), true)).map(Value::Date)
            }
            ExprKind::MonthEnd(own) => Ok(Value::Date(self.date(ctx, own)?.last_of_month())),
            ExprKind::InForce(of) => Ok(Value::Bool(self.in_force(ctx, of))),
            ExprKind::Account(items) => self.account(ctx, items, expr),
            ExprKind::DatePlus { date, duration, negated } => {
                let months = matches!(&duration.ty, Type::Quantity(unit) if unit.power_of(&Base::Month) == 1);
                let day = self.date(ctx, date)?;
                let count = self.number(ctx, duration)?;
                let count = if *negated { count.negate() } else { count };
                at(span, ops::date_plus(day, &count, months)).map(Value::Date)
            }
            ExprKind::DateDifference(later, earlier) => {
                let (later, earlier) = (self.date(ctx, later)?, self.date(ctx, earlier)?);
                Ok(Value::Number(later.days_since(earlier).into()))
            }
            ExprKind::Hole => Err(Error::mistyped(span)),
        }
    }

    /// Refuses money beyond the largest amount.
    pub(super) fn checked(&self, number: Number, ty: &Type, span: Span) -> Fallible<Value> {
        if matches!(ty, Type::Quantity(unit) if unit.is_money()) {
            at(span, ops::check_money(&number))?;
        }
        Ok(Value::Number(number))
    }

    /// Sums and products from the left; long ones do not go deeper.
    fn arithmetic(&self, ctx: &Context<'_>, expr: &'p Expr) -> Fallible<Value> {
        let mut spine = Vec::new();
        let mut first = expr;
        while let ExprKind::Arithmetic(op, left, right) = &*first.kind {
            spine.push((*op, right, first));
            first = left;
        }
        let mut result = self.number(ctx, first)?;
        for (op, right, node) in spine.into_iter().rev() {
            self.step(node.span)?;
            let right = self.number(ctx, right)?;
            result = match op {
                ArithmeticOp::Add => at(node.span, result.add(&right))?,
                ArithmeticOp::Subtract => at(node.span, result.subtract(&right))?,
                ArithmeticOp::Multiply => at(node.span, result.multiply(&right))?,
                ArithmeticOp::Divide => at(node.span, result.divide(&right))?,
                ArithmeticOp::Power => at(node.span, ops::power(&result, &right))?,
            };
            self.checked(result.clone(), &node.ty, node.span)?;
        }
        Ok(Value::Number(result))
    }

    /// `且` and `或` stop at the first operand that decides; long ones do not go deeper.
    fn chain(&self, ctx: &Context<'_>, expr: &'p Expr, decides: bool) -> Fallible<Value> {
        let mut operands = Vec::new();
        let mut first = expr;
        while let (ExprKind::And(left, right), false) | (ExprKind::Or(left, right), true) = (&*first.kind, decides) {
            operands.push(right);
            first = left;
        }
        operands.push(first);
        for operand in operands.into_iter().rev() {
            if self.truth(ctx, operand)? == decides {
                return Ok(Value::Bool(decides));
            }
        }
        Ok(Value::Bool(!decides))
    }

    fn compare(&self, ctx: &Context<'_>, op: CompareOp, left: &'p Expr, right: &'p Expr, span: Span) -> Fallible<bool> {
        let names_nothing = |expr: &Expr| matches!(&*expr.kind, ExprKind::Constant(Value::Nothing));
        let (asks_left, asks_right) = (names_nothing(left), names_nothing(right));
        let (left, right) = (self.eval(ctx, left)?, self.eval(ctx, right)?);
        if asks_left || asks_right {
            let both = left == Value::Nothing && right == Value::Nothing;
            return match op {
                CompareOp::Equal => Ok(both),
                CompareOp::NotEqual => Ok(!both),
                CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => {
                    Err(Error::new(ErrorKind::NothingTested, span, words::nothing_tested()))
                }
            };
        }
        at(span, ops::compare(self.program, op.into(), &left, &right))
    }

    /// Whether a value is one of the members, or stands below one.
    pub(super) fn is_among(
        &self,
        ctx: &Context<'_>,
        value: &Value,
        members: &'p [Member],
        span: Span,
    ) -> Fallible<bool> {
        if *value == Value::Nothing {
            return Err(self.unfit(value, span));
        }
        for member in members {
            self.step(span)?;
            let found = match member {
                Member::Value(expr) => {
                    let other = self.eval(ctx, expr)?;
                    match other {
                        // A group named in the list.
                        Value::Bool(truth) if !matches!(value, Value::Bool(_)) => truth,
                        other => at(expr.span, ops::equals(self.program, value, &other))?,
                    }
                }
                Member::List(list) => self.is_listed(ctx, value, *list),
            };
            if found {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether a list in force holds an entry, or one of several.
    pub(super) fn is_listed(&self, ctx: &Context<'_>, value: &Value, list: crate::ir::ListId) -> bool {
        let list = self.program.list(list);
        let domain = self.program.domain(list.of);
        ops::one_by_one(value).iter().any(|own| match own {
            Value::Entry(of, entry) => *of == list.of && list.holds(domain, *entry, ctx.date),
            _ => false,
        })
    }

    pub(super) fn is_in_band(&self, ctx: &Context<'_>, value: &Value, band: &'p Band) -> Fallible<bool> {
        let edge = |edge: &'p Option<crate::ir::expr::Edge>| match edge {
            Some(edge) => self.eval(ctx, &edge.value).map(|value| Some((value, edge.included))),
            None => Ok(None),
        };
        let (low, high) = (edge(&band.low)?, edge(&band.high)?);
        let (low, high) =
            (low.as_ref().map(|(value, own)| (value, *own)), high.as_ref().map(|(value, own)| (value, *own)));
        at(band.span, ops::in_band(value, low, high))
    }

    fn in_force(&self, ctx: &Context<'_>, of: &InForceOf) -> bool {
        match of {
            InForceOf::Definition(id) if self.subject.param(*id, ctx.date).is_some() => true,
            InForceOf::Definition(id) => match version_on(&self.program.definition(*id).versions, ctx.date) {
                Some(version) => !matches!(version.body.value, Source::Pending(_)),
                None => false,
            },
            InForceOf::Benefit(id) => version_on(&self.program.benefit(*id).alive, ctx.date).is_some(),
        }
    }

    fn account(&self, ctx: &Context<'_>, items: &'p [AccountItem], expr: &'p Expr) -> Fallible<Value> {
        let mut sum = Number::zero();
        for item in items.iter().filter(|item| item.range.contains(ctx.date)) {
            let value = self.number(ctx, &item.value)?;
            if !value.is_zero() {
                self.reach(item.origin.span);
            }
            sum = at(expr.span, if item.deducted { sum.subtract(&value) } else { sum.add(&value) })?;
        }
        self.checked(sum, &expr.ty, expr.span)
    }

    /// Returns what a param, define, group or account is worth; one without arguments is worked out once.
    pub(super) fn definition(
        &self,
        ctx: &Context<'_>,
        id: DefinitionId,
        arguments: &[Value],
        span: Span,
    ) -> Fallible<Value> {
        if !arguments.is_empty() {
            return self.define(ctx, id, arguments, span);
        }
        let number = ctx.overrides.map_or(0, |own| own.number);
        let key = (id, ctx.occurrence, ctx.date, ctx.person, ctx.benefit, number);
        let known = self.memo.borrow().get(&key).cloned();
        let (result, uses, asked) = match known {
            Some(known) => known,
            None => {
                let outer = std::mem::take(&mut *self.uses.borrow_mut());
                let before = ctx.run.map(|run| run.asked.replace(false));
                let result = self.define(ctx, id, arguments, span);
                let uses = std::mem::replace(&mut *self.uses.borrow_mut(), outer);
                let asked = ctx.run.is_some_and(|run| run.asked.get());
                if let (Some(run), Some(before)) = (ctx.run, before) {
                    run.asked.set(before);
                }
                let known = (result, uses, asked);
                if ctx.held_months.is_none() {
                    self.memo.borrow_mut().insert(key, known.clone());
                }
                known
            }
        };
        if let Some(run) = ctx.run.filter(|_| asked) {
            run.asked.set(true);
        }
        let mut all = self.uses.borrow_mut();
        for own in uses {
            if !all.contains(&own) {
                all.push(own);
            }
        }
        result
    }

    fn define(&self, ctx: &Context<'_>, id: DefinitionId, arguments: &[Value], span: Span) -> Fallible<Value> {
        let program: &'p crate::ir::Program = self.program;
        let definition = program.definition(id);
        if let Some(value) = self.subject.param(id, ctx.date) {
            self.note_use(id, value, None);
            return Ok(value.clone());
        }
        let Some(version) = version_on(&definition.versions, ctx.date) else {
            let standing = standing_on(&definition.versions, ctx.date);
            return Err(self.not_in_force(id, standing, ctx, span));
        };
        self.reach(version.origin.span);
        let inner = Context { record: None, element: None, arguments, held_months: None, ..*ctx };
        let value = self.plain(&inner, &version.body).map_err(|error| {
            let error =
                if error.kind == ErrorKind::Pending && error.within.is_empty() { error.other(span) } else { error };
            error.within(Text::same(definition.name.clone()))
        })?;
        if definition.kind == DefinitionKind::Param {
            self.note_use(id, &value, Some(&version.origin));
        }
        Ok(value)
    }

    fn not_in_force(&self, id: DefinitionId, standing: Standing, ctx: &Context<'_>, span: Span) -> Box<Error> {
        let definition = self.program.definition(id);
        let message = words::not_in_force(&definition.name, ctx.date.to_string(), standing_text(standing));
        Error::new(ErrorKind::NotInForce(id, standing), span, message).other(definition.span)
    }

    fn note_use(&self, id: DefinitionId, value: &Value, origin: Option<&crate::ir::Origin>) {
        let definition = self.program.definition(id);
        let own = Use {
            kind: "param",
            name: Text::same(definition.name.clone()),
            value: self.amount(value, &definition.ty),
            cites: origin.map_or_else(Vec::new, |origin| self.cites(origin)),
            place: origin.map_or(definition.span, |origin| origin.span).into(),
        };
        self.add_use(own);
    }

    fn add_use(&self, own: Use) {
        let mut uses = self.uses.borrow_mut();
        if uses.len() < 64 && !uses.contains(&own) {
            uses.push(own);
        }
    }

    /// Returns an earlier claim or period as seen from the same benefit: by its own day and its own facts.
    pub(super) fn seen_from<'a>(&self, ctx: &Context<'a>, occurrence: Occurrence) -> Context<'a> {
        let own = self.context(occurrence, ctx.benefit);
        Context { person: own.person.or(ctx.person), run: None, overrides: None, ..own }
    }
}
