//! Many cases: programs and batches of claims in, what every benefit pays on every claim out.
//!
//! Unlike `interp`, which works one case out step by step, this folder prepares each program once and runs it over dense
//! columns; what it pays and what it rejects is the same to the fen and to the reason. Never opens a file, sorts rows or
//! knows how a table is written.
//!
//! ```text
//! let run = Run::new(&programs);                 // once: a schema of all facts, a plan for each county
//! for each batch of whole subjects:              // Carry cuts a stream of rows into such batches
//!     settle(&run, &batch, &options, &mut out);  // `out` is reused; its columns are as long as the batch
//! ```
//!
//! - [`Run`] takes the programs of all counties of a run. Its [`Schema`] lists every fact that one of them declares, once
//!   for all, and numbers the entries of each enum and catalogue; its benefits ([`Run::benefits`]) are those of all
//!   counties by name. [`Run::plan_text`] tells how each will be run and what is slow, and why.
//! - [`Batch`] holds rows: whose claim it is (`subject`), which county, the day, and a column for each fact that the
//!   data have. All rows of a subject (a person, or a household with `member`) stand together, in claim order: by date,
//!   by `结算顺序`, by claim id. A subject that is out of order is settled in order all the same, only more slowly.
//! - [`Settlement`] has a column of amounts in 分 for each benefit of the run, and a list of the rows that were taken out:
//!   cancelled by a reversed bill, or rejected, with the evaluator's own reason.
//! - There are three ways, each for what the one before cannot say, and each for whole subjects: kernels over chunks of rows
//!   (a benefit without a kernel row by row between them), the plan claim by claim (amounts out of range, several identities,
//!   gaps), the evaluator itself (what no plan says, reversed bills). [`Settlement::counts`] says how many rows went which.
//! - A row that the evaluator rejects because a clause has no answer goes the way of its subject: `refusal` knows what the
//!   evaluator said of the first row of its kind.

mod batch;
mod block;
mod by_row;
mod chunk;
mod clauses;
mod columns;
mod desk;
mod exact;
mod from_ir;
mod kernels;
mod layout;
mod levels;
mod plan;
mod reads;
mod reference;
mod refusal;
mod run;
mod settlement;
mod shape;
mod today;

pub use batch::{Batch, Carry, Cells, Counties, Field, Kind, Schema, Values, Vocabulary, date_of, day_of};
pub use levels::Level;
pub use reference::{Reason, Rejection, Standing, Subject};
pub use run::{BenefitSlot, Beside, County, Means, Options, Run, Ways, settle, settle_beside, settle_by};
pub use settlement::{Counts, NotDue, Settlement};
