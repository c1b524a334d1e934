//! What `verify` says where several numbers or several persons are asked of, held against trying everything: bills whose
//! payment hangs on the cost, an income, an age, days; months of households.

mod households;
mod tables;

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::compare::Side;
use polcheck::compare::verify::{Answer, Options, Property, Question, Verification, verify};
use polcheck::interp::{Claim, Facts, Member, Session, Subject, pay_period};
use polcheck::ir::Program;
use polcheck::value::Value;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::random::Random;

const VOCABULARY: &str = "\
词汇 小词汇
枚举 人群 有序 { 普通 < 低保 < 特困 }
枚举 机构等级 有序 { 一级 < 二级 < 三级 }
字段 结算.合规费用 : 金额 不低于 0元
字段 结算.总费用 : 金额 不低于 0元, 默认 合规费用
字段 结算.机构等级 : 机构等级, 英文 facility
字段 结算.住院天数 : 时长 不低于 0天
字段 本人.人群 : 人群, 英文 groups
字段 本人.退休 : 是否, 英文 retired, 默认 否
字段 本人.出生日期 : 日期
字段 本人.重病 : 是否, 默认 否
字段 家庭.年纯收入 : 金额/年 不低于 0元/年
断言 次序 {
    应当 随 人群: 普通 < 低保 < 特困 不减
    应当 随 机构等级: 三级 < 二级 < 一级 不减
    应当 随 退休: 否 < 是 不减
}
";

const GROUPS: [&str; 3] = ["普通", "低保", "特困"];
/// From that of which less is paid on.
const FACILITIES: [&str; 3] = ["三级", "二级", "一级"];

/// `LAWS=20 cargo test verified` tries twenty times as many counties.
fn times() -> u64 {
    std::env::var("LAWS").ok().and_then(|own| own.parse().ok()).unwrap_or(1)
}

fn day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

fn analysed(county: &str) -> Analysis {
    let files = [("vocabulary.pol".to_owned(), VOCABULARY.to_owned()), ("a.pol".to_owned(), county.to_owned())];
    let analysis = Workspace::new(files).analyse();
    let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
    assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{}\n{county}", problems.join("\n"));
    analysis
}

fn program(analysis: &Analysis) -> &Program {
    let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == "甲县");
    &own.expect("it is there").program
}

fn answer(found: &Verification, of: impl Fn(&Question) -> bool) -> Answer {
    found.answers.iter().find(|own| of(&own.question)).expect("it was asked").answer
}

fn yuan(fen: i64) -> String {
    format!("{}.{:02}元", fen / 100, fen % 100)
}

// ---- bills

/// Up to 0.40元, in 分, so that every cost can be tried.
const HIGHEST: i64 = 40;
/// A difference from one step to the next that is too large, in 分.
const CLIFF: i64 = 10;

/// Who has a bill; everything but the cost by its place among what is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patient {
    group: usize,
    facility: usize,
    retired: bool,
    income: i64,
    old: bool,
    days: i64,
}

/// A county with the numbers at which it tells patients apart.
struct Rules {
    text: String,
    line: i64,
    days: i64,
}

