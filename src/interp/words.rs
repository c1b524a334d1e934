//! What the evaluator says, in both tongues.

crate::catalogue! {
    missing_fact(name) { zh: "缺少 `{name}`,且没有默认值", en: "`{name}` is not given and has no default" }
    out_of_range(name, value, range) {
        zh: "`{name}` 的值 {value} 超出声明的范围({range})",
        en: "`{name}` is {value}, outside its declared range ({range})",
    }
    wrong_type(name) { zh: "`{name}` 的值类型不对", en: "the value of `{name}` has the wrong type" }
    pending() { zh: "这里的数额还没有公布", en: "the amount here has not been published" }
    not_in_force(name, date, standing) {
        zh: "`{name}` 在 {date} {standing}(四种状态:未生效、有效、已废止、待公布)",
        en: "`{name}` on {date}: {standing} (one of not yet in force, in force, repealed, awaiting publication)",
    }
    clause_not_in_force(benefit, clause, date) {
        zh: "`{benefit}` 在 {date} 没有有效的 `{clause}`",
        en: "`{benefit}` has no `{clause}` in force on {date}",
    }
    not_yet() { zh: "未生效", en: "not yet in force" }
    in_force() { zh: "有效", en: "in force" }
    repealed() { zh: "已废止", en: "repealed" }
    awaiting() { zh: "待公布", en: "awaiting publication" }
    division_by_zero() { zh: "除数为零", en: "division by zero" }
    too_large() { zh: "数字过大(超过2000位,或乘方的指数不在 -1000 至 1000 的整数内)", en: "a number beyond 2000 digits, or an exponent that is not a whole number from -1000 to 1000" }
    money_too_large() { zh: "金额超过 10^15 元", en: "money beyond 10^15 yuan" }
    no_such_date() { zh: "日期超出公元1年至9999年", en: "a date outside the years 1 to 9999" }
    not_whole() { zh: "天数或月数须为整数", en: "a count of days or months must be whole" }
    nothing_tested() { zh: "这里的值是 `无`,不能比较或计算", en: "the value here is `none` and cannot be tested or worked with" }
    empty_list() { zh: "名单为空,没有最小、最大或平均值", en: "the list is empty: it has no least, greatest or average value" }
    not_in_list() { zh: "当前成员不在名单内,没有名次", en: "the current element is not in the list and has no rank" }
    no_row(keys) { zh: "表中没有适用于“{keys}”的行", en: "the table has no row for {keys}" }
    several_rows(keys) { zh: "表中有几行同时适用于“{keys}”", en: "several rows of the table fit {keys}" }
    rows_disagree(keys) { zh: "适用于“{keys}”的各行结果不一致", en: "the rows that fit {keys} disagree" }
    rows_tie(keys) { zh: "适用于“{keys}”的几行同样具体", en: "several rows are equally specific for {keys}" }
    segment_gap() { zh: "分段的各档不相接,或没有覆盖该金额", en: "the bands do not touch, or do not reach the amount" }
    conflicting_cases(clause) {
        zh: "两个情形同时成立,都规定了 `{clause}`",
        en: "two cases hold at once and both state `{clause}`",
    }
    conflicting_effects() { zh: "两个调整同时成立,结果不同", en: "two effects hold at once and differ" }
    conflicting_transitions(state, from) {
        zh: "`{state}` 可能从“{from}”同时转向两处",
        en: "`{state}` can move two ways at once from `{from}`",
    }
    needs_claim() { zh: "这里要知道是哪一次结算", en: "this can only be asked of a claim" }
    needs_person(name) { zh: "`{name}` 是个人的,这里不知道是哪个人", en: "`{name}` belongs to a person, and none is meant here" }
    needs_element() { zh: "这只能用在名单或记录里", en: "this can only be asked within a list" }
    needs_benefit() { zh: "这只能用在待遇里", en: "this can only be asked within a benefit" }
    which_member(name) { zh: "`{name}` 按人给付,请写明成员", en: "`{name}` is paid to a person: say which member" }
    circular(name) { zh: "`{name}` 的计算绕回了自己", en: "`{name}` is worked out from itself" }
    too_deep() { zh: "计算一层套一层,套得太深", en: "the working goes too deep" }
    too_many_steps() { zh: "计算的步数超过上限", en: "the working takes too many steps" }
    fact_not_declared(name) { zh: "词汇中没有字段 `{name}`", en: "the vocabulary does not declare the fact `{name}`" }
    mistyped() { zh: "值的类型不能这样运算", en: "values of these types do not go together" }
    left_of_what(clause) { zh: "`{clause}` 没有可剩余的数额", en: "nothing can be left of `{clause}`" }

    rejected_no_partner() { zh: "冲销记录找不到原记录", en: "a reversed bill without the bill it reverses" }
    rejected_named_partner(id) { zh: "冲销记录所指的原结算号 `{id}` 不存在或已冲销", en: "the bill `{id}` that this one reverses does not exist or is cancelled already" }
    rejected_member(member, count) { zh: "家庭只有 {count} 人,没有第 {member} 人", en: "the household has {count} members, and no number {member}" }
    rejected_duplicate(id) { zh: "结算号 `{id}` 重复", en: "the claim id `{id}` stands twice" }
    rejected_too_many(limit) { zh: "一户的结算记录超过 {limit} 条", en: "more than {limit} claims of one household" }

    condition_failed(path) { zh: "不符合 `{path}`", en: "`{path}` is not met" }
    refused(path) { zh: "`{path}`:不予", en: "`{path}`: refused" }
    refused_saying(path, text) { zh: "`{path}`:不予,{text}", en: "`{path}`: refused, {text}" }
    excluded(benefit) { zh: "已享受 `{benefit}`,不兼得", en: "gives way to `{benefit}`" }
    second_choice(benefit) { zh: "择一,给了 `{benefit}`", en: "second choice, after `{benefit}`" }
    no_identity(fact) { zh: "没有一种 `{fact}` 适用本待遇", en: "no value of `{fact}` fits this benefit" }
    benefit_standing(standing) { zh: "本待遇{standing}", en: "the benefit is {standing}" }
    paid_before(date) { zh: "已于 {date} 支付过,只付一次", en: "paid once, on {date}" }
    taken_out() { zh: "该笔结算已冲销或未受理", en: "the claim is cancelled or rejected" }
    cap_used_up(path) { zh: "`{path}` 已用完", en: "`{path}` is used up" }
    layers_used_up(path) { zh: "`{path}` 已达到", en: "`{path}` is reached" }
    not_payable(path) { zh: "`{path}` 是无,不予支付", en: "`{path}` says none: not payable" }
}
