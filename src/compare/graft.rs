//! A clause, a list, a definition of one program set into another, with every name of the first looked up in the second:
//! so that one difference alone can be switched. What the second does not know comes along; what has no counterpart
//! at all (another enum, another state) is refused. Knows nothing of what is paid.

use crate::ir::expr::{Adjusted, Band, Dimension, Edge, EffectKind, HeadItem, InForceOf, Member, Row, Source, Table};
use crate::ir::{
    Benefit, BenefitId, Branch, Clause, ClauseBody, ClauseWord, Dated, DefinitionId, EachKey, Expr, ExprKind, FactId,
    IdentityMode, ListId, Origin, Program, StateId, TableId, Type,
};
use crate::value::{DomainId, EntryId, Value};
use std::collections::HashMap;

/// Brings parts of one program into another.
pub(super) struct Graft<'p> {
    from: &'p Program,
    /// The program that grows.
    pub(super) to: Program,
    /// What a benefit of the first is in the second.
    benefits: HashMap<BenefitId, BenefitId>,
    definitions: HashMap<DefinitionId, DefinitionId>,
    tables: HashMap<TableId, TableId>,
    lists: HashMap<ListId, ListId>,
    facts: HashMap<FactId, FactId>,
}

/// `None`: there is no counterpart.
type Brought = Option<()>;

