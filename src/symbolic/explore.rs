//! Programs to cells: the space of persons and bills, parted only where a policy tells answers apart, with what every
//! benefit pays in each part as a term of the cost. The cells tile the space and do not overlap.

use super::from_ir::{Assumed, Bill, Kind, Lowering, Memory, Stop, Workshop, cost_facts};
use super::space::{Cell, Party, Possible, QuantityId, Vocabulary};
use super::term::{Graph, Input, InputId, Term};
use super::undecided::Undecided;
use crate::base::date::Date;
use crate::ir::{BenefitId, Expr, ExprKind, FactId, Given, Type};
use crate::value::Value;
use std::cell::Ref;
use std::collections::{BTreeMap, BTreeSet};

/// Which bills are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The first bill of a year.
    #[default]
    FirstBill,
    /// A year of so many equal bills, each of the free amount.
    Bills(u32),
    /// A month, a year, or once: what is paid for periods. The free number is the first amount that is worked with.
    Month,
    Year,
    Once,
}

impl View {
    pub(crate) fn kind(self) -> Kind {
        match self {
            View::FirstBill | View::Bills(_) => Kind::Claim,
            View::Month => Kind::Month,
            View::Year => Kind::Year,
            View::Once => Kind::Once,
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Scope {
    pub view: View,
    /// The highest cost of a bill, in 分.
    pub highest: i64,
    /// Only this part of the space.
    pub within: Cell,
    pub max_cells: usize,
    /// Only these benefits of each side; `None`: all that are paid for what the view is.
    pub benefits: Option<Vec<Vec<BenefitId>>>,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope {
            view: View::FirstBill,
            highest: 100_000_000,
            within: Cell::default(),
            max_cells: MAX_CELLS,
            benefits: None,
        }
    }
}

/// More cells than this are not looked at.
pub const MAX_CELLS: usize = 20_000;

/// What a party pays in a cell, over all bills of the view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    pub total: Term,
    /// Benefits of claims in the order in which they are worked.
    pub benefits: Vec<(BenefitId, Term)>,
}

/// Something that is to be worked out in every cell beside what is paid.
#[derive(Clone, Debug)]
pub struct Ask<'p> {
    pub side: usize,
    /// The bill on which it is asked; `None`: all bills together, their amounts summed.
    pub bill: Option<usize>,
    /// Where this does not hold, nothing is asked.
    pub when: Option<&'p Expr>,
    pub what: What<'p>,
}

/// What can be asked in every cell.
#[derive(Clone, Debug)]
pub enum What<'p> {
    /// A number, or a truth.
    Expr(&'p Expr),
    /// The whole cost of a bill; where no fact holds it, what of it is eligible.
    Cost,
    /// What these benefits pay; `None`: all of them.
    Paid(Option<Vec<BenefitId>>),
}

/// What was asked, in a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// 1 where it is asked at all, else 0.
    pub concerned: Term,
    /// A truth is 1 or 0.
    pub worth: Term,
}

/// A cell with what each party pays in it.
#[derive(Clone, Debug)]
pub struct Settled {
    pub cell: Cell,
    pub sides: Vec<Result<Paid, Undecided>>,
    /// One for each [`Ask`]; `None`: it does not concern anybody here.
    pub asked: Vec<Result<Option<Asked>, Undecided>>,
}

/// The whole space.
pub struct Space<'p> {
    pub parties: Vec<Party<'p>>,
    pub vocabulary: Vocabulary,
    pub cells: Vec<Settled>,
    /// Questions held at one value, since they are worked with as numbers.
    pub held: BTreeMap<QuantityId, Value>,
    /// Questions that followed their default expression.
    pub followed: BTreeSet<QuantityId>,
    /// The eligible cost of a bill: the free number.
    pub cost: InputId,
    pub cost_term: Term,
    /// Of a period: what the free number is.
    pub free: Option<QuantityId>,
    /// Whether the whole cost is taken to be the eligible one because it has no default.
    pub equal_costs: bool,
    pub scope: Scope,
    workshop: Workshop,
}

impl Space<'_> {
    /// Returns the graph in which all terms stand.
    pub fn graph(&self) -> Ref<'_, Graph> {
        self.workshop.graph.borrow()
    }

    /// Makes a term.
    pub fn make<T>(&self, work: impl FnOnce(&mut Graph) -> Result<T, super::exact::TooLarge>) -> Result<T, Undecided> {
        work(&mut self.workshop.graph.borrow_mut()).map_err(|_| Undecided::FiguresTooLarge)
    }

    /// Returns the benefits of a side that are meant, in the order in which they are worked.
    pub fn benefits(&self, side: usize) -> Vec<BenefitId> {
        let program = self.parties[side].program;
        let fits = |id: &&BenefitId| match &self.scope.benefits {
            Some(all) => all.get(side).is_some_and(|own| own.contains(id)),
            None => Kind::of(program.benefit(**id).occasion) == self.scope.view.kind(),
        };
        program.order.iter().filter(fits).copied().collect()
    }

    /// Returns the bills of the view as dates, for one side.
    pub fn dates(&self, side: usize) -> Vec<Date> {
        dates(self.scope.view, self.parties[side].date)
    }
}

