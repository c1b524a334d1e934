//! How fast claims are settled, as ratios to loops written by hand for the one policy, inside one run.
//!
//! `cargo bench --bench settle` prints the table; `-- 1000000` runs that many rows only, `-- B` that workload only, and
//! `-- kernels` leaves out the slow way, claim by claim; `-- C` prints the policies that ship only, `-- C 青山县` one of them;
//! `-- large` tells instead what claims cost that are beyond the lanes. Times are medians of runs
//! that take turns, for each row; `best`, `avx2` and `plain` are medians of the ratios of neighbouring runs, engine to
//! loop by hand, at each level of the processor; `by claim` is that of the plan run claim by claim, without kernels. The
//! policies are those of `benches/settle/*.pol`, read, checked and planned as any other; the loops by hand are checked to
//! pay the same.

#![allow(clippy::print_stdout, reason = "a benchmark is read in the terminal")]

use std::hint::black_box;
use std::ops::Range;
use std::time::{Duration, Instant};

use polcheck::base::date::Date;
use polcheck::column::{
    Batch, Cells, Counties, Level, Means, Options, Run, Settlement, Values, Ways, day_of, settle_by,
};
use polcheck::ir::Owner;
use polcheck::workspace::{Analysis, Workspace};

#[path = "settle/shipped.rs"]
mod shipped;

const VOCABULARY: &str = include_str!("settle/vocabulary.pol");
const STATELESS: &str = include_str!("settle/stateless.pol");
const STATEFUL: &str = include_str!("settle/stateful.pol");

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<usize> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let is_said = |word: &str| words.iter().any(|own| own == word);
    let either = is_said("A") || is_said("B") || is_said("C");
    let sizes = if wanted.is_empty() { vec![1_000_000, 10_000_000] } else { wanted };
    println!("processor level: {}", Level::best().name());
    for (name, policy, hand) in
        [("A, stateless", STATELESS, stateless as Hand), ("B, stateful", STATEFUL, stateful as Hand)]
    {
        if either && !is_said(&name[..1]) {
            continue;
        }
        let analysis = analysed(policy);
        let run = Run::new(&[&analysis.jurisdictions[0].program]);
        println!("\n{name}");
        if is_said("large") {
            sizes.iter().for_each(|rows| with_large_claims(&run, *rows));
            continue;
        }
        print!("{}", run.plan_text());
        println!(
            "\n{:>9}{:>8}{:>10}{:>10}{:>10}{:>8}{:>8}{:>8}{:>10}",
            "rows", "threads", "read", "by hand", "engine", "best", "avx2", "plain", "by claim"
        );
        for rows in &sizes {
            let batch = claims(&run, *rows);
            check(&run, &batch, hand);
            for threads in [1, 2] {
                measure(&run, &batch, hand, threads, !is_said("kernels"));
            }
        }
    }
    if (!either && !is_said("large")) || is_said("C") {
        sizes.iter().filter(|rows| **rows <= 1_000_000).for_each(|rows| shipped::table(*rows, &words));
    }
}

fn analysed(policy: &str) -> Analysis {
    let texts = [("vocabulary.pol", VOCABULARY), ("county.pol", policy)];
    let workspace = Workspace::new(texts.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let analysis = workspace.analyse();
    assert!(analysis.jurisdictions.iter().all(|own| !own.has_errors), "the policies of the benchmark check");
    analysis
}

// The claims.

/// Splitmix64 (Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A log-normal cost in 分 with a median of 300元.
    fn cost(&mut self) -> i64 {
        let (a, b) = (1.0 - self.unit(), self.unit());
        let normal = (-2.0 * a.ln()).sqrt() * (std::f64::consts::TAU * b).cos();
        (30_000.0 * normal.exp()) as i64
    }
}