impl<'p> Graft<'p> {
    pub(super) fn new(from: &'p Program, to: Program, benefits: HashMap<BenefitId, BenefitId>) -> Graft<'p> {
        Graft {
            from,
            to,
            benefits,
            definitions: HashMap::new(),
            tables: HashMap::new(),
            lists: HashMap::new(),
            facts: HashMap::new(),
        }
    }

    /// Switches all clauses of a kind of a benefit to those of the other.
    pub(super) fn switch_clauses(&mut self, id: BenefitId, other: BenefitId, word: ClauseWord) -> Brought {
        if matches!(word, ClauseWord::After | ClauseWord::As | ClauseWord::MapsTo) {
            return None;
        }
        let theirs = self.from.benefit(other);
        let mine = self.to.benefit(id);
        let of_word = |own: &&Clause| own.path.word == word;
        let in_case = |own: &Benefit| own.clauses.iter().filter(of_word).any(|own| own.branch.is_some());
        if (in_case(mine) || in_case(theirs)) && !self.same_branches(id, other) {
            return None;
        }
        let mut brought: Vec<Clause> = theirs.clauses.iter().filter(of_word).cloned().collect();
        for own in &mut brought {
            self.clause(own)?;
        }
        let asked = self.facts_of(&theirs.identity_facts)?;
        let own = &mut self.to.benefits[id.index()];
        let place = own.clauses.iter().position(|own| own.path.word == word).unwrap_or(own.clauses.len());
        own.clauses.retain(|own| own.path.word != word);
        let place = place.min(own.clauses.len());
        own.clauses.splice(place..place, brought);
        for fact in asked {
            if !own.identity_facts.contains(&fact) {
                own.identity_facts.push(fact);
            }
        }
        Some(())
    }

    /// Switches a whole benefit to the other's.
    pub(super) fn switch_benefit(&mut self, id: BenefitId, other: BenefitId) -> Brought {
        let name = self.to.benefit(id).name.clone();
        let own = self.benefit(other)?;
        self.to.benefits[id.index()] = Benefit { name, ..own };
        Some(())
    }

    /// Adds a benefit that only the other has, where it stands there.
    pub(super) fn add_benefit(&mut self, other: BenefitId) -> Brought {
        let id = BenefitId(self.to.benefits.len() as u32);
        self.benefits.insert(other, id);
        let own = self.benefit(other)?;
        self.to.benefits.push(own);
        let place = self.from.order.iter().position(|known| *known == other)?;
        let before = self.from.order[..place].iter().filter_map(|own| self.benefits.get(own));
        let after = before.filter_map(|own| self.to.order.iter().position(|known| known == own)).max();
        let place = after.map_or(0, |at| at + 1);
        self.to.order.insert(place, id);
        Some(())
    }

    pub(super) fn switch_definition(&mut self, id: DefinitionId, other: DefinitionId) -> Brought {
        let mut own = self.from.definition(other).clone();
        self.definitions.insert(other, id);
        for version in &mut own.versions {
            self.adjusted(&mut version.body)?;
            bare(&mut version.origin);
        }
        self.to.definitions[id.index()].versions = own.versions;
        Some(())
    }

    pub(super) fn switch_table(&mut self, id: TableId, other: TableId) -> Brought {
        let mut own = self.from.tables[other.index()].clone();
        for version in &mut own.versions {
            self.table(&mut version.body)?;
            bare(&mut version.origin);
        }
        self.to.tables[id.index()].versions = own.versions;
        Some(())
    }

    pub(super) fn switch_list(&mut self, id: ListId, other: ListId) -> Brought {
        self.to.lists[id.index()].entries = self.entries_of(other)?;
        Some(())
    }

    fn entries_of(&mut self, other: ListId) -> Option<Vec<Dated<EntryId>>> {
        let own = self.from.list(other);
        let mut entries = own.entries.clone();
        for entry in &mut entries {
            entry.body = self.entry(own.of, entry.body)?;
            bare(&mut entry.origin);
        }
        Some(entries)
    }

    /// Whether both have the same cases by their labels.
    fn same_branches(&self, id: BenefitId, other: BenefitId) -> bool {
        let shape = |own: &Branch| (own.label.clone(), own.parent, own.chain, own.when.is_some());
        let all = |own: &Benefit| own.branches.iter().map(shape).collect::<Vec<_>>();
        all(self.to.benefit(id)) == all(self.from.benefit(other))
    }

    fn benefit(&mut self, other: BenefitId) -> Option<Benefit> {
        let mut own = self.from.benefit(other).clone();
        for branch in &mut own.branches {
            if let Some(when) = &mut branch.when {
                self.expr(when)?;
            }
            bare(&mut branch.origin);
        }
        for clause in &mut own.clauses {
            self.clause(clause)?;
        }
        for before in &mut own.layers_before {
            *before = *self.benefits.get(before)?;
        }
        own.identity_facts = self.facts_of(&own.identity_facts)?;
        Some(own)
    }

    fn facts_of(&mut self, all: &[FactId]) -> Option<Vec<FactId>> {
        all.iter().map(|own| self.fact(*own)).collect()
    }

    fn benefits_of(&self, all: &mut [BenefitId]) -> Brought {
        for own in all {
            *own = *self.benefits.get(own)?;
        }
        Some(())
    }

    fn clause(&mut self, own: &mut Clause) -> Brought {
        for version in &mut own.versions {
            self.body(&mut version.body)?;
            bare(&mut version.origin);
        }
        Some(())
    }

    fn body(&mut self, own: &mut ClauseBody) -> Brought {
        if let Some(value) = crate::ir::clause_value_mut(own) {
            self.adjusted(value)?;
        }
        match own {
            ClauseBody::After(all) | ClauseBody::NotWith(all) | ClauseBody::StacksWith(all) => self.benefits_of(all),
            ClauseBody::Identities(mode) => match mode {
                // Which domain they are of is told by the facts asked, not here.
                IdentityMode::InOrder(all) => all.is_empty().then_some(()),
                IdentityMode::Highest | IdentityMode::Together => Some(()),
            },
            ClauseBody::Requires(own) => self.expr(own),
            ClauseBody::Refuse { when, .. }
            | ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. } => self.maybe(when),
            ClauseBody::Quantity { asked, .. } => self.expr(asked),
            ClauseBody::Cap { each, joint, when, .. } => {
                for key in each {
                    match key {
                        EachKey::Fact(id) => *id = self.fact(*id)?,
                        EachKey::Definition(id) => *id = self.definition(*id)?,
                        EachKey::Person | EachKey::Household => {}
                    }
                }
                self.benefits_of(joint)?;
                self.maybe(when)
            }
            ClauseBody::As(id) => {
                *id = *self.benefits.get(id)?;
                Some(())
            }
            ClauseBody::MapsTo(_)
            | ClauseBody::Base { .. }
            | ClauseBody::Rate { .. }
            | ClauseBody::Amount { .. }
            | ClauseBody::TopUpTo { .. }
            | ClauseBody::OwnPayAtMost { .. }
            | ClauseBody::Round(_)
            | ClauseBody::Order(_)
            | ClauseBody::YearFrom { .. }
            | ClauseBody::InKind(_) => Some(()),
        }
    }

