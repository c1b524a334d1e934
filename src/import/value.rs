//! A cell to a limit, a ratio, a band or a day, in the forms that offices write; what may be read in two ways is
//! refused with both, and nothing is guessed.

use super::words;
use crate::base::date::Date;
use crate::base::number::{Number, RoundingMode};
use crate::base::text::Text;
use crate::data::cell::{self, shown};
use crate::data::table::{Cell, plain};

/// Per what a limit or a deductible counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Per {
    Visit,
    Day,
    Month,
    Quarter,
    Year,
    Life,
}

impl Per {
    /// Returns the word behind a unit: `元/年`.
    pub fn unit(self) -> &'static str {
        match self {
            Per::Visit => "次",
            Per::Day => "日",
            Per::Month => "月",
            Per::Quarter => "季",
            Per::Year => "年",
            Per::Life => "终身",
        }
    }

    /// Returns the word of a clause: `每年`.
    pub fn word(self) -> &'static str {
        match self {
            Per::Visit => "每次",
            Per::Day => "每日",
            Per::Month => "每月",
            Per::Quarter => "每季",
            Per::Year => "每年",
            Per::Life => "终身",
        }
    }

    /// Reads what a column, a heading or a person says.
    pub fn read(text: &str) -> Option<Per> {
        let text = text.trim_start_matches('每').trim_start_matches("元/").trim_start_matches('/');
        Some(match text {
            "次" | "次均" | "人次" | "单次" | "一次" | "次住院" | "visit" => Per::Visit,
            "日" | "天" | "day" => Per::Day,
            "月" | "月度" | "一月" | "人月" | "人·月" | "month" => Per::Month,
            "季" | "季度" | "quarter" => Per::Quarter,
            "年" | "年度" | "一年" | "人年" | "人·年" | "自然年度" | "医保年度" | "全年" | "year" => {
                Per::Year
            }
            "终身" | "life" => Per::Life,
            _ => return None,
        })
    }

    /// Finds the one period that a heading names.
    pub fn within(text: &str) -> Option<Per> {
        let words: [(&[&str], Per); 6] = [
            (&["年度", "每年", "/年", "一年", "全年", "(年)", "年限额", "年封顶", "·年", "年起付"], Per::Year),
            (&["季度", "每季", "/季"], Per::Quarter),
            (&["每月", "/月", "月度", "(月)", "月限额", "·月"], Per::Month),
            (&["每日", "/日", "/天", "每天", "日限额"], Per::Day),
            (&["每次", "/次", "单次", "次均"], Per::Visit),
            (&["终身"], Per::Life),
        ];
        let mut found = words.iter().filter(|(own, _)| own.iter().any(|word| text.contains(word)));
        let first = found.next()?;
        if found.next().is_some() { None } else { Some(first.1) }
    }
}

/// What stands in a cell of values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// In 分, with per what where the cell says so.
    Money(Number, Option<Per>),
    Ratio(Number),
    /// `无`, `不限`
    Nothing,
    /// `待公布`
    Pending,
}

/// How numbers without a unit are meant, as the heading of the column says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    pub ten_thousands: bool,
    pub percent: bool,
    /// Whether the column has numbers above 1, so that 1 alone may be 1% or 100%.
    pub whole_percents: bool,
}

/// Why a cell is not understood, and what to write there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub reason: Text,
    pub advice: Text,
}

fn refuse<T>(reason: Text, advice: Text) -> Result<T, Refusal> {
    Err(Refusal { reason, advice })
}

/// What is left out of a text as a mark of a footnote, and the mark.
pub fn without_footnote(text: &str) -> (String, Option<String>) {
    let text = text.trim();
    let is_mark = |own: char| matches!(own, '*' | '※' | '\u{2460}'..='\u{2473}' | '†');
    let cut = text.trim_end_matches(is_mark);
    if cut.len() < text.len() && !cut.is_empty() {
        return (cut.trim_end().to_owned(), Some(text[cut.len()..].to_owned()));
    }
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）')] {
        if let Some(inner) = text.strip_suffix(close)
            && let Some(at) = inner.rfind(open).filter(|at| *at > 0)
        {
            let mark = &inner[at + open.len_utf8()..];
            let digits = mark.trim_start_matches(['注', '见']);
            let is_note = mark.starts_with(['注', '见']) || open == '[';
            if is_note && digits.len() <= 2 && digits.bytes().all(|own| own.is_ascii_digit()) {
                return (inner[..at].trim_end().to_owned(), Some(text[at..].to_owned()));
            }
        }
    }
    (text.to_owned(), None)
}

