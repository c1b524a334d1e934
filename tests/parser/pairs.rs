//! Each keyword in Chinese and in English: both texts give one tree.

use super::{read, tree};
use polcheck::base::source::SourceId;
use polcheck::base::text::Lang;
use polcheck::syntax::first_letters_only_rule_out;
use polcheck::syntax::keywords::Word;

/// First lines.
const HEADERS: &[(&str, &str)] = &[
    ("省 甲 代码 220000", "province 甲 code 220000"),
    ("市 甲 属于 乙", "city 甲 in 乙"),
    ("县 甲 代码 222401 属于 乙 别名 \"丙\"", "county 甲 code 222401 in 乙 alias \"丙\""),
    ("区 甲 属于 乙", "district 甲 in 乙"),
    ("旗 甲 属于 乙", "banner 甲 in 乙"),
    ("县级市 甲 属于 乙", "county city 甲 in 乙"),
    ("词汇 甲 属于 乙", "vocabulary 甲 in 乙"),
    ("标准集 属于 乙", "standards in 乙"),
    ("修订 甲 自2021-01-01起 @ 文30", "amend 甲 from 2021-01-01 @ 文30"),
];

/// Declarations.
const PAIRS: &[(&str, &str)] = &[
    (
        "文件 文12 = \"号\" 发文 2019-06-20 标题 \"题\" 印发 \"局\" 网址 \"https://a.b\"",
        "document 文12 = \"号\" dated 2019-06-20 title \"题\" issued by \"局\" url \"https://a.b\"",
    ),
    ("单位 亩 英文 mu", "unit 亩 english mu"),
    ("枚举 级 有序 { 一 < 二 别名 \"两\" < 三 }", "enum 级 ordered { 一 < 二 alias \"两\" < 三 }"),
    (
        "目录 病种 { 糖尿病 M01600 icd \"E10-E14\" { 黄斑水肿 M01609 } }",
        "catalogue 病种 { 糖尿病 M01600 icd \"E10-E14\" { 黄斑水肿 M01609 } }",
    ),
    ("清单 慢病 : 病种 开放 { 甲, 乙 }", "list 慢病 : 病种 open { 甲, 乙 }"),
    ("清单 慢病 : 病种 封闭 { 甲 }", "list 慢病 : 病种 closed { 甲 }"),
    (
        "字段 结算.费用 : 金额 不低于 0元, 英文 cost, 列 \"a\", \"b\", 默认 0元",
        "fact claim.费用 : money at least 0元, english cost, column \"a\", \"b\", default 0元",
    ),
    (
        "字段 结算.费用 : 金额, 分档 小额 不超过 500元, 大额, 默认 0元",
        "fact claim.费用 : money, bands 小额 up to 500元, 大额, default 0元",
    ),
    ("字段 本人.甲 : 是否, 默认 是", "fact person.甲 : bool, default true"),
    ("字段 家庭.甲 : 金额/人·月", "fact household.甲 : money/person·month"),
    ("字段 甲 : 整数 0 至 4", "fact 甲 : integer 0 to 4"),
    ("字段 甲 : 数", "fact 甲 : number"),
    ("字段 甲 : 比率", "fact 甲 : ratio"),
    ("字段 甲 : 百分点", "fact 甲 : points"),
    ("字段 甲 : 日期", "fact 甲 : date"),
    ("字段 甲 : 时长", "fact 甲 : duration"),
    ("字段 甲 : 年龄", "fact 甲 : age"),
    ("字段 甲 : 文字", "fact 甲 : text"),
    ("字段 甲 : 人", "fact 甲 : persons"),
    ("字段 甲 : 多选 人群", "fact 甲 : several 人群"),
    ("字段 甲 : 若干 本人", "fact 甲 : list of person"),
    ("字段 甲 : 若干 { 面积 : 数, 方式 : 乙 }", "fact 甲 : list of { 面积 : number, 方式 : 乙 }"),
    ("待遇种类 甲 英文 chronic", "identity 甲 english chronic"),
    ("归入 五保 为 特困", "map 五保 to 特困"),
    ("参数 甲 : 金额 = 3元 自2019-01-01起", "param 甲 : money = 3元 from 2019-01-01"),
    ("参数 甲 = 3元 自2019-01-01起至2020-01-01止", "param 甲 = 3元 from 2019-01-01 until 2020-01-01"),
    ("参数 甲 = 3元 至2020-01-01止", "param 甲 = 3元 until 2020-01-01"),
    ("参数 甲 = 3元 存疑 4元 @ 文1 核对 2020-03-01", "param 甲 = 3元 disputed 4元 @ 文1 checked 2020-03-01"),
    ("参数 甲 = 3元 锁定 不低于本地上年", "param 甲 = 3元 lock not below own last year"),
    ("参数 甲 = 70% 授权 70%..80%", "param 甲 = 70% delegate 70% to 80%"),
    ("参数 甲 = 70% 授权 不超过 80%", "param 甲 = 70% delegate up to 80%"),
    ("参数 甲 = 待公布 自定", "param 甲 = pending free"),
    (
        "参数 甲 { 自2019-01-01起 3元 @ 文1; 自2020-01-01起 4元 }",
        "param 甲 { from 2019-01-01 3元 @ 文1; from 2020-01-01 4元 }",
    ),
    ("定义 家庭.甲 = 乙", "define household.甲 = 乙"),
    ("定义 甲(数额 : 金额) = 数额 * 120%", "define 甲(数额 : money) = 数额 * 120%"),
    ("群体 甲 = 人群 属于 低保, 特困", "group 甲 = 人群 in 低保, 特困"),
    ("群体 甲 = 人群 不属于 低保", "group 甲 = 人群 not in 低保"),
    (
        "表 甲 按 年龄, 程度 得 等级, 补贴 取首条 { 80周岁以上 任意 -> 重 3元; 其余 -> 轻 无 }",
        "table 甲 by 年龄, 程度 gives 等级, 补贴 hit first { at least 80yrs anything -> 重 3元; else -> 轻 none }",
    ),
    ("表 甲 按 乙 取唯一 { 一 1元 }", "table 甲 by 乙 hit unique { 一 1元 }"),
    ("表 甲 按 乙 取一致 { 一 1元 }", "table 甲 by 乙 hit agree { 一 1元 }"),
    ("表 甲 按 乙 取就低 { 一 1元 }", "table 甲 by 乙 hit lowest { 一 1元 }"),
    ("表 甲 按 乙 取合计 { 一 1元 }", "table 甲 by 乙 hit sum { 一 1元 }"),
    ("表 甲 按 乙 取条数 { 一 1元 }", "table 甲 by 乙 hit number { 一 1元 }"),
    ("表 甲 按 乙 取最具体 { 一 1元 }", "table 甲 by 乙 hit most specific { 一 1元 }"),
    ("表 甲 按 乙 取全列 { 一 1元 }", "table 甲 by 乙 hit list all { 一 1元 }"),
    ("表 甲 按 乙 取按序全列 { 一 1元 }", "table 甲 by 乙 hit list in order { 一 1元 }"),
    (
        "账目 家庭.甲 { 计入 工资, 金额; 不计入 资助 @ 文5; 扣除 自付 }",
        "account household.甲 { counts 工资, 金额; excludes 资助 @ 文5; deducts 自付 }",
    ),
    (
        "状态 家庭.甲 每月 { 起始 一; 一, 二 转为 三 当 已满 6个月 }",
        "state household.甲 per month { starts 一; 一, 二 becomes 三 when held 6 months }",
    ),
    ("待遇 甲 每次结算 { }", "benefit 甲 for each claim { }"),
    ("待遇 甲 每人每月 { }", "benefit 甲 for each person per month { }"),
    ("待遇 甲 每人每年 { }", "benefit 甲 for each person per year { }"),
    ("待遇 甲 每人一次 { }", "benefit 甲 for each person once { }"),
    ("待遇 甲 每户每月 { }", "benefit 甲 for each household per month { }"),
    ("待遇 甲 每户每年 { }", "benefit 甲 for each household per year { }"),
    ("待遇 甲 每户一次 { }", "benefit 甲 for each household once { }"),
    ("各项待遇 { 舍入 四舍五入 到 分 }", "every benefit { round half-up to 分 }"),
    ("各项待遇 { 舍入 四舍六入五成双 到 角 }", "every benefit { round half-even to 角 }"),
    ("各项待遇 { 舍入 舍去 到 10元 }", "every benefit { round down to 10元 }"),
    ("择一 甲, 乙 就高", "choose 甲, 乙 highest"),
    ("择一 甲, 乙 按序", "choose 甲, 乙 in order"),
    ("调整 甲.比例[一级, *] 为 85% @ 文30", "override 甲.rate[一级, *] to 85% @ 文30"),
    ("调整 甲.限额.每年.各 病种[乙] 加5元", "override 甲.cap.per year.each 病种[乙] plus 5元"),
    ("调整 甲.个人自付不超过.合并 为 1元", "override 甲.own pay at most.joint with to 1元"),
    ("调整 甲 { 限额 4元/年 }", "override 甲 { cap 4元/year }"),
    ("废止 甲.情形.乙.起付线", "repeal 甲.case.乙.deductible"),
    ("增列 甲 { 乙 }", "add to 甲 { 乙 }"),
    ("删去 甲 { 乙 }", "remove from 甲 { 乙 }"),
    ("更名 甲.条件.乙 为 丙", "rename 甲.requires.乙 to 丙"),
    (
        "标准 甲 { 必须 乙.比例[*, 低保] 属于 75% 至 85%; 应当 全年: 合计已付 不低于 费用 的 70% 当 是; 豁免 丙 至2021-12-31止 }",
        "standard 甲 { must 乙.rate[*, 低保] in 75% to 85%; should in a year: total paid at least 70% of 费用 when true; exempt 丙 until 2021-12-31 }",
    ),
    (
        "断言 甲 { 必须 首单: 不超过费用; 必须 任一单: 随 费用 不减; 必须 任一户: 落差不超过 5元; 必须 慢病 包括 乙, 丙 }",
        "assert 甲 { must first bill: never above cost; must any bill: never less along 费用; must any household: no cliff over 5元; must 慢病 includes 乙, 丙 }",
    ),
    (
        "断言 甲 { 应当 名: 乙 随 人群: 普通 < 低保 不减 }",
        "assert 甲 { should 名: 乙 never less along 人群: 普通 < 低保 }",
    ),
    (
        "测试 \"题\" 用于 甲, 乙 于 2020-03-05 { 已知 { 人群 (低保, 特困); 费用 = 1元 } 应得 丙 = 5元 误差 0.01元, 丁 不予 因 条件.戊 }",
        "test \"题\" for 甲, 乙 on 2020-03-05 { given { 人群 (低保, 特困); 费用 = 1元 } expect 丙 = 5元 within 0.01元, 丁 refuse because requires.戊 }",
    ),
    (
        "测试 \"题\" { 家庭 { 户籍 农村; 成员 甲 { 工资 6元/年 } } 结算 2020-01-10 甲 { 费用 1元 } 应得 乙 不低于 1元 }",
        "test \"题\" { household { 户籍 农村; members 甲 { 工资 6元/year } } claim 2020-01-10 甲 { 费用 1元 } expect 乙 at least 1元 }",
    ),
    (
        "测试 \"题\" { 每月 2024-03 至 2024-05 { 甲.工资 1元 } 应得 乙 = 1元; 每年 2024 { } 应得 家庭.丙 属于 一, 二 }",
        "test \"题\" { per month 2024-03 to 2024-05 { 甲.工资 1元 } expect 乙 = 1元; per year 2024 { } expect household.丙 in 一, 二 }",
    ),
    (
        "测试 \"题\" { 各例 人群, 费用 -> 甲 { 低保 1元 -> 1元; (低保, 特困) 2元 -> 不予 因 乙 } }",
        "test \"题\" { cases 人群, 费用 -> 甲 { 低保 1元 -> 1元; (低保, 特困) 2元 -> refuse because 乙 } }",
    ),
    (
        "典型 \"题\" { 已知 { 地块 { 面积 2亩; 方式 自种 } } 结算 3月5日 { 费用 1元 } 结算 06-05 { } 每月 3月 { } }",
        "typical \"题\" { given { 地块 { 面积 2亩; 方式 自种 } } claim 03-05 { 费用 1元 } claim 6月5日 { } per month 3月 { } }",
    ),
    // Spellings that are read and rewritten.
    ("待遇 甲 每次结算 { 限额 3元 }", "待遇 甲 每次结算 { 封顶线 3元 }"),
    ("群体 甲 = 年龄 低于 18周岁", "群体 甲 = 年龄 不满 18周岁"),
    ("群体 甲 = 年龄 不超过 18周岁", "群体 甲 = 年龄 18周岁以下"),
    ("群体 甲 = 年龄 18周岁以内", "群体 甲 = 年龄 18周岁以下"),
    ("群体 甲 = 费用 超过 3万元 至 7万元", "群体 甲 = 费用 over 3万元 to 7万元"),
    ("表 甲 按 乙 { 不超过 3元 1元; 超过 3元 2元 }", "表 甲 by 乙 { <= 3元 1元; > 3元 2元 }"),
    ("参数 甲 = 5个百分点", "参数 甲 = 5pp"),
    ("参数 甲 = 30天", "参数 甲 = 30日"),
    ("参数 甲 = 300元/日", "参数 甲 = 300元/天"),
    ("参数 甲 = 3元 自2020年1月1日起", "参数 甲 = 3元 自2020-01-01起"),
];

