//! Text to tree: what an author wrote, with its places. Never looks up names, never fails.

pub mod ast;
pub mod format;
mod from_text;
pub mod keywords;
mod normalise;
mod words;
