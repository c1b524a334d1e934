//! Benefits that have no kernel, row by row between those that have one: what others pay on the rows of a chunk in, what
//! they pay out. They are worked as they are claim by claim, but for all rows before the next benefit is.

use super::block::{Block, Read};
use super::clauses::{Outline, Row, Scope, State, covers};
use super::kernels::{Lanes, ROWS};
use super::plan::{Axis, Benefit, Clauses, Formula, Table, Test, Version, Worth};
use super::shape::Shape;
use super::today::Today;
use std::collections::BTreeSet;

/// Benefits that are worked together on each row: one, or several of which each asks about another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ByRow {
    pub scope: Scope,
    /// The axes that they look at.
    pub axes: Vec<usize>,
    /// The other benefits that they ask about, all worked before them.
    pub needs: Vec<usize>,
    /// Of these, the layers before that have first pays.
    pub first_pays: Vec<usize>,
    /// Whether nothing has to be done on a row on which something certainly stands against each: conditions look neither
    /// at comparisons nor at visit numbers, and nothing is counted.
    may_pass: bool,
}

impl ByRow {
    /// Returns what some benefits ask about.
    pub(super) fn of(version: &Version, benefits: &[usize]) -> ByRow {
        let mut asked = Asked { version, at: 0, axes: BTreeSet::new(), formulas: Vec::new() };
        let mut needs: BTreeSet<usize> = BTreeSet::new();
        let mut joint_totals: BTreeSet<usize> = BTreeSet::new();
        for at in benefits {
            let benefit = &version.benefits[*at];
            asked.at = *at;
            asked.benefit(benefit);
            needs.extend(&benefit.layers);
            needs.extend(benefit.exclusions.iter().map(|own| own.other));
            let caps = benefit.ways.iter().flat_map(|own| &own.clauses.caps);
            joint_totals.extend(caps.filter_map(|own| own.joint_total));
        }
        let Asked { axes, formulas, .. } = asked;
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
        let joints: Vec<usize> =
            (0..version.joints.len()).filter(|own| joint_totals.contains(&version.joints[*own].total)).collect();
        needs.extend(joints.iter().flat_map(|own| &version.joints[*own].others));
        let mut visits = Vec::new();
        let mut visited: BTreeSet<usize> = BTreeSet::new();
        for axis in &axes {
            if let Axis::Visits(place, _) = version.axes[*axis] {
                visits.push(*axis);
                visited.insert(place);
            }
        }
        needs.extend(&visited);
        // What they say of themselves they know.
        benefits.iter().for_each(|at| _ = needs.remove(at));
        let has_first_pay =
            |own: &&usize| version.benefits[**own].ways.iter().any(|way| !way.clauses.first_pays.is_empty());
        let is_plain = |table: &Table| {
            let mut own = table.axes.iter().map(|(axis, _)| &version.axes[*axis]);
            own.all(|own| !matches!(own, Axis::Visits(..) | Axis::Test(..)))
        };
        let plain = benefits.iter().flat_map(|at| &version.benefits[*at].due).all(is_plain);
        let counts = !paid.is_empty() || !joints.is_empty() || visited.iter().any(|own| !benefits.contains(own));
        let scope = Scope {
            order: version.order.iter().copied().filter(|own| benefits.contains(own)).collect(),
            visits,
            visited: visited.into_iter().collect(),
            covering: benefits.iter().copied().filter(|own| covers(version, *own)).collect(),
            paid: paid.into_iter().collect(),
            joints,
        };
        ByRow {
            scope,
            may_pass: plain && !counts,
            axes: axes.into_iter().collect(),
            first_pays: needs.iter().filter(has_first_pay).copied().collect(),
            needs: needs.into_iter().collect(),
        }
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
        own.each(&mut |own| {
            self.formulas.push(own);
            own.table().into_iter().for_each(|table| self.table(table));
        });
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
    pub outline: &'r Outline,
    pub shape: &'r Shape,
    /// The first row of the chunk in its batch, and the days of all.
    pub start: usize,
    pub days: &'r [Today],
    /// Whether a row belongs to the subject of the one before.
    pub same: &'r [u32; ROWS],
    /// Where rows are rejected: 0 there.
    pub counts: Option<&'r [u32; ROWS]>,
    pub block: &'r mut Block,
    pub state: &'r mut State,
    pub reasons: &'r mut [[u16; ROWS]],
}

impl Rows<'_> {
    /// Works benefits on every row; where there is no answer on one, returns its place in the chunk.
    #[inline(never)]
    pub(super) fn settle(&mut self, own: &ByRow, said: &mut Said<'_>) -> Result<(), usize> {
        let Rows { version, outline, shape, start, days, same, counts, block, state, reasons } = self;
        let loops = &shape.benefits;
        state.make_room(version);
        for (row, today) in days.iter().enumerate() {
            if row == 0 || same[row] == 0 {
                state.begin();
            }
            let mut pays_nothing = |at: usize, reason: u16| {
                said.paid[at][row] = 0;
                reasons[at][row] = reason;
                if loops[at].is_asked {
                    said.dues[at][row] = 0;
                }
                if loops[at].keeps_first_pay {
                    said.first_pays[at][row] = 0;
                }
            };
            if counts.is_some_and(|own| own[row] == 0) {
                own.scope.order.iter().for_each(|at| pays_nothing(*at, 0));
                continue;
            }
            let Read { digits, amounts, days } = block.row(*start + row).ok_or(row)?;
            if own.may_pass && pass(version, own, digits, pays_nothing) {
                continue;
            }
            for other in &own.needs {
                let due = said.dues[*other][row] != 0;
                let first_pay = match own.first_pays.contains(other) {
                    true => i64::from(said.first_pays[*other][row]),
                    false => 0,
                };
                let part = i64::from(loops[*other].part);
                state.hear(*other, i64::from(said.paid[*other][row]), due, (first_pay, part));
            }
            let facts = Row { amounts, days, member: 0, today: *today };
            state.settle_some(version, outline, &own.scope, digits, facts).map_err(|_| row)?;
            for at in &own.scope.order {
                let (paid, about) = (&state.rows[*at], &loops[*at]);
                said.paid[*at][row] = u32::try_from(paid.amount).map_err(|_| row)?;
                reasons[*at][row] = u16::try_from(paid.reason).map_err(|_| row)?;
                if about.is_asked {
                    said.dues[*at][row] = u32::from(paid.reason == 0).wrapping_neg();
                }
                if about.keeps_first_pay {
                    let first_pay = paid.first_pay_in(about.part.into()).and_then(|own| u32::try_from(own).ok());
                    said.first_pays[*at][row] = first_pay.ok_or(row)?;
                }
            }
        }
        Ok(())
    }
}

/// Calls `say` with the reason against each of some benefits; says whether there is one against every one of them.
fn pass(version: &Version, own: &ByRow, digits: &[u16], mut say: impl FnMut(usize, u16)) -> bool {
    for at in &own.scope.order {
        let reason = version.benefits[*at].against(digits).and_then(|own| u16::try_from(own).ok());
        let Some(reason) = reason else { return false };
        say(*at, reason);
    }
    true
}
