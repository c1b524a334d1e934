//! A node of one free number at many neighbouring points, in whole numbers: every node is counted in its measure, of which
//! all its values are multiples, so that no quotient is formed but in roundings. What does not fit 64 bits is left to
//! [`Evaluator`].

use super::exact::{Exact, Figure};
use super::term::{Evaluator, Graph, InputId, Node, Term};
use crate::base::number::RoundingMode;

/// So many neighbours are worked out at once at most.
const WIDTH: usize = 64;
/// No count is above this, whatever the free number is.
const MOST: i128 = 1 << 62;

/// A node made ready to be worked out at points of a free number, all other numbers at their lowest.
pub(super) struct Points {
    way: Way,
    low: i64,
    high: i64,
    /// The points that have been worked out last, from the first on.
    first: i64,
    known: Vec<i64>,
    /// The point that was asked for last, and how many were worked out for it.
    last: Option<i64>,
    width: usize,
}

enum Way {
    Counted { steps: Vec<Step>, measure: Exact, values: Vec<i64> },
    Exact { evaluator: Evaluator, inputs: Vec<i64>, number: usize },
}

/// How the count of a node comes from those of earlier ones, each with what it is multiplied by.
enum Step {
    Number,
    Fixed(i64),
    Sum(Vec<(usize, i64)>, i64),
    Least(Vec<(usize, i64)>),
    Greatest(Vec<(usize, i64)>),
    Round { of: usize, times: i64, by: Divisor, mode: RoundingMode },
    Choose { test: usize, then: (usize, i64), otherwise: (usize, i64) },
}

impl Points {
    pub(super) fn new(graph: &Graph, term: Term, number: InputId) -> Points {
        let input = graph.inputs()[number.0 as usize];
        let way = counted(graph, term, number).unwrap_or_else(|| Way::Exact {
            evaluator: Evaluator::new(graph, term),
            inputs: graph.inputs().iter().map(|input| input.low).collect(),
            number: number.0 as usize,
        });
        Points { way, low: input.low, high: input.high, first: 0, known: Vec::new(), last: None, width: 1 }
    }

    /// Returns the exact value at a point.
    pub(super) fn at(&mut self, point: i64) -> Figure {
        match &mut self.way {
            Way::Exact { evaluator, inputs, number } => {
                inputs[*number] = point;
                evaluator.at(inputs)
            }
            Way::Counted { steps, measure, values } => {
                let measure = *measure;
                let place = |first: i64, known: &[i64]| {
                    usize::try_from(point.checked_sub(first)?).ok().and_then(|at| known.get(at).copied())
                };
                let count = match place(self.first, &self.known) {
                    Some(known) => known,
                    None => {
                        // Who asks for neighbours will ask for more of them.
                        let ahead = self.last.is_some_and(|last| last < point);
                        let near = self.last.is_some_and(|last| last.abs_diff(point) <= 1);
                        self.width = if near { (self.width * 4).min(WIDTH) } else { 1 };
                        let more = self.width as i64 - 1;
                        let first = if ahead || !near { point } else { point.saturating_sub(more).max(self.low) };
                        let last = if ahead { point.saturating_add(more).min(self.high) } else { point };
                        let width = usize::try_from(last.max(point) - first).unwrap_or(0) + 1;
                        work(steps, values, first, width);
                        let start = (steps.len() - 1) * WIDTH;
                        (self.first, self.known) = (first, values[start..start + width].to_vec());
                        place(first, &self.known).unwrap_or(0)
                    }
                };
                self.last = Some(point);
                Exact::whole(count).times(measure)
            }
        }
    }
}

/// Returns the steps in whole numbers; `None` where something is not known to fit.
fn counted(graph: &Graph, term: Term, number: InputId) -> Option<Way> {
    let order = graph.below(term);
    let mut measures: Vec<Exact> = Vec::with_capacity(order.len());
    let mut most: Vec<i128> = Vec::with_capacity(order.len());
    let mut steps = Vec::with_capacity(order.len());
    for own in &order {
        let measure = graph.measure(*own)?;
        let (low, high) = graph.range(*own);
        let measure = if measure.is_zero() { Exact::ONE } else { measure };
        let bound = low?.absolute().max(high?.absolute()).over(measure).ok()?.ceiling();
        // Children stand before their parents, so all of them are found.
        let place = |term: &Term| order.binary_search(term).ok();
        let short = |own: Exact| if own.is_whole() { i64::try_from(own.numerator()).ok() } else { None };
        let fits = |own: i128| (own <= MOST).then_some(());
        // What a count is multiplied by to be one of another measure.
        let by = |term: &Term, factor: Exact| -> Option<(usize, i64, i128)> {
            let at = place(term)?;
            let times = short(measures[at].times(factor).ok()?.over(measure).ok()?)?;
            let bound = most[at].checked_mul(i128::from(times).abs())?;
            fits(bound)?;
            Some((at, times, bound))
        };
        let all = |own: &[Term]| -> Option<Vec<(usize, i64)>> {
            own.iter().map(|term| by(term, Exact::ONE).map(|(at, times, _)| (at, times))).collect()
        };
        fits(bound)?;
        let step = match graph.node(*own) {
            Node::Input(id) if *id == number => Step::Number,
            Node::Input(id) => Step::Fixed(graph.inputs()[id.0 as usize].low),
            Node::Linear { terms, constant } => {
                let constant = short(constant.over(measure).ok()?)?;
                let mut sum = i128::from(constant).abs();
                let mut parts = Vec::with_capacity(terms.len());
                for (term, factor) in terms {
                    let (at, times, bound) = by(term, *factor)?;
                    sum = sum.checked_add(bound)?;
                    parts.push((at, times));
                }
                fits(sum)?;
                if parts.is_empty() { Step::Fixed(constant) } else { Step::Sum(parts, constant) }
            }
            Node::Least(own) => Step::Least(all(own)?),
            Node::Greatest(own) => Step::Greatest(all(own)?),
            Node::Round { of, mode, unit } => {
                let at = place(of)?;
                // Counted in units: count × measure / unit.
                let units = measures[at].over(*unit).ok()?;
                let (times, by) = (i64::try_from(units.numerator()).ok()?, u64::try_from(units.denominator()).ok()?);
                fits(most[at].checked_mul(i128::from(times))?)?;
                fits(i128::from(by))?;
                if measure != *unit {
                    return None;
                }
                Step::Round { of: at, times, by: Divisor::new(by), mode: *mode }
            }
            Node::Choose { test, then, otherwise } => {
                let ((then, a, _), (otherwise, b, _)) = (by(then, Exact::ONE)?, by(otherwise, Exact::ONE)?);
                Step::Choose { test: place(test)?, then: (then, a), otherwise: (otherwise, b) }
            }
        };
        measures.push(measure);
        most.push(bound);
        steps.push(step);
    }
    let values = vec![0; order.len() * WIDTH];
    Some(Way::Counted { steps, measure: *measures.last()?, values })
}

