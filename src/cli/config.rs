//! `polcheck.toml`, and the user's own file, to settings: folders of policies, the usual date, tongue, form, colours and
//! width, levels of rules.
//!
//! Nothing in it is ignored: what is unknown is an error with its line and the nearest name.

use std::collections::BTreeMap;
use std::path::Path;

use clap::ValueEnum;
use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::args::{ColorWord, MarksWord, OutputWord};
use super::ci_settings::{self, CiSettings};
use super::environment::{WIDTHS, lang_named};
use super::error::{Error, did_you_mean};
use super::toml_text::{Entry, Reader};
use super::words;
use crate::base::date::Date;
use crate::base::text::{Lang, listed};
use crate::diagnostic::{Code, Severity};
use crate::model::scope::nearest;

/// The name of the file.
pub(crate) const FILE_NAME: &str = "polcheck.toml";

/// What a file may settle.
pub(crate) const KEYS: &[&str] =
    &["policies", "as_of", "lang", "format", "color", "width", "marks", "rules", "columns", "recheck_months", "ci"];

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
    /// What columns of tables of claims mean, as `--map` would say it.
    pub(crate) columns: IndexMap<String, String>,
    /// After how many months a value that was checked should be checked again.
    pub(crate) recheck_months: Option<u32>,
    pub(crate) ci: CiSettings,
    /// The line (from 1) of each key that stands in the file.
    pub(crate) lines: BTreeMap<String, usize>,
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
            "columns" => config.columns = reader.columns(name, value)?,
            "recheck_months" => config.recheck_months = Some(reader.months(name, value)?),
            "rules" => config.levels = reader.levels(name, value)?,
            "ci" => config.ci = ci_settings::parse(&reader, name, value)?,
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

/// Writes what columns mean into a file, in place of what it says of them; everything else stays as it stands.
pub(crate) fn save_columns(path: &Path, columns: &IndexMap<String, String>) -> Result<(), Error> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(Error::unreadable(path, &error)),
    };
    let mut out = String::new();
    let mut within = false;
    for line in text.lines() {
        let heading = line.trim();
        if heading.starts_with('[') {
            within = heading.split('#').next().map(str::trim) == Some("[columns]");
        }
        if !within {
            out.push_str(line);
            out.push('\n');
        }
    }
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    out.push_str("[columns]\n");
    for (heading, meaning) in columns {
        out.push_str(&format!("{} = {}\n", quoted(heading), quoted(meaning)));
    }
    super::output::to_file(path, out)
}

impl Reader<'_> {
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
        let named = value.get_ref().as_str().and_then(lang_named);
        named.ok_or_else(|| self.error(value.span(), words::wants_lang(name), None))
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

    fn columns(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Result<IndexMap<String, String>, Error> {
        let wrong = |span| self.error(span, words::wants_columns(name), None);
        let table = value.get_ref().as_table().ok_or_else(|| wrong(value.span()))?;
        let mut columns = IndexMap::new();
        for (key, value) in table {
            let meaning = value.get_ref().as_str().ok_or_else(|| wrong(value.span()))?;
            columns.insert(key.get_ref().to_string(), meaning.to_owned());
        }
        Ok(columns)
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
