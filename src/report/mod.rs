//! Results as data, and the data as text for people, Markdown or JSON. Decides nothing and computes no amounts.

pub mod coverage;
pub mod diff;
pub mod grid;
pub mod history;
pub mod show;
pub mod worked_sum;
