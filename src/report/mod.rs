//! Results as data, and the data as text for people, web pages, workbooks, Markdown or JSON. Decides nothing and computes
//! no amounts.

pub mod compare;
pub mod conform;
pub mod coverage;
pub mod diff;
pub mod grid;
pub mod history;
pub(crate) mod page;
pub mod show;
mod sources;
pub mod tests;
pub mod worked_sum;
