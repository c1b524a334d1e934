//! Parquet and Arrow IPC in and out; nothing else names `arrow` or `parquet`.

pub mod read;
pub mod write;
