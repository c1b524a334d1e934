//! What holds of rules: the `verify` blocks of `tests/suite/verify/*.md`, the faults that are known of the published
//! rules, and the same answers as trying everything on small ranges.
//!
//! A `verify on=DATE` block, with `only=NAME` of one property or `cliff=YUAN` if need be, holds a line for each answer of
//! each county of the workspace before it: `county | question | answer`, and a line for each failure and each reason
//! below it. `UPDATE=1 cargo test verify` fills in.

use std::path::Path;

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::base::text::Lang;
use polcheck::compare::Side;
use polcheck::compare::verify::{Answer, Answered, Case, Options, Property, Question, Verification, verify};
use polcheck::interp::{Claim, Facts, Session, Subject};
use polcheck::ir::{Owner, Program};
use polcheck::value::Value;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::markdown::{Block, Document};
use crate::support::random::Random;
use crate::support::{assertions, files_below, updating, wanted_case};

#[test]
fn every_answer_of_the_suite_holds() {
    let wanted = wanted_case();
    let mut failures = Vec::new();
    for path in files_below(Path::new("tests/suite/verify"), "md") {
        let document = Document::read(&path);
        let mut changes = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            if wanted.as_ref().is_some_and(|wanted| *wanted != section.name()) {
                continue;
            }
            let enclosing: Vec<&Block> = document.enclosing(index).iter().flat_map(|own| &own.blocks).collect();
            let files: Vec<(String, String)> = enclosing
                .into_iter()
                .chain(&section.blocks)
                .filter(|block| block.language() == "pol")
                .map(|block| {
                    let name = block.attribute("file").expect("files of a question have names");
                    (name.to_owned(), assertions::stripped(&block.lines))
                })
                .collect();
            for block in section.blocks.iter().filter(|block| block.language() == "verify") {
                let on = block.attribute("on").map(|day| Date::parse(day).expect("a date")).expect("a day");
                let mut options = Options::default();
                if let Some(name) = block.attribute("only") {
                    options.only = Property::find(name).into_iter().collect();
                    options.assertions = name == "assertions";
                    if options.assertions {
                        options.named = all_assertions(&files, on);
                    }
                }
                if let Some(yuan) = block.attribute("cliff") {
                    options.cliff = yuan.parse::<i64>().expect("yuan") * 100;
                }
                let actual = answers(&files, on, &options);
                if actual != block.lines {
                    let place = document.place(block.document_line(0));
                    failures.push(format!("{place}: {}:\n{}\n", section.name(), actual.join("\n")));
                    changes.push((block.clone(), actual));
                }
            }
        }
        if updating() && !changes.is_empty() {
            std::fs::write(&path, document.with(changes)).expect("the document can be written");
            failures.clear();
        }
    }
    assert!(failures.is_empty(), "\n{}\n", failures.join("\n"));
}

fn analysed(files: &[(String, String)]) -> Analysis {
    let analysis = Workspace::new(files.iter().cloned()).analyse();
    for own in &analysis.jurisdictions {
        let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
        assert!(!own.has_errors, "{}", problems.join("\n"));
    }
    analysis
}

/// The counties that stand above no other.
fn sides(analysis: &Analysis, on: Date) -> Vec<Side<'_>> {
    let leaves = (0..analysis.parents.len()).filter(|at| !analysis.parents.contains(&Some(*at)));
    leaves.map(|at| Side { program: &analysis.jurisdictions[at].program, date: on }).collect()
}

fn all_assertions(files: &[(String, String)], on: Date) -> Vec<String> {
    let analysis = analysed(files);
    sides(&analysis, on).into_iter().flat_map(polcheck::compare::verify::assertions).collect()
}

fn answers(files: &[(String, String)], on: Date, options: &Options) -> Vec<String> {
    let analysis = analysed(files);
    let mut lines = Vec::new();
    for side in sides(&analysis, on) {
        let found = verify(side, options);
        for own in &found.answers {
            let question = match &own.question {
                Question::Property(property) => property.name().to_owned(),
                Question::Assertion { name, number, .. } => format!("{name} {}", number + 1),
            };
            lines.push(format!("{} | {question} | {}", found.party.name, answer(own.answer)));
            if let Some(why) = &own.why {
                lines.push(format!("  {}", why.zh));
            }
            for failure in &own.failures {
                let by = failure.by.as_ref().map_or(String::new(), |by| format!(" | {}", by.zh));
                lines.push(format!("  {}{by}", failure.what.zh));
                lines.extend(failure.cases.iter().map(|case| format!("    {}", shown(case))));
            }
            lines.extend(own.open.iter().map(|open| format!("  {}", open.reason.zh)));
        }
    }
    lines
}

