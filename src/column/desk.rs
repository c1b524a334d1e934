//! Subjects through the plan: rows in, payments out, as long as the plan of each row's day can say; else the evaluator is
//! asked for the whole subject.

use super::batch::{Batch, Counties};
use super::block::{Block, Read};
use super::chunk::{KeySources, Misfit, Room, chunk_end};
use super::clauses::{Row, State, Trouble};
use super::columns::{Columns, Source};
use super::from_ir::{Fixed, Knowns};
use super::levels::{Work, at};
use super::reference::{self, Error, Rejection, Standing};
use super::refusal::{Verdict, is_usual};
use super::run::{County, Known, Means, Piece, Planned, Run, Ways, code_of};
use super::settlement::NotDue;
use super::today::{LAST_DAY, Today};
use crate::ir::FactId;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// What a thread needs for the county at hand.
struct Desk<'b> {
    number: u32,
    county: &'b County<'b>,
    state: State,
    /// What is known of facts of which the batch has nothing.
    usual: Knowns,
    /// As they are met.
    plans: Vec<Plan<'b>>,
    /// The plan of a stretch of days where nothing else is known.
    by_stretch: Vec<Found>,
    others: BTreeMap<(usize, Knowns), Option<usize>>,
    /// The same by the stretch and the marks of a row.
    by_marks: BTreeMap<Vec<u64>, Option<usize>>,
    marks: Vec<u64>,
    costs: Vec<Source<'b>>,
    order: Option<Source<'b>>,
    /// Room for chunks.
    room: Option<Room>,
}

/// What a stretch has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    NotYet,
    None,
    Plan(usize),
}

/// A plan over the columns of a batch.
struct Plan<'b> {
    planned: Arc<Planned>,
    columns: Columns<'b>,
    /// The rows that it has read.
    block: Block,
    /// Where the keys of its kernels come from.
    keys: Option<KeySources<'b>>,
    /// The codes of its reasons in the piece.
    codes: Vec<u32>,
}

/// Settles the rows of a piece.
pub(super) fn settle_piece<'b>(
    run: &'b Run<'_>,
    batch: &'b Batch,
    known: &Known<'_>,
    means: Means,
    piece: &mut Piece<'_>,
) {
    let mut desk: Option<Desk<'b>> = None;
    let mut from = piece.rows.start;
    // Up to here kernels have been tried in vain.
    let mut tried = from;
    // A subject that keeps a chunk from the kernels begins here.
    let mut odd: Option<usize> = None;
    while from < piece.rows.end {
        let number = batch.counties.of(from);
        let county = &run.counties[number as usize];
        let own = match desk.take().filter(|own| own.number == number) {
            Some(own) => desk.insert(own),
            None => desk.insert(Desk::of(county, number, batch)),
        };
        if odd == Some(from) {
            (tried, odd) = (subject_end(batch, from, piece.rows.end), None);
        }
        if means.ways == Ways::All && from >= tried {
            let end = chunk_end(batch, from..odd.unwrap_or(piece.rows.end));
            let chunk = Chunk { desk: own, county, batch, known, rows: from..end, piece };
            let fits = if end > from { at(means.level, chunk) } else { Err(Misfit::Chunk) };
            match fits {
                Ok(()) => {
                    let aside = own.room.as_mut().map_or(Vec::new(), |own| std::mem::take(&mut own.aside));
                    let apart: usize = aside.iter().map(Range::len).sum();
                    piece.counts.by_kernels += (end - from - apart) as u64;
                    for rows in &aside {
                        own.by_claim(run, batch, known, rows.clone(), rows.end, piece);
                    }
                    if let Some(room) = &mut own.room {
                        room.aside = aside;
                    }
                    from = end;
                    continue;
                }
                Err(Misfit::Row(row)) if row > from && row < end => {
                    let start = (from + 1..=row).rev().find(|row| !batch.continues(*row)).unwrap_or(from);
                    odd = Some(start);
                    continue;
                }
                Err(Misfit::Row(_)) => tried = subject_end(batch, from, piece.rows.end),
                Err(Misfit::Chunk) => tried = end,
            }
        }
        let to = subject_end(batch, from, piece.rows.end);
        // What is read at once: all of what kernels have been tried in vain for.
        let ahead = match (&batch.counties, means.ways) {
            (Counties::One(_), Ways::Clauses) => (from + AT_ONCE).min(piece.rows.end),
            _ => tried.min(from + AT_ONCE),
        };
        match means.ways {
            Ways::All | Ways::Clauses => own.by_claim(run, batch, known, from..to, ahead.max(to), piece),
            Ways::Reference => by_reference(run, batch, known, from..to, piece),
        }
        from = to;
    }
    piece.taken_out.sort_by_key(|(row, _)| *row);
}

