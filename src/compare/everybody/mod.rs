//! The exact answer: for which persons and which costs the two pay differently, and by how much. Over all persons and
//! costs, from the engine for all cases; every example has been settled by the evaluator. [`regions`] brings cells
//! together, [`example`] invents the patients, [`people`] names who is meant.

mod areas;
mod beyond;
mod causes;
mod example;
mod people;
mod regions;
mod running;
mod several;
mod year;

use super::data::{Key, Subject};
use super::freeze::frozen;
use super::shared::{Both, Shared, Which};
use crate::base::beside;
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::interp::record::BenefitRecord;
use crate::ir::{ClauseWord, Occasion};
use crate::symbolic::explore::{Household, Scope, Settled, View, explore};
use crate::symbolic::space::Party;
use crate::symbolic::undecided::Undecided;
use regions::Work;

/// What the two pay to everybody.
#[derive(Clone, Debug)]
pub struct Everybody {
    /// The costs looked at reach from 0 to this, in 分.
    pub highest: Number,
    /// How many kinds of persons and bills the two policies tell apart.
    pub cells: usize,
    /// What was taken for granted.
    pub assumptions: Vec<Text>,
    /// All layers together first, then each benefit that pays on a bill.
    pub subjects: Vec<Compared>,
    /// A year of four equal bills, all layers together; looked at where the first bill shows no difference, or where
    /// everything is asked for.
    pub year: Option<Compared>,
    /// What each difference alone does, where there are few.
    pub causes: Option<Causes>,
    /// The year as a whole, and bills late in it; or why that is not decided.
    pub views: Result<Views, Text>,
    /// Of two that pay the same on a first bill and over a year of equal ones: whether they do so after any bills.
    pub beyond: Option<Beyond>,
}

/// Whether two that pay the same on the bills looked at pay the same on later ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// Proved, to the 分: on every bill, whoever had which bills before.
    Always,
    /// Roundings aside, on every bill after one of the same kind, whatever both cost; more is not shown.
    AfterOne,
    /// Not decided, and why.
    Open(Option<Text>),
    /// They do not: [`Views::later`] has a bill.
    Apart,
}

/// What is known beyond the first bill of a year.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// Looked at for the typical persons only.
    pub of_typical: bool,
    pub spread: Both<Spread>,
    /// What either pays of a further cost, by what the year's bills have come to, where that says it all.
    pub running: Vec<Running>,
    /// Elsewhere: who pays more on a bill after one other, for costs of that at which something changes.
    pub after: Vec<After>,
    /// The same by what both cost, where everything is asked for.
    pub areas: Option<Several>,
    /// Somebody for whom the difference of the year hangs on how its cost is split.
    pub split: Option<Split>,
    /// The largest gap of a bill after an earlier one, of each direction.
    pub later: Vec<Later>,
    /// In how many kinds of case that is not decided.
    pub open: usize,
    /// Why, of the first of them.
    pub reason: Option<Text>,
}

/// Whether it matters over how many bills a year's cost is spread, by kinds of case.
#[derive(Clone, Debug, Default)]
pub struct Spread {
    /// Proved not to matter, roundings aside.
    pub alike: usize,
    pub apart: usize,
    /// It hangs on how many bills there were.
    pub counted: usize,
    pub open: usize,
    /// Why it is not decided, of the first such case.
    pub reason: Option<Text>,
    /// The benefits that make it matter, with their clauses that count for each bill.
    pub benefits: Vec<(String, Vec<ClauseWord>)>,
}

impl Spread {
    /// Whether it is proved for everybody not to matter.
    pub fn never_matters(&self) -> bool {
        self.apart == 0 && self.counted == 0 && self.open == 0
    }
}

/// What each side pays of a further yuan, by what the year's bills of the same kind have come to already, over however
/// many bills that was: both are proved to ask for nothing else. Roundings aside.
#[derive(Clone, Debug)]
pub struct Running {
    /// Box by box.
    pub people: Vec<Vec<Key>>,
    /// How many kinds of persons and bills.
    pub cells: usize,
    /// From nothing up to the highest cost, one after the other.
    pub stages: Vec<Stage>,
}

/// A stretch of the year's cost on which both sides pay a share of their own of every further yuan.
#[derive(Clone, Debug)]
pub struct Stage {
    /// In 分; where lines meet, no whole number.
    pub from: Number,
    pub to: Number,
    pub shares: Both<Number>,
    /// The running totals of each side that have run out since the stage before.
    pub spent: Both<Vec<Total>>,
    /// A bill in it, after another that leads there: each side keeps its own totals of it.
    pub example: Option<Next>,
}

