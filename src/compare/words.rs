//! What the comparison itself says, in both tongues.

use crate::base::text::Text;

/// Returns what a condition, or a fact that is true or false, is called where it does not hold.
pub(crate) fn not(what: Text) -> Text {
    let mut own = not_so(&what);
    if let Some(rest) = what.zh.strip_prefix('已') {
        own.zh = format!("未{rest}");
    } else if !what.zh.contains(' ') {
        own.zh = format!("非{}", what.zh);
    }
    own
}

crate::catalogue! {
    segment() { zh: "费用分段", en: "segment of the cost" }
    segment_with_deductible() { zh: "费用分段(含起付线)", en: "segment of the cost, deductible included" }
    rest() { zh: "其余", en: "all others" }
    anything() { zh: "任意", en: "anything" }
    not_so(what) { zh: "非 {what}", en: "not {what}" }
    all_but(names, question) { zh: "除{names}外的{question}", en: "every {question} but {names}" }
    listed_in(list, question) { zh: "列入{list}的{question}", en: "each {question} in {list}" }
    listed_by_both(list, question) { zh: "两边{list}都有的{question}", en: "each {question} that both have in {list}" }
    listed_by_one(list, name, question) {
        zh: "只有{name}列入{list}的{question}",
        en: "each {question} that only {name} has in {list}",
    }
    list_of(name, list) { zh: "{name}{list}", en: "{list} of {name}" }
    listed_by_none(list, question) { zh: "未列入{list}的{question}", en: "each {question} outside {list}" }
    and_below(name) { zh: "{name}及以下", en: "{name} and below" }
    and_above(name) { zh: "{name}及以上", en: "{name} and above" }
    from_to(low, high) { zh: "{low}至{high}", en: "{low} to {high}" }
    and_others(names, count) { zh: "{names}等{count}种", en: "{names} … ({count} in all)" }
    visit(number) { zh: "第{number}次", en: "no. {number}" }
    at_least(edge) { zh: "{edge}以上", en: "at least {edge}" }
    over(edge) { zh: "超过{edge}", en: "over {edge}" }
    up_to(edge) { zh: "不超过{edge}", en: "up to {edge}" }
    below(edge) { zh: "低于{edge}", en: "below {edge}" }

    no_limit() { zh: "不设", en: "no limit" }
    no_deductible() { zh: "不设", en: "none" }
    not_payable() { zh: "不支付", en: "not payable" }
    none() { zh: "无", en: "none" }
    waived() { zh: "免", en: "waived" }
    awaited() { zh: "待公布", en: "awaited" }
    unstated() { zh: "来源未载", en: "not stated" }
    not_in_force() { zh: "当日无有效数额", en: "no value in force" }

    over_a_year(reason) { zh: "全年四张账单:{reason}", en: "over a year of four bills: {reason}" }
    no_shared_column() { zh: "两表没有同名的一列", en: "the tables share no column" }
    nothing_shared() { zh: "没有两边都有的情形", en: "no case is known to both sides" }
    value_awaited() { zh: "有的数还没有公布", en: "a value is awaited" }
    needs_working_out() {
        zh: "有的格是算式或引用,要有具体的人才能算",
        en: "a cell is a formula that needs the facts of a case",
    }
    evaluator_disagrees() {
        zh: "逐项结算与对照不一致,请告知维护者",
        en: "settling it step by step gives another answer; please report this",
    }
    one_value_at_a_time(names) {
        zh: "{names}一次只按一个值对照,同时有几个的没有比",
        en: "{names}: one value at a time; several held at once are not compared",
    }
    known_to_one_side(names) {
        zh: "{names}中只有一边有的值没有比",
        en: "values of {names} that only one side knows are not compared",
    }

    label(word, label) { zh: "{word}({label})", en: "{word} ({label})" }
    each(names) { zh: "各{names}", en: "each {names}" }
    joint(names) { zh: "与{names}合并计算", en: "joint with {names}" }
    case_scope() { zh: "适用范围", en: "applies when" }
    how_it_pays() { zh: "计算方法", en: "way of paying" }
    occasion() { zh: "发放方式", en: "paid" }
    charged_at_most() { zh: "起付线收取次数", en: "deductible charged" }
    times_at_most(period, times) { zh: "{period}至多{times}次", en: "at most {times} times {period}" }
    applies_when(word) { zh: "{word}的适用条件", en: "{word} applies when" }
    each_word(word) { zh: "{word}的计算单位", en: "{word} counts for" }
    joint_word(word) { zh: "{word}的合并对象", en: "{word} joint with" }
    together() { zh: "合并计算", en: "all together" }
    alone() { zh: "单独计算", en: "by itself" }
    quantity_of(asked) { zh: "数量({asked})", en: "quantity ({asked})" }
    each_further() { zh: "本年再次", en: "again in the year" }
    carried_on() { zh: "接着上一次算", en: "carried on" }
    several_hits(word) { zh: "{word}:几项都符合时", en: "{word}: when several fit" }
    take_highest() { zh: "取最高一项", en: "the highest" }
    take_lowest() { zh: "取最低一项", en: "the lowest" }
    take_sum() { zh: "各项相加", en: "their sum" }
    each_more(hit, plus) { zh: "{hit},每多一项加{plus}", en: "{hit}, plus {plus} for each further one" }
    cumulative(text) { zh: "{text},按年累计", en: "{text}, cumulative per year" }
    cumulative_month(text) { zh: "{text},按月累计", en: "{text}, cumulative per month" }
    default_base() { zh: "剩余合规费用", en: "eligible left" }
    refused_when(text) { zh: "不予 当 {text}", en: "refuse when {text}" }
    condition() { zh: "条件", en: "condition" }

    other_period() { zh: "计算的期间不同,不能直接比大小", en: "they count over different periods" }
    formula_and_fixed() {
        zh: "一边是固定数额,一边按公式计算,要看具体的人",
        en: "one is fixed, the other a formula: it depends on the person",
    }
    other_ways() {
        zh: "两边的计算方法不同,条款不能直接比大小,看典型人员",
        en: "they pay in different ways: see the typical persons",
    }
    other_occasion() { zh: "发放方式不同,数额不能直接比大小", en: "paid on different occasions" }
    source_is_silent() { zh: "来源没有写有没有,无法判断", en: "the source does not say whether there is one" }
    out_of_force() { zh: "一边当日没有有效的数额", en: "one side has no value in force that day" }
    segments_from_elsewhere() { zh: "分段的起点不同,不能逐段比", en: "the segments begin at different points" }
    too_large() { zh: "表太大,没有逐格比较", en: "the table is too large to be compared cell by cell" }
    rests_on(names) {
        zh: "写法相同,但所依据的{names}不同",
        en: "worded the same, but it rests on {names}, which differs",
    }
    covered_by(name) { zh: "已包括在{name}内", en: "covered by {name}" }
    part_of(name) { zh: "对方只列了其中的{name}", en: "the other lists only {name} of it" }
    called(a, b) { zh: "名称不同:{a} / {b},是同一项", en: "one thing under two names: {a} / {b}" }
    counts_kinds(count) { zh: "{count}种", en: "{count} entries" }
    counted() { zh: "计入", en: "counted" }
    deducted() { zh: "扣除", en: "deducted" }
    see_below() { zh: "见后", en: "see below" }
    transition(from, to) { zh: "{from} 转为 {to}", en: "{from} becomes {to}" }
    starts_as() { zh: "起始", en: "starts as" }
    value() { zh: "数额", en: "value" }
    says() { zh: "内容", en: "what it says" }


    at_once(names) { zh: "同时是{names}", en: "{names} at once" }
    age() { zh: "年龄", en: "age" }
    born() { zh: "出生", en: "born" }
    born_until(day) { zh: "于{day}及以前", en: "up to {day}" }
    born_from(day) { zh: "于{day}及以后", en: "from {day} on" }
    first_bill(highest) {
        zh: "当年第一次结算的账单,费用从0到{highest},逐分判定",
        en: "the first bill of a year, at every cost from 0 to {highest}, to the fen",
    }
    total_joint(total, names) { zh: "{total}(与{names}合并)", en: "{total} (joint with {names})" }
    total_in_case(case, total) { zh: "“{case}”的{total}", en: "{total} of `{case}`" }
    earlier_cost() { zh: "此前一张的费用", en: "the cost of the earlier bill" }
    cost_now() { zh: "这一张的费用", en: "the cost of this bill" }
    equal_costs() { zh: "总费用与合规费用相等", en: "the gross cost is all eligible" }
    held_at(name, value) { zh: "{name}{value}", en: "{name} {value}" }
    held(list) { zh: "按常例:{list}", en: "held at the usual value: {list}" }
    followed(names) { zh: "取默认值:{names}", en: "taken at their defaults: {names}" }
    left_out(name, count) {
        zh: "“{name}”里有{count}项只有一边认得,不在其内",
        en: "{count} values of `{name}` that only one side knows are left out",
    }
    free_number(name, highest) { zh: "“{name}”从0到{highest},逐分判定", en: "`{name}` at every amount from 0 to {highest}" }
    members_alike(most) {
        zh: "一户1人至{most}人逐一看,家里各人情况相同",
        en: "households of 1 to {most} persons, all of whom are alike",
    }
    members_apart(most) {
        zh: "一户1人至{most}人逐一看,其中一人可与其他人情况不同(数额各人相同)",
        en: "households of 1 to {most} persons, one of whom may differ from the others (amounts are the same for all)",
    }
    members_alike_only(most, reason) {
        zh: "一户1人至{most}人逐一看,家里各人情况相同;一人与其他人不同的未能断定({reason})",
        en: "households of 1 to {most} persons, all of whom are alike; where one differs it is not decided ({reason})",
    }
    of_others(answers) { zh: "其他人{answers}", en: "the others: {answers}" }
    household_of() { zh: "家庭", en: "household of" }
    persons(count) { zh: "{count}人", en: "{count}" }
    state_before(name) { zh: "此前{name}为", en: "{name} before:" }
    up_to_sum(name, sum) { zh: "{name}不超过 {sum}", en: "{name} up to {sum}" }
    below_sum(name, sum) { zh: "{name}低于 {sum}", en: "{name} below {sum}" }
    at_least_sum(name, sum) { zh: "{name}不低于 {sum}", en: "{name} at least {sum}" }
    over_sum(name, sum) { zh: "{name}超过 {sum}", en: "{name} over {sum}" }
    one_person_alone() { zh: "一人一户", en: "somebody who lives alone" }
    more_by(name, gap) { zh: "{name}多付{gap}", en: "{name} pays {gap} more" }
    clause_of(benefit, word) { zh: "{benefit}的{word}", en: "{word} of {benefit}" }
    only_there(name, benefit) { zh: "只有{name}有{benefit}", en: "{benefit}, only in {name}" }
    whole_benefit(benefit) { zh: "{benefit}整项", en: "{benefit} as a whole" }
    by_itself(name) { zh: "{name}(只看这一项)", en: "{name}, by itself" }
    some_open(count) { zh: "{count}种情形里有待公布等算不出的数额", en: "{count} kinds of case have amounts that are not decided" }
    pays_the_same() { zh: "付得一样", en: "the same" }
    same_but_rounding(fen) { zh: "一样,只因取整相差至多{fen}分", en: "the same but for rounding, at most {fen} fen" }
    same_but_rounding_to(gap) { zh: "一样,只因取整相差至多{gap}", en: "the same but for rounding, at most {gap}" }
    more_by_bands(name, list) { zh: "{name}多付:{list}", en: "{name} pays more: {list}" }
    crossing_by_bands(turns, list) { zh: "互有高低,{turns}:{list}", en: "now one, now the other, {turns}: {list}" }
    first_then(first, second) { zh: "先{first},后{second}", en: "first {first}, then {second}" }
    first_then_again(first, second) { zh: "先{first},后{second},再{first}", en: "first {first}, then {second}, then {first} again" }
    in_turns(first, second) { zh: "{first}、{second}交替", en: "{first} and {second} in turns" }
    hangs_on_person() { zh: "因人而异", en: "depends on the person" }
    at_most_apart(gap) { zh: "至多差{gap}", en: "by {gap} at most" }
    up_to_cost(cost, gap) { zh: "{cost}以内至多差{gap}", en: "up to {cost} by {gap} at most" }
    begins_at(cost) { zh: "{cost}起", en: "from {cost}" }
    most_at(cost, gap) { zh: "{cost}时最多{gap}", en: "{gap} at {cost}" }
    points(points) { zh: "{points}个百分点", en: "{points}pp" }
    same_up_to(cost) { zh: "{cost}以下一样", en: "the same up to {cost}" }
    same_from(cost) { zh: "{cost}起一样", en: "the same from {cost}" }
    at_its_largest(cost, gap) { zh: "{cost}时差得最多,多{gap}", en: "most at {cost}: {gap} more" }
    by_points(points) { zh: "{points}个百分点", en: " by {points}pp" }
    pays_more(name) { zh: "{name}多付", en: "{name} pays more" }
    joined(first, second) { zh: "{first},{second}", en: "{first}, {second}" }
    from_on(cost, what) { zh: "{cost}起{what}", en: "from {cost} {what}" }
}

