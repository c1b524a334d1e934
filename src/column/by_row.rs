//! A benefit that has no kernel, row by row between those that have one: what others pay on the rows of a chunk in, what
//! it pays out. It is worked as it is claim by claim, but for all rows before the next benefit is.

use super::block::{Block, Read};
use super::clauses::{Row, State};
use super::kernels::{Lanes, ROWS};
use super::plan::{Axis, Benefit, Clauses, Formula, Table, Test, Version, Worth};
use super::shape::Shape;
use super::today::Today;
use std::collections::BTreeSet;

/// What such a benefit asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ByRow {
    /// Why it has no kernel.
    pub why: String,
    /// The axes that it looks at.
    pub axes: Vec<usize>,
    /// Those of them that are visit numbers, or comparisons.
    pub visits: Vec<usize>,
    pub tests: Vec<usize>,
    /// The benefits whose visits are counted.
    pub visited: Vec<usize>,
    /// The other benefits that it asks about, all worked before it.
    pub needs: Vec<usize>,
    /// Of these, the layers before that have first pays.
    pub first_pays: Vec<usize>,
    /// Totals of what benefits paid, and joint caps, by their places in the version.
    pub paid: Vec<usize>,
    pub joints: Vec<usize>,
}

impl ByRow {
    /// Returns what a benefit asks about; or why it cannot be worked before the benefits after it.
    pub(super) fn of(version: &Version, at: usize, why: String) -> Result<ByRow, String> {
        let benefit = &version.benefits[at];
        // What can never be worked here would shut every row out.
        if benefit.blocked.is_some() && benefit.due.is_empty() {
            return Err(why);
        }
        let mut asked = Asked { version, at, axes: BTreeSet::new(), formulas: Vec::new() };
        asked.benefit(benefit);
        let Asked { axes, formulas, .. } = asked;
        let mut needs: BTreeSet<usize> = benefit.layers.iter().copied().collect();
        needs.extend(benefit.exclusions.iter().map(|own| own.other));
        let mut paid: BTreeSet<usize> = BTreeSet::new();
        for formula in formulas {
            match formula {
                Formula::Paid(other) => _ = needs.insert(*other),
                Formula::PaidBefore(total) => {
                    paid.insert(*total);
                    needs.insert(version.paid[*total].benefit);
                }
                _ => {}
            }
        }
        let caps = || benefit.ways.iter().flat_map(|own| &own.clauses.caps);
        let is_own = |total: usize| caps().any(|cap| cap.joint_total == Some(total));
        let joints: Vec<usize> = (0..version.joints.len()).filter(|own| is_own(version.joints[*own].total)).collect();
        needs.extend(joints.iter().flat_map(|own| &version.joints[*own].others));
        let of_kind = |kind: &dyn Fn(&Axis) -> bool| -> Vec<usize> {
            axes.iter().copied().filter(|own| kind(&version.axes[*own])).collect()
        };
        let visits = of_kind(&|own| matches!(own, Axis::Visits(..)));
        let mut visited: BTreeSet<usize> = BTreeSet::new();
        for axis in &visits {
            if let Axis::Visits(place, _) = version.axes[*axis] {
                visited.insert(place);
            }
        }
        needs.extend(&visited);
        // What it says of itself it knows.
        if joints.iter().any(|own| version.joints[*own].others.contains(&at)) {
            return Err("a cap joint with itself".to_owned());
        }
        needs.remove(&at);
        let has_first_pay =
            |own: &&usize| version.benefits[**own].ways.iter().any(|way| !way.clauses.first_pays.is_empty());
        Ok(ByRow {
            why,
            visits,
            visited: visited.into_iter().collect(),
            tests: of_kind(&|own| matches!(own, Axis::Test(..))),
            first_pays: benefit.layers.iter().filter(has_first_pay).copied().collect(),
            needs: needs.into_iter().collect(),
            paid: paid.into_iter().collect(),
            joints,
            axes: axes.into_iter().collect(),
        })
    }
}

/// The axes and formulas of a benefit.
struct Asked<'v> {
    version: &'v Version,
    at: usize,
    axes: BTreeSet<usize>,
    formulas: Vec<&'v Formula>,
}

