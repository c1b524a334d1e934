//! What all versions of a county's policy share: the days on which something changes, and where running totals are kept,
//! so that a total runs on from one version of its clause to the next.

use super::batch::day_of;
use crate::base::date::{Date, DateRange, Period};
use crate::ir::expr::{EffectKind, Table};
use crate::ir::{Adjusted, BenefitId, ClauseBody, ClauseWord, EachKey, FactId, Program, Source, Type};
use crate::value::period::YearStart;
use std::collections::BTreeSet;

/// The stretches and totals of a county.
#[derive(Debug)]
pub(super) struct Layout {
    /// The first day of each stretch but the first, ascending.
    pub starts: Vec<i32>,
    /// Why no stretch has a plan, when that is so.
    pub problems: Vec<String>,
    /// How many totals there are.
    pub totals: usize,
    /// By benefit of the program.
    pub benefits: Vec<Totals>,
    pub joints: Vec<JointTotal>,
}

/// Where the totals of a benefit are.
#[derive(Debug, Default)]
pub(super) struct Totals {
    /// By clause; clauses of one path share theirs.
    pub clauses: Vec<Option<usize>>,
    pub visits: usize,
    pub covered: Vec<(Period, usize)>,
    pub year: Option<YearStart>,
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
            problems: Vec::new(),
            totals: 0,
            benefits: Vec::new(),
            joints: Vec::new(),
        };
        for at in 0..program.benefits.len() {
            let totals = layout.benefit(program, BenefitId(at as u32));
            layout.benefits.push(totals);
        }
        if layout.totals > MAX_TOTALS {
            layout.problems.push(format!("{} running totals for each person", layout.totals));
        }
        layout.problems.sort();
        layout.problems.dedup();
        layout
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
                            self.problems.push(format!("{}: a year that begins otherwise later", benefit.name));
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
                    ClauseBody::Deductible { period, .. } | ClauseBody::OwnPayAtMost { period, .. } => {
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
                self.problems.push(format!("{}: a clause whose period or keys change", benefit.name));
            }
            if let (Some((period, each, joint)), None) = (kinds.first(), total) {
                let count = self.keys(program, each, &benefit.name);
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
                self.problems.push(format!("{}: two joint caps of one name", benefit.name));
            }
            own.clauses.push(total);
        }
        if years.len() > 1 {
            self.problems.push(format!("{}: a year that begins otherwise later", benefit.name));
        }
        own.year = years.first().map(|(month, day)| YearStart { month: *month, day: *day });
        own
    }

    /// Returns how many keys a cap has.
    fn keys(&mut self, program: &Program, each: &[EachKey], name: &str) -> usize {
        let mut count: usize = 1;
        for key in each {
            match key {
                EachKey::Fact(fact) => match domain_size(program, *fact) {
                    Some(size) => count = count.saturating_mul(size),
                    None => self.problems.push(format!("{name}: a cap for each value of what is no enum or catalogue")),
                },
                EachKey::Definition(_) => self.problems.push(format!("{name}: a cap for each value of a define")),
                EachKey::Household => self.problems.push(format!("{name}: a cap for each household")),
                EachKey::Person => {}
            }
        }
        count
    }
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
