//! Faults: each reported once, on its line, in the author's words; what is good around it stays in the tree.

use super::{faults, read};
use polcheck::base::text::Lang;
use polcheck::syntax::ast::{ClauseKind, DeclarationKind, SceneItemKind};

/// Returns the lines and codes of what is wrong: `6 unknown-word`.
fn found(text: &str) -> Vec<String> {
    let short = |fault: String| fault.split(' ').take(2).collect::<Vec<_>>().join(" ");
    faults(text).into_iter().map(short).collect()
}

/// The text with the fault of each line behind `#!`; others are without fault.
fn hold(text: &str) {
    let mut expected = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some((_, codes)) = line.split_once("#! ") {
            expected.extend(codes.split(' ').map(|code| format!("{} {code}", at + 1)));
        }
    }
    assert_eq!(found(text), expected, "{:#?}", faults(text));
}

#[test]
fn clauses() {
    hold(
        "县 青山县 编码 222401                           #! syntax-error

待遇 门诊 每次结算 {
    起付标准 300元                                #! unknown-word
    起付线: 300元                                 #! stray-mark
    比例 = 70%                                    #! stray-mark
    比例 70 %                                     #! number-malformed
    条件 人群 等于 低保                           #! syntax-error
    条件 低保且 年龄 60周岁以上                   #! syntax-error
    条件 年龄 60 周岁以上                         #! number-malformed
    条件 年龄 大于 60周岁                         #! syntax-error
    条件 年龄 60周岁以上 且                       #! syntax-error
    限额 30,000元                                 #! number-malformed
    限额 3万人                                    #! unknown-unit
    限额 300元/人数                               #! unknown-unit
    情形 未转诊 转诊 = 未转诊 { 比例 50% }        #! syntax-error
    比例 按 { 一级 80% }                          #! syntax-error
    舍入 进一                                     #! syntax-error
    多重身份 高                                   #! syntax-error
    数量 处方天数 12周                            #! syntax-error
    年度自 2020-07-01                             #! syntax-error
    对应                                          #! syntax-error
    限额 3000元/年
    最高 5元                                      #! unknown-word
    最低 5元                                      #! unknown-word
    比例 60岁                                     #! unknown-unit
    限额 3000元 每年 每月                         #! syntax-error
}
待遇 好 每次结算 { 比例 70% }
",
    );
}

#[test]
fn english_clauses() {
    hold(
        "county X in Y
benefit a for each claim {
    threshold 300元                               #! unknown-word
    rate: 70%                                     #! stray-mark
    requires age is 60yrs                         #! syntax-error
    requires age greater than 60yrs               #! syntax-error
    cap 3000元 per yeer                           #! syntax-error
    roound up to 元                               #! unknown-word
    after                                         #! syntax-error
    rate 70%
}
fact claim.x money                                #! syntax-error
param y 3元                                       #! syntax-error
test \"t\" {
    given { a }                                   #! syntax-error
    expect b 3元                                  #! syntax-error
}
",
    );
}

#[test]
fn declarations() {
    hold(
        "县 青山县
文件 文12 = \"号\" 发文 2019-02-30                #! date-impossible
待遇 住院 {                                       #! syntax-error
    比例 70%
}
归入 五保 特困                                    #! syntax-error
归入 五保为特困                                   #! syntax-error
参数 低保标准 450元/月                            #! syntax-error
参数 低保标准 = 450元/月 )                        #! stray-mark
字段 结算.费用 金额                               #! syntax-error
定义 a = 1元 +                                    #! syntax-error
定义 b = (1元 + 2元                               #! unclosed-brace
定义 c = 1元 2元                                  #! syntax-error
参数 d = 2020/1/1                                 #! number-malformed
福利 x 每次结算 { 比例 70% }                      #! unknown-word
比例 70%                                          #! unknown-word
枚举 甲 { 普通 低保 }                             #! syntax-error
枚举 乙 { 普通, 30岁 }                            #! syntax-error
参数 e = 3元 当 甲                                #! syntax-error
参数 f = 3元 每年                                 #! syntax-error
参数 g = 3元
县 绿水县                                         #! syntax-error
",
    );
}

#[test]
fn rows() {
    hold(
        "县 青山县
表 甲 按 人数 {
    80 100元                                      #! bound-missing
    3人 300元                                     #! bound-missing
    = 3人 300元 400元                             #! table-shape
    4人以上 低保标准 × 2                          #! syntax-error
    不超过 2人 1元, 2元                           #! table-shape
    其余 60 %                                     #! number-malformed
    5人以上 1元
}
表 乙 按 a, b {
            x       y
    一级    1元                                   #! table-shape
    二级    1元    2元    3元                     #! table-shape
    三级    1元    2元
}
表 丙 按 a, b 得 c {
    一 二 → 1元
    一 → 1元                                      #! table-shape
    一 二 → 1元 2元                               #! table-shape
    一 二 1元                                     #! table-shape
    其余 → 无
}
参数 丁 {
    自2019-01-01起  3元
    自2020-01-01起                                #! syntax-error
}
",
    );
}

#[test]
fn tests_and_standards() {
    hold(
        "县 青山县
测试 \"x\" 于 2020-03-05 {
    已知 { 人群; 病种 高血压; 年龄 60 周岁 }       #! syntax-error number-malformed
    应得 门诊 =                                   #! syntax-error
    期望 门诊 = 3元                               #! unknown-word
    结算 2020-13-01 { 费用 3元 } 应得 门诊 = 3元  #! date-impossible
    各例 a → b { 1元 2元 }                        #! syntax-error
    应得 门诊 = 3元
}
标准 s {
    必须 x
    一定 y = 3元                                  #! unknown-word
    必须 慢病病种 包括                            #! syntax-error
}
账目 家庭.收入 {
    计入 工资
    加上 其他                                     #! unknown-word
}
状态 家庭.s 每月 {
    起始 a
    a 转为 b                                      #! syntax-error
    a b 当 c                                      #! syntax-error
}
",
    );
}

