//! An invented ordinary patient who is paid otherwise by the new rules: a typical person of the vocabulary, else one made
//! for the clause. Every one is settled by both programs before it is shown.

use super::rules::Kind;
use super::{Case, Finding, Witness, words};
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::base::text::{Text, listed};
use crate::compare::behaviour::{self, SceneOutcome};
use crate::compare::data::Key;
use crate::compare::freeze::frozen;
use crate::compare::shared::{Both, Shared, Side, Which};
use crate::ir::expr::{Adjusted, Dimension, EffectKind, Expr, ExprKind, HeadItem, Member, Source, Table};
use crate::ir::order::each_child;
use crate::ir::scene::{Event, EventKind, Scene};
use crate::ir::types::{Base, Unit};
use crate::ir::{
    BenefitId, ClauseBody, DefinitionId, FactId, Given, Occasion, Owner, Program, Type, clause_value, show,
};
use crate::syntax::ast::{CompareOp, SceneDate};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// How many invented persons are tried for a finding.
const TRIES: usize = 48;

/// How many values of a fact are tried.
const MOST_VALUES: usize = 6;

/// How many edges of conditions on a cost are tried.
const MOST_EDGES: usize = 4;

/// A cost of 分, in 分.
const ODD_COST: i64 = 1_234_567;

/// Costs of a bill, in 分.
const COSTS: [i64; 5] = [100_000, 500_000, 2_000_000, 20_000_000, 20_000];

/// Finds a patient for each finding, on one day of one county.
pub(crate) fn show(a: Side<'_>, b: Side<'_>, county: &str, wanted: &[&Finding]) -> Vec<Witness> {
    let shared = Shared::new(a, b);
    let programs = shared.two().map(|_, side| frozen(side.program, side.date));
    let typical = behaviour::compared(&shared, None, None).scenes;
    let work = Work { shared: &shared, programs: &programs, typical: &typical, county };
    wanted.iter().map(|finding| work.of(finding)).collect()
}

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    programs: &'s Both<Program>,
    typical: &'s [SceneOutcome],
    county: &'s str,
}

impl Work<'_, '_> {
    fn of(&self, finding: &Finding) -> Witness {
        let Some(subject) = &finding.subject else { return Witness::NotAsked };
        if matches!(finding.witness, Witness::NotAsked) {
            return Witness::NotAsked;
        }
        if subject.benefits.is_empty() {
            return Witness::Missing(words::no_benefit_reads_it());
        }
        let mut found: Option<(Number, Case)> = None;
        for benefit in &subject.benefits {
            for scene in self.typical {
                self.keep(&mut found, finding, benefit, scene, Text::same(scene.title.as_str()), true);
            }
        }
        // A typical person whom the change itself concerns; one of its cell says more than any other.
        if let Some((_, case)) = found.take_if(|_| finding.keys.is_empty()) {
            return Witness::Found(Box::new(case));
        }
        let mut tried = 0;
        let mut failed: Option<Text> = None;
        // What the new rules ask beyond the old ones is known of those who are made for the new ones.
        let sides = subject.benefits.iter().flat_map(|benefit| Which::BOTH.map(|which| (benefit, which)));
        for (benefit, which) in sides {
            let Some(id) = self.benefit(which, benefit) else { continue };
            let mut invented: Option<(Number, Case)> = None;
            for (scene, who) in Invention::new(self.programs.get(which), id, finding, self.shared.date(which)).scenes()
            {
                if tried >= TRIES || invented.is_some() {
                    break;
                }
                tried += 1;
                let outcome = behaviour::of_scene(self.shared, self.programs, which, &scene);
                failed = failed.or_else(|| failure(&outcome, benefit));
                self.keep(&mut invented, finding, benefit, &outcome, who, false);
            }
            if let Some((_, case)) = invented {
                return Witness::Found(Box::new(case));
            }
        }
        match (found, failed) {
            (Some((_, case)), _) => Witness::Found(Box::new(case)),
            (None, Some(reason)) => Witness::Missing(words::cannot_settle(reason)),
            (None, None) => Witness::Missing(words::nobody_found(tried + self.typical.len())),
        }
    }

    fn benefit(&self, which: Which, key: &str) -> Option<BenefitId> {
        let pair = self.shared.benefits.iter().find(|pair| pair.key == key)?;
        *pair.ids.get(which)
    }

