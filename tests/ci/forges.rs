//! The forms that forges read, held to what their specifications require.

use serde_json::Value;

use super::Repository;

fn changed() -> Repository {
    let own = Repository::new();
    own.replace(
        "policies/甲县.pol",
        "70%                         80%     90%",
        "70%                         75%     90%",
    );
    own.replace("policies/甲县.pol", "    限额 3000元/年\n", "");
    own.replace("policies/词汇.pol", "冠心病, ", "");
    own
}

fn set(own: &Repository, format: &str) -> String {
    let said = own.polcheck(&["ci", "--against", "main", "--format", format]);
    assert_eq!(said.code, 1, "{}", said.complaint);
    said.out
}

/// The required properties of the SARIF 2.1.0 schema (OASIS, section 3) along the path that is written here.
#[test]
fn sarif_holds_to_its_specification() {
    let own = changed();
    let log: Value = serde_json::from_str(&set(&own, "sarif")).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    assert!(log["$schema"].as_str().is_some_and(|own| own.contains("sarif-2.1.0")));
    let runs = log["runs"].as_array().expect("a list of runs");
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "polcheck");
    assert_eq!(runs[0]["columnKind"], "utf16CodeUnits");
    let rules = driver["rules"].as_array().expect("rules");
    let ids: Vec<&str> = rules.iter().map(|own| own["id"].as_str().expect("an id")).collect();
    let mut once = ids.clone();
    once.dedup();
    assert_eq!(ids, once, "each rule stands once");
    assert!(rules.iter().all(|own| own["shortDescription"]["text"].is_string()));
    let results = runs[0]["results"].as_array().expect("results");
    assert_eq!(results.len(), 3);
    for own in results {
        assert!(own["message"]["text"].as_str().is_some_and(|own| !own.is_empty()));
        assert!(["none", "note", "warning", "error"].contains(&own["level"].as_str().expect("a level")));
        let index = own["ruleIndex"].as_u64().expect("a place") as usize;
        assert_eq!(own["ruleId"], ids[index]);
        assert!(own["partialFingerprints"].as_object().is_some_and(|own| own.values().all(Value::is_string)));
        let related = own["relatedLocations"].as_array().into_iter().flatten();
        for place in own["locations"].as_array().expect("places").iter().chain(related) {
            let physical = &place["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().expect("a path");
            assert!(uri.is_ascii() && !uri.contains(' '), "{uri} is no URI");
            let region = &physical["region"];
            for key in ["startLine", "startColumn", "endLine", "endColumn"] {
                assert!(region[key].as_u64().is_some_and(|own| own >= 1), "{region}");
            }
        }
    }
    let ratio = results.iter().find(|own| own["ruleId"] == "ratio-lowered").expect("it is told");
    let uri = &ratio["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "policies/%E7%94%B2%E5%8E%BF.pol");
}

#[test]
fn junit_is_xml_with_a_failure_for_each_error() {
    let own = changed();
    let text = set(&own, "junit");
    assert!(text.starts_with(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"polcheck ci\" tests=\"3\" failures=\"2\""
    ));
    // Every element is closed, in order.
    let mut open: Vec<&str> = Vec::new();
    for piece in text.split('<').skip(2) {
        let (tag, rest) = piece.split_once('>').expect("a tag ends");
        assert!(!rest.contains('&') || rest.contains(';'), "{rest}");
        match tag.strip_prefix('/') {
            Some(name) => assert_eq!(open.pop(), Some(name)),
            None if tag.ends_with('/') => {}
            None => open.push(tag.split(' ').next().expect("a name")),
        }
    }
    assert_eq!(open, Vec::<&str>::new());
    assert_eq!(text.matches("<failure ").count(), 2);
    own.git(&["checkout", "-q", "policies"]);
    let said = own.polcheck(&["ci", "--against", "main", "--format", "junit"]);
    assert!(said.code == 0 && said.out.contains("tests=\"1\" failures=\"0\""), "{}", said.out);
}

#[test]
fn annotations_stand_at_their_places() {
    let own = changed();
    let text = set(&own, "github");
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 4);
    let ratio = lines.iter().find(|own| own.contains("title=ratio-lowered")).expect("it is told");
    assert!(ratio.starts_with("::error file=policies/甲县.pol,line=12,"), "{ratio}");
    assert!(ratio.contains("80%25 → 75%25") && ratio.contains("%0A"), "{ratio}");
    // Below the root of a repository the paths begin at the root.
    let below = Repository::new();
    std::fs::create_dir_all(below.path().join("省")).expect("a folder");
    below.git(&["mv", "policies", "polcheck.toml", "省/"]);
    below.commit("deeper");
    below.git(&["branch", "-f", "main"]);
    below.replace("省/policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    let said = below.run(
        env!("CARGO_BIN_EXE_polcheck"),
        &["ci", "--against", "main", "--format", "github"],
        &below.path().join("省"),
    );
    assert!(said.out.starts_with("::error file=省/policies/甲县.pol,line="), "{}{}", said.out, said.complaint);
}

#[test]
fn gitlab_gets_a_report_on_quality() {
    let own = changed();
    let list: Value = serde_json::from_str(&set(&own, "gitlab")).expect("JSON");
    let list = list.as_array().expect("a list");
    assert_eq!(list.len(), 3);
    for own in list {
        for key in ["description", "check_name", "fingerprint", "severity"] {
            assert!(own[key].is_string(), "{own}");
        }
        assert!(["info", "minor", "major", "critical", "blocker"].contains(&own["severity"].as_str().expect("a text")));
        assert!(own["location"]["path"].is_string() && own["location"]["lines"]["begin"].is_u64());
    }
    let marks: std::collections::BTreeSet<&str> = list.iter().filter_map(|own| own["fingerprint"].as_str()).collect();
    assert_eq!(marks.len(), 3);
}

#[test]
fn people_read_it_in_both_tongues_within_the_width() {
    use unicode_width::UnicodeWidthStr;
    let own = changed();
    for lang in ["zh", "en"] {
        let said = own.polcheck(&["ci", "--against", "main", "--lang", lang, "--width", "80"]);
        let wide: Vec<&str> = said.out.lines().filter(|line| line.width() > 80).collect();
        assert_eq!(wide, Vec::<&str>::new());
    }
    let markdown = set(&own, "markdown");
    assert!(markdown.starts_with("# 改动审查\n") && markdown.contains("\n### 甲县 门诊慢病报销"), "{markdown}");
    let english = own.polcheck(&["ci", "--against", "main", "--lang", "en", "--format", "plain"]).out;
    assert!(english.contains("2 changes make insured persons worse off; 1 better off"), "{english}");
}
