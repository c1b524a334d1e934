//! What a county pays, as numbers that are equal just when the functions are: of the persons and bills that it tells
//! apart to what it pays over cost. However a policy is written, a function has one form: a diagram that asks its
//! questions in one order, leaves out those that make no difference, and stands once for what is equal (R. E. Bryant,
//! Graph-Based Algorithms for Boolean Function Manipulation, 1986, over answers in place of truth values).

use crate::base::number::{Number, RoundingMode};
use crate::ir::Owner;
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::Space;
use crate::symbolic::space::{Cell, Possible, QuantityId};
use crate::symbolic::term::{Node, Term};
use crate::symbolic::undecided::Undecided;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A function, by its number in the [`Forms`] that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Function {
    /// With every rounding in its place.
    pub exact: usize,
    /// Roundings aside.
    pub bare: usize,
}

/// So many steps may be taken to find one form.
const MOST_STEPS: usize = 20_000_000;

/// Forms that have been met, each with its number.
#[derive(Debug, Default)]
pub(super) struct Forms {
    known: HashMap<String, usize>,
}

impl Forms {
    fn number(&mut self, form: String) -> usize {
        let next = self.known.len();
        *self.known.entry(form).or_insert(next)
    }

    /// Returns the function that pays nobody anything, in every cell of any space.
    pub(super) fn nothing(&mut self) -> Result<Function, Undecided> {
        let own = self.number("pays nothing".to_owned());
        Ok(Function { exact: own, bare: own })
    }

    /// Returns the function that says what is paid in each cell of a space; a cell that is not decided decides nothing.
    pub(super) fn function(
        &mut self,
        space: &Space<'_>,
        of: &dyn Fn(usize) -> Result<Option<Term>, Undecided>,
    ) -> Result<Function, Undecided> {
        let mut terms: Vec<Option<Term>> = Vec::new();
        for cell in 0..space.cells.len() {
            terms.push(of(cell)?);
        }
        let held = held(space);
        let distinct: BTreeSet<Term> = terms.iter().flatten().copied().collect();
        let (mut exact, mut bare): (HashMap<Term, usize>, HashMap<Term, usize>) = (HashMap::new(), HashMap::new());
        for term in distinct {
            let form = self.term(space, term);
            exact.insert(term, form);
            let shape = space.shape(term)?;
            bare.insert(term, self.number(format!("shape {:?}", shape.segments)));
        }
        let zero = space.make(|graph| Ok(graph.constant(Exact::ZERO)))?;
        if terms.iter().all(|term| term.is_none_or(|term| term == zero)) {
            return self.nothing();
        }
        let nothing = self.number("nothing".to_owned());
        let leaves = |by: &HashMap<Term, usize>| -> Vec<usize> {
            terms.iter().map(|term| term.map_or(nothing, |term| by[&term])).collect()
        };
        let (exact, bare) = (leaves(&exact), leaves(&bare));
        let laid = Laid::of(space);
        let exact = self.diagram(space, &laid, &exact)?;
        let bare = self.diagram(space, &laid, &bare)?;
        Ok(Function {
            exact: self.number(format!("held {held} {exact}")),
            bare: self.number(format!("held {held} {bare}")),
        })
    }

    /// Returns the number of a term, whatever graph it stands in.
    fn term(&mut self, space: &Space<'_>, term: Term) -> usize {
        let graph = space.graph();
        let mut numbers: HashMap<Term, usize> = HashMap::new();
        for own in graph.below(term) {
            let form = match graph.node(own) {
                Node::Input(id) => {
                    let input = graph.inputs()[id.0 as usize];
                    format!("input {} {}", input.low, input.high)
                }
                Node::Linear { terms, constant } => {
                    let mut parts: Vec<(usize, Exact)> = terms.iter().map(|(term, by)| (numbers[term], *by)).collect();
                    parts.sort_by_key(|(number, _)| *number);
                    format!("sum {parts:?} {constant:?}")
                }
                Node::Least(all) => format!("least {:?}", sorted(all, &numbers)),
                Node::Greatest(all) => format!("greatest {:?}", sorted(all, &numbers)),
                Node::Round { of, mode, unit } => format!("round {} {mode:?} {unit:?}", numbers[of]),
                Node::Choose { test, then, otherwise } => {
                    format!("choose {} {} {}", numbers[test], numbers[then], numbers[otherwise])
                }
            };
            let number = self.number(form);
            numbers.insert(own, number);
        }
        numbers[&term]
    }

    /// Returns the one form of a function that has a value in each cell.
    fn diagram(&mut self, space: &Space<'_>, laid: &Laid, values: &[usize]) -> Result<usize, Undecided> {
        let mut diagram = Diagram { forms: self, laid, values, done: HashMap::new(), steps: 0 };
        let all: Vec<u32> = (0..space.cells.len() as u32).collect();
        diagram.node(0, all).ok_or(Undecided::TooManyCells(space.scope.max_cells))
    }
}

