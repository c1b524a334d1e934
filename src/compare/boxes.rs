//! Cells of a grid to the fewest rows that a person would write: cells with equal values become one, over whole
//! stretches of a dimension. Knows nothing of what the values mean.

use super::space::{Answers, Dimension, Space, Stretch};
use crate::base::number::Number;
use crate::value::Value;
use std::collections::BTreeSet;

/// A row: for each dimension of `order` the classes it covers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Patch<V> {
    pub classes: Vec<BTreeSet<usize>>,
    pub value: V,
}

/// The rows of a grid.
#[derive(Clone, Debug)]
pub(crate) struct Boxes<V> {
    /// The dimensions that tell rows apart, in the order of their keys.
    pub order: Vec<usize>,
    /// The classes of each of these that occur at all.
    pub occurring: Vec<BTreeSet<usize>>,
    pub rows: Vec<Patch<V>>,
}

/// Lays out a grid and merges it; a cell of which `value` says nothing does not occur.
pub(crate) fn merged<V: Clone + PartialEq>(
    space: &Space<'_>,
    value: &mut dyn FnMut(&[usize]) -> Option<V>,
) -> Boxes<V> {
    let order = space.order();
    let sizes: Vec<usize> = order.iter().map(|at| space.dimensions[*at].classes.len().max(1)).collect();
    let mut rows: Vec<Patch<V>> = Vec::new();
    let mut place = vec![0usize; order.len()];
    loop {
        let mut cell = vec![0usize; space.dimensions.len()];
        for (own, at) in order.iter().zip(&place) {
            cell[*own] = *at;
        }
        if let Some(value) = value(&cell) {
            rows.push(Patch { classes: place.iter().map(|at| BTreeSet::from([*at])).collect(), value });
        }
        if !advance(&mut place, &sizes) {
            break;
        }
    }
    let mut boxes = fewest(rows, order.len());
    let occurring: Vec<BTreeSet<usize>> =
        (0..order.len()).map(|at| boxes.iter().flat_map(|own| own.classes[at].iter().copied()).collect()).collect();
    // A dimension that every row covers whole tells nothing apart.
    let telling: Vec<usize> =
        (0..order.len()).filter(|at| boxes.iter().any(|own| own.classes[*at] != occurring[*at])).collect();
    for own in &mut boxes {
        own.classes = telling.iter().map(|at| std::mem::take(&mut own.classes[*at])).collect();
    }
    boxes.sort_by(|left, right| left.classes.cmp(&right.classes));
    Boxes {
        order: telling.iter().map(|at| order[*at]).collect(),
        occurring: telling.iter().map(|at| occurring[*at].clone()).collect(),
        rows: boxes,
    }
}

fn advance(place: &mut [usize], sizes: &[usize]) -> bool {
    for at in (0..place.len()).rev() {
        place[at] += 1;
        if place[at] < sizes[at] {
            return true;
        }
        place[at] = 0;
    }
    false
}

/// Merges along the dimensions in each of some orders and keeps the shortest result.
fn fewest<V: Clone + PartialEq>(rows: Vec<Patch<V>>, dimensions: usize) -> Vec<Patch<V>> {
    // First what is told apart nowhere: a step that every order would take.
    let rows = merge_slices(rows, dimensions);
    let mut best: Option<Vec<Patch<V>>> = None;
    for order in orders(dimensions) {
        let merged = order.iter().fold(rows.clone(), |rows, at| merge_along(rows, *at));
        if best.as_ref().is_none_or(|best| merged.len() < best.len()) {
            best = Some(merged);
        }
    }
    best.unwrap_or(rows)
}

/// The last dimension first, since a table reads along its lines; then the others.
fn orders(dimensions: usize) -> Vec<Vec<usize>> {
    let backward: Vec<usize> = (0..dimensions).rev().collect();
    let mut all = vec![backward.clone()];
    for first in 0..dimensions.min(4) {
        let mut order = vec![first];
        order.extend(backward.iter().copied().filter(|at| *at != first));
        if !all.contains(&order) {
            all.push(order);
        }
    }
    all
}

