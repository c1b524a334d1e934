//! A program to terms: what every benefit of a claim pays in one cell of the space, as graphs of the free numbers.
//!
//! Works as the evaluator does, sentence by sentence, on what is known: an answer that a policy tells apart and the
//! cell does not stops the work with the parts into which the cell must be split ([`Stop::Split`]); a condition on
//! numbers forks it, and both ways are joined as a choice. Never guesses: what it cannot lower stops it with the
//! reason and the place.

mod alike;
mod benefit;
mod clauses;
mod date;
mod expr;
mod list;
mod recall;
mod segments;
mod state;
mod steps;
mod table;
mod totals;
mod twins;
mod value;
mod words;

pub(crate) use benefit::Outcome;
pub(crate) use recall::Recollection;
pub(crate) use twins::{Slot, Twins};

use super::canonical::Canonical;
use super::exact::{Exact, TooLarge};
use super::inequality::Proofs;
use super::pieces::Store;
use super::shapes::Shapes;
use super::space::{Cell, Party, Possible, QuantityId, Vocabulary};
use super::term::{Graph, Term};
use super::undecided::Undecided;
use crate::base::date::Date;
use crate::base::quick::QuickMap;
use crate::base::span::Span;
use crate::ir::{BenefitId, Expr, FactId, Occasion, Owner, Program, Type};
use crate::value::Value;
use std::cell::{Cell as Counter, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Why the work stopped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The answers to a question are told apart: split the cell into these.
    Split(QuantityId, Vec<Possible>),
    /// A question with several possible answers was asked as a value.
    Open(QuantityId),
    /// Whether `term ≤ 0`, undecided here.
    Fork(Term),
    /// A number is worked with that is not free: it must be held at a value.
    Pin(QuantityId),
    /// None of the identities held has a row.
    NoRowForIdentity(Span),
    /// No such person can be.
    Impossible,
    Undecided(Undecided),
}

impl Stop {
    /// Returns why there is no answer, where the work cannot go on.
    pub(crate) fn undecided(self) -> Undecided {
        match self {
            Stop::Undecided(own) => own,
            Stop::NoRowForIdentity(span) => Undecided::NoAnswers(String::new(), span),
            Stop::Fork(_) | Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible => {
                Undecided::TooManyRegions
            }
        }
    }
}

impl From<TooLarge> for Stop {
    fn from(_: TooLarge) -> Stop {
        Stop::Undecided(Undecided::FiguresTooLarge)
    }
}

impl From<Undecided> for Stop {
    fn from(own: Undecided) -> Stop {
        Stop::Undecided(own)
    }
}

pub(crate) type Lowered<T> = Result<T, Stop>;

/// What an expression is worth in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sym {
    Known(Value),
    /// A number that depends on the free ones.
    Number(Term),
    /// A question whose answers lie in a range, and what is made of them: an age of a birthday.
    Open(QuantityId, Vec<date::Derived>),
}

/// What benefits are paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Claim,
    Month,
    Year,
    Once,
}

impl Kind {
    pub(crate) fn of(occasion: Occasion) -> Kind {
        match occasion {
            Occasion::EachClaim => Kind::Claim,
            Occasion::PersonMonth | Occasion::HouseholdMonth => Kind::Month,
            Occasion::PersonYear | Occasion::HouseholdYear => Kind::Year,
            Occasion::PersonOnce | Occasion::HouseholdOnce => Kind::Once,
        }
    }
}

/// A bill of the year, or a period: its day and its free numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bill {
    pub kind: Kind,
    pub date: Date,
    pub numbers: BTreeMap<FactId, Term>,
    /// Whether it stands for others of which nothing is known.
    pub unknown: bool,
}

/// What is assumed of all bills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Assumed {
    /// Questions held at their default, since they are worked with as numbers.
    pub pinned: BTreeMap<QuantityId, Value>,
    /// Questions that are worked with as numbers and have no default to be held at.
    pub unanswered: BTreeSet<QuantityId>,
}

/// What has been worked out of a party in a cell; it holds in every part of the cell too.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory {
    outcomes: QuickMap<recall::Place, Rc<Outcome>>,
    alone: QuickMap<recall::Way, Rc<recall::Recalled>>,
    /// Whether something has been asked that hangs on how many earlier bills there were, not on their sums.
    counts_bills: bool,
}

