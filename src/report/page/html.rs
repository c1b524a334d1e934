//! A page as one HTML file that needs nothing else: opens by double click, prints on A4, speaks of nothing by colour
//! alone. No script is needed to read it; one small script filters tables by a word.

use super::chart::{FONTS, escaped};
use super::text::numbered;
use super::{Block, Cell, Table, Tone};
use crate::base::text::Lang;
use crate::report::grid::Align;

/// A table with more columns is printed across the sheet.
const UPRIGHT: usize = 7;

/// Returns a page as an HTML file.
pub(crate) fn html(blocks: &[Block], lang: Lang) -> String {
    let title =
        blocks.iter().find_map(|block| if let Block::Title(title) = block { Some(title.as_str()) } else { None });
    let columns = blocks.iter().map(|block| if let Block::Table(table) = block { table.header.len() } else { 0 }).max();
    let across = columns.unwrap_or(0) > UPRIGHT;
    let mut body = String::new();
    let mut part = 0;
    let mut listing = false;
    let mut folded = false;
    for block in blocks {
        let is_item = matches!(block, Block::Item { .. });
        if is_item != listing {
            body.push_str(if is_item { "<dl>\n" } else { "</dl>\n" });
            listing = is_item;
        }
        match block {
            Block::Title(title) => body.push_str(&format!("<h1>{}</h1>\n", escaped(title))),
            Block::Part(heading) | Block::Appendix(heading) => {
                part += 1;
                let heading = format!("<h2 id=\"part{part}\">{}</h2>", escaped(&numbered(part, heading)));
                if folded {
                    body.push_str("</details>\n");
                }
                folded = matches!(block, Block::Appendix(_));
                body.push_str(&match folded {
                    true => format!("<details>\n<summary>{heading}</summary>\n"),
                    false => format!("{heading}\n"),
                });
            }
            Block::Heading(left, right) if right.is_empty() => {
                body.push_str(&format!("<h3>{}</h3>\n", escaped(left)));
            }
            Block::Heading(left, right) => {
                body.push_str(&format!(
                    "<h3>{}<span class=\"verdict\">{}</span></h3>\n",
                    escaped(left),
                    escaped(right)
                ));
            }
            Block::Sentence(text) if text.is_empty() => {}
            Block::Sentence(text) => body.push_str(&format!("<p>{}</p>\n", escaped(text))),
            Block::Item { word, text } => {
                body.push_str(&format!("<dt>{}</dt><dd>{}</dd>\n", escaped(word), escaped(text)));
            }
            Block::Table(table) | Block::Laid(table) => table.html(&mut body),
            Block::Sheet(_) => {}
            Block::Verbatim(text) => body.push_str(&format!("<pre>{}</pre>\n", escaped(text.trim_end()))),
            Block::Chart(chart) => body.push_str(&format!("<figure>\n{}</figure>\n", chart.svg())),
            Block::Lines(lines) => {
                body.push_str(&format!("<figure>\n{}</figure>\n", lines.svg()));
                lines.points.html(&mut body);
            }
        }
    }
    if listing {
        body.push_str("</dl>\n");
    }
    if folded {
        body.push_str("</details>\n");
    }
    let (code, find) = match lang {
        Lang::Zh => ("zh-CN", "在表中查找"),
        Lang::En => ("en", "find in the tables"),
    };
    let size = if across { "A4 landscape" } else { "A4" };
    let style = STYLE.replace("FONTS", FONTS).replace("PAGE-SIZE", size);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n\
         <input id=\"find\" type=\"search\" placeholder=\"{find}\" aria-label=\"{find}\">\n{body}</main>\n\
         <script>\n{SCRIPT}</script>\n</body>\n</html>\n",
        escaped(title.unwrap_or("polcheck"))
    )
}

