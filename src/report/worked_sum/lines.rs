//! The steps of a benefit to the lines of its worked sum, each in both tongues: a word, a sentence that can be checked
//! with a pocket calculator, and the amount as it stands.

use super::words;
use crate::base::text::{Text, listed};
use crate::interp::record::{BenefitRecord, ReasonRecord};
use crate::interp::trace::{ClauseRef, Money, SegmentLine, Stated, Step, Use, Work};
use crate::interp::yuan_text;

/// A benefit's worked sum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    /// The documents that its clauses share.
    pub cites: Vec<String>,
    pub lines: Vec<Line>,
    /// Where each clause stands, with the documents that only it cites.
    pub sources: Vec<(Text, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub word: Text,
    pub sentence: Text,
    /// The amount after the step.
    pub amount: Option<Text>,
    /// A part of the line above.
    pub inner: bool,
    /// The documents of the clause, and of the params that it uses.
    pub cites: Vec<String>,
}

/// Joins texts without anything between them.
pub(super) fn joined(parts: &[Text]) -> Text {
    let join = |of: fn(&Text) -> &str| parts.iter().map(of).collect::<String>();
    Text { zh: join(|own| &own.zh), en: join(|own| &own.en) }
}

pub(super) fn yuan(money: &Money) -> Text {
    words::yuan(yuan_text(&money.0))
}

impl Line {
    fn new(word: Text, sentence: Text, amount: Option<&Money>) -> Line {
        Line { word, sentence, amount: amount.map(yuan), inner: false, cites: Vec::new() }
    }
}

/// Returns the worked sum of a benefit.
pub fn sheet(record: &BenefitRecord) -> Sheet {
    let mut lines = Vec::new();
    if record.identities.len() > 1 {
        let tried: Vec<Text> = record
            .identities
            .iter()
            .map(|own| {
                let values = listed(&own.values);
                let paid = own.payment.as_ref().map_or_else(words::no_row, yuan);
                let mark = if own.counts { words::counts() } else { Text::same("") };
                joined(&[values, Text::same(" "), paid, mark])
            })
            .collect();
        lines.push(Line::new(words::identity(), listed(&tried), None));
    }
    if record.due {
        for step in record.steps.iter().filter(|step| shows(step)) {
            let first = lines.len();
            step_lines(step, &mut lines);
            if let Some(line) = lines.get_mut(first) {
                line.cites = cites_of(step);
            }
        }
    }
    if let Some(reason) = &record.reason {
        lines.push(Line::new(words::not_due(), reason_text(reason), record.payment.as_ref()));
    }
    if let Some(because) = &record.nothing_because {
        lines.push(Line::new(words::because(), because.clone(), None));
    }
    if let Some(error) = &record.error {
        let mut parts = vec![error.message.clone()];
        if !error.within.is_empty() {
            let outermost: Vec<Text> = error.within.iter().rev().cloned().collect();
            parts.push(words::in_course_of(listed(&outermost)));
        }
        lines.push(Line::new(words::no_answer(), joined(&parts), None));
    }
    if let Some(name) = &record.in_kind {
        lines.push(Line::new(words::payment(), words::in_kind(name), None));
    }
    let (cites, mut sources) = sources_of(record);
    if let Some(place) = record.reason.as_ref().and_then(|reason| reason.place.as_ref()).and_then(place_text) {
        sources.push((words::not_due(), place));
    }
    if let Some(place) = record.error.as_ref().and_then(|error| place_text(&error.place)) {
        sources.push((words::no_answer(), place));
    }
    Sheet { name: record.name.clone(), cites, lines, sources }
}

/// Returns why a benefit is not due, with the condition that failed and what it asked.
pub(super) fn reason_text(reason: &ReasonRecord) -> Text {
    let mut parts = vec![reason.text.clone()];
    if let Some(written) = &reason.written {
        parts.extend(written.text.iter().map(words::namely));
        parts.push(uses_text(&written.uses));
    }
    joined(&parts)
}

/// Returns the documents that a step rests on.
fn cites_of(step: &Step) -> Vec<String> {
    let of_params = step.uses.iter().filter(|own| own.kind == "param").flat_map(|own| &own.cites);
    let mut cites: Vec<String> = Vec::new();
    for own in step.clause.iter().flat_map(|own| &own.cites).chain(of_params).map(cite_text) {
        if !cites.contains(&own) {
            cites.push(own);
        }
    }
    cites
}

