//! Which requirements a change may touch: findings and programs in, whether a requirement has to be decided again out.

use super::super::rules::Effect;
use super::super::slice::name_of;
use super::super::{Finding, Witness};

use crate::ir::standard::{Requirement, RequirementBody};
use crate::ir::{Occasion, Program};

/// Returns, of what a program says on a day, what benefits on bills and some texts can hang on: whatever is named in what
/// is reached counts, rather too much than too little.
pub(super) fn reached(program: &Program, said: &[String], roots: &[String]) -> Vec<String> {
    let on_bills =
        |name: &String| program.benefits.iter().any(|own| own.name == *name && own.occasion == Occasion::EachClaim);
    let (mut kept, mut open): (Vec<&String>, Vec<(&String, &String)>) = (Vec::new(), Vec::new());
    for line in said {
        match name_of(program, line) {
            Some(name) if !line.starts_with("b ") || !on_bills(name) => open.push((name, line)),
            // Choices, entries and facts count too.
            Some(_) | None => kept.push(line),
        }
    }
    let mut texts: Vec<&str> = roots.iter().chain(kept.iter().copied()).map(String::as_str).collect();
    while let Some(text) = texts.pop() {
        let (found, rest): (Vec<_>, Vec<_>) = open.into_iter().partition(|(name, _)| text.contains(name.as_str()));
        open = rest;
        kept.extend(found.iter().map(|(_, line)| *line));
        texts.extend(found.iter().map(|(_, line)| line.as_str()));
    }
    kept.sort();
    kept.into_iter().cloned().collect()
}

/// Whether a finding changes what somebody is paid, or may.
pub(super) fn changes_payments(own: &Finding) -> bool {
    !matches!(own.witness, Witness::NotAsked) || own.effect != Effect::None
}

/// Whether a requirement on results may come out otherwise by a change: it asks all that is paid, or a benefit that the
/// change shows in, or one that stands behind such a one.
pub(super) fn touches(program: &Program, found: &Finding, requirement: &Requirement) -> bool {
    let asked = match &requirement.body {
        RequirementBody::NeverAboveCost { subject, .. }
        | RequirementBody::NeverLessAlong { subject, .. }
        | RequirementBody::NeverLessInOrder { subject, .. }
        | RequirementBody::NoCliffOver { subject, .. } => subject.as_ref(),
        RequirementBody::Condition { .. }
        | RequirementBody::Clause { .. }
        | RequirementBody::Value { .. }
        | RequirementBody::Includes { .. } => None,
    };
    let (Some(asked), Some(subject)) = (asked, &found.subject) else { return true };
    let place = |name: &String| {
        program.order.iter().position(|id| {
            let own = program.benefit(*id);
            own.name == *name || own.identity.as_ref() == Some(name)
        })
    };
    let Some(asked) = place(asked) else { return true };
    subject.benefits.iter().any(|name| place(name).is_none_or(|own| own <= asked))
}

/// Whether what was not met may be met now: less is paid than before where too much was, or more where it was too little.
pub(super) fn may_be_mended(here: &[&Finding], requirement: &Requirement) -> bool {
    let other_than = |effect: Effect| here.iter().any(|own| own.effect != effect);
    match &requirement.body {
        RequirementBody::NeverAboveCost { .. } => other_than(Effect::Better),
        RequirementBody::NeverLessAlong { .. }
        | RequirementBody::NeverLessInOrder { .. }
        | RequirementBody::NoCliffOver { .. }
        | RequirementBody::Condition { .. } => true,
        RequirementBody::Clause { .. } | RequirementBody::Value { .. } | RequirementBody::Includes { .. } => false,
    }
}
