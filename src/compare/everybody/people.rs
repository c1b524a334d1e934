//! Who is meant and what is taken for granted, in words: answers, ranges, ages, lists of entries.

use super::super::classes::Grid;
use super::super::cover::Mask;
use super::super::data::Key;
use super::super::keys::{MOST_NAMES, entries_text};
use super::super::shared::{Both, Which};
use super::super::values::{money_text, number_text};
use super::super::words;
use super::Members;
use super::regions::Work;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Lang, Text, listed};
use crate::ir::{Occasion, Type, show};
use crate::symbolic::space::{Edge, MOST_MEMBERS, Possible, QuantityId};
use crate::value::Value;
use std::collections::BTreeMap;

/// So many entries at most are told as those that are left out.
const MOST_LEFT_OUT: usize = 4;

impl Work<'_, '_> {
    pub(super) fn people(&self, grid: &Grid, own: &Mask) -> Vec<Key> {
        let mut keys = Vec::new();
        let size = grid.questions.iter().position(|id| *id == self.space.vocabulary.members);
        let alone = size.is_some_and(|at| {
            let sizes = grid.atoms[at].iter().enumerate().filter(|(bit, _)| own[at] >> bit & 1 == 1);
            sizes.into_iter().all(|(_, atom)| *atom == Possible::Numbers(vec![1]))
        });
        for (at, id) in grid.questions.iter().enumerate() {
            let singles = own[at] & grid.single[at];
            let (mask, full) = if singles != 0 { (singles, grid.single[at]) } else { (own[at], grid.full[at]) };
            // Somebody who lives alone has no others.
            if mask == full || alone && self.space.vocabulary.asked_of_others(*id).is_some() {
                continue;
            }
            let mut joined: Option<Possible> = None;
            let mut parts: Vec<Possible> = Vec::new();
            for (_, atom) in grid.atoms[at].iter().enumerate().filter(|(bit, _)| mask >> bit & 1 == 1) {
                match joined.as_ref().map(|own| own.joined(atom)) {
                    None => joined = Some(atom.clone()),
                    Some(Some(both)) => joined = Some(both),
                    Some(None) => {
                        parts.extend(joined.take());
                        joined = Some(atom.clone());
                    }
                }
            }
            parts.extend(joined);
            if let Some(whole) = self.said_as_a_whole(*id, &parts) {
                keys.push(whole);
                continue;
            }
            let texts: Vec<Key> = parts.iter().filter_map(|own| self.key(*id, own)).collect();
            if let Some(first) = texts.first() {
                let answers: Vec<Text> = texts.iter().map(|own| own.answers.clone()).collect();
                keys.push(Key { question: first.question.clone(), answers: listed(&answers), plain: first.plain });
            }
        }
        keys
    }

    /// Returns a long list of entries by what they have in common: a list of the policies, or all but a few.
    fn said_as_a_whole(&self, id: QuantityId, parts: &[Possible]) -> Option<Key> {
        let [Possible::Entries(domain, entries)] = parts else { return None };
        let (place, own) = self.shared_entries(*domain, entries)?;
        if own.len() <= MOST_NAMES {
            return None;
        }
        let everything = self.space.vocabulary.everything(id)?;
        let Possible::Entries(_, all) = everything else { return None };
        let (_, all) = self.shared_entries(*domain, &all)?;
        let name = self.name(id);
        let answers = self.as_a_list(&name, place, &own, &all).or_else(|| {
            let others: Vec<usize> = all.iter().copied().filter(|entry| !own.contains(entry)).collect();
            let few = !others.is_empty() && others.len() <= MOST_LEFT_OUT;
            few.then(|| words::all_but(entries_text(self.shared, place, &others, false), &name))
        })?;
        Some(Key { question: name, answers, plain: true })
    }

