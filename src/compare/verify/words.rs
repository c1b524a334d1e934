//! What is said of properties and assertions, in both tongues.

use crate::base::text::Text;

/// Returns several answers in one.
pub(crate) fn joined(all: &[Text]) -> Text {
    let join = |of: fn(&Text) -> &str| all.iter().map(of).collect::<Vec<_>>().join(" · ");
    Text { zh: join(|own| &own.zh), en: join(|own| &own.en) }
}

crate::catalogue! {
    no_gap() { zh: "表格没有空档,人人查得到数", en: "tables have a figure for everybody" }
    no_overlap() { zh: "表格各行不重叠", en: "rows of a table do not overlap" }
    bands_touch() { zh: "分段首尾相接", en: "bands touch exactly" }
    no_dead_rule() { zh: "没有永远用不上的规定", en: "no rule that can never apply" }
    no_hidden_row() { zh: "没有被别的行挡住的行", en: "no row that another hides" }
    never_above_cost() { zh: "付的不超过花的", en: "never pays more than the cost" }
    never_negative() { zh: "不会付出负数", en: "never a negative amount" }
    never_less_for_more_cost() { zh: "费用多了,付的不会反而少", en: "more cost never means less paid" }
    no_cliff() { zh: "没有大的落差", en: "no cliff" }
    poorer_never_less() { zh: "更困难的人不比别人少", en: "a poorer group never gets less" }
    primary_never_lower() { zh: "基层机构不比上级机构付得少", en: "a primary facility never pays less than a higher one" }
    retired_never_worse() { zh: "退休的不比在职的差", en: "retired never worse than active" }
    no_inversion() { zh: "比例高低不颠倒", en: "no inverted ratios" }
    single_cap_within_joint() { zh: "单项限额不高于合计限额", en: "a single cap never above the joint cap" }
    deductible_within_cap() { zh: "起付线不高于限额", en: "a deductible never above the cap" }
    never_below_last_year() { zh: "不低于本地上年", en: "a county never below its own last year" }

    along_groups() { zh: "人群(groups)", en: "groups of people (groups)" }
    along_facility() { zh: "机构等级(facility)", en: "levels of facilities (facility)" }
    along_retired() { zh: "退休与在职(retired)", en: "retired and active (retired)" }

    // ---- what was looked at
    first_bill(highest) {
        zh: "一年里的第一笔,费用从 0 到 {highest}",
        en: "the first bill of a year, of a cost from 0 to {highest}",
    }
    year_of(bills, highest) {
        zh: "一整年:分 {bills} 笔相等的费用,每笔从 0 到 {highest}",
        en: "a whole year of {bills} equal bills, each from 0 to {highest}",
    }
    any_bill_of(bills, highest) {
        zh: "任一笔:一年里相等的 {bills} 笔中的每一笔,每笔从 0 到 {highest}",
        en: "any bill: each of {bills} equal bills in a year, of a cost from 0 to {highest}",
    }
    any_history() { zh: "任一笔,不论以前花过多少", en: "any bill, whatever came before" }
    periods(free, highest) { zh: "按期发的:{free}从 0 到 {highest}", en: "what is paid for a period: {free} from 0 to {highest}" }
    periods_alone() { zh: "按期发的", en: "what is paid for a period" }
    households_alike(most) {
        zh: "1 至 {most} 人的户,各人情况相同",
        en: "households of 1 to {most} persons, all alike",
    }
    households_of_others(most) {
        zh: "1 至 {most} 人的户,其中一人可与其余的人不同",
        en: "households of 1 to {most} persons, one of whom may differ from the others",
    }
    households_of_any(most) { zh: "1 至 {most} 人的户", en: "households of 1 to {most} persons" }
    of_others(name) { zh: "其余的人的{name}", en: "{name} of the others" }
    held_at(what) { zh: "其余取默认值:{what}", en: "held at their defaults: {what}" }
    held_value(name, value) { zh: "{name} {value}", en: "{name} {value}" }
    clauses_only() { zh: "逐条看规定本身", en: "the clauses themselves" }

    // ---- why a property does not apply
    no_order_stated(along) {
        zh: "词汇里没有写{along}的次序",
        en: "the vocabulary states no order of {along}",
    }
    no_bills() { zh: "没有按次结算的待遇", en: "no benefit is paid on bills" }
    nothing_a_year_before(date) {
        zh: "{date} 还没有规定可比",
        en: "nothing was in force on {date} to compare with",
    }
    no_tables() { zh: "没有表格", en: "there are no tables" }
    no_such_clauses() { zh: "没有这样的条款", en: "there are no such clauses" }

    place(benefit, clause) { zh: "{benefit} {clause}", en: "{benefit}, {clause}" }
    in_case(cases, clause) { zh: "情形 {cases} {clause}", en: "case {cases}, {clause}" }

    // ---- what fails
    gap_no_row(place) { zh: "{place}:没有这一行", en: "{place}: there is no row" }
    gap_awaited(place) { zh: "{place}:数额待公布", en: "{place}: the figure is awaited" }
    overlap(place, rows) { zh: "{place}:{rows}都符合", en: "{place}: {rows} both fit" }
    bands_apart(place, low, high) {
        zh: "{place}:{low}和{high}之间有空档",
        en: "{place}: there is a hole between {low} and {high}",
    }
    two_rows(first, second) { zh: "“{first}”和“{second}”两行", en: "the rows `{first}` and `{second}`" }
    dead_benefit(name, conditions) {
        zh: "{name}永远用不上:{conditions} 不能同时成立",
        en: "{name} can never apply: {conditions} cannot hold at once",
    }
    dead_behind(name, other) {
        zh: "{name}永远用不上:符合它的条件时{other}都在先,它总要让给{other}",
        en: "{name} can never apply: whenever its conditions hold, {other} is due, to which it gives way",
    }
    dead_effect(name, clause, effect, conditions) {
        zh: "{name} {clause}“当 {effect}”永远用不上:{conditions} 不能同时成立",
        en: "{name}, {clause}: `when {effect}` can never apply: {conditions} cannot hold at once",
    }
    dead_case(name, case, conditions) {
        zh: "{name} 情形“{case}”永远用不上:{conditions} 不能同时成立",
        en: "{name}, case `{case}` can never apply: {conditions} cannot hold at once",
    }
    hidden_row(place, row) {
        zh: "{place}:“{row}”一行永远轮不到",
        en: "{place}: the row `{row}` is never reached",
    }
    paid_above_cost(paid, cost) { zh: "花 {cost},付 {paid}", en: "costs {cost}, paid {paid}" }
    paid_negative(what, paid) { zh: "{what}付 {paid}", en: "{what} pays {paid}" }
    less_for_more(number, from, to, paid, less) {
        zh: "{number}从 {from} 加到 {to},付的从 {paid} 减到 {less}",
        en: "as {number} goes from {from} to {to}, what is paid falls from {paid} to {less}",
    }
    cliff(number, from, to, paid, then) {
        zh: "{number}从 {from} 到 {to},付的从 {paid} 变成 {then}",
        en: "as {number} goes from {from} to {to}, what is paid goes from {paid} to {then}",
    }
    the_cost() { zh: "费用", en: "the cost" }
    less_along(subject, first, second, paid, less) {
        zh: "{subject}:{second}得 {less},{first}得 {paid}",
        en: "{subject}: {second} gets {less}, {first} gets {paid}",
    }
    less_for_higher(number, paid, less) {
        zh: "{number}过了线,付的从 {paid} 减到 {less}",
        en: "as {number} crosses a threshold, what is paid falls from {paid} to {less}",
    }
    crosses(number, paid, then) {
        zh: "{number}过了线,付的从 {paid} 变成 {then}",
        en: "as {number} crosses a threshold, what is paid goes from {paid} to {then}",
    }
    all_layers() { zh: "各层合计", en: "all layers together" }
    inverted(place, one, other, high, low) {
        zh: "{place}:{high} {one}高于{other},{low} {one}低于{other}",
        en: "{place}: {one} above {other} in {high}, below it in {low}",
    }
    against(one, other) { zh: "{one} 对 {other}", en: "{one} against {other}" }
    and(one, other) { zh: "{one},{other}", en: "{one}, {other}" }
    single_above_joint(single, joint, place) {
        zh: "{place}:单项限额 {single} 高于合计限额 {joint},用不满",
        en: "{place}: the single cap {single} is above the joint cap {joint} and can never be used up",
    }
    single_may_be_above_joint(name, single, joint, place) {
        zh: "{place}:{name}待公布,断言准许定到 {single},高于合计限额 {joint}",
        en: "{place}: {name} is awaited and may be set up to {single}, above the joint cap {joint}",
    }
    deductible_above_cap(deductible, cap, place) {
        zh: "{place}:起付线 {deductible} 高于限额 {cap}",
        en: "{place}: the deductible {deductible} is above the cap {cap}",
    }
    less_than_last_year(now, before) { zh: "现在付 {now},上年付 {before}", en: "paid now {now}, a year before {before}" }
    misses(asked) { zh: "不符合:{asked}", en: "does not hold: {asked}" }
    held_against(left, worth, right, other) {
        zh: "{left} 是 {worth},{right} 是 {other}",
        en: "{left} is {worth}, {right} is {other}",
    }
    is_below(left, worth, least) { zh: "{left} 是 {worth},低于 {least}", en: "{left} is {worth}, below {least}" }
    is_not_above(left, worth, least) {
        zh: "{left} 是 {worth},不高于 {least}",
        en: "{left} is {worth}, not above {least}",
    }
    is_above(left, worth, most) { zh: "{left} 是 {worth},高于 {most}", en: "{left} is {worth}, above {most}" }
    is_not_below(left, worth, most) {
        zh: "{left} 是 {worth},不低于 {most}",
        en: "{left} is {worth}, not below {most}",
    }
    at(place, what) { zh: "{place}:{what}", en: "{place}: {what}" }
    with_kinds(what, kinds) { zh: "{what};{kinds}", en: "{what}; {kinds}" }
    on_bill(number, what) { zh: "第 {number} 笔:{what}", en: "bill no. {number}: {what}" }

    of_kinds(failing, all) { zh: "{all} 类人和票据里有 {failing} 类", en: "{failing} of {all} kinds of people and bills" }
    at_most_by(by, number, amount) { zh: "最多 {by}({number} {amount})", en: "at most {by} ({number}: {amount})" }
    at_most(by) { zh: "最多 {by}", en: "at most {by}" }
    and_more(by, count) { zh: "{by};另有 {count} 处", en: "{by}; and {count} more places" }
    differs_by(by) { zh: "{by}", en: "{by}" }

    // ---- why something is not decided
    order_of_expression() { zh: "沿着算出来的量排次序,还不能判定", en: "an order along what is worked out itself" }
    condition_on_cost() { zh: "适用条件取决于费用", en: "whom it concerns depends on the cost" }
    beyond_equal_bills(bills) {
        zh: "一年 {bills} 笔相等的费用,每一笔都符合;先后花费不等的还没有判定",
        en: "it holds for each of {bills} equal bills in a year; unequal ones are not decided",
    }
    of_two_bills(first, second, what) {
        zh: "一年两笔,{first}和{second}:{what}",
        en: "two bills in a year, {first} and {second}: {what}",
    }
    any_spread_but_roundings() {
        zh: "一笔的、分成 4 笔相等费用的都符合;已证明怎样分次都一样,只差取整;每笔取整的几分钱加起来会不会差出去,还没有判定",
        en: "it holds for a year of 1 or 4 equal bills; proved that it does not matter over how many bills the cost is spread, roundings aside; whether the few 分 that each rounding may take add up is not decided",
    }
    beyond_two_bills() {
        zh: "一笔的、分成 4 笔相等费用的、分成两笔任意费用的都符合(两笔的取整不计);再多几笔不等的还没有判定",
        en: "it holds for a year of 1 or 4 equal bills, and of two of any costs (roundings of the two aside); more unequal ones are not decided",
    }
    beyond_equal_years() {
        zh: "一笔的、分成 4 笔相等费用的都符合;分得不等的还没有判定",
        en: "it holds for a year of 1 or 4 equal bills; unequal ones are not decided",
    }
    beyond_first_bill() {
        zh: "第一笔符合;以后各笔还没有判定",
        en: "it holds for the first bill; later ones are not decided",
    }
    has_errors() { zh: "政策文件有错误,改好了才能判定", en: "the policy has errors, which come first" }
    too_many_cells() { zh: "组合太多,没有逐一看", en: "too many combinations to look at" }
    conditions_not_followed(name) { zh: "{name}的条件太复杂", en: "the conditions of {name} are too involved" }
    clause_depends(place) { zh: "{place}要看具体的人", en: "{place} depends on the person" }
    clause_awaited(place) { zh: "{place}待公布", en: "{place} is awaited" }
    not_about_behaviour() { zh: "这一条看的是条款,由 conform 判定", en: "it asks for a clause, which conform decides" }
    households_alike_hold(most) {
        zh: "各人情况相同的、至多 {most} 人的户都符合;各人情况不同的还没有判定",
        en: "it holds for households of up to {most} who are all alike; others are not decided",
    }
    households_of_others_hold(most) {
        zh: "至多一人与其余的人不同的、{most} 人以内的户都符合;各人情况更不相同的还没有判定",
        en: "it holds for households of up to {most} of whom at most one differs from the others; others are not decided",
    }
    along_other_number() { zh: "沿着这个量还不能判定", en: "not decided along this quantity" }
}
