//! A node of one free number as pieces: on each a straight line, how far the node may be off it through rounding, and
//! after which step it repeats. Says nothing of several free numbers.
//!
//! **S1** on a piece `slope·e + intercept + below ≤ f(e) ≤ slope·e + intercept + above`.
//! **S2** with a period, `f(e + period) = f(e) + slope·period` whenever both lie in the piece.

use super::exact::{Exact, Figure, TooLarge, common_multiple};
use super::points::Points;
use super::term::{Graph, InputId, Node, Term};
use crate::base::number::RoundingMode;
use crate::base::quick::QuickMap;
use std::cell::RefCell;
use std::rc::Rc;

/// The most pieces of one node.
pub const MAX_PIECES: usize = 10_000;
/// Periods beyond this are of no use to anybody.
const MAX_PERIOD: i128 = 1_000_000_000_000;

/// A stretch on which a node keeps to a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    pub low: i64,
    pub high: i64,
    pub slope: Exact,
    pub intercept: Exact,
    /// How far below the line it may be, 0 or less.
    pub below: Exact,
    pub above: Exact,
    /// `None`: a short stretch around a bend, where nothing repeats.
    pub period: Option<i64>,
}

/// Why pieces could not be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PiecesError {
    TooLarge,
    TooManyPieces,
    /// It depends on another free number too.
    SeveralNumbers,
}

impl From<TooLarge> for PiecesError {
    fn from(_: TooLarge) -> PiecesError {
        PiecesError::TooLarge
    }
}

type Making<T = Vec<Piece>> = Result<T, PiecesError>;

impl Piece {
    /// Returns the line at a point.
    pub fn line(&self, at: i64) -> Figure {
        self.slope.times(Exact::whole(at))?.plus(self.intercept)
    }

    pub fn is_exact(&self) -> bool {
        self.below.is_zero() && self.above.is_zero()
    }

    fn over(&self, low: i64, high: i64) -> Piece {
        Piece { low, high, ..*self }
    }

    fn negated(&self) -> Piece {
        Piece {
            slope: self.slope.negate(),
            intercept: self.intercept.negate(),
            below: self.above.negate(),
            above: self.below.negate(),
            ..*self
        }
    }
}

/// Pieces of the nodes of one graph, each made once: the payments of one policy share most of what they are made of.
#[derive(Debug, Default)]
pub struct Store {
    made: RefCell<QuickMap<InputId, Made>>,
}

/// So many pieces are kept; then all are forgotten.
const MAX_KEPT: usize = 1_000_000;

#[derive(Debug, Default)]
struct Made {
    pieces: QuickMap<Term, Rc<[Piece]>>,
    count: usize,
}

impl Store {
    /// Returns the pieces of a node over the range of a free number.
    pub fn pieces(&self, graph: &Graph, term: Term, number: InputId) -> Making<Rc<[Piece]>> {
        let input = graph.inputs()[number.0 as usize];
        let mut made = self.made.borrow_mut();
        let made = made.entry(number).or_default();
        if let Some(known) = made.pieces.get(&term) {
            return Ok(Rc::clone(known));
        }
        if made.count > MAX_KEPT {
            *made = Made::default();
        }
        for own in graph.below_but(term, |own| made.pieces.contains_key(&own)) {
            let maker = Maker { graph, number, low: input.low, high: input.high, done: &made.pieces };
            let pieces = maker.make(own)?;
            if pieces.len() > MAX_PIECES {
                return Err(PiecesError::TooManyPieces);
            }
            made.count += pieces.len();
            made.pieces.insert(own, pieces.into());
        }
        Ok(Rc::clone(&made.pieces[&term]))
    }
}

struct Maker<'g> {
    graph: &'g Graph,
    number: InputId,
    low: i64,
    high: i64,
    done: &'g QuickMap<Term, Rc<[Piece]>>,
}

