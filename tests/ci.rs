//! Reviews of changes in real repositories: a branch changes policies, `polcheck ci` tells what that does to people.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::support::folder::Folder;
use crate::support::schema::misfits;

mod documents;
mod examples;
mod forges;
mod git;
mod months;
mod people;

/// What `polcheck init` writes, with a benefit that has a history.
const DATED: &str = "
参数 补助标准 : 金额/人·月 @ 甲1 第五条 {
    自2020-01-01起  100元/人·月
    自2021-01-01起  120元/人·月
    自2022-01-01起  150元/人·月
}

待遇 困难补助 每人每月 自2020-07-01起 @ 甲1 第五条 {
    条件 人群 属于 低保, 特困
    金额 补助标准
}
";

/// A repository in a folder of its own.
pub(crate) struct Repository {
    folder: Folder,
    root: PathBuf,
}

/// What a program said.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) complaint: String,
}

impl Repository {
    /// 示例省 with 甲县 and 乙县, committed on `main`; the branch `change` is at work.
    pub(crate) fn new() -> Repository {
        let folder = Folder::new();
        let root = folder.path().join("work");
        std::fs::create_dir_all(&root).expect("a folder");
        let own = Repository { folder, root };
        assert_eq!(own.polcheck(&["init", "."]).code, 0);
        // Without its tests, which name clauses that are taken away here.
        own.change("policies/甲县.pol", |text| text.split("\n# 测试").next().unwrap_or_default().to_owned() + DATED);
        own.git(&["init", "-q", "-b", "main"]);
        own.commit("the policies as they are");
        own.git(&["checkout", "-q", "-b", "change"]);
        own
    }

    pub(crate) fn path(&self) -> &Path {
        &self.root
    }

    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.root.join(name)).expect("it is there")
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.root.join(name);
        std::fs::create_dir_all(path.parent().expect("it lies in the repository")).expect("folders can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn change(&self, name: &str, edit: impl Fn(String) -> String) {
        self.write(name, edit(self.read(name)));
    }

    /// Replaces text that must be there.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = self.read(name);
        assert!(text.contains(from), "{name} has no {from}");
        self.write(name, text.replace(from, to));
    }

    pub(crate) fn git(&self, arguments: &[&str]) -> String {
        let said = self.run("git", arguments, &self.root);
        assert_eq!(said.code, 0, "git {arguments:?}: {}{}", said.out, said.complaint);
        said.out
    }

    pub(crate) fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", message]);
    }

    pub(crate) fn polcheck(&self, arguments: &[&str]) -> Said {
        self.run(env!("CARGO_BIN_EXE_polcheck"), arguments, &self.root)
    }

    pub(crate) fn run(&self, program: &str, arguments: &[&str], folder: &Path) -> Said {
        self.run_with(program, arguments, folder, &[])
    }

    pub(crate) fn run_with(&self, program: &str, arguments: &[&str], folder: &Path, more: &[(&str, &str)]) -> Said {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(folder).env_clear().envs(self.environment());
        command.envs(more.iter().copied());
        let output = command.output().expect("it starts");
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Said { code: output.status.code().unwrap_or(-1), out: text(output.stdout), complaint: text(output.stderr) }
    }

    /// Nobody's settings, no clock, and no repository around this one.
    fn environment(&self) -> BTreeMap<String, String> {
        let program = Path::new(env!("CARGO_BIN_EXE_polcheck")).parent().expect("it lies in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        let day = "2020-03-01T08:00:00Z";
        let pairs = [
            ("PATH", format!("{}:{path}", program.display())),
            ("HOME", self.folder.path().display().to_string()),
            ("LANG", "zh_CN.UTF-8".to_owned()),
            ("GIT_CEILING_DIRECTORIES", self.folder.path().display().to_string()),
            ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
            ("GIT_AUTHOR_NAME", "甲".to_owned()),
            ("GIT_AUTHOR_EMAIL", "jia@example.org".to_owned()),
            ("GIT_COMMITTER_NAME", "甲".to_owned()),
            ("GIT_COMMITTER_EMAIL", "jia@example.org".to_owned()),
            ("GIT_AUTHOR_DATE", day.to_owned()),
            ("GIT_COMMITTER_DATE", day.to_owned()),
        ];
        pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Reviews the working tree; returns the exit code and the JSON, which has the shape of its schema.
    pub(crate) fn review(&self, more: &[&str]) -> (i32, Value) {
        let said = self.polcheck(&[&["ci", "--against", "main", "--format", "json"][..], more].concat());
        let value: Value =
            serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", said.out, said.complaint));
        let schema = std::fs::read_to_string("docs/schema/ci.schema.json").expect("the schema is there");
        let schema: Value = serde_json::from_str(&schema).expect("it is JSON");
        assert_eq!(misfits(&schema, &value), Vec::<String>::new());
        (said.code, value)
    }
}

/// Returns `rule jurisdiction` of every finding, sorted.
pub(crate) fn rules(review: &Value) -> Vec<String> {
    let all = review["findings"].as_array().expect("a list").iter();
    let mut rules: Vec<String> = all
        .map(|own| {
            let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
            format!("{} {}", text(&own["rule"]), text(&own["jurisdiction"]["name"]))
        })
        .collect();
    rules.sort();
    rules
}

/// Returns the one finding of a rule.
pub(crate) fn finding<'v>(review: &'v Value, rule: &str) -> &'v Value {
    let mut all = review["findings"].as_array().expect("a list").iter().filter(|own| own["rule"] == rule);
    let found = all.next().unwrap_or_else(|| panic!("no {rule} in {:?}", rules(review)));
    assert!(all.next().is_none(), "{rule} is told twice");
    found
}

