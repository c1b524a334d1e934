//! The loops: lanes of 32 bits in, what a benefit pays on each row out. A chunk holds whole subjects, so that every total
//! begins and ends within it; whoever makes a chunk has seen to it that no sum of a subject reaches 2^32 and no amount is
//! above what rates are made for, so nothing here can overflow. Everything is inlined into one function, which is compiled
//! once for each level of the processor.

use super::by_row::{Rows, Said};
use super::shape::{Bands, Basis, Bytes, Fixed, Loop, MOST, Rounding, Share, Visits, WIDE, Work};
use crate::base::number::RoundingMode;

mod caps;

pub(in crate::column) use caps::Slots;
use caps::{
    both_caps, joint_cap, keyed_only, keyed_sums, paid_by_others, running_cap, several_caps, slot_capped, unsteady_caps,
};

/// The most rows of a chunk.
pub(super) const ROWS: usize = 1024;

/// Lanes of a chunk.
pub(super) type Lanes = Box<[u32; ROWS]>;

/// A chunk ready to be run.
pub(super) struct Job<'j> {
    pub rows: usize,
    pub loops: &'j [Loop],
    /// The key columns.
    pub keys: &'j [&'j [u8]],
    /// For each turn: 0 where its totals begin anew, else all ones.
    pub keeps: &'j [&'j [u32; ROWS]],
    /// The amounts that loops begin with.
    pub amounts: &'j [Lanes],
    /// Running sums of these amounts, subject by subject, and the largest of each.
    pub totals: &'j [Lanes],
    pub most: &'j [u32],
    /// Which turns come within a subject too.
    pub changes: &'j [bool],
    /// Where rows are rejected: 0 there, else all ones. Their amounts are 0.
    pub counts: Option<&'j [u32; ROWS]>,
    /// The keys that are made while loops are run.
    pub visit_keys: &'j mut [[u8; ROWS]],
    /// The order of the loops.
    pub order: &'j [usize],
    /// What each benefit pays.
    pub paid: &'j mut [Lanes],
    /// All ones where a benefit is due; only of those that others ask about.
    pub dues: &'j mut [Lanes],
    /// What was taken off as first pays, in the parts of each benefit; only of those that later ones ask about.
    pub first_pays: &'j mut [Lanes],
    /// Room for what the loop at hand pays.
    pub spare: &'j mut Lanes,
    /// Room for what is left for a benefit.
    pub left: &'j mut [u32; ROWS],
    /// Room for running sums.
    pub sums: &'j mut [u32; ROWS],
    /// Room for what is looked up.
    pub rates: &'j mut [u32; ROWS],
    pub limits: &'j mut [u32; ROWS],
    pub slots: &'j mut Slots,
}

impl<T: Copy> Bytes<T> {
    #[inline(always)]
    fn of(&self, key: u8) -> T {
        self.values[usize::from(key)]
    }
}

impl Bytes<u32> {
    /// Looks up every row. Comparing with a few codes is done for many rows at once, looking up is not.
    #[inline(always)]
    fn look_up(&self, keys: &[u8], out: &mut [u32]) {
        let Some((usual, others)) = &self.few else {
            out.iter_mut().zip(keys).for_each(|(out, key)| *out = self.of(*key));
            return;
        };
        let (usual, mut others) = (*usual, others.iter().copied());
        match others.next() {
            None => out.fill(usual),
            Some((code, value)) => {
                for (out, key) in out.iter_mut().zip(keys) {
                    *out = if *key == code { value } else { usual };
                }
            }
        }
        for (code, value) in others {
            for (out, key) in out.iter_mut().zip(keys) {
                *out = if *key == code { value } else { *out };
            }
        }
    }
}

