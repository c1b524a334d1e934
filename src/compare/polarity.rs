//! What more of a param, definition or list means for a benefit that reads it: better, worse, or that cannot be said.
//! Follows the signs of formulas and conditions; whatever is read in any other way leaves it open.

use super::shared::{Shared, Which};
use crate::ir::expr::{
    Adjusted, ArithmeticOp, CompareOp, Dimension, EffectKind, Expr, ExprKind, HeadItem, ListFunction, Member, Source,
};
use crate::ir::{BenefitId, ClauseBody, DefinitionId, ListId, Type, version_on};
use crate::value::Value;

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Definition(DefinitionId),
    List(ListId),
}

/// What more of the target makes of a quantity or a condition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sign {
    /// It is not read.
    None,
    /// More, or truer.
    Up,
    Down,
    Unknown,
}

impl Sign {
    fn and(self, other: Sign) -> Sign {
        match (self, other) {
            (Sign::None, sign) | (sign, Sign::None) => sign,
            (a, b) if a == b => a,
            _ => Sign::Unknown,
        }
    }

    fn flipped(self) -> Sign {
        match self {
            Sign::Up => Sign::Down,
            Sign::Down => Sign::Up,
            other => other,
        }
    }

    /// Any reading at all leaves it open.
    fn opaque(self) -> Sign {
        if self == Sign::None { Sign::None } else { Sign::Unknown }
    }
}

/// Returns what more of a target means for the person who gets a benefit.
pub(crate) fn of_benefit(shared: &Shared<'_>, which: Which, id: BenefitId, target: Target) -> Sign {
    let walk = Walk { shared, which, target };
    let benefit = shared.program(which).benefit(id);
    let on = shared.date(which);
    let mut sign = Sign::None;
    for clause in &benefit.clauses {
        let Some(version) = version_on(&clause.versions, on) else { continue };
        sign = sign.and(walk.clause(&version.body));
    }
    for branch in benefit.branches.iter().filter(|branch| branch.range.contains(on)) {
        if let Some(when) = &branch.when {
            sign = sign.and(walk.expr(when, 0).opaque());
        }
    }
    sign
}

struct Walk<'s, 'p> {
    shared: &'s Shared<'p>,
    which: Which,
    target: Target,
}

impl Walk<'_, '_> {
    fn clause(&self, body: &ClauseBody) -> Sign {
        let asked = |when: &Option<Expr>| when.as_ref().map_or(Sign::None, |when| self.expr(when, 0).opaque());
        match body {
            ClauseBody::Requires(condition) => self.expr(condition, 0),
            ClauseBody::Refuse { when, .. } => when.as_ref().map_or(Sign::None, |when| self.expr(when, 0).flipped()),
            ClauseBody::Rate { value } | ClauseBody::Amount { value, .. } | ClauseBody::TopUpTo { value } => {
                self.adjusted(value, 0)
            }
            ClauseBody::Base { value, .. } => self.adjusted(value, 0),
            ClauseBody::Cap { value, when, .. } | ClauseBody::TotalOfLayersAtMost { value, when } => {
                self.adjusted(value, 0).and(asked(when))
            }
            ClauseBody::Deductible { value, when, .. } | ClauseBody::FirstPay { value, when } => {
                self.adjusted(value, 0).flipped().and(asked(when))
            }
            ClauseBody::OwnPayAtMost { value, .. } => self.adjusted(value, 0).flipped(),
            ClauseBody::Quantity { asked, allowed, .. } => self.adjusted(allowed, 0).and(self.expr(asked, 0).flipped()),
            ClauseBody::MapsTo(_)
            | ClauseBody::After(_)
            | ClauseBody::NotWith(_)
            | ClauseBody::StacksWith(_)
            | ClauseBody::Identities(_)
            | ClauseBody::As(_)
            | ClauseBody::Round(_)
            | ClauseBody::Order(_)
            | ClauseBody::YearFrom { .. }
            | ClauseBody::InKind(_) => Sign::None,
        }
    }

