//! Temporary folders, removed when they go out of scope.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(0);

/// An empty folder of its own below `target/tmp`.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn new() -> Folder {
        let name = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&path).expect("a folder below target can be made");
        Folder { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file, with the folders that lead to it.
    pub(crate) fn write(&self, name: &str, text: &str) {
        assert!(!name.contains(".."), "{name} leads out of the folder");
        let path = self.path.join(name);
        fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("folders can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Copies another folder into one of this.
    pub(crate) fn copy_into(&self, from: &Path, name: &str) {
        copy(from, &self.path.join(name));
    }

    /// Copies what lies in another folder into this one.
    pub(crate) fn copy(&self, from: &Path) {
        copy(from, &self.path);
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed lies below target and harms nobody.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders can be made");
    for entry in fs::read_dir(from).unwrap_or_else(|error| panic!("{}: {error}", from.display())) {
        let entry = entry.expect("the folder can be read");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}
