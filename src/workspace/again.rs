//! A workspace after an edit: only what changed is read again, and only what depends on it is checked again. The result
//! is the same as from scratch, to the last place.
//!
//! A text is known by its letters and its id; a jurisdiction by the trees that it is made of and the tests that name it.
//! What nobody asked for the last time is forgotten.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::findings::Found;
use super::{
    Analysis, Checked, STANDARD_VOCABULARY, STANDARD_VOCABULARY_TEXT, Workspace, in_parallel, own_sources, sources_of,
    words,
};
use crate::base::source::{Source, SourceId, SourceMap};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::model::{self, Model};
use crate::syntax::{self, Slices, ast};

/// A file of a workspace, as it is now.
#[derive(Clone, Debug)]
pub struct Input {
    pub content: Content,
    /// Whether edits are to be expected: then more is remembered of it.
    pub open: bool,
}

#[derive(Clone, Debug)]
pub enum Content {
    Text(Arc<str>),
    /// Its bytes are no text: the reason, and what to do.
    Refused(Code, Text, Option<Text>),
}

/// What was made of the files of a workspace before.
#[derive(Debug, Default)]
pub struct Memory {
    texts: HashMap<String, Known>,
    jurisdictions: HashMap<Key, (Arc<Checked>, Problems)>,
    pub(super) found: Found,
}

/// A text that has been read.
#[derive(Debug)]
struct Known {
    id: SourceId,
    text: Arc<str>,
    source: Arc<Source>,
    tree: Arc<ast::File>,
    problems: Problems,
    /// Kept of an open file.
    slices: Option<Slices>,
}

/// What the check of a jurisdiction depends on: the trees that it is made of, by their ids and places in memory, and
/// which of their tests are for it. The trees live as long as the key.
#[derive(Clone, Debug)]
struct Key {
    layers: Vec<Vec<(SourceId, Arc<ast::File>)>>,
    tests: Vec<(Arc<ast::File>, Span)>,
}

impl Key {
    /// Returns everything that tells it from others.
    fn parts(&self) -> impl Iterator<Item = (usize, u32, u32)> + '_ {
        let address = |tree: &Arc<ast::File>| Arc::as_ptr(tree) as usize;
        let layer = move |own: &'_ Vec<(SourceId, Arc<ast::File>)>| {
            let files: Vec<_> = own.iter().map(|(id, tree)| (address(tree), id.0, 0)).collect();
            files.into_iter().chain([(0, 0, 0)])
        };
        let tests = self.tests.iter().map(move |(tree, span)| (address(tree), span.start, span.end));
        self.layers.iter().flat_map(layer).chain(tests)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.parts().eq(other.parts())
    }
}

impl Eq for Key {}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.parts().for_each(|part| part.hash(state));
    }
}