/// Runs every benefit of a chunk, those without a kernel row by row; returns the row where one has no answer.
#[inline(always)]
pub(super) fn run(job: &mut Job<'_>, by_row: &mut Rows<'_>) -> Result<(), usize> {
    let rows = job.rows;
    for at in job.order {
        let Some(own) = job.loops.get(*at) else { break };
        if let Work::ByRow(_) = &own.work {
            // Those that belong together come with the first of them.
            let Some(own) = by_row.shape.groups.iter().find(|own| own.scope.order.first() == Some(at)) else {
                continue;
            };
            let mut said = Said { paid: &mut *job.paid, dues: &mut *job.dues, first_pays: &mut *job.first_pays };
            by_row.settle(own, &mut said)?;
            continue;
        }
        // What it pays is written apart, so that what others paid can be read.
        std::mem::swap(&mut job.paid[*at], job.spare);
        work(job, *at, own);
        std::mem::swap(&mut job.paid[*at], job.spare);
    }
    debug_assert!(rows <= ROWS);
    Ok(())
}

#[inline(always)]
fn work(job: &mut Job<'_>, at: usize, own: &Loop) {
    let rows = job.rows;
    if own.work == Work::Nothing {
        job.spare[..rows].fill(0);
        if own.is_asked {
            job.dues[at][..rows].fill(0);
        }
        if own.keeps_first_pay {
            job.first_pays[at][..rows].fill(0);
        }
        return;
    }
    remaining(job, own);
    masked(job, at, own);
    if let Some(visits) = &own.visits {
        count_visits(job, visits);
    }
    let in_parts = own.part != 1 || !own.first_pays.is_empty() || !own.first_pays_before.is_empty();
    if in_parts {
        taken_off(job, at, own);
    }
    let mut keys: [&[u8]; MOST] = [&[]; MOST];
    keys[..job.keys.len()].copy_from_slice(job.keys);
    for visit in own.visits.iter().flat_map(|own| &own.keys) {
        keys[visit.key] = &job.visit_keys[visit.slot][..rows];
    }
    let keys = &keys[..job.keys.len()];
    let paid = &mut job.spare[..rows];
    let left = &job.left[..rows];
    let key = |own: usize| &keys[own][..rows];
    let keep = |own: usize| &job.keeps[own][..rows];
    let amount = match own.base {
        Basis::Amount(at) => Some(at),
        Basis::Figure(_) => None,
    };
    let is_whole = !in_parts && own.layers.is_empty() && own.due.is_none() && own.exclusions.is_empty();
    // No subject is paid more than what it comes with, as long as no rate is above one.
    let bound = match (&own.work, amount) {
        (Work::Rated { rate, .. }, Some(at)) if rate.within => job.most[at],
        _ => u32::MAX,
    };
    let (keyed, caps) = match &own.work {
        Work::Nothing | Work::ByRow(_) => (&None, &[][..]),
        Work::Rated { deductible, rate, visit_cap, keyed_cap, caps } => {
            let running = deductible.as_ref().and_then(|(own, turn)| turn.map(|turn| (own, turn)));
            let sums = &mut job.sums[..rows];
            match (running, deductible) {
                (running, visit) if rate.rounding.is_some() || rate.wide.is_some() => {
                    match (running, visit) {
                        (Some((own, turn)), _) => running_deductible(left, own, key(own.key), keep(turn), paid),
                        (None, Some((visit, _))) => {
                            let limits = &mut job.limits[..rows];
                            visit.look_up(key(visit.key), limits);
                            above(left, limits, paid);
                        }
                        (None, None) => paid.copy_from_slice(left),
                    }
                    match &rate.wide {
                        Some(wide) => flat_wide(paid, wide, key(wide.key), sums),
                        None => {
                            let rates = &mut job.rates[..rows];
                            rate.multiplier.look_up(key(rate.multiplier.key), rates);
                            flat(paid, rates, rate.shift, sums);
                        }
                    }
                    match &rate.rounding {
                        Some(rounding) => {
                            let numerators = &mut job.limits[..rows];
                            rounding.numerators.look_up(key(rounding.numerators.key), numerators);
                            rounded(paid, sums, numerators, rounding);
                        }
                        None => paid.copy_from_slice(sums),
                    }
                    if let Some(cap) = visit_cap {
                        capped(paid, cap, key(cap.key));
                    }
                }
                (Some((own, turn)), _) => {
                    let (own_key, keep) = (key(own.key), keep(turn));
                    if is_steady(own_key, keep) {
                        let known = amount.filter(|_| is_whole && !job.changes[turn]);
                        let sums: &[u32] = match known {
                            Some(at) => &job.totals[at][..rows],
                            None => {
                                add_up(left, keep, sums);
                                sums
                            }
                        };
                        let (limits, rates) = (&mut job.limits[..rows], &mut job.rates[..rows]);
                        own.look_up(own_key, limits);
                        rate.multiplier.look_up(key(rate.multiplier.key), rates);
                        deducted(left, sums, limits, rates, rate.shift, paid);
                    } else {
                        running_deductible(left, own, own_key, keep, paid);
                        rated(paid, rate, key(rate.multiplier.key));
                    }
                    if let Some(cap) = visit_cap {
                        capped(paid, cap, key(cap.key));
                    }
                }
                (None, visit) => {
                    let rates = &mut job.rates[..rows];
                    rate.multiplier.look_up(key(rate.multiplier.key), rates);
                    match visit {
                        None => flat(left, rates, rate.shift, paid),
                        Some((visit, _)) => {
                            let limits = &mut job.limits[..rows];
                            visit.look_up(key(visit.key), limits);
                            flat_above(left, limits, rates, rate.shift, paid);
                        }
                    }
                    if let Some(cap) = visit_cap {
                        let limits = &mut job.limits[..rows];
                        cap.look_up(key(cap.key), limits);
                        paid.iter_mut().zip(limits.iter()).for_each(|(paid, limit)| *paid = (*paid).min(*limit));
                    }
                }
            }
            (keyed_cap, caps.as_slice())
        }
        Work::Cumulative { deductible, turn, bands, visit_cap, keyed_cap, caps } => {
            let sums = &mut job.sums[..rows];
            add_up(left, keep(*turn), sums);
            cumulative(left, sums, deductible.as_ref(), bands, keys, paid);
            if let Some(cap) = visit_cap {
                capped(paid, cap, key(cap.key));
            }
            (keyed_cap, caps.as_slice())
        }
    };
    match (keyed, caps) {
        (None, []) => {}
        (Some(keyed), []) if bound != u32::MAX && job.slots.fit(keyed, keep(keyed.turn)) => {
            let (slots, keep) = (key(keyed.slot.key), keep(keyed.turn));
            keyed_sums(job.slots, paid, keyed, slots, keep, &mut job.sums[..rows]);
            slot_capped(paid, keyed, slots, &mut job.limits[..rows], &job.sums[..rows]);
        }
        (Some(keyed), []) => keyed_only(job.slots, paid, keyed, key(keyed.slot.key), keep(keyed.turn)),
        (None, [one]) if one.joint.is_empty() && bound <= one.least => {}
        (None, [one]) if one.joint.is_empty() => {
            let (sums, limits) = (&mut job.sums[..rows], &mut job.limits[..rows]);
            running_cap(paid, &one.limit, key(one.limit.key), keep(one.turn), sums, limits);
        }
        (None, [one]) => {
            let others = &mut job.sums[..rows];
            paid_by_others(&one.joint, job.paid, keep(one.turn), others);
            joint_cap(paid, others, &one.limit, key(one.limit.key), keep(one.turn));
        }
        (Some(keyed), [one]) if one.joint.is_empty() => {
            let (slots, keys) = (key(keyed.slot.key), key(one.limit.key));
            if bound <= one.least && job.slots.fit(keyed, keep(keyed.turn)) {
                // The cap over all of them is never reached.
                keyed_sums(job.slots, paid, keyed, slots, keep(keyed.turn), &mut job.sums[..rows]);
                slot_capped(paid, keyed, slots, &mut job.limits[..rows], &job.sums[..rows]);
            } else if one.turn == keyed.turn && is_steady(keys, keep(one.turn)) {
                both_caps(job.slots, paid, keyed, slots, &one.limit, keys, keep(one.turn));
            } else {
                // What the first lets through is no proof for the second; so that pair has a loop of its own.
                unsteady_caps(job.slots, paid, keyed, (slots, keep(keyed.turn)), &one.limit, (keys, keep(one.turn)));
            }
        }
        (keyed, caps) => {
            let keyed = keyed.as_ref().map(|own| (own, key(own.slot.key), keep(own.turn)));
            several_caps(job.slots, paid, keyed, caps, keys, job.keeps, job.paid);
        }
    }
}

