//! A county against the standards in force on a day: for each requirement how each value it names stands, where both are
//! stated, by how much it misses, and the smallest edit that would bring it into line.
//!
//! Requirements on clauses are judged here. Requirements on behaviour are decided over all inputs by whoever is handed
//! in as [`Decide`]; without one they stay *not decided*, and say so.

use super::benefit::{item, none_text, stated};
use super::boxes::merged;
use super::clauses::{Live, live};
use super::data::{Held, Item, Key, Origin, Party, Stating, ValueKind};
use super::direction::sense;
use super::fix::{self, Edit};
use super::keys;
use super::meaning::Test as Question;
use super::shared::{Shared, Side, SideId};
use super::space::{Cond, Space};
use super::standing::{Bounds, Standing, judge_absent, judge_worth};
use super::values::{Body, Value, number_text, origin, stating};
use super::verify::Case;
use super::words;
use super::worth::{Found, Lowering, Worth};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Text, listed};
use crate::ir::expr::{Expr, ExprKind, HeadItem};
use crate::ir::standard::{self, Requirement, RequirementBody, Standard};
use crate::ir::{
    BenefitId, ClauseBody, ClausePath, ClauseWord, DefinitionId, DefinitionKind, ListId, Type, version_on,
};
use crate::model::path::PathQuery;
use crate::syntax::ast::{CompareOp, RequirementSeverity};
use crate::value::EntryId;
use std::collections::BTreeSet;

/// A county held against its standards.
#[derive(Clone, Debug)]
pub struct Conformance {
    pub party: Party,
    /// In the order of the standards; one for each value that a requirement names.
    pub findings: Vec<Finding>,
}

/// How one value stands to one requirement.
#[derive(Clone, Debug)]
pub struct Finding {
    pub standard: String,
    /// Its place in the standard, from 0.
    pub number: usize,
    pub label: Option<String>,
    pub must: bool,
    /// What is asked, and where.
    pub asked: Origin,
    /// The benefit, as the county calls it, or the list or param.
    pub subject: Option<String>,
    pub item: Option<Item>,
    pub keys: Vec<Key>,
    pub standing: Standing,
    pub held: Held,
    /// The value less the edge that it misses.
    pub by: Option<Text>,
    /// Why it is not stated or not decided; what a list lacks; a witness.
    pub reason: Option<Text>,
    /// Of behaviour: the view and the range, and what was taken for granted.
    pub looked_at: Vec<Text>,
    /// Of behaviour: people with bills that show it.
    pub cases: Vec<Case>,
    /// The county is exempt, until this day (`None`: for good).
    pub exempt: Option<Option<Date>>,
    /// What would mend it, or why nothing certain would.
    pub fix: Fix,
}

/// What would bring a value into line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fix {
    /// Nothing is wrong, or it is not ours to mend.
    None,
    Edit(Edit),
    /// It has to be mended by hand, for this reason.
    ByHand(Text),
}

/// Decides what requirements say of behaviour, over all inputs.
pub trait Decide: Sync {
    /// Returns who decides for one county.
    fn of<'p>(&self, side: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p>;
}

/// The answer to a requirement on behaviour.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Meets it, below, above, or not decided.
    pub standing: Standing,
    /// By how much at most.
    pub by: Option<Text>,
    /// What fails, or why it is not decided.
    pub reason: Option<Text>,
    /// The view and the range, and what was taken for granted.
    pub looked_at: Vec<Text>,
    /// People with bills that show it, settled by the evaluator.
    pub cases: Vec<Case>,
}

impl Default for Decision {
    fn default() -> Decision {
        Decision { standing: Standing::NotDecided, by: None, reason: None, looked_at: Vec::new(), cases: Vec::new() }
    }
}

/// Decides nothing.
#[derive(Clone, Copy, Debug)]
pub struct ClausesOnly;

impl Decide for ClausesOnly {
    fn of<'p>(&self, _: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p> {
        Box::new(|_| Decision { reason: Some(words::about_behaviour()), ..Decision::default() })
    }
}

impl Finding {
    /// Whether it counts against the county.
    pub fn is_deviation(&self) -> bool {
        self.exempt.is_none() && matches!(self.standing, Standing::Below | Standing::Above | Standing::NotStated)
    }

