//! Where two whole numbers may lie, as the corners of a convex polygon: half-planes are cut off one by one (Sutherland
//! and Hodgman, Reentrant polygon clipping). A line and a point are polygons too. Exact, over one denominator a corner, so
//! that a sign costs three products. Whether whole numbers lie in it is counted column by column, long rows of columns
//! at once (Graham, Knuth and Patashnik, Concrete Mathematics, 3.5).

use super::exact::{Exact, Figure, TooLarge, common_multiple, gcd};
use super::linear::Constraint;

/// `x·X + y·Y + c ≤ 0`, all of it whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) x: i128,
    pub(super) y: i128,
    pub(super) c: i128,
}

/// The point `(x/w, y/w)` in lowest terms; `w` is above 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Corner {
    x: i128,
    y: i128,
    w: i128,
}

/// A corner with the line that leads on from it.
type Edge = (Corner, Line);

/// The corners in order, each with the edge to the next; none: nothing is possible.
#[derive(Clone, Debug)]
pub(super) struct Polygon {
    edges: Vec<Edge>,
}

/// So few columns are looked at one by one.
const FEW_COLUMNS: i128 = 16;

fn product(a: i128, b: i128) -> Figure<i128> {
    // Hardly ever are figures long, and short ones are many times as quick.
    match (i64::try_from(a), i64::try_from(b)) {
        (Ok(a), Ok(b)) => Ok(i128::from(a) * i128::from(b)),
        _ => a.checked_mul(b).ok_or(TooLarge),
    }
}

fn sum(a: i128, b: i128) -> Figure<i128> {
    a.checked_add(b).ok_or(TooLarge)
}

fn determinant(a: i128, d: i128, b: i128, c: i128) -> Figure<i128> {
    product(a, d)?.checked_sub(product(b, c)?).ok_or(TooLarge)
}

fn ceiling(a: i128, by: i128) -> i128 {
    -(-a).div_euclid(by)
}

impl Line {
    /// Returns a constraint on two whole numbers.
    pub(super) fn of(own: &Constraint) -> Figure<Line> {
        let own = own.whole()?;
        let [x, y] = own.factors.as_slice() else { return Err(TooLarge) };
        Ok(Line { x: x.numerator(), y: y.numerator(), c: own.constant.numerator() })
    }

    /// Returns a sum over one denominator.
    pub(super) fn over(factors: &[Exact], constant: Exact) -> Figure<(Line, i128)> {
        let [x, y] = factors else { return Err(TooLarge) };
        let by = common_multiple(common_multiple(x.denominator(), y.denominator())?, constant.denominator())?;
        let scaled = |own: &Exact| product(own.numerator(), by / own.denominator());
        Ok((Line { x: scaled(x)?, y: scaled(y)?, c: scaled(&constant)? }, by))
    }

    pub(super) fn constraint(self) -> Figure<Constraint> {
        let factors = vec![Exact::new(self.x, 1)?, Exact::new(self.y, 1)?];
        Ok(Constraint { factors, constant: Exact::new(self.c, 1)?, strict: false })
    }

    /// Returns the same for whole numbers without a common divisor, the constant rounded inwards.
    pub(super) fn tightened(self) -> Line {
        let by = gcd(self.x, self.y);
        if by <= 1 {
            return self;
        }
        Line { x: self.x / by, y: self.y / by, c: -(-self.c).div_euclid(by) }
    }

    /// Returns the value at a corner, times the denominator of the corner.
    pub(super) fn at(&self, own: &Corner) -> Figure<i128> {
        sum(sum(product(self.x, own.x)?, product(self.y, own.y)?)?, product(self.c, own.w)?)
    }

    fn holds_at(&self, x: i128, y: i128) -> Figure<bool> {
        Ok(self.at(&Corner { x, y, w: 1 })? <= 0)
    }

    /// Returns the point in which two lines meet that are not side by side.
    fn meeting(&self, other: &Line) -> Figure<Corner> {
        let x = determinant(self.y, other.c, self.c, other.y)?;
        let y = determinant(self.c, other.x, self.x, other.c)?;
        let w = determinant(self.x, other.y, self.y, other.x)?;
        let by = gcd(gcd(x, y), w) * w.signum();
        if by == 0 {
            return Err(TooLarge);
        }
        Ok(Corner { x: x / by, y: y / by, w: w / by })
    }
}

impl Corner {
    fn is_whole(&self) -> bool {
        self.w == 1
    }
}

