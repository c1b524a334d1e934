//! Tables to a workbook, row by row: memory holds one row. Headings are frozen, columns can be filtered, amounts are
//! numbers, everything else is text.

use crate::data::out::{Out, Sink};
use crate::data::table::Cell;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;
use unicode_width::UnicodeWidthStr;

/// The most rows of a sheet below its headings.
const MOST_ROWS: u32 = 1_048_575;
const WIDEST: usize = 60;
/// How wide a column is in which nothing has been seen yet.
const UNSEEN: usize = 30;
/// The height of a line, and how many a row can have.
const LINE_POINTS: usize = 15;
const MOST_LINES: usize = 27;
/// So many rows of a table are held back to see how wide its columns are.
const LOOK: usize = 200;

/// A workbook in the making.
pub struct Book {
    book: Workbook,
    /// What has been begun: name, headings, the number of its sheet.
    name: String,
    headings: Vec<String>,
    sheets: u32,
    rows: u32,
    held: Vec<Vec<Out>>,
    /// How wide the columns are, in digits.
    widths: Vec<usize>,
    open: bool,
    formats: Formats,
}

struct Formats {
    head: Format,
    yuan: Format,
    count: Format,
    date: Format,
    text: Format,
    /// For texts that are wider than a column may be.
    long: Format,
}

impl Book {
    /// `folder`: where rows are kept until the workbook ends; `None`: where the system keeps such files.
    pub fn new(title: &str, folder: Option<&Path>) -> io::Result<Book> {
        let mut book = Workbook::new();
        if let Some(folder) = folder {
            book.set_tempdir(folder).map_err(fault)?;
        }
        // The same input gives the same bytes.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(fault)?;
        book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made));
        let grid = Color::RGB(0x00CB_D2D9);
        let lined = || Format::new().set_border(FormatBorder::Thin).set_border_color(grid).set_align(FormatAlign::Top);
        let formats = Formats {
            head: lined().set_bold().set_background_color(Color::RGB(0x00E6_EDF4)).set_text_wrap(),
            yuan: lined().set_num_format("#,##0.00"),
            count: lined().set_num_format("#,##0"),
            date: lined().set_num_format("yyyy-mm-dd"),
            text: lined(),
            long: lined().set_text_wrap(),
        };
        let (name, headings, held, widths) = (String::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Book { book, name, headings, sheets: 0, rows: 0, held, widths, open: false, formats })
    }

    /// Ends the workbook.
    pub fn finish(mut self, to: impl Write + Seek + Send) -> io::Result<()> {
        self.settle()?;
        self.close()?;
        let mut to = Patient { to, place: 0, failed: None };
        let saved = guarded(|| self.book.save_to_writer(&mut to).map_err(fault));
        to.failed.map_or(saved, Err)
    }

    /// Writes what has been held back.
    fn settle(&mut self) -> io::Result<()> {
        if !self.open {
            if self.name.is_empty() {
                return Ok(());
            }
            self.next_sheet()?;
        }
        for row in std::mem::take(&mut self.held) {
            self.write(&row)?;
        }
        Ok(())
    }

    fn next_sheet(&mut self) -> io::Result<()> {
        self.close()?;
        self.sheets += 1;
        self.rows = 0;
        self.open = true;
        let mut widths: Vec<usize> = self.headings.iter().map(|own| own.width() + 4).collect();
        let mut filled = vec![false; widths.len()];
        for row in &self.held {
            for ((width, filled), cell) in widths.iter_mut().zip(&mut filled).zip(row) {
                let own = shown_width(cell);
                *filled |= own > 0;
                *width = (*width).max(own + 2).min(WIDEST);
            }
        }
        if self.held.len() >= LOOK {
            // What is seldom said may be long when it is.
            let unseen = widths.iter_mut().zip(&filled).filter(|(_, filled)| !**filled);
            unseen.for_each(|(width, _)| *width = (*width).max(UNSEEN));
        }
        let name = if self.sheets == 1 { self.name.clone() } else { format!("{} {}", self.name, self.sheets) };
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(fault)?;
        let result: Result<(), XlsxError> = (|| {
            sheet.set_name(name)?;
            for (at, width) in widths.iter().enumerate() {
                sheet.set_column_width(at as u16, *width as f64)?;
            }
            sheet.set_freeze_panes(1, 0)?;
            sheet.set_paper_size(9);
            sheet.set_landscape();
            sheet.set_print_fit_to_pages(1, 0);
            sheet.set_repeat_rows(0, 0)?;
            sheet.set_footer("&C&P / &N");
            for (at, text) in self.headings.iter().enumerate() {
                sheet.write_string_with_format(0, at as u16, clean(text), &self.formats.head)?;
            }
            Ok(())
        })();
        self.widths = widths;
        result.map_err(fault)
    }

    fn close(&mut self) -> io::Result<()> {
        if self.open && !self.headings.is_empty() {
            let (rows, last) = (self.rows, self.headings.len() as u16 - 1);
            let sheet = self.sheet()?;
            sheet.autofilter(0, 0, rows.max(1), last).map_err(fault)?;
        }
        self.open = false;
        Ok(())
    }

    fn sheet(&mut self) -> io::Result<&mut Worksheet> {
        let last = self.book.worksheets().len();
        self.book.worksheet_from_index(last.saturating_sub(1)).map_err(fault)
    }

    fn write(&mut self, cells: &[Out]) -> io::Result<()> {
        if self.rows >= MOST_ROWS {
            self.next_sheet()?;
        }
        self.rows += 1;
        let row = self.rows;
        let last = self.book.worksheets().len();
        let sheet = self.book.worksheet_from_index(last.saturating_sub(1)).map_err(fault)?;
        let formats = &self.formats;
        let width_of = |at: usize| self.widths.get(at).copied().unwrap_or(WIDEST).saturating_sub(1).max(1);
        // Not every program makes rows as high as their texts.
        let lines = cells.iter().enumerate().map(|(at, cell)| lines_of(cell, width_of(at))).max().unwrap_or(1);
        if lines > 1 {
            sheet.set_row_height(row, (lines.min(MOST_LINES) * LINE_POINTS) as f64).map_err(fault)?;
        }
        for (at, cell) in cells.iter().enumerate() {
            let column = u16::try_from(at).map_err(io::Error::other)?;
            let written = match cell {
                Out::Blank | Out::Same(Cell::Blank) => sheet.write_blank(row, column, &formats.text),
                Out::Text(text) | Out::Same(Cell::Text(text) | Cell::Fault(text)) => {
                    let format = if lines_of(cell, width_of(at)) > 1 { &formats.long } else { &formats.text };
                    sheet.write_string_with_format(row, column, clean(text), format)
                }
                Out::Yuan(fen) => match float(&crate::data::out::yuan(*fen)) {
                    Some(number) => sheet.write_number_with_format(row, column, number, &formats.yuan),
                    None => sheet.write_string_with_format(row, column, crate::data::out::yuan(*fen), &formats.text),
                },
                Out::Count(count) => sheet.write_number_with_format(row, column, *count as f64, &formats.count),
                Out::Same(Cell::Number(text)) => match float(text) {
                    Some(number) => sheet.write_number_with_format(row, column, number, &formats.text),
                    None => sheet.write_string_with_format(row, column, text, &formats.text),
                },
                Out::Same(Cell::Truth(truth)) => sheet.write_boolean_with_format(row, column, *truth, &formats.text),
                Out::Same(Cell::Date(date)) => {
                    let own = ExcelDateTime::from_ymd(date.year() as u16, date.month() as u8, date.day() as u8);
                    match own {
                        Ok(own) => sheet.write_datetime_with_format(row, column, &own, &formats.date),
                        Err(_) => sheet.write_string_with_format(row, column, date.to_string(), &formats.text),
                    }
                }
            };
            written.map_err(fault)?;
        }
        Ok(())
    }
}

