//! The shipped policies: a test reaches every clause, version, row, cell, band, case and effect. A rule that is added comes
//! with its test.

use std::path::Path;

use crate::cli::{Request, start};
use crate::support::folder::Folder;

#[test]
fn tests_reach_every_clause_of_the_shipped_policies() {
    let folder = Folder::new();
    folder.copy_into(Path::new("policies"), "policies");
    let request = Request::parse("polcheck test --coverage --format json --exit-zero");
    let output = start(&request, folder.path(), "zh_CN.UTF-8");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    let parts = found["jurisdictions"].as_array().expect("a list");
    assert!(parts.len() > 80, "only {} jurisdictions state anything", parts.len());
    let mut faults = Vec::new();
    for part in parts {
        for item in part["missing"].as_array().expect("a list") {
            let place = &item["place"];
            faults.push(format!("{}:{} {}", place["file"], place["line"], item["path"]["zh"]));
        }
    }
    assert!(faults.is_empty(), "no test reaches\n{}\npolcheck test --generate proposes some", faults.join("\n"));
}
