//! What two counties pay to everybody, held against trying: several numbers at once, households, states; that orders of
//! counties carry over; and that what is too large ends with a reason.

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::base::text::Lang;
use polcheck::compare::data::{Compared, Comparison, Everybody, Exact as Answer, Region, Standing};
use polcheck::compare::{Options, Side, Thoroughness, Which, diff, verify};
use polcheck::interp::{Claim, Facts, Member, Session, Subject, pay_period};
use polcheck::ir::Program;
use polcheck::symbolic::exact::Exact;
use polcheck::symbolic::explore::{Scope, explore};
use polcheck::symbolic::space::Party;
use polcheck::value::Value;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::policies;
use crate::support::random::Random;

const PROVINCE: &str = "\
省 丁省 代码 360000
字段 结算.住院天数 : 时长 不低于 0天, 英文 days_in_hospital, 默认 10天
字段 家庭.年纯收入 : 金额/年 不低于 0元/年, 英文 yearly_income, 默认 3万元/年
";

fn day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

fn analysed(counties: &[String]) -> Analysis {
    let names = ["甲县", "乙县", "丙县"];
    let mut texts = vec![PROVINCE.to_owned()];
    for (at, clauses) in counties.iter().enumerate() {
        texts.push(format!("县 {} 代码 36010{} 属于 丁省\n{clauses}", names[at], at + 1));
    }
    let analysis = Workspace::new(policies::workspace(&texts)).analyse();
    let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
    assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{}", problems.join("\n"));
    analysis
}

fn program<'a>(analysis: &'a Analysis, name: &str) -> &'a Program {
    let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
    &own.expect("it is there").program
}

fn compared(a: &Program, b: &Program) -> Comparison {
    let side = |program| Side { program, date: day() };
    let options = Options { everybody: Thoroughness::Brief, ..Options::default() };
    diff(side(a), side(b), &options).expect("known names")
}

fn everybody(own: &Comparison) -> &Everybody {
    match &own.exact {
        Answer::Found(own) => own,
        Answer::NotComputed | Answer::Undecided(..) => panic!("it is decided"),
    }
}

fn benefit<'e>(own: &'e Everybody, name: &str) -> &'e Compared {
    own.subjects.iter().find(|own| own.benefit.as_deref() == Some(name)).expect("both have it")
}

// ---- several numbers

/// What a bill pays, in 分, with its days.
fn paid(program: &Program, cost: i64, days: i64) -> i64 {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let care = fact("就医类别");
    let polcheck::ir::Type::Entry(domain) = program.fact(care).ty else { panic!("an enum") };
    let entry = program.domain(domain).find("住院").expect("declared");
    let facts = Facts::from([
        (fact("合规费用"), Value::Number(cost.into())),
        (fact("住院天数"), Value::Number(days.into())),
        (care, Value::Entry(domain, entry)),
    ]);
    let claims = vec![Claim { id: "1".to_owned(), member: 0, date: day(), facts }];
    let (session, _) = Session::new(program, Subject::default(), claims);
    let one = |id| session.on_claim(id, 0).expect("it has an answer").payment.to_i64().expect("whole");
    program.order.iter().map(|id| one(*id)).sum()
}

/// 10% to 90%, so that bills of whole 角 are paid in whole 分; a cap for each day, and perhaps a deductible.
fn by_days(random: &mut Random) -> String {
    let deductible =
        if random.chance(50) { format!("    起付线 {}元/次\n", random.between(1, 9) * 10) } else { String::new() };
    format!(
        "待遇 住院报销 每次结算 {{\n    条件 就医类别 = 住院\n{deductible}    比例 {}%\n    限额 住院天数 * {}元/天\n}}\n",
        random.between(1, 9) * 10,
        random.between(1, 9) * 10,
    )
}