/// The questions of a space with their answers in pieces, and which of them each cell holds.
struct Laid {
    names: Vec<String>,
    answers: Vec<Answers>,
    /// By question and cell.
    held: Vec<Vec<Vec<u32>>>,
}

impl Laid {
    fn of(space: &Space<'_>) -> Laid {
        let questions = questions(space);
        let answers: Vec<Answers> = questions.iter().map(|id| Answers::of(space, *id)).collect();
        let of_cells = |(id, answers): (&QuantityId, &Answers)| {
            // Cells that leave a question open all hold the same.
            let everything = answers.held(space, &Cell::default(), *id);
            let cells = space.cells.iter().map(|own| match own.cell.answers.contains_key(id) {
                true => answers.held(space, &own.cell, *id),
                false => everything.clone(),
            });
            cells.collect()
        };
        let held = questions.iter().zip(&answers).map(of_cells).collect();
        Laid { names: questions.iter().map(|id| name_of(space, *id)).collect(), answers, held }
    }
}

fn sorted(all: &[Term], numbers: &HashMap<Term, usize>) -> Vec<usize> {
    let mut own: Vec<usize> = all.iter().map(|term| numbers[term]).collect();
    own.sort_unstable();
    own
}

/// The values at which the space holds some questions: part of the function, since others may give another one.
fn held(space: &Space<'_>) -> String {
    let pinned: BTreeMap<String, String> =
        space.held.iter().map(|(id, value)| (name_of(space, *id), format!("{value:?}"))).collect();
    let free = space.free.map(|id| name_of(space, id));
    format!("{pinned:?} {free:?}")
}

fn name_of(space: &Space<'_>, id: QuantityId) -> String {
    let own = space.vocabulary.quantity(id);
    let owner = match own.owner {
        Owner::Claim => "claim",
        Owner::Person => "person",
        Owner::Household => "household",
    };
    format!("{owner} {}", own.name)
}

/// Returns the questions that are asked at all, by their names: the order in which every diagram asks.
fn questions(space: &Space<'_>) -> Vec<QuantityId> {
    let asked: BTreeSet<QuantityId> = space.cells.iter().flat_map(|own| own.cell.answers.keys().copied()).collect();
    let mut asked: Vec<QuantityId> = asked.into_iter().collect();
    asked.sort_by_key(|id| name_of(space, *id));
    asked
}

/// The answers to a question, in pieces that no cell parts.
enum Answers {
    /// By their names.
    Named(Vec<String>),
    /// Stretches of a line between cuts, each with its ends.
    Stretches(Vec<(Cut, Cut)>),
}

/// A place on a line: just before a number, or just after it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Cut {
    Below,
    At(Number, bool),
    Above,
}

impl Answers {
    fn of(space: &Space<'_>, id: QuantityId) -> Answers {
        let whole = space.vocabulary.quantity(id).whole;
        let everything = space.vocabulary.everything(id);
        let cells = space.cells.iter().filter_map(|own| own.cell.answers.get(&id));
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut cuts: BTreeSet<Cut> = BTreeSet::new();
        for possible in cells.chain(&everything) {
            match stretch(possible, whole) {
                Some((low, high)) => cuts.extend([low, high]),
                None => names.extend(named(space, possible)),
            }
        }
        if cuts.is_empty() {
            return Answers::Named(names.into_iter().collect());
        }
        let cuts: Vec<Cut> = cuts.into_iter().collect();
        Answers::Stretches(cuts.windows(2).map(|pair| (pair[0].clone(), pair[1].clone())).collect())
    }

    /// Returns the pieces that a cell holds, in order.
    fn held(&self, space: &Space<'_>, cell: &Cell, id: QuantityId) -> Vec<u32> {
        let all = || 0..self.len() as u32;
        let Some(possible) = cell.possible(&space.vocabulary, id) else { return all().collect() };
        match self {
            Answers::Named(names) => {
                let own = named(space, &possible);
                all().filter(|at| own.contains(&names[*at as usize])).collect()
            }
            Answers::Stretches(own) => match stretch(&possible, space.vocabulary.quantity(id).whole) {
                Some((low, high)) => {
                    all().filter(|at| low <= own[*at as usize].0 && own[*at as usize].1 <= high).collect()
                }
                None => Vec::new(),
            },
        }
    }

    fn len(&self) -> usize {
        match self {
            Answers::Named(all) => all.len(),
            Answers::Stretches(all) => all.len(),
        }
    }