crate::catalogue! {
    counted_otherwise(own, asked) {
        zh: "本地按 {own} 计,标准按 {asked} 计,不能直接比大小",
        en: "it counts in {own}, the standard in {asked}: the two cannot be held against each other",
    }
    none_is_stated() { zh: "写明没有这一项", en: "it says that there is none" }
    no_row() { zh: "表里没有这一格", en: "the table has no such cell" }
    nothing_in_force() { zh: "当日没有有效的数额", en: "no value is in force that day" }
    still_awaited() { zh: "数额待公布", en: "the value is awaited" }
    depends_on_person() { zh: "按公式计算,数额要看具体的人", en: "a formula: the amount depends on the person" }
    no_such_clause() { zh: "没有这一条", en: "there is no such clause" }
    no_such_benefit(name) { zh: "没有{name}这项待遇", en: "there is no benefit {name}" }
    bounds_depend_on_facts() {
        zh: "标准的界限要看具体的人,不能按条款判定",
        en: "the edges of the requirement depend on the person",
    }
    not_in_list(names) { zh: "清单里没有{names}", en: "the list lacks {names}" }
    about_behaviour() {
        zh: "这一条要求的是结果,不是条款;要对所有人、所有账单一并判定,现在还没有判定",
        en: "it asks for a result, not a clause; it must be decided over all persons and bills, which has not been done",
    }
    which_clauses() {
        zh: "改哪一条才合要求,须由当地决定",
        en: "which clause to change is for the county to decide",
    }
    which_entries() { zh: "要增列哪几种,须由当地决定", en: "which entries to add is for the county to decide" }
    no_number_to_set() { zh: "标准没有给出可以照填的数", en: "the standard names no number that could be put there" }
    keys_cannot_be_written() {
        zh: "这一部分不能用路径单独指明,须手工改",
        en: "a path cannot name this part alone; it must be changed by hand",
    }
    nothing_to_change() { zh: "本地没有可以调整的条款,须先制定", en: "there is no clause to change: one must be made first" }

    entry_count() { zh: "种数", en: "entries" }
    listed_there() { zh: "有", en: "listed" }
    not_declared_here() { zh: "没有声明这一例", en: "the case is not declared here" }
    a_benefit_fails() { zh: "有的待遇算不出", en: "a benefit cannot be settled" }
    beside(word) { zh: "{word}(另有)", en: "{word} (besides)" }
    nothing_beside() { zh: "无", en: "none" }
}