fn paid(finding: &Value) -> (i64, i64) {
    let fen = |side: &str| finding["witness"][side]["fen"].as_i64().unwrap_or_else(|| panic!("{}", finding["witness"]));
    (fen("old"), fen("new"))
}

#[test]
fn what_a_city_changes_in_a_table_is_told_of_the_city() {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    let city =
        "市 丙市 代码 990200 属于 示例省\n\n文件 丙1 = \"丙医保发〔2020〕2号\" 发文 2020-02-05 标题 \"住院\"\n\n";
    let city = |ratio: &str| format!("{city}调整 住院报销.比例[三级] 为 {ratio} @ 丙1 第一条\n");
    own.write("policies/丙市.pol", city("65%"));
    own.write("policies/丁县.pol", "县 丁县 代码 990201 属于 丙市\n");
    own.commit("a city");
    own.git(&["checkout", "-q", "-B", "change"]);
    own.write("policies/丙市.pol", city("58%"));
    let (_, review) = own.review(&[]);
    assert_eq!(rules(&review), ["ratio-lowered 丙市"]);
    assert_eq!(finding(&review, "ratio-lowered")["reaches"], serde_json::json!(["丁县"]));
    // (1000 - 800) × 65%, × 58%.
    assert_eq!(paid(finding(&review, "ratio-lowered")), (13_000, 11_600));
}

#[test]
fn a_code_put_right_is_no_change() {
    let own = Repository::new();
    own.replace("policies/甲县.pol", "990101", "990109");
    assert_eq!(own.review(&[]).0, 0);
    assert_eq!(rules(&own.review(&[]).1), Vec::<String>::new());
    // A county of the same name elsewhere is another one.
    own.write("policies/丙市.pol", "市 丙市 代码 990200 属于 示例省\n");
    own.replace("policies/甲县.pol", "属于 示例省", "属于 丙市");
    let gone = ["jurisdiction-added 丙市", "jurisdiction-added 甲县", "jurisdiction-removed 甲县"];
    assert_eq!(rules(&own.review(&[]).1), gone);
}

#[test]
fn a_new_condition_is_shown_by_somebody_whom_it_shuts_out() {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "    条件 就医类别 = 门诊\n",
        "    条件 就医类别 = 门诊\n    条件 转诊 != 未转诊\n",
    );
    let (_, review) = own.review(&[]);
    assert_eq!(rules(&review), ["condition-added 甲县"]);
    assert_eq!(paid(finding(&review, "condition-added")).1, 0);
}

const ACCEPTED: &str = "polcheck-accepted.toml";