    fn maybe(&mut self, own: &mut Option<Expr>) -> Brought {
        own.iter_mut().try_for_each(|own| self.expr(own))
    }

    fn adjusted(&mut self, own: &mut Adjusted) -> Brought {
        self.ty(&mut own.ty)?;
        self.source(&mut own.value)?;
        for effect in &mut own.effects {
            self.maybe(&mut effect.when)?;
            match &mut effect.kind {
                EffectKind::Instead(own) => self.source(own)?,
                EffectKind::Plus(own) | EffectKind::Minus(own) | EffectKind::Times(own) => self.expr(own)?,
                EffectKind::EachFurtherMinus { step, at_most } => {
                    self.expr(step)?;
                    self.maybe(at_most)?;
                }
                EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => {}
            }
        }
        Some(())
    }

    fn source(&mut self, own: &mut Source) -> Brought {
        match own {
            Source::Expr(own) => self.expr(own),
            Source::Table(own) => self.table(own),
            Source::As(id, _) => {
                *id = *self.benefits.get(id)?;
                Some(())
            }
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => Some(()),
        }
    }

    fn table(&mut self, own: &mut Table) -> Brought {
        for dimension in &mut own.dimensions {
            match dimension {
                Dimension::Expr(own) => self.expr(own)?,
                Dimension::Segment { of, .. } => self.maybe(of)?,
            }
        }
        for output in &mut own.outputs {
            self.ty(&mut output.ty)?;
        }
        self.maybe(&mut own.each_further_hit_plus)?;
        own.rows.iter_mut().try_for_each(|row| self.row(row))
    }

    fn row(&mut self, own: &mut Row) -> Brought {
        for item in own.heads.iter_mut().flat_map(|head| &mut head.items) {
            match item {
                HeadItem::Any | HeadItem::Else => {}
                HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => self.expr(own)?,
                HeadItem::List(id) => *id = self.list(*id)?,
                HeadItem::Band(own) => self.band(own)?,
            }
        }
        for cell in &mut own.cells {
            self.source(&mut cell.value)?;
            cell.origin = None;
        }
        Some(())
    }

    fn band(&mut self, own: &mut Band) -> Brought {
        for Edge { value, .. } in own.low.iter_mut().chain(&mut own.high) {
            self.expr(value)?;
        }
        Some(())
    }

    fn exprs(&mut self, all: &mut [Expr]) -> Brought {
        all.iter_mut().try_for_each(|own| self.expr(own))
    }

