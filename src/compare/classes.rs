//! The cells of a space to masks: each question with the classes of its answers that no cell divides.

use super::cover::{Mask, contained};
use crate::base::number::Number;
use crate::symbolic::explore::Settled;
use crate::symbolic::space::{Cell, Edge, Possible, QuantityId, Vocabulary};
use std::collections::BTreeSet;

/// The questions of all cells with the classes of their answers.
pub(super) struct Grid {
    pub(super) questions: Vec<QuantityId>,
    pub(super) atoms: Vec<Vec<Possible>>,
    pub(super) full: Mask,
    /// Of questions with several values: which classes are single values.
    pub(super) single: Mask,
}

impl Grid {
    /// Returns the questions of all cells with the classes of their answers.
    pub(super) fn of(vocabulary: &Vocabulary, cells: &[&Settled]) -> Grid {
        let mut questions: Vec<QuantityId> = cells.iter().flat_map(|own| own.cell.answers.keys().copied()).collect();
        questions.sort_unstable();
        questions.dedup();
        let mut grid = Grid { questions: Vec::new(), atoms: Vec::new(), full: Vec::new(), single: Vec::new() };
        for id in questions {
            let stated: BTreeSet<&Possible> = cells.iter().filter_map(|own| own.cell.answers.get(&id)).collect();
            let Some(everything) = vocabulary.everything(id) else { continue };
            let atoms = atoms(&everything, &stated);
            if atoms.len() > 64 {
                // Too many to tell apart in words: each cell keeps its own.
                continue;
            }
            let full = if atoms.len() == 64 { u64::MAX } else { (1 << atoms.len()) - 1 };
            let single = atoms.iter().enumerate().filter(|(_, own)| is_single(own)).map(|(at, _)| 1u64 << at).sum();
            grid.questions.push(id);
            grid.atoms.push(atoms);
            grid.full.push(full);
            grid.single.push(single);
        }
        grid
    }

    pub(super) fn mask(&self, cell: &Cell) -> Mask {
        let of = |at: usize, id: &QuantityId| match cell.answers.get(id) {
            None => self.full[at],
            Some(own) => {
                let within = |(_, atom): &(usize, &Possible)| holds(own, atom);
                self.atoms[at].iter().enumerate().filter(within).map(|(bit, _)| 1u64 << bit).sum()
            }
        };
        self.questions.iter().enumerate().map(|(at, id)| of(at, id)).collect()
    }

    pub(super) fn full_of_singles(&self) -> Mask {
        self.single.clone()
    }

    /// Returns the part of a box with one identity each.
    pub(super) fn singles(&self, own: &Mask) -> Option<Mask> {
        let masked: Mask = own.iter().zip(&self.single).map(|(own, single)| own & single).collect();
        masked.iter().all(|own| *own != 0).then_some(masked)
    }

    /// Returns the parts of a box in which somebody has several identities.
    pub(super) fn several(&self, own: &Mask) -> Vec<Mask> {
        let mut parts = Vec::new();
        for at in 0..own.len() {
            let several = own[at] & !self.single[at];
            if several != 0 {
                let mut part = own.clone();
                part[at] = several;
                parts.push(part);
            }
        }
        parts
    }

    /// Whether somebody with several identities stands as one of them does.
    pub(super) fn follows(&self, own: &Mask, singles: &[Mask]) -> bool {
        (0..own.len()).filter(|at| own[*at] & self.single[*at] == 0).all(|at| {
            let sets = self.atoms[at].iter().enumerate().filter(|(bit, _)| own[at] >> bit & 1 == 1);
            sets.into_iter().all(|(_, atom)| {
                let Possible::Sets(_, sets) = atom else { return false };
                sets.iter().all(|set| {
                    set.iter().any(|entry| {
                        let bit = self.atoms[at]
                            .iter()
                            .position(|own| matches!(own, Possible::Sets(_, all) if all.contains(&vec![*entry])));
                        bit.is_some_and(|bit| {
                            let mut alone: Mask =
                                own.iter().zip(&self.single).map(|(own, single)| own & single).collect();
                            alone[at] = 1 << bit;
                            alone.iter().all(|own| *own != 0) && contained(&alone, singles, &mut 0)
                        })
                    })
                })
            })
        })
    }
}