    fn adjusted(&self, own: &Adjusted, depth: u32) -> Sign {
        let mut sign = self.source(&own.value, depth);
        for effect in &own.effects {
            if let Some(when) = &effect.when {
                sign = sign.and(self.expr(when, depth).opaque());
            }
            sign = sign.and(match &effect.kind {
                EffectKind::Instead(source) => self.source(source, depth),
                EffectKind::Plus(by) => self.expr(by, depth),
                EffectKind::Minus(by) => self.expr(by, depth).flipped(),
                EffectKind::Times(by) => self.expr(by, depth).opaque(),
                EffectKind::EachFurtherMinus { step, at_most } => {
                    let most = at_most.as_ref().map_or(Sign::None, |most| self.expr(most, depth));
                    self.expr(step, depth).and(most).flipped()
                }
                EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => Sign::None,
            });
        }
        sign
    }

    fn source(&self, own: &Source, depth: u32) -> Sign {
        match own {
            Source::Expr(own) => self.expr(own, depth),
            Source::Table(table) => {
                let mut sign = Sign::None;
                for dimension in &table.dimensions {
                    if let Dimension::Expr(own) | Dimension::Segment { of: Some(own), .. } = dimension {
                        sign = sign.and(self.expr(own, depth).opaque());
                    }
                }
                for row in &table.rows {
                    for item in row.heads.iter().flat_map(|head| &head.items) {
                        sign = sign.and(self.head_item(item, depth).opaque());
                    }
                    for cell in &row.cells {
                        sign = sign.and(self.source(&cell.value, depth));
                    }
                }
                sign
            }
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => Sign::None,
        }
    }

    fn head_item(&self, item: &HeadItem, depth: u32) -> Sign {
        match item {
            HeadItem::Any | HeadItem::Else => Sign::None,
            HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => self.expr(own, depth),
            HeadItem::List(id) => {
                if self.target == Target::List(*id) {
                    Sign::Up
                } else {
                    Sign::None
                }
            }
            HeadItem::Band(band) => {
                let edges = [&band.low, &band.high].into_iter().flatten();
                edges.fold(Sign::None, |sign, edge| sign.and(self.expr(&edge.value, depth)))
            }
        }
    }