/// Whether a text says that nothing is filled in.
pub fn is_dash(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|own| matches!(own, '-' | '/' | '\\' | '\u{2014}' | '\u{2500}' | '－'))
}

fn is_nothing(text: &str) -> bool {
    matches!(
        text,
        "无" | "不限"
            | "不设"
            | "没有"
            | "不封顶"
            | "上不封顶"
            | "无限额"
            | "不设限额"
            | "无上限"
            | "不设封顶线"
            | "取消"
            | "不设起付线"
            | "无起付线"
            | "不设起付标准"
            | "无封顶线"
            | "none"
    )
}

fn is_pending(text: &str) -> bool {
    matches!(text, "待公布" | "待定" | "未公布" | "pending")
}

/// Returns the text of a cell in plain form; an error of the spreadsheet is refused.
pub fn text_of(cell: &Cell) -> Result<String, Refusal> {
    match cell {
        Cell::Fault(text) if text.starts_with('=') => {
            refuse(words::formula_not_calculated(shown(text)), words::advise_recalculate())
        }
        Cell::Fault(text) => refuse(words::error_value(shown(text)), words::advise_error_value()),
        other => Ok(plain(&other.text())),
    }
}

/// Reads an amount with what it counts per; `cap`: words such as 最高 are no more than what a limit is.
pub fn money(cell: &Cell, unit: Unit, cap: bool) -> Result<Value, Refusal> {
    if let Cell::Date(date) = cell {
        return refuse(words::is_a_date(date.to_string()), words::advise_money());
    }
    let written = text_of(cell)?;
    let (mut text, _) = without_footnote(&written);
    text.retain(|own| own != ' ');
    if is_nothing(&text) {
        return Ok(Value::Nothing);
    }
    if is_pending(&text) {
        return Ok(Value::Pending);
    }
    if text.ends_with(['%', '‰']) || text.contains("百分之") {
        return refuse(words::ratio_for_money(shown(&written)), words::advise_money());
    }
    if is_range(&text) {
        return refuse(words::range_for_money(shown(&written)), words::advise_one_amount());
    }
    let mut per = None;
    let mut core = text.as_str();
    let mut first = |own: Per| per = per.or(Some(own));
    for (word, own) in [
        ("每人每年", Per::Year),
        ("年度限额", Per::Year),
        ("年限额", Per::Year),
        ("每年", Per::Year),
        ("年度", Per::Year),
        ("全年", Per::Year),
        ("一年", Per::Year),
        ("每月", Per::Month),
        ("每季度", Per::Quarter),
        ("每季", Per::Quarter),
        ("每日", Per::Day),
        ("每天", Per::Day),
        ("每次", Per::Visit),
        ("单次", Per::Visit),
    ] {
        if let Some(rest) = core.strip_prefix(word) {
            first(own);
            core = rest.trim_start_matches(':');
            break;
        }
    }
    if cap {
        for word in ["最高不超过", "最高支付", "最高", "不超过", "封顶"] {
            core = core.strip_prefix(word).unwrap_or(core);
        }
    }
    if let Some((head, tail)) = core.split_once('/') {
        match Per::read(tail) {
            Some(own) => {
                first(own);
                core = head;
            }
            None => return refuse(words::no_money(shown(&written)), words::advise_money()),
        }
    } else if let Some(inner) = core.strip_suffix(')')
        && let Some((head, tail)) = inner.rsplit_once('(')
        && let Some(own) = Per::read(tail)
    {
        first(own);
        core = head;
    } else {
        for (word, own) in [("每年", Per::Year), ("每月", Per::Month), ("每次", Per::Visit), ("每季度", Per::Quarter)]
        {
            if let Some(head) = core.strip_suffix(word) {
                first(own);
                core = head;
            }
        }
    }
    let has_unit = core.contains(['元', '万', '亿']);
    let digits = in_digits(core);
    let factor = if unit.ten_thousands && !has_unit { 10_000 } else { 1 };
    let number = match cell {
        // The noise of a spreadsheet's arithmetic is told from thousandths by the number itself.
        Cell::Number(_) => cell.clone(),
        _ => Cell::Text(digits),
    };
    match cell::amount(&number) {
        Ok(read) => match read.value {
            Some(fen) if fen.is_negative() => refuse(words::negative(shown(&written)), words::advise_money()),
            Some(fen) => {
                let fen = fen.multiply(&Number::from(factor)).unwrap_or(fen);
                Ok(Value::Money(fen, per))
            }
            None => refuse(words::no_money(shown(&written)), words::advise_money()),
        },
        Err(reason) => refuse(reason, words::advise_money()),
    }
}

