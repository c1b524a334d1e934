//! What can be done about findings: their fixes, a remark that allows them, everything in a file that is certain.

use std::collections::BTreeMap;

use lsp_server::ResponseError;
use lsp_types::{CodeActionKind, CodeActionParams};
use serde_json::{Value, json};

use super::answers::{Ask, Here, text_edit};
use super::{capabilities, diagnostics, formatting, words};
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Diagnostic, Fix, Severity};
use crate::workspace::mend::{Wanted, mend};

type Answer = Result<Value, ResponseError>;

/// Returns what can be done in a range.
pub(super) fn list(ask: &Ask, params: &CodeActionParams) -> Answer {
    let Some(here) = ask.here() else { return Ok(json!([])) };
    if !ask.client.actions {
        return Ok(json!([]));
    }
    let wants = |kind: &str| {
        let only = params.context.only.as_deref().unwrap_or(&[]);
        let fits = |asked: &CodeActionKind| {
            let asked = asked.as_str();
            asked.is_empty() || kind == asked || kind.strip_prefix(asked).is_some_and(|rest| rest.starts_with('.'))
        };
        only.is_empty() || only.iter().any(fits)
    };
    let bytes = here.lines().bytes(here.text(), params.range, ask.client.encoding);
    let mut all = Vec::new();
    if wants("quickfix") {
        let touched = here.snapshot.findings.iter().filter(|own| own.span.source == here.source);
        // The whole lines of a finding count: the cursor is rarely on its letters.
        let line = |offset: usize| here.lines().line_of(offset);
        let near = touched.filter(|own| {
            let span = own.span.range();
            line(span.start) <= line(bytes.end) && line(bytes.start) <= line(span.end)
        });
        let mut allowed = Vec::new();
        for own in near {
            let shown = diagnostics::of_one(own, here.snapshot, &ask.client);
            all.extend(fix(ask, here, own, &shown));
            allowed.extend(allow(ask, here, own, &shown));
            allowed.push(explain(ask, own, &shown));
        }
        all.extend(allowed);
    }
    let asked_for = params.context.only.as_ref().is_some_and(|only| !only.is_empty()) && wants("source.fixAll");
    if wants("source.fixAll") && (asked_for || ask.client.resolves_edits) {
        let uri = &params.text_document.uri;
        let action = json!({
            "title": words::fix_all().get(ask.tongue()),
            "kind": "source.fixAll",
            "data": { "uri": uri },
        });
        all.push(if ask.client.resolves_edits { action } else { with_all_fixes(ask, here, action) });
    }
    Ok(Value::Array(all))
}

/// Returns an action with its edits.
pub(super) fn resolve(ask: &Ask, action: Value) -> Answer {
    let is_all = action["kind"].as_str() == Some("source.fixAll");
    match ask.here().filter(|_| is_all) {
        Some(here) => Ok(with_all_fixes(ask, here, action)),
        None => Ok(action),
    }
}

fn with_all_fixes(ask: &Ask, here: Here<'_>, mut action: Value) -> Value {
    let sources = &here.snapshot.workspace.sources;
    let texts: BTreeMap<String, String> = sources
        .iter()
        .filter(|(_, own)| !own.name.starts_with('<'))
        .map(|(_, own)| (own.name.clone(), own.text.clone()))
        .collect();
    let name = &here.snapshot.source(here.source).name;
    let levels = &here.snapshot.settled.levels;
    // A rule that is switched off mends nothing.
    let counts = |code| {
        let probe = Diagnostic::new(code, crate::base::span::Span::new(here.source, 0, 0), Text::same(""));
        !levels(sources, vec![probe]).is_empty()
    };
    let wanted = Wanted { text: &|own| own == name, code: &counts, lint: here.snapshot.settled.lint };
    let mended = mend(&texts, &wanted);
    let edits = match mended.texts.get(name) {
        Some(new) => formatting::edits(here.text(), here.lines(), new, ask),
        None => json!([]),
    };
    if let Some(uri) = here.snapshot.uri(here.source) {
        action["edit"] = json!({ "changes": { uri.to_string(): edits } });
    }
    action
}

/// Returns the replacement that mends a finding.
fn fix(ask: &Ask, here: Here<'_>, own: &Diagnostic, shown: &Value) -> Option<Value> {
    let first = own.fixes.first()?;
    let mut changes = serde_json::Map::new();
    for fix in &own.fixes {
        let location = here.snapshot.location(fix.span, ask.client.encoding)?;
        let edits = changes.entry(location.uri.to_string()).or_insert_with(|| json!([]));
        edits.as_array_mut()?.push(text_edit(location.range, &fix.replacement));
    }
    Some(json!({
        "title": title(here, first).get(ask.tongue()),
        "kind": "quickfix",
        "diagnostics": [shown],
        "isPreferred": own.fixes.iter().all(|fix| fix.certain),
        "edit": { "changes": changes },
    }))
}

fn title(here: Here<'_>, fix: &Fix) -> Text {
    let short = |text: &str| {
        let line = text.trim().lines().next().unwrap_or("").to_owned();
        match line.char_indices().nth(40) {
            Some((at, _)) => format!("{}…", &line[..at]),
            None => line,
        }
    };
    let (old, new) = (here.snapshot.workspace.sources.slice(fix.span), fix.replacement.as_str());
    match (old.trim().is_empty(), new.trim().is_empty()) {
        (_, true) => words::delete(short(old)),
        (true, false) => words::insert(short(new)),
        (false, false) => words::replace_by(short(new)),
    }
}

/// Returns the remark that lets a finding stand; the author has to write the reason behind it.
fn allow(ask: &Ask, here: Here<'_>, own: &Diagnostic, shown: &Value) -> Option<Value> {
    if own.code.severity() == Severity::Error || own.code.name().contains("suppression") {
        return None;
    }
    let text = here.text();
    let line = here.lines().line(text, here.lines().line_of(own.span.start as usize));
    let indent: String = text[line.clone()].chars().take_while(|letter| letter.is_whitespace()).collect();
    let word = match tongue_at(text) {
        Lang::Zh => "允许",
        Lang::En => "allow",
    };
    let end = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let remark = format!("{indent}# {word} {}: {end}", own.code.name());
    let range = here.range(line.start..line.start, &ask.client);
    let uri = here.snapshot.uri(here.source)?;
    Some(json!({
        "title": words::allow(own.code.name()).get(ask.tongue()),
        "kind": "quickfix",
        "diagnostics": [shown],
        "edit": { "changes": { uri.to_string(): [text_edit(range, &remark)] } },
    }))
}

/// Returns the offer to explain a rule.
fn explain(ask: &Ask, own: &Diagnostic, shown: &Value) -> Value {
    let title = words::explain(own.code.name());
    let title = title.get(ask.tongue());
    json!({
        "title": title,
        "kind": "quickfix",
        "diagnostics": [shown],
        "command": { "title": title, "command": capabilities::EXPLAIN, "arguments": [own.code.name()] },
    })
}

/// Returns the tongue in which a text begins.
fn tongue_at(text: &str) -> Lang {
    let mut lines = text.trim_start_matches('\u{feff}').lines().map(str::trim_start);
    let first = lines.find(|line| !line.is_empty() && !line.starts_with(['#', '＃']));
    match first.and_then(|line| line.chars().next()) {
        Some(letter) if letter.is_ascii_alphabetic() => Lang::En,
        _ => Lang::Zh,
    }
}
