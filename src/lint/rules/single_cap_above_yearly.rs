//! A cap of a visit, a day, a month or one disease that is above the cap of the whole year: it can never be reached.

use crate::base::date::Period;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::{ClauseBody, show};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(benefit, single, yearly) {
        zh: "`{benefit}` 的单项限额 {single} 比全年限额 {yearly} 还高",
        en: "a single cap {single} of `{benefit}` is above its cap of the whole year, {yearly}",
    }
    there() { zh: "全年限额在这里", en: "the cap of the whole year" }
    help() { zh: "单项限额永远用不到头;请对照文件", en: "the single cap can never be reached; see the document" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for benefit in &program.benefits {
        let all = || benefit.clauses.iter().flat_map(|clause| clause.versions.iter().map(move |own| (clause, own)));
        for (clause, yearly) in all() {
            let ClauseBody::Cap { value: whole, period: Some(Period::Year), each, when: None, .. } = &yearly.body
            else {
                continue;
            };
            if !each.is_empty() || !whole.effects.is_empty() {
                continue;
            }
            let Some(most) = look::all_fixed(whole).and_then(|own| own.into_iter().max()) else { continue };
            for (other, single) in all().filter(|(other, _)| other.branch == clause.branch) {
                let ClauseBody::Cap { value, period, each, .. } = &single.body else { continue };
                let narrower = match period {
                    Some(Period::Visit | Period::Day | Period::Month | Period::Quarter) | None => true,
                    Some(Period::Year) => !each.is_empty(),
                    Some(Period::Life) => false,
                };
                if !narrower || other.path == clause.path || yearly.range.intersect(single.range).is_none() {
                    continue;
                }
                for own in look::amounts(value) {
                    let Some(number) = own.number().filter(|number| *number > most) else { continue };
                    let message =
                        message(&benefit.name, show::number(&number, own.ty()), show::number(&most, &whole.ty));
                    let problem = Diagnostic::new(Code::SingleCapAboveYearly, own.span, message);
                    problems.push(problem.label(yearly.origin.span, there()).help(help()));
                }
            }
        }
    }
}
