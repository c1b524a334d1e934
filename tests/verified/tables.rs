//! What `verify` says of clauses and tables, held against looking at every case: rows for everybody, rows at once, rows
//! that never come, conditions that cannot hold, caps and deductibles, ratios that turn round.

use polcheck::base::text::Lang;
use polcheck::compare::Side;
use polcheck::compare::verify::{Answer, Options, Property, Verification, of_errors, verify};
use polcheck::ir::Program;
use polcheck::workspace::{Analysis, Workspace};

use super::{FACILITIES, GROUPS, VOCABULARY, day, program, times, yuan};
use crate::support::random::Random;

fn analysed(county: &str) -> Analysis {
    let files = [("vocabulary.pol".to_owned(), VOCABULARY.to_owned()), ("a.pol".to_owned(), county.to_owned())];
    Workspace::new(files).analyse()
}

/// What is said of some properties, whether the policy checks or not.
fn found(analysis: &Analysis, own: &Program, only: &[Property]) -> Verification {
    let options = Options { only: only.to_vec(), assertions: false, ..Options::default() };
    let side = Side { program: own, date: day() };
    let has_errors = analysis.jurisdictions.iter().any(|own| own.has_errors);
    let problems: Vec<_> = analysis.problems.iter().cloned().collect();
    if has_errors { of_errors(side, &problems, &options) } else { verify(side, &options) }
}

fn answer(found: &Verification, property: Property) -> (Answer, usize) {
    let own = found
        .answers
        .iter()
        .find(|own| matches!(own.question, polcheck::compare::verify::Question::Property(known) if known == property));
    let own = own.expect("it was asked");
    (own.answer, own.failures.len())
}

fn problems(analysis: &Analysis) -> String {
    analysis.problems.iter().map(|own| own.message.get(Lang::Zh).to_owned()).collect::<Vec<_>>().join("\n")
}

// ---- rows of names

/// A row: the groups and facilities for which it is.
struct Row {
    heads: [Vec<usize>; 2],
}

fn subset(random: &mut Random) -> Vec<usize> {
    match random.below(4) {
        0 => vec![0, 1, 2],
        _ => {
            let bits = random.between(1, 6);
            (0..3).filter(|at| bits >> at & 1 == 1).collect()
        }
    }
}

fn names(all: &[usize], of: &[&str; 3]) -> String {
    if all.len() == 3 { "任意".to_owned() } else { all.iter().map(|at| of[*at]).collect::<Vec<_>>().join("、") }
}

#[test]
fn rows_of_tables_are_those_of_trying() {
    let mut told = [[0; 2]; 3];
    for seed in 0..60 * times() {
        let mut random = Random::new(seed + 300);
        let first = random.chance(50);
        let rows: Vec<Row> =
            (0..random.between(2, 4)).map(|_| Row { heads: [subset(&mut random), subset(&mut random)] }).collect();
        let rest = random.chance(50);
        let meant = if random.chance(50) { vec![0, 1, 2] } else { subset(&mut random) };
        let mut lines: Vec<String> = rows
            .iter()
            .zip(1..)
            .map(|(own, at)| {
                let [group, facility] = &own.heads;
                format!("        {}  {}  -> {at}0%", names(group, &GROUPS), names(facility, &FACILITIES))
            })
            .collect();
        lines.extend(rest.then(|| "        其余  -> 90%".to_owned()));
        let condition = match meant.len() {
            3 => String::new(),
            _ => format!("    条件 人群 属于 {}\n", names(&meant, &GROUPS).replace('、', ", ")),
        };
        let hit = if first { " 取首条" } else { "" };
        let text = format!(
            "县 甲县\n待遇 报销 每次结算 {{\n{condition}    比例 按 人群, 机构等级{hit} {{\n{}\n    }}\n}}\n",
            lines.join("\n")
        );
        let fits = |own: &Row, group: usize, facility: usize| {
            own.heads[0].contains(&group) && own.heads[1].contains(&facility)
        };
        let cases: Vec<(usize, usize)> = meant.iter().flat_map(|group| (0..3).map(move |own| (*group, own))).collect();
        let hits = |case: &(usize, usize)| -> Vec<usize> {
            (0..rows.len()).filter(|at| fits(&rows[*at], case.0, case.1)).collect()
        };
        let gap = !rest && cases.iter().any(|own| hits(own).is_empty());
        let overlap = !first && cases.iter().any(|own| hits(own).len() > 1);
        let mut reached = vec![false; rows.len()];
        for case in &cases {
            let all = hits(case);
            let counted = if first { &all[..all.len().min(1)] } else { &all[..] };
            counted.iter().for_each(|at| reached[*at] = true);
        }
        let rest_hidden = rest && cases.iter().all(|own| !hits(own).is_empty());
        let hidden = reached.iter().filter(|own| !**own).count() + usize::from(rest_hidden);

        let analysis = analysed(&text);
        let about = || format!("seed {seed}\n{text}\n{}", problems(&analysis));
        let has_errors = analysis.jurisdictions.iter().any(|own| own.has_errors);
        assert_eq!(has_errors, gap || overlap, "{}", about());
        let found =
            found(&analysis, program(&analysis), &[Property::NoGap, Property::NoOverlap, Property::NoHiddenRow]);
        let mut says_so = false;
        for (property, fails) in [(Property::NoGap, gap), (Property::NoOverlap, overlap)] {
            let (answer, _) = answer(&found, property);
            // Of a table with gaps it is not told whether rows overlap too.
            assert!(answer != Answer::Fails || fails, "{property:?} {}", about());
            assert!(has_errors || answer != Answer::NotDecided, "{property:?} {}", about());
            says_so |= answer == Answer::Fails;
            told[usize::from(property == Property::NoOverlap)][usize::from(answer == Answer::Fails)] += 1;
        }
        assert_eq!(says_so, gap || overlap, "{}", about());
        if !has_errors {
            let (answer, count) = answer(&found, Property::NoHiddenRow);
            assert_eq!((answer == Answer::Fails, count), (hidden > 0, hidden), "{}", about());
            told[2][usize::from(hidden > 0)] += 1;
        }
    }
    assert!(told.iter().flatten().all(|own| *own > 3), "both answers come: {told:?}");
}

