//! A program in a stretch of days to a plan: each clause becomes a table over the facts that it depends on, filled with
//! what the evaluator says of one claim for each combination; what works with amounts becomes a formula. Decides nothing
//! about meaning itself; what it cannot lower it names.

use super::batch::{date_of, day_of};
use super::layout::{Layout, domain_size};
use super::plan::{
    ABSENT, Amount, Axis, Base, Benefit, Cap, Deductible, FirstPay, Formula, Joint, Method, NOTHING, Segments, TROUBLE,
    Table, Version, Worth, is_number,
};
use super::reads::{Quantity, Reads, Walk};
use super::reference::{Clause as Probed, Probe, Reason, without_values};
use crate::base::date::{Date, Period};
use crate::base::number::Number;
use crate::ir::expr::ArithmeticOp;
use crate::ir::{
    Adjusted, BenefitId, ClauseBody, ClauseWord, EachKey, Expr, ExprKind, FactId, Owner, Program, Rounding, Source,
    Standing, Type, standing_on, version_on,
};
use crate::syntax::ast::SegmentOrigin;
use crate::value::period::YearStart;
use crate::value::{DomainId, EntryId, Value};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The most entries of one table.
const MAX_ENTRIES: usize = 4096;
/// Enums of up to so many entries keep an entry a class.
const SMALL: usize = 12;
/// Visits from this number on must all be treated alike.
const VISITS: i64 = 15;
/// The finest parts of a 分 that are worked in.
const MAX_SCALE: i64 = 1_000_000;

/// Why a stretch has no plan: one sentence for each clause.
pub(super) type Problems = Vec<String>;

/// Lowers a program as it is on a day of a stretch in which nothing changes.
pub(super) fn lower(program: &Program, layout: &Layout, slots: &[BenefitId], date: Date) -> Result<Version, Problems> {
    let mut lowering = Lowering {
        program,
        layout,
        slots,
        date,
        version: Version {
            axes: Vec::new(),
            amounts: Vec::new(),
            benefits: Vec::new(),
            reasons: Vec::new(),
            joints: Vec::new(),
        },
    };
    let mut problems: Problems = layout.problems.clone();
    for id in slots {
        match lowering.benefit(*id) {
            Ok(benefit) => lowering.version.benefits.push(benefit),
            Err(problem) => problems.push(format!("{}: {problem}", program.benefit(*id).name)),
        }
        if !problems.is_empty() && problems.len() >= 20 {
            break;
        }
    }
    if problems.is_empty() {
        for joint in &layout.joints {
            match lowering.joint(joint) {
                Ok(joint) => lowering.version.joints.push(joint),
                Err(problem) => problems.push(problem),
            }
        }
    }
    if problems.is_empty() { Ok(lowering.version) } else { Err(problems) }
}

struct Lowering<'p, 'l> {
    program: &'p Program,
    layout: &'l Layout,
    slots: &'l [BenefitId],
    date: Date,
    version: Version,
}

/// What one cell of a table is asked as: facts of the claim, and earlier visits.
type Case = (BTreeMap<FactId, Value>, usize);

