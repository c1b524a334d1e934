//! The engine for many cases says what the evaluator says, to the fen and to the reason, however batches are cut and on
//! however many threads.

use std::path::Path;

use polcheck::base::date::Date;
use polcheck::column::{
    Batch, Carry, Cells, Counties, Counts, Level, Means, Options, Run, Settlement, Standing, Values, Ways, day_of,
    settle_by,
};
use polcheck::interp;
use polcheck::ir::Owner;
use polcheck::value::Value;
use polcheck::workspace::{Analysis, Workspace};

use crate::support::files_below;
use crate::support::policies;
use crate::support::random;
use crate::support::random::Random;

#[allow(clippy::duplicate_mod, reason = "the bodies of the fuzzer have it too")]
#[path = "../fuzz/rows.rs"]
mod rows;

use rows::{difference, said, settled};

fn analysed(counties: &[String]) -> Analysis {
    checked(Workspace::new(policies::wide_workspace(counties)), counties)
}

fn checked(workspace: Workspace, counties: &[String]) -> Analysis {
    let analysis = workspace.analyse();
    for own in &analysis.jurisdictions {
        assert!(!own.has_errors, "{:?}\n{}", analysis.problems.iter().collect::<Vec<_>>(), counties.join("\n"));
    }
    analysis
}

/// What a claim may look like; most are plain.
#[derive(Clone, Copy, Default)]
struct Oddities {
    /// In a hundred: rows with a gap, subjects with several identities, reversed bills, rows out of order.
    gaps: u64,
    several: u64,
    reversed: u64,
    disorder: u64,
}

/// Amounts that policies of the generator turn on, in 分, with 1 分 to either side.
fn edge(random: &mut Random) -> i64 {
    let edges = [
        50, 3_000, 10_000, 13_300, 30_000, 50_000, 100_000, 250_000, 300_000, 600_000, 777_777, 9_999, 1_000_000,
        1_200_000, 1_300_000, 2_000_000, 3_000_000, 5_000_000, 0,
    ];
    (*random.pick(&edges) + random.between(-1, 1)).max(0)
}