/// Works out some neighbouring points. Nothing overflows: [`counted`] has looked at the largest that can come about.
fn work(steps: &[Step], values: &mut [i64], first: i64, width: usize) {
    for (at, step) in steps.iter().enumerate() {
        let (before, rest) = values.split_at_mut(at * WIDTH);
        let out = &mut rest[..width];
        let of = |place: usize| &before[place * WIDTH..place * WIDTH + width];
        match step {
            Step::Number => out.iter_mut().zip(first..).for_each(|(own, point)| *own = point),
            Step::Fixed(value) => out.fill(*value),
            Step::Sum(parts, constant) => {
                out.fill(*constant);
                for (place, times) in parts {
                    for (own, value) in out.iter_mut().zip(of(*place)) {
                        *own = own.wrapping_add(value.wrapping_mul(*times));
                    }
                }
            }
            Step::Least(all) => extreme(out, all, of, |a, b| a.min(b)),
            Step::Greatest(all) => extreme(out, all, of, |a, b| a.max(b)),
            Step::Round { of: place, times, by, mode } => {
                for (own, value) in out.iter_mut().zip(of(*place)) {
                    *own = by.round(value.wrapping_mul(*times), *mode);
                }
            }
            Step::Choose { test, then, otherwise } => {
                let sides = of(then.0).iter().zip(of(otherwise.0));
                for ((own, test), (a, b)) in out.iter_mut().zip(of(*test)).zip(sides) {
                    *own = if *test > 0 { b.wrapping_mul(otherwise.1) } else { a.wrapping_mul(then.1) };
                }
            }
        }
    }
}

fn extreme<'v>(out: &mut [i64], all: &[(usize, i64)], of: impl Fn(usize) -> &'v [i64], pick: impl Fn(i64, i64) -> i64) {
    for (at, (place, times)) in all.iter().enumerate() {
        for (own, value) in out.iter_mut().zip(of(*place)) {
            let value = value.wrapping_mul(*times);
            *own = if at == 0 { value } else { pick(*own, value) };
        }
    }
}

/// A number above 0 by which others below 2^62 are divided without dividing (Granlund and Montgomery, Division by
/// invariant integers using multiplication, theorem 4.2).
struct Divisor {
    by: u64,
    factor: u64,
    shift: u32,
}

impl Divisor {
    /// `by` is at most 2^62.
    fn new(by: u64) -> Divisor {
        let shift = 62 + by.next_power_of_two().trailing_zeros();
        let factor = (1u128 << shift) / u128::from(by) + 1;
        Divisor { by, factor: u64::try_from(factor).unwrap_or(u64::MAX), shift }
    }

    fn quotient(&self, of: u64) -> u64 {
        ((u128::from(of) * u128::from(self.factor)) >> self.shift) as u64
    }

    /// Returns the quotient as the mode rounds it: halves away from 0, and so on.
    fn round(&self, of: i64, mode: RoundingMode) -> i64 {
        let size = of.unsigned_abs();
        let whole = self.quotient(size);
        let rest = size.wrapping_sub(whole.wrapping_mul(self.by));
        let twice = rest.wrapping_mul(2);
        let up = match mode {
            RoundingMode::Down => false,
            RoundingMode::Up => rest != 0,
            RoundingMode::HalfUp => twice >= self.by,
            RoundingMode::HalfEven => twice > self.by || twice == self.by && whole % 2 == 1,
        };
        let whole = whole as i64 + i64::from(up);
        if of < 0 { -whole } else { whole }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn divides_without_dividing() {
        let most = (1u64 << 62) - 1;
        for by in [1, 2, 3, 7, 10, 64, 97, 1000, 4_294_967_297, most / 2, most, 1 << 62] {
            let divisor = Divisor::new(by);
            for of in [
                0,
                1,
                by - 1,
                by,
                by + 1,
                2 * by - 1,
                12_345_678_901,
                most / by * by,
                (most / by * by).saturating_sub(1),
                most,
            ] {
                let of = of.min(most);
                assert_eq!(divisor.quotient(of), of / by, "{of} by {by}");
            }
        }
    }
}
