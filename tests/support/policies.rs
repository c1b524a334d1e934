//! Random policies that check, over one small vocabulary, and random claims for them: for laws that hold of every
//! policy.
//!
//! [`policy`] gives the text of a county with benefits in up to four layers; the same seed gives the same text.
//! [`workspace`] puts policies beside the [`VOCABULARY`]. [`bills`] gives bills of one person over a year, [`claims`]
//! and [`person`] the same as the evaluator takes them.

use polcheck::base::date::Date;
use polcheck::interp::{Claim, Facts, Subject};
use polcheck::ir::{Owner, Program, Type};
use polcheck::value::{DomainId, EntryId, Value};

use super::random::Random;

/// What every generated policy speaks of.
pub(crate) const VOCABULARY: &str = "\
词汇 小词汇
枚举 就医类别 { 门诊, 住院 }
枚举 机构等级 有序 { 一级 < 二级 < 三级 }
枚举 转诊 { 按规定转诊, 未转诊 }
枚举 人群 有序 { 普通 < 低保 < 特困 }
目录 病种 {
    甲病 M00100
    乙病 M00200 { 乙病重型 M00201 }
    丙病 M00300
    丁病 M00400
}
字段 结算.总费用 : 金额 不低于 0元, 默认 合规费用
字段 结算.合规费用 : 金额 不低于 0元
字段 结算.乙类费用 : 金额 不低于 0元, 默认 0元
字段 结算.就医类别 : 就医类别, 默认 门诊
字段 结算.机构等级 : 机构等级
字段 结算.转诊 : 转诊, 默认 按规定转诊
字段 结算.病种 : 病种
字段 本人.人群 : 多选 人群
字段 本人.出生日期 : 日期
字段 本人.重病 : 是否, 默认 否
定义 本人.年龄 = 周岁数(出生日期, 当日)
";

/// Returns the texts of a workspace: the vocabulary and counties.
pub(crate) fn workspace(counties: &[String]) -> Vec<(String, String)> {
    let mut texts = vec![("vocabulary.pol".to_owned(), VOCABULARY.to_owned())];
    texts.extend(counties.iter().enumerate().map(|(at, text)| (format!("county{at}.pol"), text.clone())));
    texts
}

/// Returns a county with benefits in layers.
pub(crate) fn policy(name: &str, seed: u64) -> String {
    let mut own = Writer { random: Random::new(seed), text: format!("县 {name}\n") };
    own.list();
    own.benefit("门诊报销", &[], Kind::Basic("门诊"));
    own.benefit("住院报销", &[], Kind::Basic("住院"));
    let layers = own.random.below(4);
    if layers >= 1 {
        own.benefit("大病保险", &["门诊报销", "住院报销"], Kind::Critical);
    }
    if layers >= 2 {
        own.benefit("医疗救助", &["大病保险"], Kind::Assistance);
    }
    if layers >= 3 {
        own.benefit("兜底补助", &["医疗救助"], Kind::Net);
    }
    own.text
}

/// What policies of [`wide`] speak of besides.
const MORE: &str = "\
字段 结算.处方天数 : 时长 不低于 0天, 默认 7天
字段 结算.上转 : 是否, 默认 否
字段 本人.参保日期 : 日期
";

/// Returns the texts of a workspace for counties of [`wide`].
pub(crate) fn wide_workspace(counties: &[String]) -> Vec<(String, String)> {
    let mut texts = workspace(counties);
    texts[0].1.push_str(MORE);
    texts
}

