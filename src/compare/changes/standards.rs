//! Standards before and after: what is asked otherwise, who is exempt, and which county no longer meets what is asked.

use super::rules::{Effect, Kind, Rule, What};
use super::steps::{day_of, runs};
use super::{Finding, Home, Subject, Told, Witness, words};
use crate::base::date::{Date, DateRange};
use crate::base::number::Number;
use crate::base::text::{Lang, Speak, Text, listed};
use crate::compare::conform::{self, ClausesOnly, conform};
use crate::compare::data::{Held, Origin, SubjectKind};
use crate::compare::direction::{Sense, sense};
use crate::compare::shared::{Both, Shared, Side, SideId, Which};
use crate::compare::standing::{Bounds, Standing};
use crate::compare::values::origin;
use crate::ir::expr::{Band, CompareOp, Edge, Expr, ExprKind, Member};
use crate::ir::standard::{Key, Requirement, RequirementBody, Standard, Test};
use crate::ir::{Program, print};
use crate::syntax::ast::{RequirementSeverity, View};
use std::collections::BTreeSet;

/// Returns what changes about the standards of one jurisdiction, and, `judged`, how it stands to them.
pub(super) fn of_pair(
    old: &Program,
    new: &Program,
    stretches: &[DateRange],
    changed: &[bool],
    judged: bool,
) -> Vec<Finding> {
    let all = Both { a: requirements(old), b: requirements(new) };
    let work = Work { programs: Both { a: old, b: new }, stretches, all };
    let differ: Vec<bool> = stretches
        .iter()
        .map(|range| work.texts(Which::A, day_of(*range)) != work.texts(Which::B, day_of(*range)))
        .collect();
    let mut findings = work.asked(&differ);
    findings.extend(work.exemptions());
    if judged {
        let wanted: Vec<bool> = changed.iter().zip(&differ).map(|(a, b)| *a || *b).collect();
        findings.extend(work.standings(&wanted));
    }
    findings
}

/// A requirement with what it is about and what it asks, as texts without places.
struct Asked<'p> {
    standard: &'p Standard,
    requirement: &'p Requirement,
    number: usize,
    about: Text,
    test: Text,
    ranges: [DateRange; 2],
    bounds: Option<Edges>,
    members: BTreeSet<String>,
    origin: Origin,
}

/// The edges of what is asked, and whether more is better for the insured.
#[derive(Clone, PartialEq, Eq)]
struct Edges {
    low: Option<Number>,
    high: Option<Number>,
    higher: bool,
}

impl Asked<'_> {
    fn is_must(&self) -> bool {
        self.requirement.severity == RequirementSeverity::Must
    }

    fn holds(&self, on: Date) -> bool {
        self.ranges.iter().all(|range| range.contains(on))
    }

    fn id(&self) -> (&str, &str) {
        (&self.standard.name, &self.about.zh)
    }

    fn text(&self) -> Text {
        let whole = Text {
            zh: format!("{} {}", self.about.zh, self.test.zh).trim_end().to_owned(),
            en: format!("{} {}", self.about.en, self.test.en).trim_end().to_owned(),
        };
        if self.is_must() { words::must(whole) } else { words::should(whole) }
    }

    fn says(&self, other: &Asked<'_>) -> bool {
        self.id() == other.id() && self.test == other.test && self.is_must() == other.is_must()
    }
}

