//! A program in a stretch of days to a plan: each clause becomes a table over the facts that it depends on, filled with
//! what the evaluator says of one claim for each combination; what works with amounts becomes a formula. Decides nothing
//! about meaning itself; what it cannot lower it names.

use super::batch::{date_of, day_of};
use super::layout::{Layout, domain_size};
use super::plan::{
    ABSENT, Amount, Axis, Base, Benefit, Cap, Choice, Clauses, DayFormula, Deductible, Exclusion, FirstPay, Formula,
    Joint, Method, NOTHING, PASSED, PaidTotal, Quantity, Segments, TROUBLE, Table, Test, Version, Way, Worth,
    is_number, joined,
};
use super::reads::{Quantity as Compared, Reads, Walk};
use super::reference::{Clause as Probed, Error, ErrorKind, Probe, Reason, without_values};
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::ir::expr::{ArithmeticOp, CompareOp, Dimension};
use crate::ir::types::Base as UnitBase;
use crate::ir::{
    Adjusted, BenefitId, ChoiceMode, ClauseBody, ClauseWord, EachKey, Expr, ExprKind, FactId, IdentityMode, Owner,
    Program, Rounding, Source, Standing, Type, standing_on, version_on,
};
use crate::syntax::ast::{Hit, SegmentOrigin};
use crate::value::ops::Comparison;
use crate::value::{DomainId, EntryId, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// The most entries of one table.
const MAX_ENTRIES: usize = 4096;
/// Enums of up to so many entries keep an entry a class.
const SMALL: usize = 12;
/// Conditions are put together up to so many entries.
const SMALL_TABLE: usize = 256;
/// Visits from this number on must all be treated alike.
const VISITS: i64 = 15;
/// The finest parts of a 分 that are worked in.
const MAX_SCALE: i64 = 1_000_000;

/// Why a stretch has no plan: one sentence for each clause.
pub(super) type Problems = Vec<String>;

/// What is known of a fact beforehand, on all rows of a plan.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fixed {
    /// Nothing.
    Missing,
    /// It has these values: several, or none.
    Held(Vec<EntryId>),
}

/// The facts of which something is known beforehand.
pub(super) type Knowns = BTreeMap<FactId, Fixed>;

/// The most ways of combining identities.
const MAX_WAYS: usize = 64;

/// Lowers a program as it is on a day of a stretch in which nothing changes, for rows of which some facts are known.
pub(super) fn lower(
    program: &Program,
    layout: &Layout,
    slots: &[BenefitId],
    date: Date,
    knowns: &Knowns,
) -> Result<Version, Problems> {
    if let Some(problem) = &layout.problem {
        return Err(vec![problem.clone()]);
    }
    let mut lowering = Lowering {
        program,
        layout,
        slots,
        date,
        knowns,
        alone: BTreeMap::new(),
        asked: BTreeSet::new(),
        notes: Vec::new(),
        version: Version {
            axes: Vec::new(),
            amounts: Vec::new(),
            days: Vec::new(),
            benefits: Vec::new(),
            order: Vec::new(),
            choices: Vec::new(),
            paid: Vec::new(),
            reasons: Vec::new(),
            joints: Vec::new(),
        },
    };
    let mut paid = Vec::new();
    for own in &layout.paid {
        let Some(benefit) = slots.iter().position(|slot| *slot == own.benefit) else { continue };
        paid.push(PaidTotal { total: own.total, benefit, period: own.period, year: own.year });
    }
    lowering.version.paid = paid;
    let mut asked = Vec::new();
    for id in slots {
        let benefit = lowering.benefit(*id);
        lowering.version.benefits.push(benefit);
        asked.push(std::mem::take(&mut lowering.asked));
    }
    lowering.choices(&mut asked);
    for joint in &layout.joints {
        let Some(place) = slots.iter().position(|slot| *slot == joint.benefit) else { continue };
        match lowering.joint(joint) {
            Ok(joint) => lowering.version.joints.push(joint),
            Err(problem) => lowering.block(place, problem),
        }
    }
    lowering.order(&asked);
    Ok(lowering.version)
}

struct Lowering<'p, 'l> {
    program: &'p Program,
    layout: &'l Layout,
    slots: &'l [BenefitId],
    date: Date,
    knowns: &'l Knowns,
    /// The value of each identity that is tried, as if it were the only one.
    alone: Facts,
    /// The places of the benefits that the one at hand asks about on the same claim.
    asked: BTreeSet<usize>,
    /// What keeps conditions of the benefit at hand from having an answer here.
    notes: Vec<String>,
    version: Version,
}

/// Facts of a claim.
type Facts = BTreeMap<FactId, Value>;

/// What one cell of a table is asked as: facts of the claim, and earlier visits.
type Case = (Facts, usize);

