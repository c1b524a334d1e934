//! Whether a value keeps to a range that is left to be chosen: a value and the range in, the numbers that leave it out.
//!
//! Looks at what is fixed: numbers, params with one, and what effects that always hold make of them. What a formula comes
//! to on a case is not looked at; nor what is added or taken off for some only: a range speaks of what the others get.

use super::expr::{Adjusted, Band, Effect, EffectKind, ExprKind, Source};
use super::{Delegated, Expr, Program, Type, fixed_number};
use crate::base::date::DateRange;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::value::Value;

/// Returns the numbers of a value that leave a range, each with its place. `rest`: only cells of which nothing else is said
/// are looked at.
pub(crate) fn outside(
    program: &Program,
    value: &Adjusted,
    rest: bool,
    bound: &Delegated,
    days: DateRange,
) -> Vec<(Number, Span)> {
    let table = match &value.value {
        Source::Table(table) => table,
        Source::Expr(own) => return outside_of_source(program, &value.value, &value.effects, bound, own.span, days),
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => return Vec::new(),
    };
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    cells
        .filter(|cell| !rest || cell.origin.as_ref().is_none_or(|own| own.delegates.is_none()))
        .flat_map(|cell| outside_of_source(program, &cell.value, &value.effects, bound, cell.span, days))
        .collect()
}

/// The same of one value that effects adjust.
pub(crate) fn outside_of_source(
    program: &Program,
    source: &Source,
    effects: &[Effect],
    bound: &Delegated,
    at: Span,
    days: DateRange,
) -> Vec<(Number, Span)> {
    let (Some(band), Source::Expr(own)) = (&bound.within, source) else { return Vec::new() };
    let (always, sometimes): (Vec<&Effect>, Vec<&Effect>) = effects.iter().partition(|own| own.when.is_none());
    let mut found: Vec<(Number, Span)> = Vec::new();
    let mut look = |own: &Expr, effects: &[&Effect], at: Span| {
        for number in numbers(program, own, days) {
            let number = effects_on(program, number, effects, &own.ty, days);
            // One number at a place is told once.
            if let Some(number) = number.filter(|own| !in_band(program, own, band, days))
                && !found.contains(&(number.clone(), at))
            {
                found.push((number, at));
            }
        }
    };
    look(own, &always, always.last().map_or(at, |own| own.span));
    for effect in sometimes {
        // What an effect replaces the value by is a value too.
        if let EffectKind::Instead(Source::Expr(own)) = &effect.kind {
            look(own, &[], effect.span);
        }
    }
    found
}

/// Returns a range with the numbers of its edges, where they are written as names.
pub(crate) fn in_numbers(program: &Program, band: &Band, days: DateRange) -> Band {
    let mut band = band.clone();
    for edge in [&mut band.low, &mut band.high].into_iter().flatten() {
        if let [one] = numbers(program, &edge.value, days).as_slice() {
            *edge.value.kind = ExprKind::Constant(Value::Number(one.clone()));
        }
    }
    band
}

/// Returns the numbers that an expression is on some days: one, or those of the versions of a param.
fn numbers(program: &Program, own: &Expr, days: DateRange) -> Vec<Number> {
    if let ExprKind::Definition(id, arguments) = &*own.kind
        && arguments.is_empty()
    {
        let versions = program.definition(*id).versions.iter().filter(|own| own.range.intersect(days).is_some());
        let fixed = versions.filter(|own| own.body.effects.is_empty()).filter_map(|own| match &own.body.value {
            Source::Expr(own) => fixed_number(own),
            Source::Table(_) | Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => None,
        });
        return fixed.collect();
    }
    fixed_number(own).into_iter().collect()
}

/// Returns what effects make of a number, in the order in which they count; `None` where that is not fixed, or no number.
fn effects_on(program: &Program, number: Number, effects: &[&Effect], ty: &Type, days: DateRange) -> Option<Number> {
    if effects.is_empty() {
        return Some(number);
    }
    let fixed = |own: &Expr| match numbers(program, own, days).as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    };
    let mut own = number;
    for effect in effects {
        own = match &effect.kind {
            EffectKind::Instead(Source::Expr(other)) => fixed(other)?,
            EffectKind::Waived => Number::zero(),
            EffectKind::Instead(_) | EffectKind::Lifted => return None,
            // What depends on earlier claims is another value each time.
            EffectKind::EachFurtherMinus { .. } | EffectKind::Continued => return None,
            EffectKind::Plus(_) | EffectKind::Minus(_) | EffectKind::Times(_) | EffectKind::Halved => own,
        };
    }
    for effect in effects {
        own = match &effect.kind {
            EffectKind::Plus(by) => own.add(&fixed(by)?).ok()?,
            EffectKind::Minus(by) => own.subtract(&fixed(by)?).ok()?,
            EffectKind::Instead(_)
            | EffectKind::Times(_)
            | EffectKind::Halved
            | EffectKind::Waived
            | EffectKind::Lifted
            | EffectKind::EachFurtherMinus { .. }
            | EffectKind::Continued => own,
        };
    }
    for effect in effects {
        own = match &effect.kind {
            EffectKind::Times(by) => own.multiply(&fixed(by)?).ok()?,
            EffectKind::Halved => own.multiply(&Number::ratio(1, 2)).ok()?,
            EffectKind::Instead(_)
            | EffectKind::Plus(_)
            | EffectKind::Minus(_)
            | EffectKind::Waived
            | EffectKind::Lifted
            | EffectKind::EachFurtherMinus { .. }
            | EffectKind::Continued => own,
        };
    }
    let own = own.at_least(&Number::zero());
    Some(if *ty == Type::Ratio { own.at_most(&Number::one()) } else { own })
}

fn in_band(program: &Program, number: &Number, band: &Band, days: DateRange) -> bool {
    let edges = |own: &Option<super::expr::Edge>| {
        own.as_ref().map_or_else(Vec::new, |edge| {
            numbers(program, &edge.value, days).into_iter().map(|own| (own, edge.included)).collect()
        })
    };
    let above = edges(&band.low).iter().all(|(low, included)| number > low || *included && number == low);
    let below = edges(&band.high).iter().all(|(high, included)| number < high || *included && number == high);
    above && below
}
