//! Rules that can never apply: the conditions of a benefit or a case that cannot hold at once. Those on quantities are
//! taken as linear, all of them at once, exactly; the others over their grid. Quantities count as independent.

use super::super::clauses::{Live, conditions_of, live};
use super::super::shared::Shared;
use super::super::space::{Cond, Space};
use super::ground::{Ground, SIDE};
use super::{Failure, Found, words};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::{Lang, Text, listed};
use crate::ir::expr::{ArithmeticOp, Band, CompareOp, Dimension, Expr, ExprKind, ListFunction, Source};
use crate::ir::{
    Benefit, BenefitId, BranchId, ClauseBody, IdentityMode, Program, Type, clause_value, print, version_on,
};
use crate::symbolic::exact::{Exact, Figure, TooLarge};
use crate::symbolic::linear::{Constraint, point};
use crate::symbolic::undecided::Undecided;
use crate::value::Value;
use std::collections::BTreeMap;

/// More ways in which conditions joined by `或` can hold are not followed.
const MOST_WAYS: usize = 256;
/// More quantities at once are not followed.
const MOST_UNKNOWNS: usize = 8;

/// A condition with what the reader calls it.
#[derive(Clone)]
struct Named<'p> {
    name: Text,
    expr: &'p Expr,
    /// Whether it must fail.
    negated: bool,
}

pub(super) fn rules(ground: &Ground<'_>) -> Found {
    let side = ground.side();
    let mut found = Found::over(words::clauses_only());
    for at in 0..side.program.benefits.len() as u32 {
        let id = BenefitId(at);
        let benefit = side.program.benefit(id);
        if version_on(&benefit.alive, side.date).is_none() {
            continue;
        }
        let requires = requires(ground, id);
        let dead = judge(ground, &requires, Sight::AtOnce, (benefit.span, &benefit.name), &mut found);
        if let Some(culprits) = dead {
            let names: Vec<Text> = culprits.iter().map(|own| own.name.clone()).collect();
            found.failures.push(Failure {
                what: words::dead_benefit(&benefit.name, listed(&names)),
                by: None,
                kinds: None,
                places: culprits.iter().map(|own| own.expr.span).collect(),
                cases: Vec::new(),
            });
            continue;
        }
        if let Some(first) = always_given_way_to(ground, id, &requires) {
            let other = side.program.benefit(first);
            found.failures.push(Failure {
                what: words::dead_behind(&benefit.name, &other.name),
                by: None,
                kinds: None,
                places: vec![benefit.span, other.span],
                cases: Vec::new(),
            });
            continue;
        }
        effects(ground, id, &requires, &mut found);
        for (at, branch) in benefit.branches.iter().enumerate().filter(|(_, own)| own.range.contains(side.date)) {
            let mut all = requires.clone();
            all.extend(of_branch(side.program, benefit, at));
            let name = branch.label.clone().unwrap_or_else(|| {
                branch.when.as_ref().map_or_else(|| "其余".to_owned(), |when| print::expr(side.program, when, Lang::Zh))
            });
            let about = (branch.span, benefit.name.as_str());
            let alone = of_branch(side.program, benefit, at);
            let dead = judge(ground, &all, Sight::AtOnce, about, &mut found)
                .or_else(|| judge(ground, &alone, sight_of(ground, id), about, &mut found));
            if let Some(culprits) = dead {
                let names: Vec<Text> = culprits.iter().map(|own| own.name.clone()).collect();
                found.failures.push(Failure {
                    what: words::dead_case(&benefit.name, name, listed(&names)),
                    by: None,
                    kinds: None,
                    places: culprits.iter().map(|own| own.expr.span).collect(),
                    cases: Vec::new(),
                });
            }
        }
    }
    found
}

/// Returns a benefit that is due whenever another one, which gives way to it, would be.
fn always_given_way_to(ground: &Ground<'_>, id: BenefitId, requires: &[Named<'_>]) -> Option<BenefitId> {
    let program = ground.side().program;
    let own = live(&ground.shared, SIDE, id);
    let named = own.iter().filter_map(|clause| match clause.body {
        ClauseBody::NotWith(all) => Some(all),
        _ => None,
    });
    let others = named.flatten().copied().filter(|other| {
        *other != id
            && program.benefit(*other).occasion == program.benefit(id).occasion
            && is_due_by_conditions(ground, *other)
    });
    others.into_iter().find(|other| {
        let fails = |condition: Named<'_>| {
            let mut all = requires.to_vec();
            all.push(Named { negated: !condition.negated, ..condition });
            contradict(ground, &all, Sight::AtOnce) == Ok(true)
        };
        self::requires(ground, *other).into_iter().all(fails)
    })
}