// ---- rows of amounts

/// From one amount to another, in 分; whether each belongs to it.
#[derive(Clone, Copy, Debug)]
struct Band {
    low: Option<(i64, bool)>,
    high: Option<(i64, bool)>,
}

impl Band {
    /// Edges are three 分 apart, so that wherever something lies between two of them a whole amount does.
    fn any(random: &mut Random) -> Band {
        let first = random.between(1, 9);
        let second = random.between(first + 1, 11);
        let included = [random.chance(50), random.chance(50)];
        let (low, high) = (Some((3 * first, included[0])), Some((3 * second, included[1])));
        match random.below(4) {
            0 => Band { low: None, high },
            1 => Band { low, high: None },
            _ => Band { low, high },
        }
    }

    fn holds(&self, amount: i64) -> bool {
        self.low.is_none_or(|(own, included)| amount > own || included && amount == own)
            && self.high.is_none_or(|(own, included)| amount < own || included && amount == own)
    }

    fn text(&self) -> String {
        match (self.low, self.high) {
            (None, Some((high, true))) => format!("不超过 {}", yuan(high)),
            (None, Some((high, false))) => format!("低于 {}", yuan(high)),
            (Some((low, true)), None) => format!("{} 以上", yuan(low)),
            (Some((low, false)), None) => format!("超过 {}", yuan(low)),
            (Some((low, from)), Some((high, to))) => format!(
                "{}{} 至 {}{}",
                if from { "" } else { "超过 " },
                yuan(low),
                if to { "" } else { "低于 " },
                yuan(high)
            ),
            (None, None) => "任意".to_owned(),
        }
    }
}

