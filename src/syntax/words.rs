//! What the parser says.

use crate::catalogue;

catalogue! {
    text_too_large() {
        zh: "文本超过 64 MB",
        en: "the text is larger than 64 MB",
    }
    unclosed_quote(mark) {
        zh: "引号 `{mark}` 在这一行没有闭合",
        en: "the quotation mark `{mark}` is not closed on its line",
    }
    close_quote_on_the_line() {
        zh: "文字和带引号的名称都写在同一行内",
        en: "a text or a quoted name ends on the line on which it begins",
    }
    nesting_too_deep(limit) {
        zh: "嵌套超过 {limit} 层",
        en: "nesting goes beyond {limit} levels",
    }
    stray_closer(mark) {
        zh: "`{mark}` 没有对应的开括号",
        en: "`{mark}` closes nothing",
    }
    unclosed_bracket(open, close) {
        zh: "`{open}` 没有闭合,缺少 `{close}`",
        en: "`{open}` is not closed: a `{close}` is missing",
    }
    expression_too_deep() {
        zh: "表达式太长或嵌套太深,请用“定义”拆成几步",
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
        zh: "表有 {found} 个维度,最多 {most} 个",
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
        zh: "行首 {heads} 项,格子 {cells} 项;同一项里的几个值用 `、` 连写",
        en: "{heads} for its head and {cells} cells; join values of one head with `,`",
    }
    marks_not_in_header() {
        zh: "行首和列首里不能写日期、依据等说明",
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
        zh: "`当 …` 之后缺少调整,例如 `加`、`改为`、`免`",
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
}