/// Returns a county with what [`policy`] leaves out: benefits that give way to others, choices, quantities, deductibles
/// that are carried on or charged so often at most, an order of its own, caps of households and lives, conditions that
/// compare what was paid and days.
pub(crate) fn wide(name: &str, seed: u64) -> String {
    let mut own = Writer { random: Random::new(seed), text: format!("县 {name}\n") };
    own.list();
    // Written before what it asks about.
    if own.random.chance(60) {
        own.wide("小额用药", &[], &["不与 门诊报销 兼得"], "门诊");
    }
    own.wide("门诊报销", &[], &["条件 病种 属于 慢病"], "门诊");
    own.wide("住院报销", &[], &[], "住院");
    if own.random.chance(50) {
        own.benefit("大病保险", &["门诊报销", "住院报销"], Kind::Critical);
    }
    if own.random.chance(70) {
        own.wide("救助", &["门诊报销", "住院报销"], &["条件 人群 属于 低保, 特困"], "住院");
        own.wide("扶助", &["门诊报销", "住院报销"], &["条件 重病 或 人群 = 普通"], "住院");
        let how = *own.random.pick(&["就高", "按序"]);
        own.text.push_str(&format!("择一 救助, 扶助 {how}\n"));
    }
    if own.random.chance(50) {
        let (a, b) = (own.percent(), own.percent());
        own.text.push_str("待遇 兜底补助 每次结算 {\n");
        own.line("在 门诊报销, 住院报销 之后");
        match own.random.below(3) {
            0 => own.line("条件 负担: 个人负担 超过 500元"),
            1 => own.line("条件 首次: 已付(门诊报销, 本年) = 0元"),
            _ => {}
        }
        own.line(&format!("补足至 按 人群 {{ 普通 (合规费用 的 {a}); 低保 (合规费用 的 {b}); 特困 合规费用 }}"));
        own.rounding();
        own.text.push_str("}\n");
    }
    own.text
}

/// A bill, in the words of the vocabulary.
#[derive(Clone, Debug)]
pub(crate) struct Bill {
    /// Month and day within the year.
    pub month: u8,
    pub day: u8,
    pub care: &'static str,
    pub facility: &'static str,
    pub referral: &'static str,
    pub disease: &'static str,
    /// In 分.
    pub gross: i64,
    pub eligible: i64,
    pub class_b: i64,
}

/// Returns bills as claims of the only person, in a year.
pub(crate) fn claims(program: &Program, bills: &[Bill], year: i16) -> Vec<Claim> {
    let claim = |(at, bill): (usize, &Bill)| {
        let mut facts = Facts::new();
        let mut give = |name: &str, value: Value| {
            facts.insert(program.find_fact(Some(Owner::Claim), name).expect("of the vocabulary"), value);
        };
        give("就医类别", entry(program, "就医类别", bill.care));
        give("机构等级", entry(program, "机构等级", bill.facility));
        give("转诊", entry(program, "转诊", bill.referral));
        give("病种", entry(program, "病种", bill.disease));
        give("总费用", Value::Number(bill.gross.into()));
        give("合规费用", Value::Number(bill.eligible.into()));
        give("乙类费用", Value::Number(bill.class_b.into()));
        let date = Date::new(year, bill.month as i8, bill.day as i8).expect("a day");
        Claim { id: format!("{:03}", at + 1), member: 0, date, facts }
    };
    bills.iter().enumerate().map(claim).collect()
}

/// Returns somebody with one or several identities.
pub(crate) fn person(program: &Program, seed: u64) -> Subject {
    let mut random = Random::new(seed);
    let fact = program.find_fact(Some(Owner::Person), "人群").expect("of the vocabulary");
    let Type::Several(domain) = program.fact(fact).ty else { panic!("人群 has several values") };
    let held: Vec<EntryId> = (0..3).filter(|_| random.chance(50)).map(EntryId).collect();
    let held = if held.is_empty() { vec![EntryId(0)] } else { held };
    let mut facts = Facts::from([(fact, Value::Several(domain, held))]);
    let birth = program.find_fact(Some(Owner::Person), "出生日期").expect("of the vocabulary");
    let year = random.between(1930, 2015) as i16;
    facts.insert(birth, Value::Date(Date::new(year, 3, 5).expect("a day")));
    Subject { facts, ..Subject::default() }
}

fn entry(program: &Program, domain: &str, name: &str) -> Value {
    let at = program.domains.iter().position(|own| own.name == domain).expect("of the vocabulary");
    Value::Entry(DomainId(at as u32), program.domains[at].find(name).expect("of the vocabulary"))
}

