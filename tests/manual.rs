//! Holds the pages of `docs/` to what polcheck does.
//!
//! `manual/diagnostics.rs` reads the page of each code, `lesson.rs` follows a tutorial as its reader would. `UPDATE=1 cargo test manual` writes what polcheck says anew.

#[cfg(feature = "cli")]
mod lesson;

mod diagnostics;
