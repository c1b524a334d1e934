//! Any text ends in a tree: deep, long, cut, mixed up. Places always lie on letters of the text.

use super::{faults, read};
use proptest::prelude::*;

#[test]
fn sixty_four_levels_are_read() {
    let brackets = |depth: usize| format!("县 甲\n定义 乙 = {}1{}\n", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(faults(&brackets(64)), Vec::<String>::new());
    assert_eq!(faults(&brackets(65)), ["2 nesting-too-deep nesting goes beyond 64 levels"]);
    assert_eq!(faults(&brackets(100_000)).len(), 1);
    let cases = |depth: usize| {
        format!("县 甲\n待遇 乙 每次结算 {{\n{}比例 1%\n{}}}\n", "情形 当 a {\n".repeat(depth), "}\n".repeat(depth))
    };
    assert_eq!(faults(&cases(63)), Vec::<String>::new());
    assert_eq!(faults(&cases(64)).len(), 1);
    let calls = format!("县 甲\n定义 乙 = {}1{}\n", "f(".repeat(64), ")".repeat(64));
    assert_eq!(faults(&calls), Vec::<String>::new());
}

#[test]
fn a_broken_clause_in_each_of_many_nested_blocks_is_reported() {
    let text = format!("县 甲\n待遇 乙 每次结算 {{\n{}{}}}\n", "情形 当 a {\n".repeat(60), "x y\n}\n".repeat(60));
    assert_eq!(faults(&text).len(), 60);
}

#[test]
fn chains_without_brackets_have_an_end() {
    for chain in ["非 ", "- ", "若 a 则 b 否则 ", "1 + ", "a 且 ", "2 ^ "] {
        let text = format!("县 甲\n定义 乙 = {}c\n", chain.repeat(5_000));
        let faults = faults(&text);
        assert!(matches!(faults.as_slice(), [one] if one.starts_with("2 nesting-too-deep")), "{chain}: {faults:?}");
    }
    assert_eq!(faults(&format!("县 甲\n定义 乙 = {}1\n", "1 + ".repeat(300))), Vec::<String>::new());
}

/// Reading makes at most so many calls for each byte of a declaration (`allow_calls` in `from_text`); what would be
/// quadratic in the grammar ends there and shows as `nesting-too-deep`.
#[test]
fn reading_is_linear_in_shapes_that_tempt_a_grammar() {
    let block = |content: String| format!("县 甲\n待遇 乙 每次结算 {{\n{content}}}\n");
    let deep = |open: &str, inner: &str, close: &str| format!("{}{inner}{}", open.repeat(60), close.repeat(60));
    let shapes = [
        format!("县 甲\n定义 乙 = {}\n", vec![deep("(", "x", ")"); 20].join(" + ")),
        format!("县 甲\n定义 乙 = {}\n", vec![deep("a[", "x", "]"); 20].join(" + ")),
        format!("县 甲\n定义 乙 = {}\n", vec![deep("x 属于 (", "x", ")"); 20].join(" 且 ")),
        format!("县 甲\n定义 乙 = {}\n", vec![deep("合计(成员 其中 ", "x", " : 1)"); 5].join(" + ")),
        format!("县 甲\n表 乙 按 a {{\n{}}}\n", format!("{} 至 3 1元\n", deep("(", "x", ")")).repeat(20)),
        format!("县 甲\n参数 乙 {}\n", deep("{ 自2020-01-01起 ", "{ 自2020-01-01起 1元 }", "x }")),
        format!("县 甲\n测试 \"t\" {{ 已知 {{ {} }} }}\n", deep("a { ", "a 1", " x }")),
        block("\n".repeat(20_000) + "条件 a" + &" ".repeat(20_000)),
        block("x\n\n\n\n\n\n".repeat(1_000)),
        block("条件 a b\n限额 x y\n".repeat(300)),
        block("限额 ".repeat(1_000)),
        block(format!("条件 a 属于 {}c\n", "b, ".repeat(2_000))),
        format!("县 甲\n定义 乙 = a{}\n", ".b".repeat(2_000)),
        format!("县 甲\n定义 乙 = 1{}\n", "个".repeat(2_000)),
        format!("县 甲\n枚举 乙 {{ {}c }}\n", "b, ".repeat(2_000)),
    ];
    for shape in shapes {
        let deep: Vec<String> = faults(&shape).into_iter().filter(|fault| fault.contains("nesting-too-deep")).collect();
        assert!(deep.is_empty(), "{}: {deep:?}", shape.chars().take(60).collect::<String>());
    }
}

const FRAGMENTS: &[&str] = &[
    "县 甲",
    "待遇",
    " 每次结算 ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "\n",
    "\n",
    "比例",
    "限额",
    "起付线 ",
    "70%",
    "3万元",
    "60周岁",
    "以上",
    "不超过",
    " 至 ",
    "按 ",
    "当 ",
    "加",
    " 且 ",
    "或",
    "非 ",
    "属于",
    ",",
    "、",
    ";",
    "。",
    "=",
    "：",
    "→",
    "->",
    "|",
    "-",
    "其余",
    "任意",
    "无",
    "待公布",
    "自2020-01-01起",
    "至2021-02-30止",
    "@ 文1 第三条",
    "存疑 ",
    "\"",
    "“",
    "”",
    "「",
    "」",
    "'",
    "#",
    "##",
    "\\",
    "测试 \"t\" ",
    "已知 ",
    "应得 ",
    "结算 2020-01-10 ",
    "家庭 ",
    "成员 ",
    "每月 2024-03 ",
    "各例 ",
    "标准 甲 ",
    "必须 ",
    "随 ",
    "不减",
    "枚举 甲 ",
    "目录 甲 ",
    "字段 结算.甲 : ",
    "金额/人·月",
    "若干 ",
    "定义 甲 = ",
    "表 甲 ",
    "得 ",
    "取首条 ",
    "情形 ",
    "同 ",
    "30,000元",
    "甲",
    "乙",
    "的",
    ".",
    "..",
    "*",
    "/",
    "^",
    "÷",
    "\u{1}",
    "\u{feff}",
    "é",
    "🙂",
    "\r\n",
    "\t",
    "一级",
    "if",
    "then",
    "of",
    "第3次",
    "2020/1/1",
    "3月5日",
    "~",
    "０",
];

fn mixed() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(FRAGMENTS), 0..60).prop_map(|parts| parts.concat())
}

fn sound(text: &str) {
    let parsed = read(text);
    for problem in parsed.problems.iter() {
        let labels = problem.labels.iter().map(|label| label.span);
        for span in std::iter::once(problem.span).chain(labels).chain(problem.fixes.iter().map(|fix| fix.span)) {
            assert!(text.get(span.range()).is_some(), "{span:?} does not lie on letters of {text:?}");
        }
    }
    for declaration in &parsed.file.declarations {
        assert!(text.get(declaration.place.0.range()).is_some());
    }
    for comment in &parsed.file.comments {
        assert!(text[comment.place.0.range()].starts_with(['#', '＃']));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mixed_up_words_give_a_tree(text in mixed()) {
        sound(&text);
        sound(&format!("县 甲\n待遇 乙 每次结算 {{\n{text}\n}}\n"));
    }

    #[test]
    fn any_letters_give_a_tree(text in "\\PC{0,80}") {
        sound(&text);
    }
}

#[test]
fn a_policy_cut_anywhere_gives_a_tree() {
    let text = std::fs::read_to_string("tests/suite/examples/linkou.pol").expect("the example is there");
    for (at, _) in text.char_indices().step_by(53) {
        sound(&text[..at]);
        sound(&text[at..]);
    }
}