impl Maker<'_> {
    fn whole(&self, slope: Exact, intercept: Exact) -> Vec<Piece> {
        let (below, above) = (Exact::ZERO, Exact::ZERO);
        vec![Piece { low: self.low, high: self.high, slope, intercept, below, above, period: Some(1) }]
    }

    fn make(&self, term: Term) -> Making {
        match self.graph.node(term) {
            Node::Input(id) if *id == self.number => Ok(self.whole(Exact::ONE, Exact::ZERO)),
            Node::Input(_) => Err(PiecesError::SeveralNumbers),
            Node::Linear { terms, constant } if self.are_exact(terms) => self.summed(terms, *constant),
            Node::Linear { terms, constant } => {
                let mut sum = self.whole(Exact::ZERO, *constant);
                for (term, factor) in terms {
                    sum = both(&sum, &self.done[term], |own, other, out| {
                        out.push(added(own, other, *factor)?);
                        Ok(())
                    })?;
                }
                Ok(sum)
            }
            Node::Least(all) => self.folded(all, false),
            Node::Greatest(all) => self.folded(all, true),
            Node::Round { of, mode, unit } => {
                let measured = self.graph.is_multiple_of(*of, *unit);
                let each = self.done[of].iter().map(|own| rounded(own, *mode, *unit, measured));
                Ok(joined(each.collect::<Making>()?))
            }
            Node::Choose { test, then, otherwise } => {
                let branches = both(&self.done[then], &self.done[otherwise], |own, other, out| {
                    out.push((*own, *other));
                    Ok(())
                });
                choose(&self.done[test], &branches?)
            }
        }
    }

    fn are_exact(&self, terms: &[(Term, Exact)]) -> bool {
        terms.iter().all(|(own, _)| self.done[own].iter().all(Piece::is_exact))
    }

    /// Adds up what has no roundings, all terms at once.
    fn summed(&self, terms: &[(Term, Exact)], constant: Exact) -> Making {
        let lists: Vec<(&[Piece], Exact)> = terms.iter().map(|(own, factor)| (&*self.done[own], *factor)).collect();
        let mut at = vec![0; lists.len()];
        let mut out: Vec<Piece> = Vec::new();
        let mut low = self.low;
        loop {
            let ends = lists.iter().zip(&at).map(|((list, _), at)| list[*at].high);
            let high = ends.min().unwrap_or(self.high);
            let (mut slope, mut intercept, mut period) = (Exact::ZERO, constant, Some(1));
            for ((list, factor), at) in lists.iter().zip(&mut at) {
                let own = &list[*at];
                slope = slope.plus(own.slope.times(*factor)?)?;
                intercept = intercept.plus(own.intercept.times(*factor)?)?;
                period = together(period, own.period);
                *at += usize::from(own.high == high);
            }
            out.push(Piece { low, high, slope, intercept, below: Exact::ZERO, above: Exact::ZERO, period });
            if out.len() > MAX_PIECES {
                return Err(PiecesError::TooManyPieces);
            }
            if high >= self.high {
                return Ok(joined(out));
            }
            low = high + 1;
        }
    }

    fn folded(&self, all: &[Term], greatest: bool) -> Making {
        let mut result = self.done[&all[0]].to_vec();
        for term in &all[1..] {
            result = both(&result, &self.done[term], |own, other, out| {
                if !greatest {
                    return least(own, other, out);
                }
                let before = out.len();
                least(&own.negated(), &other.negated(), out)?;
                out[before..].iter_mut().for_each(|own| *own = own.negated());
                Ok(())
            })?;
        }
        Ok(joined(result))
    }
}

/// Visits the common stretches of two lists, each piece cut to it.
fn both<T: Stretched>(
    left: &[Piece],
    right: &[Piece],
    mut visit: impl FnMut(&Piece, &Piece, &mut Vec<T>) -> Making<()>,
) -> Making<Vec<T>> {
    let mut out = Vec::new();
    let (mut a, mut b) = (0, 0);
    while a < left.len() && b < right.len() {
        let (low, high) = (left[a].low.max(right[b].low), left[a].high.min(right[b].high));
        if low <= high {
            visit(&left[a].over(low, high), &right[b].over(low, high), &mut out)?;
            if out.len() > MAX_PIECES {
                return Err(PiecesError::TooManyPieces);
            }
        }
        if left[a].high == high {
            a += 1;
        }
        if right[b].high == high {
            b += 1;
        }
    }
    Ok(T::joined(out))
}

trait Stretched: Sized {
    fn joined(list: Vec<Self>) -> Vec<Self> {
        list
    }
}

impl Stretched for Piece {
    fn joined(list: Vec<Piece>) -> Vec<Piece> {
        joined(list)
    }
}

impl Stretched for (Piece, Piece) {}

/// Joins neighbours on one line.
fn joined(list: Vec<Piece>) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::with_capacity(list.len());
    for own in list {
        match out.last_mut() {
            Some(last)
                if last.slope == own.slope
                    && last.intercept == own.intercept
                    && last.is_exact()
                    && own.is_exact()
                    && last.period == own.period =>
            {
                last.high = own.high;
            }
            _ => out.push(own),
        }
    }
    out
}

