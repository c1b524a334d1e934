//! Rows as read to rows that count: finds the header below titles, maps its columns, leaves out blank rows, totals and
//! signatures by name, and hands on every other row.

use super::cell;
use super::columns::{ByHand, Column, Mapping, Meaning, Schema, absent, key, told_unused};
use super::header::{self, Header};
use super::sheets::column_letters;
use super::table::{Cell, Flow, Item, Row};
use super::words;
use crate::base::text::{Text, quoted};

/// Among how many rows the header is looked for.
pub const HEADER_WITHIN: usize = 20;

/// So many characters of a heading are shown where none is known.
const SHOWN: usize = 20;

/// How the first cell of a row of totals reads.
const TOTALS: &[&str] = &[
    "合计",
    "总计",
    "小计",
    "累计",
    "本页合计",
    "本页小计",
    "总合计",
    "total",
    "totals",
    "subtotal",
    "grandtotal",
    "sum",
];
/// How the first cell of a row of signatures begins.
const SIGNATURES: &[&str] = &[
    "制表",
    "审核",
    "复核",
    "填表",
    "填报",
    "打印",
    "单位负责人",
    "负责人",
    "经办",
    "备注",
    "注:",
    "说明",
    "导出时间",
];

/// A cell, or a row as a whole, that cannot be settled, with the reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The heading; empty: the row as a whole.
    pub column: String,
    pub value: String,
    pub reason: Text,
}

impl Refusal {
    /// Returns the refusal of a row as a whole.
    pub fn of_row(reason: Text) -> Refusal {
        Refusal { column: String::new(), value: String::new(), reason }
    }

    /// Returns the fact for want of which the evaluator rejects the row, as its sentence names it.
    pub fn wanted_fact(&self) -> Option<&str> {
        let inner = self.reason.zh.strip_prefix("缺少 `")?;
        inner.split_once('`').map(|(name, _)| name.rsplit_once('.').map_or(name, |(_, own)| own))
    }

    /// Returns the word that no vocabulary has, for which the row is rejected.
    pub fn unknown_word(&self) -> Option<&str> {
        let (word, rest) = self.reason.zh.strip_prefix('`')?.split_once('`')?;
        rest.starts_with(" 不在 ").then_some(word)
    }
}

/// What is done with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    Row(Row),
    Refused { row: Row, refusal: Refusal },
}

/// Rows that are not counted among those read, each kind with its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    pub titles: Vec<u64>,
    pub blank: u64,
    pub headers_again: Vec<u64>,
    /// Lines below the header that only count its columns.
    pub column_numbers: Vec<u64>,
    pub totals: Vec<u64>,
    pub signatures: Vec<u64>,
}

/// A sum below a table that is not the sum of the rows above it, in 分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrongTotal {
    pub line: u64,
    pub column: String,
    pub written: i128,
    pub found: i128,
}

/// What stands at the head of a table, once it is found.
pub struct Intake<'s> {
    schema: &'s Schema,
    by_hand: &'s ByHand,
    compare: bool,
    /// Without these there is nothing to do.
    needed: Vec<Meaning>,
    /// Whether every row must have as many cells as the header: a text has no other way to show a cell that is lost.
    exact: bool,
    waiting: Vec<Item>,
    pub mapping: Option<Mapping>,
    /// The lines of the header, as they are compared with rows.
    header: Vec<Vec<String>>,
    /// How many cells a row may have.
    wide: usize,
    pub header_line: u64,
    pub left_out: LeftOut,
    pub wrong_totals: Vec<WrongTotal>,
    /// Rows that count.
    pub rows: u64,
    /// The sums of the columns of amounts: of all rows, and since the last row of totals.
    sums: Vec<(usize, i128, i128)>,
}

