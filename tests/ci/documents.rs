//! Every command, hook and workflow of `docs/ci.*.md` and of `polcheck init --ci` runs; every rule is documented.

use std::collections::BTreeSet;
use std::path::Path;

use super::Repository;
use crate::support::markdown::Document;

/// Runs a line as a shell would; what is found is not what fails.
#[track_caller]
fn runs(own: &Repository, line: &str, variables: &[(&str, &str)]) {
    let said = own.run_with("sh", &["-c", line], own.path(), variables);
    assert!(matches!(said.code, 0 | 1 | 3), "{line}: {}\n{}{}", said.code, said.out, said.complaint);
}

/// A repository as a clone on a build server is: with `origin/main`, and polcheck in `tools`.
fn on_a_server() -> Repository {
    let own = Repository::new();
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    own.commit("less");
    let bare = own.beside("origin.git").display().to_string();
    own.git(&["clone", "-q", "--bare", ".", &bare]);
    own.git(&["remote", "add", "origin", &bare]);
    own.git(&["push", "-q", "origin", "main", "main:master"]);
    own.git(&["fetch", "-q", "origin"]);
    std::fs::create_dir_all(own.path().join("tools")).expect("a folder");
    #[cfg(unix)]
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_polcheck"), own.path().join("tools/polcheck")).expect("a link");
    own
}

#[test]
fn the_commands_of_the_pages_run() {
    // Both pages show much the same; what has run need not run again.
    let mut seen: BTreeSet<String> = BTreeSet::new();
    for page in ["docs/ci.zh.md", "docs/ci.en.md"] {
        let document = Document::read(Path::new(page));
        let mut ran = 0;
        let own = on_a_server();
        for block in document.sections.iter().flat_map(|section| &section.blocks) {
            match block.attribute("file") {
                // A file of the page, such as the hook; in the right place it works.
                Some(name) => {
                    own.write(name, block.text());
                    if block.text().starts_with("#!") {
                        runs(&own, &format!("chmod +x {name}"), &[]);
                    }
                }
                None if block.language() == "console" => {
                    for line in block.lines.iter().filter_map(|line| line.strip_prefix("$ ")) {
                        if seen.insert(line.to_owned()) {
                            runs(&own, line, &[]);
                        }
                        ran += 1;
                    }
                }
                None => {}
            }
        }
        assert!(ran >= 10, "{page} shows {ran} commands");
    }
}

#[test]
fn the_hook_stops_a_commit_that_makes_people_worse_off() {
    let document = Document::read(Path::new("docs/ci.zh.md"));
    let mut blocks = document.sections.iter().flat_map(|section| &section.blocks);
    let hook = blocks.find(|own| own.attribute("file") == Some(".git/hooks/pre-commit")).expect("the page has it");
    let own = Repository::new();
    own.write(".git/hooks/pre-commit", hook.text());
    runs(&own, "chmod +x .git/hooks/pre-commit", &[]);
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    own.git(&["add", "-A"]);
    let said = own.run("git", &["commit", "-q", "-m", "less"], own.path());
    assert_eq!(said.code, 1, "{}{}", said.out, said.complaint);
    assert!(
        said.out.contains("cap-lowered") || said.complaint.contains("cap-lowered"),
        "{}{}",
        said.out,
        said.complaint
    );
    own.replace("policies/甲县.pol", "限额 2500元/年", "限额 3500元/年");
    own.git(&["add", "-A"]);
    assert_eq!(own.run("git", &["commit", "-q", "-m", "more"], own.path()).code, 0);
}

#[test]
fn the_workflows_run() {
    let own = on_a_server();
    let summary = own.beside("summary.md").display().to_string();
    let variables =
        [("GITHUB_STEP_SUMMARY", summary.as_str()), ("BASE", "main"), ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "main")];
    for name in ["github", "gitlab", "gitee"] {
        let text = std::fs::read_to_string(format!("src/cli/templates/ci/{name}.yml")).expect("it is there");
        let lines = text.lines().map(str::trim_start);
        let commands = lines.map(|line| line.trim_start_matches("- ").trim_start_matches("run: "));
        let commands: Vec<&str> =
            commands.filter(|line| line.starts_with("tools/polcheck") || line.starts_with("git ")).collect();
        assert!(commands.iter().any(|line| line.contains(" ci --against ")), "{name}");
        commands.iter().for_each(|line| runs(&own, line, &variables));
    }
    let summary = std::fs::read_to_string(&summary).expect("the summary is written");
    assert!(summary.contains("cap-lowered"), "{summary}");
    assert!(own.read("changes.xml").contains("cap-lowered") && own.read("quality.json").contains("cap-lowered"));
}

#[test]
fn every_rule_is_documented_and_explained() {
    let own = Repository::new();
    let list = own.polcheck(&["ci", "--list", "--format", "json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let rules: Vec<&str> =
        list["rules"].as_array().expect("a list").iter().filter_map(|own| own["rule"].as_str()).collect();
    assert!(rules.len() > 100);
    for page in ["docs/ci.zh.md", "docs/ci.en.md"] {
        let text = std::fs::read_to_string(page).expect("it is there");
        let lang = if page.contains(".zh.") { "zh" } else { "en" };
        let table = own.polcheck(&["ci", "--list", "--format", "markdown", "--lang", lang]).out;
        if crate::support::updating() {
            let (head, _) = text.split_once("<!-- rules -->").expect("the page has a place for the rules");
            std::fs::write(page, format!("{head}<!-- rules -->\n\n{table}")).expect("it can be written");
        } else {
            assert!(text.ends_with(&format!("<!-- rules -->\n\n{table}")), "UPDATE=1 writes the rules of {page} anew");
        }
    }
    for rule in [rules[0], rules[rules.len() / 2], rules[rules.len() - 1]] {
        for lang in ["zh", "en"] {
            let said = own.polcheck(&["explain", rule, "--lang", lang]);
            assert!(said.code == 0 && said.out.starts_with(&format!("# {rule}\n")), "{}", said.complaint);
        }
    }
    let said = own.polcheck(&["explain", "ratio-lowerd"]);
    assert!(said.code == 2 && said.complaint.contains("ratio-lowered"), "{}", said.complaint);
}