    /// Whether it leaves the question open.
    pub fn is_open(&self) -> bool {
        self.exempt.is_none() && self.standing == Standing::NotDecided
    }
}

impl Conformance {
    /// Whether some value misses what must be.
    pub fn has_deviations(&self) -> bool {
        self.findings.iter().any(|own| own.must && own.is_deviation())
    }

    /// Whether something that must be could not be decided.
    pub fn is_open(&self) -> bool {
        self.findings.iter().any(|own| own.must && own.is_open())
    }
}

/// Holds a county against every standard in force on its day.
pub fn conform(side: Side<'_>, decide: &dyn Decide) -> Conformance {
    let shared = Shared::of_many(vec![side]);
    let on = side.date;
    let own = &side.program.jurisdiction;
    let mut findings = Vec::new();
    let mut decide = decide.of(side);
    for standard in requirements_in_force(side) {
        let exempt = exemption(standard, &own.chain, on);
        for (number, requirement) in standard.requirements.iter().enumerate() {
            if !requirement.range.contains(on) {
                continue;
            }
            let judge = Judge { shared: &shared, standard, number, requirement, exempt };
            findings.extend(judge.findings(&mut *decide));
        }
    }
    Conformance { party: Party::of(side), findings }
}

/// Returns the standards of a side that are in force on its day.
pub(crate) fn requirements_in_force(side: Side<'_>) -> impl Iterator<Item = &Standard> {
    side.program.standards.iter().filter(move |own| !own.is_assert && own.range.contains(side.date))
}

/// Returns whether a county, or one above it, is exempt on a day, and until when.
pub(crate) fn exemption(standard: &Standard, chain: &[String], on: Date) -> Option<Option<Date>> {
    let holds = standard.exemptions.iter().filter(|(name, range)| chain.contains(name) && range.contains(on));
    let untils: Vec<Option<Date>> = holds.map(|(_, range)| range.until).collect();
    untils.iter().copied().max_by_key(|until| (until.is_none(), *until))
}

/// Returns how a list of a side stands to a requirement on it.
pub(crate) fn judge_list(side: Side<'_>, standard: &Standard, requirement: &Requirement) -> Option<Standing> {
    let shared = Shared::of_many(vec![side]);
    let mut nobody = |_: &Requirement| Decision::default();
    let findings = Judge { shared: &shared, standard, number: 0, requirement, exempt: None }.findings(&mut nobody);
    findings.first().map(|own| own.standing)
}

/// Judges one requirement; `decide` is asked of behaviour.
pub(crate) fn findings<'p>(
    side: Side<'p>,
    standard: &'p Standard,
    number: usize,
    requirement: &'p Requirement,
    decide: &mut dyn FnMut(&'p Requirement) -> Decision,
) -> Vec<Finding> {
    let shared = Shared::of_many(vec![side]);
    Judge { shared: &shared, standard, number, requirement, exempt: None }.findings(decide)
}

struct Judge<'s, 'p> {
    shared: &'s Shared<'p>,
    standard: &'p Standard,
    number: usize,
    requirement: &'p Requirement,
    exempt: Option<Option<Date>>,
}

const SIDE: SideId = SideId(0);

