//! What stands at a place, in words: meaning, value on the day, where it comes from, how it changed, what the parent and
//! the standards say, what other counties have. Parts are those of `show`, `history`, `conform` and `compare`.

mod clause;
mod counties;
mod meaning;
mod others;
mod page;
mod words;

use super::ground;
use super::{Hover, Snapshot};
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::compare::{Side, SideId};
use crate::ir::{BenefitId, Clause, ClauseBody, Dated, Origin, Program, version_on};
use crate::lint::tree::{Node, nodes};
use crate::model::path::{ClausePath, PathQuery};
use crate::syntax::ast;

pub(super) use counties::sides;
pub(super) use others::short;

/// The most counties that are held against each other.
const MOST_COUNTIES: usize = 40;

/// What may stand at a place; of several the narrowest that something can be said of is meant.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Header(&'a ast::Header),
    Jurisdiction(&'a ast::Name),
    Mention(&'a ast::Name),
    Path(&'a ast::Path),
    Citation(&'a ast::Citation),
    Builtin(ast::Builtin),
    Clause(&'a ast::Clause),
    Entry(&'a ast::Name),
    Requirement(Span),
    Declaration(&'a ast::Declaration),
}

pub(super) fn hover(snapshot: &Snapshot<'_>, source: SourceId, offset: usize) -> Option<Hover> {
    let offset = super::floor(&snapshot.workspace.sources.get(source).text, offset) as u32;
    let tree = ground::tree(snapshot, source)?;
    let county = ground::owner(snapshot, source)?;
    let view = View {
        snapshot,
        county,
        program: &snapshot.analysis.jurisdictions[county].program,
        lang: ground::tongue(snapshot, source),
    };
    let holds = |span: Span| span.start <= offset && offset <= span.end;
    let mut things: Vec<(Span, Thing<'_>)> = things(tree, &holds);
    things.retain(|(span, _)| holds(*span));
    // A citation is its document with the article.
    let cited: Vec<Span> =
        things.iter().filter(|(_, thing)| matches!(thing, Thing::Citation(_))).map(|(span, _)| *span).collect();
    things.retain(|(span, thing)| !matches!(thing, Thing::Mention(_)) || !cited.iter().any(|own| own.contains(*span)));
    things.sort_by_key(|(span, _)| span.end - span.start);
    things.into_iter().find_map(|(span, thing)| Some(Hover { span, markdown: view.thing(thing)? }))
}

/// Returns what may stand at a place, the widest among them.
fn things<'a>(tree: &'a ast::File, holds: &dyn Fn(Span) -> bool) -> Vec<(Span, Thing<'a>)> {
    let mut out: Vec<(Span, Thing<'a>)> = Vec::new();
    if let Some(header) = &tree.header
        && holds(header.place.0)
    {
        out.push((header.place.0, Thing::Header(header)));
        out.extend(header.parent.iter().map(|name| (name.span(), Thing::Jurisdiction(name))));
        if header.kind == ast::HeaderKind::Amendment {
            out.extend(header.name.iter().map(|name| (name.span(), Thing::Jurisdiction(name))));
        }
        out.extend(header.marks.cites.iter().map(|cite| (cite.place.0, Thing::Citation(cite))));
    }
    for own in tree.declarations.iter().filter(|own| holds(own.place.0)) {
        out.push((own.place.0, Thing::Declaration(own)));
        match &own.kind {
            ast::DeclarationKind::Override { path, .. }
            | ast::DeclarationKind::Repeal { path }
            | ast::DeclarationKind::Rename { path, .. } => out.push((path.place.0, Thing::Path(path))),
            ast::DeclarationKind::Identity { name, .. } => out.push((name.span(), Thing::Mention(name))),
            ast::DeclarationKind::Standard { items, .. } | ast::DeclarationKind::Assert { items, .. } => {
                for item in items {
                    out.push((item.place.0, Thing::Requirement(item.place.0)));
                    match &item.body {
                        ast::RequirementBody::Clause { path, .. } => out.push((path.place.0, Thing::Path(path))),
                        ast::RequirementBody::Exempt { jurisdictions } => {
                            out.extend(jurisdictions.iter().map(|name| (name.span(), Thing::Jurisdiction(name))));
                        }
                        ast::RequirementBody::Includes { .. }
                        | ast::RequirementBody::Condition { .. }
                        | ast::RequirementBody::Law { .. }
                        | ast::RequirementBody::Broken => {}
                    }
                }
            }
            ast::DeclarationKind::Test { scene, .. } | ast::DeclarationKind::Typical { scene, .. } => {
                out.extend(scene.jurisdictions.iter().map(|name| (name.span(), Thing::Jurisdiction(name))));
            }
            _ => {}
        }
        for node in nodes(own) {
            match node {
                Node::Mention(name) => out.push((name.span(), Thing::Mention(name))),
                Node::Clause(clause) => out.push((clause.place.0, Thing::Clause(clause))),
                Node::Expr(expr) => match &*expr.kind {
                    ast::ExprKind::Path(path) | ast::ExprKind::Previous(path) => {
                        out.push((path.place.0, Thing::Path(path)));
                    }
                    ast::ExprKind::Builtin(builtin) => out.push((expr.span(), Thing::Builtin(*builtin))),
                    _ => {}
                },
                Node::Marks(marks) => {
                    let disputed = marks.disputed.iter().flat_map(|own| &own.cites);
                    out.extend(marks.cites.iter().chain(disputed).map(|cite| (cite.place.0, Thing::Citation(cite))));
                }
                Node::Entries(entries, _) => {
                    out.extend(entries.iter().map(|entry| (entry.name.span(), Thing::Entry(&entry.name))));
                }
                Node::Clauses(_)
                | Node::Table(_)
                | Node::History(_)
                | Node::Effect(_)
                | Node::Band(_)
                | Node::HeadItem(_)
                | Node::Thing(..) => {}
            }
        }
    }
    out
}

/// Whose text it is, on which day, in which tongue.
#[derive(Clone, Copy)]
pub(super) struct View<'q, 'w> {
    pub(super) snapshot: &'q Snapshot<'w>,
    /// The place of the jurisdiction in the analysis.
    pub(super) county: usize,
    pub(super) program: &'w Program,
    pub(super) lang: Lang,
}

impl<'w> View<'_, 'w> {
    fn thing(&self, thing: Thing<'_>) -> Option<String> {
        match thing {
            Thing::Header(header) => self.header(header),
            Thing::Jurisdiction(name) => self.jurisdiction_named(&name.text),
            Thing::Mention(name) | Thing::Entry(name) => self.name(&name.text),
            Thing::Path(path) => self.path(path),
            Thing::Citation(cite) => self.document(&cite.document.text, cite.article.as_deref()),
            Thing::Builtin(builtin) => Some(self.builtin(builtin)),
            Thing::Clause(clause) => {
                let (id, at) = self.clause_of(clause)?;
                Some(self.clause(id, at))
            }
            Thing::Requirement(span) => self.requirement(span),
            Thing::Declaration(own) => self.declaration(own),
        }
    }

    pub(super) fn side(&self) -> Side<'w> {
        Side { program: self.program, date: self.snapshot.today }
    }

    /// Returns the clause of the program that a clause of the tree states.
    fn clause_of(&self, own: &ast::Clause) -> Option<(BenefitId, usize)> {
        let span = own.place.0;
        let states = |version: &Dated<ClauseBody>| version.origin.span == span;
        for (id, benefit) in self.program.benefits.iter().enumerate() {
            let found = benefit.clauses.iter().position(|clause| clause.versions.iter().any(states));
            if let Some(at) = found {
                return Some((BenefitId(id as u32), at));
            }
        }
        // What is stated for every benefit, or has been replaced since.
        let path = ClausePath::of_clause(&[], own)?;
        let around = self.program.benefits.iter().position(|benefit| {
            benefit.span.source == span.source && benefit.clauses.iter().any(|clause| same_clause(&clause.path, &path))
        });
        let id = around?;
        let tree = ground::tree(self.snapshot, span.source)?;
        let benefit = tree.declarations.iter().find(|own| own.place.0.contains(span))?;
        let name = match &benefit.kind {
            ast::DeclarationKind::Benefit { name, .. } => &name.text,
            ast::DeclarationKind::Override { path, .. } => match path.parts.first() {
                Some(ast::PathPart::Name(name)) => &name.text,
                _ => return None,
            },
            ast::DeclarationKind::EveryBenefit { .. } => &self.program.benefits[id].name,
            _ => return None,
        };
        let id = self.program.find_benefit(name)?;
        let at = self.program.benefit(id).clauses.iter().position(|clause| same_clause(&clause.path, &path))?;
        Some((id, at))
    }

    /// Returns what a path means: a clause of a benefit, else the name at its end.
    fn path(&self, path: &ast::Path) -> Option<String> {
        let first = match path.parts.first()? {
            ast::PathPart::Name(name) => name,
            _ => match path.parts.last()? {
                ast::PathPart::Name(name) => return self.name(&name.text),
                _ => return None,
            },
        };
        let id = self.program.find_benefit(&first.text);
        let rest = &path.parts[1..];
        if let (Some(id), false) = (id, rest.is_empty())
            && let Some(query) = PathQuery::from_parts(rest)
        {
            let benefit = self.program.benefit(id);
            let paths = benefit.clauses.iter().map(|clause| &clause.path);
            if let Some(at) = query.find(paths).first() {
                return Some(self.clause(id, *at));
            }
        }
        self.name(&first.text)
    }

    /// Returns the version of today, else the one that comes next, else the last.
    fn shown<'v, T>(&self, versions: &'v [Dated<T>]) -> Option<&'v Dated<T>> {
        let today = self.snapshot.today;
        let next = versions.iter().filter(|own| own.range.from > Some(today)).min_by_key(|own| own.range.from);
        version_on(versions, today).or(next).or_else(|| versions.last())
    }

    /// Returns the jurisdiction above, with its program.
    fn parent(&self) -> Option<&'w Program> {
        let at = self.snapshot.analysis.parents[self.county]?;
        Some(&self.snapshot.analysis.jurisdictions[at].program)
    }

    /// Says what those below may do with something, or what those above let be done with it.
    fn allows(&self, program: &Program, origin: &Origin) -> Option<Text> {
        let stated_by = origin.delegates.as_ref().map_or(&origin.stated_by, |own| &own.stated_by);
        let text = self.delegation(origin)?;
        Some(if *stated_by == program.jurisdiction.name { words::may_be_set(text) } else { words::parent_allows(text) })
    }

    /// What those below may do with something, as it is written: with it, or with what it took the place of.
    fn delegation(&self, origin: &Origin) -> Option<&'w str> {
        if let Some(own) = &origin.delegates {
            return Some(self.snapshot.workspace.sources.slice(own.span));
        }
        let tree = ground::tree(self.snapshot, origin.span.source)?;
        let declaration = tree.declarations.iter().find(|own| own.place.0.contains(origin.span))?;
        let marks = nodes(declaration).into_iter().find_map(|node| match node {
            Node::Clause(clause) if clause.place.0 == origin.span => Some(&clause.marks),
            _ => None,
        });
        let marks = marks.or((declaration.place.0 == origin.span).then_some(&declaration.marks))?;
        let span = match marks.delegation.as_ref()? {
            ast::Delegation::Locked(place) | ast::Delegation::Free(place) => place.0,
            ast::Delegation::Within(band) => band.place.0,
        };
        Some(self.snapshot.workspace.sources.slice(span))
    }
}

/// Whether two paths name the same clause, as far as its text alone tells.
fn same_clause(known: &ClausePath, own: &ClausePath) -> bool {
    known.word == own.word && known.label == own.label && known.period == own.period
}

/// Returns the clause of a benefit that says the same kind of thing: the same path, else the same word in the same case.
fn twin<'p>(program: &'p Program, like: (&crate::ir::Benefit, &Clause)) -> Option<(BenefitId, &'p Clause)> {
    let (benefit, clause) = like;
    let id = program.benefits.iter().position(|own| own.name == benefit.name)?;
    let own = &program.benefits[id].clauses;
    let same = own.iter().find(|own| own.path == clause.path);
    let near = || {
        own.iter().find(|own| {
            own.path.word == clause.path.word
                && own.path.cases == clause.path.cases
                && own.path.label == clause.path.label
        })
    };
    Some((BenefitId(id as u32), same.or_else(near)?))
}

/// The county that asks, among the sides of [`sides`].
fn first_side() -> SideId {
    SideId(0)
}
