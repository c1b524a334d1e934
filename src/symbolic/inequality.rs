//! Whether a node is nowhere above 0, by how it is made: least and greatest taken apart, roundings held against each
//! other, ranges looked up. Holds for all values of all free numbers at once; a few values are worked out too, but only to
//! give up sooner. What is not proved here may still be true.

use super::exact::{Exact, Figure, common_multiple};
use super::term::{Graph, Node, Term};
use crate::base::number::RoundingMode;
use crate::base::quick::QuickMap;

/// What is known of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    /// It fails at values that have been tried.
    Fails,
    Open,
}

/// What has been proved of sums of nodes of one graph, and what nodes are worth at some values.
#[derive(Debug, Default)]
pub struct Proofs {
    known: QuickMap<Sum, bool>,
    /// One for each node; `None`: a figure is too large.
    tried: Vec<Option<Tried>>,
}

/// What a node is worth at the values that are tried.
#[derive(Debug)]
struct Tried {
    values: [Exact; TRIED.len()],
    /// The same as multiples of a measure.
    measure: Exact,
    counts: [i64; TRIED.len()],
}

/// Values that are tried, in 分 or whatever a free number counts.
const TRIED: [i64; 8] = [1, 9_999, 30_001, 120_000, 777_777, 3_141_593, 12_345_678, 90_000_001];
/// So many sums are looked at for one question.
const MOST_STEPS: u32 = 64;

/// Σ factor × term + constant, as a node of the graph has it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Sum {
    terms: Vec<(Term, Exact)>,
    constant: Exact,
}

impl Proofs {
    /// Returns whether a node is at most 0 everywhere.
    pub fn never_above_zero(&mut self, graph: &Graph, term: Term) -> Verdict {
        if let Some(settled) = graph.settled(term) {
            return if settled { Verdict::Holds } else { Verdict::Fails };
        }
        self.try_all(graph);
        let Ok((terms, constant)) = graph.collected(&[(term, Exact::ONE)], Exact::ZERO) else { return Verdict::Open };
        let sum = Sum { terms, constant };
        let mut prover = Prover { graph, tried: &self.tried, known: &mut self.known, steps: MOST_STEPS };
        if prover.fails(&sum) {
            return Verdict::Fails;
        }
        if prover.holds(sum) { Verdict::Holds } else { Verdict::Open }
    }

    /// Works out what nodes are worth that have been made since.
    fn try_all(&mut self, graph: &Graph) {
        for place in self.tried.len()..graph.len() {
            let term = Term::at(place);
            let values = self.tried_at(graph, graph.node(term)).ok().flatten();
            // Where no measure of all values is known, one of those that are tried will do.
            let measure = |values: &[Exact; TRIED.len()]| {
                let of_tried = || values.iter().try_fold(Exact::ZERO, |known, own| known.common_measure(*own)).ok();
                graph.measure(term).or_else(of_tried)
            };
            self.tried.push(values.and_then(|values| Tried::new(values, measure(&values)?)));
        }
    }

    fn tried_at(&self, graph: &Graph, node: &Node) -> Figure<Option<[Exact; TRIED.len()]>> {
        let known = |term: &Term| self.tried[term.place()].as_ref().map(|own| &own.values);
        let mut own = [Exact::ZERO; TRIED.len()];
        match node {
            Node::Input(id) => {
                let input = graph.inputs()[id.0 as usize];
                // Several numbers are tried together; the last value is left out, so that a step beyond each is known.
                for (at, value) in own.iter_mut().enumerate() {
                    let tried = TRIED[(at + 5 * id.0 as usize) % TRIED.len()];
                    *value = Exact::whole(tried.min(input.high - 1).max(input.low));
                }
            }
            Node::Linear { terms, constant } => {
                own = [*constant; TRIED.len()];
                for (term, factor) in terms {
                    let Some(all) = known(term) else { return Ok(None) };
                    for (sum, value) in own.iter_mut().zip(all) {
                        *sum = sum.plus(value.times(*factor)?)?;
                    }
                }
            }
            Node::Least(all) | Node::Greatest(all) => {
                let is_least = matches!(node, Node::Least(_));
                for (place, term) in all.iter().enumerate() {
                    let Some(all) = known(term) else { return Ok(None) };
                    for (best, value) in own.iter_mut().zip(all) {
                        if place == 0 || (*value < *best) == is_least {
                            *best = *value;
                        }
                    }
                }
            }
            Node::Round { of, mode, unit } => {
                let Some(all) = known(of) else { return Ok(None) };
                for (rounded, value) in own.iter_mut().zip(all) {
                    *rounded = value.round(*mode, *unit)?;
                }
            }
            Node::Choose { test, then, otherwise } => {
                let (Some(test), Some(then), Some(otherwise)) = (known(test), known(then), known(otherwise)) else {
                    return Ok(None);
                };
                for (at, value) in own.iter_mut().enumerate() {
                    *value = if test[at].is_positive() { otherwise[at] } else { then[at] };
                }
            }
        }
        Ok(Some(own))
    }
}

