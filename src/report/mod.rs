//! Results as data, and the data as text for people, Markdown or JSON. Decides nothing and computes no amounts.

pub mod compare;
pub mod conform;
pub mod diff;
pub mod grid;
pub(crate) mod page;
pub mod show;
mod sources;
pub mod worked_sum;
