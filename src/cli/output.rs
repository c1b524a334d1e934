//! Where results go: standard output or a whole file; everything else to standard error. A closed pipe ends quietly.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::error::Error;

/// How a run ended, as its exit code says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Clean, equal, all tests passed.
    Clean,
    /// Problems, differences, failed tests.
    Findings,
    /// polcheck could not do its work.
    Trouble,
    /// Nothing was found, but not everything is decided.
    Undecided,
    /// polcheck's own fault.
    Fault,
}

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Trouble => 2,
            Exit::Undecided => 3,
            Exit::Fault => 101,
        }
    }

    /// Returns `Findings` when there are any.
    pub(crate) fn findings(any: bool) -> Exit {
        if any { Exit::Findings } else { Exit::Clean }
    }
}

/// What a command gives back.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    /// For standard output or the file of `-o`.
    pub(crate) result: String,
    /// For standard error.
    pub(crate) notes: String,
    pub(crate) exit: Exit,
}

impl Report {
    pub(crate) fn new(result: String, exit: Exit) -> Report {
        Report { result, notes: String::new(), exit }
    }

    /// Adds a line for standard error.
    pub(crate) fn note(mut self, line: &str) -> Report {
        self.notes.push_str(line);
        self.notes.push('\n');
        self
    }
}

/// Writes to standard output; whoever stopped listening is not told.
pub(crate) fn to_stdout(text: &str) -> io::Result<()> {
    quietly(write_all(&mut io::stdout().lock(), text))
}

/// Writes to standard error, as far as that goes.
pub(crate) fn to_stderr(text: &str) {
    // When not even this can be written there is nobody left to tell.
    let _ = write_all(&mut io::stderr().lock(), text);
}

fn write_all(to: &mut dyn Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

fn quietly(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Whether something is there that is no file: `/dev/null`, a pipe. It is written to, never replaced.
pub(crate) fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|own| !own.is_file() && !own.is_dir())
}

/// Writes a file as a whole: under another name first, so that a break leaves the old file or the new one.
pub(crate) fn to_file(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Error> {
    let failed = |error: &io::Error| Error::unwritable(path, error);
    if path.is_dir() {
        return Err(failed(&io::Error::from(io::ErrorKind::IsADirectory)));
    }
    if is_device(path) {
        return fs::write(path, content).map_err(|error| failed(&error));
    }
    // A link stays one: what it leads to is written.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = std::ffi::OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = target.with_file_name(name);
    let written = fs::write(&temporary, content)
        .and_then(|()| match fs::metadata(&target) {
            Ok(old) => fs::set_permissions(&temporary, old.permissions()),
            Err(_) => Ok(()),
        })
        .and_then(|()| fs::rename(&temporary, &target));
    written.map_err(|error| {
        // The half-written file helps nobody; when it cannot be removed the first error still tells why.
        let _ = fs::remove_file(&temporary);
        failed(&error)
    })
}
