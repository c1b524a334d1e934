//! Programs to cells: the space of persons and bills, parted only where a policy tells answers apart, with what every
//! benefit pays in each part as a term of the cost. The cells tile the space and do not overlap.

use super::canonical::Canonical;
use super::from_ir::{Assumed, Bill, CostFacts, Kind, Lowering, Memory, Slot, Stop, Twins, Workshop, cost_facts};
use super::inequality::Proofs;
use super::notebook::Notebook;
use super::pieces::Store;
use super::shapes::Shapes;
use super::space::{Cell, MOST_MEMBERS, Party, Possible, QuantityId, Vocabulary};
use super::term::{Graph, Input, InputId, Node, Term};
use super::undecided::Undecided;
use crate::base::date::{Date, Period};
use crate::ir::{BenefitId, ClauseBody, Expr, ExprKind, FactId, Given, Type};
use crate::value::Value;
use crate::value::period::{self, YearStart};
use std::cell::{Ref, RefMut};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

/// Which bills are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The first bill of a year.
    #[default]
    FirstBill,
    /// A year of so many equal bills, each of the free amount.
    Bills(u32),
    /// A bill after an earlier one of the same cell and year, each of a free amount; what is paid is the second's.
    History,
    /// A bill after any others, whoever had them and whatever they cost: all that it can ask of them are free amounts,
    /// each by itself. What holds of all amounts holds of any bill; where something fails, no bills need lead there, so
    /// that nothing is shown for it.
    AnyBill,
    /// The same where all parties have come to the same running totals by those bills, as far as they keep the same:
    /// see [`super::later`].
    SameTotals,
    /// A month, a year, or once: what is paid for periods. The free number is the first amount that is worked with.
    Month,
    Year,
    Once,
}

impl View {
    /// Whether the year has more than one bill.
    pub(crate) fn has_several_bills(self) -> bool {
        matches!(self, View::Bills(count) if count > 1)
    }

    pub(crate) fn kind(self) -> Kind {
        match self {
            View::FirstBill | View::Bills(_) | View::History | View::AnyBill | View::SameTotals => Kind::Claim,
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
    /// So many expressions are worked out; the cells left over are not decided.
    pub max_steps: u64,
    /// How many numbers may be free at once; all others are held at their usual values. Of bills only the first of a
    /// year is looked at with several.
    pub numbers: usize,
    /// How those who live together may differ.
    pub household: Household,
    /// Households are looked at up to so many persons.
    pub most_members: i64,
    /// Only these benefits of each side; `None`: all that are paid for what the view is.
    pub benefits: Option<Vec<Vec<BenefitId>>>,
    /// Where a side is known to be like an earlier one in part.
    pub twins: Vec<Twin>,
}

/// A side that works some benefits just as an earlier one does, wherever other benefits come to the same on both: then
/// they are worked once for both. Both call them, and all that they read, by the same places.
#[derive(Clone, Debug)]
pub struct Twin {
    pub side: usize,
    pub of: usize,
    pub alike: Vec<BenefitId>,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope {
            view: View::FirstBill,
            highest: 100_000_000,
            within: Cell::default(),
            max_cells: MAX_CELLS,
            max_steps: u64::MAX,
            numbers: 1,
            household: Household::Alike,
            most_members: MOST_MEMBERS,
            benefits: None,
            twins: Vec::new(),
        }
    }
}

/// A range beyond all amounts.
pub(super) const WITHOUT_END: Input = Input { low: 0, high: 1_000_000_000_000_000 };
/// What is counted is looked at up to this, where nothing else is declared.
const MOST_COUNTED: i64 = 1_000;
/// More cells than this are not looked at.
pub const MAX_CELLS: usize = 20_000;

/// How those who live together may differ; who is meant by the others are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Household {
    /// Not at all.
    Alike,
    /// One may be of another kind than the others; a number that is free is the same for all.
    OneDiffers,
    /// The same, and a number that is free is one person's; the others have what is usual. So every sum over the members
    /// is reached.
    OneHasAll,
}

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
    /// Each benefit by itself: one may be decided where another, and so the total, is not.
    pub benefits: Vec<Vec<(BenefitId, Result<Term, Undecided>)>>,
    /// Of a bill after an earlier one: what both add to the totals, for each side.
    pub histories: Vec<Option<History>>,
    /// One for each [`Ask`]; `None`: it does not concern anybody here.
    pub asked: Vec<Result<Option<Asked>, Undecided>>,
}

