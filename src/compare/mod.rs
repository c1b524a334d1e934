//! Two programs side by side: what they say and what they pay differently, as data. [`diff`] is the whole of it; the
//! other files pair names, lay out values as grids of cases and read directions. Never looks at texts or lines: two
//! files that say the same in another order or another tongue are equal.

mod behaviour;
mod benefit;
mod boxes;
pub mod changes;
mod classes;
mod clauses;
mod conditions;
pub mod conform;
mod cover;
pub mod data;
mod definitions;
mod diff;
mod direction;
pub mod everybody;
mod fix;
mod freeze;
mod graft;
mod keys;
mod lists;
pub mod matrix;
mod meaning;
mod only;
mod paid;
mod polarity;
mod reads;
mod shared;
mod space;
mod standing;
pub mod tables;
mod told;
mod values;
pub mod verify;
mod words;
mod worth;

pub use conform::{ClausesOnly, Conformance, Decide, Decision, Finding, Fix, conform};
pub use diff::{Options, Thoroughness, diff};
pub(crate) use direction::is_minor_alone;
pub use fix::Edit;
pub use matrix::{Matrix, matrix};
pub use only::{Only, Unknown};
#[cfg(feature = "lsp")]
pub(crate) use shared::Shared;
pub use shared::{Both, Side, SideId, Which};
pub use standing::Standing;
pub(crate) use told::{short_from, short_gap, short_points};
pub(crate) use values::money_text;
#[cfg(feature = "lsp")]
pub(crate) use values::number_text;
pub use verify::{Everything, verify};
pub(crate) use words::and_others;
