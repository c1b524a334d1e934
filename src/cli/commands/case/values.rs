//! Values of a JSON or TOML file, with their keys in order; a key that stands twice is an error, never the last one.

use crate::base::text::Text;
use crate::cli::words;
use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use std::collections::BTreeSet;
use std::fmt;

/// The key under which the reader of TOML hands over a date.
const TOML_DATE: &str = "$__toml_private_datetime";

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    Nothing,
    Truth(bool),
    /// As its decimal text.
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

impl Value {
    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(entries) => entries.iter().find(|(own, _)| own == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns how a policy writes it, or what is wrong with it; `quoted`: a text, to stand in quotation marks.
    pub(super) fn policy_text(&self, quoted: bool) -> Result<String, Text> {
        Ok(match self {
            Value::Nothing => return Err(words::given_null()),
            Value::Truth(true) => "是".to_owned(),
            Value::Truth(false) => "否".to_owned(),
            Value::Number(number) => number.clone(),
            Value::Text(text) if quoted => {
                if text.contains(char::is_control) {
                    return Err(words::given_bad_value(text));
                }
                let inner = text.trim_matches(['"', '“', '”']).replace('\\', "\\\\").replace('"', "\\\"");
                format!("\"{inner}\"")
            }
            Value::Text(text) => written(text)?,
            Value::List(all) => {
                let parts: Result<Vec<String>, Text> = all.iter().map(|own| own.policy_text(quoted)).collect();
                format!("({})", parts?.join(", "))
            }
            Value::Object(entries) => {
                let part = |(name, value): &(String, Value)| Ok(format!("{name} {}", value.policy_text(false)?));
                let parts: Result<Vec<String>, Text> = entries.iter().map(part).collect();
                format!("{{ {} }}", parts?.join("; "))
            }
        })
    }
}

/// A value as a policy writes it: nothing in it may end the line or begin a comment. Several stand in parentheses.
fn written(text: &str) -> Result<String, Text> {
    let text = text.trim();
    let mut quoted = false;
    let mut open: i32 = 0;
    for character in text.chars() {
        quoted ^= character == '"';
        match character {
            '{' | '｛' if !quoted => open += 1,
            '}' | '｝' if !quoted => open -= 1,
            ';' | '；' | '。' if !quoted && open > 0 => {}
            ';' | '；' | '。' | '#' | '＃' if !quoted => return Err(words::given_bad_value(text)),
            own if own.is_control() => return Err(words::given_bad_value(text)),
            _ => {}
        }
        if open < 0 {
            return Err(words::given_bad_value(text));
        }
    }
    if text.is_empty() || quoted || open != 0 {
        return Err(words::given_bad_value(text));
    }
    let many = text.contains(['、', ',', '，']) && !text.starts_with(['(', '（', '"', '{', '｛']);
    Ok(if many { format!("({text})") } else { text.to_owned() })
}

pub(super) mod read {
    //! The two formats.

    use super::{Text, Value, words};

    pub(in crate::cli::commands::case) fn json(text: &str) -> Result<Value, Text> {
        serde_json::from_str(text).map_err(|error| {
            let reason = error.to_string();
            // serde_json puts the place at the end of its sentence.
            let reason = reason.rsplit_once(" at line ").map_or(reason.as_str(), |(reason, _)| reason).to_owned();
            let cause = if error.is_eof() { words::ends_too_early() } else { cause(&reason, text, error.line()) };
            words::at_line_column(error.line(), error.column(), cause)
        })
    }

    pub(in crate::cli::commands::case) fn toml(text: &str) -> Result<Value, Text> {
        toml::from_str(text).map_err(|error| {
            let before = error.span().map_or("", |span| text.get(..span.start).unwrap_or(text));
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            words::at_line_column(line, column, cause(error.message(), text, line))
        })
    }

    /// Says in both tongues what the readers say in English; what they say rarely becomes a look at the line.
    fn cause(told: &str, text: &str, line: usize) -> Text {
        const CAUSES: &[(&str, fn() -> Text)] = &[
            ("trailing comma", words::comma_too_many),
            ("extra comma", words::comma_too_many),
            ("trailing characters", words::more_behind),
            ("expected `,` or `}`", || words::comma_or_end_missing("}")),
            ("expected `,` or `]`", || words::comma_or_end_missing("]")),
            ("missing comma between array", || words::comma_or_end_missing("]")),
            ("missing comma between", || words::comma_or_end_missing("}")),
            ("expected `:`", words::colon_missing),
            ("expected value", words::value_missing),
            ("string values must be quoted", words::text_wants_quotes),
            ("expected ident", words::text_wants_quotes),
            ("key must be a string", words::name_wants_quotes),
            ("invalid unquoted key", words::name_wants_quotes),
            ("unquoted keys cannot be empty", words::name_wants_quotes),
            ("key with no value", words::equals_missing),
            ("missing assignment", words::equals_missing),
            ("unclosed array", || words::bracket_open("]")),
            ("unclosed inline table", || words::bracket_open("}")),
            ("unclosed table", || words::bracket_open("]")),
            ("missing closing quote", words::text_open),
            ("invalid basic string", words::text_open),
        ];
        if let Some((_, name)) = told.split_once("the key `").filter(|_| told.ends_with("` stands twice")) {
            return words::name_twice(name.trim_end_matches("` stands twice"));
        }
        if told.starts_with("duplicate key") {
            let written = text.lines().nth(line.saturating_sub(1)).unwrap_or("");
            let name = written.split_once('=').map_or(written, |(name, _)| name);
            return words::name_twice(name.trim().trim_matches('"'));
        }
        match CAUSES.iter().find(|(begin, _)| told.starts_with(begin)) {
            Some((_, cause)) => cause(),
            None => words::line_is(text.lines().nth(line.saturating_sub(1)).unwrap_or("").trim()),
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
        Ok(Value::Truth(truth))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    /// The shortest decimal that means this number: what was written, up to fifteen digits.
    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(Value::Number(number.to_string()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut all: A) -> Result<Value, A::Error> {
        let mut out = Vec::new();
        while let Some(value) = all.next_element()? {
            out.push(value);
        }
        Ok(Value::List(out))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut out: Vec<(String, Value)> = Vec::new();
        let mut keys = BTreeSet::new();
        while let Some((key, value)) = entries.next_entry::<String, Value>()? {
            if !keys.insert(key.clone()) {
                return Err(A::Error::custom(format!("the key `{key}` stands twice")));
            }
            out.push((key, value));
        }
        match out.as_slice() {
            [(key, Value::Text(date))] if key == TOML_DATE => Ok(Value::Text(date.clone())),
            _ => Ok(Value::Object(out)),
        }
    }
}
