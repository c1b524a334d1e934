//! What standards ask, so that two states can be held against each other: requirements in, their texts, their edges and
//! what became of them out.

use super::super::rules::What;
use super::super::steps::day_of;
use super::super::words;
use crate::base::date::{Date, DateRange};
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::data::Origin;
use crate::compare::direction::{Sense, sense};
use crate::compare::shared::{Shared, Side, SideId};
use crate::compare::standing::Bounds;
use crate::compare::values::origin;
use crate::ir::expr::{Band, CompareOp, Edge, Expr, ExprKind, Member};
use crate::ir::standard::{Key, Requirement, RequirementBody, Standard, Test};
use crate::ir::{Occasion, Program, print};
use crate::syntax::ast::{RequirementSeverity, View};
use std::collections::BTreeSet;

/// A requirement with what it is about and what it asks, as texts without places.
pub(super) struct Asked<'p> {
    pub(super) standard: &'p Standard,
    pub(super) requirement: &'p Requirement,
    pub(super) number: usize,
    pub(super) about: Text,
    pub(super) test: Text,
    pub(super) ranges: [DateRange; 2],
    pub(super) bounds: Option<Edges>,
    pub(super) members: BTreeSet<String>,
    pub(super) origin: Origin,
}

/// The edges of what is asked, and whether more is better for the insured.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Edges {
    low: Option<Number>,
    high: Option<Number>,
    higher: bool,
}

impl Asked<'_> {
    pub(super) fn is_must(&self) -> bool {
        self.requirement.severity == RequirementSeverity::Must
    }

    pub(super) fn holds(&self, on: Date) -> bool {
        self.ranges.iter().all(|range| range.contains(on))
    }

    /// Whether it asks what people get, not what clauses say.
    pub(super) fn is_of_results(&self) -> bool {
        match &self.requirement.body {
            RequirementBody::Condition { .. }
            | RequirementBody::NeverAboveCost { .. }
            | RequirementBody::NeverLessAlong { .. }
            | RequirementBody::NeverLessInOrder { .. }
            | RequirementBody::NoCliffOver { .. } => true,
            RequirementBody::Clause { .. } | RequirementBody::Value { .. } | RequirementBody::Includes { .. } => false,
        }
    }

    /// Whether it asks what is paid on bills only.
    pub(super) fn is_of_bills(&self, program: &Program) -> bool {
        let on_bills = |name: &String| {
            let named = |own: &&crate::ir::Benefit| own.name == *name || own.identity.as_ref() == Some(name);
            program.benefits.iter().filter(named).all(|own| own.occasion == Occasion::EachClaim)
        };
        let is_of = |view: Option<View>, subject: Option<&String>| match view {
            Some(View::FirstBill | View::InAYear | View::AnyBill) => subject.is_none_or(on_bills),
            None => subject.is_some_and(on_bills),
            Some(View::AnyHousehold) => false,
        };
        match &self.requirement.body {
            RequirementBody::Condition { view, .. } => is_of(*view, None),
            RequirementBody::NeverAboveCost { view, subject, .. }
            | RequirementBody::NeverLessAlong { view, subject, .. }
            | RequirementBody::NeverLessInOrder { view, subject, .. }
            | RequirementBody::NoCliffOver { view, subject, .. } => is_of(*view, subject.as_ref()),
            RequirementBody::Clause { .. } | RequirementBody::Value { .. } | RequirementBody::Includes { .. } => true,
        }
    }

    pub(super) fn id(&self) -> (&str, &str) {
        (&self.standard.name, &self.about.zh)
    }

    pub(super) fn text(&self) -> Text {
        let whole = Text {
            zh: format!("{} {}", self.about.zh, self.test.zh).trim_end().to_owned(),
            en: format!("{} {}", self.about.en, self.test.en).trim_end().to_owned(),
        };
        if self.is_must() { words::must(whole) } else { words::should(whole) }
    }

    pub(super) fn says(&self, other: &Asked<'_>) -> bool {
        self.id() == other.id() && self.test == other.test && self.is_must() == other.is_must()
    }
}

