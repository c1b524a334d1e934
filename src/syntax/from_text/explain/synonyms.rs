//! Words that people use, with those of the language: which keyword was meant, and which stand in a name by mistake.

use super::stop::is_letter;
use crate::base::nearest::nearest;
use crate::syntax::keywords::{Spelling, Word};

/// Words that people use, with those of the language.
pub(super) const SYNONYMS: &[(&str, &str)] = &[
    ("大于等于", "不低于"),
    ("小于等于", "不超过"),
    ("大于或等于", "不低于"),
    ("小于或等于", "不超过"),
    ("不大于", "不超过"),
    ("不小于", "不低于"),
    ("不高于", "不超过"),
    ("不少于", "不低于"),
    ("不多于", "不超过"),
    ("不等于", "!="),
    ("等于", "="),
    ("大于", "超过"),
    ("高于", "超过"),
    ("多于", "超过"),
    ("小于", "低于"),
    ("少于", "低于"),
    ("并且", "且"),
    ("而且", "且"),
    ("同时", "且"),
    ("或者", "或"),
    ("如果", "当"),
    ("假如", "当"),
    ("对于", "当"),
    ("以后", "之后"),
    ("是", "="),
    ("为", "="),
    ("包含", "属于"),
    ("包括", "属于"),
    ("从", "自"),
    ("调整为", "为"),
    ("调整到", "为"),
    ("修改为", "为"),
    ("提高到", "为"),
    ("提高至", "为"),
    ("降低到", "为"),
    ("降低至", "为"),
    ("提高", "加"),
    ("上调", "加"),
    ("降低", "减"),
    ("下调", "减"),
    ("greater than", "over"),
    ("more than", "over"),
    ("less than", "below"),
    ("equals", "="),
    ("is", "="),
    ("&&", "and"),
    ("||", "or"),
    ("&", "and"),
];

/// Words at the start of a line that people use, with those of the language.
pub(super) const CLAUSE_SYNONYMS: &[(&str, Word)] = &[
    ("起付标准", Word::Deductible),
    ("起付额", Word::Deductible),
    ("门槛费", Word::Deductible),
    ("报销比例", Word::Rate),
    ("支付比例", Word::Rate),
    ("补偿比例", Word::Rate),
    ("救助比例", Word::Rate),
    ("最高支付限额", Word::Cap),
    ("年度限额", Word::Cap),
    ("封顶", Word::Cap),
    ("上限", Word::Cap),
    ("最高", Word::Cap),
    ("对象", Word::Requires),
    ("前提", Word::Requires),
    ("标准", Word::Amount),
    ("补助标准", Word::Amount),
    ("补贴标准", Word::Amount),
    ("发放标准", Word::Amount),
    ("救助标准", Word::Amount),
    ("保障标准", Word::Amount),
    ("补助", Word::Amount),
    ("补贴", Word::Amount),
    ("发放", Word::Amount),
    ("不报销", Word::Refuse),
    ("不支付", Word::Refuse),
    ("不享受", Word::Refuse),
    ("报销", Word::Rate),
    ("补偿", Word::Rate),
    ("自付", Word::FirstPay),
    ("limit", Word::Cap),
    ("maximum", Word::Cap),
    ("ratio", Word::Rate),
    ("percentage", Word::Rate),
    ("condition", Word::Requires),
    ("threshold", Word::Deductible),
    ("standard", Word::Amount),
];

/// Words at the start of a clause for which two are written.
const CLAUSE_PHRASES: &[(&str, &str)] =
    &[("如果", "情形 当"), ("假如", "情形 当"), ("若", "情形 当"), ("if", "case when"), ("when", "case when")];

/// How remarks are begun elsewhere.
pub(super) const REMARKS: &[&str] = &["//", "--", "/*", "*", "注:", "注释", "备注", "说明"];

/// Words at the start of a declaration that people use.
const DECLARATION_SYNONYMS: &[(&str, Word)] = &[
    ("福利", Word::Benefit),
    ("补助项目", Word::Benefit),
    ("文档", Word::Document),
    ("常量", Word::Param),
    ("变量", Word::Define),
    ("函数", Word::Define),
    ("用例", Word::Test),
    ("新增", Word::AddTo),
    ("增加", Word::AddTo),
    ("添加", Word::AddTo),
    ("纳入", Word::AddTo),
    ("调入", Word::AddTo),
    ("减少", Word::RemoveFrom),
    ("删除", Word::RemoveFrom),
    ("移除", Word::RemoveFrom),
    ("移出", Word::RemoveFrom),
    ("剔除", Word::RemoveFrom),
    ("调出", Word::RemoveFrom),
    ("去掉", Word::RemoveFrom),
    ("修改", Word::Override),
    ("变更", Word::Override),
    ("修订", Word::Override),
    ("提高", Word::Override),
    ("降低", Word::Override),
    ("停止", Word::Repeal),
    ("撤销", Word::Repeal),
    ("取消", Word::Repeal),
];