/// What two bills in a row add to what later bills can ask for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct History {
    /// Of each benefit: the first bill's and the second's.
    pub tallies: Vec<(BenefitId, Term, Term)>,
    /// Whether anything hangs on how many bills there were.
    pub counts_bills: bool,
    /// Of [`View::SameTotals`]: what the bill adds.
    pub(crate) added: Vec<(Slot, Term)>,
}

impl Settled {
    fn of(cell: Cell, sides: Vec<Rc<SettledSide>>, asked: Vec<Result<Option<Asked>, Undecided>>) -> Settled {
        Settled {
            cell,
            benefits: sides.iter().map(|own| own.each.clone()).collect(),
            histories: sides.iter().map(|own| own.history.clone()).collect(),
            sides: sides.iter().map(|own| own.paid.clone()).collect(),
            asked,
        }
    }

    /// Returns what a benefit of a side pays; `None` when it is not among those meant.
    pub fn benefit(&self, side: usize, id: BenefitId) -> Option<Result<Term, Undecided>> {
        self.benefits[side].iter().find(|(own, _)| *own == id).map(|(_, paid)| paid.clone())
    }
}

/// The whole space.
pub struct Space<'p> {
    pub parties: Vec<Party<'p>>,
    pub vocabulary: Rc<Vocabulary>,
    pub cells: Vec<Settled>,
    /// Questions held at one value, since they are worked with as numbers.
    pub held: BTreeMap<QuantityId, Value>,
    /// Questions that followed their default expression.
    pub followed: BTreeSet<QuantityId>,
    /// The eligible cost of a bill: the free number.
    pub cost: InputId,
    pub cost_term: Term,
    /// The cost of the bill after an earlier one; `cost` is the earlier one's.
    pub later: Option<(InputId, Term)>,
    /// Of a bill after any others: days of those, with what they cost and what of that is eligible.
    unknown: Vec<(Date, [Term; 2])>,
    /// Of a period: what the free number is.
    pub free: Option<QuantityId>,
    /// All free numbers of a period, `free` the first; those of a bill, the eligible cost the first, where it has
    /// several.
    pub numbers: Vec<(QuantityId, InputId, Term)>,
    /// Whether the whole cost is taken to be the eligible one because it has no default.
    pub equal_costs: bool,
    pub scope: Scope,
    workshop: Rc<Workshop>,
}

impl Space<'_> {
    /// Returns the graph in which all terms stand.
    pub fn graph(&self) -> Ref<'_, Graph> {
        self.workshop.graph.borrow()
    }

    /// Returns the pieces of its terms.
    pub(crate) fn store(&self) -> &Store {
        &self.workshop.store
    }

    /// Returns the shapes of its terms.
    pub(super) fn shapes(&self) -> RefMut<'_, Shapes> {
        self.workshop.shapes.borrow_mut()
    }

    /// Returns the totals that several parties keep alike.
    pub(super) fn twins(&self) -> &Twins {
        &self.workshop.twins
    }

    /// Returns the totals of which some free amounts are.
    pub(super) fn totals_of(&self, inputs: &BTreeSet<InputId>) -> BTreeSet<Slot> {
        let (graph, amounts) = (self.graph(), self.workshop.amounts.borrow());
        let is_among = |term: &Term| matches!(graph.node(*term), Node::Input(id) if inputs.contains(id));
        amounts.iter().filter(|(_, term)| is_among(term)).map(|((slot, _), _)| *slot).collect()
    }

    /// Returns what has been proved of its terms by how they are made.
    pub(crate) fn proofs(&self) -> RefMut<'_, Proofs> {
        self.workshop.proofs.borrow_mut()
    }

    /// Returns what stands for what is worded differently.
    pub(super) fn forms(&self) -> RefMut<'_, Canonical> {
        self.workshop.forms.borrow_mut()
    }

    /// Makes a term.
    pub fn make<T>(&self, work: impl FnOnce(&mut Graph) -> Result<T, super::exact::TooLarge>) -> Result<T, Undecided> {
        work(&mut self.workshop.graph.borrow_mut()).map_err(|_| Undecided::FiguresTooLarge)
    }

    /// Whether other numbers beside the cost of a bill may be free.
    fn may_have_several(&self) -> bool {
        self.scope.view == View::FirstBill && self.scope.numbers > 1
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

    /// Returns for each benefit of a side the side that works it just so.
    fn origins(&self, side: usize) -> Vec<usize> {
        let twins = || self.scope.twins.iter().filter(|own| own.side == side);
        let origin = |at: usize| twins().find(|own| own.alike.contains(&BenefitId(at as u32))).map(|own| own.of);
        (0..self.parties[side].program.benefits.len()).map(|at| origin(at).unwrap_or(side)).collect()
    }

    /// Returns the bills of the view as dates, for one side.
    pub fn dates(&self, side: usize) -> Vec<Date> {
        let program = self.parties[side].program;
        let clauses = program.benefits.iter().flat_map(|own| &own.clauses).flat_map(|own| &own.versions);
        let begins = clauses.into_iter().find_map(|version| match version.body {
            ClauseBody::YearFrom { month, day } => Date::new(2001, month as i8, day as i8),
            _ => None,
        });
        let begins = begins.and_then(|day| Some(day.days_since(Date::new(2001, 1, 1)?) as i32)).unwrap_or(0);
        dates(self.scope.view, self.parties[side].date, begins)
    }
}

