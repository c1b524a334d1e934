//! The outline of a text: what is declared in it, what can be folded, what encloses a place. Needs the text alone, and works
//! on broken ones.

use lsp_server::ResponseError;
use lsp_types::{DocumentSymbolParams, SelectionRangeParams};
use serde_json::{Value, json};

use super::answers::Ask;
use super::positions::Lines;
use super::scan::{self, Kind};
use crate::base::source::SourceId;
use crate::base::span::Span;
use crate::lint::{Node, declared, nodes};
use crate::syntax::{self, ast};

type Answer = Result<Value, ResponseError>;

/// What is declared, by the names under which it is known.
pub(super) struct Named {
    pub(super) names: Vec<String>,
    pub(super) kind: u8,
    pub(super) span: Span,
}

/// An entry of the outline.
struct Outline {
    name: String,
    detail: String,
    kind: u8,
    whole: Span,
    name_span: Span,
    children: Vec<Outline>,
}

mod kinds {
    //! The numbers of the protocol.
    pub(super) const FILE: u8 = 1;
    pub(super) const CLASS: u8 = 5;
    pub(super) const METHOD: u8 = 6;
    pub(super) const PROPERTY: u8 = 7;
    pub(super) const FIELD: u8 = 8;
    pub(super) const ENUM: u8 = 10;
    pub(super) const INTERFACE: u8 = 11;
    pub(super) const FUNCTION: u8 = 12;
    pub(super) const VARIABLE: u8 = 13;
    pub(super) const CONSTANT: u8 = 14;
    pub(super) const STRING: u8 = 15;
    pub(super) const BOOLEAN: u8 = 17;
    pub(super) const ARRAY: u8 = 18;
    pub(super) const KEY: u8 = 20;
    pub(super) const ENUM_MEMBER: u8 = 22;
    pub(super) const STRUCT: u8 = 23;
    pub(super) const EVENT: u8 = 24;
}

/// Returns the outline of a text.
pub(super) fn symbols(ask: &Ask, params: &DocumentSymbolParams) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    let tree = syntax::parse(SourceId(0), text).file;
    let outline = outline(&tree, text);
    if ask.client.tree_of_symbols {
        return Ok(outline.iter().map(|own| told(own, text, lines, ask)).collect());
    }
    // Older editors want a flat list, with the address in every entry.
    let uri = &params.text_document.uri;
    let mut flat = Vec::new();
    let mut open: Vec<(&Outline, &str)> = outline.iter().rev().map(|own| (own, "")).collect();
    while let Some((own, above)) = open.pop() {
        let range = lines.range(text, own.name_span.range(), ask.client.encoding);
        let location = json!({ "uri": uri, "range": range });
        flat.push(json!({ "name": own.name, "kind": own.kind, "location": location, "containerName": above }));
        open.extend(own.children.iter().rev().map(|child| (child, own.name.as_str())));
    }
    Ok(Value::Array(flat))
}

fn told(own: &Outline, text: &str, lines: &Lines, ask: &Ask) -> Value {
    let range = |span: Span| lines.range(text, span.range(), ask.client.encoding);
    json!({
        "name": if own.name.is_empty() { "?" } else { own.name.as_str() },
        "detail": own.detail,
        "kind": own.kind,
        "range": range(own.whole.to(own.name_span)),
        "selectionRange": range(own.name_span),
        "children": own.children.iter().map(|child| told(child, text, lines, ask)).collect::<Vec<_>>(),
    })
}

fn outline(tree: &ast::File, text: &str) -> Vec<Outline> {
    let header = tree.header.as_ref().map(|header| Outline {
        name: first_line(text, header.place.0),
        detail: String::new(),
        kind: kinds::FILE,
        whole: header.place.0,
        name_span: header.name.as_ref().map_or(header.place.0, ast::Name::span),
        children: Vec::new(),
    });
    header.into_iter().chain(tree.declarations.iter().filter_map(|own| of_declaration(own, text))).collect()
}

fn of_declaration(own: &ast::Declaration, text: &str) -> Option<Outline> {
    use ast::DeclarationKind as Declared;
    let whole = own.place.0;
    let (name, name_span) = match &own.kind {
        Declared::Broken => return None,
        Declared::Standard { name, .. } | Declared::Assert { name, .. } => (name.text.clone(), name.span()),
        Declared::Test { title, .. } | Declared::Typical { title, .. } => (title.text.clone(), title.place.0),
        Declared::Override { path, .. } | Declared::Repeal { path } => (first_line(text, whole), path.place.0),
        kind => match declared(kind) {
            Some((name, _)) => (name.text.clone(), name.span()),
            None => (first_line(text, whole), whole),
        },
    };
    let children = match &own.kind {
        Declared::Benefit { clauses, .. } | Declared::EveryBenefit { clauses } => of_clauses(clauses, text),
        Declared::Override { change: ast::Change::Clauses(clauses), .. } => of_clauses(clauses, text),
        Declared::Enum { entries, .. }
        | Declared::Catalogue { entries, .. }
        | Declared::List { entries, .. }
        | Declared::AddTo { entries, .. }
        | Declared::RemoveFrom { entries, .. } => entries.iter().map(of_entry).collect(),
        Declared::Standard { items, .. } | Declared::Assert { items, .. } => {
            let one = |item: &ast::Requirement| leaf(first_line(text, item.place.0), kinds::PROPERTY, item.place.0);
            items.iter().map(one).collect()
        }
        _ => Vec::new(),
    };
    let detail = own.docs.first().cloned().unwrap_or_default();
    Some(Outline { name, detail, kind: kind_of(&own.kind), whole, name_span, children })
}

