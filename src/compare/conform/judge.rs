//! One requirement of a standard against what a county has: the requirement in, how each value it names stands out.

use super::super::benefit::{item, none_text, stated};
use super::super::boxes::merged;
use super::super::clauses::{Live, live};
use super::super::data::{Held, Item, Origin, Stating, ValueKind};
use super::super::direction::sense;
use super::super::fix::{self, Edit};
use super::super::shared::{Shared, SideId};
use super::super::space::{Cond, Space};
use super::super::standing::{Bounds, Standing, judge_absent, judge_worth};
use super::super::values::{Body, Value, origin, stating};
use super::super::worth::{Found, Lowering, Worth};
use super::super::{keys, words};
use super::{Decision, Finding, Fix, asked_param, counted_list, difference, named_cells};
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Text, listed};
use crate::ir::expr::{Expr, ExprKind};
use crate::ir::standard::{self, Requirement, RequirementBody, Standard};
use crate::ir::{BenefitId, ClauseBody, ClausePath, ClauseWord, DefinitionId, ListId, Type, version_on};
use crate::model::path::PathQuery;
use crate::syntax::ast::RequirementSeverity;
use crate::value::EntryId;
use std::collections::BTreeSet;

pub(super) struct Judge<'s, 'p> {
    pub(super) shared: &'s Shared<'p>,
    pub(super) standard: &'p Standard,
    pub(super) number: usize,
    pub(super) requirement: &'p Requirement,
    pub(super) exempt: Option<Option<Date>>,
}

pub(super) const SIDE: SideId = SideId(0);

impl<'p> Judge<'_, 'p> {
    pub(super) fn findings(&self, decide: &mut dyn FnMut(&'p Requirement) -> Decision) -> Vec<Finding> {
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
            let Some(found) =
                super::super::values::occurring(&space, &boxes.order, cell, &|cell| found(cell).filter(told))
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
        let judged = judge_worth(bounds, &found.worth, &definition.ty, super::super::direction::Sense::Unknown);
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