fn answer(own: Answer) -> &'static str {
    match own {
        Answer::Holds => "成立",
        Answer::Fails => "不成立",
        Answer::NotDecided => "待判",
        Answer::NotApplicable => "不适用",
    }
}

/// `低保 · 三级, 1000元: 门诊报销 700元`
fn shown(case: &Case) -> String {
    let who: Vec<String> = case.person.iter().map(|key| key.answers.zh.clone()).collect();
    let yuan = |fen: &Number| polcheck::interp::yuan_text(fen);
    let paid: Vec<String> = case
        .paid
        .iter()
        .map(|(name, paid)| match paid {
            Ok(fen) => format!("{name} {}", yuan(fen)),
            Err(reason) => format!("{name} {}", reason.zh),
        })
        .collect();
    format!("{}, {}: {}", who.join(" · "), yuan(&case.amount), paid.join(", "))
}

// ---- the published rules

/// Returns the shipped policies with their texts changed by `change`.
fn shipped(change: impl Fn(&str, String) -> String) -> Analysis {
    let texts = files_below(Path::new("policies"), "pol").into_iter().map(|path| {
        let name = path.to_string_lossy().replace('\\', "/");
        let text = std::fs::read_to_string(&path).expect("policies are text");
        (name.clone(), change(&name, text))
    });
    Workspace::new(texts).analyse()
}

fn found(analysis: &Analysis, county: &str, on: &str, property: Property) -> Verification {
    let own = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == county).expect("it is shipped");
    assert!(!own.has_errors, "{county} checks");
    let side = Side { program: &own.program, date: Date::parse(on).expect("a date") };
    verify(side, &Options { only: vec![property], assertions: false, ..Options::default() })
}

fn only(found: &Verification) -> &Answered {
    let [only] = found.answers.as_slice() else { panic!("one question, one answer") };
    only
}

fn total(case: &Case) -> Number {
    case.total.clone().expect("everything has an answer")
}

#[test]
fn the_faults_of_the_published_rules_are_found() {
    let analysis = shipped(|_, text| text);

    // 林口: more than half of the income spent, below twice the line, and yet the line left: nobody.
    let own = found(&analysis, "林口县", "2025-01-01", Property::NoDeadRule);
    let own = only(&own);
    assert_eq!(own.answer, Answer::Fails);
    assert!(own.failures[0].what.zh.contains("刚性支出救助永远用不上"), "{:?}", own.failures);
    assert_eq!(own.failures[0].places.len(), 3, "the share, the income, what is left");

    // 南昌: one disease up to 10,000元, several together at most 7,000元.
    let own = found(&analysis, "南昌市", "2025-06-01", Property::SingleCapWithinJoint);
    let own = only(&own);
    assert_eq!(own.answer, Answer::Fails);
    let names = |what: &str| own.failures.iter().any(|own| own.what.zh.contains(what));
    assert!(names("1万元/年") && names("7000元/年"), "{:?}", own.failures);

    // 长顺: 35,000 and 35,001, 70,000 and 70,001; nothing above 140,000.
    let own = found(&analysis, "长顺县", "2019-06-01", Property::BandsTouch);
    let own = only(&own);
    assert_eq!(own.answer, Answer::Fails);
    let holes: Vec<&str> = own.failures.iter().map(|own| own.what.zh.as_str()).collect();
    assert_eq!(holes, ["手册大病分段:35000元和35001元之间有空档", "手册大病分段:70000元和70001元之间有空档"]);
    assert_eq!(own.failures[0].cases[0].amount, Number::from(3_500_050), "settled at 35,000.50元: no row");
    let own = found(&analysis, "长顺县", "2019-06-01", Property::NoGap);
    let own = only(&own);
    let above = own.failures.iter().find(|own| own.what.zh == "大病保险 比例:超过140000元:数额待公布");
    let above = above.expect("the band above 140,000元 has no figure");
    assert!(above.cases[0].paid.iter().any(|(name, paid)| name == "大病保险" && paid.is_err()));

    // 乌兰察布: at 30,000元 nothing from the government, one 分 further 40% of the rest: in a village clinic 住院报销 pays
    // nothing, 大病保险 60% of 16,000元.
    let own = found(&analysis, "乌兰察布市", "2020-06-01", Property::NoCliff);
    let own = only(&own);
    assert_eq!(own.answer, Answer::Fails);
    let at_30000 = own.failures.iter().filter(|own| own.cases[0].amount == Number::from(3_000_000));
    let government = |case: &Case| {
        let own = case.paid.iter().find(|(name, _)| name == "政府补助");
        own.map(|(_, paid)| paid.clone().expect("it has an answer"))
    };
    let mut jumps = at_30000.map(|own| (government(&own.cases[0]), government(&own.cases[1])));
    assert!(jumps.any(|own| own == (None, Some(Number::from(816_000)))), "(30,000 − 9,600)元 × 40%");

    // 北京: outpatient 85 against 80, inpatient 80 against 85.
    let own = found(&analysis, "北京市", "2024-06-01", Property::NoInversion);
    let own = only(&own);
    assert_eq!(own.answer, Answer::Fails);
    let failure = own.failures.iter().find(|own| own.what.zh.contains("精减退职老职工")).expect("that table");
    let paid: Vec<Number> = failure.cases.iter().map(total).collect();
    // Of 1,000元: 精减退职老职工 and 低保, in one kind of care and in the other.
    let mut sorted = paid.clone();
    sorted.sort();
    assert_eq!(sorted, [80_000, 80_000, 85_000, 85_000].map(Number::from), "{paid:?}");
}

