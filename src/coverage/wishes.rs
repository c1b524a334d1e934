//! A condition, or a row's heads, to facts that would make it true or false; and for each fact the values that matter.
//!
//! Only proposes: whether a case reaches what it is meant for, the interpreter says.

use crate::base::date::Date;
use crate::base::number::Number;
use crate::ir::expr::{Band, CompareOp, Edge, HeadItem, ListFunction, Member, Row};
use crate::ir::expr::{Dimension, EffectKind};
use crate::ir::order::each_child;
use crate::ir::types::Base;
use crate::ir::{
    BenefitId, ClauseBody, DefinitionId, Expr, ExprKind, FactId, Program, Source, Table, Type, clause_value,
    fixed_value, version_on,
};
use crate::value::{EntryId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What is changed together.
pub(super) type Wish = BTreeMap<FactId, Value>;

/// How many ways are kept for one condition.
const MOST_WAYS: usize = 24;
/// How deep conditions are looked into.
const MOST_LEVELS: usize = 40;

/// Finds facts for conditions of one program on one day.
#[derive(Clone, Copy)]
pub(super) struct Wishes<'p> {
    pub(super) program: &'p Program,
    pub(super) date: Date,
}

impl<'p> Wishes<'p> {
    /// Returns ways to make a condition what is wanted; none when no way is seen.
    pub(super) fn condition(&self, own: &'p Expr, wanted: bool) -> Vec<Wish> {
        self.at_level(own, wanted, 0)
    }