/// Whether a benefit is due exactly where its conditions hold: nothing else stands before it, and no identity is passed
/// over for want of a row.
fn is_due_by_conditions(ground: &Ground<'_>, id: BenefitId) -> bool {
    let side = ground.side();
    let benefit = side.program.benefit(id);
    let by_identity = |own: &Dimension| matches!(own, Dimension::Expr(expr) if matches!(expr.ty, Type::Several(_)));
    let stands = |clause: &Live<'_>| match clause.body {
        ClauseBody::NotWith(_) | ClauseBody::Refuse { .. } => false,
        body => match clause_value(body).map(|own| &own.value) {
            Some(Source::Table(table)) => !table.dimensions.iter().any(by_identity),
            Some(Source::As(..)) => false,
            _ => true,
        },
    };
    version_on(&benefit.alive, side.date).is_some()
        && !side.program.choices.iter().any(|own| own.benefits.contains(&id) && own.range.contains(side.date))
        && live(&ground.shared, SIDE, id).iter().all(stands)
}

/// How clauses of a benefit other than its conditions see several values.
fn sight_of(ground: &Ground<'_>, id: BenefitId) -> Sight {
    let together = |own: &Live<'_>| matches!(own.body, ClauseBody::Identities(IdentityMode::Together));
    if live(&ground.shared, SIDE, id).iter().any(together) { Sight::AtOnce } else { Sight::OneByOne }
}

/// Finds what is written for a case that the conditions of its benefit leave to nobody.
fn effects<'p>(ground: &Ground<'p>, id: BenefitId, requires: &[Named<'p>], found: &mut Found) {
    let program = ground.side().program;
    let benefit = program.benefit(id);
    let sight = sight_of(ground, id);
    for clause in live(&ground.shared, SIDE, id) {
        let Some(adjusted) = clause_value(clause.body) else { continue };
        for effect in &adjusted.effects {
            let Some(when) = &effect.when else { continue };
            let mut alone: Vec<Named<'p>> =
                clause.branch.into_iter().flat_map(|own| of_branch(program, benefit, own.index())).collect();
            let mut all = [requires, &alone].concat();
            let cannot = |own: &[Named<'p>], sight: Sight| contradict(ground, own, sight) == Ok(true);
            if cannot(&all, Sight::AtOnce) || cannot(&alone, sight) {
                // The whole case is told of.
                continue;
            }
            let own = Named { name: said(program, when), expr: when, negated: false };
            all.push(own.clone());
            alone.push(own);
            let about = (effect.span, benefit.name.as_str());
            let dead =
                judge(ground, &all, Sight::AtOnce, about, found).or_else(|| judge(ground, &alone, sight, about, found));
            if let Some(culprits) = dead {
                let names: Vec<Text> = culprits.iter().map(|own| own.name.clone()).collect();
                let (zh, en) = clause.path.word.words();
                found.failures.push(Failure {
                    what: words::dead_effect(&benefit.name, Text::new(zh, en), said(program, when), listed(&names)),
                    by: None,
                    kinds: None,
                    places: culprits.iter().map(|own| own.expr.span).collect(),
                    cases: Vec::new(),
                });
            }
        }
    }
}

fn requires<'p>(ground: &Ground<'p>, id: BenefitId) -> Vec<Named<'p>> {
    let program = ground.side().program;
    let mut all = Vec::new();
    for own in live(&ground.shared, SIDE, id).into_iter().filter(|own| own.branch.is_none()) {
        match own.body {
            ClauseBody::Requires(expr) => {
                let name = match &own.path.label {
                    Some(label) => Text::same(format!("「{label}」")),
                    None => said(program, expr),
                };
                all.push(Named { name, expr, negated: false });
            }
            ClauseBody::Refuse { when: Some(expr), .. } => {
                all.push(Named { name: super::super::words::not(said(program, expr)), expr, negated: true });
            }
            _ => {}
        }
    }
    all
}

