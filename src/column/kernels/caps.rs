//! Caps over a period: from running sums where nothing depends on the row before, else row by row.

use super::{Lanes, ROWS, add_up, is_steady, open};
use crate::column::shape::{Bytes, CAPS, Keyed, Running};

/// Room for sums by turn and slot.
const SUMS: usize = 4096;

/// Totals by slot, each with the stretch of rows that it belongs to. Every loop begins a stretch with its first row, so
/// that totals need not be cleared.
pub(in crate::column) struct Slots {
    /// Of each turn its own; zeros outside of a loop.
    sums: Box<[u32; SUMS]>,
    totals: [u64; 256],
    /// In the upper half.
    stretch: u64,
}

impl Slots {
    pub(in crate::column) fn new() -> Slots {
        Slots { sums: Box::new([0; SUMS]), totals: [0; 256], stretch: 1 << 32 }
    }

    /// Clears the totals long before the number of the stretch could come again.
    #[inline(always)]
    pub(super) fn ready(&mut self) {
        if self.stretch >> 63 != 0 {
            *self = Slots::new();
        }
    }

    /// Whether running sums can say what is left of the caps, and there is room for those of every turn.
    #[inline(always)]
    pub(super) fn fit(&self, keyed: &Keyed, keep: &[u32]) -> bool {
        let begins = keep.iter().fold(1_u32, |sum, keep| sum.wrapping_add(!keep & 1));
        keyed.by_slot && begins as usize * keyed.slots as usize <= SUMS
    }

    /// Goes on to the next stretch where totals begin anew.
    #[inline(always)]
    pub(super) fn turn(&mut self, keep: u32) {
        self.stretch = self.stretch.wrapping_add(u64::from(!keep & 1) << 32);
    }

    #[inline(always)]
    pub(super) fn used(&self, slot: u8) -> u32 {
        let total = self.totals[usize::from(slot)];
        let own = u32::from(total >> 32 == self.stretch >> 32).wrapping_neg();
        total as u32 & own
    }

    #[inline(always)]
    pub(super) fn set(&mut self, slot: u8, used: u32) {
        self.totals[usize::from(slot)] = self.stretch | u64::from(used);
    }
}

/// Running sums by slot, each with its own row.
#[inline(always)]
pub(super) fn keyed_sums(room: &mut Slots, paid: &[u32], keyed: &Keyed, slots: &[u8], keep: &[u32], sums: &mut [u32]) {
    let all = &mut *room.sums;
    // Where the sums of the turn begin; those of the first one stay empty where the first row begins another.
    let mut base: u32 = 0;
    for (((paid, key), keep), sum) in paid.iter().zip(slots).zip(keep).zip(sums) {
        base = base.wrapping_add(keyed.slots & !keep);
        let at = base.wrapping_add(u32::from(keyed.slot.of(*key))) as usize % SUMS;
        let own = all[at].wrapping_add(*paid);
        all[at] = own;
        *sum = own;
    }
    let used = (base.wrapping_add(keyed.slots) as usize).min(SUMS);
    all[..used].fill(0);
}

/// Caps by slot from running sums.
#[inline(always)]
pub(super) fn slot_capped(paid: &mut [u32], keyed: &Keyed, slots: &[u8], limits: &mut [u32], sums: &[u32]) {
    limits.iter_mut().zip(slots).for_each(|(limit, key)| *limit = keyed.limit[usize::from(*key)]);
    cut_off(paid, sums, limits);
}

/// What running sums leave of amounts below a limit that is the same on all rows of a total.
#[inline(always)]
pub(super) fn cut_off(paid: &mut [u32], sums: &[u32], limits: &[u32]) {
    for ((paid, sum), limit) in paid.iter_mut().zip(sums).zip(limits) {
        let before = sum.wrapping_sub(*paid);
        *paid = (*sum).min(*limit).wrapping_sub(before.min(*limit));
    }
}

/// A cap with a total for each slot, and one over all of them, the same on all rows of its total.
#[inline(always)]
pub(super) fn both_caps(
    totals: &mut Slots,
    paid: &mut [u32],
    keyed: &Keyed,
    slots: &[u8],
    all: &Bytes<u32>,
    keys: &[u8],
    keep: &[u32],
) {
    totals.ready();
    let mut left: u32 = 0;
    for (((paid, key), all_key), keep) in paid.iter_mut().zip(slots).zip(keys).zip(keep) {
        totals.turn(*keep);
        // What is left is the shortest chain from row to row.
        left = (left & keep) | (all.of(*all_key) & !keep);
        let slot = keyed.slot.of(*key);
        let used = totals.used(slot);
        let own = (*paid).min(open(keyed.limit[usize::from(*key)], used)).min(left);
        totals.set(slot, used.wrapping_add(own));
        left = left.wrapping_sub(own);
        *paid = own;
    }
}

