//! The fuzzer's target for `bodies::columns`.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target tries one of them")]
#[path = "../bodies.rs"]
mod bodies;

fuzz_target!(|text: &str| bodies::columns(text));
