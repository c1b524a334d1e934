//! Expressions of any side to a text that is equal when they mean the same: names all sides know, definitions
//! written out, params as the amounts they are on the day, operands in one order. Never shown to anybody.

use super::shared::{Shared, SideId};
use crate::base::number::{Number, RoundingMode};
use crate::ir::expr::{
    Adjusted, ArithmeticOp, Band, CompareOp, Dimension, Effect, EffectKind, Expr, ExprKind, Head, HeadItem, InForceOf,
    Member, Source, Table,
};
use crate::ir::{DefinitionId, version_on};
use crate::value::{DomainId, EntryId, Value};
use std::collections::BTreeSet;

/// Whether definitions count by what they say or by their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Written out: two that are equal mean the same on the day.
    Meaning,
    /// By name: two that are equal are worded the same, whatever the definitions they name say.
    Wording,
}

/// A question about one quantity: the pieces of which conditions are made.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// Is it (or holds it) one of these entries of a shared domain; entries below them included.
    Entries(usize, BTreeSet<usize>),
    /// Does it lie between these edges (with whether the edge belongs).
    Range(Option<(Value, bool)>, Option<(Value, bool)>),
    /// Is it one of these texts.
    Texts(BTreeSet<String>),
    /// Is it true.
    Truth,
}

/// A condition as tests joined by and, or, not.
#[derive(Clone, Debug)]
pub(crate) enum Condition<'e> {
    Test { subject: &'e Expr, test: Test },
    Not(Box<Condition<'e>>),
    All(Vec<Condition<'e>>),
    Any(Vec<Condition<'e>>),
}

impl<'p> Shared<'p> {
    /// Returns the text of an expression's meaning on the day of its side.
    pub(crate) fn meaning(&self, side: impl Into<SideId>, own: &Expr) -> String {
        Writer { shared: self, side: side.into(), depth: Depth::Meaning }.expr(own)
    }

    /// Returns the text of an expression as it is worded.
    pub(crate) fn wording(&self, side: impl Into<SideId>, own: &Expr) -> String {
        Writer { shared: self, side: side.into(), depth: Depth::Wording }.expr(own)
    }

    /// Returns the text of a value with its effects.
    pub(crate) fn adjusted_text(&self, side: impl Into<SideId>, own: &Adjusted, depth: Depth) -> String {
        Writer { shared: self, side: side.into(), depth }.adjusted(own)
    }

    /// Returns the text of an effect's meaning.
    pub(crate) fn effect_text(&self, side: impl Into<SideId>, own: &Effect) -> String {
        Writer { shared: self, side: side.into(), depth: Depth::Meaning }.effect(own)
    }

    /// Returns the text of a table.
    pub(crate) fn table_text(&self, side: impl Into<SideId>, own: &Table, depth: Depth) -> String {
        Writer { shared: self, side: side.into(), depth }.table(own)
    }

    /// Returns the parts of a condition that must all hold; definitions without arguments are opened.
    pub(crate) fn conjuncts<'e>(&self, side: impl Into<SideId>, own: &'e Expr) -> Vec<&'e Expr>
    where
        'p: 'e,
    {
        let side = side.into();
        match &*own.kind {
            ExprKind::And(left, right) => {
                let mut all = self.conjuncts(side, left);
                all.extend(self.conjuncts(side, right));
                all
            }
            ExprKind::Definition(id, arguments) if arguments.is_empty() => match self.opened(side, *id) {
                Some(body) if matches!(&*body.kind, ExprKind::And(..)) => self.conjuncts(side, body),
                _ => vec![own],
            },
            _ => vec![own],
        }
    }

    /// Returns what a definition without arguments says on the day, when that is one expression.
    pub(crate) fn opened(&self, side: impl Into<SideId>, id: DefinitionId) -> Option<&'p Expr> {
        let side = side.into();
        let definition = self.program(side).definition(id);
        let version = version_on(&definition.versions, self.date(side))?;
        match &version.body.value {
            Source::Expr(own) if version.body.effects.is_empty() && definition.arguments.is_empty() => Some(own),
            _ => None,
        }
    }

    /// Returns the value that an expression has on the day, whatever the facts.
    pub(crate) fn constant(&self, side: impl Into<SideId>, own: &Expr) -> Option<Value> {
        Writer { shared: self, side: side.into(), depth: Depth::Meaning }.constant(own)
    }

    /// Takes a condition apart; what cannot be taken apart is a test of its own truth.
    pub(crate) fn condition<'e>(&self, side: impl Into<SideId>, own: &'e Expr) -> Condition<'e>
    where
        'p: 'e,
    {
        Writer { shared: self, side: side.into(), depth: Depth::Meaning }.condition(own)
    }

    /// Returns the test that an item of a head makes, and whether it is the contrary that is asked; `None` for what asks
    /// no single question.
    pub(crate) fn head_test(&self, side: impl Into<SideId>, item: &HeadItem) -> Option<(bool, Test)> {
        Writer { shared: self, side: side.into(), depth: Depth::Meaning }.head_test(item)
    }
}

