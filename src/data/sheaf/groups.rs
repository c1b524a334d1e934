//! Rows of a sheaf to those of each subject, in the order in which they are settled, bills that take each other out left out.

use super::Sheaf;
use crate::column::Values;
use crate::data::bill::Reading;
use crate::data::columns::Schema;
use crate::ir::{Owner, Program};
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// The rows of each subject.
pub(super) struct Groups {
    /// Rows, those of a subject together.
    pub(super) order: Vec<u32>,
    /// The part of each subject, without bills that are reversed.
    pub(super) ranges: Vec<Range<usize>>,
    /// Whether they must be settled cell by cell.
    pub(super) odd: Vec<bool>,
    /// Reversed bills: whose, a row and the one that it takes out; each pair both ways. They stand behind the part of their
    /// subject.
    pub(super) pairs: Vec<(usize, u32, u32)>,
}

impl Groups {
    /// `odd`: subjects that have other rows.
    pub(super) fn of(sheaf: &Sheaf, reading: &Reading<'_, '_>, odd: &HashSet<String>, numbered: bool) -> Groups {
        let mut groups = match &sheaf.roll {
            Some(roll) => Groups::by(sheaf.len(), &|row| roll.subject(sheaf.persons[row])),
            None => Groups::by(sheaf.len(), &|row| sheaf.person(row)),
        };
        let key = Key { sheaf, order: sheaf.order(reading.schema) };
        let mut costs: HashMap<u32, Option<Costs>> = HashMap::new();
        for at in 0..groups.ranges.len() {
            let rows = &mut groups.order[groups.ranges[at].clone()];
            let first = rows[0] as usize;
            let is_odd = odd.contains(sheaf.subject(first)) || !key.put_in_order(rows, numbered || !odd.is_empty());
            groups.odd[at] = is_odd;
            if is_odd || !rows.iter().any(|row| sheaf.rows[*row as usize].reverses) {
                continue;
            }
            let county = sheaf.counties[first];
            let program = reading.run.counties[county as usize].program;
            let costs = costs.entry(county).or_insert_with(|| Costs::of(reading.schema, program));
            match costs.as_ref().and_then(|_| key.reversed(rows)) {
                Some(pairs) => {
                    groups.ranges[at].end -= pairs.len();
                    groups.pairs.extend(pairs.into_iter().map(|(row, other)| (at, row, other)));
                }
                None => groups.odd[at] = true,
            }
        }
        groups
    }

    /// Puts rows with the same mark together, in the order in which marks are met.
    fn by<K: Copy + Eq + std::hash::Hash>(rows: usize, mark: &dyn Fn(usize) -> K) -> Groups {
        let mut known: HashMap<K, u32> = HashMap::new();
        let mut of_row: Vec<u32> = Vec::with_capacity(rows);
        let mut sizes: Vec<usize> = Vec::new();
        let mut stretches = 0;
        let mut before: Option<K> = None;
        for row in 0..rows {
            let own = mark(row);
            let group = match of_row.last() {
                Some(last) if before == Some(own) => *last,
                _ => {
                    stretches += 1;
                    *known.entry(own).or_insert_with(|| {
                        sizes.push(0);
                        sizes.len() as u32 - 1
                    })
                }
            };
            before = Some(own);
            sizes[group as usize] += 1;
            of_row.push(group);
        }
        let mut ranges: Vec<Range<usize>> = Vec::with_capacity(sizes.len());
        let mut from = 0;
        for size in &sizes {
            ranges.push(from..from + size);
            from += size;
        }
        let mut order: Vec<u32> = (0..rows as u32).collect();
        if stretches > sizes.len() {
            let mut next: Vec<usize> = ranges.iter().map(|own| own.start).collect();
            for (row, group) in of_row.iter().enumerate() {
                order[next[*group as usize]] = row as u32;
                next[*group as usize] += 1;
            }
        }
        Groups { order, odd: vec![false; ranges.len()], ranges, pairs: Vec::new() }
    }
}

/// So many bills of a subject may be reversed; of more each is looked for cell by cell.
const MOST_REVERSED: usize = 100;

/// By what claims of a person stand in order.
struct Key<'s> {
    sheaf: &'s Sheaf,
    order: Option<Vec<i64>>,
}

