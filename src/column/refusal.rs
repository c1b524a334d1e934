//! Rows that the evaluator certainly rejects: what the tables of a plan say of a row in, the rejection out. Never makes one
//! up: it is what the evaluator said of the first row of which the tables said the same.
//!
//! A row is rejected for the first benefit that has no answer, in the order in which benefits are named. What that benefit
//! asks for is all in its tables, and no amount decides whether it asks; so where one of them that is asked has no answer
//! whatever the row's values are, the evaluator says the same of every row of which the tables of the benefit say the same.

use super::by_row::ByRow;
use super::clauses::{Halt, Outline, Row, State};
use super::plan::{ABSENT, Axis, Benefit, NOTHING, PASSED, TROUBLE, Table, Version, joined};
use super::reference::{Error, Rejection, Standing};
use super::today::Today;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// What is known of the rows of a version that the evaluator rejects.
#[derive(Debug)]
pub(super) struct Refusals {
    benefits: Vec<About>,
    /// What the evaluator said, by what the tables of a benefit said; `None`: that is no sign of what it will say.
    said: RwLock<HashMap<Box<[u32]>, Option<Arc<Error>>>>,
    /// The same of whole rows whatever came before, by their digits.
    rows: RwLock<HashMap<Box<[u16]>, Option<Arc<Error>>>>,
}

#[derive(Debug)]
struct About {
    /// Benefits that are named before it and worked after it: they may ask about it.
    later: Vec<usize>,
    /// The others to which it gives way, each with whether it is worked before.
    exclusions: Vec<usize>,
    /// Whether it is one of a choice.
    is_chosen: bool,
    /// The axes of visit numbers and comparisons that it looks at.
    moving: Vec<usize>,
    /// What its tables say, as far as that decides what it asks for: whether a clause holds, not what it is worth.
    says: Vec<Table>,
}

/// What is said of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Refused(Arc<Error>),
    /// It has an answer, or that depends on more.
    Unclear,
    /// The evaluator has not been heard yet of rows with this sign.
    Unheard(Box<[u32]>),
}

impl Verdict {
    fn of(known: Option<Arc<Error>>) -> Verdict {
        known.map_or(Verdict::Unclear, Verdict::Refused)
    }
}

/// The most that is remembered of each kind.
const MOST: usize = 100_000;

/// The most combinations of what comes before that are tried for a row.
const TRIED: usize = 64;

/// 10 million yuan in 分.
const LARGE: i64 = 1_000_000_000;

impl Refusals {
    pub(super) fn of(version: &Version, outline: &Outline) -> Refusals {
        let place = |at: usize| outline.whole().order.iter().position(|own| *own == at).unwrap_or(usize::MAX);
        let about = |(at, own): (usize, &Benefit)| About {
            later: (0..at).filter(|other| place(*other) > place(at)).collect(),
            exclusions: own.exclusions.iter().map(|own| own.other).collect(),
            is_chosen: version.choices.iter().any(|choice| choice.benefits.iter().any(|(other, _)| *other == at)),
            moving: ByRow::of(version, &[at]).axes.into_iter().filter(|axis| is_moving(&version.axes[*axis])).collect(),
            says: says(version, own),
        };
        let benefits = version.benefits.iter().enumerate().map(about).collect();
        Refusals { benefits, said: RwLock::default(), rows: RwLock::default() }
    }

    /// Returns what the tables of a benefit, one of which has no answer, say of a row, and those of benefits that are named
    /// before it and may ask about it; nothing where that is no sign. `is_due`: of benefits that have been worked.
    pub(super) fn sign(
        &self,
        version: &Version,
        at: usize,
        digits: &[u16],
        amounts: &[i64],
        is_due: &dyn Fn(usize) -> bool,
    ) -> Option<Box<[u32]>> {
        if !is_usual(amounts) {
            return None;
        }
        let mut sign = vec![at as u32];
        self.tell(version, at, digits, &mut sign)?;
        if sign[1..].iter().all(|own| *own == 0) {
            return None;
        }
        let about = &self.benefits[at];
        sign.extend(about.says.iter().map(|own| own.at(digits) as u32));
        for other in &about.later {
            let about = &self.benefits[*other];
            // What is compared for it is not known yet.
            if !about.moving.is_empty() || about.is_chosen {
                return None;
            }
            self.tell(version, *other, digits, &mut sign)?;
            sign.extend(about.says.iter().map(|own| own.at(digits) as u32));
            sign.extend(about.exclusions.iter().map(|own| u32::from(is_due(*own))));
        }
        Some(sign.into_boxed_slice())
    }

    /// Adds where what a benefit asks for has no answer on a row; nothing where that is not said of all such rows.
    fn tell(&self, version: &Version, at: usize, digits: &[u16], sign: &mut Vec<u32>) -> Option<()> {
        for table in &version.benefits[at].unanswered {
            sign.push(u32::try_from(table.at(digits)).ok()?);
        }
        Some(())
    }

    /// Returns what is said of rows with a sign.
    pub(super) fn verdict(&self, sign: Box<[u32]>) -> Verdict {
        match self.said.read().expect("no thread panics while it looks").get(&sign) {
            Some(known) => Verdict::of(known.clone()),
            None => Verdict::Unheard(sign),
        }
    }

    /// Notes what became of a row with a sign; returns what is said of such rows.
    pub(super) fn hear(&self, version: &Version, sign: Box<[u32]>, standing: Option<&Standing>) -> Verdict {
        let error = match standing {
            Some(Standing::Rejected(Rejection::Error(error))) => Some(error),
            _ => None,
        };
        // Anything else than what the tables told is no sign.
        let told =
            |error: &&Arc<Error>| version.refusals.iter().any(|own| own.kind == error.kind && own.span == error.span);
        let error = error.filter(told).cloned();
        let mut said = self.said.write().expect("no thread panics while it notes");
        if said.len() < MOST {
            said.insert(sign, error.clone());
        }
        Verdict::of(error)
    }

