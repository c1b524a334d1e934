//! The law that rows of text which are read at a glance have the fate that they have cell by cell: results, rejects and
//! record are the same to the byte, whatever clerks have written, in whatever pieces the rows are settled.

use crate::support::chance::Chance;
use crate::support::county::run;
use crate::support::folder::Folder;

const COUNTIES: &[(&str, &str)] = &[
    (
        "policies/a.pol",
        "县 甲县 代码 330101

待遇 门诊慢特病 每次结算 {
    起付线 300元/年
    比例 按 人群 { 低保 80%; 特困 待公布; 其余 60% }
    限额 2000元/年
}
",
    ),
    (
        "policies/b.pol",
        "县 乙县 代码 330102

待遇 门诊慢特病 每次结算 {
    条件 年龄 >= 18周岁
    起付线 20元/次
    比例 70%
    限额 900元/年
}

待遇 大病 每次结算 {
    基数 合规费用 - 门诊慢特病
    起付线 1000元/年
    比例 50%
}
",
    ),
];

const HEAD: &[&str] =
    &["结算号", "身份证号", "姓名", "就诊日期", "参保地", "人群", "合规费用", "医疗总费用", "出生日期", "备注"];

/// Returns a cell of a column: mostly as a system writes it, at times as people do.
fn cell(chance: &mut Chance, column: &str, person: u64, row: u64) -> String {
    let odd = chance.once_in(25);
    let day = 1 + chance.below(28);
    let month = 1 + chance.below(12);
    let fen = chance.below(200_000);
    let amount = format!("{}.{:02}", fen / 100, fen % 100);
    match column {
        "结算号" => match odd {
            true => chance.one_of(&["", "1", "'7", "ZF-2", "--", "1.5E+10", "=1", " 8", "@x1", "-5"]).to_owned(),
            false => format!("ZF-{row:05}"),
        },
        "身份证号" => match odd && chance.once_in(2) {
            true => match chance.below(9) {
                0 => String::new(),
                1 => format!(" P{person} "),
                2 => format!("'P{person}"),
                3 => format!("P{person}"),
                4 => "1.1E+17".to_owned(),
                5 => "11010519491231002x".to_owned(),
                6 => "110105194912310000".to_owned(),
                7 => format!("P-{person}"),
                _ => format!("p{person}"),
            },
            false => format!("P{person}"),
        },
        "姓名" => chance.one_of(&["张三", "李四", "", "=张", "+王", "O'Neil", "a b", "－", "Zoë"]).to_owned(),
        "就诊日期" => match odd {
            true => match chance.below(9) {
                0 => format!("2024/{month}/{day}"),
                1 => format!("2024{month:02}{day:02}"),
                2 => format!("2024年{month}月{day}日"),
                3 => format!("{}", 45_292 + day),
                4 => format!("2024-{month:02}-{day:02} 10:20:30"),
                5 => "2024-02-30".to_owned(),
                6 => String::new(),
                7 => "昨天".to_owned(),
                _ => format!("2024-{month}-{day}"),
            },
            false => format!("2024-{month:02}-{day:02}"),
        },
        "参保地" => match odd {
            true => chance.one_of(&["甲县", "330101", "丙县", "", " 乙县"]).to_owned(),
            false => (if person.is_multiple_of(3) { "乙县" } else { "甲县" }).to_owned(),
        },
        "人群" => match odd {
            true => chance.one_of(&["", "--", "低 保", "富人", "低保、特困", "普通"]).to_owned(),
            false => chance.one_of(&["低保", "普通", "特困"]).to_owned(),
        },
        "合规费用" | "医疗总费用" => match odd {
            true => match chance.below(17) {
                0 => format!("¥{amount}"),
                1 => "1,234.50".to_owned(),
                2 => "１２３４．５".to_owned(),
                3 => "1.2万".to_owned(),
                4 => format!("-{amount}"),
                5 => format!("({amount})"),
                6 => String::new(),
                7 => "--".to_owned(),
                8 => "12.345".to_owned(),
                9 => "1.2E+05".to_owned(),
                10 => format!("{amount}元"),
                11 => format!("{amount}/次"),
                12 => "12,34".to_owned(),
                13 => format!(" {amount}"),
                14 => format!("+{amount}"),
                15 => "99999999999999".to_owned(),
                _ => format!("{}", fen / 100),
            },
            false => amount,
        },
        "出生日期" => match odd {
            true => chance.one_of(&["", "1950.1.1", "19500101", "2020-01-01", "1950-13-01"]).to_owned(),
            false => format!("19{}-0{}-11", 40 + person % 50, 1 + person % 9),
        },
        _ => chance.one_of(&["", "", "", "复诊", "合计", " ", "a;b", "x|y", "-", "\u{3000}"]).to_owned(),
    }
}

