//! The quantities that conditions ask, a few representative values of each, and what a condition is for a choice of
//! them: true, false, or not known. Knows nothing of tables or benefits.

use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text};
use crate::ir::expr::{ArithmeticOp, Band, CompareOp, Expr, ExprKind, ListFunction, Member};
use crate::ir::order::each_child;
use crate::ir::types::{Base, Type};
use crate::ir::{DefinitionId, Program, Source, fixed_value, print, show};
use crate::value::{DomainId, EntryId, Value};
use indexmap::IndexMap;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// How many combinations are tried before the answer is "not decided".
pub(super) const MOST_COMBINATIONS: usize = 200_000;

/// How many tests sort the entries of a domain into those that nothing tells apart, before the answer is "not decided".
const MOST_SIGNATURES: usize = 5_000_000;

/// A quantity that is asked as a whole: a fact, a state, a sum of facts.
#[derive(Clone, Debug)]
pub(super) struct Atom {
    pub(super) ty: Type,
    pub(super) values: Vec<Value>,
    /// Whether only whole numbers of its base unit occur.
    whole: bool,
    /// The ends of a fact's declared range.
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
    /// Values that something is compared with.
    edges: BTreeSet<Value>,
}

/// The atoms of some expressions, by their policy text.
#[derive(Clone, Debug)]
pub(super) struct Space<'p> {
    program: &'p Program,
    pub(super) atoms: IndexMap<String, Atom>,
    /// Whether something is compared with a quantity that is not fixed, so that its edges are not known.
    pub(super) open_edges: bool,
    /// Whether numbers without a declared range may be below zero.
    pub(super) below_zero: bool,
}

/// One value for each atom, by place.
pub(super) type Choice = Vec<usize>;

impl<'p> Space<'p> {
    pub(super) fn new(program: &'p Program) -> Space<'p> {
        Space { program, atoms: IndexMap::new(), open_edges: false, below_zero: false }
    }

    fn name<'e>(&self, own: &'e Expr) -> Cow<'e, str>
    where
        'p: 'e,
    {
        name_of(self.program, own)
    }

    /// Makes an expression an atom, when it is asked as a whole.
    pub(super) fn add_atom(&mut self, own: &Expr) {
        if matches!(&*own.kind, ExprKind::Constant(_) | ExprKind::Hole) {
            return;
        }
        let name = self.name(own).into_owned();
        let (low, high) = match &*own.kind {
            ExprKind::Fact(id) => {
                let fact = self.program.fact(*id);
                (fact.low.clone(), fact.high.clone())
            }
            // A household has a member; the first visit is number 1.
            ExprKind::Over { function: ListFunction::Count, list, filter: None, .. } if list.ty == Type::Persons => {
                (Some((Number::one(), true)), None)
            }
            ExprKind::VisitNumber | ExprKind::Rank { .. } => (Some((Number::one(), true)), None),
            _ => (None, None),
        };
        let program = self.program;
        self.atoms.entry(name).or_insert_with(|| Atom {
            ty: own.ty.clone(),
            values: Vec::new(),
            whole: is_whole(program, own),
            low,
            high,
            edges: BTreeSet::new(),
        });
    }

    /// Adds the atoms and edges of a condition.
    pub(super) fn add_condition(&mut self, own: &Expr) {
        self.walk(own, 0);
    }

    fn walk(&mut self, own: &Expr, depth: usize) {
        if depth > 80 {
            return;
        }
        match &*own.kind {
            ExprKind::And(a, b) | ExprKind::Or(a, b) => {
                self.walk(a, depth + 1);
                self.walk(b, depth + 1);
            }
            ExprKind::Not(inner) => self.walk(inner, depth + 1),
            ExprKind::If(a, b, c) => {
                for part in [a, b, c] {
                    self.walk(part, depth + 1);
                }
            }
            ExprKind::Compare(_, left, right) => {
                self.edge(left, right);
                self.edge(right, left);
                self.add_value_atom(left, depth);
                self.add_value_atom(right, depth);
            }
            ExprKind::InBand { value, band, .. } => {
                self.add_value_atom(value, depth);
                self.add_band(value, band);
            }
            ExprKind::In { value, members, .. } => {
                self.add_value_atom(value, depth);
                for member in members {
                    if let Member::Value(member) = member {
                        self.edge(value, member);
                    }
                }
            }
            ExprKind::Definition(..) if own.ty == Type::Bool => match self.expand(own) {
                Some(body) => self.walk(&body.clone(), depth + 1),
                None => self.add_atom(own),
            },
            ExprKind::Constant(_) | ExprKind::Hole => {}
            // 任一(成员 …) and the like are asked as a whole.
            _ if own.ty == Type::Bool => self.add_atom(own),
            _ => {}
        }
    }

