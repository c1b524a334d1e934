//! A page as a workbook: a cover sheet with what is said in sentences, a sheet for each part with its tables as one that
//! can be filtered, and a sheet with sources and notes. Texts stay texts: nothing becomes a formula.

use super::text::numbered;
use super::{Block, Cell, Figure, Table, Tone};
use crate::base::number::Number;
use crate::base::text::{Lang, Text};
use crate::report::grid::Align;
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

/// What a sheet's name may hold, in characters.
const LONGEST_NAME: usize = 31;
const WIDEST: usize = 60;
/// The last row of a sheet.
const MOST_ROWS: usize = 1_048_000;

/// Returns a page as the bytes of a workbook.
pub(super) fn workbook(blocks: &[Block], lang: Lang) -> Result<Vec<u8>, Text> {
    write(blocks, lang).map_err(|error| Text::new(format!("写 xlsx 出错({error})"), format!("workbook: {error}")))
}

/// A part of the page: its tables, grouped by their headers.
#[derive(Default)]
struct Part<'b> {
    heading: String,
    groups: Vec<Group<'b>>,
}

/// Tables with one header, each with the heading over it.
struct Group<'b> {
    header: &'b [String],
    align: &'b [Align],
    tables: Vec<(&'b str, &'b Table)>,
}

fn write(blocks: &[Block], lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let say = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut cover: Vec<(&str, String)> = Vec::new();
    let mut notes: Vec<[String; 3]> = Vec::new();
    let mut parts: Vec<Part<'_>> = Vec::new();
    let (mut title, mut heading) = ("", "");
    for block in blocks {
        let part = parts.last().map_or(String::new(), |part| part.heading.clone());
        match block {
            Block::Title(own) => title = own,
            Block::Part(own) | Block::Appendix(own) => {
                heading = "";
                parts.push(Part { heading: numbered(parts.len() + 1, own), groups: Vec::new() });
            }
            Block::Heading(left, right) => {
                heading = left;
                if !right.is_empty() {
                    notes.push([part, left.clone(), right.clone()]);
                }
            }
            Block::Sentence(text) if text.is_empty() => {}
            // What is said before the second part sums the whole up.
            Block::Sentence(text) if parts.len() <= 1 => cover.push(("", text.clone())),
            Block::Sentence(text) => notes.push([part, heading.to_owned(), text.clone()]),
            Block::Item { word, text } => {
                notes.push([part, format!("{heading} {word}").trim().to_owned(), text.clone()])
            }
            Block::Verbatim(text) => {
                for line in text.lines() {
                    notes.push([part.clone(), heading.to_owned(), line.to_owned()]);
                }
            }
            Block::Table(table) | Block::Sheet(table) => add(&mut parts, table, title, heading),
            Block::Laid(_) => {}
            Block::Lines(lines) => add(&mut parts, &lines.points, title, &lines.title),
            // The numbers of a chart stand in a table beside it.
            Block::Chart(_) => {}
        }
    }
    let mut book = Workbook::new();
    // The same input gives the same bytes.
    let made = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_title(title).set_creation_datetime(&made));
    let mut names: Vec<String> = Vec::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name(say("说明", "about"), &mut names))?;
    write_cover(sheet, title, &cover, lang)?;
    for part in &parts {
        for group in &part.groups {
            let sheet = book.add_worksheet();
            sheet.set_name(name(&part.heading, &mut names))?;
            write_group(sheet, group, say("名称", "name"))?;
            print_setup(sheet, true)?;
        }
    }
    if !notes.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(name(say("依据和备注", "sources and notes"), &mut names))?;
        let header = [say("部分", "part"), say("项目", "item"), say("内容", "text")];
        for (at, word) in header.iter().enumerate() {
            sheet.write_string_with_format(0, at as u16, *word, &head_format())?;
        }
        let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        for (at, row) in notes.iter().take(MOST_ROWS).enumerate() {
            for (column, text) in row.iter().enumerate() {
                sheet.write_string_with_format(at as u32 + 1, column as u16, clean(text), &wrapped)?;
            }
        }
        for (column, width) in [18.0, 36.0, 90.0].into_iter().enumerate() {
            sheet.set_column_width(column as u16, width)?;
        }
        sheet.set_freeze_panes(1, 0)?;
        sheet.autofilter(0, 0, notes.len().min(MOST_ROWS) as u32, 2)?;
        print_setup(sheet, true)?;
    }
    book.save_to_buffer()
}

