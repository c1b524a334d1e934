//! `polcheck-accepted.toml`: changes that somebody has accepted, each by the fingerprint of the finding, with who, when,
//! why and by which document. Entries that are spent, unused or not filled in are findings themselves.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::date::{Date, DateRange};
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::base::text::{Lang, Text, listed};
use crate::cli::ci_words as words;
use crate::cli::error::{Error, any_day, did_you_mean};
use crate::cli::toml_text::Reader;
use crate::cli::words as usual;
use crate::compare::Both;
use crate::compare::changes::{Acceptance, Effect, Finding, Home, Judged, Kind, Rule, Told, What, Witness};
use crate::compare::data::Origin;
use crate::ir::Stated;
use crate::model::scope::nearest;
use crate::report::ci::message;

/// The name of the file where `[ci]` names no other.
pub(super) const FILE_NAME: &str = "polcheck-accepted.toml";

const KEYS: &[&str] = &["fingerprint", "rule", "who", "when", "why", "document", "until", "what"];

/// One entry of the file.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    fingerprint: String,
    rule: Option<String>,
    /// What is there; the rest has to be filled in.
    who: String,
    when: Option<Date>,
    why: String,
    document: String,
    until: Option<Date>,
    span: Range<usize>,
}

impl Entry {
    /// Returns what has to be filled in.
    fn missing(&self) -> Vec<&'static str> {
        let texts = [("who", &self.who), ("why", &self.why), ("document", &self.document)];
        let mut all: Vec<&str> = texts.iter().filter(|(_, text)| text.trim().is_empty()).map(|(key, _)| *key).collect();
        if self.when.is_none() {
            all.push("when");
        }
        all
    }

    fn acceptance(&self) -> Option<Acceptance> {
        Some(Acceptance {
            who: self.who.clone(),
            when: self.when?,
            why: self.why.clone(),
            document: self.document.clone(),
            until: self.until,
        })
    }
}

/// Reads the text of a file that is shown as `file`.
pub(super) fn parse(file: &str, text: &str) -> Result<Vec<Entry>, Error> {
    let reader = Reader { file, text };
    let table = DeTable::parse(text).map_err(|error| reader.not_toml(&error))?.into_inner();
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in &table {
        let name: &str = key.get_ref();
        let tables = value.get_ref().as_array().filter(|_| name == "accepted");
        let Some(tables) = tables else {
            return Err(reader.error(key.span(), usual::unknown_key(name), Some(words::entries_form())));
        };
        for own in tables {
            let entry = entry(&reader, own)?;
            if entries.iter().any(|known| known.fingerprint == entry.fingerprint) {
                return Err(reader.error(own.span(), words::entry_twice(&entry.fingerprint), None));
            }
            entries.push(entry);
        }
    }
    Ok(entries)
}

fn entry(reader: &Reader<'_>, own: &Spanned<DeValue<'_>>) -> Result<Entry, Error> {
    let wrong = || reader.error(own.span(), usual::unknown_key("accepted"), Some(words::entries_form()));
    let table = own.get_ref().as_table().ok_or_else(wrong)?;
    let mut entry = Entry {
        fingerprint: String::new(),
        rule: None,
        who: String::new(),
        when: None,
        why: String::new(),
        document: String::new(),
        until: None,
        span: own.span(),
    };
    for (key, value) in table {
        let name: &str = key.get_ref();
        let text = || {
            let wrong = || reader.error(value.span(), words::entry_wants_text(name), None);
            value.get_ref().as_str().map(str::to_owned).ok_or_else(wrong)
        };
        match name {
            "fingerprint" => entry.fingerprint = text()?,
            "rule" => entry.rule = Some(text()?),
            "who" => entry.who = text()?,
            "why" => entry.why = text()?,
            "document" => entry.document = text()?,
            "what" => {
                text()?;
            }
            "when" => entry.when = date(reader, name, value)?,
            "until" => entry.until = date(reader, name, value)?,
            _ => {
                let near = nearest(name, KEYS.iter().copied());
                let hint = if near.is_empty() { words::entries_form() } else { did_you_mean(&near) };
                return Err(reader.error(key.span(), usual::unknown_key(name), Some(hint)));
            }
        }
    }
    if entry.fingerprint.is_empty() {
        return Err(reader.error(own.span(), words::entry_missing("fingerprint"), Some(words::entries_form())));
    }
    Ok(entry)
}

/// Reads a date, of TOML or in quotation marks; an empty text has yet to be filled in.
fn date(reader: &Reader<'_>, name: &str, value: &Spanned<DeValue<'_>>) -> Result<Option<Date>, Error> {
    let written = match value.get_ref() {
        DeValue::String(text) if text.trim().is_empty() => return Ok(None),
        DeValue::String(text) => text.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        _ => String::new(),
    };
    let wrong = || reader.error(value.span(), words::entry_wants_date(name), None);
    any_day(&written).map(Some).ok_or_else(wrong)
}