    /// Returns entries as what a list of the policies holds, or does not hold.
    fn as_a_list(&self, question: &Text, place: usize, own: &[usize], all: &[usize]) -> Option<Text> {
        let mut names: Vec<&str> = Vec::new();
        for which in Which::BOTH {
            let lists = self.shared.program(which).lists.iter();
            names.extend(lists.filter(|list| self.shared.domain(which, list.of) == place).map(|own| own.name.as_str()));
        }
        names.sort_unstable();
        names.dedup();
        let sides =
            Both { a: Which::A, b: Which::B }.map(|which, _| self.shared.program(which).jurisdiction.name.as_str());
        names.into_iter().find_map(|name| {
            let held = Both { a: Which::A, b: Which::B }.map(|which, _| self.listed(which, place, name, all));
            let is = |of: &dyn Fn(usize) -> bool| all.iter().all(|entry| of(*entry) == own.contains(entry));
            let (in_a, in_b) = (|entry| held.a.contains(&entry), |entry| held.b.contains(&entry));
            let alike = held.a == held.b;
            if is(&|entry| !in_a(entry) && !in_b(entry)) {
                return Some(words::listed_by_none(name, question));
            }
            if alike {
                return is(&in_a).then(|| words::listed_in(name, question));
            }
            if sides.a == sides.b {
                return None;
            }
            if is(&|entry| in_a(entry) && in_b(entry)) && !held.a.is_empty() {
                return Some(words::listed_by_both(name, question));
            }
            if is(&|entry| in_a(entry) && !in_b(entry)) {
                return Some(words::listed_by_one(name, sides.a, question));
            }
            if is(&|entry| in_b(entry) && !in_a(entry)) {
                return Some(words::listed_by_one(name, sides.b, question));
            }
            let of = |side| words::listed_in(words::list_of(side, name), question);
            if is(&in_a) { Some(of(sides.a)) } else { is(&in_b).then(|| of(sides.b)) }
        })
    }

    /// Returns which of some entries a list of a side holds, those below what it names included.
    fn listed(&self, which: Which, place: usize, name: &str, all: &[usize]) -> Vec<usize> {
        let program = self.shared.program(which);
        let on = self.shared.date(which);
        let lists = program.lists.iter().filter(|own| own.name == name && self.shared.domain(which, own.of) == place);
        let named: Vec<usize> = lists
            .flat_map(|list| {
                let live = list.entries.iter().filter(|own| own.range.contains(on));
                live.map(|own| self.shared.entry(which, list.of, own.body))
            })
            .collect();
        let holds = |entry: &usize| {
            let mut at = Some(*entry);
            while let Some(own) = at {
                if named.contains(&own) {
                    return true;
                }
                at = self.shared.parent_of(which, place, own);
            }
            false
        };
        all.iter().copied().filter(holds).collect()
    }

    /// Returns entries of the space as the comparison numbers them, in its order.
    fn shared_entries(&self, domain: usize, entries: &[usize]) -> Option<(usize, Vec<usize>)> {
        let own = &self.space.vocabulary.domains[domain];
        let program = self.shared.program(Which::A);
        let place = program.domains.iter().position(|known| known.name == own.name)?;
        let id = crate::value::DomainId(place as u32);
        let shared: Option<Vec<usize>> = entries
            .iter()
            .map(|at| {
                let entry = program.domains[place].twin_of(&own.entries[*at].entry)?;
                Some(self.shared.entry(Which::A, id, entry))
            })
            .collect();
        let mut shared = shared?;
        shared.sort_unstable();
        Some((self.shared.domain(Which::A, id), shared))
    }

    /// Returns a question with some of its answers in words.
    pub(super) fn key(&self, id: QuantityId, possible: &Possible) -> Option<Key> {
        if let Some(first) = self.space.vocabulary.asked_of_others(id) {
            let own = self.key(first, possible)?;
            let gap = |text: &Text, answers: &Text, lang| format!("{}{}", text.get(lang), answers.get(lang));
            let answers = match own.plain {
                true => own.answers,
                false => Text {
                    zh: gap(&own.question, &own.answers, Lang::Zh),
                    en: format!("{} {}", own.question.en, own.answers.en),
                },
            };
            return Some(Key { question: self.name(id), answers: words::of_others(answers), plain: true });
        }
        let name = self.name(id);
        let entries = |domain: &usize, entries: &[usize]| self.entries(*domain, entries);
        let (question, answers, plain) = match possible {
            Possible::Truths(all) => match all.as_slice() {
                [true] => (name.clone(), name, true),
                [false] => (name.clone(), words::not(name), true),
                _ => return None,
            },
            Possible::Entries(domain, all) if self.space.vocabulary.is_state(id) => {
                (words::state_before(name), entries(domain, all), false)
            }
            Possible::Entries(domain, all) => (name, entries(domain, all), true),
            Possible::Sets(domain, all) => {
                let singles: Vec<usize> = all.iter().filter(|own| own.len() == 1).map(|own| own[0]).collect();
                if singles.is_empty() {
                    let sets: Vec<Text> = all.iter().take(3).map(|own| words::at_once(entries(domain, own))).collect();
                    (name, listed(&sets), true)
                } else {
                    (name, entries(domain, &singles), true)
                }
            }
            Possible::Numbers(all) if id == self.space.vocabulary.members => {
                let all: Vec<Text> = all.iter().map(|own| words::persons(own.to_string())).collect();
                (words::household_of(), listed(&all), false)
            }
            Possible::Numbers(all) => {
                let all: Vec<String> = all.iter().map(ToString::to_string).collect();
                (name, listed(&all), false)
            }
            Possible::Range(low, high) => (name, self.range(id, low, high), true),
            Possible::Days(low, high) => self.days(name, *low, *high)?,
        };
        Some(Key { question, answers, plain })
    }

