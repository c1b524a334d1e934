//! Parquet and Arrow IPC in and out; nothing else names `arrow` or `parquet`.
//!
//! Unlike the other readers, which make rows of cells, this folder can also leave columns as they are: [`settle`] takes
//! batches to the column engine and only rows that are unusual in some way go through cells. Opens no file.

mod behind;
mod decode;
mod messages;
pub mod open;
pub mod read;
pub mod settle;
pub mod write;
