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
mod manual;
mod parser;
mod published_rules;
mod render;
#[cfg(feature = "cli")]
mod schemas;
mod solver;
mod suite;
mod support;
mod tables;
#[cfg(feature = "cli")]
mod tongues;
mod years;