/// Returns what must hold for a case, with what encloses it and what stands before it.
fn of_branch<'p>(program: &'p Program, benefit: &'p Benefit, at: usize) -> Vec<Named<'p>> {
    let named = |(expr, holds): (&'p Expr, bool)| {
        let name = said(program, expr);
        Named { name: if holds { name } else { super::super::words::not(name) }, expr, negated: !holds }
    };
    conditions_of(benefit, BranchId(at as u32)).into_iter().map(named).collect()
}

fn said(program: &Program, expr: &Expr) -> Text {
    Text { zh: print::expr(program, expr, Lang::Zh), en: print::expr(program, expr, Lang::En) }
}

/// Returns the fewest conditions that cannot hold at once; what cannot be told is left open.
fn judge<'p>(
    ground: &Ground<'p>,
    all: &[Named<'p>],
    sight: Sight,
    (span, name): (Span, &str),
    found: &mut Found,
) -> Option<Vec<Named<'p>>> {
    if all.is_empty() {
        return None;
    }
    match contradict(ground, all, sight) {
        Ok(false) => None,
        Ok(true) => {
            // Leaves out one after the other as long as the rest still cannot hold.
            let mut kept = all.to_vec();
            let mut at = 0;
            while at < kept.len() && kept.len() > 1 {
                let mut fewer = kept.clone();
                fewer.remove(at);
                if contradict(ground, &fewer, sight) == Ok(true) {
                    kept = fewer;
                } else {
                    at += 1;
                }
            }
            Some(kept)
        }
        Err(Undecided::TooManyCells(_) | Undecided::TooManyRegions | Undecided::TooManyNumbers) => {
            found.leave_open("conditions_not_followed", words::conditions_not_followed(name), Some(span));
            None
        }
        Err(undecided) => {
            found.leave_open(undecided.name(), undecided.text(), Some(span));
            None
        }
    }
}

/// How conditions see somebody who holds several values of one fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sight {
    /// All values at once, as what a benefit requires does.
    AtOnce,
    /// One after the other, as what is worked once for each does.
    OneByOne,
}

/// Whether conditions cannot hold at once.
fn contradict(ground: &Ground<'_>, all: &[Named<'_>], sight: Sight) -> Result<bool, Undecided> {
    if discrete(ground, all, sight)? {
        return Ok(true);
    }
    linear(ground, all)
}

/// Over the grid of everything that is asked: whether no cell is left.
fn discrete(ground: &Ground<'_>, all: &[Named<'_>], sight: Sight) -> Result<bool, Undecided> {
    let mut space = Space::new();
    let conditions: Vec<(Cond, bool)> =
        all.iter().map(|own| (space.condition(&ground.shared, SIDE, own.expr), own.negated)).collect();
    let within = space.divide(&ground.shared).is_some()
        && (sight == Sight::OneByOne || space.allow_several(&ground.shared).is_some());
    if !within {
        return Err(Undecided::TooManyCells(super::super::space::MOST_CELLS));
    }
    let mut left = false;
    space.each_cell(&mut |cell| {
        left |= conditions.iter().all(|(own, negated)| space.holds(own, cell) != Some(*negated));
    });
    Ok(!left)
}

// ---- linear conditions

/// A product of quantities with their powers.
type Monomial = BTreeMap<String, i32>;
/// Σ factor × monomial; the constant stands at the empty one.
type Sum = BTreeMap<Monomial, Exact>;

/// `sum ≤ 0`, or `< 0`.
#[derive(Clone)]
struct Bound {
    sum: Sum,
    strict: bool,
}

/// One way in which conditions can hold.
type Way = Vec<Bound>;

struct Reader<'s, 'p> {
    shared: &'s Shared<'p>,
    /// The quantities that are above 0.
    positive: BTreeMap<String, bool>,
    /// What is known of quantities from their declarations.
    ranges: BTreeMap<String, Vec<Bound>>,
}