    /// Returns a question with a number as its answer.
    pub(super) fn number_key(&self, id: QuantityId, number: Number) -> Option<Key> {
        let exactly = Some((number, true));
        self.key(id, &Possible::Range(exactly.clone(), exactly)).map(|own| Key { plain: false, ..own })
    }

    fn entries(&self, domain: usize, entries: &[usize]) -> Text {
        // The comparison has its own list of shared entries: found again by their names.
        if let Some((place, shared)) = self.shared_entries(domain, entries) {
            return entries_text(self.shared, place, &shared, false);
        }
        let own = &self.space.vocabulary.domains[domain];
        let names: Vec<&str> = entries.iter().map(|at| own.entries[*at].entry.name.as_str()).collect();
        listed(&names)
    }

    fn range(&self, id: QuantityId, low: &Edge, high: &Edge) -> Text {
        let ty = &self.space.vocabulary.quantity(id).ty;
        let edge = |own: &Number| match ty {
            Type::Quantity(unit) if unit.is_money() => number_text(own, ty),
            _ => show::value(self.shared.program(Which::A), &Value::Number(own.clone()), ty),
        };
        range_text(low, high, edge)
    }

    /// Days of birth are said as ages, where they are those of whole ages; other days as days.
    fn days(&self, name: Text, low: i64, high: i64) -> Option<(Text, Text, bool)> {
        let day = |own: i64| Date::new(1, 1, 1).and_then(|first| first.plus_days(own));
        let (Some(first), Some(last)) = (day(low), day(high)) else {
            return Some((name, words::anything(), true));
        };
        let on = self.shared.date(Which::A);
        if name.zh.contains("出生") || name.en.contains("birth") {
            if first > on {
                // Nobody yet.
                return None;
            }
            let (oldest, youngest) = (on.completed_years_since(first), on.completed_years_since(last));
            let years = |own: i64| Text::new(format!("{own}周岁"), format!("{own} years"));
            // Where an edge divides those of one age, it is a day of birth.
            let splits = |edge: Option<Date>, inner: i64| {
                edge.is_some_and(|edge| (0..119).contains(&inner) && on.completed_years_since(edge) == inner)
            };
            if first != last && (splits(day(low - 1), oldest) || splits(day(high + 1), youngest)) {
                let (born, from) = (day(low).filter(|_| oldest < 119), day(high).filter(|_| youngest > 0));
                let text = match (born, from) {
                    (Some(from), Some(to)) => words::from_to(Text::same(from.to_string()), Text::same(to.to_string())),
                    (Some(from), None) => words::born_from(from.to_string()),
                    (None, Some(to)) => words::born_until(to.to_string()),
                    (None, None) => words::anything(),
                };
                return Some((words::born(), text, false));
            }
            let text = if oldest == youngest {
                years(oldest)
            } else if oldest >= 119 {
                words::at_least(years(youngest))
            } else if youngest <= 0 {
                words::up_to(years(oldest))
            } else {
                words::from_to(years(youngest), years(oldest))
            };
            return Some((words::age(), text, true));
        }
        let text = if first == last {
            Text::same(first.to_string())
        } else {
            words::from_to(Text::same(first.to_string()), Text::same(last.to_string()))
        };
        Some((name, text, false))
    }

