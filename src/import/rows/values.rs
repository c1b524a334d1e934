//! The values of a row to statements, and rows without values to members of a list.

use super::{Field, Reader, RowSays};
use crate::base::text::Text;
use crate::data::table::{Cell, plain};
use crate::import::layout::{Column, Layout, Measure, Values};
use crate::import::names::Known;
use crate::import::said::{Fate, Member, Open, Place, Rule, Statement, Verbatim, Weight};
use crate::import::telling::{identity_in, several};
use crate::import::value::{self, Per, Value};
use crate::import::words;
use indexmap::IndexMap;
use std::collections::BTreeMap;

impl Reader<'_, '_> {
    /// Makes the statements of a row for a region.
    #[allow(clippy::too_many_arguments, reason = "a row with all that holds for it")]
    pub(super) fn state(
        &mut self,
        row: u32,
        layout: &Layout,
        say: &BTreeMap<String, String>,
        title: &str,
        known: &Known,
        region: &str,
        says: &RowSays,
        place_of: &dyn Fn(&Self, u32) -> Place,
    ) -> Result<(), usize> {
        let text = |field: Field| says.texts.get(&field).map(|(text, _)| text.clone());
        let settle = |own: &mut Self, field: Field, went: Text| {
            if let Some((_, place)) = says.texts.get(&field).filter(|(_, place)| place.0 != usize::MAX) {
                own.import.set(*place, Fate::Understood(went));
            }
        };
        if let Some(written) = text(Field::DeclarationText) {
            let place = says.texts[&Field::DeclarationText].1;
            self.import.verbatim.push(Verbatim { region: region.to_owned(), benefit: None, text: written, place });
            for (field, (_, place)) in says.texts.iter().filter(|(_, (_, place))| place.0 != usize::MAX) {
                self.import.set(*place, Fate::Understood(words::went_declaration(field.name())));
            }
            return Ok(());
        }
        let has_values = layout.columns.values().any(|column| matches!(column, Column::Values(_)));
        let is_list = !has_values && says.facts.contains_key("病种") && !says.texts.contains_key(&Field::ClauseText);
        if is_list {
            return self.list(row, known, region, say, title, says);
        }
        let identity = text(Field::Identity);
        let named = text(Field::Benefit)
            .or_else(|| identity.clone())
            .or_else(|| identity_in(title, known))
            .or_else(|| identity_in(&self.sheet.name, known));
        let Some(benefit) = named else {
            let reason = words::no_benefit();
            let known = self
                .import
                .open
                .iter()
                .position(|own| own.reason == reason && own.place.is_some_and(|own| own.0 == self.at));
            return Err(known.unwrap_or_else(|| {
                let place = self.row_places(row).first().copied();
                let text = place.map_or(String::new(), |own| self.sheet.cell(own.1, own.2).text());
                self.import.ask(Weight::Ask, place, text, reason, words::advise_no_benefit())
            }));
        };
        let benefit = self.context.wishes.names.get(&benefit).cloned().unwrap_or(benefit);
        settle(self, Field::Benefit, words::went_benefit(&benefit));
        settle(self, Field::Identity, words::went_benefit(&benefit));
        settle(self, Field::Status, words::went_status());
        settle(self, Field::Remark, words::went_remark());
        settle(self, Field::Document, words::went_document());
        settle(self, Field::Article, words::went_document());
        settle(self, Field::List, words::went_remark());
        if let Some(written) = text(Field::ClauseText) {
            let place = says.texts[&Field::ClauseText].1;
            settle(self, Field::ClauseText, words::went_clause(&benefit));
            let benefit = Some(benefit);
            self.import.verbatim.push(Verbatim { region: region.to_owned(), benefit, text: written, place });
            return Ok(());
        }
        if let Some((remark, place)) = says.texts.get(&Field::Remark).filter(|(_, place)| place.0 != usize::MAX)
            && remark.chars().any(|own| own.is_ascii_digit() || own == '%')
            && !remark.starts_with("http")
        {
            self.import.ask(Weight::Note, Some(*place), remark.clone(), words::note_with_rule(), words::advise_note());
        }
        let mut any = false;
        for (at, column) in &layout.columns {
            let Column::Values(values) = column else { continue };
            let by_row = says.measure.filter(|_| values.measure.is_none());
            let Some(measure) = values.measure.or(by_row.map(|(measure, ..)| measure)) else { continue };
            if values.region.as_deref().is_some_and(|own| own != region) {
                continue;
            }
            let place = place_of(self, *at);
            let cell = self.sheet.cell(place.1, place.2).clone();
            if cell.is_blank() {
                continue;
            }
            any = true;
            if value::is_dash(&plain(&cell.text())) {
                self.import.set(place, Fate::Ignored(Rule::Dash));
                continue;
            }
            let mut at_facts = says.facts.clone();
            at_facts.extend(values.at.iter().cloned());
            let base = Statement {
                region: region.to_owned(),
                benefit: benefit.clone(),
                identity: identity.clone(),
                measure,
                value: Value::Pending,
                per: None,
                at: at_facts,
                band: if measure == Measure::Ratio { says.band.clone() } else { None },
                from: says.from,
                until: says.until,
                document: text(Field::Document).map(|own| (own, text(Field::Article))),
                remark: text(Field::Remark),
                origin: say.get("分段起点").cloned(),
                place,
            };
            match by_row {
                Some((_, unit, per)) => {
                    let (per, mut own) = (values.per.or(per), values.clone());
                    own.unit.ten_thousands |= unit.ten_thousands;
                    own.unit.percent |= unit.percent;
                    own.unit.whole_percents |= unit.whole_percents;
                    self.value(base, &cell, &Values { per, ..own }, says, known);
                }
                None => self.value(base, &cell, values, says, known),
            }
        }
        if !any {
            let place = self.row_places(row).first().copied();
            let text = place.map_or(String::new(), |own| self.sheet.cell(own.1, own.2).text());
            let by_region = |own: &Column| matches!(own, Column::Values(Values { region: Some(_), .. }));
            let (reason, advice) = match layout.columns.values().any(by_region) {
                true => (words::no_values_of(region), words::advise_no_values_of(region)),
                false => (words::no_values(), words::advise_no_values()),
            };
            self.import.ask(Weight::Note, place, text, reason, advice);
        }
        Ok(())
    }