/// Marks the findings that are accepted on a day; returns what is wrong with the entries.
pub(super) fn apply(entries: &[Entry], findings: &mut [Judged], on: Date, source: SourceId) -> Vec<Finding> {
    let mut wrong = Vec::new();
    for entry in entries {
        let span = Span::new(source, entry.span.start, entry.span.end);
        let fitting = findings.iter_mut().find(|own| own.finding.fingerprint == entry.fingerprint);
        let Some(own) = fitting else {
            wrong.push(about(entry, What::Unused, words::no_such_change(), span));
            continue;
        };
        let rule = own.finding.rule.name();
        let missing = entry.missing();
        if entry.rule.as_ref().is_some_and(|named| *named != rule) {
            wrong.push(about(entry, What::Incomplete, words::entry_other_rule(rule), span));
        } else if !missing.is_empty() {
            let quoted: Vec<Text> = missing.iter().map(words::entry_missing).collect();
            wrong.push(about(entry, What::Incomplete, listed(&quoted), span));
        } else if let Some(until) = entry.until.filter(|until| *until < on) {
            wrong.push(about(entry, What::Expired, words::expired_on(until.to_string()), span));
        } else {
            own.accepted = entry.acceptance();
        }
    }
    wrong
}

fn about(entry: &Entry, what: What, text: Text, span: Span) -> Finding {
    let origin = Origin {
        span,
        cites: Vec::new(),
        disputed: Vec::new(),
        stated_by: String::new(),
        how: Stated::Own,
        checked: None,
    };
    Finding {
        rule: Rule::new(Kind::Acceptance, what),
        effect: Effect::None,
        home: Home { name: entry.fingerprint.clone(), code: None },
        reaches: Vec::new(),
        subject: None,
        item: None,
        keys: Vec::new(),
        days: DateRange::ALWAYS,
        sides: Both { a: None, b: Some(Told { text, exact: entry.fingerprint.clone(), origin: Some(origin) }) },
        by: None,
        note: None,
        witness: Witness::NotAsked,
        fingerprint: entry.fingerprint.clone(),
    }
}

/// Returns the entries that would accept findings, to be filled in.
pub(super) fn drafts(findings: &[&Judged], lang: Lang) -> String {
    let mut out = String::new();
    for own in findings {
        let what = quoted(message(own).get(lang));
        let (mark, rule) = (&own.finding.fingerprint, own.finding.rule.name());
        out.push_str(&format!(
            "\n[[accepted]]\nfingerprint = \"{mark}\"\nrule = \"{rule}\"\nwhat = {what}\nwho = \"\"\nwhen = \"\"\n\
             why = \"\"\ndocument = \"\"\n"
        ));
    }
    out
}

/// Returns a text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => {
                out.push('\\');
                out.push(character);
            }
            _ if character.is_control() => out.push(' '),
            _ => out.push(character),
        }
    }
    out + "\""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_read_and_faults_have_their_line() {
        let text = "[[accepted]]\nfingerprint = \"ab\"\nrule = \"ratio-lowered\"\nwho = \"甲\"\nwhen = 2026-03-01\n\
                    why = \"乙\"\ndocument = \"文1\"\nuntil = \"2026年12月31日\"\n";
        let entries = parse("a.toml", text).expect("it is right");
        assert!(entries[0].missing().is_empty());
        assert_eq!(entries[0].until, Date::new(2026, 12, 31));
        let told = |text: &str| parse("a.toml", text).expect_err("it is wrong").render(Lang::En);
        assert!(told("[[accepted]]\nwho = \"a\"\n").contains("line 1: `fingerprint` is not filled in"));
        assert!(told("[[accepted]]\nfingerprint = \"a\"\nwhoo = \"\"\n").contains("line 3: unknown key `whoo`"));
        assert!(told("[[accepted]]\nfingerprint = \"a\"\nwhen = 3\n").contains("line 3: `when` should be a date"));
        let twice = "[[accepted]]\nfingerprint = \"a\"\n[[accepted]]\nfingerprint = \"a\"\n";
        assert!(told(twice).contains("line 3: the fingerprint `a` stands twice"));
        assert!(told("a = 1\n").contains("unknown key `a`"));
    }

    #[test]
    fn what_stands_in_policies_is_a_text_of_toml() {
        assert_eq!(quoted("甲\"乙\\丙\n"), "\"甲\\\"乙\\\\丙 \"");
    }
}
