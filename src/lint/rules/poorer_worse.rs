//! A table by which a poorer group fares worse than one that is better off, all else equal.

use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneProgram;
use crate::lint::ranked::{Ranks, each_inversion, is_burden};

crate::catalogue! {
    message(benefit, clause, poorer, low, richer, high) {
        zh: "`{benefit}` 的{clause}:{poorer}({low})不如{richer}({high})",
        en: "the {clause} of `{benefit}`: `{poorer}` ({low}) fares worse than `{richer}` ({high})",
    }
    there(name) { zh: "{name}的在这里", en: "that of `{name}`" }
    help() { zh: "越困难的人通常不会更少;请对照文件", en: "the poorer usually get no less; see the document" }
}

const RANKS: Ranks = &[
    ("普通", 0),
    ("普通居民", 0),
    ("普通参保人员", 0),
    ("一般人员", 0),
    ("ordinary", 0),
    ("低保边缘", 1),
    ("低保边缘户", 1),
    ("低保边缘家庭", 1),
    ("低保边缘家庭成员", 1),
    ("near_subsistence", 1),
    ("低保", 2),
    ("低保户", 2),
    ("低保对象", 2),
    ("低保人员", 2),
    ("最低生活保障对象", 2),
    ("subsistence", 2),
    ("特困", 3),
    ("特困人员", 3),
    ("特困供养人员", 3),
    ("destitute", 3),
];

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    each_inversion(one.program, RANKS, is_burden, &mut |benefit, clause, pair| {
        let (poorer, richer) = (&pair.higher, &pair.lower);
        let message = message(&benefit.name, clause, &poorer.name, &poorer.amount, &richer.name, &richer.amount);
        let problem = Diagnostic::new(Code::PoorerWorse, poorer.span, message);
        problems.push(problem.label(richer.span, there(&richer.name)).help(help()));
    });
}
