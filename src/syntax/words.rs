//! What the parser says.

use crate::catalogue;

catalogue! {
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
}
