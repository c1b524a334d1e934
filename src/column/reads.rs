//! What a clause depends on, found without running it: facts by their entries, truths, quantities by the constants that
//! they are compared with; and what keeps it from being a table.

use crate::base::date::Date;
use crate::ir::expr::{Dimension, EffectKind, Head, HeadItem, Member, Table};
use crate::ir::order::each_child;
use crate::ir::{
    Adjusted, BenefitId, ClauseBody, ClauseWord, Expr, ExprKind, FactId, ListId, Program, Source, Type, version_on,
};
use crate::value::{DomainId, EntryId, Value};
use std::collections::{BTreeMap, BTreeSet};

/// A number or day that is only compared with constants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Quantity {
    Number(FactId),
    Day(FactId),
    /// Completed years since a day of birth, today.
    Age(FactId),
    /// The number of the visit in the year.
    Visit,
}

impl Quantity {
    pub(super) fn fact(self) -> Option<FactId> {
        match self {
            Quantity::Number(fact) | Quantity::Day(fact) | Quantity::Age(fact) => Some(fact),
            Quantity::Visit => None,
        }
    }
}

/// What something depends on.
#[derive(Clone, Debug, Default)]
pub(super) struct Reads<'p> {
    pub entries: BTreeSet<FactId>,
    pub truths: BTreeSet<FactId>,
    /// With what each is compared.
    pub quantities: BTreeMap<Quantity, Vec<&'p Expr>>,
    /// Whether the number of the visit counts by itself, not only compared.
    pub every_visit: bool,
    /// Whether a deductible is carried on, in some case.
    pub continued: bool,
    pub mentioned: BTreeSet<(DomainId, EntryId)>,
    pub lists: BTreeSet<ListId>,
    /// Conditions that no fact tells by itself, each with what keeps it from being a table.
    pub opaque: Vec<(&'p Expr, String)>,
    /// What keeps it from being a table.
    pub problems: BTreeSet<String>,
}

impl<'p> Reads<'p> {
    fn is_constant(&self) -> bool {
        self.entries.is_empty()
            && self.truths.is_empty()
            && self.quantities.is_empty()
            && !self.every_visit
            && self.opaque.is_empty()
            && self.problems.is_empty()
    }

    /// Takes in what something else depends on.
    fn extend(&mut self, other: Reads<'p>) {
        self.entries.extend(other.entries);
        self.truths.extend(other.truths);
        for (quantity, edges) in other.quantities {
            self.quantities.entry(quantity).or_default().extend(edges);
        }
        self.every_visit |= other.every_visit;
        self.continued |= other.continued;
        self.mentioned.extend(other.mentioned);
        self.lists.extend(other.lists);
        for (own, problem) in other.opaque {
            self.asks(own, problem);
        }
        self.problems.extend(other.problems);
    }

    /// Notes a condition that no fact tells by itself.
    fn asks(&mut self, own: &'p Expr, problem: String) {
        if !self.opaque.iter().any(|(known, _)| std::ptr::eq(*known, own)) {
            self.opaque.push((own, problem));
        }
    }
}

/// Whether an expression says yes or no about other things than yes and no.
fn is_a_test(own: &Expr) -> bool {
    match &*own.kind {
        ExprKind::Compare(..) | ExprKind::In { .. } | ExprKind::InBand { .. } => true,
        ExprKind::Over { .. } => own.ty == Type::Bool,
        _ => false,
    }
}

/// Finds what things of a program depend on, on a day.
pub(super) struct Walk<'p> {
    pub program: &'p Program,
    pub date: Date,
    pub reads: Reads<'p>,
    depth: u32,
}

