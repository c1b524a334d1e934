//! What a benefit pays as a graph of numbers: inputs, sums, least and greatest, roundings, choices. Equal graphs are one
//! object; making one checks and simplifies it. Knows nothing of policies.

use super::exact::{Exact, Figure, TooLarge, common_multiple};
use crate::base::number::RoundingMode;
use crate::base::quick::{QuickIndexSet, QuickMap, QuickSet};

/// A node of a [`Graph`]. Children stand before their parents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Term(u32);

impl Term {
    /// Returns its place among all nodes.
    pub(super) fn place(self) -> usize {
        self.0 as usize
    }

    /// Returns the node at a place.
    pub(super) fn at(place: usize) -> Term {
        Term(place as u32)
    }
}

/// A free number, by its place among the inputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InputId(pub u32);

/// How a number is made.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    Input(InputId),
    /// Σ factor × term + constant; no term is itself a sum. Without terms: a constant.
    Linear {
        terms: Vec<(Term, Exact)>,
        constant: Exact,
    },
    /// Sorted, at least two, none of them a `Least`.
    Least(Vec<Term>),
    Greatest(Vec<Term>),
    Round {
        of: Term,
        mode: RoundingMode,
        unit: Exact,
    },
    /// The first where `test ≤ 0`, else the second.
    Choose {
        test: Term,
        then: Term,
        otherwise: Term,
    },
}

/// A free number: whole, within a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Input {
    pub low: i64,
    pub high: i64,
}

/// What is known of a node's values: a range, and a measure of which all are whole multiples.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Known {
    low: Option<Exact>,
    high: Option<Exact>,
    /// `None`: nothing is known. Zero: always 0.
    measure: Option<Exact>,
}

/// Nodes, each once.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    nodes: QuickIndexSet<Node>,
    known: Vec<Known>,
    inputs: Vec<Input>,
    /// The least and the greatest of sorted nodes that have been asked for.
    extremes: [QuickMap<Vec<Term>, Term>; 2],
    /// Nodes that have been asked for without roundings.
    bare: QuickMap<Term, Term>,
}

impl Graph {
    pub fn new() -> Graph {
        Graph::default()
    }

    /// Adds a free number.
    pub fn input(&mut self, input: Input) -> Term {
        let id = InputId(self.inputs.len() as u32);
        self.inputs.push(input);
        let (low, high) = (Some(Exact::whole(input.low)), Some(Exact::whole(input.high)));
        self.intern(Node::Input(id), Known { low, high, measure: Some(Exact::ONE) })
    }

    /// Adds a free number that need not be whole: only what holds of all numbers of its range holds of it.
    pub fn amount(&mut self, range: Input) -> Term {
        let id = InputId(self.inputs.len() as u32);
        self.inputs.push(range);
        let (low, high) = (Some(Exact::whole(range.low)), Some(Exact::whole(range.high)));
        self.intern(Node::Input(id), Known { low, high, measure: None })
    }

    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    pub fn node(&self, term: Term) -> &Node {
        &self.nodes[term.0 as usize]
    }

    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    fn known(&self, term: Term) -> Known {
        self.known[term.0 as usize]
    }

    /// Returns the range in which all values of a node lie, as far as it is known.
    pub fn range(&self, term: Term) -> (Option<Exact>, Option<Exact>) {
        let known = self.known(term);
        (known.low, known.high)
    }

    /// Returns a measure of which all values of a node are whole multiples, as far as it is known; 0: it is always 0.
    pub(super) fn measure(&self, term: Term) -> Option<Exact> {
        self.known(term).measure
    }

    /// Whether every value of a node is a whole multiple of a unit.
    pub fn is_multiple_of(&self, term: Term, unit: Exact) -> bool {
        self.known(term).measure.is_some_and(|measure| measure.is_zero() || measure.is_multiple_of(unit))
    }

    fn intern(&mut self, node: Node, known: Known) -> Term {
        let (place, is_new) = self.nodes.insert_full(node);
        if is_new {
            self.known.push(known);
        }
        Term(place as u32)
    }