/// What the layers before have left of what the benefit begins with.
#[inline(always)]
fn remaining(job: &mut Job<'_>, own: &Loop) {
    let rows = job.rows;
    let left = &mut job.left[..rows];
    let amount = match &own.base {
        Basis::Amount(at) => &job.amounts[*at][..rows],
        Basis::Figure(figure) => {
            figure.look_up(&job.keys[figure.key][..rows], left);
            return;
        }
    };
    let before = &*job.paid;
    match own.layers.as_slice() {
        [] => left.copy_from_slice(amount),
        [first] => {
            for ((left, amount), paid) in left.iter_mut().zip(amount).zip(&before[*first][..rows]) {
                *left = amount.saturating_sub(*paid);
            }
        }
        [first, second, rest @ ..] => {
            let (first, second) = (&before[*first][..rows], &before[*second][..rows]);
            for (((left, amount), first), second) in left.iter_mut().zip(amount).zip(first).zip(second) {
                *left = amount.saturating_sub(*first).saturating_sub(*second);
            }
            for layer in rest {
                for (left, paid) in left.iter_mut().zip(&before[*layer][..rows]) {
                    *left = left.saturating_sub(*paid);
                }
            }
        }
    }
}

/// Brings what is left to parts of a 分, and takes first pays off.
#[inline(always)]
fn taken_off(job: &mut Job<'_>, at: usize, own: &Loop) {
    let rows = job.rows;
    let (left, whole) = (&mut job.left[..rows], &mut job.sums[..rows]);
    whole.copy_from_slice(left);
    // Every amount fits in the finest parts of the shape.
    left.iter_mut().for_each(|left| *left = left.wrapping_mul(own.part));
    for (layer, factor) in &own.first_pays_before {
        for (left, before) in left.iter_mut().zip(&job.first_pays[*layer][..rows]) {
            *left = left.saturating_sub(before.wrapping_mul(*factor));
        }
    }
    if own.keeps_first_pay {
        job.first_pays[at][..rows].copy_from_slice(left);
    }
    for share in &own.first_pays {
        let room = &mut job.rates[..rows];
        match share {
            Share::OfBase(factors) => {
                factors.look_up(&job.keys[factors.key][..rows], room);
                for ((left, whole), factor) in left.iter_mut().zip(whole.iter()).zip(room.iter()) {
                    let share = u64::from(*whole).wrapping_mul(u64::from(*factor));
                    *left = left.saturating_sub(share.min(u64::from(u32::MAX)) as u32);
                }
            }
            Share::Figure(figures) => {
                figures.look_up(&job.keys[figures.key][..rows], room);
                left.iter_mut().zip(room.iter()).for_each(|(left, share)| *left = left.saturating_sub(*share));
            }
            Share::Sum(terms, holds) => {
                room.fill(0);
                for (amount, factor) in terms {
                    for (sum, amount) in room.iter_mut().zip(&job.amounts[*amount][..rows]) {
                        let term = u64::from(*amount).wrapping_mul(u64::from(*factor));
                        *sum = sum.saturating_add(term.min(u64::from(u32::MAX)) as u32);
                    }
                }
                if let Some(holds) = holds {
                    let mask = &mut job.limits[..rows];
                    holds.look_up(&job.keys[holds.key][..rows], mask);
                    room.iter_mut().zip(mask.iter()).for_each(|(sum, mask)| *sum &= mask);
                }
                left.iter_mut().zip(room.iter()).for_each(|(left, share)| *left = left.saturating_sub(*share));
            }
        }
    }
    if own.keeps_first_pay {
        for (first_pay, left) in job.first_pays[at][..rows].iter_mut().zip(left.iter()) {
            *first_pay = first_pay.wrapping_sub(*left);
        }
    }
}

