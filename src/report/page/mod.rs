//! A report as a list of headings, sentences, tables and charts, and that list as text, Markdown, a web page or a
//! workbook. Knows nothing of what is reported; the reports of every command are made of these.

mod chart;
mod html;
mod lines;
mod text;
#[cfg(feature = "xlsx")]
mod xlsx;

use crate::base::number::Number;
use crate::base::text::{Lang, Text};
use crate::report::grid::Align;

pub(crate) use chart::{Bar, Chart};
pub(crate) use html::html;
pub(crate) use lines::Lines;
pub(crate) use text::set;

/// What a page is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Block {
    /// The title of the page.
    Title(String),
    /// A numbered part of it.
    Part(String),
    /// A part for those who check the others: it lies folded where a page can be, and is not printed then.
    Appendix(String),
    /// A heading with a word at the right.
    Heading(String, String),
    Sentence(String),
    /// A sentence after a short word.
    Item {
        word: String,
        text: String,
    },
    Table(Table),
    /// A table laid out for the eye; a workbook has a sheet of the same beside it.
    Laid(Table),
    /// Rows to filter and sort, for a workbook only.
    Sheet(Table),
    /// Text that is laid out already.
    Verbatim(String),
    Chart(Chart),
    Lines(Lines),
}

/// A table; a row whose further cells are all empty is a heading over those below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) header: Vec<String>,
    pub(crate) align: Vec<Align>,
    pub(crate) rows: Vec<TableRow>,
    /// The widest that each column may be; `None`: takes what is left.
    pub(crate) widest: Vec<Option<usize>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TableRow {
    pub(crate) indent: usize,
    pub(crate) cells: Vec<Cell>,
}

/// A cell: what it says, what that means, and the number behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) tone: Tone,
    pub(crate) figure: Option<Figure>,
    /// Whether a terminal, where room is dear, may show its beginning only: the whole stands further down.
    pub(crate) brief: bool,
}

/// What a colour would say; the words of the cell say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    #[default]
    Plain,
    Good,
    Bad,
    Warn,
    Quiet,
    Strong,
}

/// A number that a workbook can calculate with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// In yuan.
    Yuan(Number),
    /// As a fraction.
    Ratio(Number),
    Plain(Number),
}

/// How a page is set as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    Text { width: usize, color: bool },
    Plain,
    Markdown,
}

/// Returns the charts of a page as one drawing; `None` when it has none.
pub(crate) fn svg(blocks: &[Block]) -> Option<String> {
    let charts = blocks.iter().filter_map(|block| match block {
        Block::Chart(own) => Some((own.title.as_str(), own.size(), own.drawn())),
        Block::Lines(own) => Some((own.title.as_str(), own.size(), own.drawn())),
        Block::Title(_)
        | Block::Part(_)
        | Block::Appendix(_)
        | Block::Heading(..)
        | Block::Sentence(_)
        | Block::Item { .. }
        | Block::Table(_)
        | Block::Laid(_)
        | Block::Sheet(_)
        | Block::Verbatim(_) => None,
    });
    chart::drawing(&charts.collect::<Vec<_>>())
}

/// Returns a page as a workbook, or why there is none.
pub(crate) fn workbook(blocks: &[Block], lang: Lang) -> Result<Vec<u8>, Text> {
    #[cfg(feature = "xlsx")]
    return xlsx::workbook(blocks, lang);
    #[cfg(not(feature = "xlsx"))]
    {
        let _ = (blocks, lang);
        Err(Text::new("这个程序没有带上写 xlsx 的部分", "this program was built without workbooks"))
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, ..Cell::default() }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}

impl Cell {
    /// Returns the cell with a meaning.
    pub(crate) fn tone(self, tone: Tone) -> Cell {
        Cell { tone, ..self }
    }

    /// Returns the cell of which a terminal may show the beginning only.
    pub(crate) fn brief(self) -> Cell {
        Cell { brief: true, ..self }
    }

    /// Returns the cell with the number behind it.
    pub(crate) fn figure(self, figure: Option<Figure>) -> Cell {
        Cell { figure, ..self }
    }
}

impl TableRow {
    /// Returns a row of texts.
    pub(crate) fn of<C: Into<Cell>>(indent: usize, cells: Vec<C>) -> TableRow {
        TableRow { indent, cells: cells.into_iter().map(Into::into).collect() }
    }

    /// Returns the text of the first cell.
    fn first(&self) -> &str {
        self.cells.first().map_or("", |cell| cell.text.as_str())
    }

    /// Whether it is a heading over those below it.
    fn is_heading(&self) -> bool {
        self.cells.iter().skip(1).all(|cell| cell.text.is_empty())
    }
}

impl Table {
    /// Returns the rows that are no headings, each with the headings above it.
    fn with_headings(&self) -> Vec<(&TableRow, Vec<&str>)> {
        let mut above: Vec<(usize, &str)> = Vec::new();
        let mut rows = Vec::new();
        for row in &self.rows {
            above.retain(|(indent, _)| *indent < row.indent);
            if row.is_heading() {
                above.push((row.indent, row.first()));
            } else {
                rows.push((row, above.iter().map(|(_, text)| *text).collect()));
            }
        }
        rows
    }
}