#[test]
fn bands_of_tables_are_those_of_trying() {
    let mut told = [[0; 2]; 3];
    for seed in 0..60 * times() {
        let mut random = Random::new(seed + 400);
        let first = random.chance(50);
        let rows: Vec<(Band, Vec<usize>)> =
            (0..random.between(1, 3)).map(|_| (Band::any(&mut random), subset(&mut random))).collect();
        let rest = random.chance(40);
        let mut lines: Vec<String> = rows
            .iter()
            .zip(1..)
            .map(|((band, groups), at)| format!("    {}  {}  -> {at}0%", band.text(), names(groups, &GROUPS)))
            .collect();
        lines.extend(rest.then(|| "    其余  -> 90%".to_owned()));
        let hit = if first { " 取首条" } else { "" };
        let text = format!(
            "县 甲县\n表 分段 按 合规费用, 人群 得 支付比例{hit} {{\n{}\n}}\n待遇 报销 每次结算 {{ 比例 50% }}\n",
            lines.join("\n")
        );
        let cases: Vec<(i64, usize)> = (0..=40).flat_map(|cost| (0..3).map(move |group| (cost, group))).collect();
        let hits = |(cost, group): &(i64, usize)| -> Vec<usize> {
            (0..rows.len()).filter(|at| rows[*at].0.holds(*cost) && rows[*at].1.contains(group)).collect()
        };
        let uncovered = cases.iter().any(|own| hits(own).is_empty());
        let gap = !rest && uncovered;
        let overlap = !first && cases.iter().any(|own| hits(own).len() > 1);
        let mut reached = vec![false; rows.len()];
        for case in &cases {
            let all = hits(case);
            let counted = if first { &all[..all.len().min(1)] } else { &all[..] };
            counted.iter().for_each(|at| reached[*at] = true);
        }
        let hidden = reached.iter().filter(|own| !**own).count() + usize::from(rest && !uncovered);

        let analysis = analysed(&text);
        let about = || format!("seed {seed}\n{text}\n{}", problems(&analysis));
        let has_errors = analysis.jurisdictions.iter().any(|own| own.has_errors);
        assert_eq!(has_errors, overlap, "{}", about());
        let found =
            found(&analysis, program(&analysis), &[Property::NoGap, Property::NoOverlap, Property::NoHiddenRow]);
        let (overlaps, _) = answer(&found, Property::NoOverlap);
        assert_eq!(overlaps == Answer::Fails, overlap, "{}", about());
        told[1][usize::from(overlap)] += 1;
        if !has_errors {
            let (gaps, _) = answer(&found, Property::NoGap);
            assert_eq!(gaps, if gap { Answer::Fails } else { Answer::Holds }, "{}", about());
            told[0][usize::from(gap)] += 1;
            let (_, count) = answer(&found, Property::NoHiddenRow);
            assert_eq!(count, hidden, "{}", about());
            told[2][usize::from(hidden > 0)] += 1;
        }
    }
    assert!(told.iter().flatten().all(|own| *own > 3), "both answers come: {told:?}");
}

// ---- conditions

/// A condition on a group, a cost, and a gross cost.
enum Condition {
    Groups(Vec<usize>),
    /// Of the gross cost, else of the eligible one.
    Amount(bool, Band),
    /// The gross cost is above the eligible one by more than this.
    Apart(i64),
}

impl Condition {
    fn any(random: &mut Random) -> Condition {
        match random.below(5) {
            0 | 1 => Condition::Groups(subset(random)),
            2 | 3 => Condition::Amount(random.chance(50), Band::any(random)),
            _ => Condition::Apart(3 * random.between(1, 6)),
        }
    }

    fn holds(&self, (group, cost, gross): (usize, i64, i64)) -> bool {
        match self {
            Condition::Groups(all) => all.contains(&group),
            Condition::Amount(of_gross, band) => band.holds(if *of_gross { gross } else { cost }),
            Condition::Apart(by) => gross - cost > *by,
        }
    }

    fn text(&self) -> String {
        match self {
            Condition::Groups(all) => {
                let names: Vec<&str> = all.iter().map(|at| GROUPS[*at]).collect();
                format!("人群 属于 {}", names.join(", "))
            }
            Condition::Amount(of_gross, band) => {
                let name = if *of_gross { "总费用" } else { "合规费用" };
                let test = |(own, included): (i64, bool), words: [&str; 2]| {
                    format!("{name} {} {}", words[usize::from(included)], yuan(own))
                };
                let low = band.low.map(|own| test(own, ["超过", "不低于"]));
                let high = band.high.map(|own| test(own, ["低于", "不超过"]));
                low.into_iter().chain(high).collect::<Vec<_>>().join(" 且 ")
            }
            Condition::Apart(by) => format!("总费用 - 合规费用 超过 {}", yuan(*by)),
        }
    }
}

#[test]
fn rules_that_never_apply_are_those_of_trying() {
    let mut told = [0; 3];
    let cases: Vec<(usize, i64, i64)> = (0..3)
        .flat_map(|group| (0..=60).flat_map(move |cost| (0..=80).map(move |gross| (group, cost, gross))))
        .collect();
    for seed in 0..60 * times() {
        let mut random = Random::new(seed + 500);
        let all: Vec<Condition> = (0..random.between(1, 3)).map(|_| Condition::any(&mut random)).collect();
        let of_case: Vec<Condition> = (0..random.between(1, 2)).map(|_| Condition::any(&mut random)).collect();
        let lines: Vec<String> = all.iter().map(|own| format!("    条件 {}\n", own.text())).collect();
        let when: Vec<String> = of_case.iter().map(Condition::text).collect();
        let text = format!(
            "县 甲县\n待遇 报销 每次结算 {{\n{}    比例 50%\n    情形 另外 当 {} {{ 比例 60% }}\n}}\n",
            lines.concat(),
            when.join(" 且 ")
        );
        let meets = |case: &&(usize, i64, i64)| all.iter().all(|own| own.holds(**case));
        let dead = !cases.iter().any(|own| meets(&own));
        let dead_case = !cases.iter().filter(meets).any(|own| of_case.iter().all(|known| known.holds(*own)));
        let analysis = analysed(&text);
        let own = program(&analysis);
        assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{text}\n{}", problems(&analysis));
        let (answer, count) = answer(&found(&analysis, own, &[Property::NoDeadRule]), Property::NoDeadRule);
        let expected = if dead_case { Answer::Fails } else { Answer::Holds };
        assert_eq!((answer, count), (expected, usize::from(dead_case)), "seed {seed}: {dead}\n{text}");
        told[usize::from(dead) + usize::from(dead_case)] += 1;
    }
    assert!(told.iter().all(|own| *own > 3), "all come: {told:?}");
}

