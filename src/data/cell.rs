//! A cell to an amount, a date, a number of a person, a value of a fact: every form that is understood has a name, and
//! what is not understood is refused by name. Nothing is guessed.

use super::columns::{Schema, WantedFact};
use super::table::{Cell, plain};
use super::words;
use crate::base::date::Date;
use crate::base::nearest::nearest;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::{Lang, Speak, Text, quoted};
use crate::column::{Kind, Vocabulary};
use crate::ir::types::Base;
use crate::ir::{Owner, Type, Unit};
use crate::value::{DomainId, EntryId, Value};

/// An unusual way of writing that was understood; counted and reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    CurrencySign,
    Thousands,
    FullWidth,
    Blanks,
    Dash,
    TenThousands,
    Parentheses,
    SpreadsheetNoise,
    SlashDate,
    CompactDate,
    ChineseDate,
    TimeOfDay,
    Serial,
    Apostrophe,
    Icd,
}

impl Form {
    pub const ALL: [Form; 15] = [
        Form::CurrencySign,
        Form::Thousands,
        Form::FullWidth,
        Form::Blanks,
        Form::Dash,
        Form::TenThousands,
        Form::Parentheses,
        Form::SpreadsheetNoise,
        Form::SlashDate,
        Form::CompactDate,
        Form::ChineseDate,
        Form::TimeOfDay,
        Form::Serial,
        Form::Apostrophe,
        Form::Icd,
    ];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Form::CurrencySign => "currency_sign",
            Form::Thousands => "thousands_commas",
            Form::FullWidth => "full_width",
            Form::Blanks => "blanks",
            Form::Dash => "dash",
            Form::TenThousands => "ten_thousands",
            Form::Parentheses => "parentheses",
            Form::SpreadsheetNoise => "spreadsheet_noise",
            Form::SlashDate => "slash_date",
            Form::CompactDate => "compact_date",
            Form::ChineseDate => "chinese_date",
            Form::TimeOfDay => "time_of_day",
            Form::Serial => "excel_serial",
            Form::Apostrophe => "apostrophe",
            Form::Icd => "icd_code",
        }
    }

    /// Returns what it is, for people.
    pub fn text(self) -> Text {
        match self {
            Form::CurrencySign => Text::new("带 ¥ 或 元", "with ¥ or 元"),
            Form::Thousands => Text::new("带千分位逗号", "with commas at thousands"),
            Form::FullWidth => Text::new("全角数字", "full-width digits"),
            Form::Blanks => Text::new("中间有空格", "with blanks inside"),
            Form::Dash => Text::new("写作 -- ,按没有填写", "written --, read as not filled in"),
            Form::TenThousands => Text::new("以万元计", "in 万元"),
            Form::Parentheses => Text::new("括号表示负数", "negative in parentheses"),
            Form::SpreadsheetNoise => Text::new("表格运算留下的尾数", "with the noise of a spreadsheet's arithmetic"),
            Form::SlashDate => Text::new("写作 2024/5/1", "written 2024/5/1"),
            Form::CompactDate => Text::new("写作 20240501", "written 20240501"),
            Form::ChineseDate => Text::new("写作 2024年5月1日", "written 2024年5月1日"),
            Form::TimeOfDay => Text::new("带时刻,只取日期", "with a time of day, only the date is read"),
            Form::Serial => Text::new("Excel 日期序号", "a date number of Excel"),
            Form::Apostrophe => Text::new("前面带 ' 号", "with a leading '"),
            Form::Icd => Text::new("ICD-10 编码", "an ICD-10 code"),
        }
    }
}

/// What a cell holds, with how it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read<T> {
    /// `None`: not filled in.
    pub value: Option<T>,
    pub forms: Vec<Form>,
}

impl<T> Read<T> {
    fn of(value: T, forms: Vec<Form>) -> Read<T> {
        Read { value: Some(value), forms }
    }

    fn nothing(forms: Vec<Form>) -> Read<T> {
        Read { value: None, forms }
    }

    fn map<U>(self, with: impl FnOnce(T) -> U) -> Read<U> {
        Read { value: self.value.map(with), forms: self.forms }
    }
}

/// What stands for "not filled in".
fn is_absent(text: &str) -> bool {
    matches!(text, "-" | "--" | "---" | "----" | "/" | "\\" | "NULL" | "null" | "Null" | "N/A" | "n/a" | "未填" | "空")
}