/// Clauses of a benefit.
const CLAUSES: &[(&str, &str)] = &[
    ("对应 甲", "maps to 甲"),
    ("限额 未载", "cap not stated"),
    ("条件 甲 60周岁以下", "requires 甲 up to 60yrs"),
    ("条件 名: 甲 = 乙", "requires 名: 甲 = 乙"),
    ("在 甲, 乙 之后", "after 甲, 乙"),
    ("不与 甲 兼得", "not with 甲"),
    ("可与 甲 叠加", "stacks with 甲"),
    ("多重身份 就高", "several identities highest"),
    ("多重身份 按序 特困, 低保", "several identities in order 特困, 低保"),
    ("多重身份 并用", "several identities together"),
    ("基数 剩余合规费用 按年累计", "base eligible left cumulative per year"),
    ("基数 个人负担 按月累计", "base own pay cumulative per month"),
    ("先行自付 20% 当 甲", "first pay 20% when 甲"),
    ("数量 天数 至多 12周", "quantity 天数 at most 12 weeks"),
    ("起付线 300元/年 当 甲 免", "deductible 300元/year when 甲 waived"),
    (
        "起付线 50元/次 每月至多1次 每年至多4次",
        "deductible 50元/visit per month at most 1 times per year at most 4 times",
    ),
    ("起付线 500元 逐次减 20% 至多 40%", "deductible 500元 each further minus 20% at most 40%"),
    ("起付线 500元 当 甲 连续计算", "deductible 500元 when 甲 continued"),
    (
        "起付线 按 本年次序 { 第1次 600元; 第2次以上 320元 }",
        "deductible by visit number { no. 1 600元; 第2次以上 320元 }",
    ),
    ("比例 70% 当 甲 加5个百分点 当 乙 乘以 90% 减1个百分点", "rate 70% when 甲 plus 5pp when 乙 times 90% minus 1pp"),
    (
        "比例 按 分段 从起付线起 { 不超过 3元 65%; 超过 3元 70% }",
        "rate by segment from deductible { up to 3元 65%; over 3元 70% }",
    ),
    (
        "比例 按 分段 从零起 的 甲 { 不超过 3元 65%; 其余 70% }",
        "rate by segment from zero of 甲 { up to 3元 65%; else 70% }",
    ),
    ("比例 同 甲", "rate as 甲"),
    ("同 甲", "as 甲"),
    ("限额 每年 3元 各 病种, 家庭 合并 甲", "cap per year 3元 each 病种, household joint with 甲"),
    ("限额 3元 每次", "cap 3元 per visit"),
    ("限额 3元 每日", "cap 3元 per day"),
    ("限额 3元 每季", "cap 3元 per quarter"),
    ("限额 3元 终身", "cap 3元 per life"),
    (
        "限额 按 病种 取就高 每增一项加 500元 每年 { 甲 1元 }",
        "cap by 病种 hit highest each further hit plus 500元 per year { 甲 1元 }",
    ),
    ("限额 3元 当 甲 改为 4元 当 乙 不设 当 丙 减半", "cap 3元 when 甲 instead 4元 when 乙 lifted when 丙 halved"),
    ("金额 甲 * 2 舍入 进一 到 元", "amount 甲 * 2 round up to 元"),
    ("补足至 费用 的 90%", "top up to 90% of 费用"),
    ("个人自付不超过 3元 每年", "own pay at most 3元 per year"),
    ("各层合计不超过 费用 的 90%", "total of layers at most 90% of 费用"),
    ("顺序 基数, 限额, 起付线, 比例, 舍入", "order base, cap, deductible, rate, round"),
    ("年度自 07-01", "year from 7月1日"),
    ("实物 \"服务\"", "in kind \"服务\""),
    (
        "情形 甲 当 乙 { 比例 1% } 其余 当 丙 { } 其余 { 不予 \"无\" }",
        "case 甲 when 乙 { rate 1% } else when 丙 { } else { refuse \"无\" }",
    ),
];

