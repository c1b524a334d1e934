//! Whether what layers pay together never falls as the cost rises, from the way in which they are worked: each pays of
//! what those before it have left. No cost is looked at, however long the roundings take to repeat.
//!
//! Let `S` be what the layers before have paid, in whole 分, and `D` what the next one pays of the rest `r = P − S`. One 分
//! more of cost adds `d ≥ 0` to `S` and something to `P` that is no less than 0. Where `D` rises with `r`, and by no more
//! than `r` does, it falls by at most `d`; so `S + D` does not fall. Rounding to the 分 keeps that, since `d` is whole; where ties
//! go to the even 分, the rounded amount itself is looked at.
//!
//! A layer that is rounded to more than a 分 may rise by more than `r`. Where the rest itself never falls, since each layer
//! before takes no more of what it rises by, it is enough that `D` rises with `r`.

use super::decide::{Answer, Decider};
use super::exact::{Exact, Figure};
use super::explore::Space;
use super::pieces::Store;
use super::term::{Graph, Input, InputId, Node, Term};
use crate::base::number::RoundingMode;
use crate::base::quick::QuickMap;
use crate::symbolic::undecided::Undecided;

/// So many terms are looked at for one question.
const MOST_TERMS: u32 = 256;

/// Σ factor × term.
type Terms = [(Term, Exact)];

impl Space<'_> {
    /// Whether the layers of a term show that it never falls as the cost rises; its parts, held against each other as a
    /// whole, have not.
    pub(super) fn never_falls_by_layers(&self, term: Term) -> bool {
        let (rising, shares) = (QuickMap::default(), QuickMap::default());
        let mut layers = Layers { space: self, rising, shares, left: MOST_TERMS, rests: QuickMap::default() };
        layers.rises_by_layers(term)
    }
}

/// Beyond all steps.
const ANY_STEP: Exact = Exact::whole(1_000_000_000_000_000);

struct Layers<'s, 'p> {
    space: &'s Space<'p>,
    /// Terms that have been asked for: whether they never fall.
    rising: QuickMap<Term, bool>,
    /// Layers with what is left for them: whether they pay a share of that.
    shares: QuickMap<(Term, Term), bool>,
    /// What is left for a layer: whether it never falls.
    rests: QuickMap<Term, bool>,
    /// So many further terms are looked at.
    left: u32,
}

impl Layers<'_, '_> {
    fn node(&self, term: Term) -> Node {
        self.space.graph().node(term).clone()
    }

    /// Whether a term never falls.
    fn rises(&mut self, term: Term) -> bool {
        self.asked_once(
            |own| &mut own.rising,
            term,
            |own| own.rises_by_layers(term) || own.space.never_falls_by_parts(term),
        )
    }

    /// Looks at a term once, and at no more than [`MOST_TERMS`]: those beyond are not shown.
    fn asked_once(
        &mut self,
        kept: fn(&mut Self) -> &mut QuickMap<Term, bool>,
        term: Term,
        look: impl FnOnce(&mut Self) -> bool,
    ) -> bool {
        if let Some(known) = kept(self).get(&term) {
            return *known;
        }
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        let shown = look(self);
        kept(self).insert(term, shown);
        shown
    }

    fn rises_by_layers(&mut self, term: Term) -> bool {
        match self.node(term) {
            Node::Input(_) => true,
            Node::Linear { terms, .. } => self.sum_rises(&terms),
            Node::Least(all) | Node::Greatest(all) => all.iter().all(|own| self.rises(*own)),
            Node::Round { of, .. } => self.rises(of),
            Node::Choose { .. } => false,
        }
    }