pub(super) fn requirements(program: &Program) -> Vec<Asked<'_>> {
    let day = day_of(DateRange::ALWAYS);
    let shared = Shared::of_many(vec![Side { program, date: day }]);
    let mut all = Vec::new();
    for standard in program.standards.iter().filter(|own| !own.is_assert) {
        for (number, requirement) in standard.requirements.iter().enumerate() {
            if requirement.severity == RequirementSeverity::Exempt {
                continue;
            }
            let (about, test, members) = said(program, requirement);
            let mut from = origin(program, &requirement.origin);
            from.span = requirement.span;
            all.push(Asked {
                standard,
                requirement,
                number,
                about,
                test,
                ranges: [standard.range, requirement.range],
                bounds: edges(&shared, requirement),
                members,
                origin: from,
            });
        }
    }
    all
}

/// Returns what a requirement is about, what it asks of it, and the entries that it names.
pub(super) fn said(program: &Program, own: &Requirement) -> (Text, Text, BTreeSet<String>) {
    let print = |lang: Lang, expr: &Expr| print::expr(program, expr, lang);
    let pick = |lang: Lang, zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let when = |lang: Lang, when: &Option<Expr>| {
        when.as_ref().map_or(String::new(), |own| format!(" {} {}", pick(lang, "当", "when"), print(lang, own)))
    };
    let seen = |lang: Lang, view: &Option<View>| {
        let word = view.map(|view| match view {
            View::FirstBill => pick(lang, "首单", "first bill"),
            View::InAYear => pick(lang, "全年", "in a year"),
            View::AnyBill => pick(lang, "任一单", "any bill"),
            View::AnyHousehold => pick(lang, "任一户", "any household"),
        });
        word.map_or(String::new(), |word| format!("{word}: "))
    };
    // `任一单: 住院报销 …`
    let head = |lang: Lang, view: &Option<View>, subject: &Option<String>| {
        let subject = subject.as_ref().map_or(String::new(), |own| format!("{own} "));
        format!("{}{subject}", seen(lang, view))
    };
    let (nothing, none) = (Text::same(""), BTreeSet::new);
    match &own.body {
        RequirementBody::Clause { benefit, path, keys, test } => {
            let about = both(|lang| {
                let keys = keys.as_ref().map_or(String::new(), |keys| {
                    let texts = keys.iter().map(|key| match key {
                        Key::Every => "*".to_owned(),
                        Key::Head(head) => print::head(program, head, lang),
                    });
                    format!("[{}]", texts.collect::<Vec<_>>().join(", "))
                });
                format!("{benefit}.{}{keys}", path.speak(lang))
            });
            (about, test_text(program, test), none())
        }
        RequirementBody::Value { value, test } => (both(|lang| print(lang, value)), test_text(program, test), none()),
        RequirementBody::Includes { list, members } => {
            let own = program.list(*list);
            let domain = program.domain(own.of);
            let names: BTreeSet<String> = members.iter().map(|id| domain.entry(*id).name.clone()).collect();
            let told: Vec<&str> = names.iter().map(String::as_str).collect();
            (both(|lang| format!("{} {}", own.name, pick(lang, "包括", "includes"))), listed(&told), names)
        }
        RequirementBody::Condition { view, condition, when: only } => {
            let about =
                |value: &Expr| both(|lang| format!("{}{}{}", seen(lang, view), print(lang, value), when(lang, only)));
            match &*condition.kind {
                ExprKind::InBand { value, band, negated: false } => {
                    (about(value), both(|lang| print::band(program, band, lang)), none())
                }
                ExprKind::Compare(op, left, right) => {
                    (about(left), both(|lang| format!("{} {}", sign(*op), print(lang, right))), none())
                }
                _ => (about(condition), nothing, none()),
            }
        }
        RequirementBody::NeverAboveCost { view, subject, when: only } => {
            let law = |lang| pick(lang, "不超过费用", "never above cost");
            (both(|lang| format!("{}{}{}", head(lang, view, subject), law(lang), when(lang, only))), nothing, none())
        }
        RequirementBody::NeverLessAlong { view, subject, along, when: only } => {
            let law = |lang| match lang {
                Lang::Zh => format!("随 {} 不减", print(lang, along)),
                Lang::En => format!("never less along {}", print(lang, along)),
            };
            (both(|lang| format!("{}{}{}", head(lang, view, subject), law(lang), when(lang, only))), nothing, none())
        }
        RequirementBody::NeverLessInOrder { view, subject, along, values, when: only } => {
            let law = |lang| {
                let order: Vec<String> = values.iter().map(|own| print(lang, own)).collect();
                let order = format!("{}: {}", print(lang, along), order.join(" < "));
                match lang {
                    Lang::Zh => format!("随 {order} 不减"),
                    Lang::En => format!("never less along {order}"),
                }
            };
            (both(|lang| format!("{}{}{}", head(lang, view, subject), law(lang), when(lang, only))), nothing, none())
        }
        RequirementBody::NoCliffOver { view, subject, amount, when: only } => {
            let law = |lang| pick(lang, "落差不超过", "no cliff over");
            let about = both(|lang| format!("{}{}{}", head(lang, view, subject), law(lang), when(lang, only)));
            (about, both(|lang| print(lang, amount)), none())
        }
    }
}