    /// What more of the target makes of a value; of a condition, whether it is easier to meet.
    fn expr(&self, own: &Expr, depth: u32) -> Sign {
        if depth > 64 {
            return Sign::Unknown;
        }
        let deeper = |own: &Expr| self.expr(own, depth + 1);
        match &*own.kind {
            ExprKind::Definition(id, arguments) => {
                if self.target == Target::Definition(*id) {
                    return Sign::Up;
                }
                let program = self.shared.program(self.which);
                let body = version_on(&program.definition(*id).versions, self.shared.date(self.which));
                let own = body.map_or(Sign::None, |version| self.adjusted(&version.body, depth + 1));
                arguments.iter().fold(own, |sign, argument| sign.and(deeper(argument).opaque()))
            }
            ExprKind::Arithmetic(ArithmeticOp::Add, left, right) => deeper(left).and(deeper(right)),
            ExprKind::Arithmetic(ArithmeticOp::Subtract, left, right) => deeper(left).and(deeper(right).flipped()),
            ExprKind::Arithmetic(ArithmeticOp::Multiply, left, right) => match (deeper(left), deeper(right)) {
                (Sign::None, Sign::None) => Sign::None,
                (sign, Sign::None) if self.never_negative(right) => sign,
                (Sign::None, sign) if self.never_negative(left) => sign,
                _ => Sign::Unknown,
            },
            ExprKind::Arithmetic(ArithmeticOp::Divide, left, right) => match (deeper(left), deeper(right)) {
                (Sign::None, Sign::None) => Sign::None,
                (sign, Sign::None) if self.never_negative(right) => sign,
                (Sign::None, sign) if self.never_negative(left) => sign.flipped(),
                _ => Sign::Unknown,
            },
            ExprKind::Negate(inner) | ExprKind::Not(inner) => deeper(inner).flipped(),
            ExprKind::Scale(inner, factor) if !factor.is_negative() => deeper(inner),
            ExprKind::Least(all) | ExprKind::Greatest(all) => {
                all.iter().fold(Sign::None, |sign, own| sign.and(deeper(own)))
            }
            ExprKind::Rounded(inner, _, unit) => deeper(inner).and(deeper(unit).opaque()),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => deeper(left).and(deeper(right)),
            ExprKind::If(when, then, otherwise) => deeper(when).opaque().and(deeper(then)).and(deeper(otherwise)),
            ExprKind::Compare(op, left, right) => {
                let (left, right) = (deeper(left), deeper(right));
                match op {
                    CompareOp::Less | CompareOp::LessOrEqual => left.flipped().and(right),
                    CompareOp::Greater | CompareOp::GreaterOrEqual => left.and(right.flipped()),
                    CompareOp::Equal | CompareOp::NotEqual => left.opaque().and(right.opaque()),
                }
            }
            ExprKind::InBand { value, band, negated } => {
                let low = band.low.as_ref().map_or(Sign::None, |edge| deeper(&edge.value).flipped());
                let high = band.high.as_ref().map_or(Sign::None, |edge| deeper(&edge.value));
                let of_value = match (&band.low, &band.high) {
                    (Some(_), None) => deeper(value),
                    (None, Some(_)) => deeper(value).flipped(),
                    _ => deeper(value).opaque(),
                };
                let sign = of_value.and(low).and(high);
                if *negated { sign.flipped() } else { sign }
            }
            ExprKind::In { value, members, negated } => {
                let listed = |member: &Member| match member {
                    Member::List(id) if self.target == Target::List(*id) => Sign::Up,
                    Member::List(_) => Sign::None,
                    Member::Value(own) => deeper(own).opaque(),
                };
                let sign = members.iter().fold(deeper(value).opaque(), |sign, member| sign.and(listed(member)));
                if *negated { sign.flipped() } else { sign }
            }
            ExprKind::ListCount(id) => {
                if self.target == Target::List(*id) {
                    Sign::Up
                } else {
                    Sign::None
                }
            }
            ExprKind::Over { function, list, filter, body } => {
                let filter = filter.as_ref().map_or(Sign::None, &deeper);
                let body = body.as_ref().map_or(Sign::None, &deeper);
                let list = deeper(list).opaque();
                list.and(match function {
                    ListFunction::Any | ListFunction::Count => filter.and(body),
                    ListFunction::Sum | ListFunction::Min | ListFunction::Max | ListFunction::Average => {
                        filter.opaque().and(body)
                    }
                    ListFunction::All => filter.opaque().and(body),
                })
            }
            ExprKind::Account(items) => items.iter().fold(Sign::None, |sign, item| {
                let own = deeper(&item.value);
                sign.and(if item.deducted { own.flipped() } else { own })
            }),
            ExprKind::State(id) | ExprKind::PreviousState(id) => {
                let state = &self.shared.program(self.which).states[id.index()];
                state.transitions.iter().fold(Sign::None, |sign, own| sign.and(deeper(&own.body.condition).opaque()))
            }
            _ => {
                let mut sign = Sign::None;
                crate::ir::order::each_child(own, &mut |child| sign = sign.and(self.expr(child, depth + 1).opaque()));
                sign
            }
        }
    }

    fn never_negative(&self, own: &Expr) -> bool {
        if own.ty == Type::Ratio {
            return true;
        }
        match self.shared.constant(self.which, own) {
            Some(Value::Number(number)) => return !number.is_negative(),
            Some(_) => return false,
            None => {}
        }
        match &*own.kind {
            ExprKind::Fact(id) => {
                let low = &self.shared.program(self.which).fact(*id).low;
                low.as_ref().is_some_and(|(low, _)| !low.is_negative())
            }
            ExprKind::Over { function: ListFunction::Count, .. }
            | ExprKind::ListCount(_)
            | ExprKind::VisitNumber
            | ExprKind::Age { .. } => true,
            ExprKind::Arithmetic(ArithmeticOp::Multiply | ArithmeticOp::Divide | ArithmeticOp::Add, left, right) => {
                self.never_negative(left) && self.never_negative(right)
            }
            ExprKind::Scale(inner, factor) => !factor.is_negative() && self.never_negative(inner),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                self.shared.opened(self.which, *id).is_some_and(|body| self.never_negative(body))
            }
            _ => false,
        }
    }
}