fn rules(random: &mut Random) -> Rules {
    let percent = |random: &mut Random| random.between(0, 20) * 5;
    let (line, days) = (random.between(50, 200), random.between(0, 3));
    let rates: Vec<String> =
        ["一级", "二级", "三级"].iter().map(|own| format!("        {own} {}%", percent(random))).collect();
    let pick = |random: &mut Random, all: &[&str]| (*random.pick(all)).to_owned();
    let waived = pick(random, &["", " 当 年纯收入 低于 LINE 免"]).replace("LINE", &format!("{}/年", yuan(line)));
    let effect = pick(random, &["", " 当 退休 加5个百分点", " 当 退休 减5个百分点"]);
    let old = match random.chance(50) {
        true => format!("    情形 高龄 当 周岁数(出生日期, 当日) 60周岁以上 {{ 比例 {}% }}\n", percent(random)),
        false => String::new(),
    };
    let (earlier, cap) = (random.between(5, 50), random.between(5, 50));
    let mut text = format!(
        "县 甲县\n待遇 报销 每次结算 {{\n    起付线 {}/次{waived}\n    比例 按 机构等级 {{\n{}\n    }}{effect}\n    限额 按年份\n{old}}}\n",
        yuan(random.between(0, 15)),
        rates.join("\n"),
    );
    let dated = format!("{}/次 自2020-01-01起\n    限额 {}/次 自2024-01-01起", yuan(earlier), yuan(cap));
    text = text.replace("按年份", &dated);
    text.push_str(&format!(
        "待遇 救助 每次结算 {{\n    在 报销 之后\n    条件 人群 属于 低保, 特困\n    条件 年纯收入 不超过 {}/年\n    比例 按 人群 {{ 低保 {}%; 特困 {}% }}\n}}\n",
        yuan(line),
        percent(random),
        percent(random),
    ));
    if random.chance(60) {
        let most = random.between(1, 20);
        text.push_str(&format!(
            "待遇 床位补贴 每次结算 {{\n    条件 住院天数 超过 {days}天\n    条件 合规费用 不低于 {}\n    金额 {}\n}}\n",
            yuan(most + random.between(-2, 8).max(1 - most)),
            yuan(most)
        ));
    }
    text.push_str(&format!(
        "断言 底线 {{\n    应当 首单: 合计已付 不低于 合规费用 的 {}% 当 人群 = 特困\n    应当 随 年纯收入 不减\n    \
         应当 报销 随 合规费用 不减\n    应当 落差不超过 {}\n    应当 首单: 不超过费用 当 退休\n    应当 报销 随 人群: 普通 < 低保 不减\n}}\n",
        random.between(0, 6) * 5,
        yuan(random.between(1, 12)),
    ));
    Rules { text, line, days }
}

fn patients(own: &Rules) -> Vec<Patient> {
    let mut all = Vec::new();
    for group in 0..GROUPS.len() {
        for facility in 0..FACILITIES.len() {
            for retired in [false, true] {
                for income in own.line - 1..=own.line + 1 {
                    for (old, days) in
                        [(false, own.days), (true, own.days), (false, own.days + 1), (true, own.days + 1)]
                    {
                        all.push(Patient { group, facility, retired, income, old, days });
                    }
                }
            }
        }
    }
    all
}

/// What each benefit pays at each cost, in 分.
fn paid(program: &Program, own: &Patient, on: Date) -> Vec<Vec<i64>> {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let entry = |of: &str, name: &str| {
        let polcheck::ir::Type::Entry(domain) = program.fact(fact(of)).ty else { panic!("an enum") };
        Value::Entry(domain, program.domain(domain).find(name).expect("declared"))
    };
    let born = Date::new(if own.old { 1950 } else { 1990 }, 1, 15).expect("a day");
    let person = Facts::from([
        (fact("人群"), entry("人群", GROUPS[own.group])),
        (fact("退休"), Value::Bool(own.retired)),
        (fact("出生日期"), Value::Date(born)),
        (fact("年纯收入"), Value::Number(own.income.into())),
    ]);
    let mut all: Vec<Vec<i64>> = vec![Vec::new(); program.order.len()];
    for cost in 0..=HIGHEST {
        let facts = Facts::from([
            (fact("合规费用"), Value::Number(cost.into())),
            (fact("机构等级"), entry("机构等级", FACILITIES[own.facility])),
            (fact("住院天数"), Value::Number(own.days.into())),
        ]);
        let claims = vec![Claim { id: "1".to_owned(), member: 0, date: on, facts }];
        let (session, _) = Session::new(program, Subject { facts: person.clone(), ..Subject::default() }, claims);
        for (at, id) in program.order.iter().enumerate() {
            let outcome = session.on_claim(*id, 0).expect("it has an answer");
            all[at].push(outcome.payment.to_i64().expect("whole"));
        }
    }
    all
}

