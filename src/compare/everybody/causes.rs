//! Where few things differ: each of them alone switched from the first side to the second, with all else as the first
//! has it. Who is touched, which way, by how much; and whether the whole is the sum of its parts.

use super::super::classes::Grid;
use super::super::cover::Mask;
use super::super::data::{Overall, Subject, SubjectKind};
use super::super::freeze::timeless;
use super::super::graft::Graft;
use super::super::reads::{Reads, ground_of, rule_of};
use super::super::shared::{Both, Shared, Side, Which};
use super::super::told::{runs, telling_cost};
use super::super::words;
use super::regions::{Amount, Stood, Work, boxes, total};
use super::{Cause, Causes, Interplay, Standing};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::ir::{BenefitId, ClauseWord, DefinitionId, ListId, Occasion, Program, TableId};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Paid, Scope, Settled, Space, Twin, explore};
use crate::symbolic::space::Party;
use crate::symbolic::undecided::Undecided;

/// More differences than this are told by who gets more, not one by one.
const MOST: usize = 8;
/// More cells than this are not laid out for it.
const MAX_CELLS: usize = 6_000;

/// One difference that can be switched.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Unit {
    Clauses(String, ClauseWord),
    Whole(String),
    Read(SubjectKind, String),
}

/// What a benefit rests on.
struct Rests {
    /// Its clauses, whatever other benefits come to.
    rule: Reads,
    /// The same with all that these rest on.
    ground: Reads,
}

impl Rests {
    fn of(program: &Program, on: Date, id: BenefitId) -> Rests {
        Rests { rule: rule_of(program, on, id), ground: ground_of(program, on, id) }
    }
}

/// Works out what each difference does alone; `None` where there are none or too many, or where one cannot be
/// switched.
pub(super) fn found(shared: &Shared<'_>, subjects: &[Subject], sources: Option<&SourceMap>) -> Option<Causes> {
    let mut units = units(shared, subjects);
    if units.is_empty() || units.len() > MOST {
        return None;
    }
    let bases = shared.two().map(|_, side| timeless(side.program, side.date));
    let mut programs = Vec::new();
    let mut at = 0;
    while at < units.len() {
        match switched(shared, &bases, &units[at]) {
            Some(program) => programs.push(program),
            // What hangs together is switched as one.
            None => {
                let Unit::Clauses(key, _) = units[at].clone() else { return None };
                units.retain(|own| !matches!(own, Unit::Clauses(own, _) if *own == key));
                units.push(Unit::Whole(key));
                programs.clear();
                at = 0;
                continue;
            }
        }
        at += 1;
    }
    let date = shared.date(Which::A);
    let all = [&bases.a, &bases.b].into_iter().chain(&programs);
    let parties: Vec<Party<'_>> = all.map(|program| Party { program, date }).collect();
    let ids = (0..bases.a.benefits.len()).map(|at| BenefitId(at as u32));
    let rests: Vec<(BenefitId, Rests)> = ids.map(|id| (id, Rests::of(&bases.a, date, id))).collect();
    let twin = |(at, unit): (usize, &Unit)| {
        let alike = rests.iter().filter(|(_, rests)| !unit.touches(rests, shared, &bases.a));
        Twin { side: 2 + at, of: 0, alike: alike.map(|(id, _)| *id).collect() }
    };
    let twins = units.iter().enumerate().map(twin).collect();
    let space = explore(&parties, &Scope { max_cells: MAX_CELLS, twins, ..Scope::default() }).ok()?;
    let mut list = Vec::new();
    for (at, unit) in units.iter().enumerate() {
        let side = |program| Side { program, date };
        let pair = Shared::new(side(&bases.a), side(&programs[at]));
        let mut work = Work::new(&pair, &space, sources, false);
        work.pair = [0, 2 + at];
        let name = unit.name(shared);
        let mut cause = work.cause(name.clone(), &total).ok()?;
        if cause.region.is_none()
            && cause.open > 0
            && let Some(ids) = unit.benefits(&pair)
        {
            // Where another layer is awaited, what the benefit itself pays may be decided.
            let zero = space.make(|graph| Ok(graph.constant(Exact::ZERO))).ok()?;
            let of = |own: &Settled, side: usize| {
                let id = if side == 0 { ids.a } else { ids.b };
                id.and_then(|id| own.benefit(side, id)).unwrap_or(Ok(zero))
            };
            cause = work.cause(words::by_itself(name), &of).ok()?;
        }
        list.push(cause);
    }
    list.sort_by(|a, b| {
        let gap = |own: &Cause| own.region.as_ref().map(|own| own.gaps.1.clone()).unwrap_or_default();
        gap(b).cmp(&gap(a))
    });
    let interplay = match list.len() {
        0 | 1 => Interplay::Sum,
        _ => Work::new(shared, &space, sources, false)
            .interplay(&space)
            .unwrap_or_else(|undecided| Interplay::Undecided(undecided.text())),
    };
    Some(Causes { list, interplay })
}

