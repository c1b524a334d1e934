//! Two tables that stand by themselves: whether they answer the same in every case, however they are worded, or the
//! fewest facts on which they answer differently. The grid has as few cases as the two tell apart; an answer that
//! differs has been asked of the evaluator on both sides.

use super::data::Key;
use super::keys::{one_answer, question_text};
use super::shared::{Both, Shared, Which};
use super::space::{Answers, Dimension, Question, Space, Stretch};
use super::values::{number_text, same};
use super::words;
use super::worth::{Found, Lowering, Node, Worth};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::interp::run_scene;
use crate::ir::expr::{Expr, ExprKind, Table};
use crate::ir::scene::{self, Event, EventKind, Expectation, Scene};
use crate::ir::{self, FactId, Given, Program, TableId, Type, show, version_on};
use crate::value::{EntryId, Value};
use std::collections::BTreeSet;

/// How two tables stand to each other.
#[derive(Clone, Debug)]
pub struct Tables {
    /// As each side calls it.
    pub names: Both<String>,
    pub answer: Answer,
    /// Columns that only one side has.
    pub only: Both<Vec<String>>,
    /// How many kinds of cases the two tell apart.
    pub cases: usize,
    /// What was taken for granted.
    pub notes: Vec<Text>,
}

/// What holding two tables against each other comes to.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Every shared column has the same answer in every case.
    Equal,
    Different(Box<Witness>),
    /// With the reason.
    Undecided(Text),
}

/// The fewest facts on which two tables answer differently.
#[derive(Clone, Debug)]
pub struct Witness {
    pub facts: Vec<Key>,
    /// The columns that differ, with both answers.
    pub answers: Vec<(String, Both<Text>)>,
    /// The rows that say so.
    pub spans: Both<Span>,
    /// Whether the evaluator has been asked; it cannot be where a table asks for what has to be worked out first.
    pub replayed: bool,
}

impl Tables {
    /// Whether both answer the same in every case, with the same columns.
    pub fn is_equal(&self) -> bool {
        matches!(self.answer, Answer::Equal) && self.only.a.is_empty() && self.only.b.is_empty()
    }
}

/// A column of both.
struct Column<'p> {
    name: String,
    outputs: Both<usize>,
    types: Both<Type>,
    nodes: Both<Node<'p>>,
}

/// Holds two tables against each other; `None` when one is not in force.
pub(crate) fn compared(shared: &Shared<'_>, ids: Both<TableId>) -> Option<Tables> {
    let owns = ids.map(|which, id| &shared.program(which).tables[id.index()]);
    let version = |which: Which| version_on(&owns.get(which).versions, shared.date(which)).map(|own| &own.body);
    let tables = Both { a: version(Which::A)?, b: version(Which::B)? };
    let mut space = Space::new();
    let (columns, only) = columns(shared, &tables, &mut space);
    space.close();
    let names = owns.map(|_, own| own.name.clone());
    let made = |answer, cases, notes| Some(Tables { names: names.clone(), answer, only: only.clone(), cases, notes });
    if columns.is_empty() {
        return made(Answer::Undecided(words::no_shared_column()), 0, Vec::new());
    }
    let Some(cases) = space.divide(shared) else {
        return made(Answer::Undecided(words::too_large()), 0, Vec::new());
    };
    let work = Work { shared, ids, space, columns };
    let answer = work.answer();
    made(answer, cases, work.notes())
}

