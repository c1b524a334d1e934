//! What stands above the rows: titles, units, headings, and what the columns below them are taken for.

use super::super::layout::{self, Column, Field, Layout, Measure};
use super::super::said::{Fate, Place, Rule, Weight};
use super::super::telling::{cell_letters, may_be, ratio_by_marks};
use super::super::value::Per;
use super::super::words;
use super::Reader;
use crate::base::number::Number;

use crate::data::table::{Cell, plain};
use std::collections::BTreeMap;

impl Reader<'_, '_> {
    /// Reads what stands above the headings: the title, the unit, a place.
    pub(super) fn titles(&mut self, top: u32, say: &mut BTreeMap<String, String>, layout: &mut Layout) -> String {
        let mut title = String::new();
        let above: Vec<(u32, u32)> = self.sheet.cells.range(..(top, 0)).map(|(place, _)| *place).collect();
        for (row, column) in above {
            let place = (self.at, row, column);
            let text = plain(&self.sheet.cell(row, column).text());
            if matches!(self.sheet.cell(row, column), Cell::Fault(_)) {
                let open = self.fault(place);
                self.import.set(place, Fate::Open(open));
                continue;
            }
            if let Some((_, unit)) = text.split_once("单位:")
                && unit.trim_start().starts_with(['元', '万', '%'])
            {
                if unit.contains("万元") {
                    for column in layout.columns.values_mut() {
                        if let Column::Values(own) = column {
                            own.unit.ten_thousands = true;
                        }
                    }
                }
                self.import.set(place, Fate::Understood(words::went_unit()));
                continue;
            }
            // `县(区):青山县`
            if let Some((key, own)) = text.split_once(':')
                && let Some(field) = Field::named(key.trim())
                && !own.trim().is_empty()
                && field != Field::Remark
            {
                if field == Field::Aside {
                    self.import.set(place, Fate::Ignored(Rule::Aside));
                } else {
                    say.entry(field.name()).or_insert_with(|| own.trim().to_owned());
                    self.import.set(place, Fate::Understood(words::went_every_row(field.name())));
                }
                continue;
            }
            if text.chars().count() > title.chars().count() {
                title = text;
            }
            self.import.set(place, Fate::Ignored(Rule::Title));
        }
        title
    }

    pub(super) fn headings(
        &mut self,
        top: u32,
        bottom: u32,
        layout: &mut Layout,
        say: &BTreeMap<String, String>,
        title: &str,
    ) {
        let measure = say.get("指标").and_then(|word| Measure::ALL.into_iter().find(|own| own.word() == word));
        let columns: Vec<u32> = layout.columns.keys().copied().collect();
        let by_row = layout.columns.values().any(|own| *own == Column::Field(Field::Measure));
        for at in columns {
            let places: Vec<Place> = (top..=bottom)
                .map(|row| self.sheet.corner(row, at))
                .filter(|(row, column)| !self.sheet.cell(*row, *column).is_blank())
                .map(|(row, column)| (self.at, row, column))
                .collect();
            let text = layout::headings(self.sheet, top, bottom, at).join(" ");
            if self.sheet.hidden_columns.contains(&at) {
                let (place, advice) = (places.last().copied(), words::advise_hidden_column(cell_letters(at)));
                self.import.ask(Weight::Note, place, text.clone(), words::hidden_column(), advice);
            }
            let Some(column) = layout.columns.get_mut(&at) else { continue };
            if let Column::Values(own) = column
                && own.measure.is_none()
                && !by_row
            {
                own.measure = measure;
                if own.measure.is_none() {
                    own.measure = ratio_by_marks(self.sheet, bottom, at, own.unit);
                }
                let by_title = Measure::within(title).filter(|own| may_be(*own, self.sheet, bottom, at));
                if own.measure.is_none()
                    && let Some(measure) = by_title
                {
                    own.measure = Some(measure);
                    if measure != Measure::Ratio {
                        own.per = own.per.or(Per::within(title));
                    }
                    let (place, advice) = (places.last().copied(), words::advise_measure(cell_letters(at)));
                    let reason = words::measure_by_title(measure.word());
                    self.import.ask(Weight::Note, place, text.clone(), reason, advice);
                }
            }
            let fate = match column {
                Column::Field(Field::Aside) => Fate::Ignored(Rule::Aside),
                Column::Field(field) => Fate::Understood(words::went_heading(field.name())),
                Column::Values(own) if own.measure.is_some() || by_row => {
                    Fate::Understood(words::went_heading(Column::Values(own.clone()).written()))
                }
                Column::Values(_) => {
                    let place = places.last().copied();
                    let advice = words::advise_measure(cell_letters(at));
                    Fate::Open(self.import.ask(Weight::Ask, place, text, words::no_measure(), advice))
                }
                Column::Unknown => {
                    let below = self.sheet.cells.range((bottom + 1, 0)..).any(|((_, column), _)| *column == at);
                    if places.is_empty() && !below {
                        continue;
                    }
                    let place = places.last().copied().or_else(|| self.first_below(bottom, at));
                    let (reason, advice) = match text.is_empty() {
                        true => (words::no_heading(), words::advise_no_heading(cell_letters(at))),
                        false => (words::unknown_heading(), words::advise_unknown_heading(cell_letters(at))),
                    };
                    Fate::Open(self.import.ask(Weight::Ask, place, text, reason, advice))
                }
            };
            // Cells of a column that means nothing wait for its heading.
            if let Fate::Open(_) = &fate {
                let cells: Vec<Place> = self
                    .sheet
                    .cells
                    .range((bottom + 1, 0)..)
                    .map(|((row, column), _)| (self.at, *row, *column))
                    .collect();
                for place in cells {
                    if place.2 == at && !self.is_total_or_note(place.1) {
                        self.import.set(place, fate.clone());
                    }
                }
            }
            for place in places {
                // A heading over several columns is as good as the best of them.
                let known = self.import.fates.get(&place).is_some_and(|own| matches!(own, Fate::Understood(_)));
                if !known {
                    self.import.fates.insert(place, fate.clone());
                }
            }
        }
        for row in top..=bottom {
            for place in self.row_places(row) {
                self.import.set(place, Fate::Ignored(Rule::Title));
            }
        }
    }

    pub(super) fn first_below(&self, bottom: u32, at: u32) -> Option<Place> {
        let mut below = self.sheet.cells.range((bottom + 1, 0)..).filter(|((_, column), _)| *column == at);
        below.next().map(|((row, column), _)| (self.at, *row, *column))
    }

    /// Finds columns of ratios that have numbers above 1, so that 1 alone could be either.
    pub(super) fn whole_percents(&self, bottom: u32, layout: &mut Layout) {
        for (at, column) in &mut layout.columns {
            let Column::Values(own) = column else { continue };
            if own.measure == Some(Measure::Ratio) {
                own.unit.whole_percents = self.sheet.cells.range((bottom + 1, 0)..).any(|((_, column), cell)| {
                    let above = |text: &str| Number::parse(text).is_some_and(|own| own > Number::one());
                    column == at && matches!(cell, Cell::Number(text) | Cell::Text(text) if above(&plain(text)))
                });
            }
        }
    }
}