impl<'p> Judge<'_, 'p> {
    fn findings(&self, decide: &mut dyn FnMut(&'p Requirement) -> Decision) -> Vec<Finding> {
        match &self.requirement.body {
            RequirementBody::Clause { benefit, path, keys, test } => self.clause(benefit, path, keys.as_deref(), test),
            RequirementBody::Value { value, test } => vec![self.value(value, test)],
            RequirementBody::Includes { list, members } => vec![self.includes(*list, members)],
            RequirementBody::Condition { view: None, condition, when: None }
                if asked_param(self.shared, SIDE, condition).is_some() =>
            {
                asked_param(self.shared, SIDE, condition)
                    .map(|(id, bounds)| self.value_within(id, &bounds))
                    .into_iter()
                    .collect()
            }
            RequirementBody::Condition { view: None, condition, when: None } if counted_list(condition).is_some() => {
                vec![self.condition(condition)]
            }
            RequirementBody::Condition { .. }
            | RequirementBody::NeverAboveCost { .. }
            | RequirementBody::NeverLessAlong { .. }
            | RequirementBody::NeverLessInOrder { .. }
            | RequirementBody::NoCliffOver { .. } => vec![self.behaviour(decide)],
        }
    }

    /// Returns a finding that says nothing yet.
    fn blank(&self) -> Finding {
        let program = self.shared.program(SIDE);
        let mut asked = origin(program, &self.requirement.origin);
        asked.span = self.requirement.span;
        Finding {
            standard: self.standard.name.clone(),
            number: self.number,
            label: self.requirement.label.clone(),
            must: self.requirement.severity == RequirementSeverity::Must,
            asked,
            subject: None,
            item: None,
            keys: Vec::new(),
            standing: Standing::NotDecided,
            held: Held::Absent,
            by: None,
            reason: None,
            looked_at: Vec::new(),
            cases: Vec::new(),
            exempt: self.exempt,
            fix: Fix::None,
        }
    }

    fn behaviour(&self, decide: &mut dyn FnMut(&'p Requirement) -> Decision) -> Finding {
        let Decision { standing, by, reason, looked_at, cases } = decide(self.requirement);
        let fix = match standing {
            Standing::Below | Standing::Above | Standing::NotStated => Fix::ByHand(words::which_clauses()),
            Standing::Meets | Standing::NotDecided => Fix::None,
        };
        Finding { standing, by, reason, looked_at, cases, fix, ..self.blank() }
    }

    // ---- clauses

    fn clause(
        &self,
        benefit: &str,
        path: &ClausePath,
        keys: Option<&'p [standard::Key]>,
        test: &'p standard::Test,
    ) -> Vec<Finding> {
        let program = self.shared.program(SIDE);
        let Some(bounds) = Bounds::of(self.shared, SIDE, test) else {
            return vec![Finding { reason: Some(words::bounds_depend_on_facts()), ..self.blank() }];
        };
        let named = (0..program.benefits.len() as u32).map(BenefitId).filter(|id| {
            let own = program.benefit(*id);
            let fits = own.name == benefit || own.identity.as_deref() == Some(benefit);
            fits && version_on(&own.alive, self.shared.date(SIDE)).is_some()
        });
        let mut findings = Vec::new();
        for id in named {
            let clauses = live(self.shared, SIDE, id);
            let query = PathQuery {
                cases: path.cases.clone(),
                word: Some(path.word),
                label: path.label.clone(),
                period: path.period,
                each: path.each.clone(),
                joint: path.joint,
            };
            let fitting: Vec<Live<'p>> = clauses.iter().filter(|own| query.fits(own.path)).copied().collect();
            if fitting.is_empty() {
                findings.push(self.absent(id, path.word, &bounds));
            }
            for own in &fitting {
                findings.extend(self.cells(id, own, &clauses, keys, &bounds));
            }
        }
        if findings.is_empty() {
            findings.push(Finding {
                standing: Standing::NotStated,
                reason: Some(words::no_such_benefit(benefit)),
                fix: Fix::ByHand(words::nothing_to_change()),
                ..self.blank()
            });
        }
        findings
    }

    fn absent(&self, id: BenefitId, word: ClauseWord, bounds: &Bounds<'p>) -> Finding {
        let judged = judge_absent(bounds, sense(word));
        let deviates = judged.standing != Standing::Meets;
        let (zh, en) = word.words();
        Finding {
            subject: Some(self.shared.program(SIDE).benefit(id).name.clone()),
            item: Some(Item { word: Some(word), ..Item::of(Text::new(zh, en)) }),
            standing: judged.standing,
            reason: Some(judged.reason.unwrap_or_else(words::no_such_clause)),
            fix: if deviates { Fix::ByHand(words::nothing_to_change()) } else { Fix::None },
            ..self.blank()
        }
    }

    /// Judges a clause cell by cell, as far as the keys reach.
    fn cells(
        &self,
        id: BenefitId,
        own: &Live<'p>,
        clauses: &[Live<'p>],
        keys: Option<&'p [standard::Key]>,
        bounds: &Bounds<'p>,
    ) -> Vec<Finding> {
        let shared = self.shared;
        let program = shared.program(SIDE);
        let Some(value) = stated(shared, SIDE, id, own, true) else { return Vec::new() };
        let base = Finding {
            subject: Some(program.benefit(id).name.clone()),
            item: Some(item(shared, SIDE, own, &own.path.cases)),
            ..self.blank()
        };
        let mut space = Space::new();
        let node = {
            let mut lowering = Lowering { shared, side: SIDE, space: &mut space };
            match value.body {
                Body::Adjusted(body) => lowering.adjusted(body, true),
                Body::Table(table, output) => lowering.table(table, output, true, true),
            }
        };
        space.close();
        let requires = clauses.iter().filter(|own| own.branch.is_none());
        let conditions: Vec<Cond> = requires
            .filter_map(|own| if let ClauseBody::Requires(condition) = own.body { Some(condition) } else { None })
            .map(|condition| space.condition(shared, SIDE, condition))
            .collect();
        let named = named_cells(shared, SIDE, &mut space, keys.unwrap_or(&[]));
        if space.divide(shared).is_none() {
            let reason = Some(words::too_large());
            return vec![Finding { reason, ..base }];
        }
        let sense = sense(own.path.word);
        let found = |cell: &[usize]| -> Option<Found<'p>> {
            let due = conditions.iter().all(|own| space.holds(own, cell) != Some(false));
            let is_named = named.iter().all(|own| space.holds(own, cell) != Some(false));
            (due && is_named).then(|| node.at(&space, cell))
        };
        // The rows of a table that nobody reaches say nothing; a cell that a key names must be there.
        let told = |own: &Found<'p>| keys.is_some() || own.worth != Worth::NoRow;
        let boxes = merged(&space, &mut |cell| found(cell).filter(told).map(|own| own.worth));
        let mut reach = (vec![BTreeSet::new(); space.dimensions.len()], vec![BTreeSet::new(); space.dimensions.len()]);
        space.each_cell(&mut |cell| {
            if conditions.iter().all(|own| space.holds(own, cell) != Some(false)) {
                reach.0.iter_mut().zip(cell).for_each(|(classes, at)| {
                    classes.insert(*at);
                });
            }
            if found(cell).is_some() {
                reach.1.iter_mut().zip(cell).for_each(|(classes, at)| {
                    classes.insert(*at);
                });
            }
        });
        let mut findings = Vec::new();
        for patch in &boxes.rows {
            let mut cell = vec![0usize; space.dimensions.len()];
            for (dimension, classes) in boxes.order.iter().zip(&patch.classes) {
                cell[*dimension] = classes.first().copied().unwrap_or(0);
            }
            let Some(found) = super::values::occurring(&space, &boxes.order, cell, &|cell| found(cell).filter(told))
            else {
                continue;
            };
            let judged = judge_worth(bounds, &found.worth, &value.ty, sense);
            let held = match found.worth {
                Worth::NoRow => Held::Absent,
                _ => Held::Value(stating(shared, SIDE, &value, &found, &none_text(own.path.word))),
            };
            let fix = match judged.standing {
                Standing::Below | Standing::Above => {
                    let (due, named) = (reach.0.as_slice(), reach.1.as_slice());
                    let place = fix::Place { id, clause: own, value: &value, space: &space, due };
                    let covered = fix::covered(&boxes, patch, named);
                    self.edit_of(fix::clause_edit(shared, SIDE, &place, &covered, keys.unwrap_or(&[]), bounds, &found))
                }
                Standing::NotStated => Fix::ByHand(words::nothing_to_change()),
                Standing::Meets | Standing::NotDecided => Fix::None,
            };
            findings.push(Finding {
                keys: keys::keys(shared, &space, &boxes, &patch.classes),
                standing: judged.standing,
                held,
                by: judged.by.as_ref().map(|by| difference(by, &value.ty)),
                reason: judged.reason,
                fix,
                ..base.clone()
            });
        }
        findings
    }

    fn edit_of(&self, text: Result<String, Text>) -> Fix {
        if self.exempt.is_some() {
            return Fix::None;
        }
        match text {
            Ok(text) => Fix::Edit(self.cited(text)),
            Err(reason) => Fix::ByHand(reason),
        }
    }

    /// Adds the citation of the requirement to an edit.
    fn cited(&self, text: String) -> Edit {
        let program = self.shared.program(SIDE);
        let cites = self.requirement.origin.cites.iter().map(|cite| {
            let document = &program.documents[cite.document.index()];
            (document.name.clone(), cite.article.clone())
        });
        Edit { text, cites: cites.collect() }
    }

    // ---- params and lists

    fn value(&self, own: &'p Expr, test: &'p standard::Test) -> Finding {
        let base = self.blank();
        let Some(bounds) = Bounds::of(self.shared, SIDE, test) else {
            return Finding { reason: Some(words::bounds_depend_on_facts()), ..base };
        };
        let ExprKind::Definition(id, _) = &*own.kind else {
            return Finding { reason: Some(words::depends_on_person()), ..base };
        };
        self.value_within(*id, &bounds)
    }

    /// Holds a param against edges.
    fn value_within(&self, id: DefinitionId, bounds: &Bounds<'p>) -> Finding {
        let shared = self.shared;
        let program = shared.program(SIDE);
        let base = self.blank();
        let definition = program.definition(id);
        let base = Finding { subject: Some(definition.name.clone()), ..base };
        let Some(version) = version_on(&definition.versions, shared.date(SIDE)) else {
            return Finding {
                standing: Standing::NotStated,
                reason: Some(words::nothing_in_force()),
                fix: Fix::ByHand(words::nothing_to_change()),
                ..base
            };
        };
        let value = Value { body: Body::Adjusted(&version.body), origin: &version.origin, ty: definition.ty.clone() };
        let mut space = Space::new();
        let node = Lowering { shared, side: SIDE, space: &mut space }.adjusted(&version.body, true);
        if space.divide(shared) != Some(1) {
            return Finding { reason: Some(words::depends_on_person()), ..base };
        }
        let cell = vec![0; space.dimensions.len()];
        let found = node.at(&space, &cell);
        let judged = judge_worth(bounds, &found.worth, &definition.ty, super::direction::Sense::Unknown);
        let fix = match judged.standing {
            Standing::Below | Standing::Above => self.edit_of(fix::param_edit(program, definition, bounds, &found)),
            Standing::NotStated => Fix::ByHand(words::nothing_to_change()),
            Standing::Meets | Standing::NotDecided => Fix::None,
        };
        Finding {
            standing: judged.standing,
            held: Held::Value(stating(shared, SIDE, &value, &found, &words::none())),
            by: judged.by.as_ref().map(|by| difference(by, &definition.ty)),
            reason: judged.reason,
            fix,
            ..base
        }
    }

    fn includes(&self, list: ListId, members: &[EntryId]) -> Finding {
        let program = self.shared.program(SIDE);
        let own = program.list(list);
        let domain = program.domain(own.of);
        let on = self.shared.date(SIDE);
        let lacking: Vec<EntryId> = members.iter().copied().filter(|entry| !own.holds(domain, *entry, on)).collect();
        let base = Finding { subject: Some(own.name.clone()), held: self.list_held(list), ..self.blank() };
        if lacking.is_empty() {
            return Finding { standing: Standing::Meets, ..base };
        }
        let names: Vec<&str> = lacking.iter().map(|entry| domain.entry(*entry).name.as_str()).collect();
        Finding {
            standing: Standing::Below,
            reason: Some(words::not_in_list(listed(&names))),
            fix: self.edit_of(Ok(fix::list_edit(&own.name, &names))),
            ..base
        }
    }

    /// Returns how many entries a list has.
    fn list_held(&self, list: ListId) -> Held {
        let program = self.shared.program(SIDE);
        let own = program.list(list);
        let live: Vec<_> = own.entries.iter().filter(|entry| entry.range.contains(self.shared.date(SIDE))).collect();
        let Some(first) = live.first() else { return Held::Absent };
        Held::Value(Stating {
            text: words::counts_kinds(live.len()),
            formula: None,
            kind: ValueKind::Number(Number::from(live.len() as i64), Type::PLAIN),
            origin: Origin { span: own.span, ..origin(program, &first.origin) },
            uses: Vec::new(),
        })
    }

    /// `个数(慢病病种) 不低于 45`
    fn condition(&self, own: &'p Expr) -> Finding {
        let base = self.blank();
        let Some((list, low, high)) = counted_list(own) else { return base };
        let program = self.shared.program(SIDE);
        let held = self.list_held(list);
        let count = match &held {
            Held::Value(Stating { kind: ValueKind::Number(count, _), .. }) => count.clone(),
            Held::Value(_) | Held::Absent => Number::zero(),
        };
        let number = |edge: Option<&'p Expr>| -> Option<Option<Number>> {
            let Some(own) = edge else { return Some(None) };
            match self.shared.constant(SIDE, own)? {
                crate::value::Value::Number(number) => Some(Some(number)),
                _ => None,
            }
        };
        let (Some(least), Some(most)) = (number(low.map(|(own, _)| own)), number(high.map(|(own, _)| own))) else {
            return Finding { reason: Some(words::bounds_depend_on_facts()), ..base };
        };
        let under = least
            .as_ref()
            .filter(|least| count < **least || count == **least && !low.is_some_and(|(_, included)| included));
        let over = most
            .as_ref()
            .filter(|most| count > **most || count == **most && !high.is_some_and(|(_, included)| included));
        let (standing, edge) = match (under, over) {
            (Some(edge), _) => (Standing::Below, Some(edge)),
            (None, Some(edge)) => (Standing::Above, Some(edge)),
            (None, None) => (Standing::Meets, None),
        };
        let by = edge.and_then(|edge| count.subtract(edge).ok());
        Finding {
            subject: Some(program.list(list).name.clone()),
            standing,
            held,
            by: by.map(|by| difference(&by, &Type::PLAIN)),
            fix: match standing {
                Standing::Meets => Fix::None,
                _ if self.exempt.is_some() => Fix::None,
                _ => Fix::ByHand(words::which_entries()),
            },
            ..base
        }
    }
}

