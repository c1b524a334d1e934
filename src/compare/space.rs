//! The questions that the values of all sides ask, to a grid of cases: each question is a dimension, its answers
//! fall into as few classes as the sides tell apart. Knows nothing of what the values are worth.

use super::meaning::{Condition, Test};
use super::shared::{Shared, SideId};
use crate::base::number::Number;
use crate::ir::expr::{Expr, ExprKind, ListFunction};
use crate::ir::types::Type;
use crate::syntax::ast::SegmentOrigin;
use crate::value::Value;
use std::collections::BTreeMap;

/// More cells than this are not laid out.
pub(crate) const MOST_CELLS: usize = 4_000;

/// A test of a dimension.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TestId {
    dimension: usize,
    test: usize,
}

/// A condition over the grid.
#[derive(Clone, Debug)]
pub(crate) enum Cond {
    Test(TestId),
    Not(Box<Cond>),
    All(Vec<Cond>),
    Any(Vec<Cond>),
    /// Asks what is no dimension of the grid.
    Open,
}

impl Cond {
    pub(crate) const TRUE: Cond = Cond::All(Vec::new());
}

/// What a dimension asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Question<'p> {
    /// A quantity, as the side words it that asked first.
    Expr(SideId, &'p Expr),
    /// In which part of the amount: marginal bands.
    Segment(Option<SegmentOrigin>),
}

/// One question with the classes of its answers.
#[derive(Debug)]
pub(crate) struct Dimension<'p> {
    pub question: Question<'p>,
    /// Where it stands in a table of either side: the order of the grid.
    rank: usize,
    tests: Vec<Test>,
    pub classes: Vec<Class>,
    /// Whole numbers only.
    pub whole: bool,
}

/// Answers that no test of any side tells apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Class {
    pub answers: Answers,
    /// Whether each side knows such answers at all.
    pub known: Vec<bool>,
    truths: Vec<bool>,
}

/// The answers of a class or of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// Entries of a shared domain.
    Entries(usize, Vec<usize>),
    /// Stretches of an ordered quantity.
    Stretches(Vec<Stretch>),
    /// These texts, or all but these.
    Texts {
        texts: Vec<String>,
        others: bool,
    },
    Truths(Vec<bool>),
}

/// From one edge to another; an edge belongs where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Stretch {
    pub low: Option<(Value, bool)>,
    pub high: Option<(Value, bool)>,
}

impl Dimension<'_> {
    /// Whether it asks in which part of an amount something lies.
    pub(crate) fn is_segment(&self) -> bool {
        matches!(self.question, Question::Segment(_))
    }
}

/// The grid: filled with tests first, then divided.
#[derive(Debug)]
pub(crate) struct Space<'p> {
    pub dimensions: Vec<Dimension<'p>>,
    /// By the meaning of the question and the kind of its tests.
    known: BTreeMap<String, usize>,
    /// No further dimensions are opened.
    closed: bool,
}

