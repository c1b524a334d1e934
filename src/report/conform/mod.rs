//! Counties held against their standards, as a page for people or as JSON: who meets what, every deviation with both
//! places and what would mend it, and what is still open.

mod build;
mod json;
mod words;

use super::page::{self, Block, Setting};
use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::compare::Conformance;

pub use super::worked_sum::Form;
pub use json::SCHEMA_VERSION;

/// How the result is set.
#[derive(Clone, Copy, Debug)]
pub struct Page<'s> {
    pub sources: &'s SourceMap,
    pub form: Form,
    pub lang: Lang,
    pub width: usize,
    pub color: bool,
}

/// Returns the result as text.
pub fn render(all: &[Conformance], page: &Page<'_>) -> String {
    let setting = match page.form {
        Form::Text => Setting::Text { width: page.width, color: page.color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return json::json(all, page.sources),
    };
    page::set(&blocks(all, page), setting)
}

/// Returns the result as a page that has yet to be set.
pub(crate) fn blocks(all: &[Conformance], page: &Page<'_>) -> Vec<Block> {
    build::blocks(all, page)
}
