//! A file for each command: arguments in, a report out.

pub(super) mod case;
pub(super) mod check;
mod coverage;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod fmt;
mod generate;
pub(super) mod show;
pub(super) mod test;
