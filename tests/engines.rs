//! The engines agree: what the engine for all cases says of every person and cost is what the evaluator pays.

use polcheck::base::date::Date;
use polcheck::base::number::Number;
use polcheck::base::number::RoundingMode;
use polcheck::base::text::Lang;
use polcheck::interp::settle_by_benefit;
use polcheck::symbolic::areas::areas;
use polcheck::symbolic::cumulative::{Proved, Spread};
use polcheck::symbolic::decide::Sameness;
use polcheck::symbolic::exact::Exact;
use polcheck::symbolic::explore::{Scope, Space, View, explore, explore_asking};
use polcheck::symbolic::inequality::{Proofs, Verdict};
use polcheck::symbolic::notebook::Notebook;
use polcheck::symbolic::pieces::{Budget, Inquiry, Sign, Store};
use polcheck::symbolic::regions::{Part, parts};
use polcheck::symbolic::space::{Cell, Party, Possible, QuantityId};
use polcheck::symbolic::term::{Graph, Input, InputId, Term};
use polcheck::workspace::{Analysis, Workspace};

use crate::support::policies;
use crate::support::random::Random;

fn day() -> Date {
    Date::new(2024, 6, 1).expect("a day")
}

/// Analyses generated policies, which must all check.
fn analysed(counties: &[String]) -> Analysis {
    let workspace = Workspace::new(policies::workspace(counties));
    let analysis = workspace.analyse();
    for own in &analysis.jurisdictions {
        let problems: Vec<String> = analysis.problems.iter().map(|own| own.message.get(Lang::Zh).to_owned()).collect();
        assert!(!own.has_errors, "{}\n{}", problems.join("\n"), counties.join("\n"));
    }
    analysis
}

fn sides(analysis: &Analysis) -> Vec<Party<'_>> {
    analysis.jurisdictions.iter().map(|own| Party { program: &own.program, date: day() }).collect()
}

/// Picks any one of the answers that are possible.
fn any_of(random: &mut Random, possible: &Possible) -> Possible {
    match possible {
        Possible::Days(low, high) => {
            let day = random.between(*low, *high);
            Possible::Days(day, day)
        }
        Possible::Range(low, high) => {
            let edge = low.as_ref().or(high.as_ref()).map_or(Number::zero(), |(own, _)| own.clone());
            Possible::Range(Some((edge.clone(), true)), Some((edge, true)))
        }
        Possible::Truths(all) => Possible::Truths(vec![*random.pick(all)]),
        Possible::Entries(domain, all) => Possible::Entries(*domain, vec![*random.pick(all)]),
        Possible::Sets(domain, all) => Possible::Sets(*domain, vec![random.pick(all).clone()]),
        Possible::Numbers(all) => Possible::Numbers(vec![*random.pick(all)]),
    }
}

fn anybody(random: &mut Random, cell: &Cell) -> Vec<(QuantityId, Possible)> {
    cell.answers.iter().map(|(id, possible)| (*id, any_of(random, possible))).collect()
}

/// Costs at which something may happen: the edges of all pieces and one 分 to either side, and some others.
fn telling_costs(random: &mut Random, space: &Space<'_>, term: Term) -> Vec<i64> {
    let graph = space.graph();
    let highest = space.scope.highest;
    let mut costs = vec![0, 1, highest];
    for piece in Store::default().pieces(&graph, term, space.cost).expect("pieces").iter() {
        costs.extend([piece.low - 1, piece.low, piece.low + 1, piece.high]);
    }
    costs.extend((0..4).map(|_| policies::amount(random)));
    costs.retain(|cost| (0..=highest).contains(cost));
    costs.sort_unstable();
    costs.dedup();
    while costs.len() > 12 {
        let at = random.below(costs.len() as u64) as usize;
        costs.remove(at);
    }
    costs
}

fn agrees_with_the_evaluator(seeds: std::ops::Range<u64>, view: View, cells: usize) {
    for seed in seeds {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let scope = Scope { view, highest: 20_000_000, ..Scope::default() };
        let space = explore(&sides(&analysis), &scope).expect("small");
        let mut random = Random::new(seed ^ 77);
        for _ in 0..cells {
            let settled = random.pick(&space.cells);
            let paid = match &settled.sides[0] {
                Ok(paid) => paid,
                Err(undecided) => panic!("seed {seed}: not decided, {}\n{county}", undecided.text().zh),
            };
            for cost in telling_costs(&mut random, &space, paid.total) {
                let claimed = space.decide(|decider| decider.value_at(paid.total, cost)).expect("fits");
                let witness = space.replay(anybody(&mut random, &settled.cell), cost);
                let side = &witness.sides[0];
                assert!(
                    side.agrees(claimed),
                    "seed {seed}: cost {cost} of {:?}: the evaluator pays {:?}, claimed {:?}\n{county}",
                    witness.chosen,
                    side.total,
                    claimed.to_number()
                );
            }
        }
    }
}