/// Claims of a year, about ten a person, sorted by person and day.
fn claims(run: &Run<'_>, rows: usize) -> Batch {
    let mut random = Random(2024);
    let first = day_of(Date::new(2024, 1, 1).expect("a day"));
    let mut batch = Batch::empty(&run.schema);
    batch.counties = Counties::One(0);
    let (mut eligible, mut level, mut disease, mut group) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut person = 0;
    while batch.rows() < rows {
        person += 1;
        let count = (1 + random.below(19) as usize).min(rows - batch.rows());
        let mut days: Vec<i32> = (0..count).map(|_| first + random.below(366) as i32).collect();
        days.sort_unstable();
        let own_group = random.below(4) as u8;
        for day in days {
            batch.subject.push(person);
            batch.date.push(day);
            eligible.push(random.cost());
            level.push(random.below(3) as u8);
            disease.push(random.below(40) as u8);
            group.push(own_group);
        }
    }
    let mut give = |owner, name: &str, values: Values| {
        let field = run.schema.find(Some(owner), name).expect("of the vocabulary");
        batch.columns[field] = Some(Cells::full(values));
    };
    give(Owner::Claim, "合规费用", Values::Whole(eligible));
    give(Owner::Claim, "机构等级", Values::Code(level));
    give(Owner::Claim, "病种", Values::Code(disease));
    give(Owner::Person, "人群", Values::Code(group));
    batch
}

/// The columns of a batch as a program for one policy would hold them.
#[derive(Clone, Copy)]
struct Columns<'b> {
    person: &'b [u64],
    day: &'b [i32],
    eligible: &'b [i64],
    level: &'b [u8],
    disease: &'b [u8],
    group: &'b [u8],
}

impl<'b> Columns<'b> {
    fn of(run: &Run<'_>, batch: &'b Batch) -> Columns<'b> {
        let field = |owner, name: &str| {
            let field = run.schema.find(Some(owner), name).expect("of the vocabulary");
            &batch.columns[field].as_ref().expect("given").values
        };
        let code = |owner, name: &str| match field(owner, name) {
            Values::Code(own) => own.as_slice(),
            _ => &[],
        };
        let eligible = match field(Owner::Claim, "合规费用") {
            Values::Whole(own) => own.as_slice(),
            _ => &[],
        };
        Columns {
            person: &batch.subject,
            day: &batch.date,
            eligible,
            level: code(Owner::Claim, "机构等级"),
            disease: code(Owner::Claim, "病种"),
            group: code(Owner::Person, "人群"),
        }
    }

    fn cut(self, rows: Range<usize>) -> Columns<'b> {
        Columns {
            person: &self.person[rows.clone()],
            day: &self.day[rows.clone()],
            eligible: &self.eligible[rows.clone()],
            level: &self.level[rows.clone()],
            disease: &self.disease[rows.clone()],
            group: &self.group[rows],
        }
    }
}

// By hand.

