//! Benefits: each says once what it pays, its clauses fit together, its numbers cite a document.

use crate::base::date::{DateRange, Period};
use crate::base::text::Text;
use crate::diagnostic::{Code, Diagnostic, Problems};
use crate::ir::expr::{Dimension, Source};
use crate::ir::{
    Benefit, Clause, ClauseBody, ClauseWord, Dated, DefinitionKind, Occasion, Program, Stated, clause_value, words,
};

pub(super) fn check(program: &Program, problems: &mut Problems) {
    for benefit in &program.benefits {
        check_payment(benefit, problems);
        check_fitting(benefit, problems);
        check_origins(benefit, problems);
        check_citations(benefit, problems);
    }
    check_choices(program, problems);
    check_param_citations(program, problems);
}

const PAYS: [ClauseWord; 4] = [ClauseWord::Rate, ClauseWord::Amount, ClauseWord::TopUpTo, ClauseWord::OwnPayAtMost];

fn ranges(clauses: &[&Clause]) -> Vec<DateRange> {
    clauses.iter().flat_map(|clause| &clause.versions).map(|version| version.range).collect()
}

/// Exactly one payment clause, on every day on which the benefit exists; a case may be the one that has it.
fn check_payment(benefit: &Benefit, problems: &mut Problems) {
    let paying: Vec<&Clause> = benefit.clauses.iter().filter(|clause| PAYS.contains(&clause.path.word)).collect();
    let refuses =
        benefit.clauses.iter().any(|clause| clause.path.word == ClauseWord::Refuse && clause.branch.is_none());
    if ranges(&paying).is_empty() && !refuses && !benefit.broken && !benefit.alive.is_empty() {
        problems.push(
            Diagnostic::new(Code::ClauseMissing, benefit.span, words::payment_missing(&benefit.name))
                .help(words::payment_clauses()),
        );
    }
    for (at, first) in paying.iter().enumerate() {
        for second in &paying[at + 1..] {
            if first.branch != second.branch || first.path.word == second.path.word {
                continue;
            }
            for (a, b) in pairs(first, second) {
                if a.range.intersect(b.range).is_some() {
                    problems.push(
                        Diagnostic::new(Code::ClauseRepeated, b.origin.span, words::payment_twice(&benefit.name))
                            .label(a.origin.span, words::other_here()),
                    );
                }
            }
        }
    }
}

fn pairs<'c>(
    first: &'c Clause,
    second: &'c Clause,
) -> impl Iterator<Item = (&'c Dated<ClauseBody>, &'c Dated<ClauseBody>)> {
    first.versions.iter().flat_map(|a| second.versions.iter().map(move |b| (a, b)))
}

fn check_fitting(benefit: &Benefit, problems: &mut Problems) {
    let amounts: Vec<&Clause> =
        benefit.clauses.iter().filter(|own| own.path.word == ClauseWord::Amount && own.branch.is_none()).collect();
    let unfit = [ClauseWord::Base, ClauseWord::FirstPay, ClauseWord::Deductible, ClauseWord::Quantity];
    for clause in benefit.clauses.iter().filter(|own| unfit.contains(&own.path.word) && own.branch.is_none()) {
        for amount in &amounts {
            for (a, b) in pairs(amount, clause) {
                if a.range.intersect(b.range).is_some() && b.origin.how != Stated::EveryBenefit {
                    let (zh, en) = clause.path.word.words();
                    let message = words::not_beside_amount(Text::new(zh, en));
                    problems.push(
                        Diagnostic::new(Code::ClauseNotAllowed, b.origin.span, message)
                            .label(a.origin.span, words::other_here()),
                    );
                }
            }
        }
    }
    let cumulative = benefit
        .clauses
        .iter()
        .flat_map(|own| &own.versions)
        .any(|version| matches!(&version.body, ClauseBody::Base { cumulative: Some(_), .. }));
    if cumulative {
        for version in benefit.clauses.iter().flat_map(|own| &own.versions) {
            if let ClauseBody::Deductible { value, period, .. } = &version.body
                && !matches!(period, Some(Period::Year | Period::Month))
                && !matches!(value.value, Source::Nothing(_) | Source::Unstated(_) | Source::As(..))
            {
                problems.push(Diagnostic::new(
                    Code::ClauseNotAllowed,
                    version.origin.span,
                    words::cumulative_deductible(),
                ));
            }
        }
    }
}

