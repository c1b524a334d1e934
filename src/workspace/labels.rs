//! Names that belong to something and mean nothing outside of it: labels of clauses and cases, which changes, requirements
//! and tests of the benefit name by their text, labels of requirements and names of standards, members of a test. The trees
//! with what names mean in, each such name with the one that it means, out.
//!
//! What a label is of is told by its benefit, so that those of two benefits that read alike are two.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::names::{Names, holds};
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::lint::{Node, nodes};
use crate::model::Mention;
use crate::model::path::{ClauseWord, clause_word};
use crate::syntax::ast;

/// What tells labels apart: whose, within which cases, of what, and the text.
type Key = (Span, Vec<String>, Kind, String);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Case,
    Clause(ClauseWord),
    /// A standard, an assertion or one of their requirements.
    Requirement,
    Member,
}

/// One place where a label stands.
struct Place {
    at: Span,
    keys: Vec<Key>,
    declares: bool,
}

struct Walk<'w> {
    names: &'w Names,
    places: Vec<Place>,
    /// Benefits and the identities that they state.
    belongs: Vec<(Span, Span)>,
}

/// Whether something of the kind stands at a byte offset.
pub(super) fn stands_at(tree: &ast::File, names: &Names, offset: usize) -> bool {
    let mut walk = Walk { names, places: Vec::new(), belongs: Vec::new() };
    tree.declarations.iter().filter(|own| holds(own.place.0, offset)).for_each(|own| walk.declaration(own));
    walk.places.iter().any(|own| holds(own.at, offset))
}

/// Returns every label with the first place that declares it.
pub(super) fn labels(trees: &[(SourceId, Arc<ast::File>)], names: &Names) -> Vec<Mention> {
    let mut walk = Walk { names, places: Vec::new(), belongs: Vec::new() };
    let mut identities: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut benefits: Vec<(&str, Span)> = Vec::new();
    for own in trees.iter().flat_map(|(_, tree)| &tree.declarations) {
        walk.declaration(own);
        match &own.kind {
            ast::DeclarationKind::Identity { name, .. } => {
                identities.entry(&name.text).or_default().push(name.span());
            }
            ast::DeclarationKind::Benefit { name, .. } => benefits.push((&name.text, name.span())),
            _ => {}
        }
    }
    // A benefit of the name of an identity belongs to it.
    for (name, benefit) in benefits {
        walk.belongs.extend(identities.get(name).into_iter().flatten().map(|own| (benefit, *own)));
    }
    walk.joined()
}