#[test]
fn areas_of_several_numbers_are_those_of_trying() {
    let mut told = 0;
    for seed in 0..5 {
        let mut random = Random::new(seed);
        let counties = [by_days(&mut random), by_days(&mut random)];
        let analysis = analysed(&counties);
        let (a, b) = (program(&analysis, "甲县"), program(&analysis, "乙县"));
        let found = compared(a, b);
        let several = everybody(&found).subjects[0].several.as_ref();
        let several = several.map(|own| own.as_ref().unwrap_or_else(|reason| panic!("{}", reason.zh)));
        told += several.map_or(0, |own| own.areas.len());
        for days in [0, 1, 2, 3, 7, 30, 365] {
            for cost in (0..=60).map(|step| step * 1_000).chain((1..=20).map(|step| step * 12_340)) {
                let gap = paid(b, cost, days) - paid(a, cost, days);
                let Some(several) = several else { continue };
                let point = [Exact::whole(cost), Exact::whole(days)];
                let holding: Vec<_> =
                    several.areas.iter().filter(|own| own.exact.holds(&point).expect("small")).collect();
                let case = format!("seed {seed}, cost {cost}, {days} days, gap {gap}\n{}", counties.join("\n"));
                assert_eq!(holding.is_empty(), gap == 0, "{case}");
                for own in holding {
                    assert_eq!(own.more, if gap > 0 { Which::B } else { Which::A }, "{case}");
                    assert!(own.gap >= gap.abs().into(), "{case}");
                    if let Some((factors, constant)) = &own.exact.size {
                        let sum = factors.iter().zip(&point).fold(*constant, |sum, (factor, own)| {
                            let part = factor.times(*own).expect("small");
                            sum.plus(part).expect("small")
                        });
                        assert_eq!(sum, Exact::whole(gap.abs()), "{case}");
                    }
                }
            }
        }
    }
    assert!(told > 4, "the counties differ by days");
}

// ---- households

/// Below an income a head, so much a head, or what is missing to a line.
fn by_head(random: &mut Random) -> String {
    let line = random.between(2, 6) * 100;
    let amount = if random.chance(50) {
        format!("count(成员) * {}元/人·月", random.between(3, 9) * 10)
    } else {
        format!("count(成员) * {line}元/人·月 - 每月(年纯收入)")
    };
    format!(
        "待遇 生活补助 每户每月 {{\n    条件 年纯收入 / count(成员) 低于 {}元/人·年\n    金额 {amount}\n    舍入 舍去 到 元\n}}\n",
        line * 12
    )
}

fn paid_in_month(program: &Program, subject: Subject) -> i64 {
    let id = program.find_benefit("生活补助").expect("declared");
    pay_period(program, subject, id, None, day()).expect("it has an answer").payment.to_i64().expect("whole")
}

/// Who pays more to somebody with a number, as a region tells it.
fn told_at(own: &Region, number: i64) -> Option<Which> {
    own.runs.iter().find(|run| run.from <= number && number <= run.to).and_then(|run| run.more)
}

#[test]
fn households_are_those_of_trying() {
    for seed in 0..6 {
        let mut random = Random::new(seed + 100);
        let counties = [by_head(&mut random), by_head(&mut random)];
        let analysis = analysed(&counties);
        let (a, b) = (program(&analysis, "甲县"), program(&analysis, "乙县"));
        let found = compared(a, b);
        let own = benefit(everybody(&found), "生活补助");
        assert_eq!(own.counts.open, 0, "{}", counties.join("\n"));
        for members in 1..=4_usize {
            for income in (0..=30).map(|step| step * 120_000) {
                let of = |program: &Program| {
                    let fact = program.find_fact(None, "年纯收入").expect("the vocabulary has it");
                    let facts = Facts::from([(fact, Value::Number(income.into()))]);
                    let member = |at: usize| Member { name: format!("{at}"), ..Member::default() };
                    let members = (0..members).map(member).collect();
                    paid_in_month(program, Subject { facts, members, ..Subject::default() })
                };
                let gap = of(b) - of(a);
                let is_of = |own: &&Region| {
                    let asked = own.people.iter().find(|key| key.question.zh == "家庭");
                    asked.is_none_or(|key| key.answers.zh.split('、').any(|one| one == format!("{members}人")))
                };
                let differing = own
                    .regions
                    .iter()
                    .filter(|own| matches!(own.standing, Standing::More(_) | Standing::Crossing) && own.uniform);
                let told: Vec<Option<Which>> = differing.filter(is_of).map(|own| told_at(own, income)).collect();
                let told = told.into_iter().flatten().next();
                let case =
                    format!("seed {seed}, {members} members, income {income}, gap {gap}\n{}", counties.join("\n"));
                // Whole yuan: a difference below one is one of rounding.
                match told {
                    Some(Which::B) => assert!(gap >= -100, "{case}"),
                    Some(Which::A) => assert!(gap <= 100, "{case}"),
                    None => assert!(gap.abs() <= 100, "{case}"),
                }
            }
        }
    }
}

// ---- states

/// Watched below one income until another is reached.
fn watched(random: &mut Random) -> String {
    let low = random.between(3, 6) * 1_000;
    let high = low + random.between(1, 4) * 500;
    format!(
        "状态 家庭.监测 每月 {{\n    起始 未监测\n    未监测 转为 监测中 当 年纯收入 低于 {low}元/年\n    \
         监测中 转为 未监测 当 年纯收入 不低于 {high}元/年\n}}\n\
         待遇 生活补助 每户每月 {{\n    条件 监测 = 监测中\n    金额 {}元/月\n}}\n",
        random.between(1, 4) * 100
    )
}

