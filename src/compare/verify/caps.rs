//! Clauses of one benefit held against each other: a single cap against the joint one, a deductible against the cap, and
//! ratios whose order turns round from one column to the next.

use super::super::benefit::{item, stated};
use super::super::clauses::{Live, live};
use super::super::keys::question_text;
use super::super::shared::SideId;
use super::super::space::{Answers, Cond, Question, Space};
use super::super::standing::Bounds;
use super::super::values::{Body, number_text};
use super::super::worth::{Found as WorthFound, Lowering, Node, Worth};
use super::grid::number;
use super::ground::{Ground, SIDE, case, paid_by};
use super::{Case, Failure, Found, requirement, words};
use crate::base::number::Number;
use crate::base::span::Span;
use crate::base::text::Text;
use crate::ir::expr::{Expr, ExprKind};
use crate::ir::standard::RequirementBody;
use crate::ir::{BenefitId, ClauseBody, ClauseWord, DefinitionId, Type, version_on};
use crate::symbolic::exact::Exact;
use crate::symbolic::explore::{Settled, Space as Cells};
use crate::symbolic::space::{Possible, QuantityId};
use crate::value::Value;

/// Two clauses over one grid.
struct Pair<'p> {
    space: Space<'p>,
    nodes: (Node<'p>, Node<'p>),
    types: (Type, Type),
    conditions: Vec<Cond>,
}

fn node<'p>(ground: &Ground<'p>, id: BenefitId, own: &Live<'p>, space: &mut Space<'p>) -> Option<(Node<'p>, Type)> {
    let value = stated(&ground.shared, SIDE, id, own, true)?;
    let mut lowering = Lowering { shared: &ground.shared, side: SIDE, space };
    let node = match value.body {
        Body::Adjusted(body) => lowering.adjusted(body, true),
        Body::Table(table, output) => lowering.table(table, output, true, true),
    };
    Some((node, value.ty))
}

fn conditions<'p>(ground: &Ground<'p>, clauses: &[Live<'p>], extra: &[&'p Expr], space: &mut Space<'p>) -> Vec<Cond> {
    let requires = clauses.iter().filter(|own| own.branch.is_none());
    let requires = requires.filter_map(|own| match own.body {
        ClauseBody::Requires(condition) => Some(condition),
        _ => None,
    });
    requires.chain(extra.iter().copied()).map(|own| space.condition(&ground.shared, SIDE, own)).collect()
}

fn pair<'p>(
    ground: &Ground<'p>,
    clauses: &[Live<'p>],
    (first_id, first): (BenefitId, &Live<'p>),
    (second_id, second): (BenefitId, &Live<'p>),
) -> Option<Option<Pair<'p>>> {
    let mut space = Space::new();
    let (a, a_type) = node(ground, first_id, first, &mut space)?;
    let (b, b_type) = node(ground, second_id, second, &mut space)?;
    let extra: Vec<&Expr> = first.when().into_iter().chain(second.when()).collect();
    let conditions = conditions(ground, clauses, &extra, &mut space);
    let laid = space.divide(&ground.shared).is_some();
    Some(laid.then_some(Pair { space, nodes: (a, b), types: (a_type, b_type), conditions }))
}

impl<'p> Pair<'p> {
    /// Visits the cells that occur, with what both are worth.
    fn each(&self, visit: &mut dyn FnMut(WorthFound<'p>, WorthFound<'p>)) {
        self.space.each_cell(&mut |cell| {
            if self.conditions.iter().all(|own| self.space.holds(own, cell) != Some(false)) {
                visit(self.nodes.0.at(&self.space, cell), self.nodes.1.at(&self.space, cell));
            }
        });
    }
}

/// Returns the benefits in force with their clauses.
fn benefits<'p>(ground: &Ground<'p>) -> Vec<(BenefitId, Vec<Live<'p>>)> {
    let side = ground.side();
    let all = (0..side.program.benefits.len() as u32).map(BenefitId);
    let alive = all.filter(|id| version_on(&side.program.benefit(*id).alive, side.date).is_some());
    alive.map(|id| (id, live(&ground.shared, SIDE, id))).collect()
}