    fn add_value_atom(&mut self, own: &Expr, _depth: usize) {
        if fixed_value(own).is_none() {
            self.add_atom(own);
        }
    }

    /// Notes what `value` is compared with.
    pub(super) fn edge(&mut self, value: &Expr, with: &Expr) {
        let Some(fixed) = fixed_value(with) else {
            if fixed_value(value).is_none() && !matches!(value.ty, Type::Entry(_) | Type::Several(_) | Type::Bool) {
                self.open_edges = true;
            }
            return;
        };
        self.add_atom(value);
        let program = self.program;
        if let Some(atom) = self.atoms.get_mut(&*name_of(program, value)) {
            atom.edges.insert(fixed);
        }
    }

    pub(super) fn add_band(&mut self, value: &Expr, band: &Band) {
        for edge in [&band.low, &band.high].into_iter().flatten() {
            self.edge(value, &edge.value);
        }
    }

    /// Returns the body of a define or group without arguments that has one plain version.
    fn expand(&self, own: &Expr) -> Option<&'p Expr> {
        let ExprKind::Definition(id, arguments) = &*own.kind else { return None };
        let definition = &self.program.definitions[id.index()];
        match definition.versions.as_slice() {
            [only] if arguments.is_empty() && only.body.effects.is_empty() => match &only.body.value {
                Source::Expr(body) => Some(body),
                _ => None,
            },
            _ => None,
        }
    }

    /// Chooses the representative values of every atom; `None` when there are too many combinations.
    pub(super) fn settle(&mut self, interesting: &[&Expr]) -> Option<usize> {
        let program = self.program;
        let below_zero = self.below_zero;
        let mut count: usize = 1;
        let names: Vec<String> = self.atoms.keys().cloned().collect();
        for name in names {
            let atom = &self.atoms[&name];
            if let Type::Entry(domain) | Type::Several(domain) = &atom.ty {
                let entries = program.domain(*domain).entries.len();
                entries.checked_mul(interesting.len()).filter(|tests| *tests <= MOST_SIGNATURES)?;
            }
            let values = match &atom.ty {
                Type::Bool => vec![Value::Bool(false), Value::Bool(true)],
                Type::Entry(domain) => self.entry_values(*domain, &name, interesting, false),
                Type::Several(domain) => self.entry_values(*domain, &name, interesting, true),
                Type::Date => date_values(&atom.edges),
                Type::Text => {
                    let mut all: Vec<Value> = atom.edges.iter().cloned().collect();
                    all.push(Value::Text("…".to_owned()));
                    all
                }
                ty if ty.is_numeric() => number_values(atom, below_zero),
                _ => Vec::new(),
            };
            count = count.checked_mul(values.len().max(1)).filter(|count| *count <= MOST_COMBINATIONS)?;
            if let Some(atom) = self.atoms.get_mut(&name) {
                atom.values = values;
            }
        }
        Some(count)
    }

    /// Entries that nothing tells apart are represented by the first of them.
    fn entry_values(&self, domain: DomainId, name: &str, interesting: &[&Expr], several: bool) -> Vec<Value> {
        let own = self.program.domain(domain);
        let value = |entry: EntryId| {
            if several { Value::Several(domain, vec![entry]) } else { Value::Entry(domain, entry) }
        };
        let all = (0..own.entries.len() as u32).map(EntryId);
        if own.entries.len() <= 8 {
            return all.map(value).collect();
        }
        // What does not ask this quantity is the same for all of its entries.
        let asking: Vec<&&Expr> =
            interesting.iter().filter(|own| self.mentions(own, name, &mut BTreeSet::new(), 0)).collect();
        let mut seen = BTreeSet::new();
        let mut kept = Vec::new();
        for entry in all {
            let candidate = value(entry);
            let lookup = |text: &str| if text == name { Some(candidate.clone()) } else { None };
            let mut signature: Vec<u8> = Vec::new();
            for condition in &asking {
                self.signature(condition, &lookup, &mut signature, 0);
            }
            if seen.insert(signature) {
                kept.push(candidate);
            }
        }
        kept
    }

    /// Whether the quantity of a name stands anywhere in an expression, or in what it is defined by.
    fn mentions(&self, own: &Expr, name: &str, seen: &mut BTreeSet<DefinitionId>, depth: usize) -> bool {
        if depth > 200 || self.name(own) == name {
            return true;
        }
        if let ExprKind::Definition(id, _) = &*own.kind
            && seen.insert(*id)
            && let Some(body) = self.expand(own)
            && self.mentions(body, name, seen, depth + 1)
        {
            return true;
        }
        let mut found = false;
        each_child(own, &mut |child| found = found || self.mentions(child, name, seen, depth + 1));
        found
    }

    /// Writes what every test within a condition is for a value.
    fn signature(&self, own: &Expr, lookup: &dyn Fn(&str) -> Option<Value>, out: &mut Vec<u8>, depth: usize) {
        if depth > 80 {
            return;
        }
        match &*own.kind {
            ExprKind::Compare(..) | ExprKind::In { .. } | ExprKind::InBand { .. } => {
                out.push(match self.truth_with(own, lookup, 0) {
                    None => 0,
                    Some(false) => 1,
                    Some(true) => 2,
                });
            }
            ExprKind::Definition(..) => {
                if let Some(body) = self.expand(own) {
                    self.signature(body, lookup, out, depth + 1);
                }
            }
            _ => each_child(own, &mut |child| self.signature(child, lookup, out, depth + 1)),
        }
    }

    /// Returns how many combinations of values there are.
    pub(super) fn combinations(&self) -> usize {
        self.atoms.values().fold(1usize, |product, atom| product.saturating_mul(atom.values.len().max(1)))
    }

    /// Returns the place of an expression among the atoms, with its values.
    pub(super) fn values_of(&self, own: &Expr) -> Option<(usize, &[Value])> {
        let at = self.atoms.get_index_of(&*self.name(own))?;
        Some((at, &self.atoms[at].values))
    }

    /// Returns all choices, in order.
    pub(super) fn choices(&self) -> Choices<'_, 'p> {
        Choices {
            space: self,
            at: vec![0; self.atoms.len()],
            done: self.atoms.values().any(|atom| atom.values.is_empty()),
        }
    }

    pub(super) fn value(&self, choice: &Choice, name: &str) -> Option<Value> {
        let at = self.atoms.get_index_of(name)?;
        self.atoms[at].values.get(choice[at]).cloned()
    }

    /// Returns what a condition is for a choice; `None`: not known.
    pub(super) fn truth(&self, own: &Expr, choice: &Choice) -> Option<bool> {
        self.truth_with(own, &|name| self.value(choice, name), 0)
    }

    /// Returns what an expression is for a choice; `None`: not known.
    pub(super) fn value_of(&self, own: &Expr, choice: &Choice) -> Option<Value> {
        self.value_with(own, &|name| self.value(choice, name), 0)
    }

    fn truth_with(&self, own: &Expr, lookup: &dyn Fn(&str) -> Option<Value>, depth: usize) -> Option<bool> {
        if depth > 200 {
            return None;
        }
        let deeper = depth + 1;
        match &*own.kind {
            ExprKind::And(a, b) => match (self.truth_with(a, lookup, deeper), self.truth_with(b, lookup, deeper)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
            ExprKind::Or(a, b) => match (self.truth_with(a, lookup, deeper), self.truth_with(b, lookup, deeper)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            ExprKind::Not(inner) => self.truth_with(inner, lookup, deeper).map(|truth| !truth),
            ExprKind::Compare(op, left, right) => {
                let (left, right) = (self.value_with(left, lookup, deeper)?, self.value_with(right, lookup, deeper)?);
                compare(self.program, *op, &left, &right)
            }
            ExprKind::In { value, members, negated } => {
                let value = self.value_with(value, lookup, deeper)?;
                let mut unknown = false;
                for member in members {
                    let held = match member {
                        Member::Value(own) => {
                            let member = self.value_with(own, lookup, deeper);
                            member.and_then(|member| compare(self.program, CompareOp::Equal, &value, &member))
                        }
                        Member::List(list) => self.in_list(&value, *list),
                    };
                    match held {
                        Some(true) => return Some(!negated),
                        Some(false) => {}
                        None => unknown = true,
                    }
                }
                if unknown { None } else { Some(*negated) }
            }
            ExprKind::InBand { value, band, negated } => {
                let value = self.value_with(value, lookup, deeper)?;
                let inside = self.in_band_with(&value, band, lookup, deeper)?;
                Some(inside != *negated)
            }
            _ => match self.value_with(own, lookup, deeper)? {
                Value::Bool(truth) => Some(truth),
                _ => None,
            },
        }
    }

    pub(super) fn in_band(&self, value: &Value, band: &Band, choice: &Choice) -> Option<bool> {
        self.in_band_with(value, band, &|name| self.value(choice, name), 0)
    }

    fn in_band_with(
        &self,
        value: &Value,
        band: &Band,
        lookup: &dyn Fn(&str) -> Option<Value>,
        depth: usize,
    ) -> Option<bool> {
        let mut inside = true;
        for (edge, open, closed) in [
            (&band.low, CompareOp::Greater, CompareOp::GreaterOrEqual),
            (&band.high, CompareOp::Less, CompareOp::LessOrEqual),
        ] {
            let Some(edge) = edge else { continue };
            let limit = self.value_with(&edge.value, lookup, depth)?;
            inside &= compare(self.program, if edge.included { closed } else { open }, value, &limit)?;
        }
        Some(inside)
    }

    pub(super) fn in_list(&self, value: &Value, list: crate::ir::ListId) -> Option<bool> {
        let list = self.program.list(list);
        let domain = self.program.domain(list.of);
        // A list that changes in time is taken as it is at its fullest.
        let holds = |entry: EntryId| list.entries.iter().any(|own| domain.is_within(entry, own.body));
        match value {
            Value::Entry(_, entry) => Some(holds(*entry)),
            Value::Several(_, entries) => Some(entries.iter().any(|entry| holds(*entry))),
            _ => None,
        }
    }

    fn value_with(&self, own: &Expr, lookup: &dyn Fn(&str) -> Option<Value>, depth: usize) -> Option<Value> {
        if depth > 200 {
            return None;
        }
        if let Some(fixed) = fixed_value(own) {
            return Some(fixed);
        }
        if let Some(value) = lookup(&self.name(own)) {
            return Some(value);
        }
        let deeper = depth + 1;
        let number = |own: &Expr| match self.value_with(own, lookup, deeper)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        match &*own.kind {
            ExprKind::Definition(..) => self.expand(own).and_then(|body| {
                if own.ty == Type::Bool {
                    self.truth_with(body, lookup, deeper).map(Value::Bool)
                } else {
                    self.value_with(body, lookup, deeper)
                }
            }),
            ExprKind::If(condition, then, otherwise) => match self.truth_with(condition, lookup, deeper)? {
                true => self.value_with(then, lookup, deeper),
                false => self.value_with(otherwise, lookup, deeper),
            },
            ExprKind::Negate(inner) => Some(Value::Number(number(inner)?.negate())),
            ExprKind::Scale(inner, factor) => Some(Value::Number(number(inner)?.multiply(factor).ok()?)),
            ExprKind::Arithmetic(op, left, right) => {
                let (left, right) = (number(left)?, number(right)?);
                let result = match op {
                    ArithmeticOp::Add => left.add(&right),
                    ArithmeticOp::Subtract => left.subtract(&right),
                    ArithmeticOp::Multiply => left.multiply(&right),
                    ArithmeticOp::Divide => left.divide(&right),
                    ArithmeticOp::Power => left.power(right.to_i64()?),
                };
                result.ok().map(Value::Number)
            }
            ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Not(_)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::InBand { .. } => self.truth_with(own, lookup, deeper).map(Value::Bool),
            _ => None,
        }
    }

    pub(super) fn equal(&self, value: &Value, other: &Value) -> Option<bool> {
        compare(self.program, CompareOp::Equal, value, other)
    }

    pub(super) fn compares(&self, op: CompareOp, value: &Value, other: &Value) -> Option<bool> {
        compare(self.program, op, value, other)
    }

    /// Returns a choice in words: `人群 低保、机构等级 二级`; only the atoms of `names`, when some are given.
    pub(super) fn witness(&self, choice: &Choice, names: &[String]) -> Text {
        let mut parts = Vec::new();
        for ((name, atom), at) in self.atoms.iter().zip(choice) {
            if !names.is_empty() && !names.contains(name) {
                continue;
            }
            let Some(value) = atom.values.get(*at) else { continue };
            let shown = show::value(self.program, value, &atom.ty);
            parts.push(Text::new(
                format!("{name} {}", shown.speak(Lang::Zh)),
                format!("{name} {}", shown.speak(Lang::En)),
            ));
        }
        crate::base::text::listed(&parts)
    }
}

/// Returns the policy text of an expression, by which it is known among the atoms.
fn name_of<'e>(program: &'e Program, own: &'e Expr) -> Cow<'e, str> {
    match &*own.kind {
        ExprKind::Fact(id) => Cow::Borrowed(program.fact(*id).name.as_str()),
        _ => Cow::Owned(print::expr(program, own, Lang::Zh)),
    }
}

/// Runs through all combinations of values.
pub(super) struct Choices<'s, 'p> {
    space: &'s Space<'p>,
    at: Choice,
    done: bool,
}

impl Iterator for Choices<'_, '_> {
    type Item = Choice;

    fn next(&mut self) -> Option<Choice> {
        if self.done {
            return None;
        }
        let current = self.at.clone();
        self.done = true;
        for (at, atom) in self.at.iter_mut().zip(self.space.atoms.values()).rev() {
            *at += 1;
            if *at < atom.values.len() {
                self.done = false;
                break;
            }
            *at = 0;
        }
        Some(current)
    }
}

/// Returns every edge and one value of each stretch between them, within the declared range: nothing else can be told
/// apart. Unless `below_zero`, amounts, counts and ages are not below zero where their range does not say so.
fn number_values(atom: &Atom, below_zero: bool) -> Vec<Value> {
    let step = match &atom.ty {
        Type::Ratio | Type::Points => Number::ratio(1, 10_000),
        _ => Number::one(),
    };
    let floor = match (&atom.low, below_zero) {
        (Some(low), _) => Some(low.clone()),
        (None, false) => Some((Number::zero(), true)),
        (None, true) => None,
    };
    let within = |number: &Number| {
        floor.as_ref().is_none_or(|(low, included)| number > low || (*included && number == low))
            && atom.high.as_ref().is_none_or(|(high, included)| number < high || (*included && number == high))
    };
    let edges =
        atom.edges.iter().filter_map(|edge| if let Value::Number(edge) = edge { Some(edge.clone()) } else { None });
    let mut points: BTreeSet<Number> = edges.collect();
    points.extend(atom.low.iter().chain(&atom.high).map(|(end, _)| end.clone()));
    let mut all: BTreeSet<Number> = points.clone();
    let half = Number::ratio(1, 2);
    let points: Vec<Number> = points.into_iter().collect();
    for pair in points.windows(2) {
        let next = pair[0].add(&step).ok().filter(|next| *next < pair[1]);
        let middle = || pair[0].add(&pair[1]).and_then(|sum| sum.multiply(&half)).ok();
        all.extend(if atom.whole { next } else { next.or_else(middle) });
    }
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let below = first.subtract(&step).ok();
        let middle = || {
            let (low, _) = floor.as_ref().filter(|(low, _)| low < first)?;
            low.add(first).and_then(|sum| sum.multiply(&half)).ok()
        };
        all.extend(below.filter(|own| within(own)).or_else(|| if atom.whole { None } else { middle() }));
        all.extend(last.add(&step).ok());
    } else {
        all.insert(Number::zero());
    }
    all.into_iter().filter(within).map(Value::Number).collect()
}