fn word(random: &mut Random, all: &[&'static str]) -> &'static str {
    all[random.below(all.len() as u64) as usize]
}

/// Returns rows of so many subjects for a schema over the small vocabulary.
fn claims(run: &Run<'_>, random: &mut Random, subjects: usize, longest: i64, odd: Oddities) -> Batch {
    let schema = &run.schema;
    let mut batch = Batch::empty(schema);
    let field = |owner, name: &str| schema.find(Some(owner), name).expect("of the vocabulary");
    let code = |name: &str, value: &str| {
        let at = schema.vocabularies.iter().position(|own| own.name == name).expect("of the vocabulary");
        schema.vocabularies[at].find(value).expect("of the vocabulary") as u8
    };
    let mut counties = Vec::new();
    let (mut gross, mut eligible, mut class_b): (Vec<i64>, Vec<i64>, Vec<i64>) = Default::default();
    let (mut care, mut level, mut referral, mut disease) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut groups, mut born, mut ill) = (Vec::new(), Vec::new(), Vec::new());
    let (mut level_gap, mut class_b_gap) = (Vec::new(), Vec::new());
    let (mut supply, mut sent_on, mut joined, mut joined_gap) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for subject in 0..subjects {
        let rows = if random.chance(30) { 1 } else { random.between(1, longest) };
        let county = random.below(run.counties.len() as u64) as u32;
        let start = batch.rows();
        let mut days: Vec<i32> = (0..rows)
            .map(|_| {
                let year = if random.chance(80) { 2024 } else { 2025 };
                let (month, day) = (random.between(1, 12) as i8, random.between(1, 28) as i8);
                day_of(Date::new(year, month, day).expect("a day"))
            })
            .collect();
        if !random.chance(odd.disorder) {
            days.sort_unstable();
        }
        let held: u64 = match random.chance(odd.several) {
            true => random.below(8),
            false => 1 << random.below(3),
        };
        let birth = day_of(Date::new(random.between(1930, 2015) as i16, 3, 5).expect("a day"));
        let sick = random.chance(20);
        let since = day_of(Date::new(2024, random.between(1, 12) as i8, random.between(1, 28) as i8).expect("a day"));
        let (no_since, away) = (random.chance(odd.gaps), random.chance(30));
        for day in days {
            counties.push(county);
            batch.subject.push(subject as u64 * 7);
            batch.date.push(day);
            let cost = if random.chance(50) { edge(random) } else { policies::amount(random) };
            let all = if random.chance(50) { cost + policies::amount(random) / 4 } else { cost };
            let again = start + random.below((eligible.len() - start).max(1) as u64) as usize;
            match random.chance(odd.reversed) && again < eligible.len() {
                true => {
                    eligible.push(-eligible[again]);
                    gross.push(-gross[again]);
                }
                false => {
                    eligible.push(cost);
                    gross.push(all);
                }
            }
            class_b.push(if random.chance(30) { cost / 3 } else { 0 });
            class_b_gap.push(random.chance(30));
            care.push(code("就医类别", word(random, &["门诊", "住院"])));
            level.push(code("机构等级", word(random, &["一级", "二级", "三级"])));
            level_gap.push(random.chance(odd.gaps));
            referral.push(code("转诊", word(random, &["按规定转诊", "未转诊"])));
            disease.push(code("病种", word(random, &["甲病", "乙病", "乙病重型", "丙病", "丁病"])));
            groups.push(held);
            born.push(birth);
            ill.push(sick);
            supply.push(*random.pick(&[1, 7, 14, 28, 30, 31, 45, 60, 112]));
            sent_on.push(random.chance(30));
            joined.push(if away { since } else { since - 400 });
            joined_gap.push(no_since);
        }
    }
    batch.counties = if run.counties.len() == 1 { Counties::One(0) } else { Counties::Each(counties) };
    let mut give = |owner, name: &str, values: Values, missing: Option<Vec<bool>>| {
        batch.columns[field(owner, name)] = Some(Cells { values, missing });
    };
    let some = |gaps: Vec<bool>| gaps.contains(&true).then_some(gaps);
    if random.chance(80) {
        give(Owner::Claim, "总费用", Values::Whole(gross), None);
    }
    give(Owner::Claim, "合规费用", Values::Whole(eligible), None);
    give(Owner::Claim, "乙类费用", Values::Whole(class_b), some(class_b_gap));
    give(Owner::Claim, "就医类别", Values::Code(care), None);
    give(Owner::Claim, "机构等级", Values::Code(level), some(level_gap));
    if random.chance(80) {
        give(Owner::Claim, "转诊", Values::Code(referral), None);
    }
    let wide = disease.iter().map(|own| u32::from(*own)).collect();
    give(Owner::Claim, "病种", if random.chance(70) { Values::Code(disease) } else { Values::WideCode(wide) }, None);
    give(Owner::Person, "人群", Values::Set(groups), None);
    if random.chance(80) {
        give(Owner::Claim, "处方天数", Values::Whole(supply), None);
    }
    give(Owner::Claim, "上转", Values::Truth(sent_on), None);
    if random.chance(90) {
        give(Owner::Person, "参保日期", Values::Day(joined), some(joined_gap));
    }
    give(Owner::Person, "出生日期", Values::Day(born), None);
    give(Owner::Person, "重病", Values::Truth(ill), None);
    batch
}

/// With reasons, on so many threads.
fn on(threads: usize) -> Options {
    Options { threads, reasons: true, reference_only: false }
}

/// Settles rows by every way and compares; returns how the fast one went.
#[track_caller]
fn agree(run: &Run<'_>, batch: &Batch, policy: &str) -> Counts {
    let slow = settled(run, batch, Ways::Reference);
    let mut counts = Counts::default();
    for ways in [Ways::Clauses, Ways::All] {
        let fast = settled(run, batch, ways);
        let differs = difference(run, batch, &slow, &fast);
        assert!(differs.is_none(), "{ways:?}: {}\n{policy}\n{}", differs.unwrap_or_default(), run.plan_text());
        counts = fast.counts;
    }
    counts
}

/// How many times more than usual; for long runs.
fn often() -> u64 {
    std::env::var("LAWS").ok().and_then(|own| own.parse().ok()).unwrap_or(1)
}

#[test]
fn plans_pay_what_the_evaluator_pays() {
    let mut all = Counts::default();
    for seed in 0..20 * often() {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0xc01);
        all.add(&agree(&run, &claims(&run, &mut random, 8, 5, Oddities::default()), &county));
    }
    let fast = all.by_clauses + all.by_kernels;
    assert!(fast * 10 > all.rows * 9, "too many rows go the slow way: {all:?}");
}