// ---- clauses against each other

#[test]
fn clauses_held_against_each_other_are_those_of_trying() {
    let mut told = [[0; 2]; 3];
    for seed in 0..60 * times() {
        let mut random = Random::new(seed + 600);
        let meant = if random.chance(40) { vec![0, 1, 2] } else { subset(&mut random) };
        let condition = match meant.len() {
            3 => String::new(),
            _ => {
                let names: Vec<&str> = meant.iter().map(|at| GROUPS[*at]).collect();
                format!("    条件 人群 属于 {}\n", names.join(", "))
            }
        };
        // Few different ratios, so that columns are often in one order.
        let rates: Vec<[i64; 3]> = (0..3).map(|_| [(); 3].map(|()| random.between(5, 8) * 10)).collect();
        let matrix: Vec<String> = rates
            .iter()
            .zip(FACILITIES)
            .map(|(row, name)| format!("        {name}  {}%  {}%  {}%", row[0], row[1], row[2]))
            .collect();
        let deductibles = [(); 3].map(|()| random.between(1, 20));
        let caps = [(); 3].map(|()| random.between(8, 40));
        let (single, joint) = (random.between(50, 60), random.between(50, 60));
        let of = |names: &[&str; 3], own: &[i64; 3]| {
            let cells: Vec<String> =
                names.iter().zip(own).map(|(name, own)| format!("{name} {}", yuan(*own))).collect();
            cells.join("; ")
        };
        let text = format!(
            "县 甲县\n待遇 报销 每次结算 {{\n{condition}    起付线 按 机构等级 每次 {{ {} }}\n    比例 按 机构等级, 人群 {{\n                {}\n{}\n    }}\n    \
             限额 按 人群 每次 {{ {} }}\n    限额 {}/年 各 机构等级\n    限额 合计: {}/年\n}}\n",
            of(&FACILITIES, &deductibles),
            GROUPS.join("  "),
            matrix.join("\n"),
            of(&GROUPS, &caps),
            yuan(single),
            yuan(joint),
        );
        let most_deductible = deductibles.iter().max().expect("three");
        let least_cap = meant.iter().map(|group| caps[*group]).min().expect("somebody");
        let above = *most_deductible > least_cap.min(single).min(joint);
        // Two answers of one question that stand one way in one column of the other, and the other way in another.
        let turns = |pairs: &dyn Fn(usize, usize) -> Vec<(i64, i64)>| {
            let mut all = (0..3).flat_map(|one| (one + 1..3).map(move |other| (one, other)));
            all.any(|(one, other)| {
                let pairs = pairs(one, other);
                pairs.iter().any(|(a, b)| a > b) && pairs.iter().any(|(a, b)| a < b)
            })
        };
        let by_facility = |one: usize, other: usize| -> Vec<(i64, i64)> {
            meant.iter().map(|group| (rates[one][*group], rates[other][*group])).collect()
        };
        let by_group = |one: usize, other: usize| -> Vec<(i64, i64)> {
            if meant.contains(&one) && meant.contains(&other) {
                rates.iter().map(|row| (row[one], row[other])).collect()
            } else {
                Vec::new()
            }
        };
        let inverted = turns(&by_facility) || turns(&by_group);
        let analysis = analysed(&text);
        assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{text}\n{}", problems(&analysis));
        let asked = [Property::NoInversion, Property::DeductibleWithinCap, Property::SingleCapWithinJoint];
        let found = found(&analysis, program(&analysis), &asked);
        for (at, (property, fails)) in asked.into_iter().zip([inverted, above, single > joint]).enumerate() {
            let (answer, _) = answer(&found, property);
            assert_eq!(answer == Answer::Fails, fails, "seed {seed}: {property:?}\n{text}");
            assert!(answer != Answer::NotDecided, "seed {seed}: {property:?}\n{text}");
            told[at][usize::from(fails)] += 1;
        }
    }
    assert!(told.iter().flatten().all(|own| *own > 3), "both answers come: {told:?}");
}
