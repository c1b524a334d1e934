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
    Program, Rounding, Source, Stage, Standing, Type, standing_on, version_on,
};
use crate::syntax::ast::{Hit, SegmentOrigin};
use crate::value::ops::Comparison;
use crate::value::{DomainId, EntryId, Value};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

mod axes;
mod formulas;
mod scale;

use scale::{Numbers, small};

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
        unanswered: Vec::new(),
        refusal: TROUBLE,
        is_exact: false,
        is_marginal: false,
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
            refusals: Vec::new(),
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
    /// Where what the benefit at hand asks for has no answer.
    unanswered: Vec<Table>,
    /// What the evaluator says of the case at hand where it has no answer, as it stands in such a table.
    refusal: i64,
    /// Whether a case stands for itself alone: then what is said of it may name its values.
    is_exact: bool,
    /// Whether the value at hand may be a marginal table: of its cells only those are asked that an amount reaches.
    is_marginal: bool,
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
            unanswered: Vec::new(),
            ways: Vec::new(),
            first_way: false,
            nobody: 0,
        };
        if version_on(&benefit.alive, self.date).is_none() {
            let standing: Standing = standing_on(&benefit.alive, self.date);
            own.due.push(Table::constant(self.reason(Reason::NotInForce(standing))));
            return own;
        }
        self.unanswered.clear();
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
        own.unanswered.append(&mut self.unanswered);
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
            let holds = self.fill(id, walk.reads, |own, probe| {
                Ok(match probe.excludes(id, at) {
                    Ok(true) => 1,
                    Ok(false) => ABSENT,
                    Err(error) => own.without_answer(&error),
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
        let before_first_pay = own.order.iter().flatten().take_while(|own| **own != Stage::FirstPay);
        if !own.first_pays.is_empty() && before_first_pay.into_iter().any(|own| *own != Stage::Base) {
            return Err("an order of its own with first pays after other stages".to_owned());
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
        let table = self.fill(id, walk.reads, |own, probe| {
            Ok(match probe.is_continued(id, at) {
                Ok(continued) => i64::from(continued),
                Err(error) => own.special(&error),
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
                    Err(error) => Ok(own.without_answer(&error)),
                });
                let table = match table {
                    Ok(table) => self.reduced(table),
                    Err(problem) => {
                        let name = crate::base::text::Speak::speak(&clauses[at].path, crate::base::text::Lang::Zh);
                        self.notes.push(format!("{name}: {problem}"));
                        self.unanswered.push(Table::constant(TROUBLE));
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
        let table = self.fill(id, walk.reads, |own, probe| {
            Ok(match probe.holds(id, at) {
                Ok(true) => 1,
                Ok(false) => ABSENT,
                Err(error) => own.special(&error),
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
        self.is_marginal = crate::ir::selection::value_of(&version.body).is_some_and(|own| self.may_be_marginal(own));
        let table = self.fill(id, walk.reads, |own, probe| match probe.worth(id, at) {
            Ok(Probed::Absent) => Ok(ABSENT),
            Ok(Probed::Nothing) => Ok(NOTHING),
            Ok(Probed::Number(number)) => numbers.take(&number),
            Ok(Probed::Segments(_)) => Err("a marginal table that is no rate".to_owned()),
            Err(error) => Ok(own.special(&error)),
        });
        self.is_marginal = false;
        Ok(Worth::Table(self.reduced(numbers.finish(table?)?)))
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
        self.is_marginal = self.may_be_marginal(value);
        let table = self.fill(id, walk.reads, |own, probe| {
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
                    let now: Vec<_> = segments.iter().map(|own| (own.low.clone(), own.high.clone())).collect();
                    if bands.as_ref().is_some_and(|known| *known != now) {
                        return Err("marginal tables with different bands".to_owned());
                    }
                    bands = Some(now);
                    let all: Result<Vec<i64>, String> = segments.iter().map(|own| numbers.take(&own.rate)).collect();
                    rates.push(all?);
                    return Ok(1);
                }
                Err(error) => own.special(&error),
            };
            rates.push(Vec::new());
            Ok(special)
        });
        self.is_marginal = false;
        let table = table?;
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

    /// Returns what stands in a table where the evaluator has no answer.
    fn special(&mut self, error: &Error) -> i64 {
        if error.kind == ErrorKind::NoRowForIdentity { PASSED } else { self.without_answer(error) }
    }

    /// The same of conditions. Notes what the evaluator says, where it says that of every row of the case.
    fn without_answer(&mut self, error: &Error) -> i64 {
        let is_said_of_all = match error.kind {
            ErrorKind::Pending
            | ErrorKind::DivisionByZero
            | ErrorKind::NothingTested
            | ErrorKind::ConflictingCases
            | ErrorKind::ConflictingEffects => true,
            ErrorKind::MissingFact(fact) => self.knowns.get(&fact) == Some(&Fixed::Missing),
            // These name the values of the case.
            ErrorKind::NoRow | ErrorKind::SeveralRows | ErrorKind::RowsDisagree | ErrorKind::Tie => self.is_exact,
            // These name the day, need the whole subject, or say that something was not told here.
            ErrorKind::OutOfRange(_)
            | ErrorKind::NotInForce(..)
            | ErrorKind::TableNotInForce(..)
            | ErrorKind::ClauseNotInForce(..)
            | ErrorKind::TooLarge
            | ErrorKind::MoneyTooLarge
            | ErrorKind::NoSuchDate
            | ErrorKind::NotWhole
            | ErrorKind::EmptyList
            | ErrorKind::NoRowForIdentity
            | ErrorKind::SegmentGap
            | ErrorKind::ConflictingTransitions
            | ErrorKind::OutOfPlace
            | ErrorKind::WhichMember
            | ErrorKind::Circular
            | ErrorKind::TooDeep
            | ErrorKind::TooManySteps
            | ErrorKind::FactNotDeclared
            | ErrorKind::Mistyped => false,
        };
        if is_said_of_all && !self.is_marginal {
            let known = self.version.refusals.iter().position(|own| own == error);
            let at = known.unwrap_or_else(|| {
                self.version.refusals.push(error.clone());
                self.version.refusals.len() - 1
            });
            self.refusal = at as i64 + 1;
        }
        TROUBLE
    }

    /// Whether a value, or what may stand in its place, is a table whose cells are asked band by band.
    fn may_be_marginal(&self, value: &Adjusted) -> bool {
        let replacing = value.effects.iter().filter_map(|own| match &own.kind {
            crate::ir::expr::EffectKind::Instead(source) => Some(source),
            _ => None,
        });
        std::iter::once(&value.value).chain(replacing).any(|own| match own {
            Source::Table(table) => table.dimensions.iter().any(|own| matches!(own, Dimension::Segment { .. })),
            // What another benefit has may be anything.
            Source::As(..) => true,
            Source::Expr(_) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => false,
        })
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