    /// Keeps a case that shows more than the one that is known.
    fn keep(
        &self,
        found: &mut Option<(Number, Case)>,
        finding: &Finding,
        benefit: &str,
        scene: &SceneOutcome,
        who: Text,
        typical: bool,
    ) {
        let Some((_, payments)) = scene.benefits.iter().find(|(key, _)| key == benefit) else { return };
        let failed = |which: Which| payments.get(which).as_ref().is_some_and(|own| own.failed.is_some());
        if failed(Which::A) || failed(Which::B) || scene.sides.a.failure.is_some() || scene.sides.b.failure.is_some() {
            return;
        }
        let paid = payments.map(|_, own| own.as_ref().map_or_else(Number::zero, |own| own.amount.clone()));
        let Ok(by) = paid.b.subtract(&paid.a) else { return };
        // A worse rule is shown by somebody who gets less.
        let fits = match finding.effect {
            super::Effect::Worse => by.is_negative(),
            super::Effect::Better => by.is_positive(),
            super::Effect::Unclear | super::Effect::None => !by.is_zero(),
        };
        let size = if by.is_negative() { by.negate() } else { by };
        if !fits || found.as_ref().is_some_and(|(known, _)| *known >= size) {
            return;
        }
        let (county, on) = (self.county.to_owned(), self.shared.date(Which::B));
        *found = Some((size, Case { county, on, who, typical, benefit: benefit.to_owned(), paid }));
    }
}

fn failure(scene: &SceneOutcome, benefit: &str) -> Option<Text> {
    let of_scene = Which::BOTH.into_iter().find_map(|which| scene.sides.get(which).failure.as_ref());
    let payments = scene.benefits.iter().find(|(key, _)| key == benefit).map(|(_, own)| own);
    let of_benefit = payments.and_then(|own| {
        Which::BOTH.into_iter().find_map(|which| own.get(which).as_ref().and_then(|own| own.failed.as_ref()))
    });
    of_scene.or(of_benefit).map(|own| own.text.clone())
}

/// Makes cases for a benefit: facts as its conditions ask, those of the finding's cell first.
struct Invention<'p> {
    program: &'p Program,
    id: BenefitId,
    on: Date,
    /// Each fact that it reads, with the values to be tried, the likeliest first.
    facts: BTreeMap<FactId, Vec<Value>>,
    /// Whether two bills of a year may show what one does not.
    twice: bool,
}

