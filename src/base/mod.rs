//! Ground that knows nothing of policies: texts and places, exact numbers, dates, the two tongues.

pub mod date;
pub mod nearest;
pub mod number;
pub mod source;
pub mod span;
pub mod text;
#[allow(dead_code, reason = "drawing terminals and reports may be left out")]
pub(crate) mod wrap;
