//! A version of a plan as a list of batch kernels: each benefit one loop over the rows of a chunk, with tables of 256
//! entries looked up by one byte. Says of every version that has no such form why not.

use super::plan::{
    ABSENT, Axis, Benefit, Cap, Method, NOTHING, Segments, TROUBLE, Table, Version, Worth, is_number, word,
};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::ir::FactId;
use crate::value::period::YearStart;
use std::fmt::Write;

/// The most key columns and turns of a shape.
pub(super) const MOST: usize = 24;

/// A limit that no amount of a chunk reaches.
pub(super) const NO_LIMIT: u32 = u32::MAX;

/// A table looked up by one byte of the row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bytes<T> {
    /// The key column, by its place among those of the shape.
    pub key: usize,
    pub values: Box<[T; 256]>,
}

/// Where a key column comes from: digits times strides, summed. No part at all: 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub parts: Vec<(Part, usize)>,
}

/// A digit of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The entry of a fact itself; how many there are.
    Entry(FactId, usize),
    /// The class of an axis of the version.
    Digit(usize),
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
    /// The place of the eligible cost among the version's amounts.
    pub eligible: usize,
    /// The largest eligible cost that the kernels take, in 分.
    pub top: i64,
    pub benefits: Vec<Loop>,
    /// For each benefit the code of its reason by row, for those who ask.
    pub reasons: Vec<Bytes<u16>>,
}

/// A benefit's loop.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Loop {
    /// Places of the layers before.
    pub layers: Vec<usize>,
    /// All ones where it is due, else 0.
    pub due: Option<Bytes<u32>>,
    pub work: Work,
}

/// What a loop does.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Work {
    /// Never due.
    Nothing,
    /// Deductible, rate, caps, each if there is one.
    Rated {
        deductible: Option<(Bytes<u32>, Option<usize>)>,
        rate: Fixed,
        visit_cap: Option<Bytes<u32>>,
        keyed_cap: Option<Keyed>,
        cap: Option<(Bytes<u32>, usize)>,
    },
    /// Marginal rates of the running sum of what is left.
    Cumulative { deductible: Option<Bytes<u32>>, turn: usize, bands: Bands, cap: Option<(Bytes<u32>, usize)> },
}

/// Rates for one multiplication: `(x · m + 2^(shift − 1)) >> shift` is x · rate, halves up, for x up to the shape's top.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fixed {
    pub multiplier: Bytes<u32>,
    pub shift: u32,
}

/// A cap with a total for each of up to 255 slots.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Keyed {
    pub slot: Bytes<u8>,
    pub limit: Box<[u32; 256]>,
    pub turn: usize,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bands {
    pub from_deductible: bool,
    pub edges: Vec<u32>,
    /// Numerators over `den`, one table for each band.
    pub rates: Vec<Bytes<u32>>,
    pub den: u32,
}

/// Returns a version as kernels, or why it has none.
pub(super) fn of(version: &Version, entries: &dyn Fn(FactId) -> usize) -> Result<Shape, String> {
    let mut shaping = Shaping {
        version,
        entries,
        keys: Vec::new(),
        turns: Vec::new(),
        top_bits: 28,
        eligible: None,
        due: Table::constant(0),
    };
    let mut loops = Vec::new();
    let mut reasons = Vec::new();
    if !version.joints.is_empty() {
        return Err("joint caps".to_owned());
    }
    for benefit in &version.benefits {
        let named = |problem: String| format!("{}: {problem}", benefit.name);
        loops.push(shaping.benefit(benefit).map_err(named)?);
        let codes = shaping.bytes(&benefit.due, |value| u16::try_from(value).ok()).map_err(named)?;
        reasons.push(codes);
    }
    let eligible = shaping.eligible.ok_or("no benefit works with the eligible cost")?;
    if shaping.keys.len() > MOST || shaping.turns.len() > MOST {
        return Err(format!("{} keys, more than {MOST}", shaping.keys.len()));
    }
    let top = (1_i64 << shaping.top_bits) - 1;
    Ok(Shape { keys: shaping.keys, turns: shaping.turns, eligible, top, benefits: loops, reasons })
}

