//! What is allowed and yet rarely meant: texts, model and programs in, findings out. A rule is a file of `rules`.
//!
//! A finding never stops a policy from running; what does is found on the way to the `ir`. Every rule looks at each
//! text and each program once, so that the work grows with the policy. What a rule is handed says what its findings
//! depend on ([`Look`]): those of a text or a program that is as it was hold again. [`allow`] takes out what authors
//! have allowed in their texts, with a reason. Levels are the business of whoever asks.

pub mod allow;
mod conjunction;
mod look;
mod ranked;
mod rules;
pub(crate) mod tree;

use std::collections::{BTreeSet, HashSet};

use crate::base::date::Date;
use crate::base::source::{Source, SourceId, SourceMap};
use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::Program;
use crate::model::{self, JurisdictionId, Model, Role};
use crate::syntax::ast;

pub(crate) use look::declared;
pub use rules::RULES;
pub(crate) use tree::{Node, nodes};

/// What rules are told besides the policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    look: Look,
}

/// What a rule looks at, with the function that looks. What it finds depends on nothing else but the settings.
#[derive(Clone, Copy, Debug)]
enum Look {
    /// A text as it stands there.
    Text(fn(&OneText<'_>, &mut Problems)),
    /// A jurisdiction's program, with its texts and the program of its parent.
    Program(fn(&OneProgram<'_>, &mut Problems)),
    /// All of them at once.
    Whole(fn(&Policies<'_>, &mut Problems)),
}

impl Rule {
    fn is_asked(&self, settings: Settings) -> bool {
        settings.as_of.is_some() || !self.needs_day
    }
}

/// A text with its tree.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    pub id: SourceId,
    pub source: &'a Source,
    pub tree: &'a ast::File,
}

impl<'a> Page<'a> {
    /// Returns what an author wrote at a place of it.
    fn written(&self, span: Span) -> &'a str {
        self.source.text.get(span.range()).unwrap_or("")
    }
}

/// A text that could be read.
#[derive(Debug)]
struct OneText<'a> {
    page: Page<'a>,
    /// Whether it is the text of a jurisdiction with others below it.
    is_of_parent: bool,
    /// Each declaration with what it is made of.
    parts: Vec<(&'a ast::Declaration, Vec<Node<'a>>)>,
    settings: Settings,
}

impl<'a> OneText<'a> {
    /// Returns every part of every declaration.
    fn nodes(&self) -> impl Iterator<Item = Node<'a>> + '_ {
        self.parts.iter().flat_map(|(_, nodes)| nodes.iter().copied())
    }

    fn declarations(&self) -> impl Iterator<Item = &'a ast::Declaration> + '_ {
        self.parts.iter().map(|(own, _)| *own)
    }

    /// Returns what an author wrote at a place of it.
    fn written(&self, span: Span) -> &'a str {
        self.page.written(span)
    }
}

/// A program that has no errors.
#[derive(Debug)]
struct OneProgram<'a> {
    program: &'a Program,
    /// That of its parent, when it has no errors either.
    parent: Option<&'a Program>,
    /// The texts that it is made of.
    pages: Vec<Page<'a>>,
    settings: Settings,
}

impl<'a> OneProgram<'a> {
    fn page(&self, source: SourceId) -> Option<Page<'a>> {
        self.pages.iter().copied().find(|own| own.id == source)
    }

    /// Returns every declaration of its texts.
    fn declarations(&self) -> impl Iterator<Item = &'a ast::Declaration> + '_ {
        self.pages.iter().flat_map(|page| &page.tree.declarations)
    }

    /// Returns what an author wrote at a place of its texts.
    fn written(&self, span: Span) -> &'a str {
        self.page(span.source).map_or("", |page| page.written(span))
    }
}

/// Everything at once.
#[derive(Debug)]
struct Policies<'a> {
    model: &'a Model<'a>,
    /// By the ids of jurisdictions; `None` where something is an error.
    programs: &'a [Option<&'a Program>],
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

