//! "Did you mean": the nearest of the names in scope.

pub use crate::base::nearest::nearest;
