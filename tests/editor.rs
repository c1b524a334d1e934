//! The language server, as an editor meets it: the real program over pipes.

mod client;
mod names;
mod protocol;
mod typing;