/// Leaves nothing where the benefit is not due, and notes where it is for those who ask.
#[inline(always)]
fn masked(job: &mut Job<'_>, at: usize, own: &Loop) {
    let rows = job.rows;
    let left = &mut job.left[..rows];
    if own.exclusions.is_empty() && !own.is_asked && own.visits.is_none() {
        if let Some(due) = &own.due {
            let mask = &mut job.limits[..rows];
            due.look_up(&job.keys[due.key][..rows], mask);
            left.iter_mut().zip(mask.iter()).for_each(|(left, mask)| *left &= mask);
        }
        // Where it begins with a figure of the policy, rows that are rejected would be paid it.
        if let (Some(counts), Basis::Figure(_)) = (job.counts, &own.base) {
            left.iter_mut().zip(counts).for_each(|(left, counts)| *left &= counts);
        }
        return;
    }
    // Where others ask, the mask is kept; it is made in the room for sums.
    let mask = &mut job.sums[..rows];
    match &own.due {
        None => mask.fill(u32::MAX),
        Some(due) => due.look_up(&job.keys[due.key][..rows], mask),
    }
    for (other, holds, _) in &own.exclusions {
        let other = &job.dues[*other][..rows];
        match holds {
            None => mask.iter_mut().zip(other).for_each(|(mask, other)| *mask &= !other),
            Some(holds) => {
                for ((mask, other), key) in mask.iter_mut().zip(other).zip(&job.keys[holds.key][..rows]) {
                    *mask &= !(other & holds.of(*key));
                }
            }
        }
    }
    if let Some(counts) = job.counts {
        mask.iter_mut().zip(counts).for_each(|(mask, counts)| *mask &= counts);
    }
    left.iter_mut().zip(mask.iter()).for_each(|(left, mask)| *left &= mask);
    if own.is_asked {
        job.dues[at][..rows].copy_from_slice(mask);
    }
}