fn place(ground: &Ground<'_>, id: BenefitId) -> Text {
    Text::same(ground.side().program.benefit(id).name.clone())
}

pub(super) fn single_within_joint(ground: &Ground<'_>) -> Found {
    let mut found = Found::over(words::clauses_only());
    let all = benefits(ground);
    let mut any = false;
    for (id, clauses) in &all {
        let caps: Vec<&Live<'_>> = clauses.iter().filter(|own| own.path.word == ClauseWord::Cap).collect();
        for joint in &caps {
            // Of several diseases together, or of several benefits together.
            for single in caps.iter().filter(|own| own.period() == joint.period() && own.branch == joint.branch) {
                let together = joint.each().is_empty() && !single.each().is_empty();
                let of_more = !joint.joint().is_empty() && single.joint().is_empty() && single.each().is_empty();
                if together || of_more {
                    any = true;
                    capped(ground, clauses, (*id, single), (*id, joint), &mut found);
                }
            }
            for other in joint.joint() {
                let Some((_, theirs)) = all.iter().find(|(own, _)| own == other) else { continue };
                let caps = theirs.iter().filter(|own| own.path.word == ClauseWord::Cap && own.branch.is_none());
                for single in caps.filter(|own| own.period() == joint.period() && own.joint().is_empty()) {
                    any = true;
                    capped(ground, theirs, (*other, single), (*id, joint), &mut found);
                }
            }
        }
    }
    if !any {
        return Found::not_applicable(words::no_such_clauses());
    }
    found
}

