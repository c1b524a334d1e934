//! What the tests reach of the policies, for people and for programs: a table by county, and what is not reached with
//! its place.

mod words;

use crate::base::source::SourceMap;
use crate::base::text::{Lang, Text};
use crate::coverage::{Count, Coverage, Item, Kind, Part};
use crate::report::grid::{Align, Grid, plain_in_markdown};
use serde_json::{Value, json};

/// The version of the shape of the JSON.
pub const SCHEMA_VERSION: &str = "1.0";

/// How it is drawn for people.
#[derive(Clone, Copy, Debug)]
pub struct Drawing {
    /// With a line under the heads of the table.
    pub lines: bool,
    pub width: usize,
}

/// Returns the coverage as text.
pub fn text(coverage: &Coverage, sources: &SourceMap, lang: Lang, drawing: Drawing) -> String {
    if coverage.parts.is_empty() {
        return format!("{}\n", sum(coverage).get(lang));
    }
    let line = drawing.lines.then_some('─');
    let mut out: String =
        grid(coverage, lang, false).lines(drawing.width, line).iter().map(|line| format!("{line}\n")).collect();
    for part in &coverage.parts {
        let missing = part.missing();
        if missing.is_empty() {
            continue;
        }
        out.push_str(&format!("\n{}\n", words::not_reached(&part.name).get(lang)));
        let mut rows = Grid::new(vec![Align::Left, Align::Left, Align::Left]);
        for item in missing {
            let (file, at) = place(item, sources);
            rows.row(vec![
                format!("  {file}:{at}"),
                kind_words(item.kind).get(lang).to_owned(),
                item.path.get(lang).to_owned(),
            ]);
        }
        out.extend(rows.lines(drawing.width, None).iter().map(|line| format!("{line}\n")));
    }
    out.push_str(&format!("\n{}\n", sum(coverage).get(lang)));
    out
}

/// Returns one line for each thing that is not reached, and the sum.
pub fn plain(coverage: &Coverage, sources: &SourceMap, lang: Lang) -> String {
    let mut out = String::new();
    for item in coverage.parts.iter().flat_map(Part::missing) {
        let (file, line) = place(item, sources);
        let what = words::missing(kind_words(item.kind), &item.path);
        out.push_str(&format!("{file}:{line}: {}\n", what.get(lang)));
    }
    out.push_str(&format!("{}\n", sum(coverage).get(lang)));
    out
}

/// Returns the coverage as Markdown.
pub fn markdown(coverage: &Coverage, sources: &SourceMap, lang: Lang) -> String {
    let mut out = format!("# {}\n", words::title().get(lang));
    if !coverage.parts.is_empty() {
        out.push_str(&format!("\n{}", grid(coverage, lang, true).markdown()));
    }
    for part in &coverage.parts {
        let missing = part.missing();
        if missing.is_empty() {
            continue;
        }
        let heading = words::not_reached(plain_in_markdown(&part.name));
        out.push_str(&format!("\n## {}\n\n", heading.get(lang).trim_end_matches(':')));
        for item in missing {
            let (file, line) = place(item, sources);
            let path = plain_in_markdown(item.path.get(lang));
            out.push_str(&format!("- {} {path} (`{file}:{line}`)\n", kind_words(item.kind).get(lang)));
        }
    }
    out.push_str(&format!("\n{}\n", sum(coverage).get(lang)));
    out
}

/// Returns the coverage as JSON.
pub fn json(coverage: &Coverage, sources: &SourceMap) -> String {
    let item = |own: &Item| {
        let source = sources.get(own.span.source);
        let at = source.line_column(own.span.start as usize);
        json!({
            "kind": own.kind.name(),
            "path": own.path,
            "from": own.range.from.map(|day| day.to_string()),
            "until": own.range.until.map(|day| day.to_string()),
            "place": { "file": source.name, "line": at.line, "column": at.column },
        })
    };
    let part = |own: &Part| {
        json!({
            "name": own.name,
            "counts": counts(|kind| own.count(kind)),
            "missing": own.missing().into_iter().map(item).collect::<Vec<Value>>(),
        })
    };
    let value = json!({
        "schema_version": SCHEMA_VERSION,
        "counts": counts(|kind| coverage.count(kind)),
        "jurisdictions": coverage.parts.iter().map(part).collect::<Vec<Value>>(),
    });
    format!("{value:#}\n")
}

fn counts(count: impl Fn(Option<Kind>) -> Count) -> Value {
    let mut out = serde_json::Map::new();
    let mut add =
        |name: &str, own: Count| out.insert(name.to_owned(), json!({ "reached": own.reached, "all": own.all }));
    add("all", count(None));
    for kind in Kind::ALL {
        add(kind.name(), count(Some(kind)));
    }
    Value::Object(out)
}

/// Returns the table by county: how many of each kind are reached.
fn grid(coverage: &Coverage, lang: Lang, markdown: bool) -> Grid {
    let kinds: Vec<Kind> = Kind::ALL.into_iter().filter(|kind| coverage.count(Some(*kind)).all > 0).collect();
    let mut header = vec![words::county().get(lang).to_owned()];
    header.extend(kinds.iter().map(|kind| kind_words(*kind).get(lang).to_owned()));
    header.push(words::all().get(lang).to_owned());
    header.push(words::share().get(lang).to_owned());
    let mut align = vec![Align::Left];
    align.resize(header.len(), Align::Right);
    let mut grid = Grid::new(align).header(header);
    let mut row = |name: String, count: &dyn Fn(Option<Kind>) -> Count| {
        let mut cells = vec![name];
        cells.extend(kinds.iter().map(|kind| count_text(count(Some(*kind)))));
        cells.push(count_text(count(None)));
        cells.push(format!("{}%", count(None).percent()));
        grid.row(cells);
    };
    for part in &coverage.parts {
        let name = if markdown { plain_in_markdown(&part.name) } else { part.name.clone() };
        row(name, &|kind| part.count(kind));
    }
    row(words::total().get(lang).to_owned(), &|kind| coverage.count(kind));
    grid
}

fn count_text(count: Count) -> String {
    if count.all == 0 { "-".to_owned() } else { format!("{}/{}", count.reached, count.all) }
}

fn sum(coverage: &Coverage) -> Text {
    let count = coverage.count(None);
    match count.is_whole() {
        true if count.all == 0 => words::nothing_to_reach(),
        true => words::all_reached(count.all),
        false => words::some_reached(count.reached, count.all, count.all - count.reached),
    }
}

fn place(item: &Item, sources: &SourceMap) -> (String, usize) {
    let source = sources.get(item.span.source);
    (source.name.clone(), source.line_column(item.span.start as usize).line)
}

fn kind_words(kind: Kind) -> Text {
    match kind {
        Kind::Clause => words::clause(),
        Kind::Version => words::version(),
        Kind::Row => words::row(),
        Kind::Cell => words::cell(),
        Kind::Band => words::band(),
        Kind::Case => words::case(),
        Kind::Effect => words::effect(),
    }
}
