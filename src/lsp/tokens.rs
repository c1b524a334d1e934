//! What every word of a text is: for editors that colour by meaning.

use std::collections::HashMap;

use lsp_server::ResponseError;
use lsp_types::{SemanticTokenModifier, SemanticTokenType, SemanticTokensRangeParams};
use serde_json::{Value, json};
use std::ops::Range;

use super::answers::{Ask, Here};
use super::scan::{self, Kind};
use crate::base::span::Span;
use crate::lint::declared;
use crate::syntax::ast;
use crate::syntax::keywords::Word;

type Answer = Result<Value, ResponseError>;

/// The kinds of words, by their places in answers.
pub(super) static TYPES: [SemanticTokenType; 14] = [
    SemanticTokenType::KEYWORD,
    SemanticTokenType::COMMENT,
    SemanticTokenType::STRING,
    SemanticTokenType::NUMBER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::ENUM_MEMBER,
    SemanticTokenType::TYPE,
    SemanticTokenType::CLASS,
    SemanticTokenType::INTERFACE,
    SemanticTokenType::STRUCT,
    SemanticTokenType::NAMESPACE,
];

pub(super) static MODIFIERS: [SemanticTokenModifier; 2] =
    [SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DEFAULT_LIBRARY];

const KEYWORD: u32 = 0;
const COMMENT: u32 = 1;
const STRING: u32 = 2;
const NUMBER: u32 = 3;
const VARIABLE: u32 = 4;
const PROPERTY: u32 = 5;
const PARAMETER: u32 = 6;
const FUNCTION: u32 = 7;
const ENUM_MEMBER: u32 = 8;
const TYPE: u32 = 9;
const CLASS: u32 = 10;
const INTERFACE: u32 = 11;
const STRUCT: u32 = 12;
const NAMESPACE: u32 = 13;

const DECLARATION: u32 = 1;
const DEFAULT_LIBRARY: u32 = 2;

struct Token {
    range: Range<usize>,
    kind: u32,
    modifiers: u32,
}

/// Returns the words of the whole text.
pub(super) fn full(ask: &Ask) -> Answer {
    let Some(here) = ask.here() else { return Ok(Value::Null) };
    Ok(encoded(ask, here, 0..here.text().len()))
}

/// Returns the words of a part of it.
pub(super) fn range(ask: &Ask, params: &SemanticTokensRangeParams) -> Answer {
    let Some(here) = ask.here() else { return Ok(Value::Null) };
    Ok(encoded(ask, here, here.lines().bytes(here.text(), params.range, ask.client.encoding)))
}

/// Five numbers for each: lines and columns since the one before, length, kind, what else it is.
fn encoded(ask: &Ask, here: Here<'_>, wanted: Range<usize>) -> Value {
    let (text, lines, encoding) = (here.text(), here.lines(), ask.client.encoding);
    let mut data: Vec<u32> = Vec::new();
    let (mut line, mut column) = (0, 0);
    for token in tokens(here).into_iter().filter(|own| own.range.start < wanted.end && wanted.start < own.range.end) {
        let at = lines.position(text, token.range.start, encoding);
        let length = encoding.width(&text[token.range.clone()]) as u32;
        let since = if at.line == line { at.character - column } else { at.character };
        data.extend([at.line - line, since, length, token.kind, token.modifiers]);
        (line, column) = (at.line, at.character);
    }
    json!({ "data": data })
}

fn tokens(here: Here<'_>) -> Vec<Token> {
    let text = here.text();
    let kinds = kinds_of_declarations(here);
    let mut named: HashMap<usize, (usize, u32, u32)> = HashMap::new();
    let names = here.snapshot.known().names;
    for own in names.of_text(here.source) {
        let library = here.snapshot.source(own.of.source).name.starts_with('<');
        let modifiers = if own.at == own.of { DECLARATION } else { 0 } | if library { DEFAULT_LIBRARY } else { 0 };
        let kind = kinds.get(&own.of).copied().unwrap_or(VARIABLE);
        named.entry(own.at.start as usize).or_insert((own.at.end as usize, kind, modifiers));
    }
    let stretches = scan::stretches(text);
    let mut all = Vec::new();
    let mut next = stretches.iter().peekable();
    let mut at = 0;
    while at < text.len() {
        if let Some((own, kind)) = next.next_if(|(own, _)| own.start <= at) {
            let (kind, modifiers) = match (kind, named.get(&own.start)) {
                (Kind::Comment, _) => (COMMENT, 0),
                (_, Some((_, kind, modifiers))) => (*kind, *modifiers),
                (Kind::Text, None) => (STRING, 0),
                (Kind::Name, None) => (VARIABLE, 0),
            };
            all.push(Token { range: own.clone(), kind, modifiers });
            at = own.end.max(at);
            continue;
        }
        if let Some((end, kind, modifiers)) = named.get(&at).copied().filter(|(end, ..)| *end > at) {
            all.push(Token { range: at..end, kind, modifiers });
            at = end;
            continue;
        }
        let letter = text[at..].chars().next().unwrap_or(' ');
        if is_digit(letter) {
            let end = at + number(&text[at..]);
            all.push(Token { range: at..end, kind: NUMBER, modifiers: 0 });
            at = end;
        } else if letter.is_alphabetic() || letter == '_' {
            let mut end = at + run(&text[at..], |letter| letter.is_alphanumeric() || letter == '_');
            // A name may stand right behind a keyword.
            if let Some(name) = (at + 1..end).find(|inner| named.contains_key(inner)) {
                end = name;
            }
            words_of(&text[at..end], at, &mut all);
            at = end;
        } else {
            at += letter.len_utf8();
        }
    }
    all
}