struct Prover<'a> {
    graph: &'a Graph,
    tried: &'a [Option<Tried>],
    known: &'a mut QuickMap<Sum, bool>,
    steps: u32,
}

impl<'a> Prover<'a> {
    /// Whether a sum is at most 0 everywhere, as far as can be shown.
    fn holds(&mut self, sum: Sum) -> bool {
        self.shown(sum).unwrap_or(false)
    }

    fn shown(&mut self, sum: Sum) -> Figure<bool> {
        let (low, high) = self.graph.range_of_sum(&sum.terms, sum.constant)?;
        if high.is_some_and(|high| !high.is_positive()) {
            return Ok(true);
        }
        if low.is_some_and(Exact::is_positive) || self.fails(&sum) {
            return Ok(false);
        }
        let sum = sum.scaled()?;
        if let Some(known) = self.known.get(&sum) {
            return Ok(*known);
        }
        if self.steps == 0 {
            return Ok(false);
        }
        self.steps -= 1;
        let holds = self.taken_apart(&sum)?;
        // What the budget cut short may be shown another time.
        if holds || self.steps > 0 {
            self.known.insert(sum, holds);
        }
        Ok(holds)
    }

    /// Whether a sum is above 0 at some value that is tried.
    fn fails(&self, sum: &Sum) -> bool {
        self.failing(sum).unwrap_or(false)
    }

    fn failing(&self, sum: &Sum) -> Option<bool> {
        // Over one denominator, so that no quotient is formed.
        let mut over = sum.constant.denominator();
        let mut parts = Vec::with_capacity(sum.terms.len());
        for (term, factor) in &sum.terms {
            let tried = self.tried[term.place()].as_ref()?;
            let by = factor.times(tried.measure).ok()?;
            over = common_multiple(over, by.denominator()).ok()?;
            parts.push((by, &tried.counts));
        }
        let scaled = |own: Exact| own.numerator().checked_mul(over / own.denominator());
        let mut worth = [scaled(sum.constant)?; TRIED.len()];
        for (by, counts) in parts {
            let by = scaled(by)?;
            for (worth, count) in worth.iter_mut().zip(counts) {
                *worth = worth.checked_add(by.checked_mul(i128::from(*count))?)?;
            }
        }
        Some(worth.iter().any(|own| *own > 0))
    }

    /// Each step leaves nodes that stand earlier in the graph, or fewer of them: it ends.
    fn taken_apart(&mut self, sum: &Sum) -> Figure<bool> {
        if self.by_pairs(sum)? {
            return Ok(true);
        }
        // A greatest is at most 0 where all it is made of are: nothing is given away.
        for (at, (term, factor)) in sum.terms.iter().enumerate().rev() {
            if let Some((all, true)) = self.extremes(*term, *factor) {
                for own in all {
                    if !self.with(sum, at, *own, Exact::ZERO)? {
                        return Ok(false);
                    }
                }
                return Ok(true);
            }
        }
        Ok(self.by_roundings(sum)? || self.by_choices(sum)? || self.by_one(sum)?)
    }

    /// Returns what a least or greatest is made of, and whether all of it counts; else one will do.
    fn extremes(&self, term: Term, factor: Exact) -> Option<(&'a [Term], bool)> {
        match self.graph.node(term) {
            Node::Least(all) => Some((all, factor.is_negative())),
            Node::Greatest(all) => Some((all, factor.is_positive())),
            Node::Input(_) | Node::Linear { .. } | Node::Round { .. } | Node::Choose { .. } => None,
        }
    }

    /// Shows a sum with another node, and some constant, in place of one.
    fn with(&mut self, sum: &Sum, at: usize, by: Term, and: Exact) -> Figure<bool> {
        let factor = sum.terms[at].1;
        let mut parts = sum.terms.clone();
        parts[at].0 = by;
        let constant = sum.constant.plus(and.times(factor)?)?;
        let (terms, constant) = self.graph.collected(&parts, constant)?;
        self.shown(Sum { terms, constant })
    }

