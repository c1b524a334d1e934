//! What an expression or a benefit reads, directly or through definitions: params, definitions, tables, lists, states.

use super::data::{Subject, SubjectKind};
use super::polarity::Target;
use super::shared::{Shared, SideId, Which};
use crate::base::date::Date;
use crate::ir::expr::{
    Adjusted, ArithmeticOp, Dimension, EffectKind, Expr, ExprKind, Head, HeadItem, InForceOf, ListFunction, Member,
    Source, Table,
};
use crate::ir::order::each_child;
use crate::ir::{
    BenefitId, ClauseBody, DefinitionId, EachKey, ListId, Owner, Program, StateId, TableId, Type, clause_value,
    version_on,
};
use std::collections::BTreeSet;

/// Everything that is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reads {
    pub definitions: BTreeSet<DefinitionId>,
    pub tables: BTreeSet<TableId>,
    pub lists: BTreeSet<ListId>,
    pub states: BTreeSet<StateId>,
    /// Benefits that are named: what they pay or have left, that they are due.
    pub benefits: BTreeSet<BenefitId>,
    /// Those of them whose clauses are read, not only what they come to.
    pub rules: BTreeSet<BenefitId>,
    /// Whether something is read that any benefit may have a part in.
    pub any_benefit: bool,
    pub household: OfMembers,
    /// Whether it matters on which day a bill is, beyond how far that is from the days of a person.
    pub day: bool,
}

/// How members of a household are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OfMembers {
    /// How much they have together.
    pub summed: bool,
    /// Something that a sum over all of them does not tell.
    pub one_by_one: bool,
    /// A number of one person, outside of what is asked of all.
    pub own_number: bool,
}

impl OfMembers {
    /// Whether how many they are and what they have together says all.
    pub(crate) fn together_only(self) -> bool {
        !(self.one_by_one || self.summed && self.own_number)
    }

    fn add(&mut self, other: OfMembers) {
        self.summed |= other.summed;
        self.one_by_one |= other.one_by_one;
        self.own_number |= other.own_number;
    }
}

/// What is walked through: as it stands, within a plain sum over the members, or asked of each of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Within {
    Nothing,
    Sum,
    Each,
}

/// Returns the definitions that an expression names itself, in the order of their first mention.
pub(crate) fn definitions_in(own: &Expr) -> Vec<DefinitionId> {
    fn walk(own: &Expr, found: &mut Vec<DefinitionId>) {
        if let ExprKind::Definition(id, _) = &*own.kind
            && !found.contains(id)
        {
            found.push(*id);
        }
        each_child(own, &mut |child| walk(child, found));
    }
    let mut found = Vec::new();
    walk(own, &mut found);
    found
}

/// Returns what a benefit reads on the day of its side.
pub(crate) fn of_benefit(shared: &Shared<'_>, side: impl Into<SideId>, id: BenefitId) -> Reads {
    let which = side.into();
    of_benefit_on(shared.program(which), shared.date(which), id)
}

fn of_benefit_on(program: &Program, on: Date, id: BenefitId) -> Reads {
    let mut walk = Walk::new(program, on);
    let benefit = program.benefit(id);
    for clause in &benefit.clauses {
        if let Some(version) = version_on(&clause.versions, walk.on) {
            walk.clause(&version.body);
        }
    }
    let on = walk.on;
    for branch in benefit.branches.iter().filter(|branch| branch.range.contains(on)) {
        branch.when.iter().for_each(|when| walk.expr(when));
    }
    walk.reads
}

/// Returns what a benefit rests on: what it reads, and what all benefits read that it reads, itself among them.
pub(crate) fn ground_of(program: &Program, on: Date, id: BenefitId) -> Reads {
    let mut ground = Reads::default();
    let mut open = vec![id];
    while let Some(own) = open.pop() {
        if !ground.benefits.insert(own) {
            continue;
        }
        let reads = of_benefit_on(program, on, own);
        let choices = program.choices.iter().filter(|choice| choice.range.contains(on));
        open.extend(choices.filter(|choice| choice.benefits.contains(&own)).flat_map(|choice| &choice.benefits));
        open.extend(program.layers_before(own, on));
        open.extend(&reads.benefits);
        ground.add(Reads { benefits: BTreeSet::new(), ..reads });
    }
    ground
}

