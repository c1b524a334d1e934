//! A finished state of a workspace: its texts, all that is known of them, and what is to be said. Never changes.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use lsp_types::{Location, Uri};

use super::assist;
use super::disk::Settled;
use super::positions::{Encoding, Lines};
use super::uris;
use crate::base::date::Date;
use crate::base::source::{Source, SourceId};
use crate::base::span::Span;
use crate::base::text::Lang;
use crate::diagnostic::Diagnostic;
use crate::syntax::ast;
use crate::workspace::again::{Input, Memory, Stop};
use crate::workspace::names::{Known, Names};
use crate::workspace::{Analysis, Workspace};

pub(super) struct Snapshot {
    pub(super) workspace: Workspace,
    pub(super) analysis: Analysis,
    /// What is shown, in the order of the places.
    pub(super) findings: Vec<Diagnostic>,
    pub(super) settled: Settled,
    pub(super) lang: Lang,
    /// How many states of the workspace there were before.
    pub(super) generation: u64,
    /// The versions of the open texts, with their addresses.
    pub(super) open: BTreeMap<String, (Uri, i32)>,
    /// Where the workspace lies; `None`: only in the editor.
    pub(super) folder: Option<PathBuf>,
    by_name: HashMap<String, SourceId>,
    lines: Vec<OnceLock<Arc<Lines>>>,
    names: OnceLock<Names>,
}

/// What a snapshot is made of.
pub(super) struct Request {
    pub(super) files: BTreeMap<String, Input>,
    pub(super) open: BTreeMap<String, (Uri, i32)>,
    pub(super) folder: Option<PathBuf>,
    pub(super) settled: Settled,
    /// The tongue where neither settings nor texts name one.
    pub(super) usual_lang: Lang,
    pub(super) generation: u64,
    pub(super) stop: Stop,
}

impl Snapshot {
    /// Reads and checks a workspace. `None`: it was told to stop.
    pub(super) fn new(request: Request, memory: &mut Memory) -> Option<Snapshot> {
        let Request { files, open, folder, settled, usual_lang, generation, stop } = request;
        let workspace = Workspace::again(memory, &files, &stop)?;
        let analysis = workspace.analyse_again(memory, &stop)?;
        if stop.is_stopped() {
            return None;
        }
        let found = workspace.findings_again(memory, &analysis, settled.lint).into_sorted();
        let findings = (settled.levels)(&workspace.sources, found);
        let by_name = workspace.sources.iter().map(|(id, source)| (source.name.clone(), id)).collect();
        let lines = workspace.sources.iter().map(|_| OnceLock::new()).collect();
        let lang = settled.lang.or_else(|| majority(&workspace)).unwrap_or(usual_lang);
        let names = OnceLock::new();
        Some(Snapshot { workspace, analysis, findings, settled, lang, generation, open, folder, by_name, lines, names })
    }

    pub(super) fn source(&self, id: SourceId) -> &Source {
        self.workspace.sources.get(id)
    }

    /// Returns the text of a name.
    pub(super) fn find(&self, name: &str) -> Option<SourceId> {
        self.by_name.get(name).copied()
    }

    pub(super) fn tree(&self, id: SourceId) -> Option<&ast::File> {
        let trees = self.workspace.trees();
        trees.iter().find(|(own, _)| *own == id).map(|(_, tree)| tree.as_ref())
    }

    pub(super) fn lines(&self, id: SourceId) -> &Lines {
        self.lines[id.0 as usize].get_or_init(|| {
            let source = self.source(id);
            Arc::new(Lines::new(&source.text, self.open.contains_key(&source.name)))
        })
    }

    pub(super) fn range(&self, span: Span, encoding: Encoding) -> lsp_types::Range {
        self.lines(span.source).range(&self.source(span.source).text, span.range(), encoding)
    }

    /// Returns the address of a text; what comes with polcheck has none.
    pub(super) fn uri(&self, id: SourceId) -> Option<Uri> {
        let name = &self.source(id).name;
        if let Some((uri, _)) = self.open.get(name) {
            return Some(uri.clone());
        }
        let folder = self.folder.as_ref().filter(|_| !name.starts_with('<'))?;
        Some(uris::of_path(&folder.join(name)))
    }

    pub(super) fn location(&self, span: Span, encoding: Encoding) -> Option<Location> {
        Some(Location { uri: self.uri(span.source)?, range: self.range(span, encoding) })
    }

    /// Returns everything that is known, with all names.
    pub(super) fn known(&self) -> Known<'_> {
        let names = self.names.get_or_init(|| Names::new(&self.workspace, &self.analysis));
        Known { workspace: &self.workspace, analysis: &self.analysis, names }
    }

    /// Returns what questions about places are asked of.
    pub(super) fn for_assist(&self) -> assist::Snapshot<'_> {
        let today = self.settled.as_of.unwrap_or_else(today);
        let (workspace, analysis) = (&self.workspace, &self.analysis);
        assist::Snapshot { workspace, analysis, today, lang: self.settled.lang }
    }
}

/// Returns the day of the clock, in China.
fn today() -> Date {
    const EAST: u64 = 8 * 3600;
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let days = (since.as_secs() + EAST) / 86_400;
    let epoch = Date::new(1970, 1, 1).expect("there was such a day");
    epoch.plus_days(days as i64).unwrap_or(epoch)
}

/// Returns the tongue in which more of the texts begin.
fn majority(workspace: &Workspace) -> Option<Lang> {
    let texts = workspace.sources.iter().filter(|(_, source)| !source.name.starts_with('<'));
    let balance: i64 = texts.map(|(_, source)| tongue_of(&source.text)).sum();
    match balance {
        0 => None,
        1.. => Some(Lang::Zh),
        _ => Some(Lang::En),
    }
}

/// 1 for Chinese, -1 for English: by the first letter that is no comment.
fn tongue_of(text: &str) -> i64 {
    let mut lines = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim_start());
    let first = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
    let letter = first.and_then(|line| line.chars().next());
    letter.map_or(0, |letter| if letter.is_ascii_alphabetic() { -1 } else { 1 })
}
