//! Bills late in the year: what is said of a further yuan after what the year has come to, of a bill after one other, of
//! a year's cost in two bills, and of what is equal after any bills, held against years that the evaluator settles.

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::compare::data::{After, Beyond, Comparison, Everybody, Key, Running, Several, Split, Standing};
use polcheck::compare::{Both, Options, Side, Thoroughness, diff};
use polcheck::interp::{Claim, Facts, Session, Subject};
use polcheck::ir::{Owner, Program, Type};
use polcheck::symbolic::exact::Exact;
use polcheck::value::Value;
use polcheck::workspace::Workspace;

use super::{SAME, county, everybody};
use crate::support::policies;
use crate::support::random::Random;

/// `LAWS=20 cargo test everybody` tries twenty times as many pairs.
fn times() -> u64 {
    std::env::var("LAWS").ok().and_then(|own| own.parse().ok()).unwrap_or(1)
}

fn day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

/// Compares two texts and settles with both.
fn with_pair(a: &str, b: &str, everybody: Thoroughness, check: impl FnOnce(&Comparison, Both<&Program>)) {
    let workspace = Workspace::new(policies::workspace(&[a.to_owned(), b.to_owned()]));
    let analysis = workspace.analyse();
    let problems: Vec<&str> = analysis.problems.iter().map(|own| own.message.zh.as_str()).collect();
    assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "{}\n{a}\n{b}", problems.join("\n"));
    let [a, b] = [0, 1].map(|at: usize| &analysis.jurisdictions[at].program);
    let side = |program| Side { program, date: day() };
    let options = Options { everybody, ..Options::default() };
    check(&diff(side(a), side(b), &options).expect("known names"), Both { a, b });
}

/// A bill: its day, cost in 分, and which facility, disease and kind of care.
type Bill = (Date, i64, [usize; 3]);

/// What all benefits pay on each bill of a year, in 分.
fn settled(program: &Program, group: usize, bills: &[Bill]) -> Vec<i64> {
    let fact = |name: &str| program.find_fact(None, name).expect("the vocabulary has it");
    let entry = |of: &str, at: usize| match program.fact(fact(of)).ty {
        Type::Entry(domain) => Value::Entry(domain, polcheck::value::EntryId(at as u32)),
        Type::Several(domain) => Value::Several(domain, vec![polcheck::value::EntryId(at as u32)]),
        _ => panic!("names"),
    };
    assert_eq!(program.fact(fact("人群")).owner, Owner::Person);
    let person = Facts::from([(fact("人群"), entry("人群", group))]);
    let claims: Vec<Claim> = bills
        .iter()
        .enumerate()
        .map(|(at, (date, cost, [facility, disease, care]))| Claim {
            id: format!("{at:02}"),
            member: 0,
            date: *date,
            facts: Facts::from([
                (fact("合规费用"), Value::Number((*cost).into())),
                (fact("机构等级"), entry("机构等级", *facility)),
                (fact("病种"), entry("病种", *disease)),
                (fact("就医类别"), entry("就医类别", *care)),
            ]),
        })
        .collect();
    let (session, _) = Session::new(program, Subject { facts: person, ..Subject::default() }, claims);
    let paid = |at: usize| -> i64 {
        let of = |id| session.on_claim(id, at).expect("it has an answer").payment.to_i64().expect("whole");
        program.order.iter().map(|id| of(*id)).sum()
    };
    (0..bills.len()).map(paid).collect()
}

fn both(programs: &Both<&Program>, group: usize, bills: &[Bill]) -> [Vec<i64>; 2] {
    [settled(programs.a, group, bills), settled(programs.b, group, bills)]
}

/// Bills of one kind of care on days of a year.
fn alike(care: usize, costs: &[(i8, i64)]) -> Vec<Bill> {
    costs.iter().map(|(month, cost)| (Date::new(2024, *month, 10).expect("a day"), *cost, [0, 0, care])).collect()
}

/// The kind of care of some persons: nothing else is told apart.
fn care_of(people: &[Key]) -> usize {
    usize::from(people.iter().any(|own| own.answers.zh.contains("住院")))
}

