//! What is known of a case, as typed or from a file, to policy text with a map back: mistakes in it are told by the
//! words of whoever wrote it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::values::{Value, read};
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::source::SourceMap;
use crate::base::text::Text;
use crate::cli::error::{self, Error, did_you_mean};
use crate::cli::{encoding, words};
use crate::interp::{MAX_CLAIMS, MAX_PERIODS};
use crate::ir::{Program, Type};

/// The body of a typical case, and where it came from.
#[derive(Default)]
pub(super) struct Described {
    pub(super) text: String,
    /// Who says what stands in a part of the text.
    pub(super) parts: Vec<(Range<usize>, Text)>,
    /// For each event its claim's id; `None` for what is no claim.
    pub(super) ids: Vec<Option<String>>,
    /// The first day that it names.
    pub(super) first: Option<Date>,
}

impl Described {
    /// Returns who says what stands at a place of the text: the narrowest part.
    pub(super) fn part(&self, at: usize) -> Option<&Text> {
        let around = self.parts.iter().filter(|(range, _)| range.contains(&at));
        around.min_by_key(|(range, _)| range.len()).map(|(_, label)| label)
    }

    /// Adds a line that somebody said.
    fn say(&mut self, line: &str, label: Text) {
        let start = self.text.len();
        self.text.push_str(line);
        self.parts.push((start..self.text.len(), label));
        self.text.push('\n');
    }
}

/// `人群=低保 病种=高血压`, and a claim and a month on the day asked.
pub(super) fn from_words(program: &Program, facts: &[String], day: Date) -> Result<Described, Error> {
    let mut out = Described::default();
    typed(program, facts, &mut out)?;
    out.text.push_str(&format!("    结算 {day} {{ }}\n    每月 {:04}-{:02} {{ }}\n", day.year(), day.month()));
    out.ids = vec![None, None];
    Ok(out)
}

/// Facts as typed: they hold for everything.
fn typed(program: &Program, facts: &[String], out: &mut Described) -> Result<(), Error> {
    let mut names = BTreeSet::new();
    out.text.push_str("    已知 {\n");
    for fact in facts {
        let split = fact.split_once(['=', '＝']).map(|(name, value)| (name.trim(), value.trim()));
        let Some((name, value)) = split.filter(|(name, value)| !name.is_empty() && !value.is_empty()) else {
            return Err(Error::usage(words::fact_without_value(fact)).with_hint(words::fact_form()));
        };
        if !names.insert(name) {
            return Err(Error::usage(words::fact_twice(name)));
        }
        let label = Text::same(format!("{name}={value}"));
        let value = Value::Text(value.to_owned());
        let line = fact_line(program, name, &value).map_err(|wrong| Error::usage(words::in_part(&label, wrong)))?;
        out.say(&line, label);
    }
    out.text.push_str("    }\n");
    Ok(())
}

/// A person or household of a file, with what was typed beside it.
pub(super) fn from_file(
    program: &Program,
    path: &Path,
    facts: &[String],
    day: Option<Date>,
) -> Result<Described, Error> {
    let file = File { program, name: error::shown(path) };
    let root = file.read(path)?;
    let mut out = Described::default();
    typed(program, facts, &mut out)?;
    file.keys(&root, &["facts", "members", "claims", "months"], &Text::same(""))?;
    if let Some(facts) = root.get("facts") {
        out.text.push_str("    已知 {\n");
        file.facts(facts, &Text::same(""), &mut out)?;
        out.text.push_str("    }\n");
    }
    let members = file.members(&root, &mut out)?;
    file.claims(&root, &members, &mut out)?;
    file.months(&root, day, &mut out)?;
    Ok(out)
}

/// The file being read, for messages.
struct File<'p> {
    program: &'p Program,
    name: String,
}