    fn at_level(&self, own: &'p Expr, wanted: bool, level: usize) -> Vec<Wish> {
        if level > MOST_LEVELS {
            return Vec::new();
        }
        let next = |own: &'p Expr, wanted: bool| self.at_level(own, wanted, level + 1);
        match &*own.kind {
            ExprKind::Not(inner) => next(inner, !wanted),
            ExprKind::And(left, right) if wanted => both(&next(left, true), &next(right, true)),
            ExprKind::Or(left, right) if !wanted => both(&next(left, false), &next(right, false)),
            ExprKind::And(left, right) | ExprKind::Or(left, right) => either(next(left, wanted), next(right, wanted)),
            ExprKind::Fact(id) if own.ty == Type::Bool => vec![Wish::from([(*id, Value::Bool(wanted))])],
            ExprKind::Compare(op, left, right) => self.comparison(*op, left, right, wanted, level),
            ExprKind::In { value, members, negated } => self.membership(value, members, wanted != *negated, level),
            ExprKind::InBand { value, band, negated } => self.band(value, band, wanted != *negated, level),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                self.body(*id).map_or_else(Vec::new, |body| next(body, wanted))
            }
            ExprKind::Over { function: ListFunction::Any | ListFunction::All, filter, body, .. } => {
                let ways =
                    |own: &'p Option<Expr>| own.as_ref().map_or_else(|| vec![Wish::new()], |own| next(own, wanted));
                both(&ways(filter), &ways(body))
            }
            _ => Vec::new(),
        }
    }

    /// Returns the body of a definition on the day, when it is one expression.
    fn body(&self, id: DefinitionId) -> Option<&'p Expr> {
        let version = version_on(&self.program.definition(id).versions, self.date)?;
        match &version.body.value {
            Source::Expr(body) => Some(body),
            Source::Table(_) | Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => None,
        }
    }

    /// Returns what an expression is worth without any facts: a constant, a param of the day.
    fn known(&self, own: &'p Expr, level: usize) -> Option<Value> {
        if let Some(value) = fixed_value(own) {
            return Some(value);
        }
        match &*own.kind {
            ExprKind::Definition(id, arguments) if arguments.is_empty() && level <= MOST_LEVELS => {
                self.known(self.body(*id)?, level + 1)
            }
            ExprKind::Today => Some(Value::Date(self.date)),
            _ => None,
        }
    }

    /// Returns the fact behind an expression that stands for one, with what makes the fact of the expression's value.
    fn handle(&self, own: &'p Expr, level: usize) -> Option<(FactId, Inverse)> {
        if level > MOST_LEVELS {
            return None;
        }
        match &*own.kind {
            ExprKind::Fact(id) => Some((*id, Inverse::Same)),
            ExprKind::Scale(inner, by) => match self.handle(inner, level + 1)? {
                (id, Inverse::Same) => Some((id, Inverse::DividedBy(by.clone()))),
                _ => None,
            },
            ExprKind::Age { birth, .. } => match self.handle(birth, level + 1)? {
                (id, Inverse::Same) => Some((id, Inverse::Born)),
                _ => None,
            },
            ExprKind::Definition(id, arguments) if arguments.is_empty() => self.handle(self.body(*id)?, level + 1),
            _ => None,
        }
    }

    fn comparison(&self, op: CompareOp, left: &'p Expr, right: &'p Expr, wanted: bool, level: usize) -> Vec<Wish> {
        let op = if wanted { op } else { opposite(op) };
        let mut ways = Vec::new();
        for (value, with, op) in [(left, right, op), (right, left, op.mirrored())] {
            let (Some((id, inverse)), Some(known)) = (self.handle(value, level), self.known(with, level)) else {
                continue;
            };
            for candidate in self.fitting(op, &known, &value.ty) {
                ways.extend(inverse.of(&candidate, self.date).map(|own| Wish::from([(id, self.held(id, own))])));
            }
        }
        capped(ways)
    }

    /// Returns values that compare so with a known one.
    fn fitting(&self, op: CompareOp, known: &Value, ty: &Type) -> Vec<Value> {
        match known {
            Value::Number(number) => {
                let step = unit(ty);
                let (more, less) = (number.add(&step), number.subtract(&step));
                let own = Some(number.clone());
                let found = match op {
                    CompareOp::Equal => vec![own],
                    CompareOp::NotEqual => vec![more.ok(), less.ok()],
                    CompareOp::Less => vec![less.ok()],
                    CompareOp::LessOrEqual => vec![own, less.ok()],
                    CompareOp::Greater => vec![more.ok()],
                    CompareOp::GreaterOrEqual => vec![own, more.ok()],
                };
                found.into_iter().flatten().map(Value::Number).collect()
            }
            Value::Date(date) => {
                let moved = |days| date.plus_days(days);
                let found = match op {
                    CompareOp::Equal => vec![Some(*date)],
                    CompareOp::NotEqual => vec![moved(1)],
                    CompareOp::Less => vec![moved(-1)],
                    CompareOp::LessOrEqual => vec![Some(*date)],
                    CompareOp::Greater => vec![moved(1)],
                    CompareOp::GreaterOrEqual => vec![Some(*date)],
                };
                found.into_iter().flatten().map(Value::Date).collect()
            }
            Value::Bool(truth) => match op {
                CompareOp::Equal => vec![Value::Bool(*truth)],
                CompareOp::NotEqual => vec![Value::Bool(!truth)],
                _ => Vec::new(),
            },
            Value::Entry(domain, entry) => {
                let domain_of = self.program.domain(*domain);
                let all = (0..domain_of.entries.len() as u32).map(EntryId);
                let fits = |other: &EntryId| match op {
                    CompareOp::Equal => other == entry,
                    CompareOp::NotEqual => !domain_of.is_within(*other, *entry),
                    CompareOp::Less => other < entry,
                    CompareOp::LessOrEqual => other <= entry,
                    CompareOp::Greater => other > entry,
                    CompareOp::GreaterOrEqual => other >= entry,
                };
                all.filter(fits).take(MOST_WAYS).map(|own| Value::Entry(*domain, own)).collect()
            }
            Value::Text(text) => match op {
                CompareOp::Equal => vec![Value::Text(text.clone())],
                _ => vec![Value::Text(format!("{text}之外"))],
            },
            Value::Several(..) | Value::Records(_) | Value::Nothing => Vec::new(),
        }
    }

    fn membership(&self, value: &'p Expr, members: &'p [Member], wanted: bool, level: usize) -> Vec<Wish> {
        let Some((id, Inverse::Same)) = self.handle(value, level) else { return Vec::new() };
        let mut named: Vec<Value> = Vec::new();
        for member in members {
            match member {
                Member::Value(expr) => named.extend(self.known(expr, level)),
                Member::List(list) => {
                    let list = self.program.list(*list);
                    let in_force = list.entries.iter().filter(|own| own.range.contains(self.date));
                    named.extend(in_force.map(|own| Value::Entry(list.of, own.body)));
                }
            }
        }
        if wanted {
            return capped(named.into_iter().map(|own| Wish::from([(id, self.held(id, own))])).collect());
        }
        let Some(Value::Entry(domain, _)) = named.first() else { return Vec::new() };
        let domain_of = self.program.domain(*domain);
        let outside = |own: &EntryId| {
            !named.iter().any(|value| matches!(value, Value::Entry(_, one) if domain_of.is_within(*own, *one)))
        };
        let entries = (0..domain_of.entries.len() as u32).map(EntryId).filter(outside);
        capped(entries.map(|own| Wish::from([(id, self.held(id, Value::Entry(*domain, own)))])).collect())
    }

    fn band(&self, value: &'p Expr, band: &'p Band, wanted: bool, level: usize) -> Vec<Wish> {
        let edge = |edge: &'p Option<Edge>, included: CompareOp, excluded: CompareOp| {
            edge.as_ref().map(|own| (if own.included { included } else { excluded }, &own.value))
        };
        let low = edge(&band.low, CompareOp::GreaterOrEqual, CompareOp::Greater);
        let high = edge(&band.high, CompareOp::LessOrEqual, CompareOp::Less);
        let at = |own: &Option<(CompareOp, &'p Expr)>| match own {
            Some((op, edge)) => self.comparison(*op, value, edge, wanted, level),
            None => Vec::new(),
        };
        // At either edge; that the other one holds too, the interpreter will see.
        either(at(&low), at(&high))
    }

    /// Returns ways to make the heads of a row fit.
    pub(super) fn row(&self, table: &'p Table, row: &'p Row) -> Vec<Wish> {
        let mut ways = vec![Wish::new()];
        for (dimension, head) in table.dimensions.iter().zip(&row.heads) {
            let Dimension::Expr(value) = dimension else { continue };
            let mut own: Vec<Wish> = Vec::new();
            for item in &head.items {
                own.extend(match item {
                    HeadItem::Any => vec![Wish::new()],
                    HeadItem::Else => self.otherwise(table, value),
                    HeadItem::Value(expr) if expr.ty == Type::Bool && value.ty != Type::Bool => {
                        self.condition(expr, true)
                    }
                    HeadItem::Value(expr) => self.comparison(CompareOp::Equal, value, expr, true, 0),
                    HeadItem::List(list) => {
                        let list = self.program.list(*list);
                        let first = list.entries.iter().filter(|own| own.range.contains(self.date)).take(3);
                        let handle = self.handle(value, 0);
                        let wish = |own: &crate::ir::Dated<EntryId>| {
                            let (id, _) = handle.clone()?;
                            Some(Wish::from([(id, self.held(id, Value::Entry(list.of, own.body)))]))
                        };
                        first.filter_map(wish).collect()
                    }
                    HeadItem::Band(band) => self.band(value, band, true, 0),
                    HeadItem::Compare(op, expr) => self.comparison(*op, value, expr, true, 0),
                    HeadItem::Condition(expr) => self.condition(expr, true),
                });
            }
            ways = both(&ways, &capped(own));
        }
        ways
    }

    /// `其余`: every value of the dimension's domain is tried.
    fn otherwise(&self, _table: &'p Table, value: &'p Expr) -> Vec<Wish> {
        let Some((id, Inverse::Same)) = self.handle(value, 0) else { return vec![Wish::new()] };
        let values: Vec<Value> = match &value.ty {
            Type::Entry(domain) | Type::Several(domain) => {
                let count = self.program.domain(*domain).entries.len() as u32;
                (0..count).map(|own| Value::Entry(*domain, EntryId(own))).collect()
            }
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            _ => Vec::new(),
        };
        values.into_iter().map(|own| Wish::from([(id, self.held(id, own))])).take(60).collect()
    }

    /// Returns a value as its fact holds it.
    fn held(&self, id: FactId, value: Value) -> Value {
        match (&self.program.fact(id).ty, value) {
            (Type::Several(domain), Value::Entry(_, entry)) => Value::Several(*domain, vec![entry]),
            (_, value) => value,
        }
    }
}

