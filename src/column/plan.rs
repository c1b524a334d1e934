//! What a county's policy is in a stretch of days in which nothing changes: clauses with dense tables, looked up by
//! digits of a row. Says itself as stable text.

use super::reference::Reason;
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::ir::FactId;
use crate::value::period::YearStart;
use std::fmt::Write;

/// A table's value where the clause does not hold.
pub(super) const ABSENT: i64 = i64::MIN;
/// A table's value for `无`.
pub(super) const NOTHING: i64 = i64::MIN + 1;
/// A table's value where the evaluator has no answer, or must be asked.
pub(super) const TROUBLE: i64 = i64::MIN + 2;

/// Whether a table's value is a number.
pub(super) fn is_number(value: i64) -> bool {
    value > TROUBLE
}

/// A policy in a stretch of days, lowered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    /// What tells rows apart; tables name them by place.
    pub axes: Vec<Axis>,
    /// The facts that are worked with as amounts.
    pub amounts: Vec<Amount>,
    /// In the order of the layers.
    pub benefits: Vec<Benefit>,
    /// Reasons why benefits are not due; tables name them by place, from 1.
    pub reasons: Vec<Reason>,
    /// What later claims need to know of joint caps, whichever of them hold here.
    pub joints: Vec<Joint>,
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
        }
    }
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
        let key: usize = self.axes.iter().map(|(axis, stride)| usize::from(digits[*axis]) * stride).sum();
        self.values[key]
    }

    /// Whether it is the same for every row.
    pub(super) fn only(&self) -> Option<i64> {
        match self.values.as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }
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
    pub others: Vec<usize>,
    pub period: Period,
    pub year: YearStart,
}

/// A benefit of claims.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Benefit {
    pub name: String,
    /// 0: due; n: not due, by that reason; [`TROUBLE`].
    pub due: Table,
    /// Places of the layers before.
    pub layers: Vec<usize>,
    pub eligible: Option<usize>,
    pub gross: Option<usize>,
    pub bases: Vec<Base>,
    pub first_pays: Vec<FirstPay>,
    pub deductibles: Vec<Deductible>,
    pub methods: Vec<(Method, String)>,
    pub caps: Vec<Cap>,
    pub layer_totals: Vec<Worth>,
    pub roundings: Vec<(Table, RoundingMode, i64)>,
    pub year: YearStart,
    /// Totals: claims of the year on which it was due.
    pub visits: Option<usize>,
    /// Totals of the covered base, by period.
    pub covered: Vec<(Period, usize)>,
    /// All amounts before the rate are whole in this part of a 分.
    pub scale: i64,
    /// All amounts after it in this part of that.
    pub rate_scale: i64,
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
        };
        for benefit in &self.benefits {
            writeln!(out, "    benefit {}", benefit.name)?;
            writeln!(out, "      due: {}", key(&benefit.due))?;
            for base in &benefit.bases {
                let cumulative = base.cumulative.map_or(String::new(), |own| format!(", cumulative per {}", word(own)));
                writeln!(out, "      base: {}{cumulative}", worth(&base.worth))?;
            }
            for own in &benefit.first_pays {
                let share = if own.of_base { "a share of the base, " } else { "" };
                writeln!(out, "      first pay: {share}{}", worth(&own.worth))?;
            }
            for own in &benefit.deductibles {
                writeln!(out, "      deductible: {}, per {}", worth(&own.worth), word(own.period))?;
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
