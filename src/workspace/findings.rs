//! Everything that is to be said of a workspace: what is wrong, and what the lint rules find, without what the texts
//! allow. What was found in a text or a program that is as it was is not looked for again.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

use super::again::Memory;
use super::{Analysis, Checked, Workspace, in_parallel};
use crate::base::source::SourceId;
use crate::diagnostic::Problems;
use crate::ir::Program;
use crate::lint::{self, OfProgram, OfText, Page, Settings};
use crate::model::{JurisdictionId, Model};
use crate::syntax::ast;

/// What the rules found in texts and in programs by themselves. Both are known by their places in memory, and live as
/// long as what was found in them.
#[derive(Debug, Default)]
pub(super) struct Found {
    settings: Settings,
    texts: HashMap<TextKey, (Arc<ast::File>, Arc<OfText>)>,
    programs: HashMap<ProgramKey, (Vec<Arc<Checked>>, Arc<OfProgram>)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct TextKey {
    id: SourceId,
    tree: usize,
    is_readable: bool,
    is_of_parent: bool,
}

/// A program, and that of its parent where it is asked.
type ProgramKey = (usize, Option<usize>);

impl Workspace {
    /// Returns everything that is to be said: what is wrong, and what the lint rules find, without what the texts allow.
    pub fn findings(&self, analysis: &Analysis, settings: Settings) -> Problems {
        self.findings_again(&mut Memory::default(), analysis, settings)
    }

    /// The same; rules that look at texts or programs by themselves look only at those that are other than the last time.
    pub fn findings_again(&self, memory: &mut Memory, analysis: &Analysis, settings: Settings) -> Problems {
        let found = Mutex::new(&mut memory.found);
        let all = in_parallel(&[()], |()| {
            let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
            if found.settings != settings {
                **found = Found { settings, ..Found::default() };
            }
            let mut problems = analysis.problems.clone();
            problems.extend(self.lint(&mut found, analysis));
            let searched = !analysis.problems.has_errors();
            lint::allow::without_allowed(&self.sources, &self.trees, problems, searched)
        });
        all.into_iter().next().unwrap_or_default()
    }

    fn lint(&self, found: &mut Found, analysis: &Analysis) -> Problems {
        let (model, _) = self.model();
        let broken = self.sources_with_syntax_errors();
        self.look_at_texts(found, &model, &broken);
        self.look_at_programs(found, analysis);
        let texts: Vec<&OfText> =
            self.text_keys(&model, &broken).iter().filter_map(|key| Some(&*found.texts.get(key)?.1)).collect();
        let of_program = |at: usize| -> Option<(&Program, &OfProgram)> {
            let (own, _) = sound(analysis, at)?;
            Some((&own.program, &found.programs.get(&program_key(analysis, at)?)?.1))
        };
        let programs: Vec<_> = (0..analysis.jurisdictions.len()).map(of_program).collect();
        lint::together(&self.sources, &model, &texts, &programs, &broken, found.settings)
    }

    /// Returns what the texts are known by, in the order of the model's files, which is that of the trees.
    fn text_keys(&self, model: &Model<'_>, broken: &HashSet<SourceId>) -> Vec<TextKey> {
        let parents: HashSet<JurisdictionId> = model.jurisdictions.iter().filter_map(|own| own.parent).collect();
        let key = |file: &crate::model::File<'_>| TextKey {
            id: file.source,
            tree: std::ptr::from_ref(file.tree) as usize,
            is_readable: lint::is_readable(file, broken),
            is_of_parent: lint::owner(file).is_some_and(|id| parents.contains(&id)),
        };
        model.files.iter().map(key).collect()
    }

    fn look_at_texts(&self, found: &mut Found, model: &Model<'_>, broken: &HashSet<SourceId>) {
        let keys = self.text_keys(model, broken);
        let trees: HashMap<SourceId, &Arc<ast::File>> = self.trees.iter().map(|(id, tree)| (*id, tree)).collect();
        let mut known = std::mem::take(&mut found.texts);
        let missing: Vec<TextKey> = keys.iter().copied().filter(|key| !known.contains_key(key)).collect();
        let looked = each(&missing, |key| {
            let tree = trees.get(&key.id)?;
            let page = Page { id: key.id, source: self.sources.get(key.id), tree };
            let own = lint::of_text(page, key.is_readable, key.is_of_parent, found.settings);
            Some((*key, (Arc::clone(tree), Arc::new(own))))
        });
        known.extend(looked.into_iter().flatten());
        let asked: HashSet<TextKey> = keys.into_iter().collect();
        known.retain(|key, _| asked.contains(key));
        found.texts = known;
    }

    fn look_at_programs(&self, found: &mut Found, analysis: &Analysis) {
        let trees: HashMap<SourceId, &ast::File> = self.trees.iter().map(|(id, tree)| (*id, tree.as_ref())).collect();
        let page = |id: &SourceId| Some(Page { id: *id, source: self.sources.get(*id), tree: trees.get(id)? });
        let with_key = |at: usize| Some((at, program_key(analysis, at)?));
        let asked: Vec<(usize, ProgramKey)> = (0..analysis.jurisdictions.len()).filter_map(with_key).collect();
        let mut known = std::mem::take(&mut found.programs);
        let missing: Vec<_> = asked.iter().filter(|(_, key)| !known.contains_key(key)).collect();
        let looked = each(&missing, |(at, key)| {
            let (own, parent) = sound(analysis, *at)?;
            let pages = own.sources.iter().filter_map(page).collect();
            let of_program =
                lint::of_program(&own.program, parent.map(|parent| &parent.program), pages, found.settings);
            let programs = [Some(own), parent].into_iter().flatten().cloned().collect();
            Some((*key, (programs, Arc::new(of_program))))
        });
        known.extend(looked.into_iter().flatten());
        let asked: HashSet<ProgramKey> = asked.into_iter().map(|(_, key)| key).collect();
        known.retain(|key, _| asked.contains(key));
        found.programs = known;
    }
}

/// Works on every item; a single one, as after an edit, is not worth another thread.
fn each<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    match items {
        [only] => vec![work(only)],
        _ => in_parallel(items, work),
    }
}

/// Returns a jurisdiction that has no errors, with its parent when that has none either.
fn sound(analysis: &Analysis, at: usize) -> Option<(&Arc<Checked>, Option<&Arc<Checked>>)> {
    let whole = |at: usize| analysis.jurisdictions.get(at).filter(|own| !own.has_errors);
    Some((whole(at)?, analysis.parents[at].and_then(whole)))
}

fn program_key(analysis: &Analysis, at: usize) -> Option<ProgramKey> {
    let address = |own: &Arc<Checked>| Arc::as_ptr(own) as usize;
    let (own, parent) = sound(analysis, at)?;
    Some((address(own), parent.map(address)))
}
