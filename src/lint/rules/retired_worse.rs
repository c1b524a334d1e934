//! A table by which the retired fare worse than those at work: nearly always two columns that were swapped.

use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::clause_value;
use crate::lint::ranked::{Ranks, inversions, is_burden};
use crate::lint::{OneProgram, look};

crate::catalogue! {
    message(benefit, clause, retired, active) {
        zh: "`{benefit}` 的{clause}:退休({retired})不如在职({active})",
        en: "the {clause} of `{benefit}`: the retired ({retired}) fare worse than those at work ({active})",
    }
    there() { zh: "在职的在这里", en: "those at work" }
    help() { zh: "请对照文件,看两栏是否写反了", en: "see in the document whether the two columns are swapped" }
}

const RANKS: Ranks = &[("在职", 0), ("active", 0), ("employed", 0), ("退休", 1), ("retired", 1)];

pub(super) fn check(one: &OneProgram<'_>, problems: &mut Problems) {
    let program = one.program;
    for (benefit, clause, version) in look::clause_versions(program) {
        let (Some(burden), Some(value)) = (is_burden(clause.path.word), clause_value(&version.body)) else {
            continue;
        };
        let (zh, en) = clause.path.word.words();
        for pair in inversions(program, value, RANKS, burden) {
            let message = message(&benefit.name, Text::new(zh, en), &pair.higher.amount, &pair.lower.amount);
            let problem = Diagnostic::new(Code::RetiredWorse, pair.higher.span, message);
            problems.push(problem.label(pair.lower.span, there()).help(help()));
        }
    }
}