/// Returns a table of a few persons each of whom is a case of its own, parted by a mark.
fn table(chance: &mut Chance, persons: u64, mark: &str, together: bool, columns: &[&str]) -> String {
    let quoted = |own: String| match own.contains([',', '"', '\n', ';', '\t', '|']) {
        true => format!("\"{}\"", own.replace('"', "\"\"")),
        false => own,
    };
    let mut lines: Vec<String> = Vec::new();
    let mut number = 0;
    for person in 0..persons {
        for _ in 0..chance.below(7) {
            number += 1;
            let cells: Vec<String> = columns.iter().map(|own| quoted(cell(chance, own, person, number))).collect();
            let mut line = cells.join(mark);
            match chance.below(120) {
                0 => line.insert(0, '"'),
                1 => line.push_str(&format!("{mark}多")),
                2 => line.push_str(mark),
                3 => line.truncate(line.rfind(mark).unwrap_or(0)),
                4 => line = format!("\"{}\"", cells.join(&format!("\"{mark}\""))),
                5 => lines.push(String::new()),
                6 => lines.push(columns.join(mark)),
                7 => lines.push(format!("合计{}", mark.repeat(columns.len() - 1))),
                8 => lines.push(format!("合计{mark}{mark}{mark}{mark}{mark}{mark}100{mark}200{mark}{mark}")),
                9 => lines.push(format!("制表人: 李四{}", mark.repeat(columns.len() - 1))),
                // The same once more, and a bill that takes one back.
                10 => lines.push(line.clone()),
                11 => {
                    let mut back = cells.clone();
                    for (own, column) in back.iter_mut().zip(columns) {
                        match *column {
                            "合规费用" | "医疗总费用" => *own = format!("-{own}"),
                            "结算号" => own.push('b'),
                            _ => {}
                        }
                    }
                    lines.push(line.clone());
                    line = back.join(mark);
                }
                12 => line = format!("{line}\r"),
                13 => line.push('\u{1}'),
                _ => {}
            }
            lines.push(line);
        }
    }
    if !together {
        for at in (1..lines.len()).rev() {
            lines.swap(at, chance.below(at as u64 + 1) as usize);
        }
    }
    format!("{}\n{}\n", columns.join(mark), lines.join("\n"))
}

/// Settles in one way; returns everything that comes of it. By which part of the engine rows went depends on how many stand
/// together; the record is compared without it.
fn settled(folder: &Folder, arguments: &[&str]) -> Vec<String> {
    let output = run(folder, &[&["settle", "--no-progress"], arguments, &["-o", "果.csv"]].concat());
    let mut all = vec![format!("{:?}", output.status.code()), String::from_utf8_lossy(&output.stderr).into_owned()];
    for name in ["果.csv", "果.rejects.csv", "果.run.json"] {
        let path = folder.path().join(name);
        let mut text = std::fs::read_to_string(&path).unwrap_or_default();
        if name.ends_with("json") && !text.is_empty() {
            let mut record: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
            let engine = record["engine"].take();
            let sum: u64 = ["by_kernels", "by_clauses", "by_reference", "cancelled", "rejected"]
                .iter()
                .filter_map(|own| engine[own].as_u64())
                .sum();
            text = format!("{record:#} {sum}");
        }
        all.push(text);
        let _ = std::fs::remove_file(&path);
    }
    all
}