fn of_clauses(clauses: &[ast::Clause], text: &str) -> Vec<Outline> {
    let mut all = Vec::new();
    for clause in clauses {
        match &clause.kind {
            ast::ClauseKind::Broken => {}
            ast::ClauseKind::Case(branches) => {
                for branch in branches {
                    let mut own = leaf(first_line(text, branch.place.0), kinds::METHOD, branch.place.0);
                    own.children = of_clauses(&branch.clauses, text);
                    all.push(own);
                }
            }
            _ => all.push(leaf(first_line(text, clause.place.0), kinds::FIELD, clause.place.0)),
        }
    }
    all
}

fn of_entry(entry: &ast::Entry) -> Outline {
    Outline {
        name: entry.name.text.clone(),
        detail: entry.code.as_ref().map(|code| code.text.clone()).unwrap_or_default(),
        kind: kinds::ENUM_MEMBER,
        whole: entry.place.0,
        name_span: entry.name.span(),
        children: entry.children.iter().map(of_entry).collect(),
    }
}

fn leaf(name: String, kind: u8, whole: Span) -> Outline {
    Outline { name, detail: String::new(), kind, whole, name_span: whole.at_start(), children: Vec::new() }
}

fn kind_of(own: &ast::DeclarationKind) -> u8 {
    use ast::DeclarationKind as Declared;
    match own {
        Declared::Document(_) => kinds::KEY,
        Declared::Unit { .. } | Declared::Param { .. } => kinds::CONSTANT,
        Declared::Enum { .. } | Declared::Catalogue { .. } => kinds::ENUM,
        Declared::List { .. } | Declared::AddTo { .. } | Declared::RemoveFrom { .. } => kinds::ARRAY,
        Declared::Fact(_) => kinds::VARIABLE,
        Declared::Identity { .. } | Declared::Standard { .. } => kinds::INTERFACE,
        Declared::Map { .. } | Declared::Rename { .. } => kinds::STRING,
        Declared::Define { .. } | Declared::Account { .. } => kinds::FUNCTION,
        Declared::Group { .. } | Declared::Assert { .. } => kinds::BOOLEAN,
        Declared::Table { .. } => kinds::STRUCT,
        Declared::State { .. } => kinds::EVENT,
        Declared::Benefit { .. } | Declared::EveryBenefit { .. } | Declared::Choose { .. } => kinds::CLASS,
        Declared::Test { .. } | Declared::Typical { .. } => kinds::METHOD,
        Declared::Override { .. } | Declared::Repeal { .. } | Declared::Broken => kinds::PROPERTY,
    }
}

/// Returns how something begins, without its brace.
fn first_line(text: &str, span: Span) -> String {
    const MOST_LETTERS: usize = 40;
    let written = text.get(span.range()).unwrap_or("");
    let line = written.lines().next().unwrap_or("").split(['{', '｛', '#']).next().unwrap_or("").trim();
    match line.char_indices().nth(MOST_LETTERS) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line.to_owned(),
    }
}

/// Returns everything that a text declares, for those who look for it by name.
pub(super) fn named(tree: &ast::File) -> Vec<Named> {
    let mut all = Vec::new();
    if let Some(header) = &tree.header
        && let Some(name) = header.name.as_ref().filter(|_| matches!(header.kind, ast::HeaderKind::Jurisdiction(_)))
    {
        let names = [Some(name.text.clone()), header.code.as_ref().map(|code| code.text.clone())];
        all.push(Named { names: names.into_iter().flatten().collect(), kind: kinds::FILE, span: name.span() });
    }
    for own in &tree.declarations {
        let kind = kind_of(&own.kind);
        match &own.kind {
            ast::DeclarationKind::Standard { name, .. } | ast::DeclarationKind::Assert { name, .. } => {
                all.push(Named { names: vec![name.text.clone()], kind, span: name.span() });
            }
            ast::DeclarationKind::Test { title, .. } => {
                all.push(Named { names: vec![title.text.clone()], kind, span: title.place.0 });
            }
            other => {
                let Some((name, english)) = declared(other) else { continue };
                let names = std::iter::once(name).chain(english).map(|name| name.text.clone()).collect();
                all.push(Named { names, kind, span: name.span() });
            }
        }
        if let ast::DeclarationKind::Enum { entries, .. }
        | ast::DeclarationKind::Catalogue { entries, .. }
        | ast::DeclarationKind::AddTo { entries, .. } = &own.kind
        {
            named_entries(entries, &mut all);
        }
    }
    all
}