impl<'p> Invention<'p> {
    fn new(program: &'p Program, id: BenefitId, finding: &Finding, on: Date) -> Invention<'p> {
        let mut read = Read {
            program,
            facts: BTreeSet::new(),
            definitions: BTreeSet::new(),
            set: BTreeMap::new(),
            against: BTreeMap::new(),
            edges: BTreeMap::new(),
        };
        read.benefit(id);
        program.benefit(id).layers_before.iter().for_each(|own| read.benefit(*own));
        let hints = Hints::of(finding);
        let mut facts = BTreeMap::new();
        for fact in &read.facts {
            let own = program.fact(*fact);
            let mut values: Vec<Value> = read.set.get(fact).cloned().unwrap_or_default();
            // Whom a condition shuts out comes behind somebody whom it does not.
            let against = read.against.get(fact).map_or(&[][..], Vec::as_slice);
            let candidates = candidates(program, *fact, on);
            values.extend(candidates.iter().find(|own| !against.contains(own)).cloned());
            values.extend(against.iter().cloned());
            values.extend(candidates);
            let mut kept: Vec<Value> = Vec::new();
            let hinted = |value: &Value| hints.names(&show::value(program, value, &own.ty).zh);
            // The cell's own answers before those of the conditions, those before any other.
            for value in values.iter().filter(|value| hinted(value)).chain(&values) {
                if !kept.contains(value) {
                    kept.push(value.clone());
                }
            }
            kept.truncate(MOST_VALUES);
            if is_cost(&own.ty) {
                // Beyond where conditions divide, and an amount that roundings show.
                let beyond = read.edges.get(fact).into_iter().flatten().take(MOST_EDGES);
                kept.extend(beyond.filter_map(|edge| edge.add(&Number::from(COSTS[0])).ok()).map(Value::Number));
                if finding.rule.kind == Kind::Rounding {
                    kept.push(Value::Number(Number::from(ODD_COST)));
                }
            }
            let needed = own.default.is_none()
                || read.set.contains_key(fact)
                || !against.is_empty()
                || values.iter().any(hinted);
            if needed && !kept.is_empty() {
                facts.insert(*fact, kept);
            }
        }
        let of_a_year = matches!(finding.rule.kind, Kind::Deductible | Kind::Cap | Kind::OwnPayLimit);
        Invention { program, id, on, facts, twice: of_a_year && program.benefit(id).occasion == Occasion::EachClaim }
    }

    /// Returns cases, those nearest to the likeliest first: one fact after the other is changed.
    fn scenes(&self) -> Vec<(Scene, Text)> {
        let first: BTreeMap<FactId, Value> =
            self.facts.iter().filter_map(|(id, values)| Some((*id, values.first()?.clone()))).collect();
        let mut all = vec![first.clone()];
        let costs: Vec<FactId> = self.facts.keys().copied().filter(|id| is_cost(&self.program.fact(*id).ty)).collect();
        let with = |given: &BTreeMap<FactId, Value>, id: FactId, value: &Value| {
            let mut own = given.clone();
            own.insert(id, value.clone());
            own
        };
        let most = costs.iter().filter_map(|id| self.facts.get(id)).map(Vec::len).max().unwrap_or(COSTS.len());
        for at in 1..most {
            let mut own = first.clone();
            for id in &costs {
                if let Some(value) = self.facts.get(id).and_then(|values| values.get(at)) {
                    own.insert(*id, value.clone());
                }
            }
            all.push(own);
        }
        let others: Vec<FactId> = self.facts.keys().copied().filter(|id| !costs.contains(id)).collect();
        for id in &others {
            let values = self.facts.get(id).map_or(&[][..], Vec::as_slice);
            for value in values.iter().skip(1) {
                all.push(with(&first, *id, value));
            }
        }
        // Two at once, with a large bill.
        for (at, one) in others.iter().enumerate() {
            for other in &others[at + 1..] {
                let (Some(a), Some(b)) = (self.facts.get(one), self.facts.get(other)) else { continue };
                if let (Some(a), Some(b)) = (a.get(1), b.get(1)) {
                    all.push(with(&with(&first, *one, a), *other, b));
                }
            }
        }
        let count = if self.twice { most.max(1) } else { 0 };
        all.truncate(TRIES - count);
        let twice = all.iter().take(count).map(|given| (self.scene(given, 2), words::twice(self.told(given))));
        let once = all.iter().map(|given| (self.scene(given, 1), self.told(given)));
        once.chain(twice).collect()
    }

    fn told(&self, given: &BTreeMap<FactId, Value>) -> Text {
        let texts: Vec<Text> = given
            .iter()
            .map(|(id, value)| {
                let fact = self.program.fact(*id);
                let text = show::value(self.program, value, &fact.ty);
                Text::new(format!("{} {}", fact.name, text.zh), format!("{} {}", fact.name, text.en))
            })
            .collect();
        listed(&texts)
    }

    fn scene(&self, given: &BTreeMap<FactId, Value>, times: usize) -> Scene {
        let span = self.program.benefit(self.id).span;
        let of = |claim: bool| -> Vec<Given> {
            given
                .iter()
                .filter(|(id, _)| (self.program.fact(**id).owner == Owner::Claim) == claim)
                .map(|(id, value)| Given::Fact(*id, value.clone()))
                .collect()
        };
        let date = SceneDate::Day(self.on);
        let period = |period: Period| EventKind::Periods { period, from: date, to: None, given: Vec::new() };
        let kind = match self.program.benefit(self.id).occasion {
            Occasion::EachClaim => EventKind::Claim { date, member: 0, given: of(true) },
            Occasion::PersonMonth | Occasion::HouseholdMonth => period(Period::Month),
            Occasion::PersonYear | Occasion::HouseholdYear | Occasion::PersonOnce | Occasion::HouseholdOnce => {
                period(Period::Year)
            }
        };
        let events = vec![Event { kind, expect: Vec::new(), span }; times];
        let title = String::new();
        Scene { title, span, on: Some(self.on), given: of(false), members: Vec::new(), events, cases: Vec::new() }
    }
}

fn is_cost(ty: &Type) -> bool {
    matches!(ty, Type::Quantity(unit) if *unit == Unit::money())
}

/// Values of a fact that are worth trying.
fn candidates(program: &Program, id: FactId, on: Date) -> Vec<Value> {
    let fact = program.fact(id);
    let number = |own: i64| Value::Number(Number::from(own));
    let all = match &fact.ty {
        Type::Bool => vec![Value::Bool(true), Value::Bool(false)],
        Type::Ratio | Type::Points => vec![Value::Number(Number::zero()), Value::Number(Number::one())],
        Type::Quantity(unit) if *unit == Unit::money() => COSTS.iter().map(|own| number(*own)).collect(),
        Type::Quantity(unit) if unit.is_money() => [0, 20_000, 100_000, 500_000].into_iter().map(number).collect(),
        Type::Quantity(unit) if unit.power_of(&Base::Age) == 1 => [65, 40, 10, 85].into_iter().map(number).collect(),
        Type::Quantity(_) => [1, 0, 2, 12, 60].into_iter().map(number).collect(),
        Type::Date => {
            let years = [40, 70, 85, 10, 1].into_iter().filter_map(|years: i64| on.plus_months(-12 * years));
            years.map(Value::Date).collect()
        }
        Type::Entry(domain) => entries(program, *domain).map(|entry| Value::Entry(*domain, entry)).collect(),
        Type::Several(domain) => entries(program, *domain).map(|entry| Value::Several(*domain, vec![entry])).collect(),
        Type::Text | Type::Persons | Type::Claims | Type::Records(_) | Type::Nothing | Type::Unknown => Vec::new(),
    };
    let within = |value: &Value| {
        let Some(number) = value.as_number() else { return true };
        let above = fact.low.as_ref().is_none_or(|(low, included)| number > low || *included && number == low);
        let below = fact.high.as_ref().is_none_or(|(high, included)| number < high || *included && number == high);
        above && below
    };
    all.into_iter().filter(within).collect()
}

/// Entries of a domain: all of them, as far as anybody tries; the names of the cell are sought among them.
fn entries(program: &Program, domain: crate::value::DomainId) -> impl Iterator<Item = crate::value::EntryId> + use<> {
    (0..program.domain(domain).entries.len() as u32).map(crate::value::EntryId)
}

/// The names that a finding speaks of: answers of its cell, the entry of its list.
struct Hints {
    names: Vec<String>,
}

impl Hints {
    fn of(finding: &Finding) -> Hints {
        let mut names: Vec<String> = Vec::new();
        let mut add = |text: &str| names.extend(text.split(['、', ' ', '(', ')']).map(str::to_owned));
        finding.keys.iter().for_each(|key: &Key| add(&key.answers.zh));
        if matches!(finding.rule.kind, Kind::Disease | Kind::Entry) || finding.item.is_some() {
            finding.item.iter().for_each(|item| add(&item.text.zh));
        }
        names.retain(|name| !name.is_empty());
        Hints { names }
    }

