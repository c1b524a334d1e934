//! A yearly amount divided by 12 (or a monthly one times 12): the number changes, the unit does not.

use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::ArithmeticOp;
use crate::ir::order::each_child;
use crate::ir::types::{Base, Type};
use crate::ir::{ClauseBody, Expr, ExprKind, fixed_number};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    divided(unit) {
        zh: "除以12后单位仍是{unit},没有变成每月",
        en: "divided by 12 it is still in {unit}, not per month",
    }
    multiplied(unit) {
        zh: "乘以12后单位仍是{unit},没有变成每年",
        en: "multiplied by 12 it is still in {unit}, not per year",
    }
    monthly(text) { zh: "请写 `每月({text})`", en: "write `monthly({text})`" }
    yearly(text) { zh: "请写 `每年({text})`", en: "write `yearly({text})`" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for (value, _, _) in look::values(program) {
        look::amounts(value).iter().for_each(|own| walk(one, own.value, problems));
    }
    for (_, _, version) in look::clause_versions(program) {
        if let ClauseBody::Requires(condition) = &version.body {
            walk(one, condition, problems);
        }
    }
}

fn walk(one: &OneProgram<'_>, own: &Expr, problems: &mut Problems) {
    if let ExprKind::Arithmetic(op, left, right) = &*own.kind {
        let twelve = |own: &Expr| own.ty == Type::PLAIN && fixed_number(own) == Some(Number::from(12));
        let per = |own: &Expr, base: &Base| match &own.ty {
            Type::Quantity(unit) => unit.is_money() && unit.power_of(base) < 0,
            _ => false,
        };
        let found = match op {
            ArithmeticOp::Divide if twelve(right) && per(left, &Base::Year) => Some((left, true)),
            ArithmeticOp::Multiply if twelve(right) && per(left, &Base::Month) => Some((left, false)),
            ArithmeticOp::Multiply if twelve(left) && per(right, &Base::Month) => Some((right, false)),
            _ => None,
        };
        if let Some((inner, divides)) = found {
            let text = one.written(inner.span);
            let (message, help) =
                if divides { (divided(&inner.ty), monthly(text)) } else { (multiplied(&inner.ty), yearly(text)) };
            problems.push(Diagnostic::new(Code::DivisionByTwelve, own.span, message).help(help));
        }
    }
    each_child(own, &mut |child| walk(one, child, problems));
}
