//! Which columns a table of verdicts has, and a verdict as a row of it: what stood in the input, then what each benefit
//! pays, in all, and what became of the row.

use super::columns::{Mapping, Meaning, Schema};
use super::out::{self, Out};
use super::settle::{Fate, Verdict};
use super::sheaf::Held;
use super::sheaf::read::recorded_amount;
use super::sheaf::settle::Paid;
use super::table::Cell;
use super::words;
use crate::base::text::{Lang, Text, listed};

/// What a column of results holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// As the inputs have it.
    Input,
    Text,
    Yuan,
    Count,
}

/// Returns what the columns of a table of results hold, by their headings; `None`: it is no such table. `several`:
/// whether rows say which file they are from.
pub fn kinds_of(headings: &[String], benefits: usize, several: bool) -> Option<Vec<Column>> {
    let is = |own: Option<&String>, text: Text| own.is_some_and(|own| *own == text.zh || *own == text.en);
    let mut kinds = vec![Column::Count];
    if several {
        kinds.push(Column::Text);
    }
    let fits = is(headings.last(), words::heading_line())
        && (!several || is(headings.iter().nth_back(1), words::heading_file()))
        && is(headings.iter().nth_back(kinds.len() + 1), words::heading_fate());
    if !fits {
        return None;
    }
    kinds.extend([Column::Text, Column::Text]);
    if is(headings.iter().nth_back(kinds.len()), words::heading_difference()) {
        kinds.push(Column::Yuan);
    }
    if !is(headings.iter().nth_back(kinds.len()), words::heading_paid()) {
        return None;
    }
    kinds.resize(kinds.len() + 1 + benefits, Column::Yuan);
    let rest = headings.len().checked_sub(kinds.len())?;
    kinds.resize(kinds.len() + rest, Column::Input);
    kinds.reverse();
    Some(kinds)
}

/// Returns the tongue of a table of results.
pub fn lang_of(headings: &[String]) -> Lang {
    if headings.last().is_some_and(|own| *own == words::heading_line().en) { Lang::En } else { Lang::Zh }
}

/// The columns of a table of verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The columns of the inputs, by heading.
    headings: Vec<String>,
    /// For each input the place of each of its columns.
    places: Vec<Vec<usize>>,
    /// Names of the inputs; shown where there are several.
    names: Vec<String>,
    /// Which of these columns hold amounts.
    amounts: Vec<bool>,
    benefits: Vec<String>,
    /// For each input, the columns of what has been paid, by benefit (`None`: in all), with what they are in.
    paid: Vec<Vec<(Option<usize>, usize, i64)>>,
    lang: Lang,
    /// For each input whose rows stand in results as they are: how many blank cells follow.
    same: Vec<Option<usize>>,
    /// What is said of a settled row, and the names of the inputs, as they stand in a text.
    settled: Vec<u8>,
    shown_names: Vec<Vec<u8>>,
}

impl Layout {
    pub fn new(schema: &Schema, mappings: &[Mapping], names: &[String], lang: Lang) -> Layout {
        let mut headings: Vec<String> = Vec::new();
        let mut places = Vec::new();
        let mut paid = Vec::new();
        let mut amounts: Vec<bool> = Vec::new();
        for mapping in mappings {
            let mut taken: Vec<usize> = Vec::new();
            let mut own_paid = Vec::new();
            for (at, column) in mapping.columns.iter().enumerate() {
                let known = (0..headings.len()).find(|at| headings[*at] == column.heading && !taken.contains(at));
                let place = known.unwrap_or_else(|| {
                    headings.push(column.heading.clone());
                    headings.len() - 1
                });
                taken.push(place);
                amounts.resize(headings.len(), false);
                amounts[place] |= schema.is_amount(column.meaning.as_ref());
                match column.meaning {
                    Some(Meaning::Paid(benefit)) => own_paid.push((Some(benefit), at, column.times)),
                    Some(Meaning::PaidInAll) => own_paid.push((None, at, column.times)),
                    _ => {}
                }
            }
            places.push(taken);
            paid.push(own_paid);
        }
        let english = |own: &crate::column::BenefitSlot| match lang {
            Lang::Zh => own.name.clone(),
            Lang::En => own.english.clone().unwrap_or_else(|| own.name.clone()),
        };
        let benefits = schema.benefits.iter().map(english).collect();
        let same = |own: &Vec<usize>| {
            let is_same = own.iter().enumerate().all(|(at, place)| at == *place);
            is_same.then(|| headings.len() - own.len())
        };
        Layout {
            same: places.iter().map(same).collect(),
            settled: out::encoded(words::fate_settled().get(lang)),
            shown_names: names.iter().map(|own| out::encoded(own)).collect(),
            headings,
            places,
            amounts,
            names: names.to_vec(),
            benefits,
            paid,
            lang,
        }
    }

