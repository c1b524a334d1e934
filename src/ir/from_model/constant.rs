//! Fixed values: what a given, a declared range or a delegation must be. Says so where something is not fixed.

use super::*;
use crate::base::number::Number;
use crate::ir::expr::{ArithmeticOp, ExprKind};
use crate::value::Value;

/// Returns the number that an expression is, when it is fixed.
pub(crate) fn number_of(own: &Expr) -> Option<Number> {
    match &*own.kind {
        ExprKind::Constant(Value::Number(number)) => Some(number.clone()),
        ExprKind::Negate(inner) => number_of(inner).map(|number| number.negate()),
        ExprKind::Scale(inner, factor) => number_of(inner)?.multiply(factor).ok(),
        ExprKind::Arithmetic(op, left, right) => {
            let (left, right) = (number_of(left)?, number_of(right)?);
            match op {
                ArithmeticOp::Add => left.add(&right).ok(),
                ArithmeticOp::Subtract => left.subtract(&right).ok(),
                ArithmeticOp::Multiply => left.multiply(&right).ok(),
                ArithmeticOp::Divide => left.divide(&right).ok(),
                ArithmeticOp::Power => left.power(right.to_i64()?).ok(),
            }
        }
        _ => None,
    }
}

/// Returns the value that an expression is, when it is fixed.
pub(crate) fn value_of(own: &Expr) -> Option<Value> {
    match &*own.kind {
        ExprKind::Constant(value) => Some(value.clone()),
        _ => number_of(own).map(Value::Number),
    }
}

/// Returns a value as written, for showing what another source says.
pub(super) fn value_text(value: &ast::Value) -> String {
    match value {
        ast::Value::Expr(expr) => expr_text(expr),
        ast::Value::Table(_) | ast::Value::History(_) => "…".to_owned(),
        ast::Value::As(name) => format!("同 {}", name.text),
        ast::Value::Pending(_) => "待公布".to_owned(),
        ast::Value::Unstated(_) => "未载".to_owned(),
        ast::Value::Nothing(_) => "无".to_owned(),
    }
}

fn expr_text(expr: &ast::Expr) -> String {
    match &*expr.kind {
        ast::ExprKind::Quantity(quantity) => quantity_text(quantity),
        ast::ExprKind::Name(name) => name.text.clone(),
        ast::ExprKind::Text(text) => text.clone(),
        ast::ExprKind::Date(date) => date.to_string(),
        ast::ExprKind::Negate(inner) => format!("-{}", expr_text(inner)),
        _ => "…".to_owned(),
    }
}

/// Returns an amount as written, units in Chinese.
pub(crate) fn quantity_text(quantity: &ast::Quantity) -> String {
    use crate::base::text::Lang;
    let unit = quantity.unit.as_ref().map_or("", |unit| unit.spell(Lang::Zh));
    let per: Vec<&str> = quantity.per.iter().map(|per| per.spell(Lang::Zh)).collect();
    let slash = if per.is_empty() { "" } else { "/" };
    format!("{}{unit}{slash}{}", quantity.digits, per.join("·"))
}

impl Lowering<'_, '_> {
    /// Returns a fixed value of a type; says so when it is none.
    pub(super) fn fixed(&mut self, written: &ast::Expr, ty: &Type) -> Option<Value> {
        let own = self.expr(written, Some(ty));
        if own.ty == Type::Unknown {
            return None;
        }
        let before = self.problems.len();
        self.expect_type(&own, ty);
        if self.problems.len() > before {
            return None;
        }
        let value = value_of(&own);
        if value.is_none() {
            self.error(Code::NotConstant, own.span, words::not_constant());
        }
        value
    }

    /// Returns the edges of a fixed band.
    pub(super) fn constant_band(
        &mut self,
        band: &ast::Band,
        ty: &Type,
    ) -> (Option<(Number, bool)>, Option<(Number, bool)>) {
        if !ty.is_numeric() {
            if *ty != Type::Unknown {
                self.error(Code::TypeMismatch, band.place.0, words::fact_type_unordered());
            }
            return (None, None);
        }
        let band = self.band(band, ty);
        let mut edge = |edge: Option<super::super::expr::Edge>| {
            let edge = edge?;
            let number = number_of(&edge.value);
            if number.is_none() && edge.value.ty != Type::Unknown {
                self.error(Code::NotConstant, edge.value.span, words::not_constant());
            }
            number.map(|number| (number, edge.included))
        };
        (edge(band.low), edge(band.high))
    }
}
