//! Columns of analysts in and out of the built program: Parquet and Arrow IPC, whichever way their rows go. A target of
//! its own, so that what does not ask for the feature is not built twice.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

#[allow(dead_code, reason = "the other test binary uses the rest")]
#[path = "support/chance.rs"]
mod chance;
#[allow(dead_code, reason = "the other test binary uses the rest")]
#[path = "support/county.rs"]
mod county;
#[allow(dead_code, reason = "the other test binary uses the rest")]
#[path = "support/folder.rs"]
mod folder;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use arrow::array::*;
use arrow::datatypes::*;
use arrow::ipc::reader::{FileReader, StreamReader};
use arrow::ipc::writer::{FileWriter, StreamWriter};
use arrow::util::display::array_value_to_string;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::properties::WriterProperties;

use chance::Chance;
use county::{COUNTY, run, told, workspace};
use folder::Folder;

fn texts(all: &[&str]) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(all))
}

fn batch(columns: &[(&str, ArrayRef)]) -> RecordBatch {
    RecordBatch::try_from_iter(columns.iter().map(|(name, own)| (*name, Arc::clone(own)))).expect("columns fit")
}

fn write_parquet(folder: &Folder, name: &str, batch: &RecordBatch, rows_of_a_group: usize) {
    let file = File::create(folder.path().join(name)).expect("a file");
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(rows_of_a_group)).build();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("it begins");
    writer.write(batch).expect("it is written");
    writer.close().expect("it ends");
}

/// Every row of a table of results, by heading, blanks left out.
type Table = Vec<BTreeMap<String, String>>;

fn rows_of(batches: impl Iterator<Item = RecordBatch>) -> Table {
    let mut all = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let mut cells = BTreeMap::new();
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                let text = array_value_to_string(column, row).expect("it can be shown");
                if column.is_valid(row) && !text.is_empty() {
                    cells.insert(field.name().clone(), text);
                }
            }
            all.push(cells);
        }
    }
    all
}

fn read_parquet(folder: &Folder, name: &str) -> (SchemaRef, Table) {
    let file = File::open(folder.path().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).expect("it is Parquet");
    let schema = Arc::clone(builder.schema());
    (schema, rows_of(builder.build().expect("it opens").map(|own| own.expect("a batch"))))
}

fn read_arrow(folder: &Folder, name: &str) -> Table {
    let file = File::open(folder.path().join(name)).expect("it was written");
    rows_of(FileReader::try_new(file, None).expect("it is Arrow").map(|own| own.expect("a batch")))
}

