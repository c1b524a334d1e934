//! Sheets to statements: which value holds where, for whom, since when, and what became of every cell. Row by row;
//! `headings` reads what stands above, `says` what cells say of their row, `values` what holds.

mod headings;
mod says;
mod values;

use super::layout::{self, Column, Field, Given, Layout, Measure, Wishes, split};
use super::names::Known;
use super::said::{Fate, Import, Open, Place, Region, Rule, Weight};
use super::telling::{cell_letters, is_marked, is_note, is_total, says_it};
use super::value::{self, Band, Per, Unit};
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::Text;
use crate::data::sheets::{Book, Sheet};
use crate::data::table::{Cell, plain};
use indexmap::IndexMap;
use std::collections::BTreeMap;
use std::rc::Rc;

/// What reading needs from outside.
pub struct Context<'c> {
    /// What is known without regard to the place.
    pub known: &'c Known,
    /// What is known where a policy will stand.
    pub known_in: &'c dyn Fn(&Region) -> Rc<Known>,
    /// The full name of a place that is called so.
    pub region: &'c dyn Fn(&str) -> Option<String>,
    pub wishes: &'c Wishes,
}

/// Reads a book.
pub fn read(book: &Book, context: &Context<'_>) -> Import {
    let mut import = Import::default();
    let marked = book.sheets.iter().any(is_marked);
    for (at, sheet) in book.sheets.iter().enumerate() {
        let given = context.wishes.sheets.iter().find(|(name, _)| *name == sheet.name).map(|(_, own)| own);
        Reader { import: &mut import, context, sheet, at, given, marked }.read();
    }
    for (at, sheet) in book.sheets.iter().enumerate() {
        for ((row, column), cell) in &sheet.cells {
            let place = (at, *row, *column);
            if !import.fates.contains_key(&place) {
                let open = import.ask(Weight::Ask, Some(place), cell.text(), words::outside(), words::advise_outside());
                import.fates.insert(place, Fate::Open(open));
            }
        }
    }
    import
}

struct Reader<'r, 'c> {
    import: &'r mut Import,
    context: &'r Context<'c>,
    sheet: &'r Sheet,
    at: usize,
    given: Option<&'r Given>,
    /// Whether the book was written to be read back: then only sheets with the mark are read.
    marked: bool,
}

/// What the cells of a row say beside its values.
#[derive(Default)]
struct RowSays {
    facts: IndexMap<String, Vec<String>>,
    texts: BTreeMap<Field, (String, Place)>,
    band: Option<Band>,
    from: Option<Date>,
    until: Option<Date>,
    deductible_per: Option<Per>,
    cap_per: Option<Per>,
    /// Of a row of a table that lies on its side: what its values are, with their unit and period.
    measure: Option<(Measure, Unit, Option<Per>)>,
}

impl Reader<'_, '_> {
    fn read(mut self) {
        let skip = if self.sheet.hidden {
            Some(Rule::HiddenSheet)
        } else if self.given.is_some_and(|own| own.skip) {
            Some(Rule::SkippedSheet)
        } else if self.marked && !is_marked(self.sheet) {
            Some(Rule::OfReport)
        } else {
            None
        };
        if let Some(rule) = skip {
            self.leave_out(self.all(), rule);
            if rule == Rule::HiddenSheet && !self.sheet.cells.is_empty() {
                let name = self.sheet.name.clone();
                let place = self.sheet.cells.keys().next().map(|(row, column)| (self.at, *row, *column));
                self.import.ask(Weight::Note, place, name, words::hidden_sheet(), words::advise_hidden_sheet());
            }
            return;
        }
        for (row, text, reason) in self.sheet.broken.clone() {
            self.import.ask(Weight::Ask, Some((self.at, row, 0)), text, reason, words::advise_broken());
        }
        if self.sheet.cells.is_empty() {
            return;
        }
        let layout = layout::find(self.sheet, self.given, self.context.known, &|text| (self.context.region)(text));
        let Some((top, bottom)) = layout.header else {
            let place = self.sheet.cells.keys().next().map(|(row, column)| (self.at, *row, *column));
            let text = self.sheet.cells.values().next().map_or(String::new(), Cell::text);
            let open = self.import.ask(Weight::Ask, place, text, words::no_headings(), words::advise_no_headings());
            for place in self.all() {
                self.import.set(place, Fate::Open(open));
            }
            return;
        };
        let mut say = self.context.wishes.say.clone();
        say.extend(layout.say.clone());
        let mut layout = layout;
        let title = self.titles(top, &mut say, &mut layout);
        self.headings(top, bottom, &mut layout, &say, &title);
        self.whole_percents(bottom, &mut layout);
        self.rows(bottom, &layout, &say, &title);
        self.import.layouts.push((self.at, layout));
        if !title.is_empty() {
            self.import.titles.insert(self.at, title);
        }
    }

    fn all(&self) -> Vec<Place> {
        self.sheet.cells.keys().map(|(row, column)| (self.at, *row, *column)).collect()
    }