/// A county that tells nobody apart.
fn clauses(random: &mut Random) -> String {
    let period = |random: &mut Random| *random.pick(&["年", "年", "年", "次", "月"]);
    let mut text = format!(
        "    起付线 {}元/{}\n    比例 {}%\n    限额 {}元/{}\n",
        random.between(0, 4) * 100,
        period(random),
        random.between(8, 18) * 5,
        random.between(2, 9) * 1000,
        period(random),
    );
    if random.chance(60) {
        text.push_str(&format!(
            "}}\n待遇 救助 每次结算 {{\n    在 门诊报销 之后\n    比例 {}%\n    限额 {}元/年\n",
            random.between(4, 16) * 5,
            random.between(1, 5) * 1000
        ));
    }
    text
}

#[test]
fn what_is_said_of_later_bills_is_so() {
    let (mut stages, mut rows, mut areas, mut splits) = (0, 0, 0, 0);
    for seed in 0..14 * times() {
        let mut random = Random::new(seed + 4_000);
        let texts = [county("甲县", &clauses(&mut random)), county("乙县", &clauses(&mut random))];
        with_pair(&texts[0], &texts[1], Thoroughness::Full, |found, programs| {
            let own = everybody(found);
            let views = own.views.as_ref().unwrap_or_else(|reason| panic!("{}", reason.zh));
            let about = format!("seed {seed}\n{}\n{}", texts[0], texts[1]);
            for own in &views.running {
                stages += own.stages.len();
                of_running(own, &programs, &mut random, &about);
            }
            for own in &views.after {
                rows += own.rows.len();
                of_rows(own, &programs, &mut random, &about);
            }
            if let Some(own) = &views.areas {
                areas += own.areas.len();
                of_areas(own, &programs, &mut random, &about);
            }
            if let Some(own) = &views.split {
                splits += 1;
                of_split(own, &programs, &about);
            }
        });
    }
    let all = [stages, rows, areas, splits];
    assert!(all.iter().all(|own| *own > 2), "each comes: {all:?}");
}

/// The stretches tile the costs, and say what is paid on every bill of a year, but for roundings.
fn of_running(own: &Running, programs: &Both<&Program>, random: &mut Random, about: &str) {
    let care = care_of(&own.people[0]);
    assert!(own.stages.first().is_some_and(|own| own.from.is_zero()), "{about}");
    assert!(
        own.stages.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].shares != pair[1].shares),
        "{about}"
    );
    // What is paid of so much of a year's cost, in 分.
    let upto = |cost: i64, of: &dyn Fn(&Both<Number>) -> Number| -> Number {
        let mut sum = Number::zero();
        for stage in &own.stages {
            let end = if stage.to < Number::from(cost) { stage.to.clone() } else { cost.into() };
            if stage.from < end {
                let part = end.subtract(&stage.from).and_then(|part| part.multiply(&of(&stage.shares)));
                sum = sum.add(&part.expect("fits")).expect("fits");
            }
        }
        sum
    };
    for _ in 0..12 {
        let count = random.between(1, 5);
        let mut months: Vec<i8> = (0..count).map(|_| random.between(1, 12) as i8).collect();
        months.sort_unstable();
        let costs: Vec<(i8, i64)> = months
            .into_iter()
            .map(|month| {
                (month, if random.chance(50) { random.between(1, 60_000) } else { random.between(1, 2_000_000) })
            })
            .collect();
        let paid = both(programs, 0, &alike(care, &costs));
        let mut before = 0;
        for (at, (_, cost)) in costs.iter().enumerate() {
            let ofs: [&dyn Fn(&Both<Number>) -> Number; 2] = [&|own| own.a.clone(), &|own| own.b.clone()];
            for (side, of) in ofs.into_iter().enumerate() {
                let said = upto(before + cost, of).subtract(&upto(before, of)).expect("fits");
                let apart = said.subtract(&paid[side][at].into()).expect("fits");
                // Half a 分 for each layer and bill, and what the totals carry of it.
                let most = Number::from(2 * (at as i64 + 2));
                assert!(
                    apart <= most && apart.negate() <= most,
                    "{costs:?}, bill {at}, {side}: {said} {paid:?}\n{about}"
                );
            }
            before += cost;
        }
    }
    for stage in &own.stages {
        let Some(next) = &stage.example else { continue };
        let [earlier, cost] = [&next.earlier, &next.cost].map(|own| own.to_i64().expect("whole"));
        assert!(stage.from <= next.earlier && Number::from(earlier + cost) <= stage.to, "{about}");
        let paid = both(programs, 0, &alike(care, &[(3, earlier), (9, cost)]));
        let told = [(&next.paid_earlier, &next.paid)].map(|(first, second)| {
            [[&first.a, &second.a], [&first.b, &second.b]]
                .map(|own| own.map(|own| own.to_i64().expect("whole")).to_vec())
        });
        assert_eq!(told[0], paid, "{about}");
    }
}

