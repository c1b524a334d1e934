//! Whole declarations and clauses with holes, at places where one begins.

use super::Offer;
use crate::base::text::Lang;
use crate::lsp::assist::CompletionKind;
use crate::syntax::Block;

/// What is offered: the label and the text with holes, in Chinese and in English.
type Pattern = ([&'static str; 2], [&'static str; 2]);

const DECLARATIONS: &[Pattern] = &[
    (
        ["待遇 … { }", "benefit … { }"],
        [
            "待遇 ${1:名称} 每次结算 @ ${2:文件} {\n    对应 ${3:待遇种类}\n    条件 ${4:就医类别 = 门诊}\n    起付线 ${5:300元/年}\n    比例 ${6:70%}\n    限额 ${7:3000元/年}\n}\n$0",
            "benefit ${1:name} for each claim @ ${2:document} {\n    maps to ${3:identity}\n    requires ${4:condition}\n    deductible ${5:300元/year}\n    rate ${6:70%}\n    cap ${7:3000元/year}\n}\n$0",
        ],
    ),
    (
        ["测试 … { }", "test … { }"],
        [
            "测试 \"${1:标题}\" 于 ${2:2026-01-01} {\n    已知 { ${3:人群 普通} }\n    应得 ${4:待遇} = ${5:0元}\n}\n$0",
            "test \"${1:title}\" on ${2:2026-01-01} {\n    given { ${3:fact value} }\n    expect ${4:benefit} = ${5:0元}\n}\n$0",
        ],
    ),
    (
        ["文件 … = \"…\"", "document … = \"…\""],
        [
            "文件 ${1:文1} = \"${2:文号}\" 发文 ${3:2026-01-01} 标题 \"${4:标题}\" 印发 \"${5:机关}\"\n$0",
            "document ${1:doc1} = \"${2:number}\" dated ${3:2026-01-01} title \"${4:title}\" issued by \"${5:office}\"\n$0",
        ],
    ),
    (
        ["参数 … { 自 … }", "param … { from … }"],
        [
            "参数 ${1:名称} : ${2:金额/人·月} @ ${3:文件} {\n    自${4:2026-01-01}起  ${5:600元/人·月}\n}\n$0",
            "param ${1:name} : ${2:money/person·month} @ ${3:document} {\n    from ${4:2026-01-01}  ${5:600元/person·month}\n}\n$0",
        ],
    ),
];

const CLAUSES: &[Pattern] = &[
    (
        ["比例 按 … { }", "rate by … { }"],
        [
            "比例 按 ${1:机构等级} {\n    ${2:一级}    ${3:80%}\n    ${4:二级}    ${5:70%}\n}$0",
            "rate by ${1:facility_level} {\n    ${2:level_1}    ${3:80%}\n    ${4:level_2}    ${5:70%}\n}$0",
        ],
    ),
    (
        ["情形 … 当 … { }", "case … when … { }"],
        [
            "情形 ${1:名目} 当 ${2:条件} {\n    ${3:比例 90%}\n}$0",
            "case ${1:label} when ${2:condition} {\n    ${3:rate 90%}\n}$0",
        ],
    ),
];

/// Returns what may begin in a block.
pub(super) fn offers(block: Block, lang: Lang) -> Vec<Offer> {
    let patterns = match block {
        Block::Declaration => DECLARATIONS,
        Block::Clause => CLAUSES,
        Block::Header
        | Block::HistoryRow
        | Block::Row
        | Block::CaseRow
        | Block::Entry
        | Block::AccountItem
        | Block::StateItem
        | Block::Requirement
        | Block::SceneItem
        | Block::Assignment => &[],
    };
    let at = if lang == Lang::Zh { 0 } else { 1 };
    let offer = |(labels, texts): &Pattern| Offer {
        insert: texts[at].to_owned(),
        also: vec![labels[1 - at].to_owned()],
        ..Offer::new(labels[at], CompletionKind::Snippet, 200)
    };
    patterns.iter().map(offer).collect()
}
