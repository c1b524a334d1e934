//! Conditions that must hold together: whether they can, as far as sets of values and linear inequalities tell.
//!
//! Says *impossible* only where it is so for everybody; what it cannot read it takes to be possible.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::number::Number;
use crate::base::text::Lang;
use crate::ir::expr::{ArithmeticOp, Band, CompareOp, Edge, Expr, ExprKind, Member};
use crate::ir::{FactId, Program, Source, Type, fixed_number, print};
use crate::symbolic::exact::Exact;
use crate::symbolic::linear::{Constraint, point};
use crate::value::{DomainId, EntryId, Value};

/// More quantities or inequalities are not held against each other: few people write such conditions by hand.
const MOST_UNKNOWNS: usize = 8;
const MOST_CONSTRAINTS: usize = 24;
/// How deep definitions are followed.
const DEPTH: usize = 16;

/// What conditions leave of the values of facts and of quantities.
pub(super) struct Conjunction<'p> {
    program: &'p Program,
    /// The values that a fact may still have.
    entries: BTreeMap<FactId, BTreeSet<EntryId>>,
    truths: BTreeMap<String, bool>,
    unknowns: Vec<String>,
    /// Factors by unknown, constant, strict: `Σ factor × unknown + constant ≤ 0`.
    constraints: Vec<(Linear, bool)>,
    impossible: bool,
}

/// `Σ factor × unknown + constant`
#[derive(Clone, Debug, Default)]
struct Linear {
    factors: BTreeMap<usize, Number>,
    constant: Number,
}

impl Linear {
    fn plus(&self, other: &Linear, times: &Number) -> Option<Linear> {
        let mut sum = self.clone();
        for (unknown, factor) in &other.factors {
            let own = sum.factors.entry(*unknown).or_default();
            *own = own.add(&factor.multiply(times).ok()?).ok()?;
        }
        sum.constant = sum.constant.add(&other.constant.multiply(times).ok()?).ok()?;
        Some(sum)
    }

    fn times(&self, by: &Number) -> Option<Linear> {
        Linear::default().plus(self, by)
    }
}

impl<'p> Conjunction<'p> {
    pub(super) fn of<'e>(program: &'p Program, conditions: impl IntoIterator<Item = &'e Expr>) -> Conjunction<'p> {
        let mut own = Conjunction {
            program,
            entries: BTreeMap::new(),
            truths: BTreeMap::new(),
            unknowns: Vec::new(),
            constraints: Vec::new(),
            impossible: false,
        };
        conditions.into_iter().for_each(|condition| own.add(condition, true, DEPTH));
        own
    }

    /// Whether they can never hold together.
    pub(super) fn is_impossible(&self) -> bool {
        if self.impossible || self.entries.values().any(BTreeSet::is_empty) {
            return true;
        }
        if self.constraints.is_empty()
            || self.unknowns.len() > MOST_UNKNOWNS
            || self.constraints.len() > MOST_CONSTRAINTS
        {
            return false;
        }
        let exact = |number: &Number| Exact::from_number(number).ok();
        let constraints: Option<Vec<Constraint>> = self
            .constraints
            .iter()
            .map(|(own, strict)| {
                let factor = |at: usize| own.factors.get(&at).map_or(Some(Exact::ZERO), exact);
                let factors: Option<Vec<Exact>> = (0..self.unknowns.len()).map(factor).collect();
                Some(Constraint { factors: factors?, constant: exact(&own.constant)?, strict: *strict })
            })
            .collect();
        constraints.is_some_and(|own| matches!(point(&own, self.unknowns.len()), Ok(None)))
    }

