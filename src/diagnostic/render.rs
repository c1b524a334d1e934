//! Diagnostics to text. Decides nothing about them.
