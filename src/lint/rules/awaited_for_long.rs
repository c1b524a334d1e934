//! A value that has been awaited (`待公布`) for more than a year.

use crate::base::date::DateRange;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{Adjusted, Source};
use crate::ir::{ClauseBody, Dated, clause_value};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(from) { zh: "自 {from} 起待公布,已超过一年", en: "this has been awaited since {from}, for more than a year" }
    help() {
        zh: "请查一查是否已经公布;公布了的,写上数和文件",
        en: "see whether it has been published; if so, state it with its document",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let Some(as_of) = one.settings.as_of else { return };
    let mut tell = |versions: Vec<(&Adjusted, DateRange)>| {
        for (value, range) in &versions {
            let (Some(since), Source::Pending(span)) = (range.from, &value.value) else { continue };
            // What was never stated before may be unknown to the source.
            let was_stated = versions.iter().any(|(_, other)| other.from < range.from);
            if was_stated && range.contains(as_of) && look::is_older(since, 12, as_of) {
                problems.push(Diagnostic::new(Code::AwaitedForLong, *span, message(since.to_string())).help(help()));
            }
        }
    };
    let program = one.program;
    for own in &program.definitions {
        tell(own.versions.iter().map(|version| (&version.body, version.range)).collect());
    }
    for clause in program.benefits.iter().flat_map(|own| &own.clauses) {
        tell(clause.versions.iter().filter_map(value_of).collect());
    }
}

fn value_of(version: &Dated<ClauseBody>) -> Option<(&Adjusted, DateRange)> {
    Some((clause_value(&version.body)?, version.range))
}