/// Returns the documents that all clauses cite, and for each clause its place and its other documents.
fn sources_of(record: &BenefitRecord) -> (Vec<String>, Vec<(Text, String)>) {
    let shown = record.steps.iter().filter(|step| shows(step));
    let clauses: Vec<&ClauseRef> = shown.filter_map(|step| step.clause.as_ref()).collect();
    let of = |clause: &ClauseRef| clause.cites.iter().map(cite_text).collect::<Vec<String>>();
    let shared: Vec<String> = match clauses.first() {
        Some(first) => {
            of(first).into_iter().filter(|cite| clauses.iter().all(|clause| of(clause).contains(cite))).collect()
        }
        None => Vec::new(),
    };
    let mut sources: Vec<(Text, String)> = Vec::new();
    let mut add = |name: &Text, place: Option<String>, cites: Vec<String>| {
        let parts: Vec<String> = cites.into_iter().chain(place).collect();
        let entry = (name.clone(), parts.join("  "));
        if !parts.is_empty() && !sources.contains(&entry) {
            sources.push(entry);
        }
    };
    for step in record.steps.iter().filter(|step| shows(step)) {
        if let Some(clause) = &step.clause {
            let own = of(clause).into_iter().filter(|cite| !shared.contains(cite)).collect();
            add(&clause.path, place_text(&clause.place), own);
        }
        for used in step.uses.iter().filter(|own| own.kind == "param") {
            add(&used.name, place_text(&used.place), used.cites.iter().map(cite_text).collect());
        }
    }
    (shared, sources)
}

/// Whether a step has a line of its own: one that changes nothing has none.
pub(super) fn shows(step: &Step) -> bool {
    match &step.work {
        Work::Round { of, gives, .. } => of != gives,
        Work::FirstPay { taken, .. } => !taken.0.is_zero(),
        Work::Base { .. }
        | Work::Quantity { .. }
        | Work::Deductible { .. }
        | Work::Cumulative { .. }
        | Work::Rate { .. }
        | Work::Segments { .. }
        | Work::Amount { .. }
        | Work::TopUp { .. }
        | Work::OwnPay { .. }
        | Work::Cap { .. }
        | Work::TotalOfLayers { .. }
        | Work::Payment { .. } => true,
    }
}

fn cite_text(cite: &crate::interp::trace::Cite) -> String {
    match &cite.article {
        Some(article) => format!("{} {article}", cite.document),
        None => cite.document.clone(),
    }
}

fn place_text(place: &crate::interp::trace::Place) -> Option<String> {
    let (file, line) = (place.file.as_ref()?, place.line?);
    Some(format!("{file}:{line}"))
}

