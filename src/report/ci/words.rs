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
    fails_one() { zh: "不通过:1 项错误没有认可。", en: "Fails: 1 error is not accepted." }
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
    anybody(county) { zh: "{county}任何人", en: "anybody in {county}" }
    invented(county, who) { zh: "{county}一人: {who}", en: "somebody in {county}: {who}" }
    paid(who, benefit, old, new) { zh: "{who};{benefit} {old}元 → {new}元", en: "{who}; {benefit} {old} → {new} yuan" }
    less(text, by) { zh: "{text},少 {by}元", en: "{text}, {by} less" }
    more(text, by) { zh: "{text},多 {by}元", en: "{text}, {by} more" }
    without_example(reason) { zh: "没有找到: {reason}", en: "none: {reason}" }

    of_people(word, text) { zh: "{word}: {text}", en: "{word}: {text}" }
    people() { zh: "人数", en: "people" }
    people_part() { zh: "涉及的人", en: "The people" }
    people_by_month_part() { zh: "涉及的人: 按月、按年发放的待遇", en: "The people: benefits by month and year" }
    of_months(text) { zh: "按月、按年发放的: {text}", en: "by month and year: {text}" }
    by_months(names) { zh: "按月、按年发放的待遇,照 {names} 计算", en: "Benefits by month and year, by {names}" }
    uncounted_by_month(names) {
        zh: "没有计算按月、按年发放的{names}: 这些待遇没有结算单,要用 --persons 人员.csv(按户的另加 --households 家庭.csv)和 --months 2024。",
        en: "Not counted, since paid by month or year and on no bill: {names}. They need --persons FILE (with --households FILE for those of households) and --months 2024.",
    }
    uncounted_on_bills(names) {
        zh: "没有计算按结算支付的{names}: 要用 --claims 给出结算数据。",
        en: "Not counted, since paid on bills: {names}. They need --claims FILE.",
    }
    by_claims(names, count) { zh: "按 {names} 的 {count} 笔结算", en: "By {count} bills of {names}" }
    within(text, from, until) { zh: "{text}({from} 至 {until})", en: "{text} ({from} to {until})" }
    one_year_later(text) { zh: "{text},日期当作晚一年", en: "{text}, taken to be a year later" }
    years_later(text, years) { zh: "{text},日期当作晚 {years} 年", en: "{text}, taken to be {years} years later" }
    joined(head, text) { zh: "{head}: {text}。", en: "{head}: {text}." }
    nothing_settled(head) { zh: "{head}: 没有可以对算的。", en: "{head}: none can be settled by both rules." }
    one_person() { zh: "1 人", en: "1 person" }
    persons(count) { zh: "{count} 人", en: "{count} persons" }
    few_persons(least) { zh: "不足 {least} 人", en: "fewer than {least} persons" }
    one_household() { zh: "1 户", en: "1 household" }
    households(count) { zh: "{count} 户", en: "{count} households" }
    few_households(least) { zh: "不足 {least} 户", en: "fewer than {least} households" }
    one_payee() { zh: "1 人(户)", en: "1 person or household" }
    payees(count) { zh: "{count} 人(户)", en: "{count} persons and households" }
    few_payees(least) { zh: "不足 {least} 人(户)", en: "fewer than {least} persons and households" }
    some_persons() { zh: "若干人", en: "some persons" }
    some_households() { zh: "若干户", en: "some households" }
    some_payees() { zh: "若干人(户)", en: "some persons and households" }
    heading_unit_persons() { zh: "(人)", en: "" }
    heading_unit_households() { zh: "(户)", en: "" }
    some() { zh: "若干", en: "some" }
    get_less(who) { zh: "{who}少得", en: "{who} get less" }
    get_less_most(who, most) { zh: "{who}少得(最多的少 {most}元)", en: "{who} get less (at most {most} yuan)" }
    get_more(who) { zh: "{who}多得", en: "{who} get more" }
    get_more_most(who, most) { zh: "{who}多得(最多的多 {most}元)", en: "{who} get more (at most {most} yuan)" }
    get_the_same(who) { zh: "{who}不变", en: "{who} the same" }
    fund_same(persons, amount) { zh: "{persons};基金支付不变({amount}元)", en: "{persons}; the fund pays the same ({amount} yuan)" }
    fund_less(persons, old, new, by) {
        zh: "{persons};基金支付 {old}元 → {new}元,少 {by}元",
        en: "{persons}; the fund pays {old} → {new} yuan, {by} less",
    }
    fund_more(persons, old, new, by) {
        zh: "{persons};基金支付 {old}元 → {new}元,多 {by}元",
        en: "{persons}; the fund pays {old} → {new} yuan, {by} more",
    }
    nobody(same) { zh: "没有人多得或少得({same}不变)", en: "nobody gets more or less ({same} the same)" }
    changed_for_few(some) {
        zh: "{some}多得或少得(人太少,不列人数和金额)",
        en: "{some} get more or less (too few to tell how many and how much)",
    }
    fund_untold(persons) { zh: "{persons};金额不列", en: "{persons}; amounts are not told" }
    no_bills_then() { zh: "没有一笔结算在这些日子里", en: "no bill lies on these days" }
    no_months_then() { zh: "计算的月份都不在这些日子里", en: "none of the months lies on these days" }
    shared_with_one(text) { zh: "{text}(与同一待遇的另外 1 项改动合计)", en: "{text} (together with 1 other finding on the same benefits)" }
    shared_with(text, others) {
        zh: "{text}(与同一待遇的另外 {others} 项改动合计)",
        en: "{text} (together with {others} other findings on the same benefits)",
    }
    subjects_left(subjects, parts) { zh: "表里共 {subjects} 户(人),没有对算的: {parts}。", en: "{subjects} households and persons without one; not settled by both: {parts}." }
    subjects_untouched(count) { zh: "没有改到的县 {count} 户(人)", en: "{count} of counties that did not change" }
    subjects_incomparable(count) {
        zh: "新增、撤销或有错误的县 {count} 户(人)",
        en: "{count} of counties that are new, gone or have errors",
    }
    months_rejected(count) { zh: "不能计算的月份(或年)共 {count} 个", en: "{count} months or years that cannot be worked out" }
    months_only_old(count) { zh: "只能按原来的规定计算的月份(或年)共 {count} 个", en: "{count} months or years by the old rules only" }
    months_only_new(count) { zh: "只能按现在的规定计算的月份(或年)共 {count} 个", en: "{count} months or years by the new rules only" }
    rows_left(read, parts) { zh: "读入 {read} 行,没有对算的: {parts}。", en: "{read} rows read; not settled by both: {parts}." }
    rows_untouched(count) { zh: "没有改到的县 {count} 行", en: "{count} of counties that did not change" }
    rows_incomparable(count) {
        zh: "新增、撤销或有错误的县 {count} 行",
        en: "{count} of counties that are new, gone or have errors",
    }
    rows_cancelled(count) { zh: "冲销 {count} 行", en: "{count} cancelled" }
    rows_rejected(count) { zh: "不能结算 {count} 行", en: "{count} rejected" }
    rows_only_old(count) { zh: "只能按原来的规定结算 {count} 行", en: "{count} settled by the old rules only" }
    rows_only_new(count) { zh: "只能按现在的规定结算 {count} 行", en: "{count} settled by the new rules only" }
    refused_once(reason) { zh: "不能结算: {reason}(1 行)", en: "rejected: {reason} (1 row)" }
    refused_because(reason, rows) { zh: "不能结算: {reason}({rows} 行)", en: "rejected: {reason} ({rows} rows)" }
    few_hidden(few) {
        zh: "“若干”和“·”:{few},或者列出来就能推算出{few}的数。要列出请加 --show-few。",
        en: "“some” and “·”: {few}, or what would give those away. --show-few shows all.",
    }
    county() { zh: "县和待遇", en: "county, benefit" }
    heading_less(unit) { zh: "少得{unit}", en: "less{unit}" }
    heading_more(unit) { zh: "多得{unit}", en: "more{unit}" }
    heading_same(unit) { zh: "不变{unit}", en: "same{unit}" }
    heading_most_less() { zh: "最多少(元)", en: "most less" }
    heading_most_more() { zh: "最多多(元)", en: "most more" }
    heading_fund() { zh: "基金(元)", en: "fund (yuan)" }
    of_it(name) { zh: "其中 {name}", en: "of it {name}" }
    in_all() { zh: "合计", en: "in all" }

    legend() {
        zh: "要认可一项改动:polcheck ci --accept 写出待填的条目;规则的含义:polcheck explain 规则名。",
        en: "to accept a change: polcheck ci --accept writes the entry to fill in; polcheck explain RULE tells what a rule means.",
    }
    rename(rule, what) { zh: "{what}({rule})", en: "{what} ({rule})" }
    arrow(old, new) { zh: "{old} → {new}", en: "{old} → {new}" }
    by(text, by) { zh: "{text}({by})", en: "{text} ({by})" }
}