fn together(a: Option<i64>, b: Option<i64>) -> Option<i64> {
    if a == b || b == Some(1) {
        return a;
    }
    let both = common_multiple(i128::from(a?), i128::from(b?)).ok()?;
    i64::try_from(both).ok().filter(|both| i128::from(*both) <= MAX_PERIOD)
}

fn added(own: &Piece, other: &Piece, factor: Exact) -> Making<Piece> {
    let (below, above) = if factor.is_negative() { (other.above, other.below) } else { (other.below, other.above) };
    Ok(Piece {
        slope: own.slope.plus(other.slope.times(factor)?)?,
        intercept: own.intercept.plus(other.intercept.times(factor)?)?,
        below: own.below.plus(below.times(factor)?)?,
        above: own.above.plus(above.times(factor)?)?,
        period: together(own.period, other.period),
        ..*own
    })
}

fn rounded(own: &Piece, mode: RoundingMode, unit: Exact, measured: bool) -> Making<Piece> {
    if measured {
        return Ok(*own);
    }
    if own.slope.is_zero() && own.is_exact() {
        return Ok(Piece { intercept: own.intercept.round(mode, unit)?, ..*own });
    }
    let half = unit.over(Exact::whole(2))?;
    let ends = [own.line(own.low)?, own.line(own.high)?];
    let negative = ends.iter().any(|end| end.plus(own.below).is_ok_and(Exact::is_negative));
    let (down, up) = match mode {
        RoundingMode::HalfUp | RoundingMode::HalfEven => (half.negate(), half),
        // Away from zero and towards it: which way that is turns round below zero.
        RoundingMode::Up | RoundingMode::Down if negative => (unit.negate(), unit),
        RoundingMode::Up => (Exact::ZERO, unit),
        RoundingMode::Down => (unit.negate(), Exact::ZERO),
    };
    let period = match own.period {
        Some(period) if !negative => {
            // The shift over a period must be a whole number of units, an even one where halves go to even.
            let shift = own.slope.times(Exact::whole(period))?.over(unit)?;
            let mut times = shift.denominator();
            if mode == RoundingMode::HalfEven && shift.numerator() % 2 != 0 {
                times = times.checked_mul(2).ok_or(PiecesError::TooLarge)?;
            }
            let all = i128::from(period).checked_mul(times).filter(|all| *all <= MAX_PERIOD);
            all.and_then(|all| i64::try_from(all).ok())
        }
        _ => None,
    };
    Ok(Piece { below: own.below.plus(down)?, above: own.above.plus(up)?, period, ..*own })
}

/// Returns the last whole point, if any, up to which `slope·e + intercept ≤ 0` holds from the left (`slope > 0`), or
/// the first from which it holds (`slope < 0`), within a range one wider on both sides.
fn root(slope: Exact, intercept: Exact, low: i64, high: i64) -> Figure<i64> {
    let at = intercept.negate().over(slope)?;
    let point = if slope.is_positive() { at.floor() } else { at.ceiling() };
    Ok(i64::try_from(point.clamp(i128::from(low) - 1, i128::from(high) + 1)).unwrap_or(low))
}

/// Where `slope·e + intercept + error ≤ 0` certainly holds, certainly does not, and is open, from the left.
fn parted(piece: &Piece) -> Figure<Vec<(i64, i64, Option<bool>)>> {
    let (low, high) = (piece.low, piece.high);
    // Certain where even the upper bound is at most 0; refuted where even the lower one is above 0.
    let (upper, lower) = (piece.intercept.plus(piece.above)?, piece.intercept.plus(piece.below)?);
    let mut parts = Vec::new();
    let mut add = |from: i64, to: i64, what: Option<bool>| {
        if from <= to {
            parts.push((from, to, what));
        }
    };
    if piece.slope.is_zero() {
        let what = if !upper.is_positive() {
            Some(true)
        } else if lower.is_positive() {
            Some(false)
        } else {
            None
        };
        add(low, high, what);
    } else if piece.slope.is_positive() {
        let (certain, possible) = (root(piece.slope, upper, low, high)?, root(piece.slope, lower, low, high)?);
        add(low, certain.min(high), Some(true));
        add((certain + 1).max(low), possible.min(high), None);
        add((possible + 1).max(low), high, Some(false));
    } else {
        let (certain, possible) = (root(piece.slope, upper, low, high)?, root(piece.slope, lower, low, high)?);
        add(low, (possible - 1).min(high), Some(false));
        add(possible.max(low), (certain - 1).min(high), None);
        add(certain.max(low), high, Some(true));
    }
    Ok(parts)
}

