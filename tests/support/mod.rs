//! What several tests need.

pub(crate) mod assertions;
pub(crate) mod chance;
pub(crate) mod check;
#[cfg(feature = "cli")]
pub(crate) mod county;
#[cfg(feature = "cli")]
pub(crate) mod folder;
pub(crate) mod generate;
pub(crate) mod markdown;
pub(crate) mod policies;
pub(crate) mod random;
pub(crate) mod schema;

use std::path::{Path, PathBuf};

/// Whether expectations are to be written anew instead of compared.
pub(crate) fn updating() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| !value.is_empty() && value != "0")
}

/// The one case to run, when one is asked for: `CASE=same-unit`.
pub(crate) fn wanted_case() -> Option<String> {
    std::env::var("CASE").ok().filter(|name| !name.is_empty())
}

/// Returns all files with an ending below a folder, in order; none when there is no such folder.
pub(crate) fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = std::fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        if path.is_dir() {
            found.extend(files_below(&path, ending));
        } else if path.extension().is_some_and(|extension| extension == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}