impl<'p> Lowering<'p, '_> {
    fn benefit(&mut self, id: BenefitId) -> Benefit {
        let program = self.program;
        let benefit = program.benefit(id);
        let totals = &self.layout.benefits[id.index()];
        let layers = self.places(&program.layers_before(id, self.date));
        self.asked.extend(layers.iter().copied());
        let mut own = Benefit {
            name: benefit.name.clone(),
            due: Vec::new(),
            exclusions: Vec::new(),
            layers,
            year: totals.year(),
            visits: totals.visits,
            blocked: None,
            notes: Vec::new(),
            ways: Vec::new(),
            first_way: false,
            nobody: 0,
        };
        if version_on(&benefit.alive, self.date).is_none() {
            let standing: Standing = standing_on(&benefit.alive, self.date);
            own.due.push(Table::constant(self.reason(Reason::NotInForce(standing))));
            return own;
        }
        own.due = self.due(id);
        own.notes = std::mem::take(&mut self.notes);
        if own.is_never_due() {
            return own;
        }
        let worked = match &totals.problem {
            Some(problem) => Err(problem.clone()),
            None => self.excluded(id, &mut own).and_then(|()| self.ways(id, &mut own)),
        };
        own.notes.append(&mut self.notes);
        if let Err(problem) = worked {
            own.blocked = Some(problem);
            own.ways.clear();
        }
        own
    }

    fn block(&mut self, place: usize, problem: String) {
        let own = &mut self.version.benefits[place];
        own.blocked.get_or_insert(problem);
        own.ways.clear();
    }

    /// Takes in the choices of the day; a benefit that asks about one of a choice asks about all.
    fn choices(&mut self, asked: &mut [BTreeSet<usize>]) {
        let (program, date) = (self.program, self.date);
        let mut taken: BTreeSet<usize> = BTreeSet::new();
        for choice in program.choices.iter().filter(|own| own.range.contains(date)) {
            let places = self.places(&choice.benefits);
            let problem = if places.len() != choice.benefits.len() {
                Some("a choice among benefits that are not all paid on claims")
            } else if places.iter().any(|own| taken.contains(own)) {
                Some("one of two choices")
            } else {
                None
            };
            taken.extend(&places);
            if let Some(problem) = problem {
                places.iter().for_each(|own| self.block(*own, problem.to_owned()));
                continue;
            }
            for own in &places {
                if places.iter().any(|other| asked[*own].contains(other)) {
                    self.block(*own, "asks about another benefit of its choice".to_owned());
                }
            }
            for (at, asked) in asked.iter_mut().enumerate() {
                if !places.contains(&at) && places.iter().any(|own| asked.contains(own)) {
                    asked.extend(&places);
                }
            }
            let mut benefits = Vec::new();
            for id in &choice.benefits {
                let Some(place) = self.slots.iter().position(|slot| slot == id) else { continue };
                let reason = Reason::SecondChoice { of: *id, span: choice.origin.span };
                benefits.push((place, self.reason(reason)));
            }
            self.version.choices.push(Choice { benefits, highest: choice.how == ChoiceMode::Highest });
        }
    }

    /// Puts the benefits in an order in which each comes after all that it asks about.
    fn order(&mut self, asked: &[BTreeSet<usize>]) {
        let mut order: Vec<usize> = Vec::new();
        loop {
            let ready =
                (0..asked.len()).find(|at| !order.contains(at) && asked[*at].iter().all(|own| order.contains(own)));
            match ready {
                Some(at) => order.push(at),
                None => break,
            }
        }
        for at in 0..asked.len() {
            if !order.contains(&at) {
                self.block(at, "benefits that ask about each other".to_owned());
                self.version.benefits[at].exclusions.clear();
                order.push(at);
            }
        }
        self.version.order = order;
    }

    /// Lowers the benefits to which one gives way.
    fn excluded(&mut self, id: BenefitId, own: &mut Benefit) -> Result<(), String> {
        let (program, date) = (self.program, self.date);
        for (at, clause) in program.benefit(id).clauses.iter().enumerate() {
            let Some(version) = version_on(&clause.versions, date) else { continue };
            let ClauseBody::NotWith(others) = &version.body else { continue };
            let mut walk = Walk::new(program, self.date);
            walk.cases(id, &[ClauseWord::NotWith]);
            let holds = self.fill(id, walk.reads, |_, probe| {
                Ok(match probe.excludes(id, at) {
                    Ok(true) => 1,
                    Ok(false) => ABSENT,
                    Err(_) => TROUBLE,
                })
            })?;
            let holds = self.reduced(holds);
            for other in others.iter().filter(|other| !program.is_choice_mate(id, **other, date)) {
                let place = self.slots.iter().position(|slot| slot == other);
                let other_name = &program.benefit(*other).name;
                let place = place.ok_or_else(|| format!("gives way to {other_name}, which is not paid on claims"))?;
                self.asked.insert(place);
                let reason = self.reason(Reason::Excluded { by: *other, span: version.origin.span });
                own.exclusions.push(Exclusion { holds: holds.clone(), other: place, reason });
            }
        }
        Ok(())
    }

    /// Lowers how a benefit is worked: once, or once for each of several identities.
    fn ways(&mut self, id: BenefitId, own: &mut Benefit) -> Result<(), String> {
        let facts = self.program.benefit(id).identity_facts.clone();
        let mode = self.identities(id)?;
        let mut ways: Vec<Vec<EntryId>> = vec![Vec::new()];
        let mut several: Vec<FactId> = Vec::new();
        for fact in &facts {
            let Type::Several(domain) = self.program.fact(*fact).ty else { continue };
            match self.knowns.get(fact) {
                Some(Fixed::Missing) => return Err(format!("{} is not known", self.program.fact(*fact).name)),
                Some(Fixed::Held(held)) if mode != IdentityMode::Together => {
                    let mut held = held.clone();
                    if let IdentityMode::InOrder(order) = &mode {
                        held.sort_by_key(|own| order.iter().position(|one| one == own).unwrap_or(order.len()));
                    }
                    several.push(*fact);
                    let with = |value: &EntryId| {
                        let value = *value;
                        ways.iter().map(move |way| way.iter().copied().chain([value]).collect()).collect::<Vec<_>>()
                    };
                    ways = held.iter().flat_map(with).collect();
                }
                Some(Fixed::Held(_)) => {}
                // Who has more than one must be told apart, whether or not a table asks.
                None => {
                    let size = self.program.domain(domain).entries.len();
                    let classes = if size <= SMALL { (0..size as u16).collect() } else { vec![0; size] };
                    self.axis(Axis::Entry(*fact, classes));
                }
            }
        }
        if ways.len() > MAX_WAYS {
            return Err(format!("{} ways of combining identities", ways.len()));
        }
        let mut ranks = ways.clone();
        ranks.sort();
        if !facts.is_empty() {
            own.nobody = self.reason(Reason::NoIdentity { facts });
        }
        own.first_way = matches!(mode, IdentityMode::InOrder(_));
        for way in ways {
            let rank = ranks.iter().position(|own| *own == way).unwrap_or_default();
            for (fact, value) in several.iter().zip(&way) {
                if let Type::Several(domain) = self.program.fact(*fact).ty {
                    self.alone.insert(*fact, Value::Several(domain, vec![*value]));
                }
            }
            let clauses = self.clauses(id);
            self.alone.clear();
            own.ways.push(Way { rank, clauses: clauses? });
        }
        Ok(())
    }

    /// Returns what several identities mean for a benefit.
    fn identities(&self, id: BenefitId) -> Result<IdentityMode, String> {
        let clauses = self.program.benefit(id).clauses.iter().filter(|own| own.path.word == ClauseWord::Identities);
        let mut mode = IdentityMode::Highest;
        for clause in clauses {
            if let Some(version) = version_on(&clause.versions, self.date)
                && let ClauseBody::Identities(own) = &version.body
            {
                if clause.branch.is_some() {
                    return Err("identities that count otherwise in some case".to_owned());
                }
                mode = own.clone();
            }
        }
        Ok(mode)
    }

    fn clauses(&mut self, id: BenefitId) -> Result<Clauses, String> {
        let benefit = self.program.benefit(id);
        let totals = &self.layout.benefits[id.index()];
        let mut own = Clauses {
            covered: totals.covered.clone(),
            last: totals.last,
            scale: 1,
            rate_scale: 1,
            ..Clauses::default()
        };
        for at in 0..benefit.clauses.len() {
            let clause = &benefit.clauses[at];
            let Some(version) = version_on(&clause.versions, self.date) else { continue };
            let name = crate::base::text::Speak::speak(&clause.path, crate::base::text::Lang::Zh);
            self.clause(id, at, &version.body, &name, &mut own).map_err(|problem| format!("{name}: {problem}"))?;
        }
        let cumulative = own.bases.iter().any(|base| base.cumulative.is_some());
        if cumulative && own.order.is_some() {
            return Err("an order of its own with a cumulative base".to_owned());
        }
        if cumulative && !own.quantities.is_empty() {
            return Err("a quantity with a cumulative base".to_owned());
        }
        let eligible_needed = own.methods.iter().any(|(own, _)| matches!(own, Method::Rate(_) | Method::Segments(_)));
        let always_based = own.bases.iter().any(|base| base.worth.presence().only().is_some_and(|own| own != ABSENT));
        if eligible_needed && !always_based {
            own.eligible = Some(self.eligible()?);
        }
        self.scale(id, &mut own)?;
        Ok(own)
    }

    fn clause(
        &mut self,
        id: BenefitId,
        at: usize,
        body: &'p ClauseBody,
        name: &str,
        own: &mut Clauses,
    ) -> Result<(), String> {
        let totals = &self.layout.benefits[id.index()];
        let total = totals.clauses[at];
        let clause = &self.program.benefit(id).clauses[at];
        let needed = || total.ok_or_else(|| "no total".to_owned());
        match body {
            ClauseBody::MapsTo(_)
            | ClauseBody::After(_)
            | ClauseBody::NotWith(_)
            | ClauseBody::StacksWith(_)
            | ClauseBody::Identities(_)
            | ClauseBody::Requires(_)
            | ClauseBody::Refuse { .. }
            | ClauseBody::As(_)
            | ClauseBody::YearFrom { .. }
            | ClauseBody::InKind(_) => {}
            ClauseBody::Order(stages) => {
                if clause.branch.is_some() || own.order.is_some() {
                    return Err("an order of its own in some case".to_owned());
                }
                own.order = Some(crate::ir::selection::stages(stages));
            }
            ClauseBody::Base { cumulative, .. } => {
                own.bases.push(Base { worth: self.worth(id, at)?, cumulative: *cumulative });
            }
            ClauseBody::FirstPay { value, .. } => {
                own.first_pays.push(FirstPay { worth: self.worth(id, at)?, of_base: value.ty == Type::Ratio });
            }
            ClauseBody::Quantity { asked, period, .. } => {
                let (asked, allowed) = (self.formula(id, asked)?, self.worth(id, at)?);
                let period = period.unwrap_or(Period::Visit);
                own.quantities.push(Quantity { asked, allowed, period, total: needed()? });
            }
            ClauseBody::Deductible { value, period, charged_at_most, .. } => {
                let period = period.unwrap_or(Period::Visit);
                let mut at_most = Vec::new();
                for (within, times) in charged_at_most {
                    if period != Period::Visit {
                        return Err("charged for so many periods at most".to_owned());
                    }
                    let total = totals.often(at, *within).ok_or("no total")?;
                    at_most.push((*within, *times, total));
                }
                let worth = self.worth(id, at)?;
                let continued = self.continued(id, at, value)?;
                own.deductibles.push(Deductible { worth, period, total: needed()?, at_most, continued });
            }
            ClauseBody::Rate { value } => {
                let method = self.rate(id, at, value)?;
                own.methods.push((method, name.to_owned()));
            }
            ClauseBody::Amount { rounding, .. } => {
                let rounding = rounding.as_ref().map(whole_rounding).transpose()?;
                let worth = self.worth(id, at)?;
                own.methods.push((Method::Amount(worth, rounding), name.to_owned()));
            }
            ClauseBody::TopUpTo { .. } => {
                let worth = self.worth(id, at)?;
                own.methods.push((Method::TopUp(worth), name.to_owned()));
            }
            ClauseBody::OwnPayAtMost { period, .. } => {
                let ceiling = self.worth(id, at)?;
                own.gross = Some(self.gross()?);
                let period = period.unwrap_or(Period::Visit);
                own.methods.push((Method::OwnPay { ceiling, period, total: needed()? }, name.to_owned()));
            }
            ClauseBody::Cap { period, each, joint, .. } => {
                let worth = self.worth(id, at)?;
                let keys = self.keys(each)?;
                let joint_total = self.layout.joints.iter().find(|own| own.benefit == id && own.clause == at);
                if joint_total.is_none() && !joint.is_empty() {
                    return Err("a joint cap of two clauses".to_owned());
                }
                let others = self.places(joint);
                if others.len() != joint.len() {
                    return Err("joint with a benefit that is not paid on claims".to_owned());
                }
                let layers = self.places(&self.program.layers_before(id, self.date));
                own.caps.push(Cap {
                    worth,
                    period: period.unwrap_or(Period::Visit),
                    total: needed()?,
                    keys,
                    household: each.contains(&EachKey::Household),
                    joint_total: joint_total.map(|own| own.total),
                    joint_before: others.into_iter().filter(|place| layers.contains(place)).collect(),
                });
            }
            ClauseBody::TotalOfLayersAtMost { .. } => {
                let worth = self.worth(id, at)?;
                own.layer_totals.push(worth);
            }
            ClauseBody::Round(rounding) => {
                let (mode, unit) = whole_rounding(rounding)?;
                let table = self.presence(id, at)?;
                own.roundings.push((table, mode, unit));
            }
        }
        Ok(())
    }

    /// Returns where a deductible is carried on, if it ever is.
    fn continued(&mut self, id: BenefitId, at: usize, value: &'p Adjusted) -> Result<Option<Table>, String> {
        let mut walk = self.reads_of_cases(id, at);
        walk.adjusted(value, Some((id, ClauseWord::Deductible)));
        let continued = walk.reads.continued;
        if !continued {
            return Ok(None);
        }
        if self.layout.benefits[id.index()].last.is_none() {
            return Err("carried on as another benefit does".to_owned());
        }
        let table = self.fill(id, walk.reads, |_, probe| {
            Ok(match probe.is_continued(id, at) {
                Ok(continued) => i64::from(continued),
                Err(error) => special(&error),
            })
        })?;
        Ok(Some(self.reduced(table)))
    }

    /// Returns the places of benefits of claims, in order.
    fn places(&self, benefits: &[BenefitId]) -> Vec<usize> {
        self.slots.iter().enumerate().filter(|(_, id)| benefits.contains(id)).map(|(at, _)| at).collect()
    }

    fn eligible(&mut self) -> Result<usize, String> {
        self.known("合规费用", "eligible_cost")
    }

    fn gross(&mut self) -> Result<usize, String> {
        self.known("总费用", "gross_cost")
    }

    fn known(&mut self, zh: &str, en: &str) -> Result<usize, String> {
        let find = |name| self.program.find_fact(Some(Owner::Claim), name);
        let fact = find(zh).or_else(|| find(en)).ok_or_else(|| format!("{zh} is not declared"))?;
        Ok(self.amount(fact))
    }

    /// Returns the place of a fact among the amounts.
    fn amount(&mut self, fact: FactId) -> usize {
        let known = self.version.amounts.iter().position(|own| own.fact == fact);
        known.unwrap_or_else(|| {
            self.version.amounts.push(Amount { fact, name: self.program.fact(fact).name.clone() });
            self.version.amounts.len() - 1
        })
    }

    /// Returns the code of a reason.
    fn reason(&mut self, reason: Reason) -> i64 {
        let reason = without_values(reason);
        let known = self.version.reasons.iter().position(|own| *own == reason);
        let at = known.unwrap_or_else(|| {
            self.version.reasons.push(reason);
            self.version.reasons.len() - 1
        });
        at as i64 + 1
    }

    /// Returns the conditions and refusals of a benefit, in the order in which they decide.
    fn due(&mut self, id: BenefitId) -> Vec<Table> {
        let clauses = &self.program.benefit(id).clauses;
        let mut tables: Vec<Table> = Vec::new();
        for kind in [ClauseWord::Requires, ClauseWord::Refuse] {
            for at in (0..clauses.len()).filter(|at| clauses[*at].path.word == kind) {
                let Some(version) = version_on(&clauses[at].versions, self.date) else { continue };
                let mut walk = Walk::new(self.program, self.date);
                walk.cases(id, &[kind]);
                walk.clause(&version.body, id, kind);
                let table = self.fill(id, walk.reads, |own, probe| match probe.stands_against(id, at) {
                    Ok(None) => Ok(0),
                    Ok(Some(reason)) => Ok(own.reason(reason)),
                    Err(_) => Ok(TROUBLE),
                });
                let table = match table {
                    Ok(table) => self.reduced(table),
                    Err(problem) => {
                        let name = crate::base::text::Speak::speak(&clauses[at].path, crate::base::text::Lang::Zh);
                        self.notes.push(format!("{name}: {problem}"));
                        Table::constant(TROUBLE)
                    }
                };
                if table.only() == Some(0) {
                    continue;
                }
                // The first that is certainly against it decides, even where one before it has no answer.
                let both = |own: &[i64]| match own {
                    [first, _] if is_number(*first) && *first > 0 => *first,
                    [first, second] if *second == 0 => *first,
                    [_, second] => *second,
                    _ => TROUBLE,
                };
                let axes = &self.version.axes;
                match tables.last_mut() {
                    Some(last) => match joined(axes, &[last, &table], SMALL_TABLE, both) {
                        Some(one) => *last = one,
                        None => tables.push(table),
                    },
                    None => tables.push(table),
                }
            }
        }
        tables
    }

    /// Returns what decides whether a clause of a kind holds.
    fn reads_of_cases(&self, id: BenefitId, at: usize) -> Walk<'p> {
        let mut walk = Walk::new(self.program, self.date);
        let word = self.program.benefit(id).clauses[at].path.word;
        let methods = crate::ir::selection::METHODS;
        walk.cases(id, if methods.contains(&word) { methods } else { std::slice::from_ref(&word) });
        walk
    }

    /// Returns where a clause holds: 1 or absent.
    fn presence(&mut self, id: BenefitId, at: usize) -> Result<Table, String> {
        let mut walk = self.reads_of_cases(id, at);
        let clause = &self.program.benefit(id).clauses[at];
        if let Some(version) = version_on(&clause.versions, self.date) {
            let when = match &version.body {
                ClauseBody::FirstPay { when, .. }
                | ClauseBody::Deductible { when, .. }
                | ClauseBody::Cap { when, .. }
                | ClauseBody::TotalOfLayersAtMost { when, .. } => when.as_ref(),
                _ => None,
            };
            when.into_iter().for_each(|when| walk.expr(when));
        }
        let table = self.fill(id, walk.reads, |_, probe| {
            Ok(match probe.holds(id, at) {
                Ok(true) => 1,
                Ok(false) => ABSENT,
                Err(error) => special(&error),
            })
        })?;
        Ok(self.reduced(table))
    }

    /// Returns what a clause is worth.
    fn worth(&mut self, id: BenefitId, at: usize) -> Result<Worth, String> {
        let clause = &self.program.benefit(id).clauses[at];
        let version = version_on(&clause.versions, self.date).ok_or("not in force")?;
        let mut walk = self.reads_of_cases(id, at);
        walk.clause(&version.body, id, clause.path.word);
        if let Some(problem) = walk.reads.problems.first() {
            let value = crate::ir::selection::value_of(&version.body).ok_or("no value")?;
            return match &value.value {
                Source::Expr(expr) if value.effects.is_empty() => {
                    let formula = self.formula(id, expr)?;
                    Ok(Worth::Formula(self.presence(id, at)?, formula))
                }
                Source::Table(table) if value.effects.is_empty() => self.choice(id, at, table),
                _ => Err(problem.clone()),
            };
        }
        let mut numbers = Numbers::default();
        let table = self.fill(id, walk.reads, |_, probe| match probe.worth(id, at) {
            Ok(Probed::Absent) => Ok(ABSENT),
            Ok(Probed::Nothing) => Ok(NOTHING),
            Ok(Probed::Number(number)) => numbers.take(&number),
            Ok(Probed::Segments(_)) => Err("a marginal table that is no rate".to_owned()),
            Err(error) => Ok(special(&error)),
        })?;
        Ok(Worth::Table(self.reduced(numbers.finish(table)?)))
    }

    /// Lowers a table whose cells are worked out from the row.
    fn choice(&mut self, id: BenefitId, at: usize, table: &'p crate::ir::Table) -> Result<Worth, String> {
        let plain = matches!(table.hit, Hit::Unique | Hit::First) && table.each_further_hit_plus.is_none();
        let marginal = table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. }));
        if !plain || marginal || self.identities(id)? == IdentityMode::Together {
            return Err("a table of amounts that are worked out".to_owned());
        }
        let mut walk = self.reads_of_cases(id, at);
        if let Some(version) = version_on(&self.program.benefit(id).clauses[at].versions, self.date) {
            walk.condition(&version.body);
        }
        walk.heads(table);
        let mut formulas = Vec::new();
        let mut pretended: Vec<(&'p Expr, Option<Value>)> = Vec::new();
        let date = self.date;
        for cell in table.rows.iter().filter(|row| row.range.contains(date)).flat_map(|row| row.cells.first()) {
            match &cell.value {
                Source::Expr(expr) => {
                    pretended.push((expr, Some(Value::Number((formulas.len() as i64).into()))));
                    formulas.push(self.formula(id, expr)?);
                }
                Source::Nothing(_) | Source::Unstated(_) | Source::Pending(_) => {}
                Source::Table(_) | Source::As(..) => return Err("a table within a table".to_owned()),
            }
        }
        let table = self.fill_pretending(id, walk.reads, pretended, |_, probe| match probe.worth(id, at) {
            Ok(Probed::Absent) => Ok(ABSENT),
            Ok(Probed::Nothing) => Ok(NOTHING),
            Ok(Probed::Number(number)) => number.to_i64().ok_or_else(|| "a formula without a place".to_owned()),
            Ok(Probed::Segments(_)) => Err("a marginal table that is no rate".to_owned()),
            Err(error) => Ok(special(&error)),
        })?;
        Ok(Worth::Choice(self.reduced(table), formulas))
    }

    fn rate(&mut self, id: BenefitId, at: usize, value: &'p Adjusted) -> Result<Method, String> {
        let mut walk = self.reads_of_cases(id, at);
        walk.adjusted(value, Some((id, ClauseWord::Rate)));
        if let Some(problem) = walk.reads.problems.first() {
            return Err(problem.clone());
        }
        let origin = segment_origin(self.program, value, self.date);
        let mut numbers = Numbers::default();
        let mut bands: Option<Vec<(Option<Number>, Option<Number>)>> = None;
        let mut rates: Vec<Vec<i64>> = Vec::new();
        let mut plain = false;
        let table = self.fill(id, walk.reads, |_, probe| {
            let special = match probe.worth(id, at) {
                Ok(Probed::Absent) => ABSENT,
                Ok(Probed::Nothing) => {
                    plain = true;
                    let rate = numbers.take(&Number::zero())?;
                    rates.push(Vec::new());
                    return Ok(rate);
                }
                Ok(Probed::Number(number)) => {
                    plain = true;
                    let rate = numbers.take(&number.at_least(&Number::zero()).at_most(&Number::one()))?;
                    rates.push(Vec::new());
                    return Ok(rate);
                }
                Ok(Probed::Segments(segments)) => {
                    let own: Vec<_> = segments.iter().map(|own| (own.low.clone(), own.high.clone())).collect();
                    if bands.as_ref().is_some_and(|known| *known != own) {
                        return Err("marginal tables with different bands".to_owned());
                    }
                    bands = Some(own);
                    let all: Result<Vec<i64>, String> = segments.iter().map(|own| numbers.take(&own.rate)).collect();
                    rates.push(all?);
                    return Ok(1);
                }
                Err(error) => special(&error),
            };
            rates.push(Vec::new());
            Ok(special)
        })?;
        let Some(bands) = bands else { return Ok(Method::Rate(self.reduced(numbers.finish(table)?))) };
        if plain {
            return Err("a rate that is marginal for some only".to_owned());
        }
        let origin = origin.ok_or("a marginal table from elsewhere")?;
        let touching = bands.windows(2).all(|pair| pair[0].1.is_some() && pair[0].1 == pair[1].0);
        let from_zero = bands.first().is_some_and(|own| own.0.as_ref().is_none_or(|low| !low.is_positive()));
        let to_end = bands.last().is_some_and(|own| own.1.is_none());
        if !(touching && from_zero && to_end) {
            return Err("a marginal table with gaps".to_owned());
        }
        let mut edges = Numbers::default();
        let upper = bands.iter().filter_map(|own| own.1.as_ref()).map(|own| edges.take(own));
        let upper: Result<Vec<i64>, String> = upper.collect();
        let edges = edges.finish(Table { axes: Vec::new(), den: 1, values: upper? })?;
        let mut tables = Vec::new();
        for band in 0..bands.len() {
            let of = |own: &Vec<i64>, special: i64| own.get(band).copied().unwrap_or(special);
            let values = rates.iter().zip(&table.values).map(|(own, special)| of(own, *special)).collect();
            let table = Table { axes: table.axes.clone(), den: 1, values };
            tables.push(self.reduced(numbers.finish(table)?));
        }
        Ok(Method::Segments(Segments {
            from_deductible: origin == SegmentOrigin::Deductible,
            edges: edges.values,
            den: edges.den,
            rates: tables,
        }))
    }

    fn keys(&mut self, each: &[EachKey]) -> Result<Vec<(usize, usize)>, String> {
        let mut keys = Vec::new();
        let mut stride = 1;
        for key in each {
            if let EachKey::Fact(fact) = key {
                if self.knowns.contains_key(fact) {
                    return Err(format!("{} is not one value", self.program.fact(*fact).name));
                }
                let size = domain_size(self.program, *fact).ok_or("a cap for each value of what is no enum")?;
                let axis = match self.program.fact(*fact).ty {
                    Type::Bool => Axis::Truth(*fact),
                    _ => Axis::Entry(*fact, (0..size as u16).collect()),
                };
                keys.push((self.axis(axis), stride));
                stride *= size;
            }
        }
        Ok(keys)
    }

    fn joint(&mut self, own: &super::layout::JointTotal) -> Result<Joint, String> {
        let year = self.layout.benefits[own.benefit.index()].year();
        let (keys, others) = (self.keys(&own.each)?, self.places(&own.others));
        let household = own.each.contains(&EachKey::Household);
        Ok(Joint { total: own.total, keys, household, others, period: own.period, year })
    }

    /// Returns the place of an axis, which is added where it is new.
    fn axis(&mut self, axis: Axis) -> usize {
        let known = self.version.axes.iter().position(|own| *own == axis);
        known.unwrap_or_else(|| {
            self.version.axes.push(axis);
            self.version.axes.len() - 1
        })
    }

    /// Returns a table without the axes that make no difference.
    fn reduced(&self, table: Table) -> Table {
        let mut table = table;
        let mut at = table.axes.len();
        while at > 0 {
            at -= 1;
            let (axis, stride) = table.axes[at];
            let size = self.version.axes[axis].size();
            let digit = |key: usize| key / stride % size;
            let same = |key: usize| table.values[key] == table.values[key - digit(key) * stride];
            if !(0..table.values.len()).all(same) {
                continue;
            }
            let kept = (0..table.values.len()).filter(|key| digit(*key) == 0).map(|key| table.values[key]).collect();
            table.values = kept;
            table.axes.remove(at);
            for (_, other) in table.axes.iter_mut().filter(|(_, other)| *other > stride) {
                *other /= size;
            }
        }
        table
    }

    /// Fills a table: asks for each combination of classes what one claim says.
    fn fill(
        &mut self,
        id: BenefitId,
        reads: Reads<'p>,
        ask: impl FnMut(&mut Self, &Probe<'p>) -> Result<i64, String>,
    ) -> Result<Table, String> {
        self.fill_pretending(id, reads, Vec::new(), ask)
    }

    /// The same where some expressions are said to be worth something.
    fn fill_pretending(
        &mut self,
        id: BenefitId,
        reads: Reads<'p>,
        mut pretended: Vec<(&'p Expr, Option<Value>)>,
        mut ask: impl FnMut(&mut Self, &Probe<'p>) -> Result<i64, String>,
    ) -> Result<Table, String> {
        if let Some(problem) = reads.problems.first() {
            return Err(problem.clone());
        }
        let mut axes = self.axes_of(id, &reads)?;
        for (expr, problem) in &reads.opaque {
            match self.test(id, expr) {
                Ok(test) => {
                    let place = self.slots.iter().position(|own| *own == id).ok_or("asked of no benefit of claims")?;
                    let axis = self.axis(Axis::Test(place, test));
                    if axes.iter().any(|(own, _)| *own == axis) {
                        // Written twice: both are told together.
                        let twin = axes.iter_mut().filter(|(own, _)| *own == axis).flat_map(|(_, cases)| cases);
                        twin.for_each(|case| {
                            if let Class::Told(all, _) = case {
                                all.push(expr)
                            }
                        });
                    } else {
                        let told = |truth: Option<bool>| Class::Told(vec![expr], truth);
                        axes.push((axis, vec![told(Some(false)), told(Some(true)), told(None)]));
                    }
                }
                Err(own) => {
                    let note = if own.is_empty() { problem.clone() } else { own };
                    if !self.notes.contains(&note) {
                        self.notes.push(note);
                    }
                    pretended.push((expr, None));
                }
            }
        }
        let mut entries: usize = 1;
        let mut strides = Vec::new();
        for (axis, _) in &axes {
            strides.push((*axis, entries));
            entries = entries.saturating_mul(self.version.axes[*axis].size());
        }
        if entries > MAX_ENTRIES {
            return Err(format!("a table of {entries} entries, more than {MAX_ENTRIES}"));
        }
        let known = self.known_facts();
        let mut values = Vec::with_capacity(entries);
        for key in 0..entries {
            let mut case: Case = (known.clone(), 0);
            let mut pretended = pretended.clone();
            let mut possible = true;
            for ((axis, stride), (_, classes)) in strides.iter().zip(&axes) {
                let digit = key / stride % self.version.axes[*axis].size();
                match &classes[digit] {
                    Class::Fact(fact, value) => {
                        case.0.insert(*fact, value.clone());
                    }
                    Class::Visits(visits) => case.1 = *visits,
                    Class::Told(all, truth) => {
                        pretended.extend(all.iter().map(|expr| (*expr, truth.map(Value::Bool))));
                    }
                    Class::Impossible => possible = false,
                }
            }
            values.push(if possible {
                let probe = Probe::new(self.program, self.date, case.0, case.1).pretending(pretended);
                ask(self, &probe)?
            } else {
                TROUBLE
            });
        }
        if reads.every_visit {
            let place = strides.iter().find(|(axis, _)| matches!(self.version.axes[*axis], Axis::Visits(..)));
            if let Some((axis, stride)) = place {
                let size = self.version.axes[*axis].size();
                let last = |key: &usize| key / stride % size == size - 1;
                let settled = (0..entries).filter(last).all(|key| values[key] == values[key - stride]);
                if !settled {
                    return Err(format!("still changes after {VISITS} visits"));
                }
            }
        }
        Ok(Table { axes: strides, den: 1, values })
    }

    /// Returns the facts that are known beforehand, as far as they have a value.
    fn known_facts(&self) -> Facts {
        let mut facts = Facts::new();
        for (fact, own) in self.knowns {
            if let (Fixed::Held(held), Type::Several(domain)) = (own, &self.program.fact(*fact).ty) {
                facts.insert(*fact, Value::Several(*domain, held.clone()));
            }
        }
        facts.extend(self.alone.iter().map(|(fact, value)| (*fact, value.clone())));
        facts
    }

    /// Returns the axes of what is read, each with a case of every class.
    fn axes_of(&mut self, id: BenefitId, reads: &Reads<'p>) -> Result<Vec<(usize, Vec<Class<'p>>)>, String> {
        let mut axes = Vec::new();
        for fact in reads.entries.iter().filter(|fact| !self.knowns.contains_key(fact)) {
            let (domain, several) = match self.program.fact(*fact).ty {
                Type::Entry(domain) => (domain, false),
                Type::Several(domain) => (domain, true),
                _ => return Err("an entry of no enum".to_owned()),
            };
            let (classes, representatives) = self.classes(domain, reads);
            let class = |entry: &EntryId| {
                let value = match several {
                    true => Value::Several(domain, vec![*entry]),
                    false => Value::Entry(domain, *entry),
                };
                Class::Fact(*fact, value)
            };
            let cases = representatives.iter().map(class).collect();
            axes.push((self.axis(Axis::Entry(*fact, classes)), cases));
        }
        for fact in reads.truths.iter().filter(|fact| !self.knowns.contains_key(fact)) {
            let cases = [false, true].map(|truth| Class::Fact(*fact, Value::Bool(truth)));
            axes.push((self.axis(Axis::Truth(*fact)), cases.to_vec()));
        }
        let mut quantities: BTreeMap<Compared, Vec<i64>> = BTreeMap::new();
        for (quantity, edges) in &reads.quantities {
            if quantity.fact().is_some_and(|fact| self.knowns.contains_key(&fact)) {
                continue;
            }
            let thresholds = quantities.entry(*quantity).or_default();
            for edge in edges {
                let probe = Probe::new(self.program, self.date, BTreeMap::new(), 0);
                let value = probe.value(id, edge).map_err(|_| "an edge without a value".to_owned())?;
                match value {
                    Value::Number(number) => {
                        let whole = number.round(crate::base::number::RoundingMode::Down, &Number::one());
                        let below =
                            if whole > number { whole.subtract(&Number::one()).unwrap_or(whole) } else { whole };
                        let floor =
                            below.to_i64().filter(|own| own.abs() < i64::MAX / 4).ok_or("an edge too far off")?;
                        let is_whole = number.is_whole();
                        thresholds.extend(is_whole.then_some(floor));
                        thresholds.push(floor + 1);
                    }
                    Value::Date(date) => {
                        let day = i64::from(day_of(date));
                        thresholds.extend([day, day + 1]);
                    }
                    Value::Nothing => {}
                    _ => return Err("an edge that is no number".to_owned()),
                }
            }
        }
        if reads.every_visit {
            quantities.entry(Compared::Visit).or_default().extend(1..=VISITS);
        }
        for (quantity, mut thresholds) in quantities {
            thresholds.sort_unstable();
            thresholds.dedup();
            axes.push(self.quantity_axis(id, quantity, thresholds)?);
        }
        let mut facts: Vec<FactId> = axes.iter().flat_map(|(_, cases)| cases.first()).filter_map(Class::fact).collect();
        facts.sort_unstable();
        if facts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("one fact in two ways".to_owned());
        }
        Ok(axes)
    }

    fn quantity_axis(
        &mut self,
        id: BenefitId,
        quantity: Compared,
        thresholds: Vec<i64>,
    ) -> Result<(usize, Vec<Class<'p>>), String> {
        let first = thresholds.first().map_or(0, |own| own - 1);
        let cases: Vec<i64> = std::iter::once(first).chain(thresholds.iter().copied()).collect();
        let place = self.slots.iter().position(|own| *own == id).ok_or("asked of no benefit of claims")?;
        let day = |day: i64| i32::try_from(day).ok().and_then(date_of);
        let class = |own: &i64| match quantity {
            Compared::Number(fact) => Class::Fact(fact, Value::Number((*own).into())),
            Compared::Day(fact) => day(*own).map_or(Class::Impossible, |day| Class::Fact(fact, Value::Date(day))),
            Compared::Age(fact) => {
                let birth = own.checked_mul(-12).and_then(|months| self.date.plus_months(months));
                birth.map_or(Class::Impossible, |birth| Class::Fact(fact, Value::Date(birth)))
            }
            Compared::Visit => usize::try_from(*own).map_or(Class::Impossible, Class::Visits),
        };
        let classes = cases.iter().map(class).collect();
        let axis = match quantity {
            Compared::Number(fact) => Axis::Number(fact, thresholds),
            Compared::Day(fact) => Axis::Day(fact, thresholds),
            Compared::Age(fact) => Axis::Age(fact, thresholds),
            Compared::Visit => {
                // Classes are of earlier visits; what is compared is the number of this one.
                let numbers_only = thresholds.iter().any(|own| *own < 0);
                if numbers_only {
                    return Err("a visit number below 0".to_owned());
                }
                return Ok(self.visit_axis(place, thresholds));
            }
        };
        Ok((self.axis(axis), classes))
    }

    /// The number of a visit is 1 more than that of the earlier ones.
    fn visit_axis(&mut self, place: usize, thresholds: Vec<i64>) -> (usize, Vec<Class<'p>>) {
        let most = thresholds.last().copied().unwrap_or(0).max(1);
        let thresholds: Vec<i64> = (1..=most).collect();
        let classes = (0..=most).map(|own| Class::Visits(own as usize)).collect();
        (self.axis(Axis::Visits(place, thresholds)), classes)
    }

    /// Returns the class of each entry of a domain as far as it matters, and an entry of each.
    fn classes(&self, id: DomainId, reads: &Reads<'p>) -> (Vec<u16>, Vec<EntryId>) {
        let domain = self.program.domain(id);
        let all = (0..domain.entries.len() as u32).map(EntryId);
        if domain.entries.len() <= SMALL {
            return (all.clone().map(|own| own.0 as u16).collect(), all.collect());
        }
        let mentioned: Vec<EntryId> =
            reads.mentioned.iter().filter(|(own, _)| *own == id).map(|(_, entry)| *entry).collect();
        let lists = reads.lists.iter().map(|list| self.program.list(*list)).filter(|list| list.of == id);
        let lists: Vec<_> = lists.collect();
        let mut known: Vec<(Vec<(bool, Ordering)>, Vec<bool>)> = Vec::new();
        let (mut classes, mut representatives) = (Vec::new(), Vec::new());
        for entry in all {
            let signature = (
                mentioned.iter().map(|own| (domain.is_within(entry, *own), entry.cmp(own))).collect::<Vec<_>>(),
                lists.iter().map(|list| list.holds(domain, entry, self.date)).collect::<Vec<_>>(),
            );
            let signature = (
                // The order only counts where there is one.
                signature
                    .0
                    .into_iter()
                    .map(|(within, order)| (within, if domain.ordered { order } else { Ordering::Equal }))
                    .collect(),
                signature.1,
            );
            let class = known.iter().position(|own| *own == signature).unwrap_or_else(|| {
                known.push(signature);
                representatives.push(entry);
                known.len() - 1
            });
            classes.push(class as u16);
        }
        (classes, representatives)
    }

    /// Lowers an amount that is worked out from the row.
    fn formula(&mut self, id: BenefitId, expr: &'p Expr) -> Result<Formula, String> {
        let mut walk = Walk::new(self.program, self.date);
        walk.expr(expr);
        if walk.reads.problems.is_empty() {
            let table = self.looked_up(id, expr, walk.reads)?;
            return Ok(match table.only() {
                Some(one) if is_number(one) => Formula::Constant(one, table.den),
                _ => Formula::Times(Box::new(Formula::Constant(1, 1)), table),
            });
        }
        match &*expr.kind {
            ExprKind::Fact(fact) if matches!(self.program.fact(*fact).ty, Type::Quantity(_)) => {
                if self.knowns.contains_key(fact) {
                    return Err(format!("{} is not known", self.program.fact(*fact).name));
                }
                Ok(Formula::Amount(self.amount(*fact)))
            }
            ExprKind::EligibleLeft => Ok(Formula::EligibleLeft { eligible: self.eligible()? }),
            ExprKind::OwnPay => Ok(Formula::OwnPay { gross: self.gross()? }),
            ExprKind::PaidSoFar => Ok(Formula::PaidSoFar),
            ExprKind::Paid(benefits) => {
                let places = self.places(benefits);
                if places.len() != benefits.len() || benefits.contains(&id) {
                    return Err("what a benefit pays that is not paid on claims".to_owned());
                }
                self.asked.extend(places.iter().copied());
                Ok(Formula::Sum(places.into_iter().map(Formula::Paid).collect()))
            }
            ExprKind::PaidInPeriod(benefits, period) => {
                let year = self.layout.benefits[id.index()].year();
                let mut sum = Vec::new();
                for benefit in benefits {
                    let total = self.layout.paid_before(*benefit, *period, year).ok_or("no total")?;
                    let total = self.layout.paid[total].total;
                    let place = self.version.paid.iter().position(|own| own.total == total);
                    sum.push(Formula::PaidBefore(place.ok_or("what a benefit paid that is not paid on claims")?));
                }
                Ok(Formula::Sum(sum))
            }
            ExprKind::Definition(definition, arguments) if arguments.is_empty() => {
                let definition = self.program.definition(*definition);
                if definition.owner == Some(Owner::Household) {
                    return Err(format!("works with {} of the household", definition.name));
                }
                match version_on(&definition.versions, self.date).map(|own| &own.body) {
                    Some(Adjusted { value: Source::Expr(own), effects, .. }) if effects.is_empty() => {
                        self.formula(id, own)
                    }
                    _ => Err(format!("works with {}, which is no plain sum", definition.name)),
                }
            }
            ExprKind::Arithmetic(op, left, right) => match op {
                ArithmeticOp::Add => Ok(Formula::Sum(vec![self.formula(id, left)?, self.formula(id, right)?])),
                ArithmeticOp::Subtract => {
                    let right = Formula::Scale(Box::new(self.formula(id, right)?), -1, 1);
                    Ok(Formula::Sum(vec![self.formula(id, left)?, right]))
                }
                ArithmeticOp::Multiply => {
                    let (left, right) = (self.formula(id, left)?, self.formula(id, right)?);
                    left.times(right).ok_or_else(|| "multiplies what differs from row to row".to_owned())
                }
                ArithmeticOp::Divide => match self.formula(id, right)? {
                    Formula::Constant(0, _) => Err("divides by zero".to_owned()),
                    Formula::Constant(numerator, denominator) => {
                        let sign = numerator.signum();
                        Ok(Formula::Scale(Box::new(self.formula(id, left)?), denominator * sign, numerator * sign))
                    }
                    _ => Err("divides by what differs from row to row".to_owned()),
                },
                ArithmeticOp::Power => Err("a power of what differs from row to row".to_owned()),
            },
            ExprKind::Scale(own, by) => {
                let (numerator, denominator) = small(by)?;
                Ok(Formula::Scale(Box::new(self.formula(id, own)?), numerator, denominator))
            }
            ExprKind::Negate(own) => Ok(Formula::Scale(Box::new(self.formula(id, own)?), -1, 1)),
            ExprKind::Least(all) => {
                let all: Result<Vec<Formula>, String> = all.iter().map(|own| self.formula(id, own)).collect();
                all.map(Formula::Least)
            }
            ExprKind::Greatest(all) => {
                let all: Result<Vec<Formula>, String> = all.iter().map(|own| self.formula(id, own)).collect();
                all.map(Formula::Greatest)
            }
            _ => Err(walk.reads.problems.first().cloned().unwrap_or_default()),
        }
    }

    /// Returns a table of what an expression is worth that only entries and the like decide.
    fn looked_up(&mut self, id: BenefitId, expr: &'p Expr, reads: Reads<'p>) -> Result<Table, String> {
        let mut numbers = Numbers::default();
        let table = self.fill(id, reads, |_, probe| match probe.value(id, expr) {
            Ok(Value::Number(number)) => numbers.take(&number),
            Ok(_) => Ok(TROUBLE),
            Err(error) => Ok(special(&error)),
        })?;
        Ok(self.reduced(numbers.finish(table)?))
    }

    /// Lowers a comparison that is made row by row; without a word where what keeps it from that is known.
    fn test(&mut self, id: BenefitId, expr: &'p Expr) -> Result<Test, String> {
        let comparison = |op: CompareOp, left: &'p Expr, right: &'p Expr, own: &mut Self| -> Result<Test, String> {
            own.comparison(id, op.into(), left, right)
        };
        match &*expr.kind {
            ExprKind::Compare(op, left, right) => comparison(*op, left, right, self),
            ExprKind::InBand { value, band, negated } => {
                let mut all = Vec::new();
                if let Some(low) = &band.low {
                    let op = if low.included { CompareOp::GreaterOrEqual } else { CompareOp::Greater };
                    all.push(comparison(op, value, &low.value, self)?);
                }
                if let Some(high) = &band.high {
                    let op = if high.included { CompareOp::LessOrEqual } else { CompareOp::Less };
                    all.push(comparison(op, value, &high.value, self)?);
                }
                Ok(Test::All(all, !negated))
            }
            _ => Err(String::new()),
        }
    }

    fn comparison(
        &mut self,
        id: BenefitId,
        comparison: Comparison,
        left: &'p Expr,
        right: &'p Expr,
    ) -> Result<Test, String> {
        match (&left.ty, &right.ty) {
            (Type::Date, Type::Date) => Ok(Test::Days(comparison, self.day(id, left)?, self.day(id, right)?)),
            (Type::Quantity(_) | Type::Ratio | Type::Points, Type::Quantity(_) | Type::Ratio | Type::Points) => {
                Ok(Test::Numbers(comparison, self.formula(id, left)?, self.formula(id, right)?))
            }
            _ => Err(String::new()),
        }
    }

    fn day(&mut self, id: BenefitId, expr: &'p Expr) -> Result<DayFormula, String> {
        match &*expr.kind {
            ExprKind::Today => Ok(DayFormula::Today),
            ExprKind::Constant(Value::Date(date)) => Ok(DayFormula::Constant(day_of(*date))),
            ExprKind::Fact(fact) => {
                if self.knowns.contains_key(fact) {
                    return Err(format!("{} is not known", self.program.fact(*fact).name));
                }
                let known = self.version.days.iter().position(|own| own == fact);
                Ok(DayFormula::Fact(known.unwrap_or_else(|| {
                    self.version.days.push(*fact);
                    self.version.days.len() - 1
                })))
            }
            ExprKind::Definition(definition, arguments) if arguments.is_empty() => {
                let definition = self.program.definition(*definition);
                match version_on(&definition.versions, self.date).map(|own| &own.body) {
                    Some(Adjusted { value: Source::Expr(own), effects, .. })
                        if effects.is_empty() && definition.owner != Some(Owner::Household) =>
                    {
                        self.day(id, own)
                    }
                    _ => Err(String::new()),
                }
            }
            ExprKind::DatePlus { date, duration, negated } => {
                let day = Box::new(self.day(id, date)?);
                let Formula::Constant(count, 1) = self.formula(id, duration)? else { return Err(String::new()) };
                let count = if *negated { -count } else { count };
                let months = matches!(&duration.ty, Type::Quantity(unit) if unit.power_of(&UnitBase::Month) == 1);
                Ok(if months { DayFormula::PlusMonths(day, count) } else { DayFormula::PlusDays(day, count) })
            }
            _ => Err(String::new()),
        }
    }

    /// Finds in which parts of a 分 a benefit works, and brings its tables there.
    fn scale(&self, id: BenefitId, own: &mut Clauses) -> Result<(), String> {
        let layers = self.places(&self.program.layers_before(id, self.date));
        // A layer that comes later in the list of benefits has not been lowered: what it does not fit the evaluator does.
        let layers = layers.iter().filter_map(|at| self.version.benefits.get(*at));
        let layers = layers.flat_map(|layer| &layer.ways).map(|way| &way.clauses);
        let layers = layers.filter(|layer| !layer.first_pays.is_empty()).map(|layer| layer.scale);
        let left = layers.into_iter().try_fold(1, common)?;
        let mut base = left;
        for one in &own.bases {
            base = common(base, one.worth.den(left)?)?;
        }
        let mut shares = 1;
        let mut scale = base;
        for one in &own.first_pays {
            let den = one.worth.den(left)?;
            if one.of_base { shares = common(shares, den)? } else { scale = common(scale, den)? }
        }
        scale = common(scale, base.checked_mul(shares).ok_or("parts of a 分 too small")?)?;
        let mut worths: Vec<&mut Worth> = own.deductibles.iter_mut().map(|one| &mut one.worth).collect();
        worths.extend(own.caps.iter_mut().map(|one| &mut one.worth));
        worths.extend(&mut own.layer_totals);
        let mut rates: Vec<&mut Table> = Vec::new();
        let mut edges: Vec<(&mut Vec<i64>, &mut i64)> = Vec::new();
        for (method, _) in &mut own.methods {
            match method {
                Method::Rate(table) => rates.push(table),
                Method::Segments(segments) => {
                    edges.push((&mut segments.edges, &mut segments.den));
                    rates.extend(&mut segments.rates);
                }
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    worths.push(worth);
                }
            }
        }
        for worth in &worths {
            scale = common(scale, worth.den(left)?)?;
        }
        for (_, den) in &edges {
            scale = common(scale, **den)?;
        }
        let mut rate_scale = 1;
        for table in &rates {
            rate_scale = common(rate_scale, table.den)?;
        }
        for (edges, den) in edges {
            for edge in edges.iter_mut() {
                *edge = edge.checked_mul(scale / *den).ok_or("an edge too far off")?;
            }
            *den = scale;
        }
        rates.into_iter().try_for_each(|table| table.rescale(rate_scale))?;
        worths.extend(own.bases.iter_mut().map(|one| &mut one.worth));
        worths.into_iter().try_for_each(|worth| worth.rescale(scale))?;
        for one in own.first_pays.iter_mut().filter(|one| !one.of_base) {
            one.worth.rescale(scale)?;
        }
        (own.scale, own.rate_scale) = (scale, rate_scale);
        Ok(())
    }
}

