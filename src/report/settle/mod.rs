//! What a run of claims came to, as a page, as sheets of a workbook or as JSON: totals, what was compared, how the tables
//! were read. Everything is taken from the record of the run.

mod words;
mod worked;

use super::grid::Align;
use super::page::{self, Block, Figure, Setting, Table, TableRow};
use crate::base::number::Number;
use crate::base::text::{Lang, Text, listed};
use crate::base::withheld::{Entry, Sum, withheld};
use crate::data::cell::Form as Written;
use crate::data::out::{Out, yuan};
use crate::data::record::{Amount, InputRecord, RunRecord, SumsRecord, TextRecord};
use crate::data::totals::FEW;

pub use super::worked_sum::Form;
pub(crate) use worked::{Bill, worked};

/// How the result is set.
#[derive(Clone, Copy, Debug)]
pub struct Page<'s> {
    pub record: &'s RunRecord,
    pub form: Form,
    pub lang: Lang,
    pub width: usize,
    pub color: bool,
    /// Whether rows of fewer than five persons are shown, and what would give them away.
    pub show_few: bool,
}

/// A sheet of a workbook.
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Vec<Out>>,
}

/// Returns the name of the sheet of worked sums.
pub(crate) fn worked_name() -> Text {
    words::worked()
}

impl Sheet {
    /// Adds to what a sheet about a run says.
    pub(crate) fn note(&mut self, text: &Text, lang: Lang) {
        let item = Out::Text(words::about_sheets().get(lang).to_owned());
        self.rows.push(vec![item, Out::Text(text.get(lang).to_owned())]);
    }
}