/// Reads a ratio.
pub fn ratio(cell: &Cell, unit: Unit) -> Result<Value, Refusal> {
    let written = text_of(cell)?;
    let (mut text, _) = without_footnote(&written);
    text.retain(|own| own != ' ');
    let bad = || refuse(words::no_ratio(shown(&written)), words::advise_ratio());
    if matches!(text.as_str(), "无" | "不予支付" | "不予报销" | "不支付" | "不报销" | "不报" | "none")
    {
        return Ok(Value::Nothing);
    }
    if is_pending(&text) {
        return Ok(Value::Pending);
    }
    if text == "全额" || text == "全额报销" {
        return Ok(Value::Ratio(Number::one()));
    }
    if is_range(&text.replace('%', "")) || text.contains('~') {
        return refuse(words::range_for_ratio(shown(&written)), words::advise_one_ratio());
    }
    if ["不低于", "以上", "不超过", "以内", "左右", "至少", "最高", "约"].iter().any(|word| text.contains(word))
    {
        return refuse(words::bound_for_ratio(shown(&written)), words::advise_one_ratio());
    }
    if text.contains('元') {
        return refuse(words::money_for_ratio(shown(&written)), words::advise_ratio());
    }
    let hundredth = |number: Number| number.divide(&Number::from(100)).ok();
    let parse = |digits: &str| (digits.len() < 30).then(|| Number::parse(digits)).flatten();
    let number = if let Some(rest) = text.strip_prefix("百分之") {
        parse(&in_digits(rest)).and_then(hundredth)
    } else if let Some(digits) = text.strip_suffix('%') {
        parse(&in_digits(digits)).and_then(hundredth)
    } else if let Some((head, half @ ("" | "半"))) = text.split_once('成') {
        let whole = parse(&in_digits(head)).and_then(|own| own.divide(&Number::from(10)).ok());
        whole.and_then(|own| if half == "半" { own.add(&Number::ratio(1, 20)).ok() } else { Some(own) })
    } else {
        let Some(number) = parse(&text) else { return bad() };
        let one = Number::one();
        if number.is_zero() {
            Some(number)
        } else if unit.percent {
            if number < one {
                return refuse(words::fraction_of_percent(shown(&written)), words::advise_ratio());
            }
            hundredth(number)
        } else if number < one {
            Some(number)
        } else if number == one && unit.whole_percents {
            return refuse(words::one_or_hundredth(), words::advise_ratio());
        } else if number == one {
            Some(number)
        } else {
            hundredth(number)
        }
    };
    let number = match (number, cell) {
        // 0.8500000000000001 is what arithmetic leaves of 85%.
        (Some(number), Cell::Number(_)) => Some(number.round(RoundingMode::HalfUp, &Number::ratio(1, 1_000_000))),
        (number, _) => number,
    };
    match number {
        Some(number) if number > Number::one() => refuse(words::above_all(shown(&written)), words::advise_ratio()),
        Some(number) => Ok(Value::Ratio(number)),
        None => bad(),
    }
}

/// `1000-5000`, `60至65`
fn is_range(text: &str) -> bool {
    let mark = text.char_indices().find(|(at, own)| *at > 0 && matches!(own, '-' | '至' | '~' | '～'));
    let digit_after =
        |at: usize, own: char| text[at + own.len_utf8()..].starts_with(|next: char| next.is_ascii_digit());
    mark.is_some_and(|(at, own)| digit_after(at, own))
}