fn requirements(program: &Program) -> Vec<Asked<'_>> {
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
fn said(program: &Program, own: &Requirement) -> (Text, Text, BTreeSet<String>) {
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

fn both(text: impl Fn(Lang) -> String) -> Text {
    Text { zh: text(Lang::Zh), en: text(Lang::En) }
}

fn test_text(program: &Program, own: &Test) -> Text {
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

fn sign(op: CompareOp) -> &'static str {
    match op {
        CompareOp::Equal => "=",
        CompareOp::NotEqual => "≠",
        CompareOp::Less => "<",
        CompareOp::LessOrEqual => "≤",
        CompareOp::Greater => ">",
        CompareOp::GreaterOrEqual => "≥",
    }
}

fn edges(shared: &Shared<'_>, own: &Requirement) -> Option<Edges> {
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
fn became(old: &Asked<'_>, new: &Asked<'_>) -> What {
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

struct Work<'p> {
    programs: Both<&'p Program>,
    stretches: &'p [DateRange],
    all: Both<Vec<Asked<'p>>>,
}

/// What is asked on a stretch otherwise: the places of the old and the new requirement.
#[derive(Clone, PartialEq, Eq)]
struct Pairing(Option<usize>, Option<usize>);

/// How a county misses a requirement on a stretch.
#[derive(Clone)]
struct Missed {
    what: What,
    asked: usize,
    finding: conform::Finding,
    before: Option<(Standing, Held)>,
    subject: String,
    count: usize,
}

impl<'p> Work<'p> {
    fn blank(&self, rule: Rule, effect: Effect, from: usize, to: usize) -> Finding {
        let own = &self.programs.b.jurisdiction;
        Finding {
            rule,
            effect,
            home: Home { name: own.name.clone(), code: own.code.clone() },
            reaches: Vec::new(),
            subject: None,
            item: None,
            keys: Vec::new(),
            days: DateRange { from: self.stretches[from].from, until: self.stretches[to].until },
            sides: Both { a: None, b: None },
            by: None,
            note: None,
            witness: Witness::NotAsked,
            fingerprint: String::new(),
        }
    }

    fn texts(&self, which: Which, on: Date) -> Vec<(&str, &str, &str, bool)> {
        let live = self.all.get(which).iter().filter(|own| own.holds(on));
        let mut texts: Vec<_> = live
            .map(|own| (own.standard.name.as_str(), own.about.zh.as_str(), own.test.zh.as_str(), own.is_must()))
            .collect();
        texts.sort_unstable();
        texts
    }

    fn asked(&self, differ: &[bool]) -> Vec<Finding> {
        let on = |at: usize| -> Vec<Pairing> {
            if !differ[at] {
                return Vec::new();
            }
            let day = day_of(self.stretches[at]);
            let live = |which: Which| -> Vec<usize> {
                let all = self.all.get(which);
                (0..all.len()).filter(|at| all[*at].holds(day)).collect()
            };
            let (mut old, mut new) = (live(Which::A), live(Which::B));
            let mut pairs = Vec::new();
            let fits: [&dyn Fn(&Asked<'_>, &Asked<'_>) -> bool; 3] =
                [&|a, b| a.says(b), &|a, b| a.id() == b.id(), &|a, b| {
                    a.requirement.label.is_some()
                        && (&a.standard.name, &a.requirement.label) == (&b.standard.name, &b.requirement.label)
                }];
            for (round, fit) in fits.iter().enumerate() {
                old.retain(|a| match new.iter().position(|b| fit(&self.all.a[*a], &self.all.b[*b])) {
                    Some(place) => {
                        let b = new.remove(place);
                        if round > 0 {
                            pairs.push(Pairing(Some(*a), Some(b)));
                        }
                        false
                    }
                    None => true,
                });
            }
            pairs.extend(old.into_iter().map(|a| Pairing(Some(a), None)));
            pairs.extend(new.into_iter().map(|b| Pairing(None, Some(b))));
            pairs
        };
        let all: Vec<Vec<Pairing>> = (0..self.stretches.len()).map(on).collect();
        let found = runs(&all, |a, b| a == b).into_iter().filter_map(|(Pairing(a, b), from, to)| {
            let sides = Both { a: a.map(|at| &self.all.a[at]), b: b.map(|at| &self.all.b[at]) };
            let what = match (&sides.a, &sides.b) {
                (Some(a), Some(b)) => became(a, b),
                (Some(_), None) => What::Removed,
                (None, Some(_)) => What::Added,
                (None, None) => return None,
            };
            let told = sides.map(|_, own| {
                let own = (*own)?;
                let exact = format!("{} {} {}", own.about.zh, own.test.zh, own.is_must());
                Some(Told { text: own.text(), exact, origin: Some(own.origin.clone()) })
            });
            let name = &sides.b.or(sides.a)?.standard.name;
            let blank = self.blank(Rule::new(Kind::Standard, what), Effect::None, from, to);
            Some(Finding { subject: Some(standard_subject(name)), sides: told, ..blank })
        });
        found.collect()
    }

    fn exemptions(&self) -> Vec<Finding> {
        let named = self.programs.map(|_, program| {
            let standards = program.standards.iter().filter(|own| !own.is_assert);
            let all = standards.flat_map(|own| own.exemptions.iter().map(move |(name, range)| (own, name, *range)));
            all.collect::<Vec<_>>()
        });
        let told = |which: Which, own: &(&'p Standard, &'p String, DateRange)| {
            let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.to_string());
            let text = format!("{} {} – {}", own.1, day(own.2.from), day(own.2.until));
            let origin = Some(origin(self.programs.get(which), &own.0.origin));
            Some(Told { exact: text.clone(), text: Text::same(text), origin })
        };
        let mut findings = Vec::new();
        let mut new: Vec<_> = named.b.iter().collect();
        let last = self.stretches.len() - 1;
        let mut add = |what: What, sides: Both<Option<Told>>, name: &str| {
            let blank = self.blank(Rule::new(Kind::Exemption, what), Effect::None, 0, last);
            findings.push(Finding { subject: Some(standard_subject(name)), sides, ..blank });
        };
        for old in &named.a {
            let same = |other: &&(&'p Standard, &'p String, DateRange)| other.0.name == old.0.name && other.1 == old.1;
            match new.iter().position(same) {
                Some(at) => {
                    let twin = new.remove(at);
                    if twin.2 != old.2 {
                        add(What::Changed, Both { a: told(Which::A, old), b: told(Which::B, twin) }, &old.0.name);
                    }
                }
                None => add(What::Removed, Both { a: told(Which::A, old), b: None }, &old.0.name),
            }
        }
        for own in new {
            add(What::Added, Both { a: None, b: told(Which::B, own) }, &own.0.name);
        }
        findings
    }

    // ---- how the county stands

    fn standings(&self, wanted: &[bool]) -> Vec<Finding> {
        let on = |at: usize| if wanted[at] { self.missed(day_of(self.stretches[at])) } else { Vec::new() };
        let all: Vec<Vec<Missed>> = (0..self.stretches.len()).map(on).collect();
        let held = |own: &Held| own.stating().map(|own| own.text.clone());
        let same = |a: &Missed, b: &Missed| {
            (a.what, a.asked, &a.subject, &a.finding.keys) == (b.what, b.asked, &b.subject, &b.finding.keys)
                && held(&a.finding.held) == held(&b.finding.held)
        };
        let found = runs(&all, same).into_iter().map(|(own, from, to)| {
            let asked = &self.all.b[own.asked];
            let effect = match (asked.is_must(), own.what) {
                (false, _) => Effect::None,
                (true, What::NoLongerMet) => Effect::Worse,
                (true, What::Exceeded | What::NowMet) => Effect::Better,
                (true, _) => Effect::Unclear,
            };
            let told = |standing: Standing, held: &Held| {
                let stating = held.stating();
                let value = stating.map_or(Text::same("—"), |own| own.text.clone());
                let exact = format!("{} {standing:?}", value.zh);
                let origin = stating.map(|own| own.origin.clone());
                Told { text: words::standing(value, standing_text(standing)), exact, origin }
            };
            let new = told(own.finding.standing, &own.finding.held);
            let new = Told { origin: new.origin.or_else(|| Some(asked.origin.clone())), ..new };
            let old = own.before.as_ref().map(|(standing, held)| told(*standing, held));
            let mut note = asked.text();
            if own.count > 1 {
                let more = words::several_cells(own.count);
                note = Text { zh: format!("{},{}", note.zh, more.zh), en: format!("{}, {}", note.en, more.en) };
            }
            let name = own.finding.subject.clone().unwrap_or_else(|| asked.standard.name.clone());
            let subject = Subject { kind: SubjectKind::Benefit, name, key: own.subject.clone(), benefits: Vec::new() };
            Finding {
                subject: Some(subject),
                item: own.finding.item.clone(),
                keys: own.finding.keys.clone(),
                sides: Both { a: old, b: Some(new) },
                by: own.finding.by.clone(),
                note: Some(note),
                ..self.blank(Rule::new(Kind::Standard, own.what), effect, from, to)
            }
        });
        found.collect()
    }

    /// Returns how the county stands otherwise on a day than it did.
    fn missed(&self, day: Date) -> Vec<Missed> {
        let sides = self.programs.map(|_, program| Side { program, date: day });
        let shared = Shared::new(sides.a, sides.b);
        let judged = sides.map(|_, side| conform(*side, &ClausesOnly).findings);
        let key = |which: Which, own: &conform::Finding| -> String {
            let name = own.subject.clone().unwrap_or_default();
            let program = self.programs.get(which);
            let at = program.benefits.iter().position(|benefit| benefit.name == name);
            at.map_or(name, |at| shared.pair_key(which, crate::ir::BenefitId(at as u32)).to_owned())
        };
        let place = |which: Which, own: &conform::Finding| {
            let all = self.all.get(which);
            all.iter().position(|asked| asked.standard.name == own.standard && asked.number == own.number)
        };
        let mut missed = Vec::new();
        for (at, asked) in self.all.b.iter().enumerate() {
            let of = |which: Which| -> Vec<(&conform::Finding, String)> {
                let fits = |own: &&conform::Finding| {
                    place(which, own).is_some_and(|at| self.all.get(which)[at].id() == asked.id())
                };
                judged.get(which).iter().filter(fits).map(|own| (own, key(which, own))).collect()
            };
            let (old, new) = (of(Which::A), of(Which::B));
            for (kind, what) in [(Deviation::Below, What::NoLongerMet), (Deviation::Above, What::Exceeded)] {
                let (was, is) = (deviating(&old, kind), deviating(&new, kind));
                let held = |own: &conform::Finding| own.held.stating().map(|own| own.text.clone());
                let known = |own: &(&conform::Finding, String)| {
                    was.iter()
                        .any(|(other, key)| *key == own.1 && (other.keys == own.0.keys || held(other) == held(own.0)))
                };
                let fresh: Vec<_> = is.iter().filter(|own| !known(own)).collect();
                if let Some((first, subject)) = fresh.first() {
                    let twin = old.iter().find(|(own, key)| key == subject && own.keys == first.keys);
                    let twin = twin.or_else(|| old.iter().find(|(_, key)| key == subject));
                    missed.push(Missed {
                        what,
                        asked: at,
                        finding: (*first).clone(),
                        before: twin.map(|(own, _)| (own.standing, own.held.clone())),
                        subject: subject.clone(),
                        count: fresh.len(),
                    });
                }
                if let (Some((first, subject)), true, false) = (was.first(), is.is_empty(), new.is_empty()) {
                    let twin = new.iter().find(|(own, key)| key == subject && own.keys == first.keys);
                    let twin = twin.or_else(|| new.iter().find(|(_, key)| key == subject)).or_else(|| new.first());
                    if let Some((now, _)) = twin.filter(|(own, _)| own.standing == Standing::Meets) {
                        missed.push(Missed {
                            what: What::NowMet,
                            asked: at,
                            finding: (*now).clone(),
                            before: Some((first.standing, first.held.clone())),
                            subject: subject.clone(),
                            count: 1,
                        });
                    }
                }
            }
            let open = new.iter().find(|(own, _)| own.is_open());
            if let Some((first, subject)) = open
                && !old.is_empty()
                && old.iter().all(|(own, _)| !own.is_open())
            {
                missed.push(Missed {
                    what: What::NoLongerDecided,
                    asked: at,
                    finding: (*first).clone(),
                    before: old.first().map(|(own, _)| (own.standing, own.held.clone())),
                    subject: subject.clone(),
                    count: 1,
                });
            }
        }
        missed
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Deviation {
    Below,
    Above,
}

fn deviating<'f>(all: &[(&'f conform::Finding, String)], kind: Deviation) -> Vec<(&'f conform::Finding, String)> {
    let fits = |own: &conform::Finding| match own.standing {
        Standing::Below | Standing::NotStated => kind == Deviation::Below,
        Standing::Above => kind == Deviation::Above,
        Standing::Meets | Standing::NotDecided => false,
    };
    all.iter().filter(|(own, _)| own.is_deviation() && fits(own)).cloned().collect()
}

fn standard_subject(name: &str) -> Subject {
    Subject { kind: SubjectKind::Param, name: name.to_owned(), key: name.to_owned(), benefits: Vec::new() }
}

fn standing_text(standing: Standing) -> Text {
    match standing {
        Standing::Meets => words::met(),
        Standing::Below => words::below(),
        Standing::Above => words::above(),
        Standing::NotStated => words::not_stated(),
        Standing::NotDecided => words::not_decided(),
    }
}