#[test]
fn brackets_and_quotes() {
    hold(
        "县 青山县
待遇 甲 每次结算 {
    情形 当 a {                                   #! unclosed-brace
        比例 70%
    限额 3元
}
待遇 乙 每次结算                                  #! syntax-error
    比例 70%
}
测试 \"未闭合 {                                    #! unclosed-quote
    已知 { 人群 低保 }
}
参数 「x = 3元                                    #! unclosed-quote
参数 y = 3元
}
"
        .replace("参数 y = 3元\n}", "参数 y = 3元\n}   #! stray-mark")
        .as_str(),
    );
}

#[test]
fn an_unclosed_inner_brace_is_found_by_its_indent() {
    let text = "县 甲\n待遇 乙 每次结算 {\n    情形 当 a {\n        比例 70%\n    限额 3元\n}\n参数 c = 1元\n";
    let problems = read(text).problems.into_sorted();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(problem.span.range().start, text.find("{\n        比例").expect("a brace"));
    assert_eq!(problem.labels.len(), 1);
    assert_eq!(problem.labels[0].span.range().start, text.find("限额").expect("the next clause"));

    // Where closing it there would not make the braces match, the outermost is told, and the suspect beside it.
    let text =
        "县 甲\n待遇 乙 每次结算 {\n    情形 当 a {\n        情形 当 b { 比例 1%\n    }\n    限额 3元\n参数 c = 1元\n";
    let problems = read(text).problems.into_sorted();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert_eq!(problem.span.range().start, text.find('{').expect("a brace"));
    assert_eq!(problem.labels.len(), 1);
    assert_eq!(problem.labels[0].span.range().start, text.find("{ 比例").expect("a brace"));
}

#[test]
fn the_good_part_stays() {
    let file = read(
        "县 甲\n待遇 乙 每次结算 {\n    比例 70%\n    最高 3元\n    限额 5元\n}\n定义 丙 = 1元 2元\n测试 \"t\" {\n    随便\n    应得 乙 = 1元\n}\n",
    )
    .file;
    let kinds: Vec<_> = file.declarations.iter().map(|declaration| &declaration.kind).collect();
    let [DeclarationKind::Benefit { clauses, .. }, DeclarationKind::Define { .. }, DeclarationKind::Test { scene, .. }] =
        kinds.as_slice()
    else {
        panic!("{kinds:?}")
    };
    let clauses: Vec<_> = clauses.iter().map(|clause| matches!(clause.kind, ClauseKind::Broken)).collect();
    assert_eq!(clauses, [false, true, false]);
    assert!(matches!(scene.items[0].kind, SceneItemKind::Broken));
    assert!(matches!(scene.items[1].kind, SceneItemKind::Expect(_)));
}

#[test]
fn a_text_without_header() {
    assert_eq!(found("参数 甲 = 3元\n"), ["1 missing-header"]);
    assert_eq!(found(""), ["1 missing-header"]);
    assert_eq!(found("# 只有注释\n"), ["1 missing-header"]);
    assert_eq!(found("\u{feff}县 甲\r\n参数 乙 = 3元\r\n"), Vec::<String>::new());
}

#[test]
fn an_indented_file_is_read_too() {
    assert_eq!(found("  县 甲\n  参数 乙 = 3元\n  待遇 丙 每次结算 {\n  比例 70%\n  }\n"), Vec::<String>::new());
    assert_eq!(found("县 甲\n待遇 丙 每次结算 {\n比例 70%\n限额 3元\n}\n"), Vec::<String>::new());
}

#[test]
fn messages_never_name_a_rule() {
    let rules: Vec<String> = std::fs::read_to_string("grammar/pol.pest")
        .expect("the grammar is there")
        .lines()
        .filter_map(|line| line.split_once(" = ").map(|(name, _)| name.to_owned()))
        .filter(|name| name.contains('_'))
        .collect();
    // Every prefix of a policy, cut inside its words, is some fault.
    let text = std::fs::read_to_string("tests/suite/examples/qingshan.pol").expect("the example is there");
    let cuts = text.char_indices().map(|(at, _)| at).step_by(97);
    for cut in cuts {
        for problem in read(&text[..cut]).problems.iter() {
            let help = problem.help.as_ref().map_or("", |help| help.get(Lang::En));
            let said = format!("{} {help}", problem.message.get(Lang::En));
            let rule = rules.iter().find(|rule| said.contains(rule.as_str()));
            assert!(rule.is_none(), "{said} names {rule:?}");
        }
    }
}

/// A clerk who forgets a brace that stands at the start of a line gets told of just this one, wherever it is.
#[test]
fn a_missing_brace_is_one_fault_wherever_it_stood() {
    let text = std::fs::read_to_string("tests/suite/examples/qingshan.pol").expect("the example can be read");
    let mut wrong = Vec::new();
    for (at, _) in text.match_indices('}') {
        let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
        let alone = text[line..at].trim().is_empty() && text[at + 1..].starts_with('\n');
        if !alone {
            continue;
        }
        let number = text[..at].matches('\n').count() + 1;
        let without = format!("{}{}", &text[..at], &text[at + 1..]);
        let found = faults(&without);
        if !matches!(found.as_slice(), [one] if one.contains(" unclosed-brace ")) {
            wrong.push(format!("without the brace of line {number}: {found:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