/// A stretch of amounts in 分; an open end has no number. Who owns an edge does not matter to sums over segments.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Band {
    pub low: Number,
    pub high: Option<Number>,
}

/// Returns a text without remarks on whom an edge belongs to, `(含5万元)`: in segments that touch it makes no difference.
fn without_edges(text: &str) -> String {
    let mut own = text.to_owned();
    for mark in ["(含", "(不含", "(包括"] {
        while let Some(open) = own.find(mark) {
            let Some(close) = own[open..].find(')') else { break };
            own.replace_range(open..open + close + 1, "");
        }
    }
    own
}

/// Reads a band of cost; `None`: all of it.
pub fn band(text: &str, unit: Unit) -> Result<Option<Band>, Refusal> {
    let written = plain(text);
    let (mut own, _) = without_footnote(&written);
    own.retain(|letter| letter != ' ');
    own = without_edges(&own);
    for word in ["(含)", "(不含)", "含本数", "部分", "的", "政策范围内", "合规费用", "医疗费用", "费用"]
    {
        own = own.replace(word, "");
    }
    if matches!(own.as_str(), "不限" | "全部" | "无" | "所有" | "任意") {
        return Ok(None);
    }
    let bad = || refuse(words::no_band(shown(&written)), words::advise_band());
    let edge = |text: &str, ten_thousands: bool| -> Option<Number> {
        let text = in_digits(text);
        let factor = if ten_thousands && !text.contains(['元', '万']) { 10_000 } else { 1 };
        let fen = cell::amount(&Cell::Text(text)).ok()?.value?;
        fen.multiply(&Number::from(factor)).ok().filter(|own| !own.is_negative())
    };
    let strip = |text: &str| -> String {
        let mut text =
            text.trim_start_matches(['超', '过', '高', '于', '大', '>', '=', '≥', '[', '(', '≤', '<']).to_owned();
        for word in ["以上", "以下", "以内", "及以上", "及以下", "及", "(", ")", "]", "含"] {
            text = text.replace(word, "");
        }
        text
    };
    if let Some(at) = own.find(['-', '至', '~', '～', ',']).filter(|at| *at > 0) {
        let mark = own[at..].chars().next().map_or(1, char::len_utf8);
        let (low, high) = (strip(&own[..at]), strip(&own[at + mark..]));
        let open = matches!(high.as_str(), "" | "∞" | "无穷");
        let tens = unit.ten_thousands || (high.contains('万') && !low.contains(['元', '万']));
        let (Some(low), high) = (edge(&low, tens), edge(&high, unit.ten_thousands)) else { return bad() };
        return match high {
            Some(high) if high > low => Ok(Some(Band { low, high: Some(high) })),
            None if open => Ok(Some(Band { low, high: None })),
            _ => bad(),
        };
    }
    let below = ["以下", "以内", "不超过", "不满", "低于", "小于", "<", "≤"].iter().any(|word| own.contains(word));
    let above =
        ["以上", "超过", "高于", "大于", ">", "≥"].iter().any(|word| own.contains(word)) && !own.contains("不超过");
    let core = strip(&own.replace("不超过", "").replace("不满", "").replace("低于", "").replace("小于", ""));
    let Some(at) = edge(&core, unit.ten_thousands) else { return bad() };
    match (below, above) {
        (true, false) => Ok(Some(Band { low: Number::zero(), high: Some(at) })),
        (false, true) => Ok(Some(Band { low: at, high: None })),
        _ => bad(),
    }
}