/// Everything that is paid, by patients.
struct Tried {
    patients: Vec<Patient>,
    /// By patient, benefit, cost.
    each: Vec<Vec<Vec<i64>>>,
    total: Vec<Vec<i64>>,
}

impl Tried {
    fn new(program: &Program, patients: Vec<Patient>, on: Date) -> Tried {
        let each: Vec<Vec<Vec<i64>>> = patients.iter().map(|own| paid(program, own, on)).collect();
        let at = |own: &[Vec<i64>], cost: usize| own.iter().map(|all| all[cost]).sum();
        let total = each.iter().map(|own| (0..=HIGHEST as usize).map(|cost| at(own, cost)).collect()).collect();
        Tried { patients, each, total }
    }

    /// Whether two patients who differ as stated, all else equal, are never paid worse as `fits` says.
    fn pairs(&self, turned: impl Fn(&Patient) -> Option<Patient>, fits: impl Fn(usize, usize) -> bool) -> bool {
        self.patients.iter().enumerate().all(|(at, own)| {
            let other = turned(own).and_then(|other| self.patients.iter().position(|known| *known == other));
            other.is_none_or(|other| fits(at, other))
        })
    }

    fn never_less(&self, turned: impl Fn(&Patient) -> Option<Patient>) -> bool {
        self.pairs(turned, |worse, better| at_most(&self.total[worse], &self.total[better]))
    }
}

fn at_most(worse: &[i64], better: &[i64]) -> bool {
    worse.iter().zip(better).all(|(worse, better)| worse <= better)
}

fn steps(own: &[i64]) -> impl Iterator<Item = i64> {
    own.windows(2).map(|pair| pair[1] - pair[0])
}

fn poorer(own: &Patient) -> Option<Patient> {
    (own.group + 1 < GROUPS.len()).then_some(Patient { group: own.group + 1, ..*own })
}

fn nearer(own: &Patient) -> Option<Patient> {
    (own.facility + 1 < FACILITIES.len()).then_some(Patient { facility: own.facility + 1, ..*own })
}

fn richer(own: &Patient) -> Option<Patient> {
    Some(Patient { income: own.income + 1, ..*own })
}