/// The same where the limits change from row to row, or the totals begin anew at different times.
#[inline(always)]
pub(super) fn unsteady_caps(
    totals: &mut Slots,
    paid: &mut [u32],
    keyed: &Keyed,
    (slots, keep): (&[u8], &[u32]),
    all: &Bytes<u32>,
    (keys, keep_all): (&[u8], &[u32]),
) {
    totals.ready();
    let mut sum: u32 = 0;
    let rows = paid.iter_mut().zip(slots).zip(keep).zip(keys).zip(keep_all);
    for ((((paid, key), keep), all_key), keep_all) in rows {
        totals.turn(*keep);
        sum &= keep_all;
        let slot = keyed.slot.of(*key);
        let used = totals.used(slot);
        let own = (*paid).min(open(keyed.limit[usize::from(*key)], used)).min(open(all.of(*all_key), sum));
        totals.set(slot, used.wrapping_add(own));
        sum = sum.wrapping_add(own);
        *paid = own;
    }
}

#[inline(always)]
pub(super) fn keyed_only(totals: &mut Slots, paid: &mut [u32], keyed: &Keyed, slots: &[u8], keep: &[u32]) {
    totals.ready();
    for ((paid, key), keep) in paid.iter_mut().zip(slots).zip(keep) {
        totals.turn(*keep);
        let slot = keyed.slot.of(*key);
        let used = totals.used(slot);
        let limit = keyed.limit[usize::from(*key)];
        let own = (*paid).min(open(limit, used));
        totals.set(slot, used.wrapping_add(own));
        *paid = own;
    }
}

#[inline(always)]
pub(super) fn running_cap(
    paid: &mut [u32],
    all: &Bytes<u32>,
    keys: &[u8],
    keep: &[u32],
    sums: &mut [u32],
    limits: &mut [u32],
) {
    if is_steady(keys, keep) {
        add_up(paid, keep, sums);
        all.look_up(keys, limits);
        return cut_off(paid, sums, limits);
    }
    let mut sum: u32 = 0;
    for ((paid, key), keep) in paid.iter_mut().zip(keys).zip(keep) {
        sum &= keep;
        let limit = all.of(*key);
        let own = (*paid).min(open(limit, sum));
        sum = sum.wrapping_add(own);
        *paid = own;
    }
}

/// What others paid under a joint cap before each row, and on it where that counts.
#[inline(always)]
pub(super) fn paid_by_others(joint: &[(usize, bool)], paid: &[Lanes], keep: &[u32], others: &mut [u32]) {
    others.fill(0);
    for (other, here) in joint {
        let paid = &paid[*other][..others.len()];
        let here = u32::from(*here).wrapping_neg();
        let mut sum: u32 = 0;
        for ((others, paid), keep) in others.iter_mut().zip(paid).zip(keep) {
            sum &= keep;
            *others = others.saturating_add(sum).saturating_add(paid & here);
            sum = sum.saturating_add(*paid);
        }
    }
}

/// A cap that others use too.
#[inline(always)]
pub(super) fn joint_cap(paid: &mut [u32], others: &[u32], all: &Bytes<u32>, keys: &[u8], keep: &[u32]) {
    let mut sum: u32 = 0;
    for (((paid, others), key), keep) in paid.iter_mut().zip(others).zip(keys).zip(keep) {
        sum &= keep;
        // What others have left of the limit does not depend on the row before.
        let own = (*paid).min(open(open(all.of(*key), *others), sum));
        sum = sum.wrapping_add(own);
        *paid = own;
    }
}

/// Any caps at all, row by row.
#[inline(always)]
pub(super) fn several_caps(
    totals: &mut Slots,
    paid: &mut [u32],
    keyed: Option<(&Keyed, &[u8], &[u32])>,
    caps: &[Running],
    keys: &[&[u8]],
    keeps: &[&[u32; ROWS]],
    others: &[Lanes],
) {
    totals.ready();
    let (mut sums, mut joint) = ([0_u32; CAPS], [0_u32; CAPS]);
    for (row, paid) in paid.iter_mut().enumerate() {
        let mut own = *paid;
        for ((cap, sum), joint) in caps.iter().zip(&mut sums).zip(&mut joint) {
            let keep = keeps[cap.turn][row];
            *sum &= keep;
            *joint &= keep;
            let (mut used, mut all) = (sum.saturating_add(*joint), *joint);
            for (other, here) in &cap.joint {
                let other = others[*other][row];
                used = if *here { used.saturating_add(other) } else { used };
                all = all.saturating_add(other);
            }
            *joint = all;
            own = own.min(open(cap.limit.of(keys[cap.limit.key][row]), used));
        }
        if let Some((keyed, slots, keep)) = keyed {
            totals.turn(keep[row]);
            let slot = keyed.slot.of(slots[row]);
            let used = totals.used(slot);
            own = own.min(open(keyed.limit[usize::from(slots[row])], used));
            totals.set(slot, used.wrapping_add(own));
        }
        sums.iter_mut().for_each(|sum| *sum = sum.wrapping_add(own));
        *paid = own;
    }
}