fn differs(what: &str, a: &[String], b: &[String]) -> Option<String> {
    for (a, b) in a.iter().zip(b) {
        let (mut left, mut right) = (a.lines(), b.lines());
        loop {
            match (left.next(), right.next()) {
                (None, None) => break,
                (one, other) if one == other => {}
                (one, other) => return Some(format!("{what}:\n  cell by cell {other:?}\n  at a glance  {one:?}")),
            }
        }
    }
    None
}

#[test]
fn what_is_read_at_a_glance_has_the_same_fate() {
    let folder = Folder::new();
    COUNTIES.iter().for_each(|(name, text)| folder.write(name, text));
    let rounds: u64 = std::env::var("GLANCE_ROUNDS").ok().and_then(|own| own.parse().ok()).unwrap_or(5);
    let mut paid = 0;
    for round in 0..rounds {
        let chance = &mut Chance::new(1_000 + round);
        let mark = chance.one_of(&[",", ",", ",", ";", "\t"]);
        let together = chance.once_in(2);
        let without_numbers: Vec<&str> = HEAD[1..].to_vec();
        let columns = if chance.once_in(3) { without_numbers.as_slice() } else { HEAD };
        let text = table(chance, 250, mark, together, columns);
        match chance.once_in(4) {
            true => {
                let (bytes, _, _) = encoding_rs::GB18030.encode(&text);
                std::fs::write(folder.path().join("结算.csv"), &bytes).expect("a file can be written");
            }
            false => folder.write("结算.csv", &text),
        }
        let base = settled(&folder, &["结算.csv", "--by-cells"]);
        paid += base[2].lines().filter(|own| own.contains("已结算")).count();
        let mut ways: Vec<(&str, Vec<&str>)> = vec![
            ("all at once", vec!["结算.csv"]),
            ("on disk", vec!["结算.csv", "--memory", "40KB", "--threads", "2"]),
        ];
        if together {
            ways.push(("in pieces", vec!["结算.csv", "--sorted", "--memory", "60KB", "--threads", "1"]));
        }
        for (name, arguments) in ways {
            let own = settled(&folder, &arguments);
            let other = settled(&folder, &[&arguments[..], &["--by-cells"]].concat());
            if let Some(found) = differs(&format!("round {round}, {name}"), &own, &other) {
                panic!("{found}");
            }
            if name != "in pieces"
                && let Some(found) = differs(&format!("round {round}, {name}, and all at once"), &own, &base)
            {
                panic!("{found}");
            }
        }
    }
    assert!(paid > 100 * rounds as usize, "most rows are settled: {paid}");
}

#[test]
fn several_files_and_other_forms_of_results_are_the_same() {
    let folder = Folder::new();
    COUNTIES.iter().for_each(|(name, text)| folder.write(name, text));
    let chance = &mut Chance::new(77);
    folder.write("1.csv", &table(chance, 60, ",", true, HEAD));
    let turned: Vec<&str> = HEAD.iter().rev().copied().collect();
    folder.write("2.csv", &table(chance, 60, ";", true, &turned));
    folder.write("3.csv", &table(chance, 60, ",", true, &HEAD[1..9]));
    for arguments in [
        &["1.csv", "2.csv", "3.csv"][..],
        &["3.csv", "1.csv"],
        &["1.csv", "3.csv", "--memory", "20KB"],
        &["1.csv", "2.csv", "--shard", "2/3"],
        &["1.csv", "--by", "县,月,人群"],
        &["1.csv", "--reference"],
        &["1.csv", "--max-rejects", "3"],
        &["1.csv", "--strict"],
        &["2.csv", "--lang", "en"],
    ] {
        let own = settled(&folder, arguments);
        let other = settled(&folder, &[arguments, &["--by-cells"]].concat());
        if let Some(found) = differs(&format!("{arguments:?}"), &own, &other) {
            panic!("{found}");
        }
    }
}

