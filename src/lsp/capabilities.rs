//! What the editor can do, and what the server offers it.

use lsp_types::{InitializeParams, SemanticTokenModifier, SemanticTokenType};
use serde_json::{Value, json};

use super::assist::Command;
use super::positions::Encoding;
use super::tokens;
use crate::base::text::Lang;

/// What is known of the editor.
#[derive(Clone, Debug)]
pub(super) struct Client {
    pub(super) encoding: Encoding,
    /// The tongue of its menus.
    pub(super) lang: Option<Lang>,
    pub(super) watches_files: bool,
    /// What it asks anew when told so.
    pub(super) refreshes: Vec<&'static str>,
    pub(super) related: bool,
    pub(super) tags: bool,
    pub(super) snippets: bool,
    pub(super) markdown: bool,
    pub(super) links: bool,
    pub(super) tree_of_symbols: bool,
    /// Whether it asks for the edits of an action only when that is chosen.
    pub(super) resolves_edits: bool,
    pub(super) actions: bool,
}

impl Default for Client {
    fn default() -> Client {
        Client {
            encoding: Encoding::Utf16,
            lang: None,
            watches_files: false,
            refreshes: Vec::new(),
            related: false,
            tags: false,
            snippets: false,
            markdown: false,
            links: false,
            tree_of_symbols: false,
            resolves_edits: false,
            actions: false,
        }
    }
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Client {
        let offered = params.capabilities.general.as_ref().and_then(|own| own.position_encodings.as_deref());
        let all = serde_json::to_value(&params.capabilities).unwrap_or(Value::Null);
        let is = |pointer: &str| all.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
        let holds = |pointer: &str, wanted: &str| {
            let list = all.pointer(pointer).and_then(Value::as_array);
            list.is_some_and(|list| list.iter().any(|own| own.as_str() == Some(wanted)))
        };
        let locale = params.locale.as_deref().map(str::to_ascii_lowercase).unwrap_or_default();
        let lang = match locale.get(..2) {
            Some("zh") => Some(Lang::Zh),
            Some("en") => Some(Lang::En),
            _ => None,
        };
        let refreshes = [
            ("/workspace/codeLens/refreshSupport", "workspace/codeLens/refresh"),
            ("/workspace/inlayHint/refreshSupport", "workspace/inlayHint/refresh"),
            ("/workspace/semanticTokens/refreshSupport", "workspace/semanticTokens/refresh"),
        ];
        Client {
            encoding: Encoding::agreed(offered),
            lang,
            watches_files: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            refreshes: refreshes.iter().filter(|(own, _)| is(own)).map(|(_, method)| *method).collect(),
            related: is("/textDocument/publishDiagnostics/relatedInformation"),
            tags: all.pointer("/textDocument/publishDiagnostics/tagSupport").is_some_and(|own| !own.is_null()),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            markdown: holds("/textDocument/hover/contentFormat", "markdown"),
            links: is("/textDocument/definition/linkSupport"),
            tree_of_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            resolves_edits: holds("/textDocument/codeAction/resolveSupport/properties", "edit"),
            actions: all.pointer("/textDocument/codeAction/codeActionLiteralSupport").is_some_and(|own| !own.is_null()),
        }
    }
}

/// The commands of the server itself.
pub(super) const EXPLAIN: &str = "polcheck.explain";

/// Returns the answer to `initialize`.
pub(super) fn of_server(client: &Client) -> Value {
    let commands: Vec<&str> = Command::ALL.iter().map(|own| own.id()).chain([EXPLAIN]).collect();
    let types: Vec<&SemanticTokenType> = tokens::TYPES.iter().collect();
    let modifiers: Vec<&SemanticTokenModifier> = tokens::MODIFIERS.iter().collect();
    json!({
        "serverInfo": { "name": "polcheck", "version": env!("CARGO_PKG_VERSION") },
        "capabilities": {
            "positionEncoding": client.encoding.kind(),
            "textDocumentSync": { "openClose": true, "change": 2, "save": { "includeText": false } },
            "hoverProvider": true,
            "completionProvider": { "triggerCharacters": [" ", ".", "=", "@", "[", ":", "：", "，", ","] },
            "signatureHelpProvider": { "triggerCharacters": ["(", "（", " ", ",", "，"], "retriggerCharacters": [" "] },
            "definitionProvider": true,
            "declarationProvider": true,
            "typeDefinitionProvider": true,
            "implementationProvider": true,
            "referencesProvider": true,
            "documentHighlightProvider": true,
            "documentSymbolProvider": true,
            "workspaceSymbolProvider": true,
            "codeActionProvider": {
                "codeActionKinds": ["quickfix", "source.fixAll"],
                "resolveProvider": true,
            },
            "codeLensProvider": { "resolveProvider": true },
            "documentFormattingProvider": true,
            "documentRangeFormattingProvider": true,
            "documentOnTypeFormattingProvider": {
                "firstTriggerCharacter": "，",
                "moreTriggerCharacter": [
                    "：", "；", "（", "）", "“", "”", "％", "｛", "｝", "［", "］", "＝", "＠", "＃", "．", "／",
                    "０", "１", "２", "３", "４", "５", "６", "７", "８", "９",
                ],
            },
            "renameProvider": { "prepareProvider": true },
            "foldingRangeProvider": true,
            "selectionRangeProvider": true,
            "inlayHintProvider": true,
            "semanticTokensProvider": {
                "legend": { "tokenTypes": types, "tokenModifiers": modifiers },
                "full": true,
                "range": true,
            },
            "executeCommandProvider": { "commands": commands },
            "workspace": {
                "workspaceFolders": { "supported": true, "changeNotifications": true },
            },
        },
    })
}