/// Returns the text of a cell in plain form with what was unusual about it; `None`: not filled in.
fn tidy(cell: &Cell) -> Result<Read<String>, Text> {
    let text = match cell {
        Cell::Blank => return Ok(Read::nothing(Vec::new())),
        Cell::Fault(text) if text.starts_with('=') => return Err(words::formula_not_worked_out(shown(text))),
        Cell::Fault(text) => return Err(words::spreadsheet_error(text)),
        Cell::Text(text) | Cell::Number(text) => text,
        Cell::Date(_) | Cell::Truth(_) => &cell.text(),
    };
    let mut forms = Vec::new();
    let own = plain(text);
    if own.is_empty() {
        return Ok(Read::nothing(forms));
    }
    if is_absent(&own) {
        forms.push(Form::Dash);
        return Ok(Read::nothing(forms));
    }
    if text.chars().any(|own| ('\u{ff10}'..='\u{ff19}').contains(&own)) {
        forms.push(Form::FullWidth);
    }
    Ok(Read::of(own, forms))
}

/// Reads an amount in 分.
pub fn amount(cell: &Cell) -> Result<Read<Number>, Text> {
    if let Cell::Date(date) = cell {
        return Err(words::date_for_amount(date.to_string()));
    }
    let Read { value, mut forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let refuse = || Err(words::no_amount(shown(&text)));
    let mut own = text.clone();
    if own.contains(' ') {
        forms.push(Form::Blanks);
        own.retain(|letter| letter != ' ');
    }
    let mut negative = false;
    if let Some(inner) = own.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        forms.push(Form::Parentheses);
        negative = true;
        own = inner.to_owned();
    }
    let mut sign = |own: &mut String| {
        if let Some(rest) = own.strip_prefix('-').filter(|_| !negative) {
            negative = true;
            *own = rest.to_owned();
        } else if let Some(rest) = own.strip_prefix('+') {
            *own = rest.to_owned();
        }
    };
    sign(&mut own);
    let before = own.len();
    for mark in ["人民币", "RMB", "CNY", "¥", "\u{ffe5}", "$"] {
        if let Some(rest) = own.strip_prefix(mark) {
            if mark == "$" {
                return Err(words::foreign_money(shown(&text)));
            }
            own = rest.to_owned();
        }
    }
    sign(&mut own);
    let mut times = Number::from(100);
    if let Some(rest) = own.strip_suffix("万元").or_else(|| own.strip_suffix('万')) {
        forms.push(Form::TenThousands);
        times = Number::from(1_000_000);
        own = rest.to_owned();
    } else if let Some(rest) = own.strip_suffix("元整").or_else(|| own.strip_suffix(['元', '圆'])) {
        own = rest.to_owned();
    }
    if own.len() != before && !forms.contains(&Form::TenThousands) {
        forms.push(Form::CurrencySign);
    }
    if own.contains(',') {
        if !has_thousands(&own) {
            return Err(words::odd_commas(shown(&text)));
        }
        forms.push(Form::Thousands);
        own.retain(|letter| letter != ',');
    }
    if is_scientific(&own) {
        return Err(words::scientific(shown(&text)));
    }
    let Some(number) = decimal(&own) else { return refuse() };
    let Ok(fen) = number.multiply(&times) else { return refuse() };
    let fen = if fen.is_whole() {
        fen
    } else if matches!(cell, Cell::Number(_)) && noise(&own) {
        forms.push(Form::SpreadsheetNoise);
        fen.round(RoundingMode::HalfUp, &Number::one())
    } else {
        return Err(words::finer_than_fen(shown(&text)));
    };
    if fen.to_i64().is_none() {
        return Err(words::amount_too_large(shown(&text)));
    }
    Ok(Read::of(if negative { fen.negate() } else { fen }, forms))
}

/// Reads digits with at most one point; `.5` too.
fn decimal(text: &str) -> Option<Number> {
    let text = if text.starts_with('.') { format!("0{text}") } else { text.to_owned() };
    let digits = text.trim_end_matches('.');
    (digits.len() <= 60 && digits.starts_with(|own: char| own.is_ascii_digit())).then(|| Number::parse(digits))?
}

