//! What is allowed and yet rarely meant: texts, model and programs in, findings out. A rule is a file of `rules`.
//!
//! A finding never stops a policy from running; what does is found on the way to the `ir`. Every rule looks at each
//! text and each program once, so that the work grows with the policy. [`allow`] takes out what authors have allowed
//! in their texts, with a reason. Levels are the business of whoever asks.

pub mod allow;
mod conjunction;
mod look;
mod ranked;
mod rules;
pub(crate) mod tree;

use std::collections::HashSet;

use crate::base::date::Date;
use crate::base::source::{SourceId, SourceMap};
use crate::base::span::Span;
use crate::diagnostic::{Code, Problems};
use crate::ir::Program;
use crate::model::{JurisdictionId, Model, Role};
use crate::syntax::ast;
pub(crate) use tree::Node;

pub(crate) use look::declared;
pub use rules::RULES;
#[cfg(feature = "lsp")]
pub(crate) use tree::nodes;

/// What rules are told besides the policies.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// The day as of which values are too old; `None`: rules that ask for it find nothing.
    pub as_of: Option<Date>,
    /// After how many months a value that was checked should be checked again.
    pub recheck_months: u32,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings { as_of: None, recheck_months: 12 }
    }
}

/// A rule: the code of what it finds, and the function that looks for it.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    pub code: Code,
    /// Whether it finds nothing without a day.
    pub needs_day: bool,
    check: fn(&Policies<'_>, &mut Problems),
}

/// Everything that rules look at.
#[derive(Debug)]
pub struct Policies<'a> {
    sources: &'a SourceMap,
    model: &'a Model<'a>,
    /// By the ids of jurisdictions; `None` where something is an error.
    programs: Vec<Option<&'a Program>>,
    files: Vec<File<'a>>,
    /// Names that are used in a jurisdiction or below it, but for tests.
    used: HashSet<(JurisdictionId, &'a str)>,
    /// Names that tests, typical cases and vocabularies use, whosesoever they are.
    used_anywhere: HashSet<&'a str>,
    /// Names that tests use.
    tested: HashSet<&'a str>,
    /// Whether all texts could be read: else nobody can tell what is not used.
    complete: bool,
    settings: Settings,
}

/// A text that could be read.
#[derive(Debug)]
struct File<'a> {
    source: SourceId,
    tree: &'a ast::File,
    /// Whose it is; `None`: a vocabulary for all.
    of: Option<JurisdictionId>,
    is_vocabulary: bool,
    /// Each declaration with its parts.
    declarations: Vec<(&'a ast::Declaration, Vec<Node<'a>>)>,
}

/// How all rules are asked: one after the other or at once; the answers stand in the order of the rules.
pub type EachRule<'e> = dyn Fn(&[&Rule], &(dyn Fn(&Rule) -> Problems + Sync)) -> Vec<Problems> + 'e;

/// Returns what the rules find, before anything is allowed. `programs` stand in the order of the model's
/// jurisdictions, with `None` for one that has errors; `broken` are the texts that could not be read in full.
pub fn lint<'a>(
    sources: &'a SourceMap,
    model: &'a Model<'a>,
    programs: Vec<Option<&'a Program>>,
    broken: &HashSet<SourceId>,
    settings: Settings,
    each: &EachRule<'_>,
) -> Problems {
    let policies = Policies::new(sources, model, programs, broken, settings);
    let rules: Vec<&Rule> = RULES.iter().filter(|rule| settings.as_of.is_some() || !rule.needs_day).collect();
    let found = each(&rules, &|rule| {
        let mut problems = Problems::new();
        (rule.check)(&policies, &mut problems);
        problems
    });
    let mut problems = Problems::new();
    found.into_iter().for_each(|own| problems.extend(own));
    // The vocabulary that ships with polcheck is nobody's to mend.
    problems.retain(|problem| policies.is_theirs(problem.span.source));
    problems
}

