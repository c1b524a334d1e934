//! Claims given to a review: how many people it reaches and by how much, to the fen what settling by both rules gives.

use serde_json::{Value, json};

use super::{Repository, finding};

const HEADER: &str = "个人编号,结算日期,参保地,人群,病种,机构等级,就医类别,合规费用\n";

/// 低保 in a township facility lose five points; the rest stay as they were.
fn lowered() -> Repository {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    own
}

/// Six of 低保 with (1300 - 300) × 80% = 800元 each, the first of them with 2000 × 80% = 1600元 more, one of 普通 with
/// 1000 × 70% = 700元; somebody in a county that does not change; a row that is none.
fn claims() -> String {
    let mut text = HEADER.to_owned();
    for at in 1..=6 {
        text.push_str(&format!("R{at},2020-03-01,甲县,低保,高血压,一级,门诊,1300\n"));
    }
    text.push_str("R1,2020-04-01,甲县,低保,高血压,一级,门诊,2000\nR7,2020-03-01,甲县,普通,高血压,一级,门诊,1300\n");
    text + "R8,2020-03-01,乙县,低保,高血压,一级,门诊,1300\nR9,2020-02-30,甲县,低保,高血压,一级,门诊,1300\n"
}

fn fen(value: &Value) -> i64 {
    value["fen"].as_i64().unwrap_or_else(|| panic!("{value}"))
}

/// Returns what `settle` pays for all claims of a county.
fn settled(own: &Repository, more: &[&str]) -> i64 {
    let arguments = ["settle", "结算.csv", "--record", "记录.json", "-o", "结果.csv", "--no-progress"];
    let said = own.polcheck(&[&arguments[..], more].concat());
    assert!(matches!(said.code, 0 | 1), "{}", said.complaint);
    let record: Value = serde_json::from_str(&own.read("记录.json")).expect("a record");
    record["totals"].as_array().expect("a list").iter().map(|own| fen(&own["paid"])).sum()
}

#[test]
fn every_bill_is_settled_by_both_rules() {
    let own = lowered();
    own.write("结算.csv", claims());
    let (code, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    assert_eq!(code, 1);
    let people = &review["people"];
    let rows = json!({
        "read": 10, "settled": 8, "settled_by_old_only": 0, "settled_by_new_only": 0,
        "cancelled": 0, "rejected": 1, "untouched": 1, "not_comparable": 0,
    });
    assert_eq!(people["rows"], rows);
    // 6 × 800 + 1600 + 700 before; 6 × 750 + 1500 + 700 after.
    let paid = &people["all"]["paid"];
    assert_eq!((fen(&paid["old"]), fen(&paid["new"]), fen(&paid["change"])), (710_000, 670_000, -40_000));
    assert_eq!(people["all"]["persons"], json!({ "less": 6, "more": 0, "same": 1 }));
    assert_eq!(people["all"]["bills"], json!({ "less": 7, "more": 0, "same": 1 }));
    // R1: 50 + 100.
    assert_eq!(fen(&people["all"]["most_less"]), 15_000);
    assert_eq!(people["days"], json!({ "from": "2020-03-01", "until": "2020-04-01" }));
    assert_eq!(people["counties"][0]["benefits"][0]["name"], "门诊慢病报销");
    let affected = &finding(&review, "ratio-lowered")["people"];
    assert_eq!((&affected["persons"], &affected["shared_with"]), (&people["all"]["persons"], &json!(0)));
    assert!(
        review["verdict"]["text"]["zh"].as_str().expect("a text").contains("6 人少得(最多的少 150.00元)"),
        "{review}"
    );

    // What settling pays, to the fen.
    assert_eq!(settled(&own, &["--county", "甲县"]), fen(&paid["new"]));
    own.git(&["stash", "-q", "--", "policies"]);
    assert_eq!(settled(&own, &["--county", "甲县"]), fen(&paid["old"]));
    own.git(&["stash", "pop", "-q"]);

    // However they are read: from the disk, sorted by person, under another heading, with the rest of a person beside.
    let same = |more: &[&str]| {
        let (_, again) = own.review(&[&["--claims", "结算.csv", "--no-progress"][..], more].concat());
        assert_eq!(again["people"]["all"], people["all"], "{more:?}");
    };
    same(&["--memory", "1KB"]);
    own.change("结算.csv", |text| text.replace("个人编号", "编号甲"));
    same(&["--map", "编号甲=个人编号"]);
    let mut lines: Vec<String> = claims().lines().skip(1).map(str::to_owned).collect();
    lines.sort();
    own.write("结算.csv", format!("{HEADER}{}\n", lines.join("\n")));
    same(&["--sorted"]);
    same(&["--county", "甲县", "--threads", "1"]);
}

#[test]
fn what_claims_say_stands_in_every_form() {
    let own = lowered();
    own.write("结算.csv", claims());
    for form in ["text", "plain", "markdown", "sarif", "junit", "github", "gitlab", "html"] {
        for (lang, told) in [("zh", ["6 人少得", "400.00元"]), ("en", ["6 persons get less", "400.00 less"])] {
            let arguments = ["ci", "--against", "main", "--claims", "结算.csv", "--format", form, "--lang", lang];
            let said = own.polcheck(&[&arguments[..], &["--no-progress", "--width", "400"]].concat());
            assert_eq!(said.code, 1, "{}", said.complaint);
            assert!(told.iter().all(|told| said.out.contains(told)), "{form} {lang}: {}", said.out);
        }
    }
    let said = own.polcheck(&["ci", "--against", "main", "--claims", "结算.csv", "--format", "sarif", "--no-progress"]);
    let sarif: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["properties"]["people"]["persons"]["less"], 6);
    assert_eq!(fen(&sarif["runs"][0]["properties"]["people"]["all"]["paid"]["change"]), -40_000);
}

