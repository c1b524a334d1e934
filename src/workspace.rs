//! A set of texts and everything that is known about them, as plain data: trees, programs, problems. Opens no file.

pub mod again;
#[cfg(any(feature = "cli", feature = "lsp"))]
pub(crate) mod case;
pub mod changes;
pub mod conform;
mod findings;
pub mod import;
mod labels;
pub mod names;

use crate::base::date::Date;
use crate::base::source::{SourceId, SourceMap};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{self, Lowered, Program, Searched};
use crate::model::{self, Mention, Model};
use crate::syntax::{self, ast};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// The name under which the vocabulary that ships with polcheck is shown.
pub const STANDARD_VOCABULARY: &str = "<标准词汇>";

const STANDARD_VOCABULARY_TEXT: &str = include_str!("../policies/vocabulary.pol");

pub mod mend;

mod words {
    //! The messages of the workspace, in both tongues.

    crate::catalogue! {
        text_too_large(size, limit) {
            zh: "文本有 {size} 字节,超过 {limit} 字节的上限",
            en: "the text has {size} bytes, more than the limit of {limit}",
        }
    }
}

/// Trees nest up to 64 levels and definitions as deep again: more than a thread's usual stack holds.
const STACK_BYTES: usize = 64 << 20;

/// Works on every item, on as many threads as there are processors; the results stand in the order of the items.
pub(crate) fn in_parallel<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(items.len()).max(1);
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let run = || {
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                let Some(item) = items.get(at) else { return done };
                done.push((at, work(item)));
            }
        };
        let spawn = |_| {
            let builder = std::thread::Builder::new().stack_size(STACK_BYTES);
            builder.spawn_scoped(scope, run).expect("the system gives a thread")
        };
        let handles: Vec<_> = (0..threads).map(spawn).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<(usize, R)>>| match handle.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        handles.into_iter().flat_map(join).collect()
    });
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// The texts of a workspace with their trees, in the order of their names.
#[derive(Debug)]
pub struct Workspace {
    pub sources: SourceMap,
    trees: Vec<(SourceId, Arc<ast::File>)>,
    problems: Problems,
}

/// A jurisdiction with its program and what is wrong with it.
#[derive(Debug)]
pub struct Checked {
    pub program: Program,
    /// Whether something in it, or in what it inherits, is an error: then it does not run.
    pub has_errors: bool,
    /// The texts that it is made of: its own, those of its parents, vocabularies.
    pub sources: Vec<SourceId>,
    /// What the names in these texts mean here, in the order of their places.
    pub names: Vec<Mention>,
    /// Where something takes the place of what stood before: in the province's text, in an older one of its own.
    pub replaced: Vec<Mention>,
    searched: Searched,
}

/// Everything that is known of a workspace.
#[derive(Debug)]
pub struct Analysis {
    /// In the order of the model: by the names of the files that declare them.
    pub jurisdictions: Vec<Arc<Checked>>,
    /// Parents as places in `jurisdictions`.
    pub parents: Vec<Option<usize>>,
    pub aliases: Vec<Vec<String>>,
    /// The source that declares each.
    pub declared_in: Vec<SourceId>,
    /// The texts that state what is each one's own: its files, standards, vocabularies and amendments.
    pub stated_in: Vec<Vec<SourceId>>,
    /// Where jurisdictions are named.
    pub names: Vec<Mention>,
    pub problems: Problems,
}

impl Workspace {
    /// Parses texts, each under its path (relative, with `/`). Without a vocabulary of its own the workspace gets the
    /// standard one.
    pub fn new(texts: impl IntoIterator<Item = (String, String)>) -> Workspace {
        Workspace::beside(SourceMap::default(), texts)
    }

    /// The same, with ids that go on behind those of other texts: one map then shows places of both.
    pub fn beside(sources: SourceMap, texts: impl IntoIterator<Item = (String, String)>) -> Workspace {
        let mut texts: Vec<(String, String)> = texts.into_iter().collect();
        texts.sort();
        let mut workspace = Workspace { sources, trees: Vec::new(), problems: Problems::new() };
        workspace.add_all(texts);
        if !workspace.has_vocabulary() {
            workspace.add_all(vec![(STANDARD_VOCABULARY.to_owned(), STANDARD_VOCABULARY_TEXT.to_owned())]);
        }
        workspace
    }