/// The library keeps rows in temporary files and panics where it cannot write them, as on a full disk.
fn guarded<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let told = panic.downcast_ref::<String>().cloned().unwrap_or_default();
        let is_full = ["StorageFull", "FileTooLarge", "QuotaExceeded"].iter().any(|own| told.contains(own));
        Err(if is_full { io::ErrorKind::StorageFull.into() } else { io::Error::other(told) })
    })
}

/// Keeps the first failure to itself: the library would tell of every later one on standard error.
struct Patient<W> {
    to: W,
    place: u64,
    failed: Option<io::Error>,
}

impl<W: Write> Write for Patient<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = if self.failed.is_some() { Ok(bytes.len()) } else { self.to.write(bytes) };
        let count = match written {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                self.failed = Some(error);
                bytes.len()
            }
        };
        self.place += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed.is_none() {
            self.failed = self.to.flush().err();
        }
        Ok(())
    }
}

impl<W: Seek> Seek for Patient<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let found = if self.failed.is_some() { Ok(self.place) } else { self.to.seek(to) };
        self.place = match (found, to) {
            (Ok(_), SeekFrom::Start(place)) => place,
            (Ok(place), SeekFrom::Current(_) | SeekFrom::End(_)) => place,
            (Err(error), _) => {
                self.failed = Some(error);
                self.place
            }
        };
        Ok(self.place)
    }
}

impl Sink for Book {
    fn begin(&mut self, name: &str, headings: &[String]) -> io::Result<()> {
        self.settle()?;
        self.close()?;
        self.name = name.to_owned();
        self.headings = headings.to_vec();
        self.sheets = 0;
        self.rows = 0;
        Ok(())
    }

    fn row(&mut self, cells: &[Out]) -> io::Result<()> {
        guarded(|| {
            if self.open {
                return self.write(cells);
            }
            self.held.push(cells.to_vec());
            if self.held.len() >= LOOK { self.settle() } else { Ok(()) }
        })
    }
}

/// Returns a decimal as a cell holds it, where that loses nothing.
fn float(text: &str) -> Option<f64> {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits > 15 { None } else { text.parse().ok() }
}

fn shown_width(cell: &Out) -> usize {
    match cell {
        Out::Yuan(fen) => {
            let text = crate::data::out::yuan(*fen);
            text.len() + text.len() / 4
        }
        Out::Same(Cell::Date(_)) => 10,
        other => crate::data::out::text(other).lines().map(UnicodeWidthStr::width).max().unwrap_or(0),
    }
}

/// Returns how many lines a cell takes in a column of such a width.
fn lines_of(cell: &Out, width: usize) -> usize {
    let (Out::Text(text) | Out::Same(Cell::Text(text) | Cell::Fault(text))) = cell else { return 1 };
    // No letter is wider than two digits, or than its bytes are many.
    if text.len() <= width && !text.contains('\n') {
        return 1;
    }
    text.lines().map(|own| own.width().div_ceil(width).max(1)).sum::<usize>().max(1)
}

/// Returns a text without characters that a sheet cannot hold, no longer than a cell can be.
fn clean(text: &str) -> String {
    let kept = text.chars().map(|own| if own.is_control() && own != '\n' { '\u{fffd}' } else { own });
    kept.take(32_000).collect()
}

fn fault(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => io::Error::other(other.to_string()),
    }
}