impl<'p> Space<'p> {
    pub(crate) fn new() -> Space<'p> {
        Space { dimensions: Vec::new(), known: BTreeMap::new(), closed: false }
    }

    /// From now on a question that is no dimension yet is left open.
    pub(crate) fn close(&mut self) {
        self.closed = true;
    }

    /// Returns the dimension of a question; `rank` is its place in the table that asks.
    pub(crate) fn dimension(&mut self, key: String, question: Question<'p>, rank: usize) -> Option<usize> {
        if let Some(known) = self.known.get(&key) {
            let own = &mut self.dimensions[*known];
            own.rank = own.rank.min(rank);
            return Some(*known);
        }
        if self.closed {
            return None;
        }
        self.known.insert(key, self.dimensions.len());
        self.dimensions.push(Dimension { question, rank, tests: Vec::new(), classes: Vec::new(), whole: false });
        Some(self.dimensions.len() - 1)
    }

    /// Returns the dimensions of which a test could be asked.
    pub(crate) fn asking(&self, test: &Test) -> Vec<usize> {
        let same_kind = |own: &Test| match (own, test) {
            (Test::Entries(domain, _), Test::Entries(other, _)) => domain == other,
            (Test::Range(..), Test::Range(..)) | (Test::Texts(_), Test::Texts(_)) | (Test::Truth, Test::Truth) => true,
            _ => false,
        };
        let asks = |own: &Dimension<'p>| own.tests.iter().any(same_kind);
        (0..self.dimensions.len()).filter(|at| asks(&self.dimensions[*at])).collect()
    }

    /// Adds a test to a dimension.
    pub(crate) fn test(&mut self, dimension: usize, test: Test) -> Cond {
        let tests = &mut self.dimensions[dimension].tests;
        let at = tests.iter().position(|known| *known == test).unwrap_or_else(|| {
            tests.push(test);
            tests.len() - 1
        });
        Cond::Test(TestId { dimension, test: at })
    }

    /// Adds the tests of a condition.
    pub(crate) fn condition(&mut self, shared: &Shared<'p>, side: impl Into<SideId>, own: &'p Expr) -> Cond {
        let side = side.into();
        let condition = shared.condition(side, own);
        self.place(shared, side, &condition)
    }

    fn place(&mut self, shared: &Shared<'p>, side: SideId, condition: &Condition<'p>) -> Cond {
        match condition {
            Condition::Not(inner) => Cond::Not(Box::new(self.place(shared, side, inner))),
            Condition::All(all) => Cond::All(all.iter().map(|own| self.place(shared, side, own)).collect()),
            Condition::Any(all) => Cond::Any(all.iter().map(|own| self.place(shared, side, own)).collect()),
            Condition::Test { subject, test } => {
                let key = question_key(&shared.meaning(side, subject), test);
                match self.dimension(key, Question::Expr(side, subject), usize::MAX) {
                    Some(dimension) => self.test(dimension, test.clone()),
                    None => Cond::Open,
                }
            }
        }
    }

    /// Divides every dimension into classes; returns the number of cells, or `None` when they are too many.
    pub(crate) fn divide(&mut self, shared: &Shared<'p>) -> Option<usize> {
        let mut cells = 1usize;
        for dimension in &mut self.dimensions {
            dimension.classes = classes(shared, dimension);
            dimension.whole = limits(shared, dimension.question).whole;
            cells = cells.checked_mul(dimension.classes.len().max(1)).filter(|cells| *cells <= shared.most_cells)?;
        }
        Some(cells)
    }

    /// Adds to the divided dimensions what several values held at once come to: a test holds of them where it holds of
    /// one. Returns the number of cells, or `None` when they are too many.
    pub(crate) fn allow_several(&mut self, shared: &Shared<'p>) -> Option<usize> {
        let mut cells = 1usize;
        for dimension in &mut self.dimensions {
            if matches!(dimension.question, Question::Expr(_, own) if matches!(own.ty, Type::Several(_))) {
                let mut at = 0;
                while at < dimension.classes.len() {
                    for other in 0..at {
                        let (one, other) = (&dimension.classes[at], &dimension.classes[other]);
                        let truths: Vec<bool> = one.truths.iter().zip(&other.truths).map(|(a, b)| *a || *b).collect();
                        if dimension.classes.iter().all(|own| own.truths != truths) {
                            let both = Class { truths, ..one.clone() };
                            dimension.classes.push(both);
                        }
                    }
                    if dimension.classes.len() > shared.most_cells {
                        return None;
                    }
                    at += 1;
                }
            }
            cells = cells.checked_mul(dimension.classes.len().max(1)).filter(|cells| *cells <= shared.most_cells)?;
        }
        Some(cells)
    }

    /// Returns the dimensions in the order in side a table would name them.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.dimensions.len()).collect();
        let name = |at: usize| self.known.iter().find(|(_, own)| **own == at).map_or("", |(key, _)| key.as_str());
        order.sort_by_key(|at| (self.dimensions[*at].rank, name(*at)));
        order
    }

    /// Visits every cell.
    pub(crate) fn each_cell(&self, visit: &mut dyn FnMut(&[usize])) {
        let mut cell = vec![0usize; self.dimensions.len()];
        loop {
            visit(&cell);
            let next = (0..cell.len()).rev().find(|at| cell[*at] + 1 < self.dimensions[*at].classes.len());
            let Some(at) = next else { return };
            cell[at] += 1;
            cell[at + 1..].fill(0);
        }
    }

    /// Whether a condition holds in a cell (a class for each dimension); `None` where that is open.
    pub(crate) fn holds(&self, condition: &Cond, cell: &[usize]) -> Option<bool> {
        match condition {
            Cond::Test(id) => Some(self.dimensions[id.dimension].classes[cell[id.dimension]].truths[id.test]),
            Cond::Not(inner) => self.holds(inner, cell).map(|truth| !truth),
            Cond::All(all) => self.joined(all, cell, false),
            Cond::Any(all) => self.joined(all, cell, true),
            Cond::Open => None,
        }
    }

    /// One answer equal to `decides` decides; else an open one leaves it open.
    fn joined(&self, all: &[Cond], cell: &[usize], decides: bool) -> Option<bool> {
        let mut open = false;
        for own in all {
            match self.holds(own, cell) {
                Some(truth) if truth == decides => return Some(decides),
                Some(_) => {}
                None => open = true,
            }
        }
        if open { None } else { Some(!decides) }
    }
}