/// So many subjects are set aside, each after the kernels have been tried with those before.
const TRIES: usize = 8;

/// So many rows are read at once, as long as they go claim by claim.
const AT_ONCE: usize = 512;

/// Whether something is known of the subject of a row that its rows do not say themselves.
fn is_apart(batch: &Batch, known: &Known<'_>, row: usize) -> bool {
    batch.lent.is_empty() && known.contains(batch.subject[row])
}

/// Whole subjects for the kernels.
struct Chunk<'c, 'b, 'o> {
    desk: &'c mut Desk<'b>,
    county: &'b County<'b>,
    batch: &'b Batch,
    known: &'c Known<'c>,
    rows: Range<usize>,
    piece: &'c mut Piece<'o>,
}

impl Work for Chunk<'_, '_, '_> {
    type Done = Result<(), Misfit>;

    #[inline(always)]
    fn work(self) -> Result<(), Misfit> {
        let Chunk { desk, county, batch, known, rows, piece } = self;
        desk.chunk(county, batch, known, rows, piece)
    }
}

/// Returns the end of the subject whose first row is given.
fn subject_end(batch: &Batch, from: usize, last: usize) -> usize {
    (from + 1..last).find(|row| !batch.continues(*row)).unwrap_or(last)
}

impl<'b> Desk<'b> {
    fn of(county: &'b County<'_>, number: u32, batch: &'b Batch) -> Desk<'b> {
        let find = |zh, en| {
            let claim = Some(crate::ir::Owner::Claim);
            county.program.find_fact(claim, zh).or_else(|| county.program.find_fact(claim, en))
        };
        let source = |fact| Source::of(county, batch, fact);
        let costs = [find("总费用", "gross_cost"), find("合规费用", "eligible_cost")];
        let order = find("结算顺序", "settlement_order").map(source);
        let facts = (0..county.program.facts.len()).map(|at| FactId(at as u32));
        let usual = facts.filter(|fact| source(*fact).is_unknown()).map(|fact| (fact, Fixed::Missing)).collect();
        Desk {
            number,
            county,
            state: State::of(county.layout.totals),
            usual,
            plans: Vec::new(),
            by_stretch: vec![Found::NotYet; county.layout.starts.len() + 1],
            others: BTreeMap::new(),
            by_marks: BTreeMap::new(),
            marks: Vec::new(),
            costs: costs.into_iter().flatten().map(source).collect(),
            order: order.filter(|own| own.cells.is_some()),
            room: None,
        }
    }

    /// Returns the plan of a stretch where nothing else is known than of every row.
    fn usual_plan(&mut self, county: &'b County<'_>, batch: &'b Batch, stretch: usize) -> Option<usize> {
        match self.by_stretch[stretch] {
            Found::Plan(at) => Some(at),
            Found::None => None,
            Found::NotYet => {
                let usual = self.usual.clone();
                let plan = self.made(county, batch, stretch, &usual);
                self.by_stretch[stretch] = plan.map_or(Found::None, Found::Plan);
                plan
            }
        }
    }

    /// Returns the plan of a row that lacks what the usual plan needs: facts that are missing or have several values make a
    /// plan of their own.
    fn other_plan(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        stretch: usize,
        (usual, row): (usize, usize),
    ) -> Option<usize> {
        let mut marks = std::mem::take(&mut self.marks);
        marks.clear();
        marks.push(stretch as u64);
        let is_marked = self.plans[usual].mark(row, &mut marks);
        let known = if is_marked { self.by_marks.get(&marks).copied() } else { None };
        let plan = known.unwrap_or_else(|| {
            let mut knowns = self.usual.clone();
            self.plans[usual].known_on(row, &mut knowns);
            let differs = knowns != self.usual;
            let plan = differs.then(|| self.plan(county, batch, stretch, knowns)).flatten();
            if is_marked {
                self.by_marks.insert(marks.clone(), plan);
            }
            plan
        });
        self.marks = marks;
        plan
    }

    /// Returns the plan of a stretch where more is known.
    fn plan(&mut self, county: &'b County<'_>, batch: &'b Batch, stretch: usize, knowns: Knowns) -> Option<usize> {
        let key = (stretch, knowns);
        if let Some(known) = self.others.get(&key) {
            return *known;
        }
        let plan = self.made(county, batch, stretch, &key.1);
        self.others.insert(key, plan);
        plan
    }

    fn made(&mut self, county: &'b County<'_>, batch: &'b Batch, stretch: usize, knowns: &Knowns) -> Option<usize> {
        let planned = county.planned(stretch, knowns)?;
        let columns = Columns::of(county, batch, &planned.version);
        let keys = planned.shape.as_ref().ok().map(|own| KeySources::of(county, batch, own, &planned.version));
        self.plans.push(Plan { planned, columns, block: Block::default(), keys, codes: Vec::new() });
        Some(self.plans.len() - 1)
    }

    /// Settles a chunk of whole subjects by kernels; where they do not fit, nothing has been written.
    #[inline(always)]
    fn chunk(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        known: &Known<'_>,
        rows: Range<usize>,
        piece: &mut Piece<'_>,
    ) -> Result<(), Misfit> {
        let stretch = county.stretch(batch.date[rows.start]);
        let plan_at = self.usual_plan(county, batch, stretch).ok_or(Misfit::Chunk)?;
        self.plans[plan_at].note_codes(self.number, piece);
        let plan = &self.plans[plan_at];
        let (Ok(shape), Some(sources)) = (&plan.planned.shape, &plan.keys) else { return Err(Misfit::Chunk) };
        let room = self.room.get_or_insert_with(|| Room::new(county.layout.totals));
        room.misfits.clear();
        let places = || rows.clone().enumerate();
        if let Some(member) = &batch.member {
            room.misfits.extend(places().filter(|(_, row)| member[*row] != 0).map(|(at, _)| at));
        }
        if !known.is_empty() {
            room.misfits.extend(places().filter(|(_, row)| is_apart(batch, known, *row)).map(|(at, _)| at));
        }
        room.subjects(batch, rows.clone(), shape).ok_or(Misfit::Chunk)?;
        let (first, last) = room.days;
        if county.stretch(first) != stretch || county.stretch(last) != stretch {
            let other = |row: usize| county.stretch(batch.date[row]) != stretch;
            room.misfits.extend(places().filter(|(_, row)| other(*row)).map(|(at, _)| at));
        }
        room.keys(sources, &plan.columns, batch, rows.clone());
        room.read(shape, &plan.planned.version, &plan.columns, batch, rows.clone());
        if room.suspects(shape, sources, rows.clone()) {
            self.refuse(county, batch, known, plan_at, rows.clone());
        }
        let plan = &self.plans[plan_at];
        let (Ok(shape), Some(sources)) = (&plan.planned.shape, &plan.keys) else { return Err(Misfit::Chunk) };
        let room = self.room.get_or_insert_with(|| Room::new(county.layout.totals));
        room.narrow(&plan.columns, rows.clone(), shape)?;
        // Amounts that are worked with have been found to be at least 0.
        let worked = |own: &Source<'_>| shape.amounts.iter().any(|at| own.is_same_as(&plan.columns.amounts[*at]));
        for own in self.costs.iter().filter(|own| !worked(own)) {
            if own.has_negative(rows.clone()) {
                room.misfits.extend(places().filter(|(_, row)| own.is_negative(*row)).map(|(at, _)| at));
            }
        }
        if self.order.is_some() || batch.ids.is_some() {
            let mut from = rows.start;
            while from < rows.end {
                let to = subject_end(batch, from, rows.end);
                if !is_sorted(batch, self.order.as_ref(), from..to) {
                    room.misfits.push(from - rows.start);
                }
                from = to;
            }
        }
        room.turns(shape, batch, rows.clone());
        for tries in 0_usize.. {
            room.set_aside(batch, rows.clone())?;
            let summed = room.sum_up(rows.len(), shape);
            match summed.and_then(|()| room.run(shape, &plan.planned, sources, rows.clone())) {
                Ok(()) => break,
                Err(row) if tries < TRIES => room.misfits.push(row),
                Err(row) => return Err(Misfit::Row(rows.start + row)),
            }
        }
        let start = rows.start - piece.rows.start;
        for ((_, slot), paid) in county.slots.iter().zip(&room.paid) {
            let out = &mut piece.amounts[*slot][start..start + rows.len()];
            for (out, paid) in out.iter_mut().zip(paid.iter()) {
                *out = i64::from(*paid);
            }
        }
        if !piece.reasons.is_empty() {
            for (at, (_, slot)) in county.slots.iter().enumerate() {
                let out = &mut piece.reasons[*slot][start..start + rows.len()];
                let code = |reason: u16| if reason == 0 { 0 } else { plan.codes[usize::from(reason) - 1] };
                let Some(reasons) = &shape.reasons[at] else {
                    out.iter_mut().zip(room.reasons[at].iter()).for_each(|(out, reason)| *out = code(*reason));
                    continue;
                };
                let keys = room.key_column(sources, reasons.key, rows.clone());
                for (row, (out, key)) in out.iter_mut().zip(keys).enumerate() {
                    let mut reason = reasons.values[usize::from(*key)];
                    if reason == 0 {
                        reason = room.excluded(shape, sources, at, row, rows.clone());
                    }
                    *out = code(reason);
                }
            }
        }
        self.elsewhere(county, start..start + rows.len(), piece);
        if let Some(room) = &self.room {
            for (row, error) in &room.refused {
                self.reject(county, rows.start + row, error, piece);
            }
            piece.counts.rejected += room.refused.len() as u64;
        }
        Ok(())
    }

    /// Finds which of the suspect rows of a chunk are rejected, and which the kernels cannot take.
    #[inline(never)]
    fn refuse(&mut self, county: &'b County<'_>, batch: &'b Batch, known: &Known<'_>, plan: usize, rows: Range<usize>) {
        let Some(mut room) = self.room.take() else { return };
        let odd = std::mem::take(&mut room.odd);
        self.refused(county, batch, known, &self.plans[plan], rows, &odd, &mut room);
        room.odd = odd;
        self.room = Some(room);
    }

    #[expect(clippy::too_many_arguments, reason = "what is looked at comes from as many places")]
    fn refused(
        &self,
        county: &County<'_>,
        batch: &Batch,
        known: &Known<'_>,
        plan: &Plan<'_>,
        rows: Range<usize>,
        odd: &[(usize, bool)],
        room: &mut Room,
    ) {
        let Planned { version, outline, refusals, .. } = &*plan.planned;
        let many = odd.len() * 8 > rows.len();
        if many {
            room.looked.read(version, None, &plan.columns, batch, rows.clone());
        }
        for (at, is_shut) in odd {
            let row = rows.start + at;
            if !many {
                room.looked.read(version, None, &plan.columns, batch, row..row + 1);
            }
            let verdict = match room.looked.row(row) {
                Some(Read { digits, amounts, .. }) if is_usual(amounts) => {
                    refusals.of_row(version, outline, digits, &mut room.tries)
                }
                _ => Verdict::Unclear,
            };
            let verdict = match verdict {
                Verdict::Unheard(sign) => {
                    let start = (rows.start..=row).rev().find(|row| !batch.continues(*row)).unwrap_or(rows.start);
                    let subject = start..subject_end(batch, row, rows.end);
                    if !self.is_plain(county, batch, subject.clone()) {
                        room.misfits.push(*at);
                        continue;
                    }
                    self.heard(county, batch, known, &plan.planned, sign, (row, subject))
                }
                verdict => verdict,
            };
            match verdict {
                Verdict::Refused(error) => room.refused.push((*at, error)),
                Verdict::Unclear | Verdict::Unheard(_) if !is_shut => {}
                Verdict::Unclear | Verdict::Unheard(_) => room.misfits.push(*at),
            }
        }
    }

    /// Takes a row out, for which its benefits pay nothing.
    fn reject(&self, county: &County<'_>, row: usize, error: &Arc<Error>, piece: &mut Piece<'_>) {
        let at = row - piece.rows.start;
        county.slots.iter().for_each(|(_, slot)| piece.amounts[*slot][at] = 0);
        if !piece.reasons.is_empty() {
            let code = code_of(&mut piece.told, NotDue::TakenOut);
            county.slots.iter().for_each(|(_, slot)| piece.reasons[*slot][at] = code);
        }
        piece.taken_out.push((row, Standing::Rejected(Rejection::Error(error.clone()))));
    }

    /// Benefits that only other counties have pay nothing here.
    fn elsewhere(&self, county: &County<'_>, rows: Range<usize>, piece: &mut Piece<'_>) {
        if county.slots.len() == piece.amounts.len() {
            return;
        }
        for slot in (0..piece.amounts.len()).filter(|own| !county.slots.iter().any(|(_, slot)| slot == own)) {
            piece.amounts[slot][rows.clone()].fill(0);
            if !piece.reasons.is_empty() {
                let code = code_of(&mut piece.told, NotDue::NoSuchBenefit);
                piece.reasons[slot][rows.clone()].fill(code);
            }
        }
    }

    /// Settles a subject by its plans, or by the evaluator. `ahead`: up to where rows go the same way.
    fn by_claim(
        &mut self,
        run: &Run<'_>,
        batch: &'b Batch,
        known: &Known<'_>,
        rows: Range<usize>,
        ahead: usize,
        piece: &mut Piece<'_>,
    ) {
        let rejected = piece.taken_out.len();
        let beside = is_apart(batch, known, rows.start);
        let (taken, beyond) = self.taken(batch, rows.clone());
        if !beside && self.subject(self.county, batch, known, taken, ahead, piece).is_ok() {
            self.too_many(beyond, piece);
            piece.counts.by_clauses += rows.len() as u64;
            piece.counts.rejected += (piece.taken_out.len() - rejected) as u64;
        } else {
            piece.taken_out.truncate(rejected);
            by_reference(run, batch, known, rows, piece);
        }
    }

    /// Settles a subject by its plans. `ahead`: up to where rows go the same way.
    fn subject(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        known: &Known<'_>,
        rows: Range<usize>,
        ahead: usize,
        piece: &mut Piece<'_>,
    ) -> Result<(), Trouble> {
        if !self.is_plain(county, batch, rows.clone()) {
            return Err(Trouble::Ask);
        }
        self.state.begin();
        let start = piece.rows.start;
        self.elsewhere(county, rows.start - start..rows.end - start, piece);
        let end = rows.end;
        for row in rows.clone() {
            let plan = match self.row(county, batch, row, (end, ahead)) {
                Ok(plan) => plan,
                Err(trouble) => {
                    let (planned, sign) = self.sign(row, trouble).ok_or(Trouble::Ask)?;
                    let verdict = match planned.refusals.verdict(sign) {
                        Verdict::Unheard(sign) => self.heard(county, batch, known, &planned, sign, (row, rows.clone())),
                        verdict => verdict,
                    };
                    let Verdict::Refused(error) = verdict else { return Err(Trouble::Ask) };
                    self.reject(county, row, &error, piece);
                    continue;
                }
            };
            let at = row - piece.rows.start;
            let plan = &mut self.plans[plan];
            plan.note_codes(self.number, piece);
            for ((_, slot), paid) in county.slots.iter().zip(&self.state.rows) {
                piece.amounts[*slot][at] = paid.amount;
                if let Some(reasons) = piece.reasons.get_mut(*slot) {
                    reasons[at] = match paid.reason {
                        0 => 0,
                        reason => plan.codes[reason as usize - 1],
                    };
                }
            }
        }
        Ok(())
    }

    /// Settles a row; returns the plan by which that was done. `ends`: of its subject, and of what is read at once.
    fn row(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        row: usize,
        (end, ahead): (usize, usize),
    ) -> Result<usize, (Option<usize>, Trouble)> {
        let ask = (None, Trouble::Ask);
        let day = batch.date[row];
        if !(0..=LAST_DAY).contains(&day) {
            return Err(ask);
        }
        let stretch = county.stretch(day);
        let mut plan = self.usual_plan(county, batch, stretch).ok_or(ask)?;
        if self.plans[plan].read(batch, row..ahead).is_none() {
            plan = self.other_plan(county, batch, stretch, (plan, row)).ok_or(ask)?;
        }
        let (planned, read) = self.plans[plan].read(batch, row..end).ok_or(ask)?;
        let Read { digits, amounts, days } = read;
        let member = batch.member.as_ref().map_or(0, |own| own[row] as usize);
        let facts = Row { amounts, days, member, today: Today::of(day) };
        let settled = self.state.settle(&planned.version, &planned.outline, digits, facts);
        settled.map(|()| plan).map_err(|trouble| (Some(plan), trouble))
    }

    /// Returns what the tables say of a row that a plan has read, where they tell what the evaluator says of its kind.
    fn sign(&mut self, row: usize, (plan, trouble): (Option<usize>, Trouble)) -> Option<(Arc<Planned>, Box<[u32]>)> {
        let (Some(plan), Trouble::Unanswered(benefit)) = (plan, trouble) else { return None };
        let Plan { planned, block, .. } = &mut self.plans[plan];
        let Read { digits, amounts, .. } = block.row(row)?;
        let is_due = |at| self.state.is_due(at);
        let sign = planned.refusals.sign(&planned.version, benefit, digits, amounts, &is_due)?;
        Some((planned.clone(), sign))
    }

    /// Returns the rows of a subject that the evaluator takes, and those beyond: as they come, where each comes once.
    fn taken(&self, batch: &Batch, rows: Range<usize>) -> (Range<usize>, Range<usize>) {
        let most = reference::most_claims(self.county.program);
        let end = match rows.len() > most && is_sorted(batch, self.order.as_ref(), rows.clone()) {
            true => rows.start + most,
            false => rows.end,
        };
        (rows.start..end, end..rows.end)
    }

    /// Takes out the rows beyond those that the evaluator takes of one subject.
    fn too_many(&self, rows: Range<usize>, piece: &mut Piece<'_>) {
        let start = piece.rows.start;
        let places = rows.start - start..rows.end - start;
        piece.amounts.iter_mut().for_each(|own| own[places.clone()].fill(0));
        if !rows.is_empty() && !piece.reasons.is_empty() {
            let code = code_of(&mut piece.told, NotDue::TakenOut);
            piece.reasons.iter_mut().for_each(|own| own[places.clone()].fill(code));
        }
        piece.taken_out.extend(rows.map(|row| (row, Standing::Rejected(Rejection::TooMany))));
    }

    /// Asks the evaluator what becomes of a row among those of its subject, for all rows with its sign.
    fn heard(
        &self,
        county: &County<'_>,
        batch: &Batch,
        known: &Known<'_>,
        planned: &Planned,
        sign: Box<[u32]>,
        (row, subject): (usize, Range<usize>),
    ) -> Verdict {
        let known = known.of(batch.subject[row]);
        let settled = reference::settle_subject(county, self.number, batch, subject, known);
        let own = settled.iter().find(|own| own.row == row);
        planned.refusals.hear(&planned.version, sign, own.map(|own| &own.standing))
    }

    /// Whether the rows of a subject are in order, each once, none of them reversed, and not more than the evaluator takes.
    fn is_plain(&self, county: &County<'_>, batch: &Batch, rows: Range<usize>) -> bool {
        let reversed = self.costs.iter().any(|own| own.has_negative(rows.clone()));
        let fits = rows.len() <= reference::most_claims(county.program);
        !reversed && fits && is_sorted(batch, self.order.as_ref(), rows)
    }
}

impl Plan<'_> {
    /// Returns what it needs of the first of some rows, if the row has it; reads the others too where it has not been read.
    fn read(&mut self, batch: &Batch, rows: Range<usize>) -> Option<(&Planned, Read<'_>)> {
        let row = rows.start;
        let Plan { planned, columns, block, .. } = self;
        if !block.holds(row) {
            block.read(&planned.version, None, columns, batch, rows);
        }
        Some((planned, block.row(row)?))
    }

