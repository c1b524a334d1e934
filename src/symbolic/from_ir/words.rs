//! What stops the lowering, in both tongues.

use crate::ir::Standing;

crate::catalogue! {
    conflicting_cases(clause) {
        zh: "两个情形同时成立,对“{clause}”的规定不同",
        en: "two cases hold at once and state `{clause}` differently",
    }
    conflicting_effects() { zh: "两个效果同时成立而不同", en: "two effects hold at once and differ" }
    conflicting_transitions(state) {
        zh: "“{state}”同时要转为两种状态",
        en: "`{state}` would become two states at once",
    }
    several_persons_bills() { zh: "家里几个人的账单要合在一起看", en: "bills of several persons of a household together" }
    states_of_others() { zh: "家里其他人的状态", en: "states of the others in a household" }
    nothing_tested() { zh: "对“无”做了比较或计算", en: "`none` is compared or worked with" }
    division_by_zero() { zh: "除以零", en: "a division by zero" }
    no_value() { zh: "此处没有可用的值", en: "there is no usable value here" }
    no_row() { zh: "表里没有适用的一行", en: "no row of the table fits" }
    several_rows() { zh: "表里有几行同时适用", en: "several rows of the table fit" }
    pending() { zh: "数额待公布", en: "the value is yet to be published" }
    stands(name, how) { zh: "“{name}”当日{how}", en: "`{name}` is {how} on the day" }
    no_method(name) { zh: "“{name}”当日没有有效的计算方法", en: "`{name}` has no way of paying on the day" }
    segment_gap() { zh: "分段之间有空档", en: "there is a gap between the segments" }
    circular(name) { zh: "“{name}”取决于自身", en: "`{name}` depends on itself" }
    fact_not_declared(name) { zh: "没有声明字段“{name}”", en: "the fact `{name}` is not declared" }
    several_identities() {
        zh: "几个多选字段同时决定待遇",
        en: "several facts with several values decide the benefit at once",
    }
    records() { zh: "明细清单", en: "lists of records" }
    rows_of_formulas() { zh: "按算式的大小选行", en: "rows chosen by the size of formulas" }
    not_yet() { zh: "尚未生效", en: "not yet in force" }
    repealed() { zh: "已经失效", en: "no longer in force" }
    in_force() { zh: "有效", en: "in force" }
}

/// Says that a definition or table has no version.
pub(super) fn not_in_force(name: &str, standing: Standing) -> crate::base::text::Text {
    let how = match standing {
        Standing::NotYet => not_yet(),
        Standing::InForce => in_force(),
        Standing::Repealed => repealed(),
        Standing::Pending => pending(),
    };
    stands(name, how)
}
