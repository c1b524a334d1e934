//! A shown policy as Markdown, to be pasted into a document.

use super::text::{chinese_number, mark_words, same_source, standing_words, subject};
use super::{Line, Part, Shown, Table, words};
use crate::base::text::{Lang, Text};
use crate::report::grid::{Align, Grid, plain_in_markdown};

/// Returns the policy as Markdown.
pub fn markdown(shown: &Shown, lang: Lang) -> String {
    let heading = words::heading(&shown.jurisdiction, shown.date.0.to_string());
    let mut out = format!("# {}\n", plain_in_markdown(heading.get(lang)));
    let subject = subject(shown);
    if !subject.get(lang).is_empty() {
        out.push_str(&format!("\n{}\n", plain_in_markdown(subject.get(lang))));
    }
    let title = |number: usize, title: &Text| match lang {
        Lang::Zh => format!("\n## {}、{}\n", chinese_number(number), title.zh),
        Lang::En => format!("\n## {number}. {}\n", title.en),
    };
    for (at, section) in shown.sections.iter().enumerate() {
        out.push_str(&title(at + 1, &section.title));
        for own in &section.parts {
            part(&mut out, own, &shown.jurisdiction, lang);
        }
    }
    if shown.sections.is_empty() {
        out.push_str(&format!("\n{}\n", words::nothing().get(lang)));
    }
    if !shown.documents.is_empty() {
        out.push_str(&title(shown.sections.len() + 1, &words::documents()));
        out.push('\n');
        for own in &shown.documents {
            let mut parts = vec![own.number.clone()];
            parts.extend([&own.title, &own.issued_by, &own.url].into_iter().flatten().cloned());
            parts.extend(own.dated.map(|day| day.0.to_string()));
            let text = plain_in_markdown(&parts.join("  "));
            out.push_str(&format!("- **{}**  {text}\n", plain_in_markdown(&own.name)));
        }
    }
    out
}

fn part(out: &mut String, own: &Part, jurisdiction: &str, lang: Lang) {
    out.push_str(&format!("\n### {}\n\n", plain_in_markdown(&own.name)));
    part_body(out, own, jurisdiction, lang);
}

/// Writes what stands below the name of a part, as seen from a jurisdiction.
pub(crate) fn part_body(out: &mut String, part: &Part, jurisdiction: &str, lang: Lang) {
    if let Some(standing) = standing_words(part) {
        out.push_str(&format!("{}\n", standing.get(lang)));
        return;
    }
    let headline = part.headline.as_ref().map_or("", |text| text.get(lang));
    let mark = mark_words(&part.mark, jurisdiction);
    let first = joined(headline, mark.get(lang), lang);
    if !first.is_empty() {
        out.push_str(&format!("{first}\n"));
    }
    for remark in &part.remarks {
        out.push_str(&format!("\n> {}\n", plain_in_markdown(remark)));
    }
    let mut in_list = false;
    for own in &part.lines {
        if !in_list {
            out.push('\n');
        }
        in_list = line(out, own, part, jurisdiction, lang);
    }
}

/// Returns words with their mark in brackets behind.
fn joined(text: &str, mark: &str, lang: Lang) -> String {
    let text = plain_in_markdown(text);
    let mark = plain_in_markdown(mark);
    match (text.is_empty(), mark.is_empty(), lang) {
        (_, true, _) => text,
        (true, false, Lang::Zh) => format!("〔{mark}〕"),
        (true, false, Lang::En) => format!("({mark})"),
        (false, false, Lang::Zh) => format!("{text} 〔{mark}〕"),
        (false, false, Lang::En) => format!("{text} ({mark})"),
    }
}

/// Writes a line; returns whether the list goes on behind it.
fn line(out: &mut String, line: &Line, part: &Part, jurisdiction: &str, lang: Lang) -> bool {
    let indent = "  ".repeat(line.depth);
    let mark = match same_source(&line.mark, &part.mark) {
        true => Text::same(""),
        false => mark_words(&line.mark, jurisdiction),
    };
    let text = joined(line.text.get(lang), mark.get(lang), lang);
    if !text.is_empty() {
        out.push_str(&format!("{indent}- {text}\n"));
    }
    for remark in line.remarks.iter().filter(|remark| !part.remarks.contains(remark)) {
        out.push_str(&format!("{indent}  > {}\n", plain_in_markdown(remark)));
    }
    if let Some(own) = &line.table {
        out.push('\n');
        out.push_str(&table(own, lang));
    }
    let notes = line.table.iter().flat_map(|table| &table.notes).enumerate();
    let below: Vec<String> = line
        .below
        .iter()
        .map(|text| plain_in_markdown(text.get(lang)))
        .chain(notes.map(|(at, note)| {
            let words = mark_words(note, jurisdiction);
            format!("\\*{} {}", at + 1, plain_in_markdown(words.get(lang)))
        }))
        .collect();
    if line.table.is_some() && !below.is_empty() {
        out.push('\n');
    }
    for text in below {
        out.push_str(&format!("{indent}  - {text}\n"));
    }
    line.table.is_none()
}

fn table(table: &Table, lang: Lang) -> String {
    let cell = |text: &Text| plain_in_markdown(text.get(lang));
    let align = (0..table.header.len()).map(|at| if at < table.heads { Align::Left } else { Align::Right }).collect();
    let mut grid = Grid::new(align).header(table.header.iter().map(cell).collect());
    for row in &table.rows {
        grid.row(row.iter().map(cell).collect());
    }
    grid.markdown()
}
