//! Rows for the schema of any run, made at random: most of them plain, some with gaps, several identities, reversed
//! bills, days out of order, amounts at the edges. Shared by the fuzzer and by `tests/columns.rs`.

use polcheck::base::date::Date;
use polcheck::column::{
    Batch, Cells, Counties, Kind, Means, NotDue, Options, Run, Settlement, Values, Ways, day_of, settle_by,
};
use polcheck::value::{DomainId, EntryId, Value};

use super::random::Random;

/// Amounts that policies like to turn on, in 分.
const EDGES: [i64; 16] = [
    0, 1, 50, 10_000, 30_000, 50_000, 100_000, 250_000, 300_000, 777_777, 1_200_000, 2_000_000, 3_000_000, 5_000_000,
    16_777_216, 30_000_000,
];

/// What becomes of rows, by row and in words that can be compared: how each stands, and what each benefit pays or why it is
/// not due.
pub(crate) fn said(run: &Run<'_>, settled: &Settlement) -> Vec<String> {
    let row = |row: usize| {
        let standing = match settled.taken_out(row) {
            None => "settled".to_owned(),
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

/// Settles rows by one of the ways, with reasons.
pub(crate) fn settled(run: &Run<'_>, batch: &Batch, ways: Ways) -> Settlement {
    let mut out = Settlement::default();
    let options = Options { threads: 1, reasons: true, reference_only: false };
    settle_by(run, batch, &options, Means { ways, ..Means::default() }, &mut out);
    out
}

/// Returns the first row of which two ways of settling say different things, with what they say.
pub(crate) fn difference(run: &Run<'_>, batch: &Batch, a: &Settlement, b: &Settlement) -> Option<String> {
    let (a, b) = (said(run, a), said(run, b));
    let row = a.iter().zip(&b).position(|(a, b)| a != b)?;
    let facts =
        run.schema.fields.iter().zip(&batch.columns).filter_map(|(field, cells)| Some((field, cells.as_ref()?)));
    let facts: Vec<String> = facts.map(|(field, cells)| format!("{} {}", field.name, shown(cells, row))).collect();
    let day = batch.date[row];
    Some(format!("row {row}, day {day}, of subject {}: {facts:?}\n  {}\n  {}", batch.subject[row], a[row], b[row]))
}

fn shown(cells: &Cells, row: usize) -> String {
    if cells.missing.as_ref().is_some_and(|own| own[row]) {
        return "-".to_owned();
    }
    match &cells.values {
        Values::Whole(own) => own[row].to_string(),
        Values::Truth(own) => own[row].to_string(),
        Values::Day(own) => own[row].to_string(),
        Values::Code(own) => own[row].to_string(),
        Values::WideCode(own) => own[row].to_string(),
        Values::Set(own) => format!("{:b}", own[row]),
        Values::Any(own) => format!("{:?}", own[row]),
    }
}

/// Returns rows of so many subjects, each of up to so many rows, in one county or in all.
pub(crate) fn rows(run: &Run<'_>, random: &mut Random, subjects: usize, longest: i64) -> Batch {
    let mut batch = Batch::empty(&run.schema);
    let mut counties = Vec::new();
    let first = i64::from(day_of(Date::new(random.between(2018, 2024) as i16, 1, 1).expect("a day")));
    let disorder = random.chance(20);
    let households = random.chance(15);
    let mut members = Vec::new();
    for subject in 0..subjects {
        let county = random.below(run.counties.len() as u64) as u32;
        let count = random.between(1, longest);
        let mut days: Vec<i32> = (0..count).map(|_| (first + random.between(0, 500)) as i32).collect();
        if !(disorder && random.chance(20)) {
            days.sort_unstable();
        }
        for day in days {
            counties.push(county);
            batch.subject.push(subject as u64 * 3);
            batch.date.push(day);
            members.push(if random.chance(50) { 0 } else { random.below(3) as u32 });
        }
    }
    batch.member = households.then_some(members);
    batch.counties = if run.counties.len() == 1 { Counties::One(0) } else { Counties::Each(counties) };
    // Money is seldom all that a policy speaks of, and seldom below zero.
    let reversed = random.chance(20);
    for at in 0..run.schema.fields.len() {
        let field = &run.schema.fields[at];
        let absent = if field.needed { 6 } else { 30 };
        if random.chance(absent) || field.kind == Kind::Records {
            continue;
        }
        let steady = random.chance(60);
        let reversed = reversed && random.chance(30);
        let values = column(run, random, &batch, field.kind, steady, reversed);
        let gaps = random.chance(15);
        let missing = gaps.then(|| (0..batch.rows()).map(|_| random.chance(8)).collect());
        batch.columns[at] = Some(Cells { values, missing });
    }
    batch
}

/// Returns a column; `steady`: mostly the same on all rows of a subject.
fn column(run: &Run<'_>, random: &mut Random, batch: &Batch, kind: Kind, steady: bool, reversed: bool) -> Values {
    let size = |at: usize| run.schema.vocabularies[at].entries.len().max(1) as u64;
    let mut last: Option<Value> = None;
    let one = |random: &mut Random| match kind {
        Kind::Number => {
            let money = if random.chance(60) {
                *random.pick(&EDGES) + random.between(-1, 1)
            } else {
                random.between(0, 400_000)
            };
            let small = random.between(0, 90);
            let own = if random.chance(15) { small } else { money.max(0) };
            Value::Number((if reversed && random.chance(10) { -own } else { own }).into())
        }
        Kind::Truth => Value::Bool(random.chance(50)),
        Kind::Day => {
            let date =
                Date::new(random.between(1935, 2024) as i16, random.between(1, 12) as i8, random.between(1, 28) as i8);
            date.map_or(Value::Nothing, Value::Date)
        }
        Kind::Text => Value::Text((*random.pick(&["甲", "乙", ""])).to_owned()),
        Kind::Entry(at) => Value::Entry(DomainId(at as u32), EntryId(random.below(size(at)) as u32)),
        Kind::Several(at) => {
            let count = if random.chance(80) { 1 } else { random.below(4) };
            let held = (0..count).map(|_| EntryId(random.below(size(at)) as u32)).collect();
            Value::Several(DomainId(at as u32), held)
        }
        Kind::Records => Value::Nothing,
    };
    let mut values = Vec::new();
    for row in 0..batch.rows() {
        let same = steady && batch.continues(row) && random.chance(90);
        let value = last.take().filter(|_| same).unwrap_or_else(|| one(random));
        last = Some(value.clone());
        values.push(value);
    }
    narrowed(values, kind, random)
}

/// Returns a column as narrow as the values allow, most of the time.
fn narrowed(values: Vec<Value>, kind: Kind, random: &mut Random) -> Values {
    if random.chance(15) {
        return Values::Any(values);
    }
    let narrow = match kind {
        Kind::Number => {
            let all: Option<Vec<i64>> = values.iter().map(|own| own.as_number()?.to_i64()).collect();
            all.map(Values::Whole)
        }
        Kind::Truth => values.iter().map(Value::as_bool).collect::<Option<Vec<bool>>>().map(Values::Truth),
        Kind::Day => {
            let all: Option<Vec<i32>> = values.iter().map(|own| own.as_date().map(day_of)).collect();
            all.map(Values::Day)
        }
        Kind::Entry(_) => {
            let code = |own: &Value| if let Value::Entry(_, entry) = own { u8::try_from(entry.0).ok() } else { None };
            values.iter().map(code).collect::<Option<Vec<u8>>>().map(Values::Code)
        }
        Kind::Several(_) => {
            let bit = |set: u64, entry: &EntryId| (entry.0 < 64).then(|| set | 1 << entry.0);
            let set = |own: &Value| if let Value::Several(_, all) = own { all.iter().try_fold(0, bit) } else { None };
            values.iter().map(set).collect::<Option<Vec<u64>>>().map(Values::Set)
        }
        Kind::Text | Kind::Records => None,
    };
    narrow.unwrap_or(Values::Any(values))
}
