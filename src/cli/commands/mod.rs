//! A file for each command: arguments in, a report out.

pub(super) mod case;
pub(super) mod check;
pub(super) mod ci;
pub(super) mod compare;
pub(super) mod completions;
pub(super) mod config;
pub(super) mod conform;
mod coverage;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod fmt;
mod generate;
pub(super) mod git_diff_driver;
pub(super) mod init;
#[cfg(feature = "lsp")]
pub(super) mod lsp;
pub(super) mod man;
pub(super) mod merge;
pub(super) mod population;
pub(super) mod settle;
pub(super) mod show;
pub(super) mod test;
pub(super) mod verify;