impl Key<'_> {
    fn compare(&self, a: u32, b: u32) -> Ordering {
        let head = |row: usize| (self.sheaf.dates[row], self.order.as_ref().map_or(0, |own| own[row]));
        let (a, b) = (a as usize, b as usize);
        head(a).cmp(&head(b)).then_with(|| match self.sheaf.rows[a].claim.1 {
            0 => self.content(a).cmp(self.content(b)),
            _ => self.sheaf.claim(a).cmp(self.sheaf.claim(b)),
        })
    }

    /// What a row says, as it is compared: its cells parted by a mark of their own.
    fn content(&self, row: usize) -> impl Iterator<Item = u8> + '_ {
        let own = self.sheaf.held(row);
        own.text.bytes().map(move |byte| if byte == own.mark { 0x1f } else { byte })
    }

    /// Puts the rows of a person in the order in which they are settled. `false`: they must be looked at cell by cell.
    /// `numbered`: whether claims elsewhere have numbers; then those without are told apart by what they say.
    fn put_in_order(&self, rows: &mut [u32], numbered: bool) -> bool {
        let place = |row: u32| &self.sheaf.rows[row as usize];
        let with_claims = place(rows[0]).claim.1 > 0;
        let alike = |row: &u32| {
            self.sheaf.counties[*row as usize] == self.sheaf.counties[rows[0] as usize]
                && (place(*row).claim.1 > 0) == with_claims
        };
        if !rows.iter().all(alike) {
            return false;
        }
        if !rows.windows(2).all(|pair| self.compare(pair[0], pair[1]) == Ordering::Less) {
            rows.sort_by(|a, b| self.compare(*a, *b));
            let same = rows.windows(2).any(|pair| self.compare(pair[0], pair[1]) == Ordering::Equal);
            if same && (with_claims || numbered) {
                return false;
            }
        }
        if !with_claims {
            return true;
        }
        let claim = |row: &u32| self.sheaf.claim(*row as usize);
        if rows.windows(2).all(|pair| claim(&pair[0]) < claim(&pair[1])) {
            return true;
        }
        let mut claims: Vec<&[u8]> = rows.iter().map(claim).collect();
        claims.sort_unstable();
        claims.windows(2).all(|pair| pair[0] != pair[1])
    }

    /// Puts the bills of a subject that take each other out behind the others; returns them. `None`: it must be looked at cell
    /// by cell.
    fn reversed(&self, rows: &mut [u32]) -> Option<Vec<(u32, u32)>> {
        let place = |row: u32| &self.sheaf.rows[row as usize];
        let person = |row: u32| self.sheaf.persons.get(row as usize);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        if rows.iter().filter(|row| place(**row).reverses).count() > MOST_REVERSED {
            return None;
        }
        for row in rows.iter().copied().filter(|row| place(*row).reverses) {
            let named = self.sheaf.part(row as usize, place(row).original);
            let fits = |other: &u32| {
                !place(*other).reverses
                    && self.sheaf.claim(*other as usize) == named
                    && person(*other) == person(row)
                    && !pairs.iter().any(|(own, _)| own == other)
            };
            let other = rows.iter().copied().find(fits)?;
            pairs.extend([(row, other), (other, row)]);
        }
        let gone = |row: &u32| pairs.iter().any(|(own, _)| own == row);
        rows.sort_by_key(gone);
        Some(pairs)
    }
}

/// Whether the costs that a program knows by their names, and the number of the bill that is reversed, are those that a sheaf
/// looks at.
struct Costs;

impl Costs {
    fn of(schema: &Schema, program: &Program) -> Option<Costs> {
        let place = |zh, en| {
            let claim = Some(Owner::Claim);
            let fact = program.fact(program.find_fact(claim, zh).or_else(|| program.find_fact(claim, en))?);
            schema.facts.iter().position(|own| own.owner == Owner::Claim && own.name == fact.name && own.ty == fact.ty)
        };
        let same = |zh, en| schema.fact(Owner::Claim, en).is_some_and(|own| place(zh, en) == Some(own));
        let all =
            same("总费用", "gross_cost") && same("合规费用", "eligible_cost") && same("原结算号", "original_claim");
        all.then_some(Costs)
    }
}

impl Sheaf {
    /// Returns what the rows say of their order on a day.
    fn order(&self, schema: &Schema) -> Option<Vec<i64>> {
        let own = schema.fact(Owner::Claim, "settlement_order").and_then(|at| self.facts.get(at)?.as_ref())?;
        let Values::Whole(numbers) = &own.values else { return None };
        Some(numbers.iter().zip(&own.missing).map(|(own, missing)| if *missing { 0 } else { *own }).collect())
    }
}
