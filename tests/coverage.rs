//! The shipped policies: in the jurisdictions of `tests/covered.txt` a test reaches every clause, version, row, cell, band,
//! case and effect. A rule that is added there comes with its test.

use std::path::Path;

use crate::cli::{Request, start};
use crate::support::folder::Folder;

#[test]
fn tests_reach_every_clause_of_the_covered_policies() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies"), "policies");
    let request = Request::parse("polcheck test --coverage --format json --exit-zero");
    let output = start(&request, folder.path(), "zh_CN.UTF-8");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let parts = found["jurisdictions"].as_array().expect("a list");
    let list = std::fs::read_to_string("tests/covered.txt").expect("the list is there");
    let mut faults = Vec::new();
    for name in list.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let part = parts.iter().find(|own| own["name"] == name);
        let part = part.unwrap_or_else(|| panic!("{name} is not among the shipped policies"));
        for item in part["missing"].as_array().expect("a list") {
            let place = &item["place"];
            faults.push(format!("{}:{} {}", place["file"], place["line"], item["path"]["zh"]));
        }
    }
    assert!(faults.is_empty(), "no test reaches\n{}\npolcheck test --generate proposes some", faults.join("\n"));
}
