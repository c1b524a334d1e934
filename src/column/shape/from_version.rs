//! A version to a shape: which loop each benefit is, clause by clause; what has no loop goes row by row.

use super::tables::{lane, one_that_holds};
use super::{
    Bands, Basis, Bytes, Fixed, Guard, Key, Loop, MOST, Part, Rounding, Shape, Share, Turn, VisitKey, Visits, WIDE,
    Work,
};
use crate::base::date::Period;
use crate::base::number::RoundingMode;
use crate::column::by_row::ByRow;
use crate::column::plan::{
    ABSENT, Axis, Benefit, Clauses, Deductible, FirstPay, Formula, Method, NOTHING, PASSED, Quantity, Segments,
    TROUBLE, Table, Version, Way, Worth, is_number,
};
use crate::column::refusal::suspects;
use crate::ir::FactId;
use crate::value::period::YearStart;
use std::collections::BTreeSet;

/// The largest figure of the policy that a loop may begin with: no sum of a chunk of them reaches 2^32.
const TOP_FIGURE: i64 = (1 << 22) - 1;

/// Returns a version as kernels, or why it has none.
pub(in crate::column) fn of(version: &Version, entries: &dyn Fn(FactId) -> usize) -> Result<Shape, String> {
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
        at: 0,
        counts: false,
        visit_keys: Vec::new(),
        earlier_visit_keys: 0,
    };
    let mut loops = Vec::new();
    let mut reasons = Vec::new();
    for (at, benefit) in version.benefits.iter().enumerate() {
        let named = |problem: String| format!("{}: {problem}", benefit.name);
        // What is found on the way to no kernel must not bind others.
        let before = shaping.clone();
        match shaping.with_reasons(at, benefit) {
            Ok((own, codes)) => {
                shaping.earlier_visit_keys += shaping.visit_keys.len();
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
    let mut found: Vec<Table> = Vec::new();
    for table in groups.iter().flat_map(|own| &own.scope.order).flat_map(|at| suspects(version, *at)) {
        if !found.contains(&table) {
            found.push(table);
        }
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
    let Shaping { keys, turns, guards, most, amounts, top_sum, slack, finest, earlier_visit_keys, .. } = shaping;
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
        suspects: found,
        visit_keys: earlier_visit_keys,
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
pub(super) struct Shaping<'v> {
    pub(super) version: &'v Version,
    pub(super) entries: &'v dyn Fn(FactId) -> usize,
    pub(super) keys: Vec<Key>,
    pub(super) turns: Vec<Turn>,
    pub(super) guards: Vec<Guard>,
    pub(super) most: Vec<(usize, i64)>,
    pub(super) amounts: Vec<usize>,
    pub(super) top_bits: u32,
    pub(super) top_sum: u64,
    /// The finest parts of a 分 that a loop works in.
    pub(super) finest: u32,
    pub(super) slack: u64,
    /// Of the benefit at hand.
    pub(super) due: Table,
    pub(super) at: usize,
    /// Whether its rows are counted by now, so that the number of the visit is known.
    pub(super) counts: bool,
    /// The keys that have it as a digit; and how many the benefits before have.
    pub(super) visit_keys: Vec<VisitKey>,
    pub(super) earlier_visit_keys: usize,
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
            visits: None,
            work: Work::Nothing,
        }
    }
}

impl Shaping<'_> {
    /// Returns the loop of a benefit with the codes of its reasons.
    fn with_reasons(&mut self, at: usize, benefit: &Benefit) -> Result<(Loop, Bytes<u16>), String> {
        (self.at, self.counts) = (at, false);
        self.visit_keys.clear();
        let mut own = self.benefit(at, benefit)?;
        self.counts = false;
        if !self.visit_keys.is_empty() {
            let turn = self.turn(Period::Year, benefit.year);
            own.visits = Some(Visits { turn, keys: self.visit_keys.clone() });
        }
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
        self.counts = true;
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
            // It is looked up before the keys are made that have the number of the visit.
            self.counts = false;
            own.base = Basis::Figure(self.bytes(&table, |own| if own == ABSENT { None } else { lane(own, 0) })?);
            self.counts = true;
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
                let part = u32::try_from(way.clauses.scale).ok().filter(|part| own.part.is_multiple_of(*part));
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
                    let whole = |own: i64| own.checked_mul(part).filter(|own| own % den == 0).map(|own| own / den);
                    Share::OfBase(self.share(table, |own| whole(own).unwrap_or(TROUBLE))?)
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
        // Shares are taken off before the keys are made that have the number of the visit.
        self.counts = false;
        let bytes = self.bytes(&table, |own| lane(if is_number(own) { of(own) } else { own }, 0));
        self.counts = true;
        bytes
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

    pub(super) fn turn(&mut self, period: Period, year: YearStart) -> usize {
        let turn = Turn { period, year };
        self.turns.iter().position(|own| *own == turn).unwrap_or_else(|| {
            self.turns.push(turn);
            self.turns.len() - 1
        })
    }
}

/// A benefit's methods as one.
enum Joined {
    Rate(Table),
    Segments(Segments),
}

/// The finest part of a 分 that lanes are worked in.
const FINEST: u32 = 1000;

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
