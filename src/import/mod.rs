//! Tables of benefits as offices keep them, to policies: every filled cell becomes part of a clause, is left out by a rule
//! with a name, or stands in a list of what is asked, with what to write.
//!
//! Unlike `data`, which reads rows of one known shape, this folder finds out what a table is about. Guesses nothing: what
//! can be read in two ways is asked. Opens no file, and does not check what it writes; `workspace` does.

pub mod export;
pub mod layout;
pub mod mapping;
pub mod names;
pub mod policy;
pub mod rows;
pub mod said;
mod telling;
pub mod value;
mod words;

use crate::base::text::Text;
use crate::data::sheets::Book;
pub use layout::{Layout, Wishes};
pub use names::Known;

pub use rows::read;
pub use said::{Fate, Import, Open, Place, Region, Rule, Statement, Weight};

/// What became of a book: policies, and what is to be told.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub book: Book,
    pub import: Import,
    pub files: Vec<File>,
    /// Why a policy that was written does not hold; then none is to be kept.
    pub faults: Vec<Text>,
}

/// A policy that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    pub region: String,
    pub text: String,
    /// The file that states this jurisdiction already, if one does.
    pub stated_in: Option<String>,
    pub benefits: usize,
}
