//! An override that says what the parent says already.

use crate::base::span::Span;
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{ClauseBody, Dated, Stated, print, version_on};
use crate::lint::{OneProgram, look};
use crate::syntax::ast::{Change, DeclarationKind};

crate::catalogue! {
    message(what, parent) {
        zh: "{what}与 {parent} 的规定一样,不用调整",
        en: "{what} is what {parent} says already; no override is needed",
    }
    there() { zh: "上级的规定在这里", en: "what the parent says" }
    help() { zh: "删去后照样继承,上级改了也会跟着改", en: "without it the value is inherited, and follows the parent" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let Some(parent) = one.parent else { return };
    let above = &parent.jurisdiction.name;
    for (benefit, clause, version) in look::clause_versions(program) {
        if version.origin.how != Stated::Overridden || !look::is_own(program, &version.origin) {
            continue;
        }
        let same = parent
            .find_benefit(&benefit.name)
            .and_then(|own| parent.benefit(own).clauses.iter().find(|own| own.path == clause.path))
            .and_then(|own| only(&own.versions, version))
            .filter(|own| says(parent, &own.body) == says(program, &version.body));
        let Some(same) = same else { continue };
        let (zh, en) = clause.path.word.words();
        let what = Text::new(format!("`{}` 的{zh}", benefit.name), format!("the {en} of `{}`", benefit.name));
        let problem = Diagnostic::new(Code::RedundantOverride, version.origin.span, message(what, above));
        let problem = problem.label(same.origin.span, there()).help(help());
        problems.push(match whole_line(one, version.origin.span) {
            Some(span) => problem.fix(span, ""),
            None => problem,
        });
    }
}

/// Returns the version of the parent, when it is the only one from then on.
fn only<'p>(versions: &'p [Dated<ClauseBody>], own: &Dated<ClauseBody>) -> Option<&'p Dated<ClauseBody>> {
    let found = match own.range.from {
        Some(from) => version_on(versions, from)?,
        None => versions.first().filter(|first| first.range.from.is_none())?,
    };
    (found.range.until.is_none() || found.range.until == own.range.until).then_some(found)
}

fn says(program: &crate::ir::Program, body: &ClauseBody) -> String {
    print::clause(program, body, Lang::Zh)
}

/// Returns the lines of an override that changes nothing else; a remark that belongs to it keeps it.
fn whole_line(one: &OneProgram<'_>, span: Span) -> Option<Span> {
    let page = one.page(span.source)?;
    let own = page.tree.declarations.iter().find(|own| {
        let is_whole = match &own.kind {
            DeclarationKind::Override { path, change: Change::To(_) } => path.keys.is_none(),
            DeclarationKind::Override { change: Change::Clauses(clauses), .. } => clauses.len() == 1,
            _ => false,
        };
        is_whole && own.place.0.contains(span)
    })?;
    let text = &page.source.text;
    let place = own.place.0;
    let start = text[..place.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let rest = &text[place.end as usize..];
    let end = place.end as usize + rest.find('\n').map_or(rest.len(), |at| at + 1);
    let alone =
        text[start..place.start as usize].trim().is_empty() && rest[..end - place.end as usize].trim().is_empty();
    let remarked = !own.docs.is_empty() || page.tree.comments.iter().any(|comment| place.contains(comment.place.0));
    (alone && !remarked).then(|| Span::new(page.id, start, end))
}