/// Returns the key of a question: tests of another kind make another question.
pub(crate) fn question_key(meaning: &str, test: &Test) -> String {
    let kind = match test {
        Test::Entries(domain, _) => format!("entries {domain}"),
        Test::Range(..) => "range".to_owned(),
        Test::Texts(_) => "texts".to_owned(),
        Test::Truth => "truth".to_owned(),
    };
    format!("{meaning} : {kind}")
}

fn classes(shared: &Shared<'_>, dimension: &Dimension<'_>) -> Vec<Class> {
    let everywhere = vec![true; shared.sides.len()];
    match dimension.tests.first() {
        Some(Test::Entries(domain, _)) => entry_classes(shared, *domain, &dimension.tests),
        Some(Test::Range(..)) => stretch_classes(shared, dimension),
        Some(Test::Texts(_)) => text_classes(shared, &dimension.tests),
        Some(Test::Truth) => [true, false]
            .into_iter()
            .map(|truth| Class {
                answers: Answers::Truths(vec![truth]),
                known: everywhere.clone(),
                truths: vec![truth],
            })
            .collect(),
        // Asked, but told apart by nothing.
        None => vec![Class {
            answers: Answers::Stretches(vec![Stretch { low: None, high: None }]),
            known: everywhere,
            truths: Vec::new(),
        }],
    }
}

fn entry_classes(shared: &Shared<'_>, domain: usize, tests: &[Test]) -> Vec<Class> {
    let mut classes: Vec<Class> = Vec::new();
    for (at, entry) in shared.domains[domain].entries.iter().enumerate() {
        let holds = |test: &Test| matches!(test, Test::Entries(_, entries) if entries.contains(&at));
        let truths: Vec<bool> = tests.iter().map(holds).collect();
        let known = entry.known();
        match classes.iter_mut().find(|class| class.truths == truths && class.known == known) {
            Some(Class { answers: Answers::Entries(_, entries), .. }) => entries.push(at),
            _ => classes.push(Class { answers: Answers::Entries(domain, vec![at]), known, truths }),
        }
    }
    classes
}

fn text_classes(shared: &Shared<'_>, tests: &[Test]) -> Vec<Class> {
    let mentioned: std::collections::BTreeSet<&String> = tests
        .iter()
        .flat_map(|test| if let Test::Texts(texts) = test { texts.iter().collect() } else { Vec::new() })
        .collect();
    let truths = |text: Option<&String>| -> Vec<bool> {
        let holds = |test: &Test| match test {
            Test::Texts(texts) => text.is_some_and(|text| texts.contains(text)),
            _ => false,
        };
        tests.iter().map(holds).collect()
    };
    let everywhere = vec![true; shared.sides.len()];
    let class = |texts: Vec<String>, others, truths| Class {
        answers: Answers::Texts { texts, others },
        known: everywhere.clone(),
        truths,
    };
    let mut all: Vec<Class> =
        mentioned.iter().map(|text| class(vec![(*text).clone()], false, truths(Some(text)))).collect();
    all.push(class(mentioned.iter().map(|text| (*text).clone()).collect(), true, truths(None)));
    all
}