/// An edge, and whether it belongs.
type Edge<'e> = (&'e Expr, bool);

/// Takes a quantity in a band or a comparison apart: what it is, its least and its most.
fn within(own: &Expr) -> Option<(&Expr, Option<Edge<'_>>, Option<Edge<'_>>)> {
    match &*own.kind {
        ExprKind::InBand { value, band, negated: false } => {
            let (low, high) = (&band.low, &band.high);
            let low = low.as_ref().map(|edge| (&edge.value, edge.included));
            let high = high.as_ref().map(|edge| (&edge.value, edge.included));
            Some((value, low, high))
        }
        ExprKind::Compare(op, left, right) => Some(match op {
            CompareOp::Equal => (left, Some((right, true)), Some((right, true))),
            CompareOp::NotEqual => return None,
            CompareOp::Less => (left, None, Some((right, false))),
            CompareOp::LessOrEqual => (left, None, Some((right, true))),
            CompareOp::Greater => (left, Some((right, false)), None),
            CompareOp::GreaterOrEqual => (left, Some((right, true)), None),
        }),
        _ => None,
    }
}

/// Takes `个数(清单) 不低于 45` apart.
pub(crate) fn counted_list(own: &Expr) -> Option<(ListId, Option<Edge<'_>>, Option<Edge<'_>>)> {
    let (value, low, high) = within(own)?;
    let ExprKind::ListCount(id) = &*value.kind else { return None };
    Some((*id, low, high))
}

