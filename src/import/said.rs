//! What a table says, as data: values with all that limits them, members of lists, clauses in words; what became of every
//! cell; what is asked.

use super::layout::{Layout, Measure};
use super::value::{Band, Per, Value};
use crate::base::date::Date;
use crate::base::text::Text;
use crate::data::cell::shown;
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// A cell of a book: sheet, row and column, from 0.
pub type Place = (usize, u32, u32);

/// What became of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Where it went.
    Understood(Text),
    Ignored(Rule),
    /// The place in the list of what is asked.
    Open(usize),
}

/// Why a cell is left out without a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    Title,
    TotalRow,
    HeadingsAgain,
    Aside,
    Dash,
    HiddenSheet,
    SkippedSheet,
    OfReport,
    NoDistinction,
}

/// How much a question matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Not understood: what it says is not in the policy.
    Ask,
    /// Understood, by a rule that a person should know of.
    Note,
}

/// A question to whoever keeps the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    pub weight: Weight,
    pub place: Option<Place>,
    /// What stands there.
    pub text: String,
    pub reason: Text,
    pub advice: Text,
}

/// A jurisdiction that a table speaks of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Region {
    pub name: String,
    pub code: Option<String>,
    pub parent: Option<String>,
}

/// A value with all that limits it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub region: String,
    pub benefit: String,
    pub identity: Option<String>,
    pub measure: Measure,
    pub value: Value,
    pub per: Option<Per>,
    /// Facts with their values; `其余` for the rest.
    pub at: IndexMap<String, Vec<String>>,
    pub band: Option<Band>,
    pub from: Option<Date>,
    pub until: Option<Date>,
    /// The number of the document, and the article.
    pub document: Option<(String, Option<String>)>,
    pub remark: Option<String>,
    /// Where segments begin, where it was said.
    pub origin: Option<String>,
    pub place: Place,
}

/// A clause or a declaration in words of the language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verbatim {
    pub region: String,
    /// `None`: a declaration.
    pub benefit: Option<String>,
    pub text: String,
    pub place: Place,
}

/// A member of a list, or a new entry of a catalogue or an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    pub region: String,
    /// The list, or the domain.
    pub of: String,
    pub name: String,
    pub code: Option<String>,
    pub place: Place,
}

/// What a book says.
#[derive(Clone, Debug, Default)]
pub struct Import {
    pub regions: IndexMap<String, Region>,
    pub statements: Vec<Statement>,
    pub verbatim: Vec<Verbatim>,
    pub members: Vec<Member>,
    pub fresh: Vec<Member>,
    /// Remarks below the table, by region (empty: all).
    pub notes: Vec<String>,
    pub fates: BTreeMap<Place, Fate>,
    pub open: Vec<Open>,
    pub layouts: Vec<(usize, Layout)>,
    pub titles: BTreeMap<usize, String>,
}

impl Import {
    /// Adds a question; returns its place in the list.
    pub fn ask(&mut self, weight: Weight, place: Option<Place>, text: String, reason: Text, advice: Text) -> usize {
        self.open.push(Open { weight, place, text: shown(&text), reason, advice });
        self.open.len() - 1
    }

    pub(super) fn set(&mut self, place: Place, fate: Fate) {
        self.fates.entry(place).or_insert(fate);
    }
}