/// Adds a table to the last part, beside those of the same columns.
fn add<'b>(parts: &mut Vec<Part<'b>>, table: &'b Table, title: &str, heading: &'b str) {
    if parts.is_empty() {
        parts.push(Part { heading: title.to_owned(), groups: Vec::new() });
    }
    let groups = &mut parts.last_mut().expect("a part was just added").groups;
    match groups.iter_mut().find(|group| group.header == table.header.as_slice()) {
        Some(group) => group.tables.push((heading, table)),
        None => {
            groups.push(Group { header: &table.header, align: &table.align, tables: vec![(heading, table)] });
        }
    }
}

fn write_cover(sheet: &mut Worksheet, title: &str, cover: &[(&str, String)], lang: Lang) -> Result<(), XlsxError> {
    sheet.set_column_width(0, 100.0)?;
    let large = Format::new().set_bold().set_font_size(16.0);
    sheet.write_string_with_format(0, 0, clean(title), &large)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let mut row = 2;
    for (_, text) in cover {
        sheet.write_string_with_format(row, 0, clean(text), &wrapped)?;
        row += 1;
    }
    let meaning = match lang {
        Lang::Zh => [
            (Tone::Good, "绿色:达标、较优"),
            (Tone::Bad, "红色:低于标准或擅自超出、较差"),
            (Tone::Warn, "黄色:没有规定、离群"),
            (Tone::Quiet, "灰色:待判、豁免、没有"),
        ],
        Lang::En => [
            (Tone::Good, "green: meets the standard, best"),
            (Tone::Bad, "red: misses the standard, worst"),
            (Tone::Warn, "yellow: not stated, an outlier"),
            (Tone::Quiet, "grey: open, exempt, absent"),
        ],
    };
    row += 1;
    for (tone, text) in meaning {
        sheet.write_string_with_format(row, 0, text, &toned(Format::new(), tone))?;
        row += 1;
    }
    print_setup(sheet, false)
}

/// Writes the tables of a group as one: a column for the heading over each, where there is any, then the columns.
fn write_group(sheet: &mut Worksheet, group: &Group<'_>, item: &str) -> Result<(), XlsxError> {
    let with_heading = group.tables.iter().any(|(heading, _)| !heading.is_empty());
    let shift = usize::from(with_heading);
    let columns = group.header.len() + shift;
    let mut widths: Vec<usize> = vec![6; columns];
    let head = head_format();
    let mut widen = |column: usize, text: &str| {
        if let Some(width) = widths.get_mut(column) {
            *width = (*width).max(text.width() + 2).min(WIDEST);
        }
    };
    if with_heading {
        sheet.write_string_with_format(0, 0, item, &head)?;
    }
    for (at, word) in group.header.iter().enumerate() {
        sheet.write_string_with_format(0, (at + shift) as u16, clean(word), &head)?;
        widen(at + shift, word);
    }
    let mut row = 0u32;
    for (heading, table) in &group.tables {
        for (own, above) in table.with_headings() {
            if row as usize >= MOST_ROWS {
                break;
            }
            row += 1;
            if with_heading {
                let format = Format::new().set_border(FormatBorder::Thin).set_border_color(GRID);
                sheet.write_string_with_format(row, 0, clean(heading), &format)?;
                widen(0, heading);
            }
            for at in 0..group.header.len() {
                let blank = Cell::default();
                let cell = own.cells.get(at).unwrap_or(&blank);
                let text = match at {
                    0 => above.iter().copied().chain([cell.text.as_str()]).collect::<Vec<_>>().join(" · "),
                    _ => cell.text.clone(),
                };
                let column = (at + shift) as u16;
                let right = group.align.get(at) == Some(&Align::Right) || cell.figure.is_some();
                let format =
                    Format::new().set_border(FormatBorder::Thin).set_border_color(GRID).set_align(FormatAlign::Top);
                let format = if right { format.set_align(FormatAlign::Right) } else { format };
                let format = toned(format, cell.tone);
                widen(at + shift, &text);
                match cell.figure.as_ref().and_then(figure) {
                    Some((number, shape)) => {
                        sheet.write_number_with_format(row, column, number, &format.set_num_format(shape))?;
                    }
                    None => {
                        sheet.write_string_with_format(row, column, clean(&text), &format.set_text_wrap())?;
                    }
                }
            }
        }
    }
    for (column, width) in widths.iter().enumerate() {
        sheet.set_column_width(column as u16, *width as f64)?;
    }
    sheet.set_freeze_panes(1, (shift + 1) as u16)?;
    if row > 0 && columns > 0 {
        sheet.autofilter(0, 0, row, (columns - 1) as u16)?;
    }
    sheet.set_repeat_rows(0, 0)?;
    Ok(())
}