/// Cuts the line at every edge that either side names; neighbours that no test tells apart stay one.
fn stretch_classes(shared: &Shared<'_>, dimension: &Dimension<'_>) -> Vec<Class> {
    let mut edges: Vec<&Value> = Vec::new();
    for test in &dimension.tests {
        if let Test::Range(low, high) = test {
            edges.extend([low, high].into_iter().flatten().map(|(value, _)| value));
        }
    }
    edges.sort();
    edges.dedup();
    // Pieces by number: 0 below the first edge, 1 the first edge itself, 2 between the first and the second, …
    let place = |value: &Value| edges.iter().position(|edge| *edge == value).map_or(0, |at| 2 * at + 1);
    let holds = |test: &Test, piece: usize| match test {
        Test::Range(low, high) => {
            let above = low.as_ref().is_none_or(|(value, included)| piece >= place(value) + usize::from(!included));
            let below = high.as_ref().is_none_or(|(value, included)| piece + usize::from(!included) <= place(value));
            above && below
        }
        _ => false,
    };
    let limits = limits(shared, dimension.question);
    // A marginal band has no width at its edge, side touching bands may share.
    let marginal = matches!(dimension.question, Question::Segment(_));
    let mut classes: Vec<Class> = Vec::new();
    let mut last = None;
    for piece in 0..=2 * edges.len() {
        let edge = |at: usize| edges.get(at).map(|value| (*value).clone());
        let stretch = if piece % 2 == 1 {
            Stretch {
                low: edge(piece / 2).map(|value| (value, true)),
                high: edge(piece / 2).map(|value| (value, true)),
            }
        } else {
            let below = (piece / 2).checked_sub(1).and_then(edge);
            Stretch { low: below.map(|value| (value, false)), high: edge(piece / 2).map(|value| (value, marginal)) }
        };
        if marginal && piece % 2 == 1 || !limits.can_lie_in(&stretch) {
            continue;
        }
        let truths: Vec<bool> = dimension.tests.iter().map(|test| holds(test, piece)).collect();
        let adjoins = last == Some(piece.wrapping_sub(1)) || limits.whole || marginal;
        match classes.last_mut() {
            Some(Class { answers: Answers::Stretches(stretches), truths: own, .. }) if *own == truths && adjoins => {
                if let Some(before) = stretches.last_mut() {
                    before.high = stretch.high;
                }
            }
            _ => classes.push(Class {
                answers: Answers::Stretches(vec![stretch]),
                known: vec![true; shared.sides.len()],
                truths,
            }),
        }
        last = Some(piece);
    }
    classes
}

/// What an ordered quantity can be at all.
struct Limits {
    whole: bool,
    low: Option<(Number, bool)>,
    high: Option<(Number, bool)>,
}

impl Limits {
    fn can_lie_in(&self, stretch: &Stretch) -> bool {
        let number = |edge: &Option<(Value, bool)>| match edge {
            Some((Value::Number(number), included)) => Some((number.clone(), *included)),
            _ => None,
        };
        let (low, high) = (number(&stretch.low), number(&stretch.high));
        let apart = |high: &Option<(Number, bool)>, low: &Option<(Number, bool)>| match (high, low) {
            (Some((high, in_high)), Some((low, in_low))) => high < low || high == low && !(*in_high && *in_low),
            _ => false,
        };
        if apart(&high, &self.low) || apart(&self.high, &low) {
            return false;
        }
        match (self.whole, &low, &high) {
            // Between two neighbours there is no whole number.
            (true, Some((low, false)), Some((high, false))) => {
                let next = low.round(crate::base::number::RoundingMode::Down, &Number::one());
                let next = if next <= *low { next.add(&Number::one()).unwrap_or(next) } else { next };
                next < *high
            }
            _ => true,
        }
    }
}

fn limits(shared: &Shared<'_>, question: Question<'_>) -> Limits {
    match question {
        Question::Segment(_) => Limits { whole: false, low: Some((Number::zero(), true)), high: None },
        Question::Expr(side, own) => limits_of(shared, side, own),
    }
}

fn limits_of(shared: &Shared<'_>, side: SideId, own: &Expr) -> Limits {
    let at_least = |whole: bool, least: i64| Limits { whole, low: Some((Number::from(least), true)), high: None };
    match &*own.kind {
        ExprKind::Fact(id) => {
            let fact = shared.program(side).fact(*id);
            Limits { whole: fact.whole, low: fact.low.clone(), high: fact.high.clone() }
        }
        ExprKind::VisitNumber => at_least(true, 1),
        ExprKind::ListCount(_) | ExprKind::Age { .. } | ExprKind::Days(..) | ExprKind::Months(..) => at_least(true, 0),
        ExprKind::Over { function: ListFunction::Count, list, filter, .. } => {
            // A household has a member at least.
            at_least(true, i64::from(filter.is_none() && list.ty == Type::Persons))
        }
        ExprKind::Definition(id, arguments) if arguments.is_empty() => match shared.opened(side, *id) {
            Some(body) => limits_of(shared, side, body),
            None => Limits { whole: false, low: None, high: None },
        },
        _ => Limits { whole: false, low: None, high: None },
    }
}
