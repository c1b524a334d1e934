//! The surroundings of a run, read once: variables, the terminal, the user's own folder of settings.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::PathBuf;

use super::args::MarksWord;
use crate::base::text::Lang;

const USUAL_WIDTH: usize = 80;
/// What a table needs at least, and beyond which lines are hard to read.
pub(crate) const WIDTHS: std::ops::RangeInclusive<usize> = 40..=400;
const WIDEST_TERMINAL: usize = 120;

/// What is known of the surroundings; read once.
#[derive(Clone, Debug)]
pub(crate) struct Environment {
    pub(crate) folder: PathBuf,
    /// `POLCHECK_*`, those that are not empty.
    pub(crate) variables: BTreeMap<String, String>,
    /// Where programs keep the settings of this user.
    pub(crate) settings_folder: Option<PathBuf>,
    /// `LC_ALL`, else `LC_MESSAGES`, else `LANG`
    locale: Option<String>,
    no_color: bool,
    force_color: bool,
    /// The terminal draws letters only.
    pub(crate) dumb: bool,
    terminal: bool,
    columns: Option<usize>,
}

impl Environment {
    pub(crate) fn read() -> Environment {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(variable);
        let ours = |(name, value): (OsString, OsString)| {
            let name = name.into_string().ok().filter(|name| name.starts_with("POLCHECK_"))?;
            Some((name, value.to_string_lossy().into_owned())).filter(|(_, value)| !value.is_empty())
        };
        let home = || variable("HOME").map(|home| PathBuf::from(home).join(".config"));
        let settings_folder =
            variable("XDG_CONFIG_HOME").or_else(|| variable("APPDATA")).map(PathBuf::from).or_else(home);
        Environment {
            folder: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            variables: std::env::vars_os().filter_map(ours).collect(),
            settings_folder,
            locale,
            no_color: variable("NO_COLOR").is_some(),
            force_color: variable("CLICOLOR_FORCE").is_some_and(|value| value != "0"),
            dumb: variable("TERM").is_some_and(|value| value == "dumb"),
            terminal: std::io::stdout().is_terminal(),
            columns: terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)),
        }
    }

    /// Returns what a variable of ours says.
    pub(crate) fn variable(&self, name: &str) -> Option<&str> {
        self.variables.get(name).map(String::as_str)
    }

    /// Returns the tongue before any workspace is known: flag, `POLCHECK_LANG`, locale, Chinese.
    pub(crate) fn early_lang(&self, arguments: &[OsString]) -> Lang {
        let words: Vec<&str> =
            arguments.iter().filter_map(|word| word.to_str()).take_while(|word| *word != "--").collect();
        let flag = words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang") {
            Some("") => words.get(at + 1).copied(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        });
        let named = flag.and_then(lang_named).or_else(|| self.variable("POLCHECK_LANG").and_then(lang_named));
        named.or_else(|| self.locale_lang()).unwrap_or(Lang::Zh)
    }

    /// Returns how wide help is: as `--width` says, else as the terminal is.
    pub(crate) fn help_width(&self, words: &[impl AsRef<str>]) -> usize {
        let flag = words.iter().position(|word| word.as_ref() == "--width").and_then(|at| words.get(at + 1));
        let asked = flag.and_then(|text| text.as_ref().parse().ok()).filter(|width| WIDTHS.contains(width));
        asked.unwrap_or_else(|| self.width(true))
    }

    /// Returns how wide lines are where nothing else is settled: as the terminal is, when they go there.
    pub(crate) fn width(&self, to_terminal: bool) -> usize {
        let columns = self.columns.filter(|_| self.terminal && to_terminal);
        columns.map_or(USUAL_WIDTH, |own| own.clamp(*WIDTHS.start(), WIDEST_TERMINAL))
    }

    /// Whether lines are coloured where nothing else is settled.
    pub(crate) fn wants_color(&self, to_terminal: bool) -> bool {
        (self.force_color || (self.terminal && !self.dumb && to_terminal)) && !self.no_color
    }

    /// Whether ambiguous marks of help take two columns: as `--marks` says, else as `POLCHECK_MARKS`.
    pub(crate) fn help_marks_are_wide(&self, words: &[impl AsRef<str>]) -> bool {
        let flag = words.iter().position(|word| word.as_ref() == "--marks").and_then(|at| words.get(at + 1));
        let asked = flag.map(AsRef::as_ref).or_else(|| self.variable("POLCHECK_MARKS"));
        asked == Some(MarksWord::Wide.name())
    }

    fn locale_lang(&self) -> Option<Lang> {
        let locale = self.locale.as_deref()?.to_ascii_lowercase();
        match locale.get(..2)? {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// Returns the tongue that a setting names.
pub(crate) fn lang_named(name: &str) -> Option<Lang> {
    match name {
        "zh" => Some(Lang::Zh),
        "en" => Some(Lang::En),
        _ => None,
    }
}
