//! Tables as they really come: line ends of old machines, renamed files, headings that stand twice or are missing, what
//! earlier runs have left in a folder, workbooks that lie about themselves. Each is understood or refused by name.

use std::io::{Cursor, Read, Write};
use std::process::{Command, Output, Stdio};

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::county::{run, told, workspace, write_bytes};
use crate::support::folder::Folder;

const HEAD: &str = "身份证号,就诊日期,人群,合规费用";

fn text(folder: &Folder, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).expect("the file is there")
}

fn settle(folder: &Folder, arguments: &[&str]) -> Output {
    run(folder, &[&["settle"], arguments].concat())
}

/// Settles, and expects an exit code and something that is told.
fn expect(folder: &Folder, arguments: &[&str], code: i32, wanted: &str) -> String {
    let output = settle(folder, arguments);
    let told = told(&output);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {told}");
    assert!(told.contains(wanted), "{arguments:?}: no {wanted} in {told}");
    told
}

#[test]
fn a_return_alone_ends_a_line_too() {
    let folder = workspace();
    // (1000 - 300) × 80% = 560, (400 - 300) × 60% = 60.
    write_bytes(&folder, "a.csv", format!("{HEAD}\rP1,2020-01-05,低保,1000\rP2,2020-01-05,普通,400\r").as_bytes());
    expect(&folder, &["a.csv", "-o", "r.csv"], 0, "读入 2 行: 已结算 2 行(其中 2 行有给付),应付合计 620.00 元");
}

#[test]
fn a_row_of_another_encoding_costs_itself_alone() {
    let folder = workspace();
    let mut bytes = format!("{HEAD}\nP1,2020-01-05,低保,1000\nP2,2020-01-05,").into_bytes();
    bytes.extend_from_slice(&encoding_rs::GBK.encode("普通").0);
    bytes.extend_from_slice(",400\nP3,2020-01-05,普通,500\n".as_bytes());
    write_bytes(&folder, "a.csv", &bytes);
    let told = expect(&folder, &["a.csv", "-o", "r.csv"], 1, "a.csv: UTF-8,3 行");
    assert!(told.contains("a.csv 第 3 行未结算: 第 15 个字符不是 UTF-8 编码"), "{told}");
    // 560 + (500 - 300) × 60%
    assert!(told.contains("应付合计 680.00 元;未能结算 1 行"), "{told}");
    write_bytes(&folder, "b.csv", &[0xff, 0x80, 0xff, b'\n'].repeat(3));
    expect(&folder, &["b.csv", "--encoding", "utf-8"], 2, "没有一行读得懂;第 1 行: 第 1 个字符不是 UTF-8 编码");
}

#[test]
fn a_table_without_rows_says_so() {
    let folder = workspace();
    folder.write("a.csv", &format!("{HEAD}\n"));
    expect(&folder, &["a.csv", "-o", "r.csv"], 0, "注意: 表头下面没有一行");
}