/// Whether an answer is one identity, or no identity at all.
fn is_single(own: &Possible) -> bool {
    match own {
        Possible::Sets(_, all) => all.iter().all(|own| own.len() <= 1),
        _ => true,
    }
}

/// Whether a class lies within some answers; classes are never half in.
fn holds(own: &Possible, atom: &Possible) -> bool {
    match (own, atom) {
        (Possible::Truths(all), Possible::Truths(atom)) => all.contains(&atom[0]),
        (Possible::Entries(_, all), Possible::Entries(_, atom)) => all.contains(&atom[0]),
        (Possible::Sets(_, all), Possible::Sets(_, atom)) => all.contains(&atom[0]),
        (Possible::Numbers(all), Possible::Numbers(atom)) => all.contains(&atom[0]),
        (Possible::Days(low, high), Possible::Days(a, b)) => low <= a && b <= high,
        (Possible::Range(low, high), Possible::Range(a, b)) => begin(low) <= begin(a) && end(b) <= end(high),
        _ => false,
    }
}

/// Where a range begins: the edge, and after it when it does not belong. `None`: before everything.
fn begin(edge: &Edge) -> Option<(Number, bool)> {
    edge.as_ref().map(|(own, included)| (own.clone(), !included))
}

/// Where a range ends, as the beginning of what follows; nothing ends after everything.
fn end(edge: &Edge) -> (bool, Option<(Number, bool)>) {
    match edge {
        Some((own, included)) => (false, Some((own.clone(), *included))),
        None => (true, None),
    }
}

/// Parts everything into classes that no cell divides.
fn atoms(everything: &Possible, stated: &BTreeSet<&Possible>) -> Vec<Possible> {
    match everything {
        Possible::Days(low, high) => {
            let mut starts: BTreeSet<i64> = BTreeSet::from([*low]);
            for own in stated {
                if let Possible::Days(from, to) = own {
                    starts.extend([*from, to + 1]);
                }
            }
            let starts: Vec<i64> = starts.into_iter().filter(|own| low <= own && own <= high).collect();
            let last = |at: usize| starts.get(at + 1).map_or(*high, |next| next - 1);
            starts.iter().enumerate().map(|(at, from)| Possible::Days(*from, last(at))).collect()
        }
        Possible::Range(low, high) => {
            let mut starts: BTreeSet<Option<(Number, bool)>> = BTreeSet::from([begin(low)]);
            for own in stated {
                if let Possible::Range(from, to) = own {
                    starts.insert(begin(from));
                    starts.extend(to.as_ref().map(|(own, included)| Some((own.clone(), *included))));
                }
            }
            let after = |own: &Option<(Number, bool)>| (false, own.clone()) < end(high) || high.is_none();
            let starts: Vec<Option<(Number, bool)>> = starts.into_iter().filter(after).collect();
            let edge = |own: &Option<(Number, bool)>| own.clone().map(|(own, after)| (own, !after));
            let close = |at: usize| match starts.get(at + 1) {
                Some(Some((own, after))) => Some((own.clone(), *after)),
                Some(None) | None => high.clone(),
            };
            starts.iter().enumerate().map(|(at, own)| Possible::Range(edge(own), close(at))).collect()
        }
        _ => {
            let count = everything.count().unwrap_or(0);
            let mut groups: Vec<(Vec<bool>, Vec<usize>)> = Vec::new();
            for at in 0..count {
                let own = everything.at(&[at]);
                let mut signature: Vec<bool> = stated.iter().map(|stated| holds(stated, &own)).collect();
                // One identity and several are named apart.
                signature.push(is_single(&own));
                match groups.iter_mut().find(|(known, _)| *known == signature) {
                    Some((_, places)) => places.push(at),
                    None => groups.push((signature, vec![at])),
                }
            }
            groups.iter().map(|(_, places)| everything.at(places)).collect()
        }
    }
}