/// How the value of an expression becomes that of the fact in it.
#[derive(Clone, Debug)]
enum Inverse {
    Same,
    DividedBy(Number),
    /// The day on which somebody of that age is born.
    Born,
}

impl Inverse {
    fn of(&self, value: &Value, date: Date) -> Option<Value> {
        match (self, value) {
            (Inverse::Same, value) => Some(value.clone()),
            (Inverse::DividedBy(by), Value::Number(number)) => number.divide(by).ok().map(Value::Number),
            (Inverse::Born, Value::Number(age)) => {
                let years = age.to_i64().filter(|years| (0..=130).contains(years))?;
                date.plus_months(-12 * years).map(Value::Date)
            }
            (Inverse::DividedBy(_) | Inverse::Born, _) => None,
        }
    }
}

/// Returns the smallest step of a quantity: a 分, a day, a year of age; a hundredth of a ratio.
pub(super) fn unit(ty: &Type) -> Number {
    match ty {
        Type::Ratio | Type::Points => Number::ratio(1, 100),
        _ => Number::one(),
    }
}

fn opposite(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal => CompareOp::NotEqual,
        CompareOp::NotEqual => CompareOp::Equal,
        CompareOp::Less => CompareOp::GreaterOrEqual,
        CompareOp::LessOrEqual => CompareOp::Greater,
        CompareOp::Greater => CompareOp::LessOrEqual,
        CompareOp::GreaterOrEqual => CompareOp::Less,
    }
}

