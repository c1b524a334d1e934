//! What is asked and told about tables of benefits, in both tongues.

crate::catalogue! {
    // Where cells went.
    went_heading(name) { zh: "表头: {name}", en: "heading: {name}" }
    went_unit() { zh: "单位", en: "the unit" }
    went_every_row(name) { zh: "每一行的{name}", en: "{name} of every row" }
    went_remark() { zh: "写成备注", en: "kept as a remark" }
    went_date() { zh: "起止日期", en: "dates" }
    went_period() { zh: "期间", en: "the period" }
    went_status() { zh: "执行状态", en: "whether it is in force" }
    went_region(name) { zh: "地区: {name}", en: "place: {name}" }
    went_fact(name) { zh: "适用范围: {name}", en: "where it holds: {name}" }
    went_code() { zh: "与病种相符的编码", en: "the code of the disease" }
    went_band() { zh: "费用分段", en: "the segment" }
    went_benefit(name) { zh: "待遇: {name}", en: "benefit: {name}" }
    went_document() { zh: "依据", en: "the document" }
    went_clause(name) { zh: "{name}的条款", en: "a clause of {name}" }
    went_declaration(name) { zh: "条文({name})", en: "a declaration ({name})" }
    went_clause_of(region, benefit, word) { zh: "{region} {benefit}.{word}", en: "{region} {benefit}.{word}" }
    went_list(name) { zh: "清单: {name}", en: "list: {name}" }

    // Values.
    formula_not_calculated(text) {
        zh: "公式 `{text}` 没有算出的结果",
        en: "the formula `{text}` has no result in the file",
    }
    advise_recalculate() {
        zh: "请用 Excel 或 WPS 打开后保存一次,或把结果粘贴为数值",
        en: "open the file in a spreadsheet and save it, or paste the result as a value",
    }
    error_value(text) { zh: "是表格的错误值 {text}", en: "it is the spreadsheet's error {text}" }
    advise_error_value() { zh: "请改正公式,或直接写出数值", en: "mend the formula, or write the value" }
    is_a_date(date) { zh: "应是金额,却是日期 {date}", en: "an amount is wanted, found the date {date}" }
    no_money(text) { zh: "`{text}` 不是金额", en: "`{text}` is no amount" }
    negative(text) { zh: "`{text}` 是负数", en: "`{text}` is negative" }
    ratio_for_money(text) { zh: "应是金额,却是比例 `{text}`", en: "an amount is wanted, found the ratio `{text}`" }
    range_for_money(text) { zh: "`{text}` 是一段范围,看不出是多少", en: "`{text}` is a range, not one amount" }
    advise_money() { zh: "写成 3000元/年、300元/次、不限 或 待公布", en: "write 3000元/年, 300元/次, 不限 or 待公布" }
    advise_one_amount() {
        zh: "写一个数;不同情形分成几行",
        en: "write one amount; split what differs into rows",
    }
    no_ratio(text) { zh: "`{text}` 不是比例", en: "`{text}` is no ratio" }
    range_for_ratio(text) { zh: "`{text}` 是一段范围,看不出是多少", en: "`{text}` is a range, not one ratio" }
    bound_for_ratio(text) { zh: "`{text}` 是界限,不是一个比例", en: "`{text}` is a bound, not one ratio" }
    money_for_ratio(text) { zh: "应是比例,却是金额 `{text}`", en: "a ratio is wanted, found the amount `{text}`" }
    fraction_of_percent(text) {
        zh: "表头以 % 为单位,`{text}` 可以是 {text}%,也可以是它的一百倍",
        en: "the heading counts in %, so `{text}` may be {text}% or a hundred times that",
    }
    one_or_hundredth() { zh: "1 可以是 1%,也可以是 100%", en: "1 may be 1% or 100%" }
    above_all(text) { zh: "`{text}` 超过 100%", en: "`{text}` is above 100%" }
    advise_ratio() { zh: "写成 85%", en: "write it as 85%" }
    advise_one_ratio() { zh: "写一个比例;不同情形分成几行", en: "write one ratio; split what differs into rows" }
    no_band(text) { zh: "`{text}` 不是费用分段", en: "`{text}` is no segment of cost" }
    advise_band() {
        zh: "写成 3万元以下、3万元-7万元、7万元以上",
        en: "write 3万元以下, 3万元-7万元, 7万元以上",
    }
    advise_date() { zh: "写成 2020-01-01", en: "write it as 2020-01-01" }
    no_period() { zh: "不是期间", en: "it is no period" }
    advise_period() { zh: "写 次、日、月、季、年 或 终身", en: "write 次, 日, 月, 季, 年 or 终身" }

    // Rows and columns.
    outside() { zh: "不在表格之内", en: "it stands outside the table" }
    advise_outside() { zh: "删去,或移到表格的行列里", en: "delete it, or move it into the table" }
    hidden_sheet() { zh: "这张表是隐藏的,没有读", en: "the sheet is hidden; it was not read" }
    advise_hidden_sheet() { zh: "要读的,取消隐藏", en: "unhide it if it is to be read" }
    hidden_row() { zh: "这一行是隐藏的,不知道是否有效", en: "the row is hidden; whether it holds is unknown" }
    advise_hidden_row() { zh: "有效的取消隐藏,无效的删去", en: "unhide it if it holds, else delete it" }
    hidden_column() { zh: "这一列是隐藏的,也读了", en: "the column is hidden; it was read all the same" }
    advise_hidden_column(column) {
        zh: "不该读的,在对应表里写 {column} = \"忽略\"",
        en: "if it should not be, write {column} = \"忽略\" in the mapping",
    }
    advise_broken() { zh: "改正这一行", en: "mend the row" }
    no_headings() { zh: "前 20 行里找不到表头", en: "no headings among the first 20 rows" }
    advise_no_headings() {
        zh: "表头要有 病种名称、机构等级、起付线、报销比例、限额 之类;或用 --draft 打印对应表,改好后 --map",
        en: "have headings such as 病种名称, 机构等级, 起付线, 报销比例, 限额; or print a mapping with --draft and give it with --map",
    }
    no_heading() { zh: "这一列没有表头", en: "the column has no heading" }
    advise_no_heading(column) {
        zh: "写上表头,或在对应表里写 {column} = \"忽略\"",
        en: "write a heading, or {column} = \"忽略\" in the mapping",
    }
    unknown_heading() { zh: "不知道这一列是什么", en: "what the column is about is unknown" }
    advise_unknown_heading(column) {
        zh: "在对应表里写明 {column} 列是什么;与待遇无关的写 {column} = \"忽略\"",
        en: "say in the mapping what column {column} is; if it does not matter, {column} = \"忽略\"",
    }
    no_measure() {
        zh: "看不出这一列的数是起付线、比例、限额还是金额",
        en: "whether the column holds deductibles, ratios, limits or amounts is unknown",
    }
    no_measure_of_row() {
        zh: "这一行不是起付线、比例、限额或金额",
        en: "the row holds no deductibles, ratios, limits or amounts",
    }
    advise_measure_of_row() {
        zh: "写成 起付线、报销比例、限额 或 金额;与待遇无关的,删去这一行",
        en: "write 起付线, 报销比例, 限额 or 金额; delete a row that is about something else",
    }
    measure_by_title(measure) {
        zh: "表头没有写是什么数,照标题当作{measure}",
        en: "the heading does not say of what; taken to be {measure}, as the title says",
    }
    advise_measure(column) {
        zh: "在表头写明,或加 --say 指标=比例,或在对应表里写 {column} = \"比例; …\"",
        en: "say it in the heading, with --say 指标=比例, or with {column} = \"比例; …\" in the mapping",
    }
    blank_below(name) {
        zh: "{name}是空的,也没有与上一行合并",
        en: "{name} is blank, and not merged with the row above",
    }
    advise_blank_below(column) {
        zh: "补写,或合并单元格,或在对应表里写 carry = [\"{column}\"]",
        en: "fill it in, merge the cells, or write carry = [\"{column}\"] in the mapping",
    }
    ended_without_day() { zh: "已废止,但没有写结束的日期", en: "it has ended, but the day is not given" }
    advise_until() { zh: "在 结束时间 写上最后一天", en: "write the last day under 结束时间" }
    begins_without_day() { zh: "尚未执行,但没有写开始的日期", en: "it has not begun, but the day is not given" }
    advise_from() { zh: "在 开始执行时间 写上第一天", en: "write the first day under 开始执行时间" }
    unknown_status() { zh: "不知道这种状态", en: "this state is unknown" }
    advise_status() { zh: "写 执行中、待执行 或 已废止", en: "write 执行中, 待执行 or 已废止" }
    no_region() { zh: "看不出是哪个地方的", en: "whose policy it is cannot be told" }
    advise_no_region(name) {
        zh: "加一列 地区名称,或 --say 地区名称={name}",
        en: "add a column 地区名称, or --say 地区名称={name}",
    }
    unknown_region() { zh: "不认识这个地方", en: "the place is unknown" }
    advise_unknown_region() { zh: "写全称,以省、市、县、区、旗结尾", en: "write the full name, ending in 省, 市, 县, 区 or 旗" }
    no_region_code() { zh: "不是地区代码", en: "it is no code of a place" }
    advise_region_code() { zh: "写六位数字", en: "write six digits" }
    unknown_parent() { zh: "工作区里没有这个上级地区的政策", en: "the workspace has no policy of this parent" }
    advise_unknown_parent() { zh: "先写上级的政策,或去掉这一项", en: "write the parent's policy first, or leave it out" }
    no_benefit() { zh: "看不出是哪一项待遇", en: "which benefit it is cannot be told" }
    advise_no_benefit() {
        zh: "加一列 待遇,或 --say 待遇=门诊慢特病",
        en: "add a column 待遇, or --say 待遇=NAME",
    }
    no_list() { zh: "看不出是哪一份清单", en: "which list it is cannot be told" }
    advise_no_list() { zh: "加 --say 清单=慢病病种", en: "add `--say 清单=NAME`" }
    no_values() { zh: "这一行没有数", en: "the row has no values" }
    advise_no_values() { zh: "补写,或删去这一行", en: "fill them in, or delete the row" }
    no_values_of(region) { zh: "这一行没有{region}的数", en: "the row has no value of {region}" }
    advise_no_values_of(region) {
        zh: "补写;{region}没有这一项的,不用管",
        en: "fill it in; where {region} has none, leave it",
    }
    unsupported() { zh: "表格里的这项内容还写不进政策", en: "a table cannot state this yet" }
    advise_unsupported() { zh: "请直接写在政策文件里", en: "write it in the policy itself" }
    near_name(domain, near) { zh: "{domain}里没有这个名称,是否指 {near}", en: "{domain} has no such name; did you mean {near}" }
    unknown_name(domain) { zh: "{domain}里没有这个名称", en: "{domain} has no such name" }
    advise_name(word, name) {
        zh: "改写,或在对应表的 [names] 里写 \"{word}\" = \"{name}\"",
        en: "write another, or \"{word}\" = \"{name}\" below [names] of the mapping",
    }
    new_name(domain) { zh: "{domain}里没有,作为本地新名称写入", en: "new to {domain}; declared in the policy" }
    advise_new_name(word) {
        zh: "如果是别名,在对应表的 [names] 里写 \"{word}\" = \"标准名称\"",
        en: "if it is another name, write \"{word}\" = \"NAME\" below [names] of the mapping",
    }
    no_such_fact(name) { zh: "词汇里没有`{name}`这个字段", en: "the vocabulary has no fact `{name}`" }
    advise_no_such_fact(name) {
        zh: "在词汇里声明 字段 结算.{name},或在对应表里把这一列写作 忽略",
        en: "declare the fact 结算.{name}, or write 忽略 for the column in the mapping",
    }
    code_of_another(name) { zh: "这个编码是{name}的,与病种名称不符", en: "the code is that of {name}" }
    unknown_code() { zh: "编码与病种名称不符", en: "the code is not that of the disease" }
    advise_code() { zh: "核对病种名称和编码", en: "compare name and code" }
    per_what(word) { zh: "没有写{word}按什么期间算", en: "per what the {word} counts is not said" }
    advise_per_what(key) {
        zh: "在表头或格子里写 元/年、元/次,或加 --say {key}=年",
        en: "write 元/年 or 元/次 in the heading or the cell, or add --say {key}=年",
    }
    footnote() { zh: "带注释标记;数已读,注释没有", en: "a mark of a footnote; the value was read, the note was not" }
    note_with_rule() { zh: "备注里可能有规定;只作为备注写入", en: "the note may state a rule; it is kept as a remark only" }
    advise_note() { zh: "请看原文,需要的写成条款", en: "read it, and write a clause where one is needed" }

    // Policies.
    no_ratio_stated(benefit) { zh: "{benefit}没有写报销比例,记作待公布", en: "{benefit} states no ratio; `待公布` stands for it" }
    advise_add_ratio() { zh: "补写报销比例", en: "add the ratio" }
    gap(benefit, word, names) {
        zh: "{benefit}的{word}没有写 {names},记作待公布",
        en: "the {word} of {benefit} says nothing of {names}; `待公布` stands for it",
    }
    advise_gap() { zh: "补写;不予支付的写 无", en: "add it; where nothing is paid write 无" }
    origin_unknown(benefit) {
        zh: "{benefit}有起付线,又有费用分段,没有写分段从零起还是从起付线起",
        en: "{benefit} has a deductible and segments; where they begin is not said",
    }
    advise_origin() { zh: "加 --say 分段起点=零 或 --say 分段起点=起付线", en: "add `--say 分段起点=零` or `--say 分段起点=起付线`" }
    holes(benefit) { zh: "{benefit}的费用分段不相接", en: "the segments of {benefit} do not touch" }
    begins_late(benefit, edge) {
        zh: "{benefit}的费用分段从 {edge} 起,没有写下面的一段",
        en: "the segments of {benefit} begin at {edge}; of what is below nothing is said",
    }
    advise_begins_late(edge) {
        zh: "{edge} 是起付线的,加一列 起付标准,第一段从 0 写起,并加 --say 分段起点=起付线;不是的,补上下面的一段",
        en: "where {edge} is the deductible, give it a column 起付标准, begin the first segment at 0, and add --say 分段起点=起付线; else add the segment below",
    }
    advise_holes() { zh: "上一段的止点写成下一段的起点", en: "let each segment begin where the one before ends" }
    differs() { zh: "同一情形写了两个数,先写的有效,另一个记作存疑", en: "two values for one case: the first holds, the other is marked `存疑`" }
    advise_differs() { zh: "核对后留一个", en: "keep the right one" }
    not_accepted(message) { zh: "写成的条款不成立: {message}", en: "the clause does not hold: {message}" }
    advise_not_accepted() { zh: "核对这些格子,或直接写在政策文件里", en: "look at these cells, or write it in the policy itself" }
    no_identity(name) {
        zh: "待遇种类里没有 {name},与别处比较时对不上",
        en: "{name} is no kind of benefit; comparisons will not find its like",
    }
    advise_identity() { zh: "在 标化类型 写待遇种类,或在政策里写 对应", en: "write a kind under 标化类型, or 对应 in the policy" }
    per_disease_limit(benefit) {
        zh: "{benefit}的限额按病种分别累计",
        en: "{benefit}: the limit of each disease counts by itself",
    }
    advise_per_disease() { zh: "几种病合用一个限额的,在政策里删去 各 病种", en: "if they share one, take out `各 病种` in the policy" }
}
