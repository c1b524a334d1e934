//! Benefits of months and years in a review: what the tables of persons and households are paid by both rules.

use serde_json::{Value, json};

use super::{Repository, finding};

/// Of 甲县 five persons of 低保, one of 特困 from December on, one of 普通, two of them and one in households; of 乙县, which
/// does not change, one.
const PERSONS: &str = "个人编号,户编号,参保地,人群,变更日期
P1,,甲县,低保,
P2,,甲县,低保,
P3,,甲县,低保,
P4,H1,甲县,低保,
P5,H1,甲县,低保,
P6,H2,甲县,普通,
P6,H2,甲县,特困,2020-12-01
P7,,甲县,普通,
P8,,乙县,低保,
";

const HEATING: &str = "
待遇 取暖补贴 每户每年 自2020-01-01起 @ 省1 第九条 {
    金额 100元/人·年 × 个数(成员)
}
";

/// Both counties pay households for heating.
fn repository() -> Repository {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    own.change("policies/甲县.pol", |text| text + HEATING);
    own.change("policies/乙县.pol", |text| text.split("\n# 测试").next().unwrap_or_default().to_owned() + HEATING);
    own.commit("heating");
    own.git(&["checkout", "-q", "-B", "change"]);
    own
}

/// 90元 instead of 120元 from 2021 on.
fn lowered() -> Repository {
    let own = repository();
    own.replace("policies/甲县.pol", "自2021-01-01起  120元", "自2021-01-01起  90元");
    own.write("人员.csv", PERSONS);
    own
}

fn fen(value: &Value) -> i64 {
    value["fen"].as_i64().unwrap_or_else(|| panic!("{value}"))
}

const MONTHS: &[&str] = &["--persons", "人员.csv", "--months", "2020-11..2021-02", "--no-progress"];

/// Returns what `settle` pays 甲县 in these months.
fn settled(own: &Repository) -> i64 {
    let more = ["--county", "甲县", "--record", "记录.json", "-o", "结果.csv"];
    let said = own.polcheck(&[&["settle"][..], MONTHS, &more].concat());
    assert!(matches!(said.code, 0 | 1), "{}", said.complaint);
    let record: Value = serde_json::from_str(&own.read("记录.json")).expect("a record");
    record["totals"].as_array().expect("a list").iter().map(|own| fen(&own["paid"])).sum()
}

#[test]
fn months_are_worked_out_by_both_rules() {
    let own = lowered();
    let (code, review) = own.review(MONTHS);
    assert_eq!(code, 1);
    assert!(review["people"].is_null() && review["people_not_counted"] == json!([]), "{review}");
    let people = &review["people_by_month"];
    assert_eq!(people["months"], json!({ "from": "2020-11", "until": "2021-02" }));
    assert_eq!((&people["tables"], &people["counted"]), (&json!(["人员.csv"]), &json!("persons_and_households")));
    // Four months of seven persons; two years of two households and of four persons who live alone.
    let rows = json!({
        "read": 40, "settled": 40, "settled_by_old_only": 0, "settled_by_new_only": 0,
        "cancelled": 0, "rejected": 0, "untouched": 1, "not_comparable": 0,
    });
    assert_eq!((&people["rows"], &people["subjects"]), (&rows, &json!(7)));
    // Five get 2 × 100 + 2 × 120 = 440元 before and 380元 now, P6 100 + 240 = 340元 and 280元. For heating H1 gets 400元 in two
    // years, H2 and the four who live alone 200元 each.
    let (before, now) = (5 * 44_000 + 34_000 + 140_000, 5 * 38_000 + 28_000 + 140_000);
    let paid = &people["all"]["paid"];
    assert_eq!((fen(&paid["old"]), fen(&paid["new"])), (before, now));
    // P7, and the two households as such, get what they got.
    assert_eq!(people["all"]["persons"], json!({ "less": 6, "more": 0, "same": 3 }));
    assert_eq!(people["all"]["bills"], json!({ "less": 12, "more": 0, "same": 28 }));
    assert_eq!(fen(&people["all"]["most_less"]), 6_000);
    let counties = people["counties"].as_array().expect("a list");
    assert_eq!((counties.len(), &counties[0]["name"]), (1, &json!("甲县")));
    assert_eq!(counties[0]["benefits"].as_array().expect("a list").len(), 1);
    assert_eq!(counties[0]["benefits"][0]["name"], "困难补助");
    // Of the finding only its own benefit counts; it holds in 2021: two months of seven, and the year of six.
    let affected = &finding(&review, "param-lowered")["people_by_month"];
    assert_eq!((fen(&affected["paid"]["old"]), fen(&affected["paid"]["new"])), (254_000, 218_000));
    assert_eq!((&affected["persons"], &affected["bills_in_days"]), (&people["all"]["persons"], &json!(20)));
    assert!(finding(&review, "param-lowered")["people"].is_null());

    // What settling pays, to the fen; whatever the number of threads.
    assert_eq!(settled(&own), now);
    own.git(&["stash", "-q", "--", "policies"]);
    assert_eq!(settled(&own), before);
    own.git(&["stash", "pop", "-q"]);
    let (_, again) = own.review(&[MONTHS, &["--threads", "1", "--county", "甲县"]].concat());
    assert_eq!(again["people_by_month"]["all"], people["all"]);
    // The columns of persons are named as those of claims are.
    own.change("人员.csv", |text| text.replace("个人编号", "编号甲"));
    let (_, again) = own.review(&[MONTHS, &["--map", "编号甲=个人编号"]].concat());
    assert_eq!(again["people_by_month"]["all"], people["all"]);
}

