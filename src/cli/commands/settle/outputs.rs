//! Files that appear only when they are whole: each is written under another name beside its place and renamed at the
//! end. A run that fails or is stopped leaves none behind.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::cli::error::Error;
use crate::cli::output;

/// What is to be removed when the run is stopped.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What a shell expects of a program that was stopped by hand.
const STOPPED: i32 = 130;

/// From here on a run that is stopped by hand removes what it has begun.
pub(super) fn watch(told: String) {
    // A second run in the same process keeps the first handler, which does the same.
    let _ = ctrlc::set_handler(move || {
        if let Ok(mut paths) = TEMPORARY.lock() {
            paths.drain(..).for_each(|path| remove(&path));
        }
        output::to_stderr(&told);
        std::process::exit(STOPPED);
    });
}

fn remove(path: &Path) {
    // What cannot be removed stays; there is nobody left to tell.
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

fn register(path: &Path) {
    if let Ok(mut paths) = TEMPORARY.lock() {
        paths.push(path.to_owned());
    }
}

fn forget(path: &Path) {
    if let Ok(mut paths) = TEMPORARY.lock() {
        paths.retain(|own| own != path);
    }
}

/// A file in the making.
pub(in crate::cli::commands) struct Draft {
    target: PathBuf,
    temporary: PathBuf,
    done: bool,
}

impl Draft {
    /// Begins a file.
    pub(in crate::cli::commands) fn new(path: &Path) -> Result<(Draft, BufWriter<File>), Error> {
        if path.is_dir() {
            return Err(Error::unwritable(path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let temporary = target.with_file_name(name);
        register(&temporary);
        let file = File::create(&temporary).map_err(|error| {
            forget(&temporary);
            Error::unwritable(path, &error)
        })?;
        Ok((Draft { target, temporary, done: false }, BufWriter::with_capacity(1 << 18, file)))
    }

    /// Puts the file in its place.
    pub(in crate::cli::commands) fn finish(mut self, mut file: BufWriter<File>) -> Result<(), Error> {
        let written = file
            .flush()
            .and_then(|()| file.get_ref().sync_all())
            .and_then(|()| match fs::metadata(&self.target) {
                Ok(old) => fs::set_permissions(&self.temporary, old.permissions()),
                Err(_) => Ok(()),
            })
            .and_then(|()| fs::rename(&self.temporary, &self.target));
        written.map_err(|error| Error::unwritable(&self.target, &error))?;
        self.done = true;
        forget(&self.temporary);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.done {
            remove(&self.temporary);
            forget(&self.temporary);
        }
    }
}

/// A folder for what does not fit in memory; it goes with the run.
pub(super) struct Scratch {
    pub(super) path: PathBuf,
}

impl Scratch {
    pub(super) fn new(beside: &Path) -> Result<Scratch, Error> {
        let path = beside.join(format!(".polcheck-{}.tmp", std::process::id()));
        register(&path);
        fs::create_dir(&path).map_err(|error| Error::unwritable(&path, &error))?;
        Ok(Scratch { path })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.path);
        forget(&self.path);
    }
}
