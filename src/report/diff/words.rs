//! The words of a comparison, in both tongues.

use crate::base::text::Text;
use crate::catalogue;
use crate::compare::data::SubjectKind;

/// Returns what a kind of subject is called.
pub(super) fn kind(kind: SubjectKind) -> Text {
    let (zh, en) = match kind {
        SubjectKind::Benefit => ("待遇", "benefit"),
        SubjectKind::List => ("清单", "list"),
        SubjectKind::Param => ("参数", "param"),
        SubjectKind::Define => ("定义", "define"),
        SubjectKind::Group => ("群体", "group"),
        SubjectKind::Account => ("账目", "account"),
        SubjectKind::Table => ("表", "table"),
        SubjectKind::State => ("状态", "state"),
        SubjectKind::Choice => ("择一", "choice"),
    };
    Text::new(zh, en)
}

catalogue! {
    title_on(a, b, date) { zh: "{a}与{b}的比较(按{date}的规定)", en: "{a} against {b}, as of {date}" }
    title(a, b, day_a, day_b) {
        zh: "{a}与{b}的比较(前者按{day_a},后者按{day_b}的规定)",
        en: "{a} against {b} (the first as of {day_a}, the second as of {day_b})",
    }
    verdict_head() { zh: "一、结论", en: "1. Verdict" }
    clauses_head() { zh: "二、条款", en: "2. Clauses" }
    behaviour_head() { zh: "三、典型人群一年所得", en: "3. What typical persons and households receive" }
    all_equal() { zh: "两边的规定相同。", en: "Both say the same." }
    benefits_counted(total, parts) { zh: "待遇{total}项: {parts}。", en: "Of {total} benefits: {parts}." }
    count_same(count) { zh: "{count}项相同", en: "{count} the same" }
    count_better(name, count) { zh: "{count}项{name}更优", en: "{count} better in {name}" }
    count_mixed(count) { zh: "{count}项互有高低", en: "{count} better in some points, worse in others" }
    count_unclear(count) { zh: "{count}项不同但看不出高低", en: "{count} different without a clear direction" }
    count_only(name, count) { zh: "{count}项只有{name}有", en: "{count} only in {name}" }
    scenes_counted(total, parts) { zh: "典型人群{total}例: {parts}。", en: "Of {total} typical cases: {parts}." }
    scenes_same(count) { zh: "{count}例所得相同", en: "{count} receive the same" }
    scenes_more(name, count) { zh: "{count}例在{name}所得更多", en: "{count} receive more in {name}" }
    scenes_open(count) { zh: "{count}例因有数字待公布等原因不能全部算出", en: "{count} cannot be worked out in full" }
    largest(title, name, amount) {
        zh: "差得最多的是“{title}”: {name}多付{amount}。",
        en: "The largest gap: \"{title}\" receives {amount} more in {name}.",
    }
    only_has(name, list) { zh: "只有{name}有: {list}。", en: "Only {name} has: {list}." }
    same_things(list) { zh: "两边相同: {list}。", en: "The same in both: {list}." }
    overall_same() { zh: "相同", en: "the same" }
    overall_better(name) { zh: "{name}更优", en: "better in {name}" }
    overall_mixed() { zh: "互有高低", en: "better in some points, worse in others" }
    overall_unclear() { zh: "不同", en: "different" }
    overall_only(name) { zh: "只有{name}有", en: "only in {name}" }
    called(name, own) { zh: "{name}叫“{own}”", en: "{name} calls it \"{own}\"" }
    not_yet(name, from) { zh: "{name}自{from}起才有", en: "{name} has it from {from} on" }
    ended(name, until) { zh: "{name}到{until}为止", en: "{name} had it until {until}" }
    column_clause() { zh: "条款", en: "clause" }
    column_change() { zh: "后者比前者", en: "second less first" }
    column_better() { zh: "参保人更优", en: "better for the insured" }
    column_person() { zh: "典型人群", en: "typical case" }
    column_difference() { zh: "后者多付", en: "second less first" }
    same_rows(count) { zh: "另有{count}条相同", en: "{count} more are the same" }
    note(item, note) { zh: "注 {item}: {note}", en: "note on {item}: {note}" }
    source(name, cites) { zh: "依据 {name}: {cites}", en: "source {name}: {cites}" }
    absent() { zh: "—", en: "—" }
    awaited() { zh: "待公布", en: "awaited" }
    unstated() { zh: "未载", en: "not stated" }
    not_in_force() { zh: "当日无效", en: "not in force" }
    by_default() { zh: "通行规定", en: "general rule" }
    disputed(value) { zh: "存疑:{value}", en: "disputed: {value}" }
    days(count) { zh: "{count}天", en: "{count} days" }
    not_to_be_settled() { zh: "算不出", en: "cannot be settled" }
    not_settled(county, benefit, reason) { zh: "? {county} {benefit}: {reason}", en: "? {county} {benefit}: {reason}" }
}