    fn sum_rises(&mut self, terms: &Terms) -> bool {
        // The last layer first: what it is paid of stands before it in the graph.
        for (at, (term, factor)) in terms.iter().enumerate().rev() {
            if *factor != Exact::ONE {
                continue;
            }
            let others: Vec<(Term, Exact)> =
                terms.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, own)| *own).collect();
            for rest in self.rests_of(*term) {
                if !self.is_layer(*term) {
                    let rises = self.rises_with(*term, rest) && self.rest_rises(rest);
                    if rises && self.sum_rises(&others) {
                        return true;
                    }
                    continue;
                }
                let Some((before, others)) = self.taken_from(rest, &others) else { continue };
                if self.is_share(*term, rest) && self.sum_rises(&before) && self.sum_rises(&others) {
                    return true;
                }
            }
        }
        terms.iter().all(|(term, factor)| !factor.is_negative() && self.rises(*term))
    }

    /// Whether a term is an amount of whole 分 that one 分 more before rounding raises by one 分; ties to the even 分 are looked
    /// at in [`Layers::share`].
    fn is_layer(&self, term: Term) -> bool {
        let Node::Round { of, unit, .. } = self.node(term) else { return false };
        let (low, _) = self.space.graph().range(of);
        unit == Exact::ONE && (low.is_some_and(|low| !low.is_negative()) || self.is_never_negative(of))
    }

    /// Whether an amount without roundings is nowhere below 0, where its range does not say so.
    fn is_never_negative(&self, term: Term) -> bool {
        let is_round = |own: &Term| matches!(self.space.graph().node(*own), Node::Round { .. });
        let order = self.space.graph().below(term);
        // Lines say all of what is not rounded on the way.
        !order.iter().any(is_round)
            && self.space.shape(term).is_ok_and(|shape| {
                let mut ends = shape.segments.iter().flat_map(|own| [own.at(own.low), own.at(own.high)]);
                ends.all(|own| own.is_ok_and(|own| !own.is_negative()))
            })
    }

    /// Returns the sums of which alone a layer is worked out, the roundings of the layers before aside.
    fn rests_of(&self, layer: Term) -> Vec<Term> {
        let graph = self.space.graph();
        let Node::Round { of, .. } = graph.node(layer) else { return Vec::new() };
        let inner = graph.below_but(*of, |own| matches!(graph.node(own), Node::Round { .. } | Node::Input(_)));
        let sums = inner
            .iter()
            .copied()
            .filter(|own| matches!(graph.node(*own), Node::Linear { terms, .. } if terms.len() > 1));
        let hides_all = |rest: Term| {
            let left = graph.below_but(*of, |own| own == rest);
            !left.iter().any(|own| matches!(graph.node(*own), Node::Round { .. } | Node::Input(_)))
        };
        let mut all: Vec<Term> = sums.filter(|own| hides_all(*own)).collect();
        // The first layer is paid of the cost itself.
        if hides_all(self.space.cost_term) {
            all.push(self.space.cost_term);
        }
        all
    }

    /// Returns what of the other terms is taken from a rest, each once and in whole 分, and what is not.
    fn taken_from(&mut self, rest: Term, others: &Terms) -> Option<(Vec<(Term, Exact)>, Vec<(Term, Exact)>)> {
        let Node::Linear { terms, .. } = self.node(rest) else { return None };
        let mut before = Vec::new();
        for (term, factor) in terms {
            if !factor.is_negative() {
                if !self.rises(term) {
                    return None;
                }
                continue;
            }
            let is_whole = self.space.graph().is_multiple_of(term, Exact::ONE);
            if factor != Exact::ONE.negate() || !is_whole || !others.contains(&(term, Exact::ONE)) {
                return None;
            }
            before.push((term, Exact::ONE));
        }
        let left = others.iter().filter(|own| !before.contains(own)).copied().collect();
        Some((before, left))
    }

    /// Whether what is left for a layer never falls: each layer before it pays a share of its own rest, in whole 分.
    fn rest_rises(&mut self, rest: Term) -> bool {
        self.asked_once(|own| &mut own.rests, rest, |own| own.rest_rises_by_layers(rest))
    }

    fn rest_rises_by_layers(&mut self, rest: Term) -> bool {
        let Node::Linear { terms, .. } = self.node(rest) else { return self.rises(rest) };
        if terms.iter().all(|(_, factor)| !factor.is_negative()) {
            return terms.iter().all(|(term, _)| self.rises(*term));
        }
        let minus = Exact::ONE.negate();
        for (layer, factor) in terms.iter().rev() {
            if *factor != minus || !self.is_layer(*layer) {
                continue;
            }
            for before in self.rests_of(*layer) {
                let taken = match self.node(before) {
                    Node::Linear { terms, .. } => terms,
                    Node::Input(_) => vec![(before, Exact::ONE)],
                    Node::Least(_) | Node::Greatest(_) | Node::Round { .. } | Node::Choose { .. } => continue,
                };
                let whole = self.space.graph().is_multiple_of(before, Exact::ONE);
                // The rest is what was left for that layer, less what it pays, and this.
                let Some(beside) = left_beside(&terms, &taken, *layer) else { continue };
                let rises = beside.iter().all(|(term, factor)| !factor.is_negative() && self.rises(*term));
                if whole && rises && self.is_share(*layer, before) && self.rest_rises(before) {
                    return true;
                }
            }
        }
        false
    }

    /// Whether an amount rises with what is left for it.
    fn rises_with(&self, term: Term, rest: Term) -> bool {
        let graph = self.space.graph();
        let Node::Round { of, .. } = graph.node(term) else { return false };
        steps_alone(&graph, *of, rest, false).unwrap_or(false)
    }

    /// Whether a layer rises with what is left for it, and by no more than that does.
    fn is_share(&mut self, layer: Term, rest: Term) -> bool {
        if let Some(known) = self.shares.get(&(layer, rest)) {
            return *known;
        }
        let found = self.share(layer, rest).unwrap_or(false);
        self.shares.insert((layer, rest), found);
        found
    }

    fn share(&self, layer: Term, rest: Term) -> Result<bool, Undecided> {
        let graph = self.space.graph();
        let Node::Round { of, mode, .. } = graph.node(layer) else { return Ok(false) };
        let looked_at = match mode {
            // A whole step moves ties from even to odd.
            RoundingMode::HalfEven if graph.is_multiple_of(rest, Exact::ONE) => layer,
            RoundingMode::HalfEven => return Ok(false),
            _ => *of,
        };
        steps_alone(&graph, looked_at, rest, true)
    }
}