/// Returns what the clauses of a benefit rest on, whatever other benefits come to: what they read themselves, and what
/// clauses read that they read.
pub(crate) fn rule_of(program: &Program, on: Date, id: BenefitId) -> Reads {
    let mut rule = Reads::default();
    let mut open = vec![id];
    while let Some(own) = open.pop() {
        if rule.rules.insert(own) {
            let reads = of_benefit_on(program, on, own);
            open.extend(&reads.rules);
            rule.add(Reads { rules: BTreeSet::new(), ..reads });
        }
    }
    rule
}

/// Returns all states of a side with what they rest on.
pub(crate) fn of_states(shared: &Shared<'_>, which: Which) -> Reads {
    let program = shared.program(which);
    let mut walk = Walk::new(program, shared.date(which));
    for at in 0..program.states.len() {
        walk.state(StateId(at as u32));
    }
    walk.reads
}

/// Returns what an expression reads on a day.
pub(crate) fn of_expr(program: &Program, on: Date, own: &Expr) -> Reads {
    let mut walk = Walk::new(program, on);
    walk.expr(own);
    walk.reads
}

struct Walk<'p> {
    program: &'p Program,
    on: Date,
    within: Within,
    /// Definitions and tables with where they were walked through.
    seen: BTreeSet<(Within, DefinitionId)>,
    seen_tables: BTreeSet<(Within, TableId)>,
    reads: Reads,
}

impl<'p> Walk<'p> {
    fn new(program: &'p Program, on: Date) -> Walk<'p> {
        let (seen, seen_tables) = (BTreeSet::new(), BTreeSet::new());
        Walk { program, on, within: Within::Nothing, seen, seen_tables, reads: Reads::default() }
    }

    fn clause(&mut self, body: &ClauseBody) {
        if let Some(value) = clause_value(body) {
            self.adjusted(value);
        }
        match body {
            ClauseBody::After(all) | ClauseBody::NotWith(all) | ClauseBody::StacksWith(all) => {
                self.reads.benefits.extend(all);
            }
            ClauseBody::As(of) => self.rule(*of),
            ClauseBody::Requires(condition) => self.expr(condition),
            ClauseBody::Quantity { asked, .. } => self.expr(asked),
            ClauseBody::Refuse { when, .. }
            | ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. } => when.iter().for_each(|when| self.expr(when)),
            ClauseBody::Cap { when, joint, each, .. } => {
                when.iter().for_each(|when| self.expr(when));
                self.reads.benefits.extend(joint);
                for key in each {
                    if let EachKey::Definition(id) = key {
                        self.definition(*id);
                    }
                }
            }
            ClauseBody::MapsTo(_)
            | ClauseBody::Identities(_)
            | ClauseBody::Base { .. }
            | ClauseBody::Rate { .. }
            | ClauseBody::Amount { .. }
            | ClauseBody::TopUpTo { .. }
            | ClauseBody::OwnPayAtMost { .. }
            | ClauseBody::Round(_)
            | ClauseBody::Order(_)
            | ClauseBody::YearFrom { .. }
            | ClauseBody::InKind(_) => {}
        }
    }

    fn adjusted(&mut self, own: &Adjusted) {
        if self.within == Within::Sum {
            // What depends on the member is not told by a sum.
            let plain = own.effects.is_empty() && matches!(own.value, Source::Expr(_));
            self.reads.household.one_by_one |= !plain;
        }
        self.source(&own.value);
        for effect in &own.effects {
            effect.when.iter().for_each(|when| self.expr(when));
            match &effect.kind {
                EffectKind::Instead(source) => self.source(source),
                EffectKind::Plus(by) | EffectKind::Minus(by) | EffectKind::Times(by) => self.expr(by),
                EffectKind::EachFurtherMinus { step, at_most } => {
                    self.expr(step);
                    at_most.iter().for_each(|most| self.expr(most));
                }
                EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => {}
            }
        }
    }