/// Pairs the columns by name; a single one with a single one, and all by place where no name is shared.
fn columns<'p>(
    shared: &Shared<'p>,
    tables: &Both<&'p Table>,
    space: &mut Space<'p>,
) -> (Vec<Column<'p>>, Both<Vec<String>>) {
    let names = tables.map(|_, own| own.outputs.iter().map(|output| output.name.as_str()).collect::<Vec<&str>>());
    let mut pairs: Vec<(usize, usize)> = (0..names.a.len())
        .filter_map(|at| Some((at, names.b.iter().position(|other| *other == names.a[at])?)))
        .collect();
    if pairs.is_empty() && names.a.len() == names.b.len() {
        pairs = (0..names.a.len()).map(|at| (at, at)).collect();
    }
    let alone = |which: Which| -> Vec<String> {
        let paired: Vec<usize> = pairs.iter().map(|pair| if which == Which::A { pair.0 } else { pair.1 }).collect();
        let own = names.get(which).iter().enumerate();
        own.filter(|(at, _)| !paired.contains(at)).map(|(_, name)| (*name).to_owned()).collect()
    };
    let only = Both { a: alone(Which::A), b: alone(Which::B) };
    let columns = pairs
        .into_iter()
        .map(|(a, b)| {
            let outputs = Both { a, b };
            let mut node = |which: Which| {
                let mut lowering = Lowering { shared, side: which.into(), space: &mut *space };
                lowering.table(tables.get(which), *outputs.get(which), true, true)
            };
            let nodes = Both { a: node(Which::A), b: node(Which::B) };
            let ty = |which: Which| tables.get(which).outputs[*outputs.get(which)].ty.clone();
            let types = Both { a: ty(Which::A), b: ty(Which::B) };
            Column { name: names.a[a].to_owned(), outputs, types, nodes }
        })
        .collect();
    (columns, only)
}

struct Work<'s, 'p> {
    shared: &'s Shared<'p>,
    ids: Both<TableId>,
    space: Space<'p>,
    columns: Vec<Column<'p>>,
}

/// How the answers of a case stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Same,
    Different,
    Open,
}

impl Column<'_> {
    /// Returns how two answers of this column stand to each other.
    fn stand(&self, worths: &Both<Worth>) -> Stand {
        let Both { a, b } = worths;
        match (is_fixed(a), is_fixed(b)) {
            (true, true) => {
                // A number of another period is another number.
                let zero = |own: &Worth| matches!(own, Worth::Number(number) if number.is_zero());
                let number = |own: &Worth| matches!(own, Worth::Number(_));
                let other_unit = number(a) && number(b) && self.types.a != self.types.b && !(zero(a) && zero(b));
                if same(a, b) && !other_unit { Stand::Same } else { Stand::Different }
            }
            // A formula is the same only when it means the same.
            (false, false) if matches!(a, Worth::Formula { .. } | Worth::Same(_)) && same(a, b) => Stand::Same,
            _ => Stand::Open,
        }
    }
}

