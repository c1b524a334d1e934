//! What the parser says.

use crate::base::text::{Lang, Speak, Text};
use crate::catalogue;

catalogue! {
    text_too_large() {
        zh: "文本超过 64 MB",
        en: "the text is larger than 64 MB",
    }
    declaration_too_large(size, limit) {
        zh: "这一条声明有 {size} 字节,超过 {limit} 字节的上限",
        en: "this declaration has {size} bytes, more than the limit of {limit}",
    }
    unclosed_quote(mark) {
        zh: "引号 `{mark}` 在这一行没有配对",
        en: "the quotation mark `{mark}` is not closed on its line",
    }
    close_quote_on_the_line() {
        zh: "文字和带引号的名称都写在同一行内",
        en: "a text or a quoted name ends on the line on which it begins",
    }
    nesting_too_deep(limit) {
        zh: "一层套一层,超过了 {limit} 层",
        en: "nesting goes beyond {limit} levels",
    }
    stray_closer(mark) {
        zh: "`{mark}` 前面没有与它配对的括号",
        en: "`{mark}` closes nothing",
    }
    unclosed_bracket(open, close) {
        zh: "`{open}` 没有配对,缺少 `{close}`",
        en: "`{open}` is not closed: a `{close}` is missing",
    }
    expression_too_deep() {
        zh: "算式太长或套得太深,请用 `定义` 拆成几步",
        en: "the expression is too long or too deeply nested: split it with `define`",
    }
    header_is_first_line() {
        zh: "说明文件是什么的这一行只能写在最前面",
        en: "the line that says what the file is stands first, and once",
    }
    header_without_name() {
        zh: "首行缺少名称",
        en: "the first line lacks a name",
    }
    missing_header() {
        zh: "文件没有首行:应先说明这是哪里的政策",
        en: "the file does not say whose policy it is",
    }
    missing_header_help() {
        zh: "第一行写如 `县 青山县 代码 222401 属于 吉北省`",
        en: "begin with a line such as `county 青山县 code 222401 in 吉北省`",
    }
    not_understood(text) {
        zh: "看不懂 `{text}`",
        en: "cannot read `{text}`",
    }
    number_too_long() {
        zh: "数字太长",
        en: "the number is too long",
    }
    unknown_unit(unit) {
        zh: "不认识单位 `{unit}`",
        en: "unknown unit `{unit}`",
    }
    write_instead(text) {
        zh: "请写 `{text}`",
        en: "write `{text}`",
    }
    write_either(first, second) {
        zh: "请写 `{first}` 或 `{second}`",
        en: "write `{first}` or `{second}`",
    }
    grouped_number(text) {
        zh: "`{text}`:数字里不能有分节的逗号",
        en: "`{text}`: numbers take no grouping commas",
    }
    date_impossible(text) {
        zh: "没有 `{text}` 这一天",
        en: "there is no day `{text}`",
    }
    slashed_date(text) {
        zh: "日期 `{text}` 的写法不对",
        en: "the date `{text}` is not written in a form that is read",
    }
    date_without_year(text) {
        zh: "日期 `{text}` 缺少年份",
        en: "the date `{text}` lacks its year",
    }
    list_not_here() {
        zh: "这里只能有一个值,不能列出几个",
        en: "one value is needed here, not a list",
    }
    upper_word_at_low_edge(word) {
        zh: "`{word}` 不能用于范围的下限",
        en: "`{word}` cannot begin a range",
    }
    lower_word_at_high_edge(word) {
        zh: "`{word}` 不能用于范围的上限",
        en: "`{word}` cannot end a range",
    }
    bound_missing(number) {
        zh: "`{number}` 没有说明是以上还是以下",
        en: "`{number}` does not say which side of it is meant",
    }
    bound_missing_help(number) {
        zh: "请写 `不超过 {number}` 或 `{number}以上`;正好是它,写 `= {number}`",
        en: "write `up to {number}` or `at least {number}`; exactly that is `= {number}`",
    }
    too_many_dimensions(found, most) {
        zh: "表有 {found} 维,最多 {most} 维",
        en: "the table has {found} dimensions; at most {most} are possible",
    }
    row_results(found, needed) {
        zh: "这一行有 {found} 个结果,应有 {needed} 个",
        en: "this row has {found} results; {needed} are needed",
    }
    row_conditions(found, needed) {
        zh: "这一行有 {found} 个条件,应有 {needed} 个",
        en: "this row has {found} conditions; {needed} are needed",
    }
    row_without_arrow() {
        zh: "这一行缺少 `→`,而其他行有",
        en: "this row lacks the `->` that other rows have",
    }
    row_entries(found, needed) {
        zh: "这一行有 {found} 项,应有 {needed} 项",
        en: "this row has {found} entries; {needed} are needed",
    }
    row_entries_help(heads, cells) {
        zh: "表头 {heads} 项,格子 {cells} 项;同一项里的几个值用 `、` 连写",
        en: "{heads} for its head and {cells} cells; join values of one head with `,`",
    }
    marks_not_in_header() {
        zh: "表头里不能写日期、依据等说明",
        en: "a header takes no dates, citations or other marks",
    }
    list_in_cell(text) {
        zh: "`{text}`:一个格子只能有一个值",
        en: "`{text}`: a cell holds one value",
    }
    list_in_cell_help() {
        zh: "几行写在一行里时,用 `;` 隔开",
        en: "part rows on one line with `;`",
    }
    not_a_cell(text) {
        zh: "`{text}` 不能作为格子里的值",
        en: "`{text}` cannot be the value of a cell",
    }
    when_without_effect() {
        zh: "`当 …` 之后没有写怎样改,例如 `加`、`改为`、`免`",
        en: "an effect such as `plus`, `instead` or `waived` is missing after this condition",
    }
    quantity_tail() {
        zh: "数量只能按一个期间限制",
        en: "a quantity is limited per period only",
    }
    tail_outside_benefit() {
        zh: "期间、`各`、`合并`只能写在待遇的条款里",
        en: "periods, `each` and `joint with` belong to the clauses of a benefit",
    }
    times_expected() {
        zh: "这里要写次数,例如 `1次`",
        en: "a number of times is needed here, such as `1 times`",
    }
    stands_twice(text) {
        zh: "`{text}` 重复:前面已经写过",
        en: "`{text}` repeats what has been said before",
    }
    mark_twice() {
        zh: "大括号前后重复写了同一种说明",
        en: "the same kind of mark stands before and after the brace",
    }
    case_row_shape(inputs, outputs, needed_inputs, needed_outputs) {
        zh: "这一行有 {inputs} 个已知值、{outputs} 个结果,应有 {needed_inputs} 个、{needed_outputs} 个",
        en: "this row has {inputs} given values and {outputs} results; {needed_inputs} and {needed_outputs} are needed",
    }
    unknown_word(word, place) {
        zh: "{place}不能以 `{word}` 开头",
        en: "`{word}` does not begin {place}",
    }
    a_declaration() { zh: "声明", en: "a declaration" }
    a_clause() { zh: "待遇的条款", en: "a clause of a benefit" }
    a_line_of_an_account() { zh: "账目的一行", en: "a line of an account" }
    a_requirement() { zh: "标准或断言的一条", en: "a requirement" }
    requirement_begins() {
        zh: "每一条以 `必须` 或 `应当` 开头,例如 `必须 任一单: 不超过费用`",
        en: "each begins with `must` or `should`, such as `must any bill: never above cost`",
    }
    a_part_of_a_test() { zh: "测试的一项", en: "a part of a test" }
    did_you_mean(word) {
        zh: "是否指 `{word}`?",
        en: "did you mean `{word}`?",
    }
    parts_are_written(example) {
        zh: "对一部分另有规定的,写 {example}",
        en: "where a part has its own value, write {example}",
    }
    row_without_table(row) {
        zh: "`{row}` 是表的一行,前面要写按什么分",
        en: "`{row}` is a row of a table, which needs to say by what it goes",
    }
    given_is_written() {
        zh: "已知的情况写在 `已知 {{ 人群 低保; 合规费用 1000元 }}` 里",
        en: "what is known stands in `given {{ kind poor; cost 1000元 }}`",
    }
    date_behind_change() {
        zh: "日期写在后面,如 `调整 门诊报销.比例 为 75% 自2022-01-01起`",
        en: "the date stands behind, like `override outpatient.rate to 75% from 2022-01-01`",
    }
    cited_by_number(number) {
        zh: "依据写文件的短名,不写文号 `{number}`",
        en: "a document is cited by its short name, not by its number `{number}`",
    }
    cite_by_name(number) {
        zh: "先写一行 `文件 文12 = \"{number}\"`,再写 `@ 文12 第三条`",
        en: "declare it by a line `document doc12 = \"{number}\"` and cite `@ doc12 art. 3`",
    }
    two_values(value) {
        zh: "`{value}` 是第二个值,一条只写一个值",
        en: "`{value}` is a second value; a clause has one",
    }
    versions_are_written() {
        zh: "新旧两个数分两行写: `比例 70% 至2021-12-31止`、`比例 75% 自2022-01-01起`",
        en: "old and new are a line each: `rate 70% until 2021-12-31`, `rate 75% from 2022-01-01`",
    }
    cell_is_changed() {
        zh: "改表里的一格,写 `调整 住院报销.比例[二级] 为 78%`,不放在大括号里",
        en: "a cell is changed by `override inpatient.rate[secondary] to 78%`, outside of braces",
    }
    segments_are_written() {
        zh: "分段计算写 `比例 按 分段 {{ 不超过 3万元 60%; 超过 3万元 70% }}`",
        en: "parts of an amount are written `rate by segment {{ up to 30000元 60%; over 30000元 70% }}`",
    }
    often_stands_above() {
        zh: "多久给一次,写在待遇名称后面,如 `待遇 护理补贴 每人每月 {{`",
        en: "how often it is due stands behind the name, like `benefit care for each person per month {{`",
    }
    override_is_written() {
        zh: "改已有的规定,写 `调整 门诊报销.比例 为 75%`",
        en: "what exists is changed by `override outpatient.rate to 75%`",
    }
    clause_outside_benefit() {
        zh: "条款要写在待遇的大括号里",
        en: "clauses stand inside the braces of a benefit",
    }
    declaration_inside_block() {
        zh: "声明要从一行的开头写起,不能写在大括号里;前面的大括号可能没有配对",
        en: "a declaration begins in column one, outside braces; perhaps a brace before it is not closed",
    }
    stray_mark(mark) {
        zh: "`{mark}` 是多余的符号",
        en: "`{mark}` is a stray mark",
    }
    blank_in_number() {
        zh: "数字与单位之间不能有空格",
        en: "there is no blank inside a number or before its unit",
    }
    blanks_around_slash() {
        zh: "表示除法时,`÷` 或 `/` 两边要有空格",
        en: "to divide, put blanks around the `/`",
    }
    no_mark_after_keyword(word, mark) {
        zh: "`{word}` 后面不写 `{mark}`",
        en: "no `{mark}` stands after `{word}`",
    }
    not_a_keyword(word) {
        zh: "这里不能用 `{word}`",
        en: "`{word}` is no word of the language here",
    }
    glued_name(name) {
        zh: "`{name}` 连在一起,成了一个名称;名称后面要空一格",
        en: "`{name}` reads as one name: a space must follow a name",
    }
    fact_without_value(name) {
        zh: "`{name}` 没有写值",
        en: "`{name}` has no value",
    }
    cell_expression() {
        zh: "格子里的算式要写在括号里",
        en: "an expression in a cell stands in parentheses",
    }
    missing_after(word, what) {
        zh: "`{word}` 后面缺少{what}",
        en: "{what} is missing after `{word}`",
    }
    expected_found(what, found) {
        zh: "这里应当是{what},不是 `{found}`",
        en: "expected {what}, found `{found}`",
    }
    cannot_stand_here(word) {
        zh: "`{word}` 不能写在这里",
        en: "`{word}` cannot stand here",
    }
    side_by_side(left, right) {
        zh: "`{left}` 与 `{right}` 之间缺少运算符、标点或换行",
        en: "an operator, a mark or a new line is missing between `{left}` and `{right}`",
    }
    ends_here() {
        zh: "到这里为止是完整的",
        en: "complete up to here",
    }
    in_backticks(word) { zh: "`{word}`", en: "`{word}`" }
    mark(mark) { zh: "`{mark}`", en: "a `{mark}`" }
    a_value() { zh: "值", en: "a value" }
    a_name() { zh: "名称", en: "a name" }
    a_text() { zh: "引号里的文字", en: "a text in quotation marks" }
    a_date() { zh: "日期(如 2020-01-01)", en: "a date such as 2020-01-01" }
    a_day_of_the_year() { zh: "月日(如 07-01)", en: "a day of the year such as 07-01" }
    a_type() { zh: "类型(如 金额)", en: "a type such as money" }
    an_occasion() { zh: "发放方式(如 每次结算、每户每月)", en: "how often it is due, such as `for each claim`" }
    a_rounding() { zh: "舍入方式(如 四舍五入、进一、舍去)", en: "a way of rounding such as half-up, up or down" }
    a_hit() { zh: "取法(如 就高、首条)", en: "a way to choose such as highest or first" }
    quote_name(name) {
        zh: "以数字开头的名称要加引号:{name}",
        en: "a name that begins with a digit is quoted: {name}",
    }
    comma_between_entries() {
        zh: "各项之间用 `、` 或换行隔开",
        en: "part entries with a comma or a new line",
    }
    close_before_this(closer) {
        zh: "这里之前应当有 `{closer}`",
        en: "a `{closer}` must stand before this",
    }
    close_at_the_end(closer) {
        zh: "在文件末尾补上 `{closer}`",
        en: "add a `{closer}` at the end of the file",
    }
    is_written_like(example) { zh: "写法如 `{example}`", en: "it is written like `{example}`" }
    no_mark_in_row(mark) {
        zh: "表格的行里不写 `{mark}`",
        en: "no `{mark}` stands in the row of a table",
    }
    row_is_written() {
        zh: "行首与格子之间空一格,如 `一级 80%`",
        en: "a blank parts the head from the cell, like `一级 80%`",
    }
    no_mark_after_name(name, mark) {
        zh: "`{name}` 后面不写 `{mark}`",
        en: "no `{mark}` stands after `{name}`",
    }
    fact_is_written() {
        zh: "名称与值之间空一格,如 `总费用 1000元`",
        en: "a blank parts the name from the value, like `cost 1000元`",
    }
    rows_need_semicolon(mark) {
        zh: "几行写在一行里时用 `;` 隔开,不用 `{mark}`",
        en: "rows on one line are parted by `;`, not by `{mark}`",
    }
    equals_before_value() {
        zh: "给出数值用 `=`;`:` 后面写的是类型",
        en: "a value follows `=`; what follows `:` is a type",
    }
    incomplete_date(text) {
        zh: "`{text}` 不是完整的日期",
        en: "`{text}` is not a whole date",
    }
    whole_date() {
        zh: "年、月、日都要写,如 `2020-01-01`",
        en: "write year, month and day, like `2020-01-01`",
    }
    value_follows(word) {
        zh: "`{word}` 后面直接写数值",
        en: "the value follows `{word}` directly",
    }
    and_or_list() {
        zh: "并列的条件用 `且`,并列的值用 `、`",
        en: "part conditions by `and`, values by commas",
    }
    quote_blank_name(name) {
        zh: "中间有空格的名称要加引号:`{name}`",
        en: "a name with a blank in it is quoted: `{name}`",
    }
    one_of_the_occasions(occasions) {
        zh: "发放方式有: {occasions}",
        en: "it is one of: {occasions}",
    }
    remarks_begin_with() {
        zh: "说明文字以 `#` 开头",
        en: "a remark begins with `#`",
    }
    several_values_need_in() {
        zh: "列出几个值用 `属于`,如 `病种 属于 高血压、糖尿病`",
        en: "several values follow `in`, like `disease in hypertension, diabetes`",
    }
    one_value_not_range(text) {
        zh: "这里只能写一个值,`{text}` 是范围",
        en: "one value is needed here, and `{text}` is a range",
    }
    range_for_children() {
        zh: "由下级在范围内选定的,写一个值再写 `授权`,如 `70% 授权 70%..80%`",
        en: "where children choose within bounds, write a value and `delegate`, like `70% delegate 70%..80%`",
    }
    perhaps_this_brace() {
        zh: "按缩进看,可能是这一个没有配对",
        en: "by its indentation, this may be the one that is not closed",
    }
}

/// Joins what could stand at a place.
pub(crate) fn alternatives(items: &[Text]) -> Text {
    let join = |lang: Lang, comma: &str, or: &str| match items {
        [] => String::new(),
        [only] => only.speak(lang),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|item| item.speak(lang)).collect();
            format!("{}{or}{}", first.join(comma), last.speak(lang))
        }
    };
    Text { zh: join(Lang::Zh, "、", "或"), en: join(Lang::En, ", ", " or ") }
}
