//! What git cannot give is told in a sentence, with the command that helps.

use super::{Repository, Said, finding, rules};

#[track_caller]
fn told(said: &Said, parts: &[&str]) {
    assert_eq!(said.code, 2, "{}{}", said.out, said.complaint);
    assert_eq!(said.out, "");
    for part in parts {
        assert!(said.complaint.contains(part), "{part} is not in: {}", said.complaint);
    }
    assert!(said.complaint.lines().count() <= 2, "{}", said.complaint);
}

#[test]
fn a_missing_branch_names_what_is_near() {
    let own = Repository::new();
    told(&own.polcheck(&["ci", "--against", "mian"]), &["--against 的 `mian` 不是 git 里的版本", "`main`"]);
    told(&own.polcheck(&["ci", "--against=-x"]), &["--against 的 `-x`"]);
    told(&own.polcheck(&["ci"]), &["没有写明与哪个分支比较", "against = \"main\""]);
    told(&own.polcheck(&["ci", "--against", "main", "--head", "nothing"]), &["--head 的 `nothing` 不是 git 里的版本"]);
    own.change("polcheck.toml", |text| text + "\n[ci]\nagainst = \"main\"\n");
    assert_eq!(own.polcheck(&["ci"]).code, 0);
}

#[test]
fn a_shallow_clone_gets_the_command_that_deepens_it() {
    let own = Repository::new();
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    own.commit("less");
    let origin = format!("file://{}", own.path().display());
    let clone = own.beside("clone");
    let target = clone.display().to_string();
    let said = own.run("git", &["clone", "-q", "--depth", "1", "--branch", "change", &origin, &target], own.path());
    assert_eq!(said.code, 0, "{}", said.complaint);
    let polcheck = env!("CARGO_BIN_EXE_polcheck");
    let said = own.run(polcheck, &["ci", "--against", "origin/main"], &clone);
    let command = "git fetch --unshallow origin '+refs/heads/main:refs/remotes/origin/main'";
    told(&said, &["不是 git 里的版本", command]);
    // The branch alone is not enough: the common ancestor is missing.
    let fetch = ["fetch", "-q", "--depth", "1", "origin", "+refs/heads/main:refs/remotes/origin/main"];
    assert_eq!(own.run("git", &fetch, &clone).code, 0);
    own.git(&["checkout", "-q", "main"]);
    own.replace("policies/乙县.pol", "限额 2500元/年", "限额 2600元/年");
    own.commit("more elsewhere");
    assert_eq!(own.run("git", &fetch, &clone).code, 0);
    let said = own.run(polcheck, &["ci", "--against", "origin/main"], &clone);
    told(&said, &["浅克隆", command]);
    assert_eq!(own.run("sh", &["-c", command], &clone).code, 0);
    let said = own.run(polcheck, &["ci", "--against", "origin/main", "--format", "json"], &clone);
    assert_eq!(said.code, 1, "{}", said.complaint);
    // Against the merge base: what main did since is not ours.
    let review = serde_json::from_str(&said.out).expect("JSON");
    assert_eq!(rules(&review), ["cap-lowered 甲县"]);
    // The name without the remote is understood.
    told(&own.run(polcheck, &["ci", "--against", "main"], &clone), &["`origin/main`"]);
}

#[test]
fn no_repository_no_history_and_no_git() {
    let own = Repository::new();
    let bare = own.beside("bare");
    std::fs::create_dir_all(&bare).expect("a folder");
    std::fs::write(bare.join("甲.pol"), "县 甲县\n").expect("a file");
    let polcheck = env!("CARGO_BIN_EXE_polcheck");
    told(&own.run(polcheck, &["ci", "--against", "main"], &bare), &["不在 git 仓库里"]);
    let nowhere = own.beside("nowhere").display().to_string();
    let said = own.run_with(polcheck, &["ci", "--against", "main"], own.path(), &[("PATH", &nowhere)]);
    told(&said, &["没有找到 git"]);
    assert_eq!(own.run("git", &["init", "-q", "-b", "main"], &bare).code, 0);
    told(&own.run(polcheck, &["ci", "--against", "main"], &bare), &["还没有提交过"]);
    own.git(&["checkout", "-q", "--orphan", "alone"]);
    own.commit("another beginning");
    told(&own.polcheck(&["ci", "--against", "main"]), &["没有共同的历史", "--exact"]);
    assert_eq!(own.polcheck(&["ci", "--against", "main", "--exact"]).code, 0);
}