struct Writer<'s, 'p> {
    shared: &'s Shared<'p>,
    side: SideId,
    depth: Depth,
}

impl<'s, 'p> Writer<'s, 'p> {
    fn expr(&self, own: &Expr) -> String {
        if let Some(value) = self.constant(own) {
            return self.value(&value);
        }
        let list = |word: &str, parts: &[&Expr]| {
            let parts: Vec<String> = parts.iter().map(|part| self.expr(part)).collect();
            format!("{word}({})", parts.join(","))
        };
        match &*own.kind {
            ExprKind::Constant(value) => self.value(value),
            ExprKind::Fact(id) => {
                let fact = self.shared.program(self.side).fact(*id);
                format!("fact {:?} {}", fact.owner, fact.name)
            }
            ExprKind::Field(at) => format!("field {at}"),
            ExprKind::Definition(id, arguments) => self.definition(*id, arguments),
            ExprKind::Argument(at) => format!("argument {at}"),
            ExprKind::TableOutput(table, output) => {
                let table = &self.shared.program(self.side).tables[table.index()];
                format!("table {} {}", table.name, table.outputs.get(*output).map_or("", |own| own.name.as_str()))
            }
            ExprKind::State(id) => format!("state {}", self.shared.program(self.side).states[id.index()].name),
            ExprKind::PreviousState(id) => {
                format!("previous state {}", self.shared.program(self.side).states[id.index()].name)
            }
            ExprKind::PreviousPaid(id) => format!("previously paid {}", self.benefits(&[*id])),
            ExprKind::HeldFor { months } => format!("held {months}"),
            ExprKind::Paid(ids) => format!("paid {}", self.benefits(ids)),
            ExprKind::PaidInPeriod(ids, period) => format!("paid {period:?} {}", self.benefits(ids)),
            ExprKind::Total(of, period) => format!("total {period:?}({})", self.expr(of)),
            ExprKind::Left(id, path) => format!("left {} {path:?}", self.benefits(&[*id])),
            ExprKind::EligibleLeft => "eligible left".to_owned(),
            ExprKind::OwnPay => "own pay".to_owned(),
            ExprKind::PaidSoFar => "paid so far".to_owned(),
            ExprKind::TotalPaid => "total paid".to_owned(),
            ExprKind::VisitNumber => "visit".to_owned(),
            ExprKind::Today => "today".to_owned(),
            ExprKind::Members => "members".to_owned(),
            ExprKind::ClaimsThisYear => "claims".to_owned(),
            ExprKind::Negate(of) => list("-", &[of]),
            ExprKind::Scale(of, factor) => format!("({})*{factor}", self.expr(of)),
            ExprKind::Arithmetic(op, left, right) => self.arithmetic(*op, left, right),
            ExprKind::Not(..)
            | ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Compare(..)
            | ExprKind::In { .. }
            | ExprKind::InBand { .. } => self.truth(own),
            ExprKind::If(when, then, otherwise) => list("if", &[when, then, otherwise]),
            ExprKind::At(of, on) => list("at", &[of, on]),
            ExprKind::Rounded(of, mode, unit) => format!("{}{}", rounding(*mode), list("", &[of, unit])),
            ExprKind::Over { function, list: over, filter, body } => {
                let part = |own: &Option<Expr>| own.as_ref().map_or("-".to_owned(), |own| self.expr(own));
                format!("{function:?}({};{};{})", self.expr(over), part(filter), part(body))
            }
            ExprKind::Least(all) => self.unordered("least", all),
            ExprKind::Greatest(all) => self.unordered("greatest", all),
            ExprKind::Rank { list: over, filter, key } => {
                let filter = filter.as_ref().map_or("-".to_owned(), |own| self.expr(own));
                format!("rank({};{filter};{})", self.expr(over), self.expr(key))
            }
            ExprKind::Age { birth, on } => list("age", &[birth, on]),
            ExprKind::Year(of) => list("year", &[of]),
            ExprKind::Month(of) => list("month", &[of]),
            ExprKind::Days(from, to) => list("days", &[from, to]),
            ExprKind::Months(from, to) => list("months", &[from, to]),
            ExprKind::NextMonth(of) => list("next month", &[of]),
            ExprKind::MonthEnd(of) => list("month end", &[of]),
            ExprKind::InForce(InForceOf::Definition(id)) => {
                format!("in force {}", self.shared.program(self.side).definition(*id).name)
            }
            ExprKind::InForce(InForceOf::Benefit(id)) => format!("in force {}", self.benefits(&[*id])),
            ExprKind::ListCount(id) => format!("count {}", self.shared.program(self.side).list(*id).name),
            ExprKind::Account(items) => {
                let live = items.iter().filter(|item| item.range.contains(self.shared.date(self.side)));
                let sign = |deducted: bool| if deducted { "-" } else { "+" };
                let mut parts: Vec<String> =
                    live.map(|item| format!("{}{}", sign(item.deducted), self.expr(&item.value))).collect();
                parts.sort();
                format!("account({})", parts.join(","))
            }
            ExprKind::DatePlus { date, duration, negated } => {
                format!("{}{}", list("date plus", &[date, duration]), if *negated { "-" } else { "" })
            }
            ExprKind::DateDifference(left, right) => list("date difference", &[left, right]),
            ExprKind::Hole => "hole".to_owned(),
        }
    }