impl<'p> Work<'_, 'p> {
    fn answer(&self) -> Answer {
        let mut open = None;
        let mut different: Vec<Vec<usize>> = Vec::new();
        let mut all: Vec<(Vec<usize>, Vec<Both<Worth>>)> = Vec::new();
        self.space.each_cell(&mut |cell| {
            if !self.is_known(cell) {
                return;
            }
            let worths: Vec<Both<Worth>> = self.columns.iter().map(|column| self.worths(column, cell)).collect();
            match self.stand(&worths) {
                Stand::Same => {}
                Stand::Different => different.push(cell.to_vec()),
                Stand::Open => open = open.take().or_else(|| Some(why_open(&worths))),
            }
            all.push((cell.to_vec(), worths));
        });
        if let Some(witness) = self.witness(&different, &all) {
            return witness;
        }
        match open {
            Some(reason) => Answer::Undecided(reason),
            None if all.is_empty() => Answer::Undecided(words::nothing_shared()),
            None => Answer::Equal,
        }
    }

    /// Whether both sides know the answers of a case.
    fn is_known(&self, cell: &[usize]) -> bool {
        self.space.dimensions.iter().zip(cell).all(|(own, at)| own.classes[*at].known.iter().all(|known| *known))
    }

    fn worths(&self, column: &Column<'p>, cell: &[usize]) -> Both<Worth> {
        // Without a row a table by itself is worth `无`.
        let worth = |node: &Node<'p>| match node.at(&self.space, cell).worth {
            Worth::NoRow => Worth::None,
            other => other,
        };
        column.nodes.map(|_, node| worth(node))
    }

    fn stand(&self, worths: &[Both<Worth>]) -> Stand {
        let all: Vec<Stand> = worths.iter().zip(&self.columns).map(|(own, column)| column.stand(own)).collect();
        if all.contains(&Stand::Different) {
            Stand::Different
        } else if all.contains(&Stand::Open) {
            Stand::Open
        } else {
            Stand::Same
        }
    }

    /// Returns the fewest facts that make the answers differ, whatever else holds.
    fn witness(&self, different: &[Vec<usize>], all: &[(Vec<usize>, Vec<Both<Worth>>)]) -> Option<Answer> {
        let first = different.first()?;
        let dimensions: Vec<usize> =
            self.space.order().into_iter().filter(|at| self.space.dimensions[*at].classes.len() > 1).collect();
        let mut best: (Vec<usize>, &Vec<usize>) = (dimensions.clone(), first);
        // Subsets by size; the grid has at most 4,000 cases, so that there are few questions with several answers.
        let count = dimensions.len().min(MOST_QUESTIONS);
        let mut subsets: Vec<u32> = (0..1u32 << count).collect();
        subsets.sort_by_key(|subset| (subset.count_ones(), *subset));
        'found: for subset in subsets {
            let kept: Vec<usize> = (0..count).filter(|at| subset >> at & 1 == 1).map(|at| dimensions[at]).collect();
            let mut tried: BTreeSet<Vec<usize>> = BTreeSet::new();
            for cell in different {
                let part: Vec<usize> = kept.iter().map(|at| cell[*at]).collect();
                if !tried.insert(part) {
                    continue;
                }
                let alike = |other: &&(Vec<usize>, Vec<Both<Worth>>)| kept.iter().all(|at| other.0[*at] == cell[*at]);
                let own = all.iter().find(|other| other.0 == *cell).map(|other| &other.1);
                if all.iter().filter(alike).all(|other| Some(&other.1) == own) {
                    best = (kept, cell);
                    break 'found;
                }
            }
        }
        let (kept, cell) = best;
        let facts = kept.iter().map(|at| self.key(*at, cell[*at])).collect();
        let mut answers = Vec::new();
        let mut spans = None;
        let mut replayed = true;
        for column in &self.columns {
            let found = column.nodes.map(|_, node| node.at(&self.space, cell));
            let worths = self.worths(column, cell);
            if column.stand(&worths) != Stand::Different {
                continue;
            }
            for which in Which::BOTH {
                match self.replay(column, which, worths.get(which), cell) {
                    Some(true) => {}
                    None => replayed = false,
                    Some(false) => return Some(Answer::Undecided(words::evaluator_disagrees())),
                }
            }
            spans = spans.or_else(|| Some(found.map(|_, own| own.span)));
            let said = found.map(|which, own| self.said(column, which, own));
            answers.push((column.name.clone(), said));
        }
        let spans = spans?;
        Some(Answer::Different(Box::new(Witness { facts, answers, spans, replayed })))
    }

    fn said(&self, column: &Column<'p>, which: Which, found: &Found<'p>) -> Text {
        let ty = column.types.get(which);
        match &found.worth {
            Worth::Number(number) => number_text(number, ty),
            Worth::Fixed(value, _) => show::value(self.shared.program(which), value, ty),
            _ => words::none(),
        }
    }

    /// Returns a fact of the witness in words, with one ordinary answer of its class.
    fn key(&self, dimension: usize, class: usize) -> Key {
        let own = &self.space.dimensions[dimension];
        let (answers, plain) = one_answer(self.shared, own.question, &ordinary(own, class));
        Key { question: question_text(self.shared, own.question), answers, plain }
    }

    /// Asks the evaluator for an answer; `None` where it cannot be asked.
    fn replay(&self, column: &Column<'p>, which: Which, claimed: &Worth, cell: &[usize]) -> Option<bool> {
        let claimed = match claimed {
            Worth::Number(number) => Value::Number(number.clone()),
            // Lists cannot be held against each other in a test.
            Worth::Fixed(Value::Records(_), _) => return None,
            Worth::Fixed(value, _) => value.clone(),
            Worth::None => Value::Nothing,
            _ => return None,
        };
        let program = self.shared.program(which);
        let mut given = Vec::new();
        for (dimension, class) in self.space.dimensions.iter().zip(cell) {
            let Question::Expr(side, expr) = dimension.question else { return None };
            let ExprKind::Fact(id) = &*expr.kind else { return None };
            let fact = self.shared.program(side).fact(*id);
            let own = program.facts.iter().position(|own| own.name == fact.name && own.owner == fact.owner)?;
            let value = self.value(which, &ordinary(dimension, *class), &program.facts[own].ty)?;
            given.push(Given::Fact(FactId(own as u32), value));
        }
        let table = *self.ids.get(which);
        // What the table asks without telling anything apart by it must be known too.
        let version = version_on(&program.tables[table.index()].versions, self.shared.date(which))?;
        for dimension in &version.body.dimensions {
            let ir::expr::Dimension::Expr(own) = dimension else { return None };
            let ExprKind::Fact(id) = &*own.kind else { return None };
            if !given.iter().any(|given| matches!(given, Given::Fact(known, _) if known == id)) {
                given.push(Given::Fact(*id, anything(program, *id)?));
            }
        }
        let span = program.tables[table.index()].span;
        let ty = column.types.get(which).clone();
        let expr = |kind| Expr { kind: Box::new(kind), ty: ty.clone(), span };
        let expect = Expectation {
            subject: scene::Subject::Expr {
                expr: expr(ExprKind::TableOutput(table, *column.outputs.get(which))),
                member: None,
            },
            outcome: scene::Outcome::Equals(expr(ExprKind::Constant(claimed))),
            margin: None,
            span,
        };
        let scene = Scene {
            title: String::new(),
            span,
            on: Some(self.shared.date(which)),
            given,
            members: Vec::new(),
            events: vec![Event { kind: EventKind::Now, expect: vec![expect], span }],
            cases: Vec::new(),
        };
        Some(run_scene(program, &scene, self.shared.date(which)).holds())
    }

    fn value(&self, which: Which, answer: &Answers, ty: &Type) -> Option<Value> {
        match (answer, ty) {
            (Answers::Entries(domain, entries), Type::Entry(id) | Type::Several(id)) => {
                let entry = self.shared.domains[*domain].entries[*entries.first()?].on(which)?;
                Some(match ty {
                    Type::Several(_) => Value::Several(*id, vec![entry]),
                    _ => Value::Entry(*id, entry),
                })
            }
            (Answers::Stretches(stretches), _) => stretches.first()?.low.as_ref().map(|(value, _)| value.clone()),
            (Answers::Texts { texts, others: false }, _) => texts.first().cloned().map(Value::Text),
            (Answers::Texts { others: true, .. }, _) => Some(Value::Text("…".to_owned())),
            (Answers::Truths(truths), _) => truths.first().copied().map(Value::Bool),
            (Answers::Entries(..), _) => None,
        }
    }

    /// What a reader must know of the comparison.
    fn notes(&self) -> Vec<Text> {
        let mut notes = Vec::new();
        let several = |own: &&Dimension<'p>| match own.question {
            Question::Expr(_, expr) => matches!(expr.ty, Type::Several(_)),
            Question::Segment(_) => false,
        };
        let asked: Vec<Text> =
            self.space.dimensions.iter().filter(several).map(|own| question_text(self.shared, own.question)).collect();
        if !asked.is_empty() {
            notes.push(words::one_value_at_a_time(crate::base::text::listed(&asked)));
        }
        let unknown = |own: &&Dimension<'p>| own.classes.iter().any(|class| class.known.contains(&false));
        let left_out: Vec<Text> =
            self.space.dimensions.iter().filter(unknown).map(|own| question_text(self.shared, own.question)).collect();
        if !left_out.is_empty() {
            notes.push(words::known_to_one_side(crate::base::text::listed(&left_out)));
        }
        notes
    }
}

