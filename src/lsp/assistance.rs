//! What `assist` knows of a place, in the form of the protocol.

use lsp_server::ResponseError;
use lsp_types::{ExecuteCommandParams, InlayHintParams, TextDocumentPositionParams};
use serde_json::{Value, json};

use super::answers::Ask;
use super::assist::{self, Command, CompletionKind};
use super::capabilities::EXPLAIN;
use super::words;
use crate::diagnostic::{Code, pages};

type Answer = Result<Value, ResponseError>;

fn markdown(ask: &Ask, text: &str) -> Value {
    let kind = if ask.client.markdown { "markdown" } else { "plaintext" };
    json!({ "kind": kind, "value": text })
}

pub(super) fn hover(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let Some(here) = ask.here() else { return Ok(Value::Null) };
    let offset = here.offset(params.position, &ask.client);
    let Some(found) = assist::hover(&here.snapshot.for_assist(), here.source, offset) else { return Ok(Value::Null) };
    let range = here.range(found.span.range(), &ask.client);
    Ok(json!({ "contents": markdown(ask, &found.markdown), "range": range }))
}

/// Names come from the newest state that is known, the words around the place from the text as it is now.
pub(super) fn completion(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let (Some(here), Some((text, lines))) = (ask.here(), ask.written()) else { return Ok(Value::Null) };
    let encoding = ask.client.encoding;
    let offset = lines.offset(text, params.position, encoding);
    let found = assist::complete(&here.snapshot.for_assist(), here.source, text, offset);
    let items: Vec<Value> = found
        .items
        .into_iter()
        .map(|item| {
            let snippet = item.kind == CompletionKind::Snippet;
            let plain = snippet && !ask.client.snippets;
            let new = if plain { without_holes(&item.insert) } else { item.insert };
            json!({
                "label": item.label,
                "kind": kind_of(item.kind),
                "detail": item.detail,
                "documentation": markdown(ask, &item.documentation),
                "filterText": item.filter,
                "sortText": item.sort,
                "insertTextFormat": if snippet && !plain { 2 } else { 1 },
                "textEdit": { "range": lines.range(text, item.replace, encoding), "newText": new },
            })
        })
        .collect();
    Ok(json!({ "isIncomplete": found.incomplete, "items": items }))
}

/// Takes the holes out of a snippet: `${1:甲}` is `甲`, `$0` is nothing.
fn without_holes(snippet: &str) -> String {
    let mut out = String::new();
    let mut depth = 0;
    let mut letters = snippet.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => out.extend(letters.next()),
            '$' if letters.peek() == Some(&'{') => {
                letters.next();
                while letters.next_if(char::is_ascii_digit).is_some() {}
                letters.next_if_eq(&':');
                depth += 1;
            }
            '$' if letters.peek().is_some_and(char::is_ascii_digit) => {
                while letters.next_if(char::is_ascii_digit).is_some() {}
            }
            '}' if depth > 0 => depth -= 1,
            other => out.push(other),
        }
    }
    out
}

fn kind_of(kind: CompletionKind) -> u8 {
    match kind {
        CompletionKind::Keyword => 14,
        CompletionKind::Snippet => 15,
        CompletionKind::Fact => 5,
        CompletionKind::Entry => 20,
        CompletionKind::Param => 21,
        CompletionKind::Define | CompletionKind::Function => 3,
        CompletionKind::Group => 12,
        CompletionKind::Table => 22,
        CompletionKind::List => 13,
        CompletionKind::Benefit => 7,
        CompletionKind::Identity => 8,
        CompletionKind::Document => 17,
        CompletionKind::Standard => 18,
        CompletionKind::Jurisdiction => 9,
        CompletionKind::Type => 25,
        CompletionKind::Unit => 11,
        CompletionKind::Member => 6,
    }
}

pub(super) fn signature(ask: &Ask, params: &TextDocumentPositionParams) -> Answer {
    let (Some(here), Some((text, lines))) = (ask.here(), ask.written()) else { return Ok(Value::Null) };
    let offset = lines.offset(text, params.position, ask.client.encoding);
    let Some(found) = assist::signature(&here.snapshot.for_assist(), here.source, text, offset) else {
        return Ok(Value::Null);
    };
    // Labels of parameters are counted in UTF-16, whatever was agreed on for positions.
    let units = |offset: usize| found.label.get(..offset).map_or(0, |before| before.encode_utf16().count());
    let parameters: Vec<Value> = found
        .parameters
        .iter()
        .map(|own| {
            json!({
                "label": [units(own.label.start), units(own.label.end)],
                "documentation": markdown(ask, &own.documentation),
            })
        })
        .collect();
    let own = json!({
        "label": found.label,
        "documentation": markdown(ask, &found.documentation),
        "parameters": parameters,
    });
    Ok(json!({ "signatures": [own], "activeSignature": 0, "activeParameter": found.active }))
}

