//! The sentences of a settled run, in both tongues.

crate::catalogue! {
    title() { zh: "结算结果", en: "Settled claims" }
    rows_line(read, settled, paid, amount) {
        zh: "读入 {read} 行: 已结算 {settled} 行(其中 {paid} 行有给付),应付合计 {amount} 元",
        en: "{read} rows read: {settled} settled ({paid} of them with a payment), {amount} yuan in all",
    }
    rows_untold(read) {
        zh: "读入 {read} 行,人数太少,不列金额",
        en: "{read} rows read; of too few persons to show amounts",
    }
    rows_cancelled(count) { zh: ";冲销 {count} 行", en: "; {count} cancelled" }
    rows_rejected(count) { zh: ";未能结算 {count} 行", en: "; {count} rejected" }
    rows_elsewhere(count) { zh: ";属于其他分片 {count} 行", en: "; {count} belong to other shards" }
    totals_by(names) { zh: "按 {names} 汇总", en: "Totals by {names}" }
    by_benefit() { zh: "各项待遇", en: "By benefit" }
    county() { zh: "县", en: "county" }
    benefit() { zh: "待遇", en: "benefit" }
    all_benefits() { zh: "各项合计", en: "all benefits" }
    bills() { zh: "笔数", en: "bills" }
    persons() { zh: "人数", en: "persons" }
    gross() { zh: "总费用", en: "gross cost" }
    eligible() { zh: "合规费用", en: "eligible cost" }
    paid() { zh: "应付合计", en: "paid" }
    in_all() { zh: "合计", en: "in all" }
    few_hidden(limit) {
        zh: "“·”是不足 {limit} 人的行,合计里已包括;要显示请加 --show-few",
        en: "“·”: rows of fewer than {limit} persons, counted in the sum; --show-few shows them",
    }
    all_hidden(limit) {
        zh: "一共不足 {limit} 人,都不列;要显示请加 --show-few",
        en: "fewer than {limit} persons in all: nothing is told; --show-few shows them",
    }
    few_and_others_hidden(limit) {
        zh: "“·”是不足 {limit} 人的行,以及显示出来就能从合计推算出它们的行;要显示请加 --show-few",
        en: "“·”: rows of fewer than {limit} persons, and what would give them away from the sum; --show-few shows them",
    }
    compared() { zh: "与记录核对", en: "Compared with the records" }
    what() { zh: "待遇和原因", en: "benefit and cause" }
    cause() { zh: "原因", en: "cause" }
    rows() { zh: "行数", en: "rows" }
    recorded() { zh: "记录已付", en: "recorded" }
    due() { zh: "核算应付", en: "due" }
    residual() { zh: "相差", en: "difference" }
    example_rows() { zh: "例", en: "examples" }
    examples(cause, rows) { zh: "{cause}: 如 {rows}", en: "{cause}: for example {rows}" }
    rejected_because() { zh: "未能结算的原因", en: "Why rows were rejected" }
    column() { zh: "列", en: "column" }
    reason() { zh: "原因", en: "reason" }
    sheet_totals() { zh: "合计", en: "totals" }
    worked() { zh: "算账单", en: "worked sums" }
    line() { zh: "来源行", en: "line" }
    file() { zh: "来源文件", en: "file" }
    date() { zh: "结算日期", en: "date" }
    step() { zh: "步骤", en: "step" }
    how() { zh: "怎样算", en: "how" }
    comes_to() { zh: "得数", en: "comes to" }
    documents() { zh: "文件依据", en: "documents" }
    paid_in_all() { zh: "应付合计", en: "paid in all" }
    yuan(amount) { zh: "{amount}元", en: "{amount} yuan" }
    sheet_about() { zh: "读表说明", en: "about" }
    about_item() { zh: "项目", en: "item" }
    about_text() { zh: "内容", en: "text" }
    about_rows() { zh: "行数", en: "rows" }
    about_policy() { zh: "政策", en: "policy" }
    about_input() { zh: "输入", en: "input" }
    about_sheets() { zh: "本簿", en: "this workbook" }
    about_tool() { zh: "程序", en: "program" }
    input(name, encoding, rows) { zh: "{name}: {encoding},{rows} 行", en: "{name}: {encoding}, {rows} rows" }
    input_sheet(name) { zh: "  工作表: {name}", en: "  sheet: {name}" }
    other_sheets(names) { zh: "  没有读的工作表: {names}", en: "  sheets not read: {names}" }
    hidden_rows(count) {
        zh: "  注意: 有 {count} 行是隐藏的(或被筛选掉的),照样结算",
        en: "  note: {count} rows are hidden (or filtered out); they are settled like the others",
    }
    columns_used(names) { zh: "  用到的列: {names}", en: "  columns used: {names}" }
    columns_unused(names) { zh: "  没有用到的列: {names}", en: "  columns not used: {names}" }
    left_out_totals(lines) { zh: "  合计行,没有计入: 第 {lines} 行", en: "  rows of totals, left out: {lines}" }
    wrong_total(line, column, written, found) {
        zh: "  注意: 第 {line} 行的 {column} 合计写作 {written},上面各行(能读懂的)加起来是 {found}",
        en: "  note: line {line} says {column} comes to {written}; the rows above (as far as they can be read) come to {found}",
    }
    left_out_signatures(lines) { zh: "  签字、备注行,没有计入: 第 {lines} 行", en: "  rows of signatures, left out: {lines}" }
    left_out_headers(lines) { zh: "  重复的表头,没有计入: 第 {lines} 行", en: "  headers again, left out: {lines}" }
    left_out_column_numbers(lines) { zh: "  只编列号的一行,没有计入: 第 {lines} 行", en: "  column numbers below the header, left out: {lines}" }
    left_out_titles(lines) { zh: "  表头上面的标题: 第 {lines} 行", en: "  titles above the header: {lines}" }
    left_out_blank(count) { zh: "  空行: {count} 行", en: "  blank rows: {count}" }
    form(column, form, count) { zh: "  {column}: {form}({count} 格)", en: "  {column}: {form} ({count} cells)" }
}
