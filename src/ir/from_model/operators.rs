//! Operators: sums, products and quotients with their units, comparisons, membership and bands.

use super::expr::{hole, node};
use super::in_words;
use super::*;
use crate::base::number::Number;
use crate::ir::expr::{self, ArithmeticOp, Band, Edge, Member};
use crate::ir::types::Base;
use crate::syntax::ast::{self, ExprKind as Written};

impl Lowering<'_, '_> {
    pub(super) fn arithmetic(
        &mut self,
        op: ast::ArithmeticOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        want: Option<&Type>,
    ) -> Expr {
        use ast::ArithmeticOp as Op;
        let additive = matches!(op, Op::Add | Op::Subtract);
        let left_want = if additive { want.filter(|want| want.is_numeric()) } else { None };
        // A bare number in a sum is told its unit by the other side.
        let (left, right) = if additive && is_bare_number(left) {
            let right = self.expr(right, left_want);
            let ty = right.ty.clone();
            (self.expr(left, Some(&ty)), right)
        } else {
            let left = self.expr(left, left_want.filter(|_| !matches!(&*left.kind, Written::Quantity(_))));
            let ty = left.ty.clone();
            // `三百元/年`: whoever writes the amount in digits is told no more of its unit.
            let is_unit = |own: &ast::Expr| matches!(&*own.kind, Written::Name(name) if in_words::is_unit(&name.text));
            if op == Op::Divide && ty == Type::Unknown && is_unit(right) {
                return hole(span);
            }
            let right_want = match (op, &ty) {
                (Op::Add | Op::Subtract, Type::Date) => Some(Type::Quantity(Unit::of(Base::Day))),
                (Op::Add | Op::Subtract, Type::Ratio) => Some(Type::Points),
                (Op::Add | Op::Subtract, _) => Some(ty),
                _ => None,
            };
            let right = self.expr(right, right_want.as_ref());
            (left, right)
        };
        if left.ty == Type::Unknown || right.ty == Type::Unknown {
            return hole(span);
        }
        match op {
            Op::Add | Op::Subtract => self.sum(op == Op::Subtract, left, right, span),
            Op::Multiply | Op::Of => self.product(left, right, span, op == Op::Of),
            Op::Divide => self.quotient(left, right, span),
            Op::Power => {
                let plain = |ty: &Type| *ty == Type::PLAIN;
                if !(plain(&left.ty) || left.ty == Type::Ratio) || !plain(&right.ty) {
                    let message = words::cannot_multiply(&left.ty, &right.ty);
                    self.mismatch(Code::TypeMismatch, message, &left, &right, span);
                    return hole(span);
                }
                let ty = left.ty.clone();
                node(expr::ExprKind::Arithmetic(ArithmeticOp::Power, left, right), ty, span)
            }
        }
    }

    fn sum(&mut self, minus: bool, left: Expr, right: Expr, span: Span) -> Expr {
        let (mut left, mut right) = (left, right);
        reconcile_paid(&mut left, &right.ty);
        reconcile_paid(&mut right, &left.ty);
        let op = if minus { ArithmeticOp::Subtract } else { ArithmeticOp::Add };
        let ty = match (&left.ty, &right.ty) {
            (Type::Quantity(a), Type::Quantity(b)) if a == b => left.ty.clone(),
            (Type::Ratio, Type::Ratio) if minus => Type::Points,
            (Type::Ratio, Type::Points) => Type::Ratio,
            (Type::Points, Type::Points) => Type::Points,
            (Type::Points, Type::Ratio) if !minus => Type::Ratio,
            (Type::Date, Type::Quantity(unit)) if unit.is_duration() => {
                let kind = expr::ExprKind::DatePlus { date: left, duration: right, negated: minus };
                return node(kind, Type::Date, span);
            }
            (Type::Date, Type::Date) if minus => {
                return node(expr::ExprKind::DateDifference(left, right), Type::Quantity(Unit::of(Base::Day)), span);
            }
            (Type::Ratio, Type::Ratio) => {
                let mut problem = Diagnostic::new(Code::RatioPlusRatio, span, words::ratio_plus_ratio())
                    .label(left.span, words::this_is(&left.ty))
                    .label(right.span, words::this_is(&right.ty));
                if let expr::ExprKind::Constant(Value::Number(number)) = &*right.kind
                    && let Ok(points) = number.multiply(&Number::from(100))
                {
                    let written = format!("{points}个百分点");
                    let shown = Text::new(written.clone(), format!("{points}pp"));
                    problem = problem.help(words::write_points(shown)).fix(right.span, written);
                }
                self.problems.push(problem);
                return hole(span);
            }
            (a, b) => {
                let message = if minus { words::cannot_subtract(a, b) } else { words::cannot_add(a, b) };
                let both_numeric = a.is_numeric() && b.is_numeric();
                let code = if both_numeric { Code::UnitMismatch } else { Code::TypeMismatch };
                self.mismatch(code, message, &left, &right, span);
                return hole(span);
            }
        };
        node(expr::ExprKind::Arithmetic(op, left, right), ty, span)
    }