impl File<'_> {
    fn read(&self, path: &Path) -> Result<Value, Error> {
        let size = std::fs::metadata(path).map_err(|error| Error::unreadable(path, &error))?.len();
        if size > SourceMap::MAX_BYTES as u64 {
            return Err(Error::file(words::too_large(size.to_string())));
        }
        let bytes = std::fs::read(path).map_err(|error| Error::unreadable(path, &error))?;
        let text = encoding::decode(bytes).map_err(|_| Error::file(words::given_not_utf8(&self.name)))?;
        let text = text.trim_start_matches('\u{feff}');
        let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
        let root = match ending.as_deref() {
            Some("toml") => read::toml(text),
            Some("json") | None => read::json(text),
            Some(_) => return Err(Error::usage(words::given_ending(&self.name))),
        };
        root.map_err(|wrong| Error::usage(words::given_broken(&self.name, wrong)).with_hint(words::given_form()))
    }

    fn wrong(&self, part: &Text, message: Text) -> Error {
        let message = if part.zh.is_empty() { message } else { words::in_part(part, message) };
        Error::usage(words::in_file(&self.name, message))
    }

    /// Refuses keys that nobody reads.
    fn keys(&self, value: &Value, known: &[&str], part: &Text) -> Result<(), Error> {
        let Value::Object(entries) = value else {
            return Err(self.wrong(part, words::given_no_object()).with_hint(words::given_form()));
        };
        for (key, _) in entries {
            if !known.contains(&key.as_str()) {
                let near = nearest(key, known.iter().copied());
                let hint = if near.is_empty() { words::given_form() } else { did_you_mean(&near) };
                return Err(self.wrong(part, words::given_unknown_key(key)).with_hint(hint));
            }
        }
        Ok(())
    }

    fn list<'v>(&self, root: &'v Value, key: &str) -> Result<&'v [Value], Error> {
        match root.get(key) {
            None => Ok(&[]),
            Some(Value::List(all)) => Ok(all),
            Some(_) => Err(self.wrong(&Text::same(key), words::given_no_list()).with_hint(words::given_form())),
        }
    }

    fn text<'v>(&self, of: &'v Value, key: &str, part: &Text) -> Result<Option<&'v str>, Error> {
        match of.get(key) {
            None => Ok(None),
            Some(Value::Text(text)) => Ok(Some(text)),
            Some(_) => Err(self.wrong(part, words::given_no_text(key))),
        }
    }

    fn facts(&self, facts: &Value, part: &Text, out: &mut Described) -> Result<(), Error> {
        let Value::Object(entries) = facts else { return Err(self.wrong(part, words::given_no_object())) };
        for (name, value) in entries {
            let label = if part.zh.is_empty() { Text::same(name.clone()) } else { words::of_part(name, part) };
            let line = fact_line(self.program, name, value).map_err(|wrong| self.wrong(&label, wrong))?;
            out.say(&line, words::in_file(&self.name, label));
        }
        Ok(())
    }

    fn members(&self, root: &Value, out: &mut Described) -> Result<Vec<String>, Error> {
        let mut names: Vec<String> = Vec::new();
        let members = self.list(root, "members")?;
        if members.is_empty() {
            return Ok(names);
        }
        out.text.push_str("    家庭 {\n");
        for (place, member) in members.iter().enumerate() {
            let part = words::member_number(place + 1);
            self.keys(member, &["name", "facts"], &part)?;
            let name = self.text(member, "name", &part)?.ok_or_else(|| self.wrong(&part, words::given_no_name()))?;
            if !is_quotable(name) {
                return Err(self.wrong(&part, words::given_bad_name(name)));
            }
            if names.iter().any(|known| known == name) {
                return Err(self.wrong(&part, words::member_twice(name)));
            }
            names.push(name.to_owned());
            out.say(&format!("        成员 「{name}」 {{"), words::in_file(&self.name, &part));
            if let Some(facts) = member.get("facts") {
                self.facts(facts, &words::member_named(name), out)?;
            }
            out.text.push_str("        }\n");
        }
        out.text.push_str("    }\n");
        Ok(names)
    }

    fn claims(&self, root: &Value, members: &[String], out: &mut Described) -> Result<(), Error> {
        let claims = self.list(root, "claims")?;
        if claims.len() > MAX_CLAIMS {
            return Err(self.wrong(&Text::same("claims"), words::given_too_many(MAX_CLAIMS)));
        }
        let mut ids = BTreeSet::new();
        for (place, claim) in claims.iter().enumerate() {
            let part = words::claim_number(place + 1);
            self.keys(claim, &["id", "date", "member", "facts"], &part)?;
            let date = self.text(claim, "date", &part)?.ok_or_else(|| self.wrong(&part, words::given_no_date()))?;
            let Some(date) = error::any_day(date) else {
                return Err(self.wrong(&part, words::no_date_in("date", date)).with_hint(words::date_form()));
            };
            out.first = Some(out.first.map_or(date, |known| known.min(date)));
            let member = self.text(claim, "member", &part)?;
            if let Some(name) = member.filter(|name| !members.iter().any(|known| known == name)) {
                let near = nearest(name, members.iter().map(String::as_str));
                let error = self.wrong(&part, words::no_such_member(name));
                return Err(if near.is_empty() { error } else { error.with_hint(did_you_mean(&near)) });
            }
            if member.is_none() && members.len() > 1 {
                return Err(self.wrong(&part, words::whose_claim()));
            }
            let id = match claim.get("id") {
                None => None,
                Some(Value::Text(id) | Value::Number(id)) => Some(id.clone()),
                Some(_) => return Err(self.wrong(&part, words::given_no_text("id"))),
            };
            let known = id.clone().unwrap_or_else(|| format!("{:06}", out.ids.len() + 1));
            if !ids.insert(known.clone()) {
                return Err(self.wrong(&part, words::claim_twice(&known)));
            }
            let member = member.map_or(String::new(), |name| format!("「{name}」 "));
            out.say(&format!("    结算 {date} {member}{{"), words::in_file(&self.name, &part));
            if let Some(facts) = claim.get("facts") {
                self.facts(facts, &part, out)?;
            }
            out.text.push_str("    }\n");
            out.ids.push(Some(known));
        }
        Ok(())
    }

    fn months(&self, root: &Value, day: Option<Date>, out: &mut Described) -> Result<(), Error> {
        let months = self.list(root, "months")?;
        if months.len() > MAX_PERIODS {
            return Err(self.wrong(&Text::same("months"), words::given_too_many(MAX_PERIODS)));
        }
        let mut known = BTreeSet::new();
        for month in months {
            let part = Text::same("months");
            let Value::Text(month) = month else { return Err(self.wrong(&part, words::given_no_list())) };
            let Some(first) = error::any_day(&format!("{}-01", month.trim_end_matches('月'))) else {
                return Err(self.wrong(&part, words::no_month(month)));
            };
            if !known.insert(first) {
                return Err(self.wrong(&part, words::month_twice(month)));
            }
            out.first = Some(out.first.map_or(first, |known| known.min(first)));
            out.say(&month_line(first), words::in_file(&self.name, part));
            out.ids.push(None);
        }
        if months.is_empty() && out.ids.is_empty() {
            let day = day.ok_or_else(|| Error::usage(words::no_day()).with_hint(words::write_as_of()))?;
            out.text.push_str(&month_line(day));
            out.text.push('\n');
            out.ids.push(None);
        }
        Ok(())
    }
}

fn month_line(day: Date) -> String {
    format!("    每月 {:04}-{:02} {{ }}", day.year(), day.month())
}

/// Returns a fact as a line of policy text, or what is wrong with how it is written.
fn fact_line(program: &Program, name: &str, value: &Value) -> Result<String, Text> {
    let plain = |text: &str| {
        let starts = text.chars().next().is_some_and(|first| first.is_alphabetic() || matches!(first, '「' | '\''));
        starts && text.chars().all(|own| own.is_alphanumeric() || matches!(own, '_' | '.' | '·' | '「' | '」' | '\''))
    };
    let name = match plain(name) {
        true => name.to_owned(),
        false if is_quotable(name) => format!("「{name}」"),
        false => return Err(words::given_bad_name(name)),
    };
    let bare = name.rsplit('.').next().unwrap_or(&name);
    let is_text = program.find_fact(None, bare).is_some_and(|fact| program.fact(fact).ty == Type::Text);
    Ok(format!("            {name} = {}", value.policy_text(is_text)?))
}

fn is_quotable(name: &str) -> bool {
    !name.is_empty() && !name.contains(['「', '」', '\n', '\r', '\t']) && !name.contains(char::is_control)
}