impl<'p> Walk<'p> {
    pub(super) fn new(program: &'p Program, date: Date) -> Walk<'p> {
        Walk { program, date, reads: Reads::default(), depth: 0 }
    }

    /// Whether something is the same for every row.
    pub(super) fn is_constant(&self, expr: &'p Expr) -> bool {
        let mut walk = Walk { depth: self.depth, ..Walk::new(self.program, self.date) };
        walk.expr(expr);
        walk.reads.is_constant()
    }

    /// Takes in what decides whether clauses of a kind hold: the conditions of the cases, where one states such a clause.
    pub(super) fn cases(&mut self, id: BenefitId, kinds: &[ClauseWord]) {
        let (benefit, date) = (self.program.benefit(id), self.date);
        let in_force = |own: &&crate::ir::Clause| version_on(&own.versions, date).is_some();
        let of_kind = benefit.clauses.iter().filter(|own| kinds.contains(&own.path.word)).filter(in_force);
        if of_kind.into_iter().any(|own| own.branch.is_some()) {
            for branch in benefit.branches.iter().filter(|own| own.range.contains(date)) {
                branch.when.iter().for_each(|when| self.expr(when));
            }
        }
    }

    /// Takes in a clause: its value and its own condition.
    pub(super) fn clause(&mut self, body: &'p ClauseBody, id: BenefitId, word: ClauseWord) {
        self.condition(body);
        if let Some(value) = crate::ir::selection::value_of(body) {
            self.adjusted(value, Some((id, word)));
        }
    }

    /// Takes in the condition of a clause.
    pub(super) fn condition(&mut self, body: &'p ClauseBody) {
        let when = match body {
            ClauseBody::FirstPay { when, .. }
            | ClauseBody::Deductible { when, .. }
            | ClauseBody::Cap { when, .. }
            | ClauseBody::Refuse { when, .. }
            | ClauseBody::TotalOfLayersAtMost { when, .. } => when.as_ref(),
            ClauseBody::Requires(condition) => Some(condition),
            _ => None,
        };
        when.into_iter().for_each(|when| self.expr(when));
    }

    pub(super) fn adjusted(&mut self, own: &'p Adjusted, within: Option<(BenefitId, ClauseWord)>) {
        self.source(&own.value, within);
        for effect in &own.effects {
            effect.when.iter().for_each(|when| self.expr(when));
            match &effect.kind {
                EffectKind::Instead(source) => self.source(source, within),
                EffectKind::Plus(by) | EffectKind::Minus(by) | EffectKind::Times(by) => self.expr(by),
                EffectKind::EachFurtherMinus { step, at_most } => {
                    self.reads.every_visit = true;
                    self.expr(step);
                    at_most.iter().for_each(|most| self.expr(most));
                }
                EffectKind::Continued => self.reads.continued = true,
                EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted => {}
            }
        }
    }

    fn source(&mut self, own: &'p Source, within: Option<(BenefitId, ClauseWord)>) {
        match own {
            Source::Expr(own) => self.expr(own),
            Source::Table(table) => self.table(table),
            Source::As(id, _) => {
                let Some((_, word)) = within.filter(|_| self.depth < 16) else {
                    return self.problem("a clause taken from another benefit");
                };
                self.depth += 1;
                self.cases(*id, &[word]);
                for clause in self.program.benefit(*id).clauses.iter().filter(|own| own.path.word == word) {
                    if let Some(version) = version_on(&clause.versions, self.date) {
                        self.clause(&version.body, *id, word);
                    }
                }
                self.depth -= 1;
            }
            Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) => {}
        }
    }

    fn table(&mut self, own: &'p Table) {
        self.heads(own);
        let date = self.date;
        let rows = own.rows.iter().filter(|row| row.range.contains(date));
        rows.flat_map(|row| &row.cells).for_each(|cell| self.source(&cell.value, None));
        own.each_further_hit_plus.iter().for_each(|plus| self.expr(plus));
    }

    /// Takes in what decides which cells of a table count.
    pub(super) fn heads(&mut self, own: &'p Table) {
        let date = self.date;
        let rows = || own.rows.iter().filter(move |row| row.range.contains(date));
        for (at, dimension) in own.dimensions.iter().enumerate() {
            let heads = rows().filter_map(|row| row.heads.get(at));
            match dimension {
                Dimension::Expr(expr) => match self.quantity(expr) {
                    Some(quantity) => heads.for_each(|head| self.compared_head(quantity, head)),
                    None => {
                        self.expr(expr);
                        heads.for_each(|head| self.head(head));
                    }
                },
                Dimension::Segment { of, .. } => {
                    of.iter().for_each(|of| self.expr(of));
                    heads.for_each(|head| self.head(head));
                }
            }
        }
    }

