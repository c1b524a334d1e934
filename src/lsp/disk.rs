//! What the server asks of whoever started it: where a workspace is, what lies in it, what is settled there. So the server
//! finds and reads policies as the command line does.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::date::Date;
use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text};
use crate::diagnostic::Diagnostic;
use crate::lint;
use crate::workspace::again::Content;

/// Reads workspaces.
pub trait Disk: Send + Sync {
    /// Returns the folder of the workspace that a folder belongs to, without links; `None`: no settings are found above.
    fn root(&self, folder: &Path) -> Option<PathBuf>;

    /// Reads the workspace in a folder.
    fn read(&self, root: &Path) -> OnDisk;

    /// Reads one file.
    fn file(&self, path: &Path) -> Option<Content>;
}

/// A workspace as it lies on disk.
#[derive(Clone)]
pub struct OnDisk {
    /// By their names in the workspace: relative, with `/`.
    pub files: BTreeMap<String, Content>,
    pub settings: Settled,
    /// What is wrong with the settings themselves.
    pub faults: Vec<Fault>,
}

/// What is settled for a workspace.
#[derive(Clone)]
pub struct Settled {
    pub lang: Option<Lang>,
    pub lint: lint::Settings,
    /// The day on which values are told; `None`: today.
    pub as_of: Option<Date>,
    /// Which findings count, and how much.
    pub levels: Levels,
}

/// Sorts out findings as `polcheck check` does.
pub type Levels = Arc<dyn Fn(&SourceMap, Vec<Diagnostic>) -> Vec<Diagnostic> + Send + Sync>;

/// Something that is wrong beside the policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name in the workspace.
    pub file: String,
    /// From 1.
    pub line: usize,
    pub message: Text,
}

impl std::fmt::Debug for OnDisk {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("OnDisk").field("files", &self.files.len()).field("faults", &self.faults).finish()
    }
}

impl Default for Settled {
    fn default() -> Settled {
        let levels: Levels = Arc::new(|_, found| found);
        Settled { lang: None, lint: lint::Settings::default(), as_of: None, levels }
    }
}