struct Shaping<'v> {
    version: &'v Version,
    entries: &'v dyn Fn(FactId) -> usize,
    keys: Vec<Key>,
    turns: Vec<Turn>,
    top_bits: u32,
    eligible: Option<usize>,
    /// Of the benefit at hand.
    due: Table,
}

impl Shaping<'_> {
    fn benefit(&mut self, own: &Benefit) -> Result<Loop, String> {
        if own.due.values.iter().all(|value| is_number(*value) && *value > 0) {
            return Ok(Loop { layers: Vec::new(), due: None, work: Work::Nothing });
        }
        self.due = own.due.clone();
        if own.scale != 1 {
            return Err(format!("amounts in parts of a fen (1/{})", own.scale));
        }
        if !own.first_pays.is_empty() {
            return Err("a first pay".to_owned());
        }
        if !own.layer_totals.is_empty() {
            return Err("a total of the layers".to_owned());
        }
        let usual = |(table, mode, unit): &(Table, RoundingMode, i64)| {
            table.only() == Some(1) && *mode == RoundingMode::HalfUp && *unit == 1
        };
        if !own.roundings.iter().all(usual) {
            return Err("a rounding of its own".to_owned());
        }
        let [(method, _)] = own.methods.as_slice() else { return Err("several rates".to_owned()) };
        let due = match own.due.only() {
            Some(0) => None,
            _ => Some(self.bytes(&own.due, |value| match value {
                TROUBLE => None,
                0 => Some(u32::MAX),
                _ => Some(0),
            })?),
        };
        let cumulative = match own.bases.as_slice() {
            [] => None,
            [base] => match (&base.worth, base.cumulative) {
                (Worth::Formula(table, super::plan::Formula::EligibleLeft { eligible }), period)
                    if table.only() == Some(1) =>
                {
                    self.eligible = Some(*eligible);
                    period
                }
                _ => return Err("a base of its own".to_owned()),
            },
            _ => return Err("several bases".to_owned()),
        };
        self.eligible = self.eligible.or(own.eligible);
        let cap = self.running_cap(own)?;
        let work = match (method, cumulative) {
            (Method::Rate(table), None) => {
                let deductible = match own.deductibles.as_slice() {
                    [] => None,
                    [one] => {
                        let amount = self.amount(&one.worth, 0)?;
                        let turn = (one.period != Period::Visit).then(|| self.turn(one.period, own.year));
                        Some((amount, turn))
                    }
                    _ => return Err("several deductibles".to_owned()),
                };
                let (visit_cap, keyed_cap) = self.other_caps(own)?;
                Work::Rated { deductible, rate: self.fixed(table, own.rate_scale)?, visit_cap, keyed_cap, cap }
            }
            (Method::Segments(segments), Some(period)) => {
                if own.caps.iter().any(|one| !is_plain(one)) {
                    return Err("a cap of parts of a cumulative base".to_owned());
                }
                let deductible = match own.deductibles.as_slice() {
                    [] => None,
                    [one] => Some(self.amount(&one.worth, 0)?),
                    _ => return Err("several deductibles".to_owned()),
                };
                let turn = self.turn(period, own.year);
                Work::Cumulative { deductible, turn, bands: self.bands(segments, own.rate_scale)?, cap }
            }
            (Method::Segments(_), None) => return Err("marginal rates of single claims".to_owned()),
            (Method::Rate(_), Some(_)) => return Err("one rate of a cumulative base".to_owned()),
            (Method::Amount(..) | Method::TopUp(_) | Method::OwnPay { .. }, _) => {
                return Err("pays an amount, not a share".to_owned());
            }
        };
        Ok(Loop { layers: own.layers.clone(), due, work })
    }

    /// Returns the cap that holds for everybody over a period.
    fn running_cap(&mut self, own: &Benefit) -> Result<Option<(Bytes<u32>, usize)>, String> {
        let mut found = None;
        for cap in own.caps.iter().filter(|own| is_plain(own)) {
            if found.is_some() {
                return Err("two caps of a period".to_owned());
            }
            let turn = self.turn(cap.period, own.year);
            found = Some((self.amount(&cap.worth, i64::from(NO_LIMIT))?, turn));
        }
        Ok(found)
    }

    /// Returns the caps of a visit as one, and those that exclude each other as one with slots.
    fn other_caps(&mut self, own: &Benefit) -> Result<(Option<Bytes<u32>>, Option<Keyed>), String> {
        let mut visit: Option<Table> = None;
        let mut keyed: Vec<&Cap> = Vec::new();
        for cap in own.caps.iter().filter(|own| !is_plain(own)) {
            let Worth::Table(table) = &cap.worth else { return Err("a cap that is worked out".to_owned()) };
            if cap.period != Period::Visit {
                keyed.push(cap);
                continue;
            }
            visit = Some(match visit {
                None => table.clone(),
                Some(other) => self.joined(&[&other, table], |own| {
                    let limits = own.iter().filter(|own| is_number(**own));
                    if own.contains(&TROUBLE) { TROUBLE } else { limits.min().copied().unwrap_or(NOTHING) }
                })?,
            });
        }
        // A due that asks for the same things as the cap of a visit is one with it.
        let visit = visit.map(|table| self.bytes(&table, |own| limit(own, i64::from(NO_LIMIT)))).transpose()?;
        let Some(first) = keyed.first() else { return Ok((visit, None)) };
        if keyed.iter().any(|own| own.period != first.period || own.joint_total.is_some()) {
            return Err("caps of several periods".to_owned());
        }
        let turn = self.turn(first.period, own.year);
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
        let slot = self.joined(&all, |own| {
            let holding: Vec<usize> = (0..number).filter(|at| own[*at] != ABSENT).collect();
            match holding.as_slice() {
                [] => 255,
                [one] if own[*one] == TROUBLE => TROUBLE,
                [one] => own[number + one],
                _ => TROUBLE,
            }
        })?;
        let limits = self.joined(&all, |own| {
            let holding = own[..number].iter().filter(|own| **own != ABSENT);
            holding.copied().next().unwrap_or(NOTHING)
        })?;
        let slot = self.bytes(&slot, |own| u8::try_from(own).ok()).map_err(|_| "caps that hold together".to_owned())?;
        let limits = self.bytes(&limits, |own| limit(own, i64::from(NO_LIMIT)))?;
        if limits.key != slot.key {
            return Err("caps with keys of their own".to_owned());
        }
        Ok((visit, Some(Keyed { slot, limit: limits.values, turn })))
    }

    fn bands(&mut self, own: &Segments, den: i64) -> Result<Bands, String> {
        let edges: Result<Vec<u32>, String> =
            own.edges.iter().map(|edge| u32::try_from(*edge).map_err(|_| "an edge too far off".to_owned())).collect();
        let rates: Result<Vec<Bytes<u32>>, String> = own.rates.iter().map(|table| self.rate_of_band(table)).collect();
        let den = u32::try_from(den).ok().filter(|den| *den <= 1 << 20).ok_or("rates in too small parts")?;
        Ok(Bands { from_deductible: own.from_deductible, edges: edges?, rates: rates?, den })
    }

    fn rate_of_band(&mut self, table: &Table) -> Result<Bytes<u32>, String> {
        let table = self.where_due(table)?;
        self.bytes(&table, |own| if own == ABSENT { None } else { limit(own, 0) })
    }

    /// Returns a table with `无` where the benefit is not due: there it is never asked.
    fn where_due(&self, table: &Table) -> Result<Table, String> {
        if !table.values.iter().any(|own| matches!(*own, ABSENT | TROUBLE)) || self.due.only() == Some(0) {
            return Ok(table.clone());
        }
        self.joined(&[table, &self.due], |own| if own[1] == 0 { own[0] } else { NOTHING })
    }

    /// Returns rates as multipliers.
    fn fixed(&mut self, table: &Table, den: i64) -> Result<Fixed, String> {
        let bits = |own: u64| u64::BITS - own.leading_zeros();
        let den = u64::try_from(den).map_err(|_| "a rate below zero")?;
        let rates = &self.where_due(table)?;
        if rates.values.contains(&ABSENT) {
            return Err("no rate for some".to_owned());
        }
        let whole = rates.values.iter().any(|own| is_number(*own) && *own as u64 == den);
        // The multiplier must stay below 2^32.
        let shift: u32 = if whole { 31 } else { 32 };
        let spent = bits(2 * den);
        if spent + 20 > shift {
            return Err("rates in too small parts".to_owned());
        }
        self.top_bits = self.top_bits.min(shift - spent);
        let multiplier = self.bytes(rates, |own| {
            let rate = limit(own, 0)?;
            u32::try_from((u128::from(rate) << shift).div_ceil(u128::from(den))).ok()
        })?;
        Ok(Fixed { multiplier, shift })
    }

    /// Returns what a clause is worth; `无` and absent as something else.
    fn amount(&mut self, worth: &Worth, nothing: i64) -> Result<Bytes<u32>, String> {
        match worth {
            Worth::Table(table) => {
                let table = self.where_due(table)?;
                self.bytes(&table, |own| limit(own, nothing))
            }
            Worth::Formula(..) => Err("an amount that is worked out".to_owned()),
        }
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
        let mut axes: Vec<(usize, usize)> = Vec::new();
        let mut size = 1;
        for (axis, _) in tables.iter().flat_map(|own| &own.axes) {
            if !axes.iter().any(|(own, _)| own == axis) {
                axes.push((*axis, size));
                size *= self.version.axes[*axis].size();
            }
        }
        if size > 65_536 {
            return Err("a table of too many entries".to_owned());
        }
        let mut digits = vec![0_u16; self.version.axes.len()];
        let mut values = Vec::with_capacity(size);
        for key in 0..size {
            for (axis, stride) in &axes {
                digits[*axis] = (key / stride % self.version.axes[*axis].size()) as u16;
            }
            let row: Vec<i64> = tables.iter().map(|own| own.at(&digits)).collect();
            values.push(of(&row));
        }
        Ok(Table { axes, den: 1, values })
    }

    /// Returns a table looked up by a byte; every entry must have a value.
    fn bytes<T: Copy + Default>(&mut self, table: &Table, of: impl Fn(i64) -> Option<T>) -> Result<Bytes<T>, String> {
        // Digits of entries become the entries themselves where there is room: then columns serve as keys.
        let mut parts: Vec<(Part, usize, &Axis, usize)> = Vec::new();
        let mut size: usize = 1;
        let mut facts: Vec<(FactId, usize, usize)> = Vec::new();
        for (axis, _) in &table.axes {
            let own = &self.version.axes[*axis];
            match own {
                Axis::Entry(fact, _) => {
                    let entries = (self.entries)(*fact);
                    if let Some((_, _, stride)) = facts.iter().find(|(known, _, _)| known == fact) {
                        parts.push((Part::Entry(*fact, entries), *stride, own, *axis));
                        continue;
                    }
                    facts.push((*fact, entries, size));
                    parts.push((Part::Entry(*fact, entries), size, own, *axis));
                    size = size.saturating_mul(entries.max(1));
                }
                Axis::Visits(..) => return Err("depends on the number of the visit".to_owned()),
                Axis::Truth(_) | Axis::Number(..) | Axis::Day(..) | Axis::Age(..) => {
                    parts.push((Part::Digit(*axis), size, own, *axis));
                    size = size.saturating_mul(own.size());
                }
            }
        }
        if size > 256 {
            return Err(format!("a key of {size} values, more than 256"));
        }
        let mut values = Box::new([T::default(); 256]);
        let mut digits = vec![0_u16; self.version.axes.len()];
        for (key, value) in values.iter_mut().enumerate().take(size) {
            for (part, stride, axis, at) in &parts {
                digits[*at] = match (part, axis) {
                    (Part::Entry(_, entries), Axis::Entry(_, classes)) => classes[key / stride % entries],
                    _ => (key / stride % axis.size()) as u16,
                };
            }
            *value = of(table.at(&digits)).ok_or("not every combination has a value")?;
        }
        let mut key = Key { parts: parts.into_iter().map(|(part, stride, _, _)| (part, stride)).collect() };
        key.parts.dedup();
        let place = self.keys.iter().position(|own| *own == key).unwrap_or_else(|| {
            self.keys.push(key);
            self.keys.len() - 1
        });
        Ok(Bytes { key: place, values })
    }
}