#[test]
fn what_people_lose_is_told_and_what_is_only_written_otherwise_is_not() {
    let own = Repository::new();
    // A ratio down, a disease less, a date earlier; a new name, a new layout.
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    own.replace("policies/词汇.pol", "冠心病, ", "");
    own.replace("policies/甲县.pol", "自2021-01-01起  120元", "自2020-10-01起  120元");
    own.replace("policies/乙县.pol", "慢性病门诊补助", "慢病补助");
    own.change("policies/示例省.pol", |text| {
        text.replace("    ", " ").replace(" { ", " {\n").replace(" }\n", "\n}\n")
    });
    own.replace("policies/示例省.pol", "必须 ", "must ");
    let (code, review) = own.review(&[]);
    assert_eq!(code, 1);
    let told = ["disease-removed 示例省", "effective-date-moved-earlier 甲县", "ratio-lowered 甲县"];
    assert_eq!(rules(&review), told);

    // (1000 - 300) × 80%, then × 75%.
    let ratio = finding(&review, "ratio-lowered");
    assert_eq!(paid(ratio), (56_000, 52_500));
    assert_eq!((ratio["level"].as_str(), ratio["act"]["kind"].as_str()), (Some("error"), Some("filing")));
    assert_eq!(ratio["change"]["en"], "-5pp");
    assert_eq!(ratio["old"]["place"]["file"], "policies/甲县.pol");
    assert_eq!(ratio["old"]["cites"][0]["number"], "甲医保发〔2020〕1号");

    let disease = finding(&review, "disease-removed");
    assert_eq!(disease["reaches"], serde_json::json!(["乙县", "甲县"]));
    assert_eq!(disease["witness"]["new"]["fen"], 0);
    assert_eq!(disease["effect"], "worse");

    // 120元 a month instead of 100元, from October on.
    let date = finding(&review, "effective-date-moved-earlier");
    assert_eq!(paid(date), (10_000, 12_000));
    assert_eq!(
        (date["old"]["text"]["zh"].as_str(), date["new"]["text"]["zh"].as_str()),
        (Some("2021-01-01"), Some("2020-10-01"))
    );
    assert_eq!(date["days"], serde_json::json!({ "from": "2020-10-01", "until": "2020-12-31" }));
    assert_eq!((date["level"].as_str(), date["act"]["kind"].as_str()), (Some("warn"), Some("public_notice")));

    let text = own.polcheck(&["ci", "--against", "main"]).out;
    assert!(text.contains("2 处改动使参保人待遇变差;1 处使待遇变好;2 处需报省备案;1 处需公示。"), "{text}");
    assert!(!text.contains("慢病补助"), "{text}");
    // The same input, the same bytes; and the branch is reviewed as its files are.
    assert_eq!(own.polcheck(&["ci", "--against", "main"]).out, text);
    own.commit("what is changed");
    let committed = own.polcheck(&["ci", "--against", "main", "--head", "change", "--format", "json"]);
    assert_eq!(committed.code, 1);
    let committed: Value = serde_json::from_str(&committed.out).expect("JSON");
    assert_eq!(committed["findings"], review["findings"]);
}

#[test]
fn what_is_accepted_passes_until_it_expires() {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    let said = own.polcheck(&["ci", "--against", "main", "--accept"]);
    assert_eq!((said.code, said.out.as_str()), (0, "2 条待填的认可写进了 polcheck-accepted.toml\n"));
    // Not filled in, it accepts nothing.
    let (code, review) = own.review(&[]);
    assert_eq!(code, 1);
    let told = ["acceptance-incomplete", "acceptance-incomplete", "cap-lowered 甲县", "ratio-lowered 甲县"];
    assert!(rules(&review).iter().zip(told).all(|(own, told)| own.starts_with(told)), "{:?}", rules(&review));

    let filled = |until: &str| {
        let text = own.read(ACCEPTED);
        let text = text.replace("who = \"\"", "who = \"王主任\"").replace("when = \"\"", "when = 2020-02-20");
        let text = text.replace("why = \"\"", "why = \"基金收支平衡\"");
        own.write(ACCEPTED, text.replace("document = \"\"\n", &format!("document = \"甲政纪〔2020〕5号\"\n{until}")));
    };
    let draft = own.read(ACCEPTED);
    filled("");
    let (code, review) = own.review(&[]);
    assert_eq!((code, review["verdict"]["accepted"].as_i64()), (0, Some(2)));
    assert_eq!(finding(&review, "ratio-lowered")["accepted"]["who"], "王主任");

    // Neither a moved line nor another file name nor another order undoes it.
    own.change("policies/甲县.pol", |text| text.replacen("文件", "# 一行注释\n\n文件", 1));
    own.git(&["mv", "policies/甲县.pol", "policies/甲县新.pol"]);
    assert_eq!(own.review(&[]).0, 0);
    own.git(&["mv", "policies/甲县新.pol", "policies/甲县.pol"]);

    own.write(ACCEPTED, &draft);
    filled("until = 2020-12-31\n");
    assert_eq!(own.review(&[]).0, 0, "the last commit is of 2020-03-01");
    assert_eq!(own.review(&["--on", "2020-12-31"]).0, 0);
    let (code, review) = own.review(&["--on", "2021-01-01"]);
    assert_eq!(code, 1);
    assert_eq!(rules(&review).iter().filter(|own| own.starts_with("acceptance-expired")).count(), 2);

    // A change of another size is another change; what is no longer changed needs no acceptance.
    own.replace(
        "policies/甲县.pol",
        "70%                         75%     90%",
        "70%                         72%     90%",
    );
    own.replace("policies/甲县.pol", "限额 2500元/年", "限额 3000元/年");
    let (code, review) = own.review(&[]);
    assert_eq!(code, 1);
    assert_eq!(rules(&review).iter().filter(|own| own.starts_with("acceptance-unused")).count(), 2);
    assert!(finding(&review, "ratio-lowered")["accepted"].is_null());
}