impl<'s> Intake<'s> {
    pub fn new(
        schema: &'s Schema,
        by_hand: &'s ByHand,
        compare: bool,
        needed: Vec<Meaning>,
        exact: bool,
    ) -> Intake<'s> {
        Intake {
            schema,
            by_hand,
            compare,
            needed,
            exact,
            waiting: Vec::new(),
            mapping: None,
            header: Vec::new(),
            wide: 0,
            header_line: 0,
            left_out: LeftOut::default(),
            wrong_totals: Vec::new(),
            rows: 0,
            sums: Vec::new(),
        }
    }

    /// Takes in what a reader found.
    pub fn take(
        &mut self,
        item: Item,
        visit: &mut dyn FnMut(&Mapping, Taken) -> Result<Flow, Text>,
    ) -> Result<Flow, Text> {
        if self.mapping.is_some() {
            return self.hand_on(item, visit);
        }
        if matches!(&item, Item::Row(row) if row.is_blank()) {
            self.left_out.blank += 1;
            return Ok(Flow::GoOn);
        }
        self.waiting.push(item);
        if self.waiting.len() < HEADER_WITHIN { Ok(Flow::GoOn) } else { self.open(visit) }
    }

    /// Ends the table.
    pub fn finish(&mut self, visit: &mut dyn FnMut(&Mapping, Taken) -> Result<Flow, Text>) -> Result<(), Text> {
        if self.mapping.is_none() {
            self.open(visit)?;
        }
        Ok(())
    }

    /// Finds the header: among the first rows the one with the most headings.
    fn open(&mut self, visit: &mut dyn FnMut(&Mapping, Taken) -> Result<Flow, Text>) -> Result<Flow, Text> {
        let waiting = std::mem::take(&mut self.waiting);
        if waiting.is_empty() {
            return Err(words::empty_table());
        }
        let score = |item: &Item| match item {
            Item::Row(row) => self.schema.headings_in(row, self.by_hand, self.compare),
            Item::Broken { .. } => 0,
        };
        let mut best = (0, 0);
        for (at, item) in waiting.iter().enumerate() {
            let own = score(item);
            if own > best.1 {
                best = (at, own);
            }
        }
        let (at, headings) = best;
        if headings == 0 {
            return Err(no_header(&waiting));
        }
        let rows: Vec<Option<&Row>> =
            waiting.iter().map(|own| if let Item::Row(row) = own { Some(row) } else { None }).collect();
        let known = |text: &str| self.schema.is_heading(text, self.by_hand, self.compare);
        // Where a day is needed, 1, 2, 3 is no row.
        let plainly = self.needed.contains(&Meaning::Date);
        let Some(mut header) = header::whole(&rows, at, &known, plainly) else { return Err(words::empty_table()) };
        let last = header.numbers.as_ref().or(header.lines.last()).map_or(0, |own| own.line);
        let below = rows.iter().copied().flatten().filter(|own| own.line > last);
        name_columns(&mut header.row, below, self.exact);
        self.begin(&header.row)?;
        self.note_lines(&header);
        let mut flow = Flow::GoOn;
        for item in waiting {
            let line = match &item {
                Item::Row(row) => row.line,
                Item::Broken { line, .. } => *line,
            };
            if line < header.row.line {
                self.left_out.titles.push(line);
            } else if line > last && flow == Flow::GoOn {
                flow = self.hand_on(item, visit)?;
            }
        }
        Ok(flow)
    }

    /// Notes how the lines of a header read, so that they are known where they stand again.
    fn note_lines(&mut self, header: &Header) {
        let keys = |own: &Row| -> Vec<String> {
            let mut keys: Vec<String> = own.cells.iter().map(|own| key(&own.text())).collect();
            keys.truncate(keys.iter().rposition(|own| !own.is_empty()).map_or(0, |last| last + 1));
            keys
        };
        self.header = header.lines.iter().chain(&header.numbers).map(keys).collect();
        self.left_out.column_numbers.extend(header.numbers.as_ref().map(|own| own.line));
    }

    /// Takes a row for the header.
    pub fn begin(&mut self, header: &Row) -> Result<(), Text> {
        let mapping = mapped(self.schema, header, self.by_hand, self.compare, &self.needed)?;
        self.header = vec![header.cells.iter().map(|own| key(&own.text())).collect()];
        self.wide = header.cells.len();
        self.header_line = header.line;
        let is_money = |own: &Column| self.schema.is_amount(own.meaning.as_ref());
        let columns = mapping.columns.iter().enumerate().filter(|(_, own)| is_money(own));
        self.sums = columns.map(|(at, _)| (at, 0, 0)).collect();
        self.mapping = Some(mapping);
        Ok(())
    }

    /// Does without sums of amounts: not all rows will be seen.
    pub fn without_sums(&mut self) {
        self.sums.clear();
    }

    /// Whether a row with the number of a person and a day is beyond doubt a row that counts: no header reads like one.
    pub fn tells_rows(&self) -> bool {
        let Some(date) = self.mapping.as_ref().and_then(|own| own.column(&Meaning::Date)) else { return false };
        // Whatever is read as a day has more digits.
        let digits =
            |own: &Vec<String>| own.get(date).map_or(0, |own| own.chars().filter(char::is_ascii_digit).count());
        self.header.iter().all(|own| digits(own) < 5)
    }

    /// Counts a row that was not handed on, by the amounts in its columns.
    pub fn count(&mut self, amount: impl Fn(usize) -> i64) {
        self.rows += 1;
        for (at, all, part) in &mut self.sums {
            let own = i128::from(amount(*at));
            *all += own;
            *part += own;
        }
    }

    fn hand_on(
        &mut self,
        item: Item,
        visit: &mut dyn FnMut(&Mapping, Taken) -> Result<Flow, Text>,
    ) -> Result<Flow, Text> {
        let Some(mapping) = &self.mapping else { return Ok(Flow::GoOn) };
        let taken = match item {
            Item::Broken { line, text, reason } => {
                let row = Row { line, cells: vec![Cell::Text(text)] };
                Taken::Refused { row, refusal: Refusal::of_row(reason) }
            }
            Item::Row(row) if row.is_blank() => {
                self.left_out.blank += 1;
                return Ok(Flow::GoOn);
            }
            Item::Row(row) => {
                let own: Vec<String> = row.cells.iter().map(|own| key(&own.text())).collect();
                let first = own.iter().find(|own| !own.is_empty()).map_or("", String::as_str);
                let person = mapping.column(&Meaning::Person).and_then(|at| own.get(at)).map_or("", String::as_str);
                let no_person = person.is_empty() || person == first;
                let trimmed = &own[..own.iter().rposition(|own| !own.is_empty()).map_or(0, |last| last + 1)];
                let again = |line: &Vec<String>| own == *line || (trimmed.len() > 1 && line.starts_with(trimmed));
                if self.header.iter().any(again) {
                    self.left_out.headers_again.push(row.line);
                    return Ok(Flow::GoOn);
                }
                if no_person && TOTALS.contains(&first) {
                    self.left_out.totals.push(row.line);
                    check_totals(&mut self.sums, mapping, &row, &mut self.wrong_totals);
                    return Ok(Flow::GoOn);
                }
                let filled = own.iter().filter(|own| !own.is_empty()).count();
                if no_person && filled <= 6 && SIGNATURES.iter().any(|word| first.starts_with(word)) {
                    self.left_out.signatures.push(row.line);
                    return Ok(Flow::GoOn);
                }
                let wide = self.wide;
                let more = row.cells.len() > wide && row.cells[wide..].iter().any(|own| !own.is_blank());
                let fewer = self.exact && row.cells.len() < wide;
                if more || fewer {
                    let reason = words::wrong_count_of_cells(row.cells.len(), wide);
                    Taken::Refused { row, refusal: Refusal::of_row(reason) }
                } else {
                    for (at, all, part) in &mut self.sums {
                        let own = fen(&row, *at).unwrap_or(0);
                        *all += own;
                        *part += own;
                    }
                    Taken::Row(row)
                }
            }
        };
        self.rows += 1;
        visit(mapping, taken)
    }
}

