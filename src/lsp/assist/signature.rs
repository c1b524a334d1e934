//! What is expected in a row of a table, or between the brackets of a call: columns and arguments, what type each has
//! and which values may stand there.

use super::complete::tokens::{Token, entries, tokens};
use super::complete::{column, type_of_text};
use super::ground::{self, Named, domain_of, named, written_in};
use super::{Parameter, Signature, Snapshot, words};
use crate::base::source::SourceId;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::ir::{Program, Type};
use crate::report::grid::plain_in_markdown;
use crate::syntax::ast::Function;
use crate::syntax::keywords::{Word, Worded};
use crate::syntax::{Block, Unfinished};

/// The most values that are listed.
const MOST_VALUES: usize = 24;

/// Where in a table the end of a row stands.
pub(super) struct TablePlace {
    /// The dimension, or the output behind them, by its place.
    pub(super) at: usize,
    pub(super) is_head: bool,
    /// Of a head: what its dimension holds.
    pub(super) ty: Option<Type>,
    dimensions: Vec<String>,
    outputs: Vec<String>,
    /// Of a cell of a matrix: the head of its column.
    under: Option<String>,
}

/// Returns where in its table an unfinished row ends.
pub(super) fn place_in_table(program: &Program, unfinished: &Unfinished) -> Option<TablePlace> {
    if unfinished.block != Block::Row {
        return None;
    }
    let head = unfinished.heads.last()?;
    let all = tokens(head);
    let is = |token: Token<'_>, word: Word| token.word().is_some_and(|own| word.spelling().reads(own));
    let by = all.iter().position(|(_, token)| is(*token, Word::By))?;
    let ends = [
        Word::Gives,
        Word::Hit,
        Word::PerVisit,
        Word::PerDay,
        Word::PerMonth,
        Word::PerQuarter,
        Word::PerYear,
        Word::Each,
        Word::Delegate,
        Word::Free,
        Word::Lock,
        Word::From,
        Word::JointWith,
    ];
    let behind = &all[by + 1..];
    let end = behind.iter().position(|(_, token)| ends.iter().any(|word| is(*token, *word)) || token.is_mark('@'));
    let start = behind.first()?.0;
    let stop = end.map_or(head.len(), |at| behind[at].0);
    let dimensions: Vec<String> = split(&head[start..stop]);
    let outputs = match end.filter(|at| is(behind[*at].1, Word::Gives)) {
        Some(at) => {
            let rest = &behind[at + 1..];
            let stop =
                rest.iter().position(|(_, token)| ends.iter().any(|word| is(*token, *word)) || token.is_mark('@'));
            let from = rest.first().map_or(head.len(), |own| own.0);
            split(&head[from..stop.map_or(head.len(), |at| rest[at].0)])
        }
        None => Vec::new(),
    };
    let count = dimensions.len();
    let row = unfinished.text.replace("->", "→");
    let ruled = row.contains('→') || unfinished.rows.contains("->") || unfinished.rows.contains('→');
    let (at, is_head, mut under) = match row.split_once('→') {
        Some((_, cells)) => (count + column(cells), false, None),
        None if ruled || count <= 1 => {
            let at = column(&row);
            (at, at < count, None)
        }
        None => {
            let first = unfinished.rows.trim().is_empty();
            let at = column(&row);
            if first {
                (count - 1, true, None)
            } else if at + 1 < count {
                (at, true, None)
            } else {
                let header = unfinished.rows.trim().lines().next().unwrap_or("");
                let under = entries(header).get(at + 1 - count).map(|own| (*own).to_owned());
                (count, false, under)
            }
        }
    };
    if is_head {
        under = None;
    }
    let ty = dimensions.get(at).filter(|_| is_head).and_then(|own| type_of_text(program, own));
    Some(TablePlace { at, is_head, ty, dimensions, outputs, under })
}

