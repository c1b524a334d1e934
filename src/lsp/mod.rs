//! The language server. What it knows of policies stands in `assist`, without a word of the protocol.

pub mod assist;