#[test]
fn every_generated_bill_is_settled() {
    for seed in 0..40 {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(std::slice::from_ref(&county));
        let program = &analysis.jurisdictions[0].program;
        let bills = policies::bills(seed, 6);
        let subject = policies::person(program, seed);
        let settlement = settle_by_benefit(program, subject, policies::claims(program, &bills, 2024));
        assert_eq!(settlement.claims.len(), bills.len());
        for (id, outcome) in settlement.claims.iter().flat_map(|own| &own.benefits) {
            let name = &program.benefit(*id).name;
            match outcome {
                Ok(own) => assert!(!own.payment.is_negative(), "seed {seed}: {name} pays {:?}", own.payment),
                Err(error) => panic!("seed {seed}: {name}: {}\n{county}", error.message.zh),
            }
        }
    }
}

#[test]
fn a_first_bill_is_what_the_evaluator_pays() {
    agrees_with_the_evaluator(0..24, View::FirstBill, 3);
}

#[test]
fn a_year_of_bills_is_what_the_evaluator_pays() {
    agrees_with_the_evaluator(100..104, View::Bills(3), 2);
}

#[test]
fn cells_tile_the_space() {
    for seed in 200..206 {
        let counties = [policies::policy("甲县", seed), policies::policy("乙县", seed + 1000)];
        let analysis = analysed(&counties);
        let space = explore(&sides(&analysis), &Scope::default()).expect("small");
        let mut random = Random::new(seed);
        let mut asked: Vec<QuantityId> = space.cells.iter().flat_map(|own| own.cell.answers.keys().copied()).collect();
        asked.sort_unstable();
        asked.dedup();
        for _ in 0..50 {
            let person: Vec<(QuantityId, Possible)> = asked
                .iter()
                .map(|id| (*id, any_of(&mut random, &space.vocabulary.everything(*id).expect("asked"))))
                .collect();
            let holds = |cell: &Cell| {
                person.iter().all(|(id, own)| {
                    cell.answers.get(id).is_none_or(|possible| {
                        possible.joined(own).as_ref() == Some(possible) || holds_day(possible, own)
                    })
                })
            };
            // Who is not born yet has no cell.
            let today = day_number_of(day());
            let unborn = person.iter().any(|(_, own)| matches!(own, Possible::Days(born, _) if *born > today));
            let count = space.cells.iter().filter(|own| holds(&own.cell)).count();
            assert!(count == 1 || unborn && count == 0, "seed {seed}: {count} cells hold {person:?}");
        }
    }
}

fn day_number_of(date: Date) -> i64 {
    date.days_since(Date::new(1, 1, 1).expect("a day"))
}

fn holds_day(possible: &Possible, own: &Possible) -> bool {
    matches!((possible, own), (Possible::Days(low, high), Possible::Days(day, _)) if low <= day && day <= high)
}

#[test]
fn a_policy_equals_itself() {
    for seed in 300..303 {
        let county = policies::policy("甲县", seed);
        let analysis = analysed(&[county.clone(), county.replace("县 甲县", "县 乙县")]);
        let space = explore(&sides(&analysis), &Scope::default()).expect("small");
        for own in &space.cells {
            let (Ok(a), Ok(b)) = (&own.sides[0], &own.sides[1]) else { panic!("seed {seed}: not decided") };
            assert_eq!(space.sameness(a.total, b.total), Ok(Sameness::ToTheFen), "seed {seed}");
        }
    }
}