/// Takes `低保标准 不低于 450元/人·月` apart: the param and its edges on the day.
pub(crate) fn asked_param<'p>(shared: &Shared<'p>, side: SideId, own: &'p Expr) -> Option<(DefinitionId, Bounds<'p>)> {
    let (value, low, high) = within(own)?;
    let ExprKind::Definition(id, _) = &*value.kind else { return None };
    (shared.program(side).definition(*id).kind == DefinitionKind::Param).then_some(())?;
    Some((*id, Bounds::between(shared, side, low, high)?))
}

/// Returns the conditions of the cells that keys name; what the value does not ask is named by every cell.
pub(crate) fn named_cells<'p>(
    shared: &Shared<'p>,
    side: SideId,
    space: &mut Space<'p>,
    keys: &'p [standard::Key],
) -> Vec<Cond> {
    let mut all = Vec::new();
    for (at, key) in keys.iter().enumerate() {
        let standard::Key::Head(head) = key else { continue };
        let mut any = Vec::new();
        for item in &head.items {
            match item {
                HeadItem::Any | HeadItem::Else => any.push(Cond::Open),
                HeadItem::Condition(condition) => any.push(space.condition(shared, side, condition)),
                HeadItem::Value(_) | HeadItem::List(_) | HeadItem::Band(_) | HeadItem::Compare(..) => {
                    let Some((contrary, test)) = shared.head_test(side, item) else {
                        any.push(Cond::Open);
                        continue;
                    };
                    let asking = space.asking(&test);
                    // Several quantities of one kind: the key's place says which is meant.
                    let asking: Vec<usize> = match (&test, asking.as_slice()) {
                        (Question::Entries(..), _) | (_, [] | [_]) => asking,
                        _ => asking.get(at).copied().into_iter().collect(),
                    };
                    let tests = asking.into_iter().map(|dimension| space.test(dimension, test.clone()));
                    let holds = Cond::All(tests.collect());
                    any.push(if contrary { Cond::Not(Box::new(holds)) } else { holds });
                }
            }
        }
        all.push(Cond::Any(any));
    }
    all
}