/// A sign by which work is told that nobody waits for it any more.
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl Workspace {
    /// Reads the files of a workspace, each under its path, as [`Workspace::new`] would; those that are as before are not
    /// read again. `None`: it was told to stop.
    pub fn again(memory: &mut Memory, files: &BTreeMap<String, Input>, stop: &Stop) -> Option<Workspace> {
        let mut workspace = Workspace { sources: SourceMap::default(), trees: Vec::new(), problems: Problems::new() };
        let texts = files.iter().filter_map(|(name, input)| match &input.content {
            Content::Text(text) => Some((name.clone(), Arc::clone(text), input.open)),
            Content::Refused(..) => None,
        });
        let texts: Vec<(String, Arc<str>, bool)> = texts.collect();
        let asked: std::collections::HashSet<&str> =
            texts.iter().map(|(name, ..)| name.as_str()).chain([STANDARD_VOCABULARY]).collect();
        memory.texts.retain(|name, _| asked.contains(name.as_str()));
        workspace.add_again(memory, texts.clone(), stop)?;
        if !workspace.has_vocabulary() {
            let text: Arc<str> = STANDARD_VOCABULARY_TEXT.into();
            workspace.add_again(memory, vec![(STANDARD_VOCABULARY.to_owned(), text, false)], stop)?;
        }
        for (name, input) in files {
            if let Content::Refused(code, message, help) = &input.content {
                workspace.refuse(name.clone(), *code, message.clone(), help.clone());
            }
        }
        Some(workspace)
    }

    fn add_again(&mut self, memory: &mut Memory, texts: Vec<(String, Arc<str>, bool)>, stop: &Stop) -> Option<()> {
        // A text by its id, with what is known of it; it is taken out of the memory while it is worked on.
        type Task = (SourceId, String, Arc<str>, bool, Mutex<Option<Known>>);
        let mut tasks: Vec<Task> = Vec::new();
        for (name, text, open) in texts {
            let known = memory.texts.remove(&name);
            let same = known.as_ref().filter(|known| *known.text == *text).map(|known| Arc::clone(&known.source));
            let id = match same {
                Some(source) => self.sources.add_known(source),
                None => self.sources.add(name.clone(), &*text),
            };
            let id = match id {
                Some(id) => id,
                None => {
                    let Some(id) = self.sources.add(name, String::new()) else { continue };
                    let message = words::text_too_large(text.len(), SourceMap::MAX_BYTES);
                    self.problems.push(Diagnostic::new(Code::TextTooLarge, Span::new(id, 0, 0), message));
                    tasks.push((id, String::new(), "".into(), false, Mutex::new(None)));
                    continue;
                }
            };
            tasks.push((id, name, text, open, Mutex::new(known)));
        }
        let sources = &self.sources;
        let read = in_parallel(&tasks, |(id, _, text, open, known)| {
            let known = known.lock().unwrap_or_else(PoisonError::into_inner).take();
            if stop.is_stopped() {
                return known;
            }
            let is_same = |known: &Known| known.id == *id && *known.text == **text;
            let mut slices = match known {
                Some(known) if is_same(&known) && (!open || known.slices.is_some()) => return Some(known),
                Some(known) => known.slices.filter(|_| *open),
                None => None,
            };
            if *open {
                slices.get_or_insert_with(Slices::default);
            }
            let parsed = match &mut slices {
                Some(slices) => syntax::parse_again(*id, text, slices),
                None => syntax::parse(*id, text),
            };
            let (text, source) = (Arc::clone(text), sources.shared(*id));
            Some(Known { id: *id, text, source, tree: Arc::new(parsed.file), problems: parsed.problems, slices })
        });
        for ((id, name, ..), known) in tasks.into_iter().zip(read) {
            let Some(known) = known else { continue };
            self.problems.extend(known.problems.clone());
            self.trees.push((id, Arc::clone(&known.tree)));
            memory.texts.insert(name, known);
        }
        (!stop.is_stopped()).then_some(())
    }

    /// Checks everything, as [`Workspace::analyse`] would; jurisdictions of which nothing changed are not checked again.
    /// `None`: it was told to stop.
    pub fn analyse_again(&self, memory: &mut Memory, stop: &Stop) -> Option<Analysis> {
        let (model, problems) = self.model();
        let trees: HashMap<SourceId, &Arc<ast::File>> = self.trees.iter().map(|(id, tree)| (*id, tree)).collect();
        let ids: Vec<model::JurisdictionId> = model.ids().collect();
        let keys: Vec<Key> = ids.iter().map(|id| key_of(&model, *id, &trees)).collect();
        let before = std::mem::take(&mut memory.jurisdictions);
        let at: Vec<usize> = (0..ids.len()).collect();
        let wrong = self.sources_with_syntax_errors();
        let name = |at: usize| model.jurisdiction(ids[at]).name.as_str();
        let by_name: HashMap<&str, &Checked> =
            before.values().map(|(own, _)| (own.program.jurisdiction.name.as_str(), &**own)).collect();
        let checked = in_parallel(&at, |at| match before.get(&keys[*at]) {
            Some((checked, problems)) => Some((Arc::clone(checked), problems.clone())),
            None if stop.is_stopped() => None,
            None => {
                let (checked, problems) = self.check_one(&model, ids[*at], &wrong, by_name.get(name(*at)).copied());
                Some((Arc::new(checked), problems))
            }
        });
        let mut all = Vec::new();
        for (key, checked) in keys.into_iter().zip(checked) {
            let Some((checked, problems)) = checked else { continue };
            memory.jurisdictions.insert(key, (Arc::clone(&checked), problems.clone()));
            all.push((checked, problems));
        }
        if all.len() < ids.len() {
            // What is not known now may be as it was when the next edit is undone.
            memory.jurisdictions.extend(before);
            return None;
        }
        Some(self.put_together(&model, problems, all))
    }
}

fn key_of(model: &Model<'_>, id: model::JurisdictionId, trees: &HashMap<SourceId, &Arc<ast::File>>) -> Key {
    let with_tree = |id: SourceId| trees.get(&id).map(|tree| (id, Arc::clone(tree)));
    let mut layers: Vec<Vec<(SourceId, Arc<ast::File>)>> = Vec::new();
    for layer in model.chain(id) {
        layers.push(own_sources(model, model.jurisdiction(layer)).into_iter().filter_map(with_tree).collect());
    }
    // Vocabularies for all.
    layers.push(sources_of(model, id).into_iter().filter_map(with_tree).collect());
    let mut tests = Vec::new();
    let first = model.tests.partition_point(|(own, _)| *own < id);
    for (_, test) in model.tests[first..].iter().take_while(|(own, _)| *own == id) {
        let place = test.place.0;
        if let Some(tree) = trees.get(&place.source) {
            tests.push((Arc::clone(tree), place));
        }
    }
    Key { layers, tests }
}
