//! A cap that is lower than the deductible of the same period: a slip of 元 and 万元, or two numbers swapped.

use crate::base::date::Period;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::types::{Base, Type};
use crate::ir::{Adjusted, ClauseBody, show};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(benefit, cap, deductible) {
        zh: "`{benefit}` 的限额 {cap} 比起付线 {deductible} 还低",
        en: "the cap {cap} of `{benefit}` is below its deductible {deductible}",
    }
    there() { zh: "起付线在这里", en: "the deductible" }
    help() {
        zh: "请对照文件,看单位(元、万元)或两个数是否写错",
        en: "see in the document whether a unit (yuan, ten thousand yuan) is wrong or the two are swapped",
    }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for benefit in &program.benefits {
        let all = || benefit.clauses.iter().flat_map(|clause| clause.versions.iter().map(move |own| (clause, own)));
        for (clause, cap) in all() {
            let ClauseBody::Cap { value, period, when: None, .. } = &cap.body else { continue };
            let Some(most) = look::all_fixed(value).and_then(|own| own.into_iter().max()) else { continue };
            for (_, deductible) in all().filter(|(other, _)| other.branch == clause.branch) {
                let ClauseBody::Deductible { value: charged, period: own, when: None, .. } = &deductible.body else {
                    continue;
                };
                if whole(*period, value) != whole(*own, charged) || cap.range.intersect(deductible.range).is_none() {
                    continue;
                }
                let Some(least) = look::all_fixed(charged).and_then(|own| own.into_iter().min()) else { continue };
                if most < least {
                    let message =
                        message(&benefit.name, show::number(&most, &value.ty), show::number(&least, &charged.ty));
                    let problem = Diagnostic::new(Code::CapBelowDeductible, cap.origin.span, message);
                    problems.push(problem.label(deductible.origin.span, there()).help(help()));
                }
            }
        }
    }
}

/// Returns the period of an amount: as stated, or in its unit.
fn whole(period: Option<Period>, value: &Adjusted) -> Period {
    let of_unit = match &value.ty {
        Type::Quantity(unit) if unit.power_of(&Base::Year) < 0 => Some(Period::Year),
        Type::Quantity(unit) if unit.power_of(&Base::Month) < 0 => Some(Period::Month),
        _ => None,
    };
    period.filter(|own| *own != Period::Visit).or(of_unit).unwrap_or(Period::Visit)
}