#[test]
fn mended_rules_have_no_fault() {
    let analysis = shipped(|name, text| match name {
        "policies/heilongjiang/linkou.pol" => {
            text.replace("刚性支出 超过 年收入 的 50%", "刚性支出 超过 年收入 的 40%")
        }
        "policies/guizhou/changshun.pol" => text
            .replace("35001元 to 70000元", "over 35000元 to 70000元")
            .replace("70001元 to 140000元", "over 70000元 to 140000元"),
        "policies/jiangxi/nanchang.pol" => text
            .replace("必须 Ⅱ类单病种限额 属于 4000元/年..10000元/年", "必须 Ⅱ类单病种限额 属于 4000元/年..7000元/年"),
        _ => text,
    });
    let holds = |county: &str, on: &str, property: Property| {
        let own = found(&analysis, county, on, property);
        only(&own).failures.is_empty()
    };
    assert!(holds("林口县", "2025-01-01", Property::NoDeadRule));
    assert!(holds("长顺县", "2019-06-01", Property::BandsTouch));
    assert!(holds("南昌市", "2025-06-01", Property::SingleCapWithinJoint));
}

// ---- by brute force

const GROUPS: [&str; 3] = ["普通", "低保", "特困"];
/// 6元, in 分.
const HIGHEST: i64 = 600;

/// A small county of two layers, with amounts so small that every cost can be tried.
fn small(random: &mut Random) -> String {
    let percent = |random: &mut Random| random.between(0, 20) * 5;
    let yuan = |random: &mut Random, most: i64| format!("{:.2}元", random.between(0, most) as f64 / 100.0);
    let rounding = *random.pick(&["四舍五入 到 分", "进一 到 角", "舍去 到 分", "四舍六入五成双 到 角"]);
    let rates: Vec<String> = GROUPS.iter().map(|group| format!("        {group} {}%", percent(random))).collect();
    let trigger = random.between(100, 500) as f64 / 100.0;
    let case = if random.chance(50) {
        format!("    情形 大额 当 合规费用 超过 {trigger:.2}元 {{ 比例 {}% }}\n", percent(random))
    } else {
        String::new()
    };
    let amount = if random.chance(40) {
        format!("待遇 补贴 每次结算 {{\n    条件 合规费用 超过 {trigger:.2}元\n    金额 {}\n}}\n", yuan(random, 300))
    } else {
        String::new()
    };
    format!(
        "县 甲县\n待遇 报销 每次结算 {{\n    起付线 {}/次\n    比例 按 人群 {{\n{}\n    }}\n    限额 {}/次\n    \
         舍入 {rounding}\n{case}}}\n待遇 救助 每次结算 {{\n    在 报销 之后\n    条件 人群 = 特困\n    比例 {}%\n}}\n{amount}",
        yuan(random, 200),
        rates.join("\n"),
        yuan(random, 500),
        percent(random),
    )
}

