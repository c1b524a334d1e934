//! Tables in and out: rows of CSV, workbooks or Parquet to claims, and what became of every row to tables again.
//!
//! Unlike the engines, which take facts for granted, this folder knows how people write them down: headings, dates,
//! amounts, encodings. Opens no file: readers and writers are handed in. A row is settled, cancelled or refused by name;
//! none is lost.

pub mod answers;
pub mod bill;
pub mod cell;
pub mod columns;
pub mod csv;
pub mod decode;
pub mod facts;
mod fields;
pub mod generate;
mod header;
pub mod intake;
pub mod layout;
pub mod out;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod people;
pub mod periods;
pub mod population;
pub mod reconcile;
pub mod record;
pub mod roll;
pub mod settle;
pub mod sheaf;
pub mod sheets;
pub mod spill;
pub mod table;
pub mod totals;
pub mod trace;
mod words;
#[cfg(feature = "xlsx")]
pub mod xlsx;
