//! One line on standard error that says how far a run is: rows, rate, share, time left. Only on a terminal.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::base::text::Lang;
use crate::cli::face::Face;
use crate::cli::output;
use crate::cli::words;

/// How many bytes of the inputs have been read.
pub(super) static READ: AtomicU64 = AtomicU64::new(0);

/// How often the line changes.
const EVERY: Duration = Duration::from_millis(200);
/// The clock is asked only after so many rows.
const ROWS: u64 = 512;

pub(super) struct Progress {
    shown: bool,
    lang: Lang,
    begun: Instant,
    last: Instant,
    bytes: u64,
    drawn: bool,
}

impl Progress {
    pub(super) fn new(folder: &Path, files: &[PathBuf], face: &Face) -> Progress {
        let quiet = face.global.quiet || face.global.no_progress || face.environment.variable("CI").is_some();
        let size = |path: &PathBuf| std::fs::metadata(folder.join(path)).map_or(0, |own| own.len());
        let now = Instant::now();
        Progress {
            shown: !quiet && std::io::stderr().is_terminal(),
            lang: face.lang(),
            begun: now,
            last: now,
            bytes: files.iter().map(size).sum(),
            drawn: false,
        }
    }

    /// Says how many rows have been read.
    pub(super) fn step(&mut self, rows: u64) {
        if rows.is_multiple_of(ROWS) {
            self.now(rows);
        }
    }

    /// Says it where it has not been said just now.
    pub(super) fn now(&mut self, rows: u64) {
        if !self.shown || self.last.elapsed() < EVERY {
            return;
        }
        self.last = Instant::now();
        let seconds = self.begun.elapsed().as_secs().max(1);
        let read = READ.load(Ordering::Relaxed);
        let share = (read * 100).checked_div(self.bytes).unwrap_or(0).min(100);
        let left = (seconds * self.bytes.saturating_sub(read)).checked_div(read).unwrap_or(0);
        let numbers = (rows.to_string(), (rows / seconds).to_string(), share.to_string(), left.to_string());
        self.draw(words::progress(numbers.0, numbers.1, numbers.2, numbers.3).get(self.lang));
    }

    /// Says that all rows are read and are being settled.
    pub(super) fn settle(&mut self) {
        if self.drawn {
            self.draw(words::progress_settling().get(self.lang));
        }
    }

    /// Wipes the line.
    pub(super) fn done(&mut self) {
        if self.drawn {
            output::to_stderr("\r\u{1b}[K");
            self.drawn = false;
        }
    }

    fn draw(&mut self, text: &str) {
        self.drawn = true;
        output::to_stderr(&format!("\r\u{1b}[K{text}"));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.done();
    }
}
