//! The words of a report on assertions and properties, in both tongues.

crate::catalogue! {
    title(names) { zh: "{names}规定的查验", en: "{names}: what holds of the rules" }
    title_many(count) { zh: "{count} 个地区规定的查验", en: "{count} counties: what holds of their rules" }
    on_day(date) { zh: "按 {date} 有效的规定,对所有人、所有金额判定", en: "rules as in force on {date}, decided for everybody and every amount" }
    verdict() { zh: "结论", en: "Verdict" }
    counts(asked, holds, fails, open, none) {
        zh: "查了 {asked} 项:成立 {holds},不成立 {fails},还不能判定 {open},不适用 {none}。",
        en: "asked: {asked}; hold: {holds}; fail: {fails}; not decided: {open}; do not apply: {none}",
    }
    counts_of(county, text) { zh: "{county}:{text}", en: "{county}: {text}" }
    asked() { zh: "断言", en: "assertion" }
    one_by_one() { zh: "逐项", en: "One by one" }
    question() { zh: "问的是", en: "question" }
    name() { zh: "名称", en: "name" }
    answer() { zh: "结果", en: "answer" }
    holds() { zh: "成立", en: "holds" }
    fails() { zh: "不成立", en: "fails" }
    not_decided() { zh: "待判", en: "open" }
    not_applicable() { zh: "不适用", en: "n/a" }
    explanation() {
        zh: "待判:还不能判定,原因见后;不适用:没有可查的。",
        en: "open: not decided, for the reasons below; n/a: there is nothing of the kind.",
    }
    of_the_files() { zh: "文件里的断言", en: "assertions of the files" }
    of_the_catalogue() { zh: "通用的性质", en: "the catalogue" }
    who_fails() { zh: "不成立的", en: "where it fails" }

    failing() { zh: "不成立的", en: "What fails" }
    what() { zh: "情况", en: "finding" }
    by() { zh: "相差", en: "difference" }
    kinds() { zh: "范围", en: "concerns" }
    place() { zh: "出处", en: "place" }
    example() { zh: "例", en: "example" }
    example_no(number) { zh: "例{number}", en: "example {number}" }
    should(text) { zh: "{text}(应当)", en: "{text} (should)" }
    anybody() { zh: "任何人", en: "anybody" }
    case_line(who, number, amount, paid) { zh: "{who},{number} {amount}:{paid}", en: "{who}, {number} {amount}: {paid}" }
    case_alone(who, paid) { zh: "{who}:{paid}", en: "{who}: {paid}" }
    case_two_bills(who, first, second, paid) {
        zh: "{who},一年两笔、费用 {first}和 {second}:全年{paid}",
        en: "{who}, two bills of {first} and {second} in the year: {paid} in all",
    }
    case_bills(who, bills, amount, paid) {
        zh: "{who},一年 {bills} 笔、每笔费用 {amount}:全年{paid}",
        en: "{who}, {bills} bills of {amount} in the year: {paid} in all",
    }
    pays(name, amount) { zh: "{name} {amount}", en: "{name} {amount}" }
    nothing_paid() { zh: "不付", en: "nothing is paid" }
    total(parts, total) { zh: "{parts},合计 {total}", en: "{parts}; {total} in all" }

    open() { zh: "还不能判定的", en: "What is not decided" }
    questions() { zh: "问的", en: "asked" }
    questions_of(name, count) { zh: "{name} {count} 项", en: "{name}: {count} questions" }
    reason() { zh: "原因", en: "reason" }
    kinds_of(reason, count) { zh: "{reason}({count} 类人和票据)", en: "{reason} ({count} kinds of people and bills)" }
    and_more(count) { zh: "另有 {count} 项原因,见 --format json", en: "and {count} more reasons, see --format json" }
    more_failures(count) { zh: "另有 {count} 处,见 --format json", en: "and {count} more, see --format json" }
    none_part() { zh: "不适用的", en: "What does not apply" }
    looked_at() { zh: "看的范围", en: "Over what it was decided" }
    catalogue_title() { zh: "通用的性质", en: "The catalogue of properties" }
    catalogue_note() { zh: "每一项的说明见 docs/properties.zh.md。", en: "docs/properties.en.md tells of each." }
}