fn read_csv(text: &str) -> Table {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let heads = reader.headers().expect("a header").clone();
    let row = |own: csv::StringRecord| {
        let cells = heads.iter().zip(own.iter()).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(head, cell)| (head.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(|own| row(own.expect("a row"))).collect()
}

/// The record without what differs by form and name alone.
fn record(folder: &Folder, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.path().join(name)).expect("the record is written");
    let mut own: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    own["outputs"] = serde_json::Value::Null;
    for input in own["inputs"].as_array_mut().expect("a list") {
        for key in ["name", "bytes", "sha256", "encoding", "header_line"] {
            input[key] = serde_json::Value::Null;
        }
    }
    own
}

#[test]
fn the_form_of_a_table_changes_nothing_that_is_paid() {
    let folder = workspace();
    for table in ["csv", "parquet", "arrow"] {
        let args = ["generate", table, "--persons", "400", "--seed", "7", "--year", "2020", "--table", table];
        assert_eq!(run(&folder, &args).status.code(), Some(0));
    }
    let base = run(&folder, &["settle", "csv/结算.csv", "-o", "基.csv", "--by", "月,人群"]);
    let expected = read_csv(&std::fs::read_to_string(folder.path().join("基.csv")).expect("it was written"));
    assert!(expected.len() > 3_000, "{}", told(&base));
    assert!(expected.iter().any(|own| own["结果"] == "已冲销") && expected.iter().any(|own| own.contains_key("说明")));
    // The line of a table of columns is that of the row.
    let moved = |rows: Table| -> Table {
        rows.into_iter()
            .map(|mut own| {
                let line: u64 = own["来源行"].parse().expect("a number");
                own.insert("来源行".to_owned(), (line + 1).to_string());
                // So is that of the bill that cancels another.
                if let Some(remark) = own.get_mut("说明").filter(|own| own.starts_with("与第 ")) {
                    let other: u64 = remark.split(' ').nth(1).and_then(|own| own.parse().ok()).expect("a number");
                    *remark = remark.replace(&other.to_string(), &(other + 1).to_string());
                }
                own
            })
            .collect()
    };
    for (input, more) in [
        ("parquet/结算.parquet", &[][..]),
        ("parquet/结算.parquet", &["--sorted"]),
        ("arrow/结算.arrow", &[]),
        ("arrow/结算.arrow", &["--sorted", "--threads", "1"]),
        ("arrow/结算.arrow", &["--memory", "1KB"]),
    ] {
        let what = format!("{input} {more:?}");
        let settle = |target: &str| {
            let by = ["--by", "月,人群", "-o", target];
            let output = run(&folder, &[&["settle", input][..], more, &by].concat());
            assert_eq!(output.status.code(), base.status.code(), "{what}: {}", told(&output));
        };
        settle("果.parquet");
        let (schema, rows) = read_parquet(&folder, "果.parquet");
        assert_eq!(moved(rows), expected, "{what}");
        let ty = |name: &str| schema.field_with_name(name).expect(name).data_type().clone();
        assert_eq!(ty("应付合计"), DataType::Decimal128(18, 2), "{what}");
        assert_eq!(ty("合规费用"), DataType::Decimal128(18, 2), "the columns of the input keep their types: {what}");
        assert_eq!(ty("结算日期"), DataType::Date32, "{what}");
        assert_eq!((ty("结算号"), ty("来源行")), (DataType::Utf8, DataType::UInt64), "{what}");
        let (own, base) = (record(&folder, "果.run.json"), record(&folder, "基.run.json"));
        for key in ["rows", "totals", "by", "rejected_because", "benefits"] {
            assert_eq!(own[key], base[key], "{what}: {key}");
        }
        settle("果.arrow");
        assert_eq!(moved(read_arrow(&folder, "果.arrow")), expected, "{what}");
        settle("果.csv");
        let text = std::fs::read_to_string(folder.path().join("果.csv")).expect("it was written");
        assert_eq!(moved(read_csv(&text)), expected, "{what}");
    }
    // A stream in and out by standard input and output.
    let from = FileReader::try_new(File::open(folder.path().join("arrow/结算.arrow")).expect("it is there"), None);
    let from = from.expect("it opens");
    let mut bytes = Vec::new();
    let mut writer = StreamWriter::try_new(&mut bytes, &from.schema()).expect("it begins");
    from.for_each(|own| writer.write(&own.expect("a batch")).expect("memory takes it"));
    writer.finish().expect("it ends");
    drop(writer);
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(["settle", "-", "--format", "arrow"]).current_dir(folder.path()).env("LANG", "zh_CN.UTF-8");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("it is piped");
    let feeder = std::thread::spawn(move || input.write_all(&bytes).expect("it reads"));
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("it has written");
    let stream = StreamReader::try_new(output.stdout.as_slice(), None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(moved(rows_of(stream.map(|own| own.expect("a batch")))), expected);
}

/// Rows as analysts get them, sorted by person, with everything that may be wrong in them.
fn odd_rows(folder: &Folder, seed: u64, rows: usize) -> RecordBatch {
    let mut chance = Chance::new(seed);
    let mut columns: [Vec<Option<String>>; 5] = Default::default();
    let mut person = 0;
    for row in 0..rows {
        if chance.below(6) == 0 {
            person += 1;
        }
        let mut rare = |usual: String, odd: &[&str]| match chance.below(60) {
            0 => odd.get(chance.below(odd.len() as u64) as usize).map(|own| (*own).to_owned()),
            1 if odd.contains(&"") => None,
            _ => Some(usual),
        };
        let id = rare(format!("S{row:06}"), &["S000001", "", "'S9", "Ｓ８"]);
        let who = rare(format!("P{person:05}"), &[&format!("P {person:05}"), "", "null", "1.2E+17"]);
        let day = rare(
            format!("2020-{:02}-{:02}", 1 + person % 3, 1 + row % 28),
            &["2020/3/1", "20200301", "x", "", "2020-02-30"],
        );
        let group = rare("低保".to_owned(), &["普通", "没有", "--", ""]);
        let cost =
            rare(format!("{}.{:02}", row % 700, row % 100), &["-12.50", "1,200", "12.345", "--", "", "1e5", "¥3"]);
        // A sum in the middle of the rows is no row.
        let sum = chance.below(300) == 0;
        let (id, who) = if sum { (Some("合计".to_owned()), None) } else { (id, who) };
        for (to, own) in columns.iter_mut().zip([id, who, day, group, cost]) {
            to.push(own);
        }
    }
    let column = |own: &Vec<Option<String>>| -> ArrayRef { Arc::new(StringArray::from(own.clone())) };
    let names = ["结算号", "个人编号", "结算日期", "人群", "合规费用"];
    let own = batch(&names.iter().zip(&columns).map(|(name, own)| (*name, column(own))).collect::<Vec<_>>());
    write_parquet(folder, "乱.parquet", &own, 777);
    own
}

/// Compares what was made by cells and by columns: rows, record and rejected rows; returns the rows.
fn same_fate(folder: &Folder, seed: u64) -> Vec<BTreeMap<String, String>> {
    let (by_cells, by_columns) = (read_parquet(folder, "格.parquet").1, read_parquet(folder, "列.parquet").1);
    assert_eq!(by_cells.len(), by_columns.len(), "{seed}");
    for (cells, columns) in by_cells.iter().zip(&by_columns) {
        assert_eq!(cells, columns, "{seed}");
    }
    let (cells, columns) = (record(folder, "格.run.json"), record(folder, "列.run.json"));
    for key in ["rows", "totals", "by", "rejected_because"] {
        assert_eq!(cells[key], columns[key], "{seed}: {key}");
    }
    let rejects = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("rejects are written");
    assert_eq!(rejects("格.rejects.csv"), rejects("列.rejects.csv"), "{seed}");
    by_cells
}

#[test]
fn odd_rows_have_the_same_fate_whichever_way_they_go() {
    for seed in 1..=6 {
        let folder = workspace();
        odd_rows(&folder, seed, 3_000);
        let cells = run(&folder, &["settle", "乱.parquet", "-o", "格.parquet", "--by", "月,人群"]);
        let columns = run(&folder, &["settle", "乱.parquet", "-o", "列.parquet", "--by", "月,人群", "--sorted"]);
        let told_twice = (told(&cells), told(&columns));
        if columns.status.code() == Some(2) {
            // A person whose number was hidden in an odd form comes again: sorted it is not.
            assert!(told_twice.1.contains("没有按人排列"), "{seed}: {}", told_twice.1);
            continue;
        }
        assert_eq!(cells.status.code(), Some(1), "{seed}: {}", told_twice.0);
        same_fate(&folder, seed);
    }
}

#[test]
fn tables_of_people_tell_columns_what_they_tell_cells() {
    let mut settled = 0;
    for seed in 11..=14 {
        let folder = workspace();
        folder.write(
            "policies/a.pol",
            &COUNTY.replace("    起付线", "    条件 经营净收入 低于 2万元/年 或 残疾等级 >= 1\n    起付线"),
        );
        odd_rows(&folder, seed, 2_000);
        let mut chance = Chance::new(seed);
        let mut persons = vec!["个人编号,户编号,人群,残疾等级,变更日期".to_owned()];
        let mut households = vec!["户编号,经营净收入,变更日期".to_owned()];
        for person in 0..400_u64 {
            let household = person / 3;
            // Who does not belong to the household stands behind it, else the rows would not be sorted.
            let is_last = person % 3 == 2;
            let own = if is_last && chance.below(4) == 0 { String::new() } else { format!("H{household}") };
            let group = ["低保", "普通", "", "低保、特困"][chance.below(4) as usize];
            match chance.below(30) {
                0..=2 if is_last => continue,
                3..=5 if is_last => persons.push(format!("P{person:05},{own},没有,0,")),
                6 => persons.push(format!("P{person:05},{own},{group},0,2020-02-01")),
                _ => persons.push(format!("P{person:05},{own},{group},{},", chance.below(2))),
            }
            if chance.below(5) == 0 {
                persons.push(format!("P{person:05},,,3,2020-02-{:02}", 1 + chance.below(28)));
            }
            if person % 3 == 0 {
                households.push(format!("H{household},{},", chance.below(40_000)));
                if chance.below(4) == 0 {
                    households.push(format!("H{household},5000,2020-01-{:02}", 1 + chance.below(28)));
                }
            }
        }
        folder.write("人员.csv", &persons.join("\n"));
        folder.write("家庭.csv", &households.join("\n"));
        let settle = |target: &str, more: &[&str]| {
            let tables = ["--persons", "人员.csv", "--households", "家庭.csv", "--by", "月,人群"];
            run(&folder, &[&["settle", "乱.parquet", "-o", target], &tables[..], more].concat())
        };
        let cells = settle("格.parquet", &["--by-cells"]);
        let columns = settle("列.parquet", &["--sorted"]);
        if columns.status.code() == Some(2) {
            assert!(told(&columns).contains("没有按人排列"), "{seed}: {}", told(&columns));
            continue;
        }
        assert_eq!(cells.status.code(), Some(1), "{seed}: {}", told(&cells));
        let cells = same_fate(&folder, seed);
        settled += cells.iter().filter(|own| own["结果"] == "已结算").count();
    }
    assert!(settled > 300, "many rows are settled: {settled}");
}

#[test]
fn shards_of_columns_are_the_rows_of_one_run() {
    let folder = workspace();
    let args = ["generate", ".", "--persons", "200", "--seed", "3", "--year", "2020", "--table", "parquet"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    let settle = |target: &str, more: &[&str]| {
        let output = run(&folder, &[&["settle", "结算.parquet", "--sorted", "-o", target], more].concat());
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
        read_parquet(&folder, target).1
    };
    let whole = settle("全.parquet", &[]);
    let mut parts: Table =
        (1..=3).flat_map(|own| settle(&format!("{own}.parquet"), &["--shard", &format!("{own}/3")])).collect();
    parts.sort_by_key(|own| own["来源行"].parse::<u64>().expect("a number"));
    assert_eq!(parts, whole);
    let output = run(&folder, &["merge", "1.run.json", "2.run.json", "3.run.json", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    let merged: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(merged["totals"], record(&folder, "全.run.json")["totals"]);
    let records = ["merge", "1.run.json", "2.run.json", "3.run.json", "-o"];
    let output = run(&folder, &[&records[..], &["合.parquet"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", told(&output));
    assert_eq!(read_parquet(&folder, "合.parquet"), read_parquet(&folder, "全.parquet"));
    // Settled row by row, the bytes are those of one run; in whatever form the table came.
    assert_eq!(run(&folder, &[&args[..8], &["--table", "csv"]].concat()).status.code(), Some(0));
    for (from, to) in [("parquet", "parquet"), ("parquet", "arrow"), ("csv", "parquet"), ("csv", "arrows")] {
        let settle = |target: &str, more: &[&str]| {
            let output = run(&folder, &[&["settle", &format!("结算.{from}"), "-o", target], more].concat());
            assert!(matches!(output.status.code(), Some(0 | 1)), "{}", told(&output));
        };
        settle(&format!("全.{to}"), &[]);
        for own in 1..=3 {
            settle(&format!("{own}.{to}"), &["--shard", &format!("{own}/3")]);
        }
        let output = run(&folder, &[&records[..], &[&format!("合.{to}")]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        let bytes = |name: &str| std::fs::read(folder.path().join(format!("{name}.{to}"))).expect("it was written");
        assert!(bytes("全") == bytes("合"), "{from} {to}");
    }
}

/// The temporary files of runs that did not end.
fn unfinished(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).expect("the folder can be read");
    let names = entries.map(|own| own.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|own| own.ends_with(".tmp")).collect()
}

#[cfg(unix)]
#[test]
fn killed_runs_and_full_disks_leave_no_half_columns() {
    let folder = workspace();
    let args = ["generate", ".", "--persons", "900", "--seed", "3", "--year", "2020", "--table", "parquet"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    let mut chance = Chance::new(17);
    for (target, more) in [("果.parquet", "--sorted"), ("果.arrow", "--sorted"), ("果.parquet", "--strict")] {
        let args = ["settle", "结算.parquet", "-o", target, more, "--no-progress"];
        let path = folder.path().join(target);
        assert!(matches!(run(&folder, &args).status.code(), Some(0)), "{target}");
        let whole = std::fs::read(&path).expect("it was written");
        for _ in 0..3 {
            folder.write(target, "as before");
            let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
            command.args(args).current_dir(folder.path());
            let nothing = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let mut child = nothing.spawn().expect("polcheck starts");
            std::thread::sleep(std::time::Duration::from_millis(10 + chance.below(300)));
            child.kill().expect("it can be killed");
            child.wait().expect("it ends");
            let now = std::fs::read(&path).expect("it is there");
            assert!(now == b"as before" || now == whole, "{target}: {} bytes", now.len());
            assert!(unfinished(&folder).len() <= 2, "{target}");
        }
        // A limit on the size of files stands for a disk that is full; the signal is not ours to see.
        let script = format!("trap '' XFSZ; ulimit -f 16; exec \"$0\" {}", args.join(" "));
        folder.write(target, "as before");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_polcheck")]).current_dir(folder.path());
        let output = command.env("LANG", "zh_CN.UTF-8").output().expect("a shell starts");
        assert_eq!(output.status.code(), Some(2), "{target}: {}", told(&output));
        assert!(told(&output).contains("写"), "{target}: {}", told(&output));
        assert_eq!(std::fs::read(&path).expect("it is there"), b"as before", "{target}");
        assert_eq!(unfinished(&folder), Vec::<String>::new(), "{target}");
    }
}

#[test]
fn types_are_read_exactly_or_refused_by_name() {
    let folder = workspace();
    let persons = texts(&["P1", "P2"]);
    let dates: ArrayRef = Arc::new(Date32Array::from(vec![18_262, 18_263]));
    let groups: ArrayRef = Arc::new(vec!["低保", "普通"].into_iter().collect::<DictionaryArray<Int8Type>>());
    let costs = |own: ArrayRef| {
        batch(&[
            ("个人编号", Arc::clone(&persons)),
            ("结算日期", Arc::clone(&dates)),
            ("人群", Arc::clone(&groups)),
            ("合规费用", own),
        ])
    };
    let decimal = |values: Vec<i128>, precision, scale| -> ArrayRef {
        Arc::new(Decimal128Array::from(values).with_precision_and_scale(precision, scale).expect("it fits"))
    };
    // (1000.30 - 300) × 80% = 560.24; (400.30 - 300) × 60% = 60.18.
    let right: Vec<(&str, ArrayRef)> = vec![
        ("decimal, two digits", decimal(vec![100_030, 40_030], 18, 2)),
        ("decimal, one digit", decimal(vec![10_003, 4_003], 10, 1)),
        ("decimal, six digits", decimal(vec![1_000_300_000, 400_300_000], 38, 6)),
        (
            "decimal of 256 bits",
            arrow::compute::cast(&decimal(vec![100_030, 40_030], 18, 2), &DataType::Decimal256(40, 2))
                .expect("it fits"),
        ),
        ("double", Arc::new(Float64Array::from(vec![1000.3, 400.3]))),
        ("float", Arc::new(Float32Array::from(vec![1000.3, 400.3]))),
        ("text", texts(&["1000.30", "400.3"])),
        ("text with marks", texts(&["¥1,000.30", "４００．３元"])),
        ("large text", Arc::new(LargeStringArray::from_iter_values(["1000.30", "400.3"]))),
        ("text by view", Arc::new(StringViewArray::from_iter_values(["1000.30", "400.3"]))),
        ("dictionary", Arc::new(vec!["1000.30", "400.3"].into_iter().collect::<DictionaryArray<Int32Type>>())),
    ];
    for (name, own) in right {
        write_parquet(&folder, "类.parquet", &costs(own), 1_000);
        for more in [&[][..], &["--sorted"]] {
            let output = run(&folder, &[&["settle", "类.parquet", "-o", "果.parquet"][..], more].concat());
            assert_eq!(output.status.code(), Some(0), "{name} {more:?}: {}", told(&output));
            let rows = read_parquet(&folder, "果.parquet").1;
            let paid: Vec<&str> = rows.iter().map(|own| own["应付合计"].as_str()).collect();
            assert_eq!(paid, ["560.24", "60.18"], "{name} {more:?}");
        }
    }
    // (1000 - 300) × 80% = 560; nothing is left of 100.
    let wholes: Vec<(&str, ArrayRef)> = vec![
        ("int8", Arc::new(Int8Array::from(vec![100, 100]))),
        ("int64", Arc::new(Int64Array::from(vec![1_000, 100]))),
        ("uint32", Arc::new(UInt32Array::from(vec![1_000, 100]))),
        ("uint64", Arc::new(UInt64Array::from(vec![1_000, 100]))),
    ];
    for (name, own) in wholes {
        write_parquet(&folder, "类.parquet", &costs(own), 1_000);
        for more in [&[][..], &["--sorted"]] {
            let output = run(&folder, &[&["settle", "类.parquet", "-o", "果.parquet"][..], more].concat());
            assert_eq!(output.status.code(), Some(0), "{name} {more:?}: {}", told(&output));
            let rows = read_parquet(&folder, "果.parquet").1;
            let first = if name == "int8" { "0.00" } else { "560.00" };
            assert_eq!(
                (rows[0]["应付合计"].as_str(), rows[1]["应付合计"].as_str()),
                (first, "0.00"),
                "{name} {more:?}"
            );
        }
    }
    // What is no amount in whole 分 is refused on its row.
    let wrong: Vec<(&str, ArrayRef, &str)> = vec![
        ("thousandths", decimal(vec![12_345, 1_000], 18, 3), "比分还细"),
        ("no number", Arc::new(Float64Array::from(vec![f64::NAN, 1.0])), "NaN"),
        ("a double of thousandths", Arc::new(Float64Array::from(vec![12.345, 1.0])), "比分还细"),
        ("too large", decimal(vec![10_i128.pow(30), 1], 38, 2), "太大"),
    ];
    for (name, own, reason) in wrong {
        write_parquet(&folder, "类.parquet", &costs(own), 1_000);
        for more in [&[][..], &["--sorted"]] {
            let output = run(&folder, &[&["settle", "类.parquet", "-o", "果.parquet"][..], more].concat());
            assert_eq!(output.status.code(), Some(1), "{name} {more:?}: {}", told(&output));
            let rows = read_parquet(&folder, "果.parquet").1;
            assert!(rows[0]["结果"] == "未结算" && rows[0]["说明"].contains(reason), "{name} {more:?}: {:?}", rows[0]);
            assert_eq!(rows[1]["结果"], "已结算", "{name} {more:?}");
        }
    }
    // Days in all types; a moment of a zone may be another day there.
    let days: Vec<(&str, ArrayRef, bool)> = vec![
        ("date64", Arc::new(Date64Array::from(vec![18_262 * 86_400_000, 18_263 * 86_400_000])), true),
        (
            "midnight",
            Arc::new(TimestampMicrosecondArray::from(vec![18_262 * 86_400_000_000, 18_263 * 86_400_000_000])),
            true,
        ),
        ("a time of day", Arc::new(TimestampSecondArray::from(vec![18_262 * 86_400 + 3_600, 18_263 * 86_400])), true),
        ("text", texts(&["2020年1月1日", "20200102"]), true),
        ("a number", Arc::new(Int32Array::from(vec![20_200_101, 20_200_102])), true),
        ("a zone", Arc::new(TimestampSecondArray::from(vec![0, 0]).with_timezone("+08:00")), false),
        ("a list", Arc::new(ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None])), false),
    ];
    for (name, own, readable) in days {
        let own = batch(&[
            ("个人编号", Arc::clone(&persons)),
            ("结算日期", own),
            ("人群", Arc::clone(&groups)),
            ("合规费用", texts(&["1000", "100"])),
        ]);
        write_parquet(&folder, "类.parquet", &own, 1_000);
        for more in [&[][..], &["--sorted"]] {
            let output = run(&folder, &[&["settle", "类.parquet", "-o", "果.csv"][..], more].concat());
            if readable {
                assert_eq!(output.status.code(), Some(0), "{name} {more:?}: {}", told(&output));
                let text = std::fs::read_to_string(folder.path().join("果.csv")).expect("it was written");
                assert_eq!(read_csv(&text)[0]["应付合计"], "560.00", "{name}");
            } else {
                assert_eq!(output.status.code(), Some(2), "{name} {more:?}: {}", told(&output));
                assert!(told(&output).contains("`结算日期` 一列的类型"), "{name} {more:?}: {}", told(&output));
            }
        }
    }
}

#[test]
fn files_that_are_cut_off_or_lie_are_refused() {
    let folder = workspace();
    odd_rows(&folder, 9, 2_000);
    let bytes = std::fs::read(folder.path().join("乱.parquet")).expect("it was written");
    let refused = |name: &str, own: &[u8], reason: &str| {
        std::fs::write(folder.path().join("坏.parquet"), own).expect("a file can be written");
        for more in [&[][..], &["--sorted"]] {
            let output = run(&folder, &[&["settle", "坏.parquet", "-o", "果.parquet"][..], more].concat());
            assert_eq!(output.status.code(), Some(2), "{name} {more:?}: {}", told(&output));
            assert!(told(&output).contains(reason), "{name} {more:?}: {}", told(&output));
            assert_eq!(
                told(&output).lines().filter(|own| own.starts_with("polcheck: ")).count(),
                1,
                "{}",
                told(&output)
            );
        }
        assert!(!folder.path().join("果.parquet").exists(), "{name}");
    };
    refused("empty", b"", "没有内容");
    refused("text", "个人编号,结算日期\n1,2\n".as_bytes(), "内容不是 Parquet");
    refused("half", &bytes[..bytes.len() / 2], "末尾没有目录");
    refused("four bytes short", &bytes[..bytes.len() - 4], "末尾没有目录");
    refused("only the mark", b"PAR1", "末尾没有目录");
    let mut long = bytes.clone();
    let at = long.len() - 8;
    long[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    refused("a footer longer than the file", &long, "已损坏");
    let mut hole = bytes.clone();
    hole[200..1_000].fill(0xff);
    refused("pages that mean nothing", &hole, "已损坏");

    // Footers that say what is not so.
    use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataWriter};
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(File::open(folder.path().join("乱.parquet")).expect("a file"));
    let metadata = builder.expect("it opens").metadata().as_ref().clone();
    let footer = u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize;
    let data = &bytes[..bytes.len() - 8 - footer];
    let with = |metadata: &ParquetMetaData| {
        let mut own = data.to_vec();
        ParquetMetaDataWriter::new(&mut own, metadata).finish().expect("memory takes it");
        own
    };
    let group = metadata.row_group(0);
    let changed = |own| {
        let groups = std::iter::once(own).chain(metadata.row_groups()[1..].iter().cloned()).collect();
        with(&metadata.clone().into_builder().set_row_groups(groups).build())
    };
    let more_rows = group.clone().into_builder().set_num_rows(group.num_rows() + 5).build().expect("a group");
    refused("more rows than there are", &changed(more_rows), "目录说有 2005 行,读到 2000 行");
    let columns = |change: &dyn Fn(
        parquet::file::metadata::ColumnChunkMetaDataBuilder,
    ) -> parquet::file::metadata::ColumnChunkMetaDataBuilder| {
        let own =
            group.columns().iter().map(|own| change(own.clone().into_builder()).build().expect("a column")).collect();
        changed(group.clone().into_builder().set_column_metadata(own).build().expect("a group"))
    };
    refused(
        "a column beyond the end",
        &columns(&|own| own.set_data_page_offset(1 << 40).set_dictionary_page_offset(None)),
        "与文件不符",
    );
    refused(
        "a column that unpacks to a terabyte",
        &columns(&|own| own.set_total_uncompressed_size(1 << 40)),
        "与文件不符",
    );
    refused("a column of negative size", &columns(&|own| own.set_total_compressed_size(-1)), "");

    // Arrow, whole and in half.
    let own = odd_rows(&folder, 9, 500);
    let mut arrow = Vec::new();
    let mut writer = FileWriter::try_new(&mut arrow, &own.schema()).expect("it begins");
    writer.write(&own).expect("memory takes it");
    writer.finish().expect("it ends");
    drop(writer);
    refused("half of an Arrow file", &arrow[..arrow.len() / 2], "末尾没有目录");
    let mut stream = Vec::new();
    let mut writer = StreamWriter::try_new(&mut stream, &own.schema()).expect("it begins");
    writer.write(&own).expect("memory takes it");
    writer.finish().expect("it ends");
    drop(writer);
    refused("half of a stream", &stream[..stream.len() / 2], "已损坏");
}

#[test]
fn whatever_its_bytes_a_file_is_read_or_refused() {
    use polcheck::data::parquet::{open::Batches, read::rows};
    let folder = workspace();
    let own = odd_rows(&folder, 4, 300);
    let parquet = std::fs::read(folder.path().join("乱.parquet")).expect("it was written");
    let mut arrow = Vec::new();
    let mut writer = FileWriter::try_new(&mut arrow, &own.schema()).expect("it begins");
    writer.write(&own).expect("memory takes it");
    writer.finish().expect("it ends");
    drop(writer);
    let path = folder.path().join("变.bin");
    std::panic::set_hook(Box::new(|_| {}));
    let mut chance = Chance::new(5);
    let mut read = 0;
    for round in 0..600 {
        let mut bytes = if round % 2 == 0 { parquet.clone() } else { arrow.clone() };
        for _ in 0..=chance.below(4) {
            // Half of the faults lie in the footer.
            let length = bytes.len() as u64;
            let at =
                if chance.below(2) == 0 { chance.below(length) } else { length - 1 - chance.below(length.min(900)) };
            bytes[at as usize] = chance.below(256) as u8;
        }
        std::fs::write(&path, &bytes).expect("a file can be written");
        let seen = Batches::open(File::open(&path).expect("it is there"))
            .and_then(|own| rows(own, &|_, _| {}, &mut |_| Ok(polcheck::data::table::Flow::GoOn)));
        read += usize::from(seen.is_ok());
    }
    let _ = std::panic::take_hook();
    assert!(read < 600, "some were refused");
}

#[test]
fn a_file_that_has_no_place_is_told_of() {
    let folder = workspace();
    odd_rows(&folder, 2, 100);
    let parquet = std::fs::read(folder.path().join("乱.parquet")).expect("it was written");
    let output = run(&folder, &["settle", "乱.parquet", "--format", "parquet"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("-o 结果.parquet"), "{}", told(&output));
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(["settle", "-"]).current_dir(folder.path()).env("LANG", "zh_CN.UTF-8");
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    let mut input = child.stdin.take().expect("it is piped");
    // Whoever refuses does not read on.
    let _ = input.write_all(&parquet);
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("不能从标准输入读"), "{}", told(&output));
    assert!(Path::new(&folder.path().join("乱.parquet")).exists());
}
