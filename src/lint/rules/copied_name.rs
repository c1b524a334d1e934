//! A name that says one value and a condition that asks for another: copied, and one of the two not changed.

use std::collections::BTreeSet;

use crate::base::span::Span;
use crate::base::text::quoted;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{CompareOp, Member};
use crate::ir::order::each_child;
use crate::ir::{ClauseBody, DefinitionKind, Expr, ExprKind, Program, Source};
use crate::lint::{OneProgram, look};
use crate::value::{DomainId, EntryId, Value};

crate::catalogue! {
    message(name, said, asked) {
        zh: "名称 `{name}` 说的是“{said}”,条件问的却是 {asked}",
        en: "the name `{name}` says “{said}”, but the condition asks for {asked}",
    }
    there() { zh: "名称在这里", en: "the name" }
    help() { zh: "是否从别处抄来,有一个名称忘了改?", en: "was it copied, and one name not changed?" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let mut compare = |name: &str, place: Span, conditions: &[&Expr]| {
        let mut asked = Asked::default();
        conditions.iter().for_each(|own| asked.expr(program, own));
        let Some((said, entries)) = contradiction(program, name, &asked) else { return };
        let span = conditions.first().map_or(place, |own| own.span);
        let problem = Diagnostic::new(Code::CopiedName, span, message(name, said, quoted(&entries)));
        problems.push(problem.label(place, there()).help(help()));
    };
    for definition in program.definitions.iter().filter(|own| own.kind == DefinitionKind::Group) {
        for version in definition.versions.iter().filter(|own| look::is_own(program, &own.origin)) {
            if let Source::Expr(condition) = &version.body.value {
                compare(&definition.name, definition.span, &[condition]);
            }
        }
    }
    for benefit in &program.benefits {
        let mut required = Vec::new();
        for clause in &benefit.clauses {
            for version in clause.versions.iter().filter(|own| look::is_own(program, &own.origin)) {
                let ClauseBody::Requires(condition) = &version.body else { continue };
                match &clause.path.label {
                    Some(label) => compare(label, version.origin.span, &[condition]),
                    None if clause.branch.is_none() => required.push(condition),
                    None => {}
                }
            }
        }
        compare(&benefit.name, benefit.span, &required);
        for branch in benefit.branches.iter().filter(|own| look::is_own(program, &own.origin)) {
            if let (Some(label), Some(when)) = (&branch.label, &branch.when) {
                compare(label, branch.span, &[when]);
            }
        }
    }
}

/// The values that conditions name, and the kinds of which they name too many to tell.
#[derive(Default)]
struct Asked {
    entries: BTreeSet<(DomainId, EntryId)>,
    /// Asked through a list or a definition.
    beyond: BTreeSet<DomainId>,
}

impl Asked {
    fn expr(&mut self, program: &Program, own: &Expr) {
        match &*own.kind {
            ExprKind::Constant(Value::Entry(domain, entry)) => {
                self.entries.insert((*domain, *entry));
            }
            ExprKind::Constant(Value::Several(domain, all)) => {
                self.entries.extend(all.iter().map(|entry| (*domain, *entry)));
            }
            ExprKind::In { members, .. } => {
                for member in members {
                    if let Member::List(list) = member {
                        self.beyond.insert(program.list(*list).of);
                    }
                }
            }
            // An edge says nothing of those beyond it.
            ExprKind::Compare(op, _, edge) if !matches!(op, CompareOp::Equal | CompareOp::NotEqual) => {
                self.note_domain(edge);
            }
            ExprKind::InBand { band, .. } => {
                band.low.iter().chain(&band.high).for_each(|edge| self.note_domain(&edge.value));
            }
            ExprKind::Definition(id, _) => {
                for version in &program.definition(*id).versions {
                    if let Source::Expr(inner) = &version.body.value {
                        let mut asked = Asked::default();
                        // One step: a group of groups says nothing here.
                        each_child(inner, &mut |child| asked.direct(child));
                        self.beyond.extend(asked.entries.iter().map(|(domain, _)| *domain));
                    }
                }
            }
            _ => {}
        }
        each_child(own, &mut |child| self.expr(program, child));
    }

    fn note_domain(&mut self, own: &Expr) {
        if let ExprKind::Constant(Value::Entry(domain, _)) = &*own.kind {
            self.beyond.insert(*domain);
        }
    }

    fn direct(&mut self, own: &Expr) {
        if let ExprKind::Constant(Value::Entry(domain, entry)) = &*own.kind {
            self.entries.insert((*domain, *entry));
        }
        each_child(own, &mut |child| self.direct(child));
    }
}

/// Returns the value that a name says and those that are asked for instead, when none of them is akin to it.
fn contradiction(program: &Program, name: &str, asked: &Asked) -> Option<(String, Vec<String>)> {
    let domains: BTreeSet<DomainId> = asked.entries.iter().map(|(domain, _)| *domain).collect();
    for id in domains.into_iter().filter(|id| !asked.beyond.contains(id)) {
        let said = said(program, id, name);
        if said.is_empty() {
            continue;
        }
        let domain = program.domain(id);
        let of: Vec<EntryId> = asked.entries.iter().filter(|(own, _)| *own == id).map(|(_, entry)| *entry).collect();
        let akin = said
            .iter()
            .any(|one| of.iter().any(|other| domain.is_within(*one, *other) || domain.is_within(*other, *one)));
        if !akin {
            let names = of.iter().map(|entry| domain.entry(*entry).name.clone()).collect();
            return Some((domain.entry(said[0]).name.clone(), names));
        }
    }
    None
}

/// Returns the entries of a domain whose names stand in a text; a name within a longer one does not count.
pub(super) fn said(program: &Program, id: DomainId, text: &str) -> Vec<EntryId> {
    let domain = program.domain(id);
    let mut found: Vec<(usize, usize, EntryId)> = Vec::new();
    for (at, entry) in domain.entries.iter().enumerate() {
        let names = std::iter::once(&entry.name).chain(&entry.english);
        for name in names.filter(|name| name.chars().count() >= 2) {
            found.extend(
                text.match_indices(name.as_str()).map(|(start, _)| (start, start + name.len(), EntryId(at as u32))),
            );
        }
    }
    let within = |own: &(usize, usize, EntryId)| {
        let longer =
            |other: &(usize, usize, EntryId)| other.0 <= own.0 && own.1 <= other.1 && other.1 - other.0 > own.1 - own.0;
        found.iter().any(longer)
    };
    let negated = |own: &(usize, usize, EntryId)| {
        text[..own.0].ends_with(['非', '不', '无', '未', '除']) || text[..own.0].ends_with("不是")
    };
    let of_another = |own: &(usize, usize, EntryId)| is_part_of_a_name(program, text, own.0..own.1);
    let clear = found.iter().filter(|own| !within(own) && !negated(own) && !of_another(own));
    let mut entries: Vec<EntryId> = clear.map(|own| own.2).collect();
    entries.dedup();
    entries
}

/// Whether what stands at a place is only part of the name of something else: `低保` of the param `低保标准`.
fn is_part_of_a_name(program: &Program, text: &str, place: std::ops::Range<usize>) -> bool {
    let definitions = program.definitions.iter().map(|own| &own.name);
    let benefits = program.benefits.iter().map(|own| &own.name);
    let facts = program.facts.iter().map(|own| &own.name);
    let others = program.lists.iter().map(|own| &own.name).chain(program.tables.iter().map(|own| &own.name));
    let part = &text[place.clone()];
    let mut longer = definitions.chain(benefits).chain(facts).chain(others);
    longer.any(|name| {
        // The whole text is the name that is judged.
        name.len() > part.len()
            && name.len() < text.len()
            && name.contains(part)
            && text.match_indices(name.as_str()).any(|(at, _)| at <= place.start && place.end <= at + name.len())
    })
}
