//! What holds after any history, from the way in which benefits are worked: a benefit that pays a share of what the
//! layers before it have left, to the 分, never pays more than that, whatever was paid before.

use super::super::clauses::{Live, live};
use super::super::reads::of_expr;
use super::super::space::{Cond, Space};
use super::ground::{Ground, SIDE};
use crate::base::date::Period;
use crate::base::number::{Number, RoundingMode};
use crate::ir::expr::{Adjusted, ArithmeticOp, Dimension, EffectKind, Expr};
use crate::ir::{BenefitId, ClauseBody, ClauseWord, ExprKind, Occasion, Program, Source, version_on};
use crate::symbolic::cost_facts;
use crate::syntax::ast::Hit;
use crate::value::Value;

/// Whether the benefits can never pay more than the cost of a bill, all together.
pub(super) fn never_above_cost(ground: &Ground<'_>, benefits: Option<&[BenefitId]>) -> bool {
    let side = ground.side();
    let all = (0..side.program.benefits.len() as u32).map(BenefitId);
    let meant: Vec<BenefitId> = all
        .filter(|id| {
            let own = side.program.benefit(*id);
            own.occasion == Occasion::EachClaim
                && version_on(&own.alive, side.date).is_some()
                && benefits.is_none_or(|named| named.contains(id))
        })
        .collect();
    let within = meant.iter().all(|id| is_within_rest(ground, &live(&ground.shared, SIDE, *id)));
    let apart = meant.iter().enumerate().all(|(at, one)| {
        meant[at + 1..].iter().all(|other| is_ordered(ground, *one, *other) || is_exclusive(ground, *one, *other))
    });
    within && apart
}

/// Whether a benefit pays at most what the layers before it have left: a ratio of that, what of it is above a ceiling, or
/// what is missing to a share of the cost; rounded to the 分. In whatever order its other clauses stand, each only takes
/// away.
fn is_within_rest(ground: &Ground<'_>, clauses: &[Live<'_>]) -> bool {
    let mut has_method = false;
    let capped = is_capped_by_rest(clauses);
    clauses.iter().all(|own| match own.body {
        ClauseBody::Rate { value } => {
            has_method = true;
            // A ratio is held within 0..100%, whoever states it; bands of another amount are not bound by this one.
            let mut sources = vec![&value.value];
            sources.extend(value.effects.iter().filter_map(|own| match &own.kind {
                EffectKind::Instead(source) => Some(source),
                _ => None,
            }));
            !sources.into_iter().any(is_of_another_amount)
        }
        ClauseBody::Base { value, .. } => is_rest(value),
        ClauseBody::Round(rounding) => rounding.mode == RoundingMode::Down || rounding.unit <= Number::one(),
        ClauseBody::OwnPayAtMost { .. } => {
            has_method = true;
            true
        }
        ClauseBody::TopUpTo { value, .. } => {
            has_method = true;
            value.effects.is_empty() && is_share_of_cost(ground.side().program, &value.value)
        }
        // Whatever the amount is, a cap holds it within the rest.
        ClauseBody::Amount { .. } => {
            has_method = true;
            capped
        }
        ClauseBody::MapsTo(_)
        | ClauseBody::After(_)
        | ClauseBody::NotWith(_)
        | ClauseBody::StacksWith(_)
        | ClauseBody::Identities(_)
        | ClauseBody::Requires(_)
        | ClauseBody::Refuse { .. }
        | ClauseBody::FirstPay { .. }
        | ClauseBody::Quantity { .. }
        | ClauseBody::Deductible { .. }
        | ClauseBody::Cap { .. }
        | ClauseBody::TotalOfLayersAtMost { .. }
        | ClauseBody::As(_)
        | ClauseBody::Order(_)
        | ClauseBody::YearFrom { .. }
        | ClauseBody::InKind(_) => true,
    }) && has_method
}

/// What the layers before have left, whoever it is.
fn is_rest(own: &Adjusted) -> bool {
    let rest = |own: &Source| matches!(own, Source::Expr(own) if matches!(&*own.kind, ExprKind::EligibleLeft | ExprKind::OwnPay));
    own.effects.is_empty() && rest(&own.value)
}

