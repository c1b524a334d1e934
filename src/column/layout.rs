//! What all versions of a county's policy share: the days on which something changes, and where running totals are kept,
//! so that a total runs on from one version of its clause to the next.

use super::batch::day_of;
use crate::base::date::{Date, DateRange, Period};
use crate::ir::expr::{EffectKind, HeadItem, Table};
use crate::ir::order::each_child;
use crate::ir::{Adjusted, BenefitId, ClauseBody, ClauseWord, EachKey, Expr, ExprKind, FactId, Program, Source, Type};
use crate::value::period::YearStart;
use std::collections::BTreeSet;

/// The stretches and totals of a county.
#[derive(Debug)]
pub(super) struct Layout {
    /// The first day of each stretch but the first, ascending.
    pub starts: Vec<i32>,
    /// What keeps all benefits from having a plan.
    pub problem: Option<String>,
    /// How many totals there are.
    pub totals: usize,
    /// By benefit of the program.
    pub benefits: Vec<Totals>,
    pub joints: Vec<JointTotal>,
    /// What benefits paid before, where it is asked for.
    pub paid: Vec<PaidBefore>,
    /// Whether anything depends on the number of the visit.
    pub counts_visits: bool,
}

/// What a benefit paid in a period, its year beginning as that of the benefit that asks.
#[derive(Debug, PartialEq)]
pub(super) struct PaidBefore {
    pub benefit: BenefitId,
    pub period: Period,
    pub year: YearStart,
    pub total: usize,
}

/// Where the totals of a benefit are.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// By clause; clauses of one path share theirs.
    pub clauses: Vec<Option<usize>>,
    /// How often a deductible was charged: clause, period, total.
    pub often: Vec<(usize, Period, usize)>,
    pub visits: usize,
    pub covered: Vec<(Period, usize)>,
    /// What a deductible that is carried on begins with.
    pub last: Option<usize>,
    pub year: Option<YearStart>,
    /// What keeps the benefit from having a plan.
    pub problem: Option<String>,
}

/// The total of what other benefits paid under a joint cap.
#[derive(Debug)]
pub(super) struct JointTotal {
    pub benefit: BenefitId,
    pub clause: usize,
    pub total: usize,
    pub others: Vec<BenefitId>,
    pub each: Vec<EachKey>,
    pub period: Period,
}

/// The most totals that a person may have: more than any policy needs, few enough to clear.
const MAX_TOTALS: usize = 1 << 20;

impl Layout {
    pub(super) fn of(program: &Program) -> Layout {
        let mut layout = Layout {
            starts: starts(program),
            problem: None,
            totals: 0,
            benefits: Vec::new(),
            joints: Vec::new(),
            paid: Vec::new(),
            counts_visits: false,
        };
        for at in 0..program.benefits.len() {
            let totals = layout.benefit(program, BenefitId(at as u32));
            layout.benefits.push(totals);
        }
        let mut asked = Vec::new();
        each_expr(program, &mut |own| match &*own.kind {
            ExprKind::PaidInPeriod(benefits, period) => {
                asked.extend(benefits.iter().map(|benefit| (*benefit, *period)));
            }
            ExprKind::VisitNumber => layout.counts_visits = true,
            _ => {}
        });
        layout.counts_visits |= each_value(program)
            .any(|own| own.effects.iter().any(|effect| matches!(effect.kind, EffectKind::EachFurtherMinus { .. })));
        // A define may be asked by benefits whose years begin at different times.
        let mut years: Vec<YearStart> = layout.benefits.iter().map(Totals::year).collect();
        years.sort_by_key(|own| (own.month, own.day));
        years.dedup();
        for (benefit, period) in asked {
            for year in &years {
                if layout.paid_before(benefit, period, *year).is_none() {
                    let total = layout.take(1);
                    layout.paid.push(PaidBefore { benefit, period, year: *year, total });
                }
            }
        }
        if layout.totals > MAX_TOTALS {
            layout.problem = Some(format!("{} running totals for each person", layout.totals));
        }
        layout
    }

    /// Returns where a total of what a benefit paid is, by its place among them.
    pub(super) fn paid_before(&self, benefit: BenefitId, period: Period, year: YearStart) -> Option<usize> {
        self.paid.iter().position(|own| own.benefit == benefit && own.period == period && own.year == year)
    }

    fn take(&mut self, count: usize) -> usize {
        let first = self.totals;
        self.totals = self.totals.saturating_add(count);
        first
    }