/// Whether a cap holds for everybody, over a period, with one total.
fn is_plain(cap: &Cap) -> bool {
    let always = match &cap.worth {
        Worth::Table(table) => !table.values.contains(&ABSENT),
        Worth::Formula(table, _) => table.only() == Some(1),
    };
    always && cap.keys.is_empty() && cap.period != Period::Visit && cap.joint_total.is_none()
}

/// Returns a figure of a table as a lane; `无` and absent as something else.
fn limit(value: i64, nothing: i64) -> Option<u32> {
    match value {
        TROUBLE => None,
        // What is absent is told apart by those who call; elsewhere it means the same as `无`.
        ABSENT | NOTHING => u32::try_from(nothing).ok(),
        number => u32::try_from(number.clamp(0, i64::from(NO_LIMIT))).ok(),
    }
}

impl Shape {
    /// Says which kernel each benefit is, as stable text.
    pub(super) fn text(&self, names: &[String]) -> String {
        let mut text = String::new();
        let _ = self.write(&mut text, names);
        text
    }

    fn write(&self, out: &mut String, names: &[String]) -> std::fmt::Result {
        let top = self.top / 100;
        writeln!(out, "    kernels: u32 lanes, for claims up to {top} yuan; beyond it claim by claim")?;
        for (name, own) in names.iter().zip(&self.benefits) {
            let kernel = match &own.work {
                Work::Nothing => "none, never due".to_owned(),
                Work::Rated { deductible, visit_cap, keyed_cap, cap, rate } => {
                    let mut steps = Vec::new();
                    match deductible {
                        Some((_, Some(turn))) => steps.push(format!("running deductible ({})", self.turn_text(*turn))),
                        Some((_, None)) => steps.push("visit deductible".to_owned()),
                        None => {}
                    }
                    steps.push(format!("rate (one multiplication, >> {})", rate.shift));
                    steps.extend(visit_cap.as_ref().map(|_| "visit cap".to_owned()));
                    steps.extend(keyed_cap.as_ref().map(|own| format!("keyed cap ({})", self.turn_text(own.turn))));
                    steps.extend(cap.as_ref().map(|(_, turn)| format!("running cap ({})", self.turn_text(*turn))));
                    let serial = keyed_cap.is_some() || cap.is_some() || matches!(deductible, Some((_, Some(_))));
                    format!("{}, {}", if serial { "serial" } else { "flat" }, steps.join(" > "))
                }
                Work::Cumulative { deductible, turn, bands, cap } => {
                    let mut steps = vec![format!("running sum ({})", self.turn_text(*turn))];
                    steps.extend(deductible.as_ref().map(|_| "deductible".to_owned()));
                    steps.push(format!("{} bands", bands.rates.len()));
                    steps.extend(cap.as_ref().map(|(_, turn)| format!("running cap ({})", self.turn_text(*turn))));
                    format!("serial, {}", steps.join(" > "))
                }
            };
            writeln!(out, "      {name}: fused, {kernel}")?;
        }
        Ok(())
    }

    fn turn_text(&self, turn: usize) -> &'static str {
        word(self.turns[turn].period)
    }
}
