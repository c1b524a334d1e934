//! The engine for many cases says what the evaluator says, to the fen and to the reason, however batches are cut and on
//! however many threads.

use polcheck::base::date::Date;
use polcheck::column::{
    Batch, Carry, Cells, Counties, Counts, Kind, NotDue, Options, Run, Settlement, Standing, Values, day_of, settle,
};
use polcheck::interp;
use polcheck::ir::{Owner, Program};
use polcheck::value::{DomainId, EntryId, Value};
use polcheck::workspace::{Analysis, Workspace};

use crate::support::policies;
use crate::support::random::Random;

fn analysed(counties: &[String]) -> Analysis {
    let workspace = Workspace::new(policies::workspace(counties));
    let analysis = workspace.analyse();
    for own in &analysis.jurisdictions {
        assert!(!own.has_errors, "{}", counties.join("\n"));
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
            care.push(code("就医类别", *random.pick(&["门诊", "住院"])));
            level.push(code("机构等级", *random.pick(&["一级", "二级", "三级"])));
            level_gap.push(random.chance(odd.gaps));
            referral.push(code("转诊", *random.pick(&["按规定转诊", "未转诊"])));
            disease.push(code("病种", *random.pick(&["甲病", "乙病", "乙病重型", "丙病", "丁病"])));
            groups.push(held);
            born.push(birth);
            ill.push(sick);
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
    give(Owner::Person, "出生日期", Values::Day(born), None);
    give(Owner::Person, "重病", Values::Truth(ill), None);
    batch
}

/// What became of the rows, to be compared.
fn said(run: &Run<'_>, settled: &Settlement) -> Vec<String> {
    let row = |row: usize| {
        let standing = match settled.taken_out(row) {
            None => "settled".to_owned(),
            Some(Standing::Rejected(interp::Rejection::Error(error))) => format!("{:?} {:?}", error.kind, error.within),
            Some(other) => format!("{other:?}"),
        };
        let benefit = |at: usize| {
            let reason = match settled.reasons[at][row] {
                0 => "due".to_owned(),
                code => match &settled.told[code as usize - 1] {
                    NotDue::Because { county, reason } => format!("{county} {reason:?}"),
                    other => format!("{other:?}"),
                },
            };
            format!("{} {} {reason}", run.benefits[at].name, settled.amounts[at][row])
        };
        let benefits: Vec<String> = (0..run.benefits.len()).map(benefit).collect();
        format!("{standing}; {}", benefits.join("; "))
    };
    (0..settled.rows).map(row).collect()
}

fn settled(run: &Run<'_>, batch: &Batch, options: Options) -> Settlement {
    let mut out = Settlement::default();
    settle(run, batch, &options, &mut out);
    out
}

const REFERENCE: Options = Options { threads: 2, reasons: true, reference_only: true };
const FAST: Options = Options { threads: 1, reasons: true, reference_only: false };

/// Settles rows both ways and compares; returns how the fast way went.
#[track_caller]
fn agree(run: &Run<'_>, batch: &Batch, policy: &str) -> Counts {
    let slow = settled(run, batch, REFERENCE);
    let fast = settled(run, batch, FAST);
    let (slow, other) = (said(run, &slow), said(run, &fast));
    for (row, (slow, fast)) in slow.iter().zip(&other).enumerate() {
        let facts: Vec<String> = run
            .schema
            .fields
            .iter()
            .zip(&batch.columns)
            .filter_map(|(field, cells)| Some((field, cells.as_ref()?)))
            .map(|(field, cells)| format!("{} {:?} {}", field.name, shown(&cells.values, row), cells.is_missing(row)))
            .collect();
        assert_eq!(slow, fast, "row {row} of subject {}: {facts:?}\n{policy}\n{}", batch.subject[row], run.plan_text());
    }
    fast.counts
}

fn shown(values: &Values, row: usize) -> String {
    match values {
        Values::Whole(own) => own[row].to_string(),
        Values::Truth(own) => own[row].to_string(),
        Values::Day(own) => own[row].to_string(),
        Values::Code(own) => own[row].to_string(),
        Values::WideCode(own) => own[row].to_string(),
        Values::Set(own) => format!("{:b}", own[row]),
        Values::Any(own) => format!("{:?}", own[row]),
    }
}

/// How many times more than usual; for long runs.
fn often() -> u64 {
    std::env::var("LAWS").ok().and_then(|own| own.parse().ok()).unwrap_or(1)
}

#[test]
fn plans_pay_what_the_evaluator_pays() {
    let mut all = Counts::default();
    for seed in 0..40 * often() {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0xc01);
        all.add(&agree(&run, &claims(&run, &mut random, 8, 5, Oddities::default()), &county));
    }
    let fast = all.by_clauses + all.by_kernels;
    assert!(fast * 10 > all.rows * 9, "too many rows go the slow way: {all:?}");
}

#[test]
fn odd_rows_are_settled_alike() {
    let odd = Oddities { gaps: 5, several: 15, reversed: 10, disorder: 20 };
    let mut all = Counts::default();
    for seed in 1_000..1_020 * often() - 1_000 * (often() - 1) {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        let mut random = Random::new(seed ^ 0x0dd);
        all.add(&agree(&run, &claims(&run, &mut random, 10, 5, odd), &county));
    }
    assert!(all.rejected > 0 && all.cancelled > 0 && all.by_reference > 0 && all.by_clauses > 0, "{all:?}");
}
