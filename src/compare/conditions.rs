//! Who is entitled: the conditions of two benefits, each taken apart into what must hold at once, to rows.

use super::benefit::text_row;
use super::clauses::Live;
use super::data::{Item, Leaning, Origin, Row, State};
use super::meaning::{Condition, Test};
use super::shared::{Both, Shared, Which};
use super::space::Space;
use super::values::{origin, say};
use super::words;
use crate::base::text::Text;
use crate::ir::expr::{ExprKind, ListFunction};
use crate::ir::{ClauseBody, ClauseWord, Expr, print};

/// One thing that must hold.
struct Hurdle<'p> {
    label: Option<String>,
    /// Within these cases.
    cases: Vec<String>,
    expr: &'p Expr,
    meaning: String,
    origin: Origin,
}

/// Compares the conditions and refusals of two benefits.
pub(crate) fn compared<'p>(shared: &Shared<'p>, live: &Both<Vec<Live<'p>>>) -> Vec<Row> {
    let hurdles = live.map(|which, live| hurdles(shared, which, live));
    let mut free: Vec<&Hurdle<'p>> = hurdles.b.iter().collect();
    let mut twins: Vec<Option<&Hurdle<'p>>> = vec![None; hurdles.a.len()];
    let same = |a: &Hurdle<'p>, b: &Hurdle<'p>| a.meaning == b.meaning;
    let labelled = |a: &Hurdle<'p>, b: &Hurdle<'p>| a.label.is_some() && a.label == b.label;
    let about_the_same = |a: &Hurdle<'p>, b: &Hurdle<'p>| {
        wider(shared, a.expr, b.expr) != Leaning::Unknown
            || asks(shared, Which::A, a.expr) == asks(shared, Which::B, b.expr)
    };
    let fits: [&dyn Fn(&Hurdle<'p>, &Hurdle<'p>) -> bool; 3] = [&same, &labelled, &about_the_same];
    for fit in fits {
        for (at, own) in hurdles.a.iter().enumerate() {
            if twins[at].is_none()
                && let Some(place) = free.iter().position(|other| own.cases == other.cases && fit(own, other))
            {
                twins[at] = Some(free.remove(place));
            }
        }
    }
    // `不予 当 人群 != 特困` is `条件 人群 = 特困`.
    let mut refused = live.map(|which, live| refusals(shared, which, live));
    let mut rows = Vec::new();
    for (own, twin) in hurdles.a.iter().zip(twins) {
        let refusal = if twin.is_none() { said_as_refusal(shared, own, Which::A, &mut refused.b) } else { None };
        rows.push(match refusal {
            Some(other) => said_otherwise(shared, Which::A, own, other),
            None => row(shared, Both { a: Some(own), b: twin }),
        });
    }
    for other in free {
        rows.push(match said_as_refusal(shared, other, Which::B, &mut refused.a) {
            Some(own) => said_otherwise(shared, Which::B, other, own),
            None => row(shared, Both { a: None, b: Some(other) }),
        });
    }
    // What each side asks instead of the other cannot be weighed.
    if Which::BOTH.into_iter().all(|which| rows.iter().any(|row| row.state == State::Only(which))) {
        for row in rows.iter_mut().filter(|row| matches!(row.state, State::Only(_))) {
            (row.insured, row.fund) = (Leaning::Unknown, Leaning::Unknown);
        }
    }
    rows.extend(of_refusals(&refused));
    rows
}

/// Takes out the refusal of the other side that refuses whom a condition does not let in, and nobody else.
fn said_as_refusal<'p>(
    shared: &Shared<'p>,
    own: &Hurdle<'p>,
    which: Which,
    others: &mut Vec<Refusal<'p>>,
) -> Option<Refusal<'p>> {
    let same = |other: &Refusal<'p>| {
        let Some(when) = other.when.filter(|_| other.cases == own.cases) else { return false };
        let let_in = Expr { kind: Box::new(ExprKind::Not(when.clone())), ..when.clone() };
        let leaning = match which {
            Which::A => wider(shared, own.expr, &let_in),
            Which::B => wider(shared, &let_in, own.expr),
        };
        leaning == Leaning::Even
    };
    others.iter().position(same).map(|at| others.remove(at))
}

