//! `polcheck.toml`, and the user's own file, to settings: folders of policies, the usual date, tongue, form, colours and
//! width, levels of rules.
//!
//! Nothing in it is ignored: what is unknown is an error with its line and the nearest name.

use std::collections::BTreeMap;
use std::ops::Range;

use clap::ValueEnum;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::args::{ColorWord, MarksWord, OutputWord};
use super::error::{Error, did_you_mean};
use super::face::WIDTHS;
use super::words;
use crate::base::date::Date;
use crate::base::text::{Lang, Text, listed};
use crate::diagnostic::{Code, Severity};
use crate::model::scope::nearest;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "polcheck.toml";

/// What a file may settle.
pub(crate) const KEYS: &[&str] =
    &["policies", "as_of", "lang", "format", "color", "width", "marks", "rules", "recheck_months"];

/// What a workspace has settled for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    /// Folders, relative to the file; empty: where the policies usually are.
    pub(crate) policies: Vec<Entry>,
    pub(crate) as_of: Option<Date>,
    pub(crate) lang: Option<Lang>,
    pub(crate) format: Option<OutputWord>,
    pub(crate) color: Option<ColorWord>,
    pub(crate) width: Option<usize>,
    pub(crate) marks: Option<MarksWord>,
    /// `None`: off.
    pub(crate) levels: Vec<(Code, Option<Severity>)>,
    /// After how many months a value that was checked should be checked again.
    pub(crate) recheck_months: Option<u32>,
    /// The line (from 1) of each key that stands in the file.
    pub(crate) lines: BTreeMap<String, usize>,
}

/// A folder and the line that names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) name: String,
    pub(crate) line: usize,
}

/// Reads the text of a file that is shown as `file`.
pub(crate) fn parse(file: &str, text: &str) -> Result<Config, Error> {
    let reader = Reader { file, text };
    let table = match DeTable::parse(text) {
        Ok(table) => table.into_inner(),
        Err(error) => return Err(reader.not_toml(&error)),
    };
    let mut config = Config::default();
    for (key, value) in &table {
        let name: &str = key.get_ref();
        config.lines.insert(name.to_owned(), reader.line(key.span().start));
        match name {
            "policies" => config.policies = reader.folders(name, value)?,
            "as_of" => config.as_of = Some(reader.date(name, value)?),
            "lang" => config.lang = Some(reader.lang(name, value)?),
            "format" => config.format = Some(reader.word(name, value)?),
            "color" => config.color = Some(reader.word(name, value)?),
            "marks" => config.marks = Some(reader.word(name, value)?),
            "width" => config.width = Some(reader.width(name, value)?),
            "recheck_months" => config.recheck_months = Some(reader.months(name, value)?),
            "rules" => config.levels = reader.levels(name, value)?,
            _ => {
                let near = nearest(name, KEYS.iter().copied());
                let quoted: Vec<String> = KEYS.iter().map(|key| format!("`{key}`")).collect();
                let hint = if near.is_empty() { words::known_keys(listed(&quoted)) } else { did_you_mean(&near) };
                return Err(reader.error(key.span(), words::unknown_key(name), Some(hint)));
            }
        }
    }
    Ok(config)
}

struct Reader<'t> {
    file: &'t str,
    text: &'t str,
}