/// What is told after an earlier bill is so at every cost of the next.
fn of_rows(own: &After, programs: &Both<&Program>, random: &mut Random, about: &str) {
    let care = care_of(&own.people[0]);
    for row in &own.rows {
        for earlier in row.earlier.iter().map(|own| own.to_i64().expect("whole")) {
            for _ in 0..6 {
                if row.region.runs.is_empty() {
                    break;
                }
                let run = random.pick(&row.region.runs);
                let cost = random.between(run.from, run.to.min(run.from + 2_000_000));
                let paid = both(programs, 0, &alike(care, &[(3, earlier), (9, cost)]));
                let gap = paid[1][1] - paid[0][1];
                let fits = match run.more {
                    None => gap.abs() <= 100,
                    Some(polcheck::compare::Which::A) => gap <= 100,
                    Some(polcheck::compare::Which::B) => gap >= -100,
                };
                // Stretches with a gap of up to a yuan are joined with their neighbours.
                assert!(fits, "after {earlier}, {cost}: {gap} {run:?}\n{about}");
            }
        }
        let Some(next) = &row.example else { continue };
        let costs = [&next.earlier, &next.cost].map(|own| own.to_i64().expect("whole"));
        let paid = both(programs, 0, &alike(care, &[(3, costs[0]), (9, costs[1])]));
        let told = [&next.paid.a, &next.paid.b].map(|own| own.to_i64().expect("whole"));
        assert_eq!(told, [paid[0][1], paid[1][1]], "{about}");
    }
}

/// No two areas hold at once, each has its sign, and where there is none nothing differs, but for roundings.
fn of_areas(own: &Several, programs: &Both<&Program>, random: &mut Random, about: &str) {
    const ROUNDING: i64 = 4;
    for _ in 0..80 {
        let cost = |random: &mut Random| match random.below(3) {
            0 => random.between(0, 60_000),
            1 => random.between(0, 2_000_000),
            _ => 10_000 * random.between(0, 60),
        };
        let numbers = [cost(random), cost(random)];
        let paid = both(programs, 0, &alike(0, &[(3, numbers[0]), (9, numbers[1])]));
        let gap = paid[1][1] - paid[0][1];
        let point = numbers.map(Exact::whole);
        let held: Vec<bool> = own
            .areas
            .iter()
            .filter(|own| own.people.iter().any(|own| care_of(own) == 0) && own.exact.holds(&point).expect("fits"))
            .map(|own| own.exact.positive)
            .collect();
        let fits = match held.as_slice() {
            [] => gap.abs() <= ROUNDING || own.open > 0,
            [true] => gap >= -ROUNDING,
            [false] => gap <= ROUNDING,
            _ => false,
        };
        assert!(fits, "{numbers:?}: {held:?}, {gap}\n{about}");
    }
}

