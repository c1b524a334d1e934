//! Trees to the model's files and jurisdictions: who is there, who belongs to whom. Reads headers only.

use super::{File, FileId, Jurisdiction, JurisdictionId, Mention, Model, Role, scope, words};
use crate::base::source::SourceId;
use crate::base::text::{listed, quoted};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::syntax::ast::{self, HeaderKind, Level};
use std::collections::HashMap;

/// Sorts out the files of a workspace by their headers. The order of `files` does not matter to any result.
pub fn collect<'a>(files: &[(SourceId, &'a ast::File)]) -> (Model<'a>, Problems) {
    let mut problems = Problems::new();
    let mut model = Model::default();
    for (source, tree) in files {
        model.files.push(File { source: *source, tree, role: Role::Unknown });
    }
    declare_jurisdictions(&mut model, &mut problems);
    join_parents(&mut model, &mut problems);
    place_other_files(&mut model, &mut problems);
    for own in &mut model.jurisdictions {
        own.amendments.sort();
    }
    gather_tests(&mut model, &mut problems);
    (model, problems)
}

fn declare_jurisdictions(model: &mut Model<'_>, problems: &mut Problems) {
    let mut by_place: HashMap<(&str, Option<&str>), JurisdictionId> = HashMap::new();
    let mut by_code: HashMap<&str, JurisdictionId> = HashMap::new();
    for at in 0..model.files.len() {
        let tree = model.files[at].tree;
        let Some(header) = &tree.header else { continue };
        let (HeaderKind::Jurisdiction(level), Some(name)) = (header.kind, &header.name) else { continue };
        let code = header.code.as_ref().map(|code| code.text.clone());
        // The same name under another parent is another place; the same name and parent is the same place.
        let parent_text = header.parent.as_ref().map(|parent| parent.text.as_str());
        let id = JurisdictionId(model.jurisdictions.len() as u32);
        let first_there = *by_place.entry((&name.text, parent_text)).or_insert(id);
        if first_there != id {
            let twin = model.jurisdiction(first_there);
            let first = twin.header.name.as_ref().map_or(twin.header.place.0, ast::Name::span);
            problems.push(
                Diagnostic::new(Code::DuplicateName, name.span(), words::jurisdiction_declared_twice(&name.text))
                    .label(first, words::first_declared_here()),
            );
            continue;
        }
        if let Some(own) = &header.code
            && let first_so = *by_code.entry(&own.text).or_insert(id)
            && first_so != id
        {
            let twin = model.jurisdiction(first_so);
            let first = twin.header.code.as_ref().map_or(twin.header.place.0, ast::Name::span);
            problems.push(
                Diagnostic::new(Code::DuplicateName, own.span(), words::code_declared_twice(&own.text))
                    .label(first, words::first_declared_here()),
            );
        }
        model.files[at].role = Role::Jurisdiction(id);
        model.jurisdictions.push(Jurisdiction {
            name: name.text.clone(),
            code,
            aliases: header.aliases.iter().map(|alias| alias.text.clone()).collect(),
            level,
            parent: None,
            header,
            files: vec![FileId(at as u32)],
            vocabularies: Vec::new(),
            amendments: Vec::new(),
        });
    }
    note_names(model);
}

/// Notes by which words each jurisdiction may be named.
fn note_names(model: &mut Model<'_>) {
    for (own, id) in model.jurisdictions.iter().zip(0..) {
        let mut note = |name: &String| model.by_name.entry(name.clone()).or_default().push(JurisdictionId(id));
        note(&own.name);
        own.code.iter().filter(|code| **code != own.name).for_each(note);
        for (at, alias) in own.aliases.iter().enumerate() {
            if !own.aliases[..at].contains(alias) {
                model.by_alias.entry(alias.clone()).or_default().push(JurisdictionId(id));
            }
        }
    }
}

/// The height of a level: a parent's must be above its child's.
fn height(level: Level) -> u8 {
    match level {
        Level::Province => 2,
        Level::City => 1,
        Level::County | Level::District | Level::Banner | Level::CountyCity => 0,
    }
}

fn join_parents(model: &mut Model<'_>, problems: &mut Problems) {
    for id in model.ids() {
        let header = model.jurisdiction(id).header;
        let Some(parent_name) = &header.parent else { continue };
        let Some(parent) = find(model, parent_name, problems) else { continue };
        let own = model.jurisdiction(id);
        if height(model.jurisdiction(parent).level) <= height(own.level) {
            let message = words::parent_not_higher(&own.name, &parent_name.text);
            problems.push(Diagnostic::new(Code::ParentLevel, parent_name.span(), message));
            continue;
        }
        // Levels rise strictly from child to parent, so that no circle can arise.
        model.jurisdictions[id.0 as usize].parent = Some(parent);
    }
}