/// Beside a deductible, segments must say where they start.
fn check_origins(benefit: &Benefit, problems: &mut Problems) {
    let deductibles: Vec<&Dated<ClauseBody>> = benefit
        .clauses
        .iter()
        .flat_map(|own| &own.versions)
        .filter(|version| match &version.body {
            ClauseBody::Deductible { value, .. } => !matches!(value.value, Source::Nothing(_) | Source::Unstated(_)),
            _ => false,
        })
        .collect();
    for version in benefit.clauses.iter().flat_map(|own| &own.versions) {
        let ClauseBody::Rate { value } = &version.body else { continue };
        let Source::Table(table) = &value.value else { continue };
        let Some(Dimension::Segment { origin: None, of: None, span }) = table.dimensions.first() else { continue };
        let beside = deductibles.iter().find(|other| other.range.intersect(version.range).is_some());
        if let Some(beside) = beside {
            problems.push(
                Diagnostic::new(Code::SegmentOrigin, *span, words::origin_missing())
                    .label(beside.origin.span, words::deductible_here())
                    .help(words::origin_meaning()),
            );
        }
    }
}

fn check_choices(program: &Program, problems: &mut Problems) {
    for choice in &program.choices {
        let Some((first, rest)) = choice.benefits.split_first() else { continue };
        let one = program.benefit(*first);
        for other in rest {
            let other = program.benefit(*other);
            let foreign = |benefit: &Benefit| -> Vec<_> {
                benefit.layers_before.iter().filter(|id| !choice.benefits.contains(id)).copied().collect()
            };
            if one.occasion == Occasion::EachClaim && foreign(one) != foreign(other) {
                problems.push(
                    Diagnostic::new(
                        Code::ChoiceLayers,
                        choice.origin.span,
                        words::choice_layers(&one.name, &other.name),
                    )
                    .label(one.span, words::declared_here())
                    .label(other.span, words::declared_here()),
                );
            }
        }
    }
}

/// Every clause with a number wants a citation, its own or that of what encloses it.
fn check_citations(benefit: &Benefit, problems: &mut Problems) {
    for clause in &benefit.clauses {
        for version in &clause.versions {
            let has_value = clause_value(&version.body).is_some_and(|value| {
                !matches!(value.value, Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_) | Source::As(..))
            });
            if has_value && version.origin.cites.is_empty() {
                let (zh, en) = clause.path.word.words();
                let what = Text::new(format!("`{}` 的{zh}", benefit.name), format!("the {en} of `{}`", benefit.name));
                problems.push(
                    Diagnostic::new(Code::CitationMissing, version.origin.span, words::citation_missing(what))
                        .help(words::cite_it()),
                );
            }
        }
    }
}

fn check_param_citations(program: &Program, problems: &mut Problems) {
    for definition in program.definitions.iter().filter(|own| own.kind == DefinitionKind::Param) {
        for version in &definition.versions {
            let pending = matches!(version.body.value, Source::Pending(_) | Source::Unstated(_) | Source::Nothing(_));
            if version.origin.cites.is_empty() && !pending {
                let what =
                    Text::new(format!("参数 `{}` ", definition.name), format!("the param `{}`", definition.name));
                problems.push(
                    Diagnostic::new(Code::CitationMissing, version.origin.span, words::citation_missing(what))
                        .help(words::cite_it()),
                );
            }
        }
    }
}