fn units(shared: &Shared<'_>, subjects: &[Subject]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut add = |own: Unit| {
        if !units.contains(&own) {
            units.push(own);
        }
    };
    for subject in subjects.iter().filter(|own| !matches!(own.overall, Overall::Same | Overall::Awaited)) {
        let key = subject.name.clone();
        if subject.kind != SubjectKind::Benefit {
            if !subject.read_by.is_empty() {
                add(Unit::Read(subject.kind, key));
            }
            continue;
        }
        let pair = shared.benefits.iter().find(|own| own.key == key);
        let on_bills = |which: Which| {
            let id = pair.and_then(|own| *own.ids.get(which));
            id.is_some_and(|id| shared.program(which).benefit(id).occasion == Occasion::EachClaim)
        };
        if !on_bills(Which::A) && !on_bills(Which::B) {
            continue;
        }
        let differing = subject.rows.iter().filter(|row| row.differs() && row.item.read.is_none());
        let words: Option<Vec<ClauseWord>> = differing.map(|row| row.item.word).collect();
        match words {
            Some(words) if !matches!(subject.overall, Overall::Only(_)) => {
                for word in words {
                    add(Unit::Clauses(key.clone(), word));
                }
            }
            _ => add(Unit::Whole(key)),
        }
    }
    units
}

impl Unit {
    /// Returns the benefit it belongs to, on both sides.
    fn benefits(&self, shared: &Shared<'_>) -> Option<Both<Option<BenefitId>>> {
        match self {
            Unit::Clauses(key, _) | Unit::Whole(key) => {
                shared.benefits.iter().find(|own| own.key == *key).map(|own| own.ids)
            }
            Unit::Read(..) => None,
        }
    }

    /// Whether a benefit of the first side may be worked otherwise where this is switched, all others coming to the same.
    fn touches(&self, rests: &Rests, shared: &Shared<'_>, base: &Program) -> bool {
        let Rests { rule, ground } = rests;
        let of_first = |key: &str| shared.benefits.iter().find(|own| own.key == key).and_then(|own| own.ids.a);
        match self {
            Unit::Clauses(key, _) => of_first(key).is_none_or(|id| rule.rules.contains(&id)),
            // Which layers stand before which may change too. What only the second side has may be read as soon as it is
            // there.
            Unit::Whole(key) => ground.any_benefit || of_first(key).is_none_or(|id| ground.benefits.contains(&id)),
            Unit::Read(kind, name) => match kind {
                SubjectKind::List => rule.lists.iter().any(|id| base.list(*id).name == *name),
                SubjectKind::Table => rule.tables.iter().any(|id| base.tables[id.index()].name == *name),
                SubjectKind::Param | SubjectKind::Define | SubjectKind::Group | SubjectKind::Account => {
                    rule.definitions.iter().any(|id| base.definition(*id).name == *name)
                }
                SubjectKind::Benefit | SubjectKind::State | SubjectKind::Choice => true,
            },
        }
    }

    fn name(&self, shared: &Shared<'_>) -> Text {
        match self {
            Unit::Clauses(key, word) => {
                let (zh, en) = word.words();
                words::clause_of(key, Text::new(zh, en))
            }
            Unit::Whole(key) => {
                let pair = shared.benefits.iter().find(|own| own.key == *key);
                let alone = |which: Which| pair.is_some_and(|own| own.ids.get(which.other()).is_none());
                match Which::BOTH.into_iter().find(|which| alone(*which)) {
                    Some(which) => words::only_there(&shared.program(which).jurisdiction.name, key),
                    None => words::whole_benefit(key),
                }
            }
            Unit::Read(_, name) => Text::same(name),
        }
    }
}

/// Returns the first program with one difference as the second has it.
fn switched(shared: &Shared<'_>, bases: &Both<Program>, unit: &Unit) -> Option<Program> {
    let mut benefits = std::collections::HashMap::new();
    for pair in &shared.benefits {
        if let (Some(a), Some(b)) = (pair.ids.a, pair.ids.b) {
            benefits.insert(b, a);
        }
    }
    let mut graft = Graft::new(&bases.b, bases.a.clone(), benefits);
    let ids = |key: &str| shared.benefits.iter().find(|own| own.key == key).map(|own| own.ids);
    match unit {
        Unit::Clauses(key, word) => {
            let ids = ids(key)?;
            graft.switch_clauses(ids.a?, ids.b?, *word)?;
        }
        Unit::Whole(key) => {
            let ids = ids(key)?;
            match (ids.a, ids.b) {
                (Some(a), Some(b)) => graft.switch_benefit(a, b)?,
                (Some(a), None) => graft.to.benefits[a.index()].alive.clear(),
                (None, Some(b)) => graft.add_benefit(b)?,
                (None, None) => return None,
            }
        }
        Unit::Read(kind, name) => {
            let place = |program: &Program| match kind {
                SubjectKind::List => program.lists.iter().position(|own| own.name == *name),
                SubjectKind::Table => program.tables.iter().position(|own| own.name == *name),
                SubjectKind::Param | SubjectKind::Define | SubjectKind::Group | SubjectKind::Account => {
                    program.definitions.iter().position(|own| own.name == *name)
                }
                SubjectKind::Benefit | SubjectKind::State | SubjectKind::Choice => None,
            };
            let (a, b) = (place(&bases.a)? as u32, place(&bases.b)? as u32);
            match kind {
                SubjectKind::List => graft.switch_list(ListId(a), ListId(b))?,
                SubjectKind::Table => graft.switch_table(TableId(a), TableId(b))?,
                _ => graft.switch_definition(DefinitionId(a), DefinitionId(b))?,
            }
        }
    }
    Some(graft.to)
}

