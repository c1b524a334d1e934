//! Numbers as documents write them: `百分之七十`, `一万五千元`, `七成`. What is certain is offered in digits; nothing is read so.

/// Returns how a value in words is written: `70%`, `15000元`, `每次 300元`; `None` where it may mean something else.
pub(super) fn value(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix("百分之") {
        return Some(format!("{}%", in_digits_or_words(number)?));
    }
    if let Some((tenths, hundredths)) = name.split_once('成') {
        let hundredths = if hundredths.is_empty() { 0 } else { one_digit(hundredths)? };
        let percent = number_of_words(tenths).filter(|tenths| *tenths <= 10)? * 10 + hundredths;
        return (percent <= 100).then(|| format!("{percent}%"));
    }
    for (period, per) in PERIODS {
        if let Some(yuan) = name.strip_suffix(period).and_then(|own| own.strip_suffix('元')) {
            return Some(format!("{}元/{per}", in_digits_or_words(yuan)?));
        }
    }
    if let Some(yuan) = name.strip_suffix("元").and_then(number_of_words) {
        return Some(format!("{yuan}元"));
    }
    let (period, rest) = PERIODS.iter().find_map(|(period, _)| Some((period, name.strip_prefix(period)?)))?;
    rest.starts_with(|first: char| first.is_ascii_digit()).then(|| format!("{period} {rest}"))
}

/// Whether a name looks like a number in words, understood or not.
pub(super) fn is_number(name: &str) -> bool {
    let digits =
        name.chars().take_while(|letter| DIGITS.contains(*letter) || "十百千万亿两〇".contains(*letter)).count();
    name.starts_with("百分之") || digits > 1 && name.ends_with(['元', '角', '分', '成'])
}

/// Returns how an amount is written that stands with the words of a document before it: `每人每年不超过3000元`.
pub(super) fn amount_of_phrase(name: &str) -> Option<String> {
    let (mut rest, mut per) = (name, "");
    loop {
        if let Some((period, behind)) = strip_first(rest, PERIODS_BEFORE.iter().chain(&PERIODS)) {
            (rest, per) = (behind, period);
        } else if let Some((_, behind)) = strip_first(rest, &WORDS_BEFORE.map(|word| (word, ""))) {
            rest = behind;
        } else {
            break;
        }
    }
    let number = rest.strip_suffix('元').filter(|_| rest.len() < name.len())?;
    let digits = number.strip_suffix('万').unwrap_or(number);
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let amount = if plain { rest.to_owned() } else { format!("{}元", number_of_words(number)?) };
    Some(if per.is_empty() { amount } else { format!("{amount}/{per}") })
}

/// Returns how a condition on somebody's age is written: `年满80周岁`, `未满18周岁`.
pub(super) fn age(name: &str) -> Option<String> {
    let (from, rest) = strip_first(name, &[("年满", "以上"), ("未满", ""), ("不满", ""), ("满", "以上")])?;
    let years = rest.strip_suffix('岁').map(|own| own.strip_suffix('周').unwrap_or(own))?;
    let plain = !years.is_empty() && years.bytes().all(|byte| byte.is_ascii_digit());
    let years = if plain { years.to_owned() } else { number_of_words(years)?.to_string() };
    Some(if from.is_empty() { format!("年龄 不满 {years}周岁") } else { format!("年龄 {years}周岁{from}") })
}

/// Returns what a text begins with, as it is written, and the rest.
fn strip_first<'t, 'w>(
    text: &'t str,
    words: impl IntoIterator<Item = &'w (&'w str, &'static str)>,
) -> Option<(&'static str, &'t str)> {
    words.into_iter().find_map(|(word, meant)| Some((*meant, text.strip_prefix(word)?)))
}

/// Returns a name that ends in a value, cut before it: `一级70%`, `特困300元`.
pub(super) fn head_and_value(name: &str) -> Option<(&str, &str)> {
    let at = name.find(|letter: char| letter.is_ascii_digit()).filter(|at| *at > 0)?;
    Some(name.split_at(at))
}

/// Whether a name is for none of what could be set: `限额 不设`.
pub(super) fn is_none(name: &str) -> bool {
    matches!(name, "不设" | "没有" | "不限" | "不设限" | "无限额" | "无起付线" | "不设起付线" | "不设限额" | "取消")
}

/// Whether a name is for what amounts count: `300/月`.
pub(super) fn is_unit(name: &str) -> bool {
    matches!(name, "月" | "年" | "季" | "日" | "天" | "次" | "人" | "户")
}

/// What amounts count by, in words and behind a unit.
const PERIODS: [(&str, &str); 6] =
    [("每次", "次"), ("每日", "日"), ("每天", "日"), ("每月", "月"), ("每季", "季"), ("每年", "年")];

/// More words for periods, as documents put them before an amount; the longer ones first.
const PERIODS_BEFORE: [(&str, &str); 5] =
    [("每年度", "年"), ("每季度", "季"), ("全年", "年"), ("年度", "年"), ("一年", "年")];

