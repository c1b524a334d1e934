//! From a name to where it is declared and used, from a clause to what it takes the place of and to the standard, and new
//! names.

use lsp_server::ResponseError;
use lsp_types::{ReferenceParams, RenameParams, TextDocumentPositionParams, WorkspaceSymbolParams};
use serde_json::{Value, json};

use super::answers::{Ask, Here, text_edit};
use super::{assist, structure, words};
use crate::base::span::Span;

type Answer = Result<Value, ResponseError>;

/// The most symbols that are listed.
const MOST_SYMBOLS: usize = 400;

/// Returns where the name at a position is declared; of a change, what it changes.
pub(super) fn definition(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Ok(Value::Null) };
    let found = here.snapshot.known().named(here.source, offset);
    let origin = found.first().map(|own| own.at);
    let mut targets: Vec<Span> = found.iter().map(|own| own.of).collect();
    if targets.is_empty() {
        targets = here.snapshot.known().parents(here.source, offset);
    }
    links(ask, here, origin, &targets)
}

/// Returns the clause of the text above, or of an earlier one, that the one at a position takes the place of.
pub(super) fn parent(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Ok(Value::Null) };
    let targets = here.snapshot.known().parents(here.source, offset);
    links(ask, here, None, &targets)
}

/// Returns the clauses of other texts that take the place of the one at a position.
pub(super) fn children(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Ok(Value::Null) };
    let targets = here.snapshot.known().children(here.source, offset);
    links(ask, here, None, &targets)
}

/// Returns the requirements of standards on what stands at a position; of a name without one, its declaration.
pub(super) fn requirements(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Ok(Value::Null) };
    let targets = here.snapshot.known().requirements(here.source, offset);
    if targets.is_empty() {
        return definition(ask, params);
    }
    links(ask, here, None, &targets)
}

fn place<'a>(ask: &'a Ask, params: &TextDocumentPositionParams) -> Option<(Here<'a>, usize)> {
    let here = ask.here()?;
    Some((here, here.offset(params.position, &ask.client)))
}

/// Returns places, with the whole of what stands there where the editor can show it.
fn links(ask: &Ask, here: Here<'_>, origin: Option<Span>, targets: &[Span]) -> Answer {
    let encoding = ask.client.encoding;
    let link = |span: &Span| {
        let location = here.snapshot.location(*span, encoding)?;
        if !ask.client.links {
            return Some(json!(location));
        }
        let whole = here.snapshot.tree(span.source).and_then(|tree| structure::declaration_at(tree, *span));
        let whole = whole.map_or(location.range, |whole| here.snapshot.range(whole, encoding));
        let mut link = json!({
            "targetUri": location.uri,
            "targetRange": whole,
            "targetSelectionRange": location.range,
        });
        if let Some(origin) = origin {
            link["originSelectionRange"] = json!(here.snapshot.range(origin, encoding));
        }
        Some(link)
    };
    Ok(Value::Array(targets.iter().filter_map(link).collect()))
}

/// Returns every place that names what the name at a position means.
pub(super) fn references(ask: &Ask, params: &ReferenceParams) -> Answer {
    let Some((here, offset)) = place(ask, &params.text_document_position) else { return Ok(Value::Null) };
    let known = here.snapshot.known();
    let mut places: Vec<Span> = Vec::new();
    for own in known.named(here.source, offset) {
        let uses = known.uses(own.of);
        places.extend(uses.into_iter().filter(|at| params.context.include_declaration || *at != own.of));
    }
    places.sort_unstable();
    places.dedup();
    let locations = places.into_iter().filter_map(|at| here.snapshot.location(at, ask.client.encoding));
    Ok(json!(locations.collect::<Vec<_>>()))
}

/// Returns the places of one text that name the same.
pub(super) fn highlights(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Ok(Value::Null) };
    let known = here.snapshot.known();
    let mut all = Vec::new();
    for own in known.named(here.source, offset) {
        for at in known.uses(own.of).into_iter().filter(|at| at.source == here.source) {
            // Written where it is declared, read elsewhere.
            let kind = if at == own.of { 3 } else { 2 };
            all.push(json!({ "range": here.snapshot.range(at, ask.client.encoding), "kind": kind }));
        }
    }
    all.dedup();
    Ok(Value::Array(all))
}

/// Returns the name at a position that can be changed, or says why not.
pub(super) fn prepare_rename(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some((here, offset)) = place(ask, params) else { return Err(ask.refusal(&words::nothing_to_rename())) };
    let span = here.snapshot.known().renamable(here.source, offset).map_err(|reason| ask.refusal(&reason))?;
    let written = &here.text()[span.range()];
    let name = written.trim_matches(['「', '」', '\'']);
    Ok(json!({ "range": here.snapshot.range(span, ask.client.encoding), "placeholder": name }))
}

/// Returns the edits of all texts that give something a new name.
pub(super) fn rename(ask: &Ask, params: &RenameParams) -> Answer {
    let Some((here, offset)) = place(ask, &params.text_document_position) else {
        return Err(ask.refusal(&words::nothing_to_rename()));
    };
    let edits = here.snapshot.known().rename(here.source, offset, &params.new_name);
    let edits = edits.map_err(|reason| ask.refusal(&reason))?;
    let mut changes = serde_json::Map::new();
    for edit in edits {
        let Some(location) = here.snapshot.location(edit.span, ask.client.encoding) else { continue };
        let own = changes.entry(location.uri.to_string()).or_insert_with(|| json!([]));
        if let Some(list) = own.as_array_mut() {
            list.push(text_edit(location.range, &edit.text));
        }
    }
    Ok(json!({ "changes": changes }))
}

/// Returns the declarations of all texts whose names fit some letters.
pub(super) fn symbols(ask: &Ask, params: &WorkspaceSymbolParams) -> Answer {
    let query = params.query.trim();
    let mut found: Vec<(u32, usize, Value)> = Vec::new();
    for snapshot in &ask.snapshots {
        for (id, tree) in snapshot.workspace.trees() {
            let Some(container) = tree.header.as_ref().map(|header| header.name.as_ref()) else { continue };
            let container = container.map(|name| name.text.clone()).unwrap_or_default();
            for symbol in structure::named(tree) {
                let fits = symbol.names.iter().filter_map(|name| fit(query, name)).min();
                let (Some(rank), Some(location)) = (fits, snapshot.location(symbol.span, ask.client.encoding)) else {
                    continue;
                };
                let own = json!({
                    "name": symbol.names.first(),
                    "kind": symbol.kind,
                    "location": location,
                    "containerName": container,
                });
                found.push((rank, id.0 as usize, own));
            }
        }
    }
    found.sort_by_key(|(rank, source, _)| (*rank, *source));
    Ok(Value::Array(found.into_iter().take(MOST_SYMBOLS).map(|(_, _, own)| own).collect()))
}

fn fit(query: &str, name: &str) -> Option<u32> {
    if query.is_empty() || name.starts_with(query) {
        return Some(0);
    }
    name.contains(query).then_some(1).or_else(|| assist::matches(query, name).map(|rank| rank.saturating_add(2)))
}