/// A text that could be read, with whose it is (`None`: a vocabulary for all).
#[derive(Clone, Copy, Debug)]
struct File<'a> {
    source: SourceId,
    tree: &'a ast::File,
    of: Option<JurisdictionId>,
    is_vocabulary: bool,
}

/// What the rules that look at a text by itself find there, and the names that it uses.
#[derive(Debug)]
pub struct OfText {
    found: Found,
    mentions: Mentions,
}

/// What the rules that look at a program find.
#[derive(Debug)]
pub struct OfProgram(Found);

/// Problems by the places of their rules in [`RULES`].
type Found = Vec<(usize, Problems)>;

/// The names that a text uses, by where it uses them.
#[derive(Debug, Default)]
struct Mentions {
    in_tests: BTreeSet<String>,
    in_typical: BTreeSet<String>,
    /// Everywhere but in tests.
    in_rules: BTreeSet<String>,
}

/// Asks every rule of a kind.
fn ask(settings: Settings, mut ask: impl FnMut(&Look, &mut Problems)) -> Found {
    let mut found = Vec::new();
    for (at, rule) in RULES.iter().enumerate().filter(|(_, rule)| rule.is_asked(settings)) {
        let mut problems = Problems::new();
        ask(&rule.look, &mut problems);
        if !problems.is_empty() {
            found.push((at, problems));
        }
    }
    found
}

/// Returns what is to be said of a text by itself; of one that is not `readable` in full only the names that it uses.
pub fn of_text(page: Page<'_>, readable: bool, is_of_parent: bool, settings: Settings) -> OfText {
    let parts: Vec<_> = page.tree.declarations.iter().map(|own| (own, tree::nodes(own))).collect();
    let mut mentions = Mentions::default();
    parts.iter().for_each(|(own, nodes)| mentions.note(own, nodes));
    let one = OneText { page, is_of_parent, parts, settings };
    let found = ask(settings, |look, problems| match look {
        Look::Text(look) if readable => look(&one, problems),
        Look::Text(_) | Look::Program(_) | Look::Whole(_) => {}
    });
    OfText { found, mentions }
}

/// Returns what is to be said of a program that has no errors, made of some texts.
pub fn of_program<'a>(
    program: &'a Program,
    parent: Option<&'a Program>,
    pages: Vec<Page<'a>>,
    settings: Settings,
) -> OfProgram {
    let one = OneProgram { program, parent, pages, settings };
    OfProgram(ask(settings, |look, problems| match look {
        Look::Program(look) => look(&one, problems),
        Look::Text(_) | Look::Whole(_) => {}
    }))
}

/// Returns everything that the rules find, before anything is allowed. `texts` stand in the order of the model's files,
/// `programs` in that of its jurisdictions, with `None` for one that has errors; `broken` are the texts that could not
/// be read in full.
pub fn together(
    sources: &SourceMap,
    model: &Model<'_>,
    texts: &[&OfText],
    programs: &[Option<(&Program, &OfProgram)>],
    broken: &HashSet<SourceId>,
    settings: Settings,
) -> Problems {
    let only: Vec<Option<&Program>> = programs.iter().map(|own| own.map(|(program, _)| program)).collect();
    let policies = Policies::new(model, texts, &only, broken, settings);
    let of_all = ask(settings, |look, problems| match look {
        Look::Whole(look) => look(&policies, problems),
        Look::Text(_) | Look::Program(_) => {}
    });
    let readable = model.files.iter().zip(texts).filter(|(file, _)| is_readable(file, broken));
    let of_texts = readable.map(|(_, own)| &own.found);
    let of_programs = programs.iter().flatten().map(|(_, own)| &own.0);
    let mut by_rule: Vec<Vec<&Problems>> = vec![Vec::new(); RULES.len()];
    for (at, own) in of_texts.chain(of_programs).chain([&of_all]).flatten() {
        by_rule[*at].push(own);
    }
    let mut problems = Problems::new();
    // The vocabulary that ships with polcheck is nobody's to mend.
    let is_theirs = |problem: &&Diagnostic| !sources.get(problem.span.source).name.starts_with('<');
    let all = by_rule.into_iter().flatten().flat_map(Problems::iter);
    all.filter(is_theirs).for_each(|own| problems.push(own.clone()));
    problems
}

