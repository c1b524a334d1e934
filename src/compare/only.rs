//! What a comparison is limited to: kinds of things, names, a group. Names that mean nothing are an error.

use super::behaviour::Behaviour;
use super::data::{Leaning, Subject, SubjectKind};
use super::shared::{Shared, Which};
use super::values::Group;
use crate::base::nearest::nearest;
use crate::base::number::Number;
use crate::ir::{DefinitionKind, Type};

/// A kind of thing, a name, or both: `benefit/住院报销`, `list`, `低保标准`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only {
    pub kind: Option<SubjectKind>,
    pub name: Option<String>,
}

/// A word that means nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unknown {
    Group { name: String, known: Vec<String> },
    Name { name: String, near: Vec<String> },
}

impl Only {
    /// Reads `KIND`, `NAME` or `KIND/NAME`; kinds in either tongue.
    pub fn parse(text: &str) -> Only {
        let (first, rest) = match text.split_once('/') {
            Some((first, rest)) => (first, Some(rest)),
            None => (text, None),
        };
        match (kind_of(first.trim()), rest) {
            (Some(kind), rest) => {
                let name = rest.map(str::trim).filter(|name| !name.is_empty());
                Only { kind: Some(kind), name: name.map(str::to_owned) }
            }
            (None, _) => Only { kind: None, name: Some(text.trim().to_owned()) },
        }
    }

    /// Whether a subject is asked for by its name.
    pub(crate) fn names(&self, subject: &Subject) -> bool {
        self.name.is_some() && self.fits(subject)
    }

    fn fits(&self, subject: &Subject) -> bool {
        let kind = self.kind.is_none_or(|kind| kind == subject.kind);
        let names = [Some(subject.name.as_str()), subject.sides.a.name(), subject.sides.b.name()];
        kind && self.name.as_deref().is_none_or(|name| names.contains(&Some(name)))
    }
}

fn kind_of(word: &str) -> Option<SubjectKind> {
    Some(match word {
        "benefit" | "待遇" => SubjectKind::Benefit,
        "list" | "清单" => SubjectKind::List,
        "param" | "参数" => SubjectKind::Param,
        "define" | "定义" => SubjectKind::Define,
        "group" | "群体" => SubjectKind::Group,
        "account" | "账目" => SubjectKind::Account,
        "table" | "表" => SubjectKind::Table,
        "state" | "状态" => SubjectKind::State,
        _ => return None,
    })
}

/// Returns the first name that neither side knows.
pub(crate) fn unknown(shared: &Shared<'_>, only: &[Only]) -> Option<Unknown> {
    let mut known: Vec<(SubjectKind, &str)> =
        shared.benefits.iter().map(|pair| (SubjectKind::Benefit, pair.key.as_str())).collect();
    for which in Which::BOTH {
        let program = shared.program(which);
        known.extend(program.benefits.iter().map(|own| (SubjectKind::Benefit, own.name.as_str())));
        known.extend(program.lists.iter().map(|own| (SubjectKind::List, own.name.as_str())));
        known.extend(program.tables.iter().map(|own| (SubjectKind::Table, own.name.as_str())));
        known.extend(program.states.iter().map(|own| (SubjectKind::State, own.name.as_str())));
        known.extend(program.definitions.iter().map(|own| {
            let kind = match own.kind {
                DefinitionKind::Param => SubjectKind::Param,
                DefinitionKind::Define => SubjectKind::Define,
                DefinitionKind::Group => SubjectKind::Group,
                DefinitionKind::Account => SubjectKind::Account,
            };
            (kind, own.name.as_str())
        }));
    }
    only.iter().find_map(|own| {
        let name = own.name.as_deref()?;
        let of_kind = || known.iter().filter(|(kind, _)| own.kind.is_none_or(|wanted| wanted == *kind));
        if of_kind().any(|(_, known)| *known == name) {
            return None;
        }
        Some(Unknown::Name { name: name.to_owned(), near: nearest(name, of_kind().map(|(_, known)| *known)) })
    })
}

/// Keeps what is asked for: subjects, and of the behaviour what the benefits among them pay.
pub(crate) fn keep(only: &[Only], subjects: &mut Vec<Subject>, behaviour: &mut Behaviour) {
    if only.is_empty() {
        return;
    }
    subjects.retain(|subject| only.iter().any(|own| own.fits(subject)));
    let wanted: Vec<String> =
        subjects.iter().filter(|own| own.kind == SubjectKind::Benefit).map(|own| own.name.clone()).collect();
    for scene in &mut behaviour.scenes {
        scene.benefits.retain(|(key, _)| wanted.contains(key));
        for which in Which::BOTH {
            let payments = || scene.benefits.iter().filter_map(|(_, own)| own.get(which).as_ref());
            let total = payments().try_fold(Number::zero(), |sum, own| sum.add(&own.amount).ok());
            let complete = payments().all(|own| own.failed.is_none());
            let names: Vec<String> = payments().map(|own| own.name.clone()).collect();
            let outcome = scene.sides.get_mut(which);
            outcome.complete = complete && outcome.failure.is_none();
            outcome.total = total.unwrap_or_default();
            outcome.worked.retain(|own| names.contains(&own.record.name));
        }
        scene.weigh();
    }
    behaviour.scenes.retain(|scene| !scene.benefits.is_empty() || scene.better == Leaning::Unknown);
}

/// Finds the entry of an enum of which several may be held at once.
pub(crate) fn find_group(shared: &Shared<'_>, name: &str) -> Result<Group, Unknown> {
    let mut known = Vec::new();
    for which in Which::BOTH {
        let program = shared.program(which);
        for fact in &program.facts {
            let Type::Several(domain) = fact.ty else { continue };
            let own = program.domain(domain);
            if own.catalogue {
                continue;
            }
            if let Some(entry) = own.find(name) {
                return Ok(Group { domain: shared.domain(which, domain), entry: shared.entry(which, domain, entry) });
            }
            for entry in &own.entries {
                if !known.contains(&entry.name) {
                    known.push(entry.name.clone());
                }
            }
        }
    }
    Err(Unknown::Group { name: name.to_owned(), known })
}