impl<'p> Lowering<'p, '_> {
    fn benefit(&mut self, id: BenefitId) -> Result<Benefit, String> {
        let program = self.program;
        let benefit = program.benefit(id);
        let totals = &self.layout.benefits[id.index()];
        let year = totals.year.unwrap_or(YearStart::CALENDAR);
        let mut own = Benefit {
            name: benefit.name.clone(),
            due: Table::constant(0),
            layers: self.places(&benefit.layers_before),
            eligible: None,
            gross: None,
            bases: Vec::new(),
            first_pays: Vec::new(),
            deductibles: Vec::new(),
            methods: Vec::new(),
            caps: Vec::new(),
            layer_totals: Vec::new(),
            roundings: Vec::new(),
            year,
            visits: Some(totals.visits),
            covered: totals.covered.clone(),
            scale: 1,
            rate_scale: 1,
        };
        if version_on(&benefit.alive, self.date).is_none() {
            let standing: Standing = standing_on(&benefit.alive, self.date);
            own.due = Table::constant(self.reason(Reason::NotInForce(standing)));
            return Ok(own);
        }
        if program.choices.iter().any(|own| own.range.contains(self.date) && own.benefits.contains(&id)) {
            return Err("one of a choice".to_owned());
        }
        own.due = self.due(id)?;
        if own.due.values.iter().all(|value| is_number(*value) && *value > 0) {
            return Ok(own);
        }
        for at in 0..benefit.clauses.len() {
            let clause = &benefit.clauses[at];
            let Some(version) = version_on(&clause.versions, self.date) else { continue };
            let total = totals.clauses[at];
            let name = crate::base::text::Speak::speak(&clause.path, crate::base::text::Lang::Zh);
            let told = |problem: String| format!("{name}: {problem}");
            match &version.body {
                ClauseBody::MapsTo(_)
                | ClauseBody::After(_)
                | ClauseBody::StacksWith(_)
                | ClauseBody::Identities(_)
                | ClauseBody::Requires(_)
                | ClauseBody::Refuse { .. }
                | ClauseBody::As(_)
                | ClauseBody::YearFrom { .. }
                | ClauseBody::InKind(_) => {}
                ClauseBody::NotWith(_) => return Err(told("gives way to another benefit".to_owned())),
                ClauseBody::Quantity { .. } => return Err(told("a quantity".to_owned())),
                ClauseBody::Order(_) => return Err(told("an order of its own".to_owned())),
                ClauseBody::Base { cumulative, .. } => {
                    let worth = self.worth(id, at).map_err(told)?;
                    own.bases.push(Base { worth, cumulative: *cumulative });
                }
                ClauseBody::FirstPay { value, .. } => {
                    let worth = self.worth(id, at).map_err(told)?;
                    own.first_pays.push(FirstPay { worth, of_base: value.ty == Type::Ratio });
                }
                ClauseBody::Deductible { period, charged_at_most, .. } => {
                    if !charged_at_most.is_empty() {
                        return Err(told("charged so often at most".to_owned()));
                    }
                    let worth = self.worth(id, at).map_err(told)?;
                    let total = total.ok_or_else(|| told("no total".to_owned()))?;
                    own.deductibles.push(Deductible { worth, period: period.unwrap_or(Period::Visit), total });
                }
                ClauseBody::Rate { value } => {
                    let method = self.rate(id, at, value).map_err(told)?;
                    own.methods.push((method, name));
                }
                ClauseBody::Amount { rounding, .. } => {
                    let rounding = rounding.as_ref().map(whole_rounding).transpose().map_err(told)?;
                    let worth = self.worth(id, at).map_err(told)?;
                    own.methods.push((Method::Amount(worth, rounding), name));
                }
                ClauseBody::TopUpTo { .. } => {
                    let worth = self.worth(id, at).map_err(told)?;
                    own.methods.push((Method::TopUp(worth), name));
                }
                ClauseBody::OwnPayAtMost { period, .. } => {
                    let ceiling = self.worth(id, at).map_err(told)?;
                    let total = total.ok_or_else(|| told("no total".to_owned()))?;
                    own.gross = Some(self.gross().map_err(told)?);
                    let period = period.unwrap_or(Period::Visit);
                    own.methods.push((Method::OwnPay { ceiling, period, total }, name));
                }
                ClauseBody::Cap { period, each, joint, .. } => {
                    let worth = self.worth(id, at).map_err(told)?;
                    let keys = self.keys(each).map_err(told)?;
                    let joint_total = self.layout.joints.iter().find(|own| own.benefit == id && own.clause == at);
                    if joint_total.is_none() && !joint.is_empty() {
                        return Err(told("a joint cap of two clauses".to_owned()));
                    }
                    let before: Vec<usize> =
                        self.places(joint).into_iter().filter(|place| own.layers.contains(place)).collect();
                    if self.places(joint).len() != joint.len() {
                        return Err(told("joint with a benefit that is not paid on claims".to_owned()));
                    }
                    own.caps.push(Cap {
                        worth,
                        period: period.unwrap_or(Period::Visit),
                        total: total.ok_or_else(|| told("no total".to_owned()))?,
                        keys,
                        joint_total: joint_total.map(|own| own.total),
                        joint_before: before,
                    });
                }
                ClauseBody::TotalOfLayersAtMost { .. } => {
                    let worth = self.worth(id, at).map_err(told)?;
                    own.layer_totals.push(worth);
                }
                ClauseBody::Round(rounding) => {
                    let (mode, unit) = whole_rounding(rounding).map_err(told)?;
                    let table = self.presence(id, at).map_err(told)?;
                    own.roundings.push((table, mode, unit));
                }
            }
        }
        let eligible_needed = own.methods.iter().any(|(own, _)| matches!(own, Method::Rate(_) | Method::Segments(_)));
        let always_based = own.bases.iter().any(|base| base.worth.presence().only().is_some_and(|own| own != ABSENT));
        if eligible_needed && !always_based {
            own.eligible = Some(self.eligible()?);
        }
        self.scale(&mut own)?;
        Ok(own)
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

    fn due(&mut self, id: BenefitId) -> Result<Table, String> {
        let mut walk = Walk::new(self.program, self.date);
        let kinds = [ClauseWord::Requires, ClauseWord::Refuse];
        walk.cases(id, &kinds);
        for clause in self.program.benefit(id).clauses.iter().filter(|own| kinds.contains(&own.path.word)) {
            if let Some(version) = version_on(&clause.versions, self.date) {
                walk.clause(&version.body, id, clause.path.word);
            }
        }
        let table = self.fill(id, walk.reads, |own, probe| match probe.hindrance(id) {
            Ok(None) => Ok(0),
            Ok(Some(reason)) => Ok(own.reason(reason)),
            Err(_) => Ok(TROUBLE),
        })?;
        Ok(self.reduced(table))
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
                Err(_) => TROUBLE,
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
        if !walk.reads.problems.is_empty() {
            let value = crate::ir::selection::value_of(&version.body).ok_or("no value")?;
            let formula = match &value.value {
                Source::Expr(expr) if value.effects.is_empty() => self.formula(id, expr),
                _ => Err(walk.reads.problems.iter().next().cloned().unwrap_or_default()),
            };
            return Ok(Worth::Formula(self.presence(id, at)?, formula?));
        }
        let mut numbers = Numbers::default();
        let table = self.fill(id, walk.reads, |_, probe| match probe.worth(id, at) {
            Ok(Probed::Absent) => Ok(ABSENT),
            Ok(Probed::Nothing) => Ok(NOTHING),
            Ok(Probed::Number(number)) => numbers.take(&number),
            Ok(Probed::Segments(_)) => Err("a marginal table that is no rate".to_owned()),
            Err(_) => Ok(TROUBLE),
        })?;
        Ok(Worth::Table(self.reduced(numbers.finish(table)?)))
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
                Err(_) => TROUBLE,
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
        let year = self.layout.benefits[own.benefit.index()].year.unwrap_or(YearStart::CALENDAR);
        let (keys, others) = (self.keys(&own.each)?, self.places(&own.others));
        Ok(Joint { total: own.total, keys, others, period: own.period, year })
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
        mut ask: impl FnMut(&mut Self, &Probe<'p>) -> Result<i64, String>,
    ) -> Result<Table, String> {
        if let Some(problem) = reads.problems.first() {
            return Err(problem.clone());
        }
        let axes = self.axes_of(id, &reads)?;
        let mut entries: usize = 1;
        let mut strides = Vec::new();
        for (axis, _) in &axes {
            strides.push((*axis, entries));
            entries = entries.saturating_mul(self.version.axes[*axis].size());
        }
        if entries > MAX_ENTRIES {
            return Err(format!("a table of {entries} entries, more than {MAX_ENTRIES}"));
        }
        let mut values = Vec::with_capacity(entries);
        for key in 0..entries {
            let mut case: Case = (BTreeMap::new(), 0);
            let mut possible = true;
            for ((axis, stride), (_, classes)) in strides.iter().zip(&axes) {
                let digit = key / stride % self.version.axes[*axis].size();
                match &classes[digit] {
                    Class::Fact(fact, value) => {
                        case.0.insert(*fact, value.clone());
                    }
                    Class::Visits(visits) => case.1 = *visits,
                    Class::Impossible => possible = false,
                }
            }
            values.push(if possible {
                let probe = Probe::new(self.program, self.date, case.0, case.1);
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

    /// Returns the axes of what is read, each with a case of every class.
    fn axes_of(&mut self, id: BenefitId, reads: &Reads<'p>) -> Result<Vec<(usize, Vec<Class>)>, String> {
        let mut axes = Vec::new();
        for fact in &reads.entries {
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
        for fact in &reads.truths {
            let cases = [false, true].map(|truth| Class::Fact(*fact, Value::Bool(truth)));
            axes.push((self.axis(Axis::Truth(*fact)), cases.to_vec()));
        }
        let mut quantities: BTreeMap<Quantity, Vec<i64>> = BTreeMap::new();
        for (quantity, edges) in &reads.quantities {
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
            quantities.entry(Quantity::Visit).or_default().extend(1..=VISITS);
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
        quantity: Quantity,
        thresholds: Vec<i64>,
    ) -> Result<(usize, Vec<Class>), String> {
        let first = thresholds.first().map_or(0, |own| own - 1);
        let cases: Vec<i64> = std::iter::once(first).chain(thresholds.iter().copied()).collect();
        let place = self.slots.iter().position(|own| *own == id).ok_or("asked of no benefit of claims")?;
        let day = |day: i64| i32::try_from(day).ok().and_then(date_of);
        let class = |own: &i64| match quantity {
            Quantity::Number(fact) => Class::Fact(fact, Value::Number((*own).into())),
            Quantity::Day(fact) => day(*own).map_or(Class::Impossible, |day| Class::Fact(fact, Value::Date(day))),
            Quantity::Age(fact) => {
                let birth = own.checked_mul(-12).and_then(|months| self.date.plus_months(months));
                birth.map_or(Class::Impossible, |birth| Class::Fact(fact, Value::Date(birth)))
            }
            Quantity::Visit => usize::try_from(*own).map_or(Class::Impossible, Class::Visits),
        };
        let classes = cases.iter().map(class).collect();
        let axis = match quantity {
            Quantity::Number(fact) => Axis::Number(fact, thresholds),
            Quantity::Day(fact) => Axis::Day(fact, thresholds),
            Quantity::Age(fact) => Axis::Age(fact, thresholds),
            Quantity::Visit => {
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
    fn visit_axis(&mut self, place: usize, thresholds: Vec<i64>) -> (usize, Vec<Class>) {
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
        let walk = Walk::new(self.program, self.date);
        if walk.is_constant(expr) {
            let (numerator, denominator) = self.constant(id, expr)?;
            return Ok(Formula::Constant(numerator, denominator));
        }
        match &*expr.kind {
            ExprKind::Fact(fact) if self.program.fact(*fact).ty == Type::money() => {
                Ok(Formula::Amount(self.amount(*fact)))
            }
            ExprKind::EligibleLeft => Ok(Formula::EligibleLeft { eligible: self.eligible()? }),
            ExprKind::OwnPay => Ok(Formula::OwnPay { gross: self.gross()? }),
            ExprKind::PaidSoFar => Ok(Formula::PaidSoFar),
            ExprKind::Definition(definition, arguments) if arguments.is_empty() => {
                let version = version_on(&self.program.definition(*definition).versions, self.date);
                match version.map(|own| &own.body) {
                    Some(Adjusted { value: Source::Expr(own), effects, .. }) if effects.is_empty() => {
                        self.formula(id, own)
                    }
                    _ => Err("works with a define that is no plain sum".to_owned()),
                }
            }
            ExprKind::Arithmetic(op, left, right) => match op {
                ArithmeticOp::Add => Ok(Formula::Sum(vec![self.formula(id, left)?, self.formula(id, right)?])),
                ArithmeticOp::Subtract => {
                    let right = Formula::Scale(Box::new(self.formula(id, right)?), -1, 1);
                    Ok(Formula::Sum(vec![self.formula(id, left)?, right]))
                }
                ArithmeticOp::Multiply => {
                    let (scaled, by) = if walk.is_constant(left) { (right, left) } else { (left, right) };
                    if !walk.is_constant(by) {
                        return Err("multiplies what differs from row to row".to_owned());
                    }
                    let (numerator, denominator) = self.constant(id, by)?;
                    Ok(Formula::Scale(Box::new(self.formula(id, scaled)?), numerator, denominator))
                }
                ArithmeticOp::Divide if walk.is_constant(right) => {
                    let (numerator, denominator) = self.constant(id, right)?;
                    if numerator == 0 {
                        return Err("divides by zero".to_owned());
                    }
                    let (numerator, denominator) =
                        if numerator < 0 { (-numerator, -denominator) } else { (numerator, denominator) };
                    Ok(Formula::Scale(Box::new(self.formula(id, left)?), denominator, numerator))
                }
                ArithmeticOp::Divide | ArithmeticOp::Power => Err("divides by what differs from row to row".to_owned()),
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
            _ => {
                let mut walk = Walk::new(self.program, self.date);
                walk.expr(expr);
                let problem = walk.reads.problems.first().cloned();
                Err(problem.unwrap_or_else(|| "a formula over entries".to_owned()))
            }
        }
    }

    fn constant(&self, id: BenefitId, expr: &'p Expr) -> Result<(i64, i64), String> {
        let probe = Probe::new(self.program, self.date, BTreeMap::new(), 0);
        match probe.value(id, expr) {
            Ok(Value::Number(number)) => small(&number),
            _ => Err("a constant without a value".to_owned()),
        }
    }

    /// Finds in which parts of a 分 a benefit works, and brings its tables there.
    fn scale(&self, own: &mut Benefit) -> Result<(), String> {
        // A layer without a plan is told by itself, and there is none for the whole.
        let layers = own.layers.iter().filter_map(|at| self.version.benefits.get(*at));
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
enum Class {
    Fact(FactId, Value),
    Visits(usize),
    /// No row can be in it.
    Impossible,
}

impl Class {
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
            Worth::Table(table) | Worth::Formula(table, _) => table,
        }
    }

    /// Returns the denominator of its values; `left` is that of what earlier layers have left.
    fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Worth::Table(table) => Ok(table.den),
            Worth::Formula(_, formula) => formula.den(left),
        }
    }

    fn rescale(&mut self, den: i64) -> Result<(), String> {
        match self {
            Worth::Table(table) => table.rescale(den),
            Worth::Formula(..) => Ok(()),
        }
    }
}

impl Formula {
    fn den(&self, left: i64) -> Result<i64, String> {
        match self {
            Formula::Amount(_) | Formula::OwnPay { .. } | Formula::PaidSoFar => Ok(1),
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
