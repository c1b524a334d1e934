//! A param that is still used, or a clause of a benefit that is still paid, whose last version has ended by the day of asking.

use crate::base::date::Date;
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{Clause, ClauseWord, DefinitionKind, Program};
use crate::lint::{Policies, look};

crate::catalogue! {
    message(name, until, as_of) {
        zh: "参数 `{name}` 只到 {until},到 {as_of} 已没有规定",
        en: "the param `{name}` ends on {until}; nothing is stated for {as_of}",
    }
    of_clause(benefit, clause, until, as_of) {
        zh: "`{benefit}` 的{clause}只到 {until},到 {as_of} 已没有规定,待遇还在发",
        en: "the {clause} of `{benefit}` ends on {until}; nothing is stated for {as_of}, and the benefit goes on",
    }
    help_of_clause() {
        zh: "补上新的规定;待遇一并到期的,给待遇写上截止日期;取消了的,从那天起写 `无`",
        en: "add the new version; end the benefit with it, or state `none` from that day on",
    }
    help() {
        zh: "补上新的标准;还没有公布的,写 `待公布`",
        en: "add the new version; if it is not published yet, write `pending`",
    }
}

pub(super) fn check(policies: &Policies<'_>, problems: &mut Problems) {
    let Some(as_of) = policies.settings.as_of else { return };
    for (id, program) in policies.programs() {
        for own in program.definitions.iter().filter(|own| own.kind == DefinitionKind::Param) {
            let Some(last) = own.versions.iter().max_by_key(|version| version.range.from) else { continue };
            let Some(until) = last.range.until.filter(|until| *until < as_of) else { continue };
            if look::is_own(program, &last.origin) && policies.rules_use(id, &own.name) {
                let message = message(&own.name, until.to_string(), as_of.to_string());
                problems.push(Diagnostic::new(Code::ValueExpired, last.origin.span, message).help(help()));
            }
        }
        clauses(program, as_of, problems);
    }
}

/// Looks for clauses that say how much, and of which none of the kind is left.
fn clauses(program: &Program, as_of: Date, problems: &mut Problems) {
    for benefit in program.benefits.iter().filter(|own| own.alive.iter().any(|own| own.range.contains(as_of))) {
        let says_how_much = |clause: &&Clause| {
            matches!(clause.path.word, ClauseWord::Rate | ClauseWord::Amount | ClauseWord::Cap | ClauseWord::Deductible)
        };
        for clause in benefit.clauses.iter().filter(says_how_much) {
            // Another of the kind may have taken its place: by the month instead of the year.
            let alike =
                benefit.clauses.iter().filter(|own| own.path.word == clause.path.word && own.branch == clause.branch);
            let lasts =
                |own: &Clause| own.versions.iter().any(|own| own.range.until.is_none_or(|until| until >= as_of));
            if alike.clone().any(lasts) {
                continue;
            }
            let Some(last) = clause.versions.iter().max_by_key(|version| version.range.from) else { continue };
            let Some(until) = last.range.until.filter(|_| look::is_own(program, &last.origin)) else { continue };
            let (zh, en) = clause.path.word.words();
            let message = of_clause(&benefit.name, Text::new(zh, en), until.to_string(), as_of.to_string());
            problems.push(Diagnostic::new(Code::ValueExpired, last.origin.span, message).help(help_of_clause()));
        }
    }
}