fn capped<'p>(
    ground: &Ground<'p>,
    clauses: &[Live<'p>],
    (single_id, single): (BenefitId, &Live<'p>),
    (joint_id, joint): (BenefitId, &Live<'p>),
    found: &mut Found,
) {
    let Some(laid) = pair(ground, clauses, (single_id, single), (joint_id, joint)) else { return };
    let Some(laid) = laid else {
        found.leave_open("too_many_cells", words::too_many_cells(), Some(single.origin.span));
        return;
    };
    let at = words::at(
        place(ground, joint_id),
        words::and(item(&ground.shared, SIDE, single, &[]).text, item(&ground.shared, SIDE, joint, &[]).text),
    );
    let mut worst: Option<(Number, Text, Vec<Span>)> = None;
    let mut open: Vec<(&'static str, Text)> = Vec::new();
    laid.each(&mut |single_found, joint_found| {
        let Some(most) = number(&joint_found.worth) else {
            note_open(&joint_found.worth, item(&ground.shared, SIDE, joint, &[]).text, &mut open);
            return;
        };
        let joint_text = number_text(most, &laid.types.1);
        let (own, text) = match &single_found.worth {
            Worth::Number(own) => {
                let text = words::single_above_joint(number_text(own, &laid.types.0), joint_text, at.clone());
                (own.clone(), text)
            }
            Worth::Awaited => {
                let Some((name, most_allowed)) = may_be(ground, &single_found.uses) else {
                    note_open(&single_found.worth, item(&ground.shared, SIDE, single, &[]).text, &mut open);
                    return;
                };
                let allowed = number_text(&most_allowed, &laid.types.0);
                (most_allowed.clone(), words::single_may_be_above_joint(name, allowed, joint_text, at.clone()))
            }
            other => {
                note_open(other, item(&ground.shared, SIDE, single, &[]).text, &mut open);
                return;
            }
        };
        let Ok(by) = own.subtract(most) else { return };
        if by.is_positive() && worst.as_ref().is_none_or(|(known, ..)| by > *known) {
            worst = Some((by, text, vec![single.origin.span, joint.origin.span]));
        }
    });
    if let Some((by, what, places)) = worst {
        let by = Some(words::differs_by(number_text(&by, &laid.types.0)));
        found.failures.push(Failure { what, by, kinds: None, places, cases: Vec::new() });
    }
    for (kind, reason) in open {
        found.leave_open(kind, reason, Some(single.origin.span));
    }
}

fn note_open(worth: &Worth, clause: Text, open: &mut Vec<(&'static str, Text)>) {
    let own = match worth {
        Worth::Awaited => ("awaited", words::clause_awaited(clause)),
        Worth::Formula { .. } | Worth::Same(_) => ("depends_on_person", words::clause_depends(clause)),
        // No limit is below nothing.
        Worth::Number(_) | Worth::Fixed(..) | Worth::None | Worth::Unstated | Worth::NoRow | Worth::NotInForce => {
            return;
        }
    };
    if !open.contains(&own) {
        open.push(own);
    }
}

/// Returns the most to which an awaited param may be set, as an assertion of the county has it.
fn may_be(ground: &Ground<'_>, uses: &[DefinitionId]) -> Option<(String, Number)> {
    let side = ground.side();
    requirement::assertions(side).find_map(|(_, _, own)| {
        let (id, bounds) = match &own.body {
            RequirementBody::Value { value, test } => {
                let ExprKind::Definition(id, _) = &*value.kind else { return None };
                (*id, Bounds::of(&ground.shared, SIDE, test)?)
            }
            RequirementBody::Condition { condition, when: None, .. } => {
                super::super::conform::asked_param(&ground.shared, SIDE, condition)?
            }
            _ => return None,
        };
        // What is only advised is not what the number is held to.
        let must = own.severity == crate::syntax::ast::RequirementSeverity::Must;
        let most = bounds.high.filter(|_| must && uses.contains(&id))?;
        Some((side.program.definition(id).name.clone(), most.number))
    })
}

pub(super) fn deductible_within_cap(ground: &Ground<'_>) -> Found {
    let mut found = Found::over(words::clauses_only());
    let mut any = false;
    for (id, clauses) in benefits(ground) {
        let of = |word: ClauseWord| clauses.iter().filter(move |own| own.path.word == word);
        for deductible in of(ClauseWord::Deductible) {
            for cap in of(ClauseWord::Cap).filter(|own| own.branch == deductible.branch) {
                any = true;
                let Some(laid) = pair(ground, &clauses, (id, deductible), (id, cap)) else { continue };
                let Some(laid) = laid else {
                    found.leave_open("too_many_cells", words::too_many_cells(), Some(cap.origin.span));
                    continue;
                };
                let mut worst: Option<(Number, Text)> = None;
                let mut open: Vec<(&'static str, Text)> = Vec::new();
                laid.each(&mut |own, most| {
                    let (Some(least), Some(most)) = (number(&own.worth), number(&most.worth)) else {
                        note_open(&own.worth, item(&ground.shared, SIDE, deductible, &[]).text, &mut open);
                        note_open(&most.worth, item(&ground.shared, SIDE, cap, &[]).text, &mut open);
                        return;
                    };
                    let Ok(by) = least.subtract(most) else { return };
                    if by.is_positive() && worst.as_ref().is_none_or(|(known, _)| by > *known) {
                        let texts = (number_text(least, &laid.types.0), number_text(most, &laid.types.1));
                        worst = Some((by, words::deductible_above_cap(texts.0, texts.1, place(ground, id))));
                    }
                });
                if let Some((by, what)) = worst {
                    found.failures.push(Failure {
                        what,
                        by: Some(words::differs_by(number_text(&by, &Type::money()))),
                        kinds: None,
                        places: vec![deductible.origin.span, cap.origin.span],
                        cases: Vec::new(),
                    });
                }
                for (kind, reason) in open {
                    found.leave_open(kind, reason, Some(deductible.origin.span));
                }
            }
        }
    }
    if any { found } else { Found::not_applicable(words::no_such_clauses()) }
}

// ---- ratios that turn round

pub(super) fn inversions(ground: &Ground<'_>) -> Found {
    let mut found = Found::over(words::clauses_only());
    let mut any = false;
    for (id, clauses) in benefits(ground) {
        for own in clauses.iter().filter(|own| own.path.word == ClauseWord::Rate) {
            let mut space = Space::new();
            let Some((node, ty)) = node(ground, id, own, &mut space) else { continue };
            space.close();
            let conditions = conditions(ground, &clauses, &[], &mut space);
            let Some(cells) = space.divide(&ground.shared) else {
                found.leave_open("too_many_cells", words::too_many_cells(), Some(own.origin.span));
                continue;
            };
            if cells < 4 || space.dimensions.len() < 2 {
                continue;
            }
            any = true;
            let rates = Rates { space, node, conditions, ty };
            if let Some(turned) = rates.turned() {
                found.failures.push(rates.failure(ground, id, own, &turned));
            }
        }
    }
    if any { found } else { Found::not_applicable(words::no_such_clauses()) }
}

struct Rates<'p> {
    space: Space<'p>,
    node: Node<'p>,
    conditions: Vec<Cond>,
    ty: Type,
}

/// Two answers of one question, and two cells of the rest in which they stand in opposite orders.
struct Turned {
    dimension: usize,
    one: usize,
    other: usize,
    high: Vec<usize>,
    low: Vec<usize>,
}

impl Rates<'_> {
    fn rate(&self, cell: &[usize]) -> Option<Number> {
        let occurs = self.conditions.iter().all(|own| self.space.holds(own, cell) != Some(false));
        occurs.then(|| number(&self.node.at(&self.space, cell).worth).cloned()).flatten()
    }

    fn turned(&self) -> Option<Turned> {
        for dimension in self.space.order() {
            let own = &self.space.dimensions[dimension];
            let discrete = |answers: &Answers| matches!(answers, Answers::Entries(..) | Answers::Truths(_));
            if own.is_segment() || !own.classes.iter().all(|class| discrete(&class.answers)) {
                continue;
            }
            for one in 0..own.classes.len() {
                for other in one + 1..own.classes.len() {
                    let (mut high, mut low) = (None, None);
                    self.space.each_cell(&mut |cell| {
                        if cell[dimension] != one {
                            return;
                        }
                        let mut second = cell.to_vec();
                        second[dimension] = other;
                        let (Some(a), Some(b)) = (self.rate(cell), self.rate(&second)) else { return };
                        if a > b && high.is_none() {
                            high = Some(cell.to_vec());
                        }
                        if a < b && low.is_none() {
                            low = Some(cell.to_vec());
                        }
                    });
                    if let (Some(high), Some(low)) = (high, low) {
                        return Some(Turned { dimension, one, other, high, low });
                    }
                }
            }
        }
        None
    }

    fn failure(&self, ground: &Ground<'_>, id: BenefitId, own: &Live<'_>, turned: &Turned) -> Failure {
        let class = |at: usize| self.class_text(ground, turned.dimension, at);
        let differing = |cell: &[usize], than: &[usize]| {
            let parts: Vec<Text> = (0..cell.len())
                .filter(|at| *at != turned.dimension && cell[*at] != than[*at])
                .map(|at| self.class_text(ground, at, cell[at]))
                .collect();
            words::joined(&parts)
        };
        let shown = |cell: &[usize]| {
            let mut second = cell.to_vec();
            second[turned.dimension] = turned.other;
            let text =
                |cell: &[usize]| self.rate(cell).map_or_else(|| Text::same("—"), |own| number_text(&own, &self.ty));
            words::against(text(cell), text(&second))
        };
        let at = words::place(&ground.side().program.benefit(id).name, item(&ground.shared, SIDE, own, &[]).text);
        let mut cases = Vec::new();
        for cell in [&turned.high, &turned.low] {
            for answer in [turned.one, turned.other] {
                let mut cell = cell.clone();
                cell[turned.dimension] = answer;
                cases.extend(self.somebody(ground, id, &cell));
            }
        }
        Failure {
            what: words::inverted(
                at,
                class(turned.one),
                class(turned.other),
                differing(&turned.high, &turned.low),
                differing(&turned.low, &turned.high),
            ),
            by: Some(words::and(
                words::held_value(differing(&turned.high, &turned.low), shown(&turned.high)),
                words::held_value(differing(&turned.low, &turned.high), shown(&turned.low)),
            )),
            kinds: None,
            places: vec![own.origin.span],
            cases: if cases.len() == 4 { cases } else { Vec::new() },
        }
    }

    fn class_text(&self, ground: &Ground<'_>, dimension: usize, class: usize) -> Text {
        let own = &self.space.dimensions[dimension];
        match &own.classes[class].answers {
            Answers::Entries(domain, entries) => {
                super::super::keys::entries_text(&ground.shared, *domain, entries, false)
            }
            Answers::Truths(truths) => {
                let question = question_text(&ground.shared, own.question);
                if truths.first() == Some(&true) { question } else { super::super::words::not(question) }
            }
            Answers::Stretches(_) | Answers::Texts { .. } => question_text(&ground.shared, own.question),
        }
    }

    /// Returns an ordinary person of a cell of the grid, with a bill of 1,000元, settled by the evaluator.
    fn somebody(&self, ground: &Ground<'_>, id: BenefitId, cell: &[usize]) -> Option<Case> {
        let cells = ground.first().ok()?;
        let mut wanted: Vec<(QuantityId, Possible)> = Vec::new();
        for (at, own) in self.space.dimensions.iter().enumerate() {
            let Question::Expr(_, asked) = own.question else { continue };
            let ExprKind::Fact(fact) = &*asked.kind else { continue };
            let question = cells.vocabulary.of_fact(0, *fact);
            let possible = possible_of(ground, cells, question, &own.classes[cell[at]].answers)?;
            wanted.push((question, possible));
        }
        let pays = |own: &&Settled| {
            let zero = cells.make(|graph| Ok(graph.constant(Exact::ZERO))).ok();
            let term = own.sides[0].as_ref().ok().and_then(|paid| paid_by(cells, paid, Some(&[id])).ok());
            term.is_some() && term != zero
        };
        for own in cells.cells.iter().filter(pays) {
            let mut narrowed = Some(own.cell.clone());
            for (question, possible) in &wanted {
                narrowed = narrowed.and_then(|cell| {
                    let known = cell.possible(&cells.vocabulary, *question)?;
                    Some(cell.with(*question, known.met(possible)?))
                });
            }
            let Some(narrowed) = narrowed else { continue };
            let paid = own.sides[0].as_ref().ok()?;
            let claimed = cells.decide(|decider| decider.value_at(paid.total, ROUND_BILL)).ok()?;
            return case(cells, 0, &narrowed, ROUND_BILL, Some((claimed, None))).ok();
        }
        None
    }
}

/// 1,000元, in 分.
const ROUND_BILL: i64 = 100_000;

/// Returns the answers of a grid as the engine for all cases has them: the first of them.
fn possible_of(ground: &Ground<'_>, cells: &Cells<'_>, question: QuantityId, answers: &Answers) -> Option<Possible> {
    let everything = cells.vocabulary.everything(question)?;
    let all = cells.vocabulary.values(0, &everything)?;
    let fits = |value: &Value| match (answers, value) {
        (Answers::Entries(domain, entries), Value::Entry(own, entry)) => {
            ground.shared.domain(SideId(0), *own) == *domain
                && entries.contains(&ground.shared.entry(SideId(0), *own, *entry))
        }
        (Answers::Entries(domain, entries), Value::Several(own, held)) => {
            ground.shared.domain(SideId(0), *own) == *domain
                && matches!(held.as_slice(), [only] if entries.contains(&ground.shared.entry(SideId(0), *own, *only)))
        }
        (Answers::Truths(truths), Value::Bool(truth)) => truths.contains(truth),
        _ => false,
    };
    let at = all.iter().position(fits)?;
    Some(everything.at(&[at]))
}