    /// Notes the codes of the reasons in a piece.
    fn note_codes(&mut self, county: u32, piece: &mut Piece<'_>) {
        let reasons = &self.planned.version.reasons;
        if self.codes.len() < reasons.len() && !piece.reasons.is_empty() {
            let because = reasons.iter().cloned().map(|reason| NotDue::Because { county, reason });
            self.codes = because.map(|own| code_of(&mut piece.told, own)).collect();
        }
    }

    /// Adds the mark of each fact on a row; says whether every one has one.
    fn mark(&self, row: usize, marks: &mut Vec<u64>) -> bool {
        self.facts().all(|(_, source)| source.mark(row).map(|own| marks.push(own)).is_some())
    }

    /// Adds what is known of the facts of a row beside one value each.
    fn known_on(&self, row: usize, knowns: &mut Knowns) {
        for (fact, source) in self.facts() {
            if let Some(fixed) = source.fixed(row) {
                knowns.insert(fact, fixed);
            }
        }
    }

    /// Returns the facts that it asks for, some more than once.
    fn facts(&self) -> impl Iterator<Item = (FactId, &Source<'_>)> {
        let version = &self.planned.version;
        let axes = version.axes.iter().map(|own| own.fact()).zip(&self.columns.axes);
        let axes = axes.filter_map(|(fact, source)| Some((fact?, source.as_ref()?)));
        let amounts = version.amounts.iter().map(|own| own.fact).zip(&self.columns.amounts);
        let days = version.days.iter().copied().zip(&self.columns.days);
        axes.chain(amounts).chain(days)
    }
}

