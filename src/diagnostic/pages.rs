//! A code to its page: what is wrong, why it matters, a bad and a good example. For `polcheck explain`.

use super::Code;
use crate::base::text::Lang;

const CHINESE: &str = "\n## 中文\n";
const ENGLISH: &str = "\n## English\n";

/// Returns the page in Markdown, Chinese first.
pub fn page(code: Code) -> &'static str {
    code.page_text()
}

/// Returns the part of the page in one tongue, without its heading.
pub fn section(code: Code, lang: Lang) -> &'static str {
    let page = page(code);
    let (chinese, english) = page.split_once(ENGLISH).unwrap_or((page, page));
    match lang {
        Lang::Zh => chinese.split_once(CHINESE).map_or(chinese, |(_, section)| section).trim(),
        Lang::En => english.trim(),
    }
}