    /// Returns what is said of a row whatever came before it. Leaves the digits of visits and comparisons changed.
    pub(super) fn of_row(
        &self,
        version: &Version,
        outline: &Outline,
        digits: &mut [u16],
        state: &mut State,
    ) -> Verdict {
        for at in self.benefits.iter().flat_map(|own| &own.moving) {
            digits[*at] = 0;
        }
        if let Some(known) = self.rows.read().expect("no thread panics while it looks").get(&*digits) {
            return Verdict::of(known.clone());
        }
        let key: Box<[u16]> = digits.into();
        let verdict = self.tried(version, outline, digits, state);
        let known = match &verdict {
            Verdict::Refused(error) => Some(error.clone()),
            Verdict::Unclear => None,
            Verdict::Unheard(_) => return verdict,
        };
        let mut rows = self.rows.write().expect("no thread panics while it notes");
        if rows.len() < MOST {
            rows.insert(key, known);
        }
        verdict
    }

    fn tried(&self, version: &Version, outline: &Outline, digits: &mut [u16], state: &mut State) -> Verdict {
        // No amount decides whether there is an answer.
        let (amounts, days) = (vec![0; version.amounts.len()], vec![0; version.days.len()]);
        let row = Row { amounts: &amounts, days: &days, member: 0, today: Today::of(0) };
        state.try_row(version, outline);
        for at in &outline.whole().order {
            let about = &self.benefits[*at];
            let sizes = || about.moving.iter().map(|axis| version.axes[*axis].size());
            let combinations = sizes().try_fold(1, |all: usize, own| all.checked_mul(own).filter(|own| *own <= TRIED));
            let Some(combinations) = combinations else { return Verdict::Unclear };
            // Whether it is due, or what its tables say where they have no answer.
            let mut found: Option<Result<bool, Box<[u32]>>> = None;
            for combination in 0..combinations {
                let mut rest = combination;
                for (axis, size) in about.moving.iter().zip(sizes()) {
                    digits[*axis] = (rest % size) as u16;
                    rest /= size;
                }
                let now = match state.try_one(version, *at, digits, &row) {
                    Ok(is_due) => Ok(is_due),
                    Err(Halt::Unanswered) => match self.sign(version, *at, digits, &amounts, &|at| state.is_due(at)) {
                        Some(sign) => Err(sign),
                        None => return Verdict::Unclear,
                    },
                    Err(Halt::Ask | Halt::Passed) => return Verdict::Unclear,
                };
                if found.get_or_insert_with(|| now.clone()) != &now {
                    return Verdict::Unclear;
                }
            }
            match found {
                Some(Ok(is_due)) if !(is_due && about.is_chosen) => {}
                Some(Err(sign)) => return self.verdict(sign),
                Some(Ok(_)) | None => return Verdict::Unclear,
            }
        }
        Verdict::Unclear
    }
}

/// Whether no amount is so large that a sum may be too large before anything else is asked.
pub(super) fn is_usual(amounts: &[i64]) -> bool {
    amounts.iter().all(|own| *own <= LARGE)
}

/// Whether an axis tells what comes before a row, or compares its amounts.
fn is_moving(axis: &Axis) -> bool {
    match axis {
        Axis::Visits(..) | Axis::Test(..) => true,
        Axis::Entry(..) | Axis::Truth(_) | Axis::Number(..) | Axis::Day(..) | Axis::Age(..) => false,
    }
}

/// Returns what the tables of a benefit say of which clauses hold, each once, without those that always say the same.
fn says(version: &Version, own: &Benefit) -> Vec<Table> {
    let mut tables: Vec<(&Table, bool)> = own.due.iter().map(|own| (own, true)).collect();
    tables.extend(own.exclusions.iter().map(|own| (&own.holds, false)));
    tables.extend(own.ways.iter().flat_map(|own| own.clauses.tables()).map(|own| (own, false)));
    let mut all: Vec<Table> = Vec::new();
    for (table, is_condition) in tables {
        let values = table.values.iter().map(|own| match *own {
            ABSENT => 0,
            NOTHING => 1,
            TROUBLE => 2,
            PASSED => 3,
            // Nothing stands against it.
            0 if is_condition => 4,
            _ => 5,
        });
        let table = Table { axes: table.axes.clone(), den: 1, values: values.collect() }.reduced(&version.axes);
        if table.only().is_none() && !all.contains(&table) {
            all.push(table);
        }
    }
    all
}

/// Returns where a benefit may be refused whatever came before, looked up by a row: tables one of which is not 0 there.
pub(super) fn suspects(version: &Version, at: usize) -> Vec<Table> {
    let own = &version.benefits[at];
    let is_steady = |table: &&Table| !table.axes.iter().any(|(axis, _)| is_moving(&version.axes[*axis]));
    let due: Vec<&Table> = own.due.iter().filter(is_steady).collect();
    let mut all = Vec::new();
    for table in own.unanswered.iter().filter(is_steady) {
        let mut tables = vec![table];
        tables.extend(&due);
        let is_open = |own: &[i64]| i64::from(own[0] > 0 && !own[1..].iter().any(|own| *own > 0));
        let one = joined(&version.axes, &tables, LARGEST, is_open);
        let one = one.unwrap_or_else(|| Table {
            values: table.values.iter().map(|own| own.signum().max(0)).collect(),
            ..table.clone()
        });
        let one = one.reduced(&version.axes);
        if one.only() != Some(0) && !all.contains(&one) {
            all.push(one);
        }
    }
    all
}

/// The most entries of a table of suspects.
const LARGEST: usize = 65_536;