/// Returns the bills of one person over a year, in order.
pub(crate) fn bills(seed: u64, count: usize) -> Vec<Bill> {
    let mut random = Random::new(seed);
    let mut bills: Vec<Bill> = (0..count)
        .map(|_| {
            let eligible = amount(&mut random);
            Bill {
                month: random.between(1, 12) as u8,
                day: random.between(1, 28) as u8,
                care: one_of(&mut random, &["门诊", "住院"]),
                facility: one_of(&mut random, &["一级", "二级", "三级"]),
                referral: one_of(&mut random, &["按规定转诊", "未转诊"]),
                disease: one_of(&mut random, &["甲病", "乙病", "乙病重型", "丙病", "丁病"]),
                gross: eligible + if random.chance(50) { amount(&mut random) / 4 } else { 0 },
                eligible,
                class_b: if random.chance(30) { eligible / 3 } else { 0 },
            }
        })
        .collect();
    bills.sort_by_key(|own| (own.month, own.day));
    bills
}

/// Returns an amount in 分 of a size that bills have: some small, some large, some with odd 分.
pub(crate) fn amount(random: &mut Random) -> i64 {
    let size = 10_i64.pow(random.between(2, 7) as u32);
    let own = random.between(0, size);
    if random.chance(50) { own / 100 * 100 } else { own }
}

