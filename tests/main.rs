//! The one test binary: lists the modules.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod bounds;
#[cfg(feature = "cli")]
mod cli;
mod counties;
#[cfg(feature = "cli")]
mod coverage;
mod engines;
mod equivalence;
mod everybody;
mod format;
#[cfg(feature = "cli")]
mod help;
mod independent;
mod interp;
mod laws;
mod layers;
mod lint;
mod manual;
mod parser;
mod published_rules;
mod render;
#[cfg(feature = "cli")]
mod schemas;
#[cfg(feature = "cli")]
mod streams;
mod suite;
mod support;
#[cfg(feature = "cli")]
mod tongues;
#[cfg(feature = "cli")]
mod widths;
mod years;