/// Returns a difference with its sign.
pub(crate) fn difference(by: &Number, ty: &Type) -> Text {
    let sign = if by.is_negative() { "" } else { "+" };
    let text = match ty {
        Type::Ratio => {
            let points = by.multiply(&Number::from(100)).unwrap_or_else(|_| by.clone());
            let digits = points.decimal_text(4).unwrap_or_else(|| points.fixed_text(2));
            Text::new(format!("{digits}个百分点"), format!("{digits}pp"))
        }
        _ => number_text(by, ty),
    };
    Text { zh: format!("{sign}{}", text.zh), en: format!("{sign}{}", text.en) }
}

/// Returns what a requirement asks, as policy text: `门诊慢特病.起付线 不超过 300元/年`.
pub fn requirement_text(sources: &crate::base::source::SourceMap, finding: &Finding) -> String {
    written_requirement(sources, finding.asked.span, finding.label.as_deref())
}

/// Returns the requirement at a place as policy text, without its severity, its label and its marks.
pub(crate) fn written_requirement(
    sources: &crate::base::source::SourceMap,
    span: crate::base::span::Span,
    label: Option<&str>,
) -> String {
    let quoted = sources.slice(span);
    let mut words: Vec<&str> = quoted.split_whitespace().collect();
    if let Some(first) = words.first()
        && ["必须", "应当", "must", "should"].contains(first)
    {
        words.remove(0);
    }
    if let Some(label) = label
        && words
            .first()
            .is_some_and(|first| first.trim_end_matches([':', '：']).trim_matches(['「', '」', '\'']) == label)
    {
        words.remove(0);
        if words.first().is_some_and(|first| matches!(*first, ":" | "：")) {
            words.remove(0);
        }
    }
    // Marks say where it comes from, which is told apart.
    let is_mark = |word: &&str| {
        let dated =
            word.strip_prefix(['自', '至']).is_some_and(|rest| rest.starts_with(|own: char| own.is_ascii_digit()));
        dated || word.starts_with(['@', '＠']) || ["核对", "checked"].contains(word)
    };
    let end = words.iter().position(is_mark).unwrap_or(words.len());
    words.truncate(end);
    words.join(" ")
}

/// Returns policy text without the quotes that its names do not need.
pub fn tidy(text: &str) -> String {
    let mut sources = crate::base::source::SourceMap::default();
    let whole = format!("县 甲\n\n{text}\n");
    let formatted = sources.add("edit".to_owned(), whole.clone()).and_then(|source| {
        crate::syntax::format::format_text(source, &whole, crate::syntax::format::KeywordStyle::Keep).ok()
    });
    let lines = formatted.and_then(|text| text.split_once("\n\n").map(|(_, rest)| rest.trim().to_owned()));
    lines.unwrap_or_else(|| text.to_owned())
}
