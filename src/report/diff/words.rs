//! The words of a printed comparison, in both tongues.

crate::catalogue! {
    title(a, b) { zh: "{a}与{b}待遇比较", en: "{a} and {b}: benefits compared" }
    on_day(date) { zh: "按 {date} 有效的规定", en: "as in force on {date}" }
    on_days(a, day_a, b, day_b) {
        zh: "{a}按 {day_a}、{b}按 {day_b} 有效的规定",
        en: "{a} as in force on {day_a}, {b} on {day_b}",
    }
    equal(a, b) { zh: "相同。{a}与{b}的规定没有差别。", en: "The same: nothing differs between {a} and {b}." }
    equal_in_effect(a, b) { zh: "相同。{a}与{b}的规定写法不同,付的一样。", en: "The same: {a} and {b} are worded differently and pay alike." }
    equal_counts(benefits, scenes) {
        zh: "比较了 {benefits} 项待遇和 {scenes} 例典型人员、家庭。",
        en: "{benefits} benefits and {scenes} typical persons and households were compared.",
    }
    equal_but_awaited(count) {
        zh: "其中 {count} 项待遇还有两边都待公布的数额,公布以后才能下结论。",
        en: "{count} of the benefits have values that both sides have yet to publish; these cannot be judged before.",
    }

    verdict() { zh: "结论", en: "Verdict" }
    clauses() { zh: "条款", en: "Clauses" }
    basis() { zh: "清单、标准和算法", en: "Lists, standards and formulas" }
    behaviour() { zh: "典型人员和家庭", en: "Typical persons and households" }
    worked() { zh: "算账单", en: "Worked sums" }

    headline(shared, parts) {
        zh: "两边都有的待遇 {shared} 项:{parts}。",
        en: "Benefits on both sides: {shared}; {parts}.",
    }
    headline_same(count) { zh: "{count} 项相同", en: "the same: {count}" }
    headline_different(count) { zh: "{count} 项不同", en: "different: {count}" }
    headline_alike(count) { zh: "{count} 项写法不同、付的一样", en: "worded differently, paid alike: {count}" }
    headline_awaited(count) { zh: "{count} 项两边都待公布", en: "awaited on both sides: {count}" }
    headline_scenes(count, parts) {
        zh: "{count} 例典型人员和家庭中,{parts}。",
        en: "Of {count} typical persons and households {parts}.",
    }
    scenes_more(name, count) { zh: "{name}付得多的 {count} 例", en: "{name} pays more to {count}" }
    scenes_same(count) { zh: "一样的 {count} 例", en: "{count} get the same" }
    scenes_open(count) { zh: "因数额待公布等原因算不出总数的 {count} 例", en: "{count} cannot be settled, since a value is awaited or missing" }
    headline_largest(title, more, less, yuan) {
        zh: "差距最大的是“{title}”:{more}比{less}多付 {yuan} 元。",
        en: "The gap is largest for “{title}”: {more} pays {yuan} yuan more than {less}.",
    }
    same() { zh: "相同", en: "the same" }
    tables_equal(cases) {
        zh: "不论写法,两表结果相同:{cases} 种情形全部一样。",
        en: "However worded, both tables answer the same in all {cases} kinds of cases.",
    }
    tables_differ(facts, a, answer, b, other) {
        zh: "两表结果不同,例如{facts}时:{a}为{answer},{b}为{other}。",
        en: "The tables differ, as for {facts}: {answer} in {a}, {other} in {b}.",
    }
    tables_differ_always(a, answer, b, other) {
        zh: "两表结果处处不同:{a}为{answer},{b}为{other}。",
        en: "The tables differ in every case: {answer} in {a}, {other} in {b}.",
    }
    tables_open(reason) { zh: "两表是否相同,没有比出:{reason}。", en: "Whether the tables are the same is not decided: {reason}." }
    columns_only(name, columns) { zh: "只有{name}有这几列:{columns}。", en: "Only {name} has: {columns}." }
    as_sentence(text) { zh: "{text}。", en: "{text}." }
    better(name) { zh: "{name}较优", en: "better in {name}" }
    mixed() { zh: "互有高低", en: "mixed" }
    unclear() { zh: "不同,只看条款分不出高低", en: "different; the clauses alone do not tell which is better" }
    waits() { zh: "一边有数额待公布,还不能比", en: "one side has yet to publish a value" }
    unclear_short() { zh: "不同,分不出高低", en: "different, neither better" }
    but_for_awaited(name) { zh: "{name}(未判定的除外)", en: "{name} (where decided)" }
    alike() { zh: "写法不同,付的一样", en: "worded differently, paid alike" }
    by_payments(overall) { zh: "{overall}(看支付)", en: "{overall} (by payments)" }
    by_payments_decided(overall) { zh: "{overall}(看支付,待公布等未判定的除外)", en: "{overall} (by payments, where these are decided)" }
    awaited_both() { zh: "两边都待公布", en: "awaited on both sides" }
    only(name) { zh: "只有{name}有", en: "only in {name}" }
    count(count) { zh: "{count} 项", en: "{count}" }
    explanation(a, b) {
        zh: "表中“相差”是{b}减{a};“参保人”“基金”两栏说的也是{b}比{a}怎样。",
        en: "“difference” is {b} less {a}; “insured” and “fund” tell how {b} compares with {a}.",
    }
    limited_to(group) { zh: "只看{group}。", en: "Only {group}." }

    item() { zh: "项目", en: "item" }
    difference() { zh: "相差", en: "difference" }
    insured() { zh: "参保人", en: "insured" }
    fund() { zh: "基金", en: "fund" }
    gains() { zh: "有利", en: "better" }
    loses() { zh: "不利", en: "worse" }
    even() { zh: "相当", en: "even" }
    open() { zh: "不定", en: "open" }
    pays_more() { zh: "多支", en: "pays more" }
    pays_less() { zh: "少支", en: "pays less" }
    not_stated_here() { zh: "未规定", en: "not stated" }
    not_comparable() { zh: "不可比", en: "not comparable" }
    awaited() { zh: "待公布", en: "awaited" }
    points(number) { zh: "{number}个百分点", en: "{number}pp" }
    days(number) { zh: "{number}天", en: "{number} days" }
    more_entries(number) { zh: "多{number}种", en: "{number} more" }
    fewer_entries(number) { zh: "少{number}种", en: "{number} fewer" }
    more_and_fewer(more, fewer) { zh: "多{more}种,少{fewer}种", en: "{more} more, {fewer} fewer" }
    case(labels) { zh: "情形 {labels}", en: "case {labels}" }
    called_by_both(name) { zh: "两边都叫“{name}”。", en: "Called “{name}” by both." }
    called(a, name_a, b, name_b) {
        zh: "{a}叫“{name_a}”,{b}叫“{name_b}”。",
        en: "Called “{name_a}” in {a}, “{name_b}” in {b}.",
    }
    same_items(names) { zh: "其余相同:{names}。", en: "The same otherwise: {names}." }
    awaited_items(names) { zh: "两边都待公布:{names}。", en: "Awaited on both sides: {names}." }
    gone(name, date) { zh: "{name}的这项待遇 {date} 已停止。", en: "In {name} it ended on {date}." }
    not_yet(name, date) { zh: "{name}的这项待遇自 {date} 起才有。", en: "In {name} it begins on {date}." }
    sources(name) { zh: "{name}依据", en: "{name} sources" }
    no_source() { zh: "未注明文件", en: "no document cited" }
    read_by(names) { zh: "用于 {names}", en: "used by {names}" }

    inherited(name, from) { zh: "{name}没有另定,用{from}的规定", en: "{name} states none of its own: that of {from}" }
    every_benefit(name) { zh: "{name}按各项待遇的统一规定", en: "{name}: as stated for every benefit" }
    by_default(name) { zh: "{name}没有写,按通例", en: "{name} states none: the usual one" }
    disputed(name, value, source) {
        zh: "存疑:{name}的这个数,{source}作 {value}",
        en: "disputed in {name}: {value} according to {source}",
    }
    disputed_param(name, param, value, source) {
        zh: "存疑:{name}的{param},{source}作 {value}",
        en: "disputed in {name}: {param} is {value} according to {source}",
    }
    another_source() { zh: "另一来源", en: "another source" }
    formula(name, text) { zh: "{name}:{text}", en: "{name}: {text}" }
    with_values(text, values) { zh: "{text};其中 {values}", en: "{text}; {values}" }

    kind_list() { zh: "清单", en: "list" }
    kind_param() { zh: "参数", en: "param" }
    kind_define() { zh: "定义", en: "define" }
    kind_group() { zh: "群体", en: "group" }
    kind_account() { zh: "账目", en: "account" }
    kind_table() { zh: "表", en: "table" }
    kind_state() { zh: "状态", en: "state" }
    kind_choice() { zh: "择一", en: "choice" }
    kind_benefit() { zh: "待遇", en: "benefit" }
    list_counts(a, count_a, b, count_b, same) {
        zh: "{a} {count_a} 种,{b} {count_b} 种,相同 {same} 种。",
        en: "{a} has {count_a}, {b} has {count_b}, {same} are the same.",
    }
    list_only(name, count, names) { zh: "只有{name}有的 {count} 种:{names}。", en: "Only in {name} ({count}): {names}." }

    person_or_household() { zh: "典型人员、家庭和待遇", en: "person or household, and benefit" }
    total() { zh: "合计", en: "total" }
    not_settled() { zh: "算不出", en: "not settled" }
    clause_of(benefit, clause) { zh: "{benefit}.{clause}", en: "{benefit}.{clause}" }
    why_not(name, benefit, reason) { zh: "{name}的{benefit}:{reason}", en: "{name}, {benefit}: {reason}" }
    not_declared(name, facts) {
        zh: "{name}没有这一例,按对方写的情况结算;没有的字段:{facts}",
        en: "{name} does not declare this case; facts it does not know: {facts}",
    }
    declared_by_other(name) { zh: "{name}没有这一例,按对方写的情况结算", en: "{name} does not declare this case; the facts are those of the other" }
    no_scenes() { zh: "没有声明典型人员或家庭。", en: "No typical persons or households are declared." }
    settled_by(day) {
        zh: "每一例都按 {day} 有效的规定结算一整年。金额单位:元。",
        en: "Each is settled for a year by the rules in force on {day}. Amounts in yuan.",
    }
    settled_each() {
        zh: "每一例都按各自日期有效的规定结算一整年。金额单位:元。",
        en: "Each is settled for a year by the rules in force on the day of its side. Amounts in yuan.",
    }
    sum_of(name, title) { zh: "{name}:{title}", en: "{name}: {title}" }

    everybody() { zh: "对所有人、所有费用", en: "Everybody, at every cost" }
    everybody_scope(list) {
        zh: "不是抽样:两边的规定所区分的每一种人、每一分费用都比过。{list}。",
        en: "Not a sample: every kind of person that either side tells apart, at every cost. Taken: {list}.",
    }
    everybody_scope_of_periods() {
        zh: "不是抽样:两边的规定所区分的每一种人、每一户都比过。",
        en: "Nothing is sampled: every kind of person and household that the two tell apart was compared.",
    }
    everybody_equal_in_periods() {
        zh: "对谁都付得一样,一分不差。写法不同的条款,结果相同。",
        en: "Both pay the same to everybody, to the fen: what is worded differently comes to the same.",
    }
    everybody_equal(count) {
        zh: "两边对 {count} 种情形都付得一样,一分不差;一年四张等额账单也一样。写法不同的条款,结果相同。",
        en: "Both pay the same to the fen in all {count} kinds of case, and over a year of four equal bills: what is worded differently comes to the same.",
    }
    always_equal() {
        zh: "已证明:不论此前有过哪些账单,多少张、哪种病、在哪里看,之后的每一张也一分不差。",
        en: "Proved: whatever bills came before, however many and of whatever kind, every further one is paid the same to the fen.",
    }
    equal_after_one() {
        zh: "同类的账单,此前一张、这一张,两张费用任意,也一样,只差取整;再多几张、几种账单混在一起,没有证明。",
        en: "So it is on a bill after one other of the same kind, whatever both cost, roundings aside; more bills, or bills of several kinds, are not proved.",
    }
    equal_so_far() {
        zh: "几张费用不等的账单之后是否仍然一样,未能断定。",
        en: "Whether it is so after several unequal bills is not decided.",
    }
    equal_so_far_since(reason) {
        zh: "几张费用不等的账单之后是否仍然一样,未能断定:{reason}。",
        en: "Whether it is so after several unequal bills is not decided: {reason}.",
    }
    everybody_same(names) { zh: "对谁都付得一样,一分不差:{names}。", en: "The same to everybody, to the fen: {names}." }
    everybody_open(reason) { zh: "未能断定:{reason}。", en: "Not decided: {reason}." }
    all_layers() { zh: "各层合计", en: "All layers together" }
    whole_year() { zh: "全年(四张等额账单)各层合计", en: "A year of four equal bills, all layers together" }
    taken(list) { zh: "此项:{list}。", en: "Taken here: {list}." }
    kinds(list) { zh: "按两边的规定分出的情形中:{list}。", en: "Of the kinds of case told apart: {list}." }
    kinds_same(count) { zh: "{count}种一样", en: "{count} the same" }
    kinds_rounding(count) { zh: "{count}种只差取整", en: "{count} the same but for rounding" }
    kinds_more(name, count) { zh: "{count}种{name}多付", en: "{name} pays more in {count}" }
    kinds_crossing(count) { zh: "{count}种互有高低", en: "{count} now one, now the other" }
    kinds_open(count) { zh: "{count}种未能断定", en: "{count} not decided" }
    people() { zh: "情形", en: "case" }
    who_pays_more() { zh: "谁多付、多多少", en: "who pays more, and how much" }
    who() { zh: "谁多付", en: "who pays more" }
    more_there(name) { zh: "{name}多付", en: "{name} pays more" }
    no_gap() { zh: "一样", en: "the same" }
    at_most() { zh: "至多差", en: "at most" }
    within(cost) { zh: "{cost}以内", en: "up to {cost}" }
    band_within(name, within) { zh: "{name}{within}", en: "{name} {within}" }
    by_bands() {
        zh: "各栏:费用在这一数额以内时,至多差多少。",
        en: "Each column: by how much at most, at costs up to this amount.",
    }
    by_named_bands(bands) {
        zh: "各栏:费用在这一档以内时,至多差多少({bands})。",
        en: "Each column: by how much at most, at costs up to the end of this band ({bands}).",
    }
    these(people) { zh: "{people}:", en: "{people}:" }
    these_more(people, name) { zh: "{people},{name}多付:", en: "{people}, {name} pays more:" }
    all_more(name) { zh: "{name}多付:", en: "{name} pays more:" }
    but_for_others(people) { zh: "{people}(另列的除外)", en: "{people} (but for those told of apart)" }
    largest_gap() { zh: "最大差额(元)", en: "largest gap (yuan)" }
    cost_of_it() { zh: "其时费用(元)", en: "at a cost of (yuan)" }
    several_open_in(names, count, reason) {
        zh: "{names}同时变动时,有{count}种情形未能断定:{reason}。",
        en: "With {names} all free, {count} kinds of case are not decided: {reason}.",
    }
    everyone() { zh: "所有人", en: "everybody" }
    more_lines_in_json(count) { zh: "还有 {count} 行:--format json", en: "{count} more lines: --format json" }
    more_lines(count) { zh: "还有 {count} 行:--all", en: "{count} more lines: --all" }
    at_cost(person, cost) { zh: "{person},费用 {cost}", en: "{person}, cost {cost}" }
    at_number(person, name, number) { zh: "{person},{name} {number}", en: "{person}, {name} {number}" }
    example(case, a, total_a, b, total_b) {
        zh: "例:{case}:{a} {total_a} 元,{b} {total_b} 元。",
        en: "Example: {case}: {a} {total_a} yuan, {b} {total_b} yuan.",
    }
    wider_example(case, a, paid_a, b, paid_b) {
        zh: "差得更多的一例:{case}:{a} {paid_a} 元,{b} {paid_b} 元。",
        en: "One with a wider gap: {case}: {a} {paid_a} yuan, {b} {paid_b} yuan.",
    }
    example_parts(list) { zh: "其中 {list}。", en: " Of this: {list}." }
    example_part(name, a, b) { zh: "{name} {a} 与 {b}", en: "{name} {a} and {b}" }
    peak(case, name, gap, near) {
        zh: "差得最多:{case}:{name}多付 {gap}{near}。",
        en: "The largest gap: {case}: {name} pays {gap} more{near}.",
    }
    example_beside(list, a, b) {
        zh: "另付 {list};合计 {a} 与 {b}。",
        en: " Besides: {list}; together {a} and {b}.",
    }
    by_cause(name) { zh: "逐处看:只换一处,别的都照{name}", en: "One difference at a time, all else as in {name}" }
    payment_axis() { zh: "支付(元)", en: "payment (yuan)" }
    cost_axis() { zh: "费用(元)", en: "cost (yuan)" }
    cause() { zh: "不同之处", en: "what differs" }
    touched() { zh: "涉及", en: "who is touched" }
    nobody() { zh: "无人", en: "nobody" }
    no_effect() { zh: "单独换,谁也不多不少", en: "alone it changes nothing" }
    turns_at(cost) { zh: ";在{cost}处转向", en: "; turning at {cost}" }
    turns_between(low, high) { zh: ";转向处在{low}至{high}之间", en: "; turning between {low} and {high}" }
    also_open(count) { zh: ";另有{count}种情形未能断定", en: "; {count} kinds of case are not decided" }
    cause_example(number) { zh: "例{number}", en: "example {number}" }
    and_others(count) { zh: "等{count}类", en: "… ({count} groups)" }
    parts_are_whole() {
        zh: "各处互不影响:对每个人,加起来就是全部差别。",
        en: "They do not touch each other: for everybody, together they are the whole difference.",
    }
    parts_are_not_whole(person, cost, sum, whole) {
        zh: "各处互相影响,合在一起不等于相加:如{person},费用 {cost},各处相加{sum},实际{whole}。",
        en: "They touch each other, and the whole is not their sum: {person}, cost {cost}: one by one, {sum}; together, {whole}.",
    }
    parts_open(reason) { zh: "各处是否互相影响,未能断定:{reason}。", en: "Whether they touch each other is not decided: {reason}." }
    benefits_by_cause(names) { zh: "各项待遇分别怎样({names}):--all", en: "each benefit by itself ({names}): --all" }
    example_of_cause(person, cost, a, paid_a, b, paid_b) {
        zh: "{person},费用 {cost}:照{a} {paid_a} 元,这一处照{b} {paid_b} 元。",
        en: "{person}, cost {cost}: as in {a} {paid_a} yuan, with this as in {b} {paid_b} yuan.",
    }
    views() { zh: "全年,和一年里后来的账单", en: "The year, and bills late in it" }
    views_of_typical() {
        zh: "只判定了典型人员的情形;--all 判定所有人。",
        en: "Decided for the typical persons only; --all decides for everybody.",
    }
    spread_never_matters() {
        zh: "全年:已证明对他们每个人,一年的费用分几次结算都一样,只差取整;上面各处的“费用”也可读作“全年费用”",
        en: "The year: proved for every one of them that it does not matter over how many bills a year's cost is spread, roundings aside; wherever a cost stands above, a year's cost may be read",
    }
    spread_of(name, list) { zh: "全年,{name}:{list}", en: "The year, {name}: {list}" }
    spread_alike(count) {
        zh: "{count}种情形,一年的费用分几次结算都一样,只差取整(已证明)",
        en: "in {count} kinds of case it does not matter over how many bills a year's cost is spread (proved)",
    }
    spread_apart(count, benefits) {
        zh: "{count}种情形分次结算与一次结算不同,在于{benefits}",
        en: "in {count} it matters over how many bills the cost is spread: {benefits}",
    }
    spread_benefit(benefit, clauses) { zh: "{benefit}(按次计:{clauses})", en: "{benefit} (for each bill: {clauses})" }
    spread_counted(count) { zh: "{count}种情形要看是第几次", en: "in {count} it depends on how many bills there were" }
    spread_open(count, reason) { zh: "{count}种情形未能断定,{reason}", en: "{count} not decided: {reason}" }
    later(more, person, earlier, cost, paid) {
        zh: "{more}多付的,后来的账单差得最多的一例:{person},此前已有 {earlier},这一张 {cost}:这一张{paid}。",
        en: "Where {more} pays more, the largest gap of a later bill: {person}, {earlier} earlier in the year, now {cost}: for this one {paid}.",
    }
    later_open(count) { zh: "另有{count}种情形未能断定。", en: "{count} kinds of case are not decided." }
    views_open(reason) { zh: "全年和后来的账单:未能断定,{reason}。", en: "The year and later bills: not decided, {reason}." }
    several_same(names, parts) {
        zh: "{names}同时变动(分成{parts}块逐块判定):除取整外都一样。",
        en: "With {names} all free ({parts} parts, each decided): the same, roundings aside.",
    }
    several_apart(names, parts) {
        zh: "{names}同时变动(分成{parts}块逐块判定),取整不计:",
        en: "With {names} all free ({parts} parts, each decided), roundings aside:",
    }
    first_is_widest(name) {
        zh: "{name}多付的,后来的账单没有比当年第一张差得更多的。",
        en: "Where {name} pays more, no later bill shows a wider gap than the first of the year.",
    }
    benefit_open(name, count) { zh: "{name}({count}种未能断定)", en: "{name} ({count} not decided)" }
    same_where_decided(names) {
        zh: "能断定的情形都一样:{names}。",
        en: "The same wherever it is decided: {names}.",
    }
    both_sides() { zh: "两边", en: "both sides" }
    largest_here() { zh: "差得最多的:", en: "The gaps are largest here:" }
    pays_by(name, gap) { zh: "{name}多付{gap}", en: "{name} pays {gap} more" }
    pays_by_formula(name, formula, gap) {
        zh: "{name}多付 {formula},至多{gap}",
        en: "{name} pays {formula} more, {gap} at most",
    }
    pays_at_most(name, gap) { zh: "{name}多付,至多{gap}", en: "{name} pays more, {gap} at most" }
    also_open_since(count, reason) {
        zh: "另有{count}种情形未能断定:{reason}。",
        en: "{count} kinds of case are not decided: {reason}.",
    }
    effect_open(count) {
        zh: "{count}种情形未能断定,其余不受影响",
        en: "{count} kinds of case are not decided, the others are not touched",
    }
    several_open(reason) { zh: "几个数同时变动:未能断定,{reason}。", en: "Several numbers free at once: not decided, {reason}." }
    extreme(person, a, paid_a, b, paid_b) {
        zh: "{person}:{a} {paid_a} 元,{b} {paid_b} 元",
        en: "{person}: {a} {paid_a} yuan, {b} {paid_b} yuan",
    }
    peak_near(cost, gap) { zh: "({cost}时多 {gap})", en: " ({gap} more at {cost})" }
    not_decided(side, reason, list) {
        zh: "未能断定({side}),{reason}:{list}。",
        en: "Not decided ({side}), {reason}: {list}.",
    }
    and_more_open(count) { zh: "还有{count}处:--all", en: "{count} more: --all" }
    curve(a, b) { zh: "A {a},B {b},* 两边一样;横轴费用,纵轴支付,单位元", en: "A {a}, B {b}, * both; cost across, payment up, in yuan" }
    running() {
        zh: "同类的账单,当年累计到多少费用之后,再多一元各付几成。已证明累计是怎样分次来的都一样,只差取整;一张账单跨了几段,逐段相加。",
        en: "What each pays of a further yuan, by what the year's bills of the same kind have come to. Proved: it does not matter over how many bills, roundings aside; a bill across several stretches is paid stretch by stretch.",
    }
    running_for(people) { zh: "{people}:", en: "{people}:" }
    cost_of_year() { zh: "当年累计费用", en: "cost of the year" }
    who_pays_more_of_a_yuan() { zh: "再多一元,谁多付", en: "who pays more of it" }
    run_out_here() { zh: "到这里", en: "here" }
    deductible_met(name) { zh: "{name}付满", en: "{name} is met" }
    cap_used_up(name) { zh: "{name}用完", en: "{name} is used up" }
    earlier_bill() { zh: "此前一张", en: "the earlier bill" }
    who_pays_more_now() { zh: "这一张,谁多付、多多少", en: "this bill: who pays more, and how much" }
    after_cost(cost) { zh: "{cost}之后", en: "after {cost}" }
    after_costs(first, last) { zh: "{first}至{last}之后", en: "after {first} to {last}" }
    stage_up_to(to) { zh: "{to}以下", en: "up to {to}" }
    stage_between(from, to) { zh: "{from}至{to}", en: "{from} to {to}" }
    stage_from(from) { zh: "{from}起", en: "from {from}" }
    more_points(name, points) { zh: "{name}多{points}个百分点", en: "{name}, {points} points" }
    as_much() { zh: "一样", en: "the same" }
    spent_of(name, list) { zh: "{name}{list}", en: "{name}: {list}" }
    total_of(benefit, clause) { zh: "{benefit}的{clause}", en: "{clause} of {benefit}" }
    next_bill(earlier, cost, list) {
        zh: "例:当年已有 {earlier},再来一张 {cost}:{list}。",
        en: "Example: {earlier} so far in the year, now a bill of {cost}: {list}.",
    }
    pays_after(name, paid, state) { zh: "{name}付 {paid} 元({state})", en: "{name} pays {paid} yuan ({state})" }
    state_paid(paid) { zh: "此前已付 {paid} 元", en: "{paid} yuan paid so far" }
    state_left(total, left) { zh: "{total}还剩 {left}", en: "{left} left of the {total}" }
    more_running(count) { zh: "另有{count}类人各不相同:--all", en: "Further groups of persons: {count} (--all)" }
    running_in_json(count) { zh: "另有{count}类人各不相同:--format json", en: "Further groups of persons: {count} (--format json)" }
    after_one() {
        zh: "分次不同的,看同类的一张之后再来一张。此前一张取的是两边算法转折处附近的整数:",
        en: "Where it matters how the cost is spread: a bill after one other of its kind. The earlier one has round costs about which something changes on either side:",
    }
    after_any(parts) {
        zh: "其中最平常的几类人,此前一张、这一张,两张的费用都不定({parts}块逐块判定,取整不计):",
        en: "The most ordinary of them after one earlier bill, whatever either costs ({parts} parts, each decided; roundings aside):",
    }
    split_open(count) { zh: "另有{count}种情形未能断定。", en: " {count} kinds of case are not decided." }
    split(person, first, second, apart, once) {
        zh: "全年的差别要看费用怎样分次:{person},一年里两张账单,{first}和{second}:分两次结算,{apart};同样的费用一次结算,{once}",
        en: "The year's difference depends on how its cost is split: {person}, two bills in a year, {first} and {second}: as two, {apart}; the same cost at once, {once}",
    }
    both_pay(a, paid_a, b, paid_b) { zh: "{a} {paid_a} 元,{b} {paid_b} 元", en: "{a} {paid_a} yuan, {b} {paid_b} yuan" }
    split_turns(once, apart) { zh: ";一次结算{once}多付,分两次{apart}多付", en: "; at once {once} pays more, as two {apart}" }
    split_most(most, count) {
        zh: "。{count}种情形如此,差别最多因此变动 {most}。",
        en: ". So it is in {count} kinds of case; it changes the difference by {most} at most.",
    }
}