    fn definition(&self, id: DefinitionId, arguments: &[Expr]) -> String {
        let definition = self.shared.program(self.side).definition(id);
        if self.depth == Depth::Meaning && arguments.is_empty() {
            let version = version_on(&definition.versions, self.shared.date(self.side));
            return match version {
                // By number: a text would double with every level.
                Some(version) => format!("#{}", self.shared.intern(self.adjusted(&version.body))),
                None => format!("{} not in force", definition.name),
            };
        }
        let arguments: Vec<String> = arguments.iter().map(|own| self.expr(own)).collect();
        format!("{}({})", definition.name, arguments.join(","))
    }

    fn arithmetic(&self, op: ArithmeticOp, left: &Expr, right: &Expr) -> String {
        let (left, right) = (self.expr(left), self.expr(right));
        let sorted = |mark: &str| {
            let mut both = [left.clone(), right.clone()];
            both.sort();
            format!("({}{mark}{})", both[0], both[1])
        };
        match op {
            ArithmeticOp::Add => sorted("+"),
            ArithmeticOp::Multiply => sorted("*"),
            ArithmeticOp::Subtract => format!("({left}-{right})"),
            ArithmeticOp::Divide => format!("({left}/{right})"),
            ArithmeticOp::Power => format!("({left}^{right})"),
        }
    }

    fn unordered(&self, word: &str, all: &[Expr]) -> String {
        let mut parts: Vec<String> = all.iter().map(|own| self.expr(own)).collect();
        parts.sort();
        parts.dedup();
        format!("{word}({})", parts.join(","))
    }

    fn benefits(&self, ids: &[crate::ir::BenefitId]) -> String {
        let mut keys: Vec<&str> = ids.iter().map(|id| self.shared.benefit_key(self.side, *id)).collect();
        keys.sort_unstable();
        keys.join("+")
    }

    fn value(&self, own: &Value) -> String {
        let entry = |domain: DomainId, entry: EntryId| {
            let place = self.shared.entry(self.side, domain, entry);
            format!("entry {}.{place}", self.shared.domain(self.side, domain))
        };
        match own {
            Value::Bool(truth) => truth.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Date(date) => date.to_string(),
            Value::Text(text) => format!("{text:?}"),
            Value::Entry(domain, own) => entry(*domain, *own),
            Value::Several(domain, all) => {
                let all: Vec<String> = all.iter().map(|own| entry(*domain, *own)).collect();
                format!("[{}]", all.join(","))
            }
            Value::Records(records) => {
                let record = |own: &Vec<Value>| own.iter().map(|field| self.value(field)).collect::<Vec<_>>().join(",");
                format!("[{}]", records.iter().map(record).collect::<Vec<_>>().join(";"))
            }
            Value::Nothing => "nothing".to_owned(),
        }
    }

