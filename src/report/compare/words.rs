//! The words of a matrix of counties, in both tongues.

crate::catalogue! {
    title(names) { zh: "{names}待遇比较", en: "{names}: benefits compared" }
    title_many(count) { zh: "{count} 个地区待遇比较", en: "{count} counties: benefits compared" }
    on_day(date) { zh: "按 {date} 有效的规定", en: "as in force on {date}" }
    verdict() { zh: "结论", en: "Verdict" }
    counties() { zh: "各地一览", en: "The counties" }
    clauses() { zh: "逐条比较", en: "Clause by clause" }
    typical() { zh: "典型人员和家庭", en: "Typical persons and households" }
    groups() { zh: "规定相同的地区", en: "Who says the same" }

    agreement(lines, uniform, percent) {
        zh: "可比的条款 {lines} 条,各地一致的 {uniform} 条({percent}%)。",
        en: "Of {lines} comparable clauses all counties agree on {uniform} ({percent}%).",
    }
    index(index, weighted) {
        zh: "差距指数 {index}%({weighted}):典型人员和家庭所得与平均数相差的平均幅度,0 为完全拉齐。",
        en: "Index of disparity {index}% ({weighted}): how far from the mean typical persons are on average; 0 is level.",
    }
    by_people() { zh: "按参保人数加权", en: "weighted by insured persons" }
    each_alike() { zh: "各地同等权重", en: "every county counts alike" }
    people_missing(names) {
        zh: "{names}没有写明参保人数(参数 参保人数),所以没有加权。",
        en: "{names}: no number of insured persons (param 参保人数), so nothing is weighted.",
    }
    part_index(index, names, counties, persons, all) {
        zh: "没有一例典型人员各地都能算出,全省的差距指数无从算起。在{names}这 {counties} 个地区、都能算出的 {persons} 例(共 {all} 例)上,指数为 {index}%;它不代表全省,也不能与全省的指数相比。",
        en: "No typical person can be settled everywhere, so there is no index of the whole. In {names} ({counties}) and for the {persons} of {all} persons that all of these settle it is {index}%; it does not speak for the others.",
    }
    left_out(names) { zh: "没有计入:{names}(数额待公布或来源未载,见后)。", en: "Left out: {names} (values awaited or not stated, see below)." }
    only_settled() {
        zh: "带 * 的平均数和指数只按能算出的地区,各例的地区不同,不要互相比较。",
        en: "Means and indices with * are of the counties that can be settled; these differ from line to line.",
    }
    pay_alike(count) {
        zh: "有 {count} 组地区对所有人、所有费用支付得一样(写法可以不同),见后。",
        en: "{count} groups of counties pay everybody the same, in whatever words; see below.",
    }
    alike() {
        zh: "对所有人、所有费用支付得一样的归为一组(首张账单,以及全年四张等额账单),不论写法:",
        en: "Counties that pay everybody the same, in whatever words (the first bill, and a year of four equal bills):",
    }
    nobody_alike() {
        zh: "没有两个地区对所有人、所有费用支付得一样。下面是足以把每个地区与其他地区分开的最少条款:",
        en: "No two counties pay everybody the same. The fewest clauses that tell each from all others:",
    }
    nobody_shown_alike() {
        zh: "没有判定出对所有人、所有费用支付得一样的地区。下面是足以把各地区与其他已判定的地区分开的最少条款:",
        en: "No counties are shown to pay everybody the same. The fewest clauses that tell each from the others:",
    }
    to_the_fen() { zh: "逐分相同", en: "the same to the fen" }
    but_for_rounding(fen) { zh: "除四舍五入外相同,一张账单至多差 {fen} 分", en: "the same but for rounding, at most {fen} fen a bill" }
    fen_open() { zh: "除四舍五入外相同,差几分没有判定", en: "the same but for rounding; by how much is not decided" }
    told_by(lines) { zh: "与其他各组的区别:{lines}", en: "told from the others by: {lines}" }
    open_for(benefit, reason) { zh: "{benefit}:{reason}", en: "{benefit}: {reason}" }
    not_decided(names, reason) { zh: "没有判定与谁相同:{names}({reason})。", en: "Not decided with whom they agree: {names} ({reason})." }
    no_index() {
        zh: "没有一例典型人员各地都能算出,差距指数无从算起。",
        en: "No typical person can be settled everywhere, so there is no index of disparity.",
    }
    widest(title, high, most, low, least) {
        zh: "差距最大的是“{title}”:{high} {most} 元,{low} {least} 元。",
        en: "The gap is widest for “{title}”: {most} yuan in {high}, {least} in {low}.",
    }
    no_twins() { zh: "没有两个地区的规定完全相同。", en: "No two counties have the same policy." }
    all_same() { zh: "各地的规定完全相同。", en: "All counties have the same policy." }
    clusters(count) { zh: "规定完全相同的归为一类,共 {count} 类,见后。", en: "Counties with equal policies make {count} clusters; see below." }
    index_note() {
        zh: "差距指数的算法见 docs/disparity.md。",
        en: "docs/disparity.md tells how the index is made.",
    }

    county() { zh: "地区", en: "county" }
    people() { zh: "参保人数", en: "insured" }
    from_mean() { zh: "比平均", en: "from mean" }
    best() { zh: "最优条款", en: "best in" }
    worst() { zh: "最差条款", en: "worst in" }
    below() { zh: "低于标准", en: "below std" }
    above() { zh: "超出标准", en: "above std" }
    apart() { zh: "与其他地区都不同的(离中位数最远的三项):", en: "What no other county has so (the three furthest from the middle):" }

    item() { zh: "项目", en: "item" }
    low() { zh: "最低", en: "least" }
    median() { zh: "中位", en: "median" }
    high() { zh: "最高", en: "most" }
    spread() { zh: "相差", en: "spread" }
    values() { zh: "取值", en: "values" }
    standard() { zh: "标准", en: "standard" }
    outliers() { zh: "离群", en: "outliers" }
    not_stated() { zh: "未规定", en: "not stated" }
    count_of(text, names) { zh: "{text}:{names}", en: "{text}: {names}" }
    points(number) { zh: "{number}个百分点", en: "{number}pp" }
    agree_on(names) { zh: "各地一致:{names}。", en: "All agree on: {names}." }
    only_in(count, names) { zh: "只有 {count} 个地区有:{names}。", en: "Only {count} have it: {names}." }
    same_topics(names) { zh: "各地完全一致的:{names}。", en: "The same everywhere: {names}." }
    legend() {
        zh: "↑ 本行最优,↓ 本行最差,* 离群(超出四分位距一倍半),! 低于标准,+ 超出标准;“—”没有规定(不设起付线、不设限额的,标作最优)。",
        en: "↑ best of the line, ↓ worst, * an outlier (beyond Tukey's fences), ! below the standard, + above it; “—” not stated (no deductible, no cap: marked as the best).",
    }
    asked(text) { zh: "标准:{text}", en: "standard: {text}" }
    list_differs(count) { zh: "有 {count} 种不是各地都有,完整名单见 html、xlsx、json。", en: "{count} entries are not listed everywhere; html, xlsx and json name them." }

    person() { zh: "典型人员、家庭(元)", en: "person or household (yuan)" }
    mean() { zh: "平均", en: "mean" }
    index_word() { zh: "指数", en: "index" }
    settled() { zh: "每一例结算一整年。括号里是名次。", en: "Each is settled for a year. Places in parentheses." }
    not_settled() { zh: "算不出", en: "open" }
    why_not(reason, list) { zh: "{reason}:{list}。", en: "{reason}: {list}." }
    one_not_settled(name, title) { zh: "{name}“{title}”", en: "{name} “{title}”" }
    some_not_settled(name, count) { zh: "{name}有{count}例", en: "{name} in {count} cases" }
    none_settled(name) { zh: "{name}每一例", en: "{name} in every case" }
    no_typical() { zh: "没有声明典型人员或家庭。", en: "No typical persons or households are declared." }
    sum_title(count) { zh: "{count} 例典型人员和家庭一年合计(元)", en: "sum over {count} typical persons and households, per year (yuan)" }

    benefit() { zh: "待遇", en: "benefit" }
    who() { zh: "规定相同的归在一起", en: "those that say the same together" }
    all() { zh: "全部相同", en: "all the same" }
    all_differ() { zh: "各不相同", en: "all different" }
    without(names) { zh: "没有:{names}", en: "none: {names}" }
    case(labels) { zh: "情形 {labels}", en: "case {labels}" }
    names_and_more(names, count) { zh: "{names}等 {count} 个", en: "{names} and others ({count})" }
    sources() { zh: "依据", en: "sources" }
}
