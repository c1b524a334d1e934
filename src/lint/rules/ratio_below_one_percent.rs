//! A rate below 1%: a fraction that was written with a percent sign, `0.8%` for `0.8`.

use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{ClauseWord, Type, clause_value, show};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(benefit, rate) { zh: "`{benefit}` 的比例只有 {rate}", en: "the rate of `{benefit}` is only {rate}" }
    help(rate) { zh: "是否应为 {rate}?", en: "is {rate} meant?" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let one_percent = Number::ratio(1, 100);
    let program = one.program;
    for (benefit, clause, version) in look::clause_versions(program) {
        let Some(value) = clause_value(&version.body).filter(|_| clause.path.word == ClauseWord::Rate) else {
            continue;
        };
        for own in look::amounts(value).into_iter().filter(|own| *own.ty() == Type::Ratio) {
            let Some(rate) = own.number().filter(|rate| rate.is_positive() && *rate < one_percent) else {
                continue;
            };
            let meant = rate.multiply(&Number::from(100)).unwrap_or_default();
            let message = message(&benefit.name, show::number(&rate, &Type::Ratio));
            let problem = Diagnostic::new(Code::RatioBelowOnePercent, own.span, message);
            problems.push(problem.help(help(show::number(&meant, &Type::Ratio))));
        }
    }
}
