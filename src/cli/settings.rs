//! What holds where several may say it: defaults, the user's file, `polcheck.toml`, `POLCHECK_*`, flags; the later wins.
//! Each value knows where it comes from.

use std::path::PathBuf;

use clap::ValueEnum;

use super::args::{ColorWord, Global, MarksWord, OutputWord};
use super::config::{self, Config};
use super::environment::{Environment, WIDTHS, lang_named};
use super::error::{self, Error, did_you_mean, shown};
use super::files::Place;
use super::words;
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::model::scope::nearest;

/// The variables that are read.
pub(crate) const VARIABLES: &[&str] = &[
    "POLCHECK_LANG",
    "POLCHECK_FORMAT",
    "POLCHECK_COLOR",
    "POLCHECK_WIDTH",
    "POLCHECK_MARKS",
    "POLCHECK_AS_OF",
    "POLCHECK_WORKSPACE",
];

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Default,
    /// The user's own file or that of the workspace, by name and line.
    File(String, usize),
    Variable(&'static str),
    Flag(&'static str),
}

/// A value with its origin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Set<T> {
    pub(crate) value: T,
    pub(crate) origin: Origin,
}

/// Everything that can be set, as it holds.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// `None`: that of the policies, else of the system.
    pub(crate) lang: Set<Option<Lang>>,
    /// `None`: as the name of the output file says, else text.
    pub(crate) format: Set<Option<OutputWord>>,
    pub(crate) color: Set<ColorWord>,
    /// `None`: that of the terminal.
    pub(crate) width: Set<Option<usize>>,
    /// How wide the terminal draws ambiguous marks.
    pub(crate) marks: Set<MarksWord>,
    pub(crate) as_of: Set<Option<Date>>,
}

/// Returns the user's own file, when there is one.
pub(crate) fn user_file(environment: &Environment) -> Option<PathBuf> {
    let path = environment.settings_folder.as_ref()?.join("polcheck").join("config.toml");
    path.is_file().then_some(path)
}

/// Reads the user's own file.
pub(crate) fn user_config(environment: &Environment) -> Result<Option<(String, Config)>, Error> {
    let Some(path) = user_file(environment) else { return Ok(None) };
    let text = std::fs::read_to_string(&path).map_err(|error| Error::unreadable(&path, &error))?;
    let name = shown(&path);
    let config = config::parse(&name, &text)?;
    for key in ["policies", "ci"] {
        if let Some(line) = config.lines.get(key) {
            let message = words::only_in_workspace(key);
            return Err(Error::Config { file: name, line: *line, message, hint: None });
        }
    }
    Ok(Some((name, config)))
}

