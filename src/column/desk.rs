//! Subjects through the plan: rows in, payments out, as long as the plan of each row's day can say; else the evaluator is
//! asked for the whole subject.

use super::batch::Batch;
use super::chunk::{KeySources, Room, chunk_end};
use super::clauses::{State, Today, Trouble};
use super::columns::{Columns, Source};
use super::levels::at;
use super::plan::Version;
use super::reference::{self, Standing};
use super::run::{County, Known, Means, Piece, Run, Ways, code_of};
use super::settlement::NotDue;
use std::collections::BTreeSet;
use std::ops::Range;

/// What a thread needs for the county at hand.
struct Desk<'b> {
    number: u32,
    state: State,
    /// By stretch of days, as they are met.
    columns: Vec<Option<Columns<'b>>>,
    codes: Vec<Vec<u32>>,
    costs: Vec<Source<'b>>,
    order: Option<Source<'b>>,
    digits: Vec<u16>,
    amounts: Vec<i64>,
    /// Rooms for chunks, and where the keys of a stretch come from.
    room: Option<Room>,
    keys: Vec<Option<KeySources<'b>>>,
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
    while from < piece.rows.end {
        let number = batch.counties.of(from);
        let county = &run.counties[number as usize];
        let own = match desk.take().filter(|own| own.number == number) {
            Some(own) => desk.insert(own),
            None => desk.insert(Desk::of(county, number, batch)),
        };
        if means.ways == Ways::All && from >= tried {
            let end = chunk_end(batch, from..piece.rows.end);
            let mut chunk = || own.chunk(county, batch, known, from..end, piece);
            if end > from && at(means.level, &mut chunk).is_some() {
                piece.counts.by_kernels += (end - from) as u64;
                from = end;
                continue;
            }
            tried = end;
        }
        let mut to = from + 1;
        while to < piece.rows.end && batch.continues(to) {
            to += 1;
        }
        let beside = known.contains_key(&batch.subject[from]) || means.ways == Ways::Reference;
        if !beside && own.subject(county, batch, from..to, piece).is_ok() {
            piece.counts.by_clauses += (to - from) as u64;
        } else {
            by_reference(run, batch, known, from..to, piece);
        }
        from = to;
    }
    piece.taken_out.sort_by_key(|(row, _)| *row);
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
        Desk {
            number,
            state: State::of(county.layout.totals),
            columns: county.versions.iter().map(|_| None).collect(),
            codes: vec![Vec::new(); county.versions.len()],
            costs: costs.into_iter().flatten().map(source).collect(),
            order: order.filter(|own| own.cells.is_some()),
            digits: Vec::new(),
            amounts: Vec::new(),
            room: None,
            keys: county.versions.iter().map(|_| None).collect(),
        }
    }

    /// Settles a chunk of whole subjects by kernels; `None`: they do not fit, and nothing has been written.
    #[inline(always)]
    fn chunk(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        known: &Known<'_>,
        rows: Range<usize>,
        piece: &mut Piece<'_>,
    ) -> Option<()> {
        let stretch = county.stretch(batch.date[rows.start]);
        let planned = county.planned(stretch)?;
        let shape = planned.shape.as_ref().ok()?;
        if batch.member.as_ref().is_some_and(|own| own[rows.clone()].iter().any(|member| *member != 0))
            || (!known.is_empty() && batch.subject[rows.clone()].iter().any(|own| known.contains_key(own)))
        {
            return None;
        }
        let room = self.room.get_or_insert_with(Room::new);
        room.subjects(batch, rows.clone(), shape)?;
        let (first, last) = room.days;
        if county.stretch(first) != stretch || county.stretch(last) != stretch {
            return None;
        }
        let columns = self.columns[stretch]
            .get_or_insert_with(|| Columns::of(county, batch, &planned.version.axes, &planned.version.amounts));
        let sources = self.keys[stretch].get_or_insert_with(|| KeySources::of(county, batch, shape, &planned.version));
        room.eligible(&columns.amounts[shape.eligible], rows.clone(), shape)?;
        // The eligible cost has been found to be at least 0.
        let eligible = &columns.amounts[shape.eligible];
        if self.costs.iter().any(|own| !own.is_same_as(eligible) && own.has_negative(rows.clone())) {
            return None;
        }
        if self.order.is_some() || batch.ids.is_some() {
            let mut from = rows.start;
            while from < rows.end {
                let to = (from + 1..rows.end).find(|row| !batch.continues(*row)).unwrap_or(rows.end);
                if !is_sorted(batch, self.order.as_ref(), from..to) {
                    return None;
                }
                from = to;
            }
        }
        room.turns(shape, batch, rows.clone());
        room.keys(sources, columns, batch, rows.clone())?;
        let start = rows.start - piece.rows.start;
        room.run(shape, sources, rows.clone());
        for ((_, slot), paid) in county.slots.iter().zip(&room.paid) {
            let out = &mut piece.amounts[*slot][start..start + rows.len()];
            for (out, paid) in out.iter_mut().zip(paid.iter()) {
                *out = i64::from(*paid);
            }
        }
        if county.slots.len() < piece.amounts.len() {
            for slot in (0..piece.amounts.len()).filter(|own| !county.slots.iter().any(|(_, slot)| slot == own)) {
                piece.amounts[slot][start..start + rows.len()].fill(0);
            }
        }
        if !piece.reasons.is_empty() {
            self.codes(stretch, &planned.version, piece);
            let room = self.room.as_ref()?;
            for ((_, slot), reasons) in county.slots.iter().zip(&shape.reasons) {
                let keys = room.key_column(sources_of(&self.keys, stretch)?, reasons.key, rows.clone());
                let out = &mut piece.reasons[*slot][start..start + rows.len()];
                for (out, key) in out.iter_mut().zip(keys) {
                    *out = match reasons.values[usize::from(*key)] {
                        0 => 0,
                        reason => self.codes[stretch][usize::from(reason) - 1],
                    };
                }
            }
            self.elsewhere(county, start..start + rows.len(), piece);
        }
        Some(())
    }

    /// Notes the codes of a version's reasons in a piece.
    fn codes(&mut self, stretch: usize, version: &Version, piece: &mut Piece<'_>) {
        if self.codes[stretch].len() < version.reasons.len() && !piece.reasons.is_empty() {
            let told = version.reasons.iter().cloned();
            let because = told.map(|reason| NotDue::Because { county: self.number, reason });
            self.codes[stretch] = because.map(|own| code_of(&mut piece.told, own)).collect();
        }
    }

    /// Benefits that only other counties have pay nothing here.
    fn elsewhere(&self, county: &County<'_>, rows: Range<usize>, piece: &mut Piece<'_>) {
        for slot in (0..piece.amounts.len()).filter(|own| !county.slots.iter().any(|(_, slot)| slot == own)) {
            piece.amounts[slot][rows.clone()].fill(0);
            if !piece.reasons.is_empty() {
                let code = code_of(&mut piece.told, NotDue::NoSuchBenefit);
                piece.reasons[slot][rows.clone()].fill(code);
            }
        }
    }

    /// Settles a subject by its plans.
    fn subject(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        rows: Range<usize>,
        piece: &mut Piece<'_>,
    ) -> Result<(), Trouble> {
        if !self.is_plain(batch, rows.clone()) || rows.len() > reference::most_claims(county.program) {
            return Err(Trouble);
        }
        self.state.begin();
        let start = piece.rows.start;
        self.elsewhere(county, rows.start - start..rows.end - start, piece);
        for row in rows {
            let stretch = county.stretch(batch.date[row]);
            let version = &county.planned(stretch).ok_or(Trouble)?.version;
            self.row(county, batch, stretch, version, row)?;
            let at = row - piece.rows.start;
            self.codes(stretch, version, piece);
            for ((_, slot), paid) in county.slots.iter().zip(&self.state.rows) {
                piece.amounts[*slot][at] = paid.amount;
                if let Some(reasons) = piece.reasons.get_mut(*slot) {
                    reasons[at] = match paid.reason {
                        0 => 0,
                        reason => self.codes[stretch][reason as usize - 1],
                    };
                }
            }
        }
        Ok(())
    }

    fn row(
        &mut self,
        county: &'b County<'_>,
        batch: &'b Batch,
        stretch: usize,
        version: &Version,
        row: usize,
    ) -> Result<(), Trouble> {
        let columns =
            self.columns[stretch].get_or_insert_with(|| Columns::of(county, batch, &version.axes, &version.amounts));
        let today = Today::of(batch.date[row]);
        let date = today.date().ok_or(Trouble)?;
        self.digits.clear();
        for (at, axis) in version.axes.iter().enumerate() {
            self.digits.push(columns.digit(axis, at, row, date).ok_or(Trouble)?);
        }
        self.amounts.clear();
        for own in &columns.amounts {
            self.amounts.push(own.number(row).ok_or(Trouble)?);
        }
        self.state.settle(version, &mut self.digits, &self.amounts, today)
    }

    /// Whether the rows are those of one person, in order, each once, none of them reversed.
    fn is_plain(&self, batch: &Batch, rows: Range<usize>) -> bool {
        let one_member = batch.member.as_ref().is_none_or(|own| own[rows.clone()].iter().all(|member| *member == 0));
        let reversed = self.costs.iter().any(|own| rows.clone().any(|row| own.is_negative(row)));
        one_member && !reversed && is_sorted(batch, self.order.as_ref(), rows)
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
    let known = known.get(&batch.subject[rows.start]).copied();
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

fn sources_of<'k, 'b>(keys: &'k [Option<KeySources<'b>>], stretch: usize) -> Option<&'k KeySources<'b>> {
    keys.get(stretch)?.as_ref()
}
