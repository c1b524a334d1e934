//! What keeps polcheck from its work: arguments, files, configuration. Each with what to do about it.
//!
//! What is wrong with a policy is no error of this kind but a diagnostic.

use std::io;
use std::path::Path;

use super::words;
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::workspace::TargetError;

/// Why a command could not do its work, in one line, with what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Error {
    /// The command line.
    Usage { message: Text, hint: Option<Text> },
    /// A file or folder.
    File { message: Text, hint: Option<Text> },
    /// A line (from 1) of `polcheck.toml`.
    Config { file: String, line: usize, message: Text, hint: Option<Text> },
    /// A county that is named on the command line.
    Jurisdiction(TargetError),
    /// The policy has errors, so it cannot be worked with; what they are, as shown.
    Policy { message: Text, pictures: String, hint: Option<Text> },
}

impl Error {
    pub(crate) fn usage(message: Text) -> Error {
        Error::Usage { message, hint: None }
    }

    pub(crate) fn file(message: Text) -> Error {
        Error::File { message, hint: None }
    }

    /// Returns the error of a file that cannot be read.
    pub(crate) fn unreadable(path: &Path, error: &io::Error) -> Error {
        Error::file(words::cannot_read(shown(path), reason(error)))
    }

    /// Returns the error of a file that cannot be written.
    pub(crate) fn unwritable(path: &Path, error: &io::Error) -> Error {
        Error::file(words::cannot_write(shown(path), reason(error)))
    }

    /// Adds what to do.
    pub(crate) fn with_hint(mut self, text: Text) -> Error {
        match &mut self {
            Error::Usage { hint, .. }
            | Error::File { hint, .. }
            | Error::Config { hint, .. }
            | Error::Policy { hint, .. } => *hint = Some(text),
            Error::Jurisdiction(_) => {}
        }
        self
    }

    /// Returns the line (from 1) of a file of settings that is wrong, and what it is.
    #[cfg(feature = "lsp")]
    pub(crate) fn fault(&self) -> (usize, Text) {
        let told = match self {
            Error::Config { message, .. } => message.clone(),
            other => other.message(),
        };
        let with_hint = match self.hint() {
            Some(hint) => Text::new(format!("{}\n{}", told.zh, hint.zh), format!("{}\n{}", told.en, hint.en)),
            None => told,
        };
        (if let Error::Config { line, .. } = self { *line } else { 1 }, with_hint)
    }

    fn message(&self) -> Text {
        match self {
            Error::Usage { message, .. } | Error::File { message, .. } | Error::Policy { message, .. } => {
                message.clone()
            }
            Error::Config { file, line, message, .. } => words::at_line(file, *line, message),
            Error::Jurisdiction(TargetError::Unknown { name, .. }) => words::unknown_county(name),
            Error::Jurisdiction(TargetError::Ambiguous { name, .. }) => words::ambiguous_county(name),
            Error::Jurisdiction(TargetError::NoDate { text }) => words::no_date(text),
        }
    }

    fn hint(&self) -> Option<Text> {
        match self {
            Error::Usage { hint, .. }
            | Error::File { hint, .. }
            | Error::Config { hint, .. }
            | Error::Policy { hint, .. } => hint.clone(),
            Error::Jurisdiction(TargetError::Unknown { near, .. }) if near.is_empty() => None,
            Error::Jurisdiction(TargetError::Unknown { near, .. }) => Some(did_you_mean(near)),
            Error::Jurisdiction(TargetError::Ambiguous { candidates, .. }) => Some(words::one_of(listed(candidates))),
            Error::Jurisdiction(TargetError::NoDate { .. }) => Some(words::date_form()),
        }
    }

    /// Returns the lines for the terminal, with a line end.
    pub(crate) fn render(&self, lang: Lang) -> String {
        let pictures = if let Error::Policy { pictures, .. } = self { pictures.as_str() } else { "" };
        let mut out = pictures.to_owned();
        out.push_str(words::trouble(self.message()).get(lang));
        out.push('\n');
        if let Some(hint) = self.hint() {
            out.push_str(words::hint(hint).get(lang));
            out.push('\n');
        }
        out
    }
}

/// Returns `did you mean` with names in backticks.
pub(crate) fn did_you_mean<T: AsRef<str>>(near: &[T]) -> Text {
    let quoted: Vec<String> = near.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    words::did_you_mean(listed(&quoted))
}

/// Returns a path as people read it.
pub(crate) fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// Reads a day as people write it: `2020-01-01`, `2020年1月1日`.
pub(crate) fn day(flag: &str, text: &str) -> Result<Date, Error> {
    any_day(text).ok_or_else(|| Error::usage(words::no_date_in(flag, text)).with_hint(words::date_form()))
}

/// The same; `None` where it is no day.
pub(crate) fn any_day(text: &str) -> Option<Date> {
    let written = text.trim().replace(['年', '月', '/', '.'], "-");
    Date::parse(written.trim_end_matches('日'))
}

fn reason(error: &io::Error) -> Text {
    match error.kind() {
        io::ErrorKind::NotFound => words::not_there(),
        io::ErrorKind::PermissionDenied => words::no_permission(),
        io::ErrorKind::IsADirectory => words::is_a_folder(),
        io::ErrorKind::NotADirectory => words::is_no_folder(),
        io::ErrorKind::StorageFull => words::disk_full(),
        io::ErrorKind::ReadOnlyFilesystem => words::read_only(),
        _ => match error.raw_os_error() {
            Some(number) => Text::new(words::system_error(number.to_string()).zh, error.to_string()),
            None => Text::new(words::some_error().zh, error.to_string()),
        },
    }
}
