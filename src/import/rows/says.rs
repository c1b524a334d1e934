//! What cells say of their row: places, facts, codes and whether it is in force.

use super::super::layout::{Column, Field, Layout, Values, split};
use super::super::names::{Found, Known};
use super::super::said::{Fate, Member, Place, Region, Rule, Weight};
use super::super::telling::{is_place_name, place_before, renamed_to_new};
use super::super::value;
use super::super::words;
use super::{Reader, RowSays};
use crate::base::text::quoted;

impl Reader<'_, '_> {
    pub(super) fn status(&mut self, says: &RowSays) -> Result<(), usize> {
        let Some((text, place)) = says.texts.get(&Field::Status).cloned() else { return Ok(()) };
        let (reason, advice) = match text.as_str() {
            "执行中" | "执行" | "有效" | "在用" | "现行" | "现行有效" | "正在执行" | "1" => {
                self.import.set(place, Fate::Understood(words::went_status()));
                return Ok(());
            }
            "已废止" | "废止" | "停用" | "已停用" | "失效" | "已失效" | "已结束" | "停止执行"
                if says.until.is_some() =>
            {
                self.import.set(place, Fate::Understood(words::went_status()));
                return Ok(());
            }
            "未执行" | "待执行" | "尚未执行" if says.from.is_some() => {
                self.import.set(place, Fate::Understood(words::went_status()));
                return Ok(());
            }
            "已废止" | "废止" | "停用" | "已停用" | "失效" | "已失效" | "已结束" | "停止执行" => {
                (words::ended_without_day(), words::advise_until())
            }
            "未执行" | "待执行" | "尚未执行" => (words::begins_without_day(), words::advise_from()),
            _ => (words::unknown_status(), words::advise_status()),
        };
        let open = self.import.ask(Weight::Ask, Some(place), text, reason, advice);
        self.import.set(place, Fate::Open(open));
        Err(open)
    }

    /// Returns the regions that a row speaks of; with regions as headings those of the columns.
    pub(super) fn region(
        &mut self,
        row: u32,
        layout: &Layout,
        wait: &[(Field, String, Place)],
        says: &RowSays,
        title: &str,
    ) -> Result<Vec<String>, usize> {
        let own = wait.iter().find(|(field, ..)| *field == Field::Region);
        let (text, place) = match (own, says.texts.get(&Field::Region)) {
            (Some((_, text, place)), _) => (text.clone(), Some(*place)),
            (None, Some((text, place))) => (text.clone(), Some(*place)),
            (None, None) => {
                let mut in_headings: Vec<String> = Vec::new();
                for column in layout.columns.values() {
                    if let Column::Values(Values { region: Some(region), .. }) = column
                        && !in_headings.contains(region)
                    {
                        in_headings.push(region.clone());
                    }
                }
                if !in_headings.is_empty() {
                    for name in &in_headings {
                        self.add_region(name, says);
                    }
                    return Ok(in_headings);
                }
                match self.region_in(title) {
                    Some(name) => (name, None),
                    None => {
                        let place = self.row_places(row).first().copied();
                        let known = self.import.open.iter().position(|own| own.reason == words::no_region());
                        return Err(match known {
                            Some(open) => open,
                            None => {
                                let text = place.map_or(String::new(), |own| self.sheet.cell(own.1, own.2).text());
                                // A title may name a place of which nothing is known yet; whether it does is asked.
                                let named = place_before(title).unwrap_or_else(|| "某某县".to_owned());
                                let advice = words::advise_no_region(named);
                                self.import.ask(Weight::Ask, place, text, words::no_region(), advice)
                            }
                        });
                    }
                }
            }
        };
        let mut names = Vec::new();
        for word in split(&text) {
            match (self.context.region)(&word).or_else(|| is_place_name(&word).then(|| word.clone())) {
                Some(name) => names.push(name),
                None => {
                    let place = place.unwrap_or((usize::MAX, 0, 0));
                    let (reason, advice) = (words::unknown_region(), words::advise_unknown_region());
                    return Err(self.refuse(place, word, reason, advice));
                }
            }
        }
        for name in &names {
            self.add_region(name, says);
        }
        if let Some(place) = place.filter(|own| own.0 != usize::MAX) {
            self.import.set(place, Fate::Understood(words::went_region(names.join("、"))));
        }
        for field in [Field::RegionCode, Field::Parent] {
            if let Some((_, place)) = says.texts.get(&field).filter(|(_, place)| place.0 != usize::MAX) {
                self.import.set(*place, Fate::Understood(words::went_region(names.join("、"))));
            }
        }
        Ok(names)
    }