    fn expr(&mut self, own: &mut Expr) -> Brought {
        self.ty(&mut own.ty)?;
        match &mut *own.kind {
            ExprKind::Constant(value) => self.value(value),
            ExprKind::Fact(id) => {
                *id = self.fact(*id)?;
                Some(())
            }
            ExprKind::Definition(id, arguments) => {
                *id = self.definition(*id)?;
                self.exprs(arguments)
            }
            ExprKind::TableOutput(id, output) => {
                let (table, name) = (*id, self.from.tables[id.index()].outputs[*output].name.clone());
                *id = self.named_table(table)?;
                *output = self.to.tables[id.index()].outputs.iter().position(|own| own.name == name)?;
                Some(())
            }
            ExprKind::State(id) | ExprKind::PreviousState(id) => {
                *id = self.state(*id)?;
                Some(())
            }
            ExprKind::PreviousPaid(id) | ExprKind::Left(id, _) => {
                *id = *self.benefits.get(id)?;
                Some(())
            }
            ExprKind::Paid(all) | ExprKind::PaidInPeriod(all, _) => self.benefits_of(all),
            ExprKind::InForce(of) => match of {
                InForceOf::Definition(id) => {
                    *id = self.definition(*id)?;
                    Some(())
                }
                InForceOf::Benefit(id) => {
                    *id = *self.benefits.get(id)?;
                    Some(())
                }
            },
            ExprKind::ListCount(id) => {
                *id = self.list(*id)?;
                Some(())
            }
            ExprKind::Negate(a)
            | ExprKind::Not(a)
            | ExprKind::Scale(a, _)
            | ExprKind::Total(a, _)
            | ExprKind::Year(a)
            | ExprKind::Month(a)
            | ExprKind::NextMonth(a)
            | ExprKind::MonthEnd(a) => self.expr(a),
            ExprKind::Arithmetic(_, a, b)
            | ExprKind::Compare(_, a, b)
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::At(a, b)
            | ExprKind::Rounded(a, _, b)
            | ExprKind::Age { birth: a, on: b }
            | ExprKind::Days(a, b)
            | ExprKind::Months(a, b)
            | ExprKind::DatePlus { date: a, duration: b, .. }
            | ExprKind::DateDifference(a, b) => {
                self.expr(a)?;
                self.expr(b)
            }
            ExprKind::If(a, b, c) => {
                self.expr(a)?;
                self.expr(b)?;
                self.expr(c)
            }
            ExprKind::In { value, members, .. } => {
                self.expr(value)?;
                for member in members {
                    match member {
                        Member::Value(own) => self.expr(own)?,
                        Member::List(id) => *id = self.list(*id)?,
                    }
                }
                Some(())
            }
            ExprKind::InBand { value, band, .. } => {
                self.expr(value)?;
                self.band(band)
            }
            ExprKind::Over { list, filter, body, .. } => {
                self.expr(list)?;
                self.maybe(filter)?;
                self.maybe(body)
            }
            ExprKind::Least(all) | ExprKind::Greatest(all) => self.exprs(all),
            ExprKind::Rank { list, filter, key } => {
                self.expr(list)?;
                self.maybe(filter)?;
                self.expr(key)
            }
            ExprKind::Account(items) => {
                for item in items {
                    self.expr(&mut item.value)?;
                    bare(&mut item.origin);
                }
                Some(())
            }
            ExprKind::Field(_)
            | ExprKind::Argument(_)
            | ExprKind::HeldFor { .. }
            | ExprKind::EligibleLeft
            | ExprKind::OwnPay
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber
            | ExprKind::Today
            | ExprKind::Members
            | ExprKind::ClaimsThisYear
            | ExprKind::Hole => Some(()),
        }
    }

    fn ty(&self, own: &mut Type) -> Brought {
        match own {
            Type::Entry(id) | Type::Several(id) => *id = self.domain(*id)?,
            Type::Records(fields) => fields.iter_mut().try_for_each(|(_, ty)| self.ty(ty))?,
            Type::Bool
            | Type::Quantity(_)
            | Type::Ratio
            | Type::Points
            | Type::Date
            | Type::Text
            | Type::Persons
            | Type::Claims
            | Type::Nothing
            | Type::Unknown => {}
        }
        Some(())
    }

    fn value(&self, own: &mut Value) -> Brought {
        match own {
            Value::Entry(domain, entry) => {
                *entry = self.entry(*domain, *entry)?;
                *domain = self.domain(*domain)?;
            }
            Value::Several(domain, entries) => {
                for entry in entries {
                    *entry = self.entry(*domain, *entry)?;
                }
                *domain = self.domain(*domain)?;
            }
            Value::Records(all) => {
                for own in all.iter_mut().flatten() {
                    self.value(own)?;
                }
            }
            Value::Bool(_) | Value::Number(_) | Value::Date(_) | Value::Text(_) | Value::Nothing => {}
        }
        Some(())
    }