pub(super) fn both(text: impl Fn(Lang) -> String) -> Text {
    Text { zh: text(Lang::Zh), en: text(Lang::En) }
}

pub(super) fn test_text(program: &Program, own: &Test) -> Text {
    let not = |negated: bool, text: String| if negated { format!("≠ {text}") } else { text };
    match own {
        Test::Band { negated, band } => both(|lang| not(*negated, print::band(program, band, lang))),
        Test::Compare(op, value) => both(|lang| format!("{} {}", sign(*op), print::expr(program, value, lang))),
        Test::In { negated, members } => both(|lang| {
            let names = members.iter().map(|member| match member {
                Member::Value(own) => print::expr(program, own, lang),
                Member::List(id) => program.list(*id).name.clone(),
            });
            not(*negated, names.collect::<Vec<_>>().join(", "))
        }),
    }
}

pub(super) fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "≠",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "≤",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => "≥",
    }
}

pub(super) fn edges(shared: &Shared<'_>, own: &Requirement) -> Option<Edges> {
    let side = SideId(0);
    let number = |own: &Option<Edge>| -> Option<Number> {
        let constant = shared.constant(side, &own.as_ref()?.value)?;
        constant.as_number().cloned()
    };
    let of_band = |band: &Band| Edges { low: number(&band.low), high: number(&band.high), higher: true };
    let of_test = |test: &Test| -> Option<Edges> {
        let bounds = Bounds::of(shared, side, test)?;
        let limit = |own: Option<&crate::compare::standing::Limit<'_>>| own.map(|own| own.number.clone());
        Some(Edges { low: limit(bounds.low.as_ref()), high: limit(bounds.high.as_ref()), higher: true })
    };
    match &own.body {
        RequirementBody::Clause { path, test, .. } => {
            let higher = match sense(path.word) {
                Sense::Higher { .. } => true,
                Sense::Lower { .. } => false,
                Sense::Unknown => return None,
            };
            Some(Edges { higher, ..of_test(test)? })
        }
        RequirementBody::Value { test, .. } => of_test(test),
        RequirementBody::Condition { condition, .. } => match &*condition.kind {
            ExprKind::InBand { band, negated: false, .. } => Some(of_band(band)),
            _ => None,
        },
        RequirementBody::NoCliffOver { amount, .. } => {
            let high = shared.constant(side, amount)?.as_number().cloned();
            Some(Edges { low: None, high, higher: false })
        }
        RequirementBody::Includes { .. }
        | RequirementBody::NeverAboveCost { .. }
        | RequirementBody::NeverLessAlong { .. }
        | RequirementBody::NeverLessInOrder { .. } => None,
    }
}

/// Returns what became of a requirement.
pub(super) fn became(old: &Asked<'_>, new: &Asked<'_>) -> What {
    if old.test == new.test {
        return if new.is_must() { What::Raised } else { What::Lowered };
    }
    if !old.members.is_empty() || !new.members.is_empty() {
        return match (old.members.is_subset(&new.members), new.members.is_subset(&old.members)) {
            (true, false) => What::Raised,
            (false, true) => What::Lowered,
            _ => What::Changed,
        };
    }
    let (Some(old), Some(new)) = (&old.bounds, &new.bounds) else { return What::Changed };
    // The edge that protects the insured: the least of what is good, the most of what is bad.
    let protects = |own: &Edges| if own.higher { own.low.clone() } else { own.high.as_ref().map(Number::negate) };
    match (protects(old), protects(new)) {
        (Some(old), Some(new)) if new < old => What::Lowered,
        (Some(old), Some(new)) if new > old => What::Raised,
        (Some(_), None) => What::Lowered,
        (None, Some(_)) => What::Raised,
        _ => What::Changed,
    }
}