#[test]
fn bills_of_several_numbers_are_those_of_trying() {
    let mut told = [0; 2];
    for seed in 0..3 * times() {
        let own = rules(&mut Random::new(seed + 700));
        let analysis = analysed(&own.text);
        let program = program(&analysis);
        let options = Options { cliff: CLIFF, highest: HIGHEST, ..Options::default() };
        let found = verify(Side { program, date: day() }, &options);
        let tried = Tried::new(program, patients(&own), day());
        // The rules of a year ago; nobody's age differs by it.
        let before = Tried::new(program, patients(&own), day().plus_months(-12).expect("a day"));
        let all = || tried.total.iter();
        let place = |name: &str| {
            let id = program.find_benefit(name);
            id.and_then(|id| program.order.iter().position(|own| *own == id))
        };
        let first_layers: Vec<usize> = ["报销", "床位补贴"].into_iter().filter_map(place).collect();
        let pays = |patient: usize, benefit: usize| tried.each[patient][benefit].iter().any(|own| *own != 0);
        let nearer_never_lower = tried.pairs(nearer, |far, near| {
            let both = |benefit: &&usize| pays(far, **benefit) && pays(near, **benefit);
            let of = |patient: usize, benefit: usize| &tried.each[patient][benefit];
            first_layers.iter().filter(both).all(|benefit| at_most(of(far, *benefit), of(near, *benefit)))
        });
        let no_cliff = |most: i64| all().all(|own| steps(own).all(|step| step.abs() <= most));
        let no_cliff_of_income = tried.pairs(richer, |poor, rich| {
            tried.total[poor].iter().zip(&tried.total[rich]).all(|(a, b)| (a - b).abs() <= CLIFF)
        });
        let within_cost = |patient: usize| tried.total[patient].iter().zip(0..).all(|(paid, cost)| *paid <= cost);
        let retire = |own: &Patient| (!own.retired).then_some(Patient { retired: true, ..*own });
        let properties = [
            (Property::NeverAboveCost, (0..tried.patients.len()).all(within_cost)),
            (Property::NeverNegative, true),
            (Property::NeverLessForMoreCost, all().all(|own| steps(own).all(|step| step >= 0))),
            (Property::NoCliff, no_cliff(CLIFF) && no_cliff_of_income),
            (Property::PoorerNeverLess, tried.never_less(poorer)),
            (Property::PrimaryNeverLower, nearer_never_lower),
            (Property::RetiredNeverWorse, tried.never_less(retire)),
            (Property::NeverBelowLastYear, before.total.iter().zip(&tried.total).all(|(old, new)| at_most(old, new))),
        ];
        let number = |before: &str, after: &str| -> i64 {
            let (_, rest) = own.text.split_once(before).expect("asserted");
            let (digits, _) = rest.split_once(after).expect("asserted");
            digits.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number")
        };
        let (share, cliff) = (number("的 ", "%"), number("落差不超过 ", "元"));
        let base = place("报销").expect("declared");
        let of_group = |group: usize| {
            let fits = move |(_, own): &(usize, &Patient)| own.group == group;
            tried.patients.iter().enumerate().filter(fits).map(|(at, _)| at)
        };
        let second_group = |own: &Patient| (own.group == 0).then_some(Patient { group: 1, ..*own });
        let assertions = [
            of_group(2).all(|at| tried.total[at].iter().zip(0..).all(|(paid, cost)| paid * 100 >= share * cost)),
            tried.never_less(richer),
            tried.each.iter().all(|own| steps(&own[base]).all(|step| step >= 0)),
            no_cliff(cliff),
            tried.patients.iter().enumerate().all(|(at, own)| !own.retired || within_cost(at)),
            tried.pairs(second_group, |a, b| at_most(&tried.each[a][base], &tried.each[b][base])),
        ];
        let expected = |holds: bool| if holds { Answer::Holds } else { Answer::Fails };
        for (property, holds) in properties {
            let answer = answer(&found, |own| matches!(own, Question::Property(known) if *known == property));
            assert_eq!(answer, expected(holds), "seed {seed}: {property:?}\n{}", own.text);
            told[usize::from(holds)] += 1;
        }
        for (at, holds) in assertions.into_iter().enumerate() {
            let asked = |own: &Question| matches!(own, Question::Assertion { name, number, .. } if name == "底线" && *number == at);
            assert_eq!(answer(&found, asked), expected(holds), "seed {seed}: assertion {at}\n{}", own.text);
            told[usize::from(holds)] += 1;
        }
        for case in found.answers.iter().flat_map(|own| &own.failures).flat_map(|own| &own.cases) {
            let cost = usize::try_from(case.amount.to_i64().expect("whole")).expect("not below 0");
            let total = case.total.as_ref().and_then(|own| own.to_i64());
            let someone = all().chain(&before.total).any(|own| Some(own[cost]) == total);
            assert!(someone, "seed {seed}: nobody is paid so: {case:?}\n{}", own.text);
        }
    }
    assert!(told.iter().all(|own| *own > 10), "both answers come: {told:?}");
}

// ---- households

/// Up to 2元 a year, in 分.
const MOST_INCOME: i64 = 200;

fn of_month(random: &mut Random) -> String {
    let line = random.between(2, 6);
    let amount = match random.below(3) {
        0 => format!("count(成员) * {}/人·月 - 每月(年纯收入)", yuan(line)),
        1 => format!("count(成员) * {}/人·月", yuan(random.between(1, 9))),
        _ => format!("{}/月 - 每月(年纯收入)", yuan(random.between(1, 9))),
    };
    let condition = match random.below(3) {
        0 => format!("年纯收入 / count(成员) 低于 {}/人·年", yuan(line * 12)),
        1 => "任一(成员 其中 重病)".to_owned(),
        _ => format!("年纯收入 不超过 {}/年", yuan(random.between(20, 200))),
    };
    let rounding = *random.pick(&["四舍五入 到 分", "进一 到 分", "舍去 到 分"]);
    format!("县 甲县\n待遇 生活补助 每户每月 {{\n    条件 {condition}\n    金额 {amount}\n    舍入 {rounding}\n}}\n")
}

