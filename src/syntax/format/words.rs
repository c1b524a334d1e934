//! Why a text is not given out formatted, in both tongues.

use crate::catalogue;

catalogue! {
    text_has_errors(count) {
        zh: "文件有{count}处语法错误,改正后才能整理格式",
        en: "the text has {count} syntax errors; it can be formatted once they are mended",
    }
    tree_would_differ() {
        zh: "整理格式会改变文件的意思,因此未作改动;请报告此问题",
        en: "formatting would change what the text means, so nothing is changed; please report this",
    }
    comments_would_differ() {
        zh: "整理格式会丢失或改动注释,因此未作改动;请报告此问题",
        en: "formatting would lose or change comments, so nothing is changed; please report this",
    }
}