    /// `f·x − f·y` is at most 0 where `x − y` is; the rest is looked at without it.
    fn by_pairs(&mut self, sum: &Sum) -> Figure<bool> {
        if sum.terms.len() < 2 || sum.terms.len() == 2 && sum.constant.is_zero() {
            return Ok(false);
        }
        for (one, (high, up)) in sum.terms.iter().enumerate().filter(|(_, (_, factor))| factor.is_positive()) {
            for (other, (low, down)) in sum.terms.iter().enumerate().filter(|(_, (_, factor))| factor.is_negative()) {
                if up.negate() != *down || !self.are_alike(*high, *low) {
                    continue;
                }
                let pair = [(*high, Exact::ONE), (*low, Exact::ONE.negate())];
                let (terms, constant) = self.graph.collected(&pair, Exact::ZERO)?;
                if self.shown(Sum { terms, constant })? {
                    let left = sum.terms.iter().enumerate().filter(|(at, _)| *at != one && *at != other);
                    let terms = left.map(|(_, own)| *own).collect();
                    if self.shown(Sum { terms, constant: sum.constant })? {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Whether two nodes are made in the same way.
    fn are_alike(&self, a: Term, b: Term) -> bool {
        std::mem::discriminant(self.graph.node(a)) == std::mem::discriminant(self.graph.node(b))
    }

    /// Rounding keeps the order and leaves multiples of its unit where they are.
    fn by_roundings(&mut self, sum: &Sum) -> Figure<bool> {
        for (at, (term, factor)) in sum.terms.iter().enumerate().rev() {
            let Node::Round { of, mode, unit } = self.graph.node(*term) else { continue };
            // round(x) ≤ round(y) + n follows from x ≤ y + n, for whole n where halves do not depend on it.
            for (other, (second, second_factor)) in sum.terms.iter().enumerate().take(at) {
                let Node::Round { of: second_of, mode: second_mode, unit: second_unit } = self.graph.node(*second)
                else {
                    continue;
                };
                if (mode, unit) != (second_mode, second_unit) || factor.negate() != *second_factor {
                    continue;
                }
                let alone = sum.terms.len() == 2 && sum.constant.is_zero();
                let moves = alone
                    || self.are_multiples(sum, &[at, other], *factor, *unit)?
                        && self.is_shifted(*of, *mode)?
                        && self.is_shifted(*second_of, *mode)?;
                if !moves {
                    continue;
                }
                let mut parts = sum.terms.clone();
                (parts[at].0, parts[other].0) = (*of, *second_of);
                let (terms, constant) = self.graph.collected(&parts, sum.constant)?;
                if self.shown(Sum { terms, constant })? {
                    return Ok(true);
                }
            }
            if self.are_multiples(sum, &[at], *factor, *unit)? && self.with(sum, at, *of, Exact::ZERO)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whether rounding it with a multiple of the unit more is that much more.
    fn is_shifted(&mut self, of: Term, mode: RoundingMode) -> Figure<bool> {
        if mode == RoundingMode::HalfEven {
            return Ok(false);
        }
        let (low, _) = self.graph.range(of);
        if low.is_some_and(|low| !low.is_negative()) {
            return Ok(true);
        }
        // What is left of something after a part of it is not below 0, though their ranges do not tell.
        let (terms, constant) = self.graph.collected(&[(of, Exact::ONE.negate())], Exact::ZERO)?;
        self.shown(Sum { terms, constant })
    }

    /// Whether all of a sum but some places comes to multiples of `factor × unit`.
    fn are_multiples(&self, sum: &Sum, but: &[usize], factor: Exact, unit: Exact) -> Figure<bool> {
        let unit = unit.times(factor)?.absolute();
        if !sum.constant.is_multiple_of(unit) {
            return Ok(false);
        }
        for (at, (term, own)) in sum.terms.iter().enumerate() {
            if !but.contains(&at) && !self.graph.is_multiple_of(*term, unit.over(own.absolute())?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whichever way a condition goes, the sum is at most 0.
    fn by_choices(&mut self, sum: &Sum) -> Figure<bool> {
        let chosen = sum.terms.iter().rev().find_map(|(term, _)| match self.graph.node(*term) {
            Node::Choose { test, .. } => Some(*test),
            _ => None,
        });
        let Some(asked) = chosen else { return Ok(false) };
        for holds in [true, false] {
            let way = |term: Term| match self.graph.node(term) {
                Node::Choose { test, then, otherwise } if *test == asked => {
                    if holds {
                        *then
                    } else {
                        *otherwise
                    }
                }
                _ => term,
            };
            let parts: Vec<(Term, Exact)> = sum.terms.iter().map(|(term, factor)| (way(*term), *factor)).collect();
            let (terms, constant) = self.graph.collected(&parts, sum.constant)?;
            if !self.shown(Sum { terms, constant })? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A least is at most whatever it is made of.
    fn by_one(&mut self, sum: &Sum) -> Figure<bool> {
        for (at, (term, factor)) in sum.terms.iter().enumerate().rev() {
            let Some((all, false)) = self.extremes(*term, *factor) else { continue };
            for own in all {
                if self.with(sum, at, *own, Exact::ZERO)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }
}

impl Tried {
    fn new(values: [Exact; TRIED.len()], measure: Exact) -> Option<Tried> {
        let measure = if measure.is_zero() { Exact::ONE } else { measure };
        let mut counts = [0; TRIED.len()];
        for (count, value) in counts.iter_mut().zip(&values) {
            let own = value.over(measure).ok().filter(|own| own.is_whole())?;
            *count = i64::try_from(own.numerator()).ok()?;
        }
        Some(Tried { values, measure, counts })
    }
}

impl Sum {
    /// Returns the sum whose first factor is 1 or −1, of the same sign everywhere.
    fn scaled(self) -> Figure<Sum> {
        let Some((_, first)) = self.terms.first() else { return Ok(self) };
        let by = Exact::ONE.over(first.absolute())?;
        if by == Exact::ONE {
            return Ok(self);
        }
        let terms: Figure<Vec<(Term, Exact)>> =
            self.terms.iter().map(|(term, own)| Ok((*term, own.times(by)?))).collect();
        Ok(Sum { terms: terms?, constant: self.constant.times(by)? })
    }
}
