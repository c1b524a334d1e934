//! Exceptions that contradict each other: cases, effects, transitions of a state. Each finding has a witness.

use super::Pass;
use super::space::Space;
use super::tables::{Conditions, branch_conditions};
use crate::base::text::{Lang, Text};
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{Adjusted, EffectKind, Expr};
use crate::ir::{Benefit, BranchId, Clause, ClauseBody, ClauseWord, Program, clause_value, print, words};
use std::cell::OnceCell;

pub(super) const PASS: Pass = Pass { benefit: check_benefit, rest: check_rest };

fn check_benefit(program: &Program, benefit: &Benefit, problems: &mut Problems) {
    check_cases(program, benefit, problems);
    for clause in &benefit.clauses {
        for version in &clause.versions {
            if let Some(value) = clause_value(&version.body) {
                check_effects(program, value, &requirements(benefit), problems);
            }
        }
    }
}

fn check_rest(program: &Program, problems: &mut Problems) {
    for definition in &program.definitions {
        for version in &definition.versions {
            check_effects(program, &version.body, &Conditions::default(), problems);
        }
    }
    check_transitions(program, problems);
}

fn requirements(benefit: &Benefit) -> Conditions<'_> {
    let mut conditions = Conditions::default();
    for clause in benefit.clauses.iter().filter(|clause| clause.branch.is_none()) {
        for version in &clause.versions {
            if let ClauseBody::Requires(condition) = &version.body {
                conditions.all_true.push(condition);
            }
        }
    }
    conditions
}

/// Returns a case in words in which all of some conditions hold and none of others, when there certainly is one.
fn witness(program: &Program, conditions: &Conditions<'_>) -> Option<Text> {
    let mut space = Space::new(program);
    let all: Vec<&Expr> = conditions.all_true.iter().chain(&conditions.all_false).copied().collect();
    for condition in &all {
        space.add_condition(condition);
    }
    space.settle(&all)?;
    let found = space.choices().find(|choice| {
        conditions.all_true.iter().all(|condition| space.truth(condition, choice) == Some(true))
            && conditions.all_false.iter().all(|condition| space.truth(condition, choice) == Some(false))
    })?;
    Some(space.witness(&found, &[]))
}

/// How many pairs of cases of one benefit are tried.
const MOST_PAIRS: usize = 20_000;

fn check_cases(program: &Program, benefit: &Benefit, problems: &mut Problems) {
    let in_cases: Vec<&Clause> = benefit.clauses.iter().filter(|clause| clause.branch.is_some()).collect();
    let text = |clause: &&Clause| -> Vec<String> {
        clause.versions.iter().map(|version| print::clause(program, &version.body, Lang::Zh)).collect()
    };
    // Few cases state the same as another one: only those are put into words.
    let texts: Vec<OnceCell<Vec<String>>> = vec![OnceCell::new(); in_cases.len()];
    let differ = |first: usize, second: usize| {
        let versions = |at: usize| in_cases[at].versions.iter().zip(texts[at].get_or_init(|| text(&in_cases[at])));
        versions(first)
            .any(|(a, own)| versions(second).any(|(b, other)| a.range.intersect(b.range).is_some() && own != other))
    };
    let mut tried = 0;
    for (at, first) in in_cases.iter().enumerate() {
        for (other_at, second) in in_cases.iter().enumerate().skip(at + 1) {
            let (Some(one), Some(other)) = (first.branch, second.branch) else { continue };
            if !same_slot(first, second) || related(benefit, one, other) || !differ(at, other_at) {
                continue;
            }
            if tried == MOST_PAIRS {
                let message = words::cases_not_compared(MOST_PAIRS);
                problems.push(Diagnostic::new(Code::CheckIncomplete, benefit.span, message).help(words::join_cases()));
                return;
            }
            tried += 1;
            let mut conditions = requirements(benefit);
            branch_conditions(benefit, one.index(), &mut conditions);
            branch_conditions(benefit, other.index(), &mut conditions);
            let Some(witness) = witness(program, &conditions) else { continue };
            let label = |clause: &Clause| clause.path.cases.join(".");
            let (zh, en) = first.path.word.words();
            let message = words::conflicting_cases(label(first), label(second), Text::new(zh, en), witness);
            let place = |clause: &Clause| clause.versions.first().map(|version| version.origin.span);
            let (Some(here), Some(there)) = (place(second), place(first)) else { continue };
            problems.push(
                Diagnostic::new(Code::ConflictingCases, here, message)
                    .label(there, words::other_case_here())
                    .help(words::join_cases()),
            );
        }
    }
}

