//! Tables of benefits to policies: workbooks as offices keep them, the catalogue of 26 columns, the way there and back for
//! shipped policies, the law that every filled cell is accounted for, and hostile files.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::path::Path;

use polcheck::base::date::Date;
use polcheck::data::sheets::{Book, Sheet, read_text};
use polcheck::data::table::Cell;
use polcheck::data::xlsx::sheets::read_book;
use polcheck::import::{Fate, Outcome, Rule, Weight};
use polcheck::interp::run_scene;
use polcheck::workspace::Workspace;
use polcheck::workspace::import::{Wanted, export, import};
use rust_xlsxwriter::{Format, Formula, Workbook};

use crate::support::chance::Chance;
use crate::support::county::{run, told};
use crate::support::files_below;
use crate::support::folder::Folder;

type Texts = BTreeMap<String, String>;

fn said(pairs: &[(&str, &str)]) -> Wanted {
    let say = pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect();
    Wanted { say, ..Wanted::default() }
}

fn of_csv(text: &str) -> Book {
    read_text("表.csv", Box::new(text.as_bytes()), None).expect("it is a table")
}

fn read(book: Book, wanted: &Wanted) -> Outcome {
    import(&Texts::new(), book, wanted).expect("there is no mapping that could be wrong")
}

/// Returns the one policy, which holds.
fn policy(outcome: &Outcome) -> &str {
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    match outcome.files.as_slice() {
        [only] => &only.text,
        files => panic!("{} policies, {:#?}", files.len(), outcome.import.open),
    }
}

/// Returns what is asked, each with its cell.
fn asked(outcome: &Outcome) -> Vec<String> {
    let own = outcome.import.open.iter().filter(|own| own.weight == Weight::Ask);
    own.map(|own| {
        let cell =
            own.place.map_or(String::new(), |place| polcheck::import::policy::cells_named(&outcome.book, &[place]));
        format!("{cell} {} {}", own.text, own.reason.en)
    })
    .collect()
}

/// Every filled cell has one fate, and a question that stands in the list.
fn all_accounted_for(outcome: &Outcome) {
    let filled: usize = outcome.book.sheets.iter().map(|own| own.cells.len()).sum();
    assert_eq!(outcome.import.fates.len(), filled);
    for (place, fate) in &outcome.import.fates {
        assert!(outcome.book.sheets[place.0].cells.contains_key(&(place.1, place.2)), "{place:?} is no filled cell");
        if let Fate::Open(open) = fate {
            assert!(*open < outcome.import.open.len(), "{place:?} waits for no question");
        }
    }
}

/// The text checks without errors and is formatted.
fn checks(text: &str) {
    let (_, problems) = polcheck::workspace::check([("a.pol".to_owned(), text.to_owned())]);
    assert!(!problems.has_errors(), "{text}\n{problems:?}");
    let formatted = polcheck::syntax::format::format_text(
        polcheck::base::source::SourceId(0),
        text,
        polcheck::syntax::format::KeywordStyle::Keep,
    );
    assert_eq!(formatted.ok().as_deref(), Some(text));
}