/// A bill after one other, for persons with whom it matters how a year's cost is spread.
#[derive(Clone, Debug)]
pub struct After {
    /// Box by box.
    pub people: Vec<Vec<Key>>,
    /// How many kinds of persons and bills.
    pub cells: usize,
    /// By rising costs of the earlier bill; what stands alike after several of them is told once.
    pub rows: Vec<AfterRow>,
}

/// What is told of a bill after one of a cost.
#[derive(Clone, Debug)]
pub struct AfterRow {
    /// So it is after bills of these costs, of those tried.
    pub earlier: Vec<Number>,
    /// How the two stand over all costs of the bill after it.
    pub region: Region,
    pub spent: Both<Vec<Total>>,
    pub example: Option<Next>,
}

/// A running total of a side: of a deductible, or of a cap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Total {
    pub benefit: String,
    pub clause: Text,
    /// Else of a cap.
    pub of_deductible: bool,
    pub used: Number,
    /// `None`: it has no limit.
    pub left: Option<Number>,
}

/// A bill after an earlier one, with what that made of the running totals; settled on both sides.
#[derive(Clone, Debug)]
pub struct Next {
    pub person: Vec<Key>,
    pub earlier: Number,
    pub cost: Number,
    pub paid: Both<Number>,
    pub paid_earlier: Both<Number>,
    pub totals: Both<Vec<Total>>,
}

/// A year's cost that differs otherwise as one bill and as two; settled on both sides.
#[derive(Clone, Debug)]
pub struct Split {
    pub person: Vec<Key>,
    pub costs: [Number; 2],
    pub at_once: Both<Number>,
    /// Of the two bills together.
    pub apart: Both<Number>,
    /// In how many kinds of case the difference hangs on it.
    pub cells: usize,
    /// Of how many that is not decided.
    pub open: usize,
    /// The most that it changes the difference, of those decided.
    pub most: Number,
}

impl Split {
    /// Returns who pays more as one bill, and as two.
    pub fn more(&self) -> [Option<Which>; 2] {
        [&self.at_once, &self.apart].map(|paid| match paid.a.cmp(&paid.b) {
            std::cmp::Ordering::Greater => Some(Which::A),
            std::cmp::Ordering::Less => Some(Which::B),
            std::cmp::Ordering::Equal => None,
        })
    }
}

/// A bill after an earlier one, settled on both sides.
#[derive(Clone, Debug)]
pub struct Later {
    pub more: Which,
    pub person: Vec<Key>,
    pub earlier: Number,
    pub cost: Number,
    pub paid: Both<Number>,
}

/// Each difference switched alone from the first side to the second, by the rules of the day.
#[derive(Clone, Debug)]
pub struct Causes {
    pub list: Vec<Cause>,
    pub interplay: Interplay,
}

/// One difference.
#[derive(Clone, Debug)]
pub struct Cause {
    /// What differs.
    pub name: Text,
    /// Who is touched, box by box; nobody: it makes no difference by itself.
    pub people: Vec<Vec<Key>>,
    /// What it does to them.
    pub region: Option<Region>,
    /// Between which costs one side takes over from the other, where it does.
    pub crossings: Option<(Number, Number)>,
    /// Of how many kinds of case it is not decided.
    pub open: usize,
}

/// Whether the whole difference is the sum of its parts.
#[derive(Clone, Debug)]
pub enum Interplay {
    /// For everybody, roundings aside.
    Sum,
    /// Not for this patient.
    Apart {
        person: Vec<Key>,
        cost: Number,
        /// The second side less the first, and what the differences come to one by one.
        whole: Number,
        sum: Number,
    },
    Undecided(Text),
}

impl Everybody {
    /// Whether both pay the same to everybody, to the 分: on the first bill and over a year of equal bills.
    pub fn is_equal(&self) -> bool {
        let apart = self.beyond == Some(Beyond::Apart);
        self.subjects.iter().chain(&self.year).all(Compared::is_equal) && self.year.is_some() && !apart
    }

    /// Whether a benefit that both have pays the same to everybody; only said where everything does.
    pub fn knows(&self, benefit: &str) -> bool {
        self.subjects.iter().any(|own| own.benefit.as_deref() == Some(benefit))
    }
}

