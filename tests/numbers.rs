//! Several free numbers, households of several persons and states: what the engine for all cases says of them is what
//! the evaluator pays, and what it calls different differs.

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::symbolic::areas::areas;
use polcheck::symbolic::exact::Exact;
use polcheck::symbolic::explore::{Scope, Space, View, explore};
use polcheck::symbolic::regions::parts;
use polcheck::symbolic::space::{Cell, Party, Possible, QuantityId};
use polcheck::symbolic::term::{InputId, Term};
use polcheck::workspace::{Analysis, Workspace};

use crate::support::policies;
use crate::support::random::Random;

/// Facts that are worked with as numbers, and a state that hangs on one of them.
const FACTS: &str = "\
字段 结算.住院天数 : 时长 不低于 0天, 英文 days_in_hospital, 默认 10天
字段 家庭.年纯收入 : 金额/年 不低于 0元/年, 英文 yearly_income, 默认 3万元/年
";

/// Returns a county whose benefits hang on several numbers, on the size of the household and on a state.
fn county(name: &str, seed: u64) -> String {
    let mut random = Random::new(seed);
    let mut number = |all: &[&str]| (*random.pick(all)).to_owned();
    let (low, high) = (number(&["4000", "5000", "6000"]), number(&["7000", "9000"]));
    let deductible = number(&["年纯收入 * 1年 * 10%", "年纯收入 * 1年 * 20%", "300元/次", "500元/年"]);
    let (rate, points) = (number(&["60%", "61.5%", "70%"]), number(&["5", "10"]));
    let (daily, yearly) = (number(&["50元/天", "60元/天", "45.5元/天"]), number(&["3000元/年", "20000元/年"]));
    let line = number(&["3000元/人·年", "5000元/人·年"]);
    let more = number(&["2000元/人", "1500元/人"]);
    let rounding = number(&["四舍五入 到 0.01元", "四舍五入 到 1元", "舍去 到 0.1元"]);
    let amount = number(&["100元/人·月", "120元/人·月"]);
    let step = number(&["每年", "每月"]);
    format!(
        "县 {name}
状态 本人.监测 {step} {{
    起始 未监测
    未监测 转为 监测中 当 年纯收入 低于 {low}元/年
    监测中 转为 未监测 当 年纯收入 不低于 {high}元/年
}}
待遇 住院报销 每次结算 {{
    条件 就医类别 = 住院
    起付线 {deductible}
    比例 {rate} 当 监测 = 监测中 加{points}个百分点
    限额 住院天数 * {daily}
    限额 {yearly}
    舍入 {rounding}
}}
待遇 医疗救助 每次结算 {{
    在 住院报销 之后
    条件 年纯收入 / count(成员) 低于 {line}
    比例 50%
    限额 count(成员) * {more}
}}
待遇 生活补助 每户每月 {{
    条件 年纯收入 / count(成员) 低于 {line}
    金额 count(成员) * {amount}
}}
"
    )
}

fn analysed(counties: &[String]) -> Analysis {
    let mut texts = policies::workspace(counties);
    texts[0].1.push_str(FACTS);
    let analysis = Workspace::new(texts).analyse();
    for own in &analysis.jurisdictions {
        let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
        assert!(!own.has_errors, "{}\n{}", problems.join("\n"), counties.join("\n"));
    }
    analysis
}

fn sides(analysis: &Analysis) -> Vec<Party<'_>> {
    let date = Date::new(2024, 6, 1).expect("a day");
    analysis.jurisdictions.iter().map(|own| Party { program: &own.program, date }).collect()
}

/// Somebody of a cell, any one.
fn anybody(random: &mut Random, space: &Space<'_>, cell: &Cell) -> Vec<(QuantityId, Possible)> {
    let mut person = space.ordinary_person(cell);
    for (id, possible) in &mut person {
        *possible = match cell.answers.get(id) {
            Some(Possible::Truths(all)) => Possible::Truths(vec![*random.pick(all)]),
            Some(Possible::Entries(domain, all)) => Possible::Entries(*domain, vec![*random.pick(all)]),
            Some(Possible::Numbers(all)) => Possible::Numbers(vec![*random.pick(all)]),
            _ => possible.clone(),
        };
    }
    person
}

