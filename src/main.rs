//! Calls `cli` and returns its exit code.

fn main() {}