/// The lower of two pieces on their common stretch.
fn least(own: &Piece, other: &Piece, out: &mut Vec<Piece>) -> Making<()> {
    let difference = added(own, other, Exact::ONE.negate())?;
    for (low, high, what) in parted(&difference)? {
        out.push(match what {
            Some(true) => own.over(low, high),
            Some(false) => other.over(low, high),
            None => {
                let mut hull = hull(&own.over(low, high), &other.over(low, high), Exact::min, Exact::min)?;
                if difference.slope.is_zero() {
                    hull.period = together(own.period, other.period);
                }
                hull
            }
        });
    }
    Ok(())
}

/// Returns a piece on the line of the first that holds whatever lies between the bounds that are picked.
fn hull(
    own: &Piece,
    other: &Piece,
    lower: fn(Exact, Exact) -> Exact,
    upper: fn(Exact, Exact) -> Exact,
) -> Making<Piece> {
    let (mut below, mut above) = (None::<Exact>, None::<Exact>);
    for at in [own.low, own.high] {
        let apart = other.line(at)?.minus(own.line(at)?)?;
        let (low, high) = (lower(own.below, apart.plus(other.below)?), upper(own.above, apart.plus(other.above)?));
        below = Some(below.map_or(low, |known| known.min(low)));
        above = Some(above.map_or(high, |known| known.max(high)));
    }
    let (below, above) = (below.unwrap_or(Exact::ZERO), above.unwrap_or(Exact::ZERO));
    Ok(Piece { below, above, period: None, ..*own })
}

fn choose(test: &[Piece], branches: &[(Piece, Piece)]) -> Making {
    let mut out = Vec::new();
    let mut next = 0;
    for own in test {
        for (low, high, what) in parted(own)? {
            while branches[next].0.high < low {
                next += 1;
            }
            let mut at = next;
            while at < branches.len() && branches[at].0.low <= high {
                let (then, otherwise) = &branches[at];
                let (low, high) = (low.max(then.low), high.min(then.high));
                out.push(match what {
                    Some(true) => then.over(low, high),
                    Some(false) => otherwise.over(low, high),
                    None => {
                        let (then, otherwise) = (then.over(low, high), otherwise.over(low, high));
                        let mut hull = hull(&then, &otherwise, Exact::min, Exact::max)?;
                        // On equal slopes the same residues choose the same branch.
                        if own.slope.is_zero() && then.slope == otherwise.slope {
                            hull.period = together(own.period, together(then.period, otherwise.period));
                        }
                        hull
                    }
                });
                if out.len() > MAX_PIECES {
                    return Err(PiecesError::TooManyPieces);
                }
                at += 1;
            }
        }
    }
    Ok(joined(out))
}

/// Which sign a difference has on a stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Sign {
    Negative,
    Zero,
    Positive,
    /// Now this, now that, by a few 分.
    Mixed,
}

/// A stretch with one sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub low: i64,
    pub high: i64,
    pub sign: Sign,
}

/// How many points a question may still work out.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    pub points: u64,
}

impl Budget {
    pub const USUAL: Budget = Budget { points: 200_000 };

    fn take(&mut self, points: u64) -> bool {
        let enough = self.points >= points;
        self.points = self.points.saturating_sub(points);
        enough
    }
}

/// The largest value, where it is reached first, and whether that is proved to the 分 or only a bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extreme {
    pub at: i64,
    pub value: Exact,
    /// Nothing is above this; equal to `value` where it is proved.
    pub bound: Exact,
}

/// Questions about a node with one free number.
pub struct Inquiry<'g> {
    pieces: Rc<[Piece]>,
    graph: &'g Graph,
    term: Term,
    number: InputId,
    /// Made when a point is first asked for.
    points: Option<Points>,
}