/// Whether the rows of a subject are in claim order, each once.
fn is_sorted(batch: &Batch, order: Option<&Source<'_>>, rows: Range<usize>) -> bool {
    let dates = &batch.date[rows.clone()];
    if dates.windows(2).any(|pair| pair[0] > pair[1]) {
        return false;
    }
    if let Some(order) = order {
        let key = |row: usize| order.number(row).map(|number| (batch.date[row], number));
        let known = rows.clone().all(|row| key(row).is_some());
        if !known || rows.clone().skip(1).any(|row| key(row - 1) > key(row)) {
            return false;
        }
    }
    let Some(ids) = &batch.ids else { return true };
    let same = |row: usize| {
        batch.date[row] == batch.date[row - 1] && order.is_none_or(|order| order.number(row) == order.number(row - 1))
    };
    if rows.clone().skip(1).any(|row| same(row) && ids[row - 1] >= ids[row]) {
        return false;
    }
    let own = &ids[rows.clone()];
    if own.len() <= 16 {
        return (1..own.len()).all(|at| !own[..at].contains(&own[at]));
    }
    own.iter().collect::<BTreeSet<_>>().len() == own.len()
}

/// Settles a subject by the reference evaluator.
fn by_reference(run: &Run<'_>, batch: &Batch, known: &Known<'_>, rows: Range<usize>, piece: &mut Piece<'_>) {
    let number = batch.counties.of(rows.start);
    let county = &run.counties[number as usize];
    let known = known.of(batch.subject[rows.start]);
    let start = piece.rows.start;
    for own in piece.amounts.iter_mut() {
        own[rows.start - start..rows.end - start].fill(0);
    }
    let with_reasons = !piece.reasons.is_empty();
    if with_reasons {
        let code = code_of(&mut piece.told, NotDue::NoSuchBenefit);
        piece.reasons.iter_mut().for_each(|own| own[rows.start - start..rows.end - start].fill(code));
    }
    piece.counts.by_reference += rows.len() as u64;
    for settled in reference::settle_subject(county, number, batch, rows, known) {
        let at = settled.row - start;
        match settled.standing {
            Standing::Open => {}
            Standing::Cancelled { .. } => piece.counts.cancelled += 1,
            Standing::Rejected(_) => piece.counts.rejected += 1,
        }
        if settled.standing == Standing::Open {
            for (id, amount, reason) in settled.benefits {
                let Some((_, slot)) = county.slots.iter().find(|(own, _)| *own == id) else { continue };
                piece.amounts[*slot][at] = amount;
                if with_reasons {
                    piece.reasons[*slot][at] = reason.map_or(0, |own| code_of(&mut piece.told, own));
                }
            }
        } else {
            if with_reasons {
                let code = code_of(&mut piece.told, NotDue::TakenOut);
                county.slots.iter().for_each(|(_, slot)| piece.reasons[*slot][at] = code);
            }
            piece.taken_out.push((settled.row, settled.standing));
        }
    }
}
