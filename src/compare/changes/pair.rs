//! One jurisdiction before and after: the two programs compared on every stretch of days on which the answer can differ,
//! what stays different over neighbouring stretches told once, and a moved date told as such.

mod line;
mod rule;

use super::rules::{Effect, Kind, Rule, What};
use super::slice::{concerned, slice};
use super::steps::{day_of, runs, stretches};
use super::{Finding, Home, Subject, Told, Witness, standards, words};
use crate::base::date::{Date, DateRange};
use crate::base::span::Span;
use crate::base::text::Text;
use crate::compare::conform::difference;
use crate::compare::data::{
    self, Cite, Held, Item, Leaning, Origin, Overall, Presence, Row, State, Stating, SubjectKind, ValueKind,
};
use crate::compare::diff::{Options, diff};
use crate::compare::shared::{Both, Shared, Side, Which};
use crate::ir::{Program, Type, clause_value};
use line::{Line, cites_differ, exact, only_follows, same_cites, says_then};
use rule::{effect_of, rule_of};
use std::collections::BTreeSet;

/// Returns everything that a change does to one jurisdiction; `judged`: whether it is held against its standards.
pub(crate) fn of_pair(old: &Program, new: &Program, judged: bool) -> Vec<Finding> {
    let stretches = stretches([old, new]);
    let said = |range: &DateRange| Both { a: slice(old, day_of(*range)), b: slice(new, day_of(*range)) };
    let said: Vec<Both<Vec<String>>> = stretches.iter().map(said).collect();
    let changed: Vec<bool> = said.iter().map(|own| own.a != own.b).collect();
    let concerned = concerned(Both { a: old, b: new }, &said);
    let mut pair = Pair { old, new, stretches, concerned, days: Vec::new() };
    for at in 0..changed.len() {
        let near = at > 0 && changed[at - 1] || changed.get(at + 1).copied().unwrap_or(false);
        let found = if changed[at] || near { pair.on(pair.stretches[at]) } else { Vec::new() };
        pair.days.push(found);
    }
    let mut findings = pair.values();
    findings.extend(pair.citations());
    findings.extend(pair.choices());
    findings.extend(pair.entries_of_domains());
    findings.extend(pair.parents());
    let standing = standards::of_pair(old, new, &pair.stretches, &changed, judged, &findings);
    findings.extend(standing);
    for own in &mut findings {
        own.fingerprint = super::mark(own);
    }
    findings
}

struct Pair<'p> {
    old: &'p Program,
    new: &'p Program,
    stretches: Vec<DateRange>,
    /// The benefits whose clauses may differ on some day; `None`: any.
    concerned: Option<BTreeSet<String>>,
    /// What was compared on each stretch.
    days: Vec<Vec<Line>>,
}

