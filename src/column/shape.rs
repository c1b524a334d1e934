//! A version of a plan as a list of batch kernels: each benefit one loop over the rows of a chunk, with tables of 256
//! entries looked up by one byte. Says of every version that has no such form why not.

use super::by_row::ByRow;
use super::plan::{
    ABSENT, Axis, Benefit, Cap, Clauses, Deductible, FirstPay, Formula, Method, NOTHING, PASSED, Quantity, Segments,
    TROUBLE, Table, Test, Version, Way, Worth, is_number, joined, word,
};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::ir::FactId;
use crate::value::period::YearStart;
use std::collections::BTreeSet;
use std::fmt::Write;

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
    pub work: Work,
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

/// The largest figure of the policy that a loop may begin with: no sum of a chunk of them reaches 2^32.
const TOP_FIGURE: i64 = (1 << 22) - 1;

/// Returns a version as kernels, or why it has none.
pub(super) fn of(version: &Version, entries: &dyn Fn(FactId) -> usize) -> Result<Shape, String> {
    let mut shaping = Shaping {
        version,
        entries,
        keys: Vec::new(),
        turns: Vec::new(),
        guards: Vec::new(),
        most: Vec::new(),
        amounts: Vec::new(),
        top_bits: 28,
        top_sum: u64::from(u32::MAX),
        finest: 1,
        slack: 0,
        due: Table::constant(0),
    };
    let mut loops = Vec::new();
    let mut reasons = Vec::new();
    for (at, benefit) in version.benefits.iter().enumerate() {
        let named = |problem: String| format!("{}: {problem}", benefit.name);
        // What is found on the way to no kernel must not bind others.
        let before = shaping.clone();
        match shaping.with_reasons(at, benefit) {
            Ok((own, codes)) => {
                loops.push(own);
                reasons.push(Some(codes));
            }
            Err(why) => {
                shaping = before;
                // What can never be worked here would shut every row out.
                if benefit.blocked.is_some() && benefit.due.is_empty() {
                    return Err(named(why));
                }
                loops.push(Loop::by_row(benefit, why));
                reasons.push(None);
            }
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for choice in &version.choices {
        groups.push(choice.benefits.iter().map(|(at, _)| *at).collect());
    }
    let alone = (0..loops.len()).filter(|at| matches!(loops[*at].work, Work::ByRow(_)));
    let alone: Vec<usize> = alone.filter(|at| !groups.iter().any(|own| own.contains(at))).collect();
    groups.extend(alone.into_iter().map(|at| vec![at]));
    let (order, groups) = order(version, &loops, groups)?;
    for at in groups.iter().flat_map(|own| &own.scope.order) {
        if !matches!(loops[*at].work, Work::ByRow(_)) {
            let chosen = version.choices.iter().any(|own| own.benefits.iter().any(|(own, _)| own == at));
            let why = if chosen { "one of a choice" } else { "asks about what asks about it" };
            loops[*at] = Loop::by_row(&version.benefits[*at], why.to_owned());
            reasons[*at] = None;
        }
    }
    for own in &groups {
        own.needs.iter().for_each(|at| loops[*at].is_asked = true);
        own.first_pays.iter().for_each(|at| loops[*at].keeps_first_pay = true);
    }
    let row_axes: BTreeSet<usize> = groups.iter().flat_map(|own| own.axes.iter().copied()).collect();
    // What a row must have one value of is looked at even where it makes no difference: a key that is always 0.
    let mut parts = Vec::new();
    for (at, axis) in version.axes.iter().enumerate() {
        let entry = match axis {
            Axis::Entry(fact, _) => Part::Entry(*fact, entries(*fact)),
            _ => Part::Digit(at),
        };
        let told = |key: &Key| key.parts.iter().any(|(part, _)| *part == entry || *part == Part::Digit(at));
        if axis.fact().is_some() && !shaping.keys.iter().any(told) && !parts.contains(&(entry.clone(), 0)) {
            parts.push((entry, 0));
        }
    }
    if !parts.is_empty() {
        shaping.keys.push(Key { parts, codes: None });
    }
    if shaping.keys.len() > MOST || shaping.turns.len() > MOST {
        return Err(format!("{} keys, more than {MOST}", shaping.keys.len()));
    }
    let asked: Vec<usize> = loops.iter().flat_map(|own| &own.exclusions).map(|own| own.0).collect();
    asked.into_iter().for_each(|at| loops[at].is_asked = true);
    let asked: Vec<usize> = loops.iter().flat_map(|own| &own.first_pays_before).map(|own| own.0).collect();
    asked.into_iter().for_each(|at| loops[at].keeps_first_pay = true);
    // In the finest parts, too, everything fits.
    let top = ((1_i64 << shaping.top_bits) - 1).min(i64::from(u32::MAX / shaping.finest));
    let Shaping { keys, turns, guards, most, amounts, top_sum, slack, finest, .. } = shaping;
    let top_sum = top_sum / u64::from(finest);
    let row_axes = row_axes.into_iter().collect();
    Ok(Shape {
        keys,
        turns,
        guards,
        most,
        amounts,
        top,
        top_sum,
        slack,
        benefits: loops,
        order,
        reasons,
        groups,
        row_axes,
    })
}

/// Returns an order in which each loop comes after those whose payments it asks for, and what is worked row by row:
/// `groups`, and the benefits that ask about each other.
fn order(version: &Version, loops: &[Loop], groups: Vec<Vec<usize>>) -> Result<(Vec<usize>, Vec<ByRow>), String> {
    // Each stands for itself or, together with others, for a group.
    let mut groups: Vec<ByRow> = groups.iter().map(|own| ByRow::of(version, own)).collect();
    let mut order: Vec<usize> = Vec::new();
    while order.len() < loops.len() {
        let group = |at: usize| groups.iter().find(|own| own.scope.order.contains(&at));
        let needs = |at: usize| group(at).map_or_else(|| loops[at].needs(), |own| own.needs.clone());
        let open = || (0..loops.len()).filter(|at| !order.contains(at));
        match open().find(|at| needs(*at).iter().all(|own| order.contains(own))) {
            Some(at) => match group(at) {
                Some(own) => order.extend(&own.scope.order),
                None => order.push(at),
            },
            None => {
                // Those that, by way of others, ask about the first that does so of itself; and with them their groups.
                let reached = |from: usize| {
                    let mut all: BTreeSet<usize> = BTreeSet::new();
                    let mut next = needs(from);
                    while let Some(at) = next.pop() {
                        let group = group(at).map_or_else(|| vec![at], |own| own.scope.order.clone());
                        for at in group.into_iter().filter(|own| !order.contains(own)) {
                            if all.insert(at) {
                                next.extend(needs(at));
                            }
                        }
                    }
                    all
                };
                let first = open().find(|at| reached(*at).contains(at)).ok_or("benefits that wait for each other")?;
                let circle: Vec<usize> =
                    reached(first).into_iter().filter(|own| reached(*own).contains(&first)).collect();
                let own = ByRow::of(version, &circle);
                groups.retain(|other| !other.scope.order.iter().any(|at| circle.contains(at)));
                groups.push(own);
            }
        }
    }
    Ok((order, groups))
}

impl Loop {
    /// Returns the loops whose payments it asks for.
    fn needs(&self) -> Vec<usize> {
        let caps = match &self.work {
            Work::Nothing | Work::ByRow(_) => &[][..],
            Work::Rated { caps, .. } | Work::Cumulative { caps, .. } => caps,
        };
        let joint = caps.iter().flat_map(|own| &own.joint).map(|own| own.0);
        self.layers.iter().copied().chain(self.exclusions.iter().map(|own| own.0)).chain(joint).collect()
    }

    /// Leaves a benefit to be worked row by row.
    fn by_row(benefit: &Benefit, why: String) -> Loop {
        let scale = benefit.ways.first().map_or(1, |own| own.clauses.scale);
        Loop { part: u32::try_from(scale).unwrap_or(1), work: Work::ByRow(why), ..Loop::nothing() }
    }
}

#[derive(Clone)]
struct Shaping<'v> {
    version: &'v Version,
    entries: &'v dyn Fn(FactId) -> usize,
    keys: Vec<Key>,
    turns: Vec<Turn>,
    guards: Vec<Guard>,
    most: Vec<(usize, i64)>,
    amounts: Vec<usize>,
    top_bits: u32,
    top_sum: u64,
    /// The finest parts of a 分 that a loop works in.
    finest: u32,
    slack: u64,
    /// Of the benefit at hand.
    due: Table,
}

impl Loop {
    /// Pays nothing.
    fn nothing() -> Loop {
        Loop {
            base: Basis::Amount(0),
            layers: Vec::new(),
            first_pays_before: Vec::new(),
            part: 1,
            first_pays: Vec::new(),
            keeps_first_pay: false,
            due: None,
            exclusions: Vec::new(),
            is_asked: false,
            work: Work::Nothing,
        }
    }
}

impl Shaping<'_> {
    /// Returns the loop of a benefit with the codes of its reasons.
    fn with_reasons(&mut self, at: usize, benefit: &Benefit) -> Result<(Loop, Bytes<u16>), String> {
        let own = self.benefit(at, benefit)?;
        let due = self.due.clone();
        Ok((own, self.bytes(&due, |value| u16::try_from(value).ok())?))
    }

    fn benefit(&mut self, at: usize, benefit: &Benefit) -> Result<Loop, String> {
        let mut own = Loop::nothing();
        let tables: Vec<&Table> = benefit.due.iter().collect();
        self.due = self.joined(&tables, |own| {
            let against = own.iter().find(|own| is_number(**own) && **own > 0);
            against.copied().unwrap_or(if own.iter().all(|own| *own == 0) { 0 } else { TROUBLE })
        })?;
        if benefit.is_never_due() {
            return Ok(own);
        }
        let blocked = benefit.blocked.is_some();
        own.due = match self.due.only() {
            Some(0) if blocked => return Err(benefit.blocked.clone().unwrap_or_default()),
            Some(0) => None,
            _ => {
                let due = self.due.clone();
                Some(self.bytes(&due, |value| match value {
                    0 if blocked => None,
                    0 => Some(u32::MAX),
                    number if is_number(number) => Some(0),
                    _ => None,
                })?)
            }
        };
        for exclusion in &benefit.exclusions {
            let reason = u16::try_from(exclusion.reason).map_err(|_| "too many reasons")?;
            let holds = match exclusion.holds.only() {
                Some(1) => None,
                _ => Some(self.bytes(&exclusion.holds, |own| match own {
                    ABSENT => Some(0),
                    number if is_number(number) => Some(u32::MAX),
                    _ => None,
                })?),
            };
            own.exclusions.push((exclusion.other, holds, reason));
        }
        if blocked {
            return Ok(own);
        }
        let [Way { clauses, .. }] = benefit.ways.as_slice() else {
            return Err("several ways of working it".to_owned());
        };
        self.clauses(at, benefit, clauses, &mut own)?;
        Ok(own)
    }

    fn clauses(&mut self, at: usize, benefit: &Benefit, clauses: &Clauses, own: &mut Loop) -> Result<(), String> {
        let year = benefit.year;
        own.part = u32::try_from(clauses.scale)
            .ok()
            .filter(|part| *part <= FINEST)
            .ok_or_else(|| format!("amounts in parts of a fen (1/{})", clauses.scale))?;
        self.finest = self.finest.max(own.part);
        // What is paid is whole in it.
        let whole = (clauses.scale, rounding(clauses)?.1);
        if !clauses.layer_totals.is_empty() {
            return Err("a total of the layers".to_owned());
        }
        if clauses.order.is_some() {
            return Err("an order of its own".to_owned());
        }
        let rounding = rounding(clauses)?;
        for quantity in &clauses.quantities {
            self.quantity(quantity)?;
        }
        if let [(Method::Amount(Worth::Table(table), None), _)] = clauses.methods.as_slice() {
            if own.part != 1 {
                return Err(format!("an amount in parts of a fen (1/{})", own.part));
            }
            // A figure of the policy is a base of which everything is paid.
            if table.values.iter().any(|own| is_number(*own) && *own > TOP_FIGURE - rounding.1) {
                return Err("a figure too large for lanes".to_owned());
            }
            let table = self.where_due(table);
            own.base = Basis::Figure(self.bytes(&table, |own| if own == ABSENT { None } else { lane(own, 0) })?);
            let (whole, unit) = (Table::constant(1), whole);
            let (visit_cap, keyed_cap) = self.other_caps(clauses, year, unit)?;
            let (rate, caps) = (self.fixed(&whole, (1, 1), rounding)?, self.running_caps(at, clauses, year, unit)?);
            own.work = Work::Rated { deductible: None, rate, visit_cap, keyed_cap, caps };
            return Ok(());
        }
        let cumulative = match clauses.bases.as_slice() {
            [] => {
                self.left(clauses.eligible.ok_or("no base")?, benefit, own)?;
                None
            }
            [base] => {
                match &base.worth {
                    Worth::Formula(table, _) if table.only() != Some(1) => return Err("a base of its own".to_owned()),
                    Worth::Formula(_, Formula::EligibleLeft { eligible }) => self.left(*eligible, benefit, own)?,
                    Worth::Formula(_, Formula::OwnPay { gross }) => {
                        own.base = self.basis(*gross);
                        own.layers.clone_from(&benefit.layers);
                    }
                    Worth::Formula(_, Formula::Amount(amount)) => own.base = self.basis(*amount),
                    Worth::Formula(..) | Worth::Table(_) | Worth::Choice(..) => {
                        return Err("a base of its own".to_owned());
                    }
                }
                base.cumulative
            }
            _ => return Err("several bases".to_owned()),
        };
        self.first_pays(clauses, own)?;
        let caps = self.running_caps(at, clauses, year, whole)?;
        own.work = match (self.method(clauses)?, cumulative) {
            (Joined::Rate(table), None) => {
                let deductible = self.deductible(clauses, year)?;
                let (visit_cap, keyed_cap) = self.other_caps(clauses, year, whole)?;
                let rate = self.fixed(&table, (clauses.rate_scale, clauses.scale), rounding)?;
                Work::Rated { deductible, rate, visit_cap, keyed_cap, caps }
            }
            (_, Some(_)) if rounding != (RoundingMode::HalfUp, 1) => {
                return Err("a cumulative base with a rounding of its own".to_owned());
            }
            (method, Some(period)) => {
                let segments = match method {
                    Joined::Segments(own) => own,
                    // One band, without end.
                    Joined::Rate(table) => {
                        Segments { from_deductible: false, edges: Vec::new(), den: 1, rates: vec![table] }
                    }
                };
                let deductible = self.deductible(clauses, year)?.map(|(own, _)| own);
                let turn = self.turn(period, year);
                let bands = self.bands(&segments, clauses.rate_scale * clauses.scale)?;
                let (visit_cap, keyed_cap) = self.other_caps(clauses, year, whole)?;
                Work::Cumulative { deductible, turn, bands, visit_cap, keyed_cap, caps }
            }
            (Joined::Segments(_), None) => return Err("marginal rates of single claims".to_owned()),
        };
        Ok(())
    }

    /// Returns what a loop begins with.
    fn basis(&mut self, amount: usize) -> Basis {
        let known = self.amounts.iter().position(|own| *own == amount);
        Basis::Amount(known.unwrap_or_else(|| {
            self.amounts.push(amount);
            self.amounts.len() - 1
        }))
    }

    /// Begins with what the layers have left of the eligible cost.
    fn left(&mut self, eligible: usize, benefit: &Benefit, own: &mut Loop) -> Result<(), String> {
        for layer in &benefit.layers {
            let ways = &self.version.benefits[*layer].ways;
            if let Some(way) = ways.iter().find(|way| !way.clauses.first_pays.is_empty()) {
                // The parts are fine enough for those of every layer.
                let part = u32::try_from(way.clauses.scale).ok().filter(|part| own.part % part == 0);
                own.first_pays_before.push((*layer, own.part / part.ok_or("a first pay in other parts")?));
            }
        }
        own.base = self.basis(eligible);
        own.layers.clone_from(&benefit.layers);
        Ok(())
    }

    /// Lowers what is taken off before the deductible.
    fn first_pays(&mut self, clauses: &Clauses, own: &mut Loop) -> Result<(), String> {
        for FirstPay { worth, of_base } in &clauses.first_pays {
            let share = match worth {
                Worth::Table(table) if *of_base => {
                    if !own.first_pays_before.is_empty() {
                        return Err("a share of a base in parts of a fen".to_owned());
                    }
                    let (part, den) = (i64::from(own.part), table.den);
                    Share::OfBase(
                        self.share(table, |own| if own * part % den == 0 { own * part / den } else { TROUBLE })?,
                    )
                }
                Worth::Table(table) => Share::Figure(self.share(table, |own| own)?),
                Worth::Formula(table, formula) if !of_base => {
                    let mut terms = Vec::new();
                    linear(formula, (i64::from(own.part), 1), &mut terms)?;
                    let mut sum: Vec<(usize, u32)> = Vec::new();
                    for (amount, factor) in terms {
                        let Basis::Amount(at) = self.basis(amount) else { continue };
                        sum.push((at, factor));
                    }
                    let holds = match table.only() {
                        Some(1) => None,
                        _ => Some(self.share(table, |_| i64::from(u32::MAX))?),
                    };
                    Share::Sum(sum, holds)
                }
                Worth::Formula(..) | Worth::Choice(..) => return Err("a first pay that is worked out".to_owned()),
            };
            own.first_pays.push(share);
        }
        Ok(())
    }

    /// Returns figures of a first pay, 0 where it does not hold.
    fn share(&mut self, table: &Table, of: impl Fn(i64) -> i64) -> Result<Bytes<u32>, String> {
        let table = self.where_due(table);
        self.bytes(&table, |own| lane(if is_number(own) { of(own) } else { own }, 0))
    }

    /// Returns the methods as one, where only one ever holds.
    fn method(&self, clauses: &Clauses) -> Result<Joined, String> {
        let mut rates: Vec<&Table> = Vec::new();
        for (method, _) in &clauses.methods {
            match method {
                Method::Rate(table) => rates.push(table),
                Method::Segments(own) if clauses.methods.len() == 1 => return Ok(Joined::Segments(own.clone())),
                Method::Segments(_) => return Err("marginal rates in some case".to_owned()),
                Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. } => {
                    return Err("pays an amount, not a share".to_owned());
                }
            }
        }
        match rates.as_slice() {
            [] => Err("no rate".to_owned()),
            [one] => Ok(Joined::Rate((*one).clone())),
            all => self.joined(all, one_that_holds).map(Joined::Rate),
        }
    }

    /// Returns the deductibles as one, where only one ever holds.
    fn deductible(
        &mut self,
        clauses: &Clauses,
        year: YearStart,
    ) -> Result<Option<(Bytes<u32>, Option<usize>)>, String> {
        let mut tables: Vec<&Table> = Vec::new();
        let mut charging: Vec<Period> = Vec::new();
        for own in &clauses.deductibles {
            let Worth::Table(table) = &own.worth else { return Err("an amount that is worked out".to_owned()) };
            if !own.at_most.is_empty() {
                return Err("a deductible that is charged so often at most".to_owned());
            }
            if own.continued.is_some() {
                return Err("a deductible that is carried on".to_owned());
            }
            if table.values.iter().any(|own| is_number(*own) && *own > 0) {
                charging.push(own.period);
            }
            tables.push(table);
        }
        // Each that charges has a total of its own.
        if charging.len() > 1 && charging.iter().any(|own| *own != Period::Visit) {
            return Err("several deductibles of a period".to_owned());
        }
        // One that has no answer shuts rows out even where nothing is ever charged.
        let unanswered =
            |own: &&Deductible| own.worth.presence().values.iter().any(|own| matches!(*own, TROUBLE | PASSED));
        let silent = || clauses.deductibles.iter().find(unanswered).map(|own| own.period);
        let period = charging.first().copied().or_else(silent);
        let Some(period) = period else { return Ok(None) };
        let table = match tables.as_slice() {
            [one] => (*one).clone(),
            all => self
                .joined(all, |own| if own.iter().all(|own| *own == ABSENT) { NOTHING } else { one_that_holds(own) })?,
        };
        let table = self.where_due(&table);
        let amount = self.bytes(&table, |own| lane(own, 0))?;
        let turn = (period != Period::Visit).then(|| self.turn(period, year));
        Ok(Some((amount, turn)))
    }

    /// A quantity that is never above what is allowed changes nothing.
    fn quantity(&mut self, own: &Quantity) -> Result<(), String> {
        let Worth::Table(table) = &own.allowed else { return Err("a quantity that is worked out".to_owned()) };
        if own.period != Period::Visit {
            return Err("a quantity of a period".to_owned());
        }
        // Rows for which it has no answer are shut out; what is allowed is looked at below.
        let asked = self.where_due(table);
        self.bytes(&asked, |own| lane(own, 0).map(|_| 0_u8))?;
        let allowed = table.values.iter().filter(|own| is_number(**own)).map(|own| own.div_euclid(table.den)).min();
        match (&own.asked, allowed) {
            (_, None) => Ok(()),
            (Formula::Amount(at), Some(allowed)) => {
                self.most.push((*at, allowed));
                Ok(())
            }
            (Formula::Constant(asked, 1), Some(allowed)) if *asked <= allowed => Ok(()),
            _ => Err("a quantity that is worked out".to_owned()),
        }
    }

    /// Returns the caps that hold for everybody over a period. `unit`: in which parts of a 分 limits stand, and the unit in
    /// which what is paid is whole, so that what limits leave beyond it is nothing.
    fn running_caps(
        &mut self,
        at: usize,
        clauses: &Clauses,
        year: YearStart,
        unit: (i64, i64),
    ) -> Result<Vec<Running>, String> {
        let mut found = Vec::new();
        for cap in &clauses.caps {
            if !self.is_plain(cap) {
                continue;
            }
            let turn = self.turn(cap.period, year);
            let Worth::Table(table) = &cap.worth else { return Err("a cap that is worked out".to_owned()) };
            let table = self.where_due(table);
            let held = |own: i64| lane(whole_in(own, unit), i64::from(NO_LIMIT));
            let limit = self.bytes(&table, held)?;
            let joint = match cap.joint_total {
                None => Vec::new(),
                Some(total) => {
                    let joint = self.version.joints.iter().find(|own| own.total == total).ok_or("no joint total")?;
                    if unit.1 != 1 {
                        return Err("a joint cap with a rounding of its own".to_owned());
                    }
                    if joint.others.contains(&at) {
                        return Err("a cap joint with itself".to_owned());
                    }
                    joint.others.iter().map(|other| (*other, cap.joint_before.contains(other))).collect()
                }
            };
            let least = table.values.iter().filter_map(|own| held(*own)).min().unwrap_or(NO_LIMIT);
            found.push(Running { limit, least, turn, joint });
        }
        if found.len() > CAPS { Err(format!("{} caps of a period", found.len())) } else { Ok(found) }
    }

    /// Whether a cap holds for everybody to whom the benefit is due, over a period, with one total.
    fn is_plain(&self, cap: &Cap) -> bool {
        let always = match &cap.worth {
            Worth::Table(table) => !self.where_due(table).values.contains(&ABSENT),
            Worth::Formula(table, _) | Worth::Choice(table, _) => table.only() == Some(1),
        };
        always && cap.keys.is_empty() && cap.period != Period::Visit
    }

    /// Returns the caps of a visit as one, and those that exclude each other as one with slots.
    fn other_caps(
        &mut self,
        own: &Clauses,
        year: YearStart,
        unit: (i64, i64),
    ) -> Result<(Option<Bytes<u32>>, Option<Keyed>), String> {
        let mut visit: Option<Table> = None;
        let mut keyed: Vec<&Cap> = Vec::new();
        for cap in &own.caps {
            if self.is_plain(cap) {
                continue;
            }
            let Worth::Table(table) = &cap.worth else { return Err("a cap that is worked out".to_owned()) };
            if cap.joint_total.is_some() {
                return Err("a joint cap in some case".to_owned());
            }
            if cap.period != Period::Visit {
                keyed.push(cap);
                continue;
            }
            visit = Some(match visit {
                None => table.clone(),
                Some(other) => self.joined(&[&other, table], |own| {
                    let limits = own.iter().filter(|own| is_number(**own));
                    let unanswered = own.iter().any(|own| matches!(*own, TROUBLE | PASSED));
                    if unanswered { TROUBLE } else { limits.min().copied().unwrap_or(NOTHING) }
                })?,
            });
        }
        let visit = visit.map(|table| {
            let table = self.where_due(&table);
            self.bytes(&table, |own| lane(whole_in(own, unit), i64::from(NO_LIMIT)))
        });
        let visit = visit.transpose()?;
        let Some(first) = keyed.first() else { return Ok((visit, None)) };
        if keyed.iter().any(|own| own.period != first.period) {
            return Err("caps of several periods".to_owned());
        }
        let turn = self.turn(first.period, year);
        // The keys of each cap follow on those of the one before.
        let mut slots: Vec<Table> = Vec::new();
        let mut count = 0;
        let mut limits: Vec<&Table> = Vec::new();
        for cap in &keyed {
            let Worth::Table(table) = &cap.worth else { return Err("a cap that is worked out".to_owned()) };
            let size: usize = cap.keys.iter().map(|(axis, _)| self.version.axes[*axis].size()).product();
            let values = (0..size).map(|key| (count + key) as i64).collect();
            slots.push(Table { axes: cap.keys.clone(), den: 1, values });
            limits.push(table);
            count += size;
        }
        if count > 255 {
            return Err(format!("a cap with {count} totals, more than 255"));
        }
        let mut all: Vec<&Table> = limits.clone();
        all.extend(slots.iter());
        let number = keyed.len();
        // Slot and limit in one figure, so that both have one key.
        let table = self.joined(&all, |own| {
            let holding: Vec<usize> = (0..number).filter(|at| own[*at] != ABSENT).collect();
            match holding.as_slice() {
                [] => ((count as i64) << 32) | i64::from(NO_LIMIT),
                [one] => match lane(whole_in(own[*one], unit), i64::from(NO_LIMIT)) {
                    Some(limit) => (own[number + one] << 32) | i64::from(limit),
                    None => TROUBLE,
                },
                _ => TROUBLE,
            }
        })?;
        let table = self.where_due(&table);
        let both = self.bytes(&table, |own| match own {
            NOTHING => Some(((count as u64) << 32) | u64::from(NO_LIMIT)),
            own => u64::try_from(own).ok(),
        })?;
        let mut known: Vec<Option<i64>> = vec![None; count];
        let mut figures = table.values.iter().filter(|own| is_number(**own) && (**own >> 32) < count as i64);
        let by_slot = figures.all(|own| {
            let limit = own & i64::from(u32::MAX);
            *known[(own >> 32) as usize].get_or_insert(limit) == limit
        });
        let slot = Box::new(both.values.map(|own| (own >> 32) as u8));
        let limit = Box::new(both.values.map(|own| own as u32));
        let slot = Bytes { key: both.key, values: slot, few: None };
        // One more for what no cap holds.
        let slots = count as u32 + 1;
        Ok((visit, Some(Keyed { slot, limit, turn, slots, by_slot })))
    }

    fn bands(&mut self, own: &Segments, den: i64) -> Result<Bands, String> {
        let edges: Result<Vec<u32>, String> =
            own.edges.iter().map(|edge| u32::try_from(*edge).map_err(|_| "an edge too far off".to_owned())).collect();
        let rates: Result<Vec<Bytes<u32>>, String> = own.rates.iter().map(|table| self.rate_of_band(table)).collect();
        let den = u32::try_from(den).ok().filter(|den| *den <= 1 << 20).ok_or("rates in too small parts")?;
        Ok(Bands { from_deductible: own.from_deductible, edges: edges?, rates: rates?, den })
    }

    fn rate_of_band(&mut self, table: &Table) -> Result<Bytes<u32>, String> {
        let table = self.where_due(table);
        self.bytes(&table, |own| if own == ABSENT { None } else { lane(own, 0) })
    }

    /// Returns a table with `无` where the benefit is not due: there it is never asked.
    fn where_due(&self, table: &Table) -> Table {
        if !table.values.iter().any(|own| matches!(*own, ABSENT | TROUBLE | PASSED)) || self.due.only() == Some(0) {
            return table.clone();
        }
        let due = self.joined(&[table, &self.due], |own| if own[1] == 0 { own[0] } else { NOTHING });
        // Too large: then rows are left to others that need not be.
        due.unwrap_or_else(|_| table.clone())
    }

    /// Returns rates as multipliers.
    fn fixed(
        &mut self,
        table: &Table,
        (den, part): (i64, i64),
        (mode, unit): (RoundingMode, i64),
    ) -> Result<Fixed, String> {
        let bits = |own: u64| u64::BITS - own.leading_zeros();
        let own_den = u64::try_from(den).map_err(|_| "a rate below zero")?;
        let own_unit =
            u32::try_from(unit).ok().filter(|unit| (1..=TOP_UNIT).contains(unit)).ok_or("a unit too large")?;
        let units = u64::from(own_unit).checked_mul(part.unsigned_abs()).ok_or("rates in too small parts")?;
        let den = own_den.checked_mul(units).ok_or("rates in too small parts")?;
        let rates = self.where_due(table);
        let whole = rates.values.iter().any(|own| is_number(*own) && *own as u64 == den);
        let least_units = rates.values.iter().all(|own| !is_number(*own) || *own as u64 <= own_den);
        if !least_units {
            self.top_sum = u64::from(u32::MAX / 2);
        }
        let within = least_units && (unit == 1 || mode == RoundingMode::Down);
        if unit != 1 {
            self.slack = self.slack.max(own_unit.into());
        }
        let own_rounding = (mode, unit) != (RoundingMode::HalfUp, 1) && !(unit == 1 && own_den == 1 && part == 1);
        if part != 1 {
            return self.wide(&rates, den, (mode, own_unit, within), own_rounding);
        }
        // The multiplier must stay below 2^32.
        let shift: u32 = if whole { 31 } else { 32 };
        let spent = bits(2 * den);
        if spent + 20 > shift {
            return Err("rates in too small parts".to_owned());
        }
        self.top_bits = self.top_bits.min(shift - spent);
        let multiplier = self.bytes(&rates, |own| {
            let rate = if own == ABSENT { None } else { lane(own, 0) }?;
            u32::try_from((u128::from(rate) << shift).div_ceil(u128::from(den))).ok()
        })?;
        let rounding = own_rounding.then(|| self.rounding(&rates, den, mode, own_unit)).transpose()?;
        Ok(Fixed { multiplier, shift, wide: None, within, rounding })
    }

    /// The same of amounts in parts of a 分, with multipliers of 64 bits.
    fn wide(
        &mut self,
        rates: &Table,
        den: u64,
        (mode, unit, within): (RoundingMode, u32, bool),
        own_rounding: bool,
    ) -> Result<Fixed, String> {
        // Of any x below 2^32, so that x ÷ 2^56 stays below half a part of the product.
        if den > 1 << 22 {
            return Err("rates in too small parts".to_owned());
        }
        let wide = self.bytes(rates, |own| {
            let rate = if own == ABSENT { None } else { lane(own, 0) }?;
            u64::try_from((u128::from(rate) << WIDE).div_ceil(u128::from(den))).ok().filter(|own| *own <= 1 << WIDE)
        })?;
        let multiplier = Bytes { key: wide.key, values: Box::new([0; 256]), few: None };
        let rounding = own_rounding.then(|| self.rounding(rates, den, mode, unit)).transpose()?;
        Ok(Fixed { multiplier, shift: WIDE, wide: Some(wide), within, rounding })
    }

    fn rounding(&mut self, rates: &Table, den: u64, mode: RoundingMode, unit: u32) -> Result<Rounding, String> {
        let numerators = self.bytes(rates, |own| if own == ABSENT { None } else { lane(own, 0) })?;
        let den = u32::try_from(den).map_err(|_| "rates in too small parts")?;
        Ok(Rounding { mode, unit, numerators, den })
    }

    fn turn(&mut self, period: Period, year: YearStart) -> usize {
        let turn = Turn { period, year };
        self.turns.iter().position(|own| *own == turn).unwrap_or_else(|| {
            self.turns.push(turn);
            self.turns.len() - 1
        })
    }

    /// Works several tables into one over all their axes.
    fn joined(&self, tables: &[&Table], of: impl Fn(&[i64]) -> i64) -> Result<Table, String> {
        joined(&self.version.axes, tables, MOST_ENTRIES, of).ok_or_else(|| "a table of too many entries".to_owned())
    }

    /// Returns a table looked up by a byte; rows whose entry has no value are left to others.
    fn bytes<T: Copy + Default + PartialEq>(
        &mut self,
        table: &Table,
        of: impl Fn(i64) -> Option<T>,
    ) -> Result<Bytes<T>, String> {
        // Digits of entries become the entries themselves where there is room: then columns serve as keys.
        let wide = self.parts(table, false)?;
        let (parts, size) = if wide.1 > 256 { self.parts(table, true)? } else { wide };
        if size > MOST_ENTRIES {
            return Err(format!("a key of {size} values, more than {MOST_ENTRIES}"));
        }
        let mut digits = vec![0_u16; self.version.axes.len()];
        let mut found: Vec<Option<T>> = Vec::new();
        let mut codes = Vec::with_capacity(size);
        for key in 0..size {
            for (part, stride, at) in &parts {
                digits[*at] = match (part, &self.version.axes[*at]) {
                    (Part::Entry(_, entries), Axis::Entry(_, classes)) => classes[key / stride % entries],
                    (_, axis) => (key / stride % axis.size()) as u16,
                };
            }
            let value = of(table.at(&digits));
            if size <= 256 {
                found.push(value);
                continue;
            }
            let code = found.iter().position(|own| *own == value).unwrap_or_else(|| {
                found.push(value);
                found.len() - 1
            });
            codes.push(u8::try_from(code).map_err(|_| "a key of too many different values")?);
        }
        let mut key = Key {
            parts: parts.into_iter().map(|(part, stride, _)| (part, stride)).collect(),
            codes: (size > 256).then_some(codes),
        };
        key.parts.dedup();
        let place = self.keys.iter().position(|own| *own == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        let mut values = Box::new([T::default(); 256]);
        for (value, own) in values.iter_mut().zip(&found) {
            *value = own.unwrap_or_default();
        }
        if found.contains(&None) {
            let known = self.guards.iter().position(|own| own.key == place);
            let at = known.unwrap_or_else(|| {
                self.guards.push(Guard { key: place, shut: Box::new([false; 256]) });
                self.guards.len() - 1
            });
            for (shut, own) in self.guards[at].shut.iter_mut().zip(&found) {
                *shut |= own.is_none();
            }
        }
        // The first of those that are met most often, so that the same policy has the same plan.
        let times = |own: &Option<T>| found.iter().filter(|other| *other == own).count();
        let mut usual = found.first().copied().flatten().unwrap_or_default();
        let mut most = 0;
        for own in &found {
            if let (Some(value), true) = (own, times(own) > most) {
                (usual, most) = (*value, times(own));
            }
        }
        let mut others = Vec::new();
        for (code, own) in found.iter().enumerate() {
            if let (Some(value), Ok(code)) = (own.filter(|own| *own != usual), u8::try_from(code)) {
                others.push((code, value));
            }
        }
        let few = (others.len() <= FEW).then_some((usual, others));
        Ok(Bytes { key: place, values, few })
    }

    /// Returns the digits of a key with their strides and axes, and how many values it has: of the entries themselves or
    /// of their classes.
    fn parts(&self, table: &Table, classes: bool) -> Result<(Vec<(Part, usize, usize)>, usize), String> {
        let mut parts: Vec<(Part, usize, usize)> = Vec::new();
        let mut size: usize = 1;
        let mut facts: Vec<(FactId, usize)> = Vec::new();
        for (axis, _) in &table.axes {
            let own = &self.version.axes[*axis];
            match own {
                Axis::Entry(fact, _) if !classes => {
                    let entries = (self.entries)(*fact);
                    if let Some((_, stride)) = facts.iter().find(|(known, _)| known == fact) {
                        parts.push((Part::Entry(*fact, entries), *stride, *axis));
                        continue;
                    }
                    facts.push((*fact, size));
                    parts.push((Part::Entry(*fact, entries), size, *axis));
                    size = size.saturating_mul(entries.max(1));
                }
                Axis::Visits(..) => return Err("depends on the number of the visit".to_owned()),
                Axis::Test(_, Test::Days(..)) => return Err("compares days row by row".to_owned()),
                Axis::Test(..) => return Err("compares amounts row by row".to_owned()),
                Axis::Entry(..) | Axis::Truth(_) | Axis::Number(..) | Axis::Day(..) | Axis::Age(..) => {
                    parts.push((Part::Digit(*axis), size, *axis));
                    size = size.saturating_mul(own.size());
                }
            }
        }
        Ok((parts, size))
    }
}

