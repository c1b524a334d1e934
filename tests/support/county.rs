//! A small county in a folder of its own, and polcheck run there.

use std::process::{Command, Output, Stdio};

use super::folder::Folder;

/// Amounts that are easily worked out: 300元 a year, then 80% or 60%, at most 2000元 a year.
pub(crate) const COUNTY: &str = "县 甲县 代码 330101

待遇 门诊慢特病 每次结算 {
    起付线 300元/年
    比例 按 人群 { 低保 80%; 其余 60% }
    限额 2000元/年
}
";

pub(crate) fn workspace() -> Folder {
    let folder = Folder::new();
    folder.write("policies/a.pol", COUNTY);
    folder
}

pub(crate) fn write_bytes(folder: &Folder, name: &str, bytes: &[u8]) {
    std::fs::write(folder.path().join(name), bytes).expect("a file can be written");
}

/// Runs polcheck in a folder, in Chinese, without input.
pub(crate) fn run(folder: &Folder, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_polcheck"));
    command.args(arguments).current_dir(folder.path()).env("LANG", "zh_CN.UTF-8").stdin(Stdio::null());
    command.output().expect("polcheck starts")
}

/// Returns what was said beside the result.
pub(crate) fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