/// Finds the jurisdiction that a name in a header means, or says what is wrong.
pub(super) fn find(model: &Model<'_>, name: &ast::Name, problems: &mut Problems) -> Option<JurisdictionId> {
    let found = model.named(&name.text);
    match found.as_slice() {
        [only] => Some(*only),
        [] => {
            let names = model.jurisdictions.iter().map(|own| own.name.as_str());
            let near = scope::nearest(&name.text, names);
            let help =
                if near.is_empty() { words::parent_file_is_missing() } else { words::did_you_mean(quoted(&near)) };
            let mut problem =
                Diagnostic::new(Code::UnknownJurisdiction, name.span(), words::unknown_jurisdiction(&name.text))
                    .help(help);
            if let [only] = near.as_slice() {
                problem = problem.fix(name.span(), only.clone());
            }
            problems.push(problem);
            None
        }
        several => {
            let candidates: Vec<String> = several
                .iter()
                .map(|id| {
                    let own = model.jurisdiction(*id);
                    let code = own.code.as_deref().unwrap_or("-");
                    format!("{} ({code})", own.name)
                })
                .collect();
            let message = words::ambiguous_jurisdiction(&name.text, listed(&candidates));
            let problem = Diagnostic::new(Code::AmbiguousName, name.span(), message).help(words::write_the_code());
            problems.push(problem);
            None
        }
    }
}

fn place_other_files(model: &mut Model<'_>, problems: &mut Problems) {
    for at in 0..model.files.len() {
        let id = FileId(at as u32);
        let Some(header) = &model.files[at].tree.header else { continue };
        match header.kind {
            HeaderKind::Jurisdiction(_) => {}
            HeaderKind::Vocabulary => match &header.parent {
                None => {
                    model.files[at].role = Role::Vocabulary(None);
                    model.shared_vocabularies.push(id);
                }
                Some(parent) => {
                    if let Some(of) = find(model, parent, problems) {
                        model.files[at].role = Role::Vocabulary(Some(of));
                        model.jurisdictions[of.0 as usize].vocabularies.push(id);
                    }
                }
            },
            HeaderKind::Standards => {
                let Some(parent) = &header.parent else {
                    let problem = Diagnostic::new(Code::MissingHeader, header.place.0, words::standards_need_parent());
                    problems.push(problem);
                    continue;
                };
                if let Some(of) = find(model, parent, problems) {
                    model.files[at].role = Role::Standards(of);
                    model.jurisdictions[of.0 as usize].files.push(id);
                }
            }
            HeaderKind::Amendment => {
                let Some(name) = &header.name else { continue };
                let Some(from) = header.marks.from else {
                    let problem = Diagnostic::new(Code::MissingHeader, header.place.0, words::amendment_needs_date());
                    problems.push(problem);
                    continue;
                };
                if let Some(of) = find(model, name, problems) {
                    model.files[at].role = Role::Amendment { of, from };
                    model.jurisdictions[of.0 as usize].amendments.push((from, id));
                }
            }
        }
    }
}

/// Finds the jurisdictions that tests name.
fn gather_tests(model: &mut Model<'_>, problems: &mut Problems) {
    let mut tests = Vec::new();
    for file in &model.files {
        for declaration in &file.tree.declarations {
            let ast::DeclarationKind::Test { scene, .. } = &declaration.kind else { continue };
            for name in &scene.jurisdictions {
                if let Some(id) = find(model, name, problems) {
                    tests.push((id, declaration));
                }
            }
        }
    }
    tests.sort_by_key(|(id, _)| *id);
    model.tests = tests;
}

/// Returns where jurisdictions are named, in headers, tests and exemptions, and which is meant.
pub fn names_of_jurisdictions(model: &Model<'_>) -> Vec<Mention> {
    let mut names = Vec::new();
    let mut mention = |name: &ast::Name| {
        if let [only] = model.named(&name.text).as_slice()
            && let Some(own) = &model.jurisdiction(*only).header.name
        {
            names.push(Mention { at: name.span(), of: own.span() });
        }
    };
    for file in &model.files {
        if let Some(header) = &file.tree.header {
            header.parent.iter().for_each(&mut mention);
            if header.kind == HeaderKind::Amendment {
                header.name.iter().for_each(&mut mention);
            }
        }
        for declaration in &file.tree.declarations {
            match &declaration.kind {
                ast::DeclarationKind::Test { scene, .. } => scene.jurisdictions.iter().for_each(&mut mention),
                ast::DeclarationKind::Standard { items, .. } | ast::DeclarationKind::Assert { items, .. } => {
                    for item in items {
                        if let ast::RequirementBody::Exempt { jurisdictions } = &item.body {
                            jurisdictions.iter().for_each(&mut mention);
                        }
                    }
                }
                _ => {}
            }
        }
    }
    for own in &model.jurisdictions {
        // Each is named at home as well, even where several have the same name.
        names.extend(own.header.name.iter().map(|name| Mention { at: name.span(), of: name.span() }));
    }
    names.sort_unstable();
    names.dedup();
    names
}