    fn constant(&self, own: &Expr) -> Option<Value> {
        match &*own.kind {
            ExprKind::Constant(value) => Some(value.clone()),
            ExprKind::Definition(id, arguments) if arguments.is_empty() && self.depth == Depth::Meaning => {
                self.constant(self.shared.opened(self.side, *id)?)
            }
            _ => self.number(own).map(Value::Number),
        }
    }

    fn number(&self, own: &Expr) -> Option<Number> {
        let of = |own: &Expr| match self.constant(own)? {
            Value::Number(number) => Some(number),
            _ => None,
        };
        match &*own.kind {
            ExprKind::Negate(inner) => of(inner).map(|number| number.negate()),
            ExprKind::Scale(inner, factor) => of(inner)?.multiply(factor).ok(),
            ExprKind::Arithmetic(op, left, right) => arithmetic(*op, &of(left)?, &of(right)?),
            ExprKind::Least(all) => all.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().min(),
            ExprKind::Greatest(all) => all.iter().map(of).collect::<Option<Vec<_>>>()?.into_iter().max(),
            ExprKind::Rounded(inner, mode, unit) => {
                let unit = of(unit).filter(Number::is_positive)?;
                Some(of(inner)?.round(*mode, &unit))
            }
            _ => None,
        }
    }

    fn truth(&self, own: &Expr) -> String {
        self.written(&self.condition(own))
    }

    fn written(&self, condition: &Condition<'_>) -> String {
        let joined = |word: &str, all: &[Condition<'_>]| {
            let mut parts: Vec<String> = all.iter().map(|own| self.written(own)).collect();
            parts.sort();
            parts.dedup();
            if parts.len() == 1 { parts.remove(0) } else { format!("{word}({})", parts.join(",")) }
        };
        match condition {
            Condition::Not(inner) => format!("not({})", self.written(inner)),
            Condition::All(all) => joined("all", all),
            Condition::Any(all) => joined("any", all),
            Condition::Test { subject, test } => {
                let subject = match (test, &*subject.kind) {
                    // A comparison that could not be taken apart.
                    (Test::Truth, ExprKind::Compare(op, left, right)) => {
                        format!("{op:?}({},{})", self.expr(left), self.expr(right))
                    }
                    (Test::Truth, ExprKind::InBand { value, band, negated }) => {
                        format!("{negated}{} in {}", self.expr(value), self.band(band))
                    }
                    (Test::Truth, ExprKind::In { value, members, negated }) => {
                        let mut parts: Vec<String> = members.iter().map(|member| self.member(member)).collect();
                        parts.sort();
                        format!("{negated}{} in [{}]", self.expr(value), parts.join(","))
                    }
                    _ => self.expr(subject),
                };
                match test {
                    Test::Truth => subject,
                    Test::Entries(domain, entries) => format!("{subject} in {domain}{entries:?}"),
                    Test::Range(low, high) => format!("{subject} in {}", self.range(low.as_ref(), high.as_ref())),
                    Test::Texts(texts) => format!("{subject} in {texts:?}"),
                }
            }
        }
    }

    fn range(&self, low: Option<&(Value, bool)>, high: Option<&(Value, bool)>) -> String {
        let edge = |edge: Option<&(Value, bool)>| match edge {
            Some((value, included)) => format!("{}{}", self.value(value), if *included { "=" } else { "" }),
            None => String::new(),
        };
        format!("[{}..{}]", edge(low), edge(high))
    }

    fn band(&self, band: &Band) -> String {
        let edge = |edge: &Option<crate::ir::expr::Edge>| match edge {
            Some(own) => format!("{}{}", self.expr(&own.value), if own.included { "=" } else { "" }),
            None => String::new(),
        };
        format!("[{}..{}]", edge(&band.low), edge(&band.high))
    }

    fn member(&self, member: &Member) -> String {
        match member {
            Member::Value(own) => self.expr(own),
            Member::List(id) => format!("list {}", self.shared.program(self.side).list(*id).name),
        }
    }

