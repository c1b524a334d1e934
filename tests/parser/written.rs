//! What the language reference shows can be read, and means what it says there.

use super::{expression, faults, read, tree};
use polcheck::base::source::SourceId;
use polcheck::base::span::Span;
use polcheck::syntax::ast::{
    ClauseKind, DeclarationKind, DimensionKind, EachKey, ExprKind, HeadItem, Name, PathPart, PathWord, RequirementBody,
    TableForm, TypeKind, Unit, Value, ValueWord,
};

fn declaration(text: &str) -> DeclarationKind {
    tree(text).into_iter().next().expect("a declaration").kind
}

fn clause(text: &str) -> (ClauseKind, polcheck::syntax::ast::Marks) {
    match declaration(&format!("待遇 甲 每次结算 {{\n{text}\n}}")) {
        DeclarationKind::Benefit { clauses, .. } => {
            let [clause] = clauses.as_slice() else { panic!("{text}: {clauses:?}") };
            (clause.kind.clone(), clause.marks.clone())
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn declarations_of_the_reference() {
    let texts = [
        "文件 文12 = \"青医保发〔2019〕12号\" 发文 2019-06-20 标题 \"…\" 印发 \"青山县医疗保障局\" 网址 \"…\"",
        "枚举 机构等级 有序 { 村卫生室 < 乡镇卫生院 < 一级 < 二级 < 三级 }",
        "枚举 人群 { 普通, 低保 别名 \"低保对象\", 特困 }",
        "目录 病种 { 高血压 M03900 icd \"I10\"\n 糖尿病 M01600 icd \"E10-E14\" { 儿童I型糖尿病 M01601 } }",
        "清单 慢病病种 : 病种 开放 { 高血压, 糖尿病 }",
        "参数 低保标准 = 450元/人·月 自2019-01-01起 @ 文3",
        "参数 低保标准 { 自2019-01-01起 450元/人·月 @ 文3\n 自2020-01-01起 480元/人·月 }",
        "定义 家庭.月人均收入 = 年收入 ÷ 12 ÷ 个数(成员)",
        "定义 上浮(数额 : 金额) = 数额 × 120%",
        "表 照护分级 按 年龄, 自理程度 得 等级, 月补贴 取首条 { 80周岁以上 半自理、不能自理 → 重度 200元\n 其余 → 无需 0元 }",
        "账目 家庭.年收入 { 计入 工资, 经营净收入\n 不计入 教育资助 @ 文5\n 扣除 合规自付 }",
        "状态 家庭.监测 每月 { 起始 未监测\n 未监测 转为 未消除 当 人均纯收入 低于 监测线\n 未消除 转为 已消除 当 已满6个月 }",
        "调整 门诊慢病报销.比例[*, 低保] 加5个百分点",
        "调整 低保标准 为 { 自2021-01-01起 500元/人·月 }",
        "参数 「60年代精减退职老职工」 = 1元",
        "参数 'old age grant' = 1元",
        "参数 买买提·吐尔逊 = 1元",
        "参数 甲 = 80% 存疑 75% @ 文13 核对 2020-03-01 授权 不低于 70%",
        "参数 甲 = 3元 @ 文12 第三条第二款、第四条 @ 文13 附件1 @ 文14 \"article 5\"",
    ];
    for text in texts {
        tree(text);
    }
}

#[test]
fn clauses_of_the_reference() {
    let texts = [
        "数量 1次 至多 10次/年",
        "起付线 按 机构等级 { 一级 200元\n 二级 500元 } 逐次减 20% 至多 40%",
        "起付线 按 本年次序 { 第1次 600元\n 第2次 460元\n 第3次以上 320元 }",
        "起付线 上年人均可支配收入 的 50%",
        "起付线 500元 当 上转 连续计算",
        "比例 按 分段 从起付线起 { 不超过 3万元 65%\n 超过 3万元至7万元 70%\n 超过 7万元 75% }",
        "限额 按 病种 每年 各 病种 { 高血压 400元; 糖尿病 500元 }",
        "限额 10万元/年 合并 住院报销",
        "限额 按 认定病种 取就高 每增一项加 500元 每年 { 甲 1元 }",
        "金额 按 模式, 人数 {\n = 1人 2人至3人 4人以上\n 维修 8000元 1万元 1.2万元\n }",
        "个人自付不超过 按 就医地 每年 { 县内 3000元\n 市内 5000元\n 省内 1万元 }",
        "限额 每年 (1元 + 2元)",
        "条件 等待期: 当日 不早于 参保日期 + 3个月",
        "条件 当日 早于 脱贫日期 + 6个月 或 非 已脱贫",
        "条件 年龄 60周岁以上",
        "条件 总费用 超过 3万元",
        "比例 按 户籍, 人群 { | 甲 | 乙 |\n | 丙 | 80% | - | }",
        "比例 按 户籍 { 农村 (低保标准 × 2 @ 文3 自2020-01-01起)\n 城镇 待公布 }",
        "比例 按 人群 { (年龄 60周岁以上) 80%\n 困难群众、(甲 且 乙) 90%\n 其余 无 } 授权 55%..90%",
    ];
    for text in texts {
        clause(text);
    }
}

#[test]
fn scenes_and_requirements_of_the_reference() {
    tree(
        "测试 \"甲\" 用于 青山县 {
    已知 { 人群 普通; 病种 高血压 }
    结算 2020-01-10 { 合规费用 2000元 } 应得 乙 = 1190元
    结算 2020-02-10 { 合规费用 3000元 } 应得 乙 = 1810元, 剩余(乙.限额.每年) = 0元
    结算 2020-03-10 { 合规费用 100元 }  应得 乙 不予 因 限额.每年
    家庭 { 成员 甲 { 工资 6000元/年 }; 成员 乙 { } }
    应得 分类施保[甲] = 104元, 收入档 = 低保户
    每月 2024-06 至 2024-11 { 甲.工资 7200元/年 } 应得 家庭.保障 = 渐退, 低保金 不低于 400元
}",
    );
    let DeclarationKind::Standard { items, .. } = declaration(
        "标准 甲 {
    必须 门诊慢特病.比例[*, 低保] 属于 75%..85%
    必须 慢病病种 包括 高血压, 糖尿病;  必须 个数(慢病病种) 不低于 45
    必须 底线: 全年: 合计已付 不低于 合规费用 的 70% 当 人群 属于 低保, 特困
    必须 任一单: 不超过费用
    必须 门诊慢特病 随 合规费用 不减
    应当 随 退休: 否 < 是 不减
    豁免 绿水县 至2021-12-31止
}",
    ) else {
        panic!("a standard")
    };
    assert!(matches!(items[0].body, RequirementBody::Clause { .. }));
    assert!(matches!(items[1].body, RequirementBody::Includes { .. }));
    assert!(matches!(items[2].body, RequirementBody::Condition { view: None, .. }));
    assert!(matches!(&items[3].body, RequirementBody::Condition { view: Some(_), when: Some(_), .. }));
    assert!(items[3].label.is_some());
    assert!(matches!(&items[5].body, RequirementBody::Law { subject: Some(_), .. }));
    assert!(matches!(items[7].body, RequirementBody::Exempt { .. }));
}

#[test]
fn numbers_end_with_their_unit() {
    let quantity = |text: &str| match *expression(text).kind {
        ExprKind::Quantity(quantity) => (quantity.digits, quantity.unit, quantity.per.len()),
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(quantity("1.5万元"), ("1.5".into(), Some(Unit::TenThousandYuan), 0));
    assert_eq!(quantity("4200元/人·年"), ("4200".into(), Some(Unit::Yuan), 2));
    assert_eq!(quantity("3亿"), ("3".into(), Some(Unit::HundredMillion), 0));
    assert_eq!(quantity("7成"), ("7".into(), Some(Unit::Tenth), 0));
    assert_eq!(quantity("12 weeks"), ("12".into(), Some(Unit::Weeks), 0));
    assert_eq!(quantity("18yrs"), ("18".into(), Some(Unit::YearsOfAge), 0));
    let nowhere = Span::new(SourceId(0), 0, 0).into();
    assert_eq!(
        quantity("80平方米"),
        ("80".into(), Some(Unit::Declared(Name { text: "平方米".into(), place: nowhere })), 0)
    );
    assert_eq!(quantity("80"), ("80".into(), None, 0));
    assert!(matches!(*expression("面积 80平方米以上").kind, ExprKind::InBand { .. }));
    assert!(matches!(*expression("1000元 / 人数").kind, ExprKind::Arithmetic { .. }));
    assert!(matches!(*expression("1000元÷人数").kind, ExprKind::Arithmetic { .. }));
}

#[test]
fn keywords_are_keywords_only_in_their_place() {
    // A fact may be called like a clause, a benefit like a mark.
    assert!(matches!(*expression("金额 + 比例").kind, ExprKind::Arithmetic { .. }));
    assert_eq!(expression("结算.金额"), expression("结算.「金额」"));
    assert!(matches!(*expression("「当日」").kind, ExprKind::Name(_)));
    assert!(matches!(*expression("当日").kind, ExprKind::Builtin(_)));
    assert!(matches!(*expression("低保且年龄").kind, ExprKind::Name(_)));
    assert!(matches!(*expression("是否达标").kind, ExprKind::Name(_)));
}

#[test]
fn paths_know_clause_words_periods_and_keys() {
    let ExprKind::Path(path) = *expression("门诊.限额.每年.各病种[*, 低保]").kind else { panic!("a path") };
    assert!(matches!(&path.parts[1], PathPart::Word(PathWord::Value(ValueWord::Cap), _)));
    assert!(matches!(&path.parts[2], PathPart::Period(..)));
    assert!(matches!(&path.parts[3], PathPart::Each(EachKey::Fact(name)) if name.text == "病种"));
    assert_eq!(path.keys.map(|keys| keys.len()), Some(2));
    let ExprKind::Path(path) = *expression("门诊.各项.费用").kind else { panic!("a path") };
    assert!(matches!(&path.parts[1], PathPart::Name(_)));
}

#[test]
fn tables_are_split_by_their_dimensions() {
    let table = |text: &str| match clause(text).0 {
        ClauseKind::Value(clause) => match clause.value.value {
            Value::Table(table) => *table,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    };
    let matrix =
        table("比例 按 甲, 乙, 丙 {\n 普通 低保、特困\n Ⅰ类 一级、二级 80% 90%\n 其余 任意 50% 无\n 其余 1% 2%\n}");
    assert_eq!(matrix.form, TableForm::Matrix);
    assert_eq!((matrix.header.len(), matrix.header[1].items.len()), (2, 2));
    assert_eq!(matrix.rows[1].heads.len(), 2);
    assert!(matches!(matrix.rows[1].heads[0].items[0], HeadItem::Else(_)));
    assert!(matches!(matrix.rows[1].cells[1].value, Value::Nothing(_)));
    assert!(matrix.rows[2].default);
    let lines = table("比例 按 分段 { 不超过 3万元 65%; 其余 5% }");
    assert_eq!(lines.form, TableForm::Lines);
    assert!(matches!(lines.dimensions[0].kind, DimensionKind::Segment { .. }));
    assert!(!lines.rows[1].default);
}

#[test]
fn marks_before_the_brace_of_a_table_belong_to_the_clause() {
    let (before, marks) = clause("比例 按 甲 自2020-01-01起 @ 文1 { 一级 1% }");
    let (after, same) = clause("比例 按 甲 { 一级 1% } 自2020-01-01起 @ 文1");
    assert_eq!((before, &marks), (after, &same));
    assert!(marks.from.is_some());
}

#[test]
fn a_rounding_on_the_line_of_a_value_belongs_to_it() {
    let clauses = |text: &str| match declaration(text) {
        DeclarationKind::Benefit { clauses, .. } => clauses.len(),
        other => panic!("{other:?}"),
    };
    assert_eq!(clauses("待遇 甲 每户每月 { 金额 1元 舍入 进一 到 元 }"), 1);
    assert_eq!(clauses("待遇 甲 每户每月 { 金额 1元\n舍入 进一 到 元 }"), 2);
}

#[test]
fn units_are_types() {
    let DeclarationKind::Fact(fact) = declaration("字段 家庭.人口 : 人") else { panic!("a fact") };
    assert_eq!(fact.ty.kind, TypeKind::Count(Unit::Persons));
    let DeclarationKind::Fact(fact) = declaration("字段 家庭.面积 : 平方米") else { panic!("a fact") };
    assert!(matches!(fact.ty.kind, TypeKind::Named(_)));
}

#[test]
fn comments_are_kept_and_docs_find_their_place() {
    let text = "## 首行\n县 甲 # 后面\n\n## 一\n# 旁注\n## 二\n待遇 乙 每次结算 {\n    ## 三\n    比例 按 丙 {\n        ## 四\n        一级 1% # 五\n    }\n}\n";
    let parsed = read(text);
    assert!(faults(text).is_empty());
    let texts: Vec<&str> = parsed.file.comments.iter().map(|comment| comment.text.as_str()).collect();
    assert_eq!(texts, ["首行", "后面", "一", "旁注", "二", "三", "四", "五"]);
    assert!(!parsed.file.comments[1].own_line.0);
    assert_eq!(parsed.file.declarations[0].docs, ["一", "二"]);
    let DeclarationKind::Benefit { clauses, .. } = &parsed.file.declarations[0].kind else { panic!("a benefit") };
    assert_eq!(clauses[0].docs, ["三"]);
    let ClauseKind::Value(clause) = &clauses[0].kind else { panic!("a value") };
    let Value::Table(table) = &clause.value.value else { panic!("a table") };
    assert_eq!(table.rows[0].docs, ["四"]);
}

#[test]
fn names_are_compared_in_nfc() {
    assert_eq!(expression("cafe\u{301}"), expression("caf\u{e9}"));
}

#[test]
fn places_are_those_of_the_original_text() {
    let text = "县　甲\n参数　乙　＝　３０００元；　# 注\n参数 丙 ＝ “丁”\n";
    let parsed = read(text);
    assert!(faults(text).is_empty(), "{:?}", faults(text));
    let places: Vec<&str> =
        parsed.file.declarations.iter().map(|declaration| &text[declaration.place.0.range()]).collect();
    assert_eq!(places, ["参数　乙　＝　３０００元", "参数 丙 ＝ “丁”"]);
}
