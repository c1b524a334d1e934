//! Several free numbers at once: where the two differ, told as areas of the numbers, and by how much at most each way.
//! Roundings are bounded by the settled examples, not followed.

use super::super::classes::Grid;
use super::super::cover::Mask;
use super::super::data::Key;
use super::super::shared::{Both, Which};
use super::areas::Free;
use super::regions::{Work, boxes};
use super::{Area, Extreme, Several};
use crate::base::number::Number;
use crate::symbolic::areas::{self, areas};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::Settled;
use crate::symbolic::linear::Constraint;
use crate::symbolic::regions::{Part, parts};
use crate::symbolic::term::{InputId, Term};
use crate::symbolic::undecided::Undecided;

/// So many numbers are free at once.
pub(super) const MOST_NUMBERS: usize = 4;
/// So many different differences are followed.
const MOST_DIFFERENCES: usize = 40;
/// So many expressions are worked out for it on bills.
pub(super) const MAX_STEPS: u64 = 1_000_000;

/// A difference, roundings aside, with the cells that have it.
struct Shared {
    bare: Term,
    cells: Vec<usize>,
}

/// What is asked of several numbers.
pub(super) struct Asked<'a> {
    pub(super) cells: &'a [usize],
    /// What hangs on this number alone, by its place, is told elsewhere.
    pub(super) beside: usize,
    pub(super) within: &'a [Constraint],
    /// So many different differences are followed.
    pub(super) most: usize,
}

/// Persons of some cells, box by box.
pub(super) type Who<'a> = &'a dyn Fn(&Grid, &[usize], &[&Settled]) -> Vec<Vec<Key>>;

impl Work<'_, '_> {
    /// Returns what several free numbers do; `None` where no difference hangs on more than the first.
    pub(super) fn several(&self) -> Result<Option<Several>, Undecided> {
        let cells: Vec<usize> = (0..self.space.cells.len()).collect();
        let asked = Asked { cells: &cells, beside: 0, within: &[], most: MOST_DIFFERENCES };
        self.several_of(&asked, &|grid, places, cells| self.of_cells(grid, places, cells))
    }