/// What all cells and programs share: the graph, and what has been proved of differences in it.
#[derive(Debug, Default)]
pub(crate) struct Workshop {
    pub(crate) graph: RefCell<Graph>,
    pub(crate) store: Store,
    pub(crate) shapes: RefCell<Shapes>,
    pub(crate) proofs: RefCell<Proofs>,
    pub(crate) forms: RefCell<Canonical>,
    /// Whether a term is nowhere above 0, as far as that has been asked.
    never_above_zero: RefCell<QuickMap<Term, bool>>,
    sortings: RefCell<alike::Sortings>,
    pub(crate) recollection: RefCell<Recollection>,
    /// What is asked of bills of which nothing is known: of each side, benefit and bill.
    unknown: RefCell<QuickMap<(usize, BenefitId, usize), Rc<Outcome>>>,
    /// The amounts of which these are made.
    pub(crate) amounts: RefCell<BTreeMap<(Slot, usize), Term>>,
    /// The totals that are taken to be the same for all programs.
    pub(crate) twins: Twins,
}

/// One program at work in one cell.
pub(crate) struct Lowering<'a, 'p> {
    program: &'p Program,
    side: usize,
    vocabulary: &'a Vocabulary,
    cell: &'a Cell,
    assumed: &'a Assumed,
    bills: &'a [Bill],
    shop: &'a Workshop,
    /// Shared with the cells of which this one is a part, until something is added.
    memory: RefCell<Rc<Memory>>,
    /// The bills with what is assumed, by their place in the recollection.
    ground: usize,
    /// For each benefit the side that works it just so.
    origins: &'a [usize],
    /// What is noted of all that is being worked, the innermost last.
    notes: RefCell<Vec<recall::Notes>>,
    stopped: RefCell<recall::Stopped>,
    counts_bills: Counter<bool>,
    /// What holds of numbers on the way that is being worked: `term ≤ 0`, or not.
    ways: RefCell<Vec<(Term, bool)>>,
    /// Benefits being worked.
    busy: RefCell<Vec<(BenefitId, usize, bool)>>,
    /// Questions held at their default that have been asked.
    pub(crate) asked_pins: RefCell<BTreeSet<QuantityId>>,
    gross: Option<FactId>,
    eligible: Option<FactId>,
    steps: Counter<u64>,
    depth: Counter<u32>,
}

/// Where a question is asked.
#[derive(Clone, Copy)]
pub(crate) struct Context<'c> {
    bill: usize,
    date: Date,
    benefit: Option<BenefitId>,
    run: Option<&'c Run>,
    held: Option<&'c Held<'c>>,
    arguments: &'c [Sym],
    /// Asked of all bills together: amounts of a bill stand for their sums.
    together: bool,
    /// In a condition of a state: for how many months it will have been held.
    held_months: Option<i64>,
    /// Asked of one of the others in a household, not of the first.
    other: bool,
}

/// One way of working a benefit: by which of several identities.
pub(crate) struct Run {
    facts: Vec<FactId>,
    asked: Counter<bool>,
    together: bool,
}

/// A fact taken as if it had this value.
#[derive(Clone, Copy)]
pub(crate) struct Held<'c> {
    fact: FactId,
    value: &'c Value,
    outer: Option<&'c Held<'c>>,
    /// One value among several, until it is known what it was asked.
    tried: Option<&'c alike::Tried>,
}

/// The most expressions worked out for one cell.
const MAX_STEPS: u64 = 2_000_000;
const MAX_DEPTH: u32 = 200;
/// The most conditions on numbers that one benefit may hang on at once.
const MAX_FORKS: usize = 14;