/// Returns the result as text.
pub fn render(page: &Page<'_>) -> String {
    let setting = match page.form {
        Form::Text => Setting::Text { width: page.width, color: page.color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return super::worked_sum::json(page.record),
    };
    page::set(&blocks(page), setting)
}

/// Returns the result as a page that has yet to be set.
pub(crate) fn blocks(page: &Page<'_>) -> Vec<Block> {
    let say = |text: Text| text.get(page.lang).to_owned();
    let record = page.record;
    let mut blocks = vec![Block::Title(say(words::title())), Block::Sentence(say(rows_told(page)))];
    if let Some(by) = &record.by {
        blocks.push(Block::Part(say(words::totals_by(listed(&by.dimensions)))));
        blocks.push(Block::Table(sums_table(page, &by.dimensions, &by.rows)));
        blocks.extend(why_untold(page, &by.rows).map(|text| Block::Sentence(say(text))));
    } else {
        blocks.push(Block::Part(say(words::totals_by(words::county()))));
        blocks.push(Block::Table(sums_table(page, &[say(words::county())], &record.totals)));
    }
    let all = sum_of(record);
    if all.paid.fen != 0 && !all_are_few(page) {
        blocks.push(Block::Part(say(words::by_benefit())));
        let mut table = table_of(&[words::benefit(), words::paid()], page.lang, 1);
        for (name, amount) in record.benefits.iter().zip(&all.paid_by_benefit).filter(|(_, own)| own.fen != 0) {
            table.rows.push(TableRow::of(0, vec![page::Cell::from(name.as_str()), money(amount)]));
        }
        blocks.push(Block::Table(table));
    }
    if let Some(causes) = &record.compare {
        blocks.push(Block::Part(say(words::compared())));
        let headings = [words::what(), words::rows(), words::recorded(), words::due(), words::residual()];
        let mut table = table_of(&headings, page.lang, 1);
        let mut last: Option<String> = None;
        for own in causes {
            let name = own.benefit.clone().unwrap_or_else(|| say(words::all_benefits()));
            if last.as_ref() != Some(&name) {
                table.rows.push(TableRow::of(0, vec![page::Cell::from(name.as_str())]));
                last = Some(name);
            }
            let cells = vec![
                page::Cell::from(said(&own.text, page.lang)),
                count(own.rows),
                money(&own.recorded),
                money(&own.computed),
                money(&own.residual),
            ];
            table.rows.push(TableRow { indent: 1, cells });
        }
        blocks.push(Block::Table(table));
        for own in causes.iter().filter(|own| own.residual.fen != 0 && !own.examples.is_empty()) {
            let name = own.benefit.clone().unwrap_or_else(|| say(words::all_benefits()));
            let text = words::examples(said(&own.text, page.lang), listed(&own.examples));
            blocks.push(Block::Item { word: name, text: say(text) });
        }
    }
    if !record.rejected_because.is_empty() {
        blocks.push(Block::Part(say(words::rejected_because())));
        let mut table = table_of(&[words::column(), words::reason(), words::rows()], page.lang, 2);
        for own in &record.rejected_because {
            let cells = vec![
                page::Cell::from(own.column.as_str()),
                page::Cell::from(said(&own.reason, page.lang)),
                count(own.rows),
            ];
            table.rows.push(TableRow::of(0, cells));
        }
        blocks.push(Block::Table(table));
    }
    blocks
}

fn said(text: &TextRecord, lang: Lang) -> String {
    match lang {
        Lang::Zh => text.zh.clone(),
        Lang::En => text.en.clone(),
    }
}

fn sum_of(record: &RunRecord) -> SumsRecord {
    let mut all = SumsRecord::new(&[], &crate::data::totals::Sums::default(), record.benefits.len());
    record.totals.iter().for_each(|own| all.add(own));
    all
}

fn money(own: &Amount) -> page::Cell {
    let number = i64::try_from(own.fen).ok().map(|fen| Figure::Yuan(Number::ratio(fen, 100)));
    page::Cell::from(grouped(&own.yuan)).figure(number)
}

fn count(own: u64) -> page::Cell {
    let number = i64::try_from(own).ok().map(|own| Figure::Plain(Number::from(own)));
    page::Cell::from(grouped(&own.to_string())).figure(number)
}

/// `1234567.80` → `1,234,567.80`
pub(in crate::report) fn grouped(text: &str) -> String {
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// Returns an empty table whose columns behind the first ones hold numbers.
fn table_of(headings: &[Text], lang: Lang, texts: usize) -> Table {
    let align = (0..headings.len()).map(|at| if at < texts { Align::Left } else { Align::Right });
    Table {
        header: headings.iter().map(|own| own.get(lang).to_owned()).collect(),
        align: align.collect(),
        rows: Vec::new(),
        widest: vec![None; headings.len()],
    }
}

fn sums_table(page: &Page<'_>, dimensions: &[String], rows: &[SumsRecord]) -> Table {
    let mut headings: Vec<Text> = dimensions.iter().map(Text::same).collect();
    let texts = headings.len();
    headings.extend([words::bills(), words::persons(), words::eligible(), words::paid()]);
    let mut table = table_of(&headings, page.lang, texts);
    for (own, untold) in rows.iter().zip(untold(page, rows)) {
        let mut cells: Vec<page::Cell> = own.of.iter().map(|own| page::Cell::from(own.as_str())).collect();
        if untold {
            cells.extend(["·"; 4].map(page::Cell::from));
        } else {
            cells.extend([count(own.bills), count(own.persons), money(&own.eligible), money(&own.paid)]);
        }
        table.rows.push(TableRow::of(0, cells));
    }
    if rows.len() > 1 {
        let mut all = rows[0].clone();
        rows[1..].iter().for_each(|own| all.add(own));
        let mut cells = vec![page::Cell::from(words::in_all().get(page.lang)).tone(page::Tone::Strong)];
        cells.resize(texts, page::Cell::default());
        // One person may stand in several rows.
        let persons = sum_of(page.record).persons;
        if all_are_few(page) {
            cells.extend(["·"; 4].map(page::Cell::from));
        } else {
            cells.extend([count(all.bills), count(persons), money(&all.eligible), money(&all.paid)]);
        }
        table.rows.push(TableRow::of(0, cells));
    }
    table
}

/// Returns for each row of totals whether it is not told: rows of few persons, where totals are broken down, and as many
/// others as it takes that nobody can take the rest from the sum of all.
fn untold(page: &Page<'_>, rows: &[SumsRecord]) -> Vec<bool> {
    if page.record.by.is_none() || page.show_few {
        return vec![false; rows.len()];
    }
    let mut entries: Vec<Entry> =
        rows.iter().map(|own| Entry { persons: own.persons, secret: own.persons < FEW }).collect();
    // The sum of all is told in other places too: it is the last to be kept back.
    entries.push(Entry { persons: u64::MAX, secret: all_are_few(page) });
    let all = Sum { parts: (0..rows.len()).collect(), wholes: vec![rows.len()] };
    let mut hidden = withheld(&entries, &[all], FEW);
    hidden.truncate(rows.len());
    hidden
}

/// Whether totals are broken down of so few persons that not even the sum of all is told.
fn all_are_few(page: &Page<'_>) -> bool {
    page.record.by.is_some() && !page.show_few && sum_of(page.record).persons < FEW
}

/// Returns how many rows went which way, without amounts where they are those of few.
fn rows_told(page: &Page<'_>) -> Text {
    match all_are_few(page) {
        true => words::rows_untold(grouped(&page.record.rows.read.to_string())),
        false => rows_line(page.record),
    }
}

/// Returns why rows are not told, where some are not.
fn why_untold(page: &Page<'_>, rows: &[SumsRecord]) -> Option<Text> {
    let hidden = untold(page, rows);
    let few = rows.iter().filter(|own| own.persons < FEW).count();
    let others = hidden.iter().filter(|own| **own).count().saturating_sub(few);
    hidden.contains(&true).then(|| match others {
        _ if all_are_few(page) => words::all_hidden(FEW.to_string()),
        0 => words::few_hidden(FEW.to_string()),
        _ => words::few_and_others_hidden(FEW.to_string()),
    })
}

/// Returns the sheets with totals and with what was compared.
pub(crate) fn tables(page: &Page<'_>) -> Vec<Sheet> {
    let say = |text: Text| text.get(page.lang).to_owned();
    let record = page.record;
    let mut sheets = Vec::new();
    let county = vec![say(words::county())];
    let (dimensions, rows) = match &record.by {
        Some(by) => (&by.dimensions, &by.rows),
        None => (&county, &record.totals),
    };
    let mut headings = dimensions.clone();
    headings.extend([words::bills(), words::persons(), words::gross(), words::eligible()].map(say));
    headings.extend(record.benefits.iter().cloned());
    headings.push(say(words::paid()));
    let row = |of: Vec<Out>, own: &SumsRecord, hide: bool| {
        let mut cells = of;
        if hide {
            cells.resize(cells.len() + 5 + own.paid_by_benefit.len(), Out::Text("·".to_owned()));
            return cells;
        }
        cells.extend([Out::Count(own.bills), Out::Count(own.persons)]);
        cells.extend([Out::Yuan(own.gross.fen), Out::Yuan(own.eligible.fen)]);
        cells.extend(own.paid_by_benefit.iter().map(|own| Out::Yuan(own.fen)));
        cells.push(Out::Yuan(own.paid.fen));
        cells
    };
    let of = |own: &SumsRecord| own.of.iter().cloned().map(Out::Text).collect();
    let mut all: Vec<Vec<Out>> =
        rows.iter().zip(untold(page, rows)).map(|(own, untold)| row(of(own), own, untold)).collect();
    let mut of = vec![Out::Text(say(words::in_all()))];
    of.resize(dimensions.len(), Out::Blank);
    all.push(row(of, &sum_of(record), all_are_few(page)));
    sheets.push(Sheet { name: say(words::sheet_totals()), headings, rows: all });
    if let Some(causes) = &record.compare {
        let headings = [
            words::benefit(),
            words::cause(),
            words::rows(),
            words::recorded(),
            words::due(),
            words::residual(),
            words::example_rows(),
        ];
        let row = |own: &crate::data::record::CauseRecord| {
            vec![
                Out::Text(own.benefit.clone().unwrap_or_else(|| say(words::all_benefits()))),
                Out::Text(said(&own.text, page.lang)),
                Out::Count(own.rows),
                Out::Yuan(own.recorded.fen),
                Out::Yuan(own.computed.fen),
                Out::Yuan(own.residual.fen),
                Out::Text(own.examples.join("、")),
            ]
        };
        let rows = causes.iter().map(row).collect();
        sheets.push(Sheet { name: say(words::compared()), headings: headings.map(say).to_vec(), rows });
    }
    sheets
}

/// Returns the sheet that says what was read, and how.
pub(crate) fn about(page: &Page<'_>) -> Sheet {
    let say = |text: Text| Out::Text(text.get(page.lang).to_owned());
    let record = page.record;
    let mut rows = vec![vec![say(words::about_rows()), say(rows_told(page))]];
    for own in &record.policies {
        let code = own.code.clone().unwrap_or_default();
        let text = format!("{} {code} SHA-256 {}", own.name, own.sha256);
        rows.push(vec![say(words::about_policy()), Out::Text(text)]);
    }
    for input in &record.inputs {
        for line in input_lines(input, true) {
            rows.push(vec![say(words::about_input()), say(line)]);
        }
        rows.push(vec![say(words::about_input()), Out::Text(format!("{} SHA-256 {}", input.name, input.sha256))]);
    }
    rows.push(vec![say(words::about_tool()), Out::Text(format!("polcheck {}", record.polcheck))]);
    let headings = [words::about_item(), words::about_text()];
    Sheet {
        name: words::sheet_about().get(page.lang).to_owned(),
        headings: headings.map(|own| own.get(page.lang).to_owned()).to_vec(),
        rows,
    }
}

/// Returns how many rows went which way.
pub(crate) fn rows_line(record: &RunRecord) -> Text {
    let own = &record.rows;
    let paid: i128 = record.totals.iter().map(|own| own.paid.fen).sum();
    let mut line = words::rows_line(
        grouped(&own.read.to_string()),
        grouped(&own.settled.to_string()),
        grouped(&own.paid.to_string()),
        grouped(&yuan(paid)),
    );
    let mut add = |more: Text| line = Text::new(format!("{}{}", line.zh, more.zh), format!("{}{}", line.en, more.en));
    if own.cancelled > 0 {
        add(words::rows_cancelled(grouped(&own.cancelled.to_string())));
    }
    if own.rejected > 0 {
        add(words::rows_rejected(grouped(&own.rejected.to_string())));
    }
    if own.elsewhere > 0 {
        add(words::rows_elsewhere(grouped(&own.elsewhere.to_string())));
    }
    line
}

/// Returns how an input was read: encoding, columns, what was left out, odd forms.
pub(crate) fn input_lines(input: &InputRecord, everything: bool) -> Vec<Text> {
    let mut lines = vec![words::input(&input.name, &input.encoding, grouped(&input.rows.to_string()))];
    if let Some(sheet) = &input.sheet {
        lines.push(words::input_sheet(sheet));
    }
    if !input.other_sheets.is_empty() {
        lines.push(words::other_sheets(listed(&input.other_sheets)));
    }
    if input.hidden_rows > 0 {
        lines.push(words::hidden_rows(grouped(&input.hidden_rows.to_string())));
    }
    let used: Vec<String> = input
        .columns
        .iter()
        .filter_map(|own| {
            let meaning = own.meaning.as_ref()?;
            let bare = meaning.rsplit('.').next().unwrap_or(meaning);
            let unit = if own.times == 1 { String::new() } else { format!(" ×{}", own.times) };
            Some(if bare == own.heading && unit.is_empty() {
                own.heading.clone()
            } else {
                format!("{} → {bare}{unit}", own.heading)
            })
        })
        .collect();
    lines.push(words::columns_used(listed(&used)));
    let unused: Vec<&str> =
        input.columns.iter().filter(|own| own.meaning.is_none()).map(|own| own.heading.as_str()).collect();
    if !unused.is_empty() {
        lines.push(words::columns_unused(listed(&unused)));
    }
    let left = &input.left_out;
    let numbers = |own: &[u64]| {
        let mut shown: Vec<String> = own.iter().take(5).map(u64::to_string).collect();
        if own.len() > 5 {
            shown.push("…".to_owned());
        }
        listed(&shown)
    };
    if !left.totals.is_empty() {
        lines.push(words::left_out_totals(numbers(&left.totals)));
    }
    for own in &input.wrong_totals {
        let (written, found) = (grouped(&own.written.yuan), grouped(&own.found.yuan));
        lines.push(words::wrong_total(own.line.to_string(), &own.column, written, found));
    }
    if !left.signatures.is_empty() {
        lines.push(words::left_out_signatures(numbers(&left.signatures)));
    }
    if !left.headers_again.is_empty() {
        lines.push(words::left_out_headers(numbers(&left.headers_again)));
    }
    if !left.column_numbers.is_empty() {
        lines.push(words::left_out_column_numbers(numbers(&left.column_numbers)));
    }
    if everything && !left.titles.is_empty() {
        lines.push(words::left_out_titles(numbers(&left.titles)));
    }
    if everything && left.blank > 0 {
        lines.push(words::left_out_blank(grouped(&left.blank.to_string())));
    }
    for own in &input.forms {
        if let Some(form) = Written::ALL.iter().find(|form| form.name() == own.form) {
            lines.push(words::form(&own.column, form.text(), grouped(&own.count.to_string())));
        }
    }
    lines
}