/// Expressions.
const EXPRESSIONS: &[(&str, &str)] = &[
    ("若 甲 则 1元 否则 无", "if 甲 then 1元 otherwise none"),
    ("甲 且 乙 或 非 丙", "甲 and 乙 or not 丙"),
    ("是 = 否", "true = false"),
    ("甲 于 (当日 - 1年)", "甲 as of (this day - 1 years)"),
    ("甲 早于 乙", "甲 before 乙"),
    ("甲 不早于 乙", "甲 not before 乙"),
    ("甲 晚于 乙", "甲 later than 乙"),
    ("甲 不晚于 乙", "甲 not later than 乙"),
    ("甲 不低于 1元 至 低于 2元", "甲 at least 1元 to below 2元"),
    ("合计(成员 其中 甲 : 工资)", "sum(members where 甲 : 工资)"),
    ("个数(成员) + 最小(成员 : 甲) + 最大(成员 : 甲)", "count(members) + min(members : 甲) + max(members : 甲)"),
    ("平均(成员 : 甲) + 名次(成员 : 甲)", "average(members : 甲) + rank(members : 甲)"),
    ("任一(成员 : 甲) 或 全部(成员 : 甲)", "any(members : 甲) or all(members : 甲)"),
    ("取整(甲, 进一, 1元)", "rounded(甲, up, 1元)"),
    ("取整(甲, 四舍五入, 1元)", "rounded(甲, half-up, 1元)"),
    ("周岁数(甲, 月末(当日)) + 年份(甲) + 月份(甲)", "age(甲, month end(this day)) + year(甲) + month(甲)"),
    ("天数(甲) + 月数(甲)", "days(甲) + months(甲)"),
    ("次月(甲) = 乙 且 有效(丙)", "next month(甲) = 乙 and in force(丙)"),
    ("每月(甲) + 每年(乙)", "monthly(甲) + yearly(乙)"),
    (
        "已付(甲, 本年) + 累计(个人负担, 本月) + 剩余(甲.限额.每年)",
        "paid(甲, this year) + total(own pay, this month) + left(甲.cap.per year)",
    ),
    ("累计(甲, 当日)", "total(甲, this day)"),
    (
        "已付合计 + 合计已付 + 本年次序 + 个数(本年结算)",
        "paid so far + total paid + visit number + count(claims this year)",
    ),
    ("上期.家庭.监测 = 上期.低保金", "previous.household.监测 = previous.低保金"),
    ("甲.其余.比例 + 甲.先行自付", "甲.else.rate + 甲.first pay"),
];