impl Compared {
    pub fn is_equal(&self) -> bool {
        let Counts { rounding, more, crossing, open, .. } = &self.counts;
        let several = match &self.several {
            None => true,
            Some(Ok(own)) => own.areas.is_empty() && own.open == 0,
            Some(Err(_)) => false,
        };
        several && *rounding == 0 && more.a == 0 && more.b == 0 && *crossing == 0 && *open == 0
    }
}

/// All layers together, or one benefit.
#[derive(Clone, Debug)]
pub struct Compared {
    /// `None`: all layers together.
    pub benefit: Option<String>,
    pub counts: Counts,
    pub regions: Vec<Region>,
    pub open: Vec<Open>,
    /// What was taken for granted of this one alone.
    pub taken: Vec<Text>,
    /// Whether it is paid on a bill; else for a month, a year, or once.
    pub on_bills: bool,
    /// Of a period: what the free number is; `None` where no number is free, and on bills, where it is the cost.
    pub free: Option<Text>,
    /// The same with several numbers free at once, where more than one is worked with; or why that is not decided.
    pub several: Option<Result<Several, Text>>,
}

/// What is known over several free numbers at once.
#[derive(Clone, Debug)]
pub struct Several {
    /// What is free.
    pub numbers: Vec<Text>,
    /// Into how many parts, in each of which the difference is linear, the numbers fall.
    pub parts: usize,
    /// Where one side pays more, the widest gap first; none: nowhere, roundings aside.
    pub areas: Vec<Area>,
    /// The largest gap each way.
    pub extremes: Vec<Extreme>,
    /// In how many kinds of case it is not decided.
    pub open: usize,
    /// Why, of the first of them.
    pub reason: Option<Text>,
}

/// Where, among several free numbers, one side pays more to some persons.
#[derive(Clone, Debug)]
pub struct Area {
    pub more: Which,
    /// Box by box.
    pub people: Vec<Vec<Key>>,
    /// What bounds it, in words; none: it is so at all numbers.
    pub conditions: Vec<Text>,
    /// How much more as a formula, where that is one throughout.
    pub by: Option<Text>,
    /// The largest gap, in 分.
    pub gap: Number,
    pub exact: crate::symbolic::areas::Area,
}

/// Somebody for whom the gap is largest, settled on both sides.
#[derive(Clone, Debug)]
pub struct Extreme {
    pub more: Which,
    pub person: Vec<Key>,
    pub paid: Both<Number>,
}

/// How many kinds of persons and bills come out how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub same: usize,
    /// Equal but for rounding.
    pub rounding: usize,
    pub more: Both<usize>,
    pub crossing: usize,
    pub open: usize,
}

/// How the two stand to each other for some persons, over all costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Standing {
    /// To the 分.
    Same,
    Rounding,
    /// This side pays as much or more at every cost.
    More(Which),
    /// Now one, now the other.
    Crossing,
}

/// Persons for whom the two stand alike.
#[derive(Clone, Debug)]
pub struct Region {
    pub standing: Standing,
    pub people: Vec<Key>,
    /// Whether some of these persons are told of in another region.
    pub beside: bool,
    /// How many kinds of persons and bills it holds.
    pub cells: usize,
    /// Whether `runs` are those of all of them; else of the largest gap.
    pub uniform: bool,
    /// Who pays more, in turn; `None`: that hangs on the person.
    pub order: Option<Vec<Which>>,
    pub runs: Vec<Run>,
    /// The largest gap of each kind: the least and the greatest of these, in 分.
    pub gaps: (Number, Number),
    /// The largest gap up to the end of each band of cost.
    pub bands: Vec<BandGap>,
    /// Of rounding: so many 分 at most.
    pub fen: Option<Number>,
    pub example: Option<Example>,
    /// Where the gap is largest, when the example is not about as telling.
    pub peak: Option<Peak>,
}

/// The largest gap up to the end of a band of cost, in 分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BandGap {
    /// What the vocabulary calls the band.
    pub name: Option<String>,
    pub upto: Number,
    pub gap: Number,
}

/// A stretch of cost on which one side pays more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// In whole 分, both in it.
    pub from: i64,
    pub to: i64,
    /// `None`: the same.
    pub more: Option<Which>,
    /// Where it begins exactly, in 分, when that is no whole 分: where two lines cross.
    pub begins: Option<Number>,
    /// The largest gap in it and the cost at which it is reached first.
    pub gap: Number,
    pub at: i64,
    /// Whether the gap is the same all along.
    pub constant: bool,
    /// By so many hundredths of the cost, when that is the same from nothing on up to the largest gap.
    pub share: Option<Number>,
}