/// Policies that ask for what tables of persons and households tell; the second looks at no member apart from the others.
const HOUSEHOLDS: &[(&str, &str)] = &[
    (
        "policies/a.pol",
        "县 甲县 代码 330101

定义 家庭.困难 = 经营净收入 低于 2万元/年

待遇 门诊慢特病 每次结算 {
    条件 困难 或 人数 >= 2人 或 人群 = 低保
    起付线 300元/年
    比例 按 人群 { 低保 80%; 特困 待公布; 其余 60% }
    限额 3000元/年 各 家庭
}

定义 家庭.人数 = 个数(成员)
",
    ),
    (
        "policies/b.pol",
        "县 乙县 代码 330102

待遇 门诊慢特病 每次结算 {
    条件 年龄 >= 18周岁
    起付线 20元/次
    比例 按 残疾等级 { = 0 70%; 1至2 90%; 其余 80% }
    限额 900元/年
}

待遇 大病 每次结算 {
    基数 合规费用 - 门诊慢特病
    起付线 1000元/年
    比例 按 人群 { 低保 60%; 其余 50% }
}
",
    ),
];

const CLAIMS: &[&str] =
    &["结算号", "身份证号", "就诊日期", "参保地", "合规费用", "医疗总费用", "残疾等级", "原结算号", "备注"];

/// Returns the table of claims of some persons; a few reverse another.
fn claims(chance: &mut Chance, persons: u64, columns: &[&str], together: bool) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut number = 0;
    for person in 0..persons {
        for _ in 0..chance.below(8) {
            number += 1;
            let said = |chance: &mut Chance, own: &str| match own {
                "残疾等级" => chance.one_of(&["", "", "", "", "1", "4", "5"]).to_owned(),
                "原结算号" => String::new(),
                "户编号" => chance.one_of(&["", "", "H1", " ", "--"]).to_owned(),
                // A county of their own for the few that the table of persons does not name.
                "参保地" if person % 7 == 0 => String::new(),
                own => cell(chance, own, person, number),
            };
            let cells: Vec<String> = columns.iter().map(|own| said(chance, own)).collect();
            lines.push(cells.join(","));
            if !chance.once_in(12) {
                continue;
            }
            let at = |name: &str| columns.iter().position(|own| *own == name);
            let mut back = cells.clone();
            for name in ["合规费用", "医疗总费用"] {
                back[at(name).expect("there are costs")].insert(0, '-');
            }
            if let (Some(id), Some(original)) = (at("结算号"), at("原结算号")) {
                back[original] = match chance.below(6) {
                    0 => String::new(),
                    1 => "ZF-00001".to_owned(),
                    2 => format!("'{}", back[id]),
                    _ => back[id].clone(),
                };
                back[id].push('R');
            }
            lines.push(back.join(","));
        }
    }
    if !together {
        for at in (1..lines.len()).rev() {
            lines.swap(at, chance.below(at as u64 + 1) as usize);
        }
    }
    format!("{}\n{}\n", columns.join(","), lines.join("\n"))
}