/// A case that stands for a class of an axis.
#[derive(Clone, Debug)]
enum Class<'p> {
    Fact(FactId, Value),
    Visits(usize),
    /// What a comparison, wherever it is written, says; `None`: it has no answer.
    Told(Vec<&'p Expr>, Option<bool>),
    /// No row can be in it.
    Impossible,
}

impl Class<'_> {
    fn fact(&self) -> Option<FactId> {
        if let Class::Fact(fact, _) = self { Some(*fact) } else { None }
    }
}

/// Numbers met while a table is filled: it holds their places until the common denominator is known.
#[derive(Clone, Debug, Default)]
struct Numbers(Vec<(i64, i64)>);

impl Numbers {
    fn take(&mut self, number: &Number) -> Result<i64, String> {
        let own = small(number)?;
        let at = self.0.iter().position(|known| *known == own).unwrap_or_else(|| {
            self.0.push(own);
            self.0.len() - 1
        });
        Ok(at as i64)
    }

    fn finish(&self, table: Table) -> Result<Table, String> {
        let mut table = table;
        table.den = self.0.iter().try_fold(1, |den, (_, own)| common(den, *own))?;
        for value in table.values.iter_mut().filter(|value| is_number(**value)) {
            let (numerator, denominator) = self.0[*value as usize];
            *value = numerator.checked_mul(table.den / denominator).ok_or("a figure too large")?;
        }
        Ok(table)
    }
}