/// Whether an amount, as it hangs on a rest alone, never falls as that rises; and, where it is bound, rises by no more.
fn steps_alone(graph: &Graph, term: Term, rest: Term, bound: bool) -> Result<bool, Undecided> {
    // Counted in a measure of which the rest is always a multiple, so that nothing lies between two counts.
    let (Some(measure), (Some(low), Some(high))) = (graph.measure(rest), graph.range(rest)) else {
        return Ok(false);
    };
    if !measure.is_positive() {
        return Ok(false);
    }
    let count = |own: Exact| own.over(measure)?.round(RoundingMode::Down, Exact::ONE).map(Exact::numerator);
    let (Ok(low), Ok(high)) = (i64::try_from(count(low)?), i64::try_from(count(high)?)) else { return Ok(false) };
    let mut own = Graph::new();
    let input = own.input(Input { low: low - 1, high: high + 1 });
    let counted = own.linear(&[(input, measure)], Exact::ZERO)?;
    let alone = copied(graph, term, rest, &mut own, counted)?;
    let store = Store::default();
    let most = if bound { measure } else { ANY_STEP };
    let decided = Decider::new(&own, &store, InputId(0)).steps_within(alone, Exact::ZERO, most)?;
    Ok(decided == Answer::Holds)
}

/// Returns what of a rest is beside an earlier rest less what its layer pays.
fn left_beside(rest: &Terms, before: &Terms, layer: Term) -> Option<Vec<(Term, Exact)>> {
    let mut left: Vec<(Term, Exact)> = rest.iter().filter(|(term, _)| *term != layer).copied().collect();
    for (term, factor) in before {
        match left.iter_mut().find(|(known, _)| known == term) {
            Some((_, known)) => *known = known.minus(*factor).ok()?,
            None => left.push((*term, factor.negate())),
        }
    }
    left.retain(|(_, factor)| !factor.is_zero());
    Some(left)
}

/// Returns a term as it stands in another graph, with something in place of one of its nodes.
fn copied(from: &Graph, term: Term, cut: Term, to: &mut Graph, by: Term) -> Figure<Term> {
    let mut done: QuickMap<Term, Term> = QuickMap::default();
    done.insert(cut, by);
    for own in from.below_but(term, |own| own == cut) {
        let made = to.made_of(from.node(own), &|child: &Term| done[child])?;
        done.insert(own, made);
    }
    Ok(done[&term])
}