    fn product(&mut self, left: Expr, right: Expr, span: Span, needs_ratio: bool) -> Expr {
        let ty = match (&left.ty, &right.ty) {
            (Type::Ratio, other) | (other, Type::Ratio) if other.is_numeric() => other.clone(),
            (Type::Points, Type::Quantity(unit)) | (Type::Quantity(unit), Type::Points) if unit.is_plain() => {
                Type::Points
            }
            (Type::Quantity(a), Type::Quantity(b)) if !needs_ratio => {
                let (unit, scale) = joined(a.times(b));
                let product = node(
                    expr::ExprKind::Arithmetic(ArithmeticOp::Multiply, left, right),
                    Type::Quantity(unit.clone()),
                    span,
                );
                return scaled(product, scale, Type::Quantity(unit));
            }
            (a, b) => {
                let message = words::cannot_multiply(a, b);
                self.mismatch(Code::TypeMismatch, message, &left, &right, span);
                return hole(span);
            }
        };
        node(expr::ExprKind::Arithmetic(ArithmeticOp::Multiply, left, right), ty, span)
    }

    fn quotient(&mut self, left: Expr, right: Expr, span: Span) -> Expr {
        let plain = |ty: &Type| *ty == Type::PLAIN;
        let ty = match (&left.ty, &right.ty) {
            (Type::Ratio | Type::Points, b) if plain(b) => left.ty.clone(),
            (Type::Ratio, Type::Ratio) => Type::PLAIN,
            (Type::Quantity(_), Type::Ratio) => left.ty.clone(),
            // A share: 自付 ÷ 收入 is compared with 50%.
            (Type::Quantity(a), Type::Quantity(b)) if a == b && !a.is_plain() => Type::Ratio,
            (Type::Quantity(a), Type::Quantity(b)) => {
                let (unit, scale) = joined(a.times(&b.inverse()));
                let ty = Type::Quantity(unit);
                let quotient = node(expr::ExprKind::Arithmetic(ArithmeticOp::Divide, left, right), ty.clone(), span);
                return scaled(quotient, scale, ty);
            }
            (a, b) => {
                let message = words::cannot_divide(a, b);
                self.mismatch(Code::TypeMismatch, message, &left, &right, span);
                return hole(span);
            }
        };
        node(expr::ExprKind::Arithmetic(ArithmeticOp::Divide, left, right), ty, span)
    }

    /// Shows both sides of a mismatch, with the conversion where one is clear.
    pub(super) fn mismatch(&mut self, code: Code, message: Text, left: &Expr, right: &Expr, span: Span) {
        let mut problem = Diagnostic::new(code, span, message)
            .label(left.span, words::this_is(&left.ty))
            .label(right.span, words::this_is(&right.ty));
        if let Some(help) = flow_conversion(&left.ty, &right.ty) {
            problem = problem.help(help);
        }
        self.problems.push(problem);
    }

