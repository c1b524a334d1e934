//! A file for each command: arguments in, a report out.

pub(super) mod case;
pub(super) mod check;
pub(super) mod compare;
pub(super) mod conform;
pub(super) mod diff;
pub(super) mod explain;
pub(super) mod fmt;
pub(super) mod show;
pub(super) mod test;
