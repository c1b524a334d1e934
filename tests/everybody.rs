//! What two policies pay to everybody: the same in other words is the same; what differs is told as a person would.

use polcheck::base::date::Date;
use polcheck::base::text::Lang;
use polcheck::compare::data::{Comparison, Everybody, Exact, Standing};
use polcheck::compare::{Both, Options, Side, Thoroughness, diff};
use polcheck::workspace::Workspace;

use crate::support::policies;

/// A county with one benefit of these clauses.
fn county(name: &str, clauses: &str) -> String {
    format!("县 {name}\n待遇 门诊报销 每次结算 {{\n    条件 就医类别 = 门诊\n{clauses}\n}}\n")
}

fn compared(a: &str, b: &str, check: impl FnOnce(&Comparison)) {
    let workspace = Workspace::new(policies::workspace(&[county("甲县", a), county("乙县", b)]));
    let analysis = workspace.analyse();
    for own in &analysis.jurisdictions {
        let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh)).collect();
        assert!(!own.has_errors, "{}", problems.join("\n"));
    }
    let date = Date::new(2024, 6, 1).expect("a day");
    let side = |at: usize| Side { program: &analysis.jurisdictions[at].program, date };
    let options = Options { everybody: Thoroughness::Brief, ..Options::default() };
    check(&diff(side(0), side(1), &options).expect("known names"));
}

fn everybody(comparison: &Comparison) -> &Everybody {
    match &comparison.exact {
        Exact::Found(own) => own,
        Exact::NotComputed => panic!("not asked for"),
        Exact::Undecided(_, reason) => panic!("{}", reason.zh),
    }
}

/// Returns each line of all layers together: who, and what of them.
fn lines(comparison: &Comparison) -> Vec<String> {
    let labels = Both { a: "甲县", b: "乙县" };
    let line = |own: &polcheck::compare::data::Region| {
        let people: Vec<&str> = own.people.iter().map(|key| key.answers.zh.as_str()).collect();
        format!("{} | {}", people.join(" · "), own.sentence(&labels).zh)
    };
    everybody(comparison).subjects[0].regions.iter().map(line).collect()
}

const SAME: &[(&str, &str, &str)] = &[
    (
        "a table split, merged and reordered",
        "比例 按 机构等级 { 一级、二级 70%; 三级 50% }\n限额 3000元/年",
        "限额 3000元/年\n比例 按 机构等级 { 三级 50%; 二级 70%; 一级 70% }",
    ),
    (
        "a ratio as segments",
        "起付线 300元/年\n比例 70%",
        "起付线 300元/年\n比例 按 分段 从起付线起 { 不超过 1万元 70%; 超过 1万元 70% }",
    ),
    ("an exception as a row", "比例 70% 当 人群 = 低保 加10个百分点", "比例 按 人群 { 普通 70%; 低保 80%; 特困 70% }"),
    (
        "an exception as a case",
        "比例 按 机构等级 { 一级、二级 70%; 三级 50% }",
        "比例 70%\n情形 三级医院 当 机构等级 = 三级 { 比例 50% }",
    ),
    (
        "a deductible folded into a segment",
        "起付线 300元/次\n比例 70%",
        "比例 按 分段 从零起 { 不超过 300元 0%; 超过 300元 70% }",
    ),
    ("a cap on the base", "比例 70%\n限额 700元/次", "基数 最小(合规费用, 1000元)\n比例 70%"),
    ("what the patient pays first", "比例 70%", "先行自付 30%\n比例 100%"),
];

#[test]
fn the_same_in_other_words_is_the_same() {
    for (what, a, b) in SAME {
        compared(a, b, |found| {
            assert!(everybody(found).is_equal(), "{what}: {:?}", lines(found));
            assert!(found.is_equal(), "{what}");
        });
        compared(b, a, |found| assert!(everybody(found).is_equal(), "{what}, turned round"));
    }
}

#[test]
fn one_number_changed_is_never_the_same() {
    for (what, a, b) in SAME {
        let changed = if b.contains("70%") { b.replacen("70%", "69.99%", 1) } else { b.replacen("30%", "30.01%", 1) };
        compared(a, &changed, |found| assert!(!everybody(found).is_equal() && !found.is_equal(), "{what}"));
    }
}

#[test]
fn a_cap_per_visit_is_no_cap_per_year() {
    compared("比例 70%\n限额 700元/次", "比例 70%\n限额 700元/年", |found| {
        let own = everybody(found);
        assert!(own.subjects[0].is_equal(), "the first bill is the same");
        assert!(own.year.as_ref().is_some_and(|year| !year.is_equal()), "the year is not");
        assert!(!found.is_equal());
    });
}

#[test]
fn a_capped_ratio_against_a_lower_one() {
    compared("比例 80%\n限额 3000元/年", "比例 70%\n限额 3000元/年", |found| {
        // 3000 ÷ 80% = 3750, where 3000 − 2625 = 375; 3000 ÷ 70% = 4285.714…
        let told = "门诊 | 甲县多付10个百分点,3750元时差得最多,多375元;4285.71元起一样";
        assert_eq!(lines(found)[0], told);
        let example = everybody(found).subjects[0].regions[0].example.as_ref().expect("an example");
        // In round numbers: 3000元 × 80% and × 70%.
        assert_eq!(example.cost.to_string(), "300000");
        assert_eq!((example.totals.a.to_string(), example.totals.b.to_string()), ("240000".into(), "210000".into()));
    });
}

#[test]
fn what_is_kept_is_rounded_apart_from_what_is_paid() {
    let kept = "金额 合规费用 - 取整(合规费用 的 30%, 四舍五入, 0.01元)";
    compared("比例 70%", kept, |found| {
        let own = &everybody(found).subjects[0];
        assert_eq!((own.counts.rounding, own.counts.more.a + own.counts.more.b + own.counts.crossing), (1, 0));
        let region = own.regions.iter().find(|own| own.standing == Standing::Rounding).expect("one");
        assert_eq!(region.fen.as_ref().map(ToString::to_string), Some("1".to_owned()));
    });
}

#[test]
fn what_turns_round_is_told_where_it_turns() {
    // 甲县 pays 70% above 1000元, 乙县 50% from nothing: 0.7 (e − 1000) = 0.5 e at 3500元.
    compared("起付线 1000元/年\n比例 70%", "比例 50%", |found| {
        let line = &lines(found)[0];
        assert!(line.contains("乙县多付50个百分点,1000元时差得最多,多500元"), "{line}");
        assert!(line.contains("3500元起甲县多付"), "{line}");
    });
}