/// Makes the keys that have the number of the visit as a digit. The mask of where the benefit is due has just been made.
#[inline(always)]
fn count_visits(job: &mut Job<'_>, own: &Visits) {
    let rows = job.rows;
    let (mask, keep, earlier) = (&job.sums[..rows], &job.keeps[own.turn][..rows], &mut job.rates[..rows]);
    let mut visits: u32 = 0;
    for ((earlier, mask), keep) in earlier.iter_mut().zip(mask).zip(keep) {
        visits &= keep;
        *earlier = visits;
        visits = visits.wrapping_add(mask & 1);
    }
    for visit in &own.keys {
        let keys = &job.keys[visit.key][..rows];
        for ((own, key), earlier) in job.visit_keys[visit.slot].iter_mut().zip(keys).zip(earlier.iter()) {
            *own = key.wrapping_add((*earlier).min(visit.most).wrapping_mul(visit.stride.into()) as u8);
        }
    }
}

#[inline(always)]
fn times(amount: u32, multiplier: u32, shift: u32) -> u32 {
    // Shifts that wrap are not looked at row by row; every shape's is far below 64.
    let half = 1_u64.wrapping_shl(shift.wrapping_sub(1));
    u64::from(amount).wrapping_mul(u64::from(multiplier)).wrapping_add(half).wrapping_shr(shift) as u32
}

/// What is left of a limit.
#[inline(always)]
fn open(limit: u32, used: u32) -> u32 {
    limit.max(used).wrapping_sub(used)
}

/// The rate: no row knows of another.
#[inline(always)]
fn flat(left: &[u32], rates: &[u32], shift: u32, paid: &mut [u32]) {
    for ((paid, left), rate) in paid.iter_mut().zip(left).zip(rates) {
        *paid = times(*left, *rate, shift);
    }
}

/// What is above a deductible of the visit.
#[inline(always)]
fn above(left: &[u32], limits: &[u32], out: &mut [u32]) {
    for ((out, left), limit) in out.iter_mut().zip(left).zip(limits) {
        *out = left.saturating_sub(*limit);
    }
}

/// The rate of amounts in parts of a 分: the processor multiplies into 128 bits.
#[inline(always)]
fn flat_wide(left: &[u32], rates: &Bytes<u64>, keys: &[u8], paid: &mut [u32]) {
    for ((paid, left), key) in paid.iter_mut().zip(left).zip(keys) {
        let product = u128::from(*left).wrapping_mul(u128::from(rates.of(*key)));
        *paid = product.wrapping_add(1 << (WIDE - 1)).wrapping_shr(WIDE) as u32;
    }
}

