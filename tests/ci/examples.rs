//! The invented persons of a review: what has to be known of them is, whatever the change.

use serde_json::Value;

use super::{Repository, finding, paid};

const COUNTY: &str = "policies/甲县.pol";

/// Benefits that a change shows on nobody but somebody made for it.
const BENEFITS: &str = "
待遇 住院补充 每次结算 @ 甲1 第七条 {
    在 住院报销 之后
    条件 就医类别 = 住院
    基数 个人负担
    比例 30%
}

待遇 门诊甲 每次结算 @ 甲1 第八条 {
    条件 就医类别 = 门诊
    比例 50%
    限额 300元/年
}

待遇 门诊乙 每次结算 @ 甲1 第九条 {
    条件 就医类别 = 门诊
    起付线 200元/年
    比例 50%
}

待遇 门诊丙 每次结算 @ 甲1 第十条 {
    条件 就医类别 = 门诊
    比例 50%
    舍入 四舍五入 到 分
}

待遇 门诊丁 每次结算 @ 甲1 第十一条 {
    条件 就医类别 = 门诊
    比例 30%
    情形 大额 当 合规费用 超过 5万元 { 比例 40% }
}
";

fn of<'v>(review: &'v Value, benefit: &str) -> &'v Value {
    let mut all = review["findings"].as_array().expect("a list").iter();
    all.find(|own| own["subject"]["name"] == benefit).unwrap_or_else(|| panic!("nothing of {benefit}: {review}"))
}

#[test]
fn somebody_is_found_who_shows_the_change() {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    own.change(COUNTY, |text| text + BENEFITS);
    own.commit("more benefits");
    own.git(&["checkout", "-q", "-B", "change"]);
    own.replace(COUNTY, "    基数 个人负担\n    比例 30%", "    基数 个人负担\n    比例 20%");
    own.replace(COUNTY, "限额 300元/年", "限额 300元/年  当 人群 = 低保 加 100元");
    own.replace(COUNTY, "起付线 200元/年", "起付线 200元/次");
    own.replace(COUNTY, "舍入 四舍五入 到 分", "舍入 舍去 到 元");
    own.replace(COUNTY, "超过 5万元", "超过 8万元");
    let (_, review) = own.review(&[]);
    // What the layer before asks is known of him: a third less of what he pays himself.
    let (old, new) = paid(of(&review, "住院补充"));
    assert!(old > 0 && old * 2 == new * 3, "{old} {new}");
    // Only the new rules ask for the group: 300元, then 400元 at most.
    assert_eq!(paid(of(&review, "门诊甲")), (30_000, 40_000));
    // Two bills of 1000元: 50% of 800 + 1000, then of 800 + 800.
    let visits = of(&review, "门诊乙");
    assert_eq!(paid(visits), (90_000, 80_000));
    assert!(visits["witness"]["who"]["zh"].as_str().expect("a text").starts_with("一年两次,每次 "), "{visits}");
    // 50% of 12345.67元 are 6172.835元.
    assert_eq!(paid(of(&review, "门诊丙")), (617_284, 617_200));
    // 51000元 lie between the two edges: 40%, then 30%.
    assert_eq!(paid(of(&review, "门诊丁")), (2_040_000, 1_530_000));
}

#[test]
fn what_only_counties_read_of_the_province_counts_as_it_does_there() {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    own.change("policies/示例省.pol", |text| text + "\n参数 低保线 = 600元/人·月 @ 省1 第九条\n");
    own.change(COUNTY, |text| {
        text + "\n待遇 护理补贴 每人每月 @ 甲1 第七条 { 条件 人群 = 特困; 金额 低保线 的 20% × 1人 }\n"
    });
    own.commit("an allowance");
    own.git(&["checkout", "-q", "-B", "change"]);
    own.replace("policies/示例省.pol", "600元/人·月", "500元/人·月");
    let (code, review) = own.review(&[]);
    let lowered = finding(&review, "param-lowered");
    assert_eq!((code, lowered["effect"].as_str(), lowered["level"].as_str()), (1, Some("worse"), Some("error")));
    assert_eq!(lowered["act"]["kind"], "filing");
    // 20% of 600元, then of 500元.
    assert_eq!(paid(lowered), (12_000, 10_000));
}
