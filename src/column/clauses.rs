//! The plan claim by claim: digits and amounts of a row in, what each benefit pays out; running totals are carried from
//! row to row. Exact: amounts are whole numbers of the parts that the plan names, in 64 bits; what does not fit is left to
//! the evaluator.

use super::plan::{Axis, Choice, Version};
use super::today::Today;
use crate::base::date::Period;

mod figures;
mod formulas;
mod sheet;
mod stages;
mod totals;

use sheet::Sheet;
use totals::{Note, Totals};

/// Why a row cannot be settled here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The evaluator must be asked.
    Ask,
    /// A table of a benefit, by its place, has no answer; all that come before it in the order of working have theirs.
    Unanswered(usize),
}

/// Why a benefit cannot be worked further.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// The evaluator must be asked.
    Ask,
    /// A table that is asked has no answer.
    Unanswered,
    /// A table has no row for the value that is tried.
    Passed,
}

impl From<Halt> for Trouble {
    fn from(_: Halt) -> Trouble {
        Trouble::Ask
    }
}

/// What of a version is asked on every row, found once.
#[derive(Clone, Debug)]
pub(super) struct Outline {
    /// By benefit: the axes of its comparisons, and the choice that it is one of.
    benefits: Vec<(Vec<usize>, Option<usize>)>,
    /// All benefits.
    whole: Scope,
}

/// Some benefits that are settled together on a row, and what is counted for later rows because of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Scope {
    /// In the order in which they are worked.
    pub order: Vec<usize>,
    /// The axes of visit numbers, and the benefits whose visits are counted.
    pub visits: Vec<usize>,
    pub visited: Vec<usize>,
    /// The benefits whose covered base is summed up.
    pub covering: Vec<usize>,
    /// Totals of what benefits paid, and joint caps, by their places in the version.
    pub paid: Vec<usize>,
    pub joints: Vec<usize>,
}

impl Outline {
    pub(super) fn of(version: &Version, counts_visits: bool) -> Outline {
        let axes = || version.axes.iter().enumerate();
        let benefit = |at: usize| {
            let tests = axes().filter(|(_, own)| matches!(own, Axis::Test(place, _) if *place == at));
            let choice = version.choices.iter().position(|own| own.benefits.iter().any(|(own, _)| *own == at));
            (tests.map(|(axis, _)| axis).collect(), choice)
        };
        let whole = Scope {
            order: version.order.clone(),
            visits: axes().filter(|(_, own)| matches!(own, Axis::Visits(..))).map(|(axis, _)| axis).collect(),
            visited: if counts_visits { (0..version.benefits.len()).collect() } else { Vec::new() },
            covering: (0..version.benefits.len()).filter(|at| covers(version, *at)).collect(),
            paid: (0..version.paid.len()).collect(),
            joints: (0..version.joints.len()).collect(),
        };
        Outline { benefits: (0..version.benefits.len()).map(benefit).collect(), whole }
    }

    pub(super) fn whole(&self) -> &Scope {
        &self.whole
    }
}

/// Whether the covered base of a benefit is summed up; every way covers the same periods.
pub(super) fn covers(version: &Version, at: usize) -> bool {
    version.benefits[at].ways.first().is_some_and(|own| !own.clauses.covered.is_empty())
}

/// The subject at hand.
#[derive(Debug, Default)]
pub(super) struct State {
    totals: Totals,
    /// What each benefit pays on the row at hand.
    pub rows: Vec<Paid>,
    /// Benefits of choices that are not made yet.
    open: Vec<(usize, Paid, Vec<Note>)>,
    /// What the row at hand changes in totals, once every benefit has its answer.
    taken: Vec<Note>,
    room: Room,
}

/// Room for what is noted of a benefit, so that none need ask for it.
#[derive(Debug, Default)]
struct Room {
    notes: Vec<Note>,
    /// The notes of the best way so far.
    best: Vec<Note>,
    /// The totals of the caps that hold.
    caps: Vec<Counted>,
}

/// A total that counts what is paid.
#[derive(Clone, Copy, Debug)]
struct Counted {
    at: usize,
    household: bool,
    stamp: u64,
}

/// What a benefit pays on the row at hand.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Paid {
    pub amount: i64,
    /// 0: due; n: not due, by that reason.
    pub reason: i64,
    first_pay: i64,
    first_scale: i64,
    covered: i64,
    scale: i64,
}

impl Paid {
    pub(super) fn not_due(reason: i64) -> Paid {
        Paid { reason, first_scale: 1, scale: 1, ..Paid::default() }
    }

