//! A version of a plan as a list of batch kernels: each benefit one loop over the rows of a chunk, with tables of 256
//! entries looked up by one byte; a benefit that has no such form goes row by row, and says why. `from_version` makes it.

use super::by_row::ByRow;
use super::plan::{Table, word};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::ir::FactId;
use crate::value::period::YearStart;
use std::fmt::Write;

mod caps;
mod from_version;
mod tables;

pub(in crate::column) use from_version::of;

/// The most key columns and turns of a shape.
pub(super) const MOST: usize = 40;

/// A limit that no amount of a chunk reaches.
pub(super) const NO_LIMIT: u32 = u32::MAX;

/// A table looked up by one byte of the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bytes<T> {
    /// The key column, by its place among those of the shape.
    pub key: usize,
    pub values: Box<[T; 256]>,
    /// Where only few values of the key differ from the usual one: that, and theirs.
    pub few: Option<(T, Vec<(u8, T)>)>,
}

/// Where a key column comes from: digits times strides, summed. No part at all: 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub parts: Vec<(Part, usize)>,
    /// The code of each sum, where there are more than 256.
    pub codes: Option<Vec<u8>>,
}

/// A digit of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The entry of a fact itself; how many there are.
    Entry(FactId, usize),
    /// The class of an axis of the version.
    Digit(usize),
}

/// Rows that the kernels leave to others, by a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Guard {
    pub key: usize,
    pub shut: Box<[bool; 256]>,
}

/// When running totals begin anew, besides with each subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Turn {
    pub period: Period,
    pub year: YearStart,
}

/// A version as kernels.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shape {
    pub keys: Vec<Key>,
    pub turns: Vec<Turn>,
    pub guards: Vec<Guard>,
    /// Amounts that are at most so much on every row that the kernels take, by their place in the version.
    pub most: Vec<(usize, i64)>,
    /// The amounts that are worked with, by their place in the version; the first is that of most benefits.
    pub amounts: Vec<usize>,
    /// The largest amount that the kernels take, in 分.
    pub top: i64,
    /// The largest sum of a subject, and what each row adds to it because it may be rounded up.
    pub top_sum: u64,
    pub slack: u64,
    pub benefits: Vec<Loop>,
    /// The places of the loops in the order in which they are run.
    pub order: Vec<usize>,
    /// For each benefit with a kernel the code of its reason by row, for those who ask.
    pub reasons: Vec<Option<Bytes<u16>>>,
    /// Benefits without a kernel, each once: alone, or with those that ask about it and about which it asks.
    pub groups: Vec<ByRow>,
    /// The axes that they look at.
    pub row_axes: Vec<usize>,
    /// Where one of them may be refused whatever came before: not 0 there.
    pub suspects: Vec<Table>,
    /// How many keys are made while loops are run.
    pub visit_keys: usize,
}

/// A benefit's loop.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loop {
    pub base: Basis,
    /// Places of the layers whose payments are taken off the base.
    pub layers: Vec<usize>,
    /// Those of them whose first pays are taken off too, each times a figure.
    pub first_pays_before: Vec<(usize, u32)>,
    /// What is worked with is whole in this part of a 分; what is paid is whole 分.
    pub part: u32,
    /// What is taken off before the deductible.
    pub first_pays: Vec<Share>,
    /// Whether a later loop asks for what was taken off.
    pub keeps_first_pay: bool,
    /// All ones where it is due, else 0.
    pub due: Option<Bytes<u32>>,
    /// Benefits that, where they are due, make it not due: place, where that holds, the code of the reason.
    pub exclusions: Vec<(usize, Option<Bytes<u32>>, u16)>,
    /// Whether others ask where it is due.
    pub is_asked: bool,
    /// Where it looks at the number of the visit.
    pub visits: Option<Visits>,
    pub work: Work,
}

/// The earlier rows of the year on which a loop was due, as a digit of keys.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Visits {
    pub turn: usize,
    pub keys: Vec<VisitKey>,
}

/// A key that is made while its loop is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct VisitKey {
    pub key: usize,
    pub stride: u8,
    /// From this number on all visits are alike.
    pub most: u32,
    /// Its place among all such keys of the shape.
    pub slot: usize,
}

/// What a loop begins with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Basis {
    /// An amount, by its place among those of the shape.
    Amount(usize),
    /// A figure of the policy.
    Figure(Bytes<u32>),
}

/// A first pay, in parts of a 分.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Share {
    /// The base in 分, times a figure.
    OfBase(Bytes<u32>),
    /// A figure of the policy.
    Figure(Bytes<u32>),
    /// Amounts, by their places among those of the shape, times figures; all ones where it holds.
    Sum(Vec<(usize, u32)>, Option<Bytes<u32>>),
}

/// What a loop does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Work {
    /// Never due.
    Nothing,
    /// It has no kernel: why.
    ByRow(String),
    /// Deductible, rate, caps, each if there is one.
    Rated {
        deductible: Option<(Bytes<u32>, Option<usize>)>,
        rate: Fixed,
        visit_cap: Option<Bytes<u32>>,
        keyed_cap: Option<Keyed>,
        caps: Vec<Running>,
    },
    /// Marginal rates of the running sum of what is left.
    Cumulative {
        deductible: Option<Bytes<u32>>,
        turn: usize,
        bands: Bands,
        visit_cap: Option<Bytes<u32>>,
        keyed_cap: Option<Keyed>,
        caps: Vec<Running>,
    },
}