impl Pair<'_> {
    fn program(&self, which: Which) -> &Program {
        match which {
            Which::A => self.old,
            Which::B => self.new,
        }
    }

    fn sides(&self, day: Date) -> (Side<'_>, Side<'_>) {
        (Side { program: self.old, date: day }, Side { program: self.new, date: day })
    }

    fn home(&self) -> Home {
        let own = &self.new.jurisdiction;
        Home { name: own.name.clone(), code: own.code.clone() }
    }

    fn blank(&self, rule: Rule, effect: Effect, days: DateRange) -> Finding {
        Finding {
            rule,
            effect,
            home: self.home(),
            reaches: Vec::new(),
            subject: None,
            item: None,
            keys: Vec::new(),
            days,
            sides: Both { a: None, b: None },
            by: None,
            note: None,
            witness: Witness::NotAsked,
            fingerprint: String::new(),
        }
    }

    fn range(&self, from: usize, to: usize) -> DateRange {
        DateRange { from: self.stretches[from].from, until: self.stretches[to].until }
    }

    // ---- what is compared on a day

    fn on(&self, range: DateRange) -> Vec<Line> {
        let (a, b) = self.sides(day_of(range));
        let options = Options { without_typical: true, within: self.concerned.as_ref(), ..Options::default() };
        // Nothing is asked for by name, so nothing can be unknown.
        let Ok(found) = diff(a, b, &options) else { return Vec::new() };
        let mut lines = Vec::new();
        for own in &found.subjects {
            let name = Which::BOTH.into_iter().rev().find_map(|which| own.sides.get(which).name());
            let subject = Subject {
                kind: own.kind,
                name: name.unwrap_or(&own.name).to_owned(),
                key: own.name.clone(),
                benefits: if own.kind == SubjectKind::Benefit { vec![own.name.clone()] } else { own.read_by.clone() },
            };
            let is_disease = own.kind == SubjectKind::List && self.lists_diseases(&own.name);
            let line = |item: Option<Item>, row: Row| Line { subject: subject.clone(), item, row, is_disease };
            lines.push(line(None, presence_row(own)));
            if matches!(own.overall, Overall::Only(_)) {
                continue;
            }
            let reversed = own.kind == SubjectKind::List && works_against(&found.subjects, own);
            for row in own.rows.iter().filter(|row| row.item.read.is_none()) {
                let mut row = row.clone();
                if reversed && let Leaning::To(which) = row.insured {
                    row.insured = Leaning::To(which.other());
                }
                lines.push(line(Some(row.item.clone()), row));
            }
        }
        lines
    }

    /// Whether a list is one of diseases: entries of a catalogue with codes of diseases.
    fn lists_diseases(&self, name: &str) -> bool {
        Which::BOTH.into_iter().any(|which| {
            let program = self.program(which);
            program.lists.iter().filter(|own| own.name == name).any(|own| {
                let domain = program.domain(own.of);
                domain.catalogue && (domain.name == "病种" || domain.entries.iter().any(|entry| !entry.icd.is_empty()))
            })
        })
    }

    // ---- values and moved dates

    fn values(&self) -> Vec<Finding> {
        let differing: Vec<Vec<Line>> = self
            .days
            .iter()
            .map(|lines| lines.iter().filter(|own| own.differs() && !only_follows(own, lines)).cloned().collect())
            .collect();
        let mut found = runs(&differing, Line::says);
        let mut findings = Vec::new();
        while !found.is_empty() {
            let (first, from, to) = found.remove(0);
            // All cells of the same thing on the same days.
            let (mates, rest): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(own, a, b)| (*a, *b) == (from, to) && own.is_about(&first));
            found = rest;
            let mut group: Vec<Line> = vec![first];
            group.extend(mates.into_iter().map(|(own, ..)| own));
            match self.moved(&group, from, to) {
                Some(finding) => findings.push(finding),
                None => findings.extend(group.iter().filter_map(|own| self.value(own, self.range(from, to)))),
            }
        }
        findings
    }

    fn value(&self, own: &Line, days: DateRange) -> Option<Finding> {
        let rule = rule_of(own)?;
        let effect = effect_of(own.row.insured, rule);
        let told = own.row.values.map(|_, held| told(held));
        Some(Finding {
            subject: Some(own.subject.clone()),
            item: own.item.clone(),
            keys: own.row.keys.clone(),
            by: by(&own.row.values),
            note: own.row.note.clone(),
            witness: Witness::Missing(words::no_benefit_reads_it()),
            sides: told,
            ..self.blank(rule, effect, days)
        })
    }

    /// Tells a date that was moved: on these days one side already says what the other says only afterwards.
    fn moved(&self, group: &[Line], from: usize, to: usize) -> Option<Finding> {
        let first = group.first()?;
        let about = |at: usize| self.days[at].iter().filter(|own| own.is_about(first)).collect::<Vec<&Line>>();
        let (before, after) = (from.checked_sub(1)?, to + 1);
        let begins = self.stretches[from].from?;
        let ends = self.stretches[to].until.and_then(|day| day.plus_days(1))?;
        if after >= self.stretches.len() || about(before).iter().chain(&about(after)).any(|own| own.differs()) {
            return None;
        }
        let there = |at: usize| about(at).iter().any(|own| own.row.values.a.stating().is_some());
        let listed = first.item.is_none() || first.subject.kind == SubjectKind::List;
        let (kind, early) = if listed {
            let newer = matches!(first.row.state, State::Only(Which::B));
            match (there(before), there(after)) {
                (false, true) => (Kind::EffectiveDate, newer),
                (true, false) => (Kind::EndDate, !newer),
                _ => return None,
            }
        } else {
            let day = |at: usize| day_of(self.stretches[at]);
            let same_on = |which: Which, at: usize| {
                group.iter().all(|own| match own.span(which) {
                    Some(span) => holds_on(self.program(which), span, day(at)) && says_then(own, which, &about(at)),
                    None => about(at).iter().all(|own| own.row.values.get(which).stating().is_none()),
                })
            };
            if same_on(Which::A, before) && same_on(Which::B, after) {
                (Kind::EffectiveDate, true)
            } else if same_on(Which::A, after) && same_on(Which::B, before) {
                (Kind::EffectiveDate, false)
            } else {
                return None;
            }
        };
        let what = if early { What::MovedEarlier } else { What::MovedLater };
        let rule = Rule::new(kind, what);
        let effect = group.iter().map(|own| effect_of(own.row.insured, rule)).fold(Effect::None, Effect::joined);
        let dates = if early { Both { a: ends, b: begins } } else { Both { a: begins, b: ends } };
        let origins = first.row.values.map(|_, held| held.stating().map(|own| own.origin.clone()));
        let sides = dates.map(|which, day| {
            let origin = origins.get(which).clone().or_else(|| self.origin_near(first, which, before, after));
            Some(Told { text: Text::same(day.to_string()), exact: day.to_string(), origin })
        });
        let note = match (listed, group) {
            (true, _) => None,
            (false, [only]) => {
                let text = |which: Which| {
                    only.row.values.get(which).stating().map_or(Text::same("—"), |own| own.text.clone())
                };
                // What comes later is what the change is about.
                let (old, new) = if early { (Which::A, Which::B) } else { (Which::B, Which::A) };
                Some(words::from_to(text(old), text(new)))
            }
            (false, several) => Some(words::several_cells(several.len())),
        };
        Some(Finding {
            subject: Some(first.subject.clone()),
            item: first.item.clone(),
            keys: if let [only] = group { only.row.keys.clone() } else { Vec::new() },
            sides,
            note,
            witness: Witness::Missing(words::no_benefit_reads_it()),
            by: Some(difference_of_days(dates.b.days_since(dates.a))),
            ..self.blank(rule, effect, self.range(from, to))
        })
    }

    /// Returns where a side states a thing before or after the days on which it does not.
    fn origin_near(&self, own: &Line, which: Which, before: usize, after: usize) -> Option<Origin> {
        [after, before].into_iter().find_map(|at| {
            let found = self.days[at].iter().find(|other| other.is_about(own))?;
            found.row.values.get(which).stating().map(|own| own.origin.clone())
        })
    }

    // ---- citations

    fn citations(&self) -> Vec<Finding> {
        let own: Vec<Vec<Line>> = self
            .days
            .iter()
            .map(|lines| {
                let mut kept: Vec<Line> = Vec::new();
                for line in lines.iter().filter(|own| cites_differ(own)) {
                    // One citation above many clauses is told once.
                    let known = kept.iter_mut().find(|own| own.subject == line.subject && same_cites(own, line));
                    match known {
                        Some(known) => known.item = None,
                        None => kept.push(line.clone()),
                    }
                }
                kept
            })
            .collect();
        let same = |a: &Line, b: &Line| a.subject == b.subject && same_cites(a, b);
        let found = runs(&own, same).into_iter().map(|(own, from, to)| {
            let cites = own.row.values.map(|_, held| held.stating().map_or(&[][..], |own| own.origin.cites.as_slice()));
            let what = match (cites.a.is_empty(), cites.b.is_empty()) {
                (false, true) => What::Removed,
                (true, false) => What::Added,
                _ => What::Changed,
            };
            let sides = own.row.values.map(|which, held| {
                let stating = held.stating()?;
                let all: Vec<String> = cites.get(which).iter().map(Cite::text).collect();
                let text = if all.is_empty() { Text::same("—") } else { crate::base::text::listed(&all) };
                Some(Told { exact: all.join(" "), text, origin: Some(stating.origin.clone()) })
            });
            let range = self.range(from, to);
            let rule = Rule::new(Kind::Citation, what);
            let blank = self.blank(rule, Effect::None, range);
            Finding { subject: Some(own.subject.clone()), item: own.item.clone(), sides, ..blank }
        });
        found.collect()
    }

    // ---- choices, vocabulary, parents

    fn choices(&self) -> Vec<Finding> {
        let on = |range: &DateRange| -> Vec<(String, Both<Option<Told>>)> {
            let day = day_of(*range);
            let (a, b) = self.sides(day);
            let shared = Shared::new(a, b);
            let named = Which::BOTH.map(|which| {
                let program = self.program(which);
                let live = program.choices.iter().filter(move |own| own.range.contains(day));
                live.map(|own| {
                    let mut keys: Vec<&str> = own.benefits.iter().map(|id| shared.pair_key(which, *id)).collect();
                    keys.sort_unstable();
                    let text = format!("{} {:?}", keys.join("、"), own.how);
                    let shown = crate::base::text::listed(&keys);
                    let origin = Some(crate::compare::values::origin(program, &own.origin));
                    (text.clone(), Told { text: shown, exact: text, origin })
                })
                .collect::<Vec<_>>()
            });
            let [old, new] = named;
            let lacks = |all: &[(String, Told)], text: &str| all.iter().all(|(own, _)| own != text);
            let gone = old.iter().filter(|(text, _)| lacks(&new, text));
            let come = new.iter().filter(|(text, _)| lacks(&old, text));
            let gone = gone.map(|(text, told)| (text.clone(), Both { a: Some(told.clone()), b: None }));
            let come = come.map(|(text, told)| (text.clone(), Both { a: None, b: Some(told.clone()) }));
            gone.chain(come).collect()
        };
        if self.old.choices.is_empty() && self.new.choices.is_empty() {
            return Vec::new();
        }
        let all: Vec<_> = self.stretches.iter().map(on).collect();
        let same = |a: &(String, Both<Option<Told>>), b: &(String, Both<Option<Told>>)| {
            a.0 == b.0 && a.1.a.is_some() == b.1.a.is_some()
        };
        let found = runs(&all, same).into_iter().map(|((_, sides), from, to)| {
            let rule = Rule::new(Kind::Exclusion, What::Changed);
            Finding { sides, ..self.blank(rule, Effect::Unclear, self.range(from, to)) }
        });
        found.collect()
    }

    /// Entries of enums and catalogues; a code or an alias makes a new name no new entry.
    fn entries_of_domains(&self) -> Vec<Finding> {
        let (a, b) = self.sides(day_of(DateRange::ALWAYS));
        let shared = Shared::new(a, b);
        let mut findings = Vec::new();
        for (place, domain) in shared.domains.iter().enumerate() {
            for (at, entry) in domain.entries.iter().enumerate() {
                let (which, what) = match (entry.on(Which::A), entry.on(Which::B)) {
                    (Some(_), None) => (Which::A, What::Removed),
                    (None, Some(_)) => (Which::B, What::Added),
                    _ => continue,
                };
                let program = self.program(which);
                let Some(own) = program.domains.iter().enumerate().find_map(|(id, own)| {
                    let id = crate::value::DomainId(id as u32);
                    (shared.domain(which, id) == place).then_some((id, own))
                }) else {
                    continue;
                };
                let held = program.facts.iter().any(|fact| fact.ty == Type::Several(own.0));
                let kind = if held && !own.1.catalogue { Kind::Group } else { Kind::Entry };
                let entry = shared.entry_as(which, place, at);
                let origin = Origin {
                    span: entry.span,
                    cites: Vec::new(),
                    disputed: Vec::new(),
                    stated_by: String::new(),
                    how: crate::ir::Stated::Own,
                    checked: None,
                };
                let name = entry.name.clone();
                let told = Told { text: Text::same(&*name), exact: name, origin: Some(origin) };
                let mut sides = Both { a: None, b: None };
                *sides.get_mut(which) = Some(told);
                let effect = match (kind, what) {
                    (Kind::Group, What::Removed) => Effect::Worse,
                    (Kind::Group, _) => Effect::Unclear,
                    _ => Effect::None,
                };
                let subject = Subject {
                    kind: SubjectKind::List,
                    name: own.1.name.clone(),
                    key: own.1.name.clone(),
                    benefits: Vec::new(),
                };
                let blank = self.blank(Rule::new(kind, what), effect, DateRange::ALWAYS);
                findings.push(Finding { subject: Some(subject), sides, ..blank });
            }
        }
        findings
    }

    fn parents(&self) -> Vec<Finding> {
        let above = |program: &Program| {
            let chain = &program.jurisdiction.chain;
            chain[..chain.len().saturating_sub(1)].join(" ")
        };
        let (old, new) = (above(self.old), above(self.new));
        if old == new {
            return Vec::new();
        }
        let told = |text: &String| Some(Told { text: Text::same(text.as_str()), exact: text.clone(), origin: None });
        let sides = Both { a: told(&old), b: told(&new) };
        let rule = Rule::new(Kind::Jurisdiction, What::Moved);
        vec![Finding { sides, ..self.blank(rule, Effect::Unclear, DateRange::ALWAYS) }]
    }
}

