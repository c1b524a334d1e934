//! What a county's policy is in a stretch of days in which nothing changes: clauses with dense tables, looked up by
//! digits of a row. Says itself as stable text.

use super::reference::{Error, Reason};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::ir::{FactId, Stage};
use crate::value::ops::Comparison;
use crate::value::period::YearStart;
use std::fmt::Write;

/// A table's value where the clause does not hold.
pub(super) const ABSENT: i64 = i64::MIN;
/// A table's value for `无`.
pub(super) const NOTHING: i64 = i64::MIN + 1;
/// A table's value where the evaluator has no answer, or must be asked.
pub(super) const TROUBLE: i64 = i64::MIN + 2;

/// A table's value where it has no row for the only value held of an identity.
pub(super) const PASSED: i64 = i64::MIN + 3;

/// Whether a table's value is a number.
pub(super) fn is_number(value: i64) -> bool {
    value > PASSED
}

/// A policy in a stretch of days, lowered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    /// What tells rows apart; tables name them by place.
    pub axes: Vec<Axis>,
    /// The facts that are worked with as amounts.
    pub amounts: Vec<Amount>,
    /// The facts that are worked with as days.
    pub days: Vec<FactId>,
    /// In the order of the layers.
    pub benefits: Vec<Benefit>,
    /// Their places in the order in which they are worked: each after all that it asks about.
    pub order: Vec<usize>,
    pub choices: Vec<Choice>,
    /// Totals of what benefits paid, which others ask for.
    pub paid: Vec<PaidTotal>,
    /// Reasons why benefits are not due; tables name them by place, from 1.
    pub reasons: Vec<Reason>,
    /// What later claims need to know of joint caps, whichever of them hold here.
    pub joints: Vec<Joint>,
    /// What the evaluator says where it has no answer, as far as that is the same for all rows that it is said of; benefits
    /// name them by place, from 1.
    pub refusals: Vec<Error>,
}

/// What tells rows apart: a fact in as many classes as its clauses distinguish.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Axis {
    /// The class of each entry of the fact's domain.
    Entry(FactId, Vec<u16>),
    Truth(FactId),
    /// How many of the thresholds a whole number reaches.
    Number(FactId, Vec<i64>),
    /// The same of a day since 0001-01-01.
    Day(FactId, Vec<i64>),
    /// The same of completed years since a day of birth.
    Age(FactId, Vec<i64>),
    /// The same of the earlier claims of the year on which a benefit was due; by the benefit's place here.
    Visits(usize, Vec<i64>),
    /// What only amounts, days and totals tell, seen from a benefit by its place here: no, yes, unknown.
    Test(usize, Test),
}

impl Axis {
    /// Returns how many classes there are.
    pub(super) fn size(&self) -> usize {
        match self {
            Axis::Entry(_, classes) => classes.iter().max().map_or(1, |own| usize::from(*own) + 1),
            Axis::Truth(_) => 2,
            Axis::Number(_, edges) | Axis::Day(_, edges) | Axis::Age(_, edges) | Axis::Visits(_, edges) => {
                edges.len() + 1
            }
            Axis::Test(..) => 3,
        }
    }

    /// Returns the fact whose value it is.
    pub(super) fn fact(&self) -> Option<FactId> {
        match self {
            Axis::Entry(fact, _)
            | Axis::Truth(fact)
            | Axis::Number(fact, _)
            | Axis::Day(fact, _)
            | Axis::Age(fact, _) => Some(*fact),
            Axis::Visits(..) | Axis::Test(..) => None,
        }
    }
}

/// A comparison that is made row by row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Numbers(Comparison, Formula, Formula),
    Days(Comparison, DayFormula, DayFormula),
    /// All of these, or not all of them.
    All(Vec<Test>, bool),
}

/// A day worked out from the row, as days since 0001-01-01.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum DayFormula {
    Today,
    /// By its place among the days.
    Fact(usize),
    Constant(i32),
    PlusDays(Box<DayFormula>, i64),
    PlusMonths(Box<DayFormula>, i64),
}

/// A fact that is worked with as an amount: whole 分.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Amount {
    pub fact: FactId,
    pub name: String,
}

/// Values by digits: `values[Σ digit × stride]`, numerators over one denominator.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Table {
    /// Axis and stride.
    pub axes: Vec<(usize, usize)>,
    pub den: i64,
    pub values: Vec<i64>,
}