#[test]
fn a_change_in_the_province_is_told_once_for_the_counties_it_reaches() {
    let own = Repository::new();
    own.replace("policies/示例省.pol", "二级 75%", "二级 70%");
    let (_, review) = own.review(&[]);
    // 乙县 has its own ratio for 二级.
    assert_eq!(rules(&review), ["ratio-lowered 示例省"]);
    assert_eq!(finding(&review, "ratio-lowered")["reaches"], serde_json::json!(["甲县"]));
    own.replace("policies/示例省.pol", "限额 10万元/年", "限额 8万元/年");
    let (_, review) = own.review(&[]);
    assert_eq!(finding(&review, "cap-lowered")["reaches"], serde_json::json!(["乙县", "甲县"]));
    // 200,000元 in hospital: more than either cap.
    assert_eq!(paid(finding(&review, "cap-lowered")), (10_000_000, 8_000_000));
}

#[test]
fn standards_are_held_before_and_after() {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "50%                         60%     70%",
        "45%                         60%     70%",
    );
    let (code, review) = own.review(&[]);
    assert_eq!(code, 1);
    assert_eq!(rules(&review), ["ratio-lowered 甲县", "standard-no-longer-met 甲县"]);
    let text = own.polcheck(&["ci", "--against", "main"]).out;
    assert!(text.contains("甲县有 1 处不再符合标准"), "{text}");
    own.git(&["checkout", "-q", "policies"]);
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         80%     95%",
    );
    assert_eq!(rules(&own.review(&[]).1), ["ratio-raised 甲县", "standard-exceeded 甲县"]);
    own.git(&["checkout", "-q", "policies"]);
    // It is the county that no longer meets it, whoever states the rest of the list.
    own.change("policies/甲县.pol", |text| format!("{text}\n删去 慢病病种 {{ 高血压 }}\n"));
    let (_, review) = own.review(&[]);
    assert!(rules(&review).contains(&"standard-no-longer-met 甲县".to_owned()), "{:?}", rules(&review));
    own.git(&["checkout", "-q", "policies"]);
    // The province asks for less: 500元 → 800元 of deductible; and for one disease less.
    own.replace("policies/示例省.pol", "不超过 500元/年", "不超过 800元/年");
    own.replace("policies/示例省.pol", "包括 高血压, 糖尿病", "包括 高血压");
    let (code, review) = own.review(&[]);
    assert_eq!((code, rules(&review)), (1, vec!["standard-lowered 示例省".to_owned(); 2]));
    own.git(&["checkout", "-q", "policies"]);
    own.replace("policies/示例省.pol", "不超过 500元/年", "不超过 250元/年");
    let (_, review) = own.review(&[]);
    // 甲县 asks 300元, 乙县 200元.
    assert_eq!(rules(&review), ["standard-no-longer-met 甲县", "standard-raised 示例省"]);
}

