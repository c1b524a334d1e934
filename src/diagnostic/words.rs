//! The words around diagnostics: severities, headings, sums.

crate::catalogue! {
    error() { zh: "错误", en: "error" }
    warning() { zh: "警告", en: "warning" }
    note() { zh: "提示", en: "note" }

    help() { zh: "帮助", en: "help" }
    #[cfg(feature = "cli")]
    see_also() { zh: "另见", en: "see also" }

    one_error() { zh: "1 个错误", en: "1 error" }
    errors(count) { zh: "{count} 个错误", en: "{count} errors" }
    one_warning() { zh: "1 个警告", en: "1 warning" }
    warnings(count) { zh: "{count} 个警告", en: "{count} warnings" }
    one_note() { zh: "1 个提示", en: "1 note" }
    notes(count) { zh: "{count} 个提示", en: "{count} notes" }
    no_problems() { zh: "没有发现问题", en: "no problems found" }
    left_out(count, shown) {
        zh: "另有 {count} 个问题没有列出,只列出 {shown} 个",
        en: "{count} more not listed, only {shown} are",
    }
    #[cfg(feature = "cli")]
    explain(code) { zh: "说明和例子: polcheck explain {code}", en: "more and examples: polcheck explain {code}" }

    replace_by(text) { zh: "可改为 `{text}`", en: "write `{text}` instead" }
    insert(text) { zh: "可补上 `{text}`", en: "add `{text}`" }
    delete(text) { zh: "可删去 `{text}`", en: "delete `{text}`" }

    line_column(line, column) { zh: "第 {line} 行第 {column} 列", en: "line {line}, column {column}" }
    check_result(counts) { zh: "检查结果: {counts}", en: "check: {counts}" }
}
