//! The names of what a test can reach, in both tongues.

crate::catalogue! {
    review() {
        zh: "待审: 金额由 polcheck 算出,请照文件核对后删去这一行",
        en: "to be reviewed: the amounts are those of polcheck; check them and remove this line",
    }
    reaches(path) { zh: "用到 {path}", en: "reaches {path}" }
    proposed(path) { zh: "{path}", en: "{path}" }
    of_choice(names) { zh: "择一 {names}", en: "choose {names}" }
    from_day(path, day) { zh: "{path} 自{day}起", en: "{path} from {day}" }
    counted(path, item) { zh: "{path}.计入 {item}", en: "{path}.counts {item}" }
    deducted(path, item) { zh: "{path}.扣除 {item}", en: "{path}.deducts {item}" }
    becomes(state, from, to) { zh: "{state}: {from} 转为 {to}", en: "{state}: {from} becomes {to}" }
    case_named(benefit, name) { zh: "{benefit}.情形.{name}", en: "{benefit}.case.{name}" }
    case_when(benefit, condition) { zh: "{benefit}.情形 当 {condition}", en: "{benefit}.case when {condition}" }
    case_else(benefit) { zh: "{benefit}.情形 其余", en: "{benefit}.case else" }
}