/// A rounding of its own: the nearest unit is moved by one where the exact product says so.
#[inline(always)]
fn rounded(paid: &mut [u32], nearest: &[u32], numerators: &[u32], own: &Rounding) {
    let (mode, unit, den) = (own.mode, own.unit, u64::from(own.den));
    for ((paid, near), numerator) in paid.iter_mut().zip(nearest).zip(numerators) {
        let exact = u64::from(*paid).wrapping_mul(u64::from(*numerator));
        let whole = u64::from(*near).wrapping_mul(den);
        let near = match mode {
            RoundingMode::Down => near.wrapping_sub(u32::from(whole > exact)),
            RoundingMode::Up => near.wrapping_add(u32::from(whole < exact)),
            RoundingMode::HalfUp => *near,
            // Only from a half the nearest lies so far above, halves up.
            RoundingMode::HalfEven => {
                let is_half = whole.wrapping_sub(exact).wrapping_mul(2) == den;
                near.wrapping_sub(u32::from(is_half) & near & 1)
            }
        };
        *paid = near.wrapping_mul(unit);
    }
}

/// The rate of what is above a deductible of the visit.
#[inline(always)]
fn flat_above(left: &[u32], limits: &[u32], rates: &[u32], shift: u32, paid: &mut [u32]) {
    for (((paid, left), limit), rate) in paid.iter_mut().zip(left).zip(limits).zip(rates) {
        *paid = times(left.saturating_sub(*limit), *rate, shift);
    }
}

/// What a deductible of a period leaves: serial, since its limit may differ from row to row.
#[inline(always)]
fn running_deductible(left: &[u32], own: &Bytes<u32>, keys: &[u8], keep: &[u32], out: &mut [u32]) {
    let mut used: u32 = 0;
    for (((out, left), key), keep) in out.iter_mut().zip(left).zip(keys).zip(keep) {
        used &= keep;
        let limit = own.of(*key);
        let charged = (*left).min(open(limit, used));
        used = used.wrapping_add(charged);
        *out = left.wrapping_sub(charged);
    }
}

/// Whether the key is the same on all rows of a total: then a running sum says what has been used of its limit.
#[inline(always)]
fn is_steady(keys: &[u8], keep: &[u32]) -> bool {
    let pairs = keys.windows(2).zip(keep.get(1..).unwrap_or(&[]));
    pairs.fold(0, |changes, (pair, keep)| changes | (u32::from(pair[0] ^ pair[1]) & keep)) == 0
}

/// Running sums, each with its own row: the only serial part of what is steady. Since each row waits for the one before,
/// four stretches are summed side by side; then what a stretch leaves is added where the next one goes on with it.
#[inline(always)]
pub(super) fn add_up(amounts: &[u32], keep: &[u32], sums: &mut [u32]) {
    let rows = sums.len();
    let part = rows / 4;
    let (amounts, keep) = (&amounts[..rows], &keep[..rows]);
    let (all, rest) = sums.split_at_mut(4 * part);
    let mut own = [0_u32; 4];
    {
        let (first, second) = all.split_at_mut(2 * part);
        let ((first, second), (third, fourth)) = (first.split_at_mut(part), second.split_at_mut(part));
        let cut = |of: usize| (&amounts[of * part..][..part], &keep[of * part..][..part]);
        let [(a0, k0), (a1, k1), (a2, k2), (a3, k3)] = [cut(0), cut(1), cut(2), cut(3)];
        let (first, second) = (&mut first[..part], &mut second[..part]);
        let (third, fourth) = (&mut third[..part], &mut fourth[..part]);
        for row in 0..part {
            own[0] = (own[0] & k0[row]).wrapping_add(a0[row]);
            first[row] = own[0];
            own[1] = (own[1] & k1[row]).wrapping_add(a1[row]);
            second[row] = own[1];
            own[2] = (own[2] & k2[row]).wrapping_add(a2[row]);
            third[row] = own[2];
            own[3] = (own[3] & k3[row]).wrapping_add(a3[row]);
            fourth[row] = own[3];
        }
    }
    let mut last = own[3];
    for (sum, (amount, keep)) in rest.iter_mut().zip(amounts[4 * part..].iter().zip(&keep[4 * part..])) {
        last = (last & keep).wrapping_add(*amount);
        *sum = last;
    }
    for stretch in 1..4 {
        let from = stretch * part;
        let until = if stretch == 3 { rows } else { from + part };
        let before = if from == 0 { 0 } else { sums[from - 1] };
        let goes_on = sums[from..until].iter_mut().zip(&keep[from..until]).take_while(|(_, keep)| **keep != 0);
        goes_on.for_each(|(sum, _)| *sum = sum.wrapping_add(before));
    }
}

