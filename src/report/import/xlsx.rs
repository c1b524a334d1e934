//! The table that was read, as a workbook with its questions: cells that are not understood are yellow and carry what to
//! write, those that were left out are grey; the list stands in a sheet of its own.

use super::{place_name, words};
use crate::base::text::{Lang, Text};
use crate::data::sheets::Sheet;
use crate::import::{Fate, Outcome, Weight};
use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatBorder, Note, Workbook, XlsxError};

const LONGEST_NAME: usize = 31;

pub(super) fn workbook(outcome: &Outcome, lang: Lang) -> Result<Vec<u8>, Text> {
    write(outcome, lang).map_err(|error| Text::new(format!("写 xlsx 出错({error})"), format!("workbook: {error}")))
}

fn write(outcome: &Outcome, lang: Lang) -> Result<Vec<u8>, XlsxError> {
    let say = |text: Text| text.get(lang).to_owned();
    let mut book = Workbook::new();
    // The same input gives the same bytes.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&outcome.book.name).set_creation_datetime(&made));
    let head = Format::new().set_bold().set_background_color(Color::RGB(0x00E6_EDF4)).set_border(FormatBorder::Thin);
    let wrapped = Format::new().set_text_wrap();
    let list = book.add_worksheet();
    list.set_name(say(words::sheet_of_list()))?;
    for (at, word) in [words::cell(), words::text(), words::reason(), words::advice()].into_iter().enumerate() {
        list.write_string_with_format(0, at as u16, say(word), &head)?;
    }
    for (row, own) in outcome.import.open.iter().enumerate() {
        let texts = [
            place_name(&outcome.book, own.place, lang),
            own.text.clone(),
            say(own.reason.clone()),
            say(own.advice.clone()),
        ];
        for (at, text) in texts.iter().enumerate() {
            list.write_string_with_format(row as u32 + 1, at as u16, clean(text), &wrapped)?;
        }
    }
    for (at, width) in [20.0, 30.0, 50.0, 60.0].into_iter().enumerate() {
        list.set_column_width(at as u16, width)?;
    }
    list.set_freeze_panes(1, 0)?;
    if !outcome.import.open.is_empty() {
        list.autofilter(0, 0, outcome.import.open.len() as u32, 3)?;
    }
    for (at, sheet) in outcome.book.sheets.iter().enumerate() {
        if !sheet.cells.is_empty() {
            copy(&mut book, outcome, at, sheet, lang)?;
        }
    }
    book.save_to_buffer()
}

/// Writes a sheet as it was read, with colours and notes.
fn copy(book: &mut Workbook, outcome: &Outcome, at: usize, sheet: &Sheet, lang: Lang) -> Result<(), XlsxError> {
    let lined =
        || Format::new().set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00CB_D2D9)).set_text_wrap();
    let ask = lined().set_background_color(Color::RGB(0x00FF_E699));
    let note = lined().set_background_color(Color::RGB(0x00FF_F4D6));
    let quiet = lined().set_font_color(Color::RGB(0x007B_8794));
    let plain = lined();
    let name = if sheet.name.is_empty() { outcome.book.name.as_str() } else { sheet.name.as_str() };
    let safe: String =
        name.chars().map(|own| if "[]:*?/\\'".contains(own) { ' ' } else { own }).take(LONGEST_NAME).collect();
    let own = book.add_worksheet();
    own.set_name(safe.trim())?;
    for area in &sheet.merges {
        if (area.bottom, area.right) != (area.top, area.left) && area.right < u32::from(u16::MAX) {
            own.merge_range(area.top, area.left as u16, area.bottom, area.right as u16, "", &plain)?;
        }
    }
    for ((row, column), cell) in &sheet.cells {
        let place = (at, *row, *column);
        let listed = outcome.import.open.iter().find(|own| own.place == Some(place));
        let format = match outcome.import.fates.get(&place) {
            Some(Fate::Open(_)) => &ask,
            Some(Fate::Ignored(_)) => &quiet,
            Some(Fate::Understood(_)) if listed.is_some_and(|own| own.weight == Weight::Note) => &note,
            Some(Fate::Understood(_)) | None => &plain,
        };
        own.write_string_with_format(*row, *column as u16, clean(&cell.text()), format)?;
        if let Some(open) = listed {
            let text = format!("{}\n{}", open.reason.get(lang), open.advice.get(lang));
            own.insert_note(*row, *column as u16, &Note::new(clean(&text)).set_author("polcheck").set_width(320))?;
        }
    }
    Ok(())
}

fn clean(text: &str) -> String {
    let kept = text.chars().map(|own| if own.is_control() && own != '\n' { '\u{fffd}' } else { own });
    kept.take(32_000).collect()
}
