//! The words around the changes of a policy, in both tongues.

crate::catalogue! {
    heading(name) { zh: "{name}历次变动", en: "how the policy of {name} changed" }
    from_day(day) { zh: "自{day}起", en: "from {day}" }
    begins(path, new) { zh: "新增 {path}: {new}", en: "new: {path}: {new}" }
    changes(path, old, new) { zh: "{path}: {old} → {new}", en: "{path}: {old} → {new}" }
    ends(path, old) { zh: "停止 {path}: {old}", en: "ends: {path}: {old}" }
    stated_by(name) { zh: "{name}规定", en: "by {name}" }
    amended() { zh: "修订", en: "amended" }
    adjusted() { zh: "调整", en: "overridden" }
    nothing_changed(name) {
        zh: "{name}的规定没有写过变动的日期",
        en: "the policy of {name} has no dates on which it changed",
    }
    benefit(name) { zh: "待遇 {name}", en: "benefit {name}" }
    in_force() { zh: "有效", en: "in force" }
}