    fn benefit(&mut self, program: &Program, id: BenefitId) -> Totals {
        let benefit = program.benefit(id);
        let mut own = Totals { visits: self.take(1), ..Totals::default() };
        let mut years: BTreeSet<(u8, u8)> = BTreeSet::new();
        for (at, clause) in benefit.clauses.iter().enumerate() {
            if clause.path.word == ClauseWord::YearFrom {
                for version in &clause.versions {
                    if let ClauseBody::YearFrom { month, day } = version.body {
                        let always = version.range.from.is_none() && version.range.until.is_none();
                        if clause.branch.is_some() || !always {
                            own.problem = Some("a year that begins otherwise later".to_owned());
                        }
                        years.insert((month, day));
                    }
                }
            }
            let earlier = benefit.clauses[..at].iter().position(|other| other.path == clause.path);
            let mut total = earlier.and_then(|other| own.clauses[other]);
            let mut kinds: Vec<(Period, Vec<EachKey>, Vec<BenefitId>)> = Vec::new();
            for version in &clause.versions {
                match &version.body {
                    ClauseBody::Cap { period, each, joint, .. } => {
                        let kind = (period.unwrap_or(Period::Visit), each.clone(), joint.clone());
                        if !kinds.contains(&kind) {
                            kinds.push(kind);
                        }
                    }
                    ClauseBody::Deductible { period, .. }
                    | ClauseBody::OwnPayAtMost { period, .. }
                    | ClauseBody::Quantity { period, .. } => {
                        let kind = (period.unwrap_or(Period::Visit), Vec::new(), Vec::new());
                        if !kinds.contains(&kind) {
                            kinds.push(kind);
                        }
                    }
                    ClauseBody::Base { cumulative: Some(period), .. }
                        if !own.covered.iter().any(|(own, _)| own == period) =>
                    {
                        let total = self.take(1);
                        own.covered.push((*period, total));
                    }
                    _ => {}
                }
            }
            if kinds.len() > 1 {
                own.problem = Some("a clause whose period or keys change".to_owned());
            }
            for version in &clause.versions {
                let ClauseBody::Deductible { value, charged_at_most, .. } = &version.body else { continue };
                if own.last.is_none() && value.effects.iter().any(|effect| matches!(effect.kind, EffectKind::Continued))
                {
                    own.last = Some(self.take(1));
                }
                for (period, _) in charged_at_most {
                    if own.often(at, *period).is_none() {
                        let same = |(other, known, _): &&(usize, Period, usize)| {
                            benefit.clauses[*other].path == clause.path && known == period
                        };
                        let known = own.often.iter().find(same).map(|(_, _, total)| *total);
                        let total = known.unwrap_or_else(|| self.take(1));
                        own.often.push((at, *period, total));
                    }
                }
            }
            if let (Some((period, each, joint)), None) = (kinds.first(), total) {
                let count = match keys(program, each) {
                    Ok(count) => count,
                    Err(problem) => {
                        own.problem = Some(problem.to_owned());
                        1
                    }
                };
                total = Some(self.take(count));
                if !joint.is_empty() {
                    let joint_total = self.take(count);
                    self.joints.push(JointTotal {
                        benefit: id,
                        clause: at,
                        total: joint_total,
                        others: joint.clone(),
                        each: each.clone(),
                        period: *period,
                    });
                }
            } else if let (Some((_, _, joint)), Some(_)) = (kinds.first(), total)
                && !joint.is_empty()
            {
                own.problem = Some("two joint caps of one name".to_owned());
            }
            own.clauses.push(total);
        }
        if years.len() > 1 {
            own.problem = Some("a year that begins otherwise later".to_owned());
        }
        own.year = years.first().map(|(month, day)| YearStart { month: *month, day: *day });
        own
    }
}

impl Totals {
    /// Returns where the year begins.
    pub(super) fn year(&self) -> YearStart {
        self.year.unwrap_or(YearStart::CALENDAR)
    }

    /// Returns the total of how often a deductible was charged in a period.
    pub(super) fn often(&self, clause: usize, period: Period) -> Option<usize> {
        self.often.iter().find(|(own, known, _)| *own == clause && *known == period).map(|(_, _, total)| *total)
    }
}

/// Returns how many keys a cap has.
fn keys(program: &Program, each: &[EachKey]) -> Result<usize, &'static str> {
    let mut count: usize = 1;
    for key in each {
        match key {
            EachKey::Fact(fact) => match domain_size(program, *fact) {
                Some(size) => count = count.saturating_mul(size),
                None => return Err("a cap for each value of what is no enum or catalogue"),
            },
            EachKey::Definition(_) => return Err("a cap for each value of a define"),
            EachKey::Household | EachKey::Person => {}
        }
    }
    Ok(count)
}

/// Returns how many entries a fact chooses from.
pub(super) fn domain_size(program: &Program, fact: FactId) -> Option<usize> {
    match program.fact(fact).ty {
        Type::Entry(domain) | Type::Several(domain) => Some(program.domain(domain).entries.len().max(1)),
        Type::Bool => Some(2),
        _ => None,
    }
}

