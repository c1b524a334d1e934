//! What all answers ask first: in which tongue, of which jurisdiction, of which part of the tree.

use super::Snapshot;
use crate::base::source::SourceId;
use crate::base::text::Lang;
use crate::ir::{DefinitionId, FactId, ListId, Program, StateId, TableId, Type};
use crate::syntax::ast;
use crate::value::DomainId;

/// Returns the tongue of answers about a text: the one asked for, else that of its first word.
pub(super) fn tongue(snapshot: &Snapshot<'_>, source: SourceId) -> Lang {
    snapshot.lang.unwrap_or_else(|| written_in(&snapshot.workspace.sources.get(source).text))
}

/// Returns the tongue of the first word of a text.
pub(super) fn written_in(text: &str) -> Lang {
    let words = text.lines().map(|line| line.trim_start_matches('\u{feff}').trim());
    let first = words.filter(|line| !line.starts_with(['#', '＃'])).find_map(|line| line.chars().next());
    if first.is_some_and(|letter| letter.is_ascii_alphabetic()) { Lang::En } else { Lang::Zh }
}

/// Returns the jurisdiction to which a text belongs: that which it declares, or whose part it is; of what belongs to
/// all the first that reads it.
pub(super) fn owner(snapshot: &Snapshot<'_>, source: SourceId) -> Option<usize> {
    let analysis = snapshot.analysis;
    let declared = analysis.declared_in.iter().position(|own| *own == source);
    declared
        .or_else(|| analysis.stated_in.iter().position(|own| own.contains(&source)))
        .or_else(|| analysis.jurisdictions.iter().position(|own| own.sources.contains(&source)))
}

/// Returns the tree of a text.
pub(super) fn tree<'w>(snapshot: &Snapshot<'w>, source: SourceId) -> Option<&'w ast::File> {
    let trees = snapshot.workspace.trees();
    let at = trees.iter().position(|(own, _)| *own == source)?;
    Some(&trees[at].1)
}

/// What holds a value under a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Fact(FactId),
    Definition(DefinitionId),
    Table(TableId),
    State(StateId),
    List(ListId),
}

/// Returns what holds a value under a name, whosever it is where that is not said.
pub(super) fn named(program: &Program, owner: Option<ast::Owner>, name: &str) -> Option<Named> {
    let is = |own: &str, english: &Option<String>| own == name || english.as_deref() == Some(name);
    if let Some(id) = program.find_fact(owner, name) {
        return Some(Named::Fact(id));
    }
    let definition = program
        .definitions
        .iter()
        .position(|own| is(&own.name, &own.english) && (owner.is_none() || own.owner.is_none() || own.owner == owner));
    if let Some(at) = definition {
        return Some(Named::Definition(DefinitionId(at as u32)));
    }
    if let Some(at) = program.states.iter().position(|own| is(&own.name, &own.english)) {
        return Some(Named::State(StateId(at as u32)));
    }
    if let Some(at) = program.tables.iter().position(|own| is(&own.name, &own.english)) {
        return Some(Named::Table(TableId(at as u32)));
    }
    let list = program.lists.iter().position(|own| is(&own.name, &own.english));
    list.map(|at| Named::List(ListId(at as u32)))
}

/// Returns the type of what has a name.
pub(super) fn type_of(program: &Program, named: Named) -> Option<Type> {
    match named {
        Named::Fact(id) => Some(program.fact(id).ty.clone()),
        Named::Definition(id) => Some(program.definition(id).ty.clone()),
        Named::Table(id) => program.tables[id.index()].outputs.first().map(|own| own.ty.clone()),
        Named::State(id) => Some(Type::Entry(program.states[id.index()].domain)),
        Named::List(_) => None,
    }
}

/// Returns the enum or catalogue whose entries a type holds.
pub(super) fn domain_of(ty: &Type) -> Option<DomainId> {
    match ty {
        Type::Entry(domain) | Type::Several(domain) => Some(*domain),
        _ => None,
    }
}
