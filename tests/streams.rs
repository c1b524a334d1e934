//! polcheck among other programs: exit codes, closed pipes, colour, quiet and verbose runs, completion in a real shell.

use std::io::Read;
use std::process::{Command, Stdio};

use crate::cli::{Request, start};
use crate::support::folder::Folder;

/// Returns the workspace that `polcheck init` writes.
fn workspace() -> Folder {
    let folder = Folder::new();
    assert!(start(&Request::parse("polcheck init ."), folder.path(), "zh_CN.UTF-8").status.success());
    folder.write("mistakes/a.pol", "县 丙县 属于 示例省\n待遇 补助 每次结算 { 比例 300元 }\n");
    folder
}

#[test]
fn exit_codes_tell_findings_from_failures_to_work() {
    let folder = workspace();
    for (command, wanted) in [
        ("check", 0),
        ("check mistakes", 1),
        ("check nowhere", 2),
        ("check --as-of 2020-13-01", 2),
        ("fmt --check policies", 0),
        ("test", 0),
        ("test nowhere", 2),
        ("show 甲县", 0),
        ("show 丙丁县", 2),
        ("case 甲县 --given 全年.toml", 0),
        ("case 甲县 --given 去年.toml", 2),
        ("case 甲县 没有的事实=1", 2),
        ("diff 甲县 甲县", 0),
        ("diff 甲县 乙县", 1),
        ("diff 甲县 乙县 --exit-zero", 0),
        ("diff 甲县", 2),
        ("diff 甲县 乙县 --no-such-flag", 2),
        ("compare", 1),
        ("explain no-such-rule", 2),
        ("no-such-command", 2),
        ("", 0),
    ] {
        let output = start(&Request::parse(&format!("polcheck {command}")), folder.path(), "zh_CN.UTF-8");
        assert_eq!(output.status.code(), Some(wanted), "polcheck {command}: {output:?}");
        if wanted == 2 {
            assert!(output.stdout.is_empty(), "polcheck {command} printed a result: {output:?}");
            let told = String::from_utf8(output.stderr).expect("UTF-8");
            assert!(
                told.lines().any(|line| line.starts_with("polcheck: ")) && told.lines().count() <= 8,
                "polcheck {command}: {told}"
            );
        }
    }
}

#[test]
fn a_failed_test_exits_with_1() {
    let folder = workspace();
    folder.write("policies/丁县.pol", "县 丁县 属于 示例省\n待遇 补助 每次结算 { 金额 1元 }\n测试 \"错\" 于 2020-01-01 { 已知 { 人群 低保 }; 应得 补助 = 2元 }\n");
    let output = start(&Request::parse("polcheck test"), folder.path(), "zh_CN.UTF-8");
    assert_eq!(output.status.code(), Some(1), "{output:?}");
}

#[test]
fn quiet_keeps_the_result_and_verbose_tells_the_workspace() {
    let folder = workspace();
    let run = |flags: &str| {
        let output = start(&Request::parse(&format!("polcheck show 甲县 {flags}")), folder.path(), "zh_CN.UTF-8");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
        (text(output.stdout), text(output.stderr))
    };
    let (usual, quiet, verbose) = (run(""), run("-q"), run("-v"));
    assert_eq!((&quiet.0, quiet.1.as_str()), (&usual.0, ""));
    assert_eq!(verbose.0, usual.0);
    assert!(verbose.1.contains("polcheck.toml"), "{}", verbose.1);
}

#[test]
fn colour_is_asked_for_or_kept_out() {
    let folder = workspace();
    let colored = |line: &str| {
        let output = start(&Request::parse(line), folder.path(), "zh_CN.UTF-8");
        output.stdout.contains(&0x1b)
    };
    assert!(!colored("polcheck check mistakes"), "no terminal, no colour");
    assert!(colored("polcheck check mistakes --color always"));
    assert!(colored("CLICOLOR_FORCE=1 polcheck check mistakes"));
    assert!(!colored("CLICOLOR_FORCE=1 NO_COLOR=1 polcheck check mistakes"));
    assert!(!colored("polcheck check mistakes --color never"));
    assert!(!colored("CLICOLOR_FORCE=1 polcheck check mistakes --format plain"));
}

/// Whoever reads only the first lines is not told that the rest could not be written.
#[test]
fn a_closed_pipe_ends_quietly() {
    let folder = workspace();
    for arguments in [["show", "甲县"], ["explain", "--list"], ["diff", "--help"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_polcheck"))
            .args(arguments)
            .current_dir(folder.path())
            .env("HOME", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("polcheck starts");
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().expect("it is a pipe").read_to_string(&mut told).expect("UTF-8");
        let status = child.wait().expect("it ends");
        assert!(!told.contains("polcheck: ") && status.code() != Some(101), "{arguments:?}: {status} {told}");
    }
}

/// The script that `completions bash` writes, in bash itself.
#[cfg(unix)]
#[test]
fn bash_completes_commands_counties_and_facts() {
    let folder = workspace();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_polcheck")).parent().expect("it stands in a folder");
    let complete = |words: &[&str]| -> Option<Vec<String>> {
        let list = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
        let script = format!(
            "eval \"$(polcheck completions bash)\"; COMP_WORDS=({list}); COMP_CWORD={}; _polcheck 2>/dev/null; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\"",
            words.len() - 1
        );
        let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("bash")
            .args(["--norc", "-c", &script])
            .current_dir(folder.path())
            .env("PATH", path)
            .env("HOME", folder.path())
            .env("LANG", "C.UTF-8")
            .output()
            .ok()?;
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        Some(text.lines().map(str::to_owned).collect())
    };
    let Some(commands) = complete(&["polcheck", "co"]) else {
        // Where there is no bash nobody completes in it.
        return;
    };
    assert!(commands.contains(&"compare".to_owned()) && commands.contains(&"conform".to_owned()), "{commands:?}");
    assert!(!commands.contains(&"diff".to_owned()), "{commands:?}");
    let counties = complete(&["polcheck", "diff", "甲"]).expect("bash is there");
    assert_eq!(counties, ["甲县"]);
    let flags = complete(&["polcheck", "diff", "甲县", "乙县", "--verd"]).expect("bash is there");
    assert_eq!(flags, ["--verdict"]);
    let facts = complete(&["polcheck", "case", "甲县", "人群"]).expect("bash is there");
    assert!(facts.iter().any(|fact| fact.starts_with("人群=")), "{facts:?}");
}