    /// Reads the code and the parent of a place; what cannot be either is asked.
    pub(super) fn code_and_parent(&mut self, says: &mut RowSays) -> Result<(), usize> {
        if let Some((text, place)) = says.texts.get(&Field::RegionCode).cloned()
            && !(text.len() <= 12 && text.bytes().all(|own| own.is_ascii_digit()))
        {
            return Err(self.refuse(place, text, words::no_region_code(), words::advise_region_code()));
        }
        if let Some((text, place)) = says.texts.get(&Field::Parent).cloned() {
            match (self.context.region)(&text) {
                Some(name) => {
                    says.texts.insert(Field::Parent, (name, place));
                }
                None => return Err(self.refuse(place, text, words::unknown_parent(), words::advise_unknown_parent())),
            }
        }
        Ok(())
    }

    pub(super) fn add_region(&mut self, name: &str, says: &RowSays) {
        let text = |field: Field| says.texts.get(&field).map(|(text, _)| text.clone());
        let own = self
            .import
            .regions
            .entry(name.to_owned())
            .or_insert_with(|| Region { name: name.to_owned(), ..Region::default() });
        own.code = own.code.take().or(text(Field::RegionCode));
        own.parent = own.parent.take().or(text(Field::Parent));
    }

    /// Returns the place that a title or the name of the sheet names.
    pub(super) fn region_in(&self, title: &str) -> Option<String> {
        [title, self.sheet.name.as_str()].iter().find_map(|text| {
            if let Some(name) = (self.context.region)(text) {
                return Some(name);
            }
            let ends: Vec<usize> = text.char_indices().map(|(at, own)| at + own.len_utf8()).collect();
            ends.iter().rev().find_map(|end| (self.context.region)(&text[..*end]).filter(|_| *end >= 6))
        })
    }

