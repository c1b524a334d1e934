//! A value against what a standard asks of it: meets it, falls below, goes above. Which of the two is better for the
//! insured person is read from the kind of clause; edges are exact.

use super::direction::{End, Sense};
use super::shared::{Shared, SideId};
use super::words;
use super::worth::Worth;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::ir::Type;
use crate::ir::expr::{Edge, Expr, Member};
use crate::ir::standard::Test;
use crate::ir::types::Unit;
use crate::syntax::ast::CompareOp;
use crate::value::Value;

/// How a policy stands to one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    Meets,
    /// Worse for the insured person than the standard allows.
    Below,
    /// More generous than the standard allows, without an exemption.
    Above,
    /// The policy says nothing of the kind.
    NotStated,
    /// Cannot be told, and the finding says why.
    NotDecided,
}

/// What a requirement allows, worked out on the day.
#[derive(Clone, Debug)]
pub(crate) struct Bounds<'p> {
    pub low: Option<Limit<'p>>,
    pub high: Option<Limit<'p>>,
    /// `属于 A, B`: these alone; empty: everything between the edges.
    one_of: Vec<Number>,
    negated: bool,
}

/// An edge with the expression that states it.
#[derive(Clone, Debug)]
pub(crate) struct Limit<'p> {
    pub number: Number,
    pub included: bool,
    pub expr: &'p Expr,
}

/// A value as a size that can be held against an edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Size {
    Number(Number),
    Unlimited,
}

/// How a value stands, and by how much it misses the edge (its value less the edge).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub standing: Standing,
    pub by: Option<Number>,
    pub reason: Option<Text>,
}

impl Judged {
    pub(crate) fn of(standing: Standing) -> Judged {
        Judged { standing, by: None, reason: None }
    }

    pub(crate) fn open(standing: Standing, reason: Text) -> Judged {
        Judged { standing, by: None, reason: Some(reason) }
    }
}

impl<'p> Bounds<'p> {
    /// Works out the edges of a test; `None` when they depend on facts.
    pub(crate) fn of(shared: &Shared<'p>, side: SideId, test: &'p Test) -> Option<Bounds<'p>> {
        let number = |own: &Expr| match shared.constant(side, own)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        let limit = |expr: &'p Expr, included: bool| Some(Limit { number: number(expr)?, included, expr });
        let between = |low, high| Bounds { low, high, one_of: Vec::new(), negated: false };
        Some(match test {
            Test::Band { negated, band } => {
                let edge = |edge: &'p Option<Edge>| match edge {
                    Some(edge) => limit(&edge.value, edge.included).map(Some),
                    None => Some(None),
                };
                Bounds { negated: *negated, ..between(edge(&band.low)?, edge(&band.high)?) }
            }
            Test::Compare(op, expr) => match op {
                CompareOp::Equal | CompareOp::NotEqual => {
                    let (low, high) = (Some(limit(expr, true)?), Some(limit(expr, true)?));
                    Bounds { negated: *op == CompareOp::NotEqual, ..between(low, high) }
                }
                CompareOp::Less => between(None, Some(limit(expr, false)?)),
                CompareOp::LessOrEqual => between(None, Some(limit(expr, true)?)),
                CompareOp::Greater => between(Some(limit(expr, false)?), None),
                CompareOp::GreaterOrEqual => between(Some(limit(expr, true)?), None),
            },
            Test::In { negated, members } => {
                let mut limits = Vec::new();
                for member in members {
                    let Member::Value(expr) = member else { return None };
                    limits.push(limit(expr, true)?);
                }
                limits.sort_by(|left, right| left.number.cmp(&right.number));
                let one_of = limits.iter().map(|limit| limit.number.clone()).collect();
                let (low, high) = (limits.first().cloned(), limits.last().cloned());
                Bounds { low, high, one_of, negated: *negated }
            }
        })
    }

    /// Returns the edges that expressions state; `None` when they depend on facts.
    pub(crate) fn between(
        shared: &Shared<'p>,
        side: SideId,
        low: Option<(&'p Expr, bool)>,
        high: Option<(&'p Expr, bool)>,
    ) -> Option<Bounds<'p>> {
        let limit = |edge: Option<(&'p Expr, bool)>| match edge {
            Some((expr, included)) => match shared.constant(side, expr)? {
                Value::Number(number) => Some(Some(Limit { number, included, expr })),
                _ => None,
            },
            None => Some(None),
        };
        Some(Bounds { low: limit(low)?, high: limit(high)?, one_of: Vec::new(), negated: false })
    }

    /// Returns the unit of the edges.
    pub(crate) fn ty(&self) -> Option<&'p Type> {
        self.low.as_ref().or(self.high.as_ref()).map(|limit| &limit.expr.ty)
    }

    /// Holds a size against the edges; `higher`: more is better for the insured person.
    pub(crate) fn judge(&self, size: &Size, higher: bool) -> Judged {
        let number = match size {
            Size::Number(number) => Some(number),
            Size::Unlimited => None,
        };
        let under = self.low.as_ref().filter(|limit| match number {
            Some(number) => *number < limit.number || !limit.included && *number == limit.number,
            None => false,
        });
        let over = self.high.as_ref().filter(|limit| match number {
            Some(number) => *number > limit.number || !limit.included && *number == limit.number,
            None => true,
        });
        let inside = under.is_none() && over.is_none();
        if self.negated {
            let listed = self.one_of.is_empty() || number.is_some_and(|number| self.one_of.contains(number));
            return Judged::of(if inside && listed { Standing::Below } else { Standing::Meets });
        }
        let by = |limit: &Limit<'p>| number.and_then(|number| number.subtract(&limit.number).ok());
        match (under, over) {
            (Some(limit), _) => {
                Judged { standing: if higher { Standing::Below } else { Standing::Above }, by: by(limit), reason: None }
            }
            (None, Some(limit)) => {
                Judged { standing: if higher { Standing::Above } else { Standing::Below }, by: by(limit), reason: None }
            }
            (None, None) if self.one_of.is_empty() => Judged::of(Standing::Meets),
            (None, None) => {
                let listed = number.is_some_and(|number| self.one_of.contains(number));
                Judged::of(if listed { Standing::Meets } else { Standing::Below })
            }
        }
    }
}