/// Returns what the columns under a header mean; those that are needed must be there.
pub fn mapped(
    schema: &Schema,
    header: &Row,
    by_hand: &ByHand,
    compare: bool,
    needed: &[Meaning],
) -> Result<Mapping, Text> {
    let mut mapping = schema.map(header, by_hand, compare)?;
    if needed.contains(&Meaning::Date) {
        // Bills change nothing from a day on.
        let since = mapping.columns.iter_mut().filter(|own| own.meaning == Some(Meaning::Since) && !own.by_hand);
        since.for_each(|own| own.meaning = None);
    }
    for meaning in needed {
        if mapping.column(meaning).is_none() {
            // Whoever has named the column for it has misspelt it.
            if let Some(own) = by_hand.iter().find_map(|(name, own)| (own.as_ref() == Some(meaning)).then_some(name)) {
                return Err(absent(own, mapping.columns.iter().map(|own| own.heading.as_str())));
            }
            let unused = told_unused(&mapping.unused());
            let usual = schema.usual_headings(meaning);
            return Err(words::column_missing(schema.name(meaning), usual, unused));
        }
    }
    Ok(mapping)
}

/// Says that there is no header among the first rows: what they hold, or why they cannot be read.
fn no_header(waiting: &[Item]) -> Text {
    let found = waiting.iter().find_map(|own| if let Item::Row(row) = own { Some(row) } else { None });
    let broken = waiting.iter().find_map(|own| match own {
        Item::Broken { line, reason, .. } => Some((line, reason)),
        Item::Row(_) => None,
    });
    match (found, broken) {
        (None, Some((line, reason))) => words::no_row_readable(line.to_string(), reason.clone()),
        (None, None) => words::empty_table(),
        (Some(row), _) => {
            let shown = |own: &Cell| {
                let text = own.text();
                let cut: String = text.chars().take(SHOWN).collect();
                if cut.len() < text.len() { format!("{cut}…") } else { cut }
            };
            let found: Vec<String> = row.cells.iter().filter(|own| !own.is_blank()).take(8).map(shown).collect();
            words::no_header(quoted(&found))
        }
    }
}

