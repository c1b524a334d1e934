//! The words of hovers, in both tongues.

crate::catalogue! {
    today(date) { zh: "{date} 的规定", en: "on {date}" }
    not_in_force(date) { zh: "{date} 没有生效的规定", en: "nothing is in force on {date}" }
    documents() { zh: "依据", en: "documents" }
    history() { zh: "沿革", en: "history" }
    older(count) { zh: "更早的变动 {count} 次", en: "{count} earlier changes" }
    parent(name) { zh: "{name}的规定", en: "what {name} states" }
    parent_allows(text) { zh: "允许下级:{text}", en: "children may: {text}" }
    may_be_set(text) { zh: "下级可以:{text}", en: "children may: {text}" }
    standards() { zh: "标准的要求", en: "what standards require" }
    counties(count) { zh: "各地对照({count} 地)", en: "other counties ({count})" }
    of_what() { zh: "情况", en: "for" }
    elsewhere() { zh: "其他", en: "others" }
    nothing() { zh: "没有规定", en: "not stated" }
    all_the_same() { zh: "各地相同", en: "the same everywhere" }
    same_elsewhere(count) { zh: "其余 {count} 项各地相同", en: "{count} more are the same everywhere" }
    more_lines(count) { zh: "另有 {count} 项不同", en: "{count} more differ" }
    names_and_more(names, count) { zh: "{names} 等 {count} 地", en: "{names} and {count} in all" }
    items_and_more(names, count) { zh: "{names} 等 {count} 项", en: "{names} and so on, {count} in all" }
    group(value, names) { zh: "{value}:{names}", en: "{value}: {names}" }

    meets() { zh: "符合", en: "meets" }
    below() { zh: "低于要求", en: "below" }
    above() { zh: "高于允许", en: "above" }
    not_stated() { zh: "没有规定", en: "not stated" }
    not_decided() { zh: "未定", en: "not decided" }
    exempt() { zh: "豁免", en: "exempt" }
    exempt_until(date) { zh: "豁免至 {date}", en: "exempt until {date}" }
    by(difference) { zh: "相差 {difference}", en: "by {difference}" }
    should(text) { zh: "应当:{text}", en: "should: {text}" }
    must(text) { zh: "必须:{text}", en: "must: {text}" }
    counts_of(meets, misses, open) {
        zh: "各地:符合 {meets},不符 {misses},未定或豁免 {open}",
        en: "counties: {meets} meet it, {misses} do not, {open} open or exempt",
    }
    who_misses(names) { zh: "不符的:{names}", en: "these do not: {names}" }
    all_inputs() {
        zh: "对各种情况逐一判定的要求,用「conform」命令看结果",
        en: "decided over all inputs: see the command `conform`",
    }

    // What things are.
    clause_of(benefit, county) { zh: "{benefit} · {county}", en: "{benefit} · {county}" }
    benefit_of(county) { zh: "{county}的待遇", en: "a benefit of {county}" }
    param_of(county) { zh: "{county}的参数", en: "a param of {county}" }
    define_of(county) { zh: "{county}的定义", en: "a definition of {county}" }
    group_of(county) { zh: "{county}的群体", en: "a group of {county}" }
    account_of(county) { zh: "{county}的账目", en: "an account of {county}" }
    table_of(county) { zh: "{county}的表", en: "a table of {county}" }
    list_of(domain, county) { zh: "{county}的清单,列{domain}", en: "a list of {domain} of {county}" }
    state_of(county) { zh: "{county}的状态", en: "a state of {county}" }
    standard_of(who) { zh: "{who}的标准", en: "a standard of {who}" }
    assertion_of(who) { zh: "{who}的断言", en: "an assertion of {who}" }
    requirement_of(standard) { zh: "{standard}的要求", en: "a requirement of {standard}" }
    identity() { zh: "待遇种类:各地的待遇按它对应", en: "an identity: by it the benefits of counties are paired" }
    identity_has(names) { zh: "本地对应的待遇:{names}", en: "benefits here: {names}" }
    a_document() { zh: "文件", en: "a document" }
    issued(text) { zh: "{text}", en: "{text}" }
    cited_by(count) { zh: "本地有 {count} 处引用", en: "cited {count} times here" }
    an_enum(count) { zh: "枚举,{count} 个值", en: "an enum of {count} values" }
    a_catalogue(count) { zh: "目录,{count} 项", en: "a catalogue of {count} entries" }
    values(names) { zh: "{names}", en: "{names}" }
    and_more(names, count) { zh: "{names} 等 {count} 项", en: "{names} and so on, {count} in all" }
    entry_of(domain) { zh: "{domain}的一项", en: "one of {domain}" }
    code(code) { zh: "代码 {code}", en: "code {code}" }
    icd(codes) { zh: "ICD {codes}", en: "ICD {codes}" }
    aliases(names) { zh: "又名 {names}", en: "also {names}" }
    english(name) { zh: "英文 {name}", en: "English {name}" }
    below_entry(name) { zh: "归在 {name} 之下", en: "below {name}" }
    holds_entries(names) { zh: "包含 {names}", en: "holds {names}" }
    in_lists(names) { zh: "列入 {names}", en: "listed in {names}" }
    in_no_list(names) { zh: "未列入 {names}", en: "not listed in {names}" }
    listed_by(list, has, count, names) {
        zh: "{list}:{count} 地中有 {has} 地列入;没有列入的:{names}",
        en: "{list}: {has} of {count} counties list it; these do not: {names}",
    }
    listed_by_all(list, count) { zh: "{list}:{count} 地都列入", en: "{list}: all {count} counties list it" }
    listed_by_few(list, count, names) { zh: "{list}:{count} 地中只有 {names} 列入", en: "{list}: of {count} counties only {names} list it" }

    fact_of_claim() { zh: "每次结算的情况", en: "something known of a claim" }
    fact_of_person() { zh: "本人的情况", en: "something known of a person" }
    fact_of_household() { zh: "家庭的情况", en: "something known of a household" }
    type_is(ty) { zh: "类型:{ty}", en: "type: {ty}" }
    may_be(names) { zh: "可取:{names}", en: "may be: {names}" }
    default_is(value) { zh: "没有写的,按 {value}", en: "where it is not given: {value}" }
    no_default() { zh: "没有默认值,用到时必须写明", en: "has no default: must be given where it is used" }
    columns(names) { zh: "导入时的列:{names}", en: "columns of tables: {names}" }
    declared_by(who) { zh: "由 {who} 声明", en: "declared by {who}" }

    county_what(level, code) { zh: "{level},代码 {code}", en: "{level}, code {code}" }
    province() { zh: "省", en: "province" }
    city() { zh: "市", en: "city" }
    county() { zh: "县级", en: "county" }
    belongs_to(names) { zh: "属于 {names}", en: "in {names}" }
    also_called(names) { zh: "又称 {names}", en: "also called {names}" }
    has_benefits(own, inherited) {
        zh: "待遇 {own} 项为本地规定,{inherited} 项沿用上级",
        en: "{own} benefits of its own, {inherited} from above",
    }
    inherited_benefits(names) { zh: "沿用:{names}", en: "from above: {names}" }
    has_tests(count) { zh: "测试 {count} 个", en: "{count} tests" }
    children(names) { zh: "下级:{names}", en: "below it: {names}" }
    vocabulary() { zh: "词汇,供各地使用", en: "a vocabulary for all" }
    with_errors() { zh: "有错误,以下按读得懂的部分", en: "it has errors: what follows is of the part that could be read" }

    a_test(result) { zh: "测试:{result}", en: "a test: {result}" }
    changed_by() { zh: "修订", en: "amended" }
    overridden() { zh: "调整", en: "overridden" }
    begins(day, text) { zh: "{day} 起:{text}", en: "from {day}: {text}" }
    changes(day, old, new) { zh: "{day} 起:{old} → {new}", en: "from {day}: {old} → {new}" }
    ends(day, text) { zh: "{day} 起不再有:{text}", en: "ends on {day}: {text}" }

    // Quantities that the language knows.
    eligible_left() { zh: "前面各层付过以后,还剩下的合规费用", en: "the eligible cost that the layers before have left" }
    own_pay() { zh: "各层付过以后,本人负担的部分", en: "what the person bears after all layers" }
    paid_so_far() { zh: "排在前面的各层已经付的", en: "what the layers before have paid" }
    total_paid() { zh: "各层一共付的", en: "what all layers pay" }
    visit_number() { zh: "本年第几次结算", en: "which claim of the year it is" }
    claims_this_year() { zh: "本年到这次为止的各次结算", en: "the claims of the year up to this one" }
    this_day() { zh: "结算的当天", en: "the day of the claim" }
    members() { zh: "家庭成员", en: "the members of the household" }
    month_end() { zh: "当月最后一天", en: "the last day of the month" }
    known_quantity() { zh: "语言自带的数", en: "a quantity that the language knows" }
}