    fn leave_out(&mut self, places: Vec<Place>, rule: Rule) {
        for place in places {
            self.import.set(place, Fate::Ignored(rule));
        }
    }

    fn row_places(&self, row: u32) -> Vec<Place> {
        self.sheet.row(row).map(|(column, _)| (self.at, row, column)).collect()
    }

    fn fault(&mut self, place: Place) -> usize {
        let cell = self.sheet.cell(place.1, place.2);
        let (reason, advice) = match value::text_of(cell) {
            Err(refusal) => (refusal.reason, refusal.advice),
            Ok(_) => (words::outside(), words::advise_outside()),
        };
        self.import.ask(Weight::Ask, Some(place), cell.text(), reason, advice)
    }

    fn is_total_or_note(&self, row: u32) -> bool {
        let first = self.sheet.row(row).next().map_or(String::new(), |(_, cell)| plain(&cell.text()));
        is_total(&first) || is_note(&first)
    }

    fn rows(&mut self, bottom: u32, layout: &Layout, say: &BTreeMap<String, String>, title: &str) {
        let rows: Vec<u32> = self.sheet.rows().into_iter().filter(|row| *row > bottom).collect();
        let heads: Vec<String> = self.sheet.row(bottom).map(|(_, cell)| cell.text()).collect();
        let mut below = false;
        let mut carried: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for row in rows {
            if layout.last.is_some_and(|last| row > last) {
                below = true;
            }
            let cells: Vec<(u32, String)> = self.sheet.row(row).map(|(at, cell)| (at, plain(&cell.text()))).collect();
            let first = cells.first().map_or("", |(_, text)| text.as_str()).to_owned();
            if is_total(&first) {
                self.leave_out(self.row_places(row), Rule::TotalRow);
                continue;
            }
            if cells.iter().map(|(_, text)| text).eq(heads.iter().map(|own| plain(own)).collect::<Vec<_>>().iter()) {
                self.leave_out(self.row_places(row), Rule::HeadingsAgain);
                continue;
            }
            let merged_wide = self.sheet.merges.iter().any(|area| area.top == row && area.right > area.left + 1);
            let alone = cells.len() == 1 && (first.chars().count() > 12 || merged_wide) && layout.columns.len() > 2;
            below |= is_note(&first) || alone;
            if below {
                let text: Vec<String> = cells.iter().map(|(_, text)| text.clone()).collect();
                let text = text.join(" ");
                for place in self.row_places(row) {
                    self.import.set(place, Fate::Understood(words::went_remark()));
                }
                if text.chars().any(|own| own.is_ascii_digit()) || text.contains(['%', '上', '半', '免']) {
                    let place = self.row_places(row).first().copied();
                    self.import.ask(Weight::Note, place, text.clone(), words::note_with_rule(), words::advise_note());
                }
                self.import.notes.push(text);
                continue;
            }
            if self.sheet.hidden_rows.contains(&row) {
                let place = self.row_places(row).first().copied();
                let open = self.import.ask(Weight::Ask, place, first, words::hidden_row(), words::advise_hidden_row());
                self.hold(row, open);
                continue;
            }
            for at in &layout.carry {
                if !self.sheet.cell(row, *at).is_blank() {
                    carried.insert(*at, (row, *at));
                }
            }
            if let Err(open) = self.row(row, layout, say, title, &carried) {
                self.hold(row, open);
            }
        }
    }

    /// What a row says waits for the answer to a question.
    fn hold(&mut self, row: u32, open: usize) {
        for place in self.row_places(row) {
            self.import.set(place, Fate::Open(open));
        }
    }

