//! A new version, or a county's own value, that is twenty times the one before it or a twentieth: 元 for 万元; or exactly ten
//! times or a tenth: a nought too many.

use crate::base::number::Number;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{Adjusted, Source};
use crate::ir::{Origin, Program, Stated, Type, clause_value, fixed_number, show, version_on};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(what, new, old) {
        zh: "{what}由 {old} 变成 {new},相差二十倍以上",
        en: "{what} goes from {old} to {new}, twenty times or more apart",
    }
    tenfold(what, new, old) {
        zh: "{what}由 {old} 变成 {new},正好差十倍",
        en: "{what} goes from {old} to {new}, exactly ten times apart",
    }
    there() { zh: "原来的在这里", en: "what it was" }
    help() { zh: "请核对单位:元、万元,或小数点", en: "see whether a unit (yuan, ten thousand yuan) or the decimal point is wrong" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    let mut compare = |what: &Text, old: (&Adjusted, &Origin), new: (&Adjusted, &Origin)| {
        let (Some(before), Some(after)) = (fixed(old.0), fixed(new.0)) else { return };
        if old.0.ty == new.0.ty
            && let Some(say) = jump(&before, &after)
        {
            let shown = |number: &Number| show::number(number, &new.0.ty);
            let problem = Diagnostic::new(Code::MagnitudeJump, new.1.span, say(what, &shown(&after), &shown(&before)));
            problems.push(problem.label(old.1.span, there()).help(help()));
        }
    };
    for definition in &program.definitions {
        let what = Text::new(format!("`{}` ", definition.name), format!("`{}`", definition.name));
        for pair in by_date(definition.versions.iter().collect()).windows(2) {
            compare(&what, (&pair[0].body, &pair[0].origin), (&pair[1].body, &pair[1].origin));
        }
    }
    let parent = one.parent;
    for benefit in &program.benefits {
        for clause in &benefit.clauses {
            let (zh, en) = clause.path.word.words();
            let what = Text::new(format!("`{}` 的{zh}", benefit.name), format!("the {en} of `{}`", benefit.name));
            for pair in by_date(clause.versions.iter().collect()).windows(2) {
                let (Some(old), Some(new)) = (clause_value(&pair[0].body), clause_value(&pair[1].body)) else {
                    continue;
                };
                compare(&what, (old, &pair[0].origin), (new, &pair[1].origin));
            }
            for version in clause.versions.iter().filter(|own| own.origin.how == Stated::Overridden) {
                let Some((old, origin)) = parent.and_then(|parent| inherited(parent, &benefit.name, clause, version))
                else {
                    continue;
                };
                let Some(new) = clause_value(&version.body).filter(|_| look::is_own(program, &version.origin)) else {
                    continue;
                };
                compare(&what, (old, origin), (new, &version.origin));
            }
        }
    }
}

/// Returns what the parent says in place of a version.
fn inherited<'p>(
    parent: &'p Program,
    benefit: &str,
    clause: &crate::ir::Clause,
    version: &crate::ir::Dated<crate::ir::ClauseBody>,
) -> Option<(&'p Adjusted, &'p Origin)> {
    let benefit = parent.benefit(parent.find_benefit(benefit)?);
    let own = benefit.clauses.iter().find(|own| own.path == clause.path)?;
    let found = match version.range.from {
        Some(from) => version_on(&own.versions, from)?,
        None => own.versions.first()?,
    };
    Some((clause_value(&found.body)?, &found.origin))
}

fn by_date<T>(mut versions: Vec<&crate::ir::Dated<T>>) -> Vec<&crate::ir::Dated<T>> {
    versions.sort_by_key(|own| own.range.from);
    versions
}

fn fixed(value: &Adjusted) -> Option<Number> {
    match &value.value {
        Source::Expr(own) if matches!(own.ty, Type::Quantity(_) | Type::Ratio) => fixed_number(own),
        _ => None,
    }
}

/// Returns how a jump is told; `None`: it is none.
fn jump(old: &Number, new: &Number) -> Option<fn(&Text, &Text, &Text) -> Text> {
    let times = |own: &Number, by: i64| own.multiply(&Number::from(by)).unwrap_or_default();
    if !old.is_positive() || !new.is_positive() {
        return None;
    }
    if *new >= times(old, 20) || *old >= times(new, 20) {
        return Some(|what, new, old| message(what, new, old));
    }
    let is_tenfold = *new == times(old, 10) || *old == times(new, 10);
    is_tenfold.then_some(|what, new, old| tenfold(what, new, old))
}