    fn head(&mut self, own: &'p Head) {
        for item in &own.items {
            match item {
                HeadItem::Value(own) | HeadItem::Compare(_, own) | HeadItem::Condition(own) => self.expr(own),
                HeadItem::List(id) => {
                    self.reads.lists.insert(*id);
                }
                HeadItem::Band(band) => {
                    [&band.low, &band.high].into_iter().flatten().for_each(|edge| self.expr(&edge.value));
                }
                HeadItem::Any | HeadItem::Else => {}
            }
        }
    }

    fn compared_head(&mut self, quantity: Quantity, own: &'p Head) {
        // Whether or not a head compares it, the table asks for it.
        self.reads.quantities.entry(quantity).or_default();
        for item in &own.items {
            match item {
                HeadItem::Value(own) if own.ty == Type::Bool => self.expr(own),
                HeadItem::Value(own) | HeadItem::Compare(_, own) => self.edge(quantity, own),
                HeadItem::Condition(own) => self.expr(own),
                HeadItem::Band(band) => {
                    [&band.low, &band.high].into_iter().flatten().for_each(|edge| self.edge(quantity, &edge.value));
                }
                HeadItem::List(_) | HeadItem::Any | HeadItem::Else => {}
            }
        }
    }

    fn edge(&mut self, quantity: Quantity, edge: &'p Expr) {
        if self.is_constant(edge) {
            self.reads.quantities.entry(quantity).or_default().push(edge);
        } else {
            self.problem("a comparison with what differs from row to row");
        }
    }