    fn names(&self, value: &str) -> bool {
        self.names.iter().any(|name| name == value)
    }
}

/// Collects the facts that a benefit reads, and the values that its conditions ask of them.
struct Read<'p> {
    program: &'p Program,
    facts: BTreeSet<FactId>,
    definitions: BTreeSet<DefinitionId>,
    set: BTreeMap<FactId, Vec<Value>>,
    /// The values that make one of them false.
    against: BTreeMap<FactId, Vec<Value>>,
    /// The numbers with which conditions compare a fact.
    edges: BTreeMap<FactId, Vec<Number>>,
}

impl<'p> Read<'p> {
    fn benefit(&mut self, id: BenefitId) {
        let program = self.program;
        let benefit = program.benefit(id);
        for version in benefit.clauses.iter().flat_map(|clause| &clause.versions) {
            if let Some(value) = clause_value(&version.body) {
                self.adjusted(value);
            }
            match &version.body {
                ClauseBody::Requires(condition) => {
                    self.wish(condition, true);
                    let set = std::mem::take(&mut self.set);
                    self.wish(condition, false);
                    for (fact, values) in std::mem::replace(&mut self.set, set) {
                        self.against.entry(fact).or_default().extend(values);
                    }
                    self.expr(condition);
                }
                ClauseBody::Quantity { asked, .. } => self.expr(asked),
                ClauseBody::Refuse { when, .. }
                | ClauseBody::FirstPay { when, .. }
                | ClauseBody::Deductible { when, .. }
                | ClauseBody::Cap { when, .. }
                | ClauseBody::TotalOfLayersAtMost { when, .. } => when.iter().for_each(|when| self.expr(when)),
                ClauseBody::As(other) if *other != id => {}
                ClauseBody::MapsTo(_)
                | ClauseBody::After(_)
                | ClauseBody::NotWith(_)
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
        }
        benefit.branches.iter().filter_map(|branch| branch.when.as_ref()).for_each(|when| self.expr(when));
        // The cost that is left by earlier layers.
        if benefit.occasion == Occasion::EachClaim {
            self.facts.extend(program.find_fact(Some(Owner::Claim), "合规费用"));
        }
    }

    fn adjusted(&mut self, own: &'p Adjusted) {
        self.source(&own.value);
        for effect in &own.effects {
            effect.when.iter().for_each(|when| self.expr(when));
            match &effect.kind {
                EffectKind::Instead(value) => self.source(value),
                EffectKind::Plus(value) | EffectKind::Minus(value) | EffectKind::Times(value) => self.expr(value),
                EffectKind::EachFurtherMinus { .. }
                | EffectKind::Halved
                | EffectKind::Waived
                | EffectKind::Lifted
                | EffectKind::Continued => {}
            }
        }
    }

    fn source(&mut self, own: &'p Source) {
        match own {
            Source::Expr(own) => self.expr(own),
            Source::Table(table) => self.table(table),
            Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, own: &'p Table) {
        for dimension in &own.dimensions {
            match dimension {
                Dimension::Expr(own) => self.expr(own),
                Dimension::Segment { of, .. } => of.iter().for_each(|own| self.expr(own)),
            }
        }
        for row in &own.rows {
            for item in row.heads.iter().flat_map(|head| &head.items) {
                if let HeadItem::Condition(own) = item {
                    self.expr(own);
                }
            }
            row.cells.iter().for_each(|cell| self.source(&cell.value));
        }
    }

    fn expr(&mut self, own: &'p Expr) {
        match &*own.kind {
            ExprKind::Fact(id) => {
                self.facts.insert(*id);
            }
            ExprKind::Compare(_, left, right) => self.edge(left, right),
            ExprKind::InBand { value, band, .. } => {
                [&band.low, &band.high].into_iter().flatten().for_each(|edge| self.edge(value, &edge.value));
            }
            ExprKind::Definition(id, _) if self.definitions.insert(*id) => {
                let program = self.program;
                program.definition(*id).versions.iter().for_each(|version| self.adjusted(&version.body));
            }
            ExprKind::TableOutput(id, _) => {
                let program = self.program;
                program.tables[id.index()].versions.iter().for_each(|version| self.table(&version.body));
            }
            _ => {}
        }
        each_child(own, &mut |child| self.expr(child));
    }

    fn edge(&mut self, asked: &Expr, edge: &Expr) {
        if let (ExprKind::Fact(id), ExprKind::Constant(Value::Number(number))) = (&*asked.kind, &*edge.kind) {
            let own = self.edges.entry(*id).or_default();
            if !own.contains(number) {
                own.push(number.clone());
            }
        }
    }

    /// Notes the values that make a condition true.
    fn wish(&mut self, own: &'p Expr, truth: bool) {
        let program = self.program;
        match &*own.kind {
            ExprKind::And(left, right) if truth => {
                self.wish(left, true);
                self.wish(right, true);
            }
            ExprKind::Or(left, _) if truth => self.wish(left, true),
            ExprKind::Not(inner) => self.wish(inner, !truth),
            ExprKind::Fact(id) if own.ty == Type::Bool => self.note(*id, Value::Bool(truth)),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                let last = program.definition(*id).versions.last();
                if let Some(Adjusted { value: Source::Expr(inner), .. }) = last.map(|version| &version.body)
                    && own.ty == Type::Bool
                {
                    self.wish(inner, truth);
                }
            }
            ExprKind::Compare(op, left, right) => {
                let (ExprKind::Fact(id), ExprKind::Constant(value)) = (&*left.kind, &*right.kind) else { return };
                match (op, truth) {
                    (CompareOp::Equal, true) | (CompareOp::NotEqual, false) => self.note_entry(*id, value),
                    (CompareOp::GreaterOrEqual | CompareOp::LessOrEqual, true) => self.note_entry(*id, value),
                    _ => {}
                }
            }
            ExprKind::InBand { value, band, negated } if *negated != truth => {
                let ExprKind::Fact(id) = &*value.kind else { return };
                for edge in [&band.low, &band.high].into_iter().flatten().filter(|edge| edge.included) {
                    if let ExprKind::Constant(value) = &*edge.value.kind {
                        self.note_entry(*id, value);
                    }
                }
            }
            ExprKind::In { value, members, negated } if *negated != truth => {
                let ExprKind::Fact(id) = &*value.kind else { return };
                for member in members {
                    match member {
                        Member::Value(own) => {
                            if let ExprKind::Constant(value) = &*own.kind {
                                self.note_entry(*id, value);
                            }
                        }
                        Member::List(list) => {
                            let list = program.list(*list);
                            for entry in &list.entries {
                                self.note_entry(*id, &Value::Entry(list.of, entry.body));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// Notes a value as the fact holds it.
    fn note_entry(&mut self, id: FactId, value: &Value) {
        let value = match (&self.program.fact(id).ty, value) {
            (Type::Several(domain), Value::Entry(_, entry)) => Value::Several(*domain, vec![*entry]),
            _ => value.clone(),
        };
        self.note(id, value);
    }

    fn note(&mut self, id: FactId, value: Value) {
        let all = self.set.entry(id).or_default();
        if !all.contains(&value) {
            all.push(value);
        }
    }
}