    /// The same, beside another state of the same texts: one that is as it is there is not read again and keeps its id.
    pub fn beside_state(other: &Workspace, texts: impl IntoIterator<Item = (String, String)>) -> Workspace {
        let known: HashMap<&str, usize> =
            (0..other.trees.len()).map(|at| (other.sources.get(other.trees[at].0).name.as_str(), at)).collect();
        let mut workspace = Workspace { sources: other.sources.clone(), trees: Vec::new(), problems: Problems::new() };
        let share = |name: &str, text: &str, workspace: &mut Workspace| {
            let Some(at) = known.get(name) else { return false };
            let (id, tree) = &other.trees[*at];
            let same = other.sources.get(*id).text == text;
            if same {
                workspace.trees.push((*id, Arc::clone(tree)));
            }
            same
        };
        let mut fresh: Vec<(String, String)> =
            texts.into_iter().filter(|(name, text)| !share(name, text, &mut workspace)).collect();
        fresh.sort();
        workspace.add_all(fresh);
        // As they would stand without the other state.
        let Workspace { sources, trees, .. } = &mut workspace;
        trees.sort_by(|(a, _), (b, _)| sources.get(*a).name.cmp(&sources.get(*b).name));
        let usual = (STANDARD_VOCABULARY, STANDARD_VOCABULARY_TEXT);
        if !workspace.has_vocabulary() && !share(usual.0, usual.1, &mut workspace) {
            workspace.add_all(vec![(usual.0.to_owned(), usual.1.to_owned())]);
        }
        let shared: HashSet<SourceId> = workspace
            .trees
            .iter()
            .map(|(id, _)| *id)
            .filter(|id| other.trees.iter().any(|(own, _)| own == id))
            .collect();
        let found = other.problems.iter().filter(|own| shared.contains(&own.span.source));
        found.for_each(|own| workspace.problems.push(own.clone()));
        workspace
    }

    /// Whether a text is a vocabulary for all.
    fn has_vocabulary(&self) -> bool {
        self.trees.iter().any(|(_, tree)| {
            let header = tree.header.as_ref();
            header.is_some_and(|header| header.kind == ast::HeaderKind::Vocabulary && header.parent.is_none())
        })
    }

    fn add_all(&mut self, texts: Vec<(String, String)>) {
        let mut added = Vec::new();
        for (name, text) in texts {
            let size = text.len();
            if let Some(source) = self.sources.add(name.clone(), text) {
                added.push(source);
            } else if let Some(source) = self.sources.add(name, String::new()) {
                let message = words::text_too_large(size, SourceMap::MAX_BYTES);
                self.problems.push(Diagnostic::new(Code::TextTooLarge, Span::new(source, 0, 0), message));
            }
        }
        let sources = &self.sources;
        let parsed = in_parallel(&added, |source| syntax::parse(*source, &sources.get(*source).text));
        for (source, parsed) in added.into_iter().zip(parsed) {
            self.problems.extend(parsed.problems);
            self.trees.push((source, Arc::new(parsed.file)));
        }
    }

    /// Adds a file whose bytes are no text, with the reason; it is empty to everybody else.
    pub fn refuse(&mut self, name: String, code: Code, message: Text, help: Option<Text>) {
        let Some(source) = self.sources.add(name, String::new()) else { return };
        let problem = Diagnostic::new(code, Span::new(source, 0, 0), message);
        self.problems.push(match help {
            Some(help) => problem.help(help),
            None => problem,
        });
    }

    /// Returns the tree of every text.
    pub fn trees(&self) -> &[(SourceId, Arc<ast::File>)] {
        &self.trees
    }

    /// Returns the problems of parsing alone.
    pub fn syntax_problems(&self) -> &Problems {
        &self.problems
    }

    fn model(&self) -> (Model<'_>, Problems) {
        let files: Vec<(SourceId, &ast::File)> =
            self.trees.iter().map(|(source, tree)| (*source, tree.as_ref())).collect();
        model::collect(&files)
    }

    /// Checks everything: the problems of all texts and a program for each jurisdiction.
    pub fn analyse(&self) -> Analysis {
        let (model, problems) = self.model();
        let ids: Vec<model::JurisdictionId> = model.ids().collect();
        let wrong = self.sources_with_syntax_errors();
        let checked = in_parallel(&ids, |id| self.check_one(&model, *id, &wrong, None));
        self.put_together(&model, problems, checked)
    }

    /// Checks one jurisdiction; `wrong` are the texts that cannot be read in full, `before` is what was known of it.
    fn check_one(
        &self,
        model: &Model<'_>,
        id: model::JurisdictionId,
        wrong: &HashSet<SourceId>,
        before: Option<&Checked>,
    ) -> (Checked, Problems) {
        let (resolved, mut problems) = model::resolve(model, id);
        let before = before.map(|own| (&own.program, &own.searched));
        let Lowered { program, problems: found, mut names, searched } = ir::lower_after(model, &resolved, before);
        problems.extend(found);
        names.extend(resolved.names);
        names.sort_unstable();
        names.dedup();
        let mut replaced = resolved.replaced;
        replaced.sort_unstable();
        replaced.dedup();
        let sources = sources_of(model, id);
        let has_errors = problems.has_errors() || sources.iter().any(|source| wrong.contains(source));
        (Checked { program, has_errors, sources, names, replaced, searched }, problems)
    }