/// Returns what holds in a workspace (`None`: none was looked for).
pub(crate) fn settled(environment: &Environment, global: &Global, place: Option<&Place>) -> Result<Settings, Error> {
    known_variables(environment)?;
    let user = user_config(environment)?;
    let own = place.and_then(|place| Some((shown(place.config_file.as_ref()?), &place.config)));
    let own = own.as_ref().map(|(name, config)| (name.trim_start_matches("./").to_owned(), *config));
    let files: Vec<(&str, &Config)> = [
        user.as_ref().map(|(name, config)| (name.as_str(), config)),
        own.as_ref().map(|(name, config)| (name.as_str(), *config)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let mut settings = Settings {
        lang: unset(None),
        format: unset(None),
        color: unset(ColorWord::Auto),
        width: unset(None),
        marks: unset(MarksWord::Narrow),
        as_of: unset(None),
    };
    for (file, config) in files {
        let origin = |key: &str| Origin::File(file.to_owned(), config.lines.get(key).copied().unwrap_or(1));
        take(&mut settings.lang, config.lang.map(Some), origin("lang"));
        take(&mut settings.format, config.format.map(Some), origin("format"));
        take(&mut settings.color, config.color, origin("color"));
        take(&mut settings.width, config.width.map(Some), origin("width"));
        take(&mut settings.marks, config.marks, origin("marks"));
        take(&mut settings.as_of, config.as_of.map(Some), origin("as_of"));
    }
    let lang = environment
        .variable("POLCHECK_LANG")
        .map(|value| lang_named(value).ok_or_else(|| Error::usage(words::env_lang(value))));
    take(&mut settings.lang, lang.transpose()?.map(Some), Origin::Variable("POLCHECK_LANG"));
    take(&mut settings.format, word(environment, "POLCHECK_FORMAT")?.map(Some), Origin::Variable("POLCHECK_FORMAT"));
    take(&mut settings.color, word(environment, "POLCHECK_COLOR")?, Origin::Variable("POLCHECK_COLOR"));
    let width = environment
        .variable("POLCHECK_WIDTH")
        .map(|value| width_named(value).ok_or_else(|| Error::usage(words::bad_variable("POLCHECK_WIDTH", value))));
    take(&mut settings.width, width.transpose()?.map(Some), Origin::Variable("POLCHECK_WIDTH"));
    take(&mut settings.marks, word(environment, "POLCHECK_MARKS")?, Origin::Variable("POLCHECK_MARKS"));
    let as_of = environment.variable("POLCHECK_AS_OF").map(|value| error::day("POLCHECK_AS_OF", value));
    take(&mut settings.as_of, as_of.transpose()?.map(Some), Origin::Variable("POLCHECK_AS_OF"));

    take(&mut settings.lang, global.lang.map(|lang| Some(lang.into())), Origin::Flag("--lang"));
    take(&mut settings.format, global.format.map(Some), Origin::Flag("--format"));
    take(&mut settings.color, global.color, Origin::Flag("--color"));
    let width =
        global.width.as_deref().map(|text| width_named(text).ok_or_else(|| Error::usage(words::bad_width(text))));
    take(&mut settings.width, width.transpose()?.map(Some), Origin::Flag("--width"));
    take(&mut settings.marks, global.marks, Origin::Flag("--marks"));
    let as_of = global.as_of.as_deref().map(|text| error::day("--as-of", text));
    take(&mut settings.as_of, as_of.transpose()?.map(Some), Origin::Flag("--as-of"));
    Ok(settings)
}

fn unset<T>(value: T) -> Set<T> {
    Set { value, origin: Origin::Default }
}

fn take<T>(set: &mut Set<T>, value: Option<T>, origin: Origin) {
    if let Some(value) = value {
        *set = Set { value, origin };
    }
}

fn width_named(text: &str) -> Option<usize> {
    text.parse().ok().filter(|width| WIDTHS.contains(width))
}

/// Reads one of the words that a flag takes too.
fn word<T: ValueEnum>(environment: &Environment, name: &'static str) -> Result<Option<T>, Error> {
    let Some(value) = environment.variable(name) else { return Ok(None) };
    let known = T::from_str(value, false).ok();
    known.map(Some).ok_or_else(|| {
        let words: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|own| own.to_possible_value())
            .map(|own| own.get_name().to_owned())
            .collect();
        Error::usage(words::bad_variable(name, value)).with_hint(words::one_of(listed(&words)))
    })
}

/// A variable that nobody reads is a mistake.
fn known_variables(environment: &Environment) -> Result<(), Error> {
    let unknown = environment.variables.keys().find(|name| !VARIABLES.contains(&name.as_str()));
    let Some(name) = unknown else { return Ok(()) };
    let near = nearest(name, VARIABLES.iter().copied());
    let hint = if near.is_empty() { words::known_keys(listed(VARIABLES)) } else { did_you_mean(&near) };
    Err(Error::usage(words::unknown_variable(name)).with_hint(hint))
}

impl Origin {
    /// Returns it in words.
    pub(crate) fn text(&self) -> Text {
        match self {
            Origin::Default => words::by_default(),
            Origin::File(name, line) => words::by_file(name, *line),
            Origin::Variable(name) => words::by_variable(*name),
            Origin::Flag(name) => words::by_flag(*name),
        }
    }
}