impl<'a> Policies<'a> {
    fn new(
        sources: &'a SourceMap,
        model: &'a Model<'a>,
        programs: Vec<Option<&'a Program>>,
        broken: &HashSet<SourceId>,
        settings: Settings,
    ) -> Policies<'a> {
        let mut policies = Policies {
            sources,
            model,
            complete: broken.is_empty() && programs.iter().all(Option::is_some),
            programs,
            files: Vec::new(),
            used: HashSet::new(),
            used_anywhere: HashSet::new(),
            tested: HashSet::new(),
            settings,
        };
        for file in &model.files {
            let of = match file.role {
                Role::Jurisdiction(id) | Role::Standards(id) | Role::Amendment { of: id, .. } => Some(id),
                Role::Vocabulary(of) => of,
                Role::Unknown => None,
            };
            let declarations: Vec<_> = file.tree.declarations.iter().map(|own| (own, tree::nodes(own))).collect();
            let is_vocabulary = matches!(file.role, Role::Vocabulary(_));
            for (declaration, nodes) in &declarations {
                policies.note_uses(declaration, nodes, of);
            }
            if !broken.contains(&file.source) && file.role != Role::Unknown {
                policies.files.push(File { source: file.source, tree: file.tree, of, is_vocabulary, declarations });
            }
        }
        policies
    }

    fn note_uses(&mut self, declaration: &'a ast::Declaration, nodes: &[Node<'a>], of: Option<JurisdictionId>) {
        let names = nodes.iter().filter_map(|node| match node {
            Node::Mention(name) => Some(name.text.as_str()),
            _ => None,
        });
        let is_test = matches!(declaration.kind, ast::DeclarationKind::Test { .. });
        let chain = of.map(|id| self.model.chain(id)).unwrap_or_default();
        for name in names {
            if is_test {
                self.tested.insert(name);
            }
            if is_test || of.is_none() || matches!(declaration.kind, ast::DeclarationKind::Typical { .. }) {
                self.used_anywhere.insert(name);
            }
            if !is_test {
                self.used.extend(chain.iter().map(|id| (*id, name)));
            }
        }
    }

    /// Whether a text belongs to the authors.
    fn is_theirs(&self, source: SourceId) -> bool {
        !self.sources.get(source).name.starts_with('<')
    }

    /// Whether a name that is declared in a jurisdiction (`None`: for all) is used where it can be seen.
    fn uses(&self, of: Option<JurisdictionId>, name: &str) -> bool {
        self.used_anywhere.contains(name)
            || match of {
                Some(id) => self.used.contains(&(id, name)),
                None => self.model.ids().any(|id| self.used.contains(&(id, name))),
            }
    }

    /// Whether something but a test uses a name.
    fn rules_use(&self, of: JurisdictionId, name: &str) -> bool {
        self.used.contains(&(of, name))
    }

    /// Returns every part of every text.
    fn nodes(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.files.iter().flat_map(|file| &file.declarations).flat_map(|(_, nodes)| nodes.iter().copied())
    }

    /// Returns every declaration with its file.
    fn declarations(&self) -> impl Iterator<Item = (&File<'a>, &'a ast::Declaration)> + '_ {
        self.files.iter().flat_map(|file| file.declarations.iter().map(move |(own, _)| (file, *own)))
    }

    /// Returns every program that has no errors.
    fn programs(&self) -> impl Iterator<Item = (JurisdictionId, &'a Program)> + '_ {
        let with_id = |(at, own): (usize, &Option<&'a Program>)| Some((JurisdictionId(at as u32), (*own)?));
        self.programs.iter().enumerate().filter_map(with_id)
    }

    fn program(&self, id: JurisdictionId) -> Option<&'a Program> {
        self.programs.get(id.0 as usize).copied().flatten()
    }

    /// Returns what an author wrote at a place.
    fn written(&self, span: Span) -> &'a str {
        self.sources.slice(span)
    }
}