/// A cap over a period, for everybody.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Running {
    pub limit: Bytes<u32>,
    /// The least of them.
    pub least: u32,
    pub turn: usize,
    /// What others pay is on it too: their places, and whether that on the same row is.
    pub joint: Vec<(usize, bool)>,
}

/// Rates for one multiplication: `(x · m + 2^(shift − 1)) >> shift` is x · rate, halves up, for x up to the shape's top.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fixed {
    pub multiplier: Bytes<u32>,
    pub shift: u32,
    /// In its place where amounts stand in parts of a 分: `(x · m + 2^55) >> 56`, for any x.
    pub wide: Option<Bytes<u64>>,
    /// Whether nobody is paid more than the amount.
    pub within: bool,
    /// How the product is rounded, where that is not to the nearest 分, halves up.
    pub rounding: Option<Rounding>,
}

/// A rounding of a benefit's own: the exact product is held against the nearest whole number of units.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rounding {
    pub mode: RoundingMode,
    /// In 分.
    pub unit: u32,
    /// The rates over `den`, which makes a rate of units.
    pub numerators: Bytes<u32>,
    pub den: u32,
}

/// A cap with a total for each of up to 255 slots.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Keyed {
    pub slot: Bytes<u8>,
    pub limit: Box<[u32; 256]>,
    pub turn: usize,
    /// How many slots there are.
    pub slots: u32,
    /// Whether all rows of a slot have the same limit.
    pub by_slot: bool,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bands {
    pub from_deductible: bool,
    pub edges: Vec<u32>,
    /// Numerators over `den`, one table for each band.
    pub rates: Vec<Bytes<u32>>,
    pub den: u32,
}

/// The most caps of a period of one benefit.
pub(super) const CAPS: usize = 4;

/// By so many bits products with multipliers of 64 bits are shifted.
pub(super) const WIDE: u32 = 56;

impl Shape {
    /// Whether a benefit has no kernel.
    pub(super) fn is_by_row(&self) -> bool {
        self.benefits.iter().any(|own| matches!(own.work, Work::ByRow(_)))
    }

    /// Returns the benefits that have no kernel, and why.
    pub(super) fn by_row(&self) -> impl Iterator<Item = (usize, &str)> {
        self.benefits.iter().enumerate().filter_map(|(at, own)| match &own.work {
            Work::ByRow(why) => Some((at, why.as_str())),
            Work::Nothing | Work::Rated { .. } | Work::Cumulative { .. } => None,
        })
    }

    /// Says which kernel each benefit is, as stable text.
    pub(super) fn text(&self, names: &[String]) -> String {
        let mut text = String::new();
        let _ = self.write(&mut text, names);
        text
    }

    fn write(&self, out: &mut String, names: &[String]) -> std::fmt::Result {
        let top = self.top / 100;
        writeln!(out, "    kernels: u32 lanes, for claims up to {top} yuan; beyond it claim by claim")?;
        if !self.guards.is_empty() {
            writeln!(out, "      where a clause has no answer: refused, or claim by claim")?;
        }
        for (name, own) in names.iter().zip(&self.benefits) {
            let kernel = match &own.work {
                Work::Nothing => "none where it is not due".to_owned(),
                Work::ByRow(own) => {
                    writeln!(out, "      {name}: row by row, no kernel: {own}")?;
                    continue;
                }
                Work::Rated { deductible, visit_cap, keyed_cap, caps, rate } => {
                    let mut steps = Vec::new();
                    match deductible {
                        Some((_, Some(turn))) => steps.push(format!("running deductible ({})", self.turn_text(*turn))),
                        Some((_, None)) => steps.push("visit deductible".to_owned()),
                        None => {}
                    }
                    if !own.first_pays.is_empty() {
                        steps.insert(0, format!("{} first pays in 1/{} fen", own.first_pays.len(), own.part));
                    }
                    steps.push(format!("rate (one multiplication, >> {})", rate.shift));
                    steps.extend(rate.rounding.as_ref().map(|own| format!("rounding to {} fen", own.unit)));
                    steps.extend(visit_cap.as_ref().map(|_| "visit cap".to_owned()));
                    steps.extend(keyed_cap.as_ref().map(|own| format!("keyed cap ({})", self.turn_text(own.turn))));
                    steps.extend(caps.iter().map(|own| self.cap_text(own)));
                    let serial = keyed_cap.is_some() || !caps.is_empty() || matches!(deductible, Some((_, Some(_))));
                    format!("{}, {}", if serial { "serial" } else { "flat" }, steps.join(" > "))
                }
                Work::Cumulative { deductible, turn, bands, visit_cap, keyed_cap, caps } => {
                    let mut steps = vec![format!("running sum ({})", self.turn_text(*turn))];
                    steps.extend(deductible.as_ref().map(|_| "deductible".to_owned()));
                    steps.push(format!("{} bands", bands.rates.len()));
                    steps.extend(visit_cap.as_ref().map(|_| "visit cap".to_owned()));
                    steps.extend(keyed_cap.as_ref().map(|own| format!("keyed cap ({})", self.turn_text(own.turn))));
                    steps.extend(caps.iter().map(|own| self.cap_text(own)));
                    format!("serial, {}", steps.join(" > "))
                }
            };
            let visits = if own.visits.is_some() { "visits counted, " } else { "" };
            writeln!(out, "      {name}: fused, {visits}{kernel}")?;
        }
        Ok(())
    }

    fn cap_text(&self, own: &Running) -> String {
        let joint = if own.joint.is_empty() { "" } else { ", joint" };
        format!("running cap ({}{joint})", self.turn_text(own.turn))
    }

    fn turn_text(&self, turn: usize) -> &'static str {
        word(self.turns[turn].period)
    }
}