/// A workbook as an office keeps it: a title, headings on two levels, dirty numbers, a row of totals, a note below.
fn office() -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let sheet = book.add_worksheet();
    sheet.set_name("慢病").unwrap();
    sheet.merge_range(0, 0, 0, 7, "青山县门诊慢特病待遇标准一览表", &plain).unwrap();
    sheet.write(1, 0, "单位：元").unwrap();
    sheet.write(1, 5, "填报单位：青山县医疗保障局").unwrap();
    for (column, text) in
        [(0, "病种名称"), (1, "起付标准（元/年）"), (5, "年度限额（元）"), (6, "执行时间"), (7, "备注")]
    {
        sheet.merge_range(2, column, 3, column, text, &plain).unwrap();
    }
    sheet.merge_range(2, 2, 2, 4, "报销比例", &plain).unwrap();
    for (column, text) in [(2, "一级医院"), (3, "二级医院"), (4, "三级医院")] {
        sheet.write(3, column, text).unwrap();
    }
    let rows: [[&str; 8]; 5] = [
        ["高血压", "300", "７０％", "60%", "50%", "３０００", "2020.1.1", ""],
        ["糖尿病", "300", "0.7", "0.6", "0.5", "3,000元", "2020年1月1日", ""],
        ["SLE", "0", "百分之八十", "75%", "七成", "不限", "43831", "透析患者另行规定"],
        ["大骨节病", "300", "70%①", "60%", "按住院", "5000", "2020年1月", ""],
        ["高血压病", "300", "70%", "60%", "50%", "1000-5000元", "2020-01-01", ""],
    ];
    for (row, cells) in rows.iter().enumerate() {
        for (column, text) in cells.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let (row, column) = (row as u32 + 4, column as u16);
            match text.parse::<f64>() {
                Ok(number) => sheet.write(row, column, number).unwrap(),
                Err(_) => sheet.write(row, column, *text).unwrap(),
            };
        }
    }
    sheet.write(10, 0, "合计").unwrap();
    sheet.write(10, 5, 14_000).unwrap();
    sheet.write(12, 0, "注：低保对象起付线减半。①含并发症。").unwrap();
    let hidden = book.add_worksheet();
    hidden.set_name("旧标准").unwrap();
    hidden.write(0, 0, "作废").unwrap();
    hidden.set_hidden(true);
    book.save_to_buffer().unwrap()
}