#[test]
fn renamed_files_are_told_what_to_do_with() {
    let folder = workspace();
    let mut book = Workbook::new();
    book.add_worksheet().write(0, 0, "身份证号").expect("a cell");
    let book = book.save_to_buffer().expect("memory takes it");
    write_bytes(&folder, "a.xls", &book);
    write_bytes(&folder, "b.xlsx", format!("{HEAD}\nP1,2020-01-05,低保,1000\n").as_bytes());
    write_bytes(&folder, "c.xls", b"<html><table><tr><td>1</td></tr></table></html>");
    write_bytes(&folder, "d.xlsx", b"\xef\xbb\xbf<table><tr><td>1</td></tr></table>");
    write_bytes(&folder, "e.csv", b"<?xml version=\"1.0\"?><Workbook></Workbook>");
    write_bytes(&folder, "f.xlsx", b"");
    let utf16: Vec<u8> = format!("{HEAD}\n1,2,3,4\n").encode_utf16().flat_map(u16::to_le_bytes).collect();
    write_bytes(&folder, "g.csv", &utf16);
    let page = "内容是网页(有的系统这样导出);请用表格软件打开后另存为 .xlsx";
    for (name, wanted) in [
        ("a.xls", "请把文件名改为以 .xlsx 结尾"),
        ("b.xlsx", "内容是文本,不是工作簿;请把文件名改为以 .csv 结尾"),
        ("c.xls", page),
        ("d.xlsx", page),
        ("e.csv", page),
        ("f.xlsx", "文件是空的"),
        ("g.csv", "是 UTF-16 文本"),
    ] {
        expect(&folder, &[name], 2, wanted);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(["settle", "-"]).current_dir(folder.path()).env("LANG", "zh_CN.UTF-8");
    let mut child = command.stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("polcheck starts");
    child.stdin.take().expect("it listens").write_all(&book).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(told(&output).contains("是工作簿,不能从标准输入读;请写文件名"), "{}", told(&output));
}

#[test]
fn nothing_counts_twice() {
    let folder = workspace();
    folder.write("表/a.csv", &format!("{HEAD}\nP1,2020-01-05,低保,1000\n"));
    let twice = expect(&folder, &["表", "表/a.csv", "-o", "r.csv"], 0, "注意: `表/a.csv` 写了不止一次,只读一次");
    assert!(twice.contains("读入 1 行") && twice.contains("应付合计 560.00 元"), "{twice}");
    // What a run has left beside its input is no input of the next.
    expect(&folder, &["表", "-o", "表/结果.csv"], 0, "应付合计 560.00 元");
    let again = expect(&folder, &["表", "-o", "表/结果.csv"], 0, "注意: 文件夹里 `结果.csv` 是以前的结算结果,没有读");
    assert!(again.contains("读入 1 行") && again.contains("应付合计 560.00 元"), "{again}");
    expect(&folder, &["表/*.csv", "-o", "r.csv"], 0, "读入 1 行");
    // Whoever names it wants it: 700 × 80%.
    expect(&folder, &["表/结果.csv", "-o", "r.csv"], 0, "读入 1 行");
    folder.write("表/更早/c.csv", "1\n");
    expect(&folder, &["表", "-o", "r.csv"], 0, "里面的文件夹 `更早` 没有读");
    folder.write("表/b.csv", &text(&folder, "表/a.csv"));
    expect(&folder, &["表", "-o", "r.csv"], 0, "注意: `表/a.csv` 与 `表/b.csv` 的内容完全相同,各行算了两遍");
}

#[test]
fn columns_that_cannot_be_told_apart_are_named_by_their_letters() {
    let folder = workspace();
    folder.write("a.csv", &format!("{HEAD},合规费用\nP1,2020-01-05,低保,1000,900\n"));
    let same = "有 D、E 几列都叫 `合规费用`,分不清哪一列是";
    expect(&folder, &["a.csv"], 2, same);
    expect(&folder, &["a.csv", "--map", "合规费用=合规费用"], 2, same);
    folder.write("b.csv", "编号,就诊日期,人群,合规费用\nP1,2020-01-05,低保,1000\n");
    expect(&folder, &["b.csv", "--map", "编码=个人编号"], 2, "--map 里的列 `编码` 在表里没有,表里有 `编号`");
    expect(
        &folder,
        &["b.csv", "--map", "编号=合规费用", "--map", "合规费用=合规费用"],
        2,
        "--map 或 polcheck.toml 把 `编号`、`合规费用` 都指作“结算.合规费用”;只能留一列",
    );
    folder.write("c.csv", &format!("{HEAD},\nP1,2020-01-05,低保,1000,\nP2,2020-01-05,普通,400,已核\n"));
    let told = expect(&folder, &["c.csv", "-o", "r.csv"], 0, "没有用到的列: (E)");
    assert!(told.contains("应付合计 620.00 元"), "{told}");
    assert!(text(&folder, "r.csv").contains("P2,2020-01-05,普通,400,已核,60.00"), "{}", text(&folder, "r.csv"));
    let long = "长".repeat(500);
    folder.write("d.csv", &format!("{long},乙\n1,2\n"));
    expect(&folder, &["d.csv"], 2, &format!("看到 `{}…`、`乙`", "长".repeat(20)));
}

/// A workbook with the usual headings; `rows` fills it from the second line on.
fn workbook(rows: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("明细").expect("a name");
    for (at, heading) in HEAD.split(',').enumerate() {
        sheet.write(0, at as u16, heading).expect("a cell");
    }
    rows(sheet);
    let hidden = book.add_worksheet().set_name("底稿").expect("a name");
    hidden.set_hidden(true);
    for (at, heading) in HEAD.split(',').enumerate() {
        hidden.write(0, at as u16, heading).expect("a cell");
    }
    for (at, cell) in ["P9", "2020-01-05", "低保", "400"].iter().enumerate() {
        hidden.write(1, at as u16, *cell).expect("a cell");
    }
    book.save_to_buffer().expect("memory takes it")
}

#[test]
fn what_is_hidden_in_a_workbook_is_told() {
    let folder = workspace();
    let book = workbook(|sheet| {
        for (line, person) in ["P1", "P2", "P3"].iter().enumerate() {
            let line = line as u32 + 1;
            sheet.write(line, 0, *person).expect("a cell");
            sheet.write(line, 1, "2020-01-05").expect("a cell");
            sheet.write(line, 3, 400).expect("a cell");
        }
        sheet.write(1, 5, "已核").expect("a cell");
        sheet.set_row_hidden(2).expect("a row");
    });
    write_bytes(&folder, "a.xlsx", &book);
    // Three times (400 - 300) × 60%: nobody's group is filled in, and the benefit asks for it.
    let told = expect(&folder, &["a.xlsx", "-o", "r.csv"], 1, "没有读的工作表: 底稿");
    assert!(told.contains("注意: 有 1 行是隐藏的(或被筛选掉的),照样结算"), "{told}");
    assert!(told.contains("没有用到的列: (F)"), "{told}");
    assert!(text(&folder, "r.run.json").contains("\"hidden_rows\": 1"));
    // (400 - 300) × 80%
    expect(&folder, &["a.xlsx", "--sheet", "底稿", "-o", "r.csv"], 0, "应付合计 80.00 元");
    expect(&folder, &["a.xlsx", "--sheet", "草稿"], 2, "没有工作表 `草稿`,有 `明细`、`底稿`");
}

#[test]
fn cells_that_are_no_days_and_no_cells_cost_their_rows() {
    let folder = workspace();
    let book = workbook(|sheet| {
        let time = Format::new().set_num_format("h:mm");
        for (line, person) in ["P1", "P2"].iter().enumerate() {
            let line = line as u32 + 1;
            sheet.write(line, 0, *person).expect("a cell");
            sheet.write(line, 2, "低保").expect("a cell");
            sheet.write(line, 3, 400).expect("a cell");
        }
        sheet.write_with_format(1, 1, 0.5, &time).expect("a cell");
        let day = ExcelDateTime::from_ymd(2020, 1, 5).expect("a day");
        sheet.write_with_format(2, 1, &day, &Format::new().set_num_format("yyyy-mm-dd")).expect("a cell");
    });
    write_bytes(&folder, "a.xlsx", &book);
    expect(&folder, &["a.xlsx", "-o", "r.csv"], 1, "a.xlsx 第 2 行未结算: 就诊日期: `0.5` 不是日期");
    let long = changed(&book, "xl/sharedStrings.xml", "P2", &"长".repeat(32_768));
    write_bytes(&folder, "b.xlsx", &long);
    expect(&folder, &["b.xlsx", "-o", "r.csv"], 1, "b.xlsx 第 3 行未结算: 有一格超过 32767 个字");
}

/// A workbook one of whose parts says something else.
fn changed(book: &[u8], part: &str, old: &str, new: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(Cursor::new(book)).expect("it is one");
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let names: Vec<String> = from.file_names().map(|own| own.expect("a name").into_owned()).collect();
    for name in names {
        let mut content = String::new();
        from.by_name(&name).expect("it is there").read_to_string(&mut content).expect("it is text");
        if name == part {
            assert!(content.contains(old), "{content}");
            content = content.replacen(old, new, 1);
        }
        to.start_file(&name, zip::write::SimpleFileOptions::default()).expect("a part begins");
        to.write_all(content.as_bytes()).expect("memory takes it");
    }
    to.finish().expect("it ends").into_inner()
}

#[test]
fn workbooks_that_lie_about_themselves_are_refused() {
    let folder = workspace();
    let book = workbook(|sheet| {
        for (at, cell) in ["P1", "2020-01-05", "低保", "400"].iter().enumerate() {
            sheet.write(1, at as u16, *cell).expect("a cell");
        }
    });
    let (sheet, texts) = ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml");
    let unique = "uniqueCount=\"";
    let run = format!("<is><t>{}</t></is><v>", "0".repeat(2 << 20));
    let cases = [
        // Room for a trillion texts.
        (changed(&book, texts, unique, &format!("{unique}10000000000000")), "文字超过 16000000 条"),
        (changed(&book, sheet, "r=\"A2\"", "r=\"ZZZZZZZZ99999999999\""), "工作簿不完整"),
        (changed(&book, sheet, "<row r=\"2\"", "<row r=\"99999999999\""), "工作簿不完整"),
        (changed(&book, sheet, "<v>", &run), "超过 1048576 字节"),
        (changed(&book, sheet, "<worksheet", "<!DOCTYPE a [<!ENTITY z \"1\">]><worksheet"), "工作簿读不懂"),
    ];
    for (at, (bytes, wanted)) in cases.iter().enumerate() {
        let name = format!("{at}.xlsx");
        write_bytes(&folder, &name, bytes);
        expect(&folder, &[&name, "-o", "r.csv"], 2, wanted);
        assert!(!folder.path().join("r.csv").exists());
    }
}

#[test]
fn amounts_of_a_text_are_numbers_in_a_workbook() {
    use calamine::{Data, Reader};
    let folder = workspace();
    let rows = "P1,2020-01-05,低保,1000.50\nP2,2020-01-05,低保,\"¥1,000\"\n007,2020-01-05,低保,400\n";
    folder.write("a.csv", &format!("{HEAD}\n{rows}"));
    expect(&folder, &["a.csv", "-o", "r.xlsx"], 0, "读入 3 行");
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(folder.path().join("r.xlsx")).expect("the result opens");
    let range = book.worksheet_range("结算结果").expect("the sheet is there");
    let cost = |line: u32| range.get_value((line, 3)).cloned();
    assert_eq!((cost(1), cost(3)), (Some(Data::Float(1000.5)), Some(Data::Float(400.0))));
    assert_eq!(cost(2), Some(Data::String("¥1,000".to_owned())), "what is no plain number stays what it was");
    assert_eq!(range.get_value((3, 0)), Some(&Data::String("007".to_owned())), "numbers of persons are texts");
    assert!(book.worksheet_range("算账单").expect("the sheet is there").rows().count() > 9);
    // Shards of it join to the same bytes.
    for shard in ["1/2", "2/2"] {
        let name = format!("{}.xlsx", &shard[..1]);
        expect(&folder, &["a.csv", "-o", &name, "--shard", shard], 0, "读入 3 行");
    }
    let merged = run(&folder, &["merge", "1.run.json", "2.run.json", "-o", "m.xlsx"]);
    assert_eq!(merged.status.code(), Some(0), "{}", told(&merged));
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("it was written");
    assert!(bytes("m.xlsx") == bytes("r.xlsx"));
}

#[test]
fn shards_that_do_not_fit_are_named() {
    let folder = workspace();
    let rows: String = (1..9).map(|at| format!("P{at},2020-01-05,低保,1000\n")).collect();
    folder.write("a.csv", &format!("{HEAD}\n{rows}"));
    for shard in ["1/2", "2/2"] {
        expect(&folder, &["a.csv", "-o", &format!("{}.csv", &shard[..1]), "--shard", shard], 0, "读入 8 行");
    }
    expect(&folder, &["a.csv", "-o", "3.csv", "--shard", "1/3"], 0, "读入 8 行");
    let merge = |names: &[&str], wanted: &str| {
        let output = run(&folder, &[&["merge"], names, &["-o", "m.csv"]].concat());
        assert_eq!(output.status.code(), Some(2), "{names:?}: {}", told(&output));
        assert!(told(&output).contains(wanted), "{names:?}: {}", told(&output));
    };
    merge(&["1.run.json"], "各分片不齐,缺 `2/2`");
    merge(&["1.run.json", "1.run.json"], "分片 1/2 有几份: `1.run.json`、`1.run.json`");
    merge(&["1.run.json", "3.run.json"], "各分片不是同样分的");
    folder.write("1.csv", &text(&folder, "1.csv").replacen("560.00,已结算", "561.00,已结算", 1));
    merge(&["1.run.json", "2.run.json"], "各分片的金额、行数与它们的结算记录对不上");
}

#[test]
fn refused_people_have_no_county_and_a_line() {
    let folder = Folder::new();
    let county = |name: &str| {
        format!("县 {name}\n\n待遇 补贴 每户每月 {{\n    条件 任一(成员 其中 人群 = 低保)\n    金额 100元\n}}\n")
    };
    folder.write("policies/a.pol", &county("甲县"));
    folder.write("policies/b.pol", &county("乙县"));
    folder.write("人.csv", "个人编号,户编号,参保地,人群\nP1,H1,乙县,低保\nP2,H2,乙县,富户\n");
    let told = expect(
        &folder,
        &["--persons", "人.csv", "--months", "2024-01", "-o", "r.csv"],
        1,
        "人.csv 第 3 行未结算: 人员表里这个人的那一行不能用",
    );
    assert!(!told.contains("没有写参保地"), "{told}");
    let rows = text(&folder, "r.csv");
    assert!(rows.contains("H1,,,乙县,2024-01,100.00"), "{rows}");
    assert!(rows.contains("H2,,,,,,,未结算,人员表里这个人的那一行不能用,3"), "{rows}");
    folder.write("结.csv", "个人编号,就诊日期,合规费用\nP3,2024-01-05,1000\n");
    let told = expect(&folder, &["结.csv", "--persons", "人.csv", "-o", "r.csv"], 1, "人员表里没有这个人");
    assert!(!told.contains("没有写参保地"), "{told}");
}

#[test]
fn who_wants_all_or_nothing_is_told_where_the_rejects_are() {
    let folder = workspace();
    folder.write("a.csv", &format!("{HEAD}\nP1,2020-01-05,低保,1000\nP2,2020-01-05,低保,一千\n"));
    expect(&folder, &["a.csv", "-o", "r.csv", "--strict"], 2, "没有写出结算结果;不能结算的行见 r.rejects.csv");
    assert!(folder.path().join("r.rejects.csv").exists() && !folder.path().join("r.csv").exists());
    expect(&folder, &["a.csv", "--max-rejects", "几"], 2, "要写一个整数");
}

#[test]
fn a_few_persons_cannot_be_worked_out_from_the_sum() {
    let folder = workspace();
    let row = |at: usize, group: &str| format!("P{at},2020-01-05,{group},1000\n");
    let groups = ["低保", "普通", "特困"];
    let rows: String = (0..17).map(|at| row(at, groups[usize::from(at >= 2) + usize::from(at >= 8)])).collect();
    folder.write("a.csv", &format!("{HEAD}\n{rows}"));
    let output = settle(&folder, &["a.csv", "--by", "人群"]);
    let page = String::from_utf8_lossy(&output.stdout).into_owned();
    let line = |name: &str| page.lines().find(|own| own.starts_with(name)).expect("a row").to_owned();
    // Two persons and six; without the six 9 × (1000 - 300) × 60% and the sum would tell of the two. Both look alike.
    for name in ["低保", "普通"] {
        assert!(line(name).contains('·') && !line(name).contains(|own: char| own.is_ascii_digit()), "{page}");
    }
    assert!(line("特困").contains("3,780.00"), "{page}");
    assert!(page.contains("显示出来就能从合计推算出它们的行"), "{page}");
}

#[test]
fn mistakes_of_a_population_are_told_with_what_is_right() {
    let folder = workspace();
    let huge: String = (1..=20).map(|at| format!("\"{at}\" = 1000000000000\n")).collect();
    for (text, wanted) in [
        ("persons = -5", "`persons` 的值不对,要写 1 至"),
        ("seed = 1.5", "要写 0 至"),
        ("year = 99999", "要写 1900 至 9998 的整数"),
        ("reversed = 2", "要写 0 至 1 的数"),
        ("eligible = [1, 0.5]", "小的在前,如 [0.6, 1]"),
        ("ages = 5", "`ages` 的值不对,要写成一节"),
        ("[ages]\n\"9-3\" = 1", "`ages` 的值不对,要写一节,如 \"0-17\" = 0.2"),
        (&format!("[household_sizes]\n{huge}"), "要写一节: 取值 = 所占的份额"),
        ("[cost.\"门疹\"]\nmedian = 5", "不认识 `门疹`,可写 `门诊`、`住院`"),
        ("[cost.\"门诊\"]\nmedian = \"5\"", "`cost.门诊` 的值不对,要写 median(中位数"),
    ] {
        folder.write("人口.toml", text);
        let output = run(&folder, &["generate", "造", "--population", "人口.toml"]);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", told(&output));
        assert!(told(&output).contains(wanted), "{text}: {}", told(&output));
    }
}

#[test]
fn rows_that_are_no_bills_go_to_disk_like_others() {
    let folder = workspace();
    let mut rows = String::new();
    for at in 0..4_000 {
        let more = if at % 3 == 0 { "" } else { ",多出来的一格" };
        rows.push_str(&format!("P{:05},2020-01-05,低保,1000{more}\n", at / 7));
    }
    folder.write("a.csv", &format!("{HEAD}\n{rows}"));
    // Every third row: 1,334 bills.
    let counts = "读入 4,000 行: 已结算 1,334 行";
    expect(&folder, &["a.csv", "-o", "r.csv"], 1, counts);
    for (name, arguments) in [("disk", &["--memory", "100KB"][..]), ("sorted", &["--sorted"])] {
        let file = format!("{name}.csv");
        expect(&folder, &[&["a.csv", "-o", &file], arguments].concat(), 1, counts);
        assert!(text(&folder, &file) == text(&folder, "r.csv"), "{name}");
        assert!(text(&folder, &format!("{name}.rejects.csv")) == text(&folder, "r.rejects.csv"), "{name}");
    }
    expect(&folder, &["a.csv", "-o", "m.csv", "--max-rejects", "2666"], 1, counts);
    let stopped = expect(&folder, &["a.csv", "-o", "m.csv", "--max-rejects", "2665"], 2, "超过 2665 行,已停下");
    assert!(stopped.contains("a.csv 第 3 行未结算: 这一行有 5 格,表头只有 4 格"), "{stopped}");
}

#[test]
fn more_bills_than_a_person_can_have_are_refused_at_once() {
    let folder = workspace();
    // A column that says the same in every row, taken for the number of the person.
    let rows: String = (0..5_500).map(|at| format!("甲县,2020-01-{:02},低保,1\n", at % 28 + 1)).collect();
    folder.write("a.csv", &format!("{HEAD}\n{rows}"));
    let told = expect(&folder, &["a.csv", "-o", "r.csv"], 1, "一户的结算记录超过 5000 条");
    assert!(told.contains("读入 5,500 行: 已结算 5,000 行"), "{told}");
    // The last days are those beyond; of 5,000 yuan 300 are not paid, of the rest 80%, at most 2000.
    assert!(told.contains("应付合计 2,000.00 元;未能结算 500 行"), "{told}");
}
