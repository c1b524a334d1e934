//! The words of a review, in both tongues.

crate::catalogue! {
    title() { zh: "改动审查", en: "Review of a change" }
    between(old, new) { zh: "{old} → {new}", en: "{old} → {new}" }
    base(name, commit) { zh: "{name} 的合并基点 {commit}", en: "the merge base of {name} ({commit})" }
    revision(name, commit) { zh: "{name}({commit})", en: "{name} ({commit})" }
    working_tree() { zh: "工作区的文件", en: "the working tree" }
    judged_on(date, jurisdictions, touched) {
        zh: "有效期和公告期限按 {date} 判断;{jurisdictions} 个地区,改到 {touched} 个。",
        en: "expiry and notice are judged on {date}; {jurisdictions} jurisdictions, {touched} touched.",
    }
    verdict() { zh: "结论", en: "Verdict" }
    findings() { zh: "逐项说明", en: "Finding by finding" }
    accepted_part() { zh: "已认可的", en: "Accepted" }

    nothing() { zh: "没有改变任何人的待遇,也没有改变标准和依据。", en: "Nobody's benefits change, no standard and no citation." }
    worse(count) { zh: "{count} 处改动使参保人待遇变差", en: "{count} changes make insured persons worse off" }
    worse_one() { zh: "1 处改动使参保人待遇变差", en: "1 change makes insured persons worse off" }
    better(count) { zh: "{count} 处使待遇变好", en: "{count} better off" }
    unclear(count) { zh: "{count} 处的影响因人而异", en: "{count} depend on the person" }
    filings(count) { zh: "{count} 处需报省备案", en: "{count} need a filing with the province" }
    filings_one() { zh: "1 处需报省备案", en: "1 needs a filing with the province" }
    public_notices(count) { zh: "{count} 处需公示", en: "{count} need a public notice" }
    public_notices_one() { zh: "1 处需公示", en: "1 needs a public notice" }
    notice_periods(count) { zh: "{count} 处需提前公告", en: "{count} need notice in advance" }
    missed(county, count) { zh: "{county}有 {count} 处不再符合标准", en: "{county} no longer meets the standard in {count} places" }
    missed_one(county) { zh: "{county}有 1 处不再符合标准", en: "{county} no longer meets the standard in 1 place" }
    accepted(count) { zh: "已认可 {count} 处", en: "{count} accepted" }
    other_findings(count) { zh: "另有 {count} 项不影响待遇的发现", en: "{count} findings that pay nobody differently" }
    fails(errors) { zh: "不通过:{errors} 项错误没有认可。", en: "Fails: {errors} errors are not accepted." }
    passes() { zh: "通过。", en: "Passes." }
    passes_but_open(count) { zh: "没有错误,但有 {count} 处还不能判定。", en: "No errors, but {count} places are not decided." }

    cell() { zh: "对象", en: "for" }
    old() { zh: "原来", en: "old" }
    new() { zh: "现在", en: "new" }
    change() { zh: "相差", en: "change" }
    days() { zh: "期间", en: "days" }
    reaches() { zh: "涉及", en: "reaches" }
    reach_text(count, names) { zh: "{count} 个地区: {names}", en: "{count} counties: {names}" }
    note() { zh: "说明", en: "note" }
    required() { zh: "要求", en: "asked" }
    effect() { zh: "影响", en: "effect" }
    act() { zh: "须办", en: "to do" }
    act_late(act) { zh: "{act}(现在起来不及)", en: "{act} (too late for that)" }
    example() { zh: "例子", en: "example" }
    mark() { zh: "指纹", en: "mark" }
    accepted_by() { zh: "认可", en: "accepted" }
    acceptance(who, when, document, why) { zh: "{who},{when},{document}:{why}", en: "{who}, {when}, {document}: {why}" }
    acceptance_until(text, until) { zh: "{text}(至 {until} 有效)", en: "{text} (until {until})" }
    nothing_here() { zh: "没有规定", en: "nothing stated" }

    always() { zh: "一直", en: "always" }
    from_day(from) { zh: "{from} 起", en: "from {from} on" }
    until_day(until) { zh: "{until} 为止", en: "until {until}" }
    from_to(from, until) { zh: "{from} 至 {until}", en: "{from} to {until}" }
    past(text) { zh: "{text}(已过去)", en: "{text} (in the past)" }
    future(text) { zh: "{text}(尚未到)", en: "{text} (yet to come)" }

    typical(county, who) { zh: "{county},{who}", en: "{county}, {who}" }
    invented(county, who) { zh: "{county}一人: {who}", en: "somebody in {county}: {who}" }
    paid(who, benefit, old, new) { zh: "{who};{benefit} {old}元 → {new}元", en: "{who}; {benefit} {old} → {new} yuan" }
    less(text, by) { zh: "{text},少 {by}元", en: "{text}, {by} less" }
    more(text, by) { zh: "{text},多 {by}元", en: "{text}, {by} more" }
    without_example(reason) { zh: "没有(人没有找到): {reason}", en: "none: {reason}" }

    legend() {
        zh: "要认可一项改动:polcheck ci --accept 写出待填的条目;规则的含义:polcheck explain 规则名。",
        en: "to accept a change: polcheck ci --accept writes the entry to fill in; polcheck explain RULE tells what a rule means.",
    }
    rename(rule, what) { zh: "{what}({rule})", en: "{what} ({rule})" }
    arrow(old, new) { zh: "{old} → {new}", en: "{old} → {new}" }
    by(text, by) { zh: "{text}({by})", en: "{text} ({by})" }
}
