//! Headings that take several lines, as printed forms have them, to one line of headings: groups above their columns,
//! units and column numbers below. Only what cannot be a row of the table is taken for part of its header.

use super::columns::key;
use super::table::{Cell, Row, plain};

/// The most lines of a header.
const LINES: usize = 3;

/// A header that has been put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// The headings, with the place of the first line.
    pub(super) row: Row,
    /// Its lines as they stand, to be known again further below.
    pub(super) lines: Vec<Row>,
    /// A line below it that only counts its columns.
    pub(super) numbers: Option<Row>,
}

/// What stands in a line below headings.
enum Below {
    Headings(Row),
    Units(Row),
    Numbers,
}

/// Puts the header at a place of the first rows together with the lines around it that belong to it. `None`: a row that
/// cannot be read. `known`: whether a text is a heading by itself. `plainly`: whether a row of 1, 2, 3 can be no row of the
/// table.
pub(super) fn whole(rows: &[Option<&Row>], at: usize, known: &dyn Fn(&str) -> bool, plainly: bool) -> Option<Header> {
    let own = (*rows.get(at)?)?;
    let mut header = Header { row: own.clone(), lines: vec![own.clone()], numbers: None };
    let row = |at: usize| rows.get(at).copied().flatten();
    let mut next = at + 1;
    while let Some(own) = row(next).filter(|own| header.lines.last().is_some_and(|last| own.line == last.line + 1)) {
        match below(&header.row, own, known, plainly) {
            Some(Below::Headings(joined)) if header.lines.len() < LINES => header.row = joined,
            Some(Below::Units(joined)) => header.row = joined,
            Some(Below::Numbers) => {
                header.numbers = Some(own.clone());
                break;
            }
            Some(Below::Headings(_)) | None => break,
        }
        header.lines.push(own.clone());
        next += 1;
    }
    let mut before = at;
    while let Some(above) = before.checked_sub(1).and_then(row)
        && above.line + 1 == header.row.line
        && header.lines.len() < LINES
        && let Some(joined) = joined(above, &header.row, known)
    {
        header.row = joined;
        header.lines.insert(0, above.clone());
        before -= 1;
    }
    Some(header)
}

fn below(upper: &Row, lower: &Row, known: &dyn Fn(&str) -> bool, plainly: bool) -> Option<Below> {
    if counts_columns(lower, plainly) {
        return Some(Below::Numbers);
    }
    if let Some(units) = with_units(upper, lower) {
        return Some(Below::Units(units));
    }
    joined(upper, lower, known).map(Below::Headings)
}

/// Returns groups above headings as one line, where both lines must be headings: what each knows stands where the other
/// is blank or names a group.
fn joined(upper: &Row, lower: &Row, known: &dyn Fn(&str) -> bool) -> Option<Row> {
    let is_text = |own: &Cell| own.is_blank() || matches!(own, Cell::Text(_));
    if !upper.cells.iter().chain(&lower.cells).all(is_text) {
        return None;
    }
    let wide = upper.cells.len().max(lower.cells.len());
    let text = |row: &Row, at: usize| plain(&row.cell(at).text());
    let lower_texts: Vec<String> = (0..wide).map(|at| text(lower, at)).collect();
    let mut group = String::new();
    let mut cells = Vec::with_capacity(wide);
    let (mut above, mut beneath) = (false, false);
    for at in 0..wide {
        let (top, bottom) = (text(upper, at), lower_texts[at].clone());
        if bottom.is_empty() {
            // Merged over both lines, or nothing.
            group.clear();
            above |= known(&top);
            cells.push(if top.is_empty() { Cell::Blank } else { Cell::Text(top) });
            continue;
        }
        if !top.is_empty() {
            // A group has several columns: the next stands below nothing, and has a heading.
            let goes_on = at + 1 < wide && text(upper, at + 1).is_empty() && !lower_texts[at + 1].is_empty();
            if known(&top) && !goes_on {
                return None;
            }
            group = top;
        }
        let both = format!("{group}{bottom}");
        let is_alone = lower_texts.iter().filter(|own| key(own) == key(&bottom)).count() == 1;
        let heading = match () {
            () if is_alone && known(&bottom) => bottom,
            () if known(&both) => both,
            () if is_alone => bottom,
            () => both,
        };
        beneath |= known(&heading);
        cells.push(Cell::Text(heading));
    }
    (above && beneath).then_some(Row { line: upper.line, cells })
}

