//! Results as data, and the data as text for people, web pages, workbooks, Markdown or JSON. Decides nothing and computes
//! no amounts.

pub mod ci;
pub mod compare;
pub mod conform;
pub mod coverage;
pub mod diff;
pub mod grid;
pub mod history;
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports, reason = "only faces ask for documents"))]
pub mod import;
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports, reason = "only faces ask for documents"))]
pub(crate) mod page;
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports, reason = "only faces ask for documents"))]
pub mod settle;
#[cfg_attr(not(feature = "cli"), allow(dead_code, unused_imports, reason = "only faces ask for documents"))]
pub mod show;
mod sources;
pub mod tests;
pub mod verify;
pub mod worked_sum;
