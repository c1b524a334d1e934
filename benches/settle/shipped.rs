//! How fast the policies that ship settle claims made for them, and by which ways.

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use polcheck::base::date::Date;
use polcheck::column::{
    Batch, Cells, Counties, Counts, Kind, Level, Means, Options, Run, Settlement, Values, Ways, day_of, settle_by,
};
use polcheck::ir::{Owner, Program};
use polcheck::workspace::Workspace;

use super::Random;

/// Policies with much in them: layers, choices, first pays, numbers of visits, identities, running totals of all kinds.
const COUNTIES: [&str; 8] = ["青山县", "桦树川县", "商洛市", "郑州市", "长春市", "合肥市", "长沙市", "成都市"];

/// After this time the runs that there have been are enough.
const LONG: Duration = Duration::from_secs(10);

/// So many different claims are made for a county; they come again under other persons.
const SOME: usize = 20_000;

/// Prints a table: nanoseconds a row by all ways and claim by claim, and how many rows in a hundred went each way; then the
/// same with rows for which a value is not published yet, which are rejected. Of the counties that are named, or of all.
pub(super) fn table(rows: usize, wanted: &[String]) {
    let texts = texts_below(Path::new("policies"));
    let analysis = Workspace::new(texts).analyse();
    println!("\nC, policies that ship: {rows} rows, one thread");
    println!(
        "{:>12}{:>10}{:>10}{:>12}{:>8}{:>9}{:>9}{:>11}{:>12}{:>10}{:>11}",
        "",
        "benefits",
        "engine",
        "by claim",
        "ratio",
        "kernels",
        "claims",
        "evaluator",
        "all rows",
        "rejected",
        "evaluator"
    );
    let named = |name: &str| wanted.iter().any(|own| own == name);
    let some = COUNTIES.iter().any(|name| named(name));
    for name in COUNTIES.into_iter().filter(|name| !some || named(name)) {
        let found = analysis.jurisdictions.iter().find(|own| own.program.jurisdiction.name == name);
        let program = &found.expect("it ships").program;
        let run = Run::new(&[program]);
        let some = claims(&run, program, SOME.min(rows));
        let all = repeated(&run, &some, rows);
        let batch = repeated(&run, &payable(&run, some), rows);
        let rows = batch.rows();
        let (engine, counts) = timed(&run, &batch, Ways::All);
        let (by_claim, _) = timed(&run, &batch, Ways::Clauses);
        let (with_rejected, all_counts) = timed(&run, &all, Ways::All);
        let nanoseconds = |time: Duration| time.as_secs_f64() * 1e9 / rows as f64;
        let share = |own: u64| own as f64 * 100.0 / counts.rows as f64;
        println!(
            "{}{name}{:>10}{:>7.1} ns{:>9.1} ns{:>8.1}{:>7.1} %{:>7.1} %{:>9.1} %{:>9.1} ns{:>8.1} %{:>9.1} %",
            " ".repeat(12_usize.saturating_sub(name.chars().count() * 2)),
            run.benefits.len(),
            nanoseconds(engine),
            nanoseconds(by_claim),
            by_claim.as_secs_f64() / engine.as_secs_f64(),
            share(counts.by_kernels),
            share(counts.by_clauses),
            share(counts.by_reference),
            nanoseconds(with_rejected),
            share(all_counts.rejected),
            share(all_counts.by_reference),
        );
    }
}

/// Returns the claims that a policy settles: what it has not published yet is asked for by others.
fn payable(run: &Run<'_>, batch: Batch) -> Batch {
    let mut settled = Settlement::default();
    settle_by(run, &batch, &Options::default(), Means::default(), &mut settled);
    let mut own = Batch::empty(&run.schema);
    let kept = (0..batch.rows()).filter(|row| settled.taken_out(*row).is_none());
    kept.for_each(|row| own.append(&batch, row..row + 1, &run.schema));
    own.counties = Counties::One(0);
    own
}

/// Returns claims over and over, each time of other persons, until there are so many.
fn repeated(run: &Run<'_>, some: &Batch, rows: usize) -> Batch {
    let mut own = Batch::empty(&run.schema);
    while own.rows() < rows {
        let from = own.rows();
        own.append(some, 0..some.rows().min(rows - from), &run.schema);
        let turn = (from as u64) << 32;
        own.subject[from..].iter_mut().for_each(|subject| *subject += turn);
    }
    own.counties = Counties::One(0);
    own
}