/// Returns headings with the units below them, where a line holds nothing but units.
fn with_units(upper: &Row, lower: &Row) -> Option<Row> {
    const UNITS: &[&str] = &["元", "万元", "人民币元", "天", "日", "人", "岁", "%", "月", "年", "次", "平方米"];
    let unit = |own: &Cell| {
        let text = key(&own.text());
        let bare = text.trim_start_matches('(').trim_end_matches(')');
        UNITS.contains(&bare).then(|| bare.to_owned())
    };
    let mut cells = upper.cells.clone();
    for (at, own) in lower.cells.iter().enumerate().filter(|(_, own)| !own.is_blank()) {
        let unit = unit(own)?;
        let heading = cells.get_mut(at).filter(|own| !own.is_blank())?;
        *heading = Cell::Text(format!("{}({unit})", plain(&heading.text())));
    }
    Some(Row { line: upper.line, cells })
}

/// Whether a line holds nothing but the numbers of its columns: 甲, 乙, 1, 2, 3.
fn counts_columns(row: &Row, plainly: bool) -> bool {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let filled: Vec<String> = row.cells.iter().filter(|own| !own.is_blank()).map(|own| key(&own.text())).collect();
    let (mut last, mut stems, mut marked) = (0_u32, 0, plainly);
    for own in &filled {
        let bare = own.trim_start_matches('(').trim_end_matches(')');
        marked |= bare.len() < own.len();
        match bare.parse::<u32>() {
            Ok(number) if number == last + 1 => last = number,
            _ if last == 0 && bare.chars().count() == 1 && STEMS.contains(bare) => stems += 1,
            _ if last == 0 && matches!(bare, "栏次" | "列次") => stems += 1,
            _ => return false,
        }
    }
    last + stems > 2 && last > 0 && (marked || stems > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(line: u64, text: &str) -> Row {
        let cell = |own: &str| if own.is_empty() { Cell::Blank } else { Cell::Text(own.to_owned()) };
        Row { line, cells: text.split('|').map(cell).collect() }
    }

    fn known(text: &str) -> bool {
        ["姓名", "证号", "日期", "费用总额", "合规费用", "年龄", "医疗总费用"].contains(&text)
    }

    /// The headings of several lines, the place of the best of them, and how many lines they took.
    fn told(lines: &[&str], at: usize) -> (String, usize, bool) {
        let rows: Vec<Row> = lines.iter().enumerate().map(|(at, own)| row(at as u64 + 1, own)).collect();
        let all: Vec<Option<&Row>> = rows.iter().map(Some).collect();
        let own = whole(&all, at, &known, true).expect("there is such a row");
        let headings: Vec<String> = own.row.cells.iter().map(Cell::text).collect();
        (headings.join("|"), own.lines.len(), own.numbers.is_some())
    }

    #[test]
    fn groups_stand_above_their_columns() {
        let two = ["姓名|证号|医疗费用||日期", "||费用总额|合规费用|", "张三|1|5|4|2024-1-1"];
        let is = |own: &str, lines, numbers| (own.to_owned(), lines, numbers);
        assert_eq!(told(&two, 0), is("姓名|证号|费用总额|合规费用|日期", 2, false));
        assert_eq!(told(&two, 1), is("姓名|证号|费用总额|合规费用|日期", 2, false), "whichever line has more");
        let parts = ["姓名|医疗||大病|", "|总费用|支付|支付|次数", "张三|5|4|3|2"];
        assert_eq!(told(&parts, 0).0, "姓名|医疗总费用|医疗支付|大病支付|次数", "a group makes headings different");
    }

    #[test]
    fn units_and_column_numbers_stand_below() {
        let is = |own: &str, lines, numbers| (own.to_owned(), lines, numbers);
        let all = ["姓名|年龄|费用总额", "|岁|(万元)", "甲|乙|1", "张三|30|5"];
        assert_eq!(told(&all, 0), is("姓名|年龄(岁)|费用总额(万元)", 2, true));
        let no = ["姓名|年龄|费用总额", "张三|30|5"];
        assert_eq!(told(&no, 0), is("姓名|年龄|费用总额", 1, false));
        assert!(!counts_columns(&row(1, "1|2|3"), false), "it may be a row of a table of persons");
    }

    #[test]
    fn rows_of_the_table_are_no_headings() {
        let data = ["姓名|证号|日期|费用总额", "日期|费用总额||", "||年龄|"];
        assert_eq!(told(&data, 0).1, 1, "each of them stands below a heading of its own");
        let apart = ["姓名|证号|||", "||||", "||费用总额|日期|"];
        assert_eq!(told(&apart, 0).1, 1, "a blank line parts a header from what follows");
    }
}
