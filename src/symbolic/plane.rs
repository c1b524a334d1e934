//! An amount of two free numbers to the parts in which it is linear, as [`super::regions`] does for any number of them,
//! but over corners and whole figures: a question costs a few products, and a part is built only where somebody wants
//! it. Without roundings. What no whole numbers reach is no part.

use super::exact::{Exact, Figure, TooLarge, common_multiple};
use super::linear::Constraint;
use super::polygon::{Line, Polygon};
use super::regions::{MAX_PARTS, Part};
use super::term::{Graph, InputId, Node, Term};
use super::undecided::Undecided;
use std::ops::ControlFlow;

/// The most questions whether something is possible.
const MAX_QUESTIONS: usize = 100_000;

/// `(x·X + y·Y + c) / by`; `by` is above 0.
#[derive(Clone, Copy, Debug)]
struct Form {
    line: Line,
    by: i128,
}

/// A part on the way to which the walk has come.
pub(super) struct Leaf<'w> {
    form: Form,
    polygon: &'w Polygon,
    given: &'w [Constraint],
    way: &'w [Line],
}

/// What is done with each part.
type Visit<'v> = dyn FnMut(&Leaf<'_>) -> Result<ControlFlow<()>, Undecided> + 'v;

fn product(a: i128, b: i128) -> Figure<i128> {
    a.checked_mul(b).ok_or(TooLarge)
}

impl Form {
    fn constant(own: Exact) -> Form {
        Form { line: Line { x: 0, y: 0, c: own.numerator() }, by: own.denominator() }
    }

    /// Returns the form with so many times another added.
    fn with(&self, other: &Form, times: Exact) -> Figure<Form> {
        let other_by = product(other.by, times.denominator())?;
        let by = if other_by == self.by { self.by } else { common_multiple(self.by, other_by)? };
        let (own, factor) = (by / self.by, product(by / other_by, times.numerator())?);
        let joined = |a: i128, b: i128| product(a, own)?.checked_add(product(b, factor)?).ok_or(TooLarge);
        let line = Line {
            x: joined(self.line.x, other.line.x)?,
            y: joined(self.line.y, other.line.y)?,
            c: joined(self.line.c, other.line.c)?,
        };
        Ok(Form { line, by })
    }

    /// Where whole numbers make it at most 0, or above 0.
    fn side(&self, holds: bool) -> Figure<Line> {
        let Line { x, y, c } = self.line;
        let own = if holds { self.line } else { Line { x: -x, y: -y, c: c.checked_neg().ok_or(TooLarge)? + 1 } };
        Ok(own.tightened())
    }
}

impl Leaf<'_> {
    /// Returns the least and the greatest amount, over all numbers of the part.
    pub(super) fn bounds(&self) -> Figure<(Exact, Exact)> {
        let constant = Exact::new(self.form.line.c, self.form.by)?;
        Ok(self.polygon.bounds(&self.form.line, self.form.by)?.unwrap_or((constant, constant)))
    }

    /// Whether the amount is 0 throughout.
    pub(super) fn vanishes(&self) -> Figure<bool> {
        let Line { x, y, c } = self.form.line;
        Ok((x, y, c) == (0, 0, 0) || self.polygon.is_zero(&self.form.line)?)
    }

    /// Whether whole numbers reach it; else it is no part.
    pub(super) fn is_reached(&self) -> Figure<bool> {
        self.polygon.has_whole_point()
    }

    pub(super) fn part(&self) -> Figure<Part> {
        let mut constraints = self.given.to_vec();
        for own in self.way {
            constraints.push(own.constraint()?);
        }
        let Line { x, y, c } = self.form.line;
        let over = |own| Exact::new(own, self.form.by);
        Ok(Part { constraints, factors: vec![over(x)?, over(y)?], constant: over(c)? })
    }
}

/// How one form comes from earlier ones.
enum Step {
    Known(Form),
    Sum(Vec<(usize, Exact)>, Exact),
    Least(Vec<usize>),
    Greatest(Vec<usize>),
    Same(usize),
    Choose { test: usize, then: usize, otherwise: usize },
}

struct Walk<'w, 'v> {
    steps: Vec<Step>,
    given: &'w [Constraint],
    way: Vec<Line>,
    /// What has been worked out on the way, and in which order: it holds further down.
    known: Vec<Option<Form>>,
    trail: Vec<usize>,
    questions: usize,
    reached: usize,
    visit: &'w mut Visit<'v>,
}

enum Stop {
    /// Whether this is at most 0.
    Fork(Form),
    Undecided(Undecided),
}

impl From<TooLarge> for Stop {
    fn from(own: TooLarge) -> Stop {
        Stop::Undecided(own.into())
    }
}