/// A deductible of a period from running sums, then the rate.
#[inline(always)]
fn deducted(left: &[u32], sums: &[u32], limits: &[u32], rates: &[u32], shift: u32, paid: &mut [u32]) {
    for ((((paid, left), sum), limit), rate) in paid.iter_mut().zip(left).zip(sums).zip(limits).zip(rates) {
        let before = sum.wrapping_sub(*left);
        let above = sum.saturating_sub(*limit).wrapping_sub(before.saturating_sub(*limit));
        *paid = times(above, *rate, shift);
    }
}

#[inline(always)]
fn rated(paid: &mut [u32], rate: &Fixed, rates: &[u8]) {
    for (paid, key) in paid.iter_mut().zip(rates) {
        *paid = times(*paid, rate.multiplier.of(*key), rate.shift);
    }
}

#[inline(always)]
fn capped(paid: &mut [u32], cap: &Bytes<u32>, keys: &[u8]) {
    for (paid, key) in paid.iter_mut().zip(keys) {
        *paid = (*paid).min(cap.of(*key));
    }
}

/// How many rows are looked at together for a sum above the deductible.
const FEW: usize = 16;

/// Marginal rates of the running sum: what it gives with this row, less what it gave without; rounded once.
#[inline(always)]
fn cumulative(
    left: &[u32],
    sums: &[u32],
    deductible: Option<&Bytes<u32>>,
    bands: &Bands,
    keys: &[&[u8]],
    paid: &mut [u32],
) {
    let rows = paid.len();
    let (left, sums) = (&left[..rows], &sums[..rows]);
    let due_keys = deductible.map(|own| (own, &keys[own.key][..rows]));
    paid.fill(0);
    let mut from = 0;
    while from < rows {
        let to = (from + FEW).min(rows);
        let stretch = &sums[from..to];
        // Most sums never get above the deductible.
        let any = match due_keys {
            Some((own, keys)) => {
                let pairs = stretch.iter().zip(&keys[from..to]);
                pairs.fold(0, |any, (sum, key)| any | sum.saturating_sub(own.of(*key)))
            }
            None => stretch.iter().fold(0, |any, sum| any | sum),
        };
        if any != 0 {
            for row in from..to {
                let due = due_keys.map_or(0, |(own, keys)| own.of(keys[row]));
                if sums[row] > due {
                    paid[row] = marginal(bands, keys, row, due, sums[row].wrapping_sub(left[row]), sums[row]);
                }
            }
        }
        from = to;
    }
}

#[inline(never)]
fn marginal(bands: &Bands, keys: &[&[u8]], row: usize, due: u32, before: u32, after: u32) -> u32 {
    let gives = |sum: u32| -> u64 {
        let charged = sum.min(due);
        let (from, to) = if bands.from_deductible { (charged, sum) } else { (0, sum - charged) };
        let mut low = 0;
        let mut gives = 0;
        for (band, rate) in bands.rates.iter().enumerate() {
            let edge = bands.edges.get(band).copied().unwrap_or(u32::MAX);
            let part = edge.min(to).saturating_sub(from.max(low));
            gives += u64::from(part) * u64::from(rate.of(keys[rate.key][row]));
            low = edge;
        }
        gives
    };
    let den = u64::from(bands.den);
    // Where a rate changed within the year it may be less with this row than without.
    let gives = gives(after).saturating_sub(gives(before));
    ((2 * gives + den) / (2 * den)) as u32
}