    /// Returns the headings. A benefit that has the heading of an input column says that it is worked out.
    pub fn headings(&self) -> Vec<String> {
        let mut all = self.headings.clone();
        for benefit in &self.benefits {
            let clash = all.contains(benefit);
            all.push(if clash { words::worked_out(benefit).get(self.lang).to_owned() } else { benefit.clone() });
        }
        let mut add = |text: Text| all.push(text.get(self.lang).to_owned());
        add(words::heading_paid());
        if self.compares() {
            add(words::heading_difference());
        }
        add(words::heading_fate());
        add(words::heading_remark());
        if self.names.len() > 1 {
            add(words::heading_file());
        }
        add(words::heading_line());
        all
    }

    /// Returns what each column holds.
    pub fn kinds(&self) -> Vec<Column> {
        let mut all = vec![Column::Input; self.headings.len()];
        all.resize(all.len() + self.benefits.len() + 1 + usize::from(self.compares()), Column::Yuan);
        all.extend([Column::Text, Column::Text]);
        if self.names.len() > 1 {
            all.push(Column::Text);
        }
        all.push(Column::Count);
        all
    }

    fn compares(&self) -> bool {
        self.paid.iter().any(|own| !own.is_empty())
    }

    /// Returns a verdict as a row.
    pub fn row(&self, verdict: &Verdict) -> Vec<Out> {
        let mut row = vec![Out::Blank; self.headings.len()];
        let places = &self.places[verdict.file as usize];
        for (cell, place) in verdict.row.cells.iter().zip(places) {
            row[*place] = if *cell == Cell::Blank { Out::Blank } else { Out::Same(cell.clone()) };
        }
        let settled = verdict.fate == Fate::Settled;
        for at in 0..self.benefits.len() {
            row.push(if settled {
                Out::Yuan(verdict.amounts.get(at).copied().unwrap_or(0).into())
            } else {
                Out::Blank
            });
        }
        row.push(if settled { Out::Yuan(verdict.paid().into()) } else { Out::Blank });
        if self.compares() {
            row.push(self.difference(verdict).map_or(Out::Blank, Out::Yuan));
        }
        let say = |text: &Text| Out::Text(text.get(self.lang).to_owned());
        let (fate, remark) = told(verdict);
        row.push(say(&fate));
        row.push(remark.as_ref().map_or(Out::Blank, say));
        if self.names.len() > 1 {
            row.push(Out::Text(self.names[verdict.file as usize].clone()));
        }
        row.push(Out::Count(verdict.row.line));
        row
    }

    /// Returns a verdict as a row of a sheet: amounts that stood in a text are numbers there.
    pub fn row_of_sheet(&self, verdict: &Verdict) -> Vec<Out> {
        let mut row = self.row(verdict);
        for (cell, is_amount) in row.iter_mut().zip(&self.amounts) {
            if let Out::Same(Cell::Text(text)) = cell
                && *is_amount
                && let Some(number) = plain_amount(text)
            {
                *cell = Out::Same(Cell::Number(number));
            }
        }
        row
    }

    /// Puts a row as a line of text.
    pub fn put_line(&self, to: &mut Vec<u8>, row: &Paid<'_>) {
        if !self.put(to, row) {
            out::put_record(to, &self.row(&row.verdict()));
        }
        to.push(b'\n');
    }

    /// Puts a row that was read at a glance as a line of text, as [`Layout::row`] has it; `false`: its cells must be looked at.
    pub fn put(&self, to: &mut Vec<u8>, row: &Paid<'_>) -> bool {
        let Held { text, mark, guarded, file, line, .. } = row.held;
        let Some(blank) = self.same[file as usize].filter(|_| !guarded) else { return false };
        let difference = if self.compares() { Some(self.difference_of(row)) } else { None };
        if difference == Some(None) {
            return false;
        }
        match mark {
            b',' => to.extend_from_slice(text.as_bytes()),
            mark => to.extend(text.bytes().map(|own| if own == mark { b',' } else { own })),
        }
        to.extend(std::iter::repeat_n(b',', blank));
        for amount in row.amounts.iter().chain([&row.paid()]) {
            to.push(b',');
            out::put_yuan(to, *amount);
        }
        if let Some(Some(own)) = difference {
            to.push(b',');
            out::put_yuan(to, own);
        }
        to.push(b',');
        to.extend_from_slice(&self.settled);
        to.push(b',');
        if let Some(remark) = row.remark {
            out::put_harmless(to, remark.get(self.lang));
        }
        if self.names.len() > 1 {
            to.push(b',');
            to.extend_from_slice(&self.shown_names[file as usize]);
        }
        to.push(b',');
        out::put_count(to, line);
        true
    }