/// More questions than this are not left out one by one of a witness.
const MOST_QUESTIONS: usize = 12;

fn is_fixed(own: &Worth) -> bool {
    matches!(own, Worth::Number(_) | Worth::Fixed(..) | Worth::None)
}

fn why_open(worths: &[Both<Worth>]) -> Text {
    let any = |fits: fn(&Worth) -> bool| worths.iter().any(|own| fits(&own.a) || fits(&own.b));
    if any(|own| matches!(own, Worth::Awaited)) {
        words::value_awaited()
    } else if any(|own| matches!(own, Worth::Unstated)) {
        words::source_is_silent()
    } else if any(|own| matches!(own, Worth::NotInForce)) {
        words::out_of_force()
    } else {
        words::needs_working_out()
    }
}

/// Returns some value of a fact.
fn anything(program: &Program, id: FactId) -> Option<Value> {
    let fact = program.fact(id);
    Some(match &fact.ty {
        Type::Bool => Value::Bool(false),
        Type::Entry(domain) => Value::Entry(*domain, EntryId(0)),
        Type::Several(domain) => Value::Several(*domain, vec![EntryId(0)]),
        Type::Date => Value::Date(Date::new(2000, 1, 1)?),
        Type::Text => Value::Text("…".to_owned()),
        ty if ty.is_numeric() => {
            let low = fact.low.as_ref().map_or_else(Number::zero, |(low, _)| low.clone());
            let inside = fact.low.as_ref().is_none_or(|(_, included)| *included);
            Value::Number(if inside { low } else { low.add(&Number::one()).ok()? })
        }
        _ => return None,
    })
}