impl Table {
    pub(super) fn constant(value: i64) -> Table {
        Table { axes: Vec::new(), den: 1, values: vec![value] }
    }

    /// Returns the value of a row.
    pub(super) fn at(&self, digits: &[u16]) -> i64 {
        // Sums that wrap need no check of their own: every key is looked at below.
        let add = |key: usize, (axis, stride): &(usize, usize)| {
            key.wrapping_add(usize::from(digits[*axis]).wrapping_mul(*stride))
        };
        self.values[self.axes.iter().fold(0, add)]
    }

    /// Returns it without the axes that make no difference.
    pub(super) fn reduced(mut self, axes: &[Axis]) -> Table {
        let mut at = self.axes.len();
        while at > 0 {
            at -= 1;
            let (axis, stride) = self.axes[at];
            let size = axes[axis].size();
            let digit = |key: usize| key / stride % size;
            let same = |key: usize| self.values[key] == self.values[key - digit(key) * stride];
            if !(0..self.values.len()).all(same) {
                continue;
            }
            let kept = (0..self.values.len()).filter(|key| digit(*key) == 0).map(|key| self.values[key]).collect();
            self.values = kept;
            self.axes.remove(at);
            for (_, other) in self.axes.iter_mut().filter(|(_, other)| *other > stride) {
                *other /= size;
            }
        }
        self
    }

    /// Whether it is the same for every row.
    pub(super) fn only(&self) -> Option<i64> {
        match self.values.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
}

/// Works several tables into one over all their axes; none where it has more entries than allowed.
pub(super) fn joined(axes: &[Axis], tables: &[&Table], most: usize, of: impl Fn(&[i64]) -> i64) -> Option<Table> {
    let mut all: Vec<(usize, usize)> = Vec::new();
    let mut size: usize = 1;
    for (axis, _) in tables.iter().flat_map(|own| &own.axes) {
        if !all.iter().any(|(own, _)| own == axis) {
            all.push((*axis, size));
            size = size.checked_mul(axes[*axis].size()).filter(|size| *size <= most)?;
        }
    }
    let mut digits = vec![0_u16; axes.len()];
    let mut values = Vec::with_capacity(size);
    let mut row = Vec::new();
    for key in 0..size {
        for (axis, stride) in &all {
            digits[*axis] = (key / stride % axes[*axis].size()) as u16;
        }
        row.clear();
        row.extend(tables.iter().map(|own| own.at(&digits)));
        values.push(of(&row));
    }
    Some(Table { axes: all, den: 1, values })
}

/// An amount worked out from the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Formula {
    /// A fact, by its place among the amounts.
    Amount(usize),
    /// Numerator and denominator.
    Constant(i64, i64),
    EligibleLeft {
        eligible: usize,
    },
    OwnPay {
        gross: usize,
    },
    PaidSoFar,
    /// What a benefit pays on this claim, by its place.
    Paid(usize),
    /// A total of what a benefit paid, by its place among those of the version.
    PaidBefore(usize),
    /// Times a value of a table.
    Times(Box<Formula>, Table),
    Sum(Vec<Formula>),
    /// Times numerator by denominator.
    Scale(Box<Formula>, i64, i64),
    Least(Vec<Formula>),
    Greatest(Vec<Formula>),
}