/// A loop written for one policy.
type Hand = fn(Columns<'_>, &mut [&mut [i64]]);

/// Percent by level and group.
const RATES: [[i64; 4]; 3] = [[70, 80, 90, 75], [60, 70, 80, 65], [50, 60, 70, 55]];

fn percent(amount: i64, rate: i64) -> i64 {
    (amount * rate + 50) / 100
}

fn stateless(columns: Columns<'_>, out: &mut [&mut [i64]]) {
    const DEDUCTIBLES: [i64; 3] = [0, 1_000, 2_000];
    const CAPS: [i64; 3] = [20_000, 50_000, 200_000];
    let Columns { eligible, level, disease, group, .. } = columns;
    let rows = eligible.len();
    let (level, disease, group) = (&level[..rows], &disease[..rows], &group[..rows]);
    let paid = &mut out[0][..rows];
    for row in 0..rows {
        let (level, disease) = (usize::from(level[row]), usize::from(disease[row]));
        paid[row] = if disease < 25 {
            let above = (eligible[row] - DEDUCTIBLES[level]).max(0);
            percent(above, RATES[level][usize::from(group[row])]).min(CAPS[disease % 3])
        } else {
            0
        };
    }
}

fn stateful(columns: Columns<'_>, out: &mut [&mut [i64]]) {
    const CAPS: [i64; 3] = [200_000, 500_000, 2_000_000];
    const AID: [i64; 4] = [0, 70, 90, 60];
    let Columns { person, day, eligible, level, disease, group } = columns;
    let rows = eligible.len();
    let (person, day) = (&person[..rows], &day[..rows]);
    let (level, disease, group) = (&level[..rows], &disease[..rows], &group[..rows]);
    let [basic, critical, aid] = out else { return };
    let (basic, critical, aid) = (&mut basic[..rows], &mut critical[..rows], &mut aid[..rows]);
    let (mut whose, mut year_end) = (0, 0);
    let (mut charged, mut by_class, mut all, mut own_cost, mut aided) = (0_i64, [0_i64; 3], 0_i64, 0_i64, 0_i64);
    for row in 0..rows {
        if person[row] != whose || day[row] > year_end {
            (whose, year_end) = (person[row], end_of_year(day[row]));
            (charged, by_class, all, own_cost, aided) = (0, [0; 3], 0, 0, 0);
        }
        let (cost, group, class) = (eligible[row], usize::from(group[row]), usize::from(disease[row]) % 3);
        // Basic insurance.
        let deductible = if group == 2 { 0 } else { 30_000 };
        let off = cost.min(deductible - charged.min(deductible));
        charged += off;
        let open = (CAPS[class] - by_class[class]).min(3_000_000 - all);
        let first = percent(cost - off, RATES[usize::from(level[row])][group]).min(open);
        by_class[class] += first;
        all += first;
        // Critical illness, over the year's own cost.
        let left = cost - first;
        let before = own_cost;
        own_cost += left;
        let (line, more) = if group == 1 { (600_000, 5) } else { (1_200_000, 0) };
        let second = if own_cost > line {
            let gives = |sum: i64| {
                let part = |low: i64, high: i64| (sum.min(high) - low).max(0);
                part(line, 5_000_000) * (60 + more)
                    + part(5_000_000, 10_000_000) * (65 + more)
                    + part(10_000_000, i64::MAX) * (70 + more)
            };
            (gives(own_cost) - gives(before) + 50) / 100
        } else {
            0
        };
        // Medical aid.
        let third = percent(left - second, AID[group]).min(3_000_000 - aided);
        aided += third;
        (basic[row], critical[row], aid[row]) = (first, second, third);
    }
}

#[inline(never)]
fn end_of_year(day: i32) -> i32 {
    // Only ever asked once a person: the year that holds the day, by counting from 2000.
    let mut end = 730_119 + 365;
    let mut year = 2000;
    while end < day {
        year += 1;
        end += if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) { 366 } else { 365 };
    }
    end
}

/// Reads every column once.
fn read(columns: Columns<'_>) -> u64 {
    let bytes = |own: &[u8]| own.iter().map(|own| u64::from(*own)).sum::<u64>();
    let mut sum = columns.eligible.iter().fold(0_u64, |sum, own| sum.wrapping_add(*own as u64));
    sum = sum.wrapping_add(columns.person.iter().fold(0_u64, |sum, own| sum.wrapping_add(*own)));
    sum = sum.wrapping_add(columns.day.iter().fold(0_u64, |sum, own| sum.wrapping_add(*own as u64)));
    sum.wrapping_add(bytes(columns.level)).wrapping_add(bytes(columns.disease)).wrapping_add(bytes(columns.group))
}

// Measuring.

/// Prints what claims cost that are beyond the lanes, one in a thousand or in a hundred: their persons go claim by claim.
fn with_large_claims(run: &Run<'_>, rows: usize) {
    println!("{:>9}{:>18}{:>10}{:>9}{:>9}", "rows", "beyond the lanes", "engine", "kernels", "claims");
    for every in [None, Some(1000), Some(100)] {
        let mut batch = claims(run, rows);
        let field = run.schema.find(Some(Owner::Claim), "合规费用").expect("of the vocabulary");
        if let (Some(every), Some(Cells { values: Values::Whole(own), .. })) = (every, &mut batch.columns[field]) {
            own.iter_mut().step_by(every).for_each(|own| *own += 5_000_000_000);
        }
        let mut settled = Settlement::default();
        let mut least = Duration::MAX;
        for turn in 0..12 {
            let from = Instant::now();
            settle_by(run, &batch, &Options::default(), Means::default(), &mut settled);
            black_box(&settled);
            // The first turn makes the plan.
            least = if turn > 0 { least.min(from.elapsed()) } else { least };
        }
        let share = |own: u64| own as f64 * 100.0 / settled.counts.rows as f64;
        println!(
            "{rows:>9}{:>18}{:>7.2} ns{:>7.1} %{:>7.1} %",
            every.map_or("none".to_owned(), |own| format!("1 in {own}")),
            least.as_secs_f64() * 1e9 / rows as f64,
            share(settled.counts.by_kernels),
            share(settled.counts.by_clauses),
        );
    }
}