/// Whether a stretch like `5000元/年至低于6000元/年` holds an income, in yuan.
fn holds(stretch: &str, income: i64) -> bool {
    let number = |own: &str| -> i64 {
        let digits: String = own.chars().filter(|own| own.is_ascii_digit() || *own == '.').collect();
        let factor = if own.contains('万') { 10_000.0 } else { 1.0 };
        (digits.parse::<f64>().expect("a number") * factor).round() as i64
    };
    match stretch.split_once('至') {
        Some((low, high)) => {
            let above = if low.starts_with("超过") { number(low) < income } else { number(low) <= income };
            above && if high.starts_with("低于") { income < number(high) } else { income <= number(high) }
        }
        None if stretch.starts_with("低于") => income < number(stretch),
        None if stretch.starts_with("不超过") => income <= number(stretch),
        None if stretch.starts_with("超过") => income > number(stretch),
        None => income >= number(stretch),
    }
}

#[test]
fn states_are_those_of_trying() {
    for seed in 0..6 {
        let mut random = Random::new(seed + 200);
        let counties = [watched(&mut random), watched(&mut random)];
        let analysis = analysed(&counties);
        let (a, b) = (program(&analysis, "甲县"), program(&analysis, "乙县"));
        let found = compared(a, b);
        let own = benefit(everybody(&found), "生活补助");
        assert_eq!(own.counts.open, 0, "{}", counties.join("\n"));
        for before in ["未监测", "监测中"] {
            for income in (0..=24).map(|step| step * 500) {
                let of = |program: &Program| {
                    let fact = program.find_fact(None, "年纯收入").expect("the vocabulary has it");
                    let facts = Facts::from([(fact, Value::Number((income * 100).into()))]);
                    let at = program.states.iter().position(|own| own.name == "监测").expect("declared");
                    let entry = program.domain(program.states[at].domain).find(before).expect("declared");
                    let states = vec![(None, polcheck::ir::StateId(at as u32), entry)];
                    paid_in_month(program, Subject { facts, states, ..Subject::default() })
                };
                let gap = of(b) - of(a);
                let is_of = |own: &&Region| {
                    own.people.iter().all(|key| match key.question.zh.as_str() {
                        "年纯收入" => key.answers.zh.split('、').any(|one| holds(one, income)),
                        _ => key.answers.zh.split('、').any(|one| one == before),
                    })
                };
                let told: Vec<&Region> = own.regions.iter().filter(is_of).collect();
                let case = format!("seed {seed}, {before}, income {income}, gap {gap}\n{}", counties.join("\n"));
                assert_eq!(told.is_empty(), gap == 0, "{case}");
                for own in told {
                    let more = if gap > 0 { Which::B } else { Which::A };
                    assert_eq!(own.standing, Standing::More(more), "{case}");
                    assert_eq!(own.gaps.1, Number::from(gap.abs()), "{case}");
                }
            }
        }
    }
}

// ---- orders carry over

/// Whether nobody gets less on the second side, as far as it is told: the first bill, and each benefit.
fn never_less(own: &Everybody) -> bool {
    let fine = |own: &Compared| own.counts.open == 0 && own.counts.more.a == 0 && own.counts.crossing == 0;
    own.subjects.iter().all(fine)
}

#[test]
fn what_is_never_less_twice_is_never_less() {
    for seed in 0..3 {
        let mut random = Random::new(seed + 300);
        // Each pays a little more a head and on each bill than the one before.
        let mut points = [random.between(2, 5) * 10, random.between(2, 6) * 10, random.between(1, 9) * 10];
        let counties: Vec<String> = (0..3)
            .map(|_| {
                let [rate, day, head] = points;
                points = [rate + random.between(0, 2) * 10, day + random.between(0, 3) * 5, head + random.between(0, 3) * 7];
                format!(
                    "待遇 住院报销 每次结算 {{\n    条件 就医类别 = 住院\n    比例 {rate}%\n    限额 住院天数 * {day}元/天\n}}\n\
                     待遇 生活补助 每户每月 {{\n    条件 年纯收入 低于 8000元/年\n    金额 count(成员) * {head}元/人·月\n}}\n"
                )
            })
            .collect();
        let analysis = analysed(&counties);
        let programs = ["甲县", "乙县", "丙县"].map(|name| program(&analysis, name));
        let of = |a: usize, b: usize| never_less(everybody(&compared(programs[a], programs[b])));
        assert!(of(0, 1) && of(1, 2), "seed {seed}\n{}", counties.join("\n"));
        assert!(of(0, 2), "seed {seed}\n{}", counties.join("\n"));
        let gap = |a: usize, b: usize| {
            let found = compared(programs[a], programs[b]);
            let gaps = everybody(&found).subjects[0].regions.iter().map(|own| own.gaps.1.clone());
            gaps.max().unwrap_or_default()
        };
        let sum = gap(0, 1).add(&gap(1, 2)).expect("small");
        assert!(gap(0, 2) <= sum, "no gap is wider than both together: seed {seed}");
    }
}

