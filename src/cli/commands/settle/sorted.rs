//! Sorted input: which subjects are done, so that none comes again unseen.

use crate::cli::error::Error;
use crate::cli::words;
use crate::data::spill::hash;

/// So many subjects of a table whose numbers rise are remembered; beyond that their order is enough.
const REMEMBERED: usize = 1 << 20;

/// With sorted input: which subjects are done. Where their numbers rise nothing more has to be remembered.
#[derive(Default)]
pub(super) struct Finished {
    last: Option<String>,
    known: std::collections::HashSet<u64>,
    /// The first subject of all.
    first: String,
    /// The last of those that rose without interruption from the first on; `None`: they still rise.
    highest: Option<String>,
    /// Whether those up to the highest are no longer remembered one by one.
    forgotten: bool,
}

/// Why a row cannot stand where it does.
pub(super) enum Trouble {
    DoneBefore,
    /// Too many came before to know it.
    PerhapsBefore,
}

impl Trouble {
    pub(super) fn error(&self, file: &str, line: u64) -> Error {
        let message = match self {
            Trouble::DoneBefore => words::not_sorted(file, line.to_string()),
            Trouble::PerhapsBefore => words::not_rising(file, line.to_string()),
        };
        Error::file(message).with_hint(words::not_sorted_hint())
    }
}

impl Finished {
    /// Takes the subject of a row; returns whether it begins here.
    pub(super) fn next(&mut self, subject: &str) -> Result<bool, Trouble> {
        let Some(last) = &self.last else {
            subject.clone_into(&mut self.first);
            self.last = Some(subject.to_owned());
            return Ok(true);
        };
        if last == subject {
            return Ok(false);
        }
        let rises = self.highest.is_none() && *subject > **last;
        if !rises {
            let highest = self.highest.get_or_insert_with(|| last.clone());
            if self.known.contains(&hash(subject)) {
                return Err(Trouble::DoneBefore);
            }
            if self.forgotten && (self.first.as_str()..=highest.as_str()).contains(&subject) {
                return Err(Trouble::PerhapsBefore);
            }
        }
        if rises && self.known.len() >= REMEMBERED {
            self.forgotten = true;
            self.known = std::collections::HashSet::new();
        }
        if !rises || !self.forgotten {
            self.known.insert(hash(last));
        }
        if let Some(last) = &mut self.last {
            subject.clone_into(last);
        }
        Ok(true)
    }
}