/// Whether every bill has a cap of what the layers before have left, applied in the usual order.
fn is_capped_by_rest(clauses: &[Live<'_>]) -> bool {
    let by_rest = |own: &Live<'_>| match own.body {
        ClauseBody::Cap { value, period, joint, when, .. } => {
            own.branch.is_none()
                && when.is_none()
                && joint.is_empty()
                && period.is_none_or(|own| own == Period::Visit)
                && is_rest(value)
        }
        _ => false,
    };
    let in_usual_order = !clauses.iter().any(|own| matches!(own.body, ClauseBody::Order(_)));
    // A case that states caps of its own replaces it.
    let replaced = clauses.iter().any(|own| own.branch.is_some() && own.path.word == ClauseWord::Cap);
    in_usual_order && !replaced && clauses.iter().any(by_rest)
}

/// `合规费用 的 95%`, or the cost itself; in every row of a table.
fn is_share_of_cost(program: &Program, own: &Source) -> bool {
    let own = match own {
        Source::Expr(own) => own,
        Source::Table(table) => {
            let mut cells = table.rows.iter().flat_map(|row| &row.cells);
            let one = matches!(
                table.hit,
                Hit::Unique | Hit::Agree | Hit::First | Hit::Highest | Hit::Lowest | Hit::MostSpecific
            );
            let plain = table.each_further_hit_plus.is_none() && one;
            return plain && cells.all(|cell| is_share_of_cost(program, &cell.value));
        }
        // Nothing is topped up to.
        Source::Nothing(_) => return true,
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) => return false,
    };
    let (gross, eligible) = cost_facts(program);
    let is_cost = |own: &Expr| matches!(&*own.kind, ExprKind::Fact(id) if Some(*id) == eligible || Some(*id) == gross);
    let is_share = |own: &Expr| match &*own.kind {
        ExprKind::Constant(Value::Number(share)) => !share.is_negative() && *share <= Number::one(),
        _ => false,
    };
    match &*own.kind {
        ExprKind::Arithmetic(ArithmeticOp::Multiply, one, other) => {
            is_cost(one) && is_share(other) || is_share(one) && is_cost(other)
        }
        _ => is_cost(own),
    }
}

fn is_of_another_amount(own: &Source) -> bool {
    let Source::Table(table) = own else { return false };
    table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { of: Some(_), .. }))
}

/// Whether one of two benefits sees what the other has paid.
fn is_ordered(ground: &Ground<'_>, one: BenefitId, other: BenefitId) -> bool {
    let program = ground.side().program;
    program.benefit(one).layers_before.contains(&other) || program.benefit(other).layers_before.contains(&one)
}

/// Whether two benefits are never due on the same bill.
fn is_exclusive(ground: &Ground<'_>, one: BenefitId, other: BenefitId) -> bool {
    let side = ground.side();
    let chosen = side.program.choices.iter().any(|own| {
        let both = own.benefits.contains(&one) && own.benefits.contains(&other);
        both && own.range.contains(side.date)
    });
    let (first, second) = (live(&ground.shared, SIDE, one), live(&ground.shared, SIDE, other));
    let gives_way = |own: &[Live<'_>], to: BenefitId| {
        own.iter().any(|clause| {
            let names = matches!(clause.body, ClauseBody::NotWith(all) if all.contains(&to));
            names && clause.branch.is_none() && clause.path.word == ClauseWord::NotWith
        })
    };
    if chosen || gives_way(&first, other) || gives_way(&second, one) {
        return true;
    }
    // No person and bill meets the conditions of both.
    let mut space = Space::new();
    let mut conditions: Vec<Cond> = Vec::new();
    for own in first.iter().chain(&second).filter(|own| own.branch.is_none()) {
        if let ClauseBody::Requires(condition) = own.body {
            // What has been paid or is left may be another amount for each benefit: `本年` begins on its own day.
            let mut parts = vec![condition];
            while let Some(part) = parts.pop() {
                if let ExprKind::And(left, right) = &*part.kind {
                    parts.extend([left, right]);
                    continue;
                }
                let read = of_expr(side.program, side.date, part);
                if !read.any_benefit && read.benefits.is_empty() {
                    conditions.push(space.condition(&ground.shared, SIDE, part));
                }
            }
        }
    }
    if space.divide(&ground.shared).is_none() {
        return false;
    }
    let mut together = false;
    space.each_cell(&mut |cell| {
        together |= conditions.iter().all(|own| space.holds(own, cell) != Some(false));
    });
    !together
}
