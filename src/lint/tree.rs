//! A tree of the parser as one flat list of what rules ask about: every clause, table, expression and name in the order
//! of the text. Knows no rules.

use crate::base::span::Span;
use crate::syntax::ast::*;

/// A part of a declaration.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Node<'a> {
    Clause(&'a Clause),
    /// Clauses that hold together: those of a benefit, of an override, of a case.
    Clauses(&'a [Clause]),
    Table(&'a Table),
    History(&'a [HistoryRow]),
    Effect(&'a Effect),
    Expr(&'a Expr),
    Band(&'a Band),
    HeadItem(&'a HeadItem),
    Marks(&'a Marks),
    /// The entries of an enum, a catalogue or a list, with what encloses them.
    Entries(&'a [Entry], Option<&'a Entry>),
    /// Something with the texts that stand before it.
    Thing(Span, &'a [String]),
    /// A name that is used, not declared.
    Mention(&'a Name),
}

/// Returns all parts of a declaration.
pub(crate) fn nodes(declaration: &Declaration) -> Vec<Node<'_>> {
    let mut walk = Walk { nodes: Vec::new() };
    walk.declaration(declaration);
    walk.nodes
}

struct Walk<'a> {
    nodes: Vec<Node<'a>>,
}

impl<'a> Walk<'a> {
    fn push(&mut self, node: Node<'a>) {
        self.nodes.push(node);
    }

    fn mentions(&mut self, names: impl IntoIterator<Item = &'a Name>) {
        self.nodes.extend(names.into_iter().map(Node::Mention));
    }

    fn thing(&mut self, span: Span, docs: &'a [String], marks: Option<&'a Marks>) {
        self.push(Node::Thing(span, docs));
        marks.into_iter().for_each(|marks| self.marks(marks));
    }

    fn declaration(&mut self, own: &'a Declaration) {
        self.thing(own.place.0, &own.docs, Some(&own.marks));
        match &own.kind {
            DeclarationKind::Document(_)
            | DeclarationKind::Unit { .. }
            | DeclarationKind::Identity { .. }
            | DeclarationKind::Rename { .. }
            | DeclarationKind::Broken => {}
            DeclarationKind::Enum { entries, .. } | DeclarationKind::Catalogue { entries, .. } => {
                self.entries(entries, None);
            }
            DeclarationKind::List { of, entries, .. } => {
                self.push(Node::Mention(of));
                self.entries(entries, None);
            }
            DeclarationKind::AddTo { name, entries } | DeclarationKind::RemoveFrom { name, entries } => {
                self.push(Node::Mention(name));
                self.entries(entries, None);
            }
            DeclarationKind::Fact(fact) => {
                self.type_name(&fact.ty);
                fact.range.iter().for_each(|band| self.band(band));
                fact.bands.iter().filter_map(|(_, edge)| edge.as_ref()).for_each(|band| self.band(band));
                fact.default.iter().for_each(|own| self.expr(own));
            }
            DeclarationKind::Map { to, .. } => self.push(Node::Mention(to)),
            DeclarationKind::Param { ty, value, .. } => {
                ty.iter().for_each(|ty| self.type_name(ty));
                self.adjusted(value);
            }
            DeclarationKind::Define { arguments, value, .. } => {
                arguments.iter().for_each(|(_, ty)| self.type_name(ty));
                self.adjusted(value);
            }
            DeclarationKind::Group { condition, .. } => self.expr(condition),
            DeclarationKind::Table { table, .. } => self.table(table),
            DeclarationKind::Account { items, .. } => {
                for item in items {
                    self.thing(item.place.0, &item.docs, Some(&item.marks));
                    self.mentions(&item.names);
                }
            }
            DeclarationKind::State { items, .. } => items.iter().for_each(|item| match item {
                StateItem::Starts { value, docs, place } => {
                    self.thing(place.0, docs, None);
                    self.push(Node::Mention(value));
                }
                StateItem::Transition { from, to, condition, marks, docs, place } => {
                    self.thing(place.0, docs, Some(marks));
                    self.mentions(from.iter().chain([to]));
                    self.expr(condition);
                }
                StateItem::Broken(_) => {}
            }),
            DeclarationKind::Benefit { clauses, .. } | DeclarationKind::EveryBenefit { clauses } => {
                self.clauses(clauses);
            }
            DeclarationKind::Choose { benefits, .. } => self.mentions(benefits),
            DeclarationKind::Standard { items, .. } | DeclarationKind::Assert { items, .. } => {
                items.iter().for_each(|item| self.requirement(item));
            }
            DeclarationKind::Test { scene, .. } | DeclarationKind::Typical { scene, .. } => self.scene(scene),
            DeclarationKind::Override { path, change } => {
                self.keys(path);
                match change {
                    Change::To(value) => self.adjusted(value),
                    Change::Effects(effects) => effects.iter().for_each(|effect| self.effect(effect)),
                    Change::Clauses(clauses) => self.clauses(clauses),
                }
            }
            DeclarationKind::Repeal { path } => self.keys(path),
        }
    }

    fn type_name(&mut self, own: &'a TypeName) {
        match &own.kind {
            TypeKind::Named(name) | TypeKind::Several(name) => self.push(Node::Mention(name)),
            TypeKind::Records(fields) => fields.iter().for_each(|(_, ty)| self.type_name(ty)),
            TypeKind::Bool
            | TypeKind::Integer
            | TypeKind::Number
            | TypeKind::Ratio
            | TypeKind::Points
            | TypeKind::Money { .. }
            | TypeKind::Date
            | TypeKind::Duration
            | TypeKind::Age
            | TypeKind::Text
            | TypeKind::Count(_)
            | TypeKind::Persons => {}
        }
    }

    fn entries(&mut self, own: &'a [Entry], above: Option<&'a Entry>) {
        self.push(Node::Entries(own, above));
        for entry in own {
            self.thing(entry.place.0, &entry.docs, Some(&entry.marks));
            if !entry.children.is_empty() {
                self.entries(&entry.children, Some(entry));
            }
        }
    }

    fn marks(&mut self, own: &'a Marks) {
        if own.place.0.is_none() {
            return;
        }
        self.push(Node::Marks(own));
        self.mentions(own.cites.iter().map(|cite| &cite.document));
        for disputed in &own.disputed {
            self.value(&disputed.value);
            self.mentions(disputed.cites.iter().map(|cite| &cite.document));
        }
        if let Some(Delegation::Within(band)) = &own.delegation {
            self.band(band);
        }
    }

    fn clauses(&mut self, own: &'a [Clause]) {
        self.push(Node::Clauses(own));
        own.iter().for_each(|clause| self.clause(clause));
    }

    fn clause(&mut self, own: &'a Clause) {
        self.push(Node::Clause(own));
        self.thing(own.place.0, &own.docs, Some(&own.marks));
        match &own.kind {
            ClauseKind::MapsTo(name) | ClauseKind::As(name) => self.push(Node::Mention(name)),
            ClauseKind::After(names) | ClauseKind::NotWith(names) | ClauseKind::StacksWith(names) => {
                self.mentions(names);
            }
            ClauseKind::SeveralIdentities(IdentityMode::InOrder(names)) => self.mentions(names),
            ClauseKind::SeveralIdentities(IdentityMode::Highest | IdentityMode::Together)
            | ClauseKind::Round(_)
            | ClauseKind::Order(_)
            | ClauseKind::YearFrom { .. }
            | ClauseKind::InKind(_)
            | ClauseKind::Broken => {}
            ClauseKind::Requires { condition, .. } => self.expr(condition),
            ClauseKind::Refuse { when, .. } => when.iter().for_each(|when| self.expr(when)),
            ClauseKind::Value(value) => {
                self.adjusted(&value.value);
                for each in &value.tail.each {
                    if let EachKey::Fact(name) = each {
                        self.push(Node::Mention(name));
                    }
                }
                self.mentions(&value.tail.joint);
                value.when.iter().for_each(|when| self.expr(when));
            }
            ClauseKind::Quantity { asked, allowed, .. } => {
                self.expr(asked);
                self.adjusted(allowed);
            }
            ClauseKind::Case(branches) => {
                for branch in branches {
                    branch.when.iter().for_each(|when| self.expr(when));
                    self.clauses(&branch.clauses);
                }
            }
        }
    }

    fn adjusted(&mut self, own: &'a Adjusted) {
        self.value(&own.value);
        own.effects.iter().for_each(|effect| self.effect(effect));
    }

    fn effect(&mut self, own: &'a Effect) {
        self.push(Node::Effect(own));
        own.when.iter().for_each(|when| self.expr(when));
        match &own.kind {
            EffectKind::Instead(value) => self.value(value),
            EffectKind::Plus(by) | EffectKind::Minus(by) | EffectKind::Times(by) => self.expr(by),
            EffectKind::EachFurtherMinus { step, at_most } => {
                self.expr(step);
                at_most.iter().for_each(|most| self.expr(most));
            }
            EffectKind::Halved | EffectKind::Waived | EffectKind::Lifted | EffectKind::Continued => {}
        }
    }

    fn value(&mut self, own: &'a Value) {
        match own {
            Value::Expr(own) => self.expr(own),
            Value::Table(table) => self.table(table),
            Value::History(rows) => {
                self.push(Node::History(rows));
                for row in rows {
                    self.thing(row.place.0, &row.docs, Some(&row.marks));
                    self.adjusted(&row.value);
                }
            }
            Value::As(name) => self.push(Node::Mention(name)),
            Value::Pending(_) | Value::Unstated(_) | Value::Nothing(_) => {}
        }
    }

    fn table(&mut self, own: &'a Table) {
        self.push(Node::Table(own));
        self.marks(&own.marks);
        for dimension in &own.dimensions {
            match &dimension.kind {
                DimensionKind::Expr(own) => self.expr(own),
                DimensionKind::Segment { of, .. } => of.iter().for_each(|own| self.expr(own)),
            }
        }
        own.each_further_hit_plus.iter().for_each(|own| self.expr(own));
        own.header.iter().for_each(|head| self.head(head));
        for row in &own.rows {
            self.thing(row.place.0, &row.docs, Some(&row.marks));
            row.heads.iter().for_each(|head| self.head(head));
            for cell in &row.cells {
                self.value(&cell.value);
                self.marks(&cell.marks);
            }
        }
    }

    fn head(&mut self, own: &'a Head) {
        for item in &own.items {
            self.push(Node::HeadItem(item));
            match item {
                HeadItem::Any(_) | HeadItem::Else(_) => {}
                HeadItem::Condition(own) | HeadItem::Compare(_, own) | HeadItem::Value(own) => self.expr(own),
                HeadItem::Band(band) => self.band(band),
            }
        }
    }

    fn band(&mut self, own: &'a Band) {
        self.push(Node::Band(own));
        own.low.iter().chain(&own.high).for_each(|edge| self.expr(&edge.value));
    }

    fn keys(&mut self, own: &'a Path) {
        for key in own.keys.iter().flatten() {
            if let Key::Head(head) = key {
                self.head(head);
            }
        }
    }

    fn path(&mut self, own: &'a Path) {
        for part in &own.parts {
            match part {
                PathPart::Name(name) | PathPart::Each(EachKey::Fact(name)) => self.push(Node::Mention(name)),
                PathPart::Owner(..)
                | PathPart::Word(..)
                | PathPart::Period(..)
                | PathPart::Each(EachKey::Household(_) | EachKey::Person(_))
                | PathPart::Joint(_) => {}
            }
        }
        self.keys(own);
    }

    fn expr(&mut self, own: &'a Expr) {
        self.push(Node::Expr(own));
        match &*own.kind {
            ExprKind::Quantity(_)
            | ExprKind::Date(_)
            | ExprKind::Text(_)
            | ExprKind::Bool(_)
            | ExprKind::None
            | ExprKind::Ordinal(_)
            | ExprKind::Builtin(_)
            | ExprKind::HeldFor(_)
            | ExprKind::Broken => {}
            ExprKind::Name(name) => self.push(Node::Mention(name)),
            ExprKind::Path(path) | ExprKind::Previous(path) => self.path(path),
            ExprKind::Call { arguments, .. } => self.arguments(arguments),
            ExprKind::Apply { function, arguments } => {
                self.push(Node::Mention(function));
                self.arguments(arguments);
            }
            ExprKind::Negate(a) | ExprKind::Not(a) => self.expr(a),
            ExprKind::Arithmetic { left: a, right: b, .. }
            | ExprKind::Compare { left: a, right: b, .. }
            | ExprKind::And(a, b)
            | ExprKind::Or(a, b)
            | ExprKind::At { value: a, date: b } => {
                self.expr(a);
                self.expr(b);
            }
            ExprKind::If { condition, then, otherwise } => {
                [condition, then, otherwise].into_iter().for_each(|own| self.expr(own));
            }
            ExprKind::In { value, members, .. } => {
                self.expr(value);
                members.iter().for_each(|member| self.expr(member));
            }
            ExprKind::InBand { value, band, .. } => {
                self.expr(value);
                self.band(band);
            }
            ExprKind::Record(assignments) => self.assignments(assignments),
        }
    }

    fn arguments(&mut self, own: &'a [Argument]) {
        for argument in own {
            match &argument.value {
                ArgumentValue::Expr(own) => self.expr(own),
                ArgumentValue::Members(_) | ArgumentValue::Period(..) | ArgumentValue::Rounding(..) => {}
            }
            argument.filter.iter().chain(&argument.body).for_each(|own| self.expr(own));
        }
    }

    fn assignments(&mut self, own: &'a [Assignment]) {
        for assignment in own {
            self.path(&assignment.target);
            assignment.values.iter().for_each(|value| self.expr(value));
        }
    }

    fn requirement(&mut self, own: &'a Requirement) {
        self.thing(own.place.0, &own.docs, Some(&own.marks));
        match &own.body {
            RequirementBody::Clause { path, test } => {
                self.path(path);
                match test {
                    PathTest::Band { band, .. } => self.band(band),
                    PathTest::Compare(_, own) => self.expr(own),
                    PathTest::In { members, .. } => members.iter().for_each(|member| self.expr(member)),
                }
            }
            RequirementBody::Includes { list, members } => self.mentions(members.iter().chain([list])),
            RequirementBody::Condition { condition, when, .. } => {
                self.expr(condition);
                when.iter().for_each(|when| self.expr(when));
            }
            RequirementBody::Law { subject, law, when, .. } => {
                self.mentions(subject);
                match law {
                    Law::NeverAboveCost => {}
                    Law::NeverLessAlong { along } | Law::NoCliffOver(along) => self.expr(along),
                    Law::NeverLessInOrder { along, values } => {
                        self.expr(along);
                        self.mentions(values);
                    }
                }
                when.iter().for_each(|when| self.expr(when));
            }
            RequirementBody::Exempt { .. } | RequirementBody::Broken => {}
        }
    }

    fn scene(&mut self, own: &'a Scene) {
        for item in &own.items {
            match &item.kind {
                SceneItemKind::Given(given) => self.assignments(given),
                SceneItemKind::Household { facts, members } => {
                    self.assignments(facts);
                    members.iter().for_each(|(_, facts)| self.assignments(facts));
                }
                SceneItemKind::Claim { facts, expect, .. } | SceneItemKind::Periods { facts, expect, .. } => {
                    self.assignments(facts);
                    self.expectations(expect);
                }
                SceneItemKind::Expect(expect) => self.expectations(expect),
                SceneItemKind::Cases { inputs, outputs, rows } => {
                    inputs.iter().for_each(|path| self.path(path));
                    outputs.iter().for_each(|own| self.expr(own));
                    for row in rows {
                        row.inputs.iter().flatten().for_each(|own| self.expr(own));
                        row.outputs.iter().for_each(|own| self.outcome(own));
                    }
                }
                SceneItemKind::Broken => {}
            }
        }
    }

    fn expectations(&mut self, own: &'a [Expectation]) {
        for expectation in own {
            self.expr(&expectation.subject);
            self.outcome(&expectation.outcome);
            expectation.margin.iter().for_each(|own| self.expr(own));
        }
    }

    fn outcome(&mut self, own: &'a Outcome) {
        match own {
            Outcome::Equals(own) | Outcome::Compare(_, own) => self.expr(own),
            Outcome::Band(band) => self.band(band),
            Outcome::Refused { because } => because.iter().for_each(|path| self.path(path)),
            Outcome::Pending | Outcome::Holds => {}
        }
    }
}