pub(super) fn hints(ask: &Ask, params: &InlayHintParams) -> Answer {
    let Some(here) = ask.here() else { return Ok(Value::Null) };
    let range = here.lines().bytes(here.text(), params.range, ask.client.encoding);
    let found = assist::hints(&here.snapshot.for_assist(), here.source, range);
    let hint = |own: assist::Hint| {
        json!({
            "position": here.lines().position(here.text(), own.offset, ask.client.encoding),
            "label": own.text,
            "tooltip": own.tooltip,
            "paddingLeft": true,
        })
    };
    Ok(Value::Array(found.into_iter().map(hint).collect()))
}

pub(super) fn lenses(ask: &Ask) -> Answer {
    let Some(here) = ask.here() else { return Ok(Value::Null) };
    let found = assist::lenses(&here.snapshot.for_assist(), here.source);
    let name = &here.snapshot.source(here.source).name;
    let folder = here.snapshot.folder.as_ref().map(|folder| folder.to_string_lossy().into_owned());
    let lens = |own: assist::Lens| {
        json!({
            "range": here.range(own.span.range(), &ask.client),
            "command": { "title": own.title, "command": own.command, "arguments": own.arguments },
            "data": { "name": name, "folder": folder, "start": own.span.start, "end": own.span.end },
        })
    };
    Ok(Value::Array(found.into_iter().map(lens).collect()))
}

/// Returns a lens with its present result; one that is out of date as it is.
pub(super) fn resolve_lens(ask: &Ask, mut lens: Value) -> Answer {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let folder = lens["data"]["folder"].as_str();
    let own =
        ask.snapshots.iter().find(|own| own.folder.as_ref().map(|own| own.to_string_lossy()).as_deref() == folder);
    let source = own.and_then(|own| Some((own, own.find(lens["data"]["name"].as_str()?)?)));
    let command = Command::find(&text(&lens["command"]["command"]));
    let (Some((snapshot, source)), Some(command)) = (source, command) else { return Ok(lens) };
    let number = |value: &Value| value.as_u64().and_then(|own| usize::try_from(own).ok()).unwrap_or(0);
    let limit = snapshot.source(source).text.len();
    let (start, end) = (number(&lens["data"]["start"]).min(limit), number(&lens["data"]["end"]).min(limit));
    let arguments: Vec<String> =
        lens["command"]["arguments"].as_array().map(|all| all.iter().map(text).collect()).unwrap_or_default();
    let before = assist::Lens {
        span: crate::base::span::Span::new(source, start, end.max(start)),
        title: text(&lens["command"]["title"]),
        command: command.id(),
        arguments,
    };
    let resolved = assist::resolve(&snapshot.for_assist(), before);
    lens["command"] = json!({ "title": resolved.title, "command": resolved.command, "arguments": resolved.arguments });
    Ok(lens)
}

/// Returns the answer of a command: a title, and a text in Markdown to be shown.
pub(super) fn execute(ask: &Ask, params: &ExecuteCommandParams) -> Answer {
    let arguments: Vec<String> =
        params.arguments.iter().map(|own| own.as_str().map_or_else(|| own.to_string(), ToOwned::to_owned)).collect();
    let lang = ask.tongue();
    if params.command == EXPLAIN {
        let name = arguments.first().map(String::as_str).unwrap_or_default();
        let Some(code) = Code::from_name(name) else { return Err(ask.refusal(&words::no_rule(name))) };
        return Ok(json!({ "title": name, "markdown": pages::section(code, lang) }));
    }
    let Some(command) = Command::find(&params.command) else {
        return Err(ask.refusal(&words::no_command(&params.command)));
    };
    // The workspace that knows the jurisdiction; else the first, which says what it knows.
    let named = arguments.first().map(String::as_str).unwrap_or_default();
    let knows =
        |own: &&std::sync::Arc<super::snapshot::Snapshot>| own.analysis.find(&own.workspace.sources, named).is_ok();
    let Some(snapshot) = ask.snapshots.iter().find(knows).or_else(|| ask.snapshots.first()) else {
        return Err(ask.refusal(&words::no_workspace()));
    };
    let answer = assist::execute(&snapshot.for_assist(), command, &arguments);
    let answer = answer.map_err(|reason| ask.refusal(&reason))?;
    Ok(json!({ "title": answer.title, "markdown": answer.markdown }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippets_are_plain_texts_to_some() {
        assert_eq!(without_holes("待遇 ${1:名称} ${2:每次结算} {\n    $0\n}"), "待遇 名称 每次结算 {\n    \n}");
        assert_eq!(without_holes("a\\$b${3}c\\}"), "a$bc}");
    }
}
