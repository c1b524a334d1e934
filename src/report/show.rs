//! The policy of a jurisdiction on a day, as the annex of a document: a program in, its parts in words out, each with
//! where it comes from. Says what is written; works nothing out.

mod build;
mod markdown;
mod page;
mod table;
mod text;
mod words;

use serde::Serialize;

use crate::base::date::Date;
use crate::base::text::Text;

pub use build::{UnknownPart, show};
#[cfg(feature = "lsp")]
pub(crate) use build::{benefit, clause, definition};
pub use markdown::markdown;
#[cfg(feature = "lsp")]
pub(crate) use markdown::part_body;
pub(crate) use page::blocks;
pub use text::{Drawing, text};

/// The version of the shape that `docs/schema/policy.schema.json` describes.
pub const SCHEMA_VERSION: &str = "1.0";

/// What holds in a jurisdiction on a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    pub schema_version: &'static str,
    pub jurisdiction: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Those above it, the highest first.
    pub parents: Vec<String>,
    pub date: Day,
    pub sections: Vec<Section>,
    /// Every document that is cited in them.
    pub documents: Vec<Document>,
}

/// A date that is written as text in JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day(pub Date);

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

/// Parts of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    pub kind: Kind,
    pub title: Text,
    pub parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Benefits,
    Params,
    Definitions,
    Tables,
    Lists,
    States,
    Standards,
}

/// A benefit, a param, a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub english: Option<String>,
    /// How often it is paid and what it maps to; the value of a param.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub headline: Option<Text>,
    /// The doc comments.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    pub standing: Standing,
    pub mark: Mark,
    pub lines: Vec<Line>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    InForce,
    NotYet,
    Repealed,
}

/// A clause, a row, a case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// How many cases enclose it.
    pub depth: usize,
    pub text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<Table>,
    /// What stands below the table: effects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub below: Vec<Text>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
    pub mark: Mark,
}

/// A table with the heads in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Table {
    pub header: Vec<Text>,
    pub rows: Vec<Vec<Text>>,
    /// How many columns at the left are heads.
    pub heads: usize,
    /// What single cells or rows rest on; their numbers stand in the cells as `*1`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Mark>,
}

/// Where something comes from and when it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub how: How,
    /// Who stated it.
    pub stated_by: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Day>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    pub cites: Vec<Cite>,
    /// What other sources say.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed: Vec<Dispute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<Day>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    #[default]
    Own,
    Inherited,
    Overridden,
    Amended,
    EveryBenefit,
    Default,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cite {
    pub document: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Dispute {
    pub value: String,
    pub cites: Vec<Cite>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Document {
    pub name: String,
    pub number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dated: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

impl Shown {
    /// Returns the data as JSON with a line end.
    pub fn json(&self) -> String {
        let mut out = serde_json::to_string_pretty(self).expect("texts under fixed names always serialize");
        out.push('\n');
        out
    }
}