impl Work<'_, '_> {
    fn cause(&mut self, name: Text, of: Amount<'_>) -> Result<Cause, Undecided> {
        let cells: Vec<&Settled> = self.space.cells.iter().collect();
        let (stands, open) = self.stands(&cells, of);
        let touched: Vec<&Stood> = stands.iter().filter(|own| !matches!(own.stand.standing, Standing::Same)).collect();
        let mut cause = Cause { name, people: Vec::new(), region: None, crossings: None, open: open.len() };
        if touched.is_empty() {
            return Ok(cause);
        }
        let grid = Grid::of(&self.space.vocabulary, &cells);
        let masks: Vec<(Mask, usize)> =
            touched.iter().enumerate().map(|(place, own)| (grid.mask(&cells[own.at].cell), place)).collect();
        cause.people = boxes(&grid, &masks).iter().map(|own| self.people(&grid, own)).collect();
        let has = |standing: Standing| touched.iter().any(|own| own.stand.standing == standing);
        let standing = match (has(Standing::More(Which::A)), has(Standing::More(Which::B)), has(Standing::Crossing)) {
            (_, _, true) | (true, true, _) => Standing::Crossing,
            (true, false, false) => Standing::More(Which::A),
            (false, true, false) => Standing::More(Which::B),
            (false, false, false) => Standing::Rounding,
        };
        let mut turns: Vec<Number> = Vec::new();
        for own in touched.iter().filter(|own| own.stand.standing == Standing::Crossing) {
            let mut before = None;
            for run in &own.stand.runs {
                if let Some(more) = run.more {
                    if before.is_some_and(|known| known != more) {
                        turns.push(run.begins.clone().unwrap_or_else(|| run.from.into()));
                    }
                    before = Some(more);
                }
            }
        }
        cause.crossings = turns.iter().min().cloned().zip(turns.iter().max().cloned());
        cause.region = Some(self.region(standing, Vec::new(), &touched, &cells)?);
        Ok(cause)
    }

    /// Whether, for everybody, the second side less the first is what the switched ones come to less the first.
    fn interplay(&self, space: &Space<'_>) -> Result<Interplay, Undecided> {
        let mut widest: Option<(Number, usize, i64)> = None;
        let mut open = 0;
        for (at, own) in space.cells.iter().enumerate() {
            let Some(paid) = own.sides.iter().map(|side| side.as_ref().ok()).collect::<Option<Vec<&Paid>>>() else {
                open += 1;
                continue;
            };
            let mut summands = vec![(paid[1].total, Exact::ONE)];
            summands.push((paid[0].total, Exact::whole(paid.len() as i64 - 3)));
            summands.extend(paid[2..].iter().map(|own| (own.total, Exact::ONE.negate())));
            let shape = space.shape_of_sum(&summands)?;
            if shape.is_zero() {
                continue;
            }
            let runs = runs(&shape)?;
            let differing = runs.iter().filter(|run| run.more.is_some());
            if let Some(run) = differing.max_by(|a, b| a.gap.cmp(&b.gap))
                && widest.as_ref().is_none_or(|(gap, ..)| run.gap > *gap)
            {
                widest = Some((run.gap.clone(), at, telling_cost(&runs, run, &shape, &self.bands)));
            }
        }
        let Some((_, at, cost)) = widest else {
            return Ok(if open == 0 { Interplay::Sum } else { Interplay::Undecided(words::some_open(open)) });
        };
        let own = &space.cells[at];
        let witness = space.witness(&own.cell, cost);
        let mut totals: Vec<Number> = Vec::new();
        for (side, paid) in own.sides.iter().enumerate() {
            let Ok(paid) = paid else { continue };
            let claimed = space.decide(|decider| decider.value_at(paid.total, cost))?;
            witness.sides[side].confirm(claimed, cost);
            totals.push(claimed.to_number());
        }
        let less = |own: &Number| own.subtract(&totals[0]).unwrap_or_default();
        let whole = less(&totals[1]);
        let sum = totals[2..].iter().fold(Number::zero(), |sum, own| sum.add(&less(own)).unwrap_or(sum));
        Ok(Interplay::Apart { person: self.person(&witness), cost: cost.into(), whole, sum })
    }
}
