//! What became of a table of benefits: how many cells went where, and what is asked, cell by cell; as a page, as JSON, or
//! as the table itself with the questions in it.

mod words;
#[cfg(feature = "xlsx")]
mod xlsx;

use super::grid::Align;
use super::page::{self, Block, Setting, Table, TableRow};
use crate::base::text::{Lang, Text};
use crate::data::sheets::Book;
use crate::import::export::Grid;
use crate::import::policy::cells_named;
use crate::import::{Fate, Open, Outcome, Place, Rule, Weight};
use serde_json::json;
use std::collections::BTreeMap;

pub use super::worked_sum::Form;

/// The version of the shape of the JSON.
pub const SCHEMA_VERSION: &str = "1.0";

/// How many cells went where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub understood: usize,
    pub ignored: usize,
    pub open: usize,
}

/// Counts the cells of an outcome.
pub fn counts(outcome: &Outcome) -> Counts {
    let mut counts = Counts::default();
    for fate in outcome.import.fates.values() {
        match fate {
            Fate::Understood(_) => counts.understood += 1,
            Fate::Ignored(_) => counts.ignored += 1,
            Fate::Open(_) => counts.open += 1,
        }
    }
    counts
}

/// Returns the outcome as text; `written`: where each policy went.
pub fn render(
    outcome: &Outcome,
    written: &[Option<String>],
    form: Form,
    lang: Lang,
    width: usize,
    color: bool,
) -> String {
    let setting = match form {
        Form::Text => Setting::Text { width, color },
        Form::Plain => Setting::Plain,
        Form::Markdown => Setting::Markdown,
        Form::Json => return json_text(outcome, written),
    };
    page::set(&blocks(outcome, written, lang), setting)
}

/// Returns the table itself with the questions in it.
pub fn workbook(outcome: &Outcome, lang: Lang) -> Result<Vec<u8>, Text> {
    #[cfg(feature = "xlsx")]
    return xlsx::workbook(outcome, lang);
    #[cfg(not(feature = "xlsx"))]
    {
        let _ = (outcome, lang);
        Err(Text::new("这个程序没有带上写 xlsx 的部分", "this program was built without workbooks"))
    }
}

/// Returns sheets that are read back as parts of a page.
pub(crate) fn sheets(grids: &[Grid], lang: Lang) -> Vec<Block> {
    let mut blocks = Vec::new();
    for grid in grids {
        blocks.push(Block::Part(grid.name.get(lang).to_owned()));
        blocks.push(Block::Table(Table {
            header: grid.headings.clone(),
            align: vec![Align::Left; grid.headings.len()],
            rows: grid.rows.iter().map(|row| TableRow::of(0, row.clone())).collect(),
            widest: Vec::new(),
        }));
    }
    blocks
}