/// The loop by hand on so many threads, cut between persons.
fn by_hand(hand: Hand, columns: Columns<'_>, threads: usize, out: &mut [Vec<i64>]) {
    let mut outs: Vec<&mut [i64]> = out.iter_mut().map(Vec::as_mut_slice).collect();
    if threads == 1 {
        return hand(columns, &mut outs);
    }
    std::thread::scope(|scope| {
        let rows = columns.eligible.len();
        let mut from = 0;
        for at in 1..=threads {
            let mut to = rows * at / threads;
            while to < rows && columns.person[to] == columns.person[to - 1] {
                to += 1;
            }
            let mut own: Vec<&mut [i64]> = Vec::new();
            for out in &mut outs {
                let (first, rest) = std::mem::take(out).split_at_mut(to - from);
                own.push(first);
                *out = rest;
            }
            let part = columns.cut(from..to);
            scope.spawn(move || hand(part, &mut own));
            from = to;
        }
    });
}

fn check(run: &Run<'_>, batch: &Batch, hand: Hand) {
    let mut out = vec![vec![0; batch.rows()]; run.benefits.len()];
    by_hand(hand, Columns::of(run, batch), 1, &mut out);
    let mut settled = Settlement::default();
    for level in Level::ALL.into_iter().filter(|own| own.is_offered()) {
        settle_by(run, batch, &Options::default(), Means { level, ..Means::default() }, &mut settled);
        assert!(settled.counts.by_kernels * 1000 >= settled.counts.rows * 995, "{:?}", settled.counts);
        assert_eq!(settled.amounts, out, "the engine pays what the loop by hand pays");
    }
}

fn measure(run: &Run<'_>, batch: &Batch, hand: Hand, threads: usize, by_claim: bool) {
    let columns = Columns::of(run, batch);
    let rows = batch.rows();
    let mut out = vec![vec![0; rows]; run.benefits.len()];
    let mut settled = Settlement::default();
    let timed = |work: &mut dyn FnMut()| {
        let from = Instant::now();
        work();
        from.elapsed()
    };
    let mut engine = |ways: Ways, level: Level| {
        let options = Options { threads, ..Options::default() };
        settle_by(run, batch, &options, Means { ways, level }, &mut settled);
        black_box(&settled);
    };
    let runs = (40_000_000 / rows).clamp(7, 31);
    let (mut reads, mut hands, mut engines) = (Vec::new(), Vec::new(), Vec::new());
    let (mut best, mut avx2, mut plain, mut clauses) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for turn in 0..=runs {
        let read_time = timed(&mut || {
            black_box(read(columns));
        });
        let hand_time = timed(&mut || {
            by_hand(hand, columns, threads, &mut out);
            black_box(&out);
        });
        let engine_time = timed(&mut || engine(Ways::All, Level::best()));
        let avx2_time = timed(&mut || engine(Ways::All, Level::Avx2));
        let plain_time = timed(&mut || engine(Ways::All, Level::Plain));
        // So much slower that fewer runs will do.
        if by_claim && turn % 4 == 1 {
            clauses.push(ratio(timed(&mut || engine(Ways::Clauses, Level::best())), hand_time));
        }
        // The first turn warms up.
        if turn > 0 {
            reads.push(read_time);
            hands.push(hand_time);
            engines.push(engine_time);
            best.push(ratio(engine_time, hand_time));
            avx2.push(ratio(avx2_time, hand_time));
            plain.push(ratio(plain_time, hand_time));
        }
    }
    let nanoseconds = |times: Vec<Duration>| {
        let all: Vec<f64> = times.iter().map(|own| own.as_secs_f64() * 1e9 / rows as f64).collect();
        format!("{:.2} ns", middle(all))
    };
    println!(
        "{rows:>9}{threads:>8}{:>10}{:>10}{:>10}{:>8.2}{:>8.2}{:>8.2}{:>10.1}",
        nanoseconds(reads),
        nanoseconds(hands),
        nanoseconds(engines),
        middle(best),
        middle(avx2),
        middle(plain),
        if by_claim { middle(clauses) } else { f64::NAN }
    );
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

fn middle(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}
