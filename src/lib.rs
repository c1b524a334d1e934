//! polcheck turns policy text into answers, in one direction.

pub mod base;
#[cfg(feature = "cli")]
pub mod cli;
pub mod column;
pub mod compare;
pub mod coverage;
pub mod data;
pub mod diagnostic;
pub mod interp;
pub mod ir;
pub mod lint;
#[cfg(feature = "lsp")]
pub mod lsp;
pub mod model;
pub mod report;
pub mod symbolic;
pub mod syntax;
pub mod value;
pub mod workspace;