#[test]
fn few_people_are_not_told_of() {
    let own = lowered();
    let few: Vec<String> =
        claims().lines().filter(|line| !line.starts_with("R3") && !line.starts_with("R4")).map(str::to_owned).collect();
    own.write("结算.csv", few.join("\n"));
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    let people = &review["people"];
    assert_eq!(people["hidden_below"], 5);
    let all = &people["all"];
    assert_eq!(
        (&all["persons"]["less"], &all["bills"]["less"], &all["most_less"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(all["paid"], json!({ "old": null, "new": null, "change": null }));
    let text = own.polcheck(&["ci", "--against", "main", "--claims", "结算.csv", "--no-progress"]).out;
    assert!(text.contains("若干人多得或少得(人太少,不列人数和金额)") && !text.contains("150.00"), "{text}");
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress", "--show-few"]);
    assert_eq!(review["people"]["all"]["persons"]["less"], 4);
}

#[test]
fn few_people_cannot_be_worked_out_from_the_others() {
    let own = lowered();
    own.replace("policies/乙县.pol", "限额 2500元/年", "限额 2000元/年");
    // In 甲县 six lose 50元 each, one stays; in 乙县 three have (5000 - 200) × 70% above the cap and lose 500元 each.
    let mut text: String = claims()
        .lines()
        .filter(|own| own.contains("甲县,") && !own.contains(",2000"))
        .map(|own| format!("{own}\n"))
        .collect();
    for at in 1..=8 {
        let cost = if at <= 3 { 5000 } else { 1000 };
        text.push_str(&format!("S{at},2020-03-01,乙县,低保,高血压,一级,门诊,{cost}\n"));
    }
    own.write("结算.csv", HEADER.to_owned() + &text);
    let (_, open) = own.review(&["--claims", "结算.csv", "--no-progress", "--show-few"]);
    let counted = |own: &Value| (own["persons"]["less"].clone(), own["paid"]["change"]["fen"].clone());
    let rows = |review: &Value| {
        let people = &review["people"];
        [&people["all"], &people["counties"][0], &people["counties"][1]].map(counted)
    };
    assert_eq!(rows(&open), [(9, -180_000), (3, -150_000), (6, -30_000)].map(|(a, b)| (json!(a), json!(b))));

    // The whole is told; with 乙县, so that it is not the rest, 甲县 is not.
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    let untold = (Value::Null, Value::Null);
    assert_eq!(rows(&review), [(json!(9), json!(-180_000)), untold.clone(), untold.clone()]);
    let people = &review["people"];
    // Somebody of 乙县 loses the most of all.
    assert_eq!((&people["all"]["most_less"], fen(&people["counties"][1]["most_less"])), (&Value::Null, 5_000));
    for rule in ["ratio-lowered", "cap-lowered"] {
        assert_eq!(counted(&finding(&review, rule)["people"]), untold, "{rule}");
    }
    for form in ["text", "plain", "markdown", "html", "sarif", "junit", "github", "gitlab"] {
        let said =
            own.polcheck(&["ci", "--against", "main", "--claims", "结算.csv", "--format", form, "--no-progress"]);
        for secret in ["1,500.00", "-150000", "6 人", "3 人", "少 300.00"] {
            assert!(!said.out.contains(secret), "{form}: {secret}: {}", said.out);
        }
    }
}

#[test]
fn findings_on_one_benefit_are_told_together_and_those_of_other_days_apart() {
    let own = lowered();
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2000元/年");
    own.write("结算.csv", claims());
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    let (ratio, cap) = (&finding(&review, "ratio-lowered")["people"], &finding(&review, "cap-lowered")["people"]);
    // R1: 800 + 1600 before, at most 2000 after.
    assert_eq!((fen(&ratio["most_less"]), &ratio["shared_with"]), (40_000, &json!(1)));
    assert_eq!((&ratio["paid"], &ratio["persons"]), (&cap["paid"], &cap["persons"]));
    assert!(ratio["text"]["zh"].as_str().expect("a text").ends_with("(与同一待遇的另外 1 项改动合计)"), "{ratio}");

    // From a day on that no bill lies on: last year's bills under next year's rules.
    own.git(&["checkout", "-q", "policies"]);
    let amendment =
        "修订 甲县 自2021-01-01起 @ 改1\n\n文件 改1 = \"甲医保发〔2020〕9号\" 发文 2020-12-01 标题 \"调整\"\n\n";
    own.write("policies/甲县修订.pol", format!("{amendment}调整 门诊慢病报销 {{ 限额 1000元/年 @ 改1 第一条 }}\n"));
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    let cap = &finding(&review, "cap-lowered")["people"];
    assert_eq!((&cap["bills_in_days"], &cap["text"]["zh"]), (&json!(0), &json!("没有一笔结算在这些日子里")));
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress", "--years-later", "1"]);
    let cap = &finding(&review, "cap-lowered")["people"];
    // Only R1, with 2400 before, has more than 1000.
    assert_eq!(
        (&cap["bills_in_days"], &cap["persons"]["less"], &cap["persons"]["same"]),
        (&json!(8), &Value::Null, &Value::Null)
    );
    assert_eq!(review["people"]["days"]["from"], "2021-03-01");
}

#[test]
fn what_only_one_of_the_rules_can_settle_is_told() {
    let own = Repository::new();
    // The benefit that is called otherwise is the same; a new county cannot be compared.
    own.replace("policies/乙县.pol", "慢性病门诊补助", "慢病补助");
    own.replace("policies/乙县.pol", "限额 2500元/年", "限额 2600元/年");
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n");
    let mut text = HEADER.to_owned();
    for at in 1..=5 {
        text.push_str(&format!("R{at},2020-03-01,乙县,低保,高血压,一级,门诊,5000\n"));
    }
    own.write(
        "结算.csv",
        text + "R6,2020-03-01,丙县,低保,高血压,一级,门诊,5000\nR7,2020-03-01,丁县,低保,高血压,一级,门诊,1\n",
    );
    let (_, review) = own.review(&["--claims", "结算.csv", "--no-progress"]);
    let people = &review["people"];
    assert_eq!((&people["rows"]["not_comparable"], &people["rows"]["rejected"]), (&json!(1), &json!(1)));
    // (5000 - 200) × 70% is above either cap.
    let benefits = people["counties"][0]["benefits"].as_array().expect("a list");
    assert_eq!(benefits.len(), 1);
    assert_eq!((&benefits[0]["name"], fen(&benefits[0]["paid"]["change"])), (&json!("慢病补助"), 5 * 10_000));
    assert_eq!(finding(&review, "cap-raised")["people"]["persons"]["more"], 5);
}

#[test]
fn settings_name_tables_inside_the_workspace() {
    let own = lowered();
    own.write("数据/结算.csv", claims());
    let settled = |text: &str| {
        own.git(&["checkout", "-q", "polcheck.toml"]);
        own.change("polcheck.toml", |old| format!("{old}\n[ci]\n{text}\n"));
        own.polcheck(&["ci", "--against", "main", "--format", "json", "--no-progress"])
    };
    let said = settled("claims = \"数据/结算.csv\"");
    let review: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.complaint));
    assert_eq!(review["people"]["all"]["persons"]["less"], 6);
    assert_eq!(review["people"]["claims"], json!(["数据/结算.csv"]));
    // Data of people are not everywhere where policies are; that they are missing is told and is no failure.
    let said = settled("claims = [\"数据/没有.csv\"]");
    let review: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.complaint));
    assert!(review["people"].is_null() && said.complaint.contains("数据/没有.csv"), "{}", said.complaint);
    for outside in ["../结算.csv", "/etc/结算.csv"] {
        let said = settled(&format!("claims = \"{outside}\""));
        assert!(said.code == 2 && said.complaint.contains("不在工作区里"), "{}", said.complaint);
    }
    let said = own.polcheck(&["ci", "--against", "main", "--claims", "没有.csv"]);
    own.git(&["checkout", "-q", "polcheck.toml"]);
    assert_eq!(said.code, 2);
    let said = own.polcheck(&["ci", "--against", "main", "--persons", "人员.csv"]);
    assert!(said.code == 2 && said.complaint.contains("--claims"), "{}", said.complaint);
    let said = own.polcheck(&["ci", "--against", "main", "--years-later", "1"]);
    assert!(said.code == 2 && said.complaint.contains("--claims"), "{}", said.complaint);
}

#[test]
fn what_persons_are_comes_from_their_own_table() {
    let own = lowered();
    let mut persons = String::from("个人编号,参保地,人群\n");
    let mut claims = String::from("个人编号,结算日期,病种,机构等级,就医类别,合规费用\n");
    for at in 1..=5 {
        persons.push_str(&format!("R{at},甲县,低保\n"));
        claims.push_str(&format!("R{at},2020-03-01,高血压,一级,门诊,1300\n"));
    }
    own.write("人员.csv", persons + "R6,甲县,没有这一种\n");
    own.write("结算.csv", claims + "R6,2020-03-01,高血压,一级,门诊,1300\n");
    let (_, review) = own.review(&["--claims", "结算.csv", "--persons", "人员.csv", "--no-progress"]);
    let people = &review["people"];
    assert_eq!(people["all"]["persons"], json!({ "less": 5, "more": 0, "same": 0 }));
    assert_eq!(people["rows"]["rejected"], 1);
}
