//! Tables in and out of the built program: encodings, workbooks, faults of files, and the law that what is paid does not
//! depend on order, threads, memory, shards or the format.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::chance::Chance;
use crate::support::county::{COUNTY, run, told, workspace, write_bytes};
use crate::support::folder::Folder;

const HEAD: &str = "结算号,身份证号,就诊日期,人群,合规费用\n";

/// Returns the rows of a table of results by the claim's number: the sum and the fate.
fn paid(text: &str) -> BTreeMap<String, (String, String)> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().expect("there is a header").clone();
    let place =
        |name: &str| headings.iter().position(|own| own == name).unwrap_or_else(|| panic!("no {name}: {headings:?}"));
    let (id, sum, fate) = (place("结算号"), place("应付合计"), place("结果"));
    let rows = reader.records().map(|row| {
        let row = row.expect("a row");
        (row[id].to_owned(), (row[sum].to_owned(), row[fate].to_owned()))
    });
    rows.collect()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("the result is UTF-8")
}

/// A row of results, by hand.
fn row(sum: &str, fate: &str) -> (String, String) {
    (sum.to_owned(), fate.to_owned())
}

#[test]
fn gbk_is_recognised_and_a_broken_byte_costs_one_row() {
    let folder = workspace();
    let text = format!("{HEAD}1,P1,2020-01-05,低保,1000\n2,P1,2020-02-05,低保,1000\n3,P2,2020-02-05,普通,300.01\n");
    let (bytes, _, _) = encoding_rs::GBK.encode(&text);
    let mut bytes = bytes.into_owned();
    write_bytes(&folder, "结算.csv", &bytes);
    let output = run(&folder, &["settle", "结算.csv"]);
    assert!(told(&output).contains("GB18030"), "{}", told(&output));
    let found = paid(&stdout(&output));
    // (1000 - 300) × 80%; 1000 × 80%; 0.01 × 60% = 0.006, rounded to 0.01.
    let expected = [("1", "560.00"), ("2", "800.00"), ("3", "0.01")];
    for (id, sum) in expected {
        assert_eq!(found[id], row(sum, "已结算"));
    }
    assert_eq!(output.status.code(), Some(0));

    // The second row loses half a character.
    let at = bytes.windows(2).position(|own| own == b"2,").expect("the second row");
    let broken = bytes[at..].iter().position(|byte| *byte >= 0x80).expect("a character") + at;
    bytes.splice(broken..broken + 4, [0xff, 0xff]);
    write_bytes(&folder, "结算.csv", &bytes);
    let output = run(&folder, &["settle", "结算.csv", "-o", "结果.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let rejects = std::fs::read_to_string(folder.path().join("结果.rejects.csv")).expect("rejects are written");
    assert!(rejects.contains("结算.csv,3,,,第 17 个字符不是 GB18030 编码"), "{rejects}");
}

#[test]
fn a_mark_of_utf8_is_no_part_of_a_heading() {
    let folder = workspace();
    folder.write("结算.csv", &format!("\u{feff}{HEAD}1,P1,2020-01-05,低保,1000\n"));
    let output = run(&folder, &["settle", "结算.csv"]);
    assert_eq!(paid(&stdout(&output))["1"], row("560.00", "已结算"), "{}", told(&output));
}

#[test]
fn other_files_are_refused_by_name() {
    let folder = workspace();
    write_bytes(&folder, "a.csv", &[0xff, 0xfe, 0x41, 0, 0x42, 0]);
    write_bytes(&folder, "b.csv", b"PK\x03\x04....");
    write_bytes(&folder, "c.xlsx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0]);
    write_bytes(&folder, "d.csv", b"");
    write_bytes(&folder, "e.xlsx", b"no workbook");
    write_bytes(&folder, "f.csv", b"\x00\x01\x02");
    folder.write("g.csv", "甲,乙\n1,2\n");
    folder.write("h.csv", "身份证号,合规费用\n1,2\n");
    folder.write("i.csv", "身份证号,就诊日期,人群,政策范围内费用,合规费用\nP1,2020-01-01,低保,1,2\n");
    let cases = [
        ("a.csv", "UTF-16"),
        ("b.csv", "是工作簿"),
        ("c.xlsx", "另存为 .xlsx"),
        ("d.csv", "没有内容"),
        ("e.xlsx", "不是工作簿"),
        ("f.csv", "不是文本"),
        ("g.csv", "找不到表头"),
        ("h.csv", "缺少“结算日期”一列"),
        ("i.csv", "`政策范围内费用`、`合规费用` 都可作“结算.合规费用”"),
        ("none.csv", "没有这个文件"),
    ];
    for (name, reason) in cases {
        let output = run(&folder, &["settle", name, "-o", "out.csv"]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
        assert!(told(&output).contains(reason), "{name}: {}", told(&output));
        assert!(!folder.path().join("out.csv").exists(), "{name}");
    }
}

/// A workbook as a clerk keeps it: a title, headings, dates as dates, numbers as text, a sum below.
fn clerks_workbook(folder: &Folder) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("一季度").expect("a name");
    let date = Format::new().set_num_format("yyyy年m月d日");
    sheet.write(0, 0, "甲县2020年一季度门诊慢特病").expect("a cell");
    for (at, heading) in ["序号", "结算号", "姓名", "身份证号", "就诊日期", "人群", "合规费用(元)"].iter().enumerate()
    {
        sheet.write(1, at as u16, *heading).expect("a cell");
    }
    let rows = [
        ("A1", "甲某", "110105194912310021", (2020, 1, 5), "低保", 1000.0),
        ("A2", "甲某", "110105194912310021", (2020, 2, 6), "低保", 2000.1),
        ("A3", "=乙某", "110105195001010014", (2020, 3, 1), "普通", 0.1 + 0.2 + 300.0),
    ];
    for (at, (id, name, person, day, group, cost)) in rows.iter().enumerate() {
        let line = at as u32 + 2;
        sheet.write(line, 0, at as u32 + 1).expect("a cell");
        sheet.write(line, 1, *id).expect("a cell");
        sheet.write_string(line, 2, *name).expect("a cell");
        sheet.write(line, 3, *person).expect("a cell");
        let day = ExcelDateTime::from_ymd(day.0, day.1, day.2).expect("a day");
        sheet.write_with_format(line, 4, &day, &date).expect("a cell");
        sheet.write(line, 5, *group).expect("a cell");
        sheet.write(line, 6, *cost).expect("a cell");
    }
    // A number of identity that was typed as a number.
    sheet.write(5, 1, "A4").expect("a cell");
    sheet.write(5, 3, 110_105_194_912_310_020.0).expect("a cell");
    sheet.write(5, 4, "2020-03-02").expect("a cell");
    sheet.write(5, 6, 100).expect("a cell");
    sheet.write(6, 0, "合  计").expect("a cell");
    sheet.write(6, 6, 3400.4).expect("a cell");
    // A stray cell at the very end.
    sheet.write(1_048_575, 6, "x").expect("a cell");
    book.save(folder.path().join("结算.xlsx")).expect("the workbook is written");
}

#[test]
fn a_workbook_dropped_in_gives_one_that_can_be_checked_line_by_line() {
    use calamine::{Data, Reader};
    let folder = workspace();
    clerks_workbook(&folder);
    let output = run(&folder, &["settle", "结算.xlsx"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let mut book: calamine::Xlsx<_> =
        calamine::open_workbook(folder.path().join("结算-结算结果.xlsx")).expect("the result opens");
    assert_eq!(book.sheet_names(), ["结算结果", "合计", "算账单", "未结算", "读表说明"]);
    // Every step of every bill: of the first, 1000 - 300 = 700, then × 80%.
    let worked = book.worksheet_range("算账单").expect("the sheet is there");
    let steps: Vec<Vec<String>> = worked.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    let of_first = |step: &str| steps.iter().find(|row| row[0] == "3" && row[3] == step).map(|row| row[5].as_str());
    assert_eq!((of_first("起付线"), of_first("比例")), (Some("700.00元"), Some("560.00元")), "{steps:?}");
    // Of every person, not of the first alone.
    let sums: Vec<(&str, &str)> =
        steps.iter().filter(|row| row[2] == "应付合计").map(|row| (row[0].as_str(), row[5].as_str())).collect();
    assert_eq!(sums, [("3", "560.00元"), ("4", "1440.00元"), ("5", "0.18元")]);
    let range = book.worksheet_range("结算结果").expect("the sheet is there");
    let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    let heads = [
        "序号",
        "结算号",
        "姓名",
        "身份证号",
        "就诊日期",
        "人群",
        "合规费用(元)",
        "门诊慢特病",
        "应付合计",
        "结果",
        "说明",
        "来源行",
    ];
    assert_eq!(rows[0], heads);
    // (1000 - 300) × 80% = 560; 2000.10 × 80% = 1600.08, but 2000 - 560 = 1440 are left; 0.30 × 60% = 0.18.
    for (at, (sum, line)) in [("560", "3"), ("1440", "4"), ("0.18", "5")].iter().enumerate() {
        assert_eq!((rows[at + 1][8].as_str(), rows[at + 1][11].as_str()), (*sum, *line), "{:?}", rows[at + 1]);
    }
    assert!(matches!(range.get_value((1, 3)), Some(Data::String(own)) if own == "110105194912310021"));
    assert!(matches!(range.get_value((1, 4)), Some(Data::DateTime(_))));
    // Text stays text.
    assert!(matches!(range.get_value((3, 2)), Some(Data::String(own)) if own == "=乙某"));
    assert!(book.worksheet_formula("结算结果").expect("the sheet").used_cells().next().is_none());
    assert!(rows[4][10].contains("被表格改坏的证件号码"), "{:?}", rows[4]);
    assert_eq!((rows[5][11].as_str(), rows[5][9].as_str()), ("1048576", "未结算"));
    let totals = book.worksheet_range("合计").expect("the sheet is there");
    let sums: Vec<String> = totals.rows().nth(1).expect("a row").iter().map(Data::to_string).collect();
    // 3 bills of 2 persons; 1000 + 2000.10 + 300.30; 560 + 1440 + 0.18.
    assert_eq!(sums, ["甲县", "3", "2", "3300.4", "3300.4", "2000.18", "2000.18"]);
    let notes = told(&output);
    assert!(notes.contains("合计行,没有计入: 第 7 行") && notes.contains("3 行"), "{notes}");
    assert!(!notes.contains("110105194912310020"), "numbers of persons are masked: {notes}");
    assert!(!folder.path().join(".结算-结算结果.xlsx").exists());
}

#[test]
fn a_workbook_that_is_cut_off_says_so() {
    let folder = workspace();
    clerks_workbook(&folder);
    let bytes = std::fs::read(folder.path().join("结算.xlsx")).expect("it was written");
    for part in [bytes.len() / 2, bytes.len() - 30] {
        write_bytes(&folder, "半.xlsx", &bytes[..part]);
        let output = run(&folder, &["settle", "半.xlsx"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(told(&output).contains("工作簿不完整"), "{}", told(&output));
        assert!(!folder.path().join("半-结算结果.xlsx").exists());
    }
}

#[test]
fn what_is_paid_depends_on_the_claims_alone() {
    let folder = workspace();
    let args = ["generate", ".", "--persons", "60", "--seed", "7", "--year", "2020"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    let claims = std::fs::read_to_string(folder.path().join("结算.csv")).expect("claims are made");
    let again = Folder::new();
    again.write("policies/a.pol", COUNTY);
    assert_eq!(run(&again, &args).status.code(), Some(0));
    assert_eq!(
        std::fs::read_to_string(again.path().join("结算.csv")).ok(),
        Some(claims.clone()),
        "one seed, one table"
    );

    let base = run(&folder, &["settle", "结算.csv"]);
    let expected = paid(&stdout(&base));
    assert!(expected.len() > 300, "{}", expected.len());
    assert!(expected.values().any(|own| own.1 == "已冲销") && expected.values().any(|own| own.0 != "0.00"));
    let same = |name: &str, arguments: &[&str]| {
        let output = run(&folder, arguments);
        assert_eq!(output.status.code(), base.status.code(), "{name}: {}", told(&output));
        output
    };
    for (name, more) in [
        ("one thread", &["--threads", "1"][..]),
        ("seven threads", &["--threads", "7"]),
        ("by the evaluator", &["--reference"]),
        ("from disk", &["--memory", "1KB"]),
        ("sorted", &["--sorted"]),
    ] {
        let output = same(name, &[&["settle", "结算.csv"], more].concat());
        assert_eq!(stdout(&output), stdout(&base), "{name}");
    }
    // In another order.
    let mut rows: Vec<&str> = claims.trim_start_matches('\u{feff}').lines().collect();
    let head = rows.remove(0);
    let mut chance = Chance::new(11);
    for at in (1..rows.len()).rev() {
        rows.swap(at, chance.below(at as u64 + 1) as usize);
    }
    folder.write("乱.csv", &format!("{head}\n{}\n", rows.join("\n")));
    assert_eq!(paid(&stdout(&same("shuffled", &["settle", "乱.csv"]))), expected);
    let output = run(&folder, &["settle", "乱.csv", "--sorted"]);
    assert!(told(&output).contains("没有按人排列"), "{}", told(&output));
    // As a workbook, into a table.
    let args = ["generate", "簿", "--persons", "60", "--seed", "7", "--year", "2020", "--table", "xlsx"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    same("workbook", &["settle", "簿/结算.xlsx", "-o", "簿.csv"]);
    let text = std::fs::read_to_string(folder.path().join("簿.csv")).expect("it was written");
    assert_eq!(paid(&text), expected);
    // In shards, joined again.
    let mut records = Vec::new();
    for own in 1..=3 {
        same("shard", &["settle", "结算.csv", "--shard", &format!("{own}/3"), "-o", &format!("{own}.csv")]);
        records.push(format!("{own}.run.json"));
    }
    let records: Vec<&str> = records.iter().map(String::as_str).collect();
    same("merge", &[&["merge"], records.as_slice(), &["-o", "全.csv"]].concat());
    let joined = std::fs::read_to_string(folder.path().join("全.csv")).expect("it was written");
    assert_eq!(joined.trim_start_matches('\u{feff}'), stdout(&base));
    let output = run(&folder, &["merge", "1.run.json", "3.run.json"]);
    assert!(told(&output).contains("`2/3`"), "{}", told(&output));
}

/// The record of a run, without what may differ between a run and its shards.
fn record(folder: &Folder, name: &str) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.path().join(name)).expect("a record was written");
    let mut record: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    record.as_object_mut().expect("an object").remove("engine");
    record
}

/// Claims in two files, of four counties' worth of trouble: two persons of each kind, sums that differ from the records.
fn claims_with_records(folder: &Folder) {
    let mut chance = Chance::new(5);
    for (name, begins) in [("乙.csv", 0), ("甲.csv", 300)] {
        let mut rows = String::from("结算号,身份证号,就诊日期,人群,合规费用,报销合计\n");
        for at in begins..begins + 300 {
            let person = chance.below(40);
            let cost = match chance.below(12) {
                0 => "x".to_owned(),
                1 => "¥1,000".to_owned(),
                own => (own * 57).to_string(),
            };
            let (day, group) = (1 + chance.below(28), ["低保", "普通"][person as usize % 2]);
            rows.push_str(&format!("{at:05},P{person:03},2020-0{}-{day:02},{group},\"{cost}\",300\n", 1 + at % 9));
        }
        folder.write(name, &rows);
    }
}

#[test]
fn shards_are_joined_to_what_one_run_writes() {
    let folder = workspace();
    claims_with_records(&folder);
    folder.write("一起/空", "");
    folder.write("合并/空", "");
    for ending in ["csv", "xlsx"] {
        for more in [&[][..], &["--compare", "--by", "月,人群"]] {
            let settle = |target: String, own: &[&str]| {
                let output = run(&folder, &[&["settle", "乙.csv", "甲.csv", "-o", &target], more, own].concat());
                assert_eq!(output.status.code(), Some(1), "{}", told(&output));
            };
            settle(format!("一起/果.{ending}"), &[]);
            for own in ["1/3", "2/3", "3/3"] {
                settle(format!("{}.{ending}", &own[..1]), &["--shard", own]);
            }
            let target = format!("合并/果.{ending}");
            let output = run(&folder, &["merge", "3.run.json", "1.run.json", "2.run.json", "-o", &target]);
            assert_eq!(output.status.code(), Some(1), "{}", told(&output));
            assert_eq!(record(&folder, "合并/果.run.json"), record(&folder, "一起/果.run.json"), "{ending} {more:?}");
            for name in [format!("果.{ending}"), "果.rejects.csv".to_owned()] {
                let bytes = |of: &str| std::fs::read(folder.path().join(of).join(&name)).expect("it was written");
                assert!(bytes("合并") == bytes("一起"), "{name} {more:?}");
            }
        }
    }
    // What does not fit is told of, and nothing is written.
    let refused = |target: &str, what: &str| {
        let output = run(&folder, &["merge", "1.run.json", "2.run.json", "3.run.json", "-o", target]);
        assert_eq!(output.status.code(), Some(2), "{}", told(&output));
        assert!(told(&output).contains(what), "{}", told(&output));
        assert!(unfinished(&folder).is_empty());
    };
    refused("又.csv", "`1.xlsx` 不是 .csv");
    refused("1.xlsx", "输入");
    let cut = std::fs::read(folder.path().join("2.xlsx")).expect("it was written");
    std::fs::write(folder.path().join("2.xlsx"), &cut[..cut.len() / 2]).expect("it can be written");
    refused("又.xlsx", "不完整");
    folder.write("2.run.json", "{\"shard\": \"1/18446744073709551615\"}");
    refused("又.xlsx", "2.run.json");
}

#[test]
fn what_is_remembered_is_what_would_be_worked_out() {
    for (county, months) in [("青山县", "2023-12..2024-08"), ("绿水县", "2024-01..2024-03")] {
        let folder = Folder::new();
        let policies = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
        let place = ["--workspace", policies, "--county", county];
        let args = ["generate", ".", "--persons", "25", "--apart", "--year", "2024"];
        let output = run(&folder, &[&args[..], &place].concat());
        assert_eq!(output.status.code(), Some(0), "{}", told(&output));
        // Some become otherwise in the course of the year, persons and households.
        let changed = |name: &str, fact: &str, values: &[&str]| {
            let text = std::fs::read_to_string(folder.path().join(name)).expect("the table is made");
            let mut chance = Chance::new(3);
            let mut lines = text.lines();
            let heads: Vec<&str> = lines.next().expect("a header").split(',').collect();
            let at = heads.iter().position(|own| *own == fact).expect("the table has the column");
            let mut rows = format!("{},变更日期\n", heads.join(","));
            for line in lines {
                rows.push_str(&format!("{line},\n"));
                for month in [2, 7] {
                    if chance.below(3) == 0 {
                        let mut cells = vec![""; heads.len()];
                        cells[0] = line.split(',').next().expect("a number");
                        cells[at] = values[chance.below(values.len() as u64) as usize];
                        rows.push_str(&format!("{},2024-{month:02}-11\n", cells.join(",")));
                    }
                }
            }
            folder.write(name, &rows);
        };
        changed("人员.csv", "人群", &["低保", "特困", "普通", "监测对象"]);
        changed("家庭.csv", "住房鉴定", &["C级", "D级"]);
        let people = ["--persons", "人员.csv", "--households", "家庭.csv", "--by", "月,人群", "--show-few"];
        let ways = |name: &str, own: &[&str]| {
            let run_of = |target: &str, more: &[&str]| {
                let output = run(&folder, &[&["settle", "-o", target], own, &people, &place, more].concat());
                assert!(matches!(output.status.code(), Some(0 | 1)), "{name}: {}", told(&output));
                let text = std::fs::read_to_string(folder.path().join(target)).expect("it was written");
                (text, record(&folder, &target.replace("csv", "run.json")))
            };
            let (all, totals) = run_of("一.csv", &["--reference"]);
            let (own, more) = run_of("二.csv", &["--threads", "3"]);
            for (one, two) in all.lines().zip(own.lines()) {
                assert_eq!(one, two, "{county} {name}");
            }
            assert_eq!((all.len(), &totals["by"]), (own.len(), &more["by"]), "{county} {name}");
            assert!(totals["rows"]["paid"].as_u64() > Some(0), "{county} {name}: somebody is paid");
        };
        ways("months", &["--months", months]);
        let text = std::fs::read_to_string(folder.path().join("二.run.json")).expect("a record was written");
        let record: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        assert_eq!(
            record["engine"]["by_reference"], record["rows"]["settled"],
            "{county}: every row of a month counts"
        );
        if county == "青山县" {
            ways("claims", &["结算.csv"]);
        }
    }
}

#[test]
fn persons_and_households_stand_in_tables_of_their_own() {
    let folder = Folder::new();
    folder.write(
        "policies/a.pol",
        "县 甲县 代码 330101\n\n字段 家庭.困难 : 是否, 英文 in_need, 默认 否\n\n待遇 门诊慢特病 每次结算 {\n    \
         条件 困难\n    比例 按 人群 { 低保 80%; 其余 60% }\n    限额 1000元/年 各 家庭\n}\n",
    );
    folder.write("人员.csv", "个人编号,户编号,人群\n1,H1,低保\n2,H1,普通\n3,H2,普通\n4,,普通\n");
    folder.write("家庭.csv", "户编号,困难\nH1,是\nH2,否\n");
    folder.write(
        "结算.csv",
        "结算号,个人编号,结算日期,合规费用\na,1,2020-01-01,1000\nb,2,2020-01-02,1000\nc,3,2020-01-03,1000\nd,9,2020-01-04,1\n",
    );
    let output = run(&folder, &["settle", "结算.csv", "--persons", "人员.csv", "--households", "家庭.csv"]);
    let found = paid(&stdout(&output));
    // 1000 × 80%; 1000 × 60%, but the household has 1000 - 800 left; 户 H2 is not in need.
    assert_eq!(found["a"], row("800.00", "已结算"), "{}", told(&output));
    assert_eq!(found["b"], row("200.00", "已结算"));
    assert_eq!(found["c"], row("0.00", "已结算"));
    assert_eq!(found["d"].1, "未结算");
    assert!(told(&output).contains("人员表里没有这个人"), "{}", told(&output));
}

#[test]
fn many_bad_rows_are_all_accounted_for() {
    let folder = workspace();
    let mut text = HEAD.to_owned();
    for at in 0..5_000 {
        text.push_str(&format!("{at},P{at},2020-13-01,低保,1000\n"));
    }
    folder.write("结算.csv", &text);
    let output = run(&folder, &["settle", "结算.csv", "-o", "结果.csv"]);
    assert_eq!(output.status.code(), Some(1));
    let rejects = std::fs::read_to_string(folder.path().join("结果.rejects.csv")).expect("rejects are written");
    assert_eq!(rejects.lines().count(), 5_001);
    assert!(told(&output).contains("未能结算 5,000 行"), "{}", told(&output));
    assert!(told(&output).lines().count() < 20, "{}", told(&output));
    std::fs::remove_file(folder.path().join("结果.csv")).expect("it was written");
    let output = run(&folder, &["settle", "结算.csv", "-o", "结果.csv", "--max-rejects", "100"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("超过 100 行"), "{}", told(&output));
    assert!(!folder.path().join("结果.csv").exists(), "nothing half-written");
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .expect("the folder can be read")
        .map(|own| own.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.contains(".tmp"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_run_that_is_stopped_leaves_nothing_behind() {
    use std::io::Write;
    let folder = workspace();
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(["settle", "-", "-o", "结果.csv", "--memory", "1KB"]).current_dir(folder.path());
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("polcheck starts");
    let mut input = child.stdin.take().expect("it is piped");
    let mut text = HEAD.to_owned();
    for at in 0..40_000 {
        text.push_str(&format!("{at},P{at},2020-01-01,低保,1000\n"));
    }
    input.write_all(text.as_bytes()).expect("it reads");
    let scratch = || -> Vec<String> {
        std::fs::read_dir(folder.path())
            .expect("the folder can be read")
            .map(|own| own.expect("an entry").file_name().to_string_lossy().into_owned())
            .filter(|name| name.contains(".tmp") || name.starts_with("结果"))
            .collect()
    };
    let begun = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        !scratch().is_empty()
    });
    assert!(begun, "rows go to disk");
    let stopped = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill is there");
    assert!(stopped.success());
    let output = child.wait_with_output().expect("it ends");
    drop(input);
    assert_eq!(output.status.code(), Some(130), "{}", told(&output));
    assert!(told(&output).contains("没有写出结算结果"), "{}", told(&output));
    assert_eq!(scratch(), Vec::<String>::new());
}

/// Names of what a run has begun and not ended.
fn unfinished(folder: &Folder) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).expect("the folder can be read");
    let names = entries.map(|own| own.expect("an entry").file_name().to_string_lossy().into_owned());
    names.filter(|own| own.ends_with(".tmp")).collect()
}

fn many_claims(count: usize) -> String {
    let rows = (0..count).map(|at| format!("{at:06},P{:05},2020-{:02}-05,低保,{at}.50\n", at / 9, 1 + at % 9));
    HEAD.to_owned() + &rows.collect::<String>()
}

#[test]
fn a_run_that_is_killed_leaves_nothing_half_written() {
    let folder = workspace();
    folder.write("结算.csv", &many_claims(6_000));
    let args = ["settle", "结算.csv", "-o", "结果.csv", "--memory", "1KB"];
    assert_eq!(run(&folder, &args).status.code(), Some(0));
    let whole = std::fs::read_to_string(folder.path().join("结果.csv")).expect("it was written");
    let mut chance = Chance::new(9);
    let mut left = 0;
    for _ in 0..6 {
        folder.write("结果.csv", "as before\n");
        let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
        command.args(args).current_dir(folder.path()).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("polcheck starts");
        std::thread::sleep(std::time::Duration::from_millis(20 + chance.below(400)));
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let now = std::fs::read_to_string(folder.path().join("结果.csv")).expect("it is there");
        assert!(now == "as before\n" || now == whole, "{now}");
        // At most what this run has left: those of the run before are gone.
        left = left.max(unfinished(&folder).len());
    }
    assert!(left <= 3, "{left}");
    // Whoever is at work holds the lock of a file.
    let at_work = std::fs::File::create(folder.path().join(".结果.csv.1.tmp")).expect("a file can be made");
    at_work.lock().expect("it can be locked");
    folder.write(".结果.csv.2.tmp", "half");
    folder.write(".polcheck-3.tmp/lock", "");
    folder.write(".polcheck-3.tmp/0.rows", "half");
    std::fs::create_dir(folder.path().join(".polcheck-4.tmp")).expect("a folder can be made");
    let output = run(&folder, &args);
    assert_eq!(output.status.code(), Some(0));
    assert!(told(&output).contains("以前中断的运行留下的"), "{}", told(&output));
    assert_eq!(unfinished(&folder), [".结果.csv.1.tmp"]);
    assert_eq!(std::fs::read_to_string(folder.path().join("结果.csv")).ok(), Some(whole));
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_of_and_leaves_nothing() {
    let folder = workspace();
    folder.write("结算.csv", &many_claims(6_000));
    let cases = [
        ("rows", "果.csv", 64),
        ("rows on disk", "果.csv --memory 1KB", 64),
        ("a workbook", "果.xlsx", 256),
        ("a workbook whose rows wait in temporary files", "果.xlsx", 16),
    ];
    for (name, more, blocks) in cases {
        // A limit on the size of files stands for a disk that is full; the signal is not ours to see.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" settle 结算.csv --no-progress -o {more}");
        let mut command = Command::new("sh");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_polcheck")]).current_dir(folder.path());
        let output = command.env("LANG", "zh_CN.UTF-8").output().expect("a shell starts");
        assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
        assert!(told(&output).contains("写不了") || told(&output).contains("写入"), "{name}: {}", told(&output));
        assert_eq!(told(&output).lines().filter(|line| !line.is_empty()).count(), 1, "{name}: {}", told(&output));
        let left = ["果.csv", "果.xlsx", "果.run.json"].map(|own| folder.path().join(own).exists());
        assert!(!left.contains(&true), "{name}");
        assert_eq!(unfinished(&folder), Vec::<String>::new(), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_stays_one() {
    use std::os::unix::fs::FileTypeExt;
    let folder = workspace();
    folder.write("结算.csv", &many_claims(3_000));
    for (device, code) in [("/dev/null", 0), ("/dev/full", 2)] {
        let args = ["settle", "结算.csv", "--format", "csv", "-o", device, "--memory", "1KB"];
        let output = run(&folder, &args);
        assert_eq!(output.status.code(), Some(code), "{device}: {}", told(&output));
        let kind = std::fs::metadata(device).expect("it is there").file_type();
        assert!(kind.is_char_device(), "{device}");
        assert!(!Path::new(device).with_extension("run.json").exists(), "{device}");
    }
}

#[test]
fn sorted_tables_may_be_several() {
    let folder = workspace();
    let all = many_claims(1_800);
    let rows: Vec<&str> = all.lines().skip(1).collect();
    folder.write("1.csv", &format!("{HEAD}{}\n", rows[..900].join("\n")));
    // Other columns in another order: results keep the columns of both.
    let turned = |row: &&str| row.split(',').rev().collect::<Vec<_>>().join(",") + ",x";
    let turned: Vec<String> = rows[900..].iter().map(turned).collect();
    folder.write("2.csv", &format!("合规费用,人群,就诊日期,身份证号,结算号,备注\n{}\n", turned.join("\n")));
    let base = run(&folder, &["settle", "1.csv", "2.csv"]);
    assert_eq!(base.status.code(), Some(0), "{}", told(&base));
    let sorted = run(&folder, &["settle", "1.csv", "2.csv", "--sorted"]);
    assert_eq!(stdout(&sorted), stdout(&base));
    // Together, in whatever order of persons.
    let groups: Vec<String> = rows.chunks(9).rev().map(|own| own.join("\n")).collect();
    folder.write("3.csv", &format!("{HEAD}{}\n", groups.join("\n")));
    let sorted = run(&folder, &["settle", "3.csv", "--sorted"]);
    assert_eq!(paid(&stdout(&sorted)), paid(&stdout(&base)));
    folder.write("4.csv", &format!("{HEAD}{}\n{}\n", groups.join("\n"), groups[0]));
    let again = run(&folder, &["settle", "4.csv", "--sorted"]);
    assert_eq!(again.status.code(), Some(2));
    assert!(told(&again).contains("第 1802 行: 这个人前面已经结束"), "{}", told(&again));
}

#[test]
fn a_build_without_columns_says_how_to_get_one() {
    if cfg!(feature = "parquet") {
        return;
    }
    let folder = workspace();
    write_bytes(&folder, "结算.parquet", b"PAR1");
    folder.write("结算.csv", &many_claims(3));
    for args in [
        &["settle", "结算.parquet"][..],
        &["settle", "结算.csv", "-o", "结果.parquet"],
        &["settle", "结算.csv", "-o", "结果.arrow"],
        &["generate", "样", "--persons", "3", "--table", "parquet"],
    ] {
        let output = run(&folder, args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(told(&output).contains("cargo build --release --features parquet"), "{args:?}: {}", told(&output));
    }
    assert!(!folder.path().join("结果.parquet").exists() && unfinished(&folder).is_empty());
}

#[test]
fn the_program_of_a_run_is_on_record() {
    let folder = workspace();
    let rows = "结算号,身份证号,就诊日期,人群,合规费用,报销合计\n1,P1,2020-01-05,低保,1000,500\n2,P2,2020-01-05,低保,x,1\n合计,,,,900,501\n";
    folder.write("结算.csv", rows);
    let output = run(&folder, &["settle", "结算.csv", "-o", "结果.csv", "--by", "月", "--compare"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
    let text = std::fs::read_to_string(folder.path().join("结果.run.json")).expect("the record is written");
    let record: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
    let schema = std::fs::read_to_string("docs/schema/run.schema.json").expect("the schema is there");
    let schema: serde_json::Value = serde_json::from_str(&schema).expect("the schema is JSON");
    assert_eq!(crate::support::schema::misfits(&schema, &record), Vec::<String>::new());
    assert_eq!(record["rows"]["read"], 2);
    assert_eq!(record["totals"][0]["paid"]["fen"], 56_000);
    assert_eq!(record["inputs"][0]["sha256"].as_str().map(str::len), Some(64));
    let again = run(&folder, &["settle", "结算.csv", "-o", "结果.csv", "--by", "月", "--compare"]);
    assert_eq!(again.status.code(), Some(1));
    let second = std::fs::read_to_string(folder.path().join("结果.run.json")).expect("the record is written");
    assert_eq!(second, text, "one input, one record");
    assert!(Path::new("docs/settle.zh.md").exists());
}