    /// Reads a cell of values.
    fn value(&mut self, base: Statement, cell: &Cell, values: &Values, says: &RowSays, known: &Known) {
        let place = base.place;
        let measure = base.measure;
        let parse = |cell: &Cell| match measure {
            Measure::Ratio => value::ratio(cell, values.unit),
            Measure::Cap => value::money(cell, values.unit, true),
            Measure::Deductible | Measure::Amount => value::money(cell, values.unit, false),
        };
        if let Cell::Text(text) = cell
            && let (_, Some(mark)) = value::without_footnote(text)
        {
            self.import.ask(Weight::Note, Some(place), mark, words::footnote(), words::advise_note());
        }
        let read: Result<Vec<(Value, IndexMap<String, Vec<String>>)>, value::Refusal> = match parse(cell) {
            Ok(own) => Ok(vec![(own, IndexMap::new())]),
            Err(refusal) => several(cell, known, &parse).ok_or(refusal),
        };
        let pairs = match read {
            Ok(pairs) => pairs,
            Err(refusal) => {
                let open = self.import.ask(Weight::Ask, Some(place), cell.text(), refusal.reason, refusal.advice);
                self.import.set(place, Fate::Open(open));
                self.import.statements.push(base);
                return;
            }
        };
        let went = words::went_clause_of(&base.region, &base.benefit, measure.word());
        for (own, at) in pairs {
            let mut statement = base.clone();
            statement.at.extend(at);
            let by_cell = match &own {
                Value::Money(_, per) => *per,
                Value::Ratio(_) | Value::Nothing | Value::Pending => None,
            };
            let said = match measure {
                Measure::Deductible => says.deductible_per,
                Measure::Cap => says.cap_per,
                Measure::Ratio | Measure::Amount => None,
            };
            statement.per = by_cell.or(values.per).or(said);
            let inpatient = statement.benefit.contains("住院")
                || statement.at.get("就医类别").is_some_and(|own| own.as_slice() == ["住院"]);
            if measure == Measure::Deductible && statement.per.is_none() && inpatient {
                statement.per = Some(Per::Visit);
            }
            let needs = matches!(own, Value::Money(..)) && matches!(measure, Measure::Deductible | Measure::Cap);
            let zero = matches!(&own, Value::Money(fen, _) if fen.is_zero()) && measure == Measure::Deductible;
            if needs && statement.per.is_none() && !zero {
                let reason = words::per_what(measure.word());
                let column = place.2;
                let same = |own: &Open| {
                    own.reason == reason && own.place.is_some_and(|own| own.0 == place.0 && own.2 == column)
                };
                let open = match self.import.open.iter().position(same) {
                    Some(open) => open,
                    None => self.import.ask(
                        Weight::Ask,
                        Some(place),
                        cell.text(),
                        reason,
                        words::advise_per_what(if measure == Measure::Cap {
                            "限额周期"
                        } else {
                            "起付线周期"
                        }),
                    ),
                };
                self.import.set(place, Fate::Open(open));
                statement.value = Value::Pending;
                self.import.statements.push(statement);
                continue;
            }
            statement.value = own;
            self.import.set(place, Fate::Understood(went.clone()));
            self.import.statements.push(statement);
        }
    }

    /// Reads a row of a list of diseases.
    fn list(
        &mut self,
        row: u32,
        known: &Known,
        region: &str,
        say: &BTreeMap<String, String>,
        title: &str,
        says: &RowSays,
    ) -> Result<(), usize> {
        let said = says.texts.get(&Field::List).map(|(text, _)| text.clone()).or_else(|| say.get("清单").cloned());
        let by_title = || {
            let found = identity_in(title, known).or_else(|| identity_in(&self.sheet.name, known));
            found.map(|own| format!("{own}病种"))
        };
        let Some(of) = said.or_else(by_title) else {
            let reason = words::no_list();
            let known = self.import.open.iter().position(|own| own.reason == reason);
            return Err(known.unwrap_or_else(|| {
                let place = self.row_places(row).first().copied();
                let text = place.map_or(String::new(), |own| self.sheet.cell(own.1, own.2).text());
                self.import.ask(Weight::Ask, place, text, reason, words::advise_no_list())
            }));
        };
        for (_, (_, place)) in says.texts.iter().filter(|(_, (_, place))| place.0 != usize::MAX) {
            self.import.set(*place, Fate::Understood(words::went_list(&of)));
        }
        for name in says.facts.get("病种").cloned().unwrap_or_default() {
            let place = self.row_places(row).first().copied().unwrap_or((self.at, row, 0));
            self.import.members.push(Member { region: region.to_owned(), of: of.clone(), name, code: None, place });
        }
        Ok(())
    }
}