    fn add(&mut self, own: &Expr, holds: bool, depth: usize) {
        if depth == 0 {
            return;
        }
        match &*own.kind {
            ExprKind::Constant(Value::Bool(truth)) => self.impossible |= *truth != holds,
            ExprKind::Not(inner) => self.add(inner, !holds, depth),
            ExprKind::And(a, b) if holds => {
                self.add(a, true, depth);
                self.add(b, true, depth);
            }
            ExprKind::Or(a, b) if !holds => {
                self.add(a, false, depth);
                self.add(b, false, depth);
            }
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                let definition = self.program.definition(*id);
                if let [only] = definition.versions.as_slice()
                    && let Source::Expr(inner) = &only.body.value
                    && only.body.effects.is_empty()
                {
                    self.add(inner, holds, depth - 1);
                }
            }
            ExprKind::Fact(id) if own.ty == Type::Bool => {
                let key = format!("{id:?}");
                self.impossible |= *self.truths.entry(key).or_insert(holds) != holds;
            }
            ExprKind::Compare(op, left, right) => self.compare(*op, left, right, holds, depth),
            ExprKind::In { value, members, negated } => {
                let entries: Option<Vec<(DomainId, EntryId)>> = members.iter().map(entry_of).collect();
                if let (Some(entries), ExprKind::Fact(fact)) = (entries, &*value.kind) {
                    self.limit(*fact, &value.ty, &entries, holds != *negated);
                }
            }
            ExprKind::InBand { value, band, negated } if holds != *negated => self.within(value, band, depth),
            _ => {}
        }
    }

    fn compare(&mut self, op: CompareOp, left: &Expr, right: &Expr, holds: bool, depth: usize) {
        if let (ExprKind::Fact(fact), ExprKind::Constant(Value::Entry(domain, entry))) = (&*left.kind, &*right.kind) {
            let positive = match op {
                CompareOp::Equal => holds,
                CompareOp::NotEqual => !holds,
                CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => {
                    return self.ordered(*fact, &left.ty, (*domain, *entry), op, holds);
                }
            };
            return self.limit(*fact, &left.ty, &[(*domain, *entry)], positive);
        }
        let op = if holds {
            op
        } else {
            match op {
                CompareOp::Equal => CompareOp::NotEqual,
                CompareOp::NotEqual => CompareOp::Equal,
                CompareOp::Less => CompareOp::GreaterOrEqual,
                CompareOp::LessOrEqual => CompareOp::Greater,
                CompareOp::Greater => CompareOp::LessOrEqual,
                CompareOp::GreaterOrEqual => CompareOp::Less,
            }
        };
        self.inequality(op, left, right, depth);
    }

    /// Keeps those entries of a fact that are (or are not) among some, or below them.
    fn limit(&mut self, fact: FactId, ty: &Type, among: &[(DomainId, EntryId)], positive: bool) {
        let Type::Entry(id) = ty else { return };
        let domain = self.program.domain(*id);
        let fits = |own: EntryId| among.iter().any(|(of, entry)| of == id && domain.is_within(own, *entry)) == positive;
        self.keep(fact, *id, fits);
    }

    fn ordered(&mut self, fact: FactId, ty: &Type, edge: (DomainId, EntryId), op: CompareOp, holds: bool) {
        if *ty != Type::Entry(edge.0) || !self.program.domain(edge.0).ordered {
            return;
        }
        let fits = |own: EntryId| {
            let found = match op {
                CompareOp::Less => own < edge.1,
                CompareOp::LessOrEqual => own <= edge.1,
                CompareOp::Greater => own > edge.1,
                CompareOp::GreaterOrEqual => own >= edge.1,
                CompareOp::Equal => own == edge.1,
                CompareOp::NotEqual => own != edge.1,
            };
            found == holds
        };
        self.keep(fact, edge.0, fits);
    }

    fn keep(&mut self, fact: FactId, id: DomainId, fits: impl Fn(EntryId) -> bool) {
        let count = self.program.domain(id).entries.len() as u32;
        let left = self.entries.entry(fact).or_insert_with(|| (0..count).map(EntryId).collect());
        left.retain(|own| fits(*own));
    }

    fn within(&mut self, value: &Expr, band: &Band, depth: usize) {
        let mut edge = |edge: &Edge, low: bool| {
            let op = match (low, edge.included) {
                (true, true) => CompareOp::GreaterOrEqual,
                (true, false) => CompareOp::Greater,
                (false, true) => CompareOp::LessOrEqual,
                (false, false) => CompareOp::Less,
            };
            if let (ExprKind::Fact(fact), ExprKind::Constant(Value::Entry(domain, entry))) =
                (&*value.kind, &*edge.value.kind)
            {
                self.ordered(*fact, &value.ty, (*domain, *entry), op, true);
            } else {
                self.inequality(op, value, &edge.value, depth);
            }
        };
        band.low.iter().for_each(|own| edge(own, true));
        band.high.iter().for_each(|own| edge(own, false));
    }

    fn inequality(&mut self, op: CompareOp, left: &Expr, right: &Expr, depth: usize) {
        if !left.ty.is_numeric() || !right.ty.is_numeric() || op == CompareOp::NotEqual {
            return;
        }
        // A quotient against something: both are taken times the divisor, which is above 0.
        let (left, right) = match self.quotient(left, depth) {
            Some((above, below)) => {
                let Some(right) = self.linear(right, depth) else { return };
                let times =
                    if right.factors.is_empty() { below.times(&right.constant) } else { self.product(&right, &below) };
                self.constraints.push((below.times(&Number::from(-1)).unwrap_or_default(), true));
                (Some(above), times)
            }
            None => (self.linear(left, depth), self.linear(right, depth)),
        };
        let (Some(left), Some(right)) = (left, right) else { return };
        let minus_one = Number::from(-1);
        let (Some(less), Some(more)) = (left.plus(&right, &minus_one), right.plus(&left, &minus_one)) else { return };
        match op {
            CompareOp::Less => self.constraints.push((less, true)),
            CompareOp::LessOrEqual => self.constraints.push((less, false)),
            CompareOp::Greater => self.constraints.push((more, true)),
            CompareOp::GreaterOrEqual => self.constraints.push((more, false)),
            CompareOp::Equal => {
                self.constraints.push((less, false));
                self.constraints.push((more, false));
            }
            CompareOp::NotEqual => {}
        }
    }

    /// Returns dividend and divisor of a quotient.
    fn quotient(&mut self, own: &Expr, depth: usize) -> Option<(Linear, Linear)> {
        if depth == 0 {
            return None;
        }
        match &*own.kind {
            ExprKind::Arithmetic(ArithmeticOp::Divide, above, below) if fixed_number(below).is_none() => {
                Some((self.linear(above, depth)?, self.linear(below, depth)?))
            }
            ExprKind::Definition(..) => {
                let inner = self.definition(own)?;
                self.quotient(inner, depth - 1)
            }
            // A unit conversion of a quotient.
            ExprKind::Scale(inner, by) => {
                let (above, below) = self.quotient(inner, depth - 1)?;
                Some((above.times(by)?, below))
            }
            _ => None,
        }
    }

    /// Returns what a definition with a single fixed form stands for.
    fn definition(&self, own: &Expr) -> Option<&'p Expr> {
        let ExprKind::Definition(id, arguments) = &*own.kind else { return None };
        let definition = self.program.definition(*id);
        match definition.versions.as_slice() {
            [only] if arguments.is_empty() && only.body.effects.is_empty() => match &only.body.value {
                Source::Expr(inner) => Some(inner),
                _ => None,
            },
            _ => None,
        }
    }

    fn linear(&mut self, own: &Expr, depth: usize) -> Option<Linear> {
        if let Some(number) = fixed_number(own) {
            return Some(Linear { factors: BTreeMap::new(), constant: number });
        }
        if depth == 0 {
            return None;
        }
        match &*own.kind {
            ExprKind::Negate(inner) => self.linear(inner, depth)?.times(&Number::from(-1)),
            ExprKind::Scale(inner, by) => self.linear(inner, depth)?.times(by),
            ExprKind::Arithmetic(op, a, b) => match op {
                ArithmeticOp::Add => self.linear(a, depth)?.plus(&self.linear(b, depth)?, &Number::one()),
                ArithmeticOp::Subtract => self.linear(a, depth)?.plus(&self.linear(b, depth)?, &Number::from(-1)),
                ArithmeticOp::Multiply => {
                    let (a, b) = (self.linear(a, depth)?, self.linear(b, depth)?);
                    match (a.factors.is_empty(), b.factors.is_empty()) {
                        (true, _) => b.times(&a.constant),
                        (false, true) => a.times(&b.constant),
                        (false, false) => None,
                    }
                }
                ArithmeticOp::Divide => {
                    let below = self.linear(b, depth)?;
                    let by = Number::one().divide(&below.constant).ok().filter(|_| below.factors.is_empty())?;
                    self.linear(a, depth)?.times(&by)
                }
                ArithmeticOp::Power => None,
            },
            ExprKind::Definition(..) => match self.definition(own) {
                Some(inner) => self.linear(inner, depth - 1),
                None => Some(self.unknown(own)),
            },
            // Whatever else it is, it is the same wherever it stands.
            _ => Some(self.unknown(own)),
        }
    }

    /// Returns a sum whose every part is taken times something unknown: each product is an unknown of its own.
    fn product(&mut self, sum: &Linear, by: &Linear) -> Option<Linear> {
        let mut factors = by.factors.iter();
        let (Some((at, factor)), None, true) = (factors.next(), factors.next(), by.constant.is_zero()) else {
            return None;
        };
        let mut product = Linear::default();
        for (unknown, own) in &sum.factors {
            let (one, other) = (at.min(unknown), at.max(unknown));
            let place = self.place_of(format!("{one} times {other}"));
            product.factors.insert(place, own.multiply(factor).ok()?);
        }
        product.plus(by, &sum.constant)
    }

    fn place_of(&mut self, key: String) -> usize {
        let known = self.unknowns.iter().position(|own| *own == key);
        known.unwrap_or_else(|| {
            self.unknowns.push(key);
            self.unknowns.len() - 1
        })
    }

    /// Returns the unknown that a fact or a param is; its declared range holds for it.
    fn unknown(&mut self, own: &Expr) -> Linear {
        let key = match &*own.kind {
            ExprKind::Fact(id) => format!("fact {}", id.0),
            ExprKind::Definition(id, _) => format!("definition {}", id.0),
            _ => print::expr(self.program, own, Lang::Zh),
        };
        let at = self.unknowns.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.unknowns.push(key);
            let at = self.unknowns.len() - 1;
            if let ExprKind::Fact(id) = &*own.kind {
                let fact = self.program.fact(*id);
                let bound = |factor: i64, constant: Number| Linear {
                    factors: BTreeMap::from([(at, Number::from(factor))]),
                    constant,
                };
                if let Some((low, included)) = &fact.low {
                    self.constraints.push((bound(-1, low.clone()), !included));
                }
                if let Some((high, included)) = &fact.high {
                    self.constraints.push((bound(1, high.negate()), !included));
                }
            }
            at
        });
        Linear { factors: BTreeMap::from([(at, Number::one())]), constant: Number::zero() }
    }
}

fn entry_of(member: &Member) -> Option<(DomainId, EntryId)> {
    match member {
        Member::Value(own) => match &*own.kind {
            ExprKind::Constant(Value::Entry(domain, entry)) => Some((*domain, *entry)),
            _ => None,
        },
        Member::List(_) => None,
    }
}