impl Polygon {
    /// Returns the rectangle of the ranges among some constraints; `None` where a range is missing.
    pub(super) fn of_ranges(lines: &[Line]) -> Option<Polygon> {
        let (mut left, mut right, mut low, mut high) = (None::<i128>, None::<i128>, None::<i128>, None::<i128>);
        for own in lines {
            match (own.x, own.y) {
                (0, 1) => high = Some(high.map_or(-own.c, |known| known.min(-own.c))),
                (0, -1) => low = Some(low.map_or(own.c, |known| known.max(own.c))),
                (1, 0) => right = Some(right.map_or(-own.c, |known| known.min(-own.c))),
                (-1, 0) => left = Some(left.map_or(own.c, |known| known.max(own.c))),
                _ => {}
            }
        }
        let (left, right, low, high) = (left?, right?, low?, high?);
        let corner = |x, y| Corner { x, y, w: 1 };
        let edges = vec![
            (corner(left, low), Line { x: 0, y: -1, c: low }),
            (corner(right, low), Line { x: 1, y: 0, c: -right }),
            (corner(right, high), Line { x: 0, y: 1, c: -high }),
            (corner(left, high), Line { x: -1, y: 0, c: left }),
        ];
        Some(if left > right || low > high { Polygon { edges: Vec::new() } } else { Polygon::joined(edges) })
    }

    /// Leaves out corners that come twice.
    fn joined(mut edges: Vec<Edge>) -> Polygon {
        let mut at = 0;
        while at < edges.len() && edges.len() > 1 {
            if edges[at].0 == edges[(at + 1) % edges.len()].0 {
                edges.remove(at);
            } else {
                at += 1;
            }
        }
        Polygon { edges }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edges.is_empty()
    }