impl<'v> Asked<'v> {
    fn benefit(&mut self, own: &'v Benefit) {
        own.due.iter().for_each(|own| self.table(own));
        own.exclusions.iter().for_each(|own| self.table(&own.holds));
        for way in &own.ways {
            let clauses: &Clauses = &way.clauses;
            clauses.tables().into_iter().for_each(|own| self.table(own));
            clauses.worths().into_iter().for_each(|own| self.worth(own));
            clauses.quantities.iter().for_each(|own| self.formula(&own.asked));
            for cap in &clauses.caps {
                self.axes.extend(cap.keys.iter().map(|(axis, _)| *axis));
                let joint = self.version.joints.iter().find(|own| Some(own.total) == cap.joint_total);
                self.axes.extend(joint.iter().flat_map(|own| &own.keys).map(|(axis, _)| *axis));
            }
        }
        for (axis, own) in self.version.axes.iter().enumerate() {
            if let Axis::Test(place, test) = own
                && *place == self.at
            {
                self.axes.insert(axis);
                self.test(test);
            }
        }
    }

    fn table(&mut self, own: &Table) {
        self.axes.extend(own.axes.iter().map(|(axis, _)| *axis));
    }

    fn worth(&mut self, own: &'v Worth) {
        match own {
            Worth::Table(_) => {}
            Worth::Formula(_, formula) => self.formula(formula),
            Worth::Choice(_, all) => all.iter().for_each(|own| self.formula(own)),
        }
    }

    fn test(&mut self, own: &'v Test) {
        match own {
            Test::Numbers(_, left, right) => [left, right].into_iter().for_each(|own| self.formula(own)),
            Test::Days(..) => {}
            Test::All(all, _) => all.iter().for_each(|own| self.test(own)),
        }
    }

    fn formula(&mut self, own: &'v Formula) {
        self.formulas.push(own);
        match own {
            Formula::Times(own, table) => {
                self.table(table);
                self.formula(own);
            }
            Formula::Scale(own, ..) => self.formula(own),
            Formula::Sum(all) | Formula::Least(all) | Formula::Greatest(all) => {
                all.iter().for_each(|own| self.formula(own));
            }
            Formula::Amount(_)
            | Formula::Constant(..)
            | Formula::EligibleLeft { .. }
            | Formula::OwnPay { .. }
            | Formula::PaidSoFar
            | Formula::Paid(_)
            | Formula::PaidBefore(_) => {}
        }
    }
}

/// What has been said of a chunk so far, by benefit.
pub(super) struct Said<'s> {
    pub paid: &'s mut [Lanes],
    pub dues: &'s mut [Lanes],
    pub first_pays: &'s mut [Lanes],
}

/// What rows of a chunk need beside it.
pub(super) struct Rows<'r> {
    pub version: &'r Version,
    pub shape: &'r Shape,
    /// The first row of the chunk in its batch, and the days of all.
    pub start: usize,
    pub days: &'r [i32],
    /// Whether a row belongs to the subject of the one before.
    pub same: &'r [u32; ROWS],
    pub block: &'r mut Block,
    pub state: &'r mut State,
    pub reasons: &'r mut [Box<[u16; ROWS]>],
}

impl Rows<'_> {
    /// Works a benefit on every row; where it has no answer on one, returns its place in the chunk.
    #[inline(never)]
    pub(super) fn settle(&mut self, at: usize, own: &ByRow, said: &mut Said<'_>) -> Result<(), usize> {
        let Rows { version, shape, start, days, same, block, state, reasons } = self;
        let loops = &shape.benefits;
        let part = i64::from(loops[at].part);
        for (row, day) in days.iter().enumerate() {
            if row == 0 || same[row] == 0 {
                state.begin();
            }
            let Read { digits, amounts, days } = block.row(*start + row).ok_or(row)?;
            for other in &own.needs {
                let due = said.dues[*other][row] != 0;
                let first_pay = match own.first_pays.contains(other) {
                    true => i64::from(said.first_pays[*other][row]),
                    false => 0,
                };
                let other_part = i64::from(loops[*other].part);
                state.hear(version, *other, i64::from(said.paid[*other][row]), due, (first_pay, other_part));
            }
            let facts = Row { amounts, days, member: 0, today: Today::of(*day) };
            state.settle_one(version, at, own, digits, facts).map_err(|_| row)?;
            let paid = state.rows[at];
            said.paid[at][row] = u32::try_from(paid.amount).map_err(|_| row)?;
            reasons[at][row] = u16::try_from(paid.reason).map_err(|_| row)?;
            if loops[at].is_asked {
                said.dues[at][row] = u32::from(paid.reason == 0).wrapping_neg();
            }
            if loops[at].keeps_first_pay {
                let first_pay = paid.first_pay_in(part).and_then(|own| u32::try_from(own).ok());
                said.first_pays[at][row] = first_pay.ok_or(row)?;
            }
        }
        Ok(())
    }
}
