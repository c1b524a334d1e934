//! The help: every command has its examples in both tongues, and each example runs.

use std::collections::BTreeSet;
use std::path::Path;

use crate::cli::{Request, start};
use crate::support::folder::Folder;

/// What examples find in their folder beside the shipped policies.
const FILES: &[(&str, &str)] = &[
    (
        "全年.toml",
        "[facts]\n\"人群\" = \"低保\"\n\"病种\" = \"高血压\"\n\"机构等级\" = \"一级\"\n\n\
         [[claims]]\ndate = \"2020-01-10\"\nfacts = { \"合规费用\" = \"1200元\" }\n",
    ),
    (
        "结算.csv",
        "个人编号,结算日期,人群,病种,机构等级,合规费用\n1001,2020-01-05,低保,高血压,一级,1200\n1002,2020-01-06,普通,糖尿病,二级,800\n",
    ),
    (
        "待遇目录.csv",
        "地区名称,类型,医院类型,起付标准,补助限额,报销比例\n甲县,住院报销,一级,100,10万元/年,85%\n甲县,住院报销,二级,400,10万元/年,按规定\n",
    ),
    ("限额表.csv", "病种名称,待遇,限额(元/年),报销比例\n高血压,两病门诊用药,400,50%\n糖尿病,两病门诊用药,500,50%\n"),
    ("旧.pol", "县 青山县 代码 222401 属于 吉北省\n"),
];

/// Makes the folder a repository with everything on `main`.
fn commit(folder: &Folder) {
    let own = ["-c", "user.name=a", "-c", "user.email=a@example.org"];
    for arguments in [&["init", "-q", "-b", "main"][..], &["add", "-A"], &["commit", "-q", "-m", "all"]] {
        let status = std::process::Command::new("git").args(own).args(arguments).current_dir(folder.path()).status();
        assert!(status.expect("git starts").success(), "git {arguments:?}");
    }
}

fn help(command: Option<&str>, flag: &str, lang: &str) -> String {
    let folder = Folder::new();
    let line = format!("polcheck {} {flag} --lang {lang}", command.unwrap_or(""));
    let output = start(&Request::parse(&line), folder.path(), "C");
    assert_eq!(output.status.code(), Some(0), "{line}");
    String::from_utf8(output.stdout).expect("help is text")
}

/// Returns the commands that the help lists.
fn commands() -> Vec<String> {
    let text = help(None, "--help", "en");
    let lines = text.lines().skip_while(|line| *line != "commands:").skip(1).take_while(|line| !line.is_empty());
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names.filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn examples(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.strip_prefix("  polcheck ")).map(|rest| format!("polcheck {rest}")).collect()
}

#[test]
fn every_command_has_three_examples_in_both_tongues() {
    let commands = commands();
    assert!(commands.len() >= 8, "{commands:?}");
    for command in &commands {
        for flag in ["-h", "--help"] {
            let (zh, en) = (help(Some(command), flag, "zh"), help(Some(command), flag, "en"));
            let (in_zh, in_en) = (examples(&zh), examples(&en));
            assert_eq!(in_zh, in_en, "{command} {flag}");
            assert!(in_zh.len() >= 3, "{command} {flag} has {} examples", in_zh.len());
            let sentences = zh.lines().filter(|line| is_english(line)).collect::<Vec<_>>();
            assert!(sentences.is_empty(), "{command} {flag}: {sentences:?}");
        }
    }
}

/// Whether a line without commands and names is English.
fn is_english(line: &str) -> bool {
    let has_chinese = line.chars().any(|own| ('\u{4e00}'..='\u{9fff}').contains(&own));
    let is_example = line.trim_start().starts_with("polcheck") || line.contains("usage:") || line.starts_with("  ");
    !has_chinese && !is_example && line.split_whitespace().count() > 3
}

#[test]
fn every_example_runs() {
    let mut failures = Vec::new();
    let mut seen = BTreeSet::new();
    let folder = Folder::new();
    // The counties that examples speak of; a smaller workspace is read sooner.
    for part in ["jibei", "shaanxi"] {
        folder.copy_into(&Path::new("policies").join(part), &format!("policies/{part}"));
    }
    for shared in ["policies/vocabulary.pol", "policies/national.pol"] {
        folder.write(shared, &std::fs::read_to_string(shared).expect("it is shipped"));
    }
    FILES.iter().for_each(|(name, text)| folder.write(name, text));
    commit(&folder);
    for (shard, name) in [("1/2", "一"), ("2/2", "二")] {
        let settle = format!("polcheck settle 结算.csv --county 青山县 --shard {shard} -o {name}.csv");
        let output = start(&Request::parse(&settle), folder.path(), "zh_CN.UTF-8");
        assert!(output.status.success(), "{settle}: {}", String::from_utf8_lossy(&output.stderr));
    }
    for command in commands() {
        for example in examples(&help(Some(&command), "--help", "zh")) {
            if !seen.insert(example.clone()) {
                continue;
            }
            let output = start(&Request::parse(&example), folder.path(), "zh_CN.UTF-8");
            let code = output.status.code();
            if !matches!(code, Some(0 | 1 | 3)) {
                failures.push(format!("{example}: {code:?}\n{}", String::from_utf8_lossy(&output.stderr)));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}