    pub fn constant(&mut self, value: Exact) -> Term {
        let known = Known { low: Some(value), high: Some(value), measure: Some(value.absolute()) };
        self.intern(Node::Linear { terms: Vec::new(), constant: value }, known)
    }

    /// Returns the constant that a node is.
    pub fn as_constant(&self, term: Term) -> Option<Exact> {
        match self.node(term) {
            Node::Linear { terms, constant } if terms.is_empty() => Some(*constant),
            _ => None,
        }
    }

    /// Returns a node, once, as a sum.
    fn parts<'a>(&'a self, once: &'a (Term, Exact)) -> (&'a [(Term, Exact)], Exact) {
        match self.node(once.0) {
            Node::Linear { terms, constant } => (terms, *constant),
            Node::Input(_) | Node::Least(_) | Node::Greatest(_) | Node::Round { .. } | Node::Choose { .. } => {
                (std::slice::from_ref(once), Exact::ZERO)
            }
        }
    }

    /// Returns Σ factor × term + constant.
    pub fn linear(&mut self, summands: &[(Term, Exact)], constant: Exact) -> Figure<Term> {
        let (terms, constant) = self.collected(summands, constant)?;
        if terms.is_empty() {
            return Ok(self.constant(constant));
        }
        if let [(only, factor)] = terms.as_slice()
            && *factor == Exact::ONE
            && constant.is_zero()
        {
            return Ok(*only);
        }
        let node = Node::Linear { terms, constant };
        if let Some(place) = self.nodes.get_index_of(&node) {
            return Ok(Term::at(place));
        }
        let Node::Linear { terms, .. } = &node else { unreachable!("made above") };
        let known = self.known_sum(terms, constant)?;
        Ok(self.intern(node, known))
    }

    /// Returns a sum without sums in it, sorted, each term once.
    pub(super) fn collected(&self, summands: &[(Term, Exact)], constant: Exact) -> Figure<(Vec<(Term, Exact)>, Exact)> {
        let mut sum = constant;
        let mut terms: Vec<(Term, Exact)> = Vec::new();
        for (term, factor) in summands {
            let once = (*term, Exact::ONE);
            let (parts, constant) = self.parts(&once);
            sum = sum.plus(constant.times(*factor)?)?;
            for (part, own) in parts {
                let by = own.times(*factor)?;
                match terms.binary_search_by_key(part, |(known, _)| *known) {
                    Ok(at) => terms[at].1 = terms[at].1.plus(by)?,
                    Err(at) => terms.insert(at, (*part, by)),
                }
            }
        }
        terms.retain(|(_, factor)| !factor.is_zero());
        Ok((terms, sum))
    }

    /// Returns the range in which a sum lies, as far as the ranges of its terms tell.
    pub(super) fn range_of_sum(
        &self,
        terms: &[(Term, Exact)],
        constant: Exact,
    ) -> Figure<(Option<Exact>, Option<Exact>)> {
        let (mut least, mut most) = (Some(constant), Some(constant));
        for (term, factor) in terms {
            let own = self.known(*term);
            let (low, high) = if factor.is_negative() { (own.high, own.low) } else { (own.low, own.high) };
            let add = |sum: Option<Exact>, part: Option<Exact>| -> Figure<Option<Exact>> {
                sum.zip(part).map(|(sum, part)| sum.plus(part.times(*factor)?)).transpose()
            };
            (least, most) = (add(least, low)?, add(most, high)?);
        }
        Ok((least, most))
    }

    fn known_sum(&self, terms: &[(Term, Exact)], constant: Exact) -> Figure<Known> {
        let (low, high) = self.range_of_sum(terms, constant)?;
        let mut measure = Some(constant.absolute());
        for (term, factor) in terms {
            measure = match (measure, self.known(*term).measure) {
                (Some(sum), Some(part)) => Some(sum.common_measure(part.times(*factor)?)?),
                _ => None,
            };
        }
        Ok(Known { low, high, measure })
    }

    pub fn plus(&mut self, a: Term, b: Term) -> Figure<Term> {
        self.linear(&[(a, Exact::ONE), (b, Exact::ONE)], Exact::ZERO)
    }

    pub fn minus(&mut self, a: Term, b: Term) -> Figure<Term> {
        self.linear(&[(a, Exact::ONE), (b, Exact::ONE.negate())], Exact::ZERO)
    }

    pub fn times(&mut self, a: Term, by: Exact) -> Figure<Term> {
        self.linear(&[(a, by)], Exact::ZERO)
    }

    /// Whether a node is known never to be above another.
    pub fn is_at_most(&self, a: Term, b: Term) -> bool {
        if a == b || self.known(a).high.zip(self.known(b).low).is_some_and(|(high, low)| high <= low) {
            return true;
        }
        // Only where one of them is a sum can the ranges of what they do not share tell more.
        let is_sum = |term: Term| matches!(self.node(term), Node::Linear { terms, .. } if !terms.is_empty());
        if !is_sum(a) && !is_sum(b) {
            return false;
        }
        let difference = self.collected(&[(a, Exact::ONE), (b, Exact::ONE.negate())], Exact::ZERO);
        let range = difference.and_then(|(terms, constant)| self.range_of_sum(&terms, constant));
        range.is_ok_and(|(_, high)| high.is_some_and(|high| !high.is_positive()))
    }

    /// Whether `test ≤ 0` is known.
    pub fn settled(&self, test: Term) -> Option<bool> {
        let known = self.known(test);
        if known.high.is_some_and(|high| !high.is_positive()) {
            return Some(true);
        }
        known.low.is_some_and(Exact::is_positive).then_some(false)
    }

    pub fn least(&mut self, terms: &[Term]) -> Figure<Term> {
        self.extreme(terms, true)
    }

    pub fn greatest(&mut self, terms: &[Term]) -> Figure<Term> {
        self.extreme(terms, false)
    }

    /// Returns the part that is not below 0.
    pub fn at_least_zero(&mut self, term: Term) -> Figure<Term> {
        let zero = self.constant(Exact::ZERO);
        self.greatest(&[term, zero])
    }

    fn extreme(&mut self, terms: &[Term], least: bool) -> Figure<Term> {
        let mut flat: Vec<Term> = Vec::new();
        for term in terms {
            match self.node(*term) {
                Node::Least(inner) if least => flat.extend(inner),
                Node::Greatest(inner) if !least => flat.extend(inner),
                _ => flat.push(*term),
            }
        }
        flat.sort_unstable();
        flat.dedup();
        if let Some(known) = self.extremes[usize::from(least)].get(&flat) {
            return Ok(*known);
        }
        let made = self.extreme_of(&flat, least)?;
        self.extremes[usize::from(least)].insert(flat, made);
        Ok(made)
    }

    /// Of sorted nodes, none of them of the same kind.
    fn extreme_of(&mut self, flat: &[Term], least: bool) -> Figure<Term> {
        let mut kept: Vec<Term> = Vec::new();
        for term in flat {
            // `a` makes `b` superfluous in a minimum when it is never above it.
            let rules = |a: Term, b: Term| if least { self.is_at_most(a, b) } else { self.is_at_most(b, a) };
            let term = *term;
            if kept.iter().any(|own| rules(*own, term)) {
                continue;
            }
            kept.retain(|own| !rules(term, *own));
            kept.push(term);
        }
        if let [only] = kept.as_slice() {
            return Ok(*only);
        }
        // What all have in common stands outside, so that equal parts meet: min(x + c, y + c) = min(x, y) + c.
        if let Some(result) = self.without_common(&kept, least)? {
            return Ok(result);
        }
        let mut known = self.known(kept[0]);
        for term in &kept[1..] {
            let own = self.known(*term);
            // A minimum has a bound above as soon as one of its terms has, and one below only when all have.
            let any = |a: Option<Exact>, b: Option<Exact>| match (a, b) {
                (Some(a), Some(b)) => Some(if least { a.min(b) } else { a.max(b) }),
                (a, b) => a.or(b),
            };
            let all = |a: Option<Exact>, b: Option<Exact>| match (a, b) {
                (Some(a), Some(b)) => Some(if least { a.min(b) } else { a.max(b) }),
                _ => None,
            };
            known = Known {
                low: if least { all(known.low, own.low) } else { any(known.low, own.low) },
                high: if least { any(known.high, own.high) } else { all(known.high, own.high) },
                measure: common(known.measure, own.measure),
            };
        }
        Ok(self.intern(if least { Node::Least(kept) } else { Node::Greatest(kept) }, known))
    }

    fn without_common(&mut self, terms: &[Term], least: bool) -> Figure<Option<Term>> {
        let once: Vec<(Term, Exact)> = terms.iter().map(|term| (*term, Exact::ONE)).collect();
        let all: Vec<(&[(Term, Exact)], Exact)> = once.iter().map(|own| self.parts(own)).collect();
        // Only sums have parts to share; a part that is the whole of a term is no gain.
        let (first, rest) = all.split_first().expect("an extreme has terms");
        let shared: Vec<(Term, Exact)> =
            first.0.iter().filter(|part| rest.iter().all(|own| own.0.contains(part))).copied().collect();
        if shared.is_empty() {
            return Ok(None);
        }
        let left = |(parts, constant): &(&[(Term, Exact)], Exact)| {
            let own: Vec<(Term, Exact)> = parts.iter().filter(|part| !shared.contains(part)).copied().collect();
            (own, *constant)
        };
        let left: Vec<(Vec<(Term, Exact)>, Exact)> = all.iter().map(left).collect();
        let mut bare = Vec::new();
        for (own, constant) in &left {
            bare.push(self.linear(own, *constant)?);
        }
        let inner = self.extreme(&bare, least)?;
        let mut summands = shared;
        summands.push((inner, Exact::ONE));
        self.linear(&summands, Exact::ZERO).map(Some)
    }

    /// Returns a node rounded to multiples of a unit, which is above 0.
    pub fn round(&mut self, of: Term, mode: RoundingMode, unit: Exact) -> Figure<Term> {
        if self.is_multiple_of(of, unit) {
            return Ok(of);
        }
        if let Some(value) = self.as_constant(of) {
            let rounded = value.round(mode, unit)?;
            return Ok(self.constant(rounded));
        }
        let own = self.known(of);
        let edge = |edge: Option<Exact>| edge.map(|edge| edge.round(mode, unit)).transpose();
        let known = Known { low: edge(own.low)?, high: edge(own.high)?, measure: Some(unit) };
        Ok(self.intern(Node::Round { of, mode, unit }, known))
    }

    /// Returns `then` where `test ≤ 0`, else `otherwise`.
    pub fn choose(&mut self, test: Term, then: Term, otherwise: Term) -> Figure<Term> {
        if then == otherwise {
            return Ok(then);
        }
        match self.settled(test) {
            Some(true) => return Ok(then),
            Some(false) => return Ok(otherwise),
            None => {}
        }
        let (a, b) = (self.known(then), self.known(otherwise));
        let both = |a: Option<Exact>, b: Option<Exact>, pick: fn(Exact, Exact) -> Exact| Some(pick(a?, b?));
        let known = Known {
            low: both(a.low, b.low, Exact::min),
            high: both(a.high, b.high, Exact::max),
            measure: common(a.measure, b.measure),
        };
        Ok(self.intern(Node::Choose { test, then, otherwise }, known))
    }

    /// Returns the node without any rounding below it.
    pub fn unrounded(&mut self, term: Term) -> Figure<Term> {
        if let Some(known) = self.bare.get(&term) {
            return Ok(*known);
        }
        for own in self.below_but(term, |own| self.bare.contains_key(&own)) {
            let at = |graph: &Graph, child: &Term| graph.bare[child];
            let made = match self.node(own).clone() {
                Node::Input(_) => own,
                Node::Linear { terms, constant } => {
                    let terms: Vec<(Term, Exact)> = terms.iter().map(|(term, by)| (at(self, term), *by)).collect();
                    self.linear(&terms, constant)?
                }
                Node::Least(all) => self.least(&all.iter().map(|own| at(self, own)).collect::<Vec<_>>())?,
                Node::Greatest(all) => self.greatest(&all.iter().map(|own| at(self, own)).collect::<Vec<_>>())?,
                Node::Round { of, .. } => at(self, &of),
                Node::Choose { test, then, otherwise } => {
                    self.choose(at(self, &test), at(self, &then), at(self, &otherwise))?
                }
            };
            self.bare.insert(own, made);
        }
        Ok(self.bare[&term])
    }

    /// Returns the node with a term in place of a free number.
    pub fn with_number(&mut self, term: Term, number: InputId, by: Term) -> Figure<Term> {
        let mut done: QuickMap<Term, Term> = QuickMap::default();
        for own in self.below(term) {
            let made = match self.node(own).clone() {
                Node::Input(id) if id == number => by,
                Node::Input(_) => own,
                node => self.made_of(&node, &|child| done[child])?,
            };
            done.insert(own, made);
        }
        Ok(done[&term])
    }

    /// Returns a node made like another one, which is no input, of other children.
    pub(super) fn made_of(&mut self, node: &Node, at: &dyn Fn(&Term) -> Term) -> Figure<Term> {
        match node {
            Node::Input(_) => Err(TooLarge),
            Node::Linear { terms, constant } => {
                let terms: Vec<(Term, Exact)> = terms.iter().map(|(term, by)| (at(term), *by)).collect();
                self.linear(&terms, *constant)
            }
            Node::Least(all) => self.least(&all.iter().map(at).collect::<Vec<_>>()),
            Node::Greatest(all) => self.greatest(&all.iter().map(at).collect::<Vec<_>>()),
            Node::Round { of, mode, unit } => self.round(at(of), *mode, *unit),
            Node::Choose { test, then, otherwise } => self.choose(at(test), at(then), at(otherwise)),
        }
    }

    /// Returns the nodes that a node is made of, itself the last, children before parents.
    pub fn below(&self, term: Term) -> Vec<Term> {
        self.below_but(term, |_| false)
    }

    /// The same without those that are known, and without what only they are made of.
    pub fn below_but(&self, term: Term, is_known: impl Fn(Term) -> bool) -> Vec<Term> {
        let mut seen = QuickSet::default();
        let mut found = Vec::new();
        let mut open = vec![term];
        while let Some(own) = open.pop() {
            if is_known(own) || !seen.insert(own) {
                continue;
            }
            found.push(own);
            match self.node(own) {
                Node::Input(_) => {}
                Node::Linear { terms, .. } => open.extend(terms.iter().map(|(term, _)| *term)),
                Node::Least(all) | Node::Greatest(all) => open.extend(all),
                Node::Round { of, .. } => open.push(*of),
                Node::Choose { test, then, otherwise } => open.extend([*test, *then, *otherwise]),
            }
        }
        found.sort_unstable();
        found
    }

    /// Returns the free numbers that a node depends on.
    pub fn inputs_of(&self, term: Term) -> Vec<InputId> {
        let of = |own: &Term| if let Node::Input(id) = self.node(*own) { Some(*id) } else { None };
        self.below(term).iter().filter_map(of).collect()
    }

    /// Returns what a node is worth for given inputs.
    pub fn value_at(&self, term: Term, inputs: &[i64]) -> Figure {
        Evaluator::new(self, term).at(inputs)
    }
}

