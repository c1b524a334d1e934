//! What counties assert of themselves and what sensible rules have, as a page for people or as JSON: what holds, what
//! fails with people and bills that show it, what is not decided and why.

mod build;
mod json;
mod words;

use super::page::{self, Block, Setting};
use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::compare::verify::Verification;

pub use super::worked_sum::Form;
pub(crate) use build::{case_text, catalogue};
pub use json::SCHEMA_VERSION;
pub(crate) use json::case as case_json;

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
pub fn render(all: &[Verification], page: &Page<'_>) -> String {
    match page.form {
        Form::Json => json::json(all, page.sources),
        Form::Text | Form::Plain | Form::Markdown => page::set(&blocks(all, page), page.setting()),
    }
}

/// Returns the result as a page that has yet to be set.
pub(crate) fn blocks(all: &[Verification], page: &Page<'_>) -> Vec<Block> {
    build::blocks(all, page)
}

/// Returns the catalogue of properties as text.
pub fn list(page: &Page<'_>) -> String {
    match page.form {
        Form::Json => json::list(),
        Form::Text | Form::Plain | Form::Markdown => page::set(&catalogue(page.lang), page.setting()),
    }
}

impl Page<'_> {
    fn setting(&self) -> Setting {
        match self.form {
            Form::Text => Setting::Text { width: self.width, color: self.color },
            Form::Plain => Setting::Plain,
            Form::Markdown | Form::Json => Setting::Markdown,
        }
    }
}