impl<'a, 'p> Lowering<'a, 'p> {
    pub(crate) fn new(
        (party, side, costs): (Party<'p>, usize, CostFacts),
        (vocabulary, cell, assumed): (&'a Vocabulary, &'a Cell, &'a Assumed),
        bills: &'a [Bill],
        (shop, ground, origins): (&'a Workshop, usize, &'a [usize]),
        memory: Rc<Memory>,
    ) -> Lowering<'a, 'p> {
        let program = party.program;
        let (gross, eligible) = costs;
        Lowering {
            program,
            side,
            vocabulary,
            cell,
            assumed,
            bills,
            shop,
            ground,
            origins,
            notes: RefCell::default(),
            stopped: RefCell::default(),
            counts_bills: Counter::new(memory.counts_bills),
            memory: RefCell::new(memory),
            ways: RefCell::default(),
            busy: RefCell::default(),
            asked_pins: RefCell::default(),
            gross,
            eligible,
            steps: Counter::new(0),
            depth: Counter::new(0),
        }
    }

    /// Returns the term that is always 0.
    pub(crate) fn nothing(&self) -> Term {
        self.zero()
    }

    /// Returns the term that is always 1.
    pub(crate) fn always(&self) -> Term {
        self.constant(Exact::ONE)
    }

    pub(crate) fn sum(&self, a: Term, b: Term) -> Lowered<Term> {
        self.made(|graph| graph.plus(a, b))
    }

    /// Returns how many expressions have been worked out.
    pub(crate) fn steps_done(&self) -> u64 {
        self.steps.get()
    }

    pub(crate) fn counts_bills(&self) -> bool {
        self.counts_bills.get()
    }

    /// Notes that something hangs on how many bills there were, or on more of each than its sums.
    fn bills_are_counted(&self, span: Span) -> Lowered<()> {
        self.note_count();
        if self.bills.iter().any(|own| own.unknown) { Err(Undecided::History(span).into()) } else { Ok(()) }
    }

    pub(crate) fn into_memory(self) -> Rc<Memory> {
        let mut memory = self.memory.into_inner();
        if memory.counts_bills != self.counts_bills.get() {
            Rc::make_mut(&mut memory).counts_bills = self.counts_bills.get();
        }
        memory
    }

    fn context(&self, bill: usize, benefit: Option<BenefitId>) -> Context<'static> {
        let date = self.bills[bill].date;
        Context {
            bill,
            date,
            benefit,
            run: None,
            held: None,
            arguments: &[],
            together: false,
            held_months: None,
            other: false,
        }
    }

    /// Returns what an expression is worth on a bill, or of all bills together; a truth is 1 or 0.
    pub(crate) fn asked_of(&self, expr: &'p Expr, bill: Option<usize>) -> Lowered<Term> {
        let ctx = Context { together: bill.is_none(), ..self.context(bill.unwrap_or(0), None) };
        self.asked_in(&ctx, expr)
    }

    /// Returns what benefits pay on a bill, or on all bills together; all benefits, where none is named.
    pub(crate) fn paid_on(&self, bill: Option<usize>, benefits: Option<&[BenefitId]>) -> Lowered<Term> {
        let mut sum = self.zero();
        let bills = bill.map_or(0..self.bills.len(), |own| own..own + 1);
        for at in bills {
            let meant = |id: &&BenefitId| benefits.is_none_or(|own| own.contains(id)) && self.is_paid_for(**id, at);
            for id in self.program.order.iter().filter(meant) {
                sum = self.sum(sum, self.outcome(*id, at)?.payment)?;
            }
        }
        Ok(sum)
    }

    /// Returns the whole cost of a bill, or of all bills together.
    pub(crate) fn cost_of(&self, bill: Option<usize>) -> Lowered<Term> {
        let mut sum = self.zero();
        let bills = bill.map_or(0..self.bills.len(), |own| own..own + 1);
        for at in bills {
            let ctx = self.context(at, None);
            let mut work = || match self.gross {
                Some(id) => self.gross(&ctx, self.program.fact(id).span),
                None => match self.eligible {
                    Some(id) => self.eligible(&ctx, self.program.fact(id).span),
                    None => Ok(self.zero()),
                },
            };
            let own = self.forked(&mut work, &|test, a, b| self.made(|graph| graph.choose(test, a, b)))?;
            sum = self.sum(sum, own)?;
        }
        Ok(sum)
    }

    fn asked_in(&self, ctx: &Context<'_>, expr: &'p Expr) -> Lowered<Term> {
        let mut work = || {
            if expr.ty == Type::Bool {
                self.truth(ctx, expr).map(|truth| self.constant(if truth { Exact::ONE } else { Exact::ZERO }))
            } else {
                self.number(ctx, expr)
            }
        };
        match self.forked(&mut work, &|test, then, otherwise| self.made(|graph| graph.choose(test, then, otherwise))) {
            Err(Stop::Open(question)) => self.told_apart(ctx, question, &mut |ctx| self.asked_in(ctx, expr)),
            other => other,
        }
    }

    /// Whether a benefit is paid for what a bill is: a claim, a month, a year.
    fn is_paid_for(&self, id: BenefitId, bill: usize) -> bool {
        Kind::of(self.program.benefit(id).occasion) == self.bills[bill].kind
    }

    fn step(&self, span: Span) -> Lowered<()> {
        self.steps.set(self.steps.get() + 1);
        if self.steps.get() > MAX_STEPS { Err(Undecided::TooManySteps(span).into()) } else { Ok(()) }
    }

    fn deeper<T>(&self, span: Span, work: impl FnOnce() -> Lowered<T>) -> Lowered<T> {
        let depth = self.depth.get();
        if depth >= MAX_DEPTH {
            return Err(Undecided::TooManySteps(span).into());
        }
        self.depth.set(depth + 1);
        let result = work();
        self.depth.set(depth);
        result
    }

    fn constant(&self, value: Exact) -> Term {
        self.shop.graph.borrow_mut().constant(value)
    }

    fn zero(&self) -> Term {
        self.constant(Exact::ZERO)
    }

    /// Does something with the graph.
    fn made<T>(&self, work: impl FnOnce(&mut Graph) -> Result<T, TooLarge>) -> Lowered<T> {
        work(&mut self.shop.graph.borrow_mut()).map_err(Stop::from)
    }

    /// Whether `term ≤ 0`: as known, as assumed on this way, else the work forks.
    fn at_most_zero(&self, term: Term) -> Lowered<bool> {
        let graph = self.shop.graph.borrow();
        if let Some(settled) = graph.settled(term) {
            return Ok(settled);
        }
        for (known, holds) in self.ways.borrow().iter() {
            // t ≤ k ≤ 0, or t ≥ k > 0.
            if *holds && graph.is_at_most(term, *known) {
                return Ok(true);
            }
            if !*holds && graph.is_at_most(*known, term) {
                return Ok(false);
            }
        }
        Err(Stop::Fork(term))
    }

    /// Works something out on every way that conditions on numbers allow, and joins the results.
    fn forked<T>(&self, work: &mut dyn FnMut() -> Lowered<T>, join: &dyn Fn(Term, T, T) -> Lowered<T>) -> Lowered<T> {
        match work() {
            Err(Stop::Fork(term)) => {
                if self.ways.borrow().len() >= MAX_FORKS {
                    return Err(Undecided::TooManyRegions.into());
                }
                let mut way = |holds: bool| {
                    self.ways.borrow_mut().push((term, holds));
                    let result = self.forked(work, join);
                    self.ways.borrow_mut().pop();
                    result
                };
                let then = way(true)?;
                let otherwise = way(false)?;
                join(term, then, otherwise)
            }
            other => other,
        }
    }

    /// Works something out that asks a question with several answers: once for each that is not asked alike, and splits
    /// the cell where the results differ.
    fn told_apart<T: Clone + PartialEq>(
        &self,
        ctx: &Context<'_>,
        id: QuantityId,
        work: &mut dyn FnMut(&Context<'_>) -> Lowered<T>,
    ) -> Lowered<T> {
        let Some(fact) = self.vocabulary.fact(self.side, id) else { return Err(Stop::Open(id)) };
        let Some(possible) = self.possible(id) else { return Err(Stop::Open(id)) };
        let Some(values) = self.vocabulary.values(self.side, possible) else { return Err(Stop::Open(id)) };
        let mut groups: Vec<(Lowered<T>, Vec<usize>)> = Vec::new();
        let mut known = alike::Known::default();
        for (at, value) in values.iter().enumerate() {
            if let Some(group) = known.group_of(value) {
                groups[group].1.push(at);
                continue;
            }
            let tried = alike::Tried::default();
            let held = Held { fact, value, outer: ctx.held, tried: Some(&tried) };
            let result = work(&Context { held: Some(&held), ..*ctx });
            let group = groups.iter().position(|(known, _)| *known == result).unwrap_or_else(|| {
                groups.push((result, Vec::new()));
                groups.len() - 1
            });
            groups[group].1.push(at);
            known.add(value, tried, group);
        }
        match groups.len() {
            0 => Err(Stop::Impossible),
            1 => groups.remove(0).0,
            _ => Err(Stop::Split(id, groups.iter().map(|(_, places)| possible.at(places)).collect())),
        }
    }
}

/// The facts that hold what a bill comes to and what of it is eligible.
pub(crate) type CostFacts = (Option<FactId>, Option<FactId>);

/// Returns the facts of a bill's cost.
pub(crate) fn cost_facts(program: &Program) -> CostFacts {
    let find = |zh, en| program.find_fact(Some(Owner::Claim), zh).or_else(|| program.find_fact(Some(Owner::Claim), en));
    (find("总费用", "gross_cost"), find("合规费用", "eligible_cost"))
}