    /// Returns what the free number of a period is.
    pub(super) fn free_number(&self) -> Option<Text> {
        self.space.free.map(|id| self.name(id))
    }

    /// Whether it matters somewhere how many live together.
    pub(super) fn asks_members(&self) -> bool {
        self.space.cells.iter().any(|own| own.cell.answers.contains_key(&self.space.vocabulary.members))
    }

    /// What is taken for granted of a benefit of periods.
    pub(super) fn taken(&self, occasion: Option<Occasion>, members: &Members) -> Vec<Text> {
        let mut all = Vec::new();
        if let Some(free) = self.space.free {
            all.push(words::free_number(self.name(free), money_text(&self.space.scope.highest.into())));
        }
        if matches!(occasion, Some(Occasion::HouseholdMonth | Occasion::HouseholdYear | Occasion::HouseholdOnce)) {
            let most = MOST_MEMBERS.to_string();
            all.push(match members {
                _ if !self.asks_members() => words::one_person_alone(),
                Members::Alike => words::members_alike(most),
                Members::Apart => words::members_apart(most),
                Members::NotApart(reason) => words::members_alike_only(most, reason),
            });
        }
        let held: Vec<Text> = self
            .space
            .held
            .iter()
            .map(|(id, value)| {
                let own = self.space.vocabulary.quantity(*id);
                words::held_at(self.name(*id), show::value(self.shared.program(Which::A), value, &own.ty))
            })
            .collect();
        if !held.is_empty() {
            all.push(words::held(listed(&held)));
        }
        all
    }

    pub(super) fn assumptions(&self) -> Vec<Text> {
        let mut all = vec![words::first_bill(money_text(&self.space.scope.highest.into()))];
        let mut held: Vec<Text> = Vec::new();
        for (id, value) in &self.space.held {
            let own = self.space.vocabulary.quantity(*id);
            let value = show::value(self.shared.program(Which::A), value, &own.ty);
            held.push(words::held_at(self.name(*id), value));
        }
        let followed: Vec<QuantityId> = self.space.followed.iter().copied().collect();
        let is_gross = |id: &QuantityId| self.space.vocabulary.quantity(*id).name == "总费用";
        if self.space.equal_costs || followed.iter().any(is_gross) {
            all.push(words::equal_costs());
        }
        let rest: Vec<Text> = followed.iter().filter(|id| !is_gross(id)).map(|id| self.name(*id)).collect();
        if !held.is_empty() {
            all.push(words::held(listed(&held)));
        }
        if !rest.is_empty() {
            all.push(words::followed(listed(&rest)));
        }
        if self.asks_members() {
            all.push(words::members_alike(MOST_MEMBERS.to_string()));
        }
        let mut alone: BTreeMap<String, usize> = BTreeMap::new();
        for at in 0..self.space.vocabulary.quantities.len() {
            let id = QuantityId(at as u32);
            let asked = self.space.cells.iter().any(|own| own.cell.answers.contains_key(&id));
            let some = self.space.vocabulary.known_to_some(id);
            if asked && !some.is_empty() {
                alone.insert(self.space.vocabulary.quantity(id).name.clone(), some.len());
            }
        }
        for (name, count) in alone {
            all.push(words::left_out(name, count));
        }
        all
    }

    pub(super) fn name(&self, id: QuantityId) -> Text {
        let own = self.space.vocabulary.quantity(id);
        let english = own.english.as_ref().map_or_else(|| own.name.clone(), |name| name.replace('_', " "));
        Text { zh: own.name.clone(), en: english }
    }
}

/// Returns a range in words, its ends as `edge` tells them.
pub(super) fn range_text(low: &Edge, high: &Edge, edge: impl Fn(&Number) -> Text) -> Text {
    match (low, high) {
        (Some((low, _)), Some((high, _))) if low == high => edge(low),
        (Some((low, in_low)), Some((high, in_high))) => {
            let low = if *in_low { edge(low) } else { words::over(edge(low)) };
            let high = if *in_high { edge(high) } else { words::below(edge(high)) };
            words::from_to(low, high)
        }
        (Some((low, true)), None) => words::at_least(edge(low)),
        (Some((low, false)), None) => words::over(edge(low)),
        (None, Some((high, true))) => words::up_to(edge(high)),
        (None, Some((high, false))) => words::below(edge(high)),
        (None, None) => words::anything(),
    }
}
