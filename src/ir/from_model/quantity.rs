//! Numbers and their units; what was meant where a unit is missing, or a condition is a bare value.

use super::expr::{constant, hole};
use super::*;
use crate::base::number::Number;
use crate::base::text::Speak;
use crate::ir::types::Base;
use crate::syntax::ast::{self, ExprKind as Written};
use crate::value::Value;

impl Lowering<'_, '_> {
    /// Returns a number in the base of its unit.
    pub(super) fn quantity(&mut self, quantity: &ast::Quantity, want: Option<&Type>) -> Expr {
        let span = quantity.place.0;
        let written = match &quantity.unit {
            None => Some(quantity.digits.clone()),
            // `3万` where yuan are meant.
            Some(ast::Unit::TenThousand | ast::Unit::HundredMillion) if want.is_some_and(is_money) => {
                let unit = quantity.unit.as_ref().map_or("", |unit| unit.spell(crate::base::text::Lang::Zh));
                Some(format!("{}{unit}", quantity.digits))
            }
            Some(_) => None,
        };
        let meant = |written: &str| match quantity.per.as_slice() {
            [] => want.and_then(|want| unit_suggestion(written, want)),
            // `1.5万/年` where yuan are meant.
            per if want.is_some_and(is_money) => {
                let per: Vec<&str> = per.iter().map(|own| own.spell(crate::base::text::Lang::Zh)).collect();
                Some(format!("{written}元/{}", per.join("·")))
            }
            _ => None,
        };
        if let Some(written) = written
            && let Some(suggestion) = meant(&written)
        {
            let problem = Diagnostic::new(Code::UnitMissing, span, words::needs_unit(&written))
                .help(words::write_unit(&suggestion))
                .fix(span, suggestion);
            self.problems.push(problem);
            return hole(span);
        }
        let (ty, factor) = self.unit_of(quantity);
        let value = quantity.number.multiply(&factor).unwrap_or_else(|_| Number::zero());
        constant(Value::Number(value), ty, span)
    }

    /// Returns the type of a written unit and the factor to its base.
    fn unit_of(&mut self, quantity: &ast::Quantity) -> (Type, Number) {
        use ast::Unit as Written;
        let scaled = |base: Base, factor: i64| (Type::Quantity(Unit::of(base)), Number::from(factor));
        let (ty, factor) = match &quantity.unit {
            None | Some(Written::Times | Written::Items) => (Type::PLAIN, Number::one()),
            Some(Written::TenThousand) => (Type::PLAIN, Number::from(10_000)),
            Some(Written::HundredMillion) => (Type::PLAIN, Number::from(100_000_000)),
            Some(Written::Yuan) => scaled(Base::Money, 100),
            Some(Written::TenThousandYuan) => scaled(Base::Money, 1_000_000),
            Some(Written::HundredMillionYuan) => scaled(Base::Money, 10_000_000_000),
            Some(Written::Jiao) => scaled(Base::Money, 10),
            Some(Written::Fen) => scaled(Base::Money, 1),
            Some(Written::Percent) => (Type::Ratio, Number::ratio(1, 100)),
            Some(Written::Permille) => (Type::Ratio, Number::ratio(1, 1000)),
            Some(Written::Tenth) => (Type::Ratio, Number::ratio(1, 10)),
            Some(Written::Points) => (Type::Points, Number::ratio(1, 100)),
            Some(Written::Days) => scaled(Base::Day, 1),
            Some(Written::Weeks) => scaled(Base::Day, 7),
            Some(Written::Months) => scaled(Base::Month, 1),
            Some(Written::Quarters) => scaled(Base::Month, 3),
            Some(Written::Years) => scaled(Base::Month, 12),
            Some(Written::YearsOfAge) => scaled(Base::Age, 1),
            Some(Written::Persons) => scaled(Base::Person, 1),
            Some(Written::Households) => scaled(Base::Household, 1),
            Some(Written::Declared(name)) => {
                let name = self.declared_unit(name, quantity.place.0);
                (Type::Quantity(name.map_or(Unit::PLAIN, |name| Unit::of(Base::Declared(name)))), Number::one())
            }
        };
        let Type::Quantity(mut unit) = ty else { return (ty, factor) };
        for per in &quantity.per {
            unit = self.per(unit, per, quantity.place.0);
        }
        (Type::Quantity(unit), factor)
    }

    /// Returns the condition that a bare value stands for: `人群 = 低保` for `低保`.
    pub(super) fn asks_for(&self, written: &ast::Expr, ty: &Type) -> Option<String> {
        let (Written::Name(name), Type::Entry(domain)) = (&*written.kind, ty) else { return None };
        let asks = |own: &Type| matches!(own, Type::Entry(of) | Type::Several(of) if of == domain);
        let fact = self.program.facts.iter().find(|fact| asks(&fact.ty))?;
        Some(format!("{} = {}", fact.name, name.text))
    }
}

fn is_money(ty: &Type) -> bool {
    matches!(ty, Type::Quantity(unit) if unit.power_of(&Base::Money) == 1)
}

/// Returns a bare number with the unit that is wanted, as people write it.
fn unit_suggestion(digits: &str, want: &Type) -> Option<String> {
    let unit = match want {
        // `0.7` is meant as 70%, not as 0.7%.
        Type::Ratio if digits.starts_with("0.") => {
            let percent = Number::parse(digits)?.multiply(&Number::from(100)).ok()?;
            return Some(format!("{percent}%"));
        }
        Type::Ratio => "%".to_owned(),
        Type::Points => "个百分点".to_owned(),
        Type::Quantity(unit) if unit.is_plain() => return None,
        Type::Quantity(unit) => {
            let text = unit.speak(crate::base::text::Lang::Zh);
            match unit.parts() {
                [(Base::Month, 1)] => "个月".to_owned(),
                _ => text,
            }
        }
        _ => return None,
    };
    Some(format!("{digits}{unit}"))
}