/// An invented patient, settled on both sides.
#[derive(Clone, Debug)]
pub struct Example {
    /// In 分.
    pub cost: Number,
    pub person: Vec<Key>,
    /// What is compared: all layers together, or one benefit.
    pub paid: Both<Number>,
    /// All layers together, where both are decided.
    pub totals: Option<Both<Number>>,
    /// What each benefit pays on each side.
    pub benefits: Vec<(String, Both<Number>)>,
    pub records: Both<Vec<BenefitRecord>>,
    /// Both payments over cost.
    pub curve: Curve,
}

/// Both payments of one person over cost as straight lines, roundings aside.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The highest cost drawn.
    pub reach: i64,
    /// The ends of the lines: cost and payment, in 分. A cost that comes twice is a jump.
    pub lines: Both<Vec<(Number, Number)>>,
    /// Where one side takes over from the other: cost and payment.
    pub crossings: Vec<(Number, Number)>,
}

/// Where a gap is largest, settled on both sides.
#[derive(Clone, Debug)]
pub struct Peak {
    pub person: Vec<Key>,
    pub cost: Number,
    pub more: Which,
    pub gap: Number,
    /// A round cost near it, and the gap there.
    pub near: Option<(Number, Number)>,
}

/// What is not decided, and why.
#[derive(Clone, Debug)]
pub struct Open {
    /// The first side that is not decided.
    pub which: Which,
    /// Whether the other is not for the same reason.
    pub both: bool,
    pub kind: &'static str,
    pub reason: Text,
    pub place: Option<Span>,
    pub cells: usize,
    pub people: Vec<Key>,
}

/// So many bills has a year.
const YEAR: u32 = 4;

/// Works out what two programs pay to everybody.
pub(crate) fn compared(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    detailed: bool,
    subjects: &[Subject],
) -> Result<Everybody, Undecided> {
    let Both { a, b } = shared.two();
    let causes = || causes::found(&Shared::new(a, b), subjects, sources);
    let all = || in_all_views(shared, sources, detailed);
    // What each difference does alone takes as long as all else, and is looked at apart.
    let (causes, (everybody, is_equal)) = match beside::is_possible() {
        true => {
            let (causes, everybody) = beside::both(causes, all);
            (causes, everybody?)
        }
        false => {
            let (everybody, is_equal) = all()?;
            (if is_equal { None } else { causes() }, (everybody, is_equal))
        }
    };
    Ok(Everybody { causes: causes.filter(|_| !is_equal), ..everybody })
}

/// The same but for the causes, with whether bills are paid alike.
fn in_all_views(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    detailed: bool,
) -> Result<(Everybody, bool), Undecided> {
    let parties = [Which::A, Which::B].map(|which| Party { program: shared.program(which), date: shared.date(which) });
    let space = explore(&parties, &Scope::default())?;
    let work = |space| Work::new(shared, space, sources, detailed);
    let mut everybody = work(&space).all()?;
    let numbers = space.held.iter().filter(|(id, _)| space.vocabulary.quantity(**id).whole).count();
    if numbers > 0 {
        // What was held at its usual value, free as well.
        let wider = Scope { numbers: several::MOST_NUMBERS, max_steps: several::MAX_STEPS, ..Scope::default() };
        let found = explore(&parties, &wider);
        let found = found.and_then(|space| Work::new(shared, &space, sources, detailed).several());
        everybody.subjects[0].several = found.map_err(|undecided| undecided.text()).transpose();
    }
    if detailed || everybody.subjects.iter().all(Compared::is_equal) {
        // A year is settled by the rules of the day.
        let programs = shared.two().map(|_, side| frozen(side.program, side.date));
        let parties =
            [Which::A, Which::B].map(|which| Party { program: programs.get(which), date: shared.date(which) });
        let space = explore(&parties, &Scope { view: View::Bills(YEAR), ..Scope::default() })?;
        let cells: Vec<&Settled> = space.cells.iter().collect();
        everybody.year = Some(work(&space).subject(None, &cells, &regions::total)?);
    }
    if everybody.is_equal() {
        beyond::find(shared, sources, &space, detailed, &mut everybody);
    }
    let is_equal = everybody.is_equal();
    if everybody.beyond.is_none() {
        everybody.views = year::found(shared, sources, &space, detailed).map_err(|undecided| undecided.text());
    }
    periods(shared, sources, detailed, &mut everybody);
    Ok((everybody, is_equal))
}