    /// Reads a cell that says for what value of a fact a row holds.
    pub(super) fn fact(
        &mut self,
        known: &Known,
        fact: &str,
        text: &str,
        place: Place,
        regions: &[String],
        says: &mut RowSays,
    ) -> Result<(), usize> {
        let (text, mark) = value::without_footnote(text);
        if let Some(mark) = mark {
            self.import.ask(Weight::Note, Some(place), mark, words::footnote(), words::advise_note());
        }
        let renamed = |word: &str| self.context.wishes.names.get(word).cloned();
        let words = match renamed(&text) {
            Some(own) => split(&own),
            None if matches!(known.value(fact, &text), Found::Entries(_)) => vec![text.clone()],
            None => split(&text).iter().map(|own| renamed(own).unwrap_or_else(|| own.clone())).collect(),
        };
        let mut values: Vec<String> = Vec::new();
        for word in &words {
            let is_new = renamed_to_new(&self.context.wishes.names, word);
            match known.value(fact, word) {
                Found::Entries(own) => own.into_iter().for_each(|own| {
                    if !values.contains(&own) {
                        values.push(own);
                    }
                }),
                Found::Any => {
                    // It was said that no distinction is made: nothing is read out of the benefit's name.
                    says.facts.insert(fact.to_owned(), Vec::new());
                    self.import.set(place, Fate::Ignored(Rule::NoDistinction));
                    return Ok(());
                }
                Found::Else => values.push("其余".to_owned()),
                Found::Near(_) | Found::Unknown if known.anywhere(word).is_some() && words.len() == 1 => {
                    let (other, own) = known.anywhere(word).unwrap_or_default();
                    says.facts.insert(other.clone(), own);
                    self.import.set(place, Fate::Understood(words::went_fact(other)));
                    return Ok(());
                }
                found => {
                    let fresh = known.domain_of(fact).filter(|own| {
                        is_new
                            || (own.catalogue && found == Found::Unknown)
                            || (!own.ordered && found == Found::Unknown)
                    });
                    if let Some(domain) = fresh.filter(|own| !own.ordered) {
                        values.push(word.clone());
                        for region in regions {
                            let of = domain.name.clone();
                            let own = Member { region: region.clone(), of, name: word.clone(), code: None, place };
                            if !self
                                .import
                                .fresh
                                .iter()
                                .any(|known| known.name == own.name && known.region == own.region)
                            {
                                self.import.fresh.push(own);
                                let (reason, advice) = (words::new_name(&domain.name), words::advise_new_name(word));
                                self.import.ask(Weight::Note, Some(place), word.clone(), reason, advice);
                            }
                        }
                        continue;
                    }
                    let (reason, advice) = match (known.domain_of(fact), found) {
                        (None, _) => (words::no_such_fact(fact), words::advise_no_such_fact(fact)),
                        (Some(own), Found::Near(near)) => {
                            (words::near_name(&own.name, quoted(&near)), words::advise_name(word, &near[0]))
                        }
                        (Some(own), _) => {
                            let first = own.entries.last().map_or("", |own| own.name.as_str());
                            (words::unknown_name(&own.name), words::advise_name(word, first))
                        }
                    };
                    return Err(self.refuse(place, word.clone(), reason, advice));
                }
            }
        }
        says.facts.insert(fact.to_owned(), values);
        self.import.set(place, Fate::Understood(words::went_fact(fact)));
        Ok(())
    }

    /// Reads the code of a disease, which must agree with its name.
    pub(super) fn codes(
        &mut self,
        known: &Known,
        wait: &[(Field, String, Place)],
        disease_words: &[String],
        regions: &[String],
        says: &mut RowSays,
    ) -> Result<(), usize> {
        let Some((_, text, place)) = wait.iter().find(|(field, ..)| *field == Field::DiseaseCode) else {
            return Ok(());
        };
        let Some(domain) = known.domain_of("病种") else { return Ok(()) };
        let named = says.facts.get("病种").cloned().unwrap_or_default();
        let of_code = domain.entries.iter().find(|own| own.code.as_deref() == Some(text.as_str()));
        let fresh = self
            .import
            .fresh
            .iter_mut()
            .filter(|own| disease_words.contains(&own.name) && regions.contains(&own.region));
        let mut is_fresh = false;
        for own in fresh {
            is_fresh = true;
            own.code = Some(text.clone());
        }
        let agrees = match (of_code, named.as_slice()) {
            (Some(entry), []) => {
                says.facts.insert("病种".to_owned(), vec![entry.name.clone()]);
                true
            }
            (Some(entry), [only]) => entry.name == *only,
            (None, [_]) if is_fresh => true,
            (_, [only]) => domain.entries.iter().any(|own| own.name == *only && own.code.is_none()),
            _ => false,
        };
        if agrees {
            self.import.set(*place, Fate::Understood(words::went_code()));
            return Ok(());
        }
        let (reason, advice) = match of_code {
            Some(entry) => (words::code_of_another(&entry.name), words::advise_code()),
            None => (words::unknown_code(), words::advise_code()),
        };
        let open = self.import.ask(Weight::Ask, Some(*place), text.clone(), reason, advice);
        self.import.set(*place, Fate::Open(open));
        Err(open)
    }
}
