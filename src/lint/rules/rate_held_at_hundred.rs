//! Points added to a rate that would go beyond 100%: it is held there, and part of what was promised is lost.

use crate::base::number::Number;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::EffectKind;
use crate::ir::{ClauseBody, Type, fixed_number, show};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(benefit, rate, points, sum) {
        zh: "`{benefit}` 的比例 {rate} 加上 {points} 是 {sum},只能按 100% 算",
        en: "the rate {rate} of `{benefit}` with {points} more would be {sum}; it is held at 100%",
    }
    help() { zh: "请对照文件,看比例或百分点是否写错", en: "see in the document whether the rate or the points are wrong" }
}

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for (benefit, _, version) in look::clause_versions(program) {
        let ClauseBody::Rate { value } = &version.body else { continue };
        let Some(least) = look::all_fixed(value).and_then(|own| own.into_iter().min()) else { continue };
        for effect in &value.effects {
            let EffectKind::Plus(by) = &effect.kind else { continue };
            let Some(points) = fixed_number(by) else { continue };
            let Ok(sum) = least.add(&points) else { continue };
            // Where only some rows go beyond, the effect may not be meant for them.
            if sum > Number::one() {
                let shown = |number: &Number| show::number(number, &Type::Ratio);
                let message = message(&benefit.name, shown(&least), show::number(&points, &Type::Points), shown(&sum));
                problems.push(Diagnostic::new(Code::RateHeldAtHundred, effect.span, message).help(help()));
            }
        }
    }
}