    /// Whether a line's side holds anywhere in it, the line included.
    pub(super) fn meets(&self, own: &Line) -> Figure<bool> {
        for (corner, _) in &self.edges {
            if own.at(corner)? <= 0 {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Returns what of it lies on a line's side, the line included.
    pub(super) fn cut(&self, own: &Line) -> Figure<Polygon> {
        let values: Figure<Vec<i128>> = self.edges.iter().map(|(corner, _)| own.at(corner)).collect();
        let values = values?;
        if values.iter().all(|value| *value <= 0) {
            return Ok(self.clone());
        }
        let mut edges: Vec<Edge> = Vec::with_capacity(self.edges.len() + 1);
        for (at, (corner, edge)) in self.edges.iter().enumerate() {
            let (here, there) = (values[at], values[(at + 1) % values.len()]);
            if here <= 0 {
                edges.push((*corner, if here == 0 && there > 0 { *own } else { *edge }));
            }
            if here < 0 && there > 0 {
                edges.push((edge.meeting(own)?, *own));
            } else if here > 0 && there < 0 {
                edges.push((edge.meeting(own)?, *edge));
            }
        }
        Ok(Polygon::joined(edges))
    }

    /// Whether a sum is 0 throughout.
    pub(super) fn is_zero(&self, own: &Line) -> Figure<bool> {
        for (corner, _) in &self.edges {
            if own.at(corner)? != 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the least and the greatest value of a sum over a denominator; `None` of nothing.
    pub(super) fn bounds(&self, own: &Line, denominator: i128) -> Figure<Option<(Exact, Exact)>> {
        let mut bounds: Option<(Exact, Exact)> = None;
        for (corner, _) in &self.edges {
            let value = Exact::new(own.at(corner)?, product(corner.w, denominator)?)?;
            bounds = Some(bounds.map_or((value, value), |(low, high)| (low.min(value), high.max(value))));
        }
        Ok(bounds)
    }

    /// Whether two whole numbers lie in it.
    pub(super) fn has_whole_point(&self) -> Figure<bool> {
        if self.edges.iter().any(|(corner, _)| corner.is_whole()) {
            return Ok(true);
        }
        if self.edges.len() > 2 {
            // Most often its middle does.
            let (mut x, mut y) = (0, 0);
            for (corner, _) in &self.edges {
                x = sum(x, corner.x.div_euclid(corner.w))?;
                y = sum(y, corner.y.div_euclid(corner.w))?;
            }
            let count = self.edges.len() as i128;
            if self.holds(x.div_euclid(count), y.div_euclid(count))? {
                return Ok(true);
            }
        }
        Ok(self.whole_point()?.is_some())
    }

    /// Whether a point lies in it, where it is no mere line.
    fn holds(&self, x: i128, y: i128) -> Figure<bool> {
        for (_, edge) in &self.edges {
            if !edge.holds_at(x, y)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Returns the whole numbers in it of which the second is the least, and of these the first.
    pub(super) fn whole_point(&self) -> Figure<Option<[i128; 2]>> {
        let mut heights: Vec<Exact> = Vec::new();
        for (corner, _) in &self.edges {
            heights.push(Exact::new(corner.y, corner.w)?);
        }
        heights.sort_unstable();
        heights.dedup();
        if let [only] = heights.as_slice() {
            let mut lefts: Vec<Exact> = Vec::new();
            for (corner, _) in &self.edges {
                lefts.push(Exact::new(corner.x, corner.w)?);
            }
            let (Some(left), Some(right)) = (lefts.iter().min(), lefts.iter().max()) else { return Ok(None) };
            return Ok((only.is_whole() && left.ceiling() <= right.floor()).then(|| [left.ceiling(), only.floor()]));
        }
        for pair in heights.windows(2) {
            let (low, high) = (pair[0].ceiling(), pair[1].floor());
            if low > high {
                continue;
            }
            let mut row = low;
            if high - low >= FEW_COLUMNS {
                let Some(strip) = self.strip(pair[0], pair[1])? else { return Err(TooLarge) };
                let Some(found) = strip.first(low, high)? else { continue };
                row = found;
            }
            while row <= high {
                if let Some(left) = self.row(row)? {
                    return Ok(Some([left, row]));
                }
                row += 1;
            }
        }
        Ok(None)
    }

    /// Returns the least first number where the second is this one.
    fn row(&self, y: i128) -> Figure<Option<i128>> {
        let (mut left, mut right) = (None::<i128>, None::<i128>);
        for (_, edge) in &self.edges {
            let rest = sum(product(edge.y, y)?, edge.c)?;
            if edge.x > 0 {
                let own = (-rest).div_euclid(edge.x);
                right = Some(right.map_or(own, |known| known.min(own)));
            } else if edge.x < 0 {
                let own = ceiling(rest, -edge.x);
                left = Some(left.map_or(own, |known| known.max(own)));
            }
        }
        Ok(left.zip(right).and_then(|(left, right)| (left <= right).then_some(left)))
    }

    /// Returns the two edges between which a strip without corners inside lies.
    fn strip(&self, low: Exact, high: Exact) -> Figure<Option<Strip>> {
        let (mut left, mut right) = (None, None);
        for (at, (corner, edge)) in self.edges.iter().enumerate() {
            let next = &self.edges[(at + 1) % self.edges.len()].0;
            let (here, there) = (Exact::new(corner.y, corner.w)?, Exact::new(next.y, next.w)?);
            if here.min(there) <= low && high <= here.max(there) {
                if edge.x < 0 {
                    left = Some(*edge);
                } else if edge.x > 0 {
                    right = Some(*edge);
                }
            }
        }
        Ok(left.zip(right).map(|(left, right)| Strip { left, right }))
    }
}

/// What lies between two lines.
struct Strip {
    left: Line,
    right: Line,
}

impl Strip {
    /// Returns the first row, of some, that holds a whole number.
    fn first(&self, low: i128, high: i128) -> Figure<Option<i128>> {
        if self.count(low, high)? == 0 {
            return Ok(None);
        }
        let (mut from, mut to) = (low, high);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.count(low, middle)? > 0 {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        Ok(Some(from))
    }

    /// Returns how many whole points lie in some rows: a row from `l` to `r`, `l ≤ r`, has `⌊r⌋ − ⌈l⌉ + 1` of them, which
    /// is never below 0.
    fn count(&self, low: i128, high: i128) -> Figure<i128> {
        let rows = high - low + 1;
        let at = |own: &Line| -> Figure<i128> { sum(product(own.y, low)?, own.c) };
        // −⌈l⌉ is ⌊−l⌋.
        let right = floors(rows, self.right.x, -self.right.y, -at(&self.right)?)?;
        let left = floors(rows, -self.left.x, -self.left.y, -at(&self.left)?)?;
        sum(sum(right, left)?, rows)
    }
}

/// Returns `Σ ⌊(factor·i + constant) / by⌋` for `i` from 0 to below `count`; `by` is above 0.
fn floors(count: i128, by: i128, factor: i128, constant: i128) -> Figure<i128> {
    let (mut count, mut by, mut factor, mut constant) = (count, by, factor, constant);
    let (mut total, mut sign) = (0, 1);
    loop {
        if count == 0 {
            return Ok(total);
        }
        // What is whole of both comes out.
        let pairs = if count % 2 == 0 { product(count / 2, count - 1)? } else { product(count, (count - 1) / 2)? };
        let whole = sum(product(pairs, factor.div_euclid(by))?, product(count, constant.div_euclid(by))?)?;
        total = sum(total, sign * whole)?;
        (factor, constant) = (factor.rem_euclid(by), constant.rem_euclid(by));
        let last = sum(product(factor, count - 1)?, constant)?;
        let most = last / by;
        if most == 0 {
            return Ok(total);
        }
        // Points below a line are counted from its other side.
        total = sum(total, sign * product(most, count)?)?;
        let turned = (most, factor, by, by - constant + factor - 1);
        sign = -sign;
        (count, by, factor, constant) = turned;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines without a pattern, the same every time.
    fn lines(seed: u64, count: usize) -> Vec<Line> {
        let mut state = seed;
        let mut next = |spread: i128| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            i128::from(state >> 33) % (2 * spread + 1) - spread
        };
        let mut all = Vec::new();
        for _ in 0..count {
            let own = Line { x: next(9), y: next(9), c: next(60) };
            // Now and then with one beside it that leaves hardly anything between them.
            let width = next(4);
            if width >= 0 {
                all.push(Line { x: -own.x, y: -own.y, c: -own.c - width });
            }
            all.push(own);
        }
        all
    }

    /// A square of 0 to `side` both ways.
    fn square(side: i128) -> Vec<Line> {
        vec![
            Line { x: -1, y: 0, c: 0 },
            Line { x: 1, y: 0, c: -side },
            Line { x: 0, y: -1, c: 0 },
            Line { x: 0, y: 1, c: -side },
        ]
    }

    fn polygon(lines: &[Line]) -> Polygon {
        let mut own = Polygon::of_ranges(lines).expect("there are ranges");
        for line in lines {
            own = own.cut(line).expect("small");
        }
        own
    }

    #[test]
    fn whole_points_are_those_that_are_found_by_trying() {
        let mut empty = 0;
        for seed in 0..3_000 {
            let all = [square(20), lines(seed, 1 + seed as usize % 4)].concat();
            let holds = |x, y| all.iter().all(|line| line.holds_at(x, y) == Ok(true));
            let tried = (0..=20).flat_map(|y| (0..=20).map(move |x| [x, y])).find(|[x, y]| holds(*x, *y));
            let own = polygon(&all);
            assert_eq!(own.whole_point(), Ok(tried), "{all:?}");
            assert_eq!(own.has_whole_point(), Ok(tried.is_some()), "{all:?}");
            empty += usize::from(tried.is_none() && !own.is_empty());
        }
        assert!(empty > 20, "{empty} thin ones");
    }

    #[test]
    fn a_sliver_as_long_as_all_costs_is_searched_at_once() {
        // 3,000 x − 7,001 y between 1 and 2: a whole point every 7,001, the first at y = 7,001 − 3,000⁻¹ …
        let sliver = |low: i128, high: i128| {
            let own = [Line { x: 3_000, y: -7_001, c: -high }, Line { x: -3_000, y: 7_001, c: low }];
            polygon(&[square(100_000_000).as_slice(), &own].concat())
        };
        let [x, y] = sliver(1, 2).whole_point().expect("small").expect("there is one");
        assert!((1..=2).contains(&(3_000 * x - 7_001 * y)), "{x} {y}");
        assert!((0..y).all(|y| !(0..=2).any(|own| own > 0 && (7_001 * y + own) % 3_000 == 0)), "{y} is the first");
        // 6 x − 4 y is even: nothing strictly between 0 and 2.
        let own = [Line { x: 60, y: -40, c: -15 }, Line { x: -60, y: 40, c: 5 }];
        assert_eq!(polygon(&[square(100_000_000).as_slice(), &own].concat()).whole_point(), Ok(None));
    }

    #[test]
    fn floors_are_summed_as_one_by_one() {
        for seed in 0..500 {
            let Line { x, y, c } = lines(seed, 1)[0];
            for by in 1..8 {
                let each: i128 = (0..15).map(|at| (x * at + c).div_euclid(by)).sum();
                assert_eq!(floors(15, by, x, c), Ok(each), "{x} {y} {c}");
            }
        }
    }
}