    /// Returns the same as [`Layout::difference`] of a row that was read at a glance; `None`: its cells must be looked at.
    fn difference_of(&self, row: &Paid<'_>) -> Option<i64> {
        let own = &self.paid[row.held.file as usize];
        let in_all = own.iter().any(|(benefit, ..)| benefit.is_none());
        let mut sum = None;
        for (benefit, column, times) in own.iter().filter(|(benefit, ..)| benefit.is_none() == in_all) {
            let text = row.held.text.split(char::from(row.held.mark)).nth(*column)?;
            let recorded = recorded_amount(text).filter(|_| *times == 1)?;
            let computed = benefit.map_or_else(|| row.paid(), |at| row.amounts.get(at).copied().unwrap_or(0));
            sum = Some(i64::checked_add(sum.unwrap_or(0), recorded.checked_sub(computed)?)?);
        }
        sum
    }

    /// Returns what the record says less what is due, over all that can be compared.
    fn difference(&self, verdict: &Verdict) -> Option<i128> {
        if verdict.fate != Fate::Settled {
            return None;
        }
        let own = &self.paid[verdict.file as usize];
        let mut sum = None;
        let in_all = own.iter().any(|(benefit, ..)| benefit.is_none());
        for (benefit, column, times) in own.iter().filter(|(benefit, ..)| benefit.is_none() == in_all) {
            let read = super::cell::amount(verdict.row.cell(*column)).ok()?;
            let recorded = i128::from(read.value.and_then(|own| own.to_i64()).unwrap_or(0)) * i128::from(*times);
            let computed = match benefit {
                Some(at) => verdict.amounts.get(*at).copied().unwrap_or(0),
                None => verdict.paid(),
            };
            sum = Some(sum.unwrap_or(0) + recorded - i128::from(computed));
        }
        sum
    }
}

/// Returns an amount as the shortest decimal, where it is written as one to the fen and no more.
fn plain_amount(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |own: &str, most: usize| (1..=most).contains(&own.len()) && own.bytes().all(|own| own.is_ascii_digit());
    let is_plain = all(whole, 12) && all(fraction, 2) && (whole == "0" || !whole.starts_with('0'));
    let shortest = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    (is_plain && shortest != "-0").then(|| shortest.to_owned())
}

/// Returns what became of a row in a word, and what is to be said of it.
pub(super) fn told(verdict: &Verdict) -> (Text, Option<Text>) {
    match &verdict.fate {
        Fate::Settled => (words::fate_settled(), verdict.remark.clone()),
        Fate::Cancelled(with) => (words::fate_cancelled(), Some(words::cancelled_with(with.to_string()))),
        Fate::Rejected(refusals) => {
            let told: Vec<Text> = refusals
                .iter()
                .map(|own| match own.column.is_empty() {
                    true => own.reason.clone(),
                    false => words::in_column(&own.column, &own.reason),
                })
                .collect();
            (words::fate_rejected(), Some(listed(&told)))
        }
    }
}

/// Returns the headings of a table of rejects.
pub fn reject_headings(lang: Lang) -> Vec<String> {
    let words = [
        words::heading_file(),
        words::heading_line(),
        words::heading_column(),
        words::heading_value(),
        words::heading_reason(),
    ];
    words.iter().map(|own| own.get(lang).to_owned()).collect()
}

/// Returns the rows of a table of rejects for a verdict.
pub fn reject_rows(verdict: &Verdict, names: &[String], lang: Lang) -> Vec<Vec<Out>> {
    let Fate::Rejected(refusals) = &verdict.fate else { return Vec::new() };
    let name = names.get(verdict.file as usize).cloned().unwrap_or_default();
    let row = |own: &super::intake::Refusal| {
        vec![
            Out::Text(name.clone()),
            Out::Count(verdict.row.line),
            Out::Text(own.column.clone()),
            Out::Text(own.value.clone()),
            Out::Text(own.reason.get(lang).to_owned()),
        ]
    };
    refusals.iter().map(row).collect()
}
