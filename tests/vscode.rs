//! The files of the editor's extension (`editors/vscode`) that follow from the language: colours and snippets.

mod grammar;
mod patterns;
mod roles;
mod snippets;