/// Whether the linear conditions among these cannot hold at once; others are taken to hold.
fn linear(ground: &Ground<'_>, all: &[Named<'_>]) -> Result<bool, Undecided> {
    let mut reader = Reader { shared: &ground.shared, positive: BTreeMap::new(), ranges: BTreeMap::new() };
    let mut ways: Vec<Way> = vec![Vec::new()];
    for own in all {
        let own = reader.condition(own.expr, !own.negated)?;
        let mut next = Vec::new();
        for way in &ways {
            for more in &own {
                next.push([way.clone(), more.clone()].concat());
                if next.len() > MOST_WAYS {
                    return Err(Undecided::TooManyRegions);
                }
            }
        }
        ways = next;
    }
    for way in &ways {
        if way.is_empty() || reader.can_hold(way)? {
            return Ok(false);
        }
    }
    Ok(!ways.is_empty())
}

impl Reader<'_, '_> {
    /// Returns the ways in which a condition holds (or fails); one without bounds where nothing linear is known.
    fn condition(&mut self, own: &Expr, holds: bool) -> Result<Vec<Way>, Undecided> {
        let anything = || vec![Vec::new()];
        match &*own.kind {
            ExprKind::Not(inner) => self.condition(inner, !holds),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => {
                let both = matches!(&*own.kind, ExprKind::And(..)) == holds;
                let (left, right) = (self.condition(left, holds)?, self.condition(right, holds)?);
                if !both {
                    return Ok([left, right].concat());
                }
                if left.len() * right.len() > MOST_WAYS {
                    return Err(Undecided::TooManyRegions);
                }
                Ok(left.iter().flat_map(|a| right.iter().map(|b| [a.clone(), b.clone()].concat())).collect())
            }
            ExprKind::Definition(id, arguments) if arguments.is_empty() && own.ty == Type::Bool => {
                match self.shared.opened(SIDE, *id) {
                    Some(body) => self.condition(body, holds),
                    None => Ok(anything()),
                }
            }
            ExprKind::Compare(op, left, right) if left.ty.is_numeric() && right.ty.is_numeric() => {
                let (Ok(left), Ok(right)) = (self.sum(left, 0), self.sum(right, 0)) else { return Ok(anything()) };
                Ok(compare(*op, &left, &right, holds)?)
            }
            ExprKind::InBand { value, band, negated } if value.ty.is_numeric() => {
                self.band(value, band, holds != *negated)
            }
            _ => Ok(anything()),
        }
    }

    fn band(&mut self, value: &Expr, band: &Band, holds: bool) -> Result<Vec<Way>, Undecided> {
        let Ok(own) = self.sum(value, 0) else { return Ok(vec![Vec::new()]) };
        let mut ways = if holds { vec![Vec::new()] } else { Vec::new() };
        for (edge, low) in [(&band.low, true), (&band.high, false)] {
            let Some(edge) = edge else { continue };
            let Ok(limit) = self.sum(&edge.value, 0) else {
                if holds {
                    continue;
                }
                return Ok(vec![Vec::new()]);
            };
            let op = match (low, edge.included) {
                (true, true) => CompareOp::GreaterOrEqual,
                (true, false) => CompareOp::Greater,
                (false, true) => CompareOp::LessOrEqual,
                (false, false) => CompareOp::Less,
            };
            let more = compare(op, &own, &limit, holds)?;
            if holds {
                ways = ways.iter().flat_map(|a| more.iter().map(|b| [a.clone(), b.clone()].concat())).collect();
            } else {
                ways.extend(more);
            }
        }
        Ok(ways)
    }