/// Holds what a clause is worth against a requirement.
pub(crate) fn judge_worth(bounds: &Bounds<'_>, worth: &Worth, ty: &Type, sense: Sense) -> Judged {
    let (higher, none) = match sense {
        Sense::Higher { none, .. } => (true, none),
        Sense::Lower { none, .. } => (false, none),
        Sense::Unknown => (true, End::Unknown),
    };
    match worth {
        Worth::Number(number) => {
            if let Some(asked) = bounds.ty()
                && !agree(asked, ty)
            {
                return Judged::open(Standing::NotDecided, words::counted_otherwise(ty, asked));
            }
            bounds.judge(&Size::Number(number.clone()), higher)
        }
        Worth::None => match size_of(none) {
            Some(size) => bounds.judge(&size, higher),
            None => Judged::open(Standing::NotStated, words::none_is_stated()),
        },
        Worth::NoRow => Judged::open(Standing::NotStated, words::no_row()),
        Worth::Unstated => Judged::open(Standing::NotStated, words::source_is_silent()),
        Worth::Awaited => Judged::open(Standing::NotDecided, words::still_awaited()),
        Worth::NotInForce => Judged::open(Standing::NotStated, words::nothing_in_force()),
        Worth::Formula { .. } | Worth::Fixed(..) | Worth::Same(_) => {
            Judged::open(Standing::NotDecided, words::depends_on_person())
        }
    }
}

/// Holds the lack of a clause against a requirement.
pub(crate) fn judge_absent(bounds: &Bounds<'_>, sense: Sense) -> Judged {
    let (higher, absent) = match sense {
        Sense::Higher { absent, .. } => (true, absent),
        Sense::Lower { absent, .. } => (false, absent),
        Sense::Unknown => (true, End::Unknown),
    };
    match size_of(absent) {
        Some(size) => bounds.judge(&size, higher),
        None => Judged::open(Standing::NotStated, words::no_such_clause()),
    }
}

fn size_of(end: End) -> Option<Size> {
    match end {
        End::Zero => Some(Size::Number(Number::zero())),
        End::Unlimited => Some(Size::Unlimited),
        End::Unknown => None,
    }
}

/// Whether an edge and a value count over the same period; an edge without one goes with any.
fn agree(asked: &Type, own: &Type) -> bool {
    match (asked, own) {
        (Type::Quantity(asked), Type::Quantity(_)) if *asked == Unit::money() => true,
        _ => asked == own,
    }
}