    /// The same of some cells, told of the persons as `who` calls them.
    pub(super) fn several_of(&self, asked: &Asked<'_>, who: Who<'_>) -> Result<Option<Several>, Undecided> {
        let space = self.space;
        let free = self.free_numbers();
        let numbers: Vec<InputId> = free.iter().map(|(_, id)| *id).collect();
        let mut several = Several {
            numbers: self.ranges(),
            parts: 0,
            areas: Vec::new(),
            extremes: Vec::new(),
            open: 0,
            reason: None,
        };
        let mut all: Vec<Shared> = Vec::new();
        for at in asked.cells.iter().copied() {
            let own = &space.cells[at];
            let (a, b) = match (&own.sides[0], &own.sides[1]) {
                (Ok(a), Ok(b)) => (a, b),
                // What the policy itself leaves open has been told of all numbers.
                (Err(Undecided::Policy(..)), _) | (_, Err(Undecided::Policy(..))) => continue,
                (Err(undecided), _) | (_, Err(undecided)) => {
                    several.leave_open(1, undecided);
                    continue;
                }
            };
            let difference = space.difference(b.total, a.total)?;
            let bare = space.make(|graph| graph.unrounded(difference))?;
            match all.iter_mut().find(|known| known.bare == bare) {
                Some(known) => known.cells.push(at),
                None => all.push(Shared { bare, cells: vec![at] }),
            }
        }
        let told = numbers.get(asked.beside);
        let hangs = |own: &Shared| space.graph().inputs_of(own.bare).iter().any(|id| Some(id) != told);
        // What hangs on that number alone has been told of it.
        all.retain(hangs);
        if several.open == 0 && all.is_empty() {
            return Ok(None);
        }
        let mut best: Both<Option<(Exact, usize, Part)>> = Both::default();
        // What is so for several kinds of persons is told once.
        let mut alike: Vec<(areas::Area, Vec<usize>)> = Vec::new();
        let cells: Vec<&Settled> = space.cells.iter().collect();
        let grid = Grid::of(&space.vocabulary, &cells);
        for (place, own) in all.iter().enumerate() {
            let followed = match place {
                _ if place >= asked.most => Err(Undecided::TooManyRegions),
                _ => parts(&space.graph(), own.bare, &numbers, asked.within),
            };
            let found = followed.and_then(|list| Ok((areas(&list)?, list)));
            let (found, list) = match found {
                Ok(own) => own,
                Err(undecided) => {
                    several.leave_open(own.cells.len(), &undecided);
                    continue;
                }
            };
            several.parts += list.len();
            for part in list {
                let (low, high) = part.bounds()?;
                for (which, size) in [(Which::A, low.map(|own| own.negate())), (Which::B, high)] {
                    if let Some(size) = size
                        && size.is_positive()
                        && best.get(which).as_ref().is_none_or(|(known, ..)| size > *known)
                    {
                        *best.get_mut(which) = Some((size, own.cells[0], part.clone()));
                    }
                }
            }
            for area in found {
                match alike.iter_mut().find(|(known, _)| *known == area) {
                    Some((_, of)) => of.extend(&own.cells),
                    None => alike.push((area, own.cells.clone())),
                }
            }
        }
        alike.sort_by_key(|(own, _)| std::cmp::Reverse(own.largest));
        for (exact, places) in alike {
            let more = if exact.positive { Which::B } else { Which::A };
            let (conditions, by) = (self.conditions(&exact), exact.size.as_ref().map(|own| self.formula(own)));
            let (people, gap) = (who(&grid, &places, &cells), exact.largest.to_number());
            several.areas.push(Area { more, people, conditions, by, gap, exact });
        }
        for which in Which::BOTH {
            let Some((_, at, part)) = best.get(which) else { continue };
            let found = if which == Which::B { part.greatest_at()? } else { part.negated().greatest_at()? };
            let Some(point) = found else { continue };
            several.extremes.push(self.extreme(which, &space.cells[*at], &free, &point)?);
        }
        Ok(Some(several))
    }

    pub(super) fn of_cells(&self, grid: &Grid, places: &[usize], cells: &[&Settled]) -> Vec<Vec<Key>> {
        let masks: Vec<(Mask, usize)> = places.iter().map(|at| (grid.mask(&cells[*at].cell), *at)).collect();
        boxes(grid, &masks).iter().map(|own| self.people(grid, own)).collect()
    }

    /// Settles somebody with these numbers on both sides.
    fn extreme(
        &self,
        which: Which,
        cell: &Settled,
        free: &[(Free, InputId)],
        point: &[i64],
    ) -> Result<Extreme, Undecided> {
        let space = self.space;
        let witness = space.replay_bills(space.ordinary_person(&cell.cell), point);
        let mut inputs = vec![0; space.graph().inputs().len()];
        for ((_, id), value) in free.iter().zip(point) {
            inputs[id.0 as usize] = *value;
        }
        let mut paid: Both<Number> = Both::default();
        for side in Which::BOTH {
            let place = self.place(side);
            let Ok(own) = &cell.sides[place] else { continue };
            let claimed = space.graph().value_at(own.total, &inputs)?;
            witness.sides[place].confirm(claimed, point.first().copied().unwrap_or(0));
            *paid.get_mut(side) = claimed.to_number();
        }
        let mut person = self.person(&witness);
        for ((own, _), value) in free.iter().zip(point) {
            person.extend(self.free_key(*own, (*value).into()));
        }
        Ok(Extreme { more: which, person, paid })
    }
}

impl Several {
    fn leave_open(&mut self, cells: usize, undecided: &Undecided) {
        self.open += cells;
        self.reason.get_or_insert_with(|| undecided.text());
    }
}