/// Returns whether a subject is there on both sides, as a row.
fn presence_row(own: &data::Subject) -> Row {
    let values = own.sides.map(|_, presence| match presence {
        Presence::Present { name, origin, .. } => Held::Value(Stating {
            text: Text::same(name.as_str()),
            formula: None,
            kind: ValueKind::Text,
            origin: origin.clone(),
            uses: Vec::new(),
        }),
        Presence::NotYet { .. } | Presence::Ended { .. } | Presence::Absent => Held::Absent,
    });
    let state = match own.overall {
        Overall::Only(which) => State::Only(which),
        _ => State::Same,
    };
    let insured = match (own.kind, state) {
        (SubjectKind::Benefit, State::Only(which)) => Leaning::To(which),
        (_, State::Only(_)) => Leaning::Unknown,
        _ => Leaning::Even,
    };
    let item = Item::of(Text::same(""));
    Row { item, keys: Vec::new(), state, values, change: None, insured, fund: insured, note: None }
}

/// Whether every benefit that reads a list pays more the shorter it is.
fn works_against(subjects: &[data::Subject], list: &data::Subject) -> bool {
    let mut told =
        subjects.iter().filter(|own| own.kind == SubjectKind::Benefit).flat_map(|own| &own.rows).filter_map(|row| {
            match &row.item.read {
                Some((SubjectKind::List, name)) if *name == list.name => Some(row.insured),
                _ => None,
            }
        });
    let longer = {
        let only = |which: Which| list.rows.iter().any(|row| row.state == State::Only(which));
        match (only(Which::A), only(Which::B)) {
            (true, false) => Which::A,
            (false, true) => Which::B,
            _ => return false,
        }
    };
    let first = told.next();
    first == Some(Leaning::To(longer.other())) && told.all(|own| own == Leaning::To(longer.other()))
}