#[test]
fn households_are_counted_as_such_and_new_benefits_from_nothing() {
    let own = repository();
    // Six households of two: 200元 a year before, 160元 now; and 50元 a year for each person.
    let mut persons = String::from("个人编号,户编号,参保地,人群\n");
    for at in 1..=12 {
        persons.push_str(&format!("P{at},H{},乙县,普通\n", (at + 1) / 2));
    }
    own.write("人员.csv", persons);
    own.replace("policies/乙县.pol", "100元/人·年 × 个数(成员)", "80元/人·年 × 个数(成员)");
    let months = ["--persons", "人员.csv", "--months", "2020", "--no-progress"];
    let (_, review) = own.review(&months);
    let people = &review["people_by_month"];
    assert_eq!((&people["counted"], &people["all"]["persons"]["less"]), (&json!("households"), &json!(6)));
    assert_eq!((fen(&people["all"]["paid"]["old"]), fen(&people["all"]["paid"]["new"])), (120_000, 96_000));
    let text = people["text"]["zh"].as_str().expect("a text");
    assert_eq!(
        text,
        "按月、按年发放的待遇,照 人员.csv 计算(2020-01 至 2020-12): 6 户少得(最多的少 40.00元),0 户不变;\
         基金支付 1,200.00元 → 960.00元,少 240.00元。"
    );
    own.change("policies/乙县.pol", |text| {
        text.replace("80元/人·年 ×", "100元/人·年 ×")
            + "\n待遇 慰问金 每人每年 自2020-01-01起 @ 省1 第十条 {\n    金额 50元\n}\n"
    });
    let (_, review) = own.review(&months);
    let people = &review["people_by_month"];
    // The households get as much as before, each person 50元 more.
    assert_eq!(people["all"]["persons"], json!({ "less": 0, "more": 12, "same": 6 }));
    assert_eq!((fen(&people["all"]["paid"]["change"]), people["rows"]["settled"].as_i64()), (60_000, Some(18)));
    assert_eq!(finding(&review, "benefit-added")["people_by_month"]["persons"]["more"], 12);
}

#[test]
fn what_months_say_stands_in_every_form() {
    let own = lowered();
    for form in ["text", "plain", "markdown", "sarif", "junit", "github", "gitlab", "html"] {
        for (lang, told) in
            [("zh", ["6 人(户)少得", "360.00元"]), ("en", ["6 persons and households get less", "360.00 less"])]
        {
            let arguments = ["ci", "--against", "main", "--format", form, "--lang", lang, "--width", "400"];
            let said = own.polcheck(&[&arguments[..], MONTHS].concat());
            assert_eq!(said.code, 1, "{}", said.complaint);
            assert!(told.iter().all(|told| said.out.contains(told)), "{form} {lang}: {}", said.out);
        }
    }
    let said = own.polcheck(&[&["ci", "--against", "main", "--format", "sarif"], MONTHS].concat());
    let sarif: Value = serde_json::from_str(&said.out).expect("JSON");
    let properties = &sarif["runs"][0]["properties"];
    assert_eq!(fen(&properties["people_by_month"]["all"]["paid"]["change"]), -36_000);
    assert_eq!(sarif["runs"][0]["results"][0]["properties"]["people_by_month"]["persons"]["less"], 6);
}