fn named_entries(entries: &[ast::Entry], all: &mut Vec<Named>) {
    for entry in entries {
        let names = [Some(&entry.name), entry.english.as_ref(), entry.code.as_ref()];
        let names = names.into_iter().flatten().map(|name| name.text.clone());
        let names = names.chain(entry.aliases.iter().map(|alias| alias.text.clone())).collect();
        all.push(Named { names, kind: kinds::ENUM_MEMBER, span: entry.name.span() });
        named_entries(&entry.children, all);
    }
}

/// Returns the whole of the declaration that holds a place.
pub(super) fn declaration_at(tree: &ast::File, span: Span) -> Option<Span> {
    tree.declarations.iter().map(|own| own.place.0).find(|own| own.contains(span))
}

/// Returns what can be folded: what stands in braces, and comments over several lines.
pub(super) fn folding(ask: &Ask) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    Ok(Value::Array(folds(text, lines)))
}

fn folds(text: &str, lines: &Lines) -> Vec<Value> {
    let stretches = scan::stretches(text);
    let mut found: Vec<(usize, usize, Option<&str>)> = Vec::new();
    let mut open = Vec::new();
    let mut next = stretches.iter().peekable();
    for (at, letter) in text.char_indices() {
        while next.peek().is_some_and(|(own, _)| own.end <= at) {
            next.next();
        }
        if next.peek().is_some_and(|(own, _)| own.contains(&at)) {
            continue;
        }
        match letter {
            '{' | '｛' => open.push(lines.line_of(at)),
            '}' | '｝' => {
                let Some(first) = open.pop() else { continue };
                let last = lines.line_of(at);
                if last > first + 1 {
                    found.push((first, last - 1, None));
                }
            }
            _ => {}
        }
    }
    // Comments that stand alone on lines that follow each other.
    let mut block: Option<(usize, usize)> = None;
    for (own, _) in stretches.iter().filter(|(_, kind)| *kind == Kind::Comment) {
        let line = lines.line_of(own.start);
        if !text[lines.line(text, line).start..own.start].trim().is_empty() {
            continue;
        }
        block = match block {
            Some((first, last)) if last + 1 == line => Some((first, line)),
            Some((first, last)) => {
                if last > first {
                    found.push((first, last, Some("comment")));
                }
                Some((line, line))
            }
            None => Some((line, line)),
        };
    }
    if let Some((first, last)) = block.filter(|(first, last)| last > first) {
        found.push((first, last, Some("comment")));
    }
    found.sort_unstable();
    let fold = |(first, last, kind): (usize, usize, Option<&str>)| match kind {
        Some(kind) => json!({ "startLine": first, "endLine": last, "kind": kind }),
        None => json!({ "startLine": first, "endLine": last }),
    };
    found.into_iter().map(fold).collect()
}

/// Returns, for each position, what encloses it, from the word outwards.
pub(super) fn selections(ask: &Ask, params: &SelectionRangeParams) -> Answer {
    let Some((text, lines)) = ask.written() else { return Ok(Value::Null) };
    let tree = syntax::parse(SourceId(0), text).file;
    let mut spans: Vec<Span> = tree.header.iter().map(|header| header.place.0).collect();
    for own in &tree.declarations {
        spans.push(own.place.0);
        for node in nodes(own) {
            match node {
                Node::Clause(clause) => spans.push(clause.place.0),
                Node::Table(table) => {
                    spans.push(table.place.0);
                    spans.extend(table.rows.iter().map(|row| row.place.0));
                    spans.extend(table.rows.iter().flat_map(|row| &row.cells).map(|cell| cell.place.0));
                }
                Node::Expr(expr) => spans.push(expr.span()),
                Node::Thing(span, _) => spans.push(span),
                Node::Mention(name) => spans.push(name.span()),
                Node::Band(band) => spans.push(band.place.0),
                Node::Effect(effect) => spans.push(effect.place.0),
                Node::Clauses(_) | Node::History(_) | Node::HeadItem(_) | Node::Marks(_) | Node::Entries(..) => {}
            }
        }
    }
    let mut answers = Vec::new();
    for position in &params.positions {
        let offset = lines.offset(text, *position, ask.client.encoding) as u32;
        let mut around: Vec<Span> = spans
            .iter()
            .copied()
            .filter(|span| span.start <= offset && offset <= span.end && span.start < span.end)
            .collect();
        around.push(Span::new(SourceId(0), 0, text.len()));
        around.sort_by_key(|span| (span.end - span.start, span.start));
        // Each must hold the one before it.
        let mut chain: Vec<Span> = Vec::new();
        for span in around {
            if chain.last().is_none_or(|last| span.contains(*last) && span != *last) {
                chain.push(span);
            }
        }
        let range = |span: &Span| lines.range(text, span.range(), ask.client.encoding);
        let nested = chain.iter().rev().fold(Value::Null, |above, span| match above {
            Value::Null => json!({ "range": range(span) }),
            above => json!({ "range": range(span), "parent": above }),
        });
        answers.push(nested);
    }
    Ok(Value::Array(answers))
}
