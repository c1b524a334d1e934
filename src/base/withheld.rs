//! Which numbers of a table are kept back: numbers with how many persons stand behind each, and which of them add up to
//! which, in; those that are told, and those that are not, out, so that nobody can work the small ones out from the rest.
//!
//! Knows no tables and no persons, only numbers that make up others. A number of a group that is too small is kept back,
//! and with it as many others, the smallest first, as it takes. The method is that of complementary cell suppression
//! (L. Willenborg, T. de Waal, "Elements of Statistical Disclosure Control", 2001, chapter 4), found greedily.

use num_rational::BigRational;
use num_traits::{One, Zero};
use std::collections::BTreeMap;

/// A number of a table, by the persons behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub persons: u64,
    /// Whether it is not to be told, whatever the others are.
    pub secret: bool,
}

/// Numbers of which some, added, are as much as others, added: `parts` = `wholes`, by their places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    pub parts: Vec<usize>,
    pub wholes: Vec<usize>,
}

impl Sum {
    fn members(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().chain(&self.wholes).copied()
    }
}

/// Returns for each number whether it is kept back. Everybody is taken to know the sums. `least`: so many persons may be
/// told of. Of numbers with as many persons, the one that stands first is kept back.
pub fn withheld(entries: &[Entry], sums: &[Sum], least: u64) -> Vec<bool> {
    let mut hidden: Vec<bool> = entries.iter().map(|own| own.secret).collect();
    if !hidden.contains(&true) {
        return hidden;
    }
    loop {
        while widen(entries, sums, least, &mut hidden) {}
        let known = worked_out(sums, &hidden);
        let Some(secret) = (0..entries.len()).find(|at| entries[*at].secret && known[*at]) else { return hidden };
        // Found by several sums together: more is kept back of those that lead to it.
        let reach = reached(sums, &hidden, secret);
        let Some(next) = smallest(entries, reach.iter().flat_map(|sum| sums[*sum].members()), least, &hidden) else {
            return hidden;
        };
        hidden[next] = true;
    }
}

/// Keeps back one more number of each sum that gives away what is kept back of it: the only one, or none but small ones,
/// which are told together. Returns whether there was such a sum.
fn widen(entries: &[Entry], sums: &[Sum], least: u64, hidden: &mut [bool]) -> bool {
    let mut more = false;
    for sum in sums {
        let back: Vec<usize> = sum.members().filter(|at| hidden[*at]).collect();
        let large = back.iter().any(|at| entries[*at].persons >= least);
        if back.is_empty() || (back.len() > 1 && large) {
            continue;
        }
        // Several small ones that are all there is: their sum is told, if at all, as that of a larger group.
        let alone = back.len() == 1;
        let next = smallest(entries, sum.members(), least, hidden);
        if let Some(next) = next.filter(|next| alone || entries[*next].persons >= least && sum.parts.contains(next)) {
            hidden[next] = true;
            more = true;
        }
    }
    more
}

/// Returns the number to be kept back next: of those that are told, the one with the fewest persons who are enough; where
/// none has, the one with the most.
fn smallest(entries: &[Entry], among: impl Iterator<Item = usize>, least: u64, hidden: &[bool]) -> Option<usize> {
    let open = among.filter(|at| !hidden[*at] && entries[*at].persons > 0);
    open.min_by_key(|at| {
        let persons = entries[*at].persons;
        (if persons >= least { (0, persons) } else { (1, least - persons) }, *at)
    })
}

/// Returns the sums that are bound to a number through what is kept back.
fn reached(sums: &[Sum], hidden: &[bool], from: usize) -> Vec<usize> {
    let mut of_entry: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, sum) in sums.iter().enumerate() {
        sum.members().filter(|own| hidden[*own]).for_each(|own| of_entry.entry(own).or_default().push(at));
    }
    let mut seen = vec![false; sums.len()];
    let mut found = Vec::new();
    let mut open = vec![from];
    while let Some(entry) = open.pop() {
        for sum in of_entry.remove(&entry).unwrap_or_default() {
            if !std::mem::replace(&mut seen[sum], true) {
                found.push(sum);
                open.extend(sums[sum].members().filter(|own| hidden[*own]));
            }
        }
    }
    found
}