/// A benefit's methods as one.
enum Joined {
    Rate(Table),
    Segments(Segments),
}

/// The most entries of a table that several are worked into.
const MOST_ENTRIES: usize = 65_536;

/// So many values of a key that differ from the usual one are compared rather than looked up.
const FEW: usize = 4;

/// The most caps of a period of one benefit.
pub(super) const CAPS: usize = 4;

/// The finest part of a 分 that lanes are worked in.
const FINEST: u32 = 1000;

/// By so many bits products with multipliers of 64 bits are shifted.
pub(super) const WIDE: u32 = 56;

/// The largest unit that amounts are rounded to: 1,000 yuan.
const TOP_UNIT: u32 = 100_000;

/// Returns how a benefit is rounded, where that is the same on every row.
fn rounding(clauses: &Clauses) -> Result<(RoundingMode, i64), String> {
    let mut found = (RoundingMode::HalfUp, 1);
    for (table, mode, unit) in &clauses.roundings {
        if table.only() != Some(1) {
            return Err("a rounding in some case".to_owned());
        }
        found = (*mode, *unit);
    }
    Ok(found)
}

/// Returns a figure of a table, in parts of a 分, down to whole units.
fn whole_in(value: i64, (part, unit): (i64, i64)) -> i64 {
    if !is_number(value) || (part, unit) == (1, 1) {
        return value;
    }
    let whole = value.div_euclid(part);
    whole - whole.rem_euclid(unit)
}

