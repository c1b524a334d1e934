//! What persons and households are paid month by month and year by year, worked out by both states.

use std::collections::{BTreeMap, BTreeSet};

use super::super::periods::{CHUNK, in_threads};
use super::super::progress::Progress;
use super::super::threads_of;
use super::{Half, Standing, Twice, paying};
use crate::cli::error::Error;
use crate::compare::Both;
use crate::compare::changes::people::{self as counted, Line, Payees};
use crate::data::answers::Answers;
use crate::data::periods::{self, Months, Whose, Worked};
use crate::data::settle::Fate;

/// The rows of somebody by each state; `None`: that state cannot work them out at all.
type Rows = Both<Option<Vec<Worked>>>;

impl Twice<'_, '_, '_> {
    /// Works out everybody's months by both states and counts what differs.
    pub(super) fn by_months(&mut self, months: Months) -> Result<counted::Months, Error> {
        self.check_flags()?;
        let halves = &self.halves;
        let known = Both {
            a: periods::everybody(&halves.a.reading).into_iter().collect::<BTreeSet<_>>(),
            b: periods::everybody(&halves.b.reading).into_iter().collect::<BTreeSet<_>>(),
        };
        let everybody: Vec<Whose<'_>> = known.a.union(&known.b).copied().collect();
        let place = |half: &Half<'_, '_>, known: &BTreeSet<Whose<'_>>, whose: Whose<'_>| {
            if known.contains(&whose) { periods::county_of(&half.reading, whose).ok() } else { None }
        };
        let standing = |at: u32| self.counties.standing[at as usize];
        let mut mine: Vec<Whose<'_>> = Vec::new();
        for whose in &everybody {
            let found = place(&halves.b, &known.b, *whose).or_else(|| place(&halves.a, &known.a, *whose));
            match found.map(standing) {
                Some(Standing::Untouched) => self.tally.rows.untouched += 1,
                Some(Standing::Incomparable) => self.tally.rows.incomparable += 1,
                Some(Standing::Settled) | None => mine.push(*whose),
            }
        }
        let rows = |half: &Half<'_, '_>, known: &BTreeSet<Whose<'_>>, whose: Whose<'_>, answers: &mut Answers| {
            // Another county than the one that the other state sees is not among those that are settled.
            let elsewhere = || place(half, known, whose).is_some_and(|at| standing(at) != Standing::Settled);
            let can = known.contains(&whose) && !elsewhere();
            can.then(|| periods::settle(&half.reading, whose, months, Some(answers)))
        };
        let work = |answers: &mut Both<Answers>, whose: &Whose<'_>| Both {
            a: rows(&halves.a, &known.a, *whose, &mut answers.a),
            b: rows(&halves.b, &known.b, *whose, &mut answers.b),
        };
        let threads = threads_of(self.asked.threads);
        let mut answers: Vec<Both<Answers>> = (0..threads).map(|_| Both::default()).collect();
        let mut payees = Seen::default();
        let mut progress = Progress::new(self.asked.folder, &[], self.face);
        for chunk in mine.chunks(CHUNK) {
            let worked: Vec<Rows> = in_threads(&mut answers, chunk, &work);
            let mut lines: Vec<Line<'_>> = Vec::new();
            worked.iter().for_each(|own| one(halves, &mut self.tally, own, &mut payees, &mut lines));
            self.tally.count.see(&lines);
            progress.now(self.tally.rows.read);
        }
        progress.done();
        let payees = match (payees.persons, payees.households) {
            (_, false) => Payees::Persons,
            (false, true) => Payees::Households,
            (true, true) => Payees::Both,
        };
        Ok(counted::Months { first: months.first, last: months.last, payees, subjects: everybody.len() as u64 })
    }
}

/// To whom rows were paid.
#[derive(Default)]
struct Seen {
    persons: bool,
    households: bool,
}

/// Puts the rows of both states side by side.
fn one<'w>(
    halves: &Both<Half<'_, '_>>,
    tally: &mut super::Tally,
    rows: &'w Rows,
    payees: &mut Seen,
    lines: &mut Vec<Line<'w>>,
) {
    let of = |own: &'w Option<Vec<Worked>>| own.as_deref().unwrap_or_default();
    // A state that refuses somebody as a whole pays not nothing, but who knows what.
    let is_refused =
        |own: &'w Option<Vec<Worked>>| own.as_ref().is_none_or(|own| own.iter().any(|own| own.period.is_empty()));
    let refused = Both { a: is_refused(&rows.a), b: is_refused(&rows.b) };
    let mut pairs: BTreeMap<(&str, &str), Both<Option<&Worked>>> = BTreeMap::new();
    for own in of(&rows.a) {
        pairs.entry((&own.bill.person, &own.period)).or_default().a = Some(own);
    }
    for own in of(&rows.b) {
        pairs.entry((&own.bill.person, &own.period)).or_default().b = Some(own);
    }
    for pair in pairs.into_values() {
        let settled = |own: Option<&Worked>| own.is_some_and(|own| own.verdict.fate == Fate::Settled);
        for own in [pair.b, pair.a].into_iter().flatten() {
            if let Fate::Rejected(refusals) = &own.verdict.fate {
                tally.refuse(refusals);
                break;
            }
        }
        // Where a state has no benefit for such a row, it pays nothing.
        let pays = Both {
            a: settled(pair.a) || (pair.a.is_none() && !refused.a),
            b: settled(pair.b) || (pair.b.is_none() && !refused.b),
        };
        tally.rows.read += 1;
        let whole = match (pays.a, pays.b) {
            (true, true) => {
                tally.rows.settled += 1;
                true
            }
            (true, false) if pair.a.is_some() => {
                tally.rows.one_sided.a += 1;
                false
            }
            (false, true) if pair.b.is_some() => {
                tally.rows.one_sided.b += 1;
                false
            }
            _ => {
                tally.rows.rejected += 1;
                continue;
            }
        };
        let Some(some) = pair.b.or(pair.a) else { continue };
        payees.households |= some.to_household;
        payees.persons |= !some.to_household;
        let county = some.verdict.county.map_or(0, |own| own as usize);
        let mut paid: BTreeMap<usize, Both<i64>> = BTreeMap::new();
        for own in pair.a.iter().filter(|own| settled(Some(own))) {
            tally.paid.a += i128::from(own.verdict.paid());
            paying(&halves.a, county, &own.verdict).for_each(|(at, fen)| paid.entry(at).or_default().a += fen);
        }
        for own in pair.b.iter().filter(|own| settled(Some(own))) {
            tally.paid.b += i128::from(own.verdict.paid());
            paying(&halves.b, county, &own.verdict).for_each(|(at, fen)| paid.entry(at).or_default().b += fen);
        }
        let paid = paid.into_iter().collect();
        lines.push(Line { county, person: &some.bill.person, date: some.bill.date, paid, whole });
    }
}
