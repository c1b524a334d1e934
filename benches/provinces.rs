//! Sizes in, texts of a made-up province out: inherited clauses, overrides, tables, amendments, as real ones have them.

use std::fmt::Write;

/// How large the province is.
pub(crate) struct Province {
    pub(crate) counties: usize,
    /// Benefits that each county states of its own, six to nine clauses each.
    pub(crate) benefits: usize,
    /// Amendments of each county, a quarter of a year apart.
    pub(crate) amendments: usize,
    /// Broken clauses in each county, of several kinds.
    pub(crate) mistakes: usize,
}

impl Default for Province {
    fn default() -> Province {
        Province { counties: 1, benefits: 10, amendments: 0, mistakes: 0 }
    }
}

/// Returns the texts, each under its path.
pub(crate) fn province(size: &Province) -> Vec<(String, String)> {
    let mut texts = vec![("province.pol".to_owned(), PROVINCE.to_owned())];
    for county in 1..=size.counties {
        texts.push((format!("county{county}.pol"), county_text(county, size)));
        for amendment in 0..size.amendments {
            texts.push((format!("county{county}-{amendment}.pol"), amendment_text(county, amendment)));
        }
    }
    texts
}

const PROVINCE: &str = "\
省 试算省 代码 990000

文件 省1 = \"试医保发〔2019〕1号\" 发文 2019-11-20 标题 \"基准\"

清单 慢病病种 : 病种 开放 { 高血压, 糖尿病, 冠心病 @ 省1 }

参数 上年人均可支配收入 = 26000元/年 @ 省1

待遇 住院报销 每次结算 @ 省1 第二条 {
    条件 就医类别 = 住院
    起付线 按 机构等级 { 一级、乡镇卫生院、村卫生室 200元; 二级 500元; 三级 1000元 }
    比例 按 机构等级 { 一级、乡镇卫生院、村卫生室 85%; 二级 75%; 三级 60% }
    限额 10万元/年
}

待遇 大病保险 每次结算 @ 省1 第三条 {
    在 住院报销 之后
    基数 剩余合规费用 按年累计
    起付线 (上年人均可支配收入 的 50%)
    比例 按 分段 从起付线起 { 不超过 5万元 60%; 超过 5万元至10万元 65%; 超过 10万元 70% }
}
";

fn county_text(county: usize, size: &Province) -> String {
    let mut text = format!("县 县{county} 代码 {} 属于 试算省\n\n", 100_000 + county);
    let _ = writeln!(text, "文件 文1 = \"县{county}发〔2019〕1号\" 发文 2019-12-01 标题 \"实施办法\"\n");
    let _ = writeln!(text, "增列 慢病病种 {{ 癫痫, 帕金森病 @ 文1 附件1 }}\n");
    let _ = writeln!(text, "调整 住院报销.比例[二级] 为 {}% @ 文1 第一条\n", 70 + county % 20);
    for benefit in 0..size.benefits {
        benefit_text(&mut text, county, benefit);
    }
    for mistake in 0..size.mistakes {
        mistake_text(&mut text, mistake);
    }
    text
}

fn benefit_text(text: &mut String, county: usize, benefit: usize) {
    let deductible = 100 + 50 * ((county + benefit) % 9);
    let rate = 50 + (7 * benefit + county) % 30;
    let cap = 2000 + 500 * ((county + benefit) % 7);
    let _ = writeln!(
        text,
        "\
## 第{benefit}项门诊待遇
待遇 门诊待遇{benefit} 每次结算 @ 文1 第三条 {{
    条件 病种 属于 慢病病种
    起付线 {deductible}元/年 当 人群 = 特困 免
    比例 按 机构等级, 人群 {{
                            普通、监测对象、返贫致贫    低保      特困
        村卫生室、乡镇卫生院、一级    {rate}%    {}%    {}%
        二级                          {}%    {}%    {}%
        三级                          {}%    {}%    {}%
    }}
    限额 {cap}元/年
    情形 重症 当 病种 = 癫痫 {{
        比例 {}%
        限额 {}元/年
    }}
}}

测试 \"第{benefit}项\" 于 2020-03-05 {{
    已知 {{ 人群 普通; 病种 高血压; 机构等级 一级; 合规费用 {deductible}元 }}
    应得 门诊待遇{benefit} = 0元
}}
",
        rate + 5,
        rate + 10,
        rate - 5,
        rate,
        rate + 5,
        rate - 10,
        rate - 5,
        rate,
        rate + 15,
        cap * 10,
    );
}

fn amendment_text(county: usize, amendment: usize) -> String {
    let (year, month) = (2021 + amendment / 4, 1 + 3 * (amendment % 4));
    format!(
        "\
修订 县{county} 自{year}-{month:02}-01起 @ 改{amendment}

文件 改{amendment} = \"县{county}发〔{year}〕{month}号\" 发文 {year}-{month:02}-01 标题 \"调整\"

调整 门诊待遇{}.比例[一级, 低保] 为 {}% @ 改{amendment} 第二条
调整 门诊待遇{} {{ 限额 {}元/年 @ 改{amendment} 第三条 }}
",
        amendment % 4,
        60 + amendment % 30,
        (amendment + 1) % 4,
        3000 + 100 * (amendment % 50),
    )
}

/// Mistakes of reading, of names, of units and of meaning, in turn.
fn mistake_text(text: &mut String, mistake: usize) {
    let clause = match mistake % 5 {
        0 => "    起付线 300 元 每 年 \n",
        1 => "    条件 病种 属于 高血亚\n",
        2 => "    限额 3000\n",
        3 => "    条件 合规费用 超过 3天\n",
        _ => "    比例 80% + 5%\n",
    };
    let _ = writeln!(text, "待遇 错{mistake} 每次结算 @ 文1 {{\n    比例 70%\n{clause}}}\n");
}
