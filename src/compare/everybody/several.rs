//! Benefits of months and years over several free numbers at once: where the two differ, by how much at most each way,
//! and for which numbers. Roundings are bounded by the settled examples, not followed.

use super::super::shared::{Both, Which};
use super::regions::Work;
use super::{Extreme, Several};
use crate::base::number::Number;
use crate::symbolic::exact::Exact;
use crate::symbolic::regions::{Part, parts};
use crate::symbolic::term::InputId;
use crate::symbolic::undecided::Undecided;

/// So many numbers are free at once.
pub(super) const MOST_NUMBERS: usize = 4;

impl Work<'_, '_> {
    pub(super) fn several(&self) -> Result<Several, Undecided> {
        let space = self.space;
        let numbers: Vec<InputId> = space.numbers.iter().map(|(_, id, _)| *id).collect();
        let mut best: Both<Option<(Exact, usize, Part)>> = Both::default();
        let mut several = Several {
            numbers: space.numbers.iter().map(|(id, ..)| self.name(*id)).collect(),
            parts: 0,
            extremes: Vec::new(),
            open: 0,
        };
        for (at, own) in space.cells.iter().enumerate() {
            let (Ok(a), Ok(b)) = (&own.sides[0], &own.sides[1]) else {
                several.open += 1;
                continue;
            };
            let difference = space.difference(b.total, a.total)?;
            let bare = space.make(|graph| graph.unrounded(difference))?;
            let list = parts(&space.graph(), bare, &numbers, &[])?;
            several.parts += list.len();
            for part in list {
                let (low, high) = part.bounds()?;
                for (which, size) in [(Which::A, low.map(|own| own.negate())), (Which::B, high)] {
                    if let Some(size) = size
                        && size.is_positive()
                        && best.get(which).as_ref().is_none_or(|(known, ..)| size > *known)
                    {
                        *best.get_mut(which) = Some((size, at, part.clone()));
                    }
                }
            }
        }
        for which in Which::BOTH {
            let Some((_, at, part)) = best.get(which) else { continue };
            let found = if which == Which::B { part.greatest_at()? } else { part.negated().greatest_at()? };
            let Some(point) = found else { continue };
            let cell = &space.cells[*at];
            let witness = space.replay_bills(space.ordinary_person(&cell.cell), &point);
            let mut inputs = vec![0; space.graph().inputs().len()];
            for (id, value) in numbers.iter().zip(&point) {
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
            for ((id, ..), value) in space.numbers.iter().zip(&point) {
                person.extend(self.number_key(*id, (*value).into()));
            }
            several.extremes.push(Extreme { more: which, person, paid });
        }
        Ok(several)
    }
}