/// Visits the parts of an amount without roundings, over whole numbers for which all that is given holds: their ranges
/// among it, or nothing is decided. A part may be one that no whole numbers reach: [`Leaf::is_reached`].
pub(super) fn visit(
    graph: &Graph,
    term: Term,
    numbers: [InputId; 2],
    given: &[Constraint],
    visit: &mut Visit<'_>,
) -> Result<(), Undecided> {
    let lines: Figure<Vec<Line>> = given.iter().map(Line::of).collect();
    let lines = lines?;
    let Some(mut polygon) = Polygon::of_ranges(&lines) else { return Err(Undecided::TooManyRegions) };
    for own in &lines {
        polygon = polygon.cut(own)?;
    }
    if polygon.is_empty() {
        return Ok(());
    }
    let order = graph.below(term);
    // Children stand before their parents, so all of them are found.
    let place = |term: &Term| order.binary_search(term).unwrap_or(0);
    let mut steps = Vec::with_capacity(order.len());
    for own in &order {
        steps.push(match graph.node(*own) {
            Node::Input(id) => {
                if !numbers.contains(id) {
                    return Err(Undecided::TooManyNumbers);
                }
                let (x, y) = (i128::from(*id == numbers[0]), i128::from(*id == numbers[1]));
                Step::Known(Form { line: Line { x, y, c: 0 }, by: 1 })
            }
            Node::Linear { terms, constant } if terms.is_empty() => Step::Known(Form::constant(*constant)),
            Node::Linear { terms, constant } => {
                Step::Sum(terms.iter().map(|(term, by)| (place(term), *by)).collect(), *constant)
            }
            Node::Least(all) => Step::Least(all.iter().map(place).collect()),
            Node::Greatest(all) => Step::Greatest(all.iter().map(place).collect()),
            Node::Round { of, .. } => Step::Same(place(of)),
            Node::Choose { test, then, otherwise } => {
                Step::Choose { test: place(test), then: place(then), otherwise: place(otherwise) }
            }
        });
    }
    let (known, trail, way) = (vec![None; steps.len()], Vec::new(), Vec::new());
    let mut walk = Walk { steps, given, way, known, trail, questions: 0, reached: 0, visit };
    walk.follow(&polygon).map(|_| ())
}

impl Walk<'_, '_> {
    fn follow(&mut self, polygon: &Polygon) -> Result<ControlFlow<()>, Undecided> {
        let before = self.trail.len();
        let result = match self.form(self.steps.len() - 1, polygon) {
            Ok(form) => self.ends(form, polygon),
            Err(Stop::Fork(test)) => self.forks(&test, polygon),
            Err(Stop::Undecided(own)) => Err(own),
        };
        for own in self.trail.drain(before..) {
            self.known[own] = None;
        }
        result
    }

    fn ends(&mut self, form: Form, polygon: &Polygon) -> Result<ControlFlow<()>, Undecided> {
        self.reached += 1;
        if self.reached > MAX_PARTS {
            return Err(Undecided::TooManyRegions);
        }
        (self.visit)(&Leaf { form, polygon, given: self.given, way: &self.way })
    }

    /// Follows both ways; each of them is possible, or nobody would ask.
    fn forks(&mut self, test: &Form, polygon: &Polygon) -> Result<ControlFlow<()>, Undecided> {
        for holds in [true, false] {
            let own = test.side(holds)?;
            let cut = polygon.cut(&own)?;
            self.way.push(own);
            let followed = self.follow(&cut);
            self.way.pop();
            if followed?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Whether `test ≤ 0` throughout; forks where both are possible.
    fn holds(&mut self, test: &Form, polygon: &Polygon) -> Result<bool, Stop> {
        if (test.line.x, test.line.y) == (0, 0) {
            return Ok(test.line.c <= 0);
        }
        self.questions += 1;
        if self.questions > MAX_QUESTIONS {
            return Err(Stop::Undecided(Undecided::TooManyRegions));
        }
        for holds in [true, false] {
            if !polygon.meets(&test.side(holds)?)? {
                return Ok(!holds);
            }
        }
        Err(Stop::Fork(*test))
    }

    fn form(&mut self, at: usize, polygon: &Polygon) -> Result<Form, Stop> {
        if let Some(own) = self.known[at] {
            return Ok(own);
        }
        // Taken out while it is worked at: nothing below a step is the step itself.
        let step = std::mem::replace(&mut self.steps[at], Step::Same(at));
        let made = self.made(&step, polygon);
        self.steps[at] = step;
        let made = made?;
        self.known[at] = Some(made);
        self.trail.push(at);
        Ok(made)
    }

    fn made(&mut self, step: &Step, polygon: &Polygon) -> Result<Form, Stop> {
        match step {
            Step::Known(own) => Ok(*own),
            Step::Sum(terms, constant) => {
                let mut sum = Form::constant(*constant);
                for (own, by) in terms {
                    sum = sum.with(&self.form(*own, polygon)?, *by)?;
                }
                Ok(sum)
            }
            Step::Least(all) => self.extreme(all, true, polygon),
            Step::Greatest(all) => self.extreme(all, false, polygon),
            Step::Same(of) => self.form(*of, polygon),
            Step::Choose { test, then, otherwise } => {
                let test = self.form(*test, polygon)?;
                let branch = if self.holds(&test, polygon)? { *then } else { *otherwise };
                self.form(branch, polygon)
            }
        }
    }

    fn extreme(&mut self, all: &[usize], least: bool, polygon: &Polygon) -> Result<Form, Stop> {
        let mut best: Option<Form> = None;
        for own in all {
            let own = self.form(*own, polygon)?;
            best = Some(match best {
                None => own,
                Some(best) => {
                    let difference = own.with(&best, Exact::ONE.negate())?;
                    if self.holds(&difference, polygon)? == least { own } else { best }
                }
            });
        }
        best.ok_or(Stop::Undecided(Undecided::TooManyRegions))
    }
}
