//! Two benefits whose clauses are the same but for one: a copy, in which a change of the one is forgotten in the other.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::base::span::Span;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::lint::OneText;
use crate::syntax::ast::{Clause, ClauseKind, DeclarationKind};

crate::catalogue! {
    same(name, other) {
        zh: "待遇 `{name}` 的条款与 `{other}` 完全一样",
        en: "the clauses of the benefit `{name}` are those of `{other}`",
    }
    near(name, other, count) {
        zh: "待遇 `{name}` 与 `{other}` 的 {count} 条条款只有一条不同",
        en: "of {count} clauses of the benefits `{name}` and `{other}` only one differs",
    }
    there() { zh: "另一项待遇", en: "the other benefit" }
    differs() { zh: "不同的一条", en: "what differs" }
    help(other) {
        zh: "请核对是否漏改;相同的条款可以写 `同 {other}`,或并成一项用表格区分",
        en: "see whether a change was forgotten; what is the same can be said with `as {other}`, or with one table",
    }
}

/// Fewer clauses may well be alike by chance.
const LEAST: usize = 5;

pub(super) fn check(one: &OneText<'_>, problems: &mut Problems) {
    // By occasion, number of clauses, and what all clauses but one say.
    let mut known: HashMap<(String, usize, u64), (&str, Span, u64)> = HashMap::new();
    for (declaration, _) in &one.parts {
        let DeclarationKind::Benefit { name, occasion, clauses, .. } = &declaration.kind else { continue };
        let clauses: Vec<&Clause> =
            clauses.iter().filter(|clause| !matches!(clause.kind, ClauseKind::MapsTo(_))).collect();
        if clauses.len() < LEAST {
            continue;
        }
        let hashes: Vec<u64> = clauses.iter().map(|clause| hash(one.written(clause.place.0))).collect();
        let whole = hashes.iter().fold(0_u64, |sum, own| sum.wrapping_add(*own));
        let mut twin = None;
        for (at, own) in hashes.iter().enumerate() {
            let key = (format!("{occasion:?}"), clauses.len(), whole.wrapping_sub(*own));
            let (other, span, total) = *known.entry(key).or_insert((&name.text, name.span(), whole));
            if other != name.text && twin.is_none() {
                twin = Some((other, span, total, at));
            }
        }
        if let Some((other, span, total, at)) = twin {
            let problem = if total == whole {
                Diagnostic::new(Code::NearDuplicateBenefits, name.span(), same(&name.text, other))
            } else {
                let message = near(&name.text, other, clauses.len());
                let differing = clauses[at].place.0;
                Diagnostic::new(Code::NearDuplicateBenefits, name.span(), message).label(differing, differs())
            };
            problems.push(problem.label(span, there()).help(help(other)));
        }
    }
}

/// Blanks say nothing.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.chars().filter(|letter| !letter.is_whitespace()).for_each(|letter| letter.hash(&mut hasher));
    hasher.finish()
}