/// Returns each way of one with each of the other, where they do not want different things.
fn both(left: &[Wish], right: &[Wish]) -> Vec<Wish> {
    let mut ways = Vec::new();
    for one in left {
        for other in right {
            let agree = other.iter().all(|(id, value)| one.get(id).is_none_or(|own| own == value));
            if agree {
                let mut all = one.clone();
                all.extend(other.iter().map(|(id, value)| (*id, value.clone())));
                ways.push(all);
            }
        }
    }
    // What one side cannot say, the other may.
    if left.is_empty() || right.is_empty() {
        ways = left.iter().chain(right).cloned().collect();
    }
    capped(ways)
}

fn either(mut left: Vec<Wish>, right: Vec<Wish>) -> Vec<Wish> {
    left.truncate(MOST_WAYS);
    left.extend(right);
    left.truncate(2 * MOST_WAYS);
    left
}

fn capped(mut ways: Vec<Wish>) -> Vec<Wish> {
    let mut seen = BTreeSet::new();
    ways.retain(|own| seen.insert(own.clone()));
    ways.truncate(2 * MOST_WAYS);
    ways
}

/// Everything that decides what a benefit or definition is worth, that of what it reads included.
pub(super) struct Rules<'p> {
    program: &'p Program,
    pub(super) conditions: Vec<&'p Expr>,
    pub(super) tables: Vec<&'p Table>,
    pub(super) facts: BTreeSet<FactId>,
    /// Numbers that stand anywhere, by type.
    pub(super) numbers: Vec<(Type, Number)>,
    definitions: BTreeSet<DefinitionId>,
    benefits: BTreeSet<BenefitId>,
    named_tables: BTreeSet<u32>,
    /// Whether members are counted or looked at, and claims numbered.
    pub(super) asks_members: bool,
    pub(super) asks_claims: bool,
}

