//! A table by which the retired fare worse than those at work: nearly always two columns that were swapped.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneProgram;
use crate::lint::ranked::{Ranks, each_inversion, is_burden};

crate::catalogue! {
    message(benefit, clause, retired, active) {
        zh: "`{benefit}` 的{clause}:退休({retired})不如在职({active})",
        en: "the {clause} of `{benefit}`: the retired ({retired}) fare worse than those at work ({active})",
    }
    there() { zh: "在职的在这里", en: "those at work" }
    help() { zh: "请对照文件,看两栏是否写反了", en: "see in the document whether the two columns are swapped" }
}

const RANKS: Ranks = &[
    ("在职", 0),
    ("在职职工", 0),
    ("在职人员", 0),
    ("active", 0),
    ("employed", 0),
    ("退休", 1),
    ("退休职工", 1),
    ("退休人员", 1),
    ("retired", 1),
];

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    each_inversion(one.program, RANKS, is_burden, &mut |benefit, clause, pair| {
        let message = message(&benefit.name, clause, &pair.higher.amount, &pair.lower.amount);
        let problem = Diagnostic::new(Code::RetiredWorse, pair.higher.span, message);
        problems.push(problem.label(pair.lower.span, there()).help(help()));
    });
}
