//! Workbooks in and out, row by row in constant memory; nothing else names `calamine`, `zip` or what writes cells.

pub(super) mod measure;
pub mod read;
pub mod sheets;
pub mod write;
