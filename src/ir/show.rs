//! Typed values as people write them: `3000元/年`, `85%`, `60周岁`. For messages and reports.

use super::expr::Band;
use super::types::{Base, Type, Unit};
use super::{Expr, Program};
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text};
use crate::value::Value;

/// Returns a number of a type as people write it, the same in both tongues but for words of time and age.
pub fn number(number: &Number, ty: &Type) -> Text {
    let scaled = |factor: i64| number.multiply(&Number::from(factor)).unwrap_or_else(|_| number.clone());
    match ty {
        Type::Ratio => Text::same(format!("{}%", scaled(100))),
        Type::Points => Text::new(format!("{}个百分点", scaled(100)), format!("{}pp", scaled(100))),
        Type::Quantity(unit) if unit.is_money() => {
            let yuan = number.divide(&Number::from(100)).unwrap_or_else(|_| number.clone());
            let amount = money_digits(&yuan);
            let per = unit.times_base(Base::Money, -1);
            let both = |lang| {
                if per.is_plain() { format!("{amount}元") } else { format!("{amount}{}", unit_text(unit, lang)) }
            };
            Text { zh: both(Lang::Zh), en: both(Lang::En) }
        }
        Type::Quantity(unit) if unit.is_plain() => Text::same(number.to_string()),
        Type::Quantity(unit) => quantity(number, unit),
        _ => Text::same(number.to_string()),
    }
}

/// Amounts keep the unit 元 in both tongues, as the language does.
fn unit_text(unit: &Unit, lang: Lang) -> String {
    match lang {
        Lang::Zh => unit.speak(Lang::Zh),
        Lang::En => format!("元/{}", unit.times_base(Base::Money, -1).inverse().speak(Lang::En)),
    }
}

fn quantity(number: &Number, unit: &Unit) -> Text {
    match unit.parts() {
        [(Base::Age, 1)] => Text::new(format!("{number}周岁"), format!("{number}yrs")),
        [(Base::Month, 1)] => Text::new(format!("{number}个月"), format!("{number} months")),
        [(Base::Day, 1)] => Text::new(format!("{number}天"), format!("{number} days")),
        _ => Text::new(format!("{number}{}", unit.speak(Lang::Zh)), format!("{number} {}", unit.speak(Lang::En))),
    }
}

/// `300`, `0.5`, `560.25`: at most the fen where that is exact, else rounded for display and marked `≈`.
fn money_digits(yuan: &Number) -> String {
    match yuan.decimal_text(6) {
        Some(text) => text,
        None => format!("≈{}", yuan.fixed_text(4)),
    }
}

/// Returns a band of fixed edges in words.
pub fn band(band: &Band) -> Text {
    let edge = |edge: &super::expr::Edge| match super::fixed_number(&edge.value) {
        Some(own) => number(&own, &edge.value.ty),
        None => Text::same("…"),
    };
    match (&band.low, &band.high) {
        (Some(low), Some(high)) => {
            let (a, b) = (edge(low), edge(high));
            let (zh_low, en_low) = if low.included { ("", "") } else { ("超过 ", "over ") };
            let (zh_high, en_high) = if high.included { ("", "") } else { ("低于 ", "below ") };
            Text::new(
                format!("{zh_low}{} 至 {zh_high}{}", a.zh, b.zh),
                format!("{en_low}{} to {en_high}{}", a.en, b.en),
            )
        }
        (Some(low), None) => {
            let own = edge(low);
            let (zh, en) = if low.included { ("不低于", "at least") } else { ("超过", "over") };
            Text::new(format!("{zh} {}", own.zh), format!("{en} {}", own.en))
        }
        (None, Some(high)) => {
            let own = edge(high);
            let (zh, en) = if high.included { ("不超过", "up to") } else { ("低于", "below") };
            Text::new(format!("{zh} {}", own.zh), format!("{en} {}", own.en))
        }
        (None, None) => Text::new("任意", "anything"),
    }
}

/// Returns a value of a type as people write it.
pub fn value(program: &Program, own: &Value, ty: &Type) -> Text {
    match own {
        Value::Bool(true) => Text::new("是", "true"),
        Value::Bool(false) => Text::new("否", "false"),
        Value::Number(own) => number(own, ty),
        Value::Date(date) => Text::same(date.to_string()),
        Value::Text(text) => Text::same(text.clone()),
        Value::Entry(domain, entry) => Text::same(&program.domain(*domain).entry(*entry).name),
        Value::Several(domain, entries) => {
            let names: Vec<&str> =
                entries.iter().map(|entry| program.domain(*domain).entry(*entry).name.as_str()).collect();
            if names.is_empty() { Text::new("无", "none") } else { crate::base::text::listed(&names) }
        }
        Value::Records(records) => Text::new(format!("{}条记录", records.len()), format!("{} records", records.len())),
        Value::Nothing => Text::new("无", "none"),
    }
}

/// Returns the fixed value of an expression in words, when it is fixed.
pub fn fixed(program: &Program, own: &Expr) -> Option<Text> {
    super::fixed_value(own).map(|fixed| value(program, &fixed, &own.ty))
}
