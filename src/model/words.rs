//! The messages of the model, in both tongues.

use crate::catalogue;

catalogue! {
    jurisdiction_declared_twice(name) {
        zh: "地区 `{name}` 声明了两次",
        en: "jurisdiction `{name}` is declared twice",
    }
    first_declared_here() { zh: "先在这里声明", en: "declared here first" }
    code_declared_twice(code) {
        zh: "代码 `{code}` 用了两次",
        en: "code `{code}` is used twice",
    }
    unknown_jurisdiction(name) {
        zh: "找不到地区 `{name}`",
        en: "unknown jurisdiction `{name}`",
    }
    ambiguous_jurisdiction(name, candidates) {
        zh: "`{name}` 可能指几个地区:{candidates}",
        en: "`{name}` may mean several jurisdictions: {candidates}",
    }
    write_the_code() { zh: "请写明地区的代码", en: "write its code" }
    did_you_mean(names) { zh: "是否指 {names}?", en: "did you mean {names}?" }
    parent_file_is_missing() {
        zh: "工作区里没有它的文件;请加上该文件,或改正名称",
        en: "no file of the workspace declares it; add that file or mend the name",
    }
    parent_not_higher(child, parent) {
        zh: "`{child}` 不能属于 `{parent}`:上级要比它高",
        en: "`{child}` cannot belong to `{parent}`: a parent must be of a higher level",
    }
    amendment_needs_date() {
        zh: "修订须写明从哪一天起:`修订 … 自2021-01-01起`",
        en: "an amendment must say from which day on: `amend … from 2021-01-01`",
    }
    standards_need_parent() {
        zh: "标准集须写明属于哪里:`标准集 属于 …`",
        en: "a set of standards must say whose it is: `standards in …`",
    }
    looks_like(name, other) {
        zh: "`{name}` 看起来与 `{other}` 一样,其实用了别的字母",
        en: "`{name}` looks like `{other}` but is spelled with other letters",
    }
    type_it_again() {
        zh: "若是同一个名称,请重新输入,不要从别处粘贴",
        en: "if it is the same name, type it anew instead of pasting it",
    }
    declared_twice(name) { zh: "`{name}` 声明了两次", en: "`{name}` is declared twice" }
    declared_here() { zh: "这里已有声明", en: "declared here already" }
    hides_name_of_parent(name, parent) {
        zh: "`{name}` 在 {parent} 已有声明",
        en: "`{name}` is declared by {parent} already",
    }
    write_override(name) {
        zh: "要改动请写 `调整 {name} …`;要另立请换一个名称",
        en: "to change it write `override {name} …`; for something else take another name",
    }
    dates_overlap(name) {
        zh: "`{name}` 的两个版本生效日期重叠",
        en: "two versions of `{name}` are in force on the same days",
    }
    clause_repeated(name) {
        zh: "`{name}` 写了两次,日期没有分开",
        en: "`{name}` stands twice with the same dates",
    }
    part_versions() {
        zh: "新旧两个版本请各写日期;因人而异的写 `当`、表格或情形",
        en: "give an old and a new version their dates; what differs from person to person is `when`, a table or a case",
    }
    part_by_period_or_label(word) {
        zh: "期间不同的,写明期间:`{word} 每日 …`、`{word} 每年 …`;管的事不同的,各写一个名目:`{word} 门诊: …`",
        en: "of different periods: write these, `{word} per day …`, `{word} per year …`; of different things: give each a label, `{word} outpatient: …`",
    }
    other_version_here() { zh: "另一个版本在这里", en: "the other version stands here" }
    dates_leave_gap(name, from, until) {
        zh: "`{name}` 从 {from} 到 {until} 没有规定",
        en: "`{name}` is not stated from {from} to {until}",
    }
    ends_before_it_starts(from, until) {
        zh: "截止日期 {until} 早于起始日期 {from}",
        en: "it ends on {until}, before it starts on {from}",
    }
    nothing_to_override(path) {
        zh: "没有可调整的 `{path}`",
        en: "there is no `{path}` to override",
    }
    is_a_document(name) {
        zh: "`{name}` 是文件,不能这样调整或废止",
        en: "`{name}` is a document and cannot be changed or repealed so",
    }
    documents_end_themselves(name) {
        zh: "文件失效,写在它自己的声明后面:`文件 {name} = … 至…止`",
        en: "a document ends where it is declared: `document {name} = … until …`",
    }
    nothing_to_repeal(path) { zh: "没有可废止的 `{path}`", en: "there is no `{path}` to repeal" }
    path_names_several(path) {
        zh: "`{path}` 可能指几个条款",
        en: "`{path}` names several clauses",
    }
    name_it_closer(candidates) { zh: "请写全:{candidates}", en: "write it in full: {candidates}" }
    path_has_clauses(names) { zh: "这里有:{names}", en: "there are: {names}" }
    locked_by(path, parent) {
        zh: "`{path}` 已由 {parent} 锁定,不得调整",
        en: "`{path}` is locked by {parent} and cannot be changed",
    }
    locked_here() { zh: "在这里锁定", en: "locked here" }
    cannot_override_so(name) {
        zh: "`{name}` 不能这样调整",
        en: "`{name}` cannot be overridden in this way",
    }
    only_benefits_have_clauses() {
        zh: "只有待遇可以写 `{{ 条款 }}`;其他的写 `调整 名称 为 值`",
        en: "only a benefit takes `{{ clauses }}`; for all else write `override NAME to VALUE`",
    }
    list_is_closed(name) {
        zh: "`{name}` 是封闭清单,不得增删",
        en: "`{name}` is a closed list",
    }
    closed_here() { zh: "在这里封闭", en: "closed here" }
    not_in_list(name, list) { zh: "`{list}` 里没有 `{name}`", en: "`{list}` has no `{name}`" }
    already_in_list(name, list) {
        zh: "`{list}` 里已有 `{name}`",
        en: "`{list}` has `{name}` already",
    }
    nothing_to_extend(name) {
        zh: "没有叫 `{name}` 的清单、枚举或目录",
        en: "there is no list, enum or catalogue `{name}`",
    }
    change_before_amendment(date) {
        zh: "修订不能改动 {date} 以前的规定",
        en: "an amendment may change nothing before {date}",
    }
    amended_twice(path, date) {
        zh: "`{path}` 在 {date} 被修订两次",
        en: "`{path}` is amended twice on {date}",
    }
    clause_not_in_case() {
        zh: "这一条款不能写在情形里",
        en: "this clause cannot stand within a case",
    }
}
