//! Holds the pages of `docs/` to what polcheck does.
//!
//! `manual/diagnostics.rs` reads the page of each code, `lesson.rs` follows a tutorial as its reader would,
//! `pages.rs` runs the examples of the reference and holds both tongues to each other, `constructs.rs` compares the
//! reference with the grammar. `UPDATE=1 cargo test manual` writes what polcheck says anew.

#[cfg(feature = "cli")]
mod lesson;

mod constructs;
mod diagnostics;
mod pages;