    /// Makes one analysis of what was found in the model and in each of its jurisdictions.
    fn put_together(
        &self,
        model: &Model<'_>,
        model_problems: Problems,
        checked: impl IntoIterator<Item = (impl Into<Arc<Checked>>, Problems)>,
    ) -> Analysis {
        let mut problems = self.problems.clone();
        problems.extend(model_problems);
        let wrong = self.sources_with_syntax_errors();
        let mut jurisdictions = Vec::new();
        for (checked, mut own_problems) in checked {
            // A citation may stand in what could not be read.
            if !wrong.is_empty() {
                own_problems
                    .retain(|problem| problem.code != Code::CitationMissing || !wrong.contains(&problem.span.source));
            }
            problems.extend(own_problems);
            jurisdictions.push(checked.into());
        }
        let declared_in =
            |own: &model::Jurisdiction<'_>| own.files.first().map_or(SourceId(0), |file| model.file(*file).source);
        Analysis {
            parents: model.jurisdictions.iter().map(|own| own.parent.map(|parent| parent.0 as usize)).collect(),
            aliases: model.jurisdictions.iter().map(|own| own.aliases.clone()).collect(),
            declared_in: model.jurisdictions.iter().map(declared_in).collect(),
            stated_in: model.jurisdictions.iter().map(|own| own_sources(model, own)).collect(),
            jurisdictions,
            names: model::names_of_jurisdictions(model),
            problems,
        }
    }

    fn sources_with_syntax_errors(&self) -> HashSet<SourceId> {
        let is_error = |problem: &&Diagnostic| problem.severity == crate::diagnostic::Severity::Error;
        self.problems.iter().filter(is_error).map(|problem| problem.span.source).collect()
    }
}

/// Returns the texts that are a jurisdiction's own.
fn own_sources(model: &Model<'_>, own: &model::Jurisdiction<'_>) -> Vec<SourceId> {
    let amendments = own.amendments.iter().map(|(_, file)| file);
    let files = own.files.iter().chain(&own.vocabularies).chain(amendments);
    files.map(|file| model.file(*file).source).collect()
}

/// Returns the texts that a jurisdiction is made of, in their order.
fn sources_of(model: &Model<'_>, id: model::JurisdictionId) -> Vec<SourceId> {
    let mut sources: Vec<SourceId> = Vec::new();
    for own in model.chain(id) {
        sources.extend(own_sources(model, model.jurisdiction(own)));
    }
    sources.extend(model.shared_vocabularies.iter().map(|file| model.file(*file).source));
    sources.sort();
    sources.dedup();
    sources
}

/// Returns everything that is wrong with texts, each under its path.
pub fn check(texts: impl IntoIterator<Item = (String, String)>) -> (SourceMap, Problems) {
    let workspace = Workspace::new(texts);
    let problems = workspace.analyse().problems;
    (workspace.sources, problems)
}

/// A jurisdiction as people name it, with the date behind `@`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The place in [`Analysis::jurisdictions`].
    pub jurisdiction: usize,
    pub date: Option<Date>,
}

/// Why a name means no jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    Unknown {
        name: String,
        near: Vec<String>,
    },
    Ambiguous {
        name: String,
        candidates: Vec<String>,
    },
    /// What stands behind `@` is no date.
    NoDate {
        text: String,
    },
}

impl Analysis {
    /// Finds what `青山县`, `222401`, `policies/jibei/qingshan.pol` or `青山县@2019-12-31` means.
    pub fn find(&self, sources: &SourceMap, text: &str) -> Result<Target, TargetError> {
        let (name, date) = match text.rsplit_once('@') {
            Some((name, date)) => match Date::parse(date) {
                Some(date) => (name, Some(date)),
                None => return Err(TargetError::NoDate { text: date.to_owned() }),
            },
            None => (text, None),
        };
        let fits = |test: &dyn Fn(usize, &Program) -> bool| -> Vec<usize> {
            let all = self.jurisdictions.iter().enumerate();
            all.filter(|(at, own)| test(*at, &own.program)).map(|(at, _)| at).collect()
        };
        let mut found = fits(&|_, own| own.jurisdiction.name == name);
        if found.is_empty() {
            found = fits(&|_, own| own.jurisdiction.code.as_deref() == Some(name));
        }
        if found.is_empty() {
            found = fits(&|at, _| self.aliases[at].iter().any(|alias| alias == name));
        }
        if found.is_empty() {
            let path = name.trim_start_matches("./").replace('\\', "/");
            found = fits(&|at, _| {
                let own = &sources.get(self.declared_in[at]).name;
                *own == path || (!own.is_empty() && path.ends_with(&format!("/{own}")))
            });
        }
        match found.as_slice() {
            [only] => Ok(Target { jurisdiction: *only, date }),
            [] => {
                let names = self.jurisdictions.iter().map(|own| own.program.jurisdiction.name.as_str());
                let near = model::scope::nearest(name, names);
                Err(TargetError::Unknown { name: name.to_owned(), near })
            }
            several => {
                let candidates = several
                    .iter()
                    .map(|at| {
                        let own = &self.jurisdictions[*at].program.jurisdiction;
                        format!("{} ({})", own.chain.join(" "), own.code.as_deref().unwrap_or("-"))
                    })
                    .collect();
                Err(TargetError::Ambiguous { name: name.to_owned(), candidates })
            }
        }
    }
}