fn step_lines(step: &Step, lines: &mut Vec<Line>) {
    let disputed = step.clause.as_ref().filter(|clause| !clause.disputed.is_empty());
    let doubt = disputed.map(|clause| words::disputed(clause.disputed.join("、")));
    let mut push = |word: Text, parts: &[Text], amount: Option<&Money>| {
        let sentence = joined(&parts.iter().cloned().chain(doubt.clone()).collect::<Vec<Text>>());
        lines.push(Line::new(word, sentence, amount));
    };
    match &step.work {
        Work::Base { stated, usual, cumulative, gives } => {
            let mut parts = Vec::new();
            if let Some(stated) = stated {
                parts.push(stated_text(stated, "visit"));
            }
            if let Some(usual) = usual {
                parts.push(words::eligible(yuan(&usual.eligible)));
                if !usual.first_pay_before.0.is_zero() {
                    parts.push(words::less_first_pay(yuan(&usual.first_pay_before)));
                }
                if !usual.paid_before.0.is_zero() {
                    parts.push(words::less_paid(yuan(&usual.paid_before)));
                }
            }
            if let Some(period) = cumulative {
                parts.push(words::cumulated(period_text(period)));
            }
            push(words::base(), &parts, Some(gives));
        }
        Work::FirstPay { stated, taken, rest } => {
            let parts = [stated_text(stated, "visit"), words::taken(yuan(taken))];
            push(words::first_pay(), &parts, Some(rest));
        }
        Work::Quantity { asked, allowed, period, used, left, share, rest } => {
            let mut parts = vec![words::asked_of(&asked.text, stated_text(allowed, period))];
            if let Some(left) = left.as_ref().filter(|_| *period != "visit") {
                parts.push(words::used_left(period_text(period), &used.text, &left.text));
            }
            parts.push(words::share(&share.text));
            push(words::quantity(), &parts, Some(rest));
        }
        Work::Deductible { stated, period, carried_on, charged_before, charged, often_enough, rest, .. } => {
            let mut parts = vec![stated_text(stated, period)];
            if let Some(carried) = carried_on {
                parts.push(words::carried_on(yuan(carried)));
            }
            if *period != "visit" {
                parts.push(words::charged_before(period_text(period), yuan(charged_before)));
            }
            match often_enough {
                Some(often) => {
                    parts.push(words::often_enough(period_text(often.period), often.times.to_string()));
                }
                None => parts.push(words::charged(yuan(charged))),
            }
            push(words::deductible(), &parts, Some(rest));
        }
        Work::Cumulative { period, before, with_this, gave_before, gives_with_this, gives } => {
            let amounts = (yuan(with_this), yuan(gives_with_this), yuan(before), yuan(gave_before));
            let sentence = words::cumulated_sum(period_text(period), amounts.0, amounts.1, amounts.2, amounts.3);
            push(words::cumulative(), &[sentence], Some(gives));
        }
        Work::Rate { stated, of, gives } => match &stated.value {
            Some(rate) => {
                let mut parts = Vec::new();
                if stated.row.is_some()
                    || stated.same_as.is_some()
                    || !stated.effects.is_empty()
                    || stated.written.is_some()
                {
                    parts.extend([stated_text(stated, "visit"), Text::new(":", ": ")]);
                }
                parts.push(words::times(yuan(of), &rate.text));
                push(words::rate(), &parts, Some(gives));
            }
            None => push(words::rate(), &[words::not_payable()], Some(gives)),
        },
        Work::Segments { from, to, lines: bands, gives, .. } => {
            push(words::segments(), &[words::cut(yuan(from), yuan(to))], Some(gives));
            for band in bands {
                let mut line = Line::new(Text::same(""), band_text(band), Some(&band.gives));
                line.inner = true;
                lines.push(line);
            }
        }
        Work::Amount { stated, rounded, gives } => {
            let mut parts = vec![stated_text(stated, "visit")];
            if let Some(rounded) = rounded {
                parts.push(Text::new(",", ", "));
                parts.push(words::rounded(mode_text(rounded.mode), unit_text(&rounded.unit)));
            }
            push(words::amount(), &parts, Some(gives));
        }
        Work::TopUp { stated, target, paid_before, gives } => {
            let parts =
                [stated_text(stated, "visit"), Text::new(":", ": "), words::topped_up(yuan(target), yuan(paid_before))];
            push(words::top_up(), &parts, Some(gives));
        }
        Work::OwnPay { stated, period, ceiling, own_before, own_now, gives } => {
            let cost = words::own_cost(period_text(period), yuan(own_before), yuan(own_now));
            let over = ceiling.as_ref().map_or_else(words::no_limit, |ceiling| words::over(yuan(ceiling)));
            let row =
                if stated.row.is_some() { vec![stated_text(stated, period), Text::new(":", ": ")] } else { Vec::new() };
            let parts: Vec<Text> = row.into_iter().chain([cost, over]).collect();
            push(words::own_pay(), &parts, Some(gives));
        }
        Work::Cap { stated, period, each, joint, used, left, left_after, gives, .. } => {
            let mut parts = Vec::new();
            if !each.is_empty() {
                parts.extend([words::each(listed(each)), Text::same(" ")]);
            }
            if !joint.is_empty() {
                parts.extend([words::joint(joint.join("、")), Text::same(" ")]);
            }
            match left {
                Some(left) => {
                    parts.extend([stated_text(stated, period)]);
                    if *period == "visit" && joint.is_empty() {
                        // The limit itself is what is left.
                    } else {
                        parts.push(words::left(period_text(period), yuan(used), yuan(left)));
                        parts.extend(left_after.as_ref().map(|after| words::left_after(yuan(after))));
                    }
                }
                None if stated.unstated => parts.push(words::unstated()),
                None => parts.push(words::no_limit()),
            }
            push(words::cap(), &parts, Some(gives));
        }
        Work::TotalOfLayers { stated, limit, paid_before, left, gives, .. } => {
            let mut parts = vec![stated_text(stated, "visit")];
            if let (Some(limit), Some(left)) = (limit, left) {
                parts.push(Text::new(":", ": "));
                parts.push(words::layers_at_most(yuan(limit), yuan(paid_before), yuan(left)));
            }
            push(words::layers(), &parts, Some(gives));
        }
        Work::Round { mode, unit, gives, kept_below_limit, .. } => {
            let mut parts = vec![words::rounded(mode_text(mode), unit_text(unit))];
            if *kept_below_limit {
                parts.push(words::kept_below());
            }
            push(words::round(), &parts, Some(gives));
        }
        Work::Payment { gives } => push(words::payment(), &[], Some(gives)),
    }
}