#[test]
fn a_workbook_as_an_office_keeps_it_becomes_a_policy() {
    let book = read_book("慢病待遇.xlsx", &mut Cursor::new(office())).expect("it is a workbook");
    // The title names a place of which nothing is known: that is asked, with what to write.
    let unsaid = read(book.clone(), &Wanted::default());
    all_accounted_for(&unsaid);
    let advice: Vec<&str> = unsaid.import.open.iter().map(|own| own.advice.en.as_str()).collect();
    assert!(advice.contains(&"add a column 地区名称, or --say 地区名称=青山县"), "{advice:?}");
    let outcome = read(book, &said(&[("地区名称", "青山县")]));
    all_accounted_for(&outcome);
    let text = policy(&outcome);
    checks(text);
    for part in [
        "文件 导入表 = \"慢病待遇.xlsx\" 标题 \"青山县门诊慢特病待遇标准一览表\"",
        "# 注:低保对象起付线减半。①含并发症。",
        "待遇 门诊慢特病 每次结算 自2020-01-01起",
        "系统性红斑狼疮    无 @ 导入表 \"慢病!F7\"",
        "高血压            3000元 @ 导入表 \"慢病!F5\"",
        "大骨节病",
        "每年 各 病种",
    ] {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    // 七成 and 百分之八十 of SLE, 70% but for its footnote, and what 按住院 says is awaited.
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["高血压 70% 60% 50%", "糖尿病 70% 60% 50%", "系统性红斑狼疮 80% 75% 70%", "大骨节病 70% 60% 待公布"]
    {
        assert!(squeezed.contains(part), "no `{part}` in\n{text}");
    }
    let asked = asked(&outcome);
    for part in ["慢病!E8 按住院 `按住院` is no ratio", "慢病!A9 高血压病 病种 has no such name; did you mean `高血压`"]
    {
        assert!(asked.iter().any(|own| own.starts_with(part)), "{part} is not asked: {asked:#?}");
    }
    let rule = |sheet: usize, row: u32, column: u32| outcome.import.fates.get(&(sheet, row, column)).cloned();
    assert_eq!(rule(0, 0, 0), Some(Fate::Ignored(Rule::Title)));
    assert_eq!(rule(0, 10, 5), Some(Fate::Ignored(Rule::TotalRow)));
    assert_eq!(rule(1, 0, 0), Some(Fate::Ignored(Rule::HiddenSheet)));
    let notes: Vec<&str> = outcome.import.open.iter().map(|own| own.reason.en.as_str()).collect();
    assert!(notes.contains(&"the sheet is hidden; it was not read"), "{notes:?}");
    assert!(notes.contains(&"a mark of a footnote; the value was read, the note was not"), "{notes:?}");
}

/// The 26 columns in which catalogues of benefits are kept by hand.
const CATALOGUE: &str = "文章时间,审核日期,info_id,地区名称,个人账户计入办法,个人账户使用范围,病种名称,类型,标化类型,\
    保险类型,人员类型,病种类型,就诊地域,医院类型,就诊情况,区间,起付标准,补助限额,报销比例,备注,相关资讯,\
    审核状态0待审核1已审核,执行状态,开始执行时间,结束时间,是否需要手动修改执行状态(1是0否)";

/// Returns a catalogue with rows of some of its columns; what is not said is `--`.
fn catalogue(rows: &[&[(&str, &str)]]) -> Book {
    let headings: Vec<&str> = CATALOGUE.split(',').map(str::trim).collect();
    let mut text = format!("{}\n", headings.join(","));
    for row in rows {
        let cell = |heading: &&str| row.iter().find(|(own, _)| own == heading).map_or("--", |(_, value)| value);
        text.push_str(&format!("{}\n", headings.iter().map(cell).collect::<Vec<_>>().join(",")));
    }
    of_csv(&text)
}

#[test]
fn the_catalogue_of_26_columns_becomes_a_policy_for_each_place() {
    let two = [
        ("地区名称", "陇南市"),
        ("类型", "两病门诊用药"),
        ("保险类型", "城乡居民"),
        ("报销比例", "70%"),
        ("执行状态", "执行中"),
    ];
    let with = |base: &[(&'static str, &'static str)], more: &[(&'static str, &'static str)]| {
        base.iter().chain(more).copied().collect::<Vec<_>>()
    };
    let inpatient = [("地区名称", "兰州市"), ("类型", "居民住院"), ("标化类型", "住院报销"), ("补助限额", "15万元/年")];
    let large = [("地区名称", "长顺县"), ("类型", "大病保险"), ("起付标准", "7000元/年")];
    let rows = [
        with(&two, &[("病种名称", "高血压"), ("补助限额", "400元/年")]),
        with(&two, &[("病种名称", "糖尿病"), ("补助限额", "800元/年")]),
        with(&inpatient, &[("医院类型", "一级"), ("起付标准", "100"), ("报销比例", "90%")]),
        with(&inpatient, &[("医院类型", "二级"), ("起付标准", "200"), ("报销比例", "85％")]),
        with(&inpatient, &[("医院类型", "三级医院"), ("起付标准", "600"), ("报销比例", "0.7")]),
        with(&large, &[("区间", "0-35000元"), ("报销比例", "60%")]),
        with(&large, &[("区间", "35000-70000元"), ("报销比例", "70%")]),
        with(&large, &[("区间", "7万元以上"), ("报销比例", "80%")]),
    ];
    let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
    let outcome = read(catalogue(&rows), &said(&[("分段起点", "起付线")]));
    all_accounted_for(&outcome);
    assert!(asked(&outcome).is_empty(), "{:#?}", asked(&outcome));
    assert!(outcome.faults.is_empty(), "{:?}", outcome.faults);
    let text = |region: &str| {
        let file = outcome.files.iter().find(|own| own.region == region).expect("there is a policy of it");
        checks(&file.text);
        file.text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let longnan = text("陇南市");
    assert!(longnan.starts_with("市 陇南市 文件 导入表"), "{longnan}");
    assert!(longnan.contains("{ 高血压 400元 @ 导入表 \"R2\" 糖尿病 800元 @ 导入表 \"R3\" }"), "{longnan}");
    assert!(longnan.contains("限额 按 病种 每年 各 病种 @ 导入表 \"R2:R3\" {"), "{longnan}");
    assert!(longnan.contains("比例 70% @ 导入表 \"S2:S3\""), "{longnan}");
    let lanzhou = text("兰州市");
    for part in ["对应 住院报销", "条件 机构等级 属于 一级, 二级, 三级", "三级 600元", "三级 70%", "限额 15万元/年"]
    {
        assert!(lanzhou.contains(part), "no `{part}` in {lanzhou}");
    }
    let changshun = text("长顺县");
    assert!(changshun.contains("起付线 7000元/年 @ 导入表 \"Q7:Q9\""), "{changshun}");
    assert!(changshun.contains("{ 不超过 35000元 60%"), "{changshun}");
    assert!(changshun.contains("超过 7万元 80%"), "{changshun}");
    assert!(changshun.contains("比例 按 分段 从起付线起 @ 导入表"), "{changshun}");
}

#[test]
fn what_is_ambiguous_is_asked_and_awaited() {
    // What stands in the cell of the limit, and what is asked.
    for (limit, wanted) in [
        ("400", "per what the 限额 counts is not said"),
        ("1000-5000元", "`1000-5000元` is a range, not one amount"),
        ("70%", "an amount is wanted, found the ratio `70%`"),
    ] {
        let book = of_csv(&format!("地区,待遇,病种,限额,报销比例\n甲县,慢病,高血压,{limit},50%\n"));
        let outcome = read(book, &Wanted::default());
        all_accounted_for(&outcome);
        assert!(policy(&outcome).contains("限额 待公布"), "{}", policy(&outcome));
        assert!(asked(&outcome).iter().any(|own| own.ends_with(wanted)), "{limit}: {:?}", asked(&outcome));
    }
    let book = of_csv("地区,待遇,病种,限额,报销比例\n甲县,慢病,高血压,400,50%\n");
    let outcome = read(book, &said(&[("限额周期", "年")]));
    assert!(asked(&outcome).is_empty(), "{:?}", asked(&outcome));
    assert!(policy(&outcome).contains("限额 400元/年"), "{}", policy(&outcome));
}

#[test]
fn two_values_for_one_case_are_disputed() {
    let book = of_csv("地区,待遇,医院等级,报销比例\n甲县,住院报销,一级,80%\n甲县,住院报销,一级,75%\n");
    let outcome = read(book, &Wanted::default());
    all_accounted_for(&outcome);
    let text = policy(&outcome);
    checks(text);
    assert!(text.contains("存疑 75% @ 导入表 \"D3\""), "{text}");
    assert_eq!(asked(&outcome).len(), 1, "{:?}", asked(&outcome));
}

#[test]
fn cross_tables_and_several_counties_in_one_sheet() {
    let book = of_csv(
        "地区,待遇,机构等级,普通,低保对象,特困\n甲县,住院报销,一级,70%,80%,90%\n甲县,住院报销,二级,60%,70%,80%\n\
         乙县,住院报销,一级,75%,85%,90%\n乙县,住院报销,二级,65%,75%,80%\n",
    );
    let outcome = read(book, &Wanted::default());
    all_accounted_for(&outcome);
    assert!(asked(&outcome).is_empty(), "{:?}", asked(&outcome));
    let texts: Vec<String> =
        outcome.files.iter().map(|own| own.text.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("{ 普通 低保 特困 一级 70% 80% 90%"), "{}", texts[0]);
    assert!(texts[1].contains("二级 65% 75% 80%"), "{}", texts[1]);
    outcome.files.iter().for_each(|own| checks(&own.text));
    // Counties as headings.
    let book = of_csv("待遇,机构等级,甲县,乙县\n住院报销,一级,70%,80%\n住院报销,二级,60%,70%\n");
    let known = Texts::from([
        ("a.pol".to_owned(), "县 甲县 代码 330101\n".to_owned()),
        ("b.pol".to_owned(), "县 乙县 代码 330102\n".to_owned()),
    ]);
    let outcome = import(&known, book, &Wanted::default()).expect("there is no mapping");
    all_accounted_for(&outcome);
    assert_eq!(outcome.files.len(), 2, "{:?}", asked(&outcome));
    assert!(outcome.files[0].text.starts_with("县 甲县 代码 330101\n"), "{}", outcome.files[0].text);
    assert_eq!(outcome.files[0].stated_in.as_deref(), Some("a.pol"));
}

#[test]
fn a_mapping_says_what_headings_do_not() {
    let text = "甲栏,乙栏,丙栏\n建档立卡,一级,70\n低保,一级,80\n";
    let mapping = "[say]\n\"地区名称\" = \"甲县\"\n\"待遇\" = \"住院报销\"\n[names]\n\"建档立卡\" = \"返贫致贫\"\n\
        [[sheet]]\nname = \"\"\nheader = [1]\n[sheet.columns]\nA = \"人群\"\nB = \"机构等级\"\nC = \"比例; 单位=%\"\n";
    let wanted = Wanted { mapping: Some(mapping.to_owned()), ..Wanted::default() };
    let outcome = read(of_csv(text), &wanted);
    all_accounted_for(&outcome);
    assert!(asked(&outcome).is_empty(), "{:?}", asked(&outcome));
    assert!(policy(&outcome).contains("返贫致贫    70%"), "{}", policy(&outcome));
    // The draft of a mapping is one.
    let without = read(of_csv(text), &Wanted::default());
    assert!(without.files.is_empty());
    let draft = polcheck::import::mapping::write(&outcome.book, &outcome.import);
    let say = said(&[("地区名称", "甲县"), ("待遇", "住院报销")]).say;
    let again = Wanted { mapping: Some(draft.clone()), say, ..Wanted::default() };
    assert_eq!(read(of_csv(text), &again).files.len(), 1, "{draft}");
    for (wrong, told) in [("[sheets]\n", "`sheets` is not known"), ("a = ", "line 1 is not TOML")] {
        let wanted = Wanted { mapping: Some(wrong.to_owned()), ..Wanted::default() };
        let fault = import(&Texts::new(), of_csv(text), &wanted).expect_err("it is wrong");
        assert!(fault.en.starts_with(told), "{}", fault.en);
    }
}

#[test]
fn a_list_with_codes_becomes_a_list() {
    let book = of_csv("病种名称,医保编码\n高血压,M03900\n糖尿病,M01600\n大骨节病,JB0101\n冠心病,M99999\n");
    let outcome = read(book, &said(&[("地区名称", "甲县"), ("清单", "慢病病种")]));
    all_accounted_for(&outcome);
    let text = policy(&outcome);
    checks(text);
    let squeezed: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(squeezed.contains("增列 病种 { 大骨节病 JB0101 }"), "{text}");
    assert!(squeezed.contains("{ 高血压, 糖尿病, 大骨节病 }"), "{text}");
    assert_eq!(asked(&outcome), ["B5 M99999 the code is not that of the disease"]);
}

#[test]
fn errors_of_spreadsheets_are_asked_for() {
    let mut sheet = Sheet::default();
    for (column, text) in ["地区", "待遇", "医院等级", "报销比例"].iter().enumerate() {
        sheet.put(0, column as u32, Cell::Text((*text).to_owned()));
    }
    for row in 1..3 {
        for (column, text) in ["甲县", "住院报销", "一级"].iter().enumerate() {
            sheet.put(row, column as u32, Cell::Text((*text).to_owned()));
        }
    }
    sheet.put(1, 3, Cell::Fault("#REF!".to_owned()));
    sheet.put(2, 3, Cell::Fault("=A1*2".to_owned()));
    // A stray cell in the last row of a sheet.
    sheet.put(1_048_575, 16_383, Cell::Text("x".to_owned()));
    let outcome =
        read(Book { name: "a.xlsx".to_owned(), sheets: vec![sheet], has_comments: false }, &Wanted::default());
    all_accounted_for(&outcome);
    let asked = asked(&outcome);
    for part in
        ["D2 #REF! it is the spreadsheet's error #REF!", "D3 =A1*2 the formula `=A1*2` has no result in the file"]
    {
        assert!(asked.iter().any(|own| own == part), "{part}: {asked:#?}");
    }
    assert!(asked.iter().any(|own| own.starts_with("XFD1048576")), "{asked:#?}");
}

#[test]
fn names_of_places_lead_nowhere_else() {
    let book = of_csv("地区,待遇,报销比例\n../../乙县,住院报销,70%\n丙县 代码 1,住院报销,70%\n");
    let outcome = read(book, &Wanted::default());
    all_accounted_for(&outcome);
    assert!(outcome.files.is_empty(), "{:?}", outcome.files);
    let asked = asked(&outcome);
    assert!(asked.iter().all(|own| own.ends_with("the place is unknown")) && asked.len() == 2, "{asked:?}");
    // A code that is none, a parent that nobody knows.
    let book = of_csv("地区,地区代码,上级地区,待遇,报销比例\n甲县,x1,,住院报销,70%\n乙县,330102,无省,住院报销,70%\n");
    let outcome = read(book, &Wanted::default());
    all_accounted_for(&outcome);
    assert_eq!(outcome.import.open.len(), 2, "{:?}", outcome.import.open);
}

#[test]
fn a_formula_that_was_never_worked_out_is_no_zero() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["地区", "待遇", "报销比例"].iter().enumerate() {
        sheet.write(0, column as u16, *text).unwrap();
    }
    sheet.write(1, 0, "甲县").unwrap();
    sheet.write(1, 1, "住院报销").unwrap();
    sheet.write(1, 2, Formula::new("=0.5+0.2").set_result("")).unwrap();
    sheet.set_row_hidden(1).unwrap();
    sheet.write(2, 0, "甲县").unwrap();
    sheet.write(2, 1, "住院报销").unwrap();
    sheet.write(2, 2, Formula::new("=0.5+0.2").set_result("0.7")).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let outcome = read(read_book("a.xlsx", &mut Cursor::new(bytes)).unwrap(), &Wanted::default());
    all_accounted_for(&outcome);
    assert!(policy(&outcome).contains("比例 70%"), "{}", policy(&outcome));
    assert!(asked(&outcome).iter().any(|own| own.contains("the row is hidden")), "{:?}", asked(&outcome));
}

#[test]
fn every_cell_of_random_sheets_is_accounted_for() {
    let words = [
        "地区名称",
        "类型",
        "病种名称",
        "医院类型",
        "人员类型",
        "区间",
        "起付标准(元/年)",
        "补助限额",
        "报销比例",
        "执行状态",
        "开始执行时间",
        "备注",
        "序号",
        "一级",
        "二级",
        "三级",
        "低保",
        "高血压",
        "糖尿病",
        "甲县",
        "乙市",
        "住院报销",
        "门诊慢特病",
        "70%",
        "0.8",
        "85",
        "300",
        "1.5万元",
        "3000元/年",
        "不限",
        "--",
        "合计",
        "注:另行规定3条",
        "0-3万元",
        "3万元以上",
        "执行中",
        "2020-01-01",
        "已废止",
        "x",
        "一级85%、二级75%",
        "单位:万元",
        "其他",
        "=",
        "#",
        "条款文字",
        "\u{3000}",
        "“”",
    ];
    let mut chance = Chance::new(20_200_305);
    for round in 0..120 {
        let mut sheet = Sheet { name: "表".to_owned(), ..Sheet::default() };
        let (rows, columns) = (2 + chance.below(7) as u32, 2 + chance.below(7) as u32);
        let sensible = !chance.once_in(3);
        for row in 0..rows {
            for column in 0..columns {
                let text = match (sensible, row) {
                    (true, 0) => words[chance.below(13) as usize],
                    (true, _) => words[13 + chance.below(words.len() as u64 - 13) as usize],
                    (false, _) => chance.one_of(&words),
                };
                let cell = match chance.below(12) {
                    0 => Cell::Blank,
                    1 => Cell::Number("0.7".to_owned()),
                    2 => Cell::Fault("#N/A".to_owned()),
                    3 => Cell::Truth(true),
                    _ => Cell::Text(text.to_owned()),
                };
                sheet.put(row, column, cell);
            }
        }
        if chance.once_in(3) {
            let (row, column) = (chance.below(u64::from(rows)) as u32, chance.below(u64::from(columns)) as u32);
            sheet.merges.push(polcheck::data::sheets::Area {
                top: row,
                left: column,
                bottom: row + 1,
                right: column + 1,
            });
            for (below, right) in [(0, 1), (1, 0), (1, 1)] {
                sheet.cells.remove(&(row + below, column + right));
            }
        }
        let book = Book { name: "a.xlsx".to_owned(), sheets: vec![sheet], has_comments: false };
        let outcome = read(book, &said(&[("地区名称", "甲县"), ("待遇", "住院报销"), ("限额周期", "年")]));
        all_accounted_for(&outcome);
        if outcome.faults.is_empty() {
            outcome.files.iter().for_each(|own| checks(&own.text));
        } else {
            // Only words of the language that stand in the table itself may be what does not hold.
            let words = outcome.import.verbatim.len();
            assert!(words > 0, "{round}: {:?}\n{:#?}", outcome.faults, outcome.book);
        }
    }
}

/// Returns the shipped texts of a province with what everybody sees.
fn shipped(province: &str) -> Texts {
    let mut texts = Texts::new();
    let folder = format!("policies/{province}");
    let paths = files_below(Path::new(&folder), "pol").into_iter();
    for path in paths.chain(["policies/vocabulary.pol".into(), "policies/national.pol".into()]) {
        texts.insert(path.to_string_lossy().into_owned(), std::fs::read_to_string(&path).expect("it is shipped"));
    }
    texts
}

/// Policy to sheets to policy: the file that comes back passes every test of the first.
#[test]
fn shipped_policies_come_back_the_same() {
    let day = Date::new(2024, 1, 1).expect("that is a day");
    let mut rows = 0;
    for (province, names) in [
        ("gansu", &["兰州市", "陇南市"][..]),
        ("shaanxi", &["汉中市", "宝鸡市"]),
        ("sichuan", &["成都市"]),
        ("jibei", &["青山县", "雪河县"]),
    ] {
        let texts = shipped(province);
        let workspace = Workspace::new(texts.clone());
        let analysis = workspace.analyse();
        for name in names {
            let at = analysis.find(&workspace.sources, name).expect("it is shipped").jurisdiction;
            let sheets = export(&workspace, &analysis, at).into_iter().map(|grid| {
                let mut sheet = Sheet { name: grid.name.zh.clone(), ..Sheet::default() };
                for (row, cells) in std::iter::once(&grid.headings).chain(&grid.rows).enumerate() {
                    for (column, text) in cells.iter().enumerate() {
                        sheet.put(row as u32, column as u32, Cell::Text(text.clone()));
                    }
                }
                if grid.name.en == "catalogue" {
                    rows += grid.rows.len();
                }
                sheet
            });
            let book = Book { name: "a.xlsx".to_owned(), sheets: sheets.collect(), has_comments: false };
            let outcome = import(&texts, book, &Wanted::default()).expect("there is no mapping");
            all_accounted_for(&outcome);
            assert!(outcome.faults.is_empty(), "{name}: {:?}", outcome.faults);
            assert!(asked(&outcome).is_empty(), "{name}: {:#?}", asked(&outcome));
            let [file] = outcome.files.as_slice() else { panic!("{name} is one policy") };
            let mut again = texts.clone();
            again.insert(file.stated_in.clone().expect("it was stated"), file.text.clone());
            let workspace = Workspace::new(again);
            let read_back = workspace.analyse();
            let at = read_back.find(&workspace.sources, name).expect("it is there").jurisdiction;
            let (before, after) = (&analysis.jurisdictions, &read_back.jurisdictions[at]);
            assert!(!after.has_errors, "{name}:\n{}\n{:?}", file.text, read_back.problems);
            let old = before.iter().find(|own| own.program.jurisdiction.name == *name).expect("it is there");
            assert_eq!(after.program.tests.len(), old.program.tests.len(), "{name} keeps its tests");
            assert!(!after.program.tests.is_empty(), "{name} has tests");
            for scene in &after.program.tests {
                let result = run_scene(&after.program, scene, day);
                assert!(result.holds(), "{name}, {}:\n{}", result.title, file.text);
            }
        }
    }
    assert!(rows > 40, "most of it should fit in rows, {rows} did");
}

#[test]
fn a_workbook_of_show_is_read_back_and_nothing_is_replaced_unasked() {
    let folder = Folder::new();
    for (name, text) in shipped("gansu") {
        folder.write(&name, &text);
    }
    let shown = run(&folder, &["show", "兰州市", "-o", "兰州.xlsx"]);
    assert_eq!(shown.status.code(), Some(0), "{}", told(&shown));
    let unasked = run(&folder, &["import", "兰州.xlsx"]);
    assert_eq!(unasked.status.code(), Some(2));
    assert!(told(&unasked).contains("`policies/gansu/lanzhou.pol` 已经有了"), "{}", told(&unasked));
    let back = run(&folder, &["import", "兰州.xlsx", "--force"]);
    assert_eq!(back.status.code(), Some(0), "{}{}", String::from_utf8_lossy(&back.stdout), told(&back));
    for arguments in [&["check"][..], &["fmt", "--check"], &["test", "policies/gansu/lanzhou.pol"]] {
        let output = run(&folder, arguments);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            told(&output)
        );
    }
    // The list of questions as a workbook, beside the policies.
    std::fs::write(folder.path().join("慢病.xlsx"), office()).expect("a file can be written");
    let asked = run(&folder, &["import", "慢病.xlsx", "--say", "地区名称=青山县", "--to", "草稿", "-o", "问题.xlsx"]);
    assert_eq!(asked.status.code(), Some(1), "{}", told(&asked));
    let bytes = std::fs::read(folder.path().join("问题.xlsx")).expect("it was written");
    let questions = read_book("问题.xlsx", &mut Cursor::new(bytes)).expect("it is a workbook");
    assert_eq!(questions.sheets[0].name, "待问清单");
    assert!(questions.has_comments, "cells carry what to write");
    assert!(folder.path().join("草稿/青山县.pol").exists());
}

#[test]
fn files_that_are_no_tables_are_refused_by_name() {
    let folder = Folder::new();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).expect("it can be written");
    let book = office();
    write("断.xlsx", &book[..book.len() / 2]);
    write("假.xlsx", b"name,amount\n");
    write("旧.xlsx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    write("大.csv", "1,".repeat(1_900).as_bytes());
    let row = format!("{}\n", ["1"; 1_999].join(","));
    write("多.csv", row.repeat(151).as_bytes());
    write("表.doc", b"x");
    for (name, part) in [
        ("断.xlsx", "工作簿不完整"),
        ("假.xlsx", "内容是文本,不是工作簿"),
        ("旧.xlsx", "另存为 .xlsx"),
        ("多.csv", "有内容的格子"),
        ("表.doc", "不认识 表.doc 的格式"),
        ("无.xlsx", "没有这个文件"),
    ] {
        let output = run(&folder, &["import", name]);
        assert_eq!(output.status.code(), Some(2), "{name}: {}", told(&output));
        assert!(told(&output).contains(part), "{name}: {}", told(&output));
    }
    let output = run(&folder, &["import", "大.csv"]);
    assert_eq!(output.status.code(), Some(1), "{}", told(&output));
}