fn of_split(own: &Split, programs: &Both<&Program>, about: &str) {
    let care = care_of(&own.person);
    let costs = [&own.costs[0], &own.costs[1]].map(|own| own.to_i64().expect("whole"));
    let apart = both(programs, 0, &alike(care, &[(3, costs[0]), (9, costs[1])])).map(|own| own.iter().sum::<i64>());
    let at_once = both(programs, 0, &alike(care, &[(3, costs[0] + costs[1])])).map(|own| own[0]);
    let told = |own: &Both<Number>| [own.a.to_i64().expect("whole"), own.b.to_i64().expect("whole")];
    assert_eq!((told(&own.apart), told(&own.at_once)), (apart, at_once), "{about}");
    assert_ne!(apart[0] - apart[1], at_once[0] - at_once[1], "the difference hangs on it\n{about}");
}

/// Years of unequal bills of several kinds.
fn any_years(random: &mut Random) -> Vec<Bill> {
    let mut all: Vec<Bill> = (0..random.between(2, 7))
        .map(|_| {
            let date = Date::new(2024, random.between(1, 12) as i8, random.between(1, 28) as i8).expect("a day");
            let cost = if random.chance(60) { random.between(0, 150_000) } else { random.between(0, 3_000_000) };
            (date, cost, [random.below(3) as usize, random.below(5) as usize, random.below(2) as usize])
        })
        .collect();
    all.sort_unstable_by_key(|own| own.0);
    all
}

fn beyond(own: &Everybody) -> &Beyond {
    own.beyond.as_ref().expect("what is equal so far is looked at further")
}

#[test]
fn what_is_equal_stays_so_after_any_bills() {
    let (mut always, mut seen) = (0, 0);
    for (what, a, b) in SAME {
        let texts = [county("甲县", a), county("乙县", b)];
        with_pair(&texts[0], &texts[1], Thoroughness::Brief, |found, programs| {
            let own = everybody(found);
            assert!(own.is_equal(), "{what}");
            seen += 1;
            always += u32::from(*beyond(own) == Beyond::Always);
            let mut random = Random::new(seen);
            for _ in 0..30 {
                let bills = any_years(&mut random);
                let [a, b] = both(&programs, random.below(3) as usize, &bills);
                assert_eq!(a, b, "{what}: {bills:?}");
            }
        });
    }
    assert_eq!(always, seen as u32, "proved of all of them");
}

/// The same policy with its caps and deductibles, and with one of them otherwise.
#[test]
fn what_differs_late_in_the_year_only_is_no_equality() {
    // Equal on a first bill and on equal ones: what is more than twice what came before is paid 60%.
    let late =
        "比例 50%\n情形 猛增 当 累计(合规费用, 本年) 超过 0元 且 合规费用 超过 2 × 累计(合规费用, 本年) { 比例 60% }";
    with_pair(&county("甲县", "比例 50%"), &county("乙县", late), Thoroughness::Brief, |found, programs| {
        let own = everybody(found);
        assert!(own.subjects.iter().all(|own| own.is_equal()), "the first bill is the same");
        assert!(own.year.as_ref().is_some_and(|own| own.is_equal()), "so is a year of equal bills");
        assert_eq!(own.beyond, Some(Beyond::Apart));
        assert!(!own.is_equal() && !found.is_equal());
        let later = &own.views.as_ref().expect("decided").later[0];
        let costs = [&later.earlier, &later.cost].map(|own| own.to_i64().expect("whole"));
        let [a, b] = both(&programs, 0, &alike(0, &[(3, costs[0]), (9, costs[1])]));
        assert_ne!(a[1], b[1], "{costs:?}");
    });
}

#[test]
fn policies_of_many_clauses_that_are_the_same_stay_so() {
    let mut seen = 0;
    for seed in 0..6 * times() {
        let (a, b) = (policies::policy("甲县", seed), policies::policy("乙县", seed));
        with_pair(&a, &b, Thoroughness::Brief, |found, _| {
            let own = everybody(found);
            if own.subjects[0].counts.open > 0 {
                return;
            }
            seen += 1;
            assert!(own.subjects[0].regions.iter().all(|own| own.standing == Standing::Same), "seed {seed}");
            assert!(!matches!(own.beyond, Some(Beyond::Apart)), "seed {seed}\n{a}");
        });
    }
    assert!(seen > 2, "some are decided: {seen}");
}