/// Words that end a benefit or a clause, and the entries of a list too.
pub(super) const ENDING: &[&str] = &["取消", "停止", "撤销"];

/// How often something is paid, as people write it on a line of its own.
pub(super) const OFTEN: &[&str] = &["按月", "按年", "按季", "按次", "每月", "每年", "每次", "一次性"];

/// Keywords that are easily glued to a name.
const GLUED: &[&str] = &[
    "不属于",
    "属于",
    "不超过",
    "不低于",
    "低于",
    "超过",
    "不满",
    "以上",
    "以下",
    "否则",
    "其中",
    "且",
    "或",
    "的",
    "当",
    "则",
];
/// Keywords that are easily glued before a name.
const GLUED_BEFORE: &[&str] = &["按", "非", "若", "同"];

/// Whether a text begins with a keyword: a Chinese one may be glued to what follows.
pub(in crate::syntax::from_text) fn begins_with(text: &str, spelling: Spelling) -> bool {
    let english = |word: &str| {
        let mut rest = text;
        let parts = word.split(' ').all(|part| {
            rest = rest.trim_start_matches([' ', '\t']);
            let after = rest.strip_prefix(part);
            rest = after.unwrap_or(rest);
            after.is_some()
        });
        parts && !rest.starts_with(is_letter)
    };
    let one = |word: &str| !word.is_empty() && if word.is_ascii() { english(word) } else { text.starts_with(word) };
    one(spelling.chinese) || one(spelling.english) || spelling.also.iter().any(|word| one(word))
}

/// Returns the keyword that was meant by the start of `word`, and how much of the word it replaces.
pub(super) fn closest(word: &str, group: &[Word], clause: bool) -> Option<(usize, &'static str)> {
    if clause && let Some((written, meant)) = CLAUSE_PHRASES.iter().find(|(written, _)| word.starts_with(written)) {
        return Some((written.len(), meant));
    }
    if clause && let Some((written, meant)) = CLAUSE_SYNONYMS.iter().find(|(written, _)| word.starts_with(written)) {
        let spelling = meant.spelling();
        return Some((written.len(), if written.is_ascii() { spelling.english } else { spelling.chinese }));
    }
    let spellings = group.iter().flat_map(|word| [word.spelling().chinese, word.spelling().english]);
    let spellings: Vec<&'static str> = spellings.filter(|spelling| spelling.chars().count() > 1).collect();
    let find = |text: &str| {
        let meant = nearest(text, spellings.iter().copied()).into_iter().next()?;
        spellings.iter().copied().find(|spelling| *spelling == meant)
    };
    if !clause
        && let Some((written, meant)) = DECLARATION_SYNONYMS.iter().find(|(written, _)| word.starts_with(written))
    {
        return Some((written.len(), meant.spelling().chinese));
    }
    if let Some(meant) = find(word) {
        return Some((word.len(), meant));
    }
    // A Chinese keyword may be glued to a name: try its start.
    let starts = word.char_indices().map(|(at, _)| at).skip(2).take(7).collect::<Vec<_>>();
    let mut tried = starts.into_iter().filter(|at| !word[..*at].is_ascii());
    tried.find_map(|at| find(&word[..at]).filter(|meant| !meant.is_ascii()).map(|meant| (at, meant)))
}

/// Splits a name into the words that were glued together, when it holds a keyword.
pub(super) fn split_name(name: &str, required: &[&str]) -> Option<String> {
    let before = GLUED_BEFORE.iter().find_map(|word| name.strip_prefix(word).map(|rest| (*word, rest)));
    if let Some((word, rest)) = before
        && !rest.is_empty()
    {
        return Some(format!("{word} {rest}"));
    }
    let candidates = required.iter().chain(GLUED).filter(|word| !word.is_empty() && !word.is_ascii());
    for word in candidates {
        if let Some((left, right)) = name.split_once(word)
            && !left.is_empty()
        {
            let split = if right.is_empty() { format!("{left} {word}") } else { format!("{left} {word} {right}") };
            return Some(split);
        }
    }
    None
}