    /// Returns the quantity that an expression is.
    fn quantity(&self, expr: &'p Expr) -> Option<Quantity> {
        match &*expr.kind {
            ExprKind::Fact(id) => match self.program.fact(*id).ty {
                Type::Quantity(_) | Type::Ratio | Type::Points => Some(Quantity::Number(*id)),
                Type::Date => Some(Quantity::Day(*id)),
                _ => None,
            },
            ExprKind::Age { birth, on } => match (&*birth.kind, &*on.kind) {
                (ExprKind::Fact(id), ExprKind::Today) => Some(Quantity::Age(*id)),
                _ => None,
            },
            ExprKind::VisitNumber => Some(Quantity::Visit),
            ExprKind::Definition(id, arguments) if arguments.is_empty() => {
                let version = version_on(&self.program.definition(*id).versions, self.date)?;
                match &version.body.value {
                    Source::Expr(own) if version.body.effects.is_empty() => self.quantity(own),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Takes in an expression.
    pub(super) fn expr(&mut self, own: &'p Expr) {
        if self.depth > 200 {
            return self.problem("an expression that nests too deep");
        }
        self.depth += 1;
        if is_a_test(own) {
            let mut walk = Walk { depth: self.depth, ..Walk::new(self.program, self.date) };
            walk.kind(own);
            match walk.reads.problems.pop_first() {
                Some(problem) => self.reads.asks(own, problem),
                None => self.reads.extend(walk.reads),
            }
        } else {
            self.kind(own);
        }
        self.depth -= 1;
    }

    fn kind(&mut self, own: &'p Expr) {
        match &*own.kind {
            ExprKind::Constant(Value::Entry(domain, entry)) => {
                self.reads.mentioned.insert((*domain, *entry));
            }
            ExprKind::Constant(Value::Several(domain, entries)) => {
                self.reads.mentioned.extend(entries.iter().map(|entry| (*domain, *entry)));
            }
            ExprKind::Constant(_) | ExprKind::InForce(_) => {}
            ExprKind::ListCount(id) => {
                self.reads.lists.insert(*id);
            }
            ExprKind::Fact(id) => {
                let fact = self.program.fact(*id);
                match &fact.ty {
                    Type::Bool => {
                        self.reads.truths.insert(*id);
                    }
                    Type::Entry(_) | Type::Several(_) => {
                        self.reads.entries.insert(*id);
                    }
                    _ => self.problem(&format!("works with the value of {}", fact.name)),
                }
            }
            ExprKind::Definition(id, arguments) => {
                let definition = self.program.definition(*id);
                if !arguments.is_empty() {
                    return self.problem(&format!("the define {} with arguments", definition.name));
                }
                if let Some(version) = version_on(&definition.versions, self.date) {
                    self.adjusted(&version.body, None);
                }
            }
            ExprKind::TableOutput(id, _) => {
                if let Some(version) = version_on(&self.program.tables[id.index()].versions, self.date) {
                    self.table(&version.body);
                }
            }
            ExprKind::VisitNumber => self.reads.every_visit = true,
            ExprKind::Compare(_, left, right) => match (self.quantity(left), self.quantity(right)) {
                (Some(quantity), None) => self.edge(quantity, right),
                (None, Some(quantity)) => self.edge(quantity, left),
                (_, _) => self.children(own),
            },
            ExprKind::InBand { value, band, .. } => match self.quantity(value) {
                Some(quantity) => {
                    self.reads.quantities.entry(quantity).or_default();
                    [&band.low, &band.high].into_iter().flatten().for_each(|edge| self.edge(quantity, &edge.value));
                }
                None => self.children(own),
            },
            ExprKind::In { value, members, .. } => {
                let quantity = self.quantity(value);
                for member in members {
                    match (member, quantity) {
                        (Member::Value(own), Some(quantity)) if own.ty != Type::Bool => self.edge(quantity, own),
                        (Member::Value(own), _) => self.expr(own),
                        (Member::List(id), _) => {
                            self.reads.lists.insert(*id);
                        }
                    }
                }
                match quantity {
                    Some(quantity) => {
                        self.reads.quantities.entry(quantity).or_default();
                    }
                    None => self.expr(value),
                }
            }
            ExprKind::And(..)
            | ExprKind::Or(..)
            | ExprKind::Not(_)
            | ExprKind::If(..)
            | ExprKind::Negate(_)
            | ExprKind::Arithmetic(..)
            | ExprKind::Scale(..)
            | ExprKind::Least(_)
            | ExprKind::Greatest(_)
            | ExprKind::Rounded(..) => self.children(own),
            ExprKind::Today | ExprKind::At(..) => self.problem("depends on the very day"),
            ExprKind::Age { .. }
            | ExprKind::Year(_)
            | ExprKind::Month(_)
            | ExprKind::Days(..)
            | ExprKind::Months(..)
            | ExprKind::NextMonth(_)
            | ExprKind::MonthEnd(_)
            | ExprKind::DatePlus { .. }
            | ExprKind::DateDifference(..) => self.problem("reckons with dates"),
            ExprKind::Paid(_)
            | ExprKind::PaidInPeriod(..)
            | ExprKind::Total(..)
            | ExprKind::Left(..)
            | ExprKind::TotalPaid => self.problem("reads a running total"),
            ExprKind::EligibleLeft | ExprKind::OwnPay | ExprKind::PaidSoFar => {
                self.problem("works with what the layers before have left");
            }
            ExprKind::Over { .. } | ExprKind::Members | ExprKind::ClaimsThisYear | ExprKind::Rank { .. } => {
                self.problem("reads a list");
            }
            ExprKind::State(_) | ExprKind::PreviousState(_) | ExprKind::PreviousPaid(_) | ExprKind::HeldFor { .. } => {
                self.problem("reads a state or an earlier period")
            }
            ExprKind::Account(_) => self.problem("reads an account"),
            ExprKind::Field(_) | ExprKind::Argument(_) | ExprKind::Hole => self.problem("has no value by itself"),
        }
    }

    fn children(&mut self, own: &'p Expr) {
        let mut children = Vec::new();
        each_child(own, &mut |child| children.push(child));
        children.into_iter().for_each(|child| self.expr(child));
    }

    fn problem(&mut self, text: &str) {
        self.reads.problems.insert(text.to_owned());
    }
}
