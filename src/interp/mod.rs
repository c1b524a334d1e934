//! The reference meaning: a program, a subject and claims in; what every benefit pays, why, and how it was worked out.
//!
//! Small, exact and slow; section 10 of `docs/language.md` sentence by sentence. Nothing is stored but outcomes: every
//! running total is the sum over earlier claims. [`settle`] settles claims, [`pay_period`] a monthly or yearly benefit,
//! [`run_scene`] a test; a [`Session`] answers any number of questions about one subject. What has no answer is an
//! [`Error`] with its place, never a zero. Never reads a clock or a file.

mod adjusted;
mod amounts;
mod asked;
mod benefit;
mod claims;
mod clauses;
mod context;
mod error;
mod expr;
mod limits;
mod list;
pub mod probe;
pub mod record;
mod scene;
mod segments;
mod session;
mod show;
mod states;
mod steps;
mod subject;
mod table;
mod totals;
pub mod trace;
mod words;

pub use asked::{Answer, Question};
pub use benefit::{Due, Outcome, Reason, Used};
pub use claims::{Rejection, SettledClaim, Settlement, Standing, settle, settle_by_benefit};
pub use context::Occurrence;
pub use error::{Error, ErrorKind, Fallible, standing_text};
pub use scene::{
    Check, MAX_PERIODS, Moment, SceneResult, Staged, run_scene, run_scene_reaching, stage, stage_with_ids,
};
pub use session::{MAX_CLAIMS, MAX_DEPTH, MAX_OUTCOMES, MAX_STEPS, Session};
pub use show::{percent_text, value_text, yuan_text};
pub use states::pay_period;
pub use subject::{Change, Claim, Facts, Member, Subject};
