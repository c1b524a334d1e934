//! The classes that a row covers, in words: `低保、特困`, `80周岁 至 低于 90周岁`, `其余`.

use super::boxes::{Boxes, answers};
use super::data::Key;
use super::shared::{Shared, SideId};
use super::space::{Answers, Dimension, Question, Space, Stretch};
use super::words;
use crate::base::text::{Lang, Speak, Text};
use crate::ir::expr::ExprKind;
use crate::ir::{Type, print, show};
use crate::syntax::ast::SegmentOrigin;
use crate::value::Value;
use std::collections::BTreeSet;
use unicode_width::UnicodeWidthStr;

/// A list of names that is wider is said as a range where the enum has an order.
const WIDEST_LIST: usize = 24;

/// So many answers at least are said as the rest of all.
const LEAST_REST: usize = 4;

/// More names than this are not listed.
pub(crate) const MOST_NAMES: usize = 6;

/// Returns the keys of one row of a grid.
pub(crate) fn keys<V>(
    shared: &Shared<'_>,
    space: &Space<'_>,
    boxes: &Boxes<V>,
    classes: &[BTreeSet<usize>],
) -> Vec<Key> {
    let mut keys = Vec::new();
    for (at, dimension) in boxes.order.iter().enumerate() {
        let own = &space.dimensions[*dimension];
        if classes[at] == boxes.occurring[at] {
            continue;
        }
        let Some(covered) = answers(own, &classes[at]) else { continue };
        let is_rest = is_rest(own, boxes, at, &classes[at]);
        let (answers, plain) = answers_text(shared, own.question, own.whole, &covered, is_rest);
        keys.push(Key { question: question_text(shared, own.question), answers, plain });
    }
    keys
}

/// Whether a row's answers are best said as the rest: the most of all rows, when the rows divide the answers cleanly.
fn is_rest<V>(dimension: &Dimension<'_>, boxes: &Boxes<V>, at: usize, classes: &BTreeSet<usize>) -> bool {
    let mut parts: Vec<&BTreeSet<usize>> = boxes.rows.iter().map(|row| &row.classes[at]).collect();
    parts.sort();
    parts.dedup();
    let clean = |part: &&BTreeSet<usize>| *part == classes || part.is_disjoint(classes);
    let size = |part: &BTreeSet<usize>| answers(dimension, part).map_or(0, |answers| count(&answers));
    let own = size(classes);
    let largest = parts.iter().all(|part| *part == classes || size(part) < own);
    own >= LEAST_REST && largest && parts.iter().all(clean)
}

fn count(answers: &Answers) -> usize {
    match answers {
        Answers::Entries(_, entries) => entries.len(),
        Answers::Stretches(_) | Answers::Texts { .. } | Answers::Truths(_) => 0,
    }
}

/// Returns what a dimension asks.
pub(crate) fn question_text(shared: &Shared<'_>, question: Question<'_>) -> Text {
    match question {
        Question::Expr(which, own) => {
            let say = |lang| print::expr(shared.program(which), own, lang);
            Text { zh: say(Lang::Zh), en: say(Lang::En) }
        }
        Question::Segment(Some(SegmentOrigin::Deductible)) => words::segment_with_deductible(),
        Question::Segment(_) => words::segment(),
    }
}

fn answers_text(
    shared: &Shared<'_>,
    question: Question<'_>,
    whole: bool,
    own: &Answers,
    is_rest: bool,
) -> (Text, bool) {
    match own {
        Answers::Entries(domain, entries) => (entries_text(shared, *domain, entries, is_rest), true),
        Answers::Stretches(stretches) => {
            let all: Vec<Text> = stretches.iter().map(|own| stretch_text(shared, question, whole, own)).collect();
            (crate::base::text::listed(&all), true)
        }
        Answers::Texts { texts, others: false } => (crate::base::text::listed(texts), true),
        Answers::Texts { others: true, .. } => (words::rest(), true),
        Answers::Truths(truths) => {
            let truth = truths.first().copied().unwrap_or(true);
            let question = question_text(shared, question);
            (if truth { question } else { words::not(question) }, true)
        }
    }
}

/// Returns one answer to a question in words, and whether it speaks for itself.
pub(crate) fn one_answer(shared: &Shared<'_>, question: Question<'_>, own: &Answers) -> (Text, bool) {
    answers_text(shared, question, false, own, false)
}

/// Returns entries of a shared domain as a reader would say them.
pub(crate) fn entries_text(shared: &Shared<'_>, domain: usize, entries: &[usize], is_rest: bool) -> Text {
    if is_rest {
        return words::rest();
    }
    let own = &shared.domains[domain];
    let name = |entry: usize| shared.entry_as(SideId(0), domain, entry).name.as_str();
    // Those below an entry that is named go without saying.
    let heads: Vec<usize> =
        entries.iter().copied().filter(|entry| !has_parent_in(shared, domain, *entry, entries)).collect();
    let names: Vec<&str> = heads.iter().map(|entry| name(*entry)).collect();
    let whole_order = own.ordered && own.entries.iter().all(super::shared::SharedEntry::is_everywhere);
    let in_a_row = heads.windows(2).all(|pair| pair[0] + 1 == pair[1]);
    let wide = names.join("、").width() > WIDEST_LIST;
    if let (true, true, true, [first, .., last]) = (whole_order, in_a_row, wide, heads.as_slice()) {
        if *first == 0 {
            return words::and_below(name(*last));
        }
        if *last + 1 == own.entries.len() {
            return words::and_above(name(*first));
        }
        return words::from_to(name(*first), name(*last));
    }
    if names.len() > MOST_NAMES {
        return words::and_others(crate::base::text::listed(&names[..3]), names.len());
    }
    crate::base::text::listed(&names)
}

fn has_parent_in(shared: &Shared<'_>, domain: usize, entry: usize, entries: &[usize]) -> bool {
    shared
        .side_ids()
        .any(|which| shared.parent_of(which, domain, entry).is_some_and(|parent| entries.contains(&parent)))
}

fn stretch_text(shared: &Shared<'_>, question: Question<'_>, whole: bool, own: &Stretch) -> Text {
    let (is_visit, ty) = match question {
        Question::Expr(_, own) => (matches!(&*own.kind, ExprKind::VisitNumber), own.ty.clone()),
        Question::Segment(_) => (false, Type::money()),
    };
    let which = if let Question::Expr(which, _) = question { which } else { SideId(0) };
    let edge = |value: &Value| match value {
        Value::Number(number) if is_visit => words::visit(number.to_string()),
        other => show::value(shared.program(which), other, &ty),
    };
    match (&own.low, &own.high) {
        (Some((low, true)), Some((high, true))) if low == high => edge(low),
        (Some((low, in_low)), Some((high, in_high))) => {
            let text = |lang: Lang, over: &str, to: &str, below: &str| {
                let (low, high) = (edge(low).speak(lang), edge(high).speak(lang));
                let over = if *in_low { "" } else { over };
                format!("{over}{low}{}{high}", if *in_high { to } else { below })
            };
            let (to, below) = if whole { ("至", "至低于") } else { (" 至 ", " 至低于 ") };
            Text { zh: text(Lang::Zh, "超过", to, below), en: text(Lang::En, "over ", " to ", " to below ") }
        }
        (Some((low, true)), None) => words::at_least(edge(low)),
        (Some((low, false)), None) => words::over(edge(low)),
        (None, Some((high, true))) => words::up_to(edge(high)),
        (None, Some((high, false))) => words::below(edge(high)),
        (None, None) => words::anything(),
    }
}
