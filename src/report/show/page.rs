//! A shown policy as a page: for the web with its tables as they stand, for a workbook with one row for each sentence
//! and cell.

use super::text::{mark_words, same_source, standing_words, subject};
use super::{Line, Part, Shown, words};
use crate::base::text::{Lang, Text};
use crate::report::grid::Align;
use crate::report::page::{Block, Table, TableRow};

/// Returns the policy as a page; `flat`: every part as one table of clause, value and source.
pub(crate) fn blocks(shown: &Shown, lang: Lang, flat: bool) -> Vec<Block> {
    let say = |text: &Text| text.get(lang).to_owned();
    let mut blocks = vec![Block::Title(say(&words::heading(&shown.jurisdiction, shown.date.0.to_string())))];
    let subject = say(&subject(shown));
    if !subject.is_empty() {
        blocks.push(Block::Sentence(subject));
    }
    if shown.sections.is_empty() {
        blocks.push(Block::Sentence(say(&words::nothing())));
    }
    for section in &shown.sections {
        blocks.push(Block::Part(say(&section.title)));
        for own in &section.parts {
            part(&mut blocks, own, shown, lang, flat);
        }
    }
    if !shown.documents.is_empty() {
        blocks.push(Block::Part(say(&words::documents())));
        for own in &shown.documents {
            let mut parts = vec![own.number.clone()];
            parts.extend([&own.title, &own.issued_by, &own.url].into_iter().flatten().cloned());
            parts.extend(own.dated.map(|day| day.0.to_string()));
            blocks.push(Block::Item { word: own.name.clone(), text: parts.join("  ") });
        }
    }
    blocks
}

fn part(blocks: &mut Vec<Block>, part: &Part, shown: &Shown, lang: Lang, flat: bool) {
    let say = |text: &Text| text.get(lang).to_owned();
    let headline = part.headline.as_ref().map_or(String::new(), say);
    blocks.push(Block::Heading(part.name.clone(), headline));
    if let Some(standing) = standing_words(part) {
        blocks.push(Block::Sentence(say(&standing)));
        return;
    }
    let mark = say(&mark_words(&part.mark, &shown.jurisdiction));
    if !mark.is_empty() {
        blocks.push(Block::Sentence(mark));
    }
    blocks.extend(part.remarks.iter().map(|remark| Block::Sentence(remark.clone())));
    let header = vec![say(&words::clause()), say(&words::value()), say(&words::source())];
    let mut table = Table { header, align: vec![Align::Left; 3], rows: Vec::new(), widest: Vec::new() };
    for own in &part.lines {
        let mark = match same_source(&own.mark, &part.mark) {
            true => String::new(),
            false => say(&mark_words(&own.mark, &shown.jurisdiction)),
        };
        let remarks = own.remarks.iter().filter(|remark| !part.remarks.contains(remark));
        let mut text = say(&own.text);
        for remark in remarks {
            text = format!("{text} ({remark})");
        }
        table.rows.push(TableRow::of(2 * own.depth, vec![text, " ".to_owned(), mark]));
        match (&own.table, flat) {
            (Some(rows), true) => {
                for row in &rows.rows {
                    for (at, cell) in row.iter().enumerate().skip(rows.heads) {
                        let heads: Vec<String> = row.iter().take(rows.heads).map(say).collect();
                        let column = rows.header.get(at).map_or(String::new(), say);
                        let path: Vec<String> =
                            heads.into_iter().chain([column]).filter(|own| !own.is_empty()).collect();
                        let cells = vec![path.join(" · "), say(cell), String::new()];
                        table.rows.push(TableRow::of(2 * own.depth + 2, cells));
                    }
                }
            }
            (Some(rows), false) => {
                let before = std::mem::take(&mut table.rows);
                blocks.push(Block::Table(Table { rows: before, ..table.clone() }));
                blocks.push(Block::Table(Table {
                    header: rows.header.iter().map(say).collect(),
                    align: (0..rows.header.len())
                        .map(|at| if at < rows.heads { Align::Left } else { Align::Right })
                        .collect(),
                    rows: rows.rows.iter().map(|row| TableRow::of(0, row.iter().map(say).collect())).collect(),
                    widest: Vec::new(),
                }));
            }
            (None, _) => {}
        }
        below(&mut table, own, shown, lang);
    }
    if !table.rows.is_empty() {
        blocks.push(Block::Table(table));
    }
}

/// Adds what stands below a table: effects, and what single cells rest on.
fn below(table: &mut Table, line: &Line, shown: &Shown, lang: Lang) {
    for text in &line.below {
        table.rows.push(TableRow::of(2 * line.depth + 2, vec![text.get(lang).to_owned(), " ".to_owned()]));
    }
    let notes = line.table.iter().flat_map(|table| &table.notes).enumerate();
    for (at, note) in notes {
        let mark = mark_words(note, &shown.jurisdiction);
        let cells = vec![format!("*{}", at + 1), " ".to_owned(), mark.get(lang).to_owned()];
        table.rows.push(TableRow::of(2 * line.depth + 2, cells));
    }
}
