//! Caps: those that hold for everybody over a period, those of a visit, and those that exclude each other.

use super::from_version::Shaping;
use super::tables::{lane, whole_in};
use super::{Bytes, CAPS, Keyed, NO_LIMIT, Running};
use crate::base::date::Period;
use crate::column::plan::{ABSENT, Cap, Clauses, NOTHING, PASSED, TROUBLE, Table, Worth, is_number};
use crate::value::period::YearStart;

impl Shaping<'_> {
    /// Returns the caps that hold for everybody over a period. `unit`: in which parts of a 分 limits stand, and the unit in
    /// which what is paid is whole, so that what limits leave beyond it is nothing.
    pub(super) fn running_caps(
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
    pub(super) fn is_plain(&self, cap: &Cap) -> bool {
        let always = match &cap.worth {
            Worth::Table(table) => !self.where_due(table).values.contains(&ABSENT),
            Worth::Formula(table, _) | Worth::Choice(table, _) => table.only() == Some(1),
        };
        always && cap.keys.is_empty() && cap.period != Period::Visit
    }

    /// Returns the caps of a visit as one, and those that exclude each other as one with slots.
    pub(super) fn other_caps(
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
}
