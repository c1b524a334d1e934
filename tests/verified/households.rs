//! What `verify` says of any household, held against trying all in whom one member may differ from the others, and some
//! whose members are all different.

use polcheck::compare::Side;
use polcheck::compare::verify::{Answer, Options, Question, verify};
use polcheck::interp::{Facts, Member, Subject, pay_period};
use polcheck::ir::{BenefitId, Program, Type};
use polcheck::value::Value;

use super::{analysed, day, program, times, yuan};
use crate::support::random::Random;

/// Up to 0.36元 a year, in 分.
const MOST_INCOME: i64 = 36;
const LARGEST: usize = 8;

/// What is known of a member: whether ill, whether on subsistence.
type Kind = (bool, bool);

const KINDS: [Kind; 4] = [(false, false), (true, false), (false, true), (true, true)];

fn rules(random: &mut Random) -> String {
    let some = |random: &mut Random| (*random.pick(&["重病", "人群 = 低保", "重病 且 人群 = 低保"])).to_owned();
    let counted = some(random);
    let amount = match random.below(4) {
        0 => format!("count(成员 其中 {counted}) * {}/人·月", yuan(random.between(1, 6))),
        1 => format!(
            "count(成员) * {}/人·月 - count(成员 其中 {counted}) * {}/人·月",
            yuan(random.between(2, 6)),
            yuan(random.between(1, 3))
        ),
        2 => format!("count(成员) * {}/人·月 - 每月(年纯收入)", yuan(random.between(1, 6))),
        _ => format!("{}/月", yuan(random.between(1, 9))),
    };
    let condition = match random.below(4) {
        0 => format!("任一(成员 其中 {})", some(random)),
        1 => format!("全部(成员 其中 重病 : {})", some(random)),
        2 => format!("年纯收入 / count(成员) 低于 {}/人·年", yuan(random.between(2, 20))),
        _ => format!("count(成员 其中 {}) 不超过 {}人", some(random), random.between(1, 3)),
    };
    let more = match random.below(3) {
        0 => format!(" 当 任一(成员 其中 {}) 加 {}/月", some(random), yuan(random.between(1, 9))),
        _ => String::new(),
    };
    format!(
        "县 甲县\n待遇 生活补助 每户每月 {{\n    条件 {condition}\n    金额 {amount}{more}\n    舍入 进一 到 分\n}}\n断言 合理 {{\n    \
         应当 任一户: 生活补助 不超过 {}/人·月 * count(成员)\n    应当 任一户: 生活补助 不超过 {}\n}}\n",
        yuan(random.between(2, 9)),
        yuan(random.between(5, 40)),
    )
}

fn paid(program: &Program, id: BenefitId, members: &[Kind], income: i64) -> i64 {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let group = |own: bool| {
        let Type::Entry(domain) = program.fact(fact("人群")).ty else { panic!("an enum") };
        let name = if own { "低保" } else { "普通" };
        Value::Entry(domain, program.domain(domain).find(name).expect("declared"))
    };
    let facts = Facts::from([(fact("年纯收入"), Value::Number(income.into()))]);
    let member = |(at, (ill, poor)): (usize, &Kind)| {
        let facts = Facts::from([(fact("重病"), Value::Bool(*ill)), (fact("人群"), group(*poor))]);
        Member { name: format!("{at}"), facts, ..Member::default() }
    };
    let members = members.iter().enumerate().map(member).collect();
    let subject = Subject { facts, members, ..Subject::default() };
    let paid = pay_period(program, subject, id, None, day()).expect("it has an answer");
    paid.payment.to_i64().expect("whole")
}

/// All households in whom at most one member differs.
fn households() -> Vec<Vec<Kind>> {
    let mut all = Vec::new();
    for count in 1..=LARGEST {
        for usual in KINDS {
            for other in KINDS {
                if count > 1 || usual == other {
                    let mut members = vec![usual; count];
                    members[0] = other;
                    all.push(members);
                }
            }
        }
    }
    all
}

#[test]
fn households_whose_members_differ_are_those_of_trying() {
    let mut told = [0; 3];
    for seed in 0..6 * times() {
        let mut random = Random::new(seed + 1_000);
        let text = rules(&mut random);
        let analysis = analysed(&text);
        let program = program(&analysis);
        let found = verify(Side { program, date: day() }, &Options { highest: MOST_INCOME, ..Options::default() });
        let id = program.find_benefit("生活补助").expect("declared");
        let number = |before: &str, after: &str| -> i64 {
            let (_, rest) = text.split_once(before).expect("asserted");
            let (digits, _) = rest.split_once(after).expect("asserted");
            digits.chars().filter(char::is_ascii_digit).collect::<String>().parse().expect("a number")
        };
        let assertions = text.split_once("断言").expect("asserted").1.to_owned();
        let each = number("应当 任一户: 生活补助 不超过 ", "元/人");
        let whole = {
            let last = assertions.lines().nth(2).expect("two lines");
            last.chars().filter(char::is_ascii_digit).collect::<String>().parse::<i64>().expect("a number")
        };
        let fails = |members: &[Kind], income: i64| {
            let paid = paid(program, id, members, income);
            [paid > each * members.len() as i64, paid > whole]
        };
        let mut failing = [false; 2];
        for members in households() {
            for income in [0, 1, 5, 11, 12, 13, 24, 25, MOST_INCOME] {
                let own = fails(&members, income);
                failing = [failing[0] || own[0], failing[1] || own[1]];
            }
        }
        for (at, fails_somewhere) in failing.into_iter().enumerate() {
            let asked = |own: &Question| matches!(own, Question::Assertion { number, .. } if *number == at);
            let own = found.answers.iter().find(|own| asked(&own.question)).expect("it was asked");
            let about = || format!("seed {seed}, line {at}: {:?} {:?}\n{text}", own.failures, own.open);
            if fails_somewhere {
                assert_eq!(own.answer, Answer::Fails, "{}", about());
            } else {
                // That more of them differ may be left open; nothing else.
                assert!(own.failures.is_empty(), "{}", about());
                assert!(own.open.iter().all(|own| own.kind == "other_households"), "{}", about());
            }
            told[if fails_somewhere { 0 } else { 1 + usize::from(own.answer == Answer::Holds) }] += 1;
            for case in own.failures.iter().flat_map(|own| &own.cases) {
                let total = case.total.as_ref().and_then(|own| own.to_i64());
                let income = case.amount.to_i64().expect("whole");
                let someone = households().iter().any(|own| Some(paid(program, id, own, income)) == total);
                assert!(someone, "nobody is paid so: {case:?} {}", about());
            }
            if own.answer == Answer::Holds {
                for _ in 0..60 {
                    let count = random.between(1, LARGEST as i64);
                    let members: Vec<Kind> = (0..count).map(|_| *random.pick(&KINDS)).collect();
                    let income = random.between(0, MOST_INCOME);
                    assert!(!fails(&members, income)[at], "{members:?}, {income} {}", about());
                }
            }
        }
    }
    assert!(told.iter().all(|own| *own > 0), "all answers come: {told:?}");
}