/// What else documents put before an amount, where the clause says it already.
const WORDS_BEFORE: [&str; 14] = [
    "每人",
    "人均",
    "累计",
    "合计",
    "支付",
    "报销",
    "最高",
    "最多",
    "至多",
    "不超过",
    "不高于",
    "不得超过",
    "封顶",
    "为",
];

const DIGITS: &str = "零一二三四五六七八九";

fn in_digits_or_words(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) { text.parse().ok() } else { number_of_words(text) }
}

/// Reads `七十五`, `一万五千`, `两千零五十`; not `一万五`, which says fifteen thousand and might say ten thousand and five.
fn number_of_words(text: &str) -> Option<u64> {
    let (high, low) = match text.split_once('万') {
        Some((high, low)) => (Some(below_ten_thousand(high, false)?).filter(|high| *high > 0), low),
        None => (None, text),
    };
    match high {
        Some(high) if low.is_empty() => Some(high * 10_000),
        Some(high) => Some(high * 10_000 + below_ten_thousand(low, true)?),
        None if text.contains('万') => None,
        None => below_ten_thousand(low, false),
    }
}

/// Reads thousands, hundreds, tens and ones; `behind`: something larger stands before, so that ones alone need a `零`.
fn below_ten_thousand(text: &str, behind: bool) -> Option<u64> {
    let mut rest = text;
    let (mut sum, mut started, mut last) = (0, behind, if behind { 10_000 } else { u64::MAX });
    for (word, unit) in [("千", 1000), ("百", 100), ("十", 10)] {
        let Some((digit, behind)) = rest.split_once(word) else { continue };
        let digit = match digit.strip_prefix('零').filter(|_| started) {
            Some(digit) => one_digit(digit)?,
            // `十五` is fifteen.
            None if digit.is_empty() && unit == 10 && !started => 1,
            None => one_digit(digit)?,
        };
        sum += digit * unit;
        (rest, started, last) = (behind, true, unit);
    }
    if rest.is_empty() {
        return Some(sum).filter(|_| started && !text.is_empty());
    }
    let ones = match rest.strip_prefix('零').filter(|_| started) {
        Some(ones) => one_digit(ones)?,
        None if last == 10 || !started => one_digit(rest)?,
        None => return None,
    };
    Some(sum + ones)
}

fn one_digit(text: &str) -> Option<u64> {
    if text == "两" {
        return Some(2);
    }
    let at = DIGITS.chars().position(|known| text.chars().eq([known]))?;
    Some(at as u64).filter(|digit| *digit > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_of_phrases_are_understood() {
        let cases = [
            ("每年不超过3000元", "3000元/年"),
            ("每人每年3000元", "3000元/年"),
            ("年度最高支付3万元", "3万元/年"),
            ("全年累计不超过三千元", "3000元/年"),
            ("最高3000元", "3000元"),
        ];
        for (written, meant) in cases {
            assert_eq!(amount_of_phrase(written).as_deref(), Some(meant), "{written}");
        }
        for other in ["3000元", "每年", "每年低保元", "最高元", "每年300人"] {
            assert_eq!(amount_of_phrase(other), None, "{other}");
        }
    }

    #[test]
    fn ages_in_words_are_understood() {
        let cases =
            [("年满80周岁", "年龄 80周岁以上"), ("未满十八岁", "年龄 不满 18周岁"), ("满60岁", "年龄 60周岁以上")];
        for (written, meant) in cases {
            assert_eq!(age(written).as_deref(), Some(meant), "{written}");
        }
        for other in ["年满", "满意", "年满岁", "满五分"] {
            assert_eq!(age(other), None, "{other}");
        }
    }

    #[test]
    fn values_in_words_are_understood() {
        let cases = [
            ("百分之七十", "70%"),
            ("百分之十五", "15%"),
            ("百分之八十五", "85%"),
            ("百分之五", "5%"),
            ("百分之一百", "100%"),
            ("百分之60", "60%"),
            ("七成", "70%"),
            ("六成五", "65%"),
            ("三千元每年", "3000元/年"),
            ("五十元每天", "50元/日"),
            ("三千元", "3000元"),
            ("一万五千元", "15000元"),
            ("两千零五十元", "2050元"),
            ("十二万零八元", "120008元"),
            ("三百六十五元", "365元"),
            ("每次300元", "每次 300元"),
        ];
        for (written, meant) in cases {
            assert_eq!(value(written).as_deref(), Some(meant), "{written}");
        }
        for other in [
            "百分之几",
            "每次就诊",
            "百分之",
            "低保",
            "一万五元",
            "三百五元",
            "万元",
            "百元",
            "三千千元",
            "收成",
            "收成五",
            "十成五",
            "几元每年",
            "零元",
        ] {
            assert_eq!(value(other), None, "{other}");
        }
    }
}
