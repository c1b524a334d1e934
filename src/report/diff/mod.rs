//! A comparison of two jurisdictions as a page for people, as Markdown or as JSON, in either tongue. Sets what
//! `compare` found; decides nothing.

mod build;
mod cells;
mod clauses;
mod everybody;
mod exact_json;
pub(super) mod json;
mod regions;
mod running;
mod tables;
mod words;

use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::compare::data::Comparison;
use crate::report::page::{self, Block, Setting};

pub use super::worked_sum::Form;
pub use json::SCHEMA_VERSION;

/// How a comparison is set.
#[derive(Clone, Copy, Debug)]
pub struct Page<'s> {
    pub sources: &'s SourceMap,
    pub form: Form,
    pub lang: Lang,
    pub width: usize,
    pub color: bool,
    pub parts: Parts,
    /// With both worked sums of every typical person.
    pub worked: bool,
    /// The group that the comparison was limited to.
    pub group: Option<&'s str>,
    /// Every line of what is told of everybody.
    pub all: bool,
}

/// Which of the three views are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub verdict: bool,
    pub clauses: bool,
    pub behaviour: bool,
}

impl Parts {
    pub const ALL: Parts = Parts { verdict: true, clauses: true, behaviour: true };
}

/// Returns the comparison as text.
pub fn render(comparison: &Comparison, page: &Page<'_>) -> String {
    let setting = match page.form {
        Form::Text => Setting::Text { width: page.width, color: page.color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return json::json(comparison, page.sources, page.parts),
    };
    page::set(&blocks(comparison, page), setting)
}

/// Returns the comparison as a page that has yet to be set.
pub(crate) fn blocks(comparison: &Comparison, page: &Page<'_>) -> Vec<Block> {
    build::blocks(comparison, page)
}