const SMALL_VOCABULARY: &str = "\
词汇 小词汇
枚举 人群 有序 { 普通 < 低保 < 特困 }
字段 结算.合规费用 : 金额 不低于 0元
字段 结算.总费用 : 金额 不低于 0元, 默认 合规费用
字段 本人.人群 : 人群, 英文 groups
断言 次序 { 应当 随 人群: 普通 < 低保 < 特困 不减 }
";

/// What the evaluator pays to each group at each cost.
fn everything(program: &Program) -> Vec<Vec<Number>> {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let (cost, group) = (fact("合规费用"), fact("人群"));
    assert_eq!(program.fact(cost).owner, Owner::Claim);
    let domain = program.domains.iter().position(|own| own.name == "人群").expect("declared");
    let domain = polcheck::value::DomainId(domain as u32);
    GROUPS
        .iter()
        .map(|name| {
            let entry = program.domain(domain).find(name).expect("declared");
            (0..=HIGHEST)
                .map(|fen| {
                    let person = Facts::from([(group, Value::Entry(domain, entry))]);
                    let facts = Facts::from([(cost, Value::Number(fen.into()))]);
                    let date = Date::new(2024, 6, 1).expect("a day");
                    let claims = vec![Claim { id: "1".to_owned(), member: 0, date, facts }];
                    let (session, _) = Session::new(program, Subject { facts: person, ..Subject::default() }, claims);
                    let mut sum = Number::zero();
                    for id in &program.order {
                        let paid = session.on_claim(*id, 0).expect("it has an answer").payment.clone();
                        sum = sum.add(&paid).expect("small");
                    }
                    sum
                })
                .collect()
        })
        .collect()
}

#[test]
fn answers_are_those_of_trying_everything() {
    const CLIFF: i64 = 40;
    for seed in 0..10 {
        let text = small(&mut Random::new(seed));
        let files = [("vocabulary.pol".to_owned(), SMALL_VOCABULARY.to_owned()), ("a.pol".to_owned(), text.clone())];
        let analysis = analysed(&files);
        let date = Date::new(2024, 6, 1).expect("a day");
        let side = sides(&analysis, date)[0];
        let asked = [
            Property::NeverAboveCost,
            Property::NeverNegative,
            Property::NeverLessForMoreCost,
            Property::NoCliff,
            Property::PoorerNeverLess,
        ];
        let options =
            Options { only: asked.to_vec(), assertions: false, cliff: CLIFF, highest: HIGHEST, ..Options::default() };
        let found = verify(side, &options);
        let paid = everything(side.program);
        let steps =
            || paid.iter().flat_map(|own| own.windows(2).map(|pair| pair[1].subtract(&pair[0]).expect("small")));
        let cost = |fen: usize| Number::from(fen as i64);
        let holds = [
            paid.iter().all(|own| own.iter().enumerate().all(|(fen, paid)| *paid <= cost(fen))),
            true,
            steps().all(|step| !step.is_negative()),
            steps().all(|step| step <= CLIFF.into() && step.negate() <= CLIFF.into()),
            paid.windows(2).all(|pair| pair[0].iter().zip(&pair[1]).all(|(worse, better)| worse <= better)),
        ];
        for (own, holds) in found.answers.iter().zip(holds) {
            let expected = if holds { Answer::Holds } else { Answer::Fails };
            assert_eq!(own.answer, expected, "seed {seed}: {:?}\n{:?}\n{text}", own.question, own.failures);
            // Whatever is shown is what the evaluator pays.
            for case in own.failures.iter().flat_map(|own| &own.cases) {
                let group = GROUPS.iter().position(|name| case.person.iter().any(|key| key.answers.zh == **name));
                let fen = usize::try_from(case.amount.to_i64().expect("whole")).expect("not below 0");
                let possible = |at: usize| paid[at][fen] == total(case);
                let agrees = group.map_or_else(|| (0..GROUPS.len()).any(possible), possible);
                assert!(agrees, "seed {seed}: {case:?}\n{text}");
            }
        }
    }
}