impl Reader<'_> {
    fn error(&self, span: Range<usize>, message: Text, hint: Option<Text>) -> Error {
        Error::Config { file: self.file.to_owned(), line: self.line(span.start), message, hint }
    }

    /// Returns the line (from 1) of a place.
    fn line(&self, at: usize) -> usize {
        self.text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
    }

    fn not_toml(&self, error: &toml::de::Error) -> Error {
        let span = error.span().unwrap_or(0..0);
        let written = self.text.lines().nth(self.line(span.start) - 1).unwrap_or("").trim();
        if error.message().starts_with("duplicate key") {
            let name = self.text.get(span.clone()).unwrap_or(written).to_owned();
            return self.error(span, words::toml_key_twice(name), None);
        }
        self.error(span, words::toml_broken(), Some(words::toml_line(format!("`{written}`"))))
    }

    fn folders(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<Entry>, Error> {
        let wrong = || self.error(value.span(), words::wants_list(name), None);
        let entries = value.get_ref().as_array().ok_or_else(wrong)?;
        let entry = |own: &Spanned<DeValue<'_>>| {
            let name = own.get_ref().as_str().ok_or_else(wrong)?;
            Ok(Entry { name: name.to_owned(), line: self.line(own.span().start) })
        };
        entries.iter().map(entry).collect()
    }

    fn date(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Date, Error> {
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        Date::parse(&written).ok_or_else(|| self.error(value.span(), words::wants_date(name), None))
    }

    fn lang(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Lang, Error> {
        match value.get_ref().as_str() {
            Some("zh") => Ok(Lang::Zh),
            Some("en") => Ok(Lang::En),
            _ => Err(self.error(value.span(), words::wants_lang(name), None)),
        }
    }

    /// Reads one of the words that a flag takes too.
    fn word<T: ValueEnum>(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<T, Error> {
        let written = value.get_ref().as_str().unwrap_or("");
        T::from_str(written, false).map_err(|_| {
            let words: Vec<String> = T::value_variants()
                .iter()
                .filter_map(|own| own.to_possible_value())
                .map(|own| format!("\"{}\"", own.get_name()))
                .collect();
            self.error(value.span(), words::wants_word(name), Some(words::one_of(listed(&words))))
        })
    }

    fn width(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<usize, Error> {
        let number = value.get_ref().as_integer().and_then(|own| own.as_str().parse().ok());
        let fits = number.filter(|width| WIDTHS.contains(width));
        fits.ok_or_else(|| self.error(value.span(), words::wants_width(name), None))
    }

    fn months(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<u32, Error> {
        let number = value.get_ref().as_integer().and_then(|own| own.as_str().parse().ok());
        let fits = number.filter(|months| (1..=1200).contains(months));
        fits.ok_or_else(|| self.error(value.span(), words::wants_months(name), None))
    }

    fn levels(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Vec<(Code, Option<Severity>)>, Error> {
        let Some(table) = value.get_ref().as_table() else {
            return Err(self.error(value.span(), words::wants_table(name), None));
        };
        let mut levels = Vec::new();
        for (key, value) in table {
            let name: &str = key.get_ref();
            let Some(code) = Code::from_name(name) else {
                let near = nearest(name, Code::ALL.iter().map(|code| code.name()));
                let hint = if near.is_empty() { words::list_rules() } else { did_you_mean(&near) };
                return Err(self.error(key.span(), words::unknown_rule(name), Some(hint)));
            };
            if code.severity() == Severity::Error {
                return Err(self.error(key.span(), words::rule_is_error(name), None));
            }
            let level = match value.get_ref().as_str() {
                Some("off") => None,
                Some("note") => Some(Severity::Note),
                Some("warning") => Some(Severity::Warning),
                Some("error") => Some(Severity::Error),
                _ => return Err(self.error(value.span(), words::rule_level(name), None)),
            };
            levels.push((code, level));
        }
        Ok(levels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read() {
        let text = "policies = [\"a\", \"b\"]\nas_of = 2020-01-01\nlang = \"en\"\nformat = \"json\"\nwidth = 120\n\
                    [rules]\ncitation-missing = \"off\"\n";
        let config = parse("polcheck.toml", text).expect("it is right");
        let folders: Vec<&str> = config.policies.iter().map(|entry| entry.name.as_str()).collect();
        assert_eq!(folders, ["a", "b"]);
        assert_eq!(config.as_of, Date::new(2020, 1, 1));
        assert_eq!(config.lang, Some(Lang::En));
        assert_eq!((config.format, config.width), (Some(OutputWord::Json), Some(120)));
        assert_eq!(config.lines.get("width"), Some(&5));
        assert_eq!(config.levels, [(Code::CitationMissing, None)]);
        assert_eq!(parse("polcheck.toml", ""), Ok(Config::default()));
    }

    #[test]
    fn every_fault_has_its_line() {
        let told = |text: &str| parse("polcheck.toml", text).expect_err("it is wrong").render(Lang::En);
        let known = "polcheck: polcheck.toml, line 2: unknown key `polices`\n  hint: did you mean `policies`?\n";
        assert_eq!(told("# a\npolices = []\n"), known);
        assert!(told("policies = \"a\"\n").contains("line 1: `policies` is a list of folders"));
        assert!(told("as_of = 2020\n").contains("`as_of` is a date"));
        assert!(told("lang = \"de\"\n").contains("is \"zh\" or \"en\""));
        assert!(told("width = 3\n").contains("`width` is a whole number from 40 to 400"));
        assert!(told("color = \"red\"\n").contains("one of \"auto\", \"always\", \"never\""));
        assert!(told("[rules]\ncitation-mising = \"off\"\n").contains("did you mean `citation-missing`?"));
        assert!(told("[rules]\ntable-gap = \"off\"\n").contains("`table-gap` is an error"));
        assert!(told("[rules]\ncitation-missing = 3\n").contains("line 2: the level of `citation-missing`"));
        assert!(told("a b\n").contains("line 1: this line is not TOML"));
        assert!(told("lang = \"zh\"\nlang = \"en\"\n").contains("line 2: the key `lang` stands twice"));
    }
}
