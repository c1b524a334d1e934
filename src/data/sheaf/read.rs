//! A line of text to a row of a sheaf, where every cell that means something has a form that is read at a glance.
//!
//! What cannot be read so is left alone, and nothing is said of it.

use super::{Place, Sheaf};
use crate::column::Values;
use crate::data::bill::{Places, Reading};
use crate::data::cell::Form;
use crate::data::columns::Meaning;
use crate::data::fields::{Column, Slot, Strip, Wants, empty, is_plain_number, money, simple_amount, simple_day};
use crate::data::roll::Roll;
use crate::data::table::{Cell, MAX_CELL, Row, plain};
use crate::ir::Owner;
use std::sync::Arc;

/// A line that parts into its cells at every mark: no quotes, no control characters, no line ends.
#[derive(Clone, Copy, Debug)]
pub struct Line<'l> {
    /// Its place in the file, from 1.
    pub number: u64,
    pub text: &'l str,
    pub mark: u8,
    /// Where its cells end.
    pub ends: &'l [u16],
    /// Whether cells may not be written as they stand.
    pub guarded: bool,
}

/// What reads the lines of a file.
pub struct Reader<'r> {
    file: u32,
    places: &'r Places,
    /// How many cells a row has.
    wide: usize,
    person: usize,
    claim: Option<usize>,
    date: Column<'r>,
    county: Option<Column<'r>>,
    facts: Vec<Fact<'r>>,
    /// What tables of persons tell, and where a row names a household that counts where they tell none.
    roll: Option<Arc<Roll>>,
    household: Option<usize>,
    /// Where the number of the bill that a row reverses stands.
    original: Option<Column<'r>>,
    /// Columns of what has been paid, each with its benefit; behind the last of them: in all. And what they said last.
    recorded: Vec<(usize, usize)>,
    in_all: usize,
    said: Vec<i64>,
    /// Who was looked up last.
    number: String,
    place: Option<u32>,
    /// What was read last: the day, the county, the facts.
    day: i32,
    in_county: u32,
    reverses: bool,
    values: Vec<(i64, bool)>,
    forms: Vec<(u16, u16)>,
    /// By column, in 分, where it holds an amount.
    amounts: Vec<i64>,
}

/// A column of a fact.
struct Fact<'r> {
    column: Column<'r>,
    /// Whether it holds amounts.
    is_money: bool,
    is_day: bool,
    /// Whether a row that reverses another is negative here.
    is_cost: bool,
}

/// What a cell says.
enum Glance {
    Said(i64),
    Nothing,
}