// ---- limits: an answer, or a named reason for none

#[test]
fn ten_layers_of_six_decimals_end() {
    let layers = |rate: u64| -> String {
        let layer = |at: u64| {
            let after = if at == 0 { String::new() } else { format!("    在 层{} 之后\n", at - 1) };
            format!(
                "待遇 层{at} 每次结算 {{\n    条件 就医类别 = 住院\n{after}    起付线 {}元/年\n    比例 {}.{:06}%\n    \
                 限额 {}元/年\n}}\n",
                100 + at * 37,
                30 + at,
                rate + at * 1_237,
                10_000 + at * 3_333,
            )
        };
        (0..10).map(layer).collect()
    };
    let analysis = analysed(&[layers(333_333), layers(333_334)]);
    let found = compared(program(&analysis, "甲县"), program(&analysis, "乙县"));
    match &found.exact {
        Answer::Found(own) => assert!(!own.is_equal()),
        Answer::Undecided(name, _) => assert!(["figures_too_large", "too_many_pieces"].contains(name), "{name}"),
        Answer::NotComputed => panic!("it was asked for"),
    }
}

#[test]
fn twelve_caps_are_followed_at_once() {
    let all = |percent: u64| -> String {
        let one = |at: u64| {
            format!(
                "待遇 项{at} 每次结算 {{\n    条件 就医类别 = 住院\n    比例 {percent}.{at:02}%\n    限额 {}元/年\n}}\n",
                500 + at * 100
            )
        };
        (0..12).map(one).collect()
    };
    let analysis = analysed(&[all(5), all(6)]);
    let found = compared(program(&analysis, "甲县"), program(&analysis, "乙县"));
    let own = &everybody(&found).subjects[0];
    assert_eq!((own.counts.more.b, own.counts.open), (1, 0));
    // Σ min(cap, 6.xx% e) − min(cap, 5.xx% e) is largest where the fifth of 乙县 reaches its cap: 900元 ÷ 6.04% =
    // 14,900.66元, where the twelve differences come to 1,242.55元.
    let widest = own.regions.iter().find(|own| own.standing == Standing::More(Which::B)).expect("one");
    assert_eq!(widest.gaps.1.fixed_text(0), "124255");
}

#[test]
fn costs_reach_to_a_thousand_million_yuan() {
    let clauses = "待遇 住院报销 每次结算 {\n    条件 就医类别 = 住院\n    比例 33.333333%\n    限额 99999万元/年\n}\n";
    let analysis = analysed(&[clauses.to_owned()]);
    let side = Side { program: program(&analysis, "甲县"), date: day() };
    let options = verify::Options {
        only: vec![verify::Property::NeverAboveCost, verify::Property::NeverLessForMoreCost],
        assertions: false,
        highest: 100_000_000_000,
        ..verify::Options::default()
    };
    for own in verify::verify(side, &options).answers {
        assert_eq!(own.answer, verify::Answer::Holds, "{:?}", own.question);
    }
}

#[test]
fn too_many_kinds_of_case_are_named() {
    let asked =
        ["机构等级 = 一级", "转诊 = 未转诊", "人群 = 低保", "人群 = 特困", "重病", "病种 = 甲病", "病种 = 乙病"];
    let one = |(at, condition): (usize, &&str)| {
        format!("待遇 项{at} 每次结算 {{\n    条件 就医类别 = 住院\n    条件 {condition}\n    金额 {at}元\n}}\n")
    };
    let clauses: String = asked.iter().enumerate().map(one).collect();
    let analysis = analysed(&[clauses]);
    let party = Party { program: program(&analysis, "甲县"), date: day() };
    let within = |max_cells| explore(&[party], &Scope { max_cells, ..Scope::default() });
    assert_eq!(within(50).err().map(|own| own.name()), Some("too_many_cells"));
    assert!(within(2_000).is_ok());
}