    /// Returns the first pay in parts of a 分, where it is whole in them.
    pub(super) fn first_pay_in(&self, part: i64) -> Option<i64> {
        if self.first_pay == 0 {
            return Some(0);
        }
        let scaled = self.first_pay.checked_mul(part)?;
        (scaled % self.first_scale == 0).then(|| scaled / self.first_scale)
    }
}

/// What the plan needs of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row<'r> {
    pub amounts: &'r [i64],
    pub days: &'r [i32],
    pub member: usize,
    pub today: Today,
}

/// The most members of a household that are told apart.
const MAX_MEMBERS: usize = 256;

impl State {
    pub(super) fn of(totals: usize) -> State {
        State { totals: Totals::of(totals), ..State::default() }
    }

    /// Begins a subject of whom nothing is known yet.
    pub(super) fn begin(&mut self) {
        self.totals.begin();
    }

    /// Settles a row. After an error the totals are what they were, or nothing but [`State::begin`] makes sense where the
    /// evaluator must be asked.
    pub(super) fn settle(
        &mut self,
        version: &Version,
        outline: &Outline,
        digits: &mut [u16],
        row: Row<'_>,
    ) -> Result<(), Trouble> {
        if row.member >= MAX_MEMBERS {
            return Err(Trouble::Ask);
        }
        self.make_room(version);
        self.settle_some(version, outline, &outline.whole, digits, row)
    }

    /// Makes room for what each benefit pays on a row.
    pub(super) fn make_room(&mut self, version: &Version) {
        self.rows.resize(version.benefits.len(), Paid::default());
    }

    /// Settles some benefits of a row; what they ask of others has been told.
    pub(super) fn settle_some(
        &mut self,
        version: &Version,
        outline: &Outline,
        scope: &Scope,
        digits: &mut [u16],
        row: Row<'_>,
    ) -> Result<(), Trouble> {
        self.begin_row(scope, row.member);
        self.tell_visits(version, &scope.visits, digits, row.today)?;
        for at in &scope.order {
            self.settle_one(version, outline, *at, digits, &row).map_err(|halt| match halt {
                Halt::Unanswered => Trouble::Unanswered(*at),
                Halt::Ask | Halt::Passed => Trouble::Ask,
            })?;
        }
        // Counts what later claims ask for. No benefit reads what another one, or itself, changes on the same row.
        let today = row.today;
        self.taken.iter().try_for_each(|note| self.totals.take(note))?;
        scope.visited.iter().try_for_each(|at| self.count_visit(version, *at, today))?;
        scope.covering.iter().try_for_each(|at| self.count_covered(version, *at, today))?;
        scope.paid.iter().try_for_each(|own| self.count_paid(version, *own, today))?;
        scope.joints.iter().try_for_each(|own| self.count_joint(version, *own, digits, today))?;
        Ok(())
    }

    /// Begins a row of a member.
    fn begin_row(&mut self, scope: &Scope, member: usize) {
        self.totals.member = member;
        scope.order.iter().for_each(|at| self.rows[*at] = Paid::default());
        self.open.clear();
        self.taken.clear();
    }

    /// Settles a benefit of a row; those that it asks about have been settled.
    fn settle_one(
        &mut self,
        version: &Version,
        outline: &Outline,
        at: usize,
        digits: &mut [u16],
        row: &Row<'_>,
    ) -> Result<(), Halt> {
        let (tests, choice) = &outline.benefits[at];
        if tests.is_empty()
            && choice.is_none()
            && let Some(reason) = version.benefits[at].against(digits)
        {
            self.rows[at] = Paid::not_due(reason);
            return Ok(());
        }
        let mut sheet = Sheet::of(version, at, &self.totals, &mut self.rows, digits, row, &mut self.room);
        sheet.settle(tests)?;
        match choice {
            None => self.taken.append(&mut self.room.notes),
            Some(choice) => {
                let choice = &version.choices[*choice];
                self.open.push((at, self.rows[at], std::mem::take(&mut self.room.notes)));
                let of_choice = |own: &usize| choice.benefits.iter().any(|(other, _)| other == own);
                if self.open.iter().filter(|(own, ..)| of_choice(own)).count() == choice.benefits.len() {
                    self.choose(choice);
                }
            }
        }
        Ok(())
    }

    /// Begins a row of somebody of whom nothing is known, to see which benefits have an answer.
    pub(super) fn try_row(&mut self, version: &Version, outline: &Outline) {
        self.begin();
        self.make_room(version);
        self.begin_row(&outline.whole, 0);
    }