impl<'r> Reader<'r> {
    /// Returns what reads a file; `None` where its columns ask for more than a glance.
    pub fn new(reading: &Reading<'r, 'r>, file: u32) -> Option<Reader<'r>> {
        let mapping = reading.mappings.get(file as usize)?;
        let beside = reading.people.is_some();
        if beside && reading.roll.is_none() || mapping.years_later != 0 {
            return None;
        }
        let (mut date, mut county, mut facts, mut household) = (None, None, Vec::new(), None);
        let (mut original, mut recorded) = (None, Vec::new());
        let known = |name| reading.schema.fact(Owner::Claim, name);
        let costs = [known("gross_cost"), known("eligible_cost")];
        let reversed = mapping.column(&Meaning::Claim).and_then(|_| known("original_claim"));
        let in_all = reading.run.benefits.len();
        let has = |place| mapping.column(&Meaning::Fact(place)).is_some();
        for (at, own) in mapping.columns.iter().enumerate() {
            let times = own.times;
            match &own.meaning {
                Some(Meaning::Date) => date = Some(Column::new(at, Wants::Date, Values::Day(Vec::new()))),
                Some(Meaning::County) => county = Some(Column::new(at, Wants::County, Values::WideCode(Vec::new()))),
                Some(Meaning::Fact(place)) if own.times == 1 => {
                    let fact = &reading.schema.facts[*place];
                    let wants = Wants::Fact { place: *place, schema: reading.schema, fact, money: money(fact) };
                    let mut column = Column::new(at, wants, empty(reading.schema, fact)?);
                    if reversed == Some(*place) {
                        original = Some(column);
                        continue;
                    }
                    let is_day = matches!(column.values, Values::Day(_));
                    let is_cost = costs.contains(&Some(*place));
                    column.may_be_negative = is_cost && reversed.is_some_and(&has);
                    facts.push(Fact { column, is_money: fact.is_money(), is_day, is_cost });
                }
                Some(Meaning::Household) if beside => household = Some(at),
                Some(own @ (Meaning::Paid(_) | Meaning::PaidInAll)) if reading.compare && times == 1 => {
                    recorded.push((at, if let Meaning::Paid(benefit) = own { *benefit } else { in_all }));
                }
                Some(Meaning::Fact(_) | Meaning::Household | Meaning::Paid(_) | Meaning::PaidInAll) => return None,
                Some(Meaning::Person | Meaning::Name | Meaning::Claim | Meaning::Since) | None => {}
            }
        }
        let told = county.is_some() || beside || reading.places.usual.is_some();
        if !told || u16::try_from(mapping.columns.len()).is_err() {
            return None;
        }
        Some(Reader {
            file,
            places: reading.places,
            wide: mapping.columns.len(),
            person: mapping.column(&Meaning::Person)?,
            claim: mapping.column(&Meaning::Claim),
            date: date?,
            county,
            facts,
            roll: reading.roll.clone(),
            household,
            original,
            recorded,
            in_all,
            said: Vec::new(),
            number: String::new(),
            place: None,
            day: 0,
            in_county: 0,
            reverses: false,
            values: Vec::new(),
            forms: Vec::new(),
            amounts: vec![0; mapping.columns.len()],
        })
    }

    /// Returns the place of the file among the inputs.
    pub fn file(&self) -> u32 {
        self.file
    }

    /// Returns how many cells a row has.
    pub fn wide(&self) -> usize {
        self.wide
    }

    /// Returns who the line that was read last is settled with.
    pub fn subject<'l>(&'l self, line: &Line<'l>) -> &'l str {
        let household = self.roll.as_ref().zip(self.place).and_then(|(roll, own)| roll.household(own));
        household.unwrap_or_else(|| line.cell(self.person))
    }

    /// Returns what stands under a column of amounts on the line that was read last, in 分.
    pub fn amount(&self, column: usize) -> i64 {
        self.amounts[column]
    }

    /// Reads a line; whether that can be done at a glance.
    pub fn read(&mut self, line: &Line<'_>) -> bool {
        if line.ends.len() != self.wide || line.text.len() > MAX_CELL {
            return false;
        }
        if !is_plain_number(line.cell(self.person).as_bytes()) {
            return false;
        }
        if self.claim.is_some_and(|at| !is_plain_number(line.cell(at).as_bytes())) {
            return false;
        }
        self.forms.clear();
        self.values.clear();
        let text = line.cell(self.date.at);
        let day = match simple_day(text) {
            Some(day) => Some(Glance::Said(day.into())),
            None => glance(&mut self.date, self.places, text, &mut self.forms),
        };
        let Some(Glance::Said(day)) = day else { return false };
        self.day = day as i32;
        let mut usual = self.places.usual;
        if let Some(roll) = &self.roll {
            let number = line.cell(self.person);
            if self.number != number {
                number.clone_into(&mut self.number);
                self.place = roll.person(number);
            }
            let Some(person) = self.place.filter(|own| roll.is_known(*own, self.day)) else { return false };
            let names_other = || self.household.is_some_and(|at| !line.cell(at).is_empty());
            if roll.is_alone(person) && names_other() {
                return false;
            }
            usual = roll.county(person).or(usual);
        }
        let county = match &mut self.county {
            None => usual,
            Some(own) => match glance(own, self.places, line.cell(own.at), &mut self.forms) {
                Some(Glance::Said(county)) => Some(county as u32),
                Some(Glance::Nothing) => usual,
                None => return false,
            },
        };
        let Some(county) = county else { return false };
        self.in_county = county;
        self.reverses = false;
        for Fact { column, is_money, is_day, is_cost } in &mut self.facts {
            let text = line.cell(column.at);
            let simple = match column.wants {
                Wants::Fact { money: Some(range), .. } => simple_amount(text, range),
                Wants::Fact { .. } | Wants::Date | Wants::County if *is_day => simple_day(text).map(i64::from),
                Wants::Fact { .. } | Wants::Date | Wants::County => None,
            };
            let value = match simple {
                Some(value) => (value, false),
                // The sums of a table are those of its amounts without what they are per.
                None if *is_money && plain(text).contains('/') => return false,
                None => match glance(column, self.places, text, &mut self.forms) {
                    Some(Glance::Said(value)) => (value, false),
                    Some(Glance::Nothing) => (0, true),
                    None => return false,
                },
            };
            if *is_money {
                self.amounts[column.at] = value.0;
            }
            self.reverses |= *is_cost && value.0 < 0;
            self.values.push(value);
        }
        self.said.clear();
        for (at, _) in &self.recorded {
            let text = line.cell(*at);
            let Some(fen) = recorded_amount(text) else { return false };
            self.amounts[*at] = fen;
            self.said.push(fen);
        }
        let Some(original) = &mut self.original else { return true };
        let text = line.cell(original.at);
        match self.reverses {
            true => is_plain_number(text.as_bytes()),
            false => {
                text.is_empty() || matches!(glance(original, self.places, text, &mut self.forms), Some(Glance::Nothing))
            }
        }
    }

    /// Puts the line that was read last behind the rows of a sheaf; whether there is room. `number`: its place among all rows.
    pub fn put(&self, sheaf: &mut Sheaf, number: u64, line: &Line<'_>) -> bool {
        let row = sheaf.rows.len();
        let Ok(place) = u32::try_from(row) else { return false };
        let claim = self.claim.map_or((0, 0), |at| line.span(at));
        sheaf.rows.push(Place {
            number,
            line: line.number,
            start: sheaf.text.len(),
            file: self.file,
            length: line.text.len() as u16,
            person: line.span(self.person),
            claim,
            original: match &self.original {
                Some(own) if self.reverses => line.span(own.at),
                _ => (0, 0),
            },
            reverses: self.reverses,
            mark: line.mark,
            guarded: line.guarded,
        });
        sheaf.text.push_str(line.text);
        sheaf.dates.push(self.day);
        sheaf.counties.push(self.in_county);
        if let Some((roll, person)) = self.roll.as_ref().zip(self.place) {
            sheaf.roll.get_or_insert_with(|| roll.clone());
            sheaf.persons.push(person);
        }
        for (own, (value, missing)) in self.facts.iter().zip(&self.values) {
            let Wants::Fact { place, schema, fact, .. } = &own.column.wants else { continue };
            if sheaf.facts.len() <= *place {
                sheaf.facts.resize(*place + 1, None);
            }
            let strip = sheaf.facts[*place]
                .get_or_insert_with(|| Strip::of(empty(schema, fact).unwrap_or(Values::Whole(Vec::new()))));
            strip.pad(row);
            strip.push(*value, *missing);
        }
        for ((_, place), fen) in self.recorded.iter().zip(&self.said) {
            if sheaf.recorded.len() <= *place {
                sheaf.recorded.resize(*place + 1, None);
            }
            sheaf.records_in_all |= *place == self.in_all;
            let strip = sheaf.recorded[*place].get_or_insert_with(|| Strip::of(Values::Whole(Vec::new())));
            strip.pad(row);
            strip.push(*fen, false);
        }
        sheaf.formed.extend(self.forms.iter().map(|(column, forms)| (place, *column, *forms)));
        true
    }
}