    fn condition<'e>(&self, own: &'e Expr) -> Condition<'e>
    where
        'p: 'e,
    {
        match &*own.kind {
            ExprKind::And(left, right) => Condition::All(vec![self.condition(left), self.condition(right)].flat_all()),
            ExprKind::Or(left, right) => Condition::Any(vec![self.condition(left), self.condition(right)].flat_any()),
            ExprKind::Not(inner) => negated(true, self.condition(inner)),
            ExprKind::Definition(id, arguments) if arguments.is_empty() && self.depth == Depth::Meaning => {
                match self.shared.opened(self.side, *id) {
                    Some(body) => self.condition(body),
                    None => Condition::Test { subject: own, test: Test::Truth },
                }
            }
            ExprKind::Compare(op, left, right) => self.comparison(own, *op, left, right),
            ExprKind::In { value, members, negated: no } => {
                let test = match &value.ty {
                    crate::ir::Type::Entry(domain) | crate::ir::Type::Several(domain)
                        if self.shared.open_lists
                            || members.iter().all(|member| matches!(member, Member::Value(_))) =>
                    {
                        self.entries(*domain, members)
                            .map(|entries| Test::Entries(self.shared.domain(self.side, *domain), entries))
                    }
                    _ => None,
                };
                match test {
                    Some(test) => negated(*no, Condition::Test { subject: value, test }),
                    None => Condition::Test { subject: own, test: Test::Truth },
                }
            }
            ExprKind::InBand { value, band, negated: no } => match self.band_test(band) {
                Some(test) => negated(*no, Condition::Test { subject: value, test }),
                None => Condition::Test { subject: own, test: Test::Truth },
            },
            _ => Condition::Test { subject: own, test: Test::Truth },
        }
    }

    fn comparison<'e>(&self, own: &'e Expr, op: CompareOp, left: &'e Expr, right: &'e Expr) -> Condition<'e> {
        let (subject, op, value) = match (self.constant(left), self.constant(right)) {
            (None, Some(value)) => (left, op, value),
            (Some(value), None) => (right, flipped(op), value),
            _ => return Condition::Test { subject: own, test: Test::Truth },
        };
        match self.compare_test(op, &value) {
            Some((no, test)) => negated(no, Condition::Test { subject, test }),
            None => Condition::Test { subject: own, test: Test::Truth },
        }
    }

    /// Returns the test of a comparison with a value, and whether it is the contrary that is asked.
    fn compare_test(&self, op: CompareOp, value: &Value) -> Option<(bool, Test)> {
        let test = match value {
            Value::Entry(domain, entry) => {
                let program = self.shared.program(self.side);
                let own = program.domain(*domain);
                let fits = |at: EntryId| match op {
                    CompareOp::Equal | CompareOp::NotEqual => own.is_within(at, *entry),
                    CompareOp::Less => at < *entry,
                    CompareOp::LessOrEqual => at <= *entry,
                    CompareOp::Greater => at > *entry,
                    CompareOp::GreaterOrEqual => at >= *entry,
                };
                let all = (0..own.entries.len()).map(|at| EntryId(at as u32)).filter(|at| fits(*at));
                let entries = all.map(|at| self.shared.entry(self.side, *domain, at)).collect();
                Test::Entries(self.shared.domain(self.side, *domain), entries)
            }
            Value::Number(_) | Value::Date(_) => {
                let edge = |included| Some((value.clone(), included));
                match op {
                    CompareOp::Equal | CompareOp::NotEqual => Test::Range(edge(true), edge(true)),
                    CompareOp::Less => Test::Range(None, edge(false)),
                    CompareOp::LessOrEqual => Test::Range(None, edge(true)),
                    CompareOp::Greater => Test::Range(edge(false), None),
                    CompareOp::GreaterOrEqual => Test::Range(edge(true), None),
                }
            }
            Value::Text(text) => Test::Texts(BTreeSet::from([text.clone()])),
            Value::Bool(truth) => return Some((*truth == (op == CompareOp::NotEqual), Test::Truth)),
            Value::Several(..) | Value::Records(_) | Value::Nothing => return None,
        };
        Some((op == CompareOp::NotEqual, test))
    }

    fn band_test(&self, band: &Band) -> Option<Test> {
        let edge = |edge: &Option<crate::ir::expr::Edge>| match edge {
            Some(own) => self.constant(&own.value).map(|value| Some((value, own.included))),
            None => Some(None),
        };
        let (low, high) = (edge(&band.low)?, edge(&band.high)?);
        let domain = [&low, &high].into_iter().flatten().find_map(|(value, _)| match value {
            Value::Entry(domain, _) => Some(*domain),
            _ => None,
        });
        let Some(domain) = domain else { return Some(Test::Range(low, high)) };
        // A band over an ordered enum is a list of its entries.
        let place = |edge: &Option<(Value, bool)>| match edge {
            Some((Value::Entry(_, entry), included)) => Some((entry.0, *included)),
            _ => None,
        };
        let (low, high) = (place(&low), place(&high));
        let fits = |at: u32| {
            low.is_none_or(|(edge, included)| at > edge || included && at == edge)
                && high.is_none_or(|(edge, included)| at < edge || included && at == edge)
        };
        let count = self.shared.program(self.side).domain(domain).entries.len() as u32;
        let entries = (0..count).filter(|at| fits(*at)).map(|at| self.shared.entry(self.side, domain, EntryId(at)));
        Some(Test::Entries(self.shared.domain(self.side, domain), entries.collect()))
    }

    fn entries(&self, domain: DomainId, members: &[Member]) -> Option<BTreeSet<usize>> {
        let program = self.shared.program(self.side);
        let own = program.domain(domain);
        let mut ancestors = Vec::new();
        for member in members {
            match member {
                Member::Value(value) => match self.constant(value)? {
                    Value::Entry(of, entry) if of == domain => ancestors.push(entry),
                    _ => return None,
                },
                Member::List(id) => {
                    let on = self.shared.date(self.side);
                    let live = program.list(*id).entries.iter().filter(|entry| entry.range.contains(on));
                    ancestors.extend(live.map(|entry| entry.body));
                }
            }
        }
        let all = (0..own.entries.len()).map(|at| EntryId(at as u32));
        let within = all.filter(|at| ancestors.iter().any(|ancestor| own.is_within(*at, *ancestor)));
        Some(within.map(|at| self.shared.entry(self.side, domain, at)).collect())
    }

    fn head_test(&self, item: &HeadItem) -> Option<(bool, Test)> {
        match item {
            HeadItem::Value(value) => self.compare_test(CompareOp::Equal, &self.constant(value)?),
            HeadItem::List(id) => {
                let domain = self.shared.program(self.side).list(*id).of;
                let entries = self.entries(domain, &[Member::List(*id)])?;
                Some((false, Test::Entries(self.shared.domain(self.side, domain), entries)))
            }
            HeadItem::Band(band) => self.band_test(band).map(|test| (false, test)),
            HeadItem::Compare(op, value) => self.compare_test(*op, &self.constant(value)?),
            HeadItem::Any | HeadItem::Else | HeadItem::Condition(_) => None,
        }
    }

    fn adjusted(&self, own: &Adjusted) -> String {
        let mut parts = vec![self.source(&own.value)];
        let mut effects: Vec<String> = own.effects.iter().map(|effect| self.effect(effect)).collect();
        effects.sort();
        parts.extend(effects);
        parts.join(" ")
    }

    fn source(&self, own: &Source) -> String {
        match own {
            Source::Expr(own) => self.expr(own),
            Source::Table(table) => self.table(table),
            Source::As(id, _) => format!("as {}", self.benefits(&[*id])),
            Source::Pending(_) => "pending".to_owned(),
            Source::Unstated(_) => "unstated".to_owned(),
            Source::Nothing(_) => "nothing".to_owned(),
        }
    }

    fn effect(&self, own: &Effect) -> String {
        let when = own.when.as_ref().map_or(String::new(), |when| self.expr(when));
        let kind = match &own.kind {
            EffectKind::Instead(source) => format!("instead {}", self.source(source)),
            EffectKind::Plus(by) => format!("plus {}", self.expr(by)),
            EffectKind::Minus(by) => format!("minus {}", self.expr(by)),
            EffectKind::Times(by) => format!("times {}", self.expr(by)),
            EffectKind::Halved => "times 1/2".to_owned(),
            EffectKind::Waived => "instead 0".to_owned(),
            EffectKind::Lifted => "lifted".to_owned(),
            EffectKind::EachFurtherMinus { step, at_most } => {
                format!(
                    "each further {} {}",
                    self.expr(step),
                    at_most.as_ref().map_or(String::new(), |own| self.expr(own))
                )
            }
            EffectKind::Continued => "continued".to_owned(),
        };
        format!("when {when} {kind}")
    }

    fn table(&self, own: &Table) -> String {
        let dimensions: Vec<String> = own.dimensions.iter().map(|dimension| self.dimension(dimension)).collect();
        let on = self.shared.date(self.side);
        let mut rows: Vec<String> = Vec::new();
        for row in own.rows.iter().filter(|row| row.range.contains(on)) {
            let mut parts: Vec<String> = row.heads.iter().map(|head| self.head(head)).collect();
            parts.extend(row.cells.iter().map(|cell| self.source(&cell.value)));
            rows.push(format!("{}{}", if row.default { "default " } else { "" }, parts.join("|")));
        }
        if !matches!(own.hit, crate::syntax::ast::Hit::First | crate::syntax::ast::Hit::ListAll) {
            rows.sort();
        }
        let plus = own.each_further_hit_plus.as_ref().map_or(String::new(), |plus| self.expr(plus));
        format!("table {:?} {plus} by {} {{{}}}", own.hit, dimensions.join(","), rows.join(";"))
    }

    /// Returns the text of what a table asks.
    fn dimension(&self, own: &Dimension) -> String {
        match own {
            Dimension::Expr(own) => self.expr(own),
            Dimension::Segment { origin, of, .. } => {
                format!("segment {origin:?} {}", of.as_ref().map_or(String::new(), |of| self.expr(of)))
            }
        }
    }

    fn head(&self, own: &Head) -> String {
        let mut items: Vec<String> = own
            .items
            .iter()
            .map(|item| match item {
                HeadItem::Any => "any".to_owned(),
                HeadItem::Else => "else".to_owned(),
                HeadItem::Condition(condition) => self.expr(condition),
                HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Band(_) | HeadItem::Compare(..) => {
                    match self.head_test(item) {
                        Some(test) => format!("{test:?}"),
                        None => self.head_item(item),
                    }
                }
            })
            .collect();
        items.sort();
        items.join("/")
    }

    fn head_item(&self, item: &HeadItem) -> String {
        match item {
            HeadItem::Value(value) => self.expr(value),
            HeadItem::List(id) => format!("list {}", self.shared.program(self.side).list(*id).name),
            HeadItem::Band(band) => self.band(band),
            HeadItem::Compare(op, value) => format!("{op:?} {}", self.expr(value)),
            HeadItem::Condition(condition) => self.expr(condition),
            HeadItem::Any => "any".to_owned(),
            HeadItem::Else => "else".to_owned(),
        }
    }
}

