//! How long `polcheck settle` takes from file to file, against merely reading and writing the same columns with the same
//! libraries; and how much memory it holds.
//!
//! `cargo bench --bench files --features parquet` prints the table; `-- 1000000` makes that many rows only. The claims are
//! made by `polcheck generate` for the policy of `benches/settle/stateful.pol`, sorted by person. "read, write" decodes the
//! input and encodes what the output holds, on one thread; the program is started anew each time, policies and hashes of
//! the inputs included. Memory is the most that the program held at once, as Linux tells it.

#![allow(clippy::print_stdout, reason = "a benchmark is read in the terminal")]

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use arrow::array::RecordBatch;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::basic::Compression;
use parquet::file::properties::{EnabledStatistics, WriterProperties};

const VOCABULARY: &str = include_str!("settle/vocabulary.pol");
const POLICY: &str = include_str!("settle/stateful.pol");
/// Claims of a person, as `polcheck generate` makes them unless told otherwise.
const PER_PERSON: usize = 10;
const RUNS: usize = 3;

fn main() {
    let wanted: Vec<usize> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let sizes = if wanted.is_empty() { vec![1_000_000] } else { wanted };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("files-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("policies")).expect("a folder can be made");
    std::fs::write(folder.join("policies/vocabulary.pol"), VOCABULARY).expect("a file can be written");
    std::fs::write(folder.join("policies/county.pol"), POLICY).expect("a file can be written");
    // Reversed bills are settled one by one; they are measured apart.
    std::fs::write(folder.join("none.toml"), "reversed = 0\n").expect("a file can be written");
    println!(
        "{:>9} {:>18} {:>8} {:>10} {:>12} {:>7} {:>10}",
        "rows", "from, to", "threads", "settle", "read, write", "ratio", "memory"
    );
    for rows in sizes {
        let persons = (rows / PER_PERSON).to_string();
        for table in ["parquet", "csv"] {
            let made = ["generate", table, "--persons", &persons, "--year", "2024", "--table", table];
            run(&folder, &[&made[..], &["--population", "none.toml"]].concat());
        }
        for (input, output) in [("parquet/结算.parquet", "果.parquet"), ("csv/结算.csv", "果.csv")] {
            for threads in ["1", "2"] {
                let arguments = ["settle", input, "--sorted", "--threads", threads, "-o", output, "-q"];
                let runs: Vec<(Duration, u64)> = (0..RUNS).map(|_| run(&folder, &arguments)).collect();
                let settle = median(runs.iter().map(|own| own.0).collect());
                let memory = runs.iter().map(|own| own.1).max().unwrap_or_default();
                let merely = median((0..RUNS).map(|_| merely(&folder.join(input), &folder.join(output))).collect());
                let ratio = settle.as_secs_f64() / merely.as_secs_f64();
                let (settle, merely) = (settle.as_secs_f64(), merely.as_secs_f64());
                let ending = Path::new(output).extension().unwrap_or_default().to_string_lossy().into_owned();
                let what = format!("{ending}, {ending}");
                println!(
                    "{rows:>9} {what:>18} {threads:>8} {settle:>8.2} s {merely:>10.2} s {ratio:>7.2} {:>6} MiB",
                    memory >> 10
                );
            }
        }
    }
    std::fs::remove_dir_all(&folder).expect("it is ours");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Runs the program; returns how long it took and the most memory that it held, in KiB.
fn run(folder: &Path, arguments: &[&str]) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let begun = Instant::now();
    let mut child = command.spawn().expect("polcheck starts");
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut memory = 0;
    let ended = loop {
        if let Ok(text) = std::fs::read_to_string(&status) {
            let held = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
            memory = held.and_then(|own| own.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(memory).max(memory);
        }
        if let Some(ended) = child.try_wait().expect("it can be waited for") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    assert!(matches!(ended.code(), Some(0 | 1)), "{arguments:?}: {ended}");
    (begun.elapsed(), memory)
}

/// Returns how long it takes to read the input and to write what the output holds.
fn merely(input: &Path, output: &Path) -> Duration {
    let again = output.with_extension("again");
    let took = match input.extension().is_some_and(|own| own == "parquet") {
        true => {
            let held: Vec<RecordBatch> = batches(output).collect();
            let begun = Instant::now();
            let read: usize = batches(input).map(|own| own.num_rows()).sum();
            let properties = WriterProperties::builder()
                .set_compression(Compression::SNAPPY)
                .set_statistics_enabled(EnabledStatistics::Chunk)
                .build();
            let file = BufWriter::with_capacity(1 << 18, File::create(&again).expect("a file can be made"));
            let mut writer = ArrowWriter::try_new(file, held[0].schema(), Some(properties)).expect("it begins");
            held.iter().for_each(|own| writer.write(own).expect("it is written"));
            writer.close().expect("it ends");
            assert!(read > 0, "the input has rows");
            begun.elapsed()
        }
        false => {
            let open = |path: &Path| {
                let file = BufReader::with_capacity(1 << 16, File::open(path).expect("it is there"));
                csv::ReaderBuilder::new().has_headers(false).from_reader(file)
            };
            let held: Vec<csv::StringRecord> = open(output).into_records().map(|own| own.expect("a row")).collect();
            let begun = Instant::now();
            let mut record = csv::StringRecord::new();
            let mut from = open(input);
            while from.read_record(&mut record).expect("a row") {}
            let file = BufWriter::with_capacity(1 << 18, File::create(&again).expect("a file can be made"));
            let mut writer = csv::Writer::from_writer(file);
            held.iter().for_each(|own| writer.write_record(own).expect("it is written"));
            writer.flush().expect("it ends");
            begun.elapsed()
        }
    };
    std::fs::remove_file(again).expect("it is ours");
    took
}

fn batches(path: &Path) -> impl Iterator<Item = RecordBatch> {
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(File::open(path).expect("it is there")).expect("it is Parquet");
    builder.with_batch_size(65_536).build().expect("it opens").map(|own| own.expect("a batch"))
}