/// Whether the commas stand before every three digits.
fn has_thousands(text: &str) -> bool {
    let whole = text.split('.').next().unwrap_or(text);
    let mut groups = whole.split(',');
    let digits = |own: &str| own.bytes().all(|byte| byte.is_ascii_digit());
    let first = groups.next().is_some_and(|own| (1..=3).contains(&own.len()) && digits(own));
    first && groups.all(|own| own.len() == 3 && digits(own)) && !text[whole.len()..].contains(',')
}

/// `1.23E+17`
fn is_scientific(text: &str) -> bool {
    let Some((head, tail)) = text.split_once(['E', 'e']) else { return false };
    let digits = |own: &str| !own.is_empty() && own.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    digits(head) && digits(tail.trim_start_matches(['+', '-']))
}

/// Whether a number differs from one with two decimals only in what binary arithmetic leaves behind: beyond the
/// fifteen digits that a spreadsheet shows.
fn noise(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let Some((_, fraction)) = text.split_once('.') else { return false };
    let Some(rest) = fraction.get(2..) else { return false };
    let whole = text.len() - fraction.len() - 1;
    let leading = text.starts_with("0.");
    let kept = 15_usize.saturating_sub(if leading { 0 } else { whole }).saturating_sub(2).min(rest.len());
    let shown = &rest[..kept];
    digits > 15 && kept >= 3 && (shown.bytes().all(|own| own == b'0') || shown.bytes().all(|own| own == b'9'))
}