/// Returns which of the numbers that are kept back follow from those that are told: where elimination (Gauss and Jordan)
/// leaves an equation with one unknown.
fn worked_out(sums: &[Sum], hidden: &[bool]) -> Vec<bool> {
    type Row = BTreeMap<usize, BigRational>;
    fn add(row: &mut Row, at: usize, more: BigRational) {
        let own = row.entry(at).or_insert_with(BigRational::zero);
        *own += more;
        if own.is_zero() {
            row.remove(&at);
        }
    }
    fn without(row: &mut Row, pivot: usize, solved: &Row) {
        let Some(times) = row.get(&pivot).cloned() else { return };
        solved.iter().for_each(|(at, own)| add(row, *at, -(own * &times)));
    }
    // By the unknown that each is solved for.
    let mut solved: BTreeMap<usize, Row> = BTreeMap::new();
    for sum in sums {
        let mut row = Row::new();
        sum.parts.iter().filter(|at| hidden[**at]).for_each(|at| add(&mut row, *at, BigRational::one()));
        sum.wholes.iter().filter(|at| hidden[**at]).for_each(|at| add(&mut row, *at, -BigRational::one()));
        let known: Vec<usize> = row.keys().copied().filter(|at| solved.contains_key(at)).collect();
        known.iter().for_each(|at| without(&mut row, *at, &solved[at]));
        let Some((pivot, first)) = row.first_key_value().map(|(at, own)| (*at, own.clone())) else { continue };
        row.values_mut().for_each(|own| *own /= &first);
        solved.values_mut().for_each(|other| without(other, pivot, &row));
        solved.insert(pivot, row);
    }
    let mut known = vec![false; hidden.len()];
    solved.iter().filter(|(_, row)| row.len() == 1).for_each(|(at, _)| known[*at] = true);
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(persons: &[u64]) -> Vec<Entry> {
        persons.iter().map(|own| Entry { persons: *own, secret: (1..5).contains(own) }).collect()
    }

    fn told(persons: &[u64], sums: &[Sum]) -> String {
        withheld(&entries(persons), sums, 5).iter().map(|own| if *own { '-' } else { 'o' }).collect()
    }

    /// The last number is the sum of the others.
    fn in_all(persons: &[u64]) -> String {
        let last = persons.len() - 1;
        told(persons, &[Sum { parts: (0..last).collect(), wholes: vec![last] }])
    }

    #[test]
    fn a_small_number_takes_the_next_smallest_with_it() {
        assert_eq!(in_all(&[9, 7, 3, 19]), "o--o");
        assert_eq!(in_all(&[9, 7, 8, 24]), "oooo");
        // As small ones go together with a large one, so that what is told of them all is told of many.
        assert_eq!(in_all(&[9, 7, 3, 1, 20]), "o---o");
        // Of two alike the first.
        assert_eq!(in_all(&[7, 7, 3, 17]), "-o-o");
        // With nobody behind it a number hides nobody.
        assert_eq!(in_all(&[0, 7, 3, 10]), "o--o");
        assert_eq!(in_all(&[3, 4, 7]), "--o");
        assert_eq!(in_all(&[3, 3]), "--");
    }

    #[test]
    fn rows_and_columns_are_both_kept() {
        // Two by two with its margins: the one small number takes all four.
        let sums = [([0, 1], 4), ([2, 3], 5), ([0, 2], 6), ([1, 3], 7), ([4, 5], 8)];
        let sums: Vec<Sum> =
            sums.iter().map(|(parts, whole)| Sum { parts: parts.to_vec(), wholes: vec![*whole] }).collect();
        assert_eq!(told(&[3, 10, 20, 30, 13, 50, 23, 40, 63], &sums), "----ooooo");
    }

    /// Solved by another way: a number is known where the sums, with it added as one more, are not of a higher rank.
    fn is_known(sums: &[Sum], hidden: &[bool], at: usize) -> bool {
        let row = |sum: &Sum| -> Vec<i128> {
            let count = |list: &[usize], own: usize| list.iter().filter(|at| **at == own).count() as i128;
            let all = (0..hidden.len()).filter(|own| hidden[*own]);
            all.map(|own| count(&sum.parts, own) - count(&sum.wholes, own)).collect()
        };
        let mut rows: Vec<Vec<i128>> = sums.iter().map(row).collect();
        let before = rank(rows.clone());
        rows.push(row(&Sum { parts: vec![at], wholes: Vec::new() }));
        rank(rows) == before
    }

    /// The rank modulo a prime.
    fn rank(mut rows: Vec<Vec<i128>>) -> usize {
        const PRIME: i128 = (1 << 61) - 1;
        let inverse = |own: i128| {
            let (mut out, mut base, mut left) = (1, own, PRIME - 2);
            while left > 0 {
                if left & 1 == 1 {
                    out = out * base % PRIME;
                }
                (base, left) = (base * base % PRIME, left >> 1);
            }
            out
        };
        rows.iter_mut().flatten().for_each(|own| *own = own.rem_euclid(PRIME));
        let mut rank = 0;
        for column in 0..rows.first().map_or(0, Vec::len) {
            let Some(at) = (rank..rows.len()).find(|at| rows[*at][column] != 0) else { continue };
            rows.swap(rank, at);
            let pivot = rows[rank].clone();
            let scale = inverse(pivot[column]);
            for row in &mut rows[rank + 1..] {
                let times = row[column] * scale % PRIME;
                row.iter_mut().zip(&pivot).for_each(|(own, other)| *own = (*own - times * other).rem_euclid(PRIME));
            }
            rank += 1;
        }
        rank
    }

    #[test]
    fn nobody_works_out_a_small_number() {
        let mut state: u64 = 7;
        let mut chance = |below: u64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % below
        };
        for _ in 0..300 {
            // A table of up to five by five with its margins.
            let (high, wide) = (1 + chance(5) as usize, 1 + chance(5) as usize);
            let mut persons: Vec<u64> =
                (0..high * wide).map(|_| [0, chance(5), chance(30), chance(200)][chance(4) as usize]).collect();
            let mut sums = Vec::new();
            let mut add = |persons: &mut Vec<u64>, parts: Vec<usize>| {
                persons.push(parts.iter().map(|at| persons[*at]).sum());
                sums.push(Sum { parts, wholes: vec![persons.len() - 1] });
            };
            (0..high).for_each(|row| add(&mut persons, (row * wide..(row + 1) * wide).collect()));
            (0..wide).for_each(|column| add(&mut persons, (0..high).map(|row| row * wide + column).collect()));
            add(&mut persons, (high * wide..high * wide + high).collect());
            let (margins, all) = (high * wide + high, persons.len() - 1);
            sums.push(Sum { parts: (margins..all).collect(), wholes: vec![all] });
            let entries = entries(&persons);
            let hidden = withheld(&entries, &sums, 5);
            for at in (0..entries.len()).filter(|at| entries[*at].secret) {
                assert!(hidden[at] && !is_known(&sums, &hidden, at), "{persons:?} {high}x{wide}: {hidden:?}, {at}");
            }
            if !entries.iter().any(|own| own.secret) {
                assert!(!hidden.contains(&true));
            }
        }
    }
}