fn blocks(outcome: &Outcome, written: &[Option<String>], lang: Lang) -> Vec<Block> {
    let say = |text: Text| text.get(lang).to_owned();
    let own = counts(outcome);
    let (open, import) = (own.open.to_string(), &outcome.import);
    let all = import.fates.len().to_string();
    let mut blocks = vec![
        Block::Title(say(words::title(&outcome.book.name))),
        Block::Sentence(say(words::counts(all, own.understood.to_string(), own.ignored.to_string(), open))),
    ];
    if !outcome.faults.is_empty() {
        blocks.push(Block::Part(say(words::faults())));
        for fault in &outcome.faults {
            blocks.push(Block::Item { word: "!".to_owned(), text: say(fault.clone()) });
        }
    } else if !outcome.files.is_empty() {
        blocks.push(Block::Part(say(words::policies())));
        let rows = outcome.files.iter().zip(written).map(|(file, path)| {
            let values = import.statements.iter().filter(|own| own.region == file.region).count();
            let path = path.clone().unwrap_or_else(|| say(words::not_written()));
            TableRow::of(0, vec![file.region.clone(), file.benefits.to_string(), values.to_string(), path])
        });
        blocks.push(Block::Table(Table {
            header: [words::region(), words::benefits(), words::values(), words::place_of_file()]
                .into_iter()
                .map(say)
                .collect(),
            align: vec![Align::Left, Align::Right, Align::Right, Align::Left],
            rows: rows.collect(),
            widest: Vec::new(),
        }));
    }
    for (weight, title) in [(Weight::Ask, words::asked()), (Weight::Note, words::noted())] {
        let listed: Vec<(usize, &Open)> =
            import.open.iter().enumerate().filter(|(_, own)| own.weight == weight).collect();
        if listed.is_empty() && !(weight == Weight::Note && outcome.book.has_comments) {
            continue;
        }
        blocks.push(Block::Part(say(title)));
        for (at, own) in listed {
            let more = import
                .fates
                .iter()
                .filter(|(place, fate)| **fate == Fate::Open(at) && Some(**place) != own.place)
                .count();
            // The reason may say what stands there itself.
            let told = own.text.is_empty() || own.reason.zh.contains(&format!("`{}`", own.text));
            let mut text = match told {
                true => say(words::item_without_text(&own.reason, &own.advice)),
                false => say(words::item(&own.text, &own.reason, &own.advice)),
            };
            if more > 0 {
                text.push_str(&say(words::and_cells(more)));
            }
            blocks.push(Block::Item { word: place_name(&outcome.book, own.place, lang), text });
        }
        if weight == Weight::Note && outcome.book.has_comments {
            blocks.push(Block::Item { word: say(words::whole_file()), text: say(words::comments_unread()) });
        }
    }
    let mut rules: BTreeMap<Rule, Vec<Place>> = BTreeMap::new();
    for (place, fate) in &import.fates {
        if let Fate::Ignored(rule) = fate {
            rules.entry(*rule).or_default().push(*place);
        }
    }
    if !rules.is_empty() {
        blocks.push(Block::Part(say(words::left_out())));
        for (rule, places) in rules {
            let text = format!("{} {}", say(words::cells(places.len())), cells_named(&outcome.book, &places));
            blocks.push(Block::Item { word: say(rule_text(rule)), text });
        }
    }
    blocks
}

fn rule_text(rule: Rule) -> Text {
    match rule {
        Rule::Title => words::rule_title(),
        Rule::TotalRow => words::rule_total(),
        Rule::HeadingsAgain => words::rule_again(),
        Rule::Aside => words::rule_aside(),
        Rule::Dash => words::rule_dash(),
        Rule::HiddenSheet => words::rule_hidden(),
        Rule::SkippedSheet => words::rule_skipped(),
        Rule::OfReport => words::rule_report(),
        Rule::NoDistinction => words::rule_any(),
    }
}

fn place_name(book: &Book, place: Option<Place>, lang: Lang) -> String {
    match place {
        Some(place) => cells_named(book, &[place]),
        None => words::whole_file().get(lang).to_owned(),
    }
}

fn json_text(outcome: &Outcome, written: &[Option<String>]) -> String {
    let own = counts(outcome);
    let book = &outcome.book;
    let name = |place: &Place| cells_named(book, &[*place]);
    let open = outcome.import.open.iter().enumerate().map(|(at, own)| {
        let waiting = outcome.import.fates.iter().filter(|(_, fate)| **fate == Fate::Open(at));
        json!({
            "level": if own.weight == Weight::Ask { "ask" } else { "note" },
            "cell": own.place.as_ref().map(name),
            "text": own.text,
            "reason": own.reason,
            "advice": own.advice,
            "cells": waiting.map(|(place, _)| name(place)).collect::<Vec<_>>(),
        })
    });
    let cells = outcome.import.fates.iter().map(|(place, fate)| {
        let (fate, to) = match fate {
            Fate::Understood(to) => ("understood", Some(to.clone())),
            Fate::Ignored(rule) => ("ignored", Some(rule_text(*rule))),
            Fate::Open(_) => ("open", None),
        };
        json!({ "cell": name(place), "fate": fate, "to": to })
    });
    let files = outcome
        .files
        .iter()
        .zip(written)
        .map(|(file, path)| json!({ "jurisdiction": file.region, "benefits": file.benefits, "path": path }));
    let whole = json!({
        "schema_version": SCHEMA_VERSION,
        "file": book.name,
        "counts": {
            "cells": outcome.import.fates.len(),
            "understood": own.understood,
            "ignored": own.ignored,
            "open": own.open,
        },
        "policies": files.collect::<Vec<_>>(),
        "faults": outcome.faults,
        "open": open.collect::<Vec<_>>(),
        "cells": cells.collect::<Vec<_>>(),
    });
    let mut out = serde_json::to_string_pretty(&whole).expect("texts under fixed names always serialize");
    out.push('\n');
    out
}
