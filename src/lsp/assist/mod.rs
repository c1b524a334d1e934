//! What an editor can say about a place in a text: hover, completion, hints, lenses, signatures, commands. A state of the
//! workspace and a place in; texts and byte ranges out. Knows nothing of the protocol, of positions in lines, of a clock.
//!
//! Everything here works on broken texts: what cannot be said is left out, and no question is an error but a command
//! with wrong arguments.

mod complete;
mod execute;
mod ground;
mod hints;
mod hover;
mod lens;
mod pinyin;
mod signature;
mod words;

use std::ops::Range;

use crate::base::date::Date;
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::workspace::{Analysis, Workspace};

/// The texts and what is known of them when a question is asked. `analysis` is that of `workspace`.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'w> {
    pub workspace: &'w Workspace,
    pub analysis: &'w Analysis,
    /// The day on which values are told.
    pub today: Date,
    /// The tongue of answers; `None`: that of the text asked about.
    pub lang: Option<Lang>,
}

/// What a clause, a name or a document means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// What it is said of.
    pub span: Span,
    /// Nothing of a policy's text can break it.
    pub markdown: String,
}

/// Returns what is to be said of what stands at a byte offset.
pub fn hover(snapshot: &Snapshot<'_>, source: SourceId, offset: usize) -> Option<Hover> {
    hover::hover(snapshot, source, offset)
}

/// What an offered text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CompletionKind {
    Keyword,
    /// A whole clause or declaration with holes; its text is a snippet (`$1`, `${2:…}`, `$0`).
    Snippet,
    Fact,
    /// An entry of an enum or a catalogue.
    Entry,
    Param,
    Define,
    Group,
    Table,
    List,
    Benefit,
    Identity,
    Document,
    Standard,
    Jurisdiction,
    Type,
    Unit,
    Member,
    Function,
}

/// A text that may stand at the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub label: String,
    pub kind: CompletionKind,
    /// Beside the label, on one line.
    pub detail: String,
    /// Markdown.
    pub documentation: String,
    /// What is inserted in place of `replace`.
    pub insert: String,
    /// Bytes of the text; holds the offset or ends there.
    pub replace: Range<usize>,
    /// What the letters typed are compared with: contains them, however the name was found.
    pub filter: String,
    /// Sorts the offers: the best first.
    pub sort: String,
}

/// What may stand at a place, the likeliest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completions {
    pub items: Vec<Completion>,
    /// Whether there is more than is listed: ask again with the next letter.
    pub incomplete: bool,
}

/// Returns what may stand at a byte offset of a text. The text may be newer than that of the snapshot, from which only the
/// names come.
pub fn complete(snapshot: &Snapshot<'_>, source: SourceId, text: &str, offset: usize) -> Completions {
    complete::complete(snapshot, source, text, offset)
}

/// A remark shown between the letters of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// Behind which byte it stands.
    pub offset: usize,
    pub text: String,
    /// Plain text.
    pub tooltip: String,
}

/// Returns the remarks on a range of a text, in its order.
pub fn hints(snapshot: &Snapshot<'_>, source: SourceId, range: Range<usize>) -> Vec<Hint> {
    hints::hints(snapshot, source, range)
}

/// Something to do, offered above a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lens {
    pub span: Span,
    pub title: String,
    /// One of [`Command::id`].
    pub command: &'static str,
    pub arguments: Vec<String>,
}

/// Returns what can be done with the declarations of a text, in its order. Runs nothing: the result of a test is told by
/// [`resolve`].
pub fn lenses(snapshot: &Snapshot<'_>, source: SourceId) -> Vec<Lens> {
    lens::lenses(snapshot, source)
}

/// Returns the same lens with its present result in the title, where that can be had in a bounded time.
pub fn resolve(snapshot: &Snapshot<'_>, lens: Lens) -> Lens {
    lens::resolve(snapshot, lens)
}

/// What can be asked for by an editor, by menus and lenses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// A jurisdiction and the title of a test.
    RunTest,
    /// A jurisdiction.
    RunTests,
    /// A jurisdiction, then facts as `name=value`; a benefit as `benefit=name`, a day as `on=2026-01-01`.
    SettleCase,
    /// Two jurisdictions, each with `@DATE` if need be; then a benefit or another name.
    CompareWith,
    /// A jurisdiction.
    Conform,
    /// A jurisdiction.
    Verify,
    /// A jurisdiction, then names.
    Show,
    /// A jurisdiction, then names.
    History,
}

/// An answer of a command, to be shown as a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub title: String,
    pub markdown: String,
}

impl Command {
    pub const ALL: &'static [Command] = &[
        Command::RunTest,
        Command::RunTests,
        Command::SettleCase,
        Command::CompareWith,
        Command::Conform,
        Command::Verify,
        Command::Show,
        Command::History,
    ];

    /// Returns the name under which editors ask for it.
    pub fn id(self) -> &'static str {
        match self {
            Command::RunTest => "polcheck.runTest",
            Command::RunTests => "polcheck.runTests",
            Command::SettleCase => "polcheck.settleCase",
            Command::CompareWith => "polcheck.compareWith",
            Command::Conform => "polcheck.conform",
            Command::Verify => "polcheck.verify",
            Command::Show => "polcheck.show",
            Command::History => "polcheck.history",
        }
    }

    /// Returns the command of a name.
    pub fn find(id: &str) -> Option<Command> {
        Command::ALL.iter().copied().find(|own| own.id() == id)
    }
}

/// Returns what the command line would answer, or what is wrong with the arguments.
pub fn execute(snapshot: &Snapshot<'_>, command: Command, arguments: &[String]) -> Result<Answer, Text> {
    execute::execute(snapshot, command, arguments)
}

/// What is expected where the cursor is, in a row of a table or the arguments of a define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    pub label: String,
    /// Markdown.
    pub documentation: String,
    pub parameters: Vec<Parameter>,
    /// The place of the one in which the cursor is.
    pub active: usize,
}

/// A dimension or column of a table, an argument of a define.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its bytes in the label.
    pub label: Range<usize>,
    /// Markdown: its type and the values that may stand there.
    pub documentation: String,
}

/// Returns what is expected at a byte offset of a text, which may be newer than that of the snapshot.
pub fn signature(snapshot: &Snapshot<'_>, source: SourceId, text: &str, offset: usize) -> Option<Signature> {
    signature::signature(snapshot, source, text, offset)
}

/// How well letters fit a name: by the name itself, by its pinyin or the first letters of that; the least is the best.
/// `None`: not at all. An empty query fits everything.
pub fn matches(query: &str, name: &str) -> Option<u32> {
    pinyin::matches(query, name)
}

/// Returns the offset, or the nearest one before it at which a letter begins.
fn floor(text: &str, offset: usize) -> usize {
    let offset = offset.min(text.len());
    (0..=offset).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