/// Adds what a formula takes of each amount, times a fraction: whole figures, none below zero.
fn linear(formula: &Formula, times: (i64, i64), terms: &mut Vec<(usize, u32)>) -> Result<(), String> {
    let worked_out = || "a first pay that is worked out".to_owned();
    match formula {
        Formula::Amount(at) => {
            let factor = (times.0 % times.1 == 0).then(|| u32::try_from(times.0 / times.1).ok()).flatten();
            terms.push((*at, factor.ok_or_else(worked_out)?));
            Ok(())
        }
        Formula::Sum(all) => all.iter().try_for_each(|own| linear(own, times, terms)),
        Formula::Scale(own, numerator, denominator) => {
            let of = |a: i64, b: i64| a.checked_mul(b).ok_or_else(worked_out);
            linear(own, (of(times.0, *numerator)?, of(times.1, *denominator)?), terms)
        }
        Formula::Constant(0, _) => Ok(()),
        Formula::Constant(..)
        | Formula::EligibleLeft { .. }
        | Formula::OwnPay { .. }
        | Formula::PaidSoFar
        | Formula::Paid(_)
        | Formula::PaidBefore(_)
        | Formula::Times(..)
        | Formula::Least(_)
        | Formula::Greatest(_) => Err(worked_out()),
    }
}

/// Returns the figure of the one that holds.
fn one_that_holds(all: &[i64]) -> i64 {
    let mut holding = all.iter().filter(|own| **own != ABSENT);
    match (holding.next(), holding.next()) {
        (Some(one), None) => *one,
        _ => TROUBLE,
    }
}

/// Returns a figure of a table as a lane; `无` and absent as something else.
fn lane(value: i64, nothing: i64) -> Option<u32> {
    match value {
        TROUBLE | PASSED => None,
        // What is absent is told apart by those who call; elsewhere it means the same as `无`.
        ABSENT | NOTHING => u32::try_from(nothing).ok(),
        number => u32::try_from(number.clamp(0, i64::from(NO_LIMIT))).ok(),
    }
}

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
            writeln!(out, "      where a clause has no answer: claim by claim")?;
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
            writeln!(out, "      {name}: fused, {kernel}")?;
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