/// So many kinds of households are looked at where one of them may differ from the others.
const MAX_MIXED: usize = 1_000;

/// How those who live together are looked at.
pub(super) enum Members {
    Alike,
    /// One may differ from the others, who are alike.
    Apart,
    /// That was too much, and why.
    NotApart(Text),
}

/// The same benefit for households one of whom may differ from the others; `None`: nothing is asked of the others.
fn mixed(
    shared: &Shared<'_>,
    sources: Option<&SourceMap>,
    detailed: bool,
    scope: &Scope,
    alike: &Compared,
) -> Result<Option<Compared>, Undecided> {
    let parties = [Which::A, Which::B].map(|which| Party { program: shared.program(which), date: shared.date(which) });
    let space = explore(&parties, &Scope { max_cells: MAX_MIXED, ..scope.clone() })?;
    let of_others = |own: &Settled| own.cell.answers.keys().any(|id| space.vocabulary.asked_of_others(*id).is_some());
    if !space.cells.iter().any(of_others) {
        return Ok(None);
    }
    let cells: Vec<&Settled> = space.cells.iter().collect();
    Work::new(shared, &space, sources, detailed).subject(alike.benefit.clone(), &cells, &regions::total).map(Some)
}

/// Adds the benefits that are paid for months, years, or once: each by itself.
fn periods(shared: &Shared<'_>, sources: Option<&SourceMap>, detailed: bool, everybody: &mut Everybody) {
    let parties = [Which::A, Which::B].map(|which| Party { program: shared.program(which), date: shared.date(which) });
    for pair in &shared.benefits {
        let occasions = pair.ids.map(|which, id| id.map(|id| shared.program(which).benefit(id).occasion));
        let view = match occasions.a.or(occasions.b) {
            Some(Occasion::PersonMonth | Occasion::HouseholdMonth) => View::Month,
            Some(Occasion::PersonYear | Occasion::HouseholdYear) => View::Year,
            Some(Occasion::PersonOnce | Occasion::HouseholdOnce) => View::Once,
            Some(Occasion::EachClaim) | None => continue,
        };
        let alike = match (occasions.a, occasions.b) {
            (Some(a), Some(b)) => a == b,
            _ => true,
        };
        if !alike {
            // Not the same kind of payment: the clauses say so.
            continue;
        }
        let ids = [pair.ids.a, pair.ids.b].map(|id| id.into_iter().collect::<Vec<_>>());
        let scope = Scope { view, benefits: Some(ids.to_vec()), ..Scope::default() };
        let found = explore(&parties, &scope).and_then(|space| {
            let cells: Vec<&Settled> = space.cells.iter().collect();
            let mut work = Work::new(shared, &space, sources, detailed);
            let mut own = work.subject(Some(pair.key.clone()), &cells, &regions::total)?;
            let mut members = Members::Alike;
            if work.asks_members() {
                // Where it is not too much, one of those who live together may differ from the others.
                match mixed(
                    shared,
                    sources,
                    detailed,
                    &Scope { household: Household::OneDiffers, ..scope.clone() },
                    &own,
                ) {
                    Ok(Some(apart)) => (own, members) = (apart, Members::Apart),
                    Ok(None) => members = Members::Apart,
                    Err(undecided) => members = Members::NotApart(undecided.text()),
                }
            }
            own.taken = work.taken(occasions.a.or(occasions.b), &members);
            own.on_bills = false;
            own.free = work.free_number();
            if space.free.is_some() && !space.held.is_empty() {
                let wider = Scope { numbers: several::MOST_NUMBERS, ..scope.clone() };
                let found = explore(&parties, &wider);
                let found = found.and_then(|space| Work::new(shared, &space, sources, detailed).several());
                own.several = found.map_err(|undecided| undecided.text()).transpose();
            }
            Ok(own)
        });
        match found {
            Ok(own) => everybody.subjects.push(own),
            Err(undecided) => everybody.subjects.push(Compared {
                benefit: Some(pair.key.clone()),
                counts: Counts { open: 1, ..Counts::default() },
                regions: Vec::new(),
                open: vec![Open {
                    which: Which::A,
                    both: false,
                    kind: undecided.name(),
                    reason: undecided.text(),
                    place: undecided.span(),
                    cells: 1,
                    people: Vec::new(),
                }],
                taken: Vec::new(),
                on_bills: false,
                free: None,
                several: None,
            }),
        }
    }
}
