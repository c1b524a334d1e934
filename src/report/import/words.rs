//! The words of what became of a table, in both tongues.

crate::catalogue! {
    title(name) { zh: "读入 {name}", en: "import of {name}" }
    counts(all, understood, ignored, open) {
        zh: "有内容的格子 {all} 个: 写进政策 {understood},按规则略去 {ignored},没有读懂 {open}",
        en: "{all} filled cells: {understood} went into policies, {ignored} left out by rule, {open} not understood",
    }
    policies() { zh: "政策", en: "policies" }
    region() { zh: "地区", en: "place" }
    benefits() { zh: "待遇", en: "benefits" }
    values() { zh: "数", en: "values" }
    place_of_file() { zh: "文件", en: "file" }
    not_written() { zh: "(没有写)", en: "(not written)" }
    asked() { zh: "没有读懂,请写明", en: "not understood: please say" }
    noted() { zh: "读懂了,请留意", en: "understood, worth a look" }
    left_out() { zh: "按规则略去", en: "left out by rule" }
    item(text, reason, advice) { zh: "`{text}` {reason}。{advice}", en: "`{text}`: {reason}. {advice}" }
    item_without_text(reason, advice) { zh: "{reason}。{advice}", en: "{reason}. {advice}" }
    and_cells(count) { zh: "(连同另外 {count} 格)", en: " (and {count} more cells)" }
    whole_file() { zh: "整张表", en: "the whole table" }
    cells(count) { zh: "{count} 格", en: "{count} cells" }
    rule_title() { zh: "标题行", en: "titles" }
    rule_total() { zh: "合计、小计行", en: "rows of totals" }
    rule_again() { zh: "重复的表头", en: "headings again" }
    rule_aside() { zh: "与待遇无关的列", en: "columns that do not matter" }
    rule_dash() { zh: "写作 -- 的,按没有填写", en: "written --, read as not filled in" }
    rule_hidden() { zh: "隐藏的工作表", en: "hidden sheets" }
    rule_skipped() { zh: "对应表里说不读的工作表", en: "sheets that the mapping skips" }
    rule_report() { zh: "polcheck 写的说明", en: "what polcheck wrote for people" }
    rule_any() { zh: "不限、全部", en: "no distinction made" }
    comments_unread() { zh: "工作簿里有批注,批注没有读", en: "cells have comments; they were not read" }
    faults() { zh: "写成的政策不能通过检查,什么都没有写", en: "the policy does not check; nothing was written" }
    sheet_of_list() { zh: "待问清单", en: "questions" }
    cell() { zh: "格子", en: "cell" }
    text() { zh: "内容", en: "text" }
    reason() { zh: "原因", en: "reason" }
    advice() { zh: "怎么写", en: "what to write" }
}
