//! A test whose title speaks of one group, level or disease while its data are of another: copied and not changed.

use std::collections::BTreeMap;

use super::copied_name::said;
use crate::base::text::quoted;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::Given;
use crate::ir::scene::{EventKind, Scene};
use crate::lint::OneProgram;
use crate::value::{DomainId, EntryId, Value};

crate::catalogue! {
    message(said, given) {
        zh: "标题说的是“{said}”,已知的却是 {given}",
        en: "the title says “{said}”, but what is given is {given}",
    }
    help() { zh: "是否从别的测试抄来,忘了改标题或已知?", en: "was the test copied, and the title or the data not changed?" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for scene in &program.tests {
        for (id, given) in given(scene) {
            let domain = program.domain(id);
            let said = said(program, id, &scene.title);
            let akin = |one: &EntryId| {
                given.iter().any(|other| domain.is_within(*one, *other) || domain.is_within(*other, *one))
            };
            // With several of a kind nobody can tell which of them the title means.
            if said.len() != 1 || given.len() != 1 || said.iter().any(akin) {
                continue;
            }
            let names: Vec<&str> = given.iter().map(|entry| domain.entry(*entry).name.as_str()).collect();
            let message = message(&domain.entry(said[0]).name, quoted(&names));
            problems.push(Diagnostic::new(Code::TestTitleDiffers, scene.span, message).help(help()));
        }
    }
}

/// Returns the values that a scene gives, by their kind.
fn given(scene: &Scene) -> BTreeMap<DomainId, Vec<EntryId>> {
    let mut found: BTreeMap<DomainId, Vec<EntryId>> = BTreeMap::new();
    let mut add = |given: &Given| {
        let Given::Fact(_, value) = given else { return };
        match value {
            Value::Entry(domain, entry) => found.entry(*domain).or_default().push(*entry),
            Value::Several(domain, entries) => found.entry(*domain).or_default().extend(entries),
            _ => {}
        }
    };
    scene.given.iter().for_each(&mut add);
    scene.members.iter().flat_map(|member| &member.given).for_each(&mut add);
    scene.cases.iter().flat_map(|case| &case.given).for_each(&mut add);
    for event in &scene.events {
        match &event.kind {
            EventKind::Claim { given, .. } => given.iter().for_each(&mut add),
            EventKind::Periods { given, .. } => given.iter().for_each(|(_, given)| add(given)),
            EventKind::Now => {}
        }
    }
    found.values_mut().for_each(|entries| {
        entries.sort();
        entries.dedup();
    });
    found
}