#[test]
fn months_of_households_are_those_of_trying() {
    const CLIFF: i64 = 6;
    let mut told = [0; 2];
    for seed in 0..8 * times() {
        let text = of_month(&mut Random::new(seed + 800));
        let analysis = analysed(&text);
        let program = program(&analysis);
        let asked = [Property::NeverNegative, Property::NoCliff];
        let options = Options {
            only: asked.to_vec(),
            assertions: false,
            cliff: CLIFF,
            highest: MOST_INCOME,
            ..Options::default()
        };
        let found = verify(Side { program, date: day() }, &options);
        let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
        let id = program.find_benefit("生活补助").expect("declared");
        let (mut negative, mut cliff) = (false, false);
        for (count, ill) in (1..=4_usize).flat_map(|count| [false, true].map(|ill| (count, ill))) {
            let of = |income: i64| {
                let facts = Facts::from([(fact("年纯收入"), Value::Number(income.into()))]);
                let known = Facts::from([(fact("重病"), Value::Bool(ill))]);
                let member = |at: usize| Member { name: format!("{at}"), facts: known.clone(), ..Member::default() };
                let members = (0..count).map(member).collect();
                let subject = Subject { facts, members, ..Subject::default() };
                pay_period(program, subject, id, None, day())
                    .expect("it has an answer")
                    .payment
                    .to_i64()
                    .expect("whole")
            };
            let all: Vec<i64> = (0..=MOST_INCOME).map(of).collect();
            negative |= all.iter().any(|own| *own < 0);
            cliff |= steps(&all).any(|step| step.abs() > CLIFF);
        }
        for (property, holds) in [(Property::NeverNegative, !negative), (Property::NoCliff, !cliff)] {
            let answer = answer(&found, |own| matches!(own, Question::Property(known) if *known == property));
            let expected = if holds { Answer::Holds } else { Answer::Fails };
            let all: Vec<_> = found.answers.iter().map(|own| (&own.failures, &own.open)).collect();
            assert_eq!(answer, expected, "seed {seed}: {property:?}\n{all:?}\n{text}");
            told[usize::from(holds)] += 1;
        }
    }
    assert!(told.iter().all(|own| *own > 2), "both answers come: {told:?}");
}

// ---- whatever came before

fn of_year(random: &mut Random) -> String {
    let percent = |random: &mut Random| random.between(2, 18) * 5;
    let period = |random: &mut Random| *random.pick(&["年", "月", "次"]);
    let rounding = *random.pick(&["四舍五入 到 分", "进一 到 角", "舍去 到 分"]);
    let trigger = random.between(5, 30);
    let case = match random.chance(30) {
        true => format!("    情形 大额 当 合规费用 超过 {} {{ 比例 {}% }}\n", yuan(trigger), percent(random)),
        false => String::new(),
    };
    let often = match case.is_empty() && random.chance(30) {
        true => format!("    情形 常来 当 本年次序 超过 2 {{ 比例 {}% }}\n", percent(random)),
        false => String::new(),
    };
    let assistance = *random.pick(&["", "    基数 剩余合规费用 按年累计\n"]);

    format!(
        "县 甲县\n待遇 报销 每次结算 {{\n    起付线 {}/{}\n    比例 {}%\n    限额 {}/{}\n    舍入 {rounding}\n{case}{often}}}\n\
         待遇 救助 每次结算 {{\n    在 报销 之后\n    条件 人群 = 特困\n{assistance}    比例 {}%\n    限额 {}/{}\n}}\n\
         断言 随时 {{\n    应当 任一单: 不超过费用 当 人群 = 特困\n    应当 任一单: 报销 随 合规费用 不减\n    \
         应当 任一单: 报销 落差不超过 {}\n    应当 任一单: 报销 不超过 合规费用 的 {}%\n    应当 任一单: 随 合规费用 不减\n}}\n",
        yuan(random.between(0, 30)),
        period(random),
        percent(random),
        yuan(random.between(20, 200)),
        period(random),
        percent(random),
        yuan(random.between(20, 100)),
        period(random),
        yuan(random.between(1, 20)),
        percent(random),
    )
}

