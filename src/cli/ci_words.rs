//! What git, reviews of changes and acceptances are told about, in both tongues.

crate::catalogue! {
    no_git() { zh: "没有找到 git", en: "git is not there" }
    no_git_hint() { zh: "装上 git,或把它所在的文件夹加进 PATH", en: "install git, or add its folder to PATH" }
    git_failed(reason) { zh: "git 没有启动: {reason}", en: "git did not start: {reason}" }
    git_unsafe() { zh: "git 认为这个仓库属于别人,不肯读", en: "git takes this repository for somebody else's and does not read it" }
    no_repository(folder) { zh: "`{folder}` 不在 git 仓库里", en: "`{folder}` is in no git repository" }
    no_repository_hint() { zh: "先 git init 并提交一次,或用 --workspace 指明文件夹", en: "run git init and commit once, or name the folder with --workspace" }
    no_revision(flag, revision) { zh: "{flag} 的 `{revision}` 不是 git 里的版本", en: "{flag}: git knows no revision `{revision}`" }
    no_commits() { zh: "这个仓库还没有提交过", en: "nothing has been committed here yet" }
    list_revisions() { zh: "git branch -a 列出所有分支", en: "git branch -a lists the branches" }
    fetch_it(command) { zh: "本地没有这个分支,先取来: {command}", en: "the branch is not here; get it first: {command}" }
    run_this(command) { zh: "执行 {command}", en: "run {command}" }
    too_shallow(revision) {
        zh: "这是浅克隆,历史不够长,找不到与 `{revision}` 的共同祖先",
        en: "this clone is shallow: its history does not reach the common ancestor with `{revision}`",
    }
    no_common_history(revision) { zh: "与 `{revision}` 没有共同的历史", en: "there is no common history with `{revision}`" }
    no_common_history_hint() { zh: "用 --exact 直接与它比较", en: "compare with it directly: --exact" }
    module_missing(name) { zh: "`{name}` 是子模块,还没有取来", en: "`{name}` is a submodule that is not there" }
    module_lacks(name, commit) { zh: "子模块 `{name}` 里没有提交 {commit}", en: "the submodule `{name}` lacks the commit {commit}" }
    object_missing(id) { zh: "仓库里读不到 {id}", en: "{id} cannot be read from the repository" }
    unreadable_then(revision, names) {
        zh: "`{revision}` 中有政策文件不是 UTF-8 文本,无法比较: {names}",
        en: "policies at `{revision}` are no UTF-8 text and cannot be compared: {names}",
    }
    unreadable_then_hint() { zh: "先单独提交转换好的文件,再作修改", en: "commit the converted files first, then change them" }

    against_missing() { zh: "没有写明与哪个分支比较", en: "it is not said what to compare with" }
    against_hint() {
        zh: "写 --against main,或在 polcheck.toml 的 [ci] 里写 against = \"main\"",
        en: "write --against main, or against = \"main\" in [ci] of polcheck.toml",
    }
    first_policies(revision) {
        zh: "`{revision}` 那时还没有政策文件,全部算新增",
        en: "there were no policies at `{revision}`: all are new",
    }
    accept_written(count, file) { zh: "{count} 条待填的认可写进了 {file}", en: "{count} acceptances to fill in, written to {file}" }
    accept_nothing() { zh: "没有要认可的", en: "nothing to accept" }
    accept_then(file) {
        zh: "把 {file} 里的 who、when、why、document 填好,连同改动一起提交",
        en: "fill in who, when, why and document in {file} and commit it with the change",
    }
    accept_needs_working_tree() { zh: "--accept 写进工作区的文件,不能与 --head 同用", en: "--accept writes to the working tree: not with --head" }
    entry_missing(key) { zh: "`{key}` 没有填", en: "`{key}` is not filled in" }
    entry_wants_text(key) { zh: "`{key}` 应当是带引号的文字", en: "`{key}` should be a text in quotation marks" }
    entry_wants_date(key) { zh: "`{key}` 应当是日期,如 2026-03-01", en: "`{key}` should be a date such as 2026-03-01" }
    entries_form() {
        zh: "每条是一节 [[accepted]],写 fingerprint、rule、who、when、why、document,可写 until、what",
        en: "each is a section [[accepted]] with fingerprint, rule, who, when, why, document; until and what if need be",
    }
    entry_twice(mark) { zh: "指纹 `{mark}` 写了两次", en: "the fingerprint `{mark}` stands twice" }
    entry_other_rule(rule) { zh: "这个指纹的改动属于 `{rule}`", en: "the change of this fingerprint is one of `{rule}`" }
    no_such_change() { zh: "没有这样的改动", en: "there is no such change" }
    expired_on(date) { zh: "{date} 已过期", en: "expired on {date}" }

    ci_years(name) { zh: "`{name}` 是 0 至 100 的整数", en: "`{name}` is a whole number from 0 to 100" }
    ci_table_outside(path) {
        zh: "`{path}` 不在工作区里;要写从工作区算起的路径",
        en: "`{path}` is not inside the workspace; write a path that starts from it",
    }
    ci_no_claims(path) {
        zh: "polcheck.toml 的 [ci] 里写的 `{path}` 不在这里,没有计算涉及多少人",
        en: "`{path}` of [ci] in polcheck.toml is not here: people were not counted",
    }
    ci_claims_missing() {
        zh: "要计算涉及多少人,还要用 --claims 给出结算数据;按月、按年发放的待遇,用 --persons 人员.csv 和 --months",
        en: "to count people the claims are needed too: --claims FILE; for benefits by month and year --persons FILE and --months",
    }
    nothing_by_month() {
        zh: "改到的县没有按月、按年发放的待遇,没有按月计算",
        en: "the counties that changed pay nothing by month or year: no months were worked out",
    }
    no_county_to_settle() {
        zh: "没有哪个县的规定改了又能前后对算,没有结算",
        en: "no county has changed that can be settled by both rules: nothing was settled",
    }

    ci_rule_unknown(name) { zh: "没有叫 `{name}` 的规则", en: "no rule is called `{name}`" }
    ci_rules_hint() { zh: "polcheck ci --list 列出全部规则;也可写 worse、better、unclear、none", en: "polcheck ci --list lists the rules; worse, better, unclear and none stand for all of a kind" }
    ci_level(name) { zh: "`{name}` 的级别是 \"error\"、\"warn\"、\"note\" 或 \"off\"", en: "the level of `{name}` is \"error\", \"warn\", \"note\" or \"off\"" }
    ci_act(name) {
        zh: "`{name}` 要办的事是 \"none\"、\"public-notice\"、\"filing\" 或 \"notice-period 30\"",
        en: "the act of `{name}` is \"none\", \"public-notice\", \"filing\" or \"notice-period 30\"",
    }
    ci_region_unknown(name) { zh: "这里没有叫 `{name}` 的地区", en: "no jurisdiction here is called `{name}`" }
    ci_looser(county, rule, level) {
        zh: "{county}不能把 `{rule}` 定得比上级的 `{level}` 宽",
        en: "{county} may not be laxer on `{rule}` than those above it (`{level}`)",
    }
    ci_looser_hint() {
        zh: "上级可以在 [ci] 或自己的一节里写 free = [\"规则名\"] 放开",
        en: "those above may allow it: free = [\"RULE\"] in [ci] or in their own section",
    }

    list_head_ci() { zh: "| 规则 | 含义 | 级别 | 须办 |", en: "| rule | what it means | level | to do |" }
    by_effect() { zh: "看影响", en: "by effect" }
    page_about(name, text) {
        zh: "`{name}`: {text}。改动审查(polcheck ci)的规则。",
        en: "`{name}`: {text}. A rule of the review of changes (polcheck ci).",
    }
    page_levels(worse, unclear, better, none) {
        zh: "级别,在没有另行规定时: 待遇变差 {worse},因人而异 {unclear},变好 {better},不影响待遇 {none}。",
        en: "Its level, where nothing else is settled: {worse} when it makes the insured worse off, {unclear} when that depends on the person, {better} when better off, {none} when it pays nobody differently.",
    }
    page_acts(worse, unclear, better, none) {
        zh: "须办的事: 待遇变差 {worse},因人而异 {unclear},变好 {better},不影响待遇 {none}。",
        en: "What has to be done: {worse}, {unclear}, {better}, {none}, in the same order.",
    }
    page_settle(name) {
        zh: "在 polcheck.toml 里改: [ci.levels] {name} = \"warn\",[ci.acts] {name} = \"filing\"。",
        en: "To settle it otherwise, in polcheck.toml: [ci.levels] {name} = \"warn\", [ci.acts] {name} = \"filing\".",
    }
    page_more() { zh: "说明见 docs/ci.zh.md。", en: "More in docs/ci.en.md." }

    driver_arguments() {
        zh: "git-diff-driver 由 git 调用,要七个参数: 路径、旧文件、旧散列、旧权限、新文件、新散列、新权限",
        en: "git calls git-diff-driver with seven arguments: path, old file, hash and mode, new file, hash and mode",
    }
    driver_hint() {
        zh: "git config diff.polcheck.command \"polcheck git-diff-driver\",并在 .gitattributes 里写 *.pol diff=polcheck",
        en: "git config diff.polcheck.command \"polcheck git-diff-driver\", and *.pol diff=polcheck in .gitattributes",
    }
    driver_same() { zh: "意思没有变", en: "the meaning is the same" }
    driver_unmerged(path) { zh: "{path}: 有冲突,还没有合并", en: "{path}: not merged" }
    driver_broken() { zh: "有错误,只能逐行比较", en: "there are errors; compared line by line" }
}