impl<'g> Inquiry<'g> {
    pub fn new(graph: &'g Graph, store: &Store, term: Term, number: InputId) -> Making<Inquiry<'g>> {
        let pieces = store.pieces(graph, term, number)?;
        Ok(Inquiry { pieces, graph, term, number, points: None })
    }

    /// Returns the exact value at a point.
    pub fn at(&mut self, point: i64) -> Figure {
        self.points.get_or_insert_with(|| Points::new(self.graph, self.term, self.number)).at(point)
    }

    /// Returns the sign everywhere, neighbours of one sign joined. Where the budget ends, a stretch is `Mixed`.
    pub fn signs(&mut self, budget: &mut Budget) -> Figure<Vec<Stretch>> {
        let mut out: Vec<Stretch> = Vec::new();
        let mut add = |low: i64, high: i64, sign: Sign| match out.last_mut() {
            Some(last) if last.sign == sign => last.high = high,
            _ => out.push(Stretch { low, high, sign }),
        };
        for piece in self.pieces.clone().iter() {
            for (low, high, sign) in settled(piece)? {
                if sign != Sign::Mixed {
                    add(low, high, sign);
                    continue;
                }
                let count = high.abs_diff(low) + 1;
                let period = piece.period.map(|period| period.unsigned_abs()).filter(|_| piece.slope.is_zero());
                let looked = count.min(period.unwrap_or(u64::MAX));
                if !budget.take(looked) {
                    add(low, high, Sign::Mixed);
                    continue;
                }
                if looked < count {
                    let mut found: Option<Sign> = None;
                    for point in low..low + looked as i64 {
                        let sign = sign_of(self.at(point)?);
                        found = match found {
                            Some(known) if known != sign => Some(Sign::Mixed),
                            _ => Some(sign),
                        };
                    }
                    add(low, high, found.unwrap_or(Sign::Mixed));
                } else {
                    for point in low..=high {
                        let sign = sign_of(self.at(point)?);
                        add(point, point, sign);
                    }
                }
            }
        }
        Ok(out)
    }

    /// Whether it is proved that no value is above 0: not where the budget ends.
    pub fn never_above_zero(&mut self, budget: &mut Budget) -> Figure<bool> {
        let mut open: Vec<(i64, i64)> = Vec::new();
        for piece in self.pieces.iter() {
            for (low, high, sign) in settled(piece)? {
                match sign {
                    // No point has to be worked out to know this.
                    Sign::Positive => return Ok(false),
                    Sign::Negative | Sign::Zero => {}
                    Sign::Mixed => {
                        let period = piece.period.filter(|_| piece.slope.is_zero());
                        let last = period.and_then(|own| low.checked_add(own - 1)).map_or(high, |own| own.min(high));
                        open.push((low, last));
                    }
                }
            }
        }
        let points = open.iter().fold(0, |sum: u64, (low, high)| sum.saturating_add(high.abs_diff(*low) + 1));
        if !budget.take(points) {
            return Ok(false);
        }
        for (low, high) in open {
            for point in low..=high {
                if self.at(point)?.is_positive() {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// Returns the largest value within a range, reached at the first point that has it.
    pub fn largest(&mut self, low: i64, high: i64, budget: &mut Budget) -> Figure<Option<Extreme>> {
        self.extreme(low, high, false, budget)
    }

    /// Returns the smallest value within a range.
    pub fn smallest(&mut self, low: i64, high: i64, budget: &mut Budget) -> Figure<Option<Extreme>> {
        let found = self.extreme(low, high, true, budget)?;
        Ok(found.map(|own| Extreme { value: own.value.negate(), bound: own.bound.negate(), ..own }))
    }

    fn extreme(&mut self, low: i64, high: i64, negated: bool, budget: &mut Budget) -> Figure<Option<Extreme>> {
        let mut open: Vec<(Exact, Piece)> = Vec::new();
        for piece in self.pieces.iter() {
            let (from, to) = (piece.low.max(low), piece.high.min(high));
            if from > to {
                continue;
            }
            let own = piece.over(from, to);
            let own = if negated { own.negated() } else { own };
            let end = if own.slope.is_positive() { to } else { from };
            open.push((own.line(end)?.plus(own.above)?, own));
        }
        // The highest bound first; of equal ones the leftmost.
        open.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.low.cmp(&b.1.low)));
        let mut best: Option<Extreme> = None;
        let mut bound_left: Option<Exact> = None;
        for (bound, piece) in open {
            if best.is_some_and(|best| bound < best.value) {
                break;
            }
            let falls = !piece.slope.is_positive();
            let count = piece.high.abs_diff(piece.low) + 1;
            // One period from the better end holds the largest value: later ones repeat it, no higher.
            let looked = if piece.is_exact() { 1 } else { count.min(piece.period.map_or(u64::MAX, i64::unsigned_abs)) };
            for step in 0..looked {
                let point = if falls { piece.low + step as i64 } else { piece.high - step as i64 };
                let limit = piece.line(point)?.plus(piece.above)?;
                if best.is_some_and(|best| limit < best.value || limit == best.value && point > best.at) {
                    break;
                }
                if !budget.take(1) {
                    bound_left = Some(bound_left.map_or(limit, |known: Exact| known.max(limit)));
                    break;
                }
                let value = self.at(point)?;
                let value = if negated { value.negate() } else { value };
                if best.is_none_or(|best| value > best.value || value == best.value && point < best.at) {
                    best = Some(Extreme { at: point, value, bound: value });
                }
            }
        }
        if let (Some(best), Some(bound)) = (&mut best, bound_left) {
            best.bound = best.bound.max(bound);
        }
        Ok(best)
    }

    /// Whether `f(e + 1) − f(e)` stays within bounds everywhere; returns the first point where it does not.
    pub fn steps_within(&mut self, least: Exact, most: Exact, budget: &mut Budget) -> Figure<Option<Result<i64, ()>>> {
        let mut before: Option<Piece> = None;
        for piece in self.pieces.clone().iter() {
            let mut spans: Vec<(i64, i64)> = Vec::new();
            if before.is_some() {
                spans.push((piece.low - 1, piece.low - 1));
            }
            if piece.high > piece.low {
                if piece.is_exact() {
                    // A line has one step everywhere.
                    spans.push((piece.low, piece.low));
                } else {
                    let slack = piece.above.minus(piece.below)?;
                    let safe = piece.slope.minus(slack)? >= least && piece.slope.plus(slack)? <= most;
                    let count = piece.high.abs_diff(piece.low);
                    let looked = count.min(piece.period.map_or(u64::MAX, i64::unsigned_abs));
                    if !safe {
                        spans.push((piece.low, piece.low + looked as i64 - 1));
                    }
                }
            }
            for (from, to) in spans {
                if !budget.take(from.abs_diff(to) + 1) {
                    return Ok(Some(Err(())));
                }
                let mut last = self.at(from)?;
                for point in from..=to {
                    let next = self.at(point + 1)?;
                    let step = next.minus(last)?;
                    if step < least || step > most {
                        return Ok(Some(Ok(point)));
                    }
                    last = next;
                }
            }
            before = Some(*piece);
        }
        Ok(None)
    }
}

fn sign_of(value: Exact) -> Sign {
    if value.is_zero() {
        Sign::Zero
    } else if value.is_negative() {
        Sign::Negative
    } else {
        Sign::Positive
    }
}

/// Parts a piece by the sign that is certain there; `Mixed` where it is open.
fn settled(piece: &Piece) -> Figure<Vec<(i64, i64, Sign)>> {
    let (slope, zero) = (piece.slope, Exact::ZERO);
    if piece.is_exact() && slope.is_zero() {
        return Ok(vec![(piece.low, piece.high, sign_of(piece.intercept))]);
    }
    let mut out = Vec::new();
    let upper = piece.intercept.plus(piece.above)?;
    let lower = piece.intercept.plus(piece.below)?;
    if slope.is_zero() {
        let sign = if upper < zero {
            Sign::Negative
        } else if lower > zero {
            Sign::Positive
        } else {
            Sign::Mixed
        };
        return Ok(vec![(piece.low, piece.high, sign)]);
    }
    // Negative where slope·e + upper < 0, positive where slope·e + lower > 0: the ends of the open window.
    let (low, high) = (i128::from(piece.low), i128::from(piece.high));
    let zero_of = |intercept: Exact| intercept.negate().over(slope);
    let (at_upper, at_lower) = (zero_of(upper)?, zero_of(lower)?);
    let (first_open, last_open) = if slope.is_positive() {
        (at_upper.ceiling(), at_lower.floor())
    } else {
        (at_lower.ceiling(), at_upper.floor())
    };
    let (left, right) =
        if slope.is_positive() { (Sign::Negative, Sign::Positive) } else { (Sign::Positive, Sign::Negative) };
    let mut add = |from: i128, to: i128, sign: Sign| {
        let (from, to) = (from.max(low), to.min(high));
        if from <= to
            && let (Ok(from), Ok(to)) = (i64::try_from(from), i64::try_from(to))
        {
            out.push((from, to, sign));
        }
    };
    add(low, first_open - 1, left);
    add(first_open, last_open, Sign::Mixed);
    add((last_open + 1).max(first_open), high, right);
    Ok(out)
}