/// Returns the days on which anything of a program changes.
fn starts(program: &Program) -> Vec<i32> {
    let mut days: BTreeSet<Date> = BTreeSet::new();
    let mut add = |range: DateRange| {
        days.extend(range.from);
        days.extend(range.until.and_then(|until| until.plus_days(1)));
    };
    for benefit in &program.benefits {
        benefit.alive.iter().for_each(|own| add(own.range));
        benefit.branches.iter().for_each(|own| add(own.range));
        for version in benefit.clauses.iter().flat_map(|own| &own.versions) {
            add(version.range);
            if let Some(value) = crate::ir::selection::value_of(&version.body) {
                of_value(value, &mut add);
            }
        }
    }
    for version in program.definitions.iter().flat_map(|own| &own.versions) {
        add(version.range);
        of_value(&version.body, &mut add);
    }
    for version in program.tables.iter().flat_map(|own| &own.versions) {
        add(version.range);
        of_table(&version.body, &mut add);
    }
    program.lists.iter().flat_map(|own| &own.entries).for_each(|own| add(own.range));
    program.choices.iter().for_each(|own| add(own.range));
    days.into_iter().map(day_of).collect()
}

fn of_value(own: &Adjusted, add: &mut impl FnMut(DateRange)) {
    of_source(&own.value, add);
    for effect in &own.effects {
        if let EffectKind::Instead(source) = &effect.kind {
            of_source(source, add);
        }
    }
}

fn of_source(own: &Source, add: &mut impl FnMut(DateRange)) {
    if let Source::Table(table) = own {
        of_table(table, add);
    }
}

fn of_table(own: &Table, add: &mut impl FnMut(DateRange)) {
    for row in &own.rows {
        add(row.range);
        row.cells.iter().for_each(|cell| of_source(&cell.value, add));
    }
}

/// Returns the values of a program's clauses and defines.
fn each_value(program: &Program) -> impl Iterator<Item = &Adjusted> {
    let clauses = program.benefits.iter().flat_map(|own| &own.clauses).flat_map(|own| &own.versions);
    let defines = program.definitions.iter().flat_map(|own| &own.versions).map(|own| &own.body);
    clauses.filter_map(|own| crate::ir::selection::value_of(&own.body)).chain(defines)
}

/// Calls `visit` with every expression of a program's benefits, defines and tables.
fn each_expr<'p>(program: &'p Program, visit: &mut dyn FnMut(&'p Expr)) {
    for benefit in &program.benefits {
        benefit.branches.iter().filter_map(|own| own.when.as_ref()).for_each(|own| below(own, visit));
        for version in benefit.clauses.iter().flat_map(|own| &own.versions) {
            match &version.body {
                ClauseBody::Requires(own) => below(own, visit),
                ClauseBody::Refuse { when, .. }
                | ClauseBody::FirstPay { when, .. }
                | ClauseBody::Deductible { when, .. }
                | ClauseBody::Cap { when, .. }
                | ClauseBody::TotalOfLayersAtMost { when, .. } => when.iter().for_each(|own| below(own, visit)),
                ClauseBody::Quantity { asked, .. } => below(asked, visit),
                _ => {}
            }
            if let Some(value) = crate::ir::selection::value_of(&version.body) {
                in_value(value, visit);
            }
        }
    }
    program.definitions.iter().flat_map(|own| &own.versions).for_each(|own| in_value(&own.body, visit));
    program.tables.iter().flat_map(|own| &own.versions).for_each(|own| in_table(&own.body, visit));
}

fn in_value<'p>(own: &'p Adjusted, visit: &mut dyn FnMut(&'p Expr)) {
    in_source(&own.value, visit);
    for effect in &own.effects {
        effect.when.iter().for_each(|when| below(when, visit));
        match &effect.kind {
            EffectKind::Instead(source) => in_source(source, visit),
            EffectKind::Plus(by) | EffectKind::Minus(by) | EffectKind::Times(by) => below(by, visit),
            EffectKind::EachFurtherMinus { step, at_most } => {
                below(step, visit);
                at_most.iter().for_each(|own| below(own, visit));
            }
            EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => {}
        }
    }
}

fn in_source<'p>(own: &'p Source, visit: &mut dyn FnMut(&'p Expr)) {
    match own {
        Source::Expr(own) => below(own, visit),
        Source::Table(table) => in_table(table, visit),
        Source::As(..) | Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
    }
}

fn in_table<'p>(own: &'p Table, visit: &mut dyn FnMut(&'p Expr)) {
    for dimension in &own.dimensions {
        match dimension {
            crate::ir::expr::Dimension::Expr(own) => below(own, visit),
            crate::ir::expr::Dimension::Segment { of, .. } => of.iter().for_each(|own| below(own, visit)),
        }
    }
    for row in &own.rows {
        for item in row.heads.iter().flat_map(|head| &head.items) {
            match item {
                HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => below(own, visit),
                HeadItem::Band(band) => {
                    [&band.low, &band.high].into_iter().flatten().for_each(|edge| below(&edge.value, visit));
                }
                HeadItem::Any | HeadItem::Else | HeadItem::List(_) => {}
            }
        }
        row.cells.iter().for_each(|cell| in_source(&cell.value, visit));
    }
}

fn below<'p>(own: &'p Expr, visit: &mut dyn FnMut(&'p Expr)) {
    visit(own);
    each_child(own, &mut |child| below(child, visit));
}