    fn row(
        &mut self,
        row: u32,
        layout: &Layout,
        say: &BTreeMap<String, String>,
        title: &str,
        carried: &BTreeMap<u32, (u32, u32)>,
    ) -> Result<(), usize> {
        let place_of = |own: &Self, at: u32| -> Place {
            let (row, column) = match own.sheet.cell(row, at).is_blank() {
                true => carried.get(&at).copied().unwrap_or_else(|| own.sheet.corner(row, at)),
                false => (row, at),
            };
            (own.at, row, column)
        };
        let mut says = RowSays::default();
        let mut disease_words: Vec<String> = Vec::new();
        let mut wait: Vec<(Field, String, Place)> = Vec::new();
        for (at, column) in &layout.columns {
            let Column::Field(field) = column else { continue };
            let place = place_of(self, *at);
            let cell = self.sheet.cell(place.1, place.2).clone();
            if cell.is_blank() {
                if row > 0 && matches!(field, Field::Region | Field::Benefit) && !says_it(say, field) {
                    let text = String::new();
                    let reason = words::blank_below(field.name());
                    let advice = words::advise_blank_below(cell_letters(*at));
                    return Err(self.import.ask(Weight::Ask, Some((self.at, row, *at)), text, reason, advice));
                }
                continue;
            }
            if matches!(cell, Cell::Fault(_)) {
                let open = self.fault(place);
                self.import.set(place, Fate::Open(open));
                return Err(open);
            }
            let text = plain(&cell.text());
            if *field == Field::Aside {
                self.import.set(place, Fate::Ignored(Rule::Aside));
                continue;
            }
            let text_written = matches!(field, Field::ClauseText | Field::DeclarationText);
            if value::is_dash(&text) && !text_written {
                self.import.set(place, Fate::Ignored(Rule::Dash));
                continue;
            }
            let text = if text_written { cell.text() } else { text };
            match field {
                Field::Fact(_) | Field::DiseaseCode | Field::Band | Field::Region => {
                    wait.push((field.clone(), text, place))
                }
                Field::From | Field::Until => match value::day(&cell, *field == Field::Until) {
                    Ok(day) => {
                        if *field == Field::From {
                            says.from = day;
                        } else {
                            says.until = day;
                        }
                        self.import.set(place, Fate::Understood(words::went_date()));
                    }
                    Err(refusal) => {
                        let open = self.import.ask(Weight::Ask, Some(place), text, refusal.reason, refusal.advice);
                        self.import.set(place, Fate::Open(open));
                        return Err(open);
                    }
                },
                Field::DeductiblePer | Field::CapPer => match Per::read(&text) {
                    Some(per) => {
                        if *field == Field::CapPer {
                            says.cap_per = Some(per);
                        } else {
                            says.deductible_per = Some(per);
                        }
                        self.import.set(place, Fate::Understood(words::went_period()));
                    }
                    None => {
                        let open =
                            self.import.ask(Weight::Ask, Some(place), text, words::no_period(), words::advise_period());
                        self.import.set(place, Fate::Open(open));
                        return Err(open);
                    }
                },
                Field::Measure => match layout::named_measure(&text) {
                    Some((measure, mut unit, per)) => {
                        let above =
                            |own: &Cell| Number::parse(&plain(&own.text())).is_some_and(|own| own > Number::one());
                        unit.whole_percents =
                            measure == Measure::Ratio && self.sheet.row(row).any(|(_, own)| above(own));
                        says.measure = Some((measure, unit, per));
                        self.import.set(place, Fate::Understood(words::went_heading(measure.word())));
                    }
                    None => {
                        return Err(self.refuse(
                            place,
                            text,
                            words::no_measure_of_row(),
                            words::advise_measure_of_row(),
                        ));
                    }
                },
                Field::Unsupported => {
                    let open = self.import.ask(
                        Weight::Ask,
                        Some(place),
                        text,
                        words::unsupported(),
                        words::advise_unsupported(),
                    );
                    self.import.set(place, Fate::Open(open));
                }
                _ => {
                    says.texts.insert(field.clone(), (text, place));
                }
            }
        }
        for (key, text) in say {
            let field = Field::named(key);
            if let Some(field) = field.filter(|own| !says.texts.contains_key(own)) {
                match field {
                    Field::DeductiblePer => says.deductible_per = says.deductible_per.or(Per::read(text)),
                    Field::CapPer => says.cap_per = says.cap_per.or(Per::read(text)),
                    Field::From => {
                        says.from = says.from.or(value::day(&Cell::Text(text.clone()), false).ok().flatten())
                    }
                    _ => {
                        says.texts.insert(field, (text.clone(), (usize::MAX, 0, 0)));
                    }
                }
            }
        }
        self.status(&says)?;
        self.code_and_parent(&mut says)?;
        let regions = self.region(row, layout, &wait, &says, title)?;
        let known = (self.context.known_in)(&self.import.regions[&regions[0]].clone());
        for (key, text) in say {
            if known.fact(key).is_some() && !says.facts.contains_key(key) {
                says.facts.insert(key.clone(), split(text));
            }
        }
        for (field, text, place) in &wait {
            match field {
                Field::Fact(fact) => {
                    if fact == "病种" {
                        disease_words = split(text);
                    }
                    self.fact(&known, fact, text, *place, &regions, &mut says)?;
                }
                Field::Band => match value::band(text, Unit::default()) {
                    Ok(band) => {
                        says.band = band;
                        self.import.set(*place, Fate::Understood(words::went_band()));
                    }
                    Err(refusal) => {
                        let open =
                            self.import.ask(Weight::Ask, Some(*place), text.clone(), refusal.reason, refusal.advice);
                        self.import.set(*place, Fate::Open(open));
                        return Err(open);
                    }
                },
                _ => {}
            }
        }
        self.codes(&known, &wait, &disease_words, &regions, &mut says)?;
        for region in &regions {
            self.state(row, layout, say, title, &known, region, &says, &place_of)?;
        }
        Ok(())
    }

    /// Asks for a cell, which may also have been said by hand.
    fn refuse(&mut self, place: Place, text: String, reason: Text, advice: Text) -> usize {
        let in_sheet = Some(place).filter(|own| own.0 != usize::MAX);
        let same = |own: &Open| own.place == in_sheet && own.reason == reason;
        let open = match self.import.open.iter().position(same) {
            Some(open) => open,
            None => self.import.ask(Weight::Ask, in_sheet, text, reason, advice),
        };
        if let Some(place) = in_sheet {
            self.import.set(place, Fate::Open(open));
        }
        open
    }
}