    fn source(&mut self, own: &Source) {
        match own {
            Source::Expr(own) => self.expr(own),
            Source::Table(table) => self.table(table),
            Source::As(of, _) => self.rule(*of),
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, own: &Table) {
        for dimension in &own.dimensions {
            match dimension {
                Dimension::Expr(own) | Dimension::Segment { of: Some(own), .. } => self.expr(own),
                Dimension::Segment { of: None, .. } => {}
            }
        }
        let on = self.on;
        for row in own.rows.iter().filter(|row| row.range.contains(on)) {
            row.heads.iter().for_each(|head| self.head(head));
            row.cells.iter().for_each(|cell| self.source(&cell.value));
        }
        own.each_further_hit_plus.iter().for_each(|plus| self.expr(plus));
    }

    fn head(&mut self, own: &Head) {
        for item in &own.items {
            match item {
                HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => self.expr(own),
                HeadItem::List(id) => {
                    self.reads.lists.insert(*id);
                }
                HeadItem::Band(band) => {
                    for edge in [&band.low, &band.high].into_iter().flatten() {
                        self.expr(&edge.value);
                    }
                }
                HeadItem::Any | HeadItem::Else => {}
            }
        }
    }

    /// Notes how members are asked.
    fn asks(&mut self, own: &Expr) {
        let household = &mut self.reads.household;
        match (&*own.kind, self.within) {
            (ExprKind::Fact(id), Within::Nothing) => {
                let fact = self.program.fact(*id);
                household.own_number |= fact.owner == Owner::Person && matches!(fact.ty, Type::Quantity(_));
            }
            (ExprKind::Fact(id), Within::Sum) => {
                let fact = self.program.fact(*id);
                household.one_by_one |= fact.owner == Owner::Claim || !matches!(fact.ty, Type::Quantity(_));
            }
            (ExprKind::Fact(id), Within::Each) => {
                household.one_by_one |= self.program.fact(*id).owner != Owner::Household;
            }
            (_, Within::Nothing) => {}
            (
                ExprKind::Constant(_)
                | ExprKind::Definition(..)
                | ExprKind::Negate(_)
                | ExprKind::Scale(..)
                | ExprKind::Arithmetic(ArithmeticOp::Add | ArithmeticOp::Subtract, ..),
                Within::Sum,
            ) => {}
            (ExprKind::Arithmetic(ArithmeticOp::Multiply, left, right), Within::Sum) => {
                let is_constant = |own: &Expr| matches!(&*own.kind, ExprKind::Constant(_));
                household.one_by_one |= !is_constant(left) && !is_constant(right);
            }
            (_, Within::Sum) => household.one_by_one = true,
            (
                ExprKind::State(_)
                | ExprKind::PreviousState(_)
                | ExprKind::PreviousPaid(_)
                | ExprKind::HeldFor { .. }
                | ExprKind::Paid(_)
                | ExprKind::PaidInPeriod(..)
                | ExprKind::Total(..)
                | ExprKind::Left(..)
                | ExprKind::ClaimsThisYear,
                Within::Each,
            ) => household.one_by_one = true,
            (_, Within::Each) => {}
        }
    }

    /// Walks through what is asked of all members.
    fn over_members(&mut self, function: ListFunction, filter: Option<&Expr>, body: Option<&Expr>) {
        let outer = self.within;
        let sums = matches!(function, ListFunction::Sum | ListFunction::Average) && filter.is_none();
        self.within = if sums && outer == Within::Nothing { Within::Sum } else { Within::Each };
        self.reads.household.summed |= sums;
        filter.into_iter().chain(body).for_each(|own| self.expr(own));
        self.within = outer;
    }

    fn expr(&mut self, own: &Expr) {
        let (program, on) = (self.program, self.on);
        self.asks(own);
        match &*own.kind {
            ExprKind::Today | ExprKind::At(..) => self.reads.day = true,
            ExprKind::Age { birth, on } if is_today(on) && is_day_of_somebody(birth) => return,
            ExprKind::Days(a, b)
            | ExprKind::Months(a, b)
            | ExprKind::DateDifference(a, b)
            | ExprKind::Compare(_, a, b)
                if is_today(a) && is_day_of_somebody(b) || is_today(b) && is_day_of_somebody(a) =>
            {
                return;
            }
            ExprKind::Over { function, list, filter, body } if matches!(&*list.kind, ExprKind::Members) => {
                self.over_members(*function, filter.as_ref(), body.as_ref());
                return;
            }
            ExprKind::Definition(id, _) | ExprKind::InForce(InForceOf::Definition(id)) => self.definition(*id),
            ExprKind::TableOutput(id, _) => {
                let version = version_on(&program.tables[id.index()].versions, self.on);
                self.reads.tables.insert(*id);
                if let (true, Some(version)) = (self.seen_tables.insert((self.within, *id)), version) {
                    self.table(&version.body);
                }
            }
            ExprKind::State(id) | ExprKind::PreviousState(id) => self.state(*id),
            ExprKind::Paid(all) | ExprKind::PaidInPeriod(all, _) => self.reads.benefits.extend(all),
            ExprKind::PreviousPaid(id) => {
                self.reads.benefits.insert(*id);
            }
            ExprKind::Left(id, _) | ExprKind::InForce(InForceOf::Benefit(id)) => self.rule(*id),
            ExprKind::Total(..)
            | ExprKind::EligibleLeft
            | ExprKind::OwnPay
            | ExprKind::PaidSoFar
            | ExprKind::TotalPaid
            | ExprKind::VisitNumber
            | ExprKind::ClaimsThisYear => self.reads.any_benefit = true,
            ExprKind::ListCount(id) => {
                self.reads.lists.insert(*id);
            }
            ExprKind::In { members, .. } => {
                for member in members {
                    if let Member::List(id) = member {
                        self.reads.lists.insert(*id);
                    }
                }
            }
            ExprKind::Account(items) => {
                for item in items.iter().filter(|item| item.range.contains(on)) {
                    self.expr(&item.value);
                }
                return;
            }
            _ => {}
        }
        each_child(own, &mut |child| self.expr(child));
    }

    fn rule(&mut self, id: BenefitId) {
        self.reads.benefits.insert(id);
        self.reads.rules.insert(id);
    }

    fn state(&mut self, id: StateId) {
        let (program, on) = (self.program, self.on);
        if self.reads.states.insert(id) {
            for transition in program.states[id.index()].transitions.iter().filter(|own| own.range.contains(on)) {
                self.expr(&transition.body.condition);
            }
        }
    }

    fn definition(&mut self, id: DefinitionId) {
        self.reads.definitions.insert(id);
        if self.seen.insert((self.within, id))
            && let Some(version) = version_on(&self.program.definition(id).versions, self.on)
        {
            self.adjusted(&version.body);
        }
    }
}

fn is_today(own: &Expr) -> bool {
    matches!(&*own.kind, ExprKind::Today)
}

/// Whether it is a day that anybody may have, or one some time after it.
fn is_day_of_somebody(own: &Expr) -> bool {
    match &*own.kind {
        ExprKind::Fact(_) => own.ty == Type::Date,
        ExprKind::DatePlus { date, duration, .. } => {
            is_day_of_somebody(date) && matches!(&*duration.kind, ExprKind::Constant(_))
        }
        _ => false,
    }
}

impl Reads {
    /// Adds what something else reads.
    pub(crate) fn add(&mut self, other: Reads) {
        self.definitions.extend(other.definitions);
        self.tables.extend(other.tables);
        self.lists.extend(other.lists);
        self.states.extend(other.states);
        self.benefits.extend(other.benefits);
        self.rules.extend(other.rules);
        self.any_benefit |= other.any_benefit;
        self.day |= other.day;
        self.household.add(other.household);
    }

    /// Whether a subject is among what is read.
    pub(crate) fn holds(&self, subject: &Subject, target: &Option<Target>, shared: &Shared<'_>, which: Which) -> bool {
        let program = shared.program(which);
        match (target, subject.kind) {
            (Some(Target::Definition(id)), _) => self.definitions.contains(id),
            (Some(Target::List(id)), _) => self.lists.contains(id),
            (None, SubjectKind::Table) => self.tables.iter().any(|id| program.tables[id.index()].name == subject.name),
            (None, SubjectKind::State) => self.states.iter().any(|id| program.states[id.index()].name == subject.name),
            (None, _) => false,
        }
    }
}