    /// Whether a benefit is due on the row at hand; only of those that have been worked.
    pub(super) fn is_due(&self, at: usize) -> bool {
        self.rows.get(at).is_some_and(|own| own.reason == 0)
    }

    /// Says whether a benefit is due, with the digits of visits and comparisons as they are; counts nothing.
    pub(super) fn try_one(
        &mut self,
        version: &Version,
        at: usize,
        digits: &mut [u16],
        row: &Row<'_>,
    ) -> Result<bool, Halt> {
        Sheet::of(version, at, &self.totals, &mut self.rows, digits, row, &mut self.room).settle(&[])?;
        Ok(self.rows[at].reason == 0)
    }

    /// Sets the digits of visit numbers.
    fn tell_visits(&self, version: &Version, axes: &[usize], digits: &mut [u16], today: Today) -> Result<(), Halt> {
        for axis in axes {
            if let Axis::Visits(place, edges) = &version.axes[*axis] {
                let benefit = &version.benefits[*place];
                let stamp = self.totals.stamp(today, Period::Year, benefit.year);
                let visits = self.totals.get(benefit.visits, false, stamp, 1)?;
                digits[*axis] = edges.iter().filter(|edge| visits >= **edge).count() as u16;
            }
        }
        Ok(())
    }

    /// Takes over what a benefit pays on the row at hand, as others have found, with its first pay in parts of a 分.
    pub(super) fn hear(&mut self, at: usize, amount: i64, due: bool, (first_pay, first_scale): (i64, i64)) {
        // Any reason will do: nobody asks which.
        self.rows[at] = Paid { amount, reason: i64::from(!due), first_pay, first_scale, covered: 0, scale: 1 };
    }

    fn count_visit(&mut self, version: &Version, at: usize, today: Today) -> Result<(), Halt> {
        let benefit = &version.benefits[at];
        if self.rows[at].reason != 0 {
            return Ok(());
        }
        let stamp = self.totals.stamp(today, Period::Year, benefit.year);
        self.totals.take(&Note::plain(benefit.visits, stamp, 1, 1))
    }

    fn count_covered(&mut self, version: &Version, at: usize, today: Today) -> Result<(), Halt> {
        let (benefit, paid) = (&version.benefits[at], &self.rows[at]);
        let covered = benefit.ways.first().map_or(&[][..], |own| &own.clauses.covered);
        for (period, at) in covered.iter().filter(|_| paid.reason == 0) {
            let stamp = self.totals.stamp(today, *period, benefit.year);
            self.totals.take(&Note::plain(*at, stamp, paid.scale, paid.covered))?;
        }
        Ok(())
    }

    fn count_paid(&mut self, version: &Version, at: usize, today: Today) -> Result<(), Halt> {
        let own = &version.paid[at];
        let by = self.rows[own.benefit].amount;
        let stamp = self.totals.stamp(today, own.period, own.year);
        if by == 0 { Ok(()) } else { self.totals.take(&Note::plain(own.total, stamp, 1, by)) }
    }

    fn count_joint(&mut self, version: &Version, at: usize, digits: &[u16], today: Today) -> Result<(), Halt> {
        let joint = &version.joints[at];
        let by = joint.others.iter().try_fold(0, |sum, other| figures::plus(sum, self.rows[*other].amount))?;
        if by == 0 {
            return Ok(());
        }
        let stamp = self.totals.stamp(today, joint.period, joint.year);
        let at = joint.total + key(&joint.keys, digits);
        self.totals.take(&Note { household: joint.household, ..Note::plain(at, stamp, 1, by) })
    }

    /// Takes one of the benefits of a choice; the others are not due.
    fn choose(&mut self, choice: &Choice) {
        let mut best: Option<(usize, i64, i64)> = None;
        for (at, reason) in &choice.benefits {
            let paid = self.rows[*at];
            let better = best.is_none_or(|(_, amount, _)| choice.highest && paid.amount > amount);
            if paid.reason == 0 && better {
                best = Some((*at, paid.amount, *reason));
            }
        }
        let Some((taken, _, reason)) = best else { return };
        for (at, paid, mut notes) in std::mem::take(&mut self.open) {
            let of_choice = choice.benefits.iter().any(|(own, _)| *own == at);
            if !of_choice {
                self.open.push((at, paid, notes));
            } else if at == taken {
                self.taken.append(&mut notes);
            } else if paid.reason == 0 {
                self.rows[at] = Paid::not_due(reason);
            }
        }
    }
}

fn key(keys: &[(usize, usize)], digits: &[u16]) -> usize {
    keys.iter().map(|(axis, stride)| usize::from(digits[*axis]) * stride).sum()
}