    pub(super) fn compare(&mut self, op: ast::CompareOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Expr {
        // The side that has a type of its own tells the other what is expected.
        let (left, right) = if is_bare_number(left) || (is_single_name(left) && self.is_only_entry(left)) {
            let right = self.expr(right, None);
            let ty = right.ty.clone();
            (self.expr(left, Some(&ty)), right)
        } else {
            let left = self.expr(left, None);
            let ty = left.ty.clone();
            let right = self.expr(right, Some(&ty));
            (left, right)
        };
        let (mut left, mut right) = (left, right);
        reconcile_paid(&mut left, &right.ty);
        reconcile_paid(&mut right, &left.ty);
        self.check_comparable(op, &left, &right, span);
        node(expr::ExprKind::Compare(op, left, right), Type::Bool, span)
    }

    /// Whether a written name is no value of its own but an entry of an enum.
    fn is_only_entry(&self, written: &ast::Expr) -> bool {
        let Written::Name(name) = &*written.kind else { return false };
        self.scope.find(&name.text, &self.context.order).is_empty()
            && self.context.fields.iter().all(|(own, _)| *own != name.text)
            && self.context.arguments.iter().all(|(own, _)| *own != name.text)
            && self.scope.entries.contains_key(&name.text)
    }

    pub(super) fn check_comparable(&mut self, op: ast::CompareOp, left: &Expr, right: &Expr, span: Span) {
        use ast::CompareOp as Op;
        let equality = matches!(op, Op::Equal | Op::NotEqual);
        match (&left.ty, &right.ty) {
            (Type::Unknown, _) | (_, Type::Unknown) => {}
            (Type::Nothing, _) | (_, Type::Nothing) if equality => {}
            (Type::Several(a), Type::Entry(b))
            | (Type::Entry(a), Type::Several(b))
            | (Type::Several(a), Type::Several(b))
                if a == b =>
            {
                if !equality {
                    let message = words::only_equality(&left.ty);
                    self.error(Code::TypeMismatch, span, message);
                }
            }
            (Type::Entry(a), Type::Entry(b)) if a == b => {
                if !equality {
                    self.expect_orderable(left);
                }
            }
            (a, b) if a == b && (a.is_numeric() || *a == Type::Date) => {}
            (a, b) if a == b && matches!(a, Type::Bool | Type::Text) => {
                if !equality {
                    let message = words::only_equality(a);
                    self.error(Code::TypeMismatch, span, message);
                }
            }
            (a, b) => {
                let code = if a.is_numeric() && b.is_numeric() { Code::UnitMismatch } else { Code::TypeMismatch };
                let message = words::cannot_compare(a, b);
                self.mismatch(code, message, left, right, span);
            }
        }
    }

    pub(super) fn membership(&mut self, value: &ast::Expr, negated: bool, members: &[ast::Expr], span: Span) -> Expr {
        let value = self.expr(value, None);
        let ty = value.ty.clone();
        let mut found = Vec::new();
        let mut groups = Vec::new();
        for member in members {
            if let Written::Name(name) = &*member.kind {
                let in_domain = match &ty {
                    Type::Entry(domain) | Type::Several(domain) => {
                        self.program.domain(*domain).find(&name.text).is_some()
                    }
                    _ => false,
                };
                if !in_domain {
                    match self.scope.find(&name.text, &self.context.order).as_slice() {
                        [(_, Symbol::List(list))] => {
                            self.meant_symbol(name, Symbol::List(*list));
                            self.check_list_of(*list, &ty, member.span());
                            found.push(Member::List(*list));
                            continue;
                        }
                        // `人群 属于 困难群众`: a group is a condition of its own.
                        [(_, Symbol::Definition(id))] if self.program.definition(*id).kind == DefinitionKind::Group => {
                            groups.push(self.symbol(Symbol::Definition(*id), name));
                            continue;
                        }
                        _ => {}
                    }
                }
            }
            let member = self.expr(member, Some(&ty));
            self.check_comparable(ast::CompareOp::Equal, &value, &member, member.span);
            found.push(Member::Value(member));
        }
        let mut whole =
            groups.into_iter().reduce(|left, right| node(expr::ExprKind::Or(left, right), Type::Bool, span));
        if !found.is_empty() || whole.is_none() {
            let own = node(expr::ExprKind::In { value, members: found, negated: false }, Type::Bool, span);
            whole = Some(match whole {
                Some(groups) => node(expr::ExprKind::Or(own, groups), Type::Bool, span),
                None => own,
            });
        }
        let whole = whole.unwrap_or_else(|| hole(span));
        if negated { node(expr::ExprKind::Not(whole), Type::Bool, span) } else { whole }
    }

    pub(super) fn check_list_of(&mut self, list: ListId, ty: &Type, span: Span) {
        let of = self.program.list(list).of;
        match ty {
            Type::Entry(domain) | Type::Several(domain) if *domain == of => {}
            Type::Unknown => {}
            other => {
                let message = words::expected_type(Text::same(&self.program.domain(of).name), other);
                self.error(Code::TypeMismatch, span, message);
            }
        }
    }

    /// Returns a band whose edges are of a type.
    pub(super) fn band(&mut self, band: &ast::Band, ty: &Type) -> Band {
        let mut edge = |edge: &Option<ast::Edge>| {
            edge.as_ref().map(|edge| {
                let value = self.expr(&edge.value, Some(ty));
                self.expect_type(&value, ty);
                Edge { value, included: edge.included }
            })
        };
        let (low, high) = (edge(&band.low), edge(&band.high));
        if let (Some(low), Some(high)) = (&low, &high)
            && let (Some(a), Some(b)) = (constant::number_of(&low.value), constant::number_of(&high.value))
            && a > b
        {
            self.error(Code::DateOrder, band.place.0, words::edge_order());
        }
        Band { low, high, span: band.place.0 }
    }

    /// Says so when a value has no order.
    pub(super) fn expect_orderable(&mut self, value: &Expr) {
        match &value.ty {
            Type::Quantity(_) | Type::Ratio | Type::Points | Type::Date | Type::Unknown => {}
            Type::Entry(domain) => {
                let own = self.program.domain(*domain);
                if !own.ordered {
                    let problem = Diagnostic::new(Code::TypeMismatch, value.span, words::not_ordered(&own.name))
                        .help(words::declare_ordered(&own.name));
                    self.problems.push(problem);
                }
            }
            other => {
                let message = words::only_equality(other);
                self.error(Code::TypeMismatch, value.span, message);
            }
        }
    }
}

pub(super) fn is_paid(own: &Expr) -> bool {
    matches!(&*own.kind, expr::ExprKind::Paid(_) | expr::ExprKind::PreviousPaid(_))
}

/// What a benefit paid in a period may be read as an amount or as the flow of that period: both are the same.
pub(super) fn reconcile_paid(own: &mut Expr, other: &Type) {
    let (Type::Quantity(mine), Type::Quantity(theirs)) = (&own.ty, other) else { return };
    let heads = [Base::Person, Base::Household];
    let bare =
        |unit: &Unit| {
            heads.iter().fold(unit.clone(), |unit, head| {
                if unit.power_of(head) == -1 { unit.times_base(head.clone(), 1) } else { unit }
            })
        };
    let time = |unit: &Unit| bare(unit).times_base(Base::Money, -1);
    if is_paid(own) && theirs.is_money() && (time(theirs).is_plain() || time(theirs) == time(mine)) {
        own.ty = other.clone();
    }
}

/// Makes 年 and 月 (季 and 月) that meet in a product cancel; returns the factor of the conversion.
fn joined(unit: Unit) -> (Unit, Number) {
    let mut unit = unit;
    let mut scale = Number::one();
    for (long, months) in [(Base::Year, 12), (Base::Quarter, 3)] {
        let (power, month) = (unit.power_of(&long), unit.power_of(&Base::Month));
        if power != 0 && month != 0 && (power > 0) != (month > 0) {
            unit = unit.times_base(long, -power).times_base(Base::Month, power);
            if let Ok(factor) = Number::from(months).power(i64::from(power)) {
                scale = scale.multiply(&factor).unwrap_or(scale);
            }
        }
    }
    (unit, scale)
}

fn scaled(inner: Expr, scale: Number, ty: Type) -> Expr {
    if scale == Number::one() {
        return inner;
    }
    let span = inner.span;
    node(expr::ExprKind::Scale(inner, scale), ty, span)
}

pub(super) fn is_bare_number(written: &ast::Expr) -> bool {
    matches!(&*written.kind, Written::Quantity(quantity) if quantity.unit.is_none() && quantity.per.is_empty())
}

fn is_single_name(written: &ast::Expr) -> bool {
    matches!(&*written.kind, Written::Name(_))
}

/// Returns how to bring an amount per month and one per year together, the second to the period of the first.
pub(super) fn flow_conversion(first: &Type, second: &Type) -> Option<Text> {
    let (Type::Quantity(first), Type::Quantity(second)) = (first, second) else { return None };
    let time = |unit: &Unit| (unit.power_of(&Base::Month), unit.power_of(&Base::Year));
    match (time(first), time(second)) {
        ((-1, 0), (0, -1)) => Some(words::convert_flow(Text::new("每月(…)", "monthly(…)"))),
        ((0, -1), (-1, 0)) => Some(words::convert_flow(Text::new("每年(…)", "yearly(…)"))),
        _ => None,
    }
}