/// Reads a day.
pub fn date(cell: &Cell) -> Result<Read<Date>, Text> {
    if let Cell::Date(date) = cell {
        return Ok(Read::of(*date, Vec::new()));
    }
    let Read { value, mut forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let refuse = || Err(words::no_date(shown(&text)));
    let mut own = text.as_str();
    // A time of day behind a blank or a T.
    let parted = own.split_once(' ').or_else(|| own.split_once('T'));
    if let Some((day, _)) = parted.filter(|(_, time)| is_time(time)) {
        forms.push(Form::TimeOfDay);
        own = day;
    }
    let spaceless: String = own.chars().filter(|own| *own != ' ').collect();
    let own = spaceless.as_str();
    let digits = own.bytes().all(|byte| byte.is_ascii_digit());
    if digits && own.len() == 8 {
        forms.push(Form::CompactDate);
        let part = |range: std::ops::Range<usize>| own[range].to_owned();
        return match day(&part(0..4), &part(4..6), &part(6..8)) {
            Some(date) => Ok(Read::of(date, forms)),
            None => Err(words::no_such_day(shown(&text))),
        };
    }
    if digits && own.len() == 14 {
        forms.extend([Form::CompactDate, Form::TimeOfDay]);
        return match day(&own[0..4], &own[4..6], &own[6..8]) {
            Some(date) => Ok(Read::of(date, forms)),
            None => Err(words::no_such_day(shown(&text))),
        };
    }
    if digits && own.len() == 6 {
        return Err(words::only_a_month(shown(&text)));
    }
    // Numbers of days since 1899-12-30, as Excel keeps dates: those of 1954 to 2119.
    if digits && own.len() == 5 {
        let serial: i64 = own.parse().unwrap_or(0);
        let base = Date::new(1899, 12, 30).expect("that was a day");
        if let Some(date) = base.plus_days(serial).filter(|_| (20_000..=80_000).contains(&serial)) {
            forms.push(Form::Serial);
            return Ok(Read::of(date, forms));
        }
        return refuse();
    }
    let written = match own.strip_suffix('日').or_else(|| own.strip_suffix('号')) {
        Some(rest) if rest.contains('年') && rest.contains('月') => {
            forms.push(Form::ChineseDate);
            rest.replace(['年', '月'], "-")
        }
        Some(_) => return refuse(),
        None if own.ends_with('月') => return Err(words::only_a_month(shown(&text))),
        None if own.contains('年') && own.contains('月') => {
            forms.push(Form::ChineseDate);
            own.replace(['年', '月'], "-")
        }
        None if own.contains(['/', '.']) => {
            forms.push(Form::SlashDate);
            own.replace(['/', '.'], "-")
        }
        None => own.to_owned(),
    };
    let parts: Vec<&str> = written.split('-').collect();
    let numeric = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    match parts.as_slice() {
        [year, month, own_day] if numeric && year.len() == 4 && month.len() <= 2 && own_day.len() <= 2 => {
            match day(year, month, own_day) {
                Some(date) => Ok(Read::of(date, forms)),
                None => Err(words::no_such_day(shown(&text))),
            }
        }
        [_, _, year] if numeric && year.len() == 4 => Err(words::day_order(shown(&text))),
        [_, _, _] if numeric => Err(words::short_year(shown(&text))),
        [year, _] if numeric && year.len() == 4 => Err(words::only_a_month(shown(&text))),
        _ => refuse(),
    }
}

fn day(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// `10:20`, `10:20:30.000`
fn is_time(text: &str) -> bool {
    let text = text.trim();
    let parts: Vec<&str> = text.split(':').collect();
    (2..=3).contains(&parts.len())
        && parts.iter().all(|part| !part.is_empty() && part.bytes().all(|own| own.is_ascii_digit() || own == b'.'))
}

/// Reads what a person is known by. What a spreadsheet has damaged beyond repair is refused.
pub fn person(cell: &Cell) -> Result<Read<String>, Text> {
    if let Cell::Date(date) = cell {
        return Err(words::date_for_person(date.to_string()));
    }
    let Read { value, mut forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let mut own: String = text.chars().filter(|own| *own != ' ').collect();
    if let Some(rest) = own.strip_prefix('\'') {
        forms.push(Form::Apostrophe);
        own = rest.to_owned();
    }
    if is_scientific(&own) && own.contains(['+', '.']) {
        return Err(words::damaged_number(shown(&own)));
    }
    let digits = own.bytes().filter(u8::is_ascii_digit).count();
    if matches!(cell, Cell::Number(_)) {
        if digits > 15 || own.contains('.') {
            return Err(words::damaged_number(masked(&own)));
        }
        return Ok(Read::of(own, forms));
    }
    if own.len() == 18 && own.ends_with('x') {
        own.make_ascii_uppercase();
    }
    // Fifteen digits are what a spreadsheet keeps of eighteen.
    if own.len() == 18 && own.ends_with("000") && looks_like_identity(&own) && !has_right_check_digit(&own) {
        return Err(words::damaged_number(masked(&own)));
    }
    Ok(Read::of(own, forms))
}

/// Whether a text has the form of a number of identity: region, birthday, order, check digit.
fn looks_like_identity(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 18
        && bytes[..17].iter().all(u8::is_ascii_digit)
        && day(&text[6..10], &text[10..12], &text[12..14]).is_some()
}

/// GB 11643: the last character is a check digit.
fn has_right_check_digit(text: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const MARKS: &[u8; 11] = b"10X98765432";
    let sum: u32 = text.bytes().zip(WEIGHTS).map(|(byte, weight)| u32::from(byte - b'0') * weight).sum();
    text.as_bytes().last() == Some(&MARKS[(sum % 11) as usize])
}

/// Returns what a message may show of a number that names a person.
pub fn masked(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    if letters.len() <= 4 {
        return text.to_owned();
    }
    let (front, back) = if letters.len() >= 15 { (6, 2) } else { (letters.len() / 3, 1) };
    let hidden = letters.len() - front - back;
    let start: String = letters[..front].iter().collect();
    let end: String = letters[letters.len() - back..].iter().collect();
    format!("{start}{}{end}", "*".repeat(hidden))
}

/// Returns a text as a message shows it: short, on one line, numbers of persons masked.
pub fn shown(text: &str) -> String {
    let one_line: String = text.chars().map(|own| if own.is_control() { ' ' } else { own }).collect();
    let cut: String =
        if one_line.chars().count() > 40 { one_line.chars().take(39).chain(['…']).collect() } else { one_line };
    let mut out = String::new();
    let mut run = String::new();
    for own in cut.chars().chain(['\0']) {
        if own.is_ascii_digit() || (own == 'X' && run.len() == 17) {
            run.push(own);
            continue;
        }
        out.push_str(&if run.len() >= 15 { masked(&run) } else { std::mem::take(&mut run) });
        run.clear();
        if own != '\0' {
            out.push(own);
        }
    }
    out
}

/// Reads the value of a fact, as the schema numbers it.
pub fn value(schema: &Schema, fact: &WantedFact, cell: &Cell) -> Result<Read<Value>, Text> {
    let found = match (&fact.ty, fact.kind) {
        (_, Some(Kind::Truth)) => truth(cell)?,
        (_, Some(Kind::Day)) => date(cell)?.map(Value::Date),
        (_, Some(Kind::Text)) => person(cell)?.map(Value::Text),
        (_, Some(Kind::Entry(at))) => entry(&schema.vocabularies[at], at, cell)?,
        (_, Some(Kind::Several(at))) => several(&schema.vocabularies[at], at, cell)?,
        (Type::Quantity(unit), _) if unit.is_money() => amount(&without_rate(cell))?.map(Value::Number),
        (Type::Quantity(unit), _) => quantity(fact, unit, cell)?,
        (Type::Ratio, _) => ratio(cell)?,
        (Type::Points, _) => points(cell)?,
        (_, _) => return Err(words::not_from_a_cell(&fact.name)),
    };
    if let Some(Value::Number(number)) = &found.value {
        in_range(fact, number, cell)?;
    }
    Ok(found)
}

/// The declared range holds; a reversed bill is negative all the same.
fn in_range(fact: &WantedFact, number: &Number, cell: &Cell) -> Result<(), Text> {
    let reversed = fact.owner == Owner::Claim && matches!(&fact.ty, Type::Quantity(unit) if unit.is_money());
    let size = if reversed && number.is_negative() { number.negate() } else { number.clone() };
    let low = fact.low.as_ref().is_none_or(|(low, within)| if *within { size >= *low } else { size > *low });
    let high = fact.high.as_ref().is_none_or(|(high, within)| if *within { size <= *high } else { size < *high });
    if low && high { Ok(()) } else { Err(words::out_of_range(shown(&cell.text()))) }
}

/// `3000元/年`: the type of the fact says per what.
fn without_rate(cell: &Cell) -> Cell {
    match cell {
        Cell::Text(text) => {
            let own = plain(text);
            let cut = own.find('/').filter(|at| *at > 0).map_or(own.as_str(), |at| &own[..at]);
            if cut.len() == own.len() { cell.clone() } else { Cell::Text(cut.to_owned()) }
        }
        _ => cell.clone(),
    }
}

fn quantity(fact: &WantedFact, unit: &Unit, cell: &Cell) -> Result<Read<Value>, Text> {
    let Read { value, forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let own: String = text.chars().filter(|own| *own != ' ').collect();
    let mut times = Number::one();
    let mut own = own.as_str();
    let mut cut = |own: &mut &str, words: &[&str], factor: i64| {
        for word in words {
            if let Some(rest) = own.strip_suffix(word).filter(|rest| !rest.is_empty()) {
                *own = rest;
                times = Number::from(factor);
                return;
            }
        }
    };
    match unit.parts() {
        [(Base::Day, 1)] => {
            cut(&mut own, &["天", "日"], 1);
            cut(&mut own, &["周"], 7);
        }
        [(Base::Month, 1)] => {
            cut(&mut own, &["个月", "月"], 1);
            cut(&mut own, &["年"], 12);
        }
        [(Base::Age, 1)] => cut(&mut own, &["周岁", "岁"], 1),
        _ => {
            let (zh, en) = (unit.speak(Lang::Zh), unit.speak(Lang::En));
            cut(&mut own, &[zh.as_str(), en.as_str()], 1);
        }
    }
    let (negative, digits) = own.strip_prefix('-').map_or((false, own), |rest| (true, rest));
    if is_scientific(digits) {
        return Err(words::scientific(shown(&text)));
    }
    let Some(number) = decimal(&digits.replace(',', "")).and_then(|own| own.multiply(&times).ok()) else {
        return Err(words::no_number(shown(&text)));
    };
    if digits.contains(',') && !has_thousands(digits) {
        return Err(words::odd_commas(shown(&text)));
    }
    if fact.whole && !number.is_whole() {
        return Err(words::not_whole(shown(&text)));
    }
    Ok(Read::of(Value::Number(if negative { number.negate() } else { number }), forms))
}

fn ratio(cell: &Cell) -> Result<Read<Value>, Text> {
    let Read { value, forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let refuse = || words::no_ratio(shown(&text));
    let number = match text.strip_suffix('%') {
        Some(digits) => decimal(digits.trim()).ok_or_else(refuse)?.divide(&Number::from(100)).map_err(|_| refuse())?,
        // 80 may mean 80% or eighty times.
        None => decimal(&text).filter(|own| *own <= Number::one()).ok_or_else(refuse)?,
    };
    Ok(Read::of(Value::Number(number), forms))
}

fn points(cell: &Cell) -> Result<Read<Value>, Text> {
    let Read { value, forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let digits = text.strip_suffix("个百分点").or_else(|| text.strip_suffix("pp"));
    let number = digits.and_then(decimal).and_then(|own| own.divide(&Number::from(100)).ok());
    number.map(|own| Read::of(Value::Number(own), forms)).ok_or_else(|| words::no_ratio(shown(&text)))
}

fn truth(cell: &Cell) -> Result<Read<Value>, Text> {
    if let Cell::Truth(truth) = cell {
        return Ok(Read::of(Value::Bool(*truth), Vec::new()));
    }
    let Read { value, forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let truth = match text.to_ascii_lowercase().as_str() {
        "是" | "有" | "1" | "y" | "yes" | "true" | "√" => true,
        "否" | "无" | "0" | "n" | "no" | "false" | "×" => false,
        _ => return Err(words::no_truth(shown(&text))),
    };
    Ok(Read::of(Value::Bool(truth), forms))
}

fn entry(vocabulary: &Vocabulary, at: usize, cell: &Cell) -> Result<Read<Value>, Text> {
    let Read { value, mut forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let id = find_entry(vocabulary, &text, &mut forms)?;
    Ok(Read::of(Value::Entry(DomainId(at as u32), id), forms))
}

fn several(vocabulary: &Vocabulary, at: usize, cell: &Cell) -> Result<Read<Value>, Text> {
    let Read { value, mut forms } = tidy(cell)?;
    let Some(text) = value else { return Ok(Read::nothing(forms)) };
    let mut found: Vec<EntryId> = Vec::new();
    for part in text.split(['、', ',', ';', '/', '|', '+']).map(str::trim).filter(|part| !part.is_empty()) {
        let id = find_entry(vocabulary, part, &mut forms)?;
        if !found.contains(&id) {
            found.push(id);
        }
    }
    Ok(Read::of(Value::Several(DomainId(at as u32), found), forms))
}

fn find_entry(domain: &Vocabulary, text: &str, forms: &mut Vec<Form>) -> Result<EntryId, Text> {
    if let Some(id) = domain.find(text) {
        return Ok(EntryId(id));
    }
    let upper = text.to_ascii_uppercase();
    if let Some(id) = domain.find(&upper).or_else(|| domain.find(&text.replace(' ', ""))) {
        return Ok(EntryId(id));
    }
    let icd: Vec<usize> = (0..domain.entries.len())
        .filter(|at| domain.entries[*at].icd.iter().any(|range| holds_icd(range, &upper)))
        .collect();
    match icd.as_slice() {
        [only] => {
            forms.push(Form::Icd);
            Ok(EntryId(*only as u32))
        }
        [] => {
            let names = domain.entries.iter().map(|own| own.name.as_str());
            let near = nearest(text, names);
            Err(if near.is_empty() {
                words::not_in_domain(shown(text), &domain.name)
            } else {
                words::not_in_domain_near(shown(text), &domain.name, quoted(&near))
            })
        }
        several => {
            let names: Vec<&str> = several.iter().map(|at| domain.entries[*at].name.as_str()).collect();
            Err(words::icd_of_several(shown(text), quoted(&names)))
        }
    }
}

/// Whether `E10-E14` or `I10` holds `E11.900` or `I10.x05`: letter and two digits count.
fn holds_icd(range: &str, code: &str) -> bool {
    let head = |text: &str| -> Option<String> {
        let own = text.trim().get(..3)?.to_ascii_uppercase();
        let bytes = own.as_bytes();
        (bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_digit)).then_some(own)
    };
    let Some(own) = head(code).filter(|_| code.len() == 3 || code[3..].starts_with('.')) else { return false };
    match range.split_once('-') {
        Some((from, to)) => match (head(from), head(to)) {
            // `B18.0-B18.1` asks for more than a head; nobody guesses which.
            (Some(from), Some(to)) if !range.contains('.') => from <= own && own <= to,
            _ => false,
        },
        None => !range.contains('.') && head(range).is_some_and(|from| from == own),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(own: &str) -> Cell {
        Cell::Text(own.to_owned())
    }

    fn fen(own: &str) -> Result<String, String> {
        match amount(&text(own)) {
            Ok(read) => Ok(read.value.map_or("-".to_owned(), |own| own.to_string())),
            Err(reason) => Err(reason.en),
        }
    }

    #[test]
    fn amounts_are_read_in_the_forms_that_tables_have() {
        let right = [
            ("1000", "100000"),
            ("1000.5", "100050"),
            ("¥1,234.50", "123450"),
            ("￥１２３４．５", "123450"),
            (" 1 234.50 元 ", "123450"),
            ("-300", "-30000"),
            ("-¥300", "-30000"),
            ("¥-300", "-30000"),
            ("(300.00)", "-30000"),
            ("1.5万元", "1500000"),
            ("人民币300元整", "30000"),
            ("--", "-"),
            ("", "-"),
            (".5", "50"),
        ];
        for (written, value) in right {
            assert_eq!(fen(written), Ok(value.to_owned()), "{written}");
        }
        for written in ["1,23,4", "12,34", "一百", "1.2.3", "12.345", "1.2E+05", "$5", "1-2", "5元5角", "--5"] {
            assert!(fen(written).is_err(), "{written}: {:?}", fen(written));
        }
    }

    #[test]
    fn the_noise_of_a_spreadsheet_is_told_from_thousandths() {
        let number =
            |own: &str| amount(&Cell::Number(own.to_owned())).map(|read| read.value.map(|own| own.to_string()));
        assert_eq!(number("0.30000000000000004"), Ok(Some("30".to_owned())));
        assert_eq!(number("1234.5700000000002"), Ok(Some("123457".to_owned())));
        assert_eq!(number("1234.5699999999999"), Ok(Some("123457".to_owned())));
        assert!(number("12.345").is_err());
        assert!(number("0.333333333333333").is_err());
    }

    #[test]
    fn days_are_read_in_the_forms_that_tables_have() {
        let read = |own: &str| date(&text(own)).map(|own| own.value.map(|own| own.to_string())).map_err(|own| own.en);
        let same = "2024-05-01";
        let forms = [
            "2024-5-1",
            "2024-05-01",
            "2024/5/1",
            "2024.05.01",
            "20240501",
            "2024年5月1日",
            "2024年05月01号",
            "45413",
            "2024-05-01 00:00:00",
            "2024-05-01T10:20:30",
            "２０２４年５月１日",
            "20240501102030",
        ];
        for own in forms {
            assert_eq!(read(own), Ok(Some(same.to_owned())), "{own}");
        }
        for own in ["2024-05", "202405", "2024年5月", "24-5-1", "5/1/2024", "2024-02-30", "昨天", "12345678", "123"]
        {
            assert!(read(own).is_err(), "{own}");
        }
    }

    #[test]
    fn numbers_of_persons_that_a_spreadsheet_damaged_are_refused() {
        let read = |cell: Cell| person(&cell).map(|own| own.value).map_err(|own| own.en);
        // 11010519491231002X is the example of GB 11643.
        assert_eq!(read(text("11010519491231002x")), Ok(Some("11010519491231002X".to_owned())));
        assert_eq!(read(text("'11010519491231002X")), Ok(Some("11010519491231002X".to_owned())));
        assert_eq!(read(Cell::Number("10023".to_owned())), Ok(Some("10023".to_owned())));
        assert!(read(text("1.10105E+17")).is_err());
        assert!(read(Cell::Number("110105194912310020".to_owned())).is_err());
        assert!(read(text("110105194912310000")).is_err());
    }

    #[test]
    fn messages_show_no_number_of_a_person() {
        assert_eq!(shown("号 11010519491231002X 张"), "号 110105**********2X 张");
        assert_eq!(masked("3701020001"), "370******1");
    }

    #[test]
    fn icd_codes_are_not_national_codes() {
        assert!(holds_icd("E10-E14", "E11.900"));
        assert!(holds_icd("I10", "I10.X05"));
        assert!(!holds_icd("M05-M06", "M05300"));
        assert!(!holds_icd("B18.0-B18.1", "B18.9"));
    }
}
