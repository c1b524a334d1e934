//! Every JSON that polcheck prints against its published schema in `docs/schema`, and the files that it reads.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::schema::misfits;

fn schema(name: &str) -> Value {
    let text = std::fs::read_to_string(format!("docs/schema/{name}.schema.json")).expect("the schema is there");
    serde_json::from_str(&text).expect("the schema is JSON")
}

/// 吉北省, with a test that fails and a county that cannot run.
fn workspace() -> Folder {
    let folder = Folder::new();
    folder.copy(Path::new("policies/jibei"));
    let qingshan = std::fs::read_to_string("policies/jibei/qingshan.pol").expect("it is there");
    let failing = "
测试 \"错的\" 于 2020-03-05 {
    已知 { 人群 低保; 病种 高血压; 机构等级 一级 }
    各例 合规费用 → 门诊慢病报销 { 1000元 → 1元; 1000元 → 560元 }
    应得 门诊慢病报销 = 1元
}
";
    folder.write("qingshan.pol", &(qingshan + failing));
    folder.write("broken.pol", "县 断县 代码 229999 属于 吉北省\n\n参数 甲 = 80\n\n测试 \"不能跑\" { 应得 是 }\n");
    folder.write("year.json", YEAR);
    folder.write("household.toml", HOUSEHOLD);
    folder
}

const YEAR: &str = r#"{
    "facts": { "人群": ["低保", "特困"], "病种": "高血压", "机构等级": "一级", "出生日期": "1960-01-30" },
    "claims": [
        { "id": "A1", "date": "2020-01-10", "facts": { "合规费用": "2000元", "总费用": "2100元" } },
        { "id": "A2", "date": "2020-02-10", "facts": { "就医类别": "住院", "机构等级": "三级", "就医地": "县内", "合规费用": "9万元", "乙类费用": "1000元" } },
        { "id": "A3", "date": "2020-03-10", "facts": { "合规费用": "300元" } },
        { "id": "A4", "date": "2020-03-11", "facts": { "合规费用": "-300元", "原结算号": "A3" } },
        { "id": "A5", "date": "2020-03-12", "facts": { "合规费用": "-1元" } }
    ],
    "months": ["2020-03"]
}
"#;

const HOUSEHOLD: &str = r#"
[facts]
"住房鉴定" = "D级"
"改造方式" = "新建"
"改造面积" = "90平方米"

[[members]]
name = "甲"
[members.facts]
"人群" = "低保"
"出生日期" = 1950-01-02
"工资" = "3600元/年"
"残疾等级" = 1
"残疾类别" = "肢体"

[[members]]
name = "乙"
[members.facts]
"人群" = "低保"
"出生日期" = "2010-05-05"
"学生儿童" = true
"#;

/// Runs a command and returns its exit code and the JSON that it prints.
fn run(folder: &Folder, arguments: &[&str]) -> (i32, Value) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(arguments).args(["--format", "json"]).current_dir(folder.path());
    let output = command.output().expect("polcheck starts");
    let text = String::from_utf8(output.stdout).expect("the output is UTF-8");
    let value = serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!("{arguments:?}: {error}\n{text}\n{}", String::from_utf8_lossy(&output.stderr));
    });
    (output.status.code().expect("it ends by itself"), value)
}

#[test]
fn every_json_has_the_shape_of_its_schema() {
    let folder = workspace();
    let typed = ["人群=低保", "病种=高血压", "机构等级=一级", "合规费用=1000元"];
    let missing = ["case", "青山县", "--on", "2020-03-05", "人群=低保", "病种=高血压", "合规费用=1000元"];
    let case = [&["case", "青山县", "--on", "2020-03-05"][..], &typed].concat();
    let year = ["case", "青山县", "--given", "year.json"];
    let household = ["case", "绿水县", "--on", "2024-03-01", "--given", "household.toml"];
    folder.write("table.csv", "地区,待遇,医院等级,报销比例\n丙县,住院报销,一级,按规定\n合计,,,\n");
    let runs: [(&[&str], i32, &str); 13] = [
        (&case, 0, "case"),
        (&missing, 1, "case"),
        // A bill that reverses none is rejected.
        (&year, 1, "case"),
        (&household, 0, "case"),
        (&["show", "云岭县@2022-05-01"], 0, "policy"),
        (&["show", "雪河县"], 0, "policy"),
        (&["diff", "青山县", "绿水县"], 1, "diff"),
        (&["diff", "青山县@2020-12-31", "青山县@2021-01-01", "--worked"], 1, "diff"),
        (&["test", "qingshan.pol", "broken.pol"], 1, "test"),
        (&["verify", "青山县", "--only", "no-hidden-row", "--only", "never-below-last-year"], 1, "verify"),
        (&["verify", "--list"], 0, "verify"),
        (&["import", "table.csv", "--print"], 1, "import"),
        (&["ci", "--list"], 0, "ci-rules"),
    ];
    for (arguments, code, name) in runs {
        let (exit, value) = run(&folder, arguments);
        assert_eq!(exit, code, "{arguments:?}");
        assert_eq!(misfits(&schema(name), &value), Vec::<String>::new(), "{arguments:?}");
    }
    let (_, year) = run(&folder, &year);
    let standings: Vec<&str> =
        year["occasions"].as_array().into_iter().flatten().filter_map(|own| own["standing"].as_str()).collect();
    assert_eq!(standings, ["settled", "settled", "cancelled", "cancelled", "rejected", "settled"]);
    let first = year["occasions"][0]["benefits"].as_array().expect("a list");
    let chronic = first.iter().find(|own| own["name"] == "门诊慢病报销").expect("every benefit is there");
    assert_eq!(chronic["payment"], serde_json::json!({ "fen": 180_000, "yuan": "1800.00" }), "特困: 2000 × 90%");
}

#[test]
fn what_is_read_has_the_shape_of_its_schema() {
    let given = schema("given");
    let year: Value = serde_json::from_str(YEAR).expect("JSON");
    assert_eq!(misfits(&given, &year), Vec::<String>::new());
    let wrong: Value = serde_json::from_str(r#"{ "claim": [] }"#).expect("JSON");
    assert_eq!(misfits(&given, &wrong), ["$: claim is not in the schema"]);
}