fn benefit(clause: &str) -> String {
    format!("待遇 甲 每次结算 {{\n    {clause}\n}}")
}

fn expression(text: &str) -> String {
    format!("定义 值 = {text}")
}

fn all() -> Vec<(String, String)> {
    let mut all: Vec<_> = PAIRS.iter().map(|(zh, en)| ((*zh).to_owned(), (*en).to_owned())).collect();
    all.extend(CLAUSES.iter().map(|(zh, en)| (benefit(zh), benefit(en))));
    all.extend(EXPRESSIONS.iter().map(|(zh, en)| (expression(zh), expression(en))));
    all
}

#[test]
fn both_tongues_give_one_tree() {
    for (zh, en) in all() {
        assert_eq!(tree(&zh), tree(&en), "{zh}\n{en}");
    }
    for (zh, en) in HEADERS {
        let (zh_tree, en_tree) = (read(zh), read(en));
        assert!(zh_tree.problems.is_empty() && en_tree.problems.is_empty(), "{zh}  |  {en}");
        assert_eq!(zh_tree.file, en_tree.file, "{zh}  |  {en}");
        assert!(zh_tree.file.header.is_some());
    }
}

#[test]
fn every_keyword_is_in_the_pairs() {
    let all = all();
    let texts =
        |tongue: fn(&(String, String)) -> &String| all.iter().map(tongue).cloned().collect::<Vec<_>>().join("\n");
    let headers = |tongue: fn(&(&str, &str)) -> String| HEADERS.iter().map(tongue).collect::<Vec<_>>().join("\n");
    let zh = texts(|pair| &pair.0) + &headers(|pair| pair.0.to_owned());
    let en = texts(|pair| &pair.1) + &headers(|pair| pair.1.to_owned());
    let lacks = |text: &str, spelling: &str| !text.contains(spelling);
    let missing = Word::ALL.iter().filter(|word| lacks(&zh, word.get(Lang::Zh)) || lacks(&en, word.get(Lang::En)));
    let missing: Vec<&str> = missing.map(|word| word.get(Lang::Zh)).collect();
    assert!(missing.is_empty(), "no pair has {missing:?}");
}

