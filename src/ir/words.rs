//! The messages of typing and lowering, in both tongues.

use crate::catalogue;

catalogue! {
    unknown_name(name) { zh: "找不到名称 `{name}`", en: "unknown name `{name}`" }
    unknown_value(name, domain) {
        zh: "`{domain}` 里没有 `{name}`",
        en: "`{domain}` has no value `{name}`",
    }
    unknown_type(name) { zh: "找不到类型 `{name}`", en: "unknown type `{name}`" }
    unknown_function(name) { zh: "没有叫 `{name}`、后面带括号的定义", en: "no define with arguments is named `{name}`" }
    unknown_benefit(name) { zh: "找不到待遇 `{name}`", en: "unknown benefit `{name}`" }
    unknown_identity(name) { zh: "找不到待遇种类 `{name}`", en: "unknown benefit identity `{name}`" }
    unknown_unit(name) { zh: "不认识的单位 `{name}`", en: "unknown unit `{name}`" }
    unknown_list(name) { zh: "找不到清单或目录 `{name}`", en: "unknown list or catalogue `{name}`" }
    unknown_member(name) { zh: "没有叫 `{name}` 的成员", en: "no member is named `{name}`" }
    unknown_path(path) { zh: "路径 `{path}` 没有指到任何条款", en: "the path `{path}` names no clause" }
    no_such_output(table, name) { zh: "表 `{table}` 没有 `{name}` 一列", en: "table `{table}` has no output `{name}`" }
    table_has_outputs(names) { zh: "它有:{names}", en: "it has: {names}" }
    did_you_mean(names) { zh: "是否指 {names}?", en: "did you mean {names}?" }
    one_of_these(names) { zh: "可写 {names}", en: "it may be {names}" }
    expect_a_benefit() {
        zh: "写待遇和应得的数,如 `应得 门诊报销 = 70元`",
        en: "write a benefit and what it pays, like `expect outpatient = 70元`",
    }
    minus_is_no_range() {
        zh: "`-` 是减号;范围写作 `70%至80%`",
        en: "`-` subtracts; a range is written `70% to 80%`",
    }
    declare_it(name) {
        zh: "先声明它: 各人不同的写 `字段 {name} : …`,政策里定的写 `参数 {name} = …`,算出来的写 `定义 {name} = …`",
        en: "declare it first: what differs by person with `fact {name}: …`, what the policy sets with `param {name} = …`, what is worked out with `define {name} = …`",
    }
    add_value(name, domain) {
        zh: "只是叫法不同的,写一行 `归入 {name} 为 …`;{domain}里真没有的,写一行 `增列 {domain} {{ {name} }}`",
        en: "where only the word differs, write a line `map {name} to …`; where {domain} lacks it, a line `add to {domain} {{ {name} }}`",
    }
    unit_with_amount() { zh: "金额连同单位一起写,如 `300元/月`", en: "an amount stands with its unit, like `300元/月`" }
    rows_of_table(domain, head, value) {
        zh: "按{domain}分别规定的,写成表: `按 {domain} {{ {head} {value}; 其余 … }}`",
        en: "what differs by {domain} is a table: `by {domain} {{ {head} {value}; else … }}`",
    }
    in_digits() { zh: "数用数字写,如 `70%`", en: "write numbers in digits, like `70%`" }
    split_words(words) {
        zh: "名称之后要有空格;是否要写 `{words}`?",
        en: "a space must follow a name; did you mean `{words}`?",
    }
    ambiguous_name(name, candidates) {
        zh: "`{name}` 可能有几种意思:{candidates}",
        en: "`{name}` may mean {candidates}",
    }
    say_which(example) { zh: "请写明,如 `{example}`", en: "say which, like `{example}`" }
    not_a_value(name) { zh: "`{name}` 不能当作值用在这里", en: "`{name}` is not a value that can stand here" }
    needs_arguments(name) { zh: "`{name}` 后面要带括号,写明代入的数", en: "`{name}` needs arguments" }
    takes_arguments(name, expected, found) {
        zh: "`{name}` 的括号里应有 {expected} 项,这里有 {found} 项",
        en: "`{name}` takes {expected} arguments, not {found}",
    }
    wrong_arguments(name, shape) { zh: "`{name}` 应写作 `{shape}`", en: "write `{name}` as `{shape}`" }

    needs_unit(number) {
        zh: "`{number}` 缺少单位",
        en: "`{number}` needs a unit",
    }
    write_unit(suggestion) { zh: "是否要写 `{suggestion}`?", en: "write `{suggestion}`" }
    cannot_add(left, right) {
        zh: "不能把{right}加到{left}上",
        en: "cannot add {right} to {left}",
    }
    cannot_subtract(left, right) {
        zh: "不能从{left}里减去{right}",
        en: "cannot subtract {right} from {left}",
    }
    cannot_multiply(left, right) {
        zh: "{left}与{right}不能相乘",
        en: "cannot multiply {left} by {right}",
    }
    cannot_divide(left, right) {
        zh: "{left}不能除以{right}",
        en: "cannot divide {left} by {right}",
    }
    cannot_compare(left, right) {
        zh: "{left}与{right}不能比较",
        en: "cannot compare {left} with {right}",
    }
    this_is(what) { zh: "{what}", en: "{what}" }
    convert_flow(example) {
        zh: "先换算到同一期间,如 `{example}`",
        en: "convert to one period first, like `{example}`",
    }
    ratio_plus_ratio() {
        zh: "比例不能加比例",
        en: "a ratio cannot be added to a ratio",
    }
    write_points(points) { zh: "要加百分点,请写 `{points}`", en: "to add percentage points write `{points}`" }
    expected_type(expected, found) {
        zh: "这里应是{expected},写的是{found}",
        en: "expected {expected}, found {found}",
    }
    expected_condition(found) {
        zh: "这里应是一个条件,写的是{found}",
        en: "expected a condition, found {found}",
    }
    only_equality(what) { zh: "{what}只能比较是否相同", en: "{what} can only be compared for equality" }
    not_ordered(domain) {
        zh: "`{domain}` 没有高低顺序",
        en: "`{domain}` is not ordered",
    }
    declare_ordered(domain) {
        zh: "要比较高低,请声明 `枚举 {domain} 有序 {{ … < … }}`",
        en: "to compare, declare `enum {domain} ordered {{ … < … }}`",
    }
    needs_claim() { zh: "这里不知道是哪一次结算", en: "there is no claim to ask here" }
    fact_of_a_claim(name) { zh: "`{name}` 说的是一次结算", en: "`{name}` is a fact of a claim" }
    declare_by_owner(name) {
        zh: "每次结算的待遇才能用它;说人、说户的字段声明为 `字段 本人.{name} : …`、`字段 家庭.{name} : …`",
        en: "only what is due for each claim can ask for it; a fact of a person or household is declared as `fact person.{name}: …` or `fact household.{name}: …`",
    }
    needs_person() {
        zh: "这里不知道是哪一个人",
        en: "there is no single person to ask here",
    }
    say_of_members() {
        zh: "按户的,请写 `任一(成员 其中 …)`、`合计(成员 : …)` 等",
        en: "of a household write `any(members where …)`, `sum(members : …)` and the like",
    }
    needs_household() { zh: "这里不知道是哪一户", en: "there is no household to ask here" }
    only_in_benefit(what) { zh: "`{what}` 只能用在待遇里", en: "`{what}` can only be asked within a benefit" }
    only_in_state() { zh: "`已满` 只能用在状态的条件里", en: "`held` can only be asked in a state's transition" }
    value_without_type() {
        zh: "看不出这个值的类型,请写明:`参数 名称 : 金额 = 待公布`",
        en: "the type of this value is not known; write it: `param NAME : money = pending`",
    }
    ratio_out_of_range(value) { zh: "比例 {value} 不在 0%..100% 之内", en: "the ratio {value} is outside 0%..100%" }
    definition_cycle(names) { zh: "定义绕回了自己:{names}", en: "definitions use each other in a circle: {names}" }
    definitions_too_deep() {
        zh: "定义一层用一层,超过了 64 层",
        en: "definitions use each other more than 64 levels deep",
    }
    used_here() { zh: "在这里用到", en: "used here" }
    not_constant() { zh: "这里要写固定的值", en: "a fixed value is needed here" }
    not_whole() { zh: "这里要写整数", en: "a whole number is needed here" }
    out_of_range(value, low, high) {
        zh: "{value} 超出范围 {low} 至 {high}",
        en: "{value} is outside the range {low}..{high}",
    }
    declared_here() { zh: "在这里声明", en: "declared here" }
    two_periods(word, unit) {
        zh: "期间写了两个:{word}与{unit}",
        en: "two periods: {word} and {unit}",
    }
    amount_of_other_period(found, expected) {
        zh: "这项待遇的金额应是{expected},写的是{found}",
        en: "the amount of this benefit is {expected}, not {found}",
    }
    bound_missing(value) {
        zh: "`{value}` 没有写边界词,不知道正好在线上的归谁",
        en: "`{value}` does not say who owns the edge",
    }
    bound_readings(value) {
        zh: "请写 `不超过 {value}` 或 `{value}以上`;只指正好这个数,写 `= {value}`",
        en: "write `up to {value}`, `at least {value}`, or `= {value}` for exactly so much",
    }
    edge_order() { zh: "这一档的下限高于上限", en: "the lower edge lies above the upper one" }

    unknown_document(name) { zh: "引用的文件 `{name}` 没有声明", en: "the cited document `{name}` is not declared" }
    declare_document(name) {
        zh: "先声明:`文件 {name} = \"文号\" 发文 2020-01-01 标题 \"…\"`",
        en: "declare it first: `document {name} = \"number\" dated 2020-01-01 title \"…\"`",
    }
    retroactive(from, dated) {
        zh: "追溯生效:自 {from} 起施行,而文件 {dated} 才印发",
        en: "retroactive: in force from {from}, issued on {dated}",
    }
    citation_missing(what) { zh: "{what}没有依据", en: "{what} cites no document" }
    cite_it() { zh: "加上依据,如 `@ 文12 第三条`", en: "cite it, like `@ doc12 \"article 3\"`" }

    heads_and_dimensions(heads, dimensions) {
        zh: "这一行有 {heads} 个表头,应有 {dimensions} 个",
        en: "this row has {heads} heads, but the table has {dimensions} dimensions",
    }
    bands_of_fact() {
        zh: "分档要从低到高:除最后一档外,都写明“不超过”多少;最后一档不写",
        en: "bands rise: each but the last says `up to` how much, the last does not",
    }
    cells_and_columns(cells, columns) {
        zh: "这一行有 {cells} 格,应有 {columns} 格",
        en: "this row has {cells} cells, but {columns} are needed",
    }
    segments_must_touch(first, second) {
        zh: "分段不相接:{first}与{second}之间",
        en: "segments do not touch: between {first} and {second}",
    }
    segment_needs_band() { zh: "分段的表头要写成一档,如 `不超过 3万元`", en: "the head of a segment must be a band, like `up to 30000元`" }
    segment_must_begin_at_zero() { zh: "第一段须从 0 起", en: "the first segment must begin at 0" }
    segment_overlap() { zh: "分段互相重叠", en: "segments overlap" }
    segment_only_first() { zh: "分段只能放在第一维", en: "only the first dimension can be segments" }
    edges_meet_here(edge) { zh: "让两段在 {edge} 处相接", en: "let them meet at {edge}" }
    origin_missing() {
        zh: "有起付线又有分段,须说明 `从零起` 还是 `从起付线起`",
        en: "beside a deductible, segments must say `from zero` or `from deductible`",
    }
    origin_meaning() {
        zh: "`从零起`:扣掉起付线以后再分段;`从起付线起`:连同起付线一起分段",
        en: "`from zero`: edges on what is left after the deductible; `from deductible`: edges on the cost that contains it",
    }
    deductible_here() { zh: "起付线在这里", en: "the deductible stands here" }
    table_gap(witness) { zh: "表格有空档:没有“{witness}”这一行", en: "the table has a gap: no row for {witness}" }
    add_row_or_else() { zh: "补上一行,或加 `其余`", en: "add a row, or an `else` row" }
    table_overlap(witness) { zh: "两行重叠:{witness}同时符合两行", en: "two rows overlap: {witness} fits both" }
    other_row_here() { zh: "另一行在这里", en: "the other row stands here" }
    choose_hit() { zh: "改动边界,或写明取法(如 `取首条`)", en: "mend the edges, or name a hit policy (like `hit first`)" }
    table_tie(witness) {
        zh: "两行同样具体,取不出哪一行:{witness}",
        en: "two rows are equally specific for {witness}",
    }
    make_more_specific() { zh: "改动表头,使其中一行更具体", en: "mend the headers, so that one row is more specific" }
    row_missing(witness) {
        zh: "{witness}没有对应的行,结果为“无”",
        en: "no row for {witness}: the result is none",
    }
    add_default_row() {
        zh: "补上一行;本来就是“无”的,写明 `其余 → 无`",
        en: "add a row, or say that none is meant: `else -> none`",
    }
    masked_row(witness) {
        zh: "这一行永远用不到:它适用的情形都由别的行决定,如{witness}",
        en: "this row never counts: other rows decide every case that it fits, like {witness}",
    }
    row_fits_nothing() { zh: "这一行永远用不到:没有符合它的情形", en: "this row never counts: nothing fits it" }
    rest_never_counts() {
        zh: "`其余` 永远用不到:其他各行已包括所有情形",
        en: "`else` never counts: the other rows take every case",
    }
    this_row_decides() { zh: "由这一行决定", en: "this row decides" }
    mend_or_remove_row() { zh: "改动表头或次序,或去掉这一行", en: "mend the headers or the order, or remove the row" }
    removable_row(witness) {
        zh: "去掉这一行,结果不变:没有它,另一行的结果也一样,如{witness}",
        en: "this row can go: without it another row gives the same, as for {witness}",
    }
    gives_the_same() { zh: "这一行的结果一样", en: "this row gives the same" }
    remove_row() { zh: "可以去掉这一行", en: "the row may be removed" }
    mergeable_rows(dimension) {
        zh: "这一行与另一行只差“{dimension}”,结果相同,可以合为一行",
        en: "this row differs from another in {dimension} alone, with the same result: the two can be one",
    }
    join_heads(heads) { zh: "可写成 `{heads}`", en: "write `{heads}`" }
    join_bands(first, second) { zh: "`{first}` 与 `{second}` 可并作一段", en: "join `{first}` and `{second}`" }
    rows_not_searched() {
        zh: "表太大,没有查哪些行可以去掉或合并",
        en: "the table is too large to be searched for rows that could go or be joined",
    }
    table_not_searched() {
        zh: "表太大,没有查空档和重叠",
        en: "the table is too large to be searched for gaps and overlaps",
    }
    split_table() { zh: "拆成几张表,或把相同的行合并", en: "split it into several tables, or join rows that say the same" }
    cases_not_compared(most) {
        zh: "情形太多,只查了 {most} 对是否冲突",
        en: "there are too many cases: only {most} pairs of them were searched for conflicts",
    }
    conflicting_cases(first, second, clause, witness) {
        zh: "情形 `{first}` 与 `{second}` 可能同时成立({witness}),{clause}却不一样",
        en: "cases `{first}` and `{second}` can both hold ({witness}) and differ in {clause}",
    }
    join_cases() {
        zh: "用 `其余 当` 连起来定先后:`情形 … {{ }} 其余 当 … {{ }}`;或让两个条件不会同时成立",
        en: "chain them (`case … {{ }} else when … {{ }}`) to rank them, or make the conditions exclude each other",
    }
    other_case_here() { zh: "另一个情形在这里", en: "the other case stands here" }
    conflicting_effects(witness) {
        zh: "两个 `改为` 可能同时成立({witness}),结果却不一样",
        en: "two replacements can both hold ({witness}) and differ",
    }
    conflicting_transitions(state, witness) {
        zh: "状态 `{state}` 可能同时转向两处({witness})",
        en: "state `{state}` can move two ways at once ({witness})",
    }

    payment_missing(benefit) {
        zh: "待遇 `{benefit}` 没有写付多少",
        en: "benefit `{benefit}` does not say what it pays",
    }
    payment_clauses() {
        zh: "请写 `比例`、`金额`、`补足至`、`个人自付不超过` 中的一个",
        en: "state one of `rate`, `amount`, `top up to`, `own pay at most`",
    }
    payment_twice(benefit) {
        zh: "待遇 `{benefit}` 写了两种付法",
        en: "benefit `{benefit}` says twice what it pays",
    }
    other_here() { zh: "另一处在这里", en: "the other stands here" }
    not_beside_amount(word) {
        zh: "`{word}` 不能与 `金额` 同用:金额不经过基数、起付线和比例",
        en: "`{word}` cannot stand beside `amount`, which has no base, deductible or rate",
    }
    only_for_claims(word) {
        zh: "`{word}` 只用于每次结算的待遇",
        en: "`{word}` is only for a benefit for each claim",
    }
    bounds_include() {
        zh: "`以上`、`以下` 已含本数,直接写 `3人以上`",
        en: "`以上` and `以下` include the number: write `3人以上`",
    }
    top_up_by_amount() {
        zh: "按月、按年补足差额的,写成算式,如 `金额 低保标准 × 人数 - 月收入`",
        en: "what fills a month or year up to an amount is a formula, like `amount standard × heads - income`",
    }
    round_inside() {
        zh: "`舍入` 只能跟在一个算式后面;这里请在算式里写 `取整(…, 进一, 1元)`",
        en: "`round` can only follow a formula; write `rounded(…, up, 1yuan)` within the value instead",
    }
    round_to_money() { zh: "舍入到的单位应当是钱(元、角、分)", en: "what is paid is rounded to an amount of money" }
    layer_cycle(names) { zh: "先后次序绕成了圈:{names}", en: "layers come after each other in a circle: {names}" }
    choice_layers(first, second) {
        zh: "排在 `{first}` 与 `{second}` 前面的待遇不同,不能择一",
        en: "`{first}` and `{second}` have different layers before them, so none can be chosen",
    }
    cumulative_deductible() {
        zh: "基数按年累计的,起付线也要按年",
        en: "beside a cumulative base the deductible must be per year",
    }
    as_cycle(name) { zh: "`同` 绕回了自己:`{name}`", en: "`as` refers to itself in a circle: `{name}`" }
    as_lacks(benefit, word) {
        zh: "待遇 `{benefit}` 没有 `{word}`,无从参照",
        en: "benefit `{benefit}` has no `{word}` to refer to",
    }

    key_count(found, expected) {
        zh: "方括号里写了 {found} 项,这张表要 {expected} 项",
        en: "{found} keys in the brackets, but the table has {expected} dimensions",
    }
    one_key_for_each() {
        zh: "表按几项分,方括号里就写几项;要改几格,分几行写",
        en: "a key for each dimension; several cells are changed by several lines",
    }
    key_fits_nothing(key) { zh: "表里没有 `{key}`", en: "no cell of the table fits `{key}`" }
    keys_need_table() { zh: "这里不是表格,不能用方括号", en: "this is not a table; brackets cannot be used" }
    outside_delegation(value, band, parent) {
        zh: "{value} 超出 {parent} 授权的范围 {band}",
        en: "{value} is outside {band}, which {parent} delegates",
    }
    cell_locked_by(parent) {
        zh: "这一格已由 {parent} 锁定,不得调整",
        en: "this cell is locked by {parent} and cannot be changed",
    }
    locked_here() { zh: "在这里锁定", en: "locked here" }
    delegated_here() { zh: "在这里授权", en: "delegated here" }
    below_last_year(now, before) {
        zh: "{now} 低于本地上年的 {before}",
        en: "{now} is below {before}, the own value of the year before",
    }
    last_year_here() { zh: "上年的值在这里", en: "last year's value stands here" }

    state_needs_start(name) { zh: "状态 `{name}` 没有 `起始`", en: "state `{name}` has no `starts`" }
    state_value_unknown(name, state) {
        zh: "状态 `{state}` 里没有 `{name}`:既不从它起始,也不转为它",
        en: "state `{state}` neither starts as nor becomes `{name}`",
    }
    list_of(name) { zh: "清单要说明是哪个目录的:`{name}` 不是目录或枚举", en: "`{name}` is no catalogue or enum to list" }
    item_in_two_lists(name) {
        zh: "`{name}` 在账目里出现两次",
        en: "`{name}` stands in the account twice",
    }
    choice_of_one() { zh: "择一至少要两项待遇", en: "a choice needs two benefits" }
    only_benefits_are_refused() {
        zh: "`不予` 只能用于待遇",
        en: "only a benefit can be expected to `refuse`",
    }
    several_given() { zh: "这里只能有一个值", en: "only one value can be given here" }
    given_twice(name) { zh: "`{name}` 给了两次", en: "`{name}` is given twice" }
    kind_of_clause() { zh: "标准里的路径要指到某个条款", en: "a standard's path must name a clause" }
    fact_type_unordered() { zh: "这种类型不能写范围", en: "this type has no range" }
}
