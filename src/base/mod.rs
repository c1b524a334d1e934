//! Ground that knows nothing of policies: texts and places, exact numbers, dates, the two tongues.

pub(crate) mod beside;
pub mod columns;
pub mod date;
pub mod nearest;
pub mod number;
pub(crate) mod quick;
pub mod source;
pub mod span;
pub mod text;
pub mod withheld;
pub(crate) mod wrap;
