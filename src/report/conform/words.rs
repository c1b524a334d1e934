//! The words of a report on standards, in both tongues.

crate::catalogue! {
    title(names) { zh: "{names}对照标准的情况", en: "{names}: against the standards" }
    title_many(count) { zh: "{count} 个地区对照标准的情况", en: "{count} counties against the standards" }
    on_day(date) { zh: "按 {date} 有效的规定和标准", en: "rules and standards as in force on {date}" }
    verdict() { zh: "结论", en: "Verdict" }
    matrix() { zh: "逐条对照", en: "Requirement by requirement" }
    deviations() { zh: "不符合标准的", en: "What misses the standards" }
    open() { zh: "还不能判定的", en: "What is not decided" }
    exempt_part() { zh: "豁免的", en: "Exempt" }

    no_standards() {
        zh: "这一天没有标准对这些地区生效。",
        en: "No standard is in force for these counties on that day.",
    }
    all_meet(counties, asked) {
        zh: "{counties} 个地区对照 {asked} 条要求,全部达标。",
        en: "{counties} counties against {asked} requirements: all are met.",
    }
    counts(counties, asked, must, should) {
        zh: "{counties} 个地区对照 {asked} 条要求(必须 {must} 条,应当 {should} 条)。",
        en: "{counties} counties against {asked} requirements ({must} musts, {should} shoulds).",
    }
    who_misses(count, names) {
        zh: "不符合“必须”的有 {count} 个地区:{names}。",
        en: "{count} miss a must: {names}.",
    }
    nobody_misses() { zh: "“必须”的要求没有发现不符合的。", en: "No must is missed." }
    still_open(count) {
        zh: "另有 {count} 条要求还不能判定,原因见后。",
        en: "{count} requirements are not decided; the reasons are below.",
    }

    meets() { zh: "达标", en: "meets" }
    below() { zh: "低于", en: "below" }
    above() { zh: "超出", en: "above" }
    not_stated() { zh: "未定", en: "not stated" }
    not_decided() { zh: "待判", en: "open" }
    exempt() { zh: "豁免", en: "exempt" }
    below_long() { zh: "低于标准", en: "below the standard" }
    above_long() { zh: "超出标准,没有授权", en: "above the standard without authority" }
    not_stated_long() { zh: "没有规定", en: "not stated" }
    explanation() {
        zh: "低于:对参保人不如标准;超出:高于标准又没有豁免;未定:没有规定;待判:还不能判定。",
        en: "below: worse for the insured than the standard; above: more generous without an exemption; not stated: no such rule; open: not decided.",
    }
    asked() { zh: "要求", en: "requirement" }
    should(text) { zh: "{text}(应当)", en: "{text} (should)" }
    who_not() { zh: "不符合的", en: "who misses it" }
    names_and_more(names, count) { zh: "{names}等 {count} 个", en: "{names} and others ({count})" }

    held() { zh: "现行规定", en: "in force" }
    difference() { zh: "相差", en: "difference" }
    reason() { zh: "说明", en: "note" }
    looked_at() { zh: "看的是", en: "looked at" }
    example() { zh: "例", en: "example" }
    mend() { zh: "改法", en: "to mend it" }
    by_hand(reason) { zh: "须手工改:{reason}", en: "by hand: {reason}" }
    no_source() { zh: "未注明文件", en: "no document cited" }
    until(date) { zh: "至 {date} 止", en: "until {date}" }
    for_good() { zh: "没有写明期限", en: "without an end" }
    county() { zh: "地区", en: "county" }
    why_open() { zh: "为什么还不能判定", en: "why it is not decided" }
    fix_hint(count) {
        zh: "其中 {count} 处可以照标准的数改:polcheck conform --fix --diff 先看,--fix 写成修订文件。",
        en: "{count} can be mended by the standard's own numbers: --fix --diff shows the edits, --fix writes amendments.",
    }
    all_counties() { zh: "全部地区", en: "all counties" }
}