impl Walk<'_> {
    fn meant(&self, name: &ast::Name) -> Vec<Span> {
        self.names.meant(name.span())
    }

    fn declaration(&mut self, own: &ast::Declaration) {
        match &own.kind {
            ast::DeclarationKind::Benefit { name, clauses, .. } => self.clauses(&[name.span()], &[], clauses),
            ast::DeclarationKind::Override { path, change } => {
                self.path(&[], path);
                if let (Some(ast::PathPart::Name(name)), ast::Change::Clauses(clauses)) = (path.parts.first(), change) {
                    self.clauses(&self.meant(name), &[], clauses);
                }
            }
            ast::DeclarationKind::Repeal { path } => self.path(&[], path),
            ast::DeclarationKind::Standard { name, items } | ast::DeclarationKind::Assert { name, items } => {
                self.place(name, &[name.span()], &[], Kind::Requirement, true);
                for item in items {
                    let label = item.label.iter();
                    label.for_each(|label| self.place(label, &[name.span()], &[], Kind::Requirement, true));
                    if let ast::RequirementBody::Clause { path, .. } = &item.body {
                        self.path(&[], path);
                    }
                }
            }
            ast::DeclarationKind::Test { title, scene } | ast::DeclarationKind::Typical { title, scene } => {
                self.scene(scene);
                self.members(title.place.0, own, scene);
            }
            _ => {}
        }
        for node in nodes(own) {
            if let Node::Expr(expr) = node
                && let ast::ExprKind::Path(path) | ast::ExprKind::Previous(path) = &*expr.kind
            {
                self.path(&[], path);
            }
        }
    }

    fn clauses(&mut self, of: &[Span], cases: &[String], clauses: &[ast::Clause]) {
        for clause in clauses {
            let (word, label) = match &clause.kind {
                ast::ClauseKind::Case(branches) => {
                    for branch in branches {
                        let mut inner = cases.to_vec();
                        if let Some(label) = &branch.label {
                            self.place(label, of, cases, Kind::Case, true);
                            inner.push(label.text.clone());
                        } else {
                            inner.push(String::new());
                        }
                        self.clauses(of, &inner, &branch.clauses);
                    }
                    continue;
                }
                ast::ClauseKind::MapsTo(name) => {
                    let identities = self.meant(name);
                    let pairs = of.iter().flat_map(|own| identities.iter().map(move |identity| (*own, *identity)));
                    self.belongs.extend(pairs);
                    continue;
                }
                ast::ClauseKind::Requires { label, .. } => (ClauseWord::Requires, label),
                ast::ClauseKind::Refuse { label, .. } => (ClauseWord::Refuse, label),
                ast::ClauseKind::Quantity { label, .. } => (ClauseWord::Quantity, label),
                ast::ClauseKind::Value(value) => (value.word.into(), &value.label),
                _ => continue,
            };
            if let Some(label) = label {
                self.place(label, of, cases, Kind::Clause(word), true);
            }
        }
    }

    fn place(&mut self, label: &ast::Name, of: &[Span], cases: &[String], kind: Kind, declares: bool) {
        let key = |of: &Span| (*of, cases.to_vec(), kind, label.text.clone());
        self.places.push(Place { at: label.span(), keys: of.iter().map(key).collect(), declares });
    }

    /// Reads the labels of a path, as `PathQuery` does. `of`: whose it is where it names no benefit.
    fn path(&mut self, of: &[Span], path: &ast::Path) {
        let (of, parts) = match path.parts.as_slice() {
            [ast::PathPart::Name(name), behind @ ..] => (self.meant(name), behind),
            parts => (of.to_vec(), parts),
        };
        let (mut cases, mut in_case, mut word, mut labelled) = (Vec::new(), false, None, false);
        for part in parts {
            match part {
                ast::PathPart::Word(ast::PathWord::Case | ast::PathWord::Else, _) if word.is_none() => in_case = true,
                ast::PathPart::Word(own, _) if word.is_none() => {
                    in_case = false;
                    word = clause_word(*own);
                }
                ast::PathPart::Name(name) if in_case => {
                    self.place(name, &of, &cases, Kind::Case, false);
                    cases.push(name.text.clone());
                }
                ast::PathPart::Name(name) => {
                    if let Some(word) = word.filter(|_| !labelled) {
                        labelled = true;
                        self.place(name, &of, &cases, Kind::Clause(word), false);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads why tests expect that nothing is due.
    fn scene(&mut self, scene: &ast::Scene) {
        for item in &scene.items {
            match &item.kind {
                ast::SceneItemKind::Claim { expect, .. }
                | ast::SceneItemKind::Periods { expect, .. }
                | ast::SceneItemKind::Expect(expect) => {
                    expect.iter().for_each(|own| self.refusal(&own.subject, &own.outcome));
                }
                ast::SceneItemKind::Cases { outputs, rows, .. } => {
                    for row in rows {
                        outputs.iter().zip(&row.outputs).for_each(|(subject, own)| self.refusal(subject, own));
                    }
                }
                ast::SceneItemKind::Given(_) | ast::SceneItemKind::Household { .. } | ast::SceneItemKind::Broken => {}
            }
        }
    }

    fn refusal(&mut self, subject: &ast::Expr, outcome: &ast::Outcome) {
        let ast::Outcome::Refused { because: Some(path) } = outcome else { return };
        let name = match &*subject.kind {
            ast::ExprKind::Name(name) => Some(name),
            ast::ExprKind::Path(path) => path.parts.iter().find_map(|part| match part {
                ast::PathPart::Name(name) => Some(name),
                _ => None,
            }),
            _ => None,
        };
        let of = name.map(|name| self.meant(name)).unwrap_or_default();
        self.path(&of, path);
    }

    /// Reads the members of a test wherever its declaration names them.
    fn members(&mut self, of: Span, declaration: &ast::Declaration, scene: &ast::Scene) {
        let mut members: BTreeSet<&str> = BTreeSet::new();
        let mut names: Vec<(&ast::Name, bool)> = Vec::new();
        for item in &scene.items {
            match &item.kind {
                ast::SceneItemKind::Household { members: own, .. } => {
                    members.extend(own.iter().map(|(name, _)| name.text.as_str()));
                    names.extend(own.iter().map(|(name, _)| (name, true)));
                }
                ast::SceneItemKind::Claim { member, .. } => names.extend(member.iter().map(|name| (name, false))),
                ast::SceneItemKind::Given(_)
                | ast::SceneItemKind::Periods { .. }
                | ast::SceneItemKind::Expect(_)
                | ast::SceneItemKind::Cases { .. }
                | ast::SceneItemKind::Broken => {}
            }
        }
        if members.is_empty() {
            return;
        }
        for node in nodes(declaration) {
            if let Node::Mention(name) = node {
                names.push((name, false));
            }
        }
        for (name, declares) in names.into_iter().filter(|(name, _)| members.contains(name.text.as_str())) {
            // What means something else is not the member, whatever it is called.
            if declares || self.meant(name).is_empty() {
                self.place(name, &[of], &[], Kind::Member, declares);
            }
        }
    }

    /// Joins places of one key; those of a benefit with those of its identity.
    fn joined(self) -> Vec<Mention> {
        let mut group: Vec<usize> = (0..self.places.len()).collect();
        let mut first_of: BTreeMap<&Key, usize> = BTreeMap::new();
        for (at, place) in self.places.iter().enumerate() {
            for key in &place.keys {
                let first = *first_of.entry(key).or_insert(at);
                join(&mut group, first, at);
            }
        }
        for (key, at) in &first_of {
            let (of, cases, kind, text) = key;
            for (benefit, _) in self.belongs.iter().filter(|(_, identity)| identity == of) {
                let of_benefit: Key = (*benefit, cases.clone(), *kind, text.clone());
                if let Some(other) = first_of.get(&of_benefit) {
                    join(&mut group, *at, *other);
                }
            }
        }
        let mut declared: BTreeMap<usize, Span> = BTreeMap::new();
        for (at, place) in self.places.iter().enumerate().filter(|(_, place)| place.declares) {
            let own = declared.entry(root(&group, at)).or_insert(place.at);
            *own = place.at.min(*own);
        }
        let mention =
            |(at, place): (usize, &Place)| Some(Mention { at: place.at, of: *declared.get(&root(&group, at))? });
        let mut all: Vec<Mention> = self.places.iter().enumerate().filter_map(mention).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn root(group: &[usize], mut at: usize) -> usize {
    while group[at] != at {
        at = group[at];
    }
    at
}

fn join(group: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(group, one), root(group, other));
    group[one.max(other)] = one.min(other);
}