fn one_of(random: &mut Random, all: &[&'static str]) -> &'static str {
    all[random.below(all.len() as u64) as usize]
}

#[derive(Clone, Copy)]
enum Kind {
    Basic(&'static str),
    Critical,
    Assistance,
    Net,
}

struct Writer {
    random: Random,
    text: String,
}

impl Writer {
    fn line(&mut self, text: &str) {
        self.text.push_str("    ");
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn yuan(&mut self) -> String {
        let all = ["0.5元", "30元", "100元", "133元", "300元", "500元", "1000元", "2500元", "1.2万元", "3万元"];
        (*self.random.pick(&all)).to_owned()
    }

    fn limit(&mut self) -> String {
        let all = ["200元", "777元", "1500元", "3000元", "8000.55元", "2万元", "15万元"];
        (*self.random.pick(&all)).to_owned()
    }

    fn percent(&mut self) -> String {
        let all = ["0%", "33.3%", "45%", "50%", "60%", "67%", "70%", "75%", "80%", "85.5%", "90%", "100%"];
        (*self.random.pick(&all)).to_owned()
    }

    fn list(&mut self) {
        let all = ["甲病", "乙病", "丙病"];
        let count = self.random.between(1, 3) as usize;
        let names = all[..count].join(", ");
        self.text.push_str(&format!("清单 慢病 : 病种 {{ {names} }}\n"));
    }

    fn benefit(&mut self, name: &str, after: &[&str], kind: Kind) {
        self.text.push_str(&format!("待遇 {name} 每次结算 {{\n"));
        if !after.is_empty() {
            self.line(&format!("在 {} 之后", after.join(", ")));
        }
        match kind {
            Kind::Basic(care) => {
                self.line(&format!("条件 就医类别 = {care}"));
                if self.random.chance(40) {
                    self.line("条件 病种 属于 慢病");
                }
                if self.random.chance(15) {
                    self.line("条件 年龄 18周岁以上 或 重病");
                }
                self.first_pay();
                self.deductible();
                self.rate();
                self.caps(name);
                self.case();
                self.identities();
            }
            Kind::Critical => {
                let base =
                    if self.random.chance(60) { "剩余合规费用 按年累计" } else { "剩余合规费用" };
                self.line(&format!("基数 {base}"));
                let deductible = *self.random.pick(&["500元", "6000元", "1.3万元"]);
                let halved = if self.random.chance(50) { " 当 人群 属于 低保, 特困 减半" } else { "" };
                self.line(&format!("起付线 {deductible}/年{halved}"));
                self.segments();
                if self.random.chance(50) {
                    let limit = self.limit();
                    self.line(&format!("限额 {limit}/年"));
                }
            }
            Kind::Assistance => {
                self.line("条件 人群 属于 低保, 特困");
                let (low, high) = (self.percent(), self.percent());
                self.line(&format!("比例 按 人群 {{ 低保 {low}; 特困 {high} }}"));
                if self.random.chance(60) {
                    let limit = self.limit();
                    self.line(&format!("限额 {limit}/年"));
                }
                if self.random.chance(30) {
                    self.line("各层合计不超过 总费用 的 90%");
                }
            }
            Kind::Net => {
                if self.random.chance(50) {
                    let share = *self.random.pick(&["80%", "90%", "95%"]);
                    self.line(&format!("补足至 合规费用 的 {share}"));
                } else {
                    let ceiling = *self.random.pick(&["1000元", "3000元"]);
                    self.line(&format!("个人自付不超过 {ceiling}/年"));
                }
            }
        }
        self.rounding();
        self.text.push_str("}\n");
    }

    /// Writes a benefit of [`wide`].
    fn wide(&mut self, name: &str, after: &[&str], more: &[&str], care: &str) {
        self.text.push_str(&format!("待遇 {name} 每次结算 {{\n"));
        if !after.is_empty() {
            self.line(&format!("在 {} 之后", after.join(", ")));
        }
        self.line(&format!("条件 就医类别 = {care}"));
        more.iter().for_each(|own| self.line(own));
        if self.random.chance(25) {
            self.line("条件 等待期: 当日 不早于 参保日期 + 3个月");
        }
        if self.random.chance(15) {
            self.line("不予 \"太早\" 当 参保日期 晚于 2024-06-30");
        }
        let ordered = self.random.chance(15);
        match self.random.below(4) {
            0 => self.first_pay(),
            1 if !ordered => {
                let (allowed, period) =
                    *self.random.pick(&[("4周", ""), ("30天", ""), ("60天", "/年"), ("45天", "/月")]);
                self.line(&format!("数量 处方天数 至多 {allowed}{period}"));
            }
            2 if !ordered => self.line("数量 1次 至多 3次/年"),
            _ => {}
        }
        let (a, b) = (self.yuan(), self.yuan());
        match self.random.below(5) {
            0 => self.line("起付线 50元/次 每月至多1次 每年至多2次"),
            1 => self.line(&format!("起付线 按 机构等级 {{ 一级 {a}; 其余 {b} }} 当 上转 连续计算")),
            2 => self.line(&format!("起付线 {a}/月")),
            _ => self.deductible(),
        }
        self.rate();
        let (a, b) = (self.limit(), self.limit());
        match self.random.below(7) {
            0 => self.line(&format!("限额 {a}/年 各 家庭")),
            1 => self.line(&format!("限额 {a} 终身")),
            2 => self.line(&format!("限额 {a} 每季")),
            3 if name == "住院报销" => {
                self.line(&format!("限额 {a}/年 当 已付(门诊报销, 本年) = 0元 不设 合并 门诊报销"));
            }
            4 if name == "门诊报销" => self.line(&format!("限额 {a}/年 合并 住院报销")),
            5 => {
                self.line(&format!("限额 {a}/年"));
                self.line(&format!("限额 {b}/月"));
            }
            _ => self.caps(name),
        }
        if ordered {
            let own = ["顺序 基数, 限额, 起付线, 比例, 舍入", "顺序 基数, 比例, 起付线, 限额, 舍入"];
            let order = *self.random.pick(&own);
            self.line(order);
        } else {
            self.case();
        }
        match self.random.below(4) {
            0 => self.line("多重身份 并用"),
            _ => self.identities(),
        }
        self.rounding();
        self.text.push_str("}\n");
    }

    fn first_pay(&mut self) {
        if self.random.chance(25) {
            self.line("先行自付 20% 当 转诊 = 未转诊");
        }
        if self.random.chance(15) {
            self.line("先行自付 乙类费用 的 10%");
        }
    }

    fn deductible(&mut self) {
        let (a, b, c) = (self.yuan(), self.yuan(), self.yuan());
        let period = *self.random.pick(&["", "/年"]);
        let effect = *self.random.pick(&["", "", " 当 人群 = 特困 免", " 当 人群 属于 低保, 特困 减半"]);
        match self.random.below(4) {
            0 => {}
            1 => self.line(&format!("起付线 {a}{period}{effect}")),
            2 => self.line(&format!("起付线 按 机构等级 {{ 一级 {a}; 二级 {b}; 三级 {c} }}{effect}")),
            _ => self.line(&format!("起付线 {a}/次 逐次减 20% 至多 40%")),
        }
    }

    fn rate(&mut self) {
        let (a, b, c) = (self.percent(), self.percent(), self.percent());
        let effect = *self.random.pick(&["", "", " 当 人群 = 低保 加5个百分点", " 当 转诊 = 未转诊 乘以 90%"]);
        match self.random.below(5) {
            0 => self.line(&format!("比例 {a}{effect}")),
            1 => self.line(&format!("比例 按 机构等级 {{ 一级 {a}; 二级 {b}; 其余 {c} }}{effect}")),
            2 => self.segments(),
            3 => self.line(&format!("比例 按 人群 {{ 普通 {a}; 低保 {b}; 特困 {c} }}")),
            _ => {
                self.line("比例 按 机构等级, 人群 {");
                self.line("            普通、低保    特困");
                for facility in ["一级", "二级", "三级"] {
                    let (a, b) = (self.percent(), self.percent());
                    self.line(&format!("    {facility}    {a}    {b}"));
                }
                self.line(&format!("}}{effect}"));
            }
        }
    }

    fn segments(&mut self) {
        let (a, b, c) = (self.percent(), self.percent(), self.percent());
        let origin = *self.random.pick(&["从零起", "从起付线起"]);
        let (first, second) = *self.random.pick(&[("3000元", "2万元"), ("1万元", "5万元"), ("99.99元", "7777.77元")]);
        let effect = *self.random.pick(&["", " 当 人群 = 特困 加5个百分点"]);
        self.line(&format!(
            "比例 按 分段 {origin} {{ 不超过 {first} {a}; 超过 {first} 至 {second} {b}; 超过 {second} {c} }}{effect}"
        ));
    }

    fn caps(&mut self, name: &str) {
        let (a, b) = (self.limit(), self.limit());
        match self.random.below(6) {
            0 => {}
            1 => self.line(&format!("限额 {a}/次")),
            2 => self.line(&format!("限额 {a}/年")),
            3 => self.line(&format!("限额 按 病种 每年 各 病种 {{ 甲病 {a}; 其余 {b} }}")),
            4 => {
                self.line(&format!("限额 {a}/年"));
                self.line(&format!("限额 {b}/次"));
            }
            _ if name == "住院报销" => self.line(&format!("限额 {a}/年 合并 门诊报销")),
            _ => self.line(&format!("限额 {a}/年 当 人群 = 特困 不设")),
        }
    }

    fn case(&mut self) {
        if self.random.chance(35) {
            let (rate, limit) = (self.percent(), self.limit());
            let condition = *self.random.pick(&[
                "总费用 超过 3万元",
                "合规费用 不低于 1000元",
                "病种 = 乙病",
                "重病",
                "年龄 60周岁以上",
            ]);
            self.line(&format!("情形 特别 当 {condition} {{ 比例 {rate}; 限额 {limit}/年 }}"));
        }
    }

    fn identities(&mut self) {
        match self.random.below(4) {
            0 => self.line("多重身份 就高"),
            1 => self.line("多重身份 按序 特困, 低保, 普通"),
            _ => {}
        }
    }

    fn rounding(&mut self) {
        let all = ["四舍五入 到 分", "四舍五入 到 角", "舍去 到 分", "进一 到 元", "四舍六入五成双 到 分"];
        if self.random.chance(40) {
            let rounding = *self.random.pick(&all);
            self.line(&format!("舍入 {rounding}"));
        }
    }
}
