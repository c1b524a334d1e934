//! Requests to answers: which states of the texts a request needs, and the function that answers it.

use std::sync::Arc;

use lsp_server::{ErrorCode, ResponseError};
use lsp_types::Position;
use serde_json::{Value, json};

use super::capabilities::Client;
use super::positions::Lines;
use super::server::error;
use super::snapshot::Snapshot;
use super::{actions, assistance, formatting, navigation, structure, tokens, words};
use crate::base::source::SourceId;
use crate::base::text::{Lang, Text};

/// What a request needs to be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Needs {
    /// The text alone.
    Text,
    /// Names from any state, and the text as it is now.
    Newest,
    /// What is known of the text as it is now.
    Fresh,
    /// What is known of all texts.
    Whole,
}

/// What an answer is made of.
pub(super) struct Ask {
    /// The state of the workspace of the text; of all workspaces for a request that is about no text.
    pub(super) snapshots: Vec<Arc<Snapshot>>,
    /// The name of the text in its workspace.
    pub(super) name: Option<String>,
    pub(super) text: Option<(Arc<str>, Arc<Lines>)>,
    pub(super) client: Client,
    pub(super) lang: Lang,
}

type Answer = Result<Value, ResponseError>;

/// Returns what a request needs; `None` for one that is not known.
pub(super) fn needs(method: &str) -> Option<Needs> {
    Some(match method {
        "textDocument/documentSymbol"
        | "textDocument/foldingRange"
        | "textDocument/formatting"
        | "textDocument/rangeFormatting"
        | "textDocument/onTypeFormatting"
        | "textDocument/selectionRange" => Needs::Text,
        "textDocument/completion" | "textDocument/signatureHelp" => Needs::Newest,
        "textDocument/hover"
        | "textDocument/definition"
        | "textDocument/declaration"
        | "textDocument/typeDefinition"
        | "textDocument/implementation"
        | "textDocument/references"
        | "textDocument/documentHighlight"
        | "textDocument/prepareRename"
        | "textDocument/rename"
        | "textDocument/codeAction"
        | "codeAction/resolve"
        | "textDocument/codeLens"
        | "textDocument/inlayHint"
        | "textDocument/semanticTokens/full"
        | "textDocument/semanticTokens/range" => Needs::Fresh,
        "workspace/symbol" | "workspace/executeCommand" | "codeLens/resolve" => Needs::Whole,
        _ => return None,
    })
}

/// Answers a request.
pub(super) fn answer(ask: &Ask, method: &str, params: Value) -> Answer {
    match method {
        "textDocument/documentSymbol" => structure::symbols(ask, &read(method, ask, params)?),
        "textDocument/foldingRange" => structure::folding(ask),
        "textDocument/selectionRange" => structure::selections(ask, &read(method, ask, params)?),
        "textDocument/formatting" => formatting::whole(ask),
        "textDocument/rangeFormatting" => formatting::range(ask, &read(method, ask, params)?),
        "textDocument/onTypeFormatting" => formatting::typed(ask, &read(method, ask, params)?),
        "textDocument/completion" => assistance::completion(ask, &read(method, ask, params)?),
        "textDocument/signatureHelp" => assistance::signature(ask, &read(method, ask, params)?),
        "textDocument/hover" => assistance::hover(ask, &read(method, ask, params)?),
        "textDocument/codeLens" => assistance::lenses(ask),
        "codeLens/resolve" => assistance::resolve_lens(ask, params),
        "textDocument/inlayHint" => assistance::hints(ask, &read(method, ask, params)?),
        "workspace/executeCommand" => assistance::execute(ask, &read(method, ask, params)?),
        "textDocument/definition" => navigation::definition(ask, &read(method, ask, params)?),
        "textDocument/declaration" => navigation::requirements(ask, &read(method, ask, params)?),
        "textDocument/typeDefinition" => navigation::parent(ask, &read(method, ask, params)?),
        "textDocument/implementation" => navigation::children(ask, &read(method, ask, params)?),
        "textDocument/references" => navigation::references(ask, &read(method, ask, params)?),
        "textDocument/documentHighlight" => navigation::highlights(ask, &read(method, ask, params)?),
        "textDocument/prepareRename" => navigation::prepare_rename(ask, &read(method, ask, params)?),
        "textDocument/rename" => navigation::rename(ask, &read(method, ask, params)?),
        "textDocument/codeAction" => actions::list(ask, &read(method, ask, params)?),
        "codeAction/resolve" => actions::resolve(ask, params),
        "textDocument/semanticTokens/full" => tokens::full(ask),
        "textDocument/semanticTokens/range" => tokens::range(ask, &read(method, ask, params)?),
        "workspace/symbol" => navigation::symbols(ask, &read(method, ask, params)?),
        _ => Err(error(ErrorCode::MethodNotFound, words::unknown_method(method).get(ask.lang).to_owned())),
    }
}

fn read<T: serde::de::DeserializeOwned>(method: &str, ask: &Ask, params: Value) -> Result<T, ResponseError> {
    serde_json::from_value(params).map_err(|reason| {
        let text = words::bad_params(method, reason.to_string());
        error(ErrorCode::InvalidParams, text.get(ask.lang).to_owned())
    })
}

/// The state of a workspace and a text of it.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) source: SourceId,
}

impl Ask {
    /// Returns the state with the text that is asked about; `None`: it is not part of the workspace.
    pub(super) fn here(&self) -> Option<Here<'_>> {
        let snapshot = self.snapshots.first()?;
        let source = snapshot.find(self.name.as_deref()?)?;
        Some(Here { snapshot, source })
    }

    /// Returns the text that is asked about.
    pub(super) fn written(&self) -> Option<(&str, &Lines)> {
        self.text.as_ref().map(|(text, lines)| (text.as_ref(), lines.as_ref()))
    }

    /// Returns the tongue of answers.
    pub(super) fn tongue(&self) -> Lang {
        self.snapshots.first().map_or(self.lang, |own| own.lang)
    }

    pub(super) fn refusal(&self, text: &Text) -> ResponseError {
        error(ErrorCode::RequestFailed, text.get(self.tongue()).to_owned())
    }
}

impl Here<'_> {
    pub(super) fn text(&self) -> &str {
        &self.snapshot.source(self.source).text
    }

    pub(super) fn lines(&self) -> &Lines {
        self.snapshot.lines(self.source)
    }

    pub(super) fn offset(&self, position: Position, client: &Client) -> usize {
        self.lines().offset(self.text(), position, client.encoding)
    }

    pub(super) fn range(&self, bytes: std::ops::Range<usize>, client: &Client) -> lsp_types::Range {
        self.lines().range(self.text(), bytes, client.encoding)
    }
}

/// Returns an edit in the form of the protocol.
pub(super) fn text_edit(range: lsp_types::Range, text: &str) -> Value {
    json!({ "range": range, "newText": text })
}