#[test]
fn requirements_on_results_are_decided_anew_where_payments_change() {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    let asked = "    必须 门诊慢特病 随 人群: 普通 < 低保 < 特困 不减\n    必须 首单: 合计已付 不超过 3000元 当 就医类别 = 门诊\n}\n";
    own.change("policies/示例省.pol", |text| {
        let at = text.rfind('}').expect("the standard ends");
        format!("{}{asked}", &text[..at])
    });
    own.commit("what people get");
    own.git(&["checkout", "-q", "change"]);
    own.git(&["merge", "-q", "main"]);
    // 低保 below 普通 in a township facility: no clause of the standard says a word about it.
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         65%     90%",
    );
    let (code, review) = own.review(&[]);
    assert_eq!(code, 1);
    assert_eq!(rules(&review), ["ratio-lowered 甲县", "standard-no-longer-met 甲县"]);
    let missed = finding(&review, "standard-no-longer-met");
    let shown = missed["witness"]["failing"]["zh"].as_str().unwrap_or_else(|| panic!("{missed}"));
    assert!(shown.contains("门诊慢病报销"), "{shown}");
    assert!(missed["note"]["zh"].as_str().expect("a text").contains("不减"), "{missed}");
    let text = own.polcheck(&["ci", "--against", "main"]).out;
    assert!(text.contains("甲县有 1 处不再符合标准"), "{text}");

    // Above what may be paid in all; and back within it, which is told too.
    own.git(&["checkout", "-q", "policies"]);
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 3500元/年");
    assert_eq!(rules(&own.review(&[]).1), ["cap-raised 甲县", "standard-exceeded 甲县"]);
    own.commit("more");
    own.git(&["branch", "-q", "more"]);
    own.replace("policies/甲县.pol", "限额 3500元/年", "限额 2900元/年");
    let said = own.polcheck(&["ci", "--against", "more", "--format", "json"]);
    let review: Value = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(rules(&review), ["cap-lowered 甲县", "standard-now-met 甲县"]);

    // What changes nobody's payments, or the other benefit only, asks nothing anew.
    own.git(&["checkout", "-q", "policies"]);
    own.replace("policies/甲县.pol", "第二条", "第三条");
    assert_eq!(rules(&own.review(&[]).1).len(), 3, "the citation, and what the branch did before");
}

#[test]
fn days_on_which_results_are_not_decided_anew_are_told() {
    let own = Repository::new();
    own.git(&["checkout", "-q", "main"]);
    own.change("policies/示例省.pol", |text| {
        let at = text.rfind('}').expect("the standard ends");
        format!("{}    必须 首单: 合计已付 不超过 30万元\n}}\n", &text[..at])
    });
    // Four caps, one after the other: so many stretches on which bills are paid otherwise.
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 慢病封顶");
    let since = |year: u16| format!("    自{year}-01-01起 {}元/年\n", year);
    let param = [2015, 2021, 2022, 2023].map(since).concat();
    own.change("policies/甲县.pol", |text| format!("{text}\n参数 慢病封顶 : 金额/年 @ 甲1 第五条 {{\n{param}}}\n"));
    own.commit("a cap with a history");
    own.git(&["checkout", "-q", "change"]);
    own.git(&["merge", "-q", "main"]);
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    let (code, review) = own.review(&[]);
    // Of either requirement on results that the province has now.
    let left = "standard-not-decided-again 示例省";
    assert_eq!((code, rules(&review)), (1, vec!["ratio-lowered 甲县".to_owned(), left.to_owned(), left.to_owned()]));
    let all = review["findings"].as_array().expect("a list");
    let left = all.iter().find(|own| own["rule"] == "standard-not-decided-again").expect("it is told");
    assert_eq!(left["level"], "note");
    assert_eq!((&left["reaches"], &left["days"]["until"]), (&serde_json::json!(["甲县"]), &"2021-12-31".into()));
    for (form, told) in [
        ("text", "只重新判定最近 2 段"),
        ("plain", "没有重新判定"),
        ("markdown", "没有重新判定"),
        ("sarif", "standard-not-decided-again"),
    ] {
        let text = own.polcheck(&["ci", "--against", "main", "--format", form]).out;
        assert!(text.contains(told), "{form}: {text}");
    }
    let text = own.polcheck(&["--lang", "en", "ci", "--against", "main", "--format", "plain"]).out;
    assert!(
        text.contains("standard-not-decided-again note") && text.contains("are decided again on the newest 2"),
        "{text}"
    );
}

