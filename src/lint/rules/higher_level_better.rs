//! A table by which a higher hospital is cheaper for the patient than a lower one: against graded care (分级诊疗).

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::ClauseWord;
use crate::lint::OneProgram;
use crate::lint::ranked::{Ranks, each_inversion};

crate::catalogue! {
    message(benefit, clause, high, of_high, low, of_low) {
        zh: "`{benefit}` 的{clause}:{high}({of_high})比{low}({of_low})还优惠",
        en: "the {clause} of `{benefit}`: `{high}` ({of_high}) is better for the patient than `{low}` ({of_low})",
    }
    there(name) { zh: "{name}的在这里", en: "that of `{name}`" }
    help() { zh: "看病越往上级,通常报得越少;请对照文件", en: "usually the higher hospital pays less; see the document" }
}

/// Whether a township hospital or one of the first level stands higher, no two counties agree.
const RANKS: Ranks = &[
    ("村卫生室", 0),
    ("village_clinic", 0),
    ("乡镇卫生院", 1),
    ("township_hospital", 1),
    ("一级", 1),
    ("一级医院", 1),
    ("一级医疗机构", 1),
    ("一级及以下", 1),
    ("primary", 1),
    ("二级", 2),
    ("二级医院", 2),
    ("二级医疗机构", 2),
    ("secondary", 2),
    ("三级", 3),
    ("三级医院", 3),
    ("三级医疗机构", 3),
    ("tertiary", 3),
];

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let falls = |word| match word {
        ClauseWord::Rate => Some(true),
        ClauseWord::Deductible => Some(false),
        _ => None,
    };
    each_inversion(one.program, RANKS, falls, &mut |benefit, clause, pair| {
        let (high, low) = (&pair.higher, &pair.lower);
        let message = message(&benefit.name, clause, &high.name, &high.amount, &low.name, &low.amount);
        let problem = Diagnostic::new(Code::HigherLevelBetter, high.span, message);
        problems.push(problem.label(low.span, there(&low.name)).help(help()));
    });
}