/// Returns the least time of some runs.
fn timed(run: &Run<'_>, batch: &Batch, ways: Ways) -> (Duration, Counts) {
    let mut settled = Settlement::default();
    let mut times = Vec::new();
    let begun = Instant::now();
    for turn in 0..(3_000_000 / batch.rows()).clamp(10, 150) {
        // What takes long need not be measured often.
        if turn > 3 && begun.elapsed() > LONG {
            break;
        }
        let from = Instant::now();
        settle_by(run, batch, &Options::default(), Means { ways, level: Level::best() }, &mut settled);
        black_box(&settled);
        // The first turn makes the plans.
        if turn > 0 {
            times.push(from.elapsed());
        }
    }
    (times.into_iter().min().unwrap_or_default(), settled.counts)
}

fn texts_below(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    let mut entries: Vec<_> =
        std::fs::read_dir(folder).expect("it ships").map(|own| own.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            texts.extend(texts_below(&path));
        } else if path.extension().is_some_and(|own| own == "pol") {
            texts.push((path.to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("readable")));
        }
    }
    texts
}

/// Claims of a year, about ten a person, with what the policy needs to know; one person in twenty has two identities.
fn claims(run: &Run<'_>, program: &Program, rows: usize) -> Batch {
    let mut random = Random(7);
    let first = day_of(Date::new(2025, 1, 1).expect("a day"));
    let mut batch = Batch::empty(&run.schema);
    batch.counties = Counties::One(0);
    let mut person = 0;
    while batch.rows() < rows {
        person += 1;
        let count = (1 + random.below(19) as usize).min(rows - batch.rows());
        let mut days: Vec<i32> = (0..count).map(|_| first + random.below(365) as i32).collect();
        days.sort_unstable();
        for day in days {
            batch.subject.push(person);
            batch.date.push(day);
        }
    }
    let eligible: Vec<i64> = (0..rows).map(|_| random.cost()).collect();
    for at in 0..run.schema.fields.len() {
        let field = &run.schema.fields[at];
        let steady = field.owner != Owner::Claim;
        let values = match (field.name.as_str(), field.kind) {
            ("合规费用", _) => Values::Whole(eligible.clone()),
            ("总费用", _) => Values::Whole(eligible.iter().map(|own| own + own / 5).collect()),
            // What has a value of its own is seldom told.
            (_, Kind::Number | Kind::Day) if !field.needed => continue,
            (_, Kind::Number) => {
                let (low, high) = range(program, &field.name);
                Values::Whole(each(&batch, steady, || low + random.below((high - low + 1).max(1) as u64) as i64))
            }
            (_, Kind::Truth) => Values::Truth(each(&batch, steady, || random.below(10) == 0)),
            (_, Kind::Day) => {
                let born = field.name.contains("出生");
                let (from, days) =
                    if born { (day_of(Date::new(1940, 1, 1).expect("a day")), 27_000) } else { (first - 4_000, 3_000) };
                Values::Day(each(&batch, steady, || from + random.below(days) as i32))
            }
            (_, Kind::Entry(vocabulary)) => {
                let size = run.schema.vocabularies[vocabulary].entries.len().max(1) as u64;
                let codes = each(&batch, steady, || random.below(size) as u32);
                if size <= 256 {
                    Values::Code(codes.into_iter().map(|own| own as u8).collect())
                } else {
                    Values::WideCode(codes)
                }
            }
            (_, Kind::Several(vocabulary)) => {
                let size = run.schema.vocabularies[vocabulary].entries.len().clamp(1, 64) as u64;
                Values::Set(each(&batch, steady, || {
                    let more = if random.below(20) == 0 { 1 << random.below(size) } else { 0 };
                    more | 1 << random.below(size)
                }))
            }
            (_, Kind::Text | Kind::Records) => continue,
        };
        batch.columns[at] = Some(Cells::full(values));
    }
    batch
}

/// The whole numbers of a fact, as far as it says; else up to 90.
fn range(program: &Program, name: &str) -> (i64, i64) {
    let fact = program.facts.iter().find(|own| own.name == name).expect("of the program");
    let whole = |own: &Option<(polcheck::base::number::Number, bool)>| own.as_ref().and_then(|own| own.0.to_i64());
    let low = whole(&fact.low).unwrap_or(0);
    (low, whole(&fact.high).map_or(low + 90, |high| high.min(low + 90)))
}

/// Returns a value for each row; `steady`: the same for all rows of a person.
fn each<T: Copy>(batch: &Batch, steady: bool, mut one: impl FnMut() -> T) -> Vec<T> {
    let mut last: Option<T> = None;
    let next = |row: usize| {
        let own = last.filter(|_| steady && batch.continues(row)).unwrap_or_else(&mut one);
        last = Some(own);
        own
    };
    (0..batch.rows()).map(next).collect()
}