/// Returns one ordinary answer of a class; a stretch becomes one value.
fn ordinary(dimension: &Dimension<'_>, class: usize) -> Answers {
    match &dimension.classes[class].answers {
        Answers::Entries(domain, entries) => Answers::Entries(*domain, entries[..1].to_vec()),
        Answers::Stretches(stretches) => {
            let value = stretches.first().and_then(|own| within(dimension, own));
            let edge = value.map(|value| (value, true));
            Answers::Stretches(vec![Stretch { low: edge.clone(), high: edge }])
        }
        other => other.clone(),
    }
}

/// Returns a round value within a stretch.
fn within(dimension: &Dimension<'_>, own: &Stretch) -> Option<Value> {
    let money = match dimension.question {
        Question::Expr(_, expr) => matches!(&expr.ty, Type::Quantity(unit) if unit.is_money()),
        Question::Segment(_) => true,
    };
    match (&own.low, &own.high) {
        (Some((value, true)), _) => Some(value.clone()),
        (_, Some((value, true))) => Some(value.clone()),
        (Some((Value::Number(low), _)), high) => {
            let below = |number: &Number| match high {
                Some((Value::Number(high), _)) => number < high,
                _ => true,
            };
            let steps = if money { [10_000, 100, 1] } else { [1, 1, 1] };
            let next = steps.iter().filter_map(|step| low.add(&Number::from(*step)).ok()).find(below);
            let middle = || match high {
                Some((Value::Number(high), _)) => low.add(high).and_then(|sum| sum.divide(&Number::from(2))).ok(),
                _ => None,
            };
            next.or_else(middle).map(Value::Number)
        }
        (None, Some((Value::Number(high), _))) => {
            let floor = Number::zero();
            let before = high.subtract(&Number::from(if money { 100 } else { 1 })).ok()?;
            Some(Value::Number(if before < floor && *high > floor { floor } else { before }))
        }
        (Some((Value::Date(low), _)), _) => low.plus_days(1).map(Value::Date),
        (None, Some((Value::Date(high), _))) => high.plus_days(-1).map(Value::Date),
        // Nothing tells the answers apart.
        (None, None) => Some(Value::Number(Number::zero())),
        _ => None,
    }
}