    /// Returns an expression as a sum of products; what is no sum is a quantity of its own.
    fn sum(&mut self, own: &Expr, depth: u32) -> Figure<Sum> {
        if let Some(Value::Number(number)) = self.shared.constant(SIDE, own) {
            return Ok(constant(Exact::from_number(&number)?));
        }
        if depth > 32 {
            return Ok(self.quantity(own));
        }
        match &*own.kind {
            ExprKind::Definition(id, arguments) if arguments.is_empty() => match self.shared.opened(SIDE, *id) {
                // An account is one quantity: what it counts is asked nowhere else.
                Some(body) if !matches!(&*body.kind, ExprKind::Account(_) | ExprKind::If(..)) => {
                    self.sum(body, depth + 1)
                }
                _ => Ok(self.quantity(own)),
            },
            ExprKind::Negate(inner) => scaled(&self.sum(inner, depth + 1)?, Exact::ONE.negate()),
            ExprKind::Scale(inner, by) => scaled(&self.sum(inner, depth + 1)?, Exact::from_number(by)?),
            ExprKind::Arithmetic(op, left, right) => {
                let (a, b) = (self.sum(left, depth + 1)?, self.sum(right, depth + 1)?);
                match op {
                    ArithmeticOp::Add => plus(&a, &b),
                    ArithmeticOp::Subtract => plus(&a, &scaled(&b, Exact::ONE.negate())?),
                    ArithmeticOp::Multiply => times(&a, &b),
                    ArithmeticOp::Divide => match b.iter().collect::<Vec<_>>().as_slice() {
                        [(monomial, factor)] if !factor.is_zero() => {
                            let inverse: Monomial =
                                monomial.iter().map(|(name, power)| (name.clone(), -power)).collect();
                            times(&a, &Sum::from([(inverse, Exact::ONE.over(**factor)?)]))
                        }
                        _ => Ok(self.quantity(own)),
                    },
                    ArithmeticOp::Power => Ok(self.quantity(own)),
                }
            }
            _ => Ok(self.quantity(own)),
        }
    }

    fn quantity(&mut self, own: &Expr) -> Sum {
        let name = self.shared.meaning(SIDE, own);
        if !self.ranges.contains_key(&name) {
            let (low, high, above) = self.range(own);
            let unit = || Sum::from([(Monomial::from([(name.clone(), 1)]), Exact::ONE)]);
            let mut bounds = Vec::new();
            if let Some((low, included)) = low
                && let Ok(own) = bound(&constant(low), &unit(), !included)
            {
                bounds.push(own);
            }
            if let Some((high, included)) = high
                && let Ok(own) = bound(&unit(), &constant(high), !included)
            {
                bounds.push(own);
            }
            self.positive.insert(name.clone(), above);
            self.ranges.insert(name.clone(), bounds);
        }
        Sum::from([(Monomial::from([(name, 1)]), Exact::ONE)])
    }

    /// Returns the range of a quantity, and whether it is above 0.
    #[allow(clippy::type_complexity, reason = "two edges, each with whether it belongs")]
    fn range(&self, own: &Expr) -> (Option<(Exact, bool)>, Option<(Exact, bool)>, bool) {
        let edge = |own: &Option<(Number, bool)>| {
            own.as_ref().and_then(|(number, included)| Some((Exact::from_number(number).ok()?, *included)))
        };
        match &*own.kind {
            ExprKind::Fact(id) => {
                let fact = self.shared.program(SIDE).fact(*id);
                let low = edge(&fact.low);
                let above = low.is_some_and(|(own, included)| own.is_positive() || own.is_zero() && !included);
                (low, edge(&fact.high), above)
            }
            // A household has a member.
            ExprKind::Over { function: ListFunction::Count, list, filter: None, .. } if list.ty == Type::Persons => {
                (Some((Exact::ONE, true)), None, true)
            }
            ExprKind::Over { function: ListFunction::Count, .. } | ExprKind::Age { .. } => {
                (Some((Exact::ZERO, true)), None, false)
            }
            ExprKind::Definition(id, arguments) if arguments.is_empty() => match self.shared.opened(SIDE, *id) {
                Some(body) => self.range(body),
                None => (None, None, false),
            },
            _ => (None, None, false),
        }
    }