/// What a clause is worth: a table, or a formula where a table says that it holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Worth {
    Table(Table),
    Formula(Table, Formula),
    /// One of several formulas, by what stands in the table.
    Choice(Table, Vec<Formula>),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Base {
    pub worth: Worth,
    pub cumulative: Option<Period>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct FirstPay {
    pub worth: Worth,
    /// Whether it is a share of the base.
    pub of_base: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Deductible {
    pub worth: Worth,
    pub period: Period,
    pub total: usize,
    /// Charged so many times at most in a period, each with its total.
    pub at_most: Vec<(Period, u32, usize)>,
    /// Where it is carried on from the claim before.
    pub continued: Option<Table>,
}

/// A limit of what is asked for, which holds the base to a share.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Quantity {
    pub asked: Formula,
    pub allowed: Worth,
    pub period: Period,
    pub total: usize,
}

/// A marginal table: rates of the bands between edges.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Segments {
    pub from_deductible: bool,
    /// The upper edges of all bands but the last.
    pub edges: Vec<i64>,
    pub den: i64,
    /// One for each band.
    pub rates: Vec<Table>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Method {
    Rate(Table),
    Segments(Segments),
    Amount(Worth, Option<(RoundingMode, i64)>),
    TopUp(Worth),
    OwnPay { ceiling: Worth, period: Period, total: usize },
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cap {
    pub worth: Worth,
    pub period: Period,
    /// The first of its totals: one for each key.
    pub total: usize,
    /// Axis and stride of its keys.
    pub keys: Vec<(usize, usize)>,
    /// Whether it holds for all members of a household together.
    pub household: bool,
    /// Where the totals of the benefits are that share it.
    pub joint_total: Option<usize>,
    /// Those of them that come before on the same claim, by place.
    pub joint_before: Vec<usize>,
}

/// A joint cap's total of what other benefits paid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Joint {
    pub total: usize,
    pub keys: Vec<(usize, usize)>,
    pub household: bool,
    pub others: Vec<usize>,
    pub period: Period,
    pub year: YearStart,
}

/// A total of what a benefit paid in a period.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct PaidTotal {
    pub total: usize,
    pub benefit: usize,
    pub period: Period,
    pub year: YearStart,
}

/// Benefits of which one is paid.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Choice {
    /// Their places in the order in which they are named, each with the code of the reason that it is the one taken.
    pub benefits: Vec<(usize, i64)>,
    /// The highest; else the first that is due.
    pub highest: bool,
}

/// Another benefit that, where it is due, makes one not due.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Exclusion {
    /// Where it holds.
    pub holds: Table,
    pub other: usize,
    pub reason: i64,
}

/// One value of several held, as if it were the only one.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Way {
    /// Of two that pay the same the higher counts.
    pub rank: usize,
    pub clauses: Clauses,
}

/// A benefit of claims.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Benefit {
    pub name: String,
    /// Conditions, in the order in which they decide. 0: nothing stands against it; n: not due, by that reason;
    /// [`TROUBLE`].
    pub due: Vec<Table>,
    pub exclusions: Vec<Exclusion>,
    /// Places of the layers before.
    pub layers: Vec<usize>,
    pub year: YearStart,
    /// Total: claims of the year on which it was due.
    pub visits: usize,
    /// What keeps it, where it is due, from being worked here.
    pub blocked: Option<String>,
    /// What keeps some of its conditions from having an answer here.
    pub notes: Vec<String>,
    /// Where what it asks for has no answer: 0: it has one; n: the n-th refusal, whenever it is asked; [`TROUBLE`]: the
    /// evaluator knows.
    pub unanswered: Vec<Table>,
    /// How it is worked; several for several identities, none where no value is held.
    pub ways: Vec<Way>,
    /// The first way that has a row, not the one that pays most.
    pub first_way: bool,
    /// The code of the reason where no way has a row.
    pub nobody: i64,
}

/// How a benefit that is due is worked.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Clauses {
    pub eligible: Option<usize>,
    pub gross: Option<usize>,
    pub bases: Vec<Base>,
    pub first_pays: Vec<FirstPay>,
    pub quantities: Vec<Quantity>,
    pub deductibles: Vec<Deductible>,
    pub methods: Vec<(Method, String)>,
    pub caps: Vec<Cap>,
    pub layer_totals: Vec<Worth>,
    pub roundings: Vec<(Table, RoundingMode, i64)>,
    /// An order of its own.
    pub order: Option<Vec<Stage>>,
    /// Totals of the covered base, by period.
    pub covered: Vec<(Period, usize)>,
    /// Total: what a deductible that is carried on begins with.
    pub last: Option<usize>,
    /// All amounts before the rate are whole in this part of a 分.
    pub scale: i64,
    /// All amounts after it in this part of that.
    pub rate_scale: i64,
}

impl Benefit {
    /// Returns the first reason that certainly stands against it; what has no answer may do so too.
    pub(super) fn against(&self, digits: &[u16]) -> Option<i64> {
        self.due.iter().map(|own| own.at(digits)).find(|own| is_number(*own) && *own != 0)
    }

    /// Whether something stands against it on every row.
    pub(super) fn is_never_due(&self) -> bool {
        let against = |own: &Table| own.values.iter().all(|value| is_number(*value) && *value > 0);
        self.due.iter().any(against)
    }
}