fn common(a: Option<Exact>, b: Option<Exact>) -> Option<Exact> {
    match (a, b) {
        (Some(a), Some(b)) => a.common_measure(b).ok(),
        _ => None,
    }
}

/// A node made ready to be worked out many times: what it is made of in order, each naming earlier ones by place.
pub struct Evaluator {
    steps: Vec<Step>,
    values: Vec<Exact>,
}

/// How one value comes from earlier ones.
enum Step {
    Input(usize),
    Linear(Sum),
    Least(Vec<usize>),
    Greatest(Vec<usize>),
    Round(usize, RoundingMode, Exact),
    Choose { test: usize, then: usize, otherwise: usize },
}

/// Σ factor × value + constant.
struct Sum {
    terms: Vec<(usize, Exact)>,
    constant: Exact,
    /// The same over one denominator, for values that are whole: one quotient instead of one for each term.
    whole: Option<Whole>,
}

struct Whole {
    factors: Vec<i128>,
    constant: i128,
    denominator: i128,
}

impl Sum {
    fn new(terms: Vec<(usize, Exact)>, constant: Exact) -> Sum {
        let whole = Whole::of(&terms, constant).ok();
        Sum { terms, constant, whole }
    }

    fn at(&self, values: &[Exact]) -> Figure {
        if let Some(sum) = self.whole.as_ref().and_then(|own| own.at(&self.terms, values)) {
            return sum;
        }
        let mut sum = self.constant;
        for (place, factor) in &self.terms {
            sum = sum.plus(values[*place].times(*factor)?)?;
        }
        Ok(sum)
    }
}