fn dates(view: View, on: Date, begins: i32) -> Vec<Date> {
    match view {
        View::FirstBill | View::Once => vec![on],
        View::Month => vec![on.first_of_month()],
        View::Year => Date::new(on.year(), 1, 1).into_iter().collect(),
        View::History => {
            // Some months apart in one year of the policy, wherever that begins.
            let start = Date::new(on.year(), 1, 1).unwrap_or(on).plus_days(i64::from(begins)).unwrap_or(on);
            [2, 8].iter().filter_map(|months| start.plus_months(*months)).collect()
        }
        // Those before it stand for the periods in which they lie: see `days_before`.
        View::AnyBill | View::SameTotals => vec![on],
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

/// Returns days before a bill that stand for all others: in an earlier year, in another quarter of its year, in another
/// month of its quarter, on another day of its month, on its day; and where years begin on several days, in the year of
/// some benefits and not of others. What is summed over a period is summed over those that lie in it. `None`: where a
/// year of benefits begins within a quarter.
pub fn days_before(parties: &[Party<'_>]) -> Option<Vec<Date>> {
    let on = parties.first()?.date;
    let clauses = parties.iter().flat_map(|party| &party.program.benefits).flat_map(|own| &own.clauses);
    let mut years = vec![YearStart::CALENDAR];
    years.extend(clauses.flat_map(|own| &own.versions).filter_map(|version| match version.body {
        ClauseBody::YearFrom { month, day } => Some(YearStart { month, day }),
        _ => None,
    }));
    let in_years =
        |day: &Date| -> Vec<bool> { years.iter().map(|year| period::same(Period::Year, *day, on, *year)).collect() };
    let same = |period: Period, day: &Date| years.iter().all(|year| period::same(period, *day, on, *year));
    let months =
        || (1..12).flat_map(|count| [-count, count]).filter_map(|count| on.first_of_month().plus_months(count));
    let in_year = months().find(|day| same(Period::Year, day) && !same(Period::Quarter, day))?;
    let in_quarter = months().find(|day| same(Period::Year, day) && same(Period::Quarter, day))?;
    let in_month = [on.first_of_month(), on.last_of_month()].into_iter().find(|day| day != &on)?;
    let mut days = vec![on.plus_months(-60)?, in_year, in_quarter, in_month, on];
    if !days[3..].iter().all(|day| same(Period::Year, day)) {
        return None;
    }
    let mut known: Vec<Vec<bool>> = days.iter().map(in_years).collect();
    for day in months() {
        let own = in_years(&day);
        if !known.contains(&own) {
            known.push(own);
            days.insert(0, day);
        }
    }
    Some(days)
}

/// Lays out the space for some parties.
pub fn explore<'p>(parties: &[Party<'p>], scope: &Scope) -> Result<Space<'p>, Undecided> {
    explore_asking(&Notebook::default(), parties, scope, &[])
}