/// Whether the innermost thing that a place belongs to holds on a day.
fn holds_on(program: &Program, span: Span, day: Date) -> bool {
    let mut innermost: Option<(u32, Vec<DateRange>)> = None;
    let mut see = |outer: Span, range: DateRange| {
        if outer.source != span.source || outer.start > span.start || outer.end < span.end {
            return;
        }
        let size = outer.end - outer.start;
        match &mut innermost {
            Some((known, ranges)) if *known == size => ranges.push(range),
            Some((known, _)) if *known < size => {}
            _ => innermost = Some((size, vec![range])),
        }
    };
    for own in &program.definitions {
        for version in &own.versions {
            see(version.origin.span, version.range);
            see(version.body.span, version.range);
        }
    }
    for own in &program.tables {
        for version in &own.versions {
            see(version.origin.span, version.range);
            see(version.body.span, version.range);
        }
    }
    for own in &program.states {
        own.transitions.iter().for_each(|version| see(version.origin.span, version.range));
    }
    for own in &program.benefits {
        own.branches.iter().for_each(|branch| see(branch.origin.span, branch.range));
        for version in own.clauses.iter().flat_map(|clause| &clause.versions) {
            see(version.origin.span, version.range);
            if let Some(value) = clause_value(&version.body) {
                see(value.span, version.range);
            }
        }
    }
    innermost.is_some_and(|(_, ranges)| ranges.iter().any(|range| range.contains(day)))
}

fn told(held: &Held) -> Option<Told> {
    let own = held.stating()?;
    Some(Told { text: own.text.clone(), exact: exact(held)?, origin: Some(own.origin.clone()) })
}

/// Returns the difference of two numbers of one kind.
fn by(values: &Both<Held>) -> Option<Text> {
    match (&values.a.stating()?.kind, &values.b.stating()?.kind) {
        (ValueKind::Number(a, ty), ValueKind::Number(b, other)) if ty == other => {
            Some(difference(&b.subtract(a).ok()?, ty))
        }
        _ => None,
    }
}

fn difference_of_days(days: i64) -> Text {
    let sign = if days > 0 { "+" } else { "" };
    Text::new(format!("{sign}{days}天"), format!("{sign}{days} days"))
}
