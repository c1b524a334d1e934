//! Files that appear only when they are whole: each is written under another name beside its place and renamed at the
//! end. A run that fails or is stopped leaves none behind; what a run that was killed has left, the next one removes: its
//! temporary files are those whose lock nobody holds.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::cli::error::Error;
use crate::cli::output;

/// What is to be removed when the run is stopped.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// How many files of runs that were killed have been removed.
static SWEPT: AtomicUsize = AtomicUsize::new(0);

/// What temporary names end with, behind the number of the process.
const ENDING: &str = ".tmp";
/// The file in a folder of temporary files that its run holds the lock of.
const LOCK: &str = "lock";

/// How often a folder is tried to be removed.
const TRIES: usize = 1_000;

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
    // What cannot be removed stays; there is nobody left to tell. Threads that are still at work may put files into a
    // folder while it is emptied.
    for _ in 0..TRIES {
        let done = if path.is_dir() { remove_folder(path) } else { fs::remove_file(path) };
        if done.is_ok() || !path.exists() {
            return;
        }
        std::thread::yield_now();
    }
}

/// Removes a folder, its lock last: who is killed on the way leaves one that the next run still knows as nobody's.
fn remove_folder(path: &Path) -> io::Result<()> {
    for entry in fs::read_dir(path)?.flatten().filter(|own| own.file_name() != LOCK) {
        fs::remove_file(entry.path())?;
    }
    fs::remove_dir_all(path)
}

/// Returns how many temporary files of runs that were killed have been removed.
pub(in crate::cli::commands) fn swept() -> usize {
    SWEPT.load(Ordering::Relaxed)
}

/// Removes what killed runs have left in a folder under names that begin so.
fn sweep(folder: &Path, begins: &str) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let number = name.strip_prefix(begins).and_then(|rest| rest.strip_suffix(ENDING));
        if !number.is_some_and(|own| !own.is_empty() && own.bytes().all(|byte| byte.is_ascii_digit())) {
            continue;
        }
        let path = entry.path();
        let lock = if path.is_dir() { path.join(LOCK) } else { path.clone() };
        if path.is_dir() && !lock.exists() {
            // Killed before the lock was made, or after it went: nothing is in it, or it is not removed.
            if fs::remove_dir(&path).is_ok() {
                SWEPT.fetch_add(1, Ordering::Relaxed);
            }
            continue;
        }
        // Whoever is still at work holds the lock.
        let Ok(file) = fs::OpenOptions::new().write(true).open(lock) else { continue };
        if file.try_lock().is_ok() {
            remove(&path);
            SWEPT.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Holds the lock of a file until it is closed; where the file system knows none, nobody sweeps.
fn hold(file: &File) {
    let _ = file.try_lock();
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
    /// Whether there is nothing more to put in its place or to remove.
    done: bool,
}

impl Draft {
    /// Begins a file.
    pub(in crate::cli::commands) fn new(path: &Path) -> Result<(Draft, BufWriter<File>), Error> {
        if path.is_dir() {
            return Err(Error::unwritable(path, &io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if output::is_device(&target) {
            let file = fs::OpenOptions::new().write(true).open(&target);
            let file = file.map_err(|error| Error::unwritable(path, &error))?;
            let own = Draft { temporary: target.clone(), target, done: true };
            return Ok((own, BufWriter::with_capacity(1 << 18, file)));
        }
        let begins = format!(".{}.", target.file_name().unwrap_or_default().to_string_lossy());
        let folder = target.parent().filter(|own| !own.as_os_str().is_empty()).unwrap_or(Path::new("."));
        sweep(folder, &begins);
        sweep(folder, SCRATCH);
        let temporary = target.with_file_name(format!("{begins}{}{ENDING}", std::process::id()));
        register(&temporary);
        let file = File::create(&temporary).map_err(|error| {
            forget(&temporary);
            Error::unwritable(path, &error)
        })?;
        hold(&file);
        Ok((Draft { target, temporary, done: false }, BufWriter::with_capacity(1 << 18, file)))
    }

    /// Puts the file in its place.
    pub(in crate::cli::commands) fn finish(mut self, mut file: BufWriter<File>) -> Result<(), Error> {
        if self.done {
            // A device or a pipe: there is nothing to rename.
            return file.flush().map_err(|error| Error::unwritable(&self.target, &error));
        }
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

/// What the names of such folders begin with.
const SCRATCH: &str = ".polcheck-";

/// A folder for what does not fit in memory; it goes with the run.
pub(super) struct Scratch {
    pub(super) path: PathBuf,
    lock: Option<File>,
}

impl Scratch {
    pub(super) fn new(beside: &Path) -> Result<Scratch, Error> {
        sweep(beside, SCRATCH);
        let path = beside.join(format!("{SCRATCH}{}{ENDING}", std::process::id()));
        register(&path);
        let made = || {
            fs::create_dir(&path)?;
            File::create(path.join(LOCK))
        };
        // Another run may have taken the folder, still empty, for what a killed one has left.
        let lock = made().or_else(|error| if error.kind() == io::ErrorKind::NotFound { made() } else { Err(error) });
        let lock = lock.map_err(|error| Error::unwritable(&path, &error))?;
        hold(&lock);
        Ok(Scratch { path, lock: Some(lock) })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // A folder with an open file cannot be removed everywhere.
        drop(self.lock.take());
        remove(&self.path);
        forget(&self.path);
    }
}