/// Reads a day; a month or a year alone means its first day, or its last where `ends`. `None`: no end.
pub fn day(cell: &Cell, ends: bool) -> Result<Option<Date>, Refusal> {
    let written = text_of(cell)?;
    if let Cell::Date(date) = cell {
        return Ok(Some(*date));
    }
    let (mut text, _) = without_footnote(&written);
    text.retain(|own| own != ' ');
    if ends && matches!(text.as_str(), "长期" | "长期有效" | "至今" | "无" | "现行有效" | "9999-12-31" | "9999/12/31")
    {
        return Ok(None);
    }
    let cut =
        |text: &str| text.trim_end_matches(['起', '止']).trim_end_matches("开始").trim_start_matches('自').to_owned();
    let text = cut(&text);
    let parts: Vec<String> =
        text.replace(['年', '/', '.'], "-").trim_end_matches(['月', '-']).split('-').map(str::to_owned).collect();
    let number = |own: &String| own.parse::<i16>().ok().filter(|_| own.bytes().all(|byte| byte.is_ascii_digit()));
    let whole = match parts.as_slice() {
        [year] if year.len() == 6 && text.len() == 6 && year.is_ascii() => {
            Some((number(&year[..4].to_owned()), number(&year[4..].to_owned())))
        }
        [year] if year.len() == 4 => Some((number(year), Some(if ends { 12 } else { 1 }))),
        [year, month] if year.len() == 4 && month.len() <= 2 => Some((number(year), number(month))),
        _ => None,
    };
    if let Some((Some(year), Some(month))) = whole
        && let Some(first) = Date::new(year, month as i8, 1)
    {
        return Ok(Some(if ends { first.last_of_month() } else { first }));
    }
    let given = if matches!(cell, Cell::Number(_)) { cell.clone() } else { Cell::Text(text.clone()) };
    match cell::date(&given) {
        Ok(read) => Ok(read.value),
        Err(reason) => refuse(reason, words::advise_date()),
    }
}

/// Returns a text with its Chinese numerals in digits: `三千元` is `3000元`, `1千元` too.
fn in_digits(text: &str) -> String {
    let digit = |own: char| "零一二三四五六七八九".chars().position(|known| known == own).map(|at| at as u64);
    let power = |own: char| match own {
        '十' => Some(10),
        '百' => Some(100),
        '千' => Some(1_000),
        _ => None,
    };
    let numeral = |own: char| digit(own).or(power(own)).is_some() || matches!(own, '两' | '〇');
    let Some(start) = text.find(|own: char| numeral(own)) else { return text.to_owned() };
    let before = &text[..start];
    let (head, given) = match before.rfind(|own: char| !own.is_ascii_digit()) {
        Some(at) => before.split_at(at + before[at..].chars().next().map_or(0, char::len_utf8)),
        None => ("", before),
    };
    let run: String = text[start..].chars().take_while(|own| numeral(*own)).collect();
    let rest = &text[start + run.len()..];
    let mut total = 0_u64;
    let mut last: Option<u64> = given.parse().ok();
    for own in run.chars() {
        if own == '〇' || own == '零' {
            continue;
        }
        match (if own == '两' { Some(2) } else { digit(own) }, power(own)) {
            (Some(value), _) if last.is_none() => last = Some(value),
            (None, Some(power)) => total = total.saturating_add(last.take().unwrap_or(1).saturating_mul(power)),
            // Digits side by side are no numeral.
            _ => return text.to_owned(),
        }
    }
    format!("{head}{}{rest}", total.saturating_add(last.unwrap_or(0)))
}

/// Returns an amount as the language writes it.
pub fn written_money(fen: &Number, per: Option<Per>) -> String {
    let yuan = fen.divide(&Number::from(100)).unwrap_or_else(|_| fen.clone());
    let ten_thousands = yuan.divide(&Number::from(10_000)).ok().filter(|own| own.is_whole() && own.is_positive());
    let (number, unit) = match ten_thousands {
        Some(own) => (own, "万元"),
        None => (yuan, "元"),
    };
    let digits = number.decimal_text(2).unwrap_or_else(|| number.to_string());
    let digits =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_owned() } else { digits };
    match per {
        Some(Per::Life) | None => format!("{digits}{unit}"),
        Some(per) => format!("{digits}{unit}/{}", per.unit()),
    }
}

