//! How each declaration and clause is written, for whoever wrote it otherwise. A test reads every example.

use crate::base::text::Text;
use crate::syntax::keywords::Word;

/// A word with an example in each tongue.
type Example = (Word, &'static str, &'static str);

const DECLARATIONS: &[Example] = &[
    (
        Word::Document,
        "文件 文12 = \"青医保发〔2019〕12号\" 发文 2019-06-20",
        "document doc12 = \"No. 12 of 2019\" dated 2019-06-20",
    ),
    (Word::Unit, "单位 亩 英文 mu", "unit mu"),
    (Word::Enum, "枚举 户型 { 一人户, 多人户 }", "enum size { one, several }"),
    (Word::Catalogue, "目录 病种 { 高血压 M03900; 糖尿病 M01600 }", "catalogue disease { hypertension M03900 }"),
    (Word::List, "清单 慢病病种 : 病种 { 高血压, 糖尿病 }", "list chronic : disease { hypertension, diabetes }"),
    (Word::Fact, "字段 结算.合规费用 : 金额", "fact claim.eligible_cost : money"),
    (Word::Identity, "待遇种类 门诊慢特病", "identity outpatient_chronic"),
    (Word::Map, "归入 五保 为 特困", "map local_name to shared_name"),
    (Word::Param, "参数 低保标准 = 450元/人·月", "param standard = 450元/person·month"),
    (Word::Define, "定义 人均收入 = 年收入 ÷ 人数", "define per_head = income / heads"),
    (Word::Group, "群体 困难群众 = 人群 属于 低保, 特困", "group poor = kind in low_income, destitute"),
    (
        Word::Table,
        "表 补贴 按 年龄 { 80周岁以上 200元; 其余 100元 }",
        "table aid by age { at least 80yrs 200元; else 100元 }",
    ),
    (
        Word::Account,
        "账目 家庭.年收入 { 计入 工资; 不计入 助学金 }",
        "account household.income { counts wage; excludes grant }",
    ),
    (
        Word::State,
        "状态 家庭.监测 每月 { 起始 未监测; 未监测 转为 监测中 当 有风险 }",
        "state household.watch per month { starts none_yet; none_yet becomes watched when at_risk }",
    ),
    (Word::Benefit, "待遇 门诊报销 每次结算 { 比例 70% }", "benefit outpatient for each claim { rate 70% }"),
    (Word::EveryBenefit, "各项待遇 { 舍入 四舍五入 到 分 }", "every benefit { round half-up to 分 }"),
    (Word::Choose, "择一 医疗救助, 计生扶助 就高", "choose aid, support highest"),
    (
        Word::Standard,
        "标准 慢病底线 { 必须 门诊慢特病.比例 不低于 70% }",
        "standard floor { must chronic.rate at least 70% }",
    ),
    (Word::Assert, "断言 底线 { 必须 门诊慢特病.比例 不低于 70% }", "assert floor { must chronic.rate at least 70% }"),
    (
        Word::Test,
        "测试 \"低保户\" 于 2020-03-05 { 已知 { 人群 低保; 总费用 1000元 }; 应得 门诊报销 = 700元 }",
        "test \"one bill\" on 2020-03-05 { given { cost 1000元 }; expect outpatient = 700元 }",
    ),
    (
        Word::Typical,
        "典型 \"低保户\" { 已知 { 人群 低保; 总费用 1000元 } }",
        "typical \"one bill\" { given { cost 1000元 } }",
    ),
    (Word::Override, "调整 门诊报销.比例 为 75%", "override outpatient.rate to 75%"),
    (Word::Repeal, "废止 门诊报销.起付线", "repeal outpatient.deductible"),
    (Word::AddTo, "增列 慢病病种 { 哮喘 }", "add to chronic { asthma }"),
    (Word::RemoveFrom, "删去 慢病病种 { 哮喘 }", "remove from chronic { asthma }"),
    (Word::Rename, "更名 门诊报销 为 门诊补偿", "rename outpatient to clinic"),
];

const CLAUSES: &[Example] = &[
    (Word::MapsTo, "对应 门诊慢特病", "maps to outpatient_chronic"),
    (
        Word::Requires,
        "条件 年龄 60周岁以上 且 人群 属于 低保, 特困",
        "requires age at least 60yrs and kind in poor, destitute",
    ),
    (Word::After, "在 住院报销, 大病保险 之后", "after inpatient, serious_illness"),
    (Word::NotWith, "不与 慢病报销 兼得", "not with chronic"),
    (Word::StacksWith, "可与 护理补贴 叠加", "stacks with care"),
    (Word::SeveralIdentities, "多重身份 就高", "several identities highest"),
    (Word::Base, "基数 剩余合规费用", "base eligible left"),
    (Word::FirstPay, "先行自付 10%", "first pay 10%"),
    (Word::Quantity, "数量 处方天数 至多 12周", "quantity days_asked at most 12 weeks"),
    (Word::Deductible, "起付线 300元/年", "deductible 300元/year"),
    (Word::Rate, "比例 70% 当 人群 = 低保 加5个百分点", "rate 70% when kind = poor plus 5pp"),
    (Word::Cap, "限额 3000元/年", "cap 3000元/year"),
    (Word::Amount, "金额 100元", "amount 100元"),
    (Word::TopUpTo, "补足至 合规费用 的 90%", "top up to 90% of cost"),
    (Word::OwnPayAtMost, "个人自付不超过 3000元/年", "own pay at most 3000元/year"),
    (Word::TotalOfLayersAtMost, "各层合计不超过 总费用 的 90%", "total of layers at most 90% of cost"),
    (Word::As, "同 住院报销", "as inpatient"),
    (Word::Round, "舍入 四舍五入 到 分", "round half-up to 分"),
    (Word::Order, "顺序 基数, 限额, 起付线, 比例", "order base, cap, deductible, rate"),
    (Word::YearFrom, "年度自 07-01", "year from 07-01"),
    (Word::InKind, "实物 \"照护服务\"", "in kind \"care\""),
    (Word::Case, "情形 大额 当 总费用 超过 3万元 { 比例 80% }", "case large when cost over 30000元 { rate 80% }"),
    (Word::Refuse, "不予 \"未转诊\" 当 转诊 = 未转诊", "refuse \"not referred\" when referral = none_given"),
];