    /// Whether bounds can hold at once.
    fn can_hold(&self, way: &Way) -> Result<bool, Undecided> {
        let mut bounds: Vec<Bound> = way.clone();
        let mut used: Vec<String> =
            way.iter().flat_map(|own| own.sum.keys()).flat_map(|own| own.keys().cloned()).collect();
        used.sort();
        used.dedup();
        for name in &used {
            bounds.extend(self.ranges.get(name).cloned().unwrap_or_default());
        }
        // Dividing by what is above 0 keeps a bound: so that bounds on a sum and on its share per head meet.
        let divisors: Vec<Monomial> = {
            let mut all: Vec<Monomial> = way
                .iter()
                .flat_map(|own| own.sum.keys())
                .map(|own| {
                    own.iter().filter(|(_, power)| **power < 0).map(|(name, power)| (name.clone(), *power)).collect()
                })
                .filter(|own: &Monomial| !own.is_empty())
                .collect();
            all.sort();
            all.dedup();
            all
        };
        for divisor in divisors.iter().filter(|own| own.keys().all(|name| self.positive.get(name) == Some(&true))) {
            let more: Vec<Bound> = bounds
                .iter()
                .filter(|own| own.sum.keys().all(|monomial| monomial.keys().all(|name| !divisor.contains_key(name))))
                .map(|own| {
                    let sum = times(&own.sum, &Sum::from([(divisor.clone(), Exact::ONE)]))?;
                    Ok(Bound { sum, strict: own.strict })
                })
                .collect::<Result<_, TooLarge>>()?;
            bounds.extend(more);
        }
        let mut unknowns: Vec<Monomial> =
            bounds.iter().flat_map(|own| own.sum.keys()).filter(|own| !own.is_empty()).cloned().collect();
        unknowns.sort();
        unknowns.dedup();
        if unknowns.len() > MOST_UNKNOWNS {
            return Err(Undecided::TooManyNumbers);
        }
        let constraints: Vec<Constraint> = bounds
            .iter()
            .map(|own| Constraint {
                factors: unknowns.iter().map(|at| own.sum.get(at).copied().unwrap_or(Exact::ZERO)).collect(),
                constant: own.sum.get(&Monomial::new()).copied().unwrap_or(Exact::ZERO),
                strict: own.strict,
            })
            .collect();
        Ok(point(&constraints, unknowns.len())?.is_some())
    }
}

fn constant(own: Exact) -> Sum {
    Sum::from([(Monomial::new(), own)])
}

fn scaled(own: &Sum, by: Exact) -> Figure<Sum> {
    own.iter().map(|(monomial, factor)| Ok((monomial.clone(), factor.times(by)?))).collect()
}

fn plus(a: &Sum, b: &Sum) -> Figure<Sum> {
    let mut sum = a.clone();
    for (monomial, factor) in b {
        let own = sum.entry(monomial.clone()).or_insert(Exact::ZERO);
        *own = own.plus(*factor)?;
    }
    sum.retain(|_, factor| !factor.is_zero());
    Ok(sum)
}

fn times(a: &Sum, b: &Sum) -> Figure<Sum> {
    let mut sum = Sum::new();
    for (left, left_factor) in a {
        for (right, right_factor) in b {
            let mut monomial = left.clone();
            for (name, power) in right {
                *monomial.entry(name.clone()).or_insert(0) += power;
            }
            monomial.retain(|_, power| *power != 0);
            sum = plus(&sum, &Sum::from([(monomial, left_factor.times(*right_factor)?)]))?;
        }
    }
    Ok(sum)
}

/// `low ≤ high`, or `<`.
fn bound(low: &Sum, high: &Sum, strict: bool) -> Figure<Bound> {
    Ok(Bound { sum: plus(low, &scaled(high, Exact::ONE.negate())?)?, strict })
}

/// Returns the ways in which a comparison holds, or fails.
fn compare(op: CompareOp, left: &Sum, right: &Sum, holds: bool) -> Figure<Vec<Way>> {
    let one = |own: Bound| vec![vec![own]];
    let op = match (op, holds) {
        (op, true) => op,
        (CompareOp::Less, false) => CompareOp::GreaterOrEqual,
        (CompareOp::LessOrEqual, false) => CompareOp::Greater,
        (CompareOp::Greater, false) => CompareOp::LessOrEqual,
        (CompareOp::GreaterOrEqual, false) => CompareOp::Less,
        (CompareOp::Equal, false) => CompareOp::NotEqual,
        (CompareOp::NotEqual, false) => CompareOp::Equal,
    };
    Ok(match op {
        CompareOp::Less => one(bound(left, right, true)?),
        CompareOp::LessOrEqual => one(bound(left, right, false)?),
        CompareOp::Greater => one(bound(right, left, true)?),
        CompareOp::GreaterOrEqual => one(bound(right, left, false)?),
        CompareOp::Equal => vec![vec![bound(left, right, false)?, bound(right, left, false)?]],
        CompareOp::NotEqual => vec![vec![bound(left, right, true)?], vec![bound(right, left, true)?]],
    })
}