impl Table {
    fn rescale(&mut self, den: i64) -> Result<(), String> {
        for value in self.values.iter_mut().filter(|value| is_number(**value)) {
            *value = value.checked_mul(den / self.den).filter(|own| is_number(*own)).ok_or("a figure too large")?;
        }
        self.den = den;
        Ok(())
    }
}

impl Worth {
    /// Returns where the clause holds.
    pub(super) fn presence(&self) -> &Table {
        match self {
            Worth::Table(table) | Worth::Formula(table, _) | Worth::Choice(table, _) => table,
        }
    }

    /// Returns the denominator of its values; `left` is that of what earlier layers have left.
    fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Worth::Table(table) => Ok(table.den),
            Worth::Formula(_, formula) => formula.den(left),
            Worth::Choice(_, all) => all.iter().try_fold(1, |den, own| common(den, own.den(left)?)),
        }
    }

    fn rescale(&mut self, den: i64) -> Result<(), String> {
        match self {
            Worth::Table(table) => table.rescale(den),
            Worth::Formula(..) | Worth::Choice(..) => Ok(()),
        }
    }
}

impl Formula {
    /// Returns the product, where one of the two is known or looked up.
    fn times(self, other: Formula) -> Option<Formula> {
        match (self, other) {
            (Formula::Constant(numerator, denominator), own) | (own, Formula::Constant(numerator, denominator)) => {
                Some(Formula::Scale(Box::new(own), numerator, denominator))
            }
            (Formula::Times(one, table), own) | (own, Formula::Times(one, table))
                if *one == Formula::Constant(1, 1) =>
            {
                Some(Formula::Times(Box::new(own), table))
            }
            _ => None,
        }
    }

    fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Formula::Amount(_)
            | Formula::OwnPay { .. }
            | Formula::PaidSoFar
            | Formula::Paid(_)
            | Formula::PaidBefore(_) => Ok(1),
            Formula::Times(own, table) => {
                common(1, own.den(left)?.checked_mul(table.den).ok_or("parts of a 分 too small")?)
            }
            Formula::Constant(_, den) => Ok(*den),
            Formula::EligibleLeft { .. } => Ok(left),
            Formula::Scale(own, _, den) => {
                let den = own.den(left)?.checked_mul(*den).ok_or("parts of a 分 too small")?;
                common(1, den)
            }
            Formula::Sum(all) | Formula::Least(all) | Formula::Greatest(all) => {
                all.iter().try_fold(1, |den, own| common(den, own.den(left)?))
            }
        }
    }
}

/// Returns what stands in a table where the evaluator has no answer.
fn special(error: &Error) -> i64 {
    if error.kind == ErrorKind::NoRowForIdentity { PASSED } else { TROUBLE }
}

/// Returns the least common multiple, when it is not too fine.
fn common(a: i64, b: i64) -> Result<i64, String> {
    use num_integer::Integer;
    (a / a.gcd(&b)).checked_mul(b).filter(|own| *own <= MAX_SCALE).ok_or_else(|| "parts of a 分 too small".to_owned())
}