/// Whether rules may look at a text.
pub fn is_readable(file: &model::File<'_>, broken: &HashSet<SourceId>) -> bool {
    !broken.contains(&file.source) && file.role != Role::Unknown
}

/// Returns the jurisdiction that a text belongs to.
pub fn owner(file: &model::File<'_>) -> Option<JurisdictionId> {
    match file.role {
        Role::Jurisdiction(id) | Role::Standards(id) | Role::Amendment { of: id, .. } => Some(id),
        Role::Vocabulary(of) => of,
        Role::Unknown => None,
    }
}

impl Mentions {
    fn note(&mut self, declaration: &ast::Declaration, nodes: &[Node<'_>]) {
        let is_typical = matches!(declaration.kind, ast::DeclarationKind::Typical { .. });
        let is_test = matches!(declaration.kind, ast::DeclarationKind::Test { .. });
        let mut add = |own: &ast::Name| {
            let into = |known: &mut BTreeSet<String>| {
                if !known.contains(&own.text) {
                    known.insert(own.text.clone());
                }
            };
            if is_test {
                return into(&mut self.in_tests);
            }
            into(&mut self.in_rules);
            if is_typical {
                into(&mut self.in_typical);
            }
        };
        nodes.iter().for_each(|node| {
            if let Node::Mention(own) = node {
                add(own);
            }
        });
    }
}

impl<'a> Policies<'a> {
    fn new(
        model: &'a Model<'a>,
        texts: &[&'a OfText],
        programs: &'a [Option<&'a Program>],
        broken: &HashSet<SourceId>,
        settings: Settings,
    ) -> Policies<'a> {
        let mut policies = Policies {
            model,
            complete: broken.is_empty() && programs.iter().all(Option::is_some),
            programs,
            files: Vec::new(),
            used: HashSet::new(),
            used_anywhere: HashSet::new(),
            tested: HashSet::new(),
            settings,
        };
        for (file, text) in model.files.iter().zip(texts) {
            let of = owner(file);
            policies.note_uses(&text.mentions, of);
            if is_readable(file, broken) {
                let is_vocabulary = matches!(file.role, Role::Vocabulary(_));
                policies.files.push(File { source: file.source, tree: file.tree, of, is_vocabulary });
            }
        }
        policies
    }

    fn note_uses(&mut self, mentions: &'a Mentions, of: Option<JurisdictionId>) {
        let in_tests = mentions.in_tests.iter().map(String::as_str);
        let in_rules = mentions.in_rules.iter().map(String::as_str);
        self.tested.extend(in_tests.clone());
        self.used_anywhere.extend(in_tests.chain(mentions.in_typical.iter().map(String::as_str)));
        match of {
            None => self.used_anywhere.extend(in_rules),
            Some(id) => {
                let chain = self.model.chain(id);
                self.used.extend(in_rules.flat_map(|name| chain.iter().map(move |id| (*id, name))));
            }
        }
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

    /// Returns every declaration with its file.
    fn declarations(&self) -> impl Iterator<Item = (&File<'a>, &'a ast::Declaration)> + '_ {
        self.files.iter().flat_map(|file| file.tree.declarations.iter().map(move |own| (file, own)))
    }

    /// Returns every program that has no errors.
    fn programs(&self) -> impl Iterator<Item = (JurisdictionId, &'a Program)> + '_ {
        let with_id = |(at, own): (usize, &Option<&'a Program>)| Some((JurisdictionId(at as u32), (*own)?));
        self.programs.iter().enumerate().filter_map(with_id)
    }
}