impl Whole {
    fn of(terms: &[(usize, Exact)], constant: Exact) -> Figure<Whole> {
        let mut denominator = constant.denominator();
        for (_, factor) in terms {
            denominator = common_multiple(denominator, factor.denominator())?;
        }
        let scaled = |own: Exact| own.numerator().checked_mul(denominator / own.denominator()).ok_or(TooLarge);
        let factors: Figure<Vec<i128>> = terms.iter().map(|(_, factor)| scaled(*factor)).collect();
        Ok(Whole { factors: factors?, constant: scaled(constant)?, denominator })
    }

    /// Returns the sum; `None` where a value is not whole, or on the way a figure gets too large.
    fn at(&self, terms: &[(usize, Exact)], values: &[Exact]) -> Option<Figure> {
        let mut sum = self.constant;
        for ((place, _), factor) in terms.iter().zip(&self.factors) {
            let value = values[*place];
            if !value.is_whole() {
                return None;
            }
            sum = sum.checked_add(value.numerator().checked_mul(*factor)?)?;
        }
        Some(Exact::new(sum, self.denominator))
    }
}

impl Evaluator {
    pub fn new(graph: &Graph, term: Term) -> Evaluator {
        let order = graph.below(term);
        // Children stand before their parents, so all of them are found.
        let place = |term: &Term| order.binary_search(term).unwrap_or(0);
        let step = |term: &Term| match graph.node(*term) {
            Node::Input(id) => Step::Input(id.0 as usize),
            Node::Linear { terms, constant } => {
                let terms = terms.iter().map(|(term, factor)| (place(term), *factor)).collect();
                Step::Linear(Sum::new(terms, *constant))
            }
            Node::Least(all) => Step::Least(all.iter().map(place).collect()),
            Node::Greatest(all) => Step::Greatest(all.iter().map(place).collect()),
            Node::Round { of, mode, unit } => Step::Round(place(of), *mode, *unit),
            Node::Choose { test, then, otherwise } => {
                Step::Choose { test: place(test), then: place(then), otherwise: place(otherwise) }
            }
        };
        let steps = order.iter().map(step).collect();
        Evaluator { steps, values: vec![Exact::ZERO; order.len()] }
    }

    /// Returns the value for given inputs.
    pub fn at(&mut self, inputs: &[i64]) -> Figure {
        let values = &mut self.values;
        for (at, step) in self.steps.iter().enumerate() {
            values[at] = match step {
                Step::Input(id) => inputs.get(*id).copied().map(Exact::whole).ok_or(TooLarge)?,
                Step::Linear(sum) => sum.at(values)?,
                Step::Least(all) => all.iter().map(|place| values[*place]).min().unwrap_or(Exact::ZERO),
                Step::Greatest(all) => all.iter().map(|place| values[*place]).max().unwrap_or(Exact::ZERO),
                Step::Round(of, mode, unit) => values[*of].round(*mode, *unit)?,
                Step::Choose { test, then, otherwise } => {
                    values[if values[*test].is_positive() { *otherwise } else { *then }]
                }
            };
        }
        Ok(values.last().copied().unwrap_or(Exact::ZERO))
    }
}
