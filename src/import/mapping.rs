//! A mapping as a text (TOML) to what is wished for, and layouts that were found to such a text, to be corrected by hand.

use super::layout::{Column, Given, Layout, Wishes};
use super::names::Known;
use super::said::Import;
use crate::base::nearest::nearest;
use crate::base::text::{Text, quoted};
use crate::data::sheets::{Book, cell_name};
use std::collections::BTreeMap;

mod words {
    //! What is said of mappings, in both tongues.

    crate::catalogue! {
        not_toml(line) { zh: "第 {line} 行不是 TOML", en: "line {line} is not TOML" }
        unknown_key(key, near) { zh: "不认识 `{key}`,可写 {near}", en: "`{key}` is not known; write {near}" }
        wrong_value(key) { zh: "`{key}` 的值不对", en: "the value of `{key}` is wrong" }
        no_column(key) { zh: "`{key}` 不是列名(A、B、AA)", en: "`{key}` is no column (A, B, AA)" }
        no_meaning(text) {
            zh: "`{text}` 不是列的含义;可写 地区名称、待遇、病种、机构等级、起付线、比例、限额、忽略 等",
            en: "`{text}` means nothing; write 地区名称, 待遇, 病种, 机构等级, 起付线, 比例, 限额, 忽略 and the like",
        }
    }
}

const TOP: &[&str] = &["say", "names", "sheet"];
const SHEET: &[&str] = &["name", "skip", "header", "last", "carry", "say", "columns"];

/// Reads a mapping.
pub fn read(text: &str, known: &Known) -> Result<Wishes, Text> {
    let table: toml::Table = toml::from_str(text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        words::not_toml(text[..at.min(text.len())].lines().count().max(1))
    })?;
    let mut wishes = Wishes::default();
    for (key, value) in &table {
        match key.as_str() {
            "say" => wishes.say = texts(key, value)?,
            "names" => wishes.names = texts(key, value)?,
            "sheet" => {
                let sheets = value.as_array().ok_or_else(|| words::wrong_value(key))?;
                for sheet in sheets {
                    wishes.sheets.push(given(sheet.as_table().ok_or_else(|| words::wrong_value(key))?, known)?);
                }
            }
            _ => return Err(unknown(key, TOP)),
        }
    }
    Ok(wishes)
}

fn unknown(key: &str, keys: &[&str]) -> Text {
    let near = nearest(key, keys.iter().copied());
    let shown: Vec<String> = if near.is_empty() { keys.iter().map(|own| (*own).to_owned()).collect() } else { near };
    words::unknown_key(key, quoted(&shown))
}

fn texts(key: &str, value: &toml::Value) -> Result<BTreeMap<String, String>, Text> {
    let table = value.as_table().ok_or_else(|| words::wrong_value(key))?;
    let text = |(key, value): (&String, &toml::Value)| {
        value.as_str().map(|own| (key.clone(), own.to_owned())).ok_or_else(|| words::wrong_value(key))
    };
    table.iter().map(text).collect()
}

fn given(table: &toml::Table, known: &Known) -> Result<(String, Given), Text> {
    let mut own = Given::default();
    let mut name = String::new();
    for (key, value) in table {
        let wrong = || words::wrong_value(key);
        let row = |value: &toml::Value| value.as_integer().and_then(|own| u32::try_from(own - 1).ok());
        match key.as_str() {
            "name" => name = value.as_str().ok_or_else(wrong)?.to_owned(),
            "skip" => own.skip = value.as_bool().ok_or_else(wrong)?,
            "header" => {
                let rows: Option<Vec<u32>> = value.as_array().ok_or_else(wrong)?.iter().map(row).collect();
                let rows = rows.filter(|own| !own.is_empty()).ok_or_else(wrong)?;
                let (first, last) = (rows[0], rows[rows.len() - 1]);
                if last < first || last - first > 10 {
                    return Err(wrong());
                }
                own.header = Some((first, last));
            }
            "last" => own.last = Some(row(value).ok_or_else(wrong)?),
            "carry" => {
                for column in value.as_array().ok_or_else(wrong)? {
                    own.carry.push(letters(column.as_str().ok_or_else(wrong)?)?);
                }
            }
            "say" => own.say = texts(key, value)?,
            "columns" => {
                for (column, meaning) in texts(key, value)? {
                    let read = Column::read(&meaning, known).map_err(words::no_meaning)?;
                    own.columns.insert(letters(&column)?, read);
                }
            }
            _ => return Err(unknown(key, SHEET)),
        }
    }
    Ok((name, own))
}

/// Returns the place of a column that spreadsheets call so.
fn letters(text: &str) -> Result<u32, Text> {
    let good = !text.is_empty() && text.len() <= 3 && text.bytes().all(|own| own.is_ascii_uppercase());
    if !good {
        return Err(words::no_column(text));
    }
    Ok(text.bytes().fold(0_u32, |sum, own| sum * 26 + u32::from(own - b'A') + 1) - 1)
}

/// Writes the layouts that were found as a mapping.
pub fn write(book: &Book, import: &Import) -> String {
    let mut out = String::from(
        "# 对应表:每张表的表头在哪几行、每一列是什么。改好后用 --map 交给 polcheck import。\n\
         # 列的含义:地区名称 地区代码 上级地区 待遇 待遇种类 病种编码 区间 执行状态 开始执行时间 结束时间 文号 条款 备注 忽略,\n\
         # 字段的名称(病种、机构等级、人群、险种、就医地……),或者数:\"起付线\" \"比例; 机构等级=一级\" \"限额; 周期=年; 单位=万元\"。\n\
         # 写作 ? 的看不出,请改。\n\n\
         # 每一行都相同的,如 地区名称、待遇、限额周期\n[say]\n\n\
         # 表里的叫法 = 词汇里的名称\n[names]\n",
    );
    let layouts: BTreeMap<usize, &Layout> = import.layouts.iter().map(|(at, own)| (*at, own)).collect();
    for (at, sheet) in book.sheets.iter().enumerate() {
        out.push_str(&format!("\n[[sheet]]\nname = {}\n", quote(&sheet.name)));
        let Some(layout) = layouts.get(&at) else {
            if sheet.hidden || sheet.cells.is_empty() {
                out.push_str("skip = true\n");
            }
            continue;
        };
        if let Some((top, bottom)) = layout.header {
            let rows: Vec<String> = (top..=bottom).map(|row| (row + 1).to_string()).collect();
            out.push_str(&format!("header = [{}]\n", rows.join(", ")));
        }
        let mut columns = String::new();
        for (column, meaning) in &layout.columns {
            let name = cell_name(0, *column);
            let heading = super::layout::headings(
                sheet,
                layout.header.map_or(0, |own| own.0),
                layout.header.map_or(0, |own| own.1),
                *column,
            );
            let heading = heading.join(" ").replace(['\n', '\r'], " ");
            columns.push_str(&format!("{} = {}  # {heading}\n", name.trim_end_matches('1'), quote(&meaning.written())));
        }
        out.push_str(&format!("[sheet.columns]\n{columns}"));
    }
    out
}

fn quote(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