impl Clauses {
    /// Returns what every clause is worth, but for rates.
    pub(super) fn worths(&self) -> Vec<&Worth> {
        let mut all: Vec<&Worth> = Vec::new();
        all.extend(self.bases.iter().map(|own| &own.worth));
        all.extend(self.first_pays.iter().map(|own| &own.worth));
        all.extend(self.quantities.iter().map(|own| &own.allowed));
        all.extend(self.deductibles.iter().map(|own| &own.worth));
        all.extend(self.caps.iter().map(|own| &own.worth));
        all.extend(&self.layer_totals);
        for (method, _) in &self.methods {
            match method {
                Method::Amount(worth, _) | Method::TopUp(worth) | Method::OwnPay { ceiling: worth, .. } => {
                    all.push(worth);
                }
                Method::Rate(_) | Method::Segments(_) => {}
            }
        }
        all
    }

    /// Returns every table that is looked up.
    pub(super) fn tables(&self) -> Vec<&Table> {
        let mut all: Vec<&Table> = Vec::new();
        all.extend(self.deductibles.iter().filter_map(|own| own.continued.as_ref()));
        all.extend(self.roundings.iter().map(|own| &own.0));
        for (method, _) in &self.methods {
            match method {
                Method::Rate(table) => all.push(table),
                Method::Segments(own) => all.extend(&own.rates),
                Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. } => {}
            }
        }
        for worth in self.worths() {
            all.push(worth.presence());
            match worth {
                Worth::Table(_) => {}
                Worth::Formula(_, formula) => formula.each(&mut |own| all.extend(own.table())),
                Worth::Choice(_, formulas) => {
                    formulas.iter().for_each(|formula| formula.each(&mut |own| all.extend(own.table())));
                }
            }
        }
        self.quantities.iter().for_each(|own| own.asked.each(&mut |own| all.extend(own.table())));
        all
    }
}

impl Formula {
    /// Visits itself and then all formulas that it is made of.
    pub(super) fn each<'f>(&'f self, visit: &mut dyn FnMut(&'f Formula)) {
        visit(self);
        match self {
            Formula::Amount(_)
            | Formula::Constant(..)
            | Formula::EligibleLeft { .. }
            | Formula::OwnPay { .. }
            | Formula::PaidSoFar
            | Formula::Paid(_)
            | Formula::PaidBefore(_) => {}
            Formula::Times(own, _) | Formula::Scale(own, ..) => own.each(visit),
            Formula::Sum(all) | Formula::Least(all) | Formula::Greatest(all) => {
                all.iter().for_each(|own| own.each(visit));
            }
        }
    }

    /// Returns the table that it looks up itself.
    pub(super) fn table(&self) -> Option<&Table> {
        if let Formula::Times(_, table) = self { Some(table) } else { None }
    }
}

impl Worth {
    /// Returns where the clause holds.
    pub(super) fn presence(&self) -> &Table {
        match self {
            Worth::Table(table) | Worth::Formula(table, _) | Worth::Choice(table, _) => table,
        }
    }
}

impl Version {
    /// Says what each clause is, as stable text.
    pub(super) fn text(&self, fact: &dyn Fn(FactId) -> String) -> String {
        let mut text = String::new();
        let _ = self.write(&mut text, fact);
        text
    }