fn said_otherwise<'p>(shared: &Shared<'p>, which: Which, own: &Hurdle<'p>, other: Refusal<'p>) -> Row {
    let asked = (say(|lang| print::expr(shared.program(which), own.expr, lang)), own.origin.clone());
    let refused = (words::refused_when(other.text), other.origin);
    let (a, b) = if which == Which::A { (asked, refused) } else { (refused, asked) };
    let item = Item {
        word: Some(ClauseWord::Requires),
        cases: own.cases.clone(),
        label: own.label.clone(),
        ..Item::of(words::condition())
    };
    let texts = Both { a: Some(a.0), b: Some(b.0) };
    let mut row = text_row(item, texts, Both { a: Some(a.1), b: Some(b.1) }, Leaning::Even);
    row.state = State::Same;
    (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
    row
}

fn hurdles<'p>(shared: &Shared<'p>, which: Which, live: &[Live<'p>]) -> Vec<Hurdle<'p>> {
    let mut all: Vec<Hurdle<'p>> = Vec::new();
    for own in live {
        let ClauseBody::Requires(condition) = own.body else { continue };
        for expr in shared.conjuncts(which, condition) {
            let meaning = shared.meaning(which, expr);
            if all.iter().any(|known| known.meaning == meaning && known.cases == own.path.cases) {
                continue;
            }
            let origin = origin(shared.program(which), own.origin);
            all.push(Hurdle { label: own.path.label.clone(), cases: own.path.cases.clone(), expr, meaning, origin });
        }
    }
    all
}

fn row<'p>(shared: &Shared<'p>, pair: Both<Option<&Hurdle<'p>>>) -> Row {
    let labels = pair.map(|_, own| own.and_then(|own| own.label.clone()));
    let label = labels.a.clone().or(labels.b.clone());
    let text = match &label {
        Some(label) => words::label(words::condition(), label),
        None => words::condition(),
    };
    let cases = pair.a.or(pair.b).map_or(Vec::new(), |own| own.cases.clone());
    let item = Item { word: Some(ClauseWord::Requires), cases, label, ..Item::of(text) };
    let texts = pair.map(|which, own| own.map(|own| say(|lang| print::expr(shared.program(which), own.expr, lang))));
    let origins = pair.map(|_, own| own.map(|own| own.origin.clone()));
    let insured = match (pair.a, pair.b) {
        (Some(a), Some(b)) if a.meaning == b.meaning => Leaning::Even,
        (Some(a), Some(b)) => wider(shared, a.expr, b.expr),
        // One more thing is asked.
        (Some(_), None) => Leaning::To(Which::B),
        (None, Some(_)) => Leaning::To(Which::A),
        (None, None) => Leaning::Even,
    };
    let same = pair.a.is_some() && pair.b.is_some() && insured == Leaning::Even;
    let mut row = text_row(item, texts, origins, insured);
    if same {
        row.state = State::Same;
        (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
    } else if row.state == State::Same {
        // Worded alike, but resting on definitions that differ.
        let names = rests_on(shared, pair.a.map(|own| own.expr), pair.b.map(|own| own.expr));
        row.note = (!names.is_empty()).then(|| words::rests_on(crate::base::text::listed(&names)));
    }
    row
}

fn rests_on(shared: &Shared<'_>, a: Option<&Expr>, b: Option<&Expr>) -> Vec<String> {
    let named = |which: Which, own: Option<&Expr>| -> Vec<(String, Option<String>)> {
        let ids = own.map_or(Vec::new(), super::reads::definitions_in);
        let of = |id| {
            (shared.program(which).definition(id).name.clone(), super::values::definition_meaning(shared, which, id))
        };
        ids.into_iter().map(of).collect()
    };
    let (a, b) = (named(Which::A, a), named(Which::B, b));
    let differs =
        |(name, meaning): &&(String, Option<String>)| b.iter().any(|(other, own)| other == name && own != meaning);
    a.iter().filter(differs).map(|(name, _)| name.clone()).collect()
}

/// Returns what a condition is about, when that is one quantity.
fn asks(shared: &Shared<'_>, which: Which, own: &Expr) -> Option<String> {
    let mut condition = shared.condition(which, own);
    while let Condition::Not(inner) = condition {
        condition = *inner;
    }
    match condition {
        Condition::Test { subject, test } if test != Test::Truth => Some(shared.meaning(which, subject)),
        // Its own question; equal to no other.
        _ => Some(format!("{which:?} {}", shared.meaning(which, own))),
    }
}

/// Returns the side whose condition lets in all that the other lets in, and more; `Even` when they let in the same.
pub(crate) fn wider(shared: &Shared<'_>, a: &Expr, b: &Expr) -> Leaning {
    if let (Some(a), Some(b)) = (any_member(a), any_member(b))
        && shared.meaning(Which::A, a.0) == shared.meaning(Which::B, b.0)
    {
        return wider(shared, a.1, b.1);
    }
    let mut space = Space::new();
    let (in_a, in_b) = (space.condition(shared, Which::A, a), space.condition(shared, Which::B, b));
    if space.divide(shared).is_none() {
        return Leaning::Unknown;
    }
    let mut only = Both { a: false, b: false };
    space.each_cell(&mut |cell| match (space.holds(&in_a, cell), space.holds(&in_b, cell)) {
        (Some(true), Some(false)) => only.a = true,
        (Some(false), Some(true)) => only.b = true,
        _ => {}
    });
    match (only.a, only.b) {
        (false, false) => Leaning::Even,
        (true, false) => Leaning::To(Which::A),
        (false, true) => Leaning::To(Which::B),
        (true, true) => Leaning::Unknown,
    }
}

/// `任一(成员 其中 …)`: the list and what one of it must be.
fn any_member(own: &Expr) -> Option<(&Expr, &Expr)> {
    match &*own.kind {
        ExprKind::Over { function: ListFunction::Any, list, filter: Some(filter), body: None } => Some((list, filter)),
        _ => None,
    }
}

/// What is refused outright.
struct Refusal<'p> {
    cases: Vec<String>,
    when: Option<&'p Expr>,
    meaning: String,
    text: Text,
    origin: Origin,
}

fn refusals<'p>(shared: &Shared<'p>, which: Which, live: &[Live<'p>]) -> Vec<Refusal<'p>> {
    let program = shared.program(which);
    let refusal = |own: &Live<'p>| match own.body {
        ClauseBody::Refuse { when, .. } => Some(Refusal {
            cases: own.path.cases.clone(),
            when: when.as_ref(),
            meaning: when.as_ref().map_or(String::new(), |when| shared.meaning(which, when)),
            text: match when {
                Some(when) => say(|lang| print::expr(program, when, lang)),
                None => words::anything(),
            },
            origin: origin(program, own.origin),
        }),
        _ => None,
    };
    live.iter().filter_map(refusal).collect()
}

/// Compares what is refused outright.
fn of_refusals(all: &Both<Vec<Refusal<'_>>>) -> Vec<Row> {
    let (zh, en) = ClauseWord::Refuse.words();
    let item = |cases: &[String]| Item {
        word: Some(ClauseWord::Refuse),
        cases: cases.to_vec(),
        ..Item::of(Text::new(zh, en))
    };
    let mut rows = Vec::new();
    for own in &all.a {
        let twin = all.b.iter().find(|other| other.meaning == own.meaning && other.cases == own.cases);
        // Refused on one side only: the other is the wider one.
        let mut row = text_row(
            item(&own.cases),
            Both { a: Some(own.text.clone()), b: twin.map(|other| other.text.clone()) },
            Both { a: Some(own.origin.clone()), b: twin.map(|other| other.origin.clone()) },
            Leaning::To(Which::B),
        );
        if twin.is_some() {
            row.state = State::Same;
            (row.insured, row.fund) = (Leaning::Even, Leaning::Even);
        }
        rows.push(row);
    }
    for other in
        all.b.iter().filter(|other| all.a.iter().all(|own| own.meaning != other.meaning || own.cases != other.cases))
    {
        rows.push(text_row(
            item(&other.cases),
            Both { a: None, b: Some(other.text.clone()) },
            Both { a: None, b: Some(other.origin.clone()) },
            Leaning::To(Which::A),
        ));
    }
    rows
}