fn dates(view: View, on: Date) -> Vec<Date> {
    match view {
        View::FirstBill | View::Once => vec![on],
        View::Month => vec![on.first_of_month()],
        View::Year => Date::new(on.year(), 1, 1).into_iter().collect(),
        View::Bills(count) => {
            let count = count.clamp(1, 24);
            let day = |at: u32| {
                let month = (12 * at / count + 1) as i8;
                // Two in a month stand on different days.
                let place = 12 * at % count;
                Date::new(on.year(), month, if count > 12 && place > 0 { 20 } else { 10 })
            };
            (0..count).filter_map(day).collect()
        }
    }
}

/// Lays out the space for some parties.
pub fn explore<'p>(parties: &[Party<'p>], scope: &Scope) -> Result<Space<'p>, Undecided> {
    explore_asking(parties, scope, &[])
}

/// The same, and works out some expressions in every cell.
pub fn explore_asking<'p>(parties: &[Party<'p>], scope: &Scope, asks: &[Ask<'p>]) -> Result<Space<'p>, Undecided> {
    let vocabulary = Vocabulary::new(parties);
    let workshop = Workshop::default();
    let input = Input { low: 0, high: scope.highest.max(1) };
    let cost_term = workshop.graph.borrow_mut().input(input);
    let mut space = Space {
        parties: parties.to_vec(),
        vocabulary,
        cells: Vec::new(),
        held: BTreeMap::new(),
        followed: BTreeSet::new(),
        cost: InputId(0),
        cost_term,
        free: None,
        equal_costs: false,
        scope: scope.clone(),
        workshop,
    };
    let mut assumed = Assumed::default();
    loop {
        let bills: Vec<Vec<Bill>> = (0..parties.len()).map(|side| bills(&mut space, side)).collect();
        space.cells.clear();
        space.followed.clear();
        match lay_out(&mut space, &assumed, &bills, asks)? {
            None => break,
            Some(question)
                if space.scope.view.kind() != Kind::Claim && space.free.is_none() && is_money(&space, question) =>
            {
                space.free = Some(question);
            }
            Some(question) => match held_at(parties, &space.vocabulary, question) {
                Some(value) => {
                    assumed.pinned.insert(question, value);
                }
                None => {
                    assumed.unanswered.insert(question);
                }
            },
        }
    }
    space.held = assumed.pinned;
    Ok(space)
}

fn is_money(space: &Space<'_>, question: QuantityId) -> bool {
    matches!(&space.vocabulary.quantity(question).ty, Type::Quantity(unit) if unit.is_money())
}

fn bills(space: &mut Space<'_>, side: usize) -> Vec<Bill> {
    let party = space.parties[side];
    let kind = space.scope.view.kind();
    let (gross, eligible) = cost_facts(party.program);
    let mut numbers: BTreeMap<FactId, Term> = BTreeMap::new();
    if kind != Kind::Claim {
        let free = space.free.and_then(|question| space.vocabulary.fact(side, question));
        numbers.extend(free.map(|fact| (fact, space.cost_term)));
        return space.dates(side).into_iter().map(|date| Bill { kind, date, numbers: numbers.clone() }).collect();
    }
    numbers.extend(eligible.map(|fact| (fact, space.cost_term)));
    if let Some(gross) = gross {
        // The whole cost follows its default where that is an expression; else it is the eligible cost.
        let followed = party.program.fact(gross).default.as_ref();
        if !followed.is_some_and(|default| !matches!(&*default.kind, ExprKind::Constant(_))) {
            numbers.insert(gross, space.cost_term);
            space.equal_costs = true;
        }
    }
    space.dates(side).into_iter().map(|date| Bill { kind, date, numbers: numbers.clone() }).collect()
}

/// Returns the value at which a number is held: its default, or what most typical persons have.
fn held_at(parties: &[Party<'_>], vocabulary: &Vocabulary, question: QuantityId) -> Option<Value> {
    for (side, party) in parties.iter().enumerate() {
        let Some(fact) = vocabulary.fact(side, question) else { continue };
        if let Some(default) = &party.program.fact(fact).default
            && let ExprKind::Constant(value) = &*default.kind
        {
            return Some(value.clone());
        }
    }
    for (side, party) in parties.iter().enumerate() {
        let Some(fact) = vocabulary.fact(side, question) else { continue };
        let given = party
            .program
            .typical
            .iter()
            .flat_map(|scene| scene.given.iter().chain(scene.members.iter().flat_map(|member| &member.given)));
        for own in given {
            if let Given::Fact(id, value) = own
                && *id == fact
            {
                return Some(value.clone());
            }
        }
    }
    None
}

/// Fills in the cells; returns a question that must be held at one value first.
fn lay_out<'p>(
    space: &mut Space<'p>,
    assumed: &Assumed,
    bills: &[Vec<Bill>],
    asks: &[Ask<'p>],
) -> Result<Option<QuantityId>, Undecided> {
    let mut open: Vec<(Cell, Vec<Memory>)> =
        vec![(space.scope.within.clone(), vec![Memory::default(); space.parties.len()])];
    let mut cells = Vec::new();
    let mut followed = BTreeSet::new();
    while let Some((cell, memories)) = open.pop() {
        let mut left = Vec::new();
        let mut sides = Vec::new();
        let mut asked: Vec<Option<Result<Option<Asked>, Undecided>>> = vec![None; asks.len()];
        let mut split: Option<(QuantityId, Vec<Possible>)> = None;
        let mut impossible = false;
        for (side, memory) in memories.into_iter().enumerate() {
            if split.is_some() || impossible {
                left.push(memory);
                continue;
            }
            let known = (&space.vocabulary, &cell, assumed);
            let lowering = Lowering::new(space.parties[side], side, known, &bills[side], &space.workshop, memory);
            // Nobody wants to know what is paid to whom no question concerns.
            let result = answered(&lowering, side, asks, &mut asked).and_then(|concerned| {
                let benefits = if concerned { space.benefits(side) } else { Vec::new() };
                paid(&lowering, &benefits, bills[side].len())
            });
            followed.extend(lowering.asked_pins.borrow().iter().copied());
            left.push(lowering.into_memory());
            match result {
                Ok(paid) => sides.push(Ok(paid)),
                Err(Stop::Split(question, parts)) => split = Some((question, parts)),
                Err(Stop::Open(question)) => split = Some((question, singles(space, &cell, question)?)),
                Err(Stop::Pin(question)) => return Ok(Some(question)),
                Err(Stop::Impossible) => impossible = true,
                Err(Stop::Fork(_)) => sides.push(Err(Undecided::TooManyRegions)),
                Err(Stop::NoRowForIdentity(span)) => sides.push(Err(Undecided::NoAnswers(String::new(), span))),
                Err(Stop::Undecided(undecided)) => sides.push(Err(undecided)),
            }
        }
        if impossible {
            continue;
        }
        match split {
            Some((question, parts)) => {
                // The first part is looked at first.
                for part in parts.into_iter().rev() {
                    open.push((cell.with(question, part), left.clone()));
                }
            }
            None => {
                let asked = asked.into_iter().map(|own| own.unwrap_or(Ok(None))).collect();
                cells.push(Settled { cell, sides, asked });
            }
        }
        if cells.len() + open.len() > space.scope.max_cells {
            return Err(Undecided::TooManyCells(space.scope.max_cells));
        }
    }
    space.cells = cells;
    space.followed = followed.into_iter().filter(|own| !assumed.pinned.contains_key(own)).collect();
    Ok(None)
}

/// Works out what is asked of a side; returns whether anybody is concerned, or what stops the work.
fn answered<'p>(
    lowering: &Lowering<'_, 'p>,
    side: usize,
    asks: &[Ask<'p>],
    asked: &mut [Option<Result<Option<Asked>, Undecided>>],
) -> Result<bool, Stop> {
    let mut concerned = asks.iter().all(|own| own.side != side);
    for (own, answer) in asks.iter().zip(asked) {
        if own.side != side {
            continue;
        }
        let work = || -> Result<Option<Asked>, Stop> {
            let concerned = match own.when {
                Some(when) => lowering.asked_of(when, own.bill)?,
                None => lowering.always(),
            };
            if concerned == lowering.nothing() {
                return Ok(None);
            }
            let worth = match &own.what {
                What::Expr(expr) => lowering.asked_of(expr, own.bill)?,
                What::Cost => lowering.cost_of(own.bill)?,
                What::Paid(benefits) => lowering.paid_on(own.bill, benefits.as_deref())?,
            };
            Ok(Some(Asked { concerned, worth }))
        };
        let worked = work();
        concerned |= !matches!(worked, Ok(None));
        *answer = Some(match worked {
            Ok(own) => Ok(own),
            Err(Stop::Fork(_)) => Err(Undecided::TooManyRegions),
            Err(Stop::NoRowForIdentity(span)) => Err(Undecided::NoAnswers(String::new(), span)),
            Err(Stop::Undecided(undecided)) => Err(undecided),
            Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible)) => return Err(stop),
        });
    }
    Ok(concerned)
}

/// Every answer by itself.
fn singles(space: &Space<'_>, cell: &Cell, question: QuantityId) -> Result<Vec<Possible>, Undecided> {
    let possible = cell.possible(&space.vocabulary, question);
    match possible.as_ref().and_then(|own| own.count().map(|count| (own, count))) {
        Some((own, count)) => Ok((0..count).map(|at| own.at(&[at])).collect()),
        None => Err(Undecided::TooManyCells(space.scope.max_cells)),
    }
}

fn paid(lowering: &Lowering<'_, '_>, benefits: &[BenefitId], bills: usize) -> Result<Paid, Stop> {
    let mut paid = Paid { total: lowering.nothing(), benefits: Vec::new() };
    for id in benefits {
        let mut sum = lowering.nothing();
        for bill in 0..bills {
            let payment = lowering.outcome(*id, bill)?.payment;
            sum = lowering.sum(sum, payment)?;
        }
        paid.total = lowering.sum(paid.total, sum)?;
        paid.benefits.push((*id, sum));
    }
    Ok(paid)
}
