//! All counties in one matrix, as a page for people or as JSON: what they agree on, who stands out, what typical persons
//! get, and the index of disparity.

mod build;
mod json;
mod words;

use super::page::{self, Block, Setting};
use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::compare::Matrix;

pub use super::worked_sum::Form;
pub use json::SCHEMA_VERSION;

/// How a matrix is set.
#[derive(Clone, Copy, Debug)]
pub struct Page<'s> {
    pub sources: &'s SourceMap,
    pub form: Form,
    pub lang: Lang,
    /// How wide a line is; `None`: as wide as it needs, every county in a column of its own.
    pub width: Option<usize>,
    pub color: bool,
    /// With the lines in which all counties agree, and the entries of lists.
    pub full: bool,
}

/// Returns the matrix as text.
pub fn render(matrix: &Matrix, page: &Page<'_>) -> String {
    let setting = match page.form {
        Form::Text => Setting::Text { width: page.width.unwrap_or(80), color: page.color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return json::json(matrix, page.sources),
    };
    page::set(&blocks(matrix, page), setting)
}

/// Returns the matrix as a page that has yet to be set.
pub(crate) fn blocks(matrix: &Matrix, page: &Page<'_>) -> Vec<Block> {
    build::blocks(matrix, page)
}
