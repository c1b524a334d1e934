//! The sentences of the command line, in both tongues.

crate::catalogue! {
    trouble(message) { zh: "polcheck: {message}", en: "polcheck: {message}" }
    hint(text) { zh: "  提示: {text}", en: "  hint: {text}" }
    did_you_mean(names) { zh: "是否指 {names}?", en: "did you mean {names}?" }
    one_of(names) { zh: "可写 {names}", en: "one of {names}" }
    at_line(file, line, message) { zh: "{file} 第 {line} 行: {message}", en: "{file}, line {line}: {message}" }

    // Files.
    cannot_read(path, reason) { zh: "无法读取 `{path}`: {reason}", en: "cannot read `{path}`: {reason}" }
    cannot_write(path, reason) { zh: "无法写入 `{path}`: {reason}", en: "cannot write `{path}`: {reason}" }
    cannot_read_input(reason) { zh: "无法读取标准输入: {reason}", en: "cannot read standard input: {reason}" }
    not_there() { zh: "没有这个文件或文件夹", en: "there is no such file or folder" }
    no_permission() { zh: "没有权限", en: "permission denied" }
    is_a_folder() { zh: "这是一个文件夹", en: "it is a folder" }
    is_no_folder() { zh: "路径中有一段不是文件夹", en: "a part of the path is no folder" }
    disk_full() { zh: "磁盘已满", en: "the disk is full" }
    read_only() { zh: "磁盘是只读的", en: "the disk is read-only" }
    system_error(number) { zh: "系统错误 {number}", en: "system error {number}" }
    some_error() { zh: "系统报错", en: "the system reports an error" }
    outside(path, root) {
        zh: "`{path}` 不在工作区 `{root}` 之内",
        en: "`{path}` lies outside the workspace `{root}`",
    }
    outside_hint() {
        zh: "先进入它所在的文件夹,或用 --workspace 指明工作区",
        en: "go to its folder first, or name the workspace with --workspace",
    }
    not_a_policy(path) { zh: "`{path}` 不是 .pol 文件", en: "`{path}` is no .pol file" }
    not_a_policy_hint() {
        zh: "政策文件的名字以 .pol 结尾",
        en: "files of policies have names that end in .pol",
    }
    no_policies(folder) { zh: "`{folder}` 里没有 .pol 文件", en: "there are no .pol files in `{folder}`" }
    no_policies_hint() {
        zh: "进入存放政策的文件夹,或用 --workspace 文件夹 指明;README 里有可以照着写的例子",
        en: "go to the folder with the policies, or name it: --workspace DIR; the README has examples to start from",
    }
    no_policies_ignored(count) {
        zh: "有 {count} 个 .pol 文件被 .gitignore 排除在外,没有读",
        en: "{count} .pol files are left out by .gitignore",
    }
    no_workspace(path) { zh: "没有 `{path}` 这个文件夹", en: "there is no folder `{path}`" }
    not_utf8(encoding) { zh: "这个文件是 {encoding} 编码,不是 UTF-8", en: "the file is {encoding}, not UTF-8" }
    broken_utf8(line) { zh: "第 {line} 行有不是 UTF-8 的字节", en: "line {line} holds bytes that are not UTF-8" }
    broken_utf8_hint() {
        zh: "用编辑软件打开,看这一行的字,改正后另存为 UTF-8",
        en: "open it in an editor, mend what that line says and save it as UTF-8",
    }
    too_large(size) {
        zh: "文件有 {size} 字节,超过 64 MiB 的上限",
        en: "the file has {size} bytes, more than the limit of 64 MiB",
    }
    not_text() { zh: "这个文件不是文本", en: "the file is no text" }
    convert(command) { zh: "转换: {command}", en: "to convert it: {command}" }
    not_text_hint() { zh: "请检查文件名,或者把它移出文件夹", en: "look at the name of the file, or move it elsewhere" }

    // Arguments.
    unknown_command(name) { zh: "没有 `{name}` 这个命令", en: "there is no command `{name}`" }
    unknown_flag(name) { zh: "没有 `{name}` 这个选项", en: "there is no option `{name}`" }
    extra_argument(name) { zh: "多了一个参数 `{name}`", en: "one argument too many: `{name}`" }
    flag_without_value(flag) { zh: "{flag} 后面缺少内容", en: "{flag} needs a value" }
    bad_value(flag, value) { zh: "{flag} 不能是 `{value}`", en: "{flag} cannot be `{value}`" }
    value_for_switch(flag, value) { zh: "{flag} 后面不带内容 `{value}`", en: "{flag} takes no value, so not `{value}`" }
    missing(names) { zh: "缺少 {names}", en: "missing: {names}" }
    given_twice(flag) { zh: "{flag} 写了两次", en: "{flag} is given twice" }
    not_together(one, other) { zh: "{one} 和 {other} 不能一起用", en: "{one} and {other} do not go together" }
    not_unicode() { zh: "命令行里有不是 UTF-8 的文字", en: "the command line holds text that is not UTF-8" }
    bad_command_line() { zh: "这行命令读不懂", en: "the command line cannot be read" }
    see_help(command) { zh: "用法见 {command} --help", en: "see {command} --help" }
    usage_is(usage) { zh: "用法: {usage}", en: "usage: {usage}" }
    no_date_in(flag, text) { zh: "{flag} 的 `{text}` 不是日期", en: "{flag}: `{text}` is no date" }
    no_policies_then(revision) {
        zh: "`{revision}` 那时还没有政策文件",
        en: "there were no policies at `{revision}` yet",
    }
    no_date(text) {
        zh: "`@` 后面的 `{text}` 不是日期,也不是 git 里的版本",
        en: "what stands behind `@` is no date and no revision in git: `{text}`",
    }
    date_form() { zh: "日期写作 2020-01-01", en: "a date is written 2020-01-01" }
    bad_width(text) {
        zh: "--width 的 `{text}` 不是 40 至 400 之间的整数",
        en: "--width: `{text}` is no whole number from 40 to 400",
    }
    unknown_ending(path) {
        zh: "从 `{path}` 的名字看不出格式",
        en: "the name `{path}` does not tell the format",
    }
    unknown_ending_hint() {
        zh: "名字以 .txt、.json 或 .md 结尾(结算表还有 .csv、.xlsx),或者写明 --format",
        en: "end the name in .txt, .json or .md (tables of bills: .csv, .xlsx), or give --format",
    }
    no_such_format(command, format) {
        zh: "{command} 没有 {format} 格式",
        en: "{command} has no format {format}",
    }
    env_lang(value) {
        zh: "环境变量 POLCHECK_LANG 是 `{value}`,只能是 zh 或 en",
        en: "the environment variable POLCHECK_LANG is `{value}`; it can be zh or en",
    }

    // Configuration.
    unknown_key(name) { zh: "不认识的设置 `{name}`", en: "unknown key `{name}`" }
    known_keys(names) { zh: "可写的有 {names}", en: "the keys are {names}" }
    toml_broken() { zh: "这一行不合 TOML 的写法", en: "this line is not TOML" }
    toml_key_twice(name) { zh: "设置 `{name}` 写了两次", en: "the key `{name}` stands twice" }
    toml_line(text) { zh: "这一行是: {text}", en: "the line is: {text}" }
    wants_list(name) {
        zh: "`{name}` 要写成文件夹的清单,如 {name} = [\"policies\"]",
        en: "`{name}` is a list of folders, such as {name} = [\"policies\"]",
    }
    wants_date(name) {
        zh: "`{name}` 要写成日期,如 {name} = \"2020-01-01\"",
        en: "`{name}` is a date, such as {name} = \"2020-01-01\"",
    }
    wants_lang(name) { zh: "`{name}` 只能是 \"zh\" 或 \"en\"", en: "`{name}` is \"zh\" or \"en\"" }
    wants_word(name) { zh: "`{name}` 不是可写的值", en: "`{name}` has a value that it cannot have" }
    wants_months(name) {
        zh: "`{name}` 是 1 到 1200 的整数(月)",
        en: "`{name}` is a whole number of months from 1 to 1200",
    }
    wants_width(name) { zh: "`{name}` 是 40 至 400 之间的整数", en: "`{name}` is a whole number from 40 to 400" }
    only_in_workspace(name) {
        zh: "`{name}` 只能写在工作区的 polcheck.toml 里",
        en: "`{name}` can stand in the polcheck.toml of a workspace only",
    }
    unknown_variable(name) { zh: "不认识的环境变量 `{name}`", en: "unknown environment variable `{name}`" }
    bad_variable(name, value) {
        zh: "环境变量 {name} 不能是 `{value}`",
        en: "the environment variable {name} cannot be `{value}`",
    }
    by_default() { zh: "默认", en: "default" }
    by_file(file, line) { zh: "{file} 第 {line} 行", en: "{file}, line {line}" }
    by_variable(name) { zh: "环境变量 {name}", en: "the environment variable {name}" }
    by_flag(name) { zh: "选项 {name}", en: "the option {name}" }
    by_terminal() { zh: "终端", en: "the terminal" }
    by_locale() { zh: "系统的语言", en: "the tongue of the system" }
    not_set() { zh: "未设", en: "not set" }
    last_change() { zh: "最近一次变动的那天", en: "the day of the last change" }
    usual_folder() { zh: "policies,没有就是当前文件夹", en: "policies, else the folder itself" }
    setting() { zh: "设置", en: "setting" }
    value() { zh: "值", en: "value" }
    comes_from() { zh: "来自", en: "comes from" }

    // init.
    import_exists(names) {
        zh: "{names} 已经有了,什么都没有写",
        en: "{names} is there already; nothing was written",
    }
    import_exists_hint() {
        zh: "要覆盖加 --force;要另写一份比较,加 --to 文件夹",
        en: "add --force to replace it, or --to DIR to write elsewhere and compare",
    }
    import_faults() { zh: "写成的政策不能通过检查,什么都没有写", en: "the policies do not check; nothing was written" }
    import_nothing() { zh: "没有可写的政策", en: "there is no policy to write" }
    import_unknown_file(path) {
        zh: "不认识 {path} 的格式;可以是 .xlsx 或 .csv",
        en: "the format of {path} is unknown; .xlsx and .csv are read",
    }
    import_no_sheet(name, names) { zh: "没有工作表 `{name}`,有 {names}", en: "there is no sheet `{name}`; there are {names}" }
    import_no_sheets() { zh: "文本没有工作表,不用写 --sheet", en: "a text has no sheets; leave --sheet out" }
    import_bad_say(text) { zh: "--say 要写成 列=值,不是 `{text}`", en: "--say is COLUMN=VALUE, not `{text}`" }
    already_there(names) { zh: "{names} 已经在了,什么都没有写", en: "{names} is there already; nothing is written" }
    choose_other_folder() { zh: "换一个文件夹: polcheck init 文件夹", en: "choose another folder: polcheck init DIR" }
    written(name) { zh: "写好 {name}", en: "written {name}" }
    start_here(folder) {
        zh: "接着试试,在 {folder} 里:",
        en: "try next, in {folder}:",
    }
    in_this_folder() { zh: "这个文件夹", en: "this folder" }

    // completions, man.
    no_man_page(name) { zh: "没有 `{name}` 的手册页", en: "there is no manual page of `{name}`" }

    wants_table(name) { zh: "`{name}` 要写成一节: [{name}]", en: "`{name}` is a section: [{name}]" }
    unknown_rule(name) { zh: "没有 `{name}` 这条规则", en: "there is no rule `{name}`" }
    rule_is_error(name) {
        zh: "`{name}` 是错误,不能改变级别",
        en: "`{name}` is an error; its level cannot be changed",
    }
    rule_level(name) {
        zh: "`{name}` 的级别只能是 \"off\"、\"note\"、\"warning\" 或 \"error\"",
        en: "the level of `{name}` is \"off\", \"note\", \"warning\" or \"error\"",
    }
    list_rules() { zh: "所有规则: polcheck explain --list", en: "all rules: polcheck explain --list" }
    policies_missing(name) { zh: "没有文件夹 `{name}`", en: "there is no folder `{name}`" }

    // Counties.
    part_stands_apart(county, part) {
        zh: "待遇、参数、清单、表的名称另写: polcheck show {county} {part}",
        en: "benefits, params, lists and tables stand apart: polcheck show {county} {part}",
    }
    unknown_county(name) { zh: "没有叫 `{name}` 的地区", en: "there is no jurisdiction called `{name}`" }
    ambiguous_county(name) { zh: "`{name}` 可能指几个地区", en: "`{name}` may mean several jurisdictions" }
    county_has_errors(name) {
        zh: "{name}的政策有错误,改正之后才能使用",
        en: "the policy of {name} has errors; it can be used when they are mended",
    }
    other_errors(count) {
        zh: "工作区里另有 {count} 个错误,不影响这里的结果: polcheck check",
        en: "{count} errors elsewhere in the workspace do not touch this result: polcheck check",
    }

    // What a fault of our own looks like.
    our_fault() {
        zh: "polcheck 自身出错,结果作废;这不是政策文件的问题",
        en: "polcheck itself has failed and there is no result; the policies are not to blame",
    }
    please_report(version) {
        zh: "请把这几行和所用的命令、文件一起报告给 polcheck 的维护者(版本 {version})",
        en: "please report these lines, the command and the files to the maintainers of polcheck (version {version})",
    }

    // With -v.
    workspace_is(root) { zh: "工作区: {root}", en: "workspace: {root}" }
    #[cfg(feature = "lsp")]
    lsp_is_for_editors() {
        zh: "polcheck lsp 由编辑器启动,在这里等编辑器说话;设置见 docs/editor.zh.md",
        en: "polcheck lsp is started by an editor and waits for it to speak; docs/editor.en.md has the set-up",
    }
    #[cfg(feature = "lsp")]
    cannot_start_server(reason) { zh: "无法启动: {reason}", en: "cannot start: {reason}" }

    config_is(file) { zh: "设置: {file}", en: "configuration: {file}" }
    no_config() { zh: "设置: 没有 polcheck.toml", en: "configuration: no polcheck.toml" }
    files_read(count) { zh: "读入 {count} 个 .pol 文件", en: "{count} .pol files read" }
    written_to(path) { zh: "已写入 {path}", en: "written to {path}" }

    // check.
    fixed(place, old, new, rule) {
        zh: "已改 {place}: `{old}` 改为 `{new}` ({rule})",
        en: "fixed {place}: `{old}` is now `{new}` ({rule})",
    }
    fixed_away(place, old, rule) { zh: "已改 {place}: 删去 `{old}` ({rule})", en: "fixed {place}: `{old}` is gone ({rule})" }
    fixed_in(place, new, rule) { zh: "已改 {place}: 加上 `{new}` ({rule})", en: "fixed {place}: `{new}` is added ({rule})" }
    nothing_to_fix() { zh: "没有能有把握地改的", en: "nothing can be fixed for certain" }
    known_findings(count, file) {
        zh: "另有 {count} 个已记在 {file} 里的问题没有列出",
        en: "{count} findings known from {file} are not listed",
    }
    baseline_unused(file, rule, message) {
        zh: "记录中的问题已经没有了: {file} {rule}: {message}",
        en: "known, but no longer found: {file} {rule}: {message}",
    }
    baseline_rewrite(file) {
        zh: "更新记录 {file}: polcheck check --write-baseline",
        en: "to bring {file} up to date: polcheck check --write-baseline",
    }
    baseline_written(file, count) { zh: "已记下 {count} 个问题: {file}", en: "{count} findings recorded in {file}" }
    baseline_broken() { zh: "这个文件不是 polcheck 写的样子", en: "the file is not as polcheck writes it" }
    baseline_broken_hint() {
        zh: "删去它,或用 polcheck check --write-baseline 重写",
        en: "remove it, or write it anew: polcheck check --write-baseline",
    }
    baseline_whole() {
        zh: "--write-baseline 总是记录整个工作区,不能和路径一起用",
        en: "--write-baseline records the whole workspace and takes no paths",
    }

    // fmt.
    input_alone() { zh: "- 不能和别的路径一起用", en: "- does not go with other paths" }
    input_not_utf8() { zh: "标准输入不是 UTF-8 编码", en: "standard input is not UTF-8" }
    standard_input() { zh: "<标准输入>", en: "<standard input>" }
    formatted(name) { zh: "已排好 {name}", en: "formatted {name}" }
    would_change(changed, same) {
        zh: "{changed} 个文件会改动,{same} 个不变",
        en: "{changed} files would change, {same} unchanged",
    }
    have_changed(changed, same) {
        zh: "{changed} 个文件改动,{same} 个不变",
        en: "{changed} files changed, {same} unchanged",
    }
    left_alone(count) { zh: "{count} 个文件没有动", en: "{count} files left alone" }
    not_formatted(name, reason) { zh: "{name} 没有动: {reason}", en: "{name} is left alone: {reason}" }

    // explain.
    list_head() { zh: "| 名称 | 意思 |", en: "| name | meaning |" }

    // Days and parts.
    all_of_them() { zh: "全部问题: polcheck check", en: "all of them: polcheck check" }
    no_day() { zh: "政策里没有日期,不知道按哪一天", en: "the policy has no dates, so the day is not known" }
    write_as_of() { zh: "写明日期: --as-of 2020-01-01", en: "name it: --as-of 2020-01-01" }
    by_last_change(date) {
        zh: "没有写明日期,按规定最近一次变动的 {date} 计算;换一天用 --as-of 日期",
        en: "no day given: {date} is used, the day of the last change; --as-of DATE names another",
    }
    unknown_part(county, name) { zh: "{county}的规定里没有 `{name}`", en: "the policy of {county} has no `{name}`" }
    tests_not_run(name) {
        zh: "{name}的政策有错误,它的测试没有运行;先运行 polcheck check",
        en: "the policy of {name} has errors, so its tests were not run; run polcheck check first",
    }
    tests_done(passed, failed) { zh: "通过 {passed} 个,未通过 {failed} 个", en: "{passed} passed, {failed} failed" }
    vocabularies() { zh: "共用词汇", en: "shared vocabularies" }
    generated_for(name, file) { zh: "{name}({file})", en: "{name} ({file})" }
    generated(count, left) {
        zh: "写出 {count} 个测试,还有 {left} 项规定要自己写;金额请照文件核对",
        en: "{count} tests written, {left} items are left to you; check the amounts against the documents",
    }
    nothing_to_generate() { zh: "所列的规定都已有测试用到", en: "tests reach all of it already" }
    not_covered(name) {
        zh: "{name}的政策有错误,没有算在内;先运行 polcheck check",
        en: "the policy of {name} has errors and is not counted; run polcheck check first",
    }
    tests_fail(count) {
        zh: "有 {count} 个测试没有通过: polcheck test",
        en: "tests that fail: {count} (polcheck test)",
    }
    test_failed(file, line, title) { zh: "未通过: {file}:{line} \"{title}\"", en: "failed: {file}:{line} \"{title}\"" }
    expectation_failed(line, date, name, expected, actual) {
        zh: "  第 {line} 行 {date} {name}: 应得 {expected},算得 {actual}",
        en: "  line {line} {date} {name}: expected {expected}, found {actual}",
    }
    case_has_errors() { zh: "这笔账写得不对", en: "the case cannot be read" }
    mistake(what) { zh: "  × {what}", en: "  × {what}" }
    mistake_help(help) { zh: "    {help}", en: "    {help}" }
    more_mistakes(count) { zh: "  还有 {count} 处", en: "  and {count} more" }
    in_part(part, what) { zh: "{part}: {what}", en: "{part}: {what}" }
    in_file(file, what) { zh: "{file} {what}", en: "{file} {what}" }
    of_part(name, part) { zh: "{part}的 {name}", en: "{name} of {part}" }
    member_number(place) { zh: "第 {place} 个成员", en: "member {place}" }
    member_named(name) { zh: "成员{name}", en: "member {name}" }
    claim_number(place) { zh: "第 {place} 笔结算", en: "claim {place}" }
    fact_twice(name) { zh: "`{name}` 写了两次", en: "`{name}` is given twice" }
    fact_without_value(fact) { zh: "`{fact}` 没有写值", en: "`{fact}` has no value" }
    fact_form() { zh: "写作 人群=低保 合规费用=1000元", en: "write 人群=低保 合规费用=1000元" }
    given_broken(path, reason) { zh: "读不懂 `{path}`: {reason}", en: "cannot read `{path}`: {reason}" }
    at_line_column(line, column, cause) {
        zh: "第 {line} 行第 {column} 列不合写法: {cause}",
        en: "line {line}, column {column}: {cause}",
    }
    value_missing() { zh: "这里少一个值,文字要写在英文双引号里", en: "a value is missing here; text stands in double quotes" }
    comma_too_many() { zh: "多了一个逗号", en: "a comma too many" }
    comma_or_end_missing(end) { zh: "这里少一个逗号或 `{end}`", en: "a comma or `{end}` is missing here" }
    colon_missing() { zh: "名称后面少一个冒号", en: "a colon is missing after the name" }
    equals_missing() { zh: "名称后面少一个等号", en: "an equals sign is missing after the name" }
    name_wants_quotes() { zh: "中文的名称要写在英文双引号里,如 `\"人群\"`", en: "a name like this stands in double quotes, such as `\"人群\"`" }
    text_wants_quotes() { zh: "文字要写在英文双引号里,如 `\"低保\"`", en: "text stands in double quotes, such as `\"低保\"`" }
    bracket_open(end) { zh: "少一个收尾的 `{end}`", en: "a closing `{end}` is missing" }
    text_open() { zh: "双引号没有收尾", en: "a closing double quote is missing" }
    more_behind() { zh: "后面还有多余的内容", en: "there is more behind the end" }
    name_twice(name) { zh: "`{name}` 写了两次", en: "`{name}` stands twice" }
    line_is(written) { zh: "这一行是 `{written}`", en: "the line is `{written}`" }
    ends_too_early() { zh: "文件没有写完", en: "the file ends too early" }
    given_not_utf8(path) { zh: "`{path}` 不是 UTF-8 的文本", en: "`{path}` is no UTF-8 text" }
    given_ending(path) { zh: "`{path}` 不是 .json 或 .toml 文件", en: "`{path}` is no .json or .toml file" }
    given_unknown_key(key) { zh: "不认识 `{key}`", en: "unknown key `{key}`" }
    given_no_object() { zh: "这里应当是一组名称和值", en: "names with values should stand here" }
    given_no_list() { zh: "这里应当是一个列表", en: "a list should stand here" }
    given_no_text(key) { zh: "`{key}` 应当是带引号的文字", en: "`{key}` should be a text in quotation marks" }
    given_no_name() { zh: "没有写 `name`", en: "has no `name`" }
    given_no_date() { zh: "没有写 `date`", en: "has no `date`" }
    given_bad_name(name) { zh: "`{name}` 不能作名称", en: "`{name}` cannot be a name" }
    given_bad_value(value) { zh: "`{value}` 不能作一个字段的值", en: "`{value}` cannot be the value of a fact" }
    given_null() { zh: "没有值的字段就不写,不写 null", en: "a fact without value is left out, not null" }
    given_too_many(limit) { zh: "超过 {limit} 个", en: "more than {limit}" }
    member_twice(name) { zh: "成员 `{name}` 写了两次", en: "the member `{name}` stands twice" }
    no_such_member(name) { zh: "没有叫 `{name}` 的成员", en: "no member is called `{name}`" }
    whose_claim() { zh: "户里不止一人,要写明是谁的(`member`)", en: "there are several members: say whose it is (`member`)" }
    claim_twice(id) { zh: "结算号 `{id}` 已经有了", en: "the claim id `{id}` stands twice" }
    no_month(text) { zh: "`{text}` 不是月份,写作 2024-03", en: "`{text}` is no month such as 2024-03" }
    month_twice(month) { zh: "`{month}` 写了两次", en: "`{month}` stands twice" }
    given_form() {
        zh: "文件里可写 facts、members(各有 name、facts)、claims(各有 date、id、member、facts)、months",
        en: "the file holds facts, members (each name, facts), claims (each date, id, member, facts), months",
    }
    unknown_subject(name) { zh: "两边都没有 `{name}`", en: "neither side has `{name}`" }
    unknown_group(name) { zh: "两边都没有叫 `{name}` 的群体", en: "neither side has a group called `{name}`" }

    // Reports as documents.
    workbook_needs_file() { zh: "xlsx 要写进文件,不能显示在屏幕上", en: "a workbook goes into a file, not on the screen" }
    workbook_needs_file_hint() { zh: "用 -o 写明文件,如 -o 结果.xlsx", en: "name the file: -o result.xlsx" }
    no_document(format) { zh: "这个命令没有 {format} 格式的结果", en: "this command has no result as {format}" }
    no_document_hint() {
        zh: "html、xlsx、svg 用于 show、diff、compare、conform、verify,html、xlsx 也用于 ci;csv 用于 settle、merge;sarif、junit、github、gitlab 用于 ci",
        en: "html, xlsx and svg are for show, diff, compare, conform and verify, html and xlsx for ci too; csv for settle and merge; sarif, junit, github and gitlab for ci",
    }
    no_chart() { zh: "这份结果里没有图可画", en: "this result has nothing to draw" }

    // Many counties.
    several_provinces(names) { zh: "这里有几个省的政策: {names}", en: "there are policies of several provinces: {names}" }
    several_provinces_hint() {
        zh: "在命令后面写明是哪个省,或哪几个县;全部用 --all",
        en: "name the province or the counties behind the command; --all takes everything",
    }
    no_counties() { zh: "这里没有县的政策", en: "there are no policies of counties here" }
    counties_with_errors(count, names) {
        zh: "{count} 个地区的政策有错误,没有列入: {names};详见 polcheck check",
        en: "{count} counties have errors and are left out: {names}; see polcheck check",
    }
    verified_with_errors(count, names) {
        zh: "{count} 个地区的政策有错误,只看了表格,其余改好再查: {names};详见 polcheck check",
        en: "{count} counties have errors; only their tables are looked at: {names}; see polcheck check",
    }
    unknown_property(name) { zh: "没有叫 `{name}` 的性质或断言", en: "no property or assertion is called `{name}`" }
    verify_list() { zh: "polcheck verify --list 列出全部", en: "polcheck verify --list lists them all" }
    bad_cliff(text) { zh: "`{text}` 不是金额", en: "`{text}` is no amount" }
    write_cliff() { zh: "写作 --cliff 300,单位是元", en: "write --cliff 300, in yuan" }
    left_out(county, place, reason) { zh: "  {county}: {place} {reason}", en: "  {county}: {place} {reason}" }
    mended(edits, files) { zh: "{edits} 处改动,写入 {files} 个文件", en: "{edits} edits in {files} files" }
    would_fix(edits, files) { zh: "{edits} 处改动,将写入 {files} 个新文件", en: "{edits} edits, to be written into {files} new files" }
    nothing_to_mend() { zh: "没有可以照标准自动改的", en: "nothing can be mended by the standard's own numbers" }
    left_unfixed(county, edit, reason) { zh: "{county}: {edit} — {reason}", en: "{county}: {edit} — {reason}" }

    // Tables.
    table_fault(name, reason) { zh: "`{name}`: {reason}", en: "`{name}`: {reason}" }
    no_tables(path) { zh: "`{path}` 里没有表格文件", en: "there are no tables in `{path}`" }
    old_table() { zh: "不读这种格式;请打开后另存为 .xlsx", en: "this format is not read; open it and save it as .xlsx" }
    renamed_workbook() {
        zh: "内容是 .xlsx 工作簿;请把文件名改为以 .xlsx 结尾",
        en: "it is an .xlsx workbook; let its name end in .xlsx",
    }
    workbook_on_input() {
        zh: "是工作簿,不能从标准输入读;请写文件名",
        en: "it is a workbook, which cannot be read from standard input; name the file",
    }
    named_twice(path) { zh: "注意: `{path}` 写了不止一次,只读一次", en: "note: `{path}` is named more than once; it is read once" }
    own_results(names) {
        zh: "注意: 文件夹里 {names} 是以前的结算结果,没有读",
        en: "note: in the folder {names} are results of earlier runs; they are not read",
    }
    folders_within(names) {
        zh: "注意: 只读文件夹本身;里面的文件夹 {names} 没有读",
        en: "note: only the folder itself is read, not the folders {names} in it",
    }
    same_content(a, b) {
        zh: "注意: `{a}` 与 `{b}` 的内容完全相同,各行算了两遍",
        en: "note: `{a}` and `{b}` have the same content; every row of it counts twice",
    }
    no_rows() { zh: "注意: 表头下面没有一行", en: "note: there is no row below the header" }
    whole_number() { zh: "要写一个整数", en: "write a whole number" }
    no_parquet() {
        zh: "这个 polcheck 没有带上读写 Parquet、Arrow 的部分;请换用带有的版本(cargo build --release --features parquet),或改用 .csv、.xlsx",
        en: "this polcheck was built without Parquet and Arrow; get one that has them (cargo build --release --features parquet), or use .csv or .xlsx",
    }
    parquet_needs_a_file() {
        zh: "Parquet 不能写到标准输出;请用 -o 结果.parquet,或 --format arrow",
        en: "Parquet cannot go to standard output; use -o result.parquet, or --format arrow",
    }
    not_rising(file, line) {
        zh: "`{file}` 第 {line} 行: 个人编号不再从小到大,而前面的人太多,无法确认这个人没有出现过",
        en: "`{file}`, line {line}: the numbers of persons rise no longer, and after so many it cannot be known whether this one was there before",
    }
    swept(count) {
        zh: "清理了以前中断的运行留下的 {count} 个临时文件",
        en: "removed {count} temporary files of earlier runs that were broken off",
    }
    no_months(text) {
        zh: "`{text}` 不是月份;写作 2024-03、2024-01..2024-12 或 2024,最多 600 个月",
        en: "`{text}` names no months; write 2024-03, 2024-01..2024-12 or 2024, at most 600 months",
    }
    months_need_persons() {
        zh: "按月发放的待遇要有人员表: --persons 人员.csv,按户的另加 --households 家庭.csv",
        en: "benefits by month need a table of persons: --persons FILE, and --households FILE for those of households",
    }
    no_benefits_by_month() {
        zh: "这些县没有按月、按年发放的待遇;按结算支付的,请写结算明细表,不写 --months",
        en: "these counties pay nothing by month or year; for benefits on claims name the tables of claims, without --months",
    }
    sorted_and_streamed() {
        zh: "--sorted 时,标准输入(-)不能与其他文件一起读",
        en: "with --sorted, standard input (-) cannot be read together with other files",
    }
    no_workbooks() { zh: "这个程序没有带上读写 xlsx 的部分", en: "this program was built without workbooks" }
    no_encoding(name) {
        zh: "--encoding 的 `{name}` 不认识;可写 utf-8、gbk、big5",
        en: "--encoding: `{name}` is not known; write utf-8, gbk or big5",
    }
    no_memory(text) { zh: "--memory 的 `{text}` 不是大小;要写成 512MB", en: "--memory: `{text}` is no size like 512MB" }
    no_shard(text) { zh: "--shard 的 `{text}` 要写成 1/4", en: "--shard: `{text}` should read like 1/4" }
    bad_map(text) { zh: "--map 的 `{text}` 要写成 列名=字段", en: "--map: `{text}` should read like COLUMN=FACT" }
    wants_columns(name) {
        zh: "`{name}` 的每一行要写成 \"列名\" = \"字段\"",
        en: "every line of `{name}` reads \"COLUMN\" = \"FACT\"",
    }
    map_saved(file) { zh: "列的对应关系已写入 {file}", en: "what the columns mean is written to {file}" }
    output_is_input(path) { zh: "`{path}` 是输入,不能又作输出", en: "`{path}` is an input and cannot be the output too" }
    which_county(names) {
        zh: "表里没有“参保地”一列(通常叫 {names}),工作区里又有几个县",
        en: "the table has no column for the county (usually called {names}), and the workspace has several counties",
    }
    which_county_hint() { zh: "用 --county 指明按哪个县的政策", en: "name the county with --county" }
    nothing_to_compare(names) {
        zh: "--compare 要有已付金额的列(待遇名 {names},或 报销合计);用 --map 列名=待遇 指明",
        en: "--compare needs columns of what was paid ({names}, or 报销合计); name them with --map COLUMN=BENEFIT",
    }
    not_sorted(file, line) {
        zh: "`{file}` 第 {line} 行: 这个人前面已经结束,表没有按人排列",
        en: "`{file}`, line {line}: this person was done before; the table is not sorted by person",
    }
    not_sorted_hint() { zh: "去掉 --sorted,由 polcheck 归拢", en: "drop --sorted, and polcheck gathers the rows" }
    too_many_rejects(most) {
        zh: "不能结算的行超过 {most} 行,已停下",
        en: "more than {most} rows cannot be settled; stopped",
    }
    strict(count) { zh: "有 {count} 行不能结算(--strict)", en: "{count} rows cannot be settled (--strict)" }
    nothing_written() { zh: "没有写出结算结果", en: "no results were written" }
    only_rejects_written(path) {
        zh: "没有写出结算结果;不能结算的行见 {path}",
        en: "no results were written; the rows that cannot be settled are in {path}",
    }
    stopped() { zh: "polcheck: 已中断,没有写出结算结果", en: "polcheck: interrupted; no results were written" }
    control_failed() {
        zh: "核对不上: 各行之和与合计不一致。这是 polcheck 的错误,结果没有写出",
        en: "the sums of the rows and the totals do not agree: a fault of polcheck; nothing was written",
    }
    rejected_cell(column, reason) { zh: "{column}: {reason}", en: "{column}: {reason}" }
    rejected_row(file, line, reason) {
        zh: "  {file} 第 {line} 行未结算: {reason}",
        en: "  {file}, line {line} rejected: {reason}",
    }
    more_rejects(count) { zh: "  另有 {count} 行未结算", en: "  {count} more rows rejected" }
    nobody_to_trace(person) { zh: "表里没有 `{person}` 这个人", en: "nobody in the tables is `{person}`" }
    progress(rows, rate, share, left) {
        zh: "已读 {rows} 行,每秒 {rate} 行,{share}%,约剩 {left} 秒",
        en: "{rows} rows read, {rate} a second, {share}%, about {left} s left",
    }
    progress_settling() { zh: "已读完,正在结算…", en: "all rows read, settling…" }
    sheet_rows() { zh: "结算结果", en: "settled claims" }
    rejects_cut(count) {
        zh: "未结算的行这里只有前 {count} 行,全部见同名的 .rejects.csv",
        en: "of the rejected rows the first {count} stand here, all of them in the .rejects.csv beside",
    }
    no_worked_sums(count) {
        zh: "超过 {count} 行,没有附算账单;某人的算账单: polcheck settle … --trace 个人编号",
        en: "more than {count} rows: without worked sums; those of a person: polcheck settle … --trace PERSON",
    }
    sheet_rejects() { zh: "未结算", en: "rejected" }

    // Shards and populations.
    no_record(path) { zh: "`{path}` 不是结算记录(…run.json)", en: "`{path}` is no record of a run (….run.json)" }
    no_shard_record(path) {
        zh: "`{path}` 记的不是分片结算,不用合并",
        en: "`{path}` is the record of a whole run; there is nothing to merge",
    }
    shards_do_not_fit(missing) {
        zh: "各分片不齐,缺 {missing}",
        en: "not all shards are there; missing: {missing}",
    }
    shards_twice(shard, records) {
        zh: "分片 {shard} 有几份: {records};只能留一份",
        en: "shard {shard} is there more than once: {records}; keep one",
    }
    shards_of_different_counts(records) {
        zh: "各分片不是同样分的: {records}",
        en: "the shards are parts of different counts: {records}",
    }
    shards_changed() {
        zh: "各分片的金额、行数与它们的结算记录对不上(结算以后改动过?),没有合并",
        en: "amounts or rows of the shards are not those of their records (changed since?); nothing was merged",
    }
    other_run(path, what) { zh: "`{path}` 与其他分片不是一次结算: {what}", en: "`{path}` is of another run: {what}" }
    differs_in_version() { zh: "polcheck 的版本不同", en: "another version of polcheck" }
    differs_in_inputs() { zh: "输入不同", en: "other inputs" }
    differs_in_policies() { zh: "政策不同", en: "other policies" }
    differs_in_wishes() { zh: "汇总或核对的要求不同", en: "other totals or comparisons were asked for" }
    no_result_table(path) { zh: "`{path}` 不是分片的结算结果", en: "`{path}` is no table of results of a shard" }
    column_wanted(name, usual, unused) {
        zh: "表里没有“{name}”一列(通常叫 {usual});没有用上的列: {unused};可用 --map 列名={name} 指明",
        en: "there is no column for {name} (usually called {usual}); columns not used: {unused}; name it with --map COLUMN={name}",
    }
    words_unknown(unknown) {
        zh: "词汇里没有 {unknown};意思同词汇里的一样、只是叫法不同的,在政策文件里写一行,如 `归入 五保户 为 特困`",
        en: "no vocabulary has {unknown}; where only the word differs, a line of a policy file says so, like `map 五保户 to 特困`",
    }
    joins_only_alike(path, ending) {
        zh: "`{path}` 不是 .{ending};各分片逐行的结果是什么格式,合并也请写成什么格式",
        en: "`{path}` is no .{ending}; rows are joined in the format in which the shards wrote them",
    }
    shard_without_rows(path) {
        zh: "`{path}` 的分片没有写逐行的结果;不写 -o 可以看合计",
        en: "the shard of `{path}` wrote no rows; without -o the totals can be seen",
    }
    rows_of_shard(path, found, said) {
        zh: "`{path}` 有 {found} 行,分片的记录里是 {said} 行",
        en: "`{path}` has {found} rows, the record of its shard says {said}",
    }
    row_at_line(line) { zh: "第 {line} 行", en: "line {line}" }
    reading_broke_off(reason) { zh: "读到一半出错({reason})", en: "reading broke off ({reason})" }
    file_claims() { zh: "结算", en: "claims" }
    file_persons() { zh: "人员", en: "persons" }
    file_households() { zh: "家庭", en: "households" }
    file_assumptions() { zh: "假设", en: "assumptions" }
    made(claims, persons, households) {
        zh: "生成了 {claims} 笔结算、{persons} 人、{households} 户;所用的假设见上",
        en: "made {claims} claims of {persons} persons in {households} households; the assumptions stand above",
    }
}