/// Returns a ratio as the language writes it.
pub fn written_ratio(ratio: &Number) -> String {
    let percent = ratio.multiply(&Number::from(100)).unwrap_or_else(|_| ratio.clone());
    let digits = percent.decimal_text(6).unwrap_or_else(|| percent.to_string());
    let digits =
        if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.').to_owned() } else { digits };
    format!("{digits}%")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(own: &str) -> Cell {
        Cell::Text(own.to_owned())
    }

    fn told(value: Result<Value, Refusal>) -> String {
        match value {
            Ok(Value::Money(fen, per)) => written_money(&fen, per),
            Ok(Value::Ratio(ratio)) => written_ratio(&ratio),
            Ok(Value::Nothing) => "无".to_owned(),
            Ok(Value::Pending) => "待公布".to_owned(),
            Err(_) => "?".to_owned(),
        }
    }

    #[test]
    fn ratios_are_read_in_the_forms_that_offices_write() {
        for own in ["85%", "85％", "８５％", "0.85", "85", "百分之八十五", "八成半", "85% ", "85%*", "85%①", "85%(注1)"]
        {
            assert_eq!(told(ratio(&text(own), Unit::default())), "85%", "{own}");
        }
        assert_eq!(told(ratio(&Cell::Number("0.8500000000000001".to_owned()), Unit::default())), "85%");
        for own in ["60-65%", "不低于70%", "70%左右", "按住院", "120%", "70元", "约70%"] {
            assert_eq!(told(ratio(&text(own), Unit::default())), "?", "{own}");
        }
        let mixed = Unit { whole_percents: true, ..Unit::default() };
        assert_eq!(told(ratio(&text("1"), mixed)), "?");
        assert_eq!(told(ratio(&text("1"), Unit::default())), "100%");
        let percent = Unit { percent: true, ..Unit::default() };
        assert_eq!(told(ratio(&text("0.85"), percent)), "?");
    }

    #[test]
    fn amounts_are_read_with_what_they_count_per() {
        for (own, read) in [
            ("3000元/年", "3000元/年"),
            ("每年3000元", "3000元/年"),
            ("年度限额3000元", "3000元/年"),
            ("3000", "3000元"),
            ("３，０００元", "3000元"),
            ("1.5万元", "15000元"),
            ("15万元/年", "15万元/年"),
            ("三千元", "3000元"),
            ("3千元", "3000元"),
            ("三千五百元", "3500元"),
            ("400元(年)", "400元/年"),
            ("50元/次", "50元/次"),
            ("不限", "无"),
            ("待定", "待公布"),
            ("1000-5000元", "?"),
            ("80%", "?"),
            ("按规定", "?"),
            ("-100", "?"),
        ] {
            assert_eq!(told(money(&text(own), Unit::default(), true)), read, "{own}");
        }
        let tens = Unit { ten_thousands: true, ..Unit::default() };
        assert_eq!(told(money(&text("15"), tens, true)), "15万元");
        assert_eq!(told(money(&text("400元"), tens, true)), "400元");
    }

    #[test]
    fn bands_and_days_are_read() {
        let read = |own: &str| match band(own, Unit::default()) {
            Ok(Some(band)) => {
                let high = band.high.map_or("-".to_owned(), |own| written_money(&own, None));
                format!("{}..{high}", written_money(&band.low, None))
            }
            Ok(None) => "*".to_owned(),
            Err(_) => "?".to_owned(),
        };
        for (own, wanted) in [
            ("1000-5000元(含)", "1000元..5000元"),
            ("0-3万元", "0元..3万元"),
            ("3万元以上至7万元(含)", "3万元..7万元"),
            ("5万元以下(含5万元)", "0元..5万元"),
            ("5万元(不含)至10万元(含10万元)", "5万元..10万元"),
            ("3-7万元", "3万元..7万元"),
            ("7万元以上", "7万元..-"),
            ("5万元以下(含)", "0元..5万元"),
            ("不超过3万元", "0元..3万元"),
            ("超过3万元至7万元", "3万元..7万元"),
            ("不限", "*"),
            ("大额", "?"),
            ("3万元", "?"),
        ] {
            assert_eq!(read(own), wanted, "{own}");
        }
        let date =
            |own: &str, ends: bool| day(&text(own), ends).map(|own| own.map(|own| own.to_string())).ok().flatten();
        for own in ["2020.1.1", "2020年1月1日", "2020年1月", "2020-01", "202001", "2020", "43831", "2020年1月1日起"]
        {
            assert_eq!(date(own, false).as_deref(), Some("2020-01-01"), "{own}");
        }
        assert_eq!(date("2020年2月", true).as_deref(), Some("2020-02-29"));
        assert_eq!(date("长期", true), None);
    }
}
