//! The one test binary: lists the modules.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

mod again;
#[cfg(feature = "lsp")]
mod assist;
mod bounds;
#[cfg(feature = "cli")]
mod ci;
#[cfg(feature = "cli")]
mod cli;
mod columns;
mod counties;
#[cfg(feature = "cli")]
mod coverage;
#[cfg(all(feature = "cli", feature = "xlsx"))]
mod data;
#[cfg(all(feature = "cli", feature = "lsp"))]
mod editor;
mod engines;
mod equivalence;
mod everybody;
mod format;
mod glance;
#[cfg(feature = "cli")]
mod help;
#[cfg(all(feature = "cli", feature = "xlsx"))]
mod import;
mod independent;
#[cfg(all(feature = "cli", feature = "xlsx"))]
mod intake;
mod interp;
mod laws;
mod layers;
mod lint;
mod manual;
mod numbers;
mod parser;
mod published_rules;
mod random;
mod render;
#[cfg(feature = "cli")]
mod schemas;
mod solver;
#[cfg(feature = "cli")]
mod streams;
mod suite;
mod support;
mod tables;
#[cfg(feature = "cli")]
mod tongues;
mod tried;
mod verified;
mod verify;
mod vscode;
#[cfg(feature = "cli")]
mod widths;
mod years;
