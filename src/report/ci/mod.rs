//! A reviewed change as a page for people, as JSON, and in the forms that forges read: SARIF, JUnit, annotations, a report
//! on code quality. Sets what `compare::changes` found; decides nothing.

mod build;
mod forges;
mod json;
mod junit;
mod people;
mod sarif;
mod words;

use super::page::{self, Block, Setting};
use crate::base::source::SourceMap;
use crate::base::text::Lang;
use crate::compare::changes::Review;

pub use super::worked_sum::Form;
#[cfg(feature = "cli")]
pub(crate) use build::message;
pub use json::SCHEMA_VERSION;

/// How a review is set.
#[derive(Clone, Copy, Debug)]
pub struct Page<'s> {
    pub sources: &'s SourceMap,
    pub form: Form,
    pub lang: Lang,
    pub width: usize,
    pub color: bool,
    /// From the root of the repository to the workspace, with `/` at its end; forges count from the root.
    pub prefix: &'s str,
}

/// A form that a forge reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forge {
    Sarif,
    Junit,
    Github,
    Gitlab,
}

/// Returns the review as text.
pub fn render(review: &Review, page: &Page<'_>) -> String {
    let setting = match page.form {
        Form::Text => Setting::Text { width: page.width, color: page.color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return json::json(review, page.sources),
    };
    page::set(&blocks(review, page), setting)
}

/// Returns the review as a page that has yet to be set.
pub(crate) fn blocks(review: &Review, page: &Page<'_>) -> Vec<Block> {
    build::blocks(review, page)
}

/// Returns the review in the form of a forge.
pub fn for_forge(review: &Review, page: &Page<'_>, forge: Forge) -> String {
    match forge {
        Forge::Sarif => sarif::sarif(review, page),
        Forge::Junit => junit::junit(review, page),
        Forge::Github => forges::github(review, page),
        Forge::Gitlab => forges::gitlab(review, page),
    }
}

/// Returns what a change does to some files, line by line, as `git diff` shows it.
pub fn lines(review: &Review, page: &Page<'_>) -> String {
    build::lines(review, page)
}