/// Numbers near which something may happen, and any others.
fn telling(random: &mut Random, space: &Space<'_>) -> Vec<i64> {
    let mut all: Vec<i64> = Vec::new();
    for (_, id, _) in &space.numbers {
        let own = space.graph().inputs()[id.0 as usize];
        let any = random.between(own.low, own.high);
        let edge = *random.pick(&[400_000, 500_000, 600_000, 700_000, 900_000, 300_000, 1_000_000, 0, own.high]);
        let near = edge + random.between(-1, 1);
        let often = random.between(own.low, own.high.min(3_000_000));
        all.push(
            if random.chance(40) {
                near
            } else if random.chance(50) {
                often
            } else {
                any
            }
            .clamp(own.low, own.high),
        );
    }
    all
}

fn at(space: &Space<'_>, term: Term, numbers: &[i64]) -> Exact {
    let mut inputs = vec![0; space.graph().inputs().len()];
    for ((_, id, _), value) in space.numbers.iter().zip(numbers) {
        inputs[id.0 as usize] = *value;
    }
    space.graph().value_at(term, &inputs).expect("fits")
}

/// How many times as many cases are looked at as in every run.
fn laws() -> u64 {
    std::env::var("LAWS").ok().and_then(|own| own.parse().ok()).unwrap_or(1)
}

fn agrees(seeds: std::ops::Range<u64>, view: View, numbers: usize) {
    for seed in seeds {
        let county = county("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let scope = Scope { view, highest: 20_000_000, numbers, ..Scope::default() };
        let space = explore(&sides(&analysis), &scope).expect("small");
        assert!(space.numbers.len() >= numbers.min(2), "seed {seed}: the numbers are free");
        let mut random = Random::new(seed ^ 99);
        for own in &space.cells {
            let paid = own.sides[0].as_ref().unwrap_or_else(|open| panic!("seed {seed}: {}\n{county}", open.text().zh));
            for _ in 0..4 {
                let point = telling(&mut random, &space);
                let witness = space.replay_bills(anybody(&mut random, &space, &own.cell), &point);
                let claimed = at(&space, paid.total, &point);
                let side = &witness.sides[0];
                assert!(
                    side.agrees(claimed),
                    "seed {seed}: {point:?} of {:?}: the evaluator pays {:?}, claimed {:?}\n{county}",
                    witness.chosen,
                    side.total,
                    claimed.to_number()
                );
            }
        }
    }
}

#[test]
fn a_bill_of_several_numbers_is_what_the_evaluator_pays() {
    agrees(0..3 * laws(), View::FirstBill, 3);
}

#[test]
fn a_month_of_a_household_is_what_the_evaluator_pays() {
    agrees(10_000..10_000 + 2 * laws(), View::Month, 1);
}

#[test]
fn areas_are_where_one_side_pays_more() {
    let mut decided = 0;
    for seed in 20_000..20_000 + 3 * laws() {
        let analysis = analysed(&[county("甲县", seed), county("乙县", seed + 100_000)]);
        let scope = Scope { highest: 20_000_000, numbers: 2, ..Scope::default() };
        let space = explore(&sides(&analysis), &scope).expect("small");
        let mut random = Random::new(seed);
        let numbers: Vec<InputId> = space.numbers.iter().map(|(_, id, _)| *id).collect();
        for own in space.cells.iter().take(4) {
            let (Ok(a), Ok(b)) = (&own.sides[0], &own.sides[1]) else { panic!("seed {seed}: not decided") };
            let difference = space.difference(b.total, a.total).expect("fits");
            let bare = space.make(|graph| graph.unrounded(difference)).expect("fits");
            let Ok(list) = parts(&space.graph(), bare, &numbers, &[]) else { continue };
            // Too thin to hold whole numbers for certain: not decided, and said so.
            let Ok(areas) = areas(&list) else { continue };
            decided += 1;
            for _ in 0..60 {
                let point = telling(&mut random, &space);
                let value = at(&space, bare, &point);
                let exact: Vec<Exact> = point.iter().map(|own| Exact::whole(*own)).collect();
                let held = |positive: bool| {
                    areas.iter().filter(|own| own.positive == positive && own.holds(&exact).expect("fits")).count()
                };
                let signs = (usize::from(value.is_positive()), usize::from(value.is_negative()));
                assert_eq!((held(true), held(false)), signs, "seed {seed}: {point:?}");
                // What is called different by more than roundings can make up is paid differently.
                let paid = at(&space, difference, &point);
                let most = Exact::whole(600);
                if value.absolute() > most {
                    assert_eq!(paid.is_positive(), value.is_positive(), "seed {seed}: {point:?}");
                }
            }
        }
    }
    assert!(decided >= 3, "most are decided");
}