    /// Returns pieces as one text; neighbours on a line become one stretch.
    fn text(&self, pieces: &BTreeSet<usize>) -> String {
        match self {
            Answers::Named(all) => pieces.iter().map(|at| all[*at].as_str()).collect::<Vec<_>>().join(","),
            Answers::Stretches(all) => {
                let mut joined: Vec<(Cut, Cut)> = Vec::new();
                for at in pieces {
                    let (low, high) = all[*at].clone();
                    match joined.last_mut() {
                        Some(last) if last.1 == low => last.1 = high,
                        _ => joined.push((low, high)),
                    }
                }
                format!("{joined:?}")
            }
        }
    }
}

/// Returns the ends of a stretch; those of whole numbers stand before one.
fn stretch(possible: &Possible, whole: bool) -> Option<(Cut, Cut)> {
    match possible {
        Possible::Range(low, high) => {
            let cut = |edge: &Number, after: bool| {
                if !whole {
                    return Cut::At(edge.clone(), after);
                }
                let up = edge.round(RoundingMode::Up, &Number::one());
                // Just after 5 is just before 6; before and after 5.5 are before 6.
                let next = if after && up == *edge { up.add(&Number::one()).unwrap_or(up) } else { up };
                Cut::At(next, false)
            };
            let low = low.as_ref().map_or(Cut::Below, |(edge, included)| cut(edge, !included));
            let high = high.as_ref().map_or(Cut::Above, |(edge, included)| cut(edge, *included));
            Some((low, high))
        }
        Possible::Days(low, high) => {
            Some((Cut::At(Number::from(*low), false), Cut::At(Number::from(*high + 1), false)))
        }
        Possible::Truths(_) | Possible::Entries(..) | Possible::Sets(..) | Possible::Numbers(_) => None,
    }
}

fn named(space: &Space<'_>, possible: &Possible) -> BTreeSet<String> {
    let entry = |domain: usize, at: usize| {
        let own = &space.vocabulary.domains[domain].entries[at].entry;
        own.code.clone().unwrap_or_else(|| own.name.clone())
    };
    match possible {
        Possible::Truths(all) => all.iter().map(bool::to_string).collect(),
        Possible::Numbers(all) => all.iter().map(i64::to_string).collect(),
        Possible::Entries(domain, all) => all.iter().map(|at| entry(*domain, *at)).collect(),
        Possible::Sets(domain, all) => {
            let set = |own: &Vec<usize>| {
                let names: BTreeSet<String> = own.iter().map(|at| entry(*domain, *at)).collect();
                names.into_iter().collect::<Vec<_>>().join("+")
            };
            all.iter().map(set).collect()
        }
        Possible::Range(..) | Possible::Days(..) => BTreeSet::new(),
    }
}

struct Diagram<'f> {
    forms: &'f mut Forms,
    laid: &'f Laid,
    values: &'f [usize],
    done: HashMap<(usize, Vec<u32>), usize>,
    steps: usize,
}

impl Diagram<'_> {
    /// Returns the form of some cells from a question on; `None` when it takes too long.
    fn node(&mut self, question: usize, cells: Vec<u32>) -> Option<usize> {
        self.steps += cells.len();
        if self.steps > MOST_STEPS {
            return None;
        }
        let value = |at: &u32| self.values[*at as usize];
        let first = cells.first().map(value);
        if question == self.laid.names.len() || cells.iter().all(|at| Some(value(at)) == first) {
            // What cannot occur is no answer of its own.
            return Some(match first {
                Some(value) => self.forms.number(format!("leaf {value}")),
                None => self.forms.number("impossible".to_owned()),
            });
        }
        if let Some(known) = self.done.get(&(question, cells.clone())) {
            return Some(*known);
        }
        let mut by_piece: Vec<Vec<u32>> = vec![Vec::new(); self.laid.answers[question].len()];
        for at in &cells {
            for piece in &self.laid.held[question][*at as usize] {
                self.steps += 1;
                by_piece[*piece as usize].push(*at);
            }
        }
        let mut by_cells: HashMap<Vec<u32>, usize> = HashMap::new();
        let mut by_child: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (piece, own) in by_piece.into_iter().enumerate() {
            let child = match by_cells.get(&own) {
                Some(known) => *known,
                None => {
                    let child = self.node(question + 1, own.clone())?;
                    by_cells.insert(own, child);
                    child
                }
            };
            by_child.entry(child).or_default().insert(piece);
        }
        let form = match by_child.len() {
            1 => *by_child.keys().next()?,
            _ => {
                let branches: Vec<String> = by_child
                    .iter()
                    .map(|(child, pieces)| format!("{}→{child}", self.laid.answers[question].text(pieces)))
                    .collect();
                self.forms.number(format!("ask {} {}", self.laid.names[question], branches.join(";")))
            }
        };
        self.done.insert((question, cells), form);
        Some(form)
    }
}