/// What each benefit pays on the last of some bills.
fn last_paid(program: &Program, group: usize, bills: &[(Date, i64)]) -> Vec<i64> {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let entry = |of: &str, name: &str| {
        let polcheck::ir::Type::Entry(domain) = program.fact(fact(of)).ty else { panic!("an enum") };
        Value::Entry(domain, program.domain(domain).find(name).expect("declared"))
    };
    let person = Facts::from([(fact("人群"), entry("人群", GROUPS[group]))]);
    let claims = bills.iter().enumerate().map(|(at, (date, cost))| {
        let facts = Facts::from([(fact("合规费用"), Value::Number((*cost).into()))]);
        Claim { id: format!("{at:02}"), member: 0, date: *date, facts }
    });
    let (session, _) = Session::new(program, Subject { facts: person, ..Subject::default() }, claims.collect());
    let last = bills.len() - 1;
    let pays = |id| session.on_claim(id, last).expect("it has an answer").payment.to_i64().expect("whole");
    program.order.iter().map(|id| pays(*id)).collect()
}

#[test]
fn what_holds_whatever_came_before_holds_after_any_bills() {
    const MOST: i64 = 60;
    let (mut held, mut left_open) = (0, 0);
    for seed in 0..6 * times() {
        let mut random = Random::new(seed + 900);
        let text = of_year(&mut random);
        let analysis = analysed(&text);
        let program = program(&analysis);
        let found = verify(Side { program, date: day() }, &Options { highest: MOST, ..Options::default() });
        let holds: Vec<bool> = (0..5)
            .map(|at| {
                let asked = |own: &Question| matches!(own, Question::Assertion { name, number, .. } if name == "随时" && *number == at);
                answer(&found, asked) == Answer::Holds
            })
            .collect();
        held += holds.iter().filter(|own| **own).count();
        left_open += holds.iter().filter(|own| !**own).count();
        let number = |before: &str, after: &str| -> i64 {
            let (_, rest) = text.split_once(before).expect("asserted");
            let (digits, _) = rest.split_once(after).expect("asserted");
            digits.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number")
        };
        let (cliff, share) = (number("落差不超过 ", "元"), number("不超过 合规费用 的 ", "%"));
        for group in [0, 2] {
            for _ in 0..4 {
                // Some on earlier days of the year, some of the month, some of the day.
                let count = random.below(5);
                let mut before: Vec<(Date, i64)> = (0..count)
                    .map(|_| {
                        let (month, on) = *random.pick(&[(2, 10), (4, 20), (6, 1), (6, 1)]);
                        (Date::new(2024, month, on).expect("a day"), random.between(0, MOST))
                    })
                    .collect();
                before.sort();
                let at = |cost: i64| last_paid(program, group, &[before.as_slice(), &[(day(), cost)]].concat());
                let all: Vec<Vec<i64>> = (0..=MOST).map(at).collect();
                let total: Vec<i64> = all.iter().map(|own| own.iter().sum()).collect();
                let first: Vec<i64> = all.iter().map(|own| own[0]).collect();
                let within = |own: &[i64], hundredths: i64| {
                    own.iter().zip(0..).all(|(paid, cost): (&i64, i64)| paid * 100 <= cost * hundredths)
                };
                let truths = [
                    group != 2 || within(&total, 100),
                    steps(&first).all(|step| step >= 0),
                    steps(&first).all(|step| step.abs() <= cliff),
                    within(&first, share),
                    steps(&total).all(|step| step >= 0),
                ];
                for (line, (said, truth)) in holds.iter().zip(truths).enumerate() {
                    assert!(!said || truth, "seed {seed}, line {line}, {before:?}\n{text}");
                }
            }
        }
    }
    assert!(held > 6 && left_open > 3, "some hold, some are left open: {held}, {left_open}");
}
