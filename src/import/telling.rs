//! What texts of tables are: a row of totals, a note, a kind of benefit, the level of a place, several values in one cell.

use super::layout::{Field, Measure, split};
use super::names::Known;
use super::value::{self, Unit, Value};
use crate::base::number::Number;
use crate::data::sheets::{Sheet, column_letters};
use crate::data::table::{Cell, plain};
use indexmap::IndexMap;
use std::collections::BTreeMap;

/// Whether a sheet was written to be read back.
pub(super) fn is_marked(sheet: &Sheet) -> bool {
    sheet.row(0).any(|(_, cell)| cell.text() == super::export::MARK)
}

/// Returns what is written in a column below the headings, without rows of totals and notes.
fn written_below(sheet: &Sheet, bottom: u32, at: u32) -> Vec<String> {
    let cells = sheet.cells.range((bottom + 1, 0)..).filter(|((_, column), _)| *column == at);
    let counts = cells.filter(|((row, _), _)| {
        let first = sheet.row(*row).next().map_or(String::new(), |(_, cell)| plain(&cell.text()));
        !is_total(&first) && !is_note(&first)
    });
    let texts = counts.map(|(_, cell)| plain(&cell.text()).trim().to_owned());
    texts.filter(|text| !text.is_empty() && !value::is_dash(text)).collect()
}

/// Whether the values of a column can only be ratios: one is marked as such (`70%`, `七成`) and none says otherwise, or all
/// are numbers below 1 (`0.85`), which no sum of money is.
pub(super) fn ratio_by_marks(sheet: &Sheet, bottom: u32, at: u32, unit: Unit) -> Option<Measure> {
    let texts = written_below(sheet, bottom, at);
    let is_marked = |text: &String| {
        text.ends_with('%') || text.contains("百分之") || text.ends_with('成') || text.ends_with("成半")
    };
    let number = |text: &String| Number::parse(text);
    let is_money = |text: &String| text.contains('元') || number(text).is_some_and(|own| own > Number::from(100));
    let is_part = |text: &String| number(text).is_some_and(|own| own.is_positive() && own <= Number::one());
    let below_one = |text: &String| is_part(text) && number(text).is_some_and(|own| own < Number::one());
    let by_marks = texts.iter().any(is_marked) && !texts.iter().any(is_money);
    let by_size = !unit.ten_thousands && texts.iter().any(below_one) && texts.iter().all(is_part);
    (by_marks || by_size).then_some(Measure::Ratio)
}

/// Whether the values of a column may be what the title says.
pub(super) fn may_be(measure: Measure, sheet: &Sheet, bottom: u32, at: u32) -> bool {
    let texts = written_below(sheet, bottom, at);
    let numbers: Vec<Number> = texts.iter().filter_map(|text| Number::parse(text)).collect();
    match measure {
        Measure::Ratio => numbers.iter().all(|own| *own <= Number::from(100)),
        Measure::Deductible | Measure::Cap | Measure::Amount => {
            !texts.iter().any(|text| text.ends_with('%')) && numbers.iter().all(|own| *own > Number::one())
        }
    }
}

/// `一级85%、二级75%`: names with their values in one cell.
pub(super) fn several(
    cell: &Cell,
    known: &Known,
    parse: &dyn Fn(&Cell) -> Result<Value, value::Refusal>,
) -> Option<Vec<(Value, IndexMap<String, Vec<String>>)>> {
    let Cell::Text(text) = cell else { return None };
    let parts = split(&plain(&text.replace('\n', ";")));
    let mut found: Vec<(Value, IndexMap<String, Vec<String>>)> = Vec::new();
    for part in &parts {
        let pair = part.char_indices().skip(1).find_map(|(at, _)| {
            let (name, rest) = (part[..at].trim_end_matches([':', ' ']), part[at..].trim_start_matches([':', ' ']));
            let (fact, values) = known.anywhere(name)?;
            let value = parse(&Cell::Text(rest.to_owned())).ok()?;
            Some((value, IndexMap::from([(fact, values)])))
        })?;
        if found.first().is_some_and(|(_, at)| at.keys().next() != pair.1.keys().next()) {
            return None;
        }
        found.push(pair);
    }
    (!found.is_empty()).then_some(found)
}

pub(super) fn says_it(say: &BTreeMap<String, String>, field: &Field) -> bool {
    say.keys().any(|key| Field::named(key).as_ref() == Some(field))
}

pub(super) fn renamed_to_new(names: &BTreeMap<String, String>, word: &str) -> bool {
    names.get(word).is_some_and(|own| own == word)
}

pub(super) fn is_total(text: &str) -> bool {
    let bare: String = text.chars().filter(|own| *own != ' ').collect();
    ["合计", "小计", "总计", "共计", "平均"].iter().any(|word| bare.starts_with(word))
}

pub(super) fn is_note(text: &str) -> bool {
    let bare: String = text.chars().filter(|own| *own != ' ').collect();
    ["备注", "注:", "注1", "注：", "说明:", "填表说明", "填报说明", "制表", "填表人", "审核人", "填报单位"]
        .iter()
        .any(|word| bare.starts_with(word))
        || bare == "注"
        || bare == "说明"
        || bare.starts_with(['※', '*', '①', '②', '③', '④', '⑤'])
}

/// Returns the kind of benefit that a text names, where it names one.
pub(super) fn identity_in(text: &str, known: &Known) -> Option<String> {
    let mut found: Vec<&String> = known.identities.iter().filter(|own| text.contains(own.as_str())).collect();
    // 居民门诊 names itself, not only 门诊.
    let longest: Vec<&String> = found.clone();
    found.retain(|own| !longest.iter().any(|other| *other != *own && other.contains(own.as_str())));
    match found.as_slice() {
        [only] => Some((*only).clone()),
        _ => None,
    }
}

/// Returns the word of the level that a name of a place ends with.
pub(super) fn level_of(name: &str) -> Option<&'static str> {
    if name.chars().count() < 2 {
        return None;
    }
    [
        ("自治区", "省"),
        ("自治州", "市"),
        ("自治县", "县"),
        ("自治旗", "旗"),
        ("地区", "市"),
        ("省", "省"),
        ("市", "市"),
        ("州", "市"),
        ("盟", "市"),
        ("县", "县"),
        ("区", "区"),
        ("旗", "旗"),
    ]
    .iter()
    .find(|(end, _)| name.ends_with(end))
    .map(|(_, word)| *word)
}

/// Whether a text can be the name of a place: a file is called so, too.
pub(super) fn is_place_name(text: &str) -> bool {
    let letters = text.chars().all(|own| own.is_alphabetic() || own == '·');
    letters && text.chars().count() <= 30 && level_of(text).is_some()
}

/// Returns what looks like the name of a place at the beginning of a title.
pub(super) fn place_before(title: &str) -> Option<String> {
    let letters: Vec<char> = title.chars().take(8).collect();
    let end = letters.iter().position(|own| matches!(own, '县' | '市' | '区' | '旗'))?;
    let name: String = letters[..=end].iter().collect();
    (end >= 1 && is_place_name(&name)).then_some(name)
}

pub(super) fn cell_letters(column: u32) -> String {
    column_letters(column)
}