#[test]
fn renamed_files_are_no_change_and_broken_ones_are_told() {
    let own = Repository::new();
    own.git(&["mv", "policies/甲县.pol", "policies/青山.pol"]);
    let said = own.polcheck(&["ci", "--against", "main"]);
    assert_eq!(said.code, 0, "{}", said.out);
    assert!(said.out.contains("没有改变任何人的待遇"), "{}", said.out);
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n\n参数 甲 = 80元 +\n");
    let (code, review) = own.review(&[]);
    assert_eq!((code, rules(&review)), (1, vec!["jurisdiction-broken 丙县".to_owned()]));
    assert_eq!(finding(&review, "jurisdiction-broken")["new"]["place"]["file"], "policies/丙县.pol");
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n");
    assert_eq!(rules(&own.review(&[]).1), ["jurisdiction-added 丙县"]);
    // The other way round nothing can be decided.
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n\n参数 甲 = 80元 +\n");
    own.git(&["mv", "policies/青山.pol", "policies/甲县.pol"]);
    own.commit("broken");
    own.git(&["branch", "-f", "main"]);
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n");
    let (code, review) = own.review(&[]);
    assert_eq!((code, rules(&review)), (3, vec!["base-policy-broken 丙县".to_owned()]));
}

#[test]
fn policies_of_old_that_are_no_text_stop_the_review() {
    let own = Repository::new();
    // 县 in GBK.
    own.write("policies/丙县.pol", b"\xcf\xd8 \xb1\xfb\xcf\xd8\n");
    own.commit("in another encoding");
    own.git(&["branch", "-f", "main"]);
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n");
    told(&own.polcheck(&["ci", "--against", "main"]), &["`policies/丙县.pol`", "不是 UTF-8"]);
}

#[test]
fn submodules_are_read_out_of_their_own_repositories() {
    let own = Repository::new();
    let module = own.beside("module");
    std::fs::create_dir_all(&module).expect("a folder");
    let county = |cap: &str| {
        let text = own.read("policies/乙县.pol").replace("乙县", "丙县").replace("990102", "990103");
        std::fs::write(module.join("丙县.pol"), text.replace("限额 2500元/年", cap)).expect("a file");
        own.run("git", &["add", "-A"], &module);
        assert_eq!(own.run("git", &["commit", "-q", "-m", "丙县"], &module).code, 0);
    };
    assert_eq!(own.run("git", &["init", "-q", "-b", "main"], &module).code, 0);
    county("限额 2500元/年");
    let url = module.display().to_string();
    own.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "policies/丙"]);
    own.commit("a submodule");
    own.git(&["branch", "-f", "main"]);
    assert_eq!(own.polcheck(&["ci", "--against", "main"]).code, 0);
    county("限额 2400元/年");
    let inner = own.path().join("policies/丙");
    assert_eq!(own.run("git", &["-c", "protocol.file.allow=always", "pull", "-q"], &inner).code, 0);
    assert_eq!(rules(&own.review(&[]).1), ["cap-lowered 丙县"]);
    // A clone without it is told what to run.
    own.commit("moved on");
    let clone = own.beside("clone");
    let (from, to) = (own.path().display().to_string(), clone.display().to_string());
    assert_eq!(own.run("git", &["clone", "-q", &from, &to], own.path()).code, 0);
    let said = own.run(env!("CARGO_BIN_EXE_polcheck"), &["ci", "--against", "origin/main"], &clone);
    told(&said, &["`policies/丙` 是子模块", "git submodule update --init policies/丙"]);
}

#[test]
fn git_diff_tells_the_meaning() {
    let own = Repository::new();
    own.write(".gitattributes", "*.pol diff=polcheck\n");
    own.git(&["config", "diff.polcheck.command", "polcheck git-diff-driver"]);
    own.replace("policies/甲县.pol", "限额 3000元/年", "限额 2500元/年");
    own.replace("policies/乙县.pol", "慢性病门诊补助", "慢病补助");
    let out = own.git(&["diff"]);
    assert!(out.contains("polcheck a/policies/甲县.pol b/policies/甲县.pol\n- 甲县 门诊慢病报销 限额 每年"), "{out}");
    assert!(out.contains("3000元/年 → 2500元/年"), "{out}");
    assert!(out.contains("polcheck a/policies/乙县.pol b/policies/乙县.pol\n意思没有变\n"), "{out}");
    own.commit("less");
    let out = own.git(&["log", "-p", "--ext-diff", "-1"]);
    assert!(out.contains("3000元/年 → 2500元/年"), "{out}");
    // What cannot be read is compared line by line, and git goes on.
    own.change("policies/甲县.pol", |text| text + "\n参数 甲 = 80元 +\n");
    let out = own.git(&["diff"]);
    assert!(out.contains("只能逐行比较") && out.contains("+参数 甲 = 80元 +"), "{out}");
    own.git(&["checkout", "-q", "policies"]);
    own.write("policies/丙县.pol", "县 丙县 代码 990103 属于 示例省\n");
    own.git(&["add", "-A"]);
    assert!(own.git(&["diff", "--cached"]).contains("丙县"), "a new file");
    told(&own.polcheck(&["git-diff-driver", "a", "b"]), &["七个参数"]);
}

#[test]
fn a_file_that_says_not_whose_it_is_is_told_by_its_name() {
    let own = Repository::new();
    own.write("policies/丙县.pol", "丙县的规定\n\n参数 甲 = 80元\n");
    let (code, review) = own.review(&[]);
    assert_eq!((code, rules(&review)), (1, vec!["jurisdiction-broken policies/丙县.pol".to_owned()]));
}