/// What policies of all kinds say of claims of all kinds, whether or not a fact is known.
#[test]
fn wide_policies_pay_alike_by_every_way() {
    let odd = Oddities { gaps: 3, several: 25, reversed: 3, disorder: 5 };
    let mut all = Counts::default();
    for seed in 0..20 * often() {
        let county = policies::wide("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0x71de);
        all.add(&agree(&run, &claims(&run, &mut random, 12, 7, odd), &county));
    }
    assert!(all.by_clauses + all.by_kernels > all.rows * 7 / 10, "too many rows go the slow way: {all:?}");
}

/// Most plain rows go by kernels: a benefit that has none is worked row by row between the others, together with
/// those of its choice and with those that ask about it and about which it asks.
#[test]
fn what_has_no_kernel_is_worked_between_those_that_have() {
    let mut all = Counts::default();
    for seed in 2_000..2_000 + 15 * often() {
        let county = policies::wide("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0xb20);
        all.add(&agree(&run, &claims(&run, &mut random, 12, 7, Oddities::default()), &county));
    }
    assert!(all.by_kernels * 2 > all.rows, "too many rows go without kernels: {all:?}");
}

/// A household's claims stand together; caps of a household are all members' own.
#[test]
fn members_of_a_household_are_told_apart() {
    let mut all = Counts::default();
    for seed in 300..300 + 8 * often() {
        let county = policies::wide("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0x40e);
        let mut batch = claims(&run, &mut random, 8, 9, Oddities::default());
        batch.member = Some((0..batch.rows()).map(|_| random.below(3) as u32).collect());
        all.add(&agree(&run, &batch, &county));
    }
    assert!(all.by_clauses > all.rows / 2, "too many rows go the slow way: {all:?}");
}

#[test]
fn odd_rows_are_settled_alike() {
    let odd = Oddities { gaps: 5, several: 15, reversed: 10, disorder: 20 };
    let mut all = Counts::default();
    for seed in 1_000..1_000 + 14 * often() {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0x0dd);
        all.add(&agree(&run, &claims(&run, &mut random, 10, 5, odd), &county));
    }
    assert!(all.rejected > 0 && all.cancelled > 0 && all.by_reference > 0 && all.by_clauses > 0, "{all:?}");
}

/// The policies of the benchmark, which kernels settle.
fn benchmark(policy: &str) -> Analysis {
    let texts = [("vocabulary.pol", include_str!("../benches/settle/vocabulary.pol")), ("county.pol", policy)];
    let analysis = Workspace::new(texts.map(|(name, text)| (name.to_owned(), text.to_owned()))).analyse();
    assert!(
        analysis.jurisdictions.iter().all(|own| !own.has_errors),
        "{:?}\n{policy}",
        analysis.problems.iter().collect::<Vec<_>>()
    );
    analysis
}

const STATELESS: &str = include_str!("../benches/settle/stateless.pol");
const STATEFUL: &str = include_str!("../benches/settle/stateful.pol");

/// Returns claims for the policies of the benchmark: `lengths` says how many rows each subject has.
fn plain_claims(run: &Run<'_>, random: &mut Random, lengths: &[usize], years: i64) -> Batch {
    let mut batch = Batch::empty(&run.schema);
    batch.counties = Counties::One(0);
    let (mut eligible, mut level, mut disease, mut group) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (subject, length) in lengths.iter().enumerate() {
        let mut days: Vec<i32> = (0..*length)
            .map(|_| {
                let year = random.between(2024, 2023 + years) as i16;
                day_of(Date::new(year, random.between(1, 12) as i8, random.between(1, 28) as i8).expect("a day"))
            })
            .collect();
        days.sort_unstable();
        let own = random.below(4) as u8;
        for day in days {
            batch.subject.push(subject as u64);
            batch.date.push(day);
            eligible.push(match random.below(3) {
                0 => edge(random),
                1 => policies::amount(random),
                _ => random.between(0, 6_000_000),
            });
            level.push(random.below(3) as u8);
            disease.push(random.below(40) as u8);
            // Somebody's group may change in mid-year.
            group.push(if random.chance(95) { own } else { random.below(4) as u8 });
        }
    }
    let mut give = |owner, name: &str, values: Values| {
        batch.columns[run.schema.find(Some(owner), name).expect("of the vocabulary")] = Some(Cells::full(values));
    };
    give(Owner::Claim, "合规费用", Values::Whole(eligible));
    give(Owner::Claim, "机构等级", Values::Code(level));
    give(Owner::Claim, "病种", Values::Code(disease));
    give(Owner::Person, "人群", Values::Code(group));
    batch
}

#[test]
fn kernels_pay_what_the_evaluator_pays() {
    for policy in [STATELESS, STATEFUL] {
        let analysis = benchmark(policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(7);
        let lengths: Vec<usize> = (0..60).map(|_| random.between(1, 12) as usize).collect();
        let batch = plain_claims(&run, &mut random, &lengths, 2);
        let counts = agree(&run, &batch, policy);
        assert_eq!(counts.by_kernels, counts.rows, "{}", run.plan_text());
    }
}

#[test]
fn no_way_of_cutting_makes_a_difference() {
    for policy in [STATELESS, STATEFUL] {
        let analysis = benchmark(policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(11);
        // Chunks end where subjects do: lengths on either side of 64 and of a whole chunk, and one beyond it.
        let mut lengths = vec![1, 7, 63, 64, 65, 1, 1023, 1, 1024, 1025, 3];
        lengths.extend((0..2_000).map(|_| random.between(1, 19) as usize));
        let batch = plain_claims(&run, &mut random, &lengths, 3);
        let clauses = settled(&run, &batch, Ways::Clauses);
        assert_eq!(clauses.counts.by_clauses, batch.rows() as u64);
        let expected = said(&run, &clauses);
        for level in Level::ALL.into_iter().filter(|own| own.is_offered()) {
            for threads in [1, 2, 3] {
                let mut fast = Settlement::default();
                settle_by(&run, &batch, &on(threads), Means { level, ..Means::default() }, &mut fast);
                assert!(fast.counts.by_kernels * 10 > fast.counts.rows * 9, "{:?}", fast.counts);
                let differs = said(&run, &fast).iter().zip(&expected).position(|(own, other)| own != other);
                assert_eq!(differs, None, "{} on {threads} threads", level.name());
            }
        }
        for part in [7, 63, 64, 65, 1024] {
            let mut carry = Carry::new();
            let (mut all, mut from) = (Vec::new(), 0);
            while from < batch.rows() {
                let to = (from + part).min(batch.rows());
                let mut rows = Batch::empty(&run.schema);
                rows.append(&batch, from..to, &run.schema);
                let whole = carry.next(rows, &run.schema);
                all.extend(said(&run, &settled(&run, &whole, Ways::All)));
                from = to;
            }
            let last = carry.finish().expect("a last subject");
            all.extend(said(&run, &settled(&run, &last, Ways::All)));
            assert!(all == expected, "parts of {part} rows");
        }
    }
}

/// Returns a policy over the vocabulary of the benchmark with what kernels can do, in all mixtures.
fn for_kernels(random: &mut Random) -> String {
    let mut text = "县 内核县\n清单 甲类病 : 病种 { 病01, 病04, 病07, 病10, 病13, 病16 }\n".to_owned();
    let limit = |random: &mut Random| word(random, &["300元", "777.77元", "2000元", "9000元", "3万元"]);
    let rate = |random: &mut Random| word(random, &["0%", "33.3%", "50%", "65%", "80%", "100%"]);
    let cap = |random: &mut Random, joint: &str| {
        let (a, b) = (limit(random), limit(random));
        match random.below(7) {
            0 => format!("    限额 {a}/年\n"),
            1 => format!("    限额 {a}/年\n    限额 {b}/月\n"),
            2 => format!("    限额 按 病种 每年 各 病种 {{ 病02 {a}; 其余 {b} }}\n"),
            3 => format!("    限额 甲类: {a}/年 当 病种 属于 甲类病\n    限额 其他: {b}/年 当 病种 不属于 甲类病\n"),
            4 => format!("    限额 {a}/次\n    限额 {b} 每季\n"),
            5 if !joint.is_empty() => format!("    限额 {a}/年 合并 {joint}\n"),
            6 if !joint.is_empty() => format!("    限额 {a}/年 合并 {joint}\n    限额 {b} 终身\n"),
            _ => String::new(),
        }
    };
    let deductible = |random: &mut Random| match random.below(4) {
        0 => "    起付线 100元\n".to_owned(),
        1 => "    起付线 300元/年 当 人群 = 特困 免\n".to_owned(),
        2 => "    起付线 按 机构等级 { 一级 0元; 二级 10元; 三级 20元 }\n".to_owned(),
        _ => String::new(),
    };
    let rates = |random: &mut Random| {
        let (a, b, c) = (rate(random), rate(random), rate(random));
        match random.below(3) {
            0 => format!("    比例 {a}\n"),
            1 => format!("    比例 按 机构等级 {{ 一级 {a}; 二级 {b}; 三级 {c} }}\n"),
            _ => format!(
                "    比例 按 病种, 人群 {{\n        普通、低保 特困、返贫\n        甲类病 {a} {b}\n        其余 {c} {a}\n    }}\n"
            ),
        }
    };
    // What is taken off first leaves parts of a 分, also to the layers behind it.
    let first_pay = |random: &mut Random| match random.below(8) {
        0 => "    先行自付 20% 当 机构等级 = 三级\n",
        1 => "    先行自付 合规费用 的 7%\n",
        2 => "    先行自付 12.55元\n    先行自付 10%\n",
        3 => "    先行自付 按 机构等级 { 一级 0%; 二级 5%; 三级 12.5% }\n",
        4 => "    先行自付 合规费用 的 2.5% 当 人群 = 特困\n    先行自付 60% 当 机构等级 = 二级\n    先行自付 50%\n",
        _ => "",
    };
    let rounding = |random: &mut Random| match random.below(8) {
        0 => "    舍入 四舍六入五成双 到 分\n",
        1 => "    舍入 舍去 到 分\n",
        2 => "    舍入 进一 到 分\n",
        3 => "    舍入 四舍五入 到 元\n",
        4 => "    舍入 舍去 到 角\n",
        _ => "",
    };
    // Written before what it gives way to.
    if random.chance(70) {
        text += &format!("待遇 小额 每次结算 {{\n    不与 门诊 兼得\n{}{}}}\n", rates(random), cap(random, ""));
    }
    let facility = word(random, &["一级", "二级", "三级"]);
    let own = format!("{}{}{}{}", deductible(random), rates(random), cap(random, ""), rounding(random));
    let own = format!("{}{own}", first_pay(random));
    text += &format!("待遇 门诊 每次结算 {{\n    条件 机构等级 = {facility}\n{own}}}\n");
    let own = format!("{}{}{}{}", deductible(random), rates(random), cap(random, "门诊"), rounding(random));
    let own = format!("{}{own}", first_pay(random));
    let case = format!("    情形 重 当 病种 属于 甲类病 {{ 比例 {} }}\n", rate(random));
    let case = if random.chance(40) { case } else { String::new() };
    text += &format!("待遇 住院 每次结算 {{\n    条件 机构等级 不低于 二级\n{own}{case}}}\n");
    let base = word(random, &["剩余合规费用 按年累计", "剩余合规费用", "个人负担", "合规费用"]);
    let yearly = word(random, &["", "    起付线 300元/年 当 人群 = 特困 免\n", "    起付线 1500元/年\n"]).to_owned();
    let own = if base.ends_with("累计") { yearly } else { deductible(random) };
    let own = format!("{}{own}{}", first_pay(random), rates(random));
    let limit = limit(random);
    let caps = match random.below(3) {
        0 => cap(random, ""),
        _ => format!("    限额 {limit}/年 合并 门诊, 住院\n"),
    };
    text += &format!("待遇 大病 每次结算 {{\n    在 门诊, 住院 之后\n    基数 {base}\n{own}{caps}}}\n");
    if random.chance(50) {
        let own = format!("{}{}", cap(random, "大病"), rounding(random));
        text += &format!(
            "待遇 定额 每次结算 {{\n    条件 人群 属于 特困, 低保\n    金额 按 机构等级 {{ 一级 5元; 二级 50.55元; 三级 400元 }}\n{own}}}\n"
        );
    }
    text
}

#[test]
fn kernels_of_all_kinds_pay_what_the_evaluator_pays() {
    let mut all = Counts::default();
    for seed in 0..25 * often() {
        let mut random = Random::new(seed ^ 0xce11);
        let policy = for_kernels(&mut random);
        let analysis = benchmark(&policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let lengths: Vec<usize> = (0..12).map(|_| random.between(1, 8) as usize).collect();
        all.add(&agree(&run, &plain_claims(&run, &mut random, &lengths, 2), &policy));
    }
    assert!(all.by_kernels * 5 > all.rows, "too many rows go without kernels: {all:?}");
}

/// A value that is not published yet is asked for, not taken for none.
#[test]
fn what_awaits_its_value_is_paid_by_no_way() {
    for (clause, unit) in
        [("起付线 待定数", "金额"), ("起付线 待定数", "金额/年"), ("限额 待定数", "金额"), ("限额 待定数", "金额/年")]
    {
        let policy = format!(
            "县 待定县\n参数 待定数 : {unit} = 待公布\n待遇 基本 每次结算 {{\n    {clause}\n    比例 50%\n}}\n"
        );
        let analysis = benchmark(&policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let batch = plain_claims(&run, &mut Random::new(1), &[3, 2], 1);
        let counts = agree(&run, &batch, &policy);
        assert_eq!(counts.rejected, counts.rows, "{policy}");
    }
}

/// Returns a policy in which some values are not published yet, wherever the language allows that.
fn unpublished(policy: &str, random: &mut Random, checks: &dyn Fn(&str) -> bool) -> String {
    let mut text = policy.to_owned();
    for _ in 0..random.between(1, 5) {
        let is_value = |own: &&str| own.starts_with(|first: char| first.is_ascii_digit()) && own.contains(['%', '元']);
        let values: Vec<&str> = text.split([' ', '\n', ';', '(', ')']).filter(is_value).collect();
        if values.is_empty() {
            break;
        }
        let value = values[random.below(values.len() as u64) as usize];
        let at = value.as_ptr() as usize - text.as_ptr() as usize;
        let own = format!("{}待公布{}", &text[..at], &text[at + value.len()..]);
        if checks(&own) {
            text = own;
        }
    }
    text
}

/// Rows for which a value is not published yet are rejected, with the evaluator's reason, and leave the others of their
/// persons as they are; that sends neither these nor those to the evaluator, once it has been heard of each kind.
#[test]
fn what_is_not_published_yet_is_rejected_alike_by_every_way() {
    let mut all = Counts::default();
    for seed in 0..16 * often() {
        let mut random = Random::new(seed ^ 0x9ab);
        let county = if random.chance(50) { policies::policy("甲县", seed) } else { policies::wide("甲县", seed) };
        let checks = |text: &str| {
            let analysis = Workspace::new(policies::wide_workspace(&[text.to_owned()])).analyse();
            analysis.jurisdictions.iter().all(|own| !own.has_errors)
        };
        let county = unpublished(&county, &mut random, &checks);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let odd = Oddities { gaps: 2, several: 10, reversed: 1, disorder: 2 };
        let is_odd = random.chance(50);
        let batch = claims(&run, &mut random, 20, 6, if is_odd { odd } else { Oddities::default() });
        agree(&run, &batch, &county);
        let counts = agree(&run, &batch, &county);
        if !is_odd {
            all.add(&counts);
        }
    }
    assert!(all.rejected * 10 > all.rows, "too few rows are rejected: {all:?}");
    // Bands whose rate is not published are the evaluator's.
    assert!((all.by_clauses + all.by_kernels) * 2 > all.rows, "too many rows go the slow way: {all:?}");
}

/// A benefit that asks about another, and is named before it, is told of in its place where it is due itself.
#[test]
fn who_asks_about_a_missing_value_is_told_of() {
    let policy = "县 待定县
待遇 小额 每次结算 {
    条件 人群 = 低保
    不与 门诊 兼得
    比例 50%
}
待遇 门诊 每次结算 {
    起付线 待公布
    比例 60%
}
";
    let analysis = benchmark(policy);
    let run = Run::new(&[&analysis.jurisdictions[0].program]);
    let batch = plain_claims(&run, &mut Random::new(5), &[4; 40], 1);
    let counts = agree(&run, &batch, policy);
    assert_eq!(counts.rejected, counts.rows);
    assert_eq!(counts.by_reference, 0, "{}", run.plan_text());
}

#[test]
fn kernels_leave_out_what_is_not_published_yet() {
    let mut all = Counts::default();
    for seed in 0..16 * often() {
        let mut random = Random::new(seed ^ 0x9ac);
        let policy = for_kernels(&mut random);
        let checks = |text: &str| {
            let texts = [("vocabulary.pol", include_str!("../benches/settle/vocabulary.pol")), ("county.pol", text)];
            let analysis = Workspace::new(texts.map(|(name, text)| (name.to_owned(), text.to_owned()))).analyse();
            analysis.jurisdictions.iter().all(|own| !own.has_errors)
        };
        let policy = unpublished(&policy, &mut random, &checks);
        let analysis = benchmark(&policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let lengths: Vec<usize> = (0..30).map(|_| random.between(1, 8) as usize).collect();
        let batch = plain_claims(&run, &mut random, &lengths, 2);
        all.add(&agree(&run, &batch, &policy));
    }
    assert!(all.rejected * 10 > all.rows, "too few rows are rejected: {all:?}");
    assert!(all.by_kernels * 3 > all.rows, "too many rows go without kernels: {all:?}");
    assert!(all.by_reference * 10 < all.rows, "too many rows go the slow way: {all:?}");
}

/// Loops are cut into lanes of 8 and 16, and what is left over is done by others: every length up to a few of them, as
/// one subject and as many, at every level that the processor offers.
#[test]
fn every_length_of_a_chunk_is_settled_alike() {
    for policy in [STATELESS, STATEFUL] {
        let analysis = benchmark(policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(13);
        for length in 0..=67 {
            for lengths in [vec![length; usize::from(length > 0)], vec![1; length]] {
                let batch = plain_claims(&run, &mut random, &lengths, 1);
                assert_eq!(batch.rows(), length);
                let expected = settled(&run, &batch, Ways::Clauses).amounts;
                for level in Level::ALL.into_iter().filter(|own| own.is_offered()) {
                    let mut fast = Settlement::default();
                    settle_by(&run, &batch, &on(1), Means { level, ..Means::default() }, &mut fast);
                    assert_eq!(fast.amounts, expected, "{length} rows at {}", level.name());
                }
            }
        }
    }
}

#[test]
fn what_is_too_large_for_lanes_is_settled_alike() {
    let analysis = benchmark(STATEFUL);
    let run = Run::new(&[&analysis.jurisdictions[0].program]);
    let mut random = Random::new(3);
    for costs in [
        // At the top of what rates are made for, and beyond.
        vec![(1 << 24) - 1, 1 << 24, (1 << 24) + 1],
        // A sum that crosses 2^32, and the largest amount that is not left to the evaluator.
        vec![1 << 24; 300],
        vec![10_000_000_000_000, 10_000_000_000_001, i64::MAX],
    ] {
        let mut batch = plain_claims(&run, &mut random, &[costs.len().min(40)], 1);
        let costs = costs[..batch.rows()].to_vec();
        let field = run.schema.find(Some(Owner::Claim), "合规费用").expect("of the vocabulary");
        batch.columns[field] = Some(Cells::full(Values::Whole(costs)));
        agree(&run, &batch, STATEFUL);
    }
}

#[test]
fn counties_and_dated_versions_run_together() {
    let mut random = Random::new(5);
    for seed in 0..3 {
        let mut counties = Vec::new();
        for (at, name) in ["甲县", "乙县", "丙县"].into_iter().enumerate() {
            counties.push(policies::policy(name, seed * 10 + at as u64));
        }
        counties[1].push_str("待遇 本县补贴 每次结算 自2024-07-01起 { 金额 5元 }\n");
        counties[2] = counties[2].replace("起付线 ", "自2024-06-01起 起付线 ");
        let analysis = Workspace::new(policies::wide_workspace(&counties)).analyse();
        let programs: Vec<_> =
            analysis.jurisdictions.iter().filter(|own| !own.has_errors).map(|own| &own.program).collect();
        let run = Run::new(&programs);
        let batch = claims(&run, &mut random, 15, 5, Oddities { gaps: 1, several: 5, ..Oddities::default() });
        agree(&run, &batch, &counties.join("\n"));
    }
}

/// The evaluator asked directly, not through the folder: what it pays a person is what stands in the row.
#[test]
fn the_evaluator_itself_says_the_same() {
    for seed in 500..506 {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let program = &analysis.jurisdictions[0].program;
        let run = Run::new(&[program]);
        let bills = policies::bills(seed, 6);
        let claims = policies::claims(program, &bills, 2024);
        let subject = policies::person(program, seed);
        let settlement = interp::settle(program, subject.clone(), claims.clone());
        let mut batch = Batch::empty(&run.schema);
        batch.counties = Counties::One(0);
        batch.ids = Some(claims.iter().map(|own| own.id.clone()).collect());
        batch.date = claims.iter().map(|own| day_of(own.date)).collect();
        batch.subject = vec![4; claims.len()];
        // One program alone is numbered as the schema is.
        for (fact, _) in program.facts.iter().enumerate() {
            let id = polcheck::ir::FactId(fact as u32);
            let of = |own: &interp::Claim| own.facts.get(&id).or_else(|| subject.facts.get(&id)).cloned();
            let values: Vec<Option<Value>> = claims.iter().map(of).collect();
            if values.iter().any(Option::is_some) {
                let field = run.schema.find(Some(program.facts[fact].owner), &program.facts[fact].name);
                let missing = values.iter().map(Option::is_none).collect();
                let values = values.into_iter().map(|own| own.unwrap_or(Value::Nothing)).collect();
                batch.columns[field.expect("a fact")] =
                    Some(Cells { values: Values::Any(values), missing: Some(missing) });
            }
        }
        let fast = settled(&run, &batch, Ways::All);
        for own in &settlement.claims {
            let row = claims.iter().position(|claim| claim.id == own.claim.id).expect("a row");
            assert_eq!(own.standing == Standing::Open, fast.taken_out(row).is_none());
            for (id, outcome) in &own.benefits {
                let slot = run.benefits.iter().position(|slot| slot.name == program.benefit(*id).name);
                let amount = fast.amounts[slot.expect("a benefit")][row];
                let paid = outcome.as_ref().expect("settled").payment.to_i64();
                assert_eq!(Some(amount), paid, "seed {seed} row {row}");
            }
        }
    }
}

/// The policies that ship, each with what becomes of it.
fn shipped() -> Analysis {
    let texts = files_below(Path::new("policies"), "pol").into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).expect("it is shipped");
        (path.to_string_lossy().into_owned(), text)
    });
    Workspace::new(texts.collect::<Vec<_>>()).analyse()
}

/// How every policy that ships is settled is written down; `WRITE=1` writes it anew.
#[test]
fn how_every_shipped_policy_is_settled_is_known() {
    let analysis = shipped();
    let programs: Vec<_> = analysis.jurisdictions.iter().map(|own| &own.program).collect();
    let told = Run::new(&programs).ways_text();
    let path = "tests/columns.txt";
    if std::env::var("WRITE").is_ok() {
        std::fs::write(path, &told).expect("the page can be written");
    }
    let known = std::fs::read_to_string(path).unwrap_or_default();
    for (told, known) in told.lines().zip(known.lines()) {
        assert_eq!(told, known, "{path} is no longer true; `WRITE=1 cargo test columns` writes it anew");
    }
    assert_eq!(told.lines().count(), known.lines().count(), "{path} is no longer complete");
}

/// Claims of all kinds under the policies that ship.
#[test]
fn every_shipped_policy_pays_alike_by_every_way() {
    let analysis = shipped();
    let mut all = Counts::default();
    for seed in 0..often() {
        for (at, own) in analysis.jurisdictions.iter().enumerate() {
            let run = Run::new(&[&own.program]);
            let mut random = Random::new(seed ^ (at as u64) << 32);
            all.add(&agree(&run, &rows::rows(&run, &mut random, 4, 4), &own.program.jurisdiction.name));
        }
    }
    assert!(all.rows > 100, "{all:?}");
}