/// Reads what a record says was paid, in the forms that need no thought; not filled in is 0.
pub(in crate::data) fn recorded_amount(text: &str) -> Option<i64> {
    match text.strip_prefix('-') {
        _ if text.is_empty() => Some(0),
        Some(rest) => simple_amount(rest, (0, i64::MAX)).map(|own| -own),
        None => simple_amount(text, (0, i64::MAX)),
    }
}

impl<'l> Line<'l> {
    /// Where a cell begins, and how long it is.
    fn span(&self, at: usize) -> (u16, u16) {
        let from = at.checked_sub(1).map_or(0, |before| self.ends[before] + 1);
        (from, self.ends[at] - from)
    }

    fn cell(&self, at: usize) -> &'l str {
        let (from, length) = self.span(at);
        &self.text[usize::from(from)..usize::from(from) + usize::from(length)]
    }
}

/// Reads a cell as one of its column; `None`: it asks for more than a glance.
fn glance(column: &mut Column<'_>, places: &Places, text: &str, forms: &mut Vec<(u16, u16)>) -> Option<Glance> {
    if text.is_empty() {
        return Some(Glance::Nothing);
    }
    column.forget();
    let slot = column.slot(places, text, || Cell::Text(text.to_owned()));
    match &column.known.slots[slot as usize] {
        Slot::Missing => Some(Glance::Nothing),
        Slot::Odd => None,
        Slot::Held(value, own) => {
            if !own.is_empty() {
                let mask = own.iter().fold(0, |mask, form| mask | bit(*form));
                if mask.count_ones() as usize != own.len() {
                    return None;
                }
                forms.push((column.at as u16, mask));
            }
            Some(Glance::Said(*value))
        }
    }
}

pub(super) fn bit(form: Form) -> u16 {
    1 << Form::ALL.iter().position(|own| *own == form).unwrap_or(0)
}

/// Parts a text into cells; `None` where that takes more than to cut it at every mark. Returns whether its cells may not be
/// written as they stand.
pub fn parted(text: &str, mark: u8, ends: &mut Vec<u16>) -> Option<bool> {
    ends.clear();
    if text.len() > MAX_CELL {
        return None;
    }
    let mut guarded = false;
    let mut begins = true;
    for (at, byte) in text.bytes().enumerate() {
        if byte == mark {
            ends.push(at as u16);
            begins = true;
            continue;
        }
        if byte == b'"' || byte < b' ' || byte == 0x7f {
            return None;
        }
        guarded |= (begins && matches!(byte, b'=' | b'+' | b'-' | b'@')) || byte == b',';
        begins = false;
    }
    ends.push(text.len() as u16);
    Some(guarded)
}

/// Returns a row of cells as the text of a line, where it can be one.
pub fn joined(row: &Row, wide: usize, mark: u8, ends: &mut Vec<u16>) -> Option<(String, bool)> {
    if row.cells.len() != wide {
        return None;
    }
    let mut text = String::new();
    for (at, cell) in row.cells.iter().enumerate() {
        if at > 0 {
            text.push(char::from(mark));
        }
        match cell {
            Cell::Blank => {}
            Cell::Text(own) => text.push_str(own),
            Cell::Number(_) | Cell::Date(_) | Cell::Truth(_) | Cell::Fault(_) => return None,
        }
    }
    let guarded = parted(&text, mark, ends)?;
    (ends.len() == wide).then_some((text, guarded))
}