impl Table {
    fn html(&self, out: &mut String) {
        let side = |at: usize| if self.align.get(at) == Some(&Align::Right) { " class=\"right\"" } else { "" };
        out.push_str("<div class=\"table\"><table>\n");
        if self.header.iter().any(|name| !name.is_empty()) {
            out.push_str("<thead><tr>");
            for (at, name) in self.header.iter().enumerate() {
                out.push_str(&format!("<th{}>{}</th>", side(at), escaped(name)));
            }
            out.push_str("</tr></thead>\n");
        }
        out.push_str("<tbody>\n");
        for row in &self.rows {
            let indent = match row.indent {
                0 => String::new(),
                indent => format!(" style=\"padding-left:{}em\"", (indent + 1).div_ceil(2)),
            };
            if row.is_heading() {
                let span = self.header.len().max(1);
                out.push_str(&format!(
                    "<tr class=\"group\"><th colspan=\"{span}\"{indent}>{}</th></tr>\n",
                    escaped(row.first())
                ));
                continue;
            }
            out.push_str("<tr>");
            for at in 0..self.header.len().max(row.cells.len()) {
                let blank = Cell::default();
                let cell = row.cells.get(at).unwrap_or(&blank);
                let mut classes: Vec<&str> = Vec::new();
                if self.align.get(at) == Some(&Align::Right) {
                    classes.push("right");
                }
                classes.extend(class(cell.tone));
                let classes =
                    if classes.is_empty() { String::new() } else { format!(" class=\"{}\"", classes.join(" ")) };
                let indent = if at == 0 { indent.as_str() } else { "" };
                out.push_str(&format!("<td{classes}{indent}>{}</td>", escaped(&cell.text)));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table></div>\n");
    }
}

fn class(tone: Tone) -> Option<&'static str> {
    Some(match tone {
        Tone::Plain => return None,
        Tone::Good => "good",
        Tone::Bad => "bad",
        Tone::Warn => "warn",
        Tone::Quiet => "quiet",
        Tone::Strong => "strong",
    })
}

/// Works in browsers of 2020 on.
const STYLE: &str = "\
@page { size: PAGE-SIZE; margin: 14mm 12mm; }
* { box-sizing: border-box; }
body { margin: 0; background: #f3f5f7; color: #1f2933; font: 15px/1.65 FONTS; }
main { max-width: 1180px; margin: 0 auto; padding: 28px 36px 60px; background: #fff; }
h1 { font-size: 24px; margin: 0 0 4px; padding-bottom: 8px; border-bottom: 3px solid #2b5c8a; }
h2 { font-size: 19px; margin: 34px 0 8px; padding-bottom: 3px; border-bottom: 1px solid #9fb3c8; }
h3 { font-size: 16px; margin: 24px 0 6px; display: flex; justify-content: space-between; gap: 1em; }
h3 .verdict { font-weight: normal; color: #486581; white-space: nowrap; }
p { margin: 6px 0; }
.table { overflow: auto; max-height: 92vh; margin: 8px 0 12px; }
table { border-collapse: collapse; font-size: 14px; line-height: 1.45; }
th, td { border: 1px solid #cbd2d9; padding: 4px 9px; text-align: left; vertical-align: top; }
thead th { background: #e6edf4; white-space: nowrap; position: sticky; top: 0; z-index: 1; }
summary { cursor: pointer; }
summary h2 { display: inline-block; border: 0; }
details:not([open]) summary::after { content: \" …\"; color: #486581; }
tr.group th { background: #f5f7fa; font-weight: 600; }
td:first-child { min-width: 9em; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.good { color: #1b6e3c; }
.bad { color: #a4262c; background: #fdf0ef; }
.warn { color: #8a5a00; background: #fff8e6; }
.quiet { color: #7b8794; }
.strong { font-weight: 600; }
dl { margin: 6px 0 12px; display: grid; grid-template-columns: max-content 1fr; gap: 2px 14px; font-size: 14px; }
dt { color: #486581; max-width: 16em; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { background: #f5f7fa; border: 1px solid #e4e7eb; padding: 8px 12px; overflow-x: auto; font-size: 13px; line-height: 1.5; }
figure { display: inline-block; vertical-align: top; margin: 14px 24px 0 0; width: calc(50% - 28px); min-width: 400px; }
svg { max-width: 100%; height: auto; }
#find { float: right; font: inherit; font-size: 13px; padding: 3px 8px; border: 1px solid #9fb3c8; border-radius: 3px; }
tr.hidden { display: none; }
@media print {
  body { background: #fff; font-size: 10.5pt; }
  main { max-width: none; padding: 0; }
  table { font-size: 9pt; }
  .table, figure, pre { overflow: visible; max-height: none; }
  thead th { position: static; }
  details:not([open]) { display: none; }
  thead { display: table-header-group; }
  tr, figure, h3 { break-inside: avoid; }
  h2, h3 { break-after: avoid; }
  #find { display: none; }
}
";

const SCRIPT: &str = "\
(function () {
  var find = document.getElementById('find');
  find.addEventListener('input', function () {
    var word = find.value.trim();
    Array.prototype.forEach.call(document.querySelectorAll('tbody tr'), function (row) {
      var hide = word !== '' && !row.classList.contains('group') && row.textContent.indexOf(word) < 0;
      row.classList.toggle('hidden', hide);
    });
  });
})();
";