/// Whether two clauses of cases state the same thing.
fn same_slot(one: &Clause, other: &Clause) -> bool {
    let pays =
        |word| matches!(word, ClauseWord::Rate | ClauseWord::Amount | ClauseWord::TopUpTo | ClauseWord::OwnPayAtMost);
    let (a, b) = (&one.path, &other.path);
    if pays(a.word) && pays(b.word) {
        return true;
    }
    // A refusal beside anything, or two refusals, do not contradict each other; conditions add up.
    if a.word != b.word || matches!(a.word, ClauseWord::Refuse | ClauseWord::Requires | ClauseWord::NotWith) {
        return false;
    }
    a.label == b.label && (a.period == b.period || a.period.is_none() || b.period.is_none())
}

/// Whether two branches exclude each other or one encloses the other.
fn related(benefit: &Benefit, one: BranchId, other: BranchId) -> bool {
    let above = |id: BranchId| {
        let mut all = vec![id];
        let mut at = benefit.branches[id.index()].parent;
        while let Some(parent) = at {
            all.push(parent);
            at = benefit.branches[parent.index()].parent;
        }
        all
    };
    let (first, second) = (above(one), above(other));
    if first.contains(&other) || second.contains(&one) {
        return true;
    }
    let chain = |id: &BranchId| benefit.branches[id.index()].chain;
    first.iter().any(|a| second.iter().any(|b| a != b && chain(a) == chain(b)))
}

fn check_effects(program: &Program, value: &Adjusted, conditions: &Conditions<'_>, problems: &mut Problems) {
    let replacing: Vec<_> = value
        .effects
        .iter()
        .filter(|effect| matches!(effect.kind, EffectKind::Instead(_) | EffectKind::Waived | EffectKind::Lifted))
        .collect();
    for (at, first) in replacing.iter().enumerate() {
        for second in &replacing[at + 1..] {
            let plain = |effect: &crate::ir::expr::Effect| {
                print::effect(program, &crate::ir::expr::Effect { when: None, ..effect.clone() }, Lang::Zh)
            };
            if plain(first) == plain(second) {
                continue;
            }
            let mut all = conditions.clone();
            all.all_true.extend(&first.when);
            all.all_true.extend(&second.when);
            let Some(witness) = witness(program, &all) else { continue };
            problems.push(
                Diagnostic::new(Code::ConflictingEffects, second.span, words::conflicting_effects(witness))
                    .label(first.span, words::other_here()),
            );
        }
    }
}

fn check_transitions(program: &Program, problems: &mut Problems) {
    for state in &program.states {
        for (at, first) in state.transitions.iter().enumerate() {
            for second in &state.transitions[at + 1..] {
                let (a, b) = (&first.body, &second.body);
                let together = a.from.iter().any(|from| b.from.contains(from));
                if !together || a.to == b.to || first.range.intersect(second.range).is_none() {
                    continue;
                }
                let conditions = Conditions { all_true: vec![&a.condition, &b.condition], all_false: Vec::new() };
                let Some(witness) = witness(program, &conditions) else { continue };
                let message = words::conflicting_transitions(&state.name, witness);
                problems.push(
                    Diagnostic::new(Code::ConflictingTransitions, second.origin.span, message)
                        .label(first.origin.span, words::other_here()),
                );
            }
        }
    }
}