#[test]
fn what_would_need_other_tables_is_told() {
    let own = lowered();
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 500元/年");
    let mut claims = String::from("个人编号,结算日期,病种,机构等级,就医类别,合规费用\n");
    for at in [1, 2, 3, 4, 5, 7] {
        claims.push_str(&format!("P{at},2020-03-01,高血压,一级,门诊,1300\n"));
    }
    own.write("结算.csv", claims);
    // (1300 - 300) × 80% = 800元, and 700元 for P7: at most 500元 now.
    let claims = ["--claims", "结算.csv", "--persons", "人员.csv", "--no-progress"];
    let (_, review) = own.review(&claims);
    assert_eq!(fen(&review["people"]["all"]["paid"]["change"]), -(5 * 30_000 + 20_000));
    assert_eq!(review["people_not_counted"], json!([{ "benefit": "困难补助", "needs": "persons" }]));
    let text = own.polcheck(&[&["ci", "--against", "main", "--width", "400"], &claims[..]].concat()).out;
    assert!(text.contains("没有计算按月、按年发放的困难补助") && text.contains("--months 2024"), "{text}");

    let (_, review) = own.review(MONTHS);
    assert_eq!(review["people_not_counted"], json!([{ "benefit": "门诊慢病报销", "needs": "claims" }]));

    // Together each stands for itself, and a finding tells of its own benefits only.
    let (_, review) = own.review(&[&claims[..], &MONTHS[2..4]].concat());
    assert_eq!(review["people_not_counted"], json!([]));
    assert_eq!(fen(&review["people"]["all"]["paid"]["change"]), -170_000);
    assert_eq!(fen(&review["people_by_month"]["all"]["paid"]["change"]), -36_000);
    let (cap, param) = (finding(&review, "cap-lowered"), finding(&review, "param-lowered"));
    assert!(cap["people_by_month"].is_null() && param["people"].is_null(), "{cap}\n{param}");
    let said = own.polcheck(&["ci", "--against", "main", "--persons", "人员.csv"]);
    assert!(said.code == 2 && said.complaint.contains("--months"), "{}", said.complaint);
    let said = own.polcheck(&["ci", "--against", "main", "--months", "2020"]);
    assert!(said.code == 2 && said.complaint.contains("--persons"), "{}", said.complaint);
    let said = own.polcheck(&["ci", "--against", "main", "--persons", "人员.csv", "--months", "2020-13"]);
    assert!(said.code == 2 && said.complaint.contains("2020-13"), "{}", said.complaint);
}

#[test]
fn whom_one_of_the_rules_does_not_know_is_told_apart() {
    let own = lowered();
    // The vocabulary of old has no such group; P9 is nobody whom any rule knows.
    own.change("人员.csv", |text| text + "P9,,甲县,没有这一种,\n");
    let (_, review) = own.review(MONTHS);
    let people = &review["people_by_month"];
    assert_eq!((&people["rows"]["settled"], &people["subjects"]), (&json!(40), &json!(7)));
    assert!(people["rejected_because"][0]["reason"]["zh"].as_str().expect("a text").contains("人群"), "{people}");
    // A household one of whom is not known is not worked out without him.
    own.change("人员.csv", |text| text.replace("P9,,甲县", "P9,H1,甲县"));
    let (_, review) = own.review(MONTHS);
    let people = &review["people_by_month"];
    // Without H1 and its two members: two years of the household, four months of two.
    assert_eq!((&people["rows"]["settled"], &people["rows"]["rejected"]), (&json!(30), &json!(1)));
    assert_eq!(people["all"]["persons"], json!({ "less": null, "more": 0, "same": null }));
}

#[test]
fn settings_name_the_months_too() {
    let own = lowered();
    let review = |text: &str| {
        own.git(&["checkout", "-q", "polcheck.toml"]);
        own.change("polcheck.toml", |old| format!("{old}\n[ci]\n{text}\n"));
        own.polcheck(&["ci", "--against", "main", "--format", "json", "--no-progress"])
    };
    let said = review("persons = \"人员.csv\"\nmonths = \"2020-11..2021-02\"");
    let found: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.complaint));
    assert_eq!(found["people_by_month"]["all"]["persons"]["less"], 6);
    // Data of people are not everywhere where policies are.
    let said = review("persons = \"没有.csv\"\nmonths = \"2020\"");
    assert!(said.code == 1 && said.complaint.contains("没有.csv"), "{}", said.complaint);
    let said = review("months = \"2020\"");
    assert!(said.code == 2 && said.complaint.contains("--persons"), "{}", said.complaint);
    let said = review("persons = \"人员.csv\"\nmonths = \"去年\"");
    assert!(said.code == 2 && said.complaint.contains("去年"), "{}", said.complaint);
}