/// Parts a text at its commas outside of brackets.
fn split(text: &str) -> Vec<String> {
    let mut depth = 0usize;
    let mut parts = vec![String::new()];
    for letter in text.chars() {
        match letter {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        match parts.last_mut() {
            Some(last) if letter != ',' || depth > 0 => last.push(letter),
            _ => parts.push(String::new()),
        }
    }
    let parts = parts.into_iter().map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.filter(|part| !part.is_empty()).collect()
}

pub(super) fn signature(snapshot: &Snapshot<'_>, source: SourceId, text: &str, offset: usize) -> Option<Signature> {
    let offset = super::floor(text, offset);
    let lang = snapshot.lang.unwrap_or_else(|| written_in(text));
    let program = ground::owner(snapshot, source).map(|at| &snapshot.analysis.jurisdictions[at].program)?;
    let unfinished = Unfinished::of(&text[..offset])?;
    call(program, &unfinished, lang).or_else(|| table(program, &unfinished, lang))
}

fn table(program: &Program, unfinished: &Unfinished, lang: Lang) -> Option<Signature> {
    let place = place_in_table(program, unfinished)?;
    let mut label = words::by_word().get(lang).to_owned();
    let mut parameters = Vec::new();
    for (at, own) in place.dimensions.iter().enumerate() {
        label.push_str(if at == 0 { " " } else { ", " });
        let start = label.len();
        label.push_str(own);
        let documentation = type_of_text(program, own).map_or(String::new(), |ty| values(program, &ty, lang));
        parameters.push(Parameter { label: start..label.len(), documentation });
    }
    label.push_str(" → ");
    let outputs = if place.outputs.is_empty() { vec![output(unfinished, lang)] } else { place.outputs.clone() };
    for (at, own) in outputs.iter().enumerate() {
        if at > 0 {
            label.push_str(", ");
        }
        let start = label.len();
        label.push_str(own);
        let documentation = match &place.under {
            Some(under) => plain_in_markdown(words::in_column(under).get(lang)),
            None => String::new(),
        };
        parameters.push(Parameter { label: start..label.len(), documentation });
    }
    let active = place.at.min(parameters.len().saturating_sub(1));
    let documentation = if place.is_head { words::a_head() } else { words::a_cell() };
    Some(Signature { label, documentation: plain_in_markdown(documentation.get(lang)), parameters, active })
}

/// Returns the word of the clause whose value the table is.
fn output(unfinished: &Unfinished, lang: Lang) -> String {
    let head = unfinished.heads.last().map_or("", String::as_str);
    let first = tokens(head).first().and_then(|(_, token)| token.word().map(str::to_owned));
    first.filter(|word| !Word::By.spelling().reads(word)).unwrap_or_else(|| words::value_word().get(lang).to_owned())
}

/// Says what a type is and which values it has.
fn values(program: &Program, ty: &Type, lang: Lang) -> String {
    let Some(domain) = domain_of(ty) else { return plain_in_markdown(&ty.speak(lang)) };
    let own = program.domain(domain);
    let names: Vec<&str> = own.entries.iter().take(MOST_VALUES).map(|own| own.name.as_str()).collect();
    let text = if own.ordered { Text::same(names.join(" < ")) } else { listed(&names) };
    let more = own.entries.len().saturating_sub(MOST_VALUES);
    let text = if more > 0 { words::and_more(text, more) } else { text };
    plain_in_markdown(&format!("{}: {}", own.name, text.get(lang)))
}

/// Returns the call in whose brackets a stretch ends.
fn call(program: &Program, unfinished: &Unfinished, lang: Lang) -> Option<Signature> {
    let all = tokens(&unfinished.text);
    let mut depth = 0usize;
    let mut commas = 0;
    for at in (0..all.len()).rev() {
        let (_, token) = all[at];
        match token {
            Token::Mark(')' | ']') => depth += 1,
            Token::Mark('[') => depth = depth.checked_sub(1)?,
            Token::Mark('(') if depth > 0 => depth -= 1,
            Token::Mark('(') => {
                let name = at.checked_sub(1).and_then(|at| all[at].1.word())?;
                return called(program, name, commas, lang);
            }
            Token::Mark(',') if depth == 0 => commas += 1,
            Token::Mark(_) | Token::Word(_) | Token::Number(_) | Token::Text => {}
        }
    }
    None
}

fn called(program: &Program, name: &str, at: usize, lang: Lang) -> Option<Signature> {
    let mut parameters: Vec<(String, String)> = Vec::new();
    let mut documentation = Text::same("");
    if let Some(Named::Definition(id)) = named(program, None, name)
        && !program.definition(id).arguments.is_empty()
    {
        let own = program.definition(id);
        for (name, ty) in &own.arguments {
            let said = domain_of(ty).map_or_else(|| ty.speak(lang), |domain| program.domain(domain).name.clone());
            parameters.push((format!("{name} : {said}"), values(program, ty, lang)));
        }
        if let Some(version) = own.versions.last() {
            documentation = Text::same(crate::ir::print::definition(program, own, &version.body.value, lang));
        }
    } else {
        let function = Function::from_word(name)?;
        for own in words::arguments(function) {
            parameters.push((own.get(lang).to_owned(), String::new()));
        }
        documentation = words::function(function);
    }
    let mut label = format!("{name}(");
    let mut out = Vec::new();
    for (place, (text, documentation)) in parameters.into_iter().enumerate() {
        if place > 0 {
            label.push_str(", ");
        }
        let start = label.len();
        label.push_str(&text);
        out.push(Parameter { label: start..label.len(), documentation });
    }
    label.push(')');
    let active = at.min(out.len().saturating_sub(1));
    let documentation = plain_in_markdown(documentation.get(lang));
    Some(Signature { label, documentation, parameters: out, active })
}