/// Returns what two numbers give; `None` beyond what numbers may be.
pub(crate) fn arithmetic(op: ArithmeticOp, left: &Number, right: &Number) -> Option<Number> {
    match op {
        ArithmeticOp::Add => left.add(right).ok(),
        ArithmeticOp::Subtract => left.subtract(right).ok(),
        ArithmeticOp::Multiply => left.multiply(right).ok(),
        ArithmeticOp::Divide => left.divide(right).ok(),
        ArithmeticOp::Power => left.power(right.to_i64()?).ok(),
    }
}

fn negated<'e>(no: bool, condition: Condition<'e>) -> Condition<'e> {
    match (no, condition) {
        (false, condition) => condition,
        (true, Condition::Not(inner)) => *inner,
        (true, condition) => Condition::Not(Box::new(condition)),
    }
}

trait Flat<'e> {
    fn flat_all(self) -> Vec<Condition<'e>>;
    fn flat_any(self) -> Vec<Condition<'e>>;
}

impl<'e> Flat<'e> for Vec<Condition<'e>> {
    fn flat_all(self) -> Vec<Condition<'e>> {
        let open = |own| match own {
            Condition::All(inner) => inner,
            other => vec![other],
        };
        self.into_iter().flat_map(open).collect()
    }

    fn flat_any(self) -> Vec<Condition<'e>> {
        let open = |own| match own {
            Condition::Any(inner) => inner,
            other => vec![other],
        };
        self.into_iter().flat_map(open).collect()
    }
}

fn flipped(op: CompareOp) -> CompareOp {
    match op {
        CompareOp::Equal | CompareOp::NotEqual => op,
        CompareOp::Less => CompareOp::Greater,
        CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
        CompareOp::Greater => CompareOp::Less,
        CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
    }
}

fn rounding(mode: RoundingMode) -> &'static str {
    match mode {
        RoundingMode::HalfUp => "half up",
        RoundingMode::HalfEven => "half even",
        RoundingMode::Up => "up",
        RoundingMode::Down => "down",
    }
}