/// Whether a quantity has whole values only, in its base unit: 分, days, completed years, persons.
fn is_whole(program: &Program, own: &Expr) -> bool {
    let counted = match &own.ty {
        Type::Quantity(unit) => {
            matches!(unit.parts(), [(Base::Age | Base::Person | Base::Household | Base::Day | Base::Month, 1)])
        }
        _ => false,
    };
    counted
        || match &*own.kind {
            ExprKind::Fact(id) => {
                let fact = program.fact(*id);
                fact.whole || matches!(&fact.ty, Type::Quantity(unit) if unit.is_money() || unit.is_duration())
            }
            ExprKind::Over { function: ListFunction::Count, .. }
            | ExprKind::VisitNumber
            | ExprKind::Rank { .. }
            | ExprKind::Age { .. }
            | ExprKind::Year(_)
            | ExprKind::Month(_)
            | ExprKind::Days(..)
            | ExprKind::Months(..)
            | ExprKind::DateDifference(..)
            | ExprKind::ListCount(_) => true,
            _ => false,
        }
}

fn date_values(edges: &BTreeSet<Value>) -> Vec<Value> {
    let mut all = BTreeSet::new();
    for edge in edges {
        let Value::Date(date) = edge else { continue };
        all.insert(*date);
        all.extend(date.plus_days(1));
        all.extend(date.plus_days(-1));
    }
    if all.is_empty() {
        all.extend(Date::new(2020, 1, 1));
    }
    all.into_iter().map(Value::Date).collect()
}