    fn write(&self, out: &mut String, fact: &dyn Fn(FactId) -> String) -> std::fmt::Result {
        let key = |table: &Table| -> String {
            let names = table.axes.iter().map(|(axis, _)| self.axis_text(*axis, fact));
            let names: Vec<String> = names.collect();
            if names.is_empty() { "constant".to_owned() } else { format!("by {}", names.join(" × ")) }
        };
        let worth = |own: &Worth| match own {
            Worth::Table(table) => key(table),
            Worth::Formula(table, _) if table.only().is_some() => "a formula".to_owned(),
            Worth::Formula(table, _) => format!("a formula where {}", key(table)),
            Worth::Choice(table, all) => format!("one of {} formulas, {}", all.len(), key(table)),
        };
        for benefit in &self.benefits {
            writeln!(out, "    benefit {}", benefit.name)?;
            let due: Vec<String> = benefit.due.iter().map(key).collect();
            writeln!(out, "      due: {}", if due.is_empty() { "always".to_owned() } else { due.join("; ") })?;
            for note in &benefit.notes {
                writeln!(out, "      where that is asked: by the reference evaluator, because it {note}")?;
            }
            for own in &benefit.exclusions {
                writeln!(out, "      not with: {}, {}", self.benefits[own.other].name, key(&own.holds))?;
            }
            for choice in
                self.choices.iter().filter(|own| own.benefits.iter().any(|(at, _)| self.benefits[*at] == *benefit))
            {
                writeln!(out, "      one of a choice of {}", choice.benefits.len())?;
            }
            if let Some(problem) = &benefit.blocked {
                writeln!(out, "      where it is due: by the reference evaluator, because of {problem}")?;
                continue;
            }
            let Some(Way { clauses: benefit, .. }) = benefit.ways.first() else { continue };
            for base in &benefit.bases {
                let cumulative = base.cumulative.map_or(String::new(), |own| format!(", cumulative per {}", word(own)));
                writeln!(out, "      base: {}{cumulative}", worth(&base.worth))?;
            }
            for own in &benefit.first_pays {
                let share = if own.of_base { "a share of the base, " } else { "" };
                writeln!(out, "      first pay: {share}{}", worth(&own.worth))?;
            }
            for own in &benefit.quantities {
                writeln!(out, "      quantity: {}, per {}", worth(&own.allowed), word(own.period))?;
            }
            for own in &benefit.deductibles {
                let often = own.at_most.iter().map(|(period, times, _)| format!(", {times} times a {}", word(*period)));
                let often: String = often.collect();
                let on = if own.continued.is_some() { ", carried on" } else { "" };
                writeln!(out, "      deductible: {}, per {}{often}{on}", worth(&own.worth), word(own.period))?;
            }
            for (method, _) in &benefit.methods {
                match method {
                    Method::Rate(table) => writeln!(out, "      rate: {}", key(table))?,
                    Method::Segments(own) => {
                        let origin = if own.from_deductible { "the deductible" } else { "zero" };
                        let bands = own.rates.len();
                        let by = own.rates.iter().map(&key).max().unwrap_or_default();
                        writeln!(out, "      segments: {bands} bands from {origin}, {by}")?;
                    }
                    Method::Amount(own, _) => writeln!(out, "      amount: {}", worth(own))?,
                    Method::TopUp(own) => writeln!(out, "      top up to: {}", worth(own))?,
                    Method::OwnPay { ceiling, period, .. } => {
                        writeln!(out, "      own pay at most: {}, per {}", worth(ceiling), word(*period))?;
                    }
                }
            }
            for cap in &benefit.caps {
                let names = cap.keys.iter().map(|(axis, _)| self.axis_text(*axis, fact));
                let each: String = names.map(|own| format!(", each {own}")).collect();
                let joint = if cap.joint_total.is_some() { ", joint" } else { "" };
                writeln!(out, "      cap: {}, per {}{each}{joint}", worth(&cap.worth), word(cap.period))?;
            }
            for own in &benefit.layer_totals {
                writeln!(out, "      total of layers at most: {}", worth(own))?;
            }
            if benefit.order.is_some() {
                writeln!(out, "      in an order of its own")?;
            }
            if benefit.scale * benefit.rate_scale > 1 {
                let part = benefit.scale;
                writeln!(out, "      exact in 1/{part} fen before the rate, 1/{} after it", part * benefit.rate_scale)?;
            }
        }
        Ok(())
    }

    fn axis_text(&self, axis: usize, fact: &dyn Fn(FactId) -> String) -> String {
        let axis = &self.axes[axis];
        let size = axis.size();
        match axis {
            Axis::Entry(own, _) | Axis::Truth(own) => format!("{} ({size})", fact(*own)),
            Axis::Number(own, _) | Axis::Day(own, _) => format!("{} (compared, {size})", fact(*own)),
            Axis::Age(own, _) => format!("age by {} ({size})", fact(*own)),
            Axis::Visits(..) => format!("visit number ({size})"),
            Axis::Test(_, Test::Days(..)) => "days compared".to_owned(),
            Axis::Test(..) => "amounts compared".to_owned(),
        }
    }
}

/// Returns a period's word.
pub(super) fn word(period: Period) -> &'static str {
    match period {
        Period::Visit => "visit",
        Period::Day => "day",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
        Period::Life => "life",
    }
}