const SCENE: &[Example] = &[
    (Word::Given, "已知 { 人群 低保; 总费用 1000元 }", "given { kind poor; cost 1000元 }"),
    (Word::Household, "家庭 { 成员 甲 { 年龄 60周岁 } }", "household { member a { age 60yrs } }"),
    (Word::Claim, "结算 2020-01-10 { 总费用 1000元 }", "claim 2020-01-10 { cost 1000元 }"),
    (Word::Expect, "应得 门诊报销 = 560元", "expect outpatient = 560元"),
    (
        Word::Cases,
        "各例 人群, 总费用 → 门诊报销 { 低保 1000元 → 700元 }",
        "cases kind, cost -> outpatient { poor 1000元 -> 700元 }",
    ),
];

/// How a clause is written of which a part has a value of its own.
const PARTS: &[Example] = &[
    (Word::Rate, "比例 60% 当 人群 = 特困 改为 70%", "rate 60% when kind = poor instead 70%"),
    (Word::Rate, "比例 按 机构等级 { 一级 70%; 其余 60% }", "rate by level { primary 70%; else 60% }"),
    (Word::Deductible, "起付线 300元/年 当 人群 = 特困 免", "deductible 300元/year when kind = poor waived"),
    (
        Word::Deductible,
        "起付线 按 机构等级 { 一级 200元; 其余 400元 }",
        "deductible by level { primary 200元; else 400元 }",
    ),
    (
        Word::Cap,
        "限额 3000元/年 当 病种 = 糖尿病 改为 5000元/年",
        "cap 3000元/year when disease = diabetes instead 5000元/year",
    ),
    (
        Word::Cap,
        "限额 按 病种 { 糖尿病 5000元/年; 其余 3000元/年 }",
        "cap by disease { diabetes 5000元/year; else 3000元/year }",
    ),
    (Word::Amount, "金额 100元 当 人群 = 特困 改为 200元", "amount 100元 when kind = poor instead 200元"),
    (Word::Amount, "金额 按 人群 { 特困 200元; 其余 100元 }", "amount by kind { poor 200元; else 100元 }"),
];

/// Returns how the clause that a text begins with is written of which a part has a value of its own.
pub(super) fn parts_for(text: &str) -> Option<Text> {
    let mut fit = PARTS.iter().filter(|(word, ..)| super::begins_with(text, word.spelling()));
    let (one, table) = (fit.next()?, fit.next()?);
    Some(Text::new(format!("`{}`,或 `{}`", one.1, table.1), format!("`{}` or `{}`", one.2, table.2)))
}

/// Returns how what a text begins with is written.
pub(super) fn example_for(text: &str) -> Option<Text> {
    let all = DECLARATIONS.iter().chain(CLAUSES).chain(SCENE);
    let fits = all.filter(|(word, ..)| super::begins_with(text, word.spelling()));
    // `待遇种类` begins with `待遇` too.
    let (_, zh, en) = fits.max_by_key(|(word, ..)| word.spelling().chinese.len())?;
    Some(Text::new(*zh, *en))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::source::SourceId;
    use crate::syntax::parse;

    #[test]
    fn every_word_has_an_example_that_reads() {
        let lacking: Vec<_> = Word::DECLARATIONS
            .iter()
            .chain(Word::CLAUSES)
            .filter(|word| !DECLARATIONS.iter().chain(CLAUSES).any(|(known, ..)| known == *word))
            .collect();
        assert!(lacking.is_empty(), "{lacking:?}");
        let within = |around: &str, examples: &[Example]| {
            for (word, zh, en) in examples {
                for example in [zh, en] {
                    let text = format!("县 甲\n{}\n", around.replace("…", example));
                    let problems = parse(SourceId(0), &text).problems;
                    assert!(problems.is_empty(), "{word:?}: {example}: {problems:?}");
                }
            }
        };
        within("…", DECLARATIONS);
        within("待遇 乙 每次结算 {\n    …\n}", CLAUSES);
        within("待遇 乙 每次结算 {\n    …\n}", PARTS);
        within("测试 \"乙\" {\n    …\n}", SCENE);
    }
}