fn band_text(line: &SegmentLine) -> Text {
    let band = match (&line.low, &line.high) {
        (Some(low), Some(high)) => words::band(yuan(low), yuan(high)),
        (Some(low), None) => words::band_above(yuan(low)),
        (None, Some(high)) => words::band_below(yuan(high)),
        (None, None) => Text::same("-"),
    };
    let rate = line.rate.value.as_ref().map_or_else(words::none, |rate| rate.text.clone());
    let effects: Vec<Text> = line.rate.effects.iter().map(|own| words::effect(&own.text)).collect();
    joined(&[words::part(band, yuan(&line.part), rate), joined(&effects)])
}

/// Returns how a stated value came about: the row, the formula, the effects.
fn stated_text(stated: &Stated, period: &str) -> Text {
    let mut parts = Vec::new();
    if let Some(name) = &stated.same_as {
        parts.push(words::same_as(name));
    }
    let first = stated.before.as_ref().or(stated.value.as_ref());
    // An effect that replaces the value says all by itself.
    let replaced = stated.before.is_none()
        && stated.value.is_some()
        && stated.effects.first().is_some_and(|own| own.gives == stated.value);
    if let Some(row) = &stated.row {
        parts.extend([listed(&row.keys), Text::same(" ")]);
        if let Some(cell) = &row.cell {
            parts.extend([cell.text.clone(), per_text(period)]);
        } else {
            parts.push(words::none());
        }
        if row.hits > 1 {
            parts.push(words::hits(row.hits));
        }
    } else if let (Some(written), Some(value)) = (stated.written.as_ref().and_then(|own| own.text.clone()), first) {
        parts.push(words::equals(written, joined(&[value.text.clone(), per_text(period)])));
        parts.push(uses_text(stated.written.as_ref().map_or(&[], |own| own.uses.as_slice())));
    } else if let (Some(value), false) = (first, replaced) {
        parts.extend([value.text.clone(), per_text(period)]);
    } else if stated.unstated {
        parts.push(words::unstated());
    } else if !replaced {
        parts.push(words::none());
    }
    for effect in &stated.effects {
        let when = effect.when.as_ref().and_then(|when| when.text.clone());
        let text = when.map_or_else(|| effect.text.clone(), |when| words::when(when, &effect.text));
        parts.push(match &effect.gives {
            Some(_) if replaced => text,
            Some(gives) => words::then(text, &gives.text),
            None if parts.is_empty() => text,
            None => words::effect(text),
        });
    }
    joined(&parts)
}

fn uses_text(uses: &[Use]) -> Text {
    if uses.is_empty() {
        return Text::same("");
    }
    // What is nothing adds nothing to a long sum.
    let all: Vec<Text> = uses
        .iter()
        .filter(|own| uses.len() <= 4 || own.value.exact != "0")
        .map(|own| joined(&[own.name.clone(), Text::same(" "), own.value.text.clone()]))
        .collect();
    words::with(listed(&all))
}

fn mode_text(mode: &str) -> Text {
    match mode {
        "half_even" => words::half_even(),
        "up" => words::up(),
        "down" => words::down(),
        _ => words::half_up(),
    }
}

fn unit_text(unit: &Money) -> Text {
    match unit.0.to_i64() {
        Some(1) => words::fen(),
        Some(10) => words::jiao(),
        Some(100) => words::one_yuan(),
        _ => yuan(unit),
    }
}

fn period_text(period: &str) -> Text {
    match period {
        "day" => words::day(),
        "month" => words::month(),
        "quarter" => words::quarter(),
        "year" => words::year(),
        "life" => words::life(),
        _ => words::visit(),
    }
}

fn per_text(period: &str) -> Text {
    match period {
        "day" => words::per_day(),
        "month" => words::per_month(),
        "quarter" => words::per_quarter(),
        "year" => words::per_year(),
        "life" => words::per_life(),
        _ => Text::same(""),
    }
}
