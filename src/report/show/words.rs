//! The words around a policy that is shown, in both tongues.

crate::catalogue! {
    benefits() { zh: "待遇", en: "benefits" }
    params() { zh: "标准和参数", en: "params" }
    definitions() { zh: "定义", en: "definitions" }
    tables() { zh: "表", en: "tables" }
    lists() { zh: "清单", en: "lists" }
    states() { zh: "状态", en: "states" }
    standards() { zh: "标准和断言", en: "standards and assertions" }
    documents() { zh: "依据", en: "documents" }

    heading(name, date) { zh: "{name} {date} 的规定", en: "policy of {name} on {date}" }
    code(code) { zh: "代码 {code}", en: "code {code}" }
    belongs_to(names) { zh: "属于 {names}", en: "in {names}" }
    identity(name) { zh: "待遇种类 {name}", en: "identity {name}" }


    inherited(who) { zh: "沿用{who}", en: "from {who}" }
    overridden() { zh: "本地调整", en: "overridden here" }
    overridden_by(who) { zh: "{who}调整", en: "overridden by {who}" }
    amended() { zh: "修订", en: "amended" }
    amended_by(who) { zh: "{who}修订", en: "amended by {who}" }
    every_benefit() { zh: "各项待遇", en: "every benefit" }
    by_default() { zh: "没有写,按通例", en: "not stated, the usual one" }
    from(date) { zh: "自{date}起", en: "from {date}" }
    until(date) { zh: "至{date}止", en: "until {date}" }
    disputed(value) { zh: "存疑: 另有 {value}", en: "disputed: {value}" }
    disputed_cites(value, cites) { zh: "存疑: 另有 {value}({cites})", en: "disputed: {value} ({cites})" }
    checked(date) { zh: "{date} 核对", en: "checked {date}" }
    next(date, value) { zh: "{date} 起 {value}", en: "{value} from {date}" }

    not_yet(date) { zh: "尚未施行,自 {date} 起", en: "not yet in force, from {date}" }
    repealed() { zh: "已经废止或过期", en: "repealed or past its end" }
    nothing() { zh: "没有规定", en: "nothing is stated" }

    of_claim() { zh: "结算", en: "claim" }
    of_person() { zh: "本人", en: "person" }
    of_household() { zh: "家庭", en: "household" }

    case_when(name, condition) { zh: "情形{name} 当 {condition}", en: "case{name} when {condition}" }
    else_when(condition) { zh: "其余 当 {condition}", en: "else when {condition}" }
    otherwise() { zh: "其余", en: "else" }
    choice_highest(names) { zh: "择一 {names} 就高", en: "choose {names} highest" }
    choice_in_order(names) { zh: "择一 {names} 按序", en: "choose {names} in order" }
    choices() { zh: "择一", en: "choices" }
    start(name) { zh: "起始 {name}", en: "starts {name}" }
    transition(from, to, condition) {
        zh: "{from} 转为 {to} 当 {condition}",
        en: "{from} becomes {to} when {condition}",
    }
    entries(count, names) { zh: "{count} 项: {names}", en: "{count} entries: {names}" }
    counts(name) { zh: "计入 {name}", en: "counts {name}" }
    excludes(name) { zh: "不计入 {name}", en: "excludes {name}" }
    deducts(name) { zh: "扣除 {name}", en: "deducts {name}" }
    by(dimensions) { zh: "按 {dimensions}", en: "by {dimensions}" }
    otherwise_column() { zh: "其余", en: "else" }
    clause() { zh: "条款", en: "clause" }
    value() { zh: "数额", en: "value" }
    source() { zh: "依据", en: "source" }
}