#[test]
fn each_thing_that_happens_has_its_rule() {
    let own = Repository::new();
    let after = |name: &str, from: &str, to: &str| -> Vec<String> {
        own.git(&["checkout", "-q", "policies"]);
        own.replace(name, from, to);
        rules(&own.review(&[]).1)
    };
    let jia = "policies/甲县.pol";
    assert_eq!(after(jia, "起付线 300元/年", "起付线 400元/年"), ["deductible-raised 甲县"]);
    assert_eq!(after(jia, "    限额 3000元/年\n", ""), ["cap-removed 甲县"]);
    assert_eq!(after(jia, "自2022-01-01起  150元", "自2022-01-01起  140元"), ["param-lowered 甲县"]);
    assert_eq!(after(jia, "自2022-01-01起  150元", "自2023-01-01起  150元"), ["effective-date-moved-later 甲县"]);
    assert_eq!(after(jia, "每人每月 自2020-07-01起", "每人每月 自2020-05-01起"), ["effective-date-moved-earlier 甲县"]);
    assert_eq!(
        after(jia, "    条件 人群 属于 低保, 特困\n", "    条件 人群 属于 低保\n"),
        ["condition-tightened 甲县"]
    );
    assert_eq!(after(jia, "第二条", "第三条"), ["citation-changed 甲县"]);
    assert_eq!(after(jia, " @ 甲1 第二条", ""), ["citation-removed 甲县"]);
    assert_eq!(after(jia, DATED, ""), ["benefit-removed 甲县"]);
    let yi = "policies/乙县.pol";
    assert_eq!(after(yi, "增列 慢病病种 { 支气管哮喘 @ 乙1 附件 }\n", ""), ["disease-removed 乙县"]);
    own.git(&["checkout", "-q", "policies"]);
    std::fs::remove_file(own.path().join(yi)).expect("it can be removed");
    assert_eq!(rules(&own.review(&[]).1), ["jurisdiction-removed 乙县"]);
}

#[test]
fn provinces_settle_what_matters_and_counties_may_be_stricter() {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    let settled = |text: &str| {
        own.git(&["checkout", "-q", "polcheck.toml"]);
        own.change("polcheck.toml", |old| format!("{old}\n{text}"));
        own.polcheck(&["ci", "--against", "main", "--format", "json"])
    };
    let level = |said: &Said| {
        let review: Value = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{}", said.complaint));
        assert!(rules(&review).iter().any(|own| own.starts_with("settings-changed")), "{:?}", rules(&review));
        let own = finding(&review, "ratio-lowered");
        (own["level"].as_str().expect("a text").to_owned(), own["act"].clone())
    };
    let said = settled("[ci.levels]\nratio-lowered = \"note\"\n[ci.acts]\nworse = \"notice-period 30\"\n");
    assert_eq!(said.code, 0);
    let (note, act) = level(&said);
    assert_eq!((note.as_str(), &act["days"], &act["too_late"]), ("note", &Value::from(30), &Value::from(true)));
    let stricter = "[ci.levels]\nworse = \"warn\"\n[ci.regions.\"甲县\".levels]\nratio-lowered = \"error\"\n";
    assert_eq!(level(&settled(stricter)).0, "error");
    let laxer = "[ci.regions.\"甲县\".levels]\nratio-lowered = \"note\"\n";
    let said = settled(laxer);
    assert_eq!(said.code, 2);
    assert!(said.complaint.contains("甲县不能把 `ratio-lowered` 定得比上级的 `error` 宽"), "{}", said.complaint);
    let allowed = format!("[ci]\nfree = [\"ratio-lowered\"]\n{laxer}");
    assert_eq!(level(&settled(&allowed)).0, "note");
    let said = settled("[ci.levels]\nratio-lowerd = \"note\"\n");
    assert_eq!(said.code, 2);
    assert!(said.complaint.contains("您是不是想写") || said.complaint.contains("ratio-lowered"), "{}", said.complaint);
    let said = settled("[ci.regions.\"甲线\".levels]\nworse = \"error\"\n");
    assert!(said.code == 2 && said.complaint.contains("甲县"), "{}", said.complaint);
}