/// Gives columns without a heading their letters, where rows have something in them. A row of a text with more cells than
/// the header may have been shifted, and gets no column for them.
fn name_columns<'r>(header: &mut Row, below: impl Iterator<Item = &'r Row>, exact: bool) {
    let wide = header.cells.len();
    for row in below {
        for (at, _) in row.cells.iter().enumerate().filter(|(at, own)| !own.is_blank() && (!exact || *at < wide)) {
            if header.cells.len() <= at {
                header.cells.resize(at + 1, Cell::Blank);
            }
            if header.cells[at].is_blank() {
                header.cells[at] = Cell::Text(format!("({})", column_letters(at as u32)));
            }
        }
    }
}

/// Holds a row of totals against the rows above it: all of them, or those since the last such row.
fn check_totals(sums: &mut [(usize, i128, i128)], mapping: &Mapping, row: &Row, wrong: &mut Vec<WrongTotal>) {
    for (at, all, part) in sums {
        if let Some(written) = fen(row, *at)
            && written != *all
            && written != *part
        {
            let column = mapping.columns[*at].heading.clone();
            wrong.push(WrongTotal { line: row.line, column, written, found: *all });
        }
        *part = 0;
    }
}

/// Returns the amount in a cell, as the heading counts it.
fn fen(row: &Row, at: usize) -> Option<i128> {
    cell::amount(row.cell(at)).ok()?.value?.to_i64().map(i128::from)
}
