//! Sheets to statements: which value holds where, for whom, since when, and what became of every cell.

mod values;

use super::layout::{self, Column, Field, Given, Layout, Measure, Values, Wishes, split};
use super::names::{Found, Known};
use super::said::{Fate, Import, Member, Open, Place, Region, Rule, Weight};
use super::telling::{
    cell_letters, is_marked, is_note, is_place_name, is_total, may_be, place_before, ratio_by_marks, renamed_to_new,
    says_it,
};
use super::value::{self, Band, Per, Unit};
use super::words;
use crate::base::date::Date;
use crate::base::number::Number;
use crate::base::text::{Text, quoted};
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

    /// Reads what stands above the headings: the title, the unit, a place.
    fn titles(&mut self, top: u32, say: &mut BTreeMap<String, String>, layout: &mut Layout) -> String {
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

    fn fault(&mut self, place: Place) -> usize {
        let cell = self.sheet.cell(place.1, place.2);
        let (reason, advice) = match value::text_of(cell) {
            Err(refusal) => (refusal.reason, refusal.advice),
            Ok(_) => (words::outside(), words::advise_outside()),
        };
        self.import.ask(Weight::Ask, Some(place), cell.text(), reason, advice)
    }

    fn headings(&mut self, top: u32, bottom: u32, layout: &mut Layout, say: &BTreeMap<String, String>, title: &str) {
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

    fn first_below(&self, bottom: u32, at: u32) -> Option<Place> {
        let mut below = self.sheet.cells.range((bottom + 1, 0)..).filter(|((_, column), _)| *column == at);
        below.next().map(|((row, column), _)| (self.at, *row, *column))
    }

    /// Finds columns of ratios that have numbers above 1, so that 1 alone could be either.
    fn whole_percents(&self, bottom: u32, layout: &mut Layout) {
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

    fn status(&mut self, says: &RowSays) -> Result<(), usize> {
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
    fn region(
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
    fn code_and_parent(&mut self, says: &mut RowSays) -> Result<(), usize> {
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

    fn add_region(&mut self, name: &str, says: &RowSays) {
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
    fn region_in(&self, title: &str) -> Option<String> {
        [title, self.sheet.name.as_str()].iter().find_map(|text| {
            if let Some(name) = (self.context.region)(text) {
                return Some(name);
            }
            let ends: Vec<usize> = text.char_indices().map(|(at, own)| at + own.len_utf8()).collect();
            ends.iter().rev().find_map(|end| (self.context.region)(&text[..*end]).filter(|_| *end >= 6))
        })
    }

    /// Reads a cell that says for what value of a fact a row holds.
    fn fact(
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
    fn codes(
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