#[test]
fn what_a_notebook_knows_changes_nothing() {
    for seed in 500..503 {
        let counties = [policies::policy("甲县", seed), policies::policy("乙县", seed + 5000)];
        let analysis = analysed(&counties);
        let (parties, notebook) = (sides(&analysis), Notebook::default());
        for view in [View::FirstBill, View::Bills(2), View::FirstBill, View::History] {
            let scope = Scope { view, highest: 20_000_000, ..Scope::default() };
            let known = explore_asking(&notebook, &parties, &scope, &[]).expect("small");
            let fresh = explore(&parties, &scope).expect("small");
            assert_eq!(known.cells.len(), fresh.cells.len(), "seed {seed}, {view:?}");
            assert_eq!(known.followed, fresh.followed, "seed {seed}, {view:?}");
            for (own, other) in known.cells.iter().zip(&fresh.cells) {
                assert_eq!(own.cell, other.cell, "seed {seed}, {view:?}");
                for (paid, again) in own.sides.iter().zip(&other.sides) {
                    let (Ok(paid), Ok(again)) = (paid, again) else { panic!("seed {seed}, {view:?}: not decided") };
                    for costs in [[1, 99_999], [30_000, 1], [123_456, 7_654_321]] {
                        let of = |space: &Space<'_>, term: Term| {
                            let graph = space.graph();
                            graph.value_at(term, &costs[..graph.inputs().len()])
                        };
                        assert_eq!(of(&known, paid.total), of(&fresh, again.total), "seed {seed}, {view:?}, {costs:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn every_sign_is_real() {
    for seed in 400..406 {
        let counties = [policies::policy("甲县", seed), policies::policy("乙县", seed + 5000)];
        let analysis = analysed(&counties);
        let scope = Scope { highest: 20_000_000, ..Scope::default() };
        let space = explore(&sides(&analysis), &scope).expect("small");
        let mirrored: Vec<Party<'_>> = sides(&analysis).into_iter().rev().collect();
        let turned = explore(&mirrored, &scope).expect("small");
        assert_eq!(space.cells.is_empty(), turned.cells.is_empty());
        let mut random = Random::new(seed);
        for _ in 0..3 {
            let settled = random.pick(&space.cells);
            let (Ok(a), Ok(b)) = (&settled.sides[0], &settled.sides[1]) else { panic!("seed {seed}: not decided") };
            let difference = space.difference(b.total, a.total).expect("fits");
            let signs = space.decide(|decider| decider.signs(difference)).expect("fits");
            let largest = space.decide(|decider| decider.largest(difference)).expect("fits");
            let turned_round = space.difference(a.total, b.total).expect("fits");
            let smallest = space.decide(|decider| decider.smallest(turned_round)).expect("fits");
            assert_eq!(largest.value, smallest.value.negate());
            let mut next = 0;
            for stretch in &signs {
                assert_eq!(stretch.low, next, "seed {seed}: a gap in the signs");
                next = stretch.high + 1;
                for cost in [stretch.low, stretch.high, random.between(stretch.low, stretch.high)] {
                    let witness = space.replay(anybody(&mut random, &settled.cell), cost);
                    let paid = |side: usize| witness.sides[side].total.clone().expect("decided");
                    let gap = paid(1).subtract(&paid(0)).expect("small");
                    let fits = match stretch.sign {
                        Sign::Zero => gap.is_zero(),
                        Sign::Positive => gap.is_positive(),
                        Sign::Negative => gap.is_negative(),
                        Sign::Mixed => true,
                    };
                    assert!(fits, "seed {seed}: {stretch:?} at {cost}: {gap:?}\n{}", counties.join("\n"));
                    assert!(gap <= largest.bound.to_number(), "seed {seed}: {gap:?} above the largest {largest:?}");
                }
            }
            assert_eq!(next, space.scope.highest + 1);
        }
    }
}

/// Makes a random term of one number.
fn random_term(graph: &mut Graph, random: &mut Random, input: Term, depth: u32) -> Term {
    if depth == 0 {
        return if random.chance(70) {
            input
        } else {
            let own = random.between(0, 3_000);
            graph.constant(Exact::whole(own))
        };
    }
    let a = random_term(graph, random, input, depth - 1);
    let b = random_term(graph, random, input, depth - 1);
    let modes = [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::Up, RoundingMode::Down];
    let made = match random.below(6) {
        0 => graph.plus(a, b),
        1 => {
            let by = Exact::new(i128::from(random.between(1, 20)), 20).expect("fits");
            graph.linear(&[(a, by)], Exact::whole(random.between(-50, 50)))
        }
        2 => graph.least(&[a, b]),
        3 => graph.greatest(&[a, b]),
        4 => graph.round(a, *random.pick(&modes), Exact::whole(*random.pick(&[1, 1, 10]))),
        _ => {
            let edge = random.between(0, 3_000);
            let test = graph.linear(&[(a, Exact::ONE)], Exact::whole(-edge)).expect("fits");
            graph.choose(test, a, b)
        }
    };
    made.expect("small figures")
}

#[test]
fn pieces_hold_their_bounds_and_periods() {
    for seed in 0..150 {
        let mut random = Random::new(seed);
        let mut graph = Graph::new();
        let input = graph.input(Input { low: 0, high: 5_000 });
        let term = random_term(&mut graph, &mut random, input, 4);
        let store = Store::default();
        let list = store.pieces(&graph, term, InputId(0)).expect("few");
        let mut inquiry = Inquiry::new(&graph, &store, term, InputId(0)).expect("few");
        let mut next = 0;
        let mut values = Vec::new();
        for point in 0..=5_000 {
            values.push(graph.value_at(term, &[point]).expect("fits"));
        }
        // However they are asked for: up, down, here and there.
        let there = (0..200).map(|_| random.between(0, 5_000)).collect::<Vec<i64>>();
        for point in (0..=5_000).chain((0..=5_000).rev()).chain(there) {
            assert_eq!(inquiry.at(point), Ok(values[point as usize]), "seed {seed}: at {point}");
        }
        for piece in list.iter() {
            assert_eq!(piece.low, next, "seed {seed}");
            next = piece.high + 1;
            for point in piece.low..=piece.high {
                let off = values[point as usize].minus(piece.line(point).expect("fits")).expect("fits");
                assert!(piece.below <= off && off <= piece.above, "seed {seed}: S1 at {point}: {piece:?} {off:?}");
                if let Some(later) = piece.period.map(|period| point + period).filter(|later| *later <= piece.high) {
                    let shift = piece.slope.times(Exact::whole(later - point)).expect("fits");
                    let moved = values[point as usize].plus(shift).expect("fits");
                    assert_eq!(values[later as usize], moved, "seed {seed}: S2 at {point}: {piece:?}");
                }
            }
        }
        assert_eq!(next, 5_001);
        let largest = inquiry.largest(0, 5_000, &mut Budget { ..Budget::USUAL }).expect("fits").expect("some");
        assert_eq!(Some(largest.value), values.iter().max().copied(), "seed {seed}");
        let smallest = inquiry.smallest(0, 5_000, &mut Budget { ..Budget::USUAL }).expect("fits").expect("some");
        assert_eq!(Some(smallest.value), values.iter().min().copied(), "seed {seed}");
        for stretch in inquiry.signs(&mut Budget { ..Budget::USUAL }).expect("fits") {
            for point in stretch.low..=stretch.high {
                let value = values[point as usize];
                let fits = match stretch.sign {
                    Sign::Zero => value.is_zero(),
                    Sign::Positive => value.is_positive(),
                    Sign::Negative => value.is_negative(),
                    Sign::Mixed => true,
                };
                assert!(fits, "seed {seed}: {stretch:?} at {point}: {value:?}");
            }
        }
        let steps: Vec<Exact> = values.windows(2).map(|pair| pair[1].minus(pair[0]).expect("fits")).collect();
        let (least, most) = (Exact::ZERO, Exact::ONE);
        let truth = steps.iter().all(|step| *step >= least && *step <= most);
        let found = inquiry.steps_within(least, most, &mut Budget { ..Budget::USUAL }).expect("fits");
        assert_eq!(found.is_none(), truth, "seed {seed}: {found:?}");
    }
}

#[test]
fn what_is_shown_by_how_a_term_is_made_is_so() {
    let (mut shown, mut refuted) = (0, 0);
    for seed in 0..400 {
        let mut random = Random::new(seed);
        let mut graph = Graph::new();
        let input = graph.input(Input { low: 0, high: 2_000 });
        let own = random_term(&mut graph, &mut random, input, 3);
        let other = random_term(&mut graph, &mut random, own, 2);
        let next = graph.linear(&[(input, Exact::ONE)], Exact::ONE).expect("fits");
        let further = graph.with_number(own, InputId(0), next).expect("fits");
        let mut proofs = Proofs::default();
        let constant = Exact::whole(random.between(-2, 2));
        for (a, b, last) in [(own, other, 2_000), (other, own, 2_000), (own, further, 1_999), (further, own, 1_999)] {
            let test = graph.linear(&[(a, Exact::ONE), (b, Exact::ONE.negate())], constant).expect("fits");
            let highest = (0..=last).map(|at| graph.value_at(test, &[at]).expect("fits")).max().expect("some");
            match proofs.never_above_zero(&graph, test) {
                Verdict::Holds => {
                    shown += 1;
                    assert!(!highest.is_positive(), "seed {seed}: {highest:?} of {:?}", graph.node(test));
                }
                Verdict::Fails => {
                    refuted += 1;
                    assert!(highest.is_positive(), "seed {seed}: {highest:?} of {:?}", graph.node(test));
                }
                Verdict::Open => {}
            }
        }
    }
    assert!(shown > 200 && refuted > 200, "{shown} shown, {refuted} refuted");
}

/// Three layers, each paying a ratio of what the earlier ones have left.
#[test]
fn laws_of_layers_are_shown_by_how_they_are_made() {
    let mut graph = Graph::new();
    let cost = graph.input(Input { low: 0, high: 100_000_000 });
    let ratio = |graph: &mut Graph, of: Term, percent: i128, least: i64, most: i64| {
        let by = Exact::new(percent, 100).expect("fits");
        let above = graph.linear(&[(of, Exact::ONE)], Exact::whole(-least)).expect("fits");
        let above = graph.at_least_zero(above).expect("fits");
        let share = graph.times(above, by).expect("fits");
        let paid = graph.round(share, RoundingMode::HalfUp, Exact::ONE).expect("fits");
        let most = graph.constant(Exact::whole(most));
        graph.least(&[paid, most]).expect("fits")
    };
    let first = ratio(&mut graph, cost, 65, 30_000, 10_000_000);
    let left = graph.minus(cost, first).expect("fits");
    let second = ratio(&mut graph, left, 60, 1_750_000, 30_000_000);
    let left = graph.minus(left, second).expect("fits");
    let (third, more) = (ratio(&mut graph, left, 70, 0, 3_000_000), ratio(&mut graph, left, 75, 0, 3_000_000));
    let both = graph.plus(first, second).expect("fits");
    let all = graph.plus(both, third).expect("fits");
    let mut proofs = Proofs::default();
    for (name, a, b) in [("never above the cost", all, cost), ("a higher ratio never pays less", third, more)] {
        let test = graph.minus(a, b).expect("fits");
        assert_eq!(proofs.never_above_zero(&graph, test), Verdict::Holds, "{name}");
    }
    let test = graph.minus(more, third).expect("fits");
    assert_eq!(proofs.never_above_zero(&graph, test), Verdict::Fails);
}

/// Whether the spread of a year's cost over bills matters, for policies that are plain to see through and for others.
#[test]
fn where_the_spread_does_not_matter_the_evaluator_pays_the_same() {
    let plain =
        |clauses: &str| format!("县 甲县\n待遇 门诊报销 每次结算 {{\n    条件 就医类别 = 门诊\n    {clauses}\n}}\n");
    let of_the_year = spread_as_told(&plain("起付线 300元/年\n    比例 70%\n    限额 3000元/年"), 1);
    assert!(of_the_year.0 > 0 && of_the_year.1 == 0, "all of it hangs on the year: {of_the_year:?}");
    let of_each_bill = spread_as_told(&plain("起付线 50元/次\n    比例 70%"), 2);
    assert!(of_each_bill.1 > 0, "a deductible of each visit is charged for each: {of_each_bill:?}");
    for seed in 500..503 {
        spread_as_told(&policies::policy("甲县", seed), seed);
    }
}

/// Holds what is told of a policy against the evaluator; returns how many cells are told not to mind, and how many to.
fn spread_as_told(county: &str, seed: u64) -> (usize, usize) {
    let (mut minded_not, mut minded) = (0, 0);
    let analysis = analysed(&[county.to_owned()]);
    let highest = 20_000_000;
    let scope = Scope { view: View::History, highest, max_steps: 60_000, ..Scope::default() };
    let space = explore(&sides(&analysis), &scope).expect("small");
    let mut random = Random::new(seed);
    let mut proved = Proved::default();
    let decided: Vec<_> = space.cells.iter().filter(|own| own.sides[0].is_ok()).collect();
    // A few cells over all of them: the first may be those whom nothing is paid.
    for settled in decided.iter().step_by(decided.len().div_ceil(8).max(1)) {
        let Ok(spread) = space.spread(settled, 0, &mut proved) else { continue };
        let Ok(paid) = &settled.sides[0] else { continue };
        let person = anybody(&mut random, &settled.cell);
        for _ in 0..4 {
            let (earlier, cost) = (policies::amount(&mut random) / 2, policies::amount(&mut random) / 2);
            let later = space.replay_bills(person.clone(), &[earlier, cost]);
            let claimed = space.graph().value_at(paid.total, &[earlier, cost]).expect("fits");
            assert!(later.sides[0].agrees(claimed), "seed {seed}: {earlier} then {cost}\n{county}");
            if spread != Spread::Cumulative {
                minded += 1;
            } else {
                minded_not += 1;
                // The second bill alone is not known of the first: both together against all at once.
                let total = |first: i64, second: i64| {
                    let own = space.replay_bills(person.clone(), &[first, second]);
                    own.sides[0].total.clone().expect("settled")
                };
                let spread_out = total(0, earlier).add(&total(earlier, cost)).expect("small");
                let at_once = total(0, earlier + cost);
                let apart = spread_out.subtract(&at_once).expect("small");
                let apart = if apart.is_negative() { apart.negate() } else { apart };
                // Half a unit a rounding and bill, in a few layers.
                assert!(apart <= Number::from(1_000), "seed {seed}: {earlier} then {cost}: {apart:?}\n{county}");
            }
        }
    }
    (minded_not, minded)
}

#[test]
fn parts_of_two_numbers_are_what_the_amount_is() {
    for seed in 600..640 {
        let mut random = Random::new(seed);
        let mut graph = Graph::new();
        let x = graph.input(Input { low: 0, high: 60 });
        let y = graph.input(Input { low: 0, high: 40 });
        let mut all = vec![x, y];
        for _ in 0..6 {
            let (a, b) = (*random.pick(&all), *random.pick(&all));
            let by = Exact::new(i128::from(random.between(-4, 4)), 2).expect("fits");
            let made = match random.below(4) {
                0 => graph.linear(&[(a, Exact::ONE), (b, by)], Exact::whole(random.between(-20, 20))),
                1 => graph.least(&[a, b]),
                2 => graph.greatest(&[a, b]),
                _ => {
                    let test = graph.linear(&[(a, Exact::ONE)], Exact::whole(-random.between(0, 40))).expect("fits");
                    graph.choose(test, a, b)
                }
            };
            all.push(made.expect("small figures"));
        }
        let term = *all.last().expect("some");
        let list = parts(&graph, term, &[InputId(0), InputId(1)], &[]).expect("few");
        let holds = |part: &Part, point: &[Exact]| {
            part.constraints.iter().all(|own| !own.at(point).expect("fits").is_positive())
        };
        let mut largest: Option<Exact> = None;
        for (a, b) in (0..=60).flat_map(|a| (0..=40).map(move |b| (a, b))) {
            let point = [Exact::whole(a), Exact::whole(b)];
            let value = graph.value_at(term, &[a, b]).expect("fits");
            largest = Some(largest.map_or(value, |known| known.max(value)));
            let found: Vec<&Part> = list.iter().filter(|part| holds(part, &point)).collect();
            assert_eq!(found.len(), 1, "seed {seed}: parts that hold ({a}, {b})");
            let mut sum = found[0].constant;
            for (factor, at) in found[0].factors.iter().zip(&point) {
                sum = sum.plus(factor.times(*at).expect("fits")).expect("fits");
            }
            assert_eq!(sum, value, "seed {seed}: at ({a}, {b})");
        }
        let areas = areas(&list).expect("few");
        for (a, b) in (0..=60).flat_map(|a| (0..=40).map(move |b| (a, b))) {
            let point = [Exact::whole(a), Exact::whole(b)];
            let value = graph.value_at(term, &[a, b]).expect("fits");
            let held = |positive: bool| {
                areas.iter().filter(|own| own.positive == positive && own.holds(&point).expect("fits")).count()
            };
            let signs = (usize::from(value.is_positive()), usize::from(value.is_negative()));
            assert_eq!((held(true), held(false)), signs, "seed {seed}: areas that hold ({a}, {b})");
        }
        let highest = list.iter().filter_map(|own| own.bounds().expect("fits").1).max();
        assert!(highest >= largest, "seed {seed}");
    }
}
