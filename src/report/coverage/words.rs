//! The words around what tests reach, in both tongues.

crate::catalogue! {
    title() { zh: "测试用到了哪些规定", en: "what the tests reach" }
    county() { zh: "地区", en: "county" }
    total() { zh: "合计", en: "in all" }
    all() { zh: "合计", en: "all" }
    share() { zh: "占比", en: "share" }

    clause() { zh: "条款", en: "clause" }
    version() { zh: "版本", en: "version" }
    row() { zh: "行", en: "row" }
    cell() { zh: "格", en: "cell" }
    band() { zh: "档", en: "band" }
    case() { zh: "情形", en: "case" }
    effect() { zh: "调节", en: "effect" }

    not_reached(name) { zh: "{name},没有测试用到:", en: "{name}, reached by no test:" }
    missing(kind, path) { zh: "{kind} {path} 没有测试用到", en: "no test reaches the {kind} {path}" }
    nothing_to_reach() { zh: "这里没有可以测试的规定", en: "nothing here can be reached by tests" }
    all_reached(count) { zh: "{count} 项规定都有测试用到", en: "all {count} items are reached by tests" }
    some_reached(reached, count, missing) {
        zh: "{count} 项规定中,测试用到 {reached} 项,没有用到 {missing} 项",
        en: "of {count} items tests reach {reached} and leave out {missing}",
    }
}
