//! Standards before and after: what is asked otherwise, who is exempt, and which county no longer meets what is asked.

mod asked;
mod reach;

use super::rules::{Effect, Kind, Rule, What};
use super::slice::slice;
use super::steps::{day_of, runs};
use super::{Finding, Home, Subject, Told, Witness, words};
use crate::base::date::{Date, DateRange};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::compare::conform::{self, Decide, Decision, conform};
use crate::compare::data::{Held, SubjectKind};
use crate::compare::shared::{Both, Shared, Side, Which};
use crate::compare::standing::Standing;
use crate::compare::values::origin;
use crate::compare::verify::Within;
use crate::ir::Program;
use crate::ir::standard::{Requirement, Standard};
use asked::{Asked, became, requirements};
use reach::{changes_payments, may_be_mended, reached, touches};

/// So much is worked out of each view of a requirement on results; what is left over is not decided.
const STEPS: u64 = 400_000;

/// Requirements on results are decided on so many stretches of days at most, the newest first.
const MOST_STRETCHES: usize = 2;

/// Returns what changes about the standards of one jurisdiction, and, `judged`, how it stands to them.
pub(super) fn of_pair(
    old: &Program,
    new: &Program,
    stretches: &[DateRange],
    changed: &[bool],
    judged: bool,
    found: &[Finding],
) -> Vec<Finding> {
    let all = Both { a: requirements(old), b: requirements(new) };
    let work = Work { programs: Both { a: old, b: new }, stretches, all, found };
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

struct Work<'p> {
    programs: Both<&'p Program>,
    stretches: &'p [DateRange],
    all: Both<Vec<Asked<'p>>>,
    /// What else changes.
    found: &'p [Finding],
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
        // What people get is asked where it changes, the newest days first, and once where nothing that it hangs on differs.
        let asked: Vec<usize> = (0..wanted.len()).filter(|at| wanted[*at] && self.pays_differently(*at)).collect();
        let mut groups = self.alike(asked);
        let newest = groups.split_off(groups.len().saturating_sub(MOST_STRETCHES));
        let left: Vec<usize> = groups.concat();
        let decided: Vec<usize> = newest.iter().filter_map(|own| own.last().copied()).collect();
        let on = |at: usize| match wanted[at] {
            true => self.missed(at, decided.contains(&at)),
            false => Vec::new(),
        };
        let mut all: Vec<Vec<Missed>> = (0..self.stretches.len()).map(on).collect();
        for group in &newest {
            let Some((last, others)) = group.split_last() else { continue };
            let of_results = all[*last].iter().filter(|own| self.all.b[own.asked].is_of_results());
            let same: Vec<Missed> = of_results.cloned().collect();
            others.iter().for_each(|at| all[*at].extend(same.iter().cloned()));
        }
        let held = |own: &Held| own.stating().map(|own| own.text.clone());
        let same = |a: &Missed, b: &Missed| {
            (a.what, a.asked, &a.subject, &a.finding.keys) == (b.what, b.asked, &b.subject, &b.finding.keys)
                && held(&a.finding.held) == held(&b.finding.held)
        };
        let found = runs(&all, same).into_iter().map(|(own, from, to)| {
            let asked = &self.all.b[own.asked];
            let county = &self.programs.b.jurisdiction.name;
            let effect = match (asked.is_must(), own.what) {
                (false, _) => Effect::None,
                (true, What::NoLongerMet) => Effect::Worse,
                (true, What::Exceeded | What::NowMet) => Effect::Better,
                (true, _) => Effect::Unclear,
            };
            let told = |standing: Standing, held: &Held| {
                let Some(stating) = held.stating() else {
                    let text = standing_text(standing);
                    let text = if asked.is_of_results() { text } else { words::standing(Text::same("—"), text) };
                    return Told { text, exact: format!("— {standing:?}"), origin: None };
                };
                let text = words::standing(stating.text.clone(), standing_text(standing));
                let origin = Some(stating.origin.clone());
                Told { text, exact: format!("{} {standing:?}", stating.text.zh), origin }
            };
            let new = told(own.finding.standing, &own.finding.held);
            let new = Told { origin: new.origin.or_else(|| Some(asked.origin.clone())), ..new };
            let old = own.before.as_ref().map(|(standing, held)| told(*standing, held));
            let mut note = asked.text();
            if asked.is_of_results()
                && own.what != What::NowMet
                && let Some(reason) = &own.finding.reason
            {
                note = words::because(note, reason);
            }
            let witness = match own.finding.cases.first() {
                Some(case) if own.what != What::NowMet => Witness::Failing(county.clone(), Box::new(case.clone())),
                _ => Witness::NotAsked,
            };
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
                witness,
                ..self.blank(Rule::new(Kind::Standard, own.what), effect, from, to)
            }
        });
        found.chain(self.not_asked(&left)).collect()
    }

    /// Groups stretches on which everything that requirements on results can hang on is the same on either side; the
    /// groups and their stretches stand in the order of days, by the last of each.
    fn alike(&self, stretches: Vec<usize>) -> Vec<Vec<usize>> {
        let by_itself = |at: usize| vec![at];
        if stretches.len() <= MOST_STRETCHES || !self.all.b.iter().any(Asked::is_of_results) {
            return stretches.into_iter().map(by_itself).collect();
        }
        let mut groups: Vec<(Option<Both<Vec<String>>>, Vec<usize>)> = Vec::new();
        for at in stretches.into_iter().rev() {
            let day = day_of(self.stretches[at]);
            let said = self.programs.map(|which, program| self.hangs_on(which, program, day));
            let said = match (said.a, said.b) {
                (Some(a), Some(b)) => Some(Both { a, b }),
                (None, _) | (_, None) => None,
            };
            match groups.iter_mut().find(|(own, _)| said.is_some() && *own == said) {
                Some((_, members)) => members.insert(0, at),
                None => groups.push((said, by_itself(at))),
            }
        }
        groups.into_iter().rev().map(|(_, members)| members).collect()
    }

    /// Returns what a side says on a day of everything that requirements on results can hang on, with these requirements;
    /// `None`: the day itself may count.
    fn hangs_on(&self, which: Which, program: &Program, day: Date) -> Option<Vec<String>> {
        let mut said = slice(program, day);
        let asked = self.all.get(which).iter().filter(|own| own.is_of_results() && own.holds(day));
        let asked: Vec<&Asked<'_>> = asked.collect();
        // Whoever asks all that a household gets asks everything.
        if asked.iter().all(|own| own.is_of_bills(program)) {
            let roots: Vec<String> = asked.iter().map(|own| own.text().zh).collect();
            said = reached(program, &said, &roots);
        }
        said.extend(asked.iter().map(|own| own.text().zh));
        let names_a_day = |text: &String| {
            text.as_bytes()
                .windows(6)
                .any(|own| own[..4].iter().all(u8::is_ascii_digit) && own[4] == b'-' && own[5].is_ascii_digit())
        };
        (!said.iter().any(names_a_day)).then_some(said)
    }

    /// Tells which requirements on results the change touches on stretches on which nobody decided them.
    fn not_asked(&self, left: &[usize]) -> Vec<Finding> {
        let touched_on = |own: &Asked<'_>, stretch: usize| {
            let day = day_of(self.stretches[stretch]);
            own.holds(day) && self.is_touched(own, &self.paying(stretch), day)
        };
        let of_results = self.all.b.iter().filter(|own| own.is_of_results());
        let told = of_results.filter_map(|own| {
            let stretches: Vec<usize> = left.iter().copied().filter(|at| touched_on(own, *at)).collect();
            let (from, to) = (*stretches.first()?, *stretches.last()?);
            let rule = Rule::new(Kind::Standard, What::NotDecidedAgain);
            let told =
                |own: &Asked<'_>| Told { text: own.text(), exact: own.text().zh, origin: Some(own.origin.clone()) };
            let before = self.all.a.iter().find(|old| old.id() == own.id());
            Some(Finding {
                subject: Some(standard_subject(&own.standard.name)),
                sides: Both { a: before.map(told), b: Some(told(own)) },
                note: Some(words::earlier_stretches(stretches.len(), MOST_STRETCHES)),
                ..self.blank(rule, Effect::None, from, to)
            })
        });
        told.collect()
    }

    /// Returns what else changes payments on a stretch.
    fn paying(&self, stretch: usize) -> Vec<&'p Finding> {
        let range = self.stretches[stretch];
        self.found.iter().filter(|own| own.days.intersect(range).is_some() && changes_payments(own)).collect()
    }

    /// Whether a requirement is new on a day, or may come out otherwise by what changes.
    fn is_touched(&self, own: &Asked<'_>, here: &[&Finding], day: Date) -> bool {
        let is_new = !self.all.a.iter().any(|old| old.holds(day) && old.says(own));
        is_new || here.iter().any(|found| touches(self.programs.b, found, own.requirement))
    }

    /// Whether something else that changes on a stretch pays somebody differently, or may.
    fn pays_differently(&self, stretch: usize) -> bool {
        let range = self.stretches[stretch];
        let changes = |own: &&Finding| own.days.intersect(range).is_some();
        self.found.iter().filter(changes).any(changes_payments) || self.texts_differ(stretch)
    }

    fn texts_differ(&self, stretch: usize) -> bool {
        let day = day_of(self.stretches[stretch]);
        self.texts(Which::A, day) != self.texts(Which::B, day)
    }

    /// Returns how both sides stand. Of requirements on results those are decided that the change touches; the old side is
    /// asked only where the new one does not meet them, or where the change goes the way that would mend it.
    fn judged(&self, stretch: usize, sides: Both<Side<'p>>, with_results: bool) -> Both<Vec<conform::Finding>> {
        let here = self.paying(stretch);
        let asked = |which: Which, requirement: &Requirement| {
            self.all.get(which).iter().find(|own| std::ptr::eq(own.requirement, requirement))
        };
        let touched = |requirement: &Requirement| {
            with_results && asked(Which::B, requirement).is_some_and(|own| self.is_touched(own, &here, sides.a.date))
        };
        let new = conform(sides.b, &Chosen::of(sides.b.program, touched)).findings;
        let unmet = |own: &Asked<'_>| {
            new.iter().any(|found| {
                let same = found.standard == own.standard.name && found.number == own.number;
                same && (found.standing != Standing::Meets || may_be_mended(&here, own.requirement))
            })
        };
        let known = |requirement: &Requirement| {
            let twin = asked(Which::A, requirement)
                .and_then(|old| self.all.b.iter().find(|own| own.id() == old.id() && touched(own.requirement)));
            twin.is_some_and(unmet)
        };
        let old = conform(sides.a, &Chosen::of(sides.a.program, known)).findings;
        Both { a: old, b: new }
    }

    /// Returns how the county stands otherwise on a day than it did.
    fn missed(&self, stretch: usize, with_results: bool) -> Vec<Missed> {
        let day = day_of(self.stretches[stretch]);
        let sides = self.programs.map(|_, program| Side { program, date: day });
        let shared = Shared::new(sides.a, sides.b);
        let judged = self.judged(stretch, sides, with_results);
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

/// Decides the requirements on results that stand at these places, and no others.
struct Chosen(Vec<Span>);

impl Chosen {
    fn of(program: &Program, wanted: impl Fn(&Requirement) -> bool) -> Chosen {
        let all = program.standards.iter().flat_map(|own| &own.requirements);
        Chosen(all.filter(|own| wanted(own)).map(|own| own.span).collect())
    }
}

impl Decide for Chosen {
    fn of<'p>(&self, side: Side<'p>) -> Box<dyn FnMut(&'p Requirement) -> Decision + 'p> {
        let chosen = self.0.clone();
        let mut within = Within { steps: STEPS }.of(side);
        Box::new(move |requirement| match chosen.contains(&requirement.span) {
            true => within(requirement),
            false => Decision::default(),
        })
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