/// The same, and works out some expressions in every cell; what a notebook knows of the parties is not worked out again.
pub fn explore_asking<'p>(
    notebook: &Notebook<'p>,
    parties: &[Party<'p>],
    scope: &Scope,
    asks: &[Ask<'p>],
) -> Result<Space<'p>, Undecided> {
    let page = notebook.page(parties, scope)?;
    let mut space = Space {
        parties: parties.to_vec(),
        vocabulary: page.vocabulary,
        cells: Vec::new(),
        held: BTreeMap::new(),
        followed: BTreeSet::new(),
        cost: page.cost,
        cost_term: page.cost_term,
        later: page.later,
        unknown: page.unknown,
        free: None,
        numbers: Vec::new(),
        equal_costs: false,
        scope: scope.clone(),
        workshop: page.workshop,
    };
    if space.may_have_several() {
        let eligible = |(side, party): (usize, &Party<'_>)| {
            cost_facts(party.program).1.map(|fact| space.vocabulary.of_fact(side, fact))
        };
        if let Some(question) = parties.iter().enumerate().find_map(eligible) {
            space.numbers.push((question, space.cost, space.cost_term));
        }
    }
    let mut assumed = Assumed::default();
    loop {
        let bills: Vec<Vec<Bill>> = (0..parties.len()).map(|side| bills(&mut space, side)).collect();
        space.cells.clear();
        space.followed.clear();
        match lay_out(&mut space, &assumed, &bills, asks)? {
            None => break,
            Some(question)
                if space.scope.view.kind() != Kind::Claim
                    && space.free.is_none()
                    && space.vocabulary.asked_of_others(question).is_none()
                    && is_money(&space, question) =>
            {
                space.free = Some(question);
                space.numbers.push((question, space.cost, space.cost_term));
            }
            Some(question)
                if (space.free.is_some() || space.may_have_several())
                    && (1..scope.numbers).contains(&space.numbers.len())
                    && space.vocabulary.quantity(question).whole =>
            {
                let most = most_of(&space, question);
                let input = space.vocabulary.range(question, most);
                let mut graph = space.workshop.graph.borrow_mut();
                let id = InputId(graph.inputs().len() as u32);
                let term = graph.input(input);
                drop(graph);
                space.numbers.push((question, id, term));
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

/// Returns up to what a number is looked at, where nothing is declared: a year of days, and so on.
fn most_of(space: &Space<'_>, question: QuantityId) -> i64 {
    match &space.vocabulary.quantity(question).ty {
        Type::Quantity(unit) if unit.is_money() => space.scope.highest,
        Type::Quantity(unit) if unit.is_duration() => space.scope.highest.min(365),
        _ => space.scope.highest.min(MOST_COUNTED),
    }
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
        for (question, _, term) in &space.numbers {
            numbers.extend(space.vocabulary.fact(side, *question).map(|fact| (fact, *term)));
        }
        let of_day = |date| Bill { kind, date, numbers: numbers.clone(), unknown: false };
        return space.dates(side).into_iter().map(of_day).collect();
    }
    for (question, _, term) in space.numbers.iter().skip(1) {
        numbers.extend(space.vocabulary.fact(side, *question).map(|fact| (fact, *term)));
    }
    numbers.extend(eligible.map(|fact| (fact, space.cost_term)));
    let mut gross_is_free = false;
    if let Some(gross) = gross {
        // The whole cost follows its default where that is an expression; else it is the eligible cost.
        let followed = party.program.fact(gross).default.as_ref();
        if !followed.is_some_and(|default| !matches!(&*default.kind, ExprKind::Constant(_))) {
            numbers.insert(gross, space.cost_term);
            space.equal_costs = true;
            gross_is_free = true;
        }
    }
    let of_day = |date| Bill { kind, date, numbers: numbers.clone(), unknown: false };
    let mut bills: Vec<Bill> = space.dates(side).into_iter().map(of_day).collect();
    let unknown = space.unknown.iter().map(|(date, costs)| {
        let numbers = [gross, eligible].into_iter().zip(costs).filter_map(|(fact, cost)| Some((fact?, *cost)));
        Bill { kind, date: *date, numbers: numbers.collect(), unknown: true }
    });
    bills.splice(0..0, unknown);
    if let Some((_, later)) = space.later {
        for bill in bills.iter_mut().skip(1) {
            bill.numbers.extend(eligible.map(|fact| (fact, later)));
            bill.numbers.extend(gross.filter(|_| gross_is_free).map(|fact| (fact, later)));
        }
    }
    bills
}

/// Returns the value at which a number is held: its default, or what most typical persons have.
fn held_at(parties: &[Party<'_>], vocabulary: &Vocabulary, question: QuantityId) -> Option<Value> {
    let question = vocabulary.asked_of_others(question).unwrap_or(question);
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

/// What is known of a side in a cell that is still open, and in all parts of it.
#[derive(Clone, Default)]
struct Known {
    memory: Rc<Memory>,
    /// What it comes to, once all of it is decided.
    settled: Option<Rc<SettledSide>>,
}

/// What a side comes to in a cell.
struct SettledSide {
    paid: Result<Paid, Undecided>,
    each: Vec<(BenefitId, Result<Term, Undecided>)>,
    history: Option<History>,
    /// By the place among all that is asked.
    asked: Vec<(usize, Result<Option<Asked>, Undecided>)>,
}

impl SettledSide {
    fn undecided(undecided: &Undecided, ids: &[BenefitId]) -> SettledSide {
        let each = ids.iter().map(|id| (*id, Err(undecided.clone()))).collect();
        SettledSide { paid: Err(undecided.clone()), each, history: None, asked: Vec::new() }
    }

    /// Whether a part of the cell can tell nothing more.
    fn is_decided(&self) -> bool {
        self.paid.is_ok() && self.asked.iter().all(|(_, own)| own.is_ok())
    }
}

/// Fills in the cells; returns a question that must be held at one value first.
fn lay_out<'p>(
    space: &mut Space<'p>,
    assumed: &Assumed,
    bills: &[Vec<Bill>],
    asks: &[Ask<'p>],
) -> Result<Option<QuantityId>, Undecided> {
    let mut open: Vec<(Cell, Vec<Known>)> =
        vec![(space.scope.within.clone(), vec![Known::default(); space.parties.len()])];
    let mut cells = Vec::new();
    let mut followed = BTreeSet::new();
    let mut steps: u64 = 0;
    let ground = space.workshop.recollection.borrow_mut().ground(bills, assumed);
    let costs: Vec<CostFacts> = space.parties.iter().map(|party| cost_facts(party.program)).collect();
    let benefits: Vec<Vec<BenefitId>> = (0..space.parties.len()).map(|side| space.benefits(side)).collect();
    let origins: Vec<Vec<usize>> = (0..space.parties.len()).map(|side| space.origins(side)).collect();
    while let Some((cell, mut known)) = open.pop() {
        if steps > space.scope.max_steps {
            let undecided = Undecided::TooManyRegions;
            let sides = benefits.iter().map(|ids| Rc::new(SettledSide::undecided(&undecided, ids))).collect();
            let asked = asks.iter().map(|_| Err(undecided.clone())).collect();
            cells.push(Settled::of(cell, sides, asked));
            continue;
        }
        let mut sides: Vec<Rc<SettledSide>> = Vec::new();
        let mut split: Option<(QuantityId, Vec<Possible>)> = None;
        let mut impossible = false;
        for side in 0..known.len() {
            if let Some(settled) = &known[side].settled {
                sides.push(Rc::clone(settled));
                continue;
            }
            let memory = std::mem::take(&mut known[side].memory);
            let party = (space.parties[side], side, costs[side]);
            let of_cell = (&*space.vocabulary, &cell, assumed);
            let shop = (&*space.workshop, ground, origins[side].as_slice());
            let lowering = Lowering::new(party, of_cell, &bills[side], shop, memory);
            let mut asked = Vec::new();
            // Nobody wants to know what is paid to whom no question concerns.
            let concerned = answered(&lowering, side, asks, &mut asked);
            let ids: &[BenefitId] = if matches!(concerned, Ok(false)) { &[] } else { &benefits[side] };
            // After an earlier bill only the later one is paid for.
            let which = match space.later {
                Some(_) => 1..2,
                None => space.unknown.len()..bills[side].len(),
            };
            let result = concerned.and_then(|_| paid(&lowering, ids, which)).and_then(|own| {
                let history = match space.scope.view {
                    View::SameTotals => added(&lowering, side, ids, bills[side].len() - 1)?,
                    _ => space.later.map(|_| history(&lowering, ids)).transpose()?.flatten(),
                };
                Ok((own, history))
            });
            followed.extend(lowering.asked_pins.borrow().iter().copied());
            steps = steps.saturating_add(lowering.steps_done());
            known[side].memory = lowering.into_memory();
            let settled = match result {
                Ok(((paid, each), history)) => SettledSide { paid, each, history, asked },
                Err(Stop::Split(question, parts)) => {
                    split = Some((question, parts));
                    break;
                }
                Err(Stop::Open(question)) => {
                    split = Some((question, singles(space, &cell, question)?));
                    break;
                }
                Err(Stop::Pin(question)) => return Ok(Some(question)),
                Err(Stop::Impossible) => {
                    impossible = true;
                    break;
                }
                Err(stop) => SettledSide { asked, ..SettledSide::undecided(&stop.undecided(), ids) },
            };
            let settled = Rc::new(settled);
            let has_history =
                settled.history.is_some() || space.later.is_none() && space.scope.view != View::SameTotals;
            let is_decided = settled.is_decided() && has_history;
            known[side].settled = is_decided.then(|| Rc::clone(&settled));
            sides.push(settled);
        }
        if impossible {
            continue;
        }
        match split {
            Some((question, parts)) => {
                // The first part is looked at first.
                for part in parts.into_iter().rev() {
                    open.push((cell.with(question, part), known.clone()));
                }
            }
            None => {
                let mut asked = vec![Ok(None); asks.len()];
                for (at, own) in sides.iter().flat_map(|own| &own.asked) {
                    asked[*at] = own.clone();
                }
                cells.push(Settled::of(cell, sides, asked));
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
    asked: &mut Vec<(usize, Result<Option<Asked>, Undecided>)>,
) -> Result<bool, Stop> {
    let mut concerned = asks.iter().all(|own| own.side != side);
    for (at, own) in asks.iter().enumerate() {
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
        let answer = match worked {
            Ok(own) => Ok(own),
            Err(Stop::Fork(_)) => Err(Undecided::TooManyRegions),
            Err(Stop::NoRowForIdentity(span)) => Err(Undecided::NoAnswers(String::new(), span)),
            Err(Stop::Undecided(undecided)) => Err(undecided),
            Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible)) => return Err(stop),
        };
        asked.push((at, answer));
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

/// What all benefits come to, and each by itself.
type Each = (Result<Paid, Undecided>, Vec<(BenefitId, Result<Term, Undecided>)>);

fn paid(lowering: &Lowering<'_, '_>, benefits: &[BenefitId], bills: Range<usize>) -> Result<Each, Stop> {
    let mut paid = Ok(Paid { total: lowering.nothing(), benefits: Vec::new() });
    let mut each = Vec::new();
    for id in benefits {
        let own = match of_benefit(lowering, *id, bills.clone()) {
            Ok(term) => Ok(term),
            Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible)) => return Err(stop),
            Err(stop) => Err(stop.undecided()),
        };
        paid = match (paid, &own) {
            (Ok(sum), Ok(term)) => {
                let mut benefits = sum.benefits;
                benefits.push((*id, *term));
                Ok(Paid { total: lowering.sum(sum.total, *term)?, benefits })
            }
            (Err(known), _) => Err(known),
            (Ok(_), Err(undecided)) => Err(undecided.clone()),
        };
        each.push((*id, own));
    }
    Ok((paid, each))
}

fn of_benefit(lowering: &Lowering<'_, '_>, id: BenefitId, bills: Range<usize>) -> Result<Term, Stop> {
    let mut sum = lowering.nothing();
    for bill in bills {
        let payment = lowering.outcome(id, bill)?.payment;
        sum = lowering.sum(sum, payment)?;
    }
    Ok(sum)
}

/// Returns what two bills in a row add to the totals; `None` where one of them is not decided.
fn history(lowering: &Lowering<'_, '_>, benefits: &[BenefitId]) -> Result<Option<History>, Stop> {
    let mut tallies = Vec::new();
    for id in benefits {
        let outcomes = (lowering.outcome(*id, 0), lowering.outcome(*id, 1));
        let (first, second) = match outcomes {
            (Ok(first), Ok(second)) => (first, second),
            (Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible)), _)
            | (_, Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible))) => return Err(stop),
            (Err(_), _) | (_, Err(_)) => return Ok(None),
        };
        let pairs = first.totals().into_iter().zip(second.totals());
        tallies.extend(pairs.map(|(first, second)| (*id, first, second)));
    }
    Ok(Some(History { tallies, counts_bills: lowering.counts_bills(), added: Vec::new() }))
}

/// Returns what a bill adds to the totals; `None` where that is not decided.
fn added(
    lowering: &Lowering<'_, '_>,
    side: usize,
    benefits: &[BenefitId],
    bill: usize,
) -> Result<Option<History>, Stop> {
    let mut added = Vec::new();
    for id in benefits {
        match lowering.outcome(*id, bill) {
            Ok(own) => added.extend(own.slots(side, *id)),
            Err(stop @ (Stop::Split(..) | Stop::Open(_) | Stop::Pin(_) | Stop::Impossible)) => return Err(stop),
            Err(_) => return Ok(None),
        }
    }
    Ok(Some(History { tallies: Vec::new(), counts_bills: lowering.counts_bills(), added }))
}
