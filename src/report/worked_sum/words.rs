//! The words of a worked sum.

crate::catalogue! {
    base() { zh: "基数", en: "base" }
    first_pay() { zh: "先行自付", en: "first pay" }
    quantity() { zh: "数量", en: "quantity" }
    deductible() { zh: "起付线", en: "deductible" }
    rate() { zh: "比例", en: "rate" }
    segments() { zh: "分段", en: "segments" }
    cumulative() { zh: "累计", en: "cumulative" }
    amount() { zh: "金额", en: "amount" }
    top_up() { zh: "补足至", en: "top up to" }
    own_pay() { zh: "自付封顶", en: "own pay" }
    cap() { zh: "限额", en: "cap" }
    layers() { zh: "各层合计", en: "all layers" }
    round() { zh: "舍入", en: "round" }
    payment() { zh: "支付", en: "payment" }
    not_due() { zh: "不予", en: "not due" }
    no_answer() { zh: "无法计算", en: "no answer" }
    identity() { zh: "身份", en: "identity" }
    sources() { zh: "出处", en: "sources" }
    in_kind(name) { zh: "实物:{name}", en: "in kind: {name}" }

    eligible(amount) { zh: "合规费用 {amount}", en: "eligible cost {amount}" }
    less_first_pay(amount) { zh: " − 先行自付 {amount}", en: " − first pay {amount}" }
    less_paid(amount) { zh: " − 各层已付 {amount}", en: " − paid before {amount}" }
    cumulated(period) { zh: "({period}累计计算)", en: " (cumulative {period})" }
    taken(amount) { zh: ",先自付 {amount}", en: ", first pay {amount}" }
    asked_of(asked, allowed) { zh: "{asked},允许 {allowed}", en: "{asked} of {allowed} allowed" }
    used_left(period, used, left) { zh: ",{period}已用 {used},剩 {left}", en: ", used {period} {used}, left {left}" }
    share(share) { zh: ",按 {share} 计", en: ", counts {share}" }
    carried_on(amount) { zh: ",上次已扣 {amount}", en: ", carried on {amount}" }
    charged_before(period, amount) { zh: ",{period}已扣 {amount}", en: ", charged {period} {amount}" }
    charged(amount) { zh: ",本次扣 {amount}", en: ", now {amount}" }
    often_enough(period, times) { zh: ",{period}已扣满{times}次,不再扣", en: ", charged {times} times {period} already" }
    times(amount, rate) { zh: "{amount} × {rate}", en: "{amount} × {rate}" }
    cut(from, to) { zh: "从 {from} 到 {to} 分段", en: "from {from} to {to} in bands" }
    band(low, high) { zh: "{low} 至 {high}", en: "{low} to {high}" }
    band_above(low) { zh: "超过 {low}", en: "over {low}" }
    band_below(high) { zh: "不超过 {high}", en: "up to {high}" }
    part(band, amount, rate) { zh: "{band}:{amount} × {rate}", en: "{band}: {amount} × {rate}" }
    cumulated_sum(period, with_this, gives, before, gave) {
        zh: "{period}累计 {with_this} 应付 {gives},减去前次累计 {before} 应付 {gave}",
        en: "{with_this} {period} gives {gives}, less {gave} for {before} before",
    }
    topped_up(target, paid) { zh: "{target} − 各层已付 {paid}", en: "{target} − paid before {paid}" }
    own_cost(period, before, now) { zh: "{period}个人负担 {before} + 本次 {now}", en: "own cost {period} {before} + now {now}" }
    over(ceiling) { zh: ",超过 {ceiling} 的部分", en: ", what is over {ceiling}" }
    no_limit() { zh: "不设", en: "no limit" }
    left(period, used, left) { zh: ",{period}已用 {used},剩 {left}", en: ", used {period} {used}, left {left}" }
    left_after(left) { zh: ",付后剩 {left}", en: ", left after it {left}" }
    each(keys) { zh: "各 {keys}", en: "each {keys}" }
    joint(names) { zh: "合并 {names}", en: "joint with {names}" }
    layers_at_most(limit, paid, left) { zh: "{limit} − 各层已付 {paid},剩 {left}", en: "{limit} − paid before {paid}, left {left}" }
    rounded(mode, unit) { zh: "{mode} 到 {unit}", en: "{mode} to {unit}" }
    kept_below() { zh: ",不超过限额", en: ", kept below the limit" }
    same_as(name) { zh: "同 {name}:", en: "as {name}: " }
    hits(count) { zh: "(符合{count}项)", en: " ({count} hits)" }
    then(effect, value) { zh: ",{effect} → {value}", en: ", {effect} → {value}" }
    effect(effect) { zh: ",{effect}", en: ", {effect}" }
    equals(written, value) { zh: "{written} = {value}", en: "{written} = {value}" }
    when(condition, effect) { zh: "{condition}:{effect}", en: "{condition}: {effect}" }
    namely(condition) { zh: ":{condition}", en: ": {condition}" }
    fen() { zh: "分", en: "0.01 yuan" }
    jiao() { zh: "角", en: "0.1 yuan" }
    one_yuan() { zh: "元", en: "1 yuan" }
    with(uses) { zh: "({uses})", en: " ({uses})" }
    unstated() { zh: "未载(按不设计算)", en: "not stated (worked as no limit)" }
    none() { zh: "无", en: "none" }
    not_payable() { zh: "无(不予支付)", en: "none (not payable)" }
    counts() { zh: "(取)", en: " (counts)" }
    no_row() { zh: "没有对应的行", en: "no row" }
    cancelled(id) { zh: "与 {id} 冲销,不结算", en: "cancelled with {id}, not settled" }
    rejected(text) { zh: "未受理:{text}", en: "rejected: {text}" }
    claim(id) { zh: "结算 {id}", en: "claim {id}" }
    total() { zh: "合计支付", en: "paid in all" }
    in_course_of(names) { zh: "(在 {names} 中)", en: " (within {names})" }
    disputed(values) { zh: "(存疑:另有 {values})", en: " (disputed: also {values})" }

    half_up() { zh: "四舍五入", en: "half-up" }
    half_even() { zh: "四舍六入五成双", en: "half-even" }
    up() { zh: "进一", en: "up" }
    down() { zh: "舍去", en: "down" }
    visit() { zh: "本次", en: "this visit" }
    day() { zh: "当日", en: "this day" }
    month() { zh: "本月", en: "this month" }
    quarter() { zh: "本季", en: "this quarter" }
    year() { zh: "本年", en: "this year" }
    life() { zh: "终身", en: "in a life" }
    per_day() { zh: "/日", en: "/day" }
    per_month() { zh: "/月", en: "/month" }
    per_quarter() { zh: "/季", en: "/quarter" }
    per_year() { zh: "/年", en: "/year" }
    per_life() { zh: "/终身", en: "/life" }
    yuan(amount) { zh: "{amount}元", en: "{amount} yuan" }
}
