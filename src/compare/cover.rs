//! A set of cells to as few boxes as a person would name: a box is some answers to each question. Knows nothing of what
//! the answers are.

/// For each dimension the classes of answers that it holds, one bit each.
pub(crate) type Mask = Vec<u64>;

/// How many boxes are compared with one another before a box is taken as it is.
const MAX_WORK: usize = 200_000;
/// More boxes than this are not joined.
const MAX_BOXES: usize = 2_000;

/// Returns boxes that cover just what the given ones cover: fewer, larger, and perhaps overlapping each other.
pub(crate) fn cover(boxes: &[Mask], full: &Mask) -> Vec<Mask> {
    if boxes.len() > MAX_BOXES {
        return boxes.to_vec();
    }
    let tiles = apart(boxes);
    let mut left: Vec<Mask> = boxes.to_vec();
    let mut found: Vec<Mask> = Vec::new();
    while let Some(first) = left.first().cloned() {
        let best = orders(full.len())
            .iter()
            .map(|order| grown(&first, order, &tiles, full))
            .enumerate()
            // The largest; of equal ones the first.
            .max_by_key(|(at, own)| (volume(own), std::cmp::Reverse(*at)))
            .map_or(first, |(_, own)| own);
        left = left.iter().flat_map(|own| without(own, &best)).collect();
        found.push(best);
    }
    // What the others cover goes without saying.
    let mut at = 0;
    while at < found.len() {
        let others: Vec<Mask> =
            found.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, own)| own.clone()).collect();
        if contained(&found[at], &others, &mut 0) {
            found.remove(at);
        } else {
            at += 1;
        }
    }
    found
}

/// Each dimension first once, then the others in order; forwards and backwards.
fn orders(count: usize) -> Vec<Vec<usize>> {
    let mut all = Vec::new();
    for first in 0..count {
        let mut order = vec![first];
        order.extend((0..count).filter(|own| *own != first));
        all.push(order.clone());
        order[1..].reverse();
        all.push(order);
    }
    // Enough to find what a person would; more cost time and seldom give fewer boxes.
    all.truncate(6);
    all
}

fn volume(own: &Mask) -> u128 {
    own.iter().map(|mask| u128::from(mask.count_ones())).fold(1, u128::saturating_mul)
}

/// Returns boxes that hold the same and do not overlap.
fn apart(boxes: &[Mask]) -> Vec<Mask> {
    let mut tiles: Vec<Mask> = Vec::with_capacity(boxes.len());
    for own in boxes {
        let mut parts = vec![own.clone()];
        for known in tiles.iter().filter(|known| meets(known, own)) {
            parts = parts.iter().flat_map(|part| without(part, known)).collect();
        }
        tiles.append(&mut parts);
    }
    tiles
}

/// Returns a box with all answers more that stay within the tiles, dimension by dimension.
fn grown(first: &Mask, order: &[usize], tiles: &[Mask], full: &Mask) -> Mask {
    let mut own = first.clone();
    for dimension in order {
        let open = full[*dimension] & !own[*dimension];
        if open == 0 {
            continue;
        }
        let others = |mask: &dyn Fn(usize) -> u64| -> u128 {
            let counts = (0..own.len()).filter(|at| at != dimension).map(|at| u128::from(mask(at).count_ones()));
            counts.fold(1, u128::saturating_mul)
        };
        let wanted = others(&|at| own[at]);
        // Tiles do not overlap: an answer stays within them where they hold as much of it as the box would.
        let mut held = [0u128; 64];
        for tile in tiles.iter().filter(|tile| tile[*dimension] & open != 0) {
            let shared = others(&|at| own[at] & tile[at]);
            let mut bits = if shared == 0 { 0 } else { tile[*dimension] & open };
            while bits != 0 {
                let held = &mut held[bits.trailing_zeros() as usize];
                *held = held.saturating_add(shared);
                bits &= bits - 1;
            }
        }
        for (bit, held) in held.iter().enumerate().filter(|(bit, _)| open >> bit & 1 == 1) {
            if *held == wanted && wanted < u128::MAX {
                own[*dimension] |= 1 << bit;
            }
        }
    }
    own
}

/// Whether two boxes have something in common.
pub(crate) fn meets(a: &Mask, b: &Mask) -> bool {
    a.iter().zip(b).all(|(a, b)| a & b != 0)
}

/// Returns what two boxes have in common.
pub(crate) fn common(a: &Mask, b: &Mask) -> Option<Mask> {
    meets(a, b).then(|| a.iter().zip(b).map(|(a, b)| a & b).collect())
}

/// Returns the smallest box that holds both.
pub(crate) fn joined(a: &Mask, b: &Mask) -> Mask {
    a.iter().zip(b).map(|(a, b)| a | b).collect()
}

/// Returns what of a box lies outside another, as boxes that do not overlap.
pub(crate) fn without(own: &Mask, other: &Mask) -> Vec<Mask> {
    if !meets(own, other) {
        return vec![own.clone()];
    }
    let mut inner = own.clone();
    let mut rest = Vec::new();
    for at in 0..own.len() {
        let outside = inner[at] & !other[at];
        if outside != 0 {
            let mut part = inner.clone();
            part[at] = outside;
            rest.push(part);
        }
        inner[at] &= other[at];
    }
    rest
}

/// Whether boxes cover a box together; past the limit of work the answer is no.
pub(crate) fn contained(own: &Mask, boxes: &[Mask], work: &mut usize) -> bool {
    let Some(at) = boxes.iter().position(|other| meets(own, other)) else { return false };
    *work += at + 1;
    if *work > MAX_WORK {
        return false;
    }
    without(own, &boxes[at]).iter().all(|part| contained(part, &boxes[at + 1..], work))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_quarters_are_one() {
        let full = vec![0b11, 0b11];
        let boxes = vec![vec![0b01, 0b01], vec![0b10, 0b01], vec![0b01, 0b10], vec![0b10, 0b10]];
        assert_eq!(cover(&boxes, &full), vec![full]);
    }

    #[test]
    fn an_edge_is_named_by_two_boxes() {
        let full = vec![0b11, 0b11];
        let boxes = vec![vec![0b01, 0b01], vec![0b10, 0b01], vec![0b01, 0b10]];
        let found = cover(&boxes, &full);
        assert_eq!(found.len(), 2);
        assert!(found.contains(&vec![0b11, 0b01]) && found.contains(&vec![0b01, 0b11]));
        assert!(!contained(&vec![0b10, 0b10], &found, &mut 0));
    }
}