/// A word that is missing from the first letters of its group would never be read.
#[test]
fn first_letters_rule_out_nothing_that_could_be_read() {
    let pairs = all().into_iter().flat_map(|(zh, en)| [zh, en]);
    let headers = HEADERS.iter().flat_map(|(zh, en)| [(*zh).to_owned(), (*en).to_owned()]);
    let texts = pairs.chain(headers).chain(crate::random::pieces().into_iter().step_by(4));
    let wrong: Vec<String> = texts.filter(|text| !first_letters_only_rule_out(SourceId(0), text)).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n----\n"));
}

#[test]
fn full_width_marks_are_their_ascii_twins() {
    let same = [
        ("参数 甲 ＝ ３０００元", "参数 甲 = 3000元"),
        ("枚举 甲 ｛ 乙、丙，丁 ｝", "枚举 甲 { 乙, 丙, 丁 }"),
        ("字段 结算．甲 ： 金额／年", "字段 结算.甲 : 金额/年"),
        ("定义 甲 ＝ （乙 ＋ 丙） × 丁 ÷ 12", "定义 甲 = (乙 + 丙) * 丁 / 12"),
        ("参数 甲 = 7０％　＠ 文１２", "参数 甲 = 70% @ 文12"),
        ("群体 甲 = 乙 ≥ 3 且 丙 ≠ 4 且 丁 ≤ 5", "群体 甲 = 乙 >= 3 且 丙 != 4 且 丁 <= 5"),
        ("表 甲 按 乙 得 丙 { 一 → 1元 。 其余 → 2元 }", "表 甲 按 乙 得 丙 { 一 -> 1元 ; 其余 -> 2元 }"),
        ("参数 甲 = 70% 授权 70%～80%", "参数 甲 = 70% 授权 70%..80%"),
        ("文件 甲 = “乙「丙”", "文件 甲 = \"乙「丙\""),
        ("文件 甲 = “说\"好\"”", "文件 甲 = \"说\\\"好\\\"\""),
        ("参数 ‘甲 乙’ = 1元", "参数 「甲 乙」 = 1元"),
        (
            "待遇 甲 每次结算 { 起付线300元,比例70%,限额3000元/年 }",
            "待遇 甲 每次结算 {\n起付线 300元\n比例 70%\n限额 3000元/年\n}",
        ),
        (
            "待遇 甲 每次结算 { 比例70% 当人群=低保 且年龄 60周岁以上 加5个百分点 }",
            "待遇 甲 每次结算 { 比例 70% 当 人群 = 低保 且 年龄 60周岁以上 加 5个百分点 }",
        ),
    ];
    for (left, right) in same {
        assert_eq!(tree(left), tree(right), "{left}");
    }
}