/// Merges classes of a dimension between which no row differs.
fn merge_slices<V: Clone + PartialEq>(mut rows: Vec<Patch<V>>, dimensions: usize) -> Vec<Patch<V>> {
    for at in 0..dimensions {
        let mut groups: Vec<(BTreeSet<usize>, Vec<(Vec<BTreeSet<usize>>, V)>)> = Vec::new();
        let classes: BTreeSet<BTreeSet<usize>> = rows.iter().map(|own| own.classes[at].clone()).collect();
        for class in classes {
            let slice: Vec<(Vec<BTreeSet<usize>>, V)> = rows
                .iter()
                .filter(|own| own.classes[at] == class)
                .map(|own| {
                    let mut others = own.classes.clone();
                    others.remove(at);
                    (others, own.value.clone())
                })
                .collect();
            match groups.iter_mut().find(|(_, known)| *known == slice) {
                Some((classes, _)) => classes.extend(class),
                None => groups.push((class, slice)),
            }
        }
        rows = groups
            .into_iter()
            .flat_map(|(class, slice)| {
                slice.into_iter().map(move |(mut others, value)| {
                    others.insert(at, class.clone());
                    Patch { classes: others, value }
                })
            })
            .collect();
        rows.sort_by(|left, right| left.classes.cmp(&right.classes));
    }
    rows
}

/// Merges rows that differ in one dimension only.
fn merge_along<V: Clone + PartialEq>(rows: Vec<Patch<V>>, at: usize) -> Vec<Patch<V>> {
    let mut merged: Vec<Patch<V>> = Vec::new();
    for row in rows {
        let alike = |known: &Patch<V>| {
            known.value == row.value
                && known.classes.iter().zip(&row.classes).enumerate().all(|(own, (a, b))| own == at || a == b)
        };
        match merged.iter_mut().find(|known| alike(known)) {
            Some(known) => known.classes[at].extend(&row.classes[at]),
            None => merged.push(row),
        }
    }
    merged
}

/// Returns the answers of several classes of a dimension as one; stretches that touch are joined.
pub(crate) fn answers(dimension: &Dimension<'_>, classes: &BTreeSet<usize>) -> Option<Answers> {
    let mut all = classes.iter().filter_map(|at| dimension.classes.get(*at)).map(|class| class.answers.clone());
    let first = all.next()?;
    Some(all.fold(first, |joined, next| match (joined, next) {
        (Answers::Entries(domain, mut own), Answers::Entries(_, more)) => {
            own.extend(more);
            own.sort_unstable();
            Answers::Entries(domain, own)
        }
        (Answers::Stretches(mut own), Answers::Stretches(more)) => {
            for next in more {
                match own.last_mut() {
                    Some(last) if touches(last, &next, dimension.whole) => last.high = next.high,
                    _ => own.push(next),
                }
            }
            Answers::Stretches(own)
        }
        (Answers::Texts { texts, others: true }, Answers::Texts { texts: fewer, .. })
        | (Answers::Texts { texts: fewer, others: false }, Answers::Texts { texts, others: true }) => {
            Answers::Texts { texts: texts.into_iter().filter(|text| !fewer.contains(text)).collect(), others: true }
        }
        (Answers::Texts { mut texts, .. }, Answers::Texts { texts: more, .. }) => {
            texts.extend(more);
            Answers::Texts { texts, others: false }
        }
        (Answers::Truths(mut own), Answers::Truths(more)) => {
            own.extend(more);
            Answers::Truths(own)
        }
        (joined, _) => joined,
    }))
}

/// Whether nothing lies between two stretches.
fn touches(low: &Stretch, high: &Stretch, whole: bool) -> bool {
    match (&low.high, &high.low) {
        (Some((Value::Number(end), true)), Some((Value::Number(begin), true))) if whole => {
            end.add(&Number::one()).is_ok_and(|next| next == *begin)
        }
        (Some((end, _)), Some((begin, _))) => end == begin,
        _ => false,
    }
}