    fn domain(&self, id: DomainId) -> Option<DomainId> {
        let name = &self.from.domain(id).name;
        let place = self.to.domains.iter().position(|own| own.name == *name)?;
        Some(DomainId(place as u32))
    }

    fn entry(&self, domain: DomainId, entry: EntryId) -> Option<EntryId> {
        let twin = self.domain(domain)?;
        self.to.domain(twin).twin_of(self.from.domain(domain).entry(entry))
    }

    fn state(&self, id: StateId) -> Option<StateId> {
        let name = &self.from.states[id.index()].name;
        let place = self.to.states.iter().position(|own| own.name == *name)?;
        Some(StateId(place as u32))
    }

    fn fact(&mut self, id: FactId) -> Option<FactId> {
        if let Some(known) = self.facts.get(&id) {
            return Some(*known);
        }
        let theirs = self.from.fact(id);
        let place = self.to.facts.iter().position(|own| own.name == theirs.name && own.owner == theirs.owner);
        let mut own = theirs.clone();
        let twin = FactId(place.unwrap_or(self.to.facts.len()) as u32);
        self.facts.insert(id, twin);
        if place.is_none() {
            self.ty(&mut own.ty)?;
            self.to.facts.push(own);
            let mut default = theirs.default.clone();
            self.maybe(&mut default)?;
            self.to.facts[twin.index()].default = default;
        }
        Some(twin)
    }

    fn definition(&mut self, id: DefinitionId) -> Option<DefinitionId> {
        if let Some(known) = self.definitions.get(&id) {
            return Some(*known);
        }
        let theirs = self.from.definition(id);
        let place = self.to.definitions.iter().position(|own| own.name == theirs.name && own.kind == theirs.kind);
        let twin = DefinitionId(place.unwrap_or(self.to.definitions.len()) as u32);
        self.definitions.insert(id, twin);
        if place.is_none() {
            let mut own = theirs.clone();
            self.ty(&mut own.ty)?;
            own.arguments.iter_mut().try_for_each(|(_, ty)| self.ty(ty))?;
            self.to.definitions.push(own);
            self.switch_definition(twin, id)?;
        }
        Some(twin)
    }

    fn named_table(&mut self, id: TableId) -> Option<TableId> {
        if let Some(known) = self.tables.get(&id) {
            return Some(*known);
        }
        let theirs = &self.from.tables[id.index()];
        let place = self.to.tables.iter().position(|own| own.name == theirs.name);
        let twin = TableId(place.unwrap_or(self.to.tables.len()) as u32);
        self.tables.insert(id, twin);
        if place.is_none() {
            let mut own = theirs.clone();
            own.outputs.iter_mut().try_for_each(|output| self.ty(&mut output.ty))?;
            self.to.tables.push(own);
            self.switch_table(twin, id)?;
        }
        Some(twin)
    }

    fn list(&mut self, id: ListId) -> Option<ListId> {
        if let Some(known) = self.lists.get(&id) {
            return Some(*known);
        }
        let theirs = self.from.list(id);
        let place = self.to.lists.iter().position(|own| own.name == theirs.name);
        let twin = ListId(place.unwrap_or(self.to.lists.len()) as u32);
        self.lists.insert(id, twin);
        if place.is_none() {
            let mut own = theirs.clone();
            own.of = self.domain(own.of)?;
            own.entries = self.entries_of(id)?;
            self.to.lists.push(own);
        }
        Some(twin)
    }
}

/// Documents have other numbers elsewhere; what is worked out does not rest on them.
fn bare(own: &mut Origin) {
    own.cites.clear();
    own.disputed.clear();
}