impl<'p> Rules<'p> {
    pub(super) fn of_benefit(program: &'p Program, id: BenefitId) -> Rules<'p> {
        let mut rules = Rules::new(program);
        rules.benefit(id);
        rules
    }

    pub(super) fn of_definition(program: &'p Program, id: DefinitionId) -> Rules<'p> {
        let mut rules = Rules::new(program);
        rules.definition(id);
        rules
    }

    fn new(program: &'p Program) -> Rules<'p> {
        Rules {
            program,
            conditions: Vec::new(),
            tables: Vec::new(),
            facts: BTreeSet::new(),
            numbers: Vec::new(),
            definitions: BTreeSet::new(),
            benefits: BTreeSet::new(),
            named_tables: BTreeSet::new(),
            asks_members: false,
            asks_claims: false,
        }
    }

    /// Whether it reads a definition, in whatever way.
    pub(super) fn reads(&self, id: DefinitionId) -> bool {
        self.definitions.contains(&id)
    }

    fn benefit(&mut self, id: BenefitId) {
        if !self.benefits.insert(id) {
            return;
        }
        let benefit = self.program.benefit(id);
        for branch in &benefit.branches {
            branch.when.iter().for_each(|when| self.condition(when));
        }
        for version in benefit.clauses.iter().flat_map(|clause| &clause.versions) {
            self.clause(&version.body);
        }
    }

    fn clause(&mut self, body: &'p ClauseBody) {
        match body {
            ClauseBody::Requires(own) => self.condition(own),
            ClauseBody::Refuse { when, .. }
            | ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::Cap { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. } => when.iter().for_each(|when| self.condition(when)),
            ClauseBody::Quantity { asked, .. } => self.expr(asked),
            ClauseBody::After(others) | ClauseBody::NotWith(others) => {
                others.iter().for_each(|other| self.benefit(*other));
            }
            ClauseBody::MapsTo(_)
            | ClauseBody::StacksWith(_)
            | ClauseBody::Identities(_)
            | ClauseBody::Base { .. }
            | ClauseBody::Rate { .. }
            | ClauseBody::Amount { .. }
            | ClauseBody::TopUpTo { .. }
            | ClauseBody::OwnPayAtMost { .. }
            | ClauseBody::As(_)
            | ClauseBody::Round(_)
            | ClauseBody::Order(_)
            | ClauseBody::YearFrom { .. }
            | ClauseBody::InKind(_) => {}
        }
        if let Some(value) = clause_value(body) {
            self.source(&value.value);
            for effect in &value.effects {
                self.asks_claims |= matches!(effect.kind, EffectKind::EachFurtherMinus { .. } | EffectKind::Continued);
                effect.when.iter().for_each(|when| self.condition(when));
                if let EffectKind::Instead(source) = &effect.kind {
                    self.source(source);
                }
            }
        }
    }

    fn source(&mut self, own: &'p Source) {
        match own {
            Source::Expr(expr) => self.expr(expr),
            Source::Table(table) => self.table(table),
            Source::As(id, _) => self.benefit(*id),
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, own: &'p Table) {
        self.tables.push(own);
        for dimension in &own.dimensions {
            match dimension {
                Dimension::Expr(expr) => self.expr(expr),
                Dimension::Segment { of, .. } => of.iter().for_each(|of| self.expr(of)),
            }
        }
        for row in &own.rows {
            for item in row.heads.iter().flat_map(|head| &head.items) {
                match item {
                    HeadItem::Value(expr) | HeadItem::Compare(_, expr) => self.expr(expr),
                    HeadItem::Condition(expr) => self.condition(expr),
                    HeadItem::Band(band) => {
                        [&band.low, &band.high].into_iter().flatten().for_each(|edge| self.expr(&edge.value));
                    }
                    HeadItem::Any | HeadItem::Else | HeadItem::List(_) => {}
                }
            }
            row.cells.iter().for_each(|cell| self.source(&cell.value));
        }
    }

    fn condition(&mut self, own: &'p Expr) {
        self.conditions.push(own);
        self.expr(own);
    }

    fn definition(&mut self, id: DefinitionId) {
        if !self.definitions.insert(id) {
            return;
        }
        for version in &self.program.definition(id).versions {
            self.source(&version.body.value);
        }
    }

    fn expr(&mut self, own: &'p Expr) {
        match &*own.kind {
            ExprKind::Fact(id) => {
                if self.facts.insert(*id)
                    && let Some(default) = &self.program.fact(*id).default
                {
                    self.expr(default);
                }
            }
            ExprKind::Constant(Value::Number(number)) => {
                let known = (own.ty.clone(), number.clone());
                if !self.numbers.contains(&known) && self.numbers.len() < 200 {
                    self.numbers.push(known);
                }
            }
            ExprKind::Definition(id, _) => self.definition(*id),
            ExprKind::TableOutput(id, _) if self.named_tables.insert(id.0) => {
                for version in &self.program.tables[id.index()].versions {
                    self.table(&version.body);
                }
            }
            ExprKind::Paid(benefits) | ExprKind::PaidInPeriod(benefits, _) => {
                benefits.iter().for_each(|id| self.benefit(*id));
            }
            ExprKind::Left(id, _) | ExprKind::PreviousPaid(id) => self.benefit(*id),
            ExprKind::State(id) | ExprKind::PreviousState(id) => {
                for own in &self.program.states[id.index()].transitions {
                    self.conditions.push(&own.body.condition);
                }
            }
            ExprKind::Over { filter, body, .. } => {
                self.asks_members = true;
                if let Some(filter) = filter.as_ref().filter(|own| own.ty == Type::Bool) {
                    self.conditions.push(filter);
                }
                if let Some(body) = body.as_ref().filter(|own| own.ty == Type::Bool) {
                    self.conditions.push(body);
                }
            }
            ExprKind::Members | ExprKind::Rank { .. } => self.asks_members = true,
            ExprKind::VisitNumber | ExprKind::ClaimsThisYear | ExprKind::Total(..) => self.asks_claims = true,
            ExprKind::Compare(..) | ExprKind::In { .. } | ExprKind::InBand { .. } if own.ty == Type::Bool => {
                self.conditions.push(own);
            }
            ExprKind::If(condition, ..) => self.conditions.push(condition),
            ExprKind::Account(items) => items.iter().for_each(|item| self.expr(&item.value)),
            _ => {}
        }
        let mut children: Vec<&'p Expr> = Vec::new();
        each_child(own, &mut |child| children.push(child));
        children.into_iter().for_each(|child| self.expr(child));
    }

    /// Returns the values of each fact that tell cases apart.
    pub(super) fn values(&self, id: FactId, date: Date) -> Vec<Value> {
        let fact = self.program.fact(id);
        match &fact.ty {
            Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
            Type::Entry(domain) | Type::Several(domain) => {
                let own = self.program.domain(*domain);
                let entry = |at| match fact.ty {
                    Type::Several(_) => Value::Several(*domain, vec![EntryId(at)]),
                    _ => Value::Entry(*domain, EntryId(at)),
                };
                (0..own.entries.len().min(64) as u32).map(entry).collect()
            }
            Type::Date => {
                let years = self
                    .numbers
                    .iter()
                    .filter(|(ty, _)| matches!(ty, Type::Quantity(unit) if unit.power_of(&Base::Age) == 1));
                let ages = years.filter_map(|(_, number)| number.to_i64()).flat_map(|age| [age, age - 1]);
                let born = |age: i64| date.plus_months(-12 * age.clamp(0, 120)).map(Value::Date);
                [0, 30, 70].into_iter().chain(ages).filter_map(born).collect()
            }
            ty if ty.is_numeric() => self.amounts(id, ty),
            _ => Vec::new(),
        }
    }

    fn amounts(&self, id: FactId, ty: &Type) -> Vec<Value> {
        let fact = self.program.fact(id);
        let is_money = matches!(ty, Type::Quantity(unit) if unit.is_money());
        let usual: &[i64] = match ty {
            _ if is_money => &[100_000, 1_000_000, 5_000_000, 20_000_000, 100_000_000, 10_000, 0],
            Type::Ratio => &[0, 1],
            _ => &[1, 0, 2, 3, 5, 10, 30, 100],
        };
        let mut all: Vec<Number> = usual.iter().map(|own| Number::from(*own)).collect();
        let step = unit(ty);
        for (other, number) in &self.numbers {
            if other == ty || is_money && matches!(other, Type::Quantity(unit) if unit.is_money()) {
                all.push(number.clone());
                all.extend(number.add(&step));
            }
        }
        let low = fact.low.as_ref().map(|(low, _)| low.clone()).unwrap_or_else(Number::zero);
        let fits = |own: &Number| {
            *own >= low && fact.high.as_ref().is_none_or(|(high, _)| own <= high) && (!fact.whole || own.is_whole())
        };
        let mut seen = BTreeSet::new();
        all.into_iter().filter(|own| fits(own) && seen.insert(own.clone())).map(Value::Number).take(40).collect()
    }
}