fn print_setup(sheet: &mut Worksheet, across: bool) -> Result<(), XlsxError> {
    sheet.set_paper_size(9);
    if across {
        sheet.set_landscape();
    }
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&P / &N");
    Ok(())
}

const GRID: Color = Color::RGB(0x00CB_D2D9);

fn head_format() -> Format {
    Format::new()
        .set_bold()
        .set_background_color(Color::RGB(0x00E6_EDF4))
        .set_border(FormatBorder::Thin)
        .set_border_color(GRID)
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

fn toned(format: Format, tone: Tone) -> Format {
    match tone {
        Tone::Plain => format,
        Tone::Good => format.set_background_color(Color::RGB(0x00E3_F4E8)).set_font_color(Color::RGB(0x001B_6E3C)),
        Tone::Bad => format.set_background_color(Color::RGB(0x00FD_E8E6)).set_font_color(Color::RGB(0x00A4_262C)),
        Tone::Warn => format.set_background_color(Color::RGB(0x00FF_F4D6)).set_font_color(Color::RGB(0x008A_5A00)),
        Tone::Quiet => format.set_font_color(Color::RGB(0x007B_8794)),
        Tone::Strong => format.set_bold(),
    }
}

/// Returns a number as a cell holds it, with its shape; only what a cell shows is rounded.
fn figure(own: &Figure) -> Option<(f64, &'static str)> {
    let float = |number: &Number, places: usize| number.fixed_text(places).parse::<f64>().ok();
    Some(match own {
        Figure::Yuan(number) => (float(number, 2)?, "#,##0.00"),
        Figure::Ratio(number) => (float(number, 6)?, "0.##%"),
        Figure::Plain(number) => (float(number, 6)?, "#,##0.######"),
    })
}

/// Returns a text without characters that a sheet cannot hold, no longer than a cell can be.
fn clean(text: &str) -> String {
    let kept = text.chars().map(|own| if own.is_control() && own != '\n' { '\u{fffd}' } else { own });
    kept.take(32_000).collect()
}

/// Returns a name for a sheet that no other has.
fn name(wanted: &str, taken: &mut Vec<String>) -> String {
    let safe = |own: char| if "[]:*?/\\".contains(own) || own.is_control() { ' ' } else { own };
    let base: String = wanted.chars().map(safe).collect();
    let base = base.trim().trim_matches('\'').to_owned();
    let base = if base.is_empty() { "1".to_owned() } else { base };
    let numbered = (2..).map(|number| format!(" {number}"));
    let name = std::iter::once(String::new()).chain(numbered).map(|behind| {
        let room = LONGEST_NAME - behind.chars().count();
        format!("{}{behind}", base.chars().take(room).collect::<String>())
    });
    let free = |own: &String| taken.iter().all(|known| known.to_lowercase() != own.to_lowercase());
    let name = name.into_iter().find(free).expect("numbers do not end");
    taken.push(name.clone());
    name
}