/// Returns the tables of persons and of households: some missing, some twice, some with mistakes, some that change.
fn beside(chance: &mut Chance, persons: u64, with_households: bool) -> (String, String) {
    let mut lines = vec!["身份证号,户编号,参保地,姓名,人群,出生日期,残疾等级,变更日期".to_owned()];
    let mut households = vec!["户编号,经营净收入,住房鉴定,变更日期".to_owned()];
    let mut household = 0;
    let mut left = 0;
    for person in 0..persons {
        if left == 0 {
            (household, left) = (household + 1, 1 + chance.below(4));
            let income = match chance.below(8) {
                0 => "2.5万元".to_owned(),
                1 => "很多".to_owned(),
                2 => String::new(),
                _ => format!("{}", chance.below(40_000)),
            };
            if !chance.once_in(10) {
                households.push(format!("H{household},{income},B级,"));
            }
            if chance.once_in(6) {
                let month = 1 + chance.below(12);
                households.push(format!("H{household},{},,2024-{month:02}-15", chance.below(60_000)));
            }
            if chance.once_in(30) {
                households.push(format!("H{household},1,A级,"));
            }
        }
        left -= 1;
        if chance.once_in(15) {
            continue;
        }
        let own = match chance.below(12) {
            // Alone; one is named as a household is.
            0 => String::new(),
            1 => format!(" H{household}"),
            _ => format!("H{household}"),
        };
        let county = if person % 3 == 0 { "乙县" } else { "甲县" };
        let county = if chance.once_in(25) { "丙县" } else { county };
        let group = chance.one_of(&["低保", "普通", "特困", "低保、特困", "", "富人", "--"]);
        let grade = chance.one_of(&["0", "0", "0", "", "1", "3", "二"]);
        let birth = format!("19{}-0{}-11", 40 + person % 50, 1 + person % 9);
        let birth = if chance.once_in(20) { "2019/3/4".to_owned() } else { birth };
        let since = if chance.once_in(12) { format!("2024-{:02}-01", 1 + chance.below(12)) } else { String::new() };
        lines.push(format!("P{person},{own},{county},某,{group},{birth},{grade},{since}"));
        while chance.once_in(4) {
            let month = 1 + chance.below(12);
            let group = chance.one_of(&["低保", "普通", "", "富人"]);
            lines.push(format!("P{person},,,,{group},,{},2024-{month:02}-10", chance.one_of(&["", "2", "4"])));
        }
        if chance.once_in(25) {
            lines.push(format!("P{person},H1,{county},某,普通,{birth},0,"));
        }
    }
    // Persons named as households are, with and without a household of their own.
    lines.push("H3,,甲县,某,低保,1950-01-01,0,".to_owned());
    lines.push("H4,H5,甲县,某,普通,1950-01-01,0,".to_owned());
    (lines.join("\n"), if with_households { households.join("\n") } else { String::new() })
}

#[test]
fn tables_beside_the_claims_tell_the_same() {
    let folder = Folder::new();
    HOUSEHOLDS.iter().for_each(|(name, text)| folder.write(name, text));
    let rounds: u64 = std::env::var("GLANCE_ROUNDS").ok().and_then(|own| own.parse().ok()).unwrap_or(3);
    let (mut paid, mut cancelled) = (0, 0);
    for round in 0..rounds {
        let chance = &mut Chance::new(5_000 + round);
        let with_households = chance.once_in(2);
        let (persons, households) = beside(chance, 200, with_households);
        folder.write("人员.csv", &persons);
        folder.write("家庭.csv", &households);
        let mut columns = CLAIMS.to_vec();
        match round % 3 {
            1 => columns.insert(2, "户编号"),
            2 => drop((columns.remove(0), columns.retain(|own| *own != "原结算号"))),
            _ => {}
        }
        let together = chance.once_in(3);
        let mut text = claims(chance, 200, &columns, together);
        for number in ["H3", "H4"] {
            let row = cell(chance, "结算号", 0, 9_999);
            let cells: Vec<String> = columns
                .iter()
                .map(|own| match *own {
                    "结算号" => format!("{row}{number}"),
                    "身份证号" => number.to_owned(),
                    "就诊日期" => "2024-05-05".to_owned(),
                    "合规费用" | "医疗总费用" => "800".to_owned(),
                    _ => String::new(),
                })
                .collect();
            text.push_str(&format!("{}\n", cells.join(",")));
        }
        folder.write("结算.csv", &text);
        let mut tables = vec!["结算.csv", "--persons", "人员.csv"];
        if !households.is_empty() {
            tables.extend(["--households", "家庭.csv"]);
        }
        let base = settled(&folder, &[&tables[..], &["--by-cells"]].concat());
        paid += base[2].lines().filter(|own| own.contains("已结算")).count();
        cancelled += base[2].lines().filter(|own| own.contains("已冲销")).count();
        for (name, more) in [
            ("all at once", &["--threads", "1"][..]),
            ("on disk", &["--memory", "40KB", "--threads", "2"]),
            ("by groups", &["--by", "县,月,人群,残疾等级,住房鉴定"]),
            ("a part", &["--shard", "2/3"]),
        ] {
            let own = settled(&folder, &[&tables[..], more].concat());
            let other = settled(&folder, &[&tables[..], more, &["--by-cells"]].concat());
            if let Some(found) = differs(&format!("round {round}, {name}"), &own, &other) {
                panic!("{found}");
            }
        }
    }
    assert!(paid > 75 * rounds as usize, "many rows are settled: {paid}");
    assert!(cancelled > 10 * rounds as usize, "bills are reversed: {cancelled}");
}