/// Compares two values; `None` when they have no common meaning.
fn compare(program: &Program, op: CompareOp, left: &Value, right: &Value) -> Option<bool> {
    let equality = |equal: bool| match op {
        CompareOp::Equal => Some(equal),
        CompareOp::NotEqual => Some(!equal),
        CompareOp::Less | CompareOp::LessOrEqual | CompareOp::Greater | CompareOp::GreaterOrEqual => None,
    };
    match (left, right) {
        (Value::Several(domain, held), Value::Entry(_, entry)) => {
            let domain = program.domain(*domain);
            equality(held.iter().any(|own| domain.is_within(*own, *entry)))
        }
        (Value::Entry(domain, own), Value::Entry(_, entry)) => match op {
            CompareOp::Equal | CompareOp::NotEqual => equality(program.domain(*domain).is_within(*own, *entry)),
            _ => Some(ordered(op, own.cmp(entry))),
        },
        (Value::Number(a), Value::Number(b)) => Some(ordered(op, a.cmp(b))),
        (Value::Date(a), Value::Date(b)) => Some(ordered(op, a.cmp(b))),
        (Value::Bool(a), Value::Bool(b)) => equality(a == b),
        (Value::Text(a), Value::Text(b)) => equality(a == b),
        (Value::Nothing, other) | (other, Value::Nothing) => equality(*other == Value::Nothing),
        _ => None,
    }
}

fn ordered(op: CompareOp, order: std::cmp::Ordering) -> bool {
    match op {
        CompareOp::Equal => order.is_eq(),
        CompareOp::NotEqual => order.is_ne(),
        CompareOp::Less => order.is_lt(),
        CompareOp::LessOrEqual => order.is_le(),
        CompareOp::Greater => order.is_gt(),
        CompareOp::GreaterOrEqual => order.is_ge(),
    }
}