/// Splits letters into keywords, numbers and what is unknown.
fn words_of(letters: &str, at: usize, all: &mut Vec<Token>) {
    let mut from = 0;
    while from < letters.len() {
        let rest = &letters[from..];
        if rest.starts_with(is_digit) {
            let length = number(rest);
            all.push(Token { range: at + from..at + from + length, kind: NUMBER, modifiers: 0 });
            from += length;
            continue;
        }
        let mut ends = rest.char_indices().map(|(at, letter)| at + letter.len_utf8());
        // The longest beginning that is a keyword; English words are not split.
        let whole = rest.is_ascii();
        let longest = ends.rfind(|end| (!whole || *end == rest.len()) && Word::is_keyword(&rest[..*end]));
        match longest {
            Some(length) => {
                all.push(Token { range: at + from..at + from + length, kind: KEYWORD, modifiers: 0 });
                from += length;
            }
            None => return,
        }
    }
}

fn is_digit(letter: char) -> bool {
    letter.is_ascii_digit() || ('０'..='９').contains(&letter)
}

/// Returns how long a number is, with its unit: `1.5万元`, `80%`, `2020-01-01`.
fn number(text: &str) -> usize {
    let mut length = run(text, |letter| is_digit(letter) || matches!(letter, '.' | '．'));
    // A date, but never the sign of a subtraction.
    while text[length..].starts_with('-') && text[length + 1..].starts_with(is_digit) && length <= 7 {
        length += 1 + run(&text[length + 1..], is_digit);
    }
    length = text[..length].trim_end_matches('.').len();
    let unit = UNITS.iter().find(|unit| text[length..].starts_with(**unit));
    length + unit.map_or(0, |unit| unit.len())
}

/// The longer before the shorter that they begin with.
const UNITS: [&str; 24] = [
    "个百分点",
    "百分点",
    "周岁",
    "万元",
    "亿元",
    "个月",
    "年",
    "月",
    "日",
    "天",
    "周",
    "元",
    "角",
    "分",
    "次",
    "人",
    "户",
    "个",
    "成",
    "万",
    "亿",
    "%",
    "％",
    "‰",
];

fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !fits(letter)).unwrap_or(text.len())
}

/// Returns what kind of thing every declaration is that a name may mean.
fn kinds_of_declarations(here: Here<'_>) -> HashMap<Span, u32> {
    let mut kinds = HashMap::new();
    for (_, tree) in here.snapshot.workspace.trees() {
        if let Some(name) = tree.header.as_ref().and_then(|header| header.name.as_ref()) {
            kinds.insert(name.span(), NAMESPACE);
        }
        for own in &tree.declarations {
            if let Some((name, _)) = declared(&own.kind) {
                kinds.insert(name.span(), kind_of(&own.kind));
            }
            if let ast::DeclarationKind::Enum { entries, .. }
            | ast::DeclarationKind::Catalogue { entries, .. }
            | ast::DeclarationKind::AddTo { entries, .. } = &own.kind
            {
                members(entries, &mut kinds);
            }
            if let ast::DeclarationKind::State { items, .. } = &own.kind {
                for item in items {
                    match item {
                        ast::StateItem::Starts { value, .. } => kinds.insert(value.span(), ENUM_MEMBER),
                        ast::StateItem::Transition { to, .. } => kinds.insert(to.span(), ENUM_MEMBER),
                        ast::StateItem::Broken(_) => None,
                    };
                }
            }
        }
    }
    kinds
}

fn members(entries: &[ast::Entry], kinds: &mut HashMap<Span, u32>) {
    for entry in entries {
        kinds.insert(entry.name.span(), ENUM_MEMBER);
        members(&entry.children, kinds);
    }
}

fn kind_of(own: &ast::DeclarationKind) -> u32 {
    use ast::DeclarationKind as Declared;
    match own {
        Declared::Fact(_) | Declared::State { .. } => PROPERTY,
        Declared::Unit { .. } | Declared::Enum { .. } | Declared::Catalogue { .. } | Declared::List { .. } => TYPE,
        Declared::Param { .. } => PARAMETER,
        Declared::Define { .. } | Declared::Group { .. } | Declared::Account { .. } => FUNCTION,
        Declared::Table { .. } => STRUCT,
        Declared::Benefit { .. } => CLASS,
        Declared::Identity { .. } => INTERFACE,
        Declared::Document(_) => NAMESPACE,
        _ => VARIABLE,
    }
}