/// Returns a fraction of small figures.
fn small(number: &Number) -> Result<(i64, i64), String> {
    let limit = 1_i64 << 60;
    let fits = |own: i128| i64::try_from(own).ok().filter(|own| own.abs() < limit);
    let fraction =
        number.to_fraction().and_then(|(numerator, denominator)| Some((fits(numerator)?, fits(denominator)?)));
    fraction.ok_or_else(|| "a figure too large".to_owned())
}

fn whole_rounding(own: &Rounding) -> Result<(crate::base::number::RoundingMode, i64), String> {
    let unit = own.unit.to_i64().filter(|unit| *unit > 0 && *unit < 1 << 40);
    unit.map(|unit| (own.mode, unit)).ok_or_else(|| "rounds to a part of a 分".to_owned())
}

/// Returns from where the bands of a marginal table count, when all of a value's tables agree.
fn segment_origin(program: &Program, value: &Adjusted, date: Date) -> Option<SegmentOrigin> {
    use crate::ir::expr::{Dimension, EffectKind};
    let mut origins: Vec<SegmentOrigin> = Vec::new();
    let mut sources: Vec<&Source> = vec![&value.value];
    let replaced = |own: &crate::ir::expr::Effect| matches!(own.kind, EffectKind::Instead(_));
    if value.effects.iter().any(replaced) {
        return None;
    }
    while let Some(source) = sources.pop() {
        match source {
            Source::Table(table) => {
                for dimension in &table.dimensions {
                    if let Dimension::Segment { origin, .. } = dimension {
                        origins.push(origin.unwrap_or(SegmentOrigin::Zero));
                    }
                }
            }
            Source::As(id, _) => {
                let clauses = program.benefit(*id).clauses.iter().filter(|own| own.path.word == ClauseWord::Rate);
                for version in clauses.filter_map(|own| version_on(&own.versions, date)) {
                    match &version.body {
                        // One step only: what goes further is taken for the reference evaluator.
                        ClauseBody::Rate { value } if matches!(value.value, Source::Table(_)) => {
                            sources.push(&value.value);
                        }
                        _ => return None,
                    }
                }
            }
            Source::Expr(_) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }
    let first = *origins.first()?;
    origins.iter().all(|own| *own == first).then_some(first)
}