/// Returns a table of claims with what they were paid beside each: mostly what is due, at times a fen or more beside it.
fn with_records(chance: &mut Chance, claims: &str, results: &str, headings: &[&str]) -> String {
    let plain = |line: &str| -> Vec<String> { line.split(',').map(str::to_owned).collect() };
    let mut rows = results.lines();
    let head = plain(rows.next().unwrap_or_default().trim_start_matches('\u{feff}'));
    let at = |name: &str| head.iter().position(|own| own == name).expect("results have the column");
    let mut paid = std::collections::HashMap::new();
    for line in rows.filter(|own| !own.contains('"')) {
        let cells = plain(line);
        let amounts: Vec<String> = headings.iter().filter_map(|own| cells.get(at(own)).cloned()).collect();
        paid.insert(cells.last().cloned().unwrap_or_default(), amounts);
    }
    let names: Vec<&str> = headings.iter().map(|own| if *own == "应付合计" { "基金支付总额" } else { *own }).collect();
    let mut lines = claims.lines();
    let mut all = vec![format!("{},{}", lines.next().unwrap_or_default(), names.join(","))];
    for (number, line) in lines.enumerate() {
        let own = paid.get(&(number + 2).to_string());
        let cells: Vec<String> = (0..headings.len())
            .map(|at| match (own.and_then(|own| own.get(at)), chance.below(60)) {
                (_, 0) => chance.one_of(&["", "--", "12.5", "1万", "-3.00", "¥5", "x"]).to_owned(),
                (Some(own), 1) => own.replace('0', "1"),
                (Some(own), 2) if own.ends_with('0') => format!("{}1", &own[..own.len() - 1]),
                (Some(own), _) => own.clone(),
                (None, _) => "0".to_owned(),
            })
            .collect();
        all.push(format!("{line},{}", cells.join(",")));
    }
    all.join("\n")
}

#[test]
fn what_records_say_was_paid_is_compared_alike() {
    let folder = Folder::new();
    let mut equal = 0;
    for (round, (policies, headings)) in [
        (HOUSEHOLDS, &["门诊慢特病", "大病"][..]),
        (HOUSEHOLDS, &["应付合计"]),
        (COUNTIES, &["大病", "应付合计"]),
        (COUNTIES, &["应付合计"]),
    ]
    .into_iter()
    .enumerate()
    {
        policies.iter().for_each(|(name, text)| folder.write(name, text));
        let chance = &mut Chance::new(9_000 + round as u64);
        let (persons, households) = beside(chance, 150, true);
        folder.write("人员.csv", &persons);
        folder.write("家庭.csv", &households);
        let mut columns = CLAIMS.to_vec();
        columns.insert(4, "人群");
        columns.insert(5, "出生日期");
        let text = claims(chance, 150, &columns, round % 2 == 0);
        folder.write("结算.csv", &text);
        let mut arguments = vec!["结算.csv"];
        if round < 2 {
            arguments.extend(["--persons", "人员.csv", "--households", "家庭.csv"]);
        }
        let base = settled(&folder, &arguments);
        folder.write("结算.csv", &with_records(chance, &text, &base[2], headings));
        arguments.push("--compare");
        for more in [&[][..], &["--memory", "40KB"]] {
            let own = settled(&folder, &[&arguments[..], more].concat());
            let other = settled(&folder, &[&arguments[..], more, &["--by-cells"]].concat());
            if let Some(found) = differs(&format!("round {round}"), &own, &other) {
                panic!("{found}");
            }
            equal += own[2].lines().filter(|own| own.contains(",0.00,已结算")).count();
        }
    }
    assert!(equal > 500, "many records are right: {equal}");
}
